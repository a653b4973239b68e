//! Tests of [`super`].

use super::*;
use crate::diagnostic::fit::is_dangerous;
use crate::source::{Source, Span};
use proptest::prelude::*;
use std::collections::BTreeSet;

/// Keys of `diagnostics.tsv`.
fn keys() -> impl Iterator<Item = &'static str> {
    include_str!("../catalogue/diagnostics.tsv")
        .lines()
        .filter(|line| !line.starts_with('#') && !line.trim().is_empty())
        .filter_map(|line| line.split('\t').next())
}

/// Those that are codes.
fn codes() -> Vec<&'static str> {
    keys().filter(|key| !key.contains('.')).collect()
}

fn argument_names(key: &str) -> BTreeSet<&'static str> {
    let vietnamese = catalogue::find(Language::Vietnamese, key).unwrap_or("");
    vietnamese.split('{').skip(1).filter_map(|part| part.split_once('}')).map(|(name, _)| name).collect()
}

#[test]
fn every_code_says_what_to_do() {
    for code in codes() {
        for language in [Language::Vietnamese, Language::English] {
            assert!(catalogue::find(language, &format!("{code}.hint")).is_some(), "{code}.hint is missing");
        }
    }
}

/// Arguments without a value: they only choose the hint.
const FLAGS: [&str; 5] = ["svg", "damaged", "large", "mended", "lost"];

#[test]
fn every_hint_belongs_to_a_code_and_uses_the_argument_it_is_named_after() {
    let codes: BTreeSet<_> = codes().into_iter().collect();
    for key in keys() {
        let Some((code, argument)) = key.split_once(".hint") else { continue };
        assert!(codes.contains(code), "{key} without {code}");
        if let Some(argument) = argument.strip_prefix('.').filter(|argument| !FLAGS.contains(argument)) {
            assert!(argument_names(key).contains(argument), "{key} does not use {{{argument}}}");
        }
    }
}

#[test]
fn both_languages_fill_every_argument() {
    for code in codes() {
        let names = argument_names(code).into_iter().chain(argument_names(&format!("{code}.hint")));
        let mut diagnostic = Diagnostic::error(code);
        diagnostic.arguments = names.map(|name| (name, format!("‹{name}›"))).collect();
        for language in [Language::Vietnamese, Language::English] {
            let said =
                format!("{} {}", message(&diagnostic, language), hint(&diagnostic, language).unwrap_or_default());
            assert!(!said.contains(['{', '}']), "{said}");
            assert!(!message(&diagnostic, language).ends_with('.'), "no final period: {said}");
        }
    }
}

fn at(line: &str, marked: &str) -> Diagnostic {
    let text = format!("---\n{line}\n---\n");
    let source = Source::new("content/a.md", &*text);
    let start = text.find(marked).expect("the marked text is there");
    Diagnostic::error("unknown-key")
        .at(&source, Span::new(start, start + marked.len()))
        .with("text", marked)
        .with("keys", "title, type")
}

#[test]
fn a_person_sees_the_line_and_a_mark_under_the_text() {
    let diagnostic = at("tilte: Chỉ thị", "tilte").with("nearest", "title");
    insta::assert_snapshot!("human_vi", human(&diagnostic, Language::Vietnamese, false));
    insta::assert_snapshot!("human_en", human(&diagnostic, Language::English, false));
}

#[test]
fn colours_come_only_when_asked_for() {
    let diagnostic = at("tilte: x", "tilte");
    assert!(!human(&diagnostic, Language::English, false).contains('\u{1b}'));
    let colourful = human(&diagnostic, Language::English, true);
    assert!(colourful.starts_with("\u{1b}[1;31merror[unknown-key]\u{1b}[0m: "));
    assert_eq!(colourful.matches('\u{1b}').count() % 2, 0, "every colour is closed");
}

/// Column of the first mark and number of marks, both in terminal columns.
fn mark_of(line: &str, marked: &str) -> (usize, usize) {
    let text = human(&at(line, marked), Language::English, false);
    let mark_line = text.lines().find(|line| line.contains('^')).expect("a mark");
    let after_bar = mark_line.split_once("| ").expect("a bar").1;
    (after_bar.find('^').expect("a mark"), after_bar.matches('^').count())
}

#[test]
fn the_mark_stands_under_the_text_whatever_its_letters() {
    for (line, marked, column, width) in [
        ("Số: 06", "06", 4, 2),
        // Decomposed letters take the columns of composed ones.
        ("So\u{302}\u{301}: 06", "06", 4, 2),
        ("a: Chi\u{309} thi\u{323}", "Chi\u{309} thi\u{323}", 3, 7),
        ("日本: x", "x", 6, 1),
        ("\tx", "x", 1, 1),
        // Shown as <U+202E>: eight columns.
        ("a\u{202e}b: x", "x", 12, 1),
        ("x\u{1b}[31m", "\u{1b}", 1, 8),
    ] {
        assert_eq!(mark_of(line, marked), (column, width), "{line:?}");
    }
}

#[test]
fn long_lines_are_cut_on_both_sides_and_the_mark_stays_right() {
    let line = format!("{}06-ĐA/TU{}", "ă".repeat(300), "â".repeat(300));
    let text = human(&at(&line, "06-ĐA/TU"), Language::English, false);
    let mut lines = text.lines().skip(3);
    let (quoted, marks) = (lines.next().expect("the line"), lines.next().expect("the mark"));
    let quoted: Vec<char> = quoted.chars().collect();
    let column = marks.find('^').expect("a mark");
    let under: String = quoted[column..column + 8].iter().collect();
    assert_eq!(under, "06-ĐA/TU");
    assert!(quoted.iter().filter(|c| **c == '…').count() == 2);
    assert!(quoted.len() < 180);
}

fn narrow(diagnostic: &Diagnostic, width: usize) -> String {
    fitted(diagnostic, Language::Vietnamese, TerminalStyle { colour: false, width: Some(width) })
}

#[test]
fn a_narrow_terminal_gets_no_line_wider_than_itself() {
    let long = format!("{}06-ĐA/TU{}", "ă".repeat(70), "â".repeat(70));
    for (line, marked) in [
        ("tilte: Chỉ thị", "tilte"),
        ("title: Về việc tăng cường công tác bảo đảm an toàn trường học, phòng chống thiên tai", "thiên tai"),
        ("a: Chi\u{309} thi\u{323} về việc tăng cường công tác bảo đảm an toàn trường học", "trường"),
        ("日本日本日本日本日本日本日本日本日本日本日本日本日本日本日本日本: x", "x"),
        (&*long, "06-ĐA/TU"),
        (&*long, &*long),
    ] {
        for width in [20, 30, 40, 60, 80, 200] {
            let text = narrow(&at(line, marked).with("nearest", "title"), width);
            for line in text.lines().filter(|line| !line.contains("-->") && !line.starts_with("lỗi[")) {
                assert!(columns(line) <= width, "{width}: {} columns\n{text}", columns(line));
            }
            let mark = text.lines().find(|line| line.trim_end().ends_with('^')).expect("a mark");
            let quoted = text.lines().find(|line| line.starts_with("2 | ")).expect("the line");
            let column = columns(&mark[..mark.find('^').expect("a mark")]);
            let mut before = 0;
            let under: String = quoted
                .chars()
                .skip_while(|c| {
                    before += columns(&c.to_string());
                    before <= column
                })
                .collect();
            let first: String = marked.chars().take(1).collect();
            assert!(under.starts_with(&first), "{width}: {under:?} under the mark\n{text}");
        }
    }
}

#[test]
fn sentences_are_wrapped_under_their_beginning() {
    let diagnostic = at("tilte: x", "tilte");
    assert_eq!(
        narrow(&diagnostic, 46),
        "lỗi[unknown-key]: không có khóa nào tên\n    “tilte”\n --> content/a.md:2:1\n  |\n2 | tilte: x\n  | ^^^^^\n  = gợi ý: dùng một trong các khóa: title,\n           type"
    );
    assert_eq!(
        narrow(&diagnostic, 36),
        "lỗi[unknown-key]:\n    không có khóa nào tên “tilte”\n --> content/a.md:2:1\n  |\n2 | tilte: x\n  | ^^^^^\n  = gợi ý: dùng một trong các khóa:\n           title, type"
    );
    assert_eq!(narrow(&diagnostic, 500), human(&diagnostic, Language::Vietnamese, false));
    let colourful = fitted(&diagnostic, Language::English, TerminalStyle { colour: true, width: Some(40) });
    for line in colourful.lines() {
        assert_eq!(line.matches('\u{1b}').count() % 2, 0, "no colour goes on behind a line: {line}");
    }
}

#[test]
fn a_program_built_without_a_part_says_which() {
    let command = Diagnostic::error("command-not-built").with("command", "serve").with("feature", "preview");
    assert_eq!(message(&command, Language::English), "this program was built without the command “congbao serve”");
    let pdf = Diagnostic::error("import-pdf-not-built").with("feature", "pdf");
    for (problem, feature) in [(command, "preview"), (pdf, "pdf")] {
        let hint = hint(&problem, Language::Vietnamese).expect("a hint");
        assert!(hint.contains(&format!("cargo build --features {feature}")), "{hint}");
    }
}

#[test]
fn what_the_system_answers_is_said_in_the_readers_language() {
    for (reason, vietnamese) in [
        (std::io::Error::from_raw_os_error(2).to_string(), "không có tệp hoặc thư mục này"),
        ("is a directory".to_owned(), "đây là một thư mục"),
        ("stream did not contain valid UTF-8".to_owned(), "chữ không phải mã hóa UTF-8"),
        ("something else".to_owned(), "something else"),
    ] {
        let problem = Diagnostic::error("file-unreadable").with("reason", reason);
        assert_eq!(message(&problem, Language::Vietnamese), format!("không đọc được ({vietnamese})"));
    }
    let kind = Diagnostic::error("file-not-text").with("kind", "file-kind.pdf");
    assert!(message(&kind, Language::English).contains("a PDF"));
}

#[test]
fn tools_read_one_object_with_nulls_where_nothing_is_known() {
    let diagnostic = at("tilte: x", "tilte").with("nearest", "title");
    let value: serde_json::Value = serde_json::from_str(&json(&diagnostic, Language::English)).expect("JSON");
    assert_eq!(
        (
            &value["severity"],
            &value["code"],
            &value["file"],
            &value["line"],
            &value["column"],
            &value["length"],
            &value["text"]
        ),
        (
            &"error".into(),
            &"unknown-key".into(),
            &"content/a.md".into(),
            &2.into(),
            &1.into(),
            &5.into(),
            &"tilte".into()
        )
    );
    let nowhere = json(&Diagnostic::warning("published-missing"), Language::English);
    for key in ["file", "line", "column", "length", "text"] {
        assert!(nowhere.contains(&format!("\"{key}\":null")), "{key}: {nowhere}");
    }
    assert!(!json(&diagnostic, Language::English).contains('\n'));
    let file = json(&Diagnostic::error("file-utf16").in_file("content/a.md"), Language::English);
    assert!(file.contains("\"file\":\"content/a.md\",\"line\":null"), "{file}");
}

proptest! {
    #[test]
    fn nothing_quoted_can_steer_a_terminal(line in "\\PC{0,30}[\u{0}-\u{1f}\u{202a}-\u{202e}\u{200b}\u{9b}]{0,5}\\PC{0,30}", length in 0_u32..80, column in 0_u32..80) {
        let place = Place { file: line.as_str().into(), line: 3, column, length, line_text: line.clone().into(), line_text_column: 1 };
        let diagnostic = Diagnostic::error("unknown-key").placed(Some(place)).with("text", line.clone()).with("keys", line);
        let text = human(&diagnostic, Language::Vietnamese, false);
        let steers = text.chars().any(|c| c != '\n' && is_dangerous(c));
        prop_assert!(!steers);
        prop_assert!(text.lines().count() <= 7);
        let _: serde_json::Value = serde_json::from_str(&json(&diagnostic, Language::English)).expect("JSON");
    }
}
