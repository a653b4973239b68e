//! Pages that quote who must do what.
//!
//! In: what is loaded, a page. Out: its bytes; the files of the documents that it quotes are read again.

use super::Loaded;
use crate::content::files;
use crate::diagnostic::Diagnostic;
use crate::render::World;
use crate::render::views::tasks::{Quoted, quoted_by};
use crate::site::Page;
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
