//! The list of relations: every relation between two works but plain citations, with who says so and where; and the
//! force of a work as the list of works has it. Offsets count Unicode scalar values from the first character of the file.
//!
//! In: a corpus, whose relations. Out: JSON on any writer, one object a line.

use crate::citation::statement::Extent;
use crate::content::front_matter::Relation;
use crate::corpus::statements::{ForceStatement, Reported, document_relation};
use crate::corpus::status::{EndedBy, Force, StateSource, standing, state};
use crate::corpus::{Corpus, DocumentIndex, Passage, Resolution, WorkIndex};
use crate::site::pages::data::shard::line;
use crate::site::pages::data::{Offsets, nearest_heading};
use crate::site::world::World;
use crate::source::Stretch;
use serde::Serialize;
use std::io::{self, Write};

#[derive(Serialize)]
struct RelationRecord<'a> {
    from: &'a str,
    kind: &'static str,
    to: &'a str,
    /// Editors state it, in front matter or `works.yaml`.
    declared: bool,
    /// The document that says it of two other works; null where the document that is `from` says it of itself.
    reported_by: Option<&'a str>,
    extent: &'static str,
    said_in: Option<SaidIn<'a>>,
}

/// The passage that makes a statement.
#[derive(Debug, Serialize)]
pub struct SaidIn<'a> {
    document: &'a str,
    section: &'a str,
    start: usize,
    end: usize,
    trigger: Option<Offsets>,
    sentence: &'a str,
}

/// What is said of a work's force.
#[derive(Debug, Serialize)]
pub struct ForceRecord<'a> {
    value: &'static str,
    statements: Vec<ForceStatementRecord<'a>>,
}

#[derive(Debug, Serialize)]
struct ForceStatementRecord<'a> {
    kind: &'static str,
    extent: &'static str,
    by: Option<&'a str>,
    declared: bool,
    said_in: Option<SaidIn<'a>>,
}

/// Writes the relations of the work `from`: what is declared; of a document, what it says of itself, then what it reports
/// of others.
///
/// # Errors
/// Those of `out`.
pub(super) fn write_relations(
    corpus: &Corpus,
    from: WorkIndex,
    document: Option<DocumentIndex>,
    out: &mut dyn Write,
) -> io::Result<()> {
    for relation in corpus.works[from].relations.iter().filter(|relation| relation.declared && relation.outgoing) {
        let record = RelationRecord {
            from: &corpus.works[from].id,
            kind: relation.relation.key(),
            to: &corpus.works[relation.other].id,
            declared: true,
            reported_by: None,
            extent: Extent::Unsaid.key(),
            said_in: None,
        };
        line(out, &record)?;
    }
    let Some(document) = document else { return Ok(()) };
    for citation in 0..corpus.documents[document].citations.len() {
        if let Some(record) = own_record(corpus, Passage { document, citation }) {
            line(out, &record)?;
        }
    }
    corpus
        .statements
        .reported_by(document)
        .iter()
        .try_for_each(|reported| line(out, &reported_record(corpus, reported)))
}

/// What a document says that it does itself, where the editors declare nothing about the same work.
fn own_record(corpus: &Corpus, passage: Passage) -> Option<RelationRecord<'_>> {
    let document = &corpus.documents[passage.document];
    let relation = document_relation(document, passage.citation);
    let resolved = &document.citations[passage.citation];
    let Resolution::Work(to, _) = resolved.resolution else { return None };
    let stands = relation != Relation::Cites
        && corpus.works[document.work]
            .relations
            .iter()
            .any(|edge| edge.outgoing && !edge.declared && edge.other == to && edge.relation == relation);
    stands.then(|| RelationRecord {
        from: &corpus.works[document.work].id,
        kind: relation.key(),
        to: &corpus.works[to].id,
        declared: false,
        reported_by: None,
        extent: resolved.citation.extent.key(),
        said_in: Some(said_in(corpus, passage, resolved.citation.relation.1)),
    })
}

fn reported_record<'a>(corpus: &'a Corpus, reported: &'a Reported) -> RelationRecord<'a> {
    RelationRecord {
        from: &corpus.works[reported.from].id,
        kind: reported.relation.key(),
        to: &corpus.works[reported.to].id,
        declared: false,
        reported_by: Some(&corpus.documents[reported.by.document].id),
        extent: reported.extent.key(),
        said_in: Some(said_in(corpus, reported.by, Some(reported.trigger))),
    }
}

fn said_in<'a>(corpus: &'a Corpus, passage: Passage, trigger: Option<Stretch>) -> SaidIn<'a> {
    let document = &corpus.documents[passage.document];
    let citation = &document.citations[passage.citation].citation;
    SaidIn {
        document: &document.id,
        section: nearest_heading(&document.sections, citation.section),
        start: citation.chars.start(),
        end: citation.chars.end(),
        trigger: trigger.map(Offsets::from),
        sentence: &citation.sentence,
    }
}

/// The force of a work.
pub fn force_record<'a>(world: &World<'a>, work: WorkIndex) -> ForceRecord<'a> {
    let corpus = world.corpus;
    let record = |statement: &'a ForceStatement| ForceStatementRecord {
        kind: statement.loss.key(),
        extent: statement.extent.key(),
        by: statement.by.map(|by| corpus.works[by].id.as_str()),
        declared: statement.evidence.is_none(),
        said_in: statement.evidence.map(|passage| said_in(corpus, passage, statement.trigger)),
    };
    ForceRecord {
        value: standing(corpus, work).key(),
        statements: corpus.statements.force_of(work).iter().map(record).collect(),
    }
}

/// Whether a work is in force, as its page says it.
#[derive(Serialize)]
pub struct StateRecord<'a> {
    value: &'static str,
    source: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    since: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    by: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    by_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    said_by: Option<&'a str>,
}

/// The state of a work; `None`: nobody says anything.
pub fn state_record<'a>(world: &World<'a>, work: WorkIndex) -> Option<StateRecord<'a>> {
    let corpus = world.corpus;
    let state = state(corpus, work);
    let (by, by_name) = match state.by {
        Some(EndedBy::Work(by)) => (Some(corpus.works[by].id.as_str()), None),
        Some(EndedBy::Law(name)) => (None, Some(name)),
        None => (None, None),
    };
    let said_by = match state.source {
        StateSource::Passage(passage) => Some(corpus.documents[passage.document].id.as_str()),
        _ => None,
    };
    let record = StateRecord {
        value: state.force.key(),
        source: state.source.key(),
        since: state.since.map(|day| day.to_string()),
        by,
        by_name,
        said_by,
    };
    (state.force != Force::Unknown).then_some(record)
}
