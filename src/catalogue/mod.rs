//! Every text that a user reads, in Vietnamese and in English, by key.
//!
//! In: tab-separated files compiled into the binary (`diagnostics.tsv`, `interface.tsv`, `help.tsv`), each line
//! `key ⇥ Vietnamese ⇥ English`; lines that start with `#` are remarks. Out: [`text`] and [`fill`]. [`rules`] is
//! the table of the rules that content is checked by. `{name}` in a text is a place for an argument. A missing
//! key is a bug that a test catches.

pub mod data;
pub mod examples;
pub mod rules;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

/// The languages a person can choose.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Language {
    /// Tiếng Việt, the default.
    #[default]
    Vietnamese,
    /// English.
    English,
}

impl Language {
    /// Reads `vi` or `en` (a longer tag such as `en-GB` or a locale such as `vi_VN.UTF-8` counts by its first part).
    pub fn parse(tag: &str) -> Option<Self> {
        match tag.split(['-', '_', '.', '@']).next()?.to_ascii_lowercase().as_str() {
            "vi" => Some(Self::Vietnamese),
            "en" => Some(Self::English),
            _ => None,
        }
    }

    /// The tag for `lang=` attributes and file names.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Vietnamese => "vi",
            Self::English => "en",
        }
    }
}

/// Both texts of one key.
#[derive(Clone, Copy, Debug)]
pub struct CatalogueEntry {
    /// Tiếng Việt.
    pub vi: &'static str,
    /// English.
    pub en: &'static str,
}

const FILES: [&str; 3] = [include_str!("diagnostics.tsv"), include_str!("interface.tsv"), include_str!("help.tsv")];

static ENTRIES: LazyLock<BTreeMap<&'static str, CatalogueEntry>> =
    LazyLock::new(|| FILES.iter().flat_map(|file| file.lines()).filter_map(parse_line).collect());

fn parse_line(line: &'static str) -> Option<(&'static str, CatalogueEntry)> {
    if line.starts_with('#') || line.trim().is_empty() {
        return None;
    }
    let mut cells = line.split('\t');
    let key = cells.next()?.trim();
    let vi = cells.next()?.trim();
    Some((key, CatalogueEntry { vi, en: cells.next()?.trim() }))
}

/// All entries, sorted by key.
pub fn entries() -> impl Iterator<Item = (&'static str, CatalogueEntry)> {
    ENTRIES.iter().map(|(key, entry)| (*key, *entry))
}

/// The codes of all problems, sorted: the keys of `diagnostics.tsv` that are no part of another's words.
pub fn codes() -> impl Iterator<Item = &'static str> {
    let own: BTreeSet<&str> =
        include_str!("diagnostics.tsv").lines().filter_map(parse_line).map(|(key, _)| key).collect();
    own.into_iter().filter(|key| !key.contains('.'))
}

/// What to do about a problem, a text for each case in which it is another.
pub fn hints(language: Language, code: &str) -> impl Iterator<Item = &'static str> {
    let own = format!("{code}.hint");
    let keys: Vec<&'static str> = entries().map(|(key, _)| key).filter(|key| key.starts_with(&own)).collect();
    keys.into_iter().filter_map(move |key| find(language, key))
}

/// The text of `key`, or the key itself where the catalogue lacks it, so that a gap shows on the page
/// and in the test that looks for it.
pub fn text(language: Language, key: &'static str) -> &'static str {
    find(language, key).unwrap_or(key)
}

/// The text of `key` where the catalogue has it.
pub fn find(language: Language, key: &str) -> Option<&'static str> {
    let entry = ENTRIES.get(key)?;
    Some(match language {
        Language::Vietnamese => entry.vi,
        Language::English => entry.en,
    })
}

/// A count as people of the language write it: "1.234", "1,234".
pub fn count(language: Language, count: u64) -> String {
    let digits = count.to_string();
    let sign = if language == Language::Vietnamese { '.' } else { ',' };
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push(sign);
        }
        grouped.push(digit);
    }
    grouped
}

/// Puts `arguments` where `{name}` stands in `pattern`. An unknown name stays as it is.
pub fn fill(pattern: &str, arguments: &[(&str, &str)]) -> String {
    let mut filled = String::with_capacity(pattern.len() + 32);
    let mut rest = pattern;
    while let Some(open) = rest.find('{') {
        filled.push_str(&rest[..open]);
        let Some(close) = rest[open..].find('}') else {
            rest = &rest[open..];
            break;
        };
        let name = &rest[open + 1..open + close];
        match arguments.iter().find(|(key, _)| *key == name) {
            Some((_, value)) => filled.push_str(value),
            None => filled.push_str(&rest[open..=open + close]),
        }
        rest = &rest[open + close + 1..];
    }
    filled.push_str(rest);
    filled
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_has_a_key_and_two_texts_and_no_key_twice() {
        let mut seen = BTreeSet::new();
        for file in FILES {
            for line in file.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty()) {
                let cells: Vec<&str> = line.split('\t').collect();
                assert_eq!(cells.len(), 3, "three cells: {line}");
                assert!(cells.iter().all(|cell| !cell.trim().is_empty()), "no empty cell: {line}");
                assert!(seen.insert(cells[0].to_owned()), "key twice: {}", cells[0]);
            }
        }
    }

    #[test]
    fn both_languages_name_the_same_arguments() {
        let names = |text: &str| {
            let mut names: Vec<String> = text
                .split('{')
                .skip(1)
                .filter_map(|part| part.split_once('}'))
                .map(|(name, _)| name.to_owned())
                .collect();
            names.sort();
            names.dedup();
            names
        };
        for (key, entry) in entries() {
            assert_eq!(names(entry.vi), names(entry.en), "{key}");
        }
    }

    #[test]
    fn arguments_are_filled_and_unknown_ones_stay() {
        assert_eq!(fill("a {x} b {y}", &[("x", "1")]), "a 1 b {y}");
        assert_eq!(fill("a {x", &[("x", "1")]), "a {x");
    }
}
