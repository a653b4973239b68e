//! Folder → [`Content`]: every Markdown file with its front matter parsed ([`RawDocument`]), the registries
//! (types, issuers, themes, works) and the configuration. The body of a file stays text: Markdown is the next stage's.
//!
//! In: the site's root folder. Out: [`Content`] and the problems found; a file that cannot be read is one
//! problem and hides no other.

pub mod config;
pub mod files;
pub mod front_matter;
pub mod node;
pub mod reader;
pub mod registry;

use crate::diagnostic::Diagnostic;
use crate::source::Span;
use config::Config;
use front_matter::FrontMatter;
use registry::Registries;

/// One Markdown file of the site: front matter read, body left as it is. The text itself is not kept
/// (100,000 documents must fit in memory); `content_hash` tells whether it is still the same when it is read again.
#[derive(Clone, Debug)]
pub struct RawDocument {
    /// Path relative to the site's root, with `/`: `content/lao-cai/2024.md`.
    pub path: String,
    /// SHA-256 of the file's bytes.
    pub content_hash: [u8; 32],
    /// The front matter, complete and valid.
    pub front_matter: FrontMatter,
    /// Where the body stands in the file.
    pub body: Span,
}

/// What one run reads before any Markdown is parsed. A file whose front matter has an error is missing
/// from `documents` (its problems are in the diagnostics).
#[derive(Debug)]
pub struct Content {
    /// `congbao.yaml`.
    pub config: Config,
    /// Types, issuers, themes, works.
    pub registries: Registries,
    /// Paths of the Markdown files, sorted.
    pub document_paths: Vec<String>,
}

/// Reads configuration and registries and lists the documents below `<root>/content`. Drafts are listed too.
/// Problems go to `diagnostics`; `None` where the configuration cannot be read at all.
///
/// # Errors
/// I/O on the root itself (it does not exist, no permission).
pub fn read(_root: &std::path::Path, _diagnostics: &mut Vec<Diagnostic>) -> std::io::Result<Option<Content>> {
    todo!()
}
