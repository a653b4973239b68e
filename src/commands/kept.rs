//! `--store`: where what is known of the site's files is kept between runs.
//!
//! In: the argument, the site's root. Out: [`Kept`] for the pipeline; where the place cannot be used, a note, and a run
//! that keeps nothing.

use super::report::Reporter;
use crate::pipeline::Kept;
use crate::store::{self, Store};
use clap::Args;
use std::path::{Path, PathBuf};

/// Where it is kept.
#[derive(Clone, Debug, Default, Args)]
pub struct StoreArguments {
    /// Keep what is known of the site's files here between runs (default: .congbao beside congbao.yaml)
    #[arg(long, value_name = "DIR")]
    store: Option<PathBuf>,
}

impl StoreArguments {
    /// Opens it. `is_fresh`: nothing that was kept is believed.
    pub(super) fn open(&self, root: &Path, is_fresh: bool, reporter: &Reporter) -> Kept {
        let folder = self.folder(root);
        match Store::open(&folder, store::program()) {
            Ok(store) => Kept::of(if is_fresh { store.fresh() } else { store }),
            Err(_) => {
                reporter.say("store-not-ours", &[("path", &folder.display().to_string())]);
                Kept::default()
            }
        }
    }

    /// Keeps what the run has learnt. Says so where there was no room for it: nothing else is lost.
    pub(super) fn save(&self, kept: &Kept, root: &Path, reporter: &Reporter) {
        kept.save(root);
        if kept.had_no_room() {
            reporter.say("store-no-room", &[("path", &self.folder(root).display().to_string())]);
        }
    }

    fn folder(&self, root: &Path) -> PathBuf {
        self.store.clone().unwrap_or_else(|| store::beside(root))
    }
}
