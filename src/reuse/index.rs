//! Finds which documents share passages with each other.
//!
//! In: the texts of all documents. Out: a [`ReuseIndex`].
//!
//! Every run of [`RUN`](super::RUN) words that counts becomes a hash. Hashes are looked at range by range, so that a
//! bounded number is in memory: those of a range are sorted, and equal ones stand side by side. (Manber, "Finding
//! similar files in a large file system", USENIX 1994, has the idea; nothing is sampled here, so that no passage is too
//! short to be found.) Each document remembers its best others; of a run that more than [`FEW`] documents have, each
//! counts the earliest alone, so that ten thousand equal documents cost no more than as many different ones.

use super::text::{is_known_by, runs, words_of};
use hashbrown::HashMap;
use rayon::prelude::*;
use std::ops::Range;

/// Hashes in memory at a time, eight bytes each: an eighth of all, but at least and at most so many. Each further range reads
/// all texts once more.
const TOGETHER: Range<usize> = 8_000_000..24_000_000;
/// Documents whose hashes are made side by side before they go to the others.
const BLOCK: usize = 512;
/// Of so many documents with one run, each counts all others.
const FEW: usize = 16;
/// Of more, each counts the earliest alone.
const EARLIEST: usize = 4;
/// Others that a document remembers, and how many it counts before it forgets the least.
const REMEMBERED: usize = 24;
const COUNTED: usize = 64;
/// A run that stands in more than one document out of so many is a formula, …
const FORMULA_SHARE: usize = 50;
/// … but not where it is in so few.
const FORMULA_LEAST: usize = 16;

/// Who shares passages with whom. Documents are numbers: the order in which they came.
#[derive(Debug, Default)]
pub struct ReuseIndex {
    others: Vec<Box<[u32]>>,
    /// Runs that more than [`FEW`] documents have, with the number of documents.
    common: HashMap<u64, u32>,
    /// For each document, what its common runs came to: a sum that changes where one comes or goes, or is counted anew.
    common_of: Vec<u64>,
    /// Bits of a document's number: the hashes in `common` are short of as many.
    number_bits: u32,
}

/// One of the equal ranges into which all hashes are divided.
#[derive(Clone, Copy)]
struct HashRange {
    /// Which one, from 0.
    at: u64,
    /// How many there are.
    of: u64,
}

/// Documents counted so far, with how much speaks for each.
type DocumentTally = Vec<(u32, u32)>;

impl ReuseIndex {
    /// The index of `count` documents, the earliest first, that have `words` words together; `text` gives back what
    /// [`ReuseText::to_bytes`](super::ReuseText::to_bytes) wrote (`None`: the document is left out).
    pub fn new(count: usize, words: usize, text: &(dyn Fn(usize) -> Option<Vec<u8>> + Sync)) -> Self {
        let together = (words / 8).clamp(TOGETHER.start, TOGETHER.end);
        Self::by_ranges(count, words.div_ceil(together).max(1) as u64, text)
    }

    /// The same with so many ranges: the index is one and the same with any number.
    pub(super) fn by_ranges(count: usize, ranges: u64, text: &(dyn Fn(usize) -> Option<Vec<u8>> + Sync)) -> Self {
        let number_bits = usize::BITS - count.leading_zeros();
        let mut tallies: Vec<DocumentTally> = vec![DocumentTally::new(); count];
        let mut index = Self { others: Vec::new(), common: HashMap::new(), common_of: vec![0; count], number_bits };
        for at in 0..ranges {
            let range = HashRange { at, of: ranges };
            let of = |number: usize| hashes(number, text(number).as_deref(), range, number_bits);
            let mut hashes: Vec<u64> = Vec::new();
            // Collected in one go they would be in memory twice.
            for first in (0..count).step_by(BLOCK) {
                let block: Vec<Vec<u64>> = (first..count.min(first + BLOCK)).into_par_iter().map(of).collect();
                block.iter().for_each(|block| hashes.extend_from_slice(block));
            }
            hashes.par_sort_unstable();
            hashes.dedup();
            index.count(&hashes, &mut tallies);
        }
        index.others = tallies.into_iter().map(best).collect();
        index
    }

    /// The documents that share most with a document, best first.
    pub fn others(&self, document: usize) -> &[u32] {
        self.others.get(document).map_or(&[], |others| others)
    }

    /// A number that is the same as long as the common runs of a document are, and as many documents have each of them.
    pub fn common_of(&self, document: usize) -> u64 {
        self.common_of.get(document).copied().unwrap_or_default()
    }

    /// A run that more documents have is a formula.
    pub fn formula_limit(&self) -> usize {
        (self.others.len() / FORMULA_SHARE).max(FORMULA_LEAST)
    }

    /// In how many documents a run stands, where it stands in very many; 0: in few.
    pub(super) fn documents_with(&self, run: u64) -> usize {
        self.common.get(&self.short(run)).map_or(0, |count| *count as usize)
    }

    const fn short(&self, run: u64) -> u64 {
        run << self.number_bits >> self.number_bits
    }

    /// Takes the hashes of a range, sorted, each document's number in the low bits.
    fn count(&mut self, hashes: &[u64], tallies: &mut [DocumentTally]) {
        let bits = self.number_bits;
        let limit = (tallies.len() / FORMULA_SHARE).max(FORMULA_LEAST);
        let groups: Vec<&[u64]> =
            hashes.chunk_by(|a, b| a >> bits == b >> bits).filter(|group| group.len() > 1).collect();
        let common = groups.iter().filter(|group| group.len() > FEW);
        for group in common {
            let (run, count) = (group[0] >> bits, group.len() as u32);
            self.common.insert(run, count);
            let value = (run ^ u64::from(count) << 40).wrapping_mul(0x9e37_79b9_7f4a_7c15);
            for hash in *group {
                let own = &mut self.common_of[(hash & ((1 << bits) - 1)) as usize];
                *own = own.wrapping_add(value ^ value >> 29);
            }
        }
        let stripe = tallies.len().div_ceil(rayon::current_num_threads()).max(1);
        tallies.par_chunks_mut(stripe).enumerate().for_each(|(at, tallies)| {
            let own = at * stripe..at * stripe + tallies.len();
            groups.iter().filter(|group| group.len() <= limit).for_each(|group| tally(group, bits, &own, tallies));
        });
    }
}

/// The hashes of a document's runs in a range, its number in the low bits.
fn hashes(number: usize, text: Option<&[u8]>, range: HashRange, bits: u32) -> Vec<u64> {
    let Some(words) = text.and_then(words_of) else { return Vec::new() };
    let known = runs(&words).zip(&words).filter(|(_, word)| is_known_by(**word)).map(|(run, _)| run);
    // Ranges follow each other in the order in which hashes are sorted, so that their number changes nothing.
    let short = known.map(|run| run << bits);
    let inside = short.filter(|hash| (u128::from(*hash) * u128::from(range.of)) >> 64 == u128::from(range.at));
    inside.map(|hash| hash | number as u64).collect()
}

/// Counts the documents of a group for each other; only the tallies of those in `own` change.
fn tally(group: &[u64], bits: u32, own: &Range<usize>, tallies: &mut [DocumentTally]) {
    let number = |hash: &u64| (hash & ((1 << bits) - 1)) as usize;
    let first = group.partition_point(|hash| number(hash) < own.start);
    let end = group.partition_point(|hash| number(hash) < own.end);
    let counted = if group.len() <= FEW { group } else { &group[..EARLIEST] };
    // What only two have says more than what many have.
    let weight = (32 / (group.len() as u32 - 1)).max(1);
    for hash in &group[first..end] {
        let own_tally = &mut tallies[number(hash) - own.start];
        for other in counted.iter().filter(|other| *other != hash) {
            add(own_tally, number(other) as u32, weight);
        }
    }
}

fn add(tally: &mut DocumentTally, other: u32, weight: u32) {
    match tally.iter_mut().find(|(known, _)| *known == other) {
        Some((_, sum)) => *sum = sum.saturating_add(weight),
        None => {
            if tally.len() == COUNTED {
                order(tally);
                tally.truncate(COUNTED / 2);
            }
            tally.push((other, weight));
        }
    }
}

fn order(tally: &mut DocumentTally) {
    tally.sort_unstable_by_key(|(other, sum)| (std::cmp::Reverse(*sum), *other));
}

fn best(mut tally: DocumentTally) -> Box<[u32]> {
    order(&mut tally);
    tally.into_iter().take(REMEMBERED).map(|(other, _)| other).collect()
}
