//! pulldown-cmark events → blocks.

use super::Document;
use crate::diagnostic::Diagnostic;
use crate::source::{Source, Span};

/// See [`super::parse`].
pub(super) fn parse(_source: &Source, _body: Span, _diagnostics: &mut Vec<Diagnostic>) -> Document {
    todo!()
}
