//! What a program may do while it converts a file, tried with shell scripts in its place.

use super::Failure;
use super::program::Tool;
use super::run::{Bounds, Job};
use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use tempfile::TempDir;

const BOUNDS: Bounds = Bounds { time: 30, memory: 1 << 30, written: 8 << 20 };

/// A folder `home`, and beside it a program that is this script.
struct Trial {
    around: TempDir,
}

impl Trial {
    fn of(script: &str) -> Self {
        let around = TempDir::with_prefix("congbao-trial-").unwrap();
        fs::create_dir(around.path().join("home")).unwrap();
        fs::create_dir(around.path().join("bin")).unwrap();
        let trial = Self { around };
        let program = trial.at("bin/soffice");
        fs::write(&program, format!("#!/bin/sh\n{script}\n")).unwrap();
        fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
        trial
    }

    fn at(&self, path: &str) -> PathBuf {
        self.around.path().join(path)
    }

    fn run(&self, bounds: Bounds) -> Result<String, Failure> {
        let (program, folder) = (self.at("bin/soffice"), self.at("home"));
        let arguments = vec![self.around.path().as_os_str().to_owned()];
        let job = Job { tool: Tool::Office, program: &program, arguments, folder: &folder, bounds };
        let ended = job.run();
        assert_eq!(processes(&folder), Vec::<String>::new(), "nothing is left running");
        ended
    }
}

/// Numbers of the processes that live in this home.
fn processes(home: &Path) -> Vec<String> {
    let line = format!("HOME={}", home.display());
    let of = |entry: fs::DirEntry| {
        let environment = fs::read(entry.path().join("environ")).ok()?;
        let here = environment.split(|byte| *byte == 0).any(|one| one == line.as_bytes());
        here.then(|| entry.file_name().to_string_lossy().into_owned())
    };
    fs::read_dir("/proc").into_iter().flatten().flatten().filter_map(of).collect()
}

#[test]
fn a_program_ends_with_what_it_said() {
    assert_eq!(Trial::of("echo xin  chào; echo lỗi >&2").run(BOUNDS).unwrap(), "xin chào lỗi");
    match Trial::of("echo \"không đọc được $HOME/a.doc\"; exit 3").run(BOUNDS) {
        Err(Failure::Failed(_, said)) => assert_eq!(said, "không đọc được …/a.doc"),
        other => panic!("{other:?}"),
    }
    // Nothing waits for a person.
    assert_eq!(Trial::of("read -r x; echo \"ended $x\"").run(BOUNDS).unwrap(), "ended");
}

#[test]
fn a_program_that_hangs_is_stopped_with_all_that_it_started() {
    let started = Instant::now();
    let trial = Trial::of("sleep 600 & (sleep 600 & sleep 600) & setsid sleep 600 & trap '' TERM INT HUP; sleep 600");
    let ended = trial.run(Bounds { time: 1, ..BOUNDS });
    assert!(matches!(ended, Err(Failure::Slow(Tool::Office, 1))), "{ended:?}");
    assert!(started.elapsed() < Duration::from_secs(25), "{:?}", started.elapsed());
}

#[test]
fn what_a_program_leaves_running_is_stopped_when_it_ends() {
    let trial = Trial::of("setsid sh -c 'sleep 600 & sleep 600' & sleep 600 & sleep 0.2; echo xong");
    assert_eq!(trial.run(BOUNDS).unwrap(), "xong");
}

#[test]
fn what_it_writes_and_what_memory_it_takes_is_bounded() {
    for script in [
        "dd if=/dev/zero of=big bs=1M count=2000 2>/dev/null",
        "for i in 1 2 3 4 5; do dd if=/dev/zero of=big$i bs=1M count=4 2>/dev/null; done; sleep 600",
        "while :; do echo xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx; done",
    ] {
        let trial = Trial::of(script);
        let ended = trial.run(BOUNDS);
        assert!(matches!(ended, Err(Failure::Large(Tool::Office, _))), "{script}: {ended:?}");
        let sizes = fs::read_dir(trial.at("home")).unwrap().flatten().map(|entry| entry.metadata().unwrap().len());
        assert!(sizes.max().unwrap_or(0) <= BOUNDS.written, "{script}");
    }
    let said = Trial::of("ulimit -v; ulimit -t; ulimit -c").run(BOUNDS).unwrap();
    assert_eq!(said, "1048576 30 0");
}

#[test]
#[cfg(target_os = "linux")]
fn a_program_writes_to_its_own_folder_alone_and_reaches_no_network() {
    let trial = Trial::of(
        "echo mine > mine; echo x > \"$1/other\"; cat \"$1/secret\"; echo x > /tmp/congbao-escaped; echo x > /dev/null; ls /usr >/dev/null && echo ended",
    );
    fs::write(trial.at("secret"), "bí mật").unwrap();
    let said = trial.run(BOUNDS).unwrap();
    assert!(said.ends_with("ended") && !said.contains("bí mật"), "{said}");
    assert_eq!(fs::read_to_string(trial.at("home/mine")).unwrap(), "mine\n");
    assert!(!trial.at("other").exists() && !Path::new("/tmp/congbao-escaped").exists(), "{said}");
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    // Bash opens sockets.
    for protocol in ["tcp", "udp"] {
        let script = format!("bash -c 'exec 3<>/dev/{protocol}/127.0.0.1/{port} && echo reached'; echo ended");
        let said = Trial::of(&script).run(BOUNDS).unwrap();
        assert!(said.ends_with("ended") && !said.contains("reached"), "{protocol}: {said}");
    }
}

/// The watchman empties the folder and ends the program where this program ends first.
#[test]
fn a_program_does_not_outlive_this_one() {
    use std::process::{Command, Stdio};
    // What `congbao` would be: it starts the shell of `run` and is killed.
    let trial = Trial::of("echo here > here; sleep 600");
    let (program, folder) = (trial.at("bin/soffice"), trial.at("home"));
    let job = Job { tool: Tool::Office, program: &program, arguments: Vec::new(), folder: &folder, bounds: BOUNDS };
    let mut command: Command = job.command();
    let mut child =
        command.current_dir(&folder).env("HOME", &folder).stdin(Stdio::piped()).stdout(Stdio::null()).spawn().unwrap();
    let started = Instant::now();
    while !trial.at("home/here").exists() && started.elapsed() < Duration::from_secs(20) {
        std::thread::sleep(Duration::from_millis(20));
    }
    assert!(trial.at("home/here").exists());
    drop(child.stdin.take());
    child.wait().unwrap();
    assert!(started.elapsed() < Duration::from_secs(25), "it was killed, and not by its bound");
    assert!(!trial.at("home/here").exists());
}
