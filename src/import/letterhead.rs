//! Lines of letterheads: what tells number, date, motto and subject from other lines.
//!
//! In: a line. Out: what it is. Layout: Nghị định 30/2020/NĐ-CP, Phụ lục I, mục II.1 to II.5 (state); Hướng dẫn
//! 36-HD/VPTW (Party).

use super::join::{is_capitals, squeezed};
use super::repair::is_rule;
use crate::text::date::civil;
use crate::text::name_key;
use crate::text::number::Number;
use jiff::civil::Date;
use regex::Regex;
use std::sync::LazyLock;

/// "Số:        /CT-UBND", "Số: 7      /KH-UBND", "Lào Cai, ngày     tháng 8 năm 2024": the gap is left for a pen, and holds
/// no columns apart, whatever was typed into it.
pub(super) fn fills_blank(before: &str, after: &str) -> bool {
    let (before, after) = (name_key(before), name_key(after));
    let typed = before.trim_end_matches(|c: char| c.is_ascii_digit() || ".…_".contains(c)).trim_end();
    let ordinal = before.len() - typed.len() <= 5 || typed.len() == before.len();
    let symbol = after.starts_with(['/', '-']) && after.len() > 1;
    let digits = after.trim_start_matches(|c: char| c.is_ascii_digit());
    let whole = digits.len() < after.len() && (digits.is_empty() || digits.trim_start().starts_with(['/', '-']));
    let is_number = typed.trim_end_matches([':', ' ']).ends_with("số");
    let number = is_number && ordinal && (symbol || whole && typed.len() == before.len());
    let date = ["ngày", "tháng", "năm"].iter().any(|word| typed.ends_with(word))
        && (after.starts_with("tháng") || after.starts_with("năm") || digits.len() < after.len());
    number || date
}

/// The parts of a line that wide spaces hold apart.
pub(super) fn wide_parts(line: &str) -> Vec<&str> {
    static WIDE: LazyLock<Regex> = LazyLock::new(|| pattern(r"\s{3,}|\t+"));
    WIDE.split(line.trim()).filter(|part| !part.trim().is_empty()).collect()
}

/// The parts of a line of a letterhead: as [`wide_parts`], and where two columns were set with one space between them, the
/// issuing body is held apart from the motto, and the number from the date.
pub(super) fn parts(line: &str) -> Vec<&str> {
    wide_parts(line).into_iter().flat_map(apart).collect()
}

fn apart(part: &str) -> Vec<&str> {
    static MOTTO: LazyLock<Regex> = LazyLock::new(|| {
        pattern(r"(?i)cộng\s+h(?:òa|oà)\s+xã\s+hội|độc\s+lập\s*[-–—]\s*tự\s+do|đảng\s+cộng\s+sản\s+việt\s+nam")
    });
    static DATED: LazyLock<Regex> =
        LazyLock::new(|| pattern(r"^(?i:số)[\s:.].*?/[\p{L}\d&./-]*\p{L}\s+(\p{Lu}[^,]{0,60},\s*ngày\s)"));
    static AUTHENTICATION: LazyLock<Regex> = LazyLock::new(|| pattern(r"XÁC THỰC VĂN BẢN HỢP NHẤT"));
    let at = MOTTO.find(part).map(|found| found.start()).filter(|at| {
        let (before, motto) = part.split_at(*at);
        is_motto(motto) && (is_capitals(before) || number_of(before.trim()).is_some())
    });
    let at = at.or_else(|| DATED.captures(part)?.get(1).map(|date| date.start()));
    let at = at.or_else(|| AUTHENTICATION.find(part).map(|found| found.start()));
    match at.filter(|at| *at > 0) {
        Some(at) => vec![part[..at].trim_end(), &part[at..]],
        None => vec![part],
    }
}

/// "DỰ THẢO", "(DỰ THẢO LẦN 2)", "HỎA TỐC": what is stamped on a letterhead and names no issuer.
pub(super) fn is_stamp(text: &str) -> bool {
    const STAMPS: [&str; 10] = [
        "hỏa tốc",
        "hỏa tốc hẹn giờ",
        "thượng khẩn",
        "khẩn",
        "sao y",
        "sao y bản chính",
        "sao lục",
        "trích sao",
        "bản sao",
        "bản chính",
    ];
    let key = name_key(text.trim_matches(|c: char| "()[]*_.- ".contains(c)));
    let draft = key.strip_prefix("dự thảo").is_some_and(|rest| !rest.starts_with(char::is_alphabetic));
    draft && key.chars().count() <= 30 || STAMPS.contains(&&*key)
}

fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("a pattern of this file")
}

pub(super) static DATE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?i)^(?:(.{0,80}?)\s*,?\s*)?ng(?:à|à)y\s*(\d{1,2})\s*th(?:á|á)ng\s*(\d{1,2})\s*năm\s*(\d{4})\.?$")
});
pub(super) static BLANK_DATE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^(?:(.{0,80}?)\s*,?\s*)?ngày[\s.…_/]*(?:\d{1,2})?[\s.…_/]*tháng[\s.…_/]*(?:\d{1,2})?[\s.…_/]*năm[\s.…_]*(?:\d{0,4})[\s.…_]*$",
    )
});
static NUMBER: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)^(?:số hiệu|số ký hiệu|số|số, ký hiệu)\s*[:.]?\s*(.*)$"));
/// "Luật số: 98/2025/QH15": the type stands before the word.
static TYPED_NUMBER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?i)^(?:bộ luật|luật|pháp lệnh|nghị quyết|lệnh|nghị định|quyết định|thông tư|chỉ thị)\s+số\s*:\s*(.*)$")
});
/// "Lào Cai, ngày 31/8/2024".
pub(super) static FIGURES: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)^(?:(.{0,80}?)\s*,\s*)?ngày\s*(\d{1,2})\s*[/.-]\s*(\d{1,2})\s*[/.-]\s*(\d{4})\.?$"));
static DAY: LazyLock<Regex> = LazyLock::new(|| pattern(r"^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$"));

/// The first words of a text, which no head has: an address, a basis, or a paragraph too long for one.
pub(super) fn begins_text(text: &str) -> bool {
    const LONGEST: usize = 400;
    let key = name_key(text);
    key.starts_with("kính gửi") || key.starts_with("căn cứ ") || text.chars().nth(LONGEST).is_some()
}

pub(super) fn opens_text(text: &str) -> bool {
    let key = name_key(text);
    key.starts_with("kính gửi") || key.starts_with("thực hiện") || key.starts_with("căn cứ") || DATE.is_match(text)
}

/// "V/v nâng bậc lương": the subject of a công văn.
pub(super) fn is_subject(text: &str) -> bool {
    let key = name_key(text.trim_start_matches(['“', '"', '(']));
    key.starts_with("v/v") || key.starts_with("v.v ") || key.starts_with("về việc ")
}

/// Whether a line surely belongs to the head of a document.
pub(super) fn is_letterhead(text: &str) -> bool {
    text.lines().flat_map(wide_parts).any(|part| is_motto(part) || number_of(&squeezed(part)).is_some())
}

/// Quốc hiệu, Tiêu ngữ, and the Party's line.
///
/// A narrow column breaks each of them into two lines.
pub(super) fn is_motto(text: &str) -> bool {
    const HALVES: [&str; 11] = [
        "cộng hòa",
        "cộng hòa xã hội",
        "cộng hòa xã hội chủ nghĩa",
        "chủ nghĩa việt nam",
        "xã hội chủ nghĩa việt nam",
        "việt nam",
        "độc lập-",
        "độc lập-tự do",
        "độc lập-tự do-",
        "tự do-hạnh phúc",
        "hạnh phúc",
    ];
    is_whole_motto(text) || HALVES.contains(&&*motto_key(text))
}

/// The same in one line. A sentence may name the state and the Party, too: only a line of its own is a motto.
pub(super) fn is_whole_motto(text: &str) -> bool {
    const STATE: &str = "cộng hòa xã hội chủ nghĩa việt nam";
    let key = motto_key(text);
    let capitals = is_capitals(text);
    key == STATE
        || capitals && key.contains(STATE)
        || key.starts_with("độc lập-tự do-hạnh phúc") && text.trim_start().starts_with(char::is_uppercase)
        || key == "đảng cộng sản việt nam" && capitals
}

fn motto_key(text: &str) -> String {
    name_key(text).replace(['–', '—'], "-").replace(" - ", "-").replace("- ", "-").replace(" -", "-")
}

/// A line that stands in letterheads and nowhere else: a body in capitals, the motto, number, date, a rule.
pub(super) fn is_letterhead_line(text: &str) -> bool {
    is_motto(text)
        || is_rule(text)
        || is_capitals(text)
        || DATE.is_match(text)
        || BLANK_DATE.is_match(text)
        || FIGURES.is_match(text)
        || number_of(text).is_some()
}

/// The number that a line "Số: …" prints, or that it leaves blank.
pub(super) fn number_of(text: &str) -> Option<Result<Number, ()>> {
    // "số 3653/VPCP-CĐS": within the subject of a công văn, what it answers.
    if text.starts_with("số ") && !text.contains(':') {
        return None;
    }
    let written = NUMBER.captures(text).or_else(|| TYPED_NUMBER.captures(text))?.get(1)?.as_str().trim();
    let filled = written.trim_start_matches(['.', '…', '_', ' ']);
    if filled.is_empty() && text.contains(':') || filled.starts_with(['/', '-']) && filled.len() > 1 {
        return Some(Err(()));
    }
    // "Số lượng: 5", "Số 5 đường Lê Lợi": a number of a document has a symbol.
    let number = Number::parse(written)?;
    let plain = number.as_str().chars().all(|c| c.is_alphanumeric() || "/-&.".contains(c));
    (plain && !number.symbol().is_empty() && number.as_str().chars().count() <= 40).then_some(Ok(number))
}

/// "V/v hội thi" as a title: "Về việc hội thi".
pub(super) fn subject_words(text: &str) -> String {
    if !is_subject(text) {
        return text.trim_end_matches(['.', ' ']).to_owned();
    }
    let text =
        if text.starts_with(['“', '"', '(']) { text.trim_matches(['“', '”', '"', '(', ')', ' ']) } else { text };
    let words = text.trim_start_matches("V/v").trim_start_matches("v/v").trim_start_matches([':', '.', ' ']);
    let words = words.trim_start_matches("Về việc ").trim_start_matches("về việc ");
    format!("Về việc {}", words.trim_end_matches(['.', ' ']))
}

/// The number as it stands in `line`: without the zero that its normal form adds.
pub(super) fn printed<'n>(number: &'n Number, line: &str) -> &'n str {
    let whole = number.as_str();
    let squeezed: String = line.split_whitespace().collect();
    let bare = whole.strip_prefix('0').filter(|bare| !squeezed.contains(whole) && squeezed.contains(bare));
    bare.unwrap_or(whole)
}

pub(super) fn day(day: &str, month: &str, year: &str) -> Option<Date> {
    civil(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
}

/// `31/08/2024`.
pub(super) fn written_day(text: &str) -> Option<Date> {
    let found = DAY.captures(text.trim())?;
    day(&found[1], &found[2], &found[3])
}
