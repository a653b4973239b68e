//! What tells tools where everything is: llms.txt, the catalogue of datasets, the description by OpenAPI, robots.txt.
//! Each leads to files that are there, and leaves none out.

use crate::support::{CONFIG, SiteTest, directive, tree};
use serde_json::Value;
use std::collections::BTreeSet;

const BASE: &str = "https://vanban.example.vn/";

fn site(config: &str) -> SiteTest {
    let site = SiteTest::new();
    site.file("congbao.yaml", format!("{CONFIG}{config}"));
    site.file("content/themes.yaml", "- {key: chuyen-doi-so, name: Chuyển đổi số, description: Máy tính và mạng}\n");
    let text = directive(
        "05/CT-UBND",
        "2024-05-06",
        "Theo Quyết định số 131/QĐ-TTg ngày 25/01/2022.\n\nGiao Sở Giáo dục và Đào tạo báo cáo trước ngày 15/9/2024.",
    );
    let text = text
        .replace("title: Về việc thử", "title: Về [dạy](javascript:alert) <b> học")
        .replace("published:", "themes: [chuyen-doi-so]\npublished:");
    site.file("content/05.md", text);
    // An id of a form of its own.
    let other = directive("06/CT-UBND", "2023-05-06", "Hai.").replace("type:", "id: rieng/mot\ntype:");
    site.file("content/06.md", other);
    site
}

fn json(site: &SiteTest, path: &str) -> Value {
    serde_json::from_str(&site.read(&format!("output/{path}"))).expect("JSON")
}

/// The files of the site that only programs read.
fn files_for_programs(site: &SiteTest) -> BTreeSet<String> {
    let files = tree(&site.root().join("output")).into_keys();
    let is_for_programs = |path: &String| {
        let name = path.rsplit('/').next().unwrap_or(path);
        path.starts_with("data/")
            || name.starts_with("van-ban.")
            || ["atom.xml", "feed.json", "llms.txt"].contains(&name)
    };
    files.filter(is_for_programs).collect()
}

/// Whether the file answers at the path: as many parts, and those without braces equal.
fn answers(path: &str, file: &str) -> bool {
    let (path, file) = (path.trim_start_matches('/').split('/'), file.split('/'));
    if path.clone().count() != file.clone().count() {
        return false;
    }
    path.zip(file).all(|(part, name)| match part.split_once('{').zip(part.rsplit_once('}')) {
        Some(((before, _), (_, after))) => {
            name.len() > before.len() + after.len() && name.starts_with(before) && name.ends_with(after)
        }
        None => part == name,
    })
}

#[test]
fn the_description_has_every_file_and_no_path_without_one() {
    let site = site("formats: [txt, akn]\n");
    site.file("content/addresses.tsv", "/data/documents.json\tbelow\t/data/site.json\n");
    site.build();
    let description = json(&site, "data/openapi.json");
    assert_eq!(description["openapi"], "3.1.0");
    assert_eq!(description["servers"][0]["url"], "https://vanban.example.vn");
    let paths = description["paths"].as_object().expect("paths");
    let files: BTreeSet<String> = tree(&site.root().join("output")).into_keys().collect();
    let mut operations = BTreeSet::new();
    for (path, methods) in paths {
        assert!(files.iter().any(|file| answers(path, file)), "nothing answers at {path}");
        let operation = &methods["get"];
        assert!(operations.insert(operation["operationId"].to_string()), "{operation}");
        let names: Vec<&str> = path.split('{').skip(1).filter_map(|rest| Some(rest.split_once('}')?.0)).collect();
        let listed = operation["parameters"].as_array().map_or(&[][..], Vec::as_slice);
        let listed: Vec<&str> = listed.iter().filter_map(|one| one["name"].as_str()).collect();
        assert_eq!(names, listed, "{path}");
    }
    let said: Vec<String> =
        files_for_programs(&site).into_iter().filter(|file| !paths.keys().any(|path| answers(path, file))).collect();
    assert_eq!(said, Vec::<String>::new(), "files without a path");
    assert!(paths.contains_key("/van-ban/{issuer}/{type}/{year}/{number}/van-ban.akn.xml"), "{:?}", paths.keys());
    assert!(paths.contains_key("/van-ban/{part1}/{part2}/van-ban.json"), "{:?}", paths.keys());
}

#[test]
fn a_form_that_the_site_has_not_is_not_described() {
    let site = site("");
    site.build();
    let description = json(&site, "data/openapi.json");
    let text = description.to_string();
    assert!(!text.contains("van-ban.akn.xml") && !text.contains("van-ban.txt"), "{text}");
    assert!(description["info"].get("license").is_none(), "none is assumed");
}

#[test]
fn the_catalogue_has_every_file_of_data_and_the_licence_of_its_dataset() {
    let license = "license:\n  all: https://example.vn/giay-phep/\n  archive: https://example.vn/cong-cong/\n";
    let site = site(&format!("contact: vanban@example.vn\nissuer: ubnd-tinh-lao-cai\n{license}"));
    site.build();
    let catalog = json(&site, "data/catalog.jsonld");
    assert_eq!(catalog["dct:publisher"]["foaf:name"], "UBND tỉnh Lào Cai");
    let mut listed = BTreeSet::new();
    for dataset in catalog["dcat:dataset"].as_array().expect("datasets") {
        for key in ["dct:title", "dct:description"] {
            assert!(dataset[key]["@value"].as_str().is_some_and(|text| !text.is_empty()), "{dataset}");
        }
        assert_eq!(dataset["dcat:contactPoint"]["vcard:hasEmail"]["@id"], "mailto:vanban@example.vn");
        let id = dataset["@id"].as_str().expect("an id");
        let own =
            if id.ends_with("#archive") { "https://example.vn/cong-cong/" } else { "https://example.vn/giay-phep/" };
        for file in dataset["dcat:distribution"].as_array().expect("files") {
            assert_eq!(file["dct:license"]["@id"], own, "{file}");
            let url = file["dcat:downloadURL"]["@id"].as_str().expect("an address");
            listed.insert(url.strip_prefix(BASE).expect("of this site").to_owned());
        }
    }
    let is_of_list = |path: &String| [".jsonl.gz", ".csv", ".zip"].iter().any(|ending| path.ends_with(ending));
    let files: BTreeSet<String> = tree(&site.root().join("output/data"))
        .into_keys()
        .map(|path| format!("data/{path}"))
        .filter(is_of_list)
        .collect();
    assert_eq!(listed, files);
    let page = site.read("output/du-lieu/index.html");
    assert!(page.contains(r#"<a href="https://example.vn/giay-phep/" rel="license">"#), "{page}");
    assert!(page.contains("<code>archive</code>"), "{page}");
    assert!(site.read("output/robots.txt").contains("https://example.vn/giay-phep/"));
}

#[test]
fn a_catalogue_assumes_no_licence() {
    let site = site("");
    site.build();
    assert!(!site.read("output/data/catalog.jsonld").contains("license"));
}

/// Targets of `[…](…)`.
fn links(text: &str) -> Vec<String> {
    let targets = text.split("](").skip(1).filter_map(|rest| rest.split_once(')'));
    targets.map(|(target, _)| target.to_owned()).filter(|target| target.starts_with("http")).collect()
}

#[test]
fn llms_txt_leads_to_texts_and_data_that_are_there() {
    let site = site("");
    site.build();
    for path in ["llms.txt", "chu-de/chuyen-doi-so/llms.txt"] {
        let text = site.read(&format!("output/{path}"));
        assert!(text.starts_with("# ") && text.contains("\n\n> "), "{text}");
        assert!(text.contains("05-ct-ubnd/van-ban.md)"), "{path}: {text}");
        // A title is text, whatever it looks like.
        assert!(text.contains(r"Về \[dạy\](javascript:alert) \<b\> học"), "{text}");
        for link in links(&text) {
            let file = link.strip_prefix(BASE).unwrap_or_else(|| panic!("{link}"));
            let file = if file.ends_with('/') { format!("{file}index.html") } else { file.to_owned() };
            assert!(site.exists(&format!("output/{file}")), "{path}: {link}");
        }
    }
    assert!(site.read("output/llms.txt").contains("chu-de/chuyen-doi-so/llms.txt): Máy tính và mạng"));
    assert!(!site.read("output/chu-de/chuyen-doi-so/llms.txt").contains("rieng/mot"), "of another theme");
}

#[test]
fn robots_txt_says_what_may_be_used() {
    let site = site("");
    site.build();
    let robots = site.read("output/robots.txt");
    let (said, rules): (Vec<&str>, Vec<&str>) = robots.lines().partition(|line| line.starts_with('#'));
    assert_eq!(rules, ["User-agent: *", "Allow: /", "", "Sitemap: https://vanban.example.vn/sitemap.xml"]);
    for words in ["Điều 15", "Cổng thử", "https://vanban.example.vn/llms.txt"] {
        assert!(said.iter().any(|line| line.contains(words)), "{words}: {robots}");
    }
}
