//! The files that belong to a document: where each is served, and of what kind it is.
//!
//! In: a document, the plan; a file name. Out: addresses, media types.

use crate::corpus::DocumentIndex;
use crate::site::Job;
use crate::site::world::World;
use std::collections::BTreeMap;

/// Media types (IANA) of what portals attach, by the ending of the file's name.
const KINDS: [(&str, &str); 19] = [
    ("pdf", "application/pdf"),
    ("doc", "application/msword"),
    ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ("xls", "application/vnd.ms-excel"),
    ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ("ppt", "application/vnd.ms-powerpoint"),
    ("pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
    ("odt", "application/vnd.oasis.opendocument.text"),
    ("ods", "application/vnd.oasis.opendocument.spreadsheet"),
    ("rtf", "application/rtf"),
    ("txt", "text/plain"),
    ("csv", "text/csv"),
    ("xml", "application/xml"),
    ("zip", "application/zip"),
    ("jpg", "image/jpeg"),
    ("jpeg", "image/jpeg"),
    ("png", "image/png"),
    ("tif", "image/tiff"),
    ("tiff", "image/tiff"),
];

/// The media type of the file `name`.
pub fn file_kind(name: &str) -> &'static str {
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending).to_lowercase();
    KINDS.iter().find(|(known, _)| *known == ending).map_or("application/octet-stream", |(_, kind)| kind)
}

/// The addresses of a document's attachments, by their place in its front matter.
pub fn original_files<'a>(world: &'a World<'_>, index: DocumentIndex) -> BTreeMap<usize, &'a str> {
    let document = &world.corpus.documents[index];
    if document.front_matter.attachments.is_empty() {
        return BTreeMap::new();
    }
    let first = world.site.pages.partition_point(|page| page.address < document.address);
    let below = world.site.pages[first..].iter().take_while(|page| page.address.starts_with(&document.address));
    below
        .filter_map(|page| match page.job {
            Job::Attachment(owner, file) if owner == index => Some((file, page.address.as_str())),
            _ => None,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ending_tells_the_kind() {
        for (name, kind) in [
            ("tệp/Bản ký.PDF", "application/pdf"),
            ("a.b.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
            ("không đuôi", "application/octet-stream"),
            ("x.exe", "application/octet-stream"),
        ] {
            assert_eq!(file_kind(name), kind, "{name}");
        }
    }
}
