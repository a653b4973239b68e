//! `congbao neighbours update`: asks the sites of `neighbours:` in `congbao.yaml` which documents they hold. The only part of
//! the program that does: a build reads the files that this writes.
//!
//! In: the configuration, what the site cites, the neighbours' data over the network. Out: `content/neighbours/*.tsv`; what
//! changed in them. A neighbour that does not answer keeps the file that it has.

use super::report::{ColorWhen, Reporter};
use super::{Exit, ProblemFormat, SiteArguments, is_site, not_loaded, parse_language, whole};
use crate::catalogue::Language;
use crate::content::files;
use crate::content::neighbours::{self, NeighbourSite, Row, identity_key};
use crate::corpus::{Corpus, Resolution, WorkHead};
use crate::import::neighbour::{self, Fetched};
use crate::pipeline::{self, BuildOptions};
use crate::text::date::WorkDate;
use clap::{Args, ValueEnum};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Arguments of `congbao neighbours`.
#[derive(Clone, Debug, Args)]
pub struct NeighbourArguments {
    /// What to do
    #[arg(value_name = "ACTION", value_enum)]
    action: Action,
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

/// What to do with them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Action {
    /// Ask them over the network and write down what they hold
    Update,
}

/// Asks all of them.
pub fn run(arguments: &NeighbourArguments) -> Exit {
    let NeighbourArguments { action: Action::Update, root, lang, color } = arguments;
    let site = SiteArguments::of(root, *lang, ProblemFormat::Human, *color);
    let reporter = Reporter::new(&site);
    if !is_site(root, &reporter) {
        return Exit::Usage;
    }
    reporter.waiting("neighbours-waiting");
    let options = BuildOptions { without_passages: true, ..BuildOptions::default() };
    let loaded = pipeline::load(root, &options);
    let snapshot = match loaded {
        Ok((snapshot, _)) => snapshot,
        Err(error) => return not_loaded(root, &error, &reporter),
    };
    let sites = &snapshot.config().neighbours;
    if sites.is_empty() {
        reporter.failure("neighbours-none", &[]);
        return Exit::Usage;
    }
    let corpus = &snapshot.corpus;
    let pointed = identities(corpus, true);
    let cited = identities(corpus, false);
    let mut exit = Exit::Good;
    for site in sites {
        match fetch(&site.address, &pointed) {
            Ok(fetched) => {
                if !take(root, site, &fetched, &cited, &reporter) {
                    exit = Exit::Usage;
                }
            }
            Err(reason) => {
                reporter.failure("neighbour-no-answer", &[("path", &site.address), ("reason", &reason)]);
                exit = Exit::Usage;
            }
        }
    }
    exit
}

/// The identities of works that the site cites and does not hold; `pointed`: those alone to whose units it points.
fn identities(corpus: &Corpus, pointed: bool) -> BTreeSet<String> {
    let citations = corpus.documents.iter().flat_map(|document| &*document.citations);
    let works = citations.filter(|resolved| !pointed || !resolved.citation.pinpoint().is_empty());
    works
        .filter_map(|resolved| match &resolved.resolution {
            Resolution::Work(work, _) => Some(&corpus.works[*work]),
            _ => None,
        })
        .filter(|work| work.held.is_none())
        .filter_map(|work| {
            let WorkHead { kind_name, number, date, issuer_name, .. } = &*work.head;
            Some(identity_key(kind_name, number.as_ref()?, date.and_then(WorkDate::day)?, issuer_name.as_deref()?))
        })
        .collect()
}

#[cfg(feature = "web")]
fn fetch(address: &str, pointed: &BTreeSet<String>) -> Result<Fetched, String> {
    use crate::verify::web::Web;
    use crate::verify::{Missing, SiteCopy};
    let web = Web::open(address)?;
    let read = |path: &str, limit: u64| {
        web.list_file(path, limit).map_err(|missing| match missing {
            Missing::Absent => format!("{path}: HTTP 404"),
            Missing::TooLarge => format!("{path}: > {limit}"),
            Missing::Answer(reason) => format!("{path}: {reason}"),
        })
    };
    neighbour::fetch(&read, pointed)
}

#[cfg(not(feature = "web"))]
fn fetch(_: &str, _: &BTreeSet<String>) -> Result<Fetched, String> {
    Err("--features web".to_owned())
}

/// Writes the file of a neighbour and says what changed. False: it cannot be written.
fn take(root: &Path, site: &NeighbourSite, fetched: &Fetched, cited: &BTreeSet<String>, reporter: &Reporter) -> bool {
    let file = site.file();
    let former = files::read_optional(root, &file, &mut Vec::new());
    let former = former.map(|source| neighbours::parse(&source, &mut Vec::new())).unwrap_or_default();
    let path = root.join(&file);
    let text = neighbours::print(site, fetched.day.as_deref(), &fetched.rows);
    let folder = path.parent().map_or(Ok(()), fs::create_dir_all);
    if let Err(error) = folder.and_then(|()| whole::put(&path, text.as_bytes())) {
        reporter.failure("file-unwritable", &[("path", &file), ("reason", &error.to_string())]);
        return false;
    }
    let (new, gone, changed) = differences(&former, &fetched.rows);
    let here = fetched.rows.iter().filter(|row| row.key().is_some_and(|key| cited.contains(&key))).count();
    let numbers = [fetched.rows.len(), new, gone, changed, here, fetched.left_out].map(|number| number.to_string());
    let [all, new, gone, changed, here, left_out] = &numbers;
    let day = fetched.day.as_deref().unwrap_or("?");
    let of = [("name", site.name.as_str()), ("day", day), ("file", &file)];
    let counts = [("all", all.as_str()), ("new", new), ("gone", gone), ("changed", changed), ("cited", here)];
    reporter.say("neighbour-taken", &[&of[..], &counts].concat());
    if fetched.left_out > 0 {
        reporter.say("neighbour-left-out", &[("count", left_out)]);
    }
    true
}

/// How many rows came, went, and say something else than before, by their addresses.
fn differences(former: &[Row], rows: &[Row]) -> (usize, usize, usize) {
    let by_address =
        |rows: &[Row]| -> BTreeMap<String, Row> { rows.iter().map(|row| (row.address.clone(), row.clone())).collect() };
    let (before, now) = (by_address(former), by_address(rows));
    let new = now.keys().filter(|address| !before.contains_key(*address)).count();
    let gone = before.keys().filter(|address| !now.contains_key(*address)).count();
    let changed = now.iter().filter(|(address, row)| before.get(*address).is_some_and(|known| known != *row)).count();
    (new, gone, changed)
}
