//! A document in other forms than its page: its source, JSON, plain text, Akoma Ntoso.
//!
//! In: a document of the corpus, its file and its tree. Out: bytes, UTF-8.
//!
//! ## How the forms are made
//!
//! `site::Format` names the forms of a document beside its page; this module makes them of the tree that the page
//! is made of, in the same step (`pipeline/searching`), so nothing is parsed again. `pieces` reads the tree off
//! line by line for plain text, Akoma Ntoso (`akoma`) follows the tree itself, JSON needs no text: it points into the
//! Markdown, which has exactly the characters of the file (`document::hidden` blanks remarks).
//! A site has Markdown and JSON; others where `formats:` chooses them. A form that was once published is made further
//! on, until `gone:` gives it up; a line of the ledger remembers it.
//! `catalogue/data.tsv` lists every key of the data: schemas (`site/pages/data`) and the page that explains the
//! data are made of it, and tests hold the data against it; a new key is a line there. Both feeds are written from
//! one list of entries (`site/pages/feeds`). The archive (`site/pages/archive.rs`) is a stream; it reads the
//! sources once more, but parses nothing.

pub mod akoma;
mod json;
mod pieces;
pub mod sections;
mod text;

use crate::corpus::{DocumentIndex, HeldDocument};
use crate::document::hidden::published;
use crate::site::pages::vanished::BELOW;
use crate::site::plan::Planner;
use crate::site::views::Scene;
use crate::site::world::World;
use crate::site::{Format, Job, MakeError};
use std::collections::BTreeMap;

/// Address of a document in another form.
pub fn format_address(document: &str, format: Format) -> String {
    format!("{document}van-ban.{}", format.ending())
}

/// The forms that the site has of a document: all but those that were given up.
pub fn forms_of<'a>(world: &'a World<'_>, document: &'a HeldDocument) -> impl Iterator<Item = Format> + 'a {
    let exists = |format: &Format| world.site.find(&format_address(&document.address, *format)).is_some();
    Format::ALL.into_iter().filter(exists)
}

/// Each document in the forms that the site offers, and in those in which it was published before.
pub(super) fn plan(planner: &mut Planner<'_>) {
    let former = former_addresses(planner);
    for (index, document) in planner.input.corpus.documents.iter().enumerate() {
        for format in Format::ALL {
            let address = format_address(&document.address, format);
            let Some(word) = format.chosen_by() else {
                planner.add(address, Job::Format(index, format));
                continue;
            };
            let own = std::iter::once(document.address.as_str());
            let mut addresses = own.chain(former.get(document.address.as_str()).into_iter().flatten().copied());
            let kept = addresses.any(|owner| planner.keeps(&format_address(owner, format)));
            if kept {
                // Remembered, so that a build from the sources alone makes it, too.
                planner.promise(&address, BELOW, &document.address);
            }
            if kept || planner.input.config.formats.contains(&word) {
                planner.add(address, Job::Format(index, format));
            }
        }
    }
}

/// The addresses that lead to a document now: it takes its forms along.
pub(super) fn former_addresses<'a>(planner: &Planner<'a>) -> BTreeMap<&'a str, Vec<&'a str>> {
    let input = planner.input;
    let mut former: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for redirect in &input.config.redirects {
        former.entry(redirect.page()).or_default().push(&redirect.from.value);
    }
    for document in &input.corpus.documents {
        let left = document.front_matter.redirect_from.iter().map(|from| from.value.as_str());
        former.entry(&document.address).or_default().extend(left);
    }
    for known in &input.corpus.former {
        if let [work] = known.candidates.as_slice() {
            former.entry(&input.corpus.works[*work].address).or_default().push(&known.address);
        }
    }
    former
}

/// Document `index` as `format`.
///
/// # Errors
/// A text that cannot be had.
pub(super) fn bytes(scene: Scene<'_>, index: DocumentIndex, format: Format) -> Result<Vec<u8>, MakeError> {
    let world = scene.world;
    let text = || world.texts.text(index);
    Ok(match format {
        Format::Markdown => published(&text()?.source, world.corpus.documents[index].text.body).into_bytes(),
        Format::Json => json::bytes(scene, index),
        Format::Text => text::text(scene, index, &text()?.tree).into_bytes(),
        Format::AkomaNtoso => akoma::write(scene, index, &text()?.tree),
    })
}
