//! What was published, changed, corrected, withdrawn or taken down, day by day: the feed of the whole site as a page.
//!
//! In: the entries of the feed. Out: [`PublishedView`], days newest first.

use crate::address;
use crate::diagnostic::Diagnostic;
use crate::site::pages::feeds::{self, feed_address, json_feed_address};
use crate::site::plan::Planner;
use crate::site::views::Scene;
use crate::site::views::parts::{DateView, DocumentLine};
use crate::site::{Job, ListKind, Page, Renderer};
use crate::text::date::WorkDate;
use serde::Serialize;

/// Address of the page.
pub const LATEST: &str = "/moi-dang/";

/// One page.
pub(super) fn plan(planner: &mut Planner<'_>) {
    planner.add(LATEST, Job::Published);
}

/// The bytes of the page.
///
/// # Errors
/// See [`crate::site::MakeError`].
pub(super) fn make(renderer: &Renderer, scene: Scene<'_>, page: &Page) -> Result<Vec<u8>, Diagnostic> {
    let name = scene.text("page-latest");
    let mut frame = renderer.frame(scene, page, name).below(scene, &[], name);
    frame.json_feed = scene.world.link(scene.links, &json_feed_address(&ListKind::All));
    renderer.templates.render("published.html", &frame, "published", &view(scene), &[])
}

/// The page.
#[derive(Debug, Serialize)]
pub struct PublishedView<'a> {
    /// Days, newest first.
    pub days: Vec<Day<'a>>,
    /// The same as Atom.
    pub atom: Option<String>,
    /// The same as JSON Feed.
    pub json: Option<String>,
    /// All documents, where the page leaves some out.
    pub all: Option<String>,
}

/// What happened on one day.
#[derive(Debug, Serialize)]
pub struct Day<'a> {
    /// Which.
    pub date: DateView,
    /// In the order of the feed.
    pub events: Vec<PublishedEvent<'a>>,
}

/// Something that happened.
#[derive(Debug, Serialize)]
pub struct PublishedEvent<'a> {
    /// The page concerned.
    pub href: String,
    /// Its title.
    pub title: String,
    /// "Đăng", "Có thay đổi", "Thu hồi", "Gỡ xuống".
    pub what: &'static str,
    /// It is no longer to be relied on.
    pub withdrawn: bool,
    /// The document; `None` where it was taken down.
    pub document: Option<DocumentLine<'a>>,
    /// What became of it, sentence by sentence.
    pub became: Vec<String>,
}

/// The page of what is new on the site.
pub fn view(scene: Scene<'_>) -> PublishedView<'_> {
    let world = scene.world;
    let entries = feeds::entries(world);
    let days = entries.chunk_by(|a, b| a.updated == b.updated).map(|day| Day {
        date: DateView::new(scene, WorkDate::Day(day[0].updated)),
        events: day.iter().map(|entry| event(scene, entry)).collect(),
    });
    PublishedView {
        days: days.collect(),
        atom: world.link(scene.links, &feed_address(&ListKind::All)),
        json: world.link(scene.links, &json_feed_address(&ListKind::All)),
        all: world.link(scene.links, address::DOCUMENTS).filter(|_| entries.len() == feeds::ENTRIES),
    }
}

fn event<'a>(scene: Scene<'a>, entry: &feeds::FeedEntry<'_>) -> PublishedEvent<'a> {
    let key = match entry.state {
        Some("gone") => "page-event-gone",
        Some("withdrawn") => "page-event-withdrawn",
        _ if entry.published == Some(entry.updated) => "page-event-published",
        _ => "page-event-changed",
    };
    let document = entry.index.map(|index| DocumentLine::new(scene, index));
    PublishedEvent {
        href: scene.links.to(entry.address),
        title: document.as_ref().map_or_else(|| entry.title.clone(), |document| document.title.to_owned()),
        what: scene.text(key),
        withdrawn: matches!(entry.state, Some("gone" | "withdrawn")),
        became: match entry.index {
            Some(index) => feeds::became(scene, &scene.world.corpus.documents[index]),
            None => vec![entry.summary.clone()],
        },
        document,
    }
}
