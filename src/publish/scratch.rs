//! Bytes that do not fit into memory → a file beside the output folder, which goes with the build.

use std::fs::{self, File};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::PathBuf;

/// Parts of bytes, written one after the other, read in any order. The file goes when this is dropped; what a killed build leaves
/// is removed by the next.
pub struct Scratch {
    path: PathBuf,
    file: File,
    /// Where each part ends.
    ends: Vec<u64>,
}

impl Scratch {
    /// Makes the file.
    ///
    /// # Errors
    /// What the operating system says.
    pub(super) fn create(path: PathBuf) -> io::Result<Self> {
        Ok(Self { file: File::create(&path)?, path, ends: Vec::new() })
    }

    /// Writes a part.
    ///
    /// # Errors
    /// What the operating system says: the disk may be full.
    pub fn put(&mut self, part: &[u8]) -> io::Result<()> {
        self.file.write_all(part)?;
        self.ends.push(self.ends.last().copied().unwrap_or(0) + part.len() as u64);
        Ok(())
    }

    /// All parts, in the order in which they were written, each a reader of its own.
    ///
    /// # Errors
    /// What the operating system says.
    pub fn parts(&self) -> io::Result<Vec<impl Read + use<>>> {
        let mut start = 0;
        let mut parts = Vec::with_capacity(self.ends.len());
        for end in &self.ends {
            // Opened anew: handles that were cloned share one position.
            let mut file = File::open(&self.path)?;
            file.seek(SeekFrom::Start(start))?;
            parts.push(file.take(end - start));
            start = *end;
        }
        Ok(parts)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.path);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_read_side_by_side_and_the_file_goes() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("scratch");
        let mut scratch = Scratch::create(path.clone()).expect("a file");
        for part in ["một", "", "hai"] {
            scratch.put(part.as_bytes()).expect("room");
        }
        let mut parts = scratch.parts().expect("three readers");
        let mut read = |at: usize| {
            let mut text = String::new();
            parts[at].read_to_string(&mut text).expect("readable");
            text
        };
        assert_eq!([read(2), read(0), read(1)], ["hai", "một", ""]);
        drop(scratch);
        assert!(!path.exists());
    }
}
