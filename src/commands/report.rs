//! Prints for all commands: problems and results on standard output or standard error, and what is under way.
#![allow(clippy::print_stderr, reason = "the one place that talks to the person at the terminal")]

use super::folded::FoldedProblems;
use super::progress::ProgressLine;
use super::{ProblemFormat, SiteArguments, language, output};
use crate::catalogue::{self, Language};
use crate::diagnostic::print::{self, TerminalStyle};
use crate::diagnostic::{Diagnostic, Severity};
use crate::pipeline::Progress;
use clap::ValueEnum;
use std::io::{IsTerminal, Write};
use std::sync::OnceLock;

/// When colours are used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum ColorWhen {
    /// On a terminal that has them, unless NO_COLOR is set
    #[default]
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// Speaks in one language and one format.
pub(super) struct Reporter {
    language: Language,
    format: ProblemFormat,
    style: TerminalStyle,
    terminal: bool,
    /// Problems are all that is said.
    quiet: bool,
    /// The line that says what is under way, once something takes a while.
    progress: OnceLock<ProgressLine>,
}

impl Reporter {
    /// For the arguments that commands about a site have.
    pub fn new(site: &SiteArguments) -> Self {
        Self::speaking(language::spoken(site.lang, &site.root), site.format, site.color)
    }

    /// In a language already chosen ([`language::spoken`]).
    pub fn speaking(language: Language, format: ProblemFormat, color: ColorWhen) -> Self {
        let terminal = std::io::stderr().is_terminal();
        let style = style(terminal, color);
        Self { language, format, style, terminal, quiet: false, progress: OnceLock::new() }
    }

    /// Says problems alone: neither what is under way nor what came of it.
    pub fn quiet(self, quiet: bool) -> Self {
        Self { quiet, ..self }
    }

    /// The language spoken.
    pub fn language(&self) -> Language {
        self.language
    }

    /// Prints problems: as text on standard error, as JSON on standard output.
    pub fn problems(&self, diagnostics: &[Diagnostic]) {
        self.clear_progress();
        // In large pieces: a site of ten thousand documents can have as many warnings, and standard
        // error is not buffered.
        for some in diagnostics.chunks(256) {
            let mut text = String::new();
            for diagnostic in some {
                match self.format {
                    ProblemFormat::Human => text.push_str(&print::fitted(diagnostic, self.language, self.style)),
                    ProblemFormat::Json => text.push_str(&print::json(diagnostic, self.language)),
                }
                text.push('\n');
            }
            match self.format {
                ProblemFormat::Human => put(std::io::stderr().lock(), &text),
                ProblemFormat::Json => output::print(text.as_bytes(), self.language),
            }
        }
    }

    /// The problems of a whole site: as [`problems`](Self::problems), but in text, of the warnings with one code only
    /// the first few; how many there are of the others is said behind all. For tools, each is there.
    pub fn all_problems(&self, diagnostics: &[Diagnostic]) {
        if self.is_json() {
            return self.problems(diagnostics);
        }
        self.folded(&FoldedProblems::of(diagnostics.to_vec()));
    }

    /// The same, where it is decided which are printed.
    pub fn folded(&self, problems: &FoldedProblems) {
        self.problems(&problems.shown);
        for line in problems.lines(self.language) {
            put(std::io::stderr().lock(), &(line + "\n"));
        }
    }

    /// "3 errors, 2 warnings", when there are any.
    pub fn count(&self, diagnostics: &[Diagnostic]) {
        let count = |severity| diagnostics.iter().filter(|problem| problem.severity == severity).count();
        self.say_count(count(Severity::Error), count(Severity::Warning));
    }

    /// The same of folded ones.
    pub fn count_folded(&self, problems: &FoldedProblems) {
        self.say_count(problems.count(Severity::Error), problems.count(Severity::Warning));
    }

    fn say_count(&self, errors: usize, warnings: usize) {
        if errors + warnings > 0 {
            self.say("problems-counted", &[("errors", &errors.to_string()), ("warnings", &warnings.to_string())]);
        }
    }

    /// One line of result; on standard error when standard output carries JSON.
    pub fn say(&self, key: &'static str, arguments: &[(&str, &str)]) {
        self.clear_progress();
        if self.quiet {
            return;
        }
        let line = catalogue::fill(catalogue::text(self.language, key), arguments) + "\n";
        match self.format {
            ProblemFormat::Human => output::print(line.as_bytes(), self.language),
            ProblemFormat::Json => put(std::io::stderr().lock(), &line),
        }
    }

    /// A line of result as it is; on standard output in either format.
    pub fn result(&self, line: &str) {
        self.clear_progress();
        output::print(format!("{line}\n").as_bytes(), self.language);
    }

    /// Whether tools read what is printed.
    pub fn is_json(&self) -> bool {
        self.format == ProblemFormat::Json
    }

    /// A failure that is no problem of a file: usage or I/O.
    pub fn failure(&self, code: &'static str, arguments: &[(&'static str, &str)]) {
        let mut problem = Diagnostic::error(code);
        for (name, value) in arguments {
            problem = problem.with(name, *value);
        }
        self.problems(&[problem]);
    }

    /// Who is told how far a run is; it is said once it takes a while.
    pub fn progress(&self) -> Progress {
        if self.quiet { Progress::default() } else { Progress::to(self.line_of_progress().teller()) }
    }

    /// So many of so many things are done that are no steps of a run.
    pub fn counting(&self, key: &'static str, done: usize, all: usize) {
        if !self.quiet {
            self.line_of_progress().count(key, done, all);
        }
    }

    /// Says what takes a while; gone with the next line.
    pub fn waiting(&self, key: &'static str) {
        if !self.quiet {
            self.line_of_progress().tell(key);
        }
    }

    fn line_of_progress(&self) -> &ProgressLine {
        self.progress.get_or_init(|| ProgressLine::new(self.language, self.terminal))
    }

    /// Takes away what says that something is under way.
    pub fn clear_progress(&self) {
        if let Some(line) = self.progress.get() {
            line.clear();
        }
    }
}

/// What the terminal behind standard error can do.
fn style(terminal: bool, color: ColorWhen) -> TerminalStyle {
    let colour = match color {
        ColorWhen::Always => true,
        ColorWhen::Never => false,
        // The console of Windows shows colours only when asked to.
        ColorWhen::Auto => {
            terminal
                && !anstyle_query::no_color()
                && anstyle_query::term_supports_ansi_color()
                && anstyle_query::windows::enable_ansi_colors().unwrap_or(true)
        }
    };
    TerminalStyle { colour, width: terminal.then(width).flatten() }
}

/// Columns of the terminal: what COLUMNS says, else what the terminal answers. Nothing readable stands
/// in fewer than 20.
fn width() -> Option<usize> {
    let stated = std::env::var("COLUMNS").ok().and_then(|text| text.trim().parse().ok()).filter(|columns| *columns > 0);
    let asked = || terminal_size::terminal_size_of(std::io::stderr()).map(|(columns, _)| usize::from(columns.0));
    stated.or_else(asked).map(|columns: usize| columns.max(20))
}

/// Writes what there is to say. A reader that has seen enough closes its end; that is no failure of ours.
fn put(mut to: impl Write, text: &str) {
    let _ = to.write_all(text.as_bytes()).and_then(|()| to.flush());
}
