//! The words of all documents, while a run needs them.
//!
//! In: documents as they are read ([`WordStore::keep`]), or what an earlier run kept of them ([`WordStore::put_kept`]).
//! Out: the words of one document, or of all, one after another. Words that were kept stay in the store until they are
//! asked for; of large sites those that are read wait beside the output folder, not in memory.

use crate::content::RawDocument;
use crate::document::Document;
use crate::pipeline::kept::words;
use crate::publish::Scratch;
use crate::reuse::ReuseText;
use crate::store::Store;
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Bytes of words kept in memory where there is a place for more.
const IN_MEMORY: usize = 2 << 20;
/// Parts of the store that are read at a time, so that none is read twice.
const AT_A_TIME: usize = 16;

/// The words of documents, by the path of their file.
#[derive(Default)]
pub(in crate::pipeline) struct WordStore {
    kept: Mutex<Kept>,
    /// Words may stay in it until they are asked for; `None`: a preview, which may want them when it has newer ones.
    store: Option<Arc<Store>>,
    fetching: [Mutex<()>; AT_A_TIME],
}

#[derive(Default)]
struct Kept {
    texts: BTreeMap<Arc<str>, KeptWords>,
    /// Words that stand nowhere else any more, since their document has others or is gone; by its path and the beginning of
    /// the hash of its file.
    former: BTreeMap<(Arc<str>, u64), Vec<u8>>,
    /// Parts of the store.
    parts: usize,
    /// Bytes in memory.
    bytes: usize,
    beside: Option<PathBuf>,
    scratch: Option<Arc<Mutex<Scratch>>>,
}

/// The words of a document.
#[derive(Clone)]
struct KeptWords {
    /// The beginning of the hash of the file that they are of.
    of: u64,
    place: StoredAt,
}

#[derive(Clone)]
enum StoredAt {
    Memory(Arc<[u8]>),
    /// Number of the part, bytes.
    Scratch(usize, usize),
    /// In its part of the store.
    Store,
}

impl StoredAt {
    fn len(&self) -> usize {
        match self {
            Self::Memory(bytes) => bytes.len(),
            Self::Scratch(_, length) => *length,
            Self::Store => 0,
        }
    }
}

impl WordStore {
    /// `beside`: a file for what is too much for memory; `store`: where words may stay.
    pub fn new(beside: Option<PathBuf>, store: Arc<Store>) -> Self {
        let kept = Mutex::new(Kept { beside, ..Kept::default() });
        Self { kept, store: Some(store), fetching: Default::default() }
    }

    /// Keeps the words of a document, instead of those it had.
    pub fn keep(&self, raw: &RawDocument, document: &Document) {
        self.put(raw, ReuseText::of(document).to_bytes());
    }

    /// The same, where its words are known: what [`WordStore::bytes_of`] gave.
    pub fn put(&self, raw: &RawDocument, bytes: Vec<u8>) {
        self.kept().put(&raw.path, beginning(&raw.content_hash), bytes);
    }

    /// Whether words may stay in the store.
    pub const fn reads_store(&self) -> bool {
        self.store.is_some()
    }

    /// The words of these documents stand in the store.
    pub fn put_kept<'a>(&self, documents: impl Iterator<Item = &'a RawDocument>) {
        let mut kept = self.kept();
        for raw in documents {
            let words = KeptWords { of: beginning(&raw.content_hash), place: StoredAt::Store };
            kept.texts.insert(Arc::clone(&raw.path), words);
        }
    }

    /// Of how many parts the words in the store are.
    pub fn stands_in_parts(&self, parts: usize) {
        self.kept().parts = parts;
    }

    /// The store has these words no more.
    pub fn leave(&self, path: String, of: u64, bytes: Vec<u8>) {
        self.kept().former.insert((path.into(), of), bytes);
    }

    /// Words that documents had are not asked for any more.
    pub fn forget_former(&self) {
        self.kept().former.clear();
    }

    /// The words of the document at `path`, where those were kept that the file with this hash has.
    pub fn of(&self, path: &str, hash: &[u8; 32]) -> Option<ReuseText> {
        ReuseText::from_bytes(&self.bytes_of(path, hash)?)
    }

    /// The same, as [`ReuseText::to_bytes`] gives them.
    pub fn bytes_of(&self, path: &str, hash: &[u8; 32]) -> Option<Vec<u8>> {
        self.bytes_that(path, beginning(hash))
    }

    /// The same of the beginning of a hash; also where the document has other words now.
    pub fn bytes_that(&self, path: &str, of: u64) -> Option<Vec<u8>> {
        let kept = self.kept();
        if let Some(former) = kept.former.get(&(path.into(), of)) {
            return Some(former.clone());
        }
        let place = kept.texts.get(path).filter(|words| words.of == of)?.place.clone();
        drop(kept);
        self.read(path, place)
    }

    /// What was kept of the document at `path`; `None`: nothing, or the disk does not give it back.
    pub fn get(&self, path: &str) -> Option<Vec<u8>> {
        let place = self.kept().texts.get(path)?.place.clone();
        self.read(path, place)
    }

    /// Bytes kept of the documents at `paths`, as far as they were read.
    pub fn size_of<'a>(&self, paths: impl Iterator<Item = &'a Arc<str>>) -> usize {
        let kept = self.kept();
        paths.filter_map(|path| kept.texts.get(path)).map(|words| words.place.len()).sum()
    }

    /// Reads all that stands in the store.
    pub fn fetch_all(&self) {
        let parts = self.kept().parts;
        (0..parts).into_par_iter().for_each(|part| self.fetch(part));
    }

    /// Shows the words of all documents that `number` knows to `look`, those that the store has part by part, without
    /// keeping them; all that was found. `None`: it has not shown `count` documents.
    pub fn look(
        &self,
        count: usize,
        number: &(dyn Fn(&str, u64) -> Option<usize> + Sync),
        look: crate::reuse::Look<'_>,
    ) -> Option<Vec<u64>> {
        let (mut here, mut parts) = (Vec::new(), 0);
        {
            let kept = self.kept();
            for (path, words) in &kept.texts {
                match words.place {
                    StoredAt::Store => parts = kept.parts,
                    _ => here.extend(number(path, words.of).map(|number| (number, words.place.clone()))),
                }
            }
        }
        let of_memory = here.into_par_iter().map(|(number, place)| {
            let mut found = Vec::new();
            let words = self.read("", place).and_then(|bytes| ReuseText::words_in(&bytes));
            words.map(|words| look(number, &words, &mut found)).map(|()| (1, found))
        });
        let of_store = (0..parts).into_par_iter().map(|part| {
            let (mut found, mut shown) = (Vec::new(), 0);
            words::each(self.store.as_ref()?, parts, part, &mut |path, of, words| {
                if let Some(number) = number(path, of).filter(|_| self.stands_in_store(path, of)) {
                    look(number, words, &mut found);
                    shown += 1;
                }
            });
            Some((shown, found))
        });
        let all: Option<Vec<(usize, Vec<u64>)>> = of_memory.chain(of_store).collect();
        let all = all?;
        let shown: usize = all.iter().map(|(shown, _)| shown).sum();
        (shown == count).then(|| all.into_iter().flat_map(|(_, found)| found).collect())
    }

    fn stands_in_store(&self, path: &str, of: u64) -> bool {
        self.kept().texts.get(path).is_some_and(|words| words.of == of && matches!(words.place, StoredAt::Store))
    }

    fn read(&self, path: &str, place: StoredAt) -> Option<Vec<u8>> {
        match place {
            StoredAt::Memory(bytes) => Some(bytes.to_vec()),
            StoredAt::Scratch(part, _) => {
                let scratch = self.kept().scratch.clone()?;
                let scratch = scratch.lock().unwrap_or_else(PoisonError::into_inner);
                scratch.part(part).ok()
            }
            StoredAt::Store => {
                let part = words::part_of(path, self.kept().parts)?;
                let _reading = self.fetching[part % AT_A_TIME].lock().unwrap_or_else(PoisonError::into_inner);
                let place = || Some(self.kept().texts.get(path)?.place.clone());
                if matches!(place()?, StoredAt::Store) {
                    self.fetch(part);
                }
                Some(place()?)
                    .filter(|place| !matches!(place, StoredAt::Store))
                    .and_then(|place| self.read(path, place))
            }
        }
    }

    /// Reads a part of the store; words of documents that are not in it stay unknown.
    fn fetch(&self, part: usize) {
        let Some(store) = &self.store else { return };
        let parts = self.kept().parts;
        for (path, words) in words::load(store, parts, part) {
            if self.stands_in_store(&path, words.of) {
                self.kept().put(&path.into(), words.of, words.bytes);
            }
        }
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Kept {
    fn put(&mut self, path: &Arc<str>, of: u64, bytes: Vec<u8>) {
        let place = self.place(bytes);
        if let StoredAt::Memory(bytes) = &place {
            self.bytes += bytes.len();
        }
        let Some(old) = self.texts.insert(Arc::clone(path), KeptWords { of, place }) else { return };
        let StoredAt::Memory(bytes) = old.place else { return };
        self.bytes -= bytes.len();
        if old.of != of {
            self.former.insert((Arc::clone(path), old.of), bytes.to_vec());
        }
    }

    fn place(&mut self, bytes: Vec<u8>) -> StoredAt {
        if self.bytes + bytes.len() > IN_MEMORY
            && let Some(path) = &self.beside
        {
            if self.scratch.is_none() {
                self.scratch = Scratch::create(path.clone()).ok().map(|scratch| Arc::new(Mutex::new(scratch)));
            }
            let put = self.scratch.as_ref().and_then(|scratch| {
                let mut scratch = scratch.lock().unwrap_or_else(PoisonError::into_inner);
                scratch.put(&bytes).ok().map(|()| scratch.count() - 1)
            });
            if let Some(part) = put {
                return StoredAt::Scratch(part, bytes.len());
            }
            // No room on the disk: there may be some in memory.
        }
        StoredAt::Memory(bytes.into())
    }
}

/// What is kept of the hash of a file.
pub(in crate::pipeline) fn beginning(hash: &[u8; 32]) -> u64 {
    let [a, b, c, d, e, f, g, h, ..] = *hash;
    u64::from_le_bytes([a, b, c, d, e, f, g, h])
}
