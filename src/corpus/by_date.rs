//! Finds the law of a name that was in force on a day, or the reason why it is not known.
//!
//! In: the instruments that had the name, the days on which it was written. Out: one instrument, or a [`LawRefusal`].
//!
//! The rule is the one whose precision was measured on texts that name the law in full elsewhere: the latest in force,
//! but none while a newer one is issued and not yet in force. (Decrees that detail a new law are dated before it takes
//! effect.) Where one instrument alone ever had the name, it counts from its day of issue.

use super::By;
use crate::content::registry::laws::{Evidence, LawRow};
use jiff::Span;
use jiff::civil::Date;
use std::sync::Arc;

/// Days that a day of effect from general knowledge may be off.
const MARGIN: i64 = 90;

/// Why a name leads to no law.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum LawRefusal {
    /// The day on which the name was written is not known.
    NoDate,
    /// No law of this name was in force.
    NotYet,
    /// A newer law of this name is issued, or may be, and not known to be in force.
    Newer,
    /// The only law of this name is not known well enough.
    Unchecked,
    /// A text names this law with a number that no row has.
    OtherNumber,
    /// The document names another law of this name in full.
    Several,
    /// Words beside the name say that another law of this name is meant ("mới", "cũ", "trước đây").
    NotThisOne,
    /// It may stand in the title of another work, and the two days lead to different laws.
    Unclear,
}

impl LawRefusal {
    /// Key of the catalogue.
    pub const fn why(self) -> &'static str {
        match self {
            Self::NoDate => "why.law-no-date",
            Self::NotYet => "why.law-not-yet",
            Self::Newer => "why.law-newer",
            Self::Unchecked => "why.law-unchecked",
            Self::OtherNumber => "why.law-other-number",
            Self::Several => "why.law-several",
            Self::NotThisOne => "why.law-not-this-one",
            Self::Unclear => "why.law-unclear",
        }
    }
}

/// The days between which a name was written: one day, or a whole year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct When {
    pub first: Date,
    pub last: Date,
}

impl When {
    pub const fn day(day: Date) -> Self {
        Self { first: day, last: day }
    }

    pub fn year(year: i16) -> Option<Self> {
        Some(Self { first: Date::new(year, 1, 1).ok()?, last: Date::new(year, 12, 31).ok()? })
    }
}

/// The instrument of a name that was written within `when`; `rows` are all that had it.
pub(super) fn law_of(rows: &[Arc<LawRow>], when: When) -> Result<(Arc<LawRow>, By), LawRefusal> {
    let (law, by) = law_on(rows, when.first)?;
    if when.last == when.first || Arc::ptr_eq(law_on(rows, when.last)?.0, law) {
        return Ok((Arc::clone(law), by));
    }
    Err(LawRefusal::NoDate)
}

fn law_on(rows: &[Arc<LawRow>], day: Date) -> Result<(&Arc<LawRow>, By), LawRefusal> {
    if let [only] = rows {
        return match only.issued {
            Some(_) if only.evidence < Evidence::Date => Err(LawRefusal::Unchecked),
            Some(issued) if issued <= day => Ok((only, By::Only)),
            Some(_) => Err(LawRefusal::NotYet),
            None => Err(LawRefusal::Unchecked),
        };
    }
    let in_force = rows.iter().filter(|row| answers_from(row).is_some_and(|from| from <= day));
    let Some(law) = in_force.max_by_key(|row| (row.effective, row.issued)) else { return Err(LawRefusal::NotYet) };
    let is_newer = |row: &Arc<LawRow>| !Arc::ptr_eq(row, law) && row.may_follow(law) && !is_later_than(row, day);
    if rows.iter().any(is_newer) {
        return Err(LawRefusal::Newer);
    }
    Ok((law, By::Date))
}

/// The day from which a row answers.
fn answers_from(row: &LawRow) -> Option<Date> {
    row.issued?;
    match row.evidence {
        Evidence::DateAndEffect => row.effective,
        Evidence::Date => row.effective?.checked_add(Span::new().days(MARGIN)).ok(),
        Evidence::Number | Evidence::Memory => None,
    }
}

/// Whether a row was surely issued after `day`.
fn is_later_than(row: &LawRow, day: Date) -> bool {
    match (row.issued, row.year()) {
        (Some(issued), _) => issued > day,
        (None, Some(year)) => year > day.year(),
        (None, None) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::date::parse_day;
    use crate::text::number::Number;

    fn row(number: &str, issued: &str, effective: &str, evidence: Evidence) -> Arc<LawRow> {
        Arc::new(LawRow {
            kind: "luat".into(),
            name: "Luật Thử".to_owned(),
            number: Number::parse(number),
            issued: parse_day(issued),
            effective: parse_day(effective),
            replaced_by: None,
            evidence,
        })
    }

    type Answer = Result<(&'static str, By), LawRefusal>;

    fn check(rows: &[Arc<LawRow>], cases: &[(&str, Answer)]) {
        for (when, expected) in cases {
            let when_read = match parse_day(when) {
                Some(day) => When::day(day),
                None => When::year(when.parse().expect("a year")).expect("a year"),
            };
            let found = law_of(rows, when_read);
            let found = found.as_ref().map(|(row, by)| (row.number.as_ref().map_or("", Number::as_str), *by));
            assert_eq!(found, expected.as_ref().map(|known| *known), "{when}");
        }
    }

    #[test]
    fn the_latest_in_force_unless_a_newer_one_is_issued() {
        use LawRefusal::{Newer, NoDate, NotYet};
        let old = row("38/2005/QH11", "2005-06-14", "2006-01-01", Evidence::Date);
        let new = row("43/2019/QH14", "2019-06-14", "2020-07-01", Evidence::DateAndEffect);
        check(
            &[old, new],
            &[
                ("2005-12-31", Err(NotYet)),
                ("2006-03-31", Err(NotYet)),
                ("2006-04-01", Ok(("38/2005/QH11", By::Date))),
                ("2019-06-13", Ok(("38/2005/QH11", By::Date))),
                ("2019-06-14", Err(Newer)),
                ("2020-06-30", Err(Newer)),
                ("2020-07-01", Ok(("43/2019/QH14", By::Date))),
                ("2018", Ok(("38/2005/QH11", By::Date))),
                ("2019", Err(Newer)),
                ("2020", Err(Newer)),
                ("2006", Err(NotYet)),
                ("2021", Ok(("43/2019/QH14", By::Date))),
            ],
        );
        let (a, b) = ("10/2000/QH10", "10/2001/QH10");
        let one = row(a, "2000-01-02", "2000-01-03", Evidence::DateAndEffect);
        let two = row(b, "2001-05-02", "2001-05-02", Evidence::DateAndEffect);
        check(
            &[one, two],
            &[("2001", Err(NoDate)), ("2001-05-02", Ok((b, By::Date))), ("2001-05-01", Ok((a, By::Date)))],
        );
    }

    #[test]
    fn rows_that_were_not_checked_only_refuse() {
        use LawRefusal::Newer;
        let old = row("25/2012/QH13", "2012-11-21", "2013-07-01", Evidence::DateAndEffect);
        let known = Ok(("25/2012/QH13", By::Date));
        for (new, before, after) in [
            (row("39/2024/QH15", "2024-06-28", "2025-01-01", Evidence::Memory), "2024-06-27", "2024-06-28"),
            (row("39/2024/QH15", "", "", Evidence::Number), "2023-12-31", "2024-01-01"),
            (row("39/2024/QH15", "2024-06-28", "", Evidence::DateAndEffect), "2024-06-27", "2024-06-28"),
            (row("30/2012/QH13", "", "", Evidence::Number), "", "2015-01-01"),
            (row("", "", "", Evidence::Number), "", "2015-01-01"),
        ] {
            let rows = [Arc::clone(&old), new];
            if !before.is_empty() {
                check(&rows, &[(before, known)]);
            }
            check(&rows, &[(after, Err(Newer)), ("2026-01-01", Err(Newer))]);
        }
        // Numbered before it in the same year.
        check(&[old, row("20/2012/QH13", "", "", Evidence::Number)], &[("2020-01-01", known)]);
    }

    #[test]
    fn the_only_law_of_a_name_counts_from_its_day_of_issue() {
        use LawRefusal::{NotYet, Unchecked};
        let only = |evidence| [row("73/2025/QH15", "2025-06-16", "2026-01-01", evidence)];
        let answer = Ok(("73/2025/QH15", By::Only));
        check(
            &only(Evidence::Date),
            &[("2025-06-15", Err(NotYet)), ("2025-06-16", answer), ("2027", answer), ("2025", Err(NotYet))],
        );
        check(&only(Evidence::DateAndEffect), &[("2025-10-10", answer)]);
        check(&only(Evidence::Memory), &[("2027-01-01", Err(Unchecked))]);
        check(&only(Evidence::Number), &[("2027-01-01", Err(Unchecked))]);
    }
}
