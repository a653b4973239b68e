//! Archives, as office programs write them: named parts, unpacked within limits; and packed.
//!
//! In: the bytes of a file. Out: names, the text of a part; an archive of parts. `zip` opens the archive (deflate alone, the only method that
//! office programs write).

use super::{Unreadable, limits, unicode};
use std::io::{Cursor, Read, Seek, Write};
use zip::result::ZipError;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter};

/// The archive, and how much of it may still be unpacked.
pub struct Package<R> {
    archive: ZipArchive<R>,
    left: u64,
}

impl<R: Read + Seek> Package<R> {
    /// Reads the list of parts.
    ///
    /// # Errors
    /// A damaged archive; too many entries.
    pub fn open(file: R) -> Result<Self, Unreadable> {
        let archive = ZipArchive::new(file).map_err(damaged)?;
        if archive.len() > limits::MOST_ENTRIES {
            return Err(Unreadable::Entries);
        }
        Ok(Self { archive, left: limits::LARGEST_UNPACKED })
    }

    /// Whether there is a part of this name.
    pub fn has(&self, name: &str) -> bool {
        self.archive.index_for_name(name).is_some()
    }

    /// The name of the part that `name` means: office programs tell no upper from lower case.
    pub fn find(&self, name: &str) -> Option<String> {
        if self.has(name) {
            return Some(name.to_owned());
        }
        self.names().into_iter().find(|part| part.eq_ignore_ascii_case(name))
    }

    /// Names of all parts, sorted; those that are no text are left out.
    pub fn names(&self) -> Vec<String> {
        let mut names: Vec<String> =
            self.archive.file_names().filter_map(Result::ok).map(std::borrow::Cow::into_owned).collect();
        names.sort();
        names
    }

    /// The text of a part; `None`: there is none. What it says of its own size is not believed: reading stops at the
    /// limit.
    ///
    /// # Errors
    /// A damaged or locked part, a limit that is passed.
    pub fn part(&mut self, name: &str) -> Result<Option<String>, Unreadable> {
        let Some(bytes) = self.bytes(name)? else { return Ok(None) };
        unicode(&bytes).map(Some).ok_or_else(|| Unreadable::damaged(name))
    }

    /// The bytes of a part; as [`Self::part`].
    ///
    /// # Errors
    /// A damaged or locked part, a limit that is passed.
    pub fn bytes(&mut self, name: &str) -> Result<Option<Vec<u8>>, Unreadable> {
        if !self.has(name) {
            return Ok(None);
        }
        let limit = limits::LARGEST_PART.min(self.left);
        let file = self.archive.by_name(name).map_err(damaged)?;
        let mut bytes = Vec::new();
        file.take(limit + 1).read_to_end(&mut bytes).map_err(Unreadable::damaged)?;
        if bytes.len() as u64 > limit {
            return Err(Unreadable::Unpacked);
        }
        self.left -= bytes.len() as u64;
        Ok(Some(bytes))
    }
}

/// An archive of these parts, in this order: the same parts make the same bytes.
pub fn pack(parts: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default());
    for (name, bytes) in parts {
        writer.start_file(*name, options).expect("names are short, and memory has room");
        writer.write_all(bytes).expect("writing to memory does not fail");
    }
    writer.finish().expect("writing to memory does not fail").into_inner()
}

fn damaged(error: ZipError) -> Unreadable {
    match error {
        ZipError::UnsupportedArchive(text) if text == ZipError::PASSWORD_REQUIRED => Unreadable::Locked,
        error => Unreadable::damaged(error),
    }
}
