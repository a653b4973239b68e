//! One issuer for a list: tables of lists with the issuer that each number is left with.

use super::find::NameTable;
use super::tests::found_in;

/// Number and issuer of each citation, as seen from a document of `home`.
fn issuers(home: &str, text: &str) -> Vec<String> {
    let shown = |citation: &super::Citation| {
        let number = citation.number.as_ref().map_or("", |number| number.as_str());
        let issuer = citation.issuer.as_ref().map_or("-", |issuer| issuer.name.as_str());
        format!("{} {issuer}", number.split(['/', '-']).next().unwrap_or_default())
    };
    found_in(text, "\n\n", Some(home), &NameTable::default()).iter().map(shown).collect()
}

fn assert_issuers(home: &str, cases: &[(&str, &[&str])]) {
    for (text, expected) in cases {
        assert_eq!(issuers(home, text), *expected, "{text}");
    }
}

const SON_LA: [&str; 3] = ["460 UBND tỉnh Sơn La", "2630 UBND tỉnh Sơn La", "533 UBND tỉnh Sơn La"];

#[test]
fn an_issuer_after_a_list_is_that_of_all_its_items() {
    for text in [
        "Bãi bỏ Quyết định số 460/QĐ-UBND ngày 18/3/2024, số 2630/QĐ-UBND ngày 10/12/2024 và số 533/QĐ-UBND ngày 10/3/2025 của Chủ tịch UBND tỉnh Sơn La.",
        "các Quyết định: số 460/QĐ-UBND ngày 18/3/2024; số 2630/QĐ-UBND ngày 10/12/2024; số 533/QĐ-UBND ngày 10/3/2025 của Ủy ban nhân dân tỉnh Sơn La",
        "Quyết định 460/QĐ-UBND, 2630/QĐ-UBND, 533/QĐ-UBND của UBND tỉnh Sơn La",
        "các Quyết định số 460/QĐ-UBND ngày 18 tháng 3\nnăm 2024, số 2630/QĐ-UBND\nngày 10 tháng 12 năm 2024\nvà số 533/QĐ-UBND ngày 10/3/2025\ncủa Chủ tịch Ủy ban nhân dân\ntỉnh Sơn La",
        "Quyết định số 460/QĐ-UBND ngày 18/3/2024, Quyết định số 2630/QĐ-UBND ngày 10/12/2024 và Quyết định số 533/QĐ-UBND ngày 10/3/2025 của UBND tỉnh Sơn La",
        "Quyết định số 460/QĐ-UBND ngày 18/3/2024; Kế hoạch số 2630/KH-UBND ngày 10/12/2024; Công văn số 533/UBND-VX ngày 10/3/2025 của UBND tỉnh Sơn La",
        "khoản 2 Điều 1 Quyết định số 460/QĐ-UBND ngày 18/3/2024; Điều 3 Quyết định số 2630/QĐ-UBND ngày 10/12/2024; Điều 4 của Quyết định số 533/QĐ-UBND ngày 10/3/2025 của UBND tỉnh Sơn La",
        "a) Quyết định số 460/QĐ-UBND ngày 18/3/2024; b) Quyết định số 2630/QĐ-UBND ngày 10/12/2024; c) Quyết định số 533/QĐ-UBND ngày 10/3/2025 của UBND tỉnh Sơn La",
        // With years of their own.
        "Quyết định số 460/2020/QĐ-UBND ngày 18/3/2020, số 2630/2021/QĐ-UBND và số 533/2022/QĐ-UBND ngày 10/3/2022 của UBND tỉnh Sơn La",
        // With titles, where the next item shares the type word of the first.
        "Quyết định số 460/QĐ-UBND ngày 18/3/2024 về việc công bố danh mục thủ tục hành chính, số 2630/QĐ-UBND ngày 10/12/2024 phê duyệt quy trình nội bộ và số 533/QĐ-UBND ngày 10/3/2025 của UBND tỉnh Sơn La",
        // Before the list.
        "các Quyết định của UBND tỉnh Sơn La số 460/QĐ-UBND ngày 18/3/2024, số 2630/QĐ-UBND ngày 10/12/2024 và số 533/QĐ-UBND ngày 10/3/2025",
    ] {
        assert_eq!(issuers("ubnd-tinh-lao-cai", text), SON_LA, "{text}");
        assert_eq!(issuers("bo-noi-vu", text), SON_LA, "{text}");
    }
}

#[test]
fn the_symbol_must_be_that_body_s_and_the_place_its_own() {
    assert_issuers(
        "ubnd-tinh-lao-cai",
        &[
            // Where the document's own place would have been taken.
            (
                "Nghị quyết số 12-NQ/TU ngày 02/3/2022, số 15-NQ/TU ngày 05/4/2022 của Tỉnh ủy Sơn La",
                &["12 Tỉnh ủy Sơn La", "15 Tỉnh ủy Sơn La"],
            ),
            (
                "Kế hoạch số 12/KH-SGDĐT ngày 02/3/2022 và số 15/KH-SGDĐT ngày 05/4/2022 của Sở Giáo dục và Đào tạo tỉnh Sơn La",
                &["12 Sở Giáo dục và Đào tạo tỉnh Sơn La", "15 Sở Giáo dục và Đào tạo tỉnh Sơn La"],
            ),
            // Another body's symbol ends the list.
            (
                "Quyết định số 1/QĐ-UBND ngày 02/3/2022, Quyết định số 2/QĐ-BGDĐT ngày 02/3/2022, Quyết định số 3/QĐ-UBND ngày 05/4/2022 của UBND tỉnh Sơn La",
                &["01 -", "02 Bộ Giáo dục và Đào tạo", "03 UBND tỉnh Sơn La"],
            ),
            (
                "Nghị quyết số 1/NQ-HĐND ngày 02/3/2022 và Quyết định số 3/QĐ-UBND ngày 05/4/2022 của UBND tỉnh Sơn La",
                &["01 -", "03 UBND tỉnh Sơn La"],
            ),
            (
                "Quyết định số 1/QĐ-TTg ngày 02/3/2022, số 2/QĐ-TTg ngày 05/4/2022 của Thủ tướng Chính phủ",
                &["01 Thủ tướng Chính phủ", "02 Thủ tướng Chính phủ"],
            ),
            // A symbol that the body named at the end cannot have.
            (
                "Nghị quyết số 1/QĐ-UBND ngày 02/3/2022 và số 3/QĐ-UBND ngày 05/4/2022 của HĐND tỉnh Sơn La",
                &["01 -", "03 HĐND tỉnh Sơn La"],
            ),
        ],
    );
}

#[test]
fn an_item_with_an_issuer_of_its_own_keeps_it_and_ends_the_list() {
    assert_issuers(
        "ubnd-tinh-lao-cai",
        &[
            (
                "Quyết định số 460/QĐ-UBND ngày 18/3/2024 của UBND tỉnh Sơn La và Quyết định số 88/QĐ-UBND ngày 02/4/2024 của UBND huyện Mộc Châu",
                &["460 UBND tỉnh Sơn La", "88 UBND huyện Mộc Châu, tỉnh Lào Cai"],
            ),
            (
                "Quyết định số 1/QĐ-UBND ngày 18/3/2024, số 2/QĐ-UBND ngày 19/3/2024 của UBND tỉnh Sơn La, số 3/QĐ-UBND ngày 20/3/2024 và số 4/QĐ-UBND ngày 02/4/2024 của UBND huyện Mộc Châu",
                &[
                    "01 UBND tỉnh Sơn La",
                    "02 UBND tỉnh Sơn La",
                    "03 UBND huyện Mộc Châu, tỉnh Lào Cai",
                    "04 UBND huyện Mộc Châu, tỉnh Lào Cai",
                ],
            ),
            // After the issuer nothing says whose they are.
            (
                "Quyết định số 1/QĐ-UBND ngày 18/3/2024 của UBND tỉnh Sơn La, số 2/QĐ-UBND ngày 19/3/2024 và số 3/QĐ-UBND ngày 20/3/2024",
                &["01 UBND tỉnh Sơn La", "02 -", "03 -"],
            ),
            // A place that is not known.
            ("Quyết định số 1/QĐ-UBND ngày 18/3/2024 và số 2/QĐ-UBND ngày 19/3/2024 của UBND huyện", &["01 -", "02 -"]),
        ],
    );
}

#[test]
fn what_is_no_list_shares_nothing() {
    assert_issuers(
        "ubnd-tinh-lao-cai",
        &[
            // Each with its type word and its title: the first may be of any body.
            (
                "Quyết định số 1/QĐ-UBND ngày 18/3/2024 về việc giao dự toán; Quyết định số 2/QĐ-UBND ngày 19/3/2024 của UBND tỉnh Sơn La",
                &["01 -", "02 UBND tỉnh Sơn La"],
            ),
            // A body in the title may be the issuer.
            (
                "Quyết định số 1/QĐ-UBND ngày 18/3/2024 ban hành Quy chế của UBND huyện Văn Lãng, số 2/QĐ-UBND ngày 19/3/2024 của UBND tỉnh Sơn La",
                &["01 -", "02 UBND tỉnh Sơn La"],
            ),
            (
                "Quyết định số 1/QĐ-UBND ngày 18/3/2024 sửa đổi Quyết định số 2/QĐ-UBND ngày 19/3/2024 của UBND tỉnh Sơn La",
                &["01 -", "02 UBND tỉnh Sơn La"],
            ),
            (
                "Thực hiện Quyết định số 1/QĐ-UBND ngày 18/3/2024. Quyết định số 2/QĐ-UBND ngày 19/3/2024 của UBND tỉnh Sơn La",
                &["01 -", "02 UBND tỉnh Sơn La"],
            ),
            (
                "Quyết định số 1/QĐ-UBND ngày 18/3/2024; Luật Đất đai; Quyết định số 2/QĐ-UBND ngày 19/3/2024 của UBND tỉnh Sơn La",
                &["01 -", " -", "02 UBND tỉnh Sơn La"],
            ),
        ],
    );
}

#[test]
fn beside_its_own_province_a_district_may_mean_itself() {
    let each =
        "Quyết định số 1/QĐ-UBND ngày 18/3/2024 và Quyết định số 2/QĐ-UBND ngày 19/3/2024 của UBND tỉnh Lạng Sơn";
    let shared = "Quyết định số 1/QĐ-UBND ngày 18/3/2024 và số 2/QĐ-UBND ngày 19/3/2024 của UBND tỉnh Lạng Sơn";
    for (home, text, first) in [
        ("ubnd-huyen-van-lang", each, "01 -"),
        ("ubnd-huyen-van-lang", shared, "01 UBND tỉnh Lạng Sơn"),
        ("ubnd-tinh-lang-son", each, "01 UBND tỉnh Lạng Sơn"),
        ("ubnd-tinh-lao-cai", each, "01 UBND tỉnh Lạng Sơn"),
    ] {
        assert_eq!(issuers(home, text), [first, "02 UBND tỉnh Lạng Sơn"], "{home}: {text}");
    }
}
