//! `congbao check`: all the problems, the works cited inconsistently, and what deserves a look; nothing on the site is
//! written. `--report` makes the same a page for editors; `--rules` and `--explain` say what is looked for.

use super::build::is_refused;
use super::kept::StoreArguments;
use super::report::Reporter;
use super::{Exit, SiteArguments, dossiers, explain, is_site, rules, unreadable, whole};
use crate::diagnostic::{Diagnostic, Severity};
use crate::pipeline::{self, BuildOptions, CheckedSite, LoadError, Snapshot};
use clap::Args;
use std::path::{Path, PathBuf};

/// Arguments of `congbao check`.
#[derive(Clone, Debug, Args)]
pub struct CheckArguments {
    #[command(flatten)]
    site: SiteArguments,
    #[command(flatten)]
    store: StoreArguments,
    /// Write a report for editors, one HTML file
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
    /// Show only the findings of this rule (or of this code), all of them
    #[arg(long, value_name = "RULE")]
    only: Option<String>,
    /// List the rules; nothing is checked
    #[arg(long, conflicts_with_all = ["report", "only", "explain"])]
    rules: bool,
    /// Explain a rule, a message by its code, or all messages
    #[arg(long, value_name = "RULE|CODE|all", conflicts_with_all = ["report", "only"])]
    explain: Option<String>,
    /// Print problems alone: no progress, no summary
    #[arg(long, short)]
    quiet: bool,
}

/// Checks the site.
pub fn run(arguments: &CheckArguments) -> Exit {
    let reporter = Reporter::new(&arguments.site).quiet(arguments.quiet);
    if arguments.rules {
        return rules::list(&reporter);
    }
    if let Some(id) = &arguments.explain {
        return explain::run(&reporter, id);
    }
    if let Some(id) = arguments.only.as_deref().filter(|id| !rules::exists(id)) {
        return rules::unknown(&reporter, id);
    }
    let root = &arguments.site.root;
    if !is_site(root, &reporter) {
        return Exit::Usage;
    }
    let options = BuildOptions { infos: true, ..arguments.site.options() };
    let kept = arguments.store.open(root, false, &reporter);
    reporter.waiting("progress-beginning");
    let loaded = pipeline::load_told(root, &options, kept.clone(), reporter.progress());
    arguments.store.save(&kept, root, &reporter);
    match loaded {
        Ok((snapshot, checked)) => say(&reporter, arguments, &snapshot, &checked),
        Err(LoadError::Unusable(mut problems)) => {
            if !reporter.is_json() {
                // What is only good to know would drown what has to be done.
                problems.retain(|problem| problem.severity != Severity::Info);
            }
            reporter.all_problems(&problems);
            reporter.count(&problems);
            if arguments.report.is_some() {
                reporter.failure("report-impossible", &[]);
            }
            Exit::Content
        }
        Err(LoadError::Unreadable(error)) => unreadable(root, &error, &reporter),
    }
}

fn say(reporter: &Reporter, arguments: &CheckArguments, snapshot: &Snapshot, checked: &CheckedSite) -> Exit {
    let problems = &checked.diagnostics;
    if let Some(only) = &arguments.only {
        let meant: Vec<Diagnostic> =
            problems.iter().filter(|problem| rules::is_meant(only, problem.code)).cloned().collect();
        reporter.problems(&meant);
    } else if reporter.is_json() {
        reporter.problems(problems);
    } else {
        let grave: Vec<Diagnostic> =
            problems.iter().filter(|problem| problem.severity != Severity::Info).cloned().collect();
        reporter.all_problems(&grave);
        if !arguments.quiet {
            dossiers::print(reporter, &snapshot.corpus, &checked.dossiers);
            rules::print_infos(reporter, problems);
        }
        if !checked.silenced.is_empty() {
            reporter.say("check-silenced", &[("count", &checked.silenced.len().to_string())]);
        }
    }
    let documents = snapshot.corpus.documents.len().to_string();
    let found = snapshot.corpus.count_citations().found.to_string();
    reporter.say("check-summary", &[("documents", &documents), ("found", &found)]);
    if checked.drafts > 0 {
        reporter.say("check-drafts", &[("count", &checked.drafts.to_string())]);
    }
    reporter.count(problems);
    if let Some(path) = &arguments.report
        && let Err(exit) = write_report(reporter, snapshot, checked, path)
    {
        return exit;
    }
    if is_refused(problems, arguments.site.strict) { Exit::Content } else { Exit::Good }
}

fn write_report(reporter: &Reporter, snapshot: &Snapshot, checked: &CheckedSite, path: &Path) -> Result<(), Exit> {
    let bytes = snapshot.report(checked, reporter.language()).map_err(|problem| {
        reporter.problems(&[problem]);
        Exit::Content
    })?;
    let shown = path.display().to_string();
    whole::put(path, &bytes).map_err(|error| {
        reporter.failure("report-unwritable", &[("path", &shown), ("reason", &error.to_string())]);
        Exit::Usage
    })?;
    reporter.say("check-report-written", &[("path", &shown)]);
    Ok(())
}
