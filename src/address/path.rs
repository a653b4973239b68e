//! Which paths the site may write: relative, downwards, and possible on every system a site may be built on or copied
//! to. What people write (ids, keys, addresses, names of files) is judged by the same rule where it is read, so that a
//! mistake has its line.
//!
//! In: a path within the output folder. Out: what is wrong with it.

use crate::diagnostic::Diagnostic;
use std::collections::BTreeMap;

/// The list of what we wrote, in the output folder.
pub const OWN_LIST: &str = ".congbao-manifest.tsv";
/// The folder of its parts, where it is long.
pub const OWN_PARTS: &str = ".congbao-manifest";

/// Longest path in bytes. Far below `PATH_MAX` so that the folder's own path has room beside it.
const LONGEST_PATH: usize = 1024;
/// Longest part of a path in bytes, the limit of every common file system.
const LONGEST_PART: usize = 255;

/// Names that Windows takes for devices, with any ending (`nul.html` too).
const DEVICES: [&str; 4] = ["con", "prn", "aux", "nul"];
/// Characters that Windows allows in no name; `\` and `:` would also lead out of the folder there.
const REFUSED: [char; 8] = ['<', '>', ':', '"', '\\', '|', '?', '*'];

/// Longest path of a file of a site, in the units in which Windows counts, that leaves room for the path of the folder
/// it stands in: programs there open no path of more than 259 (learn.microsoft.com, "Maximum Path Length Limitation").
pub const LONGEST_FOR_WINDOWS: usize = 200;

/// How long Windows says that a path is.
pub fn length(path: &str) -> usize {
    path.encode_utf16().count()
}

/// Whether a path leaves no room for that of the folder it stands in.
pub fn is_long(path: &str) -> bool {
    path.len() > LONGEST_FOR_WINDOWS && length(path) > LONGEST_FOR_WINDOWS
}

/// What is wrong with a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PathFault {
    /// Empty, starting or ending with `/`, or with `//` in it.
    EmptyPart,
    /// A part is `.` or `..`.
    Climbs,
    /// A control character or one that Windows allows in no name.
    Character,
    /// A part is the name of a device on Windows, or ends in a space or a full stop.
    Reserved,
    /// Longer than file systems allow.
    TooLong,
    /// The list of what we wrote has this name.
    Manifest,
}

impl PathFault {
    /// The stable code, key of the catalogue.
    pub const fn code(self) -> &'static str {
        match self {
            Self::EmptyPart => "publish-path-empty-part",
            Self::Climbs => "publish-path-climbs",
            Self::Character => "publish-path-character",
            Self::Reserved => "publish-path-reserved",
            Self::TooLong => "publish-path-too-long",
            Self::Manifest => "publish-path-manifest",
        }
    }
}

/// Whether the site may write `path` (within the output folder, parts separated by `/`).
///
/// # Errors
/// The first thing wrong with it. The same on every system, so that a site that builds on one builds on all.
pub fn check(path: &str) -> Result<(), PathFault> {
    if path.split('/').next().is_some_and(|first| [OWN_LIST, OWN_PARTS].contains(&first)) {
        return Err(PathFault::Manifest);
    }
    if path.len() > LONGEST_PATH {
        return Err(PathFault::TooLong);
    }
    path.split('/').try_for_each(check_part)
}

/// Longest part of an id or a key in bytes: what pages of it are called may add a date or an ending.
const LONGEST_KEY_PART: usize = 240;
/// Longest id or key in bytes: its pages and files stand below it.
const LONGEST_KEY: usize = 600;

/// What to say of an id or key of which folders are made; the caller adds the place.
///
/// # Errors
/// A diagnostic with the part that cannot be the name of a folder.
pub fn check_key(key: &str) -> Result<(), Box<Diagnostic>> {
    if key.len() > LONGEST_KEY {
        return Err(too_long(key, key, LONGEST_KEY));
    }
    if let Some(part) = key.split('/').find(|part| part.len() > LONGEST_KEY_PART) {
        return Err(too_long(key, part, LONGEST_KEY_PART));
    }
    check_written(key, key)
}

/// What to say of the path of a file that is made of `written`; the caller adds the place.
///
/// # Errors
/// A diagnostic with the part that cannot be the name of a file or folder.
pub fn check_written(path: &str, written: &str) -> Result<(), Box<Diagnostic>> {
    let Err(fault) = check(path) else { return Ok(()) };
    let part = path.split('/').find(|part| check_part(part).is_err()).unwrap_or(path);
    let code = match fault {
        PathFault::TooLong if part == path => return Err(too_long(written, part, LONGEST_PATH)),
        PathFault::TooLong => return Err(too_long(written, part, LONGEST_PART)),
        PathFault::Manifest => return Err(Box::new(Diagnostic::error(fault.code()).with("path", written))),
        PathFault::Reserved => "name-reserved",
        PathFault::Character | PathFault::Climbs | PathFault::EmptyPart => "name-character",
    };
    Err(Box::new(Diagnostic::error(code).with("text", written).with("part", part)))
}

fn too_long(written: &str, part: &str, limit: usize) -> Box<Diagnostic> {
    let start: String = part.chars().take(40).collect();
    let problem = Diagnostic::error("name-too-long").with("text", written).with("part", start);
    Box::new(problem.with("bytes", part.len().to_string()).with("limit", limit.to_string()))
}

fn check_part(part: &str) -> Result<(), PathFault> {
    if part.is_empty() {
        return Err(PathFault::EmptyPart);
    }
    if part == "." || part == ".." {
        return Err(PathFault::Climbs);
    }
    if part.len() > LONGEST_PART {
        return Err(PathFault::TooLong);
    }
    if part.chars().any(|c| c.is_control() || REFUSED.contains(&c)) {
        return Err(PathFault::Character);
    }
    if part.ends_with(['.', ' ']) || is_device(part) {
        return Err(PathFault::Reserved);
    }
    Ok(())
}

fn is_device(part: &str) -> bool {
    let name = part.split('.').next().unwrap_or(part).trim_end();
    if DEVICES.iter().any(|device| name.eq_ignore_ascii_case(device)) {
        return true;
    }
    // `COM1` … `LPT9`, and the superscript digits that Windows counts as digits here.
    let mut characters = name.chars().rev();
    let last = characters.next();
    let Some(rest) = last.and_then(|c| name.strip_suffix(c)) else { return false };
    matches!(last, Some('1'..='9' | '¹' | '²' | '³'))
        && (rest.eq_ignore_ascii_case("com") || rest.eq_ignore_ascii_case("lpt"))
}

/// The folders above `path`, nearest first: `a/b/c` → `a/b`, `a`.
pub fn folders_above(path: &str) -> impl Iterator<Item = &str> {
    let mut rest = path;
    std::iter::from_fn(move || {
        let (above, _) = rest.rsplit_once('/')?;
        rest = above;
        Some(above)
    })
}

/// The first path of `files` below the folder `folder`.
pub fn first_below<'a, T>(files: &'a BTreeMap<String, T>, folder: &str) -> Option<&'a str> {
    let below = format!("{folder}/");
    let (path, _) = files.range(below.clone()..).next()?;
    path.starts_with(&below).then_some(path.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_that_work_on_every_system_are_allowed() {
        for path in [
            "index.html",
            "van-ban/ubnd-tinh-lao-cai/chi-thi/2024/06/index.html",
            "tệp đính kèm/Kế hoạch số 84.pdf",
            ".well-known/security.txt",
            "console/com10/lpt/commune.html",
            "..a/b..c/...d",
        ] {
            assert_eq!(check(path), Ok(()), "{path}");
        }
    }

    #[test]
    fn hostile_paths_are_refused() {
        let long_part = "a".repeat(256);
        let long_path = "a/".repeat(600) + "a";
        for (path, fault) in [
            ("", PathFault::EmptyPart),
            ("/etc/passwd", PathFault::EmptyPart),
            ("a//b", PathFault::EmptyPart),
            ("a/", PathFault::EmptyPart),
            ("..", PathFault::Climbs),
            ("../a", PathFault::Climbs),
            ("a/../../b", PathFault::Climbs),
            ("./a", PathFault::Climbs),
            ("a\\..\\b", PathFault::Character),
            ("C:/a", PathFault::Character),
            ("a.html:stream", PathFault::Character),
            ("a\0b", PathFault::Character),
            ("a\nb\tc", PathFault::Character),
            ("a\u{85}", PathFault::Character),
            ("what?", PathFault::Character),
            ("a/CON", PathFault::Reserved),
            ("nul.html", PathFault::Reserved),
            ("Aux .tar.gz", PathFault::Reserved),
            ("com1/index.html", PathFault::Reserved),
            ("LPT².txt", PathFault::Reserved),
            ("a./b", PathFault::Reserved),
            ("a /b", PathFault::Reserved),
            (long_part.as_str(), PathFault::TooLong),
            (long_path.as_str(), PathFault::TooLong),
            (OWN_LIST, PathFault::Manifest),
            (".congbao-manifest/a", PathFault::Manifest),
        ] {
            assert_eq!(check(path), Err(fault), "{path:?}");
        }
    }

    #[test]
    fn folders_above_are_listed_nearest_first() {
        assert_eq!(folders_above("a/b/c").collect::<Vec<_>>(), ["a/b", "a"]);
        assert_eq!(folders_above("a").count(), 0);
    }
}
