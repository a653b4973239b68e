//! Builds the corpus of cited documents, step by step.
//!
//! In: a [`CorpusInput`]. Out: the [`Corpus`] and problems.

use super::bare_law;
use super::former::{
    KnownAddress, add_merged, former, former_document_addresses, former_ids, spelling_key, spellings, twins,
};
use super::lists::{chain, series_of, works_by_issuer};
use super::meanings::{Resolved, resolve};
use super::patch::{Making, Patches};
use super::relations::{declared_relations, relate};
use super::statements::Statements;
use super::tasks::TaskLists;
use super::work_table::{WorkTable, is_dated};
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
use jiff::civil::Date;
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
    /// Documents will be read anew into the corpus ([`Corpus::read_anew`]).
    pub followed: bool,
}

/// Builds the corpus. Problems are findings without a quoted line; the corpus is complete all the same, less the
/// documents whose id is missing or taken.
pub fn build(input: CorpusInput<'_>) -> (Corpus, Vec<Finding>) {
    let mut findings = Vec::new();
    let registries = input.registries;
    let documents = identify(input.documents, input.today, &mut findings);
    let mut table = WorkTable::new(registries);
    let held_works: Vec<WorkIndex> = documents
        .iter()
        .enumerate()
        .map(|(index, (id, document))| table.add_document(registries, index, id, &document.raw.front_matter))
        .collect();
    for row in registries.works.iter() {
        table.add_row(registries, row, &mut findings);
    }
    for ((_, document), work) in documents.iter().zip(&held_works) {
        let ids = former_ids(registries, &document.raw.front_matter);
        ids.into_iter().for_each(|id| table.also_known_as(id, *work));
    }
    let resolved = resolve_all(registries, &mut table, &documents, &mut findings);
    let declared = declared_relations(registries, &table, &documents, &held_works, &mut findings);
    let kept = input.followed.then(|| table.clone());
    let mut twins = twins(&table, registries);
    let (mut works, moved, mut ancestors) = settle(table, registries, input.ledger);
    let published: BTreeMap<&str, &str> =
        input.ledger.iter().map(|known| (known.address.as_str(), known.label.as_str())).collect();
    for ((id, document), work) in documents.iter().zip(&held_works).filter(|_| !published.is_empty()) {
        for address in former_document_addresses(registries, &published, id, &document.raw.front_matter) {
            ancestors.entry(address).or_default().push(moved[*work]);
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
    let statements = Statements::gather(&documents, &declared);
    let mut corpus = gather(documents, works, input.ledger, &ancestors, registries);
    corpus.statements = Arc::new(statements);
    corpus.twins = twins.into();
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
    for document in in_path_order {
        let front_matter = &document.raw.front_matter;
        let path = document.raw.path.clone();
        let Some(id) = id_of(front_matter) else {
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
        check_sections(&document, findings);
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
    let mut seen: BTreeMap<(String, String, String, i16), Arc<str>> = BTreeMap::new();
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
    findings: &mut Vec<Finding>,
) -> Vec<Resolved> {
    for citation in documents.iter().flat_map(|(_, document)| &document.citations) {
        bare_law::hear(registries, &mut table.other_numbers, citation);
    }
    let documents: Vec<&CitedDocument> = documents.iter().map(|(_, document)| document).collect();
    resolve(registries, table, &documents, findings)
}

/// Works sorted by address; where each went; and who may have stood at a less exact address before.
fn settle(
    table: WorkTable,
    registries: &Registries,
    ledger: &[KnownAddress],
) -> (Vec<Work>, Vec<WorkIndex>, BTreeMap<String, Vec<WorkIndex>>) {
    let mut order: Vec<WorkIndex> = (0..table.entries.len()).collect();
    order.sort_by(|a, b| table.entries[*a].work.address.cmp(&table.entries[*b].work.address));
    let mut moved = vec![0; order.len()];
    for (new, old) in order.iter().enumerate() {
        moved[*old] = new;
    }
    // Only what was published must be answered.
    let published: BTreeSet<&str> = ledger.iter().map(|known| known.address.as_str()).collect();
    let spellings = spellings(ledger);
    let mut ancestors: BTreeMap<String, Vec<WorkIndex>> = BTreeMap::new();
    let mut works: Vec<(WorkIndex, Work)> = Vec::with_capacity(order.len());
    for (old, mut entry) in table.entries.into_iter().enumerate() {
        if let (Some(identity), Some(number)) = (&entry.identity, &entry.work.number)
            && (is_dated(&entry) || entry.work.held.is_some() || entry.work.row.is_some())
        {
            let name = entry.work.issuer_name.as_deref().unwrap_or_default();
            let former = registries.issuers.former_keys(&identity.numbering, name);
            let others = spellings.get(&spelling_key(number)).into_iter().flatten();
            let numbers = std::iter::once(number).chain(others.filter(|other| *other != number));
            let addresses: BTreeSet<String> =
                numbers.flat_map(|number| identity.former_addresses(number, &former)).collect();
            for address in addresses.into_iter().filter(|address| published.contains(address.as_str())) {
                ancestors.entry(address).or_default().push(moved[old]);
            }
        }
        if let Some(row) = &entry.work.row {
            ancestors.entry(address::named_work(row)).or_default().push(moved[old]);
        }
        entry.work.date_disputed = entry.disputed;
        works.push((moved[old], entry.work));
    }
    works.sort_by_key(|(new, _)| *new);
    for list in ancestors.values_mut() {
        list.sort_unstable();
        list.dedup();
    }
    (works.into_iter().map(|(_, work)| work).collect(), moved, ancestors)
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
        .into_iter()
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
    held.iter_mut().enumerate().for_each(|(at, document)| document.placed(at));
    held.into_iter().map(Arc::new).collect()
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
        sections: document.sections.into(),
        destinations: document.destinations.into(),
        citations: citations.into(),
        tasks: document.tasks.into(),
        links: document.links.into(),
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
    corpus.tasks = TaskLists::gather(corpus.documents.quietly(), &corpus.newest);
    corpus
}
