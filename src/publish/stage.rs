//! The next site while it is written: which files are new, which stay as they are.
//!
//! In: paths and bytes, from any number of threads. Out: new and changed files in the staging folder, and what is known of
//! all others, ready for [`Stage::commit`].

use std::collections::BTreeMap;
use std::fs::{self, File, Metadata};
use std::io::{self, BufWriter, Write};
use std::ops::Bound;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::SystemTime;

use rayon::prelude::*;
use sha2::{Digest, Sha256};

use super::error::PublishError;
use super::hash::{Hashing, content_of, copy};
use super::manifest::{MANIFEST, OWN_LISTS};
use super::place::{self, Lock, StagePaths};
use super::previous::PreviousOutput;
use super::public::is_own;
use super::scratch::Scratch;
use super::seal::{self, Seal};
use super::tree::{self, Folders, TreeEntryKind};
use super::{leftovers, site_list, switch};
use crate::address::path;
use crate::address::published::{FileDigest, PublishedSite};
use crate::disk;

/// How to publish.
#[derive(Clone, Copy, Debug)]
pub struct PublishOptions {
    /// Where names cannot be exchanged in one step, switch by two renames: for a moment there is no site, and a build
    /// killed in that moment leaves none until the next build brings the old one back.
    pub no_atomic: bool,
    /// Bring the new site to the disk before the switch, so that a power cut leaves the old site or the new one too.
    /// Off only where the folder is thrown away anyway (tests, benchmarks).
    pub flush: bool,
}

impl Default for PublishOptions {
    fn default() -> Self {
        Self { no_atomic: false, flush: true }
    }
}

/// One file of the next site.
#[derive(Clone, Copy, Debug)]
pub(super) struct Put {
    /// What it holds.
    pub content: FileDigest,
    /// Written into the staging folder; otherwise it stands in the output folder with just this content.
    pub staged: bool,
    /// Its time.
    pub modified: SystemTime,
}

/// Moments at which a build may die, or others do something; the tests let them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum PublishStep {
    /// The changed files are staged.
    Staged,
    /// The second generation has become the folder of the next site, and has unchanged files alone.
    Taken,
    /// The next site has everything but its manifest.
    Linked,
    /// So is the manifest.
    Listed,
    /// Everything is on the disk.
    Flushed,
    /// Only with `no_atomic`: the old site has gone, the new one is not there yet.
    Between,
    /// The new site stands.
    Switched,
    /// The old one waits to be deleted.
    SetAside,
}

/// A build into an output folder, from [`Stage::begin`] to [`Stage::commit`]. Dropped without a commit, it leaves the
/// output folder as it was and nothing beside it but the lock file and what the last build noted.
pub struct Stage {
    pub(super) paths: StagePaths,
    pub(super) options: PublishOptions,
    pub(super) previous: PreviousOutput,
    /// The next site; `None` while a file is being written.
    files: Mutex<BTreeMap<String, Option<Put>>>,
    pub(super) folders: Folders,
    /// The staging folder was made.
    started: Mutex<bool>,
    /// The first path that could not be put.
    failed: OnceLock<String>,
    /// What to say of the time before.
    remarks: Vec<PublishError>,
    /// A file of the output folder was compared by its content: the next build need not do it again.
    compared: AtomicBool,
    /// Held, and let go by the operating system however we end.
    _lock: Lock,
    /// What the tests do at each step; `true`: the build dies there.
    #[cfg(test)]
    pub(super) at_step: Option<Box<dyn Fn(PublishStep) -> bool + Send + Sync>>,
    #[cfg(test)]
    pub(super) killed: AtomicBool,
    /// The tests' file system has no hard links.
    #[cfg(test)]
    pub(super) is_without_links: bool,
}

impl Stage {
    /// Locks `output` against a second build, mends what a killed build left, and looks at what stands there. The
    /// folder need not exist. Nothing in it is changed.
    ///
    /// # Errors
    /// [`PublishError::Locked`] while another build runs; another error where the folder is unfit.
    pub fn begin(output: &Path, options: PublishOptions) -> Result<Self, PublishError> {
        let paths = StagePaths::of(output)?;
        let lock = place::lock(&paths)?;
        // Nothing is mended beside a folder that is no place for a site.
        place::check_folder(&paths)?;
        let remarks = leftovers::mend(&paths)?;
        let previous = PreviousOutput::read(&paths, place::check_folder(&paths)?)?;
        Ok(Self {
            folders: Folders::new(paths.staging.clone()),
            paths,
            options,
            previous,
            files: Mutex::new(BTreeMap::new()),
            started: Mutex::new(false),
            failed: OnceLock::new(),
            remarks,
            compared: AtomicBool::new(false),
            _lock: lock,
            #[cfg(test)]
            at_step: None,
            #[cfg(test)]
            killed: AtomicBool::new(false),
            #[cfg(test)]
            is_without_links: false,
        })
    }

    /// What to say before anything is built: [`PublishError::NotCleared`] and [`PublishError::Kept`] of earlier builds.
    pub fn remarks(&self) -> &[PublishError] {
        &self.remarks
    }

    /// Whether the output folder already holds the site made of `inputs` (a fingerprint of everything that goes into
    /// it: content, configuration, site theme, program), so that nothing need be rendered at all.
    ///
    /// True only if every file we wrote is there as we wrote it: untouched since, or else of the same content.
    pub fn unchanged(&self, inputs: [u8; 32]) -> bool {
        let Some(before) = &self.previous.manifest else { return false };
        let is_same = before.inputs == inputs
            && before.files.par_iter().all(|(path, content)| self.intact(path, content).unwrap_or(false));
        if is_same {
            self.note_untouched(false);
        }
        is_same
    }

    /// Notes how the files lie on the disk, where that is not noted yet, or `anew`. None was written by this build.
    pub(super) fn note_untouched(&self, anew: bool) {
        let (true, Some(manifest)) = (anew || self.compared.load(Ordering::Relaxed), &self.previous.manifest) else {
            return;
        };
        let as_seen =
            |path: &str, now: &Metadata| self.previous.entries.get(path).is_some_and(|seen| seen.is_still(now));
        let paths: Vec<&str> = manifest.files.keys().map(String::as_str).collect();
        self.note(&paths, &|path| self.previous.untouched(path), &as_seen, &|_| self.previous.folders.clone());
    }

    /// Notes how the files of the site, in their order, lie on the disk: as is `known`, else as far as each `is_ours`
    /// still; and `folders`, how its folders do at that moment.
    pub(super) fn note(
        &self,
        paths: &[&str],
        known: &(dyn Fn(&str) -> Option<Seal> + Sync),
        is_ours: &(dyn Fn(&str, &Metadata) -> bool + Sync),
        folders: &dyn Fn(i64) -> Vec<Option<Seal>>,
    ) {
        let seal_of = |path: &str| {
            if let Some(seal) = known(path) {
                return Some(seal);
            }
            let now = fs::symlink_metadata(self.paths.output.join(path)).ok()?;
            if now.is_file() && is_ours(path, &now) { Seal::of(&now) } else { None }
        };
        let look = |now| {
            let files = paths.par_iter().map(|path| seal_of(path).filter(|seal| seal.is_settled(now)));
            let mut seals: Vec<Option<Seal>> = files.collect();
            seals.extend(folders(now));
            seals
        };
        seal::write(&self.paths.stat, &self.paths.output.join(MANIFEST), look);
    }

    /// What stands in the output folder, as [`super::published`] reads it.
    pub fn published(&self) -> PublishedSite {
        let manifest = self.previous.manifest.as_ref();
        manifest.map(|manifest| site_list::read(&self.paths.output, manifest.files.clone())).unwrap_or_default()
    }

    /// A place for what does not fit into memory; one at a time.
    ///
    /// # Errors
    /// What the operating system says.
    pub fn scratch(&self) -> io::Result<Scratch> {
        Scratch::create(self.paths.scratch.clone())
    }

    /// Where a second scratch file may be made: for the words of documents, while they are read.
    pub fn words(&self) -> PathBuf {
        self.paths.words.clone()
    }

    /// What to say when the scratch file fails.
    pub fn scratch_failed(&self, error: io::Error) -> PublishError {
        PublishError::io(self.paths.scratch.clone(), error)
    }

    /// Keeps the file of the published site, without its bytes: whether `content` is what we published at `path`, and
    /// still stands there. `false`: it must be put. Callable from many threads at once.
    pub fn keep(&self, path: &str, content: &FileDigest) -> bool {
        let is_published = self.previous.ours(path) == Some(content);
        if !is_published || !self.intact(path, content).unwrap_or(false) {
            return false;
        }
        let Some(found) = self.previous.entries.get(path) else { return false };
        let put = Put { content: *content, staged: false, modified: found.modified };
        // Put before: the caller learns it when it puts the file. A path of the manifest was looked at when that was read.
        self.reserve_checked(path, Some(put)).is_ok()
    }

    /// What the published site has at `path`, by its list; `None`: no file of ours.
    pub fn was_published(&self, path: &str) -> Option<FileDigest> {
        self.previous.ours(path).copied()
    }

    /// What the file at `path` holds that was put or kept; `None`: none was.
    pub fn digest(&self, path: &str) -> Option<FileDigest> {
        self.files().get(path).copied().flatten().map(|put| put.content)
    }

    /// The bytes of the file that we published at `path`, where it still holds `content`.
    pub fn published_bytes(&self, path: &str, content: &FileDigest) -> Option<Vec<u8>> {
        if self.previous.ours(path) != Some(content) {
            return None;
        }
        let bytes = disk::bytes(&self.paths.output.join(path), content.size).ok()?;
        (<[u8; 32]>::from(Sha256::digest(&bytes)) == content.sha256).then_some(bytes)
    }

    /// Puts a file into the site: `path` within the output folder, parts separated by `/`. Callable from many threads
    /// at once. What the folder already holds is remembered only; anything else is written beside it. Returns what the file
    /// holds, for [`Stage::keep`] of a later build.
    ///
    /// # Errors
    /// A path that is not allowed, put before, or taken by a foreign file; I/O. After
    /// any error the stage can no longer be committed.
    pub fn put(&self, path: &str, bytes: &[u8]) -> Result<FileDigest, PublishError> {
        self.putting(path, || self.put_now(path, bytes))
    }

    /// The same without a look at the path.
    pub(super) fn put_now(&self, path: &str, bytes: &[u8]) -> Result<Put, PublishError> {
        let content = FileDigest { size: bytes.len() as u64, sha256: Sha256::digest(bytes).into() };
        if let Some(modified) = self.stands(path, &content)? {
            return Ok(Put { content, staged: false, modified });
        }
        let mut file = self.create(path)?;
        let modified = file.write_all(bytes).and_then(|()| file.metadata()?.modified());
        let modified = modified.map_err(|error| PublishError::io(self.paths.staging.join(path), error))?;
        Ok(Put { content, staged: true, modified })
    }

    /// Puts a copy of the file `from` into the site, without holding it in memory.
    ///
    /// Never a hard link to it: an editor that saves in place would then change the published file.
    ///
    /// # Errors
    /// As [`Stage::put`], and when `from` cannot be read or is no regular file.
    pub fn put_file(&self, path: &str, from: &Path) -> Result<FileDigest, PublishError> {
        self.putting(path, || {
            let unreadable = |error| PublishError::io(from, error);
            let metadata = fs::metadata(from).map_err(unreadable)?;
            if !metadata.is_file() {
                // Opening a pipe would wait for its other end for ever.
                return Err(unreadable(io::Error::new(io::ErrorKind::InvalidInput, "not a regular file")));
            }
            if self.previous.entries.get(path).is_some_and(|found| found.size == metadata.len()) {
                let content = content_of(from).map_err(unreadable)?;
                if let Some(modified) = self.stands(path, &content)? {
                    return Ok(Put { content, staged: false, modified });
                }
            }
            let mut source = File::open(from).map_err(unreadable)?;
            self.stream(path, |to| copy(&mut source, to))
        })
    }

    /// Puts a file that `write` writes bit by bit, for data too large to be held in memory.
    ///
    /// # Errors
    /// As [`Stage::put`], and what `write` returns.
    pub fn put_stream(
        &self,
        path: &str,
        write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> Result<FileDigest, PublishError> {
        self.putting(path, || self.stream(path, write))
    }

    /// Reserves the path, so that two threads cannot write one file, and keeps a failure in mind.
    fn putting(
        &self,
        path: &str,
        make: impl FnOnce() -> Result<Put, PublishError>,
    ) -> Result<FileDigest, PublishError> {
        let answer = self.reserve(path, None).and_then(|()| make());
        match answer {
            Ok(put) => {
                self.files().insert(path.to_owned(), Some(put));
                Ok(put.content)
            }
            Err(error) => {
                let _ = self.failed.set(path.to_owned());
                Err(error)
            }
        }
    }

    fn reserve(&self, path: &str, put: Option<Put>) -> Result<(), PublishError> {
        path::check(path).map_err(|fault| PublishError::Path { path: path.to_owned(), fault })?;
        self.reserve_checked(path, put)
    }

    fn reserve_checked(&self, path: &str, put: Option<Put>) -> Result<(), PublishError> {
        // A file whose folder would be this file: `a` after `a/b`.
        let below = format!("{path}/");
        let mut files = self.files();
        let twice = |other: &str| Err(PublishError::Twice(path.to_owned(), other.to_owned()));
        if let Some(folder) = path::folders_above(path).find(|folder| files.contains_key(*folder)) {
            return twice(folder);
        }
        if let Some((other, _)) = files
            .range::<str, _>((Bound::Included(below.as_str()), Bound::Unbounded))
            .next()
            .filter(|(other, _)| other.starts_with(below.as_str()))
        {
            return twice(other);
        }
        // What failed cannot be committed; what was put stays as it is.
        if files.contains_key(path) {
            return twice(path);
        }
        files.insert(path.to_owned(), put);
        Ok(())
    }

    /// The time of the file where the output folder holds just this one already.
    fn stands(&self, path: &str, content: &FileDigest) -> Result<Option<SystemTime>, PublishError> {
        let found = self.previous.entries.get(path);
        let time = |stands: bool| found.filter(|_| stands).map(|found| found.modified);
        if let Some(before) = self.previous.ours(path) {
            return Ok(time(before == content && self.intact(path, content)?));
        }
        let stands = |stands: &str| PublishError::Foreign { path: path.to_owned(), stands: stands.to_owned() };
        if let Some(found) = found {
            // A foreign file. The very bytes we would write may as well be ours: the manifest was lost, perhaps.
            return match found.kind {
                TreeEntryKind::File if found.size == content.size && self.holds(path, content)? => Ok(time(true)),
                TreeEntryKind::EmptyFolder => Ok(None),
                TreeEntryKind::File if is_own(path) => Ok(None),
                _ => Err(stands(path)),
            };
        }
        match path::folders_above(path).find(|folder| self.previous.is_foreign_file(folder)) {
            Some(folder) => Err(stands(folder)),
            None => Ok(None),
        }
    }

    /// Whether the file we wrote last time is still what we wrote.
    fn intact(&self, path: &str, content: &FileDigest) -> Result<bool, PublishError> {
        let Some(found) = self.previous.entries.get(path) else { return Ok(false) };
        if found.kind != TreeEntryKind::File || found.size != content.size {
            return Ok(false);
        }
        Ok(found.is_untouched || self.holds(path, content)?)
    }

    /// Whether the file in the output folder has just this content, by reading it.
    fn holds(&self, path: &str, content: &FileDigest) -> Result<bool, PublishError> {
        self.compared.store(true, Ordering::Relaxed);
        let file = self.paths.output.join(path);
        // It may have been deleted since we looked.
        let found = tree::present(content_of(&file)).map_err(|error| PublishError::io(file, error))?;
        Ok(found == Some(*content))
    }

    /// Writes through a hash into the staging folder; what turns out to be unchanged is taken out again.
    fn stream(&self, path: &str, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<Put, PublishError> {
        let staged = self.paths.staging.join(path);
        let failed = |error| PublishError::io(&staged, error);
        let mut writer = Hashing::new(self.create(path)?);
        let mut buffered = BufWriter::with_capacity(1 << 16, &mut writer);
        write(&mut buffered).and_then(|()| buffered.flush()).map_err(failed)?;
        drop(buffered);
        let (file, content) = writer.finish();
        if let Some(modified) = self.stands(path, &content)? {
            fs::remove_file(&staged).map_err(failed)?;
            return Ok(Put { content, staged: false, modified });
        }
        let modified = file.metadata().and_then(|metadata| metadata.modified()).map_err(failed)?;
        Ok(Put { content, staged: true, modified })
    }

    /// A new file in the staging folder.
    fn create(&self, path: &str) -> Result<File, PublishError> {
        self.start()?;
        let file = self.paths.staging.join(path);
        self.folders
            .for_file(Path::new(path))
            .and_then(|()| File::create_new(&file))
            .map_err(|error| PublishError::io(file, error))
    }

    /// Makes the staging folder, once, when there is something to put into it: an unchanged build touches nothing.
    pub(super) fn start(&self) -> Result<(), PublishError> {
        let mut started = self.started.lock().unwrap_or_else(PoisonError::into_inner);
        if *started {
            return Ok(());
        }
        let failed = |error| PublishError::io(&self.paths.staging, error);
        fs::create_dir(&self.paths.staging).map_err(failed)?;
        // From here on there is something to clear away.
        *started = true;
        if self.previous.exists {
            if !self.options.no_atomic && !switch::can_exchange(&self.paths.staging).map_err(failed)? {
                return Err(PublishError::NoExchange(self.paths.output.clone()));
            }
            // New folders take over what the group may do from the folder they are made in.
            let permissions = fs::metadata(&self.paths.output).map_err(failed)?.permissions();
            fs::set_permissions(&self.paths.staging, permissions).map_err(failed)?;
            switch::make_writable(&self.paths.staging).map_err(failed)?;
        }
        Ok(())
    }

    /// The next site stands: nothing here is to be cleared away.
    pub(super) fn ended(&self) {
        *self.started.lock().unwrap_or_else(PoisonError::into_inner) = false;
    }

    /// What `see` makes of all files that were put so far, in the order of their paths.
    pub(super) fn with_files<T>(&self, see: impl FnOnce(&mut dyn Iterator<Item = (&str, FileDigest)>) -> T) -> T {
        let files = self.files();
        see(&mut files.iter().filter_map(|(path, put)| Some((path.as_str(), put.as_ref()?.content))))
    }

    fn files(&self) -> MutexGuard<'_, BTreeMap<String, Option<Put>>> {
        // A thread that panicked while it held the lock left the map whole: nothing in between can panic.
        self.files.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// All files of the next site, by path.
    ///
    /// # Errors
    /// [`PublishError::Unfinished`] after a failed `put`.
    pub(super) fn take_files(&self) -> Result<BTreeMap<String, Put>, PublishError> {
        if let Some(path) = self.failed.get() {
            return Err(PublishError::Unfinished(path.clone()));
        }
        std::mem::take(&mut *self.files())
            .into_iter()
            .map(|(path, put)| match put {
                Some(put) => Ok((path, put)),
                None => Err(PublishError::Unfinished(path)),
            })
            .collect()
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        #[cfg(test)]
        if self.killed.load(Ordering::SeqCst) {
            return;
        }
        // A failure is not worth a word: the next build clears the folder away.
        if *self.started.get_mut().unwrap_or_else(PoisonError::into_inner) {
            leftovers::discard_manifest(&self.paths.next);
            for folder in [&self.paths.next, &self.paths.staging] {
                let _ = tree::remove(folder, OWN_LISTS, &tree::all);
            }
            let _ = fs::remove_file(&self.paths.linked);
        }
    }
}
