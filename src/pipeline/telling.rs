//! Who must do what: found while a document's text is in memory.
//!
//! In: a document's text. Out: its tasks.

use super::Citer;
use crate::content::front_matter::FrontMatter;
use crate::diagnostic::Diagnostic;
use crate::document::{Document, Flow};
use crate::source::Source;
use crate::task;

/// Who must do what in one document, while its text is in memory.
pub(super) fn tasks(
    citer: &Citer<'_>,
    (source, document, flows): (&Source, &Document, &[Flow]),
    front_matter: &FrontMatter,
    problems: &mut Vec<Diagnostic>,
) -> task::TaskFindings {
    let (registries, lexicon) = (citer.registries, citer.lexicon);
    task::find(&task::TaskInput { source, document, flows, front_matter, registries, lexicon }, problems)
}
