//! Lists that a paragraph of their own introduces: "Bãi bỏ các văn bản sau đây:", "Các văn bản sau hết
//! hiệu lực:", a heading "Căn cứ pháp lý", each item in a paragraph. What the introduction says holds for
//! the work that opens each item.
//!
//! In: all flows of a document and its citations, in source order. Out: the citations, those of such items completed.

use super::Citation;
use super::clause::without_label;
use super::folded::Folded;
use super::lexicon::Lexicon;
use super::relation::{CitedPlaces, ReadRelation, Triggers};
use super::sentence::Sentences;
use super::statement::{Extent, StatedClaim, StatedRelation};
use crate::content::front_matter::Relation;
use crate::document::Flow;
use crate::source::{Source, Span, Stretch};
use crate::text::fold;
use std::ops::Range;

/// Longest introduction, in bytes.
const LONGEST: usize = 900;
/// Longest heading that can introduce a legal basis, in bytes.
const LONGEST_HEADING: usize = 90;
/// Bytes that may stand before the work that opens an item: its label, "Điều 5 và khoản 2 Điều 7 của".
const LONGEST_OPENING: usize = 120;

/// Completes the citations of introduced items. `chars` translates bytes of the file.
pub(super) fn introduce(
    lexicon: &Lexicon,
    source: &Source,
    flows: &[Flow],
    citations: &mut [Citation],
    chars: impl Fn(Span) -> Range<usize>,
) {
    let mut at = 0;
    while at < flows.len() {
        let introduction = &flows[at];
        at += 1;
        let Some((found, trigger)) = announced(lexicon, introduction, citations) else { continue };
        let trigger = chars(introduction.source_span(trigger)).into();
        let items = Items { source, found: &found, trigger };
        at += items.complete(label_class(&introduction.text), &flows[at..], citations);
    }
}

/// What a paragraph announces for the items after it, and the bytes of the words that do.
fn announced(lexicon: &Lexicon, flow: &Flow, citations: &[Citation]) -> Option<(ReadRelation, Span)> {
    let text = flow.text.trim_end();
    let heading =
        text.len() <= LONGEST_HEADING && may_hold_basis(text) && without_label(&fold(text)).starts_with("can cu");
    if text.len() > LONGEST || !(text.ends_with(':') || heading) || !of(flow, citations).is_empty() {
        return None;
    }
    let folded = Folded::new(text);
    let bounds = Sentences::new(text).around(text.len().checked_sub(1)?);
    let end = folded.len();
    let cited = [CitedPlaces { places: end..end, sentence: folded.place_of(bounds.start)..end }];
    let found = Triggers::new(&folded, lexicon).relations(&folded, &cited).pop()?;
    let trigger = found.relation.1.clone()?;
    let says = found.relation.0 != Relation::Cites || !found.said.statements.is_empty();
    // A heading announces a basis and nothing else.
    let fits = says && (text.ends_with(':') || found.relation.0 == Relation::Basis);
    fits.then(|| {
        let bytes = Span::new(folded.text_at(trigger.start), folded.text_at(trigger.end));
        (found, bytes)
    })
}

/// Whether a text may hold "căn cứ": asked of every short paragraph, before it is folded.
fn may_hold_basis(text: &str) -> bool {
    text.as_bytes().windows(3).any(|window| matches!(window, [b'n' | b'N', b' ', b'c' | b'C']))
}

/// The citations inside a flow.
fn of(flow: &Flow, citations: &[Citation]) -> Range<usize> {
    let (Some(first), Some(last)) = (flow.runs.first(), flow.runs.last()) else { return 0..0 };
    let start = citations.partition_point(|citation| citation.span.start < first.source.start);
    let end = citations.partition_point(|citation| citation.span.start < last.source.end);
    start..end.max(start)
}

/// How an item is labelled; items of one list are labelled alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum ItemLabel {
    Letter,
    Number,
    Dash,
    Nothing,
}

fn label_class(text: &str) -> ItemLabel {
    let text = text.trim_start();
    let word = text.split([' ', '\u{a0}']).next().unwrap_or_default();
    let mut letters = word.chars();
    match (letters.next(), letters.next()) {
        (Some('-' | '–' | '+' | '*' | '•'), _) => ItemLabel::Dash,
        (Some(first), Some(')' | '.')) if first.is_alphabetic() => ItemLabel::Letter,
        (Some(first), _) if first.is_ascii_digit() && word.trim_end_matches(['.', ')']).parse::<u16>().is_ok() => {
            ItemLabel::Number
        }
        _ => ItemLabel::Nothing,
    }
}

struct Items<'a> {
    source: &'a Source,
    found: &'a ReadRelation,
    trigger: Stretch,
}

impl Items<'_> {
    /// Completes the items at the beginning of `flows`; how many flows they are.
    fn complete(&self, introduction: ItemLabel, flows: &[Flow], citations: &mut [Citation]) -> usize {
        let class = flows.first().map_or(ItemLabel::Nothing, |first| label_class(&first.text));
        if class == introduction && class != ItemLabel::Nothing {
            return 0;
        }
        let mut count = 0;
        for flow in flows {
            let inside = of(flow, citations);
            let opening = citations[inside].first_mut().filter(|citation| self.opens(flow, citation));
            let ends = flow.text.trim_end().ends_with('.');
            match opening {
                Some(citation) if label_class(&flow.text) == class => self.apply(citation),
                None if label_class(&flow.text) == class && class != ItemLabel::Nothing => {}
                _ => return count,
            }
            count += 1;
            if ends && class == ItemLabel::Nothing && self.found.relation.0 != Relation::Basis {
                return count;
            }
        }
        count
    }

    /// Whether the citation is what the item is about: only a label and a pinpoint stand before it.
    fn opens(&self, flow: &Flow, citation: &Citation) -> bool {
        let Some(start) = flow.runs.first().map(|run| run.source.start) else { return false };
        let before = citation.span.start.saturating_sub(start);
        if before > LONGEST_OPENING {
            return false;
        }
        let words = fold(self.source.slice(Span::new(start, citation.span.start.max(start))));
        let rest = without_label(&words).trim();
        rest.is_empty() || !citation.pinpoint().is_empty() && rest.ends_with("cua") || is_pinpoint_only(&words)
    }

    fn apply(&self, citation: &mut Citation) {
        let untold = citation.relation == (Relation::Cites, None);
        let StatedRelation { subject, extent, statements } = &self.found.said;
        let in_part = !citation.pinpoint().is_empty();
        let of_part = |extent: Extent| if in_part { Extent::Part } else { extent };
        if untold && self.found.relation.0 != Relation::Cites {
            citation.relation = (self.found.relation.0, Some(self.trigger));
            citation.subject = *subject;
            citation.extent = of_part(*extent);
        }
        for statement in statements.iter().filter(|it| untold && matches!(it.claim, StatedClaim::Ended { .. })) {
            let mut statement = statement.clone();
            statement.extent = of_part(statement.extent);
            statement.trigger = self.trigger;
            citation.rare_mut().statements.push(statement);
        }
    }
}

/// "a) Điều 112" before "Nghị định": numbers and unit words alone.
fn is_pinpoint_only(words: &str) -> bool {
    words.split([' ', ',']).all(|word| {
        let word = word.trim_end_matches([')', '.', ';']);
        word.len() <= 3 || matches!(word, "dieu" | "khoan" | "diem" | "muc" | "chuong" | "phan")
    })
}
