//! Who must do what: the tasks of one document and of one agency; [`door`] leads to all agencies, [`topic`] gathers
//! tasks about a theme and those with a deadline.
//!
//! In: a [`Scene`], the files of the documents that are quoted. Out: views. Words of tasks are read from those
//! files: none are kept in memory.

pub mod door;
pub mod topic;

use crate::address;
use crate::content::registry::Level;
use crate::corpus::tasks::tasks_of;
use crate::corpus::{Corpus, DocumentIndex, HeldDocument};
use crate::diagnostic::Diagnostic;
use crate::render::names::{section_name, section_path};
use crate::site::address::{issuer_address, list_address, page_address};
use crate::site::blocks::{self, Span, planned};
use crate::site::pages::feeds::follow::followed_at;
use crate::site::pages::list::{year_name, year_of};
use crate::site::plan::Planner;
use crate::site::views::parts::{DateView, DocumentLine, LONGEST_PLACE, Link, Pager, clipped, page_of};
use crate::site::views::{self, Scene};
use crate::site::world::World;
use crate::site::{AGENCY_TASK_DOCUMENTS, AGENCY_TASKS, DOCUMENT_TASKS, Job, ListKind, Page, Renderer};
use crate::source::Source;
use crate::task::{Agent, Assignee, Syntax, Task, Verbs, districts_ended, introduced_items, quote};
use crate::text::date::WorkDate;
use serde::Serialize;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Address of the door to all agencies.
pub const TASKS: &str = "/nhiem-vu/";

/// Address of the page that says who must do what in a document.
pub fn document_tasks_address(document: &str) -> String {
    format!("{document}nhiem-vu/")
}

/// Address of the page with all tasks of an agency.
pub fn agency_tasks_address(key: &str) -> String {
    format!("{}nhiem-vu/", issuer_address(key))
}

/// Pages of the tasks of documents, and the door.
pub(super) fn plan(planner: &mut Planner<'_>) {
    let corpus = planner.input.corpus;
    for (index, document) in corpus.documents.iter().enumerate() {
        let count = document.tasks.tasks.len();
        if count <= TASKS_OF_ONE {
            continue;
        }
        let first = document_tasks_address(&document.address);
        for number in 1..=count.div_ceil(DOCUMENT_TASKS) {
            planner.add(page_address(&first, number), Job::DocumentTasks(index, number));
        }
    }
    if !corpus.tasks.by_agent.is_empty() {
        planner.add(TASKS, Job::TaskDoor);
        topic::plan(planner);
    }
}

/// All tasks of an agency that has more than its own page shows.
pub(super) fn plan_agency(planner: &mut Planner<'_>, key: &str) {
    let corpus = planner.input.corpus;
    if corpus.tasks.count(key) <= AGENCY_TASKS {
        return;
    }
    let documents = corpus.tasks.by_agent.get(key).into_iter().flatten().copied();
    let blocks = blocks::of_documents(corpus, documents, AGENCY_TASK_DOCUMENTS);
    planner.add_list(planned(&agency_tasks_address(key), blocks, |span| Job::AgencyTasks(key.to_owned(), span)));
}

/// The bytes of the page.
///
/// # Errors
/// See [`crate::site::MakeError`].
pub(super) fn make_document(
    renderer: &Renderer,
    scene: Scene<'_>,
    page: &Page,
    index: DocumentIndex,
    number: usize,
) -> Result<Vec<u8>, Diagnostic> {
    let document = &scene.world.corpus.documents[index];
    let title = views::document_title(scene.world, document);
    let heading = views::numbered(scene, &scene.fill("page-tasks-of", &[("title", &title)]), number);
    let quoted = quoted(scene.world, &[index])?;
    let view = in_document(scene, index, number, &quoted);
    let above = [
        (address::DOCUMENTS, scene.text("page-nav-documents")),
        (document.address.as_str(), &document.front_matter.title),
    ];
    let mut frame = renderer.frame(scene, page, &heading).below(scene, &above, scene.text("page-tasks"));
    if let Some(pager) = &view.pager {
        (frame.previous, frame.next) = (pager.previous.clone(), pager.next.clone());
    }
    renderer.templates.render("document-tasks.html", &frame, "tasks", &view, &[])
}

/// The bytes of the page.
///
/// # Errors
/// See [`crate::site::MakeError`].
pub(super) fn make_agency(
    renderer: &Renderer,
    scene: Scene<'_>,
    page: &Page,
    key: &str,
    span: &Span,
) -> Result<Vec<u8>, Diagnostic> {
    let quoted = quoted(scene.world, &quoted_of_agency(scene.world, key, span))?;
    let view = all_of_agency(scene, key, span, &quoted);
    let heading = scene.fill("page-tasks-of", &[("title", view.name)]);
    let heading = views::dated(scene, &heading, scene.world.block(&agency_tasks_address(key), span));
    let address = list_address(&ListKind::Issuer(key.to_owned()));
    let above = [(address::ISSUERS, scene.text("page-nav-issuers")), (address.as_str(), view.name)];
    let mut frame = renderer.frame(scene, page, &heading).below(scene, &above, scene.text("page-tasks"));
    if let Some(pager) = &view.pager {
        (frame.previous, frame.next) = (pager.previous.clone(), pager.next.clone());
    }
    renderer.templates.render("agency-tasks.html", &frame, "tasks", &view, &[])
}

/// The files of the documents that a page quotes.
///
/// # Errors
/// One of them cannot be read.
pub fn quoted(world: &World<'_>, documents: &[DocumentIndex]) -> Result<Quoted, Diagnostic> {
    documents.iter().map(|index| Ok((*index, world.texts.source(*index)?))).collect()
}

/// Files of documents that a page quotes.
pub type Quoted = BTreeMap<DocumentIndex, Arc<Source>>;

/// Tasks of one document on its page or under an agency; where there are more, all stand on a page of their own.
const TASKS_OF_ONE: usize = 30;
/// Letters of one item that a task introduces.
const LONGEST_ITEM: usize = 240;
/// Items or sections that a task introduces.
const MOST_INTRODUCED: usize = 12;
/// Letters of a task on the page of its document's tasks.
const LONGEST_IN_DOCUMENT: usize = 2100;
/// Letters of a task that a list of several documents shows; the document has the rest.
const LONGEST_QUOTE: usize = 260;

/// The documents that a page of an agency's tasks quotes.
pub fn quoted_of_agency(world: &World<'_>, key: &str, span: &Span) -> Vec<DocumentIndex> {
    world.block(&agency_tasks_address(key), span).map_or_else(Vec::new, |block| block.members().collect())
}

/// The documents that a page of a list quotes: an agency's own page has its newest tasks.
pub fn quoted_in_list(corpus: &Corpus, kind: &ListKind, span: &Span) -> Vec<DocumentIndex> {
    match kind {
        ListKind::Issuer(key) if *span == Span::Front => {
            newest_tasks(corpus, key).into_iter().map(|(index, _)| index).collect()
        }
        ListKind::Issuer(_) | ListKind::Theme(_) | ListKind::Type(_) | ListKind::SchoolYear(_) | ListKind::All => {
            Vec::new()
        }
    }
}

/// Documents with an agency's newest tasks, as many as its own page shows, with how many of each.
fn newest_tasks(corpus: &Corpus, key: &str) -> Vec<(DocumentIndex, usize)> {
    let mut left = AGENCY_TASKS;
    let mut shown = Vec::new();
    for index in corpus.tasks.by_agent.get(key).into_iter().flatten() {
        if left == 0 {
            break;
        }
        let count = tasks_of(&corpus.documents[*index], key).count().min(left);
        left -= count;
        shown.push((*index, count));
    }
    shown
}

/// One task.
#[derive(Debug, Serialize)]
pub struct TaskView<'a> {
    /// Where it stands.
    pub href: String,
    /// "Mục II.1. Sở Giáo dục và Đào tạo".
    pub place: String,
    /// Its words.
    pub text: String,
    /// What its words introduce, where they end in a colon: the items or the sections that follow.
    pub introduced: Vec<Link<'a>>,
    /// How many more there are.
    pub more: usize,
    /// "giao", "phối hợp".
    pub verbs: Vec<&'static str>,
    /// By when, as written.
    pub deadline: Option<&'a str>,
    /// Who else has it.
    pub with: Vec<Link<'a>>,
    /// `with` names all who have it.
    pub names_all: bool,
    /// An editor's note.
    pub note: Option<&'a str>,
}

/// The tasks that one document gives an agency.
#[derive(Debug, Serialize)]
pub struct TasksOfDocument<'a> {
    /// "Năm 2024", above the first document of a year.
    pub year: Option<String>,
    /// The document.
    pub document: DocumentLine<'a>,
    /// Its tasks, in the order of the text.
    pub tasks: Vec<TaskView<'a>>,
    /// How many more it has.
    pub more: usize,
    /// Where they are.
    pub all: Option<String>,
}

/// That a body ended.
#[derive(Debug, Serialize)]
pub struct Ended<'a> {
    /// Its last day; `None` where no registry has it.
    pub date: Option<DateView>,
    /// Who took over.
    pub successor: Option<Link<'a>>,
}

/// What an agency must do.
#[derive(Debug, Serialize)]
pub struct AgencyTasks<'a> {
    /// Its name.
    pub name: &'a str,
    /// Its page.
    pub href: Option<String>,
    /// Tasks in all documents, on the first page.
    pub total: usize,
    /// Documents that give it tasks.
    pub documents: usize,
    /// By document, newest first.
    pub groups: Vec<TasksOfDocument<'a>>,
    /// The page with all.
    pub all: Option<String>,
    /// Other pages.
    pub pager: Option<Pager>,
    /// It ended.
    pub ended: Option<Ended<'a>>,
    /// The feed of its tasks.
    pub follow: Option<String>,
    /// Documents that are sent to it, newest first.
    pub sent: Vec<DocumentLine<'a>>,
    /// How many more are.
    pub more_sent: usize,
}

/// What stands on the agency's own page: the newest tasks, and the documents sent to it. `None` where
/// there are neither.
pub fn of_agency<'a>(scene: Scene<'a>, key: &'a str, quoted: &Quoted) -> Option<AgencyTasks<'a>> {
    let corpus = scene.world.corpus;
    let agent = corpus.tasks.agents.get(key)?;
    let total = corpus.tasks.count(key);
    let shown = newest_tasks(corpus, key);
    let groups = shown.iter().map(|(index, count)| of_document(scene, *index, key, *count, quoted)).collect();
    let groups = by_year(scene, shown.iter().map(|(index, _)| *index), groups);
    let all_sent = corpus.tasks.sent_to.get(key).map_or(&[][..], Vec::as_slice);
    let address = agency_tasks_address(key);
    Some(AgencyTasks {
        name: scene.world.issuer_name(key),
        href: None,
        total,
        documents: corpus.tasks.by_agent.get(key).map_or(0, Vec::len),
        groups,
        all: scene.world.link(scene.links, &address),
        pager: None,
        ended: ended(scene, agent),
        follow: scene.world.link(scene.links, &followed_at(&address)),
        sent: all_sent.iter().take(AGENCY_TASKS).map(|index| DocumentLine::new(scene, *index)).collect(),
        more_sent: all_sent.len().saturating_sub(AGENCY_TASKS),
    })
}

/// A page of all tasks of an agency.
pub fn all_of_agency<'a>(scene: Scene<'a>, key: &'a str, span: &Span, quoted: &Quoted) -> AgencyTasks<'a> {
    let corpus = scene.world.corpus;
    let address = agency_tasks_address(key);
    let shown = quoted_of_agency(scene.world, key, span);
    let groups = shown.iter().map(|index| of_document(scene, *index, key, TASKS_OF_ONE, quoted)).collect();
    let (total, documents) = match span {
        Span::Front => (corpus.tasks.count(key), corpus.tasks.by_agent.get(key).map_or(0, Vec::len)),
        _ => (0, 0),
    };
    AgencyTasks {
        name: scene.world.issuer_name(key),
        href: scene.world.list_link(scene.links, &ListKind::Issuer(key.to_owned())),
        total,
        documents,
        groups: by_year(scene, shown.iter().copied(), groups),
        all: None,
        pager: Pager::by_span(scene, &address, scene.world.block(&address, span)),
        ended: corpus.tasks.agents.get(key).and_then(|agent| ended(scene, agent)),
        follow: scene.world.link(scene.links, &followed_at(&address)),
        sent: Vec::new(),
        more_sent: 0,
    }
}

/// That an agency ended, as far as registries or the law say so.
fn ended<'a>(scene: Scene<'a>, agent: &'a Agent) -> Option<Ended<'a>> {
    let world = scene.world;
    let row = world.registries.issuers.get(&agent.key);
    let successor = row.and_then(|row| row.successor.as_deref());
    let with_districts = row.is_none_or(|row| row.level == Level::District) && agent.ended_with_districts();
    let date = row.and_then(|row| row.valid_to).or_else(|| with_districts.then(districts_ended));
    (date.is_some() || successor.is_some()).then(|| Ended {
        date: date.map(|date| DateView::new(scene, WorkDate::Day(date))),
        successor: successor.map(|key| Link {
            href: world.list_link(scene.links, &ListKind::Issuer(key.to_owned())),
            text: Cow::Borrowed(world.body_name(key)),
        }),
    })
}

fn of_document<'a>(
    scene: Scene<'a>,
    index: DocumentIndex,
    key: &'a str,
    most: usize,
    quoted: &Quoted,
) -> TasksOfDocument<'a> {
    let tasks: Vec<&'a Task> = tasks_of(&scene.world.corpus.documents[index], key).collect();
    gathered(scene, index, &tasks, (most, Some(key)), quoted)
}

/// Tasks of one document, at most so many, each with the others who have it beside the agency `key`; without one, with
/// all who have it.
fn gathered<'a>(
    scene: Scene<'a>,
    index: DocumentIndex,
    tasks: &[&'a Task],
    (most, key): (usize, Option<&'a str>),
    quoted: &Quoted,
) -> TasksOfDocument<'a> {
    let document: &'a HeldDocument = &scene.world.corpus.documents[index];
    let source = quoted.get(&index).map(|source| &**source);
    let view = |task: &&'a Task| {
        let all = || task.assignees.iter().fold(Verbs::default(), |all, assignee| all.and(assignee.verbs));
        let verbs = key.map_or_else(all, |key| task.verbs_of(key));
        let view = task_view(scene, document, task, verbs, source, LONGEST_QUOTE);
        TaskView { with: others(scene, task, key.unwrap_or_default()), names_all: key.is_none(), ..view }
    };
    TasksOfDocument {
        year: None,
        document: DocumentLine::new(scene, index),
        tasks: tasks.iter().take(most).map(view).collect(),
        more: tasks.len().saturating_sub(most),
        all: scene.world.link(scene.links, &document_tasks_address(&document.address)),
    }
}

/// The groups of these documents, with each year above the first of its own.
fn by_year<'a>(
    scene: Scene<'a>,
    documents: impl Iterator<Item = DocumentIndex>,
    mut groups: Vec<TasksOfDocument<'a>>,
) -> Vec<TasksOfDocument<'a>> {
    let mut before = None;
    for (group, document) in groups.iter_mut().zip(documents) {
        let year = year_of(scene, document);
        if before != Some(year) {
            group.year = Some(year_name(scene, year).0);
        }
        before = Some(year);
    }
    groups
}

/// A task for a list of several documents, without those who have it.
pub(super) fn briefly<'a>(
    scene: Scene<'a>,
    document: &'a HeldDocument,
    task: &'a Task,
    source: &Source,
) -> TaskView<'a> {
    task_view(scene, document, task, Verbs::default(), Some(source), LONGEST_QUOTE)
}

fn task_view<'a>(
    scene: Scene<'a>,
    document: &'a HeldDocument,
    task: &'a Task,
    verbs: Verbs,
    source: Option<&Source>,
    longest: usize,
) -> TaskView<'a> {
    let text = source.map_or_else(String::new, |source| quote(source, task.span));
    let mut introduced = match source.filter(|_| text.ends_with(':')) {
        Some(source) => introduced(scene, document, task, source),
        None => Vec::new(),
    };
    let more = introduced.len().saturating_sub(MOST_INTRODUCED);
    introduced.truncate(MOST_INTRODUCED);
    TaskView {
        href: scene.place(document, &task.anchor),
        place: place(scene, document, task),
        text: clipped(text, longest),
        introduced,
        more,
        verbs: verbs.iter().map(|verb| scene.text(crate::task::word(verb))).collect(),
        deadline: task.deadline.as_deref(),
        with: Vec::new(),
        names_all: false,
        note: task.note.as_deref(),
    }
}

/// What a task introduces that ends in a colon: the items right below it, else the sections that follow.
fn introduced<'a>(scene: Scene<'a>, document: &HeldDocument, task: &Task, source: &Source) -> Vec<Link<'a>> {
    let items = introduced_items(source, task.span);
    if !items.is_empty() {
        let item = |text| Link { href: None, text: Cow::Owned(clipped(text, LONGEST_ITEM)) };
        return items.into_iter().map(item).collect();
    }
    let here = task.section as usize;
    let sections = &document.sections;
    let Some(section) = sections.get(here) else { return Vec::new() };
    let is_below = |at: &usize| {
        sections[*at].parent == Some(here) || section.level == 0 && *at > here && sections[*at].parent.is_none()
    };
    let link = |at: usize| Link {
        href: Some(scene.place(document, &sections[at].anchor)),
        text: Cow::Owned(clipped(section_name(scene.language(), &sections[at]), LONGEST_ITEM)),
    };
    (0..sections.len()).filter(is_below).map(link).collect()
}

/// Where a task stands. A closing sentence belongs to the last item by the outline; the title of that
/// item would name others.
fn place(scene: Scene<'_>, document: &HeldDocument, task: &Task) -> String {
    let path = section_path(scene.language(), &document.sections, task.section as usize);
    match path.split_once(". ") {
        Some((label, _)) if task.syntax == Syntax::Order => label.to_owned(),
        _ => clipped(path, LONGEST_PLACE),
    }
}

/// The others who have a task, each once; as written where the words do not tell who is meant.
fn others<'a>(scene: Scene<'a>, task: &'a Task, key: &str) -> Vec<Link<'a>> {
    let mut seen = BTreeSet::from([key]);
    let others = task.assignees.iter().filter(move |assignee| {
        assignee.agent.as_ref().map_or_else(|| !assignee.words().is_empty(), |agent| seen.insert(agent.key.as_str()))
    });
    others.map(|assignee| named(scene, assignee)).collect()
}

fn agency_link<'a>(scene: Scene<'a>, agent: &'a Agent) -> Link<'a> {
    Link {
        href: scene.world.link(scene.links, &list_address(&ListKind::Issuer(agent.key.clone()))),
        text: Cow::Borrowed(agent.name.as_str()),
    }
}

/// Tasks that the same agencies have.
#[derive(Debug, Serialize)]
pub struct TasksOfAgencies<'a> {
    /// Who; without a link where the words do not tell.
    pub who: Vec<Link<'a>>,
    /// What.
    pub tasks: Vec<TaskView<'a>>,
}

/// The tasks of a document.
#[derive(Debug, Serialize)]
pub struct DocumentTasks<'a> {
    /// The document.
    pub document: DocumentLine<'a>,
    /// Tasks in all.
    pub total: usize,
    /// Those of this page.
    pub groups: Vec<TasksOfAgencies<'a>>,
    /// Other pages.
    pub pager: Option<Pager>,
}

/// Page `number` of the tasks of a document, in the order of the text.
pub fn in_document<'a>(scene: Scene<'a>, index: DocumentIndex, number: usize, quoted: &Quoted) -> DocumentTasks<'a> {
    let document: &'a HeldDocument = &scene.world.corpus.documents[index];
    let source = quoted.get(&index).map(|source| &**source);
    let all = &document.tasks.tasks;
    let mut groups: Vec<(&'a [Assignee], TasksOfAgencies<'a>)> = Vec::new();
    for task in page_of(all, number, DOCUMENT_TASKS) {
        let verbs = task.assignees.iter().fold(Verbs::default(), |all, assignee| all.and(assignee.verbs));
        let view = task_view(scene, document, task, verbs, source, LONGEST_IN_DOCUMENT);
        match groups.last_mut().filter(|(who, _)| same(who, &task.assignees)) {
            Some((_, group)) => group.tasks.push(view),
            None => {
                let who = task.assignees.iter().map(|assignee| named(scene, assignee)).collect();
                groups.push((&task.assignees, TasksOfAgencies { who, tasks: vec![view] }));
            }
        }
    }
    let address = document_tasks_address(&document.address);
    DocumentTasks {
        document: DocumentLine::new(scene, index),
        total: all.len(),
        groups: groups.into_iter().map(|(_, group)| group).collect(),
        pager: Pager::new(scene, number, all.len(), DOCUMENT_TASKS, |page| page_address(&address, page)),
    }
}

fn same(one: &[Assignee], other: &[Assignee]) -> bool {
    let who = |assignee: &Assignee| (assignee.agent.as_ref().map(|agent| agent.key.clone()), assignee.written);
    one.len() == other.len()
        && one.iter().zip(other).all(|(a, b)| match (&a.agent, &b.agent) {
            (Some(a), Some(b)) => a.key == b.key,
            _ => who(a) == who(b),
        })
}

fn named<'a>(scene: Scene<'a>, assignee: &'a Assignee) -> Link<'a> {
    match &assignee.agent {
        Some(agent) => agency_link(scene, agent),
        None => Link { href: None, text: Cow::Borrowed(assignee.words()) },
    }
}

/// What the page of a document says of its tasks: where they stand in the text, by who has them.
#[derive(Debug, Serialize)]
pub struct TasksHere<'a> {
    /// Their page, where they are many.
    pub href: Option<String>,
    /// "12 nhiệm vụ của 7 cơ quan, đơn vị".
    pub text: String,
    /// By who has them, in the order of the text; empty where they have a page.
    pub groups: Vec<PlacesOfAgencies<'a>>,
}

/// Where the tasks of the same agencies stand.
#[derive(Debug, Serialize)]
pub struct PlacesOfAgencies<'a> {
    /// Who; without a link where the words do not tell.
    pub who: Vec<Link<'a>>,
    /// Where.
    pub places: Vec<TaskPlace<'a>>,
}

/// Where a task stands in the text of its page.
#[derive(Debug, Serialize)]
pub struct TaskPlace<'a> {
    /// The anchor.
    pub href: String,
    /// Which of the document's tasks, from 1.
    pub number: usize,
    /// By when, as written.
    pub deadline: Option<&'a str>,
    /// An editor's note.
    pub note: Option<&'a str>,
}

/// See [`TasksHere`]; `None` where a document has none.
pub fn here<'a>(scene: Scene<'a>, document: &'a HeldDocument) -> Option<TasksHere<'a>> {
    let tasks = &document.tasks.tasks;
    if tasks.is_empty() {
        return None;
    }
    let agencies = crate::corpus::tasks::assigned(document).len();
    let counts = [("tasks", scene.count(tasks.len())), ("agencies", scene.count(agencies))];
    let counts = counts.each_ref().map(|(name, count)| (*name, count.as_str()));
    let text = scene.fill("page-tasks-count", &counts);
    if tasks.len() > TASKS_OF_ONE {
        let href = scene.world.link(scene.links, &document_tasks_address(&document.address));
        return Some(TasksHere { href, text, groups: Vec::new() });
    }
    let mut groups: Vec<(&'a [Assignee], PlacesOfAgencies<'a>)> = Vec::new();
    for (at, task) in tasks.iter().enumerate() {
        let place = TaskPlace {
            href: format!("#{}", task.anchor),
            number: at + 1,
            deadline: task.deadline.as_deref(),
            note: task.note.as_deref(),
        };
        match groups.iter_mut().find(|(who, _)| same(who, &task.assignees)) {
            Some((_, group)) => group.places.push(place),
            None => {
                let who = task.assignees.iter().map(|assignee| named(scene, assignee)).collect();
                groups.push((&task.assignees, PlacesOfAgencies { who, places: vec![place] }));
            }
        }
    }
    Some(TasksHere { href: None, text, groups: groups.into_iter().map(|(_, group)| group).collect() })
}
