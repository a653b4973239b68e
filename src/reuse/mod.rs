//! Finds passages of eight words or more that stand in several documents.
//!
//! In: [`ReuseText`]s, one per document, cut as [`compare`](crate::compare) cuts words. Out: an [`ReuseIndex`] that knows for each document which
//! others share a passage with it, and for one document and those others [`SharedPassages`]: the passages, paragraph by paragraph, with
//! the places where they stand elsewhere, and how much of either document stands in the other (the same figure as
//! [`compare::Overlap`](crate::compare::Overlap)).
//!
//! A passage is a run of [`RUN`] words or more within one paragraph. Left out is what stands everywhere: runs that very many
//! documents have ([`ReuseIndex::formula_limit`]), căn cứ, names of works, closing formulas ([`ReuseText::of`]). Near-linear: documents meet by hashes of
//! eight words, sorted range by range, never in pairs; what one document remembers of others is bounded. This room does not judge which
//! document was first. It knows nothing of HTML or disk.

mod formula;
mod found;
mod index;
mod text;

pub use found::{Also, Shared, SharedParagraph, SharedPassages, found};
pub use index::ReuseIndex;
pub use text::{ParagraphMark, ReuseText};

/// Words of the shortest passage.
pub const RUN: usize = crate::compare::SHARED_RUN;

#[cfg(test)]
mod tests;
