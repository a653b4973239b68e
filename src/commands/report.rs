//! All that a command prints: problems and results on standard output or standard error, progress on a terminal.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "the one place that talks to the person at the terminal")]

use super::{Exit, Format, SiteArguments};
use crate::catalogue::{self, Language};
use crate::diagnostic::{Diagnostic, Severity, print};
use std::io::{IsTerminal, Write};
use std::sync::Mutex;
use std::time::{Duration, Instant};

/// Bytes that are all a command has to say, such as a script, on standard output. A reader that has gone away early
/// (`| head`) is no failure.
pub(super) fn write_bytes(bytes: &[u8]) -> Exit {
    let mut output = std::io::stdout().lock();
    match output.write_all(bytes).and_then(|()| output.flush()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Exit::Usage,
        _ => Exit::Good,
    }
}

/// Speaks in one language and one format.
pub(super) struct Reporter {
    language: Language,
    format: Format,
    colour: bool,
    progress: Mutex<Progress>,
}

struct Progress {
    terminal: bool,
    begun: Instant,
    last: Option<Instant>,
}

impl Reporter {
    /// For the arguments; the site's language takes over when it is known ([`Reporter::speak`]).
    pub fn new(site: &SiteArguments) -> Self {
        let terminal = std::io::stderr().is_terminal();
        Self {
            language: site.lang.unwrap_or_default(),
            format: site.format,
            colour: terminal && std::env::var_os("NO_COLOR").is_none(),
            progress: Mutex::new(Progress { terminal, begun: Instant::now(), last: None }),
        }
    }

    /// For people, in `language`.
    pub fn plain(language: Language) -> Self {
        let terminal = std::io::stderr().is_terminal();
        Self {
            language,
            format: Format::Human,
            colour: terminal && std::env::var_os("NO_COLOR").is_none(),
            progress: Mutex::new(Progress { terminal: false, begun: Instant::now(), last: None }),
        }
    }

    /// Speaks the site's language unless the person chose one.
    pub fn speak(&mut self, chosen: Option<Language>, site: Language) {
        self.language = chosen.unwrap_or(site);
    }

    /// The language spoken.
    pub fn language(&self) -> Language {
        self.language
    }

    /// Prints problems: for people on standard error, as JSON on standard output.
    pub fn problems(&self, diagnostics: &[Diagnostic]) {
        self.clear_progress();
        // In large pieces: a site of ten thousand documents can have as many warnings, and standard error is not buffered.
        for some in diagnostics.chunks(256) {
            let mut text = String::new();
            for diagnostic in some {
                match self.format {
                    Format::Human => text.push_str(&print::human(diagnostic, self.language, self.colour)),
                    Format::Json => text.push_str(&print::json(diagnostic, self.language)),
                }
                text.push('\n');
            }
            match self.format {
                Format::Human => eprint!("{text}"),
                Format::Json => print!("{text}"),
            }
        }
    }

    /// "3 errors, 2 warnings", when there are any.
    pub fn count(&self, diagnostics: &[Diagnostic]) {
        let count = |severity| diagnostics.iter().filter(|problem| problem.severity == severity).count();
        let (errors, warnings) = (count(Severity::Error), count(Severity::Warning));
        if errors + warnings > 0 {
            self.say("problems-counted", &[("errors", &errors.to_string()), ("warnings", &warnings.to_string())]);
        }
    }

    /// One line of result; on standard error when standard output carries JSON.
    pub fn say(&self, key: &'static str, arguments: &[(&str, &str)]) {
        self.clear_progress();
        let line = catalogue::fill(catalogue::text(self.language, key), arguments);
        match self.format {
            Format::Human => println!("{line}"),
            Format::Json => eprintln!("{line}"),
        }
    }

    /// A line of result as it is; on standard output in either format.
    pub fn result(&self, line: &str) {
        self.clear_progress();
        println!("{line}");
    }

    /// Whether tools read what is printed.
    pub fn is_json(&self) -> bool {
        self.format == Format::Json
    }

    /// A failure that is no problem of a file: usage or I/O.
    pub fn failure(&self, code: &'static str, arguments: &[(&'static str, &str)]) {
        let mut problem = Diagnostic::error(code);
        for (name, value) in arguments {
            problem = problem.with(name, *value);
        }
        self.problems(&[problem]);
    }

    /// Pages done so far; shown on a terminal, and only for work that takes a while.
    pub fn progress(&self, done: usize, all: usize) {
        let Ok(mut progress) = self.progress.try_lock() else { return };
        let now = Instant::now();
        let due =
            progress.last.map_or(progress.begun + Duration::from_millis(700), |last| last + Duration::from_millis(120));
        if !progress.terminal || now < due {
            return;
        }
        progress.last = Some(now);
        let (done, all) = (done.to_string(), all.to_string());
        let line = catalogue::fill(catalogue::text(self.language, "progress-pages"), &[("done", &done), ("all", &all)]);
        eprint!("\r{line}\x1b[K");
        // Progress that cannot be shown is not worth failing for.
        let _ = std::io::stderr().flush();
    }

    fn clear_progress(&self) {
        if let Ok(mut progress) = self.progress.lock()
            && progress.last.take().is_some()
        {
            eprint!("\r\x1b[K");
        }
    }
}
