//! What a page is made of: the files that an editor would open to change it.
//!
//! In: a page of the site. Out: [`PageSources`], by one match that names every kind.

use super::views::parts::page_of;
use super::views::tasks::{quoted_in_list, quoted_of_agency};
use super::views::timeline;
use super::world::World;
use crate::content::config::CONFIG_FILE;
use crate::content::registry::{ISSUERS_FILE, THEMES_FILE, WORKS_FILE};
use crate::corpus::neighbours::neighbours;
use crate::corpus::{DocumentIndex, WorkIndex};
use crate::site::{CITED_BY_PAGE, IndexKind, Job, LEDGER_FILE, LIST_PAGE, ListKind, blocks};
use std::collections::BTreeSet;

/// Documents of which the front page and the page of what is new show something.
const NEWEST: usize = 10;

/// What a page is made of. Empty for what is made of the whole site, no file more than another, and for what is made of none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PageSources {
    /// Files beside the documents.
    pub files: Vec<&'static str>,
    /// Documents of which it shows something.
    pub documents: Vec<DocumentIndex>,
    /// Documents whose text it shows: their citations must be known.
    pub texts: Vec<DocumentIndex>,
}

impl PageSources {
    fn files(files: impl IntoIterator<Item = &'static str>) -> Self {
        Self { files: files.into_iter().collect(), ..Self::default() }
    }

    fn documents(documents: impl Into<Vec<DocumentIndex>>) -> Self {
        Self { documents: documents.into(), ..Self::default() }
    }

    fn texts(texts: impl Into<Vec<DocumentIndex>>) -> Self {
        Self { texts: texts.into(), ..Self::default() }
    }
}

/// What a page is made of.
pub fn sources(world: &World<'_>, job: &Job) -> PageSources {
    let corpus = world.corpus;
    match job {
        Job::Document(index) | Job::Format(index, _) | Job::Reuse(index) => PageSources::texts([*index]),
        Job::News(newer) => {
            let older = corpus.documents[*newer].previous;
            PageSources::texts(older.into_iter().chain([*newer]).collect::<Vec<_>>())
        }
        Job::Cites(index) | Job::Attachment(index, _) => PageSources::documents([*index]),
        Job::CitedBy(index, number) => {
            let placed = world.placed(*index);
            let shown = page_of(&placed, *number, CITED_BY_PAGE).iter().map(|placed| placed.passage.document);
            PageSources::documents([*index].into_iter().chain(shown).collect::<Vec<_>>())
        }
        Job::DocumentTasks(index, _) => PageSources::texts([*index]),
        Job::AgencyTasks(key, number) => PageSources::texts(quoted_of_agency(corpus, key, *number)),
        Job::TaskDoor => {
            let documents: BTreeSet<DocumentIndex> = corpus.tasks.by_agent.values().flatten().copied().collect();
            let documents = documents.into_iter().collect();
            PageSources { files: vec![ISSUERS_FILE], documents, texts: Vec::new() }
        }
        Job::Work(work, number) => {
            let shown = page_of(&corpus.works[*work].cited_by, *number, CITED_BY_PAGE);
            let documents = shown.iter().map(|passage| passage.document).collect();
            PageSources { files: rows(world, &[*work]), documents, texts: Vec::new() }
        }
        Job::Picture(index) => {
            let around = neighbours(corpus, *index).into_iter().map(|neighbour| neighbour.work);
            let works: Vec<WorkIndex> = [*index].into_iter().chain(around).collect();
            PageSources { files: rows(world, &[*index]), documents: held(world, &works), texts: Vec::new() }
        }
        Job::Works(number) => {
            let works = page_of(world.most_cited(), *number, LIST_PAGE);
            PageSources { files: rows(world, works), documents: held(world, works), texts: Vec::new() }
        }
        Job::List(kind, number) => {
            let all = world.documents_of(kind);
            let documents = all[blocks::places(all.len(), LIST_PAGE, *number)].to_vec();
            let files = registry_of(kind).into_iter().collect();
            PageSources { files, documents, texts: quoted_in_list(corpus, kind, *number) }
        }
        Job::Timeline(issuer, number) => {
            let works = timeline::works_of(world, issuer);
            let shown = &works[blocks::places(works.len(), LIST_PAGE, *number)];
            let files = [ISSUERS_FILE].into_iter().chain(rows(world, shown)).collect();
            PageSources { files, documents: held(world, shown), texts: Vec::new() }
        }
        Job::Feed(kind) | Job::JsonFeed(kind) => PageSources::documents(world.documents_of(kind)),
        Job::Home | Job::Published => PageSources::documents(&corpus.newest[..corpus.newest.len().min(NEWEST)]),
        Job::Index(IndexKind::Themes) => PageSources::files([THEMES_FILE]),
        Job::Index(IndexKind::Issuers) => PageSources::files([ISSUERS_FILE]),
        Job::Former(_) | Job::Uncited(_) => PageSources::files([LEDGER_FILE]),
        Job::Gone(_)
        | Job::Redirect(_)
        | Job::About
        | Job::Offline
        | Job::NotFound
        | Job::Search
        | Job::Worker
        | Job::Manifest
        | Job::OpenSearch
        | Job::Robots
        | Job::SiteData
        | Job::RedirectList(_) => PageSources::files([CONFIG_FILE]),
        // Of the whole site.
        Job::Index(IndexKind::Types | IndexKind::SchoolYears)
        | Job::Sitemap(_)
        | Job::DocumentsData
        | Job::WorksData
        | Job::CitationsData
        | Job::RelationsData
        | Job::TasksData
        | Job::Table(_)
        | Job::Archive => PageSources::default(),
        // Of the program and the theme.
        Job::Schema(_) | Job::Data | Job::Asset(_) => PageSources::default(),
    }
}

/// The registry of works, where one of these has a row in it.
fn rows(world: &World<'_>, works: &[WorkIndex]) -> Vec<&'static str> {
    let has_row = works.iter().any(|work| world.corpus.works[*work].row.is_some());
    has_row.then_some(WORKS_FILE).into_iter().collect()
}

/// The documents that are texts of these works.
fn held(world: &World<'_>, works: &[WorkIndex]) -> Vec<DocumentIndex> {
    works.iter().filter_map(|work| world.corpus.works[*work].held).collect()
}

/// The registry that names a list.
const fn registry_of(kind: &ListKind) -> Option<&'static str> {
    match kind {
        ListKind::Theme(_) => Some(THEMES_FILE),
        ListKind::Issuer(_) => Some(ISSUERS_FILE),
        ListKind::Type(_) | ListKind::SchoolYear(_) | ListKind::All => None,
    }
}
