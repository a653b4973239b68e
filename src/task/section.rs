//! What a heading says of the tasks below it: that they are assigned there ("Tổ chức thực hiện"), that nothing is
//! ("Đánh giá kết quả"), or which agency has them ("1. Sở Giáo dục và Đào tạo", "Trách nhiệm của Bộ Y tế").
//!
//! In: titles, folded headings. Out: [`Stand`]s, and the agencies with the verb that assigns the tasks.

use super::agent::{Agents, NamedAgency};
use super::names::{self, NameHead};
use super::{Syntax, Verb, Verbs};
use crate::citation::folded::Folded;
use crate::document::Section;
use crate::text::fold;

/// What a section is about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Stand {
    /// Nothing is said.
    #[default]
    Plain,
    /// Who does what.
    Organising,
    /// What was done, or is aimed at.
    Past,
}

/// Beginnings of titles under which tasks are assigned (folded).
const ORGANISING: [&str; 12] = [
    "to chuc thuc hien",
    "to chuc trien khai",
    "phan cong",
    "trach nhiem",
    "nhiem vu den",
    "nhiem vu va trach nhiem",
    "dieu khoan thi hanh",
    "hieu luc va trach nhiem",
    "hieu luc thi hanh va",
    "to chuc thi hanh",
    "nhiem vu cua",
    "trien khai thuc hien",
];
/// Titles of articles of laws that say who lays down the rest (folded).
const DETAILING: [&str; 4] = [
    "quy dinh chi tiet",
    "quy dinh chi tiet va huong dan thi hanh",
    "huong dan thi hanh",
    "quy dinh chi tiet thi hanh",
];
/// Words in titles below which no task is assigned (folded).
const PAST: [&str; 12] = [
    "danh gia chung",
    "danh gia ket qua",
    "ket qua",
    "tinh hinh",
    "uu diem",
    "ton tai",
    "han che",
    "muc dich",
    "nhung viec da lam",
    "giai thich tu ngu",
    "pham vi dieu chinh",
    "doi tuong ap dung",
];

/// What each section is about; what says nothing of itself is as the one above it.
pub(super) fn stands(sections: &[Section]) -> Vec<Stand> {
    let mut stands: Vec<Stand> = Vec::with_capacity(sections.len());
    for section in sections {
        let title = fold(&section.title);
        let own = if ORGANISING.iter().any(|words| title.starts_with(words))
            || DETAILING.contains(&title.as_str())
            || title.ends_with("to chuc thuc hien")
            || title.ends_with("to chuc thi hanh")
        {
            Stand::Organising
        } else if title.len() < 90
            // "Tăng cường kiểm tra, đánh giá" is yet to be done.
            && (title.starts_with("danh gia") || PAST.iter().any(|words| title.contains(words)))
        {
            Stand::Past
        } else {
            // A section comes after the one it belongs to.
            section.parent.and_then(|parent| stands.get(parent).copied()).unwrap_or_default()
        };
        stands.push(own);
    }
    stands
}

/// Agencies with how they are told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Assigned {
    pub named: Vec<(NamedAgency, Verbs)>,
    pub syntax: Syntax,
}

impl Assigned {
    pub(super) fn new(list: Vec<NamedAgency>, verbs: Verbs, syntax: Syntax) -> Self {
        Self { named: list.into_iter().map(|named| (named, verbs)).collect(), syntax }
    }
}

/// Depths of labels, the outermost first: "Điều 5.", "II."; "1."; "1.1."; "a)"; bullets.
const LETTER: u8 = 5;
const BRACKETED: u8 = 6;
const BULLET: u8 = 8;

/// After the labels at `at`: "1.", "3.1.", "Điều 5. 1.", "a)", "II.", "-".
pub(super) fn after_label(folded: &Folded<'_>, at: usize) -> usize {
    let start = folded.skip_space(at);
    let Some((_, first)) = label(folded, start) else { return start };
    label(folded, first).map_or(first, |(_, second)| second)
}

/// How deep the label stands that `text` begins with.
pub(super) fn label_depth(text: &str) -> Option<u8> {
    let end = text.char_indices().nth(24).map_or(text.len(), |(end, _)| end);
    let folded = Folded::new(&text[..end]);
    label(&folded, folded.skip_space(0)).map(|(depth, _)| depth)
}

/// The label at `at`: its depth and the place after it.
fn label(folded: &Folded<'_>, at: usize) -> Option<(u8, usize)> {
    if matches!(folded.byte(at), b'-' | b'+' | b'*') && folded.byte(at + 1) == b' ' {
        return Some((BULLET + u8::from(folded.byte(at) == b'+'), at + 2));
    }
    if folded.byte(at) == b'(' {
        let end = folded.word_end(at + 1);
        let closed = folded.byte(end) == b')' && folded.byte(end + 1) == b' ' && (1..4).contains(&(end - at - 1));
        return closed.then_some((BRACKETED, end + 2));
    }
    let named = ["dieu", "khoan", "muc", "diem"].iter().find_map(|words| folded.words_at(at, words));
    let start = named.map_or(at, |end| folded.skip_space(end));
    let (depth, end) = numbering(folded, start)?;
    let is_dotted = (2..LETTER).contains(&depth);
    let signed = matches!(folded.byte(end), b'.' | b')' | b'/');
    let after = end + usize::from(signed);
    let depth = if named.is_some() { 0 } else { depth };
    (folded.byte(after) == b' ' && (signed || is_dotted)).then_some((depth, after + 1))
}

/// "3", "3.1", "IV", "a": how deep, and where it ends.
fn numbering(folded: &Folded<'_>, at: usize) -> Option<(u8, usize)> {
    let end = folded.word_end(at);
    let word = &folded.bytes[at..end];
    if let Some((_, mut end)) = folded.digits(at).filter(|(_, end)| *end - at <= 3) {
        // "1a."
        end += usize::from(folded.byte(end).is_ascii_lowercase() && !folded.is_word(end + 1));
        let mut depth = 1;
        while folded.byte(end) == b'.' && depth < LETTER - 1 {
            let Some((_, next)) = folded.digits(end + 1).filter(|(_, next)| *next - end <= 3) else { break };
            (end, depth) = (next, depth + 1);
        }
        return (!folded.is_word(end)).then_some((depth, end));
    }
    let is_roman = word.iter().all(|byte| matches!(byte, b'i' | b'v' | b'x'));
    if !word.is_empty() && is_roman && folded.is_upper(at) {
        return Some((0, end));
    }
    // "a1)"
    let letter = word.first().is_some_and(u8::is_ascii_lowercase);
    (letter && word.len() <= 2 && word[1..].iter().all(u8::is_ascii_digit))
        .then(|| (if folded.is_upper(at) { 0 } else { LETTER }, end))
}

/// Openings of headings before the agencies, with how they are told (folded, longer ones first).
const OPENINGS: [(&str, Verb); 17] = [
    ("trach nhiem thi hanh cua", Verb::Responsible),
    ("trach nhiem thuc hien cua", Verb::Responsible),
    ("trach nhiem to chuc thuc hien cua", Verb::Responsible),
    ("trach nhiem phoi hop cua", Verb::Responsible),
    ("trach nhiem quan ly nha nuoc cua", Verb::Responsible),
    ("trach nhiem quan ly cua", Verb::Responsible),
    ("trach nhiem va nghia vu cua", Verb::Responsible),
    ("nghia vu va trach nhiem cua", Verb::Responsible),
    ("nhiem vu va quyen han cua", Verb::Responsible),
    ("trach nhiem cua", Verb::Responsible),
    ("nghia vu cua", Verb::Responsible),
    (TASKS_OF, Verb::Assigned),
    ("nhiem vu cu the cua", Verb::Assigned),
    ("de nghi", Verb::Requested),
    ("yeu cau", Verb::Required),
    ("giao", Verb::Assigned),
    ("doi voi", Verb::Assigned),
];
/// "Nhiệm vụ của Ban Chỉ đạo": names the agency in any place.
const TASKS_OF: &str = "nhiem vu cua";
/// What may follow the names in a heading that says whose tasks these are (folded).
const CONCERNING: [&str; 9] =
    ["doi voi", "trong viec", "trong cong tac", "trong", "ve viec", "ve", "khi", "theo", "duoc quy dinh"];

/// The agencies that a heading names, if it does nothing else: then what stands below it is theirs. `below` says that
/// tasks are assigned there, `parts` that other headings stand below this one.
pub(super) fn heading(agents: &Agents<'_>, below: bool, parts: bool) -> Option<Assigned> {
    let folded = agents.reader.folded;
    let mut at = after_label(folded, 0);
    let opening = OPENINGS.iter().find_map(|(words, verb)| Some((folded.words_at(at, words)?, *words, *verb)));
    if let Some((end, ..)) = opening {
        at = folded.skip_space(end);
    }
    let verb = opening.map_or(Verb::Assigned, |(_, _, verb)| verb);
    let is_of = opening.is_some_and(|(_, words, _)| verb == Verb::Responsible || words == TASKS_OF);
    if !below && !is_of {
        return None;
    }
    let end = if is_of { before_concern(folded, at) } else { folded.len() };
    let end = trimmed(folded, end).max(at);
    let assigned = |list: Vec<NamedAgency>| Assigned::new(list, verb.into(), Syntax::Heading);
    let Some(list) = names::within(agents, at..end) else {
        // "Trách nhiệm của Bộ Y tế, …": at least those.
        let list = if verb == Verb::Responsible { agents.list(at) } else { Vec::new() };
        return list.iter().any(|named| named.agent.is_some()).then(|| assigned(list));
    };
    let is_known = list.iter().any(|named| named.agent.is_some());
    if !is_known {
        let kind = names::head(folded, at).map(|(kind, _)| kind);
        // "1. Cơ quan kiểm tra": of a sort; only what says whose tasks these are assigns them to a sort.
        if opening.is_none() && kind != Some(NameHead::Body) {
            return None;
        }
        // "Trách nhiệm của cơ quan, tổ chức, cá nhân" over headings of single agencies: the tasks of all.
        if parts && kind == Some(NameHead::Class) {
            return None;
        }
    }
    // "1. Bộ Y tế; cơ quan báo chí tăng cường tuyên truyền": a sentence.
    let does = |named: &NamedAgency| named.agent.is_none() && names::verb(folded, named.start..named.end).is_some();
    if opening.is_none() && (list.iter().any(does) || !names::is_exact(folded, &list, end)) {
        return None;
    }
    Some(assigned(list))
}

/// The agencies that an article is headed with and nothing else: "Điều 5. Bộ Y tế". It may be about
/// them, or theirs to do.
pub(super) fn article_of(agents: &Agents<'_>) -> Option<Assigned> {
    let folded = agents.reader.folded;
    folded.words_at(0, "dieu")?;
    let start = after_label(folded, 0);
    let list = names::within(agents, start..trimmed(folded, folded.len()).max(start))?;
    let is_body = |named: &NamedAgency| named.agent.as_ref().is_some_and(|agent| !agent.is_group);
    (start > 0 && list.iter().all(is_body)).then(|| Assigned::new(list, Verb::Assigned.into(), Syntax::Heading))
}

/// The place before "đối với …", "trong việc …".
fn before_concern(folded: &Folded<'_>, at: usize) -> usize {
    let first = folded.words.partition_point(|word| (word.start as usize) <= at);
    let mut starts = folded.words[first..].iter().map(|word| word.start as usize);
    starts
        .find(|at| CONCERNING.iter().any(|words| folded.words_at(*at, words).is_some()))
        .map_or(folded.len(), |at| folded.skip_space_back(at))
}

/// `end` without signs and spaces before it.
fn trimmed(folded: &Folded<'_>, end: usize) -> usize {
    let signs = folded.bytes[..end].iter().rev().take_while(|byte| matches!(byte, b' ' | b':' | b'.' | b',' | b';'));
    end - signs.count()
}

/// Whether nothing but a colon or full stop stands after `end`.
pub(super) fn is_over(folded: &Folded<'_>, end: usize) -> bool {
    folded.bytes[end.min(folded.len())..].iter().all(|byte| matches!(byte, b' ' | b':' | b'.'))
}
