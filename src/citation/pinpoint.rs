//! Điều, khoản, điểm around a citation: "điểm a khoản 2 Điều 5 của" before it, "(Điều 5)" after it. In: folded text and
//! the place where the citation starts or ends. Out: the units, outermost first, and where their words stand.
//!
//! Several branches ("Điều 5 và khoản 2 Điều 7") are one flat list: units from the outermost, inside a
//! unit the order of the text. A unit with several labels is where branches part: nothing further in is
//! known to belong to one of them.

use super::Pinpoint;
use super::folded::Folded;
use super::type_words::TypeWords;
use crate::text::{fold_char, name_key, nfc};

/// Units from the outermost: word, key, rank.
const UNITS: [(&str, &str, u8); 10] = [
    ("phụ lục", "phu-luc", 0),
    ("phần", "phan", 1),
    ("chương", "chuong", 2),
    ("tiểu mục", "tieu-muc", 4),
    ("mục", "muc", 3),
    ("điều", "dieu", 5),
    ("khoản", "khoan", 6),
    ("điểm", "diem", 7),
    ("tiết", "tiet", 8),
    ("đoạn", "doan", 9),
];
/// The keys of all units.
pub const KEYS: [&str; 10] = {
    let mut keys = [""; 10];
    let mut at = 0;
    while at < keys.len() {
        keys[at] = UNITS[at].1;
        at += 1;
    }
    keys
};
/// The same words, folded.
const FOLDED_UNITS: [&[u8]; 10] =
    [b"phu luc", b"phan", b"chuong", b"tieu muc", b"muc", b"dieu", b"khoan", b"diem", b"tiet", b"doan"];
/// Words that make another word of a unit's: "danh mục 1", "tài khoản 5", "thời điểm 2", "học phần 3".
const OTHER_WORDS: [(&str, &[&str]); 4] = [
    ("mục", &["danh", "hạng", "thư", "chuyên"]),
    ("khoản", &["tài"]),
    ("điểm", &["thời", "địa", "trọng", "quan", "cao", "đặc", "thí", "số"]),
    ("phần", &["học", "thành", "cổ"]),
];
/// Words between a pinpoint and its work, folded; longer ones first.
const LINKS: [&[u8]; 12] = [
    b"duoc ban hanh kem theo",
    b"ban hanh kem theo",
    b"duoc ban hanh theo",
    b"ban hanh theo",
    b"ban hanh kem",
    b"dinh kem theo",
    b"kem theo",
    b"dinh kem",
    b"cua",
    b"thuoc",
    b"tai",
    b"trong",
];
/// How many of [`LINKS`] say that the work promulgates what the pinpoint is in.
const PROMULGATING: usize = 8;
/// Farthest that the name of what a work promulgates reaches, in places.
const LONGEST_NAME: usize = 200;
/// Most units of one pinpoint, lists included.
const MOST: usize = 40;
/// Farthest that a pinpoint after its work reaches, in places.
const LONGEST_AFTER: usize = 160;

/// The units that belong to a citation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pointed {
    /// Outermost first; siblings in the order of the text.
    pub units: Vec<Pinpoint>,
    /// Where the first word of a pinpoint before the citation starts; the citation's own start without any.
    pub begin: usize,
    /// They are in what the work promulgates: "Điều 5 của Quy chế ban hành kèm theo Quyết định".
    pub attached: bool,
}

/// Units before `start`, not beyond `floor`.
pub fn before(folded: &Folded<'_>, words: &TypeWords, start: usize, floor: usize) -> Pointed {
    let (at, promulgated) = over_links(folded, start, floor);
    if let Some(found) = Back::read(folded, at, floor) {
        return Pointed { units: found.units, begin: found.begin, attached: false };
    }
    if let Some(begin) = single_annex(folded, at, floor) {
        let found = Back::read(folded, over_link(folded, begin), floor);
        let inner = found.as_ref().map_or(begin, |found| found.begin);
        let mut units = vec![Pinpoint { unit: "phu-luc", label: String::new() }];
        // "Mục 2 Phụ lục ban hành kèm theo"
        units.extend(found.map(|found| found.units).unwrap_or_default());
        return Pointed { units, begin: inner, attached: false };
    }
    if promulgated && let Some(found) = in_attached(folded, words, at, floor) {
        return Pointed { units: found.units, begin: found.begin, attached: true };
    }
    Pointed { begin: start, ..Pointed::default() }
}

/// Units right after a citation that ends at `tail`, where nothing else can be meant: "(Điều 5)", ", Điều 7." and "tại
/// Điều 5, khoản 2;". `ceiling` is where the next citation's words begin.
pub fn after(folded: &Folded<'_>, tail: usize, ceiling: usize) -> Vec<Pinpoint> {
    let mut at = folded.skip_space(tail);
    let opened = folded.byte(at) == b'(';
    if opened || folded.byte(at) == b',' {
        at = folded.skip_space(at + 1);
    }
    let led = ["tai", "quy dinh tai"].iter().find_map(|words| folded.words_at(at, words));
    if led.is_none() && at <= tail + 1 {
        return Vec::new();
    }
    at = folded.skip_space(led.unwrap_or(at));
    at = folded.words_at(at, "cac").map_or(at, |end| folded.skip_space(end));
    if !FOLDED_UNITS.iter().any(|unit| folded.bytes[at.min(folded.len())..].starts_with(unit)) {
        return Vec::new();
    }
    // The words up to a sign that ends the list; commas and "và" are inside it.
    let limit = ceiling.min(at + LONGEST_AFTER).min(folded.len());
    let end = (at..limit).find(|place| matches!(folded.byte(*place), b'.' | b';' | b':' | b'(' | b')' | b'"'));
    let end = match end {
        Some(end) => end,
        None if limit == folded.len() => limit,
        None => return Vec::new(),
    };
    if opened && folded.byte(end) != b')' {
        return Vec::new();
    }
    Back::read(folded, end, at).filter(|found| found.begin == at).map(|found| found.units).unwrap_or_default()
}

/// A pinpoint read backwards.
struct Back {
    units: Vec<Pinpoint>,
    begin: usize,
}

impl Back {
    /// The units whose words end at `at`.
    fn read(folded: &Folded<'_>, at: usize, floor: usize) -> Option<Self> {
        let mut at = at;
        let mut begin = None;
        // Read backwards, the outermost comes first; units of one rank are turned round at the end.
        let mut units: Vec<(u8, Pinpoint)> = Vec::new();
        let mut labels: Vec<String> = Vec::new();
        // "Điều 5, khoản 2 Điều 7": after a separator another branch may begin.
        let mut joined = false;
        while units.len() + labels.len() < MOST && at > floor {
            let Some(label) = label_before(folded, at, floor) else { break };
            labels.push(label.text);
            let word_end = folded.skip_space_back(label.start);
            if let Some((word_start, key, rank)) = unit_before(folded, word_end, floor) {
                let inward = units.last().is_none_or(|(last, _)| rank >= *last);
                if !(inward || joined) || !labels.iter().all(|label| fits(key, label)) {
                    break;
                }
                units.extend(labels.drain(..).map(|label| (rank, Pinpoint { unit: key, label })));
                begin = Some(word_start);
                let linked = over_link(folded, word_start);
                at = over_separator(folded, linked);
                joined = at != folded.skip_space_back(linked);
            } else {
                // "các điểm a, b và c khoản 2": labels that share one unit word. "b) Điều 7" is an item of a list.
                let next = over_separator(folded, label.start);
                if next == folded.skip_space_back(label.start) || label.closed {
                    break;
                }
                at = next;
            }
        }
        begin.map(|begin| Self { units: in_order(units), begin })
    }
}

/// Outermost first; siblings in the order of the text, each once.
fn in_order(units: Vec<(u8, Pinpoint)>) -> Vec<Pinpoint> {
    let mut units: Vec<(u8, Pinpoint)> = units.into_iter().rev().collect();
    units.sort_by_key(|(rank, _)| *rank);
    let mut ordered: Vec<Pinpoint> = Vec::with_capacity(units.len());
    for (_, pinpoint) in units {
        if !ordered.contains(&pinpoint) {
            ordered.push(pinpoint);
        }
    }
    ordered
}

/// Whether a label can be one of this unit.
fn fits(unit: &str, label: &str) -> bool {
    let digits = label.starts_with(|c: char| c.is_ascii_digit());
    match unit {
        "dieu" => digits && !label.contains('.'),
        "khoan" => label.chars().count() <= 4,
        "phan" | "chuong" => !label.starts_with(char::is_lowercase) || label.starts_with("th"),
        _ => true,
    }
}

/// "Phụ lục ban hành kèm theo": the only annex has no label. Several ("các phụ lục") point nowhere.
fn single_annex(folded: &Folded<'_>, at: usize, floor: usize) -> Option<usize> {
    let end = folded.skip_space_back(at);
    let (start, key, _) = unit_before(folded, end, floor)?;
    let word = folded.skip_space_back(start);
    let several = matches!(&folded.bytes[folded.word_start(word)..word], b"cac" | b"nhung" | b"moi");
    (key == "phu-luc" && !several).then_some(start)
}

/// The units before the name of what the work promulgates: "Điều 5 của Quy chế đào tạo ban hành kèm theo".
fn in_attached(folded: &Folded<'_>, words: &TypeWords, at: usize, floor: usize) -> Option<Back> {
    let end = folded.skip_space_back(at);
    let from = floor.max(end.saturating_sub(LONGEST_NAME));
    let mut word = end;
    while word > from {
        let start = folded.word_start(word);
        if start == word {
            // A name goes on over commas and quotes, never over the end of a clause.
            if matches!(folded.before(word), b'.' | b';' | b':' | super::folded::SIGN) {
                return None;
            }
            word -= 1;
            continue;
        }
        let named = folded.is_upper(start) && words.is_between(folded, start);
        if named && let Some(found) = Back::read(folded, over_link(folded, start), floor) {
            return Some(found);
        }
        word = start;
    }
    None
}

/// Over what leads from a pinpoint to its work, and whether it says "promulgated with".
fn over_links(folded: &Folded<'_>, start: usize, floor: usize) -> (usize, bool) {
    let mut at = start;
    let before = folded.skip_space_back(at);
    let several = folded.word_start(before);
    if several >= floor && matches!(&folded.bytes[several..before], b"cac" | b"nhung") {
        at = several;
    }
    let end = folded.skip_space_back(at);
    let found = LINKS.iter().enumerate().find_map(|(index, words)| {
        let from = end.checked_sub(words.len()).filter(|from| *from >= floor)?;
        let alone = from == 0 || !folded.is_word(from - 1);
        (alone && &folded.bytes[from..end] == *words).then_some((from, index < PROMULGATING))
    });
    let Some((mut from, promulgated)) = found else {
        // "khoản 2, Điều 5, Nghị định số …"
        return (if end > floor && folded.before(end) == b',' { end - 1 } else { at }, false);
    };
    // "Phụ lục I (ban hành kèm theo …)", "Phụ lục I, ban hành kèm theo …"
    let open = folded.skip_space_back(from);
    if promulgated && open > floor && matches!(folded.before(open), b'(' | b',') {
        from = open - 1;
    }
    (from, promulgated)
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

/// Over ",", ";", "-", "và", "hoặc", "đến" before a place; over the space alone without any.
fn over_separator(folded: &Folded<'_>, place: usize) -> usize {
    let mut at = folded.skip_space_back(place);
    let start = folded.word_start(at);
    if matches!(&folded.bytes[start..at], b"va" | b"hoac" | b"den" | b"hay" | b"cac") {
        at = folded.skip_space_back(start);
        let start = folded.word_start(at);
        if matches!(&folded.bytes[start..at], b"va" | b"hoac" | b"cho") {
            at = folded.skip_space_back(start);
        }
    }
    if matches!(folded.before(at), b',' | b';' | b'-') {
        at -= 1;
    }
    at
}

/// A label as written.
struct PinpointLabel {
    text: String,
    /// Where it starts, quotes included.
    start: usize,
    /// `a)`
    closed: bool,
}

/// A label that ends at `place`: `2`, `a`, `XII`, `2a`, `đ1`, `I.2`, `“b”`, `a)`, `thứ nhất`.
fn label_before(folded: &Folded<'_>, place: usize, floor: usize) -> Option<PinpointLabel> {
    let mut end = folded.skip_space_back(place);
    let closed = folded.before(end) == b')';
    while end > floor && matches!(folded.before(end), b'"' | b')' | b'\'') {
        end -= 1;
    }
    let mut start = folded.word_start(end);
    // "1.2", "I.2"
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
    if is_ordinal(&folded.bytes[start..end]) {
        let word = folded.skip_space_back(start);
        let before = folded.word_start(word);
        if before >= floor && &folded.bytes[before..word] == b"thu" {
            return Some(PinpointLabel { text: label_text(folded, before, end), start: before, closed });
        }
        return None;
    }
    if !is_label(folded, start, end) {
        return None;
    }
    let opening = start - usize::from(start > floor && matches!(folded.before(start), b'"' | b'\''));
    Some(PinpointLabel { text: label_text(folded, start, end), start: opening, closed })
}

fn label_text(folded: &Folded<'_>, start: usize, end: usize) -> String {
    nfc(folded.slice(start, end)).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// "Phần thứ nhất", "đoạn thứ hai".
const fn is_ordinal(word: &[u8]) -> bool {
    matches!(word, b"nhat" | b"hai" | b"ba" | b"tu" | b"bon" | b"nam" | b"sau" | b"bay" | b"tam" | b"chin" | b"muoi")
}

fn is_label(folded: &Folded<'_>, start: usize, end: usize) -> bool {
    let bytes = &folded.bytes[start..end];
    let numbers = |bytes: &[u8]| bytes.iter().all(|b| b.is_ascii_digit() || *b == b'.');
    if bytes[0].is_ascii_digit() {
        return numbers(&bytes[..bytes.len() - 1]);
    }
    let letters = bytes.iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
    let capitals = (start..start + letters).all(|place| folded.is_upper(place));
    let roman = |bytes: &[u8]| bytes.iter().all(|byte| b"ivxlc".contains(byte));
    match letters {
        0 => false,
        1 => numbers(&bytes[1..]),
        _ if capitals => {
            (letters == 2 || roman(&bytes[..letters]) || roman(&bytes[..letters - 1])) && numbers(&bytes[letters..])
        }
        // "Phụ lục IIa"
        _ => {
            letters == bytes.len()
                && roman(&bytes[..letters - 1])
                && (start..end - 1).all(|place| folded.is_upper(place))
        }
    }
}

/// The unit whose word ends at `end`, its start, key and rank; "số" may stand after "Phụ lục".
fn unit_before(folded: &Folded<'_>, end: usize, floor: usize) -> Option<(usize, &'static str, u8)> {
    let number = end.checked_sub(3).filter(|at| &folded.bytes[*at..end] == b" so");
    let annex = |(start, key, rank)| (key == "phu-luc").then_some((start, key, rank));
    number.and_then(|at| unit_at(folded, at, floor)).and_then(annex).or_else(|| unit_at(folded, end, floor))
}

fn unit_at(folded: &Folded<'_>, end: usize, floor: usize) -> Option<(usize, &'static str, u8)> {
    let (start, index) = FOLDED_UNITS.iter().enumerate().find_map(|(index, unit)| {
        let start = end.checked_sub(unit.len()).filter(|start| *start >= floor)?;
        let alone = start == 0 || !folded.is_word(start - 1);
        (alone && &folded.bytes[start..end] == *unit).then_some((start, index))
    })?;
    let (word, key, rank) = UNITS[index];
    // Marks count where there are any: "mức 2" is no mục.
    if !folded.slice(start, end).is_ascii() && !folded.spells(&(start..end), word) {
        return None;
    }
    let others = OTHER_WORDS.iter().find(|(unit, _)| *unit == word).map_or(&[][..], |(_, others)| *others);
    let before = folded.skip_space_back(start);
    let first = folded.word_start(before);
    // Most words before a unit have other letters altogether.
    let compound = others.iter().any(|other| {
        let letters = other.chars().map(fold_char);
        letters.eq(folded.bytes[first..before].iter().map(|byte| char::from(*byte)))
            && name_key(folded.slice(first, before)) == *other
    });
    (!compound).then_some((start, key, rank))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(units: &[Pinpoint]) -> String {
        units.iter().map(|unit| format!("{} {}", unit.unit, unit.label)).collect::<Vec<_>>().join(", ")
    }

    fn words() -> TypeWords {
        TypeWords::new(&crate::content::registry::Registries::built_in().types)
    }

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
            ("Điều 5, Điều 6 và khoản 2 Điều 7 của ", "dieu 5, dieu 6, dieu 7, khoan 2", "Điều 5"),
            ("khoản 1 Điều 5, khoản 2 Điều 7 ", "dieu 5, dieu 7, khoan 1, khoan 2", "khoản 1"),
            ("từ Điều 5 đến Điều 9 ", "dieu 5, dieu 9", "Điều 5"),
            ("khoản 1, 2 và 3 Điều 4 ", "dieu 4, khoan 1, khoan 2, khoan 3", "khoản"),
            ("điểm a, điểm b khoản 1 và khoản 2 Điều 9 ", "dieu 9, khoan 1, khoan 2, diem a, diem b", "điểm a"),
            ("Khoản 2 - Điều 1 ", "dieu 1, khoan 2", "Khoản"),
            ("tại Điều 5, khoản 2 của ", "dieu 5, khoan 2", "Điều"),
            ("điểm a1 khoản 2 Điều 5 ", "dieu 5, khoan 2, diem a1", "điểm"),
            ("tiết b điểm 2 mục I phần B ", "phan B, muc I, diem 2, tiet b", "tiết"),
            ("đoạn thứ hai khoản 1 Điều 3 ", "dieu 3, khoan 1, doan thứ hai", "đoạn"),
            ("Phần thứ nhất của ", "phan thứ nhất", "Phần"),
            ("Tiểu mục 2 Mục 1 Chương II ", "chuong II, muc 1, tieu-muc 2", "Tiểu"),
            ("Phụ lục số 02 ban hành kèm theo ", "phu-luc 02", "Phụ"),
            ("Mẫu số 12 tại Phụ lục ban hành kèm theo ", "phu-luc ", "Phụ"),
            ("các Phụ lục ban hành kèm theo ", "", ""),
            ("Phụ lục I (ban hành kèm theo ", "phu-luc I", "Phụ"),
            ("Mục 2 Phụ lục I.1 kèm theo ", "phu-luc I.1, muc 2", "Mục"),
            ("a) Điều 5; b) Điều 7 của ", "dieu 7", "Điều 7"),
            ("Khoản 2, Điều 5, ", "dieu 5, khoan 2", "Khoản"),
            ("Điều 5 và Điều 6 của các ", "dieu 5, dieu 6", "Điều 5"),
            ("danh mục 1 của ", "", ""),
            ("tài khoản 5 của ", "", ""),
            ("tại khoản 5 của ", "khoan 5", "khoản"),
            ("mức 2 của ", "", ""),
            ("khoan 2 Dieu 5 cua ", "dieu 5, khoan 2", "khoan"),
            ("thời điểm 2 của ", "", ""),
            ("Điều này và Điều 7 ", "dieu 7", "Điều 7"),
        ] {
            let folded = Folded::new(text);
            let found = before(&folded, &words(), folded.len(), 0);
            assert_eq!(shown(&found.units), expected, "{text}");
            assert!(folded.slice(found.begin, folded.len()).starts_with(begin), "{text}");
        }
    }

    #[test]
    fn articles_of_what_a_decision_promulgates() {
        for (text, expected) in [
            ("tại Điều 5 của Quy chế ban hành kèm theo ", "dieu 5"),
            ("khoản 2 Điều 5 Quy chế đào tạo trình độ thạc sĩ, tiến sĩ ban hành kèm theo ", "dieu 5, khoan 2"),
            ("Điều 5 quy định về việc học ban hành kèm theo ", ""),
            ("Điều 5. Quy chế đào tạo ban hành kèm theo ", ""),
            ("Điều 5 của Quy chế ", ""),
        ] {
            let folded = Folded::new(text);
            let found = before(&folded, &words(), folded.len(), 0);
            assert_eq!((shown(&found.units).as_str(), found.attached), (expected, !expected.is_empty()), "{text}");
        }
    }

    #[test]
    fn units_after_a_work_only_where_nothing_else_is_meant() {
        for (text, expected) in [
            ("# (Điều 5)", "dieu 5"),
            ("# (khoản 2 Điều 5);", "dieu 5, khoan 2"),
            ("#, Điều 7.", "dieu 7"),
            ("# tại Điều 5, khoản 2", "dieu 5, khoan 2"),
            ("#, Điều 7 và Điều 8;", "dieu 7, dieu 8"),
            ("(#, Điều 7)", "dieu 7"),
            ("#, Điều 7 Luật", ""),
            ("#, Điều 7 và", ""),
            ("# Điều 7.", ""),
            ("# (sửa đổi Điều 5)", ""),
            ("# (Điều 5", ""),
            ("# tại Điều này.", ""),
        ] {
            let folded = Folded::new(text);
            assert_eq!(shown(&after(&folded, text.find('#').expect("there") + 1, folded.len())), expected, "{text}");
        }
    }
}
