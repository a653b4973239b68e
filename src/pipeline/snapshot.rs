//! A site as it is at one moment: what a build publishes, what commands ask, what the preview shows.
//!
//! In: what stands beside the documents, the corpus, the plan, who shares passages. Out: the bytes of any page, the
//! texts of documents, what two documents have in common. Nothing in it changes; copies share nearly everything.

use super::assemble::CheckedSite;
use super::base::Base;
use super::kept_texts::KeptTexts;
use super::reusing::{Places, Reuse};
use super::texts_again;
use crate::catalogue::Language;
use crate::compare::Comparison;
use crate::content::attachments;
use crate::content::beside::{Found, read_image};
use crate::content::config::Config;
use crate::content::files::reread;
use crate::content::registry::Registries;
use crate::corpus::{Corpus, DocumentIndex, WorkIndex};
use crate::database::{self, Counts, DatabaseError, TableSink};
use crate::diagnostic::Diagnostic;
use crate::document::hidden::hide;
use crate::document::targets::without_targets;
use crate::document::{self, Document};
use crate::render::links::Links;
use crate::reuse::{ReuseText, SharedPassages};
use crate::search::{DocumentNumbers, IndexForm, IndexSources};
use crate::site::aim::{Aims, has_scheme};
use crate::site::pages::news::comparing::{ComparedText, beside};
use crate::site::views::{Scene, state};
use crate::site::{self, DocumentText, Job, Page, PageSources, Renderer, Site, Texts, World, sources};
use crate::source::Source;
use std::collections::BTreeSet;
use std::io;
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

/// A site at one moment. A copy shares nearly everything.
#[derive(Clone)]
pub struct Snapshot {
    pub(super) base: Base,
    pub(super) renderer: Arc<Renderer>,
    /// Who is who.
    pub corpus: Corpus,
    /// Which pages exist.
    pub site: Arc<Site>,
    pub(super) texts: Arc<KeptTexts>,
    reuse: Arc<Reuse>,
    /// The places of documents that share passages, once one is asked for.
    places: OnceLock<Arc<Places>>,
}

/// What is made of documents.
pub(super) struct Made {
    pub corpus: Corpus,
    pub site: Arc<Site>,
    pub texts: Arc<KeptTexts>,
    pub reuse: Arc<Reuse>,
}

impl Snapshot {
    pub(super) fn new(base: Base, renderer: Arc<Renderer>, made: Made) -> Self {
        let Made { corpus, site, texts, reuse } = made;
        Self { base, renderer, corpus, site, texts, reuse, places: OnceLock::new() }
    }

    /// Ends with the process: corpus and plan are not given back to the system. What lies on the disk is cleared away.
    pub fn forget(self) {
        let Self { corpus, site, .. } = self;
        std::mem::forget((corpus, site));
    }

    /// The configuration, with the options of the run applied.
    pub fn config(&self) -> &Config {
        &self.base.config
    }

    /// The registries.
    pub fn registries(&self) -> &Registries {
        &self.base.registries
    }

    /// The bytes of a page.
    ///
    /// # Errors
    /// A template of the site's own theme; a file that changed since it was read, or that cannot be read any more.
    pub fn make(&self, page: &Page) -> Result<Vec<u8>, Diagnostic> {
        self.renderer.bytes(&self.world(self), page)
    }

    /// What pages are made of; `texts` gives the texts of documents.
    pub(super) fn world<'a>(&'a self, texts: &'a dyn Texts) -> World<'a> {
        let (options, registries, config) = (&self.base.options, &self.base.registries, &self.base.config);
        let mut world = World::new(&self.corpus, &self.site, registries, config, texts);
        world.portable = options.portable;
        world.today = options.today;
        world.preview = options.preview;
        world
    }

    /// What a page is made of.
    pub(super) fn sources_of(&self, job: &Job) -> PageSources {
        sources(&self.world(self), job)
    }

    /// The files that the page at `address` is made of, relative to the root: what an editor would open to change it
    /// first.
    pub fn files_of(&self, address: &str) -> Vec<String> {
        let Some(page) = self.site.find(address) else { return Vec::new() };
        let PageSources { files, documents, texts } = self.sources_of(&page.job);
        let path = |index: DocumentIndex| self.corpus.documents[index].path.to_string();
        let documents = documents.into_iter().chain(texts).map(path);
        let mut seen = BTreeSet::new();
        let all = files.into_iter().map(str::to_owned).chain(documents);
        all.filter(|file| seen.insert(file.clone())).collect()
    }

    /// The text of a document.
    ///
    /// # Errors
    /// As [`Snapshot::compare`].
    pub fn tree_of(&self, document: DocumentIndex) -> Result<Arc<Document>, Diagnostic> {
        Ok(self.text(document)?.tree)
    }

    /// Whether a work is in force, in a sentence; `None`: nobody says anything.
    pub fn state_of(&self, work: WorkIndex) -> Option<String> {
        let world = self.world(self);
        let scene = Scene { world: &world, links: &Links::new("/", false) };
        state::mark(scene, work).map(|_| state::sentence(scene, work))
    }

    /// What is new in `newer`.
    ///
    /// # Errors
    /// A file that changed since it was read, or that cannot be read any more.
    pub fn compare(&self, older: DocumentIndex, newer: DocumentIndex) -> Result<Comparison, Diagnostic> {
        let (old, new) = (self.text(older)?.tree, self.text(newer)?.tree);
        Ok(beside(&self.corpus, ComparedText { index: older, tree: &old }, ComparedText { index: newer, tree: &new }))
    }

    /// The passages that a document shares with others.
    ///
    /// # Errors
    /// As [`Snapshot::compare`].
    pub fn shared_passages(&self, document: DocumentIndex) -> Result<Arc<SharedPassages>, Diagnostic> {
        Ok(self.shared(document, &self.text(document)?.tree))
    }

    /// What the passages depend on that a document shares with others.
    pub(super) fn shared_value(&self, document: DocumentIndex) -> u64 {
        let places = self.places.get_or_init(|| Arc::new(self.reuse.places(&self.corpus)));
        self.reuse.value(places, &self.corpus, &self.corpus.documents[document].path)
    }

    /// The editors' report, in the language asked for.
    ///
    /// # Errors
    /// See [`site::report::report`].
    pub fn report(&self, checked: &CheckedSite, language: Language) -> Result<Vec<u8>, Diagnostic> {
        let input = site::report::ReportInput {
            corpus: &self.corpus,
            dossiers: &checked.dossiers,
            diagnostics: &checked.diagnostics,
            silenced: &checked.silenced,
            today: self.base.options.today,
            language,
        };
        site::report::report(&self.base.config, &input)
    }

    /// Writes the tables of a database of the site.
    ///
    /// # Errors
    /// See `DatabaseError`.
    pub fn tables(&self, sink: &mut dyn TableSink) -> Result<Counts, DatabaseError> {
        database::write(&self.world(self), sink)
    }

    /// In which order the documents came.
    pub(super) fn document_numbers(&self) -> DocumentNumbers {
        DocumentNumbers::new(&self.corpus, &self.base.numbers)
    }

    /// What the search index is made of; `None` where the site wants none.
    pub(super) fn index_sources<'a>(&'a self, numbers: &'a DocumentNumbers) -> Option<IndexSources<'a>> {
        let form = match (self.base.options.portable, self.base.config.byte_ranges) {
            (true, _) => IndexForm::Scripts,
            (false, true) => IndexForm::Ranges,
            (false, false) => IndexForm::Files,
        };
        self.base.config.search.then(|| IndexSources {
            corpus: &self.corpus,
            registries: &self.base.registries,
            abbreviations: &self.base.abbreviations,
            numbers,
            form,
        })
    }

    /// The file of an attachment.
    pub(super) fn attached(&self, document: DocumentIndex, attachment: usize) -> PathBuf {
        let document = &self.corpus.documents[document];
        let file = self.base.path(&document.path);
        file.parent().unwrap_or(&file).join(&document.front_matter.attachments[attachment].file.value)
    }

    /// Where links of texts lead.
    pub(super) fn aims(&self) -> Aims<'_> {
        Aims { site: &self.site, base_url: &self.base.config.base_url }
    }

    /// The file of a document, which is kept where texts are: should it be broken by an edit, its page still can be
    /// made.
    pub(super) fn kept(&self, document: DocumentIndex) -> Result<Arc<Source>, Diagnostic> {
        let held = &self.corpus.documents[document];
        self.texts.get(&self.base.root, &held.path, &held.text.content_hash, held.text.body)
    }

    /// The tree of a document; its problems were said when it was first parsed.
    pub(super) fn tree(&self, document: DocumentIndex, source: &Source) -> Document {
        let held = &self.corpus.documents[document];
        let mut tree = document::parse(source, held.text.body, &mut Vec::new());
        self.aims().settle(held, &mut tree);
        tree
    }
}

impl Texts for Snapshot {
    fn source(&self, document: DocumentIndex) -> Result<Arc<Source>, Diagnostic> {
        let held = &self.corpus.documents[document];
        self.texts.look(&self.base.root, &held.path, &held.text.content_hash, held.text.body)
    }

    fn text(&self, document: DocumentIndex) -> Result<DocumentText, Diagnostic> {
        let source = self.kept(document)?;
        let tree = Arc::new(self.tree(document, &source));
        Ok(DocumentText { source, tree })
    }

    fn shared(&self, document: DocumentIndex, tree: &Document) -> Arc<SharedPassages> {
        let held = &self.corpus.documents[document];
        let places = self.places.get_or_init(|| Arc::new(self.reuse.places(&self.corpus)));
        let own = || self.base.words.of(&held.path, &held.text.content_hash).unwrap_or_else(|| ReuseText::of(tree));
        let other = |at: DocumentIndex| {
            let held = &self.corpus.documents[at];
            let known = self.base.words.get(&held.path).and_then(|bytes| ReuseText::from_bytes(&bytes));
            known.or_else(|| Some(texts_again::words_of(self.source(at).ok()?.as_ref(), held.text.body)))
        };
        Arc::new(self.reuse.found(places, &held.path, own, other))
    }

    fn attachment(&self, document: DocumentIndex, attachment: usize) -> Result<Vec<u8>, Diagnostic> {
        let (root, file) = (&self.base.root, self.attached(document, attachment));
        attachments::read(root, &file).map_err(|error| {
            let shown = file.strip_prefix(root).unwrap_or(&file).to_string_lossy().replace('\\', "/");
            Diagnostic::error("file-unreadable").with("reason", error.to_string()).in_file(shown)
        })
    }

    fn version(&self, document: DocumentIndex, version: usize) -> Result<Arc<Document>, Diagnostic> {
        let versions = &self.corpus.documents[document].front_matter.versions;
        let text = versions.get(version).and_then(|version| version.text.as_ref());
        let text = text.expect("a document with a former text that cannot be read is refused");
        let source = hide(reread(&self.base.root, &text.path, &text.content_hash)?, text.body);
        let mut tree = document::parse(&source, text.body, &mut Vec::new());
        without_targets(&mut tree, &|target| target.starts_with('#') || has_scheme(target));
        Ok(Arc::new(tree))
    }

    fn image(&self, document: DocumentIndex, path: &str) -> Result<Vec<u8>, Diagnostic> {
        let shown = self.corpus.documents[document].links.iter().find_map(|link| match link.beside.as_deref() {
            Some(file) if *file.path == *path => match &file.found {
                Found::Image(image) => Some(image),
                _ => None,
            },
            _ => None,
        });
        // A text that was read anew meanwhile shows it no longer.
        let Some(image) = shown else { return Err(Diagnostic::error("file-changed").in_file(path)) };
        read_image(&self.base.root, path, &image.hash).map_err(|error| match error.kind() {
            io::ErrorKind::InvalidData => Diagnostic::error("file-changed").in_file(path),
            _ => Diagnostic::error("file-unreadable").with("reason", error.to_string()).in_file(path),
        })
    }
}
