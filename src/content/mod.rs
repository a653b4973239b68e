//! Folder → [`Content`]: every Markdown file with its front matter parsed ([`RawDocument`]), the registries
//! (types, issuers, themes, works) and the configuration. The body of a file stays text: Markdown is the next stage's.
//!
//! In: the site's root folder. Out: [`Content`] and the problems found; a file that cannot be read is one
//! problem and hides no other.

pub mod config;
pub mod files;
pub mod front_matter;
pub mod key_names;
pub mod nearby;
pub mod node;
pub mod reader;
pub mod registry;
pub mod rules;
pub mod secrecy;

use crate::diagnostic::Diagnostic;
use crate::source::Span;
use config::Config;
use front_matter::FrontMatter;
use registry::Registries;
use std::io;
use std::path::Path;
use std::sync::Arc;

/// One Markdown file of the site: front matter read, body left as it is. The text itself is not kept
/// (100,000 documents must fit in memory); `content_hash` tells whether it is still the same when it is read again.
#[derive(Clone, Debug)]
pub struct RawDocument {
    /// Path relative to the site's root, with `/`: `content/lao-cai/2024.md`.
    pub path: Arc<str>,
    /// SHA-256 of the file's bytes.
    pub content_hash: [u8; 32],
    /// The front matter, complete and valid. Boxed: documents are moved from list to list on their way.
    pub front_matter: Box<FrontMatter>,
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
/// Problems go to `diagnostics`. A wrong value in the configuration or a registry, and a configuration that cannot be read at
/// all, leave a default or a gap in their place, so that the run can go on and find what else is wrong; the error keeps
/// the site from being published.
///
/// # Errors
/// I/O on the root itself (it does not exist, no permission, no folder).
pub fn read(root: &Path, diagnostics: &mut Vec<Diagnostic>) -> io::Result<Option<Content>> {
    root.read_dir()?;
    let registries = Registries::read(root, diagnostics);
    let document_paths = files::list(root, diagnostics);
    let config = config::read(root, &registries.issuers, diagnostics);
    Ok(Some(Content { config: config.unwrap_or_else(Config::stand_in), registries, document_paths }))
}

#[cfg(test)]
mod problems_tests;
