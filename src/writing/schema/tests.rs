//! Schema and readers know the same keys and words, and call the same values right. The validator below knows the few
//! keywords that our schemas use, and fails at any other.

use super::*;
use crate::content::addresses::{is_page_or_file, is_target, old_address};
use crate::content::front_matter::{self, parse_yaml};
use crate::content::node::{Node, Value as Yaml};
use crate::content::reader::{is_slug, is_web_address};
use crate::source::{Source, Span};
use crate::text::date::parse_day;
use proptest::prelude::*;
use regex::Regex;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::LazyLock;

fn registries() -> Registries {
    Registries::read(Path::new(env!("CARGO_MANIFEST_DIR")), &mut Vec::new())
}

/// What an editor program makes of YAML: plain numbers and booleans are not text.
fn json_of(node: &Node) -> Value {
    match &node.value {
        Yaml::Null | Yaml::Broken => Value::Null,
        Yaml::Scalar(scalar) if scalar.verbatim => match scalar.text.as_str() {
            "true" => json!(true),
            "false" => json!(false),
            text => text.parse::<i64>().map_or_else(|_| json!(text), |number| json!(number)),
        },
        Yaml::Scalar(scalar) => json!(scalar.text),
        Yaml::Sequence(items) => items.iter().map(json_of).collect(),
        Yaml::Mapping(entries) => {
            Value::Object(entries.iter().map(|(key, value)| (key.value.clone(), json_of(value))).collect())
        }
    }
}

/// What is wrong with `value`, by JSON pointer.
fn validate(schema: &Value, value: &Value, at: &str, wrong: &mut Vec<String>) {
    for (keyword, wanted) in schema.as_object().expect("a schema is an object") {
        let list = || wanted.as_array().cloned().unwrap_or_default();
        let good = match keyword.as_str() {
            "$schema" | "title" | "description" | "enumDescriptions" | "examples" => true,
            "type" => {
                let names = if wanted.is_array() { list() } else { vec![wanted.clone()] };
                names.iter().any(|name| is_of(name.as_str().expect("a type"), value))
            }
            "enum" => list().contains(value),
            "pattern" => value.as_str().is_none_or(|text| pattern(wanted).is_match(text)),
            "minLength" => value.as_str().is_none_or(|text| text.chars().count() as u64 >= wanted.as_u64().expect("n")),
            "minimum" => value.as_i64().is_none_or(|number| number >= wanted.as_i64().expect("a number")),
            "maxItems" => value.as_array().is_none_or(|items| items.len() as u64 <= wanted.as_u64().expect("n")),
            "minProperties" => value.as_object().is_none_or(|map| map.len() as u64 >= wanted.as_u64().expect("n")),
            "maxProperties" => value.as_object().is_none_or(|map| map.len() as u64 <= wanted.as_u64().expect("n")),
            "required" => value
                .as_object()
                .is_none_or(|map| list().iter().all(|key| map.contains_key(key.as_str().expect("a key")))),
            "anyOf" => list().iter().any(|choice| {
                let mut problems = Vec::new();
                validate(choice, value, at, &mut problems);
                problems.is_empty()
            }),
            "items" => {
                for (index, item) in value.as_array().into_iter().flatten().enumerate() {
                    validate(wanted, item, &format!("{at}/{index}"), wrong);
                }
                true
            }
            "properties" | "patternProperties" => true,
            "additionalProperties" => {
                for (key, value) in value.as_object().into_iter().flatten() {
                    validate_property(schema, wanted, key, value, at, wrong);
                }
                true
            }
            other => panic!("the test's validator does not know “{other}”"),
        };
        if !good {
            wrong.push(format!("{at}: {keyword} {wanted} does not allow {value}"));
        }
    }
}

fn validate_property(schema: &Value, others: &Value, key: &str, value: &Value, at: &str, wrong: &mut Vec<String>) {
    let at = format!("{at}/{key}");
    let patterns = schema["patternProperties"].as_object();
    let by_pattern = patterns.and_then(|map| map.iter().find(|(regex, _)| pattern(&json!(regex)).is_match(key)));
    if let Some(own) = schema["properties"].get(key).or_else(|| by_pattern.map(|(_, own)| own)) {
        validate(own, value, &at, wrong);
    } else if others.is_object() {
        validate(others, value, &at, wrong);
    } else {
        wrong.push(format!("{at}: unknown"));
    }
}

fn pattern(written: &Value) -> Regex {
    Regex::new(written.as_str().expect("a pattern")).expect("a pattern that both JavaScript and Rust read")
}

fn is_of(name: &str, value: &Value) -> bool {
    match name {
        "string" => value.is_string(),
        "integer" => value.is_i64(),
        "boolean" => value.is_boolean(),
        "null" => value.is_null(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        other => panic!("{other}"),
    }
}

fn problems(kind: FileKind, yaml: &str) -> Vec<String> {
    let source = Source::new("a.yaml", yaml);
    let node = parse_yaml(&source, Span::new(0, yaml.len()), &mut Vec::new()).expect("YAML");
    let mut wrong = Vec::new();
    validate(&schema(kind, &registries(), Language::English), &json_of(&node), "", &mut wrong);
    wrong
}

#[test]
fn every_committed_file_is_valid() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for (kind, text) in [
        (FileKind::Config, include_str!("../../../congbao.yaml")),
        (FileKind::Works, include_str!("../../../content/works.yaml")),
        (FileKind::Issuers, include_str!("../../../content/issuers.yaml")),
        (FileKind::Themes, include_str!("../../../content/themes.yaml")),
        (FileKind::Accessibility, include_str!("../../../content/accessibility.yaml")),
    ] {
        assert_eq!(problems(kind, text), Vec::<String>::new(), "{kind:?}");
    }
    let documents = crate::content::files::list(root, &mut Vec::new());
    assert_eq!(documents.len(), 5);
    for path in documents {
        let read =
            crate::content::files::read_document(root, &path, &registries(), &Default::default(), &mut Vec::new());
        let (_, source) = read.expect("a good document");
        let split = front_matter::split(&source, &mut Vec::new()).expect("front matter");
        assert_eq!(problems(FileKind::Document, source.slice(split.yaml)), Vec::<String>::new(), "{path}");
    }
}

#[test]
fn what_the_readers_refuse_the_schema_refuses() {
    let good = "type: chi-thi\nissuer: ubnd-tinh-lao-cai\ntitle: Về việc thử\nnumber: 1/CT-UBND\ndate: 2024-08-31\n";
    assert_eq!(problems(FileKind::Document, good), Vec::<String>::new());
    for (bad, at) in [
        ("tilte: a", "/tilte: unknown"),
        ("status: dead", "/status: enum"),
        ("published: 31/8/2024", "/published: pattern"),
        ("draft: yes", "/draft: type"),
        ("recipients: a", "/recipients: type"),
        ("signer: {position: a}", ": required"),
        ("themes: [{a: [], b: []}]", "/themes/0: anyOf"),
        ("secrecy: mật", "/secrecy: enum"),
        ("citations: [{text: a, nth: 0}]", "/citations/0/nth: minimum"),
        ("redirect_from: [van-ban]", "/redirect_from/0: pattern"),
    ] {
        let found = problems(FileKind::Document, &format!("{good}{bad}\n"));
        assert!(found.iter().any(|problem| problem.contains(at)), "{bad}: {found:?}");
    }
    assert!(
        !problems(FileKind::Document, &good.replace("date: 2024-08-31\n", "")).is_empty(),
        "a missing date needs its note"
    );
    assert!(!problems(FileKind::Config, "title: a\n").is_empty(), "base_url is required");
    let redirects = "title: a\nbase_url: https://a.vn\nredirects: {/a/: /b/, c: /d/}\n";
    assert_eq!(problems(FileKind::Config, redirects), ["/redirects/c: unknown"]);
}

#[test]
fn every_key_is_described_in_both_languages() {
    let missing = |language| {
        let mut missing = Vec::new();
        for (word, kind) in FileKind::ALL {
            look(&schema(kind, &Registries::built_in(), language), word, &mut missing);
        }
        missing
    };
    for language in [Language::Vietnamese, Language::English] {
        assert_eq!(missing(language), Vec::<String>::new());
    }
}

/// Properties without words.
fn look(schema: &Value, at: &str, missing: &mut Vec<String>) {
    for (key, property) in schema["properties"].as_object().into_iter().flatten() {
        if property["description"].as_str().is_none_or(str::is_empty) {
            missing.push(format!("{at}.{key}"));
        }
        look(property, &format!("{at}.{key}"), missing);
    }
    let nested = schema["anyOf"].as_array().into_iter().flatten().chain([&schema["items"]]);
    for other in nested.filter(|other| other.is_object() && other.get("maxProperties").is_none()) {
        look(other, at, missing);
    }
}

#[test]
fn keys_and_words_are_those_of_the_readers() {
    let document = schema(FileKind::Document, &Registries::built_in(), Language::English);
    let properties = document["properties"].as_object().expect("properties");
    assert_eq!(properties.len(), front_matter::KEYS.len());
    assert!(front_matter::KEYS.iter().all(|key| properties.contains_key(*key)));
    let statuses: Vec<&str> = front_matter::STATUSES.iter().map(|(word, _)| *word).collect();
    let offered: Vec<&str> =
        document["properties"]["status"]["enum"].as_array().expect("words").iter().filter_map(Value::as_str).collect();
    assert_eq!(offered, statuses);
    let types = document["properties"]["type"]["enum"].as_array().expect("types");
    assert_eq!(types.len(), Registries::built_in().types.iter().count());
}

#[test]
fn a_site_s_own_rows_are_offered() {
    let text = schema(FileKind::Document, &registries(), Language::Vietnamese).to_string();
    for row in ["so-giao-duc-va-dao-tao-tinh-lao-cai", "chuyen-doi-so", "bo-giao-duc-va-dao-tao"] {
        assert!(text.contains(row), "{row}");
    }
    assert!(
        !schema(FileKind::Document, &Registries::built_in(), Language::English)
            .to_string()
            .contains("chuyen-doi-so\":")
    );
}

proptest! {
    #[test]
    fn patterns_agree_with_the_readers(text in "[a-z0-9/A-Zđ .:%?*-]{0,12}", word in "[a-z0-9-]{0,6}") {
        static PATTERNS: LazyLock<BTreeMap<&str, Regex>> = LazyLock::new(|| {
            let compiled = |pattern| (pattern, Regex::new(pattern).expect("a pattern"));
            [SLUG, ID, ADDRESS, OLD_ADDRESS, TARGET, WEB, DAY].map(compiled).into()
        });
        let fits = |regex: &str, text: &str| PATTERNS[regex].is_match(text);
        for text in [text.as_str(), word.as_str(), &format!("/{word}/"), &format!("/{text}/")] {
            prop_assert_eq!(fits(SLUG, text), is_slug(text), "{}", text);
            let id = text.split('/').all(is_slug);
            prop_assert_eq!(fits(ID, text), id, "{}", text);
            // The schema may be laxer (`.` and `..`), never stricter.
            prop_assert!(!is_page_or_file(text) || fits(ADDRESS, text), "{}", text);
            prop_assert!(old_address(text).is_none() || fits(OLD_ADDRESS, text), "{}", text);
            prop_assert!(!is_target(text) || fits(TARGET, text), "{}", text);
            let web = format!("https://{text}");
            prop_assert!(!is_web_address(&web) || fits(WEB, &web), "{}", web);
        }
        prop_assert!(parse_day(&text).is_none() || fits(DAY, &text));
    }
}
