//! `online: false`: until the officer removes the line, nothing is promised, pages say so, robots are kept out.

use crate::support::{CONFIG, SiteTest, directive, tree};

const ADDRESS: &str = "/van-ban/ubnd-tinh-lao-cai/chi-thi/2024/05-ct-ubnd/";
const LEDGER: &str = "content/addresses.tsv";
const BANNER: &str = "Trang chưa lên mạng.";

fn set(site: &SiteTest, online: &str) {
    site.file("congbao.yaml", format!("{CONFIG}{online}"));
}

fn write(site: &SiteTest, number: &str) {
    site.file("content/a.md", directive(&format!("{number}/CT-UBND"), "2024-05-06", "Chỉ thị này."));
}

/// The way that the guide tells a newcomer.
#[test]
fn from_init_to_the_first_publication() {
    let site = SiteTest::empty();
    assert_eq!(site.run(&["init", "."]).status, 0);
    site.build();
    assert!(!site.exists(LEDGER));
    std::fs::remove_dir_all(site.root().join("content/mau")).expect("the samples are deleted as told");
    site.build();
    let own = |number: &str| {
        directive(&format!("{number}/CT-UBND"), "2024-05-06", "Chỉ thị này.")
            .replace("ubnd-tinh-lao-cai", "ubnd-xa-mau")
    };
    let address = "output/van-ban/ubnd-xa-mau/chi-thi/2024/05-ct-ubnd/index.html";
    site.file("content/a.md", own("05"));
    let said = site.build();
    assert!(said.stdout.contains("online: false"), "{}", said.stdout);
    assert!(site.exists(address));
    site.file("content/a.md", own("07"));
    site.build();
    assert!(!site.exists(address) && !site.exists(LEDGER));
    site.file("content/a.md", own("05"));

    let config = site.read("congbao.yaml");
    assert!(config.contains("\nonline: false\n"), "{config}");
    site.file("congbao.yaml", config.replace("online: false\n", ""));
    let first = site.build();
    assert!(!first.said().contains("online"), "{}", first.said());
    let ledger = site.read(LEDGER);
    assert!(ledger.contains("05-ct-ubnd") && !ledger.contains("07-ct-ubnd"), "{ledger}");
    site.file("content/a.md", own("07"));
    let lost = site.run(&["build"]);
    assert!(lost.status == 1 && lost.stderr.contains("address-lost"), "{}", lost.stderr);
    assert!(lost.stderr.contains("redirect_from"), "{}", lost.stderr);
}

#[test]
fn every_page_says_so_and_robots_are_kept_out() {
    let site = SiteTest::committed();
    let config = site.read("congbao.yaml");
    site.file("congbao.yaml", format!("{config}online: false\n"));
    site.build();
    let pages = || tree(&site.root().join("output")).into_iter().filter(|(path, _)| path.ends_with(".html"));
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    for (path, bytes) in pages() {
        let page = text(bytes);
        assert!(page.contains(BANNER) && page.contains(r#"<meta name="robots" content="noindex">"#), "{path}");
    }
    assert!(pages().count() > 100);
    assert_eq!(site.read("output/robots.txt"), "User-agent: *\nDisallow: /\n");
    site.file("congbao.yaml", format!("{config}online: true\n"));
    site.build();
    assert!(pages().all(|(_, bytes)| !text(bytes).contains(BANNER)));
    assert!(site.read("output/robots.txt").contains("Allow: /\n"));
}

#[test]
fn what_was_built_before_is_no_promise() {
    let site = SiteTest::new();
    set(&site, "online: false\n");
    write(&site, "05");
    site.build();
    assert_eq!(site.run(&["build", "--frozen"]).status, 0);
    set(&site, "");
    write(&site, "07");
    let first = site.build();
    assert!(!first.stderr.contains("ledger"), "{}", first.stderr);
    assert!(!site.read(LEDGER).contains(ADDRESS));
}

/// Put back by accident, it takes nothing away for good, and is not silent.
#[test]
fn promises_are_suspended_and_come_back() {
    let site = SiteTest::new();
    set(&site, "");
    write(&site, "05");
    site.build();
    let ledger = site.read(LEDGER);
    set(&site, "online: false\n");
    write(&site, "07");
    let run = site.build();
    assert!(run.stderr.contains("online-suspends-promises"), "{}", run.stderr);
    assert_eq!(site.read(LEDGER), ledger);
    assert!(site.run(&["check"]).stderr.contains("online-suspends-promises"));
    set(&site, "");
    let run = site.run(&["build"]);
    assert!(run.status == 1 && run.stderr.contains("address-lost"), "{}", run.stderr);
    // A site that never was public: the ledger is deleted, and does not come back.
    set(&site, "online: false\n");
    site.remove(LEDGER);
    let run = site.build();
    assert!(!run.said().contains("online-suspends") && !site.exists(LEDGER), "{}", run.said());
    set(&site, "");
    site.build();
    assert!(!site.read(LEDGER).contains(ADDRESS));
}

#[test]
fn only_true_and_false_are_understood() {
    let site = SiteTest::new();
    write(&site, "05");
    set(&site, "online: chưa\n");
    let run = site.run(&["build"]);
    assert!(run.status == 1 && run.stderr.contains("congbao.yaml:5"), "{}", run.stderr);
    assert!(!site.exists(LEDGER));
}
