//! Reads a document's tree as words: numbers, with the places where they stand. Two words are equal where `compare`
//! calls them equal: case, tone placement, quotes, dashes and commas do not count.

use super::{RUN, formula};
use crate::compare::{key_in, stretches};
use crate::document::Document;
use crate::text::packed::{NumberHasher, packed};
use crate::text::spaced_words;
use hashbrown::HashMap;
use std::hash::BuildHasherDefault;
use std::ops::Range;

/// The words of one document. Four bytes a word: the texts of a whole site can be kept beside each other.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReuseText {
    /// A hash of each word; the highest bit says that no passage is known by the [`RUN`] words from here on.
    pub(super) words: Vec<u32>,
    /// Paragraphs, by their first word.
    pub(super) marks: Vec<ParagraphMark>,
}

/// A paragraph, an item, a heading or a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParagraphMark {
    /// Its first word in the document.
    pub first: u32,
    /// The section it stands in: index in the document's outline.
    pub section: u32,
    /// Its permalink.
    pub anchor: Box<str>,
}

/// Words as they are written → their hashes, each worked out once.
struct KnownWords {
    /// Words of up to sixteen bytes, which nearly all are.
    short: HashMap<u128, u32, BuildHasherDefault<NumberHasher>>,
    /// Room for what a word is compared by.
    key: String,
}

impl KnownWords {
    /// Room for the words of a document, which has a quarter as many different words as words.
    fn roomy() -> Self {
        Self { short: HashMap::with_capacity_and_hasher(1024, BuildHasherDefault::default()), key: String::new() }
    }

    /// The hash of the word that stands in `range` of `text`.
    fn hash(&mut self, text: &str, range: Range<usize>) -> u32 {
        let Self { short, key } = self;
        match packed(text.as_bytes(), &range) {
            Some(number) => *short.entry(number).or_insert_with(|| word_hash(key_in(key, &text[range]))),
            None => word_hash(key_in(key, &text[range])),
        }
    }
}

/// Set on a word from which no passage is known.
const BARRED: u32 = 1 << 31;

impl ReuseText {
    /// The words of `document`. No passage is known by words of a căn cứ, of the name of a work that is cited, of a
    /// closing formula; nor does one go from paragraph to paragraph.
    pub fn of(document: &Document) -> Self {
        let mut text = Self::default();
        let mut known = KnownWords::roomy();
        stretches(document, &mut |stretch| {
            let first = text.words.len();
            if stretch.text.is_empty() {
                return;
            }
            // Words of Vietnamese are short.
            let mut words: Vec<&str> = Vec::with_capacity(stretch.text.len() / 5 + 2);
            let mut start = 0;
            for word in spaced_words(stretch.text) {
                text.words.push(known.hash(stretch.text, start..start + word.len()));
                words.push(word);
                start += word.len() + 1;
            }
            text.marks.push(ParagraphMark {
                first: first as u32,
                section: stretch.section as u32,
                anchor: stretch.anchor.into(),
            });
            let named = formula::named(&words, &text.words[first..]);
            bar(&mut text.words[first..], &named);
        });
        text
    }

    /// With the words and the paragraphs that [`ReuseText::words`] and [`ReuseText::marks`] gave.
    pub const fn of_parts(words: Vec<u32>, marks: Vec<ParagraphMark>) -> Self {
        Self { words, marks }
    }

    /// A hash of each word; the highest bit says that no passage is known by the words from here on.
    pub fn words(&self) -> &[u32] {
        &self.words
    }

    /// Paragraphs, by their first word.
    pub fn marks(&self) -> &[ParagraphMark] {
        &self.marks
    }

    /// The texts of the paragraphs of `document`, white space single:
    /// [`SharedParagraph::paragraph`](super::SharedParagraph::paragraph) counts them.
    pub fn paragraphs(document: &Document) -> Vec<String> {
        let mut texts = Vec::new();
        stretches(document, &mut |stretch| {
            if !stretch.text.is_empty() {
                texts.push(stretch.text.to_owned());
            }
        });
        texts
    }

    /// Words.
    pub fn len(&self) -> usize {
        self.words.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// A hash of each run of [`RUN`] words: the run that begins with the first word, with the second, …
    pub(super) fn runs(&self) -> impl Iterator<Item = u64> + '_ {
        runs(&self.words)
    }

    /// Whether a passage may be known by the run that begins with this word.
    pub(super) fn counts(&self, word: usize) -> bool {
        self.words[word] & BARRED == 0
    }

    /// The paragraph that a word stands in.
    pub(super) fn mark_of(&self, word: usize) -> Option<&ParagraphMark> {
        let after = self.marks.partition_point(|mark| mark.first as usize <= word);
        self.marks.get(after.checked_sub(1)?)
    }

    /// Written tightly, to be put aside: the number of words, the words, the paragraphs.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(4 + self.words.len() * 4 + self.marks.len() * 24);
        bytes.extend_from_slice(&(self.words.len() as u32).to_le_bytes());
        self.words.iter().for_each(|word| bytes.extend_from_slice(&word.to_le_bytes()));
        for mark in &self.marks {
            bytes.extend_from_slice(&mark.first.to_le_bytes());
            bytes.extend_from_slice(&mark.section.to_le_bytes());
            bytes.extend_from_slice(&(mark.anchor.len() as u32).to_le_bytes());
            bytes.extend_from_slice(mark.anchor.as_bytes());
        }
        bytes
    }

    /// The words alone of what [`ReuseText::to_bytes`] wrote.
    pub fn words_in(bytes: &[u8]) -> Option<Vec<u32>> {
        words_of(bytes)
    }

    /// What [`ReuseText::to_bytes`] wrote; `None` where the bytes are others.
    pub fn from_bytes(mut bytes: &[u8]) -> Option<Self> {
        let words = words_of(bytes)?;
        bytes = &bytes[4 + words.len() * 4..];
        let mut marks = Vec::new();
        while !bytes.is_empty() {
            let (first, section, length) = (number(&mut bytes)?, number(&mut bytes)?, number(&mut bytes)?);
            let (anchor, rest) = bytes.split_at_checked(length as usize)?;
            marks.push(ParagraphMark { first, section, anchor: str::from_utf8(anchor).ok()?.into() });
            bytes = rest;
        }
        Some(Self { words, marks })
    }
}

/// The words alone of what [`ReuseText::to_bytes`] wrote.
pub(super) fn words_of(mut bytes: &[u8]) -> Option<Vec<u32>> {
    let count = number(&mut bytes)? as usize;
    let words = bytes.get(..count.checked_mul(4)?)?;
    Some(words.chunks_exact(4).map(|word| u32::from_le_bytes([word[0], word[1], word[2], word[3]])).collect())
}

fn number(bytes: &mut &[u8]) -> Option<u32> {
    let (number, rest) = bytes.split_first_chunk::<4>()?;
    *bytes = rest;
    Some(u32::from_le_bytes(*number))
}

/// Whether a passage may be known by the run that begins with this word.
pub(super) const fn is_known_by(word: u32) -> bool {
    word & BARRED == 0
}

/// FNV-1a: the same on every machine, in every run.
pub(super) fn word_hash(word: &str) -> u32 {
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    for byte in word.bytes() {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    ((hash >> 32) ^ hash) as u32 & !BARRED
}

/// A hash of each run of words, in constant time each.
pub(super) fn runs(words: &[u32]) -> impl Iterator<Item = u64> + '_ {
    const BASE: u64 = 0x9e37_79b9_7f4a_7c15;
    let first = (1..RUN).fold(1u64, |power, _| power.wrapping_mul(BASE));
    let number = |word: u32| u64::from(word & !BARRED) + 1;
    let mut hash = 0u64;
    words.iter().enumerate().filter_map(move |(at, word)| {
        if at >= RUN {
            hash = hash.wrapping_sub(number(words[at - RUN]).wrapping_mul(first));
        }
        hash = hash.wrapping_mul(BASE).wrapping_add(number(*word));
        (at + 1 >= RUN).then(|| mixed(hash))
    })
}

/// The finisher of splitmix64: every bit depends on every word.
const fn mixed(mut hash: u64) -> u64 {
    hash = (hash ^ (hash >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    hash = (hash ^ (hash >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    hash ^ (hash >> 31)
}

/// Bars the runs of one paragraph that have a barred word, and those that would go on in the next.
pub(super) fn bar(words: &mut [u32], named: &[bool]) {
    let mut clean = 0;
    for at in (0..words.len()).rev() {
        clean = if named[at] { 0 } else { clean + 1 };
        if clean < RUN {
            words[at] |= BARRED;
        }
    }
}
