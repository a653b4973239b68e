//! Pinpoints lead to the place in the text that the site holds: two documents that cite each other and themselves.

use crate::support::{ISSUERS, SiteTest};

const DECREE: &str = "\
---
type: nghi-dinh
number: 15/2020/NĐ-CP
date: 2020-02-03
issuer: chinh-phu
title: Quy định về thử nghiệm
published: 2026-01-02
---

## Chương I. QUY ĐỊNH CHUNG

### Điều 1. Phạm vi

1. Một.

2. Hai, theo điểm b khoản 2 Điều 3 của Nghị định này và Điều 9 của Nghị định này.

### Điều 3. Điều kiện

1. Một.

2. Hai gồm:

a) Thứ nhất;

b) Thứ hai.

## Chương II. THI HÀNH

### Điều 4. Hiệu lực

Nghị định này có hiệu lực từ ngày ký.

Phụ lục ban hành kèm theo Nghị định này là một phần của Nghị định này.

## Phụ lục. Danh mục

Một.
";

const DECISION: &str = "\
---
type: quyet-dinh
number: 12/2021/QĐ-TTg
date: 2021-02-03
issuer: thu-tuong-chinh-phu
title: Ban hành Quy chế thử nghiệm
published: 2026-01-02
---

**Điều 1.** Ban hành kèm theo Quyết định này Quy chế thử nghiệm.

**Điều 2.** Quyết định này có hiệu lực từ ngày ký.

## QUY CHẾ THỬ NGHIỆM

**Điều 1.** Phạm vi, xem Điều 2 của Quy chế này và Điều 2 của Quyết định này.

**Điều 2.** Hai.
";

const CIRCULAR: &str = "\
---
type: thong-tu
number: 08/2022/TT-BGDĐT
date: 2022-03-04
issuer: bo-giao-duc-va-dao-tao
title: Hướng dẫn thử nghiệm
published: 2026-01-02
---

### Điều 1. Phạm vi

1. Thực hiện **điểm a khoản 2** Điều 3 của Nghị định số 15/2020/NĐ-CP ngày 03/02/2020 của Chính phủ.

2. Theo khoản 7 Điều 3 và theo các điểm a, b khoản 2 Điều 3 Nghị định số 15/2020/NĐ-CP; theo Điều 1 và khoản 2 Điều 3 Nghị định số 15/2020/NĐ-CP; theo Mục 3 Chương II Nghị định số 15/2020/NĐ-CP; theo Điều 8 Nghị định số 15/2020/NĐ-CP.

3. Theo khoản 9 Điều 3 Nghị định số 15/2020/NĐ-CP, xem khoản 1 Điều 2 của Thông tư này.

4. Theo Điều 2 của Quy chế ban hành kèm theo Quyết định số 12/2021/QĐ-TTg, Điều 2 Quyết định số 12/2021/QĐ-TTg, Điều 5 Thông tư số 99/2020/TT-BGDĐT.

### Điều 2. Tổ chức

1. Tại Nghị định số 15/2020/NĐ-CP (Điều 1). Nghị định nêu trên quy định rõ.

2. Sửa đổi như sau: “Theo Điều 1 của Thông tư này.”
";

fn site() -> SiteTest {
    let site = SiteTest::new();
    site.file("content/issuers.yaml", ISSUERS);
    site.file("content/a.md", DECREE).file("content/b.md", DECISION).file("content/c.md", CIRCULAR);
    site
}

/// `text → href` of the citations of a page, in order; a mark without a link has none.
fn links(html: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for piece in html.split("class=\"cite ").skip(1) {
        let (tag, rest) = piece.split_once('>').expect("a tag ends");
        let href = tag.split_once("href=\"").map_or("", |(_, href)| href.split('"').next().unwrap_or_default());
        let text = rest.split("</a>").next().unwrap_or_default().split("</span>").next().unwrap_or_default();
        let text = text.replace("<strong>", "").replace("</strong>", "");
        found.push(format!("{text} → {href}"));
    }
    found
}

/// Every fragment of a page's links is an id of the page that it leads to.
fn anchors_exist(site: &SiteTest, page: &str) -> usize {
    let html = site.read(&format!("output{page}index.html"));
    let mut seen = 0;
    for href in html.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next()) {
        let Some((target, anchor)) = href.split_once('#') else { continue };
        let mut folders: Vec<&str> = page.split('/').filter(|part| !part.is_empty()).collect();
        for part in target.split('/').filter(|part| !part.is_empty() && *part != ".") {
            if part == ".." {
                folders.pop();
            } else {
                folders.push(part);
            }
        }
        let path = folders.iter().fold("output".to_owned(), |path, folder| format!("{path}/{folder}"));
        let held = site.read(&format!("{path}/index.html"));
        assert!(held.contains(&format!(" id=\"{anchor}\"")), "{page}: {href}");
        seen += 1;
    }
    seen
}

const DECREE_PAGE: &str = "/van-ban/chinh-phu/nghi-dinh/2020/15-2020-nd-cp/";
const DECISION_PAGE: &str = "/van-ban/thu-tuong-chinh-phu/quyet-dinh/2021/12-2021-qd-ttg/";
const CIRCULAR_PAGE: &str = "/van-ban/bo-giao-duc-va-dao-tao/thong-tu/2022/08-2022-tt-bgddt/";

#[test]
fn links_lead_to_the_place_that_is_cited() {
    let site = site();
    site.build();
    let page = |address: &str| site.read(&format!("output{address}index.html"));
    let body = |address: &str| {
        let html = page(address);
        let start = html.find("id=\"mo-dau\"").expect("the body");
        html[start..].to_owned()
    };
    let at = |anchor: &str| format!("../../../../chinh-phu/nghi-dinh/2020/15-2020-nd-cp/{anchor}");
    let decision = |anchor: &str| format!("../../../../thu-tuong-chinh-phu/quyet-dinh/2021/12-2021-qd-ttg/{anchor}");
    let expected: Vec<String> = [
        ("điểm a khoản 2 Điều 3 của Nghị định số 15/2020/NĐ-CP ngày 03/02/2020", at("#dieu-3-khoan-2-diem-a")),
        ("điểm a, b khoản 2 Điều 3 Nghị định số 15/2020/NĐ-CP", at("#dieu-3-khoan-2")),
        ("Điều 1 và khoản 2 Điều 3 Nghị định số 15/2020/NĐ-CP", at("#dieu-1")),
        ("Mục 3 Chương II Nghị định số 15/2020/NĐ-CP", at("#chuong-ii")),
        ("Nghị định số 15/2020/NĐ-CP", at("")),
        ("khoản 9 Điều 3 Nghị định số 15/2020/NĐ-CP", at("#dieu-3")),
        ("khoản 1 Điều 2 của Thông tư này", "#dieu-2-khoan-1".to_owned()),
        ("Điều 2 của Quy chế ban hành kèm theo Quyết định số 12/2021/QĐ-TTg", decision("#tieu-de-1-dieu-2")),
        ("Điều 2 Quyết định số 12/2021/QĐ-TTg", decision("#dieu-2")),
        ("Thông tư số 99/2020/TT-BGDĐT", "../../../../../vien-dan/bo-giao-duc-va-dao-tao/99-2020-tt-bgddt/".to_owned()),
        ("Nghị định số 15/2020/NĐ-CP", at("#dieu-1")),
        ("Nghị định nêu trên", at("")),
    ]
    .into_iter()
    .map(|(text, href)| format!("{text} → {href}"))
    .collect();
    assert_eq!(links(&body(CIRCULAR_PAGE))[..expected.len()], expected);
    let own = links(&body(DECREE_PAGE));
    let expected = [
        "điểm b khoản 2 Điều 3 của Nghị định này → #dieu-3-khoan-2-diem-b",
        // There is no Điều 9: no link, and the mark is on the name alone.
        "Nghị định này → ",
        "Phụ lục ban hành kèm theo Nghị định này → #phu-luc",
    ];
    assert_eq!(own[..expected.len()], expected);
    let own = links(&body(DECISION_PAGE));
    assert_eq!(own[..2], ["Điều 2 của Quy chế này → #tieu-de-1-dieu-2", "Điều 2 của Quyết định này → #dieu-2"]);
    for address in [DECREE_PAGE, DECISION_PAGE, CIRCULAR_PAGE] {
        assert!(anchors_exist(&site, address) > 4, "{address}");
    }
}

#[test]
fn whoever_is_cited_says_which_place() {
    let site = site();
    site.build();
    let html = site.read(&format!("output{DECREE_PAGE}index.html"));
    for expected in [
        "<a href=\"./#dieu-3-khoan-2-diem-a\">dẫn điểm a khoản 2 Điều 3</a>",
        "<a href=\"./#dieu-1\">dẫn Điều 1, 3</a>",
        "<span>dẫn Điều 8</span>",
    ] {
        let passages: Vec<&str> = html.lines().filter(|line| line.starts_with("<p class=\"meta\">")).collect();
        assert!(html.contains(expected), "{expected} in {passages:#?}");
    }
}

#[test]
fn data_keeps_the_citation_and_its_units_apart() {
    let site = site();
    site.build();
    let citations = site.data("citations");
    let own: Vec<&serde_json::Value> = citations.iter().filter(|citation| citation["text"] == "Thông tư này").collect();
    let [own] = own.as_slice() else { panic!("{own:?}") };
    assert_eq!(own["form"], "titled");
    assert_eq!(own["type"], "Thông tư");
    assert_eq!(own["resolution"]["kind"], "self");
    assert_eq!(own["pinpoint"], serde_json::json!([{"unit": "dieu", "label": "2"}, {"unit": "khoan", "label": "1"}]));
    let back: Vec<&serde_json::Value> =
        citations.iter().filter(|citation| citation["text"] == "Nghị định nêu trên").collect();
    assert_eq!(back[0]["resolution"]["id"], "chinh-phu/nghi-dinh/2020/15-2020-nd-cp");
}
