//! A copy of a site in a folder: the output folder, a USB stick, what was mirrored from a server.
//!
//! In: the folder. Out: its files, and which of them are none of the site.

use super::{Found, Missing, SiteCopy};
use crate::address::published::FileDigest;
use crate::disk::{self, Unread};
use crate::signing::{self, OWN};
use std::collections::BTreeMap;
use std::path::PathBuf;

/// The folder.
pub struct Folder(PathBuf);

impl Folder {
    /// A copy that lies in this folder.
    pub fn new(folder: PathBuf) -> Self {
        Self(folder)
    }
}

impl SiteCopy for Folder {
    fn list_file(&self, path: &str, limit: u64) -> Result<Vec<u8>, Missing> {
        disk::bytes(&self.0.join(path), limit).map_err(|unread| missing(&unread))
    }

    fn compare(&self, path: &str, content: &FileDigest) -> Found {
        // One byte more is read than there should be.
        match disk::hash(&self.0.join(path), content.size) {
            Ok((sha256, size)) if size == content.size && sha256 == content.sha256 => Found::Same,
            Ok(_) | Err(Unread::TooLarge(_)) => Found::Differs,
            Err(unread) => Found::Missing(missing(&unread)),
        }
    }

    fn others(&self, files: &BTreeMap<String, FileDigest>, _differing: &[String]) -> Vec<(String, Option<String>)> {
        let entries = walkdir::WalkDir::new(&self.0).sort_by_file_name().into_iter().filter_map(Result::ok);
        let strange = entries.filter(|entry| !entry.file_type().is_dir()).filter_map(|entry| {
            let path = entry.path().strip_prefix(&self.0).ok()?.to_string_lossy().replace('\\', "/");
            let is_ours = files.contains_key(&path) || path.starts_with(OWN) || signing::is_of_list(&path);
            (!is_ours).then_some((path, None))
        });
        strange.collect()
    }
}

fn missing(unread: &Unread) -> Missing {
    match unread {
        unread if unread.is_missing() => Missing::Absent,
        Unread::TooLarge(_) => Missing::TooLarge,
        Unread::Io(error) => Missing::Answer(error.to_string()),
        Unread::Folder | Unread::NotAFile => Missing::Absent,
    }
}
