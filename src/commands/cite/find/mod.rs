//! `congbao cite --find`: what the site knows of a number or a name, ready to paste.
//!
//! In: words as typed, the folder of a site. Out: the works that fit, best first, never a choice among them; exit status 0
//! where something fits or is mentioned, 1 where nothing does.

mod matching;
mod paste;
mod people;
mod query;
mod record;

use super::super::report::Reporter;
use super::super::{Format, language};
use super::{CiteArguments, CiteFormat, Exit};
use crate::content::config;
use crate::diagnostic::{Diagnostic, Severity};
use crate::pipeline::{self, Loaded, Options};
use crate::text::date::WorkDate;
use query::Query;
use std::io::{self, Write};

/// Looks a number or a name up.
pub(super) fn run(arguments: &CiteArguments, words: &[String]) -> Exit {
    let root = &arguments.root;
    let reporter = Reporter::speaking(language::spoken(arguments.lang, root), Format::Human, arguments.color);
    let typed = words.join(" ");
    if typed.len() > query::LONGEST {
        reporter.failure("find-too-long", &[("limit", &query::LONGEST.to_string())]);
        return Exit::Usage;
    }
    if !root.join(config::CONFIG_FILE).is_file() {
        reporter.failure("find-no-site", &[("path", &root.display().to_string())]);
        return Exit::Usage;
    }
    let query = match Query::read(&typed, arguments.date.map(WorkDate::Day)) {
        Err(day) => {
            reporter.failure("find-no-such-day", &[("text", &day)]);
            return Exit::Usage;
        }
        Ok(query) if query.is_empty() => {
            reporter.failure("find-empty", &[]);
            return Exit::Usage;
        }
        Ok(query) => query,
    };
    reporter.waiting("find-reading");
    match pipeline::load(root, &Options { without_passages: true, ..Options::default() }) {
        Ok(Ok(loaded)) => answer(arguments, &reporter, &query, &loaded),
        Ok(Err(problems)) => {
            reporter.problems(&problems);
            Exit::Content
        }
        Err(error) => {
            let path = root.display().to_string();
            reporter.failure("root-unreadable", &[("path", &path), ("reason", &error.to_string())]);
            Exit::Usage
        }
    }
}

fn answer(arguments: &CiteArguments, reporter: &Reporter, query: &Query, loaded: &Loaded) -> Exit {
    let errors = loaded.diagnostics.iter().filter(|problem| problem.severity == Severity::Error).count();
    if errors > 0 {
        // A document that cannot be read is missing from the answer; whoever pastes must know.
        reporter.problems(&[Diagnostic::warning("find-content-errors").with("count", errors.to_string())]);
    }
    let answer = matching::answer(query, &loaded.corpus, &loaded.registries);
    let found = record::found(query, &answer, loaded);
    match arguments.format {
        Some(CiteFormat::Jsonl) => {
            shown(&(serde_json::to_string(&found).expect("strings and numbers are always JSON") + "\n"), reporter);
        }
        Some(CiteFormat::Human) | None => {
            shown(&people::text(&found, reporter.language()), reporter);
        }
    }
    if found.total == 0 && found.mentions.is_empty() { Exit::Content } else { Exit::Good }
}

/// A reader that has seen enough (`| head`) closes the pipe; that is no failure.
fn shown(text: &str, reporter: &Reporter) {
    reporter.clear_progress();
    let _ = io::stdout().lock().write_all(text.as_bytes());
}
