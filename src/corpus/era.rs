//! Issuers are dated: which of the bodies of one name a mention means, and that no text cites what was not issued yet.
//!
//! A merged province has the name of one of those that it is made of, and its bodies number from 01 again. So "Quyết
//! định số 05/2025/QĐ-UBND của UBND tỉnh Lào Cai" is two works. A dated mention means the body that existed on that
//! day; an undated one every body of the name that existed when the citing text was written, and two are one too many.
//!
//! In: a mention with the base of its issuer's series. Out: the same with the body's own key, or
//! [`ReadMention::Either`].

use super::resolve::{Doubt, Own, ReadMention};
use super::work_table::{ReadWork, WorkOrigin, WorkTable, dated, is_dated};
use super::{By, Resolution, WorkIndex};
use crate::citation::{Citation, Era, IssuerMention};
use crate::content::registry::{Level, Registries, Tenure};
use crate::corpus::identity::Time;
use crate::text::date::WorkDate;
use crate::text::number::Number;

/// Whether the name of the issuer is that of several bodies.
pub(super) fn has_several(registries: &Registries, reading: &ReadWork) -> bool {
    registries.issuers.tenures(&reading.numbering, &reading.issuer_name).len() > 1
}

/// The mention with its issuer's own key instead of the base of its name.
pub(super) fn choose(
    registries: &Registries,
    own: &Own<'_>,
    issuer: &IssuerMention,
    number: &Number,
    mention: ReadMention,
) -> ReadMention {
    let (readings, torn) = match mention {
        ReadMention::Numbered(reading) => (vec![reading], false),
        ReadMention::Torn(readings) => (readings, true),
        other => return other,
    };
    let mut chosen: Vec<ReadWork> = Vec::new();
    for reading in readings {
        let tenures = registries.issuers.tenures(&reading.numbering, &reading.issuer_name);
        let meant = meant(&tenures, own, issuer.era, dated(number, reading.date), reading.date.is_some());
        if meant.is_empty() || meant.iter().any(|tenure| is_of_many(registries, own, issuer, tenure)) {
            return ReadMention::Unknown;
        }
        chosen.extend(meant.into_iter().map(|tenure| of_body(registries, &reading, tenure)));
    }
    match chosen.len() {
        1 => ReadMention::Numbered(chosen.remove(0)),
        _ if torn => ReadMention::Torn(chosen),
        _ => ReadMention::Either(chosen),
    }
}

/// The bodies that a mention can mean. `date` is the work's, as far as it or its number says; `written` says that it
/// stands in the text and may therefore be later than the text.
fn meant<'t>(tenures: &'t [Tenure], own: &Own<'_>, era: Era, date: Option<WorkDate>, written: bool) -> Vec<&'t Tenure> {
    let [_, _, ..] = tenures else { return tenures.iter().collect() };
    let carries_later = date.zip(own.date).is_some_and(|(date, own)| date.is_after(own));
    let is_day = written && date.is_some_and(|date| date.day().is_some());
    let known_by_then = |tenure: &Tenure| is_day || carries_later || own.date.is_none_or(|own| tenure.began_by(own));
    let of_era = |tenure: &Tenure| match era {
        Era::Any => true,
        Era::Former => tenure.to.is_some(),
        Era::Present => tenure.to.is_none(),
    };
    let fits = |tenure: &&Tenure| date.is_none_or(|date| tenure.holds(date)) && known_by_then(tenure) && of_era(tenure);
    tenures.iter().filter(fits).collect()
}

/// Whether the province that the citing text speaks from does not tell whose body it was: "UBND huyện Văn Yên" in a
/// paper of the merged Lào Cai may have been in any of the provinces that it is made of, unless a registry has it.
fn is_of_many(registries: &Registries, own: &Own<'_>, issuer: &IssuerMention, tenure: &Tenure) -> bool {
    let ended_before = tenure.to.is_some_and(|to| own.date.is_none_or(|own| own.is_after(WorkDate::Day(to))));
    if !issuer.at_home || !ended_before {
        return false;
    }
    match registries.issuers.level_of(&issuer.key, &issuer.name) {
        Some(Level::District | Level::Commune) => !registries.issuers.has_row(&issuer.key),
        // "UBND tỉnh (cũ)".
        _ => issuer.era == Era::Former,
    }
}

fn of_body(registries: &Registries, reading: &ReadWork, tenure: &Tenure) -> ReadWork {
    let tenures = registries.issuers.tenures(&reading.issuer, &reading.issuer_name);
    let issuer = tenures.into_iter().find(|own| own.from == tenure.from).map(|own| own.key);
    ReadWork {
        numbering: tenure.key.clone(),
        issuer: issuer.unwrap_or_else(|| reading.issuer.clone()),
        ..reading.clone()
    }
}

/// What a mention means that may be of either body: what an editor verified, where that is one work and the mention
/// undated; else nothing, with those that are known as candidates.
pub(super) fn either(table: &WorkTable, readings: &[ReadWork], number: &Number) -> (Resolution, Option<Doubt>) {
    let mut works: Vec<WorkIndex> = Vec::new();
    for reading in readings {
        let identity = reading.identity(number);
        works.extend(table.candidates(&identity).filter(|work| {
            let entry = &table.entries[*work];
            let same_time = entry.identity.as_ref().is_some_and(|known| known.time == identity.time);
            same_time || identity.time == Time::Unknown && is_dated(entry)
        }));
    }
    works.sort_unstable();
    works.dedup();
    let undated = number.own_year().is_none() && readings.iter().all(|reading| reading.date.is_none());
    let rows: Vec<WorkIndex> =
        works.iter().copied().filter(|work| table.entries[*work].origin == WorkOrigin::Row).collect();
    match rows.as_slice() {
        [row] if undated => (Resolution::Work(*row, By::Row), None),
        _ if works.is_empty() => (Resolution::Unknown, Some(Doubt::Renewed)),
        _ => (Resolution::Ambiguous(works.into()), Some(Doubt::Renewed)),
    }
}

/// The meaning, unless it is a work younger than the citing text whose date the citation does not write. `beside`: the
/// date that the document writes with its number.
pub(super) fn not_younger(
    table: &WorkTable,
    own: &Own<'_>,
    citation: &Citation,
    beside: Option<WorkDate>,
    meant: (Resolution, Option<Doubt>),
) -> (Resolution, Option<Doubt>) {
    let (Resolution::Work(work, _), Some(today)) = (&meant.0, own.date) else { return meant };
    let number = citation.number.as_ref().and_then(Number::own_year).map(WorkDate::Year);
    let mut carried = [citation.date, beside, number].into_iter().flatten();
    let younger = table.entries[*work].work.date.is_some_and(|date| date.is_after(today));
    if !younger || carried.any(|date| date.is_after(today)) {
        return meant;
    }
    (Resolution::Ambiguous(vec![*work].into()), Some(Doubt::Younger))
}
