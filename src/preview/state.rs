//! What the server shows at the moment, and the number by which browsers learn that it changed.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use super::{BuildResult, Builder, Snapshot, page};
use crate::catalogue::Language;

/// What is shown now.
#[derive(Clone, Default)]
pub(super) struct Shown {
    /// The last good site.
    pub snapshot: Option<Arc<dyn Snapshot>>,
    /// The problems of the last build, as they stand above a page.
    pub panel: Option<Arc<str>>,
    /// Counts the builds.
    pub version: u64,
    /// The last version that changed more than style sheets.
    reload: u64,
}

/// What a browser that has seen an older version must do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Change {
    /// Load the page again.
    Reload,
    /// Take the new style sheets.
    Style,
}

/// What is shown, shared by all threads.
pub(super) struct State {
    shown: Mutex<Shown>,
    changed: Condvar,
    language: Language,
    /// Tells this process from an earlier one on the same port, whose pages a browser may still show.
    instance: String,
}

impl State {
    /// Nothing is shown yet.
    pub fn new(language: Language) -> Self {
        let started = SystemTime::UNIX_EPOCH.elapsed().unwrap_or(Duration::ZERO);
        let instance = format!("{:x}-{:x}", std::process::id(), started.as_nanos());
        Self { shown: Mutex::default(), changed: Condvar::new(), language, instance }
    }

    /// The language of the words around the page.
    pub const fn language(&self) -> Language {
        self.language
    }

    /// What is shown now.
    pub fn shown(&self) -> Shown {
        self.lock().clone()
    }

    /// Shows what came of a build after `changed`.
    pub fn take(&self, result: BuildResult, changed: &[PathBuf]) {
        let styles = !changed.is_empty() && changed.iter().all(|path| path.extension().is_some_and(|e| e == "css"));
        let mut shown = self.lock();
        let first = shown.snapshot.is_none();
        let built = result.snapshot.is_some();
        let panel = page::panel(&result, first && !built, self.language);
        let same_panel = panel.as_deref() == shown.panel.as_deref();
        if let Some(snapshot) = result.snapshot {
            shown.snapshot = Some(snapshot);
        }
        shown.panel = panel.map(Arc::from);
        shown.version += 1;
        if !(styles && same_panel && built && !first) {
            shown.reload = shown.version;
        }
        drop(shown);
        self.changed.notify_all();
    }

    /// The name of a version, as a browser keeps it.
    pub fn name(&self, version: u64) -> String {
        format!("{}.{version}", self.instance)
    }

    /// The version of a name; `None` for one of another process.
    pub fn version(&self, name: &str) -> Option<u64> {
        name.strip_prefix(&self.instance)?.strip_prefix('.')?.parse().ok()
    }

    /// Waits until something newer than `seen` is shown, but not longer than `patience`. `None` is older than everything.
    pub fn wait(&self, seen: Option<u64>, patience: Duration) -> Option<(Change, u64)> {
        let is_old = |shown: &mut Shown| seen == Some(shown.version);
        let (shown, _) =
            self.changed.wait_timeout_while(self.lock(), patience, is_old).unwrap_or_else(PoisonError::into_inner);
        let seen = match seen {
            Some(seen) if seen == shown.version => return None,
            seen => seen.unwrap_or(0),
        };
        let change = if seen < shown.reload { Change::Reload } else { Change::Style };
        Some((change, shown.version))
    }

    fn lock(&self) -> MutexGuard<'_, Shown> {
        self.shown.lock().unwrap_or_else(PoisonError::into_inner)
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
