//! How far a run is, for a person who waits.
//!
//! In: the steps of a run, told by the stages as they begin and as they go on. Out: the same to the one listener, on
//! whichever thread it happened; without a listener nothing.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// What a run does, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Reads documents.
    Documents,
    /// Looks for what documents have in common.
    Passages,
    /// Works out what citations mean, and which pages exist.
    Links,
    /// Makes pages.
    Pages,
    /// Puts the new site in the place of the old one.
    Switch,
}

/// Hears of a step, how much of it is done and how much there is; of a step that has nothing to count, 0 of 0.
type Listener = dyn Fn(Step, usize, usize) + Send + Sync;

/// Tells how far a run is.
#[derive(Clone, Default)]
pub struct Progress(Option<Arc<Listener>>);

impl Progress {
    /// Told to `listener`, from many threads at once: it must be quick.
    pub fn to(listener: impl Fn(Step, usize, usize) + Send + Sync + 'static) -> Self {
        Self(Some(Arc::new(listener)))
    }

    /// A step begins that has nothing to count.
    pub(super) fn begin(&self, step: Step) {
        self.tell(step, 0, 0);
    }

    /// A step begins that does `all` things.
    pub(super) fn count(&self, step: Step, all: usize) -> Counter<'_> {
        self.tell(step, 0, all);
        Counter { progress: self, step, all, done: AtomicUsize::new(0) }
    }

    fn tell(&self, step: Step, done: usize, all: usize) {
        if let Some(listener) = &self.0 {
            listener(step, done, all);
        }
    }
}

impl fmt::Debug for Progress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Progress").field(&self.0.is_some()).finish()
    }
}

/// Counts what is done of a step, from any thread.
pub(super) struct Counter<'a> {
    progress: &'a Progress,
    step: Step,
    all: usize,
    done: AtomicUsize,
}

impl Counter<'_> {
    /// One more is done.
    pub fn one(&self) {
        self.progress.tell(self.step, self.done.fetch_add(1, Ordering::Relaxed) + 1, self.all);
    }
}
