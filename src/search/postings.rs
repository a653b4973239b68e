//! Writes terms into shards: sorted, small, each term with its best passages; what does not fit goes
//! into further files.
//!
//! A shard is a run of entries: length of what the term shares with the one before it, length and bytes of the rest,
//! number of passages, length of the first piece, the first piece, number of further pieces, and of each of these: how
//! many files after the file of the piece before it (the first from 0), where in the file, how long. A piece is runs
//! of one impact: impact, number of passages, and their distances downwards from the number of all passages: newest
//! first. All numbers are varints.

use super::pack::{Directory, Folder, IndexFile, IndexForm, boundary, deflate, name_of, varint};
use super::reading::BEST;
use super::runs::{Merge, Term};
use super::{FileSink, root};
use rayon::prelude::*;
use std::io;

/// Bytes of a shard before it is packed. A longer term has a shard of its own.
const SHARD: usize = 6_000;
/// Bytes of a term's first piece. The best two thousand passages; a query has up to ten terms.
const FIRST_PIECE: usize = 2_000;
/// Bytes of each further piece, and of a file of them before it is packed.
const FURTHER_PIECE: usize = 6_000;
const FURTHER_FILE: usize = 12_000;
/// A term has no more pieces: its best fifty thousand passages. Readers ask for a few of them, where a
/// search is narrowed.
const MOST_PIECES: usize = 9;
/// Postings encoded at a time.
const BATCH: usize = 2_000_000;
/// The vocabulary is one file; words of fewer passages are left out until it is this small.
const VOCABULARY: usize = 24_000;

/// What the root tells of the terms.
pub(super) struct WrittenPostings {
    pub directory: Directory,
    /// Groups of further files.
    pub more: Vec<String>,
    /// Name of the vocabulary.
    pub words: String,
}

/// Writes all terms of an index of `total` passages.
pub(super) fn write(
    terms: &mut Merge,
    total: u32,
    form: IndexForm,
    sink: &mut FileSink<'_>,
) -> io::Result<WrittenPostings> {
    let mut shards = Shards::new(form);
    let mut words = Vec::new();
    let mut batch: Vec<Term> = Vec::new();
    let mut postings = 0;
    loop {
        let term = terms.next()?;
        let is_last = term.is_none();
        if let Some(term) = term {
            postings += term.postings.len();
            if is_word(&term.text) {
                words.push((term.text.clone(), term.postings.len() as u32));
            }
            batch.push(term);
        }
        if is_last || postings >= BATCH {
            let encoded: Vec<Encoded> = batch.par_iter().map(|term| encode(term, total)).collect();
            for (term, encoded) in batch.drain(..).zip(encoded) {
                shards.push(&term.text, term.postings.len(), encoded);
            }
            postings = 0;
            if is_last {
                break;
            }
            shards.pack(sink);
        }
    }
    shards.finish(sink);
    let words = vocabulary(&words);
    let name = format!("w/{}", name_of([words.as_slice()]));
    sink(vec![IndexFile::new(&name, words, form)]);
    let mut directory = Directory { groups: shards.folder.groups().to_vec(), first: shards.first, pages: Vec::new() };
    root::split(&mut directory, "d", form, sink);
    Ok(WrittenPostings { directory, more: shards.more.folder.groups().to_vec(), words: name })
}

/// The pieces of a term, best first.
struct Encoded {
    pieces: Vec<Vec<u8>>,
}

fn encode(term: &Term, total: u32) -> Encoded {
    let mut pieces = vec![Vec::new()];
    let mut room = FIRST_PIECE;
    let mut run: Vec<u8> = Vec::new();
    let mut by_impact: [Vec<u32>; BEST as usize + 1] = Default::default();
    for (passage, impact) in &term.postings {
        by_impact[usize::from(*impact)].push(*passage);
    }
    for (impact, passages) in by_impact.iter().enumerate().rev() {
        let (mut count, mut before) = (0, total);
        for passage in passages.iter().rev() {
            varint((before - passage) as usize, &mut run);
            (count, before) = (count + 1, *passage);
            if run.len() >= room {
                close_run(impact, &mut count, &mut run, &mut pieces);
                pieces.push(Vec::new());
                (room, before) = (FURTHER_PIECE, total);
            }
        }
        room = room.saturating_sub(run.len() + 3);
        close_run(impact, &mut count, &mut run, &mut pieces);
    }
    pieces.retain(|piece| !piece.is_empty());
    pieces.truncate(MOST_PIECES);
    Encoded { pieces }
}

fn close_run(impact: usize, count: &mut usize, run: &mut Vec<u8>, pieces: &mut [Vec<u8>]) {
    if let Some(piece) = pieces.last_mut().filter(|_| *count > 0) {
        varint(impact, piece);
        varint(*count, piece);
        piece.append(run);
        *count = 0;
    }
}

/// Further pieces on their way into files.
struct UnwrittenPieces {
    folder: Folder,
    open: Vec<u8>,
    files: usize,
    /// Complete, not yet packed.
    ready: Vec<Vec<u8>>,
}

impl UnwrittenPieces {
    /// The file that takes the piece, and where in it.
    fn place(&mut self, piece: &[u8]) -> (usize, usize) {
        if !self.open.is_empty() && self.open.len() + piece.len() > FURTHER_FILE {
            self.close();
        }
        let at = self.open.len();
        self.open.extend_from_slice(piece);
        (self.files, at)
    }

    fn close(&mut self) {
        if !self.open.is_empty() {
            self.ready.push(std::mem::take(&mut self.open));
            self.files += 1;
        }
    }
}

struct Shards {
    folder: Folder,
    more: UnwrittenPieces,
    first: Vec<String>,
    open: Vec<u8>,
    /// The last term of the open shard; empty at its start.
    shared: String,
    last: String,
    /// Complete, not yet packed.
    ready: Vec<Vec<u8>>,
}

impl Shards {
    fn new(form: IndexForm) -> Self {
        Self {
            folder: Folder::new("s", form),
            more: UnwrittenPieces { folder: Folder::new("m", form), open: Vec::new(), files: 0, ready: Vec::new() },
            first: Vec::new(),
            open: Vec::new(),
            shared: String::new(),
            last: String::new(),
            ready: Vec::new(),
        }
    }

    fn push(&mut self, term: &str, count: usize, encoded: Encoded) {
        let mut pieces = encoded.pieces.into_iter();
        let first = pieces.next().unwrap_or_default();
        if !self.open.is_empty() && self.open.len() + term.len() + first.len() > SHARD {
            self.close();
        }
        if self.open.is_empty() {
            self.first.push(boundary(&self.last, term));
        }
        let shared = self.shared.bytes().zip(term.bytes()).take_while(|(a, b)| a == b).count();
        varint(shared, &mut self.open);
        varint(term.len() - shared, &mut self.open);
        self.open.extend_from_slice(&term.as_bytes()[shared..]);
        varint(count, &mut self.open);
        varint(first.len(), &mut self.open);
        self.open.extend_from_slice(&first);
        varint(pieces.len(), &mut self.open);
        let mut before = 0;
        for piece in pieces {
            let (file, at) = self.more.place(&piece);
            varint(file - before, &mut self.open);
            varint(at, &mut self.open);
            varint(piece.len(), &mut self.open);
            before = file;
        }
        term.clone_into(&mut self.shared);
        term.clone_into(&mut self.last);
    }

    fn close(&mut self) {
        if !self.open.is_empty() {
            self.ready.push(std::mem::take(&mut self.open));
            self.shared.clear();
        }
    }

    fn pack(&mut self, sink: &mut FileSink<'_>) {
        for (ready, folder) in [(&mut self.ready, &mut self.folder), (&mut self.more.ready, &mut self.more.folder)] {
            let packed: Vec<Vec<u8>> = std::mem::take(ready).par_iter().map(|file| deflate(file)).collect();
            sink(packed.into_iter().flat_map(|file| folder.push(file)).collect());
        }
    }

    fn finish(&mut self, sink: &mut FileSink<'_>) {
        self.close();
        self.more.close();
        self.pack(sink);
        sink(self.folder.finish());
        sink(self.more.folder.finish());
    }
}

/// The folded words that are no numbers, one a line: how many letters it shares with the one before it, the rest, and a
/// letter for how frequent it is (`a`: once; each further one twice as often).
fn vocabulary(words: &[(String, u32)]) -> Vec<u8> {
    let mut least = 1;
    loop {
        let mut text = String::new();
        let mut last = "";
        for (word, count) in words.iter().filter(|(_, count)| *count >= least) {
            let shared = last.bytes().zip(word.bytes()).take_while(|(a, b)| a == b).count().min(9);
            let often = char::from(b'A' + count.ilog2().min(25) as u8);
            text.push_str(&format!("{shared}{}{often}\n", &word[shared..]));
            last = word;
        }
        let packed = deflate(text.as_bytes());
        if packed.len() <= VOCABULARY || least > 1 << 20 {
            return packed;
        }
        least *= 2;
    }
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
    fn postings_come_best_first_newest_first_in_small_pieces() {
        let all: Vec<(u32, u8)> = (0..40_000).map(|passage| (passage, 1 + (passage % 7) as u8)).collect();
        let encoded = encode(&Term { text: "giao duc".to_owned(), postings: all.clone() }, 40_000);
        assert!(encoded.pieces[0].len() < 2_200);
        assert!(encoded.pieces.iter().all(|piece| piece.len() < 6_200));
        let mut found = Vec::new();
        for piece in &encoded.pieces {
            let mut numbers = numbers(piece).into_iter();
            while let Some(impact) = numbers.next() {
                let mut passage = 40_000;
                for _ in 0..numbers.next().unwrap_or_default() {
                    passage -= numbers.next().unwrap_or_default();
                    found.push((passage as u32, impact as u8));
                }
            }
        }
        let mut expected = all.clone();
        expected.sort_by_key(|(passage, impact)| (std::cmp::Reverse(*impact), std::cmp::Reverse(*passage)));
        assert_eq!(found, expected);
    }
}
