//! All that a document cites, where that is too much for its own page.
//!
//! In: a document. Out: when the page exists, its bytes.

use crate::address;
use crate::corpus::listed::listed;
use crate::corpus::{DocumentIndex, HeldDocument};
use crate::diagnostic::Diagnostic;
use crate::site::pages::document::{self, CitesPage, Lists};
use crate::site::plan::Planner;
use crate::site::views::{self, Scene};
use crate::site::{Job, Page, Renderer, SHOWN};

/// Address of the page.
pub fn cites_address(document: &str) -> String {
    format!("{document}vien-dan/")
}

/// Whether what a document cites has a page of its own.
pub fn has_long_cites(document: &HeldDocument) -> bool {
    // Most documents cite little: nothing is put in order for them.
    document.citations.len() > SHOWN && {
        let listed = listed(document);
        listed.works.len() > SHOWN || listed.unresolved.len() > SHOWN
    }
}

/// A page for each document that cites much.
pub(super) fn plan(planner: &mut Planner<'_>) {
    for (index, document) in planner.input.corpus.documents.iter().enumerate() {
        if has_long_cites(document) {
            planner.add(cites_address(&document.address), Job::Cites(index));
        }
    }
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
) -> Result<Vec<u8>, Diagnostic> {
    let held = &scene.world.corpus.documents[index];
    let title = views::document_title(scene.world, held);
    let heading = scene.fill("page-cites-heading", &[("title", &title)]);
    let lists = Lists::of(scene, index);
    let cites = document::cites(scene, index, &lists, true);
    let above =
        [(address::DOCUMENTS, scene.text("page-nav-documents")), (held.address.as_str(), &held.front_matter.title)];
    let frame = renderer.frame(scene, page, &heading).below(scene, &above, scene.text("page-cites"));
    let view = CitesPage { href: scene.links.to(&held.address), title, cites };
    renderer.templates.render("cites.html", &frame, "cites", &view, &[])
}
