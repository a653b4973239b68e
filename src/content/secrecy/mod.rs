//! What must not be published: lines that mark a document as secret or internal (`marks`), and data about persons.
//! The file is searched as it was written, remarks of its editors included: what bears a mark does not belong there.
//!
//! In: a text. Out: problems.

mod marks;

pub use marks::{Mark, MarkReader};

use super::registry::Laws;
use super::registry::laws::law_key;
use crate::diagnostic::Diagnostic;
use crate::source::{Source, Span};
use crate::text::fold;
use regex::Regex;
use std::sync::LazyLock;

/// What says how a document for internal use is marked: Appendix I, on who may read it.
const INTERNAL_USE: &str = "30/2020/NĐ-CP";

/// The law that forbids to publish what is secret, and the decree on what is for internal use: the newest row of the
/// registry. What is published today is published under it, whatever the date of the document.
static LAW: LazyLock<Basis> = LazyLock::new(|| Basis::newest("Luật Bảo vệ bí mật nhà nước"));

/// A law as a message names it.
#[derive(Debug, Default)]
struct Basis {
    number: String,
    from: String,
}

impl Basis {
    fn newest(name: &str) -> Self {
        let laws = Laws::built_in();
        let Some(row) = laws.named(&law_key(name)).last() else { return Self::default() };
        let number = row.number.as_ref().map(ToString::to_string).unwrap_or_default();
        let from = row.effective.map(|day| format!("{:02}/{}/{}", day.day(), day.month(), day.year()));
        Self { number, from: from.unwrap_or_default() }
    }
}

/// The arguments of a refusal that name the law: its number and its day of effect.
pub fn law() -> [(&'static str, &'static str); 2] {
    [("law", &*LAW.number), ("from", &*LAW.from)]
}

/// The arguments of a refusal that say which rule forbids to publish what bears this mark.
fn rule_of(mark: Mark) -> Vec<(&'static str, &'static str)> {
    match mark {
        Mark::Secret => law().into(),
        Mark::Internal => vec![("internal", INTERNAL_USE)],
    }
}

/// What a refusal says of a value of the front matter that is a mark or ends in one: "Kế hoạch diễn tập (MẬT)".
pub(super) fn refused_value(text: &str) -> Option<Vec<(&'static str, &'static str)>> {
    marks::in_value(text).map(rule_of)
}

/// Citizen numbers have 12 digits and start with a province's code, 001 to 096. General knowledge, not read from the
/// rules: good enough for a warning.
static CITIZEN_NUMBER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\b0(?:0[1-9]|[1-8][0-9]|9[0-6])(?:[ .]?[0-9]){9}\b").expect("a fixed pattern compiles")
});
/// Identity numbers of 9 digits look like any other number: only after the words.
static IDENTITY_NUMBER: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\b[0-9]{3}[ .]?[0-9]{3}[ .]?[0-9]{3}\b").expect("a fixed pattern compiles"));
/// Mobile phones.
static PHONE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?:\+84[ .-]?|\b84[ .-]?|\b0)[35789](?:[ .-]?[0-9]){8}\b").expect("a fixed pattern compiles")
});

const IDENTITY_WORDS: [&str; 6] = ["cccd", "cmnd", "can cuoc", "chung minh", "dinh danh ca nhan", "so cc"];
const HOTLINE_WORDS: [&str; 3] = ["duong day nong", "hotline", "hot line"];
/// Numbers that are pointed out in one document; an editor who meets so many looks at the rest.
const MOST_NUMBERS: usize = 50;
/// Scalar values before a number in which a word still belongs to it.
const WORDS_BEFORE: usize = 60;

/// Looks for marks of secrecy (errors) and patterns of personal data (warnings) in `body`.
pub fn check_secrecy(source: &Source, body: Span, diagnostics: &mut Vec<Diagnostic>) {
    let mut offset = body.start;
    let mut marks = MarkReader::default();
    let mut numbers_left = MOST_NUMBERS;
    for line in source.slice(body).split_inclusive('\n') {
        let text = line.trim_end();
        if let Some(mark) = marks.read(text) {
            let indent = text.len() - text.trim_start().len();
            let span = Span::new(offset + indent, offset + text.len());
            let refusal = Diagnostic::error("secrecy-mark").at(source, span).with("text", text.trim());
            diagnostics.push(rule_of(mark).into_iter().fold(refusal, |said, (name, value)| said.with(name, value)));
        }
        let line_span = Span::new(offset, offset + text.len());
        numbers_left -= check_personal_data(source, line_span, numbers_left, diagnostics);
        offset += line.len();
    }
}

/// Reports at most `most` numbers of one line; returns how many.
fn check_personal_data(source: &Source, line: Span, most: usize, diagnostics: &mut Vec<Diagnostic>) -> usize {
    let text = source.slice(line);
    if most == 0 || text.bytes().filter(u8::is_ascii_digit).count() < 9 || !has_long_number(text) {
        return 0;
    }
    let citizens = CITIZEN_NUMBER.find_iter(text);
    let phones = PHONE.find_iter(text).filter(|phone| !follows(text, phone.start(), &HOTLINE_WORDS));
    let identities = IDENTITY_NUMBER.find_iter(text).filter(|number| follows(text, number.start(), &IDENTITY_WORDS));
    // Each pattern alone may fill the list: what is left out is later in the line than what is kept.
    let mut found: Vec<Span> = citizens
        .take(most)
        .chain(phones.take(most))
        .chain(identities.take(most))
        .map(|number| Span::new(line.start + number.start(), line.start + number.end()))
        .collect();
    found.sort();
    found.dedup_by(|later, earlier| later.start < earlier.end);
    found.truncate(most);
    for span in &found {
        let warning = Diagnostic::warning("personal-data").at(source, *span);
        diagnostics.push(warning.with("text", source.slice(*span)));
    }
    found.len()
}

/// Whether nine digits follow each other with nothing but spaces, stops and hyphens between them. Most lines have no
/// such number, and this look is much cheaper than three patterns.
fn has_long_number(text: &str) -> bool {
    let mut digits = 0;
    text.bytes().any(|byte| {
        match byte {
            b'0'..=b'9' => digits += 1,
            b' ' | b'.' | b'-' => {}
            _ => digits = 0,
        }
        digits >= 9
    })
}

/// Whether one of `words` stands shortly before byte `at`.
fn follows(line: &str, at: usize, words: &[&str]) -> bool {
    let start = line[..at].char_indices().rev().nth(WORDS_BEFORE).map_or(0, |(start, _)| start);
    let before = fold(&line[start..at]);
    words.iter().any(|word| before.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;
    use unicode_normalization::UnicodeNormalization;

    fn found(body: &str) -> Vec<(&'static str, u32, String)> {
        let source = Source::new("a.md", body);
        let mut diagnostics = Vec::new();
        check_secrecy(&source, Span::new(0, body.len()), &mut diagnostics);
        let place = |diagnostic: &Diagnostic| diagnostic.place.as_ref().map_or(0, |place| place.line);
        let text = |found: &Diagnostic| {
            found.arguments.iter().find(|(name, _)| *name == "text").map_or(String::new(), |(_, text)| text.clone())
        };
        diagnostics.iter().map(|found| (found.code, place(found), text(found))).collect()
    }

    #[test]
    fn a_line_that_is_nothing_but_a_mark_is_refused() {
        for mark in [
            "MẬT",
            "TỐI MẬT",
            "TUYỆT  MẬT",
            "LƯU HÀNH NỘI BỘ",
            "  **MẬT**  ",
            "## Tối mật",
            "> *Lưu hành nội bộ*",
            "T Ố I  M Ậ T",
            "[MẬT]",
            "<center>MẬT</center>",
            "| MẬT |",
            "M\u{200b}ẬT",
            "TỐI\u{a0}MẬT.",
        ] {
            for text in [mark.to_owned(), mark.nfd().collect()] {
                let body = format!("một\r\n\r\n{text}\r\nhai\r\n");
                let codes: Vec<_> = found(&body).iter().map(|(code, line, _)| (*code, *line)).collect();
                assert_eq!(codes, [("secrecy-mark", 3)], "{text}");
            }
        }
        assert_eq!(found("LƯU HÀNH\nNỘI BỘ\n")[0].1, 2);
    }

    #[test]
    fn the_words_inside_a_sentence_are_no_mark() {
        for text in [
            "Thực hiện công tác bảo vệ bí mật nhà nước.",
            "Mật khẩu",
            "MẬT ONG",
            "Tài liệu lưu hành nội bộ của sở",
            "mat",
            "",
            "***",
        ] {
            assert_eq!(found(text), [], "{text}");
        }
    }

    #[test]
    fn numbers_of_citizens_and_phones_are_pointed_out() {
        for (text, numbers) in [
            ("CCCD số 010203004567", &["010203004567"][..]),
            ("số 010 203 004 567", &["010 203 004 567"]),
            ("CMND: 063123456", &["063123456"]),
            ("Số căn cước 063.123.456 cấp ngày", &["063.123.456"]),
            ("liên hệ ông A, 0912345678", &["0912345678"]),
            ("điện thoại 0912.345.678 và +84 389 123 456", &["0912.345.678", "+84 389 123 456"]),
            ("đường dây nóng: 0912345678", &[]),
            ("Hotline 0912 345 678", &[]),
            ("kinh phí 063123456 đồng", &[]),
            ("mã 999203004567", &[]),
            ("02143840123", &[]),
            ("2457/QĐ-BGDĐT ngày 23/8/2023", &[]),
            ("12345678901234567890", &[]),
        ] {
            let found: Vec<String> = found(text).into_iter().map(|(_, _, number)| number).collect();
            assert_eq!(found, numbers, "{text}");
        }
    }
}
