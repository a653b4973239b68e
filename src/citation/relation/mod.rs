//! How the citing document treats a work, and what it says of works otherwise: from the words around the citation. In:
//! folded text, the sentence, the citations of the flow. Out: [`ReadRelation`], one for each.

use super::clause;
use super::folded::Folded;
use super::lexicon::Lexicon;
use super::statement::{Extent, StatedClaim, StatedRelation, Statement, Subject};
use super::trigger::{Trigger, TriggerReading, triggers};
use super::type_words::TypeWords;
use crate::content::front_matter::Relation;
use std::ops::Range;

/// All triggers of one flow.
#[derive(Debug)]
pub struct Triggers<'l> {
    lexicon: &'l Lexicon,
    found: Vec<Trigger>,
}

/// A citation as this stage needs it.
#[derive(Clone, Debug)]
pub struct CitedPlaces {
    /// From its first pinpoint to the end of its issuer.
    pub places: Range<usize>,
    /// The sentence it stands in, as places.
    pub sentence: Range<usize>,
}

/// A relation with its trigger, and what else is said.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReadRelation {
    /// Relation and the places of its words.
    pub relation: (Relation, Option<Range<usize>>),
    /// The rest, in places; `other` is an index among the flow's citations.
    pub said: StatedRelation,
    /// Named in another work's title, or the work that acts upon another.
    nested: bool,
}

impl ReadRelation {
    /// With the triggers of all statements translated by `chars`.
    pub fn said(mut self, chars: impl Fn(&Range<usize>) -> Range<usize>) -> StatedRelation {
        for statement in &mut self.said.statements {
            statement.trigger = chars(&statement.trigger.range()).into();
        }
        self.said
    }
}

impl<'l> Triggers<'l> {
    /// Finds them in one pass.
    pub fn new(folded: &Folded<'_>, lexicon: &'l Lexicon) -> Self {
        Self { lexicon, found: triggers(folded) }
    }

    /// What is said of all citations of the flow, in order.
    pub fn relations(&self, folded: &Folded<'_>, cited: &[CitedPlaces]) -> Vec<ReadRelation> {
        let found = Vec::with_capacity(cited.len());
        let types = self.lexicon.words();
        let mut reader =
            RelationReader { triggers: &self.found, lexicon: self.lexicon, types, folded, cited, found, carried: None };
        for index in 0..cited.len() {
            let found = reader.read(index);
            reader.found.push(found);
        }
        reader.read_ends();
        reader.found
    }
}

/// What a list goes on with.
#[derive(Clone, Debug)]
struct Carried {
    act: Act,
    /// "Bãi bỏ: A; B; C" goes on over semicolons; "sửa đổi, bổ sung một số điều của A; B" does not.
    across_semicolons: bool,
}

/// How a citation is treated.
#[derive(Clone, Debug)]
enum Act {
    /// The document, or another actor, does this to it.
    Relation { relation: Relation, subject: Subject, trigger: Range<usize> },
    /// It does this to a citation before.
    Upon { relation: Relation, patient: usize, trigger: Range<usize> },
    /// It has lost its force.
    Ended { partly: bool, with_document: bool, trigger: Range<usize> },
}

struct RelationReader<'a> {
    triggers: &'a [Trigger],
    lexicon: &'a Lexicon,
    types: &'a TypeWords,
    folded: &'a Folded<'a>,
    cited: &'a [CitedPlaces],
    found: Vec<ReadRelation>,
    carried: Option<Carried>,
}

impl RelationReader<'_> {
    /// Reads the citation `index` from the words between it and the one before.
    fn read(&mut self, index: usize) -> ReadRelation {
        let citation = &self.cited[index];
        let start = citation.places.start;
        let previous = index.checked_sub(1).filter(|at| self.cited[*at].sentence == citation.sentence);
        if previous.is_none() {
            self.carried = None;
        }
        let from = previous.map_or(citation.sentence.start, |at| self.cited[at].places.end).min(start);
        let last = self.triggers.partition_point(|trigger| trigger.places.end <= start);
        let first = self.triggers.partition_point(|trigger| trigger.places.start < from).min(last);
        let gap = &self.triggers[first..last];
        let Some((trigger, earlier)) = gap.split_last() else { return self.carry(index, previous) };
        // "Căn cứ các văn bản hướng dẫn thực hiện: A; B": the list is the first word's.
        let (trigger, earlier) = match earlier.first() {
            Some(basis) if self.announces_basis(basis, citation) => (basis, &[][..]),
            _ => (trigger, earlier),
        };
        if !reaches(self.folded, trigger, start) {
            // Another clause has begun: "Căn cứ A; theo mẫu …; các Nghị định B, C" bases nothing on C either.
            self.carried = None;
            return ReadRelation::default();
        }
        if let Some(found) = self.passive(index, earlier, trigger) {
            return found;
        }
        if previous.is_some() && self.is_nested(from, trigger, index) {
            return self.nested(index, from, trigger, earlier);
        }
        let act = self.act(index, earlier, trigger, from);
        let listed = self.folded.bytes[trigger.places.end..start].contains(&b':');
        let across_semicolons = listed
            || match &act {
                Act::Relation { relation, .. } => goes_far(*relation),
                Act::Upon { .. } => false,
                Act::Ended { .. } => true,
            };
        self.carried = Some(Carried { act: act.clone(), across_semicolons });
        self.done(index, act, trigger.places.end)
    }

    fn announces_basis(&self, basis: &Trigger, citation: &CitedPlaces) -> bool {
        let gap = &self.folded.bytes[basis.places.end..citation.places.start];
        basis.reading == TriggerReading::Acts(Relation::Basis)
            && gap.len() <= FAR
            && gap.trim_ascii_end().ends_with(b":")
            && clause::opens_clause(self.folded, self.types, citation.sentence.start, basis.places.start)
    }

    /// Inside another work's title: what that title says is the other work's, not the document's.
    fn is_nested(&self, from: usize, trigger: &Trigger, index: usize) -> bool {
        // A reference after "…, theo" or inside a title is a reference all the same.
        index > 0 && in_title(self.folded, from..trigger.places.start)
    }

    fn nested(&mut self, index: usize, from: usize, trigger: &Trigger, earlier: &[Trigger]) -> ReadRelation {
        let mut found = ReadRelation { nested: true, ..ReadRelation::default() };
        let relation = match trigger.reading {
            TriggerReading::Acts(relation) => relation,
            TriggerReading::Refers | TriggerReading::ActedUponBy(_) => {
                found.relation.1 = Some(trigger.places.clone());
                found.nested = false;
                return found;
            }
            TriggerReading::Ends { .. } | TriggerReading::Nothing => return found,
        };
        let outer = index - 1;
        let begin = earlier.first().map_or(trigger.places.start, |first| first.places.start);
        let agree = earlier.iter().all(|one| one.reading == trigger.reading);
        // "theo Quyết định 5 triển khai …" may go on with what the sentence is about; "về việc" cannot.
        let referred = self.found[outer].relation == (Relation::Cites, None)
            || !matches!(&self.found[outer].relation, (Relation::Cites, Some(_)));
        let bare = relation != Relation::Implements || referred;
        let stated = agree
            && relation != Relation::Basis
            && clause::is_title(self.folded, from..begin, bare)
            && clause::is_object(self.folded, trigger.places.end..self.cited[index].places.start)
            && !clause::is_passive(self.folded, trigger.places.start);
        if stated {
            let extent = self.extent(index, relation, trigger.places.end);
            let claim = StatedClaim::Does { relation, other: index };
            self.found[outer].said.statements.push(Statement { claim, extent, trigger: trigger.places.clone().into() });
        }
        found
    }

    /// "X (đã) được sửa đổi, bổ sung (một số điều) bởi Y": Y amends X.
    fn passive(&mut self, index: usize, earlier: &[Trigger], trigger: &Trigger) -> Option<ReadRelation> {
        let (relation, words) = match (trigger.reading, earlier.last()) {
            (TriggerReading::ActedUponBy(relation), _) => (relation, trigger.places.clone()),
            (TriggerReading::Refers, Some(act)) => match act.reading {
                TriggerReading::Acts(relation) if is_act(relation) && self.is_agent_marker(act, trigger) => {
                    (relation, act.places.start..trigger.places.end)
                }
                _ => return None,
            },
            _ => return None,
        };
        if !clause::is_passive(self.folded, words.start) {
            return None;
        }
        let sentence = self.cited[index].sentence.start;
        let mut found =
            ReadRelation { relation: (Relation::Cites, Some(words.clone())), nested: true, ..ReadRelation::default() };
        if clause::is_hypothetical(self.folded, sentence, words.start) {
            return Some(found);
        }
        if let Some(patient) = self.patient(index, words.start) {
            let act = Act::Upon { relation, patient, trigger: words.clone() };
            self.carried = Some(Carried { act: act.clone(), across_semicolons: false });
            found = self.done(index, act, words.end);
        }
        Some(found)
    }

    /// Only "một số điều" and the like may stand between the verb and "bởi", "theo", "tại".
    fn is_agent_marker(&self, act: &Trigger, marker: &Trigger) -> bool {
        let between = self.folded.slice(act.places.end, marker.places.start);
        let words = crate::text::fold(between);
        marker.places.start - act.places.end <= 40
            && matches!(words.trim(), "" | "mot so dieu" | "mot so noi dung" | "mot phan" | "mot so dieu, khoan")
    }

    /// The work that is acted upon: the nearest one before of the agent's type, across works named in its title.
    fn patient(&self, agent: usize, words: usize) -> Option<usize> {
        let kind = clause::type_of(self.folded, self.types, &self.cited[agent].places)?;
        let mut at = agent;
        for _ in 0..8 {
            at = at.checked_sub(1)?;
            if self.cited[at].sentence != self.cited[agent].sentence {
                return None;
            }
            let after = self.cited[at].places.end;
            if after > words || self.folded.bytes[after..words].contains(&b';') {
                return None;
            }
            let other = clause::type_of(self.folded, self.types, &self.cited[at].places);
            let row = other.and_then(|other| self.lexicon.types().get(other));
            let agrees = row.is_some_and(|row| row.texts.amended_by.iter().any(|by| by == kind));
            if agrees && (at + 1 == agent || self.found[at + 1].nested) {
                return Some(at);
            }
            // Another type: only a work named inside the title of the one that is meant can stand in between.
            if !self.found[at].nested {
                return None;
            }
        }
        None
    }

    fn act(&self, index: usize, earlier: &[Trigger], trigger: &Trigger, from: usize) -> Act {
        let sentence = self.cited[index].sentence.start;
        let place = trigger.places.start;
        let words = trigger.places.clone();
        let cites = |words| Act::Relation { relation: Relation::Cites, subject: Subject::Unsaid, trigger: words };
        let relation = match trigger.reading {
            TriggerReading::Acts(relation) => relation,
            TriggerReading::Refers | TriggerReading::ActedUponBy(_) | TriggerReading::Nothing => return cites(words),
            TriggerReading::Ends { partly } => {
                let said = !clause::is_hypothetical(self.folded, sentence, place);
                let with_document = self.names_itself(&self.cited[index].sentence, place);
                return if said && self.announces(&words, index) {
                    Act::Ended { partly, with_document, trigger: words }
                } else {
                    cites(words)
                };
            }
        };
        let quoted = clause::is_quoted(self.folded, sentence, place);
        match relation {
            Relation::Basis
                if clause::opens_clause(self.folded, self.types, sentence, place) || self.folded.is_upper(place) =>
            {
                Act::Relation { relation, subject: document_unless(quoted), trigger: words }
            }
            Relation::Basis => cites(words),
            Relation::Implements => {
                let first = earlier.iter().map(|one| one.places.start).next().unwrap_or(place);
                let account = clause::is_account(self.folded, from, first.min(place));
                Act::Relation { relation, subject: document_unless(quoted || account), trigger: words }
            }
            _ if quoted || clause::is_passive(self.folded, place) || clause::is_attribute(self.folded, place) => {
                cites(words)
            }
            _ if self.document_acts(index, sentence, place, relation, from) => {
                Act::Relation { relation, subject: Subject::Document, trigger: words }
            }
            _ => cites(words),
        }
    }

    /// Whether the document itself is the subject of an amending or guiding verb.
    fn document_acts(&self, index: usize, sentence: usize, place: usize, relation: Relation, from: usize) -> bool {
        if clause::is_hypothetical(self.folded, sentence, place) {
            return false;
        }
        // "Hướng dẫn các đơn vị thực hiện …" at the head of a task is an order to others.
        if relation != Relation::Guides && clause::opens_sentence(self.folded, self.types, sentence, place) {
            return true;
        }
        if clause::document_acts(self.folded, self.types, sentence, place) {
            return true;
        }
        // "… thay thế A và bãi bỏ B".
        let acted = index.checked_sub(1).map(|at| &self.found[at]);
        let goes_on = self.carried.as_ref().is_some_and(|carried| {
            matches!(&carried.act, Act::Relation { relation, subject: Subject::Document, .. } if is_act(*relation))
        });
        acted.is_some() && goes_on && from < place && clause::joins(self.folded, from, place)
    }

    /// "… hết hiệu lực: a) X": a list follows.
    fn announces(&self, trigger: &Range<usize>, index: usize) -> bool {
        self.folded.bytes[trigger.end..self.cited[index].places.start].contains(&b':')
    }

    fn names_itself(&self, sentence: &Range<usize>, around: usize) -> bool {
        let from = sentence.start.max(around.saturating_sub(200));
        let to = sentence.end.min(around + 200);
        let words = String::from_utf8_lossy(&self.folded.bytes[from..to.max(from)]);
        words.contains(" nay co hieu luc")
    }

    /// No words of its own: what the list goes on with.
    fn carry(&mut self, index: usize, previous: Option<usize>) -> ReadRelation {
        let Some(carried) = self.carried.clone().filter(|_| previous.is_some()) else { return ReadRelation::default() };
        let start = self.cited[index].places.start;
        if !list_continues(self.folded, start, carried.across_semicolons) {
            return ReadRelation::default();
        }
        let from = previous.map_or(start, |at| self.cited[at].places.end);
        // Behind a work of its own title ("… của Luật A và Nghị định B") it is not known which of them
        // the list belongs to.
        self.done(index, carried.act, separator(self.folded, from, start))
    }

    fn done(&mut self, index: usize, act: Act, words_end: usize) -> ReadRelation {
        match act {
            Act::Relation { relation, subject, trigger } => {
                let extent = self.extent(index, relation, words_end);
                ReadRelation {
                    relation: (relation, Some(trigger)),
                    said: StatedRelation { subject, extent, statements: vec![] },
                    nested: false,
                }
            }
            Act::Upon { relation, patient, trigger } => {
                let extent = self.extent(patient, relation, self.cited[patient].places.start);
                let claim = StatedClaim::Does { relation, other: patient };
                let statements = vec![Statement { claim, extent, trigger: trigger.clone().into() }];
                let said = StatedRelation { statements, ..StatedRelation::default() };
                ReadRelation { relation: (Relation::Cites, Some(trigger)), said, nested: true }
            }
            Act::Ended { partly, with_document, trigger } => {
                let extent = if partly { Extent::Part } else { self.part(index, words_end) };
                let claim = StatedClaim::Ended { with_document };
                let statements = vec![Statement { claim, extent, trigger: trigger.clone().into() }];
                let said = StatedRelation { statements, ..StatedRelation::default() };
                ReadRelation { relation: (Relation::Cites, Some(trigger)), said, nested: false }
            }
        }
    }

    /// How much of the work is replaced or repealed; of other relations nothing is asked.
    fn extent(&self, index: usize, relation: Relation, words_end: usize) -> Extent {
        if matches!(relation, Relation::Replaces | Relation::Repeals) {
            self.part(index, words_end)
        } else {
            Extent::Unsaid
        }
    }

    fn part(&self, index: usize, words_end: usize) -> Extent {
        let CitedPlaces { places, sentence } = &self.cited[index];
        let pinpointed = clause::is_pinpointed(self.folded, places.start);
        let extent = clause::extent(self.folded, words_end.min(places.start)..places.start, pinpointed);
        let excepted = extent == Extent::Whole && clause::is_excepted(self.folded, places.end, sentence.end);
        if excepted { Extent::Unsaid } else { extent }
    }

    /// "X, Y và Z hết hiệu lực (thi hành) kể từ ngày …": the works before the words.
    fn read_ends(&mut self) {
        let triggers = self.triggers;
        let mut floor = 0;
        for trigger in triggers {
            let TriggerReading::Ends { partly } = trigger.reading else { continue };
            let next = self.cited.partition_point(|citation| citation.places.end <= trigger.places.start);
            let Some(last) = next.checked_sub(1).filter(|last| *last >= floor) else { continue };
            if self.cited[last].sentence.contains(&trigger.places.start) {
                self.end_before(floor, last, trigger, partly);
            }
            floor = next;
        }
    }

    fn end_before(&mut self, floor: usize, last: usize, trigger: &Trigger, partly: bool) {
        let sentence = self.cited[last].sentence.clone();
        let place = trigger.places.start;
        if clause::is_hypothetical(self.folded, sentence.start, place)
            || clause::is_quoted(self.folded, sentence.start, place)
        {
            return;
        }
        let from = (floor..=last).rev().take(LONGEST_LIST).take_while(|at| self.cited[*at].sentence == sentence).last();
        let Some(first) = from else { return };
        let Some(lead) = clause::ended_extent(self.folded, sentence.start, self.cited[first].places.start) else {
            return;
        };
        let with_document = self.names_itself(&sentence, place);
        let excepted = clause::is_excepted(self.folded, trigger.places.end, sentence.end);
        for at in first..=last {
            let found = &self.found[at];
            // A work inside another's title, one that is implemented or referred to, is not the subject.
            let listed = at == first || list_continues(self.folded, self.cited[at].places.start, true);
            if found.nested || !listed || found.relation.1.is_some() && at > first {
                continue;
            }
            let pinpointed = clause::is_pinpointed(self.folded, self.cited[at].places.start);
            let extent = match lead {
                _ if partly || pinpointed => Extent::Part,
                Extent::Whole if excepted => Extent::Unsaid,
                lead => lead,
            };
            let claim = StatedClaim::Ended { with_document };
            let statement = Statement { claim, extent, trigger: trigger.places.clone().into() };
            self.found[at].said.statements.push(statement);
        }
    }
}

/// Farthest that words reach over a colon, or to what they refer to.
const FAR: usize = 220;

/// Works that one "hết hiệu lực" can be about.
const LONGEST_LIST: usize = 40;

fn document_unless(not: bool) -> Subject {
    if not { Subject::Unsaid } else { Subject::Document }
}

/// Relations that change a work.
const fn is_act(relation: Relation) -> bool {
    matches!(
        relation,
        Relation::Amends | Relation::Replaces | Relation::Repeals | Relation::Corrects | Relation::Consolidates
    )
}

/// Relations whose lists run over semicolons.
const fn goes_far(relation: Relation) -> bool {
    matches!(relation, Relation::Implements | Relation::Replaces | Relation::Repeals | Relation::Basis)
}

/// Whether a list goes on at the citation `start`: "…; Kết luận số", "… và Chỉ thị số".
fn list_continues(folded: &Folded<'_>, start: usize, across_semicolons: bool) -> bool {
    let mut end = folded.skip_space_back(start);
    // "; - Quyết định": the dash of the next item.
    if matches!(folded.before(end), b'-' | b'+') {
        end = folded.skip_space_back(end - 1);
    }
    let word = &folded.bytes[folded.word_start(end)..end];
    match folded.before(end) {
        b';' => across_semicolons,
        b',' => true,
        b')' | b'.' => across_semicolons && is_item_label(folded, end),
        _ => matches!(word, b"va" | b"hoac" | b"cac" | b"cung" | b"so"),
    }
}

/// "; b)" before the next item.
fn is_item_label(folded: &Folded<'_>, end: usize) -> bool {
    let label = folded.word_start(end - 1);
    (1..=2).contains(&(end - 1 - label)) && matches!(folded.before(folded.skip_space_back(label)), b';' | b'.')
}

/// Where the item at `start` begins after the sign that parts it from the one before.
fn separator(folded: &Folded<'_>, from: usize, start: usize) -> usize {
    let gap = &folded.bytes[from.min(start)..start];
    if gap.ends_with(b" va ") {
        return start;
    }
    gap.iter().rposition(|byte| matches!(byte, b';' | b',')).map_or(start, |at| from + at + 1)
}

/// Whether the trigger's clause still holds at `citation`.
fn reaches(folded: &Folded<'_>, trigger: &Trigger, citation: usize) -> bool {
    let gap = &folded.bytes[trigger.places.end..citation];
    if gap.contains(&b';') || gap.ends_with(b" ngay ") {
        return false;
    }
    let colon = gap.iter().rposition(|byte| *byte == b':');
    // "Sửa đổi, bổ sung khoản 2 như sau: …" quotes; it lists no works.
    if colon.is_some_and(|at| gap[..at].ends_with(b"nhu sau")) {
        return false;
    }
    let rest = &gap[colon.map_or(0, |at| at + 1)..];
    match trigger.reading {
        TriggerReading::Refers | TriggerReading::Ends { .. } => gap.len() <= FAR,
        TriggerReading::Acts(Relation::Basis) if colon.is_none() => gap.len() <= trigger.reach,
        _ if rest.contains(&b',') => false,
        _ if colon.is_some() => gap.len() <= FAR,
        _ => gap.len() <= trigger.reach,
    }
}

/// Whether a trigger after an earlier citation belongs to that work's title: "Kế hoạch 84/KH-UBND … về việc thực hiện",
/// "Nghị định … của Chính phủ quy định chi tiết". A sign or "và" in between begins a new predicate.
fn in_title(folded: &Folded<'_>, gap: Range<usize>) -> bool {
    let bytes = &folded.bytes[gap];
    let joined = bytes.ends_with(b" va ") || bytes.ends_with(b", ") || bytes.ends_with(b" de ");
    !joined && !bytes.iter().any(|byte| matches!(byte, b';' | b':' | b'.' | b')'))
}

#[cfg(test)]
mod tests;
