//! What the published site answers and this one would not: pages that have nothing to show any more, files that are no
//! longer there.
//!
//! In: the pages of the plan, the files of the published site, lines of the ledger. Out: small pages in the place of
//! pages, each remembered by a line of the ledger so that a fresh build makes it, too; an error for each file.

use super::redirects::page_at;
use crate::address;
use crate::content::addresses::without_anchor;
use crate::content::config::CONFIG_FILE;
use crate::diagnostic::{Diagnostic, Place};
use crate::signing;
use crate::site::pages::data::{DATA, DATA_PAGE};
use crate::site::pages::feeds::follow::SERIES_FEED;
use crate::site::pages::{below, linker, offline, search};
use crate::site::plan::Planner;
use crate::site::{Job, Moved, file_of};
use std::collections::{BTreeMap, BTreeSet};

/// What the ledger calls the address of something that lay below a page and has vanished.
pub const BELOW: &str = "below";

/// Above what has vanished.
enum Owner {
    /// A page: its address, and that of the page above which leads there.
    Page { target: String, above: String },
    /// A page whose text was taken away: index in `Config::gone`.
    Gone(usize),
    /// Nothing answers there either, and that is said.
    Lost,
}

/// Answers for what has vanished.
pub(super) fn plan(planner: &mut Planner<'_>) {
    let known: BTreeMap<&str, &str> = planner.input.ledger.iter().map(|line| (&*line.address, &*line.kind)).collect();
    let moved: BTreeMap<String, String> =
        planner.moved.iter().map(|moved| (moved.from.clone(), moved.to.clone())).collect();
    for address in vanished(planner, &known, &moved) {
        match owner(planner, &known, &address) {
            Owner::Lost => {}
            Owner::Gone(index) => {
                planner.pages.insert(page_at(&address), Job::Gone(index));
                let gone = planner.input.config.gone[index].address.value.clone();
                planner.promise(&address, BELOW, &gone);
            }
            Owner::Page { target, .. } if address.ends_with('/') => {
                planner.pages.insert(address.clone(), Job::Redirect(target.clone()));
                planner.promise(&address, BELOW, &target);
                planner.moved.push(Moved { from: address, to: target });
            }
            Owner::Page { target, above } => file(planner, &moved, address, &(target, above)),
        }
    }
}

/// Addresses that were published, or remembered, and that nothing answers; those above stand before those below.
fn vanished(planner: &Planner<'_>, known: &BTreeMap<&str, &str>, moved: &BTreeMap<String, String>) -> BTreeSet<String> {
    let published = planner.input.published.files.keys().map(|path| address_of(path));
    let published = published.filter(|address| {
        // A line of another kind is a promise of its own: what breaks it is said there.
        let has_line = known.contains_key(address.as_str()) || known.contains_key(address.trim_end_matches('/'));
        !has_line && !is_no_promise(address)
    });
    let remembered = known.iter().filter(|(_, kind)| **kind == BELOW).map(|(address, _)| (*address).to_owned());
    let is_missing = |address: &String| {
        !planner.pages.contains_key(address)
            && !planner.pages.contains_key(&page_at(address))
            && !moved.contains_key(address)
    };
    published.chain(remembered).filter(is_missing).collect()
}

/// The address at which a file of the output folder answers.
fn address_of(path: &str) -> String {
    match path.strip_suffix("index.html") {
        Some(folder) if folder.is_empty() || folder.ends_with('/') => format!("/{folder}"),
        _ => format!("/{path}"),
    }
}

/// Files that a page names and no person does, of which each build has its own; pages that are tools.
fn is_no_promise(address: &str) -> bool {
    // Lists for web servers, some of which a site has only while its configuration needs them.
    address::FOR_SERVERS.contains(&address.trim_start_matches('/'))
        || address == search::OPEN_SEARCH
        || address == offline::MANIFEST
        // The configuration switches these pages off, not a change of content.
        || address == address::SEARCH
        || address == offline::OFFLINE
        || signing::is_of_list(address.trim_start_matches('/'))
        || address.trim_start_matches('/') == signing::PUBLISHED_KEY
        || address.starts_with("/sitemap")
        || address.starts_with(linker::SHARDS)
        || address.starts_with(address::ASSETS)
        || address.starts_with(address::SEARCH_INDEX)
        || address.contains("/.")
}

/// The nearest page above.
fn owner(planner: &Planner<'_>, known: &BTreeMap<&str, &str>, address: &str) -> Owner {
    let mut at = address.trim_end_matches('/');
    while let Some((folder, _)) = at.rsplit_once('/') {
        let above = format!("{folder}/");
        match planner.pages.get(&above) {
            Some(Job::Gone(index)) => return Owner::Gone(*index),
            Some(Job::Redirect(to)) => {
                let target = without_anchor(to).0;
                return match planner.pages.get(target) {
                    Some(Job::Gone(index)) => Owner::Gone(*index),
                    _ => Owner::Page { target: target.to_owned(), above },
                };
            }
            Some(_) => return Owner::Page { target: above.clone(), above },
            None if known.contains_key(above.as_str()) => return Owner::Lost,
            None => at = folder,
        }
    }
    Owner::Page { target: address::HOME.to_owned(), above: address::HOME.to_owned() }
}

/// A file that has vanished: no page can answer for a PDF. Where its owner has moved, the file that answers for it at the
/// new address does so here, and what is missing there is said there.
fn file(
    planner: &mut Planner<'_>,
    moved: &BTreeMap<String, String>,
    address: String,
    (target, above): &(String, String),
) {
    let is_shard = [".jsonl.gz", ".csv", ".zip"].iter().any(|ending| address.ends_with(ending));
    if is_shard && address[1..].matches('/').count() == 2 && address.starts_with(DATA) {
        // A shard that was divided, or of a year that has nothing now: the page of the data says where all is.
        planner.pages.insert(page_at(&address), Job::Redirect(DATA_PAGE.to_owned()));
        planner.promise(&address, BELOW, DATA_PAGE);
        planner.moved.push(Moved { from: address, to: DATA_PAGE.to_owned() });
        return;
    }
    if target != above {
        let there = format!("{target}{}", &address[above.len()..]);
        if let Some(to) = moved.get(&there) {
            match planner.pages.get(&there).filter(|job| matches!(job, Job::Copy(_))).map(below::copy) {
                Some(copy) => drop(planner.pages.insert(address.clone(), copy)),
                None => drop(planner.pages.insert(page_at(&address), Job::Redirect(to.clone()))),
            }
            planner.moved.push(Moved { from: address, to: to.clone() });
            return;
        }
        if let Some(Job::Gone(index)) = planner.pages.get(&page_at(&there)) {
            let index = *index;
            planner.pages.insert(page_at(&address), Job::Gone(index));
            return;
        }
        if is_form(&address[above.len()..]) {
            return lead_to_page(planner, address, target);
        }
        if planner.was_published(&there) {
            return;
        }
    }
    if address.rsplit('/').next() == Some("atom.xml") {
        // Of a work that nobody cites any more.
        return lead_to_page(planner, address, target);
    }
    if let Some((there, copy)) = at_the_document_before(planner, &address, target) {
        planner.pages.insert(address.clone(), copy);
        planner.promise(&address, BELOW, &there);
        planner.moved.push(Moved { from: address, to: there });
        return;
    }
    let name = address.rsplit('/').next().unwrap_or_default().to_owned();
    let problem = Diagnostic::error("file-lost").with("file", name).with("address", address);
    planner.plan.diagnostics.push(problem.placed(Some(place_of(planner, target))));
}

/// Of another page, or of one that tells no news: what the file said is said there, if anywhere.
fn lead_to_page(planner: &mut Planner<'_>, address: String, target: &str) {
    planner.pages.insert(page_at(&address), Job::Redirect(target.to_owned()));
    planner.promise(&address, BELOW, target);
    planner.moved.push(Moved { from: address, to: target.to_owned() });
}

/// A file of a document that had the address of its page before another one, by `renumbered:`.
fn at_the_document_before(planner: &Planner<'_>, address: &str, owner: &str) -> Option<(String, Job)> {
    let renumbered = planner.input.config.renumbered.iter().find(|one| one.address.value == owner)?;
    let there = format!("{}{}", renumbered.before.as_ref()?.value, address.strip_prefix(owner)?);
    let job = planner.pages.get(&there)?;
    Some((there, below::copy(job)))
}

/// Whether a file below a page says in another form what the page says; no editor attached it.
fn is_form(rest: &str) -> bool {
    rest.starts_with("van-ban.") || matches!(rest, "atom.xml" | SERIES_FEED | "feed.json" | "llms.txt")
}

/// Where an editor would put the file back.
fn place_of(planner: &Planner<'_>, owner: &str) -> Place {
    match planner.pages.get(owner).and_then(|job| below::subject(planner.input.corpus, job)) {
        Some(below::Subject::Document(index)) => Place::file(planner.input.corpus.documents[index].path.clone()),
        _ => Place::file(CONFIG_FILE),
    }
}

impl Planner<'_> {
    /// Whether the published site has a file at `address`: what was published answers for ever, so whoever makes a form
    /// or a file of data goes on making it until `gone:` gives it up.
    pub fn was_published(&self, address: &str) -> bool {
        self.input.published.has(&file_of(address))
    }

    /// Whether a file at `address` was published, by what the published site or the ledger says.
    pub fn keeps(&self, address: &str) -> bool {
        let ledger = self.input.ledger;
        let known = || ledger.binary_search_by(|known| known.address.as_str().cmp(address));
        self.was_published(address) || known().is_ok_and(|at| ledger[at].kind == BELOW)
    }
}
