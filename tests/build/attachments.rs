//! Which attachments are served, and that what was published before keeps answering.

use crate::support::{CONFIG, SiteTest, directive};
use sha2::{Digest, Sha256};

const FOLDER: &str = "output/van-ban/ubnd-tinh-lao-cai/chi-thi/2024/05-ct-ubnd";

fn site_with(files: &[(&str, &[u8])]) -> SiteTest {
    let site = SiteTest::new();
    let mut attachments = String::from("attachments:\n");
    for (name, bytes) in files {
        site.file(&format!("content/{name}"), bytes);
        attachments.push_str(&format!("  - {{file: \"{name}\", title: Tệp}}\n"));
    }
    let text = directive("05/CT-UBND", "2024-05-06", "Chỉ thị.");
    site.file("content/a.md", text.replace("published:", &format!("{attachments}published:")));
    site
}

/// `attachments: published:` for a file with these bytes.
fn keeping(name: &str, bytes: &[u8]) -> String {
    let sha256: String = Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
    format!("{CONFIG}attachments:\n  published:\n    - {{file: {name}, sha256: {sha256}}}\n")
}

/// Case 02 of the issue "Nothing leaks, nothing runs, no address dies".
#[test]
fn files_that_run_are_refused_at_their_line() {
    let names = ["a.html", "b.js", "c.svg", "d.php", "e.shtml", ".htaccess", "f.hta", "g.exe", "h.lnk"];
    let files: Vec<(&str, &[u8])> = names.iter().map(|name| (*name, &b"x"[..])).collect();
    let site = site_with(&files);
    let run = site.run(&["build", "--lang", "en"]);
    assert_eq!(run.status, 1, "{}", run.said());
    assert_eq!(run.stderr.matches("error[attachment-runs]").count(), names.len(), "{}", run.stderr);
    for (line, name) in (8..).zip(names) {
        assert!(run.stderr.contains(&format!("content/a.md:{line}:12")), "{name}: {}", run.stderr);
    }
    assert!(!site.exists("output/index.html"));
}

#[test]
fn a_file_that_was_published_before_keeps_its_address_as_a_download() {
    let page = b"<p>Bieu mau</p>";
    let site = site_with(&[("Biểu mẫu.html", page)]);
    // The state before published every kind; naming the file stands in for it.
    site.file("congbao.yaml", keeping("\"Biểu mẫu.html\"", page));
    site.build();
    let file = format!("{FOLDER}/tep/bieu-mau.html");
    assert_eq!(site.read(&file).as_bytes(), page);
    // The published site says it, without a line of configuration.
    site.file("congbao.yaml", CONFIG);
    let run = site.run(&["build", "--lang", "en"]);
    assert_eq!(run.status, 0, "{}", run.said());
    assert!(run.stderr.contains("warning[attachment-kept]"), "{}", run.stderr);
    assert_eq!(site.read(&file).as_bytes(), page);
    let html = site.read(&format!("{FOLDER}/index.html"));
    assert!(html.contains("href=\"tep/bieu-mau.html\" download"), "{html}");
    // Where number and address change, it goes with its document.
    site.file("content/a.md", site.read("content/a.md").replace("05/CT-UBND", "06/CT-UBND"));
    let moved = "redirect_from: [/van-ban/ubnd-tinh-lao-cai/chi-thi/2024/05-ct-ubnd/]\npublished:";
    site.file("content/a.md", site.read("content/a.md").replace("published:", moved));
    site.build();
    assert_eq!(site.read(&file.replace("05-ct", "06-ct")).as_bytes(), page);
    // New content at such an address is refused, and so is another name.
    site.file("content/Biểu mẫu.html", "<p>Bieu mau moi</p>");
    let run = site.run(&["build", "--lang", "en"]);
    assert_eq!(run.status, 1, "{}", run.said());
    assert!(run.stderr.contains("error[attachment-runs]"), "{}", run.stderr);
}

#[test]
fn where_the_published_site_is_elsewhere_the_message_says_what_to_write() {
    let page = b"<p>Bieu mau</p>";
    let site = site_with(&[("a.html", page)]);
    site.file("congbao.yaml", keeping("a.html", page));
    site.build();
    // As in CI: the ledger is there, the output folder is not.
    std::fs::remove_dir_all(site.root().join("output")).expect("removed");
    site.file("congbao.yaml", CONFIG);
    let run = site.run(&["check", "--lang", "en"]);
    assert_eq!(run.status, 1, "{}", run.said());
    let sha256: String = Sha256::digest(page).iter().map(|byte| format!("{byte:02x}")).collect();
    let line = format!("attachments: {{published: [{{file: \"a.html\", sha256: {sha256}}}]}}");
    assert!(run.stderr.contains(&line), "{}", run.stderr);
    site.file("congbao.yaml", format!("{CONFIG}{line}\n"));
    let run = site.run(&["check", "--lang", "en"]);
    assert_eq!(run.status, 0, "{}", run.said());
}

#[test]
fn a_site_adds_kinds_and_never_those_that_run() {
    let site = site_with(&[("ban-ve.dwg", b"AC1032"), ("phim.mp4", b"\0\0\0\x18ftypmp42")]);
    assert_eq!(site.run(&["build"]).status, 1);
    site.file("congbao.yaml", format!("{CONFIG}attachments: {{kinds: [dwg, mp4]}}\n"));
    site.build();
    assert!(site.exists(&format!("{FOLDER}/tep/ban-ve.dwg")));
    assert!(site.read(&format!("{FOLDER}/van-ban.json")).contains("video/mp4"));
    site.file("congbao.yaml", format!("{CONFIG}attachments: {{kinds: [dwg, mp4, html]}}\n"));
    let run = site.run(&["build", "--lang", "en"]);
    assert_eq!(run.status, 1);
    assert!(run.stderr.contains("congbao.yaml:5:33"), "{}", run.stderr);
}

#[test]
fn a_name_with_a_second_ending_is_served_with_one() {
    let site = site_with(&[("thong-ke.php.pdf", b"%PDF-1.4\n"), ("Kế Hoạch.PDF", b"%PDF-1.4\n")]);
    site.build();
    assert!(site.exists(&format!("{FOLDER}/tep/thong-ke-php.pdf")));
    assert!(site.exists(&format!("{FOLDER}/tep/ke-hoach.pdf")));
}
