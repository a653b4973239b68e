//! Readings, in the order of documents → for each term the passages that have it, as bytes. 100,000 documents have to fit: a
//! posting is two bytes, a term is spelled once.

use super::reading::{Reading, Ready};
use rayon::prelude::*;
use std::collections::HashMap;
use std::collections::hash_map::Entry as Slot;
use std::hash::BuildHasherDefault;

/// The terms are kept in so many tables, each filled by one thread.
pub(super) const PARTITIONS: usize = 8;
/// The second word of a term that is no pair.
pub(super) const NO_WORD: u32 = u32::MAX;

/// A term of a passage; words are ids of its reading.
#[derive(Clone, Copy, Debug)]
pub(super) struct Entry {
    /// Hash of the term.
    pub key: u64,
    /// First word.
    pub a: u32,
    /// Second word, or [`NO_WORD`].
    pub b: u32,
    /// How much the passage is about it, 1 to 7.
    pub impact: u8,
}

/// A term and its passages.
#[derive(Debug)]
pub(super) struct Term {
    /// `giao`, `giao duc`, `giáo`, `#2457`, `~gddt`, `@work`.
    pub text: Box<str>,
    /// How many passages.
    pub count: u32,
    last: u32,
    /// Gaps between passages × 8 + impact, as varints.
    bytes: Vec<u8>,
}

impl Term {
    #[cfg(test)]
    pub(super) fn of(text: &str, postings: &[(u32, u8)]) -> Self {
        let mut term = Self { text: text.into(), count: 0, last: 0, bytes: Vec::new() };
        for (passage, impact) in postings {
            term.push(*passage, *impact);
        }
        term
    }

    fn push(&mut self, passage: u32, impact: u8) {
        // The first gap is counted from one before the first passage: no gap is 0.
        let gap = passage + 1 - self.last;
        super::pack::varint((gap as usize) << 3 | usize::from(impact), &mut self.bytes);
        self.last = passage + 1;
        self.count += 1;
    }

    /// (passage, impact), passages ascending.
    pub(super) fn postings(&self) -> Vec<(u32, u8)> {
        let mut postings = Vec::with_capacity(self.count as usize);
        let (mut passage, mut number, mut shift) = (0u32, 0usize, 0);
        for byte in &self.bytes {
            number |= usize::from(byte & 0x7f) << shift;
            shift += 7;
            if byte & 0x80 == 0 {
                passage += (number >> 3) as u32;
                postings.push((passage - 1, (number & 7) as u8));
                (number, shift) = (0, 0);
            }
        }
        postings
    }
}

type Table = HashMap<u64, Term, BuildHasherDefault<Ready>>;

/// All terms so far.
#[derive(Debug, Default)]
pub(super) struct Terms {
    tables: [Table; PARTITIONS],
}

impl Terms {
    /// Adds documents whose first passage is number `first`.
    pub(super) fn add(&mut self, first: u32, readings: Vec<Reading>) {
        self.tables.par_iter_mut().enumerate().for_each(|(partition, table)| {
            let mut passage = first;
            for reading in &readings {
                for entries in reading.passages.iter().map(|passage| &passage.entries[partition]) {
                    for entry in entries {
                        term(table, reading, entry).push(passage, entry.impact);
                    }
                    passage += 1;
                }
            }
        });
    }

    /// All terms, sorted.
    pub(super) fn sorted(self) -> Vec<Term> {
        let mut terms: Vec<Term> = self.tables.into_iter().flat_map(Table::into_values).collect();
        terms.par_sort_unstable_by(|a, b| a.text.cmp(&b.text));
        terms
    }
}

fn term<'t>(table: &'t mut Table, reading: &Reading, entry: &Entry) -> &'t mut Term {
    match table.entry(entry.key) {
        Slot::Occupied(term) => term.into_mut(),
        Slot::Vacant(free) => {
            let word = |id: u32| &*reading.words[id as usize];
            let text = match entry.b {
                NO_WORD => word(entry.a).into(),
                b => format!("{} {}", word(entry.a), word(b)).into_boxed_str(),
            };
            free.insert(Term { text, count: 0, last: 0, bytes: Vec::new() })
        }
    }
}
