//! Counts how often each term occurs in a passage.

use super::Abbreviations;
use super::lexicon::WordNumbers;
use super::reading::{BEST, OWN_NUMBER};
use super::runs::{NO_WORD, RunEntry};
use super::words::{long_i, typed};
use crate::text::fold;
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::ops::Range;

/// What a few documents of usual length have; more is made room for.
const WORDS: usize = 2_000;
const PAIRS: usize = 3_000;

/// A word as it counts.
#[derive(Clone, Copy)]
pub(super) struct Forms {
    /// Folded.
    pub plain: u32,
    /// With its marks, behind the word without them, beside which it stands then (`so!số`); [`NO_WORD`] where it has none.
    pub marked: u32,
    /// A short form, or one written out, may begin here.
    pub begins: bool,
}

/// Words as written → as they count, each normalised once.
pub(super) struct CountedWords {
    /// As terms.
    pub known: WordNumbers,
    /// Words of up to sixteen bytes, which nearly all are: themselves as one number, so that finding one
    /// compares no texts.
    short: HashMap<u128, Forms, BuildHasherDefault<Ready>>,
    long: HashMap<Box<str>, Forms>,
}

impl CountedWords {
    pub(super) fn roomy() -> Self {
        Self {
            known: WordNumbers::with_capacity(WORDS),
            short: HashMap::with_capacity_and_hasher(WORDS, BuildHasherDefault::default()),
            long: HashMap::new(),
        }
    }

    /// The word that stands in `range` of `text`.
    pub(super) fn forms(&mut self, text: &str, range: Range<usize>, abbreviations: &Abbreviations) -> Forms {
        let Some(key) = packed(text.as_bytes(), &range) else {
            let word = &text[range];
            if let Some(forms) = self.long.get(word) {
                return *forms;
            }
            let forms = self.normalise(word, abbreviations);
            self.long.insert(word.into(), forms);
            return forms;
        };
        if let Some(forms) = self.short.get(&key) {
            return *forms;
        }
        let forms = self.normalise(&text[range], abbreviations);
        self.short.insert(key, forms);
        forms
    }

    fn normalise(&mut self, word: &str, abbreviations: &Abbreviations) -> Forms {
        let (marked, plain) = match word.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            true => {
                let word = long_i(word.to_ascii_lowercase());
                (word.clone(), word)
            }
            false => {
                let marked = typed(word);
                let plain = fold(&marked);
                (marked, plain)
            }
        };
        Forms {
            plain: self.known.number(&plain),
            marked: if marked == plain { NO_WORD } else { self.known.number(&format!("{plain}!{marked}")) },
            begins: !abbreviations.beginning(&plain).is_empty(),
        }
    }
}

/// Up to sixteen bytes as one number. No word has the byte 0, so no two words are one number.
fn packed(bytes: &[u8], range: &Range<usize>) -> Option<u128> {
    let length = range.len();
    if length > 16 {
        return None;
    }
    let bytes = match bytes.get(range.start..range.start + 16) {
        Some(sixteen) => u128::from_le_bytes(sixteen.try_into().expect("sixteen bytes")),
        None => {
            let mut sixteen = [0; 16];
            sixteen[..length].copy_from_slice(&bytes[range.clone()]);
            u128::from_le_bytes(sixteen)
        }
    };
    Some(if length == 16 { bytes } else { bytes & ((1 << (8 * length)) - 1) })
}

/// How often each term occurs in a passage, weighted by where.
pub(super) struct TermCounts {
    /// Of single words, by number; which of them are not 0.
    singles: Vec<u32>,
    found: Vec<u32>,
    /// Of pairs: where they stand in the list.
    pairs: HashMap<u64, u32, BuildHasherDefault<Ready>>,
    list: Vec<(u32, u32, u32)>,
}

impl TermCounts {
    pub(super) fn roomy() -> Self {
        Self {
            singles: vec![0; WORDS],
            found: Vec::with_capacity(WORDS),
            pairs: HashMap::with_capacity_and_hasher(PAIRS, BuildHasherDefault::default()),
            list: Vec::with_capacity(PAIRS),
        }
    }

    pub(super) fn word(&mut self, word: u32, weight: u32) {
        let at = word as usize;
        if at >= self.singles.len() {
            self.singles.resize(at * 2, 0);
        }
        if self.singles[at] == 0 {
            self.found.push(word);
        }
        self.singles[at] += weight;
    }

    pub(super) fn pair(&mut self, a: u32, b: u32, weight: u32) {
        let next = self.list.len() as u32;
        let at = *self.pairs.entry(u64::from(a) << 32 | u64::from(b)).or_insert(next);
        match self.list.get_mut(at as usize) {
            Some((_, _, count)) => *count += weight,
            None => self.list.push((a, b, weight)),
        }
    }

    /// What was counted since the last time.
    pub(super) fn take(&mut self) -> Vec<RunEntry> {
        let mut entries = Vec::with_capacity(self.found.len() + self.list.len());
        for word in self.found.drain(..) {
            let count = std::mem::take(&mut self.singles[word as usize]);
            entries.push(RunEntry { a: word, b: NO_WORD, impact: impact(count) });
        }
        entries.extend(self.list.drain(..).map(|(a, b, count)| RunEntry { a, b, impact: impact(count) }));
        self.pairs.clear();
        entries
    }
}

/// How much a passage is about a term: one mention is 3, two 4, four 5, ten and more 6; the document's own number 7.
fn impact(count: u32) -> u8 {
    if count >= OWN_NUMBER {
        return BEST as u8;
    }
    ((BEST * count * 10 + (count * 10 + 24) / 2) / (count * 10 + 24)).clamp(1, BEST - 1) as u8
}

/// Keys are numbers; their bits are mixed, no more.
#[derive(Default)]
struct Ready(u64);

impl Hasher for Ready {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.write_u64(u64::from(*byte));
        }
    }

    fn write_u128(&mut self, key: u128) {
        self.write_u64(key as u64 ^ ((key >> 64) as u64).rotate_left(29));
    }

    fn write_u64(&mut self, key: u64) {
        let mixed = (self.0 ^ key).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        self.0 = mixed ^ mixed >> 32;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_numbers_wherever_they_stand() {
        let text = "số hóa, nghiêng nghiêngnghiêng số";
        let at = |word: &str, from: usize| {
            let start = from + text[from..].find(word).expect("it is there");
            packed(text.as_bytes(), &(start..start + word.len()))
        };
        assert_eq!(at("số", 0), at("số", 10));
        assert_ne!(at("số", 0), at("hóa", 0));
        assert_eq!(at("nghiêngnghiêng", 0), None.or(at("nghiêngnghiêng", 0)));
        assert_eq!(packed("nghiêngnghiêng".as_bytes(), &(0..16)).map(|key| key >> 120 != 0), Some(true));
        assert_eq!(packed("nghiêngnghiêngn".as_bytes(), &(0..17)), None);
    }

    #[test]
    fn terms_are_counted_and_forgotten() {
        let (mut counts, number) = (TermCounts::roomy(), 5_000);
        for _ in 0..2 {
            counts.word(number, 2);
            counts.word(number, 4);
            counts.pair(1, 2, 1_000);
            let found: Vec<(u32, u32, u8)> =
                counts.take().iter().map(|entry| (entry.a, entry.b, entry.impact)).collect();
            assert_eq!(found, [(number, NO_WORD, 5), (1, 2, 7)]);
        }
    }
}
