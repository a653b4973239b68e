//! Merged provinces and communes of one name: each work at its own address, and every address published
//! before still answers.

use crate::support::SiteTest;

const MORE_ISSUERS: &str = "\
- {key: so-xay-dung-tinh-lao-cai, name: Sở Xây dựng tỉnh Lào Cai, level: province, system: state, codes: [SXD], place: Lào Cai}
- {key: ubnd-xa-tan-lap, name: UBND xã Tân Lập, level: commune, system: state, codes: [UBND], place: Tân Lập, province: Thái Nguyên}
";

fn document(kind: &str, number: &str, date: &str, issuer: &str, body: &str) -> String {
    format!(
        "---\ntype: {kind}\nnumber: {number}\ndate: {date}\nissuer: {issuer}\ntitle: Thử {number} {date}\n\
         published: 2026-01-02\n---\n\n{body}\n"
    )
}

fn site(documents: &[(&str, &str, &str, &str, &str)]) -> SiteTest {
    let site = SiteTest::new();
    let issuers = site.read("content/issuers.yaml");
    site.file("content/issuers.yaml", format!("{issuers}{MORE_ISSUERS}"));
    for (at, (kind, number, date, issuer, body)) in documents.iter().enumerate() {
        site.file(&format!("content/d{at}.md"), document(kind, number, date, issuer, body));
    }
    site
}

const FIVE: &str = "05/2025/QĐ-UBND";
const PLAIN: &str = "/van-ban/ubnd-tinh-lao-cai/quyet-dinh/2025/05-2025-qd-ubnd/";
const YOUNG: &str = "/van-ban/ubnd-tinh-lao-cai/quyet-dinh/2025/05-2025-qd-ubnd-tu-2025-07-01/";

#[test]
fn three_decisions_of_one_number_have_their_addresses() {
    let site = site(&[
        ("quyet-dinh", FIVE, "2025-02-20", "ubnd-tinh-lao-cai", "Một."),
        ("quyet-dinh", FIVE, "2025-07-15", "ubnd-tinh-lao-cai", "Hai."),
        ("quyet-dinh", FIVE, "2025-02-10", "ubnd-tinh-yen-bai", "Ba."),
        // The key need not be known; an editor who knows it may write it.
        ("quyet-dinh", "06/2025/QĐ-UBND", "2025-07-16", "ubnd-tinh-lao-cai-tu-2025-07-01", "Bốn."),
        ("quyet-dinh", "06/2026/QĐ-UBND", "2026-01-16", "ubnd-tinh-lao-cai", "Năm."),
    ]);
    site.build();
    for (address, words) in [
        (PLAIN, "Một."),
        (YOUNG, "Hai."),
        ("/van-ban/ubnd-tinh-yen-bai/quyet-dinh/2025/05-2025-qd-ubnd/", "Ba."),
        ("/van-ban/ubnd-tinh-lao-cai/quyet-dinh/2025/06-2025-qd-ubnd-tu-2025-07-01/", "Bốn."),
        ("/van-ban/ubnd-tinh-lao-cai/quyet-dinh/2026/06-2026-qd-ubnd/", "Năm."),
    ] {
        assert!(site.read(&format!("output{address}index.html")).contains(words), "{address}");
    }
    // A reader who comes to one of the two finds the other.
    let page = site.read(&format!("output{PLAIN}index.html"));
    assert!(page.contains("05-2025-qd-ubnd-tu-2025-07-01/"));
    assert!(page.contains("UBND tỉnh Lào Cai (từ 01/7/2025)"));
    let issuer = site.read("output/co-quan/ubnd-tinh-lao-cai-tu-2025-07-01/index.html");
    for words in ["UBND tỉnh Lào Cai (từ 01/7/2025)", "UBND tỉnh Lào Cai (đến 30/6/2025)", "UBND tỉnh Yên Bái"]
    {
        assert!(issuer.contains(words), "{words}");
    }
}

/// What the state before the split published of these documents.
const LEDGER: &str = "\
/co-quan/so-xay-dung-tinh-lao-cai/\tissuer\tSở Xây dựng tỉnh Lào Cai
/co-quan/ubnd-tinh-lao-cai/\tissuer\tUBND tỉnh Lào Cai
/co-quan/ubnd-xa-bao-ha/\tissuer\tUBND xã Bảo Hà
/van-ban/so-xay-dung-tinh-lao-cai/ke-hoach/2025/03-kh-sxd/\tdocument\tTiêu đề khi ấy
/van-ban/ubnd-tinh-lao-cai/quyet-dinh/2025/05-2025-qd-ubnd/\tdocument\tThử
/vien-dan/ubnd-tinh-lao-cai/08-2025-qd-ubnd/\twork\tQuyết định 08/2025/QĐ-UBND
/vien-dan/ubnd-tinh-lao-cai/11-2025-qd-ubnd/\twork\tQuyết định 11/2025/QĐ-UBND
/vien-dan/ubnd-tinh-lao-cai/13-qd-ubnd/\twork\tQuyết định 13/QĐ-UBND
/vien-dan/ubnd-xa-bao-ha/35-qd-ubnd/2025/\twork\tQuyết định 35/QĐ-UBND
/vien-dan/ubnd-xa-tan-lap/34-qd-ubnd/2025/\twork\tQuyết định 34/QĐ-UBND
/vien-dan/ubnd-xa-tan-tien/15-kh-ubnd/2025/\twork\tKế hoạch 15/KH-UBND
";

fn published_before() -> SiteTest {
    let cited = "Quyết định số 08/2025/QĐ-UBND ngày 01/9/2025 của UBND tỉnh; Quyết định số 11/2025/QĐ-UBND ngày 15/02/2025 \
                 của UBND tỉnh; Quyết định số 11/2025/QĐ-UBND ngày 15/8/2025 của UBND tỉnh; Quyết định số 13/QĐ-UBND của UBND \
                 tỉnh; Quyết định số 34/QĐ-UBND ngày 12/8/2025 của UBND xã Tân Lập, tỉnh Đồng Nai; Quyết định số 34/QĐ-UBND ngày \
                 12/8/2025 của UBND xã Tân Lập, tỉnh Thái Nguyên; Quyết định số 35/QĐ-UBND ngày 12/8/2025 của UBND xã Bảo Hà; \
                 Kế hoạch số 15/KH-UBND ngày 12/8/2025 của UBND xã Tân Tiến, tỉnh Bắc Ninh; Kế hoạch số 15/KH-UBND ngày 12/8/2025 \
                 của UBND xã Tân Tiến, tỉnh Đồng Nai.";
    let site = site(&[
        ("quyet-dinh", FIVE, "2025-07-15", "ubnd-tinh-lao-cai", "Hai."),
        ("ke-hoach", "03/KH-SXD", "2025-12-20", "so-xay-dung-tinh-lao-cai", cited),
        ("ke-hoach", "04/KH-SXD", "2025-03-20", "so-xay-dung-tinh-lao-cai", "Kế hoạch của Sở cũ."),
    ]);
    site.file("content/addresses.tsv", LEDGER);
    site
}

#[test]
fn addresses_published_before_the_split_answer() {
    let site = published_before();
    site.build();
    let page = |address: &str| site.read(&format!("output{address}index.html"));
    for (address, leads_to) in [
        // A redirect of the document, and of what lies below it.
        (PLAIN, "05-2025-qd-ubnd-tu-2025-07-01/"),
        ("/van-ban/so-xay-dung-tinh-lao-cai/ke-hoach/2025/03-kh-sxd/", "03-kh-sxd-tu-2025-07-01/"),
        ("/vien-dan/ubnd-xa-bao-ha/35-qd-ubnd/2025/", "ubnd-xa-bao-ha-tinh-lao-cai/35-qd-ubnd/2025-tu-2025-07-01/"),
        ("/co-quan/ubnd-xa-bao-ha/", "ubnd-xa-bao-ha-tinh-lao-cai-tu-2025-07-01/"),
        // The older body's work keeps the plain form, and leads to the other.
        ("/vien-dan/ubnd-tinh-lao-cai/11-2025-qd-ubnd/", "11-2025-qd-ubnd-tu-2025-07-01/"),
        ("/vien-dan/ubnd-xa-tan-lap/34-qd-ubnd/2025/", "ubnd-xa-tan-lap-tinh-dong-nai/34-qd-ubnd/2025-tu-2025-07-01/"),
        // Pages of candidates.
        ("/vien-dan/ubnd-tinh-lao-cai/08-2025-qd-ubnd/", "08-2025-qd-ubnd-tu-2025-07-01/"),
        ("/vien-dan/ubnd-xa-tan-tien/15-kh-ubnd/2025/", "ubnd-xa-tan-tien-tinh-bac-ninh/15-kh-ubnd/"),
        ("/vien-dan/ubnd-xa-tan-tien/15-kh-ubnd/2025/", "ubnd-xa-tan-tien-tinh-dong-nai/15-kh-ubnd/"),
    ] {
        assert!(page(address).contains(leads_to), "{address}: {}", page(address));
    }
    assert!(site.exists("output/vien-dan/ubnd-tinh-lao-cai/13-qd-ubnd/index.html"), "it is not cited for certain");
    let redirects = site.read("output/_redirects");
    let form = format!("{PLAIN}van-ban.md {YOUNG}van-ban.md 301");
    assert!(redirects.contains(&form), "{redirects}");
    // Once more, with the ledger that has grown, and with another title.
    let old = site.read("content/d0.md");
    site.file("content/d0.md", old.replace("title: Thử", "title: Sửa"));
    site.build();
    assert!(page(PLAIN).contains("05-2025-qd-ubnd-tu-2025-07-01/"));
}

#[test]
fn an_address_of_a_number_that_is_a_slip_now_leads_to_the_work() {
    let cited = "Quyết định số 1232/QĐ/TTg ngày 17/10/2023 của Thủ tướng Chính phủ.";
    let site = site(&[("ke-hoach", "04/KH-SXD", "2025-03-20", "so-xay-dung-tinh-lao-cai", cited)]);
    let old = "/vien-dan/thu-tuong-chinh-phu/1232-qd-ttg-xss/2023/";
    site.file("content/addresses.tsv", format!("{old}\twork\tQuyết định 1232/QĐ/TTg\n"));
    site.build();
    let page = site.read(&format!("output{old}index.html"));
    assert!(page.contains("url=../../1232-qd-ttg/2023/"), "{page}");
}

#[test]
fn the_older_work_takes_the_plain_address_when_it_comes() {
    let site = published_before();
    site.build();
    site.file("content/e.md", document("quyet-dinh", FIVE, "2025-02-20", "ubnd-tinh-lao-cai", "Một."));
    site.build();
    let page = site.read(&format!("output{PLAIN}index.html"));
    assert!(page.contains("Một."));
    assert!(page.contains("05-2025-qd-ubnd-tu-2025-07-01/"));
    // An id that was published means the document that has it now.
    let body = "Thay thế Quyết định trước.";
    let text = document("ke-hoach", "05/KH-SXD", "2025-12-21", "so-xay-dung-tinh-lao-cai", body);
    let id = "so-xay-dung-tinh-lao-cai/ke-hoach/2025/03-kh-sxd";
    site.file("content/f.md", text.replace("published", &format!("relations: {{implements: [{id}]}}\npublished")));
    site.build();
    let relations = site.data("relations");
    let moved = relations.iter().any(|relation| relation.to_string().contains("03-kh-sxd-tu-2025-07-01"));
    assert!(moved, "{relations:?}");
}

#[test]
fn a_document_that_is_gone_is_not_answered_by_the_younger_one() {
    let site = site(&[
        ("quyet-dinh", FIVE, "2025-02-20", "ubnd-tinh-lao-cai", "Một."),
        ("quyet-dinh", FIVE, "2025-07-15", "ubnd-tinh-lao-cai", "Hai."),
    ]);
    site.build();
    site.remove("content/d0.md");
    let run = site.run(&["build"]);
    assert_eq!(run.status, 1);
    assert!(run.stderr.contains("address-lost"), "{}", run.stderr);
    assert!(run.stderr.contains(PLAIN), "{}", run.stderr);
}

#[test]
fn a_key_that_says_another_time_than_the_date_is_told() {
    let site = site(&[("quyet-dinh", FIVE, "2025-02-20", "ubnd-tinh-lao-cai-tu-2025-07-01", "Một.")]);
    let run = site.run(&["build"]);
    assert_eq!(run.status, 0);
    assert!(run.stderr.contains("issuer-outside-dates"), "{}", run.stderr);
    assert!(site.exists(&format!("output{PLAIN}index.html")));
}

/// An undated mention may be of a body of either name where a text of its own time made the work: whichever of the two
/// documents comes first.
#[test]
fn what_is_cited_without_a_date_means_the_same_in_any_order_of_documents() {
    let cited = "Thực hiện Quyết định số 413/QĐ-UBND của UBND tỉnh Lào Cai về việc thử.";
    for (old, new) in [("1", "2"), ("2", "1")] {
        let site = SiteTest::new();
        for (id, number, date) in [(old, "21/KH-UBND", "2024-03-01"), (new, "22/KH-UBND", "2026-03-01")] {
            let text = document("ke-hoach", number, date, "ubnd-tinh-lao-cai", cited);
            site.file(&format!("content/d{id}.md"), text.replacen("---\n", &format!("---\nid: lao-cai/{id}\n"), 1));
        }
        site.build();
        let data = site.read(&format!("output/van-ban/lao-cai/{new}/van-ban.json"));
        assert!(data.contains("ubnd-tinh-lao-cai/413-qd-ubnd"), "{old} before {new}: {data}");
    }
}
