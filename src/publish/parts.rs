//! The list of what we wrote, in parts, where the site is large: so that one edit changes a few of them and not one file of
//! megabytes.
//!
//! In: the files of the site. Out: files in a folder of its own, `.congbao-manifest/`, each the lines of some paths; the
//! manifest then lists them instead, and with them in mind is read as if it were one file. Which part has a path is told
//! by the hash of what it shares with those that change together; there are as many parts as a power of two that gives
//! each about the same number of lines on average, so a site that
//! grows divides them only when it is twice as large.
//!
//! They are files of the site as all others: staged, linked, compared. But they stay in a folder that is being deleted
//! until its manifest has gone, since it means nothing without them.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use sha2::{Digest, Sha256};

use crate::address::hex::hex;
use crate::address::published::FileDigest;
use crate::address::{DOCUMENTS, WORKS, path};

/// Their folder in the output folder.
pub(super) const PARTS: &str = path::OWN_PARTS;

/// So many files are listed in the manifest itself: half a megabyte.
const MOST_IN_ONE: usize = if cfg!(test) { 2 } else { 4096 };
/// So many files at least are in a part, and less than twice as many: 20 to 40 KB.
const LEAST_IN_PART: usize = if cfg!(test) { 1 } else { 128 };

/// Whether a path is that of a part.
pub(super) fn is_part(path: &str) -> bool {
    let number = path.strip_prefix(PARTS).and_then(|below| below.strip_prefix('/')?.strip_suffix(".tsv"));
    number.is_some_and(|number| number.len() == 4 && number.bytes().all(|digit| digit.is_ascii_hexdigit()))
}

/// The parts of the list of `files` (which are `count`), by their paths; none where the manifest lists them all.
pub(super) fn texts<'a>(files: impl Iterator<Item = (&'a str, FileDigest)>, count: usize) -> BTreeMap<String, String> {
    let line = |(path, content)| {
        let mut line = String::new();
        push_line(&mut line, path, content);
        (path, line)
    };
    divided(PARTS, files.map(line), count)
}

/// Lines (each with its key; they are `count`) as files of a folder, by their paths; none where they are few.
pub(super) fn divided<'a>(
    folder: &str,
    lines: impl Iterator<Item = (&'a str, String)>,
    count: usize,
) -> BTreeMap<String, String> {
    if count <= MOST_IN_ONE {
        return BTreeMap::new();
    }
    let bits = (count / LEAST_IN_PART).max(1).ilog2().min(16);
    let mut texts = vec![String::new(); 1 << bits];
    for (key, line) in lines {
        let hash = Sha256::digest(together(key));
        let first = u32::from(hash[0]) << 8 | u32::from(hash[1]);
        texts[(first >> (16 - bits)) as usize].push_str(&line);
    }
    let named = texts.into_iter().enumerate().map(|(at, text)| (format!("{folder}/{at:04x}.tsv"), text));
    named.collect()
}

/// What files have in common that change together, by which they stand in one part: the folder of a type and year of an
/// issuer where there are many of it, else the first two folders.
fn together(key: &str) -> &str {
    let path = key.trim_start_matches('/');
    let is_many = [DOCUMENTS, WORKS].iter().any(|folder| path.starts_with(folder.trim_start_matches('/')));
    let depth = if is_many { 4 } else { 2 };
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    folder.match_indices('/').nth(depth - 1).map_or(folder, |(end, _)| &folder[..end])
}

/// Adds the line of a file.
pub(super) fn push_line(lines: &mut String, path: &str, content: FileDigest) {
    // Writing to a `String` cannot fail.
    let _ = writeln!(lines, "{path}\t{}\t{}", content.size, hex(content.sha256));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_changes_together_stands_together() {
        for (path, expected) in [
            ("index.html", ""),
            ("co-quan/a/index.html", "co-quan/a"),
            ("co-quan/a/nhiem-vu/trang/2020/index.html", "co-quan/a"),
            ("van-ban/a/chi-thi/2024/06-ct-a/index.html", "van-ban/a/chi-thi/2024"),
            ("van-ban/a/chi-thi/2024/06-ct-a/nhiem-vu/index.html", "van-ban/a/chi-thi/2024"),
            ("/van-ban/a/chi-thi/2024/06-ct-a/", "van-ban/a/chi-thi/2024"),
            ("vien-dan/a/luat/2019/43-2019-qh14/index.html", "vien-dan/a/luat/2019"),
            ("vien-dan/index.html", "vien-dan"),
            ("/", ""),
        ] {
            assert_eq!(together(path), expected, "{path}");
        }
    }

    #[test]
    fn one_file_more_changes_one_part() {
        let list = |count: u8| {
            let paths: Vec<String> = (0..count).map(|at| format!("{at}/index.html")).collect();
            let digest = |at: usize| FileDigest { size: at as u64, sha256: [0; 32] };
            texts(paths.iter().enumerate().map(|(at, path)| (path.as_str(), digest(at))), paths.len())
        };
        assert!(list(2).is_empty(), "listed in the manifest");
        let (one, other) = (list(40), list(41));
        assert_eq!((one.len(), other.len()), (32, 32));
        assert_eq!(one.iter().filter(|(path, text)| other[*path] != **text).count(), 1);
        assert_eq!(other.values().map(|text| text.lines().count()).sum::<usize>(), 41);
        assert!(other.keys().all(|path| is_part(path)) && !is_part(".congbao-manifest.tsv"));
        assert!(!is_part(".congbao-manifest/../a.tsv") && !is_part(".congbao-manifest/a"));
    }
}
