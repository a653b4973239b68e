//! A text without its hidden parts, and where each of its bytes comes from.
//!
//! In: a text, its hidden parts. Out: [`Visible`]: what the parser of Markdown reads.

use crate::source::{HiddenPart, Span};
use std::borrow::Cow;
use std::ops::Range;

/// Stands for a part that stood between blocks: a definition of a link, which shows nothing and ends what is before it.
/// A text that has these signs itself loses nothing: Markdown shows nothing of them.
pub(super) const STAND_IN: &str = "[\u{1a}]:#";

/// The text that is left.
pub(in crate::document) struct Visible<'t> {
    /// What the parser reads.
    pub text: Cow<'t, str>,
    pieces: Vec<Piece>,
}

/// A stretch of the visible text.
struct Piece {
    /// Where it begins in the visible text.
    at: usize,
    /// Where it comes from; a stand-in is longer or shorter than what it stands for.
    from: Span,
    copied: bool,
}

impl<'t> Visible<'t> {
    /// `parts` ascend and do not overlap.
    pub fn new(text: &'t str, parts: &[HiddenPart]) -> Self {
        if parts.is_empty() {
            let whole = Piece { at: 0, from: Span::new(0, text.len()), copied: true };
            return Self { text: Cow::Borrowed(text), pieces: vec![whole] };
        }
        let mut visible = String::with_capacity(text.len());
        let mut pieces = Vec::new();
        let mut from = 0;
        for part in parts {
            let before = Span::new(from, part.cut.start);
            if before.start < before.end {
                pieces.push(Piece { at: visible.len(), from: before, copied: true });
                visible.push_str(&text[before.range()]);
            }
            if part.stands {
                pieces.push(Piece { at: visible.len(), from: part.cut, copied: false });
                visible.push_str(STAND_IN);
            }
            from = part.cut.end;
        }
        if from < text.len() || pieces.is_empty() {
            pieces.push(Piece { at: visible.len(), from: Span::new(from, text.len()), copied: true });
            visible.push_str(&text[from..]);
        }
        Self { text: Cow::Owned(visible), pieces }
    }

    /// The stretch of the text that a stretch of the visible one was made of, with what is hidden inside it.
    pub fn source(&self, range: &Range<usize>) -> Span {
        let last = self.pieces.partition_point(|piece| piece.at < range.end).saturating_sub(1);
        let end = self.pieces[last].place(range.end, |from| from.end);
        if range.is_empty() {
            return Span::new(end, end);
        }
        let first = self.pieces.partition_point(|piece| piece.at <= range.start).saturating_sub(1);
        let start = self.pieces[first].place(range.start, |from| from.start);
        Span::new(start.min(end), end)
    }

    /// A stretch of the visible text, cut where something was taken away.
    pub fn cut(&self, range: Range<usize>) -> impl Iterator<Item = Range<usize>> + '_ {
        let first = self.pieces.partition_point(|piece| piece.at <= range.start).saturating_sub(1);
        let ends = self.pieces[first + 1..].iter().map(|piece| piece.at).take_while(move |at| *at < range.end);
        let mut start = range.start;
        ends.chain([range.end]).map(move |end| std::mem::replace(&mut start, end)..end)
    }
}

impl Piece {
    fn place(&self, at: usize, of_stand_in: impl Fn(Span) -> usize) -> usize {
        if self.copied { self.from.start + (at - self.at) } else { of_stand_in(self.from) }
    }
}
