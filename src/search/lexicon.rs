//! Numbers words, and finds them by number: each distinct word once, in the order in which they came.

use hashbrown::{DefaultHashBuilder, HashTable};
use std::hash::BuildHasher;

/// Distinct words.
#[derive(Debug, Default)]
pub(super) struct WordNumbers {
    /// All words, one after the other.
    text: String,
    /// Where each ends in `text`, in bytes.
    ends: Vec<usize>,
    numbers: HashTable<u32>,
    /// Another one in each run of the program, so that no text can be made to collide; nothing depends on its order.
    hasher: DefaultHashBuilder,
}

impl WordNumbers {
    /// Room for `words` words of Vietnamese.
    pub(super) fn with_capacity(words: usize) -> Self {
        Self {
            text: String::with_capacity(words * 6),
            ends: Vec::with_capacity(words),
            numbers: HashTable::with_capacity(words),
            hasher: DefaultHashBuilder::default(),
        }
    }

    /// The number of `word`, a new one where it is new.
    pub(super) fn number(&mut self, word: &str) -> u32 {
        let hash = self.hasher.hash_one(word);
        if let Some(number) = self.numbers.find(hash, |number| in_place(&self.text, &self.ends, *number) == word) {
            return *number;
        }
        let number = self.ends.len() as u32;
        self.text.push_str(word);
        self.ends.push(self.text.len());
        let (text, ends, hasher) = (&self.text, &self.ends, &self.hasher);
        self.numbers.insert_unique(hash, number, |number| hasher.hash_one(in_place(text, ends, *number)));
        number
    }

    /// The number of `word`, if it has one.
    pub(super) fn find(&self, word: &str) -> Option<u32> {
        let hash = self.hasher.hash_one(word);
        self.numbers.find(hash, |number| in_place(&self.text, &self.ends, *number) == word).copied()
    }

    /// All words, by number.
    pub(super) fn words(&self) -> impl Iterator<Item = &str> {
        (0..self.len() as u32).map(|number| self.word(number))
    }

    /// The word of a number that [`WordNumbers::number`] gave.
    pub(super) fn word(&self, number: u32) -> &str {
        in_place(&self.text, &self.ends, number)
    }

    /// How many words there are; their numbers are less.
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    /// For each number its place in the sorted list of all words.
    pub(super) fn ranks(&self) -> Vec<u32> {
        let mut sorted: Vec<u32> = (0..self.len() as u32).collect();
        sorted.sort_unstable_by(|a, b| self.word(*a).cmp(self.word(*b)));
        let mut ranks = vec![0; sorted.len()];
        for (rank, number) in sorted.into_iter().enumerate() {
            ranks[number as usize] = rank as u32;
        }
        ranks
    }
}

fn in_place<'t>(text: &'t str, ends: &[usize], number: u32) -> &'t str {
    let at = number as usize;
    let start = if at == 0 { 0 } else { ends[at - 1] };
    &text[start..ends[at]]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_has_one_number_and_a_place() {
        let mut lexicon = WordNumbers::with_capacity(2);
        let numbers: Vec<u32> = ["số", "đổi", "số", "chuyển", ""].iter().map(|word| lexicon.number(word)).collect();
        assert_eq!(numbers, [0, 1, 0, 2, 3]);
        assert_eq!(["số", "đổi", "chuyển", ""].map(|word| lexicon.number(word)), [0, 1, 2, 3]);
        assert_eq!(lexicon.word(1), "đổi");
        assert_eq!(lexicon.ranks(), [2, 3, 1, 0]);
    }
}
