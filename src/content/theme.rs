//! The files of a site theme, `themes/<name>/templates` and `themes/<name>/static`: which are read. The build and the
//! fingerprint of a build's inputs ask the same question here, so no change of a file is missed.
//!
//! In: the site's root, the name of the theme. Out: names and paths, and what cannot be read.
//!
//! A folder on the way may be a link: several sites then share one theme. Only files directly in the two folders count,
//! so no loop of links is ever walked. A link to a single file is not followed, as nowhere in a site.

use crate::diagnostic::Diagnostic;
use crate::text::nfc;
use std::collections::BTreeMap;
use std::io;
use std::path::Path;

/// Folders of site themes, below the root.
pub const THEMES_FOLDER: &str = "themes";

/// The folder of page templates of the theme `name`, relative to the root.
pub fn templates(name: &str) -> String {
    format!("{THEMES_FOLDER}/{name}/templates")
}

/// The folder of files that are served as they are.
pub fn assets(name: &str) -> String {
    format!("{THEMES_FOLDER}/{name}/static")
}

/// The files directly in `folder` (relative to `root`, with `/`), hidden ones passed over: name → path relative to
/// `root`. None where there is no such folder. Sorted, whatever order the disk has.
pub fn files(root: &Path, folder: &str, problems: &mut Vec<Diagnostic>) -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    if let Err(error) = list(root, folder, &mut files, problems) {
        problems.push(Diagnostic::error("file-unreadable").in_file(folder).with("reason", error.to_string()));
    }
    files
}

fn list(
    root: &Path,
    folder: &str,
    files: &mut BTreeMap<String, String>,
    problems: &mut Vec<Diagnostic>,
) -> io::Result<()> {
    let at = root.join(folder);
    match at.metadata() {
        Ok(metadata) if metadata.is_dir() => {}
        Ok(_) => return Err(io::ErrorKind::NotADirectory.into()),
        // A link that leads nowhere is a mistake, a folder that is not there is none.
        Err(error) if error.kind() == io::ErrorKind::NotFound && at.symlink_metadata().is_err() => return Ok(()),
        Err(error) => return Err(error),
    }
    for entry in at.read_dir()? {
        let entry = entry?;
        let shown = entry.file_name().to_string_lossy().into_owned();
        let path = format!("{folder}/{shown}");
        if shown.starts_with('.') {
            continue;
        }
        let Ok(name) = entry.file_name().into_string() else {
            problems.push(Diagnostic::error("file-name-invalid").in_file(path));
            continue;
        };
        let kind = entry.file_type()?;
        if kind.is_symlink() {
            problems.push(Diagnostic::warning("link-skipped").in_file(path).with("folder", folder));
        } else if kind.is_file() {
            // Written by a system that decomposes letters, the name is meant all the same.
            files.insert(nfc(&name).into_owned(), path);
        }
    }
    Ok(())
}
