//! What works do with each other: what editors declare, in front matter and in `works.yaml`, and what documents state
//! of themselves.
//!
//! In: documents, rows, resolved citations. Out: the relations of each work, seen from both ends.

use super::build::Identified;
use super::meanings::unknown_reference;
use super::statements::document_relation;
use super::work_table::WorkTable;
use super::{Finding, HeldDocument, Resolution, Work, WorkIndex, WorkRelation};
use crate::content::front_matter::{DeclaredRelation, Relation};
use crate::content::registry::Registries;
use crate::diagnostic::Diagnostic;
use hashbrown::HashSet;
use rayon::prelude::*;
use std::collections::BTreeSet;
use std::sync::Arc;

/// What editors declare: the work that acts, what it does, to which work.
pub(super) type Declared = Vec<(WorkIndex, Relation, WorkIndex)>;

/// What front matter and `works.yaml` declare.
pub(super) fn declared_relations(
    registries: &Registries,
    table: &WorkTable,
    documents: &[Identified],
    held_works: &[WorkIndex],
    findings: &mut Vec<Finding>,
) -> Declared {
    let of_documents = documents
        .iter()
        .zip(held_works)
        .map(|((_, document), work)| (*work, Arc::clone(&document.raw.path), &document.raw.front_matter.relations));
    let rows: Arc<str> = "content/works.yaml".into();
    let of_rows = registries
        .works
        .iter()
        .filter_map(|row| Some((table.by_reference(&row.key.value)?, Arc::clone(&rows), &row.relations)));
    let mut declared = Declared::new();
    for (work, path, relations) in of_documents.chain(of_rows) {
        for relation in relations {
            declared.extend(declared_relation(table, work, &path, relation, findings));
        }
    }
    declared
}

/// One declared relation; `None` where it leads to nothing, which is said.
pub(super) fn declared_relation(
    table: &WorkTable,
    work: WorkIndex,
    path: &Arc<str>,
    declared: &DeclaredRelation,
    findings: &mut Vec<Finding>,
) -> Option<(WorkIndex, Relation, WorkIndex)> {
    let target = &declared.target;
    match table.by_reference(&target.value) {
        Some(other) if other != work => return Some((work, declared.relation, other)),
        Some(_) => {
            let problem = Diagnostic::error("relation-to-itself").with("reference", target.value.clone());
            findings.push(Finding::new(problem, Arc::clone(path), target.span));
        }
        None => findings.push(unknown_reference(table, path, &target.value, target.span)),
    }
    None
}

/// The relations that a document states of itself, each once. Where the editors declare how it treats a work, nothing
/// is made of its words besides that it cites it.
pub(super) fn stated_relations(
    document: &HeldDocument,
    declares: impl Fn(WorkIndex) -> bool,
) -> impl Iterator<Item = (Relation, WorkIndex)> {
    document.citations.iter().enumerate().filter_map(move |(at, resolved)| match resolved.resolution {
        Resolution::Work(other, _) if other == document.work => None,
        Resolution::Work(other, _) if declares(other) => Some((Relation::Cites, other)),
        Resolution::Work(other, _) => Some((document_relation(document, at), other)),
        _ => None,
    })
}

/// Declared relations and those that documents state meet in one graph, each seen from both ends.
pub(super) fn relate(documents: &[Arc<HeldDocument>], declared: &Declared, works: &mut [Work]) {
    let pairs: HashSet<(WorkIndex, WorkIndex)> = declared.iter().map(|(from, _, to)| (*from, *to)).collect();
    let declared: BTreeSet<(WorkIndex, WorkIndex, Relation)> =
        declared.iter().map(|(from, relation, to)| (*from, *to, *relation)).collect();
    let stated = documents.par_iter().map(|document| {
        let from = document.work;
        let declares = |to| pairs.contains(&(from, to));
        let edge = |(relation, to): (Relation, WorkIndex)| (from, to, relation);
        let mut edges: Vec<_> = stated_relations(document, declares).map(edge).collect();
        edges.sort_unstable();
        edges.dedup();
        edges.retain(|edge| !declared.contains(edge));
        edges
    });
    let stated: Vec<Vec<_>> = stated.collect();
    let stated = stated.into_iter().flatten().map(|edge| (edge, false));
    for ((from, to, relation), declared) in stated.chain(declared.iter().map(|edge| (*edge, true))) {
        works[from].relations.push(WorkRelation { relation, outgoing: true, other: to, declared });
        works[to].relations.push(WorkRelation { relation, outgoing: false, other: from, declared });
    }
    works.par_iter_mut().for_each(|work| {
        work.relations.sort_unstable();
        work.relations.shrink_to_fit();
        work.cited_by.shrink_to_fit();
        work.perhaps_cited_by.shrink_to_fit();
    });
}
