//! The folder of a store: made when the first value is kept, known again by its `CACHEDIR.TAG`.
//!
//! In: names and bytes of files. Out: files that are whole, whoever else writes.

use crate::disk::{self, LARGEST_LIST};
use std::collections::hash_map::RandomState;
use std::fs::{self, DirBuilder, File, OpenOptions, TryLockError};
use std::hash::BuildHasher;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

/// Tells backup programs to leave the folder out (bford.info/cachedir), and this program that it is its own.
const TAG: &str = "CACHEDIR.TAG";
const TAG_TEXT: &str = "Signature: 8a477f597d28d172789f06886806bc55\n\
    # congbao keeps here what it knows of a site's files. It may be deleted at any time.\n";
const IGNORE: &str = ".gitignore";
const LOCK: &str = "lock";
/// Files on their way in.
const UNFINISHED: &str = ".unfinished";

/// Another program writes a value in milliseconds; one that was stopped may hold the lock for ever.
const PATIENCE: Duration = Duration::from_secs(5);
const PAUSE: Duration = Duration::from_millis(2);

/// A folder of values.
#[derive(Debug)]
pub(super) struct Folder {
    path: PathBuf,
    /// Whether it was made or looked after in this run, with its lock where the file system has locks.
    ready: Mutex<Option<Ready>>,
    /// Tells apart the files that are being written, by this program and by others. Begins anywhere.
    number: AtomicU64,
    /// The lock was waited for in vain: it is not waited for again.
    given_up: AtomicBool,
}

#[derive(Debug)]
struct Ready {
    lock: Option<File>,
}

impl Folder {
    /// # Errors
    /// Something else stands there.
    pub fn at(path: &Path) -> io::Result<Self> {
        match path.symlink_metadata() {
            Ok(found) if !found.is_dir() => return Err(io::ErrorKind::NotADirectory.into()),
            Ok(_) if !is_ours(path)? => return Err(io::ErrorKind::DirectoryNotEmpty.into()),
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            Ok(_) | Err(_) => {}
        }
        Ok(Self {
            path: path.to_owned(),
            ready: Mutex::default(),
            number: AtomicU64::new(RandomState::new().hash_one(0)),
            given_up: AtomicBool::new(false),
        })
    }

    pub fn read(&self, name: &str) -> Option<Vec<u8>> {
        disk::bytes_here(&self.file(name)?, LARGEST_LIST).ok()
    }

    pub fn write(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        let file = self.file(name).ok_or(io::ErrorKind::InvalidFilename)?;
        self.prepare()?;
        let number = self.number.fetch_add(1, Ordering::Relaxed);
        let unfinished = self.path.join(format!("{}-{number:016x}{UNFINISHED}", std::process::id()));
        // No flush: after a power cut the sum of a torn file is wrong, and it is no value.
        let written = create(&unfinished)
            .and_then(|mut file| file.write_all(bytes))
            .and_then(|()| self.locked(|| fs::rename(&unfinished, &file)));
        if written.is_err() {
            let _ = fs::remove_file(&unfinished);
        }
        written
    }

    pub fn remove(&self, name: &str) -> io::Result<()> {
        let file = self.file(name).ok_or(io::ErrorKind::InvalidFilename)?;
        match fs::remove_file(file) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            answer => answer,
        }
    }

    pub fn names(&self, start: &str) -> Vec<String> {
        let Ok(entries) = self.path.read_dir() else { return Vec::new() };
        let names = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
        let mut names: Vec<String> = names.filter(|name| name.starts_with(start) && is_name(name)).collect();
        names.sort();
        names
    }

    fn file(&self, name: &str) -> Option<PathBuf> {
        is_name(name).then(|| self.path.join(name))
    }

    /// Makes the folder with what belongs into it, once a run.
    fn prepare(&self) -> io::Result<()> {
        let mut ready = self.ready.lock().unwrap_or_else(PoisonError::into_inner);
        if ready.is_some() {
            return Ok(());
        }
        match private(DirBuilder::new()).create(&self.path) {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
            // It may have come since it was looked at.
            _ if !self.path.symlink_metadata()?.is_dir() => return Err(io::ErrorKind::NotADirectory.into()),
            _ if !is_ours(&self.path)? => return Err(io::ErrorKind::DirectoryNotEmpty.into()),
            _ => close_to_others(&self.path)?,
        }
        for (name, text) in [(TAG, TAG_TEXT), (IGNORE, "*\n")] {
            match create(&self.path.join(name)).and_then(|mut file| file.write_all(text.as_bytes())) {
                Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
                _ => {}
            }
        }
        let lock = self.path.join(LOCK);
        if lock.symlink_metadata().is_ok_and(|found| !found.is_file()) {
            return Err(io::ErrorKind::InvalidInput.into());
        }
        let lock = OpenOptions::new().create(true).truncate(false).write(true).open(lock)?;
        let lock = Ready { lock: self.acquire(&lock)?.then_some(lock) };
        self.remove_unfinished();
        lock.lock.as_ref().map_or(Ok(()), File::unlock)?;
        *ready = Some(lock);
        Ok(())
    }

    /// Does something while no other program does.
    fn locked(&self, job: impl FnOnce() -> io::Result<()>) -> io::Result<()> {
        let ready = self.ready.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(lock) = ready.as_ref().and_then(|ready| ready.lock.as_ref()) else { return job() };
        self.acquire(lock)?;
        let done = job();
        // Closing the file is not enough: a child process that another thread is just starting has a copy of it.
        lock.unlock()?;
        done
    }

    /// Takes the lock; false where the file system has none.
    fn acquire(&self, lock: &File) -> io::Result<bool> {
        let begun = Instant::now();
        loop {
            match lock.try_lock() {
                Ok(()) => return Ok(true),
                Err(TryLockError::Error(error)) if error.kind() == io::ErrorKind::Unsupported => return Ok(false),
                Err(TryLockError::Error(error)) => return Err(error),
                Err(TryLockError::WouldBlock) => {}
            }
            if begun.elapsed() > PATIENCE || self.given_up.load(Ordering::Relaxed) {
                self.given_up.store(true, Ordering::Relaxed);
                return Err(io::ErrorKind::WouldBlock.into());
            }
            thread::sleep(PAUSE);
        }
    }

    /// What a killed program left. Another one may be writing a file now: only what is old goes.
    fn remove_unfinished(&self) {
        let Ok(entries) = self.path.read_dir() else { return };
        for entry in entries.filter_map(Result::ok) {
            let is_unfinished = entry.file_name().to_str().is_some_and(|name| name.ends_with(UNFINISHED));
            let age = || entry.metadata().ok()?.modified().ok()?.elapsed().ok();
            if is_unfinished && age().is_some_and(|age| age > 10 * PATIENCE) {
                let _ = fs::remove_file(entry.path());
            }
        }
    }
}

/// Empty, or with our tag, of which a program that was killed, or is just making it, may have written a part. Emptiness
/// is looked at first: the tag is the first file of a folder of ours, so where another program has just made one file,
/// the tag is there. Looked at the other way round, the tag could come between the two looks.
fn is_ours(folder: &Path) -> io::Result<bool> {
    let is_empty = folder.read_dir()?.next().is_none();
    let tag = || disk::bytes_here(&folder.join(TAG), TAG_TEXT.len() as u64);
    Ok(is_empty || tag().is_ok_and(|text| TAG_TEXT.as_bytes().starts_with(&text)))
}

/// Small letters, digits, `-`, `.`; none of ours.
fn is_name(name: &str) -> bool {
    let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "-.".contains(c);
    name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.chars().all(is_plain)
        && !name.ends_with(UNFINISHED)
        && name != LOCK
}

/// A new file that its owner alone may read.
fn create(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

#[cfg(unix)]
fn private(mut builder: DirBuilder) -> DirBuilder {
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder
}

#[cfg(not(unix))]
fn private(builder: DirBuilder) -> DirBuilder {
    builder
}

/// An archive that was unpacked, or a copy, may have opened it.
#[cfg(unix)]
fn close_to_others(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    if folder.metadata()?.permissions().mode() & 0o077 == 0 {
        return Ok(());
    }
    fs::set_permissions(folder, fs::Permissions::from_mode(0o700))
}

#[cfg(not(unix))]
fn close_to_others(_: &Path) -> io::Result<()> {
    Ok(())
}
