//! `congbao fmt` as it is typed: what is written, what is only offered, what is refused.

use crate::support::{SiteTest, directive, tree};

const UNTIDY: &str = "---\ntitle: Về nhiệm vụ năm học 2024-2025.\n# TODO number: xem lại\ntype: chi-thi\nissuer: ubnd-tinh-lao-cay\ndate: 30/8/2024\nnumber: '06/CT-UBND'\nrecipients:\n- A # một\npublished: 2026-01-02\n---\n\nThân  bài \r\n";

#[test]
fn files_are_put_in_order_and_repairs_only_offered() {
    let site = SiteTest::new();
    site.file("content/Văn bản một.md", UNTIDY);
    let run = site.run(&["fmt"]);
    assert_eq!(run.status, 0, "{}", run.said());
    let text = "---\ntype: chi-thi\n# TODO number: xem lại\nnumber: 06/CT-UBND\ndate: 30/8/2024\nissuer: ubnd-tinh-lao-cay\ntitle: Về nhiệm vụ năm học 2024-2025.\nrecipients:\n  - A # một\npublished: 2026-01-02\n---\n\nThân  bài \r\n";
    assert_eq!(site.read("content/Văn bản một.md"), text);
    for offer in [
        "- date: 30/8/2024\n  + date: 2024-08-30",
        "+ issuer: ubnd-tinh-lao-cai",
        "+ school_year: 2024-2025",
        "[title]",
    ] {
        assert!(run.stdout.contains(offer), "{offer}: {}", run.stdout);
    }
    let before = tree(site.root());
    assert_eq!(site.run(&["fmt"]).status, 0);
    assert_eq!(tree(site.root()), before, "a second time nothing is touched");
    assert_eq!(site.run(&["fmt", "--check"]).status, 0);
}

#[test]
fn only_the_repairs_that_are_asked_for_are_made() {
    let site = SiteTest::new();
    site.file("content/a.md", UNTIDY);
    assert_eq!(site.run(&["fmt", "--fix", "date,issuer", "content/a.md"]).status, 0);
    let text = site.read("content/a.md");
    assert!(
        text.contains("date: 2024-08-30\nissuer: ubnd-tinh-lao-cai\ntitle: Về nhiệm vụ năm học 2024-2025.\n"),
        "{text}"
    );
    site.file("content/b.md", UNTIDY.replace("type: chi-thi", "tpye: Chỉ thị"));
    assert_eq!(site.run(&["fmt", "--fix", "all"]).status, 0);
    let text = site.read("content/b.md");
    assert!(text.contains("type: chi-thi\n"), "{text}");
    assert!(text.contains("school_year: 2024-2025\n"), "{text}");
    assert!(!site.run(&["fmt"]).stdout.contains("  + "), "nothing is left to offer");
    assert_eq!(site.run(&["fmt", "--fix", "xyz"]).status, 2);
    assert_eq!(site.run(&["fmt", "--check", "--fix", "all"]).status, 2);
}

#[test]
fn check_and_offers_write_nothing() {
    let site = SiteTest::new();
    site.file("content/a.md", UNTIDY).file("content/b.md", directive("05/CT-UBND", "2024-05-06", "Chỉ thị."));
    let before = tree(site.root());
    let check = site.run(&["fmt", "--check"]);
    assert_eq!(check.status, 1, "{}", check.said());
    assert!(check.stdout.contains("content/a.md"), "{}", check.stdout);
    assert!(!check.stdout.contains("content/b.md"), "{}", check.stdout);
    let offers = site.run(&["fmt", "--offers", "--lang", "en"]);
    assert!(offers.status == 0, "{}", offers.said());
    assert!(offers.stdout.contains("content/a.md:6: a date is written"), "{}", offers.said());
    assert_eq!(tree(site.root()), before);
}

#[test]
fn a_broken_file_is_reported_and_the_others_go_on() {
    let site = SiteTest::new();
    let broken = "---\ntype: a: b\n---\n";
    site.file("content/hỏng.md", broken).file("content/a.md", UNTIDY).file("content/utf16.md", b"\xff\xfea\0");
    let run = site.run(&["fmt"]);
    assert_eq!(run.status, 1);
    assert!(run.stderr.contains("content/hỏng.md:2:8"), "{}", run.stderr);
    assert!(run.stderr.contains("file-utf16"), "{}", run.stderr);
    assert_eq!(site.read("content/hỏng.md"), broken);
    assert!(site.read("content/a.md").starts_with("---\ntype: chi-thi\n"));
    assert_eq!(site.run(&["fmt", "không có.md"]).status, 2);
    assert_eq!(site.run(&["fmt", "--root", "không có"]).status, 2);
    let left: Vec<String> = tree(site.root()).into_keys().filter(|path| path.contains("congbao-")).collect();
    assert_eq!(left, Vec::<String>::new());
}

#[cfg(unix)]
#[test]
fn a_file_keeps_its_permissions() {
    use std::os::unix::fs::PermissionsExt;
    let site = SiteTest::new();
    site.file("content/a.md", UNTIDY);
    let path = site.root().join("content/a.md");
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o640)).expect("set");
    assert_eq!(site.run(&["fmt"]).status, 0);
    assert_eq!(std::fs::metadata(&path).expect("there").permissions().mode() & 0o777, 0o640);
}
