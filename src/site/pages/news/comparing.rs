//! Two documents of the site beside each other.
//!
//! In: a corpus, two of its documents with their texts. Out: the comparison.

use crate::compare::{ComparedCitation, Comparison, Side, compare};
use crate::corpus::{Corpus, DocumentIndex, HeldDocument, Resolution, ResolvedCitation};
use crate::document::Document;

/// Two documents of a corpus whose texts are at hand.
pub fn beside(
    corpus: &Corpus,
    (older, old): (DocumentIndex, &Document),
    (newer, new): (DocumentIndex, &Document),
) -> Comparison {
    let side = |document, index| Side { document, citations: cited(corpus, index) };
    compare(&side(old, older), &side(new, newer))
}

fn cited(corpus: &Corpus, index: DocumentIndex) -> Vec<ComparedCitation> {
    let document = &corpus.documents[index];
    document.citations.iter().map(|resolved| one(corpus, document, resolved)).collect()
}

fn one(corpus: &Corpus, document: &HeldDocument, resolved: &ResolvedCitation) -> ComparedCitation {
    let citation = &resolved.citation;
    let work = match resolved.resolution {
        Resolution::Work(work, _) => Some(work),
        Resolution::Own => Some(document.work),
        Resolution::Ambiguous(_) | Resolution::Unknown => None,
    };
    ComparedCitation {
        span: citation.span,
        work: work.map(|work| corpus.works[work].id.clone()),
        numbered: citation.number.is_some() && work != Some(document.work),
        kind: citation.kind.as_deref().map(str::to_owned),
        issuer: citation.issuer.as_ref().map(|issuer| issuer.key.clone()),
        text: citation.text().split_whitespace().collect::<Vec<_>>().join(" "),
        after: citation.sentence.get(citation.in_sentence.end()..).unwrap_or_default().to_owned(),
    }
}
