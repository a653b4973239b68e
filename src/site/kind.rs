//! What is true of all pages of one kind.
//!
//! In: nothing. Out: [`PageKind`]; [`super::Job::kind`] says which kind is how.

use crate::corpus::DocumentIndex;

/// What is true of all pages of one kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PageKind {
    /// The sitemap lists it: a page for readers that leads to no other page, is no error, and does not
    /// say again what another page says.
    pub in_sitemap: bool,
    /// How its bytes are made.
    pub bytes: ByteSize,
    /// The document whose text it is made of together with other pages: one reading serves all of them.
    pub text_of: Option<DocumentIndex>,
    /// Who asked for it.
    pub owner: PageOwner,
    /// It says how large others are and what their digests are: made when all others are.
    pub last: bool,
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
pub(super) const PAGE: PageKind =
    PageKind { in_sitemap: true, bytes: ByteSize::Whole, text_of: None, owner: PageOwner::Site, last: false };
/// A page or a small file that the sitemap does not list.
pub(super) const ASIDE: PageKind = PageKind { in_sitemap: false, ..PAGE };
/// A file that is written bit by bit.
pub(super) const STREAM: PageKind = PageKind { bytes: ByteSize::Streamed, ..ASIDE };
/// A large one.
pub(super) const HEAVY: PageKind = PageKind { bytes: ByteSize::Heavy, ..ASIDE };
/// What says how large others are.
pub(super) const LAST: PageKind = PageKind { last: true, ..STREAM };
