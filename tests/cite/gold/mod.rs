//! The five directives against what careful readers found in them.

use crate::support::SiteTest;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// Lines of a tab-separated file, remarks left out.
fn rows(text: &'static str) -> Vec<Vec<&'static str>> {
    text.lines().filter(|line| !line.starts_with('#')).map(|line| line.split('\t').collect()).collect()
}

fn without_space(text: &str) -> String {
    text.split_whitespace().collect()
}

fn text_of<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or("-")
}

#[test]
fn every_numbered_citation_is_found_with_all_its_parts_and_nothing_else_is() {
    let site = SiteTest::committed();
    site.build();
    let sources: BTreeMap<String, String> = site
        .data("documents")
        .iter()
        .map(|document| (text_of(document, "source").to_owned(), text_of(document, "id").to_owned()))
        .collect();
    let citations = site.data("citations");
    let gold = rows(include_str!("numbered.tsv"));
    assert_eq!(gold.len(), 53);
    let mut problems = Vec::new();
    for (source, id) in &sources {
        let found: Vec<&Value> = citations
            .iter()
            .filter(|citation| citation["document"] == id.as_str() && citation["form"] == "numbered")
            .collect();
        let expected: Vec<&Vec<&str>> = gold.iter().filter(|row| row[0] == source).collect();
        let said = |citation: &Value| format!("{} | {}", text_of(citation, "text"), text_of(citation, "issuer"));
        if found.len() != expected.len() {
            problems.push(format!("{source}: {} found, {} expected", found.len(), expected.len()));
        }
        for (citation, row) in found.iter().zip(&expected) {
            let starts = without_space(row[1]).starts_with(&without_space(text_of(citation, "text")));
            let same_type = text_of(citation, "type") == row[2]
                // The gold keeps the type word; the work's own type is wider.
                || ["Văn bản", "Chương trình hành động"].contains(&row[2]);
            let parts = text_of(citation, "number") == row[3]
                && text_of(citation, "date") == row[4]
                && text_of(citation, "issuer") == row[5];
            if !(starts && same_type && parts) {
                problems.push(format!("{source}: {} ≠ {}", said(citation), row[1..].join(" | ")));
            }
        }
    }
    assert_eq!(problems, Vec::<String>::new());
}

#[test]
fn the_mentions_come_to_thirty_five_works_and_the_look_alikes_to_none() {
    let site = SiteTest::committed();
    site.build();
    let mut works = BTreeSet::new();
    for citation in site.data("citations").iter().filter(|citation| citation["form"] == "numbered") {
        let kind = text_of(&citation["resolution"], "kind");
        assert!(kind == "work" || kind == "document", "{citation}");
        works.insert(text_of(&citation["resolution"], "id").to_owned());
    }
    assert_eq!(works.len(), 35);
}

#[test]
fn hard_cases_lead_to_the_right_work() {
    let site = SiteTest::committed();
    site.build();
    let citations = site.data("citations");
    let meant = |document: &str, text: &str| -> Vec<String> {
        citations
            .iter()
            .filter(|citation| {
                text_of(citation, "document").starts_with(document)
                    && without_space(text_of(citation, "text")) == without_space(text)
            })
            .map(|citation| text_of(&citation["resolution"], "id").to_owned())
            .collect()
    };
    let lao_cai = "ubnd-tinh-lao-cai/chi-thi";
    let van_lang = "ubnd-huyen-van-lang";
    assert_eq!(meant(lao_cai, "Nghị quyết số 29-NQ/TW ngày 04/11/2013"), ["29-nq-tw-2013"]);
    assert_eq!(meant(lao_cai, "Nghị quyết số 29-NQ/TW ngày 04/11/2023"), ["29-nq-tw-2013"]);
    assert_eq!(meant("so-giao-duc", "Đề án 6"), ["06-da-tu-lao-cai"]);
    assert_eq!(meant("so-giao-duc", "Đề án số 06"), ["06-da-tu-lao-cai"]);
    let ninety = [
        meant(van_lang, "Kế hoạch số 90/KH-UBND ngày 24/4/2022"),
        meant(van_lang, "Kế hoạch số 90/KH-UBND ngày 01/3/2023"),
    ];
    assert_eq!(ninety, [["90-kh-ubnd-lang-son-2022"], ["90-kh-ubnd-van-lang-2023"]]);
    let of_lang_son = meant(van_lang, "Chỉ thị số 06/CT-UBND ngày 05/9/2023");
    assert_eq!(of_lang_son, vec!["06-ct-ubnd-lang-son-2023"; 5]);
    assert_eq!(meant(van_lang, "Quyết định số 2457/QĐ-BGDĐT"), ["2457-qd-bgddt-2023"]);
}

#[test]
fn without_the_decision_the_misdated_resolution_is_reported_and_unlinked() {
    let site = SiteTest::committed();
    let path = "content/lao-cai/2024-2025-nhiem-vu-trong-tam.md";
    let text = site.read(path);
    let from = text.find("citations:\n").expect("the decision");
    let rest = &text[from + "citations:\n".len()..];
    let length = rest.lines().take_while(|line| line.starts_with(' ')).map(|line| line.len() + 1).sum::<usize>();
    site.file(path, format!("{}{}", &text[..from], &rest[length..]));
    assert!(site.codes().contains(&"citation-date-contradicts".to_owned()));
    site.build();
    let citation = site
        .data("citations")
        .into_iter()
        .find(|citation| text_of(citation, "text").contains("04/11/2023"))
        .expect("found all the same");
    assert_eq!(citation["resolution"]["kind"], "ambiguous");
    assert_eq!(citation["resolution"]["candidates"][0], "29-nq-tw-2013");
    assert!(citation["resolution"]["url"].is_null());
}

#[test]
fn aliases_count_only_in_their_province() {
    let site = SiteTest::committed();
    let text = site.read("content/lao-cai/2022-2023-giao-ban-hoc-ky-i.md");
    let moved = text
        .replace("issuer: so-giao-duc-va-dao-tao-tinh-lao-cai", "issuer: ubnd-tinh-lai-chau")
        .replace("id: so-giao-duc-va-dao-tao-tinh-lao-cai/", "id: ubnd-tinh-lai-chau/");
    site.remove("content/addresses.tsv");
    site.file("content/lao-cai/2022-2023-giao-ban-hoc-ky-i.md", moved);
    site.build();
    for citation in site.data("citations") {
        if text_of(&citation, "document").starts_with("ubnd-tinh-lai-chau/thong-bao") {
            assert_ne!(citation["resolution"]["id"], "06-da-tu-lao-cai", "{citation}");
        }
    }
}

#[test]
fn spans_are_slices_of_the_file_in_scalar_values() {
    let site = SiteTest::committed();
    site.build();
    let mut files = BTreeMap::new();
    for document in site.data("documents") {
        let source = text_of(&document, "source").to_owned();
        for entry in walkdir::WalkDir::new(site.root().join("content")) {
            let path = entry.expect("readable").into_path();
            if path.extension().is_some_and(|ending| ending == "md") {
                let text = std::fs::read_to_string(&path).expect("readable");
                if text.contains(&source) {
                    files.insert(text_of(&document, "id").to_owned(), text.chars().collect::<Vec<char>>());
                }
            }
        }
    }
    let citations = site.data("citations");
    assert!(citations.len() >= 53);
    for citation in citations {
        let file = &files[text_of(&citation, "document")];
        let (start, end) = (citation["start"].as_u64().expect("a number"), citation["end"].as_u64().expect("a number"));
        let slice: String = file[start as usize..end as usize].iter().collect();
        assert_eq!(slice, text_of(&citation, "text"));
    }
}

#[test]
fn the_outline_is_that_of_careful_readers() {
    use congbao::content::{files, registry::Registries};
    let registries = Registries::built_in();
    let gold = rows(include_str!("outline.tsv"));
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut documents = 0;
    for entry in walkdir::WalkDir::new(root.join("content")) {
        let path = entry.expect("readable").into_path();
        if path.extension().is_none_or(|ending| ending != "md") {
            continue;
        }
        let name = path.strip_prefix(root).expect("below").to_string_lossy().replace('\\', "/");
        let source = congbao::source::Source::new(name, std::fs::read_to_string(&path).expect("readable"));
        let mut problems = Vec::new();
        let body = congbao::content::front_matter::split(&source, &mut problems).expect("front matter").body;
        let document = congbao::document::parse(&source, body, &mut problems);
        assert_eq!(problems, [], "{}", source.path());
        let seed = source.text().lines().find_map(|line| line.strip_prefix("source: ")).expect("a source");
        let found: Vec<String> = document.sections[1..]
            .iter()
            .map(|section| {
                let label = section.label.as_ref().map_or("", |label| &label.text);
                format!("{} {label} {}", section.level, without_space(&section.title))
            })
            .collect();
        let expected: Vec<String> = gold
            .iter()
            .filter(|row| row[0] == seed)
            .map(|row| format!("{} {} {}", row[1], row[2], without_space(row[3])))
            .collect();
        assert_eq!(found, expected, "{seed}");
        documents += 1;
    }
    assert_eq!(documents, 5);
    let _ = (registries, files::read_document);
}
