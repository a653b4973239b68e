//! Passages of a document that other documents have, too: the page that quotes them, and what the
//! document's own page says of it.
//!
//! In: what a document shares with others ([`SharedPassages`]) and its tree. Out: [`ReuseView`] for the page;
//! [`ReuseSummary`] and notes beside the sections for the document's page. It is said where words stand, and where they
//! stood first; never who copied.

use crate::address;
use crate::corpus::{DocumentIndex, Resolution, ResolvedCitation, WorkIndex};
use crate::diagnostic::Diagnostic;
use crate::document::Document;
use crate::render::body::{Beside, BodyNote};
use crate::render::escape::escaped;
use crate::render::names::{section_number, section_path};
use crate::render::templates::written;
use crate::reuse::{Also, ReuseText, Shared, SharedParagraph, SharedPassages};
use crate::site::plan::Planner;
use crate::site::views::parts::{DocumentLine, Link, WorkLine};
use crate::site::views::{self, Scene};
use crate::site::{Job, Page, Renderer};
use crate::text::date::WorkDate;
use jiff::civil::Date;
use serde::Serialize;
use std::borrow::Cow;
use std::cell::RefCell;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::rc::Rc;

/// Address of the page.
pub fn reuse_address(document: &str) -> String {
    format!("{document}doan-chung/")
}

/// A page for each document that shares passages.
pub(super) fn plan(planner: &mut Planner<'_>) {
    for (index, document) in planner.input.corpus.documents.iter().enumerate() {
        if planner.input.reused.contains(&document.path) {
            planner.add(reuse_address(&document.address), Job::Reuse(index));
        }
    }
}

/// The page of the passages that other documents have, too.
pub(super) fn make(
    renderer: &Renderer,
    scene: Scene<'_>,
    page: &Page,
    index: DocumentIndex,
) -> Result<Vec<u8>, Diagnostic> {
    let document = &scene.world.corpus.documents[index];
    let tree = scene.world.texts.text(index)?.tree;
    let shared = scene.world.texts.shared(index, &tree);
    let heading = scene.fill("page-reuse-heading", &[("title", &views::document_title(scene.world, document))]);
    let view = view(scene, index, &tree, &shared);
    let above = [
        (address::DOCUMENTS, scene.text("page-nav-documents")),
        (document.address.as_str(), &document.front_matter.title),
    ];
    let mut frame = renderer.frame(scene, page, &heading).below(scene, &above, scene.text("page-reuse"));
    frame.noindex |= document.front_matter.draft;
    renderer.templates.render("reuse.html", &frame, "reuse", &view, &[])
}

/// Passages on the page, and documents named for each.
const MOST_PASSAGES: usize = 300;
const MOST_NAMED: usize = 8;
/// Documents named on the document's own page, and beside a section; sections that have such a note.
const IN_SUMMARY: usize = 3;
const IN_NOTE: usize = 2;
const MOST_NOTES: usize = 24;
/// Words of a passage that are quoted; of longer ones, the beginning and the end.
const LONGEST: usize = 90;
const BEGINNING: usize = 60;
const END: usize = 15;
/// Words between two shared stretches that are quoted rather than left out.
const SHORT_GAP: usize = 12;
/// Days before the earliest document in which a work that all cite may be what all follow: a plan for the year, or,
/// where all cite it in the very section, one for some years.
const RECENT: i32 = 400;
const RECENT_IN_SECTION: i32 = 1100;
/// Letters of a section's name.
const LONGEST_NAME: usize = 100;

/// The page.
#[derive(Debug, Serialize)]
pub struct ReuseView<'a> {
    /// The document.
    pub document: DocumentLine<'a>,
    /// Documents that share passages with it.
    pub shared: Vec<SharedView<'a>>,
    /// Section by section.
    pub sections: Vec<SectionView<'a>>,
    /// Passages that are not quoted: there are too many.
    pub left_out: usize,
}

/// How much two documents have in common.
#[derive(Debug, Serialize)]
pub struct SharedView<'a> {
    /// The other one.
    pub document: DocumentLine<'a>,
    /// How much of this document stands in it, per cent: "48", "< 1".
    pub here: String,
    /// How much of it stands in this document.
    pub there: String,
}

/// A section of the document.
#[derive(Debug, Serialize)]
pub struct SectionView<'a> {
    /// Its anchor, here and in the document.
    pub id: &'a str,
    /// Where it stands.
    pub link: Link<'a>,
    /// Its passages; those together have one likely origin.
    pub groups: Vec<OriginGroup<'a>>,
}

/// Passages with one likely origin.
#[derive(Debug, Serialize)]
pub struct OriginGroup<'a> {
    /// Quoted.
    pub passages: Vec<ReusedPassage>,
    /// The earliest document that has them.
    pub earliest: Option<DocumentLine<'a>>,
    /// That is the document itself.
    pub earliest_here: bool,
    /// The work that all who have them cite.
    pub source: Option<WorkLine<'a>>,
}

/// A passage.
#[derive(Debug, Serialize)]
pub struct ReusedPassage {
    /// Its words, those that are shared and those between.
    pub pieces: Vec<ReusedWords>,
    /// Where it stands.
    pub href: String,
    /// Where else.
    pub also: Vec<AlsoView>,
    /// In so many more documents.
    pub more: usize,
}

/// Words of a passage.
#[derive(Debug, Serialize)]
pub struct ReusedWords {
    /// The words.
    pub text: String,
    /// They stand elsewhere, too.
    pub shared: bool,
}

/// A place in another document.
#[derive(Debug, Serialize)]
pub struct AlsoView {
    /// Where.
    pub href: String,
    /// "05/CT-UBND ngày 6/8/2023".
    pub name: String,
    /// Number of the section.
    pub place: String,
}

/// What the document's own page says.
#[derive(Debug, Serialize)]
pub struct ReuseSummary<'a> {
    /// The page with all passages.
    pub href: String,
    /// Those with most in common.
    pub shared: Vec<SharedView<'a>>,
    /// In so many more documents.
    pub more: usize,
}

/// The view of what document `index` shares.
pub fn view<'a>(scene: Scene<'a>, index: DocumentIndex, tree: &Document, found: &'a SharedPassages) -> ReuseView<'a> {
    let document = &scene.world.corpus.documents[index];
    let texts = ReuseText::paragraphs(tree);
    let sources = Sources { scene, index, cited: RefCell::default() };
    let mut sections: Vec<SectionView<'a>> = Vec::new();
    let shown = &found.passages[..found.passages.len().min(MOST_PASSAGES)];
    for of_section in shown.chunk_by(|a, b| a.section == b.section) {
        let Some(section) = document.sections.get(of_section[0].section) else { continue };
        let mut groups: Vec<(Origin, OriginGroup<'a>)> = Vec::new();
        for passage in of_section {
            let origin = sources.origin(passage);
            let quoted = quoted(scene, index, passage, texts.get(passage.paragraph).map_or("", String::as_str));
            match groups.last_mut() {
                Some((last, group)) if *last == origin => group.passages.push(quoted),
                _ => {
                    let group = sources.group(&origin, quoted);
                    groups.push((origin, group));
                }
            }
        }
        let link = Link {
            href: Some(scene.place(document, &section.anchor)),
            text: Cow::Owned(short(section_path(scene.language(), &document.sections, of_section[0].section))),
        };
        let groups = groups.into_iter().map(|(_, group)| group).collect();
        sections.push(SectionView { id: &section.anchor, link, groups });
    }
    ReuseView {
        document: DocumentLine::new(scene, index),
        shared: found.shared.iter().map(|shared| shared_view(scene, shared)).collect(),
        sections,
        left_out: found.passages.len() - shown.len(),
    }
}

/// What the page of document `index` says of the passages it shares; `None` where there are none, or no page of them.
pub fn summary<'a>(scene: Scene<'a>, index: DocumentIndex, found: &SharedPassages) -> Option<ReuseSummary<'a>> {
    if found.shared.is_empty() {
        return None;
    }
    let href = scene.world.link(scene.links, &reuse_address(&scene.world.corpus.documents[index].address))?;
    let shared: Vec<_> = found.shared.iter().take(IN_SUMMARY).map(|shared| shared_view(scene, shared)).collect();
    Some(ReuseSummary { href, more: found.shared.len() - shared.len(), shared })
}

/// Beside each section, where its passages stand, too.
pub fn notes(scene: Scene<'_>, index: DocumentIndex, found: &SharedPassages) -> Vec<BodyNote> {
    let document = &scene.world.corpus.documents[index];
    let Some(href) = scene.world.link(scene.links, &reuse_address(&document.address)) else { return Vec::new() };
    let mut sections: BTreeMap<usize, Vec<&SharedParagraph>> = BTreeMap::new();
    found.passages.iter().for_each(|passage| sections.entry(passage.section).or_default().push(passage));
    let mut sections: Vec<(usize, Vec<&SharedParagraph>)> = sections.into_iter().collect();
    // A law of two hundred articles would be all notes: those with most in common have one.
    sections
        .sort_by_key(|(section, passages)| (Reverse(passages.iter().map(|one| one.count()).sum::<usize>()), *section));
    sections.truncate(MOST_NOTES);
    sections.sort_by_key(|(section, _)| *section);
    let note = |(section, passages): (usize, Vec<&SharedParagraph>)| {
        let anchor = &document.sections.get(section)?.anchor;
        let html = note(scene, &passages, &format!("{href}#{anchor}"));
        Some(BodyNote {
            // Behind the last of them: never between a heading and its text.
            beside: Beside::Anchor(passages.last()?.anchor.to_string()),
            html,
            label: scene.text("page-reuse-note").to_owned(),
            class: "note also",
        })
    };
    sections.into_iter().filter_map(note).collect()
}

fn note(scene: Scene<'_>, passages: &[&SharedParagraph], all: &str) -> String {
    let mut others: BTreeMap<DocumentIndex, (usize, &Also)> = BTreeMap::new();
    for also in passages.iter().flat_map(|passage| &passage.also) {
        others.entry(also.document).or_insert((0, also)).0 += also.words;
    }
    let known = passages.iter().map(|passage| passage.documents).max().unwrap_or(0).max(others.len());
    let mut others: Vec<(usize, &Also)> = others.into_values().collect();
    others.sort_by_key(|(words, also)| (Reverse(*words), also.document));
    let mut html = String::new();
    for (_, also) in others.iter().take(IN_NOTE) {
        let other = also_view(scene, also);
        html.push_str(&format!("<a href=\"{}\">{}</a>, ", escaped(&other.href), escaped(&other.name)));
    }
    let rest = known.saturating_sub(IN_NOTE);
    let more = match rest {
        0 => scene.text("page-reuse-all").to_owned(),
        _ => scene.fill("page-reuse-more", &[("n", &rest.to_string())]),
    };
    html.push_str(&format!("<a href=\"{}\">{}</a>", escaped(all), escaped(&more)));
    html
}

fn shared_view<'a>(scene: Scene<'a>, shared: &Shared) -> SharedView<'a> {
    let percent = |overlap: crate::compare::Overlap| match overlap.percent() {
        0 => "< 1".to_owned(),
        percent => percent.to_string(),
    };
    SharedView {
        document: DocumentLine::new(scene, shared.document),
        here: percent(shared.here),
        there: percent(shared.there),
    }
}

fn also_view(scene: Scene<'_>, also: &Also) -> AlsoView {
    let document = &scene.world.corpus.documents[also.document];
    let front = &document.front_matter;
    let name = match &front.number {
        Some(number) => number.value.as_str().to_owned(),
        None => {
            let issuer = scene.world.issuer_name(&front.issuer.value);
            format!("{} {}", scene.world.kind_of(document), scene.fill("page-label-issuer", &[("issuer", issuer)]))
        }
    };
    let date = front.date.as_ref().map(|date| written(scene.language(), WorkDate::Day(date.value)));
    let name = match (date, &front.school_year) {
        (Some(date), _) => format!("{name} {}", scene.fill("page-label-day", &[("date", &date)])),
        (None, Some(year)) => format!("{name} {}", scene.fill("page-reuse-year", &[("year", year)])),
        (None, None) => name,
    };
    AlsoView {
        href: scene.place(document, &also.anchor),
        name,
        place: section_number(scene.language(), &document.sections, also.section),
    }
}

fn quoted(scene: Scene<'_>, index: DocumentIndex, passage: &SharedParagraph, text: &str) -> ReusedPassage {
    let mut named: Vec<&Also> = passage.also.iter().collect();
    named.sort_by_key(|also| Reverse(also.words));
    named.truncate(MOST_NAMED);
    // The earliest first again.
    let is_named = |also: &&Also| named.iter().any(|other| std::ptr::eq(*other, *also));
    let also: Vec<AlsoView> = passage.also.iter().filter(is_named).map(|also| also_view(scene, also)).collect();
    ReusedPassage {
        pieces: pieces(text, &passage.words),
        href: scene.place(&scene.world.corpus.documents[index], &passage.anchor),
        more: passage.documents.saturating_sub(also.len()),
        also,
    }
}

/// The beginning of a name that is a whole paragraph.
fn short(name: String) -> String {
    let Some((end, _)) = name.char_indices().nth(LONGEST_NAME) else { return name };
    let end = name[..end].rfind(' ').unwrap_or(end);
    format!("{} …", name[..end].trim_end_matches([',', ';', ':']))
}

/// The shared words of a paragraph, and what stands between where it is short.
fn pieces(text: &str, shared: &[Range<usize>]) -> Vec<ReusedWords> {
    let words: Vec<&str> = text.split(' ').collect();
    let said = |range: Range<usize>| words.get(range).unwrap_or_default().join(" ");
    let left_out = || ReusedWords { text: "…".to_owned(), shared: false };
    let mut pieces = Vec::new();
    let mut at = 0;
    for range in shared {
        if range.start > at {
            let is_short = !pieces.is_empty() && range.start - at <= SHORT_GAP;
            pieces.push(if is_short { ReusedWords { text: said(at..range.start), shared: false } } else { left_out() });
        }
        if range.len() > LONGEST {
            pieces.push(ReusedWords { text: said(range.start..range.start + BEGINNING), shared: true });
            pieces.push(left_out());
            pieces.push(ReusedWords { text: said(range.end - END..range.end), shared: true });
        } else {
            pieces.push(ReusedWords { text: said(range.clone()), shared: true });
        }
        at = range.end;
    }
    if at < words.len() {
        pieces.push(left_out());
    }
    pieces
}

/// Where a passage likely comes from.
#[derive(Clone, PartialEq, Eq)]
enum Origin {
    /// It cannot be told.
    Unknown,
    /// All who have it cite this work.
    Source(WorkIndex),
    /// The earliest of the documents that have it.
    Earliest(DocumentIndex),
}

/// What a document cites, in one section or as a whole.
type CitedBySection = BTreeMap<(DocumentIndex, Option<usize>), Rc<BTreeSet<WorkIndex>>>;

struct Sources<'a> {
    scene: Scene<'a>,
    index: DocumentIndex,
    cited: RefCell<CitedBySection>,
}

impl<'a> Sources<'a> {
    /// The work that all cite where the passage stands; one that all cite which is not much older than the first of
    /// them; or the first of them. What has no date is no origin.
    fn origin(&self, passage: &SharedParagraph) -> Origin {
        let places =
            || passage.also.iter().map(|also| (also.document, also.section)).chain([(self.index, passage.section)]);
        let times =
            || places().filter_map(|(document, _)| Some((self.date(document).or(self.begins(document))?, document)));
        let Some((date, first)) = times().min() else { return Origin::Unknown };
        let held: BTreeSet<WorkIndex> =
            places().map(|(document, _)| self.scene.world.corpus.documents[document].work).collect();
        let nearest = |works: BTreeSet<WorkIndex>, days: i32| {
            let dated = works.into_iter().filter(|work| !held.contains(work)).filter_map(|work| {
                let WorkDate::Day(day) = self.scene.world.corpus.works[work].date? else { return None };
                let age = (date - day).get_days();
                (0..=days).contains(&age).then_some((day, work))
            });
            dated.max()
        };
        let in_sections = common(places().map(|(document, section)| self.cited(document, Some(section))));
        let in_documents = || common(places().map(|(document, _)| self.cited(document, None)));
        if let Some((_, work)) = nearest(in_sections, RECENT_IN_SECTION).or_else(|| nearest(in_documents(), RECENT)) {
            return Origin::Source(work);
        }
        // What has no date is not called the first, and may be the first all the same, unless its school
        // year came later.
        let is_known = self.date(first).is_some()
            && places().all(|(document, _)| {
                self.date(document).is_some() || self.begins(document).is_some_and(|begins| begins > date)
            });
        if is_known { Origin::Earliest(first) } else { Origin::Unknown }
    }

    /// The day before which a document for a school year is hardly written.
    fn begins(&self, document: DocumentIndex) -> Option<Date> {
        let year = self.scene.world.corpus.documents[document].front_matter.school_year.as_ref()?;
        Date::new(year.get(..4)?.parse().ok()?, 6, 1).ok()
    }

    fn date(&self, document: DocumentIndex) -> Option<Date> {
        self.scene.world.corpus.documents[document].front_matter.date.as_ref().map(|date| date.value)
    }

    /// Works cited in a section, or anywhere: worked out once, for the passages of a section share their neighbours.
    fn cited(&self, document: DocumentIndex, section: Option<usize>) -> Rc<BTreeSet<WorkIndex>> {
        let mut known = self.cited.borrow_mut();
        let works = || {
            let citations = self.scene.world.corpus.documents[document].citations.iter();
            let inside =
                citations.filter(|resolved| section.is_none_or(|section| resolved.citation.section == section));
            let work = |resolved: &ResolvedCitation| match resolved.resolution {
                Resolution::Work(work, _) => Some(work),
                _ => None,
            };
            Rc::new(inside.filter_map(work).collect())
        };
        Rc::clone(known.entry((document, section)).or_insert_with(works))
    }

    fn group(&self, origin: &Origin, passage: ReusedPassage) -> OriginGroup<'a> {
        let (earliest, source) = match origin {
            Origin::Unknown => (None, None),
            Origin::Source(work) => (None, Some(WorkLine::new(self.scene, *work))),
            Origin::Earliest(document) => (Some(*document), None),
        };
        OriginGroup {
            passages: vec![passage],
            earliest_here: earliest == Some(self.index),
            earliest: earliest.filter(|index| *index != self.index).map(|index| DocumentLine::new(self.scene, index)),
            source,
        }
    }
}

/// What all have.
fn common(mut sets: impl Iterator<Item = Rc<BTreeSet<WorkIndex>>>) -> BTreeSet<WorkIndex> {
    let mut common = sets.next().map_or_else(BTreeSet::new, |first| (*first).clone());
    while !common.is_empty()
        && let Some(set) = sets.next()
    {
        common.retain(|work| set.contains(work));
    }
    common
}
