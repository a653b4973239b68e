//! "Giao Sở …", "Yêu cầu …", "Chính phủ trân trọng đề nghị …": sentences in which one agency tells another what to do.
//!
//! In: a unit's folded text. Out: the agencies that get the task, never the one that gives it.

use super::agent::NamedAgency;
use super::names;
use super::reading::{REACH, UnitReading};
use super::section::{Assigned, Stand};
use super::{Syntax, Verb};
use crate::citation::folded::Folded;
use crate::citation::issuer;

/// Words that tell others what to do: folded, with marks, verb.
const ORDERS: [(&str, &str, Verb); 3] =
    [("giao", "giao", Verb::Assigned), ("yeu cau", "yêu cầu", Verb::Required), ("de nghi", "đề nghị", Verb::Requested)];

impl UnitReading<'_> {
    /// "Giao Sở Giáo dục và Đào tạo …", "Chủ tịch UBND tỉnh yêu cầu …; đề nghị …".
    pub(super) fn order(&self, start: usize, end: usize) -> Option<(Assigned, usize)> {
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
            let is_spoken = at != start && self.is_spoken(start, at);
            if !(at == start || chained || is_spoken || self.is_given(after, verb)) {
                continue;
            }
            // "Đề nghị Bộ Y …" in a list of what a law allows asks nothing of Bộ Y.
            if self.is_law
                && !is_spoken
                && verb != Verb::Assigned
                && (self.unit.is_item || self.stand != Stand::Organising)
            {
                continue;
            }
            let mut names = folded.skip_space(after);
            for words in ["nhiem vu cho", "trach nhiem cho", "cho"] {
                names = folded.words_at(names, words).map_or(names, |end| folded.skip_space(end));
            }
            let mut list = self.agents.list(names);
            if list.is_empty() && (!self.is_law || is_spoken) {
                list = self.unlisted(names, limit);
            }
            let Some(last) = list.last() else { continue };
            let after = last.end;
            if assigned.is_none()
                && list.iter().all(|named| named.agent.is_none())
                && !chained
                && self.is_law
                && !is_spoken
            {
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

    /// "Giao Cục Tin học hóa theo dõi …": bodies that no registry knows.
    fn unlisted(&self, at: usize, limit: usize) -> Vec<NamedAgency> {
        let folded = self.folded();
        let is_body = names::head(folded, at).is_some_and(|(kind, _)| kind == names::NameHead::Body);
        let verb = names::verb(folded, at..limit.min(at + REACH)).filter(|_| is_body);
        let list = verb.and_then(|verb| names::within(self.agents, at..folded.skip_space_back(verb)));
        list.unwrap_or_default()
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
        let trigger = self.before_courtesy(trigger);
        let list = self.agents.list(start);
        let own = |named: &NamedAgency| named.agent.as_ref().is_some_and(|agent| agent.key == self.issuer);
        // "Chính phủ, Thủ tướng Chính phủ yêu cầu …"
        if list.last().is_some_and(|last| folded.skip_space(last.end) == trigger) && list.iter().any(own) {
            return true;
        }
        let speaks = |at: usize| {
            let phrase = issuer::phrase(self.agents.reader, at)?;
            let own = phrase.issuer.is_some_and(|issuer| issuer.key == self.issuer);
            (own && folded.skip_space(phrase.places.end) == trigger).then_some(())
        };
        begins.filter(|at| folded.is_upper(*at)).any(|at| speaks(at).is_some())
    }

    /// `trigger` without "trân trọng" before it.
    fn before_courtesy(&self, trigger: usize) -> usize {
        let folded = self.folded();
        let end = folded.skip_space_back(trigger);
        let polite = ["tran trong", "tiep tuc"].iter().find(|words| folded.bytes[..end].ends_with(words.as_bytes()));
        polite.map_or(trigger, |words| end - words.len())
    }

    /// Whether the word at `next`, behind an agency, tells others what to do: "Thủ tướng yêu cầu từng bộ
    /// …". Its task it is not.
    pub(super) fn speaks(&self, next: usize) -> bool {
        let folded = self.folded();
        let polite = ["tran trong", "tiep tuc"].iter().find_map(|words| folded.words_at(next, words));
        let at = polite.map_or(next, |end| folded.skip_space(end));
        let order = ORDERS
            .iter()
            .skip(1)
            .find_map(|(words, marked, _)| folded.words_at(at, words).filter(|end| folded.spells(&(at..*end), marked)));
        order.map(|end| folded.skip_space(end)).is_some_and(|names| {
            names::head(folded, names).is_some()
                || self.agents.one(names).is_some()
                || !self.agents.list(names).is_empty()
        })
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
