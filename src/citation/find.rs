//! The finder: flows → citations.

use super::anaphora::{self, FoundReference as Mentioned, ReferenceCollector};
use super::folded::{Folded, FoldedFlows};
use super::introduced;
use super::issuer::FlowReader;
use super::laws;
use super::learned::Learned;
use super::lexicon::Lexicon;
pub use super::names::NameTable;
use super::offsets::CharIndex;
use super::pinpoint::{self, Pointed};
use super::place::SpeakerPlace;
use super::relation::{CitedPlaces, ReadRelation, Triggers};
use super::scan::{self, Mention};
use super::sentence::{self, Sentences, ShownSentences};
use super::statement;
use super::titled;
use super::{Citation, Context, Rare};
use crate::document::Flow;
use crate::source::{Source, Span};
use std::ops::Range;
use std::sync::Arc;

/// All citations of a document, in source order, none overlapping. Each flow is read by itself, in time linear in its
/// length.
pub fn find(source: &Source, flows: &[Flow], context: &Context<'_>) -> Vec<Citation> {
    find_with(source, flows, None, context)
}

/// The same, where others look at the folded flows, too.
pub fn find_in(source: &Source, folded: &FoldedFlows<'_>, context: &Context<'_>) -> Vec<Citation> {
    find_with(source, folded.flows, Some(folded), context)
}

fn find_with(
    source: &Source,
    flows: &[Flow],
    all_folded: Option<&FoldedFlows<'_>>,
    context: &Context<'_>,
) -> Vec<Citation> {
    let issuers = &context.registries.issuers;
    let home = SpeakerPlace::of(issuers, context.lexicon, context.issuer).or_in(context.lexicon, context.province);
    let mut chars = None;
    let mut citations = Vec::new();
    let mut references = ReferenceCollector::default();
    let mut learned = Learned::default();
    for (number, flow) in flows.iter().enumerate() {
        references.read(flow);
        // Without a digit, a name or a pointing word there is nothing to find: most flows end here.
        let numbered = || flow.text.bytes().any(|byte| byte.is_ascii_digit());
        let named = || laws::may_name(&flow.text) || context.lexicon.words().titles.may_hold(&flow.text);
        if context.names.is_empty() && !numbered() && !named() && !anaphora::may_stand_in(&flow.text) {
            continue;
        }
        let own;
        let folded = match all_folded {
            Some(all) => all.get(number),
            None => {
                own = Folded::new(&flow.text);
                &own
            }
        };
        let reader = FlowReader { folded, lexicon: context.lexicon, issuers, home: &home, trace: context.trace };
        let mut mentions = scan::scan(&reader, context.names);
        titled::add(&reader, &mut mentions);
        let place_in_file = |place: usize| {
            let byte = folded.text_at(place);
            flow.source_span(Span::new(byte, byte + 1)).start
        };
        learned.read(&reader, &mut mentions, &place_in_file);
        let mentions =
            anaphora::add(&reader, mentions, &mut |place, kind| references.add_own_name(place_in_file(place), kind));
        if mentions.is_empty() && context.trace.is_none() {
            continue;
        }
        let chars = chars.get_or_insert_with(|| CharIndex::new(source.text()));
        let longest_sentence = sentence::longest(mentions.len());
        let flow_citations = FlowCitations { lexicon: context.lexicon, longest_sentence, source, flow, folded, chars };
        flow_citations.extend(&mut citations, &mut references, mentions);
        if let Some(trace) = context.trace {
            trace.close(|places| flow_citations.chars_of(places));
        }
    }
    citations.sort_by_key(|citation: &Citation| citation.span);
    if let Some(chars) = &chars {
        introduced::introduce(context.lexicon, source, flows, &mut citations, |span| {
            chars.at(span.start)..chars.at(span.end)
        });
    }
    let mut citations = references.settle(context.lexicon, citations, source, context.trace);
    learned.settle(&mut citations);
    citations
}

/// How many citations back one looks for what it can share: a căn cứ block is one sentence with ten citations of four
/// ministries.
const SHARING: usize = 8;

fn share(citation: &mut Citation, other: &Citation) {
    if !Arc::ptr_eq(&citation.sentence, &other.sentence) && citation.sentence == other.sentence {
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
    lexicon: &'a Lexicon,
    longest_sentence: usize,
    source: &'a Source,
    flow: &'a Flow,
    folded: &'a Folded<'a>,
    chars: &'a CharIndex<'a>,
}

impl FlowCitations<'_> {
    fn extend(&self, citations: &mut Vec<Citation>, references: &mut ReferenceCollector, mentions: Vec<Mentioned>) {
        let sentences = Sentences::new(&self.flow.text);
        let pinpoints = self.pinpoints(&mentions);
        let cited: Vec<CitedPlaces> = mentions
            .iter()
            .zip(&pinpoints)
            .map(|(Mentioned { mention, .. }, pointed)| {
                let bounds = sentences.around(self.folded.text_at(mention.places.start));
                let sentence = self.folded.place_of(bounds.start)..self.folded.place_of(bounds.end);
                CitedPlaces { places: pointed.begin.max(sentence.start)..mention.tail, sentence }
            })
            .collect();
        let relations = Triggers::new(self.folded, self.lexicon).relations(self.folded, &cited);
        let mut shown = ShownSentences::new(&self.flow.text, self.longest_sentence);
        let first = citations.len();
        for ((Mentioned { mention, pointing }, pointed), relation) in mentions.into_iter().zip(pinpoints).zip(relations)
        {
            let mut citation = self.citation(mention, pointed, relation, &sentences, &mut shown);
            if let Some(pointing) = pointing {
                references.add_pointing(citation.span.start, pointing);
            }
            let from = citations.len().saturating_sub(SHARING);
            citations[from..].iter().rev().for_each(|other| share(&mut citation, other));
            citations.push(citation);
        }
        statement::settle(&mut citations[first..]);
    }

    /// Units before each mention; where there are none, those that unmistakably follow it.
    fn pinpoints(&self, mentions: &[Mentioned]) -> Vec<Pointed> {
        let mut floor = 0;
        let mut all: Vec<Pointed> = Vec::with_capacity(mentions.len());
        for Mentioned { mention, .. } in mentions {
            all.push(pinpoint::before(self.folded, self.lexicon.words(), mention.places.start, floor));
            floor = mention.tail;
        }
        let mut ceiling = self.folded.len();
        for (Mentioned { mention, .. }, pointed) in mentions.iter().zip(&mut all).rev() {
            if pointed.units.is_empty() {
                pointed.units = pinpoint::after(self.folded, mention.tail, ceiling);
            }
            ceiling = pointed.begin;
        }
        all
    }

    fn citation(
        &self,
        mention: Mention,
        pointed: Pointed,
        relation: ReadRelation,
        sentences: &Sentences,
        shown: &mut ShownSentences<'_>,
    ) -> Citation {
        let begin = self.flat(&(pointed.begin..mention.places.end));
        let flat = self.flat(&mention.places);
        let span = self.flow.source_span(Span::new(flat.start, flat.end));
        let bounds = sentences.around(flat.start);
        let (sentence, in_sentence) = shown.around(bounds, flat);
        let text = &*self.source.shown(span);
        let pinpoint_start = self.flow.source_span(Span::new(begin.start, begin.end)).start;
        let trigger = relation.relation.1.as_ref().map(|places| self.chars_of(places).into());
        let stated = relation.relation.0;
        let said = relation.said(|places| self.chars_of(places));
        let rare = Rare {
            text: (text != &sentence[in_sentence.clone()]).then(|| text.into()),
            pinpoint: pointed.units,
            pinpoint_start: (pinpoint_start != span.start).then_some(pinpoint_start),
            in_attached: pointed.attached,
            statements: said.statements,
            alias_of: mention.alias_of,
            misspelt: mention.misspelt.map(|places| self.folded.slice(places.start, places.end).into()),
            ..Rare::default()
        };
        Citation {
            section: self.flow.section,
            span,
            chars: (self.chars.at(span.start)..self.chars.at(span.end)).into(),
            at: self.chars.line_column(self.source, span.start),
            issuer_chars: mention.issuer_places.map(|places| self.chars_of(&places).into()),
            form: mention.form,
            kind: mention.kind.map(Into::into),
            type_word: mention.type_word.map(Into::into),
            number: mention.number,
            date: mention.date,
            issuer: mention.issuer.map(Arc::new),
            relation: (stated, trigger),
            subject: said.subject,
            extent: said.extent,
            sentence,
            in_sentence: in_sentence.into(),
            rare: (rare != Rare::default()).then(|| Box::new(rare)),
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
