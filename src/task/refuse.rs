//! Refuses what a heading seems to assign and does not: rights, definitions, cases, forms, the rest of
//! the heading itself.
//!
//! "Quyền và trách nhiệm của nhà trường" stands over rights and duties, "Người bán không được:" over what is forbidden.
//!
//! In: the folded text of what stands below. Out: whether it is no task, and whether it lists what is none.

use super::names;
use super::section::after_label;
use super::units::TaskUnit;
use crate::citation::folded::Folded;
use std::ops::Range;
use std::sync::LazyLock;

/// The words of `refused.tsv`, by what they are.
#[derive(Debug, Default)]
struct RefusedWords {
    /// Openings of rights and wishes: folded, with marks.
    rights: Vec<(&'static str, &'static str)>,
    /// What follows "là" where a text says what something is (folded).
    is: Vec<&'static str>,
    /// Words before a colon over cases, papers, marks, conditions, forbidden acts (folded).
    cases: Vec<&'static str>,
    /// Words before a colon over what is to be done (folded).
    tasks: Vec<&'static str>,
}

static REFUSED: LazyLock<RefusedWords> = LazyLock::new(|| {
    let mut refused = RefusedWords::default();
    for line in include_str!("refused.tsv").lines().filter(|line| !line.starts_with('#')) {
        let mut cells = line.split('\t');
        let mut cell = || cells.next().unwrap_or_default();
        match (cell(), cell(), cell()) {
            ("right", words, written) => refused.rights.push((words, written)),
            ("is", words, _) => refused.is.push(words),
            ("case", words, _) => refused.cases.push(words),
            (_, words, _) => refused.tasks.push(words),
        }
    }
    refused
});

/// How far before the colon words of cases stand, those of tasks, and how far those of a right reach.
const CASES_REACH: usize = 45;
const TASKS_REACH: usize = 30;
const RIGHT_REACH: usize = 90;

/// Whether what stands at `places` of a unit below a heading is no task of those whom the heading names.
pub(super) fn is_no_task(folded: &Folded<'_>, places: &Range<usize>, unit: &TaskUnit<'_>) -> bool {
    let start = after_label(folded, places.start);
    if is_right(folded, start) || is_definition(folded, start..places.end) {
        return true;
    }
    // "(theo quy định của Nghị định)": a remark in a form.
    let end = folded.skip_space_back(places.end);
    if folded.byte(start) == b'(' && folded.before(end) == b')' {
        return true;
    }
    // "Nghĩa vụ:", "Cụ thể như sau:"
    if folded.before(end) == b':' && end - start < 30 && !names::begins_with_verb(folded, start) {
        return true;
    }
    // "Trách nhiệm của Công an cấp xã nơi tổ chức thi hành án tử⏎hình và nơi mai táng": the rest of the heading.
    let is_labelled = unit.depth.is_some() || unit.is_item;
    let is_small = folded.bytes[start].is_ascii_alphabetic() && !folded.is_upper(start);
    let is_unended = end - start < 60 && !matches!(folded.before(end), b'.' | b';' | b'/');
    !is_labelled && !names::begins_with_verb(folded, start) && (is_small || is_unended)
}

/// "Được quyền lựa chọn …", "Quyền:".
fn is_right(folded: &Folded<'_>, start: usize) -> bool {
    let opens = REFUSED
        .rights
        .iter()
        .any(|(words, marked)| folded.words_at(start, words).is_some_and(|end| folded.spells(&(start..end), marked)));
    opens && !has(folded, start..folded.len().min(start + RIGHT_REACH), &["nghia vu", "trach nhiem"])
}

/// "Công cụ số là một hệ thống …".
fn is_definition(folded: &Folded<'_>, within: Range<usize>) -> bool {
    if names::begins_with_verb(folded, within.start) {
        return false;
    }
    let end = within.end.min(within.start + 120);
    let clause = folded.bytes[within.start..end].iter().position(|byte| matches!(byte, b';' | b':' | b'.'));
    let end = clause.map_or(end, |length| within.start + length);
    let first = folded.words.partition_point(|word| (word.start as usize) <= within.start);
    let mut words = folded.words[first..].iter().map(|word| word.start as usize).take_while(|at| *at < end);
    words.any(|at| {
        folded.spells(&(at..at + 2), "là") && REFUSED.is.iter().any(|words| folded.words_at(at, words).is_some())
    })
}

/// Whether a text that a colon ends stands over cases, papers or forbidden acts: what follows is part of it.
pub(super) fn lists_cases(folded: &Folded<'_>) -> bool {
    let end = folded.skip_space_back(folded.len());
    let start = after_label(folded, 0);
    let is_right = is_right(folded, start) && end.saturating_sub(start) < 60;
    if is_right {
        return true;
    }
    let tail = |reach: usize| start.max(end.saturating_sub(reach))..end;
    folded.before(end) == b':'
        && has(folded, tail(CASES_REACH), &REFUSED.cases)
        && !has(folded, tail(TASKS_REACH), &REFUSED.tasks)
}

/// Whether `within` has one of these words.
fn has(folded: &Folded<'_>, within: Range<usize>, words: &[&str]) -> bool {
    let first = folded.words.partition_point(|word| (word.start as usize) < within.start);
    let mut starts = folded.words[first..].iter().map(|word| word.start as usize).take_while(|at| *at < within.end);
    starts.any(|at| words.iter().any(|words| folded.words_at(at, words).is_some()))
}

/// Whether a text is a line of a form to be filled in.
pub(super) fn is_form(text: &str) -> bool {
    [".....", "……", "_____"].iter().any(|gap| text.contains(gap))
}

/// "- Lưu: VT, NN.", "- VPCP: BTCN, các PCN, …": the list of recipients, in any place where a lost heading has left it.
pub(super) fn is_recipients(text: &str) -> bool {
    ["Lưu: VT", "VPCP: BTCN", "Như Điều "].iter().any(|words| text.contains(words)) && !text.contains("trách nhiệm")
}
