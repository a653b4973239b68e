//! How to read the marks, and what the site is.
//!
//! In: the configuration. Out: one page.

use crate::diagnostic::Diagnostic;
use crate::site::plan::Planner;
use crate::site::views::Scene;
use crate::site::{Job, Page, Renderer};

/// Address of the page.
pub const ABOUT: &str = "/gioi-thieu/";

/// One page.
pub(super) fn plan(planner: &mut Planner<'_>) {
    planner.add(ABOUT, Job::About);
}

/// The bytes of the page.
///
/// # Errors
/// See [`crate::site::MakeError`].
pub(super) fn make(renderer: &Renderer, scene: Scene<'_>, page: &Page) -> Result<Vec<u8>, Diagnostic> {
    let name = scene.text("page-about");
    let frame = renderer.frame(scene, page, name).below(scene, &[], name);
    renderer.templates.render("about.html", &frame, "about", &(), &[])
}
