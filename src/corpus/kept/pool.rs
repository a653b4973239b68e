//! Values that many documents have, each kept once.
//!
//! In: what documents state of works, now or in the last run; any values that are numbered. Out: numbers, and the list
//! in which they stand; values that no document has any more are gone from it.

use super::{Hash, HashMap, KeptDocument, LawRow, Registries, StatedWork, StatedWorks};
use std::sync::Arc;

/// Numbers values in the order in which they are met.
pub(super) struct Renumbered<T> {
    all: Vec<T>,
    numbers: HashMap<T, u32>,
}

impl<T> Default for Renumbered<T> {
    fn default() -> Self {
        Self { all: Vec::new(), numbers: HashMap::new() }
    }
}

impl<T: Copy + Eq + Hash> Renumbered<T> {
    pub fn number(&mut self, value: T) -> u32 {
        let next = self.all.len() as u32;
        let number = *self.numbers.entry(value).or_insert(next);
        if number == next {
            self.all.push(value);
        }
        number
    }

    pub fn all(self) -> Vec<T> {
        self.all
    }
}

/// Works that documents state: those of the last run, then new ones.
pub(super) struct Pool<'a> {
    former: &'a [StatedWork],
    fresh: Vec<StatedWork>,
    /// Made when the first work is looked for.
    numbers: HashMap<StatedWork, u32>,
}

impl<'a> Pool<'a> {
    /// With the works of the last run.
    pub fn of(former: &'a [StatedWork]) -> Self {
        Self { former, fresh: Vec::new(), numbers: HashMap::new() }
    }

    /// The work with this number.
    pub fn stated(&self, number: u32) -> &StatedWork {
        let at = number as usize;
        self.former.get(at).unwrap_or_else(|| &self.fresh[at - self.former.len()])
    }

    fn number(&mut self, stated: &StatedWork) -> (u32, u32) {
        if self.numbers.is_empty() {
            self.numbers = self.former.iter().cloned().zip(0..).collect();
        }
        let alike = StatedWork { times_heard: 0, ..stated.clone() };
        let next = (self.former.len() + self.fresh.len()) as u32;
        let number = *self.numbers.entry(alike).or_insert_with_key(|alike| {
            self.fresh.push(alike.clone());
            next
        });
        (number, stated.times_heard)
    }

    /// What is kept of a document that was looked at: what it states.
    pub fn keep(&mut self, registries: &Registries, stated: &StatedWorks) -> KeptDocument {
        let law = |law: &Arc<LawRow>| {
            let place = registries.laws.quietly().place_of(law);
            (law.name.clone(), place.map_or(u32::MAX, |place| place as u32))
        };
        KeptDocument {
            dated: stated.dated.iter().map(|stated| self.number(stated)).collect(),
            undated: stated.undated.iter().map(|stated| self.number(stated).0).collect(),
            laws: stated.laws.iter().map(law).collect(),
            ..KeptDocument::default()
        }
    }

    /// The same of one that is as it was.
    pub fn keep_again(known: &KeptDocument) -> KeptDocument {
        let KeptDocument { dated, undated, laws, .. } = known;
        KeptDocument { dated: dated.clone(), undated: undated.clone(), laws: laws.clone(), ..KeptDocument::default() }
    }

    /// The works that documents still state, which get their numbers in them.
    pub fn finish(self, documents: &mut [KeptDocument]) -> Vec<StatedWork> {
        let mut numbers: Renumbered<u32> = Renumbered::default();
        for KeptDocument { dated, undated, .. } in documents {
            dated.iter_mut().for_each(|(number, _)| *number = numbers.number(*number));
            undated.iter_mut().for_each(|number| *number = numbers.number(*number));
        }
        numbers.all().into_iter().map(|number| self.stated(number).clone()).collect()
    }
}
