//! The commit of the sources, where they are just as committed: what a stranger needs to build the same site.
//!
//! In: the root of a site in the work tree of git. Out: the commit's number; `None` where a file of the site is not as
//! in that commit, is not in it, or where this cannot be told. The program of git is not asked: `HEAD`, the index, the
//! object of the commit are read. The ledger of addresses does not count, since a build writes it.
//!
//! Three questions, each answered as git does: is the tree of `HEAD` that of the index (the index notes its own tree,
//! and forgets it with the first `git add`)? Has the index each file of the site? Is each file as in the index (by size
//! and time, else by SHA-1)?

use super::config::CONFIG_FILE;
use super::files::CONTENT_FOLDER;
use super::theme::THEMES_FOLDER;
use crate::disk;
use crate::signing::KEY_FILE;
use flate2::read::ZlibDecoder;
use sha1::{Digest, Sha1};
use std::collections::BTreeMap;
use std::fs::Metadata;
use std::io::{Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// No small file of git's folder is larger.
const LARGEST_NOTE: u64 = 64 << 20;
/// No commit is larger.
const LARGEST_COMMIT: u64 = 1 << 20;
/// No index is larger.
const LARGEST_INDEX: u64 = 256 << 20;
/// The ledger, within `content/`.
const LEDGER: &str = "addresses.tsv";

type Id = [u8; 20];

/// The commit that `HEAD` names, in hexadecimal digits, whether the files are as in it or not.
pub fn head(root: &Path) -> Option<String> {
    Repository::around(root)?.head()
}

/// The commit of the sources, where they are just as committed.
pub fn committed(root: &Path) -> Option<String> {
    let repository = Repository::around(root)?;
    let head = repository.head()?;
    let index = Index::read(&repository.own.join("index"))?;
    let is_whole = index.tree? == repository.tree(&head)? && index.has_just(root, &repository.prefix);
    is_whole.then_some(head)
}

/// A work tree.
struct Repository {
    /// The folder of what this work tree has alone.
    own: PathBuf,
    /// The folder of what all work trees share.
    common: PathBuf,
    /// The site's folder within the work tree, with `/` at its end; empty for the work tree itself.
    prefix: String,
}

impl Repository {
    fn around(root: &Path) -> Option<Self> {
        let root = root.canonicalize().ok()?;
        let top = root.ancestors().find(|folder| folder.join(".git").symlink_metadata().is_ok())?;
        let below = root.strip_prefix(top).ok()?.to_str()?.replace('\\', "/");
        let prefix = if below.is_empty() { below } else { below + "/" };
        let mut own = top.join(".git");
        if own.is_file() {
            let note = note(&own)?;
            own = top.join(note.strip_prefix("gitdir:")?.trim());
        }
        let common = note(&own.join("commondir")).map_or_else(|| own.clone(), |folder| own.join(folder.trim()));
        Some(Self { own, common, prefix })
    }

    fn head(&self) -> Option<String> {
        let head = note(&self.own.join("HEAD"))?;
        let id = match head.trim().strip_prefix("ref:") {
            None => head.trim().to_owned(),
            Some(name) => self.branch(name.trim())?,
        };
        (id.len() == 40 && id.bytes().all(|digit| digit.is_ascii_hexdigit())).then_some(id)
    }

    fn branch(&self, name: &str) -> Option<String> {
        if name.split('/').any(|part| part.is_empty() || part.starts_with('.')) {
            return None;
        }
        let alone = note(&self.common.join(name)).map(|id| id.trim().to_owned());
        alone.or_else(|| {
            let packed = note(&self.common.join("packed-refs"))?;
            let of_name = |line: &str| line.strip_suffix(name)?.strip_suffix(' ').map(str::to_owned);
            packed.lines().find_map(of_name)
        })
    }

    /// The tree of a commit.
    fn tree(&self, commit: &str) -> Option<Id> {
        let objects = self.common.join("objects");
        let alone = || {
            let file = disk::open(&objects.join(&commit[..2]).join(&commit[2..])).ok()?;
            let bytes = inflated(file)?;
            let start = bytes.iter().position(|byte| *byte == 0)?;
            bytes.starts_with(b"commit ").then(|| bytes[start + 1..].to_vec())
        };
        let text = alone().or_else(|| packed(&objects.join("pack"), id(commit)?))?;
        let line = std::str::from_utf8(text.strip_prefix(b"tree ")?.get(..40)?).ok()?;
        id(line)
    }
}

fn note(file: &Path) -> Option<String> {
    disk::text(file, LARGEST_NOTE).ok()
}

fn inflated(from: impl Read) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    ZlibDecoder::new(from).take(LARGEST_COMMIT).read_to_end(&mut bytes).ok()?;
    Some(bytes)
}

fn id(digits: &str) -> Option<Id> {
    let mut id = [0; 20];
    for (at, byte) in id.iter_mut().enumerate() {
        *byte = u8::from_str_radix(digits.get(at * 2..at * 2 + 2)?, 16).ok()?;
    }
    Some(id)
}

/// A commit that stands in a pack as a whole; one that is written as a difference is not read.
fn packed(folder: &Path, id: Id) -> Option<Vec<u8>> {
    let mut lists: Vec<PathBuf> = folder.read_dir().ok()?.filter_map(|entry| Some(entry.ok()?.path())).collect();
    lists.retain(|path| path.extension().is_some_and(|ending| ending == "idx"));
    lists.sort();
    let (list, offset) =
        lists.into_iter().find_map(|list| Some((offset_in(&list, id)?, list))).map(|(at, list)| (list, at))?;
    let mut pack = disk::open(&list.with_extension("pack")).ok()?;
    pack.seek(SeekFrom::Start(offset)).ok()?;
    let mut byte = [0];
    pack.read_exact(&mut byte).ok()?;
    let kind = byte[0] >> 4 & 7;
    while byte[0] & 0x80 != 0 {
        pack.read_exact(&mut byte).ok()?;
    }
    if kind == 1 { inflated(pack) } else { None }
}

/// Where an object stands in the pack of this list (version 2).
fn offset_in(list: &Path, id: Id) -> Option<u64> {
    let mut file = disk::open(list).ok()?;
    let mut read = |at: u64, count: usize| {
        let mut bytes = vec![0; count];
        file.seek(SeekFrom::Start(at)).ok()?;
        file.read_exact(&mut bytes).ok()?;
        Some(bytes)
    };
    let head = read(0, 8 + 1024)?;
    if head[..8] != *b"\xfftOc\0\0\0\x02" {
        return None;
    }
    let fan = |at: usize| number(&head, 8 + at * 4).map(u64::from);
    let first = usize::from(id[0]);
    let (start, end, all) = (if first == 0 { 0 } else { fan(first - 1)? }, fan(first)?, fan(255)?);
    let names = 8 + 1024;
    let some = read(names + start * 20, usize::try_from(end.checked_sub(start)?).ok()?.checked_mul(20)?)?;
    let at = start + some.chunks_exact(20).position(|name| name == id)? as u64;
    let offset = number(&read(names + all * 24 + at * 4, 4)?, 0)?;
    if offset & 0x8000_0000 == 0 {
        return Some(u64::from(offset));
    }
    let wide = read(names + all * 28 + u64::from(offset & 0x7fff_ffff) * 8, 8)?;
    Some(u64::from(number(&wide, 0)?) << 32 | u64::from(number(&wide, 4)?))
}

/// Four bytes, the largest first.
fn number(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

/// What git notes of the files of a work tree (versions 2 and 3).
struct Index {
    /// Files by path.
    files: BTreeMap<String, Entry>,
    /// The tree that they make; `None`: it was not worked out since something changed.
    tree: Option<Id>,
    /// When the index was written: a file of that moment may have changed since.
    written: SystemTime,
}

struct Entry {
    modified: (u32, u32),
    size: u32,
    id: Id,
}

impl Index {
    fn read(file: &Path) -> Option<Self> {
        let written = file.metadata().ok()?.modified().ok()?;
        let bytes = disk::bytes(file, LARGEST_INDEX).ok()?;
        let version = number(&bytes, 4)?;
        if !bytes.starts_with(b"DIRC") || !matches!(version, 2 | 3) {
            return None;
        }
        let mut files = BTreeMap::new();
        let mut at = 12;
        for _ in 0..number(&bytes, 8)? {
            let (path, entry, end) = entry(&bytes, at)?;
            files.insert(path, entry);
            at = end;
        }
        Some(Self { files, tree: tree(&bytes, at), written })
    }

    /// Whether the site's folder has just the files of the index, with just their bytes.
    fn has_just(&self, root: &Path, prefix: &str) -> bool {
        let mut expected: BTreeMap<&str, &Entry> =
            self.files.iter().filter_map(|(path, entry)| Some((source(path.strip_prefix(prefix)?)?, entry))).collect();
        for start in [CONFIG_FILE, KEY_FILE, CONTENT_FOLDER, THEMES_FOLDER].map(|name| root.join(name)) {
            if start.symlink_metadata().is_err() {
                continue;
            }
            for found in walkdir::WalkDir::new(start) {
                let Ok(found) = found else { return false };
                let name =
                    found.path().strip_prefix(root).ok().and_then(Path::to_str).map(|path| path.replace('\\', "/"));
                let (Some(name), Ok(metadata)) = (name, found.metadata()) else { return false };
                if metadata.is_dir() || source(&name).is_none() {
                    continue;
                }
                let is_same = |entry: &Entry| metadata.is_file() && self.is_same(entry, &metadata, found.path());
                if !expected.remove(name.as_str()).is_some_and(is_same) {
                    return false;
                }
            }
        }
        expected.is_empty()
    }

    fn is_same(&self, entry: &Entry, metadata: &Metadata, file: &Path) -> bool {
        if metadata.len() as u32 != entry.size {
            return false;
        }
        let Ok(modified) = metadata.modified() else { return false };
        let noted = UNIX_EPOCH + Duration::new(u64::from(entry.modified.0), entry.modified.1);
        if modified == noted && modified < self.written {
            return true;
        }
        let Ok(bytes) = disk::bytes_here(file, disk::LARGEST_FILE) else { return false };
        let mut hash = Sha1::new();
        hash.update(format!("blob {}\0", bytes.len()));
        hash.update(&bytes);
        <Id>::from(hash.finalize()) == entry.id
    }
}

/// A path of the sources of the site; `None`: it is none of them, or the ledger.
fn source(path: &str) -> Option<&str> {
    let (first, below) = path.split_once('/').unwrap_or((path, ""));
    let is_source = [CONFIG_FILE, KEY_FILE, CONTENT_FOLDER, THEMES_FOLDER].contains(&first);
    (is_source && !(first == CONTENT_FOLDER && below == LEDGER)).then_some(path)
}

/// The entry at `at`: path, what is noted, where the next one begins. `None` also for one that git does not look at, or
/// that waits for a decision.
fn entry(bytes: &[u8], at: usize) -> Option<(String, Entry, usize)> {
    const FIXED: usize = 62;
    let word = |offset: usize| number(bytes, at + offset);
    let flags = u16::from_be_bytes(bytes.get(at + 60..at + 62)?.try_into().ok()?);
    let (is_unwatched, is_longer, stage) = (flags & 0x8000 != 0, flags & 0x4000 != 0, flags >> 12 & 3);
    let start = at + FIXED + if is_longer { 2 } else { 0 };
    let skips = is_longer && bytes.get(at + FIXED)? & 0x60 != 0;
    if is_unwatched || skips || stage != 0 {
        return None;
    }
    let length = bytes.get(start..)?.iter().position(|byte| *byte == 0)?;
    let path = std::str::from_utf8(&bytes[start..start + length]).ok()?.to_owned();
    let entry =
        Entry { modified: (word(8)?, word(12)?), size: word(36)?, id: bytes.get(at + 40..at + 60)?.try_into().ok()? };
    // Filled up with zeros, at least one, to a multiple of eight.
    let end = at + ((start - at + length + 8) & !7);
    Some((path, entry, end))
}

/// The tree of all files, by the extension `TREE` among those that begin at `at`.
fn tree(bytes: &[u8], mut at: usize) -> Option<Id> {
    loop {
        let name = bytes.get(at..at + 4)?;
        let length = number(bytes, at + 4)? as usize;
        if name == b"TREE" {
            // The root has no name; then the number of files, -1 where the tree is not known, and of trees in it.
            let rest = bytes.get(at + 8..at + 8 + length)?.strip_prefix(b"\0")?;
            let line = rest.iter().position(|byte| *byte == b'\n')?;
            let is_known = !rest.starts_with(b"-");
            return if is_known { rest.get(line + 1..line + 21)?.try_into().ok() } else { None };
        }
        at = at.checked_add(8)?.checked_add(length)?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use std::process::Command;

    fn git(folder: &Path, arguments: &[&str]) -> String {
        let name = ["-c", "user.name=a", "-c", "user.email=a@b.vn", "-c", "gc.auto=0"];
        let output = Command::new("git").current_dir(folder).args(name).args(arguments).output().unwrap();
        assert!(output.status.success(), "{arguments:?}: {output:?}");
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    }

    #[test]
    fn a_commit_is_claimed_only_where_all_is_as_committed() {
        if Command::new("git").arg("--version").output().is_err() {
            return;
        }
        let folder = tempfile::tempdir().unwrap();
        let site = folder.path().join("trang");
        fs::create_dir_all(site.join("content/a")).unwrap();
        assert_eq!(committed(&site), None, "no repository");
        git(folder.path(), &["init", "-q", "-b", "main"]);
        assert_eq!(committed(&site), None, "no commit");
        fs::write(site.join("congbao.yaml"), "title: a\n").unwrap();
        fs::write(site.join("content/a/b.md"), "b\n").unwrap();
        fs::write(folder.path().join("khac.txt"), "x\n").unwrap();
        git(folder.path(), &["add", "."]);
        git(folder.path(), &["commit", "-q", "-m", "a"]);
        let now = || Some(git(folder.path(), &["rev-parse", "HEAD"]));
        assert_eq!(committed(&site), now());
        // The ledger, and what is no source, do not count.
        fs::write(site.join("content/addresses.tsv"), "x\n").unwrap();
        fs::write(site.join("ghi-chu.txt"), "x\n").unwrap();
        assert_eq!(committed(&site), now());
        // Of the same size, with another time: compared by its bytes.
        fs::write(site.join("content/a/b.md"), "c\n").unwrap();
        assert_eq!(committed(&site), None);
        assert_eq!(head(&site), now());
        fs::write(site.join("content/a/b.md"), "b\n").unwrap();
        assert_eq!(committed(&site), now());
        fs::write(site.join("content/moi.md"), "m\n").unwrap();
        assert_eq!(committed(&site), None, "a file that no commit has");
        git(folder.path(), &["add", "trang/content/moi.md"]);
        assert_eq!(committed(&site), None, "a file that waits to be committed");
        git(folder.path(), &["commit", "-q", "-m", "b"]);
        assert_eq!(committed(&site), now());
        git(folder.path(), &["reset", "-q", "--soft", "HEAD~1"]);
        assert_eq!(committed(&site), None, "the index is ahead");
        git(folder.path(), &["commit", "-q", "-m", "c"]);
        fs::remove_file(site.join("content/moi.md")).unwrap();
        assert_eq!(committed(&site), None, "a file is gone");
        git(folder.path(), &["checkout", "-q", "."]);
        // All in one pack, the branch in one list.
        git(folder.path(), &["gc", "-q"]);
        git(folder.path(), &["pack-refs", "--all"]);
        assert_eq!(committed(&site), now());
        let other = folder.path().join("other");
        git(folder.path(), &["worktree", "add", "-q", "-b", "nhanh", other.to_str().unwrap()]);
        assert_eq!(committed(&other.join("trang")), now());
        fs::write(other.join("trang/congbao.yaml"), "title: b\n").unwrap();
        assert_eq!((committed(&other.join("trang")), committed(&site)), (None, now()));
    }

    #[test]
    fn what_is_no_index_is_no_reason_to_fail() {
        let file = tempfile::NamedTempFile::new().unwrap();
        for bytes in
            [&b""[..], b"DIRC\0\0\0\x02\0\0\0\x05", b"DIRC\0\0\0\x02\xff\xff\xff\xff\0", b"DIRC\0\0\0\x04\0\0\0\0"]
        {
            fs::write(file.path(), bytes).unwrap();
            let index = Index::read(file.path());
            assert!(index.is_none_or(|index| index.tree.is_none()), "{bytes:?}");
        }
    }
}
