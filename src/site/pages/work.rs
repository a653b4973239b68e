//! The page of a work whose text the site does not hold, and the list of all works by times cited.

use crate::address;
use crate::corpus::{Corpus, Passage, Work, WorkIndex};
use crate::diagnostic::Diagnostic;
use crate::render::citing;
use crate::render::links::lookup_address;
use crate::render::names::{self, work_name};
use crate::render::templates::written;
use crate::site::address::list_address;
use crate::site::blocks::{self, Entry, ListPage, Members, Moment, Span, planned};
use crate::site::pages::document::{CitedByPage, CitedByView, perhaps_cited_by};
use crate::site::pages::feeds::follow::followed_at;
use crate::site::pages::picture::picture_link;
use crate::site::plan::Planner;
use crate::site::sources::{PageSources, rows};
use crate::site::views::meaning::{self, MeaningView};
use crate::site::views::parts::{
    AROUND, AROUND_BRIEFLY, CitationView, Fact, Link, Pager, RelationGroup, passage_groups, relation_groups,
};
use crate::site::views::state::{self, ForceLine};
use crate::site::views::{self, Scene, legislation};
use crate::site::world::World;
use crate::site::{Job, ListKind, Page, Renderer, WORK_PASSAGES};
use serde::Serialize;
use std::cmp::Reverse;
use std::sync::Arc;

/// Pages for each work that the site does not hold.
pub(super) fn plan(planner: &mut Planner<'_>) {
    let corpus = planner.input.corpus;
    let is_listed = |(index, work): &(usize, &Arc<Work>)| work.held.is_none() && corpus.has_work(*index);
    for (index, work) in corpus.works.iter().enumerate().filter(is_listed) {
        let label = work.number.as_ref().map_or_else(
            || work.title.clone().unwrap_or_else(|| work.id.clone()),
            |number| format!("{} {number}", work.kind_name),
        );
        planner.promise(&work.address, "work", &label);
        planner.add_list(pages(corpus, index));
    }
}

/// The pages of one work: the first is its own address.
pub fn pages(corpus: &Corpus, index: WorkIndex) -> Vec<ListPage> {
    let work = &corpus.works[index];
    if work.cited_by.len() <= WORK_PASSAGES.largest {
        return vec![(work.address.clone(), Job::Work(index, Span::Front), None)];
    }
    let blocks = blocks::pages(&newest_first(corpus, work), Members::Passages(index), WORK_PASSAGES);
    planned(&work.address, blocks, |span| Job::Work(index, span))
}

/// The passages that cite a work, by their place in its list: those of the newest documents first.
fn newest_first(corpus: &Corpus, work: &Work) -> Vec<Entry> {
    let passages = work.cited_by.iter().enumerate();
    let mut entries: Vec<Entry> = passages
        .map(|(member, by)| Entry { member, moment: Moment::of_document(corpus, by.document), times: None })
        .collect();
    entries.sort_by_key(|entry| Reverse(entry.moment));
    entries
}

/// The passages that a page of it shows.
fn shown(world: &World<'_>, index: WorkIndex, span: &Span) -> Vec<Passage> {
    let work = &world.corpus.works[index];
    match world.block(&work.address, span) {
        // The page has read which these are; the list has others.
        Some(block) => block.members().map(|member| work.cited_by.quietly()[member]).collect(),
        None => newest_first(world.corpus, work).iter().map(|entry| work.cited_by[entry.member]).collect(),
    }
}

/// What the page is made of.
pub(super) fn sources(world: &World<'_>, work: WorkIndex, span: &Span) -> PageSources {
    let documents = shown(world, work, span).iter().map(|passage| passage.document).collect();
    PageSources { files: rows(world, &[work]), documents, texts: Vec::new() }
}

/// The bytes of the page.
///
/// # Errors
/// See [`crate::site::MakeError`].
pub(super) fn make(
    renderer: &Renderer,
    scene: Scene<'_>,
    page: &Page,
    index: WorkIndex,
    span: &Span,
) -> Result<Vec<u8>, Diagnostic> {
    let work = &scene.world.corpus.works[index];
    let name = work_name(work);
    let issuer = work.issuer.clone().zip(work.issuer_name.as_deref());
    let issuer = issuer.map(|(key, name)| (list_address(&ListKind::Issuer(key)), name));
    let mut above = vec![(address::WORKS, scene.text("page-nav-works"))];
    above.extend(issuer.as_ref().map(|(address, name)| (address.as_str(), *name)));
    let cited_by = cited_by(scene, index, span);
    if *span != Span::Front {
        above.push((&work.address, &name));
    }
    let heading = views::dated(scene, &name, scene.world.block(&work.address, span));
    let label = names::label_of(scene.language(), work);
    let here = if *span == Span::Front { name.clone() } else { scene.text("page-cited-by").to_owned() };
    let mut frame = renderer.frame(scene, page, &heading).below(scene, &above, here).described(&label);
    frame = frame.cited_as(&work.id);
    if let Some(pager) = &cited_by.pager {
        (frame.previous, frame.next) = (pager.previous.clone(), pager.next.clone());
    }
    if *span != Span::Front {
        // What is known of the work stands on its first page alone.
        let view = CitedByPage { href: scene.links.to(&work.address), title: name.clone(), cited_by };
        return renderer.templates.render("cited-by.html", &frame, "cited_by", &view, &[]);
    }
    let view = view(scene, index, cited_by);
    let frame = frame.followed_by(view.follow.clone(), &label);
    let legislation = legislation::json_ld(scene.world, index);
    renderer.templates.render("work.html", &frame, "work", &view, &[("legislation", &legislation)])
}

/// The page of a work not held.
#[derive(Debug, Serialize)]
pub struct WorkView<'a> {
    /// Type and number.
    pub name: String,
    /// Title, where the name does not say it.
    pub title: Option<&'a str>,
    /// Whether it is in force.
    pub force: ForceLine<'a>,
    /// What is known.
    pub card: Vec<Fact<'a>>,
    /// How official texts cite it.
    pub citation: CitationView,
    /// Official address.
    pub official: Option<&'a str>,
    /// The neighbour that holds its text.
    pub elsewhere: Option<Link<'a>>,
    /// Where its number can be looked up, where no official address is known: not checked.
    pub lookups: Vec<Link<'a>>,
    /// Remark of the editors.
    pub note: Option<&'a str>,
    /// The editors have verified it.
    pub verified: bool,
    /// The picture of what stands around it, where there is one.
    pub picture: Option<String>,
    /// Relations to other works.
    pub relations: Vec<RelationGroup<'a>>,
    /// What documents say of it.
    pub meaning: MeaningView<'a>,
    /// The feed of who cites and changes it.
    pub follow: Option<String>,
    /// Its text is not here, in any form.
    pub formats: [(); 0],
    /// Who cites it, one page.
    pub cited_by: CitedByView<'a>,
    /// Passages that may mean it; on the first page.
    pub perhaps: CitedByView<'a>,
}

/// A page of the passages that cite it; how many there are in all, on the first.
fn cited_by<'a>(scene: Scene<'a>, index: WorkIndex, span: &Span) -> CitedByView<'a> {
    let work = &scene.world.corpus.works[index];
    let around = if *span == Span::Front { AROUND } else { AROUND_BRIEFLY };
    CitedByView {
        total: if *span == Span::Front { work.cited_by.len() } else { 0 },
        groups: passage_groups(scene, &shown(scene.world, index, span), around),
        more: 0,
        all: None,
        pager: Pager::by_span(scene, &work.address, scene.world.block(&work.address, span)),
    }
}

/// The places at which the site's editors look a number up; what stands there was not checked.
fn lookups<'a>(scene: Scene<'a>, index: WorkIndex) -> Vec<Link<'a>> {
    let work = &scene.world.corpus.works[index];
    let Some(number) = work.number.as_ref().filter(|_| work.url.is_none()) else { return Vec::new() };
    let link = |pattern: &'a String| {
        let (host, address) = lookup_address(pattern, number.as_str());
        Link { href: Some(address), text: scene.fill("page-work-lookup", &[("host", host)]).into() }
    };
    scene.world.config.lookup.iter().map(link).collect()
}

/// The first page of work `index`.
fn view<'a>(scene: Scene<'a>, index: WorkIndex, cited_by: CitedByView<'a>) -> WorkView<'a> {
    let work = &scene.world.corpus.works[index];
    let unstated = scene.text("page-unstated");
    let list = |kind: ListKind| scene.world.list_link(scene.links, &kind);
    let kind_link = work.kind.clone().and_then(|key| list(ListKind::Type(key)));
    let kind = scene.world.glossed_type(work.kind.as_deref().unwrap_or_default(), &work.kind_name);
    let mut card = vec![Fact::data(scene.text("page-type"), kind, kind_link)];
    if let Some(number) = &work.number {
        card.push(Fact::data(scene.text("page-number"), number.as_str(), None));
    }
    let date = work.date.map_or_else(|| unstated.to_owned(), |date| written(scene.language(), date));
    card.push(Fact::word(scene.text("page-date"), date));
    card.push(match (&work.issuer, &work.issuer_name) {
        (Some(key), Some(name)) => {
            Fact::data(scene.text("page-issuer"), name.as_str(), list(ListKind::Issuer(key.clone())))
        }
        (None, Some(name)) => Fact::data(scene.text("page-issuer"), name.as_str(), None),
        _ => Fact::word(scene.text("page-issuer"), unstated),
    });
    card.extend(crate::site::views::twins::facts(scene, index));
    WorkView {
        name: work_name(work),
        title: work.number.as_ref().and(work.title.as_deref()),
        force: state::line(scene, index),
        card,
        citation: CitationView::new(scene, citing::citation(scene.world.registries, work)),
        official: work.url.as_deref(),
        elsewhere: scene.world.elsewhere(work).map(|there| {
            let text = scene.fill("page-work-elsewhere", &[("site", &there.site)]).into();
            Link { href: Some(there.address.clone()), text }
        }),
        lookups: lookups(scene, index),
        note: work.note.as_deref(),
        verified: work.row.is_some(),
        picture: picture_link(scene, &work.address),
        relations: relation_groups(scene, &work.relations),
        meaning: meaning::view(scene, index),
        follow: scene.world.link(scene.links, &followed_at(&work.address)),
        formats: [],
        cited_by,
        perhaps: perhaps_cited_by(scene, index),
    }
}
