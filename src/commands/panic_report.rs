//! Reports a mistake of the program itself (a panic): what happened, that the user did nothing wrong, and what to send,
//! in both languages, without a stack trace.
//!
//! In: the work of a run. Out: its exit, or [`Exit::Usage`] after a panic.
#![allow(clippy::print_stderr, reason = "the program cannot go on to its reporter")]

use super::Exit;
use crate::catalogue::Language;
use crate::diagnostic::{Diagnostic, print};
use std::panic::{self, AssertUnwindSafe, PanicHookInfo};
use std::sync::atomic::{AtomicBool, Ordering};

/// Runs `work`. A panic in it, on any thread, is reported once, in plain words.
pub fn guarded(work: impl FnOnce() -> Exit) -> Exit {
    let reported = AtomicBool::new(false);
    panic::set_hook(Box::new(move |info| {
        // Parallel threads often fail for the same reason.
        if !reported.swap(true, Ordering::Relaxed) {
            eprintln!("{}", report(info));
        }
    }));
    panic::catch_unwind(AssertUnwindSafe(work)).unwrap_or(Exit::Usage)
}

fn report(info: &PanicHookInfo<'_>) -> String {
    let payload = info.payload();
    let message =
        payload.downcast_ref::<&str>().copied().or_else(|| payload.downcast_ref::<String>().map(String::as_str));
    let place = info.location().map_or_else(|| "?".to_owned(), ToString::to_string);
    // Of the arguments only the command is printed: the others can hold private names.
    let command = std::env::args().nth(1).unwrap_or_default();
    let version = format!("{} ({} {})", env!("CARGO_PKG_VERSION"), std::env::consts::OS, std::env::consts::ARCH);
    let problem = Diagnostic::error("program-fault")
        .with("reason", message.unwrap_or("?"))
        .with("place", place)
        .with("command", command)
        .with("version", version);
    [Language::Vietnamese, Language::English].map(|language| print::human(&problem, language, false)).join("\n")
}
