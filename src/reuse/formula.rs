//! Which words of a paragraph are no words of its own: căn cứ, names of works, formulas of the administration.

use super::text::word_hash;
use crate::compare::key;
use hashbrown::HashMap;
use std::sync::LazyLock;

/// Sentences that have one of these stand in any document.
const FORMULAS: &str = include_str!("formulas.txt");
/// Words that the name of a work has at most, from its number on.
const LONGEST_NAME: usize = 40;
/// Words that a name in quotation marks has at least.
const SHORTEST_NAME: usize = 4;
/// Words before a number that belong to it: "Quyết định số".
const BEFORE: usize = 3;

/// Formulas as words, by the first one; `None` stands for any word.
struct FormulaTable {
    by_first: HashMap<u32, Vec<Vec<Option<u32>>>>,
    /// Bits of the first words: nearly no word begins a formula, and one bit tells.
    firsts: [u64; 64],
}

impl FormulaTable {
    /// Where the bit of a word stands.
    const fn bit(word: u32) -> (usize, u64) {
        ((word >> 6) as usize % 64, 1 << (word % 64))
    }

    /// The formulas that begin with a word.
    fn beginning(&self, word: u32) -> &[Vec<Option<u32>>] {
        let (at, bit) = Self::bit(word);
        if self.firsts[at] & bit == 0 { &[] } else { self.by_first.get(&word).map_or(&[], Vec::as_slice) }
    }
}

static TABLE: LazyLock<FormulaTable> = LazyLock::new(|| {
    let mut table = FormulaTable { by_first: HashMap::new(), firsts: [0; 64] };
    for line in FORMULAS.lines().filter(|line| !line.starts_with('#') && !line.is_empty()) {
        let word = |word: &str| (word != "#").then(|| word_hash(&key(word)));
        let words: Vec<Option<u32>> = line.split_whitespace().map(word).collect();
        if let Some(Some(first)) = words.first() {
            let (at, bit) = FormulaTable::bit(*first);
            table.firsts[at] |= bit;
            table.by_first.entry(*first).or_default().push(words);
        }
    }
    table
});

/// For each word of a paragraph whether it belongs to a căn cứ, to the name of a work or to a formula.
/// `hashes`: those of its words.
pub(super) fn named(words: &[&str], hashes: &[u32]) -> Vec<bool> {
    let mut named = vec![is_basis(words); words.len()];
    if words.len() < super::RUN || named[0] {
        return named;
    }
    numbers(words, &mut named);
    quotations(words, &mut named);
    formulas(words, hashes, &mut named);
    named
}

/// "Căn cứ Luật …;"
fn is_basis(words: &[&str]) -> bool {
    let word = |at: usize, wanted: &str| words.get(at).is_some_and(|word| key(word) == wanted);
    let begins = usize::from(word(0, "-"));
    word(begins, "căn") && word(begins + 1, "cứ")
}

/// "Quyết định số 131/QĐ-TTg ngày … phê duyệt Đề án …" up to the end of its clause.
fn numbers(words: &[&str], named: &mut [bool]) {
    let mut at = 0;
    while at < words.len() {
        if !is_number(words[at]) {
            at += 1;
            continue;
        }
        let end = (at + LONGEST_NAME).min(words.len());
        let end = (at..end).find(|at| ends_clause(words[*at])).map_or(end, |at| at + 1);
        named[at.saturating_sub(BEFORE)..end].iter_mut().for_each(|named| *named = true);
        at = end;
    }
}

/// `131/QĐ-TTg`, `29-NQ/TW`, `30/2020/NĐ-CP`; no date.
fn is_number(word: &str) -> bool {
    word.as_bytes().first().is_some_and(u8::is_ascii_digit)
        && word.contains(['/', '-'])
        && word.chars().filter(|c| c.is_uppercase()).count() >= 2
}

fn ends_clause(word: &str) -> bool {
    word.ends_with([';', ':', ')', '”']) || word.ends_with('.') && !word.trim_end_matches('.').contains('.')
}

/// The name of a work, “between these”.
fn quotations(words: &[&str], named: &mut [bool]) {
    let mut at = 0;
    while at < words.len() {
        let opens = words[at].starts_with('"') || has_opening(words[at]);
        if !opens {
            at += 1;
            continue;
        }
        let closes = |word: &str, first: bool| {
            word.contains('”')
                || word.len() > usize::from(first) && word.trim_end_matches([',', ';', '.']).ends_with('"')
        };
        let end = (at + LONGEST_NAME).min(words.len());
        let end = (at..end).find(|other| closes(words[*other], *other == at)).map_or(at + 1, |at| at + 1);
        // A word or two in quotation marks are no name.
        if end - at >= SHORTEST_NAME {
            named[at..end].iter_mut().for_each(|named| *named = true);
        }
        at = end;
    }
}

/// `word.contains('“')`, which sets up a search for each of a text's words.
fn has_opening(word: &str) -> bool {
    word.bytes().any(|byte| byte == 0xe2) && word.contains('“')
}

/// Whole sentences that have a formula.
fn formulas(words: &[&str], hashes: &[u32], named: &mut [bool]) {
    let mut start = 0;
    let mut is_formula = false;
    let table = &*TABLE;
    for (at, word) in words.iter().enumerate() {
        let rest = &hashes[at..];
        is_formula |= table.beginning(hashes[at]).iter().any(|formula| stands(formula, rest));
        let next = words.get(at + 1);
        let last = word.as_bytes().last().copied();
        let ends = last == Some(b'.') && next.is_some_and(|next| next.starts_with(char::is_uppercase));
        if ends || next.is_none() || last == Some(b';') {
            named[start..=at].iter_mut().for_each(|named| *named |= is_formula);
            (start, is_formula) = (at + 1, false);
        }
    }
}

fn stands(formula: &[Option<u32>], hashes: &[u32]) -> bool {
    hashes.len() >= formula.len()
        && formula.iter().zip(hashes).all(|(word, hash)| word.is_none_or(|word| word == *hash))
}
