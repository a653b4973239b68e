//! Where a build works: the output folder, the names beside it, and the lock.
//!
//! In: the output folder as the user spelled it. Out: [`StagePaths`], the same for every spelling, and whether the
//! folder is fit to be exchanged.

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use super::error::PublishError;
use super::switch;

/// The output folder and what stands beside it.
pub(super) struct StagePaths {
    /// The folder that holds all the others.
    pub above: PathBuf,
    pub output: PathBuf,
    /// Locked while a build runs.
    lock: PathBuf,
    /// Files of the next site that are new or changed, while they are written.
    pub staging: PathBuf,
    /// The next site, while it is put together.
    pub next: PathBuf,
    /// The second generation: a folder with the very files of the site, ready to become the next one.
    pub twin: PathBuf,
    /// The previous site on its way out.
    pub gone: PathBuf,
    /// The previous site between two renames.
    pub old: PathBuf,
    /// Which files of others the next site has.
    pub linked: PathBuf,
    /// How our files lay on the disk when the last build ended.
    pub stat: PathBuf,
    /// Files of others for which the new site has no room.
    pub kept: PathBuf,
    /// A new manifest on its way in, where nothing else changes.
    pub list: PathBuf,
    /// What does not fit into memory.
    pub scratch: PathBuf,
    /// Words of all documents.
    pub words: PathBuf,
    /// The manifest of what the web server has.
    pub uploaded: PathBuf,
    /// The manifest of what is on its way there.
    pub uploading: PathBuf,
    /// The name of the output folder.
    name: String,
}

impl StagePaths {
    /// The folder above is made where it is missing, and its links are followed, so that every spelling of one output
    /// folder has one lock.
    pub fn of(output: &Path) -> Result<Self, PublishError> {
        let (above, name) = place(output)?;
        let beside = |ending: &str| above.join(format!(".congbao-{name}.{ending}"));
        Ok(Self {
            output: above.join(&name),
            lock: beside("lock"),
            staging: beside("part"),
            next: beside("new"),
            twin: beside("twin"),
            gone: beside("gone"),
            old: beside("old"),
            linked: beside("foreign"),
            stat: beside("stat"),
            kept: beside("kept"),
            list: beside("manifest"),
            scratch: beside("scratch"),
            words: beside("words"),
            uploaded: beside("uploaded"),
            uploading: beside("uploading"),
            above,
            name,
        })
    }

    /// The folder for what could not be deleted, number `number` (from 1).
    pub fn left(&self, number: usize) -> PathBuf {
        self.above.join(format!(".congbao-{}.left-{number}", self.name))
    }
}

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
pub(super) struct Lock(File);

impl Drop for Lock {
    /// Closing the file is not enough: a child process that another thread is just starting has a copy of it, and would
    /// hold the lock until it runs its own program.
    fn drop(&mut self) {
        let _ = self.0.unlock();
    }
}

/// Takes the lock. The file stays: were it deleted, a third build could lock a new one while a second holds the old.
pub(super) fn lock(paths: &StagePaths) -> Result<Lock, PublishError> {
    let path = &paths.lock;
    let failed = |error| PublishError::io(path, error);
    match fs::symlink_metadata(path) {
        // Opening a pipe would wait for its other end for ever.
        Ok(found) if !found.is_file() => {
            return Err(failed(io::Error::new(io::ErrorKind::InvalidInput, "not a regular file")));
        }
        _ => {}
    }
    let file = match File::options().create(true).truncate(false).write(true).open(path) {
        // Made by another user, as by one build with `sudo`: reading is enough for the lock.
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied => File::open(path).map_err(|_| error),
        answer => answer,
    };
    let file = file.map_err(failed)?;
    match file.try_lock() {
        Ok(()) => Ok(Lock(file)),
        Err(TryLockError::WouldBlock) => Err(PublishError::Locked(paths.output.clone())),
        Err(TryLockError::Error(error)) => Err(failed(error)),
    }
}

/// Whether the output folder exists.
///
/// # Errors
/// Something stands there that cannot be exchanged as a whole.
pub(super) fn check_folder(paths: &StagePaths) -> Result<bool, PublishError> {
    let output = &paths.output;
    let failed = |error| PublishError::io(output, error);
    let metadata = match fs::symlink_metadata(output) {
        Ok(metadata) => metadata,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
        Err(error) => return Err(failed(error)),
    };
    if metadata.is_symlink() {
        let target = fs::read_link(output).map_err(failed)?;
        return Err(PublishError::IsLink(output.clone(), target));
    }
    if !metadata.is_dir() {
        return Err(PublishError::NotAFolder(output.clone()));
    }
    if switch::is_mount(output, &paths.above).map_err(failed)? {
        return Err(PublishError::IsMount(output.clone()));
    }
    Ok(true)
}
