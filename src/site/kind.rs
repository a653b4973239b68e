//! What is true of all pages of one kind.
//!
//! In: a [`Job`]. Out: its [`PageKind`], by one match that names every kind.

use super::Job;
use crate::corpus::DocumentIndex;

/// What is true of all pages of one kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PageKind {
    /// The sitemap lists it: a page for readers that leads to no other page, is no error, and does not say again what another
    /// page says.
    pub in_sitemap: bool,
    /// How its bytes are made.
    pub bytes: ByteSize,
    /// The document whose text it is made of together with other pages: one reading serves all of them.
    pub text_of: Option<DocumentIndex>,
    /// Who asked for it.
    pub owner: PageOwner,
}

/// How the bytes of a page are made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ByteSize {
    /// In memory.
    Whole,
    /// Bit by bit: they can be larger than memory should hold.
    Streamed,
    /// The same, and it takes long: begun last, one core would idle at the end.
    Heavy,
}

/// Who asked for a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PageOwner {
    /// The site itself.
    Site,
    /// A document.
    Document(DocumentIndex),
    /// The configuration.
    Config,
    /// The configuration, or a document that had another address.
    Redirect,
    /// A work that the site does not hold.
    Work,
    /// The site theme.
    Theme,
}

/// A page for readers.
const PAGE: PageKind = PageKind { in_sitemap: true, bytes: ByteSize::Whole, text_of: None, owner: PageOwner::Site };
/// A page or a small file that the sitemap does not list.
const ASIDE: PageKind = PageKind { in_sitemap: false, ..PAGE };
/// A file that is written bit by bit.
const STREAM: PageKind = PageKind { bytes: ByteSize::Streamed, ..ASIDE };
/// A large one.
const HEAVY: PageKind = PageKind { bytes: ByteSize::Heavy, ..ASIDE };

impl Job {
    /// What is true of all pages of its kind.
    pub const fn kind(&self) -> PageKind {
        match self {
            Self::Document(index) => PageKind { text_of: Some(*index), owner: PageOwner::Document(*index), ..PAGE },
            Self::Format(index, _) => PageKind { text_of: Some(*index), owner: PageOwner::Document(*index), ..ASIDE },
            Self::Reuse(index) => PageKind { text_of: Some(*index), ..ASIDE },
            Self::Attachment(index, _) => PageKind { owner: PageOwner::Document(*index), ..ASIDE },
            Self::Work(..) => PageKind { owner: PageOwner::Work, ..PAGE },
            Self::Home
            | Self::CitedBy(..)
            | Self::Cites(_)
            | Self::News(_)
            | Self::DocumentTasks(..)
            | Self::AgencyTasks(..)
            | Self::TaskDoor
            | Self::Works(_)
            | Self::Index(_)
            | Self::Published
            | Self::List(..)
            | Self::Timeline(..)
            | Self::About
            | Self::Data => PAGE,
            Self::Redirect(_) => PageKind { owner: PageOwner::Redirect, ..ASIDE },
            Self::Gone(_) => PageKind { owner: PageOwner::Config, ..ASIDE },
            Self::Asset(_) => PageKind { owner: PageOwner::Theme, ..ASIDE },
            // A picture says again what the page of its work says, which should be found instead.
            Self::Picture(_)
            | Self::Former(_)
            | Self::Uncited(_)
            | Self::NotFound
            | Self::Search
            | Self::Offline
            | Self::Worker
            | Self::Manifest => ASIDE,
            Self::Feed(_)
            | Self::JsonFeed(_)
            | Self::OpenSearch
            | Self::Robots
            | Self::SiteData
            | Self::Schema(_)
            | Self::RedirectList(_) => STREAM,
            Self::Sitemap(_)
            | Self::DocumentsData
            | Self::WorksData
            | Self::CitationsData
            | Self::RelationsData
            | Self::TasksData
            | Self::Table(_)
            | Self::Archive => HEAVY,
        }
    }
}
