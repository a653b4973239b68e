//! Files that are served as they stand: those of the site theme, the attachments of documents, the images of texts.
//!
//! In: the theme's addresses, front matter, links of texts. Out: pages in the plan.

use crate::address::{ATTACHMENTS, attachment_name};
use crate::content::beside::Found;
use crate::corpus::HeldDocument;
use crate::site::Job;
use crate::site::plan::Planner;
use crate::text::slug;
use std::collections::BTreeMap;

/// Where an attachment is served: its file name made plain, in the document's folder.
pub fn attachment_address(document: &str, file: &str) -> String {
    format!("{document}{ATTACHMENTS}{}", attachment_name(file))
}

/// Where an image of a document's text is served: at the place below the document that the text itself names, so that
/// the text is right in every form. Where that would be no plain name, or not below the document, in `anh/`. `path`
/// starts at the site's root.
pub fn image_address(document: &HeldDocument, path: &str) -> String {
    let folder = document.path.rfind('/').map_or("", |end| &document.path[..=end]);
    let below = path.strip_prefix(folder);
    if let Some(below) = below.filter(|below| is_plain(below)) {
        return format!("{}{below}", document.address);
    }
    let name = below.unwrap_or_else(|| path.split_once('/').map_or(path, |(_, name)| name));
    let (stem, ending) = name.rsplit_once('.').unwrap_or((name, ""));
    format!("{}anh/{}.{}", document.address, slug(stem), slug(ending))
}

/// Names that are the same on every host and disk.
fn is_plain(path: &str) -> bool {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    path.split('/').all(|part| !part.is_empty() && !part.starts_with('.') && part.chars().all(is_plain))
}

/// The attachments of all documents.
pub(super) fn plan_attachments(planner: &mut Planner<'_>) {
    for (index, document) in planner.input.corpus.documents.iter().enumerate() {
        for (at, attachment) in document.front_matter.attachments.iter().enumerate() {
            let address = attachment_address(&document.address, &attachment.file.value);
            planner.add(address, Job::Attachment(index, at));
        }
    }
}

/// The images that the text of a document shows: path → address, each once. Attachments have addresses of their own.
pub fn images(document: &HeldDocument) -> BTreeMap<&str, String> {
    let attached: Vec<String> = document
        .front_matter
        .attachments
        .iter()
        .map(|attachment| attachment_address("", &attachment.file.value))
        .collect();
    let shown =
        document.links.iter().filter(|link| link.is_image && !attached.iter().any(|name| **name == *link.target));
    let files = shown.filter_map(|link| link.beside.as_ref()).filter(|file| matches!(file.found, Found::Image(_)));
    files.map(|file| (&*file.path, image_address(document, &file.path))).collect()
}

/// The images of all documents.
pub(super) fn plan_images(planner: &mut Planner<'_>) {
    for (index, document) in planner.input.corpus.documents.iter().enumerate() {
        if document.links.is_empty() {
            continue;
        }
        for (path, address) in images(document) {
            planner.add(address, Job::Image(index, path.to_owned()));
        }
    }
}

/// The files of the site theme.
pub(super) fn plan_theme(planner: &mut Planner<'_>) {
    for (index, address) in planner.input.assets.iter().enumerate() {
        planner.add(address.clone(), Job::Asset(index));
    }
}
