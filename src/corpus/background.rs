//! What says of works whether they are in force, besides documents and their citations: the day of the site's data, laws
//! that others have replaced, and which verified works go on with an older one.
//!
//! In: a corpus, the registries, `data_as_of:`. Out: [`Background`], which [`status`](super::status) alone looks at.

use super::lists::{order_key, series_key, without_years};
use super::{Corpus, WorkIndex};
use crate::content::registry::{LawEnd, Registries};
use crate::trace::{kinds, note_all};
use hashbrown::HashMap;
use jiff::civil::Date;
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What the state of works is told by, beside what is said of them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Background {
    /// `data_as_of:`.
    stated: Option<Date>,
    /// The day at which states are told.
    day: Option<Date>,
    /// Laws that others have replaced by that day.
    laws: BTreeMap<WorkIndex, EndedLaw>,
    /// Series that a row of `works.yaml` belongs to → its works, newest first.
    series: BTreeMap<String, Vec<SeriesMember>>,
    /// Series of several documents → the work of the newest.
    chains: BTreeMap<String, WorkIndex>,
}

/// A work of a series: when it was issued, as far as its year and day are known.
type SeriesMember = (Reverse<(i16, Option<Date>)>, WorkIndex);

/// A law that the registry of laws knows to be replaced.
#[derive(Clone, Debug)]
pub(super) struct EndedLaw {
    /// The first day on which it counts no more.
    pub from: Date,
    /// The instrument that took its place, where a page tells of it.
    pub by: Option<WorkIndex>,
    /// What that is called: "Luật Giáo dục số 43/2019/QH14".
    pub name: String,
}

impl Background {
    /// Of the corpus as it is.
    pub(super) fn of(corpus: &Corpus, registries: &Registries, stated: Option<Date>) -> Self {
        let day = stated.or_else(|| newest_day(corpus));
        let laws = day.map(|day| laws(corpus, registries, day)).unwrap_or_default();
        Self { stated, day, laws, series: series(corpus), chains: chains(corpus) }
    }

    /// `data_as_of:`, to tell the day anew.
    pub(super) const fn stated(&self) -> Option<Date> {
        self.stated
    }

    pub(super) fn law(&self, work: WorkIndex) -> Option<&EndedLaw> {
        self.laws.get(&work)
    }

    /// The newest work of its series, where that is newer.
    pub(super) fn newest(&self, corpus: &Corpus, work: WorkIndex) -> Option<WorkIndex> {
        let series = series_of_work(corpus, work)?;
        let Some(members) = self.series.get(&series) else {
            corpus.documents.quietly()[corpus.works.quietly()[work].held?].next?;
            return self.chains.get(&series).copied();
        };
        let own = members.iter().find(|(_, member)| *member == work)?;
        // Of one day none is newer.
        members.first().filter(|newest| newest.0 < own.0).map(|(_, newest)| *newest)
    }
}

impl Corpus {
    /// The day at which the state of every work is told: `data_as_of:`, else the newest `updated` or `published` of the
    /// site, else its newest date of issue. Never the clock.
    pub fn data_day(&self) -> Option<Date> {
        note_all(kinds::DATA_DAY);
        self.background.day
    }

    /// The same where `data_as_of:` states it: a page that says this alone stays as it is when a document comes.
    pub fn stated_data_day(&self) -> Option<Date> {
        note_all(kinds::STATED_DATA_DAY);
        self.background.stated
    }

    /// Looks over the whole corpus; to be done again when documents or works are others.
    pub(super) fn know_background(&mut self, registries: &Registries, stated: Option<Date>) {
        self.background = Arc::new(Background::of(self, registries, stated));
    }
}

fn newest_day(corpus: &Corpus) -> Option<Date> {
    let all = || corpus.documents.quietly().iter().map(|document| &document.front_matter);
    let published = all().filter_map(|one| one.updated.into_iter().chain(one.published).max()).max();
    published.or_else(|| all().filter_map(|one| Some(one.date.as_ref()?.value)).max())
}

fn laws(corpus: &Corpus, registries: &Registries, day: Date) -> BTreeMap<WorkIndex, EndedLaw> {
    let mut known = HashMap::new();
    let mut ended: Vec<(WorkIndex, LawEnd)> = Vec::new();
    for (index, work) in corpus.works.quietly().iter().enumerate() {
        let (Some(kind), Some(number)) = (work.kind.as_deref(), &work.number) else { continue };
        if registries.types.named(kind).is_none() || !corpus.has_work(index) {
            continue;
        }
        known.entry((kind.to_owned(), number.key())).or_insert(index);
        ended.extend(registries.laws.end_of(kind, number, day).map(|end| (index, end)));
    }
    let told = |(index, end): (WorkIndex, LawEnd)| {
        let by = end.by.number.as_ref().and_then(|number| known.get(&(end.by.kind.to_string(), number.key())));
        (index, EndedLaw { from: end.from, by: by.copied(), name: end.name() })
    };
    ended.into_iter().map(told).collect()
}

fn chains(corpus: &Corpus) -> BTreeMap<String, WorkIndex> {
    let documents = corpus.documents.quietly().iter();
    let newest = documents.filter(|document| document.next.is_none() && document.previous.is_some());
    newest.map(|document| (document.series.clone(), document.work)).collect()
}

/// Documents alone are tied by [`DocumentHead::next`](super::DocumentHead::next); only series that have rows are told
/// here, so that nothing need be worked out of a hundred thousand titles.
fn series(corpus: &Corpus) -> BTreeMap<String, Vec<SeriesMember>> {
    let mut series: BTreeMap<String, Vec<SeriesMember>> = BTreeMap::new();
    for (index, work) in corpus.works.quietly().iter().enumerate() {
        let Some(date) = work.date.filter(|_| work.row.is_some() && work.held.is_none()) else { continue };
        if let Some(key) = series_of_work(corpus, index) {
            series.entry(key).or_default().push((Reverse((date.year(), date.day())), index));
        }
    }
    for document in corpus.documents.quietly() {
        if let Some(members) = series.get_mut(&document.series) {
            let day = order_key(&document.front_matter);
            members.push((Reverse((day.year(), Some(day))), document.work));
        }
    }
    series.retain(|_, members| members.len() > 1);
    series.values_mut().for_each(|members| members.sort_unstable());
    series
}

/// The series of a work as documents have it: issuer, type, title without its school year. Only a school year, or the
/// editors' word, tells that there will be another: a title alone ("Kế hoạch thực hiện") does not.
fn series_of_work(corpus: &Corpus, index: WorkIndex) -> Option<String> {
    let work = &corpus.works.quietly()[index];
    if let Some(held) = work.held {
        let document = &corpus.documents.quietly()[held];
        let front_matter = &document.front_matter;
        let is_yearly = front_matter.series.is_some() || front_matter.school_year.is_some();
        return (is_yearly || is_of_a_year(&front_matter.title)).then(|| document.series.clone());
    }
    let (Some(kind), Some(issuer), Some(title)) = (&work.kind, &work.issuer, &work.title) else { return None };
    is_of_a_year(title).then(|| series_key(issuer, kind, title))
}

fn is_of_a_year(title: &str) -> bool {
    without_years(title) != title
}
