//! Recognises the format of a file by its first bytes; its name does not count.

use super::{ImportFormat, docx};
use crate::foreign::package::Package;
use std::io::Cursor;

/// What the bytes are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FileContent {
    /// An archive with a Word document.
    Word,
    /// Another archive, or one that is damaged.
    Archive,
    Pdf,
    /// Word's format before 2007.
    OldWord,
    /// Another of that kind.
    OldOffice,
    /// A text of LibreOffice.
    OpenText,
    /// An office document with a password.
    Locked,
    Rtf,
    Picture,
    Html,
    Text,
    /// Anything else.
    Binary,
}

/// Looks at the bytes.
pub(super) fn found(bytes: &[u8]) -> FileContent {
    match bytes {
        [b'P', b'K', 3 | 5, 4 | 6, ..] if docx::is_word(bytes) => FileContent::Word,
        [b'P', b'K', 3 | 5, 4 | 6, ..] if is_open_text(bytes) => FileContent::OpenText,
        [b'P', b'K', 3 | 5, 4 | 6, ..] => FileContent::Archive,
        [0xd0, 0xcf, 0x11, 0xe0, ..] => {
            // A password turns the archive into a stream of this name inside a compound file.
            if has_stream(bytes, "EncryptedPackage") {
                FileContent::Locked
            } else if has_stream(bytes, "WordDocument") {
                FileContent::OldWord
            } else {
                FileContent::OldOffice
            }
        }
        [0x89, b'P', b'N', b'G', ..] | [0xff, 0xd8, 0xff, ..] | [b'G', b'I', b'F', b'8', ..] => FileContent::Picture,
        [b'I', b'I', 42, 0, ..] | [b'M', b'M', 0, 42, ..] => FileContent::Picture,
        _ if bytes[..bytes.len().min(1024)].windows(5).any(|window| window == b"%PDF-") => FileContent::Pdf,
        _ if bytes.starts_with(b"{\\rtf") => FileContent::Rtf,
        _ => of_text(bytes),
    }
}

/// Whether a compound file has a stream of this name, which stands in it in UTF-16.
fn has_stream(bytes: &[u8], name: &str) -> bool {
    let name: Vec<u8> = name.bytes().flat_map(|byte| [byte, 0]).collect();
    bytes.windows(name.len()).any(|window| window == name)
}

fn is_open_text(bytes: &[u8]) -> bool {
    let kind = Package::open(Cursor::new(bytes)).ok().and_then(|mut package| package.part("mimetype").ok().flatten());
    kind.is_some_and(|kind| kind.trim() == "application/vnd.oasis.opendocument.text")
}

fn of_text(bytes: &[u8]) -> FileContent {
    let start = &bytes[..bytes.len().min(4096)];
    let marked = bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]);
    if !marked && start.contains(&0) {
        return FileContent::Binary;
    }
    let lower = String::from_utf8_lossy(start).to_lowercase();
    let lower = lower.trim_start_matches(['\u{feff}', ' ', '\n', '\r', '\t']);
    if lower.starts_with("<!doctype html") || lower.starts_with("<html") {
        FileContent::Html
    } else {
        FileContent::Text
    }
}

impl FileContent {
    /// Whether a file of this content may be read as `format`. Text may be anything that is written.
    pub(super) fn fits(self, format: ImportFormat) -> bool {
        match format {
            ImportFormat::Word => matches!(self, Self::Word),
            ImportFormat::Pdf => matches!(self, Self::Pdf),
            ImportFormat::Old("doc") => matches!(self, Self::OldWord),
            ImportFormat::Old("odt") => matches!(self, Self::OpenText),
            ImportFormat::Old(_) => matches!(self, Self::Rtf),
            ImportFormat::Picture => matches!(self, Self::Picture),
            ImportFormat::Html => matches!(self, Self::Html | Self::Text),
            ImportFormat::Markdown | ImportFormat::Text => matches!(self, Self::Text),
        }
    }

    /// Key of its name in the catalogue.
    pub(super) const fn key(self) -> &'static str {
        match self {
            Self::Word => "import-content-word",
            Self::Archive => "import-content-archive",
            Self::Pdf => "import-content-pdf",
            Self::OldWord => "import-content-old-word",
            Self::OldOffice => "import-content-old-office",
            Self::OpenText => "import-content-open-text",
            Self::Locked => "import-content-locked",
            Self::Rtf => "import-content-rtf",
            Self::Picture => "import-content-picture",
            Self::Html => "import-content-html",
            Self::Text => "import-content-text",
            Self::Binary => "import-content-binary",
        }
    }
}
