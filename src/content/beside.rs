//! The files beside a document that its text names: images that are shown, files that a link means.
//!
//! In: the site's root, the path of the Markdown file, a path as it stands in the text. Out: [`FileBeside`]: what lies
//! there, never outside `content/`.

use super::files::{CONTENT_FOLDER, inside_content};
use super::image::{ImageFault, ImageKind, measure};
use super::nearby::{Nearby, nearby};
use crate::disk::{self, LARGEST_TEXT, Unread};
use sha2::{Digest, Sha256};
use std::io;
use std::path::Path;
use std::sync::Arc;

/// An image that is published as it is.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ShownImage {
    /// Width and height in pixels.
    pub size: (u32, u32),
    /// SHA-256 of the file.
    pub hash: [u8; 32],
}

/// What lies at a path.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Found {
    /// A file that was not looked into.
    File,
    /// An image that a page may show.
    Image(ShownImage),
    /// A file named by an image that no page may show, and why.
    Refused(Refusal),
    /// No file.
    Nothing,
    /// A path that leads out of `content/`, or into a hidden folder.
    Outside,
}

/// Why a file is not shown as an image.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Refusal {
    /// SVG can run script.
    Svg,
    /// Another kind of file.
    NoImage,
    /// The name says another kind than the content.
    Misnamed(ImageKind),
    /// Cut off or broken.
    Damaged,
    /// Too many pixels or bytes.
    TooLarge,
    /// It cannot be read.
    Unreadable,
}

/// A file that the text of a document names.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct FileBeside {
    /// Relative to the site's root, with `/`; as written where it leads outside.
    pub path: Arc<str>,
    /// What lies there.
    pub found: Found,
}

/// Looks at `written` (decoded, with `/`), which the file at `document` (relative to `root`) names; an image is measured.
pub fn look(root: &Path, document: &str, written: &str, is_image: bool) -> FileBeside {
    let Some(path) = beside(document, written) else {
        return FileBeside { path: written.into(), found: Found::Outside };
    };
    let found = find(root, &path, is_image);
    if found == Found::Nothing
        && let Some(Nearby::Decomposed(real)) = nearby(&root.join(folder_of(document)), written)
        && let Some(real) = beside(document, &real)
    {
        let found = find(root, &real, is_image);
        return FileBeside { path: real.into(), found };
    }
    FileBeside { path: path.into(), found }
}

fn folder_of(document: &str) -> &Path {
    Path::new(document).parent().unwrap_or(Path::new(""))
}

/// The path, relative to the root, of what is `written` in the file at `document`; `None` where it leads out of
/// `content/` or into what is hidden.
pub fn beside(document: &str, written: &str) -> Option<String> {
    let path = inside_content(folder_of(document), written)?;
    let parts: Option<Vec<&str>> = path.components().map(|part| part.as_os_str().to_str()).collect();
    let parts = parts.filter(|parts| !parts.iter().any(|part| part.starts_with('.')))?;
    Some(parts.join("/"))
}

fn find(root: &Path, path: &str, is_image: bool) -> Found {
    let real = root.join(path).canonicalize().ok().zip(root.join(CONTENT_FOLDER).canonicalize().ok());
    let Some((real, content)) = real else { return Found::Nothing };
    if !real.starts_with(content) {
        return Found::Outside;
    }
    if !real.is_file() {
        return Found::Nothing;
    }
    if is_image { shown(path, &real) } else { Found::File }
}

fn shown(path: &str, real: &Path) -> Found {
    let is_svg = path.rsplit('.').next().is_some_and(|ending| ["svg", "svgz"].contains(&&*ending.to_ascii_lowercase()));
    if is_svg {
        return Found::Refused(Refusal::Svg);
    }
    let bytes = match read(real) {
        Ok(Some(bytes)) => bytes,
        Ok(None) => return Found::Refused(Refusal::TooLarge),
        Err(_) => return Found::Refused(Refusal::Unreadable),
    };
    match measure(&bytes) {
        Err(ImageFault::NoImage) => Found::Refused(Refusal::NoImage),
        Err(ImageFault::Damaged) => Found::Refused(Refusal::Damaged),
        Err(ImageFault::TooLarge) => Found::Refused(Refusal::TooLarge),
        // A server tells browsers the kind by the name.
        Ok(image) if ImageKind::of_name(path) != Some(image.kind) => Found::Refused(Refusal::Misnamed(image.kind)),
        Ok(image) => {
            let hash = Sha256::digest(&bytes).into();
            Found::Image(ShownImage { size: (image.width, image.height), hash })
        }
    }
}

/// `None`: more bytes than any page should make a reader load.
fn read(path: &Path) -> io::Result<Option<Vec<u8>>> {
    // As many as a text may have.
    match disk::bytes(path, LARGEST_TEXT) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(Unread::TooLarge(_)) => Ok(None),
        Err(unread) => Err(unread.into()),
    }
}

/// The bytes of the image at `path` (relative to `root`), as it was when it was measured.
///
/// # Errors
/// I/O; also where the file is another one now.
pub fn read_image(root: &Path, path: &str, hash: &[u8; 32]) -> io::Result<Vec<u8>> {
    let real = root.join(path).canonicalize()?;
    if !real.starts_with(root.join(CONTENT_FOLDER).canonicalize()?) || !real.is_file() {
        return Err(io::ErrorKind::PermissionDenied.into());
    }
    let bytes = read(&real)?.ok_or(io::ErrorKind::FileTooLarge)?;
    let now: [u8; 32] = Sha256::digest(&bytes).into();
    if now == *hash { Ok(bytes) } else { Err(io::ErrorKind::InvalidData.into()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::image::tests::png_of;

    #[test]
    fn what_lies_beside_a_document_is_known_by_its_content() {
        let folder = tempfile::tempdir().expect("a folder");
        let at = |path: &str| folder.path().join(path);
        std::fs::create_dir_all(at("content/xã/ảnh")).expect("made");
        std::fs::create_dir_all(at("content/.git")).expect("made");
        let jpeg = b"\xff\xd8\xff\xc0\0\x0b\x08\0\x02\0\x03\x01\x01\x11\0\xff\xd9".as_slice();
        let files: [(&str, &[u8]); 8] = [
            ("content/xã/ảnh/Sơ đồ.PNG", &png_of(3, 2)),
            ("content/chung.png", &png_of(4, 1)),
            ("content/xã/thật.jpg", jpeg),
            ("content/xã/giả.png", b"<html>"),
            ("content/xã/nhầm.png", jpeg),
            ("content/xã/hình.svg", b"<svg/>"),
            ("content/.git/a.png", &png_of(1, 1)),
            ("ngoài.png", &png_of(1, 1)),
        ];
        for (path, bytes) in files {
            std::fs::write(at(path), bytes).expect("written");
        }
        let image = |path: &str| look(folder.path(), "content/xã/a.md", path, true).found;
        let size = |path: &str| match image(path) {
            Found::Image(image) => Some(image.size),
            _ => None,
        };
        assert_eq!(size("ảnh/Sơ đồ.PNG"), Some((3, 2)));
        assert_eq!(size("./../chung.png"), Some((4, 1)));
        assert_eq!(size("thật.jpg"), Some((3, 2)));
        assert_eq!(image("giả.png"), Found::Refused(Refusal::NoImage));
        assert_eq!(image("nhầm.png"), Found::Refused(Refusal::Misnamed(ImageKind::Jpeg)));
        assert_eq!(image("hình.svg"), Found::Refused(Refusal::Svg));
        assert_eq!(image("không có.png"), Found::Nothing);
        assert_eq!(image("ảnh"), Found::Nothing);
        for outside in ["../../ngoài.png", "/etc/passwd", "../.git/a.png", "..\\chung.png", "C:/a.png"] {
            assert_eq!(image(outside), Found::Outside, "{outside}");
        }
        assert_eq!(look(folder.path(), "content/xã/a.md", "giả.png", false).found, Found::File);
    }

    #[cfg(unix)]
    #[test]
    fn a_link_of_the_disk_leads_nowhere_outside() {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::create_dir(folder.path().join("content")).expect("made");
        std::fs::write(folder.path().join("secret.png"), png_of(1, 1)).expect("written");
        std::os::unix::fs::symlink("../secret.png", folder.path().join("content/a.png")).expect("linked");
        assert_eq!(look(folder.path(), "content/a.md", "a.png", true).found, Found::Outside);
        assert!(read_image(folder.path(), "content/a.png", &[0; 32]).is_err());
    }
}
