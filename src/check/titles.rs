//! Comparing titles of one work as different texts write them. Tone placement, case, quotes, punctuation, dashes and
//! usual abbreviations do not count; a title cut short is no contradiction.
//!
//! In: titles. Out: [`TitleKey`]s and how two of them stand to each other.

use super::written::PERIOD_YEARS;
use crate::text::name_key;

/// The words of a title, to compare by.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct TitleKey(Vec<String>);

/// Abbreviations that texts use instead of the words, as [`name_key`] writes them.
const ABBREVIATIONS: [(&str, &str); 15] = [
    ("gdđt", "giáo dục và đào tạo"),
    ("gd&đt", "giáo dục và đào tạo"),
    ("ubnd", "ủy ban nhân dân"),
    ("hđnd", "hội đồng nhân dân"),
    ("gdpt", "giáo dục phổ thông"),
    ("gdmn", "giáo dục mầm non"),
    ("gdtx", "giáo dục thường xuyên"),
    ("gdnn", "giáo dục nghề nghiệp"),
    ("gdtc", "giáo dục thể chất"),
    ("thcs", "trung học cơ sở"),
    ("thpt", "trung học phổ thông"),
    ("cntt", "công nghệ thông tin"),
    ("cđs", "chuyển đổi số"),
    ("ttg", "thủ tướng chính phủ"),
    ("mtqg", "mục tiêu quốc gia"),
];

/// Words that open a title and say nothing of it.
const LEADS: [&str; 2] = ["v/v", "về"];

/// Words that come and go without a difference.
const FILLERS: [&str; 3] = ["việc", "các", "những"];

/// Words that two titles must share at their beginning before a difference behind them is one of wording, not of works.
const SHARED_BEGINNING: usize = 5;

/// How two titles stand to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Likeness {
    /// One is the other, or a part of it.
    Same,
    /// They begin alike, then differ: the end of an unquoted title is not known for sure.
    Drifted,
    /// They say different things.
    Different,
}

impl TitleKey {
    /// The key of `title`. Years of a period do not count: they are compared for themselves.
    pub fn new(title: &str) -> Self {
        let key = PERIOD_YEARS.replace_all(&name_key(title), "#").into_owned();
        let mut words = Vec::new();
        for word in
            key.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | ':' | '"' | '\'' | '(' | ')' | '.' | '-'))
        {
            match ABBREVIATIONS.iter().find(|(short, _)| *short == word) {
                Some((_, long)) => words.extend(long.split(' ').map(str::to_owned)),
                None if word.is_empty() || FILLERS.contains(&word) => {}
                None => words.push(word.to_owned()),
            }
        }
        for lead in LEADS {
            if words.len() > 1 && words[0] == lead {
                words.remove(0);
            }
        }
        Self(words)
    }

    /// How many words.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Compares two titles.
    pub fn likeness(&self, other: &Self) -> Likeness {
        let (short, long) = if self.0.len() <= other.0.len() { (self, other) } else { (other, self) };
        if short.0.is_empty() || long.0.windows(short.0.len()).any(|part| part == short.0) {
            return Likeness::Same;
        }
        let alike = short.0.iter().zip(&long.0).take_while(|(a, b)| a == b).count();
        if alike >= SHARED_BEGINNING { Likeness::Drifted } else { Likeness::Different }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_count_and_what_does() {
        for (a, b, likeness) in [
            ("Về đổi mới căn bản, toàn diện giáo dục", "đổi mới căn bản toàn diện giáo dục", Likeness::Same),
            ("về việc thực hiện Đề án “Khoẻ”", "Thực hiện đề án Khỏe", Likeness::Same),
            ("Sức khỏe học đường giai đoạn 2021 – 2025", "Sức khoẻ học đường giai đoạn 2021-2025", Likeness::Same),
            ("Sức khỏe học đường giai đoạn 2021-2025", "Sức khỏe học đường giai đoạn 2020-2025", Likeness::Same),
            ("Phê duyệt Đề án Xây dựng xã hội học tập", "Xây dựng xã hội học tập", Likeness::Same),
            ("về GDTX cấp THPT", "giáo dục thường xuyên cấp trung học phổ thông", Likeness::Same),
            ("về đổi mới giáo dục, đào tạo", "về đổi mới giáo dục", Likeness::Same),
            ("Phát triển ứng dựng dữ liệu về dân cư", "Phát triển ứng dụng dữ liệu về dân cư", Likeness::Different),
            (
                "tiếp tục đổi mới căn bản, toàn diện giáo dục",
                "tiếp tục đổi mới căn bản, phát triển toàn diện giáo dục",
                Likeness::Drifted,
            ),
            ("tăng cường chuyển đổi số", "phòng chống thiên tai", Likeness::Different),
        ] {
            assert_eq!(TitleKey::new(a).likeness(&TitleKey::new(b)), likeness, "{a} | {b}");
        }
    }
}
