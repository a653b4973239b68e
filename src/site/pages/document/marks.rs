//! What each citation of a document becomes in its text: a link, or a mark that says why there is none;
//! and the editors' notes beside it.
//!
//! In: a held document with its resolved citations, its file and its tree. Out: the HTML of the body.

use crate::citation::Form;
use crate::content::neighbours::Elsewhere;
use crate::corpus::status::Force;
use crate::corpus::{
    self, DocumentIndex, HeldDocument, Resolution, ResolvedCitation, SelfCiting, Work, WorkIndex, destination,
};
use crate::document::{Block, Destinations, Document, SectionIndex};
use crate::render::body::{Beside, Body, BodyHtml, BodyLink, BodyNote, CitationMark, Count, Labels};
use crate::render::escape::escaped;
use crate::render::names::{label_of, pinpoint_words};
use crate::render::templates::written;
use crate::reuse::SharedPassages;
use crate::site::pages::document::citing::Lists;
use crate::site::pages::reuse;
use crate::site::views::Scene;
use crate::site::views::state::mark as force_mark;
use crate::source::Span;
use crate::text::date::WorkDate;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// A document whose text is shown, or a portion of it.
#[derive(Clone, Copy)]
pub struct ShownText<'a> {
    /// Which document.
    pub index: DocumentIndex,
    /// Its text.
    pub tree: &'a Document,
    /// What passages it shares.
    pub shared: &'a SharedPassages,
    /// The portion; `None`: the whole.
    pub portion: Option<usize>,
}

/// A text as HTML, every citation marked; beside it the `counts` of each section, by its anchor.
pub fn body(scene: Scene<'_>, text: ShownText<'_>, counts: &BTreeMap<String, Vec<Count>>, lists: &Lists) -> BodyHtml {
    let ShownText { index, tree, shared, portion } = text;
    let document = &*scene.world.corpus.documents[index];
    let shown = portion.map(|at| document.portions.all()[at].sections.clone());
    let bytes = shown.as_ref().map(|sections| bytes_of(document, sections));
    // Footnotes stand anywhere in the file.
    let is_near = |byte: usize| bytes.as_ref().is_none_or(|bytes| bytes.contains(&byte)) || !tree.footnotes.is_empty();
    let citations = document.citations.iter().enumerate().filter(|(_, one)| is_near(one.citation.span.start));
    // A portion has no list below it that would say what a work is.
    let listed = if portion.is_some() { BTreeSet::new() } else { lists.shown() };
    let on = CitingPage { document, listed: &listed, portion };
    let links: Vec<BodyLink> = citations.map(|(index, resolved)| link(scene, on, index, resolved)).collect();
    let address = |target: &str| own_address(scene, on, target);
    let mut notes = notes(scene, document);
    notes.extend(reuse::notes(scene, index, shared));
    notes.retain(|note| match (&note.beside, &bytes) {
        (Beside::Byte(byte), Some(bytes)) => bytes.contains(byte),
        (Beside::Anchor(anchor), Some(_)) => document.portions.at(anchor) == portion,
        (_, None) => true,
    });
    Body {
        document: tree,
        shown: shown.map(|sections| blocks_of(tree, &sections)),
        links: &links,
        notes: &notes,
        labels: Labels::of(scene.language()),
        address: &address,
        counts,
    }
    .html()
}

/// Where sections stand in the file.
fn bytes_of(document: &HeldDocument, sections: &Range<SectionIndex>) -> Range<usize> {
    let at = |index: usize| document.sections.get(index).map_or(usize::MAX, |section| section.span.start);
    let start = if sections.start == 0 { 0 } else { at(sections.start) };
    start..at(sections.end)
}

/// The blocks of sections.
pub fn blocks_of(tree: &Document, sections: &Range<SectionIndex>) -> Range<usize> {
    let opens = |block: &Block, from: usize| match block {
        Block::Heading { section, .. } | Block::Paragraph { opens: Some(section), .. } => *section >= from,
        _ => false,
    };
    let begin = |from: usize| tree.blocks.iter().position(|block| opens(block, from)).unwrap_or(tree.blocks.len());
    let start = if sections.start == 0 { 0 } else { begin(sections.start) };
    start..begin(sections.end)
}

/// The page on which citations stand.
#[derive(Clone, Copy)]
struct CitingPage<'a> {
    document: &'a HeldDocument,
    /// Works that a list on the page describes.
    listed: &'a BTreeSet<WorkIndex>,
    portion: Option<usize>,
}

impl CitingPage<'_> {
    /// The link to a place of the same document.
    fn own_place(self, scene: Scene<'_>, anchor: &str) -> String {
        match self.portion {
            Some(_) if self.document.portions.at(anchor) != self.portion => scene.place(self.document, anchor),
            _ => format!("#{anchor}"),
        }
    }
}

/// One citation. Where its pinpoint leads to a place, the link is all that the reader takes for one name: "khoản 2 Điều
/// 5 của Nghị định số …", from the first word of the pinpoint.
fn link(scene: Scene<'_>, on: CitingPage<'_>, index: usize, resolved: &ResolvedCitation) -> BodyLink {
    let citation = &resolved.citation;
    let place = place_of(scene, on.document, resolved);
    let there = place_elsewhere(scene, resolved);
    let is_exact = place.is_some() || there.as_ref().is_some_and(|there| there.is_exact);
    let start = if is_exact { citation.pinpoint_start().min(citation.span.start) } else { citation.span.start };
    let span = Span::new(start, citation.span.end);
    BodyLink { number: index + 1, span, mark: mark(scene, on, resolved, place, there) }
}

/// The anchor in the held text that the pinpoint leads to.
pub(crate) fn place_of(scene: Scene<'_>, document: &HeldDocument, resolved: &ResolvedCitation) -> Option<String> {
    let corpus = scene.world.corpus;
    match &resolved.resolution {
        Resolution::Own => {
            let section = resolved.citation.section;
            let from = SelfCiting { section, types: &scene.world.registries.types };
            destination(document, &resolved.citation, Some(from))
        }
        Resolution::Work(index, _) => {
            let held = corpus.works[*index].held?;
            destination(&corpus.documents[held], &resolved.citation, None)
        }
        _ => None,
    }
}

/// Where another site holds what a citation means.
struct PlaceElsewhere<'a> {
    site: &'a str,
    href: String,
    /// It leads to the unit that the pinpoint names.
    is_exact: bool,
}

/// The first neighbour that holds what a citation means, and the place there. Its units are known as far as it said.
fn place_elsewhere<'a>(scene: Scene<'a>, resolved: &ResolvedCitation) -> Option<PlaceElsewhere<'a>> {
    let Resolution::Work(index, _) = &resolved.resolution else { return None };
    let Elsewhere { site, address, anchors } = scene.world.elsewhere(&scene.world.corpus.works[*index])?;
    let citation = &resolved.citation;
    let place = match citation.pinpoint() {
        // Units of what the work promulgates begin anew there.
        [_, ..] if !citation.in_attached() && !anchors.is_empty() => {
            corpus::place_of(&Destinations::of_anchors(anchors.split(' ')), citation.pinpoint())
        }
        _ => None,
    };
    let is_exact = place.is_some();
    let href = place.map_or_else(|| address.clone(), |anchor| format!("{address}#{anchor}"));
    Some(PlaceElsewhere { site, href, is_exact })
}

/// Notes on citations and on sections; those on the document as a whole stand above the text.
fn notes(scene: Scene<'_>, document: &HeldDocument) -> Vec<BodyNote> {
    let on_citations = document.citations.iter().filter_map(|resolved| {
        Some(BodyNote {
            beside: Beside::Byte(resolved.citation.span.start),
            html: escaped(resolved.note.as_deref()?),
            label: scene.text("page-note-label").to_owned(),
            class: "note",
        })
    });
    let on_sections = document.front_matter.notes.iter().filter_map(|note| {
        let date = written(scene.language(), WorkDate::Day(note.date));
        Some(BodyNote {
            beside: Beside::Anchor(note.section.as_ref()?.value.clone()),
            html: escaped(&note.text),
            label: scene.fill("page-note-dated", &[("date", &date)]),
            class: "note",
        })
    });
    on_citations.chain(on_sections).collect()
}

/// An author's target: relative to the page when it lies inside the site.
fn own_address(scene: Scene<'_>, on: CitingPage<'_>, target: &str) -> String {
    if let Some(anchor) = target.strip_prefix('#') {
        return on.own_place(scene, anchor);
    }
    if !target.starts_with('/') || target.starts_with("//") {
        return target.to_owned();
    }
    let end = target.find(['#', '?']).unwrap_or(target.len());
    format!("{}{}", scene.links.to(&target[..end]), &target[end..])
}

/// What the link says of a work. Where the text itself names number and date, and no title is known, only who issued it
/// is left to say: a circular that cites a hundred decrees would say all of it twice.
fn unsaid(scene: Scene<'_>, resolved: &ResolvedCitation, work: &Work) -> String {
    let citation = &resolved.citation;
    let is_said = work.title.is_none() && citation.number.is_some() && citation.date.is_some();
    match work.issuer_name.as_deref().filter(|_| is_said) {
        Some(issuer) => scene.fill("page-label-issuer", &[("issuer", issuer)]),
        None => label_of(scene.language(), work),
    }
}

/// The work of a citation that the list below the text describes needs no label: a page says each fact once. Nor does
/// one that the legend explains.
fn mark(
    scene: Scene<'_>,
    on: CitingPage<'_>,
    resolved: &ResolvedCitation,
    place: Option<String>,
    there: Option<PlaceElsewhere<'_>>,
) -> CitationMark {
    let language = scene.language();
    let words = pinpoint_words(resolved.citation.pinpoint());
    let with_words = |label: String| match words.is_empty() {
        true => label,
        false => format!("{words}, {label}"),
    };
    match &resolved.resolution {
        Resolution::Work(index, by) => {
            let work = &scene.world.corpus.works[*index];
            let inferred = by.is_inferred();
            // The list leads to the page about the work here, the link elsewhere.
            let is_listed = on.listed.contains(index) && there.is_none();
            let described = || {
                if is_listed {
                    return None;
                }
                let mut label = with_words(unsaid(scene, resolved, work));
                if let Some(why) = super::citing::inferred(scene, work, *by) {
                    label = format!("{label}; {why}");
                }
                if let Some(mark) = force_mark(scene, *index).filter(|mark| mark.key != Force::InForce.key()) {
                    label = format!("{label}; {}", mark.text);
                }
                Some(label)
            };
            let label =
                |key: &'static str| described().map_or_else(String::new, |label| scene.fill(key, &[("label", &label)]));
            if let Some(PlaceElsewhere { site, href, is_exact: _ }) = there {
                let label = described().unwrap_or_default();
                let label = scene.fill("page-mark-elsewhere", &[("label", &label), ("site", site)]);
                return CitationMark::Elsewhere { href, label, inferred };
            }
            let held = work.held.map(|held| &scene.world.corpus.documents[held]);
            let href = match (place, held) {
                (Some(anchor), Some(held)) => scene.place(held, &anchor),
                _ => scene.links.to(&work.address),
            };
            if work.held.is_some() {
                CitationMark::Held { href, label: label("page-mark-held"), inferred }
            } else {
                CitationMark::NotHeld { href, label: label("page-mark-not-held"), inferred }
            }
        }
        Resolution::Own => CitationMark::Own {
            href: place.map(|anchor| on.own_place(scene, &anchor)),
            label: scene.text("page-mark-own").to_owned(),
        },
        Resolution::Unknown if resolved.citation.form == Form::Titled => CitationMark::Named { label: String::new() },
        Resolution::Unknown => CitationMark::Unknown { label: String::new() },
        Resolution::Ambiguous(candidates) => {
            // The list below the text names all; a tooltip with fifty names is of no use.
            let names: Vec<String> =
                candidates.iter().take(4).map(|index| label_of(language, &scene.world.corpus.works[*index])).collect();
            CitationMark::Ambiguous { label: scene.fill("page-mark-ambiguous", &[("candidates", &names.join("; "))]) }
        }
    }
}
