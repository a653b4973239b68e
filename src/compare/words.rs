//! Compares two texts of one passage, word by word.
//!
//! In: the two texts. Out: [`WordRun`]s.

use super::units::TextUnit;
use crate::source::Span;
use similar::{Algorithm, DiffOp, capture_diff_slices};
use std::ops::Range;

/// What became of a piece.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WordChange {
    /// On both sides.
    Kept,
    /// Only in the older text.
    Dropped,
    /// Only in the newer text.
    Added,
}

/// Words that share a fate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WordRun {
    /// Which.
    pub change: WordChange,
    /// The words: those of the newer text where both have them.
    pub text: String,
    /// Bytes in the text of the unit that they stand in (the newer where both have them).
    pub at: Span,
}

/// Kept words between two changes are part of the change up to so many: "a **b** c" reads worse than "**a b c**".
const ISLAND: usize = 1;

/// Longest texts that are compared word by word, in words of both multiplied: beyond it one is said to take the other's
/// place. No sentence of an official document is so long.
const LARGEST: usize = 16_000_000;

/// The pieces of both texts in order; what was dropped before what was added.
pub(super) fn pieces(old: &TextUnit, new: &TextUnit) -> Vec<WordRun> {
    let mut pieces = Vec::new();
    let (mut old_at, mut new_at) = (0, 0);
    for (old_words, new_words) in kept(old, new) {
        push(&mut pieces, WordChange::Dropped, old, old_at..old_words.start);
        push(&mut pieces, WordChange::Added, new, new_at..new_words.start);
        (old_at, new_at) = (old_words.end, new_words.end);
        push(&mut pieces, WordChange::Kept, new, new_words);
    }
    push(&mut pieces, WordChange::Dropped, old, old_at..old.keys.len());
    push(&mut pieces, WordChange::Added, new, new_at..new.keys.len());
    pieces
}

/// Runs of words that both texts have, in order.
fn kept(old: &TextUnit, new: &TextUnit) -> Vec<(Range<usize>, Range<usize>)> {
    if old.keys.len().saturating_mul(new.keys.len()) > LARGEST {
        return Vec::new();
    }
    let ops = capture_diff_slices(Algorithm::Myers, &old.keys, &new.keys);
    let equal = ops.iter().filter(|op| matches!(op, DiffOp::Equal { .. }));
    let mut kept: Vec<_> = equal.map(|op| (op.old_range(), op.new_range())).collect();
    kept.retain(|(old_words, new_words)| {
        let at_end = new_words.start == 0 && old_words.start == 0
            || new_words.end == new.keys.len() && old_words.end == old.keys.len();
        new_words.len() > ISLAND || at_end
    });
    kept
}

fn push(pieces: &mut Vec<WordRun>, change: WordChange, unit: &TextUnit, words: Range<usize>) {
    if words.is_empty() {
        return;
    }
    let at = Span::new(unit.words[words.start].start, unit.words[words.end - 1].end);
    pieces.push(WordRun { change, text: unit.text[at.start..at.end].to_owned(), at });
}
