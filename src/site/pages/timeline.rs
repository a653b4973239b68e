//! What a body has issued, as far as this site knows, in the order of time: documents in full and works
//! that are only cited.
//!
//! In: an issuer's key, which page. Out: works under their years, newest first. Works without a date close the list,
//! under a heading that says so; none is given a year by guess.

use crate::address;
use crate::content::registry::ISSUERS_FILE;
use crate::corpus::{Corpus, WorkIndex};
use crate::diagnostic::Diagnostic;
use crate::site::address::{block_address, issuer_address, list_address};
use crate::site::sources::{PageSources, held, rows};
use crate::site::views::parts::{DateView, Link, Pager, WorkLine};
use crate::site::views::{self, Scene};
use crate::site::world::World;
use crate::site::{Job, LIST_PAGE, ListKind, Page, Renderer, blocks};
use crate::text::date::WorkDate;
use serde::Serialize;
use std::borrow::Cow;
use std::cmp::Reverse;

/// Fewer works make no line.
const TIMELINE_FROM: usize = 2;

/// Address of the timeline of an issuer.
pub fn timeline_address(issuer: &str) -> String {
    format!("{}dong-thoi-gian/", issuer_address(issuer))
}

/// The pages of an issuer's timeline.
pub fn pages(corpus: &Corpus, issuer: &str) -> Vec<(String, Job)> {
    let held = corpus.by_issuer.get(issuer).map_or(0, Vec::len);
    let works = held + corpus.works_by_issuer.get(issuer).map_or(0, Vec::len);
    if works < TIMELINE_FROM {
        return Vec::new();
    }
    let first = timeline_address(issuer);
    let job = |page| (block_address(&first, page), Job::Timeline(issuer.to_owned(), page));
    blocks::pages(works, LIST_PAGE).map(job).collect()
}

/// What the page is made of.
pub(super) fn sources(world: &World<'_>, issuer: &str, number: usize) -> PageSources {
    let works = works_of(world, issuer);
    let shown = &works[blocks::places(works.len(), LIST_PAGE, number)];
    let files = [ISSUERS_FILE].into_iter().chain(rows(world, shown)).collect();
    PageSources { files, documents: held(world, shown), texts: Vec::new() }
}

/// The bytes of the page.
///
/// # Errors
/// See [`crate::site::MakeError`].
pub(super) fn make(
    renderer: &Renderer,
    scene: Scene<'_>,
    page: &Page,
    issuer: &str,
    number: usize,
) -> Result<Vec<u8>, Diagnostic> {
    let view = view(scene, issuer, number);
    let name = scene.world.issuer_name(issuer);
    let heading = scene.fill("page-timeline-heading", &[("issuer", name)]);
    let address = list_address(&ListKind::Issuer(issuer.to_owned()));
    let above = [(address::ISSUERS, scene.text("page-nav-issuers")), (address.as_str(), name)];
    let mut frame = renderer.frame(scene, page, &views::dated(scene, &heading, number));
    frame = frame.below(scene, &above, scene.text("page-timeline"));
    if let Some(pager) = &view.pager {
        (frame.previous, frame.next) = (pager.previous.clone(), pager.next.clone());
    }
    renderer.templates.render("timeline.html", &frame, "timeline", &view, &[])
}

/// A page of an issuer's timeline.
#[derive(Debug, Serialize)]
pub struct TimelineView<'a> {
    /// Whose it is.
    pub issuer: &'a str,
    /// Works known in all, documents of the site included.
    pub total: usize,
    /// Documents of the site among them.
    pub held: usize,
    /// Works of this page.
    pub years: Vec<TimelineYear<'a>>,
    /// What the registry says of the body itself: since when, until when.
    pub life: Vec<LifeView<'a>>,
    /// Other pages.
    pub pager: Option<Pager>,
}

/// Works of one year.
#[derive(Debug, Serialize)]
pub struct TimelineYear<'a> {
    /// "2024", or that the date is unknown.
    pub name: String,
    /// `nam-2024`.
    pub anchor: String,
    /// Newest first.
    pub works: Vec<WorkLine<'a>>,
}

/// Something that happened to a body.
#[derive(Debug, Serialize)]
pub struct LifeView<'a> {
    /// "Thành lập", "Kết thúc hoạt động".
    pub what: &'static str,
    /// When.
    pub date: DateView,
    /// Who came after it.
    pub successor: Option<Link<'a>>,
}

/// Page `number`, as [`blocks`] counts, of the timeline of `key`.
pub fn view<'a>(scene: Scene<'a>, key: &'a str, number: usize) -> TimelineView<'a> {
    let world = scene.world;
    let works = works_of(world, key);
    let year = |work: &WorkIndex| year(world, *work);
    let shown = &works[blocks::places(works.len(), LIST_PAGE, number)];
    let years = shown.chunk_by(|a, b| year(a) == year(b)).map(|run| TimelineYear {
        name: year(&run[0]).map_or_else(|| scene.text("page-undated").to_owned(), |year| year.to_string()),
        anchor: year(&run[0]).map_or_else(|| "khong-ro-ngay".to_owned(), |year| format!("nam-{year}")),
        works: run.iter().map(|work| WorkLine { issuer: None, ..WorkLine::counted(scene, *work) }).collect(),
    });
    let first = timeline_address(key);
    TimelineView {
        issuer: world.body_name(key),
        total: works.len(),
        held: world.corpus.by_issuer.get(key).map_or(0, Vec::len),
        years: years.collect(),
        life: life(scene, key),
        pager: Pager::by_time(scene, number, works.len(), LIST_PAGE, |page| block_address(&first, page)),
    }
}

/// All that `key` issued, newest first. A year by itself stands below its days: nothing tells where
/// among them it belongs.
pub fn works_of(world: &World<'_>, key: &str) -> Vec<WorkIndex> {
    let corpus = world.corpus;
    let held = corpus.by_issuer.get(key).into_iter().flatten().map(|document| corpus.documents[*document].work);
    let cited = corpus.works_by_issuer.get(key).into_iter().flatten().copied();
    let mut works = corpus.in_order(held.chain(cited));
    let day = |work: &WorkIndex| corpus.works[*work].date.and_then(WorkDate::day);
    works.sort_by_key(|work| Reverse((year(world, *work), day(work))));
    works
}

/// The year of a work. A number may carry it (12/2022/TT-BGDĐT).
fn year(world: &World<'_>, work: WorkIndex) -> Option<i16> {
    let work = &world.corpus.works[work];
    work.date.map(WorkDate::year).or_else(|| work.number.as_ref()?.own_year())
}

fn life<'a>(scene: Scene<'a>, key: &str) -> Vec<LifeView<'a>> {
    let Some(issuer) = scene.world.registries.issuers.get(key) else { return Vec::new() };
    let successor = issuer.successor.as_ref().map(|key| Link {
        href: scene.world.list_link(scene.links, &ListKind::Issuer(key.clone())),
        text: Cow::Borrowed(scene.world.body_name(key)),
    });
    let date = |day| DateView::new(scene, WorkDate::Day(day));
    let ended = issuer.valid_to.map(|day| LifeView { what: scene.text("page-valid-to"), date: date(day), successor });
    let began =
        issuer.valid_from.map(|day| LifeView { what: scene.text("page-valid-from"), date: date(day), successor: None });
    ended.into_iter().chain(began).collect()
}

/// The link to the timeline of a body, where it has one.
pub fn link(scene: Scene<'_>, kind: &ListKind) -> Option<String> {
    let ListKind::Issuer(key) = kind else { return None };
    scene.world.link(scene.links, &timeline_address(key))
}
