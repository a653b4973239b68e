//! Works named by pointing: "Điều 5 của Nghị định này", "Quyết định nêu trên". In: one flow's mentions;
//! then, when the whole document is read, its citations. Out: more mentions; each pointing one kept with
//! what it refers to, or dropped.
//!
//! A bare "Nghị định này" cites nothing. What stands inside a quotation speaks for another text. A pointing word never
//! reaches back over a work of its type that could not be read.

mod asides;

use self::asides::Asides;
use super::folded::{Folded, pattern};
use super::issuer::FlowReader;
use super::kind::{self, TypeWord};
use super::lexicon::Lexicon;
use super::phrases::{self, PhraseHit, Phrases};
use super::pinpoint;
use super::scan::Mention;
use super::trace::Trace;
use super::type_words::PAPERS;
use super::{Citation, Reference};
use crate::content::registry::types::{Attached, This};
use crate::content::registry::{DocumentType, DocumentTypes};
use crate::document::Flow;
use crate::source::{Source, Span};
use crate::text::name_key;
use aho_corasick::AhoCorasick;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::LazyLock;

/// How a mention points.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pointing {
    /// "này"
    Here,
    /// "nêu trên", "nói trên", "đó": to what was named before.
    Back,
}

/// Pointing words, and whether they need the end of a clause after them: "Thông báo trên trang thông tin".
const WORDS: [(&str, Pointing, bool); 9] = [
    ("này", Pointing::Here, false),
    ("nêu trên", Pointing::Back, false),
    ("đã nêu trên", Pointing::Back, false),
    ("nói trên", Pointing::Back, false),
    ("đã nói trên", Pointing::Back, false),
    ("dẫn trên", Pointing::Back, false),
    ("trên đây", Pointing::Back, false),
    ("trên", Pointing::Back, true),
    ("đó", Pointing::Back, true),
];

static PHRASES: LazyLock<Phrases<(&str, Pointing, bool)>> =
    LazyLock::new(|| Phrases::new(WORDS.iter().map(|row| (row.0, *row))));

/// A mention, and how it points where it has neither number nor name.
#[derive(Clone, Debug)]
pub struct FoundReference {
    /// Where it stands.
    pub mention: Mention,
    /// `None`: it names its work.
    pub pointing: Option<Pointing>,
}

/// "Nghị định này" with or without a pinpoint: what the text calls itself.
#[derive(Clone, Debug)]
pub struct SelfNaming {
    /// Byte in the file.
    byte: usize,
    /// Type, one for what is alike.
    kind: String,
}

/// What a text has that points, as bytes before folding.
static TRACES: LazyLock<AhoCorasick> =
    LazyLock::new(|| AhoCorasick::new(["u trên", "i trên", " này"]).expect("three short patterns"));

/// Whether a flow without any digit may hold a mention that points.
pub fn may_stand_in(text: &str) -> bool {
    TRACES.is_match(text)
}

/// Adds the mentions of a flow that point; `named` hears what the text calls itself, as a place and a type.
pub fn add(
    reader: &FlowReader<'_>,
    mentions: Vec<Mention>,
    named: &mut dyn FnMut(usize, String),
) -> Vec<FoundReference> {
    let folded = reader.folded;
    let mut pointing: Vec<FoundReference> = Vec::new();
    let after_space = PHRASES.find(folded).into_iter().filter(|hit| folded.before(hit.places.start) == b' ');
    for PhraseHit { places: hit, means: (words, direction, needs_end) } in phrases::apart(after_space) {
        // The space is no part of the words, but of what stands before them.
        let type_end = hit.start - 1;
        let before = folded.word_start(type_end);
        if !reader.lexicon.words().may_point(&folded.bytes[before..type_end]) {
            continue;
        }
        if *needs_end && !ends_clause(folded, hit.end) || !folded.spells(&hit, words) {
            continue;
        }
        let next = mentions.partition_point(|mention| mention.tail <= type_end);
        if mentions.get(next).is_some_and(|mention| mention.places.start < hit.end) {
            continue;
        }
        let earlier = next.checked_sub(1).map_or(0, |at| mentions[at].tail);
        let floor = earlier.max(pointing.last().map_or(0, |last| last.mention.tail));
        let Some((start, word)) = type_before(reader, type_end, floor) else { continue };
        let places = start..hit.end;
        if *direction == Pointing::Here {
            named(start, reader.lexicon.types().family(&word.key).to_owned());
            // Bare, it cites nothing.
            if pinpoint::before(folded, reader.lexicon.words(), start, floor).units.is_empty() {
                continue;
            }
        } else if is_plural(folded, start) {
            reader.note(places, "why.several", &[]);
            continue;
        }
        pointing.push(FoundReference { mention: Mention::pointing(places, word), pointing: Some(*direction) });
    }
    let named = mentions.into_iter().map(|mention| FoundReference { mention, pointing: None });
    if pointing.is_empty() {
        return named.collect();
    }
    let mut all: Vec<FoundReference> = named.chain(pointing).collect();
    all.sort_by_key(|found| found.mention.places.start);
    all
}

/// The type word that ends at `end`, capital, as texts write their own name.
fn type_before(reader: &FlowReader<'_>, end: usize, floor: usize) -> Option<(usize, TypeWord)> {
    let folded = reader.folded;
    if let Some((start, entry)) = kind::type_word_before(folded, reader.lexicon, end, floor)
        && entry.texts.this.contains(&This::Points)
    {
        // "Văn bản này" may be any.
        let own_word = &folded.bytes[start..end] != b"van ban";
        return (own_word && folded.is_upper(start)).then(|| (start, kind::type_word(folded, start, end, entry)));
    }
    PAPERS.iter().filter(|paper| paper.points).find_map(|paper| {
        let name = &paper.folded;
        let start = end.checked_sub(name.len()).filter(|start| *start >= floor)?;
        let alone = !folded.is_word(start.wrapping_sub(1)) && folded.is_upper(start);
        (alone && folded.words_at(start, name) == Some(end)).then(|| {
            let written = kind::first_capital(folded.slice(start, end));
            (start, TypeWord { key: paper.key.clone(), written })
        })
    })
}

/// Whether a clause ends at a place.
fn ends_clause(folded: &Folded<'_>, place: usize) -> bool {
    matches!(folded.byte(place), 0 | b'.' | b',' | b';' | b':' | b')')
}

/// "các Nghị định nêu trên": more than one is meant.
fn is_plural(folded: &Folded<'_>, start: usize) -> bool {
    let end = folded.skip_space_back(start);
    let word = &folded.bytes[folded.word_start(end)..end];
    matches!(word, b"cac" | b"nhung" | b"hai" | b"ba" | b"bon" | b"02" | b"03" | b"04")
}

/// Whether works of this type are promulgated by another.
fn is_attached(types: &DocumentTypes, kind: &str) -> bool {
    let row_says = |row: &DocumentType| row.texts.attached.contains(&Attached::This);
    types.get(kind).is_some_and(row_says) || PAPERS.iter().any(|paper| paper.between && paper.key == kind)
}

/// What a text of type `own` means by "`said` này".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Speaks {
    /// Itself.
    Own,
    /// What it promulgates: the "Quy chế này" of a Quyết định.
    Attached,
    /// Another text, which it quotes.
    Other,
}

/// What a text of type `own` means by "`said` này"; keys of types. Laws promulgate nothing.
pub fn speaks(types: &DocumentTypes, own: &str, said: &str) -> Speaks {
    match (types.family(own) == types.family(said), is_attached(types, said)) {
        (true, _) => Speaks::Own,
        (false, true) if types.named(types.family(own)).is_none() => Speaks::Attached,
        _ => Speaks::Other,
    }
}

/// What the flows of a document say, collected until its pointing mentions can be judged.
#[derive(Debug, Default)]
pub struct ReferenceCollector {
    /// How the mention at this byte of the file points.
    pointing: BTreeMap<usize, Pointing>,
    own_names: Vec<SelfNaming>,
    quotations: Quotations,
}

impl ReferenceCollector {
    /// Every flow, in order, whether anything is found in it or not.
    pub fn read(&mut self, flow: &Flow) {
        self.quotations.read(flow);
    }

    /// The text calls itself by this type.
    pub fn add_own_name(&mut self, byte: usize, kind: String) {
        self.own_names.push(SelfNaming { byte, kind });
    }

    /// The citation at this byte points.
    pub fn add_pointing(&mut self, byte: usize, pointing: Pointing) {
        self.pointing.insert(byte, pointing);
    }

    /// Decides what the pointing citations refer to; doubtful ones are dropped. `citations` are sorted.
    pub fn settle(
        self,
        lexicon: &Lexicon,
        citations: Vec<Citation>,
        source: &Source,
        trace: Option<&Trace>,
    ) -> Vec<Citation> {
        let types = lexicon.types();
        if self.pointing.is_empty() {
            return citations;
        }
        let quoted = self.quotations.finished();
        let own_types = OwnTypes::of(types, &self.own_names, &quoted);
        let mut kept: Vec<Citation> = Vec::with_capacity(citations.len());
        for mut citation in citations {
            let Some(pointing) = self.pointing.get(&citation.span.start).filter(|_| citation.number.is_none()) else {
                kept.push(citation);
                continue;
            };
            let decided = match pointing {
                Pointing::Here if quoted.contains(citation.span.start) => Err("why.this-quoted"),
                Pointing::Here => {
                    let agreed = own_types.agree(citation.kind.as_deref().unwrap_or_default());
                    Ok((Reference::This { agreed }, "why.this"))
                }
                Pointing::Back => antecedent(&Near { source, types, quoted: &quoted }, &kept, &citation)
                    .map(|at| (Reference::Earlier(kept.len() - at), "why.earlier")),
            };
            let why = match decided {
                Ok((_, why)) | Err(why) => why,
            };
            if let Some(trace) = trace {
                trace.decide(
                    citation.chars.range(),
                    why,
                    &[("type", citation.type_word.as_deref().unwrap_or_default())],
                );
            }
            if let Ok((reference, _)) = decided {
                citation.rare_mut().reference = Some(reference);
                kept.push(citation);
            }
        }
        kept
    }
}

/// The document in which a pointing word looks for what it refers to.
struct Near<'a> {
    source: &'a Source,
    types: &'a DocumentTypes,
    quoted: &'a QuotedRanges,
}

/// Farthest that "nêu trên" reaches back, in bytes of the file: about three sentences.
const FARTHEST: usize = 1500;
/// Most citations looked at on the way.
const MOST_BETWEEN: usize = 32;

/// The one work of its type named shortly before, in the same section: its place among `earlier`. What
/// stands in brackets beside another ("Thông tư số 29/2024/TT-BGDĐT (thay thế Thông tư số
/// 17/2012/TT-BGDĐT)") is meant only where no other is.
fn antecedent(near: &Near<'_>, earlier: &[Citation], pointing: &Citation) -> Result<usize, &'static str> {
    let text = near.source.text();
    let asides = Asides::before(text, pointing.span.start);
    match outside(near, earlier, pointing, &asides) {
        // "(thay thế Thông tư số 17/2012/TT-BGDĐT)" is never what is meant.
        Err("why.no-antecedent") => outside(near, earlier, pointing, &asides.of_changes(text)),
        other => other,
    }
}

/// The same, where `asides` are passed over.
fn outside(near: &Near<'_>, earlier: &[Citation], pointing: &Citation, asides: &Asides) -> Result<usize, &'static str> {
    let Near { source, types, quoted } = *near;
    let kind = types.family(pointing.kind.as_deref().unwrap_or_default());
    let type_word = pointing.type_word.as_deref().unwrap_or_default();
    let mut found: Option<usize> = None;
    // "Nghị định 204" on the way: it must be the one that is found.
    let mut ordinals: Vec<&str> = Vec::new();
    let mut until = pointing.span.start;
    for (at, citation) in earlier.iter().enumerate().rev().take(MOST_BETWEEN) {
        let near = pointing.span.start.saturating_sub(citation.span.end) <= FARTHEST;
        if citation.section != pointing.section || !near || citation.span.end > pointing.span.start {
            break;
        }
        if asides.hold(citation.span.start) {
            continue;
        }
        match citation.kind.as_deref() {
            Some(other) if types.family(other) == kind => {}
            Some(_) => continue,
            // It may be of any type.
            None => return Err("why.gap"),
        }
        if found.is_none() {
            let between = asides.without(source.text(), citation.span.end..until);
            if opens_article(&between) || names_type(&between, type_word) {
                return Err("why.gap");
            }
            until = citation.span.start;
        }
        let elsewhere = quoted.quotation_of(citation.span.start) != quoted.quotation_of(pointing.span.start);
        if elsewhere || matches!(citation.reference(), Some(Reference::This { .. })) {
            return Err("why.gap");
        }
        let named = named_by(earlier, at);
        match (&earlier[named].number, found) {
            (Some(number), _) if number.symbol().is_empty() => ordinals.push(bare(number.ordinal())),
            (_, None) => found = Some(named),
            (_, Some(first)) if is_same_work(&earlier[first], &earlier[named]) => {}
            (_, Some(_)) => return Err("why.several"),
        }
    }
    let found = found.ok_or("why.no-antecedent")?;
    let own = earlier[found].number.as_ref().map(|number| bare(number.ordinal()));
    if ordinals.iter().any(|ordinal| own != Some(*ordinal)) {
        return Err("why.several");
    }
    Ok(found)
}

fn bare(ordinal: &str) -> &str {
    ordinal.trim_start_matches('0')
}

/// The citation that names what the one at `at` refers to: the decided ones name it or point straight to one that does.
fn named_by(earlier: &[Citation], at: usize) -> usize {
    match earlier[at].reference() {
        Some(Reference::Earlier(back)) => at.saturating_sub(back),
        _ => at,
    }
}

fn is_same_work(a: &Citation, b: &Citation) -> bool {
    match (&a.number, &b.number) {
        (Some(a), Some(b)) => a.key() == b.key(),
        (None, None) => a.alias_of() == b.alias_of() && name_key(a.text()) == name_key(b.text()),
        _ => false,
    }
}

/// Whether a line of `text` opens an article: plain text has no sections.
fn opens_article(text: &str) -> bool {
    let opens = |line: &str| {
        let number = line.trim_start().strip_prefix("Điều ").unwrap_or_default();
        number.trim_start_matches(|c: char| c.is_ascii_digit()).starts_with('.') && !number.starts_with('.')
    };
    text.lines().skip(1).any(opens)
}

/// Whether the type word stands in `text`: a work that was not read, or the text itself.
fn names_type(text: &str, type_word: &str) -> bool {
    let folded = Folded::new(text);
    let word = pattern(type_word);
    (0..folded.len()).any(|place| {
        folded.is_upper(place) && folded.words_at(place, &word).is_some() && !folded.is_word(place.wrapping_sub(1))
    })
}

/// What types the text calls itself.
struct OwnTypes<'a> {
    types: &'a DocumentTypes,
    counts: BTreeMap<&'a str, usize>,
}

impl<'a> OwnTypes<'a> {
    fn of(types: &'a DocumentTypes, names: &'a [SelfNaming], quoted: &QuotedRanges) -> Self {
        let mut counts = BTreeMap::new();
        for name in names.iter().filter(|name| !quoted.contains(name.byte)) {
            *counts.entry(name.kind.as_str()).or_insert(0) += 1;
        }
        Self { types, counts }
    }

    /// Whether nothing in the text speaks against its being (or promulgating) a `kind`: a text calls itself by one
    /// type, and what it promulgates by another. A few slips do not count.
    fn agree(&self, kind: &str) -> bool {
        let of = |kind: &str| self.counts.get(kind).copied().unwrap_or(0);
        let (attached, family) = (is_attached(self.types, kind), self.types.family(kind));
        let rivals = |other: &str| other != family && is_attached(self.types, other) == attached;
        let rivals = self.counts.iter().filter(|(other, _)| rivals(other));
        of(family) >= 4 * rivals.map(|(_, count)| count).sum::<usize>()
    }
}

/// Quotations that reach over paragraphs: “…” and "…" in bytes of the file.
#[derive(Debug, Default)]
struct Quotations {
    open: Vec<usize>,
    closed: Vec<Range<usize>>,
}

/// Bytes of the longest quotation; an opening sign without its closing one is a slip and quotes nothing.
const LONGEST_QUOTATION: usize = 40_000;

impl Quotations {
    fn read(&mut self, flow: &Flow) {
        let bytes = flow.text.as_bytes();
        // Most flows quote nothing. Every byte is looked at, many at once, instead of stopping at the first.
        if !bytes.iter().fold(false, |any, byte| any | matches!(byte, b'"' | 0xe2)) {
            return;
        }
        let mut at = 0;
        while let Some(offset) = bytes[at..].iter().position(|byte| matches!(byte, b'"' | 0xe2)) {
            let sign = at + offset;
            at = sign + 1;
            let opens = match &bytes[sign..] {
                [0xe2, 0x80, 0x9c, ..] => true,
                [0xe2, 0x80, 0x9d, ..] => false,
                [b'"', ..] => opens_straight(&flow.text, sign),
                _ => continue,
            };
            let byte = flow.source_span(Span::new(sign, sign + 1)).start;
            if opens {
                self.open.push(byte);
            } else if let Some(start) = self.open.pop()
                && (1..LONGEST_QUOTATION).contains(&byte.saturating_sub(start))
            {
                self.closed.push(start..byte);
            }
        }
    }

    fn finished(self) -> QuotedRanges {
        let mut all = self.closed;
        all.sort_by_key(|range| (range.start, std::cmp::Reverse(range.end)));
        // Only the outermost count.
        let mut outermost: Vec<Range<usize>> = Vec::new();
        for range in all {
            if outermost.last().is_none_or(|last| range.start >= last.end) {
                outermost.push(range);
            }
        }
        QuotedRanges(outermost)
    }
}

/// Whether a straight quote opens: a word follows it, and none stands right before it.
fn opens_straight(text: &str, sign: usize) -> bool {
    let before = text[..sign].chars().next_back();
    let after = text[sign + 1..].chars().next();
    before.is_none_or(|c| c.is_whitespace() || matches!(c, '(' | '['))
        && after.is_some_and(|c| !c.is_whitespace() && !matches!(c, '.' | ',' | ';' | ':' | ')'))
}

/// The outermost quotations, ascending.
struct QuotedRanges(Vec<Range<usize>>);

impl QuotedRanges {
    /// Which quotation a byte of the file stands in.
    fn quotation_of(&self, byte: usize) -> Option<usize> {
        let next = self.0.partition_point(|range| range.start <= byte);
        let at = next.checked_sub(1)?;
        (self.0[at].end > byte).then_some(at)
    }

    fn contains(&self, byte: usize) -> bool {
        self.quotation_of(byte).is_some()
    }
}

#[cfg(test)]
mod tests;
