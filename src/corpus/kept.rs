//! What citations mean, kept between runs: where no document changed what it states of works, the citations of unchanged
//! documents mean what they meant.
//!
//! In: documents, the table with documents and rows alone, what the last run kept ([`MeaningKeeper`]). Out: the table with
//! all works, the meanings of all citations, and the same as it is to be kept.
//!
//! ## When a meaning is true
//!
//! A citation's meaning depends on its document, on the verified works (front matter of all documents, registries: the
//! *world*), and on what the citations of all documents state of other works. The world has one number
//! ([`world`]). What a document states is kept beside its meanings: where a changed document states what it stated, all
//! other meanings stand, else all are made anew. Works are made in the same order by the same calls, so that they have
//! the same places in the table.

use super::meanings::{Drafted, Meanings, Resolved, first_pass, meanings_of};
use super::resolve::Doubt;
use super::stated::{StatedWork, StatedWorks, make_dated, make_undated};
use super::work_table::WorkTable;
use super::{CitedDocument, Finding, Resolution, bare_law, meanings};
use crate::content::registry::{LawRow, Registries};
use crate::trace::told;
use hashbrown::HashMap;
use rayon::prelude::*;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

/// Keeps meanings between runs.
pub trait MeaningKeeper {
    /// What the last run kept.
    fn read(&self) -> Option<KeptMeanings>;

    /// Keeps them for the next run, which is slower without.
    fn write(&self, kept: &KeptMeanings);
}

/// The meanings of all citations, and what they depend on.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct KeptMeanings {
    /// Of the verified works.
    pub(crate) world: u64,
    /// Works that documents state, each once.
    pub(crate) works: Vec<StatedWork>,
    /// The documents, in their order in the corpus.
    pub(crate) documents: Vec<KeptDocument>,
}

/// What one document states of works, and what its citations mean.
#[derive(Debug, PartialEq, Eq)]
pub struct KeptDocument {
    /// The hash of its file.
    pub(crate) file: [u8; 32],
    /// What its full citations say of names of laws.
    pub(crate) heard: Vec<(String, String)>,
    /// Works whose date is known: indexes, with how often the day stands beside the number.
    pub(crate) dated: Vec<(u32, u32)>,
    /// Indexes of others.
    pub(crate) undated: Vec<u32>,
    /// Laws without a number: name, place among the rows of that name.
    pub(crate) laws: Vec<(String, u32)>,
    /// For each citation what it means, unless it is none.
    pub(crate) meanings: Vec<Option<KeptMeaning>>,
}

/// What a citation means, and the doubt of which its editor is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptMeaning {
    pub(crate) resolution: Resolution,
    pub(crate) doubt: Option<Doubt>,
}

/// A number of all that tells verified works, and of what says how citations are found: registries, and the front matter
/// of all documents, also of those that turn out to be another one twice.
pub(super) fn world(registries: &Registries, documents: &[CitedDocument]) -> u64 {
    let Registries { types, issuers, themes: _, works, laws, accessibility: _ } = registries;
    let heads: Vec<u64> = documents
        .par_iter()
        .map(|document| super::facts::hash_of(|hasher| (&document.raw.path, &document.raw.front_matter).hash(hasher)))
        .collect();
    super::facts::hash_of(|hasher| {
        (told(&**types), told(&**issuers), told(&**works), told(&**laws)).hash(hasher);
        heads.hash(hasher);
        hasher.write_usize(heads.len());
    })
}

/// Both passes over documents, as [`meanings::resolve`]; what is kept of the last run is believed where it is true, and
/// what is to be kept is kept.
pub(super) fn resolve(
    registries: &Registries,
    table: &mut WorkTable,
    documents: &[&CitedDocument],
    (world, keeper): (u64, &dyn MeaningKeeper),
    findings: &mut Vec<Finding>,
) -> Vec<Resolved> {
    let is_of_these = |kept: &KeptMeanings| kept.world == world && kept.documents.len() == documents.len();
    if let Some(kept) = keeper.read().filter(is_of_these)
        && let Some(found) = Again::resolve(registries, table, documents, kept, keeper)
    {
        return told_of(found, findings);
    }
    table.other_numbers.clear();
    let heard: Vec<_> = documents.par_iter().map(|document| bare_law::heard(registries, &document.citations)).collect();
    heard.iter().for_each(|heard| hear(table, heard));
    let mut pool = Pool::default();
    let mut kept: Vec<KeptDocument> = Vec::with_capacity(documents.len());
    let mut heard = heard.into_iter();
    let found = meanings::resolve_each(registries, table, documents, &mut |document, stated| {
        let heard = heard.next().unwrap_or_default();
        kept.push(pool.keep(registries, document, heard, stated));
    });
    for (kept, found) in kept.iter_mut().zip(&found) {
        kept.meanings = meanings_to_keep(found);
    }
    keeper.write(&KeptMeanings { world, works: pool.works, documents: kept });
    told_of(found, findings)
}

fn told_of(found: Vec<Meanings>, findings: &mut Vec<Finding>) -> Vec<Resolved> {
    let (decisions, others): (Vec<_>, Vec<_>) =
        found.into_iter().map(|found| (found.of_decisions, (found.resolved, found.findings))).unzip();
    let (resolved, others): (Vec<Resolved>, Vec<_>) = others.into_iter().unzip();
    findings.extend(decisions.into_iter().flatten());
    findings.extend(others.into_iter().flatten());
    resolved
}

fn hear(table: &mut WorkTable, heard: &[(String, String)]) {
    for (name, number) in heard {
        table.other_numbers.entry(name.clone()).or_default().insert(number.clone());
    }
}

fn meanings_to_keep(found: &Meanings) -> Vec<Option<KeptMeaning>> {
    let told = found.resolved.iter().zip(&found.told);
    told.map(|(resolved, doubt)| {
        resolved.as_ref().map(|(resolution, _)| KeptMeaning { resolution: resolution.clone(), doubt: *doubt })
    })
    .collect()
}

/// Works that documents state, each once.
#[derive(Default)]
struct Pool {
    works: Vec<StatedWork>,
    numbers: HashMap<StatedWork, u32>,
}

impl Pool {
    fn of(works: Vec<StatedWork>) -> Self {
        let numbers = works.iter().cloned().zip(0..).collect();
        Self { works, numbers }
    }

    fn number(&mut self, stated: &StatedWork) -> (u32, u32) {
        let alike = StatedWork { times_heard: 0, ..stated.clone() };
        let next = self.works.len() as u32;
        let number = *self.numbers.entry(alike).or_insert_with_key(|alike| {
            self.works.push(alike.clone());
            next
        });
        (number, stated.times_heard)
    }

    /// What is kept of a document but for its meanings.
    fn keep(
        &mut self,
        registries: &Registries,
        document: &CitedDocument,
        heard: Vec<(String, String)>,
        stated: &StatedWorks,
    ) -> KeptDocument {
        let law = |law: &Arc<LawRow>| {
            let place = registries.laws.quietly().place_of(law);
            (law.name.clone(), place.map_or(u32::MAX, |place| place as u32))
        };
        KeptDocument {
            file: document.raw.content_hash,
            heard,
            dated: stated.dated.iter().map(|stated| self.number(stated)).collect(),
            undated: stated.undated.iter().map(|stated| self.number(stated).0).collect(),
            laws: stated.laws.iter().map(law).collect(),
            meanings: Vec::new(),
        }
    }
}

/// Documents after the first pass, those that are looked at.
type FirstPass<'a> = Vec<Option<(Drafted<'a>, StatedWorks)>>;

/// A run of which the last one knew most.
struct Again<'a> {
    registries: &'a Registries,
    documents: &'a [&'a CitedDocument],
    kept: KeptMeanings,
    /// The documents that are looked at.
    is_anew: Vec<bool>,
}

impl<'a> Again<'a> {
    /// `None`: more has changed than what documents cite; of the table, only what was heard of laws is another one.
    fn resolve(
        registries: &'a Registries,
        table: &mut WorkTable,
        documents: &'a [&'a CitedDocument],
        kept: KeptMeanings,
        keeper: &dyn MeaningKeeper,
    ) -> Option<Vec<Meanings>> {
        // What an editor decides is short work, and is told with its own messages.
        let is_anew = |(document, kept): (&&CitedDocument, &KeptDocument)| {
            !document.raw.front_matter.citations.is_empty()
                || kept.file != document.raw.content_hash
                || kept.meanings.len() != document.citations.len()
        };
        let is_anew: Vec<bool> = documents.iter().zip(&kept.documents).map(is_anew).collect();
        let mut again = Self { registries, documents, kept, is_anew };
        again.kept.documents.iter().for_each(|kept| hear(table, &kept.heard));
        let drafted = again.draft(table)?;
        let drafted = again.make_works(table, drafted)?;
        let found = again.meanings(table, drafted);
        if again.update(&found) {
            keeper.write(&again.kept);
        }
        Some(found)
    }

    /// The first pass over the documents that are looked at. `None`: one states other works than it did.
    fn draft(&mut self, table: &WorkTable) -> Option<FirstPass<'a>> {
        let Self { registries, documents, kept, is_anew } = self;
        let first = |(document, is_anew): (&&'a CitedDocument, &bool)| {
            is_anew.then(|| (bare_law::heard(registries, &document.citations), first_pass(registries, table, document)))
        };
        let drafted: Vec<_> = documents.par_iter().zip(&*is_anew).map(first).collect();
        let mut pool = Pool::of(std::mem::take(&mut kept.works));
        let known = pool.works.len();
        let mut all = Vec::with_capacity(drafted.len());
        for ((document, drafted), kept) in documents.iter().zip(drafted).zip(&kept.documents) {
            let Some((heard, (drafted, stated))) = drafted else {
                all.push(None);
                continue;
            };
            let now = pool.keep(registries, document, heard, &stated);
            let is_same = (&now.heard, &now.dated, &now.undated, &now.laws)
                == (&kept.heard, &kept.dated, &kept.undated, &kept.laws);
            if !is_same || pool.works.len() > known {
                return None;
            }
            all.push(Some((drafted, stated)));
        }
        kept.works = pool.works;
        Some(all)
    }

    /// Makes all works, in the order of documents, those with a date first. `None`: a law is not where it was.
    fn make_works(&self, table: &mut WorkTable, drafted: FirstPass<'a>) -> Option<Vec<Option<Drafted<'a>>>> {
        let Self { registries, documents, kept, .. } = self;
        let listed = |(name, place): &(String, u32)| registries.laws.quietly().at(name, *place as usize);
        let laws = kept.documents.iter().flat_map(|kept| &kept.laws);
        if laws.into_iter().any(|law| listed(law).is_none()) {
            return None;
        }
        let mut made = Vec::with_capacity(drafted.len());
        for ((document, drafted), kept_document) in documents.iter().zip(drafted).zip(&kept.documents) {
            let path = &document.raw.path;
            made.push(match drafted {
                Some((drafted, stated)) => Some(drafted.made(stated.make_dated(registries, table, path))),
                None => {
                    for (number, times) in &kept_document.dated {
                        make_dated(registries, table, path, (&kept.works[*number as usize], *times));
                    }
                    None
                }
            });
        }
        for kept_document in &kept.documents {
            for number in &kept_document.undated {
                make_undated(registries, table, &kept.works[*number as usize]);
            }
            kept_document.laws.iter().filter_map(listed).for_each(|law| table.make_unnumbered(registries, law));
        }
        Some(made)
    }

    /// The second pass over the documents that are looked at; of all others what they meant.
    fn meanings(&self, table: &WorkTable, drafted: Vec<Option<Drafted<'a>>>) -> Vec<Meanings> {
        let all = self.documents.par_iter().zip(drafted).zip(&self.kept.documents);
        all.map(|((document, drafted), kept)| match drafted {
            Some(drafted) => meanings_of(self.registries, table, document, drafted),
            None => {
                let (mut resolved, mut findings) = (Resolved::with_capacity(kept.meanings.len()), Vec::new());
                for (citation, meaning) in document.citations.iter().zip(&kept.meanings) {
                    if let Some(KeptMeaning { resolution, doubt: Some(doubt) }) = meaning {
                        findings.push(meanings::doubtful(table, &document.raw.path, citation, resolution, *doubt));
                    }
                    resolved.push(meaning.as_ref().map(|meaning| (meaning.resolution.clone(), None)));
                }
                Meanings { resolved, findings, ..Meanings::default() }
            }
        })
        .collect()
    }

    /// Takes the meanings of the documents that were looked at; whether anything is another than it was.
    fn update(&mut self, found: &[Meanings]) -> bool {
        let mut is_other = false;
        let documents = self.documents.iter().zip(&mut self.kept.documents).zip(found);
        for (((document, kept), found), _) in documents.zip(&self.is_anew).filter(|(_, is_anew)| **is_anew) {
            let (file, meanings) = (document.raw.content_hash, meanings_to_keep(found));
            is_other |= kept.file != file || kept.meanings != meanings;
            (kept.file, kept.meanings) = (file, meanings);
        }
        is_other
    }
}
