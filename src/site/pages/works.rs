//! All works by times cited.
//!
//! In: which part of the list. Out: when the pages exist, what they are made of, their view and bytes.

use crate::address;
use crate::corpus::{Corpus, WorkIndex};
use crate::diagnostic::Diagnostic;
use crate::site::blocks::{self, Entry, ListPage, Members, Moment, Span, planned};
use crate::site::plan::Planner;
use crate::site::sources::{PageSources, held, rows};
use crate::site::views::parts::{Pager, WorkLine};
use crate::site::views::{self, Scene};
use crate::site::world::World;
use crate::site::{Job, LIST_PAGE, Page, Renderer};
use serde::Serialize;
use std::cmp::Reverse;

/// The pages of `/vien-dan/`, where anything is cited.
pub(super) fn plan(planner: &mut Planner<'_>) {
    planner.add_list(pages(planner.input.corpus));
}

/// The pages of the list: by times cited, of as many the newest first.
pub fn pages(corpus: &Corpus) -> Vec<ListPage> {
    let times = |index: &WorkIndex| corpus.works[*index].cited_by.len();
    let cited = corpus.works_by_address().filter(|index| times(index) > 0);
    let entry = |index| Entry { member: index, moment: Moment::of_work(corpus, index), times: Some(times(&index)) };
    let mut entries: Vec<Entry> = cited.map(entry).collect();
    if entries.is_empty() {
        return Vec::new();
    }
    entries.sort_by_key(|entry| Reverse((entry.times, entry.moment)));
    planned(address::WORKS, blocks::pages(&entries, Members::Works, LIST_PAGE), Job::Works)
}

fn shown(world: &World<'_>, span: &Span) -> Vec<WorkIndex> {
    world.block(address::WORKS, span).map_or_else(Vec::new, |block| block.members().collect())
}

/// What the page is made of.
pub(super) fn sources(world: &World<'_>, span: &Span) -> PageSources {
    let works = shown(world, span);
    PageSources { files: rows(world, &works), documents: held(world, &works), texts: Vec::new() }
}

/// The bytes of the page.
///
/// # Errors
/// See [`crate::site::MakeError`].
pub(super) fn make(renderer: &Renderer, scene: Scene<'_>, page: &Page, span: &Span) -> Result<Vec<u8>, Diagnostic> {
    let view = view(scene, span);
    let name = scene.text("page-nav-works");
    let heading = views::dated(scene, name, scene.world.block(address::WORKS, span));
    let mut frame = renderer.frame(scene, page, &heading).below(scene, &[], name);
    if let Some(pager) = &view.pager {
        (frame.previous, frame.next) = (pager.previous.clone(), pager.next.clone());
    }
    renderer.templates.render("works.html", &frame, "works", &view, &[])
}

/// One page of all works.
#[derive(Debug, Serialize)]
pub struct WorksView<'a> {
    /// Works in all, on the first page.
    pub total: usize,
    /// Those of this page.
    pub works: Vec<WorkLine<'a>>,
    /// Other pages.
    pub pager: Option<Pager>,
}

/// A page of `/vien-dan/`.
fn view<'a>(scene: Scene<'a>, span: &Span) -> WorksView<'a> {
    WorksView {
        total: if *span == Span::Front { scene.world.most_cited().len() } else { 0 },
        works: shown(scene.world, span).into_iter().map(|index| WorkLine::counted(scene, index)).collect(),
        pager: Pager::by_span(scene, address::WORKS, scene.world.block(address::WORKS, span)),
    }
}
