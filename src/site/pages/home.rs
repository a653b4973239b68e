//! The home page of a citizen: search, this school year, what was published last, what is cited most,
//! the ways in by theme and by body.
//!
//! In: the corpus. Out: [`HomeView`], short lists with links to the whole ones.

use crate::address;
use crate::corpus::{Corpus, DocumentIndex, order_key};
use crate::diagnostic::Diagnostic;
use crate::render::links::in_query;
use crate::site::address::list_address;
use crate::site::pages::feeds::json_feed_address;
use crate::site::pages::index::{IndexEntry, themes};
use crate::site::pages::published::LATEST;
use crate::site::pages::tasks::TASKS;
use crate::site::plan::Planner;
use crate::site::views::Scene;
use crate::site::views::parts::{DateView, DocumentLine, Link, WorkLine};
use crate::site::{Job, ListKind, Page, Renderer};
use crate::text::date::WorkDate;
use jiff::civil::Date;
use serde::Serialize;
use std::borrow::Cow;
use std::cmp::Reverse;

/// The front page.
pub(super) fn plan(planner: &mut Planner<'_>) {
    planner.add(address::HOME, Job::Home);
}

/// The bytes of the page.
///
/// # Errors
/// See [`crate::site::MakeError`].
pub(super) fn make(renderer: &Renderer, scene: Scene<'_>, page: &Page) -> Result<Vec<u8>, Diagnostic> {
    let mut frame = renderer.frame(scene, page, "").described(scene.text("page-home-lead"));
    frame.json_feed = scene.world.link(scene.links, &json_feed_address(&ListKind::All));
    renderer.templates.render("home.html", &frame, "home", &view(scene), &[])
}

/// The home page.
#[derive(Debug, Serialize)]
pub struct HomeView<'a> {
    /// Documents held.
    pub documents: usize,
    /// Works known.
    pub works: usize,
    /// Citations found.
    pub citations: usize,
    /// What one may search for: a number, a name of a theme of this very site.
    pub examples: Vec<SearchExample>,
    /// The great ways in.
    pub doors: Vec<HomeDoor>,
    /// The last school year that has documents.
    pub year: Option<YearView<'a>>,
    /// Published or changed last.
    pub latest: Vec<Published<'a>>,
    /// All documents.
    pub all: Option<String>,
    /// What was published, changed, withdrawn.
    pub news: Option<String>,
    /// All works cited.
    pub all_works: Option<String>,
    /// All bodies.
    pub all_issuers: Option<String>,
    /// Themes of the top level.
    pub themes: Vec<IndexEntry<'a>>,
    /// Issuers with most documents.
    pub issuers: Vec<IssuerView<'a>>,
    /// Most cited works.
    pub cited: Vec<WorkLine<'a>>,
}

/// A search that finds something.
#[derive(Debug, Serialize)]
pub struct SearchExample {
    /// The page of results.
    pub href: String,
    /// What is searched for.
    pub text: String,
}

/// A way in.
#[derive(Debug, Serialize)]
pub struct HomeDoor {
    /// Where it leads.
    pub href: String,
    /// Its name.
    pub name: String,
    /// What is behind it.
    pub what: &'static str,
}

/// A document with the day it appeared on the site, or was changed.
#[derive(Debug, Serialize)]
pub struct Published<'a> {
    /// The document.
    pub document: DocumentLine<'a>,
    /// The later of both days; `None` where its editors gave none.
    pub date: Option<DateView>,
    /// It was changed after it appeared.
    pub changed: bool,
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
/// Documents of the school year, those published last, works cited most.
const NEWEST: usize = 6;

/// The home page.
pub fn view(scene: Scene<'_>) -> HomeView<'_> {
    let world = scene.world;
    let corpus = world.corpus;
    HomeView {
        documents: corpus.documents.len(),
        works: corpus.count_works(),
        citations: world.counts().found,
        examples: examples(scene),
        doors: doors(scene),
        year: year(scene),
        latest: latest(corpus).into_iter().map(|index| published(scene, index)).collect(),
        all: world.link(scene.links, &list_address(&ListKind::All)),
        news: world.link(scene.links, LATEST),
        all_works: world.link(scene.links, address::WORKS),
        all_issuers: world.link(scene.links, address::ISSUERS),
        themes: themes(scene, None, 0),
        issuers: issuers(scene),
        cited: world.most_cited().iter().take(NEWEST).map(|index| WorkLine::counted(scene, *index)).collect(),
    }
}

/// The work cited most, by its number, and the two themes with most documents.
fn examples(scene: Scene<'_>) -> Vec<SearchExample> {
    let world = scene.world;
    let Some(action) = world.link(scene.links, address::SEARCH) else { return Vec::new() };
    let mut cited = world.most_cited().iter().map(|index| &world.corpus.works[*index]);
    let number = cited.find_map(|work| work.number.as_ref().map(ToString::to_string));
    let mut themes: Vec<(&String, usize)> =
        world.corpus.by_theme.iter().map(|(key, list)| (key, list.documents.len())).collect();
    themes.sort_by_key(|(key, documents)| (Reverse(*documents), *key));
    let names = themes.into_iter().filter_map(|(key, _)| world.registries.themes.get(key));
    let texts = number.into_iter().chain(names.take(2).map(|theme| theme.name.to_lowercase()));
    texts.map(|text| SearchExample { href: format!("{action}?q={}", in_query(&text)), text }).collect()
}

fn doors(scene: Scene<'_>) -> Vec<HomeDoor> {
    let doors = [
        (TASKS, "page-tasks-door", "page-door-tasks"),
        (address::THEMES, "page-nav-themes", "page-door-themes"),
        (address::ISSUERS, "page-nav-issuers", "page-door-issuers"),
        (address::SCHOOL_YEARS, "page-nav-years", "page-door-years"),
        (address::WORKS, "page-nav-works", "page-door-works"),
    ];
    let corpus = scene.world.corpus;
    let is_empty = |address: &str| match address {
        address::THEMES => corpus.by_theme.is_empty(),
        address::SCHOOL_YEARS => corpus.by_school_year.is_empty(),
        _ => false,
    };
    let open = doors.into_iter().filter(|(address, ..)| !is_empty(address)).filter_map(|(address, name, what)| {
        let href = scene.world.link(scene.links, address)?;
        Some(HomeDoor { href, name: scene.text(name).to_owned(), what: scene.text(what) })
    });
    open.collect()
}

fn year(scene: Scene<'_>) -> Option<YearView<'_>> {
    let (year, documents) = scene.world.corpus.by_school_year.iter().next_back()?;
    let kind = ListKind::SchoolYear(year.clone());
    Some(YearView {
        link: Link { href: scene.world.list_link(scene.links, &kind), text: Cow::Borrowed(year.as_str()) },
        total: documents.len(),
        documents: documents.iter().take(NEWEST).map(|index| DocumentLine::new(scene, *index)).collect(),
    })
}

/// The documents that appeared or were changed last. Of one day, the newest by date of issue come first.
pub fn latest(corpus: &Corpus) -> Vec<DocumentIndex> {
    let appeared = |index: &DocumentIndex| -> Option<Date> {
        let front_matter = &corpus.documents[*index].front_matter;
        front_matter.updated.max(front_matter.published)
    };
    let mut order: Vec<DocumentIndex> = corpus.newest.to_vec();
    let key = |index: &DocumentIndex| {
        let document = &corpus.documents[*index];
        (Reverse(appeared(index)), Reverse(order_key(&document.front_matter)), document.id.clone())
    };
    if order.len() > NEWEST {
        let day = |index: &DocumentIndex| Reverse(appeared(index));
        // Only as far as is shown: a site may have a hundred thousand.
        order.select_nth_unstable_by_key(NEWEST - 1, |index| (day(index), key(index).1, *index));
        order.truncate(NEWEST);
    }
    order.sort_by_cached_key(key);
    order
}

fn published(scene: Scene<'_>, index: DocumentIndex) -> Published<'_> {
    let front_matter = &scene.world.corpus.documents[index].front_matter;
    let day = front_matter.updated.max(front_matter.published);
    Published {
        document: DocumentLine::new(scene, index),
        date: day.map(|day| DateView::new(scene, WorkDate::Day(day))),
        changed: front_matter.updated > front_matter.published,
    }
}

fn issuers(scene: Scene<'_>) -> Vec<IssuerView<'_>> {
    let world = scene.world;
    let by_issuer = &world.corpus.by_issuer;
    let mut issuers: Vec<(&String, usize)> = by_issuer.iter().map(|(key, list)| (key, list.len())).collect();
    issuers.sort_by_key(|(key, documents)| (Reverse(*documents), *key));
    let shown = issuers.into_iter().take(SHOWN).map(|(key, documents)| {
        let href = world.list_link(scene.links, &ListKind::Issuer(key.clone()));
        IssuerView { link: Link { href, text: Cow::Borrowed(world.body_name(key)) }, documents }
    });
    shown.collect()
}
