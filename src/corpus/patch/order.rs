//! The order in which works are shown, by address: a build sorts them, a patch adds works behind the others and leaves
//! some that are not known any more.
//!
//! In: a corpus. Out: its works in order, without those.

use super::Patch;
use crate::corpus::{Corpus, WorkIndex};
use std::collections::BTreeSet;
use std::sync::Arc;

/// Works in order, where they do not stand so.
#[derive(Debug)]
pub(super) struct WorkOrder {
    /// By address, without those that are not known any more.
    works: Vec<WorkIndex>,
    /// The place of each work in `works`; behind all others where it is not there.
    places: Vec<usize>,
}

impl WorkOrder {
    fn new(works: Vec<WorkIndex>, all: usize) -> Self {
        let mut places = vec![usize::MAX; all];
        works.iter().enumerate().for_each(|(place, work)| places[*work] = place);
        Self { works, places }
    }
}

impl Corpus {
    /// Works that are known.
    pub fn count_works(&self) -> usize {
        self.patches.order.as_ref().map_or(self.works.len(), |order| order.works.len())
    }

    /// Whether the work is known.
    pub fn has_work(&self, work: WorkIndex) -> bool {
        match &self.patches.order {
            Some(order) => order.places.get(work).is_some_and(|place| *place != usize::MAX),
            None => work < self.works.len(),
        }
    }

    /// The works that are known, by address.
    pub fn works_by_address(&self) -> impl Iterator<Item = WorkIndex> {
        let order = self.patches.order.as_deref();
        (0..self.count_works()).map(move |at| order.map_or(at, |order| order.works[at]))
    }

    /// These works by address, the order of works that are otherwise equal.
    pub fn in_order(&self, works: impl IntoIterator<Item = WorkIndex>) -> Vec<WorkIndex> {
        let mut works: Vec<WorkIndex> = works.into_iter().collect();
        self.put_in_order(&mut works, |work| *work);
        works
    }

    /// Things that each have a work, by its address; things of one work stay as they are.
    pub fn put_in_order<T>(&self, things: &mut [T], work: impl Fn(&T) -> WorkIndex) {
        match &self.patches.order {
            Some(order) => things.sort_by_key(|thing| order.places[work(thing)]),
            None => things.sort_by_key(work),
        }
    }
}

impl Patch<'_> {
    /// Puts works that came, and those whose address is another now, in their places. `come`, `gone`: works that
    /// are known now, or are not any more.
    pub(super) fn order(&mut self, before: &Corpus, come: &BTreeSet<WorkIndex>, gone: &BTreeSet<WorkIndex>) {
        let moved = self.moved.iter().filter(|work| before.has_work(**work) && !gone.contains(work));
        let placed: BTreeSet<WorkIndex> = come.iter().chain(moved).copied().collect();
        if placed.is_empty() && gone.is_empty() && self.corpus.works.len() == before.works.len() {
            return;
        }
        let works = &self.corpus.works;
        let stays = |work: &WorkIndex| !gone.contains(work) && !placed.contains(work);
        let mut order: Vec<WorkIndex> = before.works_by_address().filter(stays).collect();
        for work in placed {
            let place = order.partition_point(|other| works[*other].address < works[work].address);
            order.insert(place, work);
        }
        self.corpus.patches.order = Some(Arc::new(WorkOrder::new(order, works.len())));
    }
}
