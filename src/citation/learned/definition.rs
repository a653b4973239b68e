//! "(sau đây gọi tắt là Đề án 599)": a second name for the work before it. In: folded text and its mentions. Out:
//! [`Definition`]s, in order.

use super::super::folded::Folded;
use super::super::issuer::Reader;
use super::super::kind;
use super::super::phrases::Phrases;
use super::super::scan::Mention;
use super::super::titled;
use std::sync::LazyLock;

/// How a text says that a name follows (folded).
const CALLS: [&str; 6] = ["goi tat la", "viet tat la", "goi chung la", "goi la", "goi tat", "viet tat"];
/// Farthest from a work to the words that name it anew.
const NEAR: usize = 500;
/// Citations that may stand between ("Quyết định số … phê duyệt Đề án … (sau đây gọi tắt là Quyết định …)").
const SEVERAL: usize = 6;

static PHRASES: LazyLock<Phrases<()>> = LazyLock::new(|| Phrases::new(CALLS.map(|words| (words, ()))));

/// A second name.
#[derive(Clone, Debug)]
pub struct Definition {
    /// Where the new name starts.
    pub name_start: usize,
    /// The place after it.
    pub name_end: usize,
    /// The place after the definition.
    pub end: usize,
    /// Where the citation starts that is named anew.
    pub target: usize,
    /// What tells that citation from others.
    pub identity: String,
    /// The new name, comparable.
    pub key: String,
    /// Only a type word.
    pub bare: bool,
}

/// All definitions of a flow.
pub fn all(reader: &Reader<'_>, mentions: &[Mention]) -> Vec<Definition> {
    if mentions.is_empty() {
        return Vec::new();
    }
    let calls = PHRASES.find_apart(reader.folded).into_iter();
    calls.filter_map(|call| read(reader, mentions, call.places.start, call.places.end)).collect()
}

fn read(reader: &Reader<'_>, mentions: &[Mention], start: usize, end: usize) -> Option<Definition> {
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
    let words = folded.slice(at, name_end);
    if words.contains('/') {
        return None;
    }
    let opening = opening(folded, start);
    let target = target(folded, mentions, opening, &type_word.key)?;
    let identity = match &target.number {
        Some(number) => number.key(),
        None => target.name.clone()?,
    };
    Some(Definition {
        name_start: at,
        name_end,
        end: name_end,
        target: target.places.start,
        identity,
        key: titled::key(words),
        bare: type_end == name_end,
    })
}

/// Where the parenthesis or clause begins whose words end with "gọi tắt là" at `start`.
fn opening(folded: &Folded<'_>, start: usize) -> usize {
    let mut at = folded.skip_space_back(start);
    for words in ["duoc", "sau day", "sau"] {
        if at >= words.len() && &folded.bytes[at - words.len()..at] == words.as_bytes() {
            at = folded.skip_space_back(at - words.len());
        }
    }
    if matches!(folded.before(at), b'(' | b',' | b';') { folded.skip_space_back(at - 1) } else { at }
}

/// To the closing parenthesis, quotation mark or the end of the clause.
fn name_end(folded: &Folded<'_>, at: usize) -> Option<usize> {
    let limit = folded.len().min(at + 120);
    let closes = |byte: &u8| matches!(*byte, b')' | b'"' | b'(' | b';' | b',' | b':' | super::super::folded::SIGN);
    let mut end = folded.bytes[at..limit].iter().position(closes).map_or(limit, |offset| at + offset);
    if let Some(stop) = folded.bytes[at..end].windows(2).position(|pair| pair == b". ") {
        end = at + stop;
    }
    end = folded.skip_space_back(end);
    let end = if folded.before(end) == b'.' { end - 1 } else { end };
    let words = folded.bytes[at..end].split(|byte| *byte == b' ').count();
    (end > at && words <= super::LONGEST).then_some(end)
}

/// The nearest citation before of the type that the new name has, or the one whose approval it is.
fn target<'m>(folded: &Folded<'_>, mentions: &'m [Mention], opening: usize, kind: &str) -> Option<&'m Mention> {
    let next = mentions.partition_point(|mention| mention.places.end <= opening);
    for mention in mentions[..next].iter().rev().take(SEVERAL) {
        let gap = mention.places.end..opening;
        if gap.len() > NEAR || titled::closes(&folded.bytes[gap.clone()]) {
            return None;
        }
        if mention.kind.as_deref() == Some(kind) {
            return Some(mention);
        }
    }
    None
}
