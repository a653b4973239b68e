//! Terms → shards: sorted, small, each term with its best passages; what does not fit goes into further files, one after the
//! other.
//!
//! A shard is a run of entries: length of what the term shares with the one before it, length and bytes of the rest, number of
//! passages, length of the first piece, the first piece, number of further files, and, where there are any, the number of the
//! first of these. A piece is runs of one impact: impact, number of passages, and their distances downwards from the number of all
//! passages: newest first. All numbers are varints.

use super::accumulate::{Term, Terms};
use super::pack::{Directory, Folder, Form, Piece, boundary, deflate, name_of, varint};
use super::reading::BEST;
use rayon::prelude::*;

/// Bytes of a shard before it is packed. A longer term has a shard of its own.
const SHARD: usize = 6_000;
/// Bytes of a term's first piece. The best two thousand passages; a query has up to ten terms.
const FIRST_PIECE: usize = 2_000;
/// Bytes of each further piece.
const FURTHER_PIECE: usize = 6_000;
/// Terms encoded at a time.
const BATCH: usize = 50_000;
/// The vocabulary is one file; words of fewer passages are left out until it is this small.
const VOCABULARY: usize = 24_000;

/// The files of all terms.
pub(super) struct Written {
    pub pieces: Vec<Piece>,
    pub directory: Directory,
    /// Groups of further files.
    pub more: Vec<String>,
    /// Name of the vocabulary.
    pub words: String,
}

/// Writes all terms of an index of `total` passages.
pub(super) fn write(terms: Terms, total: u32, form: Form) -> Written {
    let terms = terms.sorted();
    let words = vocabulary(&terms);
    let name = format!("w/{}", name_of([words.as_slice()]));
    let mut pieces = vec![Piece::new(&name, words, form)];
    let mut shards = Shards::new(form);
    for batch in terms.chunks(BATCH) {
        let encoded: Vec<Encoded> = batch.par_iter().map(|term| encode(term, total)).collect();
        for (term, encoded) in batch.iter().zip(encoded) {
            shards.push(&term.text, term.count, encoded);
        }
        shards.pack(&mut pieces);
    }
    shards.close();
    shards.pack(&mut pieces);
    pieces.extend(shards.folder.finish());
    pieces.extend(shards.more.finish());
    let directory = Directory { groups: shards.folder.groups().to_vec(), first: shards.first };
    Written { pieces, directory, more: shards.more.groups().to_vec(), words: name }
}

/// The pieces of a term, best first.
struct Encoded {
    pieces: Vec<Vec<u8>>,
}

fn encode(term: &Term, total: u32) -> Encoded {
    let postings = term.postings();
    let mut pieces = vec![Vec::new()];
    let mut room = FIRST_PIECE;
    let mut run: Vec<u8> = Vec::new();
    for impact in (1..=BEST as u8).rev() {
        let (mut count, mut before) = (0, total);
        for (passage, _) in postings.iter().rev().filter(|(_, of)| *of == impact) {
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
    Encoded { pieces }
}

fn close_run(impact: u8, count: &mut usize, run: &mut Vec<u8>, pieces: &mut [Vec<u8>]) {
    if let Some(piece) = pieces.last_mut().filter(|_| *count > 0) {
        piece.push(impact);
        varint(*count, piece);
        piece.append(run);
        *count = 0;
    }
}

struct Shards {
    form: Form,
    folder: Folder,
    more: Folder,
    more_count: usize,
    first: Vec<String>,
    open: Vec<u8>,
    /// The last term of the open shard; empty at its start.
    shared: String,
    last: String,
    /// Complete, not yet packed.
    ready: Vec<Vec<u8>>,
    further: Vec<Vec<u8>>,
}

impl Shards {
    fn new(form: Form) -> Self {
        Self {
            form,
            folder: Folder::new("s", form),
            more: Folder::new("m", form),
            more_count: 0,
            first: Vec::new(),
            open: Vec::new(),
            shared: String::new(),
            last: String::new(),
            ready: Vec::new(),
            further: Vec::new(),
        }
    }

    fn push(&mut self, term: &str, count: u32, encoded: Encoded) {
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
        varint(count as usize, &mut self.open);
        varint(first.len(), &mut self.open);
        self.open.extend_from_slice(&first);
        varint(pieces.len(), &mut self.open);
        if pieces.len() > 0 {
            varint(self.more_count, &mut self.open);
            self.more_count += pieces.len();
        }
        self.further.extend(pieces);
        term.clone_into(&mut self.shared);
        term.clone_into(&mut self.last);
    }

    fn close(&mut self) {
        if !self.open.is_empty() {
            self.ready.push(std::mem::take(&mut self.open));
            self.shared.clear();
        }
    }

    fn pack(&mut self, pieces: &mut Vec<Piece>) {
        debug_assert!(self.form == Form::File || self.form == Form::Script);
        let packed: Vec<Vec<u8>> = std::mem::take(&mut self.ready).par_iter().map(|shard| deflate(shard)).collect();
        pieces.extend(packed.into_iter().flat_map(|shard| self.folder.push(shard)));
        let packed: Vec<Vec<u8>> = std::mem::take(&mut self.further).par_iter().map(|piece| deflate(piece)).collect();
        pieces.extend(packed.into_iter().flat_map(|piece| self.more.push(piece)));
    }
}

/// The folded words that are no numbers, one a line: how many letters it shares with the one before it, the rest, and a letter for
/// how frequent it is (`a`: once; each further one twice as often).
fn vocabulary(terms: &[Term]) -> Vec<u8> {
    let words: Vec<&Term> = terms.iter().filter(|term| is_word(&term.text)).collect();
    let mut least = 1;
    loop {
        let mut text = String::new();
        let mut last = "";
        for term in words.iter().filter(|term| term.count >= least) {
            let shared = last.bytes().zip(term.text.bytes()).take_while(|(a, b)| a == b).count().min(9);
            let often = char::from(b'a' + term.count.ilog2().min(25) as u8);
            text.push_str(&format!("{shared}{}{}\n", &term.text[shared..], often.to_ascii_uppercase()));
            last = &term.text;
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
        let encoded = encode(&Term::of("giao duc", &all), 40_000);
        assert!(encoded.pieces[0].len() < 2_200 && encoded.pieces.iter().all(|piece| piece.len() < 6_200));
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
