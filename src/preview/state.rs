//! What the server shows at the moment, and the number by which browsers learn that it changed.

use std::collections::VecDeque;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tokio::sync::watch;

use super::problems::Problems;
use super::{BuildResult, Builder, Editor, PreviewOptions, ReviewFiles, ServedPages};
use crate::catalogue::Language;
use crate::text::slug;

/// Names of changed files that are remembered for pages that were not listening.
const REMEMBERED: usize = 200;

/// What is shown now.
#[derive(Clone, Default)]
pub(super) struct Shown {
    /// The last good site.
    pub snapshot: Option<Arc<dyn ServedPages>>,
    /// The problems of the last build.
    pub problems: Arc<Problems>,
    /// Counts the builds.
    pub version: u64,
    /// Names of files that pages take in as they are (pictures, attachments), with the version that changed them.
    files: VecDeque<(u64, Arc<str>)>,
    /// The last version whose files are no longer remembered.
    forgotten: u64,
}

impl Shown {
    /// Names of the files that changed after `seen`; `None` when that is not known any more.
    pub fn files_since(&self, seen: u64) -> Option<Vec<Arc<str>>> {
        let newer = self.files.iter().filter(|(version, _)| *version > seen);
        (seen >= self.forgotten).then(|| newer.map(|(_, name)| Arc::clone(name)).collect())
    }

    fn remember(&mut self, changed: &[PathBuf]) {
        for path in changed.iter().filter(|path| is_taken_in(path)) {
            let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
            self.files.push_back((self.version, name.into()));
            let served = plain(name);
            if served != name {
                self.files.push_back((self.version, served.into()));
            }
            while self.files.len() > REMEMBERED
                && let Some((version, _)) = self.files.pop_front()
            {
                self.forgotten = version;
            }
        }
    }
}

/// Files that a page takes in by their name. Texts and templates change the page itself; style sheets and scripts carry
/// their content in their names.
fn is_taken_in(path: &Path) -> bool {
    let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default().to_ascii_lowercase();
    !matches!(ending.as_str(), "md" | "yaml" | "yml" | "html" | "css" | "js" | "mjs" | "tsv" | "json")
}

/// The name under which the site serves a file whose own name is not plain.
fn plain(name: &str) -> String {
    let (stem, ending) = name.rsplit_once('.').unwrap_or((name, ""));
    format!("{}.{}", slug(stem), slug(ending))
}

/// What is shown, shared by all threads.
pub(super) struct PreviewState {
    shown: watch::Sender<Shown>,
    language: Language,
    root: PathBuf,
    editor: Option<Editor>,
    review: Option<Arc<dyn ReviewFiles>>,
    /// Tells this process from an earlier one on the same port, whose pages a browser may still show. It
    /// cannot be guessed.
    instance: String,
}

impl PreviewState {
    /// Nothing is shown yet.
    pub fn new(options: &PreviewOptions) -> Self {
        let chance = || RandomState::new().build_hasher().finish();
        Self {
            shown: watch::Sender::default(),
            language: options.language,
            root: options.root.clone(),
            editor: options.editor.clone(),
            review: options.review.clone(),
            instance: format!("{:016x}{:016x}", chance(), chance()),
        }
    }

    /// The language of the words around the page.
    pub const fn language(&self) -> Language {
        self.language
    }

    /// What must stand in an address that does something; only our own pages know it.
    pub fn key(&self) -> Option<&str> {
        self.editor.as_ref().map(|_| self.instance.as_str())
    }

    /// The same, for what needs no editor.
    pub fn secret(&self) -> &str {
        &self.instance
    }

    /// The files that are reviewed.
    pub fn review(&self) -> Option<&dyn ReviewFiles> {
        self.review.as_deref()
    }

    /// The address that opens a file of the site in the editor.
    pub fn editor_address(&self, file: &str, line: u32, column: u32) -> Option<String> {
        self.editor.as_ref()?.address(&self.root, file, line, column)
    }

    /// What is shown now.
    pub fn shown(&self) -> Shown {
        self.shown.borrow().clone()
    }

    /// Shows what came of a build after `changed`.
    pub fn take(&self, result: BuildResult, changed: &[PathBuf]) {
        self.shown.send_modify(|shown| {
            shown.problems = Arc::new(Problems::of(&result, shown.snapshot.is_none()));
            if let Some(snapshot) = result.snapshot {
                shown.snapshot = Some(snapshot);
            }
            shown.version += 1;
            shown.remember(changed);
        });
    }

    /// The name of a version, as a browser keeps it.
    pub fn name(&self, version: u64) -> String {
        // The whole of the instance would show the key to every reader of the name.
        format!("{}.{version}", &self.instance[..8])
    }

    /// The version of a name; `None` for one of another process.
    pub fn version(&self, name: &str) -> Option<u64> {
        name.strip_prefix(&self.instance[..8])?.strip_prefix('.')?.parse().ok()
    }

    /// What is shown from now on.
    pub fn follow(&self) -> watch::Receiver<Shown> {
        self.shown.subscribe()
    }
}

/// Lets the builder settle. One that panics has nothing better to show.
pub(super) fn settle(builder: &mut impl Builder, interrupted: &dyn Fn() -> bool) -> Option<BuildResult> {
    catch_unwind(AssertUnwindSafe(|| builder.settle(interrupted))).ok().flatten()
}

/// Runs the builder. One that panics counts as a build with an error: the preview must outlive it.
pub(super) fn build(builder: &mut impl Builder, changed: &[PathBuf]) -> BuildResult {
    catch_unwind(AssertUnwindSafe(|| builder.build(changed))).unwrap_or_default()
}
