//! What a document teaches, and what it must not.

use super::super::find::{NameTable, find};
use super::super::{Citation, Context, Lexicon};
use crate::content::registry::Registries;
use crate::document::Flow;
use crate::document::flow::FlowRun;
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
        let run = FlowRun { flat: Span::new(0, piece.len()), source: Span::new(start, start + piece.len()) };
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

/// `what is said before the naming`, `short name` → what the short name means afterwards; nothing where
/// it means nothing.
fn check_short_names(cases: &[(&str, &str, &str)]) {
    let mut problems = Vec::new();
    for (chain, short, expected) in cases {
        for (naming, close) in
            [("(sau đây gọi là", ")"), ("(dưới đây viết tắt là:", ")"), (", sau đây được gọi chung là “", "”")]
        {
            let text = format!("Căn cứ {chain} {naming} {short}{close}.\n\nTheo Điều 5 {short}.");
            let citations = found(&text);
            let at = text.rfind(short).expect("written above");
            let meant = citations.iter().find(|citation| citation.span.start == at).and_then(Citation::same_as);
            let meant = meant
                .map_or("", |other| citations[other].number.as_ref().map_or(citations[other].text(), |n| n.as_str()));
            let given = text.find(&format!("{short}{close}")).expect("written above");
            if meant != *expected || citations.iter().any(|citation| citation.span.start == given) {
                problems.push(format!("{text}\n   expected {expected:?}\n   found    {meant:?}"));
            }
        }
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

#[test]
fn what_amended_a_law_is_not_what_is_named_after_it() {
    const A: &str = "Luật Bảo hiểm y tế số 25/2008/QH12 ngày 14/11/2008";
    let chains = [
        "đã được sửa đổi, bổ sung bởi Luật số 46/2014/QH13 và Luật số 51/2024/QH15",
        "được sửa đổi bởi Luật số 46/2014/QH13",
        "đã được sửa đổi, bổ sung một số điều theo Luật số 32/2013/QH13, Luật số 46/2014/QH13, Bộ luật số 45/2019/QH14 và Luật số 51/2024/QH15",
        "được sửa đổi, bổ sung một số điều bởi các Luật số 43/2024/QH15, số 47/2024/QH15, số 58/2024/QH15, số 71/2025/QH15, \
         số 84/2025/QH15, số 93/2025/QH15, số 95/2025/QH15, số 146/2025/QH15 và số 147/2025/QH15",
        "sửa đổi, bổ sung tại khoản 12, khoản 13 Điều 1 Luật số 46/2014/QH13 ngày 13/6/2014",
        "được sửa đổi bởi: Luật số 46/2014/QH13; Luật số 51/2024/QH15",
        "(đã được sửa đổi theo Luật số 46/2014/QH13)",
        "và các Luật sửa đổi, bổ sung số 46/2014/QH13, số 51/2024/QH15",
        "và các văn bản sửa đổi, bổ sung",
        "và các văn bản sửa đổi, bổ sung gồm Luật số 46/2014/QH13, Luật số 51/2024/QH15",
        "và Luật sửa đổi, bổ sung một số điều của Luật Bảo hiểm y tế số 46/2014/QH13",
        "; Luật sửa đổi, bổ sung một số điều của Luật Bảo hiểm y tế ngày 13/6/2014",
        ", Luật số 46/2014/QH13 sửa đổi, bổ sung một số điều của Luật Bảo hiểm y tế",
        ", bị thay thế bởi Luật số 51/2024/QH15",
    ];
    for chain in chains {
        let chain = format!("{A} {chain}").replace(" ;", ";").replace(" ,", ",");
        check_short_names(&[
            (&chain, "Luật Bảo hiểm y tế", "25/2008/QH12"),
            (&chain, "Luật Bảo hiểm y tế năm 2008", "25/2008/QH12"),
        ]);
    }
    check_short_names(&[
        // In any order.
        (
            "Luật số 46/2014/QH13 sửa đổi, bổ sung một số điều của Luật Bảo hiểm y tế số 25/2008/QH12",
            "Luật Bảo hiểm y tế",
            "25/2008/QH12",
        ),
        ("Luật số 51/2024/QH15, Luật Bảo hiểm y tế số 25/2008/QH12", "Luật Bảo hiểm y tế", "25/2008/QH12"),
        (
            "Luật Nhà ở số 27/2023/QH15 và Luật Đất đai số 31/2024/QH15 được sửa đổi bởi Luật số 43/2024/QH15",
            "Luật Nhà ở",
            "27/2023/QH15",
        ),
        // A name that only the whole chain can have.
        (
            "Luật Bảo hiểm y tế số 25/2008/QH12 được sửa đổi bởi Luật số 46/2014/QH13",
            "Luật Bảo hiểm y tế đã được sửa đổi, bổ sung",
            "25/2008/QH12",
        ),
        ("Luật Bảo hiểm y tế số 25/2008/QH12 được sửa đổi bởi Luật số 46/2014/QH13", "Luật BHYT", "25/2008/QH12"),
        (
            "Luật số 51/2024/QH15 sửa đổi, bổ sung một số điều của Luật Bảo hiểm y tế số 25/2008/QH12",
            "Luật BHYT",
            "25/2008/QH12",
        ),
        (
            "Luật số 31/2013/QH13 sửa đổi, bổ sung một số điều của Luật Thuế giá trị gia tăng số 13/2008/QH12",
            "Luật Thuế GTGT",
            "13/2008/QH12",
        ),
        ("Luật số 51/2024/QH15 sửa đổi, bổ sung một số điều của Luật Bảo hiểm y tế số 25/2008/QH12", "Luật A", ""),
        (
            "Luật Nhà ở số 27/2023/QH15, Luật Ban hành văn bản quy phạm pháp luật số 64/2025/QH15",
            "Luật Ban hành VBQPPL",
            "64/2025/QH15",
        ),
        // The amended and the amending law may be meant, or another year's, or nothing that was read.
        ("Luật Dược số 105/2016/QH13 được sửa đổi bởi Luật số 44/2024/QH15", "Luật Dược sửa đổi", ""),
        ("Luật số 57/2024/QH15 và Luật số 90/2025/QH15", "Luật Đầu tư năm 2020", ""),
        ("bởi Luật số 57/2024/QH15", "Luật Đầu tư năm 2020", ""),
        ("được sửa đổi, bổ sung bởi Luật số 46/2014/QH13", "Luật Bảo hiểm y tế", ""),
        ("Luật số 46/2014/QH13 sửa đổi, bổ sung một số điều của Luật Bảo hiểm y tế", "Luật Bảo hiểm y tế", ""),
        ("Luật Nhà ở số 27/2023/QH15", "Luật Đất đai", ""),
        ("Luật Nhà ở số 27/2023/QH15 và Luật Đất đai số 31/2024/QH15", "Luật A", ""),
    ]);
}

#[test]
fn what_amended_a_decree_is_not_what_is_named_after_it() {
    const A: &str = "Nghị định số 15/2018/NĐ-CP ngày 02/02/2018 của Chính phủ";
    const B: &str = "Nghị định số 155/2018/NĐ-CP ngày 12/11/2018";
    check_short_names(&[
        (&format!("{A} được sửa đổi bởi {B}"), "Nghị định số 15", "15/2018/NĐ-CP"),
        (&format!("{A} được sửa đổi bởi {B}"), "Nghị định 15", "15/2018/NĐ-CP"),
        (&format!("{A} được sửa đổi bởi {B}"), "Nghị định số 155", "155/2018/NĐ-CP"),
        (&format!("{A} được sửa đổi bởi {B}"), "Nghị định số 16", ""),
        (&format!("{A}, đã được sửa đổi, bổ sung tại {B}"), "Nghị định về an toàn", "15/2018/NĐ-CP"),
        (&format!("{B} sửa đổi, bổ sung một số điều của {A}"), "Nghị định số 15", "15/2018/NĐ-CP"),
        (&format!("{B} sửa đổi, bổ sung một số điều của {A}"), "Nghị định số 155", "155/2018/NĐ-CP"),
        (&format!("{B} sửa đổi, bổ sung một số điều của {A}"), "Nghị định về an toàn", ""),
        (&format!("{A} và {B}"), "Nghị định về an toàn", ""),
        (&format!("{A} (được sửa đổi bởi {B}) và Nghị định số 20/2020/NĐ-CP"), "Nghị định về an toàn", ""),
        (
            &format!("{A} (được sửa đổi bởi {B} và Nghị định số 20/2020/NĐ-CP), Nghị định số 22/2020/NĐ-CP"),
            "Nghị định số 22",
            "22/2020/NĐ-CP",
        ),
        (
            "Thông tư số 29/2024/TT-BGDĐT (thay thế Thông tư số 17/2012/TT-BGDĐT)",
            "Thông tư dạy thêm",
            "29/2024/TT-BGDĐT",
        ),
        (
            "Thông tư liên tịch số 05/2012/TTLT-BGDĐT-BTC, được sửa đổi bởi Thông tư số 7/2014/TT-BGDĐT",
            "Thông tư số 05",
            "05/2012/TTLT-BGDĐT-BTC",
        ),
        (
            "Chương trình xây dựng nông thôn mới giai đoạn 2021-2025 được điều chỉnh tại Quyết định số 1022/QĐ-TTg ngày 02/7/2023",
            "Chương trình NTM",
            "Chương trình xây dựng nông thôn mới giai đoạn 2021-2025",
        ),
        (
            "Quyết định số 1090/QĐ-UBND ngày 02/6/2023, sửa đổi tại Quyết định số 77/QĐ-UBND ngày 12/01/2024",
            "Kế hoạch chuyển đổi số",
            "",
        ),
    ]);
}

#[test]
fn a_short_name_never_takes_a_longer_one() {
    check(&[
        (
            "Luật Giáo dục số 43/2019/QH14 (sau đây gọi là Luật Giáo dục). Luật Giáo dục. Luật Giáo dục đại học; Luật Giáo dục năm 2005.",
            &["Luật Giáo dục → 43/2019/QH14"],
        ),
        (
            "Luật Đầu tư số 61/2020/QH14 (sau đây gọi là Luật). Theo Luật, theo Luật Đất đai và theo Luật Đầu tư công.",
            &["Luật → 61/2020/QH14"],
        ),
        // The year, where it is written, must be the law's.
        (
            "Luật Đất đai số 31/2024/QH15 được sửa đổi bởi Luật số 43/2025/QH15 (sau đây gọi là Luật Đất đai). Luật Đất đai 2024, Luật Đất đai năm 2013.",
            &["Luật Đất đai 2024 → 31/2024/QH15"],
        ),
        // The last item of a list that began elsewhere with the law of that title.
        (
            "a) Luật Đất đai số 31/2024/QH15;\n\nb) Luật số 43/2024/QH15 (sau đây gọi chung là Luật Đất đai).\n\nTheo Luật Đất đai.",
            &[],
        ),
        ("Luật số 31/2024/QH15 (sau đây gọi là Luật Đất đai). Theo Luật Đất đai.", &["Luật Đất đai → 31/2024/QH15"]),
        // What was named before is not named again.
        (
            "Nghị định số 10/2020/NĐ-CP (sau đây gọi là Nghị định A) và Nghị định số 20/2021/NĐ-CP (sau đây gọi là Nghị định B). Nghị định A, Nghị định B.",
            &["Nghị định A → 10/2020/NĐ-CP", "Nghị định B → 20/2021/NĐ-CP"],
        ),
        // A name whose work cannot be told is free for none that comes later.
        (
            "Nghị định số 10/2020/NĐ-CP và Nghị định số 20/2021/NĐ-CP (sau đây gọi là Nghị định A). Nghị định số 30/2022/NĐ-CP (sau đây gọi là Nghị định A). Theo Nghị định A.",
            &[],
        ),
    ]);
}
