//! The home page: what the site is, what is new, the ways in.

use super::Scene;
use super::index::{Entry, themes};
use super::parts::{DocumentLine, Link, WorkLine};
use crate::render::links::list_address;
use crate::site::ListKind;
use serde::Serialize;
use std::borrow::Cow;

/// The home page.
#[derive(Debug, Serialize)]
pub struct HomeView<'a> {
    /// Documents held.
    pub documents: usize,
    /// Works known.
    pub works: usize,
    /// Citations found.
    pub citations: usize,
    /// The newest documents.
    pub latest: Vec<DocumentLine<'a>>,
    /// All documents.
    pub all: Option<String>,
    /// All works cited.
    pub all_works: Option<String>,
    /// The last school year that has documents.
    pub year: Option<YearView<'a>>,
    /// Themes of the top level.
    pub themes: Vec<Entry<'a>>,
    /// Issuers with most documents.
    pub issuers: Vec<IssuerView<'a>>,
    /// Most cited works.
    pub cited: Vec<WorkLine<'a>>,
}

/// A school year with its newest documents.
#[derive(Debug, Serialize)]
pub struct YearView<'a> {
    /// Its page.
    pub link: Link<'a>,
    /// Documents in all.
    pub total: usize,
    /// The newest of them.
    pub documents: Vec<DocumentLine<'a>>,
}

/// An issuer with the number of its documents.
#[derive(Debug, Serialize)]
pub struct IssuerView<'a> {
    /// Its page.
    pub link: Link<'a>,
    /// Documents.
    pub documents: usize,
}

/// Entries of each list.
const SHOWN: usize = 10;

/// The home page.
pub fn view(scene: Scene<'_>) -> HomeView<'_> {
    let world = scene.world;
    let corpus = world.corpus;
    let mut issuers: Vec<(&String, usize)> = corpus.by_issuer.iter().map(|(key, list)| (key, list.len())).collect();
    issuers.sort_by(|a, b| (std::cmp::Reverse(a.1), a.0).cmp(&(std::cmp::Reverse(b.1), b.0)));
    let year = corpus.by_school_year.iter().next_back().map(|(year, documents)| {
        let kind = ListKind::SchoolYear(year.clone());
        YearView {
            link: Link { href: world.list_link(scene.links, &kind), text: Cow::Borrowed(year.as_str()) },
            total: documents.len(),
            documents: documents.iter().take(SHOWN).map(|index| DocumentLine::new(scene, *index)).collect(),
        }
    });
    HomeView {
        documents: corpus.documents.len(),
        works: corpus.count_works(),
        citations: world.counts().found,
        latest: corpus.newest.iter().take(SHOWN).map(|index| DocumentLine::new(scene, *index)).collect(),
        all: world.link(scene.links, &list_address(&ListKind::All)),
        all_works: world.link(scene.links, "/vien-dan/"),
        year,
        themes: themes(scene, None, 0),
        issuers: issuers
            .into_iter()
            .take(SHOWN)
            .map(|(key, documents)| IssuerView {
                link: Link {
                    href: world.list_link(scene.links, &ListKind::Issuer(key.clone())),
                    text: Cow::Borrowed(world.issuer_name(key)),
                },
                documents,
            })
            .collect(),
        cited: world.most_cited().iter().take(SHOWN).map(|index| WorkLine::new(scene, *index)).collect(),
    }
}
