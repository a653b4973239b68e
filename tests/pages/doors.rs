//! Long lists and what is new, on built sites: pages that stay where they are, years to jump to,
//! withdrawals that are told.

use crate::support::{ISSUERS, SiteTest, directive};

/// One directive a day, the first of each month's days on.
fn day(at: usize) -> String {
    format!("{}-{:02}-{:02}", 2020 + at / 40, at % 40 / 4 + 1, at % 4 + 1)
}

fn long_site(documents: usize) -> SiteTest {
    let site = SiteTest::new();
    site.file("content/issuers.yaml", ISSUERS);
    for at in 0..documents {
        add(&site, at);
    }
    site
}

fn add(site: &SiteTest, at: usize) {
    let text = directive(&format!("{}/CT-UBND", at + 10), &day(at), "Nội dung.");
    site.file(&format!("content/so-{at}.md"), text);
}

#[test]
fn a_new_document_moves_no_other_to_another_page() {
    let site = long_site(239);
    site.remove("content/so-100.md");
    assert_eq!(site.build().status, 0);
    let front = site.read("output/van-ban/index.html");
    assert!(front.contains("href=\"trang/2020-2021/\">2020–2021</a>"), "{front}");
    assert!(front.contains("<h3 id=\"nam-2025\">"), "{front}");
    assert!(front.contains("href=\"trang/2020-2021/#nam-2020\""), "{front}");
    assert!(front.contains("aria-current=\"page\">Mới nhất</a>"));
    let page = |years: &str| site.read(&format!("output/van-ban/trang/{years}/index.html"));
    let (oldest, middle) = (page("2020-2021"), page("2022-2023"));
    assert!(oldest.contains("10/CT-UBND"));
    assert!(oldest.contains("89/CT-UBND"));
    assert!(!oldest.contains("90/CT-UBND"));
    assert!(oldest.contains("rel=\"prev\""), "nothing is older");
    assert!(!oldest.contains("rel=\"next\""), "nothing is older");
    add(&site, 239);
    assert_eq!(site.build().status, 0);
    assert!(page("2020-2021") == oldest && page("2022-2023") == middle, "not even a count may change there");
    assert!(site.read("output/van-ban/index.html").contains("249/CT-UBND"));
    // One that comes late is a change of its own years alone.
    add(&site, 100);
    assert_eq!(site.build().status, 0);
    assert!(page("2020-2021") == oldest && page("2022-2023") != middle);
}

#[test]
fn what_is_new_tells_publications_changes_and_withdrawals_by_day() {
    let site = long_site(0);
    let with = |at: usize, keys: &str| {
        let text = directive(&format!("{}/CT-UBND", at + 10), &day(at), "Nội dung.");
        let text: String =
            text.lines().filter(|line| !line.starts_with("published:")).map(|line| format!("{line}\n")).collect();
        site.file(&format!("content/so-{at}.md"), text.replacen("---\n", &format!("---\n{keys}"), 1));
    };
    with(0, "published: 2024-01-05\n");
    with(1, "published: 2024-01-05\nupdated: 2024-03-01\n");
    with(2, "published: 2024-01-06\nupdated: 2024-03-02\nstatus: withdrawn\n");
    assert_eq!(site.build().status, 0);
    let page = site.read("output/moi-dang/index.html");
    let told =
        ["ngay-2024-03-02", "<strong>Thu hồi</strong>", "12/CT-UBND", "ngay-2024-03-01", "Có thay đổi", "11/CT-UBND"];
    let rest = ["ngay-2024-01-05", "Đăng mới", "10/CT-UBND"];
    let mut from = 0;
    for words in told.iter().chain(&rest) {
        from += page[from..].find(words).unwrap_or_else(|| panic!("{words} stands not where it should: {page}"));
    }
    assert!(page.contains("href=\"../feed.json\""));
    assert!(site.read("output/index.html").contains("href=\"moi-dang/\""));
}
