//! What an index keeps for the next run, so that one edit reads one document and writes the few containers that it
//! changes.
//!
//! In: the postings of the base by [`fine`](super::postings) part of the alphabet, and a list ([`KeptIndex`]) of what
//! they are true of: the key of each document, the containers that were written. Out: the same in a later run. An index
//! that is made of it has the bytes of one that is made of nothing.
//!
//! A part is: its edition (8 bytes, of its content, by which the list knows it), then for each term what it shares with
//! the one before it, the rest, the bytes of its postings, and these: of each passage, documents ascending, distance to
//! the document before × 32 + place (at most 3; the rest follows) × 8 + impact. All numbers but the edition are varints.

use super::pack::{PieceKey, PieceStock, varint};
use super::root::FACTS;
use super::shards::WrittenContainer;
use super::{IndexSources, Passage};
use crate::address::published::FileDigest;
use crate::corpus::status::force;
use crate::corpus::{HeldDocument, Resolution};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::sync::Arc;

/// Where values are kept between runs, and what of the published index still stands.
pub trait IndexKeeper: Sync {
    /// What was kept as `name`.
    fn read(&self, name: &str) -> Option<Vec<u8>>;

    /// Keeps `bytes` as `name`. What cannot be kept is made anew the next time.
    fn write(&self, name: &str, bytes: &[u8]);

    /// Whether the file at `path`, below the index's folder, stands as published, and belongs to the next site.
    fn keep(&self, path: &str, file: &FileDigest) -> bool;

    /// The bytes of a published file, if they are those of `file`.
    fn published(&self, path: &str, file: &FileDigest) -> Option<Vec<u8>>;
}

/// Name of the list.
const LIST: &str = "search-list";
/// A change of anything here, or of what an index is made of.
pub(super) const VERSION: u32 = 7;

/// What was kept.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct KeptIndex {
    pub version: u32,
    /// The first number that is none of the base.
    pub base_end: u32,
    /// By number: key of the document, units of its passages' texts.
    pub documents: Vec<Option<(DocumentKey, Vec<u32>)>>,
    /// Editions of the parts of the base.
    pub parts: Vec<[u8; 8]>,
    /// By number of the container; `None` where there is none.
    pub texts: Vec<Option<KeptFile>>,
    /// Containers of terms of the base, and of the newest documents.
    pub terms: [Vec<WrittenContainer>; 2],
    pub names: Vec<KeptNames>,
    pub facts: Option<KeptFacts>,
}

/// A container of names.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct KeptNames {
    pub file: KeptFile,
    /// Of its pieces before they were packed.
    pub key: PieceKey,
    /// Bytes of its head.
    pub head: usize,
}

/// The container of all that is not for one term or passage.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct KeptFacts {
    pub file: KeptFile,
    /// Of each piece what it was made of, and its bytes.
    pub pieces: Vec<(PieceKey, usize)>,
}

/// A container that stands.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct KeptFile {
    pub generation: String,
    pub size: u64,
    pub sha256: [u8; 32],
}

impl KeptFile {
    pub(super) const fn digest(&self) -> FileDigest {
        FileDigest { size: self.size, sha256: self.sha256 }
    }
}

/// Tells a document, as the index reads it, from any other.
pub(super) type DocumentKey = [u8; 16];

impl KeptIndex {
    pub(super) fn read(keeper: &dyn IndexKeeper) -> Option<Self> {
        let kept: Self = serde_json::from_slice(&keeper.read(LIST)?).ok()?;
        (kept.version == VERSION).then_some(kept)
    }

    /// The pieces of the facts that were published.
    pub(super) fn stock(&self, keeper: &dyn IndexKeeper) -> Option<PieceStock> {
        let facts = self.facts.as_ref()?;
        let bytes = keeper.published(&format!("{FACTS}.bin"), &facts.file.digest())?;
        Some(PieceStock::new(bytes, &facts.pieces))
    }

    pub(super) fn write(&self, keeper: &dyn IndexKeeper) {
        keeper.write(LIST, &serde_json::to_vec(self).expect("numbers and strings are always JSON"));
    }
}

/// The keys of all documents, by number: of everything that [`TermReader`](super::TermReader) looks at.
pub(super) fn keys(sources: &IndexSources<'_>) -> Vec<Option<DocumentKey>> {
    let numbers = sources.numbers;
    let mut shared = Vec::new();
    for (short, readings) in sources.abbreviations.groups() {
        put(&mut shared, short);
        readings.iter().for_each(|reading| put(&mut shared, reading));
    }
    let shared = Sha256::new_with_prefix(shared);
    let key = |bytes: &mut Vec<u8>, held: &Arc<HeldDocument>| {
        bytes.clear();
        describe(sources, held, bytes);
        let key: [u8; 32] = shared.clone().chain_update(&*bytes).finalize().into();
        std::array::from_fn(|at| key[at])
    };
    let made: Vec<DocumentKey> =
        sources.corpus.documents.iter().as_slice().par_iter().map_init(Vec::new, key).collect();
    let mut keys = vec![None; numbers.end() as usize];
    for (index, key) in made.into_iter().enumerate() {
        keys[numbers.of(index) as usize] = Some(key);
    }
    keys
}

fn put(bytes: &mut Vec<u8>, text: &str) {
    bytes.extend_from_slice(&(text.len() as u64).to_le_bytes());
    bytes.extend_from_slice(text.as_bytes());
}

fn describe(sources: &IndexSources<'_>, held: &HeldDocument, bytes: &mut Vec<u8>) {
    let (registries, front_matter) = (sources.registries, &held.front_matter);
    bytes.extend_from_slice(&held.text.content_hash);
    put(bytes, &held.address);
    put(bytes, registries.types.get(&front_matter.kind.value).map_or("", |kind| &kind.name));
    put(bytes, force(sources.corpus, held.work).key());
    if let Some((name, address)) = super::facets::replaced_by(sources.corpus, held) {
        put(bytes, &name);
        put(bytes, &address);
    }
    if let Some(issuer) = registries.issuers.get(&front_matter.issuer.value) {
        put(bytes, &issuer.name);
        put(bytes, &issuer.official_name);
    }
    for theme in front_matter.themes.iter().filter_map(|tag| registries.themes.get(&tag.theme.value)) {
        put(bytes, &theme.name);
        theme.synonyms.iter().for_each(|synonym| put(bytes, synonym));
        put(bytes, "");
    }
    for resolved in &held.citations {
        bytes.extend_from_slice(&(resolved.citation.section as u64).to_le_bytes());
        put(bytes, resolved.citation.number.as_ref().map_or("", |number| number.as_str()));
        let work = match resolved.resolution {
            Resolution::Work(work, _) => sources.corpus.works[work].id.as_str(),
            _ => "",
        };
        put(bytes, work);
    }
}

/// A part of the alphabet while it is written.
#[derive(Debug, Default)]
pub(super) struct PartWriter {
    bytes: Vec<u8>,
    last: String,
    postings: Vec<u8>,
}

impl PartWriter {
    /// Takes the next term; its passages ascend.
    pub(super) fn push(&mut self, text: &str, postings: &[(Passage, u8)]) {
        let mut bytes = std::mem::take(&mut self.postings);
        bytes.clear();
        let mut before = 0;
        for (passage, impact) in postings {
            let place = passage.place.min(3);
            let number = ((passage.document - before) as usize) << 5 | (place << 3) as usize | usize::from(*impact);
            varint(number, &mut bytes);
            if place == 3 {
                varint(passage.place as usize - 3, &mut bytes);
            }
            before = passage.document;
        }
        self.push_bytes(text, &bytes);
        self.postings = bytes;
    }

    /// Takes the next term with the bytes of its postings.
    pub(super) fn push_bytes(&mut self, text: &str, postings: &[u8]) {
        if self.bytes.is_empty() {
            self.bytes.extend([0; 8]);
        }
        let shared = self.last.bytes().zip(text.bytes()).take_while(|(a, b)| a == b).count();
        varint(shared, &mut self.bytes);
        varint(text.len() - shared, &mut self.bytes);
        self.bytes.extend_from_slice(&text.as_bytes()[shared..]);
        text.clone_into(&mut self.last);
        varint(postings.len(), &mut self.bytes);
        self.bytes.extend_from_slice(postings);
    }

    /// Keeps the part; its edition.
    pub(super) fn keep(mut self, number: usize, keeper: &dyn IndexKeeper) -> [u8; 8] {
        if self.bytes.is_empty() {
            return [0; 8];
        }
        let hash: [u8; 32] = Sha256::digest(&self.bytes[8..]).into();
        let edition = std::array::from_fn(|at| hash[at]);
        self.bytes[..8].copy_from_slice(&edition);
        keeper.write(&part_name(number), &self.bytes);
        edition
    }
}

fn part_name(number: usize) -> String {
    format!("search-part-{number}")
}

/// The part of this number and edition; `None` where it is not there.
pub(super) fn read_part(keeper: &dyn IndexKeeper, number: usize, edition: [u8; 8]) -> Option<Vec<u8>> {
    if edition == [0; 8] {
        return Some(Vec::new());
    }
    keeper.read(&part_name(number)).filter(|bytes| bytes.starts_with(&edition))
}

/// A part while it is read.
pub(super) struct PartReader<'a> {
    bytes: &'a [u8],
    at: usize,
    text: Vec<u8>,
}

impl<'a> PartReader<'a> {
    pub(super) const fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 8, text: Vec::new() }
    }

    /// The next term and the bytes of its postings.
    pub(super) fn next(&mut self) -> Option<(&str, &'a [u8])> {
        if self.at >= self.bytes.len() {
            return None;
        }
        let shared = number(self.bytes, &mut self.at);
        let rest = number(self.bytes, &mut self.at);
        self.text.truncate(shared);
        let rest = self.slice(rest);
        self.text.extend_from_slice(rest);
        let length = number(self.bytes, &mut self.at);
        let postings = self.slice(length);
        Some((std::str::from_utf8(&self.text).unwrap_or_default(), postings))
    }

    fn slice(&mut self, length: usize) -> &'a [u8] {
        let slice = self.bytes.get(self.at..self.at + length).unwrap_or_default();
        self.at += length;
        slice
    }
}

/// Reads the postings of a term.
pub(super) fn postings(bytes: &[u8]) -> impl Iterator<Item = (Passage, u8)> {
    let (mut at, mut document) = (0, 0);
    std::iter::from_fn(move || {
        if at >= bytes.len() {
            return None;
        }
        let value = number(bytes, &mut at);
        document += (value >> 5) as u32;
        let place = (value >> 3 & 3) as u32;
        let more = if place == 3 { number(bytes, &mut at) as u32 } else { 0 };
        Some((Passage { document, place: place + more }, (value & 7) as u8))
    })
}

fn number(bytes: &[u8], at: &mut usize) -> usize {
    let (mut value, mut shift) = (0, 0);
    while let Some(byte) = bytes.get(*at) {
        *at += 1;
        value |= usize::from(byte & 0x7f) << shift;
        shift += 7;
        if byte & 0x80 == 0 || shift > 56 {
            break;
        }
    }
    value
}
