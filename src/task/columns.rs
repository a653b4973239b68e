//! What a column of a table, or a word before a colon, says of a task: the task itself, who leads, who
//! helps, the deadline.
//!
//! In: headings of columns, folded text. Out: a [`ColumnRole`].

use super::pattern::PatternTrie;
use crate::citation::folded::Folded;
use std::sync::LazyLock;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ColumnRole {
    /// What is to be done.
    Task,
    /// "Cơ quan chủ trì".
    Lead,
    /// "Đơn vị thực hiện".
    Assigned,
    /// "Cơ quan phối hợp".
    Partner,
    /// "Thời gian hoàn thành".
    Deadline,
    /// "Sản phẩm", "TT": understood, not used.
    Other,
}

struct Roles {
    roles: Vec<ColumnRole>,
    /// Of columns.
    table: PatternTrie,
    /// Of words before a colon.
    prose: PatternTrie,
}

static ROLES: LazyLock<Roles> = LazyLock::new(|| {
    let mut all = Roles { roles: Vec::new(), table: PatternTrie::default(), prose: PatternTrie::default() };
    for line in include_str!("columns.tsv").lines().filter(|line| !line.starts_with('#')) {
        let mut columns = line.split('\t');
        let mut column = || columns.next().unwrap_or_default();
        let role = match column() {
            "task" => ColumnRole::Task,
            "lead" => ColumnRole::Lead,
            "assigned" => ColumnRole::Assigned,
            "partner" => ColumnRole::Partner,
            "deadline" => ColumnRole::Deadline,
            _ => ColumnRole::Other,
        };
        let (place, patterns) = (column(), column());
        all.table.add(patterns, all.roles.len());
        if place == "both" {
            all.prose.add(patterns, all.roles.len());
        }
        all.roles.push(role);
    }
    all
});

/// A heading of a column is no longer.
const LONGEST: usize = 90;

/// What the words at `at` say before a colon, and where they end.
pub(super) fn before_colon(folded: &Folded<'_>, at: usize) -> Option<(ColumnRole, usize)> {
    let (row, end) = ROLES.prose.longest(folded, at)?;
    Some((ROLES.roles[row], end))
}

/// What the column headed `text` says.
pub(super) fn of_column(text: &str) -> Option<ColumnRole> {
    // "Cơ quan phối hợp (nếu có)"
    let text = text.split('(').next().unwrap_or_default();
    let folded = Folded::new(text);
    let start = folded.skip_space(0);
    let end = folded.bytes.iter().rposition(|byte| byte.is_ascii_alphanumeric()).map_or(0, |last| last + 1);
    if end <= start || end > LONGEST {
        return None;
    }
    if let Some((row, _)) = ROLES.table.longest(&folded, start).filter(|(_, found)| *found == end) {
        return Some(ROLES.roles[row]);
    }
    // "Cơ quan chủ trì soạn thảo, trình ban hành": what decides is said in so many words.
    let has = |words: &str| folded.words.iter().any(|word| folded.words_at(word.start as usize, words).is_some());
    match (has("chu tri"), has("phoi hop")) {
        (true, false) => Some(ColumnRole::Lead),
        (true, true) => Some(ColumnRole::Assigned),
        (false, true) => Some(ColumnRole::Partner),
        (false, false) if has("thoi gian") || has("thoi han") || has("tien do") => Some(ColumnRole::Deadline),
        (false, false) if ["nhiem vu", "noi dung", "cong viec"].iter().any(|words| has(words)) => {
            Some(ColumnRole::Task)
        }
        _ => None,
    }
}
