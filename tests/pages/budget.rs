//! What a site weighs: files and bytes per document of some 19 kB, by kind; what an edit changes. The figures do not depend
//! on the machine.

use crate::support::{ISSUERS, SiteTest, repository, tree};
use std::collections::BTreeMap;

/// Documents of the site: enough that what every site has once weighs little.
const DOCUMENTS: usize = 300;
/// Bytes of one.
const SIZE: usize = 19_000;

/// Paragraphs of the committed directives.
fn paragraphs() -> Vec<String> {
    let files = tree(&repository().join("content"));
    let texts = files.iter().filter(|(path, _)| path.ends_with(".md"));
    let bodies = texts.filter_map(|(_, bytes)| {
        let text = String::from_utf8_lossy(bytes).into_owned();
        text.splitn(3, "---\n").nth(2).map(str::to_owned)
    });
    let is_plain =
        |text: &String| (80..2000).contains(&text.len()) && !text.starts_with(['#', '|', '[', '>', '-', '<']);
    bodies
        .flat_map(|body| body.split("\n\n").map(|text| text.trim().to_owned()).collect::<Vec<_>>())
        .filter(is_plain)
        .collect()
}

/// The body of one document in ten.
const DEPARTMENT: &str = "\
- key: so-giao-duc-va-dao-tao-tinh-lao-cai
  name: Sở Giáo dục và Đào tạo tỉnh Lào Cai
  official_name: Sở Giáo dục và Đào tạo tỉnh Lào Cai
  codes: [SGDĐT]
  level: province
  system: state
  place: Lào Cai
  province: Lào Cai
";

/// Themes of the site; a document has three of them.
const THEMES: usize = 10;

fn site() -> SiteTest {
    let site = SiteTest::new();
    site.file("content/issuers.yaml", format!("{ISSUERS}{DEPARTMENT}"));
    let theme = |at: usize| format!("- {{key: chu-de-{at}, name: Chủ đề {at}, description: Mô tả}}\n");
    site.file("content/themes.yaml", (0..THEMES).map(theme).collect::<String>());
    let paragraphs = paragraphs();
    let mut state = 7_u64;
    let mut next = |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 33).expect("31 bits") % below
    };
    let types = [("chi-thi", "CT"), ("ke-hoach", "KH"), ("cong-van", "CV"), ("thong-bao", "TB")];
    for at in 0..DOCUMENTS {
        let (kind, sign) = types[at % types.len()];
        let (year, number) = (2014 + at % 12, 1 + at / 12);
        // One in ten is of another body.
        let (issuer, body) = if at % 10 == 0 {
            ("so-giao-duc-va-dao-tao-tinh-lao-cai", "SGDĐT")
        } else {
            ("ubnd-tinh-lao-cai", "UBND")
        };
        let mut text = format!(
            "---\ntype: {kind}\nnumber: {number:02}/{sign}-{body}\ndate: {year}-0{}-1{}\nissuer: {issuer}\n\
             title: Về việc thực hiện nhiệm vụ số {at}\nthemes: [chu-de-{}, chu-de-{}, chu-de-{}]\n\
             published: 2026-01-02\n---\n\n",
            1 + next(9),
            next(9),
            at % THEMES,
            (at + 1) % THEMES,
            (at + 3) % THEMES,
        );
        for section in 1.. {
            text.push_str(&format!("## {section}. Nhiệm vụ thứ {section}\n\n"));
            for _ in 0..6 {
                text.push_str(&paragraphs[next(paragraphs.len())]);
                text.push_str("\n\n");
            }
            if text.len() > SIZE {
                break;
            }
        }
        site.file(&format!("content/{at}.md"), text);
    }
    site
}

/// The kind of a file of the output; what belongs to the program and not to the site is `None`.
fn kind(path: &str) -> Option<&'static str> {
    let parts: Vec<&str> = path.split('/').collect();
    Some(match (parts[0], parts.last().copied().unwrap_or_default()) {
        (first, _) if first.starts_with(".congbao") => return None,
        ("van-ban", "van-ban.md") => "markdown",
        ("van-ban", "van-ban.json") => "json",
        ("van-ban" | "vien-dan", "index.html") if parts.contains(&"luoc-do") => "picture",
        ("van-ban", "index.html") if parts.len() == 6 => "page",
        ("van-ban" | "vien-dan", "atom.xml") => "followed",
        ("tim-kiem", _) if parts.contains(&"chi-muc") => "search",
        ("data", _) => "data",
        (_, "atom.xml" | "feed.json") => "feeds",
        (_, "llms.txt") => "overviews",
        ("nhiem-vu", _) => "tasks by theme",
        ("co-quan", _) if parts.contains(&"nhiem-vu") => "tasks of agencies",
        _ if parts.contains(&"loc") => "filters",
        ("vien-dan", _) => "works",
        ("van-ban" | "chu-de" | "co-quan" | "loai" | "nam-hoc", _) => "lists",
        _ => "other",
    })
}

/// What an edit changed: files that differ, and their bytes without those of the search, whose containers are sent in
/// parts; the pages among them.
struct Cost {
    files: usize,
    bytes: usize,
    pages: BTreeMap<String, String>,
    paths: Vec<String>,
}

type Tree = BTreeMap<String, Vec<u8>>;

/// Builds, and compares with `before`, which becomes what is now.
fn cost(site: &SiteTest, before: &mut Tree) -> Cost {
    site.build();
    let now = tree(&site.root().join("output"));
    let differs = |(path, bytes): &(&String, &Vec<u8>)| kind(path).is_some() && before.get(*path) != Some(*bytes);
    let changed: Vec<(&String, &Vec<u8>)> = now.iter().filter(differs).collect();
    let removed = before.keys().filter(|path| kind(path).is_some() && !now.contains_key(*path));
    let whole = changed.iter().filter(|(path, _)| kind(path) != Some("search"));
    let is_page = |(path, _): &&(&String, &Vec<u8>)| path.ends_with(".html");
    let text = |(path, bytes): &(&String, &Vec<u8>)| ((*path).clone(), String::from_utf8_lossy(bytes).into_owned());
    let cost = Cost {
        files: changed.len() + removed.count(),
        bytes: whole.map(|(_, bytes)| bytes.len()).sum(),
        pages: changed.iter().filter(is_page).map(text).collect(),
        paths: changed.iter().map(|(path, _)| (*path).clone()).collect(),
    };
    *before = now;
    cost
}

/// The text of one document, with a number of its own.
fn another(site: &SiteTest, date: &str) -> String {
    let text = site.read("content/7.md");
    let (head, body) = text.split_once("\n---\n").expect("front matter");
    let keys = head.lines().map(|line| match line.split_once(": ") {
        Some(("number", _)) => "number: 901/TB-UBND".to_owned(),
        Some(("date", _)) => format!("date: {date}"),
        _ => line.to_owned(),
    });
    format!("{}\n---\n{body}", keys.collect::<Vec<_>>().join("\n"))
}

#[test]
fn an_edit_costs_what_it_shows() {
    let site = site();
    let mut now = Tree::new();
    cost(&site, &mut now);
    let unchanged = cost(&site, &mut now);
    assert_eq!(unchanged.paths, Vec::<String>::new());
    let text = site.read("content/7.md");
    site.file("content/7.md", format!("{text}\nCác đơn vị báo cáo kết quả trước ngày 15 hằng tháng.\n"));
    let line = cost(&site, &mut now);
    assert!(line.files <= 60 && line.bytes <= 1_000_000, "a line: {} {} {:?}", line.files, line.bytes, line.paths);
    // The newest, and one that comes late.
    for (name, date) in [("moi", "2026-01-05"), ("cu", "2019-05-06")] {
        site.file(
            &format!("content/{name}.md"),
            another(&site, date).replace("901/", &format!("{}/", name.len() + 901)),
        );
        let added = cost(&site, &mut now);
        assert!(added.files <= 150, "a document of {date}: {} {:?}", added.files, added.paths);
    }
    let row = "- key: nghi-dinh-30\n  type: nghi-dinh\n  number: 30/2020/NĐ-CP\n  date: 2020-03-05\n  issuer: chinh-phu\n  \
               title: Về công tác văn thư và lưu trữ\n";
    site.file("content/works.yaml", row);
    let works = cost(&site, &mut now);
    // Counts of works stand on the first page of the site and on the list of bodies.
    let shows = |path: &str, html: &str| html.contains("30/2020/NĐ-CP") || !path.starts_with("van-ban/");
    let strange = works.pages.iter().filter(|(path, html)| !shows(path, html)).map(|(path, _)| path);
    assert_eq!(strange.collect::<Vec<_>>(), Vec::<&String>::new(), "pages that do not show the row");
    assert!(works.files <= 60, "a row: {} {:?}", works.files, works.paths);
    let rows = site.read("content/issuers.yaml");
    let (old, new) = ("official_name: Sở Giáo dục và Đào tạo", "official_name: SỞ GIÁO DỤC VÀ ĐÀO TẠO");
    site.file("content/issuers.yaml", rows.replace(old, new));
    let named = cost(&site, &mut now);
    let strange = named.pages.iter().filter(|(_, html)| !html.contains("SỞ GIÁO DỤC VÀ ĐÀO TẠO")).map(|(path, _)| path);
    assert_eq!(strange.collect::<Vec<_>>(), Vec::<&String>::new(), "pages that do not show the name");
    let template = "themes/default/templates/published.html";
    let built_in = std::fs::read_to_string(repository().join(template)).expect("a template");
    site.file(template, built_in.replacen("<h1", "<h1 title=\"\"", 1));
    let template = cost(&site, &mut now);
    let pages: Vec<&String> = template.paths.iter().filter(|path| !path.starts_with("data/manifest")).collect();
    assert_eq!(pages, ["moi-dang/index.html"]);
    assert!(template.files <= 3, "{:?}", template.paths);
}

#[test]
fn a_document_costs_what_it_may() {
    let site = site();
    site.build();
    let mut sums: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for (path, bytes) in tree(&site.root().join("output")) {
        let Some(kind) = kind(&path) else { continue };
        let (files, size) = sums.entry(kind).or_default();
        (*files, *size) = (*files + 1, *size + bytes.len());
    }
    let each: BTreeMap<&str, (f64, f64)> = sums
        .iter()
        .map(|(kind, (files, size))| {
            (*kind, (*files as f64 / DOCUMENTS as f64, *size as f64 / DOCUMENTS as f64 / 1000.0))
        })
        .collect();
    // What is written once for a site (themes, schemas, one shard for each year, feeds) weighs more here than on a
    // large one: of 10,000 documents each has 4.0 files.
    let budget = [
        ("page", 1.0, 43.0),
        ("markdown", 1.0, 21.5),
        ("json", 1.0, 6.5),
        ("picture", 0.2, 2.0),
        ("data", 0.44, 9.1),
        ("search", 0.03, 10.8),
        ("feeds", 0.25, 3.7),
        // Of a site of up to 2,000 documents each has one, and works that five documents cite; of 10,000 each has 0.02.
        ("followed", 1.1, 4.6),
        // One for the site and one for each of its ten themes, whatever the documents: of 10,000 each has 0.001.
        ("overviews", 0.04, 0.5),
        ("filters", 0.2, 1.7),
        ("lists", 0.27, 3.8),
        ("tasks by theme", 0.04, 1.1),
        ("tasks of agencies", 0.16, 5.3),
        ("works", 0.2, 9.6),
        ("other", 0.11, 1.2),
    ];
    for (kind, files, size) in budget {
        let (own_files, own_size) = each.get(kind).copied().unwrap_or_default();
        assert!(own_files <= files && own_size <= size, "{kind}: {own_files} files, {own_size} kB; all: {each:?}");
    }
    let sum = each.values().fold((0.0, 0.0), |sum, one| (sum.0 + one.0, sum.1 + one.1));
    assert!(sum.0 <= 5.8 && sum.1 <= 118.0, "{sum:?}; all: {each:?}");
}
