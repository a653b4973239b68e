//! Same input, same bytes, in any working directory, time zone and locale, on any number of cores; and an
//! unchanged file keeps its modification time.

use crate::support::{SiteTest, directive, program, run, tree};
use std::process::Command;
use std::time::{Duration, SystemTime};

#[test]
fn bytes_do_not_depend_on_where_when_and_how_wide_it_runs() {
    let site = SiteTest::committed();
    let elsewhere = tempfile::tempdir().expect("a folder");
    let mut outputs = Vec::new();
    for (name, zone, locale, cores, folder) in [
        ("một", "Asia/Ho_Chi_Minh", "vi_VN.UTF-8", "1", site.root()),
        ("hai", "America/Los_Angeles", "C", "2", elsewhere.path()),
        ("ba", "UTC", "en_US.UTF-8", "7", elsewhere.path()),
    ] {
        let output = site.root().join(name);
        let run = run(Command::new(program())
            .args(["build", "--root"])
            .arg(site.root())
            .arg("--output")
            .arg(&output)
            .current_dir(folder)
            .env("TZ", zone)
            .env("LANG", locale)
            .env("RAYON_NUM_THREADS", cores));
        assert_eq!(run.status, 0, "{}", run.said());
        let mut files = tree(&output);
        files.remove(".congbao-manifest.tsv");
        outputs.push(files);
    }
    assert!(outputs[0].len() > 100);
    for other in &outputs[1..] {
        let names: Vec<_> = other.keys().collect();
        assert_eq!(outputs[0].keys().collect::<Vec<_>>(), names);
        for (name, bytes) in other {
            assert!(outputs[0][name] == *bytes, "{name} differs");
        }
    }
}

/// What a person cannot see of two machines: the order in which files were made, their times, the place of the folder.
#[test]
fn the_same_bytes_everywhere_with_store_and_manifest() {
    let site = |is_backwards: bool, zone: &str, locale: &str, cores: &str| {
        let site = SiteTest::empty();
        let committed = SiteTest::committed();
        let mut files: Vec<(String, Vec<u8>)> = tree(committed.root()).into_iter().collect();
        if is_backwards {
            files.reverse();
        }
        let old = SystemTime::UNIX_EPOCH + Duration::from_secs(86_400);
        for (path, bytes) in files {
            site.file(&path, bytes);
            if is_backwards {
                let file = std::fs::File::options().write(true).open(site.root().join(&path)).expect("a file");
                file.set_modified(old).expect("its time");
            }
        }
        let run = run(Command::new(program())
            .args(["build", "--today", "2026-11-21"])
            .current_dir(site.root())
            .env("TZ", zone)
            .env("LANG", locale)
            .env("LC_ALL", locale)
            .env("RAYON_NUM_THREADS", cores));
        assert_eq!(run.status, 0, "{}", run.said());
        let mut files = tree(site.root());
        // What is meant to be of one machine: how files lie on its disk; traces, which are named by the place of the
        // folder.
        let is_of_machine =
            |path: &str| path == ".congbao/files" || path.starts_with(".congbao/traces-") || path.ends_with(".stat");
        files.retain(|path, _| !is_of_machine(path));
        files
    };
    let one = site(false, "Asia/Ho_Chi_Minh", "vi_VN.UTF-8", "1");
    let other = site(true, "America/Los_Angeles", "C", "4");
    for kind in ["output/data/manifest.json", "output/.congbao-manifest.tsv", ".congbao/documents-1-0"] {
        assert!(
            one.contains_key(kind),
            "{kind}: {:?}",
            one.keys().filter(|path| path.starts_with('.')).collect::<Vec<_>>()
        );
    }
    assert_eq!(one.keys().collect::<Vec<_>>(), other.keys().collect::<Vec<_>>());
    for (path, bytes) in &one {
        assert!(other[path] == *bytes, "{path} differs");
    }
}

fn times(site: &SiteTest) -> Vec<(String, SystemTime)> {
    let output = site.root().join("output");
    tree(&output)
        .into_keys()
        .map(|file| {
            let time = std::fs::metadata(output.join(&file)).and_then(|data| data.modified()).expect("a time");
            (file, time)
        })
        .collect()
}

#[test]
fn an_unchanged_rebuild_writes_nothing_and_says_the_same() {
    let site = SiteTest::committed();
    site.build();
    // The ledger was just written; from here on nothing changes.
    let first = site.build();
    let before = times(&site);
    let again = site.build();
    assert_eq!(times(&site), before);
    let lines =
        |text: &str| text.lines().filter(|line| !line.contains("output")).map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(lines(&first.said()), lines(&again.said()));
}

#[test]
fn of_many_alike_warnings_a_person_hears_some_and_a_tool_all_also_where_nothing_changed() {
    let site = SiteTest::new();
    let line = |number| format!("Thực hiện Kế hoạch {number}/KH-UBND ngày 16/3/2022 của UBND huyện.\n\n");
    site.file("content/a.md", directive("05/CT-UBND", "2024-05-06", &(181..193).map(line).collect::<String>()));
    site.build();
    let warnings = |said: &str| said.matches("citation-unknown").count();
    for _ in 0..2 {
        let said = site.build().said();
        // Ten of them, and that there are two more of the kind.
        assert_eq!(warnings(&said), 11, "{said}");
        assert!(said.contains("  2 cảnh báo[citation-unknown]"), "{said}");
        assert!(said.contains("12 cảnh báo"), "{said}");
    }
    let mut seen = Vec::new();
    for _ in 0..2 {
        let said = site.run(&["build", "--format", "json"]).said();
        assert_eq!(said.lines().filter(|line| line.contains("\"code\":\"citation-unknown\"")).count(), 12, "{said}");
        seen.push(said);
    }
    assert_eq!(warnings(&seen[0]), warnings(&seen[1]));
}

#[test]
fn one_changed_document_touches_only_its_pages() {
    let site = SiteTest::new();
    site.file("content/a.md", directive("05/CT-UBND", "2024-05-06", "Văn bản thứ nhất."));
    site.file("content/b.md", directive("06/CT-UBND", "2024-05-07", "Văn bản thứ hai."));
    site.build();
    let before = times(&site);
    site.file("content/b.md", directive("06/CT-UBND", "2024-05-07", "Văn bản thứ hai, đã sửa."));
    site.build();
    let changed: Vec<String> =
        times(&site).into_iter().zip(before).filter(|(now, then)| now.1 != then.1).map(|(now, _)| now.0).collect();
    // What is found in it changes too: its text, its terms, what tells where they are.
    let (index, changed): (Vec<String>, Vec<String>) =
        changed.into_iter().partition(|path| path.starts_with("tim-kiem/chi-muc/"));
    assert_eq!(index, ["f/0", "goc", "m/0", "t/0"].map(|name| format!("tim-kiem/chi-muc/{name}.bin")));
    // The list that anyone can check: its root, the shards of the document and of what every edit changes.
    let (listed, changed): (Vec<String>, Vec<String>) =
        changed.into_iter().partition(|path| path.starts_with("data/manifest"));
    assert!(listed.len() <= 3 && listed.contains(&"data/manifest.json".to_owned()), "{listed:?}");
    let manifest = ".congbao-manifest.tsv".to_owned();
    let files = ["index.html", "van-ban.md"];
    let own = files.map(|file| format!("van-ban/ubnd-tinh-lao-cai/chi-thi/2024/06-ct-ubnd/{file}"));
    // The archive holds all texts.
    // The site's own list has the digest of each text.
    let list = ".congbao-addresses.tsv".to_owned();
    let expected: Vec<String> = [list, manifest, "data/archive/2024.zip".to_owned(), "data/site.json".to_owned()]
        .into_iter()
        .chain(own)
        .collect();
    assert_eq!(changed, expected);
}
