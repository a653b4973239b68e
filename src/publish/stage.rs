//! The next site while it is written: which files are new, which stay as they are.
//!
//! In: paths and bytes, from any number of threads. Out: the staging folder, ready for [`Stage::commit`].

use std::collections::BTreeMap;
use std::fs::{self, File, TryLockError};
use std::io::{self, BufWriter, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

use rayon::prelude::*;
use sha2::{Digest, Sha256};

use super::error::PublishError;
use super::manifest::{MANIFEST, PublishManifest};
use super::path;
use super::scratch::Scratch;
use super::site_list;
use super::switch;
use super::tree::{self, Folders, TreeEntry, TreeEntryKind};
use crate::address::published::{FileDigest, PublishedSite};

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
}

/// Moments at which a build may die; the tests let it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PublishStep {
    /// The changed files are staged.
    Staged,
    /// So are the unchanged and the foreign ones.
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

/// The output folder and what stands beside it while a build runs.
pub(super) struct StagePaths {
    pub output: PathBuf,
    /// The next site.
    pub staging: PathBuf,
    /// The previous site on its way out.
    pub gone: PathBuf,
    /// The previous site between two renames.
    pub old: PathBuf,
    /// A new manifest on its way in, where nothing else changes.
    pub list: PathBuf,
    /// What does not fit into memory.
    scratch: PathBuf,
    /// Words of all documents.
    words: PathBuf,
}

/// What stands in the output folder, as [`Stage::begin`] saw it.
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
    fn read(output: &Path, exists: bool) -> Result<Self, PublishError> {
        let mut previous = Self { exists, manifest: None, entries: BTreeMap::new(), foreign_names: Vec::new() };
        if !exists {
            return Ok(previous);
        }
        previous.manifest = PublishManifest::read(output)?;
        for found in tree::walk(output)? {
            match found.name() {
                Some(name) if name == MANIFEST => {}
                Some(name) => drop(previous.entries.insert(name, found)),
                None => previous.foreign_names.push(found),
            }
        }
        Ok(previous)
    }
}

/// A build into an output folder, from [`Stage::begin`] to [`Stage::commit`]. Dropped without a commit, it leaves the
/// output folder as it was and nothing beside it but the lock file.
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
    /// Held, and let go by the operating system however we end.
    _lock: Lock,
    /// The tests' way to die.
    #[cfg(test)]
    pub(super) stop_at: Option<PublishStep>,
    #[cfg(test)]
    pub(super) killed: std::sync::atomic::AtomicBool,
}

impl Stage {
    /// Locks `output` against a second build, mends what a killed build left, and looks at what stands there. The
    /// folder need not exist. Nothing in it is changed.
    ///
    /// # Errors
    /// [`PublishError::Locked`] while another build runs; another error where the folder is unfit.
    pub fn begin(output: &Path, options: PublishOptions) -> Result<Self, PublishError> {
        let (above, name) = place(output)?;
        let output = above.join(&name);
        let beside = |ending: &str| above.join(format!(".congbao-{name}.{ending}"));
        let lock = lock(&beside("lock"), &output)?;
        let (staging, gone, old) = (beside("new"), beside("gone"), beside("old"));
        mend(&output, &staging, &gone, &old)?;
        let _ = fs::remove_file(beside("manifest"));
        let _ = fs::remove_file(beside("scratch"));
        let _ = fs::remove_file(beside("words"));
        let previous = PreviousOutput::read(&output, check_folder(&output, &above)?)?;
        Ok(Self {
            folders: Folders::new(staging.clone()),
            paths: StagePaths {
                output,
                staging,
                gone,
                old,
                list: beside("manifest"),
                scratch: beside("scratch"),
                words: beside("words"),
            },
            options,
            previous,
            files: Mutex::new(BTreeMap::new()),
            started: Mutex::new(false),
            failed: OnceLock::new(),
            _lock: lock,
            #[cfg(test)]
            stop_at: None,
            #[cfg(test)]
            killed: std::sync::atomic::AtomicBool::new(false),
        })
    }

    /// Whether the output folder already holds the site made of `inputs` (a fingerprint of everything that goes into
    /// it: content, configuration, site theme, program), so that nothing need be rendered at all.
    ///
    /// True only if every file we wrote is there in its size and older than the manifest; a file that is not older, as
    /// after a copy of the folder, is compared by its content.
    pub fn unchanged(&self, inputs: [u8; 32]) -> bool {
        let Some(before) = &self.previous.manifest else { return false };
        before.inputs == inputs
            && before.files.par_iter().all(|(path, content)| self.intact(path, content).unwrap_or(false))
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

    /// Puts a file into the site: `path` within the output folder, parts separated by `/`. Callable from many threads
    /// at once. What the folder already holds is remembered only; anything else is written beside it.
    ///
    /// # Errors
    /// A path that is not allowed, put before, or taken by a foreign file; I/O. After
    /// any error the stage can no longer be committed.
    pub fn put(&self, path: &str, bytes: &[u8]) -> Result<(), PublishError> {
        self.putting(path, || {
            let content = FileDigest { size: bytes.len() as u64, sha256: Sha256::digest(bytes).into() };
            if self.stands(path, &content)? {
                return Ok(Put { content, staged: false });
            }
            let mut file = self.create(path)?;
            file.write_all(bytes).map_err(|error| PublishError::io(self.paths.staging.join(path), error))?;
            Ok(Put { content, staged: true })
        })
    }

    /// Puts a copy of the file `from` into the site, without holding it in memory.
    ///
    /// Never a hard link to it: an editor that saves in place would then change the published file.
    ///
    /// # Errors
    /// As [`Stage::put`], and when `from` cannot be read or is no regular file.
    pub fn put_file(&self, path: &str, from: &Path) -> Result<(), PublishError> {
        self.putting(path, || {
            let unreadable = |error| PublishError::io(from, error);
            let metadata = fs::metadata(from).map_err(unreadable)?;
            if !metadata.is_file() {
                // Opening a pipe would wait for its other end for ever.
                return Err(unreadable(io::Error::new(io::ErrorKind::InvalidInput, "not a regular file")));
            }
            if self.previous.entries.get(path).is_some_and(|found| found.size == metadata.len()) {
                let content = content_of(from).map_err(unreadable)?;
                if self.stands(path, &content)? {
                    return Ok(Put { content, staged: false });
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
    ) -> Result<(), PublishError> {
        self.putting(path, || self.stream(path, write))
    }

    /// Reserves the path, so that two threads cannot write one file, and keeps a failure in mind.
    fn putting(&self, path: &str, make: impl FnOnce() -> Result<Put, PublishError>) -> Result<(), PublishError> {
        let answer = self.reserve(path).and_then(|()| make());
        match answer {
            Ok(put) => {
                self.files().insert(path.to_owned(), Some(put));
                Ok(())
            }
            Err(error) => {
                let _ = self.failed.set(path.to_owned());
                Err(error)
            }
        }
    }

    fn reserve(&self, path: &str) -> Result<(), PublishError> {
        path::check(path).map_err(|fault| PublishError::Path { path: path.to_owned(), fault })?;
        let mut files = self.files();
        let twice = |other: &str| Err(PublishError::Twice(path.to_owned(), other.to_owned()));
        if let Some(folder) = path::folders_above(path).find(|folder| files.contains_key(*folder)) {
            return twice(folder);
        }
        // A file whose folder would be this file: `a` after `a/b`.
        let below = format!("{path}/");
        if let Some((other, _)) = files.range(below.clone()..).next().filter(|(other, _)| other.starts_with(&below)) {
            return twice(other);
        }
        match files.insert(path.to_owned(), None) {
            None => Ok(()),
            Some(_) => twice(path),
        }
    }

    /// Whether the output folder holds just this file already.
    fn stands(&self, path: &str, content: &FileDigest) -> Result<bool, PublishError> {
        let ours = self.previous.manifest.as_ref().and_then(|before| before.files.get(path));
        if let Some(before) = ours {
            return if before == content { self.intact(path, content) } else { Ok(false) };
        }
        let stands = |stands: &str| PublishError::Foreign { path: path.to_owned(), stands: stands.to_owned() };
        if let Some(found) = self.previous.entries.get(path) {
            // A foreign file. The very bytes we would write may as well be ours: the manifest was lost, perhaps.
            return match found.kind {
                TreeEntryKind::File if found.size == content.size && self.holds(path, content)? => Ok(true),
                TreeEntryKind::EmptyFolder => Ok(false),
                _ => Err(stands(path)),
            };
        }
        match path::folders_above(path).find(|folder| self.is_foreign_file(folder)) {
            Some(folder) => Err(stands(folder)),
            None => Ok(false),
        }
    }

    /// Whether a foreign file, link or pipe stands at `path`.
    pub(super) fn is_foreign_file(&self, path: &str) -> bool {
        let ours = self.previous.manifest.as_ref().is_some_and(|before| before.files.contains_key(path));
        !ours && self.previous.entries.get(path).is_some_and(|found| found.kind != TreeEntryKind::EmptyFolder)
    }

    /// Whether the file we wrote last time is still what we wrote.
    fn intact(&self, path: &str, content: &FileDigest) -> Result<bool, PublishError> {
        let (Some(before), Some(found)) = (&self.previous.manifest, self.previous.entries.get(path)) else {
            return Ok(false);
        };
        if found.kind != TreeEntryKind::File || found.size != content.size {
            return Ok(false);
        }
        // Clocks of file systems tick slowly: in the tick of the manifest a file may have been changed as well.
        Ok(found.modified < before.written || self.holds(path, content)?)
    }

    /// Whether the file in the output folder has just this content, by reading it.
    pub(super) fn holds(&self, path: &str, content: &FileDigest) -> Result<bool, PublishError> {
        let file = self.paths.output.join(path);
        content_of(&file).map(|found| found == *content).map_err(|error| PublishError::io(file, error))
    }

    /// Writes through a hash into the staging folder; what turns out to be unchanged is taken out again.
    fn stream(&self, path: &str, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<Put, PublishError> {
        let staged = self.paths.staging.join(path);
        let failed = |error| PublishError::io(&staged, error);
        let mut writer = Hashing { inner: self.create(path)?, hash: Sha256::new(), size: 0 };
        let mut buffered = BufWriter::with_capacity(1 << 16, &mut writer);
        write(&mut buffered).and_then(|()| buffered.flush()).map_err(failed)?;
        drop(buffered);
        let content = FileDigest { size: writer.size, sha256: writer.hash.finalize().into() };
        if self.stands(path, &content)? {
            fs::remove_file(&staged).map_err(failed)?;
            return Ok(Put { content, staged: false });
        }
        Ok(Put { content, staged: true })
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
        if self.killed.load(std::sync::atomic::Ordering::SeqCst) {
            return;
        }
        // After a commit the staging folder has become the site, and there is nothing here to remove. A failure is not
        // worth a word: the next build clears the folder away.
        if *self.started.get_mut().unwrap_or_else(PoisonError::into_inner) {
            let _ = tree::remove(&self.paths.staging, MANIFEST, &|_| Ok(()));
        }
    }
}

/// The folder above and the name of the output folder. The folder above is made where it is missing, and its links are
/// followed, so that every spelling of one output folder has one lock.
fn place(output: &Path) -> Result<(PathBuf, String), PublishError> {
    let absolute = std::path::absolute(output).map_err(|error| PublishError::io(output, error))?;
    let absolute = if absolute.ends_with("..") {
        absolute.canonicalize().map_err(|error| PublishError::io(output, error))?
    } else {
        absolute
    };
    let no_name = || PublishError::NoName(absolute.clone());
    let above = absolute.parent().ok_or_else(no_name)?;
    let name = absolute.file_name().and_then(|name| name.to_str()).ok_or_else(no_name)?;
    fs::create_dir_all(above).map_err(|error| PublishError::io(above, error))?;
    // On Windows the canonical form is a `\\?\` path, in which `/` no longer separates.
    let above = if cfg!(windows) { Ok(above.to_owned()) } else { above.canonicalize() };
    Ok((above.map_err(|error| PublishError::io(&absolute, error))?, name.to_owned()))
}

/// The lock of one output folder.
#[derive(Debug)]
struct Lock(File);

impl Drop for Lock {
    /// Closing the file is not enough: a child process that another thread is just starting has a copy of it, and would
    /// hold the lock until it runs its own program.
    fn drop(&mut self) {
        let _ = self.0.unlock();
    }
}

/// Takes the lock. The file stays: were it deleted, a third build could lock a new one while a second holds the old.
fn lock(path: &Path, output: &Path) -> Result<Lock, PublishError> {
    let failed = |error| PublishError::io(path, error);
    let file = File::options().create(true).truncate(false).write(true).open(path).map_err(failed)?;
    match file.try_lock() {
        Ok(()) => Ok(Lock(file)),
        Err(TryLockError::WouldBlock) => Err(PublishError::Locked(output.to_owned())),
        Err(TryLockError::Error(error)) => Err(failed(error)),
    }
}

/// Mends what a killed build left beside the output folder.
fn mend(output: &Path, staging: &Path, gone: &Path, old: &Path) -> Result<(), PublishError> {
    let stands = |path: &Path| fs::symlink_metadata(path).is_ok();
    if stands(gone) {
        clear_gone(gone, output).map_err(|error| PublishError::io(gone, error))?;
    }
    if stands(old) {
        // Killed between (or after) the two renames of `no_atomic`.
        let (to, then_gone) = if stands(output) { (gone, true) } else { (output, false) };
        fs::rename(old, to).map_err(|error| PublishError::io(old, error))?;
        if then_gone {
            clear_gone(gone, output).map_err(|error| PublishError::io(gone, error))?;
        }
    }
    if stands(staging) {
        tree::remove(staging, MANIFEST, &|_| Ok(())).map_err(|error| PublishError::io(staging, error))?;
    }
    Ok(())
}

/// Deletes the previous site. A file in it that neither we wrote nor the new site has was laid there by others
/// during the build, too late to be linked: it is carried over.
pub(super) fn clear_gone(gone: &Path, output: &Path) -> io::Result<()> {
    let ours = match PublishManifest::read(gone) {
        Ok(manifest) => manifest.map(|manifest| manifest.files).unwrap_or_default(),
        Err(error) => return Err(io::Error::other(error.to_string())),
    };
    tree::remove(gone, MANIFEST, &|path| {
        let name = path.to_str().map(|path| if cfg!(windows) { path.replace('\\', "/") } else { path.to_owned() });
        if name.is_some_and(|name| ours.contains_key(&name)) || fs::symlink_metadata(output.join(path)).is_ok() {
            return Ok(());
        }
        let to = output.join(path);
        to.parent().map_or(Ok(()), fs::create_dir_all)?;
        fs::rename(gone.join(path), to)
    })
}

/// Whether the output folder exists.
fn check_folder(output: &Path, above: &Path) -> Result<bool, PublishError> {
    let failed = |error| PublishError::io(output, error);
    let metadata = match fs::symlink_metadata(output) {
        Ok(metadata) => metadata,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
        Err(error) => return Err(failed(error)),
    };
    if metadata.is_symlink() {
        let target = fs::read_link(output).map_err(failed)?;
        return Err(PublishError::IsLink(output.to_owned(), target));
    }
    if !metadata.is_dir() {
        return Err(PublishError::NotAFolder(output.to_owned()));
    }
    if switch::is_mount(output, above).map_err(failed)? {
        return Err(PublishError::IsMount(output.to_owned()));
    }
    Ok(true)
}

/// What a file holds, read in pieces.
fn content_of(file: &Path) -> io::Result<FileDigest> {
    let mut writer = Hashing { inner: io::sink(), hash: Sha256::new(), size: 0 };
    copy(&mut File::open(file)?, &mut writer)?;
    Ok(FileDigest { size: writer.size, sha256: writer.hash.finalize().into() })
}

fn copy(from: &mut File, to: &mut dyn Write) -> io::Result<()> {
    let mut buffer = vec![0; 1 << 16];
    loop {
        match from.read(&mut buffer) {
            Ok(0) => return Ok(()),
            Ok(read) => to.write_all(&buffer[..read])?,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

/// Counts and hashes what goes through it.
struct Hashing<W> {
    inner: W,
    hash: Sha256,
    size: u64,
}

impl<W: Write> Write for Hashing<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.inner.write(bytes)?;
        self.hash.update(&bytes[..written]);
        self.size += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}
