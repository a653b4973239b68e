//! Pieces that several pages show: a document in a list, a work in a list, a passage that cites, a pager.

use crate::content::front_matter::Relation;
use crate::corpus::placed::Placed;
use crate::corpus::{
    DocumentIndex, HeldDocument, Passage, Resolution, ResolvedCitation, WorkIndex, WorkRelation, destination,
};
use crate::render::citing::OfficialCitation;
use crate::render::names::{called, pinpoint_words, section_path, work_name};
use crate::render::templates::written;
use crate::site::blocks::{Block, NamedSpan, Span, span_address};
use crate::site::views::state::{ForceMark, mark};
use crate::site::views::{Scene, span_name};
use crate::text::date::WorkDate;
use serde::Serialize;
use std::borrow::Cow;
use std::ops::Range;

/// A link with its text.
#[derive(Debug, Serialize)]
pub struct Link<'a> {
    /// Where to; `None` where the site has no such page.
    pub href: Option<String>,
    /// What the reader sees.
    pub text: Cow<'a, str>,
}

/// A date for people and for machines.
#[derive(Debug, Serialize)]
pub struct DateView {
    /// `31/8/2024`.
    pub text: String,
    /// `2024-08-31` or `2024`.
    pub iso: String,
}

impl DateView {
    /// `date` in the language of the site.
    pub fn new(scene: Scene<'_>, date: WorkDate) -> Self {
        Self { text: written(scene.language(), date), iso: date.to_string() }
    }
}

/// A document in a list.
#[derive(Debug, Serialize)]
pub struct DocumentLine<'a> {
    /// Its page.
    pub href: String,
    /// Type in words.
    pub kind: &'a str,
    /// Số/ký hiệu.
    pub number: Option<&'a str>,
    /// Date of issue.
    pub date: Option<DateView>,
    /// Canonical name of the issuer.
    pub issuer: &'a str,
    /// Trích yếu.
    pub title: &'a str,
    /// The school year of a document without date: what else tells when it was made.
    pub school_year: Option<&'a str>,
    /// Whether it is in force, where anybody says so.
    pub force: Option<ForceMark>,
    /// Not published yet.
    pub draft: bool,
    /// Sections, where the list is about some of them.
    pub sections: Vec<Link<'a>>,
    /// Named alone.
    pub brief: bool,
}

impl<'a> DocumentLine<'a> {
    /// The line of one document.
    pub fn new(scene: Scene<'a>, index: DocumentIndex) -> Self {
        let document = &scene.world.corpus.documents[index];
        let front_matter = &document.front_matter;
        Self {
            href: scene.links.to(&document.address),
            kind: scene.world.kind_of(document),
            number: front_matter.number.as_ref().map(|number| number.value.as_str()),
            date: front_matter.date.as_ref().map(|date| DateView::new(scene, WorkDate::Day(date.value))),
            issuer: scene.world.issuer_name(&front_matter.issuer.value),
            title: &front_matter.title,
            school_year: front_matter.school_year.as_deref().filter(|_| front_matter.date.is_none()),
            force: mark(scene, document.work),
            draft: front_matter.draft,
            sections: Vec::new(),
            brief: false,
        }
    }

    /// Adds links to sections of the document.
    pub fn name_sections(&mut self, scene: Scene<'a>, index: DocumentIndex, sections: &[usize]) {
        let document = &scene.world.corpus.documents[index];
        self.sections = sections.iter().filter_map(|section| section_link(scene, document, *section)).collect();
    }
}

/// The link to a section of a document, named with the numbers above it.
pub fn section_link<'a>(scene: Scene<'a>, document: &'a HeldDocument, section: usize) -> Option<Link<'a>> {
    let anchor = &document.sections.get(section)?.anchor;
    Some(Link {
        href: Some(scene.place(document, anchor)),
        text: Cow::Owned(section_path(scene.language(), &document.sections, section)),
    })
}

/// A work in a list.
#[derive(Debug, Serialize)]
pub struct WorkLine<'a> {
    /// Its page.
    pub href: String,
    /// Type and number, or type and title.
    pub name: String,
    /// Title, where the name does not say it already; the number, where the name is a title.
    pub title: Option<Cow<'a, str>>,
    /// Date as far as known.
    pub date: Option<DateView>,
    /// Canonical name of the issuer.
    pub issuer: Option<&'a str>,
    /// Whether it is in force, where anybody says so.
    pub force: Option<ForceMark>,
    /// The site has the text.
    pub held: bool,
    /// Times cited, where the list says so; 0: it does not.
    pub count: usize,
}

impl<'a> WorkLine<'a> {
    /// The line of one work.
    pub fn new(scene: Scene<'a>, index: WorkIndex) -> Self {
        let work = &scene.world.corpus.works[index];
        Self {
            href: scene.links.to(&work.address),
            name: work_name(work),
            title: work.number.as_ref().and(work.title.as_deref()).map(Cow::Borrowed),
            date: work.date.map(|date| DateView::new(scene, date)),
            issuer: work.issuer_name.as_deref(),
            force: mark(scene, index),
            held: work.held.is_some(),
            count: 0,
        }
    }

    /// The same with how often it is cited. That changes with the documents of others: only for lists of works. A law
    /// is known by its name, which stands first.
    pub fn counted(scene: Scene<'a>, index: WorkIndex) -> Self {
        let work = &scene.world.corpus.works[index];
        let line = Self { count: work.cited_by.len(), ..Self::new(scene, index) };
        let kind = work.number.as_ref().and(work.kind.as_deref());
        match kind.and_then(|kind| called(scene.world.registries.types.get(kind)?, work)) {
            Some(name) => Self { title: Some(Cow::Owned(line.name)), name, ..line },
            None => line,
        }
    }
}

/// The passages of one document that cite a work.
#[derive(Debug, Serialize)]
pub struct PassageGroup<'a> {
    /// The place of the cited document that these passages and those after them mean, where another began than before.
    pub place: Option<CitedPlace<'a>>,
    /// The citing document.
    pub document: DocumentLine<'a>,
    /// Its passages.
    pub passages: Vec<PassageView<'a>>,
}

/// One citing passage: the sentence with the citation in its middle.
#[derive(Debug, Serialize)]
pub struct PassageView<'a> {
    /// The mark in the citing document: `…#vd-3`.
    pub href: String,
    /// The section it stands in.
    pub section: Option<Link<'a>>,
    /// Words before the citation.
    pub before: String,
    /// The citation as written.
    pub mark: &'a str,
    /// Words after it.
    pub after: String,
    /// How it treats the work, where the text says more than that it cites it.
    pub relation: Option<&'static str>,
    /// The place of the cited text that is meant, with a link to it where it is there: "khoản 2 Điều 5".
    pub pinpoint: Option<Link<'a>>,
    /// The editor's note on the citation.
    pub note: Option<&'a str>,
}

/// A place of a document that others cite.
#[derive(Debug, Serialize)]
pub struct CitedPlace<'a> {
    /// `k-dieu-5`: where the count beside the section's heading leads; empty for the document as a whole.
    pub id: String,
    /// The section; `None`: the document as a whole.
    pub section: Option<Link<'a>>,
}

/// Passages grouped by document; `passages` is in that order already.
pub fn passage_groups<'a>(scene: Scene<'a>, passages: &[Passage], around: Around) -> Vec<PassageGroup<'a>> {
    let groups = passages.chunk_by(|a, b| a.document == b.document);
    groups
        .map(|group| PassageGroup {
            place: None,
            document: DocumentLine::new(scene, group[0].document),
            passages: group.iter().filter_map(|passage| passage_view(scene, *passage, around)).collect(),
        })
        .collect()
}

/// Passages that cite a document, grouped by the place in it and by who cites. Where all cite it as a whole, nothing is
/// said of places. `below`: the page is one below the document's own.
pub fn placed_groups<'a>(
    scene: Scene<'a>,
    document: &'a HeldDocument,
    placed: &[Placed],
    below: bool,
) -> Vec<PassageGroup<'a>> {
    let mut groups = Vec::new();
    for place in placed.chunk_by(|a, b| a.section == b.section) {
        let passages: Vec<Passage> = place.iter().map(|placed| placed.passage).collect();
        let mut of_place = passage_groups(scene, &passages, AROUND);
        let section = place[0].section.and_then(|index| {
            let anchor = &document.sections.get(index)?.anchor;
            let href = if below { scene.place(document, anchor) } else { format!("#{anchor}") };
            let text = Cow::Owned(section_path(scene.language(), &document.sections, index));
            Some((format!("k-{anchor}"), Link { href: Some(href), text }))
        });
        if let Some(first) = of_place.first_mut().filter(|_| section.is_some() || !groups.is_empty()) {
            let (id, section) = section.map_or((String::new(), None), |(id, link)| (id, Some(link)));
            first.place = Some(CitedPlace { id, section });
        }
        groups.extend(of_place);
    }
    groups
}

/// One passage.
pub fn passage_view<'a>(scene: Scene<'a>, passage: Passage, around: Around) -> Option<PassageView<'a>> {
    let document = &scene.world.corpus.documents[passage.document];
    let resolved = document.citations.get(passage.citation)?;
    let citation = &resolved.citation;
    let (before, mark, after) = excerpt(&citation.sentence, &citation.in_sentence.range(), around);
    Some(PassageView {
        href: scene.passage(document, passage.citation),
        section: section_link(scene, document, citation.section)
            .map(|link| Link { text: Cow::Owned(clipped(link.text.into_owned(), LONGEST_PLACE)), ..link }),
        before,
        mark,
        after,
        relation: relation_word(scene, citation.relation.0, true),
        pinpoint: pinpoint_link(scene, resolved),
        note: resolved.note.as_deref(),
    })
}

fn pinpoint_link<'a>(scene: Scene<'a>, resolved: &ResolvedCitation) -> Option<Link<'a>> {
    let words = pinpoint_words(resolved.citation.pinpoint());
    let corpus = scene.world.corpus;
    let held = match &resolved.resolution {
        Resolution::Work(work, _) => corpus.works[*work].held.map(|held| &corpus.documents[held]),
        _ => None,
    };
    let href =
        held.and_then(|held| destination(held, &resolved.citation, None).map(|anchor| scene.place(held, &anchor)));
    (!words.is_empty()).then(|| Link { href, text: words.into() })
}

/// The anchor of a document's n-th citation (from 0): `vd-1`.
pub fn citation_anchor(index: usize) -> String {
    format!("vd-{}", index + 1)
}

/// Letters of the name of a section beside what is quoted from it.
pub const LONGEST_PLACE: usize = 70;

/// As many letters, cut at a word.
pub fn clipped(text: String, longest: usize) -> String {
    let Some((end, _)) = text.char_indices().nth(longest) else { return text };
    let end = text[..end].rfind(' ').unwrap_or(end);
    format!("{} …", text[..end].trim_end())
}

/// Letters shown before and after a quoted citation, at most.
pub type Around = (usize, usize);
/// Where the citation is looked at.
pub const AROUND: Around = (100, 80);
/// On the further pages of a work that hundreds cite, which say who does and where.
pub const AROUND_BRIEFLY: Around = (45, 35);

/// A sentence cut around the citation at word borders; what was cut away shows as "…".
pub(in crate::site) fn excerpt<'a>(
    sentence: &'a str,
    mark: &Range<usize>,
    around: Around,
) -> (String, &'a str, String) {
    let (Some(before), Some(cited), Some(after)) =
        (sentence.get(..mark.start), sentence.get(mark.clone()), sentence.get(mark.end..))
    else {
        return (sentence.to_owned(), "", String::new());
    };
    let from = before.char_indices().rev().nth(around.0).map_or(0, |(at, c)| at + c.len_utf8());
    let before = match before[from..].find(' ') {
        Some(space) if from > 0 => format!("…{}", &before[from + space..]),
        _ => before[from..].to_owned(),
    };
    let to = after.char_indices().nth(around.1).map_or(after.len(), |(at, _)| at);
    let after = match after[..to].rfind(' ') {
        Some(space) if to < after.len() => format!("{} …", &after[..space]),
        _ => after[..to].to_owned(),
    };
    (before, cited, after)
}

/// What a relation is called; `None` for a plain citation.
pub fn relation_word(scene: Scene<'_>, relation: Relation, outgoing: bool) -> Option<&'static str> {
    let key = match (relation, outgoing) {
        (Relation::Cites, _) => return None,
        (Relation::Basis, true) => "page-relation-basis",
        (Relation::Basis, false) => "page-relation-basis-of",
        (Relation::Implements, true) => "page-relation-implements",
        (Relation::Implements, false) => "page-relation-implemented-by",
        (Relation::Guides, true) => "page-relation-guides",
        (Relation::Guides, false) => "page-relation-guided-by",
        (Relation::Amends, true) => "page-relation-amends",
        (Relation::Amends, false) => "page-relation-amended-by",
        (Relation::Replaces, true) => "page-relation-replaces",
        (Relation::Replaces, false) => "page-relation-replaced-by",
        (Relation::Repeals, true) => "page-relation-repeals",
        (Relation::Repeals, false) => "page-relation-repealed-by",
        (Relation::Corrects, true) => "page-relation-corrects",
        (Relation::Corrects, false) => "page-relation-corrected-by",
        (Relation::Consolidates, true) => "page-relation-consolidates",
        (Relation::Consolidates, false) => "page-relation-consolidated-in",
    };
    Some(scene.text(key))
}

/// How official texts cite a work.
#[derive(Debug, Serialize)]
pub struct CitationView {
    /// One line, to be copied.
    pub text: String,
    /// What it lacks because it is not known, in one sentence.
    pub missing: Option<String>,
}

impl CitationView {
    /// In the language of the site; the citation itself is Vietnamese.
    pub fn new(scene: Scene<'_>, citation: OfficialCitation) -> Self {
        let words: Vec<&str> = citation.missing.iter().map(|key| scene.text(key)).collect();
        let missing = (!words.is_empty()).then(|| scene.fill("page-cite-missing", &[("what", &words.join(", "))]));
        Self { text: citation.text, missing }
    }
}

/// Works in one relation to a work.
#[derive(Debug, Serialize)]
pub struct RelationGroup<'a> {
    /// "Thực hiện", "Được hướng dẫn bởi".
    pub name: &'static str,
    /// The works, at most twelve.
    pub works: Vec<WorkLine<'a>>,
    /// How many more there are.
    pub more: usize,
}

/// Works shown of one relation; the passages list them all.
const RELATED: usize = 12;

/// The relations of a work, those it has to others first; plain citations have their own lists.
pub fn relation_groups<'a>(scene: Scene<'a>, relations: &[WorkRelation]) -> Vec<RelationGroup<'a>> {
    let mut groups = Vec::new();
    for outgoing in [true, false] {
        for relation in Relation::ALL {
            let Some(name) = relation_word(scene, relation, outgoing) else { continue };
            let found = relations.iter().filter(|found| found.relation == relation && found.outgoing == outgoing);
            let mut others = scene.world.corpus.in_order(found.map(|found| found.other));
            others.dedup();
            if others.is_empty() {
                continue;
            }
            let works = others.iter().take(RELATED).map(|index| WorkLine::new(scene, *index)).collect();
            groups.push(RelationGroup { name, works, more: others.len().saturating_sub(RELATED) });
        }
    }
    groups
}

/// A term of a card with what is known.
#[derive(Debug, Serialize)]
pub struct Fact<'a> {
    /// "Cơ quan ban hành".
    pub term: &'static str,
    /// Its values.
    pub values: Vec<Link<'a>>,
    /// The values are Vietnamese in every language of the interface.
    pub vi: bool,
}

impl<'a> Fact<'a> {
    /// A value of the site's data: a name, a title.
    pub fn data(term: &'static str, text: impl Into<Cow<'a, str>>, href: Option<String>) -> Self {
        Self { term, values: vec![Link { href, text: text.into() }], vi: true }
    }

    /// A value in the language of the interface: a date, a status.
    pub fn word(term: &'static str, text: impl Into<Cow<'a, str>>) -> Self {
        Self { term, values: vec![Link { href: None, text: text.into() }], vi: false }
    }
}

/// Pages of a long list.
#[derive(Debug, Serialize)]
pub struct Pager {
    /// Page before.
    pub previous: Option<String>,
    /// Page after.
    pub next: Option<String>,
    /// First, last and those around this one, in order.
    pub pages: Vec<PageLink>,
}

/// A page in a pager.
#[derive(Debug, Serialize)]
pub struct PageLink {
    /// From 1; 0 where pages have names.
    pub number: usize,
    /// Its name, where pages have names.
    pub name: Option<String>,
    /// Where.
    pub href: String,
    /// It is the page the reader is on.
    pub current: bool,
    /// Pages are left out before it.
    pub gap: bool,
}

impl Pager {
    /// `None` where one page is enough. `address` gives the address of a page.
    pub fn new(
        scene: Scene<'_>,
        number: usize,
        items: usize,
        size: usize,
        address: impl Fn(usize) -> String,
    ) -> Option<Self> {
        let last = items.div_ceil(size).max(1);
        if last < 2 {
            return None;
        }
        let link = |page: usize| scene.links.to(&address(page));
        let mut pages: Vec<PageLink> = Vec::new();
        for page in (1..=last).filter(|page| *page == 1 || *page == last || page.abs_diff(number) <= 2) {
            let gap = pages.last().is_some_and(|before| before.number + 1 < page);
            pages.push(PageLink { number: page, name: None, href: link(page), current: page == number, gap });
        }
        let previous = (number > 1).then(|| link(number - 1));
        let next = (number < last).then(|| link(number + 1));
        Some(Self { previous, next, pages })
    }

    /// Of a list that [`blocks`](crate::site::blocks) divides. Only the first page names all others: what changes with
    /// each new page must not change them all.
    pub fn by_span(scene: Scene<'_>, first: &str, block: Option<&Block>) -> Option<Self> {
        let block = block.filter(|block| block.newer.is_some() || block.older.is_some())?;
        let link = |named: &NamedSpan| scene.links.to(&span_address(first, &named.span));
        let is_front = block.name.span == Span::Front;
        let page = |named: &NamedSpan| PageLink {
            number: 0,
            name: Some(span_name(scene, named)),
            href: link(named),
            current: *named == block.name,
            gap: false,
        };
        let by_times = block.others.first().unwrap_or(&block.name).span.is_by_times();
        let front = scene.text(if by_times { "page-most-cited" } else { "page-newest" });
        let mut pages = vec![PageLink {
            name: Some(front.to_owned()),
            current: is_front,
            ..page(&NamedSpan { span: Span::Front, years: None, part: None })
        }];
        if is_front {
            pages.extend(block.others.iter().map(page));
            if let Some(last) = pages.last_mut() {
                last.gap = block.has_gap;
            }
        } else {
            let newer = block.newer.iter().filter(|newer| newer.span != Span::Front);
            pages.extend(newer.chain([&block.name]).chain(&block.older).map(page));
        }
        Some(Self { previous: block.newer.as_ref().map(link), next: block.older.as_ref().map(link), pages })
    }
}

/// The part of `items` that page `number` (from 1) shows.
pub fn page_of<T>(items: &[T], number: usize, size: usize) -> &[T] {
    let start = number.saturating_sub(1).saturating_mul(size).min(items.len());
    &items[start..items.len().min(start + size)]
}

/// The work that a resolution names, where it names one.
pub fn resolved_work(resolution: &Resolution) -> Option<WorkIndex> {
    match resolution {
        Resolution::Work(work, _) => Some(*work),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotations_are_cut_at_words_and_keep_the_citation() {
        let sentence = format!("{}Quyết định 1/QĐ-A{}", "một hai ".repeat(60), " ba bốn".repeat(60));
        let start = sentence.find("Quyết").expect("there");
        let (before, mark, after) = excerpt(&sentence, &(start..start + "Quyết định 1/QĐ-A".len()), AROUND);
        assert_eq!(mark, "Quyết định 1/QĐ-A");
        assert!(before.starts_with("… "), "{before}");
        assert!(before.ends_with("hai "), "{before}");
        assert!(before.chars().count() <= 102, "{before}");
        assert!(after.starts_with(" ba"), "{after}");
        assert!(after.ends_with(" …"), "{after}");
        assert!(after.chars().count() <= 83, "{after}");
        assert_eq!(excerpt("a b c", &(2..3), AROUND), ("a ".to_owned(), "b", " c".to_owned()));
        assert_eq!(excerpt("á", &(1..9), AROUND).1, "", "a span that fits no text quotes nothing");
    }

    #[test]
    fn pages_cover_all_items_once() {
        let items: Vec<usize> = (0..101).collect();
        assert_eq!(page_of(&items, 1, 50).len(), 50);
        assert_eq!(page_of(&items, 3, 50), [100]);
        assert!(page_of(&items, 9, 50).is_empty());
    }
}
