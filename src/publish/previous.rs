//! What stands in the output folder when a build begins.
//!
//! In: the folder, its manifest, what was noted of its files. Out: each thing in it, whose it is, and whether it is as
//! the last build left it.

use std::collections::BTreeMap;
use std::path::Path;

use super::error::PublishError;
use super::manifest::{MANIFEST, PublishManifest};
use super::parts::is_part;
use super::place::StagePaths;
use super::public::is_own;
use super::seal::{self, Seal};
use super::tree::{self, TreeEntry, TreeEntryKind};
use crate::address::path;
use crate::address::published::FileDigest;

/// What stands in the output folder, as [`super::Stage::begin`] saw it.
pub(super) struct PreviousOutput {
    /// Whether the folder exists.
    pub exists: bool,
    /// The list of what the last build wrote.
    pub manifest: Option<PublishManifest>,
    /// All files and empty folders but the manifest.
    pub entries: BTreeMap<String, TreeEntry>,
    /// Names that are not Unicode, never ours.
    pub foreign_names: Vec<TreeEntry>,
}

impl PreviousOutput {
    pub fn read(paths: &StagePaths, exists: bool) -> Result<Self, PublishError> {
        let mut previous = Self { exists, manifest: None, entries: BTreeMap::new(), foreign_names: Vec::new() };
        if !exists {
            return Ok(previous);
        }
        previous.manifest = PublishManifest::read(&paths.output)?;
        for found in tree::walk(&paths.output)? {
            match found.name() {
                Some(name) if name == MANIFEST || is_part(&name) && previous.ours(&name).is_none() => {}
                Some(name) => drop(previous.entries.insert(name, found)),
                None => previous.foreign_names.push(found),
            }
        }
        previous.trust(&paths.stat);
        Ok(previous)
    }

    /// Marks the files that nobody has touched since the last build.
    fn trust(&mut self, stat: &Path) {
        let Some(manifest) = &self.manifest else { return };
        let Some(seals) = seal::read(stat, manifest.seal, manifest.files.len()) else { return };
        for (path, noted) in manifest.files.keys().zip(seals) {
            if let Some(found) = self.entries.get_mut(path) {
                found.is_untouched = noted.is_some() && found.seal == noted;
            }
        }
    }

    /// What the last build wrote at `path`.
    pub fn ours(&self, path: &str) -> Option<&FileDigest> {
        self.manifest.as_ref()?.files.get(path)
    }

    /// How the file of ours at `path` lies on the disk, if nobody has touched it since the last build.
    pub fn untouched(&self, path: &str) -> Option<Seal> {
        self.entries.get(path).filter(|found| found.is_untouched)?.seal
    }

    /// Whether a foreign file, link or pipe stands at `path`.
    pub fn is_foreign_file(&self, path: &str) -> bool {
        self.ours(path).is_none()
            && !is_own(path)
            && self.entries.get(path).is_some_and(|found| found.kind != TreeEntryKind::EmptyFolder)
    }

    /// What others laid there and the next site, which has `is_next`, does not take: it is kept.
    pub fn foreign(&self, is_next: impl Fn(&str) -> bool) -> Vec<&TreeEntry> {
        let ours = |path: &str, found: &TreeEntry| {
            is_next(path)
                || is_own(path)
                || self.manifest.as_ref().is_some_and(|before| {
                    // A folder of the old site that others emptied is ours; any other empty one is not.
                    before.files.contains_key(path)
                        || found.kind == TreeEntryKind::EmptyFolder && path::first_below(&before.files, path).is_some()
                })
        };
        let named = self.entries.iter().filter(|(path, found)| !ours(path, found)).map(|(_, found)| found);
        named.chain(&self.foreign_names).collect()
    }
}
