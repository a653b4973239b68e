//! An index after some documents have changed, without looking at what the others have in common again.
//!
//! In: the index before, what has become of its documents, a way to look through the words of all. Out: the index that
//! [`ReuseIndex::new`] would make of all documents, or nothing where so much has changed that it is made anew.
//!
//! What a document remembers of others depends on its own runs and on which documents have each of them, in their order.
//! So a run that a document lost or got concerns that document and all that have the run. Those are counted anew: the
//! words of all documents are looked through for the runs that came or went and for all runs of the documents that changed;
//! once more where other documents are concerned. Nothing but the index itself need be kept for that.

use super::index::{
    DocumentTally, FEW, ReuseIndex, best, common_value, formula_limit, number_bits, number_of, tally_one,
};
use super::text::{is_known_by, runs};
use hashbrown::{HashMap, HashSet};
use rayon::prelude::*;

/// Of more documents than one in so many the index is made anew, …
const SHARE: usize = 8;
/// … but not for so few.
const ANY: usize = 64;

/// What has become of the documents of an index.
#[derive(Debug, Default)]
pub struct EditedDocuments {
    /// For each document of the index its number now; `None`: it is gone, or stands at another place among the others.
    pub numbers: Vec<Option<u32>>,
    /// How many documents there are now.
    pub count: usize,
    /// Documents of the index that are gone, stand elsewhere or have other words: their number then, and the words that
    /// they had.
    pub former: Vec<(u32, Vec<u32>)>,
    /// Documents that are new, stand elsewhere or have other words: their number now, and their words.
    pub fresh: Vec<(u32, Vec<u32>)>,
}

impl EditedDocuments {
    /// Of so many changes in so many documents all are best looked at from the beginning.
    pub const fn are_many(changes: usize, documents: usize) -> bool {
        changes > ANY && changes * SHARE > documents
    }
}

/// What is looked for in a document (its number, its words); what is found is pushed.
pub type Look<'a> = &'a (dyn Fn(usize, &[u32], &mut Vec<u64>) + Sync);

/// The words of all documents.
pub trait AllWords {
    /// Looks through each document once, in any order and on any threads; all that was found. `None`: the words of a
    /// document are not to be had.
    fn look(&self, look: Look<'_>) -> Option<Vec<u64>>;
    /// The words of one document.
    fn of(&self, number: usize) -> Option<Vec<u32>>;
}

/// Runs that are looked for.
struct SoughtRuns {
    runs: HashSet<u64>,
    /// Spares most look-ups: one bit for each value of some bits of a run.
    bits: Vec<u64>,
    number_bits: u32,
}

impl SoughtRuns {
    fn new(runs: HashSet<u64>, number_bits: u32) -> Self {
        let size = (runs.len() * 16).next_power_of_two().clamp(1 << 10, 1 << 26);
        let mut bits = vec![0u64; size / 64];
        for run in &runs {
            let bit = *run as usize & (size - 1);
            bits[bit / 64] |= 1 << (bit % 64);
        }
        Self { runs, bits, number_bits }
    }

    fn has(&self, run: u64) -> bool {
        // A power of two: a division for each word would cost more than all else.
        let bit = run as usize & (self.bits.len() * 64 - 1);
        self.bits[bit / 64] & 1 << (bit % 64) != 0 && self.runs.contains(&run)
    }

    /// The runs in all documents, sorted, each document's number in the low bits.
    fn find(&self, words: &dyn AllWords) -> Option<Vec<u64>> {
        let bits = self.number_bits;
        let mut found = words.look(&|number, words, found| {
            let here = known_runs(words, bits).filter(|run| self.has(*run));
            found.extend(here.map(|run| run << bits | number as u64));
        })?;
        found.par_sort_unstable();
        found.dedup();
        Some(found)
    }
}

/// Runs that came or went, with how many more documents have each of them now.
type ChangedRuns = HashMap<u64, i64>;

impl ReuseIndex {
    /// The index of the documents as they are now; `None`: it is to be made anew.
    pub fn edited(&self, edited: &EditedDocuments, words: &dyn AllWords) -> Option<Self> {
        let bits = number_bits(edited.count);
        if bits != self.number_bits || edited.numbers.len() != self.others.len() {
            return None;
        }
        let changed = self.changed_runs(edited);
        // All runs of the documents that changed are looked for at once: mostly these alone are concerned.
        let limit = formula_limit(edited.count);
        let of_fresh = edited.fresh.iter().flat_map(|(_, words)| known_runs(words, bits));
        let sought: HashSet<u64> =
            of_fresh.filter(|run| self.count_of(*run) <= limit).chain(changed.keys().copied()).collect();
        let sought = SoughtRuns::new(sought, bits);
        let all_found = sought.find(words)?;
        let found: Vec<u64> = all_found.iter().copied().filter(|hash| changed.contains_key(&(hash >> bits))).collect();
        let is_concerned = self.concerned(edited, &changed, &found);
        if EditedDocuments::are_many(is_concerned.iter().filter(|is| **is).count(), edited.count) {
            return None;
        }
        let mut next = Self {
            others: vec![Box::default(); edited.count],
            common: self.common_with(&changed, &found),
            common_of: vec![0; edited.count],
            number_bits: bits,
        };
        next.take_over(self, edited, &is_concerned)?;
        next.count_anew(edited, &is_concerned, (&sought, all_found), words)?;
        Some(next)
    }

    /// Runs that a document lost or got, and those that become formulas, or are none any more, by the number of
    /// documents.
    fn changed_runs(&self, edited: &EditedDocuments) -> ChangedRuns {
        let bits = self.number_bits;
        let of = |documents: &[(u32, Vec<u32>)], id: &dyn Fn(u32) -> u64| -> HashSet<(u64, u64)> {
            let runs = |(number, words): &(u32, Vec<u32>)| {
                let id = id(*number);
                known_runs(words, bits).map(move |run| (run, id)).collect::<Vec<_>>()
            };
            documents.iter().flat_map(runs).collect()
        };
        // A document that stays in its place has one name in both.
        let gone = |number: u32| u64::MAX - u64::from(number);
        let former =
            of(&edited.former, &|number| edited.numbers[number as usize].map_or_else(|| gone(number), u64::from));
        let fresh = of(&edited.fresh, &|number| u64::from(number));
        let mut changed = ChangedRuns::new();
        former.difference(&fresh).for_each(|(run, _)| *changed.entry(*run).or_default() -= 1);
        fresh.difference(&former).for_each(|(run, _)| *changed.entry(*run).or_default() += 1);
        let (before, now) = (self.formula_limit(), formula_limit(edited.count));
        for (run, count) in &self.common {
            if (*count as usize > before) != (*count as usize > now) {
                changed.entry(*run).or_default();
            }
        }
        changed
    }

    /// The documents that the changed runs concern.
    fn concerned(&self, edited: &EditedDocuments, changed: &ChangedRuns, found: &[u64]) -> Vec<bool> {
        let bits = self.number_bits;
        let (before, now) = (self.formula_limit(), formula_limit(edited.count));
        let mut is_concerned = vec![false; edited.count];
        edited.fresh.iter().for_each(|(number, _)| is_concerned[*number as usize] = true);
        for group in found.chunk_by(|a, b| a >> bits == b >> bits) {
            let more = changed.get(&(group[0] >> bits)).copied().unwrap_or_default();
            let was = group.len() as i64 - more;
            let stays_formula = group.len() > now && was > before as i64;
            if !stays_formula {
                group.iter().for_each(|hash| is_concerned[number_of(*hash, bits)] = true);
            }
        }
        is_concerned
    }

    /// The common runs, after some have changed.
    fn common_with(&self, changed: &ChangedRuns, found: &[u64]) -> Vec<(u64, u32)> {
        let bits = self.number_bits;
        let groups = found.chunk_by(|a, b| a >> bits == b >> bits).filter(|group| group.len() > FEW);
        let stay = self.common.iter().filter(|(run, _)| !changed.contains_key(run)).copied();
        let mut common: Vec<(u64, u32)> =
            stay.chain(groups.map(|group| (group[0] >> bits, group.len() as u32))).collect();
        common.sort_unstable();
        common
    }

    /// What documents that nothing concerns remember.
    fn take_over(&mut self, old: &Self, edited: &EditedDocuments, is_concerned: &[bool]) -> Option<()> {
        for (before, now) in edited.numbers.iter().enumerate() {
            let Some(now) = now.map(|now| now as usize).filter(|now| !is_concerned[*now]) else { continue };
            let others = old.others[before].iter().map(|other| edited.numbers[*other as usize]);
            self.others[now] = others.collect::<Option<_>>()?;
            self.common_of[now] = old.common_of[before];
        }
        Some(())
    }

    /// Counts what the documents have in common with all others that something concerns. `sought`: runs that were looked
    /// for already, with what was found.
    fn count_anew(
        &mut self,
        edited: &EditedDocuments,
        is_concerned: &[bool],
        (sought, mut found): (&SoughtRuns, Vec<u64>),
        words: &dyn AllWords,
    ) -> Option<()> {
        let bits = self.number_bits;
        let limit = formula_limit(edited.count);
        let fresh: HashMap<u32, &Vec<u32>> = edited.fresh.iter().map(|(number, words)| (*number, words)).collect();
        let mut more = HashSet::new();
        for number in (0..edited.count).filter(|number| is_concerned[*number]) {
            let own = match fresh.get(&(number as u32)) {
                Some(words) => known_runs(words, bits).collect::<HashSet<u64>>(),
                None => known_runs(&words.of(number)?, bits).collect(),
            };
            let mut sum = 0u64;
            for run in own {
                let count = self.count_of(run);
                if count > FEW {
                    sum = sum.wrapping_add(common_value(run, count, limit));
                }
                if count <= limit && !sought.has(run) {
                    more.insert(run);
                }
            }
            self.common_of[number] = sum;
        }
        if !more.is_empty() {
            found.extend(SoughtRuns::new(more, bits).find(words)?);
            found.par_sort_unstable();
        }
        let is_shared = |group: &&[u64]| (2..=limit).contains(&group.len());
        let mut tallies: HashMap<usize, DocumentTally> = HashMap::new();
        for group in found.chunk_by(|a, b| a >> bits == b >> bits).filter(is_shared) {
            for hash in group.iter().filter(|hash| is_concerned[number_of(**hash, bits)]) {
                tally_one(group, bits, *hash, tallies.entry(number_of(*hash, bits)).or_default());
            }
        }
        tallies.into_iter().for_each(|(number, tally)| self.others[number] = best(tally));
        Some(())
    }
}

/// The runs of a document by which a passage may be known, short of the bits of a number.
fn known_runs(words: &[u32], bits: u32) -> impl Iterator<Item = u64> + '_ {
    runs(words).zip(words).filter(|(_, word)| is_known_by(**word)).map(move |(run, _)| run << bits >> bits)
}
