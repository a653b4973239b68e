//! Names in scope: aliases of works and documents, searched in all texts at once. In: [`KnownName`]s, then folded text.
//! Out: places where a name stands, with the works it can mean.
//!
//! Names are compared by [`name_key`]; white space around hyphens and leading zeros of ordinals do not count, nor does
//! "số" before an ordinal: "Đề án số 06" is "Đề án 6".

use super::KnownName;
use super::folded::Folded;
use super::phrases::{self, Phrases};
use crate::text::name_key;
use std::collections::BTreeMap;
use std::ops::{Bound, Range};

/// Names in scope, compiled once per scope and shared by all documents of it.
#[derive(Debug, Default)]
pub struct NameTable {
    names: Vec<KnownName>,
    targets: BTreeMap<String, Vec<String>>,
    phrases: Phrases<()>,
}

/// A name in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NameHit {
    /// Its places.
    pub places: Range<usize>,
    /// What it can mean, sorted.
    pub targets: Vec<String>,
}

impl NameHit {
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
        let phrases = Phrases::of_bytes(patterns.into_iter().map(|bytes| (bytes, ())));
        Self { names, targets, phrases }
    }

    /// The names as given.
    pub fn names(&self) -> &[KnownName] {
        &self.names
    }

    /// Whether there is anything to look for.
    pub const fn is_empty(&self) -> bool {
        self.phrases.is_empty()
    }

    /// What `words` as a whole can mean, sorted.
    pub fn targets(&self, words: &str) -> &[String] {
        if !self.may_begin_with(words.split_whitespace().next().unwrap_or_default()) {
            return &[];
        }
        self.targets.get(&comparable(words)).map_or(&[], Vec::as_slice)
    }

    /// Whether some name may begin with this word: asked of every number without a symbol, when keys are dear.
    fn may_begin_with(&self, word: &str) -> bool {
        // Zeros before a number do not count.
        if word.starts_with(|c: char| c.is_ascii_digit()) {
            return true;
        }
        let key = name_key(&visible(word));
        self.targets
            .range::<str, _>((Bound::Included(key.as_str()), Bound::Unbounded))
            .next()
            .is_some_and(|(name, _)| name.starts_with(&key))
    }

    /// All places where a name stands; of names that overlap the first, of those that start together the longest.
    pub fn find(&self, folded: &Folded<'_>) -> Vec<NameHit> {
        let hits = self.phrases.find(folded).into_iter().map(|hit| hit.places);
        // Every name is looked at, so that one whose marks do not fit never hides a shorter one that does.
        let mut found: Vec<Range<usize>> = hits.filter(|places| !is_in_number(folded, places)).collect();
        found.sort_unstable_by_key(|places| (places.start, std::cmp::Reverse(places.end)));
        let mut hits: Vec<NameHit> = Vec::new();
        for places in found {
            if hits.last().is_some_and(|last| places.start < last.places.end) {
                continue;
            }
            let targets = self.targets(folded.slice(places.start, places.end));
            if !targets.is_empty() {
                hits.push(NameHit { places, targets: targets.to_vec() });
            }
        }
        hits
    }
}

/// A name as it is compared.
fn comparable(name: &str) -> String {
    let key = name_key(&visible(name));
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

fn visible(words: &str) -> String {
    words.replace(['\u{ad}', '\u{200b}'], "")
}

fn without_zeros(word: &str) -> &str {
    let bare = word.trim_start_matches('0');
    if !bare.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit()) { bare } else { word }
}

/// The folded bytes to search for: as written, and with ordinals below ten with and without their zero.
fn spellings(name: &str) -> Vec<Vec<u8>> {
    let bytes = phrases::comparable(name);
    let as_ordinals = |pad: bool| {
        let words: Vec<Vec<u8>> = bytes
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

/// Whether a number goes on after a name: "Đề án 6" is not in "Đề án 6.1", "Đề án 6/KH", "Đề án 6 - ĐA/TU".
fn is_in_number(folded: &Folded<'_>, name: &Range<usize>) -> bool {
    let end = phrases::over_space(folded, name.end);
    let next = phrases::over_space(folded, end + 1);
    folded.before(name.end).is_ascii_digit()
        && match folded.byte(end) {
            b'/' | b'-' => folded.is_word(next),
            b'.' | b',' => folded.byte(next).is_ascii_digit(),
            _ => false,
        }
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
