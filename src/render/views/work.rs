//! The page of a work whose text the site does not hold, and the list of all works by times cited.

use super::Scene;
use super::document::{CitedByView, cited_by, perhaps_cited_by};
use super::meaning::{self, MeaningView, standing_fact};
use super::parts::{CitationView, Fact, Pager, RelationGroup, WorkLine, page_of, relation_groups};
use super::picture::picture_link;
use crate::corpus::WorkIndex;
use crate::render::citing;
use crate::render::links::page_address;
use crate::render::names::work_name;
use crate::render::templates::written;
use crate::site::{LIST_PAGE, ListKind};
use serde::Serialize;

/// The page of a work not held.
#[derive(Debug, Serialize)]
pub struct WorkView<'a> {
    /// Type and number.
    pub name: String,
    /// Title, where the name does not say it.
    pub title: Option<&'a str>,
    /// What is known.
    pub card: Vec<Fact<'a>>,
    /// How official texts cite it.
    pub citation: CitationView,
    /// Official address.
    pub official: Option<&'a str>,
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
    /// Its text is not here, in any form.
    pub formats: [(); 0],
    /// Who cites it, one page.
    pub cited_by: CitedByView<'a>,
    /// Passages that may mean it; on the first page.
    pub perhaps: CitedByView<'a>,
}

/// Page `number` of work `index`.
pub fn view(scene: Scene<'_>, index: WorkIndex, number: usize) -> WorkView<'_> {
    let work = &scene.world.corpus.works[index];
    let unstated = scene.text("page-unstated");
    let list = |kind: ListKind| scene.world.list_link(scene.links, &kind);
    let kind_link = work.kind.clone().and_then(|key| list(ListKind::Type(key)));
    let mut card = vec![Fact::data(scene.text("page-type"), work.kind_name.as_str(), kind_link)];
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
    card.push(standing_fact(scene, index));
    card.extend(super::twins::facts(scene, index));
    WorkView {
        name: work_name(work),
        title: work.number.as_ref().and(work.title.as_deref()),
        card,
        citation: CitationView::new(scene, citing::citation(scene, work)),
        official: work.url.as_deref(),
        note: work.note.as_deref(),
        verified: work.row.is_some(),
        picture: picture_link(scene, &work.address),
        relations: relation_groups(scene, &work.relations),
        meaning: meaning::view(scene, index),
        formats: [],
        cited_by: cited_by(scene, index, number, |page| page_address(&work.address, page)),
        perhaps: perhaps_cited_by(scene, index, number == 1),
    }
}

/// One page of all works.
#[derive(Debug, Serialize)]
pub struct WorksView<'a> {
    /// Works in all.
    pub total: usize,
    /// Those of this page.
    pub works: Vec<WorkLine<'a>>,
    /// Rank of the first.
    pub start: usize,
    /// Other pages.
    pub pager: Option<Pager>,
}

/// Page `number` of `/vien-dan/`.
pub fn works(scene: Scene<'_>, number: usize) -> WorksView<'_> {
    let all = scene.world.most_cited();
    WorksView {
        total: all.len(),
        works: page_of(all, number, LIST_PAGE).iter().map(|index| WorkLine::new(scene, *index)).collect(),
        start: number.saturating_sub(1) * LIST_PAGE + 1,
        pager: Pager::new(scene, number, all.len(), LIST_PAGE, |page| page_address("/vien-dan/", page)),
    }
}
