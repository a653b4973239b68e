//! A document in other forms than its page: its source, plain text, JSON, Akoma Ntoso. All are made of the tree that the page is made of.
//!
//! In: a document of the corpus, its file and its tree. Out: bytes, UTF-8.

pub mod akoma;
mod json;
mod markdown;
mod pieces;
mod text;

pub use markdown::published;

use crate::corpus::DocumentIndex;
use crate::site::Format;
use crate::site::Job;
use crate::site::plan::Planner;
use crate::site::texts::DocumentText;
use crate::site::views::Scene;

/// Address of a document in another form.
pub fn format_address(document: &str, format: Format) -> String {
    format!("{document}van-ban.{}", format.ending())
}

/// Each document in each form.
pub(super) fn plan(planner: &mut Planner<'_>) {
    for (index, document) in planner.input.corpus.documents.iter().enumerate() {
        for format in Format::ALL {
            planner.add(format_address(&document.address, format), Job::Format(index, format));
        }
    }
}

/// Document `index` as `format`.
pub fn bytes(
    scene: Scene<'_>,
    index: DocumentIndex,
    DocumentText { source, tree }: &DocumentText,
    format: Format,
) -> Vec<u8> {
    match format {
        Format::Markdown => published(source, scene.world.corpus.documents[index].body).into_bytes(),
        Format::Json => json::bytes(scene, index, tree),
        Format::Text => text::text(scene, index, tree).into_bytes(),
        Format::AkomaNtoso => akoma::write(scene, index, tree),
    }
}
