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
    pub fn source_span(&self, _flat: Span) -> Span {
        todo!()
    }
}

/// All flows of a document in source order, footnotes last.
pub fn flows(_document: &Document) -> Vec<Flow> {
    todo!()
}
