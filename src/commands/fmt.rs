//! `congbao fmt`: front matter in good order; repairs of metadata are shown, and made only where they are asked for.
//!
//! In: Markdown files, all of the site where none is named. Out: the same files, written whole or not at
//! all; on standard output which ones changed and what is offered. A file that cannot be read is reported
//! and left alone, the others go on.

use super::report::{ColorWhen, Reporter};
use super::{Exit, ProblemFormat, SiteArguments, is_site, parse_language, whole};
use crate::catalogue::{Language, fill, text};
use crate::content::files;
use crate::content::registry::Registries;
use crate::diagnostic::{Diagnostic, print::plain};
use crate::source::Source;
use crate::writing::fmt::offers::{Code, Offer, apply, offers};
use crate::writing::fmt::{self, Formatted};
use clap::builder::PossibleValuesParser;
use clap::{Args, builder::TypedValueParser};
use std::path::{Path, PathBuf};

/// Arguments of `congbao fmt`.
#[derive(Clone, Debug, Args)]
pub struct FmtArguments {
    /// Markdown files (default: all documents of the site)
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Write nothing; end with status 1 where a file is not in good order
    #[arg(long)]
    check: bool,
    /// Write nothing; only show the repairs that are offered
    #[arg(long, conflicts_with_all = ["check", "fix"])]
    offers: bool,
    /// Make the repairs of this kind; more than one with commas
    #[arg(long, value_name = "KIND", value_delimiter = ',', value_parser = fix_parser(), conflicts_with = "check")]
    fix: Vec<Fix>,
    /// Folder of the site (the one with congbao.yaml)
    #[arg(long, value_name = "DIR", default_value = ".")]
    root: PathBuf,
    /// Language of messages: vi or en (default: that of the environment, else the site's)
    #[arg(long, value_name = "LANG", value_parser = parse_language)]
    lang: Option<Language>,
    /// When messages have colours
    #[arg(long, value_name = "WHEN", value_enum, default_value_t = ColorWhen::Auto)]
    color: ColorWhen,
}

/// Which repairs are made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fix {
    All,
    Only(Code),
}

fn fix_parser() -> impl TypedValueParser<Value = Fix> {
    let words = std::iter::once("all").chain(Code::ALL.iter().map(|(word, _)| *word));
    PossibleValuesParser::new(words).map(|word| {
        let code = Code::ALL.iter().find(|(known, _)| *known == word);
        code.map_or(Fix::All, |(_, code)| Fix::Only(*code))
    })
}

/// Puts the files in order.
pub fn run(arguments: &FmtArguments) -> Exit {
    let root = &arguments.root;
    let site = SiteArguments::of(root, arguments.lang, ProblemFormat::Human, arguments.color);
    let reporter = Reporter::new(&site);
    if !is_site(root, &reporter) {
        return Exit::Usage;
    }
    // What is wrong with the registries is for `check` to say; a row that could not be read is only not offered.
    let registries = Registries::read(root, &mut Vec::new());
    let mut problems = Vec::new();
    let files = if arguments.files.is_empty() {
        files::list(root, &mut problems).into_iter().map(|path| (root.clone(), path)).collect()
    } else {
        arguments.files.iter().map(|file| (PathBuf::new(), file.to_string_lossy().into_owned())).collect::<Vec<_>>()
    };
    reporter.problems(&problems);
    let mut session =
        FmtSession { arguments, reporter: &reporter, registries: &registries, tally: FmtTally::default() };
    let mut exit = if problems.is_empty() { Exit::Good } else { Exit::Content };
    for (folder, path) in &files {
        match session.file(folder, path) {
            Exit::Good => {}
            Exit::Content if exit == Exit::Usage => {}
            other => exit = other,
        }
    }
    session.summary(files.len());
    exit
}

/// What was done.
#[derive(Default)]
struct FmtTally {
    changed: usize,
    offered: usize,
}

struct FmtSession<'a> {
    arguments: &'a FmtArguments,
    reporter: &'a Reporter,
    registries: &'a Registries,
    tally: FmtTally,
}

impl FmtSession<'_> {
    fn file(&mut self, folder: &Path, path: &str) -> Exit {
        let read = files::read_source(folder, path).map_err(|problem| vec![problem]);
        let result = read.and_then(|(source, _)| Ok((self.result(&source)?, source)));
        let (after, source) = match result {
            Ok(result) => result,
            Err(problems) => {
                self.reporter.problems(&problems);
                let is_there = problems.iter().all(|problem| problem.code != "file-unreadable");
                return if is_there { Exit::Content } else { Exit::Usage };
            }
        };
        let writes = !self.arguments.check && !self.arguments.offers;
        let changed = after.text != source.text();
        if changed && !self.arguments.offers {
            self.tally.changed += 1;
            let key = if writes { "fmt-changed" } else { "fmt-would-change" };
            self.reporter.say(key, &[("file", path)]);
        }
        if writes
            && changed
            && let Err(error) = whole::put(&folder.join(path), after.text.as_bytes())
        {
            let problem = Diagnostic::error("file-unwritable").with("path", path);
            self.reporter.problems(&[problem.with("reason", error.to_string())]);
            return Exit::Usage;
        }
        // What is shown stands in the file as it is now.
        let now = if writes { Source::new(path, after.text) } else { source };
        self.show_offers(&now);
        if changed && self.arguments.check { Exit::Content } else { Exit::Good }
    }

    /// The file with the repairs that were asked for, in good order.
    fn result(&self, source: &Source) -> Result<Formatted, Vec<Diagnostic>> {
        /// A key that was mended may bring its value to light, and no more than that.
        const ROUNDS: usize = 4;
        let wanted =
            |offer: &Offer| self.arguments.fix.iter().any(|fix| *fix == Fix::All || *fix == Fix::Only(offer.code));
        let mut formatted = fmt::format(source)?;
        for _ in 0..ROUNDS {
            let current = Source::new(source.path(), formatted.text.as_str());
            let offered = offers(&current, &formatted.split, self.registries);
            let accepted: Vec<Offer> = offered.into_iter().filter(wanted).collect();
            if accepted.is_empty() {
                break;
            }
            formatted = fmt::format(&Source::new(source.path(), apply(&current, &accepted)))?;
        }
        Ok(formatted)
    }

    /// Each offer as the lines that go and the lines that come.
    fn show_offers(&mut self, source: &Source) {
        let Some(split) = crate::content::front_matter::split(source, &mut Vec::new()) else { return };
        let language = self.reporter.language();
        for offer in offers(source, &split, self.registries) {
            self.tally.offered += 1;
            let line = source.line_of(offer.span.start);
            let before = if offer.span.start == offer.span.end { "" } else { source.line(line) };
            let start = source.line_start(line);
            let after = match before {
                "" => offer.text.trim_end().to_owned(),
                before => {
                    let (from, to) = (offer.span.start - start, (offer.span.end - start).min(before.len()));
                    format!("{}{}{}", &before[..from], offer.text, &before[to..])
                }
            };
            let reason = fill(text(language, offer.code.reason()), &[]);
            self.reporter.result(&format!("{}:{line}: {reason} [{}]", plain(source.path()), offer.code.word()));
            if !before.is_empty() {
                self.reporter.result(&format!("  - {}", plain(before)));
            }
            self.reporter.result(&format!("  + {}", plain(&after)));
        }
    }

    fn summary(&self, files: usize) {
        let (all, changed) = (files.to_string(), self.tally.changed.to_string());
        if !self.arguments.offers {
            let key = if self.arguments.check { "fmt-checked" } else { "fmt-done" };
            self.reporter.say(key, &[("all", &all), ("changed", &changed)]);
        }
        if self.tally.offered > 0 {
            self.reporter.say("fmt-offered", &[("count", &self.tally.offered.to_string())]);
        } else if self.arguments.offers {
            self.reporter.say("fmt-nothing-offered", &[("all", &all)]);
        }
    }
}
