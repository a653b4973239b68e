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
use rayon::prelude::*;
use std::ops::Range;

/// Hashes in memory at a time, eight bytes each: an eighth of all, but at least and at most so many. Each further range reads
/// all texts once more.
const TOGETHER: Range<usize> = 8_000_000..24_000_000;
/// Documents whose hashes are made side by side before they go to the others.
const BLOCK: usize = 128;
/// Of so many documents with one run, each counts all others.
pub(super) const FEW: usize = 16;
/// Of more, each counts the earliest alone.
const EARLIEST: usize = 4;
/// Others that a document remembers, and how many it counts before it forgets the least.
const REMEMBERED: usize = 24;
const COUNTED: usize = 64;
/// A run that stands in more than one document out of so many is a formula, …
const FORMULA_SHARE: usize = 50;
/// … but not where it is in so few.
const FORMULA_LEAST: usize = 16;

/// Bits of a document's number at least: they are the same for sites of up to a million documents, so that one more
/// document does not change how runs are told apart.
const NUMBER_BITS: u32 = 20;

/// Who shares passages with whom. Documents are numbers: the order in which they came.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReuseIndex {
    pub(super) others: Vec<Box<[u32]>>,
    /// Runs that more than [`FEW`] documents have, with the number of documents; sorted.
    pub(super) common: Vec<(u64, u32)>,
    /// For each document, what its common runs came to: a sum that changes where one comes or goes, becomes a formula, or,
    /// being none, is counted anew.
    pub(super) common_of: Vec<u64>,
    /// Bits of a document's number: the hashes in `common` are short of as many.
    pub(super) number_bits: u32,
}

/// What an index is made of, for a place where it is kept: others, common runs, their sums.
pub type IndexParts = (Vec<Box<[u32]>>, Vec<(u64, u32)>, Vec<u64>);

/// One of the equal ranges into which all hashes are divided.
#[derive(Clone, Copy)]
struct HashRange {
    /// Which one, from 0.
    at: u64,
    /// How many there are.
    of: u64,
}

/// Documents counted so far, with how much speaks for each.
pub(super) type DocumentTally = Vec<(u32, u32)>;

impl ReuseIndex {
    /// The index of `count` documents, the earliest first, that have `words` words together; `text` gives back what
    /// [`ReuseText::to_bytes`](super::ReuseText::to_bytes) wrote (`None`: the document is left out).
    pub fn new(count: usize, words: usize, text: &(dyn Fn(usize) -> Option<Vec<u8>> + Sync)) -> Self {
        let together = (words / 8).clamp(TOGETHER.start, TOGETHER.end);
        let ranges = words.div_ceil(together).max(1);
        Self::by_ranges(count, ranges as u64, words / ranges, text)
    }

    /// The same with so many ranges: the index is one and the same with any number. `together`: hashes that a range may
    /// have; there are about as many.
    pub(super) fn by_ranges(
        count: usize,
        ranges: u64,
        together: usize,
        text: &(dyn Fn(usize) -> Option<Vec<u8>> + Sync),
    ) -> Self {
        let number_bits = number_bits(count);
        let mut tallies: Vec<DocumentTally> = vec![DocumentTally::new(); count];
        let mut index = Self { others: Vec::new(), common: Vec::new(), common_of: vec![0; count], number_bits };
        // Asked for at once, with some room: a list that doubles itself stands in memory twice.
        let mut hashes: Vec<u64> = Vec::with_capacity(together + together / 16);
        for at in 0..ranges {
            let range = HashRange { at, of: ranges };
            let of = |number: usize| hashes_of(number, text(number).as_deref(), range, number_bits);
            hashes.clear();
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

    /// Documents.
    pub fn len(&self) -> usize {
        self.others.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.others.is_empty()
    }

    /// The documents that share most with a document, best first.
    pub fn others(&self, document: usize) -> &[u32] {
        self.others.get(document).map_or(&[], |others| others)
    }

    /// A number that is the same as long as the common runs of a document are, and as many documents have each of them.
    pub fn common_of(&self, document: usize) -> u64 {
        self.common_of.get(document).copied().unwrap_or_default()
    }

    /// What is to be kept of it.
    pub fn parts(&self) -> IndexParts {
        (self.others.clone(), self.common.clone(), self.common_of.clone())
    }

    /// The index of what [`ReuseIndex::parts`] gave; `None`: they do not belong together.
    pub fn of_parts((others, common, common_of): IndexParts) -> Option<Self> {
        let count = others.len();
        let is_whole = common_of.len() == count
            && others.iter().flatten().all(|other| (*other as usize) < count)
            && common.is_sorted_by(|one, other| one.0 < other.0);
        is_whole.then(|| Self { others, common, common_of, number_bits: number_bits(count) })
    }

    /// A run that more documents have is a formula.
    pub fn formula_limit(&self) -> usize {
        formula_limit(self.others.len())
    }

    /// In how many documents a run stands, where it stands in very many; 0: in few.
    pub(super) fn documents_with(&self, run: u64) -> usize {
        self.count_of(self.short(run))
    }

    /// The same of a run that is short of the bits of a number.
    pub(super) fn count_of(&self, run: u64) -> usize {
        self.common.binary_search_by_key(&run, |common| common.0).map_or(0, |at| self.common[at].1 as usize)
    }

    const fn short(&self, run: u64) -> u64 {
        run << self.number_bits >> self.number_bits
    }

    /// Takes the hashes of a range, sorted, each document's number in the low bits.
    fn count(&mut self, hashes: &[u64], tallies: &mut [DocumentTally]) {
        let bits = self.number_bits;
        let limit = formula_limit(tallies.len());
        // Gone through once more by each thread: a list of them would be as large as the hashes.
        let groups = || hashes.chunk_by(|a, b| a >> bits == b >> bits).filter(|group| group.len() > 1);
        for group in groups().filter(|group| group.len() > FEW) {
            let (run, count) = (group[0] >> bits, group.len());
            self.common.push((run, count as u32));
            let value = common_value(run, count, limit);
            for hash in group {
                let own = &mut self.common_of[number_of(*hash, bits)];
                *own = own.wrapping_add(value);
            }
        }
        let stripe = tallies.len().div_ceil(rayon::current_num_threads()).max(1);
        tallies.par_chunks_mut(stripe).enumerate().for_each(|(at, tallies)| {
            let own = at * stripe..at * stripe + tallies.len();
            groups().filter(|group| group.len() <= limit).for_each(|group| tally(group, bits, &own, tallies));
        });
    }
}

/// The hashes of a document's runs in a range, its number in the low bits.
fn hashes_of(number: usize, text: Option<&[u8]>, range: HashRange, bits: u32) -> Vec<u64> {
    let Some(words) = text.and_then(words_of) else { return Vec::new() };
    let known = runs(&words).zip(&words).filter(|(_, word)| is_known_by(**word)).map(|(run, _)| run);
    // Ranges follow each other in the order in which hashes are sorted, so that their number changes nothing.
    let short = known.map(|run| run << bits);
    let inside = short.filter(|hash| (u128::from(*hash) * u128::from(range.of)) >> 64 == u128::from(range.at));
    inside.map(|hash| hash | number as u64).collect()
}

/// Counts the documents of a group for each other; only the tallies of those in `own` change.
fn tally(group: &[u64], bits: u32, own: &Range<usize>, tallies: &mut [DocumentTally]) {
    let first = group.partition_point(|hash| number_of(*hash, bits) < own.start);
    let end = group.partition_point(|hash| number_of(*hash, bits) < own.end);
    for hash in &group[first..end] {
        tally_one(group, bits, *hash, &mut tallies[number_of(*hash, bits) - own.start]);
    }
}

/// Counts the documents of a group for one of them.
pub(super) fn tally_one(group: &[u64], bits: u32, own: u64, tally: &mut DocumentTally) {
    let counted = if group.len() <= FEW { group } else { &group[..EARLIEST] };
    // What only two have says more than what many have.
    let weight = (32 / (group.len() as u32 - 1)).max(1);
    for other in counted.iter().filter(|other| **other != own) {
        add(tally, number_of(*other, bits) as u32, weight);
    }
}

/// The number of the document in the low bits of a hash.
pub(super) const fn number_of(hash: u64, bits: u32) -> usize {
    (hash & ((1 << bits) - 1)) as usize
}

/// Bits that the number of any of so many documents needs.
pub(super) fn number_bits(count: usize) -> u32 {
    (usize::BITS - count.leading_zeros()).max(NUMBER_BITS)
}

/// A run that more of so many documents have is a formula.
pub(super) fn formula_limit(count: usize) -> usize {
    (count / FORMULA_SHARE).max(FORMULA_LEAST)
}

/// What a run that `count` documents have, more than a few, adds to the sum of each. Of a formula it does not matter how
/// many have it.
pub(super) const fn common_value(run: u64, count: usize, limit: usize) -> u64 {
    let count = if count > limit { u32::MAX as u64 } else { count as u64 };
    let value = (run ^ count << 40).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    value ^ value >> 29
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

pub(super) fn best(mut tally: DocumentTally) -> Box<[u32]> {
    order(&mut tally);
    tally.into_iter().take(REMEMBERED).map(|(other, _)| other).collect()
}
