//! Writes terms into shards: sorted, small, each term with its best passages; what does not fit goes
//! into further pieces. Shards with their further pieces stand in containers.
//!
//! A shard is a run of entries: length of what the term shares with the one before it, length and bytes of the rest,
//! number of passages, length of the first piece, the first piece, number of further pieces, and of each of these how
//! long it is once packed: they stand behind their shard, in order. A piece is runs of one impact: impact, number of
//! passages, and of each its distance downwards in numbers of documents × 4 + its place in the document; 3 stands for
//! the places from there on, the rest follows. All numbers are varints.
//!
//! What is where depends on the terms alone, so that one word changes few pieces: a shard ends where the hash of the
//! next term says so, a container where the table of cuts does.

use super::keeping::{IndexKeeper, KeptFile, PartWriter};
use super::pack::{Container, IndexForm, boundary, hash, pack, varint};
use super::reading::BEST;
use super::runs::Merge;
use super::{FileSink, Passage};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use std::io;

/// Bytes of a term's first piece. The best two thousand passages; a query has up to ten terms.
const FIRST_PIECE: usize = 2_000;
/// Bytes of each further piece before it is packed.
const FURTHER_PIECE: usize = 6_000;
/// A term has no more pieces: its best fifty thousand passages. Readers ask for a few of them, where a
/// search is narrowed.
const MOST_PIECES: usize = 9;
/// Postings encoded at a time.
const BATCH: usize = 2_000_000;
/// One term of so many may begin a shard, once the one before it is large enough.
const BEGINNERS: u32 = 16;

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

/// A term, and its passages in the order of their documents, each with how much it is about the term.
pub(super) type TermPassages = (String, Vec<(Passage, u8)>);

/// Terms that are written, for the root.
#[derive(Debug, Default)]
pub(super) struct WrittenTerms {
    pub containers: Vec<WrittenContainer>,
    /// Editions of the parts that are kept.
    pub parts: Vec<[u8; 8]>,
}

/// A container for the root, and for the next run.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct WrittenContainer {
    pub name: String,
    pub file: KeptFile,
    /// Its first term, or a beginning of it.
    pub first: String,
    /// Bytes of its head: the packed directory.
    pub head: usize,
    pub directory: Directory,
    /// Words with the number of their passages.
    pub words: Vec<(String, u32)>,
}

/// Where the shards of a container begin and how long they are: its first piece, as JSON.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Directory {
    /// For each shard, the shortest text that is greater than all terms before it and not greater than its first;
    /// separated by line ends.
    pub first: String,
    /// Bytes of each shard.
    pub lengths: Vec<usize>,
    /// Bytes and number of the further pieces behind each; none where no shard has any.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub further: Vec<(usize, usize)>,
    /// The last two bytes of each shard, where each is a file: another file of the same name would tell nothing.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub checks: Vec<u16>,
}

/// Writes all terms of `terms`, whose passages are numbered by their place in `passages`; keeps them where there is a
/// `keeper`.
pub(super) fn write(
    terms: &mut Merge,
    passages: &[Passage],
    writer: &mut Writer<'_>,
    keeper: Option<&dyn IndexKeeper>,
    sink: &mut FileSink<'_>,
) -> io::Result<()> {
    let mut batch: Vec<TermPassages> = Vec::new();
    let mut postings = 0;
    let mut parts = keeper.map(Parts::new);
    loop {
        let term = terms.next()?;
        let is_last = term.is_none();
        if let Some(term) = term {
            postings += term.postings.len();
            let placed = term.postings.into_iter().map(|(ordinal, impact)| (passages[ordinal as usize], impact));
            batch.push((term.text, placed.collect()));
        }
        if is_last || postings >= BATCH {
            if let Some(parts) = &mut parts {
                batch.iter().for_each(|(text, postings)| parts.push(text, postings));
            }
            writer.write(std::mem::take(&mut batch), sink);
            postings = 0;
            if is_last {
                writer.written.parts = parts.map(Parts::finish).unwrap_or_default();
                return Ok(());
            }
        }
    }
}

/// All parts of the alphabet, one after the other.
struct Parts<'a> {
    keeper: &'a dyn IndexKeeper,
    fine: Vec<&'static str>,
    open: PartWriter,
    editions: Vec<[u8; 8]>,
}

impl<'a> Parts<'a> {
    fn new(keeper: &'a dyn IndexKeeper) -> Self {
        Self { keeper, fine: fine().collect(), open: PartWriter::default(), editions: Vec::new() }
    }

    fn push(&mut self, text: &str, postings: &[(Passage, u8)]) {
        while self.fine.get(self.editions.len() + 1).is_some_and(|first| text >= *first) {
            self.close();
        }
        self.open.push(text, postings);
    }

    fn close(&mut self) {
        let part = std::mem::take(&mut self.open);
        self.editions.push(part.keep(self.editions.len(), self.keeper));
    }

    fn finish(mut self) -> Vec<[u8; 8]> {
        while self.editions.len() < self.fine.len() {
            self.close();
        }
        self.editions
    }
}

/// The pieces of a term, best first; the further ones packed.
struct Encoded {
    first: Vec<u8>,
    further: Vec<Vec<u8>>,
}

fn encode(postings: &[(Passage, u8)], layout: &TermLayout) -> Encoded {
    let mut pieces = vec![Vec::new()];
    let mut room = FIRST_PIECE;
    let mut run: Vec<u8> = Vec::new();
    let mut by_impact: [Vec<Passage>; BEST as usize + 1] = Default::default();
    for (passage, impact) in postings {
        by_impact[usize::from(*impact)].push(*passage);
    }
    for (impact, passages) in by_impact.iter().enumerate().rev() {
        let (mut count, mut before) = (0, layout.top);
        for passage in passages.iter().rev() {
            varint(((before - passage.document) << 2 | passage.place.min(3)) as usize, &mut run);
            if passage.place >= 3 {
                varint(passage.place as usize - 3, &mut run);
            }
            (count, before) = (count + 1, passage.document);
            if run.len() >= room {
                close_run(impact, &mut count, &mut run, &mut pieces);
                pieces.push(Vec::new());
                (room, before) = (FURTHER_PIECE, layout.top);
            }
        }
        room = room.saturating_sub(run.len() + 3);
        close_run(impact, &mut count, &mut run, &mut pieces);
    }
    pieces.retain(|piece| !piece.is_empty());
    pieces.truncate(MOST_PIECES);
    let mut pieces = pieces.into_iter();
    Encoded { first: pieces.next().unwrap_or_default(), further: pieces.map(|piece| pack(&piece)).collect() }
}

fn close_run(impact: usize, count: &mut usize, run: &mut Vec<u8>, pieces: &mut [Vec<u8>]) {
    if let Some(piece) = pieces.last_mut().filter(|_| *count > 0) {
        varint(impact, piece);
        varint(*count, piece);
        piece.append(run);
        *count = 0;
    }
}

/// A shard that is not packed yet, and its further pieces, which are.
#[derive(Default)]
struct Shard {
    first: String,
    entries: Vec<u8>,
    further: Vec<Vec<u8>>,
}

/// Writes terms, which come sorted.
pub(super) struct Writer<'a> {
    layout: &'a TermLayout,
    form: IndexForm,
    /// The container that is open, by its place in the cuts.
    at: usize,
    shards: Vec<Shard>,
    open: Shard,
    /// The last term of the open shard; empty at its start.
    shared: String,
    last: String,
    words: Vec<(String, u32)>,
    pub written: WrittenTerms,
}

impl<'a> Writer<'a> {
    pub(super) fn new(layout: &'a TermLayout, form: IndexForm) -> Self {
        Self {
            layout,
            form,
            at: 0,
            shards: Vec::new(),
            open: Shard::default(),
            shared: String::new(),
            last: String::new(),
            words: Vec::new(),
            written: WrittenTerms::default(),
        }
    }

    /// Writes the next terms.
    pub(super) fn write(&mut self, terms: Vec<TermPassages>, sink: &mut FileSink<'_>) {
        let encoded: Vec<Encoded> = terms.par_iter().map(|(_, postings)| encode(postings, self.layout)).collect();
        for ((text, postings), encoded) in terms.into_iter().zip(encoded) {
            self.push(text, postings.len(), encoded, sink);
        }
    }

    /// A container that stands comes next.
    pub(super) fn stands(&mut self, container: WrittenContainer, sink: &mut FileSink<'_>) {
        self.close_container(sink);
        self.written.containers.push(container);
    }

    fn push(&mut self, text: String, count: usize, encoded: Encoded, sink: &mut FileSink<'_>) {
        while self.layout.cuts.get(self.at + 1).is_some_and(|(_, first)| text.as_str() >= *first) {
            self.close_container(sink);
            self.at += 1;
        }
        let (least, most) = self.layout.shard;
        let (size, more) = (self.open.entries.len(), text.len() + encoded.first.len());
        let begins = || (hash(&text) >> 8).is_multiple_of(BEGINNERS);
        if size > 0 && (size + more > most || size >= least && begins()) {
            self.close_shard();
        }
        if self.open.entries.is_empty() {
            self.open.first = if self.shards.is_empty() { String::new() } else { boundary(&self.last, &text) };
        }
        let entries = &mut self.open.entries;
        let shared = self.shared.bytes().zip(text.bytes()).take_while(|(a, b)| a == b).count();
        varint(shared, entries);
        varint(text.len() - shared, entries);
        entries.extend_from_slice(&text.as_bytes()[shared..]);
        varint(count, entries);
        varint(encoded.first.len(), entries);
        entries.extend_from_slice(&encoded.first);
        varint(encoded.further.len(), entries);
        encoded.further.iter().for_each(|piece| varint(piece.len(), entries));
        self.open.further.extend(encoded.further);
        text.clone_into(&mut self.shared);
        if is_word(&text) {
            self.words.push((text.clone(), count as u32));
        }
        self.last = text;
    }

    fn close_shard(&mut self) {
        if !self.open.entries.is_empty() {
            self.shards.push(std::mem::take(&mut self.open));
            self.shared.clear();
        }
    }

    fn close_container(&mut self, sink: &mut FileSink<'_>) {
        self.close_shard();
        if self.shards.is_empty() {
            return;
        }
        let shards = std::mem::take(&mut self.shards);
        let packed: Vec<Vec<u8>> = shards.par_iter().map(|shard| pack(&shard.entries)).collect();
        let mut directory = Directory {
            first: shards.iter().map(|shard| shard.first.as_str()).collect::<Vec<_>>().join("\n"),
            lengths: packed.iter().map(Vec::len).collect(),
            ..Directory::default()
        };
        let further = |shard: &Shard| (shard.further.iter().map(Vec::len).sum(), shard.further.len());
        if shards.iter().any(|shard| !shard.further.is_empty()) {
            directory.further = shards.iter().map(further).collect();
        }
        if self.form == IndexForm::Files {
            let check = |piece: &Vec<u8>| piece.last_chunk().map_or(0, |end| u16::from_be_bytes(*end));
            directory.checks = packed.iter().map(check).collect();
        }
        let head = pack(&serde_json::to_vec(&directory).expect("strings and numbers are always JSON"));
        let (number, first) = self.layout.cuts[self.at];
        let name = format!("{}/{number}", self.layout.letter);
        let head_length = head.len();
        let mut pieces = vec![head];
        for (shard, packed) in shards.into_iter().zip(packed) {
            pieces.push(packed);
            pieces.extend(shard.further);
        }
        let (file, files) = Container { name: name.clone(), pieces }.write(self.form);
        let (first, head, words) = (first.to_owned(), head_length, std::mem::take(&mut self.words));
        self.written.containers.push(WrittenContainer { name, file, first, head, directory, words });
        sink(files);
    }

    pub(super) fn finish(mut self, sink: &mut FileSink<'_>) -> WrittenTerms {
        self.close_container(sink);
        self.written
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

fn is_word(term: &str) -> bool {
    (2..=20).contains(&term.len()) && term.bytes().all(|byte| byte.is_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(bytes: &[u8]) -> Vec<usize> {
        let (mut numbers, mut number, mut shift) = (Vec::new(), 0, 0);
        for byte in bytes {
            number |= usize::from(byte & 0x7f) << shift;
            shift += 7;
            if byte & 0x80 == 0 {
                numbers.push(number);
                (number, shift) = (0, 0);
            }
        }
        numbers
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

    #[test]
    fn postings_come_best_first_newest_first_in_small_pieces() {
        let passages: Vec<Passage> = (0..30_000).map(|at| Passage { document: at / 5, place: at % 5 }).collect();
        let all: Vec<(u32, u8)> = (0..30_000).map(|passage| (passage, 1 + (passage % 7) as u8)).collect();
        let layout = TermLayout { letter: "s", cuts: cuts(0), shard: (5_000, 9_000), top: 6_000 };
        let postings: Vec<(Passage, u8)> = all.iter().map(|(at, impact)| (passages[*at as usize], *impact)).collect();
        let encoded = encode(&postings, &layout);
        assert!(encoded.first.len() < 2_200);
        let unpack = |piece: &Vec<u8>| {
            let mut bytes = Vec::new();
            std::io::Read::read_to_end(&mut flate2::read::ZlibDecoder::new(piece.as_slice()), &mut bytes).unwrap();
            bytes
        };
        let pieces: Vec<Vec<u8>> = std::iter::once(encoded.first).chain(encoded.further.iter().map(unpack)).collect();
        assert!(pieces.iter().all(|piece| piece.len() < 6_200));
        let mut found = Vec::new();
        for piece in &pieces {
            let mut numbers = numbers(piece).into_iter();
            while let Some(impact) = numbers.next() {
                let mut document = 6_000;
                for _ in 0..numbers.next().unwrap_or_default() {
                    let number = numbers.next().unwrap_or_default();
                    document -= number >> 2;
                    let more = if number & 3 == 3 { numbers.next().unwrap_or_default() } else { 0 };
                    found.push(((document * 5 + (number & 3) + more) as u32, impact as u8));
                }
            }
        }
        let mut expected = all.clone();
        expected.sort_by_key(|(passage, impact)| (std::cmp::Reverse(*impact), std::cmp::Reverse(*passage)));
        assert!(found == expected, "{} of {}", found.len(), expected.len());
    }
}
