//! The home page of a citizen: search, this school year, what was published last, what is cited most,
//! the ways in by theme and by body.
//!
//! In: the corpus. Out: [`HomeView`], short lists with links to the whole ones.

use crate::address;
use crate::content::registry::Theme;
use crate::corpus::{CitationCounts, Corpus, DocumentIndex, order_key};
use crate::diagnostic::Diagnostic;
use crate::render::names::work_name;
use crate::site::address::list_address;
use crate::site::pages::feeds::json_feed_address;
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
    /// How many citations there are, and how many of them are links.
    pub links: LinkCounts,
    /// Pages that many documents lead to: works that they cite, themes that they are about.
    pub examples: Vec<Link<'a>>,
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
    /// Themes with most documents, in the order of the vocabulary.
    pub themes: Vec<Link<'a>>,
    /// All themes, where there are more.
    pub all_themes: Option<String>,
    /// Issuers with most documents.
    pub issuers: Vec<IssuerView<'a>>,
    /// Most cited works.
    pub cited: Vec<WorkLine<'a>>,
}

/// What became of the citations that were found.
#[derive(Debug, Serialize)]
pub struct LinkCounts {
    /// All.
    pub found: usize,
    /// Those that lead to another page.
    pub linked: usize,
    /// Of these, to a text on this site.
    pub held: usize,
    /// Those of which it is not known which document they mean.
    pub unsure: usize,
    /// Those that mean the document in which they stand.
    pub own: usize,
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
/// Themes: as many as one screen of a phone shows.
const THEMES: usize = 12;
/// Works cited most among which a name is looked for: a law that few cite is no suggestion.
const KNOWN: usize = 20;

/// The home page.
pub fn view(scene: Scene<'_>) -> HomeView<'_> {
    let world = scene.world;
    let corpus = world.corpus;
    let (themes, more_themes) = themes(scene);
    HomeView {
        documents: corpus.documents.len(),
        works: corpus.count_works(),
        links: links(scene),
        examples: examples(scene),
        doors: doors(scene),
        year: year(scene),
        latest: latest(corpus).into_iter().map(|index| published(scene, index)).collect(),
        all: world.link(scene.links, &list_address(&ListKind::All)),
        news: world.link(scene.links, LATEST),
        all_works: world.link(scene.links, address::WORKS),
        all_issuers: world.link(scene.links, address::ISSUERS),
        themes,
        all_themes: world.link(scene.links, address::THEMES).filter(|_| more_themes),
        issuers: issuers(scene),
        cited: world.most_cited().iter().take(NEWEST).map(|index| WorkLine::counted(scene, *index)).collect(),
    }
}

fn links(scene: Scene<'_>) -> LinkCounts {
    let CitationCounts { found, held, own, not_held, ambiguous, unknown } = scene.world.counts();
    let held = held - own;
    LinkCounts { found, linked: held + not_held, held, unsure: ambiguous + unknown, own }
}

/// The works cited most, laws by their names before what has a number alone, and the themes with most documents. Each
/// leads to its page: a search for the same words might find nothing.
fn examples(scene: Scene<'_>) -> Vec<Link<'_>> {
    let world = scene.world;
    let mut themes: Vec<(&String, usize)> =
        world.corpus.by_theme.iter().map(|(key, list)| (key, list.documents.len())).collect();
    themes.retain(|(_, documents)| *documents > 0);
    themes.sort_by_key(|(key, documents)| (Reverse(*documents), *key));
    let themes = themes.into_iter().filter_map(|(key, _)| {
        let theme = world.registries.themes.get(key)?;
        let href = world.list_link(scene.links, &ListKind::Theme(key.clone()))?;
        Some(Link { href: Some(href), text: Cow::Borrowed(theme.name.as_str()) })
    });
    let themes: Vec<Link<'_>> = themes.take(2).collect();
    let lines = world.most_cited().iter().take(KNOWN).map(|index| WorkLine::counted(scene, *index));
    let mut works: Vec<(bool, WorkLine<'_>)> = lines
        .zip(world.most_cited())
        .map(|(line, index)| (line.name == work_name(&world.corpus.works[*index]), line))
        .collect();
    works.sort_by_key(|(by_number, _)| *by_number);
    let works = works.into_iter().take(4 - themes.len());
    works.map(|(_, line)| Link { href: Some(line.href), text: Cow::Owned(line.name) }).chain(themes).collect()
}

/// The themes with most documents, and whether there are more.
fn themes(scene: Scene<'_>) -> (Vec<Link<'_>>, bool) {
    let world = scene.world;
    let count = |key: &str| world.corpus.by_theme.get(key).map_or(0, |list| list.documents.len());
    let all: Vec<(usize, &Theme)> = world.registries.themes.iter().map(|theme| (count(&theme.key), theme)).collect();
    let mut order: Vec<usize> = (0..all.len()).filter(|at| all[*at].0 > 0).collect();
    let more = all.len() > THEMES.min(order.len());
    order.sort_by_key(|at| Reverse(all[*at].0));
    order.truncate(THEMES);
    order.sort_unstable();
    let link = |at: usize| Link {
        href: world.list_link(scene.links, &ListKind::Theme(all[at].1.key.clone())),
        text: Cow::Borrowed(all[at].1.name.as_str()),
    };
    (order.into_iter().map(link).collect(), more)
}

fn doors(scene: Scene<'_>) -> Vec<HomeDoor> {
    let doors = [
        (TASKS, "page-tasks-door", "page-door-tasks"),
        (address::THEMES, "page-nav-themes", "page-door-themes"),
        (address::ISSUERS, "page-nav-issuers", "page-door-issuers"),
        (address::SCHOOL_YEARS, "page-nav-years", "page-door-years"),
        (address::WORKS, "page-nav-works", "page-door-works"),
    ];
    let open = doors.into_iter().filter_map(|(address, name, what)| {
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
