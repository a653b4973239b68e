//! The finder: flows → citations.

use super::{Citation, Context, KnownName};
use crate::document::Flow;
use crate::source::Source;

/// Names in scope, compiled once per scope and shared by all documents of it.
#[derive(Debug, Default)]
pub struct NameTable {
    names: Vec<KnownName>,
}

impl NameTable {
    /// Compiles the names. Empty names are ignored.
    pub fn new(names: Vec<KnownName>) -> Self {
        Self { names }
    }

    /// The names as given.
    pub fn names(&self) -> &[KnownName] {
        &self.names
    }
}

/// All citations of a document, in source order, none overlapping.
pub fn find(_source: &Source, _flows: &[Flow], _context: &Context<'_>) -> Vec<Citation> {
    todo!()
}
