//! Điều, khoản, điểm before a citation: "điểm a khoản 2 Điều 5 của". In: folded text and the place where the citation
//! starts. Out: the units, outermost first, and where they start.

use super::Pinpoint;
use super::folded::Folded;

/// Units from the outermost: folded word, key, rank.
const UNITS: [(&str, &str, u8); 7] = [
    ("phu luc", "phu-luc", 0),
    ("phan", "phan", 0),
    ("chuong", "chuong", 1),
    ("muc", "muc", 2),
    ("dieu", "dieu", 3),
    ("khoan", "khoan", 4),
    ("diem", "diem", 5),
];
/// Most units of one pinpoint, lists included.
const MOST: usize = 16;

/// Units before `start`, not beyond `floor`, and the place where the first one starts (`start` itself without any).
pub fn before(folded: &Folded<'_>, start: usize, floor: usize) -> (Vec<Pinpoint>, usize) {
    let mut at = over_link(folded, start);
    let mut begin = start;
    // Read backwards, the outermost comes first; units of one rank are turned round at the end.
    let mut units: Vec<(u8, Pinpoint)> = Vec::new();
    let mut labels: Vec<String> = Vec::new();
    while units.len() + labels.len() < MOST && at > floor {
        let Some((label, label_start)) = label_before(folded, at, floor) else { break };
        labels.push(label);
        let word_end = folded.skip_space_back(label_start);
        if let Some((word_start, key, rank)) = unit_before(folded, word_end, floor) {
            if units.last().is_some_and(|(outer, _)| rank < *outer) {
                break;
            }
            units.extend(labels.drain(..).map(|label| (rank, Pinpoint { unit: key, label })));
            begin = word_start;
            at = over_separator(folded, over_link(folded, word_start));
        } else {
            // "các điểm a, b và c khoản 2": labels that share one unit word.
            let next = over_separator(folded, label_start);
            if next == label_start {
                break;
            }
            at = next;
        }
    }
    (in_order(units), begin)
}

/// Outermost first; siblings in the order of the text.
fn in_order(units: Vec<(u8, Pinpoint)>) -> Vec<Pinpoint> {
    let mut units: Vec<(u8, Pinpoint)> = units.into_iter().rev().collect();
    units.sort_by_key(|(rank, _)| *rank);
    units.into_iter().map(|(_, pinpoint)| pinpoint).collect()
}

/// Over " của", " thuộc", " tại", " trong" before a place.
fn over_link(folded: &Folded<'_>, place: usize) -> usize {
    let end = folded.skip_space_back(place);
    let start = folded.word_start(end);
    match &folded.bytes[start..end] {
        b"cua" | b"thuoc" | b"tai" | b"trong" => start,
        _ => place,
    }
}

/// Over ",", ";", "và", "hoặc" before a place.
fn over_separator(folded: &Folded<'_>, place: usize) -> usize {
    let mut at = folded.skip_space_back(place);
    let start = folded.word_start(at);
    if matches!(&folded.bytes[start..at], b"va" | b"hoac") {
        at = folded.skip_space_back(start);
    }
    if matches!(folded.before(at), b',' | b';') {
        at -= 1;
    }
    at
}

/// A label that ends at `place`: `2`, `a`, `XII`, `2a`, `“b”`, `a)`.
fn label_before(folded: &Folded<'_>, place: usize, floor: usize) -> Option<(String, usize)> {
    let mut end = folded.skip_space_back(place);
    while end > floor && matches!(folded.before(end), b'"' | b')' | b'\'') {
        end -= 1;
    }
    let mut start = folded.word_start(end);
    // "1.2"
    while start > floor && folded.before(start) == b'.' && folded.byte(start).is_ascii_digit() {
        let earlier = folded.word_start(start - 1);
        if earlier == start - 1 {
            break;
        }
        start = earlier;
    }
    if start < floor || start == end || end - start > 8 {
        return None;
    }
    let bytes = &folded.bytes[start..end];
    let numeric =
        bytes[0].is_ascii_digit() && bytes[..bytes.len() - 1].iter().all(|b| b.is_ascii_digit() || *b == b'.');
    let roman = (start..end).all(|place| folded.is_upper(place)) && bytes.iter().all(|byte| b"ivxlc".contains(byte));
    if !(numeric || roman || bytes.len() == 1 && bytes[0].is_ascii_alphabetic()) {
        return None;
    }
    let label = crate::text::nfc(folded.slice(start, end)).trim().to_owned();
    let opening = start - usize::from(matches!(folded.before(start), b'"' | b'\''));
    Some((label, opening))
}

fn unit_before(folded: &Folded<'_>, end: usize, floor: usize) -> Option<(usize, &'static str, u8)> {
    UNITS.iter().find_map(|(word, key, rank)| {
        let start = end.checked_sub(word.len()).filter(|start| *start >= floor)?;
        let alone = start == 0 || !folded.is_word(start - 1);
        (alone && &folded.bytes[start..end] == word.as_bytes()).then_some((start, *key, *rank))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_outermost_first() {
        for (text, expected, begin) in [
            ("theo điểm a khoản 2 Điều 5 của ", "dieu 5, khoan 2, diem a", "điểm"),
            ("tại Điểm đ, Khoản 3, Điều 12 ", "dieu 12, khoan 3, diem đ", "Điểm"),
            ("điểm a khoản 2 Điều 103 Mục 5 Chương XII của ", "chuong XII, muc 5, dieu 103, khoan 2, diem a", "điểm"),
            ("các điểm a, b và c khoản 2 Điều 5 ", "dieu 5, khoan 2, diem a, diem b, diem c", "điểm"),
            ("Khoản 4, Mục V ", "muc V, khoan 4", "Khoản"),
            ("Điều 5 và Điều 6 của ", "dieu 5, dieu 6", "Điều"),
            ("điểm “a” khoản 1a Điều 2 ", "dieu 2, khoan 1a, diem a", "điểm"),
            ("Phụ lục II ", "phu-luc II", "Phụ"),
            ("năm 2013 của ", "", ""),
            ("thực hiện ", "", ""),
            ("khoản 1 Điều 5 Mục 2 Điều 7 ", "dieu 7", "Điều 7"),
        ] {
            let folded = Folded::new(text);
            let (units, at) = before(&folded, folded.len(), 0);
            let shown: Vec<String> = units.iter().map(|unit| format!("{} {}", unit.unit, unit.label)).collect();
            assert_eq!(shown.join(", "), expected, "{text}");
            assert!(folded.slice(at, folded.len()).starts_with(begin), "{text}");
        }
    }
}
