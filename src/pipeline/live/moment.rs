//! A site as it was at one moment: what the preview shows. Copies share nearly everything.
//!
//! In: an address. Out: the page there ([`Moment::find`], [`Moment::make`]), and the files that it is made of.

use super::super::comparing::beside;
use super::super::reusing::{Places, Reuse};
use super::base::Base;
use super::files::cite;
use super::search::Search;
use super::texts::Texts;
use crate::catalogue::Language;
use crate::content::files;
use crate::corpus::neighbours::neighbours;
use crate::corpus::{CitedDocument, Corpus, DocumentIndex, WorkIndex};
use crate::diagnostic::Diagnostic;
use crate::document::{self, Document};
use crate::render::World;
use crate::render::views::tasks::{Quoted, quoted_by};
use crate::reuse::{ReuseText, SharedPassages};
use crate::search::{IndexForm, IndexSources};
use crate::site::{CITED_BY_PAGE, Job, LIST_PAGE, ListKind, Page, Site, blocks};
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
        let theme = &self.base.theme;
        match &page.job {
            Job::Asset(index) => Ok(theme.assets[*index].bytes.clone()),
            Job::Attachment(document, index) => self.attachment(*document, *index),
            Job::Document(index) | Job::Format(index, _) => {
                let (source, tree) = self.text_of(*index)?;
                let text = Some((&*source, &tree));
                let read = self.read_now(&[(*index, &source)]);
                let found = self.reused(*index, &tree);
                let world = self.base.world(read.as_ref().unwrap_or(&self.corpus), &self.site);
                theme.renderer.render(&world.reusing(&found), page, text)
            }
            Job::Archive => super::super::archiving::bytes(&theme.renderer, &self.world(), &|index| {
                let held = &self.corpus.documents[index];
                self.texts.look(&self.base.root, &held.path, &held.content_hash)
            }),
            Job::News(newer) => self.news(page, *newer),
            Job::Reuse(index) => {
                let (source, tree) = self.text_of(*index)?;
                let found = self.reused(*index, &tree);
                theme.renderer.render(&self.world().reusing(&found), page, Some((&source, &tree)))
            }
            Job::List(..) | Job::DocumentTasks(..) | Job::AgencyTasks(..) => self.telling(page),
            _ => theme.renderer.render(&self.world(), page, None),
        }
    }

    fn news(&self, page: &Page, newer: DocumentIndex) -> Result<Vec<u8>, Diagnostic> {
        let older =
            self.corpus.documents[newer].previous.expect("the plan has this page for a document with one before it");
        let ((old_source, old), (new_source, new)) = (self.text_of(older)?, self.text_of(newer)?);
        let read = self.read_now(&[(older, &old_source), (newer, &new_source)]);
        let corpus = read.as_ref().unwrap_or(&self.corpus);
        let comparison = beside(corpus, (older, &old), (newer, &new));
        self.base.theme.renderer.news(&self.base.world(corpus, &self.site), page, (older, newer), &comparison)
    }

    /// What a document shares with others.
    fn reused(&self, index: DocumentIndex, tree: &Document) -> SharedPassages {
        let places = self.places.get_or_init(|| Arc::new(self.reuse.places(&self.corpus)));
        self.reuse.found(&self.base.words, places, &self.corpus.documents[index].path, || ReuseText::of(tree))
    }

    /// A page that quotes documents.
    fn telling(&self, page: &Page) -> Result<Vec<u8>, Diagnostic> {
        let mut quoted = Quoted::new();
        for index in quoted_by(&self.corpus, &page.job) {
            let held = &self.corpus.documents[index];
            quoted.insert(index, self.texts.look(&self.base.root, &held.path, &held.content_hash)?);
        }
        self.base.theme.renderer.quoting(&self.world(), page, &quoted)
    }

    fn world(&self) -> World<'_> {
        self.base.world(&self.corpus, &self.site)
    }

    /// The corpus with the citations of these documents, where those of one of them are not known yet.
    fn read_now(&self, documents: &[(DocumentIndex, &Source)]) -> Option<Corpus> {
        let unread = self.unread.as_ref()?;
        let missing = documents.iter().filter(|(index, _)| unread.get(*index) == Some(&false));
        let anew: Vec<CitedDocument> = missing
            .map(|&(index, source)| {
                let held = &self.corpus.documents[index];
                let raw = crate::content::RawDocument {
                    path: Arc::clone(&held.path),
                    content_hash: held.content_hash,
                    front_matter: held.front_matter.clone(),
                    body: held.body,
                };
                cite(&self.base, raw, source, &mut Vec::new())
            })
            .collect();
        if anew.is_empty() {
            return None;
        }
        let mut corpus = self.corpus.clone();
        corpus.read_anew(&self.base.registries, anew, &BTreeSet::new());
        Some(corpus)
    }

    fn attachment(&self, document: DocumentIndex, index: usize) -> Result<Vec<u8>, Diagnostic> {
        let document = &self.corpus.documents[document];
        let file = self.base.path(&document.path);
        let file = file.parent().unwrap_or(&file).join(&document.front_matter.attachments[index].file.value);
        files::read_attachment(&self.base.root, &file).map_err(|error| {
            let shown = file.strip_prefix(&self.base.root).unwrap_or(&file).to_string_lossy().replace('\\', "/");
            Diagnostic::error("file-unreadable").with("reason", error.to_string()).in_file(shown)
        })
    }

    /// A document's file and its tree.
    pub(super) fn text_of(&self, index: DocumentIndex) -> Result<(Arc<Source>, Document), Diagnostic> {
        let held = &self.corpus.documents[index];
        let source = self.texts.get(&self.base.root, &held.path, &held.content_hash)?;
        // Its problems were said when it was first parsed.
        let tree = document::parse(&source, held.body, &mut Vec::new());
        Ok((source, tree))
    }

    /// A document's tree, for one look.
    pub(super) fn tree_of(&self, index: DocumentIndex) -> Option<Document> {
        let held = &self.corpus.documents[index];
        let source = self.texts.look(&self.base.root, &held.path, &held.content_hash).ok()?;
        Some(document::parse(&source, held.body, &mut Vec::new()))
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
        let documents = |list: &[DocumentIndex]| -> Vec<String> {
            list.iter().map(|index| self.corpus.documents[*index].path.to_string()).collect()
        };
        let mut files = match &page.job {
            Job::Document(index)
            | Job::Format(index, _)
            | Job::Cites(index)
            | Job::Attachment(index, _)
            | Job::Reuse(index) => documents(&[*index]),
            Job::News(index) => {
                let older = self.corpus.documents[*index].previous;
                documents(&older.into_iter().chain([*index]).collect::<Vec<_>>())
            }
            Job::CitedBy(index, number) => {
                let mut files = documents(&[*index]);
                let passages = self.world().placed(*index);
                let shown = passages.chunks(CITED_BY_PAGE).nth(number.saturating_sub(1)).unwrap_or_default();
                files.extend(documents(&shown.iter().map(|placed| placed.passage.document).collect::<Vec<_>>()));
                files
            }
            Job::Work(work, number) => {
                let row = self.corpus.works[*work].row.as_ref().map(|_| "content/works.yaml".to_owned());
                row.into_iter().chain(documents(&self.citing(*work, *number))).collect()
            }
            Job::Picture(index) => {
                let work = &self.corpus.works[*index];
                let row = work.row.as_ref().map(|_| "content/works.yaml".to_owned());
                let around = neighbours(&self.corpus, *index).into_iter();
                let around = around.filter_map(|neighbour| self.corpus.works[neighbour.work].held);
                row.into_iter().chain(documents(&work.held.into_iter().chain(around).collect::<Vec<_>>())).collect()
            }
            Job::List(kind, number) => {
                let all = self.world().documents_of(kind);
                let shown = &all[blocks::places(all.len(), LIST_PAGE, *number)];
                let told = quoted_by(&self.corpus, &page.job);
                registry_of(kind).into_iter().chain(documents(shown)).chain(documents(&told)).collect()
            }
            Job::DocumentTasks(..) | Job::AgencyTasks(..) => documents(&quoted_by(&self.corpus, &page.job)),
            Job::Feed(kind) | Job::JsonFeed(kind) => documents(&self.world().documents_of(kind)),
            Job::Home | Job::Published => documents(&self.corpus.newest[..self.corpus.newest.len().min(10)]),
            Job::Gone(_) | Job::Redirect(_) | Job::About | Job::Offline => vec!["congbao.yaml".to_owned()],
            Job::Former(_) | Job::Uncited(_) => vec![super::super::LEDGER.to_owned()],
            _ => Vec::new(),
        };
        let mut seen = std::collections::BTreeSet::new();
        files.retain(|file| seen.insert(file.clone()));
        files
    }

    /// Documents on one page of the passages that cite a work.
    fn citing(&self, work: WorkIndex, number: usize) -> Vec<DocumentIndex> {
        let passages = &self.corpus.works[work].cited_by;
        let shown = passages.chunks(CITED_BY_PAGE).nth(number.saturating_sub(1)).unwrap_or_default();
        shown.iter().map(|passage| passage.document).collect()
    }
}

/// The registry that names a list.
fn registry_of(kind: &ListKind) -> Option<String> {
    match kind {
        ListKind::Theme(_) => Some("content/themes.yaml".to_owned()),
        ListKind::Issuer(_) => Some("content/issuers.yaml".to_owned()),
        _ => None,
    }
}
