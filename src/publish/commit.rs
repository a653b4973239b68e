//! Switches from the old site to the new one.
//!
//! In: a complete [`Stage`]. Out: the output folder with the new site, and counts of what changed.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File, Metadata};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::error::PublishError;
use super::hash::content_of;
use super::leftovers::{self, Remarks};
use super::linked::{Identity, Linked, LinkedEntry};
use super::manifest::{self, MANIFEST};
use super::stage::{PublishStep, Put, Stage};
use super::switch::{self, NoExchange};
use super::tree::{self, Remains, TreeEntry, TreeEntryKind};
use crate::address::path::{self, first_below};
use crate::address::published::FileDigest;

/// What a build changed in the output folder.
#[derive(Debug, Default)]
pub struct Report {
    /// Files written, new or changed.
    pub written: usize,
    /// Files that stood there with the same content and kept their time.
    pub unchanged: usize,
    /// Files of the last build that the site no longer has.
    pub removed: usize,
    /// Foreign files, kept.
    pub foreign: usize,
    /// Size of the files written, in bytes.
    pub bytes_written: u64,
    /// Size of the whole site (without foreign files and the manifest), in bytes.
    pub bytes: u64,
    /// Things to tell although the new site stands: [`PublishError::NotFlushed`], [`PublishError::NotCleared`],
    /// [`PublishError::Kept`].
    pub remarks: Vec<PublishError>,
}

impl Stage {
    /// Makes the files put so far the site, in one step. `inputs` is the fingerprint for
    /// [`Stage::unchanged`]. If no file differs from what stands, nothing is written (but the manifest, when
    /// `inputs` is another one: it keeps its time).
    ///
    /// # Errors
    /// The output folder is as it was.
    pub fn commit(self, inputs: [u8; 32]) -> Result<Report, PublishError> {
        let files = self.take_files()?;
        let mut report = self.count(&files);
        let listed = files.iter().map(|(path, put)| (path, &put.content));
        let same =
            report.written == 0 && self.previous.manifest.as_ref().is_some_and(|before| listed.eq(before.files.iter()));
        let list = manifest::text(inputs, files.iter().map(|(path, put)| (path.as_str(), put.content)));
        if same {
            let is_other = self.previous.manifest.as_ref().is_some_and(|before| before.inputs != inputs);
            if is_other {
                self.replace_manifest(&list)?;
            }
            self.note_untouched(is_other);
            return Ok(report);
        }
        self.check_foreign(&files)?;
        self.start()?;
        self.reached(PublishStep::Staged)?;
        let linked = self.link_the_rest(&files)?;
        self.reached(PublishStep::Linked)?;
        // Before the manifest, so that a staging folder that is whole always has this list.
        write_synced(&self.paths.linked, &linked.text())?;
        self.write_manifest(&list)?;
        self.reached(PublishStep::Listed)?;
        if self.options.flush {
            self.flush(&mut report)?;
        }
        self.reached(PublishStep::Flushed)?;
        let remarks = Remarks::default();
        self.switch(&linked, &remarks)?;
        report.remarks.extend(remarks.into_inner());
        let as_put = |path: &str, now: &Metadata| {
            let put = files.get(path);
            put.is_some_and(|put| {
                now.len() == put.content.size && now.modified().is_ok_and(|modified| modified == put.modified)
            })
        };
        self.note(&files.keys().map(String::as_str).collect::<Vec<_>>(), &as_put);
        Ok(report)
    }

    /// The manifest is whole or not there. The rights of the folder come last: it may be read-only.
    fn write_manifest(&self, list: &str) -> Result<(), PublishError> {
        write_synced(&self.paths.list, list)?;
        let file = self.paths.staging.join(MANIFEST);
        fs::rename(&self.paths.list, &file).map_err(|error| PublishError::io(&file, error))?;
        if self.previous.exists { self.copy_permissions(Path::new("")) } else { Ok(()) }
    }

    /// Brings the new site to the disk. A system that cannot do it is told of; a disk that fails is an error.
    fn flush(&self, report: &mut Report) -> Result<(), PublishError> {
        match switch::flush_all(&self.paths.staging) {
            Ok(()) => Ok(()),
            Err(error) if switch::is_unable(&error) => {
                report.remarks.push(PublishError::NotFlushed(self.paths.output.clone(), error));
                Ok(())
            }
            Err(error) => Err(PublishError::io(&self.paths.staging, error)),
        }
    }

    fn count(&self, files: &BTreeMap<String, Put>) -> Report {
        let mut report = Report::default();
        for put in files.values() {
            report.bytes += put.content.size;
            if put.staged {
                report.written += 1;
                report.bytes_written += put.content.size;
            } else {
                report.unchanged += 1;
            }
        }
        let before = self.previous.manifest.as_ref().map(|before| &before.files);
        report.removed = before.map_or(0, |before| before.keys().filter(|path| !files.contains_key(*path)).count());
        let kept = |path: &String, found: &TreeEntry| {
            found.kind != TreeEntryKind::EmptyFolder
                && !files.contains_key(path)
                && !before.is_some_and(|before| before.contains_key(path))
        };
        report.foreign = self.previous.entries.iter().filter(|(path, found)| kept(path, found)).count()
            + self.previous.foreign_names.len();
        report
    }

    /// Whether a foreign file would have to stand below a file of ours, or one of ours below it.
    fn check_foreign(&self, files: &BTreeMap<String, Put>) -> Result<(), PublishError> {
        for foreign in self
            .previous
            .entries
            .keys()
            .filter(|path| self.previous.is_foreign_file(path) && !files.contains_key(*path))
        {
            let above = path::folders_above(foreign).find(|folder| files.contains_key(*folder));
            if let Some(path) = above.or_else(|| first_below(files, foreign)) {
                return Err(PublishError::Foreign { path: path.to_owned(), stands: foreign.clone() });
            }
        }
        Ok(())
    }

    /// Makes unchanged and foreign files part of the staging folder, by links: the bytes stay where they are. Returns the
    /// list of the foreign ones.
    fn link_the_rest(&self, files: &BTreeMap<String, Put>) -> Result<Linked, PublishError> {
        files
            .par_iter()
            .filter(|(_, put)| !put.staged)
            .try_for_each(|(path, put)| self.link_unchanged(path, &put.content))?;
        let foreign = self.previous.foreign(|path| files.contains_key(path));
        let entries: Result<Vec<_>, PublishError> =
            foreign.par_iter().filter_map(|found| self.link_foreign(found).transpose()).collect();
        let mut folders: BTreeSet<&Path> = foreign.iter().flat_map(|found| found.path.ancestors().skip(1)).collect();
        folders.extend(
            foreign.iter().filter(|found| found.kind == TreeEntryKind::EmptyFolder).map(|found| found.path.as_path()),
        );
        folders.remove(Path::new(""));
        // The deepest first: a folder that must not be written into can still be filled before.
        folders.iter().rev().try_for_each(|folder| self.copy_permissions(folder))?;
        Ok(Linked { had_manifest: self.previous.manifest.is_some(), entries: entries?.into_iter().collect() })
    }

    fn link_unchanged(&self, path: &str, content: &FileDigest) -> Result<(), PublishError> {
        let (from, to) = (self.paths.output.join(path), self.paths.staging.join(path));
        let failed = |error: io::Error| match error.kind() {
            io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => PublishError::ChangedMeanwhile(path.to_owned()),
            _ => PublishError::io(&from, error),
        };
        self.folders.for_file(Path::new(path)).map_err(|error| PublishError::io(&to, error))?;
        let now = fs::symlink_metadata(&from).map_err(failed)?;
        if !now.is_file() {
            return Err(PublishError::ChangedMeanwhile(path.to_owned()));
        }
        tree::link(&from, &to, TreeEntryKind::File).map_err(failed)?;
        // Somebody may have changed it since we looked; the new manifest would hide that for ever.
        let put = fs::symlink_metadata(&to).map_err(failed)?;
        let then = self.previous.entries.get(path);
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

    /// Its owner may have deleted it meanwhile: then there is nothing to link.
    fn link_foreign(&self, found: &TreeEntry) -> Result<Option<(PathBuf, LinkedEntry)>, PublishError> {
        let (from, to) = (self.paths.output.join(&found.path), self.paths.staging.join(&found.path));
        let failed = |error| PublishError::io(&from, error);
        let Some(before) = tree::look_at(&from).map_err(failed)? else { return Ok(None) };
        let is_folder = found.kind == TreeEntryKind::EmptyFolder;
        if before.is_dir() != is_folder {
            return Err(PublishError::ChangedMeanwhile(found.path.display().to_string()));
        }
        let made = if is_folder {
            self.folders.folder(&found.path)
        } else {
            self.folders.for_file(&found.path).and_then(|()| tree::link(&from, &to, found.kind))
        };
        match made {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            made => made.map_err(failed)?,
        }
        let staged = fs::symlink_metadata(&to).map_err(failed)?;
        let (before, staged) = (Identity::of(&before), Identity::of(&staged));
        Ok(Some((found.path.clone(), LinkedEntry { is_folder, before, staged })))
    }

    fn copy_permissions(&self, folder: &Path) -> Result<(), PublishError> {
        let from = self.paths.output.join(folder);
        let failed = |error| PublishError::io(&from, error);
        // Its owner may have deleted it meanwhile, or what stood in it.
        let Some(found) = tree::look_at(&from).map_err(failed)?.filter(Metadata::is_dir) else { return Ok(()) };
        let copied = fs::set_permissions(self.paths.staging.join(folder), found.permissions());
        tree::present(copied).map(|_| ()).map_err(failed)
    }

    /// The switch itself, and the end of the old site.
    fn switch(&self, linked: &Linked, remarks: &Remarks) -> Result<(), PublishError> {
        let aside = if !self.previous.exists {
            fs::rename(&self.paths.staging, &self.paths.output)
                .map_err(|error| PublishError::io(&self.paths.output, error))?;
            None
        } else if self.options.no_atomic {
            self.exchange_or_rename()?
        } else {
            self.exchange()?;
            Some(&self.paths.staging)
        };
        self.ended();
        self.reached(PublishStep::Switched)?;
        // The switch must be on the disk before the old site begins to vanish from it.
        let above = &self.paths.above;
        if self.options.flush
            && let Err(error) = switch::flush_folder(above)
        {
            remarks.add(PublishError::NotFlushed(above.clone(), error));
        }
        let Some(aside) = aside else {
            let _ = fs::remove_file(&self.paths.linked);
            return Ok(());
        };
        match self.retire(aside, linked, remarks)? {
            Ok(()) => drop(fs::remove_file(&self.paths.linked)),
            // The next build finds the old site, and the list, and tries again.
            Err(remains) => remarks.not_cleared(aside, remains),
        }
        Ok(())
    }

    /// The end of the old site, which stands at `aside`. The inner failure: it is still there, under any name.
    fn retire(&self, aside: &Path, linked: &Linked, remarks: &Remarks) -> Result<Result<(), Remains>, PublishError> {
        if let Err(remains) = leftovers::set_aside(&self.paths, aside, Some(linked), remarks) {
            return Ok(Err(remains));
        }
        self.reached(PublishStep::SetAside)?;
        Ok(leftovers::finish(&self.paths, Some(linked), remarks))
    }

    fn exchange(&self) -> Result<(), PublishError> {
        match switch::exchange(&self.paths.staging, &self.paths.output) {
            Ok(()) => Ok(()),
            Err(NoExchange::Unsupported) => Err(PublishError::NoExchange(self.paths.output.clone())),
            Err(NoExchange::Unmovable) => Err(PublishError::Unmovable(self.paths.output.clone())),
            Err(NoExchange::Refused(error)) if error.kind() == io::ErrorKind::ResourceBusy => {
                Err(PublishError::IsMount(self.paths.output.clone()))
            }
            Err(NoExchange::Refused(error)) => Err(PublishError::io(&self.paths.output, error)),
        }
    }

    /// With `no_atomic`: one step where the system can, else two. Returns where the old site is now.
    fn exchange_or_rename(&self) -> Result<Option<&PathBuf>, PublishError> {
        match self.exchange() {
            Ok(()) => return Ok(Some(&self.paths.staging)),
            Err(PublishError::NoExchange(_)) => {}
            Err(error) => return Err(error),
        }
        self.rename_twice().map(Some)
    }

    pub(super) fn rename_twice(&self) -> Result<&PathBuf, PublishError> {
        let failed = |error| PublishError::io(&self.paths.output, error);
        fs::rename(&self.paths.output, &self.paths.old).map_err(failed)?;
        self.reached(PublishStep::Between)?;
        if let Err(error) = fs::rename(&self.paths.staging, &self.paths.output) {
            fs::rename(&self.paths.old, &self.paths.output).map_err(failed)?;
            return Err(failed(error));
        }
        Ok(&self.paths.old)
    }

    /// Only the fingerprint is another one: replaces the manifest alone, by a rename.
    fn replace_manifest(&self, list: &str) -> Result<(), PublishError> {
        let file = self.paths.output.join(MANIFEST);
        write_synced(&self.paths.list, list)?;
        let replace = || fs::rename(&self.paths.list, &file);
        tree::writable_for_now(Some(&self.paths.output), replace).map_err(|error| PublishError::io(&file, error))
    }

    /// A moment at which the tests let something happen.
    #[cfg(test)]
    fn reached(&self, step: PublishStep) -> Result<(), PublishError> {
        if self.at_step.as_ref().is_some_and(|at_step| at_step(step)) {
            self.killed.store(true, std::sync::atomic::Ordering::SeqCst);
            return Err(PublishError::Unfinished(format!("{step:?}")));
        }
        Ok(())
    }

    #[cfg(not(test))]
    #[expect(clippy::unnecessary_wraps, clippy::unused_self, reason = "the tests' version can fail")]
    fn reached(&self, _step: PublishStep) -> Result<(), PublishError> {
        Ok(())
    }
}

/// Writes a file of ours that does not stand there yet.
fn write_synced(file: &Path, text: &str) -> Result<(), PublishError> {
    let write = || {
        let mut file = File::create_new(file)?;
        file.write_all(text.as_bytes())?;
        match file.sync_all() {
            Err(error) if switch::is_unable(&error) => Ok(()),
            answer => answer,
        }
    };
    write().map_err(|error| PublishError::io(file, error))
}
