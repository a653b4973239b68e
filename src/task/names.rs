//! Names that no registry and no list knows: "Cục Tổ chức cán bộ", "doanh nghiệp bảo hiểm", "người sử dụng lao động".
//! They stay as written and belong to no agency of the registry. This module finds where they begin and end.
//!
//! In: folded text. Out: [`NamedAgency`] agencies, known and unknown, of a stretch that must name nothing else.

use super::agent::{Agents, NamedAgency, separator};
use super::pattern::PatternTrie;
use crate::citation::folded::{Folded, SIGN};
use crate::text::fold;
use std::ops::Range;
use std::sync::LazyLock;

/// What kind of name begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NameHead {
    /// A body; its name begins with a capital.
    Body,
    /// Persons or bodies of one sort.
    Class,
    /// Who stands for a body.
    Person,
    /// It only begins alike.
    None,
}

/// Words with what they are, looked for with all their marks.
struct NameWords<T> {
    trie: PatternTrie,
    rows: Vec<(T, &'static str)>,
}

impl<T: Copy> NameWords<T> {
    fn read(lines: impl Iterator<Item = (T, &'static str)>) -> Self {
        let (mut trie, mut rows) = (PatternTrie::default(), Vec::new());
        for (kind, list) in lines {
            for words in list.split(", ") {
                trie.add(&fold(words), rows.len());
                rows.push((kind, words));
            }
        }
        Self { trie, rows }
    }

    /// The longest words at `at`, and their end.
    fn at(&self, folded: &Folded<'_>, at: usize) -> Option<(T, usize)> {
        let (row, end) = self.trie.longest(folded, at)?;
        let (kind, words) = self.rows[row];
        // "phòng, chống" is written with a comma.
        let spelt = folded.spells(&(at..end), words) || folded.slice(at, end).contains([',', '-', '/', ';', '&']);
        spelt.then_some((kind, end))
    }
}

fn lines(file: &'static str) -> impl Iterator<Item = &'static str> {
    file.lines().filter(|line| !line.starts_with('#') && !line.is_empty())
}

static HEADS: LazyLock<NameWords<NameHead>> = LazyLock::new(|| {
    NameWords::read(lines(include_str!("heads.tsv")).filter_map(|line| {
        let (kind, words) = line.split_once('\t')?;
        let kind = match kind {
            "body" => NameHead::Body,
            "class" => NameHead::Class,
            "person" => NameHead::Person,
            _ => NameHead::None,
        };
        Some((kind, words))
    }))
});

/// Each with whether it may also go on in a name.
static VERBS: LazyLock<NameWords<bool>> = LazyLock::new(|| {
    let mut lines = lines(include_str!("verbs.tsv"));
    let (all, nouns) = (lines.next().unwrap_or_default(), lines.next().unwrap_or_default());
    // The first row of equal words wins.
    NameWords::read([(true, nouns), (false, all)].into_iter())
});

/// Words before a name that say how many.
static HOW_MANY: LazyLock<NameWords<()>> =
    LazyLock::new(|| NameWords::read([((), "các, mỗi, mọi, từng, những, tất cả các, toàn thể, một số")].into_iter()));
/// Words that no name has: it is a clause.
static CLAUSE: LazyLock<NameWords<()>> = LazyLock::new(|| {
    let words = "nhưng, mà, thì, nếu, khi, là, phải, không, chưa, để, nhằm, sẽ, trường hợp, có quyền, \
                 có trách nhiệm, chịu trách nhiệm, có nghĩa vụ, có nhiệm vụ";
    NameWords::read([((), words)].into_iter())
});
/// Words between names.
static AND: LazyLock<NameWords<()>> = LazyLock::new(|| NameWords::read([((), "và, hoặc")].into_iter()));
/// Words for the bounds in which an agency acts: no part of a name (folded).
const BOUNDS: [&str; 5] = ["trong pham vi", "theo chuc nang", "theo tham quyen", "theo nhiem vu", "theo phan cong"];
/// No name is longer.
const LONGEST: usize = 260;

/// What kind of name begins at `at`, and where its first words end.
pub(super) fn head(folded: &Folded<'_>, at: usize) -> Option<(NameHead, usize)> {
    let counted = HOW_MANY.at(folded, at);
    let start = counted.map_or(at, |(_, end)| folded.skip_space(end));
    let (kind, end) = HEADS.at(folded, start)?;
    match kind {
        NameHead::None => None,
        // "Tổ chức, chỉ đạo việc kiểm tra": to organise.
        NameHead::Class if folded.bytes[start..end] == *b"to chuc" && folded.byte(end) == b',' => {
            VERBS.at(folded, folded.skip_space(end + 1)).is_none().then_some((kind, end))
        }
        // "các cục, vụ" need no capital.
        NameHead::Body if counted.is_none() && !folded.is_upper(start) => None,
        kind => Some((kind, end)),
    }
}

/// Where a word of doing begins in `within`, the name of a body before it.
pub(super) fn verb(folded: &Folded<'_>, within: Range<usize>) -> Option<usize> {
    let (_, first) = head(folded, within.start).unwrap_or((NameHead::Body, within.start));
    let from = folded.words.partition_point(|word| (word.start as usize) < first);
    let mut starts = folded.words[from..].iter().map(|word| word.start as usize).take_while(|at| *at < within.end);
    starts.find(|at| {
        let is_first = folded.skip_space(first) == *at;
        !folded.is_upper(*at) && VERBS.at(folded, *at).is_some_and(|(names, _)| !(names && is_first))
    })
}

/// Whether what stands at `at` says what to do.
pub(super) fn begins_with_verb(folded: &Folded<'_>, at: usize) -> bool {
    VERBS.at(folded, at).is_some()
}

/// The agencies that `within` names, where it names nothing else: known ones, and what is written otherwise.
pub(super) fn within(agents: &Agents<'_>, within: Range<usize>) -> Option<Vec<NamedAgency>> {
    let folded = agents.reader.folded;
    let within = within.start..before_bounds(folded, &within);
    let mut list: Vec<(Option<NameHead>, NamedAgency)> = Vec::new();
    let mut at = within.start;
    while at < within.end {
        if list.len() > 60 {
            return None;
        }
        let end = chunk(agents, at, within.end);
        if does(agents, at, end) {
            return None;
        }
        match known(agents, at, end) {
            // "cơ quan, đơn vị": understood, but of a sort.
            Some(several) => several.into_iter().for_each(|named| {
                let sort = || head(folded, named.start).map_or(NameHead::Class, |(kind, _)| kind);
                let kind = named.agent.is_none().then(sort);
                match list.last_mut() {
                    Some((Some(NameHead::Class), last)) if kind == Some(NameHead::Class) => last.end = named.end,
                    _ => list.push((kind, named)),
                }
            }),
            None => {
                let (kind, _) = head(folded, at)?;
                if end - at > LONGEST || has_clause(folded, at..end, kind == NameHead::Body) {
                    return None;
                }
                match list.last_mut() {
                    // "cơ quan, tổ chức, cá nhân": the parts cannot be told apart.
                    Some((Some(NameHead::Class), last)) if kind == NameHead::Class => last.end = end,
                    _ => list.push((Some(kind), NamedAgency { agent: None, start: at, end })),
                }
            }
        }
        let next = separator(folded, end).filter(|next| *next <= within.end);
        match next {
            Some(next) => at = next,
            None if folded.skip_space(end) >= within.end => break,
            None => return None,
        }
    }
    (!list.is_empty()).then(|| list.into_iter().map(|(_, named)| named).collect())
}

/// Whether nothing stands between the names of `list` and after the last, before `end`: "Chính phủ trân
/// trọng đề nghị Ban X" is no list.
pub(super) fn is_exact(folded: &Folded<'_>, list: &[NamedAgency], end: usize) -> bool {
    list.iter().all(|named| folded.skip_space(named.end) >= end || separator(folded, named.end).is_some())
}

/// The end of `within` before words that say in which bounds those who are named act.
fn before_bounds(folded: &Folded<'_>, within: &Range<usize>) -> usize {
    let first = folded.words.partition_point(|word| (word.start as usize) <= within.start);
    let mut starts = folded.words[first..].iter().map(|word| word.start as usize).take_while(|at| *at < within.end);
    let bound = starts.find(|at| BOUNDS.iter().any(|words| folded.words_at(*at, words).is_some()));
    bound.map_or(within.end, |at| {
        let end = folded.skip_space_back(at);
        end - usize::from(folded.before(end) == b',')
    })
}

/// The end of the name at `at`: before the next sign or "và" with another name behind it.
fn chunk(agents: &Agents<'_>, at: usize, limit: usize) -> usize {
    let folded = agents.reader.folded;
    let mut end = at;
    // Known names have commas of their own.
    if let Some(last) = agents.several(at).last().filter(|last| last.end <= limit) {
        end = last.end;
    }
    while end < limit {
        // A forced line end within a cell.
        if folded.byte(end) == SIGN {
            return folded.skip_space_back(end);
        }
        let separates =
            matches!(folded.byte(end), b',' | b';') || folded.byte(end) == b' ' && AND.at(folded, end + 1).is_some();
        let next = separator(folded, end).filter(|_| separates);
        // "Cục Nhà giáo và Cán bộ quản lý giáo dục": a capital within a name.
        let sort = next.and_then(|next| head(folded, next)).map(|(kind, _)| kind);
        let is_name =
            next.is_some_and(|next| sort == Some(NameHead::Class) && folded.is_upper(next) && folded.is_upper(at));
        if let Some(next) = next.filter(|_| !is_name)
            && (next >= limit || sort.is_some() || agents.one(next).is_some())
        {
            return folded.skip_space_back(end);
        }
        end += 1;
    }
    folded.skip_space_back(limit)
}

/// The known agencies at `at`, if nothing of a longer name follows before `end`.
fn known(agents: &Agents<'_>, at: usize, end: usize) -> Option<Vec<NamedAgency>> {
    let folded = agents.reader.folded;
    let mut several = agents.several(at);
    let last = several.last_mut().filter(|last| last.end <= end)?;
    let rest = folded.skip_space(last.end);
    let goes_on = rest < end;
    if goes_on {
        // "Ngân hàng Nhà nước chi nhánh Khu vực 2" is another body.
        let longer =
            folded.is_upper(rest) || ["chi nhanh", "khu vuc"].iter().any(|w| folded.words_at(rest, w).is_some());
        // "UBND cấp tỉnh nơi có dự án, công trình": which of them.
        let which = folded.words_at(rest, "noi").is_some();
        if longer || !which && has_clause(folded, rest..end, false) {
            return None;
        }
        // "các trường trong Công an nhân dân": of all of them, those of one body.
        let narrows = ["trong", "thuoc", "cua"].iter().find_map(|words| folded.words_at(rest, words));
        let is_part = narrows.is_some_and(|after| folded.is_upper(folded.skip_space(after)));
        if last.agent.as_ref().is_none_or(|agent| agent.is_group && is_part) {
            (last.agent, last.end) = (None, end);
        }
    }
    Some(several)
}

/// Whether a known agency stands at `at`, and what it does after it.
fn does(agents: &Agents<'_>, at: usize, end: usize) -> bool {
    let folded = agents.reader.folded;
    let several = agents.several(at);
    let last = several.last().filter(|last| last.agent.is_some());
    let rest = last.map(|last| folded.skip_space(last.end)).filter(|rest| *rest < end);
    // "Chính phủ trân trọng đề nghị Ban X …": who asks.
    let asks = |at: usize| {
        let is =
            |words: &str, marked: &str| folded.words_at(at, words).is_some_and(|end| folded.spells(&(at..end), marked));
        is("tran trong", "trân trọng") || is("de nghi", "đề nghị")
    };
    rest.is_some_and(|rest| VERBS.at(folded, rest).is_some() || asks(rest))
}

/// Whether `within` says more than a name can: "người … nhưng chưa …", "đi học, về đơn vị". Names of
/// bodies have commas.
fn has_clause(folded: &Folded<'_>, within: Range<usize>, is_body: bool) -> bool {
    let first = folded.words.partition_point(|word| (word.start as usize) < within.start);
    let starts = folded.words[first..].iter().map(|word| word.start as usize).take_while(|at| *at < within.end);
    for at in starts {
        if CLAUSE.at(folded, at).is_some_and(|(_, end)| end <= within.end) {
            return true;
        }
        // After a comma: another word of doing, or a name.
        let before = folded.skip_space_back(at);
        let comma = at > within.start && matches!(folded.before(before), b',' | b';');
        if comma && !is_body && !folded.is_upper(at) && VERBS.at(folded, at).is_none() {
            return true;
        }
    }
    false
}

/// The agencies that stand in a cell or behind "Cơ quan chủ trì:", with any words between them; what is
/// not known stays as written.
pub(super) fn listed(agents: &Agents<'_>, within: Range<usize>) -> Vec<NamedAgency> {
    let folded = agents.reader.folded;
    let mut list: Vec<NamedAgency> = Vec::new();
    let mut at = within.start;
    while at < within.end && list.len() < 60 {
        if !folded.is_word(at) {
            at += 1;
            continue;
        }
        if let Some((_, end)) = AND.at(folded, at) {
            at = end;
            continue;
        }
        let end = chunk(agents, at, within.end);
        // "Bộ Tài chính⏎Bộ Nội vụ": nothing stands between them.
        let several = agents.several(at);
        let inner = several.last().filter(|last| last.end < end && last.agent.is_some());
        let next = inner.map(|last| folded.skip_space(last.end)).filter(|next| folded.is_upper(*next));
        if let Some(next) = next.filter(|next| head(folded, *next).is_some() || agents.one(*next).is_some()) {
            list.extend(several);
            at = next;
            continue;
        }
        match known(agents, at, end) {
            Some(several) => list.extend(several),
            None if end - at <= LONGEST => list.push(NamedAgency { agent: None, start: at, end }),
            None => return Vec::new(),
        }
        at = end.max(at + 1);
    }
    list
}
