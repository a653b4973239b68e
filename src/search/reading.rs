//! Reads documents for the index: the packed texts of their passages, and the terms of each passage with how
//! much the passage is about them.

use super::carried;
use super::counting::{CountedWords, Forms, NO_FORM, TermCounts};
use super::lexicon::WordNumbers;
use super::pack::TextPacker;
use super::passages::{self, PassageText};
use super::runs::{NO_WORD, RunEntry};
use super::words::{any_byte, folded_text, ranges};
use super::{IndexSources, numbers};
use crate::corpus::{DocumentIndex, HeldDocument, Resolution};
use crate::document::{Document, Section, Unit};
use crate::text::nfc;
use serde::Serialize;
use std::borrow::Cow;
use std::collections::BTreeMap;
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
    /// Of each passage, packed.
    pub(super) texts: Vec<Vec<u8>>,
    /// Number of each document and how many passages it has.
    pub(super) documents: Vec<(u32, u32)>,
}

impl DocumentTerms {
    /// Forgets the terms of documents that are not `wanted`, by number.
    pub(super) fn retain(&mut self, wanted: impl Fn(u32) -> bool) {
        let mut passages = std::mem::take(&mut self.passages).into_iter();
        self.documents.retain(|(document, count)| {
            let of_document = passages.by_ref().take(*count as usize);
            if wanted(*document) {
                self.passages.extend(of_document);
            } else {
                of_document.for_each(drop);
            }
            wanted(*document)
        });
    }
}

/// One passage's share.
#[derive(Debug)]
pub(super) struct PassageTerms {
    pub(super) entries: Vec<RunEntry>,
}

/// What a piece of text holds: the document as results name it, and the sections.
#[derive(Serialize)]
struct TextRecord<'a> {
    u: &'a str,
    t: &'a str,
    /// What it carries, where its own title says little.
    #[serde(skip_serializing_if = "str::is_empty")]
    c: &'a str,
    k: &'a str,
    n: Option<&'a str>,
    d: Option<String>,
    i: &'a str,
    /// Whether it is in force, by the key of the state, where anybody says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    e: Option<&'static str>,
    /// Name and address of what replaced it.
    #[serde(skip_serializing_if = "Option::is_none")]
    r: &'a Option<(String, String)>,
    /// Anchor, heading, text. In a long document the page of the portion stands before the anchor: "chuong-ii/#dieu-5".
    s: Vec<(Cow<'a, str>, &'a str, &'a str)>,
}

/// Reads documents, one after the other: what words are is looked up once for all of them.
pub struct TermReader<'a> {
    sources: &'a IndexSources<'a>,
    /// Folded.
    types: Vec<String>,
    words: CountedWords,
    counts: TermCounts,
    packer: TextPacker,
    /// Room for what is packed next, and for the words that are counted next.
    json: Vec<u8>,
    line: Vec<Forms>,
    read: Vec<PassageTerms>,
    texts: Vec<Vec<u8>>,
    documents: Vec<(u32, u32)>,
}

impl<'a> TermReader<'a> {
    pub(super) fn new(sources: &'a IndexSources<'a>) -> Self {
        Self {
            sources,
            types: sources.registries.types.iter().map(|kind| folded_text(&kind.name)).collect(),
            words: CountedWords::roomy(),
            counts: TermCounts::roomy(),
            packer: TextPacker::default(),
            json: Vec::new(),
            line: Vec::new(),
            read: Vec::new(),
            texts: Vec::new(),
            documents: Vec::new(),
        }
    }

    /// Reads the next document.
    pub fn read(&mut self, index: DocumentIndex, tree: &Document) {
        let held = &self.sources.corpus.documents[index];
        let sections = passages::sections(tree);
        let mut head = DocumentHead::new(self.sources, held);
        head.carried = carried::titles(&held.front_matter.title, &sections, &self.types).join("; ");
        let known = PassageContext::new(self, held, &head, tree);
        let passages = passages::cut(sections);
        let covers: Vec<Range<usize>> =
            (0..passages.len()).map(|at| cover(&tree.sections, &passages[at], at == 0, passages.get(at + 1))).collect();
        let cited = CitedWhere::new(held.citations.iter().map(|resolved| resolved.citation.section), &covers);
        for (at, parts) in passages.iter().enumerate() {
            self.passage(&known, parts, &covers[at], at == 0);
            self.citations(held, cited.in_passage(at));
            self.json.clear();
            serde_json::to_writer(&mut self.json, &record(self.sources, held, &head, tree, parts))
                .expect("strings are always JSON");
            self.texts.push(self.packer.pack(&self.json));
            self.read.push(PassageTerms { entries: self.counts.take() });
        }
        self.documents.push((self.sources.numbers.of(index), passages.len() as u32));
    }

    /// Leaves out a document that cannot be read now; it keeps its place.
    pub fn skip(&mut self, index: DocumentIndex) {
        self.documents.push((self.sources.numbers.of(index), 0));
    }

    /// What was read.
    pub fn finish(self) -> DocumentTerms {
        DocumentTerms { words: self.words.known, passages: self.read, texts: self.texts, documents: self.documents }
    }
}

fn record<'a>(
    sources: &IndexSources<'_>,
    held: &'a HeldDocument,
    head: &'a DocumentHead,
    tree: &'a Document,
    parts: &'a [PassageText],
) -> TextRecord<'a> {
    let section = |part: &'a PassageText| {
        let anchor = tree.sections.get(part.section).map_or("mo-dau", |section| &*section.anchor);
        let place = match held.portions.at(anchor).map(|at| &held.portions.all()[at]) {
            Some(portion) => Cow::Owned(format!("{}/#{anchor}", portion.anchor)),
            None => Cow::Borrowed(anchor),
        };
        (place, head.headings.get(part.section).map_or("", String::as_str), part.text.as_str())
    };
    TextRecord {
        u: held.address.trim_start_matches('/'),
        t: &held.front_matter.title,
        c: &head.carried,
        k: &head.kind,
        n: held.front_matter.number.as_ref().map(|number| number.value.as_str()),
        d: held.front_matter.date.as_ref().map(|date| date.value.to_string()),
        i: &head.issuer,
        e: super::facets::in_force(sources.corpus, held),
        r: &head.replaced_by,
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
        let titles =
            [&front_matter.title, &head.carried].into_iter().chain(&front_matter.aliases).map(|text| (text, IN_TITLE));
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

/// Passages into which a section may be cut and still have all its citations in each.
const MOST_SHARING: usize = 8;

/// Which citations count for which passage.
struct CitedWhere {
    by_passage: Vec<Vec<usize>>,
}

impl CitedWhere {
    /// A section cut in two or three is cited in all of them. Where one section of many thousand citations is cut into
    /// hundreds of passages, each citation counts for the passages about where it stands: all in all of them would cost
    /// the square of its length.
    ///
    /// `sections`: that of each citation; `covers`: the sections that each passage covers.
    fn new(sections: impl Iterator<Item = usize>, covers: &[Range<usize>]) -> Self {
        let mut by_passage = vec![Vec::new(); covers.len()];
        let mut of_section: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (at, section) in sections.enumerate() {
            of_section.entry(section).or_default().push(at);
        }
        for (section, citations) in of_section {
            // Covers begin and end in the order of passages.
            let first = covers.partition_point(|cover| cover.end <= section);
            let last = covers.partition_point(|cover| cover.start <= section).max(first);
            let many = last - first > MOST_SHARING;
            for (nth, citation) in citations.iter().enumerate() {
                let about = first + nth * (last - first) / citations.len();
                let near = about.saturating_sub(1).max(first)..(about + 2).min(last);
                for passage in if many { near } else { first..last } {
                    by_passage[passage].push(*citation);
                }
            }
        }
        by_passage.iter_mut().for_each(|citations| citations.sort_unstable());
        Self { by_passage }
    }

    /// Of the passage `at`: indices of citations, in the order of the text.
    fn in_passage(&self, at: usize) -> &[usize] {
        &self.by_passage[at]
    }
}

/// What is known of the document as a whole.
struct DocumentHead {
    kind: String,
    issuer: String,
    spellings: Vec<String>,
    headings: Vec<String>,
    /// Titles of what it carries, where its own says little.
    carried: String,
    replaced_by: Option<(String, String)>,
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
            carried: String::new(),
            replaced_by: super::facets::replaced_by(sources.corpus, held),
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
    }

    fn citations(&mut self, held: &HeldDocument, cited: &[usize]) {
        for resolved in cited.iter().map(|at| &held.citations[*at]) {
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
            if here.begins != NO_FORM {
                self.short_forms(&forms[at..], weight);
            }
        }
    }

    /// Counts the short forms that begin with the first of these words.
    fn short_forms(&mut self, forms: &[Forms], weight: u32) {
        let known = &self.words.known;
        let word = |at: usize| forms.get(at).map(|forms| known.word(forms.plain));
        let second = word(1);
        // They are found by their first word. Of nearly all the second is another one.
        let is_here = |form: &[String]| match form {
            [_, next, rest @ ..] => {
                second == Some(next) && rest.iter().enumerate().all(|(at, part)| word(at + 2) == Some(part))
            }
            _ => true,
        };
        let all = self.sources.abbreviations.at(forms[0].begins as usize);
        let found: Vec<&String> = all.iter().filter(|(form, _)| is_here(form)).map(|(_, short)| short).collect();
        for short in found {
            self.term(&format!("~{short}"), weight);
        }
    }

    fn term(&mut self, term: &str, weight: u32) {
        let number = self.words.known.number(term);
        self.counts.word(number, weight);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_passages_of_a_section_share_its_citations() {
        let cited = CitedWhere::new([0, 1, 1, 2].into_iter(), &[0..2, 1..2, 1..3]);
        assert_eq!([0, 1, 2].map(|at| cited.in_passage(at)), [&[0, 1, 2][..], &[1, 2], &[1, 2, 3]]);
    }

    #[test]
    fn a_section_of_hundreds_of_passages_costs_no_square() {
        let (citations, passages) = (20_000, 400);
        let cited = CitedWhere::new(std::iter::repeat_n(0, citations), &vec![0..1; passages]);
        let counted: usize = (0..passages).map(|at| cited.in_passage(at).len()).sum();
        assert!((citations..=3 * citations).contains(&counted), "{counted}");
        assert_eq!((cited.in_passage(0)[0], cited.in_passage(399).last()), (0, Some(&19_999)));
    }
}
