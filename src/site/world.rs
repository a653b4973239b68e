//! What a renderer may look at besides the page: the corpus, the plan of the site, registries and configuration, and
//! what many pages need worked out once.

use crate::address::published::FileDigest;
use crate::catalogue::Language;
use crate::content::config::Config;
use crate::content::neighbours::{Elsewhere, identity_key};
use crate::content::registry::Registries;
use crate::corpus::placed::{Placed, placed};
use crate::corpus::{CitationCounts, Corpus, DocumentIndex, HeldDocument, WorkHead, WorkIndex};
use crate::render::links::Links;
use crate::site::address::list_address;
use crate::site::aim::Aims;
use crate::site::blocks::{Block, Span, span_address};
use crate::site::pages::sitemap::{PART_URLS, Sitemaps};
use crate::site::texts::{NotedTexts, Texts};
use crate::site::{CITED_BY_PAGE, ListKind, Site};
use crate::text::date::WorkDate;
use crate::trace::{EVERYTHING, Noted, kinds, note, note_all, unrecorded};
use jiff::civil::Date;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

/// Everything pages are made from.
pub struct World<'a> {
    /// Documents, works, lists.
    pub corpus: &'a Corpus,
    /// Which addresses exist.
    pub site: &'a Site,
    /// Types, issuers, themes, works.
    pub registries: &'a Registries,
    /// `congbao.yaml`.
    pub config: Noted<&'a Config, { kinds::CONFIG }>,
    /// Links end in `index.html`.
    pub portable: bool,
    /// `--today`: only then may a page say what is so "as of" a day.
    pub today: Option<Date>,
    /// Pages for the editor alone: nothing of them may stay in the browser.
    pub preview: bool,
    /// The texts of documents.
    pub texts: NotedTexts<'a>,
    /// In a build: what the files hold that were put already. What a page of the kind `last` reads of it is no fact:
    /// such a page is always made.
    pub digests: Option<&'a dyn Digests>,
    // A preview makes a world for each page it shows, and few pages need these.
    most_cited: OnceLock<Vec<WorkIndex>>,
    counts: OnceLock<CitationCounts>,
    sitemaps: OnceLock<Sitemaps>,
    // Of the documents whose passages have several pages: each page is a part of one order.
    placed: Mutex<BTreeMap<DocumentIndex, Arc<[Placed]>>>,
}

/// Knows what files of the site hold.
pub trait Digests: Sync {
    /// What the file of the page at `address` holds; `None`: it was not put.
    fn digest(&self, address: &str) -> Option<FileDigest>;
}

impl<'a> World<'a> {
    /// What a neighbour has of a work that the site does not hold; of one that cannot be told from all others, nothing.
    pub fn elsewhere(&self, work: &WorkHead) -> Option<&'a Elsewhere> {
        if self.config.neighbours.is_empty() || work.held.is_some() {
            return None;
        }
        let day = work.date.and_then(WorkDate::day)?;
        let key = identity_key(&work.kind_name, work.number.as_ref()?, day, work.issuer_name.as_deref()?);
        self.registries.elsewhere.get(&key)
    }

    /// Costs nothing; what needs a look over the whole corpus is worked out when first asked for.
    pub fn new(
        corpus: &'a Corpus,
        site: &'a Site,
        registries: &'a Registries,
        config: &'a Config,
        texts: &'a dyn Texts,
    ) -> Self {
        let (most_cited, counts, sitemaps) = (OnceLock::new(), OnceLock::new(), OnceLock::new());
        Self {
            corpus,
            site,
            registries,
            config: config.into(),
            portable: false,
            today: None,
            preview: false,
            digests: None,
            texts: NotedTexts::new(texts, corpus, Aims { site, base_url: &config.base_url }),
            most_cited,
            counts,
            sitemaps,
            placed: Mutex::default(),
        }
    }

    /// Whether readers' browsers keep the pages they opened.
    pub fn keeps_pages(&self) -> bool {
        self.config.offline && !self.preview && !self.portable
    }

    /// The passages that cite a document, by the place in it that they mean.
    pub fn placed(&self, index: DocumentIndex) -> Arc<[Placed]> {
        let document = &self.corpus.documents[index];
        if self.corpus.works[document.work].cited_by.len() <= CITED_BY_PAGE {
            return placed(self.corpus, document).into();
        }
        note(kinds::PLACED, u32::try_from(index).unwrap_or(EVERYTHING));
        unrecorded(|| self.placed_once(index))
    }

    fn placed_once(&self, index: DocumentIndex) -> Arc<[Placed]> {
        let known = || self.placed.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(placed) = known().get(&index) {
            return Arc::clone(placed);
        }
        // Not under the lock: two threads may do it twice, none waits for another.
        let found: Arc<[Placed]> = placed(self.corpus, &self.corpus.documents[index]).into();
        known().insert(index, Arc::clone(&found));
        found
    }

    /// The works that `/vien-dan/` lists, most cited first.
    pub fn most_cited(&self) -> &[WorkIndex] {
        note_all(kinds::MOST_CITED);
        self.most_cited.get_or_init(|| unrecorded(|| most_cited(self.corpus)))
    }

    /// What the citations came to.
    pub fn counts(&self) -> CitationCounts {
        note_all(kinds::COUNTS);
        *self.counts.get_or_init(|| unrecorded(|| self.corpus.count_citations()))
    }

    /// What stands in which part of the sitemap.
    pub fn sitemaps(&self) -> &Sitemaps {
        note_all(kinds::SITEMAPS);
        self.sitemaps.get_or_init(|| {
            unrecorded(|| {
                let pages = self.site.pages.iter().map(|page| (page.address.as_str(), &page.job));
                Sitemaps::new(self.corpus, pages, PART_URLS)
            })
        })
    }

    /// The documents of a list, newest first.
    pub fn documents_of(&self, kind: &ListKind) -> Vec<DocumentIndex> {
        let found = match kind {
            ListKind::All => return self.corpus.newest.to_vec(),
            ListKind::Theme(key) => {
                let list = self.corpus.by_theme.get(key);
                return list.map_or_else(Vec::new, |list| list.documents.iter().map(|(index, _)| *index).collect());
            }
            ListKind::Issuer(key) => self.corpus.by_issuer.get(key),
            ListKind::Type(key) => self.corpus.by_type.get(key),
            ListKind::SchoolYear(year) => self.corpus.by_school_year.get(year),
        };
        found.cloned().unwrap_or_default()
    }

    /// What the page of a list shows that begins at `first`; nothing where there is no such page.
    pub fn block(&self, first: &str, span: &Span) -> Option<&'a Block> {
        self.site.blocks.get(&span_address(first, span))
    }

    /// The link to `address` where the site has a page there.
    pub fn link(&self, links: &Links, address: &str) -> Option<String> {
        self.site.find(address).map(|_| links.to(address))
    }

    /// The link to a list where the site has it.
    pub fn list_link(&self, links: &Links, kind: &ListKind) -> Option<String> {
        self.link(links, &list_address(kind))
    }

    /// The name of a list: a theme's, an issuer's, a type's, a school year.
    pub fn list_name(&self, kind: &'a ListKind) -> &'a str {
        match kind {
            ListKind::Theme(key) => self.registries.themes.get(key).map_or(key, |theme| theme.name.as_str()),
            ListKind::Issuer(key) => self.body_name(key),
            ListKind::Type(key) => self.type_name(key),
            ListKind::SchoolYear(year) => year,
            ListKind::All => "",
        }
    }

    /// Canonical name of an issuing body.
    pub fn issuer_name(&self, key: &'a str) -> &'a str {
        let registered = self.registries.issuers.get(key).map(|issuer| issuer.name.as_str());
        let tasked = || self.corpus.tasks.agents.get(key).map(|agent| agent.name.as_str());
        registered.or_else(|| self.corpus.issuer_names.get(key).map(String::as_str)).or_else(tasked).unwrap_or(key)
    }

    /// The same among other bodies: with dates where several have the name.
    pub fn body_name(&self, key: &'a str) -> &'a str {
        self.corpus.dated_names.get(key).map_or_else(|| self.issuer_name(key), String::as_str)
    }

    /// Name of a document type.
    pub fn type_name(&self, key: &'a str) -> &'a str {
        self.registries.types.get(key).map_or(key, |kind| kind.name.as_str())
    }

    /// What a type is in English, on a site in that language.
    pub fn type_gloss(&self, key: &str) -> Option<&'a str> {
        let row = self.registries.types.get(key).filter(|_| self.config.language == Language::English)?;
        row.english.as_deref()
    }

    /// The name of a type, on a site in English with what it is in English.
    pub fn glossed_type(&self, key: &str, name: &'a str) -> Cow<'a, str> {
        self.type_gloss(key).map_or(Cow::Borrowed(name), |gloss| Cow::Owned(format!("{name} ({gloss})")))
    }

    /// A document's type in words.
    pub fn kind_of(&self, document: &'a HeldDocument) -> &'a str {
        self.type_name(&document.front_matter.kind.value)
    }
}

/// The works that are cited, by times cited, then by address.
fn most_cited(corpus: &Corpus) -> Vec<WorkIndex> {
    let is_cited = |index: &WorkIndex| !corpus.works[*index].cited_by.is_empty();
    let mut works: Vec<WorkIndex> = corpus.works_by_address().filter(is_cited).collect();
    works.sort_by_key(|index| std::cmp::Reverse(corpus.works[*index].cited_by.len()));
    works
}
