//! The disk side of `congbao import --review`: reads files and their originals, checks a changed front matter as
//! `congbao check` does, and writes it.
//!
//! In: the site's root, the files to look at. Out: a running review ([`open`]); the preview asks [`ReviewDesk`].
//! Nothing is written that would bring a new error into a file. No file is written but those of the list, each only
//! while it is a regular file of the bytes that the person saw, and `content/issuers.yaml`, which grows by a row.

use super::super::kept::StoreArguments;
use super::super::report::Reporter;
use super::super::{Exit, SiteArguments, serve, unreadable, whole};
use super::{ImportArguments, WrittenFile, is_markdown, old_format, put, quietly};
use crate::catalogue::Language;
use crate::content::attachments::ServedFiles;
use crate::content::files::{CONTENT_FOLDER, check_text, list, read_optional, read_source};
use crate::content::reader::day_meant;
use crate::content::registry::{FILES, ISSUERS_FILE, Registries};
use crate::content::{Settings, config};
use crate::convert;
use crate::corpus;
use crate::diagnostic::{Diagnostic, Severity};
use crate::disk;
use crate::import::{self, Attaching, ImportRequest, limits};
use crate::preview::{Choices, Original, ReviewFiles, ReviewedFile, SaveRefused};
use crate::source::Source;
use crate::text::date::parse_day;
use crate::text::slug;
use crate::writing::review::{self, Change, ChangeRefused, FieldValue};
use jiff::civil::Date;
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::fs;
use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

/// A file to look at.
#[derive(Clone, Debug, PartialEq, Eq)]
struct ReviewTarget {
    /// Relative to the root, with `/`.
    path: String,
    /// What it was made of, where this run made it.
    original: Option<PathBuf>,
}

/// The files of a review.
struct ReviewDesk {
    root: PathBuf,
    targets: Vec<ReviewTarget>,
    today: Date,
    /// The registries as they were read last.
    rows: Mutex<Option<ReadRows>>,
    /// One file is written at a time.
    writing: Mutex<()>,
    /// One original is read or drawn at a time.
    reading: Mutex<()>,
    /// What an import of an original offers for an issuer that no registry has, by file.
    offered: Mutex<BTreeMap<usize, Option<String>>>,
}

/// The registries, with the times of their files.
struct ReadRows {
    times: Vec<Option<SystemTime>>,
    rows: Arc<SiteRows>,
}

/// What documents of the site are checked by.
struct SiteRows {
    registries: Registries,
    served: ServedFiles,
}

/// Points across a picture of a page: a screen shows it half as wide, and small letters can still be read.
const WIDTH: u32 = 1240;
/// How a PDF begins.
const PDF: &[u8] = b"%PDF";

impl ReviewDesk {
    /// For `targets` of the site at `root` (absolute).
    fn new(root: PathBuf, targets: Vec<ReviewTarget>, today: Date) -> Self {
        Self {
            root,
            targets,
            today,
            rows: Mutex::default(),
            writing: Mutex::default(),
            reading: Mutex::default(),
            offered: Mutex::default(),
        }
    }

    /// The registries as they are now: an issuer may be added while the form is open.
    fn rows(&self) -> Arc<SiteRows> {
        let time = |file: &&str| fs::metadata(self.root.join(file)).and_then(|data| data.modified()).ok();
        let times: Vec<Option<SystemTime>> = [config::CONFIG_FILE].iter().chain(&FILES).map(time).collect();
        let mut rows = self.rows.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = rows.as_ref().filter(|known| known.times == times) {
            return Arc::clone(&known.rows);
        }
        let settings = Settings::read(&self.root);
        let attachments = settings.config.map(|config| config.attachments).unwrap_or_default();
        let served = ServedFiles { added: attachments.kinds, kept: attachments.published, ..ServedFiles::default() };
        let fresh = Arc::new(SiteRows { registries: settings.registries, served });
        *rows = Some(ReadRows { times, rows: Arc::clone(&fresh) });
        fresh
    }

    fn read(&self, index: usize) -> Result<(Source, [u8; 32]), Diagnostic> {
        read_source(&self.root, &self.targets[index].path)
    }

    /// Problems of a text, and the address of its page where it has one.
    fn check(&self, source: &Source, rows: &SiteRows) -> (Vec<Diagnostic>, Option<String>) {
        let mut problems = Vec::new();
        let checked = check_text(&self.root, source, &rows.registries, &rows.served, &mut problems);
        // What is left to do is the form itself.
        problems.retain(|problem| problem.code != "front-matter-todo");
        let is_sound = !problems.iter().any(|problem| problem.severity == Severity::Error);
        let id = checked.filter(|_| is_sound).and_then(|(front_matter, _)| corpus::id_of(&front_matter));
        (problems, id.map(|id| crate::address::document(&id)))
    }

    /// The row that an import of the original offers for the issuer that the sheet has.
    fn issuer_row(&self, index: usize, rows: &SiteRows, sheet: &review::ReviewSheet) -> Option<String> {
        // An original may take another program many seconds.
        let mut offered = self.offered.lock().unwrap_or_else(PoisonError::into_inner);
        let row = offered.entry(index).or_insert_with(|| self.offer(index, rows)).clone()?;
        let FieldValue::Issuer(key) = &sheet.field("issuer")?.value else { return None };
        row.contains(&format!("key: {key},")).then_some(row)
    }

    fn offer(&self, index: usize, rows: &SiteRows) -> Option<String> {
        let path = self.original_of(index)?;
        let name = path.file_name()?.to_string_lossy().into_owned();
        let bytes = disk::bytes(&path, limits::LARGEST_FILE).ok()?;
        let request = ImportRequest {
            name: &name,
            bytes: &bytes,
            registries: &rows.registries,
            issuer: None,
            stem: None,
            attaching: Attaching::Never,
            language: Language::Vietnamese,
        };
        let _one = self.reading.lock().unwrap_or_else(PoisonError::into_inner);
        quietly(|| old_format::import(&request, || {})).ok()?.issuer_row.map(|(_, row)| row)
    }

    /// The original of a file: what this run imported, else the attachment or source that the front matter names.
    fn original_of(&self, index: usize) -> Option<PathBuf> {
        let target = &self.targets[index];
        if let Some(original) = target.original.as_ref().filter(|path| path.is_file()) {
            return Some(original.clone());
        }
        let (source, _) = self.read(index).ok()?;
        let folder = self.root.join(&target.path).parent()?.to_owned();
        let is_plain = |name: &String| !name.contains(['/', '\\', ':']);
        let named = review::originals(source.text()).into_iter().filter(is_plain).map(|name| folder.join(name));
        named.into_iter().find(|path| path.symlink_metadata().is_ok_and(|data| data.is_file()))
    }
}

/// The type of a picture that browsers show.
fn picture_kind(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [0x89, b'P', b'N', b'G', ..] => Some("image/png"),
        [0xff, 0xd8, 0xff, ..] => Some("image/jpeg"),
        _ => None,
    }
}

impl ReviewFiles for ReviewDesk {
    fn paths(&self) -> Vec<String> {
        self.targets.iter().map(|target| target.path.clone()).collect()
    }

    fn choices(&self) -> Choices {
        let rows = self.rows();
        let mut issuers: Vec<(String, String)> =
            rows.registries.issuers.every().map(|row| (row.key.clone(), row.name.clone())).collect();
        issuers.sort_by(|one, other| one.1.cmp(&other.1));
        Choices {
            kinds: rows.registries.types.iter().map(|row| (row.key.clone(), row.name.clone())).collect(),
            issuers,
            themes: rows.registries.themes.iter().map(|row| (row.key.clone(), row.name.clone())).collect(),
            today: self.today.to_string(),
        }
    }

    fn look(&self, index: usize) -> Result<ReviewedFile, Vec<Diagnostic>> {
        let (source, hash) = self.read(index).map_err(|problem| vec![problem])?;
        let in_file = |problems: Vec<Diagnostic>| {
            problems.into_iter().map(|problem| problem.in_file(&*self.targets[index].path)).collect::<Vec<_>>()
        };
        let sheet = review::read(source.text()).map_err(in_file)?;
        let rows = self.rows();
        let (problems, address) = self.check(&source, &rows);
        let is_unknown = problems.iter().any(|problem| problem.code == "issuer-unknown");
        let issuer_row = if is_unknown { self.issuer_row(index, &rows, &sheet) } else { None };
        Ok(ReviewedFile { seen: hex(&hash), sheet, address, problems, issuer_row })
    }

    fn original(&self, index: usize) -> Original {
        let Some(path) = self.original_of(index) else { return Original::Missing(None) };
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let Ok(bytes) = disk::bytes(&path, limits::LARGEST_FILE) else { return Original::Missing(Some(name)) };
        let _one = self.reading.lock().unwrap_or_else(PoisonError::into_inner);
        let text = quietly(|| old_format::original(&name, &bytes)).ok();
        let sizes = match picture_kind(&bytes) {
            Some(_) => Some(vec![(0.0, 0.0)]),
            None if convert::can_draw() => import::page_sizes(&bytes),
            None => None,
        };
        match (sizes, bytes.starts_with(PDF), text) {
            (Some(sizes), _, text) => Original::Pages(sizes, text),
            (None, true, text) => Original::Pdf(text),
            (None, false, Some(text)) => Original::Text(text),
            (None, false, None) => Original::Missing(Some(name)),
        }
    }

    fn picture(&self, index: usize, page: u32) -> Option<(&'static str, Vec<u8>)> {
        let bytes = disk::bytes(&self.original_of(index)?, limits::LARGEST_FILE).ok()?;
        if let Some(kind) = picture_kind(&bytes) {
            return (page == 1).then_some((kind, bytes));
        }
        let _one = self.reading.lock().unwrap_or_else(PoisonError::into_inner);
        let drawn = bytes.starts_with(PDF).then(|| convert::page_as_png(&bytes, page, WIDTH))?;
        Some(("image/png", drawn.ok()?))
    }

    fn pdf(&self, index: usize) -> Option<Vec<u8>> {
        let bytes = disk::bytes(&self.original_of(index)?, limits::LARGEST_FILE).ok()?;
        bytes.starts_with(PDF).then_some(bytes)
    }

    fn save(&self, index: usize, seen: &str, field: &str, change: Change) -> Result<(), SaveRefused> {
        let _one = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
        let (source, hash) = self.read(index).map_err(|_| SaveRefused::Changed)?;
        if hex(&hash) != seen {
            return Err(SaveRefused::Changed);
        }
        let rows = self.rows();
        let change = in_form(change, &rows.registries);
        let text = review::change(source.text(), field, &change).map_err(|refused| match refused {
            ChangeRefused::ByHand => SaveRefused::ByHand,
            ChangeRefused::Unreadable(_) => SaveRefused::Changed,
        })?;
        let (before, _) = self.check(&source, &rows);
        let (after, _) = self.check(&Source::new(source.path(), text.as_str()), &rows);
        let wrong = new_errors(&before, after);
        if !wrong.is_empty() {
            return Err(SaveRefused::Wrong(wrong));
        }
        write(&self.root.join(&self.targets[index].path), text.as_bytes())
    }

    fn add_issuer(&self, row: &str) -> Result<(), SaveRefused> {
        let _one = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
        let row = row.split_whitespace().collect::<Vec<_>>().join(" ");
        if row.is_empty() {
            return Err(SaveRefused::Empty(true));
        }
        let before = match read_optional(&self.root, ISSUERS_FILE, &mut Vec::new()) {
            Some(source) => source.text().to_owned(),
            None if self.root.join(ISSUERS_FILE).symlink_metadata().is_ok() => return Err(SaveRefused::ByHand),
            None => String::new(),
        };
        let gap = if before.is_empty() || before.ends_with('\n') { "" } else { "\n" };
        let after = format!("{before}{gap}{row}\n");
        let wrong = new_errors(&Registries::check_issuers(&before), Registries::check_issuers(&after));
        if !wrong.is_empty() {
            return Err(SaveRefused::Wrong(wrong));
        }
        let path = self.root.join(ISSUERS_FILE);
        if before.is_empty() && path.symlink_metadata().is_err() {
            return put(&path, after.as_bytes(), false).map_err(|error| SaveRefused::Unwritable(error.to_string()));
        }
        write(&path, after.as_bytes())
    }
}

/// Errors that were not there before, wherever they stand.
fn new_errors(before: &[Diagnostic], after: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let is_old = |problem: &Diagnostic| {
        before.iter().any(|old| (old.code, &old.arguments) == (problem.code, &problem.arguments))
    };
    after.into_iter().filter(|problem| problem.severity == Severity::Error && !is_old(problem)).collect()
}

/// Days as front matter has them, bodies by their keys. What is neither is left to the check, which says so.
fn in_form(change: Change, registries: &Registries) -> Change {
    match change {
        Change::Value(FieldValue::Day(text)) => {
            let day = parse_day(text.trim()).or_else(|| day_meant(&text));
            Change::Value(FieldValue::Day(day.map_or(text, |day| day.to_string())))
        }
        Change::Value(FieldValue::Issuer(text)) => {
            let name = slug(&text);
            let by_key = registries.issuers.get(text.trim());
            let row = by_key.or_else(|| registries.issuers.every().find(|row| slug(&row.name) == name));
            let row = row.or_else(|| registries.issuers.every().find(|row| slug(&row.official_name) == name));
            Change::Value(FieldValue::Issuer(row.map_or(text, |row| row.key.clone())))
        }
        other => other,
    }
}

/// Takes the place of the file whole, with its rights.
fn write(path: &Path, bytes: &[u8]) -> Result<(), SaveRefused> {
    let unwritable = |error: io::Error| SaveRefused::Unwritable(error.to_string());
    let known = path.symlink_metadata().map_err(unwritable)?;
    if !known.is_file() {
        return Err(SaveRefused::Changed);
    }
    whole::put(path, bytes).map_err(unwritable)
}

fn hex(hash: &[u8]) -> String {
    hash.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Opens the review of what was written, of documents named on the command line, and, where neither is named, of all
/// that something is left to do in. Serves until the process is ended.
pub(super) fn open(
    arguments: &ImportArguments,
    there: &[PathBuf],
    written: &[WrittenFile],
    exit: Exit,
    reporter: &Reporter,
) -> Exit {
    let root = match arguments.root.canonicalize() {
        Ok(root) => root,
        Err(error) => return unreadable(&arguments.root, &error, reporter),
    };
    let mut targets: Vec<ReviewTarget> = Vec::new();
    for file in written {
        let original = file.original.canonicalize().ok();
        targets.extend(document(&root, &file.target).map(|path| ReviewTarget { path, original }));
    }
    for file in there {
        if file.is_dir() {
            targets.extend(unfinished(&root, file));
        } else {
            targets.extend(document(&root, file).map(|path| ReviewTarget { path, original: None }));
        }
    }
    if arguments.files.is_empty() {
        targets = unfinished(&root, &root.join(CONTENT_FOLDER));
    }
    if targets.is_empty() {
        // What could not be imported was said.
        if exit == Exit::Good {
            reporter.say("review.nothing", &[]);
        }
        return exit;
    }
    let site = SiteArguments::of(&root, arguments.lang, arguments.format, arguments.color);
    let options = site.options();
    let timezone = Settings::read(&root).config.map(|config| config.timezone);
    let today = timezone.and_then(|timezone| options.at(timezone).clock).unwrap_or_default();
    let desk = ReviewDesk::new(root.clone(), targets, today);
    serve::start(serve::Serving {
        site: &site,
        kept: StoreArguments::default().open(&root, false, reporter),
        root,
        port: arguments.port,
        // A person sits before a terminal; a script reads the address.
        open: io::stdout().is_terminal(),
        poll: false,
        editor: serve::editor(None),
        review: Some(Arc::new(desk)),
    })
}

/// Whether `file` is a folder or document of the site's content.
pub(super) fn is_in_content(root: &Path, file: &Path) -> bool {
    let is_below = || {
        let content = root.join(CONTENT_FOLDER).canonicalize().ok()?;
        Some(file.canonicalize().ok()?.starts_with(content))
    };
    is_below() == Some(true) && (file.is_dir() || document(root, file).is_some())
}

/// The documents below `folder` that an import or `congbao new` left something to do in, by path.
fn unfinished(root: &Path, folder: &Path) -> Vec<ReviewTarget> {
    let Ok(folder) = folder.canonicalize() else { return Vec::new() };
    let paths = list(root, &mut Vec::new());
    let has_doubts = |path: &String| {
        let source = read_source(root, path).ok();
        let text = source.as_ref().map_or("", |(source, _)| source.text());
        // A cheap look first: a site may have a hundred thousand documents.
        text.contains("\n# TODO ") && review::read(text).is_ok_and(|sheet| sheet.doubts() > 0)
    };
    let is_wanted = |path: &String| root.join(path).starts_with(&folder) && has_doubts(path);
    paths.into_par_iter().filter(is_wanted).map(|path| ReviewTarget { path, original: None }).collect()
}

/// The path of a document as the site names it; `None` where `file` is none, or has no front matter that can be read.
fn document(root: &Path, file: &Path) -> Option<String> {
    let root = root.canonicalize().ok()?;
    let below = file.canonicalize().ok()?.strip_prefix(&root).ok()?.to_owned();
    let parts: Option<Vec<&str>> = below.components().map(|part| part.as_os_str().to_str()).collect();
    let path = parts?.join("/");
    let is_ours = is_markdown(&below) && below.starts_with(CONTENT_FOLDER);
    let (source, _) = read_source(&root, &path).ok().filter(|_| is_ours)?;
    review::read(source.text()).is_ok().then_some(path)
}
