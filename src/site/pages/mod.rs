//! The kinds of pages: one file for each kind or family of kinds, with its address, when it exists, what it is made of,
//! its view and its bytes. This file lists them, and names every kind where one must decide: no match here has a `_`.
//!
//! In: the plan's input; a page and all that pages are made of. Out: all pages (`plan`); the bytes of
//! any one (`make`).

pub mod about;
pub mod accessibility;
pub mod archive;
pub mod below;
pub mod cited_by;
pub mod cites;
pub mod data;
pub mod document;
pub mod embedded;
pub mod feeds;
pub mod files;
pub mod filtered;
pub mod forms;
pub mod home;
pub mod index;
pub mod linker;
pub mod list;
mod lists;
pub mod llms;
mod messages;
pub mod news;
pub mod not_found;
pub mod offline;
pub mod picture;
pub mod portion;
pub mod published;
pub(super) mod redirects;
pub mod reuse;
pub mod search;
pub mod sitemap;
pub mod tasks;
pub mod timeline;
pub(super) mod vanished;
pub mod verify;
pub mod versions;
pub mod work;
pub mod works;

use super::blocks::Span;
use super::kind::{ASIDE, HEAVY, LAST, PAGE, PageKind, PageOwner, STREAM};
use super::plan::Planner;
use super::shards::ShardedList;
use super::sources::PageSources;
use super::views::Scene;
use super::world::World;
use super::{
    DataFile, Format, FormerData, IndexKind, LEDGER_FILE, ListKind, MakeError, Page, RedirectFormat, Renderer,
};
use crate::content::config::CONFIG_FILE;
use crate::content::registry::ACCESSIBILITY_FILE;
use crate::corpus::{DocumentIndex, WorkIndex};
use crate::render::links::Links;
use feeds::follow::Followed;
use filtered::Filter;
use std::io::Write;
use tasks::topic::TaskTopic;

/// Documents of which the front page and the page of what is new show something.
const NEWEST: usize = 10;

/// Work that produces the bytes of one address. A build runs all, a preview the one that is asked for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Job {
    /// `/`.
    Home,
    /// `/van-ban/<id>/`; needs the document's text.
    Document(DocumentIndex),
    /// `/van-ban/<id>/van-ban.md` and others: the document in another form; needs its text.
    Format(DocumentIndex, Format),
    /// `/van-ban/<id>/duoc-vien-dan/`, `/van-ban/<id>/duoc-vien-dan/<n>/`: page n (from 1) of all passages that cite a
    /// document, where they are too many for its own page.
    CitedBy(DocumentIndex, usize),
    /// `/van-ban/<id>/vien-dan/`: all that a document cites, where that is too much for its own page.
    Cites(DocumentIndex),
    /// `/van-ban/<id>/chuong-ii/`: a portion of a long document, by its place; needs the document's text.
    Portion(DocumentIndex, usize),
    /// `/van-ban/<id>/ban/2024-09-01/`: a former text, by its place in the front matter; needs the text that followed it.
    Version(DocumentIndex, usize),
    /// `/van-ban/<id>/co-gi-moi/`: what is new beside the document before it in its series; needs both texts.
    News(DocumentIndex),
    /// `/van-ban/<id>/doan-chung/`: passages that other documents have, too; needs the document's text.
    Reuse(DocumentIndex),
    /// `/van-ban/<id>/nhiem-vu/`, page n (from 1) of who must do what in a document; needs its text.
    DocumentTasks(DocumentIndex, usize),
    /// `/co-quan/<key>/nhiem-vu/`: a page of all tasks of an agency; needs the texts of the documents shown.
    AgencyTasks(String, Span),
    /// `/nhiem-vu/`: all agencies that have tasks, by province.
    TaskDoor,
    /// A page of the tasks about a theme, or of those with a deadline: `/nhiem-vu/chu-de/<key>/`; needs the texts of the
    /// documents shown. On the first page: how many documents have such tasks.
    TaskTopic(TaskTopic, usize, Span),
    /// `/vien-dan/…/`: a page of the citing passages.
    Work(WorkIndex, Span),
    /// `/van-ban/<id>/luoc-do/`, `/vien-dan/…/luoc-do/`: the picture of what stands around a work.
    Picture(WorkIndex),
    /// `/vien-dan/`: a page of all works by times cited.
    Works(Span),
    /// An index of lists: `/chu-de/`, `/co-quan/`, `/loai/`, `/nam-hoc/`.
    Index(IndexKind),
    /// `/moi-dang/`: what was published, changed, withdrawn.
    Published,
    /// A page of a list, as [`blocks`](super::blocks) divides it: `/chu-de/<key>/`, `/chu-de/<key>/trang/2019/`,
    /// `/van-ban/`.
    List(ListKind, Span),
    /// A page of a list that is narrowed by type, issuer or force: `/chu-de/<key>/loc/loai-quyet-dinh/`.
    Filtered(ListKind, Filter, Span),
    /// A page of what an issuer has issued in the order of time: `/co-quan/<key>/dong-thoi-gian/`.
    Timeline(String, Span),
    /// Atom feed of a list: `/chu-de/<key>/atom.xml`, `/atom.xml`.
    Feed(ListKind),
    /// The same as JSON Feed: `/chu-de/<key>/feed.json`, `/feed.json`.
    JsonFeed(ListKind),
    /// Atom feed of what a reader follows: `/van-ban/<id>/atom.xml`, `/co-quan/<key>/nhiem-vu/atom.xml`; that of an
    /// agency's tasks needs the texts of the documents shown.
    Follow(Followed),
    /// `/llms.txt`, `/chu-de/<key>/llms.txt`: what stands here and where, in Markdown, for tools that read it.
    Llms(ListKind),
    /// `/lien-ket.mjs`: the script by which pages of other sites link here.
    Linker,
    /// `/data/lien-ket.json`: the table of numbers that it reads, or the list of its shards.
    LinkerIndex,
    /// `/data/lien-ket/<name>.json`: a shard of that table.
    LinkerShard(String),
    /// An address that leads to another one.
    Redirect(String),
    /// A file at an address that it had before: the same bytes. It is never a copy of a copy.
    Copy(Box<Job>),
    /// An address with several candidates (index in `Corpus::former`).
    Former(usize),
    /// An address whose text was taken away (index in `Config::gone`).
    Gone(usize),
    /// A work of the ledger that is not cited any more: its label.
    Uncited(String),
    /// `/404.html`.
    NotFound,
    /// `/gioi-thieu/` how to read the marks, what the site is.
    About,
    /// `/kiem-tra/`: how anyone checks what is published.
    Verify,
    /// `/nhung/`: a document or a list for a frame of another site, by its query.
    Embedded,
    /// `/frames.map`: which sites may frame it, for web servers.
    Frames,
    /// `/neighbours.map`: which sites the page of results may ask, for web servers.
    Connections,
    /// `/tro-nang/` what is known of the accessibility of the site.
    Accessibility,
    /// `/tim-kiem/`, which the search fills in.
    Search,
    /// `/ngoai-tuyen/`: the pages that the reader's browser keeps, which a script fills in; also shown
    /// where one is missing.
    Offline,
    /// `/sw.js`: the service worker that keeps them, or one that ends what an earlier build began.
    Worker,
    /// `/manifest.webmanifest`, by which browsers install the site.
    Manifest,
    /// `/opensearch.xml`, by which browsers search the site.
    OpenSearch,
    /// `/sitemap.xml` (an index when there are several; without a name) and `/sitemap-<name>.xml`.
    Sitemap(String),
    /// `/robots.txt`.
    Robots,
    /// `/data/<list>/<year>.jsonl.gz`, `/data/archive/<year>.zip`: a shard, by its key; an archive needs the texts.
    Shard(ShardedList, String),
    /// `/data/documents/<year>.csv`: the documents of a shard as a table for the office, by the key of the shard.
    Table(String),
    /// `/data/site.json`: where all of these are.
    SiteData,
    /// `/data/catalog.jsonld`: the same as a catalogue of datasets (DCAT-AP), with their licences.
    Catalog,
    /// `/data/openapi.json`: the files for programs, described as an interface.
    OpenApi,
    /// `/data/documents.json` …: a list in one file, as older sites published it; the list of its shards.
    FormerData(FormerData),
    /// `/data/schema/<name>.json`: JSON Schema of a file of data.
    Schema(DataFile),
    /// `/du-lieu/`: what the files of data hold.
    Data,
    /// `/redirects.map`, `/gone.map` and `/_redirects`: plain lists for web servers.
    RedirectList(RedirectFormat),
    /// A static file of the site theme (index in the theme's assets).
    Asset(usize),
    /// An attachment: document and index in its front matter.
    Attachment(DocumentIndex, usize),
    /// An image that the text of a document shows: its path from the site's root.
    Image(DocumentIndex, String),
}

impl Job {
    /// The job itself, or that of the file of which this is a copy.
    pub fn original(&self) -> &Self {
        match self {
            Self::Copy(job) => job,
            job => job,
        }
    }

    /// Whether `gone:` may take the file away: a form of a document, a file of data.
    pub fn can_be_given_up(&self) -> bool {
        matches!(self, Self::Format(..) | Self::Table(_) | Self::Schema(_) | Self::Shard(..))
            || matches!(self, Self::FormerData(_) | Self::SiteData)
    }

    /// What is true of all pages of its kind.
    pub fn kind(&self) -> PageKind {
        match self {
            Self::Document(index) => PageKind { text_of: Some(*index), owner: PageOwner::Document(*index), ..PAGE },
            Self::Format(index, Format::Json) => PageKind { owner: PageOwner::Document(*index), ..ASIDE },
            Self::Format(index, Format::Markdown | Format::Text | Format::AkomaNtoso) => {
                PageKind { text_of: Some(*index), owner: PageOwner::Document(*index), ..ASIDE }
            }
            Self::Portion(index, _) | Self::Version(index, _) => {
                PageKind { text_of: Some(*index), owner: PageOwner::Document(*index), ..ASIDE }
            }
            Self::Reuse(index) => PageKind { text_of: Some(*index), ..ASIDE },
            Self::Attachment(index, _) | Self::Image(index, _) => {
                PageKind { owner: PageOwner::Document(*index), ..ASIDE }
            }
            Self::Work(..) => PageKind { owner: PageOwner::Work, ..PAGE },
            Self::Home
            | Self::CitedBy(..)
            | Self::Cites(_)
            | Self::News(_)
            | Self::DocumentTasks(..)
            | Self::AgencyTasks(..)
            | Self::TaskDoor
            | Self::TaskTopic(..)
            | Self::Works(_)
            | Self::Index(_)
            | Self::Published
            | Self::List(..)
            | Self::Timeline(..)
            | Self::About
            | Self::Verify
            | Self::Accessibility
            | Self::Data => PAGE,
            Self::Copy(job) => job.kind(),
            Self::Redirect(_) => PageKind { owner: PageOwner::Redirect, ..ASIDE },
            Self::Gone(_) => PageKind { owner: PageOwner::Config, ..ASIDE },
            Self::Asset(_) => PageKind { owner: PageOwner::Theme, ..ASIDE },
            // These say again what the page of a work and that of a list say, which should be found instead.
            Self::Picture(_)
            | Self::Filtered(..)
            | Self::Former(_)
            | Self::Uncited(_)
            | Self::NotFound
            | Self::Embedded
            | Self::Search
            | Self::Offline
            | Self::Worker
            | Self::Manifest => ASIDE,
            Self::Follow(Followed::Document(index) | Followed::Series(index)) => {
                PageKind { owner: PageOwner::Document(*index), ..STREAM }
            }
            Self::Feed(_)
            | Self::JsonFeed(_)
            | Self::Follow(Followed::Work(_) | Followed::Tasks(_))
            | Self::Llms(_)
            | Self::Linker
            | Self::LinkerIndex
            | Self::LinkerShard(_)
            | Self::Catalog
            | Self::OpenApi
            | Self::OpenSearch
            | Self::Robots
            | Self::Table(_)
            | Self::Schema(_)
            | Self::Frames
            | Self::Connections
            | Self::RedirectList(_) => STREAM,
            Self::Sitemap(_) | Self::Shard(..) => HEAVY,
            Self::SiteData | Self::FormerData(_) => LAST,
        }
    }
}

/// Plans the pages of all kinds. What leads to other pages comes behind them, then the
/// sitemap of all, and last what answers for pages that are there no more: it must know all others.
pub(super) fn plan(planner: &mut Planner<'_>) {
    document::plan(planner);
    portion::plan(planner);
    versions::plan(planner);
    cited_by::plan(planner);
    forms::plan(planner);
    cites::plan(planner);
    news::plan(planner);
    reuse::plan(planner);
    tasks::plan(planner);
    files::plan_attachments(planner);
    files::plan_images(planner);
    work::plan(planner);
    picture::plan(planner);
    works::plan(planner);
    home::plan(planner);
    published::plan(planner);
    index::plan(planner);
    lists::plan(planner);
    feeds::follow::plan(planner);
    not_found::plan(planner);
    about::plan(planner);
    verify::plan(planner);
    embedded::plan(planner);
    accessibility::plan(planner);
    data::plan(planner);
    linker::plan(planner);
    search::plan(planner);
    offline::plan(planner);
    files::plan_theme(planner);
    redirects::plan(planner);
    sitemap::plan(planner);
    vanished::plan(planner);
}

/// Writes the bytes of `page`, of any kind.
///
/// # Errors
/// See [`MakeError`].
pub(super) fn make(renderer: &Renderer, world: &World<'_>, page: &Page, out: &mut dyn Write) -> Result<(), MakeError> {
    let bytes = write_or_give(renderer, world, page, out)?;
    Ok(out.write_all(&bytes)?)
}

/// Writes the bytes of `page`, or gives them where they are made in one piece; one of both is empty.
///
/// # Errors
/// See [`MakeError`].
pub(super) fn write_or_give(
    renderer: &Renderer,
    world: &World<'_>,
    page: &Page,
    out: &mut dyn Write,
) -> Result<Vec<u8>, MakeError> {
    let links = if page.job == Job::NotFound {
        Links::anywhere(&world.config.base_url, world.portable)
    } else {
        Links::new(&page.address, world.portable)
    };
    let scene = Scene { world, links: &links };
    let bytes = match &page.job {
        Job::Home => home::make(renderer, scene, page)?,
        Job::Document(index) => document::make(renderer, scene, page, *index)?,
        Job::Format(index, format) => forms::bytes(scene, *index, *format)?,
        Job::CitedBy(index, number) => cited_by::make(renderer, scene, page, *index, *number)?,
        Job::Cites(index) => cites::make(renderer, scene, page, *index)?,
        Job::Portion(index, at) => portion::make(renderer, scene, page, *index, *at)?,
        Job::Version(index, at) => versions::make(renderer, scene, page, *index, *at)?,
        Job::News(newer) => news::make(renderer, scene, page, *newer)?,
        Job::Reuse(index) => reuse::make(renderer, scene, page, *index)?,
        Job::DocumentTasks(index, number) => tasks::make_document(renderer, scene, page, *index, *number)?,
        Job::AgencyTasks(key, span) => tasks::make_agency(renderer, scene, page, key, span)?,
        Job::TaskDoor => tasks::door::make(renderer, scene, page)?,
        Job::TaskTopic(topic, total, span) => tasks::topic::make(renderer, scene, page, (topic, *total), span)?,
        Job::Work(index, span) => work::make(renderer, scene, page, *index, span)?,
        Job::Picture(index) => picture::make(renderer, scene, page, *index)?,
        Job::Works(span) => works::make(renderer, scene, page, span)?,
        Job::Index(kind) => index::make(renderer, scene, page, *kind)?,
        Job::Published => published::make(renderer, scene, page)?,
        Job::List(kind, span) => list::make(renderer, scene, page, kind, span)?,
        Job::Filtered(kind, filter, span) => filtered::make(renderer, scene, page, (kind, filter), span)?,
        Job::Timeline(issuer, span) => timeline::make(renderer, scene, page, issuer, span)?,
        Job::Feed(kind) => written(feeds::atom::write(world, &feeds::of_list(world, kind), out))?,
        Job::JsonFeed(kind) => written(feeds::json::write(world, &feeds::of_list(world, kind), out))?,
        Job::Follow(followed) => written(feeds::atom::write(world, &feeds::follow::feed(world, followed)?, out))?,
        Job::Llms(kind) => written(llms::write(world, kind, out))?,
        Job::Linker => written(linker::write_script(out))?,
        Job::LinkerIndex => written(linker::write_index(world, out))?,
        Job::LinkerShard(name) => written(linker::write_shard(world, name, out))?,
        Job::Copy(job) => {
            let page = Page { address: page.address.clone(), job: (**job).clone() };
            return write_or_give(renderer, world, &page, out);
        }
        Job::Redirect(target) => redirects::make(renderer, scene, page, target)?,
        Job::Former(index) => messages::make_former(renderer, scene, page, *index)?,
        Job::Gone(index) => messages::make_gone(renderer, scene, page, *index)?,
        Job::Uncited(label) => messages::make_uncited(renderer, scene, page, label)?,
        Job::NotFound => not_found::make(renderer, scene, page)?,
        Job::About => about::make(renderer, scene, page)?,
        Job::Verify => verify::make(renderer, scene, page)?,
        Job::Embedded => embedded::make(renderer, scene, page)?,
        Job::Frames => written(embedded::write_frames(world, out))?,
        Job::Connections => written(search::write_connections(world, out))?,
        Job::Accessibility => accessibility::make(renderer, scene, page)?,
        Job::Search => search::make(renderer, scene, page)?,
        Job::Offline => offline::make(renderer, scene, page)?,
        Job::Worker => offline::worker(world, &renderer.assets),
        Job::Manifest => offline::manifest(world, &renderer.assets),
        Job::OpenSearch => written(search::write_open_search(world, out))?,
        Job::Sitemap(name) => written(sitemap::write(world, name, out))?,
        Job::Robots => written(sitemap::write_robots(world, out))?,
        Job::Shard(ShardedList::Data(file), key) => written(data::shard::write(world, *file, key, out))?,
        Job::Shard(ShardedList::Archive, key) => written(archive::write(world, key, out))?,
        Job::SiteData => written(data::index::write_site(renderer, world, out))?,
        Job::Catalog => written(data::catalog::write(world, out))?,
        Job::OpenApi => written(data::openapi::write(world, out))?,
        Job::FormerData(former) => written(data::index::write_former(renderer, world, *former, out))?,
        Job::Table(key) => written(data::table::write(world, key, out))?,
        Job::Schema(file) => written(data::schema::write(world, *file, out))?,
        Job::Data => data::make(renderer, scene, page)?,
        Job::RedirectList(format) => written(redirects::write(world, *format, out))?,
        Job::Asset(index) => written(out.write_all(&renderer.assets[*index].bytes))?,
        Job::Attachment(document, attachment) => world.texts.attachment(*document, *attachment)?,
        Job::Image(document, path) => world.texts.image(*document, path)?,
    };
    Ok(bytes)
}

/// A page was written: there is nothing to give.
fn written(done: Result<(), impl Into<MakeError>>) -> Result<Vec<u8>, MakeError> {
    done.map_err(Into::into)?;
    Ok(Vec::new())
}

/// What a page is made of: the files that an editor would open to change it.
pub(super) fn sources(world: &World<'_>, job: &Job) -> PageSources {
    let corpus = world.corpus;
    match job {
        Job::Document(index)
        | Job::Portion(index, _)
        | Job::Version(index, _)
        | Job::Format(index, _)
        | Job::Reuse(index)
        | Job::DocumentTasks(index, _) => PageSources::texts([*index]),
        Job::News(newer) => news::sources(world, *newer),
        Job::Copy(job) => sources(world, job),
        Job::Cites(index) | Job::Attachment(index, _) | Job::Image(index, _) => PageSources::documents([*index]),
        Job::CitedBy(index, number) => cited_by::sources(world, *index, *number),
        Job::AgencyTasks(key, span) => PageSources::texts(tasks::quoted_of_agency(world, key, span)),
        Job::TaskDoor => tasks::door::sources(world),
        Job::TaskTopic(topic, _, span) => PageSources::texts(tasks::topic::shown(world, topic, span)),
        Job::Work(work, span) => work::sources(world, *work, span),
        Job::Picture(work) => picture::sources(world, *work),
        Job::Works(span) => works::sources(world, span),
        Job::List(kind, span) => list::sources(world, kind, span),
        Job::Filtered(kind, filter, span) => filtered::sources(world, kind, filter, span),
        Job::Timeline(issuer, span) => timeline::sources(world, issuer, span),
        Job::Feed(kind) | Job::JsonFeed(kind) | Job::Llms(kind) => PageSources::documents(world.documents_of(kind)),
        Job::Follow(followed) => feeds::follow::sources(world, followed),
        Job::Home | Job::Published => PageSources::documents(&corpus.newest[..corpus.newest.len().min(NEWEST)]),
        Job::Index(kind) => index::sources(*kind),
        Job::Former(_) | Job::Uncited(_) => PageSources::files([LEDGER_FILE]),
        Job::Accessibility => PageSources::files([ACCESSIBILITY_FILE]),
        Job::Gone(_)
        | Job::Redirect(_)
        | Job::About
        | Job::Verify
        | Job::Embedded
        | Job::Frames
        | Job::Connections
        | Job::Offline
        | Job::NotFound
        | Job::Search
        | Job::Worker
        | Job::Manifest
        | Job::OpenSearch
        | Job::Robots
        | Job::SiteData
        | Job::Catalog
        | Job::OpenApi
        | Job::RedirectList(_) => PageSources::files([CONFIG_FILE]),
        // Of the whole site, or of a year of it.
        Job::Sitemap(_) | Job::Shard(..) | Job::FormerData(_) | Job::Table(_) => PageSources::default(),
        Job::LinkerIndex | Job::LinkerShard(_) => PageSources::default(),
        // Of the program and the theme.
        Job::Schema(_) | Job::Data | Job::Asset(_) | Job::Linker => PageSources::default(),
    }
}

macro_rules! built_in {
    ($($name:literal),+ $(,)?) => {
        [$(($name, include_str!(concat!("../../../themes/default/templates/", $name)))),+]
    };
}

/// The templates of the built-in theme: name → text.
pub const TEMPLATES: &[(&str, &str)] = &built_in![
    "parts.html",
    "formats.html",
    "changes.html",
    "base.html",
    "home.html",
    "document.html",
    "portion.html",
    "version.html",
    "cited-by.html",
    "cites.html",
    "comparison.html",
    "reuse.html",
    "work.html",
    "picture.html",
    "works.html",
    "list.html",
    "index.html",
    "timeline.html",
    "published.html",
    "message.html",
    "redirect.html",
    "about.html",
    "verify.html",
    "embedded.html",
    "accessibility.html",
    "data.html",
    "not-found.html",
    "search.html",
    "offline.html",
    "check-report.html",
    "document-tasks.html",
    "agency-tasks.html",
    "tasks.html",
    "task-topic.html",
];
