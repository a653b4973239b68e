//! Texts of documents. The preview keeps those that were looked at or edited: a file that is broken now keeps its last
//! good page. A build keeps none, it reads each file again.
//!
//! In: a path and the hash of a text. Out: the text, from the file where it still is the same.

use crate::content::files::reread;
use crate::diagnostic::Diagnostic;
use crate::document::hidden::hide;
use crate::source::{Source, Span};
use std::collections::VecDeque;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Texts kept.
const MOST: usize = 256;
/// Bytes of them.
const MOST_BYTES: usize = 32 << 20;

/// The texts that are kept, the one used last at the end.
#[derive(Default)]
pub(super) struct KeptTexts {
    /// Texts are never kept.
    none: bool,
    kept: Mutex<VecDeque<([u8; 32], Arc<Source>)>>,
}

impl KeptTexts {
    /// Keeps nothing.
    pub fn none() -> Self {
        Self { none: true, ..Self::default() }
    }

    /// The text of the file at `path` that has this hash, without what only its editors may read.
    ///
    /// # Errors
    /// The file has another text now, and this one was never looked at.
    pub fn get(&self, root: &Path, path: &str, hash: &[u8; 32], body: Span) -> Result<Arc<Source>, Diagnostic> {
        let source = self.look(root, path, hash, body)?;
        self.keep(*hash, Arc::clone(&source));
        Ok(source)
    }

    /// The same, for one look: it is not kept.
    ///
    /// # Errors
    /// As [`KeptTexts::get`].
    pub fn look(&self, root: &Path, path: &str, hash: &[u8; 32], body: Span) -> Result<Arc<Source>, Diagnostic> {
        if self.none {
            return Ok(Arc::new(hide(reread(root, path, hash)?, body)));
        }
        let is_it = |(known, source): &&([u8; 32], Arc<Source>)| known == hash && source.path() == path;
        if let Some((_, source)) = self.kept().iter().find(is_it) {
            return Ok(Arc::clone(source));
        }
        Ok(Arc::new(hide(reread(root, path, hash)?, body)))
    }

    /// Keeps a text; the one kept longest makes room for it.
    pub fn keep(&self, hash: [u8; 32], source: Arc<Source>) {
        if self.none {
            return;
        }
        let mut kept = self.kept();
        kept.retain(|(known, old)| *known != hash || old.path() != source.path());
        kept.push_back((hash, source));
        let mut bytes: usize = kept.iter().map(|(_, source)| source.text().len()).sum();
        while kept.len() > MOST || bytes > MOST_BYTES && kept.len() > 1 {
            bytes -= kept.pop_front().map_or(0, |(_, source)| source.text().len());
        }
    }

    fn kept(&self) -> MutexGuard<'_, VecDeque<([u8; 32], Arc<Source>)>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
