//! Marks of secrecy and of internal circulation.
//!
//! In: a line of a text. Out: whether it marks the text, and as what. A line that speaks of secrets is none.

use crate::content::reader::is_refused;
use crate::text::{fold, is_letter, letters, nfc};
use std::borrow::Cow;
use unicode_normalization::UnicodeNormalization;

/// What a mark says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// A degree of secrecy.
    Secret,
    /// Not for the public (Nghị định 30/2020/NĐ-CP, Phụ lục I, "Các chỉ dẫn về phạm vi lưu hành").
    Internal,
}

/// The degrees (Luật Bảo vệ bí mật nhà nước, "Phân loại bí mật nhà nước"), lower case without spaces.
const DEGREES: [&str; 3] = ["mật", "tốimật", "tuyệtmật"];
const INTERNAL: [&str; 2] = ["lưuhànhnộibộ", "xemxongtrảlại"];
/// What may stand before a degree, before the mark of internal circulation.
const BEFORE_DEGREE: [&str; 7] = ["độmật", "mứcđộmật", "mứcmật", "cấpđộmật", "dấuđộmật", "dấuchỉđộmật", "dấumật"];
const BEFORE_INTERNAL: [&str; 3] = ["chỉ", "phạmvi", "phạmvilưuhành"];
/// The same, where all is in capitals: "Tài liệu mật" may be the heading of a list.
const BEFORE_CAPITALS: [&str; 3] = ["tàiliệu", "vănbản", "tàiliệuchỉ"];
/// A longer line is no mark.
const LONGEST: usize = 400;

/// Reads line by line: a mark may go over two.
#[derive(Debug, Default)]
pub struct MarkReader {
    before: String,
    /// Lines with text so far.
    lines: usize,
    /// A line was longer than any of a head: a row of a table from here on may be about marks.
    begun: bool,
}

/// Lines at the head of a document, where a mark stands beside the name of the body or below the number.
const HEAD: usize = 20;
/// Letters of a line there: "Lào Cai, ngày 05 tháng 9 năm 2024".
const LONGEST_OF_HEAD: usize = 40;

impl MarkReader {
    /// The mark that `line` is, with the line before it.
    pub fn read(&mut self, line: &str) -> Option<Mark> {
        if line.trim().is_empty() {
            return None;
        }
        self.lines += 1;
        let row = line.trim_start().starts_with('|');
        let in_head = self.lines <= HEAD && !(row && self.begun);
        self.begun |= !row && line.chars().count() > LONGEST_OF_HEAD && line.chars().any(char::is_lowercase);
        if line.len() > LONGEST {
            self.before.clear();
            return None;
        }
        let line = latin(line);
        let whole = bare(&line);
        let joined = matches!((self.before.as_str(), whole.as_str()), ("lưuhành", "nộibộ") | ("xemxong", "trảlại"));
        // Nearly all lines have none of these.
        let may_mark = ["mật", "nộibộ", "trảlại", "mat"].iter().any(|word| whole.contains(word));
        let found = match may_mark {
            true if joined => Some(Mark::Internal),
            true => mark(&line, &whole).or_else(|| part_of(&line, in_head)),
            false => None,
        };
        if !whole.is_empty() {
            self.before = whole;
        }
        found
    }
}

/// The mark in one part of a line: a cell, what stands apart by a wide gap, what a line break of HTML parts.
fn part_of(line: &str, in_head: bool) -> Option<Mark> {
    let parts = parts(line);
    if parts.len() < 2 {
        return None;
    }
    let mut marks = parts.iter().filter_map(|part| Some((part, mark(part, &bare(part))?)));
    let (part, found) = marks.next()?;
    // Two degrees beside each other are a list of degrees, or the head of a table.
    if marks.next().is_some() {
        return None;
    }
    let bare = bare(part);
    let says_so = !DEGREES.contains(&&*bare) && !INTERNAL.contains(&&*bare);
    (says_so || in_head && parts.len() <= 3 && is_in_capitals(part)).then_some(found)
}

/// Whether `text`, a value of the front matter, is a mark or ends in one: "Kế hoạch diễn tập (MẬT)".
pub fn in_value(text: &str) -> Option<Mark> {
    let text = latin(text);
    let inside = |open: char, close: char| {
        let (_, rest) = text.rsplit_once(open)?;
        Some(rest.split_once(close)?.0.to_owned())
    };
    let bracketed = [('(', ')'), ('[', ']')].into_iter().filter_map(|(open, close)| inside(open, close));
    let last = text.rsplit_once([':', '–', '—']).or_else(|| text.rsplit_once(" - ")).map(|(_, last)| last.to_owned());
    let capitals = last.into_iter().chain([text.to_string()]).filter(|part| is_in_capitals(part));
    bracketed.chain(capitals).find_map(|part| mark(&part, &bare(&part)))
}

/// Whether `line` as a whole is a mark; `bare` are its letters.
fn mark(line: &str, bare: &str) -> Option<Mark> {
    let after = |prefixes: &[&str], marks: &[&str]| {
        prefixes.iter().filter_map(|prefix| bare.strip_prefix(prefix)).any(|rest| marks.contains(&rest))
    };
    let capitals = || is_in_capitals(line);
    // "1. Độ mật: Mật": the number of an item is no part of it.
    let unnumbered = bare.trim_start_matches(|c: char| c.is_ascii_digit());
    let says_degree =
        BEFORE_DEGREE.iter().filter_map(|prefix| unnumbered.strip_prefix(prefix)).any(|rest| DEGREES.contains(&rest));
    if DEGREES.contains(&bare) || says_degree {
        return Some(Mark::Secret);
    }
    // Typed without marks of tone: only where the words say what it is.
    if line.is_ascii() && matches!(&*fold(bare), "domatmat" | "domattoimat" | "domattuyetmat" | "mucdomatmat") {
        return Some(Mark::Secret);
    }
    if INTERNAL.contains(&bare) || after(&BEFORE_INTERNAL, &INTERNAL) || bare == "phạmvilưuhànhnộibộ" {
        return Some(Mark::Internal);
    }
    if capitals() && after(&BEFORE_CAPITALS, &DEGREES) {
        return Some(Mark::Secret);
    }
    (capitals() && (after(&BEFORE_CAPITALS, &INTERNAL) || after(&BEFORE_CAPITALS, &["nộibộ"])))
        .then_some(Mark::Internal)
}

fn is_in_capitals(part: &str) -> bool {
    let letters: String = part.chars().filter(|c| c.is_alphabetic()).collect();
    !letters.is_empty() && !letters.chars().any(char::is_lowercase)
}

/// Cells, and what stands apart in a line.
fn parts(line: &str) -> Vec<String> {
    let mut line = line.to_owned();
    for sign in ["<br>", "<br/>", "<br />", "<BR>", "\t", "  ", ";"] {
        line = line.replace(sign, "|");
    }
    line.split('|').map(str::trim).filter(|part| !bare(part).is_empty()).map(str::to_owned).collect()
}

/// The line in Latin letters, composed: a mark in letters that only look Latin is one.
fn latin(line: &str) -> Cow<'_, str> {
    // Nearly all lines are Vietnamese, composed: one look is enough.
    let is_plain = |c: char| matches!(c, '\0'..='\u{24f}' | '\u{1e00}'..='\u{1eff}' | '\u{2010}'..='\u{2027}');
    if line.is_ascii() || line.chars().all(is_plain) {
        return Cow::Borrowed(line);
    }
    let is_latin = |c: char| matches!(c, '\0'..='\u{24f}' | '\u{300}'..='\u{36f}' | '\u{1e00}'..='\u{1eff}' | '\u{2000}'..='\u{206f}');
    if line.chars().all(is_latin) {
        return nfc(line);
    }
    let looks = |c: char| match c {
        'Ι' | 'ι' | 'ı' => 'i',
        'α' => 'a',
        'μ' | 'м' => 'm',
        'τ' | 'т' => 't',
        'υ' => 'u',
        'к' => 'k',
        'н' => 'h',
        _ => letters::latin(c).unwrap_or(c),
    };
    Cow::Owned(line.nfkd().map(looks).nfc().collect())
}

/// Adds a letter in lower case; those of Vietnamese need no table.
fn push_lower(to: &mut String, c: char) {
    match c {
        '\0'..='\u{7f}' => to.push(c.to_ascii_lowercase()),
        'ß'..='ÿ' => to.push(c),
        // They stand in pairs, the small one odd.
        '\u{1ea0}'..='\u{1ef9}' => to.push(char::from_u32(c as u32 | 1).unwrap_or(c)),
        _ => to.extend(c.to_lowercase()),
    }
}

/// The words of a line without marks of Markdown, tags and spaces, lower case, composed.
fn bare(line: &str) -> String {
    let mut bare = String::with_capacity(line.len());
    let mut in_tag = false;
    for c in line.chars() {
        match c {
            'a'..='z' if !in_tag => bare.push(c),
            '<' => in_tag = true,
            '>' if in_tag => in_tag = false,
            _ if in_tag => {}
            _ if is_letter(c) || c.is_numeric() => push_lower(&mut bare, c),
            // Anything else that is no decoration is a word of a sentence.
            _ if c.is_whitespace() || c.is_ascii_punctuation() || is_refused(c) => {}
            '–' | '—' | '“' | '”' | '‘' | '’' | '•' | '«' | '»' | '…' | '·' | '★' | '※' | '■' | '□' | '☐' | '☑'
            | '☒' => {}
            _ => bare.push(c),
        }
    }
    bare
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<Mark> {
        let mut reader = MarkReader::default();
        text.lines().filter_map(|line| reader.read(line)).last()
    }

    #[test]
    fn marks_in_every_dress() {
        for text in [
            "Độ mật: MẬT",
            "Mức độ mật: Tối mật",
            "Độ mật - TỐI MẬT",
            "ĐỘ MẬT: TUYỆT MẬT",
            "**Độ mật:** Mật",
            "## Độ mật: MẬT",
            "- Độ mật: [Mật]",
            "1. Độ mật: (MẬT)",
            "> *Độ mật*: “MẬT”",
            "| Độ mật | MẬT |",
            "| Độ mật: MẬT | Số: 12/KH-UBND |",
            "Số: 12/KH-UBND    Độ mật: Mật",
            "UBND TỈNH LÀO CAI<br>MẬT",
            "| MẬT<br>Số: 12/KH-UBND | Lào Cai, ngày 05 tháng 9 năm 2024 |",
            "Độ mật: M Ậ T",
            "Độ mật: MẬT; Độ khẩn: HỎA TỐC",
            "МẬТ",
            "ΜẬΤ",
            "ＭẬＴ",
            "ТỐІ МẬТ",
            "ТUYỆТ МẬТ",
            "Độ mật: МẬТ",
            "М\u{410}\u{302}\u{323}Т",
            "\u{1d40c}ẬT",
            "DO MAT: MAT",
            "TÀI LIỆU MẬT",
            "★ MẬT ★",
        ] {
            let decomposed: String = text.nfd().collect();
            assert_eq!([read(text), read(&decomposed)], [Some(Mark::Secret); 2], "{text}");
        }
        for text in [
            "LƯU HÀNH NỘI BỘ",
            "(Lưu hành nội bộ)",
            "TÀI LIỆU LƯU HÀNH NỘI BỘ",
            "Phạm vi lưu hành: nội bộ",
            "Phạm vi: Lưu hành nội bộ",
            "CHỈ LƯU HÀNH NỘI BỘ",
            "LƯU HÀNH\nNỘI BỘ",
            "LƯU НÀNН NỘI ВỘ",
            "XEM XONG TRẢ LẠI",
            "TÀI LIỆU NỘI BỘ",
        ] {
            assert_eq!(read(text), Some(Mark::Internal), "{text}");
        }
    }

    #[test]
    fn what_speaks_of_secrets_is_none() {
        for text in [
            "Độ mật của văn bản được xác định theo quy định của pháp luật.",
            "Độ mật: Thường",
            "Độ mật: Không",
            "Độ mật",
            "Độ mật:",
            "Độ mật: Mật, Tối mật, Tuyệt mật",
            "Độ mật: Mật; Tối mật; Tuyệt mật",
            "| TT | Mật | Tối mật | Tuyệt mật |",
            "| Tên văn bản | Độ mật | Ghi chú |",
            "| 1 | Kế hoạch phòng thủ | Mật |",
            "bảo vệ bí mật nhà nước",
            "Văn bản mật",
            "Tài liệu lưu hành nội bộ của sở",
            "a) Mật;",
            "Mật độ: 12",
            "Mật khẩu: MẬT",
            "Độ mật: Mật được đóng dấu ở góc trái",
            "μ τ",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
        // Far below the head, a cell is a cell.
        let below = "chữ\n".repeat(HEAD) + "| MẬT | Kế hoạch A |";
        assert_eq!(read(&below), None);
    }

    #[test]
    fn values_that_are_or_end_in_a_mark() {
        for (text, mark) in [
            ("Kế hoạch diễn tập (MẬT)", Some(Mark::Secret)),
            ("Kế hoạch diễn tập [Tối mật]", Some(Mark::Secret)),
            ("Kế hoạch diễn tập - MẬT", Some(Mark::Secret)),
            ("Kế hoạch diễn tập (lưu hành nội bộ)", Some(Mark::Internal)),
            ("МẬТ", Some(Mark::Secret)),
            ("Độ mật: MẬT", Some(Mark::Secret)),
            ("Về việc tăng cường bảo vệ bí mật nhà nước", None),
            ("Quy chế bảo vệ bí mật nhà nước (độ mật)", None),
            ("Về nuôi ong lấy mật", None),
            ("Danh mục tài liệu - mật", None),
        ] {
            assert_eq!(in_value(text), mark, "{text}");
        }
    }
}
