//! Reads one paragraph, item or heading: which of its sentences assign tasks, and to which agencies.
//!
//! In: a unit's folded text, what its section is about. Out: [`TaskDraft`]s: places of tasks with their agencies.

use super::agent::{Agents, NamedAgency};
use super::names;
use super::section::{Assigned, Stand, after_label, heading, is_over};
use super::units::TaskUnit;
use super::{Assignee, Syntax, Verb};
use crate::citation::folded::Folded;
use std::cell::OnceCell;
use std::ops::Range;
use std::sync::Arc;

/// A task that is being read: places in the unit's text.
pub(super) struct TaskDraft {
    pub places: Range<usize>,
    pub assigned: Option<Assigned>,
    pub inherited: Option<Arc<[Assignee]>>,
}

/// One unit, being read.
pub(super) struct UnitReading<'a> {
    pub agents: &'a Agents<'a>,
    pub issuer: &'a str,
    pub is_law: bool,
    pub stand: Stand,
    pub unit: &'a TaskUnit<'a>,
    strong: OnceCell<Vec<(usize, Verb)>>,
}

/// Words after an agency that make what follows its task, in any place (folded).
const DUTIES: [(&str, Verb); 4] = [
    ("co trach nhiem", Verb::Responsible),
    ("chiu trach nhiem", Verb::Responsible),
    ("chu tri", Verb::Leads),
    ("co nhiem vu", Verb::Responsible),
];
/// Words after an agency that make no task of a sentence (folded): what it is, did or has.
const NO_DUTIES: [&str; 27] = [
    "la", "da", "tuy", "con", "chua", "co", "van", "duoc", "dang", "cung", "luon", "cua", "thuoc", "ve", "tai",
    "trong", "khi", "neu", "do", "voi", "bi", "se", "khong", "hoac", "va", "gom", "ngay",
];
/// Sentences that close a document and are no task (folded).
const CLOSING: [&str; 10] = [
    "tren day la",
    "trong qua trinh",
    "chi thi nay",
    "ke hoach nay",
    "quyet dinh nay",
    "thong tu nay",
    "nghi dinh nay",
    "can cu chi thi nay",
    "can cu ke hoach nay",
    "nhan duoc",
];
/// Openings of sentences before the agency: when and on what grounds (folded).
const GROUNDS: [&str; 11] = [
    "hang nam",
    "hang quy",
    "hang thang",
    "dinh ky",
    "trong",
    "can cu",
    "tren co so",
    "truoc ngay",
    "khi",
    "sau khi",
    "truong hop",
];

/// Words of duty that make a task of a sentence, for any agency (folded).
const STRONG: [(&str, Verb); 5] = [
    ("co trach nhiem", Verb::Responsible),
    ("chiu trach nhiem", Verb::Responsible),
    ("co nghia vu", Verb::Responsible),
    ("co nhiem vu", Verb::Responsible),
    ("chu tri", Verb::Leads),
];
/// After "chịu trách nhiệm": what befalls those who did wrong (folded).
const LIABLE: [&str; 9] =
    ["hinh su", "dan su", "hanh chinh", "boi thuong", "boi hoan", "ky luat", "lien doi", "vat chat", "lien quan"];
/// Words between those who are told and the word of duty; "chủ đầu tư" ends in none of them.
const BEFORE_DUTY: [&str; 6] = ["phải", "cũng", "đều", "đồng thời", "tự", "sẽ"];
/// After the name of who acts: within which bounds; the word of doing follows the next comma (folded).
const BOUNDS: [&str; 6] = ["trong pham vi", "theo chuc nang", "theo tham quyen", "can cu", "tren co so", "theo"];
/// Words that no title of those who are told has (folded).
const DOING: [&str; 8] =
    ["chi dao", "phoi hop", "chu tri", "huong dan", "bao cao", "thuc hien", "trien khai", "to chuc thuc hien"];
/// How far behind the name of a body the word stands that says what it does.
pub(super) const REACH: usize = 320;

/// Openings of sentences whose names stand after a comma: when, where, on what grounds (folded).
const CLAUSES: [&str; 30] = [
    "truong hop",
    "khi",
    "trong",
    "can cu",
    "hang nam",
    "hang quy",
    "hang thang",
    "hang tuan",
    "dinh ky",
    "theo",
    "doi voi",
    "cham nhat",
    "ke tu",
    "thang",
    "truoc",
    "sau",
    "neu",
    "ngoai",
    "tren co so",
    "tuy theo",
    "vao",
    "den",
    "tu",
    "de",
    "nham",
    "cung",
    "qua",
    "quy",
    "o",
    "tai",
];

impl<'a> UnitReading<'a> {
    pub(super) fn new(
        agents: &'a Agents<'a>,
        issuer: &'a str,
        is_law: bool,
        stand: Stand,
        unit: &'a TaskUnit<'a>,
    ) -> Self {
        Self { agents, issuer, is_law, stand, unit, strong: OnceCell::new() }
    }
}

impl UnitReading<'_> {
    pub(super) fn folded(&self) -> &Folded<'_> {
        self.agents.reader.folded
    }

    /// The parts of the text that are tasks. What assigns nothing belongs to the task before it.
    pub(super) fn drafts(&self, inherited: Option<Arc<[Assignee]>>) -> Vec<TaskDraft> {
        let folded = self.folded();
        let mut drafts: Vec<TaskDraft> = Vec::new();
        let (mut read_to, mut is_closed) = (0, false);
        let starts = sentences(folded);
        for (index, start) in starts.iter().copied().enumerate() {
            if start < read_to {
                continue;
            }
            let end = starts.get(index + 1).copied().unwrap_or(folded.len());
            let unknown = || self.unknown(start, index == 0).filter(|_| inherited.is_some());
            if let Some((assigned, after)) = self.assignment(start, end).or_else(unknown) {
                if let Some(last) = drafts.last_mut().filter(|_| !is_closed) {
                    last.places.end = start;
                }
                drafts.push(TaskDraft { places: start..folded.len(), assigned: Some(assigned), inherited: None });
                (read_to, is_closed) = (after, false);
            } else if CLOSING.iter().any(|words| folded.words_at(start, words).is_some()) {
                if let Some(last) = drafts.last_mut().filter(|_| !is_closed) {
                    last.places.end = start;
                }
                is_closed = true;
            } else if drafts.is_empty() && !is_closed && inherited.is_some() {
                let draft = TaskDraft { places: start..folded.len(), assigned: None, inherited: inherited.clone() };
                drafts.push(draft);
            }
        }
        drafts.retain(|draft| !draft.places.is_empty());
        drafts
    }

    /// "1. Viện Chiến lược Ngân hàng:" below "Trách nhiệm của các đơn vị": one of them, whom no registry knows.
    fn unknown(&self, start: usize, is_first: bool) -> Option<(Assigned, usize)> {
        let folded = self.folded();
        let end = folded.len();
        let is_name = is_first
            && self.unit.is_item
            && end - start < 90
            && names::head(folded, start).is_some_and(|(kind, _)| kind == names::NameHead::Body);
        let ends = matches!(folded.before(folded.skip_space_back(end)), b':') || !folded.bytes[start..].contains(&b'.');
        (is_name && ends).then(|| {
            let colon = usize::from(folded.before(end) == b':');
            let named = NamedAgency { agent: None, start, end: end - colon };
            (Assigned::new(vec![named], Verb::Assigned.into(), Syntax::Subject), end)
        })
    }

    /// Who is told in the sentence `start..end`, and the place after their names.
    fn assignment(&self, start: usize, end: usize) -> Option<(Assigned, usize)> {
        let start = after_label(self.folded(), start);
        let said = self.order(start, end).or_else(|| self.duty_of(start, true));
        let said = said.or_else(|| self.subject(start, end)).or_else(|| self.duty_of(start, false));
        said.or_else(|| self.doing(start, end))
    }

    /// "Cơ quan, tổ chức, cá nhân có trách nhiệm …", "Trường hợp …, Cục Hàng không Việt Nam chủ trì …": the one that is
    /// named, as written. `whole`: their names begin the sentence.
    fn duty_of(&self, start: usize, whole: bool) -> Option<(Assigned, usize)> {
        let folded = self.folded();
        if self.unit.is_quoted || self.stand == Stand::Past || matches!(folded.byte(start), b'"' | b'\'') {
            return None;
        }
        // "2. 12 Trường hợp …": the sign of a footnote.
        let note = folded.digits(start).map(|(_, end)| folded.skip_space(end)).filter(|next| folded.is_upper(*next));
        let start = note.unwrap_or(start);
        let (at, verb) = self.first_strong(start).filter(|(at, _)| *at < self.full_stop(start))?;
        let mut end = folded.skip_space_back(at).max(start);
        let before = |end: usize| {
            let mut from = BEFORE_DUTY.iter().map(|words| (end.saturating_sub(words.chars().count()), *words));
            from.find(|(from, words)| {
                *from > start && folded.before(*from) == b' ' && folded.spells(&(*from..end), words)
            })
        };
        while let Some((from, _)) = before(end) {
            end = folded.skip_space_back(from).max(start);
        }
        // "tổ chức thực hiện và chịu trách nhiệm": no name ends so.
        if end <= start || folded.bytes[start..end].ends_with(b" va") {
            return None;
        }
        let end = end - usize::from(folded.before(end) == b',');
        let begins = if whole { vec![start] } else { self.begins(start, end) };
        let list = begins.into_iter().find_map(|begin| names::within(self.agents, begin..end))?;
        let is_known = list.iter().any(|named| named.agent.is_some());
        let kind = names::head(folded, list[0].start).map(|(kind, _)| kind);
        // "Cơ quan chủ trì soạn thảo …" is itself a name.
        if verb == Verb::Leads && !is_known && kind != Some(names::NameHead::Body) || self.is_own(&list) {
            return None;
        }
        Some((Assigned::new(list, verb.into(), Syntax::Subject), end))
    }

    /// The first word of duty from `start` on.
    fn first_strong(&self, start: usize) -> Option<(usize, Verb)> {
        // Asked several times for each sentence of the unit.
        let all = self.strong.get_or_init(|| {
            let words = self.folded().words.iter().map(|word| word.start as usize);
            words.filter_map(|at| Some((at, self.strong(at)?))).collect()
        });
        all.get(all.partition_point(|(at, _)| *at < start)).copied()
    }

    /// The word of duty at `at`.
    fn strong(&self, at: usize) -> Option<Verb> {
        let folded = self.folded();
        if folded.byte(at) != b'c' {
            // "Các cơ quan, tổ chức, cá nhân … phải bảo đảm …", where tasks are assigned.
            let must = self.stand == Stand::Organising && folded.words_at(at, "phai").is_some();
            return (must && folded.spells(&(at..at + 4), "phải")).then_some(Verb::Responsible);
        }
        let (words, verb) = STRONG.iter().find(|(words, _)| folded.words_at(at, words).is_some())?;
        let next = folded.skip_space(at + words.len());
        let before = folded.skip_space_back(at);
        let ends = |words: &str| folded.bytes[..before].ends_with(words.as_bytes());
        // "được giao chủ trì": which of them. "không phải chịu trách nhiệm": none.
        if *verb == Verb::Leads && ends(" giao") || ends(" khong") || ends(" khong phai") {
            return None;
        }
        (!LIABLE.iter().any(|words| folded.words_at(next, words).is_some())).then_some(*verb)
    }

    /// Where the names before the word of duty at `end` may begin: with the sentence, or after a comma or "thì" of one
    /// that opens with when and on what grounds.
    fn begins(&self, start: usize, end: usize) -> Vec<usize> {
        let folded = self.folded();
        let mut begins = vec![start];
        let on_grounds = CLAUSES.iter().any(|words| folded.words_at(start, words).is_some());
        if !on_grounds && names::head(folded, start).is_none() {
            return begins;
        }
        for at in start..end {
            let after_comma = folded.bytes[at] == b',' && !self.ends_name(start, at);
            if after_comma {
                begins.push(folded.skip_space(at + 1));
            } else if folded.bytes[at] == b't' && folded.before(at) == b' ' {
                begins.extend(folded.words_at(at, "thi").map(|after| folded.skip_space(after)));
            }
            if begins.len() > 16 {
                break;
            }
        }
        begins
    }

    /// Whether the words before the comma at `comma` are the first of a name: "yêu cầu cơ quan, tổ chức, cá nhân".
    fn ends_name(&self, start: usize, comma: usize) -> bool {
        let folded = self.folded();
        let mut at = comma;
        for _ in 0..3 {
            at = folded.word_start(folded.skip_space_back(at));
            if at < start {
                break;
            }
            if names::head(folded, at).is_some_and(|(_, end)| end == comma) {
                return true;
            }
        }
        false
    }

    /// Who speaks does not tell itself what to do.
    fn is_own(&self, list: &[NamedAgency]) -> bool {
        !self.is_law && list.iter().all(|named| named.agent.as_ref().is_some_and(|agent| agent.key == self.issuer))
    }

    /// The full stop that ends the sentence at `start`.
    fn full_stop(&self, start: usize) -> usize {
        let folded = self.folded();
        let limit = folded.len().min(start + 900);
        (start..limit)
            .find(|at| match folded.bytes[*at] {
                b'.' => folded.byte(at + 1) == b' ' && folded.is_upper(at + 2) && !is_abbreviated(folded, *at),
                b':' => true,
                _ => false,
            })
            .unwrap_or(limit)
    }

    /// "Vụ Tổ chức cán bộ, Văn phòng Bộ theo dõi …": bodies that no registry knows, and what they do.
    fn doing(&self, start: usize, end: usize) -> Option<(Assigned, usize)> {
        let folded = self.folded();
        let is_item = !self.is_law && self.stand == Stand::Plain && self.unit.depth.is_some();
        let is_first = self.unit.anchor != crate::document::OPENING_ANCHOR && start == after_label(folded, 0);
        let stands = self.stand == Stand::Organising || is_item && is_first;
        if !stands || self.unit.is_quoted || names::head(folded, start)?.0 != names::NameHead::Body {
            return None;
        }
        let limit = self.full_stop(start).min(start + REACH).max(end.min(start + REACH));
        // Where the sentence says that it is a duty, whose that is was looked for already.
        if self.first_strong(start).is_some_and(|(at, _)| at < limit) {
            return None;
        }
        let verb = names::verb(folded, start..limit).filter(|verb| !self.speaks(*verb))?;
        let bounds = (start..verb).find(|at| {
            let next = folded.skip_space(*at + 1);
            folded.bytes[*at] == b',' && BOUNDS.iter().any(|words| folded.words_at(next, words).is_some())
        });
        let after = folded.skip_space_back(bounds.unwrap_or(verb));
        // "Sở giao dịch theo quy định …": no word of doing.
        if ["theo", "cua", "ve", "viec", "duoc"]
            .iter()
            .any(|words| folded.bytes[start..after].ends_with(words.as_bytes()))
        {
            return None;
        }
        let list = names::within(self.agents, start..after)?;
        let is_listed =
            |named: &NamedAgency| folded.bytes[named.start..named.end].contains(&b',') && named.agent.is_none();
        (!self.is_passive(&list) && !self.is_own(&list) && !list.iter().any(is_listed))
            .then(|| (Assigned::new(list, Verb::Assigned.into(), Syntax::Subject), after))
    }

    /// Whether names say what was done to those, or what they have: no names of those who are told.
    fn is_passive(&self, list: &[NamedAgency]) -> bool {
        let words = |named: &NamedAgency| {
            let words = self.folded().slice(named.start, named.end).to_lowercase();
            words.replace("có liên quan", "").replace("có thẩm quyền", "")
        };
        let passive = |named: &NamedAgency| {
            words(named).split_whitespace().any(|word| matches!(word, "được" | "đã" | "đang" | "có"))
        };
        list.iter().filter(|named| named.agent.is_none()).any(passive)
    }

    /// "1. Trách nhiệm của Cục Tổ chức cán bộ", "Nhiệm vụ của Ban Chỉ đạo:" in a paragraph: a heading of what follows.
    pub(super) fn titled(&self) -> Option<Assigned> {
        let folded = self.folded();
        let is_title = folded.len() < 260 && !self.unit.is_quoted && !self.unit.is_heading;
        let start = after_label(folded, 0);
        let opens = ["trach nhiem", "nhiem vu", "nghia vu"].iter().any(|words| folded.words_at(start, words).is_some());
        let below = self.stand == Stand::Organising;
        let stop = self.full_stop(start).min(folded.len());
        let ends = folded.bytes[stop..].iter().all(|byte| matches!(byte, b':' | b' '));
        // "8. Các khu công nghệ cao và hiệp hội liên quan": a label and names, where tasks are assigned.
        let names = || below && self.unit.depth.is_some() && names::head(folded, start).is_some();
        if !is_title || !ends || !folded.is_upper(start) || !opens && !names() {
            return None;
        }
        if opens {
            return heading(self.agents, below, false);
        }
        let first = folded.words.partition_point(|word| (word.start as usize) < start);
        let mut words = folded.words[first..].iter().map(|word| word.start as usize);
        if words.any(|at| DOING.iter().any(|words| folded.words_at(at, words).is_some())) {
            return None;
        }
        // A sentence ends with a full stop, a title does not.
        let end = folded.skip_space_back(stop);
        let is_sentence = stop == folded.len() && matches!(folded.before(end), b'.' | b';' | b',' | b'/');
        let list = names::within(self.agents, start..end.max(start))?;
        let is_sentence = is_sentence || !names::is_exact(folded, &list, end) || self.is_passive(&list);
        (!is_sentence).then(|| Assigned::new(list, Verb::Assigned.into(), Syntax::Heading))
    }

    /// "Bộ Tài chính có trách nhiệm …"; where tasks are assigned, any sentence that begins with agencies and a verb.
    fn subject(&self, start: usize, end: usize) -> Option<(Assigned, usize)> {
        let folded = self.folded();
        let mut begins = vec![start];
        if GROUNDS.iter().any(|words| folded.words_at(start, words).is_some()) {
            let commas = (start..end.min(start + 300)).filter(|at| folded.byte(*at) == b',');
            begins.extend(commas.map(|at| folded.skip_space(at + 1)).take(6));
            // "Trong một tháng mỗi cơ sở giáo dục …"
            begins.extend((start..end.min(start + 40)).filter(|at| folded.words_at(*at, "moi co so").is_some()));
        }
        begins.into_iter().find_map(|at| self.subject_at(at, start, end))
    }

    fn subject_at(&self, at: usize, start: usize, end: usize) -> Option<(Assigned, usize)> {
        let folded = self.folded();
        let list = self.agents.list(at);
        let after = list.last()?.end;
        if list.iter().all(|named| named.agent.is_none()) && (self.is_law || self.stand != Stand::Organising) {
            return None;
        }
        // Who speaks does not tell itself what to do.
        let is_own = |key: &str| key == self.issuer;
        if !self.is_law && list.iter().all(|named| named.agent.as_ref().is_some_and(|agent| is_own(&agent.key))) {
            return None;
        }
        let next = folded.skip_space(after);
        if self.speaks(next) {
            return None;
        }
        let is_refused = NO_DUTIES.iter().any(|words| folded.words_at(next, words).is_some());
        let verb = self.duty(next, end);
        if let Some((verb, at)) = verb
            && (at == next || !is_refused && self.stand != Stand::Past)
        {
            return Some((Assigned::new(list, verb.into(), Syntax::Subject), after));
        }
        let weak = self.stand == Stand::Organising
            || !self.is_law && self.stand == Stand::Plain && self.unit.anchor != crate::document::OPENING_ANCHOR;
        // "…; các trường đạt chuẩn quốc gia đi đầu": half a sentence says less.
        let is_whole = self.stand == Stand::Organising || folded.is_upper(start);
        if !weak || is_refused || !is_whole || at != start && folded.byte(at) != b'm' {
            return None;
        }
        let is_named = folded.byte(next) == b':' && self.tells(next + 1)
            || self.stand == Stand::Organising && is_over(folded, after);
        let on_grounds = folded.byte(next) == b','
            && GROUNDS
                .iter()
                .chain(&["theo"])
                .any(|words| folded.words_at(folded.skip_space(next + 1), words).is_some());
        let goes_on = folded.byte(next).is_ascii_alphabetic() && !folded.is_upper(next) && next > after;
        let assigned = || Assigned::new(list, Verb::Assigned.into(), Syntax::Subject);
        (is_named || on_grounds || goes_on).then(|| (assigned(), after))
    }

    /// Whether what stands after a colon says what to do, or nothing does yet: "Bộ trưởng các bộ: Quốc
    /// phòng, Công an" assigns nothing.
    fn tells(&self, after: usize) -> bool {
        let folded = self.folded();
        let at = folded.skip_space(after);
        let first = folded.words.partition_point(|word| (word.start as usize) < at);
        let mut words = folded.words[first..].iter().map(|word| word.start as usize);
        // "Ngoại giao" tells nothing.
        let is_name = |at: usize| folded.is_upper(folded.word_start(folded.skip_space_back(at)));
        at >= folded.len()
            || names::begins_with_verb(folded, at)
            || words.any(|at| !folded.is_upper(at) && !is_name(at) && names::begins_with_verb(folded, at))
    }

    /// The word of duty at or soon after `next`, in the same clause, and where it stands.
    fn duty(&self, next: usize, end: usize) -> Option<(Verb, usize)> {
        let folded = self.folded();
        let first = folded.words.partition_point(|word| (word.start as usize) < next);
        let words = folded.words[first..].iter().map(|word| word.start as usize);
        let near = words
            .take_while(|at| *at < end && *at < next + 140)
            .take_while(|at| !folded.bytes[next..*at].iter().any(|byte| matches!(byte, b';' | b':')));
        near.filter(|at| folded.byte(*at) == b'c').find_map(|at| {
            let (_, verb) = DUTIES.iter().find(|(words, _)| folded.words_at(at, words).is_some())?;
            // "bố trí xăng dầu cho các cơ quan chủ trì": others lead.
            (*verb != Verb::Leads || at == next).then_some((*verb, at))
        })
    }

    /// Whether a draft only introduces what follows it; `true`: it says nothing else.
    pub(super) fn introduces(&self, assigned: &Assigned, places: &Range<usize>) -> Option<bool> {
        let folded = self.folded();
        let after = assigned.named.last()?.0.end;
        if is_over(folded, after) {
            return Some(true);
        }
        let rest = &folded.bytes[after..];
        // "… có trách nhiệm tư vấn. Số lượng thành viên như sau:" introduces something else; "Cụ thể:" does not.
        let stop = self.full_stop(after);
        if folded.byte(stop) == b'.' && stop + 24 < places.end {
            return None;
        }
        let last = rest.iter().rev().find(|byte| **byte != b' ');
        // "1. Bộ Nội vụ có trách nhiệm" over "a) …": the colon is missing.
        let is_open = self.unit.depth.is_some() && last.is_some_and(|byte| byte.is_ascii_alphanumeric());
        let ends = places.end == folded.len() && (last == Some(&b':') || is_open);
        // "có trách nhiệm:", "có trách nhiệm sau đây:"
        let next = folded.skip_space(after);
        let longest = if last == Some(&b':') { 50 } else { 18 };
        let is_bare = rest.len() < longest && DUTIES.iter().any(|(words, _)| folded.words_at(next, words).is_some());
        // "Các đơn vị thuộc, trực thuộc Bộ Y tế có trách nhiệm:"
        ends.then_some(is_bare || folded.bytes.ends_with(b" co trach nhiem:"))
    }
}

/// Where sentences begin, and their parts after semicolons.
fn sentences(folded: &Folded<'_>) -> Vec<usize> {
    let mut starts = vec![after_label(folded, 0)];
    for at in 0..folded.len() {
        let ends = match folded.bytes[at] {
            b'.' => folded.byte(at + 1) == b' ' && folded.is_upper(at + 2) && !is_abbreviated(folded, at),
            b';' => folded.byte(at + 1) == b' ',
            b':' => folded.byte(at + 1) == b' ' && folded.is_upper(at + 2),
            _ => false,
        };
        if ends && at + 2 > starts[0] {
            starts.push(at + 2);
        }
    }
    starts
}

/// "TP. Hà Nội", "1. Sở", "PGS. TS."
fn is_abbreviated(folded: &Folded<'_>, stop: usize) -> bool {
    let start = folded.word_start(stop);
    let length = stop - start;
    length == 0 && folded.before(stop) != b')' && folded.before(stop) != b'"'
        || length <= 2 && (folded.is_upper(start) || folded.bytes[start..stop].iter().all(u8::is_ascii_digit))
}
