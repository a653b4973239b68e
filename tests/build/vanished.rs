//! What was published and has nothing to show any more, and addresses whose document became another one.

use crate::support::{CONFIG, SiteTest, directive, tree};
use std::collections::BTreeSet;

const FIVE: &str = "/van-ban/ubnd-tinh-lao-cai/chi-thi/2024/05-ct-ubnd/";
const SIX: &str = "/van-ban/ubnd-tinh-lao-cai/chi-thi/2024/06-ct-ubnd/";
/// More tasks than the document's own page shows.
fn tasks() -> String {
    let one = |number: usize| {
        format!("Giao Sở Giáo dục và Đào tạo xây dựng kế hoạch số {number} trình UBND tỉnh ban hành.\n\n")
    };
    format!("## I. Nhiệm vụ\n\n{}", (1..=31).map(one).collect::<String>())
}

fn titled(number: &str, title: &str, body: &str) -> String {
    directive(number, "2024-05-06", body).replace("Về việc thử", title)
}

fn with_files(text: &str, files: &[&str]) -> String {
    let lines: String = files.iter().map(|file| format!("  - {{file: {file}, title: Tệp}}\n")).collect();
    text.replace("published:", &format!("attachments:\n{lines}published:"))
}

fn configure(site: &SiteTest, lines: &str) {
    site.file("congbao.yaml", format!("{CONFIG}{lines}"));
}

fn pages(site: &SiteTest, address: &str) -> BTreeSet<String> {
    tree(&site.root().join(format!("output{address}"))).into_keys().collect()
}

/// The same sources built without the published site: what the ledger remembers is enough.
fn fresh(site: &SiteTest) {
    let all = tree(&site.root().join("output"));
    std::fs::remove_dir_all(site.root().join("output")).expect("removed");
    site.build();
    let again = tree(&site.root().join("output"));
    let names = |files: &std::collections::BTreeMap<String, Vec<u8>>| files.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&again), names(&all));
    assert_eq!(again, all, "the bytes of a fresh build");
}

#[test]
fn a_page_that_has_nothing_to_show_any_more_leads_to_its_owner() {
    let site = SiteTest::new();
    site.file("content/a.md", titled("05/CT-UBND", "Về A", &tasks()));
    site.build();
    let before = pages(&site, FIVE);
    assert!(before.contains("nhiem-vu/index.html"), "{before:?}");
    site.file("content/a.md", titled("05/CT-UBND", "Về A", "Không giao việc gì."));
    site.build();
    assert_eq!(pages(&site, FIVE), before);
    assert!(site.read(&format!("output{FIVE}nhiem-vu/index.html")).contains("url=../\""));
    assert!(site.read("content/addresses.tsv").contains(&format!("{FIVE}nhiem-vu/\tbelow\t{FIVE}\n")));
    assert!(site.read("output/_redirects").contains(&format!("{FIVE}nhiem-vu/ {FIVE} 301\n")));
    fresh(&site);
    // It comes back with its content, and vanishes again.
    site.file("content/a.md", titled("05/CT-UBND", "Về A", &tasks()));
    site.build();
    assert!(!site.read(&format!("output{FIVE}nhiem-vu/index.html")).contains("http-equiv"));
    // A document that moves and has no tasks at the same time.
    let moved = titled("07/CT-UBND", "Về A", "Không giao việc gì.");
    site.file("content/a.md", moved.replace("published:", &format!("redirect_from: [{FIVE}]\npublished:")));
    site.build();
    assert!(site.read(&format!("output{FIVE}nhiem-vu/index.html")).contains("07-ct-ubnd/"));
    fresh(&site);
}

#[test]
fn pages_of_a_list_that_shrank_lead_to_the_list() {
    let site = SiteTest::new();
    let count = 160;
    for number in 1..=count {
        site.file(
            &format!("content/{number}.md"),
            titled(&format!("{number:02}/CT-UBND"), &format!("Về {number}"), "Một."),
        );
    }
    site.build();
    let before = pages(&site, "/van-ban/trang/");
    assert!(!before.is_empty());
    let mut gone = "gone:\n".to_owned();
    for number in 41..=count {
        site.remove(&format!("content/{number}.md"));
        gone +=
            &format!("  - {{address: /van-ban/ubnd-tinh-lao-cai/chi-thi/2024/{number:02}-ct-ubnd/, reason: Nhầm}}\n");
    }
    configure(&site, &gone);
    site.build();
    assert_eq!(pages(&site, "/van-ban/trang/"), before);
    for page in before {
        assert!(site.read(&format!("output/van-ban/trang/{page}")).contains("http-equiv=\"refresh\""), "{page}");
    }
    fresh(&site);
}

#[test]
fn a_lost_attachment_is_an_error_with_the_ways_out() {
    let site = SiteTest::new();
    let text = titled("05/CT-UBND", "Về A", "Một.");
    site.file("content/ky.pdf", "%PDF-1.4\n").file("content/moi.pdf", "%PDF-1.4 mới\n");
    site.file("content/a.md", with_files(&text, &["ky.pdf"]));
    site.build();
    site.file("content/a.md", with_files(&text, &["moi.pdf"]));
    let run = site.run(&["build", "--lang", "en"]);
    assert_eq!((run.status, run.stderr.matches("file-lost").count()), (1, 1), "{}", run.stderr);
    for words in ["ky.pdf", &format!("{FIVE}tep/ky.pdf"), "redirects:", "gone:", "content/a.md"] {
        assert!(run.stderr.contains(words), "{words}: {}", run.stderr);
    }
    configure(&site, &format!("redirects: {{{FIVE}tep/ky.pdf: {FIVE}tep/moi.pdf}}\n"));
    site.build();
    assert_eq!(site.read(&format!("output{FIVE}tep/ky.pdf")), "%PDF-1.4 mới\n");
    configure(&site, &format!("gone: [{{address: {FIVE}tep/ky.pdf, reason: Bản chụp nhầm}}]\n"));
    site.build();
    assert!(site.read(&format!("output{FIVE}tep/ky.pdf/index.html")).contains("Bản chụp nhầm"));
    fresh(&site);
}

#[test]
fn a_document_that_moves_and_renames_its_file_at_once_is_told_of_the_file() {
    let site = SiteTest::new();
    site.file("content/ky.pdf", "%PDF-1.4\n").file("content/moi.pdf", "%PDF-1.4 mới\n");
    site.file("content/a.md", with_files(&titled("05/CT-UBND", "Về A", "Một."), &["ky.pdf"]));
    site.build();
    let moved =
        titled("07/CT-UBND", "Về A", "Một.").replace("published:", &format!("redirect_from: [{FIVE}]\npublished:"));
    site.file("content/a.md", with_files(&moved, &["moi.pdf"]));
    let run = site.run(&["build"]);
    assert_eq!((run.status, run.stderr.matches("file-lost").count()), (1, 1), "{}", run.stderr);
    let seven = FIVE.replace("05-", "07-");
    configure(&site, &format!("redirects: {{{FIVE}tep/ky.pdf: {seven}tep/moi.pdf}}\n"));
    site.build();
    assert_eq!(site.read(&format!("output{FIVE}tep/ky.pdf")), "%PDF-1.4 mới\n");
}

#[test]
fn a_withdrawn_document_is_withdrawn_with_all_that_lay_below_it() {
    let site = SiteTest::new();
    site.file("content/ky.pdf", "%PDF-1.4\n").file("content/b.md", titled("06/CT-UBND", "Về B", "Hai."));
    site.file("content/a.md", with_files(&titled("05/CT-UBND", "Về A", &tasks()), &["ky.pdf"]));
    site.build();
    let before = pages(&site, FIVE);
    // A draft: the document is lost, and that is said once, not for all that lies below it.
    let text = site.read("content/a.md");
    site.file("content/a.md", text.replace("\ntitle:", "\ndraft: true\ntitle:"));
    let run = site.run(&["build"]);
    assert_eq!((run.status, run.stderr.matches("lỗi[").count()), (1, 1), "{}", run.stderr);
    site.remove("content/a.md");
    configure(&site, &format!("gone: [{{address: {FIVE}, reason: Đăng nhầm}}]\n"));
    site.build();
    for file in before {
        let page = if file.ends_with("index.html") { file.clone() } else { format!("{file}/index.html") };
        let html = site.read(&format!("output{FIVE}{page}"));
        assert!(html.contains("Đăng nhầm"), "{page}");
        let address = file.trim_end_matches("index.html");
        assert!(site.read("output/gone.map").contains(&format!("\"{FIVE}{address}\" 1;\n")), "{address}");
    }
    let bytes: Vec<u8> = tree(&site.root().join("output")).into_values().flatten().collect();
    assert!(!String::from_utf8_lossy(&bytes).contains("chủ trì, báo cáo trước"), "no text stays anywhere");
    fresh(&site);
}

#[test]
fn a_published_form_that_nothing_makes_any_more_is_missed() {
    let site = SiteTest::new();
    site.file("content/a.md", titled("05/CT-UBND", "Về A", "Một."));
    site.build();
    // A form and a file of data that an older state made.
    for file in [&format!("{FIVE}van-ban.epub")[1..], "data/old.json"] {
        site.file(&format!("output/{file}"), "x");
        let list = site.read("output/.congbao-manifest.tsv");
        // As the state before wrote it, without a hash over the lines.
        let head = format!("congbao-manifest\t1\t{}", "0".repeat(64));
        let (_, lines) = list.split_once('\n').expect("a head");
        let digest = "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881";
        let mut lines: Vec<String> = lines.lines().map(str::to_owned).collect();
        lines.push(format!("{file}\t1\t{digest}"));
        lines.sort();
        site.file("output/.congbao-manifest.tsv", format!("{head}\n{}\n", lines.join("\n")));
    }
    site.file("content/b.md", titled("06/CT-UBND", "Về B", "Hai."));
    let run = site.run(&["build"]);
    assert_eq!((run.status, run.stderr.matches("file-lost").count()), (1, 2), "{}", run.stderr);
    configure(
        &site,
        &format!(
            "gone:\n  - {{address: {FIVE}van-ban.epub, reason: Không dùng nữa}}\n  - {{address: /data/old.json, reason: Cũ}}\n"
        ),
    );
    site.build();
    assert!(site.read("output/data/old.json/index.html").contains("Cũ"));
}

/// Every file that the state before wrote for a small site.
const BEFORE: &str = include_str!("published_before.txt");
const BEFORE_LEDGER: &str = include_str!("published_before.tsv");

#[test]
fn a_site_that_the_state_before_published_is_taken_over() {
    let site = SiteTest::new();
    site.file("content/ky.pdf", "%PDF-1.4\n");
    site.file("content/themes.yaml", "- key: so\n  name: Chuyển đổi số\n  description: X\n");
    let tagged = |text: String| text.replace("published:", "themes: [so]\npublished:");
    let cites = "Thực hiện Quyết định số 131/QĐ-TTg ngày 25/01/2022 của Thủ tướng Chính phủ.";
    site.file(
        "content/a.md",
        tagged(with_files(&titled("05/CT-UBND", "Về A", &format!("{cites}\n\n{}", tasks())), &["ky.pdf"])),
    );
    site.file("content/b.md", tagged(titled("06/CT-UBND", "Về B", cites)));
    site.file("content/addresses.tsv", BEFORE_LEDGER);
    let head = format!("congbao-manifest\t1\t{}\n", "0".repeat(64));
    let lines = BEFORE.lines().map(|path| format!("{path}\t1\t{}\n", "0".repeat(64)));
    let list: String = std::iter::once(head).chain(lines).collect();
    site.file("output/.congbao-manifest.tsv", list);
    // The number is corrected, the theme renamed, the tasks are gone, all at once.
    let text =
        site.read("content/a.md").replace("05/CT", "07/CT").replace(&tasks(), "").replace("[so]", "[chuyen-doi-so]");
    site.file("content/a.md", text.replace("published:", &format!("redirect_from: [{FIVE}]\npublished:")));
    site.file("content/b.md", site.read("content/b.md").replace("[so]", "[chuyen-doi-so]"));
    site.file("content/themes.yaml", "- key: chuyen-doi-so\n  name: Chuyển đổi số\n  description: X\n");
    configure(&site, "redirects: {/chu-de/so/: /chu-de/chuyen-doi-so/}\n");
    site.build();
    let machines = ["assets/", "tim-kiem/chi-muc/"];
    for path in BEFORE.lines().filter(|path| !machines.iter().any(|folder| path.starts_with(folder))) {
        assert!(site.exists(&format!("output/{path}")), "{path}");
    }
}

#[test]
fn documents_that_swap_numbers_are_an_error_until_it_is_confirmed() {
    let site = SiteTest::new();
    site.file("content/ky.pdf", "%PDF-1.4 A\n");
    site.file("content/a.md", with_files(&titled("05/CT-UBND", "Về A", "Một."), &["ky.pdf"]));
    site.file("content/b.md", titled("06/CT-UBND", "Về B", "Hai."));
    site.build();
    site.file("content/a.md", with_files(&titled("06/CT-UBND", "Về A", "Một."), &["ky.pdf"]));
    site.file("content/b.md", titled("05/CT-UBND", "Về B", "Hai."));
    for command in ["build", "check"] {
        let run = site.run(&[command, "--lang", "en"]);
        assert_eq!((run.status, run.said().matches("address-taken").count()), (1, 2), "{}", run.said());
        assert!(run.said().contains(&format!("at {SIX} now")), "{}", run.said());
        assert!(run.said().contains("content/b.md:3"), "the line of the number: {}", run.said());
    }
    configure(
        &site,
        &format!(
            "renumbered:\n  - {{address: {FIVE}, before: {SIX}, reason: Đính chính số ngày 06/5/2024}}\n  \
             - {{address: {SIX}, before: {FIVE}, reason: Đính chính số ngày 06/5/2024}}\n"
        ),
    );
    site.build();
    let page = site.read(&format!("output{FIVE}index.html"));
    for words in ["Đính chính số ngày 06/5/2024", "Về A", "href=\"../06-ct-ubnd/\""] {
        assert!(page.contains(words), "{words}: {page}");
    }
    assert_eq!(site.read(&format!("output{FIVE}tep/ky.pdf")), "%PDF-1.4 A\n", "it went with its document");
    fresh(&site);
    configure(&site, &format!("renumbered: [{{address: {FIVE}x/, reason: X}}]\n"));
    let run = site.run(&["build"]);
    assert!(run.status == 1 && run.stderr.contains("renumbered-unknown"), "{}", run.stderr);
}
