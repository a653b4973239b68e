//! `congbao changes`, and the recipe of the guide that publishes by it: the server has what the site has, whatever was built
//! in between, and only what has changed is sent.

use crate::support::{Run, SiteTest, directive, program, repository, run, speechless, tree};
use std::collections::BTreeMap;
use std::process::Command;

fn site() -> SiteTest {
    let site = SiteTest::new();
    write(&site, 1, "Một.");
    write(&site, 2, "Hai.");
    site.build();
    site
}

fn write(site: &SiteTest, number: usize, words: &str) {
    site.file(&format!("content/{number}.md"), directive(&format!("{number:02}/CT-UBND"), "2024-05-06", words));
}

/// The second block of commands of the page: the one for what has changed.
fn recipe() -> String {
    let page = std::fs::read_to_string(repository().join("docs/guide/en/src/hosting.md")).expect("the page");
    let block = page.split("```sh\n").find(|block| block.contains("congbao changes --to")).expect("the recipe");
    let block = block.split("```").next().expect("a block ends");
    block.replace("user@host:/srv/congbao/site/", "server/").replace("rsync ", "rsync --itemize-changes ")
}

fn publish(site: &SiteTest, recipe: &str) -> Run {
    let folder = program().parent().expect("a folder").to_path_buf();
    let path = std::env::var_os("PATH").unwrap_or_default();
    let path = std::env::join_paths(std::iter::once(folder).chain(std::env::split_paths(&path))).expect("a PATH");
    let mut bash = Command::new("bash");
    run(speechless(bash.args(["-c", recipe]).current_dir(site.root()).env("PATH", path)))
}

/// What belongs on the server, less what lies there.
fn differs(site: &SiteTest) -> Vec<String> {
    let mut ours: BTreeMap<String, Vec<u8>> = tree(&site.root().join("output"));
    ours.retain(|path, _| !path.starts_with(".congbao-"));
    let there = tree(&site.root().join("server"));
    let all = ours.keys().chain(there.keys());
    all.filter(|path| ours.get(*path) != there.get(*path)).cloned().collect()
}

#[test]
fn the_recipe_sends_only_what_has_changed() {
    let site = site();
    std::fs::create_dir(site.root().join("server")).expect("a folder");
    let first = publish(&site, &recipe());
    assert_eq!((first.status, differs(&site)), (0, vec![]), "{}", first.said());
    assert!(first.stdout.contains("Chưa biết máy chủ đang có gì"), "{}", first.said());

    // Of the same length, within the second: by size and time rsync would not see it.
    write(&site, 1, "Mốt.");
    write(&site, 3, "Ba.");
    site.build();
    write(&site, 3, "Bốn.");
    site.build();
    let second = publish(&site, &recipe());
    assert_eq!((second.status, differs(&site)), (0, vec![]), "{}", second.said());
    let sent = second.stdout.lines().filter(|line| line.starts_with(">f")).count();
    let all = tree(&site.root().join("output")).len();
    assert!(sent > 2 && sent < all, "{sent} of {all} were sent: {}", second.stdout);

    // Nothing has changed: nothing is sent.
    let third = publish(&site, &recipe());
    assert!(third.status == 0 && !third.stdout.contains(">f"), "{}", third.said());
}

#[test]
fn an_upload_that_fails_is_done_again_whatever_was_built_since() {
    let site = site();
    std::fs::create_dir(site.root().join("server")).expect("a folder");
    assert_eq!(publish(&site, &recipe()).status, 0);
    site.file("congbao.yaml", site.read("congbao.yaml") + "online: false\n");
    write(&site, 3, "Ba.");
    site.build();
    let fails = recipe().replace("congbao changes --done", "false");
    assert_eq!(publish(&site, &fails).status, 1);
    site.remove("content/3.md");
    site.build();
    let again = publish(&site, &recipe());
    assert_eq!((again.status, differs(&site)), (0, vec![]), "{}", again.said());
    assert!(again.stdout.contains("*deleting"), "{}", again.stdout);
}

#[test]
fn lists_are_printed_and_a_site_that_was_never_built_has_none() {
    let site = SiteTest::new();
    let run = site.run(&["changes", "--lang", "en"]);
    assert!(run.status == 2 && run.stderr.contains("error[changes-no-site]"), "{}", run.said());
    assert_eq!(site.run(&["changes", "--done"]).status, 2);
    write(&site, 1, "Một.");
    site.build();
    assert!(site.run(&["changes", "--lang", "en"]).stdout.contains("\n+ index.html\n"));
    assert_eq!(site.run(&["changes", "--done"]).status, 0);
    write(&site, 1, "Hai.");
    site.build();
    let lists = site.run(&["changes", "--format", "json"]);
    let lists: serde_json::Value = serde_json::from_str(&lists.stdout).expect("JSON");
    assert_eq!(lists["first"], false);
    let is_markdown = |path: &serde_json::Value| path.as_str().is_some_and(|path| path.ends_with("van-ban.md"));
    assert!(lists["changed"].as_array().is_some_and(|paths| paths.iter().any(is_markdown)), "{lists}");
    site.file(".congbao-output.uploaded", "x");
    let damaged = site.run(&["changes", "--lang", "en"]);
    assert!(damaged.status == 2 && damaged.stderr.contains("then run congbao changes --done"), "{}", damaged.said());
}
