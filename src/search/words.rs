//! Cuts text into the words that are compared: composed, lower case, one tone placement; and folded, without any mark.
//!
//! The browser does the same in `search-words.mjs`; `tests/search/words.tsv` holds both to it. A word is a run of
//! letters, digits and combining marks; `&` between two of them is nothing ("GD&ĐT" is one word); everything
//! else, line breaks too, separates.

use std::ops::Range;

use crate::text::{fold, is_mark, nfc, place_tone, plain_sign};

/// Whether `c` stands inside words.
fn is_inside(c: char) -> bool {
    match c {
        '\0'..='\x7f' => c.is_ascii_alphanumeric(),
        // Vietnamese, without a look into the tables of Unicode.
        'À'..='Ö' | 'Ø'..='ö' | 'ø'..='ỹ' if !('\u{250}'..='\u{1e9f}').contains(&c) => true,
        _ => c.is_alphanumeric() || is_mark(c),
    }
}

/// Whether `wanted` is true of any byte: many at a time, for texts of which it is hardly ever true.
pub(super) fn any_byte(text: &str, wanted: impl Fn(u8) -> bool) -> bool {
    text.as_bytes().chunks(64).any(|chunk| chunk.iter().fold(false, |found, byte| found | wanted(*byte)))
}

/// Where the first character from `at` on stands that is inside words, or that is not; the end where there is none.
fn find(text: &str, mut at: usize, inside: bool) -> usize {
    let bytes = text.as_bytes();
    while let Some(byte) = bytes.get(at) {
        if byte.is_ascii() {
            if byte.is_ascii_alphanumeric() == inside {
                break;
            }
            at += 1;
        } else {
            let Some(c) = text[at..].chars().next().filter(|c| is_inside(*c) != inside) else { break };
            at += c.len_utf8();
        }
    }
    at
}

/// The words of `text` as written, in order.
pub fn words(text: &str) -> impl Iterator<Item = &str> {
    ranges(text).map(|range| &text[range])
}

/// Where the words of `text` stand, in order.
pub(super) fn ranges(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = find(text, at, true);
        let mut end = find(text, start, false);
        while text[end..].strip_prefix('&').is_some_and(|after| after.starts_with(is_inside)) {
            end = find(text, end + 1, false);
        }
        at = end;
        (start < end).then_some(start..end)
    })
}

/// A word as it counts when marks count: `HOÀ` → `hòa`, `GD&ĐT` → `gdđt`.
pub fn typed(word: &str) -> String {
    let lower: String = nfc(word).to_lowercase().chars().filter(|c| *c != '&').map(plain_sign).collect();
    long_i(place_tone(&lower).into_owned())
}

/// `lí` → `lý`, `qui` → `quy`: schools write the one, ministries the other. Only where the vowel stands alone.
pub(super) fn long_i(mut word: String) -> String {
    const SHORT: [char; 6] = ['i', 'í', 'ì', 'ỉ', 'ĩ', 'ị'];
    const LONG: [char; 6] = ['y', 'ý', 'ỳ', 'ỷ', 'ỹ', 'ỵ'];
    let Some((at, last)) = word.char_indices().last().filter(|(at, _)| (1..=2).contains(at)) else { return word };
    if matches!(&word[..at], "h" | "k" | "l" | "m" | "s" | "t" | "qu")
        && let Some(place) = SHORT.iter().position(|short| *short == last)
    {
        word.truncate(at);
        word.push(LONG[place]);
    }
    word
}

/// A word as it counts when marks do not: `hòa` → `hoa`.
pub fn folded(word: &str) -> String {
    fold(&typed(word))
}

/// All words of `text` folded, with one space between: the key of a name.
pub fn folded_text(text: &str) -> String {
    joined(text, folded)
}

/// All words of `text` with their marks, with one space between.
pub fn typed_text(text: &str) -> String {
    joined(text, typed)
}

fn joined(text: &str, form: impl Fn(&str) -> String) -> String {
    let mut all = String::with_capacity(text.len());
    for word in words(&nfc(text)) {
        if !all.is_empty() {
            all.push(' ');
        }
        all.push_str(&form(word));
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_those_that_the_browser_finds() {
        for line in include_str!("../../tests/search/words.tsv").lines().filter(|line| !line.starts_with('#')) {
            let columns: Vec<String> = line.split('\t').map(|text| text.replace("\\n", "\n")).collect();
            let [text, typed, folded] = columns.as_slice() else { panic!("three columns: {line}") };
            assert_eq!(typed_text(text), *typed, "{line}");
            assert_eq!(folded_text(text), *folded, "{line}");
        }
    }
}
