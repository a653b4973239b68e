//! Walks the site's folders: Markdown files below `content/`, sorted, no symbolic link leaving the folder. Reads one
//! document at a time, so that a hundred thousand of them can be read in parallel and let go again.
//!
//! In: the site's root and a path relative to it. Out: [`RawDocument`] with its [`Source`], or what is
//! wrong with the file.

use super::RawDocument;
use super::attachments::{self, ServedFiles};
use super::file_names;
use super::front_matter::{self, FrontMatter, Located, Split};
use super::reader::ValueReader;
use super::registry::Registries;
use super::registry::tenure::split_key;
use super::secrecy::check_secrecy;
use super::versions;
use crate::diagnostic::{Diagnostic, Severity};
use crate::disk;
use crate::source::{Source, Span};
use crate::text::date::WorkDate;
use crate::text::{is_mark, nfc};
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use std::io;
use std::path::{Component, Path, PathBuf};

/// The folder of documents and registries, below the root.
pub const CONTENT_FOLDER: &str = "content";

pub(super) const BYTE_ORDER_MARK: &str = "\u{feff}";

/// Paths of all Markdown files below `<root>/content`, relative to `root`, with `/`, sorted. Hidden files and folders
/// are passed over, as are folders of former texts; symbolic links are not followed, and each one is named in a warning.
pub fn list(root: &Path, diagnostics: &mut Vec<Diagnostic>) -> Vec<String> {
    let folder = root.join(CONTENT_FOLDER);
    if !folder.is_dir() {
        diagnostics.push(Diagnostic::error("content-missing").in_file(CONTENT_FOLDER));
        return Vec::new();
    }
    let mut paths = Vec::new();
    let visible = |entry: &walkdir::DirEntry| {
        let name = entry.file_name();
        let is_former = || entry.file_type().is_dir() && name.to_str().is_some_and(versions::is_folder);
        entry.depth() == 0 || !name.as_encoded_bytes().starts_with(b".") && !is_former()
    };
    for entry in walkdir::WalkDir::new(&folder).into_iter().filter_entry(visible) {
        match entry {
            Ok(entry) => paths.extend(document_path(root, &entry, diagnostics)),
            Err(error) => {
                let path = error.path().map_or_else(|| CONTENT_FOLDER.to_owned(), |path| shown(root, path));
                let reason = error.io_error().map_or_else(|| error.to_string(), ToString::to_string);
                diagnostics.push(Diagnostic::error("file-unreadable").in_file(path).with("reason", reason));
            }
        }
    }
    paths.sort();
    file_names::check_all(&paths, diagnostics);
    paths
}

fn document_path(root: &Path, entry: &walkdir::DirEntry, diagnostics: &mut Vec<Diagnostic>) -> Option<String> {
    let path = entry.path();
    if entry.path_is_symlink() && entry.depth() > 0 {
        diagnostics.push(Diagnostic::warning("link-skipped").in_file(shown(root, path)));
        return None;
    }
    let is_markdown = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("md"));
    if entry.file_type().is_dir() || !is_markdown {
        return None;
    }
    if !entry.file_type().is_file() {
        diagnostics.push(Diagnostic::error("file-not-regular").in_file(shown(root, path)));
        return None;
    }
    let relative = relative(root, path);
    match &relative {
        None => diagnostics.push(Diagnostic::error("file-name-invalid").in_file(shown(root, path))),
        // On the screen nothing tells it from the composed name; Git and other systems take it for another file.
        Some(path) if path.chars().any(is_mark) && nfc(path) != path.as_str() => {
            diagnostics.push(Diagnostic::warning("file-name-decomposed").in_file(&**path));
        }
        Some(_) => {}
    }
    relative
}

/// The path below `root` with `/`; `None` where it is not Unicode.
fn relative(root: &Path, path: &Path) -> Option<String> {
    let parts: Option<Vec<&str>> =
        path.strip_prefix(root).ok()?.components().map(|part| part.as_os_str().to_str()).collect();
    Some(parts?.join("/"))
}

/// The path for people, where [`relative`] fails.
fn shown(root: &Path, path: &Path) -> String {
    let below = path.strip_prefix(root).unwrap_or(path);
    let parts: Vec<_> = below.components().map(|part| part.as_os_str().to_string_lossy()).collect();
    parts.join("/")
}

/// Reads the document at `path` (relative to `root`, with `/`): front matter decoded and checked against
/// the registries, body left as text, secrecy and personal data looked for. Problems go to `diagnostics`;
/// `None` when one of them is an error. `served`: which attachments the site serves.
pub fn read_document(
    root: &Path,
    path: &str,
    registries: &Registries,
    served: &ServedFiles,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<(RawDocument, Source)> {
    let (source, content_hash) = match read_source(root, path) {
        Ok(read) => read,
        Err(diagnostic) => {
            diagnostics.push(diagnostic);
            return None;
        }
    };
    let errors_before = count_errors(diagnostics);
    let (front_matter, body) = check_text(root, &source, registries, served, diagnostics)?;
    if count_errors(diagnostics) > errors_before {
        return None;
    }
    let text_hash = Sha256::digest(source.slice(body)).into();
    let front_matter = Box::new(front_matter);
    Some((RawDocument { path: path.into(), content_hash, text_hash, front_matter, body }, source))
}

/// Checks a document's text, on the disk or about to be written there: its front matter and where its body stands.
/// Problems go to `diagnostics`; `None` where the front matter cannot be read.
pub fn check_text(
    root: &Path,
    source: &Source,
    registries: &Registries,
    served: &ServedFiles,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<(FrontMatter, Span)> {
    let split = front_matter::split(source, diagnostics);
    // A file whose front matter cannot be found is searched as a whole: a mark of secrecy must not hide behind it.
    let body = split.map_or_else(|| without_mark(source), |split| split.body);
    check_secrecy(source, body, diagnostics);
    let measure = |source: &Source, file: &Located<String>| attachments::measure(root, source, file, served);
    let split = split?;
    let before = diagnostics.len();
    let Some(mut front_matter) = front_matter::parse(source, &split, &measure, diagnostics) else {
        check_names(source, &split, registries, diagnostics, before);
        return None;
    };
    check_registries(source, &front_matter, registries, diagnostics);
    read_issuer_by_date(source, &mut front_matter, registries, diagnostics);
    versions::read_all(root, source, &mut front_matter.versions, diagnostics);
    if source.slice(body).trim().is_empty() {
        let fence = Span::new(split.yaml.end, split.yaml.end + 3);
        diagnostics.push(Diagnostic::warning("text-missing").at(source, fence));
    }
    Some((front_matter, body))
}

/// Checks the keys of front matter that has another error, where nothing was said about them yet.
fn check_names(
    source: &Source,
    split: &Split,
    registries: &Registries,
    diagnostics: &mut Vec<Diagnostic>,
    before: usize,
) {
    let named = front_matter::named(source, split);
    let mut found = Vec::new();
    let reader = &mut ValueReader::new(source, &mut found);
    named.kind.iter().for_each(|kind| registries.types.check(reader, kind));
    named.issuer.iter().for_each(|issuer| registries.issuers.check(reader, "issuer", issuer));
    named.themes.iter().for_each(|theme| registries.themes.check(reader, "themes", theme));
    let place = |problem: &Diagnostic| problem.place.as_ref().map(|place| (place.line, place.column));
    let said: BTreeSet<_> = diagnostics[before..].iter().map(place).collect();
    diagnostics.extend(found.into_iter().filter(|problem| !said.contains(&place(problem))));
}

/// The text of a document that [`read_document`] refused and where its body stands, as far as both can be told: what is
/// wrong with the text is said together with what is wrong with the front matter.
pub fn read_body(root: &Path, path: &str) -> Option<(Source, Span)> {
    let (source, _) = read_source(root, path).ok()?;
    let body = front_matter::split(&source, &mut Vec::new())?.body;
    Some((source, body))
}

fn count_errors(diagnostics: &[Diagnostic]) -> usize {
    diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Error).count()
}

/// Reads the text of a document again, for the job that needs it.
///
/// # Errors
/// A diagnostic where the file cannot be read any more or is not the one that was read before.
pub fn reread(root: &Path, path: &str, content_hash: &[u8; 32]) -> Result<Source, Diagnostic> {
    let (source, hash) = read_source(root, path)?;
    if hash == *content_hash { Ok(source) } else { Err(Diagnostic::error("file-changed").in_file(path)) }
}

/// A file that may be missing. `None` also after an error.
pub fn read_optional(root: &Path, path: &str, diagnostics: &mut Vec<Diagnostic>) -> Option<Source> {
    if matches!(root.join(path).symlink_metadata(), Err(error) if error.kind() == io::ErrorKind::NotFound) {
        return None;
    }
    match read_source(root, path) {
        Ok((source, _)) => Some(source),
        Err(diagnostic) => {
            diagnostics.push(diagnostic);
            None
        }
    }
}

/// The whole file without a byte order mark at its start.
pub fn without_mark(source: &Source) -> Span {
    let text = source.text();
    Span::new(if text.starts_with(BYTE_ORDER_MARK) { BYTE_ORDER_MARK.len() } else { 0 }, text.len())
}

/// Text and SHA-256 of the file at `path` (relative to `root`, with `/`).
///
/// # Errors
/// A diagnostic: it cannot be read, is too large, is no file or no UTF-8.
pub fn read_source(root: &Path, path: &str) -> Result<(Source, [u8; 32]), Diagnostic> {
    disk::source(&root.join(path), path)
}

/// `folder` + `written` without `.` and `..`; `None` where it would be absolute or leave `content/`.
pub(super) fn inside_content(folder: &Path, written: &str) -> Option<PathBuf> {
    // A backslash or a drive letter is a path of Windows, where the same site must mean the same files.
    if written.contains(['\\', ':']) {
        return None;
    }
    let mut path = folder.to_path_buf();
    for part in Path::new(written).components() {
        match part {
            Component::Normal(part) => path.push(part),
            Component::CurDir => {}
            Component::ParentDir if path.pop() => {}
            Component::ParentDir | Component::RootDir | Component::Prefix(_) => return None,
        }
        if !path.starts_with(CONTENT_FOLDER) {
            return None;
        }
    }
    Some(path)
}

/// Keys that must stand in a registry, and a number that says another type than `type`.
fn check_registries(
    source: &Source,
    front_matter: &FrontMatter,
    registries: &Registries,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let reader = &mut ValueReader::new(source, diagnostics);
    registries.types.check(reader, &front_matter.kind);
    registries.issuers.check(reader, "issuer", &front_matter.issuer);
    for tag in &front_matter.themes {
        registries.themes.check(reader, "themes", &tag.theme);
    }
    check_number_type(reader, front_matter, registries);
}

/// The issuer is the body of its name that existed on the day of the document, so that editors need not know the key of
/// a merged province's bodies. A key that says another time than the date is a slip of one of them.
fn read_issuer_by_date(
    source: &Source,
    front_matter: &mut FrontMatter,
    registries: &Registries,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let Some(row) = registries.issuers.get(&front_matter.issuer.value) else { return };
    let own_year = front_matter.number.as_ref().and_then(|number| number.value.own_year());
    let date = front_matter.date.as_ref().map(|date| WorkDate::Day(date.value)).or(own_year.map(WorkDate::Year));
    let key = registries.issuers.on(&row.key, &row.name, date);
    let written = &front_matter.issuer;
    if let (Some(from), Some(date), true) = (split_key(&written.value).1, date, key != written.value) {
        diagnostics.push(
            Diagnostic::warning("issuer-outside-dates")
                .with("text", written.value.clone())
                .with("date", date.vietnamese())
                .with("bound", WorkDate::Day(from).vietnamese())
                .at(source, written.span),
        );
    }
    front_matter.issuer.value = key;
}

fn check_number_type(reader: &mut ValueReader<'_>, front_matter: &FrontMatter, registries: &Registries) {
    let (Some(number), Some(kind), Some(issuer)) = (
        &front_matter.number,
        registries.types.get(&front_matter.kind.value),
        registries.issuers.get(&front_matter.issuer.value),
    ) else {
        return;
    };
    let mut parts = number.value.symbol_parts();
    let Some(code) = parts.next() else { return };
    let Some(named) = registries.types.by_code(code, issuer.system) else { return };
    let codes = kind.codes(issuer.system);
    if named.key == kind.key || codes.iter().any(|own| own == code) {
        return;
    }
    // The first part of a công văn's symbol is its issuer, and some issuers are called like a type (`TTr`: Thanh tra).
    // Only a type before the issuer is a contradiction.
    let numbered_by = registries.issuers.get(registries.issuers.numbering(&issuer.key)).unwrap_or(issuer);
    let next_is_issuer = parts
        .next()
        .is_some_and(|next| [issuer, numbered_by].iter().any(|body| body.codes.iter().any(|own| own == next)));
    if codes.is_empty() && !next_is_issuer {
        return;
    }
    let arguments = [("text", number.value.as_str()), ("code", code), ("named", &named.name), ("kind", &kind.name)];
    reader.error("number-type-mismatch", number.span, &arguments);
}
