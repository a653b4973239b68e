//! What others do to the output folder and beside it: put files back, lay files in while a build runs, delete them, leave
//! things that look like ours. A build that dies in between changes nothing of what becomes of it.

use super::*;
use crate::publish::stage::PublishStep;

const FOREIGN: &[(&str, &str)] =
    &[("up/deleted.txt", "d"), ("up/edited.txt", "e"), ("up/replaced.txt", "r"), ("up/stays.txt", "s"), ("x/y/z", "z")];
const OLD: &[(&str, &str)] = &[("index.html", "old"), ("same.html", "same"), ("removed.html", "removed")];
const NEW: &[(&str, &str)] = &[("index.html", "new"), ("same.html", "same"), ("deep/new.html", "new")];
const STEPS: [PublishStep; 7] = [
    PublishStep::Staged,
    PublishStep::Taken,
    PublishStep::Linked,
    PublishStep::Listed,
    PublishStep::Flushed,
    PublishStep::Switched,
    PublishStep::SetAside,
];

/// What the owner of the foreign files does.
fn act(output: &Path) {
    fs::remove_file(output.join("up/deleted.txt")).unwrap();
    fs::remove_dir_all(output.join("x")).unwrap();
    let edited = File::options().write(true).open(output.join("up/edited.txt")).unwrap();
    std::io::Write::write_all(&mut &edited, b"E").unwrap();
    fs::write(output.join("replacing"), "R").unwrap();
    fs::rename(output.join("replacing"), output.join("up/replaced.txt")).unwrap();
    fs::write(output.join("late.txt"), "l").unwrap();
    fs::create_dir_all(output.join("late/deep")).unwrap();
    fs::write(output.join("late/deep/file"), "f").unwrap();
    fs::create_dir(output.join("late/empty")).unwrap();
}

fn acted(ours: &[(&str, &str)]) -> BTreeMap<String, String> {
    let theirs = [
        ("up/edited.txt", "E"),
        ("up/replaced.txt", "R"),
        ("up/stays.txt", "s"),
        ("late.txt", "l"),
        ("late/deep/file", "f"),
    ];
    let mut all = texts(ours);
    all.extend(texts(&theirs));
    all
}

#[test]
fn what_others_do_at_any_step_stays_done_wherever_the_build_dies() {
    for acts_at in STEPS {
        for dies_at in STEPS.into_iter().map(Some).chain([None]).filter(|step| step.is_none_or(|step| step >= acts_at))
        {
            let site = OutputSite::new();
            FOREIGN.iter().for_each(|(path, text)| site.write(path, text));
            site.build(OLD).unwrap();
            let mut stage = site.begin().unwrap();
            let output = site.output();
            stage.at_step = Some(Box::new(move |step| {
                if step == acts_at {
                    act(&output);
                }
                Some(step) == dies_at
            }));
            put_all(&stage, NEW);
            let _ = stage.commit([8; 32]);
            let case = format!("done at {acts_at:?}, died at {dies_at:?}");
            assert!(dies_at.is_none() || site.path("late.txt").exists() || dies_at >= Some(PublishStep::Switched));
            drop(site.begin().unwrap_or_else(|error| panic!("{case}: {error}")));
            let switched = dies_at.is_none_or(|step| step >= PublishStep::Switched);
            assert_eq!(site.files(), acted(if switched { NEW } else { OLD }), "{case}");
            site.build(NEW).unwrap();
            assert_eq!(site.files(), acted(NEW), "{case}, built again");
            assert!(site.path("late/empty").is_dir(), "{case}");
            assert!(!site.path("x").exists(), "{case}");
            assert_eq!(site.beside(), [".congbao-output.lock", "output"], "{case}");
        }
    }
}

#[test]
fn what_others_delete_just_before_it_is_linked_is_no_failure() {
    let site = OutputSite::new();
    FOREIGN.iter().for_each(|(path, text)| site.write(path, text));
    site.build(OLD).unwrap();
    let stage = site.begin().unwrap();
    put_all(&stage, NEW);
    // The folder stays.
    fs::remove_file(site.path("x/y/z")).unwrap();
    stage.commit([8; 32]).unwrap();
    assert!(site.path("x/y").is_dir() && !site.path("x/y/z").exists());
}

#[test]
fn what_is_deleted_after_a_kill_does_not_return_and_what_is_laid_stays() {
    for dies_at in STEPS {
        let site = OutputSite::new();
        FOREIGN.iter().for_each(|(path, text)| site.write(path, text));
        site.build(OLD).unwrap();
        let mut stage = site.begin().unwrap();
        stage.at_step = Some(Box::new(move |step| step == dies_at));
        put_all(&stage, NEW);
        let _ = stage.commit([8; 32]);
        act(&site.output());
        site.build(NEW).unwrap();
        assert_eq!(site.files(), acted(NEW), "{dies_at:?}");
        assert_eq!(site.beside(), [".congbao-output.lock", "output"], "{dies_at:?}");
    }
}

#[test]
fn a_late_file_where_the_new_site_has_its_own_is_kept_beside() {
    let site = OutputSite::new();
    site.build(OLD).unwrap();
    let mut stage = site.begin().unwrap();
    let output = site.output();
    stage.at_step = Some(Box::new(move |step| {
        if step == PublishStep::Flushed {
            fs::create_dir(output.join("deep")).unwrap();
            fs::write(output.join("deep/new.html"), "theirs").unwrap();
        }
        false
    }));
    put_all(&stage, NEW);
    let report = stage.commit([8; 32]).unwrap();
    assert_eq!(site.files(), texts(NEW));
    let kept = site.root.path().join(".congbao-output.kept/deep/new.html");
    assert_eq!(fs::read_to_string(&kept).unwrap(), "theirs");
    assert!(matches!(&report.remarks[..], [PublishError::Kept { kept: said, .. }] if said.ends_with("deep/new.html")));
}

#[cfg(target_os = "linux")]
#[test]
fn late_things_of_every_kind_are_carried_over() {
    use std::os::unix::ffi::OsStrExt;
    use std::os::unix::fs::{FileTypeExt, PermissionsExt};
    let site = OutputSite::new();
    site.build(OLD).unwrap();
    let mut stage = site.begin().unwrap();
    stage.at_step = Some(Box::new(|step| step == PublishStep::Switched));
    stage.put("index.html", b"new").unwrap();
    let odd = std::ffi::OsStr::from_bytes(b"\xff\xfe.txt");
    fs::write(site.output().join(odd), "odd").unwrap();
    std::os::unix::fs::symlink("../outside", site.path("link")).unwrap();
    rustix::fs::mknodat(rustix::fs::CWD, site.path("pipe"), rustix::fs::FileType::Fifo, 0o600.into(), 0).unwrap();
    site.write("closed/file", "c");
    fs::set_permissions(site.path("closed"), fs::Permissions::from_mode(0o555)).unwrap();
    let _ = stage.commit([8; 32]);
    drop(site.begin().unwrap());
    assert_eq!(fs::read_to_string(site.output().join(odd)).unwrap(), "odd");
    assert_eq!(fs::read_link(site.path("link")).unwrap(), Path::new("../outside"));
    assert!(fs::symlink_metadata(site.path("pipe")).unwrap().file_type().is_fifo());
    assert_eq!(fs::metadata(site.path("closed")).unwrap().permissions().mode() & 0o777, 0o555);
    assert_eq!(site.read("closed/file"), "c");
    assert_eq!(site.beside(), [".congbao-output.lock", "output"]);
}

#[cfg(unix)]
#[test]
fn a_file_put_back_with_its_size_and_its_time_is_noticed() {
    let pages = |year: &str| vec![("a.html", format!("in {year}")), ("b.html", "b".to_owned())];
    let build = |site: &OutputSite, year: &str| {
        let stage = site.begin().unwrap();
        pages(year).iter().for_each(|(path, text)| _ = stage.put(path, text.as_bytes()).unwrap());
        stage.commit([7; 32]).unwrap()
    };
    let put_back: [fn(&Path, &Path); 3] = [
        // `cp -p` writes into the file that is there, `rsync` and `tar` put a new one in its place, `mv` an old one.
        |old, new| {
            let modified = fs::metadata(old).unwrap().modified().unwrap();
            fs::write(new, fs::read(old).unwrap()).unwrap();
            File::options().write(true).open(new).unwrap().set_modified(modified).unwrap();
        },
        |old, new| {
            fs::remove_file(new).unwrap();
            tree::link(old, new, tree::TreeEntryKind::File).unwrap();
        },
        |old, new| fs::rename(old, new).unwrap(),
    ];
    for (case, put_back) in put_back.into_iter().enumerate() {
        let site = OutputSite::new();
        build(&site, "2024");
        let old = site.root.path().join("old");
        fs::copy(site.path("a.html"), &old).unwrap();
        let time = site.modified("a.html") - Duration::from_secs(3600);
        File::options().write(true).open(&old).unwrap().set_modified(time).unwrap();
        build(&site, "2025");
        std::thread::sleep(Duration::from_millis(20));
        assert!(site.begin().unwrap().unchanged([7; 32]), "{case}");
        put_back(&old, &site.path("a.html"));
        assert!(!site.begin().unwrap().unchanged([7; 32]), "{case}");
        let report = build(&site, "2025");
        assert_eq!((report.written, report.unchanged, site.read("a.html").as_str()), (1, 1, "in 2025"), "{case}");
    }
}

#[cfg(unix)]
#[test]
fn what_nobody_touched_is_not_read_again() {
    let site = OutputSite::new();
    site.build(TWO).unwrap();
    std::thread::sleep(Duration::from_millis(20));
    assert!(site.begin().unwrap().unchanged([7; 32]), "compared, and noted");
    let stage = site.begin().unwrap();
    assert!(stage.previous.entries.values().all(|found| found.is_untouched));
    drop(stage);
    // A hard link of a backup changes nothing in the file, but one cannot know.
    fs::hard_link(site.path("index.html"), site.root.path().join("backup")).unwrap();
    let stage = site.begin().unwrap();
    assert!(!stage.previous.entries["index.html"].is_untouched);
    assert!(stage.unchanged([7; 32]));
}

#[test]
fn what_cannot_be_deleted_is_said_and_builds_go_on() {
    let site = OutputSite::new();
    site.build(TWO).unwrap();
    // A folder of which nobody knows what is ours.
    let gone = site.root.path().join(".congbao-output.gone");
    fs::create_dir(&gone).unwrap();
    fs::write(gone.join(MANIFEST), "damaged").unwrap();
    fs::write(gone.join("file"), "whose?").unwrap();
    for files in [TWO, OLD, NEW] {
        let stage = site.begin().unwrap();
        let folder = site.root.path().join(".congbao-output.left-1");
        assert!(
            matches!(stage.remarks(), [PublishError::NotCleared { folder: said, .. }] if said.ends_with(".congbao-output.left-1"))
        );
        assert_eq!(fs::read_to_string(folder.join("file")).unwrap(), "whose?");
        put_all(&stage, files);
        stage.commit([7; 32]).unwrap();
        assert_eq!(site.files(), texts(files));
    }
    for number in 2..=20 {
        let left = site.root.path().join(format!(".congbao-output.left-{number}"));
        fs::create_dir(&left).unwrap();
        fs::write(left.join("file"), "x").unwrap();
    }
    assert!(matches!(site.begin(), Err(PublishError::TooManyLeft(_))));
}

#[cfg(unix)]
#[test]
fn nothing_is_deleted_through_a_link_that_looks_like_a_leftover() {
    for ending in ["new", "part", "twin", "gone", "old", "scratch", "words", "manifest", "foreign", "stat", "left-1"] {
        let site = OutputSite::new();
        site.build(TWO).unwrap();
        let outside = tempfile::tempdir().unwrap();
        fs::write(outside.path().join("file"), "must stay").unwrap();
        let link = site.root.path().join(format!(".congbao-output.{ending}"));
        let _ = fs::remove_file(&link).or_else(|_| fs::remove_dir_all(&link));
        std::os::unix::fs::symlink(outside.path(), &link).unwrap();
        site.build(NEW).unwrap();
        assert_eq!(site.files(), texts(NEW), "{ending}");
        assert_eq!(fs::read_to_string(outside.path().join("file")).unwrap(), "must stay", "{ending}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_pipe_in_the_place_of_a_file_of_ours_hangs_nothing() {
    let pipe = |path: &Path| {
        let _ = fs::remove_file(path).or_else(|_| fs::remove_dir_all(path));
        rustix::fs::mknodat(rustix::fs::CWD, path, rustix::fs::FileType::Fifo, 0o600.into(), 0).unwrap();
    };
    for ending in ["scratch", "words", "manifest", "foreign", "stat", "new", "part", "twin", "gone", "old"] {
        let site = OutputSite::new();
        site.build(TWO).unwrap();
        pipe(&site.root.path().join(format!(".congbao-output.{ending}")));
        site.build(NEW).unwrap();
        assert_eq!(site.files(), texts(NEW), "{ending}");
    }
    let site = OutputSite::new();
    site.build(TWO).unwrap();
    pipe(&site.path("index.html"));
    site.build(TWO).unwrap();
    assert_eq!(site.files(), texts(TWO));
    pipe(&site.path(MANIFEST));
    assert!(matches!(site.begin(), Err(PublishError::Manifest { .. })));
    pipe(&site.root.path().join(".congbao-output.lock"));
    assert!(matches!(site.begin(), Err(PublishError::Io { .. })));
}

#[test]
fn a_line_lost_from_the_list_of_files_is_noticed() {
    let site = OutputSite::new();
    site.build(TWO).unwrap();
    let list = site.read(MANIFEST);
    let (kept, _) = list.trim_end().rsplit_once('\n').unwrap();
    fs::write(site.path(MANIFEST), format!("{kept}\n")).unwrap();
    assert!(matches!(site.begin(), Err(PublishError::Manifest { .. })));
    assert_eq!(site.files(), texts(TWO));
}

#[test]
fn an_output_folder_deleted_while_a_build_runs_is_said() {
    let site = OutputSite::new();
    site.build(OLD).unwrap();
    let stage = site.begin().unwrap();
    put_all(&stage, NEW);
    fs::remove_dir_all(site.output()).unwrap();
    assert!(stage.commit([8; 32]).is_err());
    assert_eq!(site.build(NEW).unwrap().written, 3);
    assert_eq!(site.files(), texts(NEW));
    assert_eq!(site.beside(), [".congbao-output.lock", "output"]);
}
