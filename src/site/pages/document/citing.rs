//! What a document cites, section by section, and who cites it, by the place in it that they mean.
//!
//! In: a document or a work of the corpus. Out: works cited with their marks, citations without link, citing passages,
//! and how many of each belong to a section. A list of more than [`SHOWN`] entries goes on on a page of its own.

use crate::citation::Form;
use crate::corpus::listed::{Listed, listed};
use crate::corpus::placed::Placed;
use crate::corpus::{By, DocumentIndex, HeldDocument, Passage, Resolution, Work, WorkIndex};
use crate::render::body::Count;
use crate::render::names::section_path;
use crate::render::templates::written;
use crate::site::pages::cited_by::cited_by_address;
use crate::site::pages::cites::cites_address;
use crate::site::views::Scene;
use crate::site::views::parts::{
    AROUND, Link, Pager, PassageGroup, WorkLine, citation_anchor, page_of, passage_groups, placed_groups, relation_word,
};
use crate::site::{CITED_BY_PAGE, SHOWN};
use crate::text::date::WorkDate;
use serde::Serialize;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Citations without a link that the document's own page shows.
const SHOWN_UNRESOLVED: usize = 6;

/// What the lists of one document are made of, in order.
pub struct Lists {
    cites: Listed,
    cited_by: Arc<[Placed]>,
}

impl Lists {
    /// The works that the list on the document's page describes.
    pub fn shown(&self) -> BTreeSet<WorkIndex> {
        self.cites.works.iter().take(SHOWN).map(|(work, _)| *work).collect()
    }

    /// Of one document.
    pub fn of(scene: Scene<'_>, index: DocumentIndex) -> Self {
        Self { cites: listed(&scene.world.corpus.documents[index]), cited_by: scene.world.placed(index) }
    }

    fn is_long(&self) -> bool {
        self.cites.works.len() > SHOWN || self.cites.unresolved.len() > SHOWN
    }
}

/// All that a document cites, or the beginning of it.
#[derive(Debug, Serialize)]
pub struct CitesView<'a> {
    /// Works, under the sections that name them first, in order of first mention.
    pub sections: Vec<CitedSection<'a>>,
    /// Citations that no work could be told for.
    pub unresolved: Vec<UnresolvedCitation<'a>>,
    /// How many more there are: no link can lead on from them, and the text has them all.
    pub more_unresolved: usize,
    /// Works and citations without one, the whole list.
    pub total: usize,
    /// The page that has all, where this one has not.
    pub all: Option<String>,
}

/// What one section cites.
#[derive(Debug, Serialize)]
pub struct CitedSection<'a> {
    /// `d-muc-i`: where the count beside the section's heading leads.
    pub id: String,
    /// The section.
    pub section: Link<'a>,
    /// Works that it is the first to name.
    pub works: Vec<CitedWork<'a>>,
    /// Works that a section before it named first.
    pub again: Vec<Link<'a>>,
}

/// A work that the document cites.
#[derive(Debug, Serialize)]
pub struct CitedWork<'a> {
    /// `v-3`.
    pub id: String,
    /// The work.
    pub work: WorkLine<'a>,
    /// Where it is cited.
    pub places: Vec<MarkView>,
    /// What the text says it does with the work.
    pub relations: Vec<&'static str>,
    /// Why it is this work, where a rule inferred it from a bare name.
    pub inferred: Option<String>,
}

/// A mark in the text.
#[derive(Debug, Serialize)]
pub struct MarkView {
    /// `#vd-3`.
    pub href: String,
    /// 3.
    pub number: usize,
}

/// A citation without link.
#[derive(Debug, Serialize)]
pub struct UnresolvedCitation<'a> {
    /// The marks of this name in the text.
    pub places: Vec<MarkView>,
    /// Cited by a name of which no number is known.
    pub named: bool,
    /// As written.
    pub text: String,
    /// What it may mean; empty: cannot be told.
    pub candidates: Vec<WorkLine<'a>>,
}

/// The page of all that a document cites.
#[derive(Debug, Serialize)]
pub struct CitesPage<'a> {
    /// The document's page.
    pub href: String,
    /// Its title.
    pub title: String,
    /// The list.
    pub cites: CitesView<'a>,
}

/// Who cites a work: one page of the passages.
#[derive(Debug, Serialize)]
pub struct CitedByView<'a> {
    /// Passages in all.
    pub total: usize,
    /// Those of this page, by document.
    pub groups: Vec<PassageGroup<'a>>,
    /// Passages that no page shows.
    pub more: usize,
    /// The page that begins the list of all, where this one has only the first.
    pub all: Option<String>,
    /// Other pages.
    pub pager: Option<Pager>,
}

/// A page of the passages that cite a document of the site.
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
pub struct TextMarks {
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
    /// A rule inferred the law from its bare name.
    pub inferred: bool,
}

/// The id of the list of what a section cites.
fn cites_id(anchor: &str) -> String {
    format!("d-{anchor}")
}

/// A link within the document's own page, seen from it or from a page below it.
fn place_in(scene: Scene<'_>, document: &HeldDocument, anchor: &str, below: bool) -> String {
    if below { scene.place(document, anchor) } else { format!("#{anchor}") }
}

fn mark_view(scene: Scene<'_>, document: &HeldDocument, index: usize, below: bool) -> MarkView {
    let href = if below { scene.passage(document, index) } else { format!("#{}", citation_anchor(index)) };
    MarkView { href, number: index + 1 }
}

/// What the document cites: its beginning on its own page, all on the page below it.
pub fn cites<'a>(scene: Scene<'a>, index: DocumentIndex, lists: &Lists, below: bool) -> CitesView<'a> {
    let document = &scene.world.corpus.documents[index];
    let most = if below { usize::MAX } else { SHOWN_UNRESOLVED };
    let all = cites_address(&document.address);
    CitesView {
        sections: sections(scene, document, lists, below),
        unresolved: unresolved(scene, document, lists, below).take(most).collect(),
        more_unresolved: lists.cites.unresolved.len().saturating_sub(most),
        total: lists.cites.works.len() + lists.cites.unresolved.len(),
        all: (!below && lists.is_long()).then(|| scene.world.link(scene.links, &all)).flatten(),
    }
}

fn sections<'a>(scene: Scene<'a>, document: &'a HeldDocument, lists: &Lists, below: bool) -> Vec<CitedSection<'a>> {
    let most = if below { usize::MAX } else { SHOWN };
    let is_whole = lists.cites.works.len() <= most;
    let section_of = |citation: &usize| document.citations[*citation].citation.section;
    let mut found: BTreeMap<usize, CitedSection<'a>> = BTreeMap::new();
    for (at, (work, citations)) in lists.cites.works.iter().take(most).enumerate() {
        let within: BTreeSet<usize> = citations.iter().map(section_of).collect();
        // Where the list is only begun, what sections name again is left to the whole one.
        for (nth, section) in within.iter().enumerate().take(if is_whole { usize::MAX } else { 1 }) {
            let Some(entry) = document.sections.get(*section) else { continue };
            let group = found.entry(*section).or_insert_with(|| CitedSection {
                id: cites_id(&entry.anchor),
                section: Link {
                    href: Some(place_in(scene, document, &entry.anchor, below)),
                    text: Cow::Owned(section_path(scene.language(), &document.sections, *section)),
                },
                works: Vec::new(),
                again: Vec::new(),
            });
            if nth == 0 {
                group.works.push(cited_work(scene, document, at, *work, citations, below));
            } else {
                let name = crate::render::names::work_name(&scene.world.corpus.works[*work]);
                group.again.push(Link { href: Some(format!("#v-{}", at + 1)), text: Cow::Owned(name) });
            }
        }
    }
    found.into_values().collect()
}

fn cited_work<'a>(
    scene: Scene<'a>,
    document: &'a HeldDocument,
    at: usize,
    work: WorkIndex,
    citations: &[usize],
    below: bool,
) -> CitedWork<'a> {
    let mut relations = Vec::new();
    for citation in citations {
        let relation = document.citations[*citation].citation.relation.0;
        relations.extend(relation_word(scene, relation, true).filter(|word| !relations.contains(word)));
    }
    let inferred = citations.iter().find_map(|citation| match document.citations[*citation].resolution {
        Resolution::Work(_, by) => inferred(scene, &scene.world.corpus.works[work], by),
        _ => None,
    });
    CitedWork {
        inferred,
        id: format!("v-{}", at + 1),
        work: WorkLine::new(scene, work),
        places: citations.iter().map(|citation| mark_view(scene, document, *citation, below)).collect(),
        relations,
    }
}

/// Why a bare name means this law, where a rule inferred it.
pub fn inferred(scene: Scene<'_>, work: &Work, by: By) -> Option<String> {
    let with_day = match by {
        By::Date => "page-inferred-date",
        By::TitleDate => "page-inferred-then",
        By::Only => return Some(scene.text("page-inferred-only").to_owned()),
        By::Written | By::Row | By::Decision | By::Document => return None,
    };
    let kind = work.kind_name.to_lowercase();
    let day = work.effective.map(|day| written(scene.language(), WorkDate::Day(day)));
    Some(scene.fill(with_day, &[("type", &kind), ("date", &day.unwrap_or_else(|| "…".to_owned()))]))
}

fn unresolved<'a>(
    scene: Scene<'a>,
    document: &'a HeldDocument,
    lists: &Lists,
    below: bool,
) -> impl Iterator<Item = UnresolvedCitation<'a>> {
    lists.cites.unresolved.iter().filter_map(move |citations| {
        let resolved = &document.citations[*citations.first()?];
        let candidates: &[WorkIndex] = match &resolved.resolution {
            Resolution::Ambiguous(candidates) => candidates,
            _ => &[],
        };
        Some(UnresolvedCitation {
            places: citations.iter().map(|citation| mark_view(scene, document, *citation, below)).collect(),
            named: candidates.is_empty() && resolved.citation.form == Form::Titled,
            text: resolved.citation.words(),
            candidates: candidates.iter().map(|work| WorkLine::new(scene, *work)).collect(),
        })
    })
}

/// How many works each section cites, and how many passages cite it, by its anchor: what stands in the margin of the
/// document's own page, or of one below it.
pub fn counts(scene: Scene<'_>, index: DocumentIndex, lists: &Lists, below: bool) -> BTreeMap<String, Vec<Count>> {
    let own = |document: &HeldDocument| if below { scene.links.to(&document.address) } else { String::new() };
    let document = &scene.world.corpus.documents[index];
    let mut works: BTreeMap<usize, usize> = BTreeMap::new();
    for (_, citations) in &lists.cites.works {
        let within: BTreeSet<usize> = citations.iter().map(|at| document.citations[*at].citation.section).collect();
        for section in within {
            *works.entry(section).or_default() += 1;
        }
    }
    // Where a list goes on elsewhere, only there does it have every section. A preview may not have the page yet.
    let whole = |address: String| scene.world.link(scene.links, &address).unwrap_or_default();
    let all = if lists.is_long() { whole(cites_address(&document.address)) } else { own(document) };
    let mut counts: BTreeMap<String, Vec<Count>> = BTreeMap::new();
    for (section, count) in works {
        let Some(section) = document.sections.get(section) else { continue };
        let text = scene.fill("page-count-cites", &[("n", &count.to_string())]);
        let href = format!("{all}#{}", cites_id(&section.anchor));
        counts.entry(section.anchor.to_string()).or_default().push(Count { text, href });
    }
    let mut start = 0;
    for group in lists.cited_by.chunk_by(|a, b| a.section == b.section) {
        let Some(section) = group[0].section.and_then(|section| document.sections.get(section)) else { break };
        let page = match lists.cited_by.len() > SHOWN {
            true => whole(cited_by_address(&document.address, start / CITED_BY_PAGE + 1)),
            false => own(document),
        };
        let text = scene.fill("page-count-cited", &[("n", &group.len().to_string())]);
        let href = format!("{page}#k-{}", section.anchor);
        counts.entry(section.anchor.to_string()).or_default().push(Count { text, href });
        start += group.len();
    }
    counts
}

/// The first passages that cite a document, for its own page.
pub(super) fn first_cited_by<'a>(scene: Scene<'a>, index: DocumentIndex, lists: &Lists) -> CitedByView<'a> {
    let document = &scene.world.corpus.documents[index];
    let total = lists.cited_by.len();
    let all = cited_by_address(&document.address, 1);
    CitedByView {
        total,
        groups: placed_groups(scene, document, page_of(&lists.cited_by, 1, SHOWN), false),
        more: 0,
        all: (total > SHOWN).then(|| scene.world.link(scene.links, &all)).flatten(),
        pager: None,
    }
}

/// Page `number` of all passages that cite a document.
pub fn all_cited_by(scene: Scene<'_>, index: DocumentIndex, number: usize) -> CitedByView<'_> {
    let document = &scene.world.corpus.documents[index];
    let placed = scene.world.placed(index);
    let address = |page| cited_by_address(&document.address, page);
    CitedByView {
        total: if number == 1 { placed.len() } else { 0 },
        groups: placed_groups(scene, document, page_of(&placed, number, CITED_BY_PAGE), true),
        more: 0,
        all: None,
        pager: Pager::new(scene, number, placed.len(), CITED_BY_PAGE, address),
    }
}

/// The first passages that may mean `work`: it is one of several candidates, or their date contradicts.
pub fn perhaps_cited_by(scene: Scene<'_>, work: WorkIndex) -> CitedByView<'_> {
    let passages: &[Passage] = &scene.world.corpus.works[work].perhaps_cited_by;
    CitedByView {
        total: passages.len(),
        groups: passage_groups(scene, page_of(passages, 1, SHOWN), AROUND),
        more: passages.len().saturating_sub(SHOWN),
        all: None,
        pager: None,
    }
}

pub(super) fn marks(scene: Scene<'_>, document: &HeldDocument) -> TextMarks {
    let mut marks = TextMarks::default();
    for resolved in &document.citations {
        marks.inferred |= matches!(resolved.resolution, Resolution::Work(_, by) if by.is_inferred());
        match &resolved.resolution {
            Resolution::Work(work, _) if scene.world.corpus.works[*work].held.is_some() => marks.held = true,
            Resolution::Work(_, _) => marks.not_held = true,
            Resolution::Ambiguous(_) => marks.ambiguous = true,
            Resolution::Unknown if resolved.citation.form == Form::Titled => marks.named = true,
            Resolution::Unknown => marks.unknown = true,
            Resolution::Own => {}
        }
    }
    marks
}
