//! The end of the previous site, and what killed builds leave beside the output folder.
//!
//! In: the folder with the previous site, the list of the foreign files that the new site has ([`Linked`]). Out: that
//! folder is gone, and what others did in it while the build ran has been done to the new site:
//!
//! 1. [`reconcile`]: a foreign file that its owner deleted or replaced before the switch is deleted or replaced.
//! 2. The folder is renamed to `.gone`, which says that this is done.
//! 3. [`finish`]: everything in it is deleted but what was laid in during the build, which is carried over.
//!
//! The list is written before the switch, so a killed build is finished by the next, [`mend`], in the same way. All of
//! it may be done twice. A folder left by a build killed *before* its switch goes through the same steps, which find
//! nothing in it: it has only our files and what the list names.

use std::collections::BTreeMap;
use std::fs::{self, Metadata};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use super::error::PublishError;
use super::linked::{Identity, Linked, LinkedEntry};
use super::manifest::{MANIFEST, OWN_LISTS, PublishManifest};
use super::parts::PARTS;
use super::place::StagePaths;
use super::public::is_own;
use super::tree::{self, Fate, Remains};
use crate::address::path::first_below;
use crate::address::published::FileDigest;

/// More folders that cannot be deleted than this are not made.
const MOST_LEFT: usize = 20;

/// Mends what a killed build left. Returns what could not be mended and stands in nobody's way.
///
/// # Errors
/// What stands in the way of this build.
pub(super) fn mend(paths: &StagePaths) -> Result<Vec<PublishError>, PublishError> {
    let remarks = Remarks::default();
    visit_left(paths, &remarks)?;
    let linked = Linked::read(&paths.linked);
    mend_folders(paths, linked.as_ref(), &remarks).map_err(|(path, error)| PublishError::io(path, error))?;
    let _ = fs::remove_file(&paths.linked);
    Ok(remarks.into_inner())
}

fn mend_folders(paths: &StagePaths, linked: Option<&Linked>, remarks: &Remarks) -> Result<(), Remains> {
    for file in [&paths.list, &paths.scratch, &paths.words, &paths.staging] {
        discard(paths, file, remarks)?;
    }
    if stands(&paths.gone) {
        finish(paths, linked, remarks)?;
    }
    // Killed between the two renames of `no_atomic`, or after them.
    let brought_back = is_folder(&paths.old) && !stands(&paths.output);
    if brought_back {
        fs::rename(&paths.old, &paths.output).map_err(|error| (paths.old.clone(), error))?;
    } else if is_folder(&paths.old) {
        set_aside(paths, &paths.old, linked, remarks)?;
        finish(paths, linked, remarks)?;
    }
    discard(paths, &paths.old, remarks)?;
    if !brought_back && may_be_previous(paths, linked) {
        set_aside(paths, &paths.next, linked, remarks)?;
        finish(paths, linked, remarks)?;
    }
    discard_manifest(&paths.next);
    discard(paths, &paths.next, remarks)
}

/// Takes away the manifest of a folder that is unfinished, or about to be deleted. One that is half deleted and has a manifest
/// would be taken for the previous site, from which others have deleted files: they would be deleted in the output.
pub(super) fn discard_manifest(folder: &Path) {
    if is_folder(folder) {
        let _ = fs::remove_file(folder.join(MANIFEST));
    }
}

/// Steps 1 and 2: the previous site, which stands at `aside`, leaves its place.
///
/// # Errors
/// It could not be renamed.
pub(super) fn set_aside(
    paths: &StagePaths,
    aside: &Path,
    linked: Option<&Linked>,
    remarks: &Remarks,
) -> Result<(), Remains> {
    for (path, entry) in linked.iter().flat_map(|linked| &linked.entries) {
        if let Err(error) = reconcile(aside, &paths.output, path, entry) {
            remarks.not_cleared(&paths.output, (paths.output.join(path), error));
        }
    }
    fs::rename(aside, &paths.gone).map_err(|error| (aside.to_owned(), error))
}

/// Step 3. What cannot be deleted is renamed once more, out of the way of the next build.
///
/// # Errors
/// It could not be renamed either.
pub(super) fn finish(paths: &StagePaths, linked: Option<&Linked>, remarks: &Remarks) -> Result<(), Remains> {
    let gone = &paths.gone;
    let answer = match PublishManifest::read(gone) {
        Ok(ours) => {
            let known: Vec<_> = ours.iter().map(|ours| &*ours.files).collect();
            let carrier = Carrier { paths, from: gone, known: &known, linked, remarks };
            tree::remove(gone, OWN_LISTS, &|path, is_folder| carrier.decide(path, is_folder))
        }
        // Which files are ours is not known.
        Err(error) => Err((gone.join(MANIFEST), io::Error::other(error.to_string()))),
    };
    answer.or_else(|remains| leave(paths, gone, remains, remarks))
}

/// Things to say although nothing stands in the way, from any number of threads.
#[derive(Debug, Default)]
pub(super) struct Remarks(Mutex<Vec<PublishError>>);

impl Remarks {
    pub fn add(&self, remark: PublishError) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(remark);
    }

    pub fn not_cleared(&self, folder: &Path, (path, error): Remains) {
        self.add(PublishError::NotCleared { folder: folder.to_owned(), path, source: error });
    }

    pub fn into_inner(self) -> Vec<PublishError> {
        self.0.into_inner().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What was done to the foreign file `path` in the old site, at `aside`, before the switch is done to the new one.
fn reconcile(aside: &Path, output: &Path, path: &Path, entry: &LinkedEntry) -> io::Result<()> {
    if !has_real_folders(output, path)? {
        return Ok(());
    }
    let (old, new) = (tree::look_at(&aside.join(path))?, tree::look_at(&output.join(path))?);
    // Whatever its owner has done to it in the new site counts more.
    let Some(new) = new.filter(|new| Identity::of(new).is_same_file(entry.staged)) else { return Ok(()) };
    let to = output.join(path);
    match old {
        Some(old) if old.is_dir() == new.is_dir() => {
            let untouched = Identity::of(&old) == entry.before || Identity::of(&old).is_same_file(Identity::of(&new));
            if new.is_dir() || untouched {
                return Ok(());
            }
            tree::writable_for_now(to.parent(), || fs::rename(aside.join(path), &to))
        }
        _ if new.is_dir() => {
            // Others may have laid something into it meanwhile.
            let _ = fs::remove_dir(&to);
            Ok(())
        }
        _ => {
            tree::writable_for_now(to.parent(), || fs::remove_file(&to))?;
            let emptied = path.ancestors().skip(1).take_while(|folder| !folder.as_os_str().is_empty());
            for folder in emptied {
                if stands(&aside.join(folder)) || fs::remove_dir(output.join(folder)).is_err() {
                    break;
                }
            }
            Ok(())
        }
    }
}

/// Decides what becomes of each part of a site that is no longer, or not yet, the published one.
pub(super) struct Carrier<'a> {
    pub paths: &'a StagePaths,
    /// Where it stands.
    pub from: &'a Path,
    /// The lists of what we wrote there.
    pub known: &'a [&'a BTreeMap<String, FileDigest>],
    pub linked: Option<&'a Linked>,
    pub remarks: &'a Remarks,
}

impl Carrier<'_> {
    /// What is ours, or known to the other site, is deleted; what others laid there is carried over.
    pub fn decide(&self, path: &Path, is_folder: bool) -> io::Result<Fate> {
        let name = tree::name_of(path);
        // Parts of a list that is not theirs any more.
        if path.starts_with(PARTS) || name.as_deref().is_some_and(is_own) {
            return Ok(Fate::Deleted);
        }
        let known = name.is_some_and(|name| {
            self.known
                .iter()
                .any(|files| if is_folder { first_below(files, &name).is_some() } else { files.contains_key(&name) })
        });
        let is_linked = |linked: &Linked| if is_folder { linked.has_below(path) } else { linked.has(path, false) };
        if known || self.linked.is_some_and(is_linked) { Ok(Fate::Deleted) } else { self.carry(path, is_folder) }
    }

    /// Something of others that was laid into the old site too late to be linked into the new one.
    fn carry(&self, path: &Path, is_folder: bool) -> io::Result<Fate> {
        let (from, to) = (self.from.join(path), self.paths.output.join(path));
        if has_real_folders(&self.paths.output, path)? {
            match tree::look_at(&to)? {
                None => return carry(&from, &to),
                Some(there) if is_folder && there.is_dir() => return Ok(Fate::Deleted),
                Some(there) if is_same(&there, &fs::symlink_metadata(&from)?) => return Ok(Fate::Deleted),
                Some(_) => {}
            }
        }
        // The new site has something else there.
        let kept = free_name(&self.paths.kept.join(path))?;
        let fate = carry(&from, &kept)?;
        self.remarks.add(PublishError::Kept { path: to, kept });
        Ok(fate)
    }
}

fn carry(from: &Path, to: &Path) -> io::Result<Fate> {
    Ok(if tree::carry(from, to)? { Fate::Carried } else { Fate::Deleted })
}

/// One file, or a copy of it.
fn is_same(one: &Metadata, other: &Metadata) -> bool {
    let (one, other) = (Identity::of(one), Identity::of(other));
    one.is_same_file(other) || one.is_copy_of(other)
}

/// `path`, or with a number behind it where something stands there.
fn free_name(path: &Path) -> io::Result<PathBuf> {
    let name = path.file_name().unwrap_or_default();
    for number in 2.. {
        let mut candidate = name.to_owned();
        if number > 2 {
            candidate.push(format!(".{}", number - 1));
        }
        let candidate = path.with_file_name(candidate);
        if tree::look_at(&candidate)?.is_none() {
            return Ok(candidate);
        }
    }
    Err(io::ErrorKind::AlreadyExists.into())
}

/// Whether the folders above `path` in `output` are folders, as far as they exist, and not links to somewhere else.
fn has_real_folders(output: &Path, path: &Path) -> io::Result<bool> {
    for folder in path.ancestors().skip(1) {
        if tree::look_at(&output.join(folder))?.is_some_and(|found| !found.is_dir()) {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Whether the staging folder may be the previous site, its name exchanged with the new one's. An unfinished one has no
/// manifest; a finished one is treated alike.
fn may_be_previous(paths: &StagePaths, linked: Option<&Linked>) -> bool {
    if !is_folder(&paths.next) {
        return false;
    }
    stands(&paths.next.join(MANIFEST))
        || linked.is_some_and(|linked| !linked.had_manifest) && stands(&paths.output.join(MANIFEST))
}

/// Deletes what only we made.
fn discard(paths: &StagePaths, path: &Path, remarks: &Remarks) -> Result<(), Remains> {
    tree::remove(path, OWN_LISTS, &tree::all).or_else(|remains| leave(paths, path, remains, remarks))
}

/// Renames what could not be deleted whole, so that the next build has its name, and says so.
///
/// # Errors
/// It could not be renamed either.
pub(super) fn leave(
    paths: &StagePaths,
    path: &Path,
    (inside, error): Remains,
    remarks: &Remarks,
) -> Result<(), Remains> {
    let left = (1..).map(|number| paths.left(number)).find(|left| !stands(left)).unwrap_or_else(|| paths.left(1));
    fs::rename(path, &left).map_err(|error| (path.to_owned(), error))?;
    let inside = inside.strip_prefix(path).map_or_else(|_| left.clone(), |inside| left.join(inside));
    remarks.not_cleared(&left, (inside, error));
    Ok(())
}

/// Looks at what earlier builds could not delete: tries again, and says what is still there. Only what is known to be
/// ours is deleted.
///
/// # Errors
/// [`PublishError::TooManyLeft`], before a pile of them fills the disk.
fn visit_left(paths: &StagePaths, remarks: &Remarks) -> Result<(), PublishError> {
    let mut count = 0;
    for left in (1..=MOST_LEFT).map(|number| paths.left(number)).filter(|left| stands(left)) {
        let ours = PublishManifest::read(&left).ok().flatten();
        let is_ours = |path: &Path| {
            let name = tree::name_of(path);
            let listed = ours.as_ref().zip(name).is_some_and(|(ours, name)| ours.files.contains_key(&name));
            let look =
                |folder: &Path| tree::look_at(&folder.join(path)).ok().flatten().map(|found| Identity::of(&found));
            listed || look(&left).zip(look(&paths.output)).is_some_and(|(one, other)| one.is_same_file(other))
        };
        let decide =
            |path: &Path, is_folder: bool| Ok(if is_folder || is_ours(path) { Fate::Deleted } else { Fate::Stays });
        if let Err(remains) = tree::remove(&left, OWN_LISTS, &decide) {
            remarks.not_cleared(&left, remains);
            count += 1;
        }
    }
    if count == MOST_LEFT { Err(PublishError::TooManyLeft(paths.left(1))) } else { Ok(()) }
}

pub(super) fn stands(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok()
}

pub(super) fn is_folder(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|found| found.is_dir())
}
