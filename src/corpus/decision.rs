//! Editors' decisions about citations, matched to what was found.

use super::Finding;
use crate::citation::Citation;
use crate::content::front_matter::{CitationDecision, FrontMatter};
use crate::diagnostic::Diagnostic;
use crate::document::Section;
use crate::text::suggest::nearest;

/// For each citation the decision that applies to it. A decision that matches nothing is an error: the text was
/// changed, or the decision has a slip, and a link under the province's name would silently go another way.
pub(super) fn match_decisions<'a>(
    path: &str,
    front_matter: &'a FrontMatter,
    sections: &[Section],
    citations: &[Citation],
    findings: &mut Vec<Finding>,
) -> Vec<Option<&'a CitationDecision>> {
    let mut decided: Vec<Option<&CitationDecision>> = vec![None; citations.len()];
    for decision in &front_matter.citations {
        let places: Vec<usize> = (0..citations.len())
            .filter(|at| {
                decision.section.as_ref().is_none_or(|anchor| *sections[citations[*at].section].anchor == *anchor.value)
                    && is_meant(decision, &citations[*at])
            })
            .collect();
        let chosen: &[usize] = match decision.nth {
            Some(nth) => places.get(nth as usize - 1..nth as usize).unwrap_or_default(),
            None => &places,
        };
        if chosen.is_empty() {
            let mut problem = Diagnostic::error("decision-unmatched").with("text", decision.text.value.clone());
            if let Some(near) = near(&decision.text.value, citations) {
                problem = problem.with("nearest", near);
            }
            findings.push(Finding::new(problem, path, decision.text.span));
        }
        for at in chosen {
            decided[*at] = Some(decision);
        }
    }
    decided
}

/// The decision quotes the citation, or the citation and what follows it (its issuer, its title).
fn is_meant(decision: &CitationDecision, citation: &Citation) -> bool {
    let wanted = spaced(&decision.text.value);
    let text = citation.words();
    // As messages quote it, or as it stands in the file with its markup.
    if wanted == text || wanted == spaced(citation.text()) {
        return true;
    }
    wanted.starts_with(&text) && spaced(&citation.sentence[citation.in_sentence.start()..]).starts_with(&wanted)
}

/// The citation whose first words, as many as were written, are nearest to these; `None` where one has just these
/// words, so that the slip is in the place.
fn near(written: &str, citations: &[Citation]) -> Option<String> {
    let count = written.split_whitespace().count();
    let texts: Vec<String> = citations.iter().map(Citation::words).collect();
    if texts.iter().any(|text| *text == spaced(written)) {
        return None;
    }
    let begin = |text: &String| text.split(' ').take(count).collect::<Vec<_>>().join(" ");
    let begins: Vec<String> = texts.iter().map(begin).collect();
    let meant = nearest(written, begins.iter().map(String::as_str))?;
    begins.iter().position(|begin| begin == meant).map(|at| texts[at].clone())
}

fn spaced(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
