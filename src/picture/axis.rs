//! Puts dates on a line.
//!
//! In: the years that occur and the ends of the line. Out: where a day and a year stand, and which years
//! are written at it. Years are equally wide; where many in a row are empty and the room is scarce, the
//! line is broken instead of drawn.

use super::width::{self, FontWeight};
use crate::text::date::WorkDate;
use jiff::civil::Date;
use std::collections::BTreeSet;

/// Units a year should have before the line is broken.
const ENOUGH: i32 = 26;
/// Empty years that a break stands for, at least.
const GAP: i16 = 3;
/// Units a year has when its quarters are written, too.
const WIDE_YEAR: i32 = 220;
/// Units of a break.
const BREAK: i32 = 12;
/// Height of the figures of years.
pub const LABEL: i32 = 11;

/// A line of time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimeAxis {
    runs: Vec<YearRun>,
    from: i32,
    /// Units of all years together.
    room: i32,
    years: i32,
}

/// Years one after the other.
#[derive(Clone, Debug, PartialEq, Eq)]
struct YearRun {
    first: i16,
    last: i16,
    /// Years of the runs before.
    before: i32,
}

impl TimeAxis {
    /// A line from `from` to `to` for these years; `None` where there are none.
    pub fn new(years: &BTreeSet<i16>, from: i32, to: i32) -> Option<Self> {
        let (first, last) = (*years.first()?, *years.last()?);
        let width = to - from;
        let span = i32::from(last) - i32::from(first) + 1;
        let mut runs = vec![YearRun { first, last, before: 0 }];
        if span * ENOUGH > width {
            let broken = broken(years);
            // A line of nothing but breaks says less than a narrow one.
            if (broken.len() as i32 - 1) * BREAK * 3 <= width {
                runs = broken;
            }
        }
        let mut years = 0;
        for run in &mut runs {
            run.before = years;
            years += i32::from(run.last - run.first) + 1;
        }
        let room = width - BREAK * (runs.len() as i32 - 1);
        Some(Self { runs, from, room, years })
    }

    /// Where a day stands. Days of years that the line does not have stand at the nearest place it has.
    pub fn day(&self, day: Date) -> i32 {
        let (start, end) = self.year(day.year());
        let is_in = |run: &YearRun| (run.first..=run.last).contains(&day.year());
        if !self.runs.iter().any(is_in) {
            return if self.runs.iter().any(|run| run.first > day.year()) { start } else { end };
        }
        start + (end - start) * (i32::from(day.day_of_year()) - 1) / 366
    }

    /// From where to where a year goes.
    pub fn year(&self, year: i16) -> (i32, i32) {
        let run = self.runs.partition_point(|run| run.last < year).min(self.runs.len() - 1);
        let YearRun { first, last, before } = self.runs[run];
        let at = i32::from(year.clamp(first, last) - first);
        let x = |years: i32| {
            let wide = i64::from(self.room) * i64::from(before + years) / i64::from(self.years);
            self.from + run as i32 * BREAK + i32::try_from(wide).unwrap_or(0)
        };
        (x(at), x(at + 1))
    }

    /// Where a date begins: the day, or the first of its year.
    pub fn start(&self, date: WorkDate) -> i32 {
        match date {
            WorkDate::Day(day) => self.day(day),
            WorkDate::Year(year) => self.year(year).0,
        }
    }

    /// The pieces of the line.
    pub fn pieces(&self) -> impl Iterator<Item = (i32, i32)> {
        self.runs.iter().map(|run| (self.year(run.first).0, self.year(run.last).1))
    }

    /// What to write at the line, each with the place where it begins: as many years as stand beside each other without
    /// touching; where a year is very wide, its quarters, too: "7/2023".
    pub fn labels(&self) -> Vec<(i32, String)> {
        let mut labels = Vec::new();
        let (mut free, end) = (i32::MIN, self.pieces().last().map_or(self.from, |(_, end)| end));
        for run in &self.runs {
            for year in run.first..=run.last {
                let (start, next) = self.year(year);
                let quarters: &[i8] = if next - start >= WIDE_YEAR { &[1, 4, 7, 10] } else { &[1] };
                for month in quarters {
                    let label = if *month == 1 { year.to_string() } else { format!("{month}/{year}") };
                    let x = start + (next - start) * i32::from(*month - 1) / 12;
                    let width = width::of(&label, FontWeight::Regular, LABEL);
                    if x >= free && (x + width <= end || labels.is_empty()) {
                        labels.push((x, label));
                        free = x + width + 6;
                    }
                }
            }
        }
        labels
    }
}

/// Runs of years with fewer than [`GAP`] empty ones between two that occur.
fn broken(years: &BTreeSet<i16>) -> Vec<YearRun> {
    let mut runs: Vec<YearRun> = Vec::new();
    for year in years {
        match runs.last_mut() {
            Some(run) if year - run.last <= GAP => run.last = *year,
            _ => runs.push(YearRun { first: *year, last: *year, before: 0 }),
        }
    }
    runs
}

/// Days after a first day → places on a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DayAxis {
    from: i32,
    to: i32,
    longest: i32,
}

impl DayAxis {
    /// A line from `from` to `to` on which `longest` days have room.
    pub fn new(longest: i32, from: i32, to: i32) -> Self {
        Self { from, to, longest: longest.max(1) }
    }

    /// Where a day stands.
    pub fn day(&self, days: i32) -> i32 {
        let wide = i64::from(self.to - self.from) * i64::from(days.clamp(0, self.longest)) / i64::from(self.longest);
        self.from + i32::try_from(wide).unwrap_or(0)
    }

    /// Days to write: round ones, at most five.
    pub fn labels(&self) -> Vec<(i32, i32)> {
        const STEPS: [i32; 16] = [1, 2, 5, 10, 20, 30, 60, 90, 180, 365, 730, 1825, 3650, 7300, 18_250, 36_500];
        let step = STEPS.into_iter().find(|step| self.longest / step <= 4).unwrap_or(self.longest);
        (0..=self.longest / step).map(|n| (self.day(n * step), n * step)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn axis(years: &[i16], from: i32, to: i32) -> TimeAxis {
        TimeAxis::new(&years.iter().copied().collect(), from, to).expect("there are years")
    }

    fn written(axis: &TimeAxis) -> Vec<(i32, &'static str)> {
        axis.labels().into_iter().map(|(x, label)| (x, &*label.leak())).collect()
    }

    fn day(iso: &str) -> Date {
        iso.parse().expect("a day")
    }

    #[test]
    fn years_are_equally_wide_where_there_is_room() {
        let axis = axis(&[2020, 2023], 0, 400);
        assert_eq!(axis.year(2020), (0, 100));
        assert_eq!(axis.year(2023), (300, 400));
        assert_eq!(axis.day(day("2021-01-01")), 100);
        assert_eq!(written(&axis), [(0, "2020"), (100, "2021"), (200, "2022"), (300, "2023")]);
    }

    #[test]
    fn long_empty_times_are_left_out() {
        let axis = axis(&[1946, 2013, 2023], 0, 324);
        assert_eq!(axis.pieces().collect::<Vec<_>>(), [(0, 100), (112, 212), (224, 324)]);
        assert_eq!(written(&axis), [(0, "1946"), (112, "2013"), (224, "2023")]);
    }

    #[test]
    fn a_year_alone_shows_its_quarters() {
        let axis = axis(&[2023], 0, 280);
        assert_eq!(written(&axis), [(0, "2023"), (70, "4/2023"), (140, "7/2023"), (210, "10/2023")]);
    }

    #[test]
    fn rounds_of_days_are_written() {
        assert_eq!(DayAxis::new(13, 0, 130).labels(), [(0, 0), (50, 5), (100, 10)]);
        assert_eq!(DayAxis::new(0, 0, 130).labels(), [(0, 0), (130, 1)]);
        assert!(DayAxis::new(36_500, 0, 130).labels().len() <= 5);
    }

    proptest! {
        #[test]
        fn later_days_never_stand_before_earlier_ones(
            years in proptest::collection::btree_set(1900..2100i16, 1..40),
            a in 1900..2100i16, b in 1900..2100i16, m in 1..12i8, n in 1..12i8,
        ) {
            let axis = TimeAxis::new(&years, 10, 300).expect("there are years");
            let (a, b) = (jiff::civil::date(a, m, 1), jiff::civil::date(b, n, 1));
            let (first, second) = (a.min(b), a.max(b));
            prop_assert!(axis.day(first) <= axis.day(second));
            prop_assert!((10..=300).contains(&axis.day(first)));
            let labels = axis.labels();
            prop_assert!(labels.windows(2).all(|pair| pair[1].0 - pair[0].0 >= 28), "{labels:?}");
        }
    }
}
