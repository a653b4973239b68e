//! The other forms of a document, as its page offers them.
//!
//! In: a document of the corpus. Out: links with what a reader saves them as.

use crate::corpus::HeldDocument;
use crate::site::Format;
use crate::site::pages::forms::{format_address, forms_of};
use crate::site::views::Scene;
use serde::Serialize;

/// One form.
#[derive(Debug, Serialize)]
pub struct FormatView {
    /// Where it is.
    pub href: String,
    /// `text/markdown`.
    pub media_type: &'static str,
    /// "Markdown".
    pub name: &'static str,
    /// The name under which it is saved: all files of the site are called alike.
    pub file: String,
}

pub(super) fn formats(scene: Scene<'_>, document: &HeldDocument) -> Vec<FormatView> {
    let view = |format: &Format| FormatView {
        href: scene.links.to(&format_address(&document.address, *format)),
        media_type: format.media_type(),
        name: scene.text(format.name()),
        file: format!("{}.{}", document.id.rsplit('/').next().unwrap_or(&document.id), format.ending()),
    };
    forms_of(scene.world, document).map(|format| view(&format)).collect()
}
