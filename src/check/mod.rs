//! Checks one document's text and the corpus against the rules, and gathers dossiers of works that texts cite
//! inconsistently. [`crate::catalogue::rules`] has the list of rules. This room knows nothing of HTML or disk.
//!
//! In: a parsed document ([`lint()`]), the [`Corpus`] ([`run`]), what editors silence ([`Policy`]). Out: problems, and
//! [`Dossier`]s for the editors' report.
//!
//! ## How rules work
//!
//! `catalogue/rules.tsv` is the table of rules: id, levels, the codes of the problems that each one reports, why,
//! source. A problem knows its code alone; what prints, groups or silences it asks the table. `check::lint` looks at
//! a document's text while the finder has it in memory; `check::run` looks at the corpus: `component` joins the works
//! that may be one, `variants` gathers what texts say of them, `verdict` makes findings of it. Titles are read from a
//! citation's sentence when they are compared, never kept. `check::Policy` has the last word over all problems of a
//! run: settings of `congbao.yaml` and silencings of front matter reach warnings and notes, never errors. Notes
//! (`Severity::Info`) are looked for only when `congbao check` asks. The editors' report is a template like any other
//! page, but no page of the site.

mod both;
mod citations;
mod closing;
mod component;
mod contrast;
mod gathered;
mod laws;
mod lint;
mod numbering;
mod policy;
mod spelling;
mod titles;
mod variants;
mod verdict;
mod written;

pub use contrast::contrast;
pub use gathered::{FIRST, MoreFindings};
pub use lint::{LintedText, is_wanted, lint};
pub use policy::{Policy, Silenced};
pub use variants::{AspectVariants, Dossier, Variant, VariantPlace};

use crate::catalogue::rules;
use crate::citation::Citation;
use crate::content::registry::Registries;
use crate::corpus::{Corpus, DocumentIndex, Finding};
use gathered::Gathered;
use jiff::civil::Date;
use rayon::prelude::*;
use std::collections::BTreeMap;

/// What the rules over the corpus found.
#[derive(Debug, Default)]
pub struct Checked {
    /// Problems.
    pub findings: Vec<Finding>,
    /// Warnings that are like others and are only counted, where that is enough ([`Policy::brief`]).
    pub more: MoreFindings,
    /// Works cited inconsistently, by address; none where they are not asked for ([`Policy::keeps_dossiers`]).
    pub dossiers: Vec<Dossier>,
}

/// The title that a text gives the work right after citing it, as written; `next` is the citation after it.
pub fn title_as_written(citation: &Citation, next: Option<&Citation>) -> Option<String> {
    written::after(citation, next).title.map(|title| title.text)
}

/// Documents checked at a time.
const TOGETHER: usize = 1024;

/// Checks the corpus. Linear in its citations; memory grows with what is found.
pub fn run(corpus: &Corpus, registries: &Registries, policy: &Policy<'_>) -> Checked {
    let mut gathered = Gathered::new(corpus, policy);
    let mut dossiers = Vec::new();
    if policy.keeps_dossiers() {
        dossiers = variants::dossiers(corpus, registries);
        gathered.add(dossiers.par_iter().flat_map_iter(|dossier| verdict::findings(corpus, dossier)).collect());
    } else {
        let found = variants::each_dossier(corpus, registries, |dossier| verdict::findings(corpus, &dossier));
        gathered.add(found.into_iter().flatten().collect());
    }
    let ends = ends(corpus, registries);
    let of_document = |index| document(corpus, registries, &ends, index, policy);
    // Some at a time: of many that are alike a few are kept.
    for first in (0..corpus.documents.len()).step_by(TOGETHER) {
        let documents = first..corpus.documents.len().min(first + TOGETHER);
        gathered.add(documents.into_par_iter().flat_map_iter(of_document).collect());
    }
    let (findings, more) = gathered.finish();
    Checked { findings, more, dossiers }
}

/// When works ended, as far as the corpus knows, of which day the site's data speak, and whose abbreviations are.
#[derive(Debug, Default)]
pub struct Ends {
    works: citations::EndedWorks,
    data_day: Option<Date>,
    owners: citations::CodeOwners,
    both: both::BothInForce,
}

/// Gathers the ends of all works.
pub fn ends(corpus: &Corpus, registries: &Registries) -> Ends {
    Ends {
        works: citations::ended(corpus),
        data_day: corpus.data_day(),
        owners: citations::code_owners(registries),
        both: both::both_in_force(corpus),
    }
}

/// Checks one document: what a look at it and at the works that it cites can tell.
pub fn document(
    corpus: &Corpus,
    registries: &Registries,
    ends: &Ends,
    index: DocumentIndex,
    policy: &Policy<'_>,
) -> Vec<Finding> {
    let mut found = citations::check(corpus, registries, ends, index, policy);
    found.extend(closing::check(&corpus.documents[index], registries, policy));
    found.extend(both::check(corpus, &ends.both, index));
    found
}

/// The dossiers with the reasons of editors at the lines that they silenced.
pub fn with_silenced(mut dossiers: Vec<Dossier>, silenced: &[Silenced], corpus: &Corpus) -> Vec<Dossier> {
    let reasons: BTreeMap<(&str, u32, u32), &str> = silenced
        .iter()
        .filter(|silenced| DOSSIER_RULES.contains(&rules::of_code(silenced.diagnostic.code).map_or("", |rule| rule.id)))
        .filter_map(|silenced| {
            let place = silenced.diagnostic.place.as_ref()?;
            Some(((&*place.file, place.line, place.column), silenced.reason.as_str()))
        })
        .collect();
    let lines = dossiers.iter_mut().flat_map(|dossier| &mut dossier.aspects).flat_map(|aspect| &mut aspect.variants);
    for line in lines.flat_map(|variant| &mut variant.lines) {
        let document = &corpus.documents[line.passage.document];
        let at = document.citations[line.passage.citation].citation.at;
        line.silenced = reasons.get(&(&*document.path, at.line, at.column)).map(|reason| (*reason).to_owned());
    }
    dossiers
}

/// Rules whose findings a dossier shows.
pub const DOSSIER_RULES: [&str; 2] = ["C01", "M03"];
