//! Names of content files that some other system cannot have: whoever copies the site there loses a file, or cannot
//! copy it.
//!
//! In: the paths of all documents. Out: a warning for each name at fault, before it hurts.

use crate::address::path::{self, PathFault, check, folders_above};
use crate::diagnostic::Diagnostic;
use std::collections::HashMap;

/// Finds the names at fault. `paths`: relative to the site's root, with `/`, sorted.
pub(super) fn check_all(paths: &[String], diagnostics: &mut Vec<Diagnostic>) {
    let mut spelled: HashMap<String, &str> = HashMap::new();
    for path in paths {
        diagnostics.extend(impossible(path));
        // The file and its folders, until one that is known already in this spelling.
        for path in std::iter::once(path.as_str()).chain(folders_above(path)) {
            match spelled.get(&path.to_lowercase()) {
                None => drop(spelled.insert(path.to_lowercase(), path)),
                Some(other) if *other == path => break,
                Some(other) => {
                    diagnostics.push(Diagnostic::warning("file-name-case").in_file(path).with("other", *other));
                    break;
                }
            }
        }
    }
}

/// What Windows would say of one path.
fn impossible(path: &str) -> Option<Diagnostic> {
    let warning = |code| Some(Diagnostic::warning(code).in_file(path));
    if path::is_long(path) {
        return warning("file-name-long").map(|problem| {
            problem.with("count", path::length(path).to_string()).with("limit", path::LONGEST_FOR_WINDOWS.to_string())
        });
    }
    let part = path.split('/').find(|part| check(part).is_err())?;
    match check(part) {
        Err(PathFault::Reserved | PathFault::Character) => {
            warning("file-name-windows").map(|problem| problem.with("part", part))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_windows_cannot_have_and_names_that_differ_in_case_alone_are_found() {
        let long = format!("content/{}/{}.md", "a".repeat(100), "ă".repeat(100));
        let paths = [
            "content/A/x.md",
            "content/A/y.md",
            "content/a/z.md",
            "content/b/Con.md",
            "content/b/com10.md",
            "content/b/x.md",
            "content/b/X.md",
            "content/c./x.md",
            "content/d/a:b.md",
            &long,
        ]
        .map(str::to_owned);
        let mut found = Vec::new();
        check_all(&paths, &mut found);
        let found: Vec<(&str, &str)> =
            found.iter().map(|problem| (&*problem.place.as_ref().unwrap().file, problem.code)).collect();
        assert_eq!(
            found,
            [
                ("content/a", "file-name-case"),
                ("content/b/Con.md", "file-name-windows"),
                ("content/b/X.md", "file-name-case"),
                ("content/c./x.md", "file-name-windows"),
                ("content/d/a:b.md", "file-name-windows"),
                (&*long, "file-name-long"),
            ]
        );
    }
}
