//! All works by times cited.
//!
//! In: the number of the page. Out: when the pages exist, what they are made of, their view and bytes.

use crate::address;
use crate::corpus::Corpus;
use crate::diagnostic::Diagnostic;
use crate::site::address::page_address;
use crate::site::plan::Planner;
use crate::site::sources::{PageSources, held, rows};
use crate::site::views::parts::{Pager, WorkLine, page_of};
use crate::site::views::{self, Scene};
use crate::site::world::World;
use crate::site::{Job, LIST_PAGE, Page, Renderer};
use serde::Serialize;

/// The pages of `/vien-dan/`, one at least.
pub(super) fn plan(planner: &mut Planner<'_>) {
    for (address, job) in pages(count(planner.input.corpus)) {
        planner.add(address, job);
    }
}

/// How many works are listed.
pub fn count(corpus: &Corpus) -> usize {
    corpus.works.iter().filter(|work| !work.cited_by.is_empty()).count()
}

/// The pages of a list of so many works.
pub fn pages(works: usize) -> impl Iterator<Item = (String, Job)> {
    let numbers = 1..=works.div_ceil(LIST_PAGE).max(1);
    numbers.map(|number| (page_address(address::WORKS, number), Job::Works(number)))
}

/// What the page is made of.
pub(super) fn sources(world: &World<'_>, number: usize) -> PageSources {
    let works = page_of(world.most_cited(), number, LIST_PAGE);
    PageSources { files: rows(world, works), documents: held(world, works), texts: Vec::new() }
}

/// The bytes of the page.
///
/// # Errors
/// See [`crate::site::MakeError`].
pub(super) fn make(renderer: &Renderer, scene: Scene<'_>, page: &Page, number: usize) -> Result<Vec<u8>, Diagnostic> {
    let view = view(scene, number);
    let name = scene.text("page-nav-works");
    let heading = views::numbered(scene, name, number);
    let mut frame = renderer.frame(scene, page, &heading).below(scene, &[], name);
    if let Some(pager) = &view.pager {
        (frame.previous, frame.next) = (pager.previous.clone(), pager.next.clone());
    }
    renderer.templates.render("works.html", &frame, "works", &view, &[])
}

/// One page of all works.
#[derive(Debug, Serialize)]
pub struct WorksView<'a> {
    /// Works in all.
    pub total: usize,
    /// Those of this page.
    pub works: Vec<WorkLine<'a>>,
    /// Rank of the first.
    pub start: usize,
    /// Other pages.
    pub pager: Option<Pager>,
}

/// Page `number` of `/vien-dan/`.
fn view(scene: Scene<'_>, number: usize) -> WorksView<'_> {
    let all = scene.world.most_cited();
    WorksView {
        total: all.len(),
        works: page_of(all, number, LIST_PAGE).iter().map(|index| WorkLine::counted(scene, *index)).collect(),
        start: number.saturating_sub(1) * LIST_PAGE + 1,
        pager: Pager::new(scene, number, all.len(), LIST_PAGE, |page| page_address(address::WORKS, page)),
    }
}
