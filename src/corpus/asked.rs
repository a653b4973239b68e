//! What resolving a document asks of the table of works, so that a later run knows for which documents an answer is
//! another one.
//!
//! In: the doors of the table ([`note`]), a document while it is resolved ([`record`]). Out: the slots that it asked for;
//! and the value of each slot of a table ([`values`]). A slot is a door with the hash of what is asked there. Questions of
//! one hash share a slot, whose value is that of all of them, so a chance meeting costs work and hides nothing.

use super::facts::hash_of;
use super::identity::Time;
use super::work_table::{WorkEntry, WorkOrigin, WorkTable};
use super::{Work, WorkHead, WorkIndex};
use crate::trace::{self, Kind, kinds};
use hashbrown::HashMap;
use rayon::prelude::*;
use std::hash::Hash;

/// A door, and the hash of what is asked there.
pub(super) type Slot = u64;

/// Notes a question, where a document is being resolved.
#[inline]
pub(super) fn note(door: Kind, key: impl Hash) {
    trace::note_hashed(door, || short(key));
}

fn short(key: impl Hash) -> u32 {
    let hash = hash_of(|hasher| key.hash(hasher));
    (hash ^ hash >> 32) as u32
}

fn slot(door: Kind, place: u32) -> Slot {
    u64::from(door) << 32 | u64::from(place)
}

/// Does something, and tells which slots it asked for, ascending.
pub(super) fn record<T>(make: impl FnOnce() -> T) -> (T, Vec<Slot>) {
    let (made, notes) = trace::record(make);
    (made, notes.indexed.into_iter().map(|(door, place)| slot(door, place)).collect())
}

/// The values of all slots of the table that have an answer.
pub(super) fn values(table: &WorkTable) -> HashMap<Slot, u64> {
    let works: Vec<u64> = table.entries.par_iter().map(of_entry).collect();
    let mut values: HashMap<Slot, u64> = HashMap::with_capacity(2 * works.len());
    // A sum, since slots are met in no order.
    let mut add = |door: Kind, place: u32, value: u64| {
        let known = values.entry(slot(door, place)).or_default();
        *known = known.wrapping_add(value);
    };
    let list = |key: u32, of: &[WorkIndex]| {
        hash_of(|hasher| {
            key.hash(hasher);
            of.iter().for_each(|work| works[*work].hash(hasher));
            weights(table, of).for_each(|weight| weight.hash(hasher));
        })
    };
    for ((numbering, number), of) in table.by_number.iter().filter(|(_, of)| !of.is_empty()) {
        let key = short((numbering.as_str(), number.as_str()));
        add(kinds::WORKS_LIKE, key, list(key, of));
    }
    for (name, of) in &table.by_name {
        let key = short(name.as_str());
        add(kinds::WORKS_NAMED, key, list(key, of));
    }
    let references = table.by_reference.iter().map(|one| (kinds::WORK_BY_REFERENCE, one));
    let unnumbered = table.unnumbered.iter().map(|one| (kinds::UNNUMBERED_LAW, one));
    for (door, (name, work)) in references.chain(unnumbered) {
        let key = short(name.as_str());
        add(door, key, hash_of(|hasher| (key, works[*work]).hash(hasher)));
    }
    for name in table.other_numbers.keys() {
        let key = short(name.as_str());
        add(kinds::OTHER_NUMBERS, key, hash_of(|hasher| key.hash(hasher)));
    }
    values
}

/// How often texts write the dates of works of one number, where there are several: only then it is weighed.
fn weights<'a>(table: &'a WorkTable, of: &'a [WorkIndex]) -> impl Iterator<Item = (usize, u32)> {
    let is_weighed = |entry: &&WorkEntry| {
        let is_day = entry.identity.as_ref().is_some_and(|identity| matches!(identity.time, Time::Day(_)));
        is_day && entry.origin == WorkOrigin::Mentions
    };
    let weighed = move || of.iter().map(|work| &table.entries[*work]).filter(is_weighed);
    let are_several = weighed().nth(1).is_some();
    weighed().filter(move |_| are_several).map(|entry| (entry.heard.len(), entry.times_heard))
}

/// All that is told of a work but for its place in the table.
fn of_entry(entry: &WorkEntry) -> u64 {
    let WorkEntry { work, identity, origin, disputed, hidden, heard: _, times_heard: _ } = entry;
    // Nothing cites it yet.
    let Work { head, cited_by: _, perhaps_cited_by: _, relations: _ } = work;
    let WorkHead {
        id,
        address,
        held,
        row,
        kind,
        kind_name,
        number,
        date,
        issuer,
        issuer_name,
        title,
        effective,
        url,
        note,
        date_disputed,
    } = &**head;
    hash_of(|hasher| {
        (identity, *origin as u8, disputed, hidden).hash(hasher);
        (id, address, held.is_some(), row, kind, kind_name, number, date).hash(hasher);
        (issuer, issuer_name, title, effective, url, note, date_disputed).hash(hasher);
    })
}

/// Where works went: for each place of the last run the one that it has now; `None`: it is gone, or cannot be told.
pub(super) fn moved(before: &[u64], now: &[u64]) -> Vec<Option<WorkIndex>> {
    if before == now {
        return (0..now.len()).map(Some).collect();
    }
    let mut places: HashMap<u64, (Option<WorkIndex>, usize)> = HashMap::with_capacity(now.len());
    for (at, work) in now.iter().enumerate() {
        places.entry(*work).and_modify(|(place, _)| *place = None).or_insert((Some(at), 0));
    }
    for work in before {
        if let Some((_, times)) = places.get_mut(work) {
            *times += 1;
        }
    }
    let place = |work: &u64| places.get(work).filter(|(_, times)| *times == 1).and_then(|(place, _)| *place);
    before.iter().map(place).collect()
}

/// What works are told by from one run to the next: the hash of their addresses.
pub(super) fn addresses(table: &WorkTable) -> Vec<u64> {
    table.entries.par_iter().map(|entry| hash_of(|hasher| entry.work.address.hash(hasher))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn works_are_found_where_they_went_unless_two_are_alike() {
        let all = |places: &[usize]| places.iter().copied().map(Some).collect::<Vec<_>>();
        assert_eq!(moved(&[5, 6, 6], &[5, 6, 6]), all(&[0, 1, 2]), "nothing has moved");
        assert_eq!(moved(&[5, 6, 7], &[7, 9, 5, 6]), all(&[2, 3, 0]));
        assert_eq!(moved(&[5, 6, 7], &[5, 5, 7]), [None, None, Some(2)]);
        assert_eq!(moved(&[5, 5, 7], &[5, 7]), [None, None, Some(1)]);
    }
}
