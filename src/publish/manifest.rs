//! `.congbao-manifest.tsv` in the output folder: what we wrote last time, so that everything else in the
//! folder is known to be foreign.
//!
//! ```text
//! congbao-manifest ⇥ 1 ⇥ fingerprint of the inputs
//! path ⇥ size in bytes ⇥ SHA-256
//! ```
//!
//! Sorted by path (bytes), no time and no place of the machine in it: the same site has the same manifest.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::Path;
use std::sync::Arc;
use std::time::SystemTime;

use super::error::PublishError;
use super::hex::{hex, unhex};
use super::path;
use crate::address::published::FileDigest;

/// Its name in the output folder.
pub const MANIFEST: &str = ".congbao-manifest.tsv";

const MAGIC: &str = "congbao-manifest";
const VERSION: &str = "1";

/// What we wrote last time.
#[derive(Debug)]
pub(super) struct PublishManifest {
    /// Fingerprint of everything that went into it.
    pub inputs: [u8; 32],
    /// Files by path, without the manifest itself.
    pub files: Arc<BTreeMap<String, FileDigest>>,
    /// When it was written, by the clock of the file system: a file not older than this may have been changed since.
    pub written: SystemTime,
}

impl PublishManifest {
    /// Reads the manifest of `output`; `None` where there is none.
    pub fn read(output: &Path) -> Result<Option<Self>, PublishError> {
        let file = output.join(MANIFEST);
        let text = match fs::read_to_string(&file) {
            Ok(text) => text,
            Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
                return Ok(None);
            }
            Err(error) if error.kind() == io::ErrorKind::InvalidData => {
                return Err(PublishError::Manifest { path: file, line: 1 });
            }
            Err(error) => return Err(PublishError::io(file, error)),
        };
        let written = fs::symlink_metadata(&file)
            .and_then(|metadata| metadata.modified())
            .map_err(|error| PublishError::io(&file, error))?;
        let mut lines = text.lines();
        let inputs = parse_head(lines.next().unwrap_or_default(), &file)?;
        let mut files = BTreeMap::new();
        for (index, line) in lines.enumerate() {
            let Some((path, content)) = parse_line(line) else {
                return Err(PublishError::Manifest { path: file, line: index + 2 });
            };
            if files.insert(path.to_owned(), content).is_some() {
                return Err(PublishError::Manifest { path: file, line: index + 2 });
            }
        }
        Ok(Some(Self { inputs, files: Arc::new(files), written }))
    }
}

/// The text of a manifest.
pub(super) fn text<'a>(inputs: [u8; 32], files: impl Iterator<Item = (&'a str, FileDigest)>) -> String {
    let mut text = format!("{MAGIC}\t{VERSION}\t{}\n", hex(inputs));
    for (path, content) in files {
        // Writing to a `String` cannot fail.
        let _ = writeln!(text, "{path}\t{}\t{}", content.size, hex(content.sha256));
    }
    text
}

fn parse_head(line: &str, file: &Path) -> Result<[u8; 32], PublishError> {
    let damaged = || PublishError::Manifest { path: file.to_owned(), line: 1 };
    let mut cells = line.split('\t');
    if cells.next() != Some(MAGIC) {
        return Err(damaged());
    }
    if cells.next() != Some(VERSION) {
        return Err(PublishError::ManifestVersion(file.to_owned()));
    }
    cells.next().and_then(unhex).ok_or_else(damaged)
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
        let head = text([1; 32], std::iter::empty());
        let hash = hex([2; 32]);
        for (body, expected) in [
            (String::new(), 1),
            ("congbao-manifest\t1\tabc\n".to_owned(), 1),
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
    fn a_newer_format_is_not_guessed_at() {
        let newer = text([1; 32], std::iter::empty()).replace("\t1\t", "\t2\t");
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
