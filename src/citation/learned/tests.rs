//! What a document teaches, and what it must not.

use super::super::find::{NameTable, find};
use super::super::{Citation, Context, Lexicon};
use crate::content::registry::Registries;
use crate::document::Flow;
use crate::document::flow::Run;
use crate::source::{Source, Span};
use std::sync::LazyLock;

static BUILT_IN: LazyLock<(Registries, Lexicon)> = LazyLock::new(|| {
    let registries = Registries::built_in();
    let lexicon = Lexicon::new(&registries);
    (registries, lexicon)
});

/// Paragraphs are apart by a blank line.
fn found(text: &str) -> Vec<Citation> {
    let source = Source::new("test.md", text);
    let mut flows = Vec::new();
    let mut start = 0;
    for piece in text.split("\n\n") {
        let run = Run { flat: Span::new(0, piece.len()), source: Span::new(start, start + piece.len()) };
        flows.push(Flow { section: 0, text: piece.to_owned(), runs: vec![run] });
        start += piece.len() + 2;
    }
    let names = NameTable::default();
    let context = Context {
        registries: &BUILT_IN.0,
        lexicon: &BUILT_IN.1,
        issuer: Some("ubnd-tinh-lao-cai"),
        province: None,
        names: &names,
        trace: None,
    };
    find(&source, &flows, &context)
}

/// `text → number or text of what it is another name of`, for those that are.
fn ties(text: &str) -> Vec<String> {
    let citations = found(text);
    let shown = citations.iter().filter_map(|citation| {
        let other = &citations[citation.same_as()?];
        let meant = other.number.as_ref().map_or(other.text(), |number| number.as_str());
        Some(format!("{} → {meant}", citation.text()))
    });
    shown.collect()
}

fn check(cases: &[(&str, &[&str])]) {
    let mut problems = Vec::new();
    for (text, expected) in cases {
        let ties = ties(text);
        if ties != *expected {
            problems.push(format!("{text}\n   expected {expected:?}\n   found    {ties:?}"));
        }
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

#[test]
fn approvals_tie_a_name_to_a_number() {
    check(&[
        (
            "Đề án “Giáo dục hướng nghiệp” (Phê duyệt tại Quyết định số 2567/QĐ-UBND ngày 19/8/2019 của UBND tỉnh). Sau đó Đề án \"Giáo dục hướng nghiệp\".",
            &["Đề án “Giáo dục hướng nghiệp” → 2567/QĐ-UBND", "Đề án \"Giáo dục hướng nghiệp\" → 2567/QĐ-UBND"],
        ),
        (
            "Thực hiện Đề án “Xây dựng xã hội học tập”.\n\nTheo Quyết định số 1373/QĐ-TTg ngày 30/7/2021 của Thủ tướng Chính phủ phê duyệt Đề án “Xây dựng xã hội học tập”.",
            &["Đề án “Xây dựng xã hội học tập” → 1373/QĐ-TTg", "Đề án “Xây dựng xã hội học tập” → 1373/QĐ-TTg"],
        ),
        (
            "Chương trình chuyển đổi số quốc gia đến năm 2025 được Thủ tướng Chính phủ phê duyệt tại Quyết định số 749/QĐ-TTg ngày 03/6/2020",
            &["Chương trình chuyển đổi số quốc gia đến năm 2025 → 749/QĐ-TTg"],
        ),
        (
            "triển khai Chương trình giáo dục thường xuyên cấp THPT (Thông tư 12/2022/TT-BGDĐT)",
            &["Chương trình giáo dục thường xuyên cấp THPT → 12/2022/TT-BGDĐT"],
        ),
        (
            "Quyết định số 2236/QĐ-BGDĐT ngày 23/8/2024 của Bộ Giáo dục và Đào tạo ban hành Kế hoạch nhiệm vụ, giải pháp trọng tâm năm học 2024-2025.\n\nThực hiện Kế hoạch nhiệm vụ, giải pháp trọng tâm năm học 2024-2025.",
            &["Kế hoạch nhiệm vụ, giải pháp trọng tâm năm học 2024-2025 → 2236/QĐ-BGDĐT"],
        ),
        (
            "Chỉ thị số 06/CT-UBND ngày 05/9/2023 của Chủ tịch UBND tỉnh Lạng Sơn về việc thực hiện nhiệm vụ trọng tâm năm học 2023 - 2024.\n\nlãnh đạo việc thực hiện Chỉ thị nhiệm vụ trọng tâm năm học 2023-2024 và Chỉ thị nhiệm vụ năm học 2023-2024",
            &["Chỉ thị nhiệm vụ trọng tâm năm học 2023-2024 → 06/CT-UBND"],
        ),
    ]);
}

#[test]
fn second_names_count_from_their_definition_on() {
    check(&[
        (
            "Đề án đào tạo cán bộ giai đoạn 2013-2020 được phê duyệt tại Quyết định số 599/QĐ-TTg ngày 17/4/2013 (sau đây gọi tắt là Đề án 599).\n\nKinh phí của Đề án 599 và Đề án 911.",
            &["Đề án đào tạo cán bộ giai đoạn 2013-2020 → 599/QĐ-TTg", "Đề án 599 → 599/QĐ-TTg"],
        ),
        (
            "Đề án “A b c” (phê duyệt tại Quyết định số 2567/QĐ-UBND ngày 5/9/2023; sau đây gọi tắt là Đề án 9). Thực hiện Đề án 9.",
            &["Đề án “A b c” → 2567/QĐ-UBND", "Đề án 9 → 2567/QĐ-UBND"],
        ),
        (
            "Nghị định số 15/2020/NĐ-CP ngày 03/02/2020 về xử phạt (sau đây gọi là Nghị định 15). Theo Nghị định 15 và Nghị định 15/2022/NĐ-CP.",
            &["Nghị định 15 → 15/2020/NĐ-CP"],
        ),
        (
            "thực hiện Chương trình Xúc tiến du lịch quốc gia giai đoạn 2013-2020 (sau đây gọi tắt là Chương trình). Kinh phí của Chương trình được bố trí; các Chương trình khác; Chương trình giáo dục của trường.",
            &["Chương trình → Chương trình Xúc tiến du lịch quốc gia giai đoạn 2013-2020"],
        ),
        (
            "Trước đó Kinh phí của Chương trình. Sau: Chương trình sữa học đường giai đoạn 2021-2025, sau đây viết tắt là “Chương trình”, để thực hiện.",
            &[],
        ),
        (
            "quyết định đình chỉ (sau đây gọi tắt là quyết định đình chỉ) của Nghị định số 15/2020/NĐ-CP (sau đây gọi là người nộp phạt)",
            &[],
        ),
    ]);
}

#[test]
fn a_name_that_two_numbers_claim_means_neither() {
    check(&[
        (
            "Quyết định số 12/QĐ-UBND ngày 01/02/2021 phê duyệt Đề án “Phát triển thư viện”; Quyết định số 34/QĐ-UBND ngày 01/02/2022 phê duyệt Đề án “Phát triển thư viện”. Đề án “Phát triển thư viện”",
            &[],
        ),
        (
            "Nghị định số 15/2020/NĐ-CP (sau đây gọi là Nghị định A). Nghị định số 16/2020/NĐ-CP (sau đây gọi là Nghị định A). Theo Nghị định A.",
            &[],
        ),
        ("Đề án “Phát triển thư viện” và Quyết định số 12/QĐ-UBND ngày 01/02/2021 của UBND tỉnh", &[]),
        ("Quyết định số 12/QĐ-UBND ngày 01/02/2021 phê duyệt điều chỉnh Đề án “Phát triển thư viện”", &[]),
        ("Đề án “Phát triển thư viện” theo Quyết định số 12/QĐ-UBND ngày 01/02/2021 về kinh phí", &[]),
    ]);
}

#[test]
fn the_issuer_of_the_number_is_the_issuer_of_the_name() {
    let citations = found("Quyết định số 1373/QĐ-TTg ngày 30/7/2021 phê duyệt Đề án “Xây dựng xã hội học tập”");
    let issuer = citations[1].issuer.as_ref().expect("an issuer");
    assert_eq!((issuer.name.as_str(), issuer.stated), ("Thủ tướng Chính phủ", false));
}
