//! Reads a folder: the configuration and the registries ([`Settings`]), and every Markdown file with its front matter
//! parsed ([`RawDocument`]). The body of a file stays text: Markdown is the next stage's.
//!
//! In: the site's root folder. Out: [`Settings`], then one document after another, and the problems found; a file that
//! cannot be read is one problem and hides no other.

pub mod addresses;
pub mod attachments;
pub mod beside;
pub mod commit;
pub mod config;
mod embed;
mod file_names;
pub mod files;
pub mod front_matter;
pub mod image;
pub mod key_names;
pub mod license;
pub mod nearby;
pub mod neighbours;
pub mod node;
pub mod reader;
pub mod registry;
pub mod rules;
pub mod secrecy;
pub mod theme;
pub mod versions;

use crate::diagnostic::{Diagnostic, Severity};
use crate::source::Span;
use config::Config;
use front_matter::FrontMatter;
use registry::Registries;
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
    /// SHA-256 of the body.
    pub text_hash: [u8; 32],
    /// The front matter, complete and valid. Boxed: documents are moved from list to list on their way.
    pub front_matter: Box<FrontMatter>,
    /// Where the body stands in the file.
    pub body: Span,
}

/// `congbao.yaml` and the registries, read once a run. A wrong value, and a configuration that cannot be read at all,
/// leave a default or a gap in their place, so that the run can go on and find what else is wrong; the error keeps
/// the site from being published.
#[derive(Debug)]
pub struct Settings {
    /// `congbao.yaml`; `None`: there is none, or it is no YAML.
    pub config: Option<Config>,
    /// Types, issuers, themes, works, laws.
    pub registries: Registries,
    /// What is wrong with them.
    pub problems: Vec<Diagnostic>,
}

impl Settings {
    /// Of the site at `root`.
    pub fn read(root: &Path) -> Self {
        let mut problems = Vec::new();
        let mut registries = Registries::read(root, &mut problems);
        let config = config::read(root, &registries.issuers, &mut problems);
        let (config, elsewhere) = config.unzip();
        registries.elsewhere = elsewhere.unwrap_or_default();
        Self { config, registries, problems }
    }

    /// Whether something in them is no default but a mistake.
    pub fn has_errors(&self) -> bool {
        self.problems.iter().any(|problem| problem.severity == Severity::Error)
    }
}

#[cfg(test)]
mod tests;
