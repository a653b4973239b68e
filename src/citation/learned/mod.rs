//! What a document teaches about its own names, for that document alone: "Đề án “…” (phê duyệt tại Quyết định số
//! 2567/QĐ-UBND …)" and "Quyết định số 1373/QĐ-TTg … phê duyệt Đề án “…”" tie a name to a number, "(sau đây gọi tắt là
//! Đề án 599)" gives a work a second name. In: the mentions of one flow after the other. Out: mentions that only a
//! learned name finds, and [`Citation::same_as`].
//!
//! A name that two numbers claim means neither. Nothing learned here is known to the next document.

mod chain;
mod definition;
mod joint;
mod short;
mod tie;

use super::folded::Folded;
use super::issuer::FlowReader;
use super::scan::Mention;
use super::titled;
use super::{Citation, Form, IssuerMention, kind, number};
use crate::content::registry::types::NamedBy;
use crate::text::number::Number;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Words in the longest learned name.
const LONGEST: usize = 12;

/// Which citation a name belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
enum NameClaim {
    /// The citation that starts at this byte of the file, and what tells it from others.
    One { start: usize, identity: String },
    /// Two works claim the name.
    Several,
}

/// A second name.
#[derive(Clone, Debug)]
struct LearnedName {
    claim: NameClaim,
    /// A type word with a capital and nothing more.
    bare: bool,
}

/// What one document has taught so far.
#[derive(Debug, Default)]
pub struct Learned {
    /// By [`titled::key`].
    names: BTreeMap<String, NameClaim>,
    aliases: BTreeMap<String, LearnedName>,
    /// Titles of laws cited in full, and their numbers.
    titles: BTreeMap<String, String>,
    /// Named citations: byte of the file and key.
    named: Vec<(usize, String)>,
    /// Places where a second name stands, and the citation that it means.
    used: Vec<(usize, usize)>,
}

impl Learned {
    /// Learns from the mentions of a flow and adds those that learned names find. `place_in_file` leads from places of
    /// the flow to bytes of the file.
    pub fn read(
        &mut self,
        reader: &FlowReader<'_>,
        mentions: &mut Vec<Mention>,
        place_in_file: &dyn Fn(usize) -> usize,
    ) {
        for tie in tie::all(reader, mentions) {
            reader.note(tie.places, "why.learned-tie", &[("name", &tie.key)]);
            claim(&mut self.names, tie.key, place_in_file(tie.start), tie.identity);
        }
        mentions.retain(|mention| !mention.unlisted);
        let known = !self.aliases.is_empty();
        let definitions = definition::all(reader, mentions);
        if known || !definitions.is_empty() {
            self.by_aliases(reader, mentions, &definitions, place_in_file);
        }
        for mention in mentions.iter().filter(|mention| is_law(reader, mention)) {
            // Most are "Luật số …": asked first, for speed.
            if short::has_title(reader.folded, mention)
                && let Some((number, title)) = mention.number.as_ref().zip(short::title_of(reader.folded, mention))
            {
                self.titles.entry(title).or_insert_with(|| number.key());
            }
        }
        let names =
            mentions.iter().filter_map(|mention| Some((place_in_file(mention.places.start), mention.name.clone()?)));
        self.named.extend(names);
    }

    /// Learns the definitions of a flow, each from its own place on, and finds what is named so.
    fn by_aliases(
        &mut self,
        reader: &FlowReader<'_>,
        mentions: &mut Vec<Mention>,
        definitions: &[definition::Definition],
        place_in_file: &dyn Fn(usize) -> usize,
    ) {
        let folded = reader.folded;
        let mut found = Vec::new();
        let (mut next, mut next_definition) = (0, 0);
        let mut floor = 0;
        for start in reader.lexicon.words().openers(folded) {
            while definitions.get(next_definition).is_some_and(|definition| definition.name_end <= start) {
                self.define(reader, &definitions[next_definition], place_in_file);
                next_definition += 1;
            }
            let defining = definitions.get(next_definition).filter(|definition| definition.name_start <= start);
            while mentions.get(next).is_some_and(|mention| mention.places.end <= start) {
                next += 1;
            }
            let inside = mentions.get(next).is_some_and(|mention| mention.places.start < start);
            if start < floor
                || defining.is_some()
                || inside
                || folded.is_word(start.wrapping_sub(1))
                || !folded.is_upper(start)
            {
                continue;
            }
            let wall = mentions.get(next).map_or(folded.len(), |mention| mention.places.start);
            let Some((end, target)) = self.alias_at(folded, start) else { continue };
            if wall == start {
                // A name that is found by itself: what it means is known all the same, unless it says more.
                let own = &mentions[next];
                let unsaid = own.number.as_ref().is_none_or(|number| number.symbol().is_empty());
                if unsaid && own.number_end <= end {
                    self.used.push((place_in_file(start), target));
                }
                continue;
            }
            if end > wall {
                continue;
            }
            reader.note(start..end, "why.learned-alias", &[("name", folded.slice(start, end))]);
            self.used.push((place_in_file(start), target));
            found.push(by_alias(reader, start, end));
            floor = end;
        }
        for definition in &definitions[next_definition..] {
            self.define(reader, definition, place_in_file);
        }
        if !found.is_empty() {
            mentions.append(&mut found);
            mentions.sort_by_key(|mention| mention.places.start);
        }
    }

    /// Learns a second name from its definition on.
    fn define(
        &mut self,
        reader: &FlowReader<'_>,
        definition: &definition::Definition,
        place_in_file: &dyn Fn(usize) -> usize,
    ) {
        let words = reader.folded.slice(definition.name_start, definition.name_end);
        reader.note(definition.name_start..definition.name_end, "why.learned-definition", &[("name", words)]);
        // "Luật số 46/2014/QH13 (sau đây gọi là Luật Bảo hiểm y tế)", the last item of a list that began
        // with the law of that title.
        let is_other = |identity: &String| {
            let known = definition.title.as_ref().and_then(|title| self.titles.get(title));
            known.is_some_and(|known| known != identity)
        };
        // A name whose work is not known is not free for a later work.
        let claim = definition.target.as_ref().filter(|target| !is_other(&target.identity)).map_or(
            NameClaim::Several,
            |target| NameClaim::One { start: place_in_file(target.start), identity: target.identity.clone() },
        );
        let known = self
            .aliases
            .entry(definition.key.clone())
            .or_insert(LearnedName { claim: claim.clone(), bare: definition.bare });
        if !same(&known.claim, &claim) {
            known.claim = NameClaim::Several;
        }
    }

    /// The longest learned name at `start`: its end and the byte of the file where the citation starts that it means.
    fn alias_at(&self, folded: &Folded<'_>, start: usize) -> Option<(usize, usize)> {
        let mut best = None;
        let mut end = start;
        for _ in 0..LONGEST {
            let word_end = folded.word_end(folded.skip_space(end));
            if word_end == end || folded.skip_space(end) == word_end {
                break;
            }
            end = word_end;
            let Some(alias) = self.aliases.get(&titled::key(folded.slice(start, end))) else { continue };
            if let NameClaim::One { start: target, .. } = alias.claim
                && (!alias.bare || stands_bare(folded, start, end))
                && !number_continues(folded, end)
            {
                best = Some((end, target));
            }
        }
        best
    }

    /// Tells each citation what it is another name of. `citations` are sorted by their place.
    pub fn settle(&self, citations: &mut [Citation]) {
        let at = |start: usize| citations.binary_search_by_key(&start, |citation| citation.span.start).ok();
        let mut means: BTreeMap<usize, usize> = BTreeMap::new();
        for (start, key) in &self.named {
            let Some(NameClaim::One { start: target, .. }) = self.names.get(key) else { continue };
            if let (Some(named), Some(target)) = (at(*start), at(*target)) {
                means.insert(named, target);
            }
        }
        for (start, target) in &self.used {
            if let (Some(named), Some(target)) = (at(*start), at(*target))
                && may_be_of(&citations[named], &citations[target])
            {
                means.entry(named).or_insert(target);
            }
        }
        for named in means.keys() {
            let mut root = *named;
            // An alias of a name that a number has: three steps; the bound guards against circles.
            for _ in 0..4 {
                root = means.get(&root).copied().unwrap_or(root);
            }
            if root == *named || means.contains_key(&root) {
                continue;
            }
            let issuer = citations[root].issuer.clone();
            let citation = &mut citations[*named];
            citation.rare_mut().same_as = Some(root);
            if citation.issuer.is_none() {
                citation.issuer = issuer.map(|issuer| Arc::new(IssuerMention { stated: false, ..(*issuer).clone() }));
            }
        }
    }
}

/// Whether a short name with a date ("Luật Đất đai 2024") is of the year of what it is to mean.
fn may_be_of(named: &Citation, target: &Citation) -> bool {
    let Some(written) = named.date else { return true };
    let own_year = target.number.as_ref().and_then(Number::own_year);
    target.date.map_or(own_year == Some(written.year()), |date| written.agrees_with(date))
}

/// Whether a mention is of a law: of what is cited by its title.
fn is_law(reader: &FlowReader<'_>, mention: &Mention) -> bool {
    let named = mention.kind.as_deref().and_then(|kind| reader.lexicon.types().named(kind));
    named == Some(NamedBy::Title)
}

fn claim(claims: &mut BTreeMap<String, NameClaim>, key: String, start: usize, identity: String) {
    let new = NameClaim::One { start, identity };
    let known = claims.entry(key).or_insert_with(|| new.clone());
    if !same(known, &new) {
        *known = NameClaim::Several;
    }
}

fn same(a: &NameClaim, b: &NameClaim) -> bool {
    matches!((a, b), (NameClaim::One { identity: a, .. }, NameClaim::One { identity: b, .. }) if a == b)
}

/// Words that may follow a bare "Chương trình" that has been defined; any other word makes it a name of its own.
const AFTER_BARE: [&str; 22] = [
    "được",
    "và",
    "đến",
    "trong",
    "do",
    "là",
    "có",
    "phải",
    "theo",
    "cho",
    "tại",
    "đã",
    "để",
    "nhằm",
    "với",
    "từ",
    "trên",
    "của",
    "bao gồm",
    "gồm",
    "đối với",
    "cần",
];

/// Whether a type word stands alone: inside a sentence, and nothing follows that could be a name.
fn stands_bare(folded: &Folded<'_>, start: usize, end: usize) -> bool {
    let before = folded.before(folded.skip_space_back(start));
    let inside = super::folded::is_word(before) || before == b',';
    let many = ["các", "những", "mọi", "một"]
        .iter()
        .any(|words| titled::words_before(folded, folded.skip_space_back(start), words).is_some());
    let next = folded.skip_space(end);
    let alone = !folded.is_word(next) && !matches!(folded.byte(next), b'"' | b'/')
        || AFTER_BARE.iter().any(|words| titled::words_at(folded, next, words).is_some());
    inside && !many && alone
}

/// A number or a symbol goes on: "Nghị định 15" is not in "Nghị định 15/2020/NĐ-CP".
fn number_continues(folded: &Folded<'_>, end: usize) -> bool {
    let next = folded.byte(end);
    matches!(next, b'/' | b'-') && folded.is_word(end + 1)
        || matches!(next, b'.' | b',') && folded.byte(end + 1).is_ascii_digit()
}

/// The mention that a learned name makes.
fn by_alias(reader: &FlowReader<'_>, start: usize, end: usize) -> Mention {
    let folded = reader.folded;
    let named = kind::type_word_at(folded, reader.lexicon, start, end);
    let number = named.as_ref().and_then(|(after, _)| {
        let mut at = folded.skip_space(*after);
        at = folded.words_at(at, "so").map_or(at, |end| folded.skip_space(end));
        number::ordinal(folded, at).filter(|ordinal_end| *ordinal_end == end)?;
        number::bare(folded, at..end)
    });
    let (kind, type_word) = named.map_or((None, None), |(_, named)| (Some(named.key), Some(named.written)));
    let form = if number.is_some() { Form::Numbered } else { Form::Titled };
    Mention { number, kind, type_word, ..Mention::of(start..end, form) }
}

#[cfg(test)]
mod tests;
