//! The page about the accessibility of the site says what its data say, and is not there without data.

use crate::support::{CONFIG, SiteTest, directive};

const RUN: &str = "axe:
  day: 2026-11-30
  version: \"4.10.3\"
  browser: Chromium 131
  views: [\"nền sáng, 360 px\"]
  pages: [/, /gioi-thieu/, /khong-con/]
  found: []
";
const TRIALS: &str = "by_hand:
  - {day: 2026-10-01, who: Cũ, with: Bàn phím, tried: Việc cũ, state: open, found: Chưa tới được nút}
  - {day: 2026-11-30, who: Người dùng <thử>, with: NVDA, tried: Việc mới, state: good}
";

fn site(data: &str) -> SiteTest {
    let site = SiteTest::new();
    site.file("congbao.yaml", format!("{CONFIG}contact: gopy@example.vn\n"));
    site.file("content/a.md", directive("10/CT-UBND", "2022-08-01", "Nội dung."));
    if !data.is_empty() {
        site.file("content/accessibility.yaml", data);
    }
    site.build();
    site
}

#[test]
fn without_data_nothing_is_claimed() {
    let site = site("");
    assert!(!site.exists("output/tro-nang/index.html"));
    assert!(!site.read("output/index.html").contains("tro-nang/"));
}

#[test]
fn what_a_machine_and_people_found_stands_there_with_its_day() {
    let site = site(&format!("{RUN}{TRIALS}"));
    let page = site.read("output/tro-nang/index.html");
    assert!(page.contains("Ngày 30/11/2026, axe 4.10.3 trên Chromium 131 đã kiểm tra 3 trang"), "{page}");
    assert!(page.contains("Không phát hiện lỗi nào.</strong> Máy chỉ thấy được một phần"), "{page}");
    assert!(page.contains("<a href=\"../gioi-thieu/\">/gioi-thieu/</a>"), "{page}");
    assert!(page.contains("<li>/khong-con/</li>"), "a page that is no more is no link: {page}");
    let at = |what: &str| page.find(what).unwrap_or_else(|| panic!("{what}: {page}"));
    assert!(at("Việc mới") < at("Việc cũ"), "newest first: {page}");
    assert!(page.contains("Người dùng &lt;thử&gt;") && page.contains("còn trở ngại"), "{page}");
    assert!(page.contains("mailto:gopy@example.vn"), "{page}");
    assert!(site.read("output/index.html").contains("<a href=\"tro-nang/\">Trợ năng</a>"));
    assert!(site.read("output/sitemap.xml").contains("/tro-nang/"));
}

#[test]
fn what_was_not_tried_is_said_not_to_be() {
    let page = site(TRIALS).read("output/tro-nang/index.html");
    assert!(page.contains("Chưa có kết quả kiểm tra bằng máy."), "{page}");
    let page = site(RUN).read("output/tro-nang/index.html");
    assert!(page.contains("Chưa có ai ghi lại việc thử"), "{page}");
    let found = RUN.replace("found: []", "found:\n    - {rule: color-contrast, what: Chữ mờ, page: /gioi-thieu/}");
    let page = site(&found).read("output/tro-nang/index.html");
    assert!(page.contains("Chữ mờ") && page.contains("color-contrast"), "{page}");
    assert!(!page.contains("Không phát hiện lỗi nào"), "{page}");
}
