//! The works that only citations know. A document is looked at by itself for what its citations state; the works are
//! made afterwards, in the order of the documents, so that the looking can go on for many documents at a time, and
//! what a citation means depends on no order.
//!
//! In: the readings of a document's citations. Out: a [`Draft`] of each; [`StatedWorks`], and works in the
//! [`WorkTable`] ([`MadeWorks`]).
//!
//! A work whose date is known comes first: an undated mention means one of those where there is one.

use super::decide::{Decision, decide, law_reading, of_reading, undated, verified};
use super::identity::{Identity, Time};
use super::resolve::{Citing, CitingText, ReadMention};
use super::work_table::{ReadWork, WorkOrigin, WorkTable, is_dated};
use super::{By, Resolution, WorkIndex};
use crate::content::registry::{LawRow, Registries};
use crate::text::date::WorkDate;
use crate::text::number::Number;
use hashbrown::HashMap;
use std::sync::Arc;

/// What a citation means, as far as its document and the verified works tell.
#[derive(Clone, Debug)]
pub(super) enum Draft {
    /// No work that only citations know changes it. `None`: it is no citation.
    Decided(Option<Decision>),
    /// It is written as the earlier citation at this place, and means the same.
    Alike(u32),
    /// A work that citations state.
    Stated(StatedPlace),
    /// All works must be known.
    Open(Box<ReadMention>),
}

/// Where a work stands among those that a document states.
#[derive(Clone, Copy, Debug)]
pub(super) enum StatedPlace {
    Dated(u32),
    Undated(u32),
}

/// A work as mentions of one document state it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct StatedWork {
    /// What tells it from others.
    pub identity: Identity,
    /// As written.
    pub number: Number,
    /// As written, unless it is a slip.
    pub date: Option<WorkDate>,
    /// Key of the body.
    pub issuer: String,
    /// Its name.
    pub issuer_name: String,
    /// How often the document writes the day beside the number.
    pub times_heard: u32,
}

/// All that one document states of works.
#[derive(Default)]
pub(super) struct StatedWorks {
    pub dated: Vec<StatedWork>,
    pub undated: Vec<StatedWork>,
    /// Laws without a number.
    pub laws: Vec<Arc<LawRow>>,
    /// Where each stands in its list.
    places: HashMap<(Identity, Option<WorkDate>), u32>,
}

impl StatedWorks {
    /// Takes what the citation `at` states, which was read as `mention`.
    pub fn state(
        &mut self,
        registries: &Registries,
        table: &WorkTable,
        citing: &Citing<'_>,
        at: usize,
        mention: ReadMention,
    ) -> Draft {
        let text = citing.text();
        let number = text.meant(at).number.as_ref();
        match (&mention, number) {
            (ReadMention::Numbered(reading), Some(number)) => {
                return self.numbered(registries, table, text, at, (reading, number));
            }
            (ReadMention::Torn(readings), Some(number)) => {
                readings.iter().for_each(|reading| self.add_dated(registries, table, reading, number));
            }
            (ReadMention::Law(law, _), _) => self.add_law(registries, table, law),
            (ReadMention::Either(_) | ReadMention::As(_), _) => {}
            (
                ReadMention::Named(..)
                | ReadMention::Own
                | ReadMention::Nothing
                | ReadMention::NoLaw(_)
                | ReadMention::Unknown
                | ReadMention::Numbered(_)
                | ReadMention::Torn(_),
                _,
            ) => {
                return Draft::Decided(decide(registries, table, &mention, text, at, |_| None));
            }
        }
        Draft::Open(Box::new(mention))
    }

    fn numbered(
        &mut self,
        registries: &Registries,
        table: &WorkTable,
        text: &CitingText<'_>,
        at: usize,
        (reading, number): (&ReadWork, &Number),
    ) -> Draft {
        let identity = reading.identity(number);
        if identity.time == Time::Unknown {
            return Draft::Stated(StatedPlace::Undated(self.add(identity, reading, number)));
        }
        if let Some(meant) = verified(registries, table, reading, number, &identity) {
            return Draft::Decided(Some(of_reading(table, text, at, reading.date, meant)));
        }
        let time = identity.time;
        let place = self.add(identity, reading, number);
        self.dated[place as usize].times_heard += u32::from(speaks(text, at, time));
        match time {
            // Others may write other days.
            Time::Day(_) => Draft::Open(Box::new(ReadMention::Numbered(reading.clone()))),
            _ => Draft::Stated(StatedPlace::Dated(place)),
        }
    }

    /// The citation `at` is written as an earlier one, which was read so.
    pub fn state_again(&mut self, text: &CitingText<'_>, at: usize, draft: &Draft) {
        let (Draft::Open(mention), Some(number)) = (draft, &text.citations()[at].number) else { return };
        let ReadMention::Numbered(reading) = &**mention else { return };
        let identity = reading.identity(number);
        let times = u32::from(speaks(text, at, identity.time));
        if let Some(place) = self.places.get(&(identity, reading.plausible_date(number))) {
            self.dated[*place as usize].times_heard += times;
        }
    }

    fn add_law(&mut self, registries: &Registries, table: &WorkTable, law: &Arc<LawRow>) {
        match &law.number {
            Some(number) => {
                if let Some(reading) = law_reading(registries, law, number) {
                    self.add_dated(registries, table, &reading, number);
                }
            }
            None if self.laws.iter().any(|known| Arc::ptr_eq(known, law)) => {}
            None => self.laws.push(Arc::clone(law)),
        }
    }

    /// Adds a work where no verified one is meant.
    fn add_dated(&mut self, registries: &Registries, table: &WorkTable, reading: &ReadWork, number: &Number) {
        let identity = reading.identity(number);
        let is_stated = || verified(registries, table, reading, number, &identity).is_none();
        if identity.time == Time::Unknown || is_stated() {
            self.add(identity, reading, number);
        }
    }

    /// Adds a work. Its place in the list of dated or undated ones.
    fn add(&mut self, identity: Identity, reading: &ReadWork, number: &Number) -> u32 {
        let list = if identity.time == Time::Unknown { &mut self.undated } else { &mut self.dated };
        let date = reading.plausible_date(number);
        *self.places.entry((identity, date)).or_insert_with_key(|(identity, _)| {
            list.push(StatedWork {
                identity: identity.clone(),
                number: number.clone(),
                date,
                issuer: reading.issuer.clone(),
                issuer_name: reading.issuer_name.clone(),
                times_heard: 0,
            });
            (list.len() - 1) as u32
        })
    }

    /// Makes the dated works. What is left must wait until those of all documents are made. `path`: of the document.
    pub fn make_dated(self, registries: &Registries, table: &mut WorkTable, path: &Arc<str>) -> MadeWorks {
        let make =
            |stated: StatedWork| (make_dated(registries, table, path, (&stated, stated.times_heard)), stated.date);
        let dated = self.dated.into_iter().map(make).collect();
        MadeWorks { dated, undated: self.undated.into(), laws: self.laws.into() }
    }
}

/// Only a date that stands beside the number, and that the text can know of, speaks for itself.
fn speaks(text: &CitingText<'_>, at: usize, time: Time) -> bool {
    let (citation, Time::Day(day)) = (&text.citations()[at], time) else { return false };
    let is_known = || text.own().date.is_none_or(|own| WorkDate::Day(day) <= last_day(own));
    citation.number.is_some() && citation.date.is_some() && is_known()
}

fn last_day(date: WorkDate) -> WorkDate {
    match date {
        WorkDate::Year(year) => WorkDate::Day(jiff::civil::date(year, 12, 31)),
        day @ WorkDate::Day(_) => day,
    }
}

/// Makes a work whose date is known, and hears how often the document at `path` writes its day beside the number.
pub(super) fn make_dated(
    registries: &Registries,
    table: &mut WorkTable,
    path: &Arc<str>,
    (stated, times_heard): (&StatedWork, u32),
) -> WorkIndex {
    let work = table.make(registries, stated);
    if times_heard > 0 {
        table.hear(work, path, times_heard);
    }
    work
}

/// Makes a work whose date is not known, where no dated work is meant.
pub(super) fn make_undated(registries: &Registries, table: &mut WorkTable, stated: &StatedWork) {
    let is_other = |work: WorkIndex| {
        let entry = &table.entries[work];
        entry.origin == WorkOrigin::Row || is_dated(entry)
    };
    let means_other = table.candidates(&stated.identity).any(is_other);
    if !means_other {
        table.make(registries, stated);
    }
}

/// The works that one document states, as they are in the table.
#[derive(Default)]
pub(super) struct MadeWorks {
    dated: Box<[(WorkIndex, Option<WorkDate>)]>,
    undated: Box<[StatedWork]>,
    laws: Box<[Arc<LawRow>]>,
}

impl MadeWorks {
    /// Makes what is left, where no dated work is meant.
    pub fn make_rest(&self, registries: &Registries, table: &mut WorkTable) {
        self.undated.iter().for_each(|stated| make_undated(registries, table, stated));
        self.laws.iter().for_each(|law| table.make_unnumbered(registries, law));
    }

    /// The same, where all works are in the table.
    pub fn found(stated: StatedWorks, table: &WorkTable) -> Self {
        let StatedWorks { dated, undated, laws, places: _ } = stated;
        let work = |stated: StatedWork| {
            let work = table.same(&stated.identity).expect("all works that documents state were made");
            (work, stated.date)
        };
        Self { dated: dated.into_iter().map(work).collect(), undated: undated.into(), laws: laws.into() }
    }

    /// What the citation `at` means, which states the work at `place`.
    pub fn meant(&self, table: &WorkTable, text: &CitingText<'_>, at: usize, place: StatedPlace) -> Decision {
        let (date, meant) = match place {
            StatedPlace::Dated(place) => {
                let (work, date) = self.dated[place as usize];
                (date, (Resolution::Work(work, By::Written), None))
            }
            StatedPlace::Undated(place) => (None, undated(table, &self.undated[place as usize].identity)),
        };
        of_reading(table, text, at, date, meant)
    }
}
