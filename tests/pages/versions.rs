//! Former texts of a document: their pages, what changed, and everything that names them.

use crate::support::{CONFIG, SiteTest, directive, tree};

const PAGE: &str = "van-ban/ubnd-tinh-lao-cai/chi-thi/2024/02-ct-ubnd";

const FIRST: &str = "## I. Mục tiêu\n\nCó 68% trường trung học đạt chuẩn quốc gia ở các xã vùng cao. Các trường học tốt hơn năm học trước đó.\n\n\
    Thực hiện Quyết định số 131/QĐ-TTg ngày 25/01/2022, xem [phụ lục](phu-luc.pdf). ![Sơ đồ](so-do.gif)\n";
const SECOND: &str = "## I. Mục tiêu\n\nCó 70% trường trung học đạt chuẩn quốc gia ở các xã vùng cao. Các trường học tốt hơn năm học trước đó.\n";
const PRESENT: &str = "## I. Mục tiêu\n\nCó 72% trường trung học đạt chuẩn quốc gia ở các xã vùng cao. Các trường học tốt hơn năm học trước đó.\n";

/// Two former texts, the second put right by a document of the site.
const VERSIONS: &str = "versions:
  - {date: 2024-02-03, until: 2024-03-01, file: 02.ban/2024-02-03.md, reason: copying}
  - date: 2024-03-01
    until: 2024-04-05
    file: 02.ban/2024-03-01.md
    reason: correction
    by: ubnd-tinh-lao-cai/chi-thi/2024/03-ct-ubnd
    note: Sửa tỷ lệ <trường>
";

fn with_versions(body: &str) -> String {
    directive("02/CT-UBND", "2024-02-02", body)
        .replace("published: 2026-01-02\n", &format!("published: 2024-02-03\n{VERSIONS}"))
}

fn site() -> SiteTest {
    let site = SiteTest::new();
    site.file("congbao.yaml", format!("{CONFIG}formats: [txt, akn]\n"))
        .file("content/02.md", with_versions(PRESENT))
        .file("content/02.ban/2024-02-03.md", FIRST)
        // A copy of the whole file is a former text, too.
        .file("content/02.ban/2024-03-01.md", directive("02/CT-UBND", "2024-02-02", SECOND))
        .file("content/03.md", directive("03/CT-UBND", "2024-03-03", "Đính chính tỷ lệ."));
    site
}

#[test]
fn a_former_text_stands_at_a_dated_address_with_what_changed() {
    let site = site();
    assert_eq!(site.run(&["build"]).status, 0);
    let page = site.read(&format!("output/{PAGE}/ban/2024-03-01/index.html"));
    for has in [
        "Bản cũ, thay từ ngày 05/4/2024.",
        "Đính chính",
        "Sửa tỷ lệ &lt;trường&gt;",
        "Có 70% trường trung học đạt chuẩn",
        "<del>70%</del>",
        "<ins>72%</ins>",
        "name=\"robots\" content=\"noindex",
        "rel=\"canonical\" href=\"https://vanban.example.vn/van-ban/ubnd-tinh-lao-cai/chi-thi/2024/02-ct-ubnd/\"",
        "href=\"../../../03-ct-ubnd/\"",
    ] {
        assert!(page.contains(has), "{has}\n{page}");
    }
    // The older one is compared with the one that followed it, and links to nothing within the site.
    let oldest = site.read(&format!("output/{PAGE}/ban/2024-02-03/index.html"));
    assert!(oldest.contains("<del>68%</del>") && oldest.contains("<ins>70%</ins>"), "{oldest}");
    assert!(oldest.contains("href=\"../2024-03-01/#"), "{oldest}");
    assert!(!oldest.contains("phu-luc.pdf") && !oldest.contains("<img"), "{oldest}");
    assert!(oldest.contains("xem phụ lục. Sơ đồ"), "{oldest}");
}

#[test]
fn what_names_a_document_names_its_former_texts() {
    let site = site();
    assert_eq!(site.run(&["build"]).status, 0);
    let page = site.read(&format!("output/{PAGE}/index.html"));
    assert!(page.contains("id=\"cac-ban\"") && page.contains("href=\"ban/2024-03-01/\""), "{page}");
    assert!(!site.read("output/van-ban/ubnd-tinh-lao-cai/chi-thi/2024/03-ct-ubnd/index.html").contains("cac-ban"));
    let json: serde_json::Value =
        serde_json::from_str(&site.read(&format!("output/{PAGE}/van-ban.json"))).expect("JSON");
    assert_eq!(json["versions"][1]["url"], "ban/2024-03-01/");
    assert_eq!(json["versions"][1]["reason"], "correction");
    assert_eq!(json["metadata"]["versions"][0]["until"], "2024-03-01");
    let akn = site.read(&format!("output/{PAGE}/van-ban.akn.xml"));
    for has in [
        "/vie@2024-04-05\"",
        "<FRBRdate date=\"2024-04-05\" name=\"changed\"/>",
        "<eventRef date=\"2024-02-02\" type=\"generation\" source=\"#original\"/>",
        "<eventRef date=\"2024-04-05\" type=\"amendment\" source=\"#version_2\"/>",
        "eId=\"version_2\" name=\"version\" href=\"https://vanban.example.vn/van-ban/ubnd-tinh-lao-cai/chi-thi/2024/02-ct-ubnd/ban/2024-03-01/\"",
    ] {
        assert!(akn.contains(has), "{has}\n{akn}");
    }
    let feed = site.read(&format!("output/{PAGE}/atom.xml"));
    assert!(feed.contains("/ban/2024-03-01/</id>") && feed.contains("Từ ngày 05/4/2024: Đính chính"), "{feed}");
}

#[test]
fn a_former_text_is_in_no_list_and_no_search() {
    let site = site();
    assert_eq!(site.run(&["build"]).status, 0);
    for (path, bytes) in tree(&site.root().join("output")) {
        let says_it = String::from_utf8_lossy(&bytes).contains("/ban/2024-02-03");
        let may = path.starts_with(PAGE)
            || path.starts_with("data/")
            || path == "atom.xml"
            || path == "feed.json"
            || path.ends_with("SHA256SUMS")
            || path.contains(".congbao");
        assert!(!says_it || may, "{path}");
    }
    let ledger = site.read("content/addresses.tsv");
    assert!(ledger.contains(&format!("/{PAGE}/ban/2024-02-03/\tbelow\t")), "{ledger}");
}

#[test]
fn a_dated_address_answers_when_its_text_is_taken_away() {
    let site = site();
    assert_eq!(site.run(&["build"]).status, 0);
    site.file("content/02.md", directive("02/CT-UBND", "2024-02-02", PRESENT).replace("2026-01-02", "2024-02-03"));
    let run = site.run(&["build"]);
    assert_eq!(run.status, 0, "{}", run.said());
    let page = site.read(&format!("output/{PAGE}/ban/2024-02-03/index.html"));
    assert!(page.contains("url=../../"), "{page}");
}

#[test]
fn what_editors_hide_is_hidden_in_a_former_text() {
    let site = site();
    site.file("content/02.ban/2024-02-03.md", format!("{FIRST}\n<!-- chờ xác minh với phòng -->\n"));
    assert_eq!(site.run(&["build"]).status, 0);
    let page = site.read(&format!("output/{PAGE}/ban/2024-02-03/index.html"));
    assert!(!page.contains("chờ xác minh"), "{page}");
}

#[test]
fn a_mark_of_secrecy_in_a_former_text_forbids_to_publish() {
    let site = site();
    site.file("content/02.ban/2024-02-03.md", format!("MẬT\n\n{FIRST}"));
    let run = site.run(&["build"]);
    assert_ne!(run.status, 0);
    assert!(run.said().contains("secrecy-mark") && run.said().contains("02.ban/2024-02-03.md"), "{}", run.said());
}

#[test]
fn a_former_text_that_changes_is_read_again() {
    let (site, fresh) = (site(), site());
    assert_eq!(site.run(&["build"]).status, 0);
    let corrected = FIRST.replace("68%", "67%");
    for one in [&site, &fresh] {
        one.file("content/02.ban/2024-02-03.md", &corrected);
    }
    assert_eq!(site.run(&["build"]).status, 0);
    assert_eq!(fresh.run(&["build"]).status, 0);
    let at = format!("output/{PAGE}/ban/2024-02-03/index.html");
    assert!(site.read(&at).contains("67%"));
    assert_eq!(site.read(&at), fresh.read(&at));
}

#[test]
fn a_published_text_that_was_edited_is_told() {
    let site = SiteTest::new();
    let document = |keys: &str, body: &str| {
        directive("02/CT-UBND", "2024-02-02", body)
            .replace("published: 2026-01-02\n", &format!("published: 2026-01-02\n{keys}"))
    };
    let is_told = || site.run(&["check"]).said().contains("published-text-edited");
    site.file("content/02.md", document("", SECOND));
    assert!(!is_told(), "nothing is published");
    assert_eq!(site.run(&["build"]).status, 0);
    site.file("content/02.md", document("updated: 2026-01-05\n", SECOND));
    assert!(!is_told(), "front matter is no text");
    site.file("content/02.md", document("", PRESENT));
    assert!(is_told());
    // What was published is kept: the text alone, or the whole file as it was.
    let keys = "versions: [{date: 2026-01-02, until: 2026-01-05, file: 02.ban/a.md, reason: copying}]\n";
    site.file("content/02.md", document(keys, PRESENT));
    for former in [format!("{SECOND}\n"), document("", SECOND)] {
        site.file("content/02.ban/a.md", former);
        assert!(!is_told());
    }
    site.file("content/02.ban/a.md", "Một bản khác.\n");
    assert!(is_told(), "that is another text");
    assert_eq!(site.run(&["build"]).status, 0);
    assert!(!is_told(), "it is published now");
}
