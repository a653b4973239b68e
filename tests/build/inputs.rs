//! What lies before the program: pipes, devices and links where files should be, and whether a change behind a link is
//! seen.
#![cfg(unix)]

use crate::support::{SiteTest, directive};
use std::os::unix::fs::symlink;
use std::path::Path;

const BODY: &str = "Chỉ thị này.";

fn site() -> SiteTest {
    let site = SiteTest::new();
    site.file("content/a.md", directive("05/CT-UBND", "2024-05-06", BODY));
    site
}

fn pipe(path: &Path) {
    std::fs::create_dir_all(path.parent().expect("a folder")).expect("made");
    let _ = std::fs::remove_file(path);
    rustix::fs::mknodat(rustix::fs::CWD, path, rustix::fs::FileType::Fifo, 0o644.into(), 0).expect("a pipe");
}

/// What lies in `place` of a site that was published: a pipe, or a link to an endless device.
fn broken(places: &[&str], device: bool) -> SiteTest {
    let site = site();
    site.build();
    let text = site.read("content/a.md");
    site.file("content/a.md", text.replace("published:", "attachments: [{file: tep.pdf, title: A}]\npublished:"));
    for place in places {
        let path = site.root().join(place);
        pipe(&path);
        if device {
            std::fs::remove_file(&path).expect("removed");
            symlink("/dev/zero", &path).expect("linked");
        }
    }
    site
}

/// Every place of the content is named, in one run, and nothing is waited for.
#[test]
fn no_pipe_and_no_device_is_waited_for() {
    let content = [
        "content/b.md",
        "content/abbreviations.tsv",
        "content/addresses.tsv",
        "content/laws.yaml",
        "content/themes.yaml",
        "content/types.yaml",
        "content/accessibility.yaml",
        "content/works.yaml",
        "content/tep.pdf",
        "themes/default/static",
        "themes/default/templates",
    ];
    for device in [false, true] {
        let site = broken(&content, device);
        assert_eq!(site.run(&["build", "--lang", "en"]).status, 1);
        // A build prints the ten worst; a check names each.
        let run = site.run(&["check", "--lang", "en"]);
        assert_eq!(run.status, 1, "{}", run.said());
        for place in content {
            // An attachment is a matter of its document.
            let named = if place == "content/tep.pdf" { "“tep.pdf”" } else { place };
            assert!(run.said().contains(named), "{place}: {}", run.said());
        }
        for place in ["congbao.yaml", "content/issuers.yaml", "content/a.md"] {
            let run = broken(&[place], device).run(&["check", "--lang", "en"]);
            assert!(run.status == 1 && run.said().contains(place), "{place}: {}", run.said());
        }
    }
}

/// Nor in what the program keeps for itself.
#[test]
fn no_pipe_in_the_output_is_waited_for() {
    for device in [false, true] {
        let site = site();
        site.build();
        for (place, status) in [(".congbao-output.last", 0), ("output/.congbao-manifest.tsv", 2)] {
            let path = site.root().join(place);
            pipe(&path);
            if device {
                std::fs::remove_file(&path).expect("removed");
                symlink("/dev/zero", &path).expect("linked");
            }
            let run = site.run(&["build", "--lang", "en"]);
            assert_eq!(run.status, status, "{place}: {}", run.said());
        }
    }
}

#[test]
fn imported_and_cited_files_are_no_pipes_without_an_end() {
    let site = site();
    pipe(&site.root().join("a.docx"));
    symlink("/dev/zero", site.root().join("b.txt")).expect("linked");
    for file in ["a.docx", "b.txt", "content"] {
        let run = site.run(&["import", file, "--lang", "en"]);
        assert_eq!(run.status, 2, "{file}: {}", run.said());
    }
    for file in ["a.docx", "b.txt", "content"] {
        let run = site.run(&["cite", file, "--lang", "en"]);
        assert!(run.status == 0 || run.status == 2, "{file}: {}", run.said());
    }
}

/// A theme folder, or one in it, may be a link; what it leads to decides what is published.
#[test]
fn a_change_behind_a_link_is_published() {
    for (link, target, file) in [
        ("themes/default/static", "../../chung", "chung/extra.css"),
        ("themes/default", "../chung", "chung/static/extra.css"),
        ("themes", "chung", "chung/default/static/extra.css"),
    ] {
        let site = site();
        site.file(file, "a{color:red}");
        std::fs::create_dir_all(site.root().join(link).parent().expect("a folder")).expect("made");
        symlink(target, site.root().join(link)).expect("linked");
        let published = |site: &SiteTest| {
            site.build();
            let assets = std::fs::read_dir(site.root().join("output/assets")).expect("the assets");
            let own = assets.map(|entry| entry.expect("an entry").path());
            let own = own.into_iter().find(|path| path.file_name().unwrap().to_string_lossy().starts_with("extra."));
            own.map(|path| std::fs::read_to_string(path).expect("readable"))
        };
        assert_eq!(published(&site).as_deref(), Some("a{color:red}"), "{link}");
        site.file(file, "a{color:blue}");
        assert_eq!(published(&site).as_deref(), Some("a{color:blue}"), "{link}");
        // The link leads elsewhere.
        let elsewhere = file.replacen("chung", "khac", 1);
        site.file(&elsewhere, "a{color:green}").remove(link);
        symlink(target.replace("chung", "khac"), site.root().join(link)).expect("linked");
        assert_eq!(published(&site).as_deref(), Some("a{color:green}"), "{link}");
        // A link to its own folder is walked once.
        site.remove(link);
        std::fs::create_dir_all(site.root().join("themes/default")).ok();
        if link == "themes/default/static" {
            symlink(".", site.root().join(link)).expect("linked");
            assert_eq!(published(&site), None, "{link}");
        }
    }
}

#[test]
fn an_attachment_whose_link_leads_elsewhere_is_published_anew() {
    let site = SiteTest::new();
    let text = directive("05/CT-UBND", "2024-05-06", BODY);
    site.file("content/a.md", text.replace("published:", "attachments: [{file: ky.txt, title: A}]\npublished:"));
    site.file("content/tep/1.txt", "bản một").file("content/tep/2.txt", "bản hai");
    let link = site.root().join("content/ky.txt");
    let published = |target: &str| {
        let _ = std::fs::remove_file(&link);
        symlink(target, &link).expect("linked");
        site.build();
        site.read("output/van-ban/ubnd-tinh-lao-cai/chi-thi/2024/05-ct-ubnd/tep/ky.txt")
    };
    assert_eq!(published("tep/1.txt"), "bản một");
    assert_eq!(published("tep/2.txt"), "bản hai");
}

#[test]
fn a_linked_file_of_a_theme_is_skipped_and_said_so() {
    let site = site();
    site.file("chung.css", "a{}").file("themes/default/static/own.css", "b{}");
    symlink("../../../chung.css", site.root().join("themes/default/static/extra.css")).expect("linked");
    let run = site.build();
    assert!(run.said().contains("link-skipped") && run.said().contains("static/extra.css"), "{}", run.said());
}
