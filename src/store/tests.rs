//! In: folders in every state, programs that write at once. Out: a value as it was written, or none.

use super::*;
use std::fs;
use std::sync::Barrier;

fn open(folder: &Path) -> Store {
    Store::open(folder, [7; 32]).unwrap()
}

#[test]
fn what_is_written_is_read_by_the_same_program_alone() {
    let above = tempfile::tempdir().unwrap();
    let folder = above.path().join(FOLDER);
    let store = open(&folder);
    assert_eq!(store.read("a"), None);
    assert!(!folder.exists(), "reading makes no folder");
    store.write("a", b"one").unwrap();
    store.write("a", b"two").unwrap();
    store.write("b-1.x", b"").unwrap();
    assert_eq!(open(&folder).read("a").unwrap(), b"two");
    assert_eq!(open(&folder).read("b-1.x").unwrap(), b"");
    assert_eq!(open(&folder).names("b"), ["b-1.x"]);
    assert_eq!(Store::open(&folder, [8; 32]).unwrap().read("a"), None);
    assert_eq!(open(&folder).fresh().read("a"), None);
    assert_eq!(open(&folder).fresh().read_own("a").unwrap(), b"two");
    assert_eq!(fs::read_to_string(folder.join(".gitignore")).unwrap(), "*\n");
    store.remove("a").unwrap();
    store.remove("a").unwrap();
    assert_eq!(open(&folder).read("a"), None);
    assert_eq!(Store::default().read("a"), None);
    Store::default().write("a", b"x").unwrap();
}

#[test]
fn any_wrong_byte_and_any_missing_one_makes_it_no_value() {
    let above = tempfile::tempdir().unwrap();
    let folder = above.path().join(FOLDER);
    open(&folder).write("a", b"value").unwrap();
    let file = folder.join("a");
    let good = fs::read(&file).unwrap();
    for at in 0..good.len() {
        let mut bad = good.clone();
        bad[at] ^= 1;
        fs::write(&file, bad).unwrap();
        assert_eq!(open(&folder).read("a"), None, "byte {at}");
        fs::write(&file, &good[..at]).unwrap();
        assert_eq!(open(&folder).read("a"), None, "cut at {at}");
    }
    fs::write(&file, [good.as_slice(), b"x"].concat()).unwrap();
    assert_eq!(open(&folder).read("a"), None, "one too many");
    fs::write(folder.join("b"), &good).unwrap();
    assert_eq!(open(&folder).read("b"), None, "another's value");
    fs::write(&file, &good).unwrap();
    assert_eq!(open(&folder).read("a").unwrap(), b"value");
}

#[test]
fn names_lead_nowhere_else() {
    let above = tempfile::tempdir().unwrap();
    let folder = above.path().join(FOLDER);
    for name in ["", "../a", "a/b", ".gitignore", "CACHEDIR.TAG", "lock", "a.unfinished", "A", "-"] {
        assert!(open(&folder).write(name, b"x").is_err(), "{name}");
        assert_eq!(open(&folder).read(name), None, "{name}");
    }
    assert!(!folder.exists());
}

#[test]
fn what_is_not_ours_is_left_alone() {
    let above = tempfile::tempdir().unwrap();
    let at = |name: &str| above.path().join(name);
    fs::write(at("file"), "x").unwrap();
    fs::create_dir(at("foreign")).unwrap();
    fs::write(at("foreign").join("a"), "x").unwrap();
    fs::create_dir(at("tagged")).unwrap();
    fs::write(at("tagged").join("CACHEDIR.TAG"), "Signature: 8a477f597d28d172789f06886806bc55\n# another's\n").unwrap();
    for name in ["file", "foreign", "tagged"] {
        assert!(Store::open(&at(name), [7; 32]).is_err(), "{name}");
    }
    // It may come between looking and writing.
    let store = open(&at("later"));
    fs::create_dir(at("later")).unwrap();
    fs::write(at("later").join("a"), "x").unwrap();
    assert!(store.write("a", b"y").is_err());
    assert_eq!(fs::read(at("later").join("a")).unwrap(), b"x");
    // An empty folder was made for it.
    fs::create_dir(at("empty")).unwrap();
    open(&at("empty")).write("a", b"y").unwrap();
    assert_eq!(open(&at("empty")).read("a").unwrap(), b"y");
    // A folder where a value should be costs that value alone.
    fs::create_dir(at("empty").join("b")).unwrap();
    assert!(open(&at("empty")).write("b", b"y").is_err());
    assert_eq!(open(&at("empty")).read("b"), None);
    assert!(at("empty").join("b").is_dir());
}

#[cfg(unix)]
#[test]
fn links_are_not_followed_and_others_cannot_look_in() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let above = tempfile::tempdir().unwrap();
    let at = |name: &str| above.path().join(name);
    fs::create_dir(at("target")).unwrap();
    symlink("target", at("link")).unwrap();
    symlink("nowhere", at("dangling")).unwrap();
    assert!(Store::open(&at("link"), [7; 32]).is_err());
    assert!(Store::open(&at("dangling"), [7; 32]).is_err());
    assert_eq!(fs::read_dir(at("target")).unwrap().count(), 0);
    let mode = |path: &Path| path.metadata().unwrap().permissions().mode() & 0o777;
    let folder = at("own");
    open(&folder).write("a", b"x").unwrap();
    assert_eq!((mode(&folder), mode(&folder.join("a"))), (0o700, 0o600));
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o755)).unwrap();
    open(&folder).write("a", b"y").unwrap();
    assert_eq!(mode(&folder), 0o700);
    // A link in the place of a value: it goes, what it leads to stays.
    fs::write(at("outside"), "x").unwrap();
    fs::remove_file(folder.join("a")).unwrap();
    symlink(at("outside"), folder.join("a")).unwrap();
    assert_eq!(open(&folder).read("a"), None);
    open(&folder).write("a", b"z").unwrap();
    assert_eq!((fs::read(at("outside")).unwrap(), open(&folder).read("a").unwrap()), (b"x".to_vec(), b"z".to_vec()));
    // Where nothing can be written, what is there can be read still.
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o500)).unwrap();
    assert_eq!(open(&folder).read("a").unwrap(), b"z");
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o700)).unwrap();
}

#[test]
fn two_at_once_lose_nothing() {
    let above = tempfile::tempdir().unwrap();
    let folder = above.path().join(FOLDER);
    let start = Barrier::new(4);
    std::thread::scope(|scope| {
        for writer in 0..4u8 {
            let (folder, start) = (&folder, &start);
            scope.spawn(move || {
                start.wait();
                let store = open(folder);
                for round in 0..50u8 {
                    store.write("shared", &[writer; 1000]).unwrap();
                    store.write(&format!("own-{writer}"), &[round]).unwrap();
                    let shared = store.read("shared").expect("whole at any time");
                    assert!(shared.iter().all(|byte| *byte == shared[0]));
                }
            });
        }
    });
    for writer in 0..4u8 {
        assert_eq!(open(&folder).read(&format!("own-{writer}")).unwrap(), [49]);
    }
    let names = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    assert!(names.into_iter().all(|name| !name.ends_with(".unfinished")));
}

#[test]
fn a_folder_that_another_program_is_just_making_is_ours() {
    for _ in 0..300 {
        let above = tempfile::tempdir().unwrap();
        let folder = above.path().join(FOLDER);
        let start = Barrier::new(4);
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    start.wait();
                    open(&folder).write("shared", b"x").unwrap();
                });
            }
        });
    }
}

#[test]
fn a_lock_that_another_holds_for_ever_costs_the_value_only() {
    let above = tempfile::tempdir().unwrap();
    let folder = above.path().join(FOLDER);
    let store = open(&folder);
    store.write("a", b"x").unwrap();
    let lock = fs::File::options().write(true).open(folder.join("lock")).unwrap();
    lock.lock().unwrap();
    assert_eq!(store.write("a", b"y").unwrap_err().kind(), io::ErrorKind::WouldBlock);
    assert_eq!(store.read("a").unwrap(), b"x");
    lock.unlock().unwrap();
    store.write("a", b"y").unwrap();
}
