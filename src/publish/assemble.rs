//! Puts the next site together, at `.new`: out of the second generation where there is one, else out of links to what
//! the output folder holds.
//!
//! In: the staged files at `.part`, what stood in the output folder when the build began. Out: the next site but for its
//! manifest, and [`Assembled`], how it came about. With a second generation this is work for each *changed* file; every
//! other one is only looked at.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, Metadata};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use rayon::prelude::*;

use super::error::PublishError;
use super::folders::NotedFolders;
use super::hash::content_of;
use super::leftovers::Remarks;
use super::linked::{Identity, Linked, LinkedEntry};
use super::manifest::OWN_LISTS;
use super::stage::{PublishStep, Put, Stage};
use super::tree::{self, Folders, TreeEntry, TreeEntryKind};
use super::twin;
use crate::address::published::FileDigest;

/// How the next site was put together.
pub(super) struct Assembled {
    /// The files of others in it.
    pub linked: Linked,
    /// No unchanged file was touched: what was noted of them still holds.
    pub is_of_twin: bool,
    /// The file system has hard links, as far as it was asked.
    pub has_links: bool,
}

impl Stage {
    /// The next site but for its manifest.
    ///
    /// # Errors
    /// Others are at work in the output folder; I/O.
    pub(super) fn assemble(
        &self,
        files: &BTreeMap<String, Put>,
        noted: &NotedFolders<'_, '_>,
        remarks: &Remarks,
    ) -> Result<Assembled, PublishError> {
        let next = &self.paths.next;
        let missing = twin::take(&self.paths, &self.previous, files, noted, remarks)?;
        if missing.is_some() {
            self.reached(PublishStep::Taken)?;
        } else {
            fs::rename(&self.paths.staging, next).map_err(|error| PublishError::io(next, error))?;
        }
        let assembly = Assembly { stage: self, folders: Folders::new(next.clone()), copied: AtomicBool::new(false) };
        let unchanged = |(path, put): (&'_ String, &'_ Put)| (!put.staged).then(|| path.clone());
        let (is_of_twin, missing) = match missing {
            Some(missing) => {
                assembly.move_staged(files)?;
                (missing.is_empty(), missing)
            }
            None => (false, files.iter().filter_map(unchanged).collect()),
        };
        missing.par_iter().try_for_each(|path| assembly.link_unchanged(path, &files[path].content))?;
        let linked = assembly.link_foreign_files(files)?;
        Ok(Assembled { linked, is_of_twin, has_links: !assembly.copied.into_inner() })
    }

    /// What the folder may be, in the next site as in the old one.
    pub(super) fn copy_permissions(&self, folder: &Path) -> Result<(), PublishError> {
        let from = self.paths.output.join(folder);
        let failed = |error| PublishError::io(&from, error);
        // Its owner may have deleted it meanwhile, or what stood in it.
        let Some(found) = tree::look_at(&from).map_err(failed)?.filter(Metadata::is_dir) else { return Ok(()) };
        let copied = fs::set_permissions(self.paths.next.join(folder), found.permissions());
        tree::present(copied).map(|_| ()).map_err(failed)
    }
}

struct Assembly<'a> {
    stage: &'a Stage,
    folders: Folders,
    /// A file had to be copied, since it could not be linked.
    copied: AtomicBool,
}

impl Assembly<'_> {
    fn next(&self, path: impl AsRef<Path>) -> PathBuf {
        self.stage.paths.next.join(path)
    }

    fn output(&self, path: impl AsRef<Path>) -> PathBuf {
        self.stage.paths.output.join(path)
    }

    /// Moves the staged files in; each takes the place of the one that it is a new state of.
    fn move_staged(&self, files: &BTreeMap<String, Put>) -> Result<(), PublishError> {
        let staging = &self.stage.paths.staging;
        files.par_iter().filter(|(_, put)| put.staged).try_for_each(|(path, _)| {
            let to = self.next(path);
            let moved = self.folders.for_file(Path::new(path)).and_then(|()| fs::rename(staging.join(path), &to));
            moved.map_err(|error| PublishError::io(to, error))
        })?;
        // Folders alone.
        tree::remove(staging, OWN_LISTS, &tree::all).map_err(|(path, error)| PublishError::io(path, error))
    }

    /// Makes an unchanged file part of the next site, by a link: the bytes stay where they are.
    fn link_unchanged(&self, path: &str, content: &FileDigest) -> Result<(), PublishError> {
        let (from, to) = (self.output(path), self.next(path));
        let failed = |error: io::Error| match error.kind() {
            io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => PublishError::ChangedMeanwhile(path.to_owned()),
            _ => PublishError::io(&from, error),
        };
        self.folders.for_file(Path::new(path)).map_err(|error| PublishError::io(&to, error))?;
        let now = fs::symlink_metadata(&from).map_err(failed)?;
        if !now.is_file() {
            return Err(PublishError::ChangedMeanwhile(path.to_owned()));
        }
        if !tree::link(&from, &to, TreeEntryKind::File).map_err(failed)? {
            self.copied.store(true, Ordering::Relaxed);
        }
        // Somebody may have changed it since we looked; the new manifest would hide that for ever.
        let put = fs::symlink_metadata(&to).map_err(failed)?;
        let then = self.stage.previous.entries.get(path);
        let is_same = then.is_some_and(|then| {
            then.is_still(&now)
                && put.len() == then.size
                && put.modified().is_ok_and(|modified| modified == then.modified)
        });
        if is_same || put.is_file() && content_of(&to).map_err(failed)? == *content {
            return Ok(());
        }
        Err(PublishError::ChangedMeanwhile(path.to_owned()))
    }

    /// Links the files of others, and makes their folders what they are. Returns the list of them.
    fn link_foreign_files(&self, files: &BTreeMap<String, Put>) -> Result<Linked, PublishError> {
        let foreign = self.stage.previous.foreign(|path| files.contains_key(path));
        let entries: Result<Vec<_>, PublishError> =
            foreign.par_iter().filter_map(|found| self.link_foreign(found).transpose()).collect();
        let mut folders: BTreeSet<&Path> = foreign.iter().flat_map(|found| found.path.ancestors().skip(1)).collect();
        folders.extend(
            foreign.iter().filter(|found| found.kind == TreeEntryKind::EmptyFolder).map(|found| found.path.as_path()),
        );
        folders.remove(Path::new(""));
        // The deepest first: a folder that must not be written into can still be filled before.
        folders.iter().rev().try_for_each(|folder| self.stage.copy_permissions(folder))?;
        let had_manifest = self.stage.previous.manifest.is_some();
        Ok(Linked { had_manifest, entries: entries?.into_iter().collect() })
    }

    /// Its owner may have deleted it meanwhile: then there is nothing to link.
    fn link_foreign(&self, found: &TreeEntry) -> Result<Option<(PathBuf, LinkedEntry)>, PublishError> {
        let (from, to) = (self.output(&found.path), self.next(&found.path));
        let failed = |error| PublishError::io(&from, error);
        let Some(before) = tree::look_at(&from).map_err(failed)? else { return Ok(None) };
        let is_folder = found.kind == TreeEntryKind::EmptyFolder;
        if before.is_dir() != is_folder {
            return Err(PublishError::ChangedMeanwhile(found.path.display().to_string()));
        }
        let made = if is_folder {
            self.folders.folder(&found.path)
        } else {
            self.folders.for_file(&found.path).and_then(|()| tree::link(&from, &to, found.kind)).map(|_| ())
        };
        match made {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            made => made.map_err(failed)?,
        }
        let staged = fs::symlink_metadata(&to).map_err(failed)?;
        let (before, staged) = (Identity::of(&before), Identity::of(&staged));
        Ok(Some((found.path.clone(), LinkedEntry { is_folder, before, staged })))
    }
}
