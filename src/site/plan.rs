//! Corpus, configuration and ledger → the list of pages, each address once; and the addresses that the ledger must hold
//! from now on.

use super::address::{
    ARCHIVE, DATA_PAGE, OFFLINE, agency_tasks_address, block_address, cited_by_address, cites_address,
    document_tasks_address, feed_address, format_address, json_feed_address, list_address, news_address, page_address,
    picture_address, reuse_address, schema_address, table_address, timeline_address,
};
use super::{
    AGENCY_TASK_DOCUMENTS, AGENCY_TASKS, CITED_BY_PAGE, DOCUMENT_TASKS, DataFile, Format, IndexKind, Job, LEDGER_FILE,
    LIST_PAGE, ListKind, Page, PageOwner, RedirectFormat, Site, Table, blocks, cited_by_pages, has_long_cites,
};
use crate::content::config::{CONFIG_FILE, Config};
use crate::content::registry::Registries;
use crate::content::registry::tenure::split_key;
use crate::corpus::former::KnownAddress;
use crate::corpus::neighbours::has_picture;
use crate::corpus::{Corpus, HeldDocument};
use crate::diagnostic::{Diagnostic, Place};
use crate::text::suggest::nearest;
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// URLs in one sitemap file (sitemaps.org).
pub const SITEMAP_URLS: usize = 50_000;

/// What the plan is made of.
pub struct Input<'a> {
    /// All that is known.
    pub corpus: &'a Corpus,
    /// Registries, for themes and names.
    pub registries: &'a Registries,
    /// Redirects and gone addresses.
    pub config: &'a Config,
    /// Addresses published before.
    pub ledger: &'a [KnownAddress],
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
pub fn plan(input: &Input<'_>) -> Plan {
    let mut planner = Planner { input, moved: Vec::new(), pages: BTreeMap::new(), plan: Plan::default() };
    planner.documents();
    planner.works();
    planner.lists();
    planner.configured();
    planner.former();
    planner.files();
    planner.keep_promises();
    planner.finish()
}

struct Planner<'a> {
    input: &'a Input<'a>,
    /// Addresses that led to a page before, and where that page is now.
    moved: Vec<(String, String)>,
    pages: BTreeMap<String, Job>,
    plan: Plan,
}

impl Planner<'_> {
    fn add(&mut self, address: impl Into<String>, job: Job) {
        match self.pages.entry(address.into()) {
            Entry::Vacant(free) => {
                free.insert(job);
            }
            Entry::Occupied(taken) => {
                let (address, taken) = (taken.key().clone(), taken.get().clone());
                let problem = Diagnostic::error("address-clash").with("address", address);
                let problem = problem.with("holder", self.holder(&taken)).placed(self.owner(&job));
                self.plan.diagnostics.push(problem);
            }
        }
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
    fn add_permanent(&mut self, address: &str, kind: &str, label: &str, job: Job) {
        self.add(address, job);
        let known = KnownAddress { address: address.to_owned(), kind: kind.to_owned(), label: plain(label) };
        self.plan.permanent.insert(address.to_owned(), known);
    }

    fn documents(&mut self) {
        let corpus = self.input.corpus;
        // A document that moved keeps the label of its line, by which the two lines are known to be of one document.
        let moved = corpus.former.iter().filter(|former| former.kind == "document");
        let labels: BTreeMap<usize, &str> =
            moved.flat_map(|former| former.candidates.iter().map(|work| (*work, former.label.as_str()))).collect();
        for (index, document) in corpus.documents.iter().enumerate() {
            let label = labels.get(&document.work).copied().unwrap_or(&document.front_matter.title);
            self.add_permanent(&document.address, "document", label, Job::Document(index));
            let passages = corpus.works[document.work].cited_by.len();
            for page in 1..=cited_by_pages(passages) {
                self.add(cited_by_address(&document.address, page), Job::CitedBy(index, page));
            }
            for format in Format::ALL {
                self.add(format_address(&document.address, format), Job::Format(index, format));
            }
            if has_long_cites(document) {
                self.add(cites_address(&document.address), Job::Cites(index));
            }
            if document.previous.is_some() {
                self.add(news_address(&document.address), Job::News(index));
            }
            if self.input.reused.contains(&document.path) {
                self.add(reuse_address(&document.address), Job::Reuse(index));
            }
            let tasks = document_tasks_address(&document.address);
            for page in 1..=document.tasks.tasks.len().div_ceil(DOCUMENT_TASKS) {
                self.add(page_address(&tasks, page), Job::DocumentTasks(index, page));
            }
            for (at, attachment) in document.front_matter.attachments.iter().enumerate() {
                let address = attachment_address(&document.address, &attachment.file.value);
                self.add(address, Job::Attachment(index, at));
            }
        }
    }

    fn works(&mut self) {
        let corpus = self.input.corpus;
        let works = || corpus.works_by_address().map(|index| (index, &corpus.works[index]));
        for (index, work) in works().filter(|(_, work)| work.held.is_none()) {
            let label = work.number.as_ref().map_or_else(
                || work.title.clone().unwrap_or_else(|| work.id.clone()),
                |number| format!("{} {number}", work.kind_name),
            );
            self.add_permanent(&work.address, "work", &label, Job::Work(index, 1));
            let passages = work.cited_by.len();
            for page in 2..=passages.div_ceil(CITED_BY_PAGE) {
                self.add(page_address(&work.address, page), Job::Work(index, page));
            }
        }
        for (index, work) in works().filter(|(index, _)| has_picture(corpus, *index)) {
            self.add(picture_address(&work.address), Job::Picture(index));
        }
        let listed = corpus.works.iter().filter(|work| !work.cited_by.is_empty()).count();
        for page in 1..=listed.div_ceil(LIST_PAGE).max(1) {
            self.add(page_address("/vien-dan/", page), Job::Works(page));
        }
    }

    fn lists(&mut self) {
        self.add("/", Job::Home);
        self.add("/moi-dang/", Job::Published);
        for (address, kind) in [
            ("/chu-de/", IndexKind::Themes),
            ("/co-quan/", IndexKind::Issuers),
            ("/loai/", IndexKind::Types),
            ("/nam-hoc/", IndexKind::SchoolYears),
        ] {
            self.add(address, Job::Index(kind));
        }
        self.list(ListKind::All, self.input.corpus.documents.len());
        let corpus = self.input.corpus;
        for theme in self.input.registries.themes.iter() {
            let count = corpus.by_theme.get(&theme.key).map_or(0, |list| list.documents.len());
            self.permanent_list("theme", &theme.name, ListKind::Theme(theme.key.clone()), count);
        }
        let with_tasks = corpus.tasks.by_agent.keys().filter_map(|key| corpus.tasks.agents.get(key));
        let mut names: BTreeMap<String, String> = corpus.issuer_names.clone();
        for agent in with_tasks {
            let row = self.input.registries.issuers.get(&agent.key).map(|row| &row.name);
            names.entry(agent.key.clone()).or_insert_with(|| row.unwrap_or(&agent.name).clone());
        }
        let moved = self.moved_issuers(&names);
        for (key, name) in self.named("issuer", names) {
            if let Some(next) = moved.get(&key) {
                self.lead_on(&key, &name, next);
                continue;
            }
            let count = corpus.by_issuer.get(&key).map_or(0, Vec::len);
            self.permanent_list("issuer", &name, ListKind::Issuer(key.clone()), count);
            for (address, job) in timeline(corpus, &key) {
                self.add(address, job);
            }
            self.tasks(&key);
        }
        if !corpus.tasks.by_agent.is_empty() {
            self.add("/nhiem-vu/", Job::TaskDoor);
        }
        let types = corpus.by_type.keys().map(|key| (key.clone(), self.type_name(key))).collect();
        for (key, name) in self.named("type", types) {
            let count = corpus.by_type.get(&key).map_or(0, Vec::len);
            self.permanent_list("type", &name, ListKind::Type(key.clone()), count);
        }
        let years = corpus.by_school_year.keys().map(|year| (year.clone(), year.clone())).collect();
        for (key, name) in self.named("school-year", years) {
            let count = corpus.by_school_year.get(&key).map_or(0, Vec::len);
            self.permanent_list("school-year", &name, ListKind::SchoolYear(key.clone()), count);
        }
    }

    /// Keys of the ledger that no body has now, because it was told apart from others of its name, with the body that is meant;
    /// not where several may be.
    fn moved_issuers(&self, in_use: &BTreeMap<String, String>) -> BTreeMap<String, String> {
        let key_of = |known: &KnownAddress| {
            let key = known.address.strip_prefix(list_prefix("issuer"))?.strip_suffix('/')?;
            (!in_use.contains_key(key)).then(|| key.to_owned())
        };
        let ledger = self.input.ledger.iter().filter(|known| known.kind == "issuer");
        let unused: BTreeSet<String> = ledger.filter_map(key_of).collect();
        let mut moved: BTreeMap<String, Option<String>> = BTreeMap::new();
        for (key, name) in in_use.iter().filter(|_| !unused.is_empty()) {
            let name = self.input.registries.issuers.get(key).map_or(name, |row| &row.name);
            let former = self.input.registries.issuers.former_keys(key, name);
            for former in former.into_iter().filter(|former| unused.contains(former)) {
                moved.entry(former).and_modify(|known| *known = None).or_insert_with(|| Some(key.clone()));
            }
        }
        moved.into_iter().filter_map(|(key, next)| Some((key, next?))).collect()
    }

    /// The pages of a body's former key lead to those of its key.
    fn lead_on(&mut self, key: &str, name: &str, next: &str) {
        let [from, to] = [key, next].map(|key| ListKind::Issuer(key.to_owned()));
        let (address, target) = (list_address(&from), list_address(&to));
        if self.is_configured(&address) {
            return;
        }
        self.moved.push((address.clone(), target.clone()));
        self.add_permanent(&address, "issuer", name, Job::Redirect(target));
    }

    /// All tasks of an agency that has more than its own page shows.
    fn tasks(&mut self, key: &str) {
        let corpus = self.input.corpus;
        if corpus.tasks.count(key) <= AGENCY_TASKS {
            return;
        }
        let address = agency_tasks_address(key);
        let documents = corpus.tasks.by_agent.get(key).map_or(0, Vec::len);
        for page in 1..=documents.div_ceil(AGENCY_TASK_DOCUMENTS) {
            self.add(page_address(&address, page), Job::AgencyTasks(key.to_owned(), page));
        }
    }

    fn type_name(&self, key: &str) -> String {
        self.input.registries.types.get(key).map_or_else(|| key.to_owned(), |row| row.name.clone())
    }

    /// The keys in use and those of the ledger that nobody uses now: their list stays, empty.
    fn named(&self, kind: &str, in_use: BTreeMap<String, String>) -> BTreeMap<String, String> {
        let mut named = in_use;
        let prefix = list_prefix(kind);
        for known in self.input.ledger.iter().filter(|known| known.kind == kind) {
            let key = known.address.strip_prefix(prefix).and_then(|rest| rest.strip_suffix('/'));
            if let Some(key) = key.filter(|key| !key.is_empty() && !key.contains('/')) {
                named.entry(key.to_owned()).or_insert_with(|| known.label.clone());
            }
        }
        named
    }

    fn permanent_list(&mut self, kind: &str, name: &str, list: ListKind, count: usize) {
        let address = list_address(&list);
        if self.is_configured(&address) {
            return;
        }
        let known = KnownAddress { address: address.clone(), kind: kind.to_owned(), label: plain(name) };
        self.plan.permanent.insert(address.clone(), known);
        self.list(list, count);
    }

    fn list(&mut self, list: ListKind, count: usize) {
        let address = list_address(&list);
        for page in blocks::pages(count, LIST_PAGE) {
            self.add(block_address(&address, page), Job::List(list.clone(), page));
        }
        self.add(json_feed_address(&list), Job::JsonFeed(list.clone()));
        self.add(feed_address(&list), Job::Feed(list));
    }

    fn is_configured(&self, address: &str) -> bool {
        let config = self.input.config;
        config.redirects.iter().any(|redirect| redirect.from.value == address)
            || config.gone.iter().any(|gone| gone.address.value == address)
    }

    /// `redirects:` and `gone:` of the configuration, `redirect_from:` of documents.
    fn configured(&mut self) {
        let config = self.input.config;
        for redirect in &config.redirects {
            let to = redirect.to.value.clone();
            self.add_permanent(&redirect.from.value, "redirect", &to, Job::Redirect(to.clone()));
        }
        for (index, gone) in config.gone.iter().enumerate() {
            self.add_permanent(&gone.address.value, "page", &gone.reason, Job::Gone(index));
        }
        for document in &self.input.corpus.documents {
            for from in &document.front_matter.redirect_from {
                self.add_permanent(&from.value, "redirect", &document.address, Job::Redirect(document.address.clone()));
            }
        }
    }

    fn former(&mut self) {
        let corpus = self.input.corpus;
        for (index, former) in corpus.former.iter().enumerate() {
            if self.pages.contains_key(&former.address) {
                continue;
            }
            let job = match former.candidates.as_slice() {
                [work] if former.kind == "document" => {
                    let target = corpus.works[*work].address.clone();
                    self.moved.push((former.address.clone(), target.clone()));
                    Job::Redirect(target)
                }
                [] => Job::Uncited(former.label.clone()),
                // It may have meant the work of the body that had the name before, which nobody cites now.
                [work] if is_younger_form(&corpus.works[*work].address, &former.address) => Job::Former(index),
                [work] if corpus.works[*work].perhaps_cited_by.is_empty() => {
                    Job::Redirect(corpus.works[*work].address.clone())
                }
                _ => Job::Former(index),
            };
            self.add_permanent(&former.address, &former.kind, &former.label, job);
        }
        self.follow();
    }

    /// What lies below a page that moved moves with it: forms, attachments, pages, feeds.
    fn follow(&mut self) {
        for (from, to) in std::mem::take(&mut self.moved) {
            let below = self.pages.range(to.clone()..).skip(1).map(|(address, _)| address);
            let below: Vec<String> = below.take_while(|address| address.starts_with(&to)).cloned().collect();
            for address in below {
                let old = format!("{from}{}", &address[to.len()..]);
                if self.pages.contains_key(&old) {
                    continue;
                }
                // A feed reader follows no page that leads on: it gets the same bytes, which name the new address.
                let feed = self.pages.get(&address).filter(|job| matches!(job, Job::Feed(_) | Job::JsonFeed(_)));
                let job = feed.cloned().unwrap_or(Job::Redirect(address));
                self.add(old, job);
            }
        }
    }

    fn files(&mut self) {
        for (address, job) in [
            ("/404.html", Job::NotFound),
            ("/gioi-thieu/", Job::About),
            ("/robots.txt", Job::Robots),
            ("/data/documents.json", Job::DocumentsData),
            ("/data/works.json", Job::WorksData),
            ("/data/citations.json", Job::CitationsData),
            ("/data/relations.json", Job::RelationsData),
            ("/data/tasks.json", Job::TasksData),
            ("/data/site.json", Job::SiteData),
            (DATA_PAGE, Job::Data),
            (ARCHIVE, Job::Archive),
            ("/redirects.map", Job::RedirectList(RedirectFormat::Nginx)),
            ("/gone.map", Job::RedirectList(RedirectFormat::Gone)),
            ("/_redirects", Job::RedirectList(RedirectFormat::Plain)),
        ] {
            self.add(address, job);
        }
        for table in Table::ALL {
            self.add(table_address(table), Job::Table(table));
        }
        for file in DataFile::ALL {
            self.add(schema_address(file), Job::Schema(file));
        }
        if self.input.config.search {
            self.add("/tim-kiem/", Job::Search);
            self.add("/opensearch.xml", Job::OpenSearch);
        }
        // Always there: where nothing is to be kept, it ends what an earlier build began.
        self.add("/sw.js", Job::Worker);
        if self.input.config.offline {
            self.add(OFFLINE, Job::Offline);
            self.add("/manifest.webmanifest", Job::Manifest);
        }
        for (index, address) in self.input.assets.iter().enumerate() {
            self.add(address.clone(), Job::Asset(index));
        }
        let urls = self.pages.values().filter(|job| job.kind().in_sitemap).count();
        self.add("/sitemap.xml", Job::Sitemap(0));
        if urls > SITEMAP_URLS {
            for part in 1..=urls.div_ceil(SITEMAP_URLS) {
                self.add(format!("/sitemap-{part}.xml"), Job::Sitemap(part));
            }
        }
    }

    /// Contract 4: an address that was once published answers for ever.
    fn keep_promises(&mut self) {
        for known in self.input.ledger {
            if !self.pages.contains_key(&known.address) {
                let problem = Diagnostic::error("address-lost")
                    .with("address", known.address.clone())
                    .with("label", known.label.clone())
                    .placed(Some(Place::file(LEDGER_FILE)));
                self.plan.diagnostics.push(problem);
            }
            self.plan.permanent.insert(known.address.clone(), known.clone());
        }
        let targets: BTreeSet<&str> = self.pages.keys().map(String::as_str).collect();
        for redirect in &self.input.config.redirects {
            if !targets.contains(redirect.to.value.as_str()) {
                let problem = Diagnostic::error("redirect-target-missing")
                    .with("from", redirect.from.value.clone())
                    .with("to", redirect.to.value.clone())
                    .placed(Some(redirect.place.clone()));
                let problem = match nearest(&redirect.to.value, targets.iter().copied()) {
                    Some(near) => problem.with("nearest", near),
                    None => problem,
                };
                self.plan.diagnostics.push(problem);
            }
        }
    }

    fn finish(mut self) -> Plan {
        self.plan.site.pages = self.pages.into_iter().map(|(address, job)| Page { address, job }).collect();
        self.plan
    }
}

/// Fewer works make no line.
const TIMELINE_FROM: usize = 2;

/// The pages of an issuer's timeline.
pub fn timeline(corpus: &Corpus, issuer: &str) -> Vec<(String, Job)> {
    let held = corpus.by_issuer.get(issuer).map_or(0, Vec::len);
    let works = held + corpus.works_by_issuer.get(issuer).map_or(0, Vec::len);
    if works < TIMELINE_FROM {
        return Vec::new();
    }
    let first = timeline_address(issuer);
    let job = |page| (block_address(&first, page), Job::Timeline(issuer.to_owned(), page));
    blocks::pages(works, LIST_PAGE).map(job).collect()
}

/// Whether `address` is that of a younger body's work, which the plain `former` one is not.
fn is_younger_form(address: &str, former: &str) -> bool {
    let since = |address: &str| split_key(address.trim_end_matches('/')).1;
    since(address).is_some() && since(former).is_none()
}

fn list_prefix(kind: &str) -> &'static str {
    match kind {
        "theme" => "/chu-de/",
        "issuer" => "/co-quan/",
        "type" => "/loai/",
        _ => "/nam-hoc/",
    }
}

/// Where an attachment is served: its file name made plain, in the document's folder.
pub fn attachment_address(document: &str, file: &str) -> String {
    let name = file.rsplit('/').next().unwrap_or(file);
    let (stem, ending) = name.rsplit_once('.').unwrap_or((name, ""));
    let stem = crate::text::slug(stem);
    let ending = crate::text::slug(ending);
    if ending.is_empty() { format!("{document}tep/{stem}") } else { format!("{document}tep/{stem}.{ending}") }
}

/// Labels stand in a tab-separated file.
fn plain(label: &str) -> String {
    label.split_whitespace().collect::<Vec<_>>().join(" ")
}
