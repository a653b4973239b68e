//! One folder has many spellings: `output`, `./output/`, `/home/…/output`, through a link, in other letters where the
//! file system is blind to them. Here they are one.
//!
//! In: paths of folders that need not exist. Out: whether they are one, or one is in the other. Nothing is made.

use std::fs;
use std::path::{Component, Path, PathBuf};

/// Whether both are one folder.
pub fn is_same_folder(one: &Path, other: &Path) -> bool {
    is_one_file(one, other) || is_one_name(&resolved(one), &resolved(other))
}

/// Whether `inner` is `outer`, or in it.
pub fn is_within(inner: &Path, outer: &Path) -> bool {
    let inner = resolved(inner);
    inner.ancestors().any(|folder| is_same_folder(folder, outer))
}

/// The absolute path with every link on its way followed, as far as it exists.
fn resolved(path: &Path) -> PathBuf {
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let mut resolved = PathBuf::new();
    for part in absolute.components() {
        match part {
            Component::ParentDir => _ = resolved.pop(),
            Component::CurDir => {}
            part => resolved.push(part),
        }
        if let Ok(real) = resolved.canonicalize() {
            resolved = real;
        }
    }
    resolved
}

/// The file systems of these systems hold `Output` and `output` for one name.
fn is_one_name(one: &Path, other: &Path) -> bool {
    let blind = cfg!(any(windows, target_vendor = "apple"));
    let folded = |path: &Path| path.to_string_lossy().to_lowercase();
    one == other || blind && folded(one) == folded(other)
}

/// Where both exist, the system knows best.
#[cfg(unix)]
fn is_one_file(one: &Path, other: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let (Ok(one), Ok(other)) = (fs::metadata(one), fs::metadata(other)) else { return false };
    (one.dev(), one.ino()) == (other.dev(), other.ino())
}

/// Where both exist, the system knows best: its canonical path has the letters of the folder.
#[cfg(not(unix))]
fn is_one_file(one: &Path, other: &Path) -> bool {
    let (Ok(one), Ok(other)) = (fs::canonicalize(one), fs::canonicalize(other)) else { return false };
    one == other
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_is_one_folder() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        let output = root.join("output");
        let spellings = || {
            let folder = root.file_name().unwrap();
            [root.join("./output/"), root.join("x/../output"), root.join("..").join(folder).join("output")]
        };
        for spelling in spellings() {
            assert!(is_same_folder(&spelling, &output), "{spelling:?}, before the first build");
        }
        fs::create_dir(&output).unwrap();
        for spelling in spellings() {
            assert!(is_same_folder(&spelling, &output), "{spelling:?}");
        }
        assert!(!is_same_folder(&root.join("output2"), &output));
        assert!(is_within(&output.join("a/b"), &output));
        assert!(!is_within(&root.join("output2"), &output));
    }

    #[cfg(unix)]
    #[test]
    fn a_link_on_the_way_is_followed() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("root");
        fs::create_dir(&root).unwrap();
        std::os::unix::fs::symlink("root", folder.path().join("link")).unwrap();
        assert!(is_same_folder(&folder.path().join("link/output"), &root.join("output")));
        fs::create_dir(root.join("output")).unwrap();
        std::os::unix::fs::symlink("output", root.join("other")).unwrap();
        assert!(is_same_folder(&root.join("other"), &root.join("output")));
    }
}
