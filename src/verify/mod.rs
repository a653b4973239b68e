//! Checks a published copy of a site against its own list of files, and the list against the office's signature.
//!
//! In: where the copy is ([`SiteCopy`]: a folder, or an address on the web), a public key, how much to look at. Out:
//! [`Answer`]: each file that differs, is missing or is none of the site, as problems; what was signed and when.
//!
//! Nothing that comes from the copy is trusted before its hash is known: the root is bounded, a shard is as large as
//! the root says, a file as large as its shard says.

pub mod folder;
#[cfg(feature = "web")]
pub mod links;
#[cfg(feature = "web")]
pub mod web;

use crate::address::published::FileDigest;
use crate::diagnostic::Diagnostic;
use crate::signing::key::{Fault, PublicKey, Signed};
use crate::signing::list::{LARGEST_ROOT, Root, parse_shard, shard_path};
use crate::signing::{PUBLISHED_KEY, ROOT, SIGNATURE};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

/// No signature and no public key is larger.
const LARGEST_SIGNATURE: u64 = 4096;
/// Files that are asked for at once.
const AT_ONCE: usize = 8;
/// So many answers in a row that never came end the check: the server, or the way to it, is gone.
const MOST_FAILURES: usize = 40;

/// A copy of a site.
pub trait SiteCopy: Sync {
    /// A file of the list itself, of at most `limit` bytes.
    ///
    /// # Errors
    /// See [`Missing`].
    fn list_file(&self, path: &str, limit: u64) -> Result<Vec<u8>, Missing>;
    /// Compares a file of the site.
    fn compare(&self, path: &str, content: &FileDigest) -> Found;
    /// Files that the list does not have, each with the page that leads to it, as far as they can be told.
    fn others(&self, files: &BTreeMap<String, FileDigest>, differing: &[String]) -> Vec<(String, Option<String>)>;
}

/// Why a file could not be had.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Missing {
    /// It is not there.
    Absent,
    /// It is larger than it may be.
    TooLarge,
    /// The disk's, the network's or the server's answer.
    Answer(String),
}

/// What a comparison found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// Just this file.
    Same,
    /// The server keeps it for itself, as our settings for web servers do with lists of addresses.
    Kept,
    /// Other bytes.
    Differs,
    /// No file; in words, why.
    Missing(Missing),
    /// The server sends readers on within the site, to this address, as it does for old addresses.
    LedOn(String),
    /// The server sends readers away from the site, to this address.
    Away(String),
    /// No answer at all.
    Failed(String),
}

/// How to check.
#[derive(Clone, Debug, Default)]
pub struct Checking {
    /// The office's key, as the reader knows it.
    pub key: Option<PublicKey>,
    /// So many files, chosen at random; else all.
    pub sample: Option<usize>,
    /// A signature older than this moment (seconds since 1970) is not accepted.
    pub not_before: Option<i64>,
}

/// What is known of who signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Signature {
    /// The list is signed by the key that the reader gave.
    Given(PublicKey, Signed),
    /// Signed by the key that the copy itself shows: as much as that is worth.
    Shown(PublicKey, Signed),
    /// Not signed, or not by a key that is known.
    None,
}

/// What the check found.
#[derive(Clone, Debug)]
pub struct Answer {
    /// What the list says of the site.
    pub root: Root,
    /// Who signed it.
    pub signature: Signature,
    /// What is wrong.
    pub problems: Vec<Diagnostic>,
    /// Files that were compared.
    pub compared: usize,
    /// Files that the server keeps for itself.
    pub kept: usize,
    /// Old addresses that could not be compared, since the server leads on from them; and where to.
    pub led_on: Vec<(String, String)>,
    /// The check was broken off: nothing answers any more.
    pub is_broken_off: bool,
}

/// Checks `copy`. `progress` hears how many files are done, of how many.
///
/// # Errors
/// There is no list that could be read: nothing was checked.
pub fn verify(
    copy: &dyn SiteCopy,
    checking: &Checking,
    progress: &(dyn Fn(usize, usize) + Sync),
) -> Result<Answer, Diagnostic> {
    let bytes = copy.list_file(ROOT, LARGEST_ROOT).map_err(|missing| no_list(&missing))?;
    let root = Root::parse(&bytes).ok_or_else(|| Diagnostic::error("verify-list-unreadable").with("path", ROOT))?;
    let mut problems = Vec::new();
    let signature = signature(copy, checking, &bytes, &mut problems);
    let unsigned = problems.len();
    let files = files(copy, &root, &mut problems);
    // Where a part of the list is not known, a file may well be the site's.
    let is_known = problems.len() == unsigned;
    let chosen = chosen(&files, checking.sample);
    let compared = compare(copy, &chosen, progress);
    problems.extend(compared.problems);
    if is_known && !compared.is_broken_off {
        let others = copy.others(&files, &compared.differing);
        problems.extend(others.into_iter().map(|(path, page)| {
            let problem = Diagnostic::error("verify-not-ours").with("path", path);
            page.into_iter().fold(problem, |problem, page| problem.with("page", page))
        }));
    }
    let Compared { kept, led_on, is_broken_off, .. } = compared;
    Ok(Answer { root, signature, problems, compared: chosen.len() - led_on.len(), kept, led_on, is_broken_off })
}

fn no_list(missing: &Missing) -> Diagnostic {
    match missing {
        Missing::Absent => Diagnostic::error("verify-no-list").with("path", ROOT),
        Missing::TooLarge => Diagnostic::error("verify-list-unreadable").with("path", ROOT),
        Missing::Answer(reason) => Diagnostic::error("verify-no-answer").with("path", ROOT).with("reason", reason),
    }
}

/// Who signed the root, whose bytes these are.
fn signature(copy: &dyn SiteCopy, checking: &Checking, root: &[u8], problems: &mut Vec<Diagnostic>) -> Signature {
    let signature = match copy.list_file(SIGNATURE, LARGEST_SIGNATURE) {
        Ok(signature) => signature,
        Err(missing) => {
            // Without a key the reader asked for no signature.
            if checking.key.is_some() || checking.not_before.is_some() || missing != Missing::Absent {
                problems.push(Diagnostic::error("verify-unsigned").with("path", SIGNATURE));
            }
            return Signature::None;
        }
    };
    let shown = || PublicKey::parse(std::str::from_utf8(&copy.list_file(PUBLISHED_KEY, LARGEST_SIGNATURE).ok()?).ok()?);
    let Some(key) = checking.key.clone().or_else(shown) else {
        problems.push(Diagnostic::error("verify-no-key").with("path", PUBLISHED_KEY));
        return Signature::None;
    };
    let signed = match key.check(&signature, root) {
        Ok(signed) => signed,
        Err(fault) => {
            problems.push(wrong_signature(&fault, &key));
            return Signature::None;
        }
    };
    if let Some(asked) = checking.not_before
        && signed.seconds.is_none_or(|seconds| seconds < asked)
    {
        problems
            .push(Diagnostic::error("verify-too-old").with("day", day(signed.seconds)).with("asked", day(Some(asked))));
    }
    if checking.key.is_some() { Signature::Given(key, signed) } else { Signature::Shown(key, signed) }
}

fn wrong_signature(fault: &Fault, key: &PublicKey) -> Diagnostic {
    match fault {
        Fault::Unreadable => Diagnostic::error("verify-signature-unreadable").with("path", SIGNATURE),
        Fault::Wrong => Diagnostic::error("verify-signature-wrong").with("path", ROOT),
        Fault::OtherKey(id) => Diagnostic::error("verify-other-key").with("key", id).with("asked", key.id()),
    }
}

/// The day of a moment, in universal time.
pub fn day(seconds: Option<i64>) -> String {
    let moment = seconds.and_then(|seconds| jiff::Timestamp::from_second(seconds).ok());
    moment.map_or_else(|| "?".to_owned(), |moment| moment.strftime("%Y-%m-%d").to_string())
}

/// All files that the shards list. A shard that is not as the root says is a problem, and its files are not known.
fn files(copy: &dyn SiteCopy, root: &Root, problems: &mut Vec<Diagnostic>) -> BTreeMap<String, FileDigest> {
    let read = |(name, content, count): &(String, FileDigest, u64)| {
        let path = shard_path(name);
        let differs = |path: &str| Diagnostic::error("verify-shard-differs").with("path", path);
        match copy.list_file(&path, content.size) {
            Ok(bytes) if content.sha256 == <[u8; 32]>::from(Sha256::digest(&bytes)) => {
                parse_shard(&bytes).filter(|files| files.len() as u64 == *count).ok_or_else(|| differs(&path))
            }
            Ok(_) | Err(Missing::TooLarge) => Err(differs(&path)),
            Err(missing) => Err(missing_file(&path, &missing)),
        }
    };
    let mut files = BTreeMap::new();
    for read in at_once(&root.shards, read) {
        match read {
            Ok(listed) => files.extend(listed),
            Err(problem) => problems.push(problem),
        }
    }
    files
}

fn missing_file(path: &str, missing: &Missing) -> Diagnostic {
    let problem = Diagnostic::error("verify-missing").with("path", path);
    match missing {
        Missing::Absent | Missing::TooLarge => problem,
        Missing::Answer(reason) => problem.with("reason", reason),
    }
}

/// All files, or some of them that nobody can foresee.
fn chosen(files: &BTreeMap<String, FileDigest>, sample: Option<usize>) -> Vec<(&str, &FileDigest)> {
    let mut all: Vec<(&str, &FileDigest)> = files.iter().map(|(path, content)| (path.as_str(), content)).collect();
    if let Some(count) = sample.filter(|count| *count < all.len()) {
        use std::hash::{BuildHasher, RandomState};
        // Its keys come from the system's random numbers.
        let random = RandomState::new();
        all.sort_by_cached_key(|(path, _)| random.hash_one(path));
        all.truncate(count);
        all.sort_unstable_by_key(|(path, _)| *path);
    }
    all
}

#[derive(Default)]
struct Compared {
    problems: Vec<Diagnostic>,
    differing: Vec<String>,
    kept: usize,
    led_on: Vec<(String, String)>,
    is_broken_off: bool,
}

fn compare(copy: &dyn SiteCopy, files: &[(&str, &FileDigest)], progress: &(dyn Fn(usize, usize) + Sync)) -> Compared {
    let (done, failures) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let look = |(path, content): &(&str, &FileDigest)| {
        if failures.load(Ordering::Relaxed) >= MOST_FAILURES {
            return None;
        }
        let found = copy.compare(path, content);
        match found {
            Found::Failed(_) => failures.fetch_add(1, Ordering::Relaxed),
            _ => failures.swap(0, Ordering::Relaxed),
        };
        progress(done.fetch_add(1, Ordering::Relaxed) + 1, files.len());
        Some(found)
    };
    let mut compared = Compared::default();
    for ((path, _), found) in files.iter().zip(at_once(files, look)) {
        let problem = match found {
            None => {
                compared.is_broken_off = true;
                continue;
            }
            Some(Found::Same) => continue,
            Some(Found::Kept) => {
                compared.kept += 1;
                continue;
            }
            Some(Found::LedOn(target)) => {
                compared.led_on.push(((*path).to_owned(), target));
                continue;
            }
            Some(Found::Differs) => {
                compared.differing.push((*path).to_owned());
                Diagnostic::error("verify-differs").with("path", *path)
            }
            Some(Found::Missing(missing)) => missing_file(path, &missing),
            Some(Found::Away(target)) => {
                Diagnostic::error("verify-leads-away").with("path", *path).with("target", target)
            }
            Some(Found::Failed(reason)) => missing_file(path, &Missing::Answer(reason)),
        };
        compared.problems.push(problem);
    }
    if compared.is_broken_off {
        compared.problems.push(Diagnostic::error("verify-broken-off").with("count", MOST_FAILURES.to_string()));
    }
    compared
}

/// What `look` says of each item, in their order; several wait for an answer at once.
fn at_once<T: Sync, R: Send>(items: &[T], look: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let next = AtomicUsize::new(0);
    let answers = Mutex::new(Vec::with_capacity(items.len()));
    std::thread::scope(|scope| {
        for _ in 0..AT_ONCE.min(items.len()) {
            scope.spawn(|| {
                while let Some((at, item)) =
                    Some(next.fetch_add(1, Ordering::Relaxed)).and_then(|at| Some((at, items.get(at)?)))
                {
                    let answer = look(item);
                    answers.lock().unwrap_or_else(PoisonError::into_inner).push((at, answer));
                }
            });
        }
    });
    let mut answers = answers.into_inner().unwrap_or_else(PoisonError::into_inner);
    answers.sort_unstable_by_key(|(at, _)| *at);
    answers.into_iter().map(|(_, answer)| answer).collect()
}
