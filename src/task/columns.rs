//! What a column of a table, or a word before a colon, says of who must do what: the task, who leads, who helps, by when.
//!
//! In: headings of columns, folded text. Out: a [`Role`].

use super::pattern::Trie;
use crate::citation::folded::Folded;
use std::sync::LazyLock;

/// See the module.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
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
    roles: Vec<Role>,
    /// Of columns.
    table: Trie,
    /// Of words before a colon.
    prose: Trie,
}

static ROLES: LazyLock<Roles> = LazyLock::new(|| {
    let mut all = Roles { roles: Vec::new(), table: Trie::default(), prose: Trie::default() };
    for line in include_str!("columns.tsv").lines().filter(|line| !line.starts_with('#')) {
        let mut columns = line.split('\t');
        let mut column = || columns.next().unwrap_or_default();
        let role = match column() {
            "task" => Role::Task,
            "lead" => Role::Lead,
            "assigned" => Role::Assigned,
            "partner" => Role::Partner,
            "deadline" => Role::Deadline,
            _ => Role::Other,
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
pub(super) fn before_colon(folded: &Folded<'_>, at: usize) -> Option<(Role, usize)> {
    let (row, end) = ROLES.prose.longest(folded, at)?;
    Some((ROLES.roles[row], end))
}

/// What the column headed `text` says.
pub(super) fn of_column(text: &str) -> Option<Role> {
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
        (true, false) => Some(Role::Lead),
        (true, true) => Some(Role::Assigned),
        (false, true) => Some(Role::Partner),
        (false, false) if has("thoi gian") || has("thoi han") || has("tien do") => Some(Role::Deadline),
        (false, false) if ["nhiem vu", "noi dung", "cong viec"].iter().any(|words| has(words)) => Some(Role::Task),
        _ => None,
    }
}
