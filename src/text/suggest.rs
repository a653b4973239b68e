//! "Did you mean": finds the candidate nearest to what was written.

/// The nearest of `candidates` by edits on folded text, where it is near enough to be meant: at most a third of the
/// letters differ and at least three were written. Spaces, hyphens and underscores are one sign, marks and `đ` do not
/// count: who left them out meant the word. Ties go to the first. Where none is near, the only one that has all the
/// words written, in their order (`so-giao-duc` for `so-giao-duc-va-dao-tao-tinh-lao-cai`).
pub fn nearest<'a>(written: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wanted = letters(written);
    // One letter in two is another word.
    let wanted_length = wanted.chars().count();
    let allowed = if wanted_length < 3 { 0 } else { wanted_length / 3 };
    let mut best: Option<(usize, &str)> = None;
    let (mut holder, mut holders) = (None, 0);
    for candidate in candidates {
        let letters = letters(candidate);
        if holds_words(&letters, &wanted) {
            holder = holder.or(Some(candidate));
            holders += 1;
        }
        let length = letters.chars().count();
        if length.abs_diff(wanted_length) > allowed {
            continue;
        }
        let distance = distance(&wanted, &letters);
        if distance <= allowed && best.is_none_or(|(least, _)| distance < least) {
            best = Some((distance, candidate));
        }
    }
    best.map(|(_, candidate)| candidate).or(holder.filter(|_| holders == 1))
}

/// The nearest of `candidates`, at most `most`, the nearest first.
pub fn nearest_few<'a>(written: &str, candidates: impl IntoIterator<Item = &'a str>, most: usize) -> Vec<&'a str> {
    let mut left: Vec<&str> = candidates.into_iter().collect();
    let mut found = Vec::new();
    while found.len() < most
        && let Some(next) = nearest(written, left.iter().copied())
    {
        left.retain(|candidate| *candidate != next);
        found.push(next);
    }
    found
}

/// Folded, with one sign between words.
fn letters(text: &str) -> String {
    super::fold(text.trim()).replace([' ', '_'], "-")
}

/// Whether the words of `wanted`, two or more, are among those of `letters` in the same order.
fn holds_words(letters: &str, wanted: &str) -> bool {
    if letters.len() <= wanted.len() || !wanted.contains('-') {
        return false;
    }
    let mut words = letters.split('-');
    wanted.split('-').filter(|word| !word.is_empty()).all(|word| words.any(|other| other == word))
}

/// How many edits make `a` of `b`, both as they are to be compared; swapped neighbours are one edit
/// (optimal string alignment).
pub fn distance(a: &str, b: &str) -> usize {
    strsim::osa_distance(a, b)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_words_are_proposed_and_far_ones_are_not() {
        const KEYS: [&str; 5] = ["title", "themes", "number", "school_year", "attachments"];
        const ISSUERS: [&str; 5] = [
            "ubnd-tinh-lao-cai",
            "ubnd-tinh-yen-bai",
            "so-giao-duc-va-dao-tao-tinh-lao-cai",
            "bo-giao-duc-va-dao-tao",
            "tinh-uy-lao-cai",
        ];
        const THEMES: [&str; 5] = ["chuyen-doi-so", "an-toan-truong-hoc", "dao-duc-nha-giao", "do-dung", "thi-dua"];
        for (written, candidates, expected) in [
            ("tilte", &KEYS[..], Some("title")),
            ("schol_year", &KEYS, Some("school_year")),
            ("school year", &KEYS, Some("school_year")),
            ("School-Year", &KEYS, Some("school_year")),
            ("attachment", &KEYS, Some("attachments")),
            ("xyz", &KEYS, None),
            ("ti", &KEYS, None),
            ("", &KEYS, None),
            // Swapped, doubled, missing letters.
            ("ubnd-tinh-lao-cia", &ISSUERS, Some("ubnd-tinh-lao-cai")),
            ("ubnd-tihn-yen-bai", &ISSUERS, Some("ubnd-tinh-yen-bai")),
            ("udnb-tinh-lao-cai", &ISSUERS, Some("ubnd-tinh-lao-cai")),
            // As it is spoken, with marks, with spaces.
            ("UBND tỉnh Lào Cai", &ISSUERS, Some("ubnd-tinh-lao-cai")),
            ("ubnd tinh Yên Bái", &ISSUERS, Some("ubnd-tinh-yen-bai")),
            ("Bộ Giáo dục và Đào tạo", &ISSUERS, Some("bo-giao-duc-va-dao-tao")),
            ("bộ-giáo-dục-và-đào-tạo", &ISSUERS, Some("bo-giao-duc-va-dao-tao")),
            // A part of the words, where only one has them.
            ("so-giao-duc", &ISSUERS, Some("so-giao-duc-va-dao-tao-tinh-lao-cai")),
            ("lao-cai", &ISSUERS, None),
            ("giao-duc", &ISSUERS, None),
            // Marks left out or put in, đ and d.
            ("chuyển-đổi-số", &THEMES, Some("chuyen-doi-so")),
            ("Chuyển đổi số", &THEMES, Some("chuyen-doi-so")),
            ("chuyen-dôi-sô", &THEMES, Some("chuyen-doi-so")),
            ("chuyen-đoi-so", &THEMES, Some("chuyen-doi-so")),
            ("dao-đuc-nha-giao", &THEMES, Some("dao-duc-nha-giao")),
            ("Đồ dùng", &THEMES, Some("do-dung")),
            ("ĐỒ DÙNG", &THEMES, Some("do-dung")),
            ("do\u{302}\u{300} du\u{300}ng", &THEMES, Some("do-dung")),
            ("ddo-dungf", &THEMES, Some("do-dung")),
            ("thi đua", &THEMES, Some("thi-dua")),
            ("an-toan-hoc-duong", &THEMES, None),
        ] {
            assert_eq!(nearest(written, candidates.iter().copied()), expected, "{written}");
        }
    }
}
