//! Writes terms: sorted, each with its best passages; what does not fit goes into further pieces. `search::shards` lays
//! them out.
//!
//! A piece is runs of one impact: impact, number of passages, and of each its distance downwards in numbers of
//! documents × 4 + its place in the document; 3 stands for the places from there on, the rest follows. All numbers are
//! varints.

use super::keeping::{IndexKeeper, PartWriter};
use super::pack::{IndexForm, pack, varint};
use super::reading::BEST;
use super::runs::Merge;
use super::shards::{ContainerWriter, TermLayout, WrittenContainer, fine};
use super::{FileSink, Passage};
use rayon::prelude::*;
use std::io;

/// Bytes of a term's first piece. The best two thousand passages; a query has up to ten terms.
const FIRST_PIECE: usize = 2_000;
/// Bytes of each further piece before it is packed.
const FURTHER_PIECE: usize = 6_000;
/// A term has no more pieces: its best fifty thousand passages. Readers ask for a few of them, where a
/// search is narrowed.
const MOST_PIECES: usize = 9;
/// Postings encoded at a time.
const BATCH: usize = 400_000;

/// A term, and its passages in the order of their documents, each with how much it is about the term.
pub(super) type TermPassages = (String, Vec<(Passage, u8)>);

/// Terms that are written, for the root.
#[derive(Debug, Default)]
pub(super) struct WrittenTerms {
    pub containers: Vec<WrittenContainer>,
    /// Editions of the parts that are kept.
    pub parts: Vec<[u8; 8]>,
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
pub(super) struct Encoded {
    pub first: Vec<u8>,
    pub further: Vec<Vec<u8>>,
}

pub(super) fn encode(postings: &[(Passage, u8)], layout: &TermLayout) -> Encoded {
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

/// Writes terms, which come sorted, into one container after the other.
pub(super) struct Writer<'a> {
    layout: &'a TermLayout,
    form: IndexForm,
    open: ContainerWriter<'a>,
    pub written: WrittenTerms,
}

impl<'a> Writer<'a> {
    pub(super) fn new(layout: &'a TermLayout, form: IndexForm) -> Self {
        Self { layout, form, open: ContainerWriter::new(layout, 0, form), written: WrittenTerms::default() }
    }

    /// Writes the next terms.
    pub(super) fn write(&mut self, terms: Vec<TermPassages>, sink: &mut FileSink<'_>) {
        let encoded: Vec<Encoded> = terms.par_iter().map(|(_, postings)| encode(postings, self.layout)).collect();
        for ((text, postings), encoded) in terms.iter().zip(encoded) {
            while self.layout.cuts.get(self.open.at + 1).is_some_and(|(_, first)| text.as_str() >= *first) {
                let next = ContainerWriter::new(self.layout, self.open.at + 1, self.form);
                self.close(next, sink);
            }
            self.open.push(text, postings.len(), encoded);
        }
    }

    fn close(&mut self, next: ContainerWriter<'a>, sink: &mut FileSink<'_>) {
        if let Some((container, files)) = std::mem::replace(&mut self.open, next).close() {
            self.written.containers.push(container);
            sink(files);
        }
    }

    pub(super) fn finish(mut self, sink: &mut FileSink<'_>) -> WrittenTerms {
        let none = ContainerWriter::new(self.layout, self.open.at, self.form);
        self.close(none, sink);
        self.written
    }
}

#[cfg(test)]
mod tests {
    use super::super::shards::cuts;
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
