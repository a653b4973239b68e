//! The files that belong to a document: where each is served.
//!
//! In: a document, the plan. Out: addresses.

use crate::corpus::DocumentIndex;
use crate::site::Job;
use crate::site::world::World;
use std::collections::BTreeMap;

/// The addresses of a document's attachments, by their place in its front matter.
pub fn original_files<'a>(world: &'a World<'_>, index: DocumentIndex) -> BTreeMap<usize, &'a str> {
    let document = &world.corpus.documents[index];
    if document.front_matter.attachments.is_empty() {
        return BTreeMap::new();
    }
    let below = world.site.below(&document.address).iter();
    below
        .filter_map(|page| match page.job {
            Job::Attachment(owner, file) if owner == index => Some((file, page.address.as_str())),
            _ => None,
        })
        .collect()
}
