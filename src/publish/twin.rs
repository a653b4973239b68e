//! The second generation: `.congbao-<name>.twin` beside the output folder, a folder with the very files of the site (hard
//! links, so it costs folders only). It becomes the next site, with what has changed, and the old site becomes the second
//! generation: so a build costs what has changed, whatever the size of the site.
//!
//! In: the second generation ([`take`]); the old site, once the new one stands ([`keep`]). Out: the next site without what
//! has changed; a second generation that has every file of the new site and no byte that the new site does not have:
//! what was withdrawn lies nowhere any more when the build ends.
//!
//! It is never a source of truth. Before it is used, each file in it must be the very file that the output folder had
//! when the build began (inode and change time); what is not is deleted and linked anew. Whatever a killed build, a
//! restored backup or a copy without hard links has made of it costs time, not truth. Files of others are in it only
//! while it is the next site: one that its owner deletes cannot come back out of it, and one that somebody lays into it
//! (a program that still stood in the folder when it was exchanged) is carried over to the site.
//!
//! ```text
//! .twin ─▶ .new     renamed with its manifest: a build killed here leaves what looks like an old site, and is one
//!                   what is not ours is carried out, what the next site does not have is deleted
//!                   its manifest goes: from here on, until the new one comes, it is an unfinished site, to be deleted
//!                   changed files are moved in, the manifest comes: the next site
//! .new ◀▶ output    exchanged
//! .new ─▶ .gone     the old site; changed files are linked in, others deleted
//! .gone ─▶ .twin
//! ```
//!
//! None is kept where files cannot be linked, or the system does not say which file is which (Windows).

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use rayon::prelude::*;

use super::error::PublishError;
use super::folders::NotedFolders;
use super::leftovers::{self, Carrier, Remarks};
use super::linked::Linked;
use super::manifest::{MANIFEST, OWN_LISTS, PublishManifest};
use super::parts::{PARTS, is_part};
use super::place::StagePaths;
use super::previous::PreviousOutput;
use super::seal::Seal;
use super::stage::Put;
use super::switch;
use super::tree::{self, Fate, Folders, Remains};
use crate::address::published::FileDigest;

/// Makes the second generation the folder of the next site, which then has only unchanged files of it. Returns those that
/// are missing in it; `None` where there is none that could be used.
///
/// # Errors
/// It cannot be moved out of the way.
pub(super) fn take(
    paths: &StagePaths,
    previous: &PreviousOutput,
    files: &BTreeMap<String, Put>,
    noted: &NotedFolders<'_, '_>,
    remarks: &Remarks,
) -> Result<Option<Vec<String>>, PublishError> {
    let next = &paths.next;
    // Without a site, what stands there belongs to one that somebody has deleted.
    if !previous.exists || !leftovers::is_folder(&paths.twin) || fs::rename(&paths.twin, next).is_err() {
        return Ok(None);
    }
    let failed = |error| PublishError::io(next, error);
    switch::make_writable(next).map_err(failed)?;
    match sift(paths, previous, files, noted, remarks) {
        Ok(missing) => Ok(Some(missing)),
        Err(remains) => {
            let left = leftovers::leave(paths, next, remains, remarks);
            left.map(|()| None).map_err(|(path, error)| PublishError::io(path, error))
        }
    }
}

/// Leaves only unchanged files in it, and no manifest. Returns the others that should be there, in order.
fn sift(
    paths: &StagePaths,
    previous: &PreviousOutput,
    files: &BTreeMap<String, Put>,
    noted: &NotedFolders<'_, '_>,
    remarks: &Remarks,
) -> Result<Vec<String>, Remains> {
    let next = &paths.next;
    let before = previous.manifest.as_ref();
    // Nearly always it has the very manifest of the output folder.
    let manifest = fs::symlink_metadata(next.join(MANIFEST)).ok().and_then(|found| Seal::of(&found));
    let is_read =
        before.and_then(|before| before.seal).zip(manifest).is_some_and(|(one, other)| one.is_same_file(other));
    let own = if is_read { None } else { read_manifest(next)? };
    let known: Vec<_> = before.into_iter().chain(&own).map(|manifest| &*manifest.files).collect();
    let carrier = Carrier { paths, from: next, known: &known, linked: None, remarks };
    let unchanged: Vec<&String> = files.iter().filter(|(_, put)| !put.staged).map(|(path, _)| path).collect();
    let found: Vec<AtomicBool> = unchanged.iter().map(|_| AtomicBool::new(false)).collect();
    let is_still = |path: &Path, name: &str| {
        let now = fs::symlink_metadata(next.join(path)).ok();
        now.is_some_and(|now| {
            Seal::of(&now).is_some() && previous.entries.get(name).is_some_and(|seen| seen.is_still(&now))
        })
    };
    let decide = |path: &Path, is_folder: bool| {
        let Some(name) = tree::name_of(path).filter(|_| !is_folder) else { return carrier.decide(path, is_folder) };
        if let Ok(at) = unchanged.binary_search(&&name) {
            if !is_still(path, &name) {
                return Ok(Fate::Deleted);
            }
            found[at].store(true, Ordering::Relaxed);
            return Ok(Fate::Kept);
        }
        if files.contains_key(&name) { Ok(Fate::Deleted) } else { carrier.decide(path, false) }
    };
    tree::sift(next, OWN_LISTS, &decide, Some(noted))?;
    leftovers::discard_manifest(next);
    if leftovers::stands(&next.join(MANIFEST)) {
        return Err((next.join(MANIFEST), io::ErrorKind::PermissionDenied.into()));
    }
    tree::sift_folder(next, PARTS, &decide)?;
    let missing = unchanged.iter().zip(&found).filter(|(_, found)| !found.load(Ordering::Relaxed));
    let missing = missing.filter(|(path, _)| !noted.has_passed(path));
    Ok(missing.map(|(path, _)| (*path).clone()).collect())
}

/// Makes what stands at `.gone` (the old site, a second generation of a site that was deleted, or nothing) the second
/// generation of the site that stands now, which has `files`. `ours`: what we wrote there, where it is known. `false`:
/// it cannot be, and has been deleted.
///
/// # Errors
/// It is still there, under any name.
pub(super) fn keep(
    paths: &StagePaths,
    files: &BTreeMap<String, Put>,
    ours: Option<&BTreeMap<String, FileDigest>>,
    (linked, noted): (&Linked, &NotedFolders<'_, '_>),
    remarks: &Remarks,
) -> Result<bool, Remains> {
    let gone = &paths.gone;
    let sifted = match fs::create_dir(gone) {
        Ok(()) => Ok(()),
        Err(_) => sift_old(paths, files, ours, (linked, noted), remarks),
    };
    if let Err(remains) = sifted {
        leftovers::leave(paths, gone, remains, remarks)?;
        return Ok(true);
    }
    if link_staged(paths, files).is_err() {
        leftovers::finish(paths, Some(linked), remarks)?;
        return Ok(false);
    }
    let failed = |error| (gone.clone(), error);
    if leftovers::stands(&paths.twin) {
        tree::remove(&paths.twin, OWN_LISTS, &tree::all)?;
    }
    fs::rename(gone, &paths.twin).map_err(failed)?;
    Ok(true)
}

/// Leaves in the old site what the new one has, too.
fn sift_old(
    paths: &StagePaths,
    files: &BTreeMap<String, Put>,
    ours: Option<&BTreeMap<String, FileDigest>>,
    (linked, noted): (&Linked, &NotedFolders<'_, '_>),
    remarks: &Remarks,
) -> Result<(), Remains> {
    let gone = &paths.gone;
    let read = if ours.is_some() { None } else { read_manifest(gone)? };
    let known: Vec<_> = ours.into_iter().chain(read.iter().map(|manifest| &*manifest.files)).collect();
    let carrier = Carrier { paths, from: gone, known: &known, linked: Some(linked), remarks };
    let decide = |path: &Path, is_folder: bool| {
        let unchanged = |name: String| !is_folder && files.get(&name).is_some_and(|put| !put.staged);
        if tree::name_of(path).is_some_and(unchanged) { Ok(Fate::Kept) } else { carrier.decide(path, is_folder) }
    };
    tree::sift(gone, OWN_LISTS, &decide, Some(noted))
}

/// Links what is new in the new site, and its manifest, into the old one. The parts of the old manifest go after it.
fn link_staged(paths: &StagePaths, files: &BTreeMap<String, Put>) -> io::Result<()> {
    let gone = &paths.gone;
    switch::make_writable(gone)?;
    let folders = Folders::new(gone.clone());
    let link = |path: &str| {
        folders.for_file(Path::new(path))?;
        match fs::hard_link(paths.output.join(path), gone.join(path)) {
            // Others have deleted it: the next build will see.
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            answer => answer,
        }
    };
    let (parts, others): (Vec<&str>, Vec<&str>) =
        files.iter().filter(|(_, put)| put.staged).map(|(path, _)| path.as_str()).partition(|path| is_part(path));
    others.par_iter().try_for_each(|path| link(path))?;
    leftovers::discard_manifest(gone);
    let is_unchanged = |path: &Path| {
        let name = tree::name_of(path);
        name.is_some_and(|name| files.get(&name).is_some_and(|put| !put.staged))
    };
    let decide = |path: &Path, _: bool| Ok(if is_unchanged(path) { Fate::Kept } else { Fate::Deleted });
    tree::sift_folder(gone, PARTS, &decide).map_err(|(_, error)| error)?;
    parts.into_iter().try_for_each(link)?;
    fs::hard_link(paths.output.join(MANIFEST), gone.join(MANIFEST))
}

/// The manifest of a folder that is no longer, or not yet, the site.
fn read_manifest(folder: &Path) -> Result<Option<PublishManifest>, Remains> {
    PublishManifest::read(folder).map_err(|error| (folder.join(MANIFEST), io::Error::other(error.to_string())))
}
