//! A file beside the output folder for bytes that do not fit into memory; it is deleted with the build.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::PathBuf;

/// Parts of bytes, written one after the other, read in any order. The file goes when this is dropped; what a killed
/// build leaves is removed by the next.
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
    pub fn create(path: PathBuf) -> io::Result<Self> {
        let file = OpenOptions::new().read(true).write(true).create(true).truncate(true).open(&path)?;
        Ok(Self { file, path, ends: Vec::new() })
    }

    /// How many parts were written.
    pub fn count(&self) -> usize {
        self.ends.len()
    }

    /// Part `number` (from 0), whole.
    ///
    /// # Errors
    /// What the operating system says; there is no such part.
    pub fn part(&self, number: usize) -> io::Result<Vec<u8>> {
        let end = *self.ends.get(number).ok_or(io::ErrorKind::NotFound)?;
        let start = number.checked_sub(1).map_or(0, |before| self.ends[before]);
        let mut part = vec![0; (end - start) as usize];
        self.read_at(&mut part, start)?;
        Ok(part)
    }

    #[cfg(unix)]
    fn read_at(&self, part: &mut [u8], start: u64) -> io::Result<()> {
        std::os::unix::fs::FileExt::read_exact_at(&self.file, part, start)
    }

    #[cfg(not(unix))]
    fn read_at(&self, part: &mut [u8], start: u64) -> io::Result<()> {
        // Elsewhere reading at a place moves the one where writing goes on.
        let mut file = File::open(&self.path)?;
        file.seek(SeekFrom::Start(start))?;
        file.read_exact(part)
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
        assert_eq!((scratch.part(2).expect("a part"), scratch.count()), (b"hai".to_vec(), 3));
        scratch.put(b"ba").expect("room");
        assert_eq!(scratch.part(3).expect("a part"), b"ba");
        assert!(scratch.part(4).is_err());
        drop(scratch);
        assert!(!path.exists());
    }
}
