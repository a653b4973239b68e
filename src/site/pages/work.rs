//! The page of a work whose text the site does not hold, and the list of all works by times cited.

use crate::address;
use crate::corpus::{Work, WorkIndex};
use crate::diagnostic::Diagnostic;
use crate::render::citing;
use crate::render::names::{self, work_name};
use crate::render::templates::written;
use crate::site::address::{list_address, page_address};
use crate::site::pages::document::{CitedByView, cited_by, perhaps_cited_by};
use crate::site::pages::picture::picture_link;
use crate::site::plan::Planner;
use crate::site::sources::{PageSources, rows};
use crate::site::views::meaning::{self, MeaningView, standing_fact};
use crate::site::views::parts::{CitationView, Fact, RelationGroup, page_of, relation_groups};
use crate::site::views::{self, Scene, legislation};
use crate::site::world::World;
use crate::site::{CITED_BY_PAGE, Job, ListKind, Page, Renderer};
use serde::Serialize;
use std::sync::Arc;

/// Pages for each work that the site does not hold.
pub(super) fn plan(planner: &mut Planner<'_>) {
    let corpus = planner.input.corpus;
    let is_listed = |(index, work): &(usize, &Arc<Work>)| work.held.is_none() && corpus.has_work(*index);
    for (index, work) in corpus.works.iter().enumerate().filter(is_listed) {
        let label = work.number.as_ref().map_or_else(
            || work.title.clone().unwrap_or_else(|| work.id.clone()),
            |number| format!("{} {number}", work.kind_name),
        );
        planner.add_permanent(&work.address, "work", &label, Job::Work(index, 1));
        for (address, job) in pages(work, index).skip(1) {
            planner.add(address, job);
        }
    }
}

/// The pages of one work: the first is its own address.
pub fn pages(work: &Work, index: WorkIndex) -> impl Iterator<Item = (String, Job)> {
    let numbers = 1..=work.cited_by.len().div_ceil(CITED_BY_PAGE).max(1);
    numbers.map(move |number| (page_address(&work.address, number), Job::Work(index, number)))
}

/// What the page is made of.
pub(super) fn sources(world: &World<'_>, work: WorkIndex, number: usize) -> PageSources {
    let shown = page_of(&world.corpus.works[work].cited_by, number, CITED_BY_PAGE);
    let documents = shown.iter().map(|passage| passage.document).collect();
    PageSources { files: rows(world, &[work]), documents, texts: Vec::new() }
}

/// The bytes of the page.
///
/// # Errors
/// See [`crate::site::MakeError`].
pub(super) fn make(
    renderer: &Renderer,
    scene: Scene<'_>,
    page: &Page,
    index: WorkIndex,
    number: usize,
) -> Result<Vec<u8>, Diagnostic> {
    let work = &scene.world.corpus.works[index];
    let view = view(scene, index, number);
    let issuer = work.issuer.clone().zip(work.issuer_name.as_deref());
    let issuer = issuer.map(|(key, name)| (list_address(&ListKind::Issuer(key)), name));
    let mut above = vec![(address::WORKS, scene.text("page-nav-works"))];
    above.extend(issuer.as_ref().map(|(address, name)| (address.as_str(), *name)));
    let heading = match number {
        1 => view.name.clone(),
        _ => views::numbered(scene, &view.name, number),
    };
    let label = names::label_of(scene.language(), work);
    let mut frame = renderer.frame(scene, page, &heading).below(scene, &above, view.name.clone()).described(&label);
    frame = frame.cited_as(&work.id);
    if let Some(pager) = &view.cited_by.pager {
        (frame.previous, frame.next) = (pager.previous.clone(), pager.next.clone());
    }
    // Page 1 is the work's own address.
    let legislation = if number == 1 { legislation::json_ld(scene.world, index) } else { String::new() };
    renderer.templates.render("work.html", &frame, "work", &view, &[("legislation", &legislation)])
}

/// The page of a work not held.
#[derive(Debug, Serialize)]
pub struct WorkView<'a> {
    /// Type and number.
    pub name: String,
    /// Title, where the name does not say it.
    pub title: Option<&'a str>,
    /// What is known.
    pub card: Vec<Fact<'a>>,
    /// How official texts cite it.
    pub citation: CitationView,
    /// Official address.
    pub official: Option<&'a str>,
    /// Remark of the editors.
    pub note: Option<&'a str>,
    /// The editors have verified it.
    pub verified: bool,
    /// The picture of what stands around it, where there is one.
    pub picture: Option<String>,
    /// Relations to other works.
    pub relations: Vec<RelationGroup<'a>>,
    /// What documents say of it.
    pub meaning: MeaningView<'a>,
    /// Its text is not here, in any form.
    pub formats: [(); 0],
    /// Who cites it, one page.
    pub cited_by: CitedByView<'a>,
    /// Passages that may mean it; on the first page.
    pub perhaps: CitedByView<'a>,
}

/// Page `number` of work `index`.
pub fn view(scene: Scene<'_>, index: WorkIndex, number: usize) -> WorkView<'_> {
    let work = &scene.world.corpus.works[index];
    let unstated = scene.text("page-unstated");
    let list = |kind: ListKind| scene.world.list_link(scene.links, &kind);
    let kind_link = work.kind.clone().and_then(|key| list(ListKind::Type(key)));
    let mut card = vec![Fact::data(scene.text("page-type"), work.kind_name.as_str(), kind_link)];
    if let Some(number) = &work.number {
        card.push(Fact::data(scene.text("page-number"), number.as_str(), None));
    }
    let date = work.date.map_or_else(|| unstated.to_owned(), |date| written(scene.language(), date));
    card.push(Fact::word(scene.text("page-date"), date));
    card.push(match (&work.issuer, &work.issuer_name) {
        (Some(key), Some(name)) => {
            Fact::data(scene.text("page-issuer"), name.as_str(), list(ListKind::Issuer(key.clone())))
        }
        (None, Some(name)) => Fact::data(scene.text("page-issuer"), name.as_str(), None),
        _ => Fact::word(scene.text("page-issuer"), unstated),
    });
    card.push(standing_fact(scene, index));
    card.extend(crate::site::views::twins::facts(scene, index));
    WorkView {
        name: work_name(work),
        title: work.number.as_ref().and(work.title.as_deref()),
        card,
        citation: CitationView::new(scene, citing::citation(scene.world.registries, work)),
        official: work.url.as_deref(),
        note: work.note.as_deref(),
        verified: work.row.is_some(),
        picture: picture_link(scene, &work.address),
        relations: relation_groups(scene, &work.relations),
        meaning: meaning::view(scene, index),
        formats: [],
        cited_by: cited_by(scene, index, number, |page| page_address(&work.address, page)),
        perhaps: perhaps_cited_by(scene, index, number == 1),
    }
}
