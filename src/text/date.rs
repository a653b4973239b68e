//! Dates as documents write them: a full day, or a year alone.

use jiff::civil::Date;
use std::fmt;

/// A date of a work as far as it is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum WorkDate {
    /// A year alone ("năm 2013").
    Year(i16),
    /// A full day.
    Day(Date),
}

impl WorkDate {
    /// The year.
    pub fn year(self) -> i16 {
        match self {
            Self::Year(year) => year,
            Self::Day(day) => day.year(),
        }
    }

    /// The full day where it is known.
    pub const fn day(self) -> Option<Date> {
        match self {
            Self::Year(_) => None,
            Self::Day(day) => Some(day),
        }
    }

    /// Whether both can be the date of one work: equal, or a year alone that the other falls in.
    pub fn agrees_with(self, other: Self) -> bool {
        match (self, other) {
            (Self::Day(a), Self::Day(b)) => a == b,
            _ => self.year() == other.year(),
        }
    }

    /// Whether this is certainly after the other: a day of a year is not after that year.
    pub fn is_after(self, other: Self) -> bool {
        match (self, other) {
            (Self::Day(a), Self::Day(b)) => a > b,
            _ => self.year() > other.year(),
        }
    }

    /// ISO as in `data/*.json`: `2023-08-23` or `2023`.
    pub fn parse_iso(text: &str) -> Option<Self> {
        if text.len() == 4 {
            return text.parse().ok().filter(|year| plausible(*year)).map(Self::Year);
        }
        parse_day(text).map(Self::Day)
    }

    /// As Vietnamese official pages write it (Nghị định 30/2020/NĐ-CP, Phụ lục I, II.4): a leading zero for
    /// days below 10 and for months 1 and 2 only: `05/9/2023`, `10/02/2021`.
    pub fn vietnamese(self) -> String {
        match self {
            Self::Year(year) => year.to_string(),
            Self::Day(day) => vietnamese_day(day),
        }
    }
}

impl fmt::Display for WorkDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Year(year) => write!(f, "{year}"),
            Self::Day(day) => write!(f, "{day}"),
        }
    }
}

/// Reads `2023-08-23`; nothing else. `None` for a day that does not exist.
pub fn parse_day(text: &str) -> Option<Date> {
    let bytes = text.as_bytes();
    if bytes.len() != 10 || bytes[4] != b'-' || bytes[7] != b'-' {
        return None;
    }
    civil(text[..4].parse().ok()?, text[5..7].parse().ok()?, text[8..].parse().ok()?)
}

/// The day, where there is one and its year is plausible for an official document.
pub fn civil(year: i16, month: i8, day: i8) -> Option<Date> {
    if !plausible(year) {
        return None;
    }
    Date::new(year, month, day).ok()
}

/// Years that an official document can carry.
pub const fn plausible(year: i16) -> bool {
    year >= 1900 && year <= 2199
}

/// `05/9/2023`; see [`WorkDate::vietnamese`].
pub fn vietnamese_day(day: Date) -> String {
    let month = day.month();
    let zero = if month < 3 { "0" } else { "" };
    format!("{:02}/{zero}{month}/{}", day.day(), day.year())
}

/// `ngày 05 tháng 9 năm 2023`, the date line of the official head.
pub fn vietnamese_long(day: Date) -> String {
    let month = day.month();
    let zero = if month < 3 { "0" } else { "" };
    format!("ngày {:02} tháng {zero}{month} năm {}", day.day(), day.year())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn iso_days_and_years() {
        assert_eq!(WorkDate::parse_iso("2023-08-23").map(|date| date.to_string()).as_deref(), Some("2023-08-23"));
        assert_eq!(WorkDate::parse_iso("2023"), Some(WorkDate::Year(2023)));
        for wrong in ["2023-02-30", "23/8/2023", "2023-8-23", "0001", "", "2023-13-01", "2023–08-23"] {
            assert_eq!(WorkDate::parse_iso(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn official_spelling_of_days() {
        let day = |text| parse_day(text).expect("a day");
        assert_eq!(vietnamese_day(day("2023-09-05")), "05/9/2023");
        assert_eq!(vietnamese_day(day("2021-02-10")), "10/02/2021");
        assert_eq!(vietnamese_long(day("2024-08-31")), "ngày 31 tháng 8 năm 2024");
    }

    #[test]
    fn a_year_agrees_with_its_days() {
        let day = WorkDate::Day(parse_day("2013-11-04").expect("a day"));
        assert!(WorkDate::Year(2013).agrees_with(day));
        assert!(!WorkDate::Year(2023).agrees_with(day));
        assert!(!WorkDate::Day(parse_day("2023-11-04").expect("a day")).agrees_with(day));
    }
}
