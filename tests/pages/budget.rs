//! What a site weighs: files and bytes per document of some 19 kB, by kind. The figures do not depend on the machine.

use crate::support::{SiteTest, repository, tree};
use std::collections::BTreeMap;

/// Documents of the site: enough that what every site has once weighs little.
const DOCUMENTS: usize = 120;
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

fn site() -> SiteTest {
    let site = SiteTest::new();
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
        let mut text = format!(
            "---\ntype: {kind}\nnumber: {number:02}/{sign}-UBND\ndate: {year}-0{}-1{}\nissuer: ubnd-tinh-lao-cai\n\
             title: Về việc thực hiện nhiệm vụ số {at}\npublished: 2026-01-02\n---\n\n",
            1 + next(9),
            next(9),
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
        ("tim-kiem", _) if parts.contains(&"chi-muc") => "search",
        ("data", _) => "data",
        _ => "other",
    })
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
    // What is written once for a site (themes, schemas, one shard for each year) weighs more here than on a large one.
    let budget =
        [("page", 1.0, 48.0), ("markdown", 1.0, 21.5), ("json", 1.0, 9.0), ("picture", 0.2, 2.0), ("data", 0.9, 9.0)];
    for (kind, files, size) in budget {
        let (own_files, own_size) = each.get(kind).copied().unwrap_or_default();
        assert!(own_files <= files && own_size <= size, "{kind}: {own_files} files, {own_size} kB; all: {each:?}");
    }
    let sum = each.values().fold((0.0, 0.0), |sum, one| (sum.0 + one.0, sum.1 + one.1));
    assert!(sum.0 <= 5.5 && sum.1 <= 118.0, "{sum:?}; all: {each:?}");
}
