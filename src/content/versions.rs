//! Former texts of a document: files in a folder `….ban` beside it, which is no folder of documents.
//!
//! In: the site's root, a document whose front matter lists them (`versions:`). Out: what each file holds
//! ([`VersionText`]), or what is wrong with it. A former text is published, so marks of secrecy are looked for in it, too.

use super::attachments::HashOf;
use super::files::{BYTE_ORDER_MARK, CONTENT_FOLDER, inside_content, read_source, without_mark};
use super::front_matter::{self, Version, VersionText};
use super::secrecy::check_secrecy;
use crate::diagnostic::Diagnostic;
use crate::disk::LARGEST_TEXT;
use crate::source::{Source, Span};
use sha2::{Digest, Sha256};
use std::path::Path;

/// How the name of a folder of former texts ends: `06-ct-ubnd.ban/2024-09-01.md`.
pub const FOLDER_ENDING: &str = ".ban";

/// Whether a folder or file of this name holds former texts.
pub fn is_folder(name: &str) -> bool {
    name.len() > FOLDER_ENDING.len() && name.ends_with(FOLDER_ENDING)
}

/// Whether the file at `path` lies in a folder of former texts.
pub fn is_former(path: &str) -> bool {
    path.rsplit_once('/').is_some_and(|(folders, _)| folders.split('/').any(is_folder))
}

/// Reads the files of `versions`, which stand in the front matter of `source`. Problems go to `diagnostics`.
pub(super) fn read_all(root: &Path, source: &Source, versions: &mut [Version], diagnostics: &mut Vec<Diagnostic>) {
    for version in versions {
        version.text = read(root, source, version, diagnostics);
    }
}

fn read(root: &Path, source: &Source, version: &Version, diagnostics: &mut Vec<Diagnostic>) -> Option<VersionText> {
    let problem = |code| Diagnostic::error(code).at(source, version.file.span).with("text", &*version.file.value);
    let folder = Path::new(source.path()).parent().unwrap_or(Path::new(""));
    let path = inside_content(folder, &version.file.value);
    let path = path.and_then(|path| path.to_str().map(|path| path.replace('\\', "/")));
    let Some(path) = path.filter(|path| is_former(path) && path.ends_with(".md")) else {
        diagnostics.push(problem("version-place"));
        return None;
    };
    let real = root.join(&path).canonicalize().ok().zip(root.join(CONTENT_FOLDER).canonicalize().ok());
    let is_inside = real.is_some_and(|(real, content)| real.starts_with(content));
    let Some((text, content_hash)) = read_source(root, &path).ok().filter(|_| is_inside) else {
        diagnostics.push(problem("version-unreadable"));
        return None;
    };
    let body = body_of(&text);
    if text.slice(body).trim().is_empty() {
        diagnostics.push(problem("version-empty"));
        return None;
    }
    check_secrecy(&text, body, diagnostics);
    let text_hash = hash_of(text.slice(body), body.start);
    Some(VersionText { path, content_hash, text_hash, body })
}

/// What tells a text from others: that of a document, which has a blank line below its front matter.
fn hash_of(text: &str, start: usize) -> [u8; 32] {
    let is_bare = start <= BYTE_ORDER_MARK.len() && !text.starts_with(['\n', '\r']);
    let above = if is_bare { "\n" } else { "" };
    Sha256::new().chain_update(above).chain_update(text).finalize().into()
}

/// The text alone: a copy of the whole file, front matter included, is a former text, too.
fn body_of(text: &Source) -> Span {
    let whole = without_mark(text);
    if !text.slice(whole).starts_with("---") {
        return whole;
    }
    front_matter::split(text, &mut Vec::new()).map_or(whole, |split| split.body)
}

/// Whether the file of a former text is what it was when it was read.
pub fn is_same(version: &Version, hash: HashOf<'_>) -> bool {
    let text = version.text.as_ref();
    text.is_some_and(|text| hash(&text.path, LARGEST_TEXT).is_some_and(|(now, _)| now == text.content_hash))
}
