//! A document in other forms than its page: its source, plain text, JSON, Akoma Ntoso. All are made of the
//! tree that the page is made of.
//!
//! In: a document of the corpus, its file and its tree. Out: bytes, UTF-8.
//!
//! ## How the forms are made
//!
//! `site::Format` names the forms of a document beside its page; this module makes them of the tree that the page
//! is made of, in the same step (`pipeline/searching`), so nothing is parsed again. `pieces` reads the tree off
//! line by line; plain text and JSON follow it, Akoma Ntoso (`akoma`) the tree itself. The published Markdown has
//! exactly the characters of the file (`document::hidden` blanks remarks), so offsets in the data count in it.
//! `catalogue/data.tsv` lists every key of the data: schemas (`site/pages/data`) and the page that explains the
//! data are made of it, and tests hold the data against it; a new key is a line there. Both feeds are written from
//! one list of entries (`site/pages/feeds`). The archive (`site/pages/archive.rs`) is a stream; it reads the
//! sources once more, but parses nothing.

pub mod akoma;
mod json;
mod pieces;
mod text;

use crate::corpus::{DocumentIndex, HeldDocument};
use crate::document::hidden::published;
use crate::site::plan::Planner;
use crate::site::texts::DocumentText;
use crate::site::views::Scene;
use crate::site::world::World;
use crate::site::{Format, Job};

/// Address of a document in another form.
pub fn format_address(document: &str, format: Format) -> String {
    format!("{document}van-ban.{}", format.ending())
}

/// The forms that the site has of a document: all but those that were given up.
pub fn forms_of<'a>(world: &'a World<'_>, document: &'a HeldDocument) -> impl Iterator<Item = Format> + 'a {
    let exists = |format: &Format| world.site.find(&format_address(&document.address, *format)).is_some();
    Format::ALL.into_iter().filter(exists)
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
