//! Lays out terms: in shards, small, and shards with the further pieces of their terms in containers.
//!
//! In: terms, sorted, with their pieces; or shards of an earlier run as they are. Out: containers.
//!
//! A shard is a run of entries: length of what the term shares with the one before it, length and bytes of the rest,
//! number of passages, length of the first piece, the first piece, number of further pieces, and of each of these how
//! long it is once packed: they stand behind their shard, in order. All numbers are varints.
//!
//! What is where depends on the terms alone, so that one word changes few pieces: a shard ends where the hash of the
//! next term says so, a container where the table of cuts does. A query looks up a dozen terms that share nothing, so
//! shards are small, and the directory of a container comes in segments, of which it reads those that it needs.

use super::keeping::KeptFile;
use super::pack::{Container, IndexFile, IndexForm, boundary, hash, pack, varint};
use super::postings::Encoded;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// One term of so many may begin a shard, once the one before it is large enough.
const BEGINNERS: u32 = 8;

/// Segments of all directories together, about; at least and at most of one container.
const SEGMENTS: usize = 768;
const SEGMENTS_EACH: (usize, usize) = (6, 96);
/// Shards of a segment, at least: a quarter of a kilobyte, and the root names each.
const SEGMENT: usize = 32;

/// How terms are laid out.
pub(super) struct TermLayout {
    /// Letter of the containers.
    pub letter: &'static str,
    /// Number and first term of each container.
    pub cuts: Vec<(usize, &'static str)>,
    /// Bytes of a shard before it is packed: least and most. A longer term has a shard of its own.
    pub shard: (usize, usize),
    /// One more than any number of a document that may stand in it.
    pub top: u32,
}

/// A container for the root, and for the next run.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct WrittenContainer {
    pub name: String,
    pub file: KeptFile,
    /// Its first term, or a beginning of it.
    pub first: String,
    /// Bytes of its head: the packed segments of the directory.
    pub head: usize,
    pub segments: Vec<Segment>,
    pub directory: Directory,
    /// Words with the number of their passages.
    pub words: Vec<(String, u32)>,
}

/// A packed segment of a directory: its first term, or a beginning of it, and how many bytes it has.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Segment {
    pub first: String,
    pub length: usize,
}

/// Where the shards of a container begin and how long they are; as JSON, cut into segments, its first pieces.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Directory {
    /// For each shard, the shortest text that is greater than all terms before it and not greater than its first;
    /// separated by line ends.
    pub first: String,
    /// Bytes of each shard.
    pub lengths: Vec<usize>,
    /// Bytes of the further pieces behind each; none where no shard has any.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub further: Vec<usize>,
    /// How many these are, where each piece is a file.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub counts: Vec<usize>,
    /// The last two bytes of each shard, where each is a file: another file of the same name would tell nothing.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub checks: Vec<u16>,
    /// Of a segment: bytes, and where each piece is a file pieces, between the head and its first shard.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub at: usize,
    #[serde(default, skip_serializing_if = "is_zero")]
    pub which: usize,
}

const fn is_zero(number: &usize) -> bool {
    *number == 0
}

impl Directory {
    /// The directory in `segments` of about as many shards each. `pieces`: of each shard how many there are, itself
    /// included.
    fn segments(&self, segments: usize, pieces: &[usize]) -> Vec<Self> {
        let first: Vec<&str> = self.first.split('\n').collect();
        let each = self.lengths.len().div_ceil(segments).max(SEGMENT);
        let (mut at, mut which) = (0, 0);
        let starts = (0..self.lengths.len()).step_by(each);
        starts
            .map(|start| {
                let shards = start..self.lengths.len().min(start + each);
                let segment = Self {
                    first: first[shards.clone()].join("\n"),
                    lengths: self.lengths[shards.clone()].to_vec(),
                    further: some(&self.further, &shards),
                    counts: some(&self.counts, &shards),
                    checks: some(&self.checks, &shards),
                    at,
                    which,
                };
                at += segment.lengths.iter().chain(&segment.further).sum::<usize>();
                which += pieces[shards].iter().sum::<usize>();
                segment
            })
            .collect()
    }
}

/// Those of `values` that are for `shards`, where there are any.
fn some<T: Clone>(values: &[T], shards: &Range<usize>) -> Vec<T> {
    values.get(shards.clone()).map(<[T]>::to_vec).unwrap_or_default()
}

/// A shard, and its further pieces, which are packed.
#[derive(Default)]
struct Shard {
    first: String,
    /// Its entries; once it `is_packed`, its bytes.
    bytes: Vec<u8>,
    is_packed: bool,
    /// Those of an earlier run come as one.
    further: Vec<Vec<u8>>,
}

/// A shard as it stands in a published container.
#[derive(Clone, Copy)]
pub(super) struct StandingShard<'a> {
    pub packed: &'a [u8],
    pub further: &'a [u8],
}

/// Writes the terms of one container, which come sorted.
pub(super) struct ContainerWriter<'a> {
    layout: &'a TermLayout,
    form: IndexForm,
    /// The container, by its place in the cuts.
    pub at: usize,
    shards: Vec<Shard>,
    open: Shard,
    last: String,
    words: Vec<(String, u32)>,
}

impl<'a> ContainerWriter<'a> {
    pub(super) fn new(layout: &'a TermLayout, at: usize, form: IndexForm) -> Self {
        let (shards, open, last, words) = Default::default();
        Self { layout, form, at, shards, open, last, words }
    }

    /// Whether the next term begins a shard; if it does, all before it are closed. `first`: bytes of its first piece.
    pub(super) fn begins(&mut self, text: &str, first: usize) -> bool {
        let (least, most) = self.layout.shard;
        let size = self.open.bytes.len();
        let begins = || (hash(text) >> 8).is_multiple_of(BEGINNERS);
        if size > 0 && (size + text.len() + first > most || size >= least && begins()) {
            self.close_shard();
        }
        self.is_between_shards()
    }

    /// Whether a shard has just been closed, or none is there yet.
    pub(super) const fn is_between_shards(&self) -> bool {
        self.open.bytes.is_empty()
    }

    /// Takes the next term.
    pub(super) fn push(&mut self, text: &str, count: usize, encoded: Encoded) {
        let shared = if self.begins(text, encoded.first.len()) {
            self.open.first = self.boundary(text);
            0
        } else {
            self.last.bytes().zip(text.bytes()).take_while(|(a, b)| a == b).count()
        };
        let entries = &mut self.open.bytes;
        varint(shared, entries);
        varint(text.len() - shared, entries);
        entries.extend_from_slice(&text.as_bytes()[shared..]);
        varint(count, entries);
        varint(encoded.first.len(), entries);
        entries.extend_from_slice(&encoded.first);
        varint(encoded.further.len(), entries);
        encoded.further.iter().for_each(|piece| varint(piece.len(), entries));
        self.open.further.extend(encoded.further);
        text.clone_into(&mut self.last);
        if is_word(text) {
            self.words.push((text.to_owned(), count as u32));
        }
    }

    /// Takes a shard of the terms from `first` to `last` as it stands; the one before it is closed. `words`: of these
    /// terms.
    pub(super) fn take(&mut self, shard: StandingShard<'_>, first: &str, last: &str, words: &[(String, u32)]) {
        let (bytes, further) = (shard.packed.to_vec(), vec![shard.further.to_vec()]);
        self.shards.push(Shard { first: self.boundary(first), bytes, is_packed: true, further });
        last.clone_into(&mut self.last);
        self.words.extend_from_slice(words);
    }

    fn boundary(&self, text: &str) -> String {
        if self.shards.is_empty() { String::new() } else { boundary(&self.last, text) }
    }

    fn close_shard(&mut self) {
        if !self.open.bytes.is_empty() {
            self.shards.push(std::mem::take(&mut self.open));
        }
    }

    /// The container; `None` where there is no term.
    pub(super) fn close(mut self) -> Option<(WrittenContainer, Vec<IndexFile>)> {
        self.close_shard();
        let mut shards = self.shards;
        if shards.is_empty() {
            return None;
        }
        shards.par_iter_mut().filter(|shard| !shard.is_packed).for_each(|shard| shard.bytes = pack(&shard.bytes));
        let mut directory = Directory {
            first: shards.iter().map(|shard| shard.first.as_str()).collect::<Vec<_>>().join("\n"),
            lengths: shards.iter().map(|shard| shard.bytes.len()).collect(),
            ..Directory::default()
        };
        let further: Vec<usize> = shards.iter().map(|shard| shard.further.iter().map(Vec::len).sum()).collect();
        if further.iter().any(|bytes| *bytes > 0) {
            directory.further = further;
        }
        if self.form == IndexForm::Files {
            directory.counts = shards.iter().map(|shard| shard.further.len()).collect();
            let check = |shard: &Shard| shard.bytes.last_chunk().map_or(0, |end| u16::from_be_bytes(*end));
            directory.checks = shards.iter().map(check).collect();
        }
        let (number, first) = self.layout.cuts[self.at];
        let name = format!("{}/{number}", self.layout.letter);
        let each = (SEGMENTS / self.layout.cuts.len()).clamp(SEGMENTS_EACH.0, SEGMENTS_EACH.1);
        // Where each piece is a file; further pieces of shards that stand come as one.
        let is_counted = self.form == IndexForm::Files;
        let count = |shard: &Shard| if is_counted { 1 + shard.further.len() } else { 0 };
        let counts: Vec<usize> = shards.iter().map(count).collect();
        let mut segments = Vec::new();
        let mut pieces = Vec::new();
        for segment in directory.segments(each, &counts) {
            let packed = pack(&serde_json::to_vec(&segment).expect("strings and numbers are always JSON"));
            let own = segment.first.split('\n').next().unwrap_or_default();
            let own = if segments.is_empty() { first } else { own };
            segments.push(Segment { first: own.to_owned(), length: packed.len() });
            pieces.push(packed);
        }
        let head = pieces.iter().map(Vec::len).sum();
        for shard in shards {
            pieces.push(shard.bytes);
            pieces.extend(shard.further);
        }
        let (file, files) = Container { name: name.clone(), pieces }.write(self.form);
        let first = first.to_owned();
        Some((WrittenContainer { name, file, first, head, segments, directory, words: self.words }, files))
    }
}

/// Parts into which the table cuts the alphabet.
const FINE: usize = 128;
/// Documents for each container, at least; up to twice as many.
const DOCUMENTS: u32 = 160;

/// The cuts of an index of terms of `documents` documents: as many as their terms fill.
pub(super) fn cuts(documents: u32) -> Vec<(usize, &'static str)> {
    let wanted = (documents / DOCUMENTS).clamp(1, FINE as u32).ilog2();
    fine().enumerate().step_by(FINE >> wanted).collect()
}

/// The first term of each part.
pub(super) fn fine() -> impl Iterator<Item = &'static str> {
    let table = include_str!("cuts.txt").lines().filter(|line| !line.starts_with("# "));
    std::iter::once("").chain(table)
}

pub(super) fn is_word(term: &str) -> bool {
    (2..=20).contains(&term.len()) && term.bytes().all(|byte| byte.is_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn segments_tell_where_their_shards_are() {
        let directory = Directory {
            first: (0..250).map(|at| format!("s{at:03}")).collect::<Vec<_>>().join("\n"),
            lengths: (1..=250).collect(),
            further: (0..250).map(|at| at % 3).collect(),
            ..Directory::default()
        };
        let segments = directory.segments(16, &[2; 250]);
        let sizes: Vec<usize> = segments.iter().map(|one| one.lengths.len()).collect();
        assert_eq!(sizes, [32, 32, 32, 32, 32, 32, 32, 26]);
        let skipped: usize = (0..64).map(|at| directory.lengths[at] + directory.further[at]).sum();
        assert_eq!((segments[2].at, segments[2].which), (skipped, 128));
        assert!(segments[2].first.starts_with("s064\ns065") && segments[2].counts.is_empty());
    }

    #[test]
    fn the_table_of_cuts_is_sorted_and_grows_with_the_site() {
        for (documents, expected) in [(0, 1), (319, 1), (320, 2), (2_000, 8), (10_000, 32), (100_000, 128)] {
            let cuts = cuts(documents);
            assert_eq!((cuts.len(), cuts[0]), (expected, (0, "")), "{documents}");
            assert!(cuts.windows(2).all(|pair| pair[0].1 < pair[1].1));
        }
        assert!(cuts(320).iter().all(|cut| cuts(10_000).contains(cut)), "a finer index keeps the cuts of a coarse one");
    }
}
