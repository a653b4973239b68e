//! "(sau đây gọi tắt là Đề án 599)": a second name for a work before it. In: folded text and its mentions. Out:
//! [`Definition`]s, in order, and the mentions without the names inside them: a name is no citation where it is given.

use super::super::folded::Folded;
use super::super::issuer::FlowReader;
use super::super::kind;
use super::super::phrases::Phrases;
use super::super::scan::Mention;
use super::chain;
use super::short::{Short, title_of};
use std::sync::LazyLock;

/// How a text says that a name follows (folded).
const CALLS: [&str; 8] =
    ["goi tat la", "viet tat la", "goi chung la", "goi la", "goi rieng la", "goi tat", "viet tat", "goi chung"];
/// Words before them.
const LEADS: [&str; 9] = ["duoc", "sau day", "duoi day", "tu day", "tu nay", "tro di", "sau nay", "sau", "se"];

static PHRASES: LazyLock<Phrases<()>> = LazyLock::new(|| Phrases::new(CALLS.map(|words| (words, ()))));

/// A second name.
#[derive(Clone, Debug)]
pub struct Definition {
    /// Where the new name starts.
    pub name_start: usize,
    /// The place after it.
    pub name_end: usize,
    /// The citation that is named anew, where that is certain.
    pub target: Option<Target>,
    /// The new name, comparable.
    pub key: String,
    /// Only a type word.
    pub bare: bool,
    /// The title of the law that the name names, where the law itself is cited without one.
    pub title: Option<String>,
}

/// What is named anew.
#[derive(Clone, Debug)]
pub struct Target {
    /// Where the citation starts.
    pub start: usize,
    /// What tells it from others.
    pub identity: String,
}

/// All definitions of a flow.
pub fn all(reader: &FlowReader<'_>, mentions: &mut Vec<Mention>) -> Vec<Definition> {
    if mentions.is_empty() {
        return Vec::new();
    }
    let calls = PHRASES.find_apart(reader.folded).into_iter();
    let namings: Vec<Naming> =
        calls.filter_map(|call| Naming::read(reader, call.places.start, call.places.end)).collect();
    if !namings.is_empty() {
        mentions.retain(|mention| !namings.iter().any(|naming| naming.gives(mention)));
    }
    namings.into_iter().filter_map(|naming| naming.definition(reader, mentions)).collect()
}

/// Words that give a name.
struct Naming {
    /// Where the parenthesis or clause begins that gives it.
    opening: usize,
    start: usize,
    end: usize,
    type_end: usize,
    short: Short,
}

impl Naming {
    /// The name after "gọi tắt là" at `start..end`.
    fn read(reader: &FlowReader<'_>, start: usize, end: usize) -> Option<Self> {
        let folded = reader.folded;
        let mut at = folded.skip_space(end);
        while matches!(folded.byte(at), b':' | b'"' | b' ') {
            at += 1;
        }
        // A type word with its capital: "sau đây gọi là quyết định khám" defines a notion, no work.
        if !folded.is_upper(at) {
            return None;
        }
        let name_end = name_end(folded, at)?;
        let (type_end, type_word) = kind::type_word_at(folded, reader.lexicon, at, name_end)?;
        if folded.slice(at, name_end).contains('/') {
            return None;
        }
        let short = Short::read(folded, at, type_end, name_end, type_word.key);
        Some(Self { opening: opening(folded, start), start: at, end: name_end, type_end, short })
    }

    /// Whether a mention is no more than the name that is given here.
    fn gives(&self, mention: &Mention) -> bool {
        let short = mention.number.as_ref().is_none_or(|number| number.symbol().is_empty());
        (self.start..self.end).contains(&mention.places.start) && short && mention.alias_of.is_empty()
    }

    fn definition(self, reader: &FlowReader<'_>, mentions: &[Mention]) -> Option<Definition> {
        let folded = reader.folded;
        let target = chain::antecedent(folded, mentions, self.opening, &self.short);
        if target.is_some_and(|target| self.short.repeats(folded, target)) {
            return None;
        }
        let untitled = target.is_some_and(|target| title_of(folded, target).is_none());
        let title = (untitled && self.short.names_known_law()).then(|| self.short.title().to_owned());
        let target = target.and_then(|target| {
            let identity = match &target.number {
                Some(number) => number.key(),
                None => target.name.clone().or_else(|| title_and_date(folded, target))?,
            };
            Some(Target { start: target.places.start, identity })
        });
        Some(Definition {
            name_start: self.start,
            name_end: self.end,
            target,
            key: self.short.key,
            bare: self.type_end == self.end,
            title,
        })
    }
}

/// Where the parenthesis or clause begins whose words end with "gọi tắt là" at `start`.
fn opening(folded: &Folded<'_>, start: usize) -> usize {
    let mut at = folded.skip_space_back(start);
    let lead = |at: usize| {
        let start_of =
            |words: &&str| at.checked_sub(words.len()).filter(|start| folded.words_at(*start, words) == Some(at));
        LEADS.iter().filter_map(start_of).find(|start| !folded.is_word(start.wrapping_sub(1)))
    };
    while let Some(before) = lead(at) {
        at = folded.skip_space_back(before);
    }
    if matches!(folded.before(at), b'(' | b',' | b';') { folded.skip_space_back(at - 1) } else { at }
}

/// A law that is cited by its name, and its date.
fn title_and_date(folded: &Folded<'_>, target: &Mention) -> Option<String> {
    let date = target.date.map(|date| date.to_string()).unwrap_or_default();
    title_of(folded, target).map(|title| format!("{title} {date}"))
}

/// To the closing parenthesis, quotation mark or the end of the clause.
fn name_end(folded: &Folded<'_>, at: usize) -> Option<usize> {
    let limit = folded.len().min(at + 120);
    let closes = |byte: &u8| matches!(*byte, b')' | b'"' | b'(' | b';' | b',' | b':' | super::super::folded::SIGN);
    let mut end = folded.bytes[at..limit].iter().position(closes).map_or(limit, |offset| at + offset);
    let stops = |pair: &[u8]| pair == b". " || pair == b" -";
    if let Some(stop) = folded.bytes[at..end].windows(2).position(stops) {
        end = at + stop;
    }
    end = folded.skip_space_back(end);
    let end = if folded.before(end) == b'.' { end - 1 } else { end };
    let words = folded.bytes[at..end].split(|byte| *byte == b' ').count();
    (end > at && words <= super::LONGEST).then_some(end)
}
