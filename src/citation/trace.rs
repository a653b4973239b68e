//! Why the finder decided as it did, for `congbao cite --explain`. In: notes that the matchers leave while they read.
//! Out: [`TraceDecision`]s. Without a trace nothing is noted and nothing is paid.

use std::cell::RefCell;
use std::ops::Range;

/// One decision about a place of the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TraceDecision {
    /// The place, in Unicode scalar values of the file.
    pub chars: Range<usize>,
    /// Key of the catalogue: `why.form`.
    pub why: &'static str,
    /// What fills the catalogue's text.
    pub arguments: Vec<(&'static str, String)>,
}

/// Collects the decisions of one run.
#[derive(Debug, Default)]
pub struct Trace {
    /// Of the flow that is being read, in places of its folded text.
    open: RefCell<Vec<TraceDecision>>,
    decisions: RefCell<Vec<TraceDecision>>,
}

impl Trace {
    /// Notes a decision about places of the folded text.
    pub(super) fn note(&self, places: Range<usize>, why: &'static str, arguments: &[(&'static str, &str)]) {
        let arguments = arguments.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
        self.open.borrow_mut().push(TraceDecision { chars: places, why, arguments });
    }

    /// Notes a decision that was taken when the whole text was read, about Unicode scalar values of the file.
    pub(super) fn decide(&self, chars: Range<usize>, why: &'static str, arguments: &[(&'static str, &str)]) {
        let arguments = arguments.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
        self.decisions.borrow_mut().push(TraceDecision { chars, why, arguments });
    }

    /// The flow is read: its notes get their places in the file.
    pub(super) fn close(&self, chars_of: impl Fn(&Range<usize>) -> Range<usize>) {
        let open = std::mem::take(&mut *self.open.borrow_mut());
        let placed = open.into_iter().map(|note| TraceDecision { chars: chars_of(&note.chars), ..note });
        self.decisions.borrow_mut().extend(placed);
    }

    /// All decisions, in the order of the text.
    pub fn decisions(self) -> Vec<TraceDecision> {
        let mut decisions = self.decisions.into_inner();
        decisions.sort_by_key(|decision| decision.chars.start);
        decisions
    }
}
