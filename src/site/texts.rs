//! What pages are made of besides the corpus: the texts of documents and the files beside them. The one opening through
//! which the outside reaches a page, as a build, a preview and a test each have it.
//!
//! In: the place of a document in the corpus. Out: its file, its tree, what it shares with others.

use crate::corpus::DocumentIndex;
use crate::diagnostic::Diagnostic;
use crate::document::Document;
use crate::reuse::SharedPassages;
use crate::source::Source;
use std::sync::Arc;

/// The text of a document.
#[derive(Clone, Debug)]
pub struct DocumentText {
    /// Its file.
    pub source: Arc<Source>,
    /// Its text, parsed.
    pub tree: Arc<Document>,
}

/// Gives texts and files to pages. Documents are numbered as in the corpus of the [`super::World`].
pub trait Texts: Sync {
    /// The file of a document, for one look.
    ///
    /// # Errors
    /// It cannot be read, or it is not the file any more that the corpus was made of.
    fn source(&self, document: DocumentIndex) -> Result<Arc<Source>, Diagnostic>;

    /// The text of a document.
    ///
    /// # Errors
    /// As [`Texts::source`].
    fn text(&self, document: DocumentIndex) -> Result<DocumentText, Diagnostic>;

    /// The passages that a document, whose text is `tree`, shares with others.
    fn shared(&self, document: DocumentIndex, tree: &Document) -> Arc<SharedPassages>;

    /// The bytes of an attachment, by its place in the front matter.
    ///
    /// # Errors
    /// It cannot be read.
    fn attachment(&self, document: DocumentIndex, attachment: usize) -> Result<Vec<u8>, Diagnostic>;

    /// The bytes of an image that the text of a document shows, by its path from the site's root.
    ///
    /// # Errors
    /// It cannot be read, or it is another one than the one that was measured.
    fn image(&self, document: DocumentIndex, path: &str) -> Result<Vec<u8>, Diagnostic>;
}
