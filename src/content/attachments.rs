//! Attachments of documents: where the file lies, whether the site serves it, its checksum and size.
//!
//! In: the site's root, a `file:` of front matter, [`ServedFiles`]. Out: [`MeasuredFile`], or what is wrong with it.

use super::files::{CONTENT_FOLDER, inside_content};
use super::front_matter::{Attachment, Located};
use super::nearby::{Nearby, nearby};
use super::node::Node;
use super::reader::ValueReader;
use crate::address::published::PublishedSite;
use crate::address::{ATTACHMENTS, attachment_name};
use crate::diagnostic::Diagnostic;
use crate::disk::{self, LARGEST_FILE, Unread};
use crate::foreign::content::{Refusal, refusal};
use crate::foreign::{kinds, limits};
use crate::signature::{self, FileSignatures};
use crate::source::Source;
use std::io;
use std::path::Path;
use std::sync::Arc;

/// Which files a site serves beside those that every site serves.
#[derive(Clone, Debug, Default)]
pub struct ServedFiles {
    /// Endings that `attachments: kinds:` adds.
    pub added: Vec<String>,
    /// Files that were published when their kind was still served.
    pub kept: Vec<KeptFile>,
    /// The published site, as far as it is on this machine.
    pub published: Arc<PublishedSite>,
    /// The ledger has addresses: a site is published, be it on this machine or not.
    pub promised: bool,
}

/// `attachments:` of `congbao.yaml`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AttachmentSettings {
    /// Endings that the site serves beside the usual ones, in lower case.
    pub kinds: Vec<String>,
    /// Files that were published when their kind was still served.
    pub published: Vec<KeptFile>,
}

/// Keys of `attachments` in `congbao.yaml`.
pub const SETTING_KEYS: [&str; 2] = ["kinds", "published"];
/// Keys of an item of `published`.
pub const KEPT_KEYS: [&str; 2] = ["file", "sha256"];

/// A file that `attachments: published:` of `congbao.yaml` names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptFile {
    /// Its name, as in front matter.
    pub file: String,
    /// SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
}

/// Reads `attachments:` of `congbao.yaml`.
pub(super) fn settings(reader: &mut ValueReader<'_>, node: &Node) -> AttachmentSettings {
    let mut settings = AttachmentSettings::default();
    let Some(fields) = reader.fields("attachments", node, &SETTING_KEYS) else { return settings };
    for written in fields.get("kinds").map(|node| reader.texts("kinds", node)).unwrap_or_default() {
        let ending = written.value.trim_start_matches('.').to_lowercase();
        if kinds::may_be_added(&ending) {
            settings.kinds.push(ending);
        } else {
            reader.error("attachment-kind-forbidden", written.span, &[("text", &written.value)]);
        }
    }
    let Some(list) = fields.get("published") else { return settings };
    for item in reader.items("published", list) {
        let Some(fields) = reader.fields("published", item, &KEPT_KEYS) else { continue };
        let file = reader.required(&fields, "file").and_then(|node| reader.text("file", node));
        let sha256 = reader.required(&fields, "sha256").and_then(|node| reader.text("sha256", node));
        if let (Some(file), Some(sha256)) = (file, sha256) {
            settings.published.push(KeptFile { file: file.value, sha256: sha256.value.to_lowercase() });
        }
    }
    settings
}

impl ServedFiles {
    /// Whether the file stands in the published site, as far as that is known.
    fn was_published(&self, file: &str, sha256: &str) -> Option<bool> {
        let name = attachment_name(file);
        if self.kept.iter().any(|kept| attachment_name(&kept.file) == name && kept.sha256 == sha256) {
            return Some(true);
        }
        if self.published.files.is_empty() {
            return (!self.promised).then_some(false);
        }
        let below = format!("/{ATTACHMENTS}{name}");
        let mut files = self.published.files.iter();
        Some(files.any(|(path, digest)| path.ends_with(&below) && hex(&digest.sha256) == sha256))
    }
}

/// What is known of an attachment once its file was read.
#[derive(Debug, Default)]
pub struct MeasuredFile {
    /// SHA-256, in hexadecimal.
    pub sha256: String,
    /// Bytes.
    pub size: u64,
    /// It is served only because it was published before: what to say of that.
    pub kept: Option<Diagnostic>,
    /// The path as it stands on the disk, where its letters are decomposed there.
    pub stands_as: Option<String>,
    /// Electronic signatures in it.
    pub signatures: FileSignatures,
}

/// Reads an attachment; its path is relative to the Markdown file's folder and stays inside `content/`.
///
/// # Errors
/// A diagnostic at `file`: the file is missing, lies elsewhere, cannot be read, or is not served.
pub fn measure(
    root: &Path,
    source: &Source,
    file: &Located<String>,
    served: &ServedFiles,
) -> Result<MeasuredFile, Diagnostic> {
    let problem = |code| Diagnostic::error(code).at(source, file.span).with("text", &*file.value);
    let folder = Path::new(source.path()).parent().unwrap_or(Path::new(""));
    let path = inside_content(folder, &file.value).ok_or_else(|| problem("attachment-outside"))?;
    if root.join(&path).symlink_metadata().is_err()
        && let Some(Nearby::Decomposed(path)) = nearby(&root.join(folder), &file.value)
    {
        // A name that was copied from a Mac; editors write it composed, and cannot see the difference.
        let file = Located { value: path.clone(), span: file.span };
        return measure(root, source, &file, served).map(|measured| MeasuredFile { stands_as: Some(path), ..measured });
    }
    let missing = || match nearby(&root.join(folder), &file.value) {
        Some(Nearby::Path(path) | Nearby::Decomposed(path)) => problem("attachment-missing").with("nearest", path),
        None => problem("attachment-missing"),
    };
    let content = root.join(CONTENT_FOLDER).canonicalize().map_err(|_| missing())?;
    let real = root.join(&path).canonicalize().map_err(|_| missing())?;
    if !real.starts_with(&content) {
        return Err(problem("attachment-outside"));
    }
    if !real.is_file() {
        return Err(problem("attachment-not-a-file"));
    }
    let unreadable = |error: io::Error| problem("attachment-unreadable").with("reason", error.to_string());
    let unread = |unread: Unread| match unread {
        Unread::Folder | Unread::NotAFile => problem("attachment-not-a-file"),
        Unread::TooLarge(limit) => problem("attachment-too-large").with("limit", (limit >> 20).to_string()),
        Unread::Io(error) => unreadable(error),
    };
    let (sha256, size) = disk::hash(&real, LARGEST_FILE).map_err(unread)?;
    let sha256 = hex(&sha256);
    let mut opened = disk::open(&real).map_err(unread)?;
    let refused = refusal(&file.value, &served.added, &mut opened).map_err(unreadable)?;
    let signatures = if signature::may_be_signed(&file.value) && size <= limits::LARGEST_FILE {
        signature::read(&file.value, &disk::bytes(&real, limits::LARGEST_FILE).map_err(unread)?)
    } else {
        // A larger one is not looked into at all, which `inspect` says.
        FileSignatures::default()
    };
    let Some(refused) = refused else {
        return Ok(MeasuredFile { sha256, size, signatures, ..MeasuredFile::default() });
    };
    let was_published = served.was_published(&file.value, &sha256);
    if was_published == Some(true) {
        let warning = Diagnostic::warning("attachment-kept").at(source, file.span).with("text", &*file.value);
        let kept = Some(warning.with("line", line_of_published(&file.value, &sha256)));
        return Ok(MeasuredFile { sha256, size, kept, stands_as: None, signatures });
    }
    let mut problem = said(refused, &file.value, problem);
    if was_published.is_none() {
        problem = problem.with("published", line_of_published(&file.value, &sha256));
    }
    Err(problem)
}

/// SHA-256 and size of the file at a path (relative to the root) of at most so many bytes, as [`disk::hash`] gives them.
pub type HashOf<'a> = &'a dyn Fn(&str, u64) -> Option<([u8; 32], u64)>;

/// Whether the file that `known` was read from still lies there as it was. `document`: path of the Markdown file,
/// relative to `root`. One that is served only because it was
/// published before depends on more, and is always looked at again.
pub fn is_same(root: &Path, document: &str, known: &Attachment, hash: HashOf<'_>) -> bool {
    let folder = Path::new(document).parent().unwrap_or(Path::new(""));
    let Some(path) = inside_content(folder, &known.file.value).filter(|_| !known.kept) else { return false };
    let real = root.join(&path).canonicalize().ok().zip(root.join(CONTENT_FOLDER).canonicalize().ok());
    let is_inside = real.is_some_and(|(real, content)| real.starts_with(content));
    let shown = path.to_str().filter(|_| is_inside);
    shown
        .and_then(|path| hash(path, LARGEST_FILE))
        .is_some_and(|(sha256, size)| size == known.size && hex(&sha256) == known.sha256)
}

/// What to write into `congbao.yaml` where the published site is on another machine.
fn line_of_published(file: &str, sha256: &str) -> String {
    format!("attachments: {{published: [{{file: \"{file}\", sha256: {sha256}}}]}}")
}

fn said(refused: Refusal, file: &str, problem: impl Fn(&'static str) -> Diagnostic) -> Diagnostic {
    let ending = kinds::ending(file);
    let of_kind = |code| problem(code).with("list", kinds::served().collect::<Vec<_>>().join(", "));
    match refused {
        Refusal::Kind if ending.is_empty() => of_kind("attachment-kind").with("ending", "?"),
        Refusal::Kind if kinds::may_be_added(&ending) => of_kind("attachment-kind")
            .with("ending", format!(".{ending}"))
            .with("kinds", format!("attachments: {{kinds: [{ending}]}}")),
        Refusal::Kind => of_kind("attachment-kind").with("ending", format!(".{ending}")),
        Refusal::Never => problem("attachment-runs").with("ending", format!(".{ending}")),
        Refusal::Name => problem("attachment-name"),
        Refusal::Macros => problem("attachment-macros"),
        Refusal::Content { is, right } => {
            let problem = problem("attachment-content").with("ending", format!(".{ending}")).with("kind", is);
            match right {
                Some(right) => problem.with("right", right),
                None => problem,
            }
        }
    }
}

/// The bytes of an attachment, for a reader. It may have been replaced since it was measured: nothing
/// outside `content/` is read.
///
/// # Errors
/// I/O; also where the path leads out of `content/` or to no file.
pub fn read(root: &Path, path: &Path) -> io::Result<Vec<u8>> {
    let real = path.canonicalize()?;
    if !real.starts_with(root.join(CONTENT_FOLDER).canonicalize()?) {
        return Err(io::ErrorKind::PermissionDenied.into());
    }
    Ok(disk::bytes(&real, LARGEST_FILE)?)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
