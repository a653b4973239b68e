//! Which works may be one: those that a contradicting citation could mean, and those whose identities differ only in
//! what texts get wrong (the type word, the year of the same day).
//!
//! In: the corpus. Out: [`Component`]s, each the works that one dossier is about.

use crate::content::registry::Registries;
use crate::corpus::{Corpus, Resolution, ResolvedCitation, Work, WorkIndex};
use crate::text::date::WorkDate;
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};

/// Works that one dossier is about, ascending.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Component {
    /// The works.
    pub works: Vec<WorkIndex>,
    /// They are joined by suspicion alone: two works with one number, issued on the same day of different years.
    pub suspected: bool,
}

/// Low numbers are given in the first days of every year, so that the same day says little.
const LOWEST_SUSPECT: u32 = 30;

/// All components that could hold a contradiction: works with more than one mention, or verified and mentioned.
pub(super) fn components(corpus: &Corpus, registries: &Registries) -> Vec<Component> {
    let mut sets = Sets::new(corpus.works.len());
    let contradictions = corpus
        .documents
        .iter()
        .as_slice()
        .par_iter()
        .flat_map_iter(|document| document.citations.iter().filter_map(|resolved| contradicted(corpus, resolved)));
    for candidates in contradictions.collect::<Vec<_>>() {
        candidates.windows(2).for_each(|pair| sets.join(pair[0], pair[1]));
    }
    let suspected = join_by_number(corpus, registries, &mut sets);
    let mut by_root: BTreeMap<WorkIndex, Vec<WorkIndex>> = BTreeMap::new();
    for work in 0..corpus.works.len() {
        let known = &corpus.works[work];
        if !known.cited_by.is_empty() || !known.perhaps_cited_by.is_empty() || is_verified(known) {
            by_root.entry(sets.root(work)).or_default().push(work);
        }
    }
    let mentions = |works: &[WorkIndex]| -> usize {
        works.iter().map(|work| corpus.works[*work].cited_by.len() + corpus.works[*work].perhaps_cited_by.len()).sum()
    };
    let mut components: Vec<Component> = by_root
        .into_values()
        .filter(|works| match mentions(works) {
            0 => false,
            1 => works.iter().any(|work| is_verified(&corpus.works[*work])),
            _ => true,
        })
        .map(|works| Component { suspected: false, works })
        .collect();
    components.extend(suspected.into_iter().map(|works| Component { works, suspected: true }));
    components.sort_by(|a, b| (a.suspected, &a.works).cmp(&(b.suspected, &b.works)));
    components
}

/// Somebody has looked the facts up: the site holds the document, or `works.yaml` has a row.
pub(super) fn is_verified(work: &Work) -> bool {
    work.held.is_some() || work.row.is_some()
}

/// The candidates of a citation that stays unlinked because its date contradicts them (not because several fit).
pub(super) fn contradicted<'a>(corpus: &Corpus, resolved: &'a ResolvedCitation) -> Option<&'a [WorkIndex]> {
    let Resolution::Ambiguous(candidates) = &resolved.resolution else { return None };
    let written = resolved.citation.date?;
    let fits = |work: &&WorkIndex| corpus.works[**work].date.is_none_or(|date| date.agrees_with(written));
    // The work that the citation itself makes agrees with it.
    (candidates.iter().filter(fits).count() <= 1).then_some(candidates)
}

/// Works with one number in one series: joined where only the type word differs; returned where only the year does.
fn join_by_number(corpus: &Corpus, registries: &Registries, sets: &mut Sets) -> Vec<Vec<WorkIndex>> {
    let works = corpus.works.iter().as_slice().par_iter().enumerate();
    let mut buckets: Vec<(u64, WorkIndex)> =
        works.filter_map(|(index, work)| Some((series_hash(registries, work)?, index))).collect();
    buckets.sort_unstable();
    let mut suspected = Vec::new();
    for bucket in buckets.chunk_by(|a, b| a.0 == b.0).filter(|bucket| bucket.len() > 1) {
        let mut by_date: BTreeMap<Option<i32>, Vec<WorkIndex>> = BTreeMap::new();
        let mut by_day: BTreeMap<(i8, i8), Vec<WorkIndex>> = BTreeMap::new();
        for (_, index) in bucket {
            let work = &corpus.works[*index];
            by_date.entry(time(work)).or_default().push(*index);
            if let (Some(WorkDate::Day(day)), Some(ordinal)) = (work.date, ordinal(work))
                && ordinal >= LOWEST_SUSPECT
            {
                by_day.entry((day.month(), day.day())).or_default().push(*index);
            }
        }
        for same in by_date.values() {
            // Two verified works with one number are two works.
            if same.iter().filter(|work| is_verified(&corpus.works[**work])).count() <= 1 {
                same.windows(2).for_each(|pair| sets.join(pair[0], pair[1]));
            }
        }
        for same in by_day.into_values() {
            let verified = same.iter().filter(|work| is_verified(&corpus.works[**work])).count();
            let apart = same.iter().any(|work| sets.root(*work) != sets.root(same[0]));
            if apart && verified < same.len() {
                suspected.push(same);
            }
        }
    }
    suspected
}

/// Number and series in eight bytes: a million of the texts would be a hundred megabytes. Equal hashes of different
/// numbers do not happen in practice; the pair would be compared and found to agree on nothing.
fn series_hash(registries: &Registries, work: &Work) -> Option<u64> {
    let number = work.number.as_ref().filter(|number| !number.symbol().is_empty())?;
    let mut hasher = DefaultHasher::new();
    let (issuers, issuer) = (&registries.issuers, work.issuer.as_deref()?);
    issuers.series_on(issuer, work.issuer_name.as_deref().unwrap_or(issuer), work.date).hash(&mut hasher);
    number.key().hash(&mut hasher);
    Some(hasher.finish())
}

/// When, as far as it tells works apart: nothing where the number carries its year; else the year or, for the Party,
/// the day, which sets with the year.
fn time(work: &Work) -> Option<i32> {
    let number = work.number.as_ref()?;
    match work.date {
        _ if number.own_year().is_some() => None,
        Some(WorkDate::Day(day)) if number.is_party_shaped() => {
            Some(i32::from(day.year()) * 512 + i32::from(day.day_of_year()))
        }
        Some(date) => Some(i32::from(date.year()) * 512),
        None => None,
    }
}

fn ordinal(work: &Work) -> Option<u32> {
    let number = work.number.as_ref().filter(|number| number.own_year().is_none())?;
    number.ordinal().parse().ok()
}

/// Disjoint sets of works.
struct Sets {
    parents: Vec<u32>,
}

impl Sets {
    fn new(count: usize) -> Self {
        Self { parents: (0..count as u32).collect() }
    }

    fn root(&mut self, work: WorkIndex) -> WorkIndex {
        let mut at = work as u32;
        while self.parents[at as usize] != at {
            let above = self.parents[at as usize];
            self.parents[at as usize] = self.parents[above as usize];
            at = self.parents[at as usize];
        }
        at as usize
    }

    /// The lower index stays the root, so that the order of works is the order of components.
    fn join(&mut self, a: WorkIndex, b: WorkIndex) {
        let (a, b) = (self.root(a), self.root(b));
        if a != b {
            self.parents[a.max(b)] = a.min(b) as u32;
        }
    }
}
