//! What others do to a published site: put files back, take away rights. The program runs as a user who may not do all.

use crate::support::{Run, SiteTest, directive, program, run, speechless, tree};
use std::fs::File;
use std::path::Path;
use std::process::Command;

const PAGE: &str = "output/van-ban/ubnd-tinh-lao-cai/chi-thi/2024/01-ct-ubnd/van-ban.md";

fn write(site: &SiteTest, words: &str) {
    site.file("content/1.md", directive("01/CT-UBND", "2024-05-06", words));
}

#[cfg(unix)]
#[test]
fn a_page_put_back_from_an_older_copy_is_noticed() {
    let site = SiteTest::new();
    write(&site, "Hạn năm 2024.");
    site.build();
    let (older, time) =
        (site.read(PAGE), std::time::SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(1_700_000_000));
    write(&site, "Hạn năm 2025.");
    site.build();
    let newer = tree(&site.root().join("output"));
    for next in ["", "offline: false\n"] {
        site.file(PAGE, &older);
        let page = File::options().write(true).open(site.root().join(PAGE)).expect("a page");
        page.set_modified(time).expect("the owner may");
        site.file("congbao.yaml", format!("{}{next}", crate::support::CONFIG));
        site.build();
        assert!(site.read(PAGE).contains("Hạn năm 2025."), "carried into the site: {}", site.read(PAGE));
        assert!(!next.is_empty() || tree(&site.root().join("output")) == newer);
    }
}

/// Runs the program as a user with no rights; `None` where we may not.
#[cfg(target_os = "linux")]
fn as_nobody(site: &SiteTest, arguments: &[&str]) -> Option<Run> {
    use std::os::unix::process::CommandExt;
    // A build folder is often closed to others.
    let own = site.root().parent()?.join(format!("congbao-{}", std::process::id()));
    if !own.exists() {
        std::fs::copy(program(), &own).ok()?;
    }
    let mut command = Command::new(&own);
    command.args(arguments).args(["--lang", "en"]).current_dir(site.root()).uid(NOBODY).gid(NOBODY);
    let answer = run(speechless(&mut command));
    std::fs::remove_file(own).ok()?;
    Some(answer)
}

#[cfg(target_os = "linux")]
const NOBODY: u32 = 65_534;

#[cfg(target_os = "linux")]
fn give(folder: &Path, owner: u32) -> bool {
    walkdir::WalkDir::new(folder)
        .into_iter()
        .all(|entry| std::os::unix::fs::lchown(entry.expect("readable").path(), Some(owner), Some(owner)).is_ok())
}

/// Needs the rights of root, to take some away from another user; without them it says nothing.
#[cfg(target_os = "linux")]
#[test]
fn what_cannot_be_deleted_is_said_and_the_next_build_goes_on() {
    use std::os::unix::fs::PermissionsExt;
    let site = SiteTest::new();
    write(&site, "Một.");
    if !give(site.root(), NOBODY) {
        return;
    }
    let build = || as_nobody(&site, &["build"]).expect("root may become nobody");
    let again = |words: &str| {
        write(&site, words);
        give(&site.root().join("content"), NOBODY);
    };
    assert_eq!(build().status, 0);
    // A folder of the site that another user owns.
    assert!(give(&site.root().join("output/van-ban"), 0));
    again("Hai.");
    for round in 0..3 {
        let run = build();
        assert_eq!(run.status, 0, "{}", run.said());
        let warning = "publish-not-cleared]: what is left of an earlier build could not be deleted, in";
        assert!(run.said().contains(warning), "{round}: {}", run.said());
        assert!(run.said().contains(".congbao-output.left-1"), "{}", run.said());
        assert!(!site.exists(".congbao-output.left-2"), "no pile of them");
        again(&format!("Lần {round}."));
    }
    // It goes once it may be deleted, without a word.
    assert!(give(&site.root().join(".congbao-output.left-1"), NOBODY));
    let run = build();
    assert!(run.status == 0 && !run.said().contains("publish-"), "{}", run.said());
    assert!(!site.exists(".congbao-output.left-1"));
    // A lock that a build with sudo made, a folder that is read-only.
    let output = site.root().join("output");
    std::os::unix::fs::chown(site.root().join(".congbao-output.lock"), Some(0), Some(0)).expect("root may");
    std::fs::set_permissions(&output, PermissionsExt::from_mode(0o555)).expect("root may");
    again("Ba.");
    let run = build();
    assert!(run.status == 0 && !run.said().contains("publish-"), "{}", run.said());
    assert!(site.read(PAGE).contains("Ba."));
    assert_eq!(std::fs::metadata(output).expect("there").permissions().mode() & 0o777, 0o555);
}
