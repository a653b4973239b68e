//! Reads what an editor types to find a work.
//!
//! In: the words as typed, with or without marks, spaces and signs. Out: a [`Query`]: folded words, which of them
//! belong to a number, and a date. Nothing is judged yet: "2019" may be a number or a year, the works decide.

use crate::citation::date;
use crate::citation::folded::Folded;
use crate::search::words::{folded, typed_text, words};
use crate::text::date::{WorkDate, parse_day};
use crate::text::{nfc, plain_sign};

/// Longer queries are texts, which `congbao cite` reads as such.
pub(crate) const LONGEST: usize = 300;

/// A word of a query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueryWord {
    /// Folded: `bgddt`.
    pub text: String,
    /// A slash or hyphen ties it to the word before: `BGDĐT` in `2457/QĐ-BGDĐT`. Such a word belongs to the number.
    pub tied: bool,
}

impl QueryWord {
    /// Whether it begins with a digit.
    pub fn is_numeric(&self) -> bool {
        self.text.starts_with(|c: char| c.is_ascii_digit())
    }

    /// The year that it may be.
    pub fn year(&self) -> Option<i16> {
        match WorkDate::parse_iso(&self.text) {
            Some(WorkDate::Year(year)) => Some(year),
            _ => None,
        }
    }
}

/// What is looked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    /// As typed, white space single.
    pub typed: String,
    /// Its words without the date.
    pub words: Vec<QueryWord>,
    /// The same words with their marks, one space between.
    pub marked: String,
    /// The date that was typed.
    pub date: Option<WorkDate>,
}

/// Words that say nothing of a work: "số 30 của Chính phủ về …".
const FILLERS: [&str; 13] = ["so", "ngay", "thang", "nam", "cua", "ve", "viec", "va", "do", "tai", "theo", "vv", "ban"];

impl Query {
    /// Reads what was typed; `date` is one given apart.
    ///
    /// # Errors
    /// The words that look like a day and are none of the calendar.
    pub fn read(typed: &str, date: Option<WorkDate>) -> Result<Self, String> {
        let typed = nfc(typed).split_whitespace().collect::<Vec<_>>().join(" ");
        let (rest, found) = without_date(&typed)?;
        let marked = typed_text(&rest);
        Ok(Self { words: split(&rest), marked, date: date.or(found), typed })
    }

    /// All words, one space between.
    pub fn phrase(&self) -> String {
        self.words.iter().map(|word| word.text.as_str()).collect::<Vec<_>>().join(" ")
    }

    /// Whether any word has letters alone and says something: then it may be a name.
    pub fn has_name(&self) -> bool {
        self.words.iter().any(|word| !word.is_numeric() && !is_filler(&word.text))
    }

    /// Whether nothing is left to look for.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }
}

/// Whether `word` says nothing of a work.
pub(crate) fn is_filler(word: &str) -> bool {
    FILLERS.contains(&word)
}

/// The first date in the text and the text without it. A bare year stays: it may be a number.
fn without_date(typed: &str) -> Result<(String, Option<WorkDate>), String> {
    if let Some((from, word)) = typed
        .split(' ')
        .scan(0, |at, word| {
            let from = *at;
            *at += word.len() + 1;
            Some((from, word))
        })
        .find(|(_, word)| parse_day(word).is_some())
    {
        let rest = format!("{} {}", &typed[..from], &typed[from + word.len()..]);
        return Ok((rest, parse_day(word).map(WorkDate::Day)));
    }
    let text = Folded::new(typed);
    let starts = text.words.iter().map(|word| word.start as usize);
    for start in starts {
        // Inside a number no date begins: the "81" of "30-81/2021".
        if start > 0 && matches!(text.byte(start - 1), b'/' | b'-' | b'.') {
            continue;
        }
        let Some(written) = date::read(&text, start, None) else { continue };
        let words = text.slice(start, written.end);
        let Some(date) = written.date else { return Err(words.trim().to_owned()) };
        let (before, after) = (text.slice(0, start), text.slice(written.end, text.bytes.len()));
        return Ok((format!("{before} {after}"), Some(date)));
    }
    Ok((typed.to_owned(), None))
}

/// The words, letters apart from the digits behind them: `qh13` is `qh` and `13`, as `QH 13` would be.
fn split(text: &str) -> Vec<QueryWord> {
    let mut found = Vec::new();
    let mut end = 0;
    for word in words(text) {
        // `words` gives slices of `text`, in order.
        let start = end + text[end..].find(word).unwrap_or(0);
        let tied = !found.is_empty() && text[end..start].chars().map(plain_sign).any(|c| matches!(c, '/' | '-' | '&'));
        end = start + word.len();
        let word = folded(word);
        let letters = word.find(|c: char| c.is_ascii_digit()).filter(|at| *at > 0);
        match letters {
            Some(at) => {
                found.push(QueryWord { text: word[..at].to_owned(), tied });
                found.push(QueryWord { text: word[at..].to_owned(), tied });
            }
            None => found.push(QueryWord { text: word, tied }),
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_dates_and_names_are_read_as_people_type_them() {
        for (typed, words, date) in [
            ("2457", "2457", None),
            ("2457/QĐ-BGDĐT", "2457 /qd /bgddt", None),
            ("2457 qd bgddt", "2457 qd bgddt", None),
            ("nd 81/2021", "nd 81 /2021", None),
            ("88/2014/QH13", "88 /2014 /qh /13", None),
            ("115/KH-SGD&ĐT", "115 /kh /sgddt", None),
            ("luật giáo dục", "luat giao duc", None),
            ("LUẬT GIÁO DỤC 2019", "luat giao duc 2019", None),
            ("luật giáo dục năm 2019", "luat giao duc", Some("2019")),
            ("06/CT-UBND ngày 31/8/2024", "06 /ct /ubnd", Some("2024-08-31")),
            ("06/CT-UBND 31-8-2024", "06 /ct /ubnd", Some("2024-08-31")),
            ("06/CT-UBND ngay 31 thang 8 nam 2024 lao cai", "06 /ct /ubnd lao cai", Some("2024-08-31")),
            ("2024-08-31 06/CT-UBND", "06 /ct /ubnd", Some("2024-08-31")),
            ("29 NQ TW", "29 nq tw", None),
            ("2236/QĐ - BGDĐT", "2236 /qd /bgddt", None),
            ("năm học 2023-2024", "nam hoc 2023 /2024", None),
            ("", "", None),
            ("/-&", "", None),
        ] {
            let query = Query::read(typed, None).expect("a possible date");
            let shown: Vec<String> =
                query.words.iter().map(|word| format!("{}{}", if word.tied { "/" } else { "" }, word.text)).collect();
            assert_eq!(shown.join(" "), words, "{typed}");
            assert_eq!(query.date.map(|date| date.to_string()).as_deref(), date, "{typed}");
        }
    }

    #[test]
    fn a_day_that_is_none_is_said() {
        assert_eq!(Query::read("06/CT-UBND ngày 30/02/2023", None), Err("ngày 30/02/2023".to_owned()));
    }

    proptest::proptest! {
        #[test]
        fn anything_can_be_typed(typed in "\\PC{0,80}") {
            let _ = Query::read(&typed, None);
        }
    }
}
