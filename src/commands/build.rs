//! `congbao build`: makes the site.
//!
//! In: the arguments, the folder of the site. Out: the output folder; problems and a summary on standard error.

use super::folded::FoldedProblems;
use super::inputs::{self, Inputs};
use super::kept::StoreArguments;
use super::last_run::{self, LastRun, Summary};
use super::report::Reporter;
use super::sign::{self, SecretArguments};
use super::{Exit, SiteArguments, is_site, parse_base_url, unreadable};
use crate::address::KnownAddress;
use crate::address::published::PublishedSite;
use crate::check::MoreFindings;
use crate::content::Settings;
use crate::content::config::Config;
use crate::content::files::CONTENT_FOLDER;
use crate::content::theme::THEMES_FOLDER;
use crate::diagnostic::{Diagnostic, Severity};
use crate::pipeline::{
    self, BuildOptions, CheckedSite, Explained, Given, Kept, LoadError, Memory, Promise, Published, Refusal, Snapshot,
};
use crate::publish::{self, PublishError, Report, SignatureState, Stage};
use clap::Args;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

/// Facts that are named of one page.
const MOST_FACTS: usize = 20;

/// Arguments of `congbao build`.
#[derive(Clone, Debug, Args)]
pub struct BuildArguments {
    #[command(flatten)]
    site: SiteArguments,
    #[command(flatten)]
    store: StoreArguments,
    /// Write the site here; where it is not the configured folder, the ledger of addresses is only read
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
    /// Read and make everything anew, whatever is known of the last build
    #[arg(long)]
    fresh: bool,
    /// Say whether the page at this path of the output was made, and which fact had changed
    #[arg(long, value_name = "PATH")]
    explain_rebuild: Option<String>,
    /// Build even where the file system cannot switch folders in one step
    #[arg(long)]
    no_atomic: bool,
    /// Print problems alone: no progress, no summary
    #[arg(long, short)]
    quiet: bool,
    /// Sign the list of all files, where no signature fits: the same as `congbao sign` afterwards
    #[arg(long)]
    sign: bool,
    #[command(flatten)]
    secret: SecretArguments,
}

/// Builds the site.
pub fn run(arguments: &BuildArguments) -> Exit {
    let begun = Instant::now();
    let reporter = Reporter::new(&arguments.site).quiet(arguments.quiet);
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
            Ok((_, checked)) => refuse(&reporter, checked.diagnostics, &checked.more),
            Err(error) => not_built(root, &error, &reporter),
        };
    };
    let Some(output) = Output::of(arguments, config, &reporter) else { return Exit::Usage };
    reporter.waiting("progress-beginning");
    let how = publish::PublishOptions { no_atomic: arguments.no_atomic, ..publish::PublishOptions::default() };
    let stage = match Stage::begin(&output.folder, how) {
        Ok(stage) => stage,
        Err(error) => {
            reporter.problems(&[error.diagnostic()]);
            return Exit::Usage;
        }
    };
    // Whatever comes of this build: what an earlier one left behind needs a person.
    reporter.problems(&stage.remarks().iter().map(PublishError::diagnostic).collect::<Vec<_>>());
    let published = output.is_plain.then(|| stage.published());
    let completed = match published.as_ref().filter(|_| !arguments.frozen) {
        Some(published) => pipeline::complete_ledger(root, published, config.online),
        None => Ok(Vec::new()),
    };
    let notices = match completed {
        Ok(notices) => notices,
        Err(error) => {
            reporter.problems(&[error.diagnostic()]);
            return Exit::Usage;
        }
    };
    let options = options(arguments).at(config.timezone);
    let kept = arguments.store.open(root, arguments.fresh, &reporter);
    let inputs = Inputs::read(root, &config.theme, settings_files, &options, kept.stats());
    let output = &output;
    // Which of them are told apart decides no byte of the site.
    let brief = !reporter.is_json() && !arguments.site.strict;
    let job = Building {
        arguments,
        options: BuildOptions { brief, ..options },
        output,
        inputs: &inputs,
        reporter: &reporter,
        notices,
        kept: kept.clone(),
        has_key: config.public_key.is_some(),
        begun,
    };
    let config = config.clone();
    let exit = job.run(stage, published, settings);
    reporter.waiting("progress-beginning");
    arguments.store.save(&kept, root, &reporter);
    let signs = exit == Exit::Good && arguments.sign && !is_signed(&config, &output.folder);
    if signs { sign::sign(&reporter, &arguments.secret, &config, &output.folder, how) } else { exit }
}

/// Whether the site in `output` has a signature of the office's key that fits.
fn is_signed(config: &Config, output: &Path) -> bool {
    let signed = publish::signed_root(output);
    let (Some(key), Some((root, Some(signature)))) = (&config.public_key, signed) else { return false };
    key.check(&signature, &root).is_ok()
}

/// The output folder must not hold the site's sources, nor be one of their folders: it is exchanged as a whole.
fn is_own_folder(root: &Path, output: &Path) -> bool {
    let sources = [CONTENT_FOLDER, THEMES_FOLDER];
    !publish::is_within(root, output) && !sources.iter().any(|folder| publish::is_within(output, &root.join(folder)))
}

fn options(arguments: &BuildArguments) -> BuildOptions {
    BuildOptions { base_url: arguments.base_url.clone(), portable: arguments.portable, ..arguments.site.options() }
}

/// Where the site goes.
struct Output {
    folder: PathBuf,
    /// Only what is built into the configured folder is a promise.
    is_plain: bool,
    /// Nothing is promised before the site is.
    online: bool,
}

impl Output {
    /// As the arguments say; `None` where nothing may be written there, which is said.
    fn of(arguments: &BuildArguments, config: &Config, reporter: &Reporter) -> Option<Self> {
        let root = &arguments.site.root;
        let configured = root.join(&config.output);
        let elsewhere = arguments.output.as_ref().filter(|output| !publish::is_same_folder(output, &configured));
        let is_plain = elsewhere.is_none();
        let folder = elsewhere.unwrap_or(&configured).clone();
        let shown = folder.display().to_string();
        if arguments.site.drafts && publish::is_within(&folder, &configured) {
            reporter.failure("drafts-in-output", &[("output", &shown)]);
            return None;
        }
        if !is_own_folder(root, &folder) {
            reporter.failure("output-invalid", &[("text", &shown)]);
            return None;
        }
        Some(Self { folder, is_plain, online: config.online })
    }
}

struct Building<'a> {
    arguments: &'a BuildArguments,
    options: BuildOptions,
    output: &'a Output,
    inputs: &'a Inputs,
    reporter: &'a Reporter,
    /// What was done to the ledger. It needs no mending any more, so it is no reason to refuse, with `--strict` either.
    notices: Vec<Diagnostic>,
    kept: Kept,
    /// The site has a public key, so it is to be signed.
    has_key: bool,
    begun: Instant,
}

impl Building<'_> {
    fn run(&self, stage: Stage, published: Option<PublishedSite>, settings: Settings) -> Exit {
        self.reporter.problems(&self.notices);
        self.reporter.waiting("progress-beginning");
        let root = &self.arguments.site.root;
        if let Some(last) = self.nothing_to_do(&stage) {
            let exit = self.finish(
                &last.problems,
                &Summary { documents_read: 0, ..last.summary },
                &Report { unchanged: last.summary.pages, ..Report::default() },
            );
            if let Some(asked) = &self.arguments.explain_rebuild {
                explain(self.reporter, asked, &Explained::Kept);
            }
            return exit;
        }
        let progress = self.reporter.progress();
        let given = Given { words: Some(stage.words()), published, kept: self.kept.clone(), progress };
        let (snapshot, checked) = match pipeline::load_with(root, settings, &self.options, given) {
            Ok(loaded) => loaded,
            Err(error) => return not_built(root, &error, self.reporter),
        };
        if self.arguments.frozen && checked.new_addresses > 0 {
            let mut problems = checked.diagnostics;
            let count = checked.new_addresses.to_string();
            problems.push(Diagnostic::error("ledger-would-grow").with("count", count).in_file(pipeline::LEDGER));
            return refuse(self.reporter, problems, &checked.more);
        }
        if is_refused(&checked.diagnostics, self.arguments.site.strict) {
            return refuse(self.reporter, checked.diagnostics, &checked.more);
        }
        let CheckedSite { diagnostics, more, permanent, documents_read, drafts, .. } = checked;
        // What is read no more needs no memory while pages are made.
        let said = folded(self.reporter, diagnostics, &more);
        let exit = self.publish(&snapshot, &permanent, (documents_read, drafts), &said, stage);
        // The process ends: to give back a million values one by one would take a part of the run.
        snapshot.forget();
        std::mem::forget(permanent);
        exit
    }

    /// The same inputs were built into this folder, and the folder still is what was written.
    fn nothing_to_do(&self, stage: &Stage) -> Option<LastRun> {
        let inputs = self.inputs.now().filter(|_| !self.arguments.fresh)?;
        let last = LastRun::read(&self.output.folder, inputs)?;
        let strict = self.arguments.site.strict && !last.problems.is_empty();
        // For tools each problem is said, also where the last run said them to a person.
        let is_whole = !self.reporter.is_json() || last.problems.more.is_empty();
        (!strict && is_whole && stage.unchanged(inputs)).then_some(last)
    }

    fn publish(
        &self,
        snapshot: &Snapshot,
        permanent: &BTreeMap<String, KnownAddress>,
        (documents_read, drafts): (usize, usize),
        said: &FoldedProblems,
        stage: Stage,
    ) -> Exit {
        let Output { is_plain, online, .. } = *self.output;
        let promise = Promise { permanent, grows_ledger: is_plain && online };
        let inputs = |ledger: Option<&str>| {
            let inputs = ledger.map_or_else(|| self.inputs.now(), |text| self.inputs.with(text.as_bytes()));
            inputs.unwrap_or_default()
        };
        let progress = self.reporter.progress();
        let asked = self.arguments.explain_rebuild.as_deref();
        let name = traces_of(&self.output.folder);
        let memory = Memory { store: Some(Arc::clone(&self.kept.store)), name, asked };
        match pipeline::publish(snapshot, stage, promise, &memory, &inputs, &progress) {
            Ok(Published { report, signature, made, explained }) => {
                let summary = Summary {
                    documents: snapshot.corpus.documents.len(),
                    documents_read,
                    drafts,
                    works: snapshot.corpus.works.len(),
                    citations: snapshot.corpus.count_citations(),
                    pages: snapshot.site.pages.len(),
                };
                if let Some(inputs) = self.inputs.now() {
                    last_run::write(&self.output.folder, inputs, &summary, &said.lasting());
                }
                let queries = snapshot.site.moved.iter().filter(|moved| moved.from.contains('?')).count();
                if queries > 0 {
                    self.reporter.say("redirect-query-by-server", &[("count", &queries.to_string())]);
                }
                let exit = self.finish(said, &summary, &report);
                self.reporter.say("summary-made", &[("made", &made.to_string())]);
                match signature {
                    _ if self.arguments.sign => {}
                    SignatureState::Dropped => self.reporter.say("sign-again", &[]),
                    SignatureState::None if self.has_key => self.reporter.say("sign-needed", &[]),
                    SignatureState::None | SignatureState::Kept => {}
                }
                if let (Some(asked), Some(explained)) = (asked, explained) {
                    explain(self.reporter, asked, &explained);
                }
                exit
            }
            Err(Refusal::Problems(problems)) => refuse(self.reporter, problems, &MoreFindings::new()),
            Err(Refusal::Publish(error)) => {
                self.reporter.problems(&[error.diagnostic()]);
                if error.is_of_content() { Exit::Content } else { Exit::Usage }
            }
        }
    }

    fn finish(&self, problems: &FoldedProblems, summary: &Summary, report: &Report) -> Exit {
        let Summary { documents, documents_read, drafts, works, citations, pages } = summary;
        self.reporter.folded(problems);
        // The new site stands: these are warnings even where warnings forbid publishing.
        self.reporter.problems(&report.remarks.iter().map(PublishError::diagnostic).collect::<Vec<_>>());
        self.reporter.count_folded(problems);
        let numbers = [
            documents,
            documents_read,
            works,
            &citations.found,
            &citations.held,
            &citations.not_held,
            &citations.ambiguous,
            &citations.unknown,
            pages,
        ]
        .map(ToString::to_string);
        let [documents, read, works, found, held, not_held, ambiguous, unknown, pages] = &numbers;
        self.reporter.say("summary-documents", &[("documents", documents), ("read", read), ("works", works)]);
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
                ("output", &self.output.folder.display().to_string()),
                ("seconds", &format!("{:.1}", self.begun.elapsed().as_secs_f64())),
            ],
        );
        if *drafts > 0 {
            self.reporter.say("summary-drafts", &[("count", &drafts.to_string())]);
        }
        if !self.output.online {
            self.reporter.say("summary-not-online", &[]);
        }
        Exit::Good
    }
}

/// The name of the traces of an output folder. It is the same before the folder is made, so only what is above it is
/// resolved.
fn traces_of(output: &Path) -> String {
    let output = std::path::absolute(output).unwrap_or_else(|_| output.to_owned());
    let above = output.parent().and_then(|above| above.canonicalize().ok());
    let folder = above.zip(output.file_name()).map(|(above, name)| above.join(name)).unwrap_or(output);
    let digest = Sha256::digest(folder.as_os_str().as_encoded_bytes());
    let digits: String = digest.iter().take(6).map(|byte| format!("{byte:02x}")).collect();
    format!("traces-{digits}")
}

/// Says why a page was made, or that it stayed.
fn explain(reporter: &Reporter, asked: &str, explained: &Explained) {
    let key = match explained {
        Explained::Unknown => "explain-no-page",
        Explained::Kept => "explain-kept",
        Explained::New => "explain-new",
        Explained::Job => "explain-job",
        Explained::Sizes => "explain-sizes",
        Explained::File => "explain-file",
        Explained::Facts(_) => "explain-facts",
    };
    reporter.say(key, &[("path", asked)]);
    let Explained::Facts(facts) = explained else { return };
    for (what, name) in facts.iter().take(MOST_FACTS) {
        reporter.say(what, &[("name", name)]);
    }
    if facts.len() > MOST_FACTS {
        reporter.say("explain-more", &[("count", &(facts.len() - MOST_FACTS).to_string())]);
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
        LoadError::Unusable(problems) => refuse(reporter, problems.clone(), &MoreFindings::new()),
    }
}

/// For a person, the worst; for tools, all.
fn folded(reporter: &Reporter, problems: Vec<Diagnostic>, more: &MoreFindings) -> FoldedProblems {
    if reporter.is_json() { FoldedProblems::whole(problems) } else { FoldedProblems::worst(problems, more) }
}

fn refuse(reporter: &Reporter, problems: Vec<Diagnostic>, more: &MoreFindings) -> Exit {
    let problems = folded(reporter, problems, more);
    reporter.folded(&problems);
    reporter.count_folded(&problems);
    reporter.say("nothing-published", &[]);
    Exit::Content
}
