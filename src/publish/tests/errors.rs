//! What is refused, and in which words.

use super::*;
use crate::address::path::PathFault;
use crate::catalogue::{self, Language};

#[test]
fn unfit_output_folders_are_named() {
    let site = OutputSite::new();
    fs::write(site.output(), "a file").unwrap();
    assert!(matches!(site.begin(), Err(PublishError::NotAFolder(_))));
    fs::remove_file(site.output()).unwrap();
    #[cfg(unix)]
    {
        fs::create_dir(site.root.path().join("real")).unwrap();
        std::os::unix::fs::symlink("real", site.output()).unwrap();
        assert!(matches!(site.begin(), Err(PublishError::IsLink(..))));
    }
    assert!(matches!(Stage::begin(Path::new("/"), OPTIONS), Err(PublishError::NoName(_))));
    #[cfg(target_os = "linux")]
    assert!(matches!(
        Stage::begin(Path::new("/proc/self"), OPTIONS),
        Err(PublishError::Io { .. } | PublishError::NotWritable(_))
    ));
}

#[cfg(target_os = "linux")]
#[test]
fn a_mount_point_is_told_from_a_folder() {
    assert!(switch::is_mount(Path::new("/proc"), Path::new("/")).unwrap());
    let folder = tempfile::tempdir().unwrap();
    let inside = folder.path().join("a");
    fs::create_dir(&inside).unwrap();
    assert!(!switch::is_mount(&inside, folder.path()).unwrap());
}

#[test]
fn a_full_disk_leaves_the_old_site() {
    // `/dev/full` answers every write like a full disk, but a path cannot lead there: the sorting of answers is what is
    // tested, and that a failed write cannot be committed.
    let site = OutputSite::new();
    site.build(TWO).unwrap();
    let stage = site.begin().unwrap();
    let full = std::io::Error::from(std::io::ErrorKind::StorageFull);
    assert!(matches!(stage.put_stream("index.html", |_| Err(full)), Err(PublishError::DiskFull(_))));
    assert!(stage.commit([7; 32]).is_err());
    assert_eq!(site.files(), texts(TWO));
    assert_eq!(site.beside(), [".congbao-output.lock", "output"]);
}

#[test]
fn every_error_has_a_text_and_all_its_arguments() {
    let path = || PathBuf::from("/somewhere/output");
    let io = || std::io::Error::other("reason");
    let text = || "a/b".to_owned();
    let errors = [
        PublishError::Locked(path()),
        PublishError::IsLink(path(), path()),
        PublishError::IsMount(path()),
        PublishError::NotAFolder(path()),
        PublishError::NoName(path()),
        PublishError::Foreign { path: text(), stands: text() },
        PublishError::Path { path: text(), fault: PathFault::EmptyPart },
        PublishError::Path { path: text(), fault: PathFault::Climbs },
        PublishError::Path { path: text(), fault: PathFault::Character },
        PublishError::Path { path: text(), fault: PathFault::Reserved },
        PublishError::Path { path: text(), fault: PathFault::TooLong },
        PublishError::Path { path: text(), fault: PathFault::Manifest },
        PublishError::Twice(text(), text()),
        PublishError::NoExchange(path()),
        PublishError::Unmovable(path()),
        PublishError::Manifest { path: path(), line: 2 },
        PublishError::ManifestVersion(path()),
        PublishError::ChangedMeanwhile(text()),
        PublishError::Unfinished(text()),
        PublishError::DiskFull(path()),
        PublishError::NotWritable(path()),
        PublishError::Io { path: path(), source: io() },
        PublishError::NotFlushed(path(), io()),
        PublishError::OneGeneration(path()),
        PublishError::NotCleared { folder: path(), path: path(), source: io() },
        PublishError::TooManyLeft(path()),
        PublishError::Kept { path: path(), kept: path() },
    ];
    for error in errors {
        let problem = error.diagnostic();
        let arguments: Vec<(&str, &str)> =
            problem.arguments.iter().map(|(name, value)| (*name, value.as_str())).collect();
        for language in [Language::Vietnamese, Language::English] {
            let message =
                catalogue::find(language, problem.code).unwrap_or_else(|| panic!("no text: {}", problem.code));
            let hint = catalogue::find(language, &format!("{}.hint", problem.code)).unwrap_or_default();
            for pattern in [message, hint] {
                assert!(!catalogue::fill(pattern, &arguments).contains('{'), "{pattern}");
            }
        }
    }
}
