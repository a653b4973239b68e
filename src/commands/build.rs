//! `congbao build`: makes the site.
//!
//! In: the arguments, the folder of the site. Out: the output folder; problems and a summary on standard error.

use super::inputs::{self, Inputs};
use super::last_run::{self, LastRun, Summary};
use super::report::Reporter;
use super::{Exit, SiteArguments, is_site, parse_base_url, unreadable};
use crate::content::Settings;
use crate::content::files::CONTENT_FOLDER;
use crate::diagnostic::{Diagnostic, Severity};
use crate::pipeline::{self, BuildOptions, CheckedSite, Given, LoadError, Refusal, Snapshot};
use crate::publish::{self, PublishError, Report, Stage};
use clap::Args;
use std::path::{Path, PathBuf};
use std::time::Instant;

/// Arguments of `congbao build`.
#[derive(Clone, Debug, Args)]
pub struct BuildArguments {
    #[command(flatten)]
    site: SiteArguments,
    /// Write the site here instead of the configured folder (the ledger of addresses is then only read)
    #[arg(long, value_name = "DIR")]
    output: Option<PathBuf>,
    /// Base address instead of the configured one
    #[arg(long, value_name = "URL", value_parser = parse_base_url)]
    base_url: Option<String>,
    /// Links end in index.html: for a USB stick or a shared folder
    #[arg(long)]
    portable: bool,
    /// Fail if the ledger of addresses would grow (for CI)
    #[arg(long)]
    frozen: bool,
    /// Build even where the file system cannot switch folders in one step
    #[arg(long)]
    no_atomic: bool,
}

/// Builds the site.
pub fn run(arguments: &BuildArguments) -> Exit {
    let begun = Instant::now();
    let reporter = Reporter::new(&arguments.site);
    let root = &arguments.site.root;
    if !is_site(root, &reporter) {
        return Exit::Usage;
    }
    if arguments.site.drafts && arguments.output.is_none() {
        reporter.failure("drafts-need-output", &[]);
        return Exit::Usage;
    }
    if let Err(error) = root.read_dir() {
        return unreadable(root, &error, &reporter);
    }
    let settings_files = inputs::settings(root);
    let settings = Settings::read(root);
    let Some(config) = &settings.config else {
        // Nothing can be built; what else is wrong is said all the same.
        return match pipeline::load_with(root, settings, &options(arguments), Given::default()) {
            Ok((_, checked)) => refuse(&reporter, &checked.diagnostics),
            Err(error) => not_built(root, &error, &reporter),
        };
    };
    let output = arguments.output.clone().unwrap_or_else(|| root.join(&config.output));
    if !is_own_folder(root, &output) {
        reporter.failure("output-invalid", &[("text", &output.display().to_string())]);
        return Exit::Usage;
    }
    let stage = match Stage::begin(
        &output,
        publish::PublishOptions { no_atomic: arguments.no_atomic, ..publish::PublishOptions::default() },
    ) {
        Ok(stage) => stage,
        Err(error) => {
            reporter.problems(&[error.diagnostic()]);
            return Exit::Usage;
        }
    };
    // Whatever comes of this build: what an earlier one left behind needs a person.
    reporter.problems(&stage.remarks().iter().map(PublishError::diagnostic).collect::<Vec<_>>());
    let options = options(arguments);
    let inputs = Inputs::read(root, &config.theme, settings_files, &options);
    let job = Building { arguments, options, output: &output, inputs: &inputs, reporter: &reporter, begun };
    job.run(stage, settings)
}

/// The output folder must not hold the site's sources, nor be one of their folders: it is exchanged as a whole.
fn is_own_folder(root: &Path, output: &Path) -> bool {
    let (Ok(root), Ok(output)) = (root.canonicalize(), output.canonicalize()) else { return true };
    let sources = [CONTENT_FOLDER, "themes"];
    !root.starts_with(&output) && !sources.iter().any(|folder| output.starts_with(root.join(folder)))
}

fn options(arguments: &BuildArguments) -> BuildOptions {
    BuildOptions { base_url: arguments.base_url.clone(), portable: arguments.portable, ..arguments.site.options() }
}

struct Building<'a> {
    arguments: &'a BuildArguments,
    options: BuildOptions,
    output: &'a Path,
    inputs: &'a Inputs,
    reporter: &'a Reporter,
    begun: Instant,
}

impl Building<'_> {
    fn run(&self, stage: Stage, settings: Settings) -> Exit {
        let root = &self.arguments.site.root;
        if let Some(last) = self.nothing_to_do(&stage) {
            return self.finish(
                &last.diagnostics,
                &last.summary,
                &Report { unchanged: last.summary.pages, ..Report::default() },
            );
        }
        let published = self.arguments.output.is_none().then(|| stage.published());
        let given = Given { words: Some(stage.words()), published };
        let (snapshot, checked) = match pipeline::load_with(root, settings, &self.options, given) {
            Ok(loaded) => loaded,
            Err(error) => return not_built(root, &error, self.reporter),
        };
        // A site that was published has a ledger; without it, addresses could be lost and no message would say so.
        let published = self.output.join(publish::MANIFEST).is_file();
        if self.arguments.output.is_none() && published && !root.join(pipeline::LEDGER).exists() {
            let mut problems = checked.diagnostics;
            let shown = self.output.display().to_string();
            problems.push(Diagnostic::error("ledger-missing").with("output", shown).in_file(pipeline::LEDGER));
            return refuse(self.reporter, &problems);
        }
        if self.arguments.frozen && checked.new_addresses > 0 {
            let mut problems = checked.diagnostics;
            let count = checked.new_addresses.to_string();
            problems.push(Diagnostic::error("ledger-would-grow").with("count", count).in_file(pipeline::LEDGER));
            return refuse(self.reporter, &problems);
        }
        if is_refused(&checked.diagnostics, self.arguments.site.strict) {
            return refuse(self.reporter, &checked.diagnostics);
        }
        self.publish(&snapshot, &checked, stage)
    }

    /// The same inputs were built into this folder, and the folder still is what was written.
    fn nothing_to_do(&self, stage: &Stage) -> Option<LastRun> {
        let inputs = self.inputs.now()?;
        let last = LastRun::read(self.output, inputs)?;
        let strict = self.arguments.site.strict && !last.diagnostics.is_empty();
        (!strict && stage.unchanged(inputs)).then_some(last)
    }

    fn publish(&self, snapshot: &Snapshot, checked: &CheckedSite, stage: Stage) -> Exit {
        // Only the plain build into the configured folder makes promises.
        let ledger = self.arguments.output.is_none().then_some(&checked.permanent);
        let progress = |done: usize, all: usize| self.reporter.progress(done, all);
        match pipeline::publish(snapshot, stage, &|| self.inputs.now().unwrap_or_default(), ledger, &progress) {
            Ok(report) => {
                let summary = Summary {
                    documents: snapshot.corpus.documents.len(),
                    works: snapshot.corpus.works.len(),
                    citations: snapshot.corpus.count_citations(),
                    pages: snapshot.site.pages.len(),
                };
                if let Some(inputs) = self.inputs.now() {
                    last_run::write(self.output, inputs, &summary, &checked.diagnostics);
                }
                self.finish(&checked.diagnostics, &summary, &report)
            }
            Err(Refusal::Problems(problems)) => refuse(self.reporter, &problems),
            Err(Refusal::Publish(error)) => {
                self.reporter.problems(&[error.diagnostic()]);
                Exit::Usage
            }
        }
    }

    fn finish(&self, diagnostics: &[Diagnostic], summary: &Summary, report: &Report) -> Exit {
        let Summary { documents, works, citations, pages } = summary;
        self.reporter.problems(diagnostics);
        // The new site stands: these are warnings even where warnings forbid publishing.
        self.reporter.problems(&report.remarks.iter().map(PublishError::diagnostic).collect::<Vec<_>>());
        self.reporter.count(diagnostics);
        let numbers = [
            documents,
            works,
            &citations.found,
            &citations.held,
            &citations.not_held,
            &citations.ambiguous,
            &citations.unknown,
            pages,
        ]
        .map(ToString::to_string);
        let [documents, works, found, held, not_held, ambiguous, unknown, pages] = &numbers;
        self.reporter.say("summary-documents", &[("documents", documents), ("works", works)]);
        self.reporter.say(
            "summary-citations",
            &[
                ("found", found),
                ("resolved", &(citations.held + citations.not_held).to_string()),
                ("held", held),
                ("not_held", not_held),
                ("ambiguous", ambiguous),
                ("unknown", unknown),
            ],
        );
        self.reporter.say(
            "summary-pages",
            &[
                ("pages", pages),
                ("written", &report.written.to_string()),
                ("unchanged", &report.unchanged.to_string()),
                ("removed", &report.removed.to_string()),
                ("output", &self.output.display().to_string()),
                ("seconds", &format!("{:.1}", self.begun.elapsed().as_secs_f64())),
            ],
        );
        Exit::Good
    }
}

/// Whether the problems forbid publishing.
pub(super) fn is_refused(problems: &[Diagnostic], strict: bool) -> bool {
    let gravest = problems.iter().map(|problem| problem.severity).min();
    gravest == Some(Severity::Error) || strict && gravest == Some(Severity::Warning)
}

fn not_built(root: &Path, error: &LoadError, reporter: &Reporter) -> Exit {
    match error {
        LoadError::Unreadable(error) => unreadable(root, error, reporter),
        LoadError::Unusable(problems) => refuse(reporter, problems),
    }
}

fn refuse(reporter: &Reporter, problems: &[Diagnostic]) -> Exit {
    reporter.problems(problems);
    reporter.count(problems);
    reporter.say("nothing-published", &[]);
    Exit::Content
}
