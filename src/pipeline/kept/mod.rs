//! What reading documents gives, kept between runs: an unchanged document is not read again.
//!
//! In: paths of documents, what stands beside them, the store. Out: a [`FileReading`] for each document that is what it
//! was; and, when all are read, the store as it is to be.
//!
//! ## When a reading is true
//!
//! A reading is a function of the file's bytes and of what it looks at besides: types, issuers and themes of the
//! registries, the site's address and which kinds of attachments it serves ([`Base::context`]), names in scope
//! ([`NamesInScope::mark`](super::names::NamesInScope)), the files that it attaches, shows or links to. Each of these
//! is compared before a reading is believed. Neither options of the run nor levels of rules are part of it: a reading
//! has all findings, and `documents` leaves out what the run does not want.
//!
//! ## How it lies there
//!
//! Documents are spread over parts by the hash of their path, some 64 in each, so that one edit writes one part anew.
//! Words for shared passages stand in parts of their own ([`words`]): they are read where something is made of them. A
//! document with an error is not kept, so that nothing of a text that must not be published stays.

mod meanings;
mod values;
pub(super) mod words;

pub(super) use meanings::StoredMeanings;
pub(crate) use values::names;

use super::base::Base;
use super::linking::are_beside;
use super::reusing::beginning;
use crate::content::{attachments, versions};
use crate::corpus::CitedDocument;
use crate::diagnostic::{Diagnostic, Severity};
use crate::disk::LARGEST_TEXT;
use crate::store::codec::{Keep, Names, Reader, Writer};
use rayon::prelude::*;
use sha2::{Digest, Sha256};
use std::collections::{HashMap, HashSet};

/// Documents in one part; twice and a quarter of it are borne before they are spread anew.
const TOGETHER: usize = 64;
const READINGS: &str = "documents-";

/// What came of reading one file.
#[derive(Debug)]
pub(super) struct FileReading {
    /// `None`: it has errors, or is a draft that is not shown.
    pub document: Option<CitedDocument>,
    /// What is wrong with its front matter, then with its text.
    pub problems: Vec<Diagnostic>,
    /// How many of the problems are about its front matter.
    pub head: usize,
    /// The names by which its citations were found.
    pub names: [u8; 32],
    /// The store has it as it is here.
    pub is_kept: bool,
    /// It is a draft that is not shown.
    pub is_draft: bool,
}

impl FileReading {
    /// For the store.
    pub fn kept(&self) -> ToKeep<'_> {
        let Self { document, problems, head, names, is_kept, .. } = self;
        ToKeep { document: document.as_ref(), problems, head: *head, names: *names, is_kept: *is_kept }
    }
}

/// A reading on its way into the store; see [`FileReading`].
#[derive(Clone, Copy)]
pub(super) struct ToKeep<'a> {
    pub document: Option<&'a CitedDocument>,
    pub problems: &'a [Diagnostic],
    pub head: usize,
    pub names: [u8; 32],
    pub is_kept: bool,
}

impl<'a> ToKeep<'a> {
    /// Whether the document may be kept.
    pub fn is_keepable(&self) -> bool {
        self.keepable().is_some()
    }

    /// The document, if it may be kept.
    fn keepable(&self) -> Option<&'a CitedDocument> {
        let is_grave = |problem: &Diagnostic| problem.severity == Severity::Error;
        self.document.filter(|_| !self.problems.iter().any(is_grave))
    }
}

/// How the readings of a site lie in the store.
pub(super) struct KeptReadings {
    /// Parts that there are; 0: none.
    count: usize,
    /// The parts in which something is no longer true.
    is_outdated: Vec<bool>,
    context: [u8; 32],
    names: Names,
}

/// A part as it was read.
#[derive(Default)]
struct Part {
    /// Those that are true, with the number of their path.
    readings: Vec<(usize, FileReading)>,
    is_outdated: bool,
}

impl KeptReadings {
    /// What the store has of the documents at `paths`; one answer for each.
    pub fn load(base: &Base, paths: &[String]) -> (Self, Vec<Option<FileReading>>) {
        let mut readings: Vec<Option<FileReading>> = Vec::with_capacity(paths.len());
        readings.resize_with(paths.len(), || None);
        let count = count_of(&base.store.names(READINGS));
        let mut kept = Self { count, is_outdated: Vec::new(), context: base.context(), names: names() };
        if base.store.is_kept() {
            let spread = spread(paths, count);
            base.words.stands_in_parts(count);
            let words: HashSet<String> = base.store.names(words::WORDS).into_iter().collect();
            let part = |(at, of): (usize, Vec<usize>)| kept.part(base, paths, (at, &of), &words);
            let parts: Vec<Part> = spread.into_par_iter().enumerate().map(part).collect();
            for part in parts {
                kept.is_outdated.push(part.is_outdated);
                part.readings.into_iter().for_each(|(number, reading)| readings[number] = Some(reading));
            }
        }
        (kept, readings)
    }

    /// Part `at`, where the paths with the numbers `of` have their place; `words`: the names of parts of words.
    fn part(&self, base: &Base, paths: &[String], (at, of): (usize, &[usize]), words: &HashSet<String>) -> Part {
        let read = || {
            let bytes = base.store.read(&name(READINGS, self.count, at))?;
            self.decode(base, &bytes)
        };
        let Some(readings) = read() else { return Part { is_outdated: true, ..Part::default() } };
        let numbers: HashMap<&str, usize> = of.iter().map(|number| (paths[*number].as_str(), *number)).collect();
        let all = readings.len();
        let stay = base.words.reads_store() && words.contains(&name(words::WORDS, self.count, at));
        let wants = !base.options.without_passages;
        let mut words = if stay || !wants { None } else { Some(words::load(&base.store, self.count, at)) };
        let mut is_true = |reading: FileReading| {
            let document = reading.document.as_ref()?;
            let number = *numbers.get(&*document.raw.path)?;
            if !is_true(base, document) {
                return None;
            }
            if let Some(words) = &mut words {
                let words = words.remove(&*document.raw.path)?;
                if words.of != beginning(&document.raw.content_hash) {
                    return None;
                }
                base.words.put(&document.raw, words.bytes);
            }
            Some((number, reading))
        };
        let readings: Vec<(usize, FileReading)> = readings.into_iter().filter_map(&mut is_true).collect();
        if stay {
            let documents = readings.iter().filter_map(|(_, reading)| reading.document.as_ref());
            base.words.put_kept(documents.map(|document| &document.raw));
        }
        Part { is_outdated: readings.len() < all, readings }
    }

    fn decode(&self, base: &Base, bytes: &[u8]) -> Option<Vec<FileReading>> {
        let one = |text: &str| base.sharing.text(text);
        let mut reader = Reader::new(bytes, &self.names, &one);
        if <[u8; 32]>::take(&mut reader)? != self.context {
            return None;
        }
        let mut readings = Vec::new();
        while !reader.is_at_end() {
            let (head, names) = Keep::take(&mut reader)?;
            let (problems, document) = Keep::take(&mut reader)?;
            readings.push(FileReading {
                document: Some(document),
                problems,
                head,
                names,
                is_kept: true,
                is_draft: false,
            });
        }
        Some(readings)
    }

    /// Writes what is new and forgets what is no more. Where it cannot be written, the next run reads again.
    pub fn save<P: AsRef<str>>(&mut self, base: &Base, paths: &[P], readings: &[ToKeep<'_>]) {
        if !base.store.is_kept() {
            return;
        }
        let keepable = readings.iter().filter(|reading| reading.keepable().is_some()).count();
        let is_fitting = self.count > 0
            && (keepable * 4 <= self.count * TOGETHER * 9)
            && (self.count == 1 || keepable * 4 >= self.count * TOGETHER);
        let count = if is_fitting { self.count } else { wanted(keepable) };
        let spread = spread(paths, count);
        let is_new = |number: &usize| !readings[*number].is_kept && readings[*number].keepable().is_some();
        let done = spread.par_iter().enumerate().map(|(at, of)| {
            let is_outdated = count != self.count || self.is_outdated.get(at).copied().unwrap_or(true);
            if !is_outdated && !of.iter().any(is_new) {
                return true;
            }
            let written = self.write(base, &name(READINGS, count, at), of.iter().map(|number| readings[*number]));
            let documents = of.iter().filter_map(|number| readings[*number].keepable());
            written && words::save(base, (self.count, count), at, documents)
        });
        let is_whole = done.collect::<Vec<_>>().into_iter().all(|done| done);
        if count != self.count && is_whole {
            base.words.stands_in_parts(count);
            self.remove_others(base, count);
        }
        self.is_outdated = vec![!is_whole; count];
        self.count = count;
    }

    /// The file at `path` is not what it was: should nothing of it be kept, what was kept goes.
    #[cfg(feature = "preview")]
    pub fn outdate(&mut self, path: &str) {
        if let Some(part) = part_of(path, self.count).and_then(|part| self.is_outdated.get_mut(part)) {
            *part = true;
        }
    }

    /// All is to be written anew, for what stands beside the documents now.
    #[cfg(feature = "preview")]
    pub fn outdate_all(&mut self, base: &Base) {
        self.context = base.context();
        self.is_outdated.fill(true);
    }

    fn write<'a>(&self, base: &Base, name: &str, readings: impl Iterator<Item = ToKeep<'a>>) -> bool {
        let mut writer = Writer::new(&self.names);
        writer.keep(&self.context);
        for reading in readings {
            if reading.keepable().is_some() {
                writer.keep(&reading);
            }
        }
        base.store.write(name, &writer.into_bytes()).is_ok()
    }

    /// Parts of a spread that is no more.
    fn remove_others(&self, base: &Base, count: usize) {
        for start in [READINGS, words::WORDS] {
            let own = format!("{start}{count}-");
            for name in base.store.names(start).iter().filter(|name| !name.starts_with(&own)) {
                let _ = base.store.remove(name);
            }
        }
    }
}

/// With [`KeptReadings::decode`].
impl Keep for ToKeep<'_> {
    fn put(&self, to: &mut Writer<'_>) {
        let Self { document, problems, head, names, .. } = self;
        head.put(to);
        names.put(to);
        problems.to_vec().put(to);
        if let Some(document) = document {
            document.put(to);
        }
    }

    /// It is read as parts.
    fn take(_: &mut Reader<'_>) -> Option<Self> {
        None
    }
}

/// Whether the file is what it was, and beside it lies what lay there.
fn is_true(base: &Base, document: &CitedDocument) -> bool {
    let (root, raw) = (&*base.root, &document.raw);
    let hash = |path: &str, limit: u64| base.stats.hash(root, path, limit).ok();
    let is_same = |attachment| attachments::is_same(root, &raw.path, attachment, &hash);
    hash(&raw.path, LARGEST_TEXT).is_some_and(|(hash, _)| hash == raw.content_hash)
        && raw.front_matter.attachments.iter().all(is_same)
        && raw.front_matter.versions.iter().all(|version| versions::is_same(version, &hash))
        && (document.links.iter().all(|link| link.beside.is_none())
            || are_beside(base, &raw.path, &document.links, raw))
}

/// The numbers of the paths in each part.
fn spread<P: AsRef<str>>(paths: &[P], count: usize) -> Vec<Vec<usize>> {
    let mut parts = vec![Vec::new(); count];
    for (number, path) in paths.iter().enumerate() {
        if let Some(part) = part_of(path.as_ref(), count) {
            parts[part].push(number);
        }
    }
    parts
}

/// `None`: there are no parts.
pub(in crate::pipeline) fn part_of(path: &str, count: usize) -> Option<usize> {
    let hash = Sha256::digest(path);
    (u32::from_le_bytes([hash[0], hash[1], hash[2], hash[3]]) as usize).checked_rem(count)
}

/// Parts for so many documents.
fn wanted(documents: usize) -> usize {
    documents.div_ceil(TOGETHER).max(1).next_power_of_two()
}

/// Part `at` of `count`.
fn name(start: &str, count: usize, at: usize) -> String {
    format!("{start}{count}-{at}")
}

/// Of how many parts these are names. Of two spreads, where a run was killed between them, the larger one.
fn count_of(names: &[String]) -> usize {
    let counts = names.iter().filter_map(|name| name.strip_prefix(READINGS)?.split_once('-')?.0.parse().ok());
    counts.filter(|count: &usize| *count <= 1 << 20).max().unwrap_or(0)
}
