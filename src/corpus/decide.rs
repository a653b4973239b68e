//! Decides what a citation means: the second pass of the resolver, when the works that all documents name are known.
//!
//! In: a [`ReadMention`] as its document lets it be read, all works ([`super::stated`] has made those that only citations
//! know). Out: the [`Resolution`], and the [`Doubt`] where there is no link.

use super::era;
use super::identity::{Identity, Time, kind_of, numbering_of};
use super::reference;
use super::resolve::{Citing, Doubt, ReadMention, fitting_verified};
use super::work_table::{ReadWork, WorkEntry, WorkOrigin, WorkTable, is_dated};
use super::{By, Resolution, WorkIndex};
use crate::citation::Citation;
use crate::content::registry::{LawRow, Registries, System};
use crate::text::date::WorkDate;
use crate::text::number::Number;

/// What a mention means whose work is not there: never so, since every work that is stated has been made.
const NOT_MADE: (Resolution, Option<Doubt>) = (Resolution::Unknown, Some(Doubt::Unknown));

/// Second pass: the meaning, and the doubt where there is no link. `earlier` says what the citations before it in its
/// document mean. `None`: it is no citation after all.
pub(super) fn decide<'r>(
    registries: &Registries,
    table: &WorkTable,
    mention: &ReadMention,
    citing: &Citing<'_>,
    at: usize,
    earlier: impl Fn(usize) -> Option<&'r Resolution>,
) -> Option<(Resolution, Option<Doubt>)> {
    let citation = citing.meant(at);
    let (resolution, doubt) = match mention {
        ReadMention::As(others) => reference::meant(citation, others, earlier)?,
        ReadMention::Nothing => return None,
        _ => {
            let meant = by_itself(registries, table, mention, citation);
            era::not_younger(table, citing.own(), citation, mention, meant)
        }
    };
    let is_itself = std::ptr::eq(citation, &citing.citations()[at]);
    Some(match resolution {
        Resolution::Work(work, by) if !is_itself => (Resolution::Work(work, by.through()), doubt),
        resolution => (resolution, doubt),
    })
}

fn by_itself(
    registries: &Registries,
    table: &WorkTable,
    mention: &ReadMention,
    citation: &Citation,
) -> (Resolution, Option<Doubt>) {
    match mention {
        ReadMention::Own => (Resolution::Own, None),
        ReadMention::Law(law, by) => law_resolution(registries, table, law, *by),
        ReadMention::Unknown | ReadMention::NoLaw(_) | ReadMention::As(_) | ReadMention::Nothing => {
            (Resolution::Unknown, Some(Doubt::Unknown))
        }
        ReadMention::Named(works, by) => match works.as_slice() {
            [work] => named(table, *work, citation.date, *by),
            several => (Resolution::Ambiguous(several.to_vec().into()), Some(Doubt::Tie)),
        },
        ReadMention::Torn(readings) => match &citation.number {
            Some(number) => torn(registries, table, readings, number),
            None => (Resolution::Unknown, Some(Doubt::Unknown)),
        },
        ReadMention::Either(readings) => match &citation.number {
            Some(number) => era::either(table, readings, number),
            None => (Resolution::Unknown, Some(Doubt::Unknown)),
        },
        ReadMention::Numbered(reading) => match &citation.number {
            Some(number) => {
                let (resolution, doubt) = numbered(registries, table, reading, number);
                (completed(resolution, reading, citation), doubt)
            }
            None => (Resolution::Unknown, Some(Doubt::Unknown)),
        },
    }
}

/// A law of the registry: the document or row that is its text, else the work that its number makes. Where those speak
/// against the registry there is no link.
fn law_resolution(registries: &Registries, table: &WorkTable, law: &LawRow, by: By) -> (Resolution, Option<Doubt>) {
    let unknown = (Resolution::Unknown, Some(Doubt::Unknown));
    let Some(number) = &law.number else {
        let work = table.unnumbered(registries, law);
        return work.map_or(unknown, |work| (Resolution::Work(work, by), None));
    };
    let Some(reading) = law_reading(registries, law, number) else { return unknown };
    match numbered(registries, table, &reading, number) {
        (Resolution::Work(work, _), _) => (Resolution::Work(work, by), None),
        _ => unknown,
    }
}

/// The mention that a law's number and date would be.
pub(super) fn law_reading(registries: &Registries, law: &LawRow, number: &Number) -> Option<ReadWork> {
    // Laws before 1998 have the number of the President's order.
    let of_president = number.symbol().ends_with("CTN").then_some("chu-tich-nuoc");
    let key = of_president.or_else(|| registries.types.get(&law.kind)?.form.issuer.as_deref())?;
    let issuer = registries.issuers.get(key)?;
    Some(ReadWork {
        numbering: numbering_of(registries, number, key).to_owned(),
        issuer: key.to_owned(),
        issuer_name: issuer.name.clone(),
        system: System::State,
        kind: kind_of(registries, Some(&law.kind), number, System::State),
        date: law.issued.map(WorkDate::Day),
    })
}

/// A mention whose date or issuer stands elsewhere in its document rests on that.
fn completed(resolution: Resolution, reading: &ReadWork, citation: &Citation) -> Resolution {
    let elsewhere = citation.issuer.is_none() || reading.date.is_some() && citation.date.is_none();
    match resolution {
        Resolution::Work(work, By::Written) if elsewhere => Resolution::Work(work, By::Document),
        resolution => resolution,
    }
}

/// An undated mention beside several dated ones: the only work among them, where the others are slips of its date.
fn torn(
    registries: &Registries,
    table: &WorkTable,
    readings: &[ReadWork],
    number: &Number,
) -> (Resolution, Option<Doubt>) {
    let mut candidates = Vec::new();
    let mut certain: Option<(WorkIndex, By)> = None;
    let mut slips = Vec::new();
    let mut is_tie = false;
    for reading in readings {
        match numbered(registries, table, reading, number) {
            (Resolution::Work(work, by), _) => {
                is_tie |= certain.is_some_and(|(certain, _)| certain != work);
                certain = Some((work, by));
                candidates.push(work);
            }
            (Resolution::Ambiguous(works), doubt) => {
                is_tie |= !matches!(doubt, Some(Doubt::Contradiction | Doubt::Conflict));
                candidates.extend(works.iter());
                slips.push(works);
            }
            _ => {}
        }
    }
    let of_its_date = |work: &WorkIndex| slips.iter().all(|works| works.contains(work));
    if let Some((work, by)) = certain.filter(|(work, _)| !is_tie && of_its_date(work)) {
        return (Resolution::Work(work, if by == By::Written { By::Document } else { by }), None);
    }
    candidates.sort_unstable();
    candidates.dedup();
    (Resolution::Ambiguous(candidates.into()), Some(Doubt::Tie))
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
    table: &WorkTable,
    reading: &ReadWork,
    number: &Number,
) -> (Resolution, Option<Doubt>) {
    let identity = reading.identity(number);
    if identity.time == Time::Unknown {
        return undated(table, &identity);
    }
    let verified = fitting_verified(registries, table, reading, &identity);
    let agreeing: Vec<WorkIndex> =
        verified.iter().copied().filter(|work| agrees(&table.entries[*work], reading, number)).collect();
    let torn = years_differ(reading, number);
    match (agreeing.as_slice(), verified.as_slice()) {
        ([work], _) if torn && table.entries[*work].work.date != reading.date => {
            (Resolution::Ambiguous(agreeing.into()), Some(Doubt::Years))
        }
        ([work], _) => (Resolution::Work(*work, By::Written), None),
        ([_, ..], _) => (Resolution::Ambiguous(agreeing.into()), Some(Doubt::Tie)),
        ([], [_, ..]) => {
            let doubt = if reading.date.is_some() { Doubt::Contradiction } else { Doubt::Undated };
            (Resolution::Ambiguous(verified.into()), Some(doubt))
        }
        ([], []) if torn => (Resolution::Unknown, Some(Doubt::Years)),
        ([], []) => made_by_mentions(registries, table, reading, &identity),
    }
}

/// "Nghị định số 94/2022/NĐ-CP ngày 01/7/2016": the number or the date is a slip, and the text does not tell which.
pub(super) fn years_differ(reading: &ReadWork, number: &Number) -> bool {
    number.own_year().zip(reading.date).is_some_and(|(own, date)| own != date.year())
}

/// Whether a verified work is what a mention with this number can mean, dates considered.
fn agrees(entry: &WorkEntry, reading: &ReadWork, number: &Number) -> bool {
    // `55/2010/QH12` is a law and a resolution: without type word only the day tells which.
    let type_open = reading.kind.key.is_empty() && entry.identity.as_ref().is_some_and(|known| !known.kind.implied);
    if type_open && !matches!((reading.date, entry.work.date), (Some(WorkDate::Day(_)), Some(WorkDate::Day(_)))) {
        return false;
    }
    match (reading.date, entry.work.date) {
        (Some(written), Some(known)) => written.agrees_with(known),
        // The number of one document and the date of another: whose text it is, its editor must say. A row is verified.
        (None, Some(known)) => {
            entry.origin == WorkOrigin::Row || number.own_year().is_none_or(|year| year == known.year())
        }
        (_, None) => true,
    }
}

/// No document and no row: the work that the mentions themselves make. Dates of one Party number that cannot all be
/// right leave those unlinked that are slips or may be.
fn made_by_mentions(
    registries: &Registries,
    table: &WorkTable,
    reading: &ReadWork,
    identity: &Identity,
) -> (Resolution, Option<Doubt>) {
    let Some(work) = table.same(identity) else { return NOT_MADE };
    let level = || registries.issuers.level_of(&reading.issuer, &reading.issuer_name);
    match table.rivals(level, work, identity) {
        rivals if rivals.is_empty() => (Resolution::Work(work, By::Written), None),
        rivals => (Resolution::Ambiguous(rivals.into()), Some(Doubt::Conflict)),
    }
}

/// Rule (b): an undated mention means the one row of `works.yaml`; else it stays unlinked where dated works of this
/// number are known, and is a work without date where none is.
fn undated(table: &WorkTable, identity: &Identity) -> (Resolution, Option<Doubt>) {
    let candidates: Vec<WorkIndex> = table.candidates(identity).collect();
    let rows: Vec<WorkIndex> =
        candidates.iter().copied().filter(|work| table.entries[*work].origin == WorkOrigin::Row).collect();
    match rows.as_slice() {
        [row] => return (Resolution::Work(*row, By::Row), None),
        [_, ..] => return (Resolution::Ambiguous(rows.into()), Some(Doubt::Tie)),
        [] => {}
    }
    let dated: Vec<WorkIndex> = candidates.into_iter().filter(|work| is_dated(&table.entries[*work])).collect();
    if dated.is_empty() {
        table.same(identity).map_or(NOT_MADE, |work| (Resolution::Work(work, By::Written), None))
    } else {
        (Resolution::Ambiguous(dated.into()), Some(Doubt::Undated))
    }
}
