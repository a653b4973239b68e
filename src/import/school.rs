//! Bodies that no registry can know all of: schools, centres, faculties, institutes, associations.
//!
//! In: the lines of the head that name who issued a document, its text. Out: the body, with the name as the text writes it
//! and a key that its province belongs to, for every province has a "Trường THPT số 1".

use super::flow::ImportPlace;
use super::found::{OfficialLayout, ReadValue};
use super::issuer::{IssuingBody, place_of, province_above, title_case};
use super::join::is_capitals;
use crate::content::registry::{Issuers, Level, LocalBody, System};
use crate::text::name_key;

/// How the names of such bodies begin, and whom they belong to.
const BEGINNINGS: [(&str, System); 32] = [
    ("trường", System::State),
    ("trung tâm", System::State),
    ("khoa", System::State),
    ("viện", System::State),
    ("học viện", System::State),
    ("đại học", System::State),
    ("nhà", System::State),
    ("bệnh viện", System::State),
    ("trạm", System::State),
    ("thư viện", System::State),
    ("bảo tàng", System::State),
    ("chi cục", System::State),
    ("cục", System::State),
    ("ban quản lý", System::State),
    ("ban chỉ đạo", System::State),
    ("ban tổ chức", System::State),
    ("hội đồng", System::State),
    ("văn phòng", System::State),
    ("phòng", System::State),
    ("công ty", System::State),
    ("quỹ", System::State),
    ("hội", System::Union),
    ("hiệp hội", System::Union),
    ("câu lạc bộ", System::Union),
    ("liên minh", System::Union),
    ("liên đoàn", System::Union),
    ("liên hiệp", System::Union),
    ("công đoàn", System::Union),
    ("đoàn", System::Union),
    ("chi bộ", System::Party),
    ("đảng bộ", System::Party),
    ("đảng ủy", System::Party),
];

/// Words of such names that are written with a capital first letter each, as one.
const PHRASES: [&str; 34] = [
    "tiểu học",
    "trung học cơ sở",
    "trung học phổ thông",
    "phổ thông",
    "mầm non",
    "mẫu giáo",
    "dân tộc nội trú",
    "dân tộc bán trú",
    "nội trú",
    "bán trú",
    "cao đẳng",
    "đại học",
    "trung cấp",
    "giáo dục",
    "giáo dục thường xuyên",
    "giáo dục nghề nghiệp",
    "sư phạm",
    "chính trị",
    "hướng nghiệp",
    "kỹ thuật tổng hợp",
    "công nghệ thông tin",
    "khoa học",
    "công nghệ",
    "khuyến học",
    "phụ nữ",
    "nông dân",
    "cựu chiến binh",
    "chữ thập đỏ",
    "y tế",
    "văn hóa",
    "thể thao",
    "du lịch",
    "đào tạo",
    "quản lý",
];

/// The body that the last lines of the head name.
pub(super) fn of_lines(layout: &OfficialLayout, whole: &str, issuers: &Issuers) -> Option<ReadValue<IssuingBody>> {
    let lines = &layout.issuer_lines;
    let (at, system) = lines.iter().enumerate().rev().find_map(|(at, (_, text))| Some((at, system_of(text)?)))?;
    let at = first_line(lines, at);
    let printed = lines[at..].iter().map(|(_, text)| text.as_str()).collect::<Vec<_>>().join(" ");
    // "TỈNH ỦY LÀO CAI / VĂN PHÒNG": whose office it is stands above it.
    let bare = BARE.contains(&&*name_key(&printed)) && at > 0;
    let system = if bare && is_party(&lines[at - 1].1) { System::Party } else { system };
    let name = match lines.get(at.wrapping_sub(1)).filter(|_| bare) {
        Some((_, above)) => format!("{} {}", by_rule(&printed), as_written(above, whole)),
        None => as_written(&printed, whole),
    };
    let quoted = lines.iter().map(|(_, text)| text.as_str()).collect::<Vec<_>>().join(" / ");
    let above = lines[..at].iter().rev().find_map(|(_, text)| place_of(text, issuers));
    let province = province_above(layout, issuers);
    let found = province.as_deref().and_then(|name| issuers.provinces().iter().find(|province| province.name == name));
    let mut issuer = match found {
        Some(row) => issuers.local(LocalBody::Named(&name, system), Level::Province, &row.unit_word, &row.name),
        None => {
            let (level, word, place) = above.clone()?;
            issuers.local(LocalBody::Named(&name, system), level, &word, &place)
        }
    };
    if let Some(row) = issuers.get(&issuer.key) {
        let body = IssuingBody { issuer: row.clone(), known: true };
        return Some(ReadValue::sure(body, lines[0].0, quoted));
    }
    // A school of a commune is named by it and lies in it; its key has the province all the same.
    if let (Some((level, _, place)), Some(_)) = (above.filter(|(level, ..)| *level != Level::Province), &province) {
        (issuer.level, issuer.place) = (level, Some(place));
    }
    if is_school(&name) {
        issuer.level = Level::School;
    }
    issuer.province = province;
    issuer.official_name = name;
    Some(ReadValue::sure(IssuingBody { issuer, known: false }, lines[0].0, quoted))
}

/// Whether a name is that of a school, or of a centre that teaches as one.
fn is_school(name: &str) -> bool {
    const SCHOOLS: [&str; 6] = ["trường ", "nhà trẻ ", "học viện ", "trung tâm gd", "trung tâm giáo dục ", "đại học "];
    let key = name_key(name);
    SCHOOLS.iter().any(|word| key.starts_with(word))
}

/// Bodies whose name is only whole with the one above them.
const BARE: [&str; 6] =
    ["văn phòng", "ban tổ chức", "ban tuyên giáo và dân vận", "ủy ban kiểm tra", "ban nội chính", "thanh tra"];

fn is_party(line: &str) -> bool {
    ["tỉnh ủy", "thành ủy", "huyện ủy", "quận ủy", "đảng ủy", "đảng bộ", "thị ủy"]
        .iter()
        .any(|word| name_key(line).starts_with(word))
}

/// The system of a body whose name begins so.
fn system_of(text: &str) -> Option<System> {
    let key = name_key(text);
    let fits = |word: &str| key.strip_prefix(word).is_some_and(|rest| rest.starts_with(' '));
    if key.starts_with("khoa học") {
        return None;
    }
    if BARE.contains(&&*key) {
        return Some(System::State);
    }
    BEGINNINGS.iter().filter(|(word, _)| fits(word)).max_by_key(|(word, _)| word.len()).map(|(_, system)| *system)
}

/// Whether a line begins the name of a body of its own.
pub(super) fn begins_body(line: &str) -> bool {
    system_of(line).is_some() || name_key(line).starts_with("sở ")
}

/// "VĂN PHÒNG ĐOÀN ĐẠI BIỂU QUỐC HỘI VÀ / HỘI ĐỒNG NHÂN DÂN": where the name that line `at` is part of begins.
fn first_line(lines: &[(ImportPlace, String)], mut at: usize) -> usize {
    while at > 0 && name_key(&lines[at - 1].1).ends_with(" và") {
        at -= 1;
    }
    at
}

/// The name as the text itself writes it, else by the rules for names: capitals of abbreviations stay.
fn as_written(printed: &str, whole: &str) -> String {
    if !is_capitals(printed) {
        return printed.to_owned();
    }
    let lower = printed.to_lowercase();
    let folded = whole.to_lowercase();
    // Lower case may have other lengths than capitals: only where it has not, bytes are the same.
    if folded.len() == whole.len() {
        let found = folded.match_indices(&lower).map(|(at, found)| &whole[at..at + found.len()]);
        if let Some(written) =
            found.into_iter().find(|found| !is_capitals(found) && found.starts_with(char::is_uppercase))
        {
            return written.to_owned();
        }
    }
    by_rule(printed)
}

fn by_rule(printed: &str) -> String {
    const SMALL: [&str; 12] = ["và", "của", "các", "cho", "về", "trên", "tại", "tỉnh", "huyện", "quận", "xã", "phường"];
    const UNITS: [&str; 3] = ["thành phố", "thị xã", "thị trấn"];
    let words: Vec<&str> = printed.split_whitespace().collect();
    let lower: Vec<String> = words.iter().map(|word| word.to_lowercase()).collect();
    let mut written: Vec<String> = Vec::with_capacity(words.len());
    while written.len() < words.len() {
        let at = written.len();
        let fits = |phrase: &&&str| {
            let parts: Vec<&str> = phrase.split(' ').collect();
            lower[at..].len() >= parts.len() && lower[at..].iter().zip(&parts).all(|(word, part)| word == part)
        };
        let kinds = BEGINNINGS.iter().map(|(word, _)| word).filter(|_| at == 0);
        let phrase = PHRASES.iter().chain(kinds).filter(fits).max_by_key(|phrase| phrase.len());
        if let Some(unit) = UNITS.iter().find(|unit| at > 0 && fits(unit)) {
            written.extend(unit.split(' ').map(str::to_owned));
        } else if let Some(phrase) = phrase {
            let length = phrase.split(' ').count();
            let mut letters = phrase.chars();
            let first = letters.next().map(|c| c.to_uppercase().collect::<String>()).unwrap_or_default();
            written.extend((first + letters.as_str()).split(' ').map(str::to_owned));
            debug_assert_eq!(written.len(), at + length);
        } else if SMALL.contains(&lower[at].as_str()) {
            written.push(lower[at].clone());
        } else if is_abbreviation(&lower[at]) {
            written.push(words[at].to_owned());
        } else {
            written.push(title_case(words[at]));
        }
    }
    written.join(" ")
}

/// "THPT", "GD&ĐT", "TH": no syllable has no vowel.
fn is_abbreviation(word: &str) -> bool {
    let folded = crate::text::fold(word);
    !folded.contains(['a', 'e', 'i', 'o', 'u', 'y']) || matches!(folded.as_str(), "ubnd" | "dtnt" | "ptdtbt")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_in_capitals_are_written_as_texts_do() {
        for (printed, written) in [
            ("TRƯỜNG THPT SỐ 1", "Trường THPT Số 1"),
            ("TRƯỜNG TIỂU HỌC KIM ĐỒNG", "Trường Tiểu học Kim Đồng"),
            ("TRƯỜNG PTDTBT THCS SAN SẢ HỒ", "Trường PTDTBT THCS San Sả Hồ"),
            ("TRUNG TÂM GDNN-GDTX BẮC HÀ", "Trung tâm GDNN-GDTX Bắc Hà"),
            ("TRƯỜNG CAO ĐẲNG SƯ PHẠM", "Trường Cao đẳng Sư phạm"),
            ("HỘI KHUYẾN HỌC", "Hội Khuyến học"),
            ("ĐẢNG ỦY XÃ BẢN LẦU", "Đảng ủy xã Bản Lầu"),
            ("TRUNG TÂM GDNN-GDTX HUYỆN BẮC HÀ", "Trung tâm GDNN-GDTX huyện Bắc Hà"),
            ("TRƯỜNG MẦM NON THỊ TRẤN SA PA", "Trường Mầm non thị trấn Sa Pa"),
        ] {
            assert_eq!(by_rule(printed), written);
        }
        let text = "Các lớp của Trường Tiểu học và Trung học cơ sở Nậm Cang thực hiện.";
        let name = as_written("TRƯỜNG TIỂU HỌC VÀ TRUNG HỌC CƠ SỞ NẬM CANG", text);
        assert_eq!(name, "Trường Tiểu học và Trung học cơ sở Nậm Cang");
    }
}
