//! What the preview shows at one moment: a snapshot, with what only a site that is followed has.
//!
//! In: an address. Out: the page there ([`Moment::find`], [`Moment::make`]), and the files that it is made of.

use super::search::Search;
use crate::catalogue::Language;
use crate::content::RawDocument;
use crate::corpus::{CitedDocument, DocumentIndex};
use crate::diagnostic::Diagnostic;
use crate::document::Document;
use crate::pipeline::documents::Citer;
use crate::pipeline::snapshot::Snapshot;
use crate::site::pages::files::images;
use crate::site::{Job, Page, Texts as _};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A snapshot with what only a site that is followed has.
#[derive(Clone)]
pub struct Moment {
    pub(super) snapshot: Snapshot,
    pub(super) search: Arc<Search>,
    /// While there are documents whose citations are not known: which of them are.
    pub(super) unread: Option<Arc<[bool]>>,
    /// Addresses that drafts would have, with their files.
    pub(super) drafts: Arc<BTreeMap<String, String>>,
    /// Counts the moments.
    pub(super) number: u64,
}

impl Moment {
    /// The page at `address`.
    pub fn find(&self, address: &str) -> Option<&Page> {
        self.snapshot.site.find(address)
    }

    /// All pages, by address.
    pub fn pages(&self) -> &[Page] {
        &self.snapshot.site.pages
    }

    /// The language of the site.
    pub fn language(&self) -> Language {
        self.snapshot.config().language
    }

    /// Where the site is published.
    pub fn base_url(&self) -> &str {
        &self.snapshot.config().base_url
    }

    /// The file of the draft that would answer at `address`.
    pub fn draft(&self, address: &str) -> Option<&str> {
        self.drafts.get(address).map(String::as_str)
    }

    /// The bytes of a page.
    ///
    /// # Errors
    /// A template of the site's own theme; a document whose file is broken and whose text was never looked at before.
    pub fn make(&self, page: &Page) -> Result<Vec<u8>, Diagnostic> {
        match self.with_texts_read(page)? {
            Some(snapshot) => snapshot.make(page),
            None => self.snapshot.make(page),
        }
    }

    /// The files that the page at `address` is made of.
    pub fn files_of(&self, address: &str) -> Vec<String> {
        self.snapshot.files_of(address)
    }

    /// The snapshot with the citations of the documents whose texts are on a page, where those of one of them are not
    /// known yet.
    fn with_texts_read(&self, page: &Page) -> Result<Option<Snapshot>, Diagnostic> {
        let Some(unread) = &self.unread else { return Ok(None) };
        let base = &self.snapshot.base;
        let citer = Citer::new(base);
        let read = |index: DocumentIndex| {
            let held = &self.snapshot.corpus.documents[index];
            let raw = RawDocument {
                path: Arc::clone(&held.path),
                content_hash: held.text.content_hash,
                text_hash: held.text.text_hash,
                front_matter: held.front_matter.clone(),
                body: held.text.body,
            };
            let source = self.snapshot.kept(index)?;
            Ok(citer.cite(&source, raw, &mut Vec::new()))
        };
        let texts = self.snapshot.sources_of(&page.job).texts.into_iter();
        let missing = texts.filter(|index| unread.get(*index) == Some(&false));
        let anew = missing.map(read).collect::<Result<Vec<CitedDocument>, Diagnostic>>()?;
        if anew.is_empty() {
            return Ok(None);
        }
        let mut snapshot = self.snapshot.clone();
        snapshot.corpus.read_anew(&base.registries, anew, &BTreeSet::new());
        Ok(Some(snapshot))
    }

    /// An image of a document whose citations are not known yet: no plan has it, and the page shows it already.
    pub fn image_of_unread(&self, address: &str) -> Option<Vec<u8>> {
        let unread = self.unread.as_ref()?;
        let mut folders = address.match_indices('/').map(|(at, _)| &address[..=at]);
        let owner = folders.find_map(|folder| self.find(folder).filter(|page| matches!(page.job, Job::Document(_))))?;
        let Job::Document(index) = owner.job else { return None };
        let snapshot = self.with_texts_read(owner).ok().filter(|_| unread.get(index) == Some(&false))??;
        let path = images(&snapshot.corpus.documents[index])
            .into_iter()
            .find_map(|(path, shown)| (shown == address).then(|| path.to_owned()))?;
        snapshot.image(index, &path).ok()
    }

    /// A document's tree, for one look.
    pub(super) fn tree_of(&self, index: DocumentIndex) -> Option<Document> {
        let source = self.snapshot.source(index).ok()?;
        Some(self.snapshot.tree(index, &source))
    }
}
