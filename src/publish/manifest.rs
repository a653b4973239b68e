//! `.congbao-manifest.tsv` in the output folder: what we wrote last time, so that everything else in the
//! folder is known to be foreign.
//!
//! ```text
//! congbao-manifest ⇥ 2 ⇥ fingerprint of the inputs ⇥ SHA-256 of all lines below
//! path ⇥ size in bytes ⇥ SHA-256
//! ```
//!
//! A line lost would make a page of ours a foreign file, which nothing would ever delete: hence the hash over the lines.
//! Version 1, without it, is read as well.
//!
//! Sorted by path (bytes), no time and no place of the machine in it: the same site has the same manifest.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io;
use std::path::Path;
use std::sync::Arc;

use sha2::{Digest, Sha256};

use super::error::PublishError;
use super::hex::{hex, unhex};
use super::seal::Seal;
use super::tree;
use crate::address::path;
use crate::address::published::FileDigest;
use crate::disk;

/// Its name in the output folder.
pub const MANIFEST: &str = path::OWN_LIST;

const MAGIC: &str = "congbao-manifest";
const VERSION: &str = "2";
const WITHOUT_HASH: &str = "1";

/// What we wrote last time.
#[derive(Debug)]
pub(super) struct PublishManifest {
    /// Fingerprint of everything that went into it.
    pub inputs: [u8; 32],
    /// Files by path, without the manifest itself.
    pub files: Arc<BTreeMap<String, FileDigest>>,
    /// By what a later change of the manifest itself is noticed.
    pub seal: Option<Seal>,
}

impl PublishManifest {
    /// Reads the manifest of `output`; `None` where there is none.
    pub fn read(output: &Path) -> Result<Option<Self>, PublishError> {
        Self::read_file(&output.join(MANIFEST))
    }

    /// Reads `file`; `None` where there is none.
    pub fn read_file(file: &Path) -> Result<Option<Self>, PublishError> {
        let failed = |error| PublishError::io(file, error);
        let damaged = |line| PublishError::Manifest { path: file.to_owned(), line };
        let Some(metadata) = tree::look_at(file).map_err(failed)? else { return Ok(None) };
        if !metadata.is_file() {
            // Opening a pipe would wait for its other end for ever.
            return Err(damaged(1));
        }
        let text = match disk::text(file, disk::LARGEST_LIST).map_err(io::Error::from) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::InvalidData => return Err(damaged(1)),
            Err(error) => return Err(failed(error)),
        };
        let (head, lines) = text.split_once('\n').unwrap_or((&text, ""));
        let (inputs, hash) = parse_head(head, file)?;
        let mut files = BTreeMap::new();
        for (index, line) in lines.lines().enumerate() {
            let (path, content) = parse_line(line).ok_or_else(|| damaged(index + 2))?;
            if files.insert(path.to_owned(), content).is_some() {
                return Err(damaged(index + 2));
            }
        }
        if hash.is_some_and(|hash| hash != <[u8; 32]>::from(Sha256::digest(lines))) {
            return Err(damaged(1));
        }
        Ok(Some(Self { inputs, files: Arc::new(files), seal: Seal::of(&metadata) }))
    }
}

/// The text of a manifest.
pub(super) fn text<'a>(inputs: [u8; 32], files: impl Iterator<Item = (&'a str, FileDigest)>) -> String {
    let mut lines = String::new();
    for (path, content) in files {
        // Writing to a `String` cannot fail.
        let _ = writeln!(lines, "{path}\t{}\t{}", content.size, hex(content.sha256));
    }
    format!("{MAGIC}\t{VERSION}\t{}\t{}\n{lines}", hex(inputs), hex(Sha256::digest(&lines).into()))
}

/// Fingerprint of the inputs, hash of the lines.
fn parse_head(line: &str, file: &Path) -> Result<([u8; 32], Option<[u8; 32]>), PublishError> {
    let damaged = || PublishError::Manifest { path: file.to_owned(), line: 1 };
    let mut cells = line.split('\t');
    if cells.next() != Some(MAGIC) {
        return Err(damaged());
    }
    let has_hash = match cells.next() {
        Some(VERSION) => true,
        Some(WITHOUT_HASH) => false,
        _ => return Err(PublishError::ManifestVersion(file.to_owned())),
    };
    let inputs = cells.next().and_then(unhex).ok_or_else(damaged)?;
    let hash = if has_hash { Some(cells.next().and_then(unhex).ok_or_else(damaged)?) } else { None };
    if cells.next().is_some() { Err(damaged()) } else { Ok((inputs, hash)) }
}

/// A manifest can be edited by anyone who can write into the output folder: its paths are checked like our own.
fn parse_line(line: &str) -> Option<(&str, FileDigest)> {
    let mut cells = line.split('\t');
    let path = cells.next().filter(|path| path::check(path).is_ok())?;
    let size = cells.next()?.parse().ok()?;
    let sha256 = cells.next().and_then(unhex)?;
    cells.next().is_none().then_some((path, FileDigest { size, sha256 }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    fn read(text: &str) -> Result<Option<PublishManifest>, PublishError> {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join(MANIFEST), text).unwrap();
        PublishManifest::read(folder.path())
    }

    #[test]
    fn what_is_written_is_read_back() {
        let content = FileDigest { size: 7, sha256: [0xab; 32] };
        let written = text([1; 32], [("a/b c.html", content)].into_iter());
        let manifest = read(&written).unwrap().unwrap();
        assert_eq!(manifest.inputs, [1; 32]);
        assert_eq!(*manifest.files, BTreeMap::from([("a/b c.html".to_owned(), content)]));
        assert_eq!(text(manifest.inputs, manifest.files.iter().map(|(p, c)| (p.as_str(), *c))), written);
    }

    #[test]
    fn a_damaged_manifest_is_named_with_its_line() {
        let head = format!("{MAGIC}\t{WITHOUT_HASH}\t{}\n", hex([1; 32]));
        let hash = hex([2; 32]);
        let whole = text([1; 32], ["a", "b"].map(|path| (path, FileDigest { size: 1, sha256: [2; 32] })).into_iter());
        for (body, expected) in [
            (String::new(), 1),
            ("congbao-manifest\t1\tabc\n".to_owned(), 1),
            (whole.replacen("\t1\t", "\t7\t", 1), 1),
            (whole.lines().take(2).map(|line| format!("{line}\n")).collect(), 1),
            (whole.lines().take(2).map(|line| format!("{line}\n")).collect::<String>() + "b\t1", 3),
            (format!("{head}a\t1\t{hash}\nb\tone\t{hash}\n"), 3),
            (format!("{head}../a\t1\t{hash}\n"), 2),
            (format!("{head}/etc/passwd\t1\t{hash}\n"), 2),
            (format!("{head}a\t1\t{hash}\na\t1\t{hash}\n"), 3),
            (format!("{head}a\t1\t{hash}\tmore\n"), 2),
            (format!("{head}<<<<<<< ours\n"), 2),
        ] {
            match read(&body) {
                Err(PublishError::Manifest { line, .. }) => assert_eq!(line, expected, "{body:?}"),
                other => panic!("{body:?}: {other:?}"),
            }
        }
    }

    #[test]
    fn a_manifest_of_an_earlier_state_is_taken_over() {
        let line = format!("a\t1\t{}\n", hex([2; 32]));
        let manifest = read(&format!("{MAGIC}\t1\t{}\n{line}", hex([1; 32]))).unwrap().unwrap();
        assert_eq!(*manifest.files, BTreeMap::from([("a".to_owned(), FileDigest { size: 1, sha256: [2; 32] })]));
    }

    #[test]
    fn a_newer_format_is_not_guessed_at() {
        let newer = text([1; 32], std::iter::empty()).replace("\t2\t", "\t3\t");
        assert!(matches!(read(&newer), Err(PublishError::ManifestVersion(_))));
        assert!(read("congbao-manifest\t1").is_err());
    }

    #[test]
    fn no_manifest_is_no_error() {
        let folder = tempfile::tempdir().unwrap();
        assert!(PublishManifest::read(folder.path()).unwrap().is_none());
        assert!(PublishManifest::read(&folder.path().join("missing")).unwrap().is_none());
    }
}
