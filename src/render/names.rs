//! How works, documents and sections are called on pages: "Quyết định 2457/QĐ-BGDĐT ngày 23/8/2023 của Bộ Giáo dục và
//! Đào tạo: …". In: a work, a section. Out: one line of text.

use super::templates::written;
use crate::catalogue::{Language, fill, text};
use crate::citation::Pinpoint;
use crate::content::registry::DocumentType;
use crate::corpus::Work;
use crate::document::{Label, Section, Unit};
use crate::text::date::WorkDate;
use crate::text::name_key;
use std::borrow::Cow;

/// The shortest name that tells a work: type and number, or type and title.
pub fn work_name(work: &Work) -> String {
    match (&work.number, &work.title) {
        (Some(number), _) if number.symbol().is_empty() => format!("{} số {number}", work.kind_name),
        (Some(number), _) => format!("{} {number}", work.kind_name),
        (None, Some(title)) if name_key(title).starts_with(&name_key(&work.kind_name)) => title.clone(),
        (None, Some(title)) => format!("{} {}", work.kind_name, within(title)),
        (None, None) => work.kind_name.clone(),
    }
}

/// What people call a work that is cited by its name: "Luật Trẻ em"; `None` where it has none, or is known by number.
pub fn called(kind: &DocumentType, work: &Work) -> Option<String> {
    let title = work.title.as_deref().filter(|_| kind.names.named.is_some())?;
    Some(if kind.begins_title(&name_key(title)) { title.to_owned() } else { format!("{} {title}", work.kind_name) })
}

/// A title after the type word: "về …" goes on in lower case, another sentence stands in quotes, as texts cite it.
fn within(title: &str) -> Cow<'_, str> {
    match title.strip_prefix("Về ") {
        Some(rest) => Cow::Owned(format!("về {rest}")),
        None if title.starts_with(char::is_uppercase) => Cow::Owned(format!("“{title}”")),
        None => Cow::Borrowed(title),
    }
}

/// The full name: type, number, date, issuer and title, as far as they are known.
pub fn label_of(language: Language, work: &Work) -> String {
    let mut label = work_name(work);
    if let Some(date) = work.date {
        let pattern = match date {
            WorkDate::Day(_) => "page-label-day",
            WorkDate::Year(_) => "page-label-year",
        };
        label.push(' ');
        label.push_str(&fill(text(language, pattern), &[("date", &written(language, date))]));
    }
    if let Some(issuer) = &work.issuer_name {
        label.push(' ');
        label.push_str(&fill(text(language, "page-label-issuer"), &[("issuer", issuer)]));
    }
    if let (Some(_), Some(title)) = (&work.number, &work.title) {
        label.push_str(": ");
        label.push_str(title);
    }
    label
}

/// A pinpoint in words, as texts say it: "điểm a, b khoản 2 Điều 5". Where branches part further out, what they share
/// and the first that differs: "Điều 5, 7".
pub fn pinpoint_words(pinpoint: &[Pinpoint]) -> String {
    let mut words: Vec<String> = Vec::new();
    for siblings in pinpoint.chunk_by(|a, b| a.unit == b.unit) {
        let labels: Vec<&str> = siblings.iter().map(|unit| unit.label.as_str()).collect();
        words.push(format!("{} {}", unit_word(siblings[0].unit), labels.join(", ")).trim_end().to_owned());
        if siblings.len() > 1 {
            break;
        }
    }
    words.reverse();
    words.join(" ")
}

fn unit_word(unit: &str) -> &'static str {
    match unit {
        "phu-luc" => "Phụ lục",
        "phan" => "Phần",
        "chuong" => "Chương",
        "tieu-muc" => "Tiểu mục",
        "muc" => "Mục",
        "dieu" => "Điều",
        "khoan" => "khoản",
        "diem" => "điểm",
        "tiet" => "tiết",
        _ => "đoạn",
    }
}

/// The number of a section alone, with those above it: `I.3`, `Điều 3, khoản 2`; the heading where it has no number.
pub fn section_number(language: Language, sections: &[Section], index: usize) -> String {
    let Some(section) = sections.get(index) else { return String::new() };
    let path = section_path(language, sections, index);
    match path.strip_suffix(&*section.title) {
        Some(number) if !number.is_empty() && !section.title.is_empty() => {
            number.trim_end_matches(['.', ' ', ')']).to_owned()
        }
        _ => path,
    }
}

/// A section as a contents list shows it: `II. Nhiệm vụ`, `Điều 3. Hiệu lực`.
pub fn section_name(language: Language, section: &Section) -> String {
    let Some(label) = &section.label else {
        return if section.level == 0 { text(language, "page-opening").to_owned() } else { section.title.to_string() };
    };
    named(label.unit, &label.text, &section.title)
}

/// Sections that follow each other, by their numbers: "Điều 21–40", "Mục I–III".
pub fn section_run(first: &Section, last: &Section) -> String {
    let label = |section: &Section| section.label.as_ref().map_or_else(String::new, |label| label.text.to_string());
    match &first.label {
        Some(Label { unit: Unit::Item, text }) => format!("Mục {text}–{}", label(last)),
        Some(Label { unit, text }) => format!("{}–{}", named(*unit, text, ""), label(last)),
        None => first.title.to_string(),
    }
}

/// A section named on its own, with the numbers above it: `II.2. Nhiệm vụ`, `Điều 3, khoản 2`.
pub fn section_path(language: Language, sections: &[Section], index: usize) -> String {
    let Some(section) = sections.get(index) else { return String::new() };
    let Some(label) = &section.label else { return section_name(language, section) };
    let parent = section.parent.and_then(|parent| sections.get(parent));
    let Some(above) = parent.and_then(|parent| parent.label.as_ref()) else { return section_name(language, section) };
    match (above.unit, label.unit) {
        (Unit::Item, Unit::Item) if label.text.bytes().all(|b| b.is_ascii_digit()) => {
            named(Unit::Item, &format!("{}.{}", above.text, label.text), &section.title)
        }
        (Unit::Item, Unit::Item) => named(Unit::Item, &format!("{}.{})", above.text, label.text), &section.title),
        (Unit::Article | Unit::Clause, Unit::Clause | Unit::Point) => {
            let above = named(above.unit, &above.text, "");
            format!("{above}, {}", named(label.unit, &label.text, &section.title).to_lowercase())
        }
        _ => section_name(language, section),
    }
}

fn named(unit: Unit, label: &str, title: &str) -> String {
    let word = match unit {
        Unit::Part => "Phần ",
        Unit::Chapter => "Chương ",
        Unit::Item => "",
        Unit::SubItem => "Tiểu mục ",
        Unit::Article => "Điều ",
        Unit::Clause => "Khoản ",
        Unit::Point => "Điểm ",
        Unit::Annex => "Phụ lục ",
    };
    let letter = unit == Unit::Item && label.chars().count() == 1 && label.chars().all(char::is_lowercase);
    let stop = match (title.is_empty(), letter) {
        (_, true) => ")",
        (true, false) => "",
        (false, false) if label.ends_with(')') => "",
        (false, false) => ".",
    };
    let space = if title.is_empty() { "" } else { " " };
    format!("{word}{label}{stop}{space}{title}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::WorkHead;
    use crate::document::Label;
    use crate::source::Span;
    use crate::text::number::Number;

    fn work(kind: &str, number: Option<&str>, title: Option<&str>) -> Work {
        WorkHead {
            id: String::new(),
            address: String::new(),
            held: None,
            row: None,
            kind: None,
            kind_name: kind.to_owned(),
            number: number.and_then(Number::parse),
            date: WorkDate::parse_iso("2023-08-23"),
            issuer: None,
            issuer_name: Some("Bộ Giáo dục và Đào tạo".to_owned()),
            title: title.map(str::to_owned),
            effective: None,
            url: None,
            note: None,
            date_disputed: false,
        }
        .into()
    }

    #[test]
    fn works_are_called_by_number_or_title() {
        for (kind, number, title, name) in [
            ("Quyết định", Some("2457/QĐ-BGDĐT"), Some("Ban hành Khung"), "Quyết định 2457/QĐ-BGDĐT"),
            ("Đề án", Some("6"), None, "Đề án số 06"),
            ("Luật", None, Some("Luật Trẻ em"), "Luật Trẻ em"),
            ("Chỉ thị", None, Some("Về năm học 2024-2025"), "Chỉ thị về năm học 2024-2025"),
            ("Đề án", None, Some("Xây dựng xã hội học tập"), "Đề án “Xây dựng xã hội học tập”"),
            ("Chương trình", None, Some("giáo dục phổ thông 2018"), "Chương trình giáo dục phổ thông 2018"),
        ] {
            assert_eq!(work_name(&work(kind, number, title)), name);
        }
        assert_eq!(
            label_of(Language::Vietnamese, &work("Quyết định", Some("2457/QĐ-BGDĐT"), Some("Ban hành Khung"))),
            "Quyết định 2457/QĐ-BGDĐT ngày 23/8/2023 của Bộ Giáo dục và Đào tạo: Ban hành Khung"
        );
    }

    #[test]
    fn sections_are_called_with_the_numbers_above_them() {
        let section = |unit, label: &str, title: &str, parent| Section {
            anchor: "".into(),
            level: 1,
            label: Some(Label { unit, text: label.into() }),
            title: title.into(),
            parent,
            span: Span::default(),
        };
        let sections = [
            section(Unit::Item, "II", "Nhiệm vụ", None),
            section(Unit::Item, "2", "Mạng lưới", Some(0)),
            section(Unit::Item, "a", "", Some(1)),
            section(Unit::Article, "3", "Hiệu lực", None),
            section(Unit::Clause, "2", "", Some(3)),
        ];
        let paths: Vec<String> = (0..5).map(|i| section_path(Language::Vietnamese, &sections, i)).collect();
        assert_eq!(paths, ["II. Nhiệm vụ", "II.2. Mạng lưới", "2.a)", "Điều 3. Hiệu lực", "Điều 3, khoản 2"]);
    }
}
