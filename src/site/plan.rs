//! Corpus, configuration and ledger → the list of pages, each address once; and the addresses that the ledger must hold
//! from now on.

use super::blocks::ListPage;
use super::pages::redirects::page_at;
use super::pages::vanished::BELOW;
use super::pages::{self, Job};
use super::possible;
use super::shards::shards;
use super::succession;
use super::{LEDGER_FILE, Moved, Page, PageOwner, Site};
use crate::address::published::PublishedSite;
use crate::content::config::{CONFIG_FILE, Config};
use crate::content::registry::Registries;
use crate::corpus::former::KnownAddress;
use crate::corpus::{Corpus, HeldDocument};
use crate::diagnostic::{Diagnostic, Place};
use crate::text::suggest::nearest;
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What the plan is made of.
pub struct PlanInput<'a> {
    /// All that is known.
    pub corpus: &'a Corpus,
    /// Registries, for themes and names.
    pub registries: &'a Registries,
    /// Redirects and gone addresses.
    pub config: &'a Config,
    /// Addresses published before.
    pub ledger: &'a [KnownAddress],
    /// What the configured output folder says is published.
    pub published: &'a PublishedSite,
    /// Addresses of the site theme's files.
    pub assets: &'a [String],
    /// Paths of the documents that share passages with others.
    pub reused: &'a BTreeSet<Arc<str>>,
}

/// The site and what follows from it.
#[derive(Debug, Default)]
pub struct Plan {
    /// All pages and files.
    pub site: Site,
    /// Addresses that must answer for ever, sorted: those of the ledger and the new ones.
    pub permanent: BTreeMap<String, KnownAddress>,
    /// Addresses that collide, or that the ledger knows and nothing answers.
    pub diagnostics: Vec<Diagnostic>,
}

/// Lists every page and file of the site.
pub fn plan(input: &PlanInput<'_>) -> Plan {
    let mut planner =
        Planner { input, moved: Vec::new(), queries: BTreeSet::new(), pages: BTreeMap::new(), plan: Plan::default() };
    planner.plan.site.shards = shards(input.corpus);
    pages::plan(&mut planner);
    planner.keep_promises();
    planner.plan.diagnostics.extend(succession::check(input));
    planner.finish()
}

/// Takes the pages of all kinds.
pub(super) struct Planner<'a> {
    /// What the plan is made of.
    pub input: &'a PlanInput<'a>,
    /// Addresses that lead to another.
    pub moved: Vec<Moved>,
    /// Those of them that have a query, at which no file can answer.
    queries: BTreeSet<String>,
    /// The pages so far.
    pub pages: BTreeMap<String, Job>,
    /// What comes of it.
    pub plan: Plan,
}

impl Planner<'_> {
    /// A page.
    pub fn add(&mut self, address: impl Into<String>, job: Job) {
        let address = address.into();
        match self.pages.entry(address.clone()) {
            Entry::Vacant(free) => {
                free.insert(job);
            }
            Entry::Occupied(taken) => {
                let taken = taken.get().clone();
                self.clash(&address, &taken, &job);
            }
        }
    }

    /// The pages of a list.
    pub fn add_list(&mut self, pages: Vec<ListPage>) {
        for (address, job, block) in pages {
            if let Some(block) = block {
                self.plan.site.blocks.insert(address.clone(), block);
            }
            self.add(address, job);
        }
    }

    /// The problem of the page of `job` in the file that asked for it, with the words there that did, as far as they
    /// can be told: their line is looked for when the files are at hand.
    fn placed(&self, problem: Diagnostic, job: &Job) -> Diagnostic {
        let documents = &self.input.corpus.documents;
        let written = match (job, job.kind().owner) {
            (Job::Attachment(index, at), _) => Some(documents[*index].front_matter.attachments[*at].file.value.clone()),
            (_, PageOwner::Document(index)) => {
                let front_matter = &documents[index].front_matter;
                let number = || Some(front_matter.number.as_ref()?.value.as_str().to_owned());
                front_matter.id.as_ref().map(|id| id.value.clone()).or_else(number)
            }
            _ => None,
        };
        let problem = written.into_iter().fold(problem, |problem, written| problem.with("written", written));
        problem.placed(self.owner(job))
    }

    /// `job` wants an address that is another's.
    fn clash(&mut self, address: &str, taken: &Job, job: &Job) {
        let problem = Diagnostic::error("address-clash").with("address", address);
        let problem = problem.with("holder", self.holder(taken));
        let asked = if self.owner(job).is_some() { job } else { taken };
        self.plan.diagnostics.push(self.placed(problem, asked));
    }

    /// An address that leads to another. What answers there is settled once all pages are known.
    pub fn lead(&mut self, from: &str, kind: &str, label: &str, to: String) {
        let job = Job::Redirect(to.clone());
        self.promise(from, kind, label);
        if from.contains('?') {
            if !self.queries.insert(from.to_owned()) {
                self.clash(from, &job, &job);
            }
        } else if let Some(taken) = self.in_the_way(from) {
            return self.clash(from, &taken, &job);
        } else {
            self.pages.insert(page_at(from), job);
        }
        self.moved.push(Moved { from: from.to_owned(), to });
    }

    /// An address whose text was taken away, by the entry of `gone:` with this index. A form of a document and a file of
    /// data go with it; what else stands there must be taken away by its owner.
    pub fn give_up(&mut self, address: &str, reason: &str, index: usize) {
        self.promise(address, "page", reason);
        if self.pages.get(address).is_some_and(Job::can_be_given_up) {
            self.pages.remove(address);
        }
        match self.in_the_way(address) {
            Some(taken) => self.clash(address, &taken, &Job::Gone(index)),
            None => drop(self.pages.insert(page_at(address), Job::Gone(index))),
        }
    }

    /// What stands where the page of an old address would, or keeps a file system from putting it there: a file of the
    /// name of its folder, a folder of its name.
    fn in_the_way(&self, address: &str) -> Option<Job> {
        let page = page_at(address);
        let folders = page.match_indices('/').map(|(at, _)| &page[..at]).filter(|folder| !folder.is_empty());
        let at = folders.chain([page.as_str(), address]).find_map(|taken| self.pages.get(taken));
        let below = || {
            let folder = format!("{}/", page.trim_end_matches('/'));
            let first = self.pages.range(folder.clone()..).next();
            first.filter(|(found, _)| !page.ends_with('/') && found.starts_with(&folder)).map(|(_, job)| job)
        };
        at.or_else(below).cloned()
    }

    /// The address must answer for ever.
    pub(super) fn promise(&mut self, address: &str, kind: &str, label: &str) {
        let known = KnownAddress { address: address.to_owned(), kind: kind.to_owned(), label: plain(label) };
        self.plan.permanent.insert(address.to_owned(), known);
    }

    /// The file that asked for a page, where one did.
    fn owner(&self, job: &Job) -> Option<Place> {
        let of_document = |index: usize| Place::file(Arc::clone(&self.input.corpus.documents[index].path));
        match job.kind().owner {
            PageOwner::Document(index) => Some(of_document(index)),
            PageOwner::Config => Some(Place::file(CONFIG_FILE)),
            PageOwner::Redirect => {
                let leads_here = |document: &Arc<HeldDocument>| {
                    let has_moved = !document.front_matter.redirect_from.is_empty();
                    has_moved && matches!(job, Job::Redirect(to) if *to == document.address)
                };
                let by = self.input.corpus.documents.iter().position(leads_here);
                Some(by.map_or_else(|| Place::file(CONFIG_FILE), of_document))
            }
            PageOwner::Work | PageOwner::Theme | PageOwner::Site => None,
        }
    }

    /// Whose a page is: a file, or a key of the catalogue.
    fn holder(&self, job: &Job) -> String {
        match (job.kind().owner, self.owner(job)) {
            (PageOwner::Redirect, Some(place)) if &*place.file == CONFIG_FILE => "holder.redirect".to_owned(),
            (_, Some(place)) => place.file.to_string(),
            (PageOwner::Work, None) => "holder.work".to_owned(),
            (PageOwner::Theme, None) => "holder.theme".to_owned(),
            (PageOwner::Site | PageOwner::Document(_) | PageOwner::Config | PageOwner::Redirect, None) => {
                "holder.own".to_owned()
            }
        }
    }

    /// A page whose address must answer for ever.
    pub fn add_permanent(&mut self, address: &str, kind: &str, label: &str, job: Job) {
        self.add(address, job);
        self.promise(address, kind, label);
    }

    /// Whether the configuration says what stands at `address`.
    pub fn is_configured(&self, address: &str) -> bool {
        let config = self.input.config;
        config.redirects.iter().any(|redirect| redirect.from.value == address)
            || config.gone.iter().any(|gone| gone.address.value == address)
    }

    /// Contract 4: an address that was once published answers for ever.
    fn keep_promises(&mut self) {
        let moved: BTreeSet<&str> = self.moved.iter().map(|moved| moved.from.as_str()).collect();
        let answers = |address: &str| {
            moved.contains(address) || self.pages.contains_key(address) || self.pages.contains_key(&page_at(address))
        };
        for known in self.input.ledger {
            // Of what lay below a page, `vanished` has said what is to be said.
            if known.kind != BELOW && !answers(&known.address) {
                let problem = Diagnostic::error("address-lost")
                    .with("address", known.address.clone())
                    .with("label", known.label.clone())
                    .placed(Some(Place::file(LEDGER_FILE)));
                self.plan.diagnostics.push(problem);
            }
            self.plan.permanent.insert(known.address.clone(), known.clone());
        }
        for redirect in &self.input.config.redirects {
            if !answers(redirect.page()) {
                let problem = Diagnostic::error("redirect-target-missing")
                    .with("from", redirect.from.value.clone())
                    .with("to", redirect.to.value.clone())
                    .placed(Some(redirect.place.clone()));
                let problem = match nearest(redirect.page(), self.pages.keys().map(String::as_str)) {
                    Some(near) => problem.with("nearest", near),
                    None => problem,
                };
                self.plan.diagnostics.push(problem);
            }
        }
    }

    /// Pages that no disk, or not every disk, can hold beside the others.
    fn check_files(&mut self) {
        let placed = |(address, problem): (&str, Diagnostic)| {
            let problem = self.placed(problem, &self.pages[address]);
            if problem.place.is_some() {
                return problem;
            }
            let known = self.input.ledger.binary_search_by(|known| known.address.as_str().cmp(address)).is_ok();
            problem.in_file(if known { LEDGER_FILE } else { CONFIG_FILE })
        };
        let found: Vec<Diagnostic> = possible::faults(&self.pages).into_iter().map(placed).collect();
        self.plan.diagnostics.extend(found);
    }

    fn finish(mut self) -> Plan {
        self.check_files();
        self.moved.sort();
        self.moved.dedup_by(|one, other| one.from == other.from);
        self.plan.site.moved = self.moved.into();
        let pages = self.pages.into_iter().map(|(address, job)| Page { address, job });
        self.plan.site.pages = pages.collect::<Vec<_>>().into();
        self.plan
    }
}

/// Labels stand in a tab-separated file.
pub(super) fn plain(label: &str) -> String {
    label.split_whitespace().collect::<Vec<_>>().join(" ")
}
