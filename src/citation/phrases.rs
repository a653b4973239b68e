//! Literal phrases, hundreds of them, found in one look at every word. In: phrases with what each stands for, then
//! folded text. Out: [`PhraseHit`]s, whole words only.
//!
//! This is the door for every matcher that waits for fixed words: names in scope, names of laws, "nêu trên", "sau đây
//! gọi tắt là". [`Folded`] knows where words begin and their hashes; a set asks for each word whether some phrase
//! begins with it (one bit, about a nanosecond a word), and only then compares byte by byte. So another phrase costs
//! nothing, and another set next to nothing: make one set per matcher, in a `LazyLock` or in the lexicon, and leave the
//! text alone where it has no hit.
//!
//! What counts: no case and no marks (ask [`Folded::slice`] for these), one space for white space of any kind, and no
//! space around hyphens. A phrase with and without its comma is two phrases.

use super::folded::{Folded, is_word, word_hash};
use std::ops::Range;

/// Says of most words at once that they are none of a set's.
#[derive(Clone, Debug)]
pub struct WordFilter {
    bits: Box<[u64; WordFilter::SIZE / 64]>,
}

impl Default for WordFilter {
    fn default() -> Self {
        Self { bits: Box::new([0; Self::SIZE / 64]) }
    }
}

impl WordFilter {
    const SIZE: usize = 4096;

    /// Lets a word through, given by its hash.
    pub fn add(&mut self, hash: u32) {
        let bit = Self::bit(hash);
        self.bits[bit / 64] |= 1 << (bit % 64);
    }

    /// Whether the word with this hash may be one of the set.
    pub fn may_hold(&self, hash: u32) -> bool {
        let bit = Self::bit(hash);
        self.bits[bit / 64] >> (bit % 64) & 1 == 1
    }

    const fn bit(hash: u32) -> usize {
        // Fibonacci hashing: the highest bits depend on all.
        (hash.wrapping_mul(0x9e37_79b1) >> (u32::BITS - Self::SIZE.ilog2())) as usize
    }
}

/// A set of phrases.
#[derive(Clone, Debug)]
pub struct Phrases<T> {
    /// Folded bytes without spaces around hyphens, sorted, with what they stand for. Equal phrases stand
    /// together in the order given.
    rows: Vec<(Box<[u8]>, T)>,
    /// Where the rows with each first byte begin, and where the last ones end.
    by_first: Box<[u32; 257]>,
    /// The words that begin a phrase.
    first_words: WordFilter,
    /// Bytes, none of a word, that begin a phrase: quotes mostly.
    signs: Vec<u8>,
}

/// A phrase in a text.
#[derive(Debug, PartialEq, Eq)]
pub struct PhraseHit<'p, T> {
    /// Its places.
    pub places: Range<usize>,
    /// What the phrase stands for.
    pub means: &'p T,
}

impl<T> Default for Phrases<T> {
    fn default() -> Self {
        Self { rows: Vec::new(), by_first: Box::new([0; 257]), first_words: WordFilter::default(), signs: Vec::new() }
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
                set.first_words.add(word_hash(&bytes[..length]));
            }
        }
        set.signs.dedup();
        for (first, begin) in set.by_first.iter_mut().enumerate() {
            *begin = set.rows.partition_point(|(bytes, _)| usize::from(bytes[0]) < first) as u32;
        }
        set
    }

    /// Whether there is nothing to find.
    pub const fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// What the phrases stand for.
    #[cfg(test)]
    pub fn meanings(&self) -> impl Iterator<Item = &T> {
        self.rows.iter().map(|(_, means)| means)
    }

    /// All places where phrases stand: those that start first come first, of these the shortest. They may overlap.
    pub fn find<'p>(&'p self, folded: &Folded<'_>) -> Vec<PhraseHit<'p, T>> {
        let mut hits = Vec::new();
        if self.is_empty() {
            return hits;
        }
        for word in &folded.words {
            if self.first_words.may_hold(word.hash) {
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

    /// Of phrases that overlap the first, of those that start together the longest.
    pub fn find_apart<'p>(&'p self, folded: &Folded<'_>) -> Vec<PhraseHit<'p, T>> {
        apart(self.find(folded))
    }

    /// Adds the phrases that stand at `start`, shortest first.
    fn at<'p>(&'p self, folded: &Folded<'_>, start: usize, hits: &mut Vec<PhraseHit<'p, T>>) {
        if beside_hyphen(folded, start) {
            return;
        }
        // The rows whose first `depth` bytes are those of the text so far.
        let first = usize::from(folded.byte(start));
        let mut rows = &self.rows[self.by_first[first] as usize..self.by_first[first + 1] as usize];
        let mut depth = 0;
        let mut place = start;
        while !rows.is_empty() && place < folded.len() {
            place = over_space(folded, place);
            let byte = folded.byte(place);
            let next = |row: &(Box<[u8]>, T)| row.0.get(depth).copied();
            if let [first, .., last] = rows
                && next(first) == Some(byte)
                && next(last) == Some(byte)
            {
                // Sorted, so all between have it too.
            } else if rows.len() > 1 {
                rows = &rows[rows.partition_point(|row| next(row) < Some(byte))..];
                rows = &rows[..rows.partition_point(|row| next(row) == Some(byte))];
            } else if next(&rows[0]) != Some(byte) {
                return;
            }
            depth += 1;
            place += 1;
            let whole = rows.iter().take_while(|(bytes, _)| bytes.len() == depth);
            if !(is_word(byte) && folded.is_word(place)) {
                hits.extend(whole.map(|(_, means)| PhraseHit { places: start..place, means }));
            }
        }
    }
}

/// Of hits in the order of [`Phrases::find`] those that [`Phrases::find_apart`] keeps.
pub fn apart<'p, T>(hits: impl IntoIterator<Item = PhraseHit<'p, T>>) -> Vec<PhraseHit<'p, T>> {
    let mut kept: Vec<PhraseHit<'p, T>> = Vec::new();
    for hit in hits {
        match kept.last_mut() {
            Some(last) if hit.places.start == last.places.start => *last = hit,
            Some(last) if hit.places.start < last.places.end => {}
            _ => kept.push(hit),
        }
    }
    kept
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

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn found<'t>(hits: &[PhraseHit<'_, usize>], folded: &Folded<'t>) -> Vec<(&'t str, usize)> {
        hits.iter().map(|hit| (folded.slice(hit.places.start, hit.places.end), *hit.means)).collect()
    }

    #[test]
    fn whole_words_in_any_case_and_however_broken() {
        let phrases = Phrases::new(
            ["nêu trên", "đã nêu trên", "Luật Trẻ em", "2021-2025", "“Sóng", "", "trên"].into_iter().zip(0..),
        );
        for (text, all, apart) in [
            (
                "LUẬT  TRẺ\nEM đã nêu trên",
                vec![("LUẬT  TRẺ\nEM", 2), ("đã nêu trên", 1), ("nêu trên", 0), ("trên", 6)],
                vec![("LUẬT  TRẺ\nEM", 2), ("đã nêu trên", 1)],
            ),
            ("luật trẻ emm, luậttrẻ em", vec![], vec![]),
            ("2021 – 2025, 12021-2025", vec![("2021 – 2025", 3)], vec![("2021 – 2025", 3)]),
            ("«Sóng» sóng", vec![("«Sóng", 4)], vec![("«Sóng", 4)]),
            ("nêu", vec![], vec![]),
        ] {
            let folded = Folded::new(text);
            assert_eq!(found(&phrases.find(&folded), &folded), all, "{text}");
            assert_eq!(found(&phrases.find_apart(&folded), &folded), apart, "{text}");
        }
        assert!(Phrases::<()>::default().find(&Folded::new("trên")).is_empty());
    }

    proptest! {
        /// Beside the slow obvious way: every phrase compared at every place.
        #[test]
        fn nothing_is_missed_and_nothing_made_up(words in prop::collection::vec("[ab\u{1ea1}1]{1,2}[ -]{0,2}\"?[ab]?", 0..8), text in "[abA1\u{1ea1} \"-]{0,40}") {
            let phrases = Phrases::new(words.iter().enumerate().map(|(index, words)| (words, index)));
            let folded = Folded::new(&text);
            let mut expected = Vec::new();
            for start in (0..folded.len()).filter(|start| !beside_hyphen(&folded, *start)) {
                for end in start + 1..=folded.len() {
                    let inside: Vec<u8> =
                        (start..end).filter(|at| !beside_hyphen(&folded, *at)).map(|at| folded.bytes[at]).collect();
                    let begins = !(folded.is_word(start) && is_word(folded.before(start)));
                    let ends = !(folded.is_word(end) && folded.is_word(end - 1) || beside_hyphen(&folded, end - 1));
                    let fitting = words.iter().enumerate().filter(|(_, words)| comparable(words) == inside);
                    expected.extend(fitting.filter(|_| begins && ends).map(|(index, _)| (start, end, index)));
                }
            }
            let mut hits: Vec<(usize, usize, usize)> =
                phrases.find(&folded).iter().map(|hit| (hit.places.start, hit.places.end, *hit.means)).collect();
            prop_assert!(hits.is_sorted_by_key(|(start, end, _)| (*start, *end)));
            expected.sort_unstable();
            hits.sort_unstable();
            prop_assert_eq!(hits, expected);
        }
    }
}
