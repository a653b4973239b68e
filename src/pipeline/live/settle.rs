//! What is settled in the background, away from the thread that follows changes: citations of documents that are not
//! read yet, and the whole corpus anew from the documents that are.

use super::files::Good;
use crate::check::{Ends, ends};
use crate::content::RawDocument;
use crate::corpus::{CitedDocument, Corpus};
use crate::diagnostic::Diagnostic;
use crate::pipeline::assemble::{Assembled, assemble};
use crate::pipeline::base::Base;
use crate::pipeline::documents::Citer;
use crate::pipeline::kept_texts::KeptTexts;
use crate::pipeline::reusing::Reuse;
use crate::site::Site;
use rayon::prelude::*;
use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

/// How often a waiting thread asks whether something more urgent has come.
pub(super) const PATIENCE: Duration = Duration::from_millis(1);

/// A document with its citations, and what is wrong with its text.
pub(super) type Read = (Arc<str>, CitedDocument, Vec<Diagnostic>);

/// Reads the citations of documents until all are read or something more urgent comes.
pub(super) fn read_on(
    base: &Base,
    texts: &KeptTexts,
    documents: &[Arc<RawDocument>],
    interrupted: &dyn Fn() -> bool,
) -> Vec<Read> {
    let stop = AtomicBool::new(false);
    let done = AtomicBool::new(false);
    let read: Mutex<Vec<Read>> = Mutex::default();
    let citer = Citer::new(base);
    let read_one = |raw: &Arc<RawDocument>| {
        if stop.load(Ordering::Relaxed) {
            return;
        }
        // A file that changed since its front matter was read is read again when the change is reported.
        let Ok(source) = texts.look(&base.root, &raw.path, &raw.content_hash, raw.body) else { return };
        let mut problems = Vec::new();
        let document = citer.cite(&source, (**raw).clone(), &mut problems);
        read.lock().unwrap_or_else(PoisonError::into_inner).push((Arc::clone(&raw.path), document, problems));
    };
    thread::scope(|scope| {
        let worker = scope.spawn(|| {
            documents.par_iter().for_each(read_one);
            done.store(true, Ordering::Relaxed);
        });
        while !worker.is_finished() {
            if interrupted() {
                stop.store(true, Ordering::Relaxed);
                break;
            }
            thread::sleep(PATIENCE);
        }
        // A document that cannot be read must not end the preview.
        let _ = worker.join();
    });
    read.into_inner().unwrap_or_else(PoisonError::into_inner)
}

/// All that the corpus is made of.
pub(super) struct SettleInput {
    pub base: Base,
    pub documents: Vec<Good>,
    pub problems: Vec<Arc<[Diagnostic]>>,
}

/// What comes of it.
pub(super) struct Settled {
    pub corpus: Corpus,
    pub site: Site,
    pub problems: Vec<Diagnostic>,
    pub ends: Ends,
    pub reuse: Reuse,
}

/// Makes the corpus and the plan anew.
pub(super) fn settle(work: &SettleInput) -> Settled {
    let base = &work.base;
    let documents: Vec<CitedDocument> = work.documents.par_iter().map(Good::document).collect();
    let problems = work.problems.iter().flat_map(|of_file| of_file.iter()).chain(&*base.problems).cloned().collect();
    let reuse = Reuse::of_run(base, &documents, &BTreeSet::new());
    let Assembled { corpus, site, checked } = assemble(base, documents, &reuse.reused, problems, true);
    Settled { ends: ends(&corpus, &base.registries), corpus, site, problems: checked.diagnostics, reuse }
}
