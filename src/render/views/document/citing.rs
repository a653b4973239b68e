//! What a document cites, and who cites it.
//!
//! In: a document or a work of the corpus. Out: works cited with their marks, citations without link, citing passages.

use super::super::Scene;
use super::super::parts::{
    Pager, PassageGroup, WorkLine, citation_anchor, page_of, passage_groups, relation_word, resolved_work,
};
use crate::citation::Form;
use crate::corpus::{HeldDocument, Passage, Resolution, WorkIndex};
use crate::render::names::section_name;
use crate::site::CITED_BY_PAGE;
use serde::Serialize;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// A work that the document cites.
#[derive(Debug, Serialize)]
pub struct CitedWork<'a> {
    /// The work.
    pub work: WorkLine<'a>,
    /// Where it is cited.
    pub places: Vec<MarkView<'a>>,
    /// What the text says it does with the work.
    pub relations: Vec<&'static str>,
}

/// A mark in the text.
#[derive(Debug, Serialize)]
pub struct MarkView<'a> {
    /// `#vd-3`.
    pub href: String,
    /// 3.
    pub number: usize,
    /// The section it stands in.
    pub section: Option<Cow<'a, str>>,
}

/// A citation without link.
#[derive(Debug, Serialize)]
pub struct UnresolvedCitation<'a> {
    /// The mark in the text.
    pub place: MarkView<'a>,
    /// Further marks of the same name.
    pub more: Vec<MarkView<'a>>,
    /// Cited by a name of which no number is known.
    pub named: bool,
    /// As written.
    pub text: &'a str,
    /// What it may mean; empty: cannot be told.
    pub candidates: Vec<WorkLine<'a>>,
}

/// Who cites a work: one page of the passages.
#[derive(Debug, Serialize)]
pub struct CitedByView<'a> {
    /// Passages in all.
    pub total: usize,
    /// Those of this page, by document.
    pub groups: Vec<PassageGroup<'a>>,
    /// Other pages.
    pub pager: Option<Pager>,
}

/// A further page of the passages that cite a document of the site.
#[derive(Debug, Serialize)]
pub struct CitedByPage<'a> {
    /// The document's page.
    pub href: String,
    /// Its title.
    pub title: String,
    /// The passages.
    pub cited_by: CitedByView<'a>,
}

/// Kinds of marks that occur in a text.
#[derive(Clone, Copy, Debug, Default, Serialize)]
pub struct Marks {
    /// To a document of the site.
    pub held: bool,
    /// To a work whose text the site does not hold.
    pub not_held: bool,
    /// Several works fit.
    pub ambiguous: bool,
    /// Cannot be told.
    pub unknown: bool,
    /// Cited by a name of which no number is known.
    pub named: bool,
}

pub(super) fn mark_view<'a>(scene: Scene<'a>, document: &'a HeldDocument, index: usize) -> MarkView<'a> {
    let section = document.citations[index].citation.section;
    let name = document.sections.get(section).map(|section| Cow::Owned(section_name(scene.language(), section)));
    MarkView { href: format!("#{}", citation_anchor(index)), number: index + 1, section: name }
}

pub(super) fn cites<'a>(scene: Scene<'a>, document: &'a HeldDocument) -> Vec<CitedWork<'a>> {
    let mut cited: Vec<CitedWork<'a>> = Vec::new();
    let mut places: BTreeMap<WorkIndex, usize> = BTreeMap::new();
    for (index, resolved) in document.citations.iter().enumerate() {
        let Some(work) = resolved_work(&resolved.resolution) else { continue };
        let at = *places.entry(work).or_insert_with(|| {
            cited.push(CitedWork { work: WorkLine::new(scene, work), places: Vec::new(), relations: Vec::new() });
            cited.len() - 1
        });
        cited[at].places.push(mark_view(scene, document, index));
        if let Some(word) = relation_word(scene, resolved.citation.relation.0, true)
            && !cited[at].relations.contains(&word)
        {
            cited[at].relations.push(word);
        }
    }
    cited
}

pub(super) fn unresolved<'a>(scene: Scene<'a>, document: &'a HeldDocument) -> Vec<UnresolvedCitation<'a>> {
    let mut found = Vec::new();
    // A programme that is named ten times stands in the list once.
    let mut names: BTreeMap<&str, usize> = BTreeMap::new();
    for (index, resolved) in document.citations.iter().enumerate() {
        let candidates: &[WorkIndex] = match &resolved.resolution {
            Resolution::Ambiguous(candidates) => candidates,
            Resolution::Unknown => &[],
            Resolution::Work(_) | Resolution::Own => continue,
        };
        let named = candidates.is_empty() && resolved.citation.form == Form::Titled;
        let place = mark_view(scene, document, index);
        if named && let Some(first) = names.get(resolved.citation.text()) {
            let first: &mut UnresolvedCitation<'_> = &mut found[*first];
            first.more.push(place);
            continue;
        }
        if named {
            names.insert(resolved.citation.text(), found.len());
        }
        found.push(UnresolvedCitation {
            place,
            more: Vec::new(),
            named,
            text: resolved.citation.text(),
            candidates: candidates.iter().map(|work| WorkLine::new(scene, *work)).collect(),
        });
    }
    found
}

/// One page of the passages that cite `work`.
pub fn cited_by(
    scene: Scene<'_>,
    work: WorkIndex,
    number: usize,
    address: impl Fn(usize) -> String,
) -> CitedByView<'_> {
    let passages = &scene.world.corpus.works[work].cited_by;
    CitedByView {
        total: passages.len(),
        groups: passage_groups(scene, page_of(passages, number, CITED_BY_PAGE)),
        pager: Pager::new(scene, number, passages.len(), CITED_BY_PAGE, address),
    }
}

/// The first passages that may mean `work`: it is one of several candidates, or their date contradicts.
pub fn perhaps_cited_by(scene: Scene<'_>, work: WorkIndex, shown: bool) -> CitedByView<'_> {
    let passages: &[Passage] = if shown { &scene.world.corpus.works[work].perhaps_cited_by } else { &[] };
    CitedByView {
        total: passages.len(),
        groups: passage_groups(scene, page_of(passages, 1, CITED_BY_PAGE)),
        pager: None,
    }
}

pub(super) fn marks(scene: Scene<'_>, document: &HeldDocument) -> Marks {
    let mut marks = Marks::default();
    for resolved in &document.citations {
        match &resolved.resolution {
            Resolution::Work(work) if scene.world.corpus.works[*work].held.is_some() => marks.held = true,
            Resolution::Work(_) => marks.not_held = true,
            Resolution::Ambiguous(_) => marks.ambiguous = true,
            Resolution::Unknown if resolved.citation.form == Form::Titled => marks.named = true,
            Resolution::Unknown => marks.unknown = true,
            Resolution::Own => {}
        }
    }
    marks
}
