//! Opens an address in the person's browser, as the desktop would.

use std::process::{Command, Stdio};
use std::{io, thread};

/// Hands `url` to the desktop. The program that does it is given nothing else, and not waited for.
///
/// # Errors
/// The system has no such program.
pub(super) fn open(url: &str) -> io::Result<()> {
    let mut command = if cfg!(target_os = "macos") {
        Command::new("open")
    } else if cfg!(windows) {
        // `start` belongs to the command interpreter; its first argument is a title.
        let mut command = Command::new("cmd");
        command.args(["/C", "start", ""]);
        command
    } else {
        Command::new("xdg-open")
    };
    let mut child = command.arg(url).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn()?;
    // It ends soon; its end must be read, or it stays in the list of processes.
    thread::Builder::new().name("serve-open".into()).spawn(move || drop(child.wait())).map(drop)
}
