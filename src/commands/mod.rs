//! The command line: arguments as typed, one file per command, exit statuses, and all that is printed.
//!
//! In: the process' arguments. Out: what a command did, on standard output and standard error, and the exit status:
//! 0 good, 1 errors in the content (nothing is published), 2 usage or I/O.

pub mod build;
pub mod changes;
pub mod check;
pub mod cite;
pub mod completions;
pub mod diff;
mod document_finder;
mod dossiers;
mod explain;
pub mod export;
pub mod fmt;
mod folded;
mod help;
pub mod import;
pub mod init;
mod inputs;
mod kept;
pub mod key;
mod language;
mod last_run;
mod limits;
pub mod man;
#[cfg(feature = "mcp")]
pub mod mcp;
#[cfg(not(feature = "mcp"))]
#[path = "mcp/absent.rs"]
pub mod mcp;
pub mod neighbours;
pub mod new;
mod output;
pub mod panic_report;
mod progress;
mod report;
mod rules;
pub mod schema;
#[cfg(feature = "preview")]
pub mod serve;
#[cfg(not(feature = "preview"))]
#[path = "serve/absent.rs"]
pub mod serve;
pub mod sign;
mod usage;
pub mod verify;
pub mod versions;
mod whole;

use crate::catalogue::Language;
use crate::content::files::CONTENT_FOLDER;
use crate::content::nearby::{self, Nearby, nearby};
use crate::diagnostic::Diagnostic;
use crate::pipeline::{BuildOptions, LoadError};
use crate::text::date::parse_day;
use clap::{Args, FromArgMatches, Parser, Subcommand, ValueEnum};
use jiff::Timestamp;
use jiff::civil::Date;
use report::ColorWhen;
use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Turns a folder of official directives into a static website whose citations can be trusted.
#[derive(Debug, Parser)]
#[command(name = "congbao", version, about, arg_required_else_help = true)]
pub struct Arguments {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Build the site into the output folder
    Build(build::BuildArguments),
    /// List what an upload has to send and to delete, since the last one
    Changes(changes::ChangesArguments),
    /// Show all problems of the content; write nothing
    Check(check::CheckArguments),
    /// Show the citations of any text: Markdown, plain text, or one JSON object a line
    Cite(cite::CiteArguments),
    /// Print a script that makes the shell complete commands and options
    Completions(completions::CompletionsArguments),
    /// Write a document as a Word file in the official layout, or the whole site as a database
    Export(export::ExportArguments),
    /// Put the front matter of documents in good order; offer repairs
    Fmt(fmt::FmtArguments),
    /// Say what is new in the second of two documents
    Diff(diff::DiffArguments),
    /// Make Markdown files of the site from Word, PDF, HTML and text files
    Import(import::ImportArguments),
    /// Make a new site that builds at once, with one sample of each kind
    Init(init::InitArguments),
    /// Make the key by which the office signs what it publishes
    Key(key::KeyArguments),
    /// Print a manual page, or write them all
    Man(man::ManArguments),
    /// Answer programs that ask about a site, by the Model Context Protocol
    Mcp(mcp::McpArguments),
    /// Ask the sites of `neighbours:` which documents they hold
    Neighbours(neighbours::NeighbourArguments),
    /// Make a new document: empty, or next year's from this year's
    New(new::NewArguments),
    /// Print the JSON Schema of front matter, configuration or a registry, for editor programs
    Schema(schema::SchemaArguments),
    /// Preview the site on this computer; pages follow the files as you save them
    Serve(serve::ServeArguments),
    /// Sign the list of all files of the site that was built
    Sign(sign::SignArguments),
    /// Check that a published copy is whole, unchanged and signed
    Verify(verify::VerifyArguments),
    /// Find former texts of published documents in git's history
    Versions(versions::VersionArguments),
}

/// Their names, for `congbao man`. Written out here: the table of arguments cannot be asked while it is made.
const NAMES: [&str; 20] = [
    "build",
    "changes",
    "check",
    "cite",
    "completions",
    "diff",
    "export",
    "fmt",
    "import",
    "init",
    "key",
    "man",
    "mcp",
    "neighbours",
    "new",
    "schema",
    "serve",
    "sign",
    "verify",
    "versions",
];

/// Where the site is, and how to talk about it.
#[derive(Clone, Debug, Args)]
pub struct SiteArguments {
    /// Folder of the site (the one with congbao.yaml)
    #[arg(long, value_name = "DIR", default_value = ".")]
    pub root: PathBuf,
    /// Language of messages: vi or en (default: that of the environment, else the site's)
    #[arg(long, value_name = "LANG", value_parser = parse_language)]
    pub lang: Option<Language>,
    /// When messages have colours
    #[arg(long, value_name = "WHEN", value_enum, default_value_t = ColorWhen::Auto)]
    pub color: ColorWhen,
    /// How problems are printed
    #[arg(long, value_enum, default_value_t = ProblemFormat::Human)]
    pub format: ProblemFormat,
    /// Take this day as today: pages may state it, and dates after it are warned of
    #[arg(long, value_name = "DATE", value_parser = parse_today)]
    pub today: Option<Date>,
    /// Drafts, too
    #[arg(long)]
    pub drafts: bool,
    /// Warnings count as errors
    #[arg(long)]
    pub strict: bool,
}

/// How problems are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ProblemFormat {
    /// For people
    Human,
    /// One JSON object a line
    Json,
}

fn parse_language(tag: &str) -> Result<Language, String> {
    Language::parse(tag).ok_or_else(|| "vi | en".to_owned())
}

fn parse_today(text: &str) -> Result<Date, String> {
    parse_day(text).ok_or_else(|| "YYYY-MM-DD".to_owned())
}

/// The moment of this run: as the machine says, or as `SOURCE_DATE_EPOCH` does (seconds since 1970), by which builds
/// are done again as they were (reproducible-builds.org).
fn now() -> Timestamp {
    let told = std::env::var("SOURCE_DATE_EPOCH").ok().and_then(|seconds| seconds.parse().ok());
    told.and_then(|seconds| Timestamp::from_second(seconds).ok()).unwrap_or_else(Timestamp::now)
}

fn parse_base_url(text: &str) -> Result<String, String> {
    crate::content::config::normal_base_url(text).ok_or_else(|| "https://example.vn/path/".to_owned())
}

impl SiteArguments {
    /// Those of a command that has only some of them.
    fn of(root: &Path, lang: Option<Language>, format: ProblemFormat, color: ColorWhen) -> Self {
        Self { root: root.to_owned(), lang, format, color, today: None, drafts: true, strict: false }
    }

    fn options(&self) -> BuildOptions {
        BuildOptions {
            base_url: None,
            drafts: self.drafts,
            today: self.today,
            clock: self.today,
            // The clock is read here and nowhere else; it decides warnings, never bytes.
            moment: self.today.is_none().then(now),
            portable: false,
            infos: false,
            brief: false,
            preview: false,
            without_passages: false,
        }
    }
}

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// Done.
    Good,
    /// Errors in the content: nothing was published.
    Content,
    /// Wrong usage, or a file or folder could not be read or written.
    Usage,
    /// Done, but something of an imported file is not in what was written.
    Losses,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(match exit {
            Exit::Good => 0,
            Exit::Content => 1,
            Exit::Usage => 2,
            Exit::Losses => 3,
        })
    }
}

/// The whole program: reads the arguments as typed, runs the command, says what went wrong with either.
pub fn main(typed: impl IntoIterator<Item = OsString>) -> ExitCode {
    let typed: Vec<OsString> = typed.into_iter().collect();
    let exit = panic_report::guarded(|| {
        limits::hear();
        let matches = help::arguments(usage::language(&typed)).try_get_matches_from(&typed);
        match matches.and_then(|matches| Arguments::from_arg_matches(&matches)) {
            Ok(arguments) => run(&arguments),
            Err(error) => usage::tell(&error, &typed),
        }
    });
    exit.into()
}

/// Runs the command that the arguments ask for.
pub fn run(arguments: &Arguments) -> Exit {
    match &arguments.command {
        Command::Build(arguments) => build::run(arguments),
        Command::Changes(arguments) => changes::run(arguments),
        Command::Check(arguments) => check::run(arguments),
        Command::Cite(arguments) => cite::run(arguments),
        Command::Completions(arguments) => completions::run(*arguments),
        Command::Fmt(arguments) => fmt::run(arguments),
        Command::Diff(arguments) => diff::run(arguments),
        Command::Export(arguments) => export::run(arguments),
        Command::Import(arguments) => import::run(arguments),
        Command::Init(arguments) => init::run(arguments),
        Command::Key(arguments) => key::run(arguments),
        Command::Man(arguments) => man::run(arguments),
        Command::Mcp(arguments) => mcp::run(arguments),
        Command::Neighbours(arguments) => neighbours::run(arguments),
        Command::New(arguments) => new::run(arguments),
        Command::Schema(arguments) => schema::run(arguments),
        Command::Serve(arguments) => serve::run(arguments),
        Command::Sign(arguments) => sign::run(arguments),
        Command::Verify(arguments) => verify::run(arguments),
        Command::Versions(arguments) => versions::run(arguments),
    }
}

/// The root must be the folder of a site; said before anything is tried or written. One that has lost its
/// configuration, but has content, is a site with an error.
fn is_site(root: &Path, report: &report::Reporter) -> bool {
    if !root.is_dir() {
        let problem = Diagnostic::error("root-missing").with("path", root.display().to_string());
        report.problems(&[near_file(problem, root)]);
        return false;
    }
    let is_one = nearby::is_site(root) || root.join(CONTENT_FOLDER).is_dir();
    if !is_one {
        report.problems(&[no_site(root)]);
    }
    is_one
}

/// The folder is that of no site; names the nearest one.
fn no_site(root: &Path) -> Diagnostic {
    let whole = root.canonicalize().unwrap_or_else(|_| root.to_owned());
    let problem = Diagnostic::error("no-site").with("path", whole.display().to_string());
    match nearby::nearest_site(root) {
        Some(site) => problem.with("nearest", site.display().to_string()),
        None => problem,
    }
}

/// Says why the root cannot be read.
fn unreadable(root: &Path, error: &io::Error, reporter: &report::Reporter) -> Exit {
    let path = root.display().to_string();
    reporter.failure("root-unreadable", &[("path", &path), ("reason", &error.to_string())]);
    Exit::Usage
}

/// Says why a site could not be loaded.
fn not_loaded(root: &Path, error: &LoadError, reporter: &report::Reporter) -> Exit {
    match error {
        LoadError::Unreadable(error) => unreadable(root, error, reporter),
        LoadError::Unusable(problems) => {
            reporter.all_problems(problems);
            Exit::Content
        }
    }
}

/// With the path that was probably meant, where a file named on the command line is not there.
fn near_file(problem: Diagnostic, path: &Path) -> Diagnostic {
    if path.exists() {
        return problem;
    }
    match nearby(Path::new(""), &path.to_string_lossy()) {
        Some(Nearby::Path(near)) => problem.with("nearest", near),
        Some(Nearby::Decomposed(near)) => problem.with("decomposed", near),
        None => problem,
    }
}
