//! Outline labels: `I.`, `1.`, `a)`, `Điều 3.`, `Khoản`, `Điểm`, `Phụ lục`, `Chương`, `Mục`, `Phần`.
//!
//! In: the text of a heading or the beginning of a paragraph. Out: the [`Label`] and where the text goes on. The units
//! and their order are those of Nghị định 30/2020/NĐ-CP (phụ lục I, mục II.7) and Nghị định 34/2016/NĐ-CP (Điều 62).

use crate::text::{fold_char, name_key};
use std::sync::Arc;

/// What kind of label.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Unit {
    /// Phần.
    Part,
    /// Chương.
    Chapter,
    /// Mục, and the bare `I.`, `1.`, `a)` of administrative documents.
    Item,
    /// Tiểu mục.
    SubItem,
    /// Điều.
    Article,
    /// Khoản.
    Clause,
    /// Điểm.
    Point,
    /// Phụ lục.
    Annex,
}

/// A label as it stands in a heading or paragraph.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Label {
    /// Kind.
    pub unit: Unit,
    /// The numbering alone, as written: `II`, `2`, `a`, `3`, `thứ nhất`; empty for an annex without a number.
    pub text: Arc<str>,
}

/// A label found at the beginning of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct FoundLabel {
    pub(crate) label: Label,
    /// The unit is written out ("Mục 2"), not only numbered ("2.").
    pub(crate) named: bool,
    /// Byte in the text where what follows the label begins.
    pub(crate) rest: usize,
}

/// The words for units, folded to [`name_key`]s; two words come first so that "tiểu mục" is not missed.
const WORDS: [(&str, Unit); 8] = [
    ("tiểu mục", Unit::SubItem),
    ("phụ lục", Unit::Annex),
    ("phần", Unit::Part),
    ("chương", Unit::Chapter),
    ("mục", Unit::Item),
    ("điều", Unit::Article),
    ("khoản", Unit::Clause),
    ("điểm", Unit::Point),
];

/// Ordinals of parts: "Phần thứ nhất".
const ORDINALS: [&str; 12] = ["nhất", "hai", "ba", "tư", "bốn", "năm", "sáu", "bảy", "tám", "chín", "mười", "mười một"];

/// The label at the beginning of a heading.
pub(crate) fn of_heading(text: &str) -> Option<FoundLabel> {
    named(text, false).or_else(|| bare(text))
}

/// The label at the beginning of a paragraph: stricter than in a heading, since "Điều 5 Luật Giáo dục quy định …"
/// may begin any sentence: the number must be followed by a full stop or colon, and only `Điều 3.`, `Khoản 2.`,
/// `Điểm a)`, `1.`, `1a.` and `a)` count.
pub(crate) fn of_paragraph(text: &str) -> Option<FoundLabel> {
    if let Some(found) = named(text, true) {
        return matches!(found.label.unit, Unit::Article | Unit::Clause | Unit::Point).then_some(found);
    }
    let (number, after) = split_label(text);
    let sign = after.chars().next()?;
    let fits = match sign {
        '.' => is_number(number),
        ')' => is_letter(number) && number.chars().all(|c| c.is_lowercase() || c.is_ascii_digit()),
        _ => false,
    };
    let rest = text.len() - after.len() + sign.len_utf8();
    (fits && ends_word(&text[rest..])).then(|| item(number, rest))
}

/// "Điều 3.", "CHƯƠNG IV", "Phần thứ nhất", "Phụ lục số 02".
fn named(text: &str, strict: bool) -> Option<FoundLabel> {
    let (unit, mut after) = unit_word(text)?;
    if unit == Unit::Annex {
        after = skip_word(after, "số").unwrap_or(after);
    }
    let (number, rest) = match skip_word(after, "thứ") {
        Some(ordinal) if unit == Unit::Part => {
            let rest = ORDINALS.iter().rev().find_map(|word| skip_word(ordinal, word))?;
            (after[..after.len() - rest.len()].trim(), rest)
        }
        _ => split_label(after),
    };
    let fits = match unit {
        Unit::Article | Unit::Clause => is_number(number),
        Unit::Point => is_letter(number),
        _ => is_number(number) || is_roman(number) || is_letter(number) || unit == Unit::Part && number.contains(' '),
    };
    let (number, rest) = match (fits, unit) {
        (true, _) => (number, rest),
        // A single annex has no number: the heading is "Phụ lục" alone, or goes on after a sign or a line.
        (false, Unit::Annex) if after.trim_start().is_empty() || after.starts_with([':', '.', '\n']) => ("", after),
        _ => return None,
    };
    let signs: &[char] = if unit == Unit::Point { &['.', ':', ')'] } else { &['.', ':'] };
    let trimmed = rest.trim_start_matches(' ');
    let next = match trimmed.strip_prefix(signs) {
        Some(next) if ends_word(next) => next,
        _ if strict => return None,
        _ if number.is_empty() || ends_word(rest) => rest,
        // White space after an ordinal is already gone; "thứ hai mươi" is beyond our list.
        _ if number.contains(' ') && skip_word(rest, "mươi").is_none() => rest,
        _ if rest.starts_with([',', ';', ')', '/', '-']) => rest,
        _ => return None,
    };
    let label = Label { unit, text: number.into() };
    Some(FoundLabel { label, named: true, rest: text.len() - next.len() })
}

/// `I.`, `1.`, `1.2.`, `1.2`, `a)`, `A.`, `I/`, `II -`, `I-`.
fn bare(text: &str) -> Option<FoundLabel> {
    let (number, after) = split_label(text);
    let start = text.len() - after.len();
    if is_dotted(number) {
        let after = after.strip_prefix(['.', ')']).unwrap_or(after);
        return ends_word(after).then(|| item(number, text.len() - after.len()));
    }
    if !(is_number(number) || is_roman(number) || is_letter(number)) {
        return None;
    }
    let sign = after.chars().next()?;
    if matches!(sign, '.' | ')' | '/' | ':') && ends_word(&after[1..]) {
        return Some(item(number, start + 1));
    }
    // The Party's own: "I- MỤC ĐÍCH", "1- Quán triệt" (Hướng dẫn 36-HD/VPTW).
    let counts = !is_letter(number) || matches!(number, "I" | "V" | "X");
    if matches!(sign, '-' | '–') && counts {
        let next = &after[sign.len_utf8()..];
        return (next.starts_with(' ') && !next.trim_start().is_empty()).then(|| item(number, text.len() - next.len()));
    }
    // "II - Nhiệm vụ"; never a letter that is no number: "A - B" may be anything.
    let dash = after.trim_start();
    let spaced = dash.len() < after.len() && dash.starts_with(['-', '–', '—']);
    let next = dash.chars().next().map_or(dash, |c| &dash[c.len_utf8()..]);
    (spaced && counts && next.starts_with(' ')).then(|| item(number, text.len() - next.len()))
}

fn item(number: &str, rest: usize) -> FoundLabel {
    FoundLabel { label: Label { unit: Unit::Item, text: number.into() }, named: false, rest }
}

/// The unit that `text` begins with, and what follows the word.
fn unit_word(text: &str) -> Option<(Unit, &str)> {
    WORDS.iter().find_map(|(word, unit)| {
        let after = word.split(' ').try_fold(text, skip_word)?;
        Some((*unit, after.trim_start_matches([' ', '\u{a0}'])))
    })
}

/// What follows `word` (and the white space after it) at the beginning of `text`, in any case, composition and
/// tone placement.
fn skip_word<'a>(text: &'a str, word: &str) -> Option<&'a str> {
    // This is asked of every paragraph, about every word of a unit: most are told apart by their first letter.
    if text.chars().next().map(fold_char) != word.chars().next().map(fold_char) {
        return None;
    }
    let end = match text.char_indices().find(|(_, c)| !c.is_alphabetic() && !crate::text::is_mark(*c)) {
        Some((end, _)) => end,
        None => text.len(),
    };
    // A word of a unit has at most 8 scalar values in any composition; do not fold a whole hostile "word".
    if end > 32 {
        return None;
    }
    if let Some((first, second)) = word.split_once(' ') {
        return skip_word(skip_word(text, first)?, second);
    }
    (name_key(&text[..end]) == word).then(|| text[end..].trim_start_matches([' ', '\u{a0}', '\n']))
}

/// The letters, digits and inner dots that `text` begins with, and the rest.
fn split_label(text: &str) -> (&str, &str) {
    const LONGEST: usize = 16;
    let mut end = 0;
    for (at, c) in text.char_indices().take(LONGEST) {
        let inner_dot = c == '.' && at > 0 && text[at + 1..].starts_with(|c: char| c.is_ascii_digit());
        if !(c.is_alphanumeric() || inner_dot) {
            break;
        }
        end = at + c.len_utf8();
    }
    text.split_at(end)
}

fn ends_word(text: &str) -> bool {
    text.chars().next().is_none_or(char::is_whitespace)
}

/// `3`, `12`, `3a`: one to three digits, and a letter for what an amendment put in between.
fn is_number(label: &str) -> bool {
    let digits = label.trim_start_matches(|c: char| c.is_ascii_digit());
    (1..=3).contains(&(label.len() - digits.len())) && (digits.is_empty() || is_single_letter(digits))
}

/// `1.2`, `1.2.3`; not `1.000` or `30.4.1975`.
fn is_dotted(label: &str) -> bool {
    label.contains('.')
        && label.split('.').all(|part| (1..=2).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit()))
}

fn is_roman(label: &str) -> bool {
    (1..=8).contains(&label.len()) && label.bytes().all(|b| b"IVXLCDM".contains(&b))
}

/// `a`, `đ`, `A`, and `a1` of amended texts.
fn is_letter(label: &str) -> bool {
    is_single_letter(label.trim_end_matches(|c: char| c.is_ascii_digit())) && label.len() <= 4
}

/// The letters that label points: no marks but đ's.
fn is_single_letter(label: &str) -> bool {
    let mut letters = label.chars();
    matches!((letters.next(), letters.next()), (Some('a'..='z' | 'A'..='Z' | 'đ' | 'Đ'), None))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn show(found: Option<FoundLabel>, text: &str) -> String {
        found.map_or_else(
            || "–".to_owned(),
            |found| format!("{:?} {} | {}", found.label.unit, found.label.text, text[found.rest..].trim()),
        )
    }

    #[test]
    fn labels_of_headings() {
        for (text, expected) in [
            ("I. NHIỆM VỤ TRỌNG TÂM", "Item I | NHIỆM VỤ TRỌNG TÂM"),
            ("II.", "Item II | "),
            ("1. Tăng cường:", "Item 1 | Tăng cường:"),
            ("10) Khác", "Item 10 | Khác"),
            ("1.2. Mầm non", "Item 1.2 | Mầm non"),
            ("1.2 Mầm non", "Item 1.2 | Mầm non"),
            ("a) Một", "Item a | Một"),
            ("đ) Năm", "Item đ | Năm"),
            ("A. Phần chung", "Item A | Phần chung"),
            ("I/ Mục tiêu", "Item I | Mục tiêu"),
            ("II - Nhiệm vụ", "Item II | Nhiệm vụ"),
            ("II – Nhiệm vụ", "Item II | Nhiệm vụ"),
            ("I- MỤC ĐÍCH", "Item I | MỤC ĐÍCH"),
            ("V- TỔ CHỨC", "Item V | TỔ CHỨC"),
            ("12- Giao việc", "Item 12 | Giao việc"),
            ("A- B", "–"),
            ("1-5 tuổi", "–"),
            ("Điều 3. Phạm vi", "Article 3 | Phạm vi"),
            ("ĐIỀU 3. PHẠM VI", "Article 3 | PHẠM VI"),
            ("Điều 3", "Article 3 | "),
            ("Điều 3a: Phạm vi", "Article 3a | Phạm vi"),
            ("Chương IV", "Chapter IV | "),
            ("CHƯƠNG IV. QUY ĐỊNH CHUNG", "Chapter IV | QUY ĐỊNH CHUNG"),
            ("Chương 2 Tổ chức", "Chapter 2 | Tổ chức"),
            ("Mục 2. Thẩm quyền", "Item 2 | Thẩm quyền"),
            ("MỤC II", "Item II | "),
            ("Tiểu mục 1. Hồ sơ", "SubItem 1 | Hồ sơ"),
            ("Phần thứ nhất", "Part thứ nhất | "),
            ("PHẦN THỨ MƯỜI MỘT. X", "Part THỨ MƯỜI MỘT | X"),
            ("Phần thứ nhất QUY ĐỊNH CHUNG", "Part thứ nhất | QUY ĐỊNH CHUNG"),
            ("Phần thứ hai mươi", "–"),
            ("Phần I. Chung", "Part I | Chung"),
            ("Phụ lục II", "Annex II | "),
            ("PHỤ LỤC", "Annex  | "),
            ("Phụ lục: Danh mục", "Annex  | Danh mục"),
            ("Phụ lục số 02", "Annex 02 | "),
            ("Khoản 2. Mức", "Clause 2 | Mức"),
            ("Điểm a", "Point a | "),
            ("Điểm đ) Khác", "Point đ | Khác"),
            ("Mục tiêu", "–"),
            ("Phần mềm", "–"),
            ("Phụ lục danh mục trường", "–"),
            ("Điều kiện", "–"),
            ("Điều khoản thi hành", "–"),
            ("Mức 2", "–"),
            ("Chương trình 2018", "–"),
            ("Khoản chi 2", "–"),
            ("Năm học 2024-2025", "–"),
            ("2024. Năm mới", "–"),
            ("5 nhiệm vụ", "–"),
            ("1.000 trường", "–"),
            ("30.4.1975 là ngày", "–"),
            ("GDPT. X", "–"),
            ("I", "–"),
            ("A - B", "–"),
            ("", "–"),
        ] {
            assert_eq!(show(of_heading(text), text), expected, "{text}");
        }
        // Decomposed Vietnamese is read alike.
        let decomposed = "Đi\u{65}\u{302}\u{300}u 3. X";
        assert_eq!(show(of_heading(decomposed), decomposed), "Article 3 | X");
    }

    #[test]
    fn labels_of_paragraphs() {
        for (text, expected) in [
            ("Điều 3. Phạm vi", "Article 3 | Phạm vi"),
            ("Điều 3: Phạm vi", "Article 3 | Phạm vi"),
            ("Điều 3.", "Article 3 | "),
            ("1. Một", "Item 1 | Một"),
            ("1a. Chen", "Item 1a | Chen"),
            ("a) Một", "Item a | Một"),
            ("đ) Năm", "Item đ | Năm"),
            ("Điểm a) Một", "Point a | Một"),
            ("Khoản 2. Hai", "Clause 2 | Hai"),
            ("Điều 5 Luật Giáo dục quy định", "–"),
            ("Khoản 2 Điều 5 quy định", "–"),
            ("Điều 5, Điều 6", "–"),
            ("Chương I. X", "–"),
            ("I. X", "–"),
            ("A) X", "–"),
            ("a. X", "–"),
            ("2024. X", "–"),
            ("1.2. X", "–"),
        ] {
            assert_eq!(show(of_paragraph(text), text), expected, "{text}");
        }
    }
}
