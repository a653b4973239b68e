//! Tests of [`super`]: what good files mean. Bad ones are in `tests/check/broken_sites`.

use super::*;
use crate::content::attachments::MeasuredFile;
use proptest::prelude::*;
use unicode_normalization::UnicodeNormalization;

const FULL: &str = "\
id: ubnd-tinh-lao-cai/chi-thi/2024/06-ct-ubnd
type: chi-thi
number: 6/CT-UBND
date: 2024-08-31
adopted: 2024-08-30
adoption: Nghị quyết này đã được thông qua.
date_note: ngày trên bản in khó đọc
issuer: ubnd-tinh-lao-cai
issuer_title: Chủ tịch UBND tỉnh
title: >
  Về nhiệm vụ trọng tâm
  năm học 2024-2025
school_year: 2024-2025
place: Lào Cai
effective_from: 2024-08-31
effective_to: '2025-08-31'
status: partly-expired
themes:
  - nhiem-vu-nam-hoc
  - chuyen-doi-so: [muc-i-7, muc-ii-1]
signer: {authority: KT. CHỦ TỊCH, position: PHÓ CHỦ TỊCH, name: Giàng Thị Dung}
recipients: [Bộ Giáo dục và Đào tạo, \"Các sở, ban, ngành tỉnh\"]
archive: VT, TH2, NC2
relations:
  cites: [a/b]
  implements: [qd-2236, nq-29]
citations:
  - text: Nghị quyết số 29-NQ/TW ngày 04/11/2023
    section: muc-i-1
    nth: 2
    work: nq-29
    note: |
      Ngày in trên văn bản khác ngày ban hành.
      Xem nghị quyết.
  - {text: Đề án, not_a_citation: true}
tasks:
  - {section: muc-i-1, nth: 1, agency: Sở Tài chính, verb: chu-tri, deadline: hết năm, note: Ghi chú}
notes: [{date: 2024-09-12, text: Đã đối chiếu, section: muc-i-1}]
attachments: [{file: 06.pdf, title: Bản ký số, signed: true}]
versions:
  - {date: 2024-09-10, until: 2024-09-12, file: 06.ban/cu.md, reason: correction, by: a/b, note: Số liệu}
aliases: [Chỉ thị 06]
series: nhiem-vu-nam-hoc
published: 2024-09-10
updated: 2024-09-12
redirect_from: [/van-ban/123.html/]
draft: true
rules: [{id: c04, text: Quyết định số 5, reason: ngày trên bản in là vậy}]
secrecy:
source: 001_d51f51f6d07de545.txt
";

fn measure(_: &Source, _: &Located<String>) -> Result<MeasuredFile, Diagnostic> {
    Ok(MeasuredFile { sha256: "00".repeat(32), size: 7, ..MeasuredFile::default() })
}

fn parsed(file: &str) -> (Option<FrontMatter>, Vec<Diagnostic>) {
    let source = Source::new("content/a.md", file);
    let mut diagnostics = Vec::new();
    let front_matter =
        split(&source, &mut diagnostics).and_then(|split| parse(&source, &split, &measure, &mut diagnostics));
    (front_matter, diagnostics)
}

fn good(yaml: &str) -> FrontMatter {
    let (front_matter, diagnostics) = parsed(&format!("---\n{yaml}---\n"));
    assert_eq!(diagnostics, []);
    front_matter.expect("no problem, so it is there")
}

#[test]
fn every_key_is_read_and_written_again() {
    let front_matter = good(FULL);
    let json = to_json(&front_matter);
    insta::assert_snapshot!("full", serde_json::to_string_pretty(&json).expect("JSON"));
    for key in decode::KEYS.iter().filter(|key| **key != "secrecy") {
        assert!(!json[*key].is_null(), "{key}");
    }
    assert_eq!(json.as_object().map(serde_json::Map::len), Some(decode::KEYS.len() - 1), "no other key");
}

const SMALL: &str = "type: chi-thi\ndate_note: không có trong bản nguồn\nissuer: a\ntitle: b\npublished: 2024-09-10\n";

#[test]
fn what_was_not_given_is_absent() {
    let json = to_json(&good(SMALL));
    let keys: Vec<_> = json.as_object().expect("an object").keys().cloned().collect();
    assert_eq!(keys.len(), 6, "{keys:?}");
    assert_eq!(json["status"], "unknown");
}

#[test]
fn values_are_the_text_of_the_file() {
    let front_matter =
        good(&format!("number: 05\narchive: 1e5\nplace: no\nsource: 0x10\naliases: [1.0, ~x, null_]\n{SMALL}"));
    assert_eq!(front_matter.number.map(|number| number.value.as_str().to_owned()).as_deref(), Some("05"));
    assert_eq!(front_matter.archive.as_deref(), Some("1e5"));
    assert_eq!(front_matter.place.as_deref(), Some("no"));
    assert_eq!(front_matter.source.as_deref(), Some("0x10"));
    assert_eq!(front_matter.aliases, ["1.0", "~x", "null_"]);
}

#[test]
fn keys_without_a_value_count_as_not_given() {
    let front_matter = good(&format!("number:\nplace: ~\nthemes:\nsigner:\nrelations:\nattachments: []\n{SMALL}"));
    assert_eq!((front_matter.number, front_matter.place, front_matter.signer), (None, None, None));
}

#[test]
fn decomposed_text_is_composed() {
    let decomposed: String =
        SMALL.nfd().collect::<String>().replace("title: b", &"title: Điều chỉnh".nfd().collect::<String>());
    let front_matter = good(&decomposed);
    assert_eq!(front_matter.title, "Điều chỉnh");
    assert_eq!(front_matter.date_note.as_deref(), Some("không có trong bản nguồn"));
}

#[test]
fn places_are_exact_after_a_byte_order_mark_and_with_windows_line_ends() {
    for mark in ["", "\u{feff}"] {
        for end in ["\n", "\r\n"] {
            let file = format!("{mark}---\ntype: chi-thi\n# đ\nissuer: 'a'\ndate: 2024-08-31\nnumber: 06/CT-UBND\ntitle: >-\n  đ\n  b\nredirect_from:\n- /đ/\n---   \n\nNội dung\n").replace('\n', end);
            let source = Source::new("a.md", &*file);
            let mut diagnostics = Vec::new();
            let split = split(&source, &mut diagnostics).expect("two lines ---");
            let front_matter = parse(&source, &split, &measure, &mut diagnostics).expect("good");
            assert_eq!(source.slice(split.body).trim(), "Nội dung");
            assert_eq!(source.slice(front_matter.kind.span), "chi-thi");
            assert_eq!(source.slice(front_matter.issuer.span), "'a'");
            assert_eq!(source.slice(front_matter.date.expect("a date").span), "2024-08-31");
            assert_eq!(source.slice(front_matter.number.expect("a number").span), "06/CT-UBND");
            assert_eq!(source.slice(front_matter.redirect_from[0].span), "/đ/");
            assert_eq!(front_matter.title, "đ b");
        }
    }
}

#[test]
fn lines_of_yaml_problems_are_lines_of_the_file() {
    for (file, line, column) in [
        ("---\ntype: a\nplace: b: c\n---\n", 3, 9),
        ("\u{feff}---\r\ntype: a\r\nplace: đđđ: c\r\n---\r\n", 3, 11),
        ("---\ntype: a\nplace: \"b\nissuer: c\ntitle: d\n---\n", 3, 8),
        ("---\na: [b\nc: d\n---\n", 2, 4),
    ] {
        let (_, diagnostics) = parsed(file);
        let place = diagnostics[0].place.as_ref().expect("a place");
        assert!(diagnostics[0].code.starts_with("yaml"), "{file:?} {diagnostics:?}");
        assert_eq!((place.line, place.column), (line, column), "{file:?} {diagnostics:?}");
    }
}

/// The YAML crate placed the empty text in the middle of a letter, and the program stopped.
#[test]
fn an_empty_block_before_long_letters_is_placed_between_letters() {
    let (_, diagnostics) = parsed("---\nid: >5\n𑰀অ\n---\n");
    assert!(diagnostics.iter().any(|problem| problem.place.is_some()), "{diagnostics:?}");
}

/// A line of front matter with a mistake or two.
fn line() -> impl Strategy<Value = String> {
    let key = prop::sample::select(decode::KEYS.to_vec());
    let value = prop_oneof![
        "\\PC{0,20}",
        "[\\[\\]{}:,&*!|>'\"%@`#~ đa0-9\t\r-]{0,20}",
        Just("2024-08-31".to_owned()),
        Just("[a, {b: [c]}]".to_owned()),
        Just("\n- a: b\n  c: d".to_owned()),
        Just("|\n  một\n  hai\n".to_owned()),
    ];
    prop_oneof![4 => (key, value).prop_map(|(key, value)| format!("{key}: {value}")), 1 => "\\PC{0,30}"]
}

proptest! {
    #[test]
    fn no_file_panics_and_every_place_is_in_it(
        lines in prop::collection::vec(line(), 0..12),
        mark in prop::sample::select(vec!["", "\u{feff}"]),
        end in prop::sample::select(vec!["\n", "\r\n"]),
        body in "\\PC{0,20}",
    ) {
        let file = format!("{mark}---\n{}\n---\n{body}", lines.join("\n")).replace('\n', end);
        let source = Source::new("a.md", &*file);
        let mut diagnostics = Vec::new();
        let front_matter = split(&source, &mut diagnostics)
            .and_then(|split| parse(&source, &split, &measure, &mut diagnostics));
        let errors = diagnostics.iter().any(|found| found.severity == crate::diagnostic::Severity::Error);
        prop_assert_eq!(front_matter.is_none(), errors);
        for found in &diagnostics {
            let place = found.place.as_ref().expect("a place");
            prop_assert!(place.line <= file.lines().count() as u32 + 1, "{:?}", found);
            for language in [crate::catalogue::Language::Vietnamese, crate::catalogue::Language::English] {
                prop_assert!(crate::diagnostic::print::message(found, language) != found.code);
            }
        }
        if let Some(front_matter) = front_matter {
            prop_assert!(source.text().get(front_matter.kind.span.range()).is_some());
            to_json(&front_matter);
        }
    }
}

#[test]
fn every_key_has_a_name_in_both_languages() {
    use crate::catalogue::{Language, find};
    for key in super::decode::KEYS {
        assert_eq!(find(Language::English, &format!("key.{key}")), Some(key));
        let vietnamese = find(Language::Vietnamese, &format!("key.{key}")).expect("a name");
        assert_eq!(crate::diagnostic::print::key_name(Language::Vietnamese, key), format!("{vietnamese} ({key})"));
    }
}
