//! Every message as a reader meets it. Broken sites below `tests/check/broken_sites/<case>/` with what the program
//! must say in `expected.txt`, in both languages. `CONGBAO_UPDATE=1` writes the expectations anew,
//! `CONGBAO_CASE=NAME` tries one case alone.
//!
//! A case is the files of its folder over a good site, those of `broken_files` that Git cannot hold, and the commands
//! in its `run.txt`, a line each (`check` where there is none).

use super::broken_files;
use crate::support::{CONFIG, ISSUERS, SiteTest, repository, tree};
use rayon::prelude::*;
use std::path::{Path, PathBuf};

fn compare(expected: &Path, actual: &str) {
    if std::env::var_os("CONGBAO_UPDATE").is_some() {
        // What has not changed keeps its time: the program is made of it.
        if std::fs::read_to_string(expected).ok().as_deref() != Some(actual) {
            std::fs::write(expected, actual).expect("written");
        }
        return;
    }
    let wanted = std::fs::read_to_string(expected).unwrap_or_default();
    assert!(wanted == actual, "{}\n--- expected\n{wanted}\n--- said\n{actual}", expected.display());
}

/// All cases, by name.
fn cases() -> Vec<PathBuf> {
    let folders = std::fs::read_dir(repository().join("tests/check/broken_sites")).expect("the cases");
    let mut cases: Vec<PathBuf> = folders.map(|case| case.expect("readable").path()).collect();
    cases.sort();
    cases
}

/// The site of a case, and the commands to run in it.
fn site_of(case: &Path) -> (SiteTest, Vec<String>) {
    let site = SiteTest::new();
    site.file("congbao.yaml", CONFIG).file("content/issuers.yaml", ISSUERS);
    let mut commands = String::from("check");
    for (path, bytes) in tree(case) {
        match path.as_str() {
            "expected.txt" => {}
            "run.txt" => commands = String::from_utf8(bytes).expect("UTF-8"),
            _ => {
                site.file(&path, bytes);
            }
        }
    }
    broken_files::add(case.file_name().and_then(|name| name.to_str()).expect("a name"), &site);
    (site, commands.lines().map(str::to_owned).collect())
}

/// `… → ., 0.5 giây`: how long it took is not what is tested.
fn without_time(line: &str) -> String {
    let timed = |unit: &str| {
        let (before, number) = line.strip_suffix(unit)?.rsplit_once(' ')?;
        number.parse::<f64>().ok().map(|_| format!("{before} …{unit}"))
    };
    timed(" giây").or_else(|| timed(" s")).unwrap_or_else(|| line.to_owned())
}

/// What the program says to a command of a case, in the language given.
fn said(site: &SiteTest, command: &str, language: &str) -> String {
    let mut arguments: Vec<&str> = command.split(' ').collect();
    arguments.extend(["--lang", language]);
    if matches!(arguments[0], "build" | "check") && !command.contains("--today") {
        arguments.extend(["--today", "2026-11-21"]);
    }
    let run = site.run(&arguments);
    let here = site.root().canonicalize().expect("the folder");
    format!("exit {}\n{}{}", run.status, run.stderr, run.stdout)
        .replace(&*here.to_string_lossy(), "…")
        .lines()
        .map(|line| without_time(line) + "\n")
        .collect()
}

#[test]
fn broken_sites_get_the_right_words_at_the_right_line() {
    let mut cases = cases();
    assert!(cases.len() >= 100, "{} cases", cases.len());
    if let Ok(wanted) = std::env::var("CONGBAO_CASE") {
        cases.retain(|case| case.ends_with(&wanted));
    }
    cases.par_iter().for_each(|case| {
        let (site, commands) = site_of(case);
        let mut all = String::new();
        for command in &commands {
            if commands.len() > 1 {
                all.push_str(&format!("$ congbao {command}\n"));
            }
            all.push_str(&said(&site, command, "vi"));
            all.push_str(&format!("=== en\n{}\n", said(&site, command, "en")));
        }
        assert!(!all.contains("panicked"), "{all}");
        compare(&case.join("expected.txt"), &all);
    });
}
