//! The date that directly follows a number: ", ngày 23/8/2023", "ngày 05 tháng 9 năm 2023", "năm 2013".
//! In: folded text and a place. Out: where the date ends and what day or year it is.

use super::folded::Folded;
use crate::text::date::{WorkDate, civil, plausible};

/// A date as written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WrittenDate {
    /// The place after it.
    pub end: usize,
    /// The date; `None` when what is written is no day of the calendar ("30/02/2023").
    pub date: Option<WorkDate>,
}

/// Reads a date after `place`, over a space and a comma. `own_year` is the year inside the number: another year alone
/// after it ("15/2020/NĐ-CP năm 2021") is not its date.
pub fn read(folded: &Folded<'_>, place: usize, own_year: Option<i16>) -> Option<WrittenDate> {
    let mut at = folded.skip_space(place);
    if folded.byte(at) == b',' {
        at = folded.skip_space(at + 1);
    }
    if let Some(after) = folded.letters_at(at, "ngay") {
        return day(folded, folded.skip_space(after), true);
    }
    if let Some(after) = folded.letters_at(at, "nam") {
        return year(folded, folded.skip_space(after), own_year);
    }
    if let Some(after) = folded.letters_at(at, "thang") {
        return month(folded, folded.skip_space(after), own_year);
    }
    day(folded, at, false)
}

/// "9/2023", "9 năm 2023" after "tháng": of such a date the year is kept.
fn month(folded: &Folded<'_>, place: usize, own_year: Option<i16>) -> Option<WrittenDate> {
    let (month, at) = small(folded, place)?;
    let at = folded.skip_space(at);
    let at = match folded.byte(at) {
        b'/' | b'-' | b'.' => at + 1,
        _ => folded.letters_at(at, "nam")?,
    };
    (1..=12).contains(&month).then(|| year(folded, folded.skip_space(at), own_year)).flatten()
}

/// A year that stands alone after a name: "Bộ luật Dân sự 2015".
pub fn bare_year(folded: &Folded<'_>, place: usize) -> Option<WrittenDate> {
    let at = folded.skip_space(place);
    (at > place).then(|| year(folded, at, None)).flatten()
}

/// A day after "ngày", or without the word where it is written with signs and a full year.
fn day(folded: &Folded<'_>, place: usize, announced: bool) -> Option<WrittenDate> {
    let (day, at) = small(folded, place)?;
    let at = folded.skip_space(at);
    match folded.byte(at) {
        b'/' | b'-' | b'.' => day_by_signs(folded, at, day, announced),
        _ if announced => day_by_words(folded, at, day),
        _ => None,
    }
}

fn day_by_signs(folded: &Folded<'_>, place: usize, day: u32, announced: bool) -> Option<WrittenDate> {
    let sign = folded.byte(place);
    let (month, at) = small(folded, folded.skip_space(place + 1))?;
    let at = folded.skip_space(at);
    if folded.byte(at) != sign {
        return None;
    }
    let at = folded.skip_space(at + 1);
    let (year, end) = folded.digits(at)?;
    let year = match end - at {
        4 => year,
        // Official documents date from 1945.
        2 if announced => year + if year < 45 { 2000 } else { 1900 },
        _ => return None,
    };
    let goes_on = folded.is_word(end) && folded.byte(end).is_ascii_digit() || folded.byte(end) == b'/';
    (!goes_on).then(|| WrittenDate { end, date: work_date(year, month, day) })
}

/// "05 tháng 9 năm 2023". Texts in use mix the words up ("ngày 17 ngày 8 năm 2005"), so any of the three is read in the
/// place of each.
fn day_by_words(folded: &Folded<'_>, place: usize, day: u32) -> Option<WrittenDate> {
    let (month, at) = small(folded, unit(folded, place)?)?;
    let at = folded.skip_space(at);
    let at = match folded.byte(at) {
        // "ngày 5 tháng 9/2023"
        b'/' | b'-' => folded.skip_space(at + 1),
        _ => unit(folded, at)?,
    };
    let (year, end) = folded.digits(at)?;
    (3..=4).contains(&(end - at)).then(|| WrittenDate { end, date: work_date(year, month, day) })
}

fn unit(folded: &Folded<'_>, place: usize) -> Option<usize> {
    let after = ["thang", "nam", "ngay"].iter().find_map(|word| folded.letters_at(place, word))?;
    Some(folded.skip_space(after))
}

/// "2013" after "năm", not the beginning of a span of years.
fn year(folded: &Folded<'_>, place: usize, own_year: Option<i16>) -> Option<WrittenDate> {
    let (year, end) = folded.digits(place)?;
    let year = i16::try_from(year).ok().filter(|year| end - place == 4 && plausible(*year))?;
    if own_year.is_some_and(|own| own != year) || folded.is_word(end) {
        return None;
    }
    let next = folded.skip_space(end);
    let range = matches!(folded.byte(next), b'-' | b'/') && folded.byte(folded.skip_space(next + 1)).is_ascii_digit();
    (!range).then_some(WrittenDate { end, date: Some(WorkDate::Year(year)) })
}

/// A number of one or two digits.
fn small(folded: &Folded<'_>, place: usize) -> Option<(u32, usize)> {
    folded.digits(place).filter(|(_, end)| end - place <= 2)
}

fn work_date(year: u32, month: u32, day: u32) -> Option<WorkDate> {
    let date = civil(year.try_into().ok()?, month.try_into().ok()?, day.try_into().ok()?)?;
    Some(WorkDate::Day(date))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, read_to: &str, date: Option<&str>) {
        let folded = Folded::new(text);
        let written = read(&folded, 0, None);
        assert_eq!(written.map_or("", |written| folded.slice(0, written.end)), read_to, "{text}");
        let found = written.and_then(|written| written.date).map(|date| date.to_string());
        assert_eq!(found.as_deref(), date, "{text}");
    }

    #[test]
    fn dates_in_all_spellings() {
        check(" ngày 23/8/2023 của", " ngày 23/8/2023", Some("2023-08-23"));
        check(", ngày 23/08/2023", ", ngày 23/08/2023", Some("2023-08-23"));
        check(" ngày 05 tháng 9 năm 2023.", " ngày 05 tháng 9 năm 2023", Some("2023-09-05"));
        check(" ngày 05tháng 9năm 2023", " ngày 05tháng 9năm 2023", Some("2023-09-05"));
        check(" ngày31-7-1998 ", " ngày31-7-1998", Some("1998-07-31"));
        check(" ngày 10/4/ 2014", " ngày 10/4/ 2014", Some("2014-04-10"));
        check(" ngày 5.9.2023.", " ngày 5.9.2023", Some("2023-09-05"));
        check(" ngày 17 ngày 8 năm 2005", " ngày 17 ngày 8 năm 2005", Some("2005-08-17"));
        check(" 23/8/2023", " 23/8/2023", Some("2023-08-23"));
        check(" năm 2013 về", " năm 2013", Some("2013"));
        check(" ngày 5 tháng 9/2023.", " ngày 5 tháng 9/2023", Some("2023-09-05"));
        check(" tháng 9/2023 của", " tháng 9/2023", Some("2023"));
        check(" tháng 9 năm 2023,", " tháng 9 năm 2023", Some("2023"));
    }

    #[test]
    fn what_is_no_date() {
        for text in [
            " ngày hội",
            " năm học 2023-2024",
            " năm 2021-2025",
            " năm 2021 - 2025",
            " 24/7",
            " 3/4/5",
            " ngày 5",
            "",
            " năm 0999",
            " ngày 5/9",
            " tháng 9",
            " tháng 13/2023",
            " tháng 9/2023-2024",
            " tháng 9 và tháng 10",
        ] {
            check(text, "", None);
        }
        check(" ngày 30/02/2023 ", " ngày 30/02/2023", None);
        assert_eq!(read(&Folded::new(" năm 2021"), 0, Some(2020)), None);
    }
}
