//! Words for shared passages, kept between runs.
//!
//! In: the bytes that [`WordStore`](crate::pipeline::reusing::WordStore) keeps, four for each word of a document. Out:
//! the same, by path. A part has few thousand different words, so each stands there once, the most frequent first, and
//! a document has one or two bytes for each of its words. Paragraphs stand behind all words: who looks for words alone
//! reads no further.

use super::name;
pub(in crate::pipeline) use super::part_of;
use crate::corpus::CitedDocument;
use crate::pipeline::base::Base;
use crate::pipeline::reusing::beginning;
use crate::reuse::{ParagraphMark, ReuseText};
use crate::store::Store;
use crate::store::codec::{Keep, Names, Reader, Writer, keep_struct};
use hashbrown::HashMap;
use std::collections::BTreeMap;
use std::sync::Arc;

pub(super) const WORDS: &str = "words-";

/// The words of a document.
pub(in crate::pipeline) struct KeptWords {
    /// The beginning of the hash of the file that they are of.
    pub of: u64,
    pub bytes: Vec<u8>,
}

/// A document in a part.
struct Head {
    path: String,
    of: [u8; 8],
}

struct Paragraph {
    /// Words before it, since the paragraph before.
    after: u32,
    section: u32,
    anchor: Arc<str>,
}

keep_struct! {
    Head { path, of }
    Paragraph { after, section, anchor }
}

/// The words in part `at` of `count`, by path.
pub(in crate::pipeline) fn load(store: &Store, count: usize, at: usize) -> BTreeMap<String, KeptWords> {
    store.read(&name(WORDS, count, at)).and_then(|bytes| decode(&bytes)).unwrap_or_default()
}

/// Shows path, hash and words of each document in part `at` of `count` to `see`.
pub(in crate::pipeline) fn each(store: &Store, count: usize, at: usize, see: &mut dyn FnMut(&str, u64, &[u32])) {
    let Some(bytes) = store.read(&name(WORDS, count, at)) else { return };
    let (names, one) = (Names::default(), |text: &str| text.into());
    let _ = each_in(&mut Reader::new(&bytes, &names, &one), see);
}

fn each_in(reader: &mut Reader<'_>, see: &mut dyn FnMut(&str, u64, &[u32])) -> Option<Vec<Head>> {
    let known: Vec<u32> = Vec::<[u8; 4]>::take(reader)?.into_iter().map(u32::from_le_bytes).collect();
    let heads = Vec::<Head>::take(reader)?;
    let mut words = Vec::new();
    for head in &heads {
        words.clear();
        for _ in 0..u32::take(reader)? {
            words.push(*known.get(u32::take(reader)? as usize)?);
        }
        see(&head.path, u64::from_le_bytes(head.of), &words);
    }
    Some(heads)
}

fn decode(bytes: &[u8]) -> Option<BTreeMap<String, KeptWords>> {
    let (names, one) = (Names::default(), |text: &str| text.into());
    let mut reader = Reader::new(bytes, &names, &one);
    let mut words = Vec::new();
    let heads = each_in(&mut reader, &mut |_, _, own| words.push(own.to_vec()))?;
    let mut decoded = BTreeMap::new();
    for (Head { path, of }, words) in heads.into_iter().zip(words) {
        let mut first = 0;
        let marks = Vec::<Paragraph>::take(&mut reader)?.into_iter().map(|Paragraph { after, section, anchor }| {
            first += after;
            ParagraphMark { first, section, anchor: (*anchor).into() }
        });
        let bytes = ReuseText::of_parts(words, marks.collect()).to_bytes();
        decoded.insert(path, KeptWords { of: u64::from_le_bytes(of), bytes });
    }
    Some(decoded)
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
    let mut known = if old == new { load(&base.store, old, at) } else { BTreeMap::new() };
    let kept = documents.filter_map(|document| {
        let (path, hash) = (&*document.raw.path, &document.raw.content_hash);
        let is_known = known.get(path).is_some_and(|words| words.of == beginning(hash));
        let bytes = match is_known {
            true => known.remove(path)?.bytes,
            false => base.words.bytes_of(path, hash)?,
        };
        Some((path, beginning(hash), ReuseText::from_bytes(&bytes)?))
    });
    let bytes = encode(&kept.collect::<Vec<_>>());
    known.into_iter().for_each(|(path, former)| base.words.leave(path, former.of, former.bytes));
    base.store.write(&name(WORDS, new, at), &bytes).is_ok()
}

fn encode(documents: &[(&str, u64, ReuseText)]) -> Vec<u8> {
    let mut counts: HashMap<u32, u32> = HashMap::new();
    for word in documents.iter().flat_map(|(_, _, text)| text.words()) {
        *counts.entry(*word).or_default() += 1;
    }
    let mut sorted: Vec<(u32, u32)> = counts.into_iter().collect();
    sorted.sort_unstable_by_key(|(word, count)| (std::cmp::Reverse(*count), *word));
    let numbers: HashMap<u32, u32> = sorted.iter().zip(0..).map(|((word, _), number)| (*word, number)).collect();
    let names = Names::default();
    let mut writer = Writer::new(&names);
    writer.keep(&sorted.iter().map(|(word, _)| word.to_le_bytes()).collect::<Vec<_>>());
    let heads = documents.iter().map(|(path, of, _)| Head { path: (*path).to_owned(), of: of.to_le_bytes() });
    writer.keep(&heads.collect::<Vec<_>>());
    for (_, _, text) in documents {
        writer.keep(&text.words().iter().map(|word| numbers[word]).collect::<Vec<u32>>());
    }
    for (_, _, text) in documents {
        let mut before = 0;
        let paragraphs = text.marks().iter().map(|mark| {
            let after = mark.first - std::mem::replace(&mut before, mark.first);
            Paragraph { after, section: mark.section, anchor: (*mark.anchor).into() }
        });
        writer.keep(&paragraphs.collect::<Vec<_>>());
    }
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
        let documents = [("a", 1, often), ("b", 2, other), ("c", 3, text(Vec::new(), &[]))];
        let bytes = encode(&documents);
        assert!(bytes.len() < 300, "{}", bytes.len());
        let read = decode(&bytes).unwrap();
        for (path, hash, text) in &documents {
            assert_eq!(ReuseText::from_bytes(&read[*path].bytes).as_ref(), Some(text));
            assert_eq!(read[*path].of, *hash);
        }
    }
}
