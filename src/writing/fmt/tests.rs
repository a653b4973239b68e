//! Tests of [`super`]: what good order is, and that nothing is lost or changed.

use super::*;
use crate::content::files;
use crate::content::registry::Registries;
use proptest::prelude::*;
use std::path::Path;

fn formatted(yaml: &str) -> String {
    let file = format!("---\n{yaml}---\nThân  bài \r\n");
    let after = format(&Source::new("a.md", &*file)).expect("readable");
    assert!(after.text.ends_with("---\nThân  bài \r\n"));
    let again = format(&Source::new("a.md", &*after.text)).expect("readable");
    assert_eq!(again.text, after.text, "a second time changes nothing");
    after.text[after.split.yaml.range()].to_owned()
}

#[test]
fn front_matter_is_put_in_order() {
    for (before, after) in [
        ("title: b\ntype: a\n", "type: a\ntitle: b\n"),
        ("type:   a   # vì sao\n", "type: a # vì sao\n"),
        ("type : a\n", "type: a\n"),
        ("\"type\": a\n", "type: a\n"),
        ("title: 'Về nhiệm vụ'\n", "title: Về nhiệm vụ\n"),
        ("title: 'TT: TU, HĐND'\n", "title: \"TT: TU, HĐND\"\n"),
        ("title: 'it''s'\n", "title: it's\n"),
        ("title: \"a  b\"\n", "title: \"a  b\"\n"),
        ("title: \"a\\tb\"\n", "title: \"a\\tb\"\n"),
        ("date: '2024-08-31'\n", "date: 2024-08-31\n"),
        ("date: '31/8/2024'\n", "date: 31/8/2024\n"),
        ("number: \"06/CT-UBND\"\n", "number: 06/CT-UBND\n"),
        ("number: 05\n", "number: \"05\"\n"),
        ("place: no\narchive: 1e5\n", "place: \"no\"\narchive: \"1e5\"\n"),
        ("draft: \"true\"\n", "draft: true\n"),
        ("recipients:\n- a\n-   b\n", "recipients:\n  - a\n  - b\n"),
        ("recipients:\n      - a\n      - 'b'\n", "recipients:\n  - a\n  - b\n"),
        ("relations:\n    implements:\n    - a/b\n", "relations:\n  implements:\n    - a/b\n"),
        ("signer:\n    name: A\n    position: B\n", "signer:\n  name: A\n  position: B\n"),
        (
            "notes:\n-   date: 2024-09-12\n    text: |\n      một\n        hai\n    section: muc-i\n",
            "notes:\n  - date: 2024-09-12\n    text: |\n      một\n        hai\n    section: muc-i\n",
        ),
        ("themes: [a,  b]\n", "themes: [a,  b]\n"),
        ("title: >\n    dài\n    lắm\ntype: a   \n", "type: a\ntitle: >\n    dài\n    lắm\n"),
        ("title: \"dài\n  lắm\"\n", "title: \"dài\n  lắm\"\n"),
        ("# đầu\ntitle: b\n# về loại\ntype: a\n# cuối\n", "# đầu\n# về loại\ntype: a\ntitle: b\n# cuối\n"),
        ("title: b\n\n\n\ntype: a\n\n", "type: a\ntitle: b\n"),
        ("type: a\n\n\ntitle: b\n", "type: a\n\ntitle: b\n"),
        ("title: b\ntpye: a\nid: c\n", "id: c\ntitle: b\ntpye: a\n"),
        (
            "title: b\n# TODO title: xem\n# TODO number: không thấy\ntype: a\n",
            "type: a\n# TODO number: không thấy\ntitle: b\n# TODO title: xem\n",
        ),
        (
            "draft: true\n# TODO relations: chọn\n# relations:\n#   cites: [a]\n",
            "# TODO relations: chọn\n# relations:\n#   cites: [a]\ndraft: true\n",
        ),
        (
            "recipients: # dòng 5\n  # một\n  - a # hai\n# TODO recipients: xem\n  - b\n",
            "recipients: # dòng 5\n  # một\n  - a # hai\n# TODO recipients: xem\n  - b\n",
        ),
        ("{type: a, title: b}\n", "{type: a, title: b}\n"),
        ("", ""),
        ("# một mình\n", "# một mình\n"),
        ("title: a\ntitle: b\ntype: c\n", "type: c\ntitle: a\ntitle: b\n"),
    ] {
        assert_eq!(formatted(before), after, "{before}");
    }
}

#[test]
fn line_ends_and_byte_order_mark_stay() {
    for mark in ["", "\u{feff}"] {
        let file = format!("{mark}---\r\ntitle: b\r\nrecipients:\r\n- x\r\ntype: 'a'\r\n---\r\n\r\nThân bài\r\n");
        let after = format(&Source::new("a.md", &*file)).expect("readable").text;
        assert_eq!(
            after,
            format!("{mark}---\r\ntype: a\r\ntitle: b\r\nrecipients:\r\n  - x\r\n---\r\n\r\nThân bài\r\n")
        );
    }
    let mixed = format(&Source::new("a.md", "---\ntitle: b\r\ntype: a\n---\nx\r\n")).expect("readable").text;
    assert_eq!(mixed, "---\ntype: a\ntitle: b\n---\nx\r\n");
}

#[test]
fn what_cannot_be_read_is_refused_with_its_problem() {
    for (file, code) in [
        ("---\ntype: a: b\n---\n", "yaml-colon"),
        ("---\ntype: a\n", "front-matter-unclosed"),
        ("type: a\n", "front-matter-missing"),
        ("---\ntype: a\n\ttitle: b\n---\n", "yaml-tab"),
    ] {
        let problems = format(&Source::new("a.md", file)).expect_err("broken");
        assert_eq!(problems.iter().map(|problem| problem.code).collect::<Vec<_>>(), [code], "{file}");
    }
}

#[test]
fn the_committed_documents_are_in_good_order() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let registries = Registries::read(root, &mut Vec::new());
    for path in files::list(root, &mut Vec::new()) {
        let (_, source) = files::read_document(root, &path, &registries, &Default::default(), &mut Vec::new())
            .expect("a good document");
        assert_eq!(format(&source).expect("readable").text, source.text(), "{path}");
    }
}

fn value() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-zđ][ a-zđA-Z0-9/.:#'\"-]{0,12}",
        "'[ a-zđ:#\"\\[-]{0,8}'",
        "\"[ a-zđ:#'\\{-]{0,8}\"  # .{0,3}",
        "\\PC{0,3}",
        Just("2024-08-31".to_owned()),
        Just("30/8/2024 # ngày".to_owned()),
        Just("'Về  nhiệm vụ:  năm học 2024 - 2025.'".to_owned()),
        Just("[Ðường  dài, {text: 6 / CT-UBND}]".to_owned()),
        Just("'2024-08-31' # ngày".to_owned()),
        Just("\"a: b\"".to_owned()),
        Just("[a, {b: [c]}]".to_owned()),
        Just("\n- a\n-   b: 'c'\n    d: e".to_owned()),
        Just("\n    - a\n    # giữa\n    - |\n      một\n\n      hai".to_owned()),
        Just("\n   x:\n   - y\n   z: {u: v}".to_owned()),
        Just("|\n  một\n  hai\n".to_owned()),
        Just(">-\n    một\n\n    # hai\n".to_owned()),
        Just("\"hai\n  dòng\"".to_owned()),
        Just("hai\n  dòng # ba".to_owned()),
    ]
}

fn line() -> impl Strategy<Value = String> {
    let key = prop::sample::select(crate::content::front_matter::KEYS.to_vec());
    let todo = prop::sample::select(vec!["title", "number", "themes", "relations", "xyz"]);
    prop_oneof![
        8 => (key, value()).prop_map(|(key, value)| format!("{key}: {value}")),
        1 => "[a-z]{1,4}: [a-z]{0,3}",
        1 => "# [a-z #:]{0,8}",
        1 => todo.prop_map(|key| format!("# TODO {key}: xem lại")),
        1 => Just(String::new()),
    ]
}

proptest! {
    #[test]
    fn meaning_remarks_and_body_stay_and_a_second_time_changes_nothing(
        lines in prop::collection::vec(line(), 0..8),
        mark in prop::sample::select(vec!["", "\u{feff}"]),
        end in prop::sample::select(vec!["\n", "\r\n"]),
        body in "\\PC{0,20}",
    ) {
        let file = format!("{mark}---\n{}\n---\n{body}", lines.join("\n")).replace('\n', end);
        let source = Source::new("a.md", &*file);
        let Ok(after) = format(&source) else { return Ok(()) };
        let tree = |source: &Source| {
            let split = front_matter::split(source, &mut Vec::new()).expect("split");
            (parse_yaml(source, split.yaml, &mut Vec::new()).expect("YAML"), split)
        };
        let (before, split) = tree(&source);
        let result = Source::new("a.md", &*after.text);
        let (now, split_now) = tree(&result);
        prop_assert!(same(&before, &now), "{:?}\n{:?}", file, after.text);
        prop_assert_eq!(split_now, after.split);
        prop_assert_eq!(source.slice(split.body), result.slice(split_now.body));
        let remarks = |yaml: &str| {
            let mut remarks: Vec<String> = yaml.lines().filter(|line| line.starts_with('#')).map(|line| line.trim_end().to_owned()).collect();
            remarks.sort();
            remarks
        };
        prop_assert_eq!(remarks(source.slice(split.yaml)), remarks(result.slice(split_now.yaml)));
        let again = format(&result).expect("still readable").text;
        prop_assert_eq!(again, after.text);
    }
}

/// What is offered for a file, in words; and the file with everything accepted.
fn offered(yaml: &str) -> (Vec<String>, String) {
    let file = format!("---\n{yaml}---\nThân bài\n");
    let source = Source::new("a.md", &*file);
    let split = front_matter::split(&source, &mut Vec::new()).expect("split");
    let registries = Registries::read(Path::new(env!("CARGO_MANIFEST_DIR")), &mut Vec::new());
    let offers = offers::offers(&source, &split, &registries);
    let words =
        offers.iter().map(|offer| format!("{} {}→{}", offer.code.word(), source.slice(offer.span), offer.text.trim()));
    let after = offers::apply(&source, &offers);
    assert!(after.ends_with("---\nThân bài\n"), "{after}");
    (words.collect(), after[4..after.len() - "---\nThân bài\n".len()].to_owned())
}

#[test]
fn repairs_are_offered_with_what_was_probably_meant() {
    for (yaml, words) in [
        ("date: 30/8/2024\n", &["date 30/8/2024→2024-08-30"][..]),
        ("date: 30/02/2024\n", &[]),
        ("published: \"2024-9-5\"\n", &["date \"2024-9-5\"→2024-09-05"]),
        ("issuer: ubnd-tinh-lao-cay\n", &["issuer ubnd-tinh-lao-cay→ubnd-tinh-lao-cai"]),
        ("issuer: Bộ GD&ĐT\n", &["issuer Bộ GD&ĐT→bo-giao-duc-va-dao-tao"]),
        ("issuer: ubnd-tinh-yen-bai\n", &[]),
        ("type: Chỉ thị\n", &["type Chỉ thị→chi-thi"]),
        ("type: zzzzzz\n", &[]),
        (
            "themes: [chuyen-doi-soo, {giao-duc-stemm: [muc-i]}]\n",
            &["theme chuyen-doi-soo→chuyen-doi-so", "theme giao-duc-stemm→giao-duc-stem"],
        ),
        ("themes: [chuyen-doi-soo, chuyen-doi-so]\n", &[]),
        ("number: 6 / CT-UBND\n", &["number 6 / CT-UBND→06/CT-UBND"]),
        ("number: 06/CT–UBND\n", &["number 06/CT–UBND→06/CT-UBND"]),
        ("title: Về việc thử.\n", &["title Về việc thử.→Về việc thử"]),
        ("title: Giáo dục v.v.\n", &[]),
        ("title: Về …\n", &[]),
        ("title: Về năm học 2024 - 2025\n", &["school-year →school_year: 2024-2025"]),
        ("title: Về năm học 2024-2025\nschool_year: 2023-2024\n", &[]),
        ("school_year: 2024 – 2025\n", &["school-year 2024 – 2025→2024-2025"]),
        ("school_year: 2024-2026\n", &[]),
        ("tilte: a\n", &["key tilte→title"]),
        ("tilte: a\ntitle: b\n", &[]),
        ("signer: {nane: A}\n", &["key nane→name"]),
        ("place: \" Lào  Cai\"\n", &["spaces \" Lào  Cai\"→Lào Cai"]),
        ("place: Lào\u{a0}Cai\n", &["spaces Lào\u{a0}Cai→Lào Cai"]),
        ("recipients:\n  - \"Các  sở: A\"\n", &["spaces \"Các  sở: A\"→\"Các sở: A\""]),
        ("recipients: [\"Sở  A, B\"]\n", &["spaces \"Sở  A, B\"→\"Sở A, B\""]),
        ("place: La\u{300}o Cai\n", &["letters La\u{300}o Cai→Lào Cai"]),
        ("place: Ðà Nẵng\n", &["spaces Ðà Nẵng→Đà Nẵng"]),
        ("id: Mot Hai\nstatus: alive\n", &[]),
        ("Trích yếu: a\nNơi nhận: [A]\n", &["key Trích yếu→title", "key Nơi nhận→recipients"]),
        ("status: còn hiệu lực\n", &["word còn hiệu lực→in-force"]),
    ] {
        assert_eq!(offered(yaml).0, words, "{yaml}");
    }
}

#[test]
fn an_accepted_repair_changes_that_place_alone() {
    let (_, after) = offered("# đầu\ntitle: Về năm học 2024-2025. # ghi chú\ndate:   30/8/2024   # ngày\n");
    assert_eq!(
        after,
        "# đầu\ntitle: Về năm học 2024-2025 # ghi chú\nschool_year: 2024-2025\ndate:   2024-08-30   # ngày\n"
    );
}

proptest! {
    #[test]
    fn files_stay_readable_whatever_is_accepted(lines in prop::collection::vec(line(), 0..6), chosen in any::<u16>()) {
        let file = format!("---\n{}\n---\nThân bài\n", lines.join("\n"));
        let source = Source::new("a.md", &*file);
        let Some(split) = front_matter::split(&source, &mut Vec::new()) else { return Ok(()) };
        let all = offers::offers(&source, &split, &Registries::default());
        for offer in &all {
            let one = Source::new("a.md", offers::apply(&source, std::slice::from_ref(offer)));
            prop_assert!(format(&one).is_ok(), "{:?} {:?}", offer, file);
        }
        let accepted: Vec<offers::Offer> =
            all.into_iter().enumerate().filter(|(n, _)| chosen >> (n % 16) & 1 == 1).map(|(_, offer)| offer).collect();
        let after = offers::apply(&source, &accepted);
        prop_assert!(after.ends_with(&file[split.body.start..]));
    }
}
