//! Every message as a reader meets it. Broken sites below `tests/sites_invalid/<case>/` with what the program must say in
//! `expected.txt`; and all messages of the catalogue in both languages. `CONGBAO_UPDATE=1` writes the expectations anew.

use crate::support::{CONFIG, ISSUERS, SiteTest, tree};
use congbao::catalogue::entries;
use std::path::Path;

fn compare(expected: &Path, actual: &str) {
    if std::env::var_os("CONGBAO_UPDATE").is_some() {
        std::fs::write(expected, actual).expect("written");
        return;
    }
    let wanted = std::fs::read_to_string(expected).unwrap_or_default();
    assert!(wanted == actual, "{}\n--- expected\n{wanted}\n--- said\n{actual}", expected.display());
}

#[test]
fn broken_sites_get_the_right_words_at_the_right_line() {
    let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sites_invalid");
    let mut count = 0;
    for case in std::fs::read_dir(&cases).expect("the cases") {
        let case = case.expect("readable").path();
        let site = SiteTest::new();
        site.file("congbao.yaml", CONFIG).file("content/issuers.yaml", ISSUERS);
        for (path, bytes) in tree(&case) {
            if path != "expected.txt" {
                site.file(&path, bytes);
            }
        }
        let run = site.run(&["check", "--today", "2026-11-21"]);
        let english = site.run(&["check", "--today", "2026-11-21", "--lang", "en"]);
        let said = format!("exit {}\n{}\n=== en\n{}", run.status, run.said(), english.said());
        compare(&case.join("expected.txt"), &said);
        count += 1;
    }
    assert!(count >= 10, "{count} cases");
}

#[test]
fn all_messages_in_both_languages() {
    let mut all = String::new();
    for (key, entry) in entries() {
        all.push_str(&format!("{key}\n  {}\n  {}\n", entry.vi, entry.en));
    }
    compare(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/messages.txt"), &all);
}

#[test]
fn every_problem_says_what_to_do() {
    let codes: Vec<&str> = include_str!("../src/catalogue/diagnostics.tsv")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split('\t').next())
        .collect();
    for code in codes.iter().filter(|code| !code.contains('.') && !code.is_empty()) {
        assert!(codes.contains(&format!("{code}.hint").as_str()), "{code} has no hint");
    }
}
