//! `congbao import`: files from the desk become Markdown files of the site, to be checked by a person.
//!
//! In: files, the site's registries. Out: a Markdown file and the original beside it for each; what was found doubtful
//! on standard error, what was done on standard output. One bad file does not stop the others.

mod files;
mod leaving;
mod old_format;
#[cfg(feature = "preview")]
mod review;
#[cfg(not(feature = "preview"))]
#[path = "review_absent.rs"]
mod review;
mod summary;
mod telling;

use super::report::{ColorWhen, Reporter};
use super::{Exit, ProblemFormat, SiteArguments, is_site, near_file, parse_language, whole};
use crate::catalogue::{Language, fill, text};
use crate::content::config;
use crate::content::files::CONTENT_FOLDER;
use crate::content::registry::Registries;
use crate::diagnostic::{Diagnostic, Severity};
use crate::disk::{self, Unread};
use crate::import::{self, Attaching, ImportRequest, Imported, Problem, Summary, Todo, limits, place_words};
use crate::inspect::inspect;
use crate::text::suggest::nearest;
use crate::writing;
use clap::Args;
use std::cell::RefCell;
use std::fs;
use std::io;
use std::panic::{self, AssertUnwindSafe};
use std::path::{Component, Path, PathBuf};
use telling::Teller;

/// Arguments of `congbao import`.
#[derive(Clone, Debug, Args)]
#[command(
    after_help = "Exit status: 0 nothing was lost; 3 something of a file is not in what was written; 1 a file was \
    refused; 2 wrong usage, or a file that cannot be read or written."
)]
pub struct ImportArguments {
    /// Files or folders to import: .docx, .pdf, .html, .md, .txt; by LibreOffice .doc, .odt, .rtf; by Tesseract scans
    #[arg(value_name = "FILE", required_unless_present = "review")]
    files: Vec<PathBuf>,
    /// Folder of the site (the one with congbao.yaml)
    #[arg(long, value_name = "DIR", default_value = ".")]
    root: PathBuf,
    /// Folder below content/, or one .md file (default: a folder named after the issuer's place)
    #[arg(long, value_name = "PATH")]
    to: Option<PathBuf>,
    /// Who issued it: key of the issuing body (default: as the document says)
    #[arg(long, value_name = "KEY")]
    issuer: Option<String>,
    /// Show what would be written; write nothing
    #[arg(long)]
    dry_run: bool,
    /// Print every repair: joined lines, page numbers left out, mended numbers
    #[arg(long)]
    show_changes: bool,
    /// Overwrite files that exist
    #[arg(long)]
    force: bool,
    /// Attach the original whatever is in it: comments, tracked changes, hidden text, marks of a draft
    #[arg(long)]
    attach: bool,
    /// Then compare each with its original in the browser, and fill in what is missing; without FILE: all documents
    /// with something left to do
    #[arg(long, conflicts_with = "dry_run")]
    review: bool,
    /// Port of the review on this computer (default: 1871, or the next free one)
    #[arg(long, value_name = "N", requires = "review")]
    port: Option<u16>,
    /// Language of messages: vi or en (default: that of the environment, else the site's)
    #[arg(long, value_name = "LANG", value_parser = parse_language)]
    lang: Option<Language>,
    /// When messages have colours
    #[arg(long, value_name = "WHEN", value_enum, default_value_t = ColorWhen::Auto)]
    color: ColorWhen,
    /// How problems are printed
    #[arg(long, value_enum, default_value_t = ProblemFormat::Human)]
    format: ProblemFormat,
}

/// Imports the files.
pub fn run(arguments: &ImportArguments) -> Exit {
    let site = SiteArguments::of(&arguments.root, arguments.lang, arguments.format, arguments.color);
    let reporter = Reporter::new(&site);
    if !is_site(&arguments.root, &reporter) {
        return Exit::Usage;
    }
    let mut problems = Vec::new();
    let registries = Registries::read(&arguments.root, &mut problems);
    if arguments.root.join(config::CONFIG_FILE).is_file() {
        // Only what is wrong with it matters here.
        config::read(&arguments.root, &registries.issuers, &mut problems);
    }
    if problems.iter().any(|problem| problem.severity == Severity::Error) {
        // Registries with gaps would make issuers unknown that are not.
        reporter.problems(&problems);
        return Exit::Content;
    }
    let (there, new): (Vec<PathBuf>, Vec<PathBuf>) = arguments
        .files
        .iter()
        .cloned()
        .partition(|file| arguments.review && review::is_in_content(&arguments.root, file));
    let files = match files::named(&new) {
        Ok(files) => files,
        Err(argument) => {
            reporter.failure("import-nothing-named", &[("path", &argument.display().to_string())]);
            return Exit::Usage;
        }
    };
    let session = ImportSession {
        arguments,
        files: &files,
        teller: Teller::new(&reporter, files.len() > 1 && !arguments.dry_run),
        reporter: &reporter,
        registries: &registries,
        written: RefCell::default(),
    };
    if !session.usage_is_right() {
        return Exit::Usage;
    }
    let ends: Vec<FileEnd> = files.iter().map(|file| (file.display().to_string(), session.file(file))).collect();
    let exit = exit_of(&ends);
    if ends.len() > 1 {
        session.all(ends);
    }
    if arguments.review {
        return review::open(arguments, &there, &session.written.into_inner(), exit, &reporter);
    }
    exit
}

/// A file as it was named, and what became of it: where it was written, what is said of it; or why it was not.
type FileEnd = (String, Result<(String, Summary), Exit>);

/// How it ended for all files: a wrong usage counts more than a file that was refused, and that more than a loss.
fn exit_of(ends: &[FileEnd]) -> Exit {
    let any = |wanted: Exit| ends.iter().any(|(_, end)| end.as_ref().err() == Some(&wanted));
    match () {
        () if any(Exit::Usage) => Exit::Usage,
        () if any(Exit::Content) => Exit::Content,
        () if ends.iter().any(|(_, end)| end.as_ref().is_ok_and(|(_, summary)| summary.has_lost())) => Exit::Losses,
        () => Exit::Good,
    }
}

struct ImportSession<'a> {
    arguments: &'a ImportArguments,
    files: &'a [PathBuf],
    /// For what concerns the whole run.
    reporter: &'a Reporter,
    /// For what concerns one file.
    teller: Teller<'a>,
    registries: &'a Registries,
    /// Markdown files with what they were made of, for the review.
    written: RefCell<Vec<WrittenFile>>,
}

/// A Markdown file and its original.
struct WrittenFile {
    target: PathBuf,
    original: PathBuf,
}

impl ImportSession<'_> {
    fn usage_is_right(&self) -> bool {
        if let Some(issuer) = &self.arguments.issuer
            && self.registries.issuers.get(issuer).is_none()
        {
            let keys = self.registries.issuers.iter().map(|row| row.key.as_str());
            let near = self.registries.issuers.meant(issuer).or_else(|| nearest(issuer, keys));
            let mut arguments = vec![("text", issuer.as_str())];
            arguments.extend(near.map(|near| ("nearest", near)));
            self.reporter.failure("import-issuer", &arguments);
            return false;
        }
        let Some(to) = &self.arguments.to else { return true };
        let shown = to.display().to_string();
        if below_content(&self.arguments.root, to).is_none() {
            self.reporter.failure("import-target-outside", &[("path", &shown)]);
            return false;
        }
        let count = self.files.len();
        if is_markdown(to) && count > 1 {
            self.reporter.failure("import-target-one", &[("count", &count.to_string())]);
            return false;
        }
        true
    }

    /// Imports one file; the exit status where that is not possible.
    fn file(&self, file: &Path) -> Result<(String, Summary), Exit> {
        let shown = file.display().to_string();
        let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let bytes = match disk::bytes(file, limits::LARGEST_FILE) {
            Ok(bytes) => bytes,
            Err(Unread::TooLarge(_)) => {
                self.say(&shown, &[import::too_large()]);
                return Err(Exit::Content);
            }
            Err(unread) => {
                let reason = io::Error::from(unread).to_string();
                let problem = Diagnostic::error("import-unreadable").with("reason", reason).in_file(shown);
                self.teller.problems(&[near_file(problem, file)]);
                return Err(Exit::Usage);
            }
        };
        let name = crate::text::nfc(&name).into_owned();
        let inspection = inspect(&name, &bytes);
        let request = ImportRequest {
            name: &name,
            bytes: &bytes,
            registries: self.registries,
            issuer: self.arguments.issuer.as_deref(),
            stem: self.own_file().and_then(Path::file_stem).and_then(|stem| stem.to_str()),
            attaching: match inspection.findings.iter().any(leaving::may_not_leave) {
                _ if self.arguments.attach => Attaching::Always,
                true => Attaching::Never,
                false => Attaching::UnlessDraft,
            },
            language: self.reporter.language(),
        };
        let mut imported = self.read(&shown, &request)?;
        let secrets = leaving::secrets(&inspection, &shown);
        if !secrets.is_empty() {
            self.teller.problems(&secrets);
            return Err(Exit::Content);
        }
        let mut target = self.target(&imported);
        if self.is_there(&target, file, &bytes, &imported) {
            let below = self.below(&target);
            self.teller.say("import-there", &[("file", &shown), ("target", &below)]);
            self.written.borrow_mut().push(WrittenFile { target, original: file.to_owned() });
            return Ok((below, imported.summary));
        }
        if self.is_taken(&target, &name, &bytes, &imported) {
            (target, imported) = self.with_another_name(&shown, &request, &imported)?;
        }
        self.write(&shown, &target, &bytes, &imported)?;
        self.teller.problems(&leaving::said(&inspection, &shown, &imported, self.reporter.language()));
        let below = self.below(&target);
        self.written.borrow_mut().push(WrittenFile { target, original: file.to_owned() });
        Ok((below, imported.summary))
    }

    fn read(&self, shown: &str, request: &ImportRequest<'_>) -> Result<Imported, Exit> {
        quietly(|| old_format::import(request, || self.reporter.waiting("progress-converting"))).map_err(|problem| {
            self.say(shown, &[problem]);
            Exit::Content
        })
    }

    /// The one Markdown file that a person wants.
    fn own_file(&self) -> Option<&Path> {
        self.arguments.to.as_deref().filter(|to| is_markdown(to))
    }

    /// Whether the name that a file would get is that of another document: one of this run, or one that was made of
    /// another file. A file that is imported again is not: it is not overwritten without --force.
    fn is_taken(&self, target: &Path, name: &str, bytes: &[u8], imported: &Imported) -> bool {
        if self.own_file().is_some() {
            return false;
        }
        if self.written.borrow().iter().any(|written| written.target == target) {
            return true;
        }
        let is_of_another = || {
            let text = disk::bytes(target, disk::LARGEST_TEXT).ok().and_then(|text| String::from_utf8(text).ok());
            let names = text.map(|text| writing::review::originals(&text)).unwrap_or_default();
            !names.is_empty() && !names.iter().any(|known| crate::text::nfc(known) == name)
        };
        let beside = imported.attached.as_ref().map(|attached| target.with_file_name(&attached.file));
        let is_same = |path: &Path| disk::bytes(path, bytes.len() as u64).is_ok_and(|there| there == bytes);
        let is_beside = || beside.as_deref().is_some_and(|path| path.symlink_metadata().is_ok() && !is_same(path));
        !self.arguments.force && (target.is_file() && is_of_another() || !target.exists() && is_beside())
    }

    /// The same with the first free name, told.
    fn with_another_name(
        &self,
        shown: &str,
        request: &ImportRequest<'_>,
        first: &Imported,
    ) -> Result<(PathBuf, Imported), Exit> {
        let path = self.target(first);
        // A folder of a thousand files with one number is no folder of documents.
        for n in 2..1000 {
            let stem = format!("{}-{n}", first.stem);
            let imported = self.read(shown, &ImportRequest { stem: Some(&stem), ..*request })?;
            let target = self.target(&imported);
            let is_free = !target.exists() && !self.written.borrow().iter().any(|written| written.target == target);
            if is_free && !self.is_taken(&target, request.name, request.bytes, &imported) {
                let problem = Diagnostic::warning("import-same-name").with("path", self.below(&path));
                self.teller.problems(&[problem.with("other", self.below(&target)).in_file(shown)]);
                return Ok((target, imported));
            }
        }
        let problem = Diagnostic::error("import-target-exists").with("path", self.below(&path));
        self.teller.problems(&[problem.in_file(shown)]);
        Err(Exit::Usage)
    }

    /// A path as it is shown: below the site's folder.
    fn below(&self, target: &Path) -> String {
        target.strip_prefix(&self.arguments.root).unwrap_or(target).display().to_string()
    }

    /// A table of all files, a line for all of them; where each finding stands.
    fn all(&self, ends: Vec<FileEnd>) {
        let files: Vec<(String, Option<(String, Summary)>)> =
            ends.into_iter().map(|(name, end)| (name, end.ok())).collect();
        let table = summary::table(&files, self.reporter.language());
        if !self.reporter.is_json() {
            table.iter().for_each(|row| self.reporter.result(&crate::diagnostic::print::plain(row)));
        }
        let good = files.iter().filter(|(_, end)| end.is_some()).count().to_string();
        let ends = files.iter().filter_map(|(_, end)| end.as_ref());
        let whole = ends.filter(|(_, summary)| !summary.has_lost()).count();
        let (all, whole) = (files.len().to_string(), whole.to_string());
        self.reporter.say("import-counted", &[("good", &good), ("all", &all), ("whole", &whole)]);
        if let Err(error) = self.teller.close(&self.arguments.root, &table) {
            let path = self.arguments.root.join(telling::LOG).display().to_string();
            self.reporter.failure("import-unwritable", &[("path", &path), ("reason", &error.to_string())]);
        }
    }

    fn write(&self, shown: &str, target: &Path, bytes: &[u8], imported: &Imported) -> Result<(), Exit> {
        let beside = imported.attached.as_ref().map(|attached| target.with_file_name(&attached.file));
        if self.arguments.dry_run {
            self.teller.result(imported.markdown.trim_end());
        } else {
            self.put(shown, target, beside.as_deref(), bytes, imported)?;
        }
        if self.arguments.show_changes {
            self.changes(imported);
        }
        self.doubts(shown, imported);
        let key = if self.arguments.dry_run { "import-would" } else { "import-done" };
        let (below, repairs, todos) = (self.below(target), imported.repairs.len(), imported.todos.len());
        let (repairs, todos) = (repairs.to_string(), todos.to_string());
        self.teller.say(key, &[("file", shown), ("target", &below), ("repairs", &repairs), ("todos", &todos)]);
        self.summary(shown, &imported.summary);
        self.list_todos(imported);
        Ok(())
    }

    /// The line of a file; for tools, a note.
    fn summary(&self, shown: &str, summary: &Summary) {
        let line = summary::line(summary, self.teller.language());
        if self.teller.is_json() {
            self.teller.problems(&[Diagnostic::info("import-counts").with("line", line).in_file(shown)]);
        } else {
            self.teller.result(&format!("  {line}"));
        }
    }

    /// Whether a review goes on with what an earlier run made of the same file: its bytes lie beside, or, where the site
    /// does not serve its kind, its name is told.
    fn is_there(&self, target: &Path, file: &Path, bytes: &[u8], imported: &Imported) -> bool {
        let is_same = || match &imported.attached {
            Some(attached) => {
                let beside = target.with_file_name(&attached.file);
                disk::bytes(&beside, bytes.len() as u64).is_ok_and(|there| there == bytes)
            }
            None => {
                let text = disk::bytes(target, disk::LARGEST_TEXT).ok().and_then(|text| String::from_utf8(text).ok());
                let names = text.map(|text| writing::review::originals(&text)).unwrap_or_default();
                names.iter().any(|name| file.file_name().is_some_and(|file| file.to_string_lossy() == name.as_str()))
            }
        };
        self.arguments.review && !self.arguments.force && target.is_file() && is_same()
    }

    /// The Markdown file to write.
    fn target(&self, imported: &Imported) -> PathBuf {
        let root = &self.arguments.root;
        let file = format!("{}.md", imported.stem);
        match &self.arguments.to {
            Some(to) if is_markdown(to) => root.join(to),
            Some(to) => root.join(to).join(file),
            None => root.join(CONTENT_FOLDER).join(&imported.folder).join(file),
        }
    }

    /// Writes both files; neither where one of them is there already.
    fn put(
        &self,
        shown: &str,
        target: &Path,
        beside: Option<&Path>,
        bytes: &[u8],
        imported: &Imported,
    ) -> Result<(), Exit> {
        let fail = |code: &'static str, path: &Path, error: Option<io::Error>| {
            let mut problem = Diagnostic::error(code).with("path", path.display().to_string()).in_file(shown);
            if let Some(error) = error {
                problem = problem.with("reason", error.to_string());
            }
            self.teller.problems(&[problem]);
            Exit::Usage
        };
        let force = self.arguments.force;
        let same = |path: &Path| disk::bytes(path, bytes.len() as u64).is_ok_and(|there| there == bytes);
        if !force && target.symlink_metadata().is_ok() {
            return Err(fail("import-target-exists", target, None));
        }
        if let Some(beside) = beside.filter(|beside| !force && beside.symlink_metadata().is_ok() && !same(beside)) {
            return Err(fail("import-target-exists", beside, None));
        }
        if let Some(folder) = target.parent() {
            fs::create_dir_all(folder).map_err(|error| fail("import-unwritable", folder, Some(error)))?;
        }
        if let Some(beside) = beside.filter(|beside| !same(beside)) {
            put(beside, bytes, force).map_err(|error| fail("import-unwritable", beside, Some(error)))?;
        }
        put(target, imported.markdown.as_bytes(), force).map_err(|error| fail("import-unwritable", target, Some(error)))
    }

    /// Every repair, one line each.
    fn changes(&self, imported: &Imported) {
        let language = self.teller.language();
        // Words of a repair that are shown.
        const SHOWN: usize = 100;
        let cut = |text: &str| match text.char_indices().nth(SHOWN) {
            Some((end, _)) => format!("{}…", &text[..end]),
            None => text.to_owned(),
        };
        for repair in &imported.repairs {
            let place = place_words(language, repair.at);
            let arguments =
                [("place", place.as_str()), ("before", &cut(&repair.before)), ("after", &cut(&repair.after))];
            let line = fill(text(language, repair.kind.key()), &arguments);
            self.teller.result(&format!("  {}", crate::diagnostic::print::plain(&line)));
        }
    }

    /// What a person has to look at; what every import leaves to do is only counted. For tools each is a problem of its
    /// own; in text, those of one file stand together below its line, or they would fill the screen.
    fn doubts(&self, shown: &str, imported: &Imported) {
        let language = self.teller.language();
        let mut problems = imported.problems.clone();
        for todo in self.todos(imported).filter(|_| self.teller.is_json()) {
            let mut problem = Problem::warning("import-todo").with("key", todo.key);
            problem = problem.with("reason", text(language, todo.reason));
            problems.push(match todo.at {
                Some(at) => problem.at(at, todo.quoted.clone()),
                None => problem,
            });
        }
        if let Some((name, row)) = &imported.issuer_row {
            problems.push(Problem::warning("import-issuer-row").with("name", name).with("row", row));
        }
        self.say(shown, &problems);
    }

    fn todos<'i>(&self, imported: &'i Imported) -> impl Iterator<Item = &'i Todo> {
        const ROUTINE: [&str; 3] = ["import-todo-id", "import-todo-themes", "import-todo-published"];
        // Losses are warnings of their own, with what to do.
        let told = |todo: &&Todo| ROUTINE.contains(&todo.reason) || todo.reason.starts_with("import-loss-");
        imported.todos.iter().filter(move |todo| !told(todo))
    }

    /// `  number: không thấy số, ký hiệu; … (đoạn 4: “Số: /CT-UBND”)`, one line each.
    fn list_todos(&self, imported: &Imported) {
        if self.teller.is_json() {
            return;
        }
        let language = self.teller.language();
        for todo in self.todos(imported) {
            let place = todo.at.map(|at| place_words(language, at)).filter(|words| !words.is_empty());
            let place = match (place, todo.quoted.is_empty()) {
                (None, _) => String::new(),
                (Some(place), true) => format!(" ({place})"),
                (Some(place), false) => format!(" ({place}: “{}”)", todo.quoted),
            };
            let key = crate::diagnostic::print::key_name(language, todo.key);
            let line = format!("  TODO {key}: {}{place}", text(language, todo.reason));
            self.teller.result(&crate::diagnostic::print::plain(&line));
        }
    }

    fn say(&self, shown: &str, problems: &[Problem]) {
        let language = self.teller.language();
        let words = |at| match place_words(language, at) {
            words if words.is_empty() => words,
            words => format!(" ({words})"),
        };
        let diagnostics: Vec<Diagnostic> =
            problems.iter().map(|problem| problem.diagnostic(shown, language, words)).collect();
        self.teller.problems(&diagnostics);
    }
}

/// Runs what reads the file. A mistake of a library that a file brings to light is a damaged file to the officer, not a
/// trace of the program's inside on the screen.
fn quietly<T>(read: impl FnOnce() -> Result<T, Problem>) -> Result<T, Problem> {
    let hook = panic::take_hook();
    panic::set_hook(Box::new(|_| {}));
    let result = panic::catch_unwind(AssertUnwindSafe(read));
    panic::set_hook(hook);
    result.unwrap_or_else(|_| Err(Problem::damaged("?")))
}

/// Writes a file that is not there, or takes its place whole.
pub(super) fn put(path: &Path, bytes: &[u8], force: bool) -> io::Result<()> {
    if force { whole::put(path, bytes) } else { whole::put_new(path, bytes) }
}

pub(super) fn is_markdown(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("md"))
}

/// The path below `content/`, where it stays there.
pub(super) fn below_content(root: &Path, to: &Path) -> Option<PathBuf> {
    let relative = if to.is_absolute() { to.strip_prefix(root).ok()?.to_path_buf() } else { to.to_path_buf() };
    let mut parts = relative.components().filter(|part| *part != Component::CurDir);
    if parts.next()? != Component::Normal(CONTENT_FOLDER.as_ref()) {
        return None;
    }
    let plain = parts.all(|part| matches!(part, Component::Normal(_)));
    plain.then_some(relative)
}
