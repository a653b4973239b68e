//! Feeds of what readers follow: who cites, amends, replaces, corrects or repeals a document or a work; the tasks of an
//! agency; a series.
//!
//! In: [`Followed`]. Out: when each feed exists, its address, a [`Feed`]. A document that cites is one entry, known by its
//! own address and what it cites, so an entry that changes is announced again and never twice. `updated` is the last day
//! that people stated: of publishing, of a change, of a remark, of what changed it in turn; what changed is in the text.
//!
//! ## Which there are
//!
//! A feed for each document would be a third of the files of a large site. Up to `SMALL` documents each has one, and
//! where `feeds: all` asks for it; else a document that something has happened to. What was published once stays.

use super::recent::{self, Recent, Recents};
use super::{Channel, Feed, FeedEntry, became, document_entry, is_change, last_change, text_of, themes_of};
use crate::content::config::{Config, FeedChoice};
use crate::content::front_matter::{Relation, Status, Version};
use crate::corpus::statements::document_relation;
use crate::corpus::tasks::tasks_of;
use crate::corpus::{Corpus, DocumentIndex, HeldDocument, Passage, Resolution, Work, WorkIndex, without_years};
use crate::diagnostic::Diagnostic;
use crate::render::links::{Links, absolute};
use crate::render::names::label_of;
use crate::site::address::issuer_address;
use crate::site::pages::data::index::SITE_DATA;
use crate::site::pages::forms::former_addresses;
use crate::site::pages::tasks::{TaskView, agency_tasks_address, briefly};
use crate::site::pages::vanished::BELOW;
use crate::site::pages::versions::{told, version_address};
use crate::site::plan::Planner;
use crate::site::sources::PageSources;
use crate::site::views::meaning::said_of_force;
use crate::site::views::parts::{AROUND, PassageView, passage_view, relation_word};
use crate::site::views::{Scene, document_title};
use crate::site::{Job, World};
use crate::text::date::WorkDate;
use crate::text::slug;
use std::collections::BTreeMap;

/// What is followed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Followed {
    /// What happens to a document of the site.
    Document(DocumentIndex),
    /// What happens to a work that the site does not hold.
    Work(WorkIndex),
    /// The tasks of an agency, by its key.
    Tasks(String),
    /// The series that a document belongs to.
    Series(DocumentIndex),
}

/// Documents of a site that is small enough for a feed of each.
const SMALL: usize = 2000;
/// Documents that cite a work which is followed.
const WORK_CITED: usize = 5;
/// Documents that cite a document of a large site to which nothing else has happened.
const DOCUMENT_CITED: usize = 10;
/// Passages of one document that an entry quotes, and tasks.
const QUOTED: usize = 3;

/// The feed of a series, below the document that opens it.
pub const SERIES_FEED: &str = "loat/atom.xml";

/// Address of the feed of what stands at `owner`: of a document, a work, an agency's tasks.
pub fn followed_at(owner: &str) -> String {
    format!("{owner}atom.xml")
}

/// Address of the feed of the series that a document opens.
pub fn series_at(document: &str) -> String {
    format!("{document}{SERIES_FEED}")
}

fn address(corpus: &Corpus, followed: &Followed) -> String {
    match followed {
        Followed::Document(index) => followed_at(&corpus.documents[*index].address),
        Followed::Work(index) => followed_at(&corpus.works[*index].address),
        Followed::Tasks(key) => followed_at(&agency_tasks_address(key)),
        Followed::Series(index) => series_at(&corpus.documents[*index].address),
    }
}

/// Feeds of documents, works and series.
pub(in crate::site::pages) fn plan(planner: &mut Planner<'_>) {
    let corpus = planner.input.corpus;
    let all = each_document(planner.input.config, corpus);
    let former = former_addresses(planner);
    for (index, document) in corpus.documents.iter().enumerate() {
        keep(planner, &former, &document.address, all || has_news(corpus, index), Followed::Document(index));
        let opens = document.previous.is_none() && document.next.is_some();
        keep(planner, &former, &document.address, opens, Followed::Series(index));
    }
    let is_listed = |index: &usize| corpus.works[*index].held.is_none() && corpus.has_work(*index);
    for index in (0..corpus.works.len()).filter(is_listed) {
        keep(planner, &former, &corpus.works[index].address, is_followed(corpus, index), Followed::Work(index));
    }
}

/// The feed of an agency's tasks.
pub(in crate::site::pages) fn plan_tasks(planner: &mut Planner<'_>, key: &str) {
    let has_tasks = planner.input.corpus.tasks.by_agent.get(key).is_some_and(|documents| !documents.is_empty());
    keep(planner, &BTreeMap::new(), &issuer_address(key), has_tasks, Followed::Tasks(key.to_owned()));
}

/// Plans a feed that is wanted, or that was published here or where its owner stood before.
fn keep(planner: &mut Planner<'_>, former: &BTreeMap<&str, Vec<&str>>, owner: &str, wanted: bool, followed: Followed) {
    let address = address(planner.input.corpus, &followed);
    if !wanted {
        let rest = &address[owner.len()..];
        let own = std::iter::once(owner);
        let mut owners = own.chain(former.get(owner).into_iter().flatten().copied());
        if !owners.any(|owner| planner.keeps(&format!("{owner}{rest}"))) {
            return;
        }
        // Remembered, so that a build from the sources alone makes it, too.
        planner.promise(&address, BELOW, owner);
    }
    planner.add(address, Job::Follow(followed));
}

/// Whether each document has a feed.
pub fn each_document(config: &Config, corpus: &Corpus) -> bool {
    match config.feeds {
        Some(FeedChoice::All) => true,
        Some(FeedChoice::Events) => false,
        None => corpus.documents.quietly().len() <= SMALL,
    }
}

/// The feed of a work, which may be that of its document, where there is one whatever was published before.
pub(in crate::site) fn of_work(corpus: &Corpus, each_document: bool, index: WorkIndex) -> Option<(String, Job)> {
    let (wanted, followed) = match corpus.works[index].held {
        Some(document) => (each_document || has_news(corpus, document), Followed::Document(document)),
        None => (is_followed(corpus, index), Followed::Work(index)),
    };
    wanted.then(|| (address(corpus, &followed), Job::Follow(followed)))
}

/// Whether something has happened to a document.
fn has_news(corpus: &Corpus, index: DocumentIndex) -> bool {
    let document = &corpus.documents[index];
    let front_matter = &document.front_matter;
    front_matter.status == Status::Withdrawn
        || !front_matter.notes.is_empty()
        || !front_matter.versions.is_empty()
        || is_changed(&corpus.works[document.work])
        || cited_by_documents(&corpus.works[document.work]) >= DOCUMENT_CITED
}

/// Whether a work that the site does not hold is followed.
fn is_followed(corpus: &Corpus, index: WorkIndex) -> bool {
    let work = &corpus.works[index];
    cited_by_documents(work) >= WORK_CITED || is_changed(work)
}

fn is_changed(work: &Work) -> bool {
    work.relations.iter().any(|found| !found.outgoing && is_change(found.relation))
}

fn cited_by_documents(work: &Work) -> usize {
    work.cited_by.chunk_by(|one, other| one.document == other.document).count()
}

/// What a feed is made of.
pub(in crate::site::pages) fn sources(world: &World<'_>, followed: &Followed) -> PageSources {
    let documents = |recents: Recents| recents.shown.iter().map(|recent| recent.document).collect::<Vec<_>>();
    match followed {
        Followed::Document(index) => {
            let citing = documents(recent::citing(world, world.corpus.documents[*index].work));
            PageSources::documents([*index].into_iter().chain(citing).collect::<Vec<_>>())
        }
        Followed::Work(index) => PageSources::documents(documents(recent::citing(world, *index))),
        Followed::Series(index) => PageSources::documents(documents(recent::series(world, *index))),
        Followed::Tasks(key) => PageSources::texts(documents(recent::tasks(world, key))),
    }
}

/// The feed of what is followed.
///
/// # Errors
/// A text that an entry quotes cannot be read.
pub fn feed<'a>(world: &'a World<'a>, followed: &'a Followed) -> Result<Feed<'a>, Diagnostic> {
    let corpus = world.corpus;
    let scene = Scene { world, links: &Links::new("/", false) };
    let language = scene.language();
    let (recents, mut entries, title, home) = match followed {
        Followed::Document(index) => {
            let document = &corpus.documents[*index];
            let recents = recent::citing(world, document.work);
            let mut entries = happened(world, document.work, &recents);
            entries
                .extend(document.front_matter.versions.iter().map(|version| version_entry(world, document, version)));
            entries.extend(document.front_matter.published.map(|published| {
                document_entry(world, *index, Some(published), last_change(world, document, published))
            }));
            let title = scene.fill("page-follow-of", &[("title", &label_of(language, &corpus.works[document.work]))]);
            (recents, entries, title, document.address.clone())
        }
        Followed::Work(index) => {
            let work = &corpus.works[*index];
            let recents = recent::citing(world, *index);
            let entries = happened(world, *index, &recents);
            let title = scene.fill("page-follow-of", &[("title", &label_of(language, work))]);
            (recents, entries, title, work.address.clone())
        }
        Followed::Tasks(key) => {
            let recents = recent::tasks(world, key);
            let entries = recents.shown.iter().map(|recent| tasks_entry(world, key, recent));
            let entries = entries.collect::<Result<Vec<_>, _>>()?;
            let title = scene.fill("page-tasks-of", &[("title", world.body_name(key))]);
            (recents, entries, title, issuer_address(key))
        }
        Followed::Series(index) => {
            let document = &corpus.documents[*index];
            let recents = recent::series(world, *index);
            let entry =
                |recent: &Recent| document_entry(world, recent.document, Some(recent.published), recent.updated);
            let entries = recents.shown.iter().map(entry).collect();
            let name = without_years(&document.front_matter.title);
            let title = scene.fill("page-follow-series-of", &[("title", name.trim())]);
            (recents, entries, title, document.address.clone())
        }
    };
    entries.sort_by(|a, b| (b.updated, b.published, b.address).cmp(&(a.updated, a.published, a.address)));
    let base = &world.config.base_url;
    let channel = Channel {
        itself: absolute(base, &address(corpus, followed)),
        title: format!("{title} – {}", world.config.title),
        home: absolute(base, &home),
        json: None,
        archive: recents.has_more.then(|| absolute(base, SITE_DATA)),
    };
    Ok(Feed { channel, entries })
}

/// What documents of the site, and works whose text it has not, do to a work.
fn happened<'a>(world: &'a World<'a>, work: WorkIndex, recents: &Recents) -> Vec<FeedEntry<'a>> {
    let mut entries: Vec<_> = recents.shown.iter().map(|recent| citing_entry(world, work, recent)).collect();
    let corpus = world.corpus;
    let changed = corpus.works[work].relations.iter().filter(|found| !found.outgoing && is_change(found.relation));
    entries.extend(changed.filter_map(|found| declared_entry(world, work, (found.other, found.relation))));
    entries
}

/// The text of the document was replaced by another: the entry leads to the former one, which says what changed.
fn version_entry<'a>(world: &'a World<'a>, document: &'a HeldDocument, version: &Version) -> FeedEntry<'a> {
    let scene = Scene { world, links: &Links::new("/", false) };
    let former = absolute(&world.config.base_url, &version_address(document, version));
    FeedEntry {
        address: &document.address,
        id: former.clone(),
        url: former,
        title: format!("{}: {}", scene.text("page-version-replaced"), document_title(world, document)),
        published: None,
        updated: version.until,
        summary: told(scene, version),
        index: None,
        themes: themes_of(world, document),
        state: None,
        files: Vec::new(),
        document: None,
    }
}

/// What an entry about a work is known by beside the address of who acts.
fn anchor(work: &Work) -> String {
    let name = work.number.as_ref().map(|number| number.slug()).or_else(|| work.title.as_deref().map(slug));
    format!("#dan-{}", name.unwrap_or_else(|| slug(&work.id)))
}

/// A document that cites a work, or changes it.
fn citing_entry<'a>(world: &'a World<'a>, work: WorkIndex, recent: &Recent) -> FeedEntry<'a> {
    let scene = Scene { world, links: &Links::new("/", false) };
    let corpus = world.corpus;
    let document = &corpus.documents[recent.document];
    let mut passages: Vec<usize> = (0..document.citations.len())
        .filter(|at| matches!(document.citations[*at].resolution, Resolution::Work(cited, _) if cited == work))
        .collect();
    // The words that give the reason come first.
    passages.sort_by_key(|at| document_relation(document, *at) != recent.relation);
    let said = corpus.statements.force_of(work).iter();
    let said = said.filter(|said| said.evidence.is_some_and(|passage| passage.document == recent.document));
    // That it does so itself stands in the title.
    let said = said.filter(|said| said.by != Some(document.work));
    let mut sentences: Vec<String> = said.map(|said| said_of_force(scene, said)).collect();
    sentences.dedup();
    let word = relation_word(scene, recent.relation, false).unwrap_or_else(|| scene.text("page-follow-cited-in"));
    let quoted = passages.iter().take(QUOTED);
    sentences.extend(quoted.filter_map(|citation| {
        passage_view(scene, Passage { document: recent.document, citation: *citation }, AROUND).map(quote)
    }));
    if passages.is_empty() {
        sentences.push(scene.text("page-state-editors").to_owned());
    } else if passages.len() > QUOTED {
        sentences.push(scene.fill("page-follow-more", &[("n", &scene.count(passages.len() - QUOTED))]));
    }
    sentences.extend(became(scene, document));
    let base = &world.config.base_url;
    let page = absolute(base, &document.address);
    let url = passages.first().map(|at| format!("{}{}", absolute(base, "/"), scene.passage(document, *at)));
    FeedEntry {
        address: &document.address,
        id: format!("{page}{}", anchor(&corpus.works[work])),
        url: url.unwrap_or(page),
        title: format!("{word}: {}", document_title(world, document)),
        published: Some(recent.published),
        updated: recent.updated,
        summary: text_of(&sentences),
        index: None,
        themes: Vec::new(),
        state: None,
        files: Vec::new(),
        document: None,
    }
}

/// A passage in one line: where it stands, its words, the place that it means, what the editors remark.
fn quote(passage: PassageView<'_>) -> String {
    let PassageView { section, before, mark, after, pinpoint, note, .. } = passage;
    let place = section.map(|section| format!("{}: ", section.text)).unwrap_or_default();
    let meant = pinpoint.map(|pinpoint| format!(" ({})", pinpoint.text)).unwrap_or_default();
    let note = note.map(|note| format!(" [{note}]")).unwrap_or_default();
    let words = format!("{before}{mark}{after}");
    format!("{place}“{}”{meant}{note}", words.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// A work whose text is not here changes another, as the editors say: on its own day, as far as that is known.
fn declared_entry<'a>(
    world: &'a World<'a>,
    work: WorkIndex,
    (other, relation): (WorkIndex, Relation),
) -> Option<FeedEntry<'a>> {
    let scene = Scene { world, links: &Links::new("/", false) };
    let by = &world.corpus.works[other];
    let day = by.date.filter(|_| by.held.is_none()).and_then(WorkDate::day)?;
    let page = absolute(&world.config.base_url, &by.address);
    Some(FeedEntry {
        address: &by.address,
        id: format!("{page}{}", anchor(&world.corpus.works[work])),
        title: format!("{}: {}", relation_word(scene, relation, false)?, label_of(scene.language(), by)),
        url: page,
        published: None,
        updated: day,
        summary: scene.text("page-state-editors").to_owned(),
        index: None,
        themes: Vec::new(),
        state: None,
        files: Vec::new(),
        document: None,
    })
}

/// The tasks that a document gives an agency.
fn tasks_entry<'a>(world: &'a World<'a>, key: &str, recent: &Recent) -> Result<FeedEntry<'a>, Diagnostic> {
    let scene = Scene { world, links: &Links::new("/", false) };
    let document: &'a HeldDocument = &world.corpus.documents[recent.document];
    let tasks: Vec<_> = tasks_of(document, key).collect();
    let source = world.texts.source(recent.document)?;
    let shown = tasks.iter().take(QUOTED);
    let mut sentences: Vec<String> = shown
        .map(|task| {
            let TaskView { place, text, deadline, .. } = briefly(scene, document, task, &source);
            let deadline = deadline.map(|deadline| format!(" ({deadline})")).unwrap_or_default();
            format!("{place}: {text}{deadline}")
        })
        .collect();
    if tasks.len() > QUOTED {
        sentences.push(scene.fill("page-follow-more", &[("n", &scene.count(tasks.len() - QUOTED))]));
    }
    sentences.extend(became(scene, document));
    let page = absolute(&world.config.base_url, &document.address);
    let count = scene.fill("page-tasks-number", &[("n", &scene.count(tasks.len()))]);
    Ok(FeedEntry {
        address: &document.address,
        id: format!("{page}#nhiem-vu-{key}"),
        url: tasks.first().map_or_else(
            || page.clone(),
            |task| format!("{}{}", absolute(&world.config.base_url, "/"), scene.place(document, &task.anchor)),
        ),
        title: format!("{count}: {}", document_title(world, document)),
        published: Some(recent.published),
        updated: recent.updated,
        summary: text_of(&sentences),
        index: None,
        themes: themes_of(world, document),
        state: None,
        files: Vec::new(),
        document: None,
    })
}
