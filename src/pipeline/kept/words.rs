//! Words for shared passages, kept between runs.
//!
//! In: the bytes that [`WordStore`](crate::pipeline::reusing::WordStore) keeps, four for each word of a document. Out:
//! the same, by path. A part has few thousand different words, so each stands there once, the most frequent first, and
//! a document has one or two bytes for each of its words.

use super::name;
use crate::corpus::CitedDocument;
use crate::pipeline::base::Base;
use crate::reuse::{ParagraphMark, ReuseText};
use crate::store::Store;
use crate::store::codec::{Keep, Names, Reader, Writer, keep_struct};
use std::collections::HashMap;
use std::sync::Arc;

pub(super) const WORDS: &str = "words-";

/// The words of a document.
pub(super) struct KeptWords {
    /// The beginning of the hash of the file that they are of.
    of: [u8; 8],
    pub bytes: Vec<u8>,
}

impl KeptWords {
    pub fn is_of(&self, hash: &[u8; 32]) -> bool {
        hash.starts_with(&self.of)
    }
}

/// A part as it lies there.
struct Part {
    /// Different words, the most frequent first.
    words: Vec<[u8; 4]>,
    documents: Vec<Coded>,
}

/// A document.
struct Coded {
    path: String,
    of: [u8; 8],
    /// Numbers of `Part::words`.
    words: Vec<u32>,
    paragraphs: Vec<Paragraph>,
}

struct Paragraph {
    /// Words before it, since the paragraph before.
    after: u32,
    section: u32,
    anchor: Arc<str>,
}

keep_struct! {
    Part { words, documents }
    Coded { path, of, words, paragraphs }
    Paragraph { after, section, anchor }
}

/// The words in part `at` of `count`, by path.
pub(super) fn load(store: &Store, count: usize, at: usize) -> HashMap<String, KeptWords> {
    decode(store.read(&name(WORDS, count, at))).unwrap_or_default()
}

fn decode(bytes: Option<Vec<u8>>) -> Option<HashMap<String, KeptWords>> {
    let (bytes, names) = (bytes?, Names::default());
    let one = |text: &str| text.into();
    let part = Part::take(&mut Reader::new(&bytes, &names, &one))?;
    let decoded = part.documents.into_iter().map(|Coded { path, of, words, paragraphs }| {
        let word = |number: u32| part.words.get(number as usize).map(|word| u32::from_le_bytes(*word));
        let words = words.into_iter().map(word).collect::<Option<Vec<u32>>>()?;
        let mut first = 0;
        let marks = paragraphs.into_iter().map(|Paragraph { after, section, anchor }| {
            first += after;
            ParagraphMark { first, section, anchor: (*anchor).into() }
        });
        let marks = marks.collect();
        Some((path, KeptWords { of, bytes: ReuseText::of_parts(words, marks).to_bytes() }))
    });
    decoded.collect()
}

/// Keeps the words of `documents` as part `at`; those that this run has not read are taken from what was kept.
/// `counts`: of how many parts the old and the new spread are. False: it cannot be written.
pub(super) fn save<'a>(
    base: &Base,
    counts: (usize, usize),
    at: usize,
    documents: impl Iterator<Item = &'a CitedDocument>,
) -> bool {
    let (old, new) = counts;
    let mut known = if old == new { load(&base.store, old, at) } else { HashMap::new() };
    let kept = documents.filter_map(|document| {
        let (path, hash) = (&*document.raw.path, &document.raw.content_hash);
        let known = known.remove(path).filter(|words| words.is_of(hash));
        let bytes = base.words.bytes_of(path, hash).or(known.map(|words| words.bytes))?;
        Some((path, hash, ReuseText::from_bytes(&bytes)?))
    });
    base.store.write(&name(WORDS, new, at), &encode(&kept.collect::<Vec<_>>())).is_ok()
}

fn encode(documents: &[(&str, &[u8; 32], ReuseText)]) -> Vec<u8> {
    let mut counts: HashMap<u32, u32> = HashMap::new();
    for word in documents.iter().flat_map(|(_, _, text)| text.words()) {
        *counts.entry(*word).or_default() += 1;
    }
    let mut sorted: Vec<(u32, u32)> = counts.into_iter().collect();
    sorted.sort_unstable_by_key(|(word, count)| (std::cmp::Reverse(*count), *word));
    let numbers: HashMap<u32, u32> = sorted.iter().zip(0..).map(|((word, _), number)| (*word, number)).collect();
    let coded = documents.iter().map(|(path, hash, text)| {
        let mut before = 0;
        let paragraphs = text.marks().iter().map(|mark| {
            let after = mark.first - std::mem::replace(&mut before, mark.first);
            Paragraph { after, section: mark.section, anchor: (*mark.anchor).into() }
        });
        Coded {
            path: (*path).to_owned(),
            of: std::array::from_fn(|at| hash[at]),
            paragraphs: paragraphs.collect(),
            words: text.words().iter().map(|word| numbers[word]).collect(),
        }
    });
    let words = sorted.iter().map(|(word, _)| word.to_le_bytes()).collect();
    let part = Part { documents: coded.collect(), words };
    let names = Names::default();
    let mut writer = Writer::new(&names);
    writer.keep(&part);
    writer.into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(words: Vec<u32>, anchors: &[(u32, &str)]) -> ReuseText {
        let mark =
            |(first, anchor): &(u32, &str)| ParagraphMark { first: *first, section: 3, anchor: (*anchor).into() };
        ReuseText::of_parts(words, anchors.iter().map(mark).collect())
    }

    #[test]
    fn words_come_back_and_frequent_ones_take_a_byte() {
        let often = text(vec![7 | 1 << 31; 100], &[(0, "mo-dau-doan-1"), (50, "a")]);
        let other = text([vec![7 | 1 << 31; 100], vec![1, 2, 3]].concat(), &[(0, "mo-dau-doan-1")]);
        let documents = [("a", &[1; 32], often), ("b", &[2; 32], other), ("c", &[3; 32], text(Vec::new(), &[]))];
        let bytes = encode(&documents);
        assert!(bytes.len() < 300, "{}", bytes.len());
        let read = decode(Some(bytes)).unwrap();
        for (path, hash, text) in &documents {
            assert_eq!(ReuseText::from_bytes(&read[*path].bytes).as_ref(), Some(text));
            assert!(read[*path].is_of(hash) && !read[*path].is_of(&[9; 32]));
        }
    }
}
