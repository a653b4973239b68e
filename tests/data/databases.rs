//! `congbao export --sqlite`, `--parquet`, `--postgres`: the numbers of the data files, the same bytes twice, nothing that
//! is not published. What the real programs make of the files is `tests/databases/run`'s.

use crate::support::{SiteTest, directive};
use std::collections::BTreeMap;

/// The rows of each table of a script for PostgreSQL, as they stand in it.
fn tables(script: &str) -> BTreeMap<String, Vec<Vec<String>>> {
    let mut tables = BTreeMap::new();
    let mut lines = script.lines();
    while let Some(line) = lines.next() {
        if let Some(name) = line.strip_prefix("COPY \"") {
            let name = name.split('"').next().expect("a name").to_owned();
            let rows = lines.by_ref().take_while(|line| *line != "\\.");
            tables.insert(name, rows.map(|row| row.split('\t').map(str::to_owned).collect()).collect());
        }
    }
    tables
}

fn script(site: &SiteTest, arguments: &[&str]) -> String {
    let run = site.run(&[&["export", "--postgres", "a.sql", "--force"], arguments].concat());
    assert_eq!(run.status, 0, "{}", run.said());
    site.read("a.sql")
}

#[test]
fn tables_say_the_numbers_of_the_site() {
    let site = SiteTest::committed();
    site.build();
    let tables = tables(&script(&site, &[]));
    let lists = ["documents", "works", "citations", "relations", "tasks"];
    for name in lists {
        assert_eq!(tables[name].len(), site.data(name).len(), "{name}");
        assert!(!tables[name].is_empty(), "{name}");
    }
    let agencies: usize =
        site.data("tasks").iter().map(|task| task["agencies"].as_array().expect("agencies").len()).sum();
    assert_eq!(tables["task_agencies"].len(), agencies);
    assert_eq!(tables["documents"].iter().map(|row| &row[0]).max(), tables["sections"].iter().map(|row| &row[1]).max());
    let words = tables["sections"].iter().any(|row| row[9].contains("chuyển đổi số"));
    assert!(words, "sections have their text");
}

#[test]
fn the_same_site_makes_the_same_script() {
    let site = SiteTest::committed();
    assert_eq!(script(&site, &[]), script(&site, &["--today", "2031-05-06"]));
}

#[test]
fn what_is_not_published_is_in_no_table() {
    let site = SiteTest::new();
    let held =
        "Thực hiện Luật Trẻ em. <!-- lời giấu kín -->\n\n## 1. Sở Giáo dục và Đào tạo báo cáo trước ngày 30/6/2024.";
    site.file("content/a.md", directive("05/CT-UBND", "2024-05-06", held));
    let draft = directive("06/CT-UBND", "2024-05-07", "Lời nháp.").replacen("---\n", "---\ndraft: true\n", 1);
    site.file("content/b.md", draft);
    let text = script(&site, &[]);
    assert!(text.contains("Thực hiện Luật Trẻ em."), "{text}");
    assert!(!text.contains("giấu kín") && !text.contains("Lời nháp") && !text.contains("06/CT-UBND"), "{text}");
    assert_eq!(site.run(&["export", "--postgres", "b.sql", "--drafts"]).status, 2);
    site.file("content/c.md", directive("07/CT-UBND", "2024-05-08", "MẬT\n\nLời mật."));
    let run = site.run(&["export", "--postgres", "b.sql"]);
    assert_eq!(run.status, 1, "{}", run.said());
    assert!(!site.exists("b.sql"));
}

#[test]
fn an_editors_own_file_is_not_overwritten() {
    let site = SiteTest::new();
    site.file("content/a.md", directive("05/CT-UBND", "2024-05-06", "Một câu.")).file("a.sql", "của tôi");
    let run = site.run(&["export", "--postgres", "a.sql", "--lang", "en"]);
    assert!(run.status == 2 && run.stderr.contains("[export-target-exists]"), "{}", run.said());
    assert_eq!(site.read("a.sql"), "của tôi");
    script(&site, &[]);
    let left: Vec<_> = std::fs::read_dir(site.root()).expect("a folder").flatten().map(|one| one.file_name()).collect();
    assert!(left.iter().all(|name| !name.to_string_lossy().ends_with(".new")), "{left:?}");
}

#[cfg(not(feature = "sqlite"))]
#[test]
fn a_program_without_sqlite_says_how_to_get_it() {
    let site = SiteTest::new();
    let run = site.run(&["export", "--sqlite", "a.db", "--lang", "en"]);
    assert_eq!(run.status, 2);
    assert!(run.stderr.contains("cargo build --features sqlite"), "{}", run.said());
    assert!(!site.exists("a.db"));
}

#[cfg(feature = "sqlite")]
#[test]
fn sqlite_is_the_same_bytes_twice_and_opens() {
    let site = SiteTest::committed();
    for name in ["a.db", "b.db"] {
        let run = site.run(&["export", "--sqlite", name]);
        assert_eq!(run.status, 0, "{}", run.said());
    }
    let [one, other] = ["a.db", "b.db"].map(|name| std::fs::read(site.root().join(name)).expect("written"));
    assert!(one.starts_with(b"SQLite format 3\0"));
    assert!(one == other);
}

#[cfg(feature = "parquet")]
#[test]
fn parquet_is_the_same_bytes_twice_one_file_a_table() {
    let site = SiteTest::committed();
    for name in ["a", "b"] {
        let run = site.run(&["export", "--parquet", name]);
        assert_eq!(run.status, 0, "{}", run.said());
    }
    let [one, other] = ["a", "b"].map(|name| crate::support::tree(&site.root().join(name)));
    assert_eq!(one.len(), 13);
    assert!(one.values().all(|bytes| bytes.starts_with(b"PAR1") && bytes.ends_with(b"PAR1")));
    assert!(one == other);
}
