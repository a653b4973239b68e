//! Where a run of imports says what it has to say: of one file all stands at the terminal; of several only what keeps a
//! file out, and how often each kind of warning came, with all of it in a log.
//!
//! In: problems and lines, file by file. Out: the same at the terminal, or in a file.

use crate::catalogue::{Language, fill, text};
use crate::commands::folded::FoldedProblems;
use crate::commands::report::Reporter;
use crate::commands::whole;
use crate::diagnostic::{Diagnostic, Severity, print};
use std::cell::RefCell;
use std::io;
use std::path::Path;

/// The log's name, in the site's folder.
pub(super) const LOG: &str = "import.log";

/// Says it.
pub(super) struct Teller<'a> {
    reporter: &'a Reporter,
    /// `None`: all is said at the terminal.
    log: Option<RefCell<Log>>,
}

#[derive(Default)]
struct Log {
    text: String,
    warnings: Vec<Diagnostic>,
}

impl<'a> Teller<'a> {
    /// `logs`: there are several files, and a log may be written.
    pub fn new(reporter: &'a Reporter, logs: bool) -> Self {
        Self { reporter, log: (logs && !reporter.is_json()).then(RefCell::default) }
    }

    /// Problems of a file.
    pub fn problems(&self, problems: &[Diagnostic]) {
        let Some(log) = &self.log else { return self.reporter.problems(problems) };
        let mut log = log.borrow_mut();
        for problem in problems {
            log.text.push_str(&print::human(problem, self.reporter.language(), false));
            log.text.push('\n');
        }
        let (grave, others): (Vec<_>, Vec<_>) =
            problems.iter().cloned().partition(|problem| problem.severity == Severity::Error);
        log.warnings.extend(others);
        self.reporter.problems(&grave);
    }

    /// A line about a file, from the catalogue.
    pub fn say(&self, key: &'static str, arguments: &[(&str, &str)]) {
        match &self.log {
            None => self.reporter.say(key, arguments),
            Some(_) => self.result(&fill(text(self.reporter.language(), key), arguments)),
        }
    }

    /// A line about a file.
    pub fn result(&self, line: &str) {
        match &self.log {
            None => self.reporter.result(line),
            Some(log) => log.borrow_mut().text.push_str(&format!("{line}\n")),
        }
    }

    /// The language spoken.
    pub fn language(&self) -> Language {
        self.reporter.language()
    }

    /// Whether tools read what is said.
    pub fn is_json(&self) -> bool {
        self.reporter.is_json()
    }

    /// Writes the log into the site's folder, `last` at its end, and says how often each kind of warning came.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn close(&self, root: &Path, last: &[String]) -> io::Result<()> {
        let Some(log) = &self.log else { return Ok(()) };
        let Log { text, warnings } = log.take();
        for line in FoldedProblems::counted(warnings).kinds(self.language()) {
            self.reporter.result(&print::plain(&line));
        }
        let path = root.join(LOG);
        let last: String = last.iter().map(|line| format!("{line}\n")).collect();
        whole::put(&path, (text + &last).as_bytes())?;
        self.reporter.say("import-log", &[("path", &path.strip_prefix(".").unwrap_or(&path).display().to_string())]);
        Ok(())
    }
}
