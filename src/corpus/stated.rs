//! The works that only citations know. A document is looked at by itself for what its citations state; the works are
//! made afterwards, in the order of the documents, so that the looking can go on for many documents at a time, and
//! what a citation means depends on no order.
//!
//! In: the readings of a document's citations. Out: [`StatedWorks`]; and works in the [`WorkTable`].
//!
//! A work whose date is known comes first: an undated mention means one of those where there is one.

use super::WorkIndex;
use super::decide::{law_reading, years_differ};
use super::identity::{Identity, Time};
use super::resolve::{Citing, ReadMention, fitting_verified};
use super::work_table::{ReadWork, WorkOrigin, WorkTable, is_dated};
use crate::content::registry::{LawRow, Registries};
use crate::text::date::WorkDate;
use crate::text::number::Number;
use hashbrown::HashMap;
use std::sync::Arc;

/// A work as mentions of one document state it.
#[derive(Clone, Debug)]
pub(super) struct StatedWork {
    pub identity: Identity,
    pub number: Number,
    /// As written, unless it is a slip.
    pub date: Option<WorkDate>,
    pub issuer: String,
    pub issuer_name: String,
    /// How often the document writes the day beside the number.
    pub times_heard: u32,
}

/// All that one document states of works.
#[derive(Default)]
pub(super) struct StatedWorks {
    dated: Vec<StatedWork>,
    undated: Vec<StatedWork>,
    /// Laws without a number.
    laws: Vec<Arc<LawRow>>,
    /// Where each stands in its list.
    places: HashMap<(Identity, Option<WorkDate>), usize>,
}

/// The place where a day was heard once more.
#[derive(Clone, Copy)]
pub(super) struct Heard(usize);

impl StatedWorks {
    /// Takes what the citation `at` states, which was read as `mention`. Gives back where its day is heard.
    pub fn state(
        &mut self,
        registries: &Registries,
        table: &WorkTable,
        citing: &Citing<'_>,
        at: usize,
        mention: ReadMention,
    ) -> Option<Heard> {
        let number = citing.meant(at).number.as_ref();
        match (mention, number) {
            (ReadMention::Numbered(reading), Some(number)) => {
                let place = self.add(registries, table, reading, number)?;
                let is_heard = citing.citations()[at].number.is_some() && speaks(citing, at, &self.dated[place]);
                self.dated[place].times_heard += u32::from(is_heard);
                return is_heard.then_some(Heard(place));
            }
            (ReadMention::Torn(readings), Some(number)) => {
                for reading in readings {
                    self.add(registries, table, reading, number);
                }
            }
            (ReadMention::Law(law, _), _) => match &law.number {
                Some(number) => {
                    if let Some(reading) = law_reading(registries, &law, number) {
                        self.add(registries, table, reading, number);
                    }
                }
                None if self.laws.iter().any(|known| Arc::ptr_eq(known, &law)) => {}
                None => self.laws.push(law),
            },
            _ => {}
        }
        None
    }

    /// The same mention stands there again.
    pub fn state_again(&mut self, heard: Heard) {
        self.dated[heard.0].times_heard += 1;
    }

    /// Adds a work. Its place among the dated ones; `None`: it is not one of them, or a verified one is meant.
    fn add(&mut self, registries: &Registries, table: &WorkTable, reading: ReadWork, number: &Number) -> Option<usize> {
        let identity = reading.identity(number);
        let is_dated = identity.time != Time::Unknown;
        let date = reading.plausible_date(number);
        let key = (identity, date);
        if let Some(place) = self.places.get(&key) {
            return is_dated.then_some(*place);
        }
        let is_known = || !fitting_verified(registries, table, &reading, &key.0).is_empty();
        if is_dated && (years_differ(&reading, number) || is_known()) {
            return None;
        }
        let list = if is_dated { &mut self.dated } else { &mut self.undated };
        let place = list.len();
        let ReadWork { issuer, issuer_name, .. } = reading;
        let (identity, number) = (key.0.clone(), number.clone());
        list.push(StatedWork { identity, number, date, issuer, issuer_name, times_heard: 0 });
        self.places.insert(key, place);
        is_dated.then_some(place)
    }

    /// Makes the dated works. What is left must wait until those of all documents are made. `path`: of the document.
    pub fn make_dated(self, registries: &Registries, table: &mut WorkTable, path: &Arc<str>) -> LeftToMake {
        for stated in self.dated {
            let times = stated.times_heard;
            let work = table.make(registries, stated);
            if times > 0 {
                table.hear(work, path, times);
            }
        }
        LeftToMake { undated: self.undated, laws: self.laws }
    }
}

/// Only a date that stands beside the number, and that the text can know of, speaks for itself.
fn speaks(citing: &Citing<'_>, at: usize, stated: &StatedWork) -> bool {
    let Time::Day(day) = stated.identity.time else { return false };
    let is_written = citing.citations()[at].date.is_some();
    is_written && citing.own().date.is_none_or(|own| WorkDate::Day(day) <= last_day(own))
}

fn last_day(date: WorkDate) -> WorkDate {
    match date {
        WorkDate::Year(year) => WorkDate::Day(jiff::civil::date(year, 12, 31)),
        day @ WorkDate::Day(_) => day,
    }
}

/// Works that a document states and that are made last.
pub(super) struct LeftToMake {
    undated: Vec<StatedWork>,
    laws: Vec<Arc<LawRow>>,
}

impl LeftToMake {
    /// Whether there is nothing.
    pub fn is_empty(&self) -> bool {
        self.undated.is_empty() && self.laws.is_empty()
    }

    /// Makes them, where no dated work is meant.
    pub fn make(self, registries: &Registries, table: &mut WorkTable) {
        for stated in self.undated {
            let is_other = |work: WorkIndex| {
                let entry = &table.entries[work];
                entry.origin == WorkOrigin::Row || is_dated(entry)
            };
            let means_other = table.candidates(&stated.identity).any(is_other);
            if !means_other {
                table.make(registries, stated);
            }
        }
        for law in self.laws {
            table.make_unnumbered(registries, &law);
        }
    }
}
