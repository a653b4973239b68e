//! Citations → what they mean, by the rules of contract 1: a link is right or it is not there.
//!
//! Two passes over all documents. The first reads every mention as far as its own document allows (issuer and date
//! completed from a fuller mention beside it) and makes the dated works that only citations know. The second decides.
//! Nothing is ever resolved because the site happens to know only one candidate: numbers restart every year.

use super::by_name::{self, NamedLaws};
use super::era;
use super::reference::{self, Ordinals};
use super::work_table::{Entry, Origin, Reading, WorkTable, is_dated};
use super::{By, Resolution, WorkIndex};
use crate::citation::{Citation, Era, IssuerMention};
use crate::content::front_matter::FrontMatter;
use crate::content::registry::{Registries, System};
use crate::corpus::identity::{Time, kind_of, numbering_of};
use crate::text::date::WorkDate;
use crate::text::number::Number;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A citation read inside its document.
#[derive(Clone, Debug)]
pub(super) enum Mention {
    /// Its name is known: an alias in scope, or the name of a law with a date.
    Named(Vec<WorkIndex>, By),
    /// It names the citing document.
    Own,
    /// Number and issuer are known.
    Numbered(Reading),
    /// The document holds two fuller mentions that fit.
    Torn(Vec<Reading>),
    /// Bodies of one name existed one after the other, and nothing says which is meant.
    Either(Vec<Reading>),
    /// It means what these earlier citations of the document mean.
    As(Vec<usize>),
    /// It points to another text, which nobody can name: no citation.
    Nothing,
    /// Issuer or name cannot be told.
    Unknown,
}

/// Why a citation got no link, for the editor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Doubt {
    /// Several works fit.
    Tie,
    /// The date written is not the date of the only work that fits.
    Contradiction,
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

/// What the resolver needs to know of the citing document.
pub(super) struct Citing<'a> {
    pub own: Own<'a>,
    citations: &'a [Citation],
    /// Number key → one citation for each way (type, date, issuer) in which the document writes that number, so that a
    /// number repeated ten thousand times is not compared a hundred million times.
    ways: BTreeMap<String, Vec<usize>>,
    /// How the document names laws in full.
    named_laws: NamedLaws,
    ordinals: Ordinals,
}

impl<'a> Citing<'a> {
    /// Gathers the ways in which the document writes each number.
    pub fn new(own: Own<'a>, citations: &'a [Citation]) -> Self {
        let mut seen = BTreeSet::new();
        let mut named_laws = NamedLaws::new();
        let mut ways: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        let mut ordinals = Ordinals::default();
        for (at, citation) in citations.iter().enumerate() {
            by_name::note(&mut named_laws, at, citation);
            let Some(number) = &citation.number else { continue };
            let key = number.key();
            let issuer = citation.issuer.as_ref().map(|issuer| issuer.key.as_str());
            if seen.insert((key.clone(), citation.kind.as_deref(), citation.date, issuer)) {
                ways.entry(key).or_default().push(at);
                ordinals.add(at, citation);
            }
        }
        Self { own, citations, ways, named_laws, ordinals }
    }

    /// The citation whose number and date count for the one at `at`: itself, or the one that its document says it is.
    pub fn meant(&self, at: usize) -> &'a Citation {
        let citation = &self.citations[at];
        citation.same_as().filter(|_| citation.alias_of().is_empty()).map_or(citation, |other| &self.citations[other])
    }
}

/// Reads the citation `at` with the help of the others in its document.
pub(super) fn read(registries: &Registries, table: &WorkTable, citing: &Citing<'_>, at: usize) -> Mention {
    let citation = &citing.citations[at];
    if let Some(reference) = citation.reference() {
        return reference::pointed(&citing.own, citation, reference, at);
    }
    if !citation.alias_of().is_empty() {
        let mut works: Vec<WorkIndex> =
            citation.alias_of().iter().filter_map(|reference| table.by_reference(reference)).collect();
        // "Đề án số 06 của Chính phủ" is not the Đề án 06 of the province, whatever it is called there.
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
            return Mention::Named(works, By::Row);
        }
    }
    // What the document itself says about a name: it means what the other citation means.
    if let Some(other) = citation.same_as().filter(|other| citing.citations[*other].same_as().is_none()) {
        if by_name::in_older_title(citing.citations, at, other) {
            return Mention::Unknown;
        }
        let meant = read(registries, table, citing, other);
        // A bare "Chương trình" whose name leads nowhere tells a reader nothing.
        let bare = citation.number.is_none() && citation.type_word.as_deref() == Some(citation.text());
        return if bare && matches!(meant, Mention::Unknown) { Mention::Nothing } else { meant };
    }
    let Some(number) = &citation.number else {
        let works = by_name::dated(table, citation);
        if !works.is_empty() {
            return Mention::Named(works, By::Written);
        }
        let earlier = by_name::earlier(&citing.named_laws, citing.own.date, citing.citations, at);
        return if earlier.is_empty() { Mention::Unknown } else { Mention::As(earlier) };
    };
    if number.symbol().is_empty() {
        return reference::by_ordinal(registries, &citing.ordinals, citing.citations, &citing.own, at);
    }
    if is_own(registries, &citing.own, citation, number) {
        return Mention::Own;
    }
    let same_number: Vec<&Citation> =
        citing.ways.get(&number.key()).into_iter().flatten().map(|other| &citing.citations[*other]).collect();
    let Some(issuer) = citation.issuer.clone().or_else(|| issuer_beside(registries, citation, &same_number)) else {
        return Mention::Unknown;
    };
    let reading = reading(registries, citation, number, &issuer, citation.date);
    let mention = if citation.date.is_some() || number.own_year().is_some() && !era::has_several(registries, &reading) {
        Mention::Numbered(reading)
    } else {
        dated_beside(registries, reading, &same_number)
    };
    era::choose(registries, &citing.own, &issuer, number, mention)
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
) -> Reading {
    Reading {
        numbering: numbering_of(registries, number, &issuer.key).to_owned(),
        issuer: issuer.key.clone(),
        issuer_name: issuer.name.clone(),
        system: issuer.system,
        kind: kind_of(registries, citation.kind.as_deref(), number, issuer.system),
        date,
    }
}

fn is_own(registries: &Registries, own: &Own<'_>, citation: &Citation, number: &Number) -> bool {
    let same_issuer = |issuer: &IssuerMention, own: &str| {
        numbering_of(registries, number, &issuer.key) == numbering_of(registries, number, own)
    };
    let same_kind = |word: &str, own: &str| {
        let system = citation.issuer.as_ref().map_or(System::State, |issuer| issuer.system);
        let kind = |word| kind_of(registries, Some(word), number, system);
        kind(word).may_be_called(&kind(own))
    };
    let former = citation.issuer.as_ref().is_some_and(|issuer| issuer.era == Era::Former);
    !former
        && own.number.is_some_and(|own| own.key() == number.key())
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
fn dated_beside(registries: &Registries, undated: Reading, others: &[&Citation]) -> Mention {
    let mut found: Vec<Reading> = Vec::new();
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
        let dated = Reading { date: Some(date), kind: undated.kind.clone(), ..undated.clone() };
        if !found.iter().any(|known| known.identity(number).time == dated.identity(number).time) {
            found.push(dated);
        }
    }
    match found.len() {
        0 => Mention::Numbered(undated),
        1 => Mention::Numbered(found.remove(0)),
        _ => Mention::Torn(found),
    }
}

/// First pass: a dated mention of a work that no document and no row knows makes that work.
pub(super) fn make_dated(registries: &Registries, table: &mut WorkTable, mention: &Mention, number: Option<&Number>) {
    let (Some(number), Mention::Numbered(reading)) = (number, mention) else { return };
    if reading.identity(number).time == Time::Unknown || !fitting_verified(table, reading, number).is_empty() {
        return;
    }
    table.mention(registries, reading, number);
}

/// Verified works (documents, rows) that a dated mention can mean or contradict. For the state: the same number in the
/// same year. For the Party, whose numbers carry no year: the same number at any date, so that a wrong date is seen.
fn fitting_verified(table: &WorkTable, reading: &Reading, number: &Number) -> Vec<WorkIndex> {
    let identity = reading.identity(number);
    table
        .candidates(&identity.numbering, &identity.number, &identity.kind)
        .into_iter()
        .filter(|work| {
            let entry = &table.entries[*work];
            let Some(known) = &entry.identity else { return false };
            let in_reach = match (identity.time, known.time) {
                (Time::InNumber, Time::InNumber) => true,
                (Time::Year(a), Time::Year(b)) => a == b,
                (Time::Day(_), Time::Day(_) | Time::Year(_)) => true,
                (Time::Year(_), Time::Day(_)) => true,
                _ => false,
            };
            entry.origin != Origin::Mentions && in_reach
        })
        .collect()
}

/// Second pass: the meaning, and the doubt where there is no link. `earlier` says what the citations before it in its
/// document mean. `None`: it is no citation after all.
pub(super) fn decide<'r>(
    registries: &Registries,
    table: &mut WorkTable,
    mention: &Mention,
    citing: &Citing<'_>,
    at: usize,
    earlier: impl Fn(usize) -> Option<&'r Resolution>,
) -> Option<(Resolution, Option<Doubt>)> {
    let citation = citing.meant(at);
    let (resolution, doubt) = match mention {
        Mention::As(others) => reference::meant(citation, others, earlier)?,
        Mention::Nothing => return None,
        _ => {
            let meant = by_itself(registries, table, mention, citation);
            era::not_younger(table, &citing.own, citation, mention, meant)
        }
    };
    let is_itself = std::ptr::eq(citation, &citing.citations[at]);
    Some(match resolution {
        Resolution::Work(work, by) if !is_itself => (Resolution::Work(work, by.through()), doubt),
        resolution => (resolution, doubt),
    })
}

fn by_itself(
    registries: &Registries,
    table: &mut WorkTable,
    mention: &Mention,
    citation: &Citation,
) -> (Resolution, Option<Doubt>) {
    match mention {
        Mention::Own => (Resolution::Own, None),
        Mention::Unknown | Mention::As(_) | Mention::Nothing => (Resolution::Unknown, Some(Doubt::Unknown)),
        Mention::Named(works, by) => match works.as_slice() {
            [work] => named(table, *work, citation.date, *by),
            several => (Resolution::Ambiguous(several.to_vec().into()), Some(Doubt::Tie)),
        },
        Mention::Torn(readings) => {
            let Some(number) = &citation.number else { return (Resolution::Unknown, Some(Doubt::Unknown)) };
            let mut works: Vec<WorkIndex> = readings
                .iter()
                .flat_map(|reading| match numbered(registries, table, reading, number) {
                    (Resolution::Work(work, _), _) => vec![work],
                    (Resolution::Ambiguous(works), _) => works.into_vec(),
                    _ => Vec::new(),
                })
                .collect();
            works.sort_unstable();
            works.dedup();
            (Resolution::Ambiguous(works.into()), Some(Doubt::Tie))
        }
        Mention::Either(readings) => match &citation.number {
            Some(number) => era::either(table, readings, number),
            None => (Resolution::Unknown, Some(Doubt::Unknown)),
        },
        Mention::Numbered(reading) => match &citation.number {
            Some(number) => {
                let (resolution, doubt) = numbered(registries, table, reading, number);
                (completed(resolution, reading, citation), doubt)
            }
            None => (Resolution::Unknown, Some(Doubt::Unknown)),
        },
    }
}

/// A mention whose date or issuer stands elsewhere in its document rests on that.
fn completed(resolution: Resolution, reading: &Reading, citation: &Citation) -> Resolution {
    let elsewhere = citation.issuer.is_none() || reading.date.is_some() && citation.date.is_none();
    match resolution {
        Resolution::Work(work, By::Written) if elsewhere => Resolution::Work(work, By::Document),
        resolution => resolution,
    }
}

fn named(table: &WorkTable, work: WorkIndex, written: Option<WorkDate>, by: By) -> (Resolution, Option<Doubt>) {
    match (written, table.entries[work].work.date) {
        (Some(written), Some(known)) if !written.agrees_with(known) => {
            (Resolution::Ambiguous(vec![work].into()), Some(Doubt::Contradiction))
        }
        _ => (Resolution::Work(work, by), None),
    }
}

fn numbered(
    registries: &Registries,
    table: &mut WorkTable,
    reading: &Reading,
    number: &Number,
) -> (Resolution, Option<Doubt>) {
    if reading.identity(number).time == Time::Unknown {
        return undated(registries, table, reading, number);
    }
    let verified = fitting_verified(table, reading, number);
    let agreeing: Vec<WorkIndex> =
        verified.iter().copied().filter(|work| agrees(&table.entries[*work], reading, number)).collect();
    match (agreeing.as_slice(), verified.as_slice()) {
        ([work], _) => (Resolution::Work(*work, By::Written), None),
        ([_, ..], _) => (Resolution::Ambiguous(agreeing.into()), Some(Doubt::Tie)),
        ([], [_, ..]) => {
            let doubt = if reading.date.is_some() { Doubt::Contradiction } else { Doubt::Undated };
            (Resolution::Ambiguous(verified.into()), Some(doubt))
        }
        ([], []) => made_by_mentions(registries, table, reading, number),
    }
}

/// Whether a verified work is what a mention with this number can mean, dates considered.
fn agrees(entry: &Entry, reading: &Reading, number: &Number) -> bool {
    // `55/2010/QH12` is a law and a resolution: without type word only the day tells which.
    let type_open = reading.kind.key.is_empty() && entry.identity.as_ref().is_some_and(|known| !known.kind.implied);
    if type_open && !matches!((reading.date, entry.work.date), (Some(WorkDate::Day(_)), Some(WorkDate::Day(_)))) {
        return false;
    }
    match (reading.date, entry.work.date) {
        (Some(written), Some(known)) => written.agrees_with(known),
        // The number of one document and the date of another: whose text it is, its editor must say. A row is verified.
        (None, Some(known)) => entry.origin == Origin::Row || number.own_year().is_none_or(|year| year == known.year()),
        (_, None) => true,
    }
}

/// No document and no row: the work that the mentions themselves make. Two dates of one Party number that can only be
/// a slip (within one term of five years, or the same day of another year) leave both unlinked.
fn made_by_mentions(
    registries: &Registries,
    table: &mut WorkTable,
    reading: &Reading,
    number: &Number,
) -> (Resolution, Option<Doubt>) {
    let work = table.mention(registries, reading, number);
    let identity = reading.identity(number);
    let Time::Day(day) = identity.time else { return (Resolution::Work(work, By::Written), None) };
    let mut rivals: Vec<WorkIndex> = table
        .candidates(&identity.numbering, &identity.number, &identity.kind)
        .into_iter()
        .filter(|other| match table.entries[*other].identity.as_ref().map(|identity| identity.time) {
            Some(Time::Day(rival)) if rival != day => {
                (rival.year() - day.year()).abs() < 5 || (rival.month(), rival.day()) == (day.month(), day.day())
            }
            _ => false,
        })
        .collect();
    if rivals.is_empty() {
        return (Resolution::Work(work, By::Written), None);
    }
    rivals.push(work);
    rivals.sort_unstable();
    (Resolution::Ambiguous(rivals.into()), Some(Doubt::Contradiction))
}

/// Rule (b): an undated mention means the one row of `works.yaml`; else it stays unlinked where dated works of this number
/// are known, and is a work without date where none is.
fn undated(
    registries: &Registries,
    table: &mut WorkTable,
    reading: &Reading,
    number: &Number,
) -> (Resolution, Option<Doubt>) {
    let candidates = table.candidates(&reading.numbering, &number.key(), &reading.kind);
    let rows: Vec<WorkIndex> =
        candidates.iter().copied().filter(|work| table.entries[*work].origin == Origin::Row).collect();
    match rows.as_slice() {
        [row] => return (Resolution::Work(*row, By::Row), None),
        [_, ..] => return (Resolution::Ambiguous(rows.into()), Some(Doubt::Tie)),
        [] => {}
    }
    let dated: Vec<WorkIndex> = candidates.into_iter().filter(|work| is_dated(&table.entries[*work])).collect();
    if dated.is_empty() {
        (Resolution::Work(table.mention(registries, reading, number), By::Written), None)
    } else {
        (Resolution::Ambiguous(dated.into()), Some(Doubt::Undated))
    }
}
