//! Compares two documents: what is new in the second. It was made for two consecutive directives of a yearly series;
//! any two documents can be compared.
//!
//! In: two [`Side`]s (a parsed document and what its citations mean). Out: a [`Comparison`]: paragraphs kept, changed,
//! added, dropped, moved; references kept, new, gone; figures that changed. The comparison does not judge: it quotes
//! the words, with the anchors where they stand. It knows nothing of HTML or disk. It is near-linear: candidates come
//! from an index of word triples, never from all pairs.

mod figures;
mod pairing;
mod references;
mod units;
mod words;

pub use figures::{Figure, Figures};
pub use references::{ComparedReference, References};
pub use units::{TextUnit, UnitKind};
pub(crate) use units::{key, key_in, stretches};
pub use words::{WordChange, WordRun};

use crate::document::Document;
use crate::source::Span;

/// One of the documents.
pub struct Side<'a> {
    /// The parsed text.
    pub document: &'a Document,
    /// Its citations, in source order.
    pub citations: Vec<ComparedCitation>,
}

/// A citation as the comparison needs it.
#[derive(Clone, Debug)]
pub struct ComparedCitation {
    /// In the file.
    pub span: Span,
    /// Id of the work it means; `None` where it is not known.
    pub work: Option<String>,
    /// Whether a number is written.
    pub numbered: bool,
    /// Type key, where known.
    pub kind: Option<String>,
    /// Issuer key, where known.
    pub issuer: Option<String>,
    /// What is written.
    pub text: String,
    /// What is written behind it in its sentence: often the title.
    pub after: String,
}

/// A side cut into its units.
#[derive(Clone, Copy)]
struct Compared<'a> {
    units: &'a [TextUnit],
    side: &'a Side<'a>,
}

impl Side<'_> {
    /// The citations that begin in the block of `unit`.
    fn cited_in(&self, unit: &TextUnit) -> &[ComparedCitation] {
        let from = self.citations.partition_point(|cited| cited.span.start < unit.span.start);
        let length = self.citations[from..].partition_point(|cited| cited.span.start < unit.span.end);
        &self.citations[from..from + length]
    }
}

/// A unit of each document: index in [`Comparison::older`] or [`Comparison::newer`].
pub type UnitIndex = usize;

/// One line of the comparison.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ComparisonRow {
    /// The same words on both sides (case, tone placement and white space do not count).
    Kept {
        /// In the older document.
        old: UnitIndex,
        /// In the newer one.
        new: UnitIndex,
        /// It stands elsewhere in the order of the document.
        moved: bool,
    },
    /// The same passage with other words.
    Changed {
        /// In the older document.
        old: UnitIndex,
        /// In the newer one.
        new: UnitIndex,
        /// It stands elsewhere in the order of the document.
        moved: bool,
        /// Both texts, piece by piece.
        pieces: Vec<WordRun>,
    },
    /// Only in the newer document.
    Added(UnitIndex),
    /// Only in the older document.
    Dropped(UnitIndex),
}

/// How much of one document stands in the other: words inside shared runs of at least [`SHARED_RUN`] words.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Overlap {
    /// Words of the document.
    pub words: usize,
    /// Of these, words that stand in a run that the other document has, too.
    pub shared: usize,
}

impl Overlap {
    /// In whole per cent, rounded; 0 for an empty document.
    pub fn percent(self) -> usize {
        (self.shared * 100 + self.words / 2).checked_div(self.words).unwrap_or(0)
    }
}

/// Words in a run that says more than the phrases which every directive has: measured on real directives, runs of eight
/// tell descent (19 to 48 %) from noise (1 to 3 %).
pub const SHARED_RUN: usize = 8;

/// Below this share, in per cent, of the newer document two texts have too little in common to be compared paragraph by
/// paragraph: the rows would be an accident of phrases.
pub const TOO_LITTLE: usize = 10;

/// What the second document has that the first has not, and the other way round.
#[derive(Debug)]
pub struct Comparison {
    /// Headings, paragraphs, items and rows of the older document.
    pub older: Vec<TextUnit>,
    /// Those of the newer one.
    pub newer: Vec<TextUnit>,
    /// How much of the older document stands in the newer one.
    pub older_overlap: Overlap,
    /// How much of the newer document stands in the older one.
    pub newer_overlap: Overlap,
    /// In the order of the newer document; what was dropped stands behind what it followed.
    pub rows: Vec<ComparisonRow>,
    /// Works cited.
    pub references: References,
    /// Numbers of things.
    pub figures: Figures,
}

impl Comparison {
    /// Whether the two have so little in common that rows mean nothing.
    pub fn is_too_little(&self) -> bool {
        self.newer_overlap.percent() < TOO_LITTLE && self.older_overlap.percent() < TOO_LITTLE
    }
}

/// Compares `older` with `newer`.
pub fn compare(older: &Side<'_>, newer: &Side<'_>) -> Comparison {
    let old_units = units::of(older.document);
    let new_units = units::of(newer.document);
    let pairs = pairing::pair(&old_units, &new_units);
    let rows = pairing::rows(&old_units, &new_units, &pairs);
    let (older_overlap, newer_overlap) = pairing::overlap(&old_units, &new_units);
    let old = Compared { units: &old_units, side: older };
    let new = Compared { units: &new_units, side: newer };
    let figures = figures::compare(old, new, &rows);
    let references = references::compare(old, new);
    Comparison { older: old_units, newer: new_units, older_overlap, newer_overlap, rows, references, figures }
}

#[cfg(test)]
mod tests;
