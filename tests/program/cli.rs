//! Exit statuses, wrong usage, empty and broken folders, names with spaces and Vietnamese letters.

use crate::support::{CONFIG, SiteTest, directive, program, run, speechless};

#[test]
fn good_content_ends_with_0_errors_with_1_usage_with_2() {
    let site = SiteTest::new();
    assert_eq!(site.run(&["build"]).status, 0, "an empty site is a site");
    assert!(site.exists("output/index.html"));
    site.file("content/a.md", "no front matter");
    let run = site.run(&["build"]);
    assert_eq!(run.status, 1, "{}", run.said());
    assert!(run.stderr.contains("content/a.md:1:1"), "{}", run.stderr);
    assert_eq!(site.run(&["biuld"]).status, 2);
    assert_eq!(site.run(&["build", "--root", "không có"]).status, 2);
    assert_eq!(site.run(&["build", "--base-url", "vanban.vn"]).status, 2);
    assert_eq!(site.run(&["build", "--today", "21/11/2026"]).status, 2);
    assert_eq!(site.run(&["build", "--drafts"]).status, 2);
    assert_eq!(site.run(&[]).status, 2);
    assert_eq!(site.run(&["--version"]).status, 0);
}

#[test]
fn a_folder_without_configuration_says_what_to_write() {
    let site = SiteTest::new();
    site.remove("congbao.yaml");
    let run = site.run(&["build"]);
    assert_eq!(run.status, 1);
    assert!(run.stderr.contains("congbao.yaml"), "{}", run.stderr);
    assert!(run.stderr.contains("title:"), "{}", run.stderr);
    assert!(!site.exists("output"));
}

#[test]
fn a_folder_that_is_no_site_says_so_names_the_nearest_and_stays_as_it_was() {
    let above = SiteTest::new();
    above.file("hồ sơ/ghi chú.txt", "x");
    let below = SiteTest::empty();
    below.file("trang/congbao.yaml", CONFIG).file("trang/content/issuers.yaml", "[]\n").file("khác/a.txt", "x");
    let none = SiteTest::empty();
    none.file("a.docx", "x");
    let above_it = above.root().canonicalize().expect("there").display().to_string();
    for (site, root, nearest) in [(&above, "hồ sơ", Some(&*above_it)), (&below, ".", Some("trang")), (&none, ".", None)]
    {
        let before = crate::support::tree(site.root());
        for command in [
            &["build"][..],
            &["check"],
            &["serve", "--port", "0"],
            &["import", "a.docx"],
            &["fmt"],
            &["changes"],
            &["new", "chi-thi"],
            &["export", "--docx", "05/CT-UBND"],
            &["diff", "05/CT-UBND", "06/CT-UBND"],
        ] {
            let run = site.run(&[command, &["--root", root]].concat());
            assert_eq!(run.status, 2, "{command:?}: {}", run.said());
            assert!(run.stderr.contains("lỗi[no-site]"), "{command:?}: {}", run.said());
            assert!(run.stderr.contains("congbao init"), "{command:?}: {}", run.said());
            if let Some(nearest) = nearest {
                assert!(run.stderr.contains(&format!("“{nearest}”")), "{command:?}: {}", run.said());
            }
        }
        assert_eq!(crate::support::tree(site.root()), before);
    }
}

#[test]
fn errors_leave_the_old_site_as_it_was() {
    let site = SiteTest::new();
    site.file("content/một văn bản.md", directive("05/CT-UBND", "2024-05-06", "Chỉ thị này."));
    site.build();
    let before = crate::support::tree(&site.root().join("output"));
    site.file("content/hỏng.md", "---\ntype: chi-thi\n---\n");
    assert_eq!(site.run(&["build"]).status, 1);
    assert_eq!(crate::support::tree(&site.root().join("output")), before);
}

#[test]
fn all_problems_of_a_run_are_reported_together_in_source_order() {
    let site = SiteTest::new();
    site.file("content/b.md", "---\ntpye: chi-thi\ndate: 2024-02-30\nissuer: ubnd-tinh-lao-cia\n---\nx\n");
    site.file("content/a.md", "---\ntype: chi-thi\n");
    site.file("content/themes.yaml", "- key: a\n  name: A\n  description: a.\n  parrent: b\n");
    let run = site.run(&["check"]);
    assert_eq!(run.status, 1);
    let places: Vec<usize> = ["content/a.md:", "content/b.md:2:", "content/b.md:3:", "content/themes.yaml:4:"]
        .iter()
        .map(|place| run.stderr.find(place).unwrap_or_else(|| panic!("{place} in {}", run.stderr)))
        .collect();
    assert!(places.is_sorted(), "{}", run.stderr);
}

#[test]
fn json_is_one_object_a_line_with_the_documented_keys() {
    let site = SiteTest::new();
    site.file("content/a.md", "---\ntpye: chi-thi\n---\nx\n");
    let problems = site.problems();
    assert!(!problems.is_empty());
    for problem in problems {
        for key in ["severity", "code", "rule", "message", "hint", "file", "line", "column", "length", "text"] {
            assert!(problem.get(key).is_some(), "{key} in {problem}");
        }
    }
}

#[test]
fn strict_turns_warnings_into_errors() {
    let site = SiteTest::new();
    site.file("content/a.md", directive("05/CT-UBND", "2024-05-06", "Theo Kế hoạch số 12/KH-UBND ngày 01/02/2024."));
    assert_eq!(site.codes(), ["citation-unknown"], "a bare UBND is never an issuer");
    assert_eq!(site.run(&["build"]).status, 0);
    assert_eq!(site.run(&["build", "--strict"]).status, 1);
    assert_eq!(site.run(&["check", "--strict"]).status, 1);
}

#[test]
fn drafts_are_left_out_of_the_official_site_but_their_errors_are_not() {
    let site = SiteTest::new();
    let draft = directive("05/CT-UBND", "2024-05-06", "Chỉ thị.").replace("published: 2026-01-02", "draft: true");
    site.file("content/a.md", &draft);
    assert_eq!(site.run(&["build", "--output", "thử"]).status, 0);
    assert!(!site.exists("thử/data/documents"), "no shard of a list without records");
    assert_eq!(site.run(&["build", "--drafts", "--output", "nháp"]).status, 0);
    assert!(site.exists("nháp/van-ban/ubnd-tinh-lao-cai/chi-thi/2024/05-ct-ubnd/index.html"));
    assert!(!site.exists("content/addresses.tsv"), "a draft makes no promise");
    site.file("content/a.md", draft.replace("Chỉ thị.", "MẬT"));
    assert_eq!(site.run(&["build"]).status, 1);
}

#[test]
fn what_is_left_to_do_in_a_draft_is_said_only_where_drafts_are_asked_for() {
    let site = SiteTest::new();
    site.file("content/a.md", directive("05/CT-UBND", "2024-05-06", "Chỉ thị."));
    let todo = "# TODO signer: chưa rõ người ký\n";
    let draft = directive("06/CT-UBND", "2024-05-07", "Chỉ thị.").replace("published: 2026-01-02\n", "draft: true\n");
    site.file("content/b.md", draft.replace("draft: true\n", &format!("draft: true\n{todo}")));
    for command in ["build", "check"] {
        let run = site.run(&[command, "--strict"]);
        assert_eq!(run.status, 0, "--strict judges what is published: {}", run.said());
        assert!(!run.said().contains("front-matter-todo"), "{}", run.said());
        assert!(run.stdout.contains("check --drafts"), "the draft is not forgotten: {}", run.said());
    }
    let unchanged = site.build();
    assert!(unchanged.stdout.contains("check --drafts"), "{}", unchanged.said());
    let run = site.run(&["check", "--drafts", "--strict"]);
    assert_eq!(run.status, 1, "{}", run.said());
    assert!(run.stderr.contains("[front-matter-todo]"), "{}", run.said());
    assert!(!run.stdout.contains("check --drafts"), "{}", run.said());
    site.file(
        "content/a.md",
        directive("05/CT-UBND", "2024-05-06", "Chỉ thị.").replace("published", &format!("{todo}published")),
    );
    assert_eq!(site.run(&["build", "--strict"]).status, 1);
}

#[test]
fn a_build_prints_the_ten_worst_and_counts_the_rest_by_kind() {
    let site = SiteTest::new();
    for number in 10..50 {
        let cited = "Theo Kế hoạch số 12/KH-UBND ngày 01/02/2024. Liên hệ số 010203004567.";
        let text = directive(&format!("{number}/CT-UBND"), "2024-05-06", cited);
        site.file(&format!("content/{number}.md"), text.replace("published", "# TODO signer: x\npublished"));
    }
    let run = site.build();
    assert_eq!(run.stderr.matches("\ncảnh báo[").count() + 1, 10, "{}", run.stderr);
    assert_eq!(run.stderr.matches("\ncảnh báo[personal-data]").count(), 4, "{}", run.stderr);
    for line in
        ["  36 cảnh báo[personal-data]: ", "  37 cảnh báo[citation-unknown]: ", "  37 cảnh báo[front-matter-todo]: "]
    {
        assert!(run.stderr.contains(line), "{line} {}", run.stderr);
    }
    assert!(run.stdout.contains("120 cảnh báo"), "{}", run.stdout);
    assert_eq!(site.build().stderr, run.stderr, "an unchanged build says the same");
    let json = site.run(&["build", "--format", "json"]);
    assert_eq!(json.stdout.lines().count(), 120, "tools get all");
}

#[test]
fn messages_come_in_the_language_asked_for() {
    let site = SiteTest::new();
    site.file("content/a.md", "x");
    let vietnamese = site.run(&["check"]).stderr;
    let english = site.run(&["check", "--lang", "en"]).stderr;
    assert!(vietnamese.contains("lỗi"), "{vietnamese}{english}");
    assert!(english.contains("error"), "{vietnamese}{english}");
}

#[test]
fn the_day_is_that_of_the_site_s_own_time() {
    let site = SiteTest::new();
    site.file("content/a.md", directive("05/CT-UBND", "2026-11-30", "x").replace("2026-01-02", "2026-11-30"));
    // 29/11/2026 17:30 of universal time: half past midnight in Viet Nam.
    let lies_in_the_future = |second: &str| {
        let mut command = std::process::Command::new(program());
        command.args(["check", "--format", "json"]).current_dir(site.root()).env("SOURCE_DATE_EPOCH", second);
        run(speechless(&mut command)).stdout.contains("date-in-future")
    };
    assert!(!lies_in_the_future("1795973400"));
    assert!(lies_in_the_future("1795971540"));
    site.file("congbao.yaml", format!("{CONFIG}timezone: \"-03:30\"\n"));
    assert!(lies_in_the_future("1795973400"));
}
