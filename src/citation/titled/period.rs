//! The years that end a programme's name: "giai đoạn 2021-2025, định hướng đến năm 2030", "đến năm 2030,
//! tầm nhìn 2045", "năm học 2024 - 2025", "nhiệm kỳ 2020-2025". In: folded text and a place. Out: where
//! they end and of what kind they are.

use super::super::folded::Folded;
use crate::text::date::plausible;

/// What tells when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PeriodKind {
    /// "giai đoạn 2021-2025", "thời kỳ 2021-2030".
    Span,
    /// "đến năm 2030".
    Until,
    /// "năm học 2024-2025".
    SchoolYear,
    /// "năm 2024", "từ năm 2025".
    Year,
}

/// A period as written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    /// The place after it, with what it is widened by ("tầm nhìn đến năm 2050").
    pub end: usize,
    /// What it is.
    pub kind: PeriodKind,
    /// It is widened: the name of a plan, not a time in passing.
    pub wide: bool,
}

/// Words that open a span of years.
const SPANS: [&str; 5] = ["giai doan", "thoi ky", "thoi ki", "nhiem ky", "nhiem ki"];
/// Words that widen a period.
const WIDER: [&str; 6] = ["dinh huong", "tam nhin", "huong toi", "huong den", "co tinh den", "co xet den"];
/// How a period goes on without a year.
const AFTERWARDS: [&str; 2] = ["va nhung nam tiep theo", "va cac nam tiep theo"];

/// The period that starts at `at`.
pub fn read(folded: &Folded<'_>, at: usize) -> Option<Period> {
    // Every period starts with one of these letters; asked of every word of a name.
    if !matches!(folded.byte(at), b'g' | b't' | b'n' | b'd') {
        return None;
    }
    let (end, kind) = span(folded, at).or_else(|| until(folded, at)).or_else(|| in_year(folded, at))?;
    let (end, wide) = widened(folded, end);
    Some(Period { end, kind, wide })
}

/// "giai đoạn 2021-2025", "giai đoạn từ năm 2021 đến năm 2030", "giai đoạn II (2021-2025)", "giai đoạn đến năm 2030".
fn span(folded: &Folded<'_>, at: usize) -> Option<(usize, PeriodKind)> {
    let mut next = SPANS.iter().find_map(|words| folded.words_at(at, words)).map(|end| folded.skip_space(end))?;
    if let Some((end, _)) = until(folded, next) {
        return Some((end, PeriodKind::Span));
    }
    for words in ["5 nam", "05 nam", "10 nam", "tu nam", "tu", "cac nam", "nam"] {
        if let Some(end) = folded.words_at(next, words) {
            next = folded.skip_space(end);
            break;
        }
    }
    if folded.byte(next) == b'(' {
        let end = years(folded, next + 1)?;
        return (folded.byte(end) == b')').then_some((end + 1, PeriodKind::Span));
    }
    years(folded, next).or_else(|| phase(folded, next)).map(|end| (end, PeriodKind::Span))
}

/// "2021-2025", "2021 - 2025", "2021 đến 2025", "2021 đến năm 2025": the end.
fn years(folded: &Folded<'_>, at: usize) -> Option<usize> {
    let first = year(folded, at)?;
    let sign = folded.skip_space(first);
    let next = match folded.byte(sign) {
        b'-' => folded.skip_space(sign + 1),
        _ => {
            let end = folded.words_at(sign, "den")?;
            let next = folded.skip_space(end);
            folded.words_at(next, "nam").map_or(next, |end| folded.skip_space(end))
        }
    };
    year(folded, next)
}

/// "giai đoạn 2", "giai đoạn II (2021-2025)": a phase by its number.
fn phase(folded: &Folded<'_>, at: usize) -> Option<usize> {
    let end = folded.word_end(at);
    let word = &folded.bytes[at..end];
    let roman = !word.is_empty() && word.iter().all(|byte| matches!(byte, b'i' | b'v' | b'x')) && folded.is_upper(at);
    let digit = word.len() == 1 && word[0].is_ascii_digit();
    if !roman && !digit {
        return None;
    }
    // "giai đoạn 5 năm", "giai đoạn 1.5"
    let follows = folded.skip_space(end);
    let counted = ["nam", "thang", "tuoi"].iter().any(|words| folded.words_at(follows, words).is_some());
    if counted || matches!(folded.byte(end), b'.' | b',' | b'/') && folded.byte(end + 1).is_ascii_digit() {
        return None;
    }
    if folded.byte(follows) == b'('
        && let Some(close) = years(folded, follows + 1)
        && folded.byte(close) == b')'
    {
        return Some(close + 1);
    }
    Some(end)
}

/// "đến năm 2030", "đến hết năm 2025", "đến 2030".
fn until(folded: &Folded<'_>, at: usize) -> Option<(usize, PeriodKind)> {
    let mut next = folded.skip_space(folded.words_at(at, "den")?);
    for words in ["het nam", "nam"] {
        if let Some(end) = folded.words_at(next, words) {
            next = folded.skip_space(end);
            break;
        }
    }
    year(folded, next).map(|end| (end, PeriodKind::Until))
}

/// "năm học 2024-2025", "năm 2024", "từ năm 2025", "từ năm 2021 đến năm 2025".
fn in_year(folded: &Folded<'_>, at: usize) -> Option<(usize, PeriodKind)> {
    if let Some(end) = folded.words_at(at, "nam hoc") {
        return years(folded, folded.skip_space(end)).map(|end| (end, PeriodKind::SchoolYear));
    }
    let from = folded.words_at(at, "tu").map_or(at, |end| folded.skip_space(end));
    let next = folded.skip_space(folded.words_at(from, "nam")?);
    if let Some(end) = years(folded, next) {
        return Some((end, PeriodKind::Span));
    }
    year(folded, next).map(|end| (end, PeriodKind::Year))
}

/// A year that stands for itself.
pub fn year(folded: &Folded<'_>, at: usize) -> Option<usize> {
    let (value, end) = folded.digits(at)?;
    let fits = end - at == 4 && i16::try_from(value).is_ok_and(plausible) && !folded.is_word(end);
    // "2021/NĐ-CP", "2021.5"
    let goes_on = matches!(folded.byte(end), b'/' | b'_') || folded.byte(end) == b'.' && folded.is_word(end + 1);
    (fits && !goes_on).then_some(end)
}

/// Over ", định hướng đến năm 2030", "và tầm nhìn 2050" and the like, any number of them up to three.
fn widened(folded: &Folded<'_>, end: usize) -> (usize, bool) {
    let mut end = end;
    let mut wide = false;
    for _ in 0..3 {
        let Some(next) = widening(folded, end) else { break };
        (end, wide) = (next, true);
    }
    (end, wide)
}

fn widening(folded: &Folded<'_>, end: usize) -> Option<usize> {
    let mut at = folded.skip_space(end);
    if let Some(end) = AFTERWARDS.iter().find_map(|words| folded.words_at(at, words)) {
        return Some(end);
    }
    if folded.byte(at) == b',' {
        at = folded.skip_space(at + 1);
    }
    at = folded.words_at(at, "va").map_or(at, |end| folded.skip_space(end));
    at = folded
        .words_at(at, "co")
        .filter(|_| folded.words_at(at, "co tinh den").is_none() && folded.words_at(at, "co xet den").is_none())
        .map_or(at, |end| folded.skip_space(end));
    let mut next = folded.skip_space(WIDER.iter().find_map(|words| folded.words_at(at, words))?);
    for words in ["va tam nhin", "phat trien", "toi", "den", "giai doan", "nhung nam", "nam", "het nam"] {
        if let Some(end) = folded.words_at(next, words) {
            next = folded.skip_space(end);
        }
    }
    years(folded, next).or_else(|| year(folded, next))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_in_all_spellings() {
        for (text, read_to) in [
            ("giai đoạn 2021-2025 và", "giai đoạn 2021-2025"),
            ("giai đoạn 2021 – 2025, tầm nhìn", "giai đoạn 2021 – 2025"),
            ("giai đoạn 2021- 2025, định hướng đến năm 2030;", "giai đoạn 2021- 2025, định hướng đến năm 2030"),
            ("giai đoạn 2020-2025, định hướng đến 2030 nhằm", "giai đoạn 2020-2025, định hướng đến 2030"),
            ("đến năm 2030, tầm nhìn đến năm 2045 của", "đến năm 2030, tầm nhìn đến năm 2045"),
            ("đến năm 2030, tầm nhìn 2045.", "đến năm 2030, tầm nhìn 2045"),
            ("đến năm 2030 và tầm nhìn đến 2050", "đến năm 2030 và tầm nhìn đến 2050"),
            ("đến năm 2025 và định hướng đến năm 2030", "đến năm 2025 và định hướng đến năm 2030"),
            ("thời kỳ 2021-2030, tầm nhìn đến năm 2050", "thời kỳ 2021-2030, tầm nhìn đến năm 2050"),
            ("giai đoạn từ năm 2021 đến năm 2030", "giai đoạn từ năm 2021 đến năm 2030"),
            ("giai đoạn II (2021-2025)", "giai đoạn II (2021-2025)"),
            ("giai đoạn 2. Tăng", "giai đoạn 2"),
            ("giai đoạn 2021-2025 và những năm tiếp theo", "giai đoạn 2021-2025 và những năm tiếp theo"),
            ("nhiệm kỳ 2020 - 2025", "nhiệm kỳ 2020 - 2025"),
            ("năm học 2024-2025 của", "năm học 2024-2025"),
            ("năm 2024.", "năm 2024"),
            ("từ năm 2025 trở đi", "từ năm 2025"),
        ] {
            let folded = Folded::new(text);
            assert_eq!(read(&folded, 0).map_or("", |period| folded.slice(0, period.end)), read_to, "{text}");
        }
    }

    #[test]
    fn what_is_no_period() {
        for text in [
            "giai đoạn tới",
            "giai đoạn 5 năm",
            "đến tháng 5",
            "năm học mới",
            "năm học",
            "giai đoạn",
            "đến 2030/NĐ",
            "từ nay",
            "thời kỳ mới",
            "năm 30",
            "dân tộc",
            "",
        ] {
            assert_eq!(read(&Folded::new(text), 0), None, "{text}");
        }
    }
}
