//! By when something must be done, as a text says it: "trước ngày 15/9/2024", "định kỳ hằng quý", "trong quý
//! IV/2023". Nothing is computed from it.
//!
//! In: folded text. Out: the places of the words.

use crate::citation::folded::Folded;
use std::ops::Range;

/// Words that may open a deadline with a day after them (folded, longer ones first).
const UNTIL: [&str; 9] = [
    "cham nhat den",
    "cham nhat vao",
    "cham nhat la",
    "cham nhat",
    "muon nhat",
    "den het",
    "truoc",
    "xong trong",
    "hoan thanh trong",
];
/// How often (folded, longer ones first).
const OFTEN: [&str; 10] = [
    "06 thang va hang nam",
    "6 thang va hang nam",
    "06 thang va 01 nam",
    "hang tuan",
    "hang thang",
    "hang quy",
    "hang nam",
    "06 thang",
    "6 thang",
    "nam hoc",
];

/// The first deadline within `within`.
pub(super) fn find(folded: &Folded<'_>, within: Range<usize>) -> Option<Range<usize>> {
    let first = folded.words.partition_point(|word| (word.start as usize) < within.start);
    let starts = folded.words[first..].iter().map(|word| word.start as usize).take_while(|start| *start < within.end);
    let mut found = starts.filter_map(|start| Some(start..at(folded, start)?));
    found.find(|found| found.end <= within.end)
}

/// The end of the deadline that begins at `start`.
fn at(folded: &Folded<'_>, start: usize) -> Option<usize> {
    // Hardly a word begins one: nearly all are refused by their first letter.
    match folded.byte(start) {
        b't' | b'c' | b'm' | b'd' | b'x' | b'h' => {}
        _ => return None,
    }
    until(folded, start).or_else(|| regular(folded, start)).or_else(|| period(folded, start))
}

/// "trước ngày 15/9/2024", "chậm nhất vào ngày 20 hằng tháng", "hoàn thành trong quý IV/2023".
fn until(folded: &Folded<'_>, start: usize) -> Option<usize> {
    let after = UNTIL.iter().find_map(|words| folded.words_at(start, words))?;
    let next = folded.skip_space(after);
    day(folded, next).or_else(|| part_of_year(folded, next))
}

/// "định kỳ hằng quý", "định kỳ 6 tháng một lần".
fn regular(folded: &Folded<'_>, start: usize) -> Option<usize> {
    let after = folded.words_at(start, "dinh ky")?;
    let mut next = folded.skip_space(after);
    if folded.byte(next) == b'(' || folded.byte(next) == b',' {
        next = folded.skip_space(next + 1);
    }
    let mut end = OFTEN.iter().find_map(|words| folded.words_at(next, words))?;
    for more in ["mot lan", "01 lan", "va hang nam", "hang quy", "hang nam"] {
        let next = folded.skip_space(end);
        let next = if folded.byte(next) == b',' { folded.skip_space(next + 1) } else { next };
        end = folded.words_at(next, more).unwrap_or(end);
    }
    Some(end)
}

/// "trong thời hạn 10 ngày làm việc", "trong quý IV năm 2023", "trong tháng 9/2024".
fn period(folded: &Folded<'_>, start: usize) -> Option<usize> {
    let after = folded.words_at(start, "trong")?;
    let next = folded.skip_space(after);
    if let Some(end) = part_of_year(folded, next) {
        return Some(end);
    }
    let after = ["thoi han", "vong"].iter().find_map(|words| folded.words_at(next, words))?;
    let (_, mut end) = folded.digits(folded.skip_space(after))?;
    // "10 (mười) ngày"
    let next = folded.skip_space(end);
    if folded.byte(next) == b'(' {
        end = next + folded.bytes[next..folded.len().min(next + 30)].iter().position(|byte| *byte == b')')? + 1;
    }
    let unit = folded.skip_space(end);
    end = ["ngay lam viec", "ngay", "thang", "nam", "gio"].iter().find_map(|words| folded.words_at(unit, words))?;
    let more = folded.skip_space(end);
    let more = if folded.byte(more) == b',' { folded.skip_space(more + 1) } else { more };
    let since = folded.words_at(more, "ke tu ngay").or_else(|| folded.words_at(more, "ke tu khi"))?;
    // As far as the next comma or full stop: "kể từ ngày nhận đủ hồ sơ hợp lệ".
    let rest = &folded.bytes[since..folded.len().min(since + 90)];
    let length = rest.iter().position(|byte| matches!(byte, b',' | b';' | b'.' | b':'));
    Some(length.map_or(end, |length| since + length))
}

/// "ngày 15/9/2024", "ngày 15 tháng 9 năm 2024", "ngày 20 hằng tháng", "15/9/2024".
fn day(folded: &Folded<'_>, at: usize) -> Option<usize> {
    let named = folded.words_at(at, "ngay");
    let (_, mut end) = folded.digits(named.map_or(at, |end| folded.skip_space(end)))?;
    let mut parts = 1;
    while folded.byte(end) == b'/' && parts < 3 {
        end = folded.digits(end + 1)?.1;
        parts += 1;
    }
    if parts > 1 {
        return Some(end);
    }
    named?;
    for (word, numbered) in [("thang", true), ("nam", true)] {
        let Some(after) = folded.words_at(folded.skip_space(end), word) else { continue };
        if let Some((_, after)) = folded.digits(folded.skip_space(after)).filter(|_| numbered) {
            end = after;
            parts += 1;
        }
    }
    if parts > 1 {
        return Some(end);
    }
    ["hang thang", "hang nam", "hang quy", "cua thang", "cua quy"]
        .iter()
        .find_map(|words| folded.words_at(folded.skip_space(end), words))
}

/// "quý IV/2023", "tháng 9 năm 2024", "năm 2025", "năm học 2024-2025".
fn part_of_year(folded: &Folded<'_>, at: usize) -> Option<usize> {
    if let Some(after) = folded.words_at(at, "quy") {
        let numeral = folded.skip_space(after);
        let end = folded.word_end(numeral);
        let is_quarter =
            matches!(&folded.bytes[numeral..end], b"i" | b"ii" | b"iii" | b"iv" | b"1" | b"2" | b"3" | b"4");
        return if is_quarter { year_after(folded, end) } else { None };
    }
    if let Some(after) = folded.words_at(at, "thang") {
        let (_, end) = folded.digits(folded.skip_space(after))?;
        return year_after(folded, end);
    }
    let after = folded.words_at(at, "nam")?;
    let (year, end) = folded.digits(folded.skip_space(after))?;
    (1990..=2100).contains(&year).then_some(end)
}

/// Over "/2023", "năm 2023" where one stands there.
fn year_after(folded: &Folded<'_>, end: usize) -> Option<usize> {
    if folded.byte(end) == b'/' {
        return folded.digits(end + 1).map(|(_, end)| end);
    }
    let named = folded.words_at(folded.skip_space(end), "nam");
    let dated = named.and_then(|after| folded.digits(folded.skip_space(after)));
    Some(dated.map_or(end, |(_, end)| end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn deadlines_as_texts_say_them() {
        for (text, deadline) in [
            ("báo cáo Sở trước ngày 15/9/2024 để tổng hợp", Some("trước ngày 15/9/2024")),
            ("xong trước 30/6/2024.", Some("trước 30/6/2024")),
            ("hoàn thành trước ngày 15 tháng 9 năm 2024", Some("trước ngày 15 tháng 9 năm 2024")),
            ("định kỳ hằng quý báo cáo", Some("định kỳ hằng quý")),
            ("Định kỳ 6 tháng, hàng năm tổng hợp", Some("Định kỳ 6 tháng, hàng năm")),
            ("hoàn thành trong quý IV/2023;", Some("hoàn thành trong quý IV/2023")),
            ("thực hiện trong quý II năm 2025", Some("trong quý II năm 2025")),
            ("chậm nhất vào ngày 20 hằng tháng", Some("chậm nhất vào ngày 20 hằng tháng")),
            (
                "trong thời hạn 05 (năm) ngày làm việc kể từ ngày nhận đủ hồ sơ, gửi",
                Some("trong thời hạn 05 (năm) ngày làm việc kể từ ngày nhận đủ hồ sơ"),
            ),
            ("trước đây, Sở đã làm", None),
            ("trong năm học này, quý phụ huynh", None),
            ("Quyết định số 12 ngày 15/9/2024", None),
            ("trước, trong và sau Tết", None),
        ] {
            let folded = Folded::new(text);
            let found = find(&folded, 0..folded.len());
            assert_eq!(found.map(|found| folded.slice(found.start, found.end)), deadline, "{text}");
        }
    }
}
