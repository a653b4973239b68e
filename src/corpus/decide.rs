//! Decides what a citation means: the second pass of the resolver, when the works that all documents name are known.
//!
//! In: a [`ReadMention`] as its document lets it be read, all works ([`super::stated`] has made those that only citations
//! know). Out: the [`Resolution`], and the [`Doubt`] where there is no link.

use super::era;
use super::identity::{Identity, Time, kind_of, numbering_of};
use super::reference;
use super::resolve::{CitingText, Doubt, ReadMention, fitting_verified};
use super::work_table::{ReadWork, WorkEntry, WorkOrigin, WorkTable, is_dated};
use super::{By, Resolution, WorkIndex};
use crate::citation::Citation;
use crate::content::registry::{LawRow, Registries, System};
use crate::text::date::WorkDate;
use crate::text::number::Number;

/// What a mention means whose work is not there: never so, since every work that is stated has been made.
const NOT_MADE: Decision = (Resolution::Unknown, Some(Doubt::Unknown));

/// A meaning, and the doubt where there is no link.
pub(super) type Decision = (Resolution, Option<Doubt>);

/// Second pass: the meaning, and the doubt where there is no link. `earlier` says what the citations before it in its
/// document mean. `None`: it is no citation after all.
pub(super) fn decide<'r>(
    registries: &Registries,
    table: &WorkTable,
    mention: &ReadMention,
    text: &CitingText<'_>,
    at: usize,
    earlier: impl Fn(usize) -> Option<&'r Resolution>,
) -> Option<Decision> {
    let citation = text.meant(at);
    Some(match mention {
        ReadMention::As(others) => through(text, at, reference::meant(citation, others, earlier)?),
        ReadMention::Nothing => return None,
        ReadMention::Numbered(reading) => {
            let meant = by_itself(registries, table, mention, citation);
            of_reading(table, text, at, reading.date, meant)
        }
        _ => settled(table, text, at, None, by_itself(registries, table, mention, citation)),
    })
}

/// What the citation `at` means, of which number and issuer were read, with this date; `meant` as the works tell.
pub(super) fn of_reading(
    table: &WorkTable,
    text: &CitingText<'_>,
    at: usize,
    date: Option<WorkDate>,
    (resolution, doubt): Decision,
) -> Decision {
    let meant = (completed(resolution, date, text.meant(at)), doubt);
    settled(table, text, at, date, meant)
}

/// What the works tell, unless the text cannot mean it.
fn settled(table: &WorkTable, text: &CitingText<'_>, at: usize, date: Option<WorkDate>, meant: Decision) -> Decision {
    through(text, at, era::not_younger(table, text.own(), text.meant(at), date, meant))
}

/// A citation that means what another one says rests on that.
fn through(text: &CitingText<'_>, at: usize, (resolution, doubt): Decision) -> Decision {
    let is_itself = std::ptr::eq(text.meant(at), &text.citations()[at]);
    match resolution {
        Resolution::Work(work, by) if !is_itself => (Resolution::Work(work, by.through()), doubt),
        resolution => (resolution, doubt),
    }
}

fn by_itself(registries: &Registries, table: &WorkTable, mention: &ReadMention, citation: &Citation) -> Decision {
    let unknown = (Resolution::Unknown, Some(Doubt::Unknown));
    match (mention, &citation.number) {
        (ReadMention::Own, _) => (Resolution::Own, None),
        (ReadMention::Law(law, by), _) => law_resolution(registries, table, law, *by),
        (ReadMention::Unknown | ReadMention::NoLaw(_) | ReadMention::As(_) | ReadMention::Nothing, _) => unknown,
        (ReadMention::Named(works, by), _) => match works.as_slice() {
            [work] => named(table, *work, citation.date, *by),
            several => (Resolution::Ambiguous(several.to_vec().into()), Some(Doubt::Tie)),
        },
        (ReadMention::Torn(_) | ReadMention::Either(_) | ReadMention::Numbered(_), None) => unknown,
        (ReadMention::Torn(readings), Some(number)) => torn(registries, table, readings, number),
        (ReadMention::Either(readings), Some(number)) => era::either(table, readings, number),
        (ReadMention::Numbered(reading), Some(number)) => numbered(registries, table, reading, number),
    }
}

/// A law of the registry: the document or row that is its text, else the work that its number makes. Where those speak
/// against the registry there is no link.
fn law_resolution(registries: &Registries, table: &WorkTable, law: &LawRow, by: By) -> Decision {
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
fn completed(resolution: Resolution, date: Option<WorkDate>, citation: &Citation) -> Resolution {
    let elsewhere = citation.issuer.is_none() || date.is_some() && citation.date.is_none();
    match resolution {
        Resolution::Work(work, By::Written) if elsewhere => Resolution::Work(work, By::Document),
        resolution => resolution,
    }
}

/// An undated mention beside several dated ones: the only work among them, where the others are slips of its date.
fn torn(registries: &Registries, table: &WorkTable, readings: &[ReadWork], number: &Number) -> Decision {
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

fn named(table: &WorkTable, work: WorkIndex, written: Option<WorkDate>, by: By) -> Decision {
    match (written, table.entries[work].work.date) {
        (Some(written), Some(known)) if !written.agrees_with(known) => {
            (Resolution::Ambiguous(vec![work].into()), Some(Doubt::Contradiction))
        }
        _ => (Resolution::Work(work, by), None),
    }
}

fn numbered(registries: &Registries, table: &WorkTable, reading: &ReadWork, number: &Number) -> Decision {
    let identity = reading.identity(number);
    if identity.time == Time::Unknown {
        return undated(table, &identity);
    }
    verified(registries, table, reading, number, &identity)
        .unwrap_or_else(|| made_by_mentions(registries, table, reading, &identity))
}

/// What the documents and rows tell of a dated mention. `None`: no one of them is meant.
pub(super) fn verified(
    registries: &Registries,
    table: &WorkTable,
    reading: &ReadWork,
    number: &Number,
    identity: &Identity,
) -> Option<Decision> {
    let verified = fitting_verified(registries, table, reading, identity);
    let agreeing: Vec<WorkIndex> =
        verified.iter().copied().filter(|work| agrees(&table.entries[*work], reading, number)).collect();
    let torn = years_differ(reading, number);
    Some(match (agreeing.as_slice(), verified.as_slice()) {
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
        ([], []) => return None,
    })
}

/// "Nghị định số 94/2022/NĐ-CP ngày 01/7/2016": the number or the date is a slip, and the text does not tell which.
fn years_differ(reading: &ReadWork, number: &Number) -> bool {
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
fn made_by_mentions(registries: &Registries, table: &WorkTable, reading: &ReadWork, identity: &Identity) -> Decision {
    let Some(work) = table.same(identity) else { return NOT_MADE };
    let level = || registries.issuers.level_of(&reading.issuer, &reading.issuer_name);
    match table.rivals(level, work, identity) {
        rivals if rivals.is_empty() => (Resolution::Work(work, By::Written), None),
        rivals => (Resolution::Ambiguous(rivals.into()), Some(Doubt::Conflict)),
    }
}

/// Rule (b): an undated mention means the one row of `works.yaml`; else it stays unlinked where dated works of this
/// number are known, and is a work without date where none is.
pub(super) fn undated(table: &WorkTable, identity: &Identity) -> Decision {
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
