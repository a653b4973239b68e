//! What a reader and another program learn of the electronic signatures of attachments.

use crate::support::{SiteTest, directive, repository};

fn signed(name: &str) -> Vec<u8> {
    std::fs::read(repository().join("tests/signed").join(name)).expect("a signed file")
}

/// A site whose document attaches `bytes`.
fn site(bytes: &[u8]) -> SiteTest {
    let site = SiteTest::new();
    let keys = "attachments:\n  - {file: ban-ky.pdf, title: Bản ký, signed: true}\npublished";
    let document = directive("10/CT-UBND", "2022-08-01", "Nội dung.").replacen("published", keys, 1);
    site.file("content/a.md", document).file("content/ban-ky.pdf", bytes);
    site
}

const PAGE: &str = "output/van-ban/ubnd-tinh-lao-cai/chi-thi/2022/10-ct-ubnd/";

#[test]
fn facts_of_a_signature_stand_beside_the_file_and_in_the_data() {
    let site = site(&signed("three.pdf"));
    let run = site.build();
    assert!(!run.said().contains("signature"), "{}", run.said());
    let page = site.read(&format!("{PAGE}index.html"));
    let who = "Chữ ký số của Nguyễn Văn A (UBND tỉnh Lào Cai), ký lúc 08:15 ngày 05/9/2024 (theo máy của người ký).";
    assert!(page.contains(who), "{page}");
    assert!(page.contains("<strong>Tệp không đổi từ khi ký.</strong>"), "{page}");
    assert!(
        page.contains("Chứng thư số do CA thử nghiệm cấp, số 1a2b3c, dùng từ 01/01/2024 đến 01/01/2029."),
        "{page}"
    );
    assert!(!page.contains("hợp lệ") && !page.contains("012345678901"), "{page}");
    assert!(page.contains("gioi-thieu/#chu-ky-so"), "{page}");
    assert!(site.read("output/gioi-thieu/index.html").contains("chưa phải là xác nhận chữ ký hợp lệ"));
    let json: serde_json::Value = serde_json::from_str(&site.read(&format!("{PAGE}van-ban.json"))).expect("JSON");
    let list = json["attachments"][0]["signatures"].as_array().expect("signatures").clone();
    assert_eq!(list.len(), 3);
    assert_eq!(list[0]["name"], "Nguyễn Văn A");
    assert_eq!(list[0]["time"], "2024-09-05T08:15:00+07:00");
    assert_eq!((&list[0]["state"], &list[0]["after"]), (&"intact".into(), &"signed".into()));
    assert_eq!((&list[2]["maker"], &list[2]["after"]), (&"clock".into(), &"nothing".into()));
}

#[test]
fn a_later_run_has_the_facts_from_the_store_and_a_changed_file_is_read_again() {
    let site = site(&signed("one.pdf"));
    site.build();
    let first = site.read(&format!("{PAGE}index.html"));
    site.file("content/b.md", directive("11/CT-UBND", "2022-08-02", "Khác."));
    site.build();
    let sentence = "Tệp không đổi từ khi ký.";
    assert!(first.contains(sentence) && site.read(&format!("{PAGE}index.html")).contains(sentence));
    let mut altered = signed("one.pdf");
    let at = altered.windows(7).position(|part| part == b"2024) T").expect("the text");
    altered[at] = b'1';
    site.file("content/ban-ky.pdf", &altered);
    let run = site.build();
    assert!(run.said().contains("đã bị sửa sau khi “Nguyễn Văn A” ký số"), "{}", run.said());
    let page = site.read(&format!("{PAGE}index.html"));
    assert!(page.contains("<strong class=\"doubt\">Tệp đã bị sửa sau khi ký.</strong>"), "{page}");
}

#[test]
fn a_file_without_a_signature_says_nothing_of_one() {
    let site = site(&signed("empty.pdf"));
    site.build();
    let page = site.read(&format!("{PAGE}index.html"));
    assert!(page.contains("Bản ký") && !page.contains("chu-ky-so") && !page.contains("Chữ ký số"), "{page}");
}
