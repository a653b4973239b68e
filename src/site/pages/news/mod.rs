//! What is new in a document beside the one before it in its series.

pub mod comparing;

use crate::address;
use crate::compare::{ComparedReference, Comparison, ComparisonRow, Figure, TextUnit, UnitIndex, UnitKind, WordChange};
use crate::corpus::{DocumentIndex, WorkIndex};
use crate::diagnostic::Diagnostic;
use crate::document::Section;
use crate::render::names::section_number;
use crate::site::plan::Planner;
use crate::site::sources::PageSources;
use crate::site::views::parts::{DocumentLine, Link, WorkLine};
use crate::site::views::{self, Scene};
use crate::site::world::World;
use crate::site::{Job, Page, Renderer};
use serde::Serialize;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// Address of the page.
pub fn news_address(document: &str) -> String {
    format!("{document}co-gi-moi/")
}

/// A page for each document that has one before it in its series.
pub(super) fn plan(planner: &mut Planner<'_>) {
    for (index, document) in planner.input.corpus.documents.iter().enumerate() {
        if document.previous.is_some() {
            planner.add(news_address(&document.address), Job::News(index));
        }
    }
}

/// What the page is made of.
pub(super) fn sources(world: &World<'_>, newer: DocumentIndex) -> PageSources {
    let older = world.corpus.documents[newer].previous;
    PageSources::texts(older.into_iter().chain([newer]).collect::<Vec<_>>())
}

/// The page that says what is new in a document beside the one before it.
pub(super) fn make(
    renderer: &Renderer,
    scene: Scene<'_>,
    page: &Page,
    newer: DocumentIndex,
) -> Result<Vec<u8>, Diagnostic> {
    let world = scene.world;
    let older =
        world.corpus.documents[newer].previous.expect("the plan has this page for a document with one before it");
    let (old, new) = (world.texts.text(older)?.tree, world.texts.text(newer)?.tree);
    let comparison = comparing::beside(
        world.corpus,
        comparing::ComparedText { index: older, tree: &old },
        comparing::ComparedText { index: newer, tree: &new },
    );
    let document = &world.corpus.documents[newer];
    let heading = scene.fill("page-news-heading", &[("title", &views::document_title(world, document))]);
    let view = view(scene, older, newer, &comparison);
    let above = [
        (address::DOCUMENTS, scene.text("page-nav-documents")),
        (document.address.as_str(), &document.front_matter.title),
    ];
    let frame = renderer.frame(scene, page, &heading).below(scene, &above, scene.text("page-news"));
    renderer.templates.render("comparison.html", &frame, "comparison", &view, &[])
}

/// The page.
#[derive(Debug, Serialize)]
pub struct ComparisonView<'a> {
    /// The document before.
    pub older: DocumentLine<'a>,
    /// The document.
    pub newer: DocumentLine<'a>,
    /// How much of the older one went on, per cent.
    pub older_percent: usize,
    /// How much of the newer one comes from the older one, per cent.
    pub newer_percent: usize,
    /// Too little in common to put the texts beside each other.
    pub too_little: bool,
    /// References in both.
    pub kept_count: usize,
    /// Only in the newer one.
    pub fresh_count: usize,
    /// Only in the older one.
    pub gone_count: usize,
    /// New, gone, kept; no empty group.
    pub references: Vec<ReferenceGroup<'a>>,
    /// Changed, new, gone; no empty group.
    pub figures: Vec<FigureGroup<'a>>,
    /// The texts, sentence by sentence; empty where they have too little in common.
    pub rows: Vec<RowView<'a>>,
    /// Rows that are the same.
    pub rows_kept: usize,
    /// Rows with other words.
    pub rows_changed: usize,
    /// Rows only in the newer one.
    pub rows_added: usize,
    /// Rows only in the older one.
    pub rows_dropped: usize,
}

/// References of one fate.
#[derive(Debug, Serialize)]
pub struct ReferenceGroup<'a> {
    /// "Mới", "Không còn", "Giữ lại".
    pub name: &'static str,
    /// How many.
    pub count: usize,
    /// Which.
    pub references: Vec<ReferenceView<'a>>,
}

/// A work that is cited.
#[derive(Debug, Serialize)]
pub struct ReferenceView<'a> {
    /// The work.
    pub work: WorkLine<'a>,
    /// Where it is cited.
    pub places: Vec<Link<'a>>,
    /// The work that took its place, or whose place it took.
    pub followed: Option<WorkLine<'a>>,
    /// "thay cho" or "nay là".
    pub followed_word: &'static str,
}

/// Figures of one fate.
#[derive(Debug, Serialize)]
pub struct FigureGroup<'a> {
    /// "Mới", "Không còn", "Thay đổi".
    pub name: &'static str,
    /// Which.
    pub figures: Vec<FigureView<'a>>,
}

/// A figure in its sentence.
#[derive(Debug, Serialize)]
pub struct FigureView<'a> {
    /// `68 % → 72 %`, or the figure alone.
    pub text: Cow<'a, str>,
    /// The sentence before it.
    pub before: &'a str,
    /// It.
    pub marked: &'a str,
    /// The sentence behind it.
    pub after: &'a str,
    /// Where it stands.
    pub href: String,
    /// The section's number.
    pub place: String,
}

/// A sentence, a heading, a row of a table.
#[derive(Debug, Serialize)]
pub struct RowView<'a> {
    /// `kept`, `changed`, `added`, `dropped`, with `moved` where it stands elsewhere.
    pub kind: &'static str,
    /// The same in words.
    pub word: &'static str,
    /// A heading.
    pub heading: bool,
    /// Its words.
    pub pieces: Vec<ComparedWords<'a>>,
    /// Where it stands; empty where the row above stands there too.
    pub href: Option<String>,
    /// The section's number.
    pub place: String,
}

/// Words that share a fate.
#[derive(Debug, Serialize)]
pub struct ComparedWords<'a> {
    /// `kept`, `added`, `dropped`.
    pub kind: &'static str,
    /// The words.
    pub text: Cow<'a, str>,
}

/// The view of what is new in `newer`.
pub fn view<'a>(
    scene: Scene<'a>,
    older: DocumentIndex,
    newer: DocumentIndex,
    comparison: &'a Comparison,
) -> ComparisonView<'a> {
    let side = |index: DocumentIndex| {
        let document = &scene.world.corpus.documents[index];
        ComparedPlace { address: &document.address, sections: &document.sections }
    };
    let maker = NewsMaker { scene, older: side(older), newer: side(newer), comparison };
    let references = &comparison.references;
    let too_little = comparison.is_too_little();
    let count = |is: fn(&ComparisonRow) -> bool| comparison.rows.iter().filter(|row| is(row)).count();
    ComparisonView {
        older: DocumentLine::new(scene, older),
        newer: DocumentLine::new(scene, newer),
        older_percent: comparison.older_overlap.percent(),
        newer_percent: comparison.newer_overlap.percent(),
        too_little,
        kept_count: references.kept.len(),
        fresh_count: references.new.len(),
        gone_count: references.gone.len(),
        references: maker.references(),
        figures: maker.figures(),
        rows: if too_little { Vec::new() } else { maker.rows(|_| true) },
        rows_kept: count(|row| matches!(row, ComparisonRow::Kept { .. })),
        rows_changed: count(|row| matches!(row, ComparisonRow::Changed { .. })),
        rows_added: count(|row| matches!(row, ComparisonRow::Added(_))),
        rows_dropped: count(|row| matches!(row, ComparisonRow::Dropped(_))),
    }
}

/// Where one of the two texts stands.
#[derive(Clone, Copy)]
pub(super) struct ComparedPlace<'a> {
    /// Its page.
    pub address: &'a str,
    /// Its outline.
    pub sections: &'a [Section],
}

/// What changed between two texts, sentence by sentence; what stayed is left out.
pub(super) fn changed_rows<'a>(
    scene: Scene<'a>,
    (older, newer): (ComparedPlace<'a>, ComparedPlace<'a>),
    comparison: &'a Comparison,
) -> Vec<RowView<'a>> {
    NewsMaker { scene, older, newer, comparison }.rows(|row| !matches!(row, ComparisonRow::Kept { .. }))
}

struct NewsMaker<'a> {
    scene: Scene<'a>,
    older: ComparedPlace<'a>,
    newer: ComparedPlace<'a>,
    comparison: &'a Comparison,
}

impl<'a> NewsMaker<'a> {
    fn references(&self) -> Vec<ReferenceGroup<'a>> {
        let works: BTreeMap<&str, WorkIndex> =
            self.scene.world.corpus.works.iter().enumerate().map(|(index, work)| (work.id.as_str(), index)).collect();
        let references = &self.comparison.references;
        let line = |reference: &ComparedReference| {
            works.get(reference.work.as_str()).map(|work| WorkLine::new(self.scene, *work))
        };
        let group = |key,
                     list: &[ComparedReference],
                     of_older: bool,
                     other: &dyn Fn(usize) -> Option<&'a ComparedReference>,
                     word| {
            let view = |(at, reference): (usize, &ComparedReference)| {
                Some(ReferenceView {
                    work: line(reference)?,
                    places: self.places(&reference.units, of_older),
                    followed: other(at).and_then(line),
                    followed_word: self.scene.text(word),
                })
            };
            let references: Vec<_> = list.iter().enumerate().filter_map(view).collect();
            ReferenceGroup { name: self.scene.text(key), count: references.len(), references }
        };
        let before =
            |at: usize| references.followed.iter().find(|pair| pair.1 == at).map(|pair| &references.gone[pair.0]);
        let after =
            |at: usize| references.followed.iter().find(|pair| pair.0 == at).map(|pair| &references.new[pair.1]);
        let groups = [
            group("page-news-new", &references.new, false, &before, "page-news-follows"),
            group("page-news-gone", &references.gone, true, &after, "page-news-followed"),
            group("page-news-kept", &references.kept, false, &|_| None, "page-news-follows"),
        ];
        groups.into_iter().filter(|group| group.count > 0).collect()
    }

    fn places(&self, units: &[UnitIndex], of_older: bool) -> Vec<Link<'a>> {
        let mut places: Vec<Link<'a>> = Vec::new();
        for unit in units {
            let (href, place) = self.place(*unit, of_older);
            if !places.iter().any(|other| other.text == place) {
                places.push(Link { href: Some(href), text: Cow::Owned(place) });
            }
        }
        places
    }

    fn unit(&self, unit: UnitIndex, of_older: bool) -> &'a TextUnit {
        if of_older { &self.comparison.older[unit] } else { &self.comparison.newer[unit] }
    }

    /// Where a unit stands: link, and number of its section.
    fn place(&self, unit: UnitIndex, of_older: bool) -> (String, String) {
        let ComparedPlace { address, sections } = if of_older { self.older } else { self.newer };
        let unit = self.unit(unit, of_older);
        let number = section_number(self.scene.language(), sections, unit.section);
        (format!("{}#{}", self.scene.links.to(address), unit.anchor), number)
    }

    fn figures(&self) -> Vec<FigureGroup<'a>> {
        let figures = &self.comparison.figures;
        let one = |figure: &'a Figure, of_older: bool, text: Cow<'a, str>| {
            let unit = self.unit(figure.unit, of_older);
            let (href, place) = self.place(figure.unit, of_older);
            let (before, rest) = unit.text.split_at(figure.at.start);
            let (marked, after) = rest.split_at(figure.at.end - figure.at.start);
            FigureView { text, before, marked, after, href, place }
        };
        let changed = figures
            .changed
            .iter()
            .map(|(old, new)| one(new, false, Cow::Owned(format!("{} → {}", old.text, new.text))))
            .collect();
        let alone = |list: &'a [Figure], of_older| {
            list.iter().map(|figure| one(figure, of_older, Cow::Borrowed(figure.text.as_str()))).collect()
        };
        let groups: [(&'static str, Vec<FigureView<'a>>); 3] = [
            ("page-news-changed", changed),
            ("page-news-new", alone(&figures.new, false)),
            ("page-news-gone", alone(&figures.gone, true)),
        ];
        let filled = groups.into_iter().filter(|(_, figures)| !figures.is_empty());
        filled.map(|(key, figures)| FigureGroup { name: self.scene.text(key), figures }).collect()
    }

    fn rows(&self, is_shown: fn(&ComparisonRow) -> bool) -> Vec<RowView<'a>> {
        let mut last: Option<String> = None;
        let mut rows = Vec::with_capacity(self.comparison.rows.len());
        for row in self.comparison.rows.iter().filter(|row| is_shown(row)) {
            let mut view = self.row(row);
            if view.href == last {
                view.href = None;
            } else {
                last.clone_from(&view.href);
            }
            rows.push(view);
        }
        rows
    }

    fn row(&self, row: &'a ComparisonRow) -> RowView<'a> {
        let whole = |kind, unit: &'a TextUnit| vec![ComparedWords { kind, text: Cow::Borrowed(unit.text.as_str()) }];
        let (kind, key, unit, of_older, pieces) = match row {
            ComparisonRow::Kept { new, moved: false, .. } => {
                ("kept", "page-news-row-kept", *new, false, whole("kept", self.unit(*new, false)))
            }
            ComparisonRow::Kept { new, moved: true, .. } => {
                ("kept moved", "page-news-row-moved", *new, false, whole("kept", self.unit(*new, false)))
            }
            ComparisonRow::Changed { new, moved, pieces, .. } => {
                let kind = |change| match change {
                    WordChange::Kept => "kept",
                    WordChange::Added => "added",
                    WordChange::Dropped => "dropped",
                };
                let pieces = pieces
                    .iter()
                    .map(|piece| ComparedWords { kind: kind(piece.change), text: Cow::Borrowed(piece.text.as_str()) });
                let (kind, key) = if *moved {
                    ("changed moved", "page-news-row-changed-moved")
                } else {
                    ("changed", "page-news-row-changed")
                };
                (kind, key, *new, false, pieces.collect())
            }
            ComparisonRow::Added(new) => {
                ("added", "page-news-row-added", *new, false, whole("added", self.unit(*new, false)))
            }
            ComparisonRow::Dropped(old) => {
                ("dropped", "page-news-row-dropped", *old, true, whole("dropped", self.unit(*old, true)))
            }
        };
        let (href, place) = self.place(unit, of_older);
        RowView {
            kind,
            word: self.scene.text(key),
            heading: matches!(self.unit(unit, of_older).kind, UnitKind::Heading(_)),
            pieces,
            href: Some(href),
            place,
        }
    }
}
