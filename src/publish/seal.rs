//! `.congbao-<name>.stat` beside the output folder: how each of our files lay on the disk when the last build ended, so
//! that a file changed since is noticed even when its size and its time are as before (`rsync -a`, `cp -p`, `tar`).
//!
//! In: the manifest and the files as they lie now. Out: which of them are untouched. A file has an inode and a change
//! time, which the operating system sets and no program can set back. Where both are as noted, the file is what we
//! wrote; where not (changed, copied, restored, linked by a backup, on another system), its content is compared.
//!
//! ```text
//! congbao-stat ⇥ 1 ⇥ inode of the manifest ⇥ its change time
//! inode ⇥ change time in nanoseconds      one line a file, in the order of the manifest; `-` where it must be compared
//!                                         then one line a folder of the site, and once more of the second generation;
//!                                         `-` where it must be read ([`super::folders`])
//! end
//! ```
//!
//! Never a source of truth: without it, every file is compared. It stands outside the site, whose bytes know no time.

use std::fmt::Write as _;
use std::fs::{self, File, Metadata};
use std::io::{self, Write};
use std::path::Path;
use std::time::Duration;

use crate::disk;

const MAGIC: &str = "congbao-stat\t1";
const END: &str = "end";

/// A short part of the tick of a file system's clock, and how many of them are a whole one on any system (10 ms).
const TICK: Duration = Duration::from_millis(2);
const MOST_TICKS: usize = 10;

/// By what the operating system tells one state of a file from all later ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Seal {
    inode: u64,
    /// Nanoseconds since 1970.
    changed: i64,
}

impl Seal {
    /// `None` where the system does not say (Windows has a change time, but not for programs like this).
    #[cfg(unix)]
    pub fn of(metadata: &Metadata) -> Option<Self> {
        use std::os::unix::fs::MetadataExt;
        let changed = metadata.ctime().checked_mul(1_000_000_000)?.checked_add(metadata.ctime_nsec())?;
        Some(Self { inode: metadata.ino(), changed })
    }

    /// Of its parts, as the system tells them.
    #[cfg(any(target_os = "linux", target_os = "android"))]
    pub fn of_parts(inode: u64, seconds: i64, nanoseconds: u32) -> Option<Self> {
        let changed = seconds.checked_mul(1_000_000_000)?.checked_add(i64::from(nanoseconds))?;
        Some(Self { inode, changed })
    }

    /// `None`: the system does not say.
    #[cfg(not(unix))]
    pub fn of(_metadata: &Metadata) -> Option<Self> {
        None
    }

    /// Clocks of file systems tick slowly: in the tick of `now` the file may change once more without a trace.
    pub fn is_settled(self, now: i64) -> bool {
        self.changed < now
    }

    /// Whether both are states of one file.
    pub fn is_same_file(self, other: Self) -> bool {
        self.inode == other.inode
    }

    fn parse(line: &str) -> Option<Self> {
        let (inode, changed) = line.split_once('\t')?;
        Some(Self { inode: inode.parse().ok()?, changed: changed.parse().ok()? })
    }
}

/// What was noted, in the order of the manifest; `None` where nothing was noted of just this manifest of `count` files and
/// folders.
pub(super) fn read(file: &Path, manifest: Option<Seal>, count: usize) -> Option<Vec<Option<Seal>>> {
    // Opening a pipe would wait for its other end for ever.
    if !fs::symlink_metadata(file).ok()?.is_file() {
        return None;
    }
    let text = disk::text(file, disk::LARGEST_LIST).ok()?;
    let mut lines = text.strip_suffix(END)?.lines();
    let head = Seal::parse(lines.next()?.strip_prefix(MAGIC)?.strip_prefix('\t')?)?;
    if Some(head) != manifest {
        return None;
    }
    let seals: Vec<Option<Seal>> = lines.map(Seal::parse).collect();
    (seals.len() == count).then_some(seals)
}

/// Notes what `look` says, which is given the present moment of the file system's clock. What cannot be noted is
/// compared next time: a failure is not worth a word.
pub(super) fn write(file: &Path, manifest: &Path, look: impl FnOnce(i64) -> Vec<Option<Seal>>) {
    if try_write(file, manifest, look).is_err() {
        let _ = fs::remove_file(file);
    }
}

fn try_write(file: &Path, manifest: &Path, look: impl FnOnce(i64) -> Vec<Option<Seal>>) -> io::Result<()> {
    match fs::remove_file(file) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut new = File::create_new(file)?;
    let head = Seal::of(&fs::symlink_metadata(manifest)?).ok_or(io::ErrorKind::Unsupported)?;
    let mut now = clock(&new)?;
    // The manifest was linked just now.
    for _ in 0..MOST_TICKS {
        if head.is_settled(now) {
            break;
        }
        std::thread::sleep(TICK);
        now = clock(&new)?;
    }
    let head = Some(head).filter(|head| head.is_settled(now)).ok_or(io::ErrorKind::Unsupported)?;
    let mut text = format!("{MAGIC}\t{}\t{}\n", head.inode, head.changed);
    for seal in look(now) {
        // Writing to a `String` cannot fail.
        let _ = match seal {
            Some(seal) => writeln!(text, "{}\t{}", seal.inode, seal.changed),
            None => writeln!(text, "-"),
        };
    }
    text.push_str(END);
    new.write_all(text.as_bytes())
}

/// The present moment by the clock of the file system on which `file` lies.
///
/// # Errors
/// The file system keeps no change time of its own (FAT: it follows the time that any program may set).
fn clock(file: &File) -> io::Result<i64> {
    const LONG_AGO: i64 = 86_400;
    file.set_modified(std::time::UNIX_EPOCH + std::time::Duration::from_secs(LONG_AGO as u64))?;
    let now = Seal::of(&file.metadata()?).ok_or(io::ErrorKind::Unsupported)?.changed;
    if now / 1_000_000_000 == LONG_AGO { Err(io::ErrorKind::Unsupported.into()) } else { Ok(now) }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn what_was_noted_is_read_back_of_the_same_manifest_only() {
        let folder = tempfile::tempdir().unwrap();
        let (file, manifest) = (folder.path().join("stat"), folder.path().join("manifest"));
        fs::write(&manifest, "one").unwrap();
        std::thread::sleep(std::time::Duration::from_millis(20));
        let seal = Seal { inode: 7, changed: -5 };
        write(&file, &manifest, |now| {
            assert!(seal.is_settled(now));
            vec![Some(seal), None]
        });
        let of = || Seal::of(&fs::symlink_metadata(&manifest).unwrap());
        assert_eq!(read(&file, of(), 2), Some(vec![Some(seal), None]));
        assert_eq!(read(&file, of(), 3), None, "another number of files");
        fs::write(&manifest, "two").unwrap();
        assert_eq!(read(&file, of(), 2), None, "another manifest");
        let half = fs::read_to_string(&file).unwrap().replace(END, "");
        fs::write(&file, half).unwrap();
        assert_eq!(read(&file, of(), 2), None, "half a file");
    }
}
