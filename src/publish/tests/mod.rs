//! The output folder in real temporary folders, killed builds among them.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use rayon::prelude::*;
use tempfile::TempDir;

use super::parts::PARTS;
use super::*;

mod changes;
mod errors;
mod killed;
mod others;
mod twin;

/// A folder with `output/` in it, as a site's root has.
struct OutputSite {
    root: TempDir,
}

impl OutputSite {
    fn new() -> Self {
        Self { root: tempfile::tempdir().unwrap() }
    }

    fn output(&self) -> PathBuf {
        self.root.path().join("output")
    }

    fn path(&self, path: &str) -> PathBuf {
        self.output().join(path)
    }

    fn begin(&self) -> Result<Stage, PublishError> {
        Stage::begin(&self.output(), OPTIONS)
    }

    fn build(&self, files: &[(&str, &str)]) -> Result<Report, PublishError> {
        let stage = self.begin()?;
        for (path, text) in files {
            stage.put(path, text.as_bytes())?;
        }
        stage.commit([7; 32])
    }

    fn write(&self, path: &str, text: &str) {
        let file = self.path(path);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, text).unwrap();
    }

    fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path(path)).unwrap()
    }

    /// Paths and texts of the output folder, without the manifest.
    fn files(&self) -> BTreeMap<String, String> {
        files(&self.output())
    }

    /// What stands beside the output folder, but for what every build leaves there.
    fn beside(&self) -> Vec<String> {
        let names = fs::read_dir(self.root.path()).unwrap().map(|entry| entry.unwrap().file_name());
        let mut names: Vec<String> = names.map(|name| name.into_string().unwrap()).collect();
        names.retain(|name| ![".congbao-output.stat", ".congbao-output.twin"].contains(&name.as_str()));
        names.sort();
        names
    }

    fn modified(&self, path: &str) -> SystemTime {
        fs::symlink_metadata(self.path(path)).unwrap().modified().unwrap()
    }

    /// Makes everything in the output folder old, so that a clock tick cannot decide a test.
    fn age(&self) -> SystemTime {
        let hour_ago = SystemTime::now() - Duration::from_secs(3600);
        for entry in walkdir::WalkDir::new(self.output()).into_iter().map(Result::unwrap) {
            if entry.file_type().is_file() {
                let seconds = if entry.file_name() == MANIFEST { 1 } else { 0 };
                let file = File::options().write(true).open(entry.path()).unwrap();
                file.set_modified(hour_ago + Duration::from_secs(seconds)).unwrap();
            }
        }
        hour_ago
    }
}

const OPTIONS: PublishOptions = PublishOptions { no_atomic: false, flush: false };
const TWO: &[(&str, &str)] = &[("index.html", "home"), ("van-ban/a/index.html", "a")];

fn files(folder: &Path) -> BTreeMap<String, String> {
    let entries =
        walkdir::WalkDir::new(folder).into_iter().map(Result::unwrap).filter(|entry| !entry.file_type().is_dir());
    entries
        .filter(|entry| entry.file_name() != MANIFEST && !entry.path().starts_with(folder.join(PARTS)))
        .map(|entry| {
            let path = entry.path().strip_prefix(folder).unwrap().to_str().unwrap().to_owned();
            (path, fs::read_to_string(entry.path()).unwrap_or_default())
        })
        .collect()
}

fn put_all(stage: &Stage, files: &[(&str, &str)]) {
    for (path, text) in files {
        stage.put(path, text.as_bytes()).unwrap();
    }
}

fn texts(files: &[(&str, &str)]) -> BTreeMap<String, String> {
    files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect()
}

#[test]
fn the_first_build_makes_the_folder_and_leaves_only_the_lock_beside_it() {
    let site = OutputSite::new();
    let report = site.build(TWO).unwrap();
    assert_eq!((report.written, report.unchanged, report.removed, report.bytes_written), (2, 0, 0, 5));
    assert_eq!(site.files(), texts(TWO));
    assert_eq!(site.beside(), [".congbao-output.lock", "output"]);
}

#[test]
fn an_unchanged_build_touches_nothing() {
    let site = OutputSite::new();
    site.build(TWO).unwrap();
    std::thread::sleep(Duration::from_millis(20));
    // Notes what was too young to be noted.
    site.build(TWO).unwrap();
    let folder = |path: &Path| fs::metadata(path).unwrap().modified().unwrap();
    let before =
        (site.modified(MANIFEST), site.modified("index.html"), folder(&site.output()), folder(site.root.path()));
    std::thread::sleep(Duration::from_millis(20));
    let report = site.build(TWO).unwrap();
    assert_eq!((report.written, report.unchanged, report.removed), (0, 2, 0));
    let after =
        (site.modified(MANIFEST), site.modified("index.html"), folder(&site.output()), folder(site.root.path()));
    assert_eq!(before, after);
}

#[test]
fn a_changed_build_writes_only_what_changed() {
    let site = OutputSite::new();
    site.build(&[("index.html", "home"), ("a/index.html", "a"), ("b/index.html", "b")]).unwrap();
    let old = site.age();
    let report = site.build(&[("index.html", "home 2"), ("a/index.html", "a"), ("c/index.html", "c")]).unwrap();
    assert_eq!((report.written, report.unchanged, report.removed, report.bytes_written, report.bytes), (2, 1, 1, 7, 8));
    assert_eq!(site.files(), texts(&[("index.html", "home 2"), ("a/index.html", "a"), ("c/index.html", "c")]));
    assert_eq!(site.modified("a/index.html"), old);
    assert!(site.modified("index.html") > old);
    assert!(!site.path("b").exists(), "the folder of a removed page goes with it");
    assert_eq!(site.beside(), [".congbao-output.lock", "output"]);
}

#[test]
fn a_file_can_become_a_folder_and_a_folder_a_file() {
    let site = OutputSite::new();
    site.build(&[("a", "file"), ("b/index.html", "in a folder")]).unwrap();
    site.build(&[("a/index.html", "in a folder"), ("b", "file")]).unwrap();
    assert_eq!(site.files(), texts(&[("a/index.html", "in a folder"), ("b", "file")]));
}

#[test]
fn what_was_changed_or_deleted_outside_is_mended() {
    let site = OutputSite::new();
    site.build(&[("a", "aaaa"), ("b", "bbbb"), ("c", "cccc"), ("d", "dddd")]).unwrap();
    site.age();
    site.write("a", "xxxx");
    site.write("b", "other size");
    fs::remove_file(site.path("c")).unwrap();
    let report = site.build(&[("a", "aaaa"), ("b", "bbbb"), ("c", "cccc"), ("d", "dddd")]).unwrap();
    assert_eq!((report.written, report.unchanged, report.removed), (3, 1, 0));
    assert_eq!(site.files(), texts(&[("a", "aaaa"), ("b", "bbbb"), ("c", "cccc"), ("d", "dddd")]));
}

#[test]
fn foreign_files_are_kept_at_any_depth() {
    let site = OutputSite::new();
    site.write(".gitkeep", "");
    site.write("uploads/2024/Kế hoạch.pdf", "pdf");
    fs::create_dir_all(site.path("empty/deep")).unwrap();
    let report = site.build(TWO).unwrap();
    assert_eq!(report.foreign, 2);
    let old = site.age();
    site.write("van-ban/a/note.txt", "beside ours");
    site.build(&[("index.html", "home 2")]).unwrap();
    let expected = texts(&[
        (".gitkeep", ""),
        ("index.html", "home 2"),
        ("uploads/2024/Kế hoạch.pdf", "pdf"),
        ("van-ban/a/note.txt", "beside ours"),
    ]);
    assert_eq!(site.files(), expected);
    assert_eq!(site.modified("uploads/2024/Kế hoạch.pdf"), old);
    assert!(site.path("empty/deep").is_dir());
}

#[cfg(target_os = "linux")]
#[test]
fn foreign_links_pipes_and_permissions_are_kept() {
    use std::os::unix::fs::{FileTypeExt, PermissionsExt};
    let site = OutputSite::new();
    site.write("closed/file", "x");
    let outside = site.root.path().join("outside");
    fs::write(&outside, "must stay").unwrap();
    std::os::unix::fs::symlink("../outside", site.path("link")).unwrap();
    std::os::unix::fs::symlink("/nowhere", site.path("broken")).unwrap();
    rustix::fs::mknodat(rustix::fs::CWD, site.path("pipe"), rustix::fs::FileType::Fifo, 0o600.into(), 0).unwrap();
    fs::set_permissions(site.path("closed"), fs::Permissions::from_mode(0o555)).unwrap();
    fs::set_permissions(site.output(), fs::Permissions::from_mode(0o2750)).unwrap();
    site.build(TWO).unwrap();
    site.build(&[("index.html", "2")]).unwrap();
    assert_eq!(fs::read_link(site.path("link")).unwrap(), Path::new("../outside"));
    assert_eq!(fs::read_link(site.path("broken")).unwrap(), Path::new("/nowhere"));
    assert!(fs::symlink_metadata(site.path("pipe")).unwrap().file_type().is_fifo());
    assert_eq!(fs::metadata(site.path("closed")).unwrap().permissions().mode() & 0o7777, 0o555);
    assert_eq!(fs::metadata(site.output()).unwrap().permissions().mode() & 0o7777, 0o2750);
    assert_eq!(fs::read_to_string(outside).unwrap(), "must stay");
    assert_eq!(site.beside(), [".congbao-output.lock", "output", "outside"]);
    fs::set_permissions(site.path("closed"), fs::Permissions::from_mode(0o755)).unwrap();
}

#[test]
fn a_foreign_file_in_the_way_is_an_error_and_nothing_changes() {
    for (foreign, ours) in [
        ("index.html", "index.html"),
        ("van-ban", "van-ban/a/index.html"),
        ("van-ban/a/index.html/note", "van-ban/a/index.html"),
    ] {
        let site = OutputSite::new();
        site.write(foreign, "theirs");
        match site.build(&[("x.html", "x"), (ours, "ours")]) {
            Err(error @ PublishError::Foreign { .. }) => {
                let Some(shown) = Some(error.to_string()) else { unreachable!() };
                assert!(shown.contains(&format!("“{foreign}”")), "{shown}");
            }
            other => panic!("{foreign}: {other:?}"),
        }
        assert_eq!(site.files(), texts(&[(foreign, "theirs")]));
        assert_eq!(site.beside(), [".congbao-output.lock", "output"]);
    }
}

#[test]
fn a_foreign_file_laid_later_over_one_of_our_folders_is_an_error() {
    let site = OutputSite::new();
    site.build(TWO).unwrap();
    fs::remove_dir_all(site.path("van-ban")).unwrap();
    site.write("van-ban", "theirs");
    assert!(matches!(site.build(TWO), Err(PublishError::Foreign { .. })));
    assert_eq!(site.read("van-ban"), "theirs");
}

#[test]
fn when_the_manifest_is_lost_equal_files_are_ours_again() {
    let site = OutputSite::new();
    site.build(TWO).unwrap();
    let old = site.age();
    fs::remove_file(site.path(MANIFEST)).unwrap();
    let report = site.build(TWO).unwrap();
    assert_eq!((report.written, report.unchanged, report.foreign), (0, 2, 0));
    assert_eq!(site.modified("index.html"), old);
    assert_eq!(site.build(&[]).unwrap().removed, 2);
}

#[test]
fn a_file_laid_there_during_the_build_is_carried_over() {
    let site = OutputSite::new();
    site.build(TWO).unwrap();
    let stage = site.begin().unwrap();
    site.write("late/upload.pdf", "late");
    stage.put("index.html", b"home 2").unwrap();
    stage.commit([7; 32]).unwrap();
    assert_eq!(site.files(), texts(&[("index.html", "home 2"), ("late/upload.pdf", "late")]));
}

#[test]
fn a_file_of_ours_changed_during_the_build_is_not_taken_for_unchanged() {
    let site = OutputSite::new();
    site.build(TWO).unwrap();
    site.age();
    let stage = site.begin().unwrap();
    stage.put("index.html", b"home").unwrap();
    stage.put("van-ban/a/index.html", b"A").unwrap();
    site.write("index.html", "HOME");
    assert!(matches!(stage.commit([7; 32]), Err(PublishError::ChangedMeanwhile(path)) if path == "index.html"));
    assert_eq!(site.read("van-ban/a/index.html"), "a");
}

#[test]
fn the_manifest_depends_on_the_files_alone() {
    let (one, other) = (OutputSite::new(), OutputSite::new());
    let paths: Vec<String> = (0..200).map(|n| format!("{}/{n}/index.html", n % 7)).collect();
    let put = |site: &OutputSite, paths: Vec<&String>| {
        let stage = site.begin().unwrap();
        paths.par_iter().for_each(|path| _ = stage.put(path, path.as_bytes()).unwrap());
        stage.commit([7; 32]).unwrap();
    };
    put(&one, paths.iter().collect());
    other.build(&[("0/old.html", "old")]).unwrap();
    put(&other, paths.iter().rev().collect());
    assert_eq!(one.read(MANIFEST), other.read(MANIFEST));
    assert_eq!(one.files(), other.files());
}

#[test]
fn the_same_inputs_need_no_build() {
    let site = OutputSite::new();
    assert!(!site.begin().unwrap().unchanged([7; 32]), "nothing is there yet");
    site.build(TWO).unwrap();
    assert!(site.begin().unwrap().unchanged([7; 32]));
    assert!(!site.begin().unwrap().unchanged([8; 32]), "other inputs");
    site.age();
    assert!(site.begin().unwrap().unchanged([7; 32]));
    site.write("foreign.txt", "theirs");
    assert!(site.begin().unwrap().unchanged([7; 32]), "a foreign file is left alone");
    site.write("index.html", "home");
    assert!(site.begin().unwrap().unchanged([7; 32]), "newer, but the same bytes");
    site.write("index.html", "HOME");
    assert!(!site.begin().unwrap().unchanged([7; 32]), "same size, other bytes");
    fs::remove_file(site.path("index.html")).unwrap();
    assert!(!site.begin().unwrap().unchanged([7; 32]), "deleted");
}

#[test]
fn a_file_is_kept_without_its_bytes_where_it_stands_as_it_was_put() {
    let site = OutputSite::new();
    let stage = site.begin().unwrap();
    let put: Vec<_> = ["a", "b", "c"].iter().map(|path| stage.put(path, path.as_bytes()).unwrap()).collect();
    stage.commit([7; 32]).unwrap();
    let old = site.age();
    site.write("b", "B");
    fs::remove_file(site.path("c")).unwrap();
    let stage = site.begin().unwrap();
    assert!(stage.keep("a", &put[0]));
    assert!(!stage.keep("a", &put[0]), "put twice");
    assert!(!stage.keep("b", &put[1]), "written in place");
    assert!(!stage.keep("c", &put[2]), "deleted");
    assert!(!stage.keep("d", &put[0]), "never published");
    drop(stage);
    let stage = site.begin().unwrap();
    assert!(!stage.keep("a", &put[1]), "other bytes are wanted");
    assert!(stage.keep("a", &put[0]));
    put_all(&stage, &[("b", "b"), ("c", "c")]);
    let report = stage.commit([8; 32]).unwrap();
    assert_eq!((report.written, report.unchanged, report.removed), (2, 1, 0));
    assert_eq!(site.files(), texts(&[("a", "a"), ("b", "b"), ("c", "c")]));
    assert_eq!(site.modified("a"), old);
}

#[test]
fn another_fingerprint_alone_replaces_only_the_manifest() {
    let site = OutputSite::new();
    site.build(TWO).unwrap();
    let old = site.age();
    let stage = site.begin().unwrap();
    put_all(&stage, TWO);
    stage.commit([9; 32]).unwrap();
    assert!(site.begin().unwrap().unchanged([9; 32]));
    assert_eq!(site.modified("index.html"), old);
    assert_eq!(site.beside(), [".congbao-output.lock", "output"]);
}

#[test]
fn a_second_build_is_refused_while_the_first_runs() {
    let site = OutputSite::new();
    let first = site.begin().unwrap();
    assert!(matches!(site.begin(), Err(PublishError::Locked(_))));
    drop(first);
    site.begin().unwrap();
}

#[cfg(unix)]
#[test]
fn every_spelling_of_the_folder_has_one_lock() {
    let site = OutputSite::new();
    fs::create_dir(site.root.path().join("real")).unwrap();
    std::os::unix::fs::symlink("real", site.root.path().join("link")).unwrap();
    let _first = Stage::begin(&site.root.path().join("real/out"), OPTIONS).unwrap();
    let second = Stage::begin(&site.root.path().join("link/../link/out/"), OPTIONS);
    assert!(matches!(second, Err(PublishError::Locked(_))));
}

#[test]
fn a_stage_dropped_leaves_nothing() {
    let site = OutputSite::new();
    site.build(TWO).unwrap();
    let stage = site.begin().unwrap();
    stage.put("index.html", b"home 2").unwrap();
    assert_eq!(site.beside().len(), 3);
    drop(stage);
    assert_eq!(site.beside(), [".congbao-output.lock", "output"]);
    assert_eq!(site.files(), texts(TWO));
}

#[test]
fn after_a_failed_put_nothing_can_be_committed() {
    let site = OutputSite::new();
    let stage = site.begin().unwrap();
    assert!(stage.put("../escape", b"").is_err());
    stage.put("index.html", b"").unwrap();
    assert!(matches!(stage.commit([7; 32]), Err(PublishError::Unfinished(_))));
    assert!(!site.output().exists());
}

#[test]
fn a_path_put_twice_or_as_file_and_folder_is_refused() {
    for (first, second) in [("a", "a"), ("a", "a/b/c"), ("a/b/c", "a/b"), ("a/b/c", "a")] {
        let site = OutputSite::new();
        let stage = site.begin().unwrap();
        stage.put(first, b"1").unwrap();
        stage.put("a-b", b"sorts between a and a/b").unwrap();
        assert!(matches!(stage.put(second, b"2"), Err(PublishError::Twice(..))), "{first} then {second}");
    }
}

#[test]
fn hostile_paths_are_refused_by_every_way_in() {
    let site = OutputSite::new();
    for path in ["../x", "/x", "a/../../x", "a\\b", "nul", MANIFEST, ""] {
        let stage = site.begin().unwrap();
        assert!(matches!(stage.put(path, b""), Err(PublishError::Path { .. })), "{path}");
        assert!(matches!(stage.put_file(path, Path::new("x")), Err(PublishError::Path { .. })), "{path}");
        assert!(matches!(stage.put_stream(path, |_| Ok(())), Err(PublishError::Path { .. })), "{path}");
    }
    assert_eq!(site.beside(), [".congbao-output.lock"]);
}

#[test]
fn files_and_streams_are_put_and_found_unchanged() {
    let site = OutputSite::new();
    let attachment = site.root.path().join("kế hoạch.pdf");
    fs::write(&attachment, vec![b'x'; 200_000]).unwrap();
    let build = || {
        let stage = site.begin().unwrap();
        stage.put_file("tep/ke-hoach.pdf", &attachment).unwrap();
        stage.put_stream("data/all.json", |to| (0..50_000).try_for_each(|n| write!(to, "{n},"))).unwrap();
        stage.commit([7; 32]).unwrap()
    };
    let report = build();
    assert_eq!((report.written, report.unchanged), (2, 0));
    assert_eq!(site.read("data/all.json").split(',').count(), 50_001);
    let old = site.age();
    let report = build();
    assert_eq!((report.written, report.unchanged), (0, 2));
    assert_eq!(site.modified("data/all.json"), old);
    // In place, as some editors save: the published file is a file of its own.
    fs::write(&attachment, "y").unwrap();
    assert_eq!(site.read("tep/ke-hoach.pdf").len(), 200_000);
    assert_eq!(build().written, 1);
    assert_eq!(site.read("tep/ke-hoach.pdf"), "y");
    assert_eq!(site.beside(), [".congbao-output.lock", "kế hoạch.pdf", "output"]);
}

#[test]
fn a_source_that_is_no_file_is_an_error() {
    let site = OutputSite::new();
    let stage = site.begin().unwrap();
    assert!(matches!(stage.put_file("a", site.root.path()), Err(PublishError::Io { .. })));
    assert!(matches!(stage.put_file("b", &site.root.path().join("missing")), Err(PublishError::Io { .. })));
}
