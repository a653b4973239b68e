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
    let bars = part(&page, "id=\"chuoi-thuc-hien\"", "</section>");
    assert!(bars.contains(">13 ngày</text>"), "{bars}");
    // By date; what carries out another stands under it; no day is guessed.
    let order = ["UBND tỉnh Lạng Sơn", "UBND huyện Văn Lãng", "UBND tỉnh Lai Châu", "UBND tỉnh Lào Cai"];
    let places: Vec<Option<usize>> = order.iter().map(|name| bars.find(name)).collect();
    assert!(places.iter().all(Option::is_some), "{places:?}");
    assert!(places.is_sorted(), "{places:?}");
    assert_eq!(bars.matches("class=\"bar\"").count(), 1, "one day is known: {bars}");
    assert!(!bars.contains("văn bản khác"), "each that carries it out is drawn: {bars}");
    assert!(page.len() < 12_000, "one drawing for all: {}", page.len());
    assert!(page.contains("Không có tên ở đây không có nghĩa là chưa ban hành."));
    let work = site.read("output/vien-dan/bo-giao-duc-va-dao-tao/2457-qd-bgddt/2023/index.html");
    assert!(work.contains("href=\"luoc-do/\""), "{work}");
}

#[test]
fn a_page_is_made_where_it_says_more_than_the_works_own() {
    let cites = "Theo Quyết định số 131/QĐ-TTg ngày 25/01/2022 của Thủ tướng Chính phủ.";
    let basis = "Căn cứ Quyết định số 132/QĐ-TTg ngày 25/01/2022 của Thủ tướng Chính phủ.";
    let carries = "Thực hiện Quyết định số 133/QĐ-TTg ngày 25/01/2022 của Thủ tướng Chính phủ.";
    let amends = "Sửa đổi, bổ sung Chỉ thị số 01/CT-UBND ngày 01/01/2024 của UBND tỉnh Lào Cai.";
    let document = |n: usize, body: &str| (format!("0{n}/CT-UBND"), format!("2024-0{n}-01"), body.to_owned());
    let mut documents = vec![document(1, cites), document(2, cites), document(3, basis)];
    documents.extend([document(4, carries), document(5, cites), document(6, amends)]);
    let site = site(&documents);
    assert_eq!(site.build().status, 0);
    let work = |number: &str| format!("output/vien-dan/thu-tuong-chinh-phu/{number}-qd-ttg/2022/luoc-do/index.html");
    let own =
        |number: &str| format!("output/van-ban/ubnd-tinh-lao-cai/chi-thi/2024/{number}-ct-ubnd/luoc-do/index.html");
    for (path, expected, why) in [
        (work("131"), false, "all that cite it stand on its own page"),
        (work("132"), false, "it is a basis: its page says so"),
        (work("133"), true, "others carry it out"),
        (own("04"), false, "what it carries out stands on its page"),
        (own("01"), true, "it is amended"),
        (own("06"), true, "it amends another"),
    ] {
        assert_eq!(site.exists(&path), expected, "{path}: {why}");
    }
    assert!(!site.read("output/sitemap.xml").contains("luoc-do"), "a picture leads back to its work");
}

#[test]
fn of_many_works_few_are_drawn_and_all_are_counted() {
    let carries = "Thực hiện Quyết định số 131/QĐ-TTg ngày 25/01/2022 của Thủ tướng Chính phủ.";
    let documents: Vec<(String, String, String)> = (1..=50)
        .map(|n| (format!("{n:02}/CT-UBND"), format!("20{}-0{}-01", 10 + n % 14, 1 + n % 9), carries.to_owned()))
        .collect();
    let site = site(&documents);
    assert_eq!(site.build().status, 0);
    let page = site.read("output/vien-dan/thu-tuong-chinh-phu/131-qd-ttg/2022/luoc-do/index.html");
    let bars = part(&page, "id=\"chuoi-thuc-hien\"", "</section>");
    let drawn = bars.matches("<rect").count();
    assert!((5..=9).contains(&drawn), "{drawn} {bars}");
    assert!(bars.contains(&format!("và {} văn bản khác", 50 - drawn)), "{drawn} {bars}");
    assert!(bars.contains("href=\"../#duoc-vien-dan\""), "{bars}");
    assert!(page.len() < 12_000, "{}", page.len());
}

/// A picture that was published and is not made any more leads to its work.
#[test]
fn a_former_picture_leads_to_its_work() {
    let amends = "Sửa đổi, bổ sung Chỉ thị số 01/CT-UBND ngày 01/01/2024 của UBND tỉnh Lào Cai.";
    let document = |n: usize, body: &str| (format!("0{n}/CT-UBND"), format!("2024-0{n}-01"), body.to_owned());
    let site = site(&[document(1, "Chỉ thị."), document(2, amends)]);
    site.build();
    let picture = "output/van-ban/ubnd-tinh-lao-cai/chi-thi/2024/01-ct-ubnd/luoc-do/index.html";
    assert!(site.read(picture).contains("<svg"));
    site.file("content/02-ct-ubnd.md", directive("02/CT-UBND", "2024-02-01", "Chỉ thị."));
    site.build();
    assert!(site.read(picture).contains("http-equiv=\"refresh\""), "{}", site.read(picture));
}

#[test]
fn citations_that_lead_nowhere_are_counted() {
    let body = "Thay thế Chỉ thị số 09/CT-UBND ngày 25/01/2022 của UBND tỉnh Lào Cai.\n\nTheo Kế hoạch số 90/KH-UBND và Công văn số 12/CV.";
    let site = site(&[("01/CT-UBND".to_owned(), "2024-01-01".to_owned(), body.to_owned())]);
    assert_eq!(site.build().status, 0);
    let page = site.read("output/van-ban/ubnd-tinh-lao-cai/chi-thi/2024/01-ct-ubnd/luoc-do/index.html");
    assert!(page.contains("viện dẫn chưa rõ là văn bản nào"), "{page}");
    assert!(page.contains("class=\"unknown\""), "{page}");
}
