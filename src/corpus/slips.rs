//! Which of the dates of one Party number are slips. Numbers are given once in a term, so two days of one term, or two
//! days that look like one with a slip, cannot both be right. What most texts write is right, where that can be told:
//! the slips are the fewest dates without which the others can all be right.
//!
//! In: the works that mentions make of one number, with who writes their dates. Out: the rivals of a work
//! that is a slip, or may be one.

use super::WorkIndex;
use super::identity::{Identity, Time};
use super::terms;
use super::work_table::{WorkOrigin, WorkTable};
use crate::content::registry::Level;
use jiff::civil::Date;
use std::sync::Arc;

/// More dates of one number are not weighed: every set of them would have to be.
const MOST_WEIGHED: usize = 8;

/// Texts that write a date, and how often they do: more texts weigh more than more places in one.
type Weight = (usize, u32);

/// One of the dates of a number.
struct Dated {
    work: WorkIndex,
    day: Date,
    weight: Weight,
}

impl WorkTable {
    /// The file at `path` writes the date of this work beside its number so many times more.
    pub fn hear(&mut self, work: WorkIndex, path: &Arc<str>, times: u32) {
        let entry = &mut self.entries[work];
        entry.times_heard += times;
        let known = entry.heard.entry(Arc::clone(path)).or_default();
        if *known == 0 {
            self.speakers.entry(Arc::clone(path)).or_default().push(work);
        }
        *known += times;
    }

    /// Forgets what the file at `path` said: it is read anew.
    pub fn unhear(&mut self, path: &str) {
        for work in self.speakers.remove(path).unwrap_or_default() {
            let entry = &mut self.entries[work];
            entry.times_heard -= entry.heard.remove(path).unwrap_or_default();
        }
    }

    /// The works whose dates speak against this one of a Party committee of `level`, and itself, ascending; none where
    /// nothing does, or where the others are the slips.
    pub fn rivals(
        &self,
        level: impl FnOnce() -> Option<Level>,
        work: WorkIndex,
        identity: &Identity,
    ) -> Vec<WorkIndex> {
        let Time::Day(own) = identity.time else { return Vec::new() };
        let all: Vec<Dated> = self.candidates(identity).filter_map(|work| self.dated(work)).collect();
        let [_, _, ..] = all.as_slice() else { return Vec::new() };
        let level = level();
        let rivals = |other: &&Dated| other.work != work && terms::may_be_one(level, other.day, own);
        let mut found: Vec<WorkIndex> = all.iter().filter(rivals).map(|other| other.work).collect();
        if found.is_empty() || all.len() <= MOST_WEIGHED && is_right(&all, level, work) {
            return Vec::new();
        }
        found.push(work);
        found.sort_unstable();
        found
    }

    fn dated(&self, work: WorkIndex) -> Option<Dated> {
        let entry = &self.entries[work];
        let Time::Day(day) = entry.identity.as_ref().filter(|_| entry.origin == WorkOrigin::Mentions)?.time else {
            return None;
        };
        Some(Dated { work, day, weight: (entry.heard.len(), entry.times_heard) })
    }
}

/// Whether no set of slips that weighs least has `work` among them. A set is a number whose bits are the dates.
fn is_right(all: &[Dated], level: Option<Level>, work: WorkIndex) -> bool {
    let clash = |a: usize, b: usize| terms::may_be_one(level, all[a].day, all[b].day);
    let clashes: Vec<u32> = (0..all.len())
        .flat_map(|a| (a + 1..all.len()).map(move |b| (a, b)))
        .filter(|(a, b)| clash(*a, *b))
        .map(|(a, b)| 1 << a | 1 << b)
        .collect();
    let explains = |slips: &u32| clashes.iter().all(|pair| pair & slips != 0);
    let weight = |slips: u32| -> Weight {
        let of = (0..all.len()).filter(|at| slips >> at & 1 == 1).map(|at| all[at].weight);
        of.fold((0, 0), |sum, weight| (sum.0 + weight.0, sum.1 + weight.1))
    };
    let lightest = |sets: &mut dyn Iterator<Item = u32>| sets.filter(explains).map(weight).min();
    let has = |slips: &u32| (0..all.len()).any(|at| slips >> at & 1 == 1 && all[at].work == work);
    let every = 0..1_u32 << all.len();
    let with = lightest(&mut every.clone().filter(has));
    let without = lightest(&mut every.filter(|slips| !has(slips)));
    without.is_some_and(|without| with.is_none_or(|with| without < with))
}
