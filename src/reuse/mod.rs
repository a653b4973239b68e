//! Finds passages of eight words or more that stand in several documents.
//!
//! In: [`ReuseText`]s, one per document, cut as [`compare`](crate::compare) cuts words. Out: an [`ReuseIndex`] that
//! knows for each document which others share a passage with it, and for one document and those others
//! [`SharedPassages`]: the passages, paragraph by paragraph, with the places where they stand elsewhere, and how much
//! of either document stands in the other (the same figure as [`compare::Overlap`](crate::compare::Overlap)).
//!
//! A passage is a run of [`RUN`] words or more within one paragraph. Left out is what stands everywhere: runs that very
//! many documents have ([`ReuseIndex::formula_limit`]), căn cứ, names of works, closing formulas ([`ReuseText::of`]).
//! Near-linear: documents meet by hashes of eight words, sorted range by range, never in pairs; what one document
//! remembers of others is bounded. This room does not judge which document was first. It knows nothing of HTML or disk.
//!
//! ## How passages are found
//!
//! `reuse::Text` has a document's words as numbers, cut as `compare` cuts them; the highest bit of a word says that no
//! passage is known by the eight words from there: they go on in another paragraph, or have words of a căn cứ, of the
//! name of a work (`reuse/formula.rs`) or a sentence of `formulas.txt`. `pipeline/reusing` keeps the texts while
//! documents are read, four bytes a word, beside the output folder where they are many. `reuse::Index` takes the hashes
//! of all runs, range by range, 24 million at a time, sorts them, and tells the documents of each run of each other; a
//! run of more than 16 documents tells of the four earliest alone, one of more than 2 % of all documents (at least 16)
//! is a formula and tells of none. A document remembers 24 others, what only two have weighing most. When a page is
//! made, `reuse::found` holds its text against those: the figures are those of `compare::Overlap`. Nothing is kept of
//! passages themselves. An origin is named by `site/pages/reuse.rs`, never where an undated document may be older.
//! The preview asks anew when it settles, at once on sites of up to 100 documents; a build has the index of the last one
//! and changes it where documents have changed (`reuse/edited.rs`).

mod edited;
mod formula;
mod found;
mod index;
mod text;

pub use edited::{AllWords, EditedDocuments, Look};
pub use found::{Also, Shared, SharedParagraph, SharedPassages, found};
pub use index::{IndexParts, ReuseIndex};
pub use text::{ParagraphMark, ReuseText};

/// Words of the shortest passage.
pub const RUN: usize = crate::compare::SHARED_RUN;

#[cfg(test)]
mod tests;
