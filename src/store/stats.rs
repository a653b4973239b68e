//! Which files are what they were, without reading them: how each lay on the disk when it was hashed.
//!
//! In: paths. Out: the SHA-256 and the size of a file. It is read only where its size, its times, its place on the disk
//! or its path are others than the last time, or where it was written so shortly before it was hashed that a later
//! write could not be told by its time.

use super::Store;
use super::codec::{Keep, Names, Reader, Writer, keep_struct};
use crate::disk::{self, Unread};
use hashbrown::HashMap;
use std::fs::Metadata;
use std::path::Path;
#[cfg(test)]
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// The name of the value.
const NAME: &str = "files";
/// A file system may keep times in steps as large as this.
const STEP: Duration = Duration::from_secs(2);

/// How a file lies on the disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Lie {
    size: u64,
    /// Nanoseconds.
    modified: u64,
    changed: u64,
    device: u64,
    number: u64,
}

/// What is known of a file.
#[derive(Clone, Debug)]
struct Known {
    path: String,
    lie: Lie,
    hash: [u8; 32],
}

keep_struct! {
    Lie { size, modified, changed, device, number }
    Known { path, lie, hash }
}

/// What the last run knew of a file.
#[derive(Debug)]
struct Kept {
    lie: Lie,
    hash: [u8; 32],
    /// This run found it as it was.
    is_same: AtomicBool,
}

/// What this run found.
#[derive(Clone, Copy, Debug)]
enum Seen {
    /// Read, and old enough to be known again.
    Read(Lie, [u8; 32]),
    /// Read; too young.
    Young,
}

/// Hashes of files, kept between runs. Any thread may ask.
#[derive(Debug)]
pub(crate) struct Stats {
    kept: HashMap<String, Kept>,
    seen: Mutex<HashMap<String, Seen>>,
    /// How many files had to be read, for tests.
    #[cfg(test)]
    read: AtomicUsize,
    /// Not the clock in tests.
    now: fn() -> SystemTime,
}

impl Default for Stats {
    fn default() -> Self {
        Self {
            kept: HashMap::new(),
            seen: Mutex::default(),
            #[cfg(test)]
            read: AtomicUsize::new(0),
            now: SystemTime::now,
        }
    }
}

impl Stats {
    /// What the last run kept.
    pub fn load(store: &Store) -> Self {
        let kept = store.read(NAME).and_then(|bytes| decode(&bytes)).unwrap_or_default();
        Self { kept, ..Self::default() }
    }

    /// Hash and size of the file at `path` (relative to `root`, with `/`), whose links are followed.
    ///
    /// # Errors
    /// See [`disk::hash`].
    pub fn hash(&self, root: &Path, path: &str, limit: u64) -> Result<([u8; 32], u64), Unread> {
        let file = root.join(path);
        let looked_at = (self.now)();
        // Asked before it is read: what is written meanwhile has another time.
        let lie = file.metadata().ok().filter(Metadata::is_file).and_then(|found| lie(&found));
        if let Some(lie) = lie
            && let Some(hash) = self.known(path, &lie)
        {
            return if lie.size > limit { Err(Unread::TooLarge(limit)) } else { Ok((hash, lie.size)) };
        }
        #[cfg(test)]
        self.read.fetch_add(1, Ordering::Relaxed);
        let (hash, size) = disk::hash(&file, limit)?;
        let is_old = |lie: &Lie| lie.modified.max(lie.changed) < nanoseconds(looked_at).saturating_sub(step());
        let old = lie.filter(|lie| lie.size == size && is_old(lie));
        self.see(path, old.map_or(Seen::Young, |lie| Seen::Read(lie, hash)));
        Ok((hash, size))
    }

    fn known(&self, path: &str, lie: &Lie) -> Option<[u8; 32]> {
        if let Some(kept) = self.kept.get(path).filter(|kept| kept.lie == *lie) {
            kept.is_same.store(true, Ordering::Relaxed);
            return Some(kept.hash);
        }
        match self.seen.lock().unwrap_or_else(PoisonError::into_inner).get(path)? {
            Seen::Read(known, hash) if known == lie => Some(*hash),
            _ => None,
        }
    }

    fn see(&self, path: &str, seen: Seen) {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).insert(path.to_owned(), seen);
    }

    /// Keeps what is known of files that are there still. Nothing is written where nothing is new.
    pub fn save(&self, store: &Store, root: &Path) {
        let seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let mut known: Vec<Known> = Vec::with_capacity(self.kept.len());
        for (path, Kept { lie, hash, is_same }) in &self.kept {
            let is_there = || is_same.load(Ordering::Relaxed) || root.join(path).symlink_metadata().is_ok();
            if !seen.contains_key(path) && is_there() {
                known.push(Known { path: path.clone(), lie: *lie, hash: *hash });
            }
        }
        let old = known.len();
        known.extend(seen.iter().filter_map(|(path, seen)| match seen {
            Seen::Read(lie, hash) => Some(Known { path: path.clone(), lie: *lie, hash: *hash }),
            Seen::Young => None,
        }));
        if known.len() == old && old == self.kept.len() {
            return;
        }
        known.sort_unstable_by(|a, b| a.path.cmp(&b.path));
        let names = Names::default();
        let mut writer = Writer::new(&names);
        for known in &known {
            writer.keep(known);
        }
        // A run without it is slower, nothing else.
        let _ = store.write(NAME, &writer.into_bytes());
    }
}

fn decode(bytes: &[u8]) -> Option<HashMap<String, Kept>> {
    let names = Names::default();
    let one = |text: &str| text.into();
    let mut reader = Reader::new(bytes, &names, &one);
    let mut known = HashMap::new();
    while !reader.is_at_end() {
        let Known { path, lie, hash } = Known::take(&mut reader)?;
        known.insert(path, Kept { lie, hash, is_same: AtomicBool::new(false) });
    }
    Some(known)
}

fn nanoseconds(time: SystemTime) -> u64 {
    time.duration_since(UNIX_EPOCH).map_or(0, |since| u64::try_from(since.as_nanos()).unwrap_or(u64::MAX))
}

fn step() -> u64 {
    STEP.as_nanos() as u64
}

/// `None`: its time cannot be told, or lies before 1970.
fn lie(found: &Metadata) -> Option<Lie> {
    let modified = nanoseconds(found.modified().ok()?);
    let (changed, device, number) = identity(found);
    (modified > 0).then_some(Lie { size: found.len(), modified, changed, device, number })
}

#[cfg(unix)]
fn identity(found: &Metadata) -> (u64, u64, u64) {
    use std::os::unix::fs::MetadataExt;
    let changed = found.ctime().cast_unsigned().wrapping_mul(1_000_000_000);
    (changed.wrapping_add(found.ctime_nsec().cast_unsigned()), found.dev(), found.ino())
}

#[cfg(not(unix))]
fn identity(_: &Metadata) -> (u64, u64, u64) {
    (0, 0, 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs::{self, File};

    fn made_old(path: &Path) {
        File::options().write(true).open(path).unwrap().set_modified(SystemTime::now() - 20 * STEP).unwrap();
    }

    fn hash(stats: &Stats, root: &Path, name: &str) -> ([u8; 32], usize) {
        (stats.hash(root, name, 100).unwrap().0, stats.read.load(Ordering::Relaxed))
    }

    #[test]
    fn a_file_is_read_again_when_it_may_be_another() {
        let root = tempfile::tempdir().unwrap();
        let store = Store::open(&root.path().join("store"), [1; 32]).unwrap();
        let file = root.path().join("a");
        fs::write(&file, "one").unwrap();
        let (one, read) = hash(&Stats::load(&store), root.path(), "a");
        assert_eq!((one, read), (disk::hash(&file, 9).unwrap().0, 1));
        // It is young: who knows whether it changes within the same tick of the clock.
        let stats = Stats::load(&store);
        hash(&stats, root.path(), "a");
        stats.save(&store, root.path());
        assert_eq!(hash(&Stats::load(&store), root.path(), "a"), (one, 1));
        made_old(&file);
        let stats = Stats { now: || SystemTime::now() + 20 * STEP, ..Stats::load(&store) };
        hash(&stats, root.path(), "a");
        stats.save(&store, root.path());
        assert_eq!(hash(&Stats::load(&store), root.path(), "a"), (one, 0), "known");
        assert!(matches!(Stats::load(&store).hash(root.path(), "a", 2), Err(Unread::TooLarge(2))));
        fs::write(&file, "two").unwrap();
        let (two, read) = hash(&Stats::load(&store), root.path(), "a");
        assert!(two != one && read == 1, "the same size");
        // Put back by a program that keeps times, as a copy does: the system's own time of change tells.
        made_old(&file);
        assert_eq!(hash(&Stats::load(&store), root.path(), "a"), (two, 1));
        fs::remove_file(&file).unwrap();
        Stats::load(&store).save(&store, root.path());
        assert!(Stats::load(&store).kept.is_empty());
        assert!(matches!(Stats::default().hash(root.path(), "b", 9), Err(unread) if unread.is_missing()));
    }
}
