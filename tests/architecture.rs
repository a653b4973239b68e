//! The house stays laid out as it is: who may use whom, who may name which crate, who may touch the disk.

use crate::support::tree;
use std::collections::BTreeMap;
use std::path::Path;

/// Stages in the order in which data walks through them; each may use those before it.
const STAGES: &[&str] = &[
    "content", "document", "compare", "reuse", "citation", "task", "corpus", "check", "search", "picture", "render",
    "site",
];
/// May be used by any stage and use none.
const LEAVES: [&str; 5] = ["source", "diagnostic", "text", "catalogue", "address"];
/// Only `pipeline` and the commands may use these.
const EDGES: [&str; 7] = ["import", "writing", "lookup", "publish", "preview", "pipeline", "commands"];

fn sources() -> Vec<(String, String)> {
    tree(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"))
        .into_iter()
        .filter(|(path, _)| path.ends_with(".rs"))
        .map(|(path, bytes)| (path.replace('\\', "/"), String::from_utf8(bytes).expect("UTF-8")))
        .collect()
}

fn room(path: &str) -> &str {
    path.split('/').next().unwrap_or(path).trim_end_matches(".rs")
}

/// The code without its unit tests and comments.
fn code(text: &str) -> String {
    let text = text.split("#[cfg(test)]").next().unwrap_or(text);
    text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

#[test]
fn stages_use_only_what_stands_before_them() {
    let mut broken = Vec::new();
    for (path, text) in sources() {
        let here = room(&path);
        let allowed: Vec<&str> = if LEAVES.contains(&here) {
            LEAVES.to_vec()
        } else if let Some(at) = STAGES.iter().position(|stage| *stage == here) {
            LEAVES.iter().chain(&STAGES[..=at]).copied().collect()
        } else if here == "import" {
            LEAVES.iter().copied().chain(["content", "document", here]).collect()
        } else if here == "writing" {
            LEAVES.iter().copied().chain(["content", "document", "citation", "corpus", "import", here]).collect()
        } else if here == "lookup" {
            LEAVES
                .iter()
                .copied()
                .chain(["content", "citation", "corpus", "check", "search", "render", "import", here])
                .collect()
        } else if here == "publish" || here == "preview" {
            LEAVES.iter().copied().chain([here]).collect()
        } else {
            continue;
        };
        for stage in STAGES.iter().chain(&EDGES).chain(&LEAVES) {
            if !allowed.contains(stage) && code(&text).contains(&format!("crate::{stage}")) {
                broken.push(format!("{path} uses {stage}"));
            }
        }
    }
    assert_eq!(broken, Vec::<String>::new());
}

#[test]
fn no_stage_between_document_and_render_touches_disk_clock_or_environment() {
    let mut broken = Vec::new();
    for (path, text) in sources() {
        const PURE: &[&str] = &[
            "document",
            "compare",
            "reuse",
            "citation",
            "task",
            "corpus",
            "check",
            "site",
            "search",
            "picture",
            "render",
            "import",
            "writing",
            "lookup",
            "text",
            "diagnostic",
            "source",
        ];
        if !PURE.contains(&room(&path)) {
            continue;
        }
        for word in ["std::fs", "std::env", "SystemTime", "Instant::now", "Zoned::now", "std::process", "std::net"] {
            if code(&text).contains(word) {
                broken.push(format!("{path} names {word}"));
            }
        }
    }
    assert_eq!(broken, Vec::<String>::new());
}

#[test]
fn each_crate_is_named_in_its_one_place() {
    const PLACES: [(&str, &str); 16] = [
        ("serde_yaml", "content/front_matter"),
        ("pulldown_cmark", "document/"),
        ("tera::", "render/templates.rs"),
        ("notify::", "preview/"),
        ("hyper", "preview/"),
        ("tokio", "preview/"),
        ("clap::", "commands/"),
        ("quick_xml", "import/docx/"),
        ("zip::", "import/docx/"),
        ("html5ever", "import/html.rs"),
        ("lopdf", "import/pdf/"),
        ("unicode_width", "diagnostic/fit.rs"),
        ("terminal_size", "commands/report.rs"),
        ("qrcodegen", "render/qr.rs"),
        ("csv::", "site/pages/data/table.rs"),
        ("indicatif", "commands/report.rs"),
    ];
    let mut broken = Vec::new();
    for (path, text) in sources() {
        for (name, place) in PLACES {
            // Reading an archive or XML is an import, writing it a file of the site.
            let writes =
                matches!((name, path.as_str()), ("zip::", "site/pages/archive.rs") | ("quick_xml", "render/xml.rs"));
            if code(&text).contains(name) && !path.starts_with(place) && !writes && path != "main.rs" {
                broken.push(format!("{path} names {name}"));
            }
        }
    }
    assert_eq!(broken, Vec::<String>::new());
}

#[test]
fn files_are_rooms_not_halls() {
    for (path, text) in sources() {
        let lines = text.lines().count();
        assert!(lines <= 600, "{path} has {lines} lines");
        assert!(text.starts_with("//!"), "{path} does not say what comes in and what goes out");
        assert!(!path.contains("utils"), "{path}");
        assert!(!path.contains("helpers"), "{path}");
    }
}

/// Places where a type of document stands by its key, each with the reason. Everything else is a column of `types.yaml`.
const TYPES_BY_KEY: [(&str, &str, &str); 3] = [
    ("commands/new.rs", "chi-thi", "an example in a message, where nothing like the word given is known"),
    ("content/front_matter/model.rs", "bao-cao", "the key of a relation in front matter: reports on"),
    ("site/pages/picture.rs", "huong-dan", "the class of a relation in a picture: guides"),
];

#[test]
fn no_type_of_document_is_named_in_code() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let rows = std::fs::read_to_string(folder.join("src/content/registry/built_in/types.yaml")).expect("the types");
    let keys: Vec<&str> =
        rows.lines().filter_map(|line| line.split_once("key: ")?.1.split([',', ' ']).next()).collect();
    assert!(keys.len() > 45, "the file is read: {keys:?}");
    // Keys that are one syllable are words of texts as well ("luat" in tables of folded words); the others are never.
    let keys = keys.into_iter().filter(|key| key.contains('-'));
    let quoted: Vec<(&str, String)> = keys.map(|key| (key, format!("\"{key}\""))).collect();
    let mut named = Vec::new();
    for (path, text) in sources() {
        if path.contains("test") || path == "site/fixture.rs" {
            continue;
        }
        let code = code(&text);
        for (key, quoted) in &quoted {
            let reviewed = TYPES_BY_KEY.iter().any(|(file, known, _)| *file == path && known == key);
            if code.contains(quoted) && !reviewed {
                named.push(format!("{path} names {key}"));
            }
        }
    }
    assert_eq!(named, Vec::<String>::new());
}

/// An address that is written twice is changed once. What several rooms spell stands in `address.rs`, the address of a kind of
/// page in the file of that kind.
#[test]
fn an_address_is_spelled_in_one_place() {
    let mut broken = Vec::new();
    let mut places: BTreeMap<String, String> = BTreeMap::new();
    for (path, text) in sources() {
        // Addresses of the preview itself are no addresses of the site.
        if path.contains("tests") || path.ends_with("fixture.rs") || room(&path) == "preview" {
            continue;
        }
        let code = code(&text);
        for literal in code.split('"').skip(1).step_by(2).filter(|literal| is_address(literal)) {
            if path != "address.rs" && !path.starts_with("site/pages/") {
                broken.push(format!("{path} spells {literal}"));
            }
            let first = places.entry(literal.to_owned()).or_insert_with(|| path.clone());
            if *first != path {
                broken.push(format!("{literal} stands in {first} and in {path}"));
            }
        }
    }
    assert!(places.contains_key("/van-ban/") && places.contains_key("/sitemap.xml"), "nothing is found: {places:?}");
    assert_eq!(broken, Vec::<String>::new());
}

/// `/van-ban/`, `/sitemap.xml`, `/akn/vn/{id}`.
fn is_address(literal: &str) -> bool {
    let Some(rest) = literal.strip_prefix('/') else { return false };
    let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "-_./{}".contains(c);
    rest.starts_with(|c: char| c.is_ascii_lowercase() || c == '_')
        && rest.chars().all(is_plain)
        && !rest.ends_with(".rs")
        && (rest.ends_with('/') || rest.contains(['.', '{']))
}
