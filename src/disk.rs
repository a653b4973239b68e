//! Reads files: the one place that opens what people lay before the program. Kind, size and encoding are looked at
//! before anything is believed.
//!
//! In: a path, and the largest size that makes sense there. Out: bytes, a source or a hash, or why not ([`Unread`]).
//!
//! A pipe would keep the program waiting for ever, and `/dev/zero` would fill its memory. So what is no regular file is
//! not read, and a file is read no further than its limit, however it grows meanwhile. `tests/architecture.rs` finds
//! code that opens files past this place.

use crate::diagnostic::Diagnostic;
use crate::source::{Source, Span};
use sha2::{Digest, Sha256};
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read};
use std::path::Path;

/// Bytes of a text that a person wrote: a document, a registry, a template. No directive comes near; a larger file is a
/// mistake, and would only be found out by running out of memory.
pub const LARGEST_TEXT: u64 = 16 << 20;
/// Bytes of a list that the program itself keeps: the ledger, the list of what was written, the messages of a run. Room
/// for ten million lines.
pub const LARGEST_LIST: u64 = 1 << 30;
/// Bytes of any other file of a site: an attachment, a file of the site theme.
pub const LARGEST_FILE: u64 = 1 << 30;

/// Why a file was not read.
#[derive(Debug)]
pub enum Unread {
    /// The operating system's answer.
    Io(io::Error),
    /// A folder.
    Folder,
    /// A pipe, a device; a link, where links are not followed.
    NotAFile,
    /// More bytes than this limit.
    TooLarge(u64),
}

impl Unread {
    /// Nothing is there.
    pub fn is_missing(&self) -> bool {
        matches!(self, Self::Io(error) if error.kind() == io::ErrorKind::NotFound)
    }

    /// As a problem of the file `shown`, a path relative to the site's root with `/`.
    pub fn diagnostic(&self, shown: &str) -> Diagnostic {
        match self {
            Self::Io(error) => Diagnostic::error("file-unreadable").with("reason", error.to_string()),
            Self::Folder | Self::NotAFile => Diagnostic::error("file-not-regular"),
            Self::TooLarge(limit) => Diagnostic::error("file-too-large").with("limit", (limit >> 20).to_string()),
        }
        .in_file(shown)
    }
}

impl From<io::Error> for Unread {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

/// For places that speak the language of the standard library.
impl From<Unread> for io::Error {
    fn from(unread: Unread) -> Self {
        match unread {
            Unread::Io(error) => error,
            // The catalogue knows them by these kinds (`diagnostic::print`).
            Unread::Folder => io::ErrorKind::IsADirectory.into(),
            Unread::NotAFile => io::ErrorKind::InvalidInput.into(),
            Unread::TooLarge(_) => io::ErrorKind::FileTooLarge.into(),
        }
    }
}

/// Opens a regular file; links are followed.
///
/// # Errors
/// See [`Unread`].
pub fn open(path: &Path) -> Result<File, Unread> {
    // Asked before it is opened: opening a device may already do something.
    let kind = fs::metadata(path)?.file_type();
    if !kind.is_file() {
        return Err(if kind.is_dir() { Unread::Folder } else { Unread::NotAFile });
    }
    let file = without_waiting(path)?;
    // Asked again of what was opened: a pipe may have taken the file's place in between.
    if file.metadata()?.is_file() { Ok(file) } else { Err(Unread::NotAFile) }
}

/// Opens a file, or a pipe whose other end a program writes to (`congbao cite <(pdftotext …)`). A pipe that nobody
/// writes to is empty at once.
///
/// # Errors
/// See [`Unread`].
pub fn open_stream(path: &Path) -> Result<File, Unread> {
    let kind = fs::metadata(path)?.file_type();
    if !is_file_or_pipe(&kind) {
        return Err(if kind.is_dir() { Unread::Folder } else { Unread::NotAFile });
    }
    let file = without_waiting(path)?;
    if !is_file_or_pipe(&file.metadata()?.file_type()) {
        return Err(Unread::NotAFile);
    }
    // From here on a read waits for what the other end has still to write.
    #[cfg(unix)]
    rustix::fs::fcntl_setfl(&file, rustix::fs::OFlags::empty()).map_err(io::Error::from)?;
    Ok(file)
}

#[cfg(unix)]
fn is_file_or_pipe(kind: &fs::FileType) -> bool {
    use std::os::unix::fs::FileTypeExt;
    kind.is_file() || kind.is_fifo()
}

#[cfg(not(unix))]
fn is_file_or_pipe(kind: &fs::FileType) -> bool {
    kind.is_file()
}

/// Opening a pipe would wait until a program writes to it; this does not.
#[cfg(unix)]
fn without_waiting(path: &Path) -> io::Result<File> {
    use rustix::fs::OFlags;
    use std::os::unix::fs::OpenOptionsExt;
    let flags = OFlags::NONBLOCK | OFlags::NOCTTY;
    OpenOptions::new().read(true).custom_flags(flags.bits().cast_signed()).open(path)
}

#[cfg(not(unix))]
fn without_waiting(path: &Path) -> io::Result<File> {
    OpenOptions::new().read(true).open(path)
}

/// The bytes of a file of at most `limit` bytes; links are followed.
///
/// # Errors
/// See [`Unread`].
pub fn bytes(path: &Path, limit: u64) -> Result<Vec<u8>, Unread> {
    let file = open(path)?;
    let length = file.metadata()?.len();
    // Known before memory is asked for.
    if length > limit {
        return Err(Unread::TooLarge(limit));
    }
    let mut bytes = Vec::with_capacity(length as usize + 1);
    file.take(limit + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > limit { Err(Unread::TooLarge(limit)) } else { Ok(bytes) }
}

/// The text of a list that the program keeps, which is UTF-8.
///
/// # Errors
/// See [`Unread`]; `InvalidData`: it is no UTF-8.
pub fn text(path: &Path, limit: u64) -> Result<String, Unread> {
    String::from_utf8(bytes(path, limit)?).map_err(|_| Unread::Io(io::ErrorKind::InvalidData.into()))
}

/// As [`bytes`], but a link is no file.
///
/// # Errors
/// See [`Unread`].
pub fn bytes_here(path: &Path, limit: u64) -> Result<Vec<u8>, Unread> {
    if path.symlink_metadata()?.is_symlink() { Err(Unread::NotAFile) } else { bytes(path, limit) }
}

/// SHA-256 and size of a file of at most `limit` bytes, which never is in memory as a whole; links are followed.
///
/// # Errors
/// See [`Unread`].
pub fn hash(path: &Path, limit: u64) -> Result<([u8; 32], u64), Unread> {
    let mut file = open(path)?;
    if file.metadata()?.len() > limit {
        return Err(Unread::TooLarge(limit));
    }
    let (mut hasher, mut size, mut buffer) = (Sha256::new(), 0, vec![0; 64 * 1024]);
    loop {
        let read = file.read(&mut buffer)?;
        if read == 0 {
            return Ok((hasher.finalize().into(), size));
        }
        size += read as u64;
        if size > limit {
            return Err(Unread::TooLarge(limit));
        }
        hasher.update(&buffer[..read]);
    }
}

/// The text of a file that a person wrote, with the SHA-256 of its bytes. `shown`: its path for messages, relative to
/// the site's root with `/`. A link is no file.
///
/// # Errors
/// A diagnostic: it cannot be read, is too large, is no file or no UTF-8.
pub fn source(path: &Path, shown: &str) -> Result<(Source, [u8; 32]), Diagnostic> {
    let bytes = bytes_here(path, LARGEST_TEXT).map_err(|unread| unread.diagnostic(shown))?;
    let hash: [u8; 32] = Sha256::digest(&bytes).into();
    Ok((decode(shown, bytes)?, hash))
}

/// The text that bytes say, which is UTF-8.
///
/// # Errors
/// A diagnostic with the line: they are a picture, a Word file, UTF-16, another encoding.
pub fn decode(shown: &str, bytes: Vec<u8>) -> Result<Source, Diagnostic> {
    if let Some(problem) = foreign(shown, &bytes) {
        return Err(problem);
    }
    // The standard library reads ASCII fast and Vietnamese slowly; it is asked only where to put the blame.
    let text = match simdutf8::basic::from_utf8(&bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => String::from_utf8(bytes).map_err(|error| not_unicode(shown, &error))?,
    };
    Ok(Source::new(shown, text))
}

/// Files that are no text, by what they begin with; the second word is a key of the catalogue. Old Word files and PDFs
/// end up in the content folder under the name of a Markdown file.
const FOREIGN: [(&[u8], &str); 6] = [
    (b"PK\x03\x04", "file-kind.word"),
    (b"\xd0\xcf\x11\xe0", "file-kind.old-word"),
    (b"%PDF-", "file-kind.pdf"),
    (b"{\\rtf", "file-kind.rtf"),
    (b"\x89PNG", "file-kind.picture"),
    (b"\xff\xd8\xff", "file-kind.picture"),
];

/// What to say of a file that is no text, or not the kind of text that is read here.
fn foreign(path: &str, bytes: &[u8]) -> Option<Diagnostic> {
    if let Some((_, kind)) = FOREIGN.iter().find(|(begin, _)| bytes.starts_with(begin)) {
        return Some(Diagnostic::error("file-not-text").in_file(path).with("kind", *kind));
    }
    let marked = bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]);
    if !marked && !bytes.contains(&0) {
        return None;
    }
    let zeros = bytes.iter().take(1024).filter(|byte| **byte == 0).count();
    // Without a mark UTF-16 shows by its zeros: in our files more than half of all letters are ASCII.
    if marked || bytes.len() > 8 && zeros * 5 >= bytes.len().min(1024) {
        return Some(Diagnostic::error("file-utf16").in_file(path));
    }
    let source = Source::new(path, String::from_utf8_lossy(bytes));
    let at = source.text().find('\0')?;
    Some(Diagnostic::error("file-zero").at(&source, Span::new(at, at + 1)))
}

/// What to say of a file that is not UTF-8, at its first wrong byte.
fn not_unicode(path: &str, error: &std::string::FromUtf8Error) -> Diagnostic {
    let bytes = error.as_bytes();
    let at = error.utf8_error().valid_up_to();
    let source = Source::new(path, String::from_utf8_lossy(bytes));
    let byte = format!("0x{:02X}", bytes.get(at).copied().unwrap_or_default());
    Diagnostic::error("file-not-utf8").at(&source, Span::new(at, at + 3)).with("byte", byte)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_read_as_far_as_its_limit() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        fs::write(&path, "abc").unwrap();
        assert_eq!(bytes(&path, 3).unwrap(), b"abc");
        assert!(matches!(bytes(&path, 2), Err(Unread::TooLarge(2))));
        assert!(matches!(hash(&path, 2), Err(Unread::TooLarge(2))));
        assert_eq!(hash(&path, 3).unwrap().1, 3);
        assert!(bytes(&folder.path().join("b"), 3).unwrap_err().is_missing());
        assert!(matches!(bytes(folder.path(), 3), Err(Unread::Folder)));
        // A hole of a hundred gigabytes costs nothing.
        File::options().write(true).open(&path).unwrap().set_len(100 << 30).unwrap();
        assert!(matches!(bytes(&path, LARGEST_FILE), Err(Unread::TooLarge(_))));
        assert!(matches!(hash(&path, LARGEST_FILE), Err(Unread::TooLarge(_))));
    }

    #[cfg(unix)]
    #[test]
    fn pipes_devices_and_links_are_no_files() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        rustix::fs::mknodat(rustix::fs::CWD, at("pipe"), rustix::fs::FileType::Fifo, 0o600.into(), 0).unwrap();
        std::os::unix::fs::symlink("/dev/zero", at("zero")).unwrap();
        std::os::unix::fs::symlink("pipe", at("linked pipe")).unwrap();
        std::os::unix::fs::symlink("a", at("a")).unwrap();
        for name in ["pipe", "zero", "linked pipe"] {
            assert!(matches!(bytes(&at(name), 9), Err(Unread::NotAFile)), "{name}");
            assert!(matches!(hash(&at(name), 9), Err(Unread::NotAFile)), "{name}");
            assert_eq!(source(&at(name), "x").unwrap_err().code, "file-not-regular");
        }
        assert!(matches!(bytes(&at("a"), 9), Err(Unread::Io(_))), "a loop");
        fs::write(at("file"), "x").unwrap();
        std::os::unix::fs::symlink("file", at("link")).unwrap();
        assert_eq!(bytes(&at("link"), 9).unwrap(), b"x");
        assert!(matches!(bytes_here(&at("link"), 9), Err(Unread::NotAFile)));
    }

    #[cfg(unix)]
    #[test]
    fn a_stream_is_a_file_or_a_pipe_and_never_waits_for_a_writer() {
        let folder = tempfile::tempdir().unwrap();
        let pipe = folder.path().join("pipe");
        rustix::fs::mknodat(rustix::fs::CWD, &pipe, rustix::fs::FileType::Fifo, 0o600.into(), 0).unwrap();
        let mut text = String::new();
        open_stream(&pipe).unwrap().read_to_string(&mut text).unwrap();
        assert_eq!(text, "");
        assert!(matches!(open_stream(Path::new("/dev/zero")), Err(Unread::NotAFile)));
    }
}
