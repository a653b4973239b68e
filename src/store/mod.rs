//! What is kept between runs: values by name, in a folder of its own beside the sources (`.congbao/`).
//!
//! In: a name and bytes. Out: the same bytes in a later run, or nothing. Nothing here knows what the bytes mean.
//!
//! ## What may be relied on
//!
//! Everything in the folder can be made again from the site, so it may be deleted at any time, and a value that is not
//! exactly what this program wrote under this name is no value: a file carries the program that wrote it, its own name,
//! its length and the SHA-256 of all that ([`frame`]). A file is written under another name and renamed, so a program
//! that is killed leaves the old value or the new one.
//!
//! Two programs may use one store. Reading needs no lock, since each file is whole; writing takes the lock of the
//! folder for as long as one value needs, and gives up when another program does not let go of it ([`folder`]). Who
//! writes last wins; so what is kept must say itself what it is true of (the hash of a file, the number of an output).
//!
//! Drafts may be in it: the folder has mode 0700. It has a `.gitignore` of its own, and a `CACHEDIR.TAG`, by which
//! backups leave it out and this program knows it again: a folder that is not ours, a link and a file are left alone,
//! and the run works without a store.

pub(crate) mod codec;
mod folder;
mod frame;
pub(crate) mod stats;

use folder::Folder;
pub(crate) use frame::{close as sealed, open as unsealed};
use sha2::{Digest, Sha256};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::SystemTime;

/// The folder's name beside the sources.
pub const FOLDER: &str = ".congbao";

/// A change of what is kept, or of how, without a change of the program's file (which happens in tests alone).
const FORMAT: u32 = 1;

/// Values kept between runs. Any thread may use it.
#[derive(Debug, Default)]
pub struct Store {
    /// `None`: nothing is kept.
    folder: Option<Folder>,
    /// Nothing that was kept is believed.
    is_fresh: bool,
    program: [u8; 32],
    /// A value was not kept: the disk was full, or a limit reached.
    no_room: AtomicBool,
}

impl Store {
    /// The store in `folder`; nothing is written before the first [`Store::write`]. `program`: only what it wrote is
    /// read ([`program`]).
    ///
    /// # Errors
    /// Something else stands there: a link, a file, a folder of another's. The run can go on with [`Store::default`].
    pub fn open(folder: &Path, program: [u8; 32]) -> io::Result<Self> {
        Ok(Self { folder: Some(Folder::at(folder)?), is_fresh: false, program, no_room: AtomicBool::new(false) })
    }

    /// The same, but nothing that was kept is read.
    #[must_use]
    pub fn fresh(mut self) -> Self {
        self.is_fresh = true;
        self
    }

    /// Whether anything can be kept.
    pub const fn is_kept(&self) -> bool {
        self.folder.is_some()
    }

    /// The value of `name` (small letters, digits, `-`, `.`) as this program wrote it; `None` where there is none, or
    /// a byte of it is wrong.
    pub fn read(&self, name: &str) -> Option<Vec<u8>> {
        if self.is_fresh { None } else { self.read_own(name) }
    }

    /// As [`Store::read`], where a fresh run wants what it wrote itself.
    pub fn read_own(&self, name: &str) -> Option<Vec<u8>> {
        let bytes = self.folder.as_ref()?.read(name)?;
        frame::open(&self.program, name, bytes)
    }

    /// Keeps `value` as `name` instead of what it was.
    ///
    /// # Errors
    /// The folder cannot be written, the disk is full, another program holds the lock. The old value may be there
    /// still.
    pub fn write(&self, name: &str, value: &[u8]) -> io::Result<()> {
        let Some(folder) = &self.folder else { return Ok(()) };
        let written = folder.write(name, &frame::close(&self.program, name, value));
        let kind = written.as_ref().err().map(io::Error::kind);
        if matches!(kind, Some(ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge)) {
            self.no_room.store(true, Ordering::Relaxed);
        }
        written
    }

    /// Whether there was no room for a value: the run is as good, the next one reads more.
    pub fn had_no_room(&self) -> bool {
        self.no_room.load(Ordering::Relaxed)
    }

    /// Forgets the value of `name`.
    ///
    /// # Errors
    /// As [`Store::write`].
    pub fn remove(&self, name: &str) -> io::Result<()> {
        self.folder.as_ref().map_or(Ok(()), |folder| folder.remove(name))
    }

    /// The names of all values that begin with `start`, sorted; whether they can be read is not looked at.
    pub fn names(&self, start: &str) -> Vec<String> {
        self.folder.as_ref().map(|folder| folder.names(start)).unwrap_or_default()
    }
}

/// What tells one build of this program from another: values are of one build alone, since any of them may be made in
/// another way by the next.
pub fn program() -> [u8; 32] {
    let file = std::env::current_exe().and_then(|path| path.metadata()).ok();
    let modified = file.as_ref().and_then(|file| file.modified().ok()).unwrap_or(SystemTime::UNIX_EPOCH);
    let length = file.map_or(0, |file| file.len());
    Sha256::digest(format!("{FORMAT} {} {length} {modified:?}", env!("CARGO_PKG_VERSION"))).into()
}

/// Where the store of the site at `root` is, unless another place is asked for.
pub fn beside(root: &Path) -> PathBuf {
    root.join(FOLDER)
}

#[cfg(test)]
mod tests;
