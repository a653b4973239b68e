//! Sorts postings: from terms in the order of documents to passages in the order of terms.
//!
//! All postings of a large site do not fit into memory. They are collected as numbers until there are [`FULL`], sorted,
//! written tightly as a run and put on a [`Shelf`]; at the end all runs are read side by side and merged (Heinz and
//! Zobel, "Efficient single-pass index construction for text databases", JASIST 54, 2003).

use super::lexicon::WordNumbers;
use super::pack::varint;
use super::reading::DocumentTerms;
use rayon::prelude::*;
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::io::{self, Read};

/// Postings in a run: 8 MB while they are collected.
const FULL: usize = 1_000_000;
/// Runs of that size, which 10,000 documents fill. All are open at a time while they are merged, and systems allow 256 files:
/// of a larger site a run has five times as many.
const SMALL_RUNS: usize = 36;
/// Postings of one document for which there is room in a full run.
const ROOM: usize = 8_192;
/// Bits of a word's number, of a passage's place in its run, of an impact.
const WORD_BITS: u32 = 24;
const PASSAGE_BITS: u32 = 13;
const IMPACT_BITS: u32 = 3;
/// Words beyond are not indexed: no language has as many.
const MOST_WORDS: usize = (1 << WORD_BITS) - 2;
const UNKNOWN: u32 = u32::MAX;
/// The second word of a term that is no pair.
pub(super) const NO_WORD: u32 = (1 << WORD_BITS) - 1;

/// Where runs wait to be merged: in memory, or on the disk.
pub trait Shelf {
    /// Takes a run.
    ///
    /// # Errors
    /// What the disk says.
    fn put(&mut self, run: Vec<u8>) -> io::Result<()>;

    /// Gives all runs back, in the order in which they came.
    ///
    /// # Errors
    /// What the disk says.
    fn take(&mut self) -> io::Result<Vec<Box<dyn Read>>>;
}

/// A shelf in memory.
impl Shelf for Vec<Vec<u8>> {
    fn put(&mut self, run: Vec<u8>) -> io::Result<()> {
        self.push(run);
        Ok(())
    }

    fn take(&mut self) -> io::Result<Vec<Box<dyn Read>>> {
        Ok(std::mem::take(self).into_iter().map(|run| Box::new(io::Cursor::new(run)) as Box<dyn Read>).collect())
    }
}

/// A term in a passage, in eight bytes: there are a million while a batch of documents is read.
#[derive(Clone, Copy, Debug)]
pub(super) struct RunEntry(u64);

impl RunEntry {
    /// `a`, `b`: first word and second, or [`NO_WORD`], as numbers of the reading; `impact`: how much the passage is about
    /// the term, 1 to 7.
    pub(super) const fn new(a: u32, b: u32, impact: u8) -> Self {
        Self((a as u64) << 32 | (b as u64) << IMPACT_BITS | impact as u64)
    }

    /// What [`RunEntry::new`] was given.
    pub(super) const fn parts(self) -> (u32, u32, u8) {
        ((self.0 >> 32) as u32, (self.0 as u32) >> IMPACT_BITS, self.0 as u8 % (1 << IMPACT_BITS))
    }
}

/// A term and its passages.
#[derive(Debug)]
pub(super) struct Term {
    /// `giao`, `giao duc`, `giao!giáo`, `#2457`, `~gddt`, `@work`.
    pub text: String,
    /// (passage, impact), passages ascending.
    pub postings: Vec<(u32, u8)>,
}

/// The open run.
#[derive(Debug, Default)]
pub(super) struct OpenRun {
    lexicon: WordNumbers,
    open: Vec<u64>,
    /// Runs that are on the shelf.
    closed: usize,
    /// The first passage of the open run, and the next one.
    first: u32,
    next: u32,
}

impl OpenRun {
    /// Adds documents; full runs go to the shelf.
    pub(super) fn add(&mut self, readings: &[DocumentTerms], shelf: &mut dyn Shelf) -> io::Result<()> {
        for reading in readings {
            let numbers: Vec<u32> = reading.words.words().map(|word| self.number(word)).collect();
            for passage in &reading.passages {
                self.make_room(passage.entries.len());
                let place = u64::from(self.next - self.first) << IMPACT_BITS;
                self.open.extend(passage.entries.iter().filter_map(|entry| {
                    let (a, b, impact) = entry.parts();
                    let a = numbers[a as usize];
                    let b = if b == NO_WORD { NO_WORD } else { numbers[b as usize] };
                    let known = a != UNKNOWN && b != UNKNOWN;
                    known.then(|| term_key(a, b) << (PASSAGE_BITS + IMPACT_BITS) | place | u64::from(impact))
                }));
                self.next += 1;
                if self.open.len() >= full(self.closed) || self.next - self.first >= 1 << PASSAGE_BITS {
                    self.close(shelf)?;
                }
            }
        }
        Ok(())
    }

    /// Room for so many postings more. That of a whole run is asked for at once where the first quarter is full: to double it
    /// again and again would leave half of it empty in the end.
    fn make_room(&mut self, postings: usize) {
        let (held, whole) = (self.open.len() + postings, full(self.closed) + ROOM);
        if held > self.open.capacity() && (whole / 4..=whole).contains(&held) {
            self.open.reserve_exact(whole - self.open.len());
        } else {
            self.open.reserve(postings);
        }
    }

    fn number(&mut self, word: &str) -> u32 {
        match self.lexicon.find(word) {
            Some(number) => number,
            None if self.lexicon.len() < MOST_WORDS => self.lexicon.number(word),
            None => UNKNOWN,
        }
    }

    fn close(&mut self, shelf: &mut dyn Shelf) -> io::Result<()> {
        let ranks = self.lexicon.ranks();
        let mut numbers = vec![0; ranks.len()];
        for (number, rank) in ranks.iter().enumerate() {
            numbers[*rank as usize] = number as u32;
        }
        let low = PASSAGE_BITS + IMPACT_BITS;
        self.open.par_iter_mut().for_each(|posting| {
            let (a, b) = words_of(*posting >> low);
            *posting = rank_key(&ranks, a, b) << low | *posting & ((1 << low) - 1);
        });
        self.open.par_sort_unstable();
        shelf.put(write_run(&self.open, &numbers, self.first))?;
        self.open.clear();
        self.closed += 1;
        self.first = self.next;
        Ok(())
    }

    /// All terms, sorted.
    pub(super) fn merge(mut self, shelf: &mut dyn Shelf) -> io::Result<Merge> {
        if !self.open.is_empty() {
            self.close(shelf)?;
        }
        drop(std::mem::take(&mut self.open));
        let ranks = self.lexicon.ranks();
        let mut merge = Merge { lexicon: self.lexicon, ranks, heads: Vec::new(), next: BinaryHeap::new() };
        for run in shelf.take()? {
            merge.heads.push(RunHead {
                run: io::BufReader::with_capacity(1 << 16, run),
                term: 0,
                postings: Vec::new(),
            });
            merge.advance(merge.heads.len() - 1)?;
        }
        Ok(merge)
    }
}

/// Postings in the run behind so many.
const fn full(closed: usize) -> usize {
    if closed < SMALL_RUNS { FULL } else { 5 * FULL }
}

const fn term_key(a: u32, b: u32) -> u64 {
    (a as u64) << WORD_BITS | b as u64
}

const fn words_of(key: u64) -> (u32, u32) {
    ((key >> WORD_BITS) as u32, key as u32 & NO_WORD)
}

/// A key that sorts as the texts of terms do: a word stands before its pairs, for a space is less than any letter.
fn rank_key(ranks: &[u32], a: u32, b: u32) -> u64 {
    term_key(ranks[a as usize], if b == NO_WORD { 0 } else { ranks[b as usize] + 1 })
}

/// A run: for each term its key (eight bytes), the bytes of its postings (four), and these: distance to the passage
/// before, the first from -1, × 8 + impact, as varints.
fn write_run(sorted: &[u64], numbers: &[u32], first: u32) -> Vec<u8> {
    let low = PASSAGE_BITS + IMPACT_BITS;
    let mut run = Vec::with_capacity(sorted.len() * 2);
    for term in sorted.chunk_by(|a, b| a >> low == b >> low) {
        let (a, b) = words_of(term[0] >> low);
        let b = if b == 0 { NO_WORD } else { numbers[b as usize - 1] };
        run.extend_from_slice(&term_key(numbers[a as usize], b).to_le_bytes());
        let length_at = run.len();
        run.extend_from_slice(&[0; 4]);
        let mut before = 0;
        for posting in term {
            let passage = first + (posting >> IMPACT_BITS) as u32 % (1 << PASSAGE_BITS) + 1;
            let impact = *posting as usize % (1 << IMPACT_BITS);
            varint(((passage - before) as usize) << IMPACT_BITS | impact, &mut run);
            before = passage;
        }
        let length = (run.len() - length_at - 4) as u32;
        run[length_at..length_at + 4].copy_from_slice(&length.to_le_bytes());
    }
    run.shrink_to_fit();
    run
}

/// A run while it is read: its next term.
struct RunHead {
    run: io::BufReader<Box<dyn Read>>,
    term: u64,
    postings: Vec<u8>,
}

/// The terms of all runs, sorted.
pub(super) struct Merge {
    lexicon: WordNumbers,
    ranks: Vec<u32>,
    heads: Vec<RunHead>,
    /// Sorting key of each run's next term, and the run.
    next: BinaryHeap<Reverse<(u64, usize)>>,
}

impl Merge {
    fn advance(&mut self, at: usize) -> io::Result<()> {
        let head = &mut self.heads[at];
        let mut start = [0; 12];
        match head.run.read_exact(&mut start) {
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(()),
            read => read?,
        }
        let (key, length) = start.split_at(8);
        head.term = u64::from_le_bytes(key.try_into().expect("eight of twelve bytes"));
        let length = u32::from_le_bytes(length.try_into().expect("four of twelve bytes"));
        head.postings.resize(length as usize, 0);
        head.run.read_exact(&mut head.postings)?;
        let (a, b) = words_of(head.term);
        self.next.push(Reverse((rank_key(&self.ranks, a, b), at)));
        Ok(())
    }

    /// The next term, or `None` after the last.
    pub(super) fn next(&mut self) -> io::Result<Option<Term>> {
        let Some(Reverse((key, first))) = self.next.peek().copied() else { return Ok(None) };
        let (a, b) = words_of(self.heads[first].term);
        let text = match b {
            NO_WORD => self.lexicon.word(a).to_owned(),
            b => format!("{} {}", self.lexicon.word(a), self.lexicon.word(b)),
        };
        let mut postings = Vec::new();
        while let Some(Reverse((_, run))) = self.next.peek().copied().filter(|Reverse((of, _))| *of == key) {
            self.next.pop();
            read_postings(&self.heads[run].postings, &mut postings);
            self.advance(run)?;
        }
        Ok(Some(Term { text, postings }))
    }
}

fn read_postings(bytes: &[u8], into: &mut Vec<(u32, u8)>) {
    let (mut passage, mut number, mut shift) = (0, 0usize, 0);
    for byte in bytes {
        number |= usize::from(byte & 0x7f) << shift;
        shift += 7;
        if byte & 0x80 == 0 {
            passage += (number >> IMPACT_BITS) as u32;
            into.push((passage - 1, number as u8 % (1 << IMPACT_BITS)));
            (number, shift) = (0, 0);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::reading::PassageTerms;
    use super::*;

    /// `(a, b, impact)` of each passage of one document.
    fn reading(passages: &[&[(&str, &str, u8)]]) -> DocumentTerms {
        let mut words = WordNumbers::default();
        let passages: Vec<PassageTerms> = passages
            .iter()
            .map(|terms| {
                let mut number = |word: &str| if word.is_empty() { NO_WORD } else { words.number(word) };
                let entries = terms.iter().map(|(a, b, impact)| RunEntry::new(number(a), number(b), *impact));
                PassageTerms { entries: entries.collect() }
            })
            .collect();
        DocumentTerms { words, texts: Vec::new(), documents: vec![(0, passages.len() as u32)], passages }
    }

    fn merged(runs: OpenRun, shelf: &mut dyn Shelf) -> Vec<(String, Vec<(u32, u8)>)> {
        let mut merge = runs.merge(shelf).expect("memory does not fail");
        let next = || merge.next().expect("memory does not fail").map(|term| (term.text, term.postings));
        std::iter::from_fn(next).collect()
    }

    #[test]
    fn a_site_of_two_hundred_thousand_documents_opens_fewer_files_than_systems_allow() {
        // 3,500 postings a document were seen.
        let (mut postings, mut closed) = (200_000 * 3_500usize, 0);
        while postings > 0 {
            postings = postings.saturating_sub(full(closed));
            closed += 1;
        }
        assert!(closed < 200, "{closed}");
    }

    #[test]
    fn an_entry_gives_back_its_parts() {
        for parts in [(0, 0, 1), (u32::MAX, NO_WORD, 7), (NO_WORD, (1 << 29) - 1, 3)] {
            assert_eq!(RunEntry::new(parts.0, parts.1, parts.2).parts(), parts);
        }
    }

    #[test]
    fn a_full_run_has_room_for_little_more() {
        let mut runs = OpenRun::default();
        for _ in 0..1_250 {
            runs.make_room(800);
            runs.open.extend([0; 800]);
        }
        assert_eq!(runs.open.len(), FULL);
        assert!(runs.open.capacity() <= FULL + ROOM, "{}", runs.open.capacity());
        runs.make_room(3 * FULL);
        assert!(runs.open.capacity() >= 4 * FULL);
    }

    #[test]
    fn runs_are_merged_in_the_order_of_the_text() {
        let (mut runs, mut shelf) = (OpenRun::default(), Vec::new());
        let add = |runs: &mut OpenRun, shelf: &mut Vec<Vec<u8>>, reading: DocumentTerms| {
            runs.add(&[reading], shelf).and_then(|()| runs.close(shelf)).expect("memory does not fail");
        };
        add(&mut runs, &mut shelf, reading(&[&[("số", "", 2), ("số", "hóa", 7)], &[("giáo", "dục", 1)]]));
        add(&mut runs, &mut shelf, reading(&[&[]]));
        add(&mut runs, &mut shelf, reading(&[&[("giáo", "", 3), ("số", "", 5), ("an", "số", 1)]]));
        let expected: [(&str, &[(u32, u8)]); 5] = [
            ("an số", &[(3, 1)]),
            ("giáo", &[(3, 3)]),
            ("giáo dục", &[(1, 1)]),
            ("số", &[(0, 2), (3, 5)]),
            ("số hóa", &[(0, 7)]),
        ];
        let expected = expected.map(|(text, postings)| (text.to_owned(), postings.to_vec()));
        assert_eq!(merged(runs, &mut shelf), expected);
    }

    #[test]
    fn many_passages_make_several_runs_and_lose_nothing() {
        let (mut runs, mut shelf) = (OpenRun::default(), Vec::new());
        let passage: &[(&str, &str, u8)] = &[("giáo", "", 1), ("giáo", "dục", 4)];
        for _ in 0..5 {
            let readings = [reading(&[passage; 4_000])];
            runs.add(&readings, &mut shelf).expect("memory does not fail");
        }
        assert!(shelf.len() >= 2, "{}", shelf.len());
        let terms = merged(runs, &mut shelf);
        assert_eq!(terms.len(), 2);
        for ((_, postings), impact) in terms.iter().zip([1, 4]) {
            assert!(postings.iter().copied().eq((0..20_000).map(|passage| (passage, impact))));
        }
    }
}
