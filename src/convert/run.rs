//! Runs a program within bounds, and leaves no process of it behind.
//!
//! In: program, arguments, its folder, [`Bounds`]. Out: what it said when it ended by itself, or a [`Failure`].
//!
//! A shell sets the bounds that the kernel watches (memory, size of a file, processor time) before the program runs.
//! The program and all that it starts are one group, which is killed as a whole, whether it ended or not; on Linux a
//! process that left the group is found by its home, which is the folder. Should this program itself be killed, its end
//! of a pipe closes, and the shell's watchman empties the folder and kills the group.

use super::program::Tool;
use super::{Failure, confine};
use crate::disk;
use std::ffi::OsString;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// How much a program may take.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bounds {
    /// Seconds.
    pub(super) time: u64,
    /// Bytes of memory that a process of it may ask for.
    pub(super) memory: u64,
    /// Bytes of all files that it writes.
    pub(super) written: u64,
}

/// What is to be run.
pub(super) struct Job<'a> {
    pub(super) tool: Tool,
    pub(super) program: &'a Path,
    pub(super) arguments: Vec<OsString>,
    /// Its folder: home, working folder, and the only one that it can write to.
    pub(super) folder: &'a Path,
    pub(super) bounds: Bounds,
}

/// What it says on its standard output and error goes here, in its folder.
const SAID: &str = "said.txt";
/// Bytes of that which are shown.
const LONGEST_SAID: usize = 300;
/// Between two looks at a running program.
const LOOK: Duration = Duration::from_millis(20);
/// Between two looks at what it wrote.
const MEASURE: Duration = Duration::from_millis(200);

impl Job<'_> {
    /// Runs it; what it said.
    ///
    /// # Errors
    /// See [`Failure`]. An exit status other than 0 is one.
    pub(super) fn run(&self) -> Result<String, Failure> {
        let io = |error| Failure::Io(self.tool, error);
        // The thread is confined, the program inherits it, and this one stays free.
        let started = thread::scope(|scope| scope.spawn(|| self.start()).join());
        let child = started.map_err(|_| io(io::Error::other("thread")))?.map_err(io)?;
        let ended = self.watch(child);
        let said = self.said();
        match ended? {
            true => Ok(said),
            false => Err(Failure::Failed(self.tool, said)),
        }
    }

    fn start(&self) -> io::Result<Child> {
        let said = File::create(self.folder.join(SAID))?;
        let mut command = self.command();
        command.current_dir(self.folder).stdin(Stdio::piped()).stdout(said.try_clone()?).stderr(said);
        for name in ["HOME", "TMPDIR", "TMP", "TEMP", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_RUNTIME_DIR"] {
            command.env(name, self.folder);
        }
        // Neither a screen nor a session of the desktop is its business; one core is enough.
        for name in ["DISPLAY", "WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS", "LD_PRELOAD"] {
            command.env_remove(name);
        }
        command.env("OMP_THREAD_LIMIT", "1").env("SAL_USE_VCLPLUGIN", "svp");
        confine::this_thread(self.folder, self.program)?;
        command.spawn()
    }

    #[cfg(unix)]
    pub(super) fn command(&self) -> Command {
        use std::os::unix::process::CommandExt;
        /// Standard input is a pipe that closes when this program ends, however it ends.
        const SHELL: &str = "exec 3<&0; { read -r _; rm -rf -- \"${1:?}\"/*; kill -9 0; } <&3 >/dev/null 2>&1 &
            ulimit -c 0; ulimit -t \"$2\"; ulimit -v \"$3\" 2>/dev/null; ulimit -f \"$4\"; shift 4; \"$@\" 3<&- </dev/null";
        let mut command = Command::new("/bin/sh");
        command.args(["-c", SHELL, "congbao"]).arg(self.folder);
        let bounds = self.bounds;
        command.args([bounds.time, bounds.memory / 1024, bounds.written / 512].map(|bound| bound.to_string()));
        command.arg(self.program).args(&self.arguments).process_group(0);
        command
    }

    #[cfg(not(unix))]
    fn command(&self) -> Command {
        let mut command = Command::new(self.program);
        command.args(&self.arguments);
        command
    }

    /// Waits until it ends or passes a bound, and ends all of it; whether it ended well.
    fn watch(&self, mut child: Child) -> Result<bool, Failure> {
        // Kept open: see `command`.
        let pipe = child.stdin.take();
        let started = Instant::now();
        let mut measured = started;
        let passed = loop {
            if has_ended(&mut child).map_err(|error| Failure::Io(self.tool, error))? {
                break None;
            }
            if started.elapsed() > Duration::from_secs(self.bounds.time) {
                break Some(Failure::Slow(self.tool, self.bounds.time));
            }
            if measured.elapsed() > MEASURE {
                measured = Instant::now();
                if self.written() > self.bounds.written {
                    break Some(Failure::Large(self.tool, self.bounds.written));
                }
            }
            thread::sleep(LOOK);
        };
        end(&mut child, self.folder);
        let status = child.wait().map_err(|error| Failure::Io(self.tool, error))?;
        drop(pipe);
        // A file that reached its bound ends the program, too.
        let full = self.written() * 10 >= self.bounds.written * 9;
        match passed {
            Some(failure) => Err(failure),
            None if full => Err(Failure::Large(self.tool, self.bounds.written)),
            None => Ok(status.success()),
        }
    }

    /// Bytes in its folder.
    fn written(&self) -> u64 {
        /// Files that are counted; no conversion writes more.
        const MOST: u64 = 10_000;
        let (mut bytes, mut files) = (0, 0);
        let mut folders = vec![self.folder.to_owned()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
                files += 1;
                match entry.path().symlink_metadata() {
                    Ok(found) if found.is_dir() => folders.push(entry.path()),
                    Ok(found) => bytes += found.len(),
                    Err(_) => {}
                }
                if files > MOST {
                    return u64::MAX / 16;
                }
            }
        }
        bytes
    }

    /// The end of what it said, on one line.
    fn said(&self) -> String {
        let bytes = disk::bytes_here(&self.folder.join(SAID), disk::LARGEST_TEXT).unwrap_or_default();
        let text = String::from_utf8_lossy(&bytes);
        let words: Vec<&str> = text.split_whitespace().collect();
        let line = words.join(" ");
        let start = line.char_indices().rev().nth(LONGEST_SAID).map_or(0, |(at, _)| at);
        line[start..].replace(self.folder.to_string_lossy().as_ref(), "…")
    }
}

#[cfg(unix)]
fn has_ended(child: &mut Child) -> io::Result<bool> {
    use rustix::process::{Pid, WaitId, WaitIdOptions, waitid};
    // It stays a zombie until its group is killed: no other process can have its number meanwhile.
    let options = WaitIdOptions::EXITED | WaitIdOptions::NOHANG | WaitIdOptions::NOWAIT;
    Ok(waitid(WaitId::Pid(Pid::from_child(child)), options)?.is_some())
}

#[cfg(not(unix))]
fn has_ended(child: &mut Child) -> io::Result<bool> {
    Ok(child.try_wait()?.is_some())
}

/// Kills the whole group, and on Linux what left it.
#[cfg(unix)]
fn end(child: &mut Child, home: &Path) {
    use rustix::process::{Pid, Signal, kill_process, kill_process_group};
    /// What starts processes faster than they are found has won, until its processor time ends.
    const ROUNDS: usize = 100;
    let _ = kill_process_group(Pid::from_child(child), Signal::KILL);
    for _ in 0..ROUNDS {
        let strays = strays(home);
        if strays.is_empty() {
            return;
        }
        for stray in strays {
            let _ = kill_process(stray, Signal::KILL);
        }
    }
}

#[cfg(not(unix))]
fn end(child: &mut Child, _home: &Path) {
    let _ = child.kill();
}

/// Processes that live in this home. A zombie has no environment any more.
#[cfg(unix)]
fn strays(home: &Path) -> Vec<rustix::process::Pid> {
    use std::os::unix::ffi::OsStrExt;
    /// No environment is longer.
    const LONGEST: u64 = 4 << 20;
    let lives_here = [b"HOME=", home.as_os_str().as_bytes()].concat();
    let processes = fs::read_dir("/proc").into_iter().flatten().flatten();
    let numbered = processes.filter_map(|entry| Some((entry.path(), entry.file_name().to_str()?.parse().ok()?)));
    let here = |path: &PathBuf| {
        let environment = disk::bytes(&path.join("environ"), LONGEST).unwrap_or_default();
        environment.split(|byte| *byte == 0).any(|variable| variable == lives_here)
    };
    numbered.filter(|(path, _)| here(path)).filter_map(|(_, number)| rustix::process::Pid::from_raw(number)).collect()
}
