//! The citations of a text in lines for a terminal, and why each was read so.
//!
//! In: a cited text. Out: lines of text, and the reasons as records.

use crate::catalogue::{self, Language};
use crate::citation::Citation;
use crate::citation::trace::Trace;
use crate::content::registry::Registries;
use crate::corpus::Meaning;
use crate::diagnostic::Place;
use crate::pipeline::texts::CitedText;
use crate::site::pages::data::ReasonRecord;
use crate::source::Source;
use std::fmt::Write;

/// A text to show.
pub(super) struct CitationPrinter<'a> {
    pub language: Language,
    pub registries: &'a Registries,
    pub source: &'a Source,
    pub cited: &'a CitedText,
}

/// All reasons of one text, by place: those of the finder, then for each citation issuer, relation and meaning.
pub(super) fn reasons(language: Language, source: &Source, cited: &CitedText, trace: Trace) -> Vec<ReasonRecord> {
    let reason = |chars: std::ops::Range<usize>, key: &'static str, arguments: &[(&str, &str)]| ReasonRecord {
        start: chars.start,
        end: chars.end,
        why: key.strip_prefix("why.").unwrap_or(key),
        message: catalogue::fill(catalogue::text(language, key), arguments),
    };
    let mut reasons: Vec<ReasonRecord> = Vec::new();
    for decision in trace.decisions() {
        let arguments: Vec<(&str, &str)> =
            decision.arguments.iter().map(|(name, value)| (*name, value.as_str())).collect();
        reasons.push(reason(decision.chars, decision.why, &arguments));
    }
    let slices = Slices::new(source.text());
    for (citation, rule) in cited.citations.iter().zip(&cited.rules) {
        let name = citation.issuer.as_ref().map_or("", |issuer| &issuer.name);
        match (&citation.issuer, &citation.issuer_chars) {
            (Some(issuer), Some(words)) if issuer.stated => reasons.push(reason(
                citation.chars.range(),
                "why.issuer-stated",
                &[("issuer", name), ("text", &slices.of(&words.range()))],
            )),
            (Some(_), _) => reasons.push(reason(citation.chars.range(), "why.issuer-implied", &[("issuer", name)])),
            (None, Some(words)) => {
                reasons.push(reason(
                    citation.chars.range(),
                    "why.issuer-open",
                    &[("text", &slices.of(&words.range()))],
                ));
            }
            (None, None) => {}
        }
        if let (relation, Some(trigger)) = &citation.relation {
            let arguments = [("relation", relation.key()), ("text", &slices.of(&trigger.range()))];
            reasons.push(reason(citation.chars.range(), "why.relation", &arguments));
        }
        reasons.push(reason(citation.chars.range(), rule, &[]));
    }
    // What the finder says of a number belongs to the citation around it, and stands before the rest.
    reasons.sort_by_cached_key(|reason| {
        let next = cited.citations.partition_point(|citation| citation.chars.start() <= reason.start);
        let around = next.checked_sub(1).map(|at| &cited.citations[at].chars);
        let place = around.filter(|chars| reason.start < chars.end()).map_or(reason.start, |chars| chars.start());
        (place, reason.start == place)
    });
    reasons
}

/// Slices of a text by Unicode scalar values.
struct Slices {
    chars: Vec<char>,
}

impl Slices {
    fn new(text: &str) -> Self {
        Self { chars: text.chars().collect() }
    }

    fn of(&self, places: &std::ops::Range<usize>) -> String {
        let words: String = self.chars.get(places.clone()).unwrap_or_default().iter().collect();
        one_line(&words)
    }
}

fn left(out: &mut String, slices: &Slices, reason: &ReasonRecord) {
    let _ = writeln!(out, "  ({}) {}", slices.of(&(reason.start..reason.end)), reason.message);
}

fn one_line(words: &str) -> String {
    words.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(Place::LONGEST_LINE).collect()
}

impl CitationPrinter<'_> {
    /// A block for each citation; with `reasons` also what was left and why.
    pub fn text(&self, reasons: Option<&[ReasonRecord]>) -> String {
        let mut out = String::new();
        let mut next = 0;
        let slices = Slices::new(if reasons.is_some() { self.source.text() } else { "" });
        let reasons = reasons.unwrap_or_default();
        for (citation, meaning) in self.cited.citations.iter().zip(&self.cited.meanings) {
            // Reasons for places before this citation: what was left.
            while let Some(reason) = reasons.get(next).filter(|reason| reason.start < citation.chars.start()) {
                left(&mut out, &slices, reason);
                next += 1;
            }
            self.citation(&mut out, citation, meaning);
            while let Some(reason) = reasons.get(next).filter(|reason| reason.start < citation.chars.end()) {
                let _ = writeln!(out, "    · {}", reason.message);
                next += 1;
            }
        }
        reasons[next..].iter().for_each(|reason| left(&mut out, &slices, reason));
        let count = self.cited.citations.len().to_string();
        let pattern = catalogue::text(self.language, "cite-count");
        let _ = writeln!(out, "{}", catalogue::fill(pattern, &[("file", self.source.path()), ("count", &count)]));
        out
    }

    fn citation(&self, out: &mut String, citation: &Citation, meaning: &Meaning) {
        let place = citation.at;
        let _ = writeln!(out, "{}:{}:{}: {}", self.source.path(), place.line, place.column, one_line(citation.text()));
        let kind = citation.type_word.as_deref().or_else(|| {
            citation.kind.as_deref().map(|key| self.registries.types.get(key).map_or(key, |row| row.name.as_str()))
        });
        let mut facts = Vec::new();
        facts.extend(kind.map(str::to_owned));
        facts.extend(citation.number.as_ref().map(|number| number.as_str().to_owned()));
        facts.extend(citation.date.map(|date| date.vietnamese()));
        facts.extend(citation.issuer.as_ref().map(|issuer| issuer.name.clone()));
        let pinpoint: Vec<String> = citation
            .pinpoint()
            .iter()
            .map(|unit| {
                format!(
                    "{} {}",
                    catalogue::find(self.language, &format!("unit.{}", unit.unit)).unwrap_or(unit.unit),
                    unit.label
                )
            })
            .collect();
        if !pinpoint.is_empty() {
            facts.push(pinpoint.join(", "));
        }
        let _ = writeln!(out, "    {} [{}]", facts.join(" · "), citation.relation.0.key());
        let _ = writeln!(out, "    → {}", self.meaning(meaning));
    }

    fn meaning(&self, meaning: &Meaning) -> String {
        let text = |key| catalogue::text(self.language, key);
        match meaning {
            Meaning::Work(work) => work.id.clone(),
            Meaning::Own => text("cite-own").to_owned(),
            Meaning::Unknown => text("cite-unknown").to_owned(),
            Meaning::Ambiguous(works) => catalogue::fill(text("cite-ambiguous"), &[("works", &works.join(", "))]),
        }
    }
}
