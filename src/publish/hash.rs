//! What a file holds, read or written in pieces: its size and its SHA-256.

use std::fs::File;
use std::io::{self, Read, Write};
use std::path::Path;

use sha2::{Digest, Sha256};

use crate::address::published::FileDigest;

/// What a file holds. It must be a regular one: a pipe would wait for its other end for ever.
pub(super) fn content_of(file: &Path) -> io::Result<FileDigest> {
    let mut writer = Hashing::new(io::sink());
    copy(&mut File::open(file)?, &mut writer)?;
    Ok(writer.finish().1)
}

/// Copies what is left of `from`.
pub(super) fn copy(from: &mut File, to: &mut dyn Write) -> io::Result<()> {
    let mut buffer = vec![0; 1 << 16];
    loop {
        match from.read(&mut buffer) {
            Ok(0) => return Ok(()),
            Ok(read) => to.write_all(&buffer[..read])?,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

/// Counts and hashes what goes through it.
pub(super) struct Hashing<W> {
    inner: W,
    hash: Sha256,
    size: u64,
}

impl<W: Write> Hashing<W> {
    /// Around where the bytes go.
    pub fn new(inner: W) -> Self {
        Self { inner, hash: Sha256::new(), size: 0 }
    }

    /// Where the bytes went, and what they were.
    pub fn finish(self) -> (W, FileDigest) {
        (self.inner, FileDigest { size: self.size, sha256: self.hash.finalize().into() })
    }
}

impl<W: Write> Write for Hashing<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.inner.write(bytes)?;
        self.hash.update(&bytes[..written]);
        self.size += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}
