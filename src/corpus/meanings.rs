//! What the citations of one document mean: the two passes over it, what editors decide, and what they are told.
//!
//! In: documents with their citations, the works known so far. Out ([`resolve`]): dated works ([`make_works`]);
//! meanings and doubts ([`meanings_of`]).

use super::decide::decide;
use super::decision::match_decisions;
use super::resolve::{Citing, Doubt, Own, make_dated, read};
use super::work_table::WorkTable;
use super::{By, CitedDocument, Finding, Resolution, Work};
use crate::citation::{Citation, Form};
use crate::content::front_matter::{CitationDecision, Decision};
use crate::content::registry::Registries;
use crate::diagnostic::{Diagnostic, Excerpt, Place};
use crate::source::Span;
use crate::text::suggest::nearest;
use std::sync::Arc;

/// One document's citations with their meaning, before works are renumbered. `None`: not a citation after all.
pub(super) type Resolved = Vec<Option<(Resolution, Option<Box<str>>)>>;

/// Both passes over documents: what each of their citations means.
pub(super) fn resolve(
    registries: &Registries,
    table: &mut WorkTable,
    documents: &[&CitedDocument],
    findings: &mut Vec<Finding>,
) -> Vec<Resolved> {
    let decisions: Vec<_> = documents.iter().map(|document| decisions(document, findings)).collect();
    for (document, decisions) in documents.iter().zip(&decisions) {
        make_works(registries, table, document, decisions);
    }
    let meanings = documents.iter().zip(&decisions);
    meanings.map(|(document, decisions)| meanings_of(registries, table, document, decisions, findings)).collect()
}

/// For each citation what an editor decided.
pub(super) type Decisions<'a> = Vec<Option<&'a CitationDecision>>;

/// What the editors of a document decided about its citations.
pub(super) fn decisions<'a>(document: &'a CitedDocument, findings: &mut Vec<Finding>) -> Decisions<'a> {
    let raw = &document.raw;
    match_decisions(&raw.path, &raw.front_matter, &document.sections, &document.citations, findings)
}

/// First pass: makes the dated works that only citations know.
pub(super) fn make_works(
    registries: &Registries,
    table: &mut WorkTable,
    document: &CitedDocument,
    decisions: &Decisions<'_>,
) {
    let citing = Citing::new(registries, Own::of(&document.raw.front_matter), &document.citations);
    let path = &document.raw.path;
    table.unhear(path);
    for (at, decision) in decisions.iter().enumerate() {
        // A decided citation says nothing about the world: 29-NQ/TW "of 2023" makes no work.
        if decision.is_none() {
            let mention = read(registries, table, &citing, at);
            make_dated(registries, table, &citing, path, at, &mention);
        }
    }
}

/// Second pass: what each citation means.
pub(super) fn meanings_of(
    registries: &Registries,
    table: &mut WorkTable,
    document: &CitedDocument,
    decisions: &Decisions<'_>,
    findings: &mut Vec<Finding>,
) -> Resolved {
    let mut of_document = Resolved::with_capacity(document.citations.len());
    let citing = Citing::new(registries, Own::of(&document.raw.front_matter), &document.citations);
    for (at, citation) in document.citations.iter().enumerate() {
        let decided = decisions[at].map(|decision| (&decision.decision, decision.note.as_deref()));
        // What an editor decided about a number holds for the names that the document gives it.
        let by_other = citation.same_as().filter(|_| citation.alias_of().is_empty()).and_then(|other| decisions[other]);
        let by_other = by_other.filter(|other| matches!(other.decision, Decision::Work(_)));
        of_document.push(match decided.or(by_other.map(|other| (&other.decision, None))) {
            Some((Decision::NotACitation, _)) => None,
            Some((Decision::Work(reference), note)) => {
                let Some(work) = table.by_reference(&reference.value) else {
                    findings.push(unknown_reference(table, &document.raw.path, &reference.value, reference.span));
                    of_document.push(Some((Resolution::Unknown, note.map(Into::into))));
                    continue;
                };
                Some((Resolution::Work(work, By::Decision), note.map(Into::into)))
            }
            None => {
                // Read a second time: kept for all documents, the readings would be a quarter of the memory.
                let mention = read(registries, table, &citing, at);
                let earlier = |at: usize| of_document.get(at).and_then(Option::as_ref).map(|known| &known.0);
                let decided = decide(registries, table, &mention, &citing, at, earlier);
                if let Some((resolution, Some(doubt))) = &decided
                    && is_news(citation, *doubt)
                {
                    findings.push(doubtful(table, &document.raw.path, citation, resolution, *doubt));
                }
                decided.map(|(resolution, _)| (resolution, None))
            }
        });
    }
    of_document
}

/// Whether an editor should be told. A programme that no row of `works.yaml` knows is what most names are; and what is
/// doubtful about a number was said where the number stands.
fn is_news(citation: &Citation, doubt: Doubt) -> bool {
    citation.same_as().is_none() && !(citation.form == Form::Titled && doubt == Doubt::Unknown)
}

/// A reference of an editor that names nothing.
pub(super) fn unknown_reference(table: &WorkTable, path: &Arc<str>, reference: &str, span: Span) -> Finding {
    let mut problem = Diagnostic::error("reference-unknown").with("reference", reference);
    if let Some(near) = nearest(reference, table.references()) {
        problem = problem.with("nearest", near);
    }
    Finding::new(problem, Arc::clone(path), span)
}

fn doubtful(table: &WorkTable, path: &Arc<str>, citation: &Citation, resolution: &Resolution, doubt: Doubt) -> Finding {
    let code = match doubt {
        Doubt::Tie => "citation-ambiguous",
        // A mention without a date took the one that stands elsewhere in the document.
        Doubt::Contradiction | Doubt::Conflict if citation.date.is_none() => "citation-undated",
        Doubt::Contradiction => "citation-date-contradicts",
        Doubt::Years => "citation-years-differ",
        Doubt::Conflict => "citation-dates-conflict",
        Doubt::Undated => "citation-undated",
        Doubt::Renewed => "citation-issuer-renewed",
        Doubt::Younger => "citation-younger",
        Doubt::Unknown => "citation-unknown",
    };
    let mut problem = Diagnostic::warning(code).with("text", citation.words());
    if let Resolution::Ambiguous(works) = resolution {
        let names: Vec<String> = works.iter().map(|work| describe(&table.entries[*work].work)).collect();
        problem = problem.with("candidates", names.join("; "));
    }
    Finding::new(problem.placed(Some(quote(path, citation))), Arc::clone(path), citation.span)
}

/// The place of a citation, its sentence standing for the line.
pub fn quote(path: &Arc<str>, citation: &Citation) -> Place {
    let before = citation.sentence[..citation.in_sentence.start()].chars().count();
    let column = citation.at.column as usize;
    // A sentence that began on an earlier line is cut to what can stand on this one.
    let cut = before.saturating_sub(Place::LONGEST_LINE / 3).max((before + 1).saturating_sub(column));
    Place {
        file: Arc::clone(path),
        line: citation.at.line,
        column: citation.at.column,
        length: citation.text().chars().count().max(1) as u32,
        line_text: Excerpt::new(&citation.sentence, cut, Place::LONGEST_LINE),
        line_text_column: (column - (before - cut)) as u32,
    }
}

/// `29-NQ/TW ngày 04/11/2013 (29-nq-tw-2013)`: what an editor needs to choose.
fn describe(work: &Work) -> String {
    let mut words = vec![work.kind_name.clone()];
    words.extend(work.number.as_ref().map(|number| number.as_str().to_owned()));
    words.extend(work.date.map(|date| format!("({})", date.vietnamese())));
    words.extend(work.issuer_name.clone().map(|name| format!("– {name}")));
    words.push(format!("[{}]", work.id));
    words.join(" ")
}
