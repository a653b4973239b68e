//! The finder: units of text → tasks.

use super::agent::{Agents, Voice};
use super::deadline;
use super::section::{Assigned, Stand, after_label, begins_body, heading, is_over, stands};
use super::units::{Unit, units};
use super::{Assignee, Input, MOST_TASKS, Syntax, Task, Verb, Verbs};
use crate::citation::folded::{Folded, Room};
use crate::citation::issuer;
use crate::source::{Span, Stretch};
use std::ops::Range;
use std::sync::Arc;

/// See [`super::find()`].
pub(super) fn find(input: &Input<'_>, voice: &Voice<'_>) -> Vec<Task> {
    let kind = input.registries.types.get(&input.front_matter.kind.value);
    let sections = &input.document.sections;
    let mut finder = Finder {
        input,
        voice,
        is_law: kind.is_some_and(|kind| kind.normative),
        stands: stands(sections),
        assigned: vec![None; sections.len()],
        introduced: None,
        tasks: Vec::new(),
        room: Room::default(),
    };
    for unit in units(input.document, input.flows) {
        if finder.tasks.len() >= MOST_TASKS {
            break;
        }
        finder.unit(&unit);
    }
    finder.tasks
}

struct Finder<'a> {
    input: &'a Input<'a>,
    voice: &'a Voice<'a>,
    /// Of a type that lays down rules: a sentence is a task only where it says so.
    is_law: bool,
    stands: Vec<Stand>,
    /// Who has the tasks of each section, where its heading says it.
    assigned: Vec<Option<Arc<[Assignee]>>>,
    introduced: Option<Introduced>,
    tasks: Vec<Task>,
    room: Room,
}

/// "Bộ X có trách nhiệm:", and what follows is theirs.
struct Introduced {
    assignees: Arc<[Assignee]>,
    anchor: String,
    section: usize,
    /// It has a label, so that its items have anchors below its own.
    is_item: bool,
    /// It is nothing but a name, like a heading.
    is_name: bool,
}

/// A task that is being read: places in the unit's text.
struct Draft {
    places: Range<usize>,
    assigned: Option<Assigned>,
    inherited: Option<Arc<[Assignee]>>,
}

/// What stands in a text that may assign a task outside a section that does nothing else.
const SIGNS: [&str; 8] =
    ["trách nhiệm", "chủ trì", "Giao ", "giao ", "êu cầu ", "ề nghị ", "phối hợp với", "Trách nhiệm"];

impl Finder<'_> {
    fn unit(&mut self, unit: &Unit<'_>) {
        let stand = self.stands[unit.section];
        if !self.introduced.as_ref().is_some_and(|introduced| introduced.covers(unit)) {
            self.introduced = None;
        }
        let inherited = self.introduced.as_ref().map(|introduced| Arc::clone(&introduced.assignees));
        let inherited = inherited.or_else(|| self.of_section(unit.section));
        let speaks = stand == Stand::Organising || (!self.is_law && stand == Stand::Plain);
        let text = &unit.flow.text;
        if inherited.is_none() && !speaks && !SIGNS.iter().any(|sign| text.contains(sign)) {
            return;
        }
        let folded = Folded::within(text, std::mem::take(&mut self.room));
        let is_title = unit.is_heading || unit.anchor == &*self.input.document.sections[unit.section].anchor;
        let (voice, is_law) = (self.voice, self.is_law);
        voice.reading(&folded, |agents| {
            let read = Reading { agents, issuer: voice.issuer(), is_law, stand, unit };
            match is_title.then(|| heading(agents, stand == Stand::Organising)).flatten() {
                Some(assigned) => self.assigned[unit.section] = Some(read.assignees(&assigned).into()),
                // A heading is no task of the agency that an upper heading names.
                None => self.text(&read, inherited.filter(|_| !unit.is_heading)),
            }
        });
        self.room = folded.leave();
    }

    /// The agencies of the nearest heading above.
    fn of_section(&self, section: usize) -> Option<Arc<[Assignee]>> {
        let sections = &self.input.document.sections;
        let chain = std::iter::successors(Some(section), |at| sections[*at].parent).take(sections.len());
        chain.take(16).find_map(|at| self.assigned[at].clone())
    }

    fn text(&mut self, read: &Reading<'_>, inherited: Option<Arc<[Assignee]>>) {
        let folded = read.agents.reader.folded;
        let drafts = read.drafts(inherited);
        for draft in drafts {
            let introduces = draft.assigned.as_ref().and_then(|assigned| read.introduces(assigned, &draft.places));
            let assignees = match (&draft.assigned, &draft.inherited) {
                (Some(assigned), _) => read.assignees(assigned),
                (None, Some(inherited)) => inherited.to_vec(),
                (None, None) => continue,
            };
            if let Some(is_bare) = introduces {
                self.introduced = Some(Introduced {
                    assignees: assignees.clone().into(),
                    anchor: read.unit.anchor.to_owned(),
                    section: read.unit.section,
                    is_item: read.unit.is_item,
                    is_name: draft.assigned.as_ref().is_some_and(|assigned| {
                        assigned.named.last().is_some_and(|(named, _)| is_over(folded, named.end))
                    }),
                });
                if is_bare {
                    continue;
                }
            }
            let syntax = draft.assigned.as_ref().map_or(Syntax::Heading, |assigned| assigned.syntax);
            self.tasks.push(read.task(&draft.places, assignees, syntax));
        }
    }
}

impl Introduced {
    fn covers(&self, unit: &Unit<'_>) -> bool {
        let below = || unit.anchor.strip_prefix(self.anchor.as_str()).is_some_and(|rest| rest.starts_with('-'));
        !unit.is_heading
            && (self.is_item && below()
                || self.section == unit.section && !self.is_item && (self.is_name || unit.is_item))
    }
}

/// One unit, being read.
struct Reading<'a> {
    agents: &'a Agents<'a>,
    issuer: &'a str,
    is_law: bool,
    stand: Stand,
    unit: &'a Unit<'a>,
}

/// Words that tell others what to do: folded, with marks, verb.
const ORDERS: [(&str, &str, Verb); 3] =
    [("giao", "giao", Verb::Assigned), ("yeu cau", "yêu cầu", Verb::Required), ("de nghi", "đề nghị", Verb::Requested)];
/// Words after an agency that make what follows its task wherever they stand (folded).
const DUTIES: [(&str, Verb); 4] = [
    ("co trach nhiem", Verb::Responsible),
    ("chiu trach nhiem", Verb::Responsible),
    ("chu tri", Verb::Leads),
    ("co nhiem vu", Verb::Responsible),
];
/// Words after an agency that make no task of a sentence (folded): what it is, did or has.
const NO_DUTIES: [&str; 26] = [
    "la", "da", "tuy", "con", "chua", "co", "van", "duoc", "dang", "cung", "luon", "cua", "thuoc", "ve", "tai",
    "trong", "khi", "neu", "do", "voi", "bi", "se", "khong", "hoac", "va", "gom",
];
/// Sentences that close a document and are nobody's task (folded).
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

impl Reading<'_> {
    fn folded(&self) -> &Folded<'_> {
        self.agents.reader.folded
    }

    /// The parts of the text that are tasks. What assigns nothing belongs to the task before it.
    fn drafts(&self, inherited: Option<Arc<[Assignee]>>) -> Vec<Draft> {
        let folded = self.folded();
        let mut drafts: Vec<Draft> = Vec::new();
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
                drafts.push(Draft { places: start..folded.len(), assigned: Some(assigned), inherited: None });
                (read_to, is_closed) = (after, false);
            } else if CLOSING.iter().any(|words| folded.words_at(start, words).is_some()) {
                if let Some(last) = drafts.last_mut().filter(|_| !is_closed) {
                    last.places.end = start;
                }
                is_closed = true;
            } else if drafts.is_empty() && !is_closed && inherited.is_some() {
                let draft = Draft { places: start..folded.len(), assigned: None, inherited: inherited.clone() };
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
        let is_name =
            is_first && self.unit.is_item && end - start < 90 && folded.is_upper(start) && begins_body(folded, start);
        let ends = matches!(folded.before(folded.skip_space_back(end)), b':') || !folded.bytes[start..].contains(&b'.');
        (is_name && ends).then(|| {
            let colon = usize::from(folded.before(end) == b':');
            let named = super::agent::Named { agent: None, start, end: end - colon };
            (Assigned::new(vec![named], Verb::Assigned.into(), Syntax::Subject), end)
        })
    }

    /// Who is told in the sentence `start..end`, and the place after their names.
    fn assignment(&self, start: usize, end: usize) -> Option<(Assigned, usize)> {
        let start = after_label(self.folded(), start);
        self.order(start, end).or_else(|| self.subject(start, end))
    }

    /// "Giao Sở Giáo dục và Đào tạo …", "Chủ tịch UBND tỉnh yêu cầu …; đề nghị …".
    fn order(&self, start: usize, end: usize) -> Option<(Assigned, usize)> {
        let folded = self.folded();
        let mut assigned: Option<(Assigned, usize)> = None;
        let first = folded.words.partition_point(|word| (word.start as usize) < start);
        let mut limit = end;
        for word in &folded.words[first..] {
            let at = word.start as usize;
            if at >= limit {
                break;
            }
            if !matches!(folded.byte(at), b'g' | b'y' | b'd') || assigned.as_ref().is_some_and(|(_, after)| at < *after)
            {
                continue;
            }
            let found = ORDERS.iter().find_map(|(words, marked, verb)| {
                folded.words_at(at, words).filter(|end| folded.spells(&(at..*end), marked)).map(|end| (end, *verb))
            });
            let Some((after, verb)) = found else { continue };
            let chained = assigned.is_some() && is_chained(folded, at);
            if !(at == start || chained || self.is_spoken(start, at) || self.is_given(after, verb)) {
                continue;
            }
            // "Đề nghị Bộ Y …" among what a law lets somebody do asks nothing of Bộ Y.
            if self.is_law && verb != Verb::Assigned && (self.unit.is_item || self.stand != Stand::Organising) {
                continue;
            }
            let mut names = folded.skip_space(after);
            for words in ["nhiem vu cho", "trach nhiem cho", "cho"] {
                names = folded.words_at(names, words).map_or(names, |end| folded.skip_space(end));
            }
            let list = self.agents.list(names);
            let Some(last) = list.last() else { continue };
            let after = last.end;
            if assigned.is_none() && list.iter().all(|named| named.agent.is_none()) && !chained && self.is_law {
                continue;
            }
            let more = Assigned::new(list, verb.into(), Syntax::Order);
            match &mut assigned {
                Some((known, end)) => {
                    known.named.extend(more.named);
                    *end = after;
                }
                None => assigned = Some((more, after)),
            }
            // A list of agencies may go on over semicolons.
            limit = limit.max(
                folded.bytes[after..].iter().position(|b| *b == b'.').map_or(folded.len(), |length| after + length),
            );
        }
        assigned
    }

    /// "Hội nghị giao cho các phòng …" of a conclusion.
    fn is_given(&self, after: usize, verb: Verb) -> bool {
        let folded = self.folded();
        let gives = verb == Verb::Assigned && folded.words_at(folded.skip_space(after), "cho").is_some();
        gives && self.stand == Stand::Organising && !self.is_law
    }

    /// Whether who issued the document is the subject of the word at `trigger`.
    fn is_spoken(&self, start: usize, trigger: usize) -> bool {
        let folded = self.folded();
        let from = start.max(trigger.saturating_sub(120));
        let commas = (from..trigger).filter(|at| folded.byte(*at) == b',').map(|at| folded.skip_space(at + 1));
        let begins = std::iter::once(start).filter(|start| *start >= from).chain(commas);
        let speaks = |at: usize| {
            let phrase = issuer::phrase(self.agents.reader, at)?;
            let own = phrase.issuer.is_some_and(|issuer| issuer.key == self.issuer);
            (own && folded.skip_space(phrase.places.end) == trigger).then_some(())
        };
        begins.filter(|at| folded.is_upper(*at)).any(|at| speaks(at).is_some())
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
        let is_named = folded.byte(next) == b':' || self.stand == Stand::Organising && is_over(folded, after);
        let on_grounds = folded.byte(next) == b','
            && GROUNDS
                .iter()
                .chain(&["theo"])
                .any(|words| folded.words_at(folded.skip_space(next + 1), words).is_some());
        let goes_on = folded.byte(next).is_ascii_alphabetic() && !folded.is_upper(next) && next > after;
        let assigned = || Assigned::new(list, Verb::Assigned.into(), Syntax::Subject);
        (is_named || on_grounds || goes_on).then(|| (assigned(), after))
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
    fn introduces(&self, assigned: &Assigned, places: &Range<usize>) -> Option<bool> {
        let folded = self.folded();
        let after = assigned.named.last()?.0.end;
        if is_over(folded, after) {
            return Some(true);
        }
        let rest = &folded.bytes[after..];
        let ends = places.end == folded.len() && rest.iter().rev().find(|byte| **byte != b' ') == Some(&b':');
        // "có trách nhiệm:", "có trách nhiệm sau đây:"
        let next = folded.skip_space(after);
        let is_bare = rest.len() < 50 && DUTIES.iter().any(|(words, _)| folded.words_at(next, words).is_some());
        ends.then_some(is_bare)
    }

    fn assignees(&self, assigned: &Assigned) -> Vec<Assignee> {
        let one = |(named, verbs): &(super::agent::Named, Verbs)| Assignee {
            agent: named.agent.clone().map(Arc::new),
            written: self.span(&(named.start..named.end)),
            verbs: *verbs,
        };
        let mut all: Vec<Assignee> = Vec::with_capacity(assigned.named.len());
        for assignee in assigned.named.iter().map(one) {
            // "Các sở, ban, ngành, các cơ quan chuyên môn thuộc UBND tỉnh" is one group under two names.
            let known = all.iter_mut().find(|known| known.agent.is_some() && known.agent == assignee.agent);
            match known {
                Some(known) => {
                    known.verbs = Verbs(known.verbs.0 | assignee.verbs.0);
                    known.written = (known.written.start()..assignee.written.end()).into();
                }
                None => all.push(assignee),
            }
        }
        all
    }

    fn task(&self, places: &Range<usize>, mut assignees: Vec<Assignee>, syntax: Syntax) -> Task {
        let folded = self.folded();
        let trimmed = folded.bytes[places.clone()].iter().rev().take_while(|byte| **byte == b' ').count();
        let places = places.start..places.end - trimmed;
        let (said, partners) = self.said(&places, &assignees);
        for assignee in &mut assignees {
            assignee.verbs = said.iter().fold(assignee.verbs, |verbs, verb| verbs.with(verb));
        }
        assignees.extend(partners);
        let deadline = deadline::find(folded, places.clone());
        let deadline = deadline.map(|places| folded.slice(places.start, places.end).into());
        Task {
            section: u32::try_from(self.unit.section).unwrap_or(u32::MAX),
            anchor: self.unit.anchor.into(),
            span: self.span(&places),
            assignees: assignees.into(),
            deadline,
            syntax,
            note: None,
        }
    }

    /// Leads, cooperates, reports: what the words of a task add, and with whom whoever leads must work.
    fn said(&self, places: &Range<usize>, assignees: &[Assignee]) -> (Verbs, Vec<Assignee>) {
        let folded = self.folded();
        let mut verbs = Verbs::default();
        let mut partners = Vec::new();
        let first = folded.words.partition_point(|word| (word.start as usize) < places.start);
        let starts = folded.words[first..].iter().map(|word| word.start as usize).take_while(|at| *at < places.end);
        for at in starts {
            match folded.byte(at) {
                b'c' if folded.words_at(at, "chu tri").is_some() && self.opens_clause(at, places.start, assignees) => {
                    verbs = verbs.with(Verb::Leads);
                    if partners.is_empty() {
                        partners = self.partners(at + "chu tri".len());
                    }
                }
                b'p' if folded.words_at(at, "phoi hop").is_some() && !verbs.has(Verb::Leads) => {
                    verbs = verbs.with(Verb::Cooperates);
                }
                b'b' if folded.words_at(at, "bao cao").is_some()
                    && folded.words_at(at, "bao cao vien").is_none()
                    && (!folded.is_upper(at) || at == places.start) =>
                {
                    verbs = verbs.with(Verb::Reports);
                }
                _ => {}
            }
        }
        (verbs, partners)
    }

    /// Whether the word at `at` is what the agencies do, and not what others do within the sentence.
    fn opens_clause(&self, at: usize, start: usize, assignees: &[Assignee]) -> bool {
        let folded = self.folded();
        let before = folded.skip_space_back(at);
        let byte = self.span(&(at..at + 1)).start();
        at == start
            || matches!(folded.before(before), b',' | b';' | b'.' | b':')
            || ["va", "trach nhiem", "nhiem vu", "dong", "dong thoi"].iter().any(|words| {
                before.checked_sub(words.len()).is_some_and(|from| folded.words_at(from, words) == Some(before))
            })
            || assignees.iter().any(|assignee| (1..8).contains(&byte.saturating_sub(assignee.written.end())))
    }

    /// "chủ trì, phối hợp với Sở Y": whom the words after "chủ trì" name.
    fn partners(&self, after: usize) -> Vec<Assignee> {
        let folded = self.folded();
        let mut at = folded.skip_space(after);
        if folded.byte(at) == b',' {
            at = folded.skip_space(at + 1);
        }
        at = folded.words_at(at, "va").map_or(at, |end| folded.skip_space(end));
        let Some(end) = folded.words_at(at, "phoi hop") else { return Vec::new() };
        at = folded.skip_space(end);
        for words in ["chat che", "cung", "voi"] {
            at = folded.words_at(at, words).map_or(at, |end| folded.skip_space(end));
        }
        let list = self.agents.list(at).into_iter().filter(|named| named.agent.is_some()).collect();
        self.assignees(&Assigned::new(list, Verb::Cooperates.into(), Syntax::Subject))
    }

    /// Bytes of the file.
    fn span(&self, places: &Range<usize>) -> Stretch {
        let folded = self.folded();
        let flat = Span::new(folded.text_at(places.start), folded.text_at(places.end));
        self.unit.flow.source_span(flat).range().into()
    }
}

/// Whether "và", ",", ";" or "đồng thời" ties the word at `at` to what stands before it.
fn is_chained(folded: &Folded<'_>, at: usize) -> bool {
    let before = folded.skip_space_back(at);
    matches!(folded.before(before), b',' | b';') || {
        let word = folded.word_start(before);
        matches!(&folded.bytes[word..before], b"va" | b"thoi")
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
