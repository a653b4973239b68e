//! A work → the words by which official texts cite it, to be copied: "Chỉ thị số 06/CT-UBND ngày 31 tháng 8
//! năm 2024 của Ủy ban nhân dân tỉnh Lào Cai về nhiệm vụ trọng tâm năm học 2024-2025"; a section → the words
//! for the place: "khoản 2 Mục II".
//!
//! In: what is known of a work; sections of a document. Out: one line of text and what is missing in it. The form
//! is that of Nghị định 30/2020/NĐ-CP, Phụ lục I, Phần I, Mục II, khoản 6 điểm b: tên loại, số, ký hiệu, thời gian
//! ban hành, tên cơ quan ban hành, trích yếu; laws and ordinances by type and name alone. What is not known is
//! left out and named, never guessed.

use crate::content::registry::types::NamedBy;
use crate::content::registry::{DocumentType, Registries};
use crate::corpus::Work;
use crate::document::{Label, Section, Unit};
use crate::text::date::{WorkDate, vietnamese_long};
use crate::text::name_key;
use std::borrow::Cow;

/// A work cited as official texts do, with what that form asks for and is not known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfficialCitation {
    /// In one line, without a full stop.
    pub text: String,
    /// Keys of the catalogue: `page-cite-number`, `page-cite-date`, `page-cite-issuer`, `page-cite-title`.
    pub missing: Vec<&'static str>,
}

/// What a citation is made of.
#[derive(Clone, Copy, Debug)]
struct CitingParts<'a> {
    /// The type, where the registry has it.
    kind: Option<&'a DocumentType>,
    /// Type in words.
    kind_name: &'a str,
    number: Option<&'a str>,
    date: Option<WorkDate>,
    issuer: Option<&'a str>,
    title: Option<&'a str>,
}

/// How `work` is cited; the issuer by its official name, where the registry has it.
pub fn citation(registries: &Registries, work: &Work) -> OfficialCitation {
    let registered = work.issuer.as_deref().and_then(|key| registries.issuers.get(key));
    cited(&CitingParts {
        kind: work.kind.as_deref().and_then(|key| registries.types.get(key)),
        kind_name: &work.kind_name,
        number: work.number.as_ref().map(|number| number.as_str()),
        date: work.date,
        issuer: registered.map(|issuer| issuer.official_name.as_str()).or(work.issuer_name.as_deref()),
        title: work.title.as_deref(),
    })
}

fn cited(of: &CitingParts<'_>) -> OfficialCitation {
    let named = of.kind.and_then(|kind| kind.names.named);
    if let (Some(NamedBy::Title), Some(title)) = (named, of.title) {
        return OfficialCitation { text: type_and_title(of.kind_name, title), missing: Vec::new() };
    }
    let mut missing = Vec::new();
    let mut text = of.kind_name.to_owned();
    let mut add = |part: Option<String>, key| match part {
        Some(part) => {
            text.push(' ');
            text.push_str(&part);
        }
        None => missing.push(key),
    };
    add(of.number.map(|number| format!("số {number}")), "page-cite-number");
    add(of.date.map(date_in_words), "page-cite-date");
    add(of.issuer.map(|issuer| format!("của {issuer}")), "page-cite-issuer");
    let is_letter = of.kind.is_some_and(|kind| kind.form.letter);
    add(of.title.map(|title| about(title, is_letter).into_owned()), "page-cite-title");
    // A day may be unknown where the year is not.
    if matches!(of.date, Some(WorkDate::Year(_))) {
        missing.push("page-cite-date");
    }
    OfficialCitation { text, missing }
}

fn date_in_words(date: WorkDate) -> String {
    match date {
        WorkDate::Day(day) => vietnamese_long(day),
        WorkDate::Year(year) => format!("năm {year}"),
    }
}

/// "Luật Giáo dục", whether or not the title has the type in it.
fn type_and_title(kind_name: &str, title: &str) -> String {
    match name_key(title).starts_with(&name_key(kind_name)) {
        true => title.to_owned(),
        false => format!("{kind_name} {title}"),
    }
}

/// Words that a trích yếu begins with and that go on in lower case after the issuer. Others stand in quotation marks:
/// what begins with a name must keep its capital.
const GO_ON: [&str; 44] = [
    "về",
    "ban hành",
    "bãi bỏ",
    "bổ nhiệm",
    "bổ sung",
    "chấn chỉnh",
    "công bố",
    "công nhận",
    "đẩy mạnh",
    "điều chỉnh",
    "đính chính",
    "đổi mới",
    "giải thích",
    "giao",
    "hợp nhất",
    "hướng dẫn",
    "huy động",
    "kết luận",
    "kiểm tra",
    "kiện toàn",
    "mua sắm",
    "nâng cao",
    "phân bổ",
    "phân cấp",
    "phát động",
    "phát triển",
    "phê chuẩn",
    "phê duyệt",
    "phòng, chống",
    "quản lý",
    "quy định",
    "rà soát",
    "sáp nhập",
    "sắp xếp",
    "sửa đổi",
    "tăng cường",
    "thành lập",
    "thay thế",
    "thí điểm",
    "thông qua",
    "thực hiện",
    "tiếp tục",
    "tổ chức",
    "triển khai",
];

/// The trích yếu as it goes on after the issuer.
fn about(title: &str, is_letter: bool) -> Cow<'_, str> {
    let key = title.to_lowercase();
    if let Some(rest) = key.strip_prefix("v/v") {
        let rest = title[title.len() - rest.len()..].trim_start();
        return Cow::Owned(format!("về việc {}", lower(rest)));
    }
    let goes_on = |word: &str| key.strip_prefix(word).is_some_and(|rest| rest.starts_with([' ', ',']));
    match (GO_ON.iter().any(|word| goes_on(word)), is_letter) {
        (true, true) if !key.starts_with("về ") => Cow::Owned(format!("về việc {}", lower(title))),
        (true, _) => Cow::Owned(lower(title)),
        (false, true) => Cow::Owned(format!("về việc {title}")),
        (false, false) if title.starts_with(char::is_lowercase) => Cow::Borrowed(title),
        (false, false) if title.contains('“') => Cow::Owned(format!("về {title}")),
        (false, false) => Cow::Owned(format!("“{title}”")),
    }
}

fn lower(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

/// The place of a section in words, from the inside out: "khoản 2 Mục II", "điểm a khoản 2 Điều 5". Items of
/// administrative documents are called by the steps of the same decree (Phụ lục I, Phần I, Mục V): mục, khoản, điểm. A
/// heading without a number is called by its title.
pub fn place(sections: &[Section], index: usize) -> String {
    let mut words: Vec<String> = Vec::new();
    let mut at = Some(index);
    while let Some(section) = at.and_then(|at| sections.get(at)) {
        let Some(label) = &section.label else {
            words.push(unnumbered(section));
            break;
        };
        let above = section.parent.and_then(|parent| sections.get(parent));
        words.push(format!("{} {}", unit_word(label, above), label.text));
        at = next_above(label.unit, sections, section.parent);
    }
    words.join(" ")
}

fn unnumbered(section: &Section) -> String {
    if section.level == 0 { "phần mở đầu".to_owned() } else { format!("mục “{}”", section.title) }
}

/// Articles count through the whole text, past all parts and chapters; only an annex or an
/// attached text begins again.
fn next_above(unit: Unit, sections: &[Section], parent: Option<usize>) -> Option<usize> {
    if unit != Unit::Article {
        return parent;
    }
    let begins_again = |at: &usize| {
        sections[*at].level > 0 && sections[*at].label.as_ref().is_none_or(|label| label.unit == Unit::Annex)
    };
    std::iter::successors(parent, |at| sections.get(*at)?.parent).find(begins_again)
}

fn unit_word(label: &Label, above: Option<&Section>) -> &'static str {
    let is_item = |section: &Section| section.label.as_ref().is_some_and(|label| label.unit == Unit::Item);
    let is_letter = label.text.starts_with(char::is_lowercase);
    match label.unit {
        Unit::Part => "Phần",
        Unit::Chapter => "Chương",
        Unit::SubItem => "Tiểu mục",
        Unit::Article => "Điều",
        Unit::Clause => "khoản",
        Unit::Point => "điểm",
        Unit::Annex => "Phụ lục",
        Unit::Item if is_letter || label.text.contains('.') => "điểm",
        Unit::Item if above.is_some_and(is_item) => "khoản",
        Unit::Item => "Mục",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::registry::Registries;
    use crate::source::Span;

    #[test]
    fn works_are_cited_as_the_decree_asks() {
        let types = Registries::built_in().types;
        let kind = |key| types.get(key);
        let full = CitingParts {
            kind: kind("chi-thi"),
            kind_name: "Chỉ thị",
            number: Some("06/CT-UBND"),
            date: WorkDate::parse_iso("2024-08-31"),
            issuer: Some("Ủy ban nhân dân tỉnh Lào Cai"),
            title: Some("Về nhiệm vụ trọng tâm năm học 2024-2025"),
        };
        let law = CitingParts { kind: kind("luat"), kind_name: "Luật", ..full };
        let letter =
            CitingParts { kind: kind("cong-van"), kind_name: "Công văn", number: Some("12/UBND-VX"), ..full };
        let decision =
            CitingParts { kind: kind("quyet-dinh"), kind_name: "Quyết định", issuer: Some("Bộ A"), ..full };
        let february = WorkDate::parse_iso("2020-02-05");
        for (parts, text) in [
            (
                full,
                "Chỉ thị số 06/CT-UBND ngày 31 tháng 8 năm 2024 của Ủy ban nhân dân tỉnh Lào Cai về nhiệm vụ trọng tâm năm học 2024-2025",
            ),
            (CitingParts { title: Some("Luật Giáo dục"), ..law }, "Luật Giáo dục"),
            (CitingParts { title: Some("Trẻ em"), ..law }, "Luật Trẻ em"),
            (
                CitingParts { title: None, ..full },
                "Chỉ thị số 06/CT-UBND ngày 31 tháng 8 năm 2024 của Ủy ban nhân dân tỉnh Lào Cai",
            ),
            (
                CitingParts { title: Some("V/v Nâng bậc lương"), date: february, ..letter },
                "Công văn số 12/UBND-VX ngày 05 tháng 02 năm 2020 của Ủy ban nhân dân tỉnh Lào Cai về việc nâng bậc lương",
            ),
            (
                CitingParts { title: Some("Hướng dẫn thi"), ..letter },
                "Công văn số 12/UBND-VX ngày 31 tháng 8 năm 2024 của Ủy ban nhân dân tỉnh Lào Cai về việc hướng dẫn thi",
            ),
            (
                CitingParts { title: Some("Phê duyệt Đề án “Xây dựng”"), ..decision },
                "Quyết định số 06/CT-UBND ngày 31 tháng 8 năm 2024 của Bộ A phê duyệt Đề án “Xây dựng”",
            ),
            (
                CitingParts { title: Some("Chương trình giáo dục"), ..decision },
                "Quyết định số 06/CT-UBND ngày 31 tháng 8 năm 2024 của Bộ A “Chương trình giáo dục”",
            ),
            (
                CitingParts { title: Some("Giao thông nông thôn"), date: WorkDate::parse_iso("2013"), ..decision },
                "Quyết định số 06/CT-UBND năm 2013 của Bộ A giao thông nông thôn",
            ),
        ] {
            assert_eq!(cited(&parts).text, text);
        }
    }

    #[test]
    fn what_nobody_knows_is_named_and_not_made_up() {
        let nothing =
            CitingParts { kind: None, kind_name: "Chỉ thị", number: None, date: None, issuer: None, title: None };
        let all = ["page-cite-number", "page-cite-date", "page-cite-issuer", "page-cite-title"];
        assert_eq!(cited(&nothing), OfficialCitation { text: "Chỉ thị".to_owned(), missing: all.to_vec() });
        let lost =
            CitingParts { issuer: Some("Ủy ban nhân dân tỉnh"), title: Some("Về năm học"), ..nothing };
        assert_eq!(cited(&lost).text, "Chỉ thị của Ủy ban nhân dân tỉnh về năm học");
        assert_eq!(cited(&lost).missing, all[..2]);
        let year = CitingParts { date: Some(WorkDate::Year(2013)), number: Some("29-NQ/TW"), ..lost };
        assert_eq!(cited(&year).missing, ["page-cite-date"], "the day is asked for");
    }

    #[test]
    fn places_are_said_from_the_inside_out() {
        let section = |level, label: Option<(Unit, &str)>, title: &str, parent| Section {
            anchor: "".into(),
            level,
            label: label.map(|(unit, text)| Label { unit, text: text.into() }),
            title: title.into(),
            parent,
            span: Span::default(),
        };
        let sections = [
            section(0, None, "", None),
            section(1, Some((Unit::Item, "II")), "Nhiệm vụ", None),
            section(2, Some((Unit::Item, "2")), "Mạng lưới", Some(1)),
            section(3, Some((Unit::Item, "a")), "", Some(2)),
            section(1, Some((Unit::Chapter, "I")), "Quy định chung", None),
            section(2, Some((Unit::Article, "3")), "Hiệu lực", Some(4)),
            section(3, Some((Unit::Clause, "2")), "", Some(5)),
            section(4, Some((Unit::Point, "đ")), "", Some(6)),
            section(1, Some((Unit::Annex, "II")), "Biểu mẫu", None),
            section(2, Some((Unit::Article, "1")), "", Some(8)),
            section(1, None, "Mục tiêu chung", None),
        ];
        let places: Vec<String> = (0..sections.len()).map(|index| place(&sections, index)).collect();
        assert_eq!(
            places,
            [
                "phần mở đầu",
                "Mục II",
                "khoản 2 Mục II",
                "điểm a khoản 2 Mục II",
                "Chương I",
                "Điều 3",
                "khoản 2 Điều 3",
                "điểm đ khoản 2 Điều 3",
                "Phụ lục II",
                "Điều 1 Phụ lục II",
                "mục “Mục tiêu chung”",
            ]
        );
    }
}
