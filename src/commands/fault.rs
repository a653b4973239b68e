//! What a person sees when the program itself is wrong: no trace of its inside, but in both languages what happened, that it is
//! not their mistake, and what to send.
//!
//! In: the work of a run. Out: its exit, or [`Exit::Usage`] after a panic.
#![allow(clippy::print_stderr, reason = "the last words of a program that cannot go on")]

use super::Exit;
use crate::catalogue::Language;
use crate::diagnostic::{Diagnostic, print};
use std::panic::{self, AssertUnwindSafe, PanicHookInfo};
use std::sync::atomic::{AtomicBool, Ordering};

/// Runs `work`; a panic in it, on any thread, is told once, in plain words.
pub fn guarded(work: impl FnOnce() -> Exit) -> Exit {
    let told = AtomicBool::new(false);
    panic::set_hook(Box::new(move |info| {
        // Threads that work side by side often fall over the same stone.
        if !told.swap(true, Ordering::Relaxed) {
            eprintln!("{}", last_words(info));
        }
    }));
    panic::catch_unwind(AssertUnwindSafe(work)).unwrap_or(Exit::Usage)
}

fn last_words(info: &PanicHookInfo<'_>) -> String {
    let payload = info.payload();
    let said = payload.downcast_ref::<&str>().copied().or_else(|| payload.downcast_ref::<String>().map(String::as_str));
    let place = info.location().map_or_else(|| "?".to_owned(), ToString::to_string);
    // Of the arguments only the command: the others can hold names that are nobody's business.
    let command = std::env::args().nth(1).unwrap_or_default();
    let version = format!("{} ({} {})", env!("CARGO_PKG_VERSION"), std::env::consts::OS, std::env::consts::ARCH);
    let problem = Diagnostic::error("program-fault")
        .with("reason", said.unwrap_or("?"))
        .with("place", place)
        .with("command", command)
        .with("version", version);
    [Language::Vietnamese, Language::English].map(|language| print::human(&problem, language, false)).join("\n")
}
