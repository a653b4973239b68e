//! The second generation: that it is the site once more, that it costs what has changed, that it is never believed.

use super::*;
use crate::publish::stage::PublishStep;

impl OutputSite {
    fn twin(&self) -> PathBuf {
        self.root.path().join(".congbao-output.twin")
    }

    /// The second generation has the very files that are ours, and nothing else.
    fn assert_twin(&self, ours: &[(&str, &str)], case: &str) {
        assert_eq!(files(&self.twin()), texts(ours), "{case}");
        for (path, _) in ours {
            assert_eq!(inode(&self.twin().join(path)), inode(&self.path(path)), "{case}: {path}");
        }
        let folders = walkdir::WalkDir::new(self.twin()).into_iter().map(Result::unwrap);
        let is_empty = |path: &Path| fs::read_dir(path).unwrap().next().is_none();
        let empty: Vec<_> = folders.filter(|it| it.file_type().is_dir() && is_empty(it.path())).collect();
        assert!(empty.is_empty(), "{case}: {empty:?}");
    }
}

#[cfg(unix)]
fn inode(path: &Path) -> u64 {
    std::os::unix::fs::MetadataExt::ino(&fs::symlink_metadata(path).unwrap())
}

const OLD: &[(&str, &str)] = &[("a/x/index.html", "old"), ("b.html", "same"), ("c/d.html", "removed")];
const NEW: &[(&str, &str)] = &[("a/x/index.html", "new"), ("b.html", "same"), ("e", "new file")];

#[cfg(unix)]
#[test]
fn two_folders_take_turns_and_have_the_same_files() {
    let site = OutputSite::new();
    site.build(OLD).unwrap();
    site.assert_twin(OLD, "the first build");
    let (first, same) = (inode(&site.output()), inode(&site.path("b.html")));
    let other = inode(&site.twin());
    for (turn, ours) in [NEW, OLD, NEW, OLD].into_iter().enumerate() {
        site.build(ours).unwrap();
        assert_eq!(site.files(), texts(ours), "{turn}");
        site.assert_twin(ours, &format!("turn {turn}"));
        let (now, aside) = (inode(&site.output()), inode(&site.twin()));
        assert_eq!((now, aside), if turn % 2 == 0 { (other, first) } else { (first, other) }, "{turn}");
        assert_eq!(inode(&site.path("b.html")), same);
    }
}

#[cfg(unix)]
#[test]
fn an_unchanged_file_is_not_even_linked_anew() {
    use std::os::unix::fs::MetadataExt;
    let site = OutputSite::new();
    site.build(OLD).unwrap();
    std::thread::sleep(Duration::from_millis(20));
    site.build(OLD).unwrap();
    let changed = || fs::metadata(site.path("b.html")).unwrap().ctime_nsec();
    let before = changed();
    site.build(NEW).unwrap();
    assert_eq!(changed(), before);
    let stage = site.begin().unwrap();
    assert!(stage.previous.entries["b.html"].is_untouched, "noted still, without another look");
}

#[cfg(unix)]
#[test]
fn whatever_has_become_of_the_second_generation_costs_time_alone() {
    type Spoil = fn(&OutputSite);
    let spoils: [(&str, Spoil); 13] = [
        ("deleted", |site| fs::remove_dir_all(site.twin()).unwrap()),
        ("a file deleted", |site| fs::remove_file(site.twin().join("b.html")).unwrap()),
        ("a folder deleted", |site| fs::remove_dir_all(site.twin().join("a")).unwrap()),
        ("another file in the place of one", |site| {
            fs::remove_file(site.twin().join("b.html")).unwrap();
            fs::write(site.twin().join("b.html"), "fake").unwrap();
        }),
        ("a folder in the place of a file", |site| {
            fs::remove_file(site.twin().join("b.html")).unwrap();
            fs::create_dir_all(site.twin().join("b.html/deep")).unwrap();
        }),
        ("a file in the place of a folder", |site| {
            fs::remove_dir_all(site.twin().join("a")).unwrap();
            fs::write(site.twin().join("a"), "").unwrap();
            fs::remove_file(site.twin().join("a")).unwrap();
        }),
        ("a link in the place of a file", |site| {
            fs::remove_file(site.twin().join("b.html")).unwrap();
            std::os::unix::fs::symlink("../output/b.html", site.twin().join("b.html")).unwrap();
        }),
        ("written in place", |site| site.write("b.html", "SAME")),
        ("no manifest", |site| fs::remove_file(site.twin().join(MANIFEST)).unwrap()),
        ("a copy without links", |site| {
            let copy = site.root.path().join("copy");
            let status = std::process::Command::new("cp").arg("-r").arg(site.twin()).arg(&copy).status().unwrap();
            assert!(status.success());
            fs::remove_dir_all(site.twin()).unwrap();
            fs::rename(copy, site.twin()).unwrap();
        }),
        ("of an older site", |site| {
            let aside = site.root.path().join("aside");
            assert!(
                std::process::Command::new("cp").arg("-al").arg(site.twin()).arg(&aside).status().unwrap().success()
            );
            site.build(&[("z.html", "z"), ("b.html", "same")]).unwrap();
            site.build(OLD).unwrap();
            fs::remove_dir_all(site.twin()).unwrap();
            fs::rename(aside, site.twin()).unwrap();
        }),
        ("a file", |site| {
            fs::remove_dir_all(site.twin()).unwrap();
            fs::write(site.twin(), "no folder").unwrap();
        }),
        ("a link to a folder", |site| {
            fs::remove_dir_all(site.twin()).unwrap();
            fs::create_dir(site.root.path().join("outside")).unwrap();
            fs::write(site.root.path().join("outside/file"), "must stay").unwrap();
            std::os::unix::fs::symlink("outside", site.twin()).unwrap();
        }),
    ];
    for (case, spoil) in spoils {
        let site = OutputSite::new();
        site.build(OLD).unwrap();
        spoil(&site);
        site.build(NEW).unwrap();
        assert_eq!(site.files(), texts(NEW), "{case}");
        site.assert_twin(NEW, case);
        site.build(OLD).unwrap();
        assert_eq!(site.files(), texts(OLD), "{case}");
        site.assert_twin(OLD, case);
        let outside = site.root.path().join("outside/file");
        assert!(!outside.parent().unwrap().exists() || fs::read_to_string(outside).unwrap() == "must stay");
    }
}

#[cfg(unix)]
#[test]
fn a_second_generation_of_which_nobody_knows_whose_it_is_is_laid_aside() {
    let site = OutputSite::new();
    site.build(OLD).unwrap();
    fs::remove_file(site.twin().join(MANIFEST)).unwrap();
    fs::write(site.twin().join(MANIFEST), "damaged").unwrap();
    let report = site.build(NEW).unwrap();
    assert!(matches!(&report.remarks[..], [PublishError::NotCleared { .. }]), "{:?}", report.remarks);
    assert_eq!(site.files(), texts(NEW));
    site.assert_twin(NEW, "made anew");
}

#[cfg(unix)]
#[test]
fn files_of_others_do_not_come_back_out_of_the_second_generation() {
    let site = OutputSite::new();
    site.write("up/one.txt", "1");
    site.write("up/two.txt", "2");
    let with = |ours: &[(&str, &str)], theirs: &[(&str, &str)]| {
        let mut all = texts(ours);
        all.extend(texts(theirs));
        all
    };
    site.build(OLD).unwrap();
    site.build(NEW).unwrap();
    fs::remove_file(site.path("up/one.txt")).unwrap();
    site.write("up/two.txt", "two");
    site.write("up/three.txt", "3");
    for ours in [OLD, NEW, OLD] {
        site.build(ours).unwrap();
        assert_eq!(site.files(), with(ours, &[("up/two.txt", "two"), ("up/three.txt", "3")]));
        site.assert_twin(ours, "with files of others");
    }
    // A program that still stands in the folder that was the site.
    fs::create_dir_all(site.twin().join("a/late")).unwrap();
    fs::write(site.twin().join("a/late/file.txt"), "late").unwrap();
    site.build(NEW).unwrap();
    let theirs = [("up/two.txt", "two"), ("up/three.txt", "3"), ("a/late/file.txt", "late")];
    assert_eq!(site.files(), with(NEW, &theirs));
    site.assert_twin(NEW, "carried over");
}

#[cfg(unix)]
#[test]
fn what_is_withdrawn_lies_nowhere_when_the_build_ends() {
    let secret = |site: &OutputSite| {
        let all = walkdir::WalkDir::new(site.root.path()).into_iter().map(Result::unwrap);
        let holds = |path: &Path| fs::read_to_string(path).is_ok_and(|text| text.contains("secret"));
        all.filter(|entry| entry.file_type().is_file() && holds(entry.path())).count()
    };
    let site = OutputSite::new();
    site.build(&[("a/index.html", "a secret"), ("a/a.pdf", "secret, too"), ("b", "b")]).unwrap();
    assert_eq!(secret(&site), 4);
    site.build(&[("a/index.html", "withdrawn"), ("b", "b")]).unwrap();
    assert_eq!(secret(&site), 0);
    // Somebody deletes the whole site, and builds it again.
    site.build(&[("a/index.html", "a secret"), ("b", "b")]).unwrap();
    fs::remove_dir_all(site.output()).unwrap();
    site.build(&[("a/index.html", "withdrawn"), ("b", "b")]).unwrap();
    assert_eq!(secret(&site), 0);
    site.assert_twin(&[("a/index.html", "withdrawn"), ("b", "b")], "made anew");
}

#[cfg(unix)]
#[test]
fn a_build_that_is_refused_leaves_the_second_generation() {
    let site = OutputSite::new();
    site.build(OLD).unwrap();
    let stage = site.begin().unwrap();
    put_all(&stage, NEW);
    drop(stage);
    site.assert_twin(OLD, "dropped");
    // Refused between the switch and the end: it is gone, and the next build makes another.
    let mut stage = site.begin().unwrap();
    stage.at_step = Some(Box::new(|at| at == PublishStep::Taken));
    put_all(&stage, NEW);
    assert!(stage.commit([8; 32]).is_err());
    assert!(!site.twin().exists());
    site.build(NEW).unwrap();
    assert_eq!(site.files(), texts(NEW));
    site.assert_twin(NEW, "after a kill");
}

#[test]
fn without_hard_links_there_is_one_generation_and_the_first_build_says_so() {
    let site = OutputSite::new();
    let build = |ours| {
        let mut stage = site.begin().unwrap();
        stage.is_without_links = true;
        put_all(&stage, ours);
        stage.commit([7; 32]).unwrap().remarks
    };
    assert!(matches!(&build(OLD)[..], [PublishError::OneGeneration(_)]));
    for ours in [NEW, OLD] {
        assert!(build(ours).is_empty());
        assert_eq!(site.files(), texts(ours));
        assert_eq!(site.beside(), [".congbao-output.lock", "output"]);
        assert!(!site.twin().exists());
    }
}

/// Two folders of which nothing changes, and one of which a file does.
const DEEP: &[(&str, &str)] =
    &[("a/x/index.html", "one"), ("a/x/index.md", "two"), ("a/y/index.html", "three"), ("z/index.html", "old")];
const DEEP_LATER: &[(&str, &str)] =
    &[("a/x/index.html", "one"), ("a/x/index.md", "two"), ("a/y/index.html", "three"), ("z/index.html", "new")];

#[cfg(unix)]
#[test]
fn a_folder_in_which_nothing_came_or_went_is_known_in_both_generations() {
    let site = OutputSite::new();
    for (turn, ours) in [DEEP, DEEP_LATER, DEEP, DEEP].into_iter().enumerate() {
        site.build(ours).unwrap();
        let noted = site.begin().unwrap().previous.folders.clone();
        // The root is read every time: the folders a, a/x, a/y, z and the root.
        assert_eq!(
            noted.iter().map(Option::is_some).collect::<Vec<_>>(),
            [false, true, true, true, true].repeat(2),
            "{turn}"
        );
    }
    // Passed over without a look: a change that the clock of the file system does not tell is not seen.
    let noted = site.begin().unwrap().previous.folders.clone();
    site.write("a/x/foreign.txt", "of others");
    let stage = site.begin().unwrap();
    assert!(stage.previous.entries.contains_key("a/x/foreign.txt"), "a folder with another change time is read");
    assert_eq!(stage.previous.folders, noted);
}

#[cfg(unix)]
#[test]
fn whatever_was_done_in_a_folder_that_was_noted_is_seen() {
    /// What is done to a folder.
    type Spoil = fn(&OutputSite);
    /// Files that stay there as strangers: path, text.
    type Strangers = &'static [(&'static str, &'static str)];
    let spoils: [(&str, Spoil, Strangers); 7] = [
        (
            "written in place, then replaced by what it was",
            |site| {
                site.write("a/x/index.html", "garbage");
                fs::write(site.path("a/x/copy"), "one").unwrap();
                fs::rename(site.path("a/x/copy"), site.path("a/x/index.html")).unwrap();
            },
            &[],
        ),
        ("written in place", |site| site.write("a/x/index.html", "ONE"), &[]),
        ("deleted", |site| fs::remove_dir_all(site.path("a/x")).unwrap(), &[]),
        ("laid beside", |site| site.write("a/x/note.txt", "of others"), &[("a/x/note.txt", "of others")]),
        (
            "replaced in the second generation",
            |site| {
                fs::remove_file(site.twin().join("a/x/index.html")).unwrap();
                fs::write(site.twin().join("a/x/index.html"), "fake").unwrap();
            },
            &[],
        ),
        (
            "a folder replaced in the second generation",
            |site| {
                fs::remove_dir_all(site.twin().join("a")).unwrap();
                fs::create_dir_all(site.twin().join("a/x")).unwrap();
                fs::write(site.twin().join("a/x/index.html"), "fake").unwrap();
            },
            &[],
        ),
        (
            "laid into the second generation",
            |site| fs::write(site.twin().join("a/y/late.txt"), "late").unwrap(),
            &[("a/y/late.txt", "late")],
        ),
    ];
    for (case, spoil, foreign) in spoils {
        let site = OutputSite::new();
        site.build(DEEP).unwrap();
        site.build(DEEP_LATER).unwrap();
        std::thread::sleep(Duration::from_millis(20));
        spoil(&site);
        for ours in [DEEP, DEEP_LATER, DEEP] {
            site.build(ours).unwrap();
            let mut expected = texts(ours);
            expected.extend(texts(foreign));
            assert_eq!(site.files(), expected, "{case}");
            site.assert_twin(ours, case);
        }
    }
}
