//! `congbao check`: all the problems, nothing written.

use super::build::is_refused;
use super::report::Reporter;
use super::{Exit, SiteArguments, is_site};
use crate::pipeline;
use clap::Args;

/// Arguments of `congbao check`.
#[derive(Clone, Debug, Args)]
pub struct CheckArguments {
    #[command(flatten)]
    site: SiteArguments,
}

/// Checks the site.
pub fn run(arguments: &CheckArguments) -> Exit {
    let mut reporter = Reporter::new(&arguments.site);
    let root = &arguments.site.root;
    if !is_site(root, &reporter) {
        return Exit::Usage;
    }
    let problems = match pipeline::load(root, &arguments.site.options()) {
        Ok(Ok(loaded)) => {
            reporter.speak(arguments.site.lang, loaded.language());
            let counts = loaded.corpus.count_citations();
            let documents = loaded.corpus.documents.len().to_string();
            let found = counts.found.to_string();
            reporter.problems(&loaded.diagnostics);
            reporter.say("check-summary", &[("documents", &documents), ("found", &found)]);
            loaded.diagnostics
        }
        Ok(Err(problems)) => {
            reporter.problems(&problems);
            problems
        }
        Err(error) => {
            let path = root.display().to_string();
            reporter.failure("root-unreadable", &[("path", &path), ("reason", &error.to_string())]);
            return Exit::Usage;
        }
    };
    reporter.count(&problems);
    if is_refused(&problems, arguments.site.strict) { Exit::Content } else { Exit::Good }
}
