//! A list of documents: all, or those of a theme, an issuer, a type, a school year, with what is known of that.

use super::Scene;
use super::parts::{DocumentLine, Fact, Link, Pager, WorkLine, page_of};
use super::tasks::{AgencyTasks, Quoted, of_agency};
use crate::content::registry::{Issuer, Level};
use crate::corpus::DocumentIndex;
use crate::render::links::{list_address, page_address};
use crate::render::templates::written;
use crate::site::{LIST_PAGE, ListKind};
use crate::text::date::WorkDate;
use serde::Serialize;
use std::borrow::Cow;

/// A page of a list.
#[derive(Debug, Serialize)]
pub struct ListView<'a> {
    /// "Chủ đề", "Cơ quan ban hành"; empty for all documents.
    pub eyebrow: &'static str,
    /// Name of the list.
    pub heading: Cow<'a, str>,
    /// The heading is the site's data (Vietnamese), not the interface's.
    pub vi: bool,
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
    /// Documents in all.
    pub total: usize,
    /// Those of this page.
    pub documents: Vec<DocumentLine<'a>>,
    /// Other pages.
    pub pager: Option<Pager>,
    /// Works of an issuer that are cited but not held, most cited first; on the first page.
    pub works: Vec<WorkLine<'a>>,
    /// How many more there are.
    pub more_works: usize,
    /// What an agency must do, and what is sent to it; on the first page.
    pub tasks: Option<AgencyTasks<'a>>,
}

/// Works of an issuer shown on its page; `/vien-dan/` has all.
const ISSUER_WORKS: usize = 100;

/// Page `number` of the list `kind`.
pub fn view<'a>(scene: Scene<'a>, kind: &'a ListKind, number: usize, quoted: &Quoted) -> ListView<'a> {
    let world = scene.world;
    let all = world.documents_of(kind);
    let first = list_address(kind);
    let mut view = ListView {
        eyebrow: "",
        heading: Cow::Borrowed(world.list_name(kind)),
        vi: true,
        description: None,
        synonyms: &[],
        broader: Vec::new(),
        narrower: Vec::new(),
        card: Vec::new(),
        total: all.len(),
        documents: lines(scene, kind, page_of(&all, number, LIST_PAGE)),
        pager: Pager::new(scene, number, all.len(), LIST_PAGE, |page| page_address(&first, page)),
        works: Vec::new(),
        more_works: 0,
        tasks: None,
    };
    match kind {
        ListKind::Theme(key) => add_theme(scene, &mut view, key),
        ListKind::Issuer(key) => {
            add_issuer(scene, &mut view, key, number == 1);
            view.tasks = of_agency(scene, key, quoted).filter(|_| number == 1);
            if all.is_empty() && !world.corpus.works_by_issuer.contains_key(key) {
                view.eyebrow = scene.text("page-agency");
            }
        }
        ListKind::Type(_) => view.eyebrow = scene.text("page-type"),
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

fn lines<'a>(scene: Scene<'a>, kind: &ListKind, documents: &[DocumentIndex]) -> Vec<DocumentLine<'a>> {
    let theme = match kind {
        ListKind::Theme(key) => scene.world.corpus.by_theme.get(key),
        _ => None,
    };
    let sections = |index: &DocumentIndex| {
        let found = theme?.documents.iter().find(|(document, _)| document == index)?;
        Some(found.1.as_slice())
    };
    documents
        .iter()
        .map(|index| DocumentLine::new(scene, *index).with_sections(scene, *index, sections(index).unwrap_or(&[])))
        .collect()
}

fn add_theme<'a>(scene: Scene<'a>, view: &mut ListView<'a>, key: &'a str) {
    view.eyebrow = scene.text("page-theme");
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

fn add_issuer<'a>(scene: Scene<'a>, view: &mut ListView<'a>, key: &'a str, with_works: bool) {
    view.eyebrow = scene.text("page-issuer");
    if let Some(issuer) = scene.world.registries.issuers.get(key) {
        view.card = issuer_card(scene, issuer);
    }
    let corpus = scene.world.corpus;
    let Some(works) = corpus.works_by_issuer.get(key).filter(|_| with_works) else { return };
    let mut works: Vec<usize> = works.clone();
    works.sort_by_key(|index| (std::cmp::Reverse(corpus.works[*index].cited_by.len()), corpus.rank(*index)));
    view.more_works = works.len().saturating_sub(ISSUER_WORKS);
    view.works = works.iter().take(ISSUER_WORKS).map(|index| WorkLine::new(scene, *index)).collect();
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
    };
    card.push(Fact::word(scene.text("page-level"), scene.text(level)));
    if let Some(place) = &issuer.place {
        let text = match &issuer.province {
            Some(province) if province != place => format!("{place}, {province}"),
            _ => place.clone(),
        };
        card.push(Fact::data(scene.text("page-place"), text, None));
    }
    for (term, key) in [("page-parent", &issuer.parent), ("page-successor", &issuer.successor)] {
        if let Some(key) = key {
            let href = world.list_link(scene.links, &ListKind::Issuer(key.clone()));
            card.push(Fact::data(scene.text(term), world.issuer_name(key), href));
        }
    }
    for (term, date) in [("page-valid-from", issuer.valid_from), ("page-valid-to", issuer.valid_to)] {
        if let Some(date) = date {
            card.push(Fact::word(scene.text(term), written(scene.language(), WorkDate::Day(date))));
        }
    }
    card
}
