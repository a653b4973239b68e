//! Literal phrases, hundreds of them, found in one look at every word. In: phrases with what each stands for, then folded
//! text. Out: [`Hit`]s, whole words only.
//!
//! This is the door for every matcher that waits for fixed words: names in scope, names of laws, "nêu trên", "sau đây gọi
//! tắt là". [`Folded`] knows where words begin and their hashes; a set asks for each word whether some phrase begins with
//! it (one bit, about a nanosecond a word), and only then compares byte by byte. So another phrase costs nothing, and
//! another set next to nothing: make one set per matcher, in a `LazyLock` or in the lexicon, and leave the text alone where
//! it has no hit.
//!
//! What counts: no case and no marks (ask [`Folded::slice`] for these), one space for white space of any kind, and no
//! space around hyphens. A phrase with and without its comma is two phrases.

use super::folded::{Folded, is_word, word_hash};
use std::ops::Range;

/// Bits of a set's filter.
const FILTER: u32 = 4096;

/// A set of phrases.
#[derive(Clone, Debug)]
pub struct Phrases<T> {
    /// Folded bytes without spaces around hyphens, sorted, with what they stand for. Equal phrases stand together in the
    /// order given.
    rows: Vec<(Box<[u8]>, T)>,
    /// A bit for each hash of a word that begins a phrase.
    filter: Box<[u64; FILTER as usize / 64]>,
    /// Bytes, none of a word, that begin a phrase: quotes mostly.
    signs: Vec<u8>,
}

/// A phrase in a text.
#[derive(Debug, PartialEq, Eq)]
pub struct Hit<'p, T> {
    /// Its places.
    pub places: Range<usize>,
    /// What the phrase stands for.
    pub means: &'p T,
}

impl<T> Default for Phrases<T> {
    fn default() -> Self {
        Self { rows: Vec::new(), filter: Box::new([0; FILTER as usize / 64]), signs: Vec::new() }
    }
}

impl<T> Phrases<T> {
    /// Compiles phrases, written as a person writes them. Empty ones are ignored.
    pub fn new<P: AsRef<str>>(phrases: impl IntoIterator<Item = (P, T)>) -> Self {
        Self::of_bytes(phrases.into_iter().map(|(phrase, means)| (comparable(phrase.as_ref()), means)))
    }

    /// The same of bytes that [`comparable`] made.
    pub fn of_bytes(phrases: impl IntoIterator<Item = (Vec<u8>, T)>) -> Self {
        let rows = phrases.into_iter().map(|(bytes, means)| (bytes.into_boxed_slice(), means));
        let mut set = Self { rows: rows.filter(|(bytes, _)| !bytes.is_empty()).collect(), ..Self::default() };
        set.rows.sort_by(|(a, _), (b, _)| a.cmp(b));
        for (bytes, _) in &set.rows {
            let length = bytes.iter().take_while(|byte| is_word(**byte)).count();
            if length == 0 {
                set.signs.push(bytes[0]);
            } else {
                let bit = bit_of(word_hash(&bytes[..length]));
                set.filter[bit / 64] |= 1 << (bit % 64);
            }
        }
        set.signs.dedup();
        set
    }

    /// Whether there is nothing to find.
    pub const fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// All places where phrases stand: those that start first come first, of these the shortest. They may overlap.
    pub fn find<'p>(&'p self, folded: &Folded<'_>) -> Vec<Hit<'p, T>> {
        let mut hits = Vec::new();
        if self.is_empty() {
            return hits;
        }
        for word in &folded.words {
            let bit = bit_of(word.hash);
            if self.filter[bit / 64] >> (bit % 64) & 1 == 1 {
                self.at(folded, word.start as usize, &mut hits);
            }
        }
        if !self.signs.is_empty() {
            let signs = folded.bytes.iter().enumerate().filter(|(_, byte)| self.signs.contains(byte));
            signs.for_each(|(place, _)| self.at(folded, place, &mut hits));
            hits.sort_by_key(|hit| (hit.places.start, hit.places.end));
        }
        hits
    }

    /// Adds the phrases that stand at `start`, shortest first.
    fn at<'p>(&'p self, folded: &Folded<'_>, start: usize, hits: &mut Vec<Hit<'p, T>>) {
        if beside_hyphen(folded, start) {
            return;
        }
        // The rows whose first `depth` bytes are those of the text so far.
        let mut rows = self.rows.as_slice();
        let mut depth = 0;
        let mut place = start;
        while !rows.is_empty() && place < folded.len() {
            place = over_space(folded, place);
            let byte = folded.byte(place);
            let next = |row: &(Box<[u8]>, T)| row.0.get(depth).copied();
            if rows.len() > 1 {
                rows = &rows[rows.partition_point(|row| next(row) < Some(byte))..];
                rows = &rows[..rows.partition_point(|row| next(row) == Some(byte))];
            } else if next(&rows[0]) != Some(byte) {
                return;
            }
            depth += 1;
            place += 1;
            let whole = rows.iter().take_while(|(bytes, _)| bytes.len() == depth);
            if !(is_word(byte) && folded.is_word(place)) {
                hits.extend(whole.map(|(_, means)| Hit { places: start..place, means }));
            }
        }
    }
}

/// Whether the place is a space beside a hyphen, which does not count.
fn beside_hyphen(folded: &Folded<'_>, place: usize) -> bool {
    folded.byte(place) == b' ' && (folded.before(place) == b'-' || folded.byte(place + 1) == b'-')
}

/// The place, or the one after it where a space beside a hyphen stands there.
pub fn over_space(folded: &Folded<'_>, place: usize) -> usize {
    place + usize::from(beside_hyphen(folded, place))
}

/// A phrase as it is compared: folded, without spaces around hyphens and at the ends.
pub fn comparable(phrase: &str) -> Vec<u8> {
    let folded = Folded::new(phrase.trim());
    let places = (0..folded.len()).filter(|place| !beside_hyphen(&folded, *place));
    places.map(|place| folded.bytes[place]).collect()
}

const fn bit_of(hash: u32) -> usize {
    // Fibonacci hashing: the highest bits depend on all.
    (hash.wrapping_mul(0x9e37_79b1) >> (32 - FILTER.ilog2())) as usize
}
