//! The folders of the site and of the second generation: those in which nothing came or went since the last build need
//! not be read.
//!
//! In: the files of a site; how its folders lay on the disk when the last build ended (noted beside how its files did,
//! [`super::seal`]). Out: which folders are as they were noted.
//!
//! The change time of a folder changes when a name comes into it or goes, whoever does it and whatever time is set. A
//! folder is noted when it was read and had our files and folders alone, in the second generation each file the very one
//! of the site. So where it is as noted, it has them still. What the files hold is another matter: every file of the site
//! is looked at ([`super::previous`]), and those of the second generation are the same files.

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use rayon::prelude::*;

use super::parts::is_part;
use super::place::StagePaths;
use super::seal::Seal;
use super::stage::Put;
use super::switch;

/// The folders of a site, each after the one that it is in. The root and the folder of the manifest's parts change with
/// every build; they are read each time.
pub(super) struct FolderTree<'a> {
    folders: Vec<SiteFolder<'a>>,
    by_path: HashMap<&'a str, usize>,
}

/// A folder with what is ours in it.
#[derive(Default)]
struct SiteFolder<'a> {
    path: &'a str,
    /// Paths of files.
    files: Vec<&'a str>,
    /// Places of the folders in it.
    folders: Vec<usize>,
}

fn above(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(above, _)| above)
}

fn name_of(path: &str) -> &str {
    path.rsplit_once('/').map_or(path, |(_, name)| name)
}

impl<'a> FolderTree<'a> {
    /// Of these files, in order.
    pub fn of(files: impl Iterator<Item = &'a str>) -> Self {
        let mut tree = Self { folders: vec![SiteFolder::default()], by_path: HashMap::from([("", 0)]) };
        for file in files.filter(|file| !is_part(file)) {
            let at = tree.place(above(file));
            tree.folders[at].files.push(file);
        }
        tree
    }

    fn place(&mut self, path: &'a str) -> usize {
        if let Some(known) = self.by_path.get(path) {
            return *known;
        }
        let above = self.place(above(path));
        let at = self.folders.len();
        self.folders.push(SiteFolder { path, ..SiteFolder::default() });
        self.folders[above].folders.push(at);
        self.by_path.insert(path, at);
        at
    }

    /// How many folders there are.
    pub const fn len(&self) -> usize {
        self.folders.len()
    }

    /// The place of the folder.
    pub fn find(&self, path: &str) -> Option<usize> {
        self.by_path.get(path).copied()
    }

    /// Paths of the files of ours in a folder.
    pub fn files(&self, at: usize) -> &[&'a str] {
        &self.folders[at].files
    }

    /// The folders in a folder: their places and paths.
    pub fn inside(&self, at: usize) -> Vec<(usize, &'a str)> {
        self.folders[at].folders.iter().map(|inside| (*inside, self.folders[*inside].path)).collect()
    }

    /// Whether both trees have the same names in a folder, and no file in it is a new one in the later tree.
    fn has_the_same_in(&self, at: usize, later: &Self, put: &BTreeMap<String, Put>) -> bool {
        let own = &self.folders[at];
        let Some(other) = later.find(own.path).map(|at| &later.folders[at]) else { return false };
        let paths = |tree: &Self, places: &[usize]| -> Vec<&'a str> {
            places.iter().map(|at| tree.folders[*at].path).collect()
        };
        own.files == other.files
            && paths(self, &own.folders) == paths(later, &other.folders)
            && own.files.iter().all(|file| put.get(*file).is_some_and(|put| !put.staged))
    }
}

/// Folders of one generation, how they were noted, and which of them were found so.
pub(super) struct NotedFolders<'t, 'a> {
    /// The folders.
    pub tree: &'t FolderTree<'a>,
    seals: &'t [Option<Seal>],
    /// Only these may be passed over; `None`: all.
    passable: Option<&'t [bool]>,
    are_still: Vec<AtomicBool>,
}

impl<'t, 'a> NotedFolders<'t, 'a> {
    /// As they were noted; `passable`: those that need not be read if they are so.
    pub fn new(tree: &'t FolderTree<'a>, seals: &'t [Option<Seal>], passable: Option<&'t [bool]>) -> Self {
        Self { tree, seals, passable, are_still: (0..tree.len()).map(|_| AtomicBool::new(false)).collect() }
    }

    /// Whether the folder, which is at `full` now, need not be read.
    pub fn passes(&self, at: usize, full: &Path) -> bool {
        let is_passable = self.passable.is_none_or(|passable| passable[at]);
        let Some(noted) = self.seals.get(at).copied().flatten().filter(|_| is_passable) else { return false };
        let is_still = switch::folder_seal(full) == Some(noted);
        self.are_still[at].store(is_still, Ordering::Relaxed);
        is_still
    }

    /// Whether the folder was passed over.
    pub fn was_passed(&self, at: usize) -> bool {
        self.are_still[at].load(Ordering::Relaxed)
    }

    /// Whether the folder of a file was passed over.
    pub fn has_passed(&self, file: &str) -> bool {
        self.tree.find(above(file)).is_some_and(|at| self.was_passed(at))
    }

    fn seal(&self, at: usize) -> Option<Seal> {
        self.seals.get(at).copied().flatten().filter(|_| self.was_passed(at))
    }
}

/// The folders of both generations during a build: the seals of the site's, then those of the second generation's.
pub(super) struct Generations<'t, 'a> {
    /// The site when the build began, which becomes the second generation.
    pub site: NotedFolders<'t, 'a>,
    /// The second generation, which becomes the site.
    pub twin: NotedFolders<'t, 'a>,
}

/// The folders of the tree in which the next site has what the site has, and in which nobody has touched a file: only so
/// the file of that name in the second generation is sure to be the one that was looked at.
pub(super) fn unchanged(
    tree: &FolderTree<'_>,
    files: &BTreeMap<String, Put>,
    is_untouched: impl Fn(&str) -> bool,
) -> Vec<bool> {
    let next = FolderTree::of(files.keys().map(String::as_str));
    let is_unchanged =
        |at| tree.has_the_same_in(at, &next, files) && tree.files(at).iter().all(|file| is_untouched(file));
    (0..tree.len()).map(is_unchanged).collect()
}

impl<'t, 'a> Generations<'t, 'a> {
    /// As they were noted.
    pub fn new(tree: &'t FolderTree<'a>, seals: &'t [Option<Seal>], unchanged: &'t [bool]) -> Self {
        let (site, twin) = seals.split_at(seals.len() / 2);
        let noted = |seals| NotedFolders::new(tree, seals, Some(unchanged));
        Self { site: noted(site), twin: noted(twin) }
    }

    /// What is noted of the folders of the site that stands now, and of its second generation: of those that were passed
    /// over what was noted, of all others what a look at them says. `now`: the moment of the file system's clock.
    pub fn next(&self, paths: &StagePaths, files: &BTreeMap<String, Put>, now: i64) -> Vec<Option<Seal>> {
        let next = FolderTree::of(files.keys().map(String::as_str));
        let seals = (0..next.len()).into_par_iter().map(|at| {
            let folder = &next.folders[at];
            if folder.path.is_empty() {
                return (None, None);
            }
            let known = self.twin.tree.find(folder.path);
            let known = known.and_then(|at| self.twin.seal(at).zip(self.site.seal(at)));
            known.map_or_else(|| look(paths, &next, folder, now), |(site, twin)| (Some(site), Some(twin)))
        });
        let (mut site, twin): (Vec<_>, Vec<_>) = seals.unzip();
        site.extend(twin);
        site
    }
}

/// The seals of a folder of the site and of its second generation, where they have what is ours alone.
fn look(paths: &StagePaths, tree: &FolderTree<'_>, folder: &SiteFolder<'_>, now: i64) -> (Option<Seal>, Option<Seal>) {
    let Some((seal, inodes)) = read(&paths.output.join(folder.path), tree, folder, now) else { return (None, None) };
    let twin = read(&paths.twin.join(folder.path), tree, folder, now);
    (Some(seal), twin.filter(|(_, own)| *own == inodes).map(|(seal, _)| seal))
}

/// The seal of a folder, and its files by their inodes, if it has what is ours alone.
fn read(full: &Path, tree: &FolderTree<'_>, folder: &SiteFolder<'_>, now: i64) -> Option<(Seal, Vec<u64>)> {
    // Before its names: what comes in meanwhile changes it.
    let seal = switch::folder_seal(full).filter(|seal| seal.is_settled(now))?;
    let mut inodes = HashMap::new();
    let mut count = 0;
    for entry in fs::read_dir(full).ok()? {
        let entry = entry.ok()?;
        count += 1;
        match entry.file_type().ok()? {
            kind if kind.is_file() => drop(inodes.insert(entry.file_name().into_string().ok()?, inode(&entry)?)),
            kind if kind.is_dir() => {
                let path = format!("{}/{}", folder.path, entry.file_name().to_str()?);
                tree.find(&path)?;
            }
            _ => return None,
        }
    }
    let inodes: Option<Vec<u64>> = folder.files.iter().map(|file| inodes.get(name_of(file)).copied()).collect();
    Some((seal, inodes?)).filter(|_| count == folder.files.len() + folder.folders.len())
}

#[cfg(unix)]
#[expect(clippy::unnecessary_wraps, reason = "elsewhere a folder does not say")]
fn inode(entry: &fs::DirEntry) -> Option<u64> {
    Some(std::os::unix::fs::DirEntryExt::ino(entry))
}

#[cfg(not(unix))]
fn inode(_entry: &fs::DirEntry) -> Option<u64> {
    None
}
