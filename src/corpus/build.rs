//! Builds the corpus of cited documents, step by step.
//!
//! In: a [`CorpusInput`]. Out: the [`Corpus`] and problems.

use super::bare_law;
use super::former::{
    KnownAddress, add_merged, former, former_document_addresses, former_ids, spelling_key, spellings, twins,
};
use super::kept::{self, MeaningKeeper};
use super::lists::{chain, newest_first, series_of, works_by_issuer};
use super::meanings::{Resolved, resolve};
use super::patch::{Making, Patches};
use super::portions::Portions;
use super::relations::{declared_relations, relate};
use super::statements::Statements;
use super::tasks::TaskLists;
use super::work_table::{WorkEntry, WorkTable, is_dated};
use super::{
    CitedDocument, Corpus, DocumentHead, Finding, HeldDocument, Passage, Resolution, ResolvedCitation, TextIdentity,
    Work, WorkHead, WorkIndex,
};
use crate::address;
use crate::citation::{Citation, IssuerMention};
use crate::content::front_matter::{FrontMatter, Located};
use crate::content::registry::tenure::{is_shared_year, key_since, split_key};
use crate::content::registry::{Registries, System};
use crate::diagnostic::Diagnostic;
use crate::text::number::Number;
use crate::text::suggest::nearest;
use hashbrown::{HashMap, HashSet};
use jiff::civil::Date;
use rayon::prelude::*;
use std::borrow::Borrow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What the corpus is made of.
pub struct CorpusInput<'a> {
    /// Documents to publish, in any order.
    pub documents: Vec<CitedDocument>,
    /// Registries.
    pub registries: &'a Registries,
    /// Addresses published before.
    pub ledger: &'a [KnownAddress],
    /// For the warning about dates in the future; never shown on a page.
    pub today: Option<Date>,
    /// `data_as_of:` of the configuration: the day at which the state of works is told.
    pub data_as_of: Option<Date>,
    /// Documents will be read anew into the corpus ([`Corpus::read_anew`]).
    pub followed: bool,
    /// Keeps what citations mean between runs.
    pub keeper: Option<&'a dyn MeaningKeeper>,
}

/// Builds the corpus. Problems are findings without a quoted line; the corpus is complete all the same, less the
/// documents whose id is missing or taken.
pub fn build(input: CorpusInput<'_>) -> (Corpus, Vec<Finding>) {
    let mut findings = Vec::new();
    let registries = input.registries;
    let keeper = input.keeper.map(|keeper| (kept::world(registries, &input.documents), keeper));
    let documents = identify(input.documents, input.today, &mut findings);
    let mut table = WorkTable::new(registries);
    let entry = |(index, (id, document)): (usize, &Identified)| {
        WorkTable::entry_of_document(registries, index, id, &document.raw.front_matter)
    };
    let entries: Vec<WorkEntry> = documents.par_iter().enumerate().map(entry).collect();
    let held_works: Vec<WorkIndex> =
        documents.iter().zip(entries).map(|((id, _), entry)| table.add_document(id, entry)).collect();
    for row in registries.works.iter() {
        table.add_row(registries, row, &mut findings);
    }
    let ids = documents.par_iter().map(|(_, document)| former_ids(registries, &document.raw.front_matter));
    for (ids, work) in ids.collect::<Vec<_>>().into_iter().zip(&held_works) {
        ids.into_iter().for_each(|id| table.also_known_as(id, *work));
    }
    let resolved = resolve_all(registries, &mut table, &documents, keeper, &mut findings);
    let declared = declared_relations(registries, &table, &documents, &held_works, &mut findings);
    let kept = input.followed.then(|| table.clone());
    let mut twins = twins(&table, registries);
    let (mut works, moved, mut ancestors) = settle(table, registries, input.ledger);
    let published: HashMap<&str, &str> =
        input.ledger.iter().map(|known| (known.address.as_str(), known.label.as_str())).collect();
    if !published.is_empty() {
        let former = documents
            .par_iter()
            .map(|(id, document)| former_document_addresses(registries, &published, id, &document.raw.front_matter));
        for (addresses, work) in former.collect::<Vec<_>>().into_iter().zip(&held_works) {
            for address in addresses {
                ancestors.entry(address).or_default().push(moved[*work]);
            }
        }
    }
    twins =
        twins.into_iter().map(|(work, twins)| (moved[work], twins.iter().map(|twin| moved[*twin]).collect())).collect();
    add_merged(&works, &ancestors, &mut twins);
    let documents = hold(documents, resolved, &held_works, &moved, &works, registries);
    link_back(&documents, &mut works);
    let declared: Vec<_> =
        declared.into_iter().map(|(from, relation, to)| (moved[from], relation, moved[to])).collect();
    relate(&documents, &declared, &mut works);
    let all = documents.clone();
    let ((statements, tasks), mut corpus) = rayon::join(
        || (Statements::gather(&all, &declared), TaskLists::gather(&all, &newest_first(&all))),
        || gather(documents, works, input.ledger, &ancestors, registries),
    );
    corpus.tasks = tasks;
    corpus.statements = Arc::new(statements);
    corpus.twins = twins.into();
    corpus.know_background(registries, input.data_as_of);
    corpus.patches = kept.map(|table| Patches::new(Making { table, moved, declared })).unwrap_or_default();
    (corpus, findings)
}

/// A document with its id.
pub(super) type Identified = (String, CitedDocument);

/// Gives every document its id; sorted by id. A document without one, or with one that is taken, is an
/// error and left out.
fn identify(documents: Vec<CitedDocument>, today: Option<Date>, findings: &mut Vec<Finding>) -> Vec<Identified> {
    let mut by_id: BTreeMap<String, CitedDocument> = BTreeMap::new();
    let mut in_path_order = documents;
    in_path_order.sort_by(|a, b| a.raw.path.cmp(&b.raw.path));
    let looked_at = in_path_order.into_par_iter().map(|document| {
        let mut findings = Vec::new();
        check_sections(&document, &mut findings);
        (id_of(&document.raw.front_matter), document, findings)
    });
    for (id, document, of_sections) in looked_at.collect::<Vec<_>>() {
        let front_matter = &document.raw.front_matter;
        let path = document.raw.path.clone();
        let Some(id) = id else {
            findings.push(Finding::new(Diagnostic::error("id-required"), path, front_matter.kind.span));
            continue;
        };
        let span = front_matter.id.as_ref().map_or(front_matter.kind.span, |id| id.span);
        if let Some(first) = by_id.get(&id) {
            // An id that the editor did not write is made of the number: that is what stands twice.
            let made_of = front_matter.number.as_ref().filter(|_| front_matter.id.is_none());
            let finding = match made_of {
                Some(number) => duplicate(&path, &first.raw.path, number),
                None => {
                    let problem = Diagnostic::error("id-duplicate").with("id", id).with("first", &*first.raw.path);
                    Finding::new(problem, path, span)
                }
            };
            findings.push(finding);
            continue;
        }
        if let (Some(date), Some(today)) = (&front_matter.date, today)
            && date.value > today
        {
            let problem = Diagnostic::warning("date-in-future").with("date", date.value.to_string());
            findings.push(Finding::new(problem, path, date.span));
        }
        findings.extend(of_sections);
        by_id.insert(id, document);
    }
    let identified: Vec<Identified> = by_id.into_iter().collect();
    without_twins(identified, findings)
}

/// `issuer/type/year/number`, or the id that the editor gave. The issuer is the base of its name; where two bodies of
/// one name existed in the year, the id of the younger one's document ends in `-tu-<first day>`.
pub fn id_of(front_matter: &FrontMatter) -> Option<String> {
    if let Some(id) = &front_matter.id {
        return Some(id.value.clone());
    }
    let year = front_matter.date.as_ref()?.value.year();
    let (issuer, from) = split_key(&front_matter.issuer.value);
    let id = id_with(front_matter, issuer)?;
    Some(match from.filter(|from| is_shared_year(*from, year)) {
        Some(from) => key_since(&id, from),
        None => id,
    })
}

/// `issuer/type/year/number` with this issuer.
pub(super) fn id_with(front_matter: &FrontMatter, issuer: &str) -> Option<String> {
    let number = &front_matter.number.as_ref()?.value;
    let year = front_matter.date.as_ref()?.value.year();
    Some(format!("{issuer}/{}/{year}/{}", front_matter.kind.value, number.slug()))
}

/// Two documents with issuer, type, number and year alike are one document twice (Nghị định 30/2020/NĐ-CP, Điều 15).
fn without_twins(documents: Vec<Identified>, findings: &mut Vec<Finding>) -> Vec<Identified> {
    let mut seen: HashMap<(String, String, String, i16), Arc<str>> = HashMap::new();
    let mut kept = Vec::with_capacity(documents.len());
    for (id, document) in documents {
        let front_matter = &document.raw.front_matter;
        if let (Some(number), Some(date)) = (&front_matter.number, &front_matter.date) {
            let identity = (
                front_matter.issuer.value.clone(),
                front_matter.kind.value.clone(),
                number.value.key(),
                date.value.year(),
            );
            if let Some(first) = seen.get(&identity) {
                findings.push(duplicate(&document.raw.path, first, number));
                continue;
            }
            seen.insert(identity, document.raw.path.clone());
        }
        kept.push((id, document));
    }
    kept
}

fn duplicate(path: &Arc<str>, first: &str, number: &Located<Number>) -> Finding {
    let problem = Diagnostic::error("document-duplicate").with("number", number.value.as_str()).with("first", first);
    Finding::new(problem, Arc::clone(path), number.span)
}

/// Sections named in the front matter must exist.
pub(super) fn check_sections(document: &CitedDocument, findings: &mut Vec<Finding>) {
    let front_matter = &document.raw.front_matter;
    let anchors: Vec<&str> = document.sections.iter().map(|section| &*section.anchor).collect();
    let of_themes = front_matter.themes.iter().flat_map(|tag| &tag.sections);
    let of_decisions = front_matter.citations.iter().filter_map(|decision| decision.section.as_ref());
    let of_notes = front_matter.notes.iter().filter_map(|note| note.section.as_ref());
    for anchor in of_themes.chain(of_decisions).chain(of_notes) {
        if !anchors.contains(&anchor.value.as_str()) {
            let mut problem = Diagnostic::error("section-unknown").with("anchor", &*anchor.value);
            if let Some(near) = nearest(&anchor.value, anchors.iter().copied()) {
                problem = problem.with("nearest", near);
            }
            findings.push(Finding::new(problem, document.raw.path.clone(), anchor.span));
        }
    }
}

fn resolve_all(
    registries: &Registries,
    table: &mut WorkTable,
    documents: &[Identified],
    keeper: Option<(u64, &dyn MeaningKeeper)>,
    findings: &mut Vec<Finding>,
) -> Vec<Resolved> {
    let cited: Vec<&CitedDocument> = documents.iter().map(|(_, document)| document).collect();
    if let Some(keeper) = keeper {
        return kept::resolve(registries, table, &cited, keeper, findings);
    }
    let heard = documents.par_iter().flat_map_iter(|(_, document)| bare_law::heard(registries, &document.citations));
    for (name, number) in heard.collect::<Vec<_>>() {
        table.other_numbers.entry(name).or_default().insert(number);
    }
    resolve(registries, table, &cited, findings)
}

/// Works sorted by address; where each went; and who may have stood at a less exact address before.
fn settle(
    table: WorkTable,
    registries: &Registries,
    ledger: &[KnownAddress],
) -> (Vec<Work>, Vec<WorkIndex>, BTreeMap<String, Vec<WorkIndex>>) {
    let mut order: Vec<WorkIndex> = (0..table.entries.len()).collect();
    order.par_sort_by(|a, b| table.entries[*a].work.address.cmp(&table.entries[*b].work.address));
    let mut moved = vec![0; order.len()];
    for (new, old) in order.iter().enumerate() {
        moved[*old] = new;
    }
    // Only what was published must be answered.
    let published: HashSet<&str> = ledger.iter().map(|known| known.address.as_str()).collect();
    let spellings = spellings(ledger);
    let mut ancestors: BTreeMap<String, Vec<WorkIndex>> = BTreeMap::new();
    if !published.is_empty() {
        let published_of = |entry: &WorkEntry| published_addresses(registries, &published, &spellings, entry);
        let addresses: Vec<Vec<String>> = table.entries.par_iter().map(published_of).collect();
        for (old, address) in
            addresses.into_iter().enumerate().flat_map(|(old, of)| of.into_iter().map(move |one| (old, one)))
        {
            ancestors.entry(address).or_default().push(moved[old]);
        }
    }
    for (old, entry) in table.entries.iter().enumerate() {
        if let Some(row) = &entry.work.row {
            ancestors.entry(address::named_work(row)).or_default().push(moved[old]);
        }
    }
    for list in ancestors.values_mut() {
        list.sort_unstable();
        list.dedup();
    }
    let mut works: Vec<Option<Work>> = table
        .entries
        .into_iter()
        .map(|mut entry| {
            entry.work.date_disputed = entry.disputed;
            Some(entry.work)
        })
        .collect();
    (order.into_iter().filter_map(|old| works[old].take()).collect(), moved, ancestors)
}

/// The published addresses at which a work may have stood when less was known of it, its own included.
fn published_addresses(
    registries: &Registries,
    published: &HashSet<&str>,
    spellings: &BTreeMap<String, Vec<Number>>,
    entry: &WorkEntry,
) -> Vec<String> {
    let (Some(identity), Some(number)) = (&entry.identity, &entry.work.number) else { return Vec::new() };
    if !is_dated(entry) && entry.work.held.is_none() && entry.work.row.is_none() {
        return Vec::new();
    }
    let name = entry.work.issuer_name.as_deref().unwrap_or_default();
    let former = registries.issuers.former_keys(&identity.numbering, name);
    let others = spellings.get(&spelling_key(number)).into_iter().flatten();
    let numbers = std::iter::once(number).chain(others.filter(|other| *other != number));
    let addresses: BTreeSet<String> = numbers.flat_map(|number| identity.former_addresses(number, &former)).collect();
    addresses.into_iter().filter(|address| published.contains(address.as_str())).collect()
}

fn hold(
    documents: Vec<Identified>,
    resolved: Vec<Resolved>,
    held_works: &[WorkIndex],
    moved: &[WorkIndex],
    works: &[Work],
    registries: &Registries,
) -> Vec<Arc<HeldDocument>> {
    let mut held: Vec<HeldDocument> = documents
        .into_par_iter()
        .zip(resolved)
        .zip(held_works)
        .map(|(((id, document), resolved), work)| {
            let resolved = resolved.into_iter().map(|meaning| {
                let (resolution, note) = meaning?;
                Some((renumber(resolution, moved), note))
            });
            hold_one(id, document, moved[*work], resolved, (works, registries))
        })
        .collect();
    chain(&mut held);
    let placed = |(at, mut document): (usize, HeldDocument)| {
        document.placed(at);
        Arc::new(document)
    };
    held.into_iter().enumerate().map(placed).collect()
}

/// A document with its citations and their meaning; neighbours in its series are not known yet.
pub(super) fn hold_one<W: Borrow<Work>>(
    id: String,
    document: CitedDocument,
    work: WorkIndex,
    resolved: impl Iterator<Item = Option<(Resolution, Option<Box<str>>)>>,
    (works, registries): (&[W], &Registries),
) -> HeldDocument {
    let mut citations: Vec<ResolvedCitation> = document
        .citations
        .into_iter()
        .zip(resolved)
        .filter_map(|(citation, meaning)| {
            let (resolution, note) = meaning?;
            let citation = with_issuer(citation, &resolution, works, registries);
            Some(ResolvedCitation { citation, resolution, note })
        })
        .collect();
    // They live as long as the run; half of their room would stay empty.
    citations.shrink_to_fit();
    let raw = document.raw;
    let (content_hash, text_hash, body) = (raw.content_hash, raw.text_hash, raw.body);
    let head = DocumentHead {
        address: address::document(&id),
        id,
        work,
        path: raw.path,
        series: series_of(&raw.front_matter),
        front_matter: raw.front_matter,
        previous: None,
        next: None,
    };
    HeldDocument {
        head: head.into(),
        text: TextIdentity { content_hash, text_hash, body }.into(),
        portions: Portions::of(&document.sections, body).into(),
        sections: document.sections.into(),
        destinations: document.destinations.into(),
        citations: citations.into(),
        tasks: document.tasks.into(),
        links: document.links.into(),
        read: document.read,
    }
}

/// A mention without a word for its issuer has the one of the work it turned out to mean.
fn with_issuer<W: Borrow<Work>>(
    mut citation: Citation,
    resolution: &Resolution,
    works: &[W],
    registries: &Registries,
) -> Citation {
    if let (None, Resolution::Work(work, _)) = (&citation.issuer, resolution)
        && let WorkHead { issuer: Some(key), issuer_name: Some(name), .. } = &**works[*work].borrow()
    {
        let system = registries.issuers.get(key).map_or(System::State, |issuer| issuer.system);
        citation.issuer = Some(Arc::new(IssuerMention::new(key.clone(), name.clone(), system, false)));
    }
    citation
}

pub(super) fn renumber(resolution: Resolution, moved: &[WorkIndex]) -> Resolution {
    match resolution {
        Resolution::Work(work, by) => Resolution::Work(moved[work], by),
        Resolution::Ambiguous(works) => {
            let mut works: Vec<WorkIndex> = works.iter().map(|work| moved[*work]).collect();
            works.sort_unstable();
            Resolution::Ambiguous(works.into())
        }
        other => other,
    }
}

/// Each work learns every passage that cites it, and those that perhaps do.
fn link_back(documents: &[Arc<HeldDocument>], works: &mut [Work]) {
    for (document, held) in documents.iter().enumerate() {
        for (citation, resolved) in held.citations.iter().enumerate() {
            let passage = Passage { document, citation };
            for work in resolved.resolution.works() {
                let work = &mut works[*work];
                match resolved.resolution.is_certain() {
                    true => work.cited_by.push(passage),
                    false => work.perhaps_cited_by.push(passage),
                }
            }
        }
    }
}

fn gather(
    documents: Vec<Arc<HeldDocument>>,
    works: Vec<Work>,
    ledger: &[KnownAddress],
    ancestors: &BTreeMap<String, Vec<WorkIndex>>,
    registries: &Registries,
) -> Corpus {
    let current: BTreeSet<&str> = works.iter().map(|work| work.address.as_str()).collect();
    let former = former(ledger, &current, ancestors);
    let mut corpus = Corpus {
        works_by_issuer: works_by_issuer(&works).into(),
        former: former.into(),
        documents: documents.into(),
        ..Corpus::default()
    };
    for work in &works {
        corpus.name_issuer(registries, work);
    }
    let placed = |(at, mut work): (WorkIndex, Work)| {
        work.placed(at);
        Arc::new(work)
    };
    corpus.works = works.into_iter().enumerate().map(placed).collect::<Vec<_>>().into();
    corpus.list_documents();
    corpus
}
