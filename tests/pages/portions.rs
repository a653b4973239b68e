//! A long document has a page for each of its chapters beside the whole; annexes stand behind the signature.

use crate::support::{SiteTest, directive, tree};
use std::collections::BTreeMap;

const LAW: &str = "/van-ban/ubnd-tinh-lao-cai/quyet-dinh/2024/30-qd-ubnd/";

/// Three chapters of ten articles each; `first` stands in the first article, `twelfth` in the twelfth.
fn law(first: &str, twelfth: &str) -> String {
    let words = "Cơ sở giáo dục bảo đảm điều kiện tổ chức dạy học cho học sinh trên địa bàn theo quy định. ".repeat(16);
    let mut text = String::from(
        "---\ntype: quyet-dinh\nnumber: 30/QĐ-UBND\ndate: 2024-02-01\nissuer: ubnd-tinh-lao-cai\ntitle: Về tổ chức dạy học\n\
         published: 2026-01-02\nsigner: {name: Nguyễn Văn A, position: Chủ tịch}\nrecipients: [Các sở]\n---\n\nCăn cứ Luật Giáo dục.\n\n",
    );
    for (at, chapter) in ["I", "II", "III"].into_iter().enumerate() {
        text.push_str(&format!("## Chương {chapter}. Nội dung thứ {}\n\n", at + 1));
        for article in at * 10 + 1..=at * 10 + 10 {
            let own = match article {
                1 => first,
                12 => twelfth,
                _ => "",
            };
            text.push_str(&format!("### Điều {article}. Tên điều {article}\n\n1. {words}\n\n2. {own} {words}\n\n"));
        }
    }
    text.push_str("## Phụ lục I. Biểu mẫu\n\nMẫu đơn ở đây.\n\n[^1]: Lời chú ở cuối tệp.\n");
    text
}

const FIRST: &str =
    "Theo khoản 2 Điều 30 của Quyết định này và khoản 1 Điều 3 của Quyết định này. Xem [điều sau](#dieu-25).";
const TWELFTH: &str = "Có chú thích[^1].";

fn site() -> SiteTest {
    let site = SiteTest::new();
    site.every_form();
    site.file("content/luat.md", law(FIRST, TWELFTH));
    let body = "Theo khoản 2 Điều 15 Quyết định số 30/QĐ-UBND ngày 01/02/2024 của UBND tỉnh Lào Cai.";
    site.file("content/a.md", directive("05/CT-UBND", "2024-05-06", body));
    site
}

fn page(site: &SiteTest, below: &str) -> String {
    site.read(&format!("output{LAW}{below}index.html"))
}

fn files(site: &SiteTest) -> BTreeMap<String, Vec<u8>> {
    tree(&site.root().join("output"))
}

#[test]
fn each_chapter_has_a_page_and_the_whole_has_every_anchor() {
    let site = site();
    site.build();
    let whole = page(&site, "");
    let chapters = ["chuong-i/", "chuong-ii/", "chuong-iii/", "phu-luc-i/"];
    for chapter in chapters {
        assert!(whole.contains(&format!("href=\"{chapter}\"")), "the whole begins with the list: {chapter}");
    }
    for article in 1..=30 {
        assert!(whole.contains(&format!("id=\"dieu-{article}\"")), "{article}");
        let on: Vec<&str> =
            chapters.into_iter().filter(|one| page(&site, one).contains(&format!("id=\"dieu-{article}\""))).collect();
        assert_eq!(on, [chapters[(article - 1) / 10]], "each article stands on one page beside the whole");
    }
    let first = page(&site, "chuong-i/");
    assert!(first.contains("id=\"mo-dau\"") && first.contains("Căn cứ "), "the opening goes first");
    assert!(first.contains("href=\"../chuong-iii/#dieu-30-khoan-2\""), "a place on another page");
    assert!(first.contains("href=\"#dieu-3-khoan-1\""), "a place on the same page");
    assert!(first.contains("href=\"../chuong-iii/#dieu-25\""), "an author's link");
    assert!(first.contains(&format!("rel=\"canonical\" href=\"https://vanban.example.vn{LAW}\"")));
    assert!(first.contains("rel=\"next\" href=\"../chuong-ii/\"") && !first.contains("rel=\"prev\""));
    assert!(first.contains("Phần 1 trên 4") && first.contains("href=\"../#chuong-i\""));
    assert!(!first.contains("Nguyễn Văn A") && !first.contains("chu-thich-1"), "neither signature nor others' notes");
    let second = page(&site, "chuong-ii/");
    assert!(second.contains("href=\"#chu-thich-1\"") && second.contains("Lời chú ở cuối tệp"), "its own notes");
    assert!(page(&site, "chuong-iii/").contains("Nguyễn Văn A"), "the signature ends the text");
    assert!(!page(&site, "phu-luc-i/").contains("Nguyễn Văn A"));
    let citing = site.read("output/van-ban/ubnd-tinh-lao-cai/chi-thi/2024/05-ct-ubnd/index.html");
    assert!(citing.contains("chuong-ii/#dieu-15-khoan-2"), "other documents lead to the chapter: {citing}");
    let json: serde_json::Value = serde_json::from_str(&site.read(&format!("output{LAW}van-ban.json"))).expect("JSON");
    let urls: Vec<&str> =
        json["portions"].as_array().expect("a list").iter().filter_map(|one| one["url"].as_str()).collect();
    assert_eq!(urls, chapters);
    assert_eq!(json["portions"][1]["name"], "Chương II. Nội dung thứ 2");
    let sitemap = files(&site).into_iter().filter(|(path, _)| path.starts_with("sitemap"));
    let sitemap: String = sitemap.map(|(_, bytes)| String::from_utf8(bytes).expect("XML")).collect();
    assert!(sitemap.contains(LAW) && !sitemap.contains("chuong-i/"), "one document is one entry");
}

#[test]
fn an_edit_in_a_chapter_changes_its_page_and_no_other_chapter() {
    let site = site();
    site.build();
    let before = files(&site);
    let more = format!("{TWELFTH} Theo Quyết định số 131/QĐ-TTg ngày 25/01/2022 của Thủ tướng Chính phủ.");
    site.file("content/luat.md", law(FIRST, &more));
    site.build();
    let after = files(&site);
    let pages: Vec<&str> = after
        .keys()
        .filter(|path| path.starts_with(&LAW[1..]) && path.ends_with("index.html"))
        .filter(|path| before.get(*path) != after.get(*path))
        .map(|path| path[LAW.len() - 1..].trim_end_matches("index.html"))
        .collect();
    assert_eq!(pages, ["chuong-ii/", ""], "a citation more renumbers no other page");
    // The same bytes as of a fresh build.
    std::fs::remove_dir_all(site.root().join(".congbao")).expect("the store is only a cache");
    std::fs::remove_dir_all(site.root().join("output")).expect("removed");
    site.build();
    assert_eq!(files(&site), after);
}

#[test]
fn the_address_of_a_chapter_that_is_no_more_leads_to_the_whole() {
    let site = site();
    site.build();
    site.file("content/luat.md", law(FIRST, TWELFTH).replace("Chương III.", "Chương IV."));
    site.build();
    assert!(page(&site, "chuong-iv/").contains("id=\"dieu-30\""));
    let old = page(&site, "chuong-iii/");
    assert!(old.contains("http-equiv=\"refresh\"") && old.contains("url=../"), "{old}");
    assert!(site.read("content/addresses.tsv").contains(&format!("{LAW}chuong-iii/\tbelow\t")));
}

/// A decision, the regulation that it promulgates, a list and an annex.
const DECISION: &str = "Điều 1. Ban hành kèm theo Quyết định này Quy chế.\n\nĐiều 2. Chánh Văn phòng thi hành.\n\n\
     ## QUY CHẾ\n\n### Điều 1. Phạm vi\n\nPhạm vi của quy chế.\n\n### Điều 2. Hiệu lực\n\nHiệu lực của quy chế.\n\n\
     ## DANH SÁCH TRƯỜNG {.annex}\n\nTrường A.\n\n## Phụ lục\n\nCuối cùng.\n";

#[test]
fn annexes_stand_behind_the_signature_in_every_form() {
    let site = SiteTest::new();
    site.every_form();
    let head = "signer: {name: Nguyễn Văn A, position: Chủ tịch}\nrecipients: [Các sở]\npublished:";
    site.file("content/a.md", directive("05/CT-UBND", "2024-05-06", DECISION).replace("published:", head));
    site.build();
    let folder = "output/van-ban/ubnd-tinh-lao-cai/chi-thi/2024/05-ct-ubnd";
    for file in ["index.html", "van-ban.txt", "van-ban.akn.xml"] {
        let text = site.read(&format!("{folder}/{file}"));
        // The page names headings above, in its list of contents.
        let at = |words: &str| text.rfind(words).unwrap_or_else(|| panic!("{file}: {words}"));
        let order = ["thi hành.", "Nguyễn Văn A", "QUY CHẾ", "Hiệu lực của", "DANH SÁCH", "Trường A", "Cuối cùng"];
        let places: Vec<usize> = order.iter().map(|words| at(words)).collect();
        assert!(places.is_sorted(), "{file}: {places:?}\n{text}");
        assert!(!text.contains("{.annex}"), "{file}");
    }
    assert_eq!(site.read(&format!("{folder}/van-ban.md")).matches("{.annex}").count(), 1, "as written");
}
