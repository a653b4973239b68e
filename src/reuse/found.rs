//! Finds the passages that a document shares with others.
//!
//! In: its text and the texts of those others. Out: [`SharedPassages`], paragraph by paragraph.

use super::{RUN, ReuseIndex, ReuseText};
use crate::compare::Overlap;
use hashbrown::HashMap;
use std::ops::Range;

/// What a document shares with others.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SharedPassages {
    /// The others, those with most words in common first.
    pub shared: Vec<Shared>,
    /// Paragraphs with passages that stand elsewhere, in the order of the document.
    pub passages: Vec<SharedParagraph>,
}

/// Another document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shared {
    /// Its number.
    pub document: usize,
    /// How much of this document stands in it.
    pub here: Overlap,
    /// How much of it stands in this document.
    pub there: Overlap,
}

/// A paragraph with words that stand elsewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SharedParagraph {
    /// The paragraph: counts those of the document.
    pub paragraph: usize,
    /// The section it stands in.
    pub section: usize,
    /// Its permalink.
    pub anchor: Box<str>,
    /// The words that stand elsewhere, counted in the paragraph; ascending, apart from each other.
    pub words: Vec<Range<usize>>,
    /// Where they stand, the earliest document first.
    pub also: Vec<Also>,
    /// Documents that have some of them, this one not counted: as many as `also`, or more.
    pub documents: usize,
}

impl SharedParagraph {
    /// Words that stand elsewhere.
    pub fn count(&self) -> usize {
        self.words.iter().map(ExactSizeIterator::len).sum()
    }
}

/// Where a passage stands, too.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Also {
    /// The document's number.
    pub document: usize,
    /// Its section.
    pub section: usize,
    /// The paragraph there.
    pub anchor: Box<str>,
    /// Words of the passage that stand there.
    pub words: usize,
}

/// Finds what `own` shares with `others` (their numbers and texts).
pub fn found(own: &ReuseText, others: &[(usize, ReuseText)], index: &ReuseIndex) -> SharedPassages {
    let table = RunTable::new(own);
    let mut found = SharedPassages::default();
    let mut paragraphs: Vec<Option<SharedParagraph>> = vec![None; own.marks.len()];
    let documents: Vec<usize> = table.runs.iter().map(|run| index.documents_with(*run)).collect();
    let limit = index.formula_limit();
    let is_known_by = documents.iter().enumerate().map(|(at, count)| own.counts(at) && *count <= limit).collect();
    let runs = OwnRuns { documents, is_known_by };
    let mut meeting = Meeting::default();
    for (number, other) in others {
        table.meet(other, &mut meeting);
        if gather(own, &runs, &OtherDocument { number: *number, text: other, meeting: &meeting }, &mut paragraphs) {
            found.shared.push(Shared {
                document: *number,
                here: Overlap { words: own.len(), shared: covered(meeting.at.iter().map(|at| *at != NOWHERE)) },
                there: Overlap { words: other.len(), shared: meeting.there },
            });
        }
    }
    found.shared.sort_by_key(|shared| (std::cmp::Reverse(shared.here.shared), shared.document));
    found.passages = paragraphs.into_iter().flatten().collect();
    for passage in &mut found.passages {
        passage.also.sort_by_key(|also| also.document);
        passage.documents = passage.documents.max(passage.also.len());
        passage.words = joined(std::mem::take(&mut passage.words));
    }
    found
}

/// The runs of a document, to be looked up.
struct RunTable {
    runs: Vec<u64>,
    /// For each run the first that equals it.
    ids: Vec<u32>,
    known: HashMap<u64, u32>,
    /// Spares most look-ups: one bit for each value of some bits of a hash.
    bits: Vec<u64>,
}

/// Says of a run that it does not stand in the other document.
const NOWHERE: u32 = u32::MAX;

/// Where the runs of a document stand in another.
#[derive(Default)]
struct Meeting {
    /// For each run its first word there, or [`NOWHERE`].
    at: Vec<u32>,
    /// Words there that stand in such runs.
    there: usize,
}

impl RunTable {
    fn new(own: &ReuseText) -> Self {
        let runs: Vec<u64> = own.runs().collect();
        let size = (runs.len() * 16).next_power_of_two().clamp(1 << 10, 1 << 24);
        let (mut known, mut bits) = (HashMap::with_capacity(runs.len()), vec![0u64; size / 64]);
        let mut ids = Vec::with_capacity(runs.len());
        for (at, run) in runs.iter().enumerate() {
            ids.push(*known.entry(*run).or_insert(at as u32));
            let bit = *run as usize & (size - 1);
            bits[bit / 64] |= 1 << (bit % 64);
        }
        Self { runs, ids, known, bits }
    }

    fn find(&self, run: u64) -> Option<u32> {
        // A power of two.
        let bit = run as usize & (self.bits.len() * 64 - 1);
        if self.bits[bit / 64] & 1 << (bit % 64) == 0 {
            return None;
        }
        self.known.get(&run).copied()
    }

    /// Finds the runs in `other`; `meeting` is of another one, whose memory is used again.
    fn meet(&self, other: &ReuseText, meeting: &mut Meeting) {
        let at = &mut meeting.at;
        at.clear();
        at.resize(self.runs.len(), NOWHERE);
        meeting.there = covered(other.runs().enumerate().map(|(word, run)| {
            let id = self.find(run);
            if let Some(id) = id {
                // Where it begins in the middle of a paragraph rather than at its end, if it does both.
                let at = &mut at[id as usize];
                if *at == NOWHERE || !other.counts(*at as usize) && other.counts(word) {
                    *at = word as u32;
                }
            }
            id.is_some()
        }));
        // So far only the first of equal runs knows. It stands before them.
        for (run, id) in self.ids.iter().enumerate() {
            at[run] = at[*id as usize];
        }
    }
}

/// Words in runs that are shared; for each run, in order, whether it is.
fn covered(shared: impl Iterator<Item = bool>) -> usize {
    let (mut words, mut end) = (0, 0);
    for (at, is_shared) in shared.enumerate() {
        if is_shared {
            words += at + RUN - end.max(at);
            end = at + RUN;
        }
    }
    words
}

/// The runs of the document whose passages are looked for.
struct OwnRuns {
    /// In how many documents each run stands; 0: in few.
    documents: Vec<usize>,
    /// Whether a passage is known by the run that begins at a word: it is no formula.
    is_known_by: Vec<bool>,
}

/// A document that shares passages with it.
struct OtherDocument<'a> {
    number: usize,
    text: &'a ReuseText,
    meeting: &'a Meeting,
}

/// Adds what one other document has to the paragraphs. Out: whether there is anything.
fn gather(
    own: &ReuseText,
    runs: &OwnRuns,
    other: &OtherDocument<'_>,
    paragraphs: &mut [Option<SharedParagraph>],
) -> bool {
    let mut is_any = false;
    for (paragraph, mark) in own.marks.iter().enumerate() {
        let first = mark.first as usize;
        let end = own.marks.get(paragraph + 1).map_or(own.len(), |next| next.first as usize);
        let mut words: Vec<Range<usize>> = Vec::new();
        let (mut place, mut documents) = (None, 0);
        // Runs that begin in the paragraph and end in it.
        let there = other.meeting.at.get(first..(end + 1).saturating_sub(RUN)).unwrap_or_default();
        let mut at = 0;
        while let Some(skipped) = there[at..].iter().position(|word| *word != NOWHERE) {
            let start = at + skipped;
            let length = there[start..].iter().position(|word| *word == NOWHERE).unwrap_or(there.len() - start);
            at = start + length;
            let mut is_known = false;
            for (run, word) in (first + start..).zip(&there[start..at]) {
                if runs.is_known_by[run] && other.text.counts(*word as usize) {
                    is_known = true;
                    place.get_or_insert(*word);
                    documents = documents.max(runs.documents[run].saturating_sub(1));
                }
            }
            if is_known {
                words.push(start..at + RUN - 1);
            }
        }
        let Some(there) = place.and_then(|word| other.text.mark_of(word as usize)) else { continue };
        is_any = true;
        let passage = paragraphs[paragraph].get_or_insert_with(|| SharedParagraph {
            paragraph,
            section: mark.section as usize,
            anchor: mark.anchor.clone(),
            words: Vec::new(),
            also: Vec::new(),
            documents: 0,
        });
        let words = joined(words);
        passage.documents = passage.documents.max(documents);
        passage.also.push(Also {
            document: other.number,
            section: there.section as usize,
            anchor: there.anchor.clone(),
            words: words.iter().map(ExactSizeIterator::len).sum(),
        });
        passage.words.extend(words);
    }
    is_any
}

/// Ranges, sorted, those that touch each other as one.
fn joined(mut ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
    ranges.sort_by_key(|range| (range.start, range.end));
    let mut joined: Vec<Range<usize>> = Vec::new();
    for range in ranges {
        match joined.last_mut() {
            Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
            _ => joined.push(range),
        }
    }
    joined
}
