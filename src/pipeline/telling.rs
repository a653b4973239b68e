//! Who must do what: found while a document's text is in memory, and quoted on pages later.
//!
//! In: a document's text; what is loaded, a page. Out: its tasks; the page's bytes. The files that a page quotes are read again.

use super::{Citer, Loaded};
use crate::content::files;
use crate::content::front_matter::FrontMatter;
use crate::diagnostic::Diagnostic;
use crate::document::{Document, Flow};
use crate::render::World;
use crate::render::views::tasks::{Quoted, quoted_by};
use crate::site::Page;
use crate::source::Source;
use crate::task;
use std::sync::Arc;

impl Loaded {
    /// The bytes of a page that quotes documents.
    pub(super) fn telling(&self, world: &World<'_>, page: &Page) -> Result<Vec<u8>, Diagnostic> {
        let mut quoted = Quoted::new();
        for index in quoted_by(&self.corpus, &page.job) {
            let held = &self.corpus.documents[index];
            quoted.insert(index, Arc::new(files::reread(&self.root, &held.path, &held.content_hash)?));
        }
        self.renderer.quoting(world, page, &quoted)
    }
}

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
