//! Departments of provinces and districts: "Sở GD&ĐT", "Phòng Giáo dục và Đào tạo", `SGDĐT`.
//! In: folded text after "Sở"/"Phòng", or an abbreviation. Out: the department's name without place.

use super::folded::Folded;
use super::lexicon::Lexicon;
use super::place;
use crate::content::registry::{DEPARTMENTS, DepartmentRow};
use crate::text::fold;
use std::sync::LazyLock;

/// A field with its spellings, each as words.
type SpelledField = (&'static str, Vec<Vec<String>>);

/// Each field with the words of its spellings.
static SPELLINGS: LazyLock<Vec<SpelledField>> = LazyLock::new(|| {
    let words = |spelling: &str| {
        spelling.split([' ', ',', '-']).filter(|word| !word.is_empty()).map(str::to_owned).collect::<Vec<_>>()
    };
    let spellings = |row: &DepartmentRow| {
        let own = words(&fold(row.name));
        (row.name, std::iter::once(own).chain(row.shortened.iter().map(|spelling| words(spelling))).collect())
    };
    DEPARTMENTS.iter().map(spellings).collect()
});

/// Reads the field after `first` ("Sở", "Phòng"); the department's name and the place after it.
pub fn read(folded: &Folded<'_>, lexicon: &Lexicon, first: &str, at: usize) -> Option<(String, usize)> {
    let mut best: Option<(&str, usize)> = None;
    for (name, spellings) in &*SPELLINGS {
        for spelling in spellings {
            if let Some(end) = words_over_signs(folded, at, spelling)
                && best.is_none_or(|(_, farthest)| end > farthest)
            {
                best = Some((name, end));
            }
        }
    }
    // "Sở Giáo dục Lào Cai" but not "Sở Giáo dục nghề nghiệp": a short field must be followed by a place or an end.
    let (name, end) = best?;
    let next = folded.skip_space(end);
    let goes_on = folded.byte(end) == b' '
        && folded.is_upper(next)
        && lexicon.province_at(folded, next).is_none()
        && !place::names_unit(folded, next)
        && !place::has_name(folded, end);
    (!goes_on || !spelled_short(name, folded, at, end)).then(|| (format!("{first} {name}"), end))
}

fn spelled_short(name: &str, folded: &Folded<'_>, at: usize, end: usize) -> bool {
    folded.bytes[at..end] != *fold(name).as_bytes()
}

/// The end of `words` at `at`; a sign with optional spaces may stand for each space.
pub(super) fn words_over_signs(folded: &Folded<'_>, at: usize, words: &[String]) -> Option<usize> {
    let mut end = at;
    for (index, word) in words.iter().enumerate() {
        if index > 0 {
            let mut next = folded.skip_space(end);
            if matches!(folded.byte(next), b'&' | b'-' | b',') {
                next = folded.skip_space(next + 1);
            }
            if next == end {
                return None;
            }
            end = next;
        }
        end = folded.words_at(end, word)?;
    }
    Some(end)
}

/// The department that an abbreviation names (`SGD&ĐT`), and whether it is a province's.
pub fn of_code(code: &str) -> Option<(String, bool)> {
    let folded: String = fold(code).chars().filter(char::is_ascii_alphanumeric).collect();
    let (first, of_province) = match folded.as_bytes().first()? {
        b's' => ("Sở", true),
        b'p' => ("Phòng", false),
        _ => return None,
    };
    let row = DEPARTMENTS.iter().find(|row| row.codes.contains(&&folded[1..]))?;
    Some((format!("{first} {}", row.name), of_province))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::registry::Registries;

    #[test]
    fn fields_in_all_spellings() {
        let lexicon = Lexicon::new(&Registries::built_in());
        for (text, name) in [
            ("GD&ĐT tỉnh", Some("Sở Giáo dục và Đào tạo")),
            ("GD & ĐT,", Some("Sở Giáo dục và Đào tạo")),
            ("Giáo dục và Đào tạo Lào Cai", Some("Sở Giáo dục và Đào tạo")),
            ("Lao động – Thương binh và Xã hội", Some("Sở Lao động - Thương binh và Xã hội")),
            ("Lao động Thương binh và Xã hội", Some("Sở Lao động - Thương binh và Xã hội")),
            ("Tài chính về", Some("Sở Tài chính")),
            ("Thú Kiểng", None),
        ] {
            let read = read(&Folded::new(text), &lexicon, "Sở", 0);
            assert_eq!(read.as_ref().map(|(name, _)| name.as_str()), name, "{text}");
        }
        assert_eq!(of_code("SGD&ĐT"), Some(("Sở Giáo dục và Đào tạo".to_owned(), true)));
        assert_eq!(of_code("PGDĐT"), Some(("Phòng Giáo dục và Đào tạo".to_owned(), false)));
        assert_eq!(of_code("TTg"), None);
    }
}
