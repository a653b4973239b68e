//! Flows: the stretches of text that a reader reads across, flattened: a paragraph, a cell, a heading, a run-in
//! heading together with its paragraph. Citations are looked for in flows and mapped back to the file.
//!
//! In: a [`Document`]. Out: [`Flow`]s.

use super::{Block, Document, Inline, SectionIndex};
use crate::source::Span;

/// Stands in a flow for what is not the document's own text.
const OPAQUE: char = '\u{fffc}';

/// A piece of a flow that came from one stretch of the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Run {
    /// Bytes in [`Flow::text`].
    pub flat: Span,
    /// Bytes in the file. Where the lengths differ (an entity, an escape), the run maps as a whole.
    pub source: Span,
}

impl Run {
    const fn is_exact(&self) -> bool {
        self.flat.end - self.flat.start == self.source.end - self.source.start
    }
}

/// Text read in one go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flow {
    /// The section it stands in (for a heading: its own; for a footnote: that of its first reference).
    pub section: SectionIndex,
    /// What the reader reads; breaks are one space; code, links' text, images and raw HTML are U+FFFC each, so that
    /// nothing is found across them. A reference to a footnote is nothing: the text is read across it.
    pub text: String,
    /// Ascending in both.
    pub runs: Vec<Run>,
}

impl Flow {
    /// The bytes of the file that `flat` (bytes of [`Flow::text`]) was made from. What came from no text of the file
    /// (U+FFFC, the space after a run-in heading) maps to the empty place next to it.
    pub fn source_span(&self, flat: Span) -> Span {
        let first = self.runs.partition_point(|run| run.flat.end <= flat.start);
        let start = match self.runs.get(first) {
            Some(run) if run.is_exact() => run.source.start + flat.start.saturating_sub(run.flat.start),
            Some(run) => run.source.start,
            None => self.runs.last().map_or(0, |run| run.source.end),
        };
        let after = self.runs.partition_point(|run| run.flat.start < flat.end);
        let end = match after.checked_sub(1).map(|last| &self.runs[last]) {
            Some(run) if run.is_exact() => run.source.end - run.flat.end.saturating_sub(flat.end),
            Some(run) => run.source.end,
            None => start,
        };
        Span::new(start, end.max(start))
    }

    pub(super) fn add(&mut self, text: &str, source: Span) {
        let start = self.text.len();
        self.text.push_str(text);
        self.runs.push(Run { flat: Span::new(start, self.text.len()), source });
    }

    fn inlines(&mut self, content: &[Inline]) {
        for inline in content {
            match inline {
                Inline::Text { text, span } => self.add(text, *span),
                Inline::SoftBreak(span) | Inline::HardBreak(span) => self.add(" ", *span),
                Inline::Emphasis(inner) | Inline::Strong(inner) | Inline::Strikethrough(inner) => self.inlines(inner),
                Inline::Code(_) | Inline::Link { .. } | Inline::Image { .. } | Inline::RawHtml(_) => {
                    self.text.push(OPAQUE);
                }
                Inline::FootnoteReference { .. } => {}
            }
        }
    }
}

/// All flows of a document in source order, footnotes last.
pub fn flows(document: &Document) -> Vec<Flow> {
    let mut flows = Flows { flows: Vec::new(), section: 0, runs_on: false };
    for block in &document.blocks {
        flows.block(block);
    }
    for footnote in &document.footnotes {
        flows.section = footnote.section;
        for block in &footnote.blocks {
            flows.block(block);
        }
    }
    flows.flows.retain(|flow| !flow.text.is_empty());
    flows.flows
}

/// The flow of `content` alone: a cell of a table.
pub fn flow_of(section: SectionIndex, content: &[Inline]) -> Flow {
    let mut flow = Flow { section, text: String::new(), runs: Vec::new() };
    flow.inlines(content);
    flow
}

/// The text of inlines as a person would say it: breaks are line ends, the texts of links and code are there, an image
/// is its alternative text; marks of footnotes are not.
pub fn text_of(content: &[Inline]) -> String {
    let mut text = String::new();
    collect(content, &mut text);
    text
}

fn collect(content: &[Inline], out: &mut String) {
    for inline in content {
        match inline {
            Inline::Text { text, .. } | Inline::Code(text) | Inline::RawHtml(text) => out.push_str(text),
            Inline::SoftBreak(_) | Inline::HardBreak(_) => out.push('\n'),
            Inline::Emphasis(inner) | Inline::Strong(inner) | Inline::Strikethrough(inner) => collect(inner, out),
            Inline::Link { content, .. } => collect(content, out),
            Inline::Image { alt, .. } => out.push_str(alt),
            Inline::FootnoteReference { .. } => {}
        }
    }
}

struct Flows {
    flows: Vec<Flow>,
    section: SectionIndex,
    /// The last flow is a run-in heading: the paragraph goes on in it.
    runs_on: bool,
}

impl Flows {
    fn block(&mut self, block: &Block) {
        let runs_on = std::mem::replace(&mut self.runs_on, false);
        match block {
            Block::Heading { section, run_in, content, .. } => {
                self.section = *section;
                self.flow(content);
                self.runs_on = *run_in;
            }
            Block::Paragraph { content, .. } if runs_on => {
                let flow = self.flows.last_mut().expect("a run-in heading made the last flow");
                flow.text.push(' ');
                flow.inlines(content);
            }
            Block::Paragraph { opens, content, .. } => {
                self.section = opens.unwrap_or(self.section);
                self.flow(content);
            }
            Block::List { items, .. } => items.iter().flat_map(|item| &item.blocks).for_each(|block| self.block(block)),
            Block::Quote(inner) => inner.iter().for_each(|block| self.block(block)),
            Block::Table(table) => {
                table.head.iter().chain(table.rows.iter().flatten()).for_each(|cell| self.flow(cell));
            }
            Block::Code(_) | Block::Rule | Block::RawHtml { .. } => {}
        }
    }

    fn flow(&mut self, content: &[Inline]) {
        self.flows.push(flow_of(self.section, content));
    }
}
