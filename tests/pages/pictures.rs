//! Pictures of relations on built sites: which pages exist, what is drawn, what is counted, and how long
//! provinces took.

use crate::support::{ISSUERS, SiteTest, directive};

fn site(documents: &[(String, String, String)]) -> SiteTest {
    let site = SiteTest::new();
    site.file("content/issuers.yaml", ISSUERS);
    for (number, date, body) in documents {
        let file = number.replace('/', "-").to_lowercase();
        site.file(&format!("content/{file}.md"), directive(number, date, body));
    }
    site
}

/// The part of a page from `start` to `end`.
fn part<'a>(page: &'a str, start: &str, end: &str) -> &'a str {
    let from = page.find(start).unwrap_or_else(|| panic!("{start} is not in the page"));
    let to = page[from..].find(end).unwrap_or_else(|| panic!("{end} is not behind {start}"));
    &page[from..from + to]
}

const DECISION: &str = "output/vien-dan/bo-giao-duc-va-dao-tao/2457-qd-bgddt/2023/luoc-do/index.html";

#[test]
fn a_ministrys_decision_shows_how_many_days_each_province_took() {
    let site = SiteTest::committed();
    assert_eq!(site.build().status, 0);
    let page = site.read(DECISION);
    assert!(page.contains("3 tỉnh, thành phố"), "{page}");
    assert!(page.contains("Sớm nhất: Lạng Sơn, sau 13 ngày."), "{page}");
    assert!(page.contains("2 tỉnh, thành phố khác chưa rõ ngày."), "{page}");
    let bars = part(&page, "id=\"chuoi-thuc-hien\"", "<details>");
    let wide = part(bars, "<div class=\"for-desk\">", "</div>");
    assert!(wide.contains(">13 ngày</text>"), "{wide}");
    // By date; what carries out another stands under it; no day is guessed.
    let order = ["UBND tỉnh Lạng Sơn", "UBND huyện Văn Lãng", "UBND tỉnh Lai Châu", "UBND tỉnh Lào Cai"];
    let places: Vec<Option<usize>> = order.iter().map(|name| wide.find(name)).collect();
    assert!(places.iter().all(Option::is_some), "{places:?}");
    assert!(places.is_sorted(), "{places:?}");
    assert_eq!(wide.matches("class=\"bar\"").count(), 1, "one day is known: {wide}");
    assert!(page.contains("Không có tên ở đây không có nghĩa là chưa ban hành."));
    let work = site.read("output/vien-dan/bo-giao-duc-va-dao-tao/2457-qd-bgddt/2023/index.html");
    assert!(work.contains("href=\"luoc-do/\""), "{work}");
}

#[test]
fn a_page_is_made_where_it_says_more_than_the_works_own() {
    let cites = "Theo Quyết định số 131/QĐ-TTg ngày 25/01/2022 của Thủ tướng Chính phủ.";
    let basis = "Căn cứ Quyết định số 132/QĐ-TTg ngày 25/01/2022 của Thủ tướng Chính phủ.";
    let document = |n: usize, body: &str| (format!("0{n}/CT-UBND"), format!("2024-0{n}-01"), body.to_owned());
    let two = site(&[document(1, cites), document(2, cites), document(3, basis)]);
    assert_eq!(two.build().status, 0);
    let picture = |number: &str| format!("output/vien-dan/thu-tuong-chinh-phu/{number}-qd-ttg/2022/luoc-do/index.html");
    let documents = "output/van-ban/ubnd-tinh-lao-cai/chi-thi/2024";
    assert!(!two.exists(&picture("131")), "two that cite it stand on its own page");
    assert!(two.exists(&picture("132")));
    assert!(two.exists(&format!("{documents}/03-ct-ubnd/luoc-do/index.html")));
    assert!(!two.exists(&format!("{documents}/01-ct-ubnd/luoc-do/index.html")));
    let three = site(&[document(1, cites), document(2, cites), document(3, cites)]);
    assert_eq!(three.build().status, 0);
    assert!(three.exists(&picture("131")));
    assert!(!three.read("output/sitemap.xml").contains("luoc-do"), "a picture leads back to its work");
}

#[test]
fn of_many_works_few_are_drawn_and_all_are_counted_and_listed() {
    let cites = "Theo Quyết định số 131/QĐ-TTg ngày 25/01/2022 của Thủ tướng Chính phủ.";
    let documents: Vec<(String, String, String)> = (1..=50)
        .map(|n| (format!("{n:02}/CT-UBND"), format!("20{}-0{}-01", 10 + n % 14, 1 + n % 9), cites.to_owned()))
        .collect();
    let site = site(&documents);
    assert_eq!(site.build().status, 0);
    let page = site.read("output/vien-dan/thu-tuong-chinh-phu/131-qd-ttg/2022/luoc-do/index.html");
    for screen in ["for-phone", "for-desk"] {
        let picture = part(&page, &format!("<div class=\"{screen}\">"), "</div>");
        let drawn = picture.matches("<a ").count() - 2;
        let more = format!("và {} văn bản khác", 50 - drawn);
        assert!(drawn <= 12, "{drawn} {picture}");
        assert!(picture.contains("Được viện dẫn (50)"), "{drawn} {picture}");
        assert!(picture.contains(&more), "{drawn} {picture}");
        assert!(picture.contains("href=\"#duoc-vien-dan\""), "{picture}");
    }
    let list = &page[page.find("id=\"danh-sach\"").expect("a list")..];
    assert_eq!(list.matches("<a class=\"title\"").count(), 50);
}

#[test]
fn citations_that_lead_nowhere_are_counted() {
    let body = "Căn cứ Quyết định số 132/QĐ-TTg ngày 25/01/2022 của Thủ tướng Chính phủ.\n\nTheo Kế hoạch số 90/KH-UBND và Công văn số 12/CV.";
    let site = site(&[("01/CT-UBND".to_owned(), "2024-01-01".to_owned(), body.to_owned())]);
    assert_eq!(site.build().status, 0);
    let page = site.read("output/van-ban/ubnd-tinh-lao-cai/chi-thi/2024/01-ct-ubnd/luoc-do/index.html");
    assert!(page.contains("viện dẫn chưa rõ là văn bản nào"), "{page}");
    assert!(page.contains("class=\"unknown\""), "{page}");
}
