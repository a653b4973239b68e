//! A type of document that a site adds by data alone, in its `content/types.yaml`: cited in every form that its columns
//! allow, laid out by `new`, listed, checked and exported.

use crate::support::{SiteTest, directive};
use serde_json::Value;

const TYPES: &str = "\
- key: quy-chuan
  name: Quy chuẩn
  state: [QCV]
  year: sometimes
  short: [number, bare, year]
  titled: [programme]
  short_name: true
  this: [points, acts]
  carries: works
  layout: articles
  akoma: act
  implementation: true
- key: so-tay
  name: Sổ tay
  like: quy-che
  state: [ST]
- key: ban-can-dan
  name: Bản căn dặn
";

const STANDARD: &str = "---\ntype: quy-chuan\nnumber: 07/QCV-UBND\ndate: 2024-03-01\nissuer: ubnd-tinh-lao-cai\n\
    title: Về trường học an toàn\npublished: 2024-03-02\n---\n\n## Điều 1. Phạm vi\n\n1. Áp dụng cho mọi trường.\n\n\
    ## Điều 2. Nguyên tắc\n\nNhư khoản 1 Điều 1 của Quy chuẩn này.\n";

/// Ways to cite the same work.
const BODY: &str = "Thực hiện Quy chuẩn số 07/QCV-UBND ngày 01/3/2024 của UBND tỉnh Lào Cai về trường học an toàn \
    (sau đây gọi là Quy chuẩn trường học).\n\n\
    Giao các trường thực hiện Điều 2 của Quy chuẩn nêu trên.\n\n\
    Theo Quy chuẩn số 07 ngày 01/3/2024 của UBND tỉnh Lào Cai.\n\n\
    Việc áp dụng Quy chuẩn trường học do phòng chuyên môn theo dõi.\n\n\
    Thực hiện Sổ tay số 12/ST-UBND ngày 02/3/2024 và Bản căn dặn số 3/UBND-VX ngày 03/3/2024 của UBND tỉnh Lào Cai.";

fn site() -> SiteTest {
    let site = SiteTest::new();
    site.every_form();
    site.file("content/types.yaml", TYPES)
        .file("content/quy-chuan.md", STANDARD)
        .file("content/chi-thi.md", directive("06/CT-UBND", "2024-08-31", BODY));
    site
}

/// Text and target of each citation of `congbao cite` on the directive.
fn cited(site: &SiteTest) -> Vec<(String, String, String)> {
    let run = site.run(&["cite", "content/chi-thi.md", "--format", "json"]);
    assert_eq!(run.status, 0, "{}", run.said());
    let line: Value = serde_json::from_str(run.stdout.lines().next().expect("a line")).expect("JSON");
    let words = |value: &Value| value.as_str().unwrap_or("-").to_owned();
    let citations = line["citations"].as_array().expect("a list").iter();
    citations.map(|own| (words(&own["text"]), words(&own["type"]), words(&own["resolution"]["id"]))).collect()
}

#[test]
fn a_type_of_the_site_is_cited_in_all_its_forms() {
    let cited = cited(&site());
    let work = "ubnd-tinh-lao-cai/07-qcv-ubnd/2024";
    for text in [
        "Quy chuẩn số 07/QCV-UBND ngày 01/3/2024",
        "Quy chuẩn nêu trên",
        "Quy chuẩn số 07 ngày 01/3/2024",
        "Quy chuẩn trường học",
    ] {
        assert!(cited.contains(&(text.to_owned(), "Quy chuẩn".to_owned(), work.to_owned())), "{text}: {cited:?}");
    }
    // A row that is like another, and one of key and name alone.
    for (text, kind) in
        [("Sổ tay số 12/ST-UBND ngày 02/3/2024", "Sổ tay"), ("Bản căn dặn số 3/UBND-VX ngày 03/3/2024", "Bản căn dặn")]
    {
        assert!(cited.iter().any(|own| own.0 == text && own.1 == kind), "{text}: {cited:?}");
    }
}

#[test]
fn without_its_row_the_type_is_unknown() {
    let site = site();
    site.remove("content/types.yaml").remove("content/quy-chuan.md");
    assert!(cited(&site).iter().all(|own| own.1 != "Quy chuẩn" && own.1 != "Sổ tay"), "{:?}", cited(&site));
}

#[test]
fn a_type_of_the_site_has_its_lists_and_its_files() {
    let site = site();
    site.build();
    let address = "output/van-ban/ubnd-tinh-lao-cai/quy-chuan/2024/07-qcv-ubnd";
    assert!(site.read("output/loai/quy-chuan/index.html").contains("Về trường học an toàn"));
    assert!(site.read(&format!("{address}/index.html")).contains("Quy chuẩn"));
    let xml = site.read(&format!("{address}/van-ban.akn.xml"));
    assert!(xml.contains("<act ") && xml.contains("/akn/vn/act/quy-chuan/ubnd-tinh-lao-cai/2024/07-qcv-ubnd"), "{xml}");
    let json = site.read(&format!("{address}/van-ban.json"));
    assert!(json.contains("\"quy-chuan\"") && json.contains("Quy chuẩn"), "{json}");
    assert!(site.read("output/data/documents/2024.csv").contains("quy-chuan"));
    // "khoản 1 Điều 1 của Quy chuẩn này" leads to its own place.
    let citation = &serde_json::from_str::<Value>(&json).expect("JSON")["citations"][0];
    assert_eq!(
        (&citation["resolution"]["kind"], &citation["pinpoint"][0]["unit"]),
        (&"self".into(), &"dieu".into()),
        "{json}"
    );
}

#[test]
fn a_type_of_the_site_is_offered_and_laid_out() {
    let site = site();
    let run = site.run(&["new", "quy-chuan", "--issuer", "ubnd-tinh-lao-cai", "--title", "Thử", "--dry-run"]);
    assert!(run.stdout.contains("type: quy-chuan") && run.stdout.contains("Điều 1"), "{}", run.said());
    let run = site.run(&["new", "Bản căn dặn", "--issuer", "ubnd-tinh-lao-cai", "--title", "Thử", "--dry-run"]);
    assert!(run.stdout.contains("type: ban-can-dan") && !run.stdout.contains("Điều 1"), "{}", run.said());
    assert!(site.run(&["schema", "document"]).stdout.contains("\"quy-chuan\""));
    // Rule S01 asks for those who carry it out where the column says so.
    let codes: Vec<String> = site
        .problems()
        .iter()
        .filter(|problem| problem["file"] == "content/quy-chuan.md")
        .map(|problem| problem["code"].to_string())
        .collect();
    assert!(codes.contains(&"\"implementation-missing\"".to_owned()), "{codes:?}");
}

#[test]
fn a_site_corrects_a_built_in_type() {
    let site = site();
    site.file("content/types.yaml", "- {key: chi-thi, layout: articles, implementation: false}\n")
        .remove("content/quy-chuan.md");
    let run = site.run(&["new", "chi-thi", "--issuer", "ubnd-tinh-lao-cai", "--title", "Thử", "--dry-run"]);
    assert!(run.stdout.contains("Điều 1"), "{}", run.said());
    assert!(site.problems().iter().all(|problem| problem["code"] != "implementation-missing"));
    assert!(cited(&site).iter().any(|own| own.1 == "-" || own.0.contains("07/QCV")), "the rest is as it was");
}
