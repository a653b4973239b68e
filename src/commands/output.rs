//! Standard output. A reader that has seen enough (`| head`) closes its end, which is no failure; a full disk behind `>
//! file` is one, and is said.
//!
//! In: what a command has to say. Out: the same on standard output; or a problem on standard error and the end of the
//! command with [`Exit::Usage`](super::Exit::Usage).

use super::ProblemFormat;
use super::report::{ColorWhen, Reporter};
use crate::catalogue::Language;
use crate::diagnostic::Diagnostic;
use std::io::{self, ErrorKind, Write};
use std::panic;

/// Prints all of it. Where that fails, the command ends here: it unwinds, so that folders it has made are cleared away.
pub(super) fn print(bytes: &[u8], language: Language) {
    let mut output = io::stdout().lock();
    let answer = output.write_all(bytes).and_then(|()| output.flush());
    drop(output);
    check(answer, language);
}

/// What became of something that others have printed.
pub(super) fn check(answer: io::Result<()>, language: Language) {
    let Err(error) = answer else { return };
    if error.kind() == ErrorKind::BrokenPipe {
        return;
    }
    let problem = Diagnostic::error("output-failed").with("reason", error.to_string());
    Reporter::speaking(language, ProblemFormat::Human, ColorWhen::Auto).problems(&[problem]);
    // Caught by `panic_report::guarded`, which takes it for a failure that was reported.
    panic::resume_unwind(Box::new("standard output failed"));
}
