//! What a document cites, for the author of its successor: what has ended, what has a newer member,
//! what cannot be told.
//!
//! In: the corpus and one of its documents. Out: [`DraftReference`]s, those that need a decision first.

use crate::corpus::status::{Force, State, state};
use crate::corpus::{Corpus, HeldDocument, Resolution, Work, WorkIndex};
use crate::text::date::WorkDate;
use std::collections::BTreeMap;

/// A cited work and what is known of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DraftReference {
    /// How it is called: the work, or the words of a citation that could not be resolved.
    pub name: String,
    /// What front matter calls it: id of a document or key of a row; `None` where it has neither.
    pub key: Option<String>,
    /// Anchors of the sections that cite it, each once.
    pub sections: Vec<String>,
    /// What is known.
    pub state: ReferenceState,
    /// The works that end it, as they are called.
    pub ended_by: Vec<String>,
    /// Its newer member: name and key.
    pub newer: Option<(String, Option<String>)>,
}

/// What is known of a cited work; the most urgent comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ReferenceState {
    /// Said to have ended, as a whole or in part.
    Ended,
    /// A newer work of the same kind and name is known, of another year.
    Newer,
    /// Several works fit.
    Ambiguous,
    /// Which work it is cannot be told.
    Unknown,
    /// Its text is on the site.
    Held,
    /// It has no text on the site.
    NotHeld,
}

/// All that `document` cites, each work once; within one state in the order of the text.
pub fn references(corpus: &Corpus, document: &HeldDocument) -> Vec<DraftReference> {
    let mut found: Vec<DraftReference> = Vec::new();
    let mut places: BTreeMap<Result<WorkIndex, String>, usize> = BTreeMap::new();
    for resolved in &document.citations {
        let written = resolved.citation.text().split_whitespace().collect::<Vec<_>>().join(" ");
        let (identity, state) = match &resolved.resolution {
            Resolution::Own => continue,
            Resolution::Work(work, _) if *work == document.work => continue,
            Resolution::Work(work, _) => (Ok(*work), ReferenceState::NotHeld),
            Resolution::Ambiguous(_) => (Err(written), ReferenceState::Ambiguous),
            Resolution::Unknown => (Err(written), ReferenceState::Unknown),
        };
        let place = *places.entry(identity.clone()).or_insert_with(|| {
            found.push(match &identity {
                Ok(work) => known(corpus, *work),
                Err(written) => DraftReference::unresolved(written, state),
            });
            found.len() - 1
        });
        let anchor = &*document.sections[resolved.citation.section].anchor;
        if !found[place].sections.iter().any(|section| section == anchor) {
            found[place].sections.push(anchor.to_owned());
        }
    }
    found.sort_by_key(|reference| reference.state);
    found
}

impl DraftReference {
    fn unresolved(written: &str, state: ReferenceState) -> Self {
        let (sections, ended_by) = (Vec::new(), Vec::new());
        Self { name: written.to_owned(), key: None, sections, state, ended_by, newer: None }
    }
}

fn known(corpus: &Corpus, index: WorkIndex) -> DraftReference {
    let work = &corpus.works[index];
    let State { force, newer, .. } = state(corpus, index);
    let has_ended =
        matches!(force, Force::Expired | Force::PartlyExpired | Force::Withdrawn | Force::Replaced | Force::Disputed);
    let mut ended_by: Vec<String> = Vec::new();
    for statement in corpus.statements.force_of(index) {
        if let Some(name) = statement.by.map(|by| name(&corpus.works[by])).filter(|name| !ended_by.contains(name)) {
            ended_by.push(name);
        }
    }
    let state = match (has_ended, newer, work.held) {
        (true, ..) => ReferenceState::Ended,
        (_, Some(_), _) => ReferenceState::Newer,
        (.., Some(_)) => ReferenceState::Held,
        _ => ReferenceState::NotHeld,
    };
    let newer = newer.map(|newer| (name(&corpus.works[newer]), key(corpus, newer)));
    DraftReference { name: name(work), key: key(corpus, index), sections: Vec::new(), state, ended_by, newer }
}

/// What front matter calls a work.
fn key(corpus: &Corpus, work: WorkIndex) -> Option<String> {
    let work = &corpus.works[work];
    work.held.map(|document| corpus.documents[document].id.clone()).or_else(|| work.row.clone())
}

/// "Quyết định 2457/QĐ-BGDĐT ngày 23/8/2023", or the title of a work without number.
pub(super) fn name(work: &Work) -> String {
    let what = match (&work.number, &work.title) {
        (Some(number), _) => format!("{} {}", work.kind_name, number.as_str()),
        (None, Some(title)) if title.starts_with(&work.kind_name) => title.clone(),
        (None, Some(title)) => format!("{} {title}", work.kind_name),
        (None, None) => work.kind_name.clone(),
    };
    match work.date {
        Some(WorkDate::Day(_)) => format!("{what} ngày {}", work.date.map(WorkDate::vietnamese).unwrap_or_default()),
        Some(WorkDate::Year(year)) => format!("{what} năm {year}"),
        None => what,
    }
}
