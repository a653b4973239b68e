//! The date of a work that stands after its issuer: "của Chính phủ ngày 14/11/2003", "được Quốc hội … thông qua ngày
//! 29/11/2013". A day of entry into force, of another work or of an event is none.
//!
//! In: folded text and the place where the issuer, or the number or name, ends. Out: the date and where it ends.

use super::date::{self, WrittenDate};
use super::folded::Folded;
use crate::text::date::WorkDate;

/// What may stand between issuer and "ngày" (folded, longer ones first where one begins another).
const ISSUED: [&str; 6] = ["ky ban hanh", "ban hanh vao", "ban hanh", "ky", "thong qua", ""];
/// How the title of a work begins (folded).
const TITLES: [&str; 6] = ["ve", "quy dinh", "huong dan", "sua doi", "phe duyet", "ban hanh"];
/// Words after a day that make it the day of what they tell (folded).
const EVENTS: [&str; 9] =
    ["se", "to chuc", "dien ra", "khai mac", "hop", "co hieu luc", "bat dau", "da to chuc", "lam viec"];
/// Bodies that pass works, after "được" (folded). The text may also name none.
const ASSEMBLIES: [&str; 4] = ["quoc hoi", "uy ban thuong vu quoc hoi", "ubtvqh", "thong qua"];
/// Those whose place tells which.
const COUNCILS: [&str; 2] = ["hoi dong nhan dan", "hdnd"];
/// Farthest from "được" to "thông qua": the full name of the assembly, its term and session.
const LONGEST_ASSEMBLY: usize = 140;
/// Farthest from "thông qua" to "ngày": "tại Kỳ họp thứ 7, Quốc hội khóa XI".
const LONGEST_SESSION: usize = 90;

/// The day after an issuer that ends at `place`. `own_year` is the year inside the number: a day of
/// another year is none of this work.
pub fn after_issuer(folded: &Folded<'_>, place: usize, own_year: Option<i16>) -> Option<WrittenDate> {
    let mut at = folded.skip_space(place);
    let opening = folded.byte(at);
    if matches!(opening, b',' | b'(') {
        at = folded.skip_space(at + 1);
    }
    let at = ISSUED.iter().find_map(|words| {
        let after = if words.is_empty() { at } else { folded.skip_space(folded.words_at(at, words)?) };
        folded.letters_at(after, "ngay").map(|_| after)
    })?;
    let written = of_year(date::read(folded, at, own_year)?, own_year)?;
    let next = folded.skip_space(written.end);
    let titled = |at: usize| TITLES.iter().any(|words| folded.words_at(at, words).is_some());
    let ends = || matches!(folded.byte(next), 0 | b'.' | b';' | b')' | b'"') || titled(next);
    let fits = match opening {
        b'(' => folded.byte(next) == b')',
        // "…, ngày 05/3/2024 UBND huyện họp": the comma may begin another clause.
        b',' => ends() || folded.byte(next) == b',' && titled(folded.skip_space(next + 1)),
        _ => !EVENTS.iter().any(|words| folded.words_at(next, words).is_some()),
    };
    fits.then_some(written)
}

/// What "được … thông qua ngày …" says.
#[derive(Clone, Copy, Debug)]
pub struct Passed {
    /// The day.
    pub day: WrittenDate,
    /// Where a council of a place is named, which is the issuer.
    pub council: Option<usize>,
}

/// The day on which an assembly passed the work whose number or name ends at `place`.
pub fn passed(folded: &Folded<'_>, place: usize, own_year: Option<i16>) -> Option<Passed> {
    let mut at = folded.skip_space(place);
    if matches!(folded.byte(at), b',' | b'(') {
        at = folded.skip_space(at + 1);
    }
    if let Some(after) = folded.words_at(at, "da") {
        at = folded.skip_space(after);
    }
    let after = folded.words_at(at, "duoc").or_else(|| folded.words_at(at, "do"))?;
    let assembly = folded.skip_space(after);
    let named = |words: &&str| folded.words_at(assembly, words).is_some();
    let council = COUNCILS.iter().any(&named).then_some(assembly);
    if council.is_none() && !ASSEMBLIES.iter().any(named) {
        return None;
    }
    let verb = |words: &str| clause(folded, assembly, LONGEST_ASSEMBLY, words).map(|at| at + words.len());
    let session = verb("thong qua").or_else(|| verb("ban hanh"))?;
    let day = clause(folded, session, LONGEST_SESSION, "ngay")?;
    let between = folded.skip_space(session);
    let told = between == day || ["tai", "vao", "trong"].iter().any(|word| folded.words_at(between, word).is_some());
    let amended = |words: &[u8]| folded.bytes[assembly..day].windows(words.len()).any(|window| window == words);
    if !told || amended(b"sua doi") || amended(b"bo sung") || amended(b"thay the") {
        return None;
    }
    let day = of_year(date::read(folded, day, own_year)?, own_year)?;
    Some(Passed { day, council })
}

/// A full day, of the work's own year where its number tells one.
fn of_year(written: WrittenDate, own_year: Option<i16>) -> Option<WrittenDate> {
    let day = written.date.and_then(WorkDate::day)?;
    own_year.is_none_or(|year| year == day.year()).then_some(written)
}

/// Where `words` stand at or after `from` in the same clause.
fn clause(folded: &Folded<'_>, from: usize, longest: usize, words: &str) -> Option<usize> {
    let limit = folded.len().min(from + longest);
    let mut at = from;
    while at < limit {
        if folded.words_at(at, words).is_some() && !folded.is_word(at.wrapping_sub(1)) {
            return Some(at);
        }
        if matches!(folded.byte(at), b'.' | b';' | b':' | b'"' | super::folded::SIGN) {
            return None;
        }
        at += 1;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    type Rule = fn(&Folded<'_>, usize, Option<i16>) -> Option<WrittenDate>;

    fn check(rule: Rule, text: &str, own_year: Option<i16>, expected: Option<&str>) {
        let found = rule(&Folded::new(text), 0, own_year).and_then(|written| written.date);
        assert_eq!(found.map(|date| date.to_string()).as_deref(), expected, "{text}");
    }

    fn passed_day(folded: &Folded<'_>, place: usize, own_year: Option<i16>) -> Option<WrittenDate> {
        passed(folded, place, own_year).map(|passed| passed.day)
    }

    #[test]
    fn a_day_after_the_issuer() {
        for (text, date) in [
            (" ngày 14 tháng 11 năm 2003.", Some("2003-11-14")),
            (" ngày 14/11/2003 về", Some("2003-11-14")),
            (", ngày 14/11/2003.", Some("2003-11-14")),
            (", ngày 14/11/2003, về việc", Some("2003-11-14")),
            (", ngày 14/11/2003, quy định chi tiết", Some("2003-11-14")),
            (" ban hành ngày 14/11/2003", Some("2003-11-14")),
            (" ký ngày 14-11-2003", Some("2003-11-14")),
            (" ký ban hành ngày 14.11.2003", Some("2003-11-14")),
            (" (ngày 14/11/2003)", Some("2003-11-14")),
            // An event, entry into force, a year of what is planned, another work.
            (", ngày 14/11/2003 Ủy ban nhân dân huyện họp", None),
            (", ngày 14/11/2003, Ủy ban nhân dân huyện họp", None),
            (" ngày 14/11/2003 sẽ tổ chức", None),
            (" có hiệu lực từ ngày 14/11/2003", None),
            (" có hiệu lực ngày 14/11/2003", None),
            (" kể từ ngày 14/11/2003", None),
            (" năm 2003", None),
            (" (ngày 14/11/2003 thay thế)", None),
            (" và Thông tư ngày 14/11/2003", None),
        ] {
            check(after_issuer, text, None, date);
        }
        check(after_issuer, " ngày 14/11/2013", Some(2003), None);
    }

    #[test]
    fn the_day_on_which_an_assembly_passed_it() {
        for (text, date) in [
            (" được Quốc hội thông qua ngày 29/11/2013", Some("2013-11-29")),
            (" đã được Quốc hội khóa XIII, kỳ họp thứ 6 thông qua ngày 29/11/2013", Some("2013-11-29")),
            (
                " được Quốc hội nước CHXHCN Việt Nam khoá XI thông qua tại kỳ họp thứ 7 ngày 14/6/2005",
                Some("2005-06-14"),
            ),
            (" (được Quốc hội khóa XV thông qua ngày 18 tháng 01 năm 2024)", Some("2024-01-18")),
            (", được Ủy ban thường vụ Quốc hội thông qua ngày 17/3/2003", Some("2003-03-17")),
            (" do Quốc hội thông qua ngày 29/11/2013", Some("2013-11-29")),
            (" đã được thông qua tại kỳ họp thứ 7, Quốc hội khóa XI ngày 14/6/2005", Some("2005-06-14")),
            (
                " được Hội đồng nhân dân tỉnh Lào Cai khóa XVI, kỳ họp thứ 9 thông qua ngày 09/12/2022",
                Some("2022-12-09"),
            ),
            (" được Quốc hội thông qua vào ngày 29/11/2013", Some("2013-11-29")),
            (" được Quốc hội ban hành ngày 14/6/2005", Some("2005-06-14")),
            (" được Quốc hội thông qua. Ngày 29/11/2013", None),
            (" được Quốc hội sửa đổi, bổ sung, thông qua ngày 29/11/2013", None),
            (" được Quốc hội thông qua và có hiệu lực từ ngày 01/7/2014", None),
            (" được Quốc hội thông qua, có hiệu lực ngày 01/7/2014", None),
            (" được Chính phủ trình ngày 29/11/2013", None),
            (" được Quốc hội khóa XIII thông qua", None),
            (" có hiệu lực từ ngày 01/7/2014", None),
        ] {
            check(passed_day, text, None, date);
        }
        check(passed_day, " được Quốc hội thông qua ngày 29/11/2013", Some(2024), None);
    }
}
