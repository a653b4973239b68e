//! One document → what it gives to the index: its passages' texts, packed, and the terms of each passage with how much the
//! passage is about them.

use super::accumulate::{Entry, NO_WORD, PARTITIONS};
use super::passages::{self, Part};
use super::words::{typed, words};
use super::{Abbreviations, Sources};
use super::{numbers, pack};
use crate::corpus::{DocumentIndex, HeldDocument, Resolution};
use crate::document::{Document, Section, Unit};
use crate::text::{fold, nfc};
use serde::Serialize;
use std::borrow::Cow;
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::ops::Range;

/// How much one occurrence counts, by where it stands.
const IN_TEXT: u32 = 2;
const IN_HEADING: u32 = 4;
const IN_THEME: u32 = 4;
const IN_ISSUER: u32 = 5;
const IN_TITLE: u32 = 10;
const CITED: u32 = 6;
const OWN_NUMBER: u32 = 1000;
/// The highest impact: a level of a posting list. Only a document's own number has it, so that it is before all mentions.
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
    let mut collector = Collector { sources, words: Words::roomy(), counts: Counts::roomy() };
    let known = Known::new(&mut collector, held, &head, tree);
    let passages = passages::cut(passages::sections(tree));
    let mut read = Vec::with_capacity(passages.len());
    for (at, parts) in passages.iter().enumerate() {
        let covered = cover(&tree.sections, parts, at == 0, passages.get(at + 1));
        collector.passage(&known, parts, &covered, at == 0);
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

/// What every passage of a document, or those of some sections, have besides their text.
struct Known<'a> {
    held: &'a HeldDocument,
    /// Of each section.
    headings: Vec<Field>,
    everywhere: Vec<Field>,
    /// Sections that a theme is about (none: all), its words.
    themes: Vec<(Vec<usize>, Vec<Field>)>,
}

impl<'a> Known<'a> {
    fn new(collector: &mut Collector<'_>, held: &'a HeldDocument, head: &Head, tree: &Document) -> Self {
        let registries = collector.sources.registries;
        let front_matter = &held.front_matter;
        let titles = std::iter::once(&front_matter.title).chain(&front_matter.aliases).map(|text| (text, IN_TITLE));
        let bodies = [&head.kind, &head.issuer].into_iter().chain(&head.spellings).map(|text| (text, IN_ISSUER));
        let everywhere = titles.chain(bodies).map(|(text, weight)| (collector.read(text), weight)).collect();
        let headings = tree.sections.iter().map(|section| (collector.read(&section.title), IN_HEADING)).collect();
        let mut themes = Vec::new();
        for tag in &front_matter.themes {
            let Some(theme) = registries.themes.get(&tag.theme.value) else { continue };
            let sections =
                (0..tree.sections.len()).filter(|at| tag.sections.contains(&tree.sections[*at].anchor)).collect();
            let words = std::iter::once(&theme.name).chain(&theme.synonyms);
            themes.push((sections, words.map(|text| (collector.read(text), IN_THEME)).collect()));
        }
        Self { held, headings, everywhere, themes }
    }
}

/// The sections of the outline (all levels) whose citations count for a passage: from its first section to the next passage's.
fn cover(sections: &[Section], parts: &[Part], is_first: bool, next: Option<&Vec<Part>>) -> Range<usize> {
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
struct Words {
    list: Vec<Box<str>>,
    hashes: Vec<u64>,
    ids: Ids<u32>,
    forms: Ids<Forms>,
}

fn both(word: &str) -> (String, String) {
    let marked = typed(word);
    let plain = fold(&marked);
    (marked, plain)
}

type Ids<T> = HashMap<Box<str>, T, BuildHasherDefault<Ready>>;

/// A word as it counts.
#[derive(Clone, Copy)]
struct Forms {
    /// Folded.
    plain: u32,
    /// With its marks, or [`NO_WORD`] where it has none.
    marked: u32,
    /// A short form, or one written out, may begin here.
    begins: bool,
}

/// What a document of usual length has; more is made room for.
const WORDS: usize = 1_500;
const TERMS: usize = 6_000;

impl Words {
    fn roomy() -> Self {
        Self {
            list: Vec::with_capacity(WORDS),
            hashes: Vec::with_capacity(WORDS),
            ids: Ids::with_capacity_and_hasher(WORDS, BuildHasherDefault::default()),
            forms: Ids::with_capacity_and_hasher(WORDS, BuildHasherDefault::default()),
        }
    }

    fn forms(&mut self, word: &str, abbreviations: &Abbreviations) -> Forms {
        if let Some(forms) = self.forms.get(word) {
            return *forms;
        }
        let (marked, plain) = match word.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            true => (word.to_ascii_lowercase(), word.to_ascii_lowercase()),
            false => both(word),
        };
        let forms = Forms {
            plain: self.id(&plain),
            marked: if marked == plain { NO_WORD } else { self.id(&marked) },
            begins: !abbreviations.beginning(&plain).is_empty(),
        };
        self.forms.insert(word.into(), forms);
        forms
    }

    fn id(&mut self, word: &str) -> u32 {
        if let Some(id) = self.ids.get(word) {
            return *id;
        }
        let id = self.list.len() as u32;
        self.list.push(word.into());
        self.hashes.push(hash(word));
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

/// Counts of terms, in the order of their first occurrence; a term is the ids of its words.
struct Counts {
    at: HashMap<u64, u32, BuildHasherDefault<Ready>>,
    list: Vec<(u32, u32, u32)>,
}

impl Counts {
    fn roomy() -> Self {
        let at = HashMap::with_capacity_and_hasher(TERMS, BuildHasherDefault::default());
        Self { at, list: Vec::with_capacity(TERMS) }
    }

    fn add(&mut self, a: u32, b: u32, weight: u32) {
        let next = self.list.len() as u32;
        let at = *self.at.entry(spread(u64::from(a) << 32 | u64::from(b))).or_insert(next);
        match self.list.get_mut(at as usize) {
            Some((_, _, count)) => *count += weight,
            None => self.list.push((a, b, weight)),
        }
    }
}

/// A text as terms are made of it, and how much each occurrence counts.
type Field = (Vec<Forms>, u32);

struct Collector<'a> {
    sources: &'a Sources<'a>,
    words: Words,
    counts: Counts,
}

impl Collector<'_> {
    fn passage(&mut self, document: &Known<'_>, parts: &[Part], covered: &Range<usize>, is_first: bool) {
        for part in parts {
            self.text(&part.text, IN_TEXT);
        }
        for part in parts {
            if let Some(heading) = document.headings.get(part.section) {
                self.field(heading);
            }
        }
        document.everywhere.iter().for_each(|field| self.field(field));
        for (sections, fields) in &document.themes {
            if sections.is_empty() || sections.iter().any(|section| covered.contains(section)) {
                fields.iter().for_each(|field| self.field(field));
            }
        }
        if let Some(number) = document.held.front_matter.number.as_ref().filter(|_| is_first) {
            for term in numbers::terms(&number.value) {
                self.term(&term, OWN_NUMBER);
            }
        }
        self.citations(document.held, covered);
    }

    fn citations(&mut self, held: &HeldDocument, covered: &Range<usize>) {
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

    fn read(&mut self, text: &str) -> Vec<Forms> {
        // Most texts are composed; one look at the bytes of combining marks (U+0300 to U+036F) tells.
        let text = if text.bytes().any(|byte| matches!(byte, 0xcc | 0xcd)) { nfc(text) } else { Cow::Borrowed(text) };
        words(&text).map(|word| self.words.forms(word, self.sources.abbreviations)).collect()
    }

    fn text(&mut self, text: &str, weight: u32) {
        let field = (self.read(text), weight);
        self.field(&field);
    }

    fn field(&mut self, (forms, weight): &Field) {
        for (at, here) in forms.iter().enumerate() {
            self.counts.add(here.plain, NO_WORD, *weight);
            if here.marked != NO_WORD {
                self.counts.add(here.marked, NO_WORD, *weight);
            }
            if let Some(next) = forms.get(at + 1) {
                self.counts.add(here.plain, next.plain, *weight);
            }
            if here.begins {
                self.short_forms(&forms[at..], *weight);
            }
        }
    }

    fn short_forms(&mut self, forms: &[Forms], weight: u32) {
        let abbreviations = self.sources.abbreviations;
        let list = &self.words.list;
        let word = |at: usize| forms.get(at).map(|forms| &*list[forms.plain as usize]);
        let Some(first) = word(0) else { return };
        let is_here = |form: &[String]| form.iter().enumerate().all(|(at, part)| word(at) == Some(part));
        let found: Vec<&String> =
            abbreviations.beginning(first).iter().filter(|(form, _)| is_here(form)).map(|(_, short)| short).collect();
        for short in found {
            self.term(&format!("~{short}"), weight);
        }
    }

    fn term(&mut self, term: &str, weight: u32) {
        let id = self.words.id(term);
        self.counts.add(id, NO_WORD, weight);
    }

    fn take(&mut self) -> [Vec<Entry>; PARTITIONS] {
        let hashes = &self.words.hashes;
        let share = self.counts.list.len() / PARTITIONS * 5 / 4;
        let mut entries: [Vec<Entry>; PARTITIONS] = std::array::from_fn(|_| Vec::with_capacity(share));
        self.counts.at.clear();
        for (a, b, count) in self.counts.list.drain(..) {
            let key = match b {
                NO_WORD => hashes[a as usize],
                _ => spread(hashes[a as usize] ^ spread(hashes[b as usize])),
            };
            // One mention is 3, two 4, four 5, ten and more 6.
            let mentions = ((BEST * count * 10 + (count * 10 + 24) / 2) / (count * 10 + 24)).clamp(1, BEST - 1);
            let impact = if count >= OWN_NUMBER { BEST } else { mentions };
            entries[key as usize % PARTITIONS].push(Entry { key, a, b, impact: impact as u8 });
        }
        entries
    }
}

const SPREAD: u64 = 0x9e37_79b9_7f4a_7c15;

/// Mixes a number so that all its bits count.
const fn spread(number: u64) -> u64 {
    let mixed = (number ^ number >> 32).wrapping_mul(SPREAD);
    mixed ^ mixed >> 32
}

/// A hash that is the same in every run.
fn hash(word: &str) -> u64 {
    let mut hasher = Ready(0xcbf2_9ce4_8422_2325);
    hasher.write(word.as_bytes());
    spread(hasher.finish())
}
