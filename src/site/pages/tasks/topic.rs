//! Tasks gathered from all documents: those about a theme, those with a deadline.
//!
//! In: a topic, the files of the documents that are quoted. Out: when the pages exist, their view and bytes. A task is
//! about a theme where its document is, or the section in which it stands. A document has several themes, and its tasks
//! stand on its own page and on those of the agencies: a theme's page quotes the newest documents alone, and says where
//! the older ones are. A deadline stands nowhere else in one list, so those are all there.

use super::{Quoted, TASKS, TasksOfDocument, by_year, gathered, quoted};
use crate::corpus::{Corpus, DocumentIndex};
use crate::diagnostic::Diagnostic;
use crate::site::blocks::{self, BlockSize, Span, planned};
use crate::site::pages::list::within;
use crate::site::plan::Planner;
use crate::site::views::parts::{Link, Pager};
use crate::site::views::{self, Scene};
use crate::site::world::World;
use crate::site::{AGENCY_TASK_DOCUMENTS, Job, ListKind, Page, Renderer};
use crate::task::Task;
use serde::Serialize;
use std::borrow::Cow;

/// What tasks are gathered by.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TaskTopic {
    /// The theme (key).
    Theme(String),
    /// They have a deadline.
    Deadline,
}

/// Tasks of one document that a page of a theme quotes, and one of deadlines; the document's own page has all.
const TASKS_OF_ONE: (usize, usize) = (4, 10);
/// Documents that the page of a theme quotes.
const NEWEST: usize = 10;

/// Address of the first page of a topic.
pub fn topic_address(topic: &TaskTopic) -> String {
    match topic {
        TaskTopic::Theme(key) => format!("{TASKS}chu-de/{key}/"),
        TaskTopic::Deadline => format!("{TASKS}co-thoi-han/"),
    }
}

/// The topics that have tasks.
pub(super) fn plan(planner: &mut Planner<'_>) {
    let corpus = planner.input.corpus;
    let themes = planner.input.registries.themes.iter().map(|theme| TaskTopic::Theme(theme.key.clone()));
    for topic in themes.chain([TaskTopic::Deadline]) {
        let documents = documents(corpus, &topic);
        let total = documents.len();
        if total == 0 {
            continue;
        }
        let (shown, size) = match topic {
            TaskTopic::Theme(_) => (NEWEST, BlockSize { first: NEWEST, largest: NEWEST }),
            TaskTopic::Deadline => (total, AGENCY_TASK_DOCUMENTS),
        };
        let blocks = blocks::of_documents(corpus, documents.into_iter().take(shown), size);
        // The number stands on the first page: it would change all others with each document.
        let job = |span| Job::TaskTopic(topic.clone(), if span == Span::Front { total } else { 0 }, span);
        planner.add_list(planned(&topic_address(&topic), blocks, job));
    }
}

/// Documents that have tasks of the topic.
pub(super) fn count(world: &World<'_>, topic: &TaskTopic) -> usize {
    match world.site.find(&topic_address(topic)).map(|page| &page.job) {
        Some(Job::TaskTopic(_, total, _)) => *total,
        _ => 0,
    }
}

/// The documents that have tasks of the topic, newest first.
fn documents(corpus: &Corpus, topic: &TaskTopic) -> Vec<DocumentIndex> {
    let fits = |index: &DocumentIndex, about: &[usize]| tasks(corpus, *index, topic, about).next().is_some();
    match topic {
        TaskTopic::Theme(key) => {
            let list = corpus.by_theme.get(key).into_iter().flat_map(|list| &list.documents);
            list.filter(|(index, about)| fits(index, about)).map(|(index, _)| *index).collect()
        }
        TaskTopic::Deadline => corpus.newest.iter().copied().filter(|index| fits(index, &[])).collect(),
    }
}

/// The tasks of a document that are of the topic; `about`: its sections about the theme, none where all of it is.
fn tasks<'a>(
    corpus: &'a Corpus,
    index: DocumentIndex,
    topic: &'a TaskTopic,
    about: &'a [usize],
) -> impl Iterator<Item = &'a Task> {
    let document = &corpus.documents[index];
    document.tasks.tasks.iter().filter(move |task| match topic {
        TaskTopic::Theme(_) => about.is_empty() || within(&document.sections, about, task.section as usize),
        TaskTopic::Deadline => task.deadline.is_some(),
    })
}

/// What readers call a topic.
pub(super) fn name<'a>(scene: Scene<'a>, topic: &'a TaskTopic) -> Cow<'a, str> {
    match topic {
        TaskTopic::Theme(key) => {
            Cow::Borrowed(scene.world.registries.themes.get(key).map_or(key, |theme| theme.name.as_str()))
        }
        TaskTopic::Deadline => Cow::Borrowed(scene.text("page-tasks-deadlines")),
    }
}

/// The documents that a page of a topic quotes.
pub(in crate::site::pages) fn shown(world: &World<'_>, topic: &TaskTopic, span: &Span) -> Vec<DocumentIndex> {
    world.block(&topic_address(topic), span).map_or_else(Vec::new, |block| block.members().collect())
}

/// The tasks of a topic.
#[derive(Debug, Serialize)]
struct TaskTopicView<'a> {
    name: Cow<'a, str>,
    /// The name is the site's data.
    vi: bool,
    /// By document, newest first.
    groups: Vec<TasksOfDocument<'a>>,
    /// That there are more documents than those.
    older: Option<OlderTasks<'a>>,
    /// Other pages.
    pager: Option<Pager>,
}

/// That a page quotes the newest documents alone.
#[derive(Debug, Serialize)]
struct OlderTasks<'a> {
    /// How many it quotes.
    shown: usize,
    /// How many have tasks.
    documents: usize,
    /// The list of the theme's documents.
    list: Link<'a>,
}

fn older<'a>(scene: Scene<'a>, topic: &'a TaskTopic, shown: usize, documents: usize) -> Option<OlderTasks<'a>> {
    let TaskTopic::Theme(key) = topic else { return None };
    let href = scene.world.list_link(scene.links, &ListKind::Theme(key.clone()));
    (documents > shown).then(|| OlderTasks { shown, documents, list: Link { href, text: name(scene, topic) } })
}

fn view<'a>(
    scene: Scene<'a>,
    (topic, total): (&'a TaskTopic, usize),
    span: &Span,
    quoted: &Quoted,
) -> TaskTopicView<'a> {
    let corpus = scene.world.corpus;
    let first = topic_address(topic);
    let shown = shown(scene.world, topic, span);
    let (list, most) = match topic {
        TaskTopic::Theme(key) => (corpus.by_theme.get(key), TASKS_OF_ONE.0),
        TaskTopic::Deadline => (None, TASKS_OF_ONE.1),
    };
    let about = |index: DocumentIndex| -> &'a [usize] {
        let found = list.and_then(|list| list.documents.iter().find(|(at, _)| *at == index));
        found.map_or(&[][..], |(_, about)| about)
    };
    let group = |index: &DocumentIndex| {
        let tasks: Vec<&'a Task> = tasks(corpus, *index, topic, about(*index)).collect();
        gathered(scene, *index, &tasks, (most, None), quoted)
    };
    let groups = shown.iter().map(group).collect();
    TaskTopicView {
        name: name(scene, topic),
        vi: matches!(topic, TaskTopic::Theme(_)),
        groups: by_year(scene, shown.iter().copied(), groups),
        older: older(scene, topic, shown.len(), total),
        pager: Pager::by_span(scene, &first, scene.world.block(&first, span)),
    }
}

/// The bytes of the page.
///
/// # Errors
/// See [`crate::site::MakeError`].
pub(in crate::site::pages) fn make(
    renderer: &Renderer,
    scene: Scene<'_>,
    page: &Page,
    (topic, total): (&TaskTopic, usize),
    span: &Span,
) -> Result<Vec<u8>, Diagnostic> {
    let quoted = quoted(scene.world, &shown(scene.world, topic, span))?;
    let view = view(scene, (topic, total), span, &quoted);
    let heading = scene.fill("page-tasks-of", &[("title", &view.name)]);
    let heading = views::dated(scene, &heading, scene.world.block(&topic_address(topic), span));
    let above = [(TASKS, scene.text("page-tasks-door"))];
    let mut frame = renderer.frame(scene, page, &heading).below(scene, &above, view.name.to_string());
    if let Some(pager) = &view.pager {
        (frame.previous, frame.next) = (pager.previous.clone(), pager.next.clone());
    }
    renderer.templates.render("task-topic.html", &frame, "topic", &view, &[])
}
