//! The one place where what follows from documents is worked out: who is who, which pages exist, what is wrong. The
//! same for a build and for the preview.
//!
//! In: documents with their citations, what stands beside them. Out: [`Assembled`].

use super::base::Base;
use super::findings::{place, quote_addresses};
use super::kept::StoredMeanings;
use super::linking::{self, Linked};
use super::sorted;
use crate::check::{self, Dossier, MoreFindings, Silenced};
use crate::corpus::former::KnownAddress;
use crate::corpus::{self, CitedDocument, Corpus, MeaningKeeper};
use crate::diagnostic::{Diagnostic, Severity};
use crate::site::Site;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A site put together from documents: who is who, which pages there are, what is wrong.
pub(super) struct Assembled {
    pub corpus: Corpus,
    pub site: Site,
    pub checked: CheckedSite,
}

/// What was found when a site was put together.
#[derive(Debug)]
pub struct CheckedSite {
    /// All problems, in source order.
    pub diagnostics: Vec<Diagnostic>,
    /// Warnings that are like others and are only counted; none without [`BuildOptions::brief`](super::BuildOptions::brief).
    pub more: MoreFindings,
    /// Works that texts cite inconsistently; none without [`BuildOptions::infos`](super::BuildOptions::infos).
    pub dossiers: Vec<Dossier>,
    /// Findings that editors have silenced.
    pub silenced: Vec<Silenced>,
    /// Addresses that must answer for ever.
    pub permanent: BTreeMap<String, KnownAddress>,
    /// How many of them the ledger does not have yet.
    pub new_addresses: usize,
    /// How many documents were read anew; of the others it was known what they say.
    pub documents_read: usize,
    /// How many drafts are left out.
    pub drafts: usize,
}

impl CheckedSite {
    /// Whether something forbids publishing.
    pub fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(|problem| problem.severity == Severity::Error)
    }
}

/// Makes corpus, checks and plan of `documents`. `reused`: paths of the documents that share passages; `diagnostics`:
/// what was found so far; `followed`: documents will be read anew into the corpus.
pub(super) fn assemble(
    base: &Base,
    documents: Vec<CitedDocument>,
    reused: &BTreeSet<Arc<str>>,
    mut diagnostics: Vec<Diagnostic>,
    followed: bool,
) -> Assembled {
    let registries = &*base.registries;
    let some_are_broken = diagnostics.iter().any(is_of_broken_document);
    let policy = base.policy();
    let read = documents.len();
    let stored = StoredMeanings(&base.store);
    // Of a text with an error nothing may stay.
    let is_kept = base.store.is_kept() && !diagnostics.iter().any(|problem| problem.severity == Severity::Error);
    if !is_kept {
        stored.forget();
    }
    let keeper: &dyn MeaningKeeper = &stored;
    let input = corpus::CorpusInput {
        documents,
        registries,
        ledger: &base.ledger,
        today: base.options.clock,
        data_as_of: base.config.data_as_of,
        followed,
        keeper: (is_kept && !followed).then_some(keeper),
    };
    let (corpus, mut findings) = corpus::build(input);
    if some_are_broken {
        // An id may be that of a document which could not be read: that was said, and mending it may be all there is to
        // do.
        findings.retain(|finding| !names_a_document(&finding.diagnostic));
    }
    place(&base.root, findings, &mut diagnostics);
    let (checked, mut planned) =
        rayon::join(|| check::run(&corpus, registries, &policy), || base.plan(&corpus, reused));
    place(&base.root, checked.findings, &mut diagnostics);
    // A document that could not be read has no page; its address is not lost, its file is broken, and that was said.
    let broken = diagnostics.iter().any(|problem| problem.severity == Severity::Error);
    if broken {
        planned.diagnostics.retain(|problem| !["address-lost", "file-lost", "address-taken"].contains(&problem.code));
    }
    quote_addresses(&base.root, &mut planned.diagnostics);
    diagnostics.extend(planned.diagnostics);
    let some_are_missing = some_are_broken || corpus.documents.len() < read;
    let linked = Linked { base, corpus: &corpus, site: &planned.site, some_are_missing };
    place(&base.root, linking::check(&linked), &mut diagnostics);
    let mut judged = policy.judge(sorted(diagnostics), &corpus);
    place(&base.root, judged.findings, &mut judged.diagnostics);
    let checked = CheckedSite {
        dossiers: check::with_silenced(checked.dossiers, &judged.silenced, &corpus),
        silenced: judged.silenced,
        more: checked.more,
        diagnostics: sorted(judged.diagnostics),
        new_addresses: if base.config.online { planned.permanent.len() - base.written_addresses } else { 0 },
        permanent: planned.permanent,
        documents_read: 0,
        drafts: 0,
    };
    Assembled { corpus, site: planned.site, checked }
}

fn is_of_broken_document(problem: &Diagnostic) -> bool {
    problem.severity == Severity::Error && problem.place.as_ref().is_some_and(|place| place.file.ends_with(".md"))
}

/// A reference to what no row of `works.yaml` has, in the form of a document's id.
fn names_a_document(problem: &Diagnostic) -> bool {
    let id = |(name, value): &(&str, String)| *name == "reference" && value.contains('/');
    problem.code == "reference-unknown" && problem.arguments.iter().any(id)
}
