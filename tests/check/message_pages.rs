//! The catalogue pages `docs/thong-bao.md` and `docs/messages.md`: all codes, made of the catalogue, the table of rules and what the
//! broken sites say; `CONGBAO_UPDATE=1` writes them anew. And what holds catalogue and source together.

use super::broken_sites::{cases, compare};
use crate::support::{repository, tree};
use congbao::catalogue::{Language, find, rules};
use regex::Regex;
use std::collections::{BTreeMap, BTreeSet};

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

/// What the broken sites say, by code: the shortest example in each language, and the severities.
#[derive(Default)]
struct Met {
    examples: BTreeMap<&'static str, String>,
    severities: BTreeSet<&'static str>,
}

const SEVERITIES: [(&str, &str, &str); 3] =
    [("error", "lỗi", "error"), ("warning", "cảnh báo", "warning"), ("info", "lưu ý", "note")];

fn met() -> BTreeMap<String, Met> {
    let mut met: BTreeMap<String, Met> = BTreeMap::new();
    let label = Regex::new(r"^([\p{L} ]+)\[([a-z0-9-]+)\]").expect("a pattern");
    for case in cases() {
        let said = std::fs::read_to_string(case.join("expected.txt")).unwrap_or_default();
        let mut block: Option<(String, &str, &str, Vec<&str>)> = None;
        for line in said.lines().chain(["."]) {
            let goes_on =
                block.is_some() && line.starts_with(' ') && !line.starts_with("  S") && !line.contains("TODO")
                    || block.is_some() && line.split(" | ").next().is_some_and(|number| number.parse::<u32>().is_ok());
            if goes_on {
                block.as_mut().expect("open").3.push(line);
                continue;
            }
            if let Some((code, severity, language, lines)) = block.take() {
                let met = met.entry(code).or_default();
                met.severities.insert(severity);
                let (text, kept) = (lines.join("\n"), met.examples.get(language));
                if kept.is_none_or(|kept| text.len() < kept.len()) {
                    met.examples.insert(language, text);
                }
            }
            block = label.captures(line).and_then(|found| {
                let word = found.get(1).expect("a word").as_str();
                let (severity, vi, _) = SEVERITIES.into_iter().find(|(_, vi, en)| *vi == word || *en == word)?;
                let language = if vi == word { "vi" } else { "en" };
                Some((found.get(2).expect("a code").as_str().to_owned(), severity, language, vec![line]))
            });
        }
    }
    met
}

/// How grave it is: as met, else as its rule says, else as the source makes it.
fn severities(code: &str, met: Option<&Met>, source: &str) -> Vec<&'static str> {
    if let Some(met) = met {
        let all = SEVERITIES.map(|(word, ..)| word);
        return all.into_iter().filter(|word| met.severities.contains(word)).collect();
    }
    if let Some(rule) = rules::of_code(code) {
        return rule.levels.clone();
    }
    let made = |how: &str| source.contains(&format!("{how}(\"{code}\""));
    vec![if made("warning") || made("warn") {
        "warning"
    } else if made("info") {
        "info"
    } else {
        "error"
    }]
}

fn page(language: Language, intro: &str) -> String {
    let (met, source) = (met(), source());
    let vietnamese = language == Language::Vietnamese;
    let words = if vietnamese {
        ["Quy tắc", "Thông báo", "Việc cần làm", "hoặc"]
    } else {
        ["Rule", "Message", "What to do", "or"]
    };
    let mut page = intro.to_owned();
    for code in codes() {
        let met = met.get(code);
        let severities: Vec<&str> = severities(code, met, &source)
            .into_iter()
            .filter_map(|word| SEVERITIES.into_iter().find(|(severity, ..)| *severity == word))
            .map(|(_, vi, en)| if vietnamese { vi } else { en })
            .collect();
        page.push_str(&format!("\n### {code}\n\n{}", severities.join(&format!(" {} ", words[3]))));
        if let Some(rule) = rules::of_code(code) {
            page.push_str(&format!(" · {} {}: {}", words[0], rule.id, rule.what(language)));
        }
        page.push_str(&format!("\n\n- {}: `{}`\n", words[1], find(language, code).unwrap_or_default()));
        for hint in ["hint", "hint.nearest", "hint.decomposed", "hint.days"] {
            if let Some(hint) = find(language, &format!("{code}.{hint}")) {
                page.push_str(&format!("- {}: `{hint}`\n", words[2]));
            }
        }
        if let Some(example) = met.and_then(|met| met.examples.get(language.tag())) {
            page.push_str(&format!("\n```text\n{}\n```\n", example.replace("```", "'''")));
        }
    }
    page
}

#[test]
fn the_catalogue_pages_are_fresh() {
    compare(&repository().join("docs/thong-bao.md"), &page(Language::Vietnamese, include_str!("message_pages/vi.md")));
    compare(&repository().join("docs/messages.md"), &page(Language::English, include_str!("message_pages/en.md")));
}

#[test]
fn most_messages_have_an_example_from_a_broken_site() {
    let met = met();
    let without: Vec<&str> = codes().into_iter().filter(|code| !met.contains_key(*code)).collect();
    assert!(without.len() * 4 < codes().len(), "{} of {}: {without:?}", without.len(), codes().len());
    for (code, met) in met {
        assert_eq!(met.examples.len(), 2, "{code} in both languages");
    }
}
