//! A list of documents: all, or those of a theme, an issuer, a type, a school year, with what is known of that.

use crate::address;
use crate::content::registry::{ISSUERS_FILE, Issuer, Level, THEMES_FILE};
use crate::corpus::{DocumentIndex, WorkIndex, order_key};
use crate::diagnostic::Diagnostic;
use crate::document::Section;
use crate::render::templates::written;
use crate::site::address::list_address;
use crate::site::blocks::{Block, Span, span_address};
use crate::site::pages::filtered::{FilterGroup, Narrowed, groups};
use crate::site::pages::tasks::{AgencyTasks, Quoted, of_agency, quoted, quoted_in_list};
use crate::site::pages::timeline;
use crate::site::sources::PageSources;
use crate::site::views::parts::{DocumentLine, Fact, Link, Pager, WorkLine, resolved_work};
use crate::site::views::{self, Scene};
use crate::site::world::World;
use crate::site::{ListKind, Page, Renderer};
use crate::text::date::WorkDate;
use serde::Serialize;
use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// The documents that a page of a list shows.
fn shown(world: &World<'_>, kind: &ListKind, span: &Span) -> Vec<DocumentIndex> {
    world.block(&list_address(kind), span).map_or_else(Vec::new, |block| block.members().collect())
}

/// What the page is made of.
pub(super) fn sources(world: &World<'_>, kind: &ListKind, span: &Span) -> PageSources {
    let registry = match kind {
        ListKind::Theme(_) => Some(THEMES_FILE),
        ListKind::Issuer(_) => Some(ISSUERS_FILE),
        ListKind::Type(_) | ListKind::SchoolYear(_) | ListKind::All => None,
    };
    let texts = quoted_in_list(world.corpus, kind, span);
    PageSources { files: registry.into_iter().collect(), documents: shown(world, kind, span), texts }
}

/// The bytes of the page.
///
/// # Errors
/// See [`crate::site::MakeError`].
pub(super) fn make(
    renderer: &Renderer,
    scene: Scene<'_>,
    page: &Page,
    kind: &ListKind,
    span: &Span,
) -> Result<Vec<u8>, Diagnostic> {
    let quoted = quoted(scene.world, &quoted_in_list(scene.world.corpus, kind, span))?;
    let view = view(scene, kind, span, &quoted);
    let heading = views::dated(scene, &view.heading, scene.world.block(&list_address(kind), span));
    let index = match kind {
        ListKind::Theme(_) => Some((address::THEMES, "page-nav-themes")),
        ListKind::Issuer(_) => Some((address::ISSUERS, "page-nav-issuers")),
        ListKind::Type(_) => Some((address::TYPES, "page-nav-types")),
        ListKind::SchoolYear(_) => Some((address::SCHOOL_YEARS, "page-nav-years")),
        ListKind::All => None,
    };
    let above: Vec<(&str, &str)> = index.into_iter().map(|(address, key)| (address, scene.text(key))).collect();
    let mut frame = renderer.frame(scene, page, &heading).below(scene, &above, view.heading.to_string());
    if let Some(description) = view.description {
        frame = frame.described(description);
    }
    frame = frame.fed_by(scene, kind);
    if let Some(pager) = &view.pager {
        (frame.previous, frame.next) = (pager.previous.clone(), pager.next.clone());
    }
    renderer.templates.render("list.html", &frame, "list", &view, &[])
}

/// A page of a list.
#[derive(Debug, Serialize)]
pub struct ListView<'a> {
    /// "Chủ đề", "Cơ quan ban hành"; empty for all documents.
    pub eyebrow: &'static str,
    /// Name of the list.
    pub heading: Cow<'a, str>,
    /// The heading is the site's data (Vietnamese), not the interface's.
    pub vi: bool,
    /// What a type is in English, where the site is.
    pub gloss: Option<&'a str>,
    /// What belongs here.
    pub description: Option<&'a str>,
    /// Other words for a theme.
    pub synonyms: &'a [String],
    /// Broader themes, from the top.
    pub broader: Vec<Link<'a>>,
    /// Narrower themes.
    pub narrower: Vec<Link<'a>>,
    /// What is known of an issuer.
    pub card: Vec<Fact<'a>>,
    /// Documents in all, on the first page.
    pub total: usize,
    /// Those of this page, by the years in which they were issued.
    pub years: Vec<YearGroup<'a>>,
    /// Where each year begins, on the front page of a list of several.
    pub jumps: Vec<Jump>,
    /// Ways to narrow the list, on the front page.
    pub filters: Vec<FilterGroup<'a>>,
    /// That the list is narrowed.
    pub narrowed: Option<Narrowed<'a>>,
    /// Other pages.
    pub pager: Option<Pager>,
    /// Works of an issuer that are cited but not held, most cited first; on the first page.
    pub works: Vec<WorkLine<'a>>,
    /// How many more there are.
    pub more_works: usize,
    /// On the first page of a theme or a school year: what its documents, or their sections about the theme, cite most.
    pub cited: Vec<CitedHere<'a>>,
    /// What an agency must do, and what is sent to it; on the first page.
    pub tasks: Option<AgencyTasks<'a>>,
    /// What an issuer has issued in the order of time.
    pub timeline: Option<String>,
    /// The school year before.
    pub before: Option<Link<'a>>,
    /// The school year after.
    pub after: Option<Link<'a>>,
}

/// Documents of one year.
#[derive(Debug, Serialize)]
pub struct YearGroup<'a> {
    /// "Năm 2024"; `None` in a list so short that it needs no headings.
    pub name: Option<String>,
    /// `nam-2024`.
    pub anchor: String,
    /// Newest first.
    pub documents: Vec<DocumentLine<'a>>,
}

/// Where the documents of a year begin.
#[derive(Debug, Serialize)]
pub struct Jump {
    /// The page, and the year on it.
    pub href: String,
    /// "2024".
    pub text: String,
    /// Documents of that year.
    pub documents: usize,
}

/// A work that documents of a list cite.
#[derive(Debug, Serialize)]
pub struct CitedHere<'a> {
    /// The work.
    pub work: WorkLine<'a>,
    /// How many documents of the list cite it.
    pub documents: usize,
}

/// Works of an issuer shown on its page; `/vien-dan/` has all.
const ISSUER_WORKS: usize = 100;

/// Works that the documents of a theme or a school year cite most.
const CITED_MOST: usize = 10;

/// More documents than this, and years are headings.
const WITHOUT_YEARS: usize = 20;

impl<'a> ListView<'a> {
    /// The heading of a list, with nothing in it.
    pub(super) fn new(scene: Scene<'a>, kind: &'a ListKind, pager: Option<Pager>) -> Self {
        let mut view = Self {
            eyebrow: "",
            heading: Cow::Borrowed(scene.world.list_name(kind)),
            vi: true,
            gloss: None,
            description: None,
            synonyms: &[],
            broader: Vec::new(),
            narrower: Vec::new(),
            card: Vec::new(),
            total: 0,
            years: Vec::new(),
            jumps: Vec::new(),
            filters: Vec::new(),
            narrowed: None,
            pager,
            works: Vec::new(),
            more_works: 0,
            cited: Vec::new(),
            timeline: None,
            before: None,
            after: None,
            tasks: None,
        };
        match kind {
            ListKind::Theme(_) => view.eyebrow = scene.text("page-theme"),
            ListKind::Issuer(_) => view.eyebrow = scene.text("page-issuer"),
            ListKind::Type(key) => {
                view.eyebrow = scene.text("page-type");
                view.gloss = scene.world.type_gloss(key);
            }
            ListKind::SchoolYear(year) => {
                view.heading = Cow::Owned(scene.fill("page-year-heading", &[("year", year)]));
                view.vi = false;
            }
            ListKind::All => {
                view.heading = Cow::Borrowed(scene.text("page-nav-documents"));
                view.vi = false;
            }
        }
        view
    }
}

/// A page of the list `kind`. What is said of the list as a whole stands on the first one alone.
pub fn view<'a>(scene: Scene<'a>, kind: &'a ListKind, span: &Span, quoted: &Quoted) -> ListView<'a> {
    let first = list_address(kind);
    let mut view = ListView::new(scene, kind, Pager::by_span(scene, &first, scene.world.block(&first, span)));
    let shown = shown(scene.world, kind, span);
    if *span == Span::Front {
        let all = scene.world.documents_of(kind);
        add_front(scene, &mut view, kind, &all, quoted);
        view.years = years(scene, &shown, all.len() > WITHOUT_YEARS);
    } else {
        view.years = years(scene, &shown, true);
    }
    if let ListKind::Theme(key) = kind {
        name_sections(scene, &mut view, &shown, key);
    }
    view
}

/// What the first page says of the list as a whole.
fn add_front<'a>(
    scene: Scene<'a>,
    view: &mut ListView<'a>,
    kind: &'a ListKind,
    all: &[DocumentIndex],
    quoted: &Quoted,
) {
    view.total = all.len();
    view.jumps = jumps(scene, &list_address(kind), all);
    view.filters = groups(scene, kind, all);
    view.timeline = timeline::link(scene, kind);
    match kind {
        ListKind::Theme(key) => {
            view.cited = cited_most(scene, kind, all);
            add_theme(scene, view, key);
        }
        ListKind::Issuer(key) => {
            add_issuer(scene, view, key);
            view.tasks = of_agency(scene, key, quoted);
            if all.is_empty() && !scene.world.corpus.works_by_issuer.contains_key(key) {
                view.eyebrow = scene.text("page-agency");
            }
        }
        ListKind::SchoolYear(year) => {
            view.cited = cited_most(scene, kind, all);
            (view.before, view.after) = years_beside(scene, year);
        }
        ListKind::Type(_) | ListKind::All => {}
    }
}

/// The documents of one page under their years. Documents without a date stand in the year in which their school year
/// began, as they do in the order of the list; their lines say that the date is unknown.
pub(super) fn years<'a>(scene: Scene<'a>, shown: &[DocumentIndex], with_years: bool) -> Vec<YearGroup<'a>> {
    let mut rest = shown.iter().map(|index| DocumentLine::new(scene, *index));
    let runs = shown.chunk_by(|a, b| !with_years || year_of(scene, *a) == year_of(scene, *b));
    runs.map(|run| {
        let (name, anchor) = year_name(scene, year_of(scene, run[0]));
        YearGroup { name: with_years.then_some(name), anchor, documents: rest.by_ref().take(run.len()).collect() }
    })
    .collect()
}

pub(super) fn year_of(scene: Scene<'_>, document: DocumentIndex) -> Option<i16> {
    let year = order_key(&scene.world.corpus.documents[document].front_matter).year();
    (year > 1).then_some(year)
}

pub(super) fn year_name(scene: Scene<'_>, year: Option<i16>) -> (String, String) {
    match year {
        Some(year) => (scene.fill("page-year-of-list", &[("year", &year.to_string())]), format!("nam-{year}")),
        None => (scene.text("page-no-year").to_owned(), "khong-ro-nam".to_owned()),
    }
}

/// On the front page alone: what changes with every document would make all pages change.
pub(super) fn jumps(scene: Scene<'_>, first: &str, all: &[DocumentIndex]) -> Vec<Jump> {
    // Where each page begins: of what is in the list, which this page has read.
    let blocks = scene.world.site.blocks.quietly();
    let after = |block: &&Block| blocks.get(&span_address(first, &block.older.as_ref()?.span));
    let pages: Vec<&Block> = std::iter::successors(blocks.get(first), after).collect();
    if pages.len() < 2 && all.len() <= WITHOUT_YEARS {
        return Vec::new();
    }
    let ends: Vec<usize> = pages
        .iter()
        .scan(0, |end, block| {
            *end += block.members.len();
            Some(*end)
        })
        .collect();
    let mut at = 0;
    let mut jumps = Vec::new();
    for run in all.chunk_by(|a, b| year_of(scene, *a) == year_of(scene, *b)) {
        let year = year_of(scene, run[0]);
        let Some(page) = pages.get(ends.partition_point(|end| *end <= at)) else { break };
        let (name, anchor) = year_name(scene, year);
        jumps.push(Jump {
            href: scene.links.to_anchor(&span_address(first, &page.name.span), &anchor),
            text: year.map_or(name, |year| year.to_string()),
            documents: run.len(),
        });
        at += run.len();
    }
    if jumps.len() < 2 { Vec::new() } else { jumps }
}

/// What the documents of a list cite most: by the number of documents, then by address. Of a theme, only
/// its sections count.
fn cited_most<'a>(scene: Scene<'a>, kind: &ListKind, all: &[DocumentIndex]) -> Vec<CitedHere<'a>> {
    let corpus = scene.world.corpus;
    let theme = match kind {
        ListKind::Theme(key) => corpus.by_theme.get(key),
        _ => None,
    };
    let mut counts: BTreeMap<WorkIndex, usize> = BTreeMap::new();
    for (at, index) in all.iter().enumerate() {
        // The list of a theme is in the order of its documents.
        let about = theme.map_or(&[][..], |list| &list.documents[at].1);
        let document = &corpus.documents[*index];
        let is_about = |section: usize| about.is_empty() || within(&document.sections, about, section);
        let works = document.citations.iter().filter(|resolved| is_about(resolved.citation.section));
        let works: BTreeSet<WorkIndex> = works.filter_map(|resolved| resolved_work(&resolved.resolution)).collect();
        for work in works {
            *counts.entry(work).or_default() += 1;
        }
    }
    let mut works = corpus.in_order(counts.keys().copied());
    works.sort_by_key(|work| Reverse(counts[work]));
    works.truncate(CITED_MOST);
    let cited = |work| CitedHere { work: WorkLine::new(scene, work), documents: counts[&work] };
    works.into_iter().map(cited).collect()
}

/// Whether `section` is one of `about`, or lies in one.
pub(super) fn within(sections: &[Section], about: &[usize], section: usize) -> bool {
    let above = |section: &usize| sections.get(*section).and_then(|found| found.parent);
    std::iter::successors(Some(section), above).any(|section| about.contains(&section))
}

fn years_beside<'a>(scene: Scene<'a>, year: &str) -> (Option<Link<'a>>, Option<Link<'a>>) {
    let all = &scene.world.corpus.by_school_year;
    let link = |found: Option<(&'a String, _)>| {
        let (year, _) = found?;
        let href = scene.world.list_link(scene.links, &ListKind::SchoolYear(year.clone()));
        Some(Link { href, text: Cow::Borrowed(year.as_str()) })
    };
    let (before, after) = all.beside(year);
    (link(before), link(after))
}

/// Which sections of a document are about the theme, where not all of it is.
fn name_sections<'a>(scene: Scene<'a>, view: &mut ListView<'a>, shown: &[DocumentIndex], theme: &str) {
    let lines = view.years.iter_mut().flat_map(|year| year.documents.iter_mut());
    for (line, index) in lines.zip(shown) {
        let document = &scene.world.corpus.documents[*index];
        let mut tags = document.front_matter.themes.iter().filter(|tag| tag.theme.value == theme);
        let Some(tag) = tags.next().filter(|tag| !tag.sections.is_empty()) else { continue };
        let is_about = |at: &usize| tag.sections.iter().any(|anchor| anchor.value == *document.sections[*at].anchor);
        let sections: Vec<usize> = (0..document.sections.len()).filter(is_about).collect();
        line.name_sections(scene, *index, &sections);
    }
}

fn add_theme<'a>(scene: Scene<'a>, view: &mut ListView<'a>, key: &'a str) {
    let themes = &scene.world.registries.themes;
    let Some(theme) = themes.get(key) else { return };
    let link = |key: &str, name: &'a str| Link {
        href: scene.world.list_link(scene.links, &ListKind::Theme(key.to_owned())),
        text: Cow::Borrowed(name),
    };
    view.description = Some(theme.description.as_str()).filter(|text| !text.is_empty());
    view.synonyms = &theme.synonyms;
    let mut above = theme.parent.as_deref().and_then(|parent| themes.get(parent));
    // The registry refuses cycles; the limit only keeps a mistake there from hanging a page.
    while let Some(parent) = above.filter(|_| view.broader.len() < 8) {
        view.broader.insert(0, link(&parent.key, &parent.name));
        above = parent.parent.as_deref().and_then(|parent| themes.get(parent));
    }
    let children = themes.iter().filter(|child| child.parent.as_deref() == Some(key));
    view.narrower = children.map(|child| link(&child.key, &child.name)).collect();
}

fn add_issuer<'a>(scene: Scene<'a>, view: &mut ListView<'a>, key: &'a str) {
    if let Some(issuer) = scene.world.registries.issuers.get(key) {
        view.card = issuer_card(scene, issuer);
    }
    let corpus = scene.world.corpus;
    let Some(works) = corpus.works_by_issuer.get(key) else { return };
    let mut works = corpus.in_order(works.iter().copied());
    works.sort_by_key(|index| Reverse(corpus.works[*index].cited_by.len()));
    view.more_works = works.len().saturating_sub(ISSUER_WORKS);
    view.works = works.iter().take(ISSUER_WORKS).map(|index| WorkLine::counted(scene, *index)).collect();
}

fn issuer_card<'a>(scene: Scene<'a>, issuer: &'a Issuer) -> Vec<Fact<'a>> {
    let world = scene.world;
    let mut card = Vec::new();
    if issuer.official_name != issuer.name {
        card.push(Fact::data(scene.text("page-official-name"), issuer.official_name.as_str(), None));
    }
    let level = match issuer.level {
        Level::Central => "page-level-central",
        Level::Province => "page-level-province",
        Level::District => "page-level-district",
        Level::Commune => "page-level-commune",
        Level::School => "page-level-school",
    };
    card.push(Fact::word(scene.text("page-level"), scene.text(level)));
    if let Some(place) = &issuer.place {
        let text = match &issuer.province {
            Some(province) if province != place => format!("{place}, {province}"),
            _ => place.clone(),
        };
        card.push(Fact::data(scene.text("page-place"), text, None));
    }
    let parent = issuer.parent.as_ref().map(|key| ("page-parent", key));
    let before = issuer.predecessors.iter().map(|key| ("page-predecessor", key));
    let next = issuer.successor.as_ref().map(|key| ("page-successor", key));
    for (term, key) in parent.into_iter().chain(before).chain(next) {
        let href = world.list_link(scene.links, &ListKind::Issuer(key.clone()));
        let name = world.issuer_name(key);
        let dated = world.registries.issuers.dated_name(key, name);
        card.push(Fact::data(scene.text(term), dated.unwrap_or_else(|| name.to_owned()), href));
    }
    for (term, date) in [("page-valid-from", issuer.valid_from), ("page-valid-to", issuer.valid_to)] {
        if let Some(date) = date {
            card.push(Fact::word(scene.text(term), written(scene.language(), WorkDate::Day(date))));
        }
    }
    card
}
