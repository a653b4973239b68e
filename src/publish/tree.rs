//! Trees of files: what stands in a folder, a second tree made of links to the first, a tree cleared away. No function
//! here follows a symbolic link.

use std::collections::HashSet;
use std::fs::{self, DirEntry};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::RwLock;
use std::time::SystemTime;

use rayon::prelude::*;

use super::error::PublishError;
use super::switch;

/// What a name stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TreeEntryKind {
    /// A regular file.
    File,
    /// A symbolic link, to any target.
    Link,
    /// A pipe, a socket, a device.
    Other,
    /// A folder with nothing in it.
    EmptyFolder,
}

/// Something that stands in a folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct TreeEntry {
    /// Path within the folder.
    pub path: PathBuf,
    /// What it is.
    pub kind: TreeEntryKind,
    /// Size in bytes (of a regular file).
    pub size: u64,
    /// When its content was last changed.
    pub modified: SystemTime,
}

impl TreeEntry {
    /// The path with `/`, where it is Unicode. A name that is not is never ours.
    pub fn name(&self) -> Option<String> {
        let path = self.path.to_str()?;
        Some(if cfg!(windows) { path.replace('\\', "/") } else { path.to_owned() })
    }
}

/// Everything that stands in `root`, in no order. Folders are listed only when they are empty.
///
/// # Errors
/// A folder that cannot be read, or [`PublishError::IsMount`]: what is mounted inside could neither be linked into
/// another tree nor may it be deleted with the old one.
pub(super) fn walk(root: &Path) -> Result<Vec<TreeEntry>, PublishError> {
    walk_folder(root, Path::new(""))
}

fn walk_folder(root: &Path, folder: &Path) -> Result<Vec<TreeEntry>, PublishError> {
    let full = root.join(folder);
    let failed = |error| PublishError::io(&full, error);
    let above = full.parent().unwrap_or(&full);
    if switch::is_mount(&full, above).map_err(failed)? {
        return Err(PublishError::IsMount(full));
    }
    let mut found = Vec::new();
    let mut folders = Vec::new();
    let mut empty = true;
    for entry in fs::read_dir(&full).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        empty = false;
        let path = folder.join(entry.file_name());
        if entry.file_type().map_err(failed)?.is_dir() {
            folders.push(path);
        } else {
            found.push(look(&entry, path).map_err(failed)?);
        }
    }
    if empty && !folder.as_os_str().is_empty() {
        let (kind, modified) = (TreeEntryKind::EmptyFolder, SystemTime::UNIX_EPOCH);
        found.push(TreeEntry { path: folder.to_owned(), kind, size: 0, modified });
    }
    let below: Vec<Vec<TreeEntry>> =
        folders.par_iter().map(|folder| walk_folder(root, folder)).collect::<Result<_, _>>()?;
    found.extend(below.into_iter().flatten());
    Ok(found)
}

fn look(entry: &DirEntry, path: PathBuf) -> io::Result<TreeEntry> {
    let metadata = entry.metadata()?;
    let kind = if metadata.is_file() {
        TreeEntryKind::File
    } else if metadata.is_symlink() {
        TreeEntryKind::Link
    } else {
        TreeEntryKind::Other
    };
    Ok(TreeEntry { path, kind, size: metadata.len(), modified: metadata.modified()? })
}

/// Makes `to` the same file as `from`; where the file system has no hard links (or the owner may not link), a copy with
/// the same time.
pub(super) fn link(from: &Path, to: &Path, kind: TreeEntryKind) -> io::Result<()> {
    let refused = match fs::hard_link(from, to) {
        Ok(()) => return Ok(()),
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::AlreadyExists) => {
            return Err(error);
        }
        Err(error) => error,
    };
    match kind {
        TreeEntryKind::File => {
            fs::copy(from, to)?;
            let modified = fs::symlink_metadata(from)?.modified()?;
            // Opened for writing first fails on a read-only copy: unlock it for the moment.
            let permissions = fs::metadata(to)?.permissions();
            if permissions.readonly() {
                switch::make_writable(to)?;
            }
            fs::File::options().write(true).open(to)?.set_modified(modified)?;
            fs::set_permissions(to, permissions)
        }
        TreeEntryKind::Link => switch::copy_link(from, to),
        // A copy of a pipe would wait for its other end for ever.
        TreeEntryKind::Other | TreeEntryKind::EmptyFolder => Err(refused),
    }
}

/// The folders known to exist below a root, so that each is created once however many threads want it.
pub(super) struct Folders {
    root: PathBuf,
    known: RwLock<HashSet<PathBuf>>,
}

impl Folders {
    /// Below `root`, which exists.
    pub fn new(root: PathBuf) -> Self {
        Self { root, known: RwLock::new(HashSet::new()) }
    }

    /// Makes sure that the folder of the file `path` exists.
    pub fn for_file(&self, path: &Path) -> io::Result<()> {
        path.parent().map_or(Ok(()), |folder| self.folder(folder))
    }

    /// Makes sure that `folder` exists.
    pub fn folder(&self, folder: &Path) -> io::Result<()> {
        if folder.as_os_str().is_empty() || self.known.read().is_ok_and(|known| known.contains(folder)) {
            return Ok(());
        }
        self.for_file(folder)?;
        match fs::create_dir(self.root.join(folder)) {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
            _ => {}
        }
        if let Ok(mut known) = self.known.write() {
            known.insert(folder.to_owned());
        }
        Ok(())
    }
}

/// Deletes `root` and everything in it, but first hands each file (path within the root) to `visit`, which may carry it
/// away. The file named `last` directly in `root` goes last: while it is there, the rest can be judged by it.
pub(super) fn remove(root: &Path, last: &str, visit: &(dyn Fn(&Path) -> io::Result<()> + Sync)) -> io::Result<()> {
    remove_inside(root, Path::new(""), last, visit)?;
    match fs::remove_file(root.join(last)) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    fs::remove_dir(root)
}

fn remove_inside(
    root: &Path,
    folder: &Path,
    last: &str,
    visit: &(dyn Fn(&Path) -> io::Result<()> + Sync),
) -> io::Result<()> {
    let full = root.join(folder);
    let mut folders = Vec::new();
    let top = folder.as_os_str().is_empty();
    for entry in fs::read_dir(&full)? {
        let entry = entry?;
        let path = folder.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            folders.push(path);
        } else if !(top && entry.file_name() == last) {
            visit(&path)?;
            retry_writable(&full, || fs::remove_file(entry.path()))?;
        }
    }
    folders.par_iter().try_for_each(|path| {
        remove_inside(root, path, last, visit)?;
        retry_writable(&full, || fs::remove_dir(root.join(path)))
    })
}

/// A foreign folder may be read-only; it is about to be deleted with everything in it. A file that `visit`
/// carried away is gone already.
fn retry_writable(folder: &Path, step: impl Fn() -> io::Result<()>) -> io::Result<()> {
    let answer = match step() {
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied => {
            switch::make_writable(folder)?;
            step()
        }
        answer => answer,
    };
    match answer {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        answer => answer,
    }
}
