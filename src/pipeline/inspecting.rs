//! What leaves with attachments, and what is to be known of their signatures. A file is looked into once a run, whoever
//! attaches it and however often its document is read: the result is known by the bytes.
//!
//! In: a document with its front matter. Out: problems at its lines `file:`.

use crate::content::front_matter::{Attachment, FrontMatter};
use crate::diagnostic::Diagnostic;
use crate::disk::{self, Unread};
use crate::foreign::{kinds, limits};
use crate::inspect::{Inspection, inspect};
use crate::signature;
use crate::source::Source;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

/// Larger files are looked into one after another: each takes several times its size in memory.
const LARGE: u64 = 8 * 1024 * 1024;

/// What was found in the files that were looked into.
#[derive(Default)]
pub(super) struct Inspections {
    /// By SHA-256 and ending.
    known: Mutex<BTreeMap<(String, String), Arc<Inspection>>>,
    large: Mutex<()>,
}

impl Inspections {
    /// Says what leaves with the attachments of a document.
    pub fn check(&self, root: &Path, source: &Source, front_matter: &FrontMatter, problems: &mut Vec<Diagnostic>) {
        let folder = root.join(source.path());
        for attachment in &front_matter.attachments {
            let said = signature::problems(&attachment.signatures, &attachment.file.value).into_iter();
            problems.extend(said.map(|problem| problem.at(source, attachment.file.span)));
            let file = folder.with_file_name(&attachment.file.value);
            let Ok(found) = self.of(&file, attachment) else {
                // It cannot be read any more; whoever needs its bytes says so.
                continue;
            };
            let signer = front_matter.signer.as_ref().map(|signer| signer.name.as_str());
            let told = found.findings.iter().filter(|trace| !trace.is_name(signer));
            problems
                .extend(told.map(|trace| trace.diagnostic(&attachment.file.value).at(source, attachment.file.span)));
        }
    }

    fn of(&self, file: &Path, attachment: &Attachment) -> Result<Arc<Inspection>, Unread> {
        let key = (attachment.sha256.clone(), kinds::ending(&attachment.file.value));
        let known = || self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(found) = known().get(&key) {
            return Ok(Arc::clone(found));
        }
        let _one_at_a_time =
            (attachment.size > LARGE).then(|| self.large.lock().unwrap_or_else(PoisonError::into_inner));
        let found = Arc::new(match disk::bytes(file, limits::LARGEST_FILE) {
            Ok(bytes) => inspect(&attachment.file.value, &bytes),
            Err(Unread::TooLarge(_)) => Inspection::too_large(),
            Err(unread) => return Err(unread),
        });
        known().insert(key, Arc::clone(&found));
        Ok(found)
    }
}
