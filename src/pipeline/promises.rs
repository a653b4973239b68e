//! What the site has promised: the ledger of addresses, and the published site's own list of them.
//!
//! In: the root folder, what the configured output folder says is published. Out: both as one list for all who ask
//! ([`read`]); the ledger completed from the published site ([`complete`]), before a plain build does anything else;
//! its next text beside it ([`stage`]), before the site is switched.
//!
//! The order at the end of a build is: next ledger beside the ledger, switch, ledger. Killed before the switch, neither
//! has grown; killed after it, the published list knows more than the ledger, and the next plain build completes it.
//! The ledger is never ahead of what a site has shown.

use super::LEDGER;
use super::publishing::Refusal;
use crate::address::KnownAddress;
use crate::address::published::PublishedSite;
use crate::content::config::CONFIG_FILE;
use crate::content::files;
use crate::diagnostic::Diagnostic;
use crate::publish::PublishError;
use crate::publish::ledger::{self, Ledger, StagedLedger};
use crate::source::{Source, Span};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// What was promised.
#[derive(Default)]
pub(super) struct Promised {
    /// All addresses, by address.
    pub addresses: Vec<KnownAddress>,
    /// How many of them stand in the ledger's file.
    pub written: usize,
    /// Numbers of documents, by address.
    pub numbers: BTreeMap<String, u32>,
}

/// The promised addresses. What the ledger lacks is a warning: only a plain build completes it.
pub(super) fn read(root: &Path, published: &PublishedSite, problems: &mut Vec<Diagnostic>) -> Promised {
    match Ledger::read(&root.join(LEDGER), LEDGER) {
        Ok(mut ledger) => {
            problems.extend(ledger.untidy().cloned());
            let written = ledger.count();
            let numbers = numbers(&ledger, published);
            match ledger.grow(&published.addresses) {
                Ok(0) => {}
                Ok(missing) => problems.push(behind(missing)),
                Err(wrong) => problems.extend(wrong),
            }
            Promised { addresses: ledger.entries().collect(), written, numbers }
        }
        Err(wrong) => {
            problems.extend(wrong);
            Promised::default()
        }
    }
}

/// The numbers of documents: those of the ledger, and of what it lacks those of the published site.
fn numbers(ledger: &Ledger, published: &PublishedSite) -> BTreeMap<String, u32> {
    let mut numbers = ledger.numbers();
    let taken: BTreeSet<u32> = numbers.values().copied().collect();
    for (address, number) in published.numbers.iter().filter(|(_, number)| !taken.contains(number)) {
        numbers.entry(address.clone()).or_insert(*number);
    }
    numbers
}

/// A site that is not online has promised nothing. That its ledger says otherwise is a warning: somebody may have put
/// the line back that takes all promises away.
pub(super) fn suspended(root: &Path, problems: &mut Vec<Diagnostic>) {
    let count = Ledger::read(&root.join(LEDGER), LEDGER).map_or(0, |ledger| ledger.count());
    if count > 0 {
        let problem = Diagnostic::warning("online-suspends-promises").with("count", count.to_string());
        problems.push(
            match files::read_source(root, CONFIG_FILE).ok().and_then(|(source, _)| Some((line(&source)?, source))) {
                Some((span, source)) => problem.at(&source, span),
                None => problem.in_file(CONFIG_FILE),
            },
        );
    }
}

/// Where the configuration says so.
fn line(source: &Source) -> Option<Span> {
    let mut found = source.text().match_indices("online:").map(|(at, _)| at);
    let start = found.find(|at| *at == 0 || source.text().as_bytes()[at - 1] == b'\n')?;
    let line = source.text()[start..].lines().next()?;
    Some(Span::new(start, start + line.trim_end().len()))
}

/// Completes the ledger from what is published, and puts it in order where a merge left it out of order. Out: what was
/// done, as warnings. A ledger that cannot be read stays as it is; that is said when the site is loaded.
///
/// # Errors
/// I/O; the ledger is then as it was.
pub fn complete(root: &Path, published: &PublishedSite, is_online: bool) -> Result<Vec<Diagnostic>, PublishError> {
    let path = root.join(LEDGER);
    ledger::clear(&path);
    let is_lost = !path.exists();
    if is_lost && !is_online {
        // Who goes back to the time before the first publication deletes the ledger.
        return Ok(Vec::new());
    }
    let Ok(mut ledger) = Ledger::read(&path, LEDGER) else { return Ok(Vec::new()) };
    let untidy = ledger.untidy().cloned();
    let Ok(missing) = ledger.grow(&published.addresses) else { return Ok(Vec::new()) };
    let numbers = numbers(&ledger, published);
    ledger.number(&numbers);
    if missing == 0 && untidy.is_none() {
        return Ok(Vec::new());
    }
    StagedLedger::write(&path, ledger.text())?.take_effect()?;
    let untidy = untidy.map(|problem| problem.with("mended", ""));
    let behind = (missing > 0).then(|| behind(missing).with(if is_lost { "lost" } else { "mended" }, ""));
    Ok(untidy.into_iter().chain(behind).collect())
}

fn behind(missing: usize) -> Diagnostic {
    Diagnostic::warning("ledger-behind").with("count", missing.to_string()).in_file(LEDGER)
}

/// Writes the ledger with `permanent` and the `numbers` of documents beside the ledger; `None` where it has them all. It
/// is read again: only now does the output folder's lock keep another build away.
pub(super) fn stage(
    root: &Path,
    permanent: &BTreeMap<String, KnownAddress>,
    numbers: &BTreeMap<String, u32>,
) -> Result<Option<StagedLedger>, Refusal> {
    let path = root.join(LEDGER);
    let mut ledger = Ledger::read(&path, LEDGER).map_err(Refusal::Problems)?;
    let added = ledger.grow(permanent.values()).map_err(Refusal::Problems)?;
    match added + ledger.number(numbers) {
        0 => Ok(None),
        _ => StagedLedger::write(&path, ledger.text()).map(Some).map_err(Refusal::Publish),
    }
}
