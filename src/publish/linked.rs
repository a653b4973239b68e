//! `.congbao-<name>.foreign` beside the output folder, from just before a switch until the old site has gone: which
//! files of others the new site has, and how they lay.
//!
//! In: what was linked into the next site. Out: a file in the old site is told from others: one in this list stands in
//! the new site, too, unless its owner has deleted it there; one that is neither in it nor ours was laid in while the
//! build ran. A build that was killed leaves the list to the next.
//!
//! ```text
//! congbao-foreign ⇥ 1 ⇥ manifest or none: whether the old site has a manifest
//! file or folder ⇥ inode ⇥ size ⇥ time, in the old site ⇥ the same three in the new one ⇥ path, %-escaped
//! end
//! ```

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fmt::Write as _;
use std::fs::{self, Metadata};
use std::path::{Path, PathBuf};

use crate::disk;

use super::tree;

const MAGIC: &str = "congbao-foreign\t1";
const END: &str = "end";

/// By what a file is known again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Identity {
    /// 0 where the system has none.
    inode: u64,
    size: u64,
    /// The system's own count.
    modified: i64,
}

impl Identity {
    /// Of a file, link or folder as it lies now.
    #[cfg(unix)]
    pub fn of(metadata: &Metadata) -> Self {
        use std::os::unix::fs::MetadataExt;
        let modified = metadata.mtime().wrapping_mul(1_000_000_000).wrapping_add(metadata.mtime_nsec());
        Self { inode: metadata.ino(), size: metadata.len(), modified }
    }

    /// Of a file, link or folder as it lies now.
    #[cfg(windows)]
    pub fn of(metadata: &Metadata) -> Self {
        use std::os::windows::fs::MetadataExt;
        Self { inode: 0, size: metadata.len(), modified: metadata.last_write_time() as i64 }
    }

    /// Whether both are one file, however it was written to in between; where the system cannot say so, whether it was
    /// not written to.
    pub fn is_same_file(self, other: Self) -> bool {
        if self.inode == 0 { self == other } else { self.inode == other.inode }
    }

    /// Whether it may be a copy that kept the time.
    pub fn is_copy_of(self, other: Self) -> bool {
        (self.size, self.modified) == (other.size, other.modified)
    }

    fn parse<'a>(cells: &mut impl Iterator<Item = &'a str>) -> Option<Self> {
        let mut next = || cells.next();
        Some(Self { inode: next()?.parse().ok()?, size: next()?.parse().ok()?, modified: next()?.parse().ok()? })
    }
}

/// A file of others, or an empty folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct LinkedEntry {
    /// An empty folder; else a file, link or pipe.
    pub is_folder: bool,
    /// As it lay in the old site.
    pub before: Identity,
    /// As it was put into the new one: the same file, or a copy where it could not be linked.
    pub staged: Identity,
}

/// The list.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Linked {
    /// The old site has a manifest.
    pub had_manifest: bool,
    /// By path within the output folder.
    pub entries: BTreeMap<PathBuf, LinkedEntry>,
}

impl Linked {
    /// Whether a file (or an empty folder) at `path` of the old site is known to the new one.
    pub fn has(&self, path: &Path, is_folder: bool) -> bool {
        self.entries.get(path).is_some_and(|entry| entry.is_folder == is_folder)
    }

    /// Whether it has anything at `path` or below it.
    pub fn has_below(&self, path: &Path) -> bool {
        self.entries.range(path.to_owned()..).next().is_some_and(|(found, _)| found.starts_with(path))
    }

    /// The text of the file.
    pub fn text(&self) -> String {
        let mut text = format!("{MAGIC}\t{}\n", if self.had_manifest { "manifest" } else { "none" });
        for (path, entry) in &self.entries {
            let Some(path) = escaped(path) else { continue };
            let kind = if entry.is_folder { "folder" } else { "file" };
            let (a, b) = (entry.before, entry.staged);
            // Writing to a `String` cannot fail.
            let _ = writeln!(
                text,
                "{kind}\t{}\t{}\t{}\t{}\t{}\t{}\t{path}",
                a.inode, a.size, a.modified, b.inode, b.size, b.modified
            );
        }
        text + END
    }

    /// What a killed build left; `None` where there is none or it is not understood.
    pub fn read(file: &Path) -> Option<Self> {
        // Opening a pipe would wait for its other end for ever.
        if !fs::symlink_metadata(file).ok()?.is_file() {
            return None;
        }
        let text = disk::text(file, disk::LARGEST_LIST).ok()?;
        let mut lines = text.strip_suffix(END)?.lines();
        let had_manifest = match lines.next()?.strip_prefix(MAGIC)? {
            "\tmanifest" => true,
            "\tnone" => false,
            _ => return None,
        };
        Some(Self { had_manifest, entries: lines.map(parse_line).collect::<Option<_>>()? })
    }
}

fn parse_line(line: &str) -> Option<(PathBuf, LinkedEntry)> {
    let mut cells = line.split('\t');
    let is_folder = match cells.next()? {
        "folder" => true,
        "file" => false,
        _ => return None,
    };
    let (before, staged) = (Identity::parse(&mut cells)?, Identity::parse(&mut cells)?);
    let path = unescaped(cells.next()?)?;
    (cells.next().is_none() && tree::stays_inside(&path)).then_some((path, LinkedEntry { is_folder, before, staged }))
}

/// Names of others may have any byte: those that are no printing ASCII are written as `%` and two digits.
fn escaped(path: &Path) -> Option<String> {
    let mut text = String::new();
    for byte in bytes_of(path)? {
        if byte.is_ascii_graphic() && *byte != b'%' || *byte == b' ' {
            text.push(char::from(*byte));
        } else {
            // Writing to a `String` cannot fail.
            let _ = write!(text, "%{byte:02x}");
        }
    }
    Some(text)
}

fn unescaped(text: &str) -> Option<PathBuf> {
    let mut parts = text.split('%');
    let mut bytes = parts.next()?.as_bytes().to_vec();
    for part in parts {
        bytes.push(u8::from_str_radix(part.get(..2)?, 16).ok()?);
        bytes.extend_from_slice(part.get(2..)?.as_bytes());
    }
    path_of(bytes)
}

#[cfg(unix)]
fn bytes_of(path: &Path) -> Option<&[u8]> {
    use std::os::unix::ffi::OsStrExt;
    Some(path.as_os_str().as_bytes())
}

/// A name that is not Unicode is left out; it is then taken for one laid in during the build, and kept.
#[cfg(not(unix))]
fn bytes_of(path: &Path) -> Option<&[u8]> {
    path.to_str().map(str::as_bytes)
}

#[cfg(unix)]
#[expect(clippy::unnecessary_wraps, reason = "elsewhere not all bytes are a name")]
fn path_of(bytes: Vec<u8>) -> Option<PathBuf> {
    use std::os::unix::ffi::OsStringExt;
    Some(OsString::from_vec(bytes).into())
}

#[cfg(not(unix))]
fn path_of(bytes: Vec<u8>) -> Option<PathBuf> {
    String::from_utf8(bytes).ok().map(|text| OsString::from(text).into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_read_back_whatever_the_names_are() {
        let one = Identity { inode: 1, size: 2, modified: -3 };
        let other = Identity { inode: u64::MAX, size: 0, modified: i64::MAX };
        let mut names = vec![PathBuf::from("a b/c%d\t\n.txt"), PathBuf::from("tệp/ảnh.png")];
        if cfg!(unix) {
            names.extend(path_of(vec![b'x', 0xff, b'/', 0x80]));
        }
        let entries =
            names.into_iter().map(|path| (path, LinkedEntry { is_folder: false, before: one, staged: other }));
        let linked = Linked { had_manifest: true, entries: entries.collect() };
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("list");
        fs::write(&file, linked.text()).unwrap();
        assert_eq!(Linked::read(&file).as_ref(), Some(&linked));
        assert!(linked.has_below(Path::new("a b")) && !linked.has_below(Path::new("a")));
        for damaged in [linked.text().replace(END, ""), linked.text().replace("a b/", "../")] {
            fs::write(&file, damaged).unwrap();
            assert_eq!(Linked::read(&file), None);
        }
    }
}
