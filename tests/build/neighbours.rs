//! Documents that other sites hold: asked for, kept, linked to where they are the same without doubt.

use super::server::Server;
use crate::support::{CONFIG, SiteTest, directive, tree};

const DECREE: &str = "---\ntype: nghi-dinh\nnumber: 81/2021/NĐ-CP\ndate: 2021-08-27\nissuer: chinh-phu\ntitle: Học phí\npublished: 2026-01-02\n---\n\n## Điều 1. Phạm vi\n\nNội dung.\n\n## Điều 5. Mức thu\n\nNội dung.\n";
const PAGE: &str = "output/van-ban/ubnd-tinh-lao-cai/chi-thi/2024/02-ct-ubnd/index.html";
const WORK: &str = "output/vien-dan/chinh-phu/81-2021-nd-cp/index.html";
const HEADER: &str = "type\tnumber\tdate\tissuer\taddress\ttitle\tanchors\n";

fn citing(site: &SiteTest, neighbours: &[(&str, &str)]) {
    let list = neighbours.iter().map(|(address, name)| format!("  - {{address: \"{address}\", name: \"{name}\"}}\n"));
    site.file("congbao.yaml", format!("{CONFIG}neighbours:\n{}", list.collect::<String>()));
    let text = "Theo khoản 2 Điều 5 Nghị định số 81/2021/NĐ-CP ngày 27/8/2021 của Chính phủ, Nghị định số 81/2021/NĐ-CP ngày 27/8/2021 của Chính phủ và Nghị định số 30/2020/NĐ-CP ngày 05/3/2020 của Chính phủ.";
    site.file("content/a.md", directive("02/CT-UBND", "2024-02-02", text));
    site.file(
        "content/b.md",
        directive("03/CT-UBND", "2024-03-03", "Theo Nghị định số 30/2020/NĐ-CP ngày 05/3/2020 của Chính phủ."),
    );
}

fn row(number: &str, date: &str, address: &str, anchors: &str) -> String {
    format!("Nghị định\t{number}\t{date}\tChính phủ\t{address}\tViệc\t{anchors}\n")
}

#[test]
fn a_neighbour_is_asked_and_citations_lead_to_what_it_holds() {
    let held = SiteTest::new();
    held.file("content/nd.md", DECREE);
    held.file(
        "content/khong-so.md",
        directive("04/CT-UBND", "2024-04-04", "Việc.").replacen(
            "number: 04/CT-UBND\ndate: 2024-04-04\n",
            "id: khong-so\ndate_note: Không có trong bản nguồn\nschool_year: 2023-2024\n",
            1,
        ),
    );
    held.build();
    let server = Server::of(&held.root().join("output"));
    let site = SiteTest::new();
    citing(&site, &[(&server.address, "Trang A")]);
    let before = site.build();
    assert!(before.said().contains("congbao neighbours update"), "{}", before.said());
    assert!(!site.read(PAGE).contains("rel=\"external\""));
    let run = site.run(&["neighbours", "update", "--lang", "en"]);
    assert_eq!(run.status, 0, "{}", run.said());
    assert!(run.said().contains("1 new, 0 gone, 0 changed); this site cites 1"), "{}", run.said());
    assert!(run.said().contains("left out 1"), "{}", run.said());
    site.build();
    let there = format!("{}van-ban/chinh-phu/nghi-dinh/2021/81-2021-nd-cp/", server.address);
    let page = site.read(PAGE);
    assert!(page.contains(&format!("href=\"{there}#dieu-5\" rel=\"external\"")), "{page}");
    assert!(page.contains(&format!("href=\"{there}\" rel=\"external\"")), "{page}");
    assert!(page.contains("đọc toàn văn tại Trang A"), "{page}");
    // What it does not hold leads where it led, and the page about the work stays.
    assert!(page.contains("vien-dan/chinh-phu/30-2020-nd-cp/") && page.contains("vien-dan/chinh-phu/81-2021-nd-cp/"));
    assert!(site.read(WORK).contains(&format!("rel=\"external\" href=\"{there}\"")));
    let again = site.run(&["neighbours", "update", "--lang", "en"]);
    assert!(again.said().contains("0 new, 0 gone, 0 changed"), "{}", again.said());
    // One that does not answer keeps its file.
    let file =
        server.address.replace("http://", "content/neighbours/").replace(':', "-").trim_end_matches('/').to_owned()
            + ".tsv";
    let kept = site.read(&file);
    server.lie("data/site.json", Some(b"{}"));
    let silent = site.run(&["neighbours", "update", "--lang", "en"]);
    assert!(silent.status == 2 && silent.said().contains("data/site.json"), "{}", silent.said());
    assert_eq!(site.read(&file), kept);
}

#[test]
fn only_the_same_document_is_linked_and_the_first_neighbour_counts() {
    let site = SiteTest::new();
    citing(&site, &[("https://a.example.vn/", "A"), ("https://b.example.vn/", "B"), ("https://c.example.vn/", "C")]);
    // Another day; twice, so that none is meant; then the one.
    site.file("content/neighbours/a.example.vn.tsv", HEADER.to_owned() + &row("81/2021/NĐ-CP", "2021-08-28", "x/", ""));
    let twice = row("81/2021/NĐ-CP", "2021-08-27", "y/", "") + &row("81/2021/NĐ-CP", "2021-08-27", "z/", "");
    site.file("content/neighbours/b.example.vn.tsv", HEADER.to_owned() + &twice);
    site.file(
        "content/neighbours/c.example.vn.tsv",
        HEADER.to_owned() + &row("81/2021/NĐ-CP", "2021-08-27", "w/", "dieu-1"),
    );
    site.build();
    let page = site.read(PAGE);
    assert!(!page.contains("a.example.vn") && !page.contains("b.example.vn"), "{page}");
    // It has no article 5: the document as a whole.
    assert_eq!(page.matches("href=\"https://c.example.vn/w/\"").count(), 2, "{page}");
}

#[test]
fn pages_follow_what_neighbours_hold_and_no_others_are_made() {
    let site = SiteTest::new();
    citing(&site, &[("https://a.example.vn/", "A")]);
    let file = "content/neighbours/a.example.vn.tsv";
    let held = |rows: &[String]| HEADER.to_owned() + &rows.concat();
    site.file(file, held(&[])).build();
    let other = row("99/2020/NĐ-CP", "2020-01-02", "o/", "");
    let one = row("81/2021/NĐ-CP", "2021-08-27", "w/", "dieu-5");
    for (rows, made) in
        [(vec![other.clone()], 0), (vec![other.clone(), one.clone()], 2), (vec![one], 0), (vec![other], 2)]
    {
        let run = site.file(file, held(&rows)).build();
        assert!(run.said().contains(&format!("Trang phải dựng lại: {made}\n")), "{rows:?}: {}", run.said());
        let fresh = SiteTest::empty();
        for (path, bytes) in tree(site.root()) {
            if !path.starts_with("output") && !path.starts_with(".congbao") {
                fresh.file(&path, bytes);
            }
        }
        fresh.build();
        let [now, fresh] = [&site, &fresh].map(|site| tree(&site.root().join("output")));
        let differing: Vec<&String> =
            now.iter().filter(|(path, bytes)| fresh.get(*path) != Some(bytes)).map(|(path, _)| path).collect();
        assert_eq!((differing, now.len()), (Vec::new(), fresh.len()));
    }
}

#[test]
fn the_page_of_results_alone_may_ask_neighbours_and_only_where_there_are_some() {
    let site = SiteTest::new();
    citing(
        &site,
        &[("https://a.example.vn/b/", "A"), ("https://a.example.vn/c/", "C"), ("http://localhost:8000", "D")],
    );
    site.build();
    let sources = "'self' https://a.example.vn http://localhost:8000";
    let plain = sources.replace(' ', "%20");
    assert_eq!(
        site.read("output/neighbours.map"),
        format!(
            "\"/tim-kiem/index.html\" \"{sources}\";\n\"apache:/tim-kiem/\" \"{plain}\";\n\"apache:/tim-kiem/index.html\" \"{plain}\";\n"
        )
    );
    let page = site.read("output/tim-kiem/index.html");
    assert!(page.contains("search-elsewhere.") && page.contains("href=\"https://a.example.vn/c/\""), "{page}");
    assert!(!site.read(PAGE).contains("search-elsewhere."));
    // From a folder nothing can be asked.
    assert_eq!(site.run(&["build", "--portable", "--output", "folder"]).status, 0);
    assert!(!site.read("folder/tim-kiem/index.html").contains("search-elsewhere."));
    // The lists of web servers are no promise to readers.
    site.file("congbao.yaml", format!("{CONFIG}embed: [laocai.gov.vn]\n")).build();
    assert!(site.exists("output/frames.map"));
    site.file("congbao.yaml", CONFIG).build();
    assert!(!site.exists("output/neighbours.map") && !site.exists("output/frames.map"));
    assert!(!site.read("output/tim-kiem/index.html").contains("search-elsewhere."));
    let scripts = std::fs::read_dir(site.root().join("output/assets")).expect("assets");
    assert!(scripts.flatten().all(|file| !file.file_name().to_string_lossy().starts_with("search-elsewhere")));
}
