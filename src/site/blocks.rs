//! A long list → its pages, so that one entry more, whatever its date, changes one page besides the first.
//!
//! A list in the order of time is divided like a calendar: into stretches of years, then years, quarters, months,
//! thirds of a month, days, as far as a page would be too long; the list of works by how often they are cited. Which
//! page an entry stands on depends on its own date, and on how many others stand in that stretch, not on all that are
//! newer. The newest stretches, enough to fill a page, stand at the list's own address; each other one has an address made of its time
//! (`trang/2019/`, `trang/2019-quy-2/`), and says nothing that changes with another page.
//!
//! In: the entries of a list, in order. Out: [`Block`]s: which pages there are, what stands on each, its neighbours.

use super::Job;
use crate::corpus::{Corpus, DocumentIndex, WorkIndex, order_key};
use crate::text::date::WorkDate;
use jiff::civil::Date;
use std::collections::BTreeMap;
use std::ops::Range;

/// What part of a list a page shows.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Span {
    /// The first, at the list's own address.
    Front,
    /// From one year to another, both included.
    Years(i16, i16),
    /// A quarter of a year, from 1.
    Quarter(i16, i8),
    /// A month.
    Month(i16, i8),
    /// A third of a month, from 1: up to the 10th, to the 20th, the rest. Without it, a month of forty documents would
    /// be twenty pages.
    Third(i16, i8, i8),
    /// A day.
    Day(i16, i8, i8),
    /// Of a year whose day is not known.
    NoDay(i16),
    /// Without a year.
    NoYear,
    /// What even one day has too much of, numbered from the oldest on.
    Nth(Box<Span>, usize),
    /// Works cited so often: from, to.
    Times(usize, usize),
    /// Works cited exactly so often, of some time.
    TimesIn(usize, Box<Span>),
}

impl Span {
    /// Whether it is of a list by times cited.
    pub const fn is_by_times(&self) -> bool {
        matches!(self, Self::Times(..) | Self::TimesIn(..))
    }

    /// Its part of an address.
    pub fn slug(&self) -> String {
        match self {
            Self::Front => String::new(),
            Self::Years(from, to) if from == to => format!("{from:04}"),
            Self::Years(from, to) => format!("{from:04}-{to:04}"),
            Self::Quarter(year, quarter) => format!("{year:04}-quy-{quarter}"),
            Self::Month(year, month) => format!("{year:04}-{month:02}"),
            Self::Third(year, month, third) => format!("{year:04}-{month:02}-ky-{third}"),
            Self::Day(year, month, day) => format!("{year:04}-{month:02}-{day:02}"),
            Self::NoDay(year) => format!("{year:04}-khong-ro-ngay"),
            Self::NoYear => "khong-ro-nam".to_owned(),
            Self::Nth(of, nth) => format!("{}-phan-{nth}", of.slug()),
            Self::Times(from, to) if from == to => format!("lan-{from}"),
            Self::Times(from, to) => format!("lan-{from}-{to}"),
            Self::TimesIn(times, of) => format!("lan-{times}-{}", of.slug()),
        }
    }
}

/// When something counts as made, as far as it is known: 0 stands for a month or day that is not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moment {
    year: Option<i16>,
    month: i8,
    day: i8,
}

impl Moment {
    /// A day, or a year alone.
    pub fn of(day: Option<Date>, year: Option<i16>) -> Self {
        match day {
            Some(day) => Self { year: Some(day.year()), month: day.month(), day: day.day() },
            None => Self { year, month: 0, day: 0 },
        }
    }

    /// Of a document: as it stands in lists.
    pub fn of_document(corpus: &Corpus, index: DocumentIndex) -> Self {
        let day = order_key(&corpus.documents[index].front_matter);
        // What has neither a date nor a school year.
        Self::of((day.year() > 1).then_some(day), None)
    }

    /// Of a work: its date; its number may carry the year (12/2022/TT-BGDĐT).
    pub fn of_work(corpus: &Corpus, index: WorkIndex) -> Self {
        let work = &corpus.works[index];
        let year = work.date.map(WorkDate::year).or_else(|| work.number.as_ref()?.own_year());
        Self::of(work.date.and_then(WorkDate::day), year)
    }

    /// The year, where it is known.
    pub const fn year(self) -> Option<i16> {
        self.year
    }

    /// In which stretch it lies, the wider ones first; `None`: there is none narrower.
    fn span(self, depth: usize) -> Option<Span> {
        let Some(year) = self.year else { return (depth == 0).then_some(Span::NoYear) };
        let widest = 5;
        match depth {
            0..=5 => {
                let width = 1 << (widest - depth);
                let from = year.div_euclid(width) * width;
                Some(Span::Years(from, from + width - 1))
            }
            6 | 7 if self.month == 0 => (depth == 6).then_some(Span::NoDay(year)),
            6 => Some(Span::Quarter(year, (self.month - 1) / 3 + 1)),
            7 => Some(Span::Month(year, self.month)),
            8 if self.day > 0 => Some(Span::Third(year, self.month, ((self.day - 1) / 10).min(2) + 1)),
            9 if self.day > 0 => Some(Span::Day(year, self.month, self.day)),
            _ => None,
        }
    }
}

/// An entry of a list.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    /// What it is: see [`Members`].
    pub member: usize,
    /// When.
    pub moment: Moment,
    /// How often the work is cited, in the list that is in that order.
    pub times: Option<usize>,
}

impl Entry {
    fn span(&self, depth: usize) -> Option<Span> {
        match (self.times, depth) {
            (None, _) => self.moment.span(depth),
            (Some(times), 0) => {
                let from = 1 << times.max(1).ilog2();
                Some(Span::Times(from, 2 * from - 1))
            }
            (Some(times), 1) => Some(Span::Times(times, times)),
            (Some(times), _) => Some(Span::TimesIn(times, Box::new(self.moment.span(depth - 2)?))),
        }
    }
}

/// A part of a list with the years in which its entries lie.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct NamedSpan {
    /// Which.
    pub span: Span,
    /// Of a stretch of years: the first and the last of its entries.
    pub years: Option<(i16, i16)>,
    /// Of a numbered part: which it is for readers, the newest being the first, and of how many. Its address counts from
    /// the oldest on, so that it stays.
    pub part: Option<(usize, usize)>,
}

/// What the members of a list are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Members {
    /// Documents, by their place in the corpus.
    Documents,
    /// Works, by their place in the corpus.
    Works,
    /// The passages that cite this work, by their place in its list.
    Passages(WorkIndex),
}

/// A page of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// What its members are.
    pub of: Members,
    /// What it shows, in order.
    pub members: Box<[u32]>,
    /// Which part of the list it is.
    pub name: NamedSpan,
    /// The page before it.
    pub newer: Option<NamedSpan>,
    /// The page behind it.
    pub older: Option<NamedSpan>,
    /// On the first page alone: all others; of more than `NAMED` those that follow it, and the last.
    pub others: Box<[NamedSpan]>,
    /// Some are left out before the last.
    pub has_gap: bool,
}

impl Block {
    /// What it shows.
    pub fn members(&self) -> impl ExactSizeIterator<Item = usize> {
        self.members.iter().map(|member| *member as usize)
    }
}

/// Pages that the first page of a list names.
const NAMED: usize = 40;

/// How many entries pages have.
#[derive(Clone, Copy, Debug)]
pub struct BlockSize {
    /// On the first page at least, if there are so many: it has whole stretches.
    pub first: usize,
    /// In any stretch at most.
    pub largest: usize,
}

/// The pages of a list, the first one first.
pub fn pages(entries: &[Entry], of: Members, size: BlockSize) -> Vec<Block> {
    let mut parts = Vec::new();
    divide(entries, 0..entries.len(), 0, size.largest, &Span::Front, &mut parts);
    let mut numbered: BTreeMap<Span, usize> = BTreeMap::new();
    for (span, _) in &parts {
        if let Span::Nth(of, _) = span {
            *numbered.entry((**of).clone()).or_default() += 1;
        }
    }
    let filled = parts.iter().position(|(_, range)| range.end >= size.first).map_or(parts.len(), |last| last + 1);
    let front = 0..parts[..filled].last().map_or(0, |(_, range)| range.end);
    let mut all = vec![(Span::Front, front)];
    all.extend(parts.drain(filled..));
    let named: Vec<NamedSpan> = all
        .iter()
        .map(|(span, range)| {
            let part = match span {
                Span::Nth(of, nth) => numbered.get(&**of).map(|count| (count + 1 - nth, *count)),
                _ => None,
            };
            NamedSpan { part, ..name(span, &entries[range.clone()]) }
        })
        .collect();
    let block = |at: usize, range: &Range<usize>| Block {
        of,
        members: entries[range.clone()].iter().map(|entry| entry.member as u32).collect(),
        name: named[at].clone(),
        newer: at.checked_sub(1).map(|newer| named[newer].clone()),
        older: named.get(at + 1).cloned(),
        others: if at == 0 { others(&named[1..]) } else { Box::default() },
        has_gap: at == 0 && named.len() > NAMED + 1,
    };
    all.iter().enumerate().map(|(at, (_, range))| block(at, range)).collect()
}

fn others(named: &[NamedSpan]) -> Box<[NamedSpan]> {
    match named {
        [first @ .., last] => first.iter().take(NAMED - 1).chain([last]).cloned().collect(),
        [] => Box::default(),
    }
}

fn name(span: &Span, entries: &[Entry]) -> NamedSpan {
    let is_of_years = matches!(span, Span::Years(from, to) if from != to)
        || matches!(span, Span::TimesIn(_, of) if matches!(**of, Span::Years(from, to) if from != to));
    let years = || entries.iter().filter_map(|entry| entry.moment.year);
    let years = years().min().zip(years().max()).filter(|_| is_of_years);
    NamedSpan { span: span.clone(), years, part: None }
}

/// The parts of `range`, which is `span`, newest first.
fn divide(
    entries: &[Entry],
    range: Range<usize>,
    depth: usize,
    largest: usize,
    span: &Span,
    parts: &mut Vec<(Span, Range<usize>)>,
) {
    if range.len() <= largest {
        if !range.is_empty() {
            parts.push((span.clone(), range));
        }
        return;
    }
    let of = |at: usize| entries[at].span(depth);
    if of(range.start).is_none() {
        // As many pages as the oldest fill, and one for the rest.
        let mut end = range.start + (range.len() - 1) % largest + 1;
        let mut start = range.start;
        for nth in (1..=range.len().div_ceil(largest)).rev() {
            parts.push((Span::Nth(Box::new(span.clone()), nth), start..end));
            (start, end) = (end, (end + largest).min(range.end));
        }
        return;
    }
    let mut start = range.start;
    while start < range.end {
        let here = of(start);
        let end = (start..range.end).find(|at| of(*at) != here).unwrap_or(range.end);
        divide(entries, start..end, depth + 1, largest, here.as_ref().unwrap_or(span), parts);
        start = end;
    }
}

/// The pages of a list of documents, newest first.
pub fn of_documents(corpus: &Corpus, documents: impl Iterator<Item = DocumentIndex>, size: BlockSize) -> Vec<Block> {
    let entry = |member| Entry { member, moment: Moment::of_document(corpus, member), times: None };
    pages(&documents.map(entry).collect::<Vec<_>>(), Members::Documents, size)
}

/// The address of a part of the list that begins at `first`.
pub fn span_address(first: &str, span: &Span) -> String {
    match span {
        Span::Front => first.to_owned(),
        span => format!("{first}trang/{}/", span.slug()),
    }
}

/// A page that may be of a list: its address, what makes it, what it shows of the list.
pub type ListPage = (String, Job, Option<Block>);

/// The pages of a list that begins at `first`.
pub fn planned(first: &str, blocks: Vec<Block>, job: impl Fn(Span) -> Job) -> Vec<ListPage> {
    let page = |block: Block| {
        let span = block.name.span.clone();
        (span_address(first, &span), job(span), Some(block))
    };
    blocks.into_iter().map(page).collect()
}

#[cfg(test)]
mod tests;
