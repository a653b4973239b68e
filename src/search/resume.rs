//! Makes an index of what the last run kept: reads the documents that changed, and writes the containers that they
//! change.
//!
//! In: the list of the last run, its parts of the alphabet, keys of all documents ([`Resumed::plan`]); later the terms of
//! the documents that were read. Out: which documents must be read; the containers, those that stand as they are, with
//! the bytes that an index made of nothing has.

use super::keeping::{DocumentKey, IndexKeeper, KeptFile, KeptIndex, read_part};
use super::mending::{self, StandingContainer};
use super::pack::{IndexFile, IndexForm};
use super::postings::{TermPassages, WrittenTerms};
use super::runs::Merge;
use super::shards::{TermLayout, WrittenContainer, fine};
use super::texts::{self, DOCUMENTS, Texts};
use super::{FileSink, Passage, RECENT};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::io;

/// With more changed documents of the base all are read: nearly every container would change.
const MOST: usize = 64;
/// Containers made at a time: enough for all cores, few enough to keep in memory.
const TOGETHER: usize = 16;

/// What the last run kept, as far as it is true of this one.
#[derive(Debug)]
pub(super) struct Resumed {
    pub kept: KeptIndex,
    parts: Vec<Vec<u8>>,
    /// Numbers of documents of the base that changed, came or went.
    changed: BTreeSet<u32>,
    /// The newest documents became part of the base: where terms stand are other numbers now.
    has_grown: bool,
    /// Numbers of documents that must be read.
    pub wanted: BTreeSet<u32>,
    /// Terms of the newest documents, where none of these changed.
    pub newest: Option<Vec<WrittenContainer>>,
}

impl Resumed {
    /// `keys`: of all documents, by number. Out: with the texts that stand. `None`: all documents must be read.
    pub(super) fn plan(keys: &[Option<DocumentKey>], base_end: u32, keeper: &dyn IndexKeeper) -> Option<(Self, Texts)> {
        let kept = KeptIndex::read(keeper)?;
        let grown = base_end.checked_sub(kept.base_end)?;
        let count = keys.len().max(kept.documents.len()) as u32;
        let before = |number: u32| kept.documents.get(number as usize)?.as_ref().map(|(key, _)| key);
        let now = |number: u32| keys.get(number as usize)?.as_ref();
        let all_changed: BTreeSet<u32> = (0..count).filter(|number| before(*number) != now(*number)).collect();
        if grown > RECENT || all_changed.range(..kept.base_end).count() > MOST.min(kept.base_end as usize / 8) {
            return None;
        }
        let newest_changed = all_changed.range(base_end..).next().is_some();
        let mut changed: BTreeSet<u32> = all_changed.range(..base_end).copied().collect();
        changed.extend(kept.base_end..base_end);
        let editions = kept.parts.par_iter().enumerate();
        let parts =
            editions.map(|(number, edition)| read_part(keeper, number, *edition)).collect::<Option<Vec<_>>>()?;
        if parts.len() != fine().count() {
            return None;
        }
        // From here on the index is made of what was kept: files that stand are taken.
        let mut wanted: BTreeSet<u32> = all_changed.union(&changed).copied().collect();
        let newest = Some(kept.terms[1].clone()).filter(|terms| {
            let stands = |one: &WrittenContainer| keeper.keep(&file_of(&one.name), &one.file.digest());
            grown == 0 && !newest_changed && terms.iter().all(stands)
        });
        if newest.is_none() {
            wanted.extend(base_end..count);
        }
        let texts = standing(&kept, &all_changed, &mut wanted, keeper);
        wanted.retain(|number| now(*number).is_some());
        Some((Self { kept, parts, changed, has_grown: grown > 0, wanted, newest }, texts))
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
        let mut written = WrittenTerms { containers: Vec::new(), parts: self.kept.parts.clone() };
        let places: Vec<usize> = (0..layout.cuts.len()).collect();
        for some in places.chunks(TOGETHER) {
            let made: Vec<MadeContainer> =
                some.par_iter().map(|at| self.container(layout, *at, &fresh, keeper)).collect();
            for made in made {
                written.containers.extend(made.container);
                made.editions.into_iter().for_each(|(part, edition)| written.parts[part] = edition);
                sink(made.files);
            }
        }
        Ok(written)
    }

    /// The container at `at` of the cuts. `fresh`: the terms of the changed documents by part.
    fn container(
        &self,
        layout: &TermLayout,
        at: usize,
        fresh: &[Vec<TermPassages>],
        keeper: &dyn IndexKeeper,
    ) -> MadeContainer {
        let first = layout.cuts[at].0;
        let end = layout.cuts.get(at + 1).map_or(fresh.len(), |(next, _)| *next);
        let parts = first..end;
        let changes: Vec<Vec<TermPassages>> =
            parts.clone().map(|part| mending::changes(&self.parts[part], &fresh[part], &self.changed)).collect();
        let name = format!("{}/{first}", layout.letter);
        let of_name = self.kept.terms[0].iter().find(|container| container.name == name && !self.has_grown);
        let is_same = changes.iter().all(Vec::is_empty);
        if let Some(container) = of_name.filter(|one| is_same && keeper.keep(&file_of(&one.name), &one.file.digest())) {
            return MadeContainer { container: Some(container.clone()), ..MadeContainer::default() };
        }
        let standing = of_name.and_then(|container| {
            let bytes = keeper.published(&file_of(&container.name), &container.file.digest())?;
            Some(StandingContainer { container, bytes })
        });
        let with_changes = parts.clone().zip(&changes).map(|(part, changes)| (&*self.parts[part], &**changes));
        let (container, files) = mending::container(layout, at, with_changes, standing.as_ref()).unzip();
        let other = parts.zip(&changes).filter(|(_, changes)| !changes.is_empty());
        let keep = |(part, changes): (usize, &Vec<TermPassages>)| {
            (part, mending::next_part(&self.parts[part], changes).keep(part, keeper))
        };
        MadeContainer { container, files: files.unwrap_or_default(), editions: other.map(keep).collect() }
    }
}

/// A container that stands or is written.
#[derive(Default)]
struct MadeContainer {
    container: Option<WrittenContainer>,
    files: Vec<IndexFile>,
    /// Of the parts that changed.
    editions: Vec<(usize, [u8; 8])>,
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
