//! What a page read while it was made: the one door that records.
//!
//! In: readings of facts, noted by the types that hold them ([`Noted`], [`Keyed`], [`Indexed`], [`Rows`], [`Table`]): no code
//! notes by hand what such a type holds. Out: [`Notes`] of one page, from [`record`].
//!
//! ## Why the notes are kept by the thread
//!
//! A fact is read deep below the page: in a template's view, a list's line, the name of a body. To hand a recorder through
//! all of these would let each of them forget it; a value that notes its own reading cannot be read in silence. A page is
//! made from beginning to end on one thread, as derivations are in salsa and comemo, which keep their notes the same way.
//! What many pages share is worked out once, [`unrecorded`], and is a fact of its own: else only the first page to ask
//! would seem to have read what it is made of. No page may hand work to other threads: they would note nothing.
//!
//! Outside of [`record`] a reading costs one look at a flag of the thread.

mod hasher;
mod held;
pub mod kept;
pub mod kinds;

pub use hasher::{FactHasher, told};
pub use held::{ByKey, Indexed, Keyed, Noted, Rows, Table};

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, HashSet};
use std::hash::BuildHasherDefault;

/// What kind of fact: one of [`kinds`].
pub type Kind = u8;

/// The facts that a page read, each once, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Notes {
    /// Facts of a document or a work, by its place in the corpus; [`EVERYTHING`]: of the kind as a whole.
    pub indexed: Vec<(Kind, u32)>,
    /// Facts that have a key: an address, a row, a template.
    pub keyed: Vec<(Kind, Box<str>)>,
}

/// Instead of a place: the kind as a whole, or a value that has no place yet.
pub const EVERYTHING: u32 = u32::MAX;

/// What is noted of the page that is being made.
#[derive(Default)]
struct Open {
    indexed: HashSet<u64, NoteHashers>,
    keyed: BTreeMap<Kind, HashSet<Box<str>, NoteHashers>>,
}

/// Notes are made at every reading: their sets need no hash that resists anybody, and are sorted before they are told.
type NoteHashers = BuildHasherDefault<FactHasher>;

thread_local! {
    static IS_OPEN: Cell<bool> = const { Cell::new(false) };
    static OPEN: RefCell<Open> = RefCell::default();
}

/// Notes that a fact was read, where a page is being made.
#[inline]
pub fn note(kind: Kind, at: u32) {
    if IS_OPEN.get() {
        OPEN.with_borrow_mut(|open| open.indexed.insert(u64::from(kind) << 32 | u64::from(at)));
    }
}

/// The same; the place is worked out only where something is being recorded.
#[inline]
pub fn note_hashed(kind: Kind, at: impl FnOnce() -> u32) {
    if IS_OPEN.get() {
        note(kind, at());
    }
}

/// Notes that the whole of a kind was read: all keys, their order.
#[inline]
pub fn note_all(kind: Kind) {
    note(kind, EVERYTHING);
}

/// Notes that the fact with this key was read, or that there is none.
#[inline]
pub fn note_key(kind: Kind, key: &str) {
    if IS_OPEN.get() {
        OPEN.with_borrow_mut(|open| {
            let known = open.keyed.entry(kind).or_default();
            if !known.contains(key) {
                known.insert(key.into());
            }
        });
    }
}

/// Makes something and tells what was read for it. Recordings do not nest: what is recorded within is noted there alone.
pub fn record<T>(make: impl FnOnce() -> T) -> (T, Notes) {
    let outer = OPEN.take();
    let was = IS_OPEN.replace(true);
    let close = Close { was, outer: Some(outer) };
    let made = make();
    let notes = OPEN.with_borrow_mut(std::mem::take);
    drop(close);
    (made, notes.into())
}

/// Works something out that is a fact of its own: nothing of what it is made of is noted.
pub fn unrecorded<T>(make: impl FnOnce() -> T) -> T {
    let close = Close { was: IS_OPEN.replace(false), outer: None };
    let made = make();
    drop(close);
    made
}

/// Restores what was being recorded, also where making ends in a panic.
struct Close {
    was: bool,
    outer: Option<Open>,
}

impl Drop for Close {
    fn drop(&mut self) {
        IS_OPEN.set(self.was);
        if let Some(outer) = self.outer.take() {
            OPEN.set(outer);
        }
    }
}

impl From<Open> for Notes {
    fn from(open: Open) -> Self {
        let mut indexed: Vec<(Kind, u32)> =
            open.indexed.into_iter().map(|fact| ((fact >> 32) as Kind, fact as u32)).collect();
        indexed.sort_unstable();
        let mut keyed: Vec<(Kind, Box<str>)> = open
            .keyed
            .into_iter()
            .flat_map(|(kind, keys)| keys.into_iter().map(move |key| (kind, key)).collect::<Vec<_>>())
            .collect();
        keyed.sort_unstable();
        Self { indexed, keyed }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_are_taken_only_while_a_page_is_made() {
        let mut lists: Keyed<Vec<usize>, { kinds::BY_THEME }> = Keyed::default();
        lists.insert("a".to_owned(), vec![1]);
        let mut title: Noted<String, { kinds::HEAD }> = "T".to_owned().into();
        title.placed(7);
        assert_eq!(title.len(), 1);
        let (length, notes) = record(|| {
            let shared = unrecorded(|| lists.len());
            shared
                + title.len()
                + title.len()
                + lists.get("a").map_or(0, Vec::len)
                + usize::from(lists.get("b").is_none())
        });
        assert_eq!(length, 5);
        assert_eq!(notes.indexed, [(kinds::HEAD, 7)]);
        assert_eq!(notes.keyed, [(kinds::BY_THEME, "a".into()), (kinds::BY_THEME, "b".into())]);
        assert_eq!(record(|| ()).1, Notes::default());
    }

    #[test]
    fn what_is_recorded_within_is_not_the_outer_page_s() {
        let mut value: Noted<Vec<u8>, { kinds::CITED_BY }> = vec![1].into();
        value.placed(1);
        let ((), outer) = record(|| {
            let (_, inner) = record(|| value.first().copied());
            assert_eq!(inner.indexed, [(kinds::CITED_BY, 1)]);
            assert_eq!(value.len(), 1);
        });
        assert_eq!(outer.indexed, [(kinds::counted(kinds::CITED_BY), 1)], "a length is a fact of its own");
    }
}
