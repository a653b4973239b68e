//! Publishing: killed at any instant the folder holds the old site or the new one; files of others stay;
//! one build at a time.

use crate::support::{SiteTest, directive, program, tree};
use std::process::{Command, Stdio};
use std::time::Duration;

fn site_of(count: usize, words: &str) -> SiteTest {
    let site = SiteTest::new();
    fill(&site, count, words);
    site
}

fn fill(site: &SiteTest, count: usize, words: &str) {
    for number in 1..=count {
        let body = format!("{words} Theo Quyết định số {number}/QĐ-BGDĐT ngày 02/3/2021.");
        site.file(&format!("content/{number}.md"), directive(&format!("{number:02}/CT-UBND"), "2024-05-06", &body));
    }
}

#[test]
fn killed_at_any_instant_the_folder_holds_one_whole_site() {
    let site = site_of(40, "Cũ.");
    site.build();
    let output = site.root().join("output");
    let old = tree(&output);
    fill(&site, 40, "Mới.");
    let copy = site.root().join("mới");
    assert_eq!(site.run(&["build", "--output", "mới"]).status, 0);
    let new_pages: Vec<_> = tree(&copy).into_iter().filter(|(name, _)| name.ends_with(".html")).collect();
    let mut killed = 0;
    for step in 0..24 {
        let mut child = Command::new(program())
            .arg("build")
            .current_dir(site.root())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("starts");
        std::thread::sleep(Duration::from_millis(3 * step));
        child.kill().expect("killed");
        // A program that a signal ends has no exit code.
        killed += usize::from(child.wait().expect("ended").code().is_none());
        let now = tree(&output);
        let is_old = now == old;
        let is_new = new_pages.iter().all(|(name, bytes)| now.get(name) == Some(bytes));
        assert!(is_old || is_new, "a mixture after {} ms", 3 * step);
        if is_new {
            break;
        }
    }
    assert!(killed > 0, "every build ended before it was killed");
    site.build();
    let now = tree(&output);
    assert!(new_pages.iter().all(|(name, bytes)| now.get(name) == Some(bytes)), "the next build mends all");
    let leftovers: Vec<_> = std::fs::read_dir(site.root())
        .expect("readable")
        .map(|entry| entry.expect("readable").file_name().to_string_lossy().into_owned())
        .filter(|name| name.contains(".new") || name.contains(".old"))
        .collect();
    assert_eq!(leftovers, Vec::<String>::new());
}

#[test]
fn a_site_may_do_without_search() {
    let site = site_of(3, "Xóa mù chữ.");
    let traces = |site: &SiteTest| -> Vec<String> {
        let words = ["tim-kiem", "opensearch", "search-box", r#"role="search""#, "openIndex"];
        let has = |text: &str| words.iter().any(|word| text.contains(word));
        let files = tree(&site.root().join("output")).into_iter();
        files.filter(|(name, bytes)| has(name) || has(&String::from_utf8_lossy(bytes))).map(|(name, _)| name).collect()
    };
    site.build();
    let with = traces(&site);
    for path in ["index.html", "tim-kiem/index.html", "opensearch.xml", "data/site.json"] {
        assert!(with.iter().any(|name| name == path), "{path} in {with:?}");
    }
    assert!(with.iter().any(|name| name.starts_with("tim-kiem/chi-muc/")), "{with:?}");
    site.file("congbao.yaml", format!("{}search: false\n", crate::support::CONFIG));
    site.build();
    assert_eq!(traces(&site), Vec::<String>::new());
    assert!(site.read("output/data/site.json").contains(r#""search": null"#));
    assert!(site.exists("output/robots.txt"), "everything else stays");
}

#[test]
fn a_site_may_keep_nothing_on_readers_devices() {
    let site = site_of(3, "Xóa mù chữ.");
    let traces = |site: &SiteTest| -> Vec<String> {
        let words = ["webmanifest", "ngoai-tuyen", "assets/offline.", "saved-pages", "icon-192"];
        let has = |text: &str| words.iter().any(|word| text.contains(word));
        let files = tree(&site.root().join("output")).into_iter();
        files.filter(|(name, bytes)| has(name) || has(&String::from_utf8_lossy(bytes))).map(|(name, _)| name).collect()
    };
    site.build();
    let with = traces(&site);
    for path in ["index.html", "404.html", "manifest.webmanifest", "ngoai-tuyen/index.html", "sw.js"] {
        assert!(with.iter().any(|name| name == path), "{path} in {with:?}");
    }
    assert!(!site.read("output/sitemap.xml").contains("ngoai-tuyen"));
    site.file("congbao.yaml", format!("{}offline: false\n", crate::support::CONFIG));
    site.build();
    assert_eq!(traces(&site), Vec::<String>::new());
    // Browsers that had the worker must find one that ends it.
    assert!(site.read("output/sw.js").contains("unregister"));
    site.file("congbao.yaml", crate::support::CONFIG);
    assert_eq!(site.run(&["build", "--portable", "--output", "usb"]).status, 0);
    assert!(site.read("usb/sw.js").contains("unregister"));
    assert!(!site.exists("usb/manifest.webmanifest"));
    assert!(!site.read("usb/index.html").contains("offline"));
}

#[test]
fn files_that_we_did_not_write_are_never_deleted() {
    let site = site_of(2, "Một.");
    site.file("output/.well-known/security.txt", "Contact: x").file("output/google123.html", "x");
    site.build();
    site.remove("content/2.md").file(
        "congbao.yaml",
        format!(
            "{}gone:\n  - address: /van-ban/ubnd-tinh-lao-cai/chi-thi/2024/02-ct-ubnd/\n    reason: thử\n",
            crate::support::CONFIG
        ),
    );
    site.build();
    assert_eq!(site.read("output/.well-known/security.txt"), "Contact: x");
    assert_eq!(site.read("output/google123.html"), "x");
}

#[test]
fn a_foreign_file_in_the_way_is_named_and_kept() {
    let site = site_of(1, "Một.");
    site.file("output/index.html", "trang của người khác");
    let run = site.run(&["build"]);
    assert_eq!(run.status, 2, "{}", run.said());
    assert!(run.stderr.contains("index.html"), "{}", run.stderr);
    assert_eq!(site.read("output/index.html"), "trang của người khác");
}

#[test]
fn attachments_are_published_and_their_checksum_is_shown() {
    let site = SiteTest::new();
    site.file("content/tệp/Bản ký.pdf", b"%PDF-1.4 thu").file(
        "content/a.md",
        directive("05/CT-UBND", "2024-05-06", "Chỉ thị.").replace(
            "published:",
            "attachments:\n  - file: tệp/Bản ký.pdf\n    title: Bản ký\n    signed: true\npublished:",
        ),
    );
    site.build();
    let folder = "output/van-ban/ubnd-tinh-lao-cai/chi-thi/2024/05-ct-ubnd";
    assert_eq!(site.read(&format!("{folder}/tep/ban-ky.pdf")), "%PDF-1.4 thu");
    let page = site.read(&format!("{folder}/index.html"));
    assert!(page.contains("tep/ban-ky.pdf"), "{page}");
    assert!(page.to_lowercase().contains("sha-256"), "{page}");
    site.file("content/a.md", site.read("content/a.md").replace("tệp/Bản ký.pdf", "../../etc/passwd"));
    assert_eq!(site.run(&["build"]).status, 1);
}

#[test]
fn a_long_list_of_citing_passages_is_paginated() {
    let site = SiteTest::new();
    let body = "Theo Quyết định số 9/QĐ-BGDĐT ngày 02/3/2021.\n\n".repeat(190);
    site.file("content/a.md", directive("05/CT-UBND", "2024-05-06", &body));
    site.file("content/b.md", directive("06/CT-UBND", "2024-05-07", &body));
    site.build();
    let folder = "output/vien-dan/bo-giao-duc-va-dao-tao/09-qd-bgddt/2021";
    // The newest first: of one day what is over, then as many as a page holds.
    let parts = [("2024-05-07-phan-1", 150), ("2024-05-06-phan-2", 40), ("2024-05-06-phan-1", 150)];
    let parts = parts.map(|(part, passages)| (format!("trang/{part}/index.html"), passages));
    for (page, passages) in [("index.html".to_owned(), 40)].into_iter().chain(parts) {
        let text = site.read(&format!("{folder}/{page}"));
        assert_eq!(text.matches("#vd-").count(), passages, "{page}");
    }
}

#[test]
fn what_is_secret_is_refused() {
    for body in ["MẬT\n\nNội dung.", "Nội dung.\n\n**TỐI MẬT**", "LƯU HÀNH NỘI BỘ"] {
        let site = SiteTest::new();
        site.file("content/a.md", directive("05/CT-UBND", "2024-05-06", body));
        assert_eq!(site.run(&["build"]).status, 1, "{body}");
        assert!(!site.exists("output/index.html"));
    }
    let site = SiteTest::new();
    site.file("content/a.md", directive("05/CT-UBND", "2024-05-06", "Thực hiện công tác bảo vệ bí mật nhà nước."));
    site.build();
}

#[test]
fn hostile_content_cannot_run_script() {
    let site = SiteTest::new();
    let body = "<script>alert(1)</script>\n\n[x](javascript:alert(1)) ![](https://a.vn/x.png) **<img src=x onerror=alert(1)>** \
                [y](//evil.example/) <https://a.vn/\"onmouseover=alert(1)>";
    site.file(
        "content/a.md",
        directive("05/CT-UBND", "2024-05-06", &body.replace("![](https://a.vn/x.png)", ""))
            .replace("Về việc thử", "\"Về <b>việc</b> \\\"thử\\\" {{ 7*7 }}\""),
    );
    site.build();
    for (name, bytes) in tree(&site.root().join("output")) {
        if name.ends_with(".html") {
            let page = String::from_utf8(bytes).expect("UTF-8").to_lowercase();
            for word in
                ["<script>", "<img src=x", "href=\"javascript", "href=\"//evil", "onmouseover=alert(1)>\"", "<b>việc"]
            {
                assert!(!page.contains(word), "{name}: {word}");
            }
        }
    }
}

#[test]
fn a_site_theme_replaces_files_one_by_one() {
    let site = site_of(1, "Một.");
    site.file(
        "themes/tỉnh/templates/about.html",
        "{% extends \"base.html\" %}{% block main %}<h1>Trang của tỉnh</h1>{% endblock %}",
    )
    .file("themes/tỉnh/static/style.css", "body { color: #123 }")
    .file("congbao.yaml", format!("{}theme: tỉnh\n", crate::support::CONFIG));
    site.build();
    assert!(site.read("output/gioi-thieu/index.html").contains("Trang của tỉnh"));
    assert!(site.read("output/van-ban/index.html").contains("/assets/style."), "all other pages are the built-in ones");
    let styles: Vec<String> = tree(&site.root().join("output/assets"))
        .into_iter()
        .filter(|(name, _)| name.ends_with(".css"))
        .map(|(_, bytes)| String::from_utf8(bytes).expect("UTF-8"))
        .collect();
    assert_eq!(styles, ["body { color: #123 }"]);
    site.file("congbao.yaml", format!("{}theme: khong-co\n", crate::support::CONFIG));
    assert_eq!(site.codes(), ["theme-missing"]);
}

#[test]
fn an_english_interface_keeps_the_texts_vietnamese() {
    let site = site_of(1, "Văn bản tiếng Việt.");
    site.file("congbao.yaml", crate::support::CONFIG.replace("language: vi", "language: en"));
    site.build();
    let page = site.read("output/van-ban/ubnd-tinh-lao-cai/chi-thi/2024/01-ct-ubnd/index.html");
    assert!(page.contains("<html lang=\"en\""), "{page}");
    assert!(page.contains("Cited by"), "{page}");
    assert!(page.contains("lang=\"vi\""), "{page}");
    assert!(page.contains("Văn bản tiếng Việt."));
}

#[test]
fn a_letter_says_what_it_is_about_once() {
    let site = SiteTest::new();
    for (number, title) in [("11", "báo cáo kết quả"), ("12", "V/v báo cáo kết quả"), ("13", "Về việc báo cáo kết quả")]
    {
        let letter = directive(&format!("{number}/UBND-VX"), "2024-05-06", "Kính gửi: Các đơn vị.")
            .replace("chi-thi", "cong-van")
            .replace("Về việc thử", title);
        site.file(&format!("content/{number}.md"), letter);
    }
    site.build();
    for (number, heading) in [("11", "V/v báo cáo"), ("12", "V/v báo cáo"), ("13", "Về việc báo cáo")] {
        let page = site.read(&format!("output/van-ban/ubnd-tinh-lao-cai/cong-van/2024/{number}-ubnd-vx/index.html"));
        assert!(page.contains(&format!("<h1>{heading} kết quả</h1>")), "{page}");
    }
}
