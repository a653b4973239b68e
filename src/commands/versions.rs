//! `congbao versions`: proposes former texts from git's history, and writes them where it is asked to.
//!
//! In: documents of the site, their history. Out: on standard output which texts stood before, from when until when, and
//! how the commit that replaced each was called; with `--write` a file for each in a folder `….ban`, and its row in
//! `versions:`. Why a text was replaced no history knows: a row says what its commit suggests, with a remark for the
//! editor to look at it, which warns until it is gone.

mod history;

use super::report::{ColorWhen, Reporter};
use super::{Exit, ProblemFormat, SiteArguments, is_site, now, parse_language, whole};
use crate::catalogue::Language;
use crate::content::files;
use crate::content::front_matter::{self, ChangeReason, FrontMatter, Located};
use crate::content::versions::FOLDER_ENDING;
use crate::diagnostic::{Diagnostic, print::plain};
use crate::pipeline;
use crate::source::{Source, Span};
use crate::text::fold;
use clap::Args;
use history::{History, Revision, Trouble};
use jiff::civil::Date;
use jiff::tz::{Offset, TimeZone};
use std::fs;
use std::path::{Path, PathBuf};

/// Arguments of `congbao versions`.
#[derive(Clone, Debug, Args)]
pub struct VersionArguments {
    /// Markdown files, from the site's folder (default: all documents of the site)
    #[arg(value_name = "FILE")]
    files: Vec<String>,
    /// Write the files and the rows; without it they are only shown
    #[arg(long)]
    write: bool,
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

/// A text that stood on the site.
struct Former {
    from: Date,
    until: Date,
    /// The whole file as it was.
    text: String,
    /// How the commit is called that replaced it; empty: it is not committed yet.
    subject: String,
}

/// Looks at all documents.
pub fn run(arguments: &VersionArguments) -> Exit {
    let root = &arguments.root;
    let site = SiteArguments::of(root, arguments.lang, ProblemFormat::Human, arguments.color);
    let reporter = Reporter::new(&site);
    if !is_site(root, &reporter) {
        return Exit::Usage;
    }
    let history = match History::of(root) {
        Ok(history) => history,
        Err(trouble) => return failed(&reporter, root, &trouble),
    };
    if history.is_shallow {
        reporter.problems(&[Diagnostic::warning("versions-shallow")]);
    }
    let vietnam = TimeZone::fixed(Offset::constant(7));
    let today = now().to_zoned(vietnam).date();
    let mut problems = Vec::new();
    let paths = match arguments.files.is_empty() {
        true => files::list(root, &mut problems),
        false => arguments.files.clone(),
    };
    reporter.problems(&problems);
    let (mut exit, mut found) = (Exit::Good, 0);
    for path in &paths {
        let done = document(root, path, &history, today).and_then(|(source, formers)| {
            found += formers.len();
            show(&reporter, path, &formers);
            if arguments.write && !formers.is_empty() { write(root, &source, &formers) } else { Ok(()) }
        });
        match done {
            Ok(()) => {}
            Err(Failed::Content(problem)) => {
                reporter.problems(&[*problem]);
                exit = Exit::Content;
            }
            Err(Failed::Git(trouble)) => return failed(&reporter, root, &trouble),
        }
    }
    let key = match (found, arguments.write) {
        (0, _) => "versions-none",
        (_, true) => "versions-written",
        (_, false) => "versions-proposed",
    };
    reporter.say(key, &[("count", &found.to_string())]);
    exit
}

/// Why a document was left alone.
enum Failed {
    Content(Box<Diagnostic>),
    Git(Trouble),
}

impl From<Diagnostic> for Failed {
    fn from(problem: Diagnostic) -> Self {
        Self::Content(Box::new(problem))
    }
}

fn failed(reporter: &Reporter, root: &Path, trouble: &Trouble) -> Exit {
    let path = root.display().to_string();
    match trouble {
        Trouble::NoGit(reason) | Trouble::Failed(reason) => reporter.failure("versions-no-git", &[("reason", reason)]),
        Trouble::NoRepository => reporter.failure("versions-no-repository", &[("path", &path)]),
    }
    Exit::Usage
}

/// The file of a document, and the texts that it does not list yet, the oldest first.
fn document(root: &Path, path: &str, history: &History, today: Date) -> Result<(Source, Vec<Former>), Failed> {
    let (source, _) = files::read_source(root, path)?;
    if !history.has_changed(path) {
        return Ok((source, Vec::new()));
    }
    let revisions = history.revisions(path).to_vec();
    let mut texts: Vec<(Option<Date>, Revision, String)> = Vec::new();
    for revision in revisions {
        let Some(text) = history.text(&revision, path).map_err(Failed::Git)? else { continue };
        add(&mut texts, path, revision, text);
    }
    let uncommitted = Revision { commit: String::new(), date: today, subject: String::new() };
    add(&mut texts, path, uncommitted, source.text().to_owned());
    let head = head_of(&source).map(|(front_matter, _)| front_matter);
    let known: Vec<String> =
        head.iter().flat_map(|head| &head.versions).filter_map(|version| listed(root, path, version)).collect();
    let listed_days: Vec<Date> =
        head.iter().flat_map(|head| &head.versions).map(|version| version.date.value).collect();
    let formers = texts.windows(2).filter_map(|pair| {
        let (published, was, text) = &pair[0];
        let until = pair[1].1.date;
        let from = (*published)?.max(was.date);
        let is_new = !listed_days.contains(&from) && !known.contains(&words(path, text));
        let former = Former { from, until, text: text.clone(), subject: pair[1].1.subject.clone() };
        (from < until && is_new).then_some(former)
    });
    Ok((source, formers.collect()))
}

/// The next text: where its words are those of the one before, that one goes on. A text that stood for less than a day
/// has no address of its own.
fn add(texts: &mut Vec<(Option<Date>, Revision, String)>, path: &str, revision: Revision, text: String) {
    let published =
        head_of(&Source::new(path, text.as_str())).and_then(|(head, _)| head.published.filter(|_| !head.draft));
    if let Some((before, _, last)) = texts.last_mut()
        && words(path, last) == words(path, &text)
    {
        // It may have been published later than it was written.
        *before = before.or(published);
        return;
    }
    texts.push((published, revision, text));
}

/// Front matter and body, as far as they can be read.
fn head_of(source: &Source) -> Option<(FrontMatter, Span)> {
    let mut problems = Vec::new();
    let split = front_matter::split(source, &mut problems)?;
    let measure = |_: &Source, _: &Located<String>| Ok(crate::content::attachments::MeasuredFile::default());
    let head = front_matter::parse(source, &split, &measure, &mut problems)?;
    Some((head, split.body))
}

/// The words of a text that are published: neither front matter nor signs of Markdown nor white space make a version.
fn words(path: &str, text: &str) -> String {
    let source = Source::new(path, text);
    let body =
        front_matter::split(&source, &mut Vec::new()).map_or(Span::new(0, source.text().len()), |split| split.body);
    let shown = pipeline::shown(source, body);
    let all = shown.slice(body).split(|c: char| !c.is_alphanumeric() && c != '%');
    all.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// The words of a former text that the document lists.
fn listed(root: &Path, path: &str, version: &front_matter::Version) -> Option<String> {
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let (text, _) = files::read_source(root, &format!("{folder}/{}", version.file.value)).ok()?;
    Some(words(path, text.text()))
}

fn show(reporter: &Reporter, path: &str, formers: &[Former]) {
    for former in formers {
        let (from, until) = (former.from.to_string(), former.until.to_string());
        let key = if former.subject.is_empty() { "versions-uncommitted" } else { "versions-row" };
        let arguments = [("file", path), ("from", &from), ("until", &until), ("subject", &former.subject)];
        let line = crate::catalogue::fill(crate::catalogue::text(reporter.language(), key), &arguments);
        reporter.result(&plain(&line));
    }
}

/// Writes the files, then the rows: a row without its file would be an error.
fn write(root: &Path, source: &Source, formers: &[Former]) -> Result<(), Failed> {
    let path = source.path();
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let beside = format!("{stem}{FOLDER_ENDING}");
    let text = with_rows(source, &rows(&beside, formers))
        .ok_or_else(|| Diagnostic::error("versions-by-hand").in_file(path.to_owned()))?;
    let unwritable = |path: &str, error: std::io::Error| {
        Failed::from(Diagnostic::error("file-unwritable").with("path", path).with("reason", error.to_string()))
    };
    fs::create_dir_all(root.join(folder).join(&beside)).map_err(|error| unwritable(&beside, error))?;
    for former in formers {
        let file = format!("{folder}/{beside}/{}.md", former.from);
        whole::put_new(&root.join(&file), former.text.as_bytes()).map_err(|error| unwritable(&file, error))?;
    }
    whole::put(&root.join(path), text.as_bytes()).map_err(|error| unwritable(path, error))
}

/// The rows as lines of YAML.
fn rows(beside: &str, formers: &[Former]) -> String {
    let row = |former: &Former| {
        let subject: String = former.subject.chars().filter(|c| !c.is_control()).collect();
        let todo = if subject.is_empty() { String::new() } else { format!("  # TODO {subject}\n") };
        let (from, until, reason) = (former.from, former.until, reason(&former.subject).key());
        // A name may be anything that a file system takes: quoted.
        let file = format!("{beside}/{from}.md").replace('\'', "''");
        format!("{todo}  - {{date: {from}, until: {until}, file: '{file}', reason: {reason}}}\n")
    };
    formers.iter().map(row).collect()
}

/// What the words of a commit suggest.
fn reason(subject: &str) -> ChangeReason {
    let words = fold(subject);
    let says = |one: &[&str]| one.iter().any(|word| words.contains(word));
    match () {
        () if says(&["dinh chinh", "correct"]) => ChangeReason::Correction,
        () if says(&["hop nhat", "consolidat"]) => ChangeReason::Consolidation,
        () if says(&["sua doi", "bo sung", "amend"]) => ChangeReason::Amendment,
        () => ChangeReason::Copying,
    }
}

/// The file with the rows at the end of its `versions:`; all other lines stay. `None`: they are written in a way that
/// no line can follow, or there is no front matter.
fn with_rows(source: &Source, rows: &str) -> Option<String> {
    let yaml = front_matter::split(source, &mut Vec::new())?.yaml;
    let (text, mut at, mut end) = (source.text(), yaml.start, None);
    for line in source.slice(yaml).split_inclusive('\n') {
        let is_inner = line.starts_with([' ', '-', '#']) || line.trim().is_empty();
        match (end.is_some(), line.strip_prefix("versions:")) {
            (false, Some(rest)) if rest.trim().is_empty() => end = Some(at + line.len()),
            (false, Some(_)) => return None,
            (true, _) if line.starts_with('-') => return None,
            (true, _) if is_inner && !line.trim().is_empty() => end = Some(at + line.len()),
            (true, _) if !is_inner => break,
            _ => {}
        }
        at += line.len();
    }
    let (before, after) = text.split_at(end.unwrap_or(yaml.end));
    let head = if end.is_some() { "" } else { "versions:\n" };
    let line_end = if before.ends_with('\n') { "" } else { "\n" };
    Some(format!("{before}{line_end}{head}{rows}{after}"))
}
