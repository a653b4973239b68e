//! The finder: flows → citations.

use super::folded::Folded;
use super::issuer::Reader;
use super::laws;
pub use super::names::NameTable;
use super::offsets::CharIndex;
use super::pinpoint;
use super::place::Home;
use super::relation::{Cited, Found, Triggers};
use super::scan::{self, Mention};
use super::sentence::{self, Sentences};
use super::titled;
use super::{Citation, Context, Pinpoint};
use crate::document::Flow;
use crate::source::{Source, Span};
use std::ops::Range;
use std::sync::Arc;

/// All citations of a document, in source order, none overlapping. Each flow is read by itself, in time linear in its
/// length.
pub fn find(source: &Source, flows: &[Flow], context: &Context<'_>) -> Vec<Citation> {
    let issuers = &context.registries.issuers;
    let home = Home::of(issuers, context.lexicon, context.issuer).or_in(context.lexicon, context.province);
    let mut chars = None;
    let mut citations = Vec::new();
    for flow in flows {
        // Without a digit or a name there is nothing to find: most flows end here.
        let numbered = || flow.text.bytes().any(|byte| byte.is_ascii_digit());
        let named = || laws::may_name(&flow.text) || titled::may_hold(&flow.text);
        if context.names.is_empty() && !numbered() && !named() {
            continue;
        }
        let folded = Folded::new(&flow.text);
        let reader = Reader { folded: &folded, lexicon: context.lexicon, issuers, home: &home, trace: context.trace };
        let mut mentions = scan::scan(&reader, context.names);
        titled::add(&reader, &mut mentions);
        mentions.retain(|mention| !mention.unlisted);
        if mentions.is_empty() && context.trace.is_none() {
            continue;
        }
        let chars = chars.get_or_insert_with(|| CharIndex::new(source.text()));
        let longest_sentence = sentence::longest(mentions.len());
        let flow_citations = FlowCitations { longest_sentence, source, flow, folded: &folded, chars };
        flow_citations.extend(&mut citations, mentions);
        if let Some(trace) = context.trace {
            trace.close(|places| flow_citations.chars_of(places));
        }
    }
    citations.sort_by_key(|citation: &Citation| citation.span);
    citations
}

/// How many citations back one looks for what it can share: a căn cứ block is one sentence with ten citations of four
/// ministries.
const SHARING: usize = 8;

fn share(citation: &mut Citation, other: &Citation) {
    if citation.sentence == other.sentence {
        citation.sentence = Arc::clone(&other.sentence);
    }
    if citation.kind == other.kind {
        citation.kind.clone_from(&other.kind);
    }
    if citation.type_word == other.type_word {
        citation.type_word.clone_from(&other.type_word);
    }
    if citation.issuer == other.issuer {
        citation.issuer.clone_from(&other.issuer);
    }
}

/// Turns the mentions of one flow into citations with places in the file.
struct FlowCitations<'a> {
    longest_sentence: usize,
    source: &'a Source,
    flow: &'a Flow,
    folded: &'a Folded<'a>,
    chars: &'a CharIndex<'a>,
}

impl FlowCitations<'_> {
    fn extend(&self, citations: &mut Vec<Citation>, mentions: Vec<Mention>) {
        let sentences = Sentences::new(&self.flow.text);
        let pinpoints = self.pinpoints(&mentions);
        let cited: Vec<Cited> = mentions
            .iter()
            .zip(&pinpoints)
            .map(|(mention, (_, begin))| {
                let bounds = sentences.around(self.folded.text_at(mention.places.start));
                let sentence = self.folded.place_of(bounds.start)..self.folded.place_of(bounds.end);
                Cited { places: (*begin).max(sentence.start)..mention.tail, sentence }
            })
            .collect();
        let relations = Triggers::new(self.folded).relations(self.folded, &cited);
        for ((mention, (pinpoint, _)), relation) in mentions.into_iter().zip(pinpoints).zip(relations) {
            let mut citation = self.citation(mention, pinpoint, relation, &sentences);
            let from = citations.len().saturating_sub(SHARING);
            citations[from..].iter().rev().for_each(|other| share(&mut citation, other));
            citations.push(citation);
        }
    }

    fn pinpoints(&self, mentions: &[Mention]) -> Vec<(Vec<Pinpoint>, usize)> {
        let mut floor = 0;
        let mut all = Vec::with_capacity(mentions.len());
        for mention in mentions {
            all.push(pinpoint::before(self.folded, mention.places.start, floor));
            floor = mention.tail;
        }
        all
    }

    fn citation(&self, mention: Mention, pinpoint: Vec<Pinpoint>, relation: Found, sentences: &Sentences) -> Citation {
        let flat = self.flat(&mention.places);
        let span = self.flow.source_span(Span::new(flat.start, flat.end));
        let bounds = sentences.around(flat.start);
        let (sentence, in_sentence) = sentence::shown(&self.flow.text, bounds, flat, self.longest_sentence);
        Citation {
            section: self.flow.section,
            span,
            chars: self.chars.at(span.start)..self.chars.at(span.end),
            at: self.source.line_column(span.start),
            text: self.source.slice(span).to_owned(),
            issuer_chars: mention.issuer_places.map(|places| self.chars_of(&places)),
            form: mention.form,
            kind: mention.kind.map(Into::into),
            type_word: mention.type_word.map(Into::into),
            number: mention.number,
            date: mention.date,
            issuer: mention.issuer.map(Arc::new),
            pinpoint,
            relation: (relation.0, relation.1.map(|places| self.chars_of(&places))),
            alias_of: mention.alias_of,
            sentence: sentence.into(),
            in_sentence,
        }
    }

    /// Bytes of the flow's text.
    fn flat(&self, places: &Range<usize>) -> Range<usize> {
        self.folded.text_at(places.start)..self.folded.text_at(places.end)
    }

    /// Unicode scalar values of the file.
    fn chars_of(&self, places: &Range<usize>) -> Range<usize> {
        let flat = self.flat(places);
        let span = self.flow.source_span(Span::new(flat.start, flat.end));
        self.chars.at(span.start)..self.chars.at(span.end)
    }
}
