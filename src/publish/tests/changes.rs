//! What is listed for an upload: after several builds, after an upload that failed, while a build runs in between.

use super::*;
use crate::publish::changes::{self, Changes};

fn listed(added: &[&str], changed: &[&str], removed: &[&str]) -> Changes {
    let [added, changed, removed] =
        [added, changed, removed].map(|paths| paths.iter().map(|path| (*path).to_owned()).collect());
    Changes { added, changed, removed, is_first: false }
}

fn changes(site: &OutputSite) -> Changes {
    changes::changes(&site.output()).unwrap().unwrap()
}

fn upload(site: &OutputSite) -> Changes {
    changes::upload(&site.output()).unwrap().unwrap()
}

/// A site on a server.
fn uploaded(files: &[(&str, &str)]) -> OutputSite {
    let site = OutputSite::new();
    site.build(files).unwrap();
    assert!(changes::uploaded(&site.output()).unwrap());
    assert_eq!(changes(&site), listed(&[], &[], &[]));
    site
}

#[test]
fn without_a_site_there_is_nothing_to_list() {
    let site = OutputSite::new();
    assert!(changes::changes(&site.output()).unwrap().is_none());
    assert!(changes::upload(&site.output()).unwrap().is_none());
    assert!(!changes::uploaded(&site.output()).unwrap());
    assert!(site.beside().is_empty());
}

#[test]
fn first_all_is_new_but_the_lists_of_the_program() {
    let site = OutputSite::new();
    site.build(&[("a", "a"), (SITE_LIST, "x")]).unwrap();
    site.write("theirs", "of others");
    let expected = Changes { is_first: true, ..listed(&["a"], &[], &[]) };
    assert_eq!(changes(&site), expected);
    assert_eq!(upload(&site), expected);
    let again = Changes { is_first: true, ..listed(&[], &["a"], &[]) };
    assert_eq!(changes(&site), again, "not done yet");
    assert_eq!(upload(&site), again, "a second try");
    assert!(changes::uploaded(&site.output()).unwrap());
    assert_eq!(changes(&site), listed(&[], &[], &[]));
}

#[test]
fn several_builds_are_one_list_of_what_differs_in_the_end() {
    let site = uploaded(&[("a", "a"), ("b", "b"), ("c", "c")]);
    site.build(&[("a", "A"), ("b", "B"), ("d", "d"), ("e", "e")]).unwrap();
    site.build(&[("a", "A"), ("b", "b"), ("e", "e")]).unwrap();
    let expected = listed(&["e"], &["a"], &["c"]);
    assert_eq!(changes(&site), expected);
    assert_eq!(upload(&site), expected);
    changes::uploaded(&site.output()).unwrap();
    assert_eq!(changes(&site), listed(&[], &[], &[]));
}

#[test]
fn what_an_upload_that_failed_may_have_sent_is_listed_until_one_is_done() {
    let site = uploaded(&[("a", "a"), ("b", "b")]);
    site.build(&[("a", "A"), ("b", "b"), ("secret", "s")]).unwrap();
    assert_eq!(upload(&site), listed(&["secret"], &["a"], &[]));
    // Withdrawn before the second try, and `a` is as it was before the first.
    site.build(&[("a", "a"), ("b", "b")]).unwrap();
    let expected = listed(&[], &["a"], &["secret"]);
    assert_eq!(changes(&site), expected);
    assert_eq!(upload(&site), expected);
    assert_eq!(upload(&site), expected, "a third one");
    changes::uploaded(&site.output()).unwrap();
    assert_eq!(changes(&site), listed(&[], &[], &[]));
}

#[test]
fn a_build_during_an_upload_is_listed_afterwards() {
    let site = uploaded(&[("a", "a"), ("b", "b")]);
    site.build(&[("a", "A"), ("b", "b"), ("c", "c")]).unwrap();
    upload(&site);
    site.build(&[("a", "A2"), ("b", "b"), ("d", "d")]).unwrap();
    changes::uploaded(&site.output()).unwrap();
    assert_eq!(changes(&site), listed(&[], &["a", "d"], &["c"]), "`d` may have been sent by a whole upload");
}

#[test]
fn a_damaged_list_is_an_error_and_the_next_upload_mends_it() {
    let site = uploaded(&[("a", "a")]);
    fs::write(site.root.path().join(".congbao-output.uploaded"), "x").unwrap();
    assert!(matches!(changes::changes(&site.output()), Err(PublishError::Manifest { .. })));
    changes::uploaded(&site.output()).unwrap();
    assert_eq!(changes(&site), listed(&[], &[], &[]));
}
