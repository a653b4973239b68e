//! Feeds of what readers follow: who cites and changes a document or a work, an agency's tasks, a series; which of them a
//! site has, and that none is ever lost.

use crate::support::{CONFIG, SiteTest, directive, tree};
use std::collections::BTreeMap;

const TWO: &str = "van-ban/ubnd-tinh-lao-cai/chi-thi/2024/02-ct-ubnd";

/// A document with a title of its own, published on a day.
fn document(number: &str, date: &str, published: &str, body: &str) -> String {
    directive(number, date, body)
        .replace("title: Về việc thử", &format!("title: Về việc {number}"))
        .replace("published: 2026-01-02", &format!("published: {published}"))
}

/// The second is cited by the third and replaced by the fourth.
fn site() -> SiteTest {
    let site = SiteTest::new();
    site.file("content/02.md", document("02/CT-UBND", "2024-02-02", "2026-01-02", "Hai."))
        .file(
            "content/03.md",
            document(
                "03/CT-UBND",
                "2024-03-03",
                "2026-01-03",
                "## I. Mục tiêu\n\nTiếp tục thực hiện Chỉ thị số 02/CT-UBND ngày 02/02/2024 của UBND tỉnh Lào Cai.",
            ),
        )
        .file(
            "content/04.md",
            document(
                "04/CT-UBND",
                "2024-04-04",
                "2026-01-04",
                "Chỉ thị này thay thế Chỉ thị số 02/CT-UBND ngày 02/02/2024 của UBND tỉnh Lào Cai.",
            ),
        );
    site
}

/// An entry of a feed: its parts by their names.
fn entries(site: &SiteTest, feed: &str) -> Vec<BTreeMap<&'static str, String>> {
    let xml = site.read(&format!("output/{feed}"));
    let part = |entry: &str, name: &str| {
        let rest = entry.split_once(&format!("<{name}>"))?.1;
        Some(rest.split_once(&format!("</{name}>"))?.0.to_owned())
    };
    let of = |entry: &str| {
        let names = ["id", "title", "published", "updated", "summary"];
        let mut parts: BTreeMap<&'static str, String> =
            names.into_iter().filter_map(|name| Some((name, part(entry, name)?))).collect();
        let link = entry.split_once("type=\"text/html\" href=\"").expect("a link").1;
        parts.insert("link", link.split('"').next().expect("an address").to_owned());
        parts
    };
    xml.split("<entry>").skip(1).map(of).collect()
}

fn list(entries: &[BTreeMap<&'static str, String>], name: &str) -> Vec<String> {
    entries.iter().map(|entry| entry[name].clone()).collect()
}

#[test]
fn who_cites_and_replaces_a_document_is_announced_with_the_words_and_the_reason() {
    let site = site();
    site.build();
    let found = entries(&site, &format!("{TWO}/atom.xml"));
    let expected = [
        "Được thay thế bởi: Chỉ thị 04/CT-UBND: Về việc 04/CT-UBND",
        // It changed on the day on which what replaces it appeared.
        "Chỉ thị 02/CT-UBND: Về việc 02/CT-UBND",
        "Được viện dẫn trong: Chỉ thị 03/CT-UBND: Về việc 03/CT-UBND",
    ];
    assert_eq!(list(&found, "title"), expected);
    let of = |number: &str| found.iter().find(|entry| entry["id"].contains(number)).expect("an entry");
    let base = "https://vanban.example.vn/van-ban/ubnd-tinh-lao-cai/chi-thi/2024";
    assert_eq!(of("04-ct-ubnd")["id"], format!("{base}/04-ct-ubnd/#dan-02-ct-ubnd"));
    assert_eq!(of("04-ct-ubnd")["link"], format!("{base}/04-ct-ubnd/#vd-1"));
    assert!(of("04-ct-ubnd")["summary"].contains("Chỉ thị này thay thế Chỉ thị số 02/CT-UBND"));
    let cited = of("03-ct-ubnd");
    assert!(cited["summary"].starts_with("I. Mục tiêu: “Tiếp tục thực hiện Chỉ thị số 02/CT-UBND"), "{cited:?}");
    assert_eq!(cited["updated"], "2026-01-03T00:00:00+07:00", "a day that people wrote");
    let page = site.read(&format!("output/{TWO}/index.html"));
    assert!(page.contains(
        "<link rel=\"alternate\" type=\"application/atom+xml\" title=\"Về việc 02/CT-UBND\" href=\"atom.xml\">"
    ));
    assert!(page.contains("<a href=\"atom.xml\">ai viện dẫn, sửa đổi, thay thế văn bản này</a>"));
}

#[test]
fn an_entry_that_changes_is_announced_again_under_its_id_and_says_what_changed() {
    let site = site();
    site.build();
    let feed = format!("{TWO}/atom.xml");
    let ids = list(&entries(&site, &feed), "id");
    let text = site.read("content/03.md");
    let changed = text
        .replace("published:", "updated: 2026-02-05\nnotes:\n  - {date: 2026-02-05, text: Sửa câu đầu.}\npublished:")
        .replace("Tiếp tục thực hiện", "Sửa đổi, bổ sung");
    site.file("content/03.md", changed);
    site.build();
    let found = entries(&site, &feed);
    let first = &found[0];
    assert_eq!(first["updated"], "2026-02-05T00:00:00+07:00");
    assert!(first["summary"].contains("Sửa câu đầu"), "{first:?}");
    let (mut before, mut now) = (ids, list(&found, "id"));
    before.sort();
    now.sort();
    assert_eq!(before, now, "no entry is another one now");
}

#[test]
fn a_work_that_five_documents_cite_is_followed_and_one_that_four_cite_is_not() {
    let site = SiteTest::new();
    let cites = |number: usize, what: &str| {
        let body = format!("Thực hiện {what} của Thủ tướng Chính phủ.");
        document(&format!("{number:02}/CT-UBND"), "2024-03-03", &format!("2026-01-{number:02}"), &body)
    };
    for number in 1..=5 {
        site.file(&format!("content/{number}.md"), cites(number, "Quyết định số 131/QĐ-TTg ngày 25/01/2022"));
    }
    for number in 6..=9 {
        site.file(&format!("content/{number}.md"), cites(number, "Quyết định số 7/QĐ-TTg ngày 05/01/2022"));
    }
    site.build();
    let feeds = || {
        let files = tree(&site.root().join("output/vien-dan")).into_keys();
        files.filter(|path| path.ends_with("atom.xml")).collect::<Vec<_>>()
    };
    assert_eq!(feeds().len(), 1, "{:?}", feeds());
    let feed = format!("vien-dan/{}", feeds()[0]);
    let days = list(&entries(&site, &feed), "updated");
    assert_eq!(days.len(), 5);
    assert!(days.is_sorted_by(|one, other| one > other), "{days:?}");
    let page = feed.replace("atom.xml", "index.html");
    assert!(site.read(&format!("output/{page}")).contains("<a href=\"atom.xml\">"));
    // What was published once answers, also for a fresh build.
    site.file("content/5.md", document("05/CT-UBND", "2024-03-03", "2026-01-05", "Năm."));
    site.build();
    assert_eq!(entries(&site, &feed).len(), 4);
    let before = tree(&site.root().join("output"));
    std::fs::remove_dir_all(site.root().join("output")).expect("removed");
    site.build();
    assert!(before == tree(&site.root().join("output")), "what the ledger remembers is enough");
    // Nobody cites it any more: the feed leads to the page that says so.
    for number in 1..=4 {
        site.file(
            &format!("content/{number}.md"),
            document(&format!("0{number}/CT-UBND"), "2024-03-03", "2026-01-05", "X."),
        );
    }
    site.build();
    assert!(site.read(&format!("output/{feed}/index.html")).contains("url=../"));
}

#[test]
fn new_tasks_of_an_agency_are_announced_in_their_words() {
    let site = SiteTest::new();
    let body = "## I. Tổ chức thực hiện\n\nGiao Sở Giáo dục và Đào tạo báo cáo UBND tỉnh trước ngày 15/9/2024.";
    site.file("content/05.md", document("05/CT-UBND", "2024-05-06", "2026-01-02", body));
    site.build();
    let folder = "co-quan/so-giao-duc-va-dao-tao-tinh-lao-cai";
    let found = entries(&site, &format!("{folder}/nhiem-vu/atom.xml"));
    assert_eq!(found.len(), 1);
    let entry = &found[0];
    assert_eq!(entry["title"], "1 nhiệm vụ: Chỉ thị 05/CT-UBND: Về việc 05/CT-UBND");
    assert!(entry["id"].ends_with("/05-ct-ubnd/#nhiem-vu-so-giao-duc-va-dao-tao-tinh-lao-cai"), "{entry:?}");
    assert!(entry["summary"].contains("Giao Sở Giáo dục và Đào tạo báo cáo UBND tỉnh"), "{entry:?}");
    assert!(site.read(&format!("output/{folder}/index.html")).contains("href=\"nhiem-vu/atom.xml\""));
}

#[test]
fn a_series_is_followed_from_the_document_that_opens_it() {
    let site = SiteTest::new();
    let yearly = |number: &str, year: i32| {
        let text = document(number, &format!("{year}-09-01"), &format!("{}-09-02", year), "Nhiệm vụ.");
        text.replace(
            &format!("title: Về việc {number}"),
            &format!("title: Về nhiệm vụ năm học {year}-{}\nschool_year: {year}-{}", year + 1, year + 1),
        )
    };
    site.file("content/a.md", yearly("01/CT-UBND", 2023)).file("content/b.md", yearly("02/CT-UBND", 2024));
    site.build();
    let folder = "van-ban/ubnd-tinh-lao-cai/chi-thi";
    let feed = format!("{folder}/2023/01-ct-ubnd/loat/atom.xml");
    assert_eq!(
        list(&entries(&site, &feed), "updated"),
        ["2024-09-02", "2023-09-02"].map(|day| format!("{day}T00:00:00+07:00"))
    );
    for (page, href) in
        [("2023/01-ct-ubnd", "loat/atom.xml"), ("2024/02-ct-ubnd", "../../2023/01-ct-ubnd/loat/atom.xml")]
    {
        let page = site.read(&format!("output/{folder}/{page}/index.html"));
        assert!(page.contains(&format!("<a href=\"{href}\">loạt văn bản này</a>")), "{page}");
    }
    // An older one opens it now; the address that was published goes on.
    site.file("content/0.md", yearly("03/CT-UBND", 2022));
    site.build();
    assert_eq!(entries(&site, &feed).len(), 3);
    assert_eq!(entries(&site, &format!("{folder}/2022/03-ct-ubnd/loat/atom.xml")).len(), 3);
}

#[test]
fn a_large_site_has_feeds_of_what_has_happened_and_keeps_those_it_had() {
    let site = site();
    site.build();
    let feeds = || {
        let files = tree(&site.root().join("output/van-ban")).into_keys();
        files.filter(|path| path.ends_with("ubnd/atom.xml")).count()
    };
    assert_eq!(feeds(), 3, "a small site");
    site.file("congbao.yaml", format!("{CONFIG}feeds: events\n"));
    site.build();
    assert_eq!(feeds(), 3, "what was published stays");
    let ledger = site.read("content/addresses.tsv");
    assert!(ledger.contains("/03-ct-ubnd/atom.xml\tbelow\t"), "{ledger}");
    let anew = self::site();
    anew.file("congbao.yaml", format!("{CONFIG}feeds: events\n"));
    anew.build();
    let files = tree(&anew.root().join("output/van-ban")).into_keys();
    let own: Vec<String> = files.filter(|path| path.ends_with("ubnd/atom.xml")).collect();
    assert_eq!(own, [format!("{}/atom.xml", &TWO["van-ban/".len()..])], "the one that was replaced");
    let page = anew.read("output/van-ban/ubnd-tinh-lao-cai/chi-thi/2024/03-ct-ubnd/index.html");
    assert!(!page.contains("href=\"atom.xml\""), "no link to what is not there");
}

#[test]
fn an_edit_touches_the_feeds_that_show_it() {
    let site = SiteTest::new();
    for number in 1..=30 {
        let body = format!("Theo Chỉ thị số {:02}/CT-UBND ngày 03/3/2024 của UBND tỉnh Lào Cai.", number % 30 + 1);
        let text = document(&format!("{number:02}/CT-UBND"), "2024-03-03", "2026-01-05", &body);
        site.file(&format!("content/{number}.md"), text);
    }
    site.build();
    let before = tree(&site.root().join("output"));
    let text = site.read("content/7.md");
    site.file("content/7.md", text.replace("Theo Chỉ thị", "Căn cứ quy định của Chỉ thị"));
    site.build();
    let after = tree(&site.root().join("output"));
    let changed: Vec<&String> = after
        .iter()
        .filter(|(path, bytes)| path.ends_with("atom.xml") && before.get(*path) != Some(bytes))
        .map(|(path, _)| path)
        .collect();
    assert_eq!(changed, ["van-ban/ubnd-tinh-lao-cai/chi-thi/2024/08-ct-ubnd/atom.xml"]);
}
