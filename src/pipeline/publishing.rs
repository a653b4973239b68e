//! Makes every page and switches the output folder.
//!
//! In: a snapshot, a stage beside the output folder. Out: the report of what was written, or why nothing was.

use super::progress::{Progress, Step};
use super::snapshot::Snapshot;
use super::tracing::{Explained, Memory, Tracing};
use super::{promises, searching, sorted};
use crate::address::KnownAddress;
use crate::address::published::{FileDigest, PublishedText};
use crate::content::commit;
use crate::diagnostic::Diagnostic;
use crate::publish::ledger::StagedLedger;
use crate::publish::{self, PublishError, Report, SignatureState, Stage};
use crate::signing::key::PublicKey;
use crate::signing::list::About;
use crate::site::{ByteSize, Digests, Job, MakeError, Page, World, file_of};
use crate::trace;
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::io;

/// Why nothing was published.
#[derive(Debug)]
pub enum Refusal {
    /// Problems in the content or a template.
    Problems(Vec<Diagnostic>),
    /// The output folder.
    Publish(PublishError),
}

/// What was published.
#[derive(Debug)]
pub struct Published {
    /// What became of the files.
    pub report: Report,
    /// What became of the signature of the list of its files.
    pub signature: SignatureState,
    /// Pages that were made; all others stayed as they were.
    pub made: usize,
    /// Why the page was made, or not, that was asked for.
    pub explained: Option<Explained>,
}

/// What a build promises.
#[derive(Clone, Copy, Debug)]
pub struct Promise<'a> {
    /// Addresses that must answer for ever.
    pub permanent: &'a BTreeMap<String, KnownAddress>,
    /// They become lines of the ledger with the switch.
    pub grows_ledger: bool,
}

/// Makes every page and switches the output folder. `inputs` gives the fingerprint of all inputs, where the ledger is
/// another one then with its next text; `memory`: what an earlier build knew; `progress` hears how far it is.
///
/// # Errors
/// See [`Refusal`]; the output folder is then as it was. Only where the ledger cannot be replaced although its next text
/// was written, the new site stands; the next build completes the ledger.
pub fn publish(
    snapshot: &Snapshot,
    stage: Stage,
    promise: Promise<'_>,
    memory: &Memory<'_>,
    inputs: &(dyn Fn(Option<&str>) -> [u8; 32] + Sync),
    progress: &Progress,
) -> Result<Published, Refusal> {
    let world = snapshot.world(snapshot);
    let shared = |document| snapshot.shared_value(document);
    let tracing = Tracing::new(snapshot, &world, &shared, memory);
    put_pages(snapshot, &world, &Target { stage: &stage, tracing: &tracing }, progress)?;
    let explained = memory.asked.map(|asked| tracing.explain(&stage, asked));
    let made = tracing.count();
    progress.begin(Step::Switch);
    // Traces are true of pages, whether these are published or not.
    let keep_traces = || memory.keep(|| tracing.finish());
    let (switched, ()) = rayon::join(|| switch(snapshot, stage, promise, inputs), keep_traces);
    let (report, signature) = switched?;
    Ok(Published { report, signature, made, explained })
}

/// All pages are in the stage: adds the list of addresses, makes it the site, and the next ledger valid.
fn switch(
    snapshot: &Snapshot,
    stage: Stage,
    promise: Promise<'_>,
    inputs: &(dyn Fn(Option<&str>) -> [u8; 32] + Sync),
) -> Result<(Report, SignatureState), Refusal> {
    let numbers = snapshot.document_numbers().by_address(&snapshot.corpus);
    put_list(snapshot, &stage, promise.permanent, &numbers)?;
    let signature = put_public_list(snapshot, &stage)?;
    let ledger = match promise.grows_ledger {
        true => promises::stage(&snapshot.base.root, promise.permanent, &numbers)?,
        false => None,
    };
    let report = stage.commit(inputs(ledger.as_ref().map(StagedLedger::text))).map_err(Refusal::Publish)?;
    if let Some(ledger) = ledger {
        ledger.take_effect().map_err(Refusal::Publish)?;
    }
    Ok((report, signature))
}

/// Puts all pages into the stage.
fn put_pages(snapshot: &Snapshot, world: &World<'_>, to: &Target<'_>, progress: &Progress) -> Result<(), Refusal> {
    let Target { stage, tracing } = *to;
    let pages = &snapshot.site.pages;
    let counter = progress.count(Step::Pages, pages.len());
    let make = |page: &Page| {
        let failure = put(snapshot, world, to, page).err();
        counter.one();
        failure
    };
    let others = || -> Vec<Failure> { heaviest_first(pages).into_par_iter().filter_map(make).collect() };
    let documents = || searching::publish(snapshot, to, &|| counter.one());
    let (mut failed, of_documents) = rayon::join(others, documents);
    failed.extend(of_documents);
    if failed.is_empty() {
        let mut world = snapshot.world(snapshot);
        let digests = Put(stage);
        world.digests = Some(&digests);
        failed.extend(pages.iter().filter(|page| page.job.kind().last).filter_map(|page| {
            match self::make(snapshot, &world, stage, page) {
                Ok(digest) => {
                    tracing.made_last(stage, page, &digest);
                    None
                }
                Err(failure) => Some(failure),
            }
        }));
    }
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
    Ok(())
}

/// What was put into the stage, for the pages that say how large others are.
struct Put<'a>(&'a Stage);

impl Digests for Put<'_> {
    fn digest(&self, address: &str) -> Option<FileDigest> {
        self.0.digest(&file_of(address))
    }
}

/// The site's own list of its permanent addresses.
fn put_list(
    snapshot: &Snapshot,
    stage: &Stage,
    permanent: &BTreeMap<String, KnownAddress>,
    numbers: &BTreeMap<String, u32>,
) -> Result<(), Refusal> {
    let documents = snapshot.corpus.documents.iter();
    let texts =
        documents.map(|held| (held.address.as_str(), PublishedText::of(&held.path, held.text.text_hash))).collect();
    let is_promised = snapshot.base.config.online && !snapshot.base.options.drafts;
    let lists = publish::site_list_texts(is_promised, permanent.values(), &texts, numbers);
    let put = |(path, text): (String, String)| stage.put(&path, text.as_bytes()).map(|_| ());
    lists.into_par_iter().try_for_each(put).map_err(Refusal::Publish)
}

/// The list of all files, which readers can check, and the office's public key.
fn put_public_list(snapshot: &Snapshot, stage: &Stage) -> Result<SignatureState, Refusal> {
    let config = &snapshot.base.config;
    let about = About {
        program: concat!("congbao ", env!("CARGO_PKG_VERSION")).to_owned(),
        site: config.base_url.clone(),
        day: snapshot.corpus.data_day().map(|day| day.to_string()),
        commit: commit::committed(&snapshot.base.root),
    };
    let key = config.public_key.as_ref().map(PublicKey::file);
    stage.put_public_list(&about, key.as_deref()).map_err(Refusal::Publish)
}

/// Where pages go, and what is known of them.
#[derive(Clone, Copy)]
pub(super) struct Target<'a> {
    pub stage: &'a Stage,
    pub tracing: &'a Tracing<'a>,
}

pub(super) enum Failure {
    Page(Diagnostic),
    Output(PublishError),
}

fn is_made_alone(page: &Page) -> bool {
    let kind = page.job.kind();
    kind.text_of.is_none() && !kind.last
}

/// Pages that are made one by one. Those of the text of a document are made of one reading of it, beside the search
/// index.
fn heaviest_first(pages: &[Page]) -> Vec<&Page> {
    let mut ordered: Vec<&Page> = pages.iter().filter(|page| is_made_alone(page)).collect();
    ordered.sort_by_key(|page| page.job.kind().bytes != ByteSize::Heavy);
    ordered
}

/// Puts a page into the stage: as it stands, where nothing that it read has another value; else it is made.
pub(super) fn put(snapshot: &Snapshot, world: &World<'_>, to: &Target<'_>, page: &Page) -> Result<(), Failure> {
    if to.tracing.keeps(to.stage, page) {
        return Ok(());
    }
    let (made, notes) = trace::record(|| make(snapshot, world, to.stage, page));
    to.tracing.made(page, notes, made?);
    Ok(())
}

/// Makes a page; says what its file holds.
fn make(snapshot: &Snapshot, world: &World<'_>, stage: &Stage, page: &Page) -> Result<FileDigest, Failure> {
    let file = page.file();
    if let Job::Attachment(document, attachment) = *page.job.original() {
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
