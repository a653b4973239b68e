//! Names and the numbers that approve them. In: the mentions of a flow, in order. Out: [`Tie`]s.

use super::super::Form;
use super::super::folded::Folded;
use super::super::issuer::{self, FlowReader};
use super::super::scan::Mention;
use super::super::titled;
use super::super::type_words::carries_works;
use crate::content::registry::DocumentType;
use crate::content::registry::types::Titled;
use std::ops::Range;

/// A name and the citation that has its number.
#[derive(Clone, Debug)]
pub struct Tie {
    /// The name, comparable.
    pub key: String,
    /// Where the numbered citation starts.
    pub start: usize,
    /// Its number, comparable.
    pub identity: String,
    /// From the first of the two to the end of the second.
    pub places: Range<usize>,
}

/// All ties of a flow.
pub fn all(reader: &FlowReader<'_>, mentions: &[Mention]) -> Vec<Tie> {
    let folded = reader.folded;
    let mut ties = Vec::new();
    for pair in mentions.windows(2) {
        let [first, second] = pair else { continue };
        let tied = match (approves(reader, first), approves(reader, second)) {
            (true, false) if puts_into_force(folded, first.tail, second.places.start) => Some((second, first)),
            (false, true) if is_put_into_force(reader, first, second) => Some((first, second)),
            _ => None,
        };
        if let Some((named, numbered)) = tied {
            ties.extend(tie(named.name.clone(), numbered, first.places.start..second.places.end));
        }
    }
    for mention in mentions {
        ties.extend(tie(subject(reader, mention), mention, mention.places.clone()));
    }
    ties
}

fn tie(name: Option<String>, numbered: &Mention, places: Range<usize>) -> Option<Tie> {
    Some(Tie { key: name?, start: numbered.places.start, identity: numbered.number.as_ref()?.key(), places })
}

fn approves(reader: &FlowReader<'_>, mention: &Mention) -> bool {
    has_symbol(mention) && kind_of(reader, mention).is_some_and(carries_works)
}

fn kind_of<'a>(reader: &FlowReader<'a>, mention: &Mention) -> Option<&'a DocumentType> {
    reader.lexicon.types().get(mention.kind.as_deref()?)
}

fn has_symbol(mention: &Mention) -> bool {
    mention.form == Form::Numbered && mention.number.as_ref().is_some_and(|number| !number.symbol().is_empty())
}

/// "(về việc) phê duyệt", "ban hành (kèm theo)" and nothing else between a number and a name.
fn puts_into_force(folded: &Folded<'_>, from: usize, to: usize) -> bool {
    let mut at = folded.skip_space(from);
    for words in [",", "về việc", "về", "v/v"] {
        at = eat(folded, at, words);
    }
    let after = eat(folded, at, "phê duyệt");
    let after = if after == at { eat(folded, eat(folded, at, "ban hành"), "kèm theo") } else { after };
    after > at && after == to
}

/// "(được … phê duyệt tại", "ban hành kèm theo", or a bare parenthesis between a name and a number.
fn is_put_into_force(reader: &FlowReader<'_>, named: &Mention, numbered: &Mention) -> bool {
    let folded = reader.folded;
    if named.form != Form::Titled || named.name.is_none() {
        return false;
    }
    let (from, to) = (named.tail, numbered.places.start);
    let mut at = folded.skip_space(from);
    let opened = folded.byte(at) == b'(';
    if matches!(folded.byte(at), b'(' | b',') {
        at = folded.skip_space(at + 1);
    }
    // "Chương trình giáo dục thường xuyên cấp THPT (Thông tư 12/2022/TT-BGDĐT)"
    if opened && at == to {
        return folded.byte(folded.skip_space(numbered.tail)) == b')';
    }
    for words in ["đã", "được", "do"] {
        at = eat(folded, at, words);
    }
    at = issuer::phrase(reader, at).map_or(at, |phrase| folded.skip_space(phrase.places.end));
    let approved = eat(folded, at, "phê duyệt");
    let forced = if approved == at { eat(folded, at, "ban hành") } else { approved };
    if forced == at {
        return false;
    }
    at = eat(folded, forced, "kèm");
    let linked = ["tại", "theo"].iter().map(|words| eat(folded, at, words)).max().unwrap_or(at);
    linked > at && linked == to
}

/// "Chỉ thị số 06/CT-UBND … về việc thực hiện nhiệm vụ trọng tâm năm học 2023-2024": the name that it
/// has by its subject.
fn subject(reader: &FlowReader<'_>, mention: &Mention) -> Option<String> {
    let folded = reader.folded;
    let of_year = |row: &DocumentType| row.names.titled.contains(&Titled::SchoolYear);
    if !has_symbol(mention) || !kind_of(reader, mention).is_some_and(of_year) {
        return None;
    }
    let at = folded.skip_space(mention.tail);
    let after = eat(folded, eat(folded, at, "về việc"), "về");
    let after = ["triển khai thực hiện", "triển khai", "thực hiện"]
        .iter()
        .map(|words| eat(folded, after, words))
        .max()
        .unwrap_or(after);
    if after == at {
        return None;
    }
    let end = titled::school_year(folded, after, folded.len())?;
    Some(titled::key(&format!("{} {}", mention.type_word.as_deref()?, folded.slice(after, end))))
}

/// The place after `words` and a space; `at` where they do not stand.
fn eat(folded: &Folded<'_>, at: usize, words: &str) -> usize {
    match words {
        "," => {
            if folded.byte(at) == b',' {
                folded.skip_space(at + 1)
            } else {
                at
            }
        }
        _ => titled::words_at(folded, at, words).map_or(at, |end| folded.skip_space(end)),
    }
}
