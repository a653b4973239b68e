//! A new site builds at once; nothing that is there is ever overwritten.

use crate::support::{SiteTest, program, run, tree};
use std::path::Path;
use std::process::Command;
use tempfile::TempDir;

fn congbao(folder: &Path, arguments: &[&str]) -> crate::support::Run {
    run(Command::new(program()).args(arguments).current_dir(folder))
}

#[test]
fn a_new_site_builds_at_once_without_a_warning_in_both_languages() {
    for (language, name) in [("vi", "Văn bản tỉnh Lào Cai"), ("en", "site")] {
        let folder = TempDir::with_prefix("nơi mới ").expect("a folder");
        let made = congbao(folder.path(), &["init", name, "--lang", language]);
        assert_eq!(made.status, 0, "{}", made.said());
        for command in ["cd ", "congbao serve", "congbao import", "congbao build"] {
            assert!(made.stdout.contains(command), "{command}: {}", made.stdout);
        }
        let site = folder.path().join(name);
        let built = congbao(&site, &["build", "--strict"]);
        assert_eq!((built.status, built.stderr.as_str()), (0, ""), "{}", built.stdout);
        let drafts = congbao(&site, &["check", "--drafts", "--strict", "--today", "2026-11-21"]);
        assert_eq!((drafts.status, drafts.stderr.as_str()), (0, ""), "{}", drafts.stdout);
        let formatted = congbao(&site, &["fmt", "--check"]);
        assert_eq!(formatted.status, 0, "the samples are in good order: {}", formatted.said());
        assert!(site.join("output/van-ban/ubnd-xa-mau/chi-thi/2025/01-ct-ubnd/index.html").is_file());
        let shard = std::fs::read(site.join("output/data/citations/2025.jsonl.gz")).expect("citations");
        let citations: String = crate::support::records(&shard).iter().map(ToString::to_string).collect();
        assert!(citations.contains("\"30-2020-nd-cp\""), "{citations}");
        assert!(citations.contains("\"43-2019-qh14\""), "{citations}");
    }
}

#[test]
fn a_site_is_never_made_over_another() {
    let site = SiteTest::new();
    let before = tree(site.root());
    let run = site.run(&["init", "."]);
    assert_eq!(run.status, 2);
    assert!(run.stderr.contains("init-site-exists"), "{}", run.stderr);
    assert_eq!(tree(site.root()), before);
}

#[test]
fn files_in_the_way_are_all_named_and_nothing_is_written() {
    let folder = TempDir::new().expect("a folder");
    std::fs::create_dir(folder.path().join("content")).expect("made");
    for file in ["content/works.yaml", "content/themes.yaml"] {
        std::fs::write(folder.path().join(file), "# của tôi\n").expect("written");
    }
    let before = tree(folder.path());
    let run = congbao(folder.path(), &["init", "."]);
    assert_eq!(run.status, 2);
    assert!(run.stderr.contains("works.yaml"), "{}", run.stderr);
    assert!(run.stderr.contains("themes.yaml"), "{}", run.stderr);
    assert_eq!(tree(folder.path()), before);
}

#[test]
fn other_files_and_the_folder_s_own_guide_stay() {
    let folder = TempDir::new().expect("a folder");
    for file in ["Chỉ thị 06.docx", "README.md", ".gitignore"] {
        std::fs::write(folder.path().join(file), "của tôi").expect("written");
    }
    let run = congbao(folder.path(), &["init", "."]);
    assert_eq!(run.status, 0, "{}", run.said());
    assert!(run.stdout.contains("README.md"), "{}", run.stdout);
    assert!(!run.stdout.contains("cd "), "{}", run.stdout);
    for file in ["Chỉ thị 06.docx", "README.md", ".gitignore"] {
        assert_eq!(std::fs::read_to_string(folder.path().join(file)).expect("there"), "của tôi");
    }
    assert_eq!(congbao(folder.path(), &["build", "--strict"]).status, 0);
}

#[test]
fn a_file_is_no_folder_and_a_theme_needs_a_site() {
    let folder = TempDir::new().expect("a folder");
    std::fs::write(folder.path().join("tệp"), "").expect("written");
    for (arguments, code) in
        [(&["init", "tệp"][..], "init-not-a-folder"), (&["init", "--theme", "."][..], "init-theme-no-site")]
    {
        let run = congbao(folder.path(), arguments);
        assert_eq!(run.status, 2);
        assert!(run.stderr.contains(code), "{}", run.stderr);
    }
    assert_eq!(tree(folder.path()).len(), 1);
}

#[test]
fn the_built_in_theme_written_out_builds_the_same_pages() {
    let site = SiteTest::new();
    site.build();
    let page = site.read("output/index.html");
    let run = site.run(&["init", "--theme", "."]);
    assert_eq!(run.status, 0, "{}", run.said());
    assert!(site.exists("themes/default/templates/base.html"));
    assert!(site.exists("themes/default/static/style.css"));
    site.build();
    assert_eq!(site.read("output/index.html"), page);
    assert_eq!(site.run(&["init", "--theme", "."]).status, 2, "a changed file is never written over");
}

/// Killed in the middle, it is run again and completes what is there.
#[test]
fn half_a_site_is_completed() {
    let folder = TempDir::new().expect("a folder");
    let whole = congbao(folder.path(), &["init", "whole"]);
    assert_eq!(whole.status, 0, "{}", whole.said());
    let files = tree(&folder.path().join("whole"));
    for count in 0..files.len() {
        let half = folder.path().join(format!("half-{count}"));
        // `congbao.yaml` comes last.
        for (path, bytes) in files.iter().filter(|(path, _)| *path != "congbao.yaml").take(count) {
            std::fs::create_dir_all(half.join(path).parent().expect("a folder")).expect("made");
            std::fs::write(half.join(path), bytes).expect("written");
        }
        let run = congbao(folder.path(), &["init", &format!("half-{count}")]);
        assert_eq!(run.status, 0, "{}", run.said());
        assert!(tree(&half).keys().eq(files.keys()), "{count}");
    }
}
