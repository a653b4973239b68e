//! The sheet of a file, and changes of it.

use super::*;
use proptest::prelude::*;

const IMPORTED: &str = "---
# Nhập từ “003.pdf” bằng congbao import.
id: so-gd/thong-bao/ket-luan
# TODO id: id được tạo từ cơ quan, loại và tên
type: thong-bao # trang 1, dòng 5: “THÔNG BÁO”
# TODO number: không thấy số, ký hiệu; ghi vào nếu bản chính có (trang 1, dòng 4: “Số: /TB-SGD&ĐT”)
# TODO date: không thấy ngày ban hành (trang 1, dòng 4: “Lào Cai, ngày tháng 01 năm 2023”)
date_note: chưa rõ số và ngày ban hành (không đọc được trong tệp nguồn, chưa so với bản đã ký)
issuer: so-gd # trang 1, dòng 2: “UBND TỈNH LÀO CAI / SỞ GIÁO DỤC”
title: Kết luận tại Hội nghị # trang 1, dòng 6
# TODO title: nên kiểm tra lại (trang 1, dòng 6: “Kết luận”)
themes:
# TODO themes: chủ đề đề xuất theo từ trong văn bản; bỏ chủ đề không đúng
  - giao-duc: [muc-i-1] # “Giáo dục” ×2
  - an-toan # “An ninh” ×3
signer: # trang 4, dòng 27
  authority: TL. GIÁM ĐỐC
  name: Lê Mạnh Trường # in hoa
# TODO signer: chữ ký đọc bằng máy
recipients: # trang 4, dòng 27
  - Lãnh đạo Sở
  - Các phòng Sở
# TODO text: công thức không nhập được (trang 2, dòng 3: “x²”)
# TODO text: chữ bị gạch (trang 3, dòng 1: “năm 2021”)
# TODO published: ghi ngày đăng lần đầu, ví dụ published: 2026-11-21
source: 003.pdf
---

# TODO số: lời văn không bị đụng tới
";

fn line(value: &str) -> Change {
    Change::Value(FieldValue::Line(value.to_owned()))
}

fn day(value: &str) -> Change {
    Change::Value(FieldValue::Day(value.to_owned()))
}

fn changed(text: &str, name: &str, what: &Change) -> String {
    change(text, name, what).unwrap_or_else(|refused| panic!("{name}: {refused:?}"))
}

/// Lines that only one of the two texts has, as in `diff`.
fn difference(before: &str, after: &str) -> String {
    let lines = |text: &str| text.lines().map(str::to_owned).collect::<Vec<_>>();
    let (old, new) = (lines(before), lines(after));
    let only = |these: &[String], others: &[String], mark: &str| {
        these.iter().filter(|line| !others.contains(line)).map(|line| format!("{mark}{line}\n")).collect::<String>()
    };
    only(&old, &new, "-") + &only(&new, &old, "+")
}

#[test]
fn the_sheet_has_doubts_first_with_reason_and_place() {
    let sheet = read(IMPORTED).unwrap();
    let names: Vec<&str> = sheet.fields.iter().map(|field| field.name.as_str()).collect();
    let doubtful = ["number", "date", "title", "themes", "signer", "published", "text/1", "text/2", "id"];
    assert_eq!(names[..9], doubtful);
    assert_eq!(names[9..], ["type", "issuer", "recipients"]);
    assert_eq!(sheet.doubts(), 9);
    let number = sheet.field("number").unwrap();
    assert_eq!(number.value, FieldValue::Line(String::new()));
    assert_eq!(number.doubts, ["không thấy số, ký hiệu; ghi vào nếu bản chính có"]);
    let read_at = number.read_at.clone().unwrap();
    assert_eq!((read_at.at.page, read_at.at.line, read_at.quoted.as_str()), (Some(1), Some(4), "Số: /TB-SGD&ĐT"));
    let issuer = sheet.field("issuer").unwrap();
    assert_eq!(issuer.value, FieldValue::Issuer("so-gd".into()));
    assert_eq!(issuer.read_at.clone().unwrap().quoted, "UBND TỈNH LÀO CAI / SỞ GIÁO DỤC");
    assert_eq!(sheet.field("title").unwrap().read_at.clone().unwrap().quoted, "Kết luận");
    let themes = [("giao-duc", "“Giáo dục” ×2"), ("an-toan", "“An ninh” ×3")];
    let themes = themes.map(|(key, words)| (key.to_owned(), words.to_owned()));
    assert_eq!(sheet.field("themes").unwrap().value, FieldValue::Themes(themes.to_vec()));
    assert_eq!(sheet.field("text/2").unwrap().value, FieldValue::Remark);
    assert!(issuer.required && !number.required);
}

#[test]
fn a_value_takes_the_place_of_its_todo_and_nothing_else_changes() {
    let signer = |parts: [&str; 3]| Change::Value(FieldValue::Signer(parts.map(str::to_owned)));
    let themes = |keys: &[&str]| {
        Change::Value(FieldValue::Themes(keys.iter().map(|key| ((*key).to_owned(), String::new())).collect()))
    };
    let lines =
        |items: &[&str]| Change::Value(FieldValue::Lines(items.iter().map(|item| (*item).to_owned()).collect()));
    for (name, what, expected) in [
        (
            "title",
            line("Kết luận: #1 tại Hội nghị"),
            "-title: Kết luận tại Hội nghị # trang 1, dòng 6\n\
             -# TODO title: nên kiểm tra lại (trang 1, dòng 6: “Kết luận”)\n\
             +title: \"Kết luận: #1 tại Hội nghị\" # trang 1, dòng 6\n",
        ),
        // The same value: it was looked at.
        ("title", line("Kết luận tại Hội nghị"), "-# TODO title: nên kiểm tra lại (trang 1, dòng 6: “Kết luận”)\n"),
        (
            "published",
            day("2026-11-30"),
            "-# TODO published: ghi ngày đăng lần đầu, ví dụ published: 2026-11-21\n+published: 2026-11-30\n",
        ),
        (
            "number",
            line("05/TB-SGD&ĐT"),
            "-# TODO number: không thấy số, ký hiệu; ghi vào nếu bản chính có (trang 1, dòng 4: “Số: /TB-SGD&ĐT”)\n\
             -date_note: chưa rõ số và ngày ban hành (không đọc được trong tệp nguồn, chưa so với bản đã ký)\n\
             +number: 05/TB-SGD&ĐT\n+date_note: chưa rõ ngày ban hành (không đọc được trong tệp nguồn, chưa so với bản đã ký)\n",
        ),
        (
            "themes",
            themes(&["an-toan", "stem"]),
            "-# TODO themes: chủ đề đề xuất theo từ trong văn bản; bỏ chủ đề không đúng\n\
             -  - giao-duc: [muc-i-1] # “Giáo dục” ×2\n+  - stem\n",
        ),
        (
            "themes",
            themes(&[]),
            "-themes:\n-# TODO themes: chủ đề đề xuất theo từ trong văn bản; bỏ chủ đề không đúng\n\
             -  - giao-duc: [muc-i-1] # “Giáo dục” ×2\n-  - an-toan # “An ninh” ×3\n",
        ),
        (
            "signer",
            signer(["", "CHÁNH VĂN PHÒNG", "Lê Mạnh Trường"]),
            "-  authority: TL. GIÁM ĐỐC\n-# TODO signer: chữ ký đọc bằng máy\n+  position: CHÁNH VĂN PHÒNG\n",
        ),
        (
            "signer",
            signer(["TL. GIÁM ĐỐC", "", "Lê Văn Trường"]),
            "-  name: Lê Mạnh Trường # in hoa\n-# TODO signer: chữ ký đọc bằng máy\n+  name: Lê Văn Trường # in hoa\n",
        ),
        ("recipients", lines(&["Các phòng Sở", " - Bộ  GDĐT ", ""]), "-  - Lãnh đạo Sở\n+  - \"- Bộ GDĐT\"\n"),
        ("text/2", Change::Checked, "-# TODO text: chữ bị gạch (trang 3, dòng 1: “năm 2021”)\n"),
        ("id", Change::Checked, "-# TODO id: id được tạo từ cơ quan, loại và tên\n"),
        ("place", line("Lào Cai"), "+place: Lào Cai\n"),
    ] {
        let after = changed(IMPORTED, name, &what);
        assert_eq!(difference(IMPORTED, &after), expected, "{name}");
        // Lines of Windows, and a mark at the start, stay what they are.
        let windows = format!("\u{feff}{}", IMPORTED.replace('\n', "\r\n"));
        assert_eq!(changed(&windows, name, &what), format!("\u{feff}{}", after.replace('\n', "\r\n")), "{name}");
    }
}

#[test]
fn with_number_and_day_the_address_is_derived_again() {
    let numbered = changed(IMPORTED, "number", &line("05/TB-SGD&ĐT"));
    let dated = changed(&numbered, "date", &day("2023-01-09"));
    for gone in ["date_note", "id:", "TODO date", "TODO number"] {
        assert!(!dated.contains(gone), "{gone} in {dated}");
    }
    assert!(dated.contains("type: thong-bao # trang 1, dòng 5: “THÔNG BÁO”\nnumber: 05/TB-SGD&ĐT\ndate: 2023-01-09\n"));
    // What a person has said stays.
    let own = IMPORTED
        .replace("chưa rõ số và ngày ban hành (không đọc được trong tệp nguồn, chưa so với bản đã ký)", "bản chụp mờ");
    let own = changed(&own, "id", &Change::Checked);
    let dated = changed(&changed(&own, "number", &line("05/TB-SGD&ĐT")), "date", &day("2023-01-09"));
    assert!(dated.contains("id: so-gd/thong-bao/ket-luan\n") && dated.contains("date_note: bản chụp mờ\n"), "{dated}");
}

#[test]
fn what_is_written_otherwise_is_left_to_the_editor() {
    for (front, name, what) in [
        ("title: |\n  Một\n  hai\n", "title", line("Ba")),
        ("title: Một\n  hai\n", "title", line("Ba")),
        ("recipients: [a, b]\n", "recipients", Change::Value(FieldValue::Lines(vec!["c".into()]))),
        ("signer: {name: A}\n", "signer", Change::Value(FieldValue::Signer(["".into(), "".into(), "B".into()]))),
        ("title: ~\n", "title", line("Ba")),
    ] {
        let text = format!("---\n{front}---\nLời văn.\n");
        assert_eq!(change(&text, name, &what), Err(ChangeRefused::ByHand), "{front}");
    }
    assert!(matches!(change("Không có gì", "title", &line("a")), Err(ChangeRefused::Unreadable(_))));
}

#[test]
fn an_empty_value_is_filled_and_a_value_emptied() {
    let text = "---\ntype: a\nnumber: # trang 1, dòng 2: “Số:”\n# TODO number: không thấy\n---\n";
    assert_eq!(
        changed(text, "number", &line("1234")),
        "---\ntype: a\nnumber: \"1234\" # trang 1, dòng 2: “Số:”\n---\n"
    );
    assert_eq!(changed("---\ntype: a\nplace: Lào Cai\n---\n", "place", &line("")), "---\ntype: a\n---\n");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    /// Whatever is typed is read back as it was typed, and every byte outside the value's lines stays.
    #[test]
    fn any_value_is_read_back(
        value in "([a-zA-Zàảãáạăâđêôơưỳ0-9 :#,\\[\\]{}&*!|>'\"%@`“”/~?\\\\.=_-]|\\PC){1,40}",
        key in prop::sample::select(vec!["title", "place", "archive", "number", "published"]),
        crlf in any::<bool>(),
    ) {
        let wanted = value.split_whitespace().collect::<Vec<_>>().join(" ");
        prop_assume!(!wanted.is_empty());
        let text = if crlf { IMPORTED.replace('\n', "\r\n") } else { IMPORTED.to_owned() };
        let Ok(after) = change(&text, key, &line(&value)) else {
            // Signs that YAML cannot have are refused, never written as something else.
            prop_assert!(value.chars().any(|c| c.is_control() || "\u{fffe}\u{ffff}\u{feff}".contains(c)), "{value:?}");
            return Ok(());
        };
        let sheet = read(&after).unwrap();
        let field = sheet.field(key);
        let composed = crate::text::nfc(&wanted).into_owned();
        let read_back = field.map(|field| match &field.value {
            FieldValue::Line(value) | FieldValue::Day(value) => value.clone(),
            other => panic!("{other:?}"),
        });
        prop_assert_eq!(read_back.unwrap_or_default(), composed);
        prop_assert!(field.is_none_or(|field| field.doubts.is_empty()));
        let is_about = |line: &&str| {
            line.starts_with(&format!("{key}:")) || line.contains(&format!("TODO {key}:"))
                || key == "number" && line.starts_with("date_note:")
        };
        let rest = |text: &str| text.split_inclusive('\n').filter(|line| !is_about(line)).collect::<String>();
        prop_assert_eq!(rest(&text), rest(&after));
    }
}
