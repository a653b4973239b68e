//! The messages as a whole: catalogue and source fit together, every message has a test, and
//! `congbao check --explain` prints each.

use crate::support::{SiteTest, repository, tree};
use congbao::catalogue::Language;
use congbao::diagnostic::{Diagnostic, print};
use regex::Regex;
use std::collections::BTreeSet;

fn codes() -> Vec<&'static str> {
    let lines = include_str!("../../src/catalogue/diagnostics.tsv").lines().filter(|line| !line.starts_with('#'));
    let mut codes: Vec<_> = lines.filter_map(|line| line.split('\t').next()).filter(|key| !key.is_empty()).collect();
    codes.retain(|key| !key.contains('.'));
    codes.sort_unstable();
    codes
}

/// All source without unit tests and remarks.
fn source() -> String {
    let mut all = String::new();
    for (path, bytes) in tree(&repository().join("src")) {
        let name = path.rsplit(['/', '\\']).next().unwrap_or_default();
        if name.ends_with(".rs") && !name.contains("tests") && !path.contains("tests/") {
            let text = String::from_utf8(bytes).expect("UTF-8");
            let code = text.split("#[cfg(test)]").next().unwrap_or_default();
            all.extend(
                code.lines().filter(|line| !line.trim_start().starts_with("//")).map(|line| format!("{line}\n")),
            );
        }
    }
    all
}

#[test]
fn every_code_of_the_source_is_in_the_catalogue_and_the_other_way_round() {
    let (source, codes) = (source(), codes());
    let made = Regex::new(
        r#"(?:Diagnostic::(?:error|warning|info)|Problem::(?:new|warning)|\.failure|\.warn|\.error|\.unknown_key)\(\s*"([a-z0-9-]+)""#,
    )
    .expect("a pattern");
    let mut used = 0;
    for code in made.captures_iter(&source).map(|found| found.get(1).expect("a code").as_str()) {
        assert!(codes.contains(&code), "“{code}” is not in the catalogue");
        used += 1;
    }
    assert!(used > 100, "{used}");
    for code in &codes {
        assert!(source.contains(&format!("\"{code}\"")), "nothing says “{code}”");
    }
}

#[test]
fn hints_are_named_after_values_that_somebody_gives() {
    let source = source();
    let keys = include_str!("../../src/catalogue/diagnostics.tsv").lines().filter_map(|line| line.split('\t').next());
    for key in keys.filter(|key| !key.starts_with('#')) {
        if let Some((_, value)) = key.split_once(".hint.") {
            assert!(source.contains(&format!("\"{value}\"")), "{key}");
        }
    }
}

/// Messages that no site in a test can bring about, since they are about disks, rights, races and rare files. Their words
/// are read here, with these values.
const RARE: &[&str] = &[
    "attachment-unreadable",
    "cited-issuer-varies",
    "cited-type-differs",
    "import-comments",
    "import-some-pages-scanned",
    "import-todo",
    "import-unmapped",
    "import-unwritable",
    "key-no-terminal",
    "key-password-wrong",
    "key-passwords-differ",
    "key-system",
    "publish-changed-meanwhile",
    "publish-disk-full",
    "publish-file-limit",
    "publish-kept",
    "publish-locked",
    "publish-no-exchange",
    "publish-not-cleared",
    "publish-not-flushed",
    "publish-not-writable",
    "publish-one-generation",
    "publish-output-is-mount",
    "publish-output-no-name",
    "publish-path-character",
    "publish-path-climbs",
    "publish-path-empty-part",
    "publish-path-manifest",
    "publish-path-reserved",
    "publish-path-too-long",
    "publish-path-twice",
    "publish-too-many-left",
    "publish-unfinished",
    "publish-unmovable",
    "root-unreadable",
    "usage-wrong",
    "verify-broken-off",
    "verify-no-answer",
    "verify-without-web",
];
const VALUES: [(&str, &str); 17] = [
    ("variable", "CONGBAO_KEY_PASSWORD"),
    ("folder", ".congbao-output.left-1"),
    ("kept", ".congbao-output.kept/van-ban"),
    ("path", "output/van-ban"),
    ("other", "output/Van-ban"),
    ("reason", "Permission denied (os error 13)"),
    ("text", "Quyết định số 2457/QĐ-BGDĐT"),
    ("written", "Chỉ thị"),
    ("others", "UBND tỉnh Lào Cai"),
    ("right", "Quyết định"),
    ("source", "works.yaml"),
    ("what", "3"),
    ("key", "date"),
    ("place", " (dòng 4)"),
    ("detail", "--outptu"),
    ("help", "congbao build --help"),
    ("count", "3"),
];

#[test]
fn rare_messages_in_words() {
    let mut words = String::new();
    for code in RARE {
        let problem = VALUES.iter().fold(Diagnostic::error(code), |problem, (name, value)| problem.with(name, *value));
        for language in [Language::Vietnamese, Language::English] {
            words.push_str(&print::human(&problem, language, false));
            words.push('\n');
        }
    }
    assert!(!words.contains('{'), "a value is missing: {words}");
    insta::assert_snapshot!(words);
}

/// The words of the broken sites and of snapshots hold each message as it is said; some codes are looked
/// for in the code of a test.
#[test]
fn every_message_has_a_test() {
    let mut tests = String::new();
    for folder in ["tests", "src"] {
        for (path, bytes) in tree(&repository().join(folder)) {
            let path = path.replace('\\', "/");
            let text = String::from_utf8_lossy(&bytes);
            if path.ends_with("expected.txt") || path.ends_with(".snap") || path.ends_with("tests.rs") {
                tests.push_str(&text);
            } else if path.ends_with(".rs") && path != "check/messages.rs" {
                let of_unit_tests = text.split_once("#[cfg(test)]").map(|(_, tests)| tests);
                tests.push_str(if folder == "tests" || path.contains("tests/") {
                    &text
                } else {
                    of_unit_tests.unwrap_or("")
                });
            }
        }
    }
    let without: BTreeSet<&str> = codes()
        .into_iter()
        .filter(|code| !tests.contains(&format!("[{code}]")) && !tests.contains(&format!("\"{code}\"")))
        .collect();
    assert!(without.is_empty(), "no test says {without:?}");
}

#[test]
fn a_message_is_explained_with_what_to_do_and_an_example() {
    let site = SiteTest::new();
    let explain = |words: &[&str]| site.run(&[&["check", "--explain"], words].concat());
    for (language, name) in [("vi", "explain_vi"), ("en", "explain_en")] {
        let run = explain(&["issuer-unknown", "--lang", language]);
        assert_eq!(run.status, 0);
        insta::assert_snapshot!(name, run.stdout);
    }
    let json: serde_json::Value =
        serde_json::from_str(&explain(&["issuer-unknown", "--format", "json", "--lang", "en"]).stdout).expect("JSON");
    assert_eq!(json["code"], "issuer-unknown");
    assert_eq!(json["rule"], "M04");
    assert!(json["example"].as_str().is_some_and(|example| example.contains("--> content/")), "{json}");
}

#[test]
fn a_code_that_is_none_gets_the_nearest_ones() {
    let run = SiteTest::new().run(&["check", "--explain", "yaml-tub", "--lang", "en"]);
    assert_eq!(run.status, 2);
    assert!(run.stderr.contains("did you mean “yaml-tab”, “yaml-"), "{}", run.stderr);
}

#[test]
fn all_messages_are_one_page_and_most_have_an_example_in_both_languages() {
    let site = SiteTest::new();
    for language in ["vi", "en"] {
        let page = site.run(&["check", "--explain", "all", "--lang", language]).stdout;
        let headings: Vec<&str> = page.lines().filter_map(|line| line.strip_prefix("### ")).collect();
        assert_eq!(headings, codes());
        let examples = page.matches("\n```text\n").count();
        assert!(examples * 5 > headings.len() * 4, "{examples} of {}", headings.len());
    }
}
