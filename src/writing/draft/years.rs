//! School years in texts: `2023-2024` and `2023 - 2024` become those of the next year, in the manner they are written.

use regex::Regex;
use std::sync::LazyLock;

static SPAN: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(\d+)(\s*[-–—]\s*)(\d+)").expect("a pattern of this file"));

/// `2023-2024` → (2023, 2024); `None` for anything else than two years that follow each other.
pub fn parse(year: &str) -> Option<(u16, u16)> {
    let (first, second) = year.split_once('-')?;
    let both_plain = [first, second].iter().all(|part| part.len() == 4 && part.bytes().all(|b| b.is_ascii_digit()));
    let (first, second) = (first.parse().ok()?, second.parse().ok()?);
    (both_plain && first >= 1900 && second == first + 1).then_some((first, second))
}

/// The school year after this one.
pub fn next(year: &str) -> Option<String> {
    let (first, second) = parse(year)?;
    Some(format!("{}-{}", first + 1, second + 1))
}

/// `text` with every mention of the school year `from` turned into `to`, dashes and spaces as they are; `None` where
/// `from` is not mentioned.
pub fn moved(text: &str, from: &str, to: &str) -> Option<String> {
    let ((first, second), (new_first, new_second)) = (parse(from)?, parse(to)?);
    let mut out = String::with_capacity(text.len());
    let mut rest = 0;
    for found in SPAN.captures_iter(text) {
        if found[1] == first.to_string() && found[3] == second.to_string() {
            let whole = found.get(0)?;
            out.push_str(&text[rest..whole.start()]);
            out.push_str(&format!("{new_first}{}{new_second}", &found[2]));
            rest = whole.end();
        }
    }
    (rest > 0).then(|| out + &text[rest..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn years_move_in_the_manner_they_are_written() {
        for (text, moved_text) in [
            ("Về nhiệm vụ năm học 2023-2024", Some("Về nhiệm vụ năm học 2024-2025")),
            ("năm học 2023 - 2024 và 2023–2024", Some("năm học 2024 - 2025 và 2024–2025")),
            ("sơ kết 2022-2023, nhiệm vụ 2023 -2024", Some("sơ kết 2022-2023, nhiệm vụ 2024 -2025")),
            ("giai đoạn 2021-2025", None),
            ("số 12023-2024", None),
            ("năm 2023", None),
            ("2023-20245", None),
        ] {
            assert_eq!(moved(text, "2023-2024", "2024-2025").as_deref(), moved_text, "{text}");
        }
    }

    #[test]
    fn a_school_year_is_two_years_that_follow_each_other() {
        assert_eq!(next("2023-2024").as_deref(), Some("2024-2025"));
        for bad in ["2023", "2023-2025", "2023-2023", "23-24", "a-b", "2023-2024-2025", "+023-0024", ""] {
            assert_eq!(next(bad), None, "{bad}");
        }
    }
}
