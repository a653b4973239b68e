//! Whether documents are in force, on a site with withdrawn, replaced and disputed ones (`states/`): the line under the
//! title, the mark in lists, data and forms. Nothing looks in force that is not.

use crate::support::{SiteTest, repository, tree};

fn site() -> SiteTest {
    let site = SiteTest::empty();
    for (path, bytes) in tree(&repository().join("tests/pages/states")) {
        site.file(&path, bytes);
    }
    site
}

const FOLDER: &str = "van-ban/ubnd-tinh-lao-cai";
const PAGES: [(&str, &str); 8] = [
    ("chi-thi/2022/05-ct-ubnd", "withdrawn"),
    ("quyet-dinh/2020/12-qd-ubnd", "replaced"),
    ("quyet-dinh/2024/15-qd-ubnd", "in-force"),
    ("quyet-dinh/2021/20-qd-ubnd", "replaced"),
    ("quyet-dinh/2021/21-qd-ubnd", "disputed"),
    ("quyet-dinh/2021/33-qd-ubnd", "expired"),
    ("quyet-dinh/2025/40-qd-ubnd", "not-yet"),
    ("quyet-dinh/2025/41-qd-ubnd", "unknown"),
];

/// The line under the title of a page, without its tags.
fn line(site: &SiteTest, page: &str) -> String {
    let html = site.read(&format!("output/{page}/index.html"));
    let start = html.find("<div class=\"force-line\"").expect("a line");
    let line = &html[start..];
    let line = &line[..line.find("</div>").expect("an end")];
    let mut text = String::new();
    let mut inside = false;
    for c in line.chars() {
        match c {
            '<' => inside = true,
            '>' => inside = false,
            c if !inside => text.push(c),
            _ => {}
        }
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn the_line_under_the_title_says_what_is_so_who_says_it_and_at_which_day() {
    let site = site();
    site.build();
    let said: Vec<String> = PAGES.iter().map(|(page, _)| line(&site, &format!("{FOLDER}/{page}"))).collect();
    let expected = [
        "Đã thu hồi Theo người biên tập trang này; tính đến ngày 13/9/2025.",
        "Đã bị thay thế bởi Quyết định 15/QĐ-UBND UBND tỉnh Lào Cai từ ngày 01/6/2024 Theo người biên tập trang này; \
         tính đến ngày 13/9/2025.",
        "Còn hiệu lực Theo người biên tập trang này; tính đến ngày 13/9/2025.",
        "Đã bị thay thế bởi Quyết định 30/QĐ-UBND UBND tỉnh Lào Cai Theo câu ở Quyết định 30/QĐ-UBND (máy đọc, chưa có \
         người xác nhận); tính đến ngày 13/9/2025.",
        "Có nguồn nói đã hết hiệu lực, bị thay thế bởi Quyết định 30/QĐ-UBND UBND tỉnh Lào Cai Theo câu ở Quyết \
         định 30/QĐ-UBND (máy đọc, chưa có người xác nhận); tính đến ngày 13/9/2025.",
        "Hết hiệu lực từ ngày 01/01/2024 Theo ngày áp dụng mà người biên tập ghi; tính đến ngày 13/9/2025.",
        "Chưa có hiệu lực áp dụng từ ngày 01/01/2026 Theo ngày áp dụng mà người biên tập ghi; tính đến ngày 13/9/2025.",
        "Chưa rõ còn hiệu lực hay không Trang này chưa có căn cứ nào để nói.",
    ];
    assert_eq!(said, expected);
    // What replaced it is one tap away, and the passage that says so.
    let page = site.read(&format!("output/{FOLDER}/quyet-dinh/2021/20-qd-ubnd/index.html"));
    let line = page.split_once("class=\"force-line\"").expect("a line").1.split_once("</div>").expect("an end").0;
    assert!(line.contains("href=\"../../2025/30-qd-ubnd/\""), "{line}");
    assert!(line.contains("30-qd-ubnd/#vd-1\""), "{line}");
    // A work that has a newer member says so.
    let work = self::line(&site, "vien-dan/bo-giao-duc-va-dao-tao/2457-qd-bgddt/2023");
    assert!(work.contains("Đã có văn bản mới hơn cùng loại, cùng tên: Quyết định 2236/QĐ-BGDĐT"), "{work}");
    let newest = self::line(&site, "vien-dan/bo-giao-duc-va-dao-tao/2236-qd-bgddt/2024");
    assert!(!newest.contains("mới hơn"), "{newest}");
}

#[test]
fn the_day_of_the_data_decides_and_is_printed() {
    let site = site();
    let config = site.read("congbao.yaml");
    site.file("congbao.yaml", format!("{config}data_as_of: 2026-01-01\n")).build();
    let ahead = format!("{FOLDER}/quyet-dinh/2025/40-qd-ubnd");
    assert_eq!(
        line(&site, &ahead),
        "Chưa rõ còn hiệu lực hay không Trang này chưa có căn cứ nào để nói; tính đến ngày 01/01/2026."
    );
    site.file("congbao.yaml", format!("{config}data_as_of: 2024-05-31\n")).build();
    let old = line(&site, &format!("{FOLDER}/quyet-dinh/2020/12-qd-ubnd"));
    assert!(
        old.starts_with("Chưa rõ còn hiệu lực hay không Sẽ bị thay thế hoặc bãi bỏ từ ngày 01/6/2024 bởi"),
        "{old}"
    );
    let over = line(&site, &format!("{FOLDER}/quyet-dinh/2021/33-qd-ubnd"));
    assert!(over.starts_with("Hết hiệu lực từ ngày 01/01/2024"), "{over}");
    site.file("congbao.yaml", format!("{config}data_as_of: mai\n"));
    assert_eq!(site.codes().first().map(String::as_str), Some("date-invalid"));
}

#[test]
fn every_list_form_and_file_of_data_has_the_mark() {
    let site = site();
    site.build();
    let mark = |key: &str| format!("data-force=\"{key}\">");
    for list in ["index.html", "van-ban/index.html", "moi-dang/index.html", "co-quan/ubnd-tinh-lao-cai/index.html"] {
        let html = site.read(&format!("output/{list}"));
        let marked = |(_, key): &&(&str, &str)| html.contains(&mark(key));
        let count = PAGES.iter().filter(marked).count();
        assert!(count >= 4 && !html.contains(&mark("unknown")), "{list}: {count}");
    }
    // The list of what a document cites, and the card that is made of it.
    let citing = site.read(&format!("output/{FOLDER}/quyet-dinh/2025/41-qd-ubnd/index.html"));
    let cites = citing.split_once("id=\"vien-dan\"").expect("the list").1;
    assert!(cites.contains(&mark("replaced")) && cites.contains(&mark("withdrawn")), "{cites}");
    let documents = site.data("documents");
    let works = site.data("works");
    for (page, key) in PAGES {
        let id = format!("ubnd-tinh-lao-cai/{page}");
        let state = |list: &[serde_json::Value]| {
            let record = list.iter().find(|record| record["id"] == id.as_str()).expect("a record");
            record["state"]["value"].as_str().unwrap_or("unknown").to_owned()
        };
        assert_eq!((state(&documents), state(&works)), (key.to_owned(), key.to_owned()), "{id}");
        let form = |ending: &str| site.read(&format!("output/{FOLDER}/{page}/van-ban.{ending}"));
        if key == "unknown" {
            assert!(!form("akn.xml").contains("cb:state") && !form("txt").contains("Hiệu lực:"));
            continue;
        }
        assert!(form("akn.xml").contains(&format!("<cb:state value=\"{key}\"")), "{}", form("akn.xml"));
        assert!(form("json").contains(&format!("\"state\":{{\"value\":\"{key}\"")), "{}", form("json"));
        assert!(form("txt").contains("Hiệu lực: "), "{}", form("txt"));
        let atom = site.read("output/atom.xml");
        assert!(atom.contains(&format!("<category scheme=\"urn:congbao:state\" term=\"{key}\"/>")), "{atom}");
    }
    assert!(site.read("output/data/site.json").contains("\"data_as_of\": \"2025-09-13\""));
}

#[test]
fn an_edit_of_one_state_changes_what_shows_it_and_nothing_else() {
    let site = site();
    site.build();
    let before = tree(&site.root().join("output"));
    let text = site.read("content/plain.md");
    site.file("content/plain.md", text.replace("published:", "status: in-force\npublished:")).build();
    let after = tree(&site.root().join("output"));
    let changed = |path: &&String| before.get(*path) != after.get(*path);
    let pages: Vec<&str> = after.keys().filter(changed).map(String::as_str).filter(|p| p.ends_with(".html")).collect();
    let shows = |page: &&str| {
        let html = site.read(&format!("output/{page}"));
        html.contains("41/QĐ-UBND")
    };
    let others: Vec<&&str> = pages.iter().filter(|page| !shows(page)).collect();
    assert!(others.is_empty(), "{others:?}");
    assert!(pages.contains(&format!("{FOLDER}/quyet-dinh/2025/41-qd-ubnd/index.html").as_str()), "{pages:?}");
    // The document that ends another is edited: the page of the other follows.
    let text = site.read("content/new.md");
    site.file("content/new.md", text.replace("  replaces:", "  guides:")).build();
    let old = line(&site, &format!("{FOLDER}/quyet-dinh/2020/12-qd-ubnd"));
    assert!(old.starts_with("Chưa rõ"), "{old}");
}
