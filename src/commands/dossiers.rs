//! Prints works that are cited inconsistently: per work and aspect the variants with the lines that carry them.

use super::report::Reporter;
use crate::catalogue;
use crate::check::{AspectVariants, Dossier, Variant, VariantPlace};
use crate::citation::Citation;
use crate::corpus::{Corpus, quote};
use crate::diagnostic::print;

/// Works listed; the report has them all.
const MOST_DOSSIERS: usize = 50;
/// Places listed for one variant.
const MOST_LINES: usize = 3;

/// Prints all dossiers that are not silenced as a whole.
pub(super) fn print(reporter: &Reporter, corpus: &Corpus, dossiers: &[Dossier]) {
    let open: Vec<&Dossier> = dossiers.iter().filter(|dossier| !dossier.is_silenced()).collect();
    if open.is_empty() {
        return;
    }
    let teller = Teller { reporter, corpus };
    reporter.say("check-dossiers", &[("count", &open.len().to_string())]);
    open.iter().take(MOST_DOSSIERS).for_each(|dossier| teller.dossier(dossier));
    if open.len() > MOST_DOSSIERS {
        reporter.say("check-dossiers-more", &[("count", &(open.len() - MOST_DOSSIERS).to_string())]);
    }
}

/// Scalar values shown before and after a citation.
const AROUND: (usize, usize) = (60, 90);

/// The citation with the words around it.
fn excerpt(citation: &Citation) -> String {
    let (before, after) =
        (&citation.sentence[..citation.in_sentence.start()], &citation.sentence[citation.in_sentence.end()..]);
    let from = before.char_indices().rev().nth(AROUND.0).map_or(0, |(at, _)| at);
    let from = before[from..].find(' ').filter(|_| from > 0).map_or(from, |space| from + space + 1);
    let to = after.char_indices().nth(AROUND.1).map_or(after.len(), |(at, _)| at);
    let to = after[..to].rfind(' ').filter(|_| to < after.len()).unwrap_or(to);
    let (lead, tail) = (if from > 0 { "… " } else { "" }, if to < after.len() { " …" } else { "" });
    format!("{lead}{}{}{}{tail}", &before[from..], &citation.sentence[citation.in_sentence.range()], &after[..to])
}

struct Teller<'a> {
    reporter: &'a Reporter,
    corpus: &'a Corpus,
}

impl Teller<'_> {
    fn text(&self, key: &'static str, arguments: &[(&str, &str)]) -> String {
        catalogue::fill(catalogue::text(self.reporter.language(), key), arguments)
    }

    fn put(&self, indent: usize, line: &str) {
        self.reporter.result(&format!("{}{}", " ".repeat(indent), print::plain(line)));
    }

    fn dossier(&self, dossier: &Dossier) {
        self.put(2, &dossier.name(self.corpus));
        if dossier.suspected {
            self.put(4, &self.text("page-check-suspected", &[]));
        }
        dossier.aspects.iter().for_each(|aspect| self.aspect(aspect));
    }

    fn aspect(&self, aspect: &AspectVariants) {
        let name = self.text(aspect.aspect.key(), &[]);
        let source = match &aspect.verified {
            Some(verified) => {
                let key = if verified.row { "page-check-verified-row" } else { "page-check-verified-held" };
                self.text(key, &[("source", &verified.source), ("text", &verified.text)])
            }
            None => self.text("page-check-verified-none", &[]),
        };
        self.put(4, &format!("{name}. {source}"));
        aspect.variants.iter().for_each(|variant| self.variant(variant));
    }

    fn variant(&self, variant: &Variant) {
        let mut facts = vec![self.text(variant.state_key(), &[])];
        if variant.by_symbol {
            facts.push(self.text("page-check-by-symbol", &[]));
        } else {
            facts.push(self.text("page-check-places", &[("n", &variant.lines.len().to_string())]));
        }
        self.put(6, &format!("“{}” – {}", variant.text, facts.join(", ")));
        variant.lines.iter().take(MOST_LINES).for_each(|line| self.line(line));
        if variant.lines.len() > MOST_LINES {
            let more = (variant.lines.len() - MOST_LINES).to_string();
            self.put(8, &self.text("check-places-more", &[("count", &more)]));
        }
    }

    fn line(&self, line: &VariantPlace) {
        let document = &self.corpus.documents[line.passage.document];
        let place = quote(&document.path, &document.citations[line.passage.citation].citation);
        let mut remarks = Vec::new();
        remarks.extend(line.decided.then(|| self.text("page-check-decided", &[])));
        remarks.extend(line.silenced.as_ref().map(|reason| self.text("page-check-reason", &[("reason", reason)])));
        let remark = if remarks.is_empty() { String::new() } else { format!(" ({})", remarks.join("; ")) };
        self.put(8, &format!("{}{remark}", print::place_text(&place)));
        self.put(10, &excerpt(&document.citations[line.passage.citation].citation));
    }
}
