//! Finds the tasks of a document.
//!
//! In: its units of text and its tables. Out: [`Task`]s in source order.

use super::agent::Voice;
use super::columns::ColumnRole;
use super::fields::{self, LabelledField};
use super::names;
use super::reading::UnitReading;
use super::refuse;
use super::said;
use super::section::{Stand, after_label, article_of, heading, is_over, stands};
use super::units::{DocumentPiece, Tabled, TaskUnit, pieces};
use super::{Assignee, MOST_TASKS, Syntax, Task, TaskInput, Verb, Verbs, table};
use crate::citation::folded::Folded;
use crate::document::{self, Flow, Section};
use crate::source::{Span, Stretch};
use std::sync::Arc;

/// See [`super::find()`].
pub(super) fn find(input: &TaskInput<'_>, voice: &Voice<'_>) -> Vec<Task> {
    let kind = input.registries.types.get(&input.front_matter.kind.value);
    let sections = &input.document.sections;
    let mut parts = vec![false; sections.len()];
    for section in sections.iter().filter_map(|section| section.parent) {
        parts[section] = true;
    }
    let mut finder = TaskFinder {
        input,
        voice,
        is_law: kind.is_some_and(|kind| kind.normative),
        stands: stands(sections),
        parts,
        assigned: vec![None; sections.len()],
        introduced: None,
        cases: None,
        above: Above::default(),
        closed: None,
        tasks: Vec::new(),
    };
    for piece in pieces(input.document, input.flows.flows) {
        if finder.tasks.len() >= MOST_TASKS {
            break;
        }
        match piece {
            DocumentPiece::Unit(unit) => finder.unit(&unit),
            DocumentPiece::Table(table) => finder.table(&table),
        }
    }
    finder.tasks.truncate(MOST_TASKS);
    finder.tasks
}

struct TaskFinder<'a> {
    input: &'a TaskInput<'a>,
    voice: &'a Voice<'a>,
    /// Of a type that lays down rules: a sentence is a task only where it says so.
    is_law: bool,
    stands: Vec<Stand>,
    /// Other headings stand below that of the section.
    parts: Vec<bool>,
    /// Who has the tasks of each section, where its heading says it.
    assigned: Vec<Option<HeadingAssignees>>,
    introduced: Option<Introduced>,
    /// A heading over cases and forbidden acts: what stands below it is no task.
    cases: Option<Introduced>,
    above: Above,
    /// The section in which the signature stands: what follows is no part of the text.
    closed: Option<usize>,
    tasks: Vec<Task>,
}

/// What a heading says of those below it.
#[derive(Clone)]
struct HeadingAssignees {
    assignees: Arc<[Assignee]>,
    /// It says that these are tasks. "Điều 5. Bộ Y tế" does not: there the text must.
    is_sure: bool,
}

/// The unit before the one that is read.
#[derive(Default)]
struct Above {
    /// Its words, and where they stand: lines like "Cơ quan chủ trì: …" say whose it is.
    said: Option<(Stretch, String, usize)>,
    /// The first of its tasks; as many as there are where it has none.
    first_task: usize,
    /// The task that lines below it have made.
    field_task: Option<usize>,
    /// By when, said before who.
    deadline: Option<Arc<str>>,
    /// No sign ends it: the next one may go on with it.
    is_open: bool,
    /// It surely does: a long text, or one that breaks off after "của".
    is_torn: bool,
    /// A heading that breaks off within names: "Điều 3. Bộ trưởng, Thủ trưởng cơ quan ngang bộ, Thủ
    /// trưởng cơ quan thuộc".
    broken: Option<Flow>,
}

/// "Bộ X có trách nhiệm:", and what follows is theirs.
struct Introduced {
    assignees: Arc<[Assignee]>,
    anchor: String,
    section: usize,
    /// It has a label, so that its items have anchors below its own.
    is_item: bool,
    depth: Option<u8>,
    /// It is nothing but a name, like a heading.
    is_name: bool,
    /// No colon ends it: what follows is theirs only where labels say so.
    is_open: bool,
    /// The same of a name: where labels or the text say so.
    is_bare: bool,
}

/// What stands in a text that may assign a task outside a section that does nothing else.
const SIGNS: [&str; 11] = [
    "trách nhiệm",
    "chủ trì",
    "Giao ",
    "giao ",
    "êu cầu ",
    "ề nghị ",
    "phối hợp với",
    "Trách nhiệm",
    "nghĩa vụ",
    "Nhiệm vụ của",
    "nhiệm vụ",
];
/// Openings of what stands below a text: signatures, recipients (folded).
const CLOSES: [&str; 5] = ["kt.", "tm.", "tl.", "tuq.", "noi nhan"];

impl TaskFinder<'_> {
    fn unit(&mut self, unit: &TaskUnit<'_>) {
        if self.ends_text(unit) || is_no_text(&unit.flow.text) || self.continues_above(unit) {
            return;
        }
        self.cases = self.cases.take().filter(|cases| cases.covers(unit));
        let stand = self.stands[unit.section];
        if !self.introduced.as_ref().is_some_and(|introduced| introduced.covers(unit)) {
            self.introduced = None;
        }
        let introduced = self.introduced.as_ref().map(|introduced| Arc::clone(&introduced.assignees));
        // A name that no colon ends may be torn off a sentence.
        let is_sure = self.introduced.as_ref().is_some_and(|introduced| !introduced.is_bare) || unit.depth.is_some();
        let introduced = introduced.map(|assignees| HeadingAssignees { assignees, is_sure });
        let inherited = introduced.or_else(|| self.of_section(unit.section)).filter(|_| self.cases.is_none());
        let speaks = stand == Stand::Organising || (!self.is_law && stand == Stand::Plain);
        let text = &unit.flow.text;
        let is_field = text.contains(':');
        let broken = self.above.broken.take().filter(|_| unit.depth.is_none());
        self.above.first_task = self.tasks.len();
        if inherited.is_none()
            && !speaks
            && !is_field
            && broken.is_none()
            && !unit.is_heading
            && !SIGNS.iter().any(|sign| text.contains(sign))
        {
            self.below(unit, false);
            return;
        }
        if let Some(heading) = broken
            && self.after_broken(unit, &heading, stand)
        {
            return;
        }
        let folded = self.input.flows.get(unit.number);
        let is_title = unit.is_heading || unit.anchor == &*self.input.document.sections[unit.section].anchor;
        let (voice, is_law) = (self.voice, self.is_law);
        let parts = self.parts[unit.section];
        let is_fields = voice.reading(folded, |agents| {
            let read = UnitReading::new(agents, voice.issuer(), is_law, stand, unit);
            let said = is_title.then(|| heading(agents, stand == Stand::Organising, parts)).flatten();
            let is_sure = said.is_some();
            let named = || if unit.is_heading { article_of(agents) } else { None };
            match said.or_else(named) {
                Some(assigned) => {
                    let assignees = read.assignees(&assigned).into();
                    self.assigned[unit.section] = Some(HeadingAssignees { assignees, is_sure });
                    false
                }
                // A heading is no task of the agency that an upper heading names.
                None => self.text(&read, inherited.filter(|_| !unit.is_heading)),
            }
        });
        if unit.is_heading && self.above.first_task == self.tasks.len() && self.assigned[unit.section].is_none() {
            self.above.broken = is_broken(folded).then(|| unit.flow.clone());
        }
        self.below(unit, is_fields);
    }

    /// Whether the text is over: signatures and what stands below them are no task.
    fn ends_text(&mut self, unit: &TaskUnit<'_>) -> bool {
        if self.closed.is_some_and(|section| section == unit.section) && !unit.is_heading {
            return true;
        }
        self.closed = None;
        if unit.is_heading && crate::text::fold(unit.flow.text.trim()).starts_with("noi nhan") {
            self.closed = Some(unit.section);
            return true;
        }
        let text = unit.flow.text.trim_start();
        let begins = text.get(..text.floor_char_boundary(16)).map(crate::text::fold).unwrap_or_default();
        let closes = !unit.is_heading && unit.depth.is_none() && text.starts_with(char::is_uppercase);
        if closes && CLOSES.iter().any(|words| begins.starts_with(words)) && text.chars().count() < 60 {
            (self.closed, self.introduced) = (Some(unit.section), None);
            return true;
        }
        false
    }

    /// Whether a page or line break has torn the unit off the one above: its task goes on.
    fn continues_above(&mut self, unit: &TaskUnit<'_>) -> bool {
        let text = unit.flow.text.trim();
        let is_small = text.starts_with(char::is_lowercase);
        let is_inherited = self.tasks.get(self.above.first_task..).and_then(<[Task]>::last);
        let is_inherited = is_inherited.is_some_and(|task| task.syntax == Syntax::Heading);
        let is_rest = is_small
            || text.chars().count() < 40 && text.ends_with(['.', ';'])
            || (is_inherited || self.above.is_torn) && !SIGNS.iter().any(|sign| text.contains(sign));
        let tears = self.above.is_open && is_rest && unit.depth.is_none() && !unit.is_heading;
        if !tears || self.above.broken.is_some() {
            return false;
        }
        if let Some(task) = self.tasks.get_mut(self.above.first_task..).and_then(<[Task]>::last_mut)
            && let Some(last) = unit.flow.runs.last()
            && unit.section == task.section as usize
        {
            task.span = (task.span.start()..last.source.end).into();
        }
        (self.above.is_open, self.above.is_torn) = (!ends(text), is_torn(text, None));
        true
    }

    /// Notes what the next unit must know of this one.
    fn below(&mut self, unit: &TaskUnit<'_>, is_fields: bool) {
        self.above.is_open = !unit.is_heading && !ends(&unit.flow.text);
        self.above.is_torn = self.above.is_open && is_torn(&unit.flow.text, unit.depth);
        if is_fields {
            return;
        }
        (self.above.field_task, self.above.deadline) = (None, None);
        let first = unit.flow.runs.first().map(|run| run.source.start);
        let last = unit.flow.runs.last().map(|run| run.source.end);
        let place = first.zip(last).map(|(start, end)| (start..end).into());
        self.above.said = place.map(|place| (place, unit.anchor.to_owned(), unit.section));
    }

    /// The agencies of the nearest heading above. An article is no part of the item that happens to stand before it.
    fn of_section(&self, section: usize) -> Option<HeadingAssignees> {
        let sections = &self.input.document.sections;
        let above = |at: &usize| {
            let parent = sections[*at].parent?;
            let unit = |section: &Section| section.label.as_ref().map(|label| label.unit);
            let is_article = unit(&sections[*at]) == Some(document::Unit::Article);
            (!(is_article && unit(&sections[parent]) == Some(document::Unit::Item))).then_some(parent)
        };
        let chain = std::iter::successors(Some(section), above).take(sections.len());
        chain.take(16).find_map(|at| self.assigned[at].clone())
    }

    /// Says whether the unit is lines like "Cơ quan chủ trì: …" alone.
    fn text(&mut self, read: &UnitReading<'_>, inherited: Option<HeadingAssignees>) -> bool {
        if let Some(is_alone) = self.fields(read) {
            return is_alone;
        }
        if let Some(assigned) = read.titled() {
            self.introduce(read, read.assignees(&assigned).into(), true);
            return false;
        }
        let folded = read.agents.reader.folded;
        let says = || names::begins_with_verb(folded, after_label(folded, 0));
        let inherited = inherited.filter(|given| given.is_sure || says()).map(|given| given.assignees);
        let drafts = read.drafts(inherited);
        for draft in drafts {
            let introduces = draft.assigned.as_ref().and_then(|assigned| read.introduces(assigned, &draft.places));
            let assignees = match (&draft.assigned, &draft.inherited) {
                (Some(assigned), _) => read.assignees(assigned),
                (None, Some(inherited)) => inherited.to_vec(),
                (None, None) => continue,
            };
            if let Some(is_bare) = introduces {
                let named = draft.assigned.as_ref().and_then(|assigned| assigned.named.last());
                let is_name = named.is_some_and(|(named, _)| is_over(folded, named.end));
                // A name and nothing else: a cell of a table that lost its lines.
                if is_name && !self.is_titular(read) {
                    continue;
                }
                self.introduce(read, assignees.clone().into(), is_name);
                if is_bare {
                    continue;
                }
            }
            let syntax = draft.assigned.as_ref().map_or(Syntax::Heading, |assigned| assigned.syntax);
            // A number, a sign: left over of a page.
            let is_sign = || folded.bytes[draft.places.clone()].iter().filter(|b| b.is_ascii_alphabetic()).count() < 2;
            if draft.assigned.is_none() && (is_sign() || refuse::is_no_task(folded, &draft.places, read.unit)) {
                continue;
            }
            self.tasks.push(read.task(&draft.places, assignees, syntax));
        }
        if self.cases.is_none() && refuse::lists_cases(folded) {
            self.cases = Some(Introduced::by(read.unit, Arc::from([]), false));
        }
        false
    }

    /// Whether a name alone is set as a heading of what follows: it has a label or a colon, or is bold.
    fn is_titular(&self, read: &UnitReading<'_>) -> bool {
        let (unit, text) = (read.unit, self.input.source.text());
        let start = unit.flow.runs.first().map_or(0, |run| run.source.start);
        // "**CHỦ TỊCH QUỐC HỘI**" signs.
        let is_upper = !unit.flow.text.contains(char::is_lowercase);
        let is_bold = !is_upper && text.get(..start).is_some_and(|before| before.ends_with(['*', '_']));
        unit.depth.is_some() || unit.is_item || is_bold || unit.flow.text.trim_end().ends_with(':')
    }

    fn introduce(&mut self, read: &UnitReading<'_>, assignees: Arc<[Assignee]>, is_name: bool) {
        self.introduced = Some(Introduced::by(read.unit, assignees, is_name));
    }

    /// "Cơ quan chủ trì: …": gives the task above, or the one it stands behind. `None`: there is nothing of the kind.
    fn fields(&mut self, read: &UnitReading<'_>) -> Option<bool> {
        let folded = read.agents.reader.folded;
        let fields = if read.unit.is_heading { Vec::new() } else { fields::read(folded) };
        let first = fields.first()?;
        let start = after_label(folded, 0);
        let is_alone = first.start <= start + 2;
        let leads = |field: &LabelledField| matches!(field.role, ColumnRole::Lead | ColumnRole::Assigned);
        if !is_alone && !fields.iter().any(leads) {
            return None;
        }
        let assignees: Vec<Assignee> = fields.iter().flat_map(|field| named(read, field)).collect();
        let deadline = fields.iter().find(|field| field.role == ColumnRole::Deadline);
        let deadline = deadline.map(|field| folded.slice(field.value.start, field.value.end));
        let deadline = deadline.filter(|words| !words.is_empty() && words.len() < 300).map(Arc::from);
        let is_led = assignees.iter().any(|assignee| !assignee.verbs.is_cooperating());
        if !is_alone {
            let end = folded.bytes[..first.start].iter().rev().take_while(|byte| !byte.is_ascii_alphanumeric()).count();
            let places = start..first.start - end;
            if is_led && places.len() > 12 {
                let mut task = read.task(&places, Vec::new(), Syntax::Field);
                (task.assignees, task.deadline) = (assignees.into(), deadline.or(task.deadline));
                self.tasks.push(task);
            }
            return Some(false);
        }
        self.give(read, assignees, deadline, is_led);
        Some(true)
    }

    /// Gives what stands above to those whom a line below it names.
    fn give(&mut self, read: &UnitReading<'_>, assignees: Vec<Assignee>, deadline: Option<Arc<str>>, is_led: bool) {
        let end = read.span(&(0..read.agents.reader.folded.len())).end();
        if let Some(task) = self.above.field_task.and_then(|at| self.tasks.get_mut(at)) {
            task.assignees = task.assignees.iter().cloned().chain(assignees).collect();
            task.deadline = deadline.or_else(|| task.deadline.take());
            task.span = (task.span.start()..end).into();
            return;
        }
        self.above.deadline = deadline.or_else(|| self.above.deadline.take());
        let Some((place, anchor, section)) = self.above.said.clone().filter(|(_, _, at)| *at == read.unit.section)
        else {
            return;
        };
        if !is_led {
            return;
        }
        // What a heading gave to others is theirs whom the line names.
        let first = self.tasks.partition_point(|task| task.span.start() < place.start());
        let start = self.tasks.get(first).map_or(place.start(), |task| task.span.start());
        self.tasks.truncate(first);
        self.tasks.push(Task {
            section: u32::try_from(section).unwrap_or(u32::MAX),
            anchor: anchor.into(),
            span: (start..end).into(),
            assignees: assignees.into(),
            deadline: self.above.deadline.take(),
            syntax: Syntax::Field,
            note: None,
        });
        self.above.field_task = Some(self.tasks.len() - 1);
    }

    /// The paragraph below a heading that breaks off within names: read with it, it may say what they must do.
    fn after_broken(&mut self, unit: &TaskUnit<'_>, heading: &Flow, stand: Stand) -> bool {
        let mut flow = heading.clone();
        flow.text.push(' ');
        let shift = flow.text.len();
        let moved = |span: Span| Span::new(span.start + shift, span.end + shift);
        flow.text.push_str(&unit.flow.text);
        flow.runs.extend(unit.flow.runs.iter().map(|run| document::flow::FlowRun { flat: moved(run.flat), ..*run }));
        let whole = TaskUnit { flow: &flow, is_heading: false, ..*unit };
        let folded = Folded::new(&flow.text);
        let (voice, is_law) = (self.voice, self.is_law);
        let task = voice.reading(&folded, |agents| {
            let read = UnitReading::new(agents, voice.issuer(), is_law, stand, &whole);
            let drafts = read.drafts(None);
            let draft = drafts.into_iter().next()?;
            let assigned = draft.assigned?;
            let after = assigned.named.last()?.0.end;
            let is_across = folded.text_at(draft.places.start) < shift && folded.text_at(after) > shift;
            is_across.then(|| read.task(&draft.places, read.assignees(&assigned), assigned.syntax))
        });
        let is_one = task.is_some();
        self.tasks.extend(task);
        if is_one {
            self.below(unit, false);
        }
        is_one
    }

    fn table(&mut self, tabled: &Tabled<'_>) {
        if self.closed != Some(tabled.section) || !self.is_law {
            self.tasks.extend(table::tasks(self.voice, tabled));
        }
        self.above = Above { first_task: self.tasks.len(), ..Above::default() };
    }
}

impl Introduced {
    /// What `unit` introduces: all of it theirs. `is_name`: it is nothing but their names.
    fn by(unit: &TaskUnit<'_>, assignees: Arc<[Assignee]>, is_name: bool) -> Self {
        Self {
            assignees,
            anchor: unit.anchor.to_owned(),
            section: unit.section,
            is_item: unit.is_item,
            depth: unit.depth,
            is_name,
            is_open: !is_name && !ends(&unit.flow.text),
            is_bare: is_name && !ends(&unit.flow.text),
        }
    }

    fn covers(&self, unit: &TaskUnit<'_>) -> bool {
        let below = || unit.anchor.strip_prefix(self.anchor.as_str()).is_some_and(|rest| rest.starts_with('-'));
        if unit.is_heading {
            return false;
        }
        let is_here = self.section == unit.section;
        if self.is_open {
            return is_here && self.depth.zip(unit.depth).is_some_and(|(above, own)| own > above);
        }
        match self.depth {
            // Labels that count again have no anchors of their own: their depth tells.
            Some(depth) => {
                self.is_item && below()
                    || is_here && unit.depth.is_some_and(|own| own > depth)
                    || is_here && self.is_name && !self.is_item && unit.depth.is_none()
            }
            None => {
                self.is_item && below()
                    || is_here && !self.is_item && (self.is_name || unit.is_item || unit.depth.is_some())
            }
        }
    }
}

/// Those whom the words behind a colon name.
fn named(read: &UnitReading<'_>, field: &LabelledField) -> Vec<Assignee> {
    let verb = match field.role {
        ColumnRole::Lead => Verb::Leads,
        ColumnRole::Assigned => Verb::Assigned,
        ColumnRole::Partner => Verb::Cooperates,
        ColumnRole::Task | ColumnRole::Deadline | ColumnRole::Other => return Vec::new(),
    };
    let (agents, folded) = (read.agents, read.agents.reader.folded);
    let list = names::listed(agents, field.value.clone());
    list.iter().map(|named| said::assignee(read.unit.flow, folded, named, verb.into())).collect()
}

/// Whether a heading begins with names and breaks off before it says anything of them.
fn is_broken(folded: &Folded<'_>) -> bool {
    let start = after_label(folded, 0);
    let ends = matches!(folded.bytes.last(), Some(b'.' | b':' | b';'));
    folded.words_at(0, "dieu").is_some() && !ends && names::head(folded, start).is_some()
}

/// A text that asks nothing: a footnote, a line of a form, the list of recipients.
fn is_no_text(text: &str) -> bool {
    is_note(text) || refuse::is_form(text) || refuse::is_recipients(text)
}

/// "8 Khoản này được sửa đổi theo …": a footnote of a consolidated text that stands among its paragraphs.
fn is_note(text: &str) -> bool {
    let Some((number, rest)) = text.split_once(' ') else { return false };
    let is_number = !number.is_empty() && number.len() <= 3 && number.bytes().all(|byte| byte.is_ascii_digit());
    is_number
        && ["Khoản này", "Điểm này", "Điều này", "Mục này", "Chương này", "Đoạn này", "Cụm từ", "Tên Điều", "Các điều"]
            .iter()
            .any(|words| rest.starts_with(words))
}

/// Whether a text that no sign ends has surely lost its end: titles are short, and none ends so.
fn is_torn(text: &str, depth: Option<u8>) -> bool {
    const GO_ON: [&str; 12] = ["của", "bởi", "tại", "theo", "và", "với", "do", "về", "cho", "ngày", "các", "số"];
    let last = text.split_whitespace().next_back().unwrap_or_default();
    !ends(text) && (GO_ON.contains(&last) || text.chars().count() > if depth.is_some() { 160 } else { 100 })
}

/// Whether a sign ends the text.
fn ends(text: &str) -> bool {
    text.trim_end().ends_with(['.', ';', ':', '!', '?', '”', '"', ')', '/'])
}

impl Verbs {
    /// Whether all that is said is that they help others.
    fn is_cooperating(self) -> bool {
        self == Self::from(Verb::Cooperates)
    }
}
