//! A site that follows its files: what the preview shows.
//!
//! In: the root folder, then changed paths. Out: an [`Update`] at once, with a [`Moment`] to show, and better ones when
//! there is time ([`Live::settle`]).
//!
//! ```text
//! open ──front matter of all files──▶ a moment without citations ─┐
//! follow ──files that changed──▶ the last moment, patched ────────┤──▶ settle: citations of the files that have none yet,
//!                                                                 │    then corpus and plan anew from what was read
//! ```
//!
//! After a settled moment every page is what a build would make of the same files. Before, lists of who cites a work
//! may be incomplete ([`Update::unread`]), and what *other* documents make of a changed one is as it was. A file with
//! errors counts as it was when it was last good; what is wrong with the registries or the configuration leaves all as
//! it was.
//!
//! ## How files are followed
//!
//! It starts with the front matter of all files (documents, lists and
//! addresses are right; citations are unknown, and a document that somebody looks at is read at once). A saved file is
//! read anew into the corpus (`Corpus::read_anew`, `Site::changed`): the document, the works it cites and cited, lists,
//! series, relations, pages. New works stand behind the others until the next build; `Corpus::works_by_address` and
//! `Corpus::in_order` know their places. In the background everything is settled: citations that are not read yet, then
//! `pipeline/assemble`, the same as for a build, over the documents in memory; the next save interrupts it. After that
//! every page is what a fresh build makes of the files, which `tests/preview/live` holds over random edits;
//! `tests/preview/live/patched.rs` lists what is right at once. What a patch leaves to settling: how *other* documents
//! read a work that came, went or is dated otherwise now, and rules over the whole corpus.
//!
//! What is kept between runs ([`Live::keeping`]) is known from the start, and what was read here goes into the store when
//! nothing else is to be done.

mod change;
mod files;
mod moment;
mod patching;
mod problems;
mod search;
mod settle;

pub use moment::Moment;

use super::base::{Base, OfRun};
use super::inspecting::Inspections;
use super::kept::{KeptReadings, ToKeep};
use super::kept_texts::KeptTexts;
use super::names::Names;
use super::reusing::{Reuse, WordStore};
use super::snapshot::{Made, Snapshot};
use super::{BuildOptions, Kept};
use crate::address;
use crate::check::Ends;
use crate::citation::KnownName;
use crate::content::registry::Scope;
use crate::content::{RawDocument, Settings};
use crate::corpus::{self, CitedDocument, Corpus};
use crate::diagnostic::Diagnostic;
use crate::publish;
use crate::site::Site;
use change::Change;
use files::{File, Good};
use rayon::prelude::*;
use search::Search;
use settle::{PATIENCE, SettleInput, Settled, settle};
use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread::{self, JoinHandle};

/// A site that is followed.
pub struct Live {
    root: PathBuf,
    options: BuildOptions,
    base: Option<Base>,
    /// Which list of what is published was read.
    published: Option<publish::Stamp>,
    /// Registries and configuration were without errors when they were read last.
    sound: bool,
    /// What was read last beside the documents has errors: all is shown as it was before.
    held_whole: bool,
    /// See [`Base::context`]; the names of rows.
    context: ([u8; 32], Vec<(Scope, KnownName)>),
    files: BTreeMap<Arc<str>, File>,
    moment: Option<Arc<Moment>>,
    /// Who is who in what is shown.
    corpus: Corpus,
    ends: Ends,
    /// All problems as they were said last.
    problems: Arc<[Diagnostic]>,
    shared: SharedByMoments,
    /// Something changed since the corpus was made.
    unsettled: bool,
    /// The problems of files that were read anew, where there was no time yet to put them among all others.
    due: BTreeMap<String, Vec<Diagnostic>>,
    kept: Kept,
    keeping: Option<Keeping>,
    outdated: Outdated,
    number: u64,
}

/// What is kept of the files.
struct Keeping {
    readings: KeptReadings,
    /// Something changed since it was written.
    is_due: bool,
}

/// What the moments of a site share.
#[derive(Default)]
struct SharedByMoments {
    texts: Arc<KeptTexts>,
    search: Arc<Search>,
    /// The words of all documents that were read.
    words: Arc<WordStore>,
    /// What was found in attachments.
    inspections: Arc<Inspections>,
    /// Who shares passages with whom, as far as it is known.
    reuse: Arc<Reuse>,
}

/// What a later change has overtaken.
#[derive(Default)]
struct Outdated {
    /// It cannot be stopped, and ends by itself.
    settling: Option<JoinHandle<Option<Settled>>>,
    /// They are not shown any more; they are large, and freed on another thread.
    moments: Vec<Arc<Moment>>,
}

/// What came of a change.
#[derive(Clone)]
pub struct Update {
    /// The site as it is now; `None`: there is none yet.
    pub moment: Option<Arc<Moment>>,
    /// All problems, sorted by file and line.
    pub problems: Arc<[Diagnostic]>,
    /// Documents read with their citations and documents there are, while not all are.
    pub unread: Option<(usize, usize)>,
    /// Contract 8: something in it must not be published; nothing may be shown.
    pub refused: bool,
    /// What is shown as it was before it had errors.
    pub held: Held,
}

/// What is shown as it was when it was last good.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Held {
    /// The documents of these files, sorted; most often none.
    Files(Vec<Arc<str>>),
    /// The site: its configuration, its registries or its site theme have errors.
    Everything,
}

impl Live {
    /// For the site at `root` (absolute). Nothing is read yet.
    pub fn new(root: &Path, options: &BuildOptions) -> Self {
        Self {
            root: root.to_owned(),
            options: options.clone(),
            base: None,
            published: None,
            sound: false,
            held_whole: false,
            context: Default::default(),
            files: BTreeMap::new(),
            moment: None,
            corpus: Corpus::default(),
            ends: Ends::default(),
            problems: Arc::default(),
            shared: SharedByMoments::default(),
            unsettled: false,
            due: BTreeMap::new(),
            kept: Kept::default(),
            keeping: None,
            outdated: Outdated::default(),
            number: 0,
        }
    }

    /// With what is kept between runs, shared with builds.
    #[must_use]
    pub fn keeping(self, kept: Kept) -> Self {
        Self { kept, ..self }
    }

    /// Reads what changed (absolute paths; none the first time).
    pub fn follow(&mut self, changed: &[PathBuf]) -> Update {
        self.let_go();
        let change = Change::of(&self.root, &self.files, changed);
        if self.moment.is_none() || changed.is_empty() || change.everything {
            self.open();
        } else {
            if change.beside {
                self.read_beside();
            }
            self.patch(change.documents);
        }
        self.update()
    }

    /// Makes more of what was read, until nothing is left to be done (`None`) or something more urgent comes (`None` as
    /// well: the next call goes on).
    pub fn settle(&mut self, interrupted: &dyn Fn() -> bool) -> Option<Update> {
        self.let_go();
        if !self.due.is_empty() {
            self.problems = problems::replace(&self.problems, &std::mem::take(&mut self.due));
            return Some(self.update());
        }
        let base = self.base.clone()?;
        if !self.unsettled {
            self.keep_readings(&base);
            return None;
        }
        if !self.read_on(&base, interrupted) || !self.await_overtaken(interrupted) {
            return None;
        }
        let documents = self.files.values().filter_map(|file| file.shown(&base).cloned()).collect();
        let problems = self.files.values().map(|file| Arc::clone(&file.problems)).collect();
        let work = SettleInput { base: base.clone(), documents, problems };
        // On a thread of its own: it takes a second on large sites, and a change must not wait for it. Should it die,
        // the preview goes on with what it has.
        let worker = thread::Builder::new().name("settle".into()).spawn(move || Some(settle(&work))).ok()?;
        while !worker.is_finished() {
            if interrupted() {
                self.outdated.settling = Some(worker);
                return None;
            }
            thread::sleep(PATIENCE);
        }
        self.unsettled = false;
        let settled = worker.join().ok().flatten()?;
        self.corpus = settled.corpus;
        self.ends = settled.ends;
        self.problems = settled.problems.into();
        self.due.clear();
        self.shared.reuse = Arc::new(settled.reuse);
        self.show(base, Arc::new(settled.site), None);
        Some(self.update())
    }

    /// What is shown now.
    fn update(&self) -> Update {
        let unread = || {
            let shown = self.files.values().filter_map(|file| file.shown(self.base.as_ref()?));
            let (read, all) = shown.fold((0, 0), |(read, all), good| (read + usize::from(good.is_cited()), all + 1));
            Some((read, all)).filter(|(read, all)| read < all)
        };
        Update {
            unread: self.moment.as_ref().filter(|moment| moment.unread.is_some()).and_then(|_| unread()),
            moment: self.moment.clone(),
            problems: Arc::clone(&self.problems),
            refused: self.files.values().any(|file| file.is_secret),
            held: self.held(),
        }
    }

    fn held(&self) -> Held {
        if self.held_whole {
            return Held::Everything;
        }
        let held = self.files.iter().filter(|(_, file)| file.broken && file.good.is_some());
        Held::Files(held.map(|(path, _)| Arc::clone(path)).collect())
    }

    /// A new snapshot of what is known. Without a site theme nothing is shown.
    fn show(&mut self, base: Base, site: Arc<Site>, unread: Option<Arc<[bool]>>) {
        let Some(renderer) = base.renderer.clone() else { return };
        self.number += 1;
        let drafts = self.files.values().filter_map(|file| file.good.as_ref()).map(Good::raw);
        let drafts = drafts
            .filter(|raw| raw.front_matter.draft && !self.options.drafts)
            .filter_map(|raw| Some((address::document(&corpus::id_of(&raw.front_matter)?), raw.path.to_string())));
        let made = Made {
            // Documents are read anew into a page's corpus only while some are not read.
            corpus: if unread.is_some() { self.corpus.clone() } else { self.corpus.for_pages() },
            site,
            texts: Arc::clone(&self.shared.texts),
            reuse: Arc::clone(&self.shared.reuse),
        };
        let moment = Moment {
            snapshot: Snapshot::new(base, renderer, made),
            search: Arc::clone(&self.shared.search),
            unread,
            drafts: Arc::new(drafts.collect()),
            number: self.number,
        };
        self.outdated.moments.extend(self.moment.replace(Arc::new(moment)));
    }

    /// Lets go of what is not shown any more, away from the thread that follows changes.
    fn let_go(&mut self) {
        let past = std::mem::take(&mut self.outdated.moments);
        if !past.is_empty() {
            // Where no thread can be had, they are let go here.
            let _ = thread::Builder::new().name("let-go".into()).spawn(move || drop(past));
        }
    }

    /// Reads the front matter of all files, and everything beside them. The first time a moment without citations is
    /// shown; later the last one stays until the new one is settled.
    fn open(&mut self) {
        let (base, paths) = match self.read_base() {
            Ok((base, _)) if base.renderer.is_none() => return self.keep(base.problems.to_vec()),
            Ok(read) => read,
            Err(error) => {
                let problem = Diagnostic::error("root-unreadable").with("path", ".").with("reason", error.to_string());
                return self.keep(vec![problem]);
            }
        };
        if self.sound && base.has_errors() {
            return self.keep(base.problems.to_vec());
        }
        self.sound = !base.has_errors();
        let context = (base.context(), Names::of_rows(&base.registries).scoped);
        let same_context = context == self.context;
        let known = self.known(&base, &paths, same_context);
        let old = std::mem::take(&mut self.files);
        let read = |(path, known): (&String, Option<File>)| {
            let file = known.unwrap_or_else(|| File::read(&base, path, old.get(path.as_str()), same_context));
            (Arc::from(path.as_str()), file)
        };
        self.files = paths.par_iter().zip(known).map(read).collect::<Vec<_>>().into_iter().collect();
        self.context = context;
        let shown = self.files.values().filter_map(|file| file.shown(&base));
        let names = base.names_with(shown.map(|good| &*good.raw().front_matter));
        let base = Base { names, ..base };
        for file in self.files.values_mut() {
            file.forget_found_by_others(&base);
        }
        self.unsettled = true;
        if self.moment.is_none() {
            self.show_provisional(&base);
        }
        self.due.clear();
        let of_documents = self.files.values().flat_map(|file| &*file.problems);
        self.problems = problems::sorted(&base, base.problems.iter().chain(of_documents));
        self.base = Some(base);
        self.held_whole = false;
    }

    /// What the store has of the files, the first time; later what is known of them here is newer.
    fn known(&mut self, base: &Base, paths: &[String], same_context: bool) -> Vec<Option<File>> {
        let none = || std::iter::repeat_with(|| None).take(paths.len()).collect();
        if let Some(keeping) = &mut self.keeping {
            if !same_context {
                keeping.readings.outdate_all(base);
            }
            keeping.is_due = true;
            return none();
        }
        if !base.store.is_kept() {
            return none();
        }
        let (readings, known) = KeptReadings::load(base, paths);
        self.keeping = Some(Keeping { readings, is_due: true });
        known.into_iter().map(|reading| File::kept(base, reading?)).collect()
    }

    /// When there is nothing else to do: what was read goes into the store.
    fn keep_readings(&mut self, base: &Base) {
        let Some(keeping) = self.keeping.as_mut().filter(|keeping| keeping.is_due) else { return };
        keeping.is_due = false;
        let paths: Vec<&Arc<str>> = self.files.keys().collect();
        let files: Vec<ToKeep<'_>> = self.files.values().map(File::to_keep).collect();
        keeping.readings.save(base, &paths, &files);
        self.kept.save(&self.root);
        for file in self.files.values_mut().filter(|file| !file.broken) {
            file.is_kept = file.good.as_ref().is_some_and(Good::is_cited);
        }
    }

    /// What stands beside the documents, as it is now, and their paths.
    fn read_base(&mut self) -> io::Result<(Base, Vec<String>)> {
        self.root.read_dir()?;
        let settings = Settings::read(&self.root);
        // The list of what is published is long, and changes with a build alone.
        let stamp = settings.config.as_ref().and_then(|config| publish::stamp(&self.root.join(&config.output)));
        let is_known = stamp.is_some() && self.published == stamp;
        let known = self.base.as_ref().filter(|base| is_known && base.config.online);
        let published = known.map(|base| Arc::clone(&base.published));
        self.published = stamp;
        let words = Arc::clone(&self.shared.words);
        let of_run = OfRun { words, published, store: self.kept.store.clone(), stats: self.kept.stats.clone() };
        let (mut base, paths) = Base::read(&self.root, settings, &self.options, of_run);
        base.inspections = Arc::clone(&self.shared.inspections);
        Ok((base, paths))
    }

    fn show_provisional(&mut self, base: &Base) {
        let documents: Vec<CitedDocument> =
            self.files.values().filter_map(|file| Some(file.shown(base)?.document())).collect();
        // Without citations much would look wrong that is not.
        (self.corpus, _) = corpus::build(corpus::CorpusInput {
            documents,
            registries: &base.registries,
            ledger: &base.ledger,
            today: base.options.clock,
            data_as_of: base.config.data_as_of,
            followed: true,
            keeper: None,
        });
        let site = Arc::new(base.plan(&self.corpus, &self.shared.reuse.reused).site);
        let is_read =
            |path: &Arc<str>| self.files.get(path).and_then(|file| file.good.as_ref()).is_some_and(Good::is_cited);
        let read: Vec<bool> = self.corpus.documents.iter().map(|document| is_read(&document.path)).collect();
        let unread = read.contains(&false).then(|| read.into());
        self.show(base.clone(), site, unread);
    }

    /// The site stays as it was; only the problems beside the documents are new.
    fn keep(&mut self, problems: Vec<Diagnostic>) {
        self.held_whole = true;
        let of_documents = self.files.values().flat_map(|file| &*file.problems);
        let known = problems.iter().chain(of_documents);
        self.problems = match &self.base {
            Some(base) => problems::sorted(base, known),
            None => problems::in_order(known.cloned().collect()).into(),
        };
        self.due.clear();
        if let Some(base) = &mut self.base {
            base.problems = problems.into();
        }
    }

    /// Site theme, ledger, short forms. The documents stay what they are.
    fn read_beside(&mut self) {
        let Some((base, moment)) = self.base.clone().zip(self.moment.clone()) else { return };
        let fresh = match self.read_base() {
            Ok((fresh, _)) if !fresh.has_errors() => fresh,
            Ok((fresh, _)) => return self.keep(fresh.problems.to_vec()),
            Err(_) => return,
        };
        let base = Base {
            renderer: fresh.renderer,
            assets: fresh.assets,
            ledger: fresh.ledger,
            written_addresses: fresh.written_addresses,
            published: fresh.published,
            abbreviations: fresh.abbreviations,
            problems: fresh.problems,
            ..base
        };
        let site = Arc::new(base.plan(&self.corpus, &self.shared.reuse.reused).site);
        self.base = Some(base.clone());
        self.unsettled = true;
        self.held_whole = false;
        self.show(base, site, moment.unread.clone());
    }

    /// Citations of the documents that have none yet. False: something more urgent has come.
    fn read_on(&mut self, base: &Base, interrupted: &dyn Fn() -> bool) -> bool {
        let unread = |file: &File| match file.shown(base) {
            Some(Good::Raw(raw)) => Some(Arc::clone(raw)),
            _ => None,
        };
        let mut missing: Vec<Arc<RawDocument>> = self.files.values().filter_map(unread).collect();
        if missing.is_empty() {
            return true;
        }
        // The newest are looked at first.
        missing.sort_by_key(|raw| std::cmp::Reverse(corpus::order_key(&raw.front_matter)));
        for (path, document, problems) in settle::read_on(base, &self.shared.texts, &missing, interrupted) {
            if let Some(file) = self.files.get_mut(&path) {
                file.take(base, document, problems);
            }
        }
        !interrupted()
    }

    /// One settling at a time. False: something more urgent has come.
    fn await_overtaken(&mut self, interrupted: &dyn Fn() -> bool) -> bool {
        while self.outdated.settling.as_ref().is_some_and(|worker| !worker.is_finished()) {
            if interrupted() {
                return false;
            }
            thread::sleep(PATIENCE);
        }
        self.outdated.settling = None;
        true
    }
}

#[cfg(test)]
mod tests;
