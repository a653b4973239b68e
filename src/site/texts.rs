//! What pages are made of besides the corpus: the texts of documents and the files beside them. The one opening through
//! which the outside reaches a page, as a build, a preview and a test each have it.
//!
//! In: the place of a document in the corpus. Out: its file, its tree, what it shares with others.

use super::aim::Aims;
use crate::corpus::{Corpus, DocumentIndex};
use crate::diagnostic::Diagnostic;
use crate::document::Document;
use crate::reuse::SharedPassages;
use crate::source::Source;
use crate::trace::{EVERYTHING, kinds, note, unrecorded};
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

    /// A former text of a document, by its place in the front matter. Its links within the site are words: what they led
    /// to may be another thing now.
    ///
    /// # Errors
    /// It cannot be read, or it is another one than the one that was read before.
    fn version(&self, document: DocumentIndex, version: usize) -> Result<Arc<Document>, Diagnostic>;

    /// The bytes of an image that the text of a document shows, by its path from the site's root.
    ///
    /// # Errors
    /// It cannot be read, or it is another one than the one that was measured.
    fn image(&self, document: DocumentIndex, path: &str) -> Result<Vec<u8>, Diagnostic>;
}

/// The same for a page that is being made: what it asks for is noted.
#[derive(Clone, Copy)]
pub struct NotedTexts<'a> {
    texts: &'a dyn Texts,
    corpus: &'a Corpus,
    aims: Aims<'a>,
}

impl<'a> NotedTexts<'a> {
    /// `aims`: where links of texts lead.
    pub(super) const fn new(texts: &'a dyn Texts, corpus: &'a Corpus, aims: Aims<'a>) -> Self {
        Self { texts, corpus, aims }
    }

    /// See [`Texts::source`].
    ///
    /// # Errors
    /// As there.
    pub fn source(&self, document: DocumentIndex) -> Result<Arc<Source>, Diagnostic> {
        note_of(kinds::TEXT, document);
        unrecorded(|| self.texts.source(document))
    }

    /// See [`Texts::text`]. The tree has its links set to what the site has: which page each of them leads to is noted,
    /// though the tree may have been made for another page.
    ///
    /// # Errors
    /// As there.
    pub fn text(&self, document: DocumentIndex) -> Result<DocumentText, Diagnostic> {
        note_of(kinds::TEXT, document);
        let held = &self.corpus.documents[document];
        for link in &*held.links {
            let _ = self.aims.of(held, link);
        }
        unrecorded(|| self.texts.text(document))
    }

    /// See [`Texts::shared`].
    pub fn shared(&self, document: DocumentIndex, tree: &Document) -> Arc<SharedPassages> {
        note_of(kinds::SHARED, document);
        unrecorded(|| self.texts.shared(document, tree))
    }

    /// See [`Texts::attachment`]: the front matter has its hash.
    ///
    /// # Errors
    /// As there.
    pub fn attachment(&self, document: DocumentIndex, attachment: usize) -> Result<Vec<u8>, Diagnostic> {
        note_of(kinds::HEAD, document);
        unrecorded(|| self.texts.attachment(document, attachment))
    }

    /// See [`Texts::version`]: the front matter has its hash.
    ///
    /// # Errors
    /// As there.
    pub fn version(&self, document: DocumentIndex, version: usize) -> Result<Arc<Document>, Diagnostic> {
        note_of(kinds::HEAD, document);
        unrecorded(|| self.texts.version(document, version))
    }

    /// See [`Texts::image`]: the links of the text have its hash.
    ///
    /// # Errors
    /// As there.
    pub fn image(&self, document: DocumentIndex, path: &str) -> Result<Vec<u8>, Diagnostic> {
        note_of(kinds::LINKS, document);
        unrecorded(|| self.texts.image(document, path))
    }
}

fn note_of(kind: crate::trace::Kind, document: DocumentIndex) {
    note(kind, u32::try_from(document).unwrap_or(EVERYTHING));
}
