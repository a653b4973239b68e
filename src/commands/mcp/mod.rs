//! `congbao mcp`: answers programs that ask about a site by the Model Context Protocol, over standard input and output.
//!
//! In: a folder with the sources of a site, the folder of a built one, or the address of a published one. Out: answers;
//! problems on standard error, since standard output belongs to the protocol.

use super::report::{ColorWhen, Reporter};
use super::{Exit, ProblemFormat, language, not_loaded, parse_language};
use crate::catalogue::Language;
use crate::commands::build::is_refused;
use crate::content::config::CONFIG_FILE;
use crate::content::registry::Registries;
use crate::mcp::{Library, SiteFiles, server};
use crate::pipeline::texts::TextCiter;
use crate::pipeline::{self, BuildOptions, Snapshot};
use crate::verify::folder::Folder;
use crate::verify::{Missing, SiteCopy};
use clap::Args;
use std::path::{Path, PathBuf};

/// Arguments of `congbao mcp`.
#[derive(Clone, Debug, Args)]
pub struct McpArguments {
    /// The site: its folder, that of a built one, or an address (https://…)
    #[arg(value_name = "ADDRESS", default_value = ".")]
    site: String,
    /// Language of messages: vi or en (default: that of the environment, else the site's)
    #[arg(long, value_name = "LANG", value_parser = parse_language)]
    lang: Option<Language>,
}

/// Answers until the other side ends.
pub fn run(arguments: &McpArguments) -> Exit {
    let root = PathBuf::from(&arguments.site);
    let language = language::spoken(arguments.lang, &root);
    let reporter = Reporter::speaking(language, ProblemFormat::Human, ColorWhen::Auto);
    let failed = |reason: &str| {
        reporter.failure("mcp-failed", &[("path", &arguments.site), ("reason", reason)]);
        Exit::Usage
    };
    let (files, registries) = match files(&arguments.site, &root, &reporter) {
        Ok(found) => found,
        Err(exit) => return exit,
    };
    let library = match Library::open(files) {
        Ok(library) => library,
        Err(reason) => return failed(&reason),
    };
    match server::serve(library, TextCiter::new(registries), language) {
        Ok(()) => Exit::Good,
        Err(reason) => failed(&reason),
    }
}

type Opened = (Box<dyn SiteFiles>, Registries);

fn files(site: &str, root: &Path, reporter: &Reporter) -> Result<Opened, Exit> {
    if site.starts_with("http://") || site.starts_with("https://") {
        return web(site, reporter);
    }
    if !root.join(CONFIG_FILE).is_file() {
        return Ok((Box::new(Copied { copy: Folder::new(root.to_owned()), is_near: true }), Registries::built_in()));
    }
    let options = BuildOptions { without_passages: true, ..BuildOptions::default() };
    let (snapshot, checked) = pipeline::load(root, &options).map_err(|error| not_loaded(root, &error, reporter))?;
    if is_refused(&checked.diagnostics, false) {
        reporter.problems(&checked.diagnostics);
        return Err(Exit::Content);
    }
    // What is wrong with the registries was said just now.
    Ok((Box::new(Sources(snapshot)), Registries::read(root, &mut Vec::new())))
}

#[cfg(feature = "web")]
fn web(address: &str, reporter: &Reporter) -> Result<Opened, Exit> {
    match crate::verify::web::Web::open(address) {
        Ok(copy) => Ok((Box::new(Copied { copy, is_near: false }), Registries::built_in())),
        Err(reason) => {
            reporter.failure("verify-no-answer", &[("path", address), ("reason", &reason)]);
            Err(Exit::Usage)
        }
    }
}

#[cfg(not(feature = "web"))]
fn web(address: &str, reporter: &Reporter) -> Result<Opened, Exit> {
    reporter.failure("verify-without-web", &[("path", address)]);
    Err(Exit::Usage)
}

/// A copy that was built.
struct Copied<C> {
    copy: C,
    is_near: bool,
}

impl<C: SiteCopy + Send> SiteFiles for Copied<C> {
    fn read(&self, path: &str, limit: u64) -> Result<Vec<u8>, String> {
        self.copy.list_file(path, limit).map_err(|missing| match missing {
            Missing::Absent => format!("{path}: 404"),
            Missing::TooLarge => format!("{path}: > {limit}"),
            Missing::Answer(reason) => format!("{path}: {reason}"),
        })
    }

    fn is_near(&self) -> bool {
        self.is_near
    }
}

/// A site whose files are made when they are read.
struct Sources(Snapshot);

impl SiteFiles for Sources {
    fn read(&self, path: &str, _: u64) -> Result<Vec<u8>, String> {
        let page = self.0.site.find(&format!("/{path}")).ok_or_else(|| format!("{path}: 404"))?;
        self.0.make(page).map_err(|problem| format!("{path}: {}", problem.code))
    }

    fn is_near(&self) -> bool {
        true
    }
}
