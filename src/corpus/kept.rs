//! What citations mean, kept between runs: a document of which nothing changed, and for which every question to the table
//! of works has the answer that it had, is not resolved again.
//!
//! In: documents, the table with documents and rows alone, what the last run kept ([`MeaningKeeper`]). Out: the table with
//! all works, the meanings of all citations, and the same as it is to be kept.
//!
//! ## When a meaning is true
//!
//! What a citation means is worked out in two passes over its document (`meanings`). Beside the document they look at
//! registries and names in scope, which have one number ([`world`]), and at the table of works, through doors that note
//! what is asked ([`asked`]): the first pass asks of documents and rows, the second of all works. An answer is a value
//! without places, since these move when a document is added. Works are made by the same calls in the same order as in a
//! run that knows nothing, from what documents stated; so the table is the same, and only places are translated.
//!
//! A document whose second pass is done again has its first pass done again, too, with all works in the table: what
//! citations alone know changes no first pass, which is how `read_anew` of the preview has it.

use super::asked::{self, Slot};
use super::meanings::{Drafted, Meanings, Resolved, first_pass, meanings_of};
use super::resolve::Doubt;
use super::stated::{MadeWorks, StatedWork, StatedWorks, make_dated, make_undated};
use super::work_table::WorkTable;
use super::{CitedDocument, Finding, Resolution, WorkIndex, bare_law, meanings};
use crate::content::registry::{LawRow, Registries};
use crate::trace::told;
use hashbrown::HashMap;
use pool::{Pool, Renumbered};
use rayon::prelude::*;
use std::hash::Hash;

mod pool;

/// Documents whose first pass is done together: what is gathered in parallel takes memory.
const TOGETHER: usize = 4096;

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
    /// Of registries and names in scope.
    pub(crate) world: u64,
    /// Works that documents state, each once.
    pub(crate) stated: Vec<StatedWork>,
    /// The works of the table, by the hashes of their addresses.
    pub(crate) works: Vec<u64>,
    /// What documents asked of the table: slots, with their values in the first pass and in the second.
    pub(crate) asked: Vec<(u64, (u64, u64))>,
    /// The documents, in their order in the corpus.
    pub(crate) documents: Vec<KeptDocument>,
}

/// What one document states of works, what it asks of them, and what its citations mean.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct KeptDocument {
    /// The hash of its path.
    pub(crate) path: u64,
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
    /// Indexes in [`KeptMeanings::asked`].
    pub(crate) asked: Vec<u32>,
    /// For each citation what it means, unless it is none.
    pub(crate) meanings: Vec<Option<KeptMeaning>>,
}

/// What a citation means, and the doubt of which its editor is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptMeaning {
    pub(crate) resolution: Resolution,
    pub(crate) doubt: Option<Doubt>,
}

/// A number of all that says how citations are found and read besides their document and the table of works: registries,
/// and names in scope, which rows and documents give.
pub(super) fn world(registries: &Registries, documents: &[CitedDocument]) -> u64 {
    let Registries { types, issuers, themes: _, works, laws, accessibility: _, elsewhere: _ } = registries;
    let naming = documents.iter().map(|document| &document.raw.front_matter);
    super::facts::hash_of(|hasher| {
        (told(&**types), told(&**issuers), told(&**laws)).hash(hasher);
        for row in works.iter().filter(|row| !row.aliases.is_empty()) {
            (&row.key.value, told(&row.aliases)).hash(hasher);
        }
        naming.filter(|head| !head.aliases.is_empty()).for_each(|head| head.hash(hasher));
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
    let kept = keeper.read().filter(|kept| kept.world == world).unwrap_or_default();
    let (found, next) = Run::new(registries, documents, &kept).resolve(table);
    let next = KeptMeanings { world, ..next };
    if next != kept {
        keeper.write(&next);
    }
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

fn meanings_to_keep(found: &Meanings) -> Vec<Option<KeptMeaning>> {
    let told = found.resolved.iter().zip(&found.told);
    told.map(|(resolved, doubt)| {
        resolved.as_ref().map(|(resolution, _)| KeptMeaning { resolution: resolution.clone(), doubt: *doubt })
    })
    .collect()
}

/// A meaning with the places that works have now; `None`: one is gone, or they stand in another order.
fn translated(meaning: &KeptMeaning, moved: &[Option<WorkIndex>]) -> Option<KeptMeaning> {
    let place = |work: &WorkIndex| moved.get(*work).copied().flatten();
    let resolution = match &meaning.resolution {
        Resolution::Work(work, by) => Resolution::Work(place(work)?, *by),
        Resolution::Ambiguous(works) => {
            let now: Vec<WorkIndex> = works.iter().map(place).collect::<Option<_>>()?;
            let is_as_it_was = |at: usize| (0..at).all(|to| works[to].cmp(&works[at]) == now[to].cmp(&now[at]));
            (0..now.len()).all(is_as_it_was).then(|| Resolution::Ambiguous(now.into()))?
        }
        other => other.clone(),
    };
    Some(KeptMeaning { resolution, doubt: meaning.doubt })
}

/// A run of which the last one may know much.
struct Run<'a> {
    registries: &'a Registries,
    documents: &'a [&'a CitedDocument],
    kept: &'a KeptMeanings,
    /// What is kept of each document.
    known: Vec<Option<&'a KeptDocument>>,
}

/// What a document came to that was resolved.
struct Found {
    meanings: Meanings,
    /// What is kept of them; of a document that was not looked at, with the places that works have now.
    kept: Vec<Option<KeptMeaning>>,
    /// What the second pass asked for; `None`: it was not looked at.
    asked: Option<Vec<Slot>>,
}

/// The first pass over a document that is looked at.
struct First<'a> {
    drafted: Drafted<'a>,
    asked: Vec<Slot>,
}

impl<'a> Run<'a> {
    fn new(registries: &'a Registries, documents: &'a [&'a CitedDocument], kept: &'a KeptMeanings) -> Self {
        let places: HashMap<(u64, &[u8; 32]), &KeptDocument> =
            kept.documents.iter().map(|document| ((document.path, &document.file), document)).collect();
        let listed = |(name, place): &(String, u32)| registries.laws.quietly().at(name, *place as usize).is_some();
        let known = |document: &&CitedDocument| {
            // What an editor decides is short work, and is told with its own messages.
            let is_decided = !document.raw.front_matter.citations.is_empty();
            let known = *places.get(&(path_of(document), &document.raw.content_hash)).filter(|_| !is_decided)?;
            let fits = known.meanings.len() == document.citations.len() && known.laws.iter().all(listed);
            let numbers = known.dated.iter().map(|(number, _)| number).chain(&known.undated);
            let is_whole = numbers.into_iter().all(|number| (*number as usize) < kept.stated.len());
            (fits && is_whole).then_some(known)
        };
        let known = documents.iter().map(known).collect();
        Self { registries, documents, kept, known }
    }

    /// What all citations mean, and what is to be kept; the table has all works then.
    fn resolve(&self, table: &mut WorkTable) -> (Vec<Meanings>, KeptMeanings) {
        let heard = self.hear(table);
        let before = asked::values(table);
        let is_other = self.differing(&before, |values| values.0);
        let is_first: Vec<bool> = self.known.iter().map(|known| is_anew(*known, &is_other)).collect();
        let mut pool = Pool::of(&self.kept.stated);
        let (first, mut documents) = self.make_works(table, &is_first, heard, &mut pool);
        let (after, works) = (asked::values(table), asked::addresses(table));
        let found = self.second_pass(table, first, &after, &asked::moved(&self.kept.works, &works));
        let mut slots: Renumbered<Slot> = Renumbered::default();
        let mut all = Vec::with_capacity(found.len());
        for ((kept, found), known) in documents.iter_mut().zip(found).zip(&self.known) {
            kept.asked = match (found.asked, known) {
                (Some(asked), _) => asked.into_iter().map(|slot| slots.number(slot)).collect(),
                (None, Some(known)) => {
                    known.asked.iter().map(|at| slots.number(self.kept.asked[*at as usize].0)).collect()
                }
                (None, None) => Vec::new(),
            };
            kept.meanings = found.kept;
            all.push(found.meanings);
        }
        let value = |slot: &Slot| (before.get(slot).copied().unwrap_or(0), after.get(slot).copied().unwrap_or(0));
        let asked = slots.all().into_iter().map(|slot| (slot, value(&slot))).collect();
        let stated = pool.finish(&mut documents);
        (all, KeptMeanings { world: 0, stated, works, asked, documents })
    }

    /// What full citations say of names of laws goes into the table; of each document that is not known what it says.
    fn hear(&self, table: &mut WorkTable) -> Vec<Option<Vec<(String, String)>>> {
        table.other_numbers.clear();
        let anew = self.documents.par_iter().zip(&self.known);
        let heard: Vec<_> = anew
            .map(|(document, known)| known.is_none().then(|| bare_law::heard(self.registries, &document.citations)))
            .collect();
        for (heard, known) in heard.iter().zip(&self.known) {
            for (name, number) in heard.as_ref().or(known.map(|known| &known.heard)).into_iter().flatten() {
                table.other_numbers.entry(name.clone()).or_default().insert(number.clone());
            }
        }
        heard
    }

    /// For each slot that is kept whether it has another value now.
    fn differing(&self, now: &HashMap<Slot, u64>, of: impl Fn(&(u64, u64)) -> u64) -> Vec<bool> {
        let is_other = |(slot, values): &(Slot, (u64, u64))| now.get(slot).copied().unwrap_or(0) != of(values);
        self.kept.asked.iter().map(is_other).collect()
    }

    /// The first pass over the documents that are looked at; then all works, in the order of documents, those with a date
    /// first. What is to be kept of each document, but for its meanings.
    fn make_works(
        &self,
        table: &mut WorkTable,
        is_first: &[bool],
        heard: Vec<Option<Vec<(String, String)>>>,
        pool: &mut Pool<'a>,
    ) -> (Vec<Option<First<'a>>>, Vec<KeptDocument>) {
        let registries = self.registries;
        let (mut first, mut all) = (Vec::with_capacity(is_first.len()), Vec::with_capacity(is_first.len()));
        let mut heard = heard.into_iter();
        for from in (0..self.documents.len()).step_by(TOGETHER) {
            let some = from..self.documents.len().min(from + TOGETHER);
            let pass =
                |at: usize| is_first[at].then(|| asked::record(|| first_pass(registries, table, self.documents[at])));
            let drafted: Vec<_> = some.clone().into_par_iter().map(pass).collect();
            for (at, drafted) in some.zip(drafted) {
                let (document, known) = (self.documents[at], self.known[at]);
                let heard = heard.next().flatten();
                let heard = heard.or_else(|| Some(known?.heard.clone())).unwrap_or_default();
                let path = &document.raw.path;
                let kept = match (drafted, known) {
                    (Some(((drafted, stated), asked)), _) => {
                        let kept = pool.keep(registries, &stated);
                        let drafted = drafted.made(stated.make_dated(registries, table, path));
                        first.push(Some(First { drafted, asked }));
                        kept
                    }
                    (None, known) => {
                        let kept = known.map(Pool::keep_again).unwrap_or_default();
                        for (number, times) in &kept.dated {
                            make_dated(registries, table, path, (pool.stated(*number), *times));
                        }
                        first.push(None);
                        kept
                    }
                };
                all.push(KeptDocument { path: path_of(document), file: document.raw.content_hash, heard, ..kept });
            }
        }
        self.make_rest(table, &first, &all, pool);
        (first, all)
    }

    /// Works without a date and laws without a number, when those with a date of all documents are made.
    fn make_rest(&self, table: &mut WorkTable, first: &[Option<First<'a>>], all: &[KeptDocument], pool: &Pool<'a>) {
        let registries = self.registries;
        for (first, kept) in first.iter().zip(all) {
            let Some(First { drafted, .. }) = first else {
                kept.undated.iter().for_each(|number| make_undated(registries, table, pool.stated(*number)));
                let laws = registries.laws.quietly();
                let laws = kept.laws.iter().filter_map(|(name, place)| laws.at(name, *place as usize));
                laws.for_each(|law| table.make_unnumbered(registries, law));
                continue;
            };
            drafted.make_rest(registries, table);
        }
    }

    /// The second pass over the documents that are looked at, or have another answer now; of all others what they meant.
    fn second_pass(
        &self,
        table: &WorkTable,
        first: Vec<Option<First<'a>>>,
        after: &HashMap<Slot, u64>,
        moved: &[Option<WorkIndex>],
    ) -> Vec<Found> {
        let is_other = self.differing(after, |values| values.1);
        let all = self.documents.par_iter().zip(first).zip(&self.known);
        all.map(|((document, first), known)| {
            let again = known.filter(|known| first.is_none() && !is_anew(Some(*known), &is_other));
            if let Some(found) = again.and_then(|known| as_it_was(table, document, known, moved)) {
                return found;
            }
            let First { drafted, mut asked } = first.unwrap_or_else(|| self.first_again(table, document));
            let (meanings, more) = asked::record(|| meanings_of(self.registries, table, document, drafted));
            asked.extend(more);
            asked.sort_unstable();
            asked.dedup();
            Found { kept: meanings_to_keep(&meanings), meanings, asked: Some(asked) }
        })
        .collect()
    }

    /// The first pass, when all works are made.
    fn first_again(&self, table: &WorkTable, document: &'a CitedDocument) -> First<'a> {
        let ((drafted, stated), asked) = asked::record(|| first_pass(self.registries, table, document));
        First { drafted: drafted.made(MadeWorks::found(stated, table)), asked }
    }
}

/// Whether a document is to be looked at: nothing is known of it, or it asked for what has another value.
fn is_anew(known: Option<&KeptDocument>, is_other: &[bool]) -> bool {
    known.is_none_or(|known| known.asked.iter().any(|slot| is_other.get(*slot as usize).copied().unwrap_or(true)))
}

/// What a document meant, with the places that works have now; `None`: they cannot be told.
fn as_it_was(
    table: &WorkTable,
    document: &CitedDocument,
    known: &KeptDocument,
    moved: &[Option<WorkIndex>],
) -> Option<Found> {
    let kept: Vec<Option<KeptMeaning>> = known
        .meanings
        .iter()
        .map(|meaning| meaning.as_ref().map(|meaning| translated(meaning, moved).ok_or(())).transpose())
        .collect::<Result<_, ()>>()
        .ok()?;
    let (mut resolved, mut findings) = (Resolved::with_capacity(kept.len()), Vec::new());
    for (citation, meaning) in document.citations.iter().zip(&kept) {
        if let Some(KeptMeaning { resolution, doubt: Some(doubt) }) = meaning {
            findings.push(meanings::doubtful(table, &document.raw.path, citation, resolution, *doubt));
        }
        resolved.push(meaning.as_ref().map(|meaning| (meaning.resolution.clone(), None)));
    }
    Some(Found { meanings: Meanings { resolved, findings, ..Meanings::default() }, kept, asked: None })
}

fn path_of(document: &CitedDocument) -> u64 {
    super::facts::hash_of(|hasher| document.raw.path.hash(hasher))
}
