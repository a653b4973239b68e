//! Trees of files: what stands in a folder, a second tree made of links to the first, a tree cleared away. No function
//! here follows a symbolic link.

use std::collections::HashSet;
use std::fs::{self, DirEntry, Metadata};
use std::io;
use std::path::{Component, Path, PathBuf};
use std::sync::RwLock;
use std::time::SystemTime;

use rayon::prelude::*;

use super::error::PublishError;
use super::folders::NotedFolders;
use super::seal::Seal;
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
    /// When its content was last changed, by a time that any program can set.
    pub modified: SystemTime,
    /// By what a later change is noticed, whatever time it sets.
    pub seal: Option<Seal>,
    /// It is as the last build left it (else it may be, and must be compared).
    pub is_untouched: bool,
}

impl TreeEntry {
    /// The path with `/`, where it is Unicode. A name that is not is never ours.
    pub fn name(&self) -> Option<String> {
        name_of(&self.path)
    }

    /// Whether a later look sees what this one saw.
    pub fn is_still(&self, now: &Metadata) -> bool {
        let same = now.len() == self.size && now.modified().is_ok_and(|at| at == self.modified);
        same && Seal::of(now) == self.seal
    }
}

/// A path within a folder with `/` between its parts, where it is Unicode.
pub(super) fn name_of(path: &Path) -> Option<String> {
    let path = path.to_str()?;
    Some(if cfg!(windows) { path.replace('\\', "/") } else { path.to_owned() })
}

/// Whether a path leads downwards only.
pub(super) fn stays_inside(path: &Path) -> bool {
    path.components().all(|part| matches!(part, Component::Normal(_))) && path.components().next().is_some()
}

/// What stands at `path` itself, no link followed; `None` where there is nothing.
pub(super) fn look_at(path: &Path) -> io::Result<Option<Metadata>> {
    present(fs::symlink_metadata(path))
}

/// `None` where the answer is that nothing stands there.
pub(super) fn present<T>(answer: io::Result<T>) -> io::Result<Option<T>> {
    match answer {
        Ok(found) => Ok(Some(found)),
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Everything that stands in `root`, in no order. Folders are listed only when they are empty.
///
/// # Errors
/// A folder that cannot be read, or [`PublishError::IsMount`]: what is mounted inside could neither be linked into
/// another tree nor may it be deleted with the old one.
pub(super) fn walk(root: &Path, noted: Option<&NotedFolders<'_, '_>>) -> Result<Vec<TreeEntry>, PublishError> {
    walk_folder(root, Path::new(""), noted)
}

fn walk_folder(
    root: &Path,
    folder: &Path,
    noted: Option<&NotedFolders<'_, '_>>,
) -> Result<Vec<TreeEntry>, PublishError> {
    let full = root.join(folder);
    let failed = |error| PublishError::io(&full, error);
    if let Some((noted, at)) = passed(noted, folder, &full) {
        let mut found = Vec::new();
        for file in noted.tree.files(at) {
            let metadata = present(fs::symlink_metadata(root.join(file))).map_err(failed)?;
            found.extend(metadata.map(|metadata| entry_of(&metadata, file.into())).transpose().map_err(failed)?);
        }
        let below = noted.tree.inside(at).into_par_iter();
        let below: Vec<Vec<TreeEntry>> =
            below.map(|(_, path)| walk_folder(root, Path::new(path), Some(noted))).collect::<Result<_, _>>()?;
        found.extend(below.into_iter().flatten());
        return Ok(found);
    }
    let above = full.parent().unwrap_or(&full);
    // What others delete while we look was not there.
    if present(switch::is_mount(&full, above)).map_err(failed)? == Some(true) {
        return Err(PublishError::IsMount(full));
    }
    let Some(entries) = present(fs::read_dir(&full)).map_err(failed)? else { return Ok(Vec::new()) };
    let mut found = Vec::new();
    let mut folders = Vec::new();
    let mut empty = true;
    for entry in entries {
        let entry = entry.map_err(failed)?;
        empty = false;
        let path = folder.join(entry.file_name());
        match present(entry.file_type()).map_err(failed)? {
            Some(kind) if kind.is_dir() => folders.push(path),
            Some(_) => found.extend(present(look(&entry, path)).map_err(failed)?),
            None => {}
        }
    }
    if empty && !folder.as_os_str().is_empty() {
        let (kind, modified) = (TreeEntryKind::EmptyFolder, SystemTime::UNIX_EPOCH);
        let path = folder.to_owned();
        found.push(TreeEntry { path, kind, size: 0, modified, seal: None, is_untouched: false });
    }
    let below: Vec<Vec<TreeEntry>> =
        folders.par_iter().map(|folder| walk_folder(root, folder, noted)).collect::<Result<_, _>>()?;
    found.extend(below.into_iter().flatten());
    Ok(found)
}

/// The place of a folder that need not be read, since it is as it was noted.
fn passed<'n, 't, 'a>(
    noted: Option<&'n NotedFolders<'t, 'a>>,
    folder: &Path,
    full: &Path,
) -> Option<(&'n NotedFolders<'t, 'a>, usize)> {
    let noted = noted?;
    let at = noted.tree.find(&name_of(folder)?)?;
    noted.passes(at, full).then_some((noted, at))
}

fn look(entry: &DirEntry, path: PathBuf) -> io::Result<TreeEntry> {
    entry_of(&entry.metadata()?, path)
}

fn entry_of(metadata: &Metadata, path: PathBuf) -> io::Result<TreeEntry> {
    let kind = kind_of(metadata);
    let (size, modified, seal) = (metadata.len(), metadata.modified()?, Seal::of(metadata));
    Ok(TreeEntry { path, kind, size, modified, seal, is_untouched: false })
}

/// What something that is no folder is.
fn kind_of(metadata: &Metadata) -> TreeEntryKind {
    if metadata.is_file() {
        TreeEntryKind::File
    } else if metadata.is_symlink() {
        TreeEntryKind::Link
    } else {
        TreeEntryKind::Other
    }
}

/// Makes `to` the same file as `from`; where the file system has no hard links (or the owner may not link), a copy with
/// the same time, and the answer is `false`.
pub(super) fn link(from: &Path, to: &Path, kind: TreeEntryKind) -> io::Result<bool> {
    let refused = match fs::hard_link(from, to) {
        Ok(()) => return Ok(true),
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
            fs::set_permissions(to, permissions)?;
            Ok(false)
        }
        TreeEntryKind::Link => switch::copy_link(from, to).map(|()| false),
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

/// What becomes of something in a tree that is deleted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    /// It is deleted; a folder with everything in it, each part judged by itself.
    Deleted,
    /// It has been carried away already.
    Carried,
    /// It stays, and should not.
    Stays,
    /// It stays, as it should, and the folder in which it is.
    Kept,
}

/// The first path in a tree (by name) that could not be deleted, and why.
pub(super) type Remains = (PathBuf, io::Error);

/// Decides about a file, or a folder (`true`), by its path within the tree.
pub(super) type Decide<'a> = &'a (dyn Fn(&Path, bool) -> io::Result<Fate> + Sync);

/// Everything is deleted.
pub(super) fn all(_path: &Path, _is_folder: bool) -> io::Result<Fate> {
    Ok(Fate::Deleted)
}

/// Deletes `root` and everything in it as `decide` says. What is named in `last`, directly in `root`, goes last and in this
/// order: while it is there, the rest can be judged by it. Something that cannot be deleted hinders nothing else.
///
/// # Errors
/// What stays, and why.
pub(super) fn remove(root: &Path, last: &[&str], decide: Decide<'_>) -> Result<(), Remains> {
    let failed = |error| (root.to_owned(), error);
    match look_at(root).map_err(failed)? {
        None => return Ok(()),
        // Never through a link: what it leads to is not ours.
        Some(found) if !found.is_dir() => return fs::remove_file(root).map_err(failed),
        Some(_) => {}
    }
    sift(root, last, decide, None)?;
    last.iter().try_for_each(|name| remove(&root.join(name), &[], &all))?;
    absent_is_fine(fs::remove_dir(root)).map_err(failed)
}

/// Deletes in the folder `root` what `decide` says, and folders that have nothing in them afterwards. `root` itself
/// stays, and what is named in `last` directly in it. Of a folder that is passed over all files stay.
///
/// # Errors
/// What stays and should not, and why.
pub(super) fn sift(
    root: &Path,
    last: &[&str],
    decide: Decide<'_>,
    noted: Option<&NotedFolders<'_, '_>>,
) -> Result<(), Remains> {
    sift_inside(root, Path::new(""), last, decide, noted).map(|_| ())
}

/// The same in one folder of `root`, if there is one; it goes where nothing is left in it.
///
/// # Errors
/// As [`sift`].
pub(super) fn sift_folder(root: &Path, folder: &str, decide: Decide<'_>) -> Result<(), Remains> {
    let full = root.join(folder);
    let failed = |error| (full.clone(), error);
    match look_at(&full).map_err(failed)? {
        None => Ok(()),
        Some(found) if !found.is_dir() => fs::remove_file(&full).map_err(failed),
        Some(_) if sift_inside(root, Path::new(folder), &[], decide, None)? => Ok(()),
        Some(_) => absent_is_fine(fs::remove_dir(&full)).map_err(failed),
    }
}

/// Whether something was kept.
fn sift_inside(
    root: &Path,
    folder: &Path,
    last: &[&str],
    decide: Decide<'_>,
    noted: Option<&NotedFolders<'_, '_>>,
) -> Result<bool, Remains> {
    let full = root.join(folder);
    let failed = |path: &Path, error| (root.join(path), error);
    let sift_below = |path: &PathBuf| match decide(path, true) {
        Ok(Fate::Deleted) => {
            let keeps = sift_inside(root, path, last, decide, noted)?;
            if !keeps {
                let removed = writable(&full, || fs::remove_dir(root.join(path)));
                absent_is_fine(removed).map_err(|error| failed(path, error))?;
            }
            Ok(keeps)
        }
        fate => staying(fate).map_err(|error| failed(path, error)),
    };
    if let Some((noted, at)) = passed(noted, folder, &full) {
        let has_files = !noted.tree.files(at).is_empty();
        let below = noted.tree.inside(at).into_par_iter().map(|(_, path)| sift_below(&PathBuf::from(path)));
        return first(Ok(has_files), below.reduce(|| Ok(false), first));
    }
    if !folder.as_os_str().is_empty() && switch::is_mount(&full, root).map_err(|error| failed(folder, error))? {
        // Mounted after the build began.
        return Err(failed(folder, io::ErrorKind::ResourceBusy.into()));
    }
    let entries = writable(&full, || fs::read_dir(&full)?.collect::<io::Result<Vec<DirEntry>>>());
    let mut folders = Vec::new();
    let mut answer = Ok(false);
    for entry in entries.map_err(|error| failed(folder, error))? {
        let path = folder.join(entry.file_name());
        match entry.file_type() {
            Ok(_) if folder.as_os_str().is_empty() && last.iter().any(|last| entry.file_name() == *last) => {}
            Ok(kind) if kind.is_dir() => folders.push(path),
            Ok(_) => {
                let step = match decide(&path, false) {
                    Ok(Fate::Deleted) => {
                        absent_is_fine(writable(&full, || fs::remove_file(entry.path()))).map(|()| false)
                    }
                    fate => staying(fate),
                };
                answer = first(answer, step.map_err(|error| failed(&path, error)));
            }
            Err(error) => answer = first(answer, Err(failed(&path, error))),
        }
    }
    first(answer, folders.par_iter().map(sift_below).reduce(|| Ok(false), first))
}

/// The answer about something that is not deleted: whether it was kept.
fn staying(fate: io::Result<Fate>) -> io::Result<bool> {
    match fate? {
        Fate::Stays => Err(io::Error::other("not written by this program")),
        Fate::Kept => Ok(true),
        Fate::Carried | Fate::Deleted => Ok(false),
    }
}

/// The failure that comes first by name, so that the same one is reported every time; else whether something was kept.
fn first(one: Result<bool, Remains>, other: Result<bool, Remains>) -> Result<bool, Remains> {
    match (one, other) {
        (Err(one), Err(other)) => Err(if other.0 < one.0 { other } else { one }),
        (Ok(one), Ok(other)) => Ok(one || other),
        (Err(failure), Ok(_)) | (Ok(_), Err(failure)) => Err(failure),
    }
}

fn absent_is_fine(answer: io::Result<()>) -> io::Result<()> {
    match answer {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        answer => answer,
    }
}

/// Does `step` in `folder`, which may be read-only and is about to be deleted with everything in it.
fn writable<T>(folder: &Path, step: impl Fn() -> io::Result<T>) -> io::Result<T> {
    match step() {
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied => {
            switch::make_writable(folder).map_err(|_| error)?;
            step()
        }
        answer => answer,
    }
}

/// Moves something to where nothing stands, its folder made where it is missing. A folder that is read-only is so again
/// afterwards. A file of others in a folder of others cannot be moved: then it is copied, and `false` returned.
pub(super) fn carry(from: &Path, to: &Path) -> io::Result<bool> {
    let folder = to.parent().ok_or(io::ErrorKind::InvalidInput)?;
    writable_for_now(folder.ancestors().find(|above| above.is_dir()), || fs::create_dir_all(folder))?;
    let is_folder = fs::symlink_metadata(from)?.is_dir();
    // The entry `..` of a folder changes with its place.
    let answer = writable_for_now(Some(folder), || {
        writable_for_now(from.parent(), || {
            let answer = fs::rename(from, to);
            match answer {
                Err(error) if is_folder && error.kind() == io::ErrorKind::PermissionDenied => {
                    let permissions = fs::metadata(from)?.permissions();
                    switch::make_writable(from)?;
                    fs::rename(from, to)?;
                    fs::set_permissions(to, permissions)
                }
                answer => answer,
            }
        })
    });
    match answer {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied && !is_folder => {
            let kind = kind_of(&fs::symlink_metadata(from)?);
            writable_for_now(Some(folder), || link(from, to, kind)).map(|_| false)
        }
        Err(error) => Err(error),
    }
}

/// Does `step` in `folder`; where that may not be written into, it may for the moment.
pub(super) fn writable_for_now<T>(folder: Option<&Path>, step: impl Fn() -> io::Result<T>) -> io::Result<T> {
    match (step(), folder) {
        (Err(error), Some(folder)) if error.kind() == io::ErrorKind::PermissionDenied => {
            let permissions = fs::metadata(folder)?.permissions();
            switch::make_writable(folder).map_err(|_| error)?;
            let answer = step();
            fs::set_permissions(folder, permissions)?;
            answer
        }
        (answer, _) => answer,
    }
}
