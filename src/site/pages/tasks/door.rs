//! The door to the tasks of all agencies: by place, schools first.
//!
//! In: a [`Scene`]. Out: when the page exists, what it is made of, [`TaskDoorView`], its bytes.

use super::topic::{self, TaskTopic};
use crate::address;
use crate::content::registry::{ISSUERS_FILE, Level};
use crate::corpus::DocumentIndex;
use crate::diagnostic::Diagnostic;
use crate::site::pages::list::year_of;
use crate::site::sources::PageSources;
use crate::site::views::Scene;
use crate::site::views::parts::{DateView, Link};
use crate::site::world::World;
use crate::site::{ListKind, Page, Renderer};
use crate::text::date::WorkDate;
use crate::text::slug;
use serde::Serialize;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// Agencies of one place that the door shows.
const DOOR_ENTRIES: usize = 200;

/// How names of schools begin, and of groups of them: most readers of this page ask for theirs.
const SCHOOLS: [&str; 4] = ["Các trường", "Các cơ sở giáo dục", "Các trung tâm giáo dục", "Trường "];

/// What the door is made of.
pub(in crate::site::pages) fn sources(world: &World<'_>) -> PageSources {
    let documents: BTreeSet<DocumentIndex> = world.corpus.tasks.by_agent.values().flatten().copied().collect();
    let documents = documents.into_iter().collect();
    PageSources { files: vec![ISSUERS_FILE], documents, texts: Vec::new() }
}

/// The bytes of the page.
///
/// # Errors
/// See [`crate::site::MakeError`].
pub(in crate::site::pages) fn make(renderer: &Renderer, scene: Scene<'_>, page: &Page) -> Result<Vec<u8>, Diagnostic> {
    let name = scene.text("page-tasks-door");
    let frame = renderer.frame(scene, page, name).below(scene, &[], name);
    let frame = frame.described(scene.text("page-tasks-door-lead"));
    renderer.templates.render("tasks.html", &frame, "door", &view(scene), &[])
}

/// An agency at the door.
#[derive(Debug, Serialize)]
pub struct DoorEntry<'a> {
    /// Its page.
    pub href: Option<String>,
    /// Its name.
    pub text: &'a str,
    /// Its tasks.
    pub tasks: usize,
    /// The newest document that gives it one: "Chỉ thị 06/CT-UBND, 31/8/2024".
    pub newest: String,
    #[serde(skip)]
    year: Option<i16>,
}

/// Agencies of one place.
#[derive(Debug, Serialize)]
pub struct DoorGroup<'a> {
    /// "Lào Cai", "Trung ương".
    pub name: &'a str,
    /// `noi-lao-cai`.
    pub anchor: String,
    /// The name is a place's.
    pub vi: bool,
    /// Schools, single ones and kinds of them.
    pub schools: Vec<DoorEntry<'a>>,
    /// Communes, districts …: other groups.
    pub groups: Vec<DoorEntry<'a>>,
    /// Single bodies.
    pub bodies: Vec<DoorEntry<'a>>,
    /// How many more there are.
    pub more: usize,
}

/// Tasks that are gathered on a page of their own.
#[derive(Debug, Serialize)]
pub struct DoorTopic<'a> {
    /// Its page.
    pub link: Link<'a>,
    /// Documents that give such tasks.
    pub documents: usize,
}

/// The door.
#[derive(Debug, Serialize)]
pub struct TaskDoorView<'a> {
    /// By place: that of the site first, then those with most tasks.
    pub places: Vec<DoorGroup<'a>>,
    /// Tasks by theme.
    pub themes: Vec<DoorTopic<'a>>,
    /// Tasks with a deadline.
    pub deadlines: Option<DoorTopic<'a>>,
    /// All issuers.
    pub issuers: Option<String>,
}

/// Agencies of one place, as they are gathered.
#[derive(Default)]
struct Gathered<'a> {
    schools: Vec<DoorEntry<'a>>,
    groups: Vec<DoorEntry<'a>>,
    bodies: Vec<DoorEntry<'a>>,
}

/// All agencies that have tasks, under the province whose documents give them the newest.
pub fn view(scene: Scene<'_>) -> TaskDoorView<'_> {
    let world = scene.world;
    let mut places: BTreeMap<Option<&str>, Gathered<'_>> = BTreeMap::new();
    for (key, documents) in &world.corpus.tasks.by_agent {
        let Some(agent) = world.corpus.tasks.agents.get(key) else { continue };
        let Some(newest) = documents.first() else { continue };
        let gathered = places.entry(place_of(scene, key, *newest)).or_default();
        let entry = entry(scene, key, *newest);
        let list = match (SCHOOLS.iter().any(|name| agent.name.starts_with(name)), agent.is_group) {
            (true, _) => &mut gathered.schools,
            (false, true) => &mut gathered.groups,
            (false, false) => &mut gathered.bodies,
        };
        list.push(entry);
    }
    let own = world.config.issuer.as_ref().and_then(|issuer| world.registries.issuers.get(&issuer.value));
    let own = own.and_then(|row| row.province.as_deref());
    let mut places: Vec<(Option<&str>, Gathered<'_>)> = places.into_iter().collect();
    places.sort_by_key(|(place, gathered)| (place.is_none() || *place != own, Reverse(gathered.tasks())));
    TaskDoorView {
        places: places.into_iter().map(|(place, gathered)| gathered.shown(scene, place)).collect(),
        themes: themes(scene),
        deadlines: topic_link(scene, &TaskTopic::Deadline),
        issuers: world.link(scene.links, address::ISSUERS),
    }
}

/// The province of an agency; `None`: it is central, or no one knows.
fn place_of<'a>(scene: Scene<'a>, key: &str, newest: DocumentIndex) -> Option<&'a str> {
    let issuers = &scene.world.registries.issuers;
    let row = issuers.get(key);
    if row.is_some_and(|row| row.level == Level::Central) {
        return None;
    }
    let issuer = &scene.world.corpus.documents[newest].front_matter.issuer.value;
    row.and_then(|row| row.province.as_deref()).or_else(|| issuers.get(issuer)?.province.as_deref())
}

fn entry<'a>(scene: Scene<'a>, key: &'a str, newest: DocumentIndex) -> DoorEntry<'a> {
    let world = scene.world;
    let document = &world.corpus.documents[newest];
    let front_matter = &document.front_matter;
    let mut words = world.kind_of(document).to_owned();
    if let Some(number) = &front_matter.number {
        words.push_str(&format!(" {}", number.value));
    }
    let year = year_of(scene, newest);
    let date = front_matter.date.as_ref().map(|date| DateView::new(scene, WorkDate::Day(date.value)).text);
    if let Some(when) = date.or_else(|| front_matter.school_year.clone()).or_else(|| Some(year?.to_string())) {
        words.push_str(&format!(", {when}"));
    }
    DoorEntry {
        href: world.list_link(scene.links, &ListKind::Issuer(key.to_owned())),
        text: world.body_name(key),
        tasks: world.corpus.tasks.count(key),
        newest: words,
        year,
    }
}

impl<'a> Gathered<'a> {
    fn tasks(&self) -> usize {
        [&self.schools, &self.groups, &self.bodies].into_iter().flatten().map(|entry| entry.tasks).sum()
    }

    /// Those with the newest tasks first, of one year those with most.
    fn shown(self, scene: Scene<'a>, place: Option<&'a str>) -> DoorGroup<'a> {
        let Self { mut schools, mut groups, mut bodies } = self;
        let mut left = DOOR_ENTRIES;
        let mut more = 0;
        for list in [&mut schools, &mut groups, &mut bodies] {
            list.sort_by_key(|entry| (Reverse(entry.year), Reverse(entry.tasks)));
            more += list.len().saturating_sub(left);
            list.truncate(left);
            left -= list.len();
        }
        let name = place.unwrap_or_else(|| scene.text("page-level-central"));
        DoorGroup { name, anchor: format!("noi-{}", slug(name)), vi: place.is_some(), schools, groups, bodies, more }
    }
}

fn themes(scene: Scene<'_>) -> Vec<DoorTopic<'_>> {
    let themes = scene.world.registries.themes.iter();
    themes.filter_map(|theme| topic_link(scene, &TaskTopic::Theme(theme.key.clone()))).collect()
}

fn topic_link<'a>(scene: Scene<'a>, topic: &TaskTopic) -> Option<DoorTopic<'a>> {
    let href = scene.world.link(scene.links, &topic::topic_address(topic))?;
    let documents = topic::count(scene.world, topic);
    Some(DoorTopic { link: Link { href: Some(href), text: topic::name(scene, topic).into_owned().into() }, documents })
}
