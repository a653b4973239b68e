//! Which pages stay as they are: those of which nothing that they read has another value.
//!
//! In: the traces that an earlier run kept, the values of all facts now. Out: for each page whether it stays; the traces of
//! this run. A trace says what a page with such facts holds, whoever made it and when; so it may be of a build that was
//! refused or killed, and the output folder alone says whether the file is there ([`Stage::keep`]).

use super::Kept;
use super::snapshot::Snapshot;
use crate::address::published::FileDigest;
use crate::publish::Stage;
use crate::site::facts::{Facts, WHOLE};
use crate::site::{Page, Site, World};
use crate::store::{self, Store};
use crate::trace::kept::{FactList, KeptFact, KeptPage, Traces};
use crate::trace::{EVERYTHING, FactHasher, Kind, Notes, kinds};
use hashbrown::HashTable;
use rayon::prelude::*;
use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// More facts of one kind than this in one page are one fact: the kind as a whole.
const MANY: usize = 512;

/// The traces of the last run against the facts of this one.
pub(super) struct Tracing<'a> {
    site: &'a Site,
    facts: Facts<'a>,
    options: u64,
    old: Traces,
    /// For each fact of `old` whether it has the same value.
    holds: Vec<bool>,
    /// The names of `old`.
    names: HashTable<u32>,
    /// For each name the page of `old` with this address.
    pages: Vec<u32>,
    /// Those that stay as they are.
    kept: Vec<AtomicBool>,
    /// The pages that were made.
    new: Mutex<New>,
    made: AtomicUsize,
}

/// Where traces are kept between runs; by default nowhere, so that all pages are made.
#[derive(Clone, Default)]
pub struct Memory<'a> {
    pub(crate) store: Option<Arc<Store>>,
    /// Their name in the store: each output folder has its own.
    pub(crate) name: String,
    /// The page, by its address or the path of its file, that shall be explained.
    pub(crate) asked: Option<&'a str>,
}

impl<'a> Memory<'a> {
    /// In a store of their own, for one output folder.
    ///
    /// # Errors
    /// Something else stands at `folder`.
    pub fn in_folder(folder: &Path, asked: Option<&'a str>) -> io::Result<Self> {
        let store = Store::open(folder, store::program())?;
        Ok(Self { store: Some(Arc::new(store)), name: "traces".to_owned(), asked })
    }

    /// Among all else that is kept.
    pub fn of(kept: &Kept, name: &str, asked: Option<&'a str>) -> Self {
        Self { store: Some(Arc::clone(&kept.store)), name: name.to_owned(), asked }
    }

    fn read(&self) -> Option<Vec<u8>> {
        self.store.as_ref()?.read(&self.name)
    }

    /// Without traces the next run makes all pages: that they cannot be kept is no failure.
    pub(super) fn keep(&self, traces: impl FnOnce() -> Vec<u8>) {
        if let Some(store) = self.store.as_ref().filter(|store| store.is_kept()) {
            let _ = store.write(&self.name, &traces());
        }
    }
}

/// Why a page was made, or was not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Explained {
    /// The site has no such page.
    Unknown,
    /// It stayed as it was.
    Kept,
    /// Nothing is known of how it was made before.
    New,
    /// Something else makes it now.
    Job,
    /// It says how large other files are, and some are others now.
    Sizes,
    /// All that it read is as it was, but its file does not stand in the output folder as it was written.
    File,
    /// What it read that has another value: words of the catalogue, and of what.
    Facts(Vec<(&'static str, String)>),
}

/// The traces of this run.
#[derive(Default)]
struct New {
    traces: Traces,
    /// Where names stand in the traces: there are more of them than pages, and none is held twice.
    names: HashTable<u32>,
    /// Where facts stand, by kind and name.
    facts: HashTable<u32>,
    /// The same facts by kind and place, where they have one: [`NONE`] where it is not known, [`NAMELESS`] where it has no
    /// name.
    placed: Vec<Vec<u32>>,
    /// The addresses of pages that were made.
    made: Vec<u32>,
}

impl<'a> Tracing<'a> {
    /// `memory`: where the last run kept its traces.
    pub fn new(
        snapshot: &'a Snapshot,
        world: &'a World<'a>,
        shared: &'a (dyn Fn(usize) -> u64 + Sync),
        memory: &Memory<'_>,
    ) -> Self {
        let options = options(snapshot);
        let read = || memory.read().and_then(|kept| Traces::from_bytes(&kept)).filter(|old| old.options == options);
        let (facts, old) = rayon::join(|| Facts::new(world, &snapshot.renderer, shared), read);
        let old = old.unwrap_or_default();
        let same = |fact: &KeptFact| facts.value(fact.kind, &old.names[fact.name as usize]) == fact.value;
        let (holds, names) = rayon::join(|| old.facts.par_iter().map(same).collect(), || table(&old.names));
        let mut pages = vec![NONE; old.names.len()];
        for (at, page) in old.pages.iter().enumerate() {
            pages[page.address as usize] = at as u32;
        }
        Self {
            site: &snapshot.site,
            facts,
            options,
            holds,
            names,
            pages,
            kept: old.pages.iter().map(|_| AtomicBool::new(false)).collect(),
            old,
            new: Mutex::default(),
            made: AtomicUsize::new(0),
        }
    }

    /// Whether the page stays as it is; then it is part of the next site.
    pub fn keeps(&self, stage: &Stage, page: &Page) -> bool {
        let Some(at) = self.before(page) else { return false };
        let known = &self.old.pages[at];
        let stands = known.job == self.facts.job(&page.job)
            && known.facts.iter().all(|fact| self.holds.get(fact as usize) == Some(&true))
            && stage.keep(&page.file(), &known.digest);
        self.kept[at].store(stands, Ordering::Relaxed);
        stands
    }

    /// The page of the last run with this address.
    fn before(&self, page: &Page) -> Option<usize> {
        let name = find(&self.names, &self.old.names, &page.address)?;
        Some(self.pages[name as usize]).filter(|at| *at != NONE).map(|at| at as usize)
    }

    /// The page was made: what it read, what its file holds.
    pub fn made(&self, page: &Page, notes: Notes, digest: FileDigest) {
        self.made.fetch_add(1, Ordering::Relaxed);
        let job = self.facts.job(&page.job);
        let mut new = self.new.lock().unwrap_or_else(PoisonError::into_inner);
        let address = new.name(&page.address);
        new.made.push(address);
        // Without a name a fact cannot be asked for again: the page has no trace and is made each time.
        if let Some(facts) = self.numbers(&mut new, &notes) {
            new.traces.pages.push(KeptPage { address, job, digest, facts: FactList::of(facts) });
        }
    }

    /// A page was made that says how large others are: each time, since that is no fact. It counts where it holds something
    /// else than the file that was published.
    pub fn made_last(&self, stage: &Stage, page: &Page, digest: &FileDigest) {
        if stage.was_published(&page.file()).as_ref() == Some(digest) {
            return;
        }
        self.made.fetch_add(1, Ordering::Relaxed);
        let mut new = self.new.lock().unwrap_or_else(PoisonError::into_inner);
        let address = new.name(&page.address);
        new.made.push(address);
    }

    /// Why the page was made that stands at an address, or in a file of the output folder.
    pub fn explain(&self, stage: &Stage, asked: &str) -> Explained {
        let address = format!("/{}", asked.trim_start_matches('/'));
        let folder = address.strip_suffix("index.html").filter(|folder| folder.ends_with('/'));
        let with_slash = format!("{address}/");
        let found = [Some(address.as_str()), folder, Some(&with_slash)];
        let Some(page) = found.into_iter().flatten().find_map(|address| self.site.find(address)) else {
            return Explained::Unknown;
        };
        if !self.made_pages().contains(page.address.as_str()) {
            return Explained::Kept;
        }
        if page.job.kind().last && stage.was_published(&page.file()).is_some() {
            return Explained::Sizes;
        }
        let Some(at) = self.before(page) else { return Explained::New };
        let known = &self.old.pages[at];
        if known.job != self.facts.job(&page.job) {
            return Explained::Job;
        }
        let differing = known.facts.iter().filter(|fact| self.holds.get(*fact as usize) == Some(&false));
        let named: BTreeSet<(&'static str, String)> = differing
            .map(|fact| {
                let KeptFact { kind, name, .. } = self.old.facts[fact as usize];
                (kinds::about(kind).1, self.old.names[name as usize].replace(WHOLE, ""))
            })
            .collect();
        if named.is_empty() { Explained::File } else { Explained::Facts(named.into_iter().collect()) }
    }

    fn made_pages(&self) -> BTreeSet<Box<str>> {
        let new = self.new.lock().unwrap_or_else(PoisonError::into_inner);
        new.made.iter().map(|name| new.traces.names[*name as usize].clone()).collect()
    }

    /// How many pages were made.
    pub fn count(&self) -> usize {
        self.made.load(Ordering::Relaxed)
    }

    /// The traces of this run, to be kept.
    pub fn finish(self) -> Vec<u8> {
        let mut new = self.new.into_inner().unwrap_or_else(PoisonError::into_inner);
        let Traces { names, facts, .. } = &mut new.traces;
        facts.par_iter_mut().for_each(|fact| fact.value = self.facts.value(fact.kind, &names[fact.name as usize]));
        let kept: Vec<bool> = self.kept.into_iter().map(AtomicBool::into_inner).collect();
        let (old, names) = (self.old, self.names);
        let made = std::mem::take(&mut new.traces);
        let mut traces = old.continued(made, &kept, |known, name| find(&names, known, name)).unwrap_or_else(|both| {
            let (old, made) = *both;
            new.traces = made;
            new.take(&old, &kept);
            std::mem::take(&mut new.traces)
        });
        traces.options = self.options;
        // The bytes take as much memory as the traces: the tables go first.
        drop((new, names, self.holds, self.pages));
        traces.to_bytes()
    }

    /// The facts of a page that was made, by their numbers in `new`.
    fn numbers(&self, new: &mut New, notes: &Notes) -> Option<Vec<u32>> {
        let Notes { indexed, keyed } = notes;
        let mut read = Vec::with_capacity(indexed.len() + keyed.len());
        for of_kind in indexed.chunk_by(|one, other| one.0 == other.0) {
            let kind = of_kind[0].0;
            if of_kind.len() > MANY {
                read.push(new.fact(kind, WHOLE));
                continue;
            }
            for (kind, at) in of_kind {
                read.push(new.fact_at(*kind, *at, &self.facts)?);
            }
        }
        for of_kind in keyed.chunk_by(|one, other| one.0 == other.0) {
            match (of_kind[0].0, of_kind.len() > MANY) {
                (kinds::PAGE_AT, true) => read.push(new.fact(kinds::PAGES, WHOLE)),
                _ => read.extend(of_kind.iter().map(|(kind, key)| new.fact(*kind, key))),
            }
        }
        Some(read)
    }
}

/// Of the last run, where nothing of this one stands for it.
const NONE: u32 = u32::MAX;
/// A fact that cannot be asked for again.
const NAMELESS: u32 = u32::MAX - 1;

impl New {
    /// Adds the pages of the last run that stay, with their facts, whose values are what they were. All pages that were
    /// made are in, and the values of their facts.
    fn take(&mut self, old: &Traces, kept: &[bool]) {
        let (mut names, mut facts) = (vec![NONE; old.names.len()], vec![NONE; old.facts.len()]);
        for (page, _) in old.pages.iter().zip(kept).filter(|(_, kept)| **kept) {
            let address = self.take_name(old, page.address, &mut names);
            let number = |fact: u32| {
                let taken = &mut facts[fact as usize];
                if *taken == NONE {
                    let KeptFact { kind, name, value } = old.facts[fact as usize];
                    let name = self.take_name(old, name, &mut names);
                    *taken = self.known_fact(kind, name).unwrap_or_else(|| {
                        self.traces.facts.push(KeptFact { kind, name, value });
                        self.traces.facts.len() as u32 - 1
                    });
                }
                *taken
            };
            let facts = FactList::of(page.facts.iter().map(number).collect());
            self.traces.pages.push(KeptPage { address, facts, ..*page });
        }
    }

    /// A name of the last run. Names stand there once, so it is looked for among those of pages that were made, and what is
    /// added here is not noted.
    fn take_name(&mut self, old: &Traces, name: u32, taken: &mut [u32]) -> u32 {
        let number = &mut taken[name as usize];
        if *number == NONE {
            let name = &old.names[name as usize];
            *number = self.known_name(name).unwrap_or_else(|| {
                self.traces.names.push(name.clone());
                self.traces.names.len() as u32 - 1
            });
        }
        *number
    }

    fn name(&mut self, name: &str) -> u32 {
        if let Some(known) = self.known_name(name) {
            return known;
        }
        let number = self.traces.names.len() as u32;
        self.traces.names.push(name.into());
        let names = &self.traces.names;
        self.names.insert_unique(hash_of(name), number, |number| hash_of(&names[*number as usize]));
        number
    }

    fn known_name(&self, name: &str) -> Option<u32> {
        find(&self.names, &self.traces.names, name)
    }

    fn fact(&mut self, kind: Kind, name: &str) -> u32 {
        let name = self.name(name);
        self.known_fact(kind, name).unwrap_or_else(|| {
            let number = self.traces.facts.len() as u32;
            self.traces.facts.push(KeptFact { kind, name, value: 0 });
            let facts = &self.traces.facts;
            let hash = |number: &u32| hash_of_fact(facts[*number as usize].kind, facts[*number as usize].name);
            self.facts.insert_unique(hash_of_fact(kind, name), number, hash);
            number
        })
    }

    fn known_fact(&self, kind: Kind, name: u32) -> Option<u32> {
        let is_it = |number: &u32| {
            let known = self.traces.facts[*number as usize];
            (known.kind, known.name) == (kind, name)
        };
        self.facts.find(hash_of_fact(kind, name), is_it).copied()
    }

    /// `None`: it has no name.
    fn fact_at(&mut self, kind: Kind, at: u32, facts: &Facts<'_>) -> Option<u32> {
        let (kind_at, place) = (usize::from(kind), at as usize);
        let known = self.placed.get(kind_at).and_then(|places| places.get(place)).copied().unwrap_or(NONE);
        let number = match known {
            NONE => facts.name(kind, at).map_or(NAMELESS, |name| self.fact(kind, &name)),
            known => known,
        };
        // Of the kind as a whole there is one: it is asked for each time.
        if known == NONE && at != EVERYTHING {
            self.placed.resize_with(self.placed.len().max(kind_at + 1), Vec::new);
            let places = &mut self.placed[kind_at];
            places.resize(places.len().max(place + 1), NONE);
            places[place] = number;
        }
        Some(number).filter(|number| *number != NAMELESS)
    }
}

/// Where each name stands.
fn table(names: &[Box<str>]) -> HashTable<u32> {
    let mut table = HashTable::with_capacity(names.len());
    for (number, name) in names.iter().enumerate() {
        table.insert_unique(hash_of(name), number as u32, |number| hash_of(&names[*number as usize]));
    }
    table
}

fn find(table: &HashTable<u32>, names: &[Box<str>], name: &str) -> Option<u32> {
    let is_it = |number: &u32| names.get(*number as usize).is_some_and(|known| **known == *name);
    table.find(hash_of(name), is_it).copied()
}

fn hash_of_fact(kind: Kind, name: u32) -> u64 {
    let mut hasher = FactHasher::default();
    (u64::from(kind) << 32 | u64::from(name)).hash(&mut hasher);
    hasher.finish()
}

fn hash_of(name: &str) -> u64 {
    let mut hasher = FactHasher::default();
    hasher.write(name.as_bytes());
    hasher.finish()
}

/// What holds for all pages and is no fact.
fn options(snapshot: &Snapshot) -> u64 {
    let options = &snapshot.base.options;
    let mut hasher = DefaultHasher::new();
    (options.portable, options.preview, options.today, options.drafts).hash(&mut hasher);
    hasher.finish()
}
