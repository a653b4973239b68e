//! `.congbao-manifest.tsv` in the output folder: what we wrote last time, so that everything else in the
//! folder is known to be foreign.
//!
//! ```text
//! congbao-manifest ⇥ 2 ⇥ fingerprint of the inputs ⇥ SHA-256 of all lines below
//! path ⇥ size in bytes ⇥ SHA-256
//! ```
//!
//! Where there are many files the lines are those of its parts ([`super::parts`]), and the version is 3. Version 1, without
//! the hash, is read as well. A line lost would make a page of ours a foreign file, which nothing would ever delete: hence the
//! hash over the lines.
//!
//! Sorted by path (bytes), no time and no place of the machine in it: the same site has the same manifest.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;
use std::sync::Arc;

use rayon::prelude::*;
use sha2::{Digest, Sha256};

use super::error::PublishError;
use super::parts::{self, PARTS};
use super::seal::Seal;
use super::tree;
use crate::address::hex::{hex, unhex};
use crate::address::path;
use crate::address::published::FileDigest;
use crate::disk;

/// Its name in the output folder.
pub const MANIFEST: &str = path::OWN_LIST;
/// What lists a folder's files, in the order in which it goes.
pub(super) const OWN_LISTS: &[&str] = &[MANIFEST, PARTS];

const MAGIC: &str = "congbao-manifest";
const IN_PARTS: &str = "3";
const VERSION: &str = "2";
const WITHOUT_HASH: &str = "1";

/// What we wrote last time.
#[derive(Debug)]
pub(super) struct PublishManifest {
    /// Fingerprint of everything that went into it.
    pub inputs: [u8; 32],
    /// Files by path, without the manifest itself, with its parts.
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
        let text = read_text(file)?;
        let (head, lines) = text.split_once('\n').unwrap_or((&text, ""));
        let Head { inputs, hash, is_in_parts } = parse_head(head, file)?;
        let mut files = parse_lines(lines, 2, file)?;
        if hash.is_some_and(|hash| hash != <[u8; 32]>::from(Sha256::digest(lines))) {
            return Err(damaged(1));
        }
        if is_in_parts {
            files = with_parts(file, files)?;
        }
        Ok(Some(Self { inputs, files: Arc::new(files), seal: Seal::of(&metadata) }))
    }
}

fn read_text(file: &Path) -> Result<String, PublishError> {
    match disk::text(file, disk::LARGEST_LIST).map_err(io::Error::from) {
        Ok(text) => Ok(text),
        Err(error) if error.kind() == io::ErrorKind::InvalidData => {
            Err(PublishError::Manifest { path: file.to_owned(), line: 1 })
        }
        Err(error) => Err(PublishError::io(file, error)),
    }
}

/// The files that the parts list which `manifest` names, and the parts.
fn with_parts(
    manifest: &Path,
    parts: BTreeMap<String, FileDigest>,
) -> Result<BTreeMap<String, FileDigest>, PublishError> {
    let folder = manifest.parent().unwrap_or(manifest);
    let read = |(path, content): (&String, &FileDigest)| {
        let file = folder.join(path);
        let damaged = || PublishError::Manifest { path: file.clone(), line: 1 };
        let is_file = |found: std::fs::Metadata| found.is_file() && found.len() == content.size;
        // Also where it is missing.
        let stands = tree::look_at(&file).map_err(|error| PublishError::io(&file, error))?.is_some_and(is_file);
        let text = if parts::is_part(path) && stands { read_text(&file)? } else { return Err(damaged()) };
        if content.sha256 != <[u8; 32]>::from(Sha256::digest(&text)) {
            return Err(damaged());
        }
        parse_lines(&text, 1, &file)
    };
    let lists: Vec<BTreeMap<String, FileDigest>> = parts.par_iter().map(read).collect::<Result<_, _>>()?;
    Ok(lists.into_iter().flatten().chain(parts).collect())
}

/// The files of lines, the first of which is line `first` of `file`.
fn parse_lines(lines: &str, first: usize, file: &Path) -> Result<BTreeMap<String, FileDigest>, PublishError> {
    let mut files = BTreeMap::new();
    for (index, line) in lines.lines().enumerate() {
        let damaged = || PublishError::Manifest { path: file.to_owned(), line: index + first };
        let (path, content) = parse_line(line).ok_or_else(damaged)?;
        if files.insert(path.to_owned(), content).is_some() {
            return Err(damaged());
        }
    }
    Ok(files)
}

/// The text of a manifest that lists all files.
pub(super) fn text<'a>(inputs: [u8; 32], files: impl Iterator<Item = (&'a str, FileDigest)>) -> String {
    with_head(VERSION, inputs, files)
}

/// The text of a manifest that lists its parts.
pub(super) fn text_of_parts<'a>(inputs: [u8; 32], parts: impl Iterator<Item = (&'a str, FileDigest)>) -> String {
    with_head(IN_PARTS, inputs, parts)
}

fn with_head<'a>(version: &str, inputs: [u8; 32], files: impl Iterator<Item = (&'a str, FileDigest)>) -> String {
    let mut lines = String::new();
    files.for_each(|(path, content)| parts::push_line(&mut lines, path, content));
    format!("{MAGIC}\t{version}\t{}\t{}\n{lines}", hex(inputs), hex(Sha256::digest(&lines).into()))
}

/// The first line.
struct Head {
    /// Fingerprint of the inputs.
    inputs: [u8; 32],
    /// Hash of the lines.
    hash: Option<[u8; 32]>,
    /// The lines are parts.
    is_in_parts: bool,
}

fn parse_head(line: &str, file: &Path) -> Result<Head, PublishError> {
    let damaged = || PublishError::Manifest { path: file.to_owned(), line: 1 };
    let mut cells = line.split('\t');
    if cells.next() != Some(MAGIC) {
        return Err(damaged());
    }
    let (has_hash, is_in_parts) = match cells.next() {
        Some(IN_PARTS) => (true, true),
        Some(VERSION) => (true, false),
        Some(WITHOUT_HASH) => (false, false),
        _ => return Err(PublishError::ManifestVersion(file.to_owned())),
    };
    let inputs = cells.next().and_then(unhex).ok_or_else(damaged)?;
    let hash = if has_hash { Some(cells.next().and_then(unhex).ok_or_else(damaged)?) } else { None };
    if cells.next().is_some() { Err(damaged()) } else { Ok(Head { inputs, hash, is_in_parts }) }
}

/// A manifest can be edited by anyone who can write into the output folder: its paths are checked like our own.
fn parse_line(line: &str) -> Option<(&str, FileDigest)> {
    let mut cells = line.split('\t');
    let path = cells.next().filter(|path| path::check(path).is_ok() || parts::is_part(path))?;
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
        let newer = text([1; 32], std::iter::empty()).replace("\t2\t", "\t4\t");
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
