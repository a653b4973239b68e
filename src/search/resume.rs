//! Makes an index of what the last run kept: reads the documents that changed, and writes the containers that they
//! change.
//!
//! In: the list of the last run, its parts of the alphabet, keys of all documents ([`Resumed::plan`]); later the terms of
//! the documents that were read. Out: which documents must be read; the containers, those that stand as they are, with
//! the bytes that an index made of nothing has.

use super::keeping::{DocumentKey, IndexKeeper, KeptFile, KeptIndex, PartReader, PartWriter, postings, read_part};
use super::pack::IndexForm;
use super::postings::{TermLayout, TermPassages, Writer, WrittenContainer, WrittenTerms, fine};
use super::runs::Merge;
use super::texts::{self, DOCUMENTS, Texts};
use super::{FileSink, Passage};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::io;

/// With more changed documents of the base all are read: nearly every container would change.
const MOST: usize = 64;

/// What the last run kept, as far as it is true of this one.
#[derive(Debug)]
pub(super) struct Resumed {
    kept: KeptIndex,
    parts: Vec<Vec<u8>>,
    /// Numbers of documents of the base that changed, came or went.
    changed: BTreeSet<u32>,
    /// Numbers of documents that must be read.
    pub wanted: BTreeSet<u32>,
    /// Terms of the newest documents, where none of these changed.
    pub newest: Option<Vec<WrittenContainer>>,
}

impl Resumed {
    /// `keys`: of all documents, by number. Out: with the texts that stand. `None`: all documents must be read.
    pub(super) fn plan(keys: &[Option<DocumentKey>], base_end: u32, keeper: &dyn IndexKeeper) -> Option<(Self, Texts)> {
        let kept = KeptIndex::read(keeper)?;
        if kept.base_end != base_end {
            return None;
        }
        let count = keys.len().max(kept.documents.len()) as u32;
        let before = |number: u32| kept.documents.get(number as usize)?.as_ref().map(|(key, _)| key);
        let now = |number: u32| keys.get(number as usize)?.as_ref();
        let all_changed: BTreeSet<u32> = (0..count).filter(|number| before(*number) != now(*number)).collect();
        let newest_changed = all_changed.range(base_end..).next().is_some();
        let changed: BTreeSet<u32> = all_changed.range(..base_end).copied().collect();
        if changed.len() > MOST.min(base_end as usize / 8) {
            return None;
        }
        let editions = kept.parts.par_iter().enumerate();
        let parts =
            editions.map(|(number, edition)| read_part(keeper, number, *edition)).collect::<Option<Vec<_>>>()?;
        if parts.len() != fine().count() {
            return None;
        }
        // From here on the index is made of what was kept: files that stand are taken.
        let mut wanted = all_changed.clone();
        let mut newest = Some(kept.terms[1].clone()).filter(|terms| {
            !newest_changed
                && terms.iter().all(|container| keeper.keep(&file_of(&container.name), &container.file.digest()))
        });
        if newest_changed {
            newest = None;
        }
        if newest.is_none() {
            wanted.extend(base_end..count);
        }
        let texts = standing(&kept, &all_changed, &mut wanted, keeper);
        wanted.retain(|number| now(*number).is_some());
        Some((Self { kept, parts, changed, wanted, newest }, texts))
    }

    /// Whether the terms of a document of the base are to be added.
    pub(super) fn has_changed(&self, number: u32) -> bool {
        self.changed.contains(&number)
    }

    /// Writes the terms of the base: `new` has those of the changed documents.
    pub(super) fn write(
        &self,
        new: &mut Merge,
        passages: &[Passage],
        layout: &TermLayout,
        keeper: &dyn IndexKeeper,
        sink: &mut FileSink<'_>,
    ) -> io::Result<WrittenTerms> {
        let fine: Vec<&str> = fine().collect();
        let mut fresh: Vec<Vec<TermPassages>> = vec![Vec::new(); fine.len()];
        while let Some(term) = new.next()? {
            let part = fine.partition_point(|first| *first <= term.text.as_str()) - 1;
            let placed = term.postings.into_iter().map(|(ordinal, impact)| (passages[ordinal as usize], impact));
            fresh[part].push((term.text, placed.collect()));
        }
        let is_other = |(part, fresh): (&Vec<u8>, &Vec<TermPassages>)| self.differs(part, fresh);
        let changed: Vec<bool> = self.parts.par_iter().zip(&fresh).map(is_other).collect();
        let mut editions = self.kept.parts.clone();
        let mut writer = Writer::new(layout, IndexForm::Ranges);
        for (at, (first, _)) in layout.cuts.iter().enumerate() {
            let end = layout.cuts.get(at + 1).map_or(fine.len(), |(next, _)| *next);
            if !changed[*first..end].contains(&true) {
                let name = format!("{}/{first}", layout.letter);
                let stands = self.kept.terms[0].iter().find(|container| container.name == name);
                if let Some(container) = stands.filter(|one| keeper.keep(&file_of(&one.name), &one.file.digest())) {
                    writer.stands(container.clone(), sink);
                    continue;
                }
            }
            for part in *first..end {
                let terms = self.merged(&self.parts[part], std::mem::take(&mut fresh[part]));
                if changed[part] {
                    let mut next = PartWriter::default();
                    terms.iter().for_each(|(text, postings)| next.push(text, postings));
                    editions[part] = next.keep(part, keeper);
                }
                writer.write(terms, sink);
            }
        }
        let mut written = writer.finish(sink);
        written.parts = editions;
        Ok(written)
    }

    /// Whether a part says something else of the changed documents than `fresh` does.
    fn differs(&self, part: &[u8], fresh: &[TermPassages]) -> bool {
        let mut fresh = fresh.iter();
        let mut reader = PartReader::new(part);
        let mut old = Vec::new();
        while let Some((text, bytes)) = reader.next() {
            old.clear();
            postings(bytes, |passage, impact| {
                if self.changed.contains(&passage.document) {
                    old.push((passage, impact));
                }
            });
            if !old.is_empty() && fresh.next().is_none_or(|(other, new)| other != text || *new != old) {
                return true;
            }
        }
        fresh.next().is_some()
    }

    /// The terms of a part, with what `fresh` says of the changed documents.
    fn merged(&self, part: &[u8], fresh: Vec<TermPassages>) -> Vec<TermPassages> {
        let mut merged: Vec<TermPassages> = Vec::new();
        let mut fresh = fresh.into_iter().peekable();
        let mut reader = PartReader::new(part);
        while let Some((text, bytes)) = reader.next() {
            while let Some(new) = fresh.next_if(|(other, _)| other.as_str() < text) {
                merged.push(new);
            }
            let mut kept = Vec::new();
            postings(bytes, |passage, impact| {
                if !self.changed.contains(&passage.document) {
                    kept.push((passage, impact));
                }
            });
            if let Some((_, new)) = fresh.next_if(|(other, _)| other == text) {
                kept.extend(new);
                kept.sort_unstable();
            }
            if !kept.is_empty() {
                merged.push((text.to_owned(), kept));
            }
        }
        merged.extend(fresh);
        merged
    }
}

/// The texts of all documents that are not in `changed`; documents whose texts cannot be taken from what stands are
/// `wanted`.
fn standing(kept: &KeptIndex, changed: &BTreeSet<u32>, wanted: &mut BTreeSet<u32>, keeper: &dyn IndexKeeper) -> Texts {
    let mut files: BTreeMap<u32, KeptFile> = BTreeMap::new();
    let mut taken: Vec<(u32, Vec<Vec<u8>>)> = Vec::new();
    let mut units: Vec<Vec<u32>> = Vec::new();
    units.resize(kept.documents.len(), Vec::new());
    let none = Vec::new();
    for (number, file) in kept.texts.iter().enumerate() {
        let (number, Some(file)) = (number as u32, file) else { continue };
        let path = file_of(&texts::name(number));
        let all = number * DOCUMENTS..((number + 1) * DOCUMENTS).min(kept.documents.len() as u32);
        let units_of = |document: u32| kept.documents[document as usize].as_ref().map_or(&none, |(_, units)| units);
        if changed.range(number * DOCUMENTS..(number + 1) * DOCUMENTS).next().is_none()
            && keeper.keep(&path, &file.digest())
        {
            files.insert(number, file.clone());
            all.for_each(|document| units[document as usize].clone_from(units_of(document)));
            continue;
        }
        let bytes = keeper.published(&path, &file.digest());
        let all_units = all.clone().map(|document| units_of(document).as_slice());
        match bytes.and_then(|bytes| texts::pieces(&bytes, all_units)) {
            Some(pieces) => taken.extend(all.zip(pieces).filter(|(document, _)| !changed.contains(document))),
            None => wanted.extend(all),
        }
    }
    let mut texts = Texts::some(IndexForm::Ranges, files, units);
    for (document, pieces) in taken.into_iter().filter(|(_, pieces)| !pieces.is_empty()) {
        texts.put(document, pieces);
    }
    texts
}

fn file_of(name: &str) -> String {
    format!("{name}.bin")
}
