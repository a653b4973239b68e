//! Runs the stages in order. The only room that knows every stage.
//!
//! In: the site's root folder and [`BuildOptions`]. Out: a [`Snapshot`], the site as it is, which makes the bytes of
//! any one page, and [`CheckedSite`], what was found wrong with it. [`publish`] makes all pages and switches the output
//! folder; [`live`] follows changing files and makes one snapshot after another.
//!
//! ```text
//! Settings ─▶ Base ─▶ documents ─▶ assemble ─▶ Snapshot ─▶ publish
//! ```
//!
//! Files of documents are read in one place (`documents`), what follows from them is worked out in another
//! (`assemble`). Per-document work is merged in path order.
//!
//! ## Memory and speed
//!
//! Per-document work runs in parallel. After the corpus only metadata, outlines, citations with their sentence and
//! relations stay in memory; the job that needs a document's text reads the file again and checks its hash. Large data
//! files are streamed. An unchanged rebuild is recognised by a fingerprint of all inputs before anything is parsed
//! (`commands/inputs.rs`), and says again what the last run said.

mod assemble;
mod base;
mod documents;
mod findings;
mod inspecting;
mod kept;
mod kept_texts;
mod linking;
#[cfg(feature = "preview")]
pub mod live;
mod names;
mod progress;
mod promises;
mod publishing;
mod reusing;
mod searching;
mod sharing;
mod snapshot;
pub mod texts;
mod texts_again;
mod tracing;

pub use assemble::CheckedSite;
pub(crate) use kept::names as names_of_values;
pub use progress::{Progress, Step};
pub use promises::complete as complete_ledger;
pub use publishing::{Promise, Published, Refusal, publish};
pub use snapshot::Snapshot;
pub use tracing::{Explained, Memory};

use crate::address::published::PublishedSite;
use crate::content::Settings;
use crate::content::config::Config;
use crate::diagnostic::{self, Diagnostic};
use crate::document::hidden::hide;
use crate::site::LEDGER_FILE;
use crate::source::{Source, Span};
use crate::store::stats::Stats;
use crate::store::{self, Store};
use assemble::{Assembled, assemble};
use base::{Base, OfRun};
use documents::{ReadSite, read_all};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::Offset;
use kept_texts::KeptTexts;
use reusing::{Reuse, WordStore};
use snapshot::Made;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Where the ledger of addresses stands.
pub const LEDGER: &str = LEDGER_FILE;

/// What a run may differ in.
#[derive(Clone, Debug, Default)]
pub struct BuildOptions {
    /// Instead of the configured base address.
    pub base_url: Option<String>,
    /// Drafts are published too.
    pub drafts: bool,
    /// Shown on pages as the day the lists were made; without it no page knows today.
    pub today: Option<Date>,
    /// The day against which dates in the future are warned of; never on a page.
    pub clock: Option<Date>,
    /// The same as a moment, from which `clock` follows once the site's time is known.
    pub moment: Option<Timestamp>,
    /// Links end in `index.html`.
    pub portable: bool,
    /// Findings of level info and dossiers are wanted.
    pub infos: bool,
    /// Of warnings that are alike only the first are told, and how many there are.
    pub brief: bool,
    /// Pages for the editor alone: nothing of them may stay in the browser.
    pub preview: bool,
    /// No page is made: what passages documents share need not be known.
    pub without_passages: bool,
}

impl BuildOptions {
    /// With the site's day as the clock.
    #[must_use]
    pub fn at(mut self, timezone: Offset) -> Self {
        if let Some(moment) = self.moment.take() {
            self.clock = Some(timezone.to_datetime(moment).date());
        }
        self
    }

    /// The configuration as this run has it.
    fn apply(&self, config: &mut Config) {
        if let Some(base_url) = &self.base_url {
            config.base_url.clone_from(base_url);
        }
        // A page opened from a folder can neither keep nor install anything.
        config.offline &= !self.portable;
    }
}

/// Why there is no site at all.
#[derive(Debug)]
pub enum LoadError {
    /// The root folder cannot be read.
    Unreadable(io::Error),
    /// The site theme cannot be used: all that is wrong with the site, in source order.
    Unusable(Vec<Diagnostic>),
}

/// Reads, parses, resolves and plans; nothing is written.
///
/// # Errors
/// See [`LoadError`].
pub fn load(root: &Path, options: &BuildOptions) -> Result<(Snapshot, CheckedSite), LoadError> {
    load_kept(root, options, Kept::default())
}

/// The same, with what is kept between runs.
///
/// # Errors
/// As [`load`].
pub fn load_kept(root: &Path, options: &BuildOptions, kept: Kept) -> Result<(Snapshot, CheckedSite), LoadError> {
    load_told(root, options, kept, Progress::default())
}

/// The same; `progress` hears how far it is.
///
/// # Errors
/// As [`load`].
pub fn load_told(
    root: &Path,
    options: &BuildOptions,
    kept: Kept,
    progress: Progress,
) -> Result<(Snapshot, CheckedSite), LoadError> {
    root.read_dir().map_err(LoadError::Unreadable)?;
    load_with(root, Settings::read(root), options, Given { kept, progress, ..Given::default() })
}

/// What a run has before it reads documents.
#[derive(Default)]
pub struct Given {
    /// What is too much for memory may go into this file, which lasts as long as the snapshot.
    pub words: Option<PathBuf>,
    /// What the configured output folder says is published; `None`: it is looked for there.
    pub published: Option<PublishedSite>,
    /// What is kept between runs.
    pub kept: Kept,
    /// Who hears how far the run is.
    pub progress: Progress,
}

/// What is kept between runs. Without it all is read; nothing else differs.
#[derive(Clone, Default)]
pub struct Kept {
    pub(crate) store: Arc<Store>,
    pub(crate) stats: Arc<Stats>,
}

impl Kept {
    /// What `store` has.
    pub(crate) fn of(store: Store) -> Self {
        Self { stats: Arc::new(Stats::load(&store)), store: Arc::new(store) }
    }

    /// What the store in `folder` has; it is made when something is kept.
    ///
    /// # Errors
    /// Something else stands there.
    pub fn in_folder(folder: &Path) -> io::Result<Self> {
        Ok(Self::of(Store::open(folder, store::program())?))
    }

    /// Whether there was no room for some of it.
    pub fn had_no_room(&self) -> bool {
        self.store.had_no_room()
    }

    /// Which files are what they were.
    pub(crate) fn stats(&self) -> &Stats {
        &self.stats
    }

    /// Keeps what this run has learnt of files.
    pub fn save(&self, root: &Path) {
        self.stats.save(&self.store, root);
    }
}

/// The same, where configuration and registries are read already.
///
/// # Errors
/// As [`load`].
pub fn load_with(
    root: &Path,
    settings: Settings,
    options: &BuildOptions,
    given: Given,
) -> Result<(Snapshot, CheckedSite), LoadError> {
    let progress = given.progress;
    let of_run = OfRun {
        words: Arc::new(WordStore::new(given.words, Arc::clone(&given.kept.store))),
        published: given.published.map(Arc::new),
        store: given.kept.store,
        stats: given.kept.stats,
    };
    let (mut base, paths) = Base::read(root, settings, options, of_run);
    let ReadSite { documents, problems, count_read, drafts, unkept } = read_all(&mut base, &paths, &progress);
    if problems.iter().any(|problem| problem.code.starts_with("secrecy-")) {
        searching::forget(&base.store);
    }
    let Some(renderer) = base.renderer.clone() else { return Err(LoadError::Unusable(sorted(problems))) };
    progress.begin(Step::Passages);
    let reuse = if options.without_passages {
        Reuse::follow(&base, &documents, &unkept);
        Reuse::default()
    } else {
        Reuse::of_run(&base, &documents, &unkept)
    };
    progress.begin(Step::Links);
    let Assembled { corpus, site, checked } = assemble(&base, documents, &reuse.reused, problems, false);
    let checked = CheckedSite { documents_read: count_read, drafts, ..checked };
    let made = Made { corpus, site: Arc::new(site), texts: Arc::new(KeptTexts::none()), reuse: Arc::new(reuse) };
    Ok((Snapshot::new(base, renderer, made), checked))
}

fn sorted(mut diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
    diagnostic::sort(&mut diagnostics);
    diagnostics.dedup();
    diagnostics
}

/// A file as readers are shown it: what only its editors may read is blank. `body`: where its text stands.
#[must_use]
pub fn shown(source: Source, body: Span) -> Source {
    hide(source, body)
}
