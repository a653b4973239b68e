//! Corpus → [`Site`]: which pages and files exist, each with its address and the [`Job`] that can make it. No bytes, no disk.

pub mod address;
pub mod blocks;
pub mod format;
pub mod kind;
mod patch;
pub mod plan;

use crate::corpus::listed::listed;
use crate::corpus::{DocumentIndex, HeldDocument, WorkIndex};
pub use format::Format;
pub use kind::{ByteSize, PageKind, PageOwner};

/// A page or file of the site.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Page {
    /// Address within the site: `/van-ban/…/`, `/sitemap.xml`.
    pub address: String,
    /// What makes it.
    pub job: Job,
}

impl Page {
    /// The file in the output folder: `van-ban/…/index.html`, `sitemap.xml`.
    pub fn file(&self) -> String {
        file_of(&self.address)
    }
}

/// The file that answers at `address`.
pub fn file_of(address: &str) -> String {
    let path = address.trim_start_matches('/');
    if path.is_empty() || path.ends_with('/') { format!("{path}index.html") } else { path.to_owned() }
}

/// Which list of documents.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ListKind {
    /// Of a theme (key).
    Theme(String),
    /// Of an issuer (key).
    Issuer(String),
    /// Of a type (key).
    Type(String),
    /// Of a school year ("2024-2025").
    SchoolYear(String),
    /// All documents.
    All,
}

/// Which index of lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum IndexKind {
    /// All themes.
    Themes,
    /// All issuers.
    Issuers,
    /// All types.
    Types,
    /// All school years.
    SchoolYears,
}

/// Work that produces the bytes of one address. A build runs all, a preview the one that is asked for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Job {
    /// `/`.
    Home,
    /// `/van-ban/<id>/`; needs the document's text.
    Document(DocumentIndex),
    /// `/van-ban/<id>/van-ban.md` and others: the document in another form; needs its text.
    Format(DocumentIndex, Format),
    /// `/van-ban/<id>/duoc-vien-dan/`, `/van-ban/<id>/duoc-vien-dan/<n>/`: page n (from 1) of all passages that cite a document,
    /// where they are too many for its own page.
    CitedBy(DocumentIndex, usize),
    /// `/van-ban/<id>/vien-dan/`: all that a document cites, where that is too much for its own page.
    Cites(DocumentIndex),
    /// `/van-ban/<id>/co-gi-moi/`: what is new beside the document before it in its series; needs both texts.
    News(DocumentIndex),
    /// `/van-ban/<id>/doan-chung/`: passages that other documents have, too; needs the document's text.
    Reuse(DocumentIndex),
    /// `/van-ban/<id>/nhiem-vu/`, page n (from 1) of who must do what in a document; needs its text.
    DocumentTasks(DocumentIndex, usize),
    /// `/co-quan/<key>/nhiem-vu/`, page n (from 1) of all tasks of an agency; needs the texts of the documents shown.
    AgencyTasks(String, usize),
    /// `/nhiem-vu/`: all agencies that have tasks, by province.
    TaskDoor,
    /// `/vien-dan/…/`, page n (from 1) of the citing passages.
    Work(WorkIndex, usize),
    /// `/van-ban/<id>/luoc-do/`, `/vien-dan/…/luoc-do/`: the picture of what stands around a work.
    Picture(WorkIndex),
    /// `/vien-dan/`, all works by times cited, page n (from 1).
    Works(usize),
    /// An index of lists: `/chu-de/`, `/co-quan/`, `/loai/`, `/nam-hoc/`.
    Index(IndexKind),
    /// `/moi-dang/`: what was published, changed, withdrawn.
    Published,
    /// One list, page n as [`blocks`] counts them: `/chu-de/<key>/` (0), `/chu-de/<key>/trang/2/`, `/van-ban/`.
    List(ListKind, usize),
    /// What an issuer has issued in the order of time, page n as [`blocks`] counts them: `/co-quan/<key>/dong-thoi-gian/`.
    Timeline(String, usize),
    /// Atom feed of a list: `/chu-de/<key>/atom.xml`, `/atom.xml`.
    Feed(ListKind),
    /// The same as JSON Feed: `/chu-de/<key>/feed.json`, `/feed.json`.
    JsonFeed(ListKind),
    /// An address that leads to another one.
    Redirect(String),
    /// An address with several candidates (index in `Corpus::former`).
    Former(usize),
    /// An address whose text was taken away (index in `Config::gone`).
    Gone(usize),
    /// A work of the ledger that nobody cites any more: its label.
    Uncited(String),
    /// `/404.html`.
    NotFound,
    /// `/gioi-thieu/` how to read the marks, what the site is.
    About,
    /// `/tim-kiem/`, which the search fills in.
    Search,
    /// `/ngoai-tuyen/`: the pages that the reader's browser keeps, which a script fills in; also shown where one is missing.
    Offline,
    /// `/sw.js`: the service worker that keeps them, or one that ends what an earlier build began.
    Worker,
    /// `/manifest.webmanifest`, by which browsers install the site.
    Manifest,
    /// `/opensearch.xml`, by which browsers search the site.
    OpenSearch,
    /// `/sitemap.xml` (an index when there are several) and `/sitemap-<n>.xml`, n from 1; 0 is `/sitemap.xml`.
    Sitemap(usize),
    /// `/robots.txt`.
    Robots,
    /// `/data/documents.json`.
    DocumentsData,
    /// `/data/works.json`.
    WorksData,
    /// `/data/citations.json`.
    CitationsData,
    /// `/data/relations.json`.
    RelationsData,
    /// `/data/tasks.json`.
    TasksData,
    /// `/data/site.json`.
    SiteData,
    /// `/data/<name>.csv`: a table for the office.
    Table(Table),
    /// `/data/schema/<name>.json`: JSON Schema of a file of data.
    Schema(DataFile),
    /// `/du-lieu/`: what the files of data hold.
    Data,
    /// `/data/congbao.zip`: all texts and data in one file; needs the texts of all documents.
    Archive,
    /// `/redirects.map`, `/gone.map` and `/_redirects`: plain lists for web servers.
    RedirectList(RedirectFormat),
    /// A static file of the site theme (index in the theme's assets).
    Asset(usize),
    /// An attachment: document and index in its front matter.
    Attachment(DocumentIndex, usize),
}

/// A file of data for machines that has a schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum DataFile {
    /// `documents.json`.
    Documents,
    /// `works.json`.
    Works,
    /// `citations.json`.
    Citations,
    /// `relations.json`.
    Relations,
    /// `tasks.json`.
    Tasks,
    /// `site.json`.
    Site,
    /// `van-ban.json` of each document.
    Document,
}

impl DataFile {
    /// All, in the order in which they are explained.
    pub const ALL: [Self; 7] =
        [Self::Documents, Self::Works, Self::Citations, Self::Relations, Self::Tasks, Self::Site, Self::Document];

    /// Its name without ending, which is that of its schema, too.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Documents => "documents",
            Self::Works => "works",
            Self::Citations => "citations",
            Self::Relations => "relations",
            Self::Tasks => "tasks",
            Self::Site => "site",
            Self::Document => "document",
        }
    }
}

/// A table for the office.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Table {
    /// `documents.csv`.
    Documents,
    /// `works.csv`.
    Works,
    /// `citations.csv`.
    Citations,
}

impl Table {
    /// All.
    pub const ALL: [Self; 3] = [Self::Documents, Self::Works, Self::Citations];

    /// What it is a table of.
    pub const fn data(self) -> DataFile {
        match self {
            Self::Documents => DataFile::Documents,
            Self::Works => DataFile::Works,
            Self::Citations => DataFile::Citations,
        }
    }
}

/// Format of a plain list of redirects.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum RedirectFormat {
    /// nginx `map`.
    Nginx,
    /// nginx `map` of the addresses whose text was taken away: a server answers 410 with the page.
    Gone,
    /// `_redirects` of static hosts.
    Plain,
}

/// The ledger: all addresses that were ever published.
pub const LEDGER_FILE: &str = "content/addresses.tsv";

/// All pages and files, sorted by address, no address twice.
#[derive(Clone, Debug, Default)]
pub struct Site {
    /// Sorted by address.
    pub pages: Vec<Page>,
}

/// Documents on a full page of a list; the front page has up to twice as many less one.
pub const LIST_PAGE: usize = 50;
/// Tasks on an agency's own page; where there are more, all stand on pages of their own.
pub const AGENCY_TASKS: usize = 20;
/// Tasks of one document on one page.
pub const DOCUMENT_TASKS: usize = 100;
/// Documents on one page of an agency's tasks.
pub const AGENCY_TASK_DOCUMENTS: usize = 20;
/// Citing passages on one page of a "cited by" list.
pub const CITED_BY_PAGE: usize = 100;
/// Entries of a list that a document's own page shows; a longer list has a page of its own.
pub const SHOWN: usize = 20;

/// How many pages the passages that cite a document have besides the document's own.
pub const fn cited_by_pages(passages: usize) -> usize {
    if passages > SHOWN { passages.div_ceil(CITED_BY_PAGE) } else { 0 }
}

/// Whether what a document cites has a page of its own.
pub fn has_long_cites(document: &HeldDocument) -> bool {
    // Most documents cite little: nothing is put in order for them.
    document.citations.len() > SHOWN && {
        let listed = listed(document);
        listed.works.len() > SHOWN || listed.unresolved.len() > SHOWN
    }
}

impl Site {
    /// The page at `address`.
    pub fn find(&self, address: &str) -> Option<&Page> {
        self.place(address).ok().map(|at| &self.pages[at])
    }

    /// Where the page at `address` stands, or would stand.
    fn place(&self, address: &str) -> Result<usize, usize> {
        self.pages.binary_search_by(|page| page.address.as_str().cmp(address))
    }
}
