//! Switches from the old site to the new one.
//!
//! In: a complete [`Stage`]. Out: the output folder with the new site, and counts of what changed.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::error::PublishError;
use super::manifest::{self, MANIFEST};
use super::path;
use super::stage::{self, PublishStep, Put, Stage};
use super::switch::{self, NoExchange};
use super::tree::{self, TreeEntry, TreeEntryKind};
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
    /// Things to tell although the new site stands: [`PublishError::NotFlushed`], [`PublishError::NotCleared`].
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
            if self.previous.manifest.as_ref().is_some_and(|before| before.inputs != inputs) {
                self.replace_manifest(&list)?;
            }
            return Ok(report);
        }
        self.check_foreign(&files)?;
        self.start()?;
        self.reached(PublishStep::Staged)?;
        self.link_the_rest(&files)?;
        self.reached(PublishStep::Linked)?;
        write_synced(&self.paths.staging.join(MANIFEST), &list)?;
        self.reached(PublishStep::Listed)?;
        if self.options.flush {
            switch::flush_all(&self.paths.staging).map_err(|error| PublishError::io(&self.paths.staging, error))?;
        }
        self.reached(PublishStep::Flushed)?;
        self.switch(&mut report)?;
        Ok(report)
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
        for foreign in
            self.previous.entries.keys().filter(|path| self.is_foreign_file(path) && !files.contains_key(*path))
        {
            let above = path::folders_above(foreign).find(|folder| files.contains_key(*folder));
            if let Some(path) = above.or_else(|| first_below(files, foreign)) {
                return Err(PublishError::Foreign { path: path.to_owned(), stands: foreign.clone() });
            }
        }
        Ok(())
    }

    /// Makes unchanged and foreign files part of the staging folder, by links: the bytes stay where they are.
    fn link_the_rest(&self, files: &BTreeMap<String, Put>) -> Result<(), PublishError> {
        files
            .par_iter()
            .filter(|(_, put)| !put.staged)
            .try_for_each(|(path, put)| self.link_unchanged(path, &put.content))?;
        let before = self.previous.manifest.as_ref().map(|before| &before.files);
        let ours = |path: &str, found: &TreeEntry| {
            files.contains_key(path)
                || before.is_some_and(|before| {
                    // A folder of the old site that others emptied is ours; any other empty one is not.
                    before.contains_key(path)
                        || found.kind == TreeEntryKind::EmptyFolder && first_below(before, path).is_some()
                })
        };
        let named = self.previous.entries.iter().filter(|(path, found)| !ours(path, found)).map(|(_, found)| found);
        let foreign: Vec<&TreeEntry> = named.chain(&self.previous.foreign_names).collect();
        foreign.par_iter().try_for_each(|found| self.link_foreign(found))?;
        let mut folders: BTreeSet<&Path> = foreign.iter().flat_map(|found| found.path.ancestors().skip(1)).collect();
        folders.extend(
            foreign.iter().filter(|found| found.kind == TreeEntryKind::EmptyFolder).map(|found| found.path.as_path()),
        );
        if self.previous.exists {
            folders.insert(Path::new(""));
        }
        // The deepest first: a folder that must not be written into can still be filled before.
        folders.iter().rev().try_for_each(|folder| self.copy_permissions(folder))
    }

    fn link_unchanged(&self, path: &str, content: &FileDigest) -> Result<(), PublishError> {
        let (from, to) = (self.paths.output.join(path), self.paths.staging.join(path));
        let failed = |error| PublishError::io(&from, error);
        self.folders.for_file(Path::new(path)).map_err(failed)?;
        tree::link(&from, &to, TreeEntryKind::File).map_err(failed)?;
        // Somebody may have changed it since we looked; the new manifest would hide that for ever.
        let now = fs::symlink_metadata(&to).map_err(failed)?;
        let then = self.previous.entries.get(path);
        let same =
            then.is_some_and(|then| now.len() == then.size && now.modified().is_ok_and(|at| at == then.modified));
        if same || (now.is_file() && self.holds(path, content)?) {
            return Ok(());
        }
        Err(PublishError::ChangedMeanwhile(path.to_owned()))
    }

    fn link_foreign(&self, found: &TreeEntry) -> Result<(), PublishError> {
        let (from, to) = (self.paths.output.join(&found.path), self.paths.staging.join(&found.path));
        if found.kind == TreeEntryKind::EmptyFolder {
            return self.folders.folder(&found.path).map_err(|error| PublishError::io(from, error));
        }
        self.folders
            .for_file(&found.path)
            .and_then(|()| tree::link(&from, &to, found.kind))
            .map_err(|error| PublishError::io(from, error))
    }

    fn copy_permissions(&self, folder: &Path) -> Result<(), PublishError> {
        let from = self.paths.output.join(folder);
        fs::metadata(&from)
            .and_then(|metadata| fs::set_permissions(self.paths.staging.join(folder), metadata.permissions()))
            .map_err(|error| PublishError::io(from, error))
    }

    /// The switch itself, and the end of the old site.
    fn switch(&self, report: &mut Report) -> Result<(), PublishError> {
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
        self.reached(PublishStep::Switched)?;
        // The switch must be on the disk before the old site begins to vanish from it.
        let above = self.paths.output.parent().unwrap_or(&self.paths.output);
        if self.options.flush
            && let Err(error) = switch::flush_folder(above)
        {
            report.remarks.push(PublishError::NotFlushed(above.to_owned(), error));
        }
        let Some(aside) = aside else { return Ok(()) };
        if let Err(error) = self.clear(aside) {
            report.remarks.push(error);
        }
        Ok(())
    }

    fn exchange(&self) -> Result<(), PublishError> {
        match switch::exchange(&self.paths.staging, &self.paths.output) {
            Ok(()) => Ok(()),
            Err(NoExchange::Unsupported) => Err(PublishError::NoExchange(self.paths.output.clone())),
            Err(NoExchange::Unmovable) => Err(PublishError::Unmovable(self.paths.output.clone())),
            Err(NoExchange::Refused(error)) if error.kind() == std::io::ErrorKind::ResourceBusy => {
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

    /// Deletes the old site, which stands at `aside`. First under a name that says what it is: a build killed in the
    /// middle of this must not leave half a site where a whole one is looked for.
    fn clear(&self, aside: &Path) -> Result<(), PublishError> {
        let failed = |error| PublishError::NotCleared(self.paths.gone.clone(), error);
        fs::rename(aside, &self.paths.gone).map_err(failed)?;
        self.reached(PublishStep::SetAside)?;
        stage::clear_gone(&self.paths.gone, &self.paths.output).map_err(failed)
    }

    /// Only the fingerprint is another one: replaces the manifest alone, by a rename. It keeps its time, because what
    /// was changed since then is still to be looked at.
    fn replace_manifest(&self, list: &str) -> Result<(), PublishError> {
        let file = self.paths.output.join(MANIFEST);
        let failed = |error| PublishError::io(&file, error);
        write_synced(&self.paths.list, list)?;
        if let Some(before) = &self.previous.manifest {
            File::options()
                .write(true)
                .open(&self.paths.list)
                .and_then(|new| new.set_modified(before.written))
                .map_err(failed)?;
        }
        fs::rename(&self.paths.list, &file).map_err(failed)
    }

    /// A moment at which the tests let the build die.
    #[cfg(test)]
    fn reached(&self, step: PublishStep) -> Result<(), PublishError> {
        if self.stop_at == Some(step) {
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

/// The first path below the folder `folder`.
fn first_below<'a, T>(files: &'a BTreeMap<String, T>, folder: &str) -> Option<&'a str> {
    let below = format!("{folder}/");
    let (path, _) = files.range(below.clone()..).next()?;
    path.starts_with(&below).then_some(path.as_str())
}

fn write_synced(file: &Path, text: &str) -> Result<(), PublishError> {
    let write = || {
        let mut file = File::create(file)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()
    };
    write().map_err(|error| PublishError::io(file, error))
}
