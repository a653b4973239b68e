//! What a server shows where there is no page.
//!
//! In: the configuration. Out: one page, whose links hold at any address.

use crate::diagnostic::Diagnostic;
use crate::site::plan::Planner;
use crate::site::views::Scene;
use crate::site::{Job, Page, Renderer};

/// Address of the page.
pub const NOT_FOUND: &str = "/404.html";

/// One page.
pub(super) fn plan(planner: &mut Planner<'_>) {
    planner.add(NOT_FOUND, Job::NotFound);
}

/// The bytes of the page.
///
/// # Errors
/// See [`crate::site::MakeError`].
pub(super) fn make(renderer: &Renderer, scene: Scene<'_>, page: &Page) -> Result<Vec<u8>, Diagnostic> {
    let mut frame = renderer.frame(scene, page, scene.text("page-not-found"));
    (frame.noindex, frame.canonical, frame.feed) = (true, None, None);
    renderer.templates.render("not-found.html", &frame, "not_found", &(), &[])
}
