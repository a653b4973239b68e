//! Names in quotation marks: `Đề án “…” giai đoạn 2`. In: folded text and the place after a type word.
//! Out: [`QuotedName`].

use super::super::folded::Folded;
use super::period;

/// No quoted name is longer, in places.
const LONGEST: usize = 700;
/// Words that may stand between a type word and the quotation of its name (folded).
const BETWEEN: [&str; 11] = [
    "quoc gia",
    "tong the",
    "truyen thong",
    "hanh dong",
    "phoi hop",
    "muc tieu",
    "mo rong",
    "ve viec",
    "ve",
    "thuc hien",
    "trien khai",
];

/// A quoted name.
#[derive(Clone, Copy, Debug)]
pub struct QuotedName {
    /// The opening mark.
    pub open: usize,
    /// The place after mark and period.
    pub end: usize,
    /// Words between the marks.
    pub words: usize,
}

/// The quoted name that starts at `at`, over a few qualifying words and a colon.
pub fn read(folded: &Folded<'_>, at: usize) -> Option<QuotedName> {
    let open = opening(folded, at)?;
    let close = closing(folded, open)?;
    let inside = &folded.bytes[open + 1..close];
    let words = inside.split(|byte| *byte == b' ').filter(|word| !word.is_empty()).count();
    Some(QuotedName { open, end: over_period(folded, close + 1), words })
}

/// The opening mark at `at` or after qualifying words.
fn opening(folded: &Folded<'_>, at: usize) -> Option<usize> {
    let mut at = at;
    for _ in 0..3 {
        match folded.byte(at) {
            b'"' => return Some(at),
            b':' => at = folded.skip_space(at + 1),
            _ => {
                let end = BETWEEN.iter().find_map(|words| folded.words_at(at, words))?;
                at = folded.skip_space(end);
            }
        }
    }
    (folded.byte(at) == b'"').then_some(at)
}

/// The mark that closes the one at `open`. Typographic marks may hold others of their kind.
pub fn closing(folded: &Folded<'_>, open: usize) -> Option<usize> {
    let mark = |place: usize| folded.text[folded.text_at(place)..].chars().next().unwrap_or('"');
    let paired = matches!(mark(open), '“' | '„' | '«');
    let limit = folded.len().min(open + LONGEST);
    let mut depth = 1;
    let mut at = open + 1;
    while let Some(offset) = folded.bytes.get(at..limit)?.iter().position(|byte| *byte == b'"') {
        at += offset;
        match mark(at) {
            '“' | '„' | '«' if paired => {
                depth += 1;
                // Three deep is no name but a text that forgets to close.
                if depth > 2 {
                    return None;
                }
            }
            _ => {
                depth -= 1;
                if depth == 0 {
                    return Some(at);
                }
            }
        }
        at += 1;
    }
    None
}

/// Over a period after the closing mark: `“…” giai đoạn 2021-2025`, `“…”, giai đoạn 2`.
fn over_period(folded: &Folded<'_>, end: usize) -> usize {
    let mut at = folded.skip_space(end);
    if folded.byte(at) == b',' {
        at = folded.skip_space(at + 1);
    }
    let period = period::read(folded, at)
        .filter(|period| matches!(period.kind, period::PeriodKind::Span | period::PeriodKind::Until));
    period.map_or(end, |period| period.end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotations_to_their_own_mark() {
        for (text, expected) in [
            ("“Xây dựng xã hội học tập”.", Some("“Xây dựng xã hội học tập”")),
            ("quốc gia “Nâng cao năng suất” và", Some("quốc gia “Nâng cao năng suất”")),
            (": “Một hai”;", Some(": “Một hai”")),
            ("\"Một hai\" và \"ba\"", Some("\"Một hai\"")),
            ("“Ngoài “trong” ngoài” sau", Some("“Ngoài “trong” ngoài”")),
            ("“Một hai” giai đoạn 2. Sau", Some("“Một hai” giai đoạn 2")),
            ("“Một hai”, giai đoạn 2021-2025 và", Some("“Một hai”, giai đoạn 2021-2025")),
            ("“Một hai", None),
            ("“Một “hai “ba", None),
            ("phong trào “Một hai”", None),
            ("", None),
        ] {
            let folded = Folded::new(text);
            assert_eq!(read(&folded, 0).map(|quoted| folded.slice(0, quoted.end)), expected, "{text}");
        }
    }
}
