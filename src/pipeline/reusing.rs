//! Passages that stand in several documents: keeps the words of all texts while they are in memory anyway, then asks
//! who shares what.
//!
//! In: documents as they are read ([`WordStore::keep`]). Out: [`Reuse`], which finds for one document what it shares
//! with others. Of large sites the words wait beside the output folder, not in memory.

use crate::content::RawDocument;
use crate::content::front_matter::FrontMatter;
use crate::corpus::{CitedDocument, Corpus, DocumentIndex};
use crate::document::Document;
use crate::publish::Scratch;
use crate::reuse::{ReuseIndex, ReuseText, SharedPassages, found};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Bytes of words kept in memory where there is a place for more.
const IN_MEMORY: usize = 64 << 20;

/// The words of documents, by the path of their file.
#[derive(Default)]
pub(super) struct WordStore {
    kept: Mutex<Kept>,
}

#[derive(Default)]
struct Kept {
    texts: BTreeMap<Arc<str>, KeptWords>,
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
}

impl StoredAt {
    fn len(&self) -> usize {
        match self {
            Self::Memory(bytes) => bytes.len(),
            Self::Scratch(_, length) => *length,
        }
    }
}

impl WordStore {
    /// `beside`: a file for what is too much for memory.
    pub fn new(beside: Option<PathBuf>) -> Self {
        Self { kept: Mutex::new(Kept { beside, ..Kept::default() }) }
    }

    /// Keeps the words of a document, instead of those it had.
    pub fn keep(&self, raw: &RawDocument, document: &Document) {
        self.put(raw, ReuseText::of(document).to_bytes());
    }

    /// The same, where its words are known: what [`WordStore::bytes_of`] gave.
    pub fn put(&self, raw: &RawDocument, bytes: Vec<u8>) {
        let mut kept = self.kept();
        let place = kept.put(bytes);
        if let StoredAt::Memory(bytes) = &place {
            kept.bytes += bytes.len();
        }
        let words = KeptWords { of: beginning(&raw.content_hash), place };
        if let Some(KeptWords { place: StoredAt::Memory(old), .. }) = kept.texts.insert(Arc::clone(&raw.path), words) {
            kept.bytes -= old.len();
        }
    }

    /// The words of the document at `path`, where those were kept that the file with this hash has.
    pub fn of(&self, path: &str, hash: &[u8; 32]) -> Option<ReuseText> {
        ReuseText::from_bytes(&self.bytes_of(path, hash)?)
    }

    /// The same, as [`ReuseText::to_bytes`] gives them.
    pub fn bytes_of(&self, path: &str, hash: &[u8; 32]) -> Option<Vec<u8>> {
        let kept = self.kept().texts.get(path).filter(|words| words.of == beginning(hash))?.clone();
        self.read(kept.place)
    }

    /// What was kept of the document at `path`; `None`: nothing, or the disk does not give it back.
    fn get(&self, path: &str) -> Option<Vec<u8>> {
        let place = self.kept().texts.get(path)?.place.clone();
        self.read(place)
    }

    fn read(&self, place: StoredAt) -> Option<Vec<u8>> {
        match place {
            StoredAt::Memory(bytes) => Some(bytes.to_vec()),
            StoredAt::Scratch(part, _) => {
                let scratch = self.kept().scratch.clone()?;
                let scratch = scratch.lock().unwrap_or_else(PoisonError::into_inner);
                scratch.part(part).ok()
            }
        }
    }

    /// Bytes kept of the documents at `paths`.
    fn size_of<'a>(&self, paths: impl Iterator<Item = &'a Arc<str>>) -> usize {
        let kept = self.kept();
        paths.filter_map(|path| kept.texts.get(path)).map(|words| words.place.len()).sum()
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Kept {
    fn put(&mut self, bytes: Vec<u8>) -> StoredAt {
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

/// Who shares passages with whom.
#[derive(Default)]
pub(super) struct Reuse {
    /// Paths, the earliest dated document first, those without date last.
    order: Vec<Arc<str>>,
    numbers: HashMap<Arc<str>, usize>,
    index: ReuseIndex,
    /// Paths of the documents that share something.
    pub reused: BTreeSet<Arc<str>>,
}

impl Reuse {
    /// Asks the words of these documents.
    pub fn of(words: &WordStore, documents: &[CitedDocument]) -> Self {
        Self::new(words, documents.iter().map(|document| (&document.raw.path, &*document.raw.front_matter)))
    }

    /// Asks the words of all `documents` (path and front matter).
    pub fn new<'a>(words: &WordStore, documents: impl Iterator<Item = (&'a Arc<str>, &'a FrontMatter)>) -> Self {
        let mut dated: Vec<_> = documents.map(|(path, front)| (date(front), Arc::clone(path))).collect();
        dated.sort();
        let order: Vec<Arc<str>> = dated.into_iter().map(|(_, path)| path).collect();
        let size = words.size_of(order.iter()) / size_of::<u32>();
        let index = ReuseIndex::new(order.len(), size, &|number| words.get(&order[number]));
        let numbers = order.iter().enumerate().map(|(number, path)| (Arc::clone(path), number)).collect();
        let reused = order.iter().enumerate().filter(|(number, _)| !index.others(*number).is_empty());
        Self { reused: reused.map(|(_, path)| Arc::clone(path)).collect(), order, numbers, index }
    }

    /// The documents' places in a corpus.
    pub fn places(&self, corpus: &Corpus) -> Places {
        let mut places = vec![None; self.order.len()];
        for (index, document) in corpus.documents.iter().enumerate() {
            if let Some(number) = self.numbers.get(&document.path) {
                places[*number] = Some(index);
            }
        }
        Places(places)
    }

    /// A number that is the same as long as what [`Reuse::found`] finds is the same: of the texts of the document and of
    /// those that it is compared with, of their order, of the runs that many documents have.
    pub fn value(&self, places: &Places, corpus: &Corpus, path: &str) -> u64 {
        let Some(number) = self.numbers.get(path) else { return 0 };
        let text = |number: usize| {
            let held = places.0.get(number).copied().flatten().map(|at| &corpus.documents[at]);
            held.map(|held| (&held.id, held.text.text_hash))
        };
        let mut hasher = DefaultHasher::new();
        (text(*number), self.index.common_of(*number), self.index.formula_limit()).hash(&mut hasher);
        let best: Vec<usize> = self.index.others(*number).iter().map(|other| *other as usize).collect();
        best.iter().for_each(|other| text(*other).hash(&mut hasher));
        let mut by_date = best;
        by_date.sort_unstable();
        by_date.into_iter().for_each(|other| text(other).map(|(id, _)| id).hash(&mut hasher));
        hasher.finish()
    }

    /// What the document at `path` shares with others; their numbers are those of the corpus.
    pub fn found(
        &self,
        words: &WordStore,
        places: &Places,
        path: &str,
        own: impl FnOnce() -> ReuseText,
    ) -> SharedPassages {
        let Some(number) = self.numbers.get(path) else { return SharedPassages::default() };
        let others = self.index.others(*number).iter().filter_map(|other| {
            let other = *other as usize;
            places.0.get(other).copied().flatten()?;
            Some((other, ReuseText::from_bytes(&words.get(&self.order[other])?)?))
        });
        let others: Vec<(usize, ReuseText)> = others.collect();
        if others.is_empty() {
            return SharedPassages::default();
        }
        let mut found = found(&own(), &others, &self.index);
        let place = |number: &mut usize| *number = places.0[*number].unwrap_or_default();
        found.shared.iter_mut().for_each(|shared| place(&mut shared.document));
        found.passages.iter_mut().flat_map(|passage| &mut passage.also).for_each(|also| place(&mut also.document));
        found
    }
}

/// The place in a corpus of each document that was asked.
#[derive(Default)]
pub(super) struct Places(Vec<Option<DocumentIndex>>);

fn beginning(hash: &[u8; 32]) -> u64 {
    let [a, b, c, d, e, f, g, h, ..] = *hash;
    u64::from_le_bytes([a, b, c, d, e, f, g, h])
}

/// Orders documents: without a date, last.
fn date(front_matter: &FrontMatter) -> (bool, Option<jiff::civil::Date>) {
    let date = front_matter.date.as_ref().map(|date| date.value);
    (date.is_none(), date)
}
