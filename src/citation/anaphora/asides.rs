//! What a text says aside: in brackets, or between dashes with a verb that changes another work. In: a text and the
//! place that points back. Out: [`Asides`], where they stand before it.

use super::FARTHEST;
use crate::text::fold;
use std::borrow::Cow;
use std::ops::Range;

/// Bytes of the longest aside; a bracket without its closing one is a slip.
const LONGEST: usize = 900;
/// How an aside between dashes begins (folded).
const OPENERS: [&str; 12] = [
    "thay the",
    "sua doi",
    "bo sung",
    "bai bo",
    "huy bo",
    "dinh chinh",
    "dieu chinh",
    "hop nhat",
    "ke thua",
    "duoc",
    "da duoc",
    "van ban",
];

/// Places of a text that stand aside, in bytes, ascending, none inside another.
#[derive(Debug)]
pub(super) struct Asides(Vec<Range<usize>>);

impl Asides {
    /// Those that end before `until` and not too far from it.
    pub fn before(text: &str, until: usize) -> Self {
        let mut from = until.saturating_sub(FARTHEST + LONGEST);
        while !text.is_char_boundary(from) {
            from += 1;
        }
        let window = text.get(from..until).unwrap_or_default();
        let mut all = brackets(window);
        all.extend(between_dashes(window));
        all.sort_unstable_by_key(|aside| (aside.start, std::cmp::Reverse(aside.end)));
        let mut outermost: Vec<Range<usize>> = Vec::new();
        for aside in all {
            if outermost.last().is_none_or(|last| aside.start >= last.end) {
                outermost.push(aside);
            }
        }
        Self(outermost.into_iter().map(|aside| from + aside.start..from + aside.end).collect())
    }

    /// Those alone that begin with a verb that changes another work.
    pub fn of_changes(&self, text: &str) -> Self {
        let changes = |aside: &&Range<usize>| {
            let inside = text.get((*aside).clone()).unwrap_or_default();
            opens(inside.trim_start_matches(|c: char| !c.is_alphanumeric()))
        };
        Self(self.0.iter().filter(changes).cloned().collect())
    }

    /// Whether a byte stands aside.
    pub fn hold(&self, byte: usize) -> bool {
        let next = self.0.partition_point(|aside| aside.start <= byte);
        next.checked_sub(1).is_some_and(|at| self.0[at].contains(&byte))
    }

    /// A stretch of the text without what it says aside.
    pub fn without<'t>(&self, text: &'t str, stretch: Range<usize>) -> Cow<'t, str> {
        if !self.0.iter().any(|aside| aside.start < stretch.end && aside.end > stretch.start) {
            return Cow::Borrowed(text.get(stretch).unwrap_or_default());
        }
        let mut rest = String::new();
        let mut at = stretch.start;
        for aside in self.0.iter().filter(|aside| aside.end > stretch.start && aside.start < stretch.end) {
            rest.push_str(text.get(at..aside.start.max(at)).unwrap_or_default());
            rest.push(' ');
            at = at.max(aside.end);
        }
        rest.push_str(text.get(at..stretch.end).unwrap_or_default());
        Cow::Owned(rest)
    }
}

fn brackets(text: &str) -> Vec<Range<usize>> {
    let (mut open, mut closed) = (Vec::new(), Vec::new());
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'(' | b'[' => open.push(at),
            b')' | b']' => {
                let start = open.pop();
                closed.extend(start.filter(|start| at - start <= LONGEST).map(|start| start..at + 1));
            }
            _ => {}
        }
    }
    closed
}

/// "Thông tư số 29/2024/TT-BGDĐT – thay thế Thông tư số 17/2012/TT-BGDĐT – quy định …"
fn between_dashes(text: &str) -> Vec<Range<usize>> {
    let mut asides = Vec::new();
    let mut open: Option<usize> = None;
    for (at, c) in text.char_indices() {
        match c {
            '.' | ';' | '!' | '?' if text[at + c.len_utf8()..].starts_with(char::is_whitespace) => open = None,
            '-' | '–' | '—' => {
                let after = &text[at + c.len_utf8()..];
                let apart = text[..at].ends_with([' ', '\u{a0}']) && after.starts_with([' ', '\u{a0}', '\n']);
                // A dash that opens a line is the mark of an item.
                let item = text[..at].trim_end_matches([' ', '\u{a0}']).ends_with('\n');
                if !apart || item {
                    continue;
                }
                let small = after.trim_start().chars().next().is_some_and(char::is_lowercase);
                match open.take().filter(|start| small && at - start <= LONGEST) {
                    Some(start) => asides.push(start..at + c.len_utf8()),
                    None => open = opens(after).then_some(at),
                }
            }
            _ => {}
        }
    }
    asides
}

fn opens(after: &str) -> bool {
    let end = after.char_indices().nth(24).map_or(after.len(), |(end, _)| end);
    let words = fold(&after[..end]);
    let words = words.trim_start();
    OPENERS.iter().any(|opener| words.strip_prefix(opener).is_some_and(|rest| rest.starts_with(char::is_whitespace)))
}
