//! Finds changes by looking at all files again and again, where the system does not report them.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{DefaultHasher, Hasher};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant, SystemTime};

use walkdir::WalkDir;

use super::WatchedScope;
use crate::disk;

/// How often polling looks.
pub(super) const POLL: Duration = Duration::from_millis(500);
/// Polling spends at most one part in so many of the time looking, however many files there are.
const POLL_SHARE: u32 = 10;
/// Some disks keep time by two seconds: a file that changed so lately may change again without another time, and its
/// bytes are looked at, too.
const GRAIN: Duration = Duration::from_secs(3);
/// Larger files are told by time and size alone.
const LARGEST: u64 = 4 << 20;

/// One file as it was when it was looked at.
#[derive(Clone, PartialEq, Eq)]
struct Seen {
    modified: SystemTime,
    length: u64,
    /// Of the bytes, and until when they are looked at.
    bytes: Option<(u64, Instant)>,
}

/// All files as they were.
pub(super) struct Look {
    files: BTreeMap<PathBuf, Seen>,
    /// How long looking takes.
    cost: Duration,
}

impl Look {
    /// The first look.
    pub fn first(scope: &WatchedScope) -> Self {
        let mut look = Self { files: BTreeMap::new(), cost: Duration::ZERO };
        look.again(scope);
        look
    }

    /// How long to wait before looking again.
    pub fn pause(&self) -> Duration {
        POLL.max(self.cost * POLL_SHARE)
    }

    /// Looks, and returns what changed: as the site knows the paths, sorted.
    pub fn again(&mut self, scope: &WatchedScope) -> Vec<PathBuf> {
        let start = Instant::now();
        let mut changed = BTreeSet::new();
        let mut files = BTreeMap::new();
        // By way of a link, a file may be met twice.
        let met: BTreeMap<PathBuf, (SystemTime, u64)> = files_of(scope).collect();
        for (path, (modified, length)) in met {
            let before = self.files.remove(&path);
            let mut seen = Seen { modified, length, bytes: None };
            let same = before.as_ref().is_some_and(|before| (before.modified, before.length) == (modified, length));
            let until = match &before {
                Some(before) if same => before.bytes.map(|(_, until)| until),
                Some(_) => Some(start + GRAIN),
                // The first look: what was saved just before may be saved again.
                None => modified.elapsed().is_ok_and(|age| age < GRAIN).then_some(start + GRAIN),
            };
            // Looked at once more when the time is over, so that the last change within it is not missed.
            let earlier = before.as_ref().and_then(|before| before.bytes);
            if let Some(until) = until.filter(|_| length <= LARGEST) {
                let hash = hash(&path);
                let differs = same && earlier.is_some_and(|(earlier, _)| earlier != hash);
                let until = if differs { start + GRAIN } else { until };
                seen.bytes = (until > start).then_some((hash, until));
                if differs {
                    changed.insert(path.clone());
                }
            }
            if !same {
                changed.insert(path.clone());
            }
            files.insert(path, seen);
        }
        // What is left is gone.
        changed.extend(std::mem::replace(&mut self.files, files).into_keys());
        self.cost = start.elapsed();
        changed.into_iter().collect()
    }
}

fn files_of(scope: &WatchedScope) -> impl Iterator<Item = (PathBuf, (SystemTime, u64))> {
    let roots = scope.watch.iter().flat_map(|place| {
        // A folder that is a link is entered; links in it are not.
        let walk = WalkDir::new(&place.real).into_iter();
        walk.filter_entry(|entry| scope.known(entry.path()).is_some()).filter_map(Result::ok)
    });
    roots.filter(|entry| !entry.file_type().is_dir()).filter_map(|entry| {
        let metadata = entry.metadata().ok()?;
        Some((scope.known(entry.path())?, (metadata.modified().ok()?, metadata.len())))
    })
}

fn hash(path: &Path) -> u64 {
    let mut hasher = DefaultHasher::new();
    // A file that cannot be read differs from all that can.
    if let Ok(bytes) = disk::bytes(path, LARGEST) {
        hasher.write_u8(1);
        hasher.write(&bytes);
    }
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn a_save_of_the_same_size_and_time_is_seen() {
        let root = tempfile::tempdir().unwrap();
        let root = root.path().canonicalize().unwrap();
        let file = root.join("a.md");
        let write = |text: &str, time: SystemTime| {
            fs::write(&file, text).unwrap();
            fs::File::options().write(true).open(&file).unwrap().set_modified(time).unwrap();
        };
        let now = SystemTime::now();
        write("aaaa", now);
        let scope = WatchedScope::of(std::slice::from_ref(&root), &[], &[]);
        let mut look = Look::first(&scope);
        assert_eq!(look.again(&scope), Vec::<PathBuf>::new());
        write("bbbb", now);
        assert_eq!(look.again(&scope), std::slice::from_ref(&file));
        assert_eq!(look.again(&scope), Vec::<PathBuf>::new());
        let later = now + Duration::from_secs(7);
        write("cccc", later);
        assert_eq!(look.again(&scope), std::slice::from_ref(&file));
        write("dddd", later);
        assert_eq!(look.again(&scope), std::slice::from_ref(&file));
        fs::rename(&file, root.join("A.md")).unwrap();
        assert_eq!(look.again(&scope), [root.join("A.md"), file]);
    }
}
