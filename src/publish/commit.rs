//! Switches from the old site to the new one.
//!
//! In: a complete [`Stage`]. Out: the output folder with the new site, and counts of what changed.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File, Metadata};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;

use super::assemble::Assembled;
use super::error::PublishError;
use super::folders::{self, FolderTree, Generations, NotedFolders};
use super::leftovers::{self, Remarks};
use super::manifest::{self, MANIFEST};
use super::parts::{self, is_part};
use super::public::is_own;
use super::seal::Seal;
use super::stage::{PublishStep, Put, Stage};
use super::switch::{self, NoExchange};
use super::tree::{self, Remains, TreeEntry, TreeEntryKind};
use super::twin;
use crate::address::path::{self, first_below};

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
    /// [`PublishError::Kept`], [`PublishError::OneGeneration`].
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
        let mut files = self.take_files()?;
        let mut report = self.count(&files);
        let parts = self.put_parts(&mut files)?;
        let listed = files.iter().map(|(path, put)| (path, &put.content));
        let same =
            report.written == 0 && self.previous.manifest.as_ref().is_some_and(|before| listed.eq(before.files.iter()));
        let list = match parts.is_empty() {
            true => manifest::text(inputs, files.iter().map(|(path, put)| (path.as_str(), put.content))),
            false => manifest::text_of_parts(inputs, parts.iter().map(|path| (path.as_str(), files[path].content))),
        };
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
        let remarks = Remarks::default();
        let old = self.previous.manifest.as_ref().map(|before| Arc::clone(&before.files)).unwrap_or_default();
        let tree = FolderTree::of(old.keys().map(String::as_str));
        let unchanged = folders::unchanged(&tree, &files, |path| self.previous.untouched(path).is_some());
        let generations = Generations::new(&tree, &self.previous.folders, &unchanged);
        let assembled = self.assemble(&files, &generations.twin, &remarks)?;
        self.reached(PublishStep::Linked)?;
        // Before the manifest, so that a next site that is whole always has this list.
        self.write_beside(&self.paths.linked, &assembled.linked.text())?;
        self.write_manifest(&list)?;
        self.reached(PublishStep::Listed)?;
        if self.options.flush {
            self.flush(&files, &assembled, &remarks)?;
        }
        self.reached(PublishStep::Flushed)?;
        self.switch(&files, (&assembled, &generations.site), &remarks)?;
        report.remarks.extend(remarks.into_inner());
        let as_put = |path: &str, now: &Metadata| {
            let put = files.get(path);
            put.is_some_and(|put| {
                now.len() == put.content.size && now.modified().is_ok_and(|modified| modified == put.modified)
            })
        };
        let known = |path: &str| {
            let is_unchanged = assembled.is_of_twin && files.get(path).is_some_and(|put| !put.staged);
            if is_unchanged { self.previous.untouched(path) } else { None }
        };
        let folders = |now| generations.next(&self.paths, &files, now);
        self.note(&files.keys().map(String::as_str).collect::<Vec<_>>(), &known, &as_put, &folders);
        Ok(report)
    }

    /// Puts the parts of the manifest into the next site, where it is long. Returns their paths.
    fn put_parts(&self, files: &mut BTreeMap<String, Put>) -> Result<Vec<String>, PublishError> {
        let listed = files.iter().map(|(path, put)| (path.as_str(), put.content));
        let texts = parts::texts(listed, files.len());
        let put: Vec<(String, Put)> = texts
            .into_par_iter()
            .map(|(path, text)| self.put_now(&path, text.as_bytes()).map(|put| (path, put)))
            .collect::<Result<_, _>>()?;
        let paths = put.iter().map(|(path, _)| path.clone()).collect();
        files.extend(put);
        Ok(paths)
    }

    /// The manifest is whole or not there. The rights of the folder come last: it may be read-only.
    fn write_manifest(&self, list: &str) -> Result<(), PublishError> {
        self.write_beside(&self.paths.list, list)?;
        let file = self.paths.next.join(MANIFEST);
        fs::rename(&self.paths.list, &file).map_err(|error| PublishError::io(&file, error))?;
        if self.previous.exists { self.copy_permissions(Path::new("")) } else { Ok(()) }
    }

    /// Brings the new site to the disk. A system that cannot do it is told of; a disk that fails is an error.
    fn flush(
        &self,
        files: &BTreeMap<String, Put>,
        assembled: &Assembled,
        remarks: &Remarks,
    ) -> Result<(), PublishError> {
        let next = &self.paths.next;
        let answer = match self.touched(files, assembled) {
            Some((files, folders)) => switch::flush_each(next, &files, &folders),
            None => switch::flush_all(next),
        };
        match answer {
            Ok(()) => Ok(()),
            Err(error) if switch::is_unable(&error) => {
                remarks.add(PublishError::NotFlushed(self.paths.output.clone(), error));
                Ok(())
            }
            Err(error) => Err(PublishError::io(next, error)),
        }
    }

    /// The files that are new in the next site, and the folders in which something has come or gone; `None` where they
    /// are many.
    fn touched<'a>(
        &'a self,
        files: &'a BTreeMap<String, Put>,
        assembled: &'a Assembled,
    ) -> Option<(Vec<&'a Path>, BTreeSet<&'a Path>)> {
        if !assembled.is_of_twin {
            return None;
        }
        let staged = files.iter().filter(|(_, put)| put.staged).map(|(path, _)| Path::new(path.as_str()));
        let before = self.previous.manifest.iter().flat_map(|before| before.files.keys());
        let removed = before.filter(|path| !files.contains_key(*path)).map(|path| Path::new(path.as_str()));
        let staged: Vec<&Path> = staged.take(switch::MANY).collect();
        let foreign = assembled.linked.entries.keys().map(PathBuf::as_path);
        let others: Vec<&Path> = removed.chain(foreign).take(switch::MANY).collect();
        if staged.len() + others.len() >= switch::MANY {
            return None;
        }
        let above = |path: &&'a Path| path.ancestors().skip(1).collect::<Vec<&'a Path>>();
        let mut folders: BTreeSet<&Path> = staged.iter().chain(&others).flat_map(above).collect();
        // The folder of a page that has gone may have gone with it.
        folders.retain(|folder| self.paths.next.join(folder).is_dir());
        Some((staged, folders))
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
        let is_removed = |path: &&String| !files.contains_key(*path) && !is_part(path);
        report.removed = before.map_or(0, |before| before.keys().filter(is_removed).count());
        let kept = |path: &String, found: &TreeEntry| {
            found.kind != TreeEntryKind::EmptyFolder
                && !files.contains_key(path)
                && !is_own(path)
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

    /// The switch itself, and the end of the old site.
    fn switch(
        &self,
        files: &BTreeMap<String, Put>,
        old: (&Assembled, &NotedFolders<'_, '_>),
        remarks: &Remarks,
    ) -> Result<(), PublishError> {
        let aside = if !self.previous.exists {
            fs::rename(&self.paths.next, &self.paths.output)
                .map_err(|error| PublishError::io(&self.paths.output, error))?;
            // What a site left that somebody has deleted.
            &self.paths.twin
        } else if self.options.no_atomic {
            self.exchange_or_rename()?
        } else {
            self.exchange()?;
            &self.paths.next
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
        match self.retire(aside, files, old, remarks)? {
            Ok(()) => drop(fs::remove_file(&self.paths.linked)),
            // The next build finds the old site, and the list, and tries again.
            Err(remains) => remarks.not_cleared(aside, remains),
        }
        Ok(())
    }

    /// The old site, which stands at `aside`, becomes the second generation; where there cannot be one, its end. The
    /// inner failure: it is still there, under any name.
    fn retire(
        &self,
        aside: &Path,
        files: &BTreeMap<String, Put>,
        (assembled, noted): (&Assembled, &NotedFolders<'_, '_>),
        remarks: &Remarks,
    ) -> Result<Result<(), Remains>, PublishError> {
        let linked = &assembled.linked;
        if leftovers::stands(aside)
            && let Err(remains) = leftovers::set_aside(&self.paths, aside, Some(linked), remarks)
        {
            return Ok(Err(remains));
        }
        self.reached(PublishStep::SetAside)?;
        let is_told = fs::metadata(&self.paths.output).is_ok_and(|found| Seal::of(&found).is_some());
        #[cfg(test)]
        let is_told = is_told && !self.is_without_links;
        let kept = if assembled.has_links && is_told {
            let ours = self.previous.manifest.as_ref().map(|before| &*before.files);
            twin::keep(&self.paths, files, ours, (linked, noted), remarks)
        } else {
            leftovers::finish(&self.paths, Some(linked), remarks).map(|()| false)
        };
        // Said once: with the first build into a folder.
        if matches!(kept, Ok(false)) && !self.previous.exists {
            remarks.add(PublishError::OneGeneration(self.paths.output.clone()));
        }
        Ok(kept.map(|_| ()))
    }

    fn exchange(&self) -> Result<(), PublishError> {
        match switch::exchange(&self.paths.next, &self.paths.output) {
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
    fn exchange_or_rename(&self) -> Result<&PathBuf, PublishError> {
        match self.exchange() {
            Ok(()) => return Ok(&self.paths.next),
            Err(PublishError::NoExchange(_)) => {}
            Err(error) => return Err(error),
        }
        self.rename_twice()
    }

    pub(super) fn rename_twice(&self) -> Result<&PathBuf, PublishError> {
        let failed = |error| PublishError::io(&self.paths.output, error);
        fs::rename(&self.paths.output, &self.paths.old).map_err(failed)?;
        self.reached(PublishStep::Between)?;
        if let Err(error) = fs::rename(&self.paths.next, &self.paths.output) {
            fs::rename(&self.paths.old, &self.paths.output).map_err(failed)?;
            return Err(failed(error));
        }
        Ok(&self.paths.old)
    }

    /// Only the fingerprint is another one: replaces the manifest alone, by a rename.
    fn replace_manifest(&self, list: &str) -> Result<(), PublishError> {
        let file = self.paths.output.join(MANIFEST);
        self.write_beside(&self.paths.list, list)?;
        let replace = || fs::rename(&self.paths.list, &file);
        tree::writable_for_now(Some(&self.paths.output), replace).map_err(|error| PublishError::io(&file, error))
    }

    /// Writes a file of ours that does not stand there yet, and brings it to the disk.
    fn write_beside(&self, file: &Path, text: &str) -> Result<(), PublishError> {
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

    /// A moment at which the tests let something happen.
    #[cfg(test)]
    pub(super) fn reached(&self, step: PublishStep) -> Result<(), PublishError> {
        if self.at_step.as_ref().is_some_and(|at_step| at_step(step)) {
            self.killed.store(true, std::sync::atomic::Ordering::SeqCst);
            return Err(PublishError::Unfinished(format!("{step:?}")));
        }
        Ok(())
    }

    #[cfg(not(test))]
    #[expect(clippy::unnecessary_wraps, clippy::unused_self, reason = "the tests' version can fail")]
    pub(super) fn reached(&self, _step: PublishStep) -> Result<(), PublishError> {
        Ok(())
    }
}
