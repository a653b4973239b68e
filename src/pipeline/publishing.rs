//! Makes every page and switches the output folder.
//!
//! In: a snapshot, a stage beside the output folder. Out: the report of what was written, or why nothing was.

use super::snapshot::Snapshot;
use super::{LEDGER, searching, sorted};
use crate::corpus::former::KnownAddress;
use crate::diagnostic::Diagnostic;
use crate::publish::ledger::{self, Ledger};
use crate::publish::{PublishError, Report, Stage};
use crate::site::{ByteSize, Job, MakeError, Page, World};
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::io;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Why nothing was published.
#[derive(Debug)]
pub enum Refusal {
    /// Problems in the content or a template.
    Problems(Vec<Diagnostic>),
    /// The output folder.
    Publish(PublishError),
}

/// Makes every page and switches the output folder. `inputs` gives the fingerprint of all inputs once the ledger is
/// written; `permanent`: addresses for the ledger, where it is to be written; `progress` hears how many of the pages
/// are done.
///
/// # Errors
/// See [`Refusal`]; the output folder is then as it was.
pub fn publish(
    snapshot: &Snapshot,
    stage: Stage,
    inputs: &dyn Fn() -> [u8; 32],
    permanent: Option<&BTreeMap<String, KnownAddress>>,
    progress: &(dyn Fn(usize, usize) + Sync),
) -> Result<Report, Refusal> {
    let world = snapshot.world(snapshot);
    let done = AtomicUsize::new(0);
    let pages = &snapshot.site.pages;
    let make = |page: &Page| {
        let failure = put(snapshot, &world, &stage, page).err();
        progress(done.fetch_add(1, Ordering::Relaxed) + 1, pages.len());
        failure
    };
    let others = || -> Vec<Failure> { heaviest_first(pages).into_par_iter().filter_map(make).collect() };
    let documents =
        || searching::publish(snapshot, &stage, &|| progress(done.fetch_add(1, Ordering::Relaxed) + 1, pages.len()));
    let (mut failed, of_documents) = rayon::join(others, documents);
    failed.extend(of_documents);
    let mut problems = Vec::new();
    for failure in failed {
        match failure {
            Failure::Page(problem) => problems.push(problem),
            Failure::Output(error) => return Err(Refusal::Publish(error)),
        }
    }
    if !problems.is_empty() {
        return Err(Refusal::Problems(sorted(problems)));
    }
    if let Some(permanent) = permanent {
        // Before the switch: an address must never answer on the site without being in the ledger.
        grow_ledger(&snapshot.base.root.join(LEDGER), permanent)?;
    }
    stage.commit(inputs()).map_err(Refusal::Publish)
}

/// The ledger is read again: only now does the output folder's lock keep another build away.
fn grow_ledger(path: &Path, permanent: &BTreeMap<String, KnownAddress>) -> Result<(), Refusal> {
    let ledger = Ledger::read(path, LEDGER).map_err(Refusal::Problems)?;
    let new = permanent.values().map(|known| ledger::LedgerEntry {
        address: known.address.clone(),
        kind: ledger::AddressKind::parse(&known.kind).unwrap_or(ledger::AddressKind::Page),
        label: known.label.clone(),
    });
    match ledger.grow(new).map_err(Refusal::Problems)? {
        Some(text) => ledger::write(path, &text).map_err(Refusal::Publish),
        // A site without a single address has a ledger, too: where one is missing, it was lost.
        None if !path.exists() => ledger::write(path, "").map_err(Refusal::Publish),
        None => Ok(()),
    }
}

pub(super) enum Failure {
    Page(Diagnostic),
    Output(PublishError),
}

/// Pages that are made one by one. Those of the text of a document are made of one reading of it, beside the search
/// index.
fn heaviest_first(pages: &[Page]) -> Vec<&Page> {
    let mut ordered: Vec<&Page> = pages.iter().filter(|page| page.job.kind().text_of.is_none()).collect();
    ordered.sort_by_key(|page| page.job.kind().bytes != ByteSize::Heavy);
    ordered
}

/// Puts the bytes of a page into the stage.
pub(super) fn put(snapshot: &Snapshot, world: &World<'_>, stage: &Stage, page: &Page) -> Result<(), Failure> {
    let file = page.file();
    if let Job::Attachment(document, attachment) = page.job {
        // The same bytes, which need not pass through memory.
        return stage.put_file(&file, &snapshot.attached(document, attachment)).map_err(Failure::Output);
    }
    if page.job.kind().bytes == ByteSize::Whole {
        let bytes = snapshot.renderer.bytes(world, page).map_err(Failure::Page)?;
        return stage.put(&file, &bytes).map_err(Failure::Output);
    }
    let mut problem = None;
    let put = stage.put_stream(&file, |out| match snapshot.renderer.make(world, page, out) {
        Ok(()) => Ok(()),
        Err(MakeError::Output(error)) => Err(error),
        Err(MakeError::Page(found)) => {
            problem = Some(found);
            Err(io::Error::other("the page cannot be made"))
        }
    });
    match (problem, put) {
        (Some(problem), _) => Err(Failure::Page(problem)),
        (None, put) => put.map_err(Failure::Output),
    }
}
