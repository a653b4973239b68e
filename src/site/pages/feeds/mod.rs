//! The feeds of lists, as Atom (RFC 4287) and as JSON Feed 1.1: what was published, changed, corrected, withdrawn or
//! taken down, newest first; [`follow`] has those of one document, of an agency's tasks, of a series. Entry ids are made
//! of permanent addresses and never change; days come from people (front matter, `gone:`), never from a clock, and what
//! has no day of publishing stays out.
//!
//! In: a list. Out: a [`Feed`] of at most [`ENTRIES`] entries, written by [`atom`] and [`json`].

pub mod atom;
pub mod follow;
pub mod json;
pub(in crate::site) mod recent;

use crate::address;
use crate::content::config::Gone;
use crate::content::front_matter::Relation;
use crate::corpus::status::{Force, force};
use crate::corpus::{DocumentIndex, HeldDocument};
use crate::foreign::kinds::media_type;
use crate::render::links::{Links, absolute};
use crate::render::names::label_of;
use crate::render::templates::written;
use crate::site::address::list_address;
use crate::site::pages::data::index::SITE_DATA;
use crate::site::pages::versions;
use crate::site::plan::Planner;
use crate::site::views::Scene;
use crate::site::views::media::original_files;
use crate::site::views::parts::relation_word;
use crate::site::views::state::mark;
use crate::site::{Job, ListKind, World};
use crate::text::date::WorkDate;
use jiff::civil::Date;

/// Address of a list's feed.
pub fn feed_address(kind: &ListKind) -> String {
    match kind {
        ListKind::All => "/atom.xml".to_owned(),
        ListKind::Theme(_) | ListKind::Issuer(_) | ListKind::Type(_) | ListKind::SchoolYear(_) => {
            format!("{}atom.xml", list_address(kind))
        }
    }
}

/// Address of a list's feed in JSON.
pub fn json_feed_address(kind: &ListKind) -> String {
    match kind {
        ListKind::All => "/feed.json".to_owned(),
        ListKind::Theme(_) | ListKind::Issuer(_) | ListKind::Type(_) | ListKind::SchoolYear(_) => {
            format!("{}feed.json", list_address(kind))
        }
    }
}

/// The feeds of one list.
pub(super) fn plan(planner: &mut Planner<'_>, list: ListKind) {
    planner.add(json_feed_address(&list), Job::JsonFeed(list.clone()));
    planner.add(feed_address(&list), Job::Feed(list));
}

/// Entries of the feed of the whole site. What is older stands in the list itself and in the data, to whose list each
/// feed points.
pub const ENTRIES: usize = 100;
/// Entries of the feed of a list: a document stands in some six of them.
const LIST_ENTRIES: usize = 30;
/// Entries of the feed of what is followed: there are as many such feeds as documents, and a reader asks each day.
const FOLLOWED_ENTRIES: usize = 20;

/// A feed, ready to be written.
pub struct Feed<'a> {
    /// What it says besides its entries.
    channel: Channel,
    /// Newest change first.
    entries: Vec<FeedEntry<'a>>,
}

/// What a feed says besides its entries.
struct Channel {
    /// Its own address, which is its id.
    itself: String,
    title: String,
    /// The page of what it is about.
    home: String,
    /// The same as JSON Feed, where there is one.
    json: Option<String>,
    /// All documents, for who needs what is older; only where a feed leaves something out.
    archive: Option<String>,
}

/// One entry.
pub struct FeedEntry<'a> {
    /// The permanent address within the site.
    pub address: &'a str,
    /// What it is known by for ever: the address on the web, with an anchor of its own where other feeds say something
    /// else of the same page.
    id: String,
    /// The place on the web.
    url: String,
    /// What was published, changed or taken down.
    pub title: String,
    /// When it was first published; `None` for what was taken down.
    pub published: Option<Date>,
    /// When something about it changed last.
    pub updated: Date,
    /// What it is, and what became of it.
    pub summary: String,
    /// Which document; `None` for what was taken down.
    pub index: Option<DocumentIndex>,
    /// Keys and names of themes.
    themes: Vec<(&'a str, &'a str)>,
    /// The key of its state; `gone`: it was taken down.
    pub state: Option<&'static str>,
    files: Vec<Enclosure<'a>>,
    /// The document itself, while the site holds it.
    pub document: Option<&'a HeldDocument>,
}

/// A file of the document.
struct Enclosure<'a> {
    url: String,
    kind: &'static str,
    title: &'a str,
    size: u64,
    sha256: &'a str,
}

/// What an entry is about.
#[derive(Clone, Copy)]
enum FeedSubject<'a> {
    Document(DocumentIndex),
    Gone(&'a Gone),
}

/// What the feed of the whole site says, for the page that says it to people.
pub fn entries<'a>(world: &'a World<'a>) -> Vec<FeedEntry<'a>> {
    of_list(world, &ListKind::All).entries
}

/// The feed of `kind`.
pub fn of_list<'a>(world: &'a World<'a>, kind: &'a ListKind) -> Feed<'a> {
    let mut subjects: Vec<(Date, Option<Date>, &str, FeedSubject<'a>)> = Vec::new();
    for index in world.documents_of(kind) {
        let document = &world.corpus.documents[index];
        if let Some(published) = document.front_matter.published {
            let updated = last_change(world, document, published);
            subjects.push((updated, Some(published), &document.address, FeedSubject::Document(index)));
        }
    }
    let documents = world.config.gone.iter().filter(|gone| gone.address.value.ends_with('/'));
    for gone in documents.filter(|gone| was_in(kind, &gone.address.value)) {
        if let Some(day) = gone.date {
            subjects.push((day, None, &gone.address.value, FeedSubject::Gone(gone)));
        }
    }
    subjects.sort_by(|a, b| (b.0, b.1, b.2).cmp(&(a.0, a.1, a.2)));
    let most = if *kind == ListKind::All { ENTRIES } else { LIST_ENTRIES };
    let total = subjects.len();
    let name = world.list_name(kind);
    let base = &world.config.base_url;
    let home = if *kind == ListKind::All { "/".to_owned() } else { list_address(kind) };
    let channel = Channel {
        itself: absolute(base, &feed_address(kind)),
        json: Some(absolute(base, &json_feed_address(kind))),
        title: if name.is_empty() { world.config.title.clone() } else { format!("{name} – {}", world.config.title) },
        home: absolute(base, &home),
        archive: (total > most).then(|| absolute(base, SITE_DATA)),
    };
    let entries = subjects.into_iter().take(most).map(|(updated, published, _, subject)| match subject {
        FeedSubject::Document(index) => document_entry(world, index, published, updated),
        FeedSubject::Gone(gone) => gone_entry(world, gone, updated),
    });
    Feed { entries: entries.collect(), channel }
}

/// The last day on which something about a published document changed: its text or metadata here, a remark of the
/// editors, a document of the site that corrects, amends, replaces or repeals it.
fn last_change(world: &World<'_>, document: &HeldDocument, published: Date) -> Date {
    let remarks = document.front_matter.notes.iter().map(|note| note.date);
    let others = changed_by(world, document).filter_map(|(_, other)| other.front_matter.published);
    let versions = document.front_matter.versions.iter().map(|version| version.until);
    remarks.chain(others).chain(versions).chain(document.front_matter.updated).fold(published, Date::max)
}

/// Documents of the site that change this one.
fn changed_by<'a>(world: &'a World<'_>, document: &HeldDocument) -> impl Iterator<Item = (Relation, &'a HeldDocument)> {
    let corpus = world.corpus;
    let relations = corpus.works[document.work].relations.iter();
    relations.filter(|found| !found.outgoing && is_change(found.relation)).filter_map(|found| {
        let held = corpus.works[found.other].held?;
        Some((found.relation, &*corpus.documents[held]))
    })
}

/// Whether a work that does this to another changes what is to be read there, or whether it is.
const fn is_change(relation: Relation) -> bool {
    matches!(relation, Relation::Corrects | Relation::Amends | Relation::Replaces | Relation::Repeals)
}

/// Whether a document that stood at `address` was in a list: addresses made of an identity begin with issuer and type.
fn was_in(kind: &ListKind, address: &str) -> bool {
    let Some(id) = address.strip_prefix(address::DOCUMENTS) else { return *kind == ListKind::All };
    let mut parts = id.split('/');
    match kind {
        ListKind::All => true,
        ListKind::Issuer(key) => parts.next() == Some(key),
        ListKind::Type(key) => parts.nth(1) == Some(key),
        _ => false,
    }
}

fn document_entry<'a>(
    world: &'a World<'a>,
    index: DocumentIndex,
    published: Option<Date>,
    updated: Date,
) -> FeedEntry<'a> {
    let base = &world.config.base_url;
    let document = &world.corpus.documents[index];
    let front_matter = &document.front_matter;
    let addresses = original_files(world, index);
    let files = front_matter.attachments.iter().enumerate().filter_map(|(at, file)| {
        Some(Enclosure {
            url: absolute(base, addresses.get(&at)?),
            kind: media_type(&file.file.value),
            title: &file.title,
            size: file.size,
            sha256: &file.sha256,
        })
    });
    FeedEntry {
        address: &document.address,
        id: absolute(base, &document.address),
        url: absolute(base, &document.address),
        title: crate::site::views::document_title(world, document),
        published,
        updated,
        summary: summary(Scene { world, links: &Links::new("/", false) }, document),
        index: Some(index),
        themes: themes_of(world, document),
        state: Some(force(world.corpus, document.work)).filter(|force| *force != Force::Unknown).map(Force::key),
        files: files.collect(),
        document: Some(document),
    }
}

/// Keys and names of a document's themes.
fn themes_of<'a>(world: &'a World<'a>, document: &'a HeldDocument) -> Vec<(&'a str, &'a str)> {
    let named = document.front_matter.themes.iter().map(|tag| {
        let key = tag.theme.value.as_str();
        (key, world.registries.themes.get(key).map_or(key, |theme| theme.name.as_str()))
    });
    named.collect()
}

/// What the document is, and what became of it.
fn summary(scene: Scene<'_>, document: &HeldDocument) -> String {
    let mut sentences = vec![label_of(scene.language(), &scene.world.corpus.works[document.work])];
    if let Some(mark) = mark(scene, document.work) {
        sentences.push(format!("{}: {}", scene.text("page-status"), mark.text));
    }
    sentences.extend(became(scene, document));
    text_of(&sentences)
}

/// Sentences as one text.
fn text_of(sentences: &[String]) -> String {
    sentences.iter().map(|sentence| sentence.trim_end_matches('.')).collect::<Vec<_>>().join(". ")
}

/// What became of a document: what changed it, remarks.
pub fn became(scene: Scene<'_>, document: &HeldDocument) -> Vec<String> {
    let world = scene.world;
    let label = |document: &HeldDocument| label_of(scene.language(), &world.corpus.works[document.work]);
    let mut sentences = Vec::new();
    for (relation, other) in changed_by(world, document) {
        if let Some(word) = relation_word(scene, relation, false) {
            sentences.push(format!("{word}: {}", label(other)));
        }
    }
    sentences.extend(document.front_matter.versions.iter().map(|version| versions::told(scene, version)));
    for note in &document.front_matter.notes {
        let date = written(scene.language(), WorkDate::Day(note.date));
        let text = note.text.split_whitespace().collect::<Vec<_>>().join(" ");
        sentences.push(format!("{} {text}", scene.fill("page-note-dated", &[("date", &date)])));
    }
    sentences
}

fn gone_entry<'a>(world: &'a World<'a>, gone: &'a Gone, day: Date) -> FeedEntry<'a> {
    let scene = Scene { world, links: &Links::new("/", false) };
    let address = &gone.address.value;
    let reason = format!("{} {}", scene.text("page-gone-reason"), gone.reason);
    FeedEntry {
        address,
        id: absolute(&world.config.base_url, address),
        url: absolute(&world.config.base_url, address),
        title: format!("{}: {address}", scene.text("page-gone-heading")),
        published: None,
        updated: day,
        summary: format!("{} {reason}", scene.text("page-gone-text")),
        index: None,
        themes: Vec::new(),
        state: Some("gone"),
        files: Vec::new(),
        document: None,
    }
}

/// Midnight in Việt Nam, which has had one time zone and no summer time since 1975.
fn moment(day: Date) -> String {
    format!("{day}T00:00:00+07:00")
}

#[cfg(test)]
mod tests;
