//! The search index of the preview: made in the background when somebody searches, kept over saves, made again when
//! somebody searches after a change.
//!
//! In: a moment and the name of a file of the index. Out: its bytes, of this moment or of the last one that has an
//! index.

use super::moment::Moment;
use crate::pipeline::searching::{Pieces, pieces};
use crate::search::FOLDER;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

/// Sites with so many documents at most wait for an index of this moment; others are served the last one meanwhile.
const AT_ONCE: usize = 300;
/// Requests that may wait for an index: the pages must be served, too.
const MOST_WAITING: usize = 2;

/// The index of the search, shared by all moments of a site.
#[derive(Default)]
pub(super) struct Search {
    state: Mutex<SearchState>,
    ready: Condvar,
}

#[derive(Default)]
struct SearchState {
    made: Option<(u64, Arc<Pieces>)>,
    making: bool,
    waiting: usize,
}

impl Moment {
    /// A file of the search index.
    pub fn search_piece(&self, address: &str) -> Option<Vec<u8>> {
        let name = address.strip_prefix(FOLDER)?;
        if !self.snapshot.config().search {
            return None;
        }
        self.pieces()?.get(name).cloned()
    }

    fn pieces(&self) -> Option<Arc<Pieces>> {
        let patient = self.snapshot.corpus.documents.len() <= AT_ONCE;
        let mut state = self.search.state();
        let mut waited = false;
        loop {
            if let Some((number, pieces)) = &state.made
                && *number >= self.number
            {
                return Some(Arc::clone(pieces));
            }
            if !state.making {
                state.making = true;
                self.make_index();
            }
            match &state.made {
                Some((_, pieces)) if !patient || waited => return Some(Arc::clone(pieces)),
                None if waited => return None,
                made if state.waiting >= MOST_WAITING => return made.as_ref().map(|(_, pieces)| Arc::clone(pieces)),
                _ => {}
            }
            state.waiting += 1;
            state = self.search.ready.wait(state).unwrap_or_else(PoisonError::into_inner);
            state.waiting -= 1;
            waited = true;
        }
    }

    fn make_index(&self) {
        let moment = self.clone();
        let make = move || {
            // Those who wait must wake up, even where making it panics.
            let done = Done { search: Arc::clone(&moment.search) };
            let text = |document| moment.tree_of(document);
            let numbers = moment.snapshot.document_numbers();
            let made = moment.snapshot.index_sources(&numbers).map(|sources| pieces(sources, None, &text));
            done.search.state().made = made.map(|made| (moment.number, Arc::new(made)));
        };
        if thread::Builder::new().name("search-index".into()).spawn(make).is_err() {
            self.search.state().making = false;
        }
    }
}

struct Done {
    search: Arc<Search>,
}

impl Drop for Done {
    fn drop(&mut self) {
        self.search.state().making = false;
        self.search.ready.notify_all();
    }
}

impl Search {
    fn state(&self) -> MutexGuard<'_, SearchState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
