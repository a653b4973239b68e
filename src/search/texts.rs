//! The texts of passages, in containers of [`DOCUMENTS`] numbers each, and where in them each stands.
//!
//! A text is a piece: its length as a varint, its bytes, and zeros up to the next multiple of [`UNIT`], so that one byte
//! says how long it is. Places are pieces of [`PLACES`] numbers each: how many numbers, how many passages every document
//! has, then the units of every passage, all as varints.

use super::pack::{Container, IndexFile, IndexForm, pack, varint};

/// Numbers of documents whose texts share a container.
pub(super) const DOCUMENTS: u32 = 256;
/// Numbers of documents whose places share a piece.
pub(super) const PLACES: u32 = 2_048;
/// Bytes by which texts are placed.
pub(super) const UNIT: usize = 64;

/// Texts on their way into containers.
#[derive(Debug)]
pub(super) struct Texts {
    form: IndexForm,
    open: Vec<Vec<u8>>,
    /// By container; empty where no document has a number of it.
    generations: Vec<String>,
    /// Units of the passages of each document, by number.
    units: Vec<Vec<u32>>,
}

impl Texts {
    pub(super) const fn new(form: IndexForm) -> Self {
        Self { form, open: Vec::new(), generations: Vec::new(), units: Vec::new() }
    }

    /// Takes the texts of the next document; numbers ascend. Out: files of containers that are complete.
    pub(super) fn push(&mut self, number: u32, passages: impl Iterator<Item = Vec<u8>>) -> Vec<IndexFile> {
        let mut files = Vec::new();
        while self.generations.len() < (number / DOCUMENTS) as usize {
            files.extend(self.close());
        }
        self.units.resize(number as usize + 1, Vec::new());
        for packed in passages {
            let mut piece = Vec::with_capacity(packed.len() + UNIT);
            varint(packed.len(), &mut piece);
            piece.extend(packed);
            piece.resize(piece.len().next_multiple_of(UNIT), 0);
            self.units[number as usize].push((piece.len() / UNIT) as u32);
            self.open.push(piece);
        }
        files
    }

    /// Closes the open container.
    fn close(&mut self) -> Vec<IndexFile> {
        let pieces = std::mem::take(&mut self.open);
        let name = format!("t/{}", self.generations.len());
        let (generation, files) =
            if pieces.is_empty() { Default::default() } else { Container { name, pieces }.write(self.form) };
        self.generations.push(generation);
        files
    }

    /// The last files, the generations of all containers, the pieces of places.
    pub(super) fn finish(mut self) -> (Vec<IndexFile>, Vec<String>, Vec<Vec<u8>>) {
        let files = if self.open.is_empty() { Vec::new() } else { self.close() };
        let places = self.units.chunks(PLACES as usize).map(|documents| {
            let mut places = Vec::new();
            varint(documents.len(), &mut places);
            documents.iter().for_each(|passages| varint(passages.len(), &mut places));
            documents.iter().flatten().for_each(|units| varint(*units as usize, &mut places));
            pack(&places)
        });
        let places = places.collect();
        (files, self.generations, places)
    }
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
            let (last, generations, places) = texts.finish();
            files.extend(last);
            (files, generations, places)
        };
        let (before, generations, places) = make(100, &[0, 3, 600]);
        assert_eq!(before.iter().map(|file| file.path.as_str()).collect::<Vec<_>>(), ["t/0.bin", "t/2.bin"]);
        assert_eq!((before[0].bytes.len(), before[0].bytes[0], places.len()), (256, 100, 1));
        assert_eq!((generations.len(), generations[1].as_str()), (3, ""));
        let (after, ..) = make(70, &[0, 3, 600, 601, 5_000]);
        assert_ne!(before[0], after[0]);
        assert_eq!(after[1].bytes[..128], before[1].bytes[..]);
    }
}
