//! What a person may have copied goes where its owner goes: forms, attachments, further pages, feeds. Old addresses of a
//! portal that stood here before lead on, too.

use crate::support::{CONFIG, SiteTest, directive};

const FIVE: &str = "/van-ban/ubnd-tinh-lao-cai/chi-thi/2024/05-ct-ubnd/";
const SEVEN: &str = "/van-ban/ubnd-tinh-lao-cai/chi-thi/2024/07-ct-ubnd/";
const NINE: &str = "/van-ban/ubnd-tinh-lao-cai/chi-thi/2024/09-ct-ubnd/";
const BODY: &str = "Thực hiện Quyết định số 131/QĐ-TTg ngày 25/01/2022 của Thủ tướng Chính phủ.\n\n## I. Nhiệm vụ\n\nCác trường \
                    chủ trì báo cáo trước ngày 31/12/2024.";

/// The document of a number, with a signed PDF and more lines of front matter.
fn document(number: &str, lines: &str) -> String {
    let head = format!("attachments:\n  - {{file: ky.pdf, title: Bản ký, signed: true}}\n{lines}published:");
    directive(number, "2024-05-06", BODY).replace("published:", &head)
}

fn published() -> SiteTest {
    let site = SiteTest::new();
    site.every_form();
    site.file("content/ky.pdf", "%PDF-1.4 bản ký\n").file("content/a.md", document("05/CT-UBND", ""));
    site.build();
    site
}

fn below(site: &SiteTest, address: &str) -> Vec<String> {
    let files = crate::support::tree(&site.root().join(format!("output{address}")));
    files.into_keys().collect()
}

fn configure(site: &SiteTest, lines: &str) {
    site.file("congbao.yaml", format!("{CONFIG}{lines}"));
}

#[test]
fn a_corrected_number_takes_everything_below_with_it() {
    let site = published();
    let before = below(&site, FIVE);
    assert!(before.len() > 5, "{before:?}");
    site.file("content/a.md", document("07/CT-UBND", &format!("redirect_from: [{FIVE}]\n")));
    site.build();
    assert_eq!(below(&site, FIVE), before);
    for file in before {
        let old = site.read(&format!("output{FIVE}{file}"));
        let new = site.read(&format!("output{SEVEN}{file}"));
        if file.ends_with(".html") {
            assert!(old.contains("http-equiv=\"refresh\""), "{file}");
            let canonical = format!("https://vanban.example.vn{SEVEN}{}", file.trim_end_matches("index.html"));
            assert!(old.contains(&format!("rel=\"canonical\" href=\"{canonical}\"")), "{file}: {old}");
        } else {
            assert_eq!(old, new, "{file}");
        }
        let address = file.trim_end_matches("index.html");
        let (nginx, plain) = (site.read("output/redirects.map"), site.read("output/_redirects"));
        assert!(nginx.contains(&format!("\"{FIVE}{address}\" \"{SEVEN}{address}\";\n")), "{address}: {nginx}");
        assert!(plain.contains(&format!("{FIVE}{address} {SEVEN}{address} 301\n")), "{address}: {plain}");
    }
    let ledger = site.read("content/addresses.tsv");
    assert_eq!(ledger.matches(FIVE).count(), 1, "no line for each: {ledger}");
}

#[test]
fn a_number_corrected_twice_answers_at_both_old_addresses() {
    let site = published();
    site.file("content/a.md", document("07/CT-UBND", &format!("redirect_from: [{FIVE}]\n")));
    site.build();
    // Once in the document, once in the configuration: a way of two steps.
    site.file("content/a.md", document("09/CT-UBND", &format!("redirect_from: [{SEVEN}]\n")));
    configure(&site, &format!("redirects:\n  {FIVE}: {SEVEN}\n"));
    site.build();
    let signed = site.read(&format!("output{NINE}tep/ky.pdf"));
    for old in [FIVE, SEVEN] {
        assert_eq!(site.read(&format!("output{old}tep/ky.pdf")), signed);
        assert!(site.read(&format!("output{old}index.html")).contains("url=../09-ct-ubnd/"), "the end of the way");
    }
}

#[test]
fn a_renamed_theme_takes_its_feeds_and_pages_with_it() {
    let site = SiteTest::new();
    let theme = |key: &str| format!("- key: {key}\n  name: Chuyển đổi số\n  description: X\n");
    site.file("content/themes.yaml", theme("cu"));
    for number in 1..=120 {
        let text = directive(&format!("{number:02}/CT-UBND"), "2024-05-06", "Chỉ thị.");
        site.file(&format!("content/{number}.md"), text.replace("published:", "themes: [cu]\npublished:"));
    }
    site.build();
    let before = below(&site, "/chu-de/cu/");
    assert!(before.contains(&"atom.xml".to_owned()) && before.len() > 3, "{before:?}");
    site.file("content/themes.yaml", theme("moi"));
    for number in 1..=120 {
        let path = format!("content/{number}.md");
        site.file(&path, site.read(&path).replace("[cu]", "[moi]"));
    }
    configure(&site, "redirects: {/chu-de/cu/: /chu-de/moi/}\n");
    site.build();
    assert_eq!(below(&site, "/chu-de/cu/"), before);
    for feed in ["atom.xml", "feed.json"] {
        let bytes = site.read(&format!("output/chu-de/cu/{feed}"));
        assert_eq!(bytes, site.read(&format!("output/chu-de/moi/{feed}")));
    }
    let data = site.read("output/data/site.json");
    assert!(!data.contains("/chu-de/cu/"), "a feed is listed once: {data}");
}

#[test]
fn a_redirect_may_lead_to_a_place_in_a_page() {
    let site = published();
    configure(&site, &format!("redirects:\n  /vb/7.html: {FIVE}#muc-i\n"));
    site.build();
    let page = site.read("output/vb/7.html");
    assert!(page.contains("05-ct-ubnd/#muc-i\""), "{page}");
    assert!(page.contains(&format!("rel=\"canonical\" href=\"https://vanban.example.vn{FIVE}\"")), "{page}");
    assert!(site.read("output/redirects.map").contains(&format!("\"/vb/7.html\" \"{FIVE}#muc-i\";")));
}

#[test]
fn a_file_can_be_replaced_by_another() {
    let site = published();
    let text = document("05/CT-UBND", "").replace("ky.pdf", "ky-2.pdf");
    site.file("content/ky-2.pdf", "%PDF-1.4 bản ký mới\n").file("content/a.md", text);
    configure(
        &site,
        &format!("redirects:\n  {FIVE}tep/ky.pdf: {FIVE}tep/ky-2.pdf\n  {FIVE}tep/ky.doc: {FIVE}tep/ky-2.pdf\n"),
    );
    site.build();
    assert_eq!(site.read(&format!("output{FIVE}tep/ky.pdf")), "%PDF-1.4 bản ký mới\n");
    // Bytes of a PDF by the name of a Word file would be wrong: a page leads on.
    assert!(site.read(&format!("output{FIVE}tep/ky.doc/index.html")).contains("url=../ky-2.pdf"));
    assert!(site.read("output/_redirects").contains(&format!("{FIVE}tep/ky.doc {FIVE}tep/ky-2.pdf 301\n")));
    // The document moves, and with it the address that its file had before.
    let text = document("07/CT-UBND", &format!("redirect_from: [{FIVE}]\n")).replace("ky.pdf", "ky-2.pdf");
    site.file("content/a.md", text);
    configure(
        &site,
        &format!("redirects:\n  {FIVE}tep/ky.pdf: {SEVEN}tep/ky-2.pdf\n  {FIVE}tep/ky.doc: {SEVEN}tep/ky-2.pdf\n"),
    );
    site.build();
    for file in ["ky.pdf", "ky-2.pdf"] {
        assert_eq!(site.read(&format!("output{FIVE}tep/{file}")), "%PDF-1.4 bản ký mới\n");
    }
}

#[test]
fn addresses_of_an_old_portal_lead_on() {
    let site = published();
    configure(
        &site,
        &format!(
            "redirects:\n  /chitiet.aspx?id=1234: {FIVE}\n  /vb/123.html: {FIVE}\n  /vb/124: {FIVE}\n  /cu.aspx: {FIVE}\n  \
             /tra-cuu?từ=chỉ-thị&loai=ct: {FIVE}\n  /x.aspx?1234: {FIVE}\n"
        ),
    );
    site.build();
    for page in ["vb/123.html", "vb/124/index.html", "cu.aspx/index.html"] {
        assert!(site.read(&format!("output/{page}")).contains("http-equiv=\"refresh\""), "{page}");
    }
    // A file would answer every other query of that path, too, and lead to the wrong document.
    for nothing in ["chitiet.aspx", "tra-cuu", "x.aspx"] {
        assert!(!site.exists(&format!("output/{nothing}")), "{nothing}");
    }
    // An old portal had nothing of ours below its pages.
    assert_eq!(below(&site, "/vb/124/"), ["index.html"]);
    let nginx = site.read("output/redirects.map");
    for path in ["/vb/123.html", "/vb/124", "/cu.aspx"] {
        assert!(nginx.contains(&format!("\"{path}\" \"{FIVE}\";\n")), "{path}");
    }
    assert!(!nginx.contains("1234"), "{nginx}");
    assert_eq!(
        site.read("output/queries.map"),
        format!(
            "\"/chitiet.aspx?id=1234\" \"{FIVE}\";\n\"/tra-cuu?t%E1%BB%AB=ch%E1%BB%89-th%E1%BB%8B&loai=ct\" \"{FIVE}\";\n\
             \"/x.aspx?1234\" \"{FIVE}\";\n"
        )
    );
    let plain = site.read("output/_redirects");
    assert!(plain.starts_with(&format!("/chitiet.aspx id=1234 {FIVE} 301\n")), "{plain}");
    assert!(!plain.contains("/x.aspx "), "no host of that list can tell");
    // The promise holds for them, too.
    configure(&site, "");
    let run = site.run(&["build"]);
    assert_eq!((run.status, run.stderr.matches("address-lost").count()), (1, 6), "{}", run.stderr);
}

#[test]
fn a_form_or_a_file_of_data_can_be_given_up() {
    let site = published();
    let form = format!("{FIVE}van-ban.akn.xml");
    configure(
        &site,
        &format!(
            "gone:\n  - {{address: {form}, reason: Không dùng nữa}}\n  - {{address: /data/documents/2024.csv, reason: Không dùng nữa}}\n"
        ),
    );
    site.build();
    for file in [form.as_str(), "/data/documents/2024.csv"] {
        assert!(site.read(&format!("output{file}/index.html")).contains("Không dùng nữa"), "{file}");
        assert!(site.read("output/gone.map").contains(&format!("\"{file}\" 1;\n")));
    }
    for page in [format!("output{FIVE}index.html"), "output/du-lieu/index.html".to_owned()] {
        let html = site.read(&page);
        assert!(!html.contains("2024.csv\"") && !html.contains("van-ban.akn.xml\""), "{page} leads to what is gone");
    }
    assert!(!site.read(&format!("output{FIVE}van-ban.json")).contains("van-ban.akn.xml"));
    // An attachment is taken away where it is attached.
    configure(&site, &format!("gone:\n  - {{address: {FIVE}tep/ky.pdf, reason: Nhầm}}\n"));
    let run = site.run(&["build"]);
    assert_eq!(run.status, 1);
    assert!(run.stderr.contains("address-clash"), "{}", run.stderr);
}
