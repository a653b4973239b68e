//! Cuts a document into the units that are compared: headings, sentences and clauses of paragraphs, rows of tables. A
//! whole paragraph is too large: from year to year directives take sentences along and put them together anew.

use crate::document::{Block, Document, Inline, SectionIndex, text_of};
use crate::source::Span;
use crate::text::{push_name_key, single_spaced};

/// What a unit is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnitKind {
    /// A heading, with its level: 2 for `##`.
    Heading(u8),
    /// A sentence, or a clause up to its semicolon, of a paragraph, an item, a footnote.
    Text,
    /// A row of a table.
    Row,
}

/// A stretch of text that stands or falls as one.
#[derive(Clone, Debug)]
pub struct TextUnit {
    /// What it is.
    pub kind: UnitKind,
    /// The section it stands in; a heading's own.
    pub section: SectionIndex,
    /// Where it stands: a permalink in its document.
    pub anchor: String,
    /// What a reader reads, white space single.
    pub text: String,
    /// Its block in the file.
    pub span: Span,
    /// The words of `text`: what they are compared by.
    pub(super) keys: Vec<String>,
    /// Bytes of each word in `text`.
    pub(super) words: Vec<Span>,
}

/// All units of a document, in its order, footnotes last.
pub(super) fn of(document: &Document) -> Vec<TextUnit> {
    let mut units = Vec::new();
    stretches(document, &mut |stretch| {
        let TextBlock { kind, section, anchor, text, span } = stretch;
        let parts = if kind == UnitKind::Text { sentences(text) } else { vec![text] };
        for text in parts.into_iter().filter(|text| !text.is_empty()) {
            let words = words_of(text);
            let keys = words.iter().map(|word| key(&text[word.start..word.end])).collect();
            let (anchor, text) = (anchor.to_owned(), text.to_owned());
            units.push(TextUnit { kind, section, anchor, text, span, keys, words });
        }
    });
    units
}

/// A paragraph, an item, a heading, a row: what a reader takes in one go.
pub(crate) struct TextBlock<'a> {
    /// What it is.
    pub kind: UnitKind,
    /// The section it stands in; a heading's own.
    pub section: SectionIndex,
    /// Where it stands: a permalink in its document.
    pub anchor: &'a str,
    /// What a reader reads, white space single; words are what spaces part.
    pub text: &'a str,
    /// Its block in the file.
    pub span: Span,
}

/// Hands out the stretches of a document in its order, footnotes last.
pub(crate) fn stretches(document: &Document, take: &mut dyn FnMut(TextBlock<'_>)) {
    let mut gather = Gather { document, take, section: 0 };
    document.blocks.iter().for_each(|block| gather.block(block, None));
    for footnote in &document.footnotes {
        gather.section = footnote.section;
        footnote.blocks.iter().for_each(|block| gather.block(block, None));
    }
}

struct Gather<'a> {
    document: &'a Document,
    take: &'a mut dyn FnMut(TextBlock<'_>),
    section: SectionIndex,
}

impl Gather<'_> {
    fn block(&mut self, block: &Block, item: Option<&str>) {
        match block {
            Block::Heading { section, level, content, span, .. } => {
                self.section = *section;
                self.add(UnitKind::Heading(*level), content, None, *span);
            }
            Block::Paragraph { opens, anchor, content, span } => {
                self.section = opens.unwrap_or(self.section);
                self.add(UnitKind::Text, content, anchor.as_deref().or(item), *span);
            }
            Block::List { items, .. } => {
                for item in items {
                    item.blocks.iter().for_each(|block| self.block(block, Some(&item.anchor)));
                }
            }
            Block::Quote(inner) => inner.iter().for_each(|block| self.block(block, item)),
            Block::Table(table) => {
                for row in std::iter::once(&table.head).chain(&table.rows) {
                    let cells: Vec<String> = row.iter().map(|cell| text_of(cell)).collect();
                    self.push(UnitKind::Row, &cells.join(" | "), None, table.span);
                }
            }
            Block::Code(text) => self.push(UnitKind::Text, text, None, Span::new(0, 0)),
            Block::Rule | Block::RawHtml { .. } => {}
        }
    }

    fn add(&mut self, kind: UnitKind, content: &[Inline], anchor: Option<&str>, span: Span) {
        self.push(kind, &text_of(content), anchor, span);
    }

    fn push(&mut self, kind: UnitKind, text: &str, anchor: Option<&str>, span: Span) {
        let single = single_spaced(text);
        let section = self.document.sections.get(self.section).map_or("mo-dau", |section| &*section.anchor);
        let anchor = anchor.unwrap_or(section);
        (self.take)(TextBlock { kind, section: self.section, anchor, text: &single, span });
    }
}

/// The sentences of a paragraph with single spaces, and their clauses up to a semicolon.
fn sentences(text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut start = 0;
    for (at, _) in text.match_indices(' ') {
        let word = text[start..at].rsplit(' ').next().unwrap_or_default();
        let next = &text[at + 1..];
        let clause = word.ends_with(';');
        // "TP.", "KT.", "1.": a full stop that ends no sentence.
        let stem = word.trim_end_matches('.');
        let short = stem.chars().count() <= 3 && !stem.chars().any(char::is_lowercase);
        let sentence =
            word.ends_with('.') && !short && next.starts_with(|c: char| c.is_uppercase() || "“\"".contains(c));
        if clause || sentence {
            parts.push(&text[start..at]);
            start = at + 1;
        }
    }
    parts.push(&text[start..]);
    parts
}

/// Words with the signs that hang on them: "ngành," is one.
fn words_of(text: &str) -> Vec<Span> {
    let mut words = Vec::new();
    let mut start = 0;
    for word in text.split(' ') {
        words.push(Span::new(start, start + word.len()));
        start += word.len() + 1;
    }
    words
}

/// What words are compared by: case, tone placement and the kind of quotes and dashes do not count, nor does a comma.
pub(crate) fn key(word: &str) -> String {
    key_in(&mut String::with_capacity(word.len()), word).to_owned()
}

/// The same, written into a text whose memory is used for word after word.
pub(crate) fn key_in<'k>(key: &'k mut String, word: &str) -> &'k str {
    key.clear();
    push_name_key(key, word);
    let key: &'k str = key;
    let bare = key.trim_matches(|c: char| matches!(c, ',' | ';' | '.' | ':' | '"' | '(' | ')'));
    if bare.is_empty() { key } else { bare }
}
