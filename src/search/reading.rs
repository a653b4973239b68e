//! One document → what it gives to the index: its passages' texts, packed, and the terms of each passage with how much the
//! passage is about them.

use super::Sources;
use super::accumulate::{Entry, NO_WORD, PARTITIONS};
use super::passages::{self, Part};
use super::words::{folded, typed, words};
use super::{numbers, pack};
use crate::corpus::{DocumentIndex, HeldDocument, Resolution};
use crate::document::{Document, Section, Unit};
use crate::text::nfc;
use serde::Serialize;
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// How much one occurrence counts, by where it stands.
const IN_TEXT: u32 = 2;
const IN_HEADING: u32 = 4;
const IN_THEME: u32 = 4;
const IN_ISSUER: u32 = 5;
const IN_TITLE: u32 = 10;
const CITED: u32 = 6;
const OWN_NUMBER: u32 = 1000;
/// The highest impact: a level of a posting list.
pub(super) const BEST: u32 = 7;

/// One document's share of the index.
#[derive(Debug)]
pub struct Reading {
    /// The distinct words of the document: single terms and parts of pairs.
    pub(super) words: Vec<Box<str>>,
    pub(super) passages: Vec<Passage>,
}

/// One passage's share.
#[derive(Debug)]
pub(super) struct Passage {
    text: Vec<u8>,
    /// Entries by partition of their keys.
    pub(super) entries: [Vec<Entry>; PARTITIONS],
}

impl Reading {
    pub(super) fn texts(&self) -> impl Iterator<Item = &[u8]> {
        self.passages.iter().map(|passage| passage.text.as_slice())
    }

    pub(super) fn count(&self) -> u32 {
        self.passages.len() as u32
    }
}

/// What a file of text holds: the document as results name it, and the sections.
#[derive(Serialize)]
struct TextRecord<'a> {
    u: &'a str,
    t: &'a str,
    k: &'a str,
    n: Option<&'a str>,
    d: Option<String>,
    i: &'a str,
    /// Anchor, heading, text.
    s: Vec<(&'a str, &'a str, &'a str)>,
}

/// Reads one document.
pub(super) fn read(sources: &Sources<'_>, index: DocumentIndex, tree: &Document) -> Reading {
    let held = &sources.corpus.documents[index];
    let head = Head::new(sources, held);
    let mut collector = Collector { sources, words: Words::default(), counts: Counts::default() };
    let passages = passages::cut(passages::sections(tree));
    let last = passages.len() - 1;
    let mut read = Vec::with_capacity(passages.len());
    for (at, parts) in passages.iter().enumerate() {
        // A section that goes on here gets the passages of its citations from the part it began in.
        let covered = cover(&tree.sections, parts, at == 0, passages.get(at + 1).filter(|_| at < last));
        collector.passage(held, &head, tree, parts, &covered, at == 0);
        let record = TextRecord {
            u: held.address.trim_start_matches('/'),
            t: &held.front_matter.title,
            k: &head.kind,
            n: held.front_matter.number.as_ref().map(|number| number.value.as_str()),
            d: held.front_matter.date.as_ref().map(|date| date.value.to_string()),
            i: &head.issuer,
            s: parts
                .iter()
                .map(|part| {
                    let anchor = tree.sections.get(part.section).map_or("mo-dau", |section| section.anchor.as_str());
                    (anchor, head.headings.get(part.section).map_or("", String::as_str), part.text.as_str())
                })
                .collect(),
        };
        let text = serde_json::to_vec(&record).expect("strings are always JSON");
        read.push(Passage { text: pack::deflate(&text), entries: collector.take() });
    }
    Reading { words: collector.words.list, passages: read }
}

/// The sections of the outline (all levels) whose citations count for a passage: from its first section to the next passage's.
fn cover(sections: &[Section], parts: &[Part], is_first: bool, next: Option<&Vec<Part>>) -> std::ops::Range<usize> {
    let start = if is_first { 0 } else { parts.first().map_or(0, |part| part.section) };
    let end = next.and_then(|next| next.first()).map_or(sections.len(), |part| part.section);
    // A section cut in two is covered by both.
    start..end.max(start + 1)
}

/// What is known of the document as a whole.
struct Head {
    kind: String,
    issuer: String,
    spellings: Vec<String>,
    headings: Vec<String>,
}

impl Head {
    fn new(sources: &Sources<'_>, held: &HeldDocument) -> Self {
        let registries = sources.registries;
        let front_matter = &held.front_matter;
        let kind = registries.types.get(&front_matter.kind.value);
        let issuer = registries.issuers.get(&front_matter.issuer.value);
        Self {
            kind: kind.map_or_else(|| front_matter.kind.value.clone(), |kind| kind.name.clone()),
            issuer: issuer.map_or_else(|| front_matter.issuer.value.clone(), |issuer| issuer.name.clone()),
            spellings: issuer.map_or_else(Vec::new, |issuer| vec![issuer.official_name.clone()]),
            headings: (0..held.sections.len()).map(|at| heading(&held.sections, at)).collect(),
        }
    }
}

/// A section's heading with its number and those above it: "I.3. Giáo dục mầm non", "Điều 3. Hiệu lực".
fn heading(sections: &[Section], index: usize) -> String {
    let section = &sections[index];
    let Some(label) = &section.label else { return section.title.clone() };
    let above = section.parent.and_then(|parent| sections.get(parent)).and_then(|parent| parent.label.as_ref());
    let word = match label.unit {
        Unit::Part => "Phần ",
        Unit::Chapter => "Chương ",
        Unit::Article => "Điều ",
        Unit::Clause => "Khoản ",
        Unit::Point => "Điểm ",
        Unit::Annex => "Phụ lục ",
        Unit::Item | Unit::SubItem => "",
    };
    let number = match above {
        Some(above) if (above.unit, label.unit) == (Unit::Item, Unit::Item) => format!("{}.{}", above.text, label.text),
        _ => label.text.clone(),
    };
    let stop = if section.title.is_empty() { "" } else { ". " };
    format!("{word}{number}{stop}{}", section.title)
}

/// Words of one document, each normalised once.
#[derive(Default)]
struct Words {
    list: Vec<Box<str>>,
    ids: HashMap<Box<str>, u32>,
    /// As written → (folded, with marks where it has any).
    forms: HashMap<Box<str>, (u32, u32)>,
}

impl Words {
    fn forms(&mut self, word: &str) -> (u32, u32) {
        if let Some(forms) = self.forms.get(word) {
            return *forms;
        }
        let (plain, marked) = (folded(word), typed(word));
        let plain_id = self.id(&plain);
        let marked_id = if marked == plain { NO_WORD } else { self.id(&marked) };
        self.forms.insert(word.into(), (plain_id, marked_id));
        (plain_id, marked_id)
    }

    fn id(&mut self, word: &str) -> u32 {
        if let Some(id) = self.ids.get(word) {
            return *id;
        }
        let id = self.list.len() as u32;
        self.list.push(word.into());
        self.ids.insert(word.into(), id);
        id
    }
}

/// Keys are hashes already.
#[derive(Default)]
pub(super) struct Ready(u64);

impl Hasher for Ready {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x100_0000_01b3);
        }
    }

    fn write_u64(&mut self, key: u64) {
        self.0 = key;
    }
}

/// Keys of pairs, by ids of this document.
type Counts = HashMap<u64, u32, BuildHasherDefault<Ready>>;

struct Collector<'a> {
    sources: &'a Sources<'a>,
    words: Words,
    counts: Counts,
}

impl Collector<'_> {
    fn passage(
        &mut self,
        held: &HeldDocument,
        head: &Head,
        tree: &Document,
        parts: &[Part],
        covered: &std::ops::Range<usize>,
        is_first: bool,
    ) {
        for part in parts {
            self.text(&part.text, IN_TEXT);
            if let Some(section) = tree.sections.get(part.section) {
                self.text(&section.title, IN_HEADING);
            }
        }
        let front_matter = &held.front_matter;
        self.text(&front_matter.title, IN_TITLE);
        for alias in &front_matter.aliases {
            self.text(alias, IN_TITLE);
        }
        self.text(&head.kind, IN_ISSUER);
        self.text(&head.issuer, IN_ISSUER);
        for spelling in &head.spellings {
            self.text(spelling, IN_ISSUER);
        }
        for tag in &front_matter.themes {
            let is_here = tag.sections.is_empty()
                || tree
                    .sections
                    .iter()
                    .enumerate()
                    .any(|(at, section)| covered.contains(&at) && tag.sections.contains(&section.anchor));
            if let Some(theme) = self.sources.registries.themes.get(&tag.theme.value).filter(|_| is_here) {
                self.text(&theme.name, IN_THEME);
                for synonym in &theme.synonyms {
                    self.text(synonym, IN_THEME);
                }
            }
        }
        if let Some(number) = front_matter.number.as_ref().filter(|_| is_first) {
            for term in numbers::terms(&number.value) {
                self.term(&term, OWN_NUMBER);
            }
        }
        self.citations(held, covered);
    }

    fn citations(&mut self, held: &HeldDocument, covered: &std::ops::Range<usize>) {
        for resolved in held.citations.iter().filter(|resolved| covered.contains(&resolved.citation.section)) {
            if let Some(number) = &resolved.citation.number {
                for term in numbers::terms(number) {
                    self.term(&term, CITED);
                }
            }
            if let Resolution::Work(work) = resolved.resolution {
                self.term(&format!("@{}", self.sources.corpus.works[work].id), CITED);
            }
        }
    }

    fn text(&mut self, text: &str, weight: u32) {
        let text = nfc(text);
        let ids: Vec<(u32, u32)> = words(&text).map(|word| self.words.forms(word)).collect();
        for (at, (plain, marked)) in ids.iter().enumerate() {
            self.count(*plain, NO_WORD, weight);
            if *marked != NO_WORD {
                self.count(*marked, NO_WORD, weight);
            }
            if let Some((next, _)) = ids.get(at + 1) {
                self.count(*plain, *next, weight);
            }
            self.short_forms(&ids[at..], weight);
        }
    }

    fn short_forms(&mut self, ids: &[(u32, u32)], weight: u32) {
        let list = &self.words.list;
        let word = |at: usize| ids.get(at).map(|(plain, _)| &*list[*plain as usize]);
        let Some(first) = word(0) else { return };
        let found: Vec<String> = self
            .sources
            .abbreviations
            .beginning(first)
            .iter()
            .filter(|(form, _)| form.iter().enumerate().all(|(at, part)| word(at) == Some(part)))
            .map(|(_, short)| format!("~{short}"))
            .collect();
        for term in found {
            self.term(&term, weight);
        }
    }

    fn term(&mut self, term: &str, weight: u32) {
        let id = self.words.id(term);
        self.count(id, NO_WORD, weight);
    }

    fn count(&mut self, a: u32, b: u32, weight: u32) {
        *self.counts.entry(spread(u64::from(a) << 32 | u64::from(b))).or_default() += weight;
    }

    fn take(&mut self) -> [Vec<Entry>; PARTITIONS] {
        let hashes: Vec<u64> = self.words.list.iter().map(|word| hash(word)).collect();
        let mut entries: [Vec<Entry>; PARTITIONS] = Default::default();
        let mut counts: Vec<(u64, u32)> = self.counts.drain().collect();
        counts.sort_unstable();
        for (key, count) in counts {
            let ids = gather(key);
            let (a, b) = ((ids >> 32) as u32, ids as u32);
            let key = match b {
                NO_WORD => hashes[a as usize],
                _ => spread(hashes[a as usize] ^ spread(hashes[b as usize])),
            };
            // One mention is 3, two 4, four 5, ten 6; more than twenty, or the document's own number, 7.
            let impact = ((BEST * count * 10 + (count * 10 + 24) / 2) / (count * 10 + 24)).clamp(1, BEST);
            entries[key as usize % PARTITIONS].push(Entry { key, a, b, impact: impact as u8 });
        }
        entries
    }
}

const SPREAD: u64 = 0x9e37_79b9_7f4a_7c15;
/// The inverse of [`SPREAD`] modulo 2⁶⁴.
const GATHER: u64 = 0xf1de_83e1_9937_733d;

/// Mixes a number so that all its bits count; [`gather`] undoes it.
const fn spread(number: u64) -> u64 {
    let mixed = (number ^ number >> 32).wrapping_mul(SPREAD);
    mixed ^ mixed >> 32
}

const fn gather(mixed: u64) -> u64 {
    let number = (mixed ^ mixed >> 32).wrapping_mul(GATHER);
    number ^ number >> 32
}

/// A hash that is the same in every run.
fn hash(word: &str) -> u64 {
    let mut hasher = Ready(0xcbf2_9ce4_8422_2325);
    hasher.write(word.as_bytes());
    spread(hasher.finish())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_spread_can_be_gathered() {
        for number in [0, 1, u64::MAX, 7 << 32 | 9, SPREAD] {
            assert_eq!(gather(spread(number)), number);
        }
    }
}
