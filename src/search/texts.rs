//! The texts of passages, in containers of [`DOCUMENTS`] numbers each, and where in them each stands.
//!
//! A text is a piece: its length as a varint, its bytes, and zeros up to the next multiple of [`UNIT`], so that one byte
//! says how long it is. Places are pieces of [`PLACES`] numbers each: how many numbers, how many passages every document
//! has, then the units of every passage, all as varints.

use super::keeping::KeptFile;
use super::pack::{Container, IndexFile, IndexForm, varint};
use std::collections::BTreeMap;

/// Numbers of documents whose texts share a container.
pub(super) const DOCUMENTS: u32 = 256;
/// Numbers of documents whose places share a piece.
const PLACES: usize = 1_024;
/// Bytes by which texts are placed.
const UNIT: usize = 64;

/// Texts on their way into containers.
#[derive(Debug)]
pub(super) struct Texts {
    form: IndexForm,
    /// By number of the document; of containers that are not complete.
    open: BTreeMap<u32, Vec<Vec<u8>>>,
    /// By number of the container.
    files: BTreeMap<u32, KeptFile>,
    /// Units of the passages of each document, by number.
    units: Vec<Vec<u32>>,
    /// All texts come, in order, so that containers are complete one after the other.
    is_whole: bool,
}

/// What is known of texts in the end.
pub(super) struct WrittenTexts {
    /// Those that were still open.
    pub files: Vec<IndexFile>,
    /// By number; `None` where no document has a number of it.
    pub containers: Vec<Option<KeptFile>>,
    /// Pieces that tell where passages are, not packed yet.
    pub places: Vec<Vec<u8>>,
    /// By number of the document.
    pub units: Vec<Vec<u32>>,
}

impl Texts {
    pub(super) fn new(form: IndexForm) -> Self {
        Self { form, open: BTreeMap::new(), files: BTreeMap::new(), units: Vec::new(), is_whole: true }
    }

    /// Texts of which some stand: `files`, by container; the texts of all other containers come, in any order. `units`: of
    /// all documents whose texts stand.
    pub(super) fn some(form: IndexForm, files: BTreeMap<u32, KeptFile>, units: Vec<Vec<u32>>) -> Self {
        Self { form, open: BTreeMap::new(), files, units, is_whole: false }
    }

    /// Takes the texts of the next document, packed. Out: files of containers that are complete.
    pub(super) fn push(&mut self, number: u32, passages: impl Iterator<Item = Vec<u8>>) -> Vec<IndexFile> {
        if !self.is_whole && self.files.contains_key(&(number / DOCUMENTS)) {
            // It was read for its terms alone.
            return Vec::new();
        }
        let pieces = passages.map(|packed| {
            let mut piece = Vec::with_capacity(packed.len() + UNIT);
            varint(packed.len(), &mut piece);
            piece.extend(packed);
            piece.resize(piece.len().next_multiple_of(UNIT), 0);
            piece
        });
        self.put(number, pieces.collect());
        let mut files = Vec::new();
        while let Some(first) = self.open.keys().next().map(|number| number / DOCUMENTS)
            && self.is_whole
            && first < number / DOCUMENTS
        {
            files.extend(self.close(first));
        }
        files
    }

    /// Takes pieces as they stand in a container.
    pub(super) fn put(&mut self, number: u32, pieces: Vec<Vec<u8>>) {
        let at = number as usize;
        if at >= self.units.len() {
            self.units.resize(at + 1, Vec::new());
        }
        self.units[at] = pieces.iter().map(|piece| (piece.len() / UNIT) as u32).collect();
        self.open.insert(number, pieces);
    }

    fn close(&mut self, number: u32) -> Vec<IndexFile> {
        let rest = self.open.split_off(&((number + 1) * DOCUMENTS));
        let pieces: Vec<Vec<u8>> = std::mem::replace(&mut self.open, rest).into_values().flatten().collect();
        if pieces.is_empty() {
            return Vec::new();
        }
        let (kept, files) = Container { name: name(number), pieces }.write(self.form);
        self.files.insert(number, kept);
        files
    }

    /// The rest.
    pub(super) fn finish(mut self) -> WrittenTexts {
        let mut files = Vec::new();
        while let Some(first) = self.open.keys().next().map(|number| number / DOCUMENTS) {
            files.extend(self.close(first));
        }
        while self.units.last().is_some_and(Vec::is_empty) {
            self.units.pop();
        }
        let places = self.units.chunks(PLACES).map(|documents| {
            let mut places = Vec::new();
            varint(documents.len(), &mut places);
            documents.iter().for_each(|passages| varint(passages.len(), &mut places));
            documents.iter().flatten().for_each(|units| varint(*units as usize, &mut places));
            places
        });
        let places = places.collect();
        let end = self.files.keys().next_back().map_or(0, |last| last + 1);
        let containers = (0..end).map(|number| self.files.remove(&number)).collect();
        WrittenTexts { files, containers, places, units: self.units }
    }
}

/// The name of a container.
pub(super) fn name(number: u32) -> String {
    format!("t/{number}")
}

/// The pieces of documents in the container `bytes`; `units`: of each of its documents, in order.
pub(super) fn pieces<'u>(bytes: &[u8], units: impl Iterator<Item = &'u [u32]>) -> Option<Vec<Vec<Vec<u8>>>> {
    let mut at = 0;
    let mut of_document = |units: &[u32]| {
        units
            .iter()
            .map(|units| {
                let start = at;
                at += *units as usize * UNIT;
                bytes.get(start..at).map(<[u8]>::to_vec)
            })
            .collect::<Option<Vec<_>>>()
    };
    units.map(&mut of_document).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_stays_in_its_container_whatever_others_do() {
        let make = |length: usize, numbers: &[u32]| {
            let mut texts = Texts::new(IndexForm::Ranges);
            let text = |number: u32| vec![vec![number as u8; if number == 3 { length } else { 100 }]];
            let mut files: Vec<IndexFile> =
                numbers.iter().flat_map(|number| texts.push(*number, text(*number).into_iter())).collect();
            let WrittenTexts { files: last, containers, places, .. } = texts.finish();
            files.extend(last);
            (files, containers, places)
        };
        let (before, containers, places) = make(100, &[0, 3, 600]);
        assert_eq!(before.iter().map(|file| file.path.as_str()).collect::<Vec<_>>(), ["t/0.bin", "t/2.bin"]);
        assert_eq!((before[0].bytes.len(), before[0].bytes[0], places.len()), (256, 100, 1));
        assert!(containers.len() == 3 && containers[1].is_none());
        let units: [&[u32]; 2] = [&[2], &[2]];
        let taken = pieces(&before[0].bytes, units.into_iter()).unwrap();
        assert_eq!((taken.len(), taken[1][0].len(), taken[1].concat()), (2, 128, before[0].bytes[128..].to_vec()));
        let (after, ..) = make(70, &[0, 3, 600, 601, 5_000]);
        assert_ne!(before[0], after[0]);
        assert_eq!(after[1].bytes[..128], before[1].bytes[..]);
    }
}
