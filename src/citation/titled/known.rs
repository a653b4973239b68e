//! Names that are public knowledge, so that they need neither quotation marks nor a period: the national curricula and
//! the national target programmes. In: folded text and the place after "chương trình". Out: where the name ends.
//!
//! Curricula are cited by their year (Thông tư 32/2018/TT-BGDĐT and before it Quyết định 16/2006/QĐ-BGDĐT:
//! "Chương trình giáo dục phổ thông 2018", "2006"); target programmes by what they are for (Nghị quyết
//! 24/2021/QH15, 25/2021/QH15, 120/2020/QH14).

use super::super::folded::Folded;
use super::period::{self, PeriodKind};
use super::words_at;

/// What curricula are for.
const CURRICULA: [&str; 12] = [
    "giáo dục phổ thông tổng thể",
    "giáo dục phổ thông",
    "GDPT tổng thể",
    "GDPT",
    "giáo dục mầm non",
    "GDMN",
    "giáo dục thường xuyên",
    "GDTX",
    "xóa mù chữ",
    "giáo dục tiểu học",
    "giáo dục trung học phổ thông",
    "giáo dục trung học cơ sở",
];
/// Levels that a curriculum may be named for.
const LEVELS: [&str; 8] = [
    "cấp tiểu học",
    "cấp trung học cơ sở",
    "cấp trung học phổ thông",
    "cấp THCS",
    "cấp THPT",
    "trình độ trung học cơ sở",
    "trình độ trung học phổ thông",
    "cấp học",
];
/// Years of the curricula in texts that are in use: a year after "năm" may as well be the time of something else.
const YEARS: [&str; 6] = ["2000", "2006", "2009", "2018", "2021", "2025"];
/// What national target programmes are for.
const TARGETS: [&str; 9] = [
    "phát triển kinh tế - xã hội vùng đồng bào dân tộc thiểu số và miền núi",
    "phát triển kinh tế - xã hội vùng đồng bào dân tộc thiểu số, miền núi",
    "phát triển kinh tế xã hội vùng đồng bào dân tộc thiểu số và miền núi",
    "xây dựng nông thôn mới",
    "giảm nghèo bền vững",
    "phát triển văn hóa",
    "hiện đại hóa, nâng cao chất lượng giáo dục và đào tạo",
    "phòng, chống ma túy",
    "ứng phó với biến đổi khí hậu và tăng trưởng xanh",
];

/// National programmes that texts call by these words, with or without their period (cited from memory: Quyết định
/// 1340/QĐ-TTg of 2016, 1660/QĐ-TTg of 2021, 85/QĐ-TTg of 2022, 749/QĐ-TTg of 2020, 490/QĐ-TTg of 2018).
const NATIONAL: [&str; 5] =
    ["sữa học đường", "sức khỏe học đường", "y tế trường học", "chuyển đổi số quốc gia", "mỗi xã một sản phẩm"];

/// A name that is generally known.
#[derive(Clone, Copy, Debug)]
pub struct WellKnownName {
    /// The place after it.
    pub end: usize,
    /// Its year, "mới" or period stands there: a small letter will do.
    pub certain: bool,
}

/// The known name at `from`, the place after "chương trình" and a space. `capital`: the type word has its capital.
pub fn read(folded: &Folded<'_>, from: usize, capital: bool) -> Option<WellKnownName> {
    // "Chương trình chương trình giáo dục phổ thông": a slip of the keyboard.
    let from = folded.words_at(from, "chuong trinh").map_or(from, |end| folded.skip_space(end));
    target(folded, from)
        .or_else(|| national(folded, from, capital))
        .or_else(|| curriculum(folded, from, capital))
        .or_else(|| bare_year(folded, from, capital))
}

fn any_at(folded: &Folded<'_>, place: usize, names: &[&'static str]) -> Option<usize> {
    names.iter().find_map(|words| words_at(folded, place, words))
}

/// "mục tiêu quốc gia xây dựng nông thôn mới giai đoạn 2021-2025".
fn target(folded: &Folded<'_>, from: usize) -> Option<WellKnownName> {
    let after = folded.words_at(from, "muc tieu quoc gia").or_else(|| folded.words_at(from, "mtqg"))?;
    let mut place = folded.skip_space(after);
    place = folded.words_at(place, "ve").map_or(place, |end| folded.skip_space(end));
    let end = any_at(folded, place, &TARGETS)?;
    let mut next = folded.skip_space(end);
    if folded.byte(next) == b',' {
        next = folded.skip_space(next + 1);
    }
    let span = period::read(folded, next).filter(|period| matches!(period.kind, PeriodKind::Span | PeriodKind::Until));
    Some(WellKnownName { end: span.map_or(end, |period| period.end), certain: true })
}

/// "Sữa học đường", "sức khoẻ học đường giai đoạn 2021-2025".
fn national(folded: &Folded<'_>, from: usize, capital: bool) -> Option<WellKnownName> {
    let end = any_at(folded, from, &NATIONAL).filter(|_| capital)?;
    let mut next = folded.skip_space(end);
    if folded.byte(next) == b',' {
        next = folded.skip_space(next + 1);
    }
    // Longer names begin so, too: "Y tế trường học trong các cơ sở … giai đoạn 2021-2025".
    if folded.words_at(next, "trong").is_some() || folded.byte(next) == b'(' {
        return None;
    }
    let span = period::read(folded, next).filter(|period| matches!(period.kind, PeriodKind::Span | PeriodKind::Until));
    Some(WellKnownName { end: span.map_or(end, |period| period.end), certain: true })
}

/// "giáo dục phổ thông 2018", "Giáo dục phổ thông năm 2018", "GDPT- 2018", "giáo dục phổ thông mới",
/// "giáo dục mầm non".
fn curriculum(folded: &Folded<'_>, from: usize, capital: bool) -> Option<WellKnownName> {
    let name = any_at(folded, from, &CURRICULA)?;
    let level = any_at(folded, folded.skip_space(name), &LEVELS);
    let end = level.unwrap_or(name);
    if let Some(year) = year_after(folded, end) {
        return Some(WellKnownName { end: year, certain: true });
    }
    let next = folded.skip_space(end);
    if let Some(new) = words_at(folded, next, "mới") {
        return Some(WellKnownName { end: new, certain: true });
    }
    (capital && !names_several(folded, end)).then_some(WellKnownName { end, certain: false })
}

/// A year directly after a curriculum's name.
fn year_after(folded: &Folded<'_>, end: usize) -> Option<usize> {
    let mut place = folded.skip_space(end);
    for sign in [b'-', b'('] {
        if folded.byte(place) == sign {
            place = folded.skip_space(place + 1);
        }
    }
    let named = folded.words_at(place, "moi").map_or(place, |end| folded.skip_space(end));
    let digits = folded.words_at(named, "nam").map_or(named, |end| folded.skip_space(end));
    let year = period::year(folded, digits)?;
    // "Chương trình giáo dục phổ thông năm 2024": what is done in 2024; and "2018-2019" is a school year.
    let usual = YEARS.iter().any(|usual| folded.bytes.get(digits..year) == Some(usual.as_bytes()));
    let next = folded.skip_space(year);
    let range = folded.byte(next) == b'-' && folded.byte(folded.skip_space(next + 1)).is_ascii_digit();
    if !usual || range {
        return None;
    }
    // The parenthesis that was opened belongs to the year.
    let opened = folded.bytes[end..digits].contains(&b'(');
    Some(if opened && folded.byte(year) == b')' { year + 1 } else { year })
}

/// "Chương trình giáo dục mầm non, giáo dục phổ thông và …": all of them, not one.
fn names_several(folded: &Folded<'_>, end: usize) -> bool {
    let mut next = folded.skip_space(end);
    if folded.byte(next) == b',' {
        next = folded.skip_space(next + 1);
    } else if let Some(after) = folded.words_at(next, "va") {
        next = folded.skip_space(after);
    } else {
        // "Chương trình giáo dục phổ thông môn Toán", "… cấp tiểu học": a part.
        return folded.words_at(next, "cua nha truong").is_some();
    }
    ["giao duc", "pho thong", "gdpt", "gdtx", "gdmn", "thuong xuyen"]
        .iter()
        .any(|words| folded.words_at(next, words).is_some())
}

/// "Chương trình 2018".
fn bare_year(folded: &Folded<'_>, from: usize, capital: bool) -> Option<WellKnownName> {
    let end = period::year(folded, from)?;
    let usual = matches!(folded.bytes.get(from..end), Some(b"2018" | b"2006"));
    (usual && capital && folded.byte(folded.skip_space(end)) != b'-').then_some(WellKnownName { end, certain: true })
}
