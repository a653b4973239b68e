//! Writes files whole or not at all: who reads one at any moment, or after the program was killed, finds the old bytes
//! or the new ones, never half of them.
//!
//! In: a path and bytes. Out: the file. The bytes are written beside it, under a hidden name that no build and no
//! preview takes for a document, flushed, and put in place by one call of the system. A kill in between leaves that
//! hidden file.

use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

/// Writes a file that is not there yet.
///
/// # Errors
/// `AlreadyExists` where something has its name; what the system says.
pub(super) fn put_new(path: &Path, bytes: &[u8]) -> io::Result<()> {
    if path.symlink_metadata().is_ok() {
        return Err(io::ErrorKind::AlreadyExists.into());
    }
    let beside = Beside::write(path, bytes)?;
    match fs::hard_link(&beside.0, path) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => {
            // A file system without links. That another program makes the file in this very moment is not seen here.
            fs::rename(&beside.0, path)
        }
        linked => linked,
    }
}

/// Writes a file; one that is there is replaced and keeps its permissions. A link stays and leads to the new bytes.
/// What is no file (a pipe, `/dev/stdout`) is written into.
///
/// # Errors
/// What the system says.
pub(super) fn put(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let known = fs::metadata(path).ok();
    if known.as_ref().is_some_and(|known| !known.is_file()) {
        return fs::write(path, bytes);
    }
    let path = if known.is_some() { fs::canonicalize(path)? } else { path.to_owned() };
    let beside = Beside::write(&path, bytes)?;
    if let Some(known) = known {
        // Where the permissions cannot be kept, the file has those of a new one.
        let _ = fs::set_permissions(&beside.0, known.permissions());
    }
    fs::rename(&beside.0, &path)
}

/// The file under its hidden name; removed when it is no longer needed.
struct Beside(PathBuf);

impl Beside {
    fn write(path: &Path, bytes: &[u8]) -> io::Result<Self> {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        // Not made of the file's own name, which may be as long as a name can be.
        let beside = Self(path.with_file_name(format!(".congbao-{}-{number}.new", std::process::id())));
        let mut file = OpenOptions::new().write(true).create_new(true).open(&beside.0)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        Ok(beside)
    }
}

impl Drop for Beside {
    fn drop(&mut self) {
        // Renamed already, or nothing is worth saying of a leftover: the error that led here is said.
        let _ = fs::remove_file(&self.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> =
            fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn a_file_is_new_or_replaced_and_nothing_is_left_beside() {
        let folder = tempfile::tempdir().unwrap();
        let long = format!("{}.md", "đ".repeat(126));
        let path = folder.path().join(&long);
        put_new(&path, b"one").unwrap();
        assert_eq!(put_new(&path, b"two").unwrap_err().kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(fs::read(&path).unwrap(), b"one");
        put(&path, b"two").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"two");
        assert_eq!(names(folder.path()), [long]);
    }

    #[cfg(unix)]
    #[test]
    fn links_and_permissions_stay() {
        use std::os::unix::fs::{PermissionsExt as _, symlink};
        let folder = tempfile::tempdir().unwrap();
        let (path, link) = (folder.path().join("a"), folder.path().join("b"));
        fs::write(&path, "old").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        symlink("a", &link).unwrap();
        put(&link, b"new").unwrap();
        assert!(link.symlink_metadata().unwrap().is_symlink());
        assert_eq!(fs::read(&path).unwrap(), b"new");
        assert_eq!(path.metadata().unwrap().permissions().mode() & 0o777, 0o640);
        let dangling = folder.path().join("c");
        symlink("nowhere", &dangling).unwrap();
        assert!(put_new(&dangling, b"x").is_err(), "something has its name");
        put(Path::new("/dev/null"), b"x").unwrap();
    }
}
