//! Compares which works the two documents cite, and finds which new work took the place of which old one.

use super::{Compared, ComparedCitation, UnitIndex};
use crate::text::name_key;
use std::collections::{BTreeMap, BTreeSet};

/// A work that a document cites by number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ComparedReference {
    /// Id of the work.
    pub work: String,
    /// How the document first writes it.
    pub text: String,
    /// Units that cite it, in order.
    pub units: Vec<UnitIndex>,
}

/// The works cited by number on both sides, in the order of their first citation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct References {
    /// By both, as the newer document has them.
    pub kept: Vec<ComparedReference>,
    /// By the newer alone.
    pub new: Vec<ComparedReference>,
    /// By the older alone.
    pub gone: Vec<ComparedReference>,
    /// Indexes in `gone` and `new`: the same body's document of the same type and subject, of another year.
    pub followed: Vec<(usize, usize)>,
}

/// Compares what the two documents cite.
pub(super) fn compare(old: Compared<'_>, new: Compared<'_>) -> References {
    let (old_works, new_works) = (cited(old), cited(new));
    let ids =
        |works: &[ReferencedWork<'_>]| works.iter().map(|found| found.reference.work.clone()).collect::<BTreeSet<_>>();
    let (old_ids, new_ids) = (ids(&old_works), ids(&new_works));
    let gone: Vec<ReferencedWork<'_>> =
        old_works.into_iter().filter(|found| !new_ids.contains(&found.reference.work)).collect();
    let (kept, new): (Vec<_>, Vec<_>) =
        new_works.into_iter().partition(|found| old_ids.contains(&found.reference.work));
    let followed = followed(&gone, &new);
    let references = |found: Vec<ReferencedWork<'_>>| found.into_iter().map(|found| found.reference).collect();
    References { kept: references(kept), new: references(new), gone: references(gone), followed }
}

struct ReferencedWork<'a> {
    reference: ComparedReference,
    citations: Vec<&'a ComparedCitation>,
}

fn cited<'a>(compared: Compared<'a>) -> Vec<ReferencedWork<'a>> {
    let Compared { units, side } = compared;
    let mut places: BTreeMap<&str, usize> = BTreeMap::new();
    let mut found: Vec<ReferencedWork<'a>> = Vec::new();
    for citation in side.citations.iter().filter(|citation| citation.numbered) {
        let Some(work) = citation.work.as_deref() else { continue };
        let at = *places.entry(work).or_insert_with(|| {
            let reference = ComparedReference { work: work.to_owned(), text: citation.text.clone(), units: Vec::new() };
            found.push(ReferencedWork { reference, citations: Vec::new() });
            found.len() - 1
        });
        found[at].citations.push(citation);
    }
    // The sentences of a block, and the rows of a table, share its place: the first one stands for it.
    let mut last = None;
    for (at, unit) in units.iter().enumerate().filter(|(_, unit)| last.replace(unit.span) != Some(unit.span)) {
        let works: BTreeSet<&str> = side
            .cited_in(unit)
            .iter()
            .filter(|citation| citation.numbered)
            .filter_map(|citation| citation.work.as_deref())
            .collect();
        works.iter().filter_map(|work| places.get(work)).for_each(|place| found[*place].reference.units.push(at));
    }
    found
}

/// Pairs that are sure: one new work for one old, the other way round as well.
fn followed(gone: &[ReferencedWork<'_>], new: &[ReferencedWork<'_>]) -> Vec<(usize, usize)> {
    let fits = |a: &ReferencedWork<'_>, b: &ReferencedWork<'_>| {
        a.citations.iter().any(|a| b.citations.iter().any(|b| is_next(a, b)))
    };
    let mut pairs = Vec::new();
    for (old_at, old) in gone.iter().enumerate() {
        let mut found = (0..new.len()).filter(|at| fits(old, &new[*at]));
        if let (Some(new_at), None) = (found.next(), found.next())
            && gone.iter().filter(|other| fits(other, &new[new_at])).count() == 1
        {
            pairs.push((old_at, new_at));
        }
    }
    pairs
}

/// Words of the title that are compared.
const TITLE_WORDS: usize = 12;
/// Words that it must have to say anything.
const TITLE_LEAST: usize = 5;

fn is_next(old: &ComparedCitation, new: &ComparedCitation) -> bool {
    let same = old.kind.is_some() && old.kind == new.kind && old.issuer.is_some() && old.issuer == new.issuer;
    if !same {
        return false;
    }
    let (old, new) = (subject(&old.after), subject(&new.after));
    let alike = old.iter().zip(&new).filter(|(a, b)| a == b).count();
    let shorter = old.len().min(new.len());
    // Years are part of a yearly plan's name: they may differ, the rest may hardly.
    shorter >= TITLE_LEAST && alike * 10 >= shorter * 8
}

/// The first words behind the issuer's name, years left out.
fn subject(after: &str) -> Vec<String> {
    let key = name_key(after);
    let start = [" về ", " ban hành ", " phê duyệt "].iter().filter_map(|word| key.find(word)).min();
    let words = key[start.unwrap_or(0)..]
        .split(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '"' | '.' | ':'))
        .filter(|word| !word.is_empty() && !word.contains(|c: char| c.is_ascii_digit()))
        // "về ban hành kế hoạch", "ban hành Kế hoạch", "về việc phê duyệt đề án": the same of one thing.
        .skip_while(|word| ["về", "việc", "ban", "hành", "phê", "duyệt"].contains(word));
    words.take(TITLE_WORDS).map(str::to_owned).collect()
}
