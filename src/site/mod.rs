//! The pages and files of a site: which exist, each with its address and the [`Job`] that makes it, and
//! their bytes. No disk, no clock.
//!
//! In: all that is known ([`plan::PlanInput`], [`World`]). Out: [`Site`]; the bytes of any page by the one door
//! [`Renderer::make`]. Each kind of page is a file in `pages`; `views` has what several of them show.
//!
//! ## Addresses
//!
//! `site::plan` is the one list of pages. Permanent addresses stand in `content/addresses.tsv`, which only a plain
//! build writes, with the switch. An address of the ledger that nothing answers is an error. A work's address is made of its
//! identity alone, so adding content never changes one; a work that becomes better known answers at its older addresses
//! too (`corpus::identity::former_addresses`). Pages of lists are named by their time (`site::blocks`), so
//! that a new document moves none of the others; the newest stand at the list's own address.

pub mod address;
pub mod aim;
pub mod blocks;
pub mod facts;
pub mod format;
pub mod kind;
pub mod numbers;
pub mod pages;
mod patch;
mod places;
pub mod plan;
mod possible;
mod renderer;
pub mod report;
pub mod shards;
mod sources;
mod succession;
mod texts;
pub mod views;
mod world;

pub use crate::address::file_of;
use blocks::{Block, BlockSize};
pub use format::Format;
pub use kind::{ByteSize, PageKind, PageOwner};
pub use pages::{Job, TEMPLATES};
use places::Places;
pub use renderer::{MakeError, Renderer};
use shards::Shards;
pub use sources::{PageSources, sources};
pub use texts::{DocumentText, Texts};
pub use world::{Digests, World};

use crate::trace::{Keyed, Noted, kinds, note_key};

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

/// What data for machines has a schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum DataFile {
    /// The list of documents.
    Documents,
    /// The list of works.
    Works,
    /// The list of citations.
    Citations,
    /// The list of relations.
    Relations,
    /// The list of tasks.
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

/// A list of the whole site as a table, which older sites have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum CsvTable {
    /// `documents.csv`.
    Documents,
    /// `works.csv`.
    Works,
    /// `citations.csv`.
    Citations,
}

/// A list of the whole site in one file, which older sites have published: it answers with the list of what took its
/// place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FormerData {
    /// `/data/<name>.json`.
    List(DataFile),
    /// `/data/<name>.csv`.
    Table(CsvTable),
    /// `/data/congbao.zip`.
    Archive,
}

/// Format of a plain list of redirects.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum RedirectFormat {
    /// nginx `map`.
    Nginx,
    /// nginx `map` of old addresses with a query, which only what the client wrote can tell apart.
    Queries,
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
    pub pages: Noted<Vec<Page>, { kinds::PAGES }>,
    /// Sorted by old address: what servers answer by a redirect, wherever a file could not.
    pub moved: Noted<Vec<Moved>, { kinds::MOVED }>,
    /// What stands in which shard of the data.
    pub shards: Shards,
    /// What stands on which page of a list, by its address.
    pub blocks: Keyed<Block, { kinds::BLOCK }>,
    /// Of the pages as they are now.
    places: Places,
}

/// An address that leads to another.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moved {
    /// Old address; one of an old portal may have a query.
    pub from: String,
    /// New address; it may have an anchor.
    pub to: String,
}

/// Documents or works on a page of a list.
pub const LIST_PAGE: BlockSize = BlockSize { first: 30, largest: 80 };
/// Tasks on an agency's own page; where there are more, all stand on pages of their own.
pub const AGENCY_TASKS: usize = 20;
/// Tasks of one document on one page.
pub const DOCUMENT_TASKS: usize = 100;
/// Documents on one page of an agency's tasks.
pub const AGENCY_TASK_DOCUMENTS: BlockSize = BlockSize { first: 10, largest: 45 };
/// Citing passages on one page of a work.
pub const WORK_PASSAGES: BlockSize = BlockSize { first: 30, largest: 150 };
/// Citing passages on one page of those that cite a document.
pub const CITED_BY_PAGE: usize = 100;
/// Entries of a list that a document's own page shows; a longer list has a page of its own.
pub const SHOWN: usize = 20;

impl Site {
    /// The page at `address`.
    pub fn find(&self, address: &str) -> Option<&Page> {
        note_key(kinds::PAGE_AT, address);
        self.places.find(self.pages.quietly(), address)
    }

    /// The pages at `address` and below it.
    pub fn below(&self, address: &str) -> &[Page] {
        note_key(kinds::PAGES_BELOW, address);
        let pages = self.pages.quietly();
        let first = pages.partition_point(|page| page.address.as_str() < address);
        let length = pages[first..].iter().take_while(|page| page.address.starts_with(address)).count();
        &pages[first..first + length]
    }

    /// Where the page at `address` stands, or would stand.
    fn place(&self, address: &str) -> Result<usize, usize> {
        self.pages.quietly().binary_search_by(|page| page.address.as_str().cmp(address))
    }
}

#[cfg(test)]
mod fixture;
#[cfg(test)]
mod tests;
