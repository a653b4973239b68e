//! Relations, force and chains on built sites: what documents say of works is shown with who says so, and in data.

use crate::support::{ISSUERS, SiteTest, directive};
use serde_json::Value;

fn site(documents: &[(&str, &str, &str)]) -> SiteTest {
    let site = SiteTest::new();
    site.file("content/issuers.yaml", ISSUERS);
    for (number, date, body) in documents {
        let file = number.replace('/', "-").to_lowercase();
        site.file(&format!("content/{file}.md"), directive(number, date, body));
    }
    site
}

/// `from kind to by` of each line of `data/relations.json`.
fn relations(site: &SiteTest) -> Vec<String> {
    let word = |value: &Value| value.as_str().unwrap_or("-").rsplit('/').next().unwrap_or_default().to_owned();
    site.data("relations")
        .iter()
        .map(|line| {
            let by = if line["declared"] == true { "declared".to_owned() } else { word(&line["reported_by"]) };
            format!("{} {} {} {by}", word(&line["from"]), line["kind"].as_str().unwrap_or("-"), word(&line["to"]))
        })
        .collect()
}

fn status(site: &SiteTest, id: &str) -> Value {
    let works = site.data("works");
    works.iter().find(|work| work["id"] == id).unwrap_or_else(|| panic!("{id}"))["status"].clone()
}

const PLAN: &str = "ubnd-tinh-lao-cai/chi-thi/2023/07-ct-ubnd";

#[test]
fn a_document_acts_where_it_says_so_itself() {
    for (body, expected) in [
        // The opening; among the tasks the same words order others to do so.
        (
            "Thực hiện Kế hoạch số 7/KH-UBND ngày 1/2/2023 của UBND tỉnh.\n\n## I. NHIỆM VỤ\n\nTriển khai thực hiện Kế hoạch số \
             8/KH-UBND ngày 1/2/2023 của UBND tỉnh.",
            vec!["05-ct-ubnd implements 2023 -"],
        ),
        // An account of the past is no implementation.
        ("Sau 5 năm thực hiện Kế hoạch số 7/KH-UBND ngày 1/2/2023 của UBND tỉnh, kết quả tốt.", vec![]),
        (
            "Căn cứ Thông tư số 1/2010/TT-BYT;\n\nCăn cứ Thông tư số 2/2010/TT-BTC;",
            vec!["05-ct-ubnd basis 01-2010-tt-byt -", "05-ct-ubnd basis 02-2010-tt-btc -"],
        ),
        (
            "## I. CĂN CỨ\n\n- Thông tư số 1/2010/TT-BYT;\n- Thông tư số 2/2010/TT-BTC.\n\n## II. NHIỆM VỤ\n\nCăn cứ Thông tư số 3/2010/TT-BTC, các đơn vị báo cáo.",
            vec!["05-ct-ubnd basis 01-2010-tt-byt -", "05-ct-ubnd basis 02-2010-tt-btc -"],
        ),
        (
            "## I. HIỆU LỰC\n\nChỉ thị này thay thế Chỉ thị số 7/CT-UBND ngày 4/3/2023 của UBND tỉnh.\n\nBãi bỏ các văn bản sau:\n\n- Thông tư số 2/2010/TT-BTC;\n- Điều 5 Thông tư số 3/2010/TT-BTC.",
            vec![
                "05-ct-ubnd replaces 2023 -",
                "05-ct-ubnd repeals 02-2010-tt-btc -",
                "05-ct-ubnd repeals 03-2010-tt-btc -",
            ],
        ),
    ] {
        let site = site(&[("05/CT-UBND", "2024-05-06", body)]);
        site.build();
        assert_eq!(relations(&site), expected, "{body}");
    }
}

#[test]
fn declared_relations_win_over_words() {
    let body = "Thực hiện Chỉ thị số 07/CT-UBND ngày 04/3/2023 của UBND tỉnh.";
    let site = site(&[("05/CT-UBND", "2024-05-06", body), ("07/CT-UBND", "2023-03-04", "Chỉ thị.")]);
    let text = site.read("content/05-ct-ubnd.md");
    let declared = format!("relations:\n  guides: [{PLAN}]\npublished:");
    site.file("content/05-ct-ubnd.md", text.replace("published:", &declared));
    site.build();
    assert_eq!(relations(&site), ["05-ct-ubnd guides 07-ct-ubnd declared"]);
}

#[test]
fn a_consolidation_can_be_declared_and_is_found() {
    let body = "Văn bản này hợp nhất Thông tư số 2/2010/TT-BTC và Thông tư số 3/2010/TT-BTC.";
    let site = site(&[("05/CT-UBND", "2024-05-06", body), ("07/CT-UBND", "2023-03-04", "Chỉ thị.")]);
    let text = site.read("content/05-ct-ubnd.md");
    let declared = format!("relations:\n  consolidates: [{PLAN}]\npublished:");
    site.file("content/05-ct-ubnd.md", text.replace("published:", &declared));
    site.build();
    let kinds: Vec<Value> = site.data("relations").iter().map(|line| line["kind"].clone()).collect();
    assert_eq!(kinds, ["consolidates", "consolidates", "consolidates"]);
    let page = site.read(&format!("output/van-ban/{PLAN}/index.html"));
    assert!(page.contains("Được hợp nhất trong"), "{page}");
}

#[test]
fn the_force_of_a_work_is_what_documents_say_with_their_words() {
    let body = "## I. HIỆU LỰC\n\nChỉ thị này thay thế Chỉ thị số 07/CT-UBND ngày 04/3/2023 của UBND tỉnh.\n\nBãi bỏ Điều 5 của Thông tư số \
                12/2022/TT-BGDĐT.\n\nThông tư số 13/2022/TT-BGDĐT hết hiệu lực kể từ ngày 01/7/2024.\n\nThông tư số 14/2022/TT-BGDĐT đã được \
                thay thế bởi Thông tư số 15/2023/TT-BGDĐT.";
    let site = site(&[("05/CT-UBND", "2024-05-06", body), ("07/CT-UBND", "2023-03-04", "Chỉ thị.")]);
    site.build();
    let circular = |number: &str| format!("bo-giao-duc-va-dao-tao/{number}-tt-bgddt");
    for (id, value, kind, extent, by) in [
        (PLAN.to_owned(), "ended", "replaced", "whole", Some("ubnd-tinh-lao-cai/chi-thi/2024/05-ct-ubnd".to_owned())),
        (
            circular("12-2022"),
            "partly-ended",
            "repealed",
            "part",
            Some("ubnd-tinh-lao-cai/chi-thi/2024/05-ct-ubnd".to_owned()),
        ),
        (circular("13-2022"), "ended", "ended", "whole", None),
        (circular("14-2022"), "ended", "replaced", "whole", Some(circular("15-2023"))),
    ] {
        let status = status(&site, &id);
        assert_eq!(status["value"], value, "{id}: {status}");
        let statement = &status["statements"][0];
        assert_eq!((statement["kind"].as_str(), statement["extent"].as_str()), (Some(kind), Some(extent)), "{id}");
        assert_eq!(statement["by"].as_str(), by.as_deref(), "{id}");
        assert_eq!(statement["said_in"]["section"], "muc-i", "{id}");
    }
    assert_eq!(status(&site, &circular("15-2023"))["value"], "unknown");
    let page = site.read(&format!("output/van-ban/{PLAN}/index.html"));
    assert!(page.contains("id=\"hieu-luc\""), "{page}");
    assert!(page.contains("Hết hiệu lực, theo văn bản khác"), "{page}");
    assert!(page.contains("Được thay thế bởi"));
    assert!(page.contains("toàn bộ"));
    assert!(page.contains("05-ct-ubnd/#vd-1"));
    let known = site.read("output/vien-dan/bo-giao-duc-va-dao-tao/15-2023-tt-bgddt/index.html");
    assert!(known.contains("Chưa rõ còn hiệu lực hay không"), "{known}");
    assert!(known.contains("id=\"duoc-neu\""), "{known}");
}

#[test]
fn statements_that_contradict_each_other_stand_side_by_side() {
    let body = "Chỉ thị này thay thế Chỉ thị số 07/CT-UBND ngày 04/3/2023 của UBND tỉnh.";
    let site = site(&[("05/CT-UBND", "2024-05-06", body), ("07/CT-UBND", "2023-03-04", "Chỉ thị.")]);
    let text = site.read("content/07-ct-ubnd.md").replace("published:", "status: in-force\npublished:");
    site.file("content/07-ct-ubnd.md", text);
    site.build();
    assert_eq!(status(&site, PLAN)["value"], "contradicted");
    let page = site.read(&format!("output/van-ban/{PLAN}/index.html"));
    let force =
        page.split("id=\"hieu-luc\"").nth(1).and_then(|rest| rest.split("</section>").next()).expect("the section");
    assert!(force.contains("Còn hiệu lực"), "{force}");
    assert!(force.contains("theo ban biên tập"), "{force}");
    assert!(force.contains("<mark>Chỉ thị số 07/CT-UBND ngày 04/3/2023</mark>"), "{force}");
}

#[test]
fn the_five_directives_hang_together() {
    let site = SiteTest::committed();
    site.build();
    let all = relations(&site);
    for line in [
        "84-kh-ubnd-van-lang-2022 implements 63-nq-tu-lang-son-2021 nam-hoc-2023-2024",
        "91-kl-tw-2024 implements 29-nq-tw-2013 06-ct-ubnd",
    ] {
        assert!(all.iter().any(|found| found == line), "{line} in {all:#?}");
    }
    let page = site.read("output/vien-dan/bo-giao-duc-va-dao-tao/2457-qd-bgddt/2023/index.html");
    let chain =
        page.split("id=\"chuoi-thuc-hien\"").nth(1).and_then(|rest| rest.split("</details>").next()).expect("a chain");
    let places: Vec<usize> = [
        "06/CT-UBND",
        "sau 13 ngày",
        "chưa có trên trang này",
        "UBND huyện Văn Lãng",
        "UBND tỉnh Lai Châu",
        "UBND tỉnh Lào Cai",
    ]
    .iter()
    .map(|words| chain.find(words).unwrap_or_else(|| panic!("{words}: {chain}")))
    .collect();
    assert!(places.is_sorted(), "{places:?}");
    assert_eq!(chain.matches("sau ").count(), 1, "a document without a date has no delay");
    let plan = site.read("output/van-ban/ubnd-huyen-van-lang/ke-hoach/nam-hoc-2023-2024/index.html");
    let path = plan.split("<ol class=\"path\">").nth(1).and_then(|rest| rest.split("</ol>").next()).expect("a path");
    assert!(path.find("2457/QĐ-BGDĐT") < path.find("06/CT-UBND"), "{path}");
    assert!(path.contains("sau 13 ngày"), "{path}");
    assert_eq!(plan.matches("<ol class=\"path\">").count(), 1);
}
