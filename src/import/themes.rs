//! Themes proposed for a document: which words of the site's vocabulary its sections use. A proposal, with the words
//! that suggested it; the editor decides.
//!
//! In: title and body, the vocabulary. Out: themes, the fittest first, each with its sections and words.

use crate::content::registry::{Theme, Themes};
use crate::document;
use crate::source::{Source, Span};
use crate::text::name_key;
use std::collections::BTreeMap;

/// A theme that fits.
#[derive(Clone, Debug, PartialEq)]
pub struct Proposal {
    /// Key in `themes.yaml`.
    pub theme: String,
    /// Anchors of the sections that are about it; empty: the document as a whole.
    pub sections: Vec<String>,
    /// The words that suggested it, with how often they stand there.
    pub words: Vec<(String, usize)>,
}

/// Themes proposed at most: more is a list of everything.
const MOST: usize = 20;
/// Sections named for one theme.
const MOST_SECTIONS: usize = 6;
/// Points that make a theme worth proposing; a word of two syllables is one point, in a heading three,
/// in the title ten.
const ENOUGH: f32 = 3.0;

/// A piece of the text, with what a word in it counts.
struct WeightedText {
    key: String,
    anchor: Option<String>,
    weight: f32,
}

/// The themes that title and body suggest.
pub fn propose(title: &str, body: &str, themes: &Themes) -> Vec<Proposal> {
    let pieces = pieces(title, body);
    let mut scored: Vec<(f32, Proposal)> = themes.iter().filter_map(|theme| score(theme, &pieces)).collect();
    scored.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.theme.cmp(&b.1.theme)));
    scored.into_iter().take(MOST).map(|(_, proposal)| proposal).collect()
}

fn pieces(title: &str, body: &str) -> Vec<WeightedText> {
    let source = Source::new("", body);
    let document = document::parse(&source, Span::new(0, body.len()), &mut Vec::new());
    let mut pieces = vec![WeightedText { key: padded(title), anchor: None, weight: 10.0 }];
    for (at, section) in document.sections.iter().enumerate() {
        let end = document.sections.get(at + 1).map_or(body.len(), |next| next.span.start);
        let anchor = (at > 0).then(|| section.anchor.to_string());
        let heading = if at == 0 { "" } else { source.slice(section.span) };
        let from = if at == 0 { section.span.start } else { section.span.end };
        pieces.push(WeightedText { key: padded(heading), anchor: anchor.clone(), weight: 3.0 });
        pieces.push(WeightedText { key: padded(body.get(from..end).unwrap_or("")), anchor, weight: 1.0 });
    }
    pieces
}

/// Words with one space around each, signs dropped, so that a word is found as a whole.
fn padded(text: &str) -> String {
    let key = name_key(text);
    let words: Vec<&str> = key.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    format!(" {} ", words.join(" "))
}

fn score(theme: &Theme, pieces: &[WeightedText]) -> Option<(f32, Proposal)> {
    let names = theme.name.split(',').map(str::trim).chain(theme.synonyms.iter().map(String::as_str));
    let mut total = 0.0;
    let mut words: BTreeMap<String, usize> = BTreeMap::new();
    let mut sections: BTreeMap<usize, f32> = BTreeMap::new();
    let mut whole = false;
    let mut seen = std::collections::BTreeSet::new();
    for name in names {
        let wanted = padded(name);
        let syllables = wanted.split_whitespace().count();
        // "Thi" alone stands in half of all sentences; "STEM" does not. A name and a synonym may be the same word.
        let vague = syllables < 2 && !super::join::is_capitals(name);
        if vague || !seen.insert(wanted.clone()) {
            continue;
        }
        for (at, piece) in pieces.iter().enumerate() {
            let count = piece.key.matches(wanted.as_str()).count();
            if count == 0 {
                continue;
            }
            let points = count as f32 * piece.weight * (syllables as f32 / 2.0).clamp(0.5, 2.0);
            total += points;
            *words.entry(name.to_owned()).or_default() += count;
            match &piece.anchor {
                Some(_) => *sections.entry(at).or_default() += points,
                None => whole |= piece.weight > 5.0,
            }
        }
    }
    if total < ENOUGH {
        return None;
    }
    let mut best: Vec<(usize, f32)> = Vec::new();
    for (at, points) in sections {
        let anchor = &pieces[at].anchor;
        match best.last_mut().filter(|(other, _)| pieces[*other].anchor == *anchor) {
            Some((_, sum)) => *sum += points,
            None => best.push((at, points)),
        }
    }
    best.retain(|(_, points)| *points >= 2.0);
    best.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    best.truncate(MOST_SECTIONS);
    best.sort_by_key(|(at, _)| *at);
    let anchors = best.iter().filter_map(|(at, _)| pieces[*at].anchor.clone());
    let mut words: Vec<(String, usize)> = words.into_iter().collect();
    words.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    words.truncate(3);
    let sections = if whole { Vec::new() } else { anchors.collect() };
    Some((total, Proposal { theme: theme.key.clone(), sections, words }))
}
