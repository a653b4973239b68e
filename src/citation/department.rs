//! Departments of provinces and districts: "Sở GD&ĐT", "Phòng Giáo dục và Đào tạo", `SGDĐT`.
//! In: folded text after "Sở"/"Phòng", or an abbreviation. Out: the department's name without place.

use super::folded::Folded;
use super::lexicon::Lexicon;
use super::place;
use crate::text::fold;
use std::sync::LazyLock;

/// Fields: canonical name, other spellings, abbreviation in symbols (without S or P, `&` and `-` left out).
const FIELDS: [(&str, &[&str], &[&str]); 22] = [
    ("Giáo dục và Đào tạo", &["gd dt", "gddt", "giao duc dao tao", "giao duc"], &["gddt", "gd"]),
    (
        "Nông nghiệp và Phát triển nông thôn",
        &["nn ptnt", "nnptnt", "nong nghiep phat trien nong thon"],
        &["nnptnt", "nn"],
    ),
    ("Nông nghiệp và Môi trường", &["nn mt", "nnmt"], &["nnmt"]),
    ("Tài nguyên và Môi trường", &["tn mt", "tnmt"], &["tnmt"]),
    ("Thông tin và Truyền thông", &["tt tt", "tttt"], &["tttt"]),
    ("Khoa học và Công nghệ", &["kh cn", "khcn"], &["khcn"]),
    ("Kế hoạch và Đầu tư", &["kh dt", "khdt"], &["khdt"]),
    ("Lao động - Thương binh và Xã hội", &["ldtbxh", "ldtb xh", "ld tbxh"], &["ldtbxh"]),
    ("Văn hóa, Thể thao và Du lịch", &["vhttdl", "vhtt dl"], &["vhttdl"]),
    ("Văn hóa và Thể thao", &["vhtt", "vh tt"], &["vhtt"]),
    ("Dân tộc và Tôn giáo", &["dt tg", "dttg"], &["dttg"]),
    ("Giao thông vận tải", &["gtvt"], &["gtvt"]),
    ("Công Thương", &[], &["ct"]),
    ("Nội vụ", &[], &["nv"]),
    ("Tài chính", &[], &["tc"]),
    ("Y tế", &[], &["yt"]),
    ("Xây dựng", &[], &["xd"]),
    ("Tư pháp", &[], &["tp"]),
    ("Ngoại vụ", &[], &["ngv"]),
    ("Du lịch", &[], &["dl"]),
    ("Văn hóa - Xã hội", &["vh xh", "vhxh"], &["vhxh"]),
    ("Tài chính - Kế hoạch", &["tc kh", "tckh"], &["tckh"]),
];

/// A field with its spellings, each as words.
type Spelled = (&'static str, Vec<Vec<String>>);

/// Each field with the words of its spellings.
static SPELLINGS: LazyLock<Vec<Spelled>> = LazyLock::new(|| {
    let words = |spelling: &str| {
        spelling.split([' ', ',', '-']).filter(|word| !word.is_empty()).map(str::to_owned).collect::<Vec<_>>()
    };
    let spellings = |(name, others, _): &(&'static str, &[&str], _)| {
        let own = words(&fold(name));
        (*name, std::iter::once(own).chain(others.iter().map(|spelling| words(spelling))).collect())
    };
    FIELDS.iter().map(spellings).collect()
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
    let (name, _, _) = FIELDS.iter().find(|(_, _, codes)| codes.contains(&&folded[1..]))?;
    Some((format!("{first} {name}"), of_province))
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
