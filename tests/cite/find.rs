//! `congbao cite --find`: what a site knows of a number or a name, as people type it.

use crate::support::{SiteTest, directive};
use serde_json::Value;

fn find(site: &SiteTest, words: &str) -> (i32, Value) {
    let run = site.run(&["cite", "--format", "json", "--find", words]);
    (run.status, serde_json::from_str(&run.stdout).unwrap_or_else(|_| panic!("{words}: {}", run.said())))
}

fn ids(found: &Value, list: &str) -> Vec<String> {
    let works = found[list].as_array().expect("a list").iter();
    works.map(|work| work["id"].as_str().expect("an id").to_owned()).collect()
}

#[test]
fn works_are_found_however_they_are_typed() {
    let site = SiteTest::committed();
    const LAO_CAI: &str = "ubnd-tinh-lao-cai/chi-thi/2024/06-ct-ubnd";
    const LANG_SON: &str = "06-ct-ubnd-lang-son-2023";
    for (words, expected) in [
        ("2457", "2457-qd-bgddt-2023"),
        ("2457/QĐ-BGDĐT", "2457-qd-bgddt-2023"),
        ("2457 qd bgddt", "2457-qd-bgddt-2023"),
        ("2457qdbgddt", "2457-qd-bgddt-2023"),
        ("qd 2457", "2457-qd-bgddt-2023"),
        ("Quyết định số 2457 ngày 23/8/2023", "2457-qd-bgddt-2023"),
        ("quyet dinh 2457 cua bo giao duc nam 2023", "2457-qd-bgddt-2023"),
        ("2457/2023", "2457-qd-bgddt-2023"),
        ("29 nq tw", "29-nq-tw-2013"),
        ("29-NQ/TW ngày 04 tháng 11 năm 2013", "29-nq-tw-2013"),
        ("88/2014/QH 13", "88-2014-qh13"),
        ("nghi quyet 88/2014", "88-2014-qh13"),
        ("06/CT-UBND lào cai", LAO_CAI),
        ("06/CT-UBND 2024-08-31", LAO_CAI),
        ("6/ct-ubnd 31.8.2024", LAO_CAI),
        ("chi thi 06 ubnd lang son 2023", LANG_SON),
        ("Đề án 6", "06-da-tu-lao-cai"),
        ("luat tre em", "102-2016-qh13"),
        ("LUẬT TRẺ EM 2016", "102-2016-qh13"),
        ("Luật Trẻ em ngày 05/4/2016", "102-2016-qh13"),
        ("văn hóa học đường", "08-ct-ttg-2022"),
    ] {
        let (status, found) = find(&site, words);
        assert_eq!((status, ids(&found, "works")), (0, vec![expected.to_owned()]), "{words}");
    }
    // Both, with what tells them apart, and no choice.
    let (_, found) = find(&site, "06/CT-UBND");
    assert_eq!(ids(&found, "works"), [LANG_SON, LAO_CAI]);
    assert_eq!(found["differs"], serde_json::json!(["date", "issuer"]));
    let (_, found) = find(&site, "06/CT-UBND 31/8/2024");
    assert_eq!((ids(&found, "works"), ids(&found, "near")), (vec![LAO_CAI.to_owned()], vec![LANG_SON.to_owned()]));
}

#[test]
fn a_miss_names_what_is_near() {
    let site = SiteTest::committed();
    for (words, near, differs) in [
        ("2475", "2457-qd-bgddt-2023", "number"),
        ("2457/QĐ-TTg", "2457-qd-bgddt-2023", "words"),
        ("2457/QĐ-BGDĐT ngày 24/8/2023", "2457-qd-bgddt-2023", "date"),
        ("29-NQ/TW ngày 04/11/2023", "29-nq-tw-2013", "date"),
        ("luật trẻ en", "102-2016-qh13", "words"),
    ] {
        let (status, found) = find(&site, words);
        assert_eq!((status, found["total"].as_u64()), (1, Some(0)), "{words}");
        assert_eq!(ids(&found, "near").first().map(String::as_str), Some(near), "{words}");
        assert_eq!(found["near"][0]["differs"], serde_json::json!([differs]), "{words}");
    }
    let run = site.run(&["cite", "--lang", "en", "--find", "không có gì như thế"]);
    assert!(run.status == 1, "{}", run.said());
    assert!(run.stdout.contains("no work fits"), "{}", run.said());
}

#[test]
fn what_is_pasted_is_complete_and_invents_nothing() {
    let site = SiteTest::new();
    site.file(
        "content/works.yaml",
        "- key: luat-gd-2019\n  type: luat\n  number: 43/2019/QH14\n  date: 2019-06-14\n  issuer: quoc-hoi\n  title: Luật Giáo dục\n",
    );
    site.file(
        "content/a.md",
        directive(
            "06/CT-UBND",
            "2024-08-31",
            "Thực hiện Nghị định số 81/2021/NĐ-CP về cơ chế thu, Kế hoạch số 90/KH-UBND và Luật Nhà văn.",
        ),
    );
    let (_, law) = find(&site, "luat giao duc");
    assert_eq!(law["works"][0]["paste"]["citation"], "Luật Giáo dục ngày 14 tháng 6 năm 2019");
    assert_eq!(law["works"][0]["paste"]["decision"], "citations:\n  - text: Luật Giáo dục\n    work: luat-gd-2019");
    let (_, held) = find(&site, "06/CT-UBND");
    let held = &held["works"][0];
    assert_eq!(
        held["paste"]["citation"],
        "Chỉ thị số 06/CT-UBND ngày 31 tháng 8 năm 2024 của Ủy ban nhân dân tỉnh Lào Cai về việc thử"
    );
    assert_eq!((&held["held"], &held["paste"]["row"]), (&Value::from("content/a.md"), &Value::Null));
    let (_, cited) = find(&site, "nd 81/2021");
    let cited = &cited["works"][0];
    assert_eq!(cited["paste"]["missing"], serde_json::json!(["date", "title"]));
    assert_eq!(cited["paste"]["citation"], "Nghị định số 81/2021/NĐ-CP ngày … tháng … năm 2021 của Chính phủ về …");
    assert_eq!(cited["reference"], Value::Null);
    assert_eq!(cited["titles_written"], serde_json::json!(["về cơ chế thu"]));
    assert_eq!(cited["called"][0]["text"], "Nghị định số 81/2021/NĐ-CP");
    assert_eq!(cited["called"][0]["places"][0]["file"], "content/a.md");
    // The row is refused until it is filled in, and makes the work known once it is.
    let row = cited["paste"]["row"].as_str().expect("a row").to_owned();
    let works = site.read("content/works.yaml");
    site.file("content/works.yaml", format!("{works}{row}\n"));
    assert_eq!(site.codes().iter().filter(|code| *code == "value-missing").count(), 1, "{:?}", site.codes());
    site.file("content/works.yaml", format!("{works}{row}\n").replace("# TODO title:", "title:"));
    let (status, known) = find(&site, "81/2021/NĐ-CP");
    assert_eq!((status, known["works"][0]["reference"].as_str()), (0, Some("81-2021-nd-cp")));
    // A name that no law has is said as it is written.
    let (status, unknown) = find(&site, "luật nhà văn");
    assert_eq!((status, unknown["mentions"][0]["text"].as_str()), (0, Some("Luật Nhà văn")));
    assert_eq!(unknown["mentions"][0]["meaning"], "unknown");
}

#[test]
fn people_read_sentences_in_both_languages() {
    let site = SiteTest::committed();
    let say = |lang: &str| {
        let run = site.run(&["cite", "--lang", lang, "--find", "06/CT-UBND"]);
        assert_eq!(run.status, 0, "{}", run.said());
        run.stdout
    };
    insta::assert_snapshot!("find_vi", say("vi"));
    insta::assert_snapshot!("find_en", say("en"));
    // The same twice: nothing depends on the order in which things were read.
    assert_eq!(say("vi"), say("vi"));
}

#[test]
fn wrong_use_says_what_to_do() {
    let site = SiteTest::committed();
    let said = |arguments: &[&str]| {
        let run = site.run(&[&["cite", "--lang", "en"], arguments].concat());
        (run.status, run.stderr)
    };
    for (arguments, part) in [
        (vec!["--find", "ngày 30/02/2023"], "not a day of the calendar"),
        (vec!["--find", "///"], "nothing to look for"),
        (vec!["--find", &"dài ".repeat(200)], "longer than 300 bytes"),
        (vec!["--find", "2457", "--root", "content"], "no congbao.yaml"),
    ] {
        let (status, message) = said(&arguments);
        assert!(status == 2, "{arguments:?}: {message}");
        assert!(message.contains(part), "{arguments:?}: {message}");
    }
    // Words without quotes are one query.
    let (status, _) = said(&["--find", "06/CT-UBND", "ngày", "31/8/2024"]);
    assert_eq!(status, 0);
    // A broken document is missing from the answer, which is said.
    site.file("content/lao-cai/hong.md", "---\ntype: chi-thi\n");
    let (status, message) = said(&["--find", "2457"]);
    assert!(status == 0, "{message}");
    assert!(message.contains("errors"), "{message}");
}
