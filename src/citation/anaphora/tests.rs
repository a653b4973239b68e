//! What texts point to: tables of cases.

use crate::citation::tests::found;

/// Each citation without a number: text, reference, pinpoint.
fn pointing(text: &str) -> String {
    let shown = found(text).into_iter().filter(|citation| citation.reference().is_some()).map(|citation| {
        let units: Vec<String> =
            citation.pinpoint().iter().map(|unit| format!("{} {}", unit.unit, unit.label)).collect();
        format!("{}|{:?}|{}", citation.text(), citation.reference().expect("just looked"), units.join(", "))
    });
    shown.collect::<Vec<_>>().join("\n")
}

#[test]
fn a_text_cites_itself_only_with_a_pinpoint() {
    let this = "This { agreed: true }";
    for (text, expected) in [
        ("Nghị định này có hiệu lực từ ngày 01/01/2020.", String::new()),
        ("theo Điều 5 của Nghị định này.", format!("Nghị định này|{this}|dieu 5")),
        ("tại khoản 2 Điều 7 Thông tư này", format!("Thông tư này|{this}|dieu 7, khoan 2")),
        ("Phụ lục I ban hành kèm theo Quyết định này", format!("Quyết định này|{this}|phu-luc I")),
        ("Phụ lục ban hành kèm theo Thông tư này", format!("Thông tư này|{this}|phu-luc ")),
        ("Điều 5 của Quy chế này", format!("Quy chế này|{this}|dieu 5")),
        ("Điều 5 Điều lệ này", format!("Điều lệ này|{this}|dieu 5")),
        ("Khoản 2, Điều 5, Luật này", format!("Luật này|{this}|dieu 5, khoan 2")),
        // Names no work.
        ("Điều 5 nêu trên và khoản 2 Điều này", String::new()),
        ("theo khoản 2 Điều 5 quyết định này", String::new()),
        ("Điều 5 của Văn bản này", String::new()),
        ("Điều 5 Nghị định nay", String::new()),
        // Inside a quotation another text speaks, over as many paragraphs as it takes.
        ("như sau: “Điều 3. Theo Điều 5 của Nghị định này.”", String::new()),
        ("như sau:\n\n“Điều 3. Một.\n\n1. Theo Điều 5 của Nghị định này.”.\n\nHai.", String::new()),
        ("như sau:\n\n\"Điều 3. Một.\n\n1. Theo Điều 5 của Nghị định này.\".\n\nHai.", String::new()),
        ("gọi là “Quỹ” theo Điều 5 của Nghị định này.", format!("Nghị định này|{this}|dieu 5")),
        ("sai “ở đây. Theo Điều 5 của Nghị định này.", format!("Nghị định này|{this}|dieu 5")),
        // A text is of one type: here it is not known which.
        (
            "Điều 5 Nghị định này và Điều 7 Thông tư này",
            "Nghị định này|This { agreed: false }|dieu 5\nThông tư này|This { agreed: false }|dieu 7".to_owned(),
        ),
        // What a decision promulgates may speak beside it.
        (
            "Điều 5 Quy chế này và Điều 7 Quyết định này",
            format!("Quy chế này|{this}|dieu 5\nQuyết định này|{this}|dieu 7"),
        ),
    ] {
        assert_eq!(pointing(text), expected, "{text}");
    }
}

#[test]
fn pointing_back_reaches_one_work_and_never_over_a_gap() {
    const A: &str = "Nghị định số 15/2020/NĐ-CP ngày 03/02/2020 của Chính phủ";
    const B: &str = "Nghị định số 16/2021/NĐ-CP";
    for (text, expected) in [
        (format!("Theo {A}. Nghị định nêu trên quy định rõ."), "Nghị định nêu trên|Earlier(1)|"),
        (format!("Theo {A}. Tại khoản 2 Điều 5 Nghị định nói trên."), "Nghị định nói trên|Earlier(1)|dieu 5, khoan 2"),
        (format!("Theo {A}, xem Thông tư số 12/2022/TT-BGDĐT. Nghị định trên, nay"), "Nghị định trên|Earlier(2)|"),
        (format!("Theo {A}. Nghị định đó."), "Nghị định đó|Earlier(1)|"),
        (format!("{A} và Nghị định số 15/2020/NĐ-CP. Nghị định nêu trên"), "Nghị định nêu trên|Earlier(1)|"),
        (
            format!("{A}. Nghị định nêu trên. Nghị định nói trên."),
            "Nghị định nêu trên|Earlier(1)|\nNghị định nói trên|Earlier(2)|",
        ),
        (format!("{A}. Nghị định số 15 của Chính phủ. Nghị định nêu trên"), "Nghị định nêu trên|Earlier(2)|"),
        (format!("{A}. Nghị định số 16 của Chính phủ. Nghị định nêu trên"), ""),
        // Two works, or more than one meant.
        (format!("{A}; {B}. Nghị định nêu trên"), ""),
        (format!("{A}; {B}. Các Nghị định nêu trên"), ""),
        // A gap: a number that could not be read, the text itself, a bare name.
        (format!("{A}; Nghị định số …/NĐ-CP. Nghị định nêu trên"), ""),
        (format!("{A}. Nghị định của Chính phủ. Nghị định nêu trên"), ""),
        (format!("{A}. Điều 5 của Nghị định này. Nghị định nêu trên"), "Nghị định này|This { agreed: true }|dieu 5"),
        (format!("{A}.\n\nĐiều 6. Hiệu lực\n\nNghị định nêu trên"), ""),
        // Nothing before, too far, words that only look alike.
        ("Nghị định nêu trên quy định rõ".to_owned(), ""),
        (format!("{A}. {} Nghị định nêu trên", "Một câu dài. ".repeat(150)), ""),
        (format!("{A}. Thông báo trên trang, Nghị định trên địa bàn và nghị định đó."), ""),
        // What stands in brackets or between dashes is no rival and no gap, a list of works neither.
        (format!("{A} (thay thế {B}). Nghị định nêu trên"), "Nghị định nêu trên|Earlier(2)|"),
        (format!("{A} [thay thế {B}]. Nghị định nói trên"), "Nghị định nói trên|Earlier(2)|"),
        (
            format!("{A} (thay thế {B}, Nghị định số 17/2021/NĐ-CP và Nghị định số 18/2021/NĐ-CP). Nghị định nêu trên"),
            "Nghị định nêu trên|Earlier(4)|",
        ),
        (format!("{A} (được sửa đổi bởi {B} (có hiệu lực)), Nghị định trên."), "Nghị định trên|Earlier(2)|"),
        (format!("{A} – thay thế {B} – quy định rõ. Nghị định nêu trên"), "Nghị định nêu trên|Earlier(2)|"),
        (format!("{A} - đã được sửa đổi tại {B} - quy định rõ. Nghị định nêu trên"), "Nghị định nêu trên|Earlier(2)|"),
        (format!("{A} (sau đây gọi tắt là Nghị định 15). Nghị định nêu trên"), "Nghị định nêu trên|Earlier(1)|"),
        (format!("{A} (thay Nghị định số …/NĐ-CP). Nghị định nêu trên"), "Nghị định nêu trên|Earlier(1)|"),
        (format!("Quy định về xử phạt ({A}). Nghị định nêu trên"), "Nghị định nêu trên|Earlier(1)|"),
        (format!("Quy định mới (thay thế {A}). Nghị định nêu trên"), ""),
        (format!("{A} (thay thế {B}) và Nghị định số 19/2021/NĐ-CP. Nghị định nêu trên"), ""),
        (format!("{A} - {B} - và. Nghị định nêu trên"), ""),
        // From inside a quotation nothing outside is meant.
        (format!("{A} như sau: “Nghị định nêu trên”"), ""),
    ] {
        assert_eq!(pointing(&text), expected, "{text}");
    }
}
