//! A site as it was at one moment: what the preview shows. Copies share nearly everything.
//!
//! In: an address. Out: the page there ([`Moment::find`], [`Moment::make`]), and the files that it is made of.

use super::super::read_attachment;
use super::super::reusing::{Places, Reuse};
use super::base::Base;
use super::files::cite;
use super::search::Search;
use super::texts::Texts;
use crate::catalogue::Language;
use crate::corpus::{CitedDocument, Corpus, DocumentIndex};
use crate::diagnostic::Diagnostic;
use crate::document::{self, Document};
use crate::reuse::{ReuseText, SharedPassages};
use crate::search::{IndexForm, IndexSources};
use crate::site::{self, DocumentText, Page, PageSources, Site, Texts as _, World, sources};
use crate::source::Source;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

/// See the module.
#[derive(Clone)]
pub struct Moment {
    pub(super) base: Base,
    pub(super) corpus: Corpus,
    pub(super) site: Arc<Site>,
    pub(super) texts: Arc<Texts>,
    pub(super) search: Arc<Search>,
    pub(super) reuse: Arc<Reuse>,
    pub(super) places: OnceLock<Arc<Places>>,
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
        self.site.find(address)
    }

    /// All pages, by address.
    pub fn pages(&self) -> &[Page] {
        &self.site.pages
    }

    /// The language of the site.
    pub fn language(&self) -> Language {
        self.base.config.language
    }

    /// Where the site is published.
    pub fn base_url(&self) -> &str {
        &self.base.config.base_url
    }

    /// The file of the draft that would answer at `address`.
    pub fn draft(&self, address: &str) -> Option<&str> {
        self.drafts.get(address).map(String::as_str)
    }

    /// The bytes of a page.
    ///
    /// # Errors
    /// A template of the site's own theme; a document whose file is broken and whose text nobody has looked at before.
    pub fn make(&self, page: &Page) -> Result<Vec<u8>, Diagnostic> {
        let world = self.world();
        let renderer = &self.base.theme.renderer;
        match self.read_now(&sources(&world, &page.job).texts)? {
            Some(corpus) => renderer.bytes(&self.base.world(&corpus, &self.site, self), page),
            None => renderer.bytes(&world, page),
        }
    }

    fn world(&self) -> World<'_> {
        self.base.world(&self.corpus, &self.site, self)
    }

    /// The corpus with the citations of these documents, where those of one of them are not known yet.
    fn read_now(&self, documents: &[DocumentIndex]) -> Result<Option<Corpus>, Diagnostic> {
        let Some(unread) = &self.unread else { return Ok(None) };
        let missing = documents.iter().filter(|index| unread.get(**index) == Some(&false));
        let read = |index: &DocumentIndex| {
            let held = &self.corpus.documents[*index];
            let raw = crate::content::RawDocument {
                path: Arc::clone(&held.path),
                content_hash: held.content_hash,
                front_matter: held.front_matter.clone(),
                body: held.body,
            };
            let source = self.kept(*index)?;
            Ok(cite(&self.base, raw, &source, &mut Vec::new()))
        };
        let anew = missing.map(read).collect::<Result<Vec<CitedDocument>, Diagnostic>>()?;
        if anew.is_empty() {
            return Ok(None);
        }
        let mut corpus = self.corpus.clone();
        corpus.read_anew(&self.base.registries, anew, &BTreeSet::new());
        Ok(Some(corpus))
    }

    /// A document's file. It is kept: should it be broken by an edit, its page still can be made.
    fn kept(&self, index: DocumentIndex) -> Result<Arc<Source>, Diagnostic> {
        let held = &self.corpus.documents[index];
        self.texts.get(&self.base.root, &held.path, &held.content_hash)
    }

    /// A document's tree, for one look.
    pub(super) fn tree_of(&self, index: DocumentIndex) -> Option<Document> {
        let source = self.source(index).ok()?;
        Some(document::parse(&source, self.corpus.documents[index].body, &mut Vec::new()))
    }

    /// What the search index is made of; `None` where the site wants none.
    pub(super) fn sources(&self) -> Option<IndexSources<'_>> {
        let form = if self.base.options.portable { IndexForm::Script } else { IndexForm::File };
        self.base.config.search.then(|| IndexSources {
            corpus: &self.corpus,
            registries: &self.base.registries,
            abbreviations: &self.base.abbreviations,
            form,
        })
    }

    /// The files that the page at `address` is made of, relative to the root: what an editor would open to change it first.
    pub fn files_of(&self, address: &str) -> Vec<String> {
        let Some(page) = self.find(address) else { return Vec::new() };
        let PageSources { files, documents, texts } = sources(&self.world(), &page.job);
        let path = |index: DocumentIndex| self.corpus.documents[index].path.to_string();
        let documents = documents.into_iter().chain(texts).map(path);
        let mut seen = BTreeSet::new();
        let all = files.into_iter().map(str::to_owned).chain(documents);
        all.filter(|file| seen.insert(file.clone())).collect()
    }
}

impl site::Texts for Moment {
    fn source(&self, document: DocumentIndex) -> Result<Arc<Source>, Diagnostic> {
        let held = &self.corpus.documents[document];
        self.texts.look(&self.base.root, &held.path, &held.content_hash)
    }

    fn text(&self, document: DocumentIndex) -> Result<DocumentText, Diagnostic> {
        let source = self.kept(document)?;
        // Its problems were said when it was first parsed.
        let tree = document::parse(&source, self.corpus.documents[document].body, &mut Vec::new());
        Ok(DocumentText { source, tree: Arc::new(tree) })
    }

    fn shared(&self, document: DocumentIndex, tree: &Document) -> Arc<SharedPassages> {
        let places = self.places.get_or_init(|| Arc::new(self.reuse.places(&self.corpus)));
        let own = || ReuseText::of(tree);
        Arc::new(self.reuse.found(&self.base.words, places, &self.corpus.documents[document].path, own))
    }

    fn attachment(&self, document: DocumentIndex, attachment: usize) -> Result<Vec<u8>, Diagnostic> {
        let document = &self.corpus.documents[document];
        let file = self.base.path(&document.path);
        let file = file.parent().unwrap_or(&file).join(&document.front_matter.attachments[attachment].file.value);
        read_attachment(&self.base.root, &file)
    }
}
