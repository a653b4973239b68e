//! Finds the law that a bare name in a document means, by the day on which the name was written: the document's, or
//! where the name stands in another work's title, that work's.
//!
//! In: the registry of laws, the works of the run, one document's citations. Out: a law and why it is that one, or a
//! [`LawRefusal`].

use super::by_date::{LawRefusal, When, law_of};
use super::by_name::{self, agrees};
use super::in_title::{TitleStanding, standing};
use super::resolve::Citing;
use super::work_table::WorkTable;
use super::{By, Work};
use crate::citation::Citation;
use crate::content::registry::laws::{Evidence, law_key, number_key};
use crate::content::registry::{LawRow, Laws, Registries};
use crate::text::date::WorkDate;
use crate::text::name_key;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, LazyLock};

/// Names under which full citations have a number that no row of the registry has ([`Laws::name`] → numbers).
pub(super) type OtherNumbers = BTreeMap<String, BTreeSet<String>>;

/// What full citations of a document say for [`OtherNumbers`]: while a number is not known under its name, the rows of
/// that name may not be all there are.
pub(super) fn heard(registries: &Registries, citations: &[Citation]) -> Vec<(String, String)> {
    let (laws, types) = (&registries.laws, &registries.types);
    let hear = |citation: &Citation| {
        let number = citation.number.as_ref()?;
        let name = laws.name(&by_name::before_number(types, citation)?)?;
        (!laws.knows(&name, number)).then(|| (name, number_key(number)))
    };
    citations.iter().filter_map(hear).collect()
}

/// Words after a name that make it the name of another law than the one in force.
const NOT_THIS_ONE: [&str; 11] =
    ["(sửa đổi", "sửa đổi", "(mới", "mới", "(cũ", "cũ", "trước đây", "(thay thế", "số ", "ngày ", "năm "];
/// Whose law it may be: the words of `countries.tsv`.
#[derive(Default)]
struct Countries {
    own: Vec<&'static str>,
    names: Vec<&'static str>,
    foreign: Vec<&'static str>,
}

static COUNTRIES: LazyLock<Countries> = LazyLock::new(|| {
    let mut countries = Countries::default();
    for line in include_str!("countries.tsv").lines().filter(|line| !line.starts_with('#')) {
        match line.split_once('\t') {
            Some(("own", words)) => countries.own.push(words),
            Some(("country", name)) => countries.names.push(name),
            Some((_, words)) => countries.foreign.push(words),
            None => {}
        }
    }
    countries
});

/// The law that the bare name `at` means. `None`: it is no bare name of a law that the registry has.
pub(super) fn law(
    registries: &Registries,
    table: &WorkTable,
    citing: &Citing<'_>,
    at: usize,
    standing: TitleStanding,
) -> Option<Result<(Arc<LawRow>, By), LawRefusal>> {
    let citation = &citing.citations()[at];
    let key = citing.bare_name(at)?.listed.clone()?;
    Some(BareLawNames { laws: &registries.laws, table, citing, key, citation }.law(standing))
}

/// The instrument of a name with the date or year that is written with it, where exactly one has it.
pub(super) fn dated(laws: &Laws, table: &WorkTable, citing: &Citing<'_>, at: usize) -> Option<Arc<LawRow>> {
    let date = citing.citations()[at].date?;
    let rows = rows(laws, table, citing.law_name(at)?.listed.as_ref()?);
    let mut fitting = rows.iter().filter(|row| match (row.issued, date) {
        (Some(issued), date) => date.agrees_with(WorkDate::Day(issued)),
        (None, date) => row.year().is_none_or(|year| year == date.year()),
    });
    let only = fitting.next().filter(|_| fitting.next().is_none())?;
    (only.evidence >= Evidence::Date).then(|| Arc::clone(only))
}

/// Where the citation stands, for those that are bare names of laws.
pub(super) fn place(citing: &Citing<'_>, at: usize) -> TitleStanding {
    let bare = by_name::is_bare(citing.types, &citing.citations()[at]);
    if bare { standing(citing.types, citing.citations(), at) } else { TitleStanding::Plain }
}

struct BareLawNames<'a> {
    laws: &'a Laws,
    table: &'a WorkTable,
    citing: &'a Citing<'a>,
    key: String,
    citation: &'a Citation,
}

impl BareLawNames<'_> {
    fn law(&self, standing: TitleStanding) -> Result<(Arc<LawRow>, By), LawRefusal> {
        if is_another(self.citation) || self.stops_short() {
            return Err(LawRefusal::NotThisOne);
        }
        let written = self.citing.full_names(&self.key);
        let unknown = |number: &str| !self.knows(number);
        if self.table.knows_other_number(&self.key) || written.numbers().any(unknown) {
            return Err(LawRefusal::OtherNumber);
        }
        let rows = rows(self.laws, self.table, &self.key);
        let of = |when: Result<When, LawRefusal>| {
            let when = when?;
            law_of(&rows, when).and_then(|found| self.unless_replaced(found, when))
        };
        let own = || self.own_words(of(self.own_day())?);
        match standing {
            TitleStanding::Plain => {
                let (law, by) = own()?;
                if written.all(|full| agrees(full, &law)) { Ok((law, by)) } else { Err(LawRefusal::Several) }
            }
            TitleStanding::Inside(outer) => {
                let (law, by) = of(self.day_of(outer))?;
                Ok((law, if by == By::Only { by } else { By::TitleDate }))
            }
            TitleStanding::Perhaps(outer) => {
                let (law, by) = own()?;
                let (other, _) = of(self.day_of(outer))?;
                let same = Arc::ptr_eq(&law, &other) && written.all(|full| agrees(full, &law));
                if same { Ok((law, by)) } else { Err(LawRefusal::Unclear) }
            }
        }
    }

    fn knows(&self, number: &str) -> bool {
        let has = |row: &Arc<LawRow>| row.number.as_ref().is_some_and(|own| number_key(own) == number);
        self.laws.named(&self.key).iter().any(has) || self.laws.has_closed(&self.key, number)
    }

    fn own_day(&self) -> Result<When, LawRefusal> {
        when(self.citing.own().date)
    }

    /// The name stops short: "Luật giáo dục nghề nghiệp1", where a footnote sticks to the last word.
    fn stops_short(&self) -> bool {
        let rest = &self.citation.sentence[self.citation.in_sentence.end()..];
        let word = rest.strip_prefix(' ').and_then(|rest| rest.split([' ', ',', ';', '.']).next()).unwrap_or_default();
        let word = law_key(word.trim_end_matches(|c: char| c.is_ascii_digit()));
        !word.is_empty() && self.laws.has_longer_name(&self.key, &word)
    }

    /// A law that one of another name replaced: texts go on to use the old name, for either.
    fn unless_replaced(&self, found: (Arc<LawRow>, By), when: When) -> Result<(Arc<LawRow>, By), LawRefusal> {
        let begun = match (self.laws.successor(&found.0).and_then(|row| row.issued), &found.0.replaced_by) {
            (Some(issued), _) => issued <= when.last,
            (_, Some(number)) => number.own_year().is_none_or(|year| year <= when.last.year()),
            (_, None) => false,
        };
        if begun { Err(LawRefusal::Newer) } else { Ok(found) }
    }

    /// A text that has words of other days, older or younger: its own day says nothing of them.
    fn own_words(&self, found: (Arc<LawRow>, By)) -> Result<(Arc<LawRow>, By), LawRefusal> {
        let own = self.citing.own();
        let mut consolidating = self.citing.types.iter().filter(|row| row.form.consolidates);
        let consolidated = consolidating.any(|row| {
            let has_code = |part: &str| row.state_codes.iter().any(|code| code == part);
            own.kind == Some(&*row.key) || own.number.is_some_and(|number| number.symbol_parts().any(has_code))
        });
        let own_words = !consolidated && !self.citing.cites_younger();
        if own_words || found.1 == By::Only { Ok(found) } else { Err(LawRefusal::NoDate) }
    }

    /// The day of the work whose title it is: as written there, or where its number stands with a date.
    fn day_of(&self, outer: usize) -> Result<When, LawRefusal> {
        let citation = &self.citing.citations()[outer];
        let year = citation.number.as_ref().and_then(|number| number.own_year());
        let date = match citation.date {
            Some(WorkDate::Day(_)) => citation.date,
            date => self.citing.dated_elsewhere(outer).or(date),
        };
        match (date, year) {
            (Some(date), Some(year)) if date.year() != year => Err(LawRefusal::NoDate),
            (Some(date), _) => when(Some(date)),
            (None, year) => when(year.map(WorkDate::Year)),
        }
    }
}

fn when(date: Option<WorkDate>) -> Result<When, LawRefusal> {
    match date {
        Some(WorkDate::Day(day)) => Ok(When::day(day)),
        Some(WorkDate::Year(year)) => When::year(year).ok_or(LawRefusal::NoDate),
        None => Err(LawRefusal::NoDate),
    }
}

/// Whether the words after a name make it another law's.
fn is_another(citation: &Citation) -> bool {
    let rest = &citation.sentence[citation.in_sentence.end()..];
    let near: String = rest.chars().take(60).collect();
    let own = near.trim_start_matches([' ', '\n', '(']);
    // "Luật Giáo dục của Nhật Bản", "Luật Giáo dục (Nhật Bản)".
    let elsewhere = COUNTRIES.names.iter().any(|country| own.starts_with(country))
        || own.strip_prefix("của ").is_some_and(|whose| whose.starts_with(char::is_uppercase));
    let near = name_key(&near);
    let foreign = elsewhere || COUNTRIES.foreign.iter().any(|words| near.starts_with(words));
    NOT_THIS_ONE.iter().any(|words| near.starts_with(words))
        || foreign && !COUNTRIES.own.iter().any(|words| near.starts_with(words))
}

/// All instruments of a name: the registry's, and those that the site holds or has verified besides.
fn rows(laws: &Laws, table: &WorkTable, key: &str) -> Vec<Arc<LawRow>> {
    let known = laws.named(key);
    let mut rows = known.to_vec();
    for index in table.named(key) {
        let work = &table.entries[*index].work;
        let is_known = |row: &Arc<LawRow>| match (&row.number, &work.number) {
            (Some(a), Some(b)) => number_key(a) == number_key(b),
            _ => row.issued.is_some() && row.issued == work.date.and_then(WorkDate::day),
        };
        if !known.iter().any(is_known) {
            rows.extend(row_of(table, work).map(Arc::new));
        }
    }
    rows
}

/// A law that the registry does not have: it may be the one in force, and is not known to be.
fn row_of(table: &WorkTable, work: &Work) -> Option<LawRow> {
    let kind = work.kind.as_deref()?;
    table.types.named(kind)?;
    Some(LawRow {
        kind: kind.into(),
        name: work.title.clone()?,
        number: work.number.clone(),
        issued: work.date.and_then(WorkDate::day),
        effective: None,
        replaced_by: None,
        evidence: Evidence::Number,
    })
}
