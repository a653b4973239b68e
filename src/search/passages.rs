//! Cuts a document into passages of about one size: the texts of its sections as a reader reads them.

use super::words::any_byte;
use crate::document::{Block, Document, Inline, SectionIndex, Unit, text_of};
use std::borrow::Cow;

/// Bytes of text in a passage: what one file of the index holds. Packed, it is about three kilobytes;
/// ten results are ten of these.
const LONGEST: usize = 10_000;

/// Text of one section, or of a part of a long one.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct PassageText {
    /// The section that results show.
    pub section: SectionIndex,
    /// Its text: paragraphs, one a line; the heading is the first, unless an earlier part has it.
    pub text: String,
}

/// Sections that results show: those with a heading, and articles that are written as paragraphs. What is labelled
/// below these (clauses, points, items in running text) belongs to them.
pub(super) fn sections(tree: &Document) -> Vec<PassageText> {
    let mut reader = PassageReader { tree, parts: Vec::new(), section: 0, runs_on: false };
    tree.blocks.iter().for_each(|block| reader.block(block));
    for footnote in &tree.footnotes {
        let above = reader.parts.iter().map(|part| part.section).filter(|section| *section <= footnote.section).max();
        reader.section = above.unwrap_or(0);
        footnote.blocks.iter().for_each(|block| reader.block(block));
    }
    reader.parts.retain(|part| !part.text.is_empty());
    reader.parts
}

struct PassageReader<'a> {
    tree: &'a Document,
    parts: Vec<PassageText>,
    section: SectionIndex,
    runs_on: bool,
}

impl PassageReader<'_> {
    fn block(&mut self, block: &Block) {
        let runs_on = std::mem::replace(&mut self.runs_on, false);
        match block {
            Block::Heading { section, run_in, content, .. } => {
                self.section = *section;
                self.line(content, false);
                self.runs_on = *run_in;
            }
            Block::Paragraph { opens, content, .. } => {
                if let Some(section) = opens.filter(|section| self.is_shown(*section)) {
                    self.section = section;
                }
                self.line(content, runs_on);
            }
            Block::List { items, .. } => items.iter().flat_map(|item| &item.blocks).for_each(|block| self.block(block)),
            Block::Quote(inner) => inner.iter().for_each(|block| self.block(block)),
            Block::Table(table) => {
                for row in std::iter::once(&table.head).chain(&table.rows) {
                    let cells: Vec<String> = row.iter().map(|cell| one_line(&text_of(cell)).into_owned()).collect();
                    self.push(&cells.join(" · "), false);
                }
            }
            Block::Code(text) => self.push(&one_line(text), false),
            Block::Rule | Block::RawHtml { .. } => {}
        }
    }

    fn is_shown(&self, section: SectionIndex) -> bool {
        let label = self.tree.sections.get(section).and_then(|section| section.label.as_ref());
        label.is_some_and(|label| matches!(label.unit, Unit::Part | Unit::Chapter | Unit::Article | Unit::Annex))
    }

    fn line(&mut self, content: &[Inline], runs_on: bool) {
        match content {
            [Inline::Text { text, .. }] => self.push(&one_line(text), runs_on),
            _ => self.push(&one_line(&text_of(content)), runs_on),
        }
    }

    fn push(&mut self, line: &str, runs_on: bool) {
        let at = match self.parts.iter().rposition(|part| part.section == self.section) {
            Some(at) => at,
            None => {
                self.parts.push(PassageText { section: self.section, text: String::new() });
                self.parts.len() - 1
            }
        };
        let text = &mut self.parts[at].text;
        if !text.is_empty() && !line.is_empty() {
            text.push(if runs_on { ' ' } else { '\n' });
        }
        text.push_str(line);
    }
}

/// `text` with one space for each run of white space.
fn one_line(text: &str) -> Cow<'_, str> {
    if is_one_line(text) {
        return Cow::Borrowed(text);
    }
    let mut line = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    Cow::Owned(line)
}

/// Whether single spaces are all the white space of `text`. Looks at bytes: of other white space U+0085 and U+00A0
/// begin with C2, U+2000 to U+205F with E2 80 or E2 81, U+3000 with E3. No Vietnamese letter does; quotation marks do.
/// (U+1680 is the space of Ogham.)
fn is_one_line(text: &str) -> bool {
    let bytes = text.as_bytes();
    let is_doubled = |(a, b): (&u8, &u8)| *a == b' ' && *b == b' ';
    let twice = bytes.iter().zip(bytes.iter().skip(1)).fold(false, |found, pair| found | is_doubled(pair));
    let ends = text.starts_with(' ') || text.ends_with(' ');
    let other = || text.chars().any(|c| c != ' ' && c.is_whitespace());
    !(twice || ends || any_byte(text, |byte| byte < b' ' || matches!(byte, 0xc2 | 0xe2 | 0xe3)) && other())
}

/// Cuts sections into passages of about equal size, none much longer than [`LONGEST`]. A section is cut between
/// paragraphs, a paragraph between words, only where it must be. At least one passage, perhaps without text.
pub(super) fn cut(sections: Vec<PassageText>) -> Vec<Vec<PassageText>> {
    let total: usize = sections.iter().map(|part| part.text.len()).sum();
    let target = total / total.div_ceil(LONGEST).max(1);
    let mut passages = Vec::new();
    let mut open: Vec<PassageText> = Vec::new();
    let mut size = 0;
    for line in sections.iter().flat_map(|part| part.text.split('\n').map(|line| (part.section, line))) {
        for line in pieces(line.1).map(|piece| (line.0, piece)) {
            if size > 0 && size + line.1.len() / 2 > target {
                passages.push(std::mem::take(&mut open));
                size = 0;
            }
            size += line.1.len();
            match open.last_mut().filter(|part| part.section == line.0) {
                Some(part) => {
                    part.text.push('\n');
                    part.text.push_str(line.1);
                }
                None => open.push(PassageText { section: line.0, text: line.1.to_owned() }),
            }
        }
    }
    if passages.is_empty() || !open.is_empty() {
        passages.push(open);
    }
    passages
}

/// A line, cut between words where it is longer than a passage may be.
fn pieces(line: &str) -> impl Iterator<Item = &str> {
    let mut rest = Some(line);
    std::iter::from_fn(move || {
        let line = rest?;
        if line.len() <= LONGEST {
            rest = None;
            return Some(line);
        }
        let limit = line.floor_char_boundary(LONGEST);
        let end = line[..limit].rfind(' ').filter(|end| *end > 0).unwrap_or(limit);
        rest = Some(line[end..].trim_start());
        Some(&line[..end])
    })
}
