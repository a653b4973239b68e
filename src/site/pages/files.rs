//! Files that are served as they stand: those of the site theme, and the attachments of documents.
//!
//! In: the theme's addresses, front matter. Out: pages in the plan.

use crate::site::Job;
use crate::site::plan::Planner;

/// Where an attachment is served: its file name made plain, in the document's folder.
pub fn attachment_address(document: &str, file: &str) -> String {
    let name = file.rsplit('/').next().unwrap_or(file);
    let (stem, ending) = name.rsplit_once('.').unwrap_or((name, ""));
    let stem = crate::text::slug(stem);
    let ending = crate::text::slug(ending);
    if ending.is_empty() { format!("{document}tep/{stem}") } else { format!("{document}tep/{stem}.{ending}") }
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

/// The files of the site theme.
pub(super) fn plan_theme(planner: &mut Planner<'_>) {
    for (index, address) in planner.input.assets.iter().enumerate() {
        planner.add(address.clone(), Job::Asset(index));
    }
}
