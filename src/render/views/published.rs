//! What was published, changed, corrected, withdrawn or taken down, day by day: the feed of the whole site as a page.
//!
//! In: the entries of the feed. Out: [`PublishedView`], days newest first.

use super::Scene;
use super::parts::DateView;
use crate::render::feed;
use crate::render::links::feed_address;
use crate::site::ListKind;
use crate::site::address::json_feed_address;
use crate::text::date::WorkDate;
use serde::Serialize;

/// The page.
#[derive(Debug, Serialize)]
pub struct PublishedView {
    /// Days, newest first.
    pub days: Vec<Day>,
    /// The same as Atom.
    pub atom: Option<String>,
    /// The same as JSON Feed.
    pub json: Option<String>,
    /// All documents, where the page leaves some out.
    pub all: Option<String>,
}

/// What happened on one day.
#[derive(Debug, Serialize)]
pub struct Day {
    /// Which.
    pub date: DateView,
    /// In the order of the feed.
    pub events: Vec<Event>,
}

/// Something that happened.
#[derive(Debug, Serialize)]
pub struct Event {
    /// The page concerned.
    pub href: String,
    /// Its title.
    pub title: String,
    /// "Đăng", "Có thay đổi", "Thu hồi", "Gỡ xuống".
    pub what: &'static str,
    /// It is no longer to be relied on.
    pub withdrawn: bool,
    /// What it is, and what became of it.
    pub summary: String,
}

/// The page of what is new on the site.
pub fn view(scene: Scene<'_>) -> PublishedView {
    let world = scene.world;
    let entries = feed::entries(world);
    let days = entries.chunk_by(|a, b| a.updated == b.updated).map(|day| Day {
        date: DateView::new(scene, WorkDate::Day(day[0].updated)),
        events: day.iter().map(|entry| event(scene, entry)).collect(),
    });
    PublishedView {
        days: days.collect(),
        atom: world.link(scene.links, &feed_address(&ListKind::All)),
        json: world.link(scene.links, &json_feed_address(&ListKind::All)),
        all: world.link(scene.links, "/van-ban/").filter(|_| entries.len() == feed::ENTRIES),
    }
}

fn event(scene: Scene<'_>, entry: &feed::Entry<'_>) -> Event {
    let key = match entry.state {
        Some("gone") => "page-event-gone",
        Some(_) => "page-event-withdrawn",
        None if entry.published == Some(entry.updated) => "page-event-published",
        None => "page-event-changed",
    };
    Event {
        href: scene.links.to(entry.address),
        title: entry.title.clone(),
        what: scene.text(key),
        withdrawn: entry.state.is_some(),
        summary: entry.summary.clone(),
    }
}
