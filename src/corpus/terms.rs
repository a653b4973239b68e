//! Whether two dates of one Party number can belong to one work. Party numbers carry no year and start anew with each
//! congress, so dates of two terms are dates of two works, unless one looks like a slip of the other.
//!
//! In: the level of the committee and two dates. Out: yes or no, from the table of congresses in `terms.tsv`.

use crate::content::registry::Level;
use crate::text::date::parse_day;
use jiff::civil::Date;
use std::sync::LazyLock;

/// A congress of a level: within these days the committees begin anew.
#[derive(Debug)]
struct CongressDays {
    level: Level,
    first: Date,
    last: Date,
}

static CONGRESSES: LazyLock<Vec<CongressDays>> = LazyLock::new(|| {
    let lines = include_str!("terms.tsv").lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines.filter_map(read).collect()
});

/// No term was ever longer than this.
const LONGEST_TERM_IN_YEARS: i16 = 6;

fn read(line: &str) -> Option<CongressDays> {
    let mut fields = line.split('\t');
    let level = match fields.next()? {
        "central" => Level::Central,
        "province" => Level::Province,
        "district" => Level::District,
        _ => Level::Commune,
    };
    Some(CongressDays { level, first: parse_day(fields.next()?)?, last: parse_day(fields.next()?)? })
}

/// Whether one Party number with two different dates can be one work with a slip in one of the dates: both days lie in
/// one term, or may lie in one, or they differ in the day, the month or the year alone. Of a committee whose level is
/// not known (`None`) only the length of terms is.
pub(super) fn may_be_one(level: Option<Level>, a: Date, b: Date) -> bool {
    differ_in_one_part(a, b) || !in_two_terms(level, a.min(b), a.max(b))
}

fn differ_in_one_part(a: Date, b: Date) -> bool {
    let same = [a.day() == b.day(), a.month() == b.month(), a.year() == b.year()];
    same.into_iter().filter(|same| *same).count() >= 2
}

fn in_two_terms(level: Option<Level>, earlier: Date, later: Date) -> bool {
    let between =
        |congress: &CongressDays| Some(congress.level) == level && earlier < congress.first && congress.last < later;
    later.year() - earlier.year() > LONGEST_TERM_IN_YEARS || CONGRESSES.iter().any(between)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> Date {
        parse_day(text).expect("a date")
    }

    #[test]
    fn dates_of_one_number_that_can_be_one_work() {
        for (level, a, b, one) in [
            // 39-NQ/TW of the eleventh and of the twelfth term.
            (Level::Central, "2015-04-17", "2019-01-15", false),
            // Under five years apart, with a congress between.
            (Level::Central, "2013-06-10", "2018-05-21", false),
            // Nearly five years apart, without.
            (Level::Central, "2011-02-10", "2016-01-15", true),
            (Level::Central, "2016-02-10", "2021-01-05", true),
            // The same day of another year, of another month: a slip, in any term.
            (Level::Central, "2013-11-04", "2023-11-04", true),
            (Level::Central, "2016-01-05", "2016-02-05", true),
            (Level::Central, "2013-11-04", "2013-11-14", true),
            // Months that may be before or after the congress of this province.
            (Level::Province, "2020-07-20", "2021-03-10", false),
            (Level::Province, "2020-09-20", "2021-03-10", true),
            (Level::Province, "2018-09-20", "2020-10-10", true),
            (Level::District, "2014-09-20", "2016-10-10", false),
            (Level::Commune, "2024-05-20", "2025-11-15", false),
            // Days that no table knows.
            (Level::District, "1990-05-20", "1998-10-10", false),
            (Level::Central, "2026-03-05", "2029-10-10", true),
        ] {
            assert_eq!(may_be_one(Some(level), date(a), date(b)), one, "{a} {b}");
            assert_eq!(may_be_one(Some(level), date(b), date(a)), one, "{b} {a}");
        }
    }

    #[test]
    fn of_a_committee_without_a_level_only_the_length_of_terms_tells() {
        assert!(may_be_one(None, date("2015-04-17"), date("2019-01-15")));
        assert!(!may_be_one(None, date("2009-04-17"), date("2019-01-15")));
    }

    #[test]
    fn every_row_of_the_table_is_read_and_rows_of_a_level_follow_each_other() {
        let written = include_str!("terms.tsv").lines().filter(|line| !line.starts_with('#')).count();
        assert_eq!(CONGRESSES.len(), written);
        for pair in CONGRESSES.windows(2).filter(|pair| pair[0].level == pair[1].level) {
            assert!(pair[0].last < pair[1].first, "{pair:?}");
        }
        assert!(CONGRESSES.iter().all(|congress| congress.first <= congress.last));
    }
}
