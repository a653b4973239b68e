//! Builds that die, in this process and as processes of their own.

use super::*;
use crate::publish::stage::PublishStep;

const OLD: &[(&str, &str)] = &[("index.html", "old"), ("same.html", "same"), ("removed.html", "removed")];
const NEW: &[(&str, &str)] = &[("index.html", "new"), ("same.html", "same"), ("deep/new.html", "new")];

/// Lets a build die at `step`; the folder must be the old site or the new one, and the next build must mend everything.
fn die_at(step: PublishStep, no_atomic: bool, has_twin: bool) {
    let site = OutputSite::new();
    site.write("foreign/f.txt", "theirs");
    site.build(OLD).unwrap();
    if !has_twin {
        fs::remove_dir_all(site.root.path().join(".congbao-output.twin")).unwrap();
    }
    let mut stage = Stage::begin(&site.output(), PublishOptions { no_atomic, flush: false }).unwrap();
    stage.at_step = Some(Box::new(move |at| at == step));
    put_all(&stage, NEW);
    let _ = stage.commit([8; 32]);
    let with_foreign = |files| {
        let mut files = texts(files);
        files.insert("foreign/f.txt".to_owned(), "theirs".to_owned());
        files
    };
    let switched = matches!(step, PublishStep::Switched | PublishStep::SetAside);
    assert_eq!(site.files(), with_foreign(if switched { NEW } else { OLD }), "{step:?}");
    assert!(site.beside().len() > 2, "{step:?} leaves something to mend");
    drop(site.begin().unwrap());
    assert_eq!(site.files(), with_foreign(if switched { NEW } else { OLD }), "{step:?} mended");
    assert_eq!(site.beside(), [".congbao-output.lock", "output"], "{step:?}");
    assert_eq!(site.build(NEW).unwrap().written, if switched { 0 } else { 2 });
    assert_eq!(site.files(), with_foreign(NEW));
}

#[test]
fn a_build_killed_at_any_step_leaves_the_old_site_or_the_new_one() {
    for step in [
        PublishStep::Staged,
        PublishStep::Taken,
        PublishStep::Linked,
        PublishStep::Listed,
        PublishStep::Flushed,
        PublishStep::Switched,
        PublishStep::SetAside,
    ] {
        die_at(step, false, true);
        die_at(step, true, true);
        // Only a second generation is taken.
        if step != PublishStep::Taken {
            die_at(step, false, false);
        }
    }
}

#[test]
fn killed_between_the_two_renames_the_next_build_brings_the_old_site_back() {
    let site = OutputSite::new();
    site.build(OLD).unwrap();
    let mut stage = site.begin().unwrap();
    stage.at_step = Some(Box::new(|at| at == PublishStep::Between));
    stage.put("index.html", b"new").unwrap();
    fs::rename(&stage.paths.staging, &stage.paths.next).unwrap();
    assert!(stage.rename_twice().is_err());
    drop(stage);
    assert!(!site.output().exists());
    drop(site.begin().unwrap());
    assert_eq!(site.files(), texts(OLD));
    assert_eq!(site.beside(), [".congbao-output.lock", "output"]);
    // Not killed, it switches as well.
    let stage = site.begin().unwrap();
    stage.put("index.html", b"new").unwrap();
    fs::rename(&stage.paths.staging, &stage.paths.next).unwrap();
    assert_eq!(stage.rename_twice().unwrap(), &stage.paths.old);
    drop(stage);
    drop(site.begin().unwrap());
    assert_eq!(site.files(), texts(&[("index.html", "new")]));
}

/// The child of the next test: builds two sites in turn until it is killed.
#[test]
#[ignore = "run by the test below, in a process of its own"]
fn builds_in_turn_for_ever() {
    let Some(root) = std::env::var_os("CONGBAO_TEST_ROOT") else { return };
    for turn in 0_usize.. {
        let stage = Stage::begin(&Path::new(&root).join("output"), OPTIONS).unwrap();
        (0..60).into_par_iter().for_each(|n| _ = stage.put(&page(n), turn_text(turn, n).as_bytes()).unwrap());
        stage.commit([turn as u8; 32]).unwrap();
    }
}

fn page(n: usize) -> String {
    format!("van-ban/{n}/index.html")
}

/// Every third page stays the same.
fn turn_text(turn: usize, n: usize) -> String {
    if n.is_multiple_of(3) { format!("{n}") } else { format!("{n} in turn {turn}") }
}

#[cfg(unix)]
#[test]
fn a_process_killed_at_random_moments_leaves_one_site_whole() {
    use std::process::{Command, Stdio};
    let site = OutputSite::new();
    site.write("foreign.txt", "theirs");
    for round in 0..25_u64 {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "publish::tests::killed::builds_in_turn_for_ever", "--ignored"])
            .env("CONGBAO_TEST_ROOT", site.root.path())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        // Not a multiple of anything the child does.
        std::thread::sleep(Duration::from_micros(40_000 + round * 3_717));
        child.kill().unwrap();
        child.wait().unwrap();
        let files = site.files();
        assert_eq!(files["foreign.txt"], "theirs");
        if files.len() == 1 {
            continue; // Killed before its first switch.
        }
        let turn: usize = files[&page(1)].rsplit(' ').next().unwrap().parse().unwrap();
        let mut expected: BTreeMap<String, String> = (0..60).map(|n| (page(n), turn_text(turn, n))).collect();
        expected.insert("foreign.txt".to_owned(), "theirs".to_owned());
        assert_eq!(files, expected, "round {round}");
    }
    site.build(TWO).unwrap();
    assert_eq!(site.beside(), [".congbao-output.lock", "output"]);
}
