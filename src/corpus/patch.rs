//! A corpus and documents that were read anew → the corpus with them, in time that grows with what changed, not with the
//! site: the preview shows a saved change at once.
//!
//! In: a [`Corpus`] with what [`build_to_patch`](super::build_to_patch) kept of its making ([`Known`]), documents read anew.
//! Out: [`Patched`]. Of the documents that are read anew everything is as a new build would say: their metadata, what their
//! citations mean, the works that they cite with who cites them, all lists. What only a build can know stays as it was until
//! there is one: how *other* documents read a work that came, went or is dated otherwise now. Works and documents that are
//! new stand behind the others ([`Corpus::rank`] knows the place of a work), works that nobody cites any more stay empty.

mod lists;
mod table;

use super::build::{Declared, check_sections, declared_relation, hold_one, id_of, renumber};
use super::meanings::{Resolved, decisions, make_works, meanings_of};
use super::statements::{Reported, Statements, document_relation};
use super::work_table::WorkTable;
use super::{
    CitedDocument, Corpus, DocumentIndex, Finding, HeldDocument, Passage, Resolution, Work, WorkIndex, WorkRelation,
};
use crate::content::front_matter::{FrontMatter, Relation};
use crate::content::registry::Registries;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What a patch must know besides the corpus.
#[derive(Clone, Debug, Default)]
pub struct Known {
    /// The works as they are told apart.
    pub(super) table: WorkTable,
    /// Where each work of the table stands in the corpus.
    pub(super) moved: Vec<WorkIndex>,
    /// What editors declare, the work that acts first.
    pub(super) declared: Declared,
}

/// A document that was read anew.
#[derive(Debug)]
pub struct Anew {
    /// Which document it was; `None`: a new one.
    pub was: Option<DocumentIndex>,
    /// As it is now.
    pub document: CitedDocument,
}

/// See the module.
#[derive(Debug)]
pub struct Patched {
    /// The corpus with the documents.
    pub corpus: Corpus,
    /// The documents that were read anew.
    pub documents: Vec<DocumentIndex>,
    /// What is wrong with them, as far as a look at them alone can tell.
    pub findings: Vec<Finding>,
    /// Works that are cited by others than before or otherwise, or come or went.
    pub works: BTreeSet<WorkIndex>,
    /// Pages may be others than before, beyond those of `works`.
    pub is_replanned: bool,
}

/// See the module.
pub fn patch(corpus: &Corpus, known: &mut Known, registries: &Registries, anew: Vec<Anew>) -> Patched {
    let mut patch = Patch {
        corpus: corpus.clone(),
        known,
        registries,
        findings: Vec::new(),
        works: BTreeSet::new(),
        ranked: corpus.works.len(),
        moved: BTreeSet::new(),
        is_replanned: false,
    };
    let anew = patch.identify(anew);
    let resolved = patch.resolve(&anew);
    patch.take_works();
    let olds = patch.hold(anew, resolved);
    patch.link(&olds);
    patch.relate(&olds);
    patch.state(&olds);
    patch.chain(&olds);
    patch.list(&olds);
    patch.assign(&olds);
    patch.come_and_go(corpus);
    Patched {
        documents: olds.keys().copied().collect(),
        corpus: patch.corpus,
        findings: patch.findings,
        works: patch.works,
        is_replanned: patch.is_replanned,
    }
}

/// The documents that are read anew, as they were before; `None`: it is new.
type Olds = BTreeMap<DocumentIndex, Option<Arc<HeldDocument>>>;

struct Patch<'a> {
    corpus: Corpus,
    known: &'a mut Known,
    registries: &'a Registries,
    findings: Vec<Finding>,
    works: BTreeSet<WorkIndex>,
    /// Works that had a place by address before.
    ranked: usize,
    /// Those of them whose address is another now.
    moved: BTreeSet<WorkIndex>,
    is_replanned: bool,
}

/// A document with its id and its place.
struct Identified {
    index: DocumentIndex,
    id: String,
    work: WorkIndex,
    document: CitedDocument,
}

impl Patch<'_> {
    /// Gives each document its id and its work. One without an id, or with an id that is taken, stays as it was: the next
    /// build says why.
    fn identify(&mut self, anew: Vec<Anew>) -> Vec<Identified> {
        let mut identified = Vec::with_capacity(anew.len());
        let mut added = 0;
        for Anew { was, document } in anew {
            let front_matter = &document.raw.front_matter;
            let Some(id) = id_of(front_matter) else { continue };
            let index = was.unwrap_or(self.corpus.documents.len() + added);
            let holder = self.known.table.by_reference(&id);
            let holder = holder.and_then(|entry| self.known.table.entries[entry].work.held);
            if holder.is_some_and(|holder| holder != index) {
                continue;
            }
            let own = was.and_then(|index| self.known.entry_of(self.corpus.documents[index].work));
            let entry = self.known.table.hold(self.registries, own, index, &id, front_matter);
            let work = self.work_of(entry);
            self.refresh(entry, work);
            check_sections(&document, &mut self.findings);
            added += usize::from(was.is_none());
            identified.push(Identified { index, id, work, document });
        }
        identified
    }

    /// Both passes over the documents. Works that they alone mention are forgotten first: what their old text said of
    /// them is no longer said.
    fn resolve(&mut self, anew: &[Identified]) -> Vec<Resolved> {
        let changed: BTreeSet<DocumentIndex> = anew.iter().map(|document| document.index).collect();
        let mut before: BTreeSet<WorkIndex> = BTreeSet::new();
        for document in changed.iter().filter_map(|index| self.corpus.documents.get(*index)) {
            document.citations.iter().for_each(|resolved| before.extend(works_of(&resolved.resolution)));
        }
        for work in before {
            let known = &self.corpus.works[work];
            let theirs = |passage: &Passage| changed.contains(&passage.document);
            if known.cited_by.iter().all(theirs)
                && known.perhaps_cited_by.iter().all(theirs)
                && let Some(entry) = self.known.entry_of(work)
            {
                self.known.table.hide(entry);
            }
        }
        let table = &mut self.known.table;
        let decisions: Vec<_> = anew.iter().map(|anew| decisions(&anew.document, &mut self.findings)).collect();
        for (anew, decisions) in anew.iter().zip(&decisions) {
            make_works(self.registries, table, &anew.document, decisions);
        }
        let meanings = anew.iter().zip(&decisions);
        meanings
            .map(|(anew, decisions)| meanings_of(self.registries, table, &anew.document, decisions, &mut self.findings))
            .collect()
    }

    /// Works that the table has made, and their places by address.
    fn take_works(&mut self) {
        for entry in self.known.moved.len()..self.known.table.entries.len() {
            self.work_of(entry);
        }
        self.rank();
    }

    /// Where each work stands by address, as far as that is not where it was.
    fn rank(&mut self) {
        let works = &self.corpus.works;
        let ranked = self.corpus.ranks.as_ref().map_or(self.ranked, |ranks| ranks.len());
        let is_new = |work: &WorkIndex| *work >= ranked || self.moved.contains(work);
        let new: Vec<WorkIndex> = (ranked..works.len()).chain(self.moved.iter().copied()).collect();
        if new.is_empty() {
            return;
        }
        let mut order: Vec<WorkIndex> = (0..ranked).collect();
        order.sort_unstable_by_key(|work| self.corpus.rank(*work));
        order.retain(|work| !is_new(work));
        for work in new {
            let place = order.partition_point(|other| works[*other].address < works[work].address);
            order.insert(place, work);
        }
        let mut ranks = vec![0; order.len()];
        order.iter().enumerate().for_each(|(rank, work)| ranks[*work] = rank as u32);
        self.corpus.ranks = Some(ranks.into());
        self.moved.clear();
    }

    /// The work of the corpus that is this one of the table; made where it is new.
    fn work_of(&mut self, entry: usize) -> WorkIndex {
        while self.known.moved.len() <= entry {
            let work = &self.known.table.entries[self.known.moved.len()].work;
            self.known.moved.push(self.corpus.works.len());
            self.works.insert(self.corpus.works.len());
            self.corpus.works.push(Arc::new(work.clone()));
        }
        self.known.moved[entry]
    }

    /// What is known of a work may be more, or other, than before.
    fn refresh(&mut self, entry: usize, work: WorkIndex) {
        let entry = &self.known.table.entries[entry];
        let old = &self.corpus.works[work];
        let facts = |work: &Work| (work.kind.clone(), work.number.clone(), work.date, work.issuer.clone(), work.held);
        let same = facts(old) == facts(&entry.work)
            && (&old.id, &old.title, old.date_disputed) == (&entry.work.id, &entry.work.title, entry.disputed);
        if same {
            return;
        }
        if old.address != entry.work.address {
            self.moved.insert(work);
        }
        self.is_replanned |= old.address != entry.work.address || old.issuer != entry.work.issuer;
        let old = Arc::make_mut(&mut self.corpus.works[work]);
        *old = Work {
            cited_by: std::mem::take(&mut old.cited_by),
            perhaps_cited_by: std::mem::take(&mut old.perhaps_cited_by),
            relations: std::mem::take(&mut old.relations),
            date_disputed: entry.disputed,
            ..entry.work.clone()
        };
    }

    /// The documents take their places, each with what its citations mean.
    fn hold(&mut self, anew: Vec<Identified>, resolved: Vec<Resolved>) -> Olds {
        let mut olds = Olds::new();
        for (Identified { index, id, work, document }, resolved) in anew.into_iter().zip(resolved) {
            let mentioned: BTreeSet<usize> =
                resolved.iter().flatten().flat_map(|(resolution, _)| works_of(resolution)).collect();
            mentioned.into_iter().for_each(|entry| self.refresh(entry, self.known.moved[entry]));
            let old = self.corpus.documents.get(index).map(Arc::clone);
            let resolved = resolved.into_iter().map(|meaning| {
                let (resolution, note) = meaning?;
                let mut resolution = renumber(resolution, &self.known.moved);
                if let Resolution::Ambiguous(works) = &mut resolution {
                    works.sort_by_key(|work| self.corpus.rank(*work));
                }
                Some((resolution, note))
            });
            let mut held = hold_one(id, document, work, resolved, (&self.corpus.works, self.registries));
            (held.previous, held.next) = old.as_ref().map_or((None, None), |old| (old.previous, old.next));
            match self.corpus.documents.get_mut(index) {
                Some(place) => *place = Arc::new(held),
                None => self.corpus.documents.push(Arc::new(held)),
            }
            olds.insert(index, old);
        }
        olds
    }

    /// The works cited before and now learn who cites them.
    fn link(&mut self, olds: &Olds) {
        for (index, old) in olds {
            let new = passages(*index, &self.corpus.documents[*index]);
            let old = old.as_ref().map(|old| passages(*index, old)).unwrap_or_default();
            let touched: BTreeSet<WorkIndex> = old.keys().chain(new.keys()).copied().collect();
            let none = Passages::default();
            for work in touched {
                let (old, new) = (old.get(&work).unwrap_or(&none), new.get(&work).unwrap_or(&none));
                if old == new {
                    continue;
                }
                let known = Arc::make_mut(&mut self.corpus.works[work]);
                replace(&mut known.cited_by, *index, &new.certain);
                replace(&mut known.perhaps_cited_by, *index, &new.perhaps);
                self.works.insert(work);
            }
        }
    }

    /// What the documents do with the works that they cite, seen from both ends.
    fn relate(&mut self, olds: &Olds) {
        for (index, old) in olds {
            let document = Arc::clone(&self.corpus.documents[*index]);
            let declares = |old: &HeldDocument| old.front_matter.relations != document.front_matter.relations;
            if old.as_ref().map_or(!document.front_matter.relations.is_empty(), |old| declares(old)) {
                self.declare(&document);
            }
            let declared: BTreeSet<(Relation, WorkIndex)> = self.known.declared_by(document.work).collect();
            let mut edges: BTreeMap<(Relation, WorkIndex), bool> = BTreeMap::new();
            for (at, resolved) in document.citations.iter().enumerate() {
                let Resolution::Work(other, _) = resolved.resolution else { continue };
                if other != document.work {
                    let is_declared = declared.iter().any(|(_, to)| *to == other);
                    let relation = if is_declared { Relation::Cites } else { document_relation(&document, at) };
                    edges.entry((relation, other)).or_insert(false);
                }
            }
            edges.extend(declared.into_iter().map(|edge| (edge, true)));
            self.set_edges(document.work, &edges);
        }
    }

    /// What the document declares now.
    fn declare(&mut self, document: &HeldDocument) {
        let of_rows = self.works_declared_by_rows(document.work);
        self.known.declared.retain(|(from, ..)| *from != document.work);
        let Some(entry) = self.known.entry_of(document.work) else { return };
        let table = &self.known.table;
        let own = document
            .front_matter
            .relations
            .iter()
            .filter_map(|relation| declared_relation(table, entry, &document.path, relation, &mut self.findings));
        let own: Vec<_> =
            own.map(|(_, relation, to)| (document.work, relation, self.known.moved[to])).chain(of_rows).collect();
        self.known.declared.extend(own);
    }

    /// What the row of `works.yaml` that is this document declares.
    fn works_declared_by_rows(&self, work: WorkIndex) -> Declared {
        let row = self.corpus.works[work].row.as_deref();
        let row = row.and_then(|key| self.registries.works.iter().find(|row| row.key.value == key));
        let relations = row.map_or(&[][..], |row| &row.relations);
        let declared = relations.iter().filter_map(|relation| {
            let to = self.known.table.by_reference(&relation.target.value)?;
            Some((work, relation.relation, self.known.moved[to]))
        });
        declared.filter(|(from, _, to)| from != to).collect()
    }

    fn set_edges(&mut self, work: WorkIndex, edges: &BTreeMap<(Relation, WorkIndex), bool>) {
        let outgoing = |(&(relation, other), &declared): (&(Relation, WorkIndex), &bool)| WorkRelation {
            relation,
            outgoing: true,
            other,
            declared,
        };
        let new: BTreeSet<WorkRelation> = edges.iter().map(outgoing).collect();
        let old: BTreeSet<WorkRelation> =
            self.corpus.works[work].relations.iter().filter(|found| found.outgoing).copied().collect();
        if old == new {
            return;
        }
        for gone in old.difference(&new) {
            let mirror = WorkRelation { outgoing: false, other: work, ..*gone };
            self.works.extend([work, gone.other]);
            drop_relation(&mut self.corpus.works[work], gone);
            drop_relation(&mut self.corpus.works[gone.other], &mirror);
        }
        for come in new.difference(&old) {
            let mirror = WorkRelation { outgoing: false, other: work, ..*come };
            self.works.extend([work, come.other]);
            add_relation(&mut self.corpus.works[work], *come);
            add_relation(&mut self.corpus.works[come.other], mirror);
        }
    }

    /// What the documents say of other works.
    fn state(&mut self, olds: &Olds) {
        let declares_end = |front_matter: &FrontMatter| {
            let ends = |relation| matches!(relation, Relation::Replaces | Relation::Repeals);
            front_matter.relations.iter().any(|declared| ends(declared.relation))
        };
        let before: Vec<Reported> = self.reported_by(olds);
        self.state_anew(olds, declares_end);
        let after = self.reported_by(olds);
        if before != after {
            self.works.extend(before.iter().chain(&after).flat_map(|reported| [reported.from, reported.to]));
        }
    }

    /// What these documents report of other works.
    fn reported_by(&self, olds: &Olds) -> Vec<Reported> {
        olds.keys().flat_map(|index| self.corpus.statements.reported_by(*index)).cloned().collect()
    }

    fn state_anew(&mut self, olds: &Olds, declares_end: impl Fn(&FrontMatter) -> bool) {
        let documents = &self.corpus.documents;
        let declared = olds.iter().any(|(index, old)| {
            declares_end(&documents[*index].front_matter)
                || old.as_ref().is_some_and(|old| declares_end(&old.front_matter))
        });
        if declared {
            self.corpus.statements = Arc::new(Statements::gather(documents, &self.known.declared));
            return;
        }
        for index in olds.keys() {
            Statements::replace(&mut self.corpus.statements, documents, *index);
        }
    }
}

impl Known {
    /// The work of the table that is this one of the corpus.
    fn entry_of(&self, work: WorkIndex) -> Option<usize> {
        // The table is in the order of its making, the corpus by address: a look through integers.
        self.moved.iter().position(|moved| *moved == work)
    }

    fn declared_by(&self, work: WorkIndex) -> impl Iterator<Item = (Relation, WorkIndex)> {
        self.declared.iter().filter(move |(from, ..)| *from == work).map(|(_, relation, to)| (*relation, *to))
    }
}

/// The works that a resolution names or weighs.
fn works_of(resolution: &Resolution) -> Vec<WorkIndex> {
    match resolution {
        Resolution::Work(work, _) => vec![*work],
        Resolution::Ambiguous(works) => works.to_vec(),
        Resolution::Own | Resolution::Unknown => Vec::new(),
    }
}

/// The passages of one document that name one work.
#[derive(Debug, Default, PartialEq, Eq)]
struct Passages {
    certain: Vec<Passage>,
    perhaps: Vec<Passage>,
}

fn passages(index: DocumentIndex, document: &HeldDocument) -> BTreeMap<WorkIndex, Passages> {
    let mut passages: BTreeMap<WorkIndex, Passages> = BTreeMap::new();
    for (citation, resolved) in document.citations.iter().enumerate() {
        let passage = Passage { document: index, citation };
        let is_certain = matches!(resolved.resolution, Resolution::Work(..));
        for work in works_of(&resolved.resolution) {
            let of_work = passages.entry(work).or_default();
            if is_certain { &mut of_work.certain } else { &mut of_work.perhaps }.push(passage);
        }
    }
    passages
}

/// Puts `new` in the place of what `document` had in a sorted list.
fn replace(list: &mut Vec<Passage>, document: DocumentIndex, new: &[Passage]) {
    let start = list.partition_point(|passage| passage.document < document);
    let end = list.partition_point(|passage| passage.document <= document);
    list.splice(start..end, new.iter().copied());
}

fn drop_relation(work: &mut Arc<Work>, relation: &WorkRelation) {
    Arc::make_mut(work).relations.retain(|known| known != relation);
}

fn add_relation(work: &mut Arc<Work>, relation: WorkRelation) {
    let relations = &mut Arc::make_mut(work).relations;
    if let Err(place) = relations.binary_search(&relation) {
        relations.insert(place, relation);
    }
}
