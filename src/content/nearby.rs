//! "Did you mean" for files: the path of a file that is there, nearest to the one that was written; the site nearest to
//! a folder that is none.
//!
//! In: a folder and a path below it that leads nowhere. Out: the path that was probably meant.

use super::config::CONFIG_FILE;
use crate::text::nfc;
use crate::text::suggest::nearest;
use std::path::{Component, Path, PathBuf};

/// Names looked at in one folder: a folder of a hundred thousand files must not make a mistake expensive.
const MOST_NAMES: usize = 20_000;

/// What stands near the path that was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Nearby {
    /// This one is there.
    Path(String),
    /// The same name, its letters decomposed on the disk (NFD, as some systems write names): the
    /// difference is invisible.
    Decomposed(String),
}

/// The path below `folder` that someone meant who wrote `written` (parts divided by `/`). Parts that exist are taken as
/// they are, others by the nearest name in their folder.
pub fn nearby(folder: &Path, written: &str) -> Option<Nearby> {
    let (mut at, mut meant) = (folder.to_path_buf(), Vec::new());
    for part in Path::new(written).components() {
        let part = match part {
            Component::Normal(part) => part.to_str()?.to_owned(),
            Component::CurDir => continue,
            Component::ParentDir => "..".to_owned(),
            Component::RootDir | Component::Prefix(_) => {
                at.push(part);
                meant.push(part.as_os_str().to_str()?.to_owned());
                continue;
            }
        };
        let name = if at.join(&part).symlink_metadata().is_ok() { part } else { name_in(&at, &part)? };
        at.push(&name);
        meant.push(name);
    }
    let path = meant.join("/").replacen("//", "/", 1);
    if path == written || meant.is_empty() {
        return None;
    }
    Some(if nfc(&path) == nfc(written) { Nearby::Decomposed(path) } else { Nearby::Path(path) })
}

/// The name in `folder` nearest to `part`; hidden files were not meant.
fn name_in(folder: &Path, part: &str) -> Option<String> {
    let here = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let entries = here.read_dir().ok()?.take(MOST_NAMES);
    let mut names: Vec<String> = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok()).collect();
    names.retain(|name| !name.starts_with('.'));
    names.sort();
    let same = names.iter().find(|name| nfc(name) == nfc(part));
    if let Some(same) = same {
        return Some(same.clone());
    }
    // The ending says what is meant: "phu-luc.docx" is not meant by "phu-luc.pdf" where both are there.
    let ending = |name: &str| name.rsplit_once('.').map(|(_, ending)| ending.to_lowercase());
    let alike = names.iter().filter(|name| ending(name) == ending(part)).map(String::as_str);
    nearest(part, alike).or_else(|| nearest(part, names.iter().map(String::as_str))).map(str::to_owned)
}

/// Whether a folder is that of a site: it has a configuration.
pub fn is_site(folder: &Path) -> bool {
    folder.join(CONFIG_FILE).symlink_metadata().is_ok()
}

/// The site that someone meant who stands in `folder`, which is none: the nearest of the folders above it, else the
/// first by name of those right below it.
pub fn nearest_site(folder: &Path) -> Option<PathBuf> {
    let whole = folder.canonicalize().ok()?;
    if let Some(above) = whole.ancestors().skip(1).find(|above| is_site(above)) {
        return Some(above.to_owned());
    }
    let entries = folder.read_dir().ok()?.take(MOST_NAMES).filter_map(|entry| Some(entry.ok()?.file_name()));
    let mut names: Vec<_> = entries.filter(|name| is_site(&folder.join(name))).collect();
    names.sort();
    let below = PathBuf::from(names.into_iter().next()?);
    Some(if folder == Path::new(".") { below } else { folder.join(below) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_site_stands_above_else_right_below() {
        let folder = tempfile::tempdir().expect("a folder");
        let whole = folder.path().canonicalize().expect("there");
        for site in ["a/trang 2/content/sâu", "a/trang 1", "a/không phải"] {
            std::fs::create_dir_all(whole.join(site)).expect("made");
        }
        for site in ["a/trang 2", "a/trang 1"] {
            std::fs::write(whole.join(site).join(CONFIG_FILE), "x").expect("written");
        }
        for (from, expected) in [
            ("a/trang 2/content/sâu", Some("a/trang 2")),
            ("a/trang 2/content", Some("a/trang 2")),
            ("a", Some("a/trang 1")),
            ("", None),
            ("a/không phải", None),
        ] {
            assert_eq!(nearest_site(&whole.join(from)), expected.map(|path| whole.join(path)), "{from}");
        }
    }

    #[test]
    fn the_file_that_was_meant_is_found_whatever_the_slip() {
        let folder = tempfile::tempdir().expect("a folder");
        let at = |path: &str| folder.path().join(path);
        std::fs::create_dir_all(at("lào cai/phụ lục")).expect("made");
        for name in [
            "lào cai/phụ lục/Biểu mẫu 1.pdf",
            "lào cai/phụ lục/Biểu mẫu 1.docx",
            "Chi\u{309} thi\u{323}.pdf",
            ".bieu-mau.pdf",
        ] {
            std::fs::write(at(name), "x").expect("written");
        }
        let path = |path: &str| Some(Nearby::Path(path.to_owned()));
        for (written, expected) in [
            ("lào cai/phụ lục/bieu mau 1.pdf", path("lào cai/phụ lục/Biểu mẫu 1.pdf")),
            ("lao cai/phu luc/Biểu mẫu 1.docx", path("lào cai/phụ lục/Biểu mẫu 1.docx")),
            ("lào cai/phụ lục/Biểu mẫu 1.PDF", path("lào cai/phụ lục/Biểu mẫu 1.pdf")),
            ("lào cai/phụ lục/Biểu mẫu 1.doc", path("lào cai/phụ lục/Biểu mẫu 1.docx")),
            ("Chỉ thị.pdf", Some(Nearby::Decomposed("Chi\u{309} thi\u{323}.pdf".to_owned()))),
            ("hoàn toàn khác.pdf", None),
            ("lào cai", None),
            ("", None),
        ] {
            assert_eq!(nearby(folder.path(), written), expected, "{written}");
        }
    }
}
