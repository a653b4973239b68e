//! Pages that only say something: of an address that may mean several works, of a text that was taken away, of a work
//! that nothing cites any more. `redirects` plans them.
//!
//! In: what the address was. Out: bytes.

use crate::content::config::Gone;
use crate::corpus::FormerAddress;
use crate::diagnostic::Diagnostic;
use crate::site::views::Scene;
use crate::site::views::parts::WorkLine;
use crate::site::{Page, Renderer};
use serde::Serialize;

fn bytes(renderer: &Renderer, scene: Scene<'_>, page: &Page, view: &MessageView<'_>) -> Result<Vec<u8>, Diagnostic> {
    let mut frame = renderer.frame(scene, page, &view.heading).below(scene, &[], view.heading.clone());
    frame.noindex = true;
    renderer.templates.render("message.html", &frame, "message", view, &[])
}

/// The bytes of the page of an address that may mean several works.
///
/// # Errors
/// See [`crate::site::MakeError`].
pub(super) fn make_former(
    renderer: &Renderer,
    scene: Scene<'_>,
    page: &Page,
    index: usize,
) -> Result<Vec<u8>, Diagnostic> {
    bytes(renderer, scene, page, &former(scene, &scene.world.corpus.former[index]))
}

/// The bytes of the page of a text that was taken away.
///
/// # Errors
/// See [`crate::site::MakeError`].
pub(super) fn make_gone(
    renderer: &Renderer,
    scene: Scene<'_>,
    page: &Page,
    index: usize,
) -> Result<Vec<u8>, Diagnostic> {
    bytes(renderer, scene, page, &gone(scene, &scene.world.config.gone[index]))
}

/// The bytes of the page of a work that nothing cites any more.
///
/// # Errors
/// See [`crate::site::MakeError`].
pub(super) fn make_uncited(
    renderer: &Renderer,
    scene: Scene<'_>,
    page: &Page,
    label: &str,
) -> Result<Vec<u8>, Diagnostic> {
    bytes(renderer, scene, page, &uncited(scene, label))
}

/// A page with a heading, a sentence and perhaps works to choose from.
#[derive(Debug, Serialize)]
pub struct MessageView<'a> {
    /// Heading.
    pub heading: String,
    /// Explains why the page is here.
    pub text: &'static str,
    /// The editors' reason.
    pub reason: Option<&'a str>,
    /// What the address may mean.
    pub works: Vec<WorkLine<'a>>,
}

/// An address that may mean several works now.
pub fn former<'a>(scene: Scene<'a>, former: &'a FormerAddress) -> MessageView<'a> {
    MessageView {
        heading: former.label.clone(),
        text: scene.text("page-former-text"),
        reason: None,
        works: former.candidates.iter().map(|index| WorkLine::new(scene, *index)).collect(),
    }
}

/// An address whose text was taken away.
pub fn gone<'a>(scene: Scene<'a>, gone: &'a Gone) -> MessageView<'a> {
    let (heading, text) = if gone.address.value.ends_with('/') {
        ("page-gone-heading", "page-gone-text")
    } else {
        ("page-gone-file-heading", "page-gone-file-text")
    };
    MessageView {
        heading: scene.text(heading).to_owned(),
        text: scene.text(text),
        reason: Some(&gone.reason),
        works: Vec::new(),
    }
}

/// A work that is not cited any more.
pub fn uncited<'a>(scene: Scene<'a>, label: &str) -> MessageView<'a> {
    MessageView { heading: label.to_owned(), text: scene.text("page-uncited-text"), reason: None, works: Vec::new() }
}
