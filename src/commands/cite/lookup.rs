//! `congbao cite --find`: what the site knows of a number or a name, ready to paste.
//!
//! In: the arguments, the folder of a site. Out: the report of [`crate::lookup`] on standard output; exit status 0
//! where something fits or is mentioned, 1 where nothing does.

use super::super::report::Reporter;
use super::super::{ProblemFormat, language, not_loaded, output};
use super::{CiteArguments, CiteFormat, Exit, lookup_text};
use crate::content::config;
use crate::diagnostic::{Diagnostic, Severity};
use crate::lookup::{LONGEST, LookupSite, Query, look_up};
use crate::pipeline::{self, BuildOptions, CheckedSite, Snapshot};
use crate::text::date::WorkDate;

/// Looks a number or a name up.
pub(super) fn run(arguments: &CiteArguments, words: &[String]) -> Exit {
    let root = &arguments.root;
    let reporter = Reporter::speaking(language::spoken(arguments.lang, root), ProblemFormat::Human, arguments.color);
    let typed = words.join(" ");
    if typed.len() > LONGEST {
        reporter.failure("find-too-long", &[("limit", &LONGEST.to_string())]);
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
    match pipeline::load(root, &BuildOptions { without_passages: true, ..BuildOptions::default() }) {
        Ok((snapshot, checked)) => answer(arguments, &reporter, &query, &snapshot, &checked),
        Err(error) => not_loaded(root, &error, &reporter),
    }
}

fn answer(
    arguments: &CiteArguments,
    reporter: &Reporter,
    query: &Query,
    snapshot: &Snapshot,
    checked: &CheckedSite,
) -> Exit {
    let errors = checked.diagnostics.iter().filter(|problem| problem.severity == Severity::Error).count();
    if errors > 0 {
        // A document that cannot be read is missing from the answer: the editor must know it before pasting.
        reporter.problems(&[Diagnostic::warning("find-content-errors").with("count", errors.to_string())]);
    }
    let site = LookupSite {
        corpus: &snapshot.corpus,
        registries: snapshot.registries(),
        base_url: &snapshot.config().base_url,
        lookup: &snapshot.config().lookup,
    };
    let report = look_up(query, site);
    match arguments.format {
        Some(CiteFormat::Jsonl) => {
            print(&(serde_json::to_string(&report).expect("strings and numbers are always JSON") + "\n"), reporter);
        }
        Some(CiteFormat::Human) | None => {
            print(&lookup_text::text(&report, reporter.language()), reporter);
        }
    }
    if report.total == 0 && report.mentions.is_empty() { Exit::Content } else { Exit::Good }
}

fn print(text: &str, reporter: &Reporter) {
    reporter.clear_progress();
    output::print(text.as_bytes(), reporter.language());
}
