//! How the program speaks: which language, colours, JSON lines for tools, its last words.

use crate::support::{CONFIG, SiteTest, directive, program, repository, speechless};
use congbao::commands::{Exit, panic_report};
use serde_json::Value;
use std::process::Command;

/// What a command says, in an environment that has only these variables of language and colour.
fn said(site: &SiteTest, environment: &[(&str, &str)], arguments: &[&str]) -> String {
    let mut command = Command::new(program());
    speechless(&mut command).args(arguments).current_dir(site.root()).envs(environment.iter().copied());
    crate::support::run(&mut command).said()
}

#[test]
fn the_language_is_that_of_the_option_then_the_environment_then_the_site() {
    let site = SiteTest::new();
    site.file("content/a.md", "x").file("van-ban.txt", "");
    let english = SiteTest::new();
    english.file("content/a.md", "x").file("van-ban.txt", "");
    english.file("congbao.yaml", CONFIG.replace("language: vi", "language: en"));
    let broken = SiteTest::new();
    broken.file("content/a.md", "x").file("van-ban.txt", "").file("congbao.yaml", "title: a: b\nlanguage: en\n");
    const COMMANDS: [&[&str]; 7] = [
        &["check"],
        &["build"],
        &["build", "--drafts"],
        &["cite", "khong-co.md"],
        &["import", "van-ban.txt"],
        &["serve", "--port", "x"],
        &["biuld"],
    ];
    for command in COMMANDS {
        for (site, option, environment, is_english) in [
            (&site, None, &[][..], false),
            (&english, None, &[], true),
            (&broken, None, &[], true),
            (&site, None, &[("LANG", "en_US.UTF-8")], true),
            (&english, None, &[("LANG", "vi_VN.UTF-8")], false),
            (&english, None, &[("LANG", "C.UTF-8")], true),
            (&english, None, &[("LANG", "fr_FR.UTF-8")], true),
            (&site, None, &[("LANG", "vi_VN.UTF-8"), ("LC_ALL", "en_GB.UTF-8")], true),
            (&site, None, &[("LANG", "en_US.UTF-8"), ("LC_MESSAGES", "vi_VN.UTF-8")], false),
            (&site, None, &[("LANG", "en_US.UTF-8"), ("LC_ALL", "C")], false),
            (&english, Some("vi"), &[("LANG", "en_US.UTF-8")], false),
            (&site, Some("en"), &[("LANG", "vi_VN.UTF-8")], true),
        ] {
            let mut arguments = command.to_vec();
            if let Some(option) = option {
                arguments.extend(["--lang", option]);
            }
            let said = said(site, environment, &arguments);
            let (first, other) = if is_english { ("error[", "lỗi[") } else { ("lỗi[", "error[") };
            assert!(said.contains(first), "{arguments:?} {environment:?}: {said}");
            assert!(!said.contains(other), "{arguments:?} {environment:?}: {said}");
        }
    }
}

#[test]
fn colours_only_on_a_terminal_or_when_asked_for() {
    let site = SiteTest::new();
    site.file("content/a.md", "x");
    assert!(!said(&site, &[], &["check"]).contains('\u{1b}'), "a pipe is no terminal");
    assert!(said(&site, &[], &["check", "--color", "always"]).contains("\u{1b}[1;31m"));
    assert!(!said(&site, &[], &["check", "--color", "always", "--format", "json"]).contains('\u{1b}'));
    assert!(said(&site, &[("COLUMNS", "40")], &["check"]).lines().any(|line| line.chars().count() > 60));
}

/// Whether a value is what a schema of our kind asks for.
fn fits(schema: &Value, value: &Value) -> Result<(), String> {
    let named = |value: &Value| match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    let types: Vec<&str> = match &schema["type"] {
        Value::String(one) => vec![one],
        many => many.as_array().expect("types").iter().filter_map(Value::as_str).collect(),
    };
    if !types.contains(&named(value)) {
        return Err(format!("{value} is no {types:?}"));
    }
    if let Some(constant) = schema.get("const").filter(|constant| *constant != value) {
        return Err(format!("{value} is not {constant}"));
    }
    if let Some(words) = schema.get("enum").and_then(Value::as_array).filter(|words| !words.contains(value)) {
        return Err(format!("{value} is none of {words:?}"));
    }
    if let (Some(least), Some(number)) = (schema.get("minimum").and_then(Value::as_u64), value.as_u64())
        && number < least
    {
        return Err(format!("{number} is less than {least}"));
    }
    if let (Some(pattern), Some(text)) = (schema.get("pattern").and_then(Value::as_str), value.as_str())
        && !regex::Regex::new(pattern).expect("a pattern").is_match(text)
    {
        return Err(format!("{text} does not match {pattern}"));
    }
    let Some(object) = value.as_object() else { return Ok(()) };
    for key in schema["required"].as_array().expect("required").iter().filter_map(Value::as_str) {
        if !object.contains_key(key) {
            return Err(format!("{key} is missing"));
        }
    }
    for (key, value) in object {
        let part = schema["properties"].get(key).ok_or_else(|| format!("{key} is not in the schema"))?;
        fits(part, value).map_err(|reason| format!("{key}: {reason}"))?;
    }
    Ok(())
}

#[test]
fn tools_read_what_the_schema_says() {
    let schema = std::fs::read_to_string(repository().join("docs/problems.schema.json")).expect("the schema");
    let schema: Value = serde_json::from_str(&schema).expect("JSON");
    let site = SiteTest::new();
    site.file("content/a.md", "---\ntpye: chi-thi\nthemes: [\n---\nChữ <b>đậm</b>.\n")
        .file("content/b.md", "")
        .file("content/c.md", directive("05/CT-UBND", "2024-05-06", "Theo Kế hoạch số 12/KH-UBND ngày 01/02/2024."))
        .file("trong.txt", "");
    let mut lines = Vec::new();
    for arguments in [&["check"][..], &["build"], &["build", "--drafts"], &["import", "trong.txt"], &["check", "--xyz"]]
    {
        let run = site.run(&[arguments, &["--format", "json"]].concat());
        assert!(!run.stdout.is_empty(), "{arguments:?}: {}", run.stderr);
        lines.extend(run.stdout.lines().map(|line| serde_json::from_str::<Value>(line).expect("one object a line")));
    }
    for line in &lines {
        assert_eq!(fits(&schema, line), Ok(()), "{line}");
    }
    for wrong in [r#"{"version": 1}"#, r#"{"version": 2, "severity": "error"}"#] {
        assert!(fits(&schema, &serde_json::from_str(wrong).expect("JSON")).is_err(), "{wrong}");
    }
    let of = |code: &str| lines.iter().find(|line| line["code"] == code).unwrap_or_else(|| panic!("{code}: {lines:?}"));
    let codes = ["unknown-key", "file-empty", "drafts-need-output", "citation-unknown"];
    let shown = serde_json::to_string_pretty(&codes.map(of)).expect("JSON");
    insta::assert_snapshot!("json_lines", shown);
}

#[test]
#[ignore = "run by the test below, in a program of its own"]
fn a_program_with_a_fault() {
    let exit = panic_report::guarded(|| panic!("chỉ số {} ngoài bảng", 7));
    std::process::exit(if exit == Exit::Usage { 2 } else { 3 });
}

#[test]
fn a_fault_of_the_program_is_told_in_both_languages_without_its_inside() {
    let mut command = Command::new(std::env::current_exe().expect("this program"));
    command
        .args(["--exact", "program::speech::a_program_with_a_fault", "--ignored", "--nocapture"])
        .env("RUST_BACKTRACE", "1");
    let run = crate::support::run(&mut command);
    assert_eq!(run.status, 2, "{}", run.said());
    for words in
        ["lỗi[program-fault]", "error[program-fault]", "chỉ số 7 ngoài bảng", "speech.rs:", env!("CARGO_PKG_VERSION")]
    {
        assert!(run.stderr.contains(words), "{words}: {}", run.stderr);
    }
    assert!(!run.stderr.contains("stack backtrace"), "{}", run.stderr);
    assert!(!run.stderr.contains("panicked"), "{}", run.stderr);
}

#[test]
fn a_reader_that_closes_its_end_is_no_fault() {
    let site = SiteTest::new();
    for number in 0..300 {
        site.file(&format!("content/{number}.md"), "x");
    }
    let mut command = Command::new(program());
    speechless(&mut command).args(["check", "--format", "json"]).current_dir(site.root());
    let mut child =
        command.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped()).spawn().expect("starts");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("ends");
    assert_eq!(output.status.code(), Some(1), "{}", String::from_utf8_lossy(&output.stderr));
}
