//! One rule for the ledger: it becomes longer with the switch, and what a published site knows more than it is put
//! back first. Only a plain build writes it; every spelling of the configured folder is a plain build.

use crate::support::{SiteTest, directive, tree};

const ADDRESS: &str = "/van-ban/ubnd-tinh-lao-cai/chi-thi/2024/05-ct-ubnd/";
const LEDGER: &str = "content/addresses.tsv";

fn with_one_document() -> SiteTest {
    let site = SiteTest::new();
    site.file("content/a.md", directive("05/CT-UBND", "2024-05-06", "Chỉ thị này."));
    site.build();
    site
}

fn add_second(site: &SiteTest) {
    site.file("content/b.md", directive("06/CT-UBND", "2024-05-07", "Chỉ thị khác."));
}

fn correct_number(site: &SiteTest) {
    site.file("content/a.md", directive("07/CT-UBND", "2024-05-06", "Chỉ thị này."));
}

#[test]
fn a_build_that_is_not_switched_leaves_the_ledger_as_it_was() {
    let site = with_one_document();
    let ledger = site.read(LEDGER);
    add_second(&site);
    // A foreign file where the new page will be: only found when everything is staged.
    site.file(&format!("output{}van-ban.md/x", ADDRESS.replace("05", "06")), "của người khác");
    let failed = site.run(&["build"]);
    assert_eq!(failed.status, 2, "{}", failed.stderr);
    assert_eq!(site.read(LEDGER), ledger, "nobody has ever seen the new address");
    site.remove("content/b.md");
    site.build();
    let left: Vec<String> = tree(&site.root().join("content")).into_keys().collect();
    assert!(!left.iter().any(|name| name.contains(".congbao-")), "{left:?}");
}

/// Killed between the switch and the ledger; a merge that lost a line; an older copy of `content/` that was restored.
#[test]
fn what_the_published_site_knows_more_is_put_back_first() {
    let site = with_one_document();
    let before = site.read(LEDGER);
    add_second(&site);
    site.build();
    let after = site.read(LEDGER);
    assert_ne!(before, after);
    for lost in [before.as_str(), "", "/cu/\tredirect\tx\n"] {
        site.file(LEDGER, lost);
        site.remove("content/b.md");
        let run = site.run(&["build"]);
        assert_eq!(run.status, 1, "{lost:?}: {}", run.stderr);
        assert!(run.stderr.contains("ledger-behind") && run.stderr.contains("address-lost"), "{}", run.stderr);
        let completed = site.read(LEDGER);
        assert!(after.lines().chain(lost.lines()).all(|line| completed.contains(line)), "{completed}");
        site.file(LEDGER, &after);
        add_second(&site);
        site.build();
    }
    site.file(LEDGER, &before);
    let run = site.run(&["build", "--strict"]);
    assert_eq!(run.status, 0, "a ledger that was completed is no reason to refuse: {}", run.stderr);
    assert_eq!(site.read(LEDGER), after);
    assert!(run.stdout.contains("0 ghi mới"), "nothing but the ledger was behind: {}", run.stdout);
}

#[test]
fn a_lost_ledger_is_made_again_from_the_published_site() {
    let site = with_one_document();
    let ledger = site.read(LEDGER);
    site.remove(LEDGER);
    let run = site.build();
    assert!(run.stderr.contains("ledger-behind"), "{}", run.stderr);
    assert_eq!(site.read(LEDGER), ledger);
}

/// What states before published has a manifest and no list of addresses.
#[test]
fn a_site_of_an_older_state_is_taken_over() {
    let site = with_one_document();
    let ledger = site.read(LEDGER);
    let manifest = "output/.congbao-manifest.tsv";
    let lines = site.read(manifest);
    let kept = lines.lines().skip(1).filter(|line| !line.contains(".congbao-addresses.tsv"));
    let older: Vec<&str> = kept.collect();
    assert_eq!(older.len() + 2, lines.lines().count());
    site.file(manifest, format!("congbao-manifest\t1\t{}\n{}\n", "0".repeat(64), older.join("\n")))
        .remove("output/.congbao-addresses.tsv")
        .remove(LEDGER);
    correct_number(&site);
    let run = site.run(&["build"]);
    assert_eq!(run.status, 1);
    assert!(run.stderr.contains("address-lost") && run.stderr.contains(ADDRESS), "{}", run.stderr);
    let columns = |text: &str| -> Vec<String> {
        text.lines().map(|line| line.split('\t').take(2).collect::<Vec<_>>().join(" ")).collect()
    };
    assert_eq!(columns(&site.read(LEDGER)), columns(&ledger), "all but the labels");
}

#[test]
fn who_only_reads_keeps_the_promises_of_the_published_site() {
    let site = with_one_document();
    site.file(LEDGER, "");
    correct_number(&site);
    for arguments in [&["check"][..], &["build", "--output", "khác"], &["build", "--frozen"]] {
        let run = site.run(arguments);
        assert_eq!(run.status, 1, "{arguments:?}: {}", run.stderr);
        assert!(run.stderr.contains("ledger-behind") && run.stderr.contains("address-lost"), "{}", run.stderr);
        assert_eq!(site.read(LEDGER), "", "{arguments:?}");
    }
    site.file("content/a.md", directive("05/CT-UBND", "2024-05-06", "Chỉ thị này."));
    let frozen = site.run(&["build", "--frozen"]);
    assert!(frozen.status == 1 && frozen.stderr.contains("ledger-would-grow"), "{}", frozen.stderr);
}

#[test]
fn every_spelling_of_the_configured_folder_is_a_plain_build() {
    let whole = |site: &SiteTest| site.root().join("output").display().to_string();
    let spellings: [&dyn Fn(&SiteTest) -> String; 5] =
        [&|_| "output".to_owned(), &|_| "./output/".to_owned(), &|_| "content/../output".to_owned(), &whole, &|site| {
            format!("{}/./output//", site.root().display())
        }];
    for (index, spelling) in spellings.into_iter().enumerate() {
        let site = SiteTest::new();
        if index % 2 == 1 {
            site.file("output/.gitkeep", "");
        }
        site.file("content/a.md", directive("05/CT-UBND", "2024-05-06", "Chỉ thị này."));
        let output = spelling(&site);
        assert_eq!(site.run(&["build", "--output", &output]).status, 0, "{output}");
        assert!(site.exists(LEDGER) && site.read(LEDGER).contains(ADDRESS), "{output}");
        correct_number(&site);
        let run = site.run(&["build"]);
        assert!(run.status == 1 && run.stderr.contains("address-lost"), "{output}: {}", run.stderr);
        let drafts = site.run(&["build", "--drafts", "--output", &output]);
        assert!(drafts.status == 2 && drafts.stderr.contains("drafts-in-output"), "{output}: {}", drafts.stderr);
        let inside = site.run(&["build", "--drafts", "--output", &format!("{output}/nháp")]);
        assert!(inside.status == 2 && inside.stderr.contains("drafts-in-output"), "{output}: {}", inside.stderr);
    }
}

#[cfg(unix)]
#[test]
fn the_configured_folder_through_a_link_is_a_plain_build() {
    let site = SiteTest::new();
    let link = site.root().with_extension("link");
    std::os::unix::fs::symlink(site.root(), &link).expect("a link");
    site.file("content/a.md", directive("05/CT-UBND", "2024-05-06", "Chỉ thị này."));
    let run = site.run(&["build", "--output", &link.join("output").display().to_string()]);
    std::fs::remove_file(&link).expect("removed");
    assert_eq!(run.status, 0, "{}", run.stderr);
    assert!(site.read(LEDGER).contains(ADDRESS));
}

/// A fresh clone, CI: the ledger alone says that the site is published.
#[test]
fn a_site_with_addresses_in_its_ledger_counts_as_published() {
    let site = with_one_document();
    std::fs::remove_dir_all(site.root().join("output")).expect("removed");
    correct_number(&site);
    for arguments in [&["build"][..], &["build", "--frozen"], &["build", "--output", "khác"], &["check"]] {
        let run = site.run(arguments);
        assert!(run.status == 1 && run.stderr.contains("address-lost"), "{arguments:?}: {}", run.stderr);
    }
}

#[test]
fn what_a_merge_leaves_in_the_ledger_is_put_in_order() {
    let site = with_one_document();
    let ledger = site.read(LEDGER);
    let lines: Vec<&str> = ledger.lines().collect();
    let (own, rest) = lines.split_first().expect("lines");
    let merged = format!("<<<<<<< HEAD\n{}\n=======\n{own}\n>>>>>>> nhánh\n{own}\n", rest.join("\n"));
    site.file(LEDGER, &merged);
    let check = site.run(&["check"]);
    assert!(check.status == 0 && check.stderr.contains("ledger-untidy"), "{}", check.stderr);
    assert_eq!(site.read(LEDGER), merged, "check only reads");
    let run = site.build();
    assert!(run.stderr.contains("ledger-untidy"), "{}", run.stderr);
    assert_eq!(site.read(LEDGER), ledger);
    site.file(LEDGER, ledger.replace('\n', "\r\n"));
    let windows = site.build();
    assert!(!windows.stderr.contains("ledger-"), "{}", windows.stderr);
}

#[cfg(unix)]
#[test]
fn a_pipe_in_place_of_the_ledger_does_not_hang_the_build() {
    let site = with_one_document();
    site.remove(LEDGER);
    let made = std::process::Command::new("mkfifo").arg(site.root().join(LEDGER)).status().expect("mkfifo");
    assert!(made.success());
    let run = site.run(&["build"]);
    assert!(run.status == 1 && run.stderr.contains("file-not-regular"), "{}", run.stderr);
}

/// The list lies on the web server: names of source files stay at home.
#[test]
fn the_sites_own_list_names_no_source_file() {
    let site = SiteTest::new();
    site.file("content/kỷ luật ông A.md", directive("05/CT-UBND", "2024-05-06", "Chỉ thị này."));
    site.build();
    let list = site.read("output/.congbao-addresses.tsv");
    assert!(list.starts_with("congbao-addresses\t1\tpromised\n") && list.contains(ADDRESS), "{list}");
    assert!(!list.contains("luật"), "{list}");
}
