//! What a body has issued, as far as this site knows, in the order of time: documents in full and works
//! that are only cited.
//!
//! In: an issuer's key, which page. Out: works under their years, newest first. Works without a date close the list,
//! under a heading that says so; none is given a year by guess.

use crate::address;
use crate::content::registry::ISSUERS_FILE;
use crate::corpus::{Corpus, WorkIndex};
use crate::diagnostic::Diagnostic;
use crate::site::address::{issuer_address, list_address};
use crate::site::blocks::{self, Entry, ListPage, Members, Moment, Span, planned};
use crate::site::sources::{PageSources, held, rows};
use crate::site::views::parts::{DateView, Link, Pager, WorkLine};
use crate::site::views::{self, Scene};
use crate::site::world::World;
use crate::site::{Job, LIST_PAGE, ListKind, Page, Renderer};
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
pub fn pages(corpus: &Corpus, issuer: &str) -> Vec<ListPage> {
    let works = works_of(corpus, issuer);
    if works.len() < TIMELINE_FROM {
        return Vec::new();
    }
    let blocks = blocks::pages(&works, Members::Works, LIST_PAGE);
    planned(&timeline_address(issuer), blocks, |span| Job::Timeline(issuer.to_owned(), span))
}

/// What the page is made of.
pub(super) fn sources(world: &World<'_>, issuer: &str, span: &Span) -> PageSources {
    let shown = shown(world, issuer, span);
    let files = [ISSUERS_FILE].into_iter().chain(rows(world, &shown)).collect();
    PageSources { files, documents: held(world, &shown), texts: Vec::new() }
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
    span: &Span,
) -> Result<Vec<u8>, Diagnostic> {
    let view = view(scene, issuer, span);
    let name = scene.world.issuer_name(issuer);
    let heading = scene.fill("page-timeline-heading", &[("issuer", name)]);
    let address = list_address(&ListKind::Issuer(issuer.to_owned()));
    let above = [(address::ISSUERS, scene.text("page-nav-issuers")), (address.as_str(), name)];
    let mut frame =
        renderer.frame(scene, page, &views::dated(scene, &heading, scene.world.block(&timeline_address(issuer), span)));
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
    /// Works known in all, documents of the site included; on the first page, as what follows.
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

/// A page of the timeline of `key`.
pub fn view<'a>(scene: Scene<'a>, key: &'a str, span: &Span) -> TimelineView<'a> {
    let world = scene.world;
    let year = |work: &WorkIndex| Moment::of_work(world.corpus, *work).year();
    let shown = shown(world, key, span);
    let years = shown.chunk_by(|a, b| year(a) == year(b)).map(|run| TimelineYear {
        name: year(&run[0]).map_or_else(|| scene.text("page-undated").to_owned(), |year| year.to_string()),
        anchor: year(&run[0]).map_or_else(|| "khong-ro-ngay".to_owned(), |year| format!("nam-{year}")),
        works: run.iter().map(|work| WorkLine { issuer: None, ..WorkLine::new(scene, *work) }).collect(),
    });
    let first = timeline_address(key);
    let is_front = *span == Span::Front;
    let (held, known) = match is_front {
        true => (
            world.corpus.by_issuer.get(key).map_or(0, Vec::len),
            world.corpus.works_by_issuer.get(key).map_or(0, Vec::len),
        ),
        false => (0, 0),
    };
    TimelineView {
        issuer: world.body_name(key),
        total: if is_front { held + known } else { 0 },
        held,
        years: years.collect(),
        life: if is_front { life(scene, key) } else { Vec::new() },
        pager: Pager::by_span(scene, &first, world.block(&first, span)),
    }
}

/// The works that a page of it shows.
fn shown(world: &World<'_>, key: &str, span: &Span) -> Vec<WorkIndex> {
    world.block(&timeline_address(key), span).map_or_else(Vec::new, |block| block.members().collect())
}

/// All that `key` issued, newest first. A year by itself stands below its days: nothing tells where
/// among them it belongs.
fn works_of(corpus: &Corpus, key: &str) -> Vec<Entry> {
    let held = corpus.by_issuer.get(key).into_iter().flatten().map(|document| corpus.documents[*document].work);
    let cited = corpus.works_by_issuer.get(key).into_iter().flatten().copied();
    let entry = |member| Entry { member, moment: Moment::of_work(corpus, member), times: None };
    let mut works: Vec<Entry> = corpus.in_order(held.chain(cited)).into_iter().map(entry).collect();
    works.sort_by_key(|work| Reverse(work.moment));
    works
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
