//! Changed paths → what must be read again.

use super::files::File;
use crate::content::{files, versions};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

/// More documents than this at a time are read in parallel, and settled in the background.
const MOST: usize = 64;

/// What must be read again.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Change {
    /// Markdown files, relative to the root.
    pub documents: BTreeSet<String>,
    /// Configuration or registries, or too much to say.
    pub everything: bool,
    /// The site theme, the ledger, the short forms of the search.
    pub beside: bool,
}

impl Change {
    /// `changed`: absolute paths.
    pub fn of(root: &Path, known: &BTreeMap<Arc<str>, File>, changed: &[PathBuf]) -> Self {
        let mut change = Self::default();
        for path in changed {
            match path.strip_prefix(root).ok().and_then(relative) {
                Some(path) => change.add(root, known, &path),
                None => change.everything = true,
            }
        }
        change.everything |= change.documents.len() > MOST;
        change
    }

    fn add(&mut self, root: &Path, known: &BTreeMap<Arc<str>, File>, path: &str) {
        match path {
            "themes" | "content/addresses.tsv" | "content/abbreviations.tsv" => self.beside = true,
            _ if path.starts_with("themes/") => self.beside = true,
            "content/issuers.yaml"
            | "content/themes.yaml"
            | "content/works.yaml"
            | "content/laws.yaml"
            | "content/types.yaml"
            | "content/accessibility.yaml" => {
                self.everything = true;
            }
            "content/neighbours" => self.everything = true,
            _ if path.starts_with("content/neighbours/") || !path.starts_with("content/") => self.everything = true,
            _ if versions::is_former(path) => self.attached(known, path),
            _ if path.to_lowercase().ends_with(".md") && !root.join(path).is_dir() => {
                self.documents.insert(path.to_owned());
                // Links to a file that came or went are judged by whether it is there.
                if known.contains_key(path) != root.join(path).is_file() {
                    self.naming(known, path);
                }
            }
            _ => {
                let folder = format!("{path}/");
                let within: Vec<&Arc<str>> = known.keys().filter(|file| file.starts_with(&folder)).collect();
                if root.join(path).is_dir() || !within.is_empty() {
                    self.documents.extend(within.into_iter().map(ToString::to_string));
                    let there = files::list(root, &mut Vec::new());
                    self.documents.extend(there.into_iter().filter(|file| file.starts_with(&folder)));
                    self.naming(known, path);
                } else {
                    self.attached(known, path);
                }
            }
        }
    }

    /// Documents whose text names the file or folder at `path`.
    fn naming(&mut self, known: &BTreeMap<Arc<str>, File>, path: &str) {
        let naming = known.iter().filter(|(_, file)| file.names(path));
        self.documents.extend(naming.map(|(file, _)| file.to_string()));
    }

    /// Documents that have the file attached or name it in their text, and those that may be broken for want of it.
    fn attached(&mut self, known: &BTreeMap<Arc<str>, File>, path: &str) {
        let name = path.rsplit('/').next().unwrap_or(path);
        let has = |file: &File| {
            let Some(head) = file.good.as_ref().map(|good| &good.raw().front_matter) else { return false };
            let attached = head.attachments.iter().map(|attached| &attached.file);
            attached.chain(head.versions.iter().map(|version| &version.file)).any(|file| file.value.ends_with(name))
        };
        let concerned = known.iter().filter(|(_, file)| file.broken || has(file) || file.names(path));
        self.documents.extend(concerned.map(|(path, _)| path.to_string()));
    }
}

/// With `/`, without anything but names.
fn relative(path: &Path) -> Option<String> {
    let parts: Option<Vec<&str>> = path
        .components()
        .map(|part| match part {
            Component::Normal(name) => name.to_str(),
            _ => None,
        })
        .collect();
    Some(parts?.join("/"))
}
