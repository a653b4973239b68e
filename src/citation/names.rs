//! Names in scope: aliases of works and documents, searched in all texts at once. In: [`KnownName`]s, then folded text.
//! Out: places where a name stands, with the works it can mean.
//!
//! Names are compared by [`name_key`]; white space around hyphens and leading zeros of ordinals do not count, nor does
//! "số" before an ordinal: "Đề án số 06" is "Đề án 6".

use super::KnownName;
use super::folded::{Folded, is_word};
use crate::text::name_key;
use aho_corasick::{AhoCorasick, MatchKind};
use std::collections::BTreeMap;
use std::ops::Range;

/// Names in scope, compiled once per scope and shared by all documents of it.
#[derive(Debug, Default)]
pub struct NameTable {
    names: Vec<KnownName>,
    targets: BTreeMap<String, Vec<String>>,
    automaton: Option<AhoCorasick>,
}

/// A name in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// Its places.
    pub places: Range<usize>,
    /// What it can mean, sorted.
    pub targets: Vec<String>,
}

impl Hit {
    /// Whether the name begins no later and ends later than `places`.
    pub fn covers(&self, places: &Range<usize>) -> bool {
        self.places.start <= places.start && self.places.end > places.end
    }
}

impl NameTable {
    /// Compiles the names. Empty names are ignored.
    pub fn new(names: Vec<KnownName>) -> Self {
        let mut targets: BTreeMap<String, Vec<String>> = BTreeMap::new();
        let mut patterns = Vec::new();
        for name in &names {
            let key = comparable(&name.text);
            if key.is_empty() {
                continue;
            }
            let known = targets.entry(key).or_default();
            if !known.contains(&name.target) {
                known.push(name.target.clone());
                known.sort_unstable();
            }
            patterns.extend(spellings(&name.text));
        }
        patterns.sort_unstable();
        patterns.dedup();
        // Standard matching reports every name, so that one whose marks do not fit never hides a shorter one that does.
        // Building fails only beyond 2³¹ bytes of names; such a table finds nothing.
        let automaton = (!patterns.is_empty())
            .then(|| AhoCorasick::builder().match_kind(MatchKind::Standard).build(&patterns).ok())
            .flatten();
        Self { names, targets, automaton }
    }

    /// The names as given.
    pub fn names(&self) -> &[KnownName] {
        &self.names
    }

    /// Whether there is anything to look for.
    pub const fn is_empty(&self) -> bool {
        self.automaton.is_none()
    }

    /// What `words` as a whole can mean, sorted.
    pub fn targets(&self, words: &str) -> &[String] {
        self.targets.get(&comparable(words)).map_or(&[], Vec::as_slice)
    }

    /// All places where a name stands; of names that overlap the first, of those that start together the longest.
    pub fn find(&self, folded: &Folded<'_>) -> Vec<Hit> {
        let Some(automaton) = &self.automaton else { return Vec::new() };
        let squeezed = Squeezed::new(&folded.bytes);
        let mut found: Vec<Range<usize>> = automaton
            .find_overlapping_iter(&squeezed.bytes)
            .map(|hit| hit.start()..hit.end())
            .filter(|hit| stands_alone(&squeezed.bytes, hit))
            .map(|hit| squeezed.places[hit.start]..squeezed.places[hit.end - 1] + 1)
            .collect();
        found.sort_unstable_by_key(|places| (places.start, std::cmp::Reverse(places.end)));
        let mut hits: Vec<Hit> = Vec::new();
        for places in found {
            if hits.last().is_some_and(|last| places.start < last.places.end) {
                continue;
            }
            let targets = self.targets(folded.slice(places.start, places.end));
            if !targets.is_empty() {
                hits.push(Hit { places, targets: targets.to_vec() });
            }
        }
        hits
    }
}

/// A name as it is compared.
fn comparable(name: &str) -> String {
    let key = name_key(&name.replace(['\u{ad}', '\u{200b}'], ""));
    let key = key.replace(" -", "-").replace("- ", "-");
    let words: Vec<&str> = key.split(' ').collect();
    let mut kept = Vec::with_capacity(words.len());
    for (index, word) in words.iter().enumerate() {
        let ordinal_next = words.get(index + 1).is_some_and(|next| next.starts_with(|c: char| c.is_ascii_digit()));
        if index > 0 && *word == "số" && ordinal_next {
            continue;
        }
        kept.push(without_zeros(word));
    }
    kept.join(" ")
}

fn without_zeros(word: &str) -> &str {
    let bare = word.trim_start_matches('0');
    if !bare.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit()) { bare } else { word }
}

/// The folded bytes to search for: as written, and with ordinals below ten with and without their zero.
fn spellings(name: &str) -> Vec<Vec<u8>> {
    let folded = Folded::new(name.trim());
    let squeezed = Squeezed::new(&folded.bytes).bytes;
    let as_ordinals = |pad: bool| {
        let words: Vec<Vec<u8>> = squeezed
            .split(|byte| *byte == b' ')
            .map(|word| match word {
                [digit @ b'1'..=b'9'] if pad => vec![b'0', *digit],
                [b'0', digit @ b'1'..=b'9'] if !pad => vec![*digit],
                _ => word.to_vec(),
            })
            .collect();
        words.join(&b' ')
    };
    vec![as_ordinals(true), as_ordinals(false)]
}

/// Folded bytes without spaces around hyphens.
struct Squeezed {
    bytes: Vec<u8>,
    places: Vec<usize>,
}

impl Squeezed {
    fn new(folded: &[u8]) -> Self {
        let mut squeezed = Self { bytes: Vec::with_capacity(folded.len()), places: Vec::with_capacity(folded.len()) };
        for (place, byte) in folded.iter().enumerate() {
            let beside_hyphen = squeezed.bytes.last() == Some(&b'-') || folded.get(place + 1) == Some(&b'-');
            if *byte == b' ' && beside_hyphen {
                continue;
            }
            squeezed.bytes.push(*byte);
            squeezed.places.push(place);
        }
        squeezed
    }
}

/// No letter or digit goes on, and no number: "Đề án 6" is not in "Đề án 6.1", "Đề án 6/KH", "Đề án 6-ĐA/TU".
fn stands_alone(bytes: &[u8], hit: &Range<usize>) -> bool {
    let byte = |at: usize| bytes.get(at).copied().unwrap_or(0);
    let joined_before = hit.start > 0 && is_word(byte(hit.start - 1)) && is_word(byte(hit.start));
    let last_is_digit = byte(hit.end - 1).is_ascii_digit();
    let joined_after = is_word(byte(hit.end - 1)) && is_word(byte(hit.end))
        || last_is_digit && matches!(byte(hit.end), b'/' | b'-') && is_word(byte(hit.end + 1))
        || last_is_digit && matches!(byte(hit.end), b'.' | b',') && byte(hit.end + 1).is_ascii_digit();
    !joined_before && !joined_after
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(names: &[&str], text: &str) -> Vec<String> {
        let names = names.iter().map(|text| KnownName { text: (*text).to_owned(), target: slug(text) }).collect();
        let folded = Folded::new(text);
        let hits = NameTable::new(names).find(&folded);
        hits.iter().map(|hit| folded.slice(hit.places.start, hit.places.end).to_owned()).collect()
    }

    fn slug(text: &str) -> String {
        crate::text::slug(text)
    }

    #[test]
    fn names_by_key() {
        for (names, text, expected) in [
            (&["Luật Trẻ em"][..], "theo LUẬT  TRẺ EM và luật trẻ\nem.", vec!["LUẬT  TRẺ EM", "luật trẻ\nem"]),
            (&["Luật Trẻ em"], "luật tre em, Luật Trẻ emm", vec![]),
            (
                &["Đề án 6"],
                "Đề án 6 “x”, Đề án 06, đề án 61, Đề án 6.1, Đề án 6/KH, Đề án 6-ĐA/TU",
                vec!["Đề án 6", "Đề án 06"],
            ),
            (&["Đề án 06"], "chỉ tiêu Đề án 6", vec!["Đề án 6"]),
            (&["Tỉnh ủy"], "của Tỉnh uỷ", vec!["Tỉnh uỷ"]),
            (
                &["Luật Giáo dục", "Luật Giáo dục đại học"],
                "Luật Giáo dục đại học; Luật Giáo dục",
                vec!["Luật Giáo dục đại học", "Luật Giáo dục"],
            ),
            (
                &["giai đoạn 2021-2025"],
                "giai đoạn 2021- 2025, giai đoạn 2021 – 2025",
                vec!["giai đoạn 2021- 2025", "giai đoạn 2021 – 2025"],
            ),
            (&["", " "], "abc", vec![]),
        ] {
            assert_eq!(found(names, text), expected, "{text}");
        }
    }

    #[test]
    fn whole_names_lead_to_their_targets() {
        let table = NameTable::new(vec![
            KnownName { text: "Đề án 6".into(), target: "b".into() },
            KnownName { text: "Đề án số 06".into(), target: "a".into() },
        ]);
        assert_eq!(table.targets("đề án  06"), ["a", "b"]);
        assert_eq!(table.targets("Đề án số 6"), ["a", "b"]);
        assert!(table.targets("Đề án 16").is_empty());
    }
}
