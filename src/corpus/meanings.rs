//! What the citations of one document mean: the two passes over it, what editors decide, and what they are told.
//!
//! In: documents with their citations, the works known so far. Out ([`resolve`]): the works that their citations state,
//! in the table; meanings and doubts.

use super::decide::decide;
use super::decision::match_decisions;
use super::resolve::{Citing, CitingText, Doubt, Own, read};
use super::stated::{Draft, MadeWorks, StatedWorks};
use super::work_table::WorkTable;
use super::{By, CitedDocument, Finding, Resolution, Work};
use crate::citation::{Citation, Form};
use crate::content::front_matter::{CitationDecision, Decision};
use crate::content::registry::Registries;
use crate::diagnostic::{Diagnostic, Excerpt, Place};
use crate::source::Span;
use crate::text::suggest::nearest;
use rayon::prelude::*;
use std::sync::Arc;

/// One document's citations with their meaning, before works are renumbered. `None`: not a citation after all.
pub(super) type Resolved = Vec<Option<(Resolution, Option<Box<str>>)>>;

/// Documents whose works are gathered before those are made: what is gathered in parallel takes memory.
const TOGETHER: usize = 4096;

/// A document after the first pass.
pub(super) struct Drafted<'a> {
    decisions: Decisions<'a>,
    /// What is wrong with these.
    findings: Vec<Finding>,
    drafts: Vec<Draft>,
    made: MadeWorks,
}

impl Drafted<'_> {
    /// The same, when the works that it states are in the table.
    pub fn made(self, made: MadeWorks) -> Self {
        Self { made, ..self }
    }

    /// Makes what is left of the works that it states, when those with a date of all documents are made.
    pub fn make_rest(&self, registries: &Registries, table: &mut WorkTable) {
        self.made.make_rest(registries, table);
    }
}

/// The doubt about a citation of which its editor is told.
pub(super) type Told = Option<Doubt>;

/// What the citations of a document mean.
#[derive(Default)]
pub(super) struct Meanings {
    pub resolved: Resolved,
    /// For each citation.
    pub told: Vec<Told>,
    /// What is wrong with the decisions of editors.
    pub of_decisions: Vec<Finding>,
    /// What is doubtful about citations.
    pub findings: Vec<Finding>,
}

/// Both passes over documents: what each of their citations means.
pub(super) fn resolve(
    registries: &Registries,
    table: &mut WorkTable,
    documents: &[&CitedDocument],
    findings: &mut Vec<Finding>,
) -> Vec<Resolved> {
    let found = resolve_each(registries, table, documents);
    let mut of_citations = Vec::new();
    let resolved = found.into_iter().map(|found| {
        findings.extend(found.of_decisions);
        of_citations.extend(found.findings);
        found.resolved
    });
    let resolved = resolved.collect();
    findings.extend(of_citations);
    resolved
}

fn resolve_each(registries: &Registries, table: &mut WorkTable, documents: &[&CitedDocument]) -> Vec<Meanings> {
    documents.iter().for_each(|document| table.unhear(&document.raw.path));
    let mut drafted = Vec::with_capacity(documents.len());
    for some in documents.chunks(TOGETHER) {
        let first_pass = some.par_iter().map(|document| first_pass(registries, table, document));
        for (document, (first, stated)) in some.iter().zip(first_pass.collect::<Vec<_>>()) {
            drafted.push(first.made(stated.make_dated(registries, table, &document.raw.path)));
        }
    }
    drafted.iter().for_each(|drafted| drafted.make_rest(registries, table));
    let table = &*table;
    let second_pass = documents.par_iter().zip(drafted);
    second_pass.map(|(document, drafted)| meanings_of(registries, table, document, drafted)).collect()
}

/// The first pass over one document, and what it states.
pub(super) fn first_pass<'a>(
    registries: &Registries,
    table: &WorkTable,
    document: &'a CitedDocument,
) -> (Drafted<'a>, StatedWorks) {
    let mut findings = Vec::new();
    let decisions = decisions_of(document, &mut findings);
    let (drafts, stated) = draft(registries, table, document, &decisions);
    (Drafted { decisions, findings, drafts, made: MadeWorks::default() }, stated)
}

/// For each citation what an editor decided; empty where nothing is decided.
type Decisions<'a> = Vec<Option<&'a CitationDecision>>;

/// What the editors of a document decided about its citations.
fn decisions_of<'a>(document: &'a CitedDocument, findings: &mut Vec<Finding>) -> Decisions<'a> {
    let raw = &document.raw;
    if raw.front_matter.citations.is_empty() {
        return Decisions::new();
    }
    match_decisions(&raw.path, &raw.front_matter, &document.sections, &document.citations, findings)
}

/// What is decided about the citation `at`, with the editor's note.
fn decided<'a>(decisions: &Decisions<'a>, citation: &Citation, at: usize) -> Option<(&'a Decision, Option<&'a str>)> {
    let of = |at: usize| decisions.get(at).copied().flatten();
    if let Some(own) = of(at) {
        return Some((&own.decision, own.note.as_deref()));
    }
    // What an editor decided about a number holds for the names that the document gives it.
    let other = citation.same_as().filter(|_| citation.alias_of().is_empty()).and_then(of)?;
    matches!(other.decision, Decision::Work(_)).then_some((&other.decision, None))
}

/// First pass: what each citation means as far as the document tells, and the works that they state.
fn draft(
    registries: &Registries,
    table: &WorkTable,
    document: &CitedDocument,
    decisions: &Decisions<'_>,
) -> (Vec<Draft>, StatedWorks) {
    let citing = Citing::new(registries, Own::of(&document.raw.front_matter), &document.citations);
    let mut stated = StatedWorks::default();
    let mut drafts: Vec<Draft> = Vec::with_capacity(document.citations.len());
    for (at, citation) in document.citations.iter().enumerate() {
        let first = citing.first_alike(at);
        let is_decided = |at: usize| decided(decisions, &document.citations[at], at).is_some();
        drafts.push(if decided(decisions, citation, at).is_some() {
            // A decided citation says nothing about the world: 29-NQ/TW "of 2023" makes no work.
            Draft::Decided(None)
        } else if first < at && !is_decided(first) {
            stated.state_again(citing.text(), at, &drafts[first]);
            Draft::Alike(first as u32)
        } else {
            stated.state(registries, table, &citing, at, read(registries, table, &citing, at))
        });
    }
    (drafts, stated)
}

/// Second pass: what each citation means.
pub(super) fn meanings_of(
    registries: &Registries,
    table: &WorkTable,
    document: &CitedDocument,
    drafted: Drafted<'_>,
) -> Meanings {
    let Drafted { decisions, findings: of_decisions, drafts, made } = drafted;
    let mut findings = Vec::new();
    let mut told = vec![None; drafts.len()];
    let text = CitingText::new(Own::of(&document.raw.front_matter), &document.citations);
    let path = &document.raw.path;
    let mut of_document = Resolved::with_capacity(drafts.len());
    let mut doubts: Vec<Option<Doubt>> = Vec::with_capacity(drafts.len());
    for (at, (citation, draft)) in document.citations.iter().zip(&drafts).enumerate() {
        let mut of_citation = None;
        of_document.push(match decided(&decisions, citation, at) {
            Some((Decision::NotACitation, _)) => None,
            Some((Decision::Work(reference), note)) => {
                let work = table.by_reference(&reference.value);
                if work.is_none() {
                    findings.push(unknown_reference(table, path, &reference.value, reference.span));
                }
                let meant = work.map_or(Resolution::Unknown, |work| Resolution::Work(work, By::Decision));
                Some((meant, note.map(Into::into)))
            }
            None => {
                let earlier = |at: usize| of_document.get(at).and_then(Option::as_ref).map(|known| &known.0);
                let meant = match draft {
                    Draft::Decided(meant) => meant.clone(),
                    Draft::Alike(first) => {
                        let first = *first as usize;
                        earlier(first).map(|resolution| (resolution.clone(), doubts[first]))
                    }
                    Draft::Stated(place) => Some(made.meant(table, &text, at, *place)),
                    Draft::Open(mention) => decide(registries, table, mention, &text, at, earlier),
                };
                meant.map(|(resolution, doubt)| {
                    of_citation = doubt;
                    told[at] = doubt.filter(|doubt| is_news(citation, *doubt));
                    if let Some(doubt) = told[at] {
                        findings.push(doubtful(table, path, citation, &resolution, doubt));
                    }
                    (resolution, None)
                })
            }
        });
        doubts.push(of_citation);
    }
    Meanings { resolved: of_document, told, of_decisions, findings }
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

/// The finding about a citation that is in doubt.
pub(super) fn doubtful(
    table: &WorkTable,
    path: &Arc<str>,
    citation: &Citation,
    resolution: &Resolution,
    doubt: Doubt,
) -> Finding {
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
