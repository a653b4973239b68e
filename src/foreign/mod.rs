//! Files that others made: of which kind each is, whether its content bears that out, and archives and XML read within
//! limits. Attachments are served by what this room says; imports and inspections read by it.
//!
//! In: the ending of a name, bytes. Out: the row of `kinds.tsv`, a [`content::Refusal`], parts of an archive, events.

pub mod content;
pub mod kinds;
pub mod limits;
pub mod package;
pub mod word;
pub mod xml;

/// Why a part of a file cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unreadable {
    /// The rules of its format do not fit; what is wrong.
    Damaged(String),
    /// It needs a password.
    Locked,
    /// More entries than [`limits::MOST_ENTRIES`].
    Entries,
    /// More bytes than [`limits::LARGEST_PART`] or [`limits::LARGEST_UNPACKED`], unpacked.
    Unpacked,
    /// Elements deeper than [`limits::DEEPEST`].
    Depth,
}

impl Unreadable {
    /// The rules of the format do not fit.
    pub fn damaged(reason: impl ToString) -> Self {
        Self::Damaged(reason.to_string())
    }
}

/// The text of bytes in UTF-8 or, with its mark, UTF-16; without the mark, with `\n` at line ends. `None`: they are no
/// Unicode text.
pub fn unicode(bytes: &[u8]) -> Option<String> {
    let utf16 = |bytes: &[u8], join: fn([u8; 2]) -> u16| {
        let units: Vec<u16> = bytes.chunks_exact(2).map(|pair| join([pair[0], pair[1]])).collect();
        String::from_utf16(&units).ok()
    };
    let utf8 = |bytes: &[u8]| simdutf8::basic::from_utf8(bytes).map(str::to_owned).ok();
    let text = match bytes {
        [0xff, 0xfe, rest @ ..] => utf16(rest, u16::from_le_bytes)?,
        [0xfe, 0xff, rest @ ..] => utf16(rest, u16::from_be_bytes)?,
        [0xef, 0xbb, 0xbf, rest @ ..] => utf8(rest)?,
        _ => utf8(bytes)?,
    };
    (!text.contains('\0')).then(|| text.replace("\r\n", "\n").replace('\r', "\n"))
}
