//! Finds the files that the arguments of `congbao import` mean: a file is itself, a folder all that can be imported in
//! it, and `*.docx` what fits it, for Windows, whose shells leave patterns as they are.

use crate::import::ENDINGS;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// The files that `arguments` mean, in their order, each once; those of a folder or pattern sorted by name. What names
/// nothing stays as it is, so that reading it says why.
///
/// # Errors
/// The argument that names a folder or pattern without a single file.
pub(super) fn named(arguments: &[PathBuf]) -> Result<Vec<PathBuf>, PathBuf> {
    let mut files: Vec<PathBuf> = Vec::new();
    for argument in arguments {
        let found = if argument.is_dir() {
            of_folder(argument, may_be_imported)
        } else if argument.symlink_metadata().is_err()
            && let Some(pattern) = pattern_of(argument)
        {
            let folder = argument.parent().filter(|folder| !folder.as_os_str().is_empty());
            of_folder(folder.unwrap_or(Path::new(".")), |name| !is_scratch(name) && fits(pattern, name)).map(|found| {
                match folder {
                    Some(_) => found,
                    None => found
                        .into_iter()
                        .map(|path| path.strip_prefix(".").map_or(path.clone(), Path::to_owned))
                        .collect(),
                }
            })
        } else {
            Ok(vec![argument.clone()])
        };
        let found = found.unwrap_or_else(|_| vec![argument.clone()]);
        if found.is_empty() {
            return Err(argument.clone());
        }
        let new: Vec<PathBuf> = found.into_iter().filter(|path| !files.contains(path)).collect();
        files.extend(new);
    }
    Ok(files)
}

fn of_folder(folder: &Path, wanted: impl Fn(&str) -> bool) -> io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().and_then(|name| name.to_str());
        if name.is_some_and(&wanted) && path.is_file() {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

fn may_be_imported(name: &str) -> bool {
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_lowercase());
    !is_scratch(name) && ending.is_some_and(|ending| ENDINGS.contains(&ending.as_str()))
}

/// What Word and LibreOffice lay beside a file that is open, and hidden files.
fn is_scratch(name: &str) -> bool {
    name.starts_with("~$") || name.starts_with('.')
}

fn pattern_of(path: &Path) -> Option<&str> {
    path.file_name().and_then(|name| name.to_str()).filter(|name| name.contains(['*', '?']))
}

/// Whether `name` fits a pattern of `*` (any characters) and `?` (one), upper and lower case alike as Windows has it.
/// Linear in the product of the lengths at worst.
fn fits(pattern: &str, name: &str) -> bool {
    let pattern: Vec<char> = pattern.to_lowercase().chars().collect();
    let name: Vec<char> = name.to_lowercase().chars().collect();
    let (mut at, mut reached) = (0, 0);
    // Where the last star stands, and how much of the name it took.
    let mut star: Option<(usize, usize)> = None;
    while reached < name.len() {
        match pattern.get(at) {
            Some('*') => {
                star = Some((at, reached));
                at += 1;
            }
            Some(c) if *c == '?' || *c == name[reached] => {
                at += 1;
                reached += 1;
            }
            _ => {
                let Some((star_at, taken)) = star else { return false };
                star = Some((star_at, taken + 1));
                (at, reached) = (star_at + 1, taken + 1);
            }
        }
    }
    pattern[at..].iter().all(|c| *c == '*')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_are_those_of_windows() {
        for (pattern, name, expected) in [
            ("*.docx", "Chỉ thị 06.DOCX", true),
            ("*.docx", "a.doc", false),
            ("chỉ thị ?.pdf", "Chỉ thị 6.pdf", true),
            ("chỉ thị ?.pdf", "Chỉ thị 06.pdf", false),
            ("*a*b*", "xxaxxbxx", true),
            ("*a*b*", "xxbxxaxx", false),
            ("*", "", true),
            ("?", "", false),
        ] {
            assert_eq!(fits(pattern, name), expected, "{pattern} {name}");
        }
    }

    #[test]
    fn many_stars_take_no_long_time() {
        assert!(!fits(&"*a".repeat(200), &"a".repeat(10_000).replace('a', "b")));
    }

    #[test]
    fn a_folder_means_what_can_be_imported_and_a_pattern_what_fits() {
        let folder = tempfile::tempdir().expect("a folder");
        for name in ["b.docx", "a.PDF", "~$b.docx", ".c.docx", "ảnh.png", "ghi chú.txt"] {
            fs::write(folder.path().join(name), "x").expect("written");
        }
        fs::create_dir(folder.path().join("thư mục.docx")).expect("a folder");
        let names = |argument: PathBuf| {
            let files = named(&[argument]).expect("files");
            files.iter().map(|path| path.file_name().unwrap().to_string_lossy().into_owned()).collect::<Vec<_>>()
        };
        assert_eq!(names(folder.path().to_owned()), ["a.PDF", "b.docx", "ghi chú.txt"]);
        assert_eq!(names(folder.path().join("*.docx")), ["b.docx"]);
        assert_eq!(names(folder.path().join("không có.docx")), ["không có.docx"]);
        assert_eq!(named(&[folder.path().join("*.html")]), Err(folder.path().join("*.html")));
        assert_eq!(named(&[folder.path().join("thư mục.docx")]), Err(folder.path().join("thư mục.docx")));
    }

    #[test]
    fn a_file_named_twice_is_imported_once() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("a.docx");
        fs::write(&file, "x").expect("written");
        assert_eq!(named(&[file.clone(), folder.path().to_owned(), file.clone()]), Ok(vec![file]));
    }
}
