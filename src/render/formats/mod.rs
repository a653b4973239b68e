//! A document in other forms than its page: its source, plain text, JSON, Akoma Ntoso. All are made of the tree that the page is made of.
//!
//! In: a document of the corpus, its file and its tree. Out: bytes, UTF-8.

mod json;
mod markdown;
mod pieces;
mod text;

pub use markdown::published;

use super::akoma;
use super::texts::DocumentText;
use super::views::Scene;
use crate::corpus::DocumentIndex;
use crate::site::Format;

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
