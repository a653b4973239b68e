//! `congbao cite` on any text: what comes out, who speaks, what is said of bad input.

use crate::support::SiteTest;
use serde_json::Value;

/// A folder that is no site: only the built-in registries count.
fn bare() -> SiteTest {
    let site = SiteTest::new();
    site.remove("congbao.yaml");
    site
}

fn cited(site: &SiteTest, text: &str, arguments: &[&str]) -> Vec<Value> {
    site.file("text.txt", text);
    let run = site.run(&[&["cite", "text.txt"], arguments].concat());
    assert_eq!(run.status, 0, "{}", run.said());
    let line: Value = serde_json::from_str(&run.stdout).expect("one line of JSON");
    line["citations"].as_array().expect("a list").clone()
}

#[test]
fn a_citation_has_the_documented_shape() {
    let text = "\u{feff}Căn cứ khoản 2 Điều 5 Nghị định số 30/2020/NĐ-CP ngày 05 tháng 3 năm 2020 của Chính phủ;";
    let found = cited(&bare(), text, &[]);
    assert_eq!(found.len(), 1);
    let start = text.chars().take_while(|c| *c != 'N').count();
    let end = text.chars().count() - " của Chính phủ;".chars().count();
    let written: String = text.chars().skip(start).take(end - start).collect();
    assert_eq!(
        found[0],
        serde_json::json!({
            "start": start, "end": end, "text": written,
            "issuer_span": {"start": end + 5, "end": end + 14},
            "form": "numbered", "type": "Nghị định", "number": "30/2020/NĐ-CP", "date": "2020-03-05",
            "issuer": "Chính phủ",
            "pinpoint": [{"unit": "dieu", "label": "5"}, {"unit": "khoan", "label": "2"}],
            "relation": {"kind": "basis", "trigger": {"start": 1, "end": 7}},
            "resolution": {
                "kind": "work", "id": "chinh-phu/30-2020-nd-cp", "number": "30/2020/NĐ-CP", "url": null,
                "candidates": [], "by": "written",
            },
        })
    );
}

#[test]
fn who_speaks_completes_a_bare_province_or_district() {
    let site = bare();
    let text = "Thực hiện Kế hoạch số 77/KH-UBND ngày 01/3/2023 của UBND tỉnh và Kế hoạch số 84/KH-UBND ngày 02/3/2023 \
                của UBND huyện.";
    let issuers = |arguments: &[&str]| -> Vec<Value> {
        cited(&site, text, arguments).iter().map(|citation| citation["issuer"].clone()).collect()
    };
    assert_eq!(issuers(&[]), [Value::Null, Value::Null]);
    assert_eq!(issuers(&["--place", "tỉnh Lạng Sơn"]), [Value::from("UBND tỉnh Lạng Sơn"), Value::Null]);
    assert_eq!(
        issuers(&["--issuer", "ubnd-huyen-van-lang", "--place", "huyện Văn Lãng, tỉnh Lạng Sơn"]),
        ["UBND tỉnh Lạng Sơn", "UBND huyện Văn Lãng"]
    );
}

#[test]
fn json_lines_keep_their_ids_and_a_bad_line_hides_no_other() {
    let site = bare();
    let law = "Luật số 43/2019/QH14";
    site.file("lines.jsonl", format!("{{\"id\": \"a\", \"text\": \"{law}\"}}\nnot json\n\n{{\"text\": \"{law}\"}}\n"));
    let run = site.run(&["cite", "--jsonl", "lines.jsonl"]);
    assert_eq!(run.status, 1);
    assert!(run.stderr.contains("lines.jsonl:2"), "{}", run.stderr);
    assert!(run.stderr.contains("not json"), "{}", run.stderr);
    let ids: Vec<Value> =
        run.stdout.lines().map(|line| serde_json::from_str::<Value>(line).expect("JSON")["id"].clone()).collect();
    assert_eq!(ids, [Value::from("a"), Value::from(4)]);
}

#[test]
fn works_and_front_matter_tell_what_is_meant() {
    let site = bare();
    site.file(
        "works.yaml",
        "- key: de-an-6\n  type: de-an\n  number: 06-ĐA/TU\n  date: 2020-12-11\n  issuer: tinh-uy-lao-cai\n  title: X\n  \
         aliases: [{text: Đề án 6, province: Lào Cai}]\n",
    );
    site.file("a.md", "---\ntype: chi-thi\nnumber: 06/CT-UBND\ndate: 2024-08-31\nissuer: ubnd-tinh-lao-cai\ntitle: T\n---\nChỉ thị số 06/CT-UBND và Đề án 6.\n");
    let run = site.run(&["cite", "a.md", "--works", "works.yaml"]);
    let line: Value = serde_json::from_str(&run.stdout).expect("JSON");
    let meanings: Vec<_> = line["citations"].as_array().expect("a list").iter().map(|c| &c["resolution"]).collect();
    assert_eq!((&meanings[0]["kind"], &meanings[1]["id"]), (&Value::from("self"), &Value::from("de-an-6")));
    assert_eq!(meanings[1]["number"], "06-ĐA/TU");
}

#[test]
fn every_decision_has_a_reason_in_both_languages() {
    let site = bare();
    site.file("t.txt", "theo Mẫu số 01/NHNN-CC; Quyết định số 2457/QĐ-BGDĐT ngày 23/8/2023 và Kế hoạch số 5/KH-UBND.");
    let say = |lang: &str| {
        let run = site.run(&["cite", "--explain", "--format", "human", "--lang", lang, "t.txt"]);
        assert_eq!(run.status, 0, "{}", run.said());
        run.stdout
    };
    insta::assert_snapshot!("cite_explain_vi", say("vi"));
    insta::assert_snapshot!("cite_explain_en", say("en"));
}

#[test]
fn wrong_usage_says_what_to_do() {
    let site = bare();
    assert_eq!(site.run(&["cite", "không-có.txt"]).status, 2);
    let run = site.run(&["cite", "--issuer", "ubnd-tinh-lao-cia", "text.txt"]);
    assert!(run.status == 2, "{}", run.stderr);
    assert!(run.stderr.contains("ubnd-tinh-lao-cai"), "{}", run.stderr);
    assert_eq!(site.run(&["cite", "--place", "Atlantis", "text.txt"]).status, 2);
    assert_eq!(site.run(&["cite", "--works", "không-có.yaml", "text.txt"]).status, 2);
    site.file("bad.txt", [0xff_u8, 0xfe].as_slice());
    let run = site.run(&["cite", "bad.txt"]);
    assert!(run.status == 2, "{}", run.stderr);
    assert!(run.stderr.contains("bad.txt"), "{}", run.stderr);
}
