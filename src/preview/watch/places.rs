//! Where the watched folders really are: through links, and on which kind of disk.

use crate::disk;
use std::fs;
use std::path::{Path, PathBuf};

/// File systems whose changes, made on another machine or outside a virtual one, the system does not report.
const SILENT: [&str; 22] = [
    "9p",
    "afs",
    "beegfs",
    "ceph",
    "cifs",
    "davfs",
    "drvfs",
    "fuse.davfs2",
    "fuse.gvfsd-fuse",
    "fuse.rclone",
    "fuse.s3fs",
    "fuse.sshfs",
    "fuse.vmhgfs-fuse",
    "lustre",
    "ncpfs",
    "nfs",
    "nfs4",
    "prl_fs",
    "smb3",
    "smbfs",
    "vboxsf",
    "virtiofs",
];

/// A watched file or folder: the path by which the site knows it, and the one by which the system reports it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct WatchedPlace {
    /// Absolute, as it was given.
    pub given: PathBuf,
    /// Links followed as far as it exists.
    pub real: PathBuf,
    /// What stands there now; another folder of the same name is another place.
    identity: Option<FolderIdentity>,
}

impl WatchedPlace {
    /// As it is now.
    pub fn of(path: &Path) -> Self {
        let given = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        Self { real: resolve(&given), identity: identity(&given), given }
    }

    /// A folder that was replaced, moved away or made since.
    pub fn has_changed(&self) -> bool {
        identity(&self.given) != self.identity || resolve(&self.given) != self.real
    }

    /// A reported path as the site knows it; `None` for one elsewhere.
    pub fn known(&self, path: &Path) -> Option<PathBuf> {
        let rest = path.strip_prefix(&self.real).or_else(|_| path.strip_prefix(&self.given)).ok()?;
        // Joining nothing would add a slash.
        Some(if rest.as_os_str().is_empty() { self.given.clone() } else { self.given.join(rest) })
    }
}

/// The links to folders in `folder` and in its folders, as `themes/default` and `themes/default/static` may be. No
/// deeper, so a loop of links ends.
pub(super) fn links_in(folder: &Path) -> Vec<PathBuf> {
    let folders = |folder: &Path| -> Vec<PathBuf> {
        let entries = fs::read_dir(folder).into_iter().flatten().flatten();
        let mut found: Vec<PathBuf> = entries.map(|entry| entry.path()).filter(|path| path.is_dir()).collect();
        found.sort();
        found
    };
    let first = folders(folder);
    let second: Vec<PathBuf> = first.iter().flat_map(|folder| folders(folder)).collect();
    first.into_iter().chain(second).filter(|path| path.is_symlink()).collect()
}

/// What tells a folder from another one of the same name.
type FolderIdentity = (u64, u64);

/// Of files nothing: an editor that saves by a rename makes another file each time.
#[cfg(unix)]
fn identity(path: &Path) -> Option<FolderIdentity> {
    use std::os::unix::fs::MetadataExt;
    let metadata = fs::metadata(path).ok()?;
    Some(if metadata.is_dir() { (metadata.dev(), metadata.ino()) } else { (0, 0) })
}

/// There folders that are watched cannot be replaced.
#[cfg(not(unix))]
fn identity(path: &Path) -> Option<FolderIdentity> {
    fs::metadata(path).ok().map(|_| (0, 0))
}

/// The absolute path, links in it followed as far as it exists: the form in which changes are reported.
fn resolve(absolute: &Path) -> PathBuf {
    if cfg!(windows) {
        // There the canonical form is a `\\?\` path, which no other program writes.
        return absolute.to_owned();
    }
    match (fs::canonicalize(absolute), absolute.parent(), absolute.file_name()) {
        (Ok(path), ..) => path,
        (Err(_), Some(above), Some(name)) => resolve(above).join(name),
        (Err(_), ..) => absolute.to_owned(),
    }
}

/// The kind of network or shared disk that one of the places is on.
pub(super) fn silent_disk(places: &[WatchedPlace]) -> Option<String> {
    let mounts = disk::bytes(Path::new("/proc/self/mounts"), disk::LARGEST_TEXT).ok()?;
    let mounts = String::from_utf8_lossy(&mounts);
    places.iter().find_map(|place| silent_kind(&mounts, &place.real))
}

/// From the system's table of mounts: device, folder, kind, options …, a line each; the last that fits counts.
fn silent_kind(mounts: &str, path: &Path) -> Option<String> {
    let mounted = mounts.lines().filter_map(|line| {
        let mut words = line.split(' ').skip(1);
        let folder = PathBuf::from(unescaped(words.next()?));
        path.starts_with(&folder).then(|| (folder.components().count(), words.next().unwrap_or_default()))
    });
    let (_, kind) = mounted.max_by_key(|(depth, _)| *depth)?;
    SILENT.contains(&kind).then(|| kind.to_owned())
}

/// Spaces and the like are written `\040` there.
fn unescaped(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let code = after.get(..3).and_then(|digits| std::str::from_utf8(digits).ok());
        match code.filter(|_| *first == b'\\').and_then(|digits| u8::from_str_radix(digits, 8).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = &after[3..];
            }
            None => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn network_disks_are_known_by_their_mounts() {
        let mounts = "/dev/sda1 / ext4 rw 0 0\nserver:/share /mnt/v\\304\\203n\\040b\\341\\272\\243n nfs4 rw 0 0\n\
                      tmpfs /mnt/v\\304\\203n\\040b\\341\\272\\243n/cache tmpfs rw 0 0\nC:\\134 /mnt/c 9p rw 0 0\n\\9 \\ x\n";
        for (path, kind) in [
            ("/mnt/văn bản/content", Some("nfs4")),
            ("/mnt/văn bản", Some("nfs4")),
            ("/mnt/văn bản/cache/x", None),
            ("/mnt/văn bảng", None),
            ("/mnt/c/site", Some("9p")),
            ("/home/a", None),
        ] {
            assert_eq!(silent_kind(mounts, Path::new(path)).as_deref(), kind, "{path}");
        }
        assert_eq!(silent_kind("", Path::new("/a")), None);
    }

    #[cfg(unix)]
    #[test]
    fn a_linked_folder_is_known_by_the_name_it_was_given() {
        let root = tempfile::tempdir().unwrap();
        let root = root.path().canonicalize().unwrap();
        fs::create_dir(root.join("elsewhere")).unwrap();
        std::os::unix::fs::symlink(root.join("elsewhere"), root.join("content")).unwrap();
        let place = WatchedPlace::of(&root.join("content"));
        assert_eq!(place.known(&root.join("elsewhere/a.md")), Some(root.join("content/a.md")));
        assert_eq!(place.known(&root.join("elsewhere")), Some(root.join("content")));
        assert_eq!(place.known(&root.join("content/a.md")), Some(root.join("content/a.md")));
        assert_eq!(place.known(&root.join("else/a.md")), None);
        assert!(!place.has_changed());
        fs::create_dir(root.join("third")).unwrap();
        fs::remove_file(root.join("content")).unwrap();
        assert!(place.has_changed());
        std::os::unix::fs::symlink(root.join("third"), root.join("content")).unwrap();
        assert!(place.has_changed());
    }
}
