//! How a citation's number and date are spelt, against Nghị định 30/2020/NĐ-CP, Phụ lục I, Phần I, mục
//! II.3.c and II.4.b.
//!
//! In: a [`Citation`]. Out: what is written otherwise than the rules ask, with the right spelling.

use crate::citation::Citation;
use crate::text::plain_sign;
use regex::Regex;
use std::sync::LazyLock;

/// A number as the text writes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct WrittenNumber<'a> {
    /// The slice of the citation.
    pub text: &'a str,
    /// As the rules ask.
    pub right: String,
    /// A line ends inside it.
    pub broken: bool,
}

/// The number of `citation` where it is not written as the rules ask.
pub(super) fn number(citation: &Citation) -> Option<WrittenNumber<'_>> {
    let number = citation.number.as_ref().filter(|number| !number.symbol().is_empty())?;
    let whole = slice(citation.text(), number.as_str());
    // What stands in the middle of it in the file, a page number or markup, is not among its words.
    let words = || slice(&citation.sentence[citation.in_sentence.range()], number.as_str());
    let text = whole.or_else(words)?;
    let broken = whole.unwrap_or(citation.text()).contains(['\n', '\r']);
    let right = number.as_str().replace('&', "");
    (text != right).then_some(WrittenNumber { text, right, broken })
}

/// The part of `text` that was read as `normal`: letter for letter, white space and a leading zero apart.
fn slice<'a>(text: &'a str, normal: &str) -> Option<&'a str> {
    let mut from = 0;
    while let Some(offset) = text[from..].find(|c: char| c.is_ascii_digit()) {
        let start = from + offset;
        let bare = normal.strip_prefix('0').filter(|_| !text[start..].starts_with('0')).unwrap_or(normal);
        if let Some(length) = matched(&text[start..], bare) {
            return Some(&text[start..start + length]);
        }
        from = start + text[start..].bytes().take_while(u8::is_ascii_digit).count();
    }
    None
}

/// The bytes of `text` that spell `normal`.
fn matched(text: &str, normal: &str) -> Option<usize> {
    let mut wanted = normal.chars().peekable();
    for (at, c) in text.char_indices() {
        let Some(next) = wanted.peek() else { return Some(at) };
        if plain_sign(c) == *next {
            wanted.next();
        } else if !c.is_whitespace() {
            return None;
        }
    }
    wanted.peek().is_none().then_some(text.len())
}

static DAY: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\b(\d{1,2})/(\d{1,2})/(\d{4})$").expect("a fixed pattern compiles"));

/// The date of `citation` where its day below 10 or its month 1 or 2 has no zero; as written, and as the rules ask.
pub(super) fn date(citation: &Citation) -> Option<(&str, String)> {
    let found = DAY.captures(citation.text())?;
    let zero = |part: &str, below: u8| match part.parse::<u8>() {
        Ok(value) if part.len() == 1 && value < below => format!("0{part}"),
        _ => part.to_owned(),
    };
    let right = format!("{}/{}/{}", zero(&found[1], 10), zero(&found[2], 3), &found[3]);
    let written = found.get(0)?.as_str();
    (written != right).then_some((written, right))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_written_number_is_found_again() {
        for (text, normal, written) in [
            ("Quyết định số 2236/QĐ - BGDĐT ngày 23/8/2024", "2236/QĐ-BGDĐT", Some("2236/QĐ - BGDĐT")),
            ("Chỉ thị 5-CT/TW", "05-CT/TW", Some("5-CT/TW")),
            ("Nghị quyết số 29-\n\nNQ/TW", "29-NQ/TW", Some("29-\n\nNQ/TW")),
            ("Chỉ thị số 05–CT/TW", "05-CT/TW", Some("05–CT/TW")),
            ("Đề án 6", "06", Some("6")),
            ("Luật 5 và số 7/QĐ-UBND", "07/QĐ-UBND", Some("7/QĐ-UBND")),
            ("không có", "07/QĐ-UBND", None),
        ] {
            assert_eq!(slice(text, normal), written, "{text}");
        }
    }
}
