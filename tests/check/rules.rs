//! The rules, a test or more for each (`m01_…` to `a01_…`), what editors silence, and the report.

use crate::support::{CONFIG, SiteTest, directive};
use congbao::catalogue::rules;
use std::path::Path;

const WORKS: &str = "\
- key: 29-nq-tw-2013
  type: nghi-quyet
  number: 29-NQ/TW
  date: 2013-11-04
  issuer: ban-chap-hanh-trung-uong
  title: Về đổi mới căn bản, toàn diện giáo dục và đào tạo
- key: 2457-qd-bgddt-2023
  type: quyet-dinh
  number: 2457/QĐ-BGDĐT
  date: 2023-08-23
  issuer: bo-giao-duc-va-dao-tao
  title: Ban hành Kế hoạch thời gian năm học giai đoạn 2021-2025
";

fn site(body: &str) -> SiteTest {
    let site = SiteTest::new();
    site.file("content/works.yaml", WORKS).file("content/a.md", directive("05/CT-UBND", "2024-05-06", body));
    site
}

/// Texts cited by one document, each a paragraph.
fn with(front_matter: &str, body: &str) -> SiteTest {
    let site = site("");
    let text = directive("05/CT-UBND", "2024-05-06", body);
    site.file("content/a.md", text.replacen("published:", &format!("{front_matter}published:"), 1));
    site
}

/// `code severity text` of the findings of one rule.
fn found(site: &SiteTest, rule: &str) -> Vec<String> {
    let of_rule = |problem: &&serde_json::Value| problem["rule"] == rule;
    let told = |problem: &serde_json::Value| {
        let word = |key: &str| problem[key].as_str().unwrap_or("").split_whitespace().collect::<Vec<_>>().join(" ");
        format!("{} {} {}", word("code"), word("severity"), word("text")).trim().to_owned()
    };
    site.problems().iter().filter(of_rule).map(told).collect()
}

fn check(rule: &str, cases: &[(&str, &[&str])]) {
    for (body, expected) in cases {
        assert_eq!(found(&site(body), rule), *expected, "{body}");
    }
}

/// Messages of the findings of one rule.
fn messages(site: &SiteTest, rule: &str) -> String {
    let problems = site.problems();
    let of_rule = problems.iter().filter(|problem| problem["rule"] == rule);
    of_rule.map(|problem| problem["message"].as_str().unwrap_or("").to_owned()).collect::<Vec<_>>().join("\n")
}

#[test]
fn every_rule_has_a_test_named_after_it() {
    let tests = include_str!("rules.rs");
    for rule in rules::all() {
        let name = format!("fn {}_", rule.id.to_lowercase());
        assert!(tests.contains(&name), "no test named {name}…");
    }
}

#[test]
fn m01_required_facts_are_there() {
    let site = site("");
    site.file("content/b.md", "---\ntype: chi-thi\nissuer: ubnd-tinh-lao-cai\npublished: 2026-01-02\n---\nx\n");
    assert_eq!(found(&site, "M01"), ["date-note-missing error type", "value-missing error type"]);
}

#[test]
fn m02_one_number_is_one_document() {
    let site = site("");
    site.file("content/b.md", directive("05/CT-UBND", "2024-09-09", "x"));
    assert_eq!(found(&site, "M02"), ["document-duplicate error 05/CT-UBND"]);
}

#[test]
fn m03_type_words_and_symbols_agree() {
    let site = site("");
    site.file("content/b.md", directive("07/QĐ-UBND", "2024-05-06", "x"));
    assert_eq!(found(&site, "M03"), ["number-type-mismatch error 07/QĐ-UBND"]);
    check(
        "M03",
        &[
            (
                "Chương trình hành động số 355-CT/TU ngày 28/4/2024 của Tỉnh ủy Lào Cai.",
                &["cited-type-against-symbol warning Chương trình hành động số 355-CT/TU ngày 28/4/2024"],
            ),
            ("Chương trình hành động số 153-CTr/TU ngày 28/4/2024 của Tỉnh ủy Lào Cai.", &[]),
            ("Văn bản số 12/KH-UBND ngày 28/4/2024 của UBND tỉnh Lào Cai.", &[]),
            ("Công văn số 169/UBND-VX ngày 13/01/2023 của UBND tỉnh Lào Cai.", &[]),
            ("Thông tư liên tịch số 12/2012/TTLT-BGDĐT-BNV ngày 12/4/2012.", &[]),
        ],
    );
}

#[test]
fn m04_issuers_issue_while_they_exist() {
    let site = site("");
    site.file(
        "content/b.md",
        directive("07/CT-UBND", "2026-05-06", "x").replace("ubnd-tinh-lao-cai", "ubnd-tinh-yen-bai"),
    );
    site.file("content/c.md", directive("08/CT-UBND", "2024-05-06", "x").replace("ubnd-tinh-lao-cai", "ubnd-tinh-x"));
    assert_eq!(
        found(&site, "M04"),
        ["issuer-outside-dates warning ubnd-tinh-yen-bai", "issuer-unknown error ubnd-tinh-x"]
    );
}

#[test]
fn m05_secrets_are_refused() {
    assert_eq!(found(&site("MẬT"), "M05"), ["secrecy-mark error MẬT"]);
}

#[test]
fn m06_published_addresses_answer() {
    let site = site("x");
    site.build();
    site.remove("content/a.md");
    assert!(found(&site, "M06")[0].starts_with("address-lost error"));
}

#[test]
fn m07_two_of_one_series_are_not_both_in_force() {
    let site = site("");
    let of_year = |number: &str, year: i32, status: &str| {
        let text = directive(number, &format!("{year}-08-30"), "x");
        let text = text.replace("Về việc thử", &format!("Về nhiệm vụ năm học {year}-{}", year + 1));
        site.file(&format!("content/{year}.md"), text.replace("published:", &format!("status: {status}\npublished:")));
    };
    of_year("06/CT-UBND", 2023, "in-force");
    of_year("07/CT-UBND", 2024, "unknown");
    assert_eq!(found(&site, "M07"), Vec::<String>::new());
    of_year("07/CT-UBND", 2024, "in-force");
    assert_eq!(found(&site, "M07"), ["both-in-force warning chi-thi"]);
    assert!(messages(&site, "M07").contains("content/2024.md"));
    of_year("06/CT-UBND", 2023, "expired");
    assert_eq!(found(&site, "M07"), Vec::<String>::new());
}

#[test]
fn c01_dates_of_one_work() {
    let decision =
        "citations:\n  - {text: Nghị quyết số 29-NQ/TW ngày 04/11/2023, work: 29-nq-tw-2013, note: ghi nhầm năm}\n";
    let decided = with(decision, "Nghị quyết số 29-NQ/TW ngày 04/11/2023 của Ban Chấp hành Trung ương.");
    assert_eq!(found(&decided, "C01"), ["cited-date-differs info Nghị quyết số 29-NQ/TW ngày 04/11/2023"]);
    assert!(messages(&decided, "C01").contains("(works.yaml: 29-nq-tw-2013) ghi 04/11/2013"));
    check(
        "C01",
        &[
            (
                "Nghị quyết số 29-NQ/TW ngày 04/11/2023 của Ban Chấp hành Trung ương.",
                &["citation-date-contradicts warning Nghị quyết số 29-NQ/TW ngày 04/11/2023"],
            ),
            // Two days of one year, and it was not looked up.
            (
                "Kế hoạch số 84/KH-UBND ngày 16/3/2022 của UBND tỉnh Lào Cai.\n\nKế hoạch số 84/KH-UBND ngày 18/3/2022 của UBND tỉnh Lào Cai.",
                &[
                    "cited-date-varies warning Kế hoạch số 84/KH-UBND ngày 16/3/2022",
                    "cited-date-varies warning Kế hoạch số 84/KH-UBND ngày 18/3/2022",
                ],
            ),
            // The same day of another year, unlikely to be two documents.
            (
                "Quyết định số 2457/QĐ-BGDĐT ngày 23/8/2022 của Bộ Giáo dục và Đào tạo.\n\nQuyết định số 2457/QĐ-BGDĐT ngày 23/8/2023.",
                &["cited-date-suspect info Quyết định số 2457/QĐ-BGDĐT ngày 23/8/2022"],
            ),
            // Two issuers, two plans; two numbers, one day.
            (
                "Kế hoạch số 90/KH-UBND ngày 24/4/2022 của UBND tỉnh Lào Cai và Kế hoạch số 90/KH-UBND ngày 01/3/2023 của UBND huyện Bảo Yên.",
                &[],
            ),
            (
                "Đề án số 06-ĐA/TU ngày 11/12/2020 của Tỉnh ủy Lào Cai; Đề án số 16-ĐA/TU ngày 11/12/2020 của Tỉnh ủy Lào Cai.",
                &[],
            ),
            ("Nghị quyết số 29-NQ/TW năm 2013 của Ban Chấp hành Trung ương.", &[]),
        ],
    );
}

#[test]
fn c01_no_majority_outvotes_a_verified_row() {
    let wrong = "Kế hoạch số 84/KH-UBND ngày 18/3/2022 của UBND tỉnh Lào Cai.\n\n";
    let site = site(&wrong.repeat(3));
    let row =
        "- {key: kh-84, type: ke-hoach, number: 84/KH-UBND, date: 2022-03-16, issuer: ubnd-tinh-lao-cai, title: Thử}\n";
    site.file("content/works.yaml", row);
    let said = site.run(&["check"]).stdout;
    assert!(said.contains("Dòng đã kiểm tra trong works.yaml (kh-84) ghi: 16/3/2022"), "{said}");
    assert!(said.contains("“18/3/2022” – khác, 3 chỗ"), "{said}");
    site.file("content/works.yaml", "");
    site.file("content/b.md", directive("06/CT-UBND", "2024-05-06", &wrong.replace("18/3", "16/3")));
    let said = site.run(&["check"]).stdout;
    assert!(said.contains("“18/3/2022” – chưa rõ, 3 chỗ"), "{said}");
    assert!(said.contains("“16/3/2022” – chưa rõ, 1 chỗ"), "{said}");
}

#[test]
fn c01_issuers_of_one_work() {
    check(
        "C01",
        &[
            (
                "Nghị quyết số 29-NQ/TW ngày 04/11/2013 của Bộ Chính trị.",
                &["cited-issuer-differs warning Nghị quyết số 29-NQ/TW ngày 04/11/2013"],
            ),
            (
                "Quyết định số 30/2021/QĐ-TTg ngày 10/10/2021 của Chính phủ.",
                &["cited-issuer-against-symbol warning Quyết định số 30/2021/QĐ-TTg ngày 10/10/2021"],
            ),
            ("Quyết định số 30/2021/QĐ-TTg ngày 10/10/2021 của Thủ tướng Chính phủ.", &[]),
            (
                "Chỉ thị số 15-CT/TU ngày 09/5/2016 của Ban Thường vụ Tỉnh ủy.\n\nChỉ thị số 15-CT/TU ngày 09/5/2016 của Tỉnh ủy Lào Cai.",
                &[],
            ),
        ],
    );
}

#[test]
fn c01_titles_and_periods_of_one_work() {
    let cited = |after: &str| format!("Quyết định số 2457/QĐ-BGDĐT ngày 23/8/2023 của Bộ Giáo dục và Đào tạo {after}.");
    let found_in = |after: &str| found(&site(&cited(after)), "C01");
    let quoted = "Quyết định số 2457/QĐ-BGDĐT ngày 23/8/2023";
    for same in [
        "ban hành Kế hoạch thời gian năm học giai đoạn 2021 – 2025",
        "về việc ban hành Kế hoạch thời gian năm học",
        "“Kế hoạch thời gian năm học”",
        "",
        "; giai đoạn 2020-2025 đã qua",
    ] {
        assert_eq!(found_in(same), Vec::<String>::new(), "{same}");
    }
    assert_eq!(
        found_in("ban hành Kế hoạch thời gian năm học giai đoạn 2020- 2025"),
        [format!("cited-period-differs warning {quoted}")]
    );
    assert_eq!(found_in("giai đoạn 2020- 2025"), [format!("cited-period-differs warning {quoted}")]);
    assert_eq!(found_in("“Kế hoạch chuyển đổi số”"), [format!("cited-title-differs warning {quoted}")]);
    assert_eq!(found_in("về kế hoạch chuyển đổi số"), [format!("cited-title-differs info {quoted}")]);
}

#[test]
fn c02_the_first_citation_is_complete_and_later_ones_are_short() {
    let full =
        "Quyết định số 2457/QĐ-BGDĐT ngày 23/8/2023 của Bộ Giáo dục và Đào tạo ban hành Kế hoạch thời gian năm học";
    check(
        "C02",
        &[
            (&format!("{full}.\n\nQuyết định số 2457/QĐ-BGDĐT."), &[]),
            (
                &format!("{full}.\n\n{full}."),
                &["citation-repeated-in-full info Quyết định số 2457/QĐ-BGDĐT ngày 23/8/2023"],
            ),
            (
                "Quyết định số 2457/QĐ-BGDĐT ngày 23/8/2023.",
                &["citation-first-incomplete info Quyết định số 2457/QĐ-BGDĐT ngày 23/8/2023"],
            ),
        ],
    );
    assert!(messages(&site("Quyết định số 2457/QĐ-BGDĐT ngày 23/8/2023."), "C02").ends_with("issuer, title"));
    // Normative documents cite by the number with its year since 2025.
    for (date, missing) in [("2025-10-17", "title"), ("2024-10-17", "date, title")] {
        let year = &date[..4];
        let text = directive(&format!("63/{year}/QĐ-UBND"), date, "Nghị định số 219/2023/NĐ-CP của Chính phủ.");
        let site = site("");
        site.file("content/a.md", text.replace("type: chi-thi", "type: quyet-dinh"));
        assert!(messages(&site, "C02").ends_with(&format!(": {missing}")), "{}", messages(&site, "C02"));
    }
}

#[test]
fn c03_numbers_and_dates_are_spelt_as_the_decree_asks() {
    check(
        "C03",
        &[
            (
                "Quyết định số 2457/QĐ - BGDĐT ngày 23/8/2023",
                &["symbol-spelling info Quyết định số 2457/QĐ - BGDĐT ngày 23/8/2023"],
            ),
            (
                "Nghị quyết số 29–NQ/TW ngày 04/11/2013",
                &["symbol-spelling info Nghị quyết số 29–NQ/TW ngày 04/11/2013"],
            ),
            ("Chỉ thị số 5/CT-BGDĐT ngày 05/3/2023", &["symbol-spelling info Chỉ thị số 5/CT-BGDĐT ngày 05/3/2023"]),
            ("Chỉ thị số 05/CT-BGDĐT ngày 5/3/2023", &["date-spelling info Chỉ thị số 05/CT-BGDĐT ngày 5/3/2023"]),
            ("Chỉ thị số 05/CT-BGDĐT ngày 05/03/2023", &[]),
            (
                "Kế hoạch số 15/KH-SGD&ĐT ngày 05/3/2023",
                &["symbol-spelling info Kế hoạch số 15/KH-SGD&ĐT ngày 05/3/2023"],
            ),
        ],
    );
    assert!(messages(&site("Chỉ thị số 5/CT-BGDĐT ngày 5/2/2023"), "C03").contains("“05/02/2023”"));
}

#[test]
fn c04_nothing_is_cited_before_it_is_issued() {
    check(
        "C04",
        &[
            (
                "Quyết định số 12/QĐ-BGDĐT ngày 07/5/2024 của Bộ Giáo dục và Đào tạo.",
                &["cited-date-later warning Quyết định số 12/QĐ-BGDĐT ngày 07/5/2024"],
            ),
            ("Quyết định số 12/QĐ-BGDĐT ngày 06/5/2024 của Bộ Giáo dục và Đào tạo.", &[]),
            (
                "Thông tư số 12/2025/TT-BGDĐT năm 2025.",
                &["cited-date-later warning Thông tư số 12/2025/TT-BGDĐT năm 2025"],
            ),
        ],
    );
}

#[test]
fn c05_what_cannot_be_told_apart_is_not_linked() {
    check(
        "C05",
        &[(
            "Kế hoạch số 12/KH-UBND ngày 01/02/2024.",
            &["citation-unknown warning Kế hoạch số 12/KH-UBND ngày 01/02/2024"],
        )],
    );
}

#[test]
fn c06_works_without_text_are_counted_once_for_a_document() {
    let two =
        "Quyết định số 2457/QĐ-BGDĐT ngày 23/8/2023 và Nghị quyết số 29-NQ/TW ngày 04/11/2013. Nghị quyết số 29-NQ/TW.";
    check("C06", &[(two, &["cited-not-held info"]), ("x", &[])]);
    assert!(messages(&site(two), "C06").starts_with("2 văn bản"));
}

#[test]
fn c07_what_has_ended_is_no_basis() {
    let site = site("Căn cứ Chỉ thị số 01/CT-UBND ngày 02/02/2020 của UBND tỉnh Lào Cai.");
    let old = directive("01/CT-UBND", "2020-02-02", "x");
    site.file("content/old.md", old.replacen("published:", "status: expired\neffective_to: 2023-12-31\npublished:", 1));
    assert_eq!(found(&site, "C07"), ["cited-no-longer-in-force warning Chỉ thị số 01/CT-UBND ngày 02/02/2020"]);
    site.file("content/old.md", &old);
    assert_eq!(found(&site, "C07"), Vec::<String>::new());
    let newer = directive("02/CT-UBND", "2022-02-02", "x");
    let replaces = "relations:\n  replaces: [ubnd-tinh-lao-cai/chi-thi/2020/01-ct-ubnd]\npublished:";
    site.file("content/new.md", newer.replacen("published:", replaces, 1));
    assert_eq!(found(&site, "C07"), ["cited-no-longer-in-force warning Chỉ thị số 01/CT-UBND ngày 02/02/2020"]);
    assert!(messages(&site, "C07").contains("02/02/2022 (theo Chỉ thị 02/CT-UBND)"));
    site.file("content/new.md", newer.replace("2022-02-02", "2024-12-12").replacen("published:", replaces, 1));
    assert_eq!(found(&site, "C07"), Vec::<String>::new(), "it still applied when it was cited");
}

#[test]
fn c08_years_stand_in_normative_numbers_only() {
    check(
        "C08",
        &[
            (
                "Thông tư số 12/TT-BGDĐT ngày 05/3/2020 của Bộ Giáo dục và Đào tạo.",
                &["number-year-unusual info Thông tư số 12/TT-BGDĐT ngày 05/3/2020"],
            ),
            (
                "Kế hoạch số 12/2020/KH-BGDĐT ngày 05/3/2020 của Bộ Giáo dục và Đào tạo.",
                &["number-year-unusual info Kế hoạch số 12/2020/KH-BGDĐT ngày 05/3/2020"],
            ),
            ("Nghị định số 119/NĐ-CP ngày 05/3/1990 của Chính phủ.", &[]),
            ("Quyết định số 30/2021/QĐ-TTg ngày 10/10/2021 và Quyết định số 1373/QĐ-TTg ngày 30/7/2021.", &[]),
        ],
    );
}

#[test]
fn t01_one_syllable_is_spelt_one_way() {
    check(
        "T01",
        &[
            ("Văn hóa, hóa học và Văn hoá.", &["tone-placement-mixed info hoá"]),
            ("Văn hoá và thủy lợi, quý I, quỹ, hoàn thành.", &[]),
        ],
    );
    assert!(messages(&site("Hóa, hóa, hoá"), "T01").ends_with("hóa (2) – hoá (1)"));
}

#[test]
fn t02_letters_are_those_of_the_standard() {
    check(
        "T02",
        &[
            ("Ti\u{ea}\u{301}ng Việt", &["text-decomposed warning \u{ea}\u{301}"]),
            ("Ðảng và đ", &["text-eth warning Ð"]),
            ("một\u{a0}hai\u{200b}", &["text-invisible warning"]),
            ("Đảng – “đ” … é", &[]),
        ],
    );
    assert!(messages(&site("một\u{a0}hai\u{200b}"), "T02").starts_with("2 ký tự"));
}

#[test]
fn t03_traces_of_a_pdf_are_seen() {
    check(
        "T03",
        &[
            (
                "Các đơn vị tiếp tục thực hiện\n\nnhiệm vụ được giao trong năm học.",
                &["paragraph-broken warning nhiệm vụ được giao trong năm học."],
            ),
            (
                "Các đơn vị tiếp tục thực hiện\n\n2\n\nnhiệm vụ được giao.",
                &["page-number-left warning 2", "paragraph-broken warning nhiệm vụ được giao."],
            ),
            (
                "Nghị quyết số 29-\nNQ/TW ngày 04/11/2013",
                &["symbol-broken warning Nghị quyết số 29- NQ/TW ngày 04/11/2013"],
            ),
            ("Các đơn vị thực hiện:\n\na) một việc;\n\nb) hai việc.\n\nnăm 2024 đã hết.", &[]),
        ],
    );
}

#[test]
fn s01_a_directive_says_who_carries_it_out() {
    check(
        "S01",
        &[
            ("## I. NHIỆM VỤ\n\nx", &["implementation-missing info"]),
            ("## II. TỔ CHỨC THỰC HIỆN\n\nx", &[]),
            ("Tổ chức thực hiện: các sở.", &[]),
        ],
    );
}

#[test]
fn s02_headings_count_on() {
    check(
        "S02",
        &[
            ("## I. A\n\n## III. C", &["heading-number-gap warning ## III. C"]),
            (
                "## I. A\n\n### 1. x\n\n### 2. x\n\n## II. B\n\n### 1. x\n\n### 3. x",
                &["heading-number-gap warning ### 3. x"],
            ),
            ("## A. A\n\n## B. B\n\n## C. C\n\n## D. D", &[]),
            ("## Chương I\n\n### Điều 1. x\n\n## Chương II\n\n### Điều 2. x\n\n### Điều 2a. x\n\n### Điều 3. x", &[]),
            ("## I. A\n\n## II. B\n\n## I. C", &["duplicate-label warning ## I. C"]),
        ],
    );
}

#[test]
fn s03_a_document_is_closed() {
    assert_eq!(found(&site("x"), "S03"), ["closing-incomplete info chi-thi"]);
    assert!(messages(&site("x"), "S03").ends_with("nơi nhận (recipients), dòng Lưu (archive), người ký (signer)"));
    let whole = "recipients: [Như trên]\narchive: VT\nsigner: {name: Nguyễn Văn A}\n";
    assert_eq!(found(&with(whole, "x"), "S03"), Vec::<String>::new());
    // A resolution of a council says when it was adopted.
    let resolution = directive("12/2025/NQ-HĐND", "2025-07-18", "x").replace("type: chi-thi", "type: nghi-quyet");
    let resolution = resolution
        .replace("ubnd-tinh-lao-cai", "hdnd-tinh-lao-cai")
        .replace("published:", &format!("{whole}published:"));
    let site = site("");
    site.file("content/a.md", &resolution);
    assert!(messages(&site, "S03").ends_with("(adopted)"), "{}", messages(&site, "S03"));
    site.file("content/a.md", resolution.replace("published:", "adopted: 2025-07-17\npublished:"));
    assert_eq!(found(&site, "S03"), Vec::<String>::new());
}

#[test]
fn a01_everybody_can_read_it() {
    check(
        "A01",
        &[
            ("![](a.png)", &["image-without-alt error ![](a.png)"]),
            ("|  |  |\n|---|---|\n| a | b |", &["table-without-header warning | | |"]),
            ("| x | y |\n|---|---|\n| a | b |", &[]),
            ("## I. A\n\n#### 1. x", &["heading-jump warning #### 1. x"]),
        ],
    );
}

const LATER: &str = "Quyết định số 12/QĐ-BGDĐT ngày 07/5/2024 của Bộ Giáo dục và Đào tạo.";

#[test]
fn a_finding_is_silenced_in_front_matter_with_a_reason() {
    let site = with("rules:\n  - {id: C04, text: số 12/QĐ-BGDĐT, reason: bản in ghi như vậy}\n", LATER);
    assert_eq!(found(&site, "C04"), Vec::<String>::new());
    let report = site.root().join("report.html");
    assert_eq!(site.run(&["check", "--strict", "--report", &report.to_string_lossy()]).status, 0);
    assert!(site.read("report.html").contains("bản in ghi như vậy"));
    // By the code of the message, too.
    assert_eq!(found(&with("rules:\n  - {id: cited-date-later, reason: x}\n", LATER), "C04"), Vec::<String>::new());
    let without = with("rules:\n  - {id: C04}\n", LATER);
    assert_eq!(without.codes(), ["value-missing"], "no reason, no silence");
}

#[test]
fn a_silencing_that_matches_nothing_is_reported() {
    let site = with("rules:\n  - {id: C04, text: số 13/QĐ-BGDĐT, reason: x}\n", LATER);
    assert_eq!(site.codes(), ["silence-unmatched", "cited-date-later"]);
    let site = with("rules:\n  - {id: T01, reason: x}\n", LATER);
    assert_eq!(site.codes(), ["cited-date-later"], "no louder than what it would silence");
    assert!(site.problems().iter().any(|problem| problem["code"] == "silence-unmatched"));
}

#[test]
fn errors_cannot_be_silenced() {
    for id in ["M05", "M02", "M06", "secrecy-mark", "id-duplicate"] {
        let site = with(&format!("rules:\n  - {{id: {id}, reason: x}}\n"), "x");
        assert_eq!(site.codes(), ["rule-fixed"], "{id}");
        let site = self::site("x");
        site.file("congbao.yaml", format!("{CONFIG}rules:\n  {id}: {{level: off, reason: x}}\n"));
        assert_eq!(site.codes(), ["rule-fixed"], "{id}");
    }
    let site = with("rules:\n  - {id: A01, reason: x}\n", "![](a.png)");
    assert_eq!(site.codes(), ["silence-refused", "image-without-alt"]);
    assert_eq!(site.run(&["check"]).status, 1);
}

#[test]
fn levels_are_set_in_the_configuration() {
    let site = site(LATER);
    let level = |level: &str| {
        site.file("congbao.yaml", format!("{CONFIG}rules:\n  C04: {{level: {level}, reason: đã bàn}}\n"));
        (found(&site, "C04"), site.run(&["build"]).status)
    };
    let quoted = "Quyết định số 12/QĐ-BGDĐT ngày 07/5/2024";
    assert_eq!(level("off"), (vec![], 0));
    assert_eq!(level("info"), (vec![format!("cited-date-later info {quoted}")], 0));
    assert_eq!(level("warning"), (vec![format!("cited-date-later warning {quoted}")], 0));
    assert_eq!(level("error"), (vec![format!("cited-date-later error {quoted}")], 1));
    site.file("congbao.yaml", format!("{CONFIG}rules:\n  C44: {{level: off, reason: x}}\n"));
    assert_eq!(site.codes(), ["rule-unknown", "cited-date-later"]);
    site.file("congbao.yaml", format!("{CONFIG}rules:\n  S03: {{level: warning, reason: x}}\n"));
    assert!(site.run(&["build"]).stderr.contains("closing-incomplete"), "a note made a warning is said by build");
}

#[test]
fn notes_never_count_and_only_check_says_them() {
    let site = site("x");
    let run = site.run(&["check", "--strict"]);
    assert_eq!(run.status, 0, "{}", run.said());
    assert!(run.stdout.contains("S03"), "{}", run.said());
    assert!(!run.stdout.contains("0 lỗi"), "{}", run.said());
    let build = site.run(&["build", "--strict"]);
    assert_eq!((build.status, build.said().contains("S03")), (0, false));
    let only = site.run(&["check", "--only", "s03"]);
    assert!(only.stderr.contains("closing-incomplete"), "{}", only.said());
    assert!(!only.said().contains("S01"), "{}", only.said());
    assert_eq!(site.run(&["check", "--only", "S99"]).status, 2);
}

#[test]
fn many_places_of_one_variant_are_counted_not_listed() {
    let right = "Kế hoạch số 84/KH-UBND ngày 16/3/2022 của UBND tỉnh Lào Cai.\n\n".repeat(20);
    let site = site(&format!("{right}Kế hoạch số 84/KH-UBND ngày 18/3/2022 của UBND tỉnh Lào Cai."));
    let said = site.run(&["check", "--lang", "en"]).stdout;
    assert!(said.contains("places: 20"), "{said}");
    assert!(said.contains("17 more places"), "{said}");
}

#[test]
fn the_report_says_the_same_twice_and_in_both_languages() {
    let site = SiteTest::committed();
    let report = |name: &str, language: &str| {
        assert_eq!(site.run(&["check", "--report", name, "--lang", language]).status, 0);
        site.read(name)
    };
    let vietnamese = report("a.html", "vi");
    assert_eq!(report("b.html", "vi"), vietnamese);
    for words in
        ["29-NQ/TW", "04/11/2013", "04/11/2023", "Chương trình hành động", "giai đoạn 2020-2025", "giai đoạn 2021-2025"]
    {
        assert!(vietnamese.contains(words), "{words}");
    }
    for number in ["90/KH-UBND", "16-ĐA/TU"] {
        assert!(!vietnamese.contains(&format!(">Kế hoạch {number}")));
        assert!(!vietnamese.contains(&format!(">Đề án {number}")));
    }
    assert!(report("c.html", "en").contains("The verified row of works.yaml (29-nq-tw-2013) says: 04/11/2013"));
    assert_eq!(site.run(&["check", "--report", "không/có/x.html"]).status, 2);
}

/// What `check` says of the five directives on standard output, up to the notes; problems have tests of their own.
/// `CONGBAO_UPDATE=1` writes the expectations anew.
#[test]
fn rules_and_dossiers_in_words() {
    let site = SiteTest::committed();
    let mut said = String::new();
    for language in ["vi", "en"] {
        for arguments in
            [&["check", "--rules"][..], &["check", "--explain", "M03"], &["check", "--today", "2026-11-21"]]
        {
            let run = site.run(&[arguments, &["--lang", language]].concat());
            let dossiers = run.stdout.split("\nLưu ý").next().and_then(|text| text.split("\nNotes").next());
            let command = arguments.join(" ");
            said.push_str(&format!(
                "$ congbao {command} --lang {language}\n{}\n\n",
                dossiers.unwrap_or_default().trim_end()
            ));
        }
    }
    let expected = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/check/rules.txt");
    if std::env::var_os("CONGBAO_UPDATE").is_some() {
        std::fs::write(&expected, &said).expect("written");
    }
    let wanted = std::fs::read_to_string(&expected).unwrap_or_default();
    assert!(wanted == said, "--- expected\n{wanted}\n--- said\n{said}");
}
