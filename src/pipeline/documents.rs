//! The one place where documents are read: their files, and all that is kept of their texts.
//!
//! In: what stands beside the documents, paths. Out: documents with their citations and tasks, and what is wrong with
//! them.

use super::base::Base;
use super::kept::{FileReading, KeptReadings};
use super::linking::links_of;
use super::names::Names;
use super::progress::{Progress, Step};
use crate::check::{self, Policy};
use crate::citation::find::{NameTable, find_in};
use crate::citation::folded::FoldedFlows;
use crate::citation::{Context, KnownName};
use crate::content::front_matter::{Decision, FrontMatter};
use crate::content::{RawDocument, files};
use crate::corpus::CitedDocument;
use crate::corpus::facts::ReadValues;
use crate::diagnostic::Diagnostic;
use crate::document::flow::flows;
use crate::document::hidden::hide;
use crate::document::{self, Destinations};
use crate::source::Source;
use crate::task;
use rayon::prelude::*;
use std::collections::BTreeSet;
use std::sync::Arc;

/// All documents.
pub(super) struct ReadSite {
    /// In the order of their paths.
    pub documents: Vec<CitedDocument>,
    /// What is wrong with the site so far.
    pub problems: Vec<Diagnostic>,
    /// How many files were read.
    pub count_read: usize,
    /// Drafts that are left out.
    pub drafts: usize,
    /// Documents with errors: nothing of them may be kept.
    pub unkept: BTreeSet<Arc<str>>,
}

/// All documents with their citations, and what is wrong with the site so far. What the store has of a document is not
/// read. The names that documents give themselves (`aliases`) are known only when all front matter is read; the
/// documents in whose scope they are are then searched once more.
pub(super) fn read_all(base: &mut Base, paths: &[String], progress: &Progress) -> ReadSite {
    let (mut kept, known) = KeptReadings::load(base, paths);
    let count_read = known.iter().filter(|known| known.is_none()).count();
    let citer = Citer::new(base);
    let counter = progress.count(Step::Documents, paths.len());
    let read = |(path, known): (&String, Option<FileReading>)| {
        let reading = known.unwrap_or_else(|| read_one(base, &citer, path));
        counter.one();
        reading
    };
    let mut readings: Vec<FileReading> = paths.par_iter().zip(known).map(read).collect();
    let shown = |reading: &FileReading| reading.document.as_ref().is_some_and(|document| base.shows(&document.raw));
    let heads = readings.iter().filter(|reading| shown(reading)).filter_map(|reading| reading.document.as_ref());
    let own = Names::of_documents(&base.registries, heads.map(|document| &*document.raw.front_matter));
    if !own.scoped.is_empty() {
        base.names = Arc::new(Names::of_rows(&base.registries).with(own));
    }
    cite_again(base, &mut readings);
    kept.save(base, paths, &readings.iter().map(FileReading::kept).collect::<Vec<_>>());
    let shown: Vec<Shown> = readings.into_par_iter().map(|reading| Shown::of(base, reading)).collect();
    let mut problems = base.problems.to_vec();
    let (mut documents, mut unkept) = (Vec::with_capacity(shown.len()), BTreeSet::new());
    let drafts = shown.iter().filter(|shown| shown.is_draft).count();
    for Shown { document, problems: own, is_kept, .. } in shown {
        unkept.extend(document.iter().filter(|_| !is_kept).map(|document| Arc::clone(&document.raw.path)));
        documents.extend(document);
        problems.extend(own);
    }
    // All texts are one with their equals now.
    base.sharing = Arc::default();
    ReadSite { documents, problems, count_read, drafts, unkept }
}

/// What a run has of a reading.
struct Shown {
    document: Option<CitedDocument>,
    problems: Vec<Diagnostic>,
    /// The store may have it.
    is_kept: bool,
    /// A draft, which is not shown.
    is_draft: bool,
}

impl Shown {
    fn of(base: &Base, mut reading: FileReading) -> Self {
        let is_kept = reading.kept().is_keepable();
        let is_hidden = reading.document.as_ref().is_some_and(|document| !base.shows(&document.raw));
        if let Some(document) = reading.document.as_ref().filter(|_| is_hidden) {
            // Nothing is said of the text of a draft.
            reading.problems.truncate(reading.head);
            base.said_of(&document.raw, &mut reading.problems);
        }
        let is_draft = reading.is_draft || is_hidden;
        let document = reading.document.filter(|_| !is_hidden);
        Self { document, problems: base.wanted(reading.problems), is_kept, is_draft }
    }
}

fn read_one(base: &Base, citer: &Citer<'_>, path: &str) -> FileReading {
    let mut problems = Vec::new();
    let read = files::read_document(&base.root, path, &base.registries, &base.served, &mut problems);
    if read.is_none()
        && let Some((source, body)) = files::read_body(&base.root, path)
    {
        document::parse(&hide(source, body), body, &mut problems);
    }
    if let Some((raw, _)) = &read {
        base.said_of(raw, &mut problems);
    }
    let head = problems.len();
    let is_draft = read.as_ref().is_some_and(|(raw, _)| !base.shows(raw));
    let read = read.filter(|_| !is_draft);
    let names = read.as_ref().map(|(raw, _)| base.names.table(&base.registries, &raw.front_matter.issuer.value).mark);
    let document = read.map(|(raw, source)| citer.cite(&hide(source, raw.body), raw, &mut problems));
    FileReading { document, problems, head, names: names.unwrap_or_default(), is_kept: false, is_draft }
}

/// Searches the documents again whose citations were found by other names than those that are in their scope now.
fn cite_again(base: &Base, readings: &mut [FileReading]) {
    // What is wrong with the text was said the first time.
    let citer = Citer { base, policy: None, keeps_words: false };
    readings.par_iter_mut().for_each(|reading| {
        let issuer = reading.document.as_ref().map(|document| &document.raw.front_matter.issuer.value);
        let Some(mark) = issuer.map(|issuer| base.names.table(&base.registries, issuer).mark) else { return };
        let Some(CitedDocument { raw, .. }) = reading.document.take_if(|_| reading.names != mark) else { return };
        reading.is_kept = false;
        match files::reread(&base.root, &raw.path, &raw.content_hash) {
            Ok(source) => {
                reading.document = Some(citer.cite(&hide(source, raw.body), raw, &mut Vec::new()));
                reading.names = mark;
            }
            Err(problem) => reading.problems.push(problem),
        }
    });
}

/// Finds the citations of one document after another.
pub(super) struct Citer<'a> {
    base: &'a Base,
    /// Looks at the text, too, for all that can be found.
    policy: Option<Policy<'a>>,
    /// Keeps the words of the text.
    keeps_words: bool,
}

impl<'a> Citer<'a> {
    /// Keeps the words of texts where they are wanted, and looks at the texts, too.
    pub fn new(base: &'a Base) -> Self {
        let keeps_words = !base.options.without_passages || base.store.is_kept();
        Self { base, policy: Some(Policy::new(&[], true)), keeps_words }
    }

    /// The citations and the tasks of a document; what is wrong with its text goes to `problems`.
    pub fn cite(&self, source: &Source, raw: RawDocument, problems: &mut Vec<Diagnostic>) -> CitedDocument {
        let base = self.base;
        let mut parsed = document::parse(source, raw.body, problems);
        let links = links_of(base, source, &raw, &mut parsed);
        if self.keeps_words {
            self.base.words.keep(&raw, &parsed);
        }
        let flows = flows(&parsed);
        if let Some(policy) = &self.policy {
            let kind = base.registries.types.get(&raw.front_matter.kind.value);
            check::lint(
                &check::LintedText { source, body: raw.body, kind, document: &parsed, flows: &flows },
                policy,
                problems,
            );
            base.inspections.check(&base.root, source, &raw.front_matter, problems);
        }
        let issuer = &raw.front_matter.issuer.value;
        let in_scope = base.names.table(&base.registries, issuer);
        let scoped = &in_scope.table;
        let context = Context {
            registries: &base.registries,
            lexicon: &base.lexicon,
            issuer: Some(issuer),
            province: None,
            names: scoped,
            trace: None,
        };
        let folded = FoldedFlows::new(&flows);
        let mut citations = find_in(source, &folded, &context);
        // An editor's decision can also name what the finder has no number for: "Đề án …" → a work.
        let decided =
            decided_names(&raw.front_matter, |text| citations.iter().any(|found| same_words(found.text(), text)));
        if !decided.is_empty() {
            let names = NameTable::new(scoped.names().iter().cloned().chain(decided).collect());
            citations = find_in(source, &folded, &Context { names: &names, ..context });
        }
        let destinations = Destinations::of(&parsed);
        let input = task::TaskInput {
            source,
            document: &parsed,
            flows: &folded,
            front_matter: &raw.front_matter,
            registries: &base.registries,
            lexicon: &base.lexicon,
        };
        let tasks = task::find(&input, problems);
        let mut sections = parsed.sections;
        // They live as long as the run; half of their room would stay empty.
        sections.shrink_to_fit();
        citations.shrink_to_fit();
        let read = ReadValues::of(&sections, &destinations, &citations, &tasks, &links);
        let mut document = CitedDocument { raw, sections, destinations, citations, tasks, links, read };
        base.sharing.share(&mut document);
        document
    }
}

fn decided_names(front_matter: &FrontMatter, is_found: impl Fn(&str) -> bool) -> Vec<KnownName> {
    front_matter
        .citations
        .iter()
        .filter(|decision| !is_found(&decision.text.value))
        .filter_map(|decision| match &decision.decision {
            Decision::Work(target) => {
                Some(KnownName { text: decision.text.value.clone(), target: target.value.clone() })
            }
            Decision::NotACitation => None,
        })
        .collect()
}

/// The decision quotes the citation, perhaps with what follows it.
fn same_words(found: &str, decided: &str) -> bool {
    let mut wanted = decided.split_whitespace();
    found.split_whitespace().all(|word| wanted.next() == Some(word))
}
