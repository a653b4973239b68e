//! Resolves citations by the rules of contract 1: a link is right or it is not there.
//!
//! Two passes over all documents. The first reads every mention as far as its own document allows (issuer and date
//! completed from a fuller mention beside it): this file. What it states is made a work ([`super::stated`]). The second,
//! [`super::decide`], decides. Nothing is ever resolved because the site happens to know only one candidate: numbers
//! restart every year.

use super::bare_law;
use super::by_date::LawRefusal;
use super::by_name::{self, LawNameKey, LawNames, NamedLaws};
use super::era;
use super::in_title::TitleStanding;
use super::reference::{self, Ordinals};
use super::terms;
use super::work_table::{ReadWork, WorkOrigin, WorkTable};
use super::{By, WorkIndex};
use crate::citation::{Citation, Era, IssuerMention};
use crate::content::front_matter::FrontMatter;
use crate::content::registry::{DocumentTypes, LawRow, Registries, System};
use crate::corpus::identity::{Identity, Time, kind_of, numbering_of};
use crate::text::date::WorkDate;
use crate::text::number::Number;
use hashbrown::{HashMap, HashSet};
use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::Arc;

/// A citation read inside its document.
#[derive(Clone, Debug)]
pub(super) enum ReadMention {
    /// Its name is known: an alias in scope, or the name of a law with a date.
    Named(Vec<WorkIndex>, By),
    /// It names the citing document.
    Own,
    /// Number and issuer are known.
    Numbered(ReadWork),
    /// The document holds two fuller mentions that fit.
    Torn(Vec<ReadWork>),
    /// The law that its bare name means, or its name with a date.
    Law(Arc<LawRow>, By),
    /// The bare name of a law that cannot be told.
    NoLaw(LawRefusal),
    /// Bodies of one name existed one after the other, and nothing says which is meant.
    Either(Vec<ReadWork>),
    /// It means what these earlier citations of the document mean.
    As(Vec<usize>),
    /// It points to another text that has no name: no citation.
    Nothing,
    /// Issuer or name cannot be told.
    Unknown,
}

/// Why a citation got no link, for the editor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doubt {
    /// Several works fit.
    Tie,
    /// The date written is that of no work with this number.
    Contradiction,
    /// The number carries one year and the date beside it another: one of the two is a slip.
    Years,
    /// The number is written with dates that cannot all be right, and this date is not known to be.
    Conflict,
    /// No date, and works of this number are known with a date that could be another's.
    Undated,
    /// Two bodies of one name number from 01 each, and nothing says which is meant.
    Renewed,
    /// The only work that fits was issued after the citing text.
    Younger,
    /// Issuer or name cannot be told.
    Unknown,
}

/// What the citing text knows of itself, as far as it does.
#[derive(Clone, Copy, Debug, Default)]
pub struct Own<'a> {
    /// Type key.
    pub kind: Option<&'a str>,
    /// Số/ký hiệu.
    pub number: Option<&'a Number>,
    /// Date of issue.
    pub date: Option<WorkDate>,
    /// Issuer key.
    pub issuer: Option<&'a str>,
}

impl<'a> Own<'a> {
    /// As a document's front matter says it.
    pub fn of(front_matter: &'a FrontMatter) -> Self {
        Self {
            kind: Some(&front_matter.kind.value),
            number: front_matter.number.as_ref().map(|number| &number.value),
            date: front_matter.date.as_ref().map(|date| WorkDate::Day(date.value)),
            issuer: Some(&front_matter.issuer.value),
        }
    }
}

/// A text and its citations, in the order of the document.
#[derive(Clone, Copy)]
pub(super) struct CitingText<'a> {
    own: Own<'a>,
    citations: &'a [Citation],
}

impl<'a> CitingText<'a> {
    pub const fn new(own: Own<'a>, citations: &'a [Citation]) -> Self {
        Self { own, citations }
    }

    /// The citations, in the order of the document.
    pub const fn citations(&self) -> &'a [Citation] {
        self.citations
    }

    /// What the text knows of itself.
    pub const fn own(&self) -> &Own<'a> {
        &self.own
    }

    /// The citation whose number and date count for the one at `at`: itself, or the one that its document says it is.
    pub fn meant(&self, at: usize) -> &'a Citation {
        let citation = &self.citations[at];
        citation.same_as().filter(|_| citation.alias_of().is_empty()).map_or(citation, |other| &self.citations[other])
    }
}

/// What the resolver needs to know of the citing document.
pub(super) struct Citing<'a> {
    text: CitingText<'a>,
    /// The types of the site.
    pub types: &'a DocumentTypes,
    /// Number key → one citation for each way (type, date, issuer) in which the document writes that number, so that a
    /// number repeated ten thousand times is not compared a hundred million times.
    ways: HashMap<String, Vec<usize>>,
    /// For each citation the first one that is written alike.
    first: Vec<u32>,
    /// For each citation that has a number and is the first of those that are written alike, the number's key.
    keys: Vec<Option<String>>,
    /// That of the document itself.
    own_key: Option<String>,
    /// How the document names laws in full.
    named_laws: NamedLaws,
    /// For each citation the law's name in it.
    law_names: Vec<Option<Arc<LawNameKey>>>,
    ordinals: Ordinals,
    cites_younger: bool,
}

impl<'a> Citing<'a> {
    /// Gathers the ways in which the document writes each number.
    pub fn new(registries: &'a Registries, own: Own<'a>, citations: &'a [Citation]) -> Self {
        let mut named_laws = NamedLaws::new();
        let mut names = LawNames::default();
        let law_names: Vec<_> = citations.iter().map(|citation| names.of(registries, citation)).collect();
        let mut ways: HashMap<String, Vec<usize>> = HashMap::new();
        let mut ordinals = Ordinals::default();
        let first = first_alike(citations);
        let key = |(at, citation): (usize, &Citation)| {
            citation.number.as_ref().filter(|_| first[at] as usize == at).map(Number::key)
        };
        let keys: Vec<Option<String>> = citations.iter().enumerate().map(key).collect();
        let mut seen = HashSet::new();
        for (at, citation) in citations.iter().enumerate() {
            if let Some(name) = &law_names[at] {
                by_name::note(&mut named_laws, name, at, citation);
            }
            let Some(key) = &keys[at] else { continue };
            let issuer = citation.issuer.as_ref().map(|issuer| issuer.key.as_str());
            if seen.insert((key.as_str(), citation.kind.as_deref(), citation.date, issuer)) {
                match ways.get_mut(key) {
                    Some(ways) => ways.push(at),
                    None => drop(ways.insert(key.clone(), vec![at])),
                }
                ordinals.add(at, citation);
            }
        }
        let cites_younger = citations.iter().any(|citation| is_younger(citation, own.date));
        let text = CitingText::new(own, citations);
        let own_key = own.number.map(Number::key);
        let types = &registries.types;
        drop(seen);
        Self { text, types, ways, first, keys, own_key, named_laws, law_names, ordinals, cites_younger }
    }

    /// The text.
    pub const fn text(&self) -> &CitingText<'a> {
        &self.text
    }

    /// The first citation that means what the one at `at` means, because number, type, date and issuer are written
    /// alike; itself where there is none before it.
    pub fn first_alike(&self, at: usize) -> usize {
        self.first[at] as usize
    }

    /// The citations, in the order of the document.
    pub const fn citations(&self) -> &'a [Citation] {
        self.text.citations
    }

    /// The key of the number of the citation `at`; empty where it has none.
    fn key(&self, at: usize) -> Cow<'_, str> {
        match (&self.keys[at], &self.citations()[at].number) {
            (Some(key), _) => Cow::Borrowed(key),
            (None, Some(number)) => Cow::Owned(number.key()),
            (None, None) => Cow::Borrowed(""),
        }
    }

    /// What the text knows of itself.
    pub const fn own(&self) -> &Own<'a> {
        &self.text.own
    }

    /// Whether a work is cited that is younger than the document: its words, or some of them, are of another day.
    pub const fn cites_younger(&self) -> bool {
        self.cites_younger
    }

    /// The name of a law that the citation `at` is, with a date or without.
    pub fn law_name(&self, at: usize) -> Option<&LawNameKey> {
        self.law_names[at].as_deref().filter(|_| by_name::is_named(self.types, &self.citations()[at]))
    }

    /// The name of a law that stands there alone.
    pub fn bare_name(&self, at: usize) -> Option<&LawNameKey> {
        self.law_names[at].as_deref().filter(|_| by_name::is_bare(self.types, &self.citations()[at]))
    }

    /// How the document names the law `key` in full.
    pub fn full_names(&self, key: &str) -> &by_name::Ways {
        static NONE: by_name::Ways = by_name::Ways::none();
        self.named_laws.get(key).unwrap_or(&NONE)
    }

    /// The only day that the document writes with the number of the citation `at`.
    pub fn dated_elsewhere(&self, at: usize) -> Option<WorkDate> {
        let citation = &self.citations()[at];
        let others = self.ways.get(&*self.key(at))?;
        let kind = |other: &Citation| citation.kind.is_none() || other.kind.is_none() || other.kind == citation.kind;
        let days: BTreeSet<WorkDate> = others
            .iter()
            .map(|other| &self.citations()[*other])
            .filter(|other| kind(other))
            .filter_map(|other| other.date.filter(|date| date.day().is_some()))
            .collect();
        let only = days.first().copied().filter(|_| days.len() == 1);
        only.filter(|day| citation.date.is_none_or(|written| written.agrees_with(*day)))
    }
}

/// For each citation the first one that is written alike: a document names a work dozens of times in the same words.
/// Only where number, type, date and issuer are all that is looked at.
fn first_alike(citations: &[Citation]) -> Vec<u32> {
    let mut seen: HashMap<WayToWrite<'_>, u32> = HashMap::new();
    let mut first = Vec::with_capacity(citations.len());
    for (at, citation) in citations.iter().enumerate() {
        let at = at as u32;
        let by_itself =
            citation.reference().is_none() && citation.alias_of().is_empty() && citation.same_as().is_none();
        first.push(match citation.number.as_ref().filter(|number| by_itself && !number.symbol().is_empty()) {
            Some(number) => {
                let Citation { kind, date, issuer, .. } = citation;
                *seen.entry((number, kind.as_deref(), *date, issuer.as_deref())).or_insert(at)
            }
            None => at,
        });
    }
    first
}

/// Number, type, date and issuer as they are written.
type WayToWrite<'a> = (&'a Number, Option<&'a str>, Option<WorkDate>, Option<&'a IssuerMention>);

/// Whether a citation writes a day after `own`.
fn is_younger(citation: &Citation, own: Option<WorkDate>) -> bool {
    let Some(own) = own else { return false };
    let of_number = citation.number.as_ref().and_then(Number::own_year);
    let agrees = of_number.is_none_or(|year| citation.date.is_none_or(|date| date.year() == year));
    match citation.date.filter(|_| agrees) {
        Some(WorkDate::Day(day)) => own.day().map_or(day.year() > own.year(), |own| day > own),
        Some(WorkDate::Year(_)) => false,
        None => citation.date.is_none() && of_number.is_some_and(|year| year > own.year()),
    }
}

/// Reads the citation `at` with the help of the others in its document.
pub(super) fn read(registries: &Registries, table: &WorkTable, citing: &Citing<'_>, at: usize) -> ReadMention {
    let citation = &citing.citations()[at];
    if let Some(reference) = citation.reference() {
        return reference::pointed(citing.types, citing.own(), citation, reference, at);
    }
    if !citation.alias_of().is_empty() {
        let mut works: Vec<WorkIndex> =
            citation.alias_of().iter().filter_map(|reference| table.by_reference(reference)).collect();
        // "Đề án số 06 của Chính phủ" is not the Đề án 06 of the province, under any name.
        works.retain(|work| issuer_fits(registries, table, *work, citation.issuer.as_deref()));
        works.sort_unstable();
        works.dedup();
        // "Luật Đất đai năm 2013" among the laws of that name.
        let of_date = |work: &WorkIndex| {
            citation.date.zip(table.entries[*work].work.date).is_some_and(|(written, known)| written.agrees_with(known))
        };
        if works.len() > 1 && works.iter().any(of_date) {
            works.retain(of_date);
        }
        if !works.is_empty() {
            return ReadMention::Named(works, By::Row);
        }
    }
    // What the document itself says about a name: it means what the other citation means.
    if let Some(other) = citation.same_as().filter(|other| citing.citations()[*other].same_as().is_none()) {
        if by_name::in_older_title(citing.types, citing.citations(), at, other) {
            let inside = matches!(bare_law::place(citing, at), TitleStanding::Inside(_));
            return if inside { law_by_name(registries, table, citing, at) } else { ReadMention::Unknown };
        }
        let meant = read(registries, table, citing, other);
        // A bare "Chương trình" whose name leads nowhere tells a reader nothing.
        let bare = citation.number.is_none() && citation.type_word.as_deref() == Some(citation.text());
        return if bare && matches!(meant, ReadMention::Unknown) { ReadMention::Nothing } else { meant };
    }
    let Some(number) = &citation.number else {
        let works = by_name::dated(table, citing.law_name(at), citation);
        if !works.is_empty() {
            return ReadMention::Named(works, By::Written);
        }
        return law_by_name(registries, table, citing, at);
    };
    if number.symbol().is_empty() {
        return reference::by_ordinal(registries, &citing.ordinals, citing.citations(), citing.own(), at);
    }
    let key = citing.key(at);
    if citing.own_key.as_deref() == Some(&*key) && is_own(registries, citing.own(), citation, number) {
        return ReadMention::Own;
    }
    let same_number: Vec<&Citation> =
        citing.ways.get(&*key).into_iter().flatten().map(|other| &citing.citations()[*other]).collect();
    let Some(issuer) = citation.issuer.clone().or_else(|| issuer_beside(registries, citation, &same_number)) else {
        return ReadMention::Unknown;
    };
    let reading = reading(registries, citation, number, &issuer, citation.date);
    let mention = if citation.date.is_some() || number.own_year().is_some() && !era::has_several(registries, &reading) {
        ReadMention::Numbered(reading)
    } else {
        dated_beside(registries, reading, &same_number)
    };
    era::choose(registries, citing.own(), &issuer, number, mention)
}

/// The name of a law without its number: by its date, by what the document says elsewhere, by the day on which it was
/// written.
fn law_by_name(registries: &Registries, table: &WorkTable, citing: &Citing<'_>, at: usize) -> ReadMention {
    if let Some(law) = bare_law::dated(&registries.laws, table, citing, at) {
        return ReadMention::Law(law, By::Written);
    }
    let place = bare_law::place(citing, at);
    // The law of a title is that of the title's time, not of the other works that the document cites.
    if !matches!(place, TitleStanding::Inside(_))
        && let Some(name) = citing.bare_name(at)
    {
        let earlier = by_name::earlier(&citing.named_laws, name, citing.own().date, citing.citations(), at);
        if !earlier.is_empty() {
            return ReadMention::As(earlier);
        }
    }
    match bare_law::law(registries, table, citing, at, place) {
        Some(Ok((law, by))) => ReadMention::Law(law, by),
        Some(Err(refusal)) => ReadMention::NoLaw(refusal),
        None => ReadMention::Unknown,
    }
}

fn issuer_fits(registries: &Registries, table: &WorkTable, work: WorkIndex, written: Option<&IssuerMention>) -> bool {
    let known = table.entries[work].work.issuer.as_deref();
    match (written.filter(|issuer| issuer.stated), known) {
        (Some(written), Some(known)) => registries.issuers.series(&written.key) == registries.issuers.series(known),
        _ => true,
    }
}

fn reading(
    registries: &Registries,
    citation: &Citation,
    number: &Number,
    issuer: &IssuerMention,
    date: Option<WorkDate>,
) -> ReadWork {
    ReadWork {
        numbering: numbering_of(registries, number, &issuer.key).to_owned(),
        issuer: issuer.key.clone(),
        issuer_name: issuer.name.clone(),
        system: issuer.system,
        kind: kind_of(registries, citation.kind.as_deref(), number, issuer.system),
        date,
    }
}

/// Whether a mention of the document's own number means the document.
fn is_own(registries: &Registries, own: &Own<'_>, citation: &Citation, number: &Number) -> bool {
    let same_issuer = |issuer: &IssuerMention, own: &str| {
        numbering_of(registries, number, &issuer.key) == numbering_of(registries, number, own)
    };
    let same_kind = |word: &str, own: &str| {
        let system = citation.issuer.as_ref().map_or(System::State, |issuer| issuer.system);
        let kind = |word| kind_of(registries, Some(word), number, system);
        kind(word).may_be_called(&registries.types, &kind(own))
    };
    let former = citation.issuer.as_ref().is_some_and(|issuer| issuer.era == Era::Former);
    !former
        && citation.issuer.as_ref().is_none_or(|issuer| own.issuer.is_none_or(|own| same_issuer(issuer, own)))
        && citation.kind.as_ref().is_none_or(|kind| own.kind.is_none_or(|own| same_kind(kind, own)))
        && match (citation.date, own.date) {
            (Some(written), Some(own)) => written.agrees_with(own),
            _ => true,
        }
}

/// The issuer of the other mentions of this number in the document, where they agree and no date speaks against it:
/// "Chỉ thị số 06/CT-UBND ngày 05/9/2023" after "… của Chủ tịch UBND tỉnh Lạng Sơn".
fn issuer_beside(registries: &Registries, citation: &Citation, others: &[&Citation]) -> Option<Arc<IssuerMention>> {
    let mut found: Option<Arc<IssuerMention>> = None;
    for other in others {
        let dates_agree = match (citation.date, other.date) {
            (Some(a), Some(b)) => a.agrees_with(b),
            _ => true,
        };
        let kinds_agree = citation.kind.is_none() || other.kind.is_none() || citation.kind == other.kind;
        let Some(issuer) = other.issuer.as_ref().filter(|_| dates_agree && kinds_agree) else { continue };
        match &found {
            None => found = Some(issuer.clone()),
            Some(first) if registries.issuers.series(&first.key) == registries.issuers.series(&issuer.key) => {}
            Some(_) => return None,
        }
    }
    found
}

/// Rule (a): an undated mention means the one dated mention of the same number and issuer in the same document.
fn dated_beside(registries: &Registries, undated: ReadWork, others: &[&Citation]) -> ReadMention {
    let mut found: Vec<ReadWork> = Vec::new();
    for other in others {
        let (Some(date), Some(number)) = (other.date, &other.number) else { continue };
        let same_issuer = other
            .issuer
            .as_ref()
            .is_none_or(|issuer| numbering_of(registries, number, &issuer.key) == undated.numbering);
        let kind = kind_of(registries, other.kind.as_deref(), number, undated.system);
        if !same_issuer || !kind.agrees_with(&undated.kind) {
            continue;
        }
        let dated = ReadWork { date: Some(date), kind: undated.kind.clone(), ..undated.clone() };
        if !found.iter().any(|known| known.identity(number).time == dated.identity(number).time) {
            found.push(dated);
        }
    }
    match found.len() {
        0 => ReadMention::Numbered(undated),
        1 => ReadMention::Numbered(found.remove(0)),
        _ => ReadMention::Torn(found),
    }
}

/// Verified works (documents, rows) that a dated mention can mean or contradict. For the state: the same number in the
/// same year. For the Party, whose numbers carry no year: the same number in the same term, and in any place where the
/// date looks like a slip, so that a wrong date is seen.
pub(super) fn fitting_verified(
    registries: &Registries,
    table: &WorkTable,
    reading: &ReadWork,
    identity: &Identity,
) -> Vec<WorkIndex> {
    let level = || registries.issuers.level_of(&reading.issuer, &reading.issuer_name);
    let is_in_reach = |work: &WorkIndex| {
        let entry = &table.entries[*work];
        let Some(known) = entry.identity.as_ref().filter(|_| entry.origin != WorkOrigin::Mentions) else {
            return false;
        };
        match (identity.time, known.time) {
            (Time::InNumber, Time::InNumber) => true,
            (Time::Year(a), Time::Year(b)) => a == b,
            (Time::Day(a), Time::Day(b)) => terms::may_be_one(level(), a, b),
            (Time::Day(_), Time::Year(_)) | (Time::Year(_), Time::Day(_)) => true,
            _ => false,
        }
    };
    table.candidates(identity).filter(is_in_reach).collect()
}
