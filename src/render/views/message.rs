//! Pages that only say something: gone, former address, no longer cited; and redirects.

use super::Scene;
use super::parts::WorkLine;
use crate::corpus::FormerAddress;
use serde::Serialize;

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

/// A page that leads to another.
#[derive(Debug, Serialize)]
pub struct RedirectView {
    /// Link to the new page.
    pub href: String,
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
pub fn gone<'a>(scene: Scene<'a>, reason: &'a str) -> MessageView<'a> {
    MessageView {
        heading: scene.text("page-gone-heading").to_owned(),
        text: scene.text("page-gone-text"),
        reason: Some(reason),
        works: Vec::new(),
    }
}

/// A work that nobody cites any more.
pub fn uncited<'a>(scene: Scene<'a>, label: &str) -> MessageView<'a> {
    MessageView { heading: label.to_owned(), text: scene.text("page-uncited-text"), reason: None, works: Vec::new() }
}
