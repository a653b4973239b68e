//! What is new this year: the directives of one province beside each other, and those of others.

use crate::support::{ISSUERS, SiteTest, directive};
use congbao::compare::{ComparedReference, Comparison, ComparisonRow, Figure};
use congbao::pipeline::{BuildOptions, Snapshot, load};
use std::path::Path;

fn site() -> Snapshot {
    let loaded = load(Path::new(env!("CARGO_MANIFEST_DIR")), &BuildOptions::default());
    loaded.unwrap_or_else(|error| panic!("{error:?}")).0
}

fn compared(site: &Snapshot, older: &str, newer: &str) -> Comparison {
    let find = |name: &str| {
        let found = site.corpus.documents.iter().position(|document| document.path.contains(name));
        found.unwrap_or_else(|| panic!("no document {name}"))
    };
    site.compare(find(older), find(newer)).expect("the files can be read")
}

const OF_2023: &str = "lao-cai/2023-2024";
const OF_2024: &str = "lao-cai/2024-2025";

fn percents(comparison: &Comparison) -> (usize, usize) {
    (comparison.older_overlap.percent(), comparison.newer_overlap.percent())
}

/// Measured apart from the program on the directives' texts, in runs of eight words: 48 % of the first went into the
/// second; 44 to 48 % between Lai Châu and Văn Lãng; 1 to 3 % against the directive on another subject.
#[test]
fn how_much_of_one_stands_in_the_other() {
    let loaded = site();
    let (older, newer) = percents(&compared(&loaded, OF_2023, OF_2024));
    assert!((47..=49).contains(&older), "{older} {newer}");
    assert!((30..=33).contains(&newer), "{older} {newer}");
    let (older, newer) = percents(&compared(&loaded, "lai-chau/", "lang-son/"));
    assert!((43..=49).contains(&older), "{older} {newer}");
    assert!((43..=49).contains(&newer), "{older} {newer}");
    for other in [OF_2023, OF_2024, "lai-chau/", "lang-son/"] {
        let comparison = compared(&loaded, "lao-cai/2022", other);
        let (older, newer) = percents(&comparison);
        assert!(older <= 3, "{other}: {older} {newer}");
        assert!(newer <= 3, "{other}: {older} {newer}");
        assert!(comparison.is_too_little(), "{other}: {older} {newer}");
    }
}

#[test]
fn references_are_kept_new_gone_and_one_follows_another() {
    let references = compared(&site(), OF_2023, OF_2024).references;
    let works = |list: &[ComparedReference]| list.iter().map(|one| one.work.clone()).collect::<Vec<_>>();
    assert_eq!(works(&references.kept), ["29-nq-tw-2013", "06-da-tu-lao-cai"]);
    assert_eq!((references.new.len(), references.gone.len()), (10, 9));
    let followed: Vec<(&str, &str)> = references
        .followed
        .iter()
        .map(|(old, new)| (references.gone[*old].work.as_str(), references.new[*new].work.as_str()))
        .collect();
    assert_eq!(followed, [("2457-qd-bgddt-2023", "2236-qd-bgddt-2024")]);
}

#[test]
fn figures_are_quoted_with_their_anchor() {
    let comparison = compared(&site(), OF_2023, OF_2024);
    let figures = |list: &[Figure]| list.iter().map(|figure| figure.text.clone()).collect::<Vec<_>>();
    let new = figures(&comparison.figures.new);
    assert!(new.contains(&"68%".to_owned()), "{new:?}");
    assert!(new.contains(&"72%".to_owned()), "{new:?}");
    assert!(!figures(&comparison.figures.gone).iter().any(|text| text == "68%" || text == "72%"));
    for figure in &comparison.figures.new {
        let unit = &comparison.newer[figure.unit];
        assert_eq!(&unit.text[figure.at.start..figure.at.end], figure.text);
        assert!(unit.anchor.starts_with("muc-i"), "{}", unit.anchor);
    }
}

#[test]
fn headings_stand_beside_each_other() {
    let comparison = compared(&site(), OF_2023, OF_2024);
    let pairs: Vec<(&str, &str)> = comparison
        .rows
        .iter()
        .filter_map(|row| match row {
            ComparisonRow::Kept { old, new, .. } | ComparisonRow::Changed { old, new, .. } => {
                Some((comparison.older[*old].text.as_str(), comparison.newer[*new].text.as_str()))
            }
            _ => None,
        })
        .filter(|(_, new)| new.starts_with(['I', 'V']))
        .collect();
    assert_eq!(
        pairs,
        [("I. NHIỆM VỤ TRỌNG TÂM", "I. CÁC NHIỆM VỤ, GIẢI PHÁP"), ("II. TỔ CHỨC THỰC HIỆN", "II. TỔ CHỨC THỰC HIỆN")]
    );
}

#[test]
fn the_page_of_what_is_new_leads_to_both_documents() {
    let site = SiteTest::new();
    site.file("content/issuers.yaml", ISSUERS);
    let body = |year: &str| {
        format!("Năm học {year}, các trường thực hiện nghiêm túc quy chế chuyên môn và nền nếp dạy học.\n")
    };
    let older =
        directive("05/CT-UBND", "2023-08-06", &body("2023-2024")).replace("title: ", "title: Năm học 2023-2024 ");
    let newer =
        directive("06/CT-UBND", "2024-08-06", &body("2024-2025")).replace("title: ", "title: Năm học 2024-2025 ");
    site.file("content/a.md", older).file("content/b.md", newer);
    site.build();
    let page = site.read("output/van-ban/ubnd-tinh-lao-cai/chi-thi/2024/06-ct-ubnd/co-gi-moi/index.html");
    assert!(page.contains("<del>2023-2024,</del>"), "{page}");
    assert!(page.contains("<ins>2024-2025,</ins>"), "{page}");
    let href = "href=\"../../../2023/05-ct-ubnd/\"";
    assert!(page.contains(href), "{page}");
    let of_newer = site.read("output/van-ban/ubnd-tinh-lao-cai/chi-thi/2024/06-ct-ubnd/index.html");
    assert!(of_newer.contains("href=\"co-gi-moi/\""), "{of_newer}");
    let of_older = site.read("output/van-ban/ubnd-tinh-lao-cai/chi-thi/2023/05-ct-ubnd/index.html");
    assert!(of_older.contains("2024/06-ct-ubnd/co-gi-moi/\""), "{of_older}");
}

#[test]
fn diff_says_what_is_new_and_which_document_was_perhaps_meant() {
    let site = SiteTest::new();
    site.file("content/issuers.yaml", ISSUERS);
    site.file(
        "content/a.md",
        directive("05/CT-UBND", "2023-08-06", "Các trường thực hiện nghiêm túc quy chế chuyên môn, đạt 68%.\n"),
    );
    site.file(
        "content/b.md",
        directive("06/CT-UBND", "2024-08-06", "Các trường thực hiện nghiêm túc quy chế chuyên môn, đạt 72%.\n"),
    );
    let run = site.run(&["diff", "content/a.md", "06/CT-UBND", "--lang", "vi"]);
    assert_eq!(run.status, 0, "{}", run.said());
    assert!(run.stdout.contains("  ~ 68% → 72%  #mo-dau-doan-1"), "{}", run.stdout);
    assert!(run.stdout.contains("đạt [-68%.-] {+72%.+}"), "{}", run.stdout);
    let run = site.run(&["diff", "05/CT-UBND", "06/CT-UBND", "--format", "json"]);
    let told: serde_json::Value = serde_json::from_str(&run.stdout).expect("one line of JSON");
    assert_eq!(told["figures"]["changed"][0]["to"]["text"], "72%");
    assert_eq!(told["rows"][0]["change"], "changed");
    let run = site.run(&["diff", "content/a.mf", "06/CT-UBND"]);
    assert!(run.status == 2, "{}", run.said());
    assert!(run.stderr.contains("content/a.md"), "{}", run.said());
}
