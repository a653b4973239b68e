//! Parses Markdown into a [`Document`]: a tree of blocks with spans on the original file, the outline with stable
//! anchors, and the flows of text in which citations are looked for. Knows nothing of other documents. The only
//! stage that names pulldown-cmark.
//!
//! In: a [`Source`] and the span of its body. Out: [`Document`] and problems (duplicate labels, raw HTML, bad links,
//! images without alt text). [`hidden`] decides what only editors may read; the tree has nothing of it.

mod anchor;
mod annex;
mod destination;
pub mod flow;
mod footnote;
mod furniture;
pub mod hidden;
pub mod label;
mod link;
mod outline;
mod parse;
mod permalink;
pub mod plain;
mod problems;
mod quotation;
pub mod targets;
mod tree;

pub use anchor::numbering;
pub use destination::Destinations;
pub use flow::{Flow, flow_of, flows, text_of};
pub use label::{Label, Unit};

use crate::diagnostic::Diagnostic;
use crate::source::{Source, Span};
use std::sync::Arc;

/// Index of a section in [`Document::sections`]; 0 is always `mo-dau`, the text before the first label.
pub type SectionIndex = usize;

/// Anchor of the section before the first heading.
pub const OPENING_ANCHOR: &str = "mo-dau";

/// One entry of the outline.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Section {
    /// Stable anchor made of the numbering: `muc-ii-2`, `dieu-3-khoan-2-diem-a`; `mo-dau` for the first.
    /// Shared, as all texts of the outline are: documents are numbered alike, and a yearly directive has
    /// the headings of the year before.
    pub anchor: Arc<str>,
    /// Depth in the outline: 0 for `mo-dau`, 1 for `##` …
    pub level: u8,
    /// The label (`II`, `2`, `a`), where the heading has one.
    pub label: Option<Label>,
    /// Heading text without label, closing colon or full stop; empty for `mo-dau`.
    pub title: Arc<str>,
    /// The section it belongs to.
    pub parent: Option<SectionIndex>,
    /// The heading in the file.
    pub span: Span,
}

/// One document, parsed. Lives only while one job needs it.
#[derive(Debug)]
pub struct Document {
    /// Blocks in source order.
    pub blocks: Vec<Block>,
    /// The outline in source order; the first is `mo-dau`.
    pub sections: Vec<Section>,
    /// Footnotes in order of first reference, numbered from 1.
    pub footnotes: Vec<Footnote>,
    /// Blocks that begin an annex: what stands from the first of them on follows the signature.
    pub annexes: Vec<usize>,
}

impl Document {
    /// The blocks that are signed, and those that follow the signature.
    pub fn signed_and_annexed(&self) -> (&[Block], &[Block]) {
        self.blocks.split_at(self.annexes.first().copied().unwrap_or(self.blocks.len()))
    }
}

/// A footnote's text.
#[derive(Debug)]
pub struct Footnote {
    /// Label as written.
    pub label: String,
    /// Its blocks.
    pub blocks: Vec<Block>,
    /// The section of the first reference; `mo-dau` for one that is never used.
    pub section: SectionIndex,
    /// How often it is referred to (0: defined but never used; shown all the same, nothing is lost).
    pub references: usize,
}

/// A block of text.
#[derive(Debug)]
pub enum Block {
    /// A heading; `run_in` when the next paragraph continues its line (`{.run-in}`).
    Heading {
        /// Its section.
        section: SectionIndex,
        /// HTML level: 2 for `##`.
        level: u8,
        /// The next block, a paragraph, runs on in the same line.
        run_in: bool,
        /// Content, label included.
        content: Vec<Inline>,
        /// In the file.
        span: Span,
    },
    /// A paragraph.
    Paragraph {
        /// The section that it opens: `Điều 3. …` written as a paragraph.
        opens: Option<SectionIndex>,
        /// Permalink: `muc-i-2-doan-3`; positional, for permalinks only. A paragraph that carries a label
        /// (`Điều 3.`, `1a.`, `a)`) has the anchor of the label. `None` for the first paragraph of a list item:
        /// the item has it.
        anchor: Option<String>,
        /// Content.
        content: Vec<Inline>,
        /// In the file.
        span: Span,
    },
    /// A list.
    List {
        /// Bullets or numbers, as the author wrote them.
        kind: ListMarker,
        /// No blank lines between items.
        tight: bool,
        /// Items.
        items: Vec<ListItem>,
        /// In the file.
        span: Span,
    },
    /// A quotation.
    Quote(Vec<Block>),
    /// Preformatted text, shown as it is.
    Code(String),
    /// A table.
    Table(Table),
    /// A rule.
    Rule,
    /// Raw HTML, shown as text.
    RawHtml {
        /// As written.
        text: String,
        /// In the file.
        span: Span,
    },
}

/// What stands before the items of a list. What was signed with "+" or "1)" is shown so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListMarker {
    /// `-`, `+` or `*`.
    Bullet(char),
    /// Numbers followed by `.` or `)`.
    Ordered(char),
}

/// One item of a list.
#[derive(Debug)]
pub struct ListItem {
    /// The number as written, in an ordered list: a list may start anywhere and leave numbers out.
    pub number: Option<u64>,
    /// Positional permalink: `muc-i-2-gach-1`, or the anchor of its label (`a)`).
    pub anchor: String,
    /// Blocks. The text of a tight item is a paragraph.
    pub blocks: Vec<Block>,
    /// In the file, marker included.
    pub span: Span,
}

/// A table with its header row.
#[derive(Debug)]
pub struct Table {
    /// One per column.
    pub alignments: Vec<ColumnAlignment>,
    /// Header cells.
    pub head: Vec<Vec<Inline>>,
    /// Rows of cells.
    pub rows: Vec<Vec<Vec<Inline>>>,
    /// In the file.
    pub span: Span,
}

/// Alignment of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColumnAlignment {
    /// Not said.
    None,
    /// Left.
    Left,
    /// Centre.
    Center,
    /// Right.
    Right,
}

/// Text inside a block.
#[derive(Debug)]
pub enum Inline {
    /// Text after entities and escapes; `span` is what it was made from, so lengths may differ.
    Text {
        /// What the reader sees.
        text: String,
        /// In the file.
        span: Span,
    },
    /// A line end inside a paragraph: a space for the reader.
    SoftBreak(Span),
    /// A forced line end.
    HardBreak(Span),
    /// Emphasis.
    Emphasis(Vec<Inline>),
    /// Strong.
    Strong(Vec<Inline>),
    /// Struck out.
    Strikethrough(Vec<Inline>),
    /// Code, shown as it is; no citations inside.
    Code(String),
    /// An author's link with an allowed target; no citations inside.
    Link {
        /// Target: http, https, mailto, tel or an address inside the site.
        target: String,
        /// Title, may be empty.
        title: String,
        /// Content.
        content: Vec<Inline>,
        /// In the file.
        span: Span,
    },
    /// An image.
    Image {
        /// Allowed target.
        target: String,
        /// Title, may be empty.
        title: String,
        /// Alternative text (never empty: an image without one is a problem and shows as text).
        alt: String,
        /// Width and height in pixels, where they are known: this stage knows no other file.
        size: Option<(u32, u32)>,
        /// In the file.
        span: Span,
    },
    /// A reference to [`Document::footnotes`], by index, and which reference to it this is (from 1).
    FootnoteReference {
        /// Index in `footnotes`.
        footnote: usize,
        /// From 1.
        nth: usize,
    },
    /// Raw HTML, shown as text.
    RawHtml(String),
}

/// Parses the body of `source`. Never fails: what is wrong goes to `diagnostics`, and the text is kept.
pub fn parse(source: &Source, body: Span, diagnostics: &mut Vec<Diagnostic>) -> Document {
    parse::parse(source, body, diagnostics)
}

#[cfg(test)]
pub(crate) mod tests;
