//! Lines of signatures: who signs for whom, in which office, by which name.
//!
//! In: one line of a foot. Out: what it is. Layout: Nghị định 30/2020/NĐ-CP, Phụ lục I, mục II.7. The words of offices
//! are those of `offices.tsv`.

use super::join::is_capitals;
use crate::text::name_key;
use std::sync::LazyLock;

struct OfficeWords {
    office: Vec<&'static str>,
    body: Vec<&'static str>,
    within: Vec<&'static str>,
    surnames: Vec<&'static str>,
}

static WORDS: LazyLock<OfficeWords> = LazyLock::new(|| {
    let rows = || include_str!("offices.tsv").lines().filter(|line| !line.starts_with('#'));
    let of = |kind: &str| -> Vec<&'static str> {
        rows().filter_map(|row| row.split_once('\t')).filter(|row| row.0 == kind).map(|row| row.1).collect()
    };
    let surnames = of("surname").into_iter().flat_map(|row| row.split('|')).collect();
    OfficeWords { office: of("office"), body: of("body"), within: of("within"), surnames }
});

/// `KT. CHỦ TỊCH`, `CHÁNH VĂN PHÒNG`, and whatever else stands in capitals where only a signature can stand.
pub(super) fn is_position(text: &str) -> bool {
    is_capitals(text) && text.chars().count() <= 90 && !text.contains(|c: char| c.is_ascii_digit()) && text.len() > 4
}

/// The same, and it names an office or a body that is signed for: nothing that a table or a title says in capitals.
pub(super) fn is_office(text: &str) -> bool {
    is_position(text) && (is_authority(text) || begins_office(&name_key(text)))
}

fn begins_office(key: &str) -> bool {
    let starts = |words: &[&str]| words.iter().any(|word| starts_with_word(key, word));
    starts(&WORDS.office) || starts(&WORDS.within) && has_office(key)
}

fn has_office(key: &str) -> bool {
    let words: Vec<&str> = key.split(' ').collect();
    (1..words.len()).any(|at| WORDS.office.iter().any(|office| starts_with_word(&words[at..].join(" "), office)))
}

fn starts_with_word(text: &str, word: &str) -> bool {
    text.strip_prefix(word).is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', ',']))
}

/// `KT.`, `TM.`, `TL.` …: signed for somebody.
pub(super) fn is_authority(text: &str) -> bool {
    authority_mark(text).is_some()
}

/// "CHỦ NHIỆM Lê Văn A", "GIÁM ĐỐC (Đã ký) Lê Văn A": office, mark and name in one line are lines of their own again.
pub(super) fn lines_apart(text: &str) -> Vec<&str> {
    let Some(lower) = text.find(char::is_lowercase) else { return vec![text] };
    // The word with the first small letter begins the name, or the mark before it.
    let begin = text[..lower].rfind(' ').map_or(0, |space| space + 1);
    let (office, rest) = (text[..begin].trim_end(), &text[begin..]);
    if !is_office(office) {
        return vec![text];
    }
    let (mark, name) = match rest.find(')').filter(|_| rest.starts_with('(')) {
        Some(end) => (&rest[..=end], rest[end + 1..].trim_start()),
        None => ("", rest),
    };
    let marked = mark.is_empty() || is_mark(mark);
    if !marked || !(is_name(name) || name.is_empty() && !mark.is_empty()) {
        return vec![text];
    }
    [office, mark, name].into_iter().filter(|line| !line.is_empty()).collect()
}

/// Bytes of the mark.
fn authority_mark(text: &str) -> Option<usize> {
    const MARKS: [&str; 9] = ["TUQ", "T/M", "K/T", "T.M", "K.T", "KT", "TM", "TL", "Q"];
    MARKS.iter().find_map(|mark| {
        let rest = text.strip_prefix(mark)?;
        let dotted = rest.starts_with('.');
        let fits = dotted || rest.starts_with(' ') && mark.len() > 1;
        fits.then_some(mark.len() + usize::from(dotted))
    })
}

/// "KT. HIỆU TRƯỞNG PHÓ HIỆU TRƯỞNG": two lines that a program joined are two again.
pub(super) fn office_lines(text: &str) -> Vec<String> {
    let Some(mark) = authority_mark(text) else { return vec![text.to_owned()] };
    let words: Vec<&str> = text[mark..].split_whitespace().collect();
    let key = |from: usize| name_key(&words[from..].join(" "));
    let starts = |at: usize| {
        // "BỘ TRƯỞNG" is one office, and no TRƯỞNG begins in it.
        let inside = |from: usize| {
            let long = |office: &&&str| office.split(' ').count() > at - from;
            WORDS.office.iter().filter(long).any(|office| starts_with_word(&key(from), office))
        };
        let goes_on = WORDS.within.contains(&&*name_key(words[at - 1])) || (at.saturating_sub(2)..at).any(inside);
        let again = authority_mark(&words[at..].join(" ")).is_some();
        again || !goes_on && WORDS.office.iter().any(|office| starts_with_word(&key(at), office))
    };
    // After KT. and TL. an office stands, after TM. a body: in both the next office begins a line.
    let of_body = WORDS.body.iter().any(|body| starts_with_word(&key(0), body));
    let first = if of_body { 1 } else { 1 + usize::from(words.len() > 1 && !starts(1)) };
    let Some(at) = (first..words.len()).find(|at| starts(*at)) else { return vec![text.to_owned()] };
    let before = format!("{} {}", &text[..mark], words[..at].join(" "));
    let mut lines = vec![before];
    lines.extend(office_lines(&words[at..].join(" ")));
    lines
}

/// `Giàng Thị Dung`; degrees and ranks before it stay ("PGS.TS. Nguyễn Văn A").
pub(super) fn is_name(text: &str) -> bool {
    has_shape_of_name(text) && !is_capitals(text)
}

/// `NGUYỄN VĂN A`: a name in capitals, which only what stands above it tells from an office.
pub(super) fn is_name_in_capitals(text: &str) -> bool {
    const DEGREES: [&str; 6] = ["ts", "ths", "pgs", "gs", "bs", "ks"];
    let key = name_key(text);
    let words = text.split(' ').count();
    let degree = key.split(['.', ' ']).next().is_some_and(|word| DEGREES.contains(&word));
    let body = WORDS.body.iter().any(|body| starts_with_word(&key, body));
    let surname = degree || key.split(' ').next().is_some_and(|word| WORDS.surnames.contains(&word));
    is_capitals(text)
        && surname
        && has_shape_of_name(text)
        && (2..=5 + usize::from(degree)).contains(&words)
        && !is_authority(text)
        && !body
        && !begins_office(&key)
        && !has_office(&key)
}

fn has_shape_of_name(text: &str) -> bool {
    let words: Vec<&str> = text.split(' ').collect();
    let is_part = |word: &&str| {
        word.starts_with(char::is_uppercase)
            && word.chars().all(|c| c.is_alphabetic() || matches!(c, '.' | '-' | '’' | '\''))
    };
    (2..=7).contains(&words.len()) && words.iter().all(is_part)
}

/// "(Đã ký)" and its like.
pub(super) fn is_mark(text: &str) -> bool {
    let key = name_key(text.trim_matches(['(', ')', '[', ']', '.', ' ']));
    matches!(
        key.as_str(),
        "đã ký"
            | "ký tên"
            | "ký, đóng dấu"
            | "đã ký và đóng dấu"
            | "ký tên, đóng dấu"
            | "đã kí"
            | "ký số"
            | "ký, ghi rõ họ tên"
            | "ký và ghi rõ họ tên"
            | "ký, ghi rõ họ tên và đóng dấu"
    ) || key.starts_with("chữ ký của người có thẩm quyền")
}

/// "(B/c)", "(để b/c)": set beside several lines, it belongs to none.
pub(super) fn is_remark(text: &str) -> bool {
    let inner = text.trim_end_matches([';', '.', ' ']);
    inner.starts_with('(') && inner.ends_with(')') && inner.chars().count() <= 30
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn joined_lines_of_a_signature_are_two_again() {
        for (joined, lines) in [
            ("KT. HIỆU TRƯỞNG PHÓ HIỆU TRƯỞNG", "KT. HIỆU TRƯỞNG|PHÓ HIỆU TRƯỞNG"),
            ("KT. CHÁNH VĂN PHÒNG PHÓ CHÁNH VĂN PHÒNG", "KT. CHÁNH VĂN PHÒNG|PHÓ CHÁNH VĂN PHÒNG"),
            ("KT. TỔNG GIÁM ĐỐC PHÓ TỔNG GIÁM ĐỐC", "KT. TỔNG GIÁM ĐỐC|PHÓ TỔNG GIÁM ĐỐC"),
            ("TM. ỦY BAN NHÂN DÂN CHỦ TỊCH", "TM. ỦY BAN NHÂN DÂN|CHỦ TỊCH"),
            ("TM. ỦY BAN NHÂN DÂN KT. CHỦ TỊCH PHÓ CHỦ TỊCH", "TM. ỦY BAN NHÂN DÂN|KT. CHỦ TỊCH|PHÓ CHỦ TỊCH"),
            ("TL. BỘ TRƯỞNG VỤ TRƯỞNG VỤ PHÁP CHẾ", "TL. BỘ TRƯỞNG|VỤ TRƯỞNG VỤ PHÁP CHẾ"),
            ("T/M BAN THƯỜNG VỤ PHÓ BÍ THƯ", "T/M BAN THƯỜNG VỤ|PHÓ BÍ THƯ"),
            ("KT. BỘ TRƯỞNG THỨ TRƯỞNG", "KT. BỘ TRƯỞNG|THỨ TRƯỞNG"),
            ("KT. CHỦ TỊCH", "KT. CHỦ TỊCH"),
            ("TL. CHỦ TỊCH", "TL. CHỦ TỊCH"),
            ("TM. CHÍNH PHỦ", "TM. CHÍNH PHỦ"),
            ("PHÓ CHỦ TỊCH", "PHÓ CHỦ TỊCH"),
        ] {
            assert_eq!(office_lines(joined).join("|"), lines);
        }
    }

    #[test]
    fn an_office_and_a_name_in_one_line_are_two_lines() {
        for (line, lines) in [
            ("CHỦ NHIỆM Lê Văn An", "CHỦ NHIỆM|Lê Văn An"),
            ("KT. CHỦ TỊCH PHÓ CHỦ TỊCH Vừ A Dính", "KT. CHỦ TỊCH PHÓ CHỦ TỊCH|Vừ A Dính"),
            ("HIỆU TRƯỞNG (Đã ký) Lê Văn An", "HIỆU TRƯỞNG|(Đã ký)|Lê Văn An"),
            ("GIÁM ĐỐC (đã ký)", "GIÁM ĐỐC|(đã ký)"),
            ("GIÁM ĐỐC Sở Nội vụ tỉnh chịu trách nhiệm", "GIÁM ĐỐC Sở Nội vụ tỉnh chịu trách nhiệm"),
            ("Giám đốc Lê Văn An", "Giám đốc Lê Văn An"),
            ("ỦY BAN Lê Văn An", "ỦY BAN Lê Văn An"),
            ("CHỦ TỊCH", "CHỦ TỊCH"),
        ] {
            assert_eq!(lines_apart(line).join("|"), lines);
        }
    }

    #[test]
    fn offices_names_and_heads_of_tables_are_told_apart() {
        for (text, office, name) in [
            ("GIÁM ĐỐC", true, false),
            ("KT. CHỦ TỊCH", true, false),
            ("THỨ TRƯỞNG", true, false),
            ("TỔNG THƯ KÝ", true, false),
            ("NGUYỄN VĂN A", false, true),
            ("PGS.TS. NGUYỄN VĂN A", false, true),
            ("GIÀNG THỊ DUNG", false, true),
            ("ĐƠN VỊ", false, false),
            ("THƯỢNG TƯỚNG", false, false),
            ("PHỤ LỤC", false, false),
            ("ỦY BAN NHÂN DÂN", false, false),
            ("TRƯỜNG A", false, false),
            ("ĐOÀN THỊ HƯƠNG", false, true),
            ("TRƯỜNG A", false, false),
        ] {
            assert_eq!((is_office(text), is_name_in_capitals(text)), (office, name), "{text}");
        }
    }
}
