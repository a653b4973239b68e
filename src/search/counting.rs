//! Counts how often each term occurs in a passage.

use super::Abbreviations;
use super::lexicon::WordNumbers;
use super::reading::{BEST, OWN_NUMBER};
use super::runs::{NO_WORD, RunEntry};
use super::words::{long_i, typed};
use crate::text::fold;
use crate::text::packed::{NumberHasher, packed};
use std::collections::HashMap;
use std::hash::BuildHasherDefault;
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
    /// Where the short forms stand that may begin here, written out or not ([`Abbreviations::at`]); [`NO_FORM`]: none.
    pub begins: u32,
}

/// No short form begins with the word.
pub(super) const NO_FORM: u32 = u32::MAX;

/// Words as written → as they count, each normalised once.
pub(super) struct CountedWords {
    /// As terms.
    pub known: WordNumbers,
    /// Words of up to sixteen bytes, which nearly all are: themselves as one number, so that finding one
    /// compares no texts.
    short: HashMap<u128, Forms, BuildHasherDefault<NumberHasher>>,
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
            begins: abbreviations.place(&plain).map_or(NO_FORM, |place| place as u32),
        }
    }
}

/// How often each term occurs in a passage, weighted by where.
pub(super) struct TermCounts {
    /// Of single words, by number; which of them are not 0.
    singles: Vec<u32>,
    found: Vec<u32>,
    /// Of pairs: where they stand in the list.
    pairs: HashMap<u64, u32, BuildHasherDefault<NumberHasher>>,
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
            entries.push(RunEntry::new(word, NO_WORD, impact(count)));
        }
        entries.extend(self.list.drain(..).map(|(a, b, count)| RunEntry::new(a, b, impact(count))));
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_are_counted_and_forgotten() {
        let (mut counts, number) = (TermCounts::roomy(), 5_000);
        for _ in 0..2 {
            counts.word(number, 2);
            counts.word(number, 4);
            counts.pair(1, 2, 1_000);
            let found: Vec<(u32, u32, u8)> = counts.take().into_iter().map(RunEntry::parts).collect();
            assert_eq!(found, [(number, NO_WORD, 5), (1, 2, 7)]);
        }
    }
}
