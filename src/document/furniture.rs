//! What belongs to a page and not to its text, where it stands inside a sentence: the running head of the gazette, the
//! number of the page. Extraction leaves both between the parts of a reference: "Quyết định số 2236/QĐ-⏎2⏎BGDĐT".
//!
//! In: lines and the words around them. Out: what to leave out when the text is read across.

use aho_corasick::AhoCorasick;
use std::ops::Range;
use std::sync::LazyLock;

/// How the running head of the gazette begins.
const HEAD: &str = "CÔNG BÁO";
/// Longest number of a page, in digits.
const LONGEST: usize = 4;
/// No reference is longer, in bytes: a word that is longer is no part of one.
const LONGEST_REFERENCE: usize = 240;

static HEADS: LazyLock<AhoCorasick> = LazyLock::new(|| AhoCorasick::new([HEAD]).expect("one short pattern"));

/// Where running heads may begin in a text.
pub(super) fn head_starts(text: &str) -> impl Iterator<Item = usize> {
    HEADS.find_iter(text).map(|head| head.start())
}

/// Running heads in a line, with the number of the page beside each: "2 CÔNG BÁO/Số 1523 + 1524/Ngày 29-12-2024". None
/// overlap. Linear.
pub(super) fn running_heads(line: &str) -> Vec<Range<usize>> {
    let mut heads = Vec::new();
    let mut from = 0;
    while let Some(start) = line[from..].find(HEAD).map(|at| at + from) {
        from = start + HEAD.len();
        let Some(end) = head_end(&line[from..]).map(|length| from + length) else { continue };
        let mut head = start..end;
        let after = &line[end..];
        let digits = after.trim_start().bytes().take_while(u8::is_ascii_digit).count();
        let gap = after.len() - after.trim_start().len();
        let free = after[gap + digits..].chars().next().is_none_or(char::is_whitespace);
        if (1..=LONGEST).contains(&digits) && gap > 0 && free {
            head.end = end + gap + digits;
        } else {
            let before = line[..start].trim_end();
            let digits = before.bytes().rev().take_while(u8::is_ascii_digit).count();
            let number = before.len() - digits;
            if (1..=LONGEST).contains(&digits) && !before[..number].ends_with(|c: char| !c.is_whitespace()) {
                head.start = number;
            }
        }
        from = head.end;
        heads.push(head);
    }
    heads
}

/// The bytes of "/Số 1523 + 1524/Ngày 29-12-2024".
fn head_end(text: &str) -> Option<usize> {
    let rest = sign(text, "/")?;
    let rest = sign(rest, "Số")?;
    let rest = rest.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, ' ' | '+' | '-'));
    let rest = sign(rest, "/")?;
    let rest = sign(rest, "Ngày")?;
    let date = rest.trim_start();
    let end = date.find(|c: char| !(c.is_ascii_digit() || matches!(c, '-' | '/' | '.'))).unwrap_or(date.len());
    (end > 0).then(|| text.len() - date.len() + end)
}

fn sign<'t>(text: &'t str, words: &str) -> Option<&'t str> {
    text.trim_start().strip_prefix(words)
}

/// Whether a line is nothing but the number of a page: "2", "- 2 -", "Trang 2/9".
pub(super) fn is_page_number(line: &str) -> bool {
    // Nearly every line ends with a letter or a full stop.
    if line
        .bytes()
        .next_back()
        .is_some_and(|last| last.is_ascii_alphabetic() || last.is_ascii_punctuation() && last != b'-')
    {
        return false;
    }
    let bare = line.trim().trim_matches(['-', '–', '—', ' ']);
    let bare = bare.strip_prefix("Trang").or_else(|| bare.strip_prefix("trang")).unwrap_or(bare).trim_start();
    let mut parts = bare.splitn(2, '/').map(str::trim);
    parts.all(|part| (1..=LONGEST).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Whether a number alone on its line, between what stands `before` and `after` it, can only be that of a page: both
/// are parts of one reference, and the number fits between them in no way.
pub(super) fn cuts_reference(before: &str, number: &str, after: &str) -> bool {
    let (before, after) = (before.trim_end(), after.trim_start());
    let last = last_word(before);
    let first = after.split_whitespace().next().unwrap_or_default();
    let starts_number = is_number(first, |rest| rest.starts_with(['/', '-']) && rest.len() > 1);
    let starts_date = is_number(first, |rest| rest.starts_with(['/', '-', '.']) && rest.len() > 2);
    let second = after.split_whitespace().nth(1).unwrap_or_default();
    let digits = first.bytes().all(|byte| byte.is_ascii_digit());
    if is_open(before) {
        // "30/⏎2020⏎/NĐ-CP" has its year there.
        return starts_part(after) && !(number.trim().len() == LONGEST && after.starts_with(['/', '-']));
    }
    match last {
        "số" | "Số" => starts_number,
        "ngày" => starts_date || digits && second == "tháng",
        "tháng" => digits && second == "năm",
        "năm" => digits && first.len() == 4 && number.trim().len() < 3,
        _ if is_number(last, |rest| rest.starts_with(['/', '-'])) => {
            first == "ngày" && second.starts_with(|c: char| c.is_ascii_digit())
                || after.starts_with('/') && !last.ends_with(|c: char| c.is_alphabetic())
        }
        // "ngày 05⏎2⏎tháng 3"
        _ if is_number(last, str::is_empty) && last_word(before_last(before)) == "ngày" => first == "tháng",
        // "số 30⏎2⏎/2020/NĐ-CP"
        _ if is_number(last, str::is_empty) => after.starts_with('/') && last_word(before_last(before)) == "số",
        _ => {
            first == "số"
                && last.ends_with(char::is_lowercase)
                && is_number(second, |rest| rest.starts_with(['/', '-']))
        }
    }
}

/// Whether the text ends inside a số/ký hiệu: "2236/QĐ-", "30/2020/", "29-".
pub(super) fn is_open(text: &str) -> bool {
    let signs = |c: char| matches!(c, '/' | '-' | '–' | '‑');
    let text = text.trim_end();
    if !text.ends_with(signs) {
        return false;
    }
    let text = ending(text);
    let word = match text.rsplit_once(char::is_whitespace) {
        // "2236/QĐ -"
        Some((before, sign)) if sign.chars().all(signs) => last_word(before),
        _ => last_word(text),
    };
    is_number(word, |rest| rest.is_empty() || rest.starts_with(signs))
        && (word.contains(char::is_alphabetic) || last_word(before_last(text)).to_lowercase() == "số")
}

/// Whether a text goes on with the rest of a symbol: "BGDĐT ngày", "NĐ-CP", "/NĐ-CP".
pub(super) fn starts_part(text: &str) -> bool {
    let text = text.trim_start().trim_start_matches(['/', '-', '–']).trim_start();
    let word: &str = text.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    let capitals = word.chars().filter(|c| c.is_uppercase()).count();
    let year = word.len() == 4 && word.bytes().all(|byte| byte.is_ascii_digit()) && text[4..].starts_with(['/', '-']);
    year || capitals >= 2
        || capitals == 1 && word.chars().count() <= 3 && word.chars().skip(1).all(|c| c.is_ascii_digit())
}

/// The words at the end of a text that can be a reference.
fn ending(text: &str) -> &str {
    let Some(from) = text.len().checked_sub(LONGEST_REFERENCE) else { return text };
    let from = (from..text.len()).find(|at| text.is_char_boundary(*at)).unwrap_or(text.len());
    text[from..].split_once(char::is_whitespace).map_or("", |(_, rest)| rest)
}

fn last_word(text: &str) -> &str {
    text.trim_end().rsplit(char::is_whitespace).next().unwrap_or_default()
}

fn before_last(text: &str) -> &str {
    text.trim_end().rsplit_once(char::is_whitespace).map_or("", |(before, _)| before)
}

/// Whether a word begins with the digits of an ordinal and goes on with what `fits`.
fn is_number(word: &str, fits: impl Fn(&str) -> bool) -> bool {
    let digits = word.bytes().take_while(u8::is_ascii_digit).count();
    (1..=6).contains(&digits) && fits(&word[digits..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn running_heads_go_with_their_page_number() {
        for (line, left) in [
            ("CÔNG BÁO/Số 1523 + 1524/Ngày 29-12-2024", ""),
            ("2 CÔNG BÁO/Số 275/Ngày 15-05-2026", ""),
            ("CÔNG BÁO/ Số 275/Ngày 15-05-2026 102", ""),
            ("số 2236/QĐ- CÔNG BÁO/Số 275/Ngày 15-05-2026 45 BGDĐT", "số 2236/QĐ-  BGDĐT"),
            ("số CÔNG BÁO/Số 275/Ngày 15-05-2026 12/2020/NĐ-CP", "số  12/2020/NĐ-CP"),
            ("Đăng CÔNG BÁO và niêm yết", "Đăng CÔNG BÁO và niêm yết"),
            ("CÔNG BÁO/Số", "CÔNG BÁO/Số"),
        ] {
            let mut rest = String::new();
            let mut at = 0;
            for head in running_heads(line) {
                rest.push_str(&line[at..head.start]);
                at = head.end;
            }
            rest.push_str(&line[at..]);
            assert_eq!(rest, left, "{line}");
        }
    }

    #[test]
    fn a_page_number_is_told_from_a_part() {
        for (before, number, after, cut) in [
            ("Quyết định số 2236/QĐ-", "2", "BGDĐT ngày 23/8/2024", true),
            ("Quyết định số 2236/QĐ -", "- 2 -", "BGDĐT", true),
            ("Nghị quyết số 29-", "2", "NQ/TW", true),
            ("Nghị định số 30/2020/", "12", "NĐ-CP", true),
            ("Nghị định số", "2", "39/2016/NĐ-CP", true),
            ("Quyết định số 2236/QĐ-BGDĐT", "2", "ngày 23/8/2024", true),
            ("Nghị định số 30/2020", "2", "/NĐ-CP", true),
            ("Nghị định số 30", "2", "/2020/NĐ-CP", true),
            ("theo Nghị định", "2", "số 30/2020/NĐ-CP", true),
            ("số 30/2020/NĐ-CP ngày", "2", "05/3/2020", true),
            ("số 30/2020/NĐ-CP ngày", "2", "05 tháng 3 năm 2020", true),
            ("số 30/2020/NĐ-CP ngày 05 tháng", "2", "3 năm 2020", true),
            ("số 30/2020/NĐ-CP ngày 05", "2", "tháng 3 năm 2020", true),
            // A part of the reference, or a number that means something.
            ("Quyết định số", "45", "/QĐ-UBND", false),
            ("Nghị định số 30/", "2020", "/NĐ-CP", false),
            ("Thông tư số", "22", "ngày 05/9/2020", false),
            ("ngày", "05", "tháng 3 năm 2020", false),
            ("ngày 05 tháng", "3", "năm 2020", false),
            ("trong thời hạn", "30", "ngày kể từ", false),
            ("Công ty TNHH A-", "7", "Công ty Cổ phần", false),
            ("giai đoạn 2021-", "2", "Tổ chức", false),
        ] {
            assert!(is_page_number(number));
            assert_eq!(cuts_reference(before, number, after), cut, "{before} {number} {after}");
        }
    }

    #[test]
    fn what_ends_inside_a_number() {
        for (text, open) in [
            ("Quyết định số 2236/QĐ-", true),
            ("2236/QĐ -", true),
            ("số 30/2020/", true),
            ("số 29-", true),
            ("giai đoạn 2021-", false),
            ("và/", false),
            ("thi hành./", false),
            ("2236/QĐ-BGDĐT", false),
        ] {
            assert_eq!(is_open(text), open, "{text}");
        }
    }
}
