//! All passages that cite a document of the site, where they are too many for its own page.
//!
//! In: a document, the number of the page. Out: when the pages exist, what they are made of, their bytes.

use crate::address;
use crate::corpus::DocumentIndex;
use crate::diagnostic::Diagnostic;
use crate::site::pages::document::{CitedByPage, all_cited_by};
use crate::site::plan::Planner;
use crate::site::sources::PageSources;
use crate::site::views::parts::page_of;
use crate::site::views::{self, Scene};
use crate::site::world::World;
use crate::site::{CITED_BY_PAGE, Job, Page, Renderer, SHOWN};

/// Address of page `number` (from 1).
pub fn cited_by_address(document: &str, number: usize) -> String {
    if number <= 1 { format!("{document}duoc-vien-dan/") } else { format!("{document}duoc-vien-dan/{number}/") }
}

/// How many pages the passages that cite a document have besides the document's own.
pub const fn cited_by_pages(passages: usize) -> usize {
    if passages > SHOWN { passages.div_ceil(CITED_BY_PAGE) } else { 0 }
}

/// Pages for documents that are cited often.
pub(super) fn plan(planner: &mut Planner<'_>) {
    let corpus = planner.input.corpus;
    for (index, document) in corpus.documents.iter().enumerate() {
        for number in 1..=cited_by_pages(corpus.works[document.work].cited_by.len()) {
            planner.add(cited_by_address(&document.address, number), Job::CitedBy(index, number));
        }
    }
}

/// What the page is made of.
pub(super) fn sources(world: &World<'_>, index: DocumentIndex, number: usize) -> PageSources {
    let placed = world.placed(index);
    let shown = page_of(&placed, number, CITED_BY_PAGE).iter().map(|placed| placed.passage.document);
    PageSources::documents([index].into_iter().chain(shown).collect::<Vec<_>>())
}

/// The bytes of the page.
///
/// # Errors
/// See [`crate::site::MakeError`].
pub(super) fn make(
    renderer: &Renderer,
    scene: Scene<'_>,
    page: &Page,
    index: DocumentIndex,
    number: usize,
) -> Result<Vec<u8>, Diagnostic> {
    let document = &scene.world.corpus.documents[index];
    let title = views::document_title(scene.world, document);
    let heading = scene.fill("page-cited-by-heading", &[("title", &title)]);
    let view = all_cited_by(scene, index, number);
    let above = [
        (address::DOCUMENTS, scene.text("page-nav-documents")),
        (document.address.as_str(), &document.front_matter.title),
    ];
    let here = views::numbered(scene, scene.text("page-cited-by"), number);
    let mut frame = renderer.frame(scene, page, &heading).below(scene, &above, here);
    if let Some(pager) = &view.pager {
        (frame.previous, frame.next) = (pager.previous.clone(), pager.next.clone());
    }
    let view = CitedByPage { href: scene.links.to(&document.address), title, cited_by: view };
    renderer.templates.render("cited-by.html", &frame, "cited_by", &view, &[])
}
