//! Reads documents for the index: the packed texts of their passages, and the terms of each passage with how
//! much the passage is about them.

use super::counting::{CountedWords, Forms, TermCounts};
use super::lexicon::WordNumbers;
use super::pack::Packer;
use super::passages::{self, PassageText};
use super::runs::{NO_WORD, RunEntry};
use super::words::{any_byte, ranges};
use super::{IndexSources, numbers};
use crate::corpus::{DocumentIndex, HeldDocument, Resolution};
use crate::document::{Document, Section, Unit};
use crate::text::nfc;
use serde::Serialize;
use std::borrow::Cow;
use std::ops::Range;

/// How much one occurrence counts, by where it stands.
const IN_TEXT: u32 = 2;
const IN_HEADING: u32 = 4;
const IN_THEME: u32 = 4;
const IN_ISSUER: u32 = 5;
const IN_TITLE: u32 = 10;
const CITED: u32 = 6;
pub(super) const OWN_NUMBER: u32 = 1000;
/// The highest impact: a level of a posting list. Only a document's own number has it, so that it comes
/// before all mentions.
pub(super) const BEST: u32 = 7;

/// The share of some documents.
#[derive(Debug)]
pub struct DocumentTerms {
    /// The distinct words of the documents: single terms and parts of pairs.
    pub(super) words: WordNumbers,
    pub(super) passages: Vec<PassageTerms>,
    /// Passages of each document.
    pub(super) counts: Vec<u32>,
}

/// One passage's share.
#[derive(Debug)]
pub(super) struct PassageTerms {
    pub(super) text: Vec<u8>,
    pub(super) entries: Vec<RunEntry>,
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

/// Reads documents, one after the other: what words are is looked up once for all of them.
pub struct TermReader<'a> {
    sources: &'a IndexSources<'a>,
    words: CountedWords,
    counts: TermCounts,
    packer: Packer,
    /// Room for what is packed next, and for the words that are counted next.
    json: Vec<u8>,
    line: Vec<Forms>,
    read: Vec<PassageTerms>,
    documents: Vec<u32>,
}

impl<'a> TermReader<'a> {
    pub(super) fn new(sources: &'a IndexSources<'a>) -> Self {
        Self {
            sources,
            words: CountedWords::roomy(),
            counts: TermCounts::roomy(),
            packer: Packer::default(),
            json: Vec::new(),
            line: Vec::new(),
            read: Vec::new(),
            documents: Vec::new(),
        }
    }

    /// Reads the next document.
    pub fn read(&mut self, index: DocumentIndex, tree: &Document) {
        let held = &self.sources.corpus.documents[index];
        let head = DocumentHead::new(self.sources, held);
        let known = PassageContext::new(self, held, &head, tree);
        let passages = passages::cut(passages::sections(tree));
        for (at, parts) in passages.iter().enumerate() {
            let covered = cover(&tree.sections, parts, at == 0, passages.get(at + 1));
            self.passage(&known, parts, &covered, at == 0);
            self.json.clear();
            serde_json::to_writer(&mut self.json, &record(held, &head, tree, parts)).expect("strings are always JSON");
            self.read.push(PassageTerms { text: self.packer.deflate(&self.json), entries: self.counts.take() });
        }
        self.documents.push(passages.len() as u32);
    }

    /// Leaves out a document that cannot be read now; it keeps its place.
    pub fn skip(&mut self) {
        self.documents.push(0);
    }

    /// What was read.
    pub fn finish(self) -> DocumentTerms {
        DocumentTerms { words: self.words.known, passages: self.read, counts: self.documents }
    }
}

fn record<'a>(
    held: &'a HeldDocument,
    head: &'a DocumentHead,
    tree: &'a Document,
    parts: &'a [PassageText],
) -> TextRecord<'a> {
    let section = |part: &'a PassageText| {
        let anchor = tree.sections.get(part.section).map_or("mo-dau", |section| &*section.anchor);
        (anchor, head.headings.get(part.section).map_or("", String::as_str), part.text.as_str())
    };
    TextRecord {
        u: held.address.trim_start_matches('/'),
        t: &held.front_matter.title,
        k: &head.kind,
        n: held.front_matter.number.as_ref().map(|number| number.value.as_str()),
        d: held.front_matter.date.as_ref().map(|date| date.value.to_string()),
        i: &head.issuer,
        s: parts.iter().map(section).collect(),
    }
}

/// What every passage of a document, or those of some sections, have besides their text.
struct PassageContext<'a> {
    held: &'a HeldDocument,
    /// Of each section.
    headings: Vec<WeightedField>,
    everywhere: Vec<WeightedField>,
    /// Sections that a theme is about (none: all), its words.
    themes: Vec<(Vec<usize>, Vec<WeightedField>)>,
}

impl<'a> PassageContext<'a> {
    fn new(reader: &mut TermReader<'_>, held: &'a HeldDocument, head: &DocumentHead, tree: &Document) -> Self {
        let registries = reader.sources.registries;
        let front_matter = &held.front_matter;
        let titles = std::iter::once(&front_matter.title).chain(&front_matter.aliases).map(|text| (text, IN_TITLE));
        let bodies = [&head.kind, &head.issuer].into_iter().chain(&head.spellings).map(|text| (text, IN_ISSUER));
        let everywhere = titles.chain(bodies).map(|(text, weight)| (reader.forms(text), weight)).collect();
        let headings = tree.sections.iter().map(|section| (reader.forms(&section.title), IN_HEADING)).collect();
        let mut themes = Vec::new();
        for tag in &front_matter.themes {
            let Some(theme) = registries.themes.get(&tag.theme.value) else { continue };
            let sections = (0..tree.sections.len())
                .filter(|at| tag.sections.iter().any(|anchor| anchor.value == *tree.sections[*at].anchor))
                .collect();
            let words = std::iter::once(&theme.name).chain(&theme.synonyms);
            themes.push((sections, words.map(|text| (reader.forms(text), IN_THEME)).collect()));
        }
        Self { held, headings, everywhere, themes }
    }
}

/// The sections of the outline (all levels) whose citations count for a passage: from its first section
/// to the next passage's.
fn cover(sections: &[Section], parts: &[PassageText], is_first: bool, next: Option<&Vec<PassageText>>) -> Range<usize> {
    let start = if is_first { 0 } else { parts.first().map_or(0, |part| part.section) };
    let end = next.and_then(|next| next.first()).map_or(sections.len(), |part| part.section);
    // A section cut in two is covered by both.
    let last = parts.last().map_or(start, |part| part.section);
    start..end.max(last + 1).max(start + 1)
}

/// What is known of the document as a whole.
struct DocumentHead {
    kind: String,
    issuer: String,
    spellings: Vec<String>,
    headings: Vec<String>,
}

impl DocumentHead {
    fn new(sources: &IndexSources<'_>, held: &HeldDocument) -> Self {
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
    let Some(label) = &section.label else { return section.title.to_string() };
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
        _ => label.text.to_string(),
    };
    let stop = if section.title.is_empty() { "" } else { ". " };
    format!("{word}{number}{stop}{}", section.title)
}

/// A text as terms are made of it, and how much each occurrence counts.
type WeightedField = (Vec<Forms>, u32);

impl TermReader<'_> {
    fn passage(
        &mut self,
        document: &PassageContext<'_>,
        parts: &[PassageText],
        covered: &Range<usize>,
        is_first: bool,
    ) {
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
            if let Resolution::Work(work, _) = resolved.resolution {
                self.term(&format!("@{}", self.sources.corpus.works[work].id), CITED);
            }
        }
    }

    fn forms(&mut self, text: &str) -> Vec<Forms> {
        let mut forms = Vec::new();
        self.read_into(text, &mut forms);
        forms
    }

    fn read_into(&mut self, text: &str, forms: &mut Vec<Forms>) {
        // Most texts are composed; one look at the bytes of combining marks (U+0300 to U+036F) tells.
        let text = if any_byte(text, |byte| matches!(byte, 0xcc | 0xcd)) { nfc(text) } else { Cow::Borrowed(text) };
        forms.extend(ranges(&text).map(|range| self.words.forms(&text, range, self.sources.abbreviations)));
    }

    fn text(&mut self, text: &str, weight: u32) {
        let mut line = std::mem::take(&mut self.line);
        line.clear();
        self.read_into(text, &mut line);
        self.count(&line, weight);
        self.line = line;
    }

    fn field(&mut self, (forms, weight): &WeightedField) {
        self.count(forms, *weight);
    }

    fn count(&mut self, forms: &[Forms], weight: u32) {
        for (at, here) in forms.iter().enumerate() {
            self.counts.word(here.plain, weight);
            if here.marked != NO_WORD {
                self.counts.word(here.marked, weight);
            }
            if let Some(next) = forms.get(at + 1) {
                self.counts.pair(here.plain, next.plain, weight);
            }
            if here.begins {
                self.short_forms(&forms[at..], weight);
            }
        }
    }

    fn short_forms(&mut self, forms: &[Forms], weight: u32) {
        let abbreviations = self.sources.abbreviations;
        let known = &self.words.known;
        let word = |at: usize| forms.get(at).map(|forms| known.word(forms.plain));
        let Some(first) = word(0) else { return };
        let is_here = |form: &[String]| form.iter().enumerate().all(|(at, part)| word(at) == Some(part));
        let found: Vec<&String> =
            abbreviations.beginning(first).iter().filter(|(form, _)| is_here(form)).map(|(_, short)| short).collect();
        for short in found {
            self.term(&format!("~{short}"), weight);
        }
    }

    fn term(&mut self, term: &str, weight: u32) {
        let number = self.words.known.number(term);
        self.counts.word(number, weight);
    }
}
