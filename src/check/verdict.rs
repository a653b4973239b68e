//! Makes findings of a dossier: where a verified value is known, one for each document and variant against
//! it; else one for the first place of each variant. A contradiction that keeps a citation unlinked is
//! reported by the corpus already.
//!
//! In: a [`Dossier`]. Out: [`Finding`]s of rule C01 (and M03 for types).

use super::variants::{Aspect, AspectVariants, Dossier, Variant, VariantPlace, Verified};
use crate::corpus::{Corpus, Finding, Resolution, quote};
use crate::diagnostic::{Diagnostic, Severity};

/// Variants reported one by one; the dossier has them all.
const MOST_VARIANTS: usize = 12;
/// Variants named in one message.
const MOST_NAMED: usize = 4;

/// The findings of one dossier.
pub(super) fn findings(corpus: &Corpus, dossier: &Dossier) -> Vec<Finding> {
    let mut findings = Vec::new();
    for aspect in &dossier.aspects {
        if aspect.aspect == Aspect::Type && aspect.variants.iter().any(|variant| variant.by_symbol) {
            continue;
        }
        for variant in aspect.variants.iter().take(MOST_VARIANTS) {
            match &aspect.verified {
                _ if dossier.suspected && variant.right == Some(true) => {}
                _ if dossier.suspected => findings.extend(varies(corpus, dossier, aspect, variant)),
                Some(_) if variant.right == Some(false) => against(corpus, aspect, variant, &mut findings),
                Some(_) => {}
                None => findings.extend(varies(corpus, dossier, aspect, variant)),
            }
        }
    }
    findings
}

/// Codes: against a verified value; among texts.
const fn codes(aspect: Aspect) -> (&'static str, &'static str) {
    match aspect {
        Aspect::Date => ("cited-date-differs", "cited-date-varies"),
        Aspect::Issuer => ("cited-issuer-differs", "cited-issuer-varies"),
        Aspect::Type => ("cited-type-differs", "cited-type-varies"),
        Aspect::Title => ("cited-title-differs", "cited-title-varies"),
        Aspect::Period => ("cited-period-differs", "cited-period-varies"),
    }
}

fn against(corpus: &Corpus, aspect: &AspectVariants, variant: &Variant, findings: &mut Vec<Finding>) {
    let Some(verified) = &aspect.verified else { return };
    let mut last = None;
    for line in variant.lines.iter().filter(|line| is_linked(corpus, line)) {
        if last == Some(line.passage.document) {
            continue;
        }
        last = Some(line.passage.document);
        // With a decision the editor has seen it.
        let severity = if line.decided || variant.mild { Severity::Info } else { Severity::Warning };
        let problem = Diagnostic { severity, ..Diagnostic::warning(codes(aspect.aspect).0) }
            .with("written", variant.text.clone())
            .with("right", verified.text.clone())
            .with("source", source(verified));
        findings.push(at(corpus, line, problem));
    }
}

fn varies(corpus: &Corpus, dossier: &Dossier, aspect: &AspectVariants, variant: &Variant) -> Option<Finding> {
    let line = variant.lines.iter().find(|line| dossier.suspected || is_linked(corpus, line))?;
    let others: Vec<String> = aspect
        .variants
        .iter()
        .filter(|other| !std::ptr::eq(*other, variant))
        .take(MOST_NAMED)
        .map(|other| format!("“{}” ({})", other.text, other.lines.len()))
        .collect();
    let (code, severity) = match (dossier.suspected, variant.mild || aspect.variants.iter().all(|variant| variant.mild))
    {
        (true, _) => ("cited-date-suspect", Severity::Info),
        (false, true) => (codes(aspect.aspect).1, Severity::Info),
        (false, false) => (codes(aspect.aspect).1, Severity::Warning),
    };
    let problem = Diagnostic { severity, ..Diagnostic::warning(code) }
        .with("written", variant.text.clone())
        .with("others", others.join(", "));
    Some(at(corpus, line, problem))
}

fn source(verified: &Verified) -> String {
    if verified.row { format!("works.yaml: {}", verified.source) } else { verified.source.clone() }
}

/// A citation that its date keeps unlinked is reported where it was decided.
fn is_linked(corpus: &Corpus, line: &VariantPlace) -> bool {
    let passage = line.passage;
    matches!(corpus.documents[passage.document].citations[passage.citation].resolution, Resolution::Work(_, _))
}

fn at(corpus: &Corpus, line: &VariantPlace, problem: Diagnostic) -> Finding {
    let document = &corpus.documents[line.passage.document];
    let citation = &document.citations[line.passage.citation].citation;
    let problem = problem.with("text", citation.words());
    Finding::new(problem.placed(Some(quote(&document.path, citation))), document.path.clone(), citation.span)
}
