//! What stands in the output folder when a build begins.
//!
//! In: the folder, its manifest, what was noted of its files. Out: each thing in it, whose it is, and whether it is as
//! the last build left it.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use super::error::PublishError;
use super::folders::{FolderTree, NotedFolders};
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
    /// How the folders lay on the disk when the last build ended, where that is known: those of the site, then those of
    /// the second generation.
    pub folders: Vec<Option<Seal>>,
}

impl PreviousOutput {
    pub fn read(paths: &StagePaths, exists: bool) -> Result<Self, PublishError> {
        let mut previous =
            Self { exists, manifest: None, entries: BTreeMap::new(), foreign_names: Vec::new(), folders: Vec::new() };
        if !exists {
            return Ok(previous);
        }
        previous.manifest = PublishManifest::read(&paths.output)?;
        let files = previous.manifest.as_ref().map(|manifest| Arc::clone(&manifest.files)).unwrap_or_default();
        let folders = FolderTree::of(files.keys().map(String::as_str));
        let mut seals = previous.seals(&paths.stat, files.len() + 2 * folders.len());
        previous.folders = seals.split_off(seals.len().min(files.len()));
        previous.folders.resize(2 * folders.len(), None);
        let noted = NotedFolders::new(&folders, previous.folders.get(..folders.len()).unwrap_or_default(), None);
        for found in tree::walk(&paths.output, Some(&noted))? {
            match found.name() {
                Some(name) if name == MANIFEST || is_part(&name) && previous.ours(&name).is_none() => {}
                Some(name) => drop(previous.entries.insert(name, found)),
                None => previous.foreign_names.push(found),
            }
        }
        previous.trust(seals);
        Ok(previous)
    }

    /// What was noted of files and folders, which are `count`; empty: nothing.
    fn seals(&self, stat: &Path, count: usize) -> Vec<Option<Seal>> {
        let seals = self.manifest.as_ref().and_then(|manifest| seal::read(stat, manifest.seal, count));
        seals.unwrap_or_default()
    }

    /// Marks the files that nobody has touched since the last build.
    fn trust(&mut self, seals: Vec<Option<Seal>>) {
        let Some(manifest) = &self.manifest else { return };
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
