//! What a heading says of the tasks below it: that they are assigned there ("Tổ chức thực hiện"), that nothing is ("Đánh giá kết
//! quả"), or who has them ("1. Sở Giáo dục và Đào tạo", "Trách nhiệm của Bộ Y tế").
//!
//! In: titles, folded headings. Out: [`Stand`]s, and the agencies with how they are told.

use super::agent::{Agents, Named};
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
const ORGANISING: [&str; 9] = [
    "to chuc thuc hien",
    "to chuc trien khai",
    "phan cong",
    "trach nhiem",
    "nhiem vu den",
    "nhiem vu va trach nhiem",
    "dieu khoan thi hanh",
    "hieu luc va trach nhiem",
    "hieu luc thi hanh va",
];
/// Words in titles below which nobody is told anything (folded).
const PAST: [&str; 8] =
    ["danh gia", "ket qua", "tinh hinh", "uu diem", "ton tai", "han che", "muc dich", "nhung viec da lam"];

/// What each section is about; what says nothing of itself is as the one above it.
pub(super) fn stands(sections: &[Section]) -> Vec<Stand> {
    let mut stands: Vec<Stand> = Vec::with_capacity(sections.len());
    for section in sections {
        let title = fold(&section.title);
        let own = if ORGANISING.iter().any(|words| title.starts_with(words))
            || title.ends_with("to chuc thuc hien")
            || title.ends_with("to chuc thi hanh")
        {
            Stand::Organising
        } else if title.len() < 90 && PAST.iter().any(|words| title.contains(words)) {
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
    pub named: Vec<(Named, Verbs)>,
    pub syntax: Syntax,
}

impl Assigned {
    pub(super) fn new(list: Vec<Named>, verbs: Verbs, syntax: Syntax) -> Self {
        Self { named: list.into_iter().map(|named| (named, verbs)).collect(), syntax }
    }
}

/// After "1.", "Điều 5.", "a)", "II." and stars at `at`.
pub(super) fn after_label(folded: &Folded<'_>, at: usize) -> usize {
    let start = folded.skip_space(at);
    let named = ["dieu", "khoan", "muc"].iter().find_map(|words| folded.words_at(start, words));
    let label = named.map_or(start, |end| folded.skip_space(end));
    let end = folded.word_end(label);
    let word = &folded.bytes[label..end];
    let is_label = !word.is_empty()
        && (word.iter().all(u8::is_ascii_digit) && word.len() <= 3
            || word.len() == 1
            || named.is_some()
            || word.iter().all(|byte| matches!(byte, b'i' | b'v' | b'x')));
    if is_label && matches!(folded.byte(end), b'.' | b')') && folded.byte(end + 1) == b' ' {
        return after_label_once_more(folded, end + 2);
    }
    start
}

/// "1.2. " and "Điều 3. 1. ".
fn after_label_once_more(folded: &Folded<'_>, at: usize) -> usize {
    match folded.digits(at) {
        Some((_, end)) if matches!(folded.byte(end), b'.' | b')') && folded.byte(end + 1) == b' ' => end + 2,
        _ => at,
    }
}

/// Openings of headings before the agencies, with how they are told (folded, longer ones first).
const OPENINGS: [(&str, Verb); 11] = [
    ("trach nhiem thi hanh cua", Verb::Responsible),
    ("trach nhiem thuc hien cua", Verb::Responsible),
    ("trach nhiem quan ly nha nuoc cua", Verb::Responsible),
    ("trach nhiem quan ly cua", Verb::Responsible),
    ("nhiem vu va quyen han cua", Verb::Responsible),
    ("trach nhiem cua", Verb::Responsible),
    ("nhiem vu cua", Verb::Assigned),
    ("de nghi", Verb::Requested),
    ("yeu cau", Verb::Required),
    ("giao", Verb::Assigned),
    ("doi voi", Verb::Assigned),
];

/// First words of bodies that no registry knows (folded).
const BODIES: [&str; 16] = [
    "cuc",
    "tong cuc",
    "vu",
    "vien",
    "trung tam",
    "hoi",
    "ban",
    "doan",
    "van phong",
    "truong",
    "ngan hang",
    "cong ty",
    "tap doan",
    "benh vien",
    "thanh tra",
    "uy ban",
];

/// Whether a name of such a body begins at `at`.
pub(super) fn begins_body(folded: &Folded<'_>, at: usize) -> bool {
    BODIES.iter().any(|words| folded.words_at(at, words).is_some())
}

/// The agencies that a heading names, if it does nothing else: then what stands below it is theirs. `below` says that tasks are
/// assigned there.
pub(super) fn heading(agents: &Agents<'_>, below: bool) -> Option<Assigned> {
    let folded = agents.reader.folded;
    let mut at = after_label(folded, 0);
    let opening = OPENINGS.iter().find_map(|(words, verb)| Some((folded.words_at(at, words)?, *verb)));
    if let Some((end, _)) = opening {
        at = folded.skip_space(end);
    }
    if !below && opening.is_none_or(|(_, verb)| verb != Verb::Responsible) {
        return None;
    }
    let verb = opening.map_or(Verb::Assigned, |(_, verb)| verb);
    let mut list = agents.list(at);
    let mut end = list.last().map_or(at, |named| named.end);
    // What the registries do not know stays as it is written.
    while !is_over(folded, end) {
        let next = folded.skip_space(end);
        let separated = next > at && matches!(folded.byte(next), b',' | b';') || folded.words_at(next, "va").is_some();
        let is_first = list.is_empty() && begins_body(folded, next);
        if !is_first && (list.is_empty() || !separated) {
            // "Trách nhiệm của Bộ Y tế trong việc …"
            return opening
                .filter(|_| list.iter().any(|named| named.agent.is_some()) && verb == Verb::Responsible)
                .map(|_| Assigned::new(list, verb.into(), Syntax::Heading));
        }
        let begin = if is_first { next } else { after_separator(folded, next) };
        let rest = &folded.bytes[begin..];
        let length = rest.iter().position(|byte| matches!(byte, b',' | b';' | b':')).unwrap_or(rest.len());
        if length == 0 || length > 120 {
            return None;
        }
        list.push(Named { agent: None, start: begin, end: begin + length });
        end = begin + length;
        if matches!(folded.byte(end), b',' | b';') {
            let more = agents.list(folded.skip_space(end + 1));
            end = more.last().map_or(end, |named| named.end);
            list.extend(more);
        }
    }
    // "Trách nhiệm của tổ chức, cá nhân": everybody's.
    let is_everybody = |named: &Named| {
        named.agent.is_none()
            && ["to chuc", "cac to chuc", "ca nhan", "co quan", "cac co quan"]
                .iter()
                .any(|words| folded.words_at(named.start, words).is_some())
    };
    if opening.is_some_and(|(_, verb)| verb == Verb::Responsible) && list.iter().all(is_everybody) {
        return None;
    }
    (!list.is_empty()).then(|| Assigned::new(list, verb.into(), Syntax::Heading))
}

fn after_separator(folded: &Folded<'_>, at: usize) -> usize {
    let at = if matches!(folded.byte(at), b',' | b';') { folded.skip_space(at + 1) } else { at };
    folded.words_at(at, "va").map_or(at, |end| folded.skip_space(end))
}

/// Whether nothing but a colon or full stop stands after `end`.
pub(super) fn is_over(folded: &Folded<'_>, end: usize) -> bool {
    folded.bytes[end.min(folded.len())..].iter().all(|byte| matches!(byte, b' ' | b':' | b'.'))
}
