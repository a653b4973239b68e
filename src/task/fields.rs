//! "Cơ quan chủ trì: Sở Y tế; cơ quan phối hợp: …; thời gian hoàn thành: quý IV/2025.": fields that name the
//! agency of the task before them.
//!
//! In: a folded text. Out: [`LabelledField`]s in the order of the text.

use super::columns::{self, ColumnRole};
use crate::citation::folded::Folded;
use std::ops::Range;

/// Words, a colon and what they say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct LabelledField {
    /// What it says.
    pub role: ColumnRole,
    /// Where its words begin.
    pub start: usize,
    /// What stands behind the colon, without signs at its ends.
    pub value: Range<usize>,
}

/// The words before a colon are no more than these.
const MOST_WORDS: usize = 12;

/// Reads the fields of a text; none where no field names an agency.
pub(super) fn read(folded: &Folded<'_>) -> Vec<LabelledField> {
    let mut found: Vec<(ColumnRole, usize, usize)> = Vec::new();
    let mut least = 0;
    for (colon, _) in folded.bytes.iter().enumerate().filter(|(_, byte)| **byte == b':') {
        let last = folded.words.partition_point(|word| (word.start as usize) < colon);
        let words = &folded.words[last.saturating_sub(MOST_WORDS)..last];
        let starts = words.iter().map(|word| word.start as usize).filter(|start| *start >= least);
        let field = starts.filter(|start| opens(folded, *start)).find_map(|start| {
            let (role, end) = columns::before_colon(folded, start)?;
            (folded.skip_space(end) == colon).then_some((role, start))
        });
        if let Some((role, start)) = field {
            found.push((role, start, colon + 1));
            least = colon;
        }
    }
    let decides = |role: &ColumnRole| {
        matches!(role, ColumnRole::Lead | ColumnRole::Assigned | ColumnRole::Partner | ColumnRole::Deadline)
    };
    if !found.iter().any(|(role, ..)| decides(role)) {
        return Vec::new();
    }
    let ends: Vec<usize> = found.iter().skip(1).map(|(_, start, _)| *start).chain([folded.len()]).collect();
    let field = |((role, start, value), end): (&(ColumnRole, usize, usize), usize)| LabelledField {
        role: *role,
        start: *start,
        value: trimmed(folded, *value..end.max(*value)),
    };
    found.iter().zip(ends).map(field).collect()
}

/// Whether a word that begins at `at` can begin such a field.
fn opens(folded: &Folded<'_>, at: usize) -> bool {
    let before = folded.before(folded.skip_space_back(at));
    folded.is_upper(at) || at == 0 || matches!(before, b'(' | b';' | b',' | b'.' | b'-' | b'+' | b')' | b'*')
}

fn trimmed(folded: &Folded<'_>, range: Range<usize>) -> Range<usize> {
    let is_sign = |byte: &u8| matches!(byte, b' ' | b';' | b'.' | b',' | b'-' | b'+' | b'*' | b'/' | 2);
    let inner = &folded.bytes[range.clone()];
    let left = inner.iter().take_while(|byte| is_sign(byte)).count();
    let mut end = range.end - inner[left..].iter().rev().take_while(|byte| is_sign(byte)).count();
    let start = range.start + left;
    // "(Cơ quan chủ trì: Sở Y tế)"
    let opened = folded.bytes[start..end].iter().filter(|byte| **byte == b'(').count();
    if end > start && folded.before(end) == b')' && opened == 0 {
        end -= 1;
    }
    start..end
}
