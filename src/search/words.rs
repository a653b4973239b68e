//! Text → the words that are compared: composed, lower case, one tone placement; and folded, without any mark.
//!
//! The browser does the same in `search-core.mjs`; `tests/search/words.tsv` holds both to it. A word is a run of letters, digits
//! and combining marks; `&` between two of them is nothing ("GD&ĐT" is one word); everything else, line breaks too,
//! separates.

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

/// The words of `text` as written, in order.
pub fn words(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let start = rest.find(is_inside)?;
        let tail = &rest[start..];
        let mut end = tail.find(|c| !is_inside(c)).unwrap_or(tail.len());
        while let Some(after) = tail[end..].strip_prefix('&').filter(|after| after.starts_with(is_inside)) {
            let at = tail.len() - after.len();
            end = after.find(|c| !is_inside(c)).map_or(tail.len(), |length| at + length);
        }
        rest = &tail[end..];
        Some(&tail[..end])
    })
}

/// A word as it counts when marks count: `HOÀ` → `hòa`, `GD&ĐT` → `gdđt`.
pub fn typed(word: &str) -> String {
    let lower: String = nfc(word).to_lowercase().chars().filter(|c| *c != '&').map(plain_sign).collect();
    place_tone(&lower).into_owned()
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
