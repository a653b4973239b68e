//! Flows: the stretches of text that a reader reads across, flattened: a paragraph, a cell, a heading, a run-in
//! heading together with its paragraph. Citations are looked for in flows and mapped back to the file.

use super::{Document, SectionIndex};
use crate::source::Span;

/// A piece of a flow that came from one stretch of the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Run {
    /// Bytes in [`Flow::text`].
    pub flat: Span,
    /// Bytes in the file. Where the lengths differ (an entity, an escape), the run maps as a whole.
    pub source: Span,
}

/// Text read in one go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flow {
    /// The section it stands in (for a heading: its own).
    pub section: SectionIndex,
    /// What the reader reads; breaks are one space; code, links' text and raw HTML are U+FFFC each, so that
    /// nothing is found across them.
    pub text: String,
    /// Ascending in both.
    pub runs: Vec<Run>,
}

impl Flow {
    /// The bytes of the file that `flat` (bytes of [`Flow::text`]) was made from.
    pub fn source_span(&self, flat: Span) -> Span {
        if self.runs.is_empty() {
            return Span::default();
        }
        let first = self.runs.partition_point(|run| run.flat.end <= flat.start).min(self.runs.len() - 1);
        let last = self.runs.partition_point(|run| run.flat.start < flat.end).max(first + 1) - 1;
        let (first, last) = (self.runs[first], self.runs[last]);
        let same_length = |run: Run| run.flat.end - run.flat.start == run.source.end - run.source.start;
        let start = match same_length(first) {
            true => first.source.start + flat.start.saturating_sub(first.flat.start),
            false => first.source.start,
        };
        let end = match same_length(last) {
            true => last.source.start + flat.end.min(last.flat.end).saturating_sub(last.flat.start),
            false => last.source.end,
        };
        Span::new(start.min(end), end)
    }
}

/// All flows of a document in source order, footnotes last.
pub fn flows(_document: &Document) -> Vec<Flow> {
    todo!()
}
