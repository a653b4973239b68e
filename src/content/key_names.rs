//! Keys as a Vietnamese editor names them: `ngày ban hành:` means `date:`.
//!
//! In: an unknown key and the known ones. Out: the key that was meant.

use crate::text::fold;
use crate::text::suggest::nearest;

/// Vietnamese words for keys, folded, and the keys that they mean where a file has them, the first that it has.
const NAMES: [(&str, &[&str]); 56] = [
    ("loai", &["type"]),
    ("loai van ban", &["type"]),
    ("ten loai", &["type"]),
    ("so", &["number"]),
    ("so hieu", &["number"]),
    ("so ky hieu", &["number"]),
    ("so van ban", &["number"]),
    ("ky hieu", &["number"]),
    ("ngay", &["date"]),
    ("ngay ban hanh", &["date"]),
    ("ngay ky", &["date"]),
    ("ngay dang", &["published"]),
    ("ngay thong qua", &["adopted"]),
    ("thong qua", &["adopted"]),
    ("ngay cap nhat", &["updated"]),
    ("co quan", &["issuer"]),
    ("co quan ban hanh", &["issuer"]),
    ("noi ban hanh", &["issuer"]),
    ("trich yeu", &["title"]),
    ("tieu de", &["title"]),
    ("ten", &["name", "title"]),
    ("nam hoc", &["school_year"]),
    ("chu de", &["themes"]),
    ("nguoi ky", &["signer"]),
    ("chuc vu", &["position"]),
    ("ho ten", &["name"]),
    ("ho va ten", &["name"]),
    ("noi nhan", &["recipients"]),
    ("luu", &["archive"]),
    ("nguon", &["source"]),
    ("do mat", &["secrecy"]),
    ("dinh kem", &["attachments"]),
    ("tep dinh kem", &["attachments"]),
    ("tep", &["file"]),
    ("cac ban truoc", &["versions"]),
    ("ly do", &["reason"]),
    ("nhiem vu", &["tasks"]),
    ("thoi han", &["deadline"]),
    ("don vi", &["agency"]),
    ("vien dan", &["citations", "cites"]),
    ("can cu", &["basis"]),
    ("thuc hien", &["implements"]),
    ("huong dan", &["guides"]),
    ("sua doi", &["amends"]),
    ("sua doi bo sung", &["amends"]),
    ("thay the", &["replaces"]),
    ("bai bo", &["repeals"]),
    ("dinh chinh", &["corrects"]),
    ("hop nhat", &["consolidates"]),
    ("ghi chu", &["note", "notes"]),
    ("quan he", &["relations"]),
    ("ban nhap", &["draft"]),
    ("mo ta", &["description"]),
    ("khoa", &["key"]),
    ("ma", &["key", "id"]),
    ("ngon ngu", &["language"]),
];

/// The known key that was meant: by its Vietnamese name, else the nearest.
pub fn meant_key<'a>(written: &str, known: &[&'a str]) -> Option<&'a str> {
    let name = plain(written);
    let keys = NAMES.iter().find(|(vietnamese, _)| *vietnamese == name).map_or(&[][..], |(_, keys)| keys);
    let by_name = keys.iter().find_map(|key| known.iter().find(|one| one == &key).copied());
    by_name.or_else(|| nearest(written, known.iter().copied()))
}

/// Vietnamese words for values, folded.
const WORDS: [(&str, &str); 33] = [
    ("trung uong", "central"),
    ("tinh", "province"),
    ("thanh pho", "province"),
    ("huyen", "district"),
    ("quan", "district"),
    ("xa", "commune"),
    ("phuong", "commune"),
    ("truong", "school"),
    ("truong hoc", "school"),
    ("nha nuoc", "state"),
    ("chinh quyen", "state"),
    ("dang", "party"),
    ("doan the", "union"),
    ("cong doan", "union"),
    ("con hieu luc", "in-force"),
    ("het hieu luc", "expired"),
    ("het hieu luc mot phan", "partly-expired"),
    ("chua co hieu luc", "not-yet"),
    ("tam ngung", "suspended"),
    ("thu hoi", "withdrawn"),
    ("dinh chinh", "correction"),
    ("sua doi", "amendment"),
    ("sua doi bo sung", "amendment"),
    ("hop nhat", "consolidation"),
    ("sua loi sao chep", "copying"),
    ("tat", "off"),
    ("luu y", "info"),
    ("canh bao", "warning"),
    ("loi", "error"),
    ("tieng viet", "vi"),
    ("vietnamese", "vi"),
    ("tieng anh", "en"),
    ("english", "en"),
];

/// The word that was meant, one of `words`: by its Vietnamese name, else the nearest.
pub fn meant_word<'a>(written: &str, words: &[&'a str]) -> Option<&'a str> {
    let name = plain(written);
    let meant = WORDS.iter().find(|(vietnamese, _)| *vietnamese == name).map(|(_, word)| *word);
    let by_name = words.iter().copied().find(|word| Some(*word) == meant);
    by_name.or_else(|| nearest(written, words.iter().copied()))
}

/// Folded words with one space between them.
fn plain(text: &str) -> String {
    let folded = fold(text);
    folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn vietnamese_names_and_slips_lead_to_the_key() {
        const KNOWN: [&str; 8] = ["type", "number", "date", "issuer", "title", "school_year", "themes", "note"];
        for (written, expected) in [
            ("tpye", Some("type")),
            ("Ngày ban hành", Some("date")),
            ("so_ky_hieu", Some("number")),
            ("số, ký hiệu", Some("number")),
            ("trích yếu", Some("title")),
            ("trich-yeu", Some("title")),
            ("năm học", Some("school_year")),
            ("schoolyear", Some("school_year")),
            ("theme", Some("themes")),
            ("ghi chú", Some("note")),
            ("người ký", None),
            ("màu nền", None),
        ] {
            assert_eq!(meant_key(written, &KNOWN), expected, "{written}");
        }
    }

    #[test]
    fn vietnamese_words_lead_to_the_value() {
        const LEVELS: [&str; 4] = ["central", "province", "district", "commune"];
        for (written, expected) in [
            ("tỉnh", Some("province")),
            ("Trung ương", Some("central")),
            ("provinse", Some("province")),
            ("nhà nước", None),
        ] {
            assert_eq!(meant_word(written, &LEVELS), expected, "{written}");
        }
    }
}
