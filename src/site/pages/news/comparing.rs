//! Two documents of the site beside each other.
//!
//! In: a corpus, two of its documents with their texts. Out: the comparison.

use crate::compare::{ComparedCitation, Comparison, Side, compare};
use crate::corpus::{Corpus, DocumentIndex, HeldDocument, Resolution, ResolvedCitation};
use crate::document::Document;

/// A document whose text is at hand.
#[derive(Clone, Copy, Debug)]
pub struct ComparedText<'a> {
    /// Its number.
    pub index: DocumentIndex,
    /// Its text.
    pub tree: &'a Document,
}

/// What two documents of a corpus have in common.
pub fn beside(corpus: &Corpus, older: ComparedText<'_>, newer: ComparedText<'_>) -> Comparison {
    compare(&side(corpus, older), &side(corpus, newer))
}

fn side<'a>(corpus: &Corpus, text: ComparedText<'a>) -> Side<'a> {
    Side { document: text.tree, citations: cited(corpus, text.index) }
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
