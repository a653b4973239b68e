//! Permalinks are for ever: the ledger of addresses, redirects, gone pages, works that become better known.

use crate::support::{SiteTest, directive};

const ADDRESS: &str = "/van-ban/ubnd-tinh-lao-cai/chi-thi/2024/05-ct-ubnd/";

fn with_one_document() -> SiteTest {
    let site = SiteTest::new();
    site.file("content/a.md", directive("05/CT-UBND", "2024-05-06", "Chỉ thị này."));
    site.build();
    site
}

#[test]
fn the_ledger_is_sorted_and_grows_only_by_a_plain_build() {
    let site = with_one_document();
    let ledger = site.read("content/addresses.tsv");
    assert!(ledger.contains(&format!("{ADDRESS}\tdocument\tVề việc thử\t0\n")), "{ledger}");
    let lines: Vec<&str> = ledger.lines().collect();
    assert!(lines.is_sorted());
    site.file("content/b.md", directive("06/CT-UBND", "2024-05-07", "Chỉ thị khác."));
    for arguments in [&["build", "--output", "khác"][..], &["check"], &["build", "--drafts", "--output", "khác"]] {
        assert_eq!(site.run(arguments).status, 0);
        assert_eq!(site.read("content/addresses.tsv"), ledger, "{arguments:?}");
    }
    let frozen = site.run(&["build", "--frozen"]);
    assert_eq!(frozen.status, 1);
    assert!(frozen.stderr.contains("ledger-would-grow"), "{}", frozen.stderr);
    site.build();
    assert_eq!(site.run(&["build", "--frozen"]).status, 0);
    let grown = site.read("content/addresses.tsv");
    assert!(lines.iter().all(|line| grown.contains(line)));
}

#[test]
fn documents_are_numbered_as_they_came_and_old_ledgers_are_completed() {
    let site = with_one_document();
    let numbers = || -> Vec<String> {
        let ledger = site.read("content/addresses.tsv");
        let documents = ledger.lines().filter(|line| line.contains("\tdocument\t"));
        documents.map(|line| line.rsplit('\t').next().unwrap_or_default().to_owned()).collect()
    };
    site.file("content/b.md", directive("04/CT-UBND", "2019-05-07", "Chỉ thị cũ hơn, đến sau."));
    site.build();
    assert_eq!(numbers(), ["1", "0"], "2019 before 2024");
    let ledger = site.read("content/addresses.tsv");
    let old = |line: &str| format!("{}\n", line.trim_end_matches(['\t', '0', '1']));
    site.file("content/addresses.tsv", ledger.lines().map(old).collect::<String>());
    assert_eq!(site.run(&["build", "--frozen"]).status, 0, "no address is new");
    site.build();
    assert_eq!(numbers(), ["1", "0"], "the published list has them");
    site.file("content/addresses.tsv", ledger.lines().map(old).collect::<String>());
    std::fs::remove_dir_all(site.root().join("output")).expect("an output folder");
    site.build();
    assert_eq!(numbers(), ["0", "1"], "by dates, where none were written");
}

#[test]
fn a_lost_address_fails_the_build_and_each_way_out_works() {
    let site = with_one_document();
    let text = site.read("content/a.md");
    site.remove("content/a.md");
    let lost = site.run(&["build"]);
    assert_eq!(lost.status, 1);
    assert!(lost.stderr.contains("address-lost"), "{}", lost.stderr);
    assert!(lost.stderr.contains(ADDRESS), "{}", lost.stderr);
    assert!(site.exists(&format!("output{ADDRESS}index.html")), "the old site stays");

    let config = site.read("congbao.yaml");
    site.file(
        "congbao.yaml",
        format!("{config}gone:\n  - address: {ADDRESS}\n    reason: Thu hồi theo Quyết định số 9/QĐ-UBND\n"),
    );
    site.build();
    let page = site.read(&format!("output{ADDRESS}index.html"));
    assert!(page.contains("Thu hồi theo"), "{page}");
    assert!(!page.contains("Chỉ thị này"), "{page}");

    site.file("congbao.yaml", format!("{config}redirects:\n  {ADDRESS}: /van-ban/\n"));
    site.build();
    assert!(site.read(&format!("output{ADDRESS}index.html")).contains("url=../../../../"));

    site.file("congbao.yaml", &config);
    let moved = text
        .replace("number: 05", "number: 07")
        .replace("published:", &format!("redirect_from: [{ADDRESS}]\npublished:"));
    site.file("content/a.md", moved);
    site.build();
    assert!(site.read(&format!("output{ADDRESS}index.html")).contains("07-ct-ubnd"));
    let list = site.read("output/_redirects");
    assert!(list.contains(ADDRESS), "{list}");
}

#[test]
fn a_work_that_is_published_at_last_redirects_from_its_old_page() {
    let site = SiteTest::new();
    site.file(
        "content/a.md",
        directive(
            "05/CT-UBND",
            "2024-05-06",
            "Thực hiện Kế hoạch số 12/KH-UBND ngày 01/02/2024 của UBND tỉnh Lào Cai.",
        ),
    );
    site.build();
    let old = "/vien-dan/ubnd-tinh-lao-cai/12-kh-ubnd/2024/";
    assert!(site.exists(&format!("output{old}index.html")));
    let plan = directive("12/KH-UBND", "2024-02-01", "Kế hoạch.").replace("chi-thi", "ke-hoach");
    site.file("content/b.md", plan);
    site.build();
    let page = site.read(&format!("output{old}index.html"));
    assert!(page.contains("van-ban/ubnd-tinh-lao-cai/ke-hoach/2024/12-kh-ubnd/"), "{page}");
}

#[test]
fn a_date_learnt_later_redirects_and_an_uncited_work_keeps_a_page() {
    let site = SiteTest::new();
    let citing = |date: &str| {
        directive("05/CT-UBND", "2024-05-06", &format!("Thực hiện Kế hoạch số 12/KH-UBND{date} của UBND tỉnh Lào Cai."))
    };
    site.file("content/a.md", citing(""));
    site.build();
    let undated = "output/vien-dan/ubnd-tinh-lao-cai/12-kh-ubnd/index.html";
    assert!(site.exists(undated));
    site.file("content/a.md", citing(" ngày 01/02/2024"));
    site.build();
    assert!(site.read(undated).contains("2024/"), "redirects to the dated work");
    site.file("content/a.md", directive("05/CT-UBND", "2024-05-06", "Không viện dẫn gì."));
    site.build();
    assert!(site.exists(undated));
    assert!(site.exists("output/vien-dan/ubnd-tinh-lao-cai/12-kh-ubnd/2024/index.html"));
}

#[test]
fn a_damaged_ledger_is_an_error_with_its_line() {
    let site = with_one_document();
    site.file("content/addresses.tsv", "/a/\tdocument\tA\nkhông có tab\n");
    let run = site.run(&["build"]);
    assert_eq!(run.status, 1);
    assert!(run.stderr.contains("content/addresses.tsv:2"), "{}", run.stderr);
}

#[test]
fn adding_content_never_changes_an_address() {
    let site = SiteTest::committed();
    site.build();
    let before = site.read("content/addresses.tsv");
    site.file(
        "content/thêm.md",
        directive(
            "05/CT-UBND",
            "2024-05-06",
            "Thực hiện Quyết định số 2457/QĐ-BGDĐT ngày 01/02/2022 của Bộ Giáo dục và Đào tạo, Nghị quyết số 29-NQ/TW, \
             Đề án số 06-ĐA/TU ngày 01/02/2016 của Tỉnh ủy Lào Cai và Kế hoạch số 90/KH-UBND ngày 02/3/2022 của UBND tỉnh Lạng Sơn.",
        ),
    );
    site.build();
    let after = site.read("content/addresses.tsv");
    for line in before.lines() {
        assert!(after.lines().any(|other| other == line), "{line}");
        let address = line.split('\t').next().expect("an address");
        assert!(site.exists(&format!("output{address}index.html")), "{address}");
    }
}
