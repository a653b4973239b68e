//! Documents with their citations and all else that a site is made of → who is who, which pages exist, what is wrong. The
//! same for a build and for the preview.

use super::{Options, is_of_broken_document, names_a_document, place, quoting, sorted};
use crate::check::{self, Dossier, Policy, Silenced};
use crate::content::config::Config;
use crate::content::registry::Registries;
use crate::corpus::former::KnownAddress;
use crate::corpus::{self, CitedDocument, Corpus};
use crate::diagnostic::{Diagnostic, Severity};
use crate::site::Site;
use crate::site::plan::{self, plan};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

/// What a site is made of besides its documents.
pub(super) struct Parts<'a> {
    pub root: &'a Path,
    pub options: &'a Options,
    pub config: &'a Config,
    pub registries: &'a Registries,
    pub ledger: &'a [KnownAddress],
    /// Addresses of the site theme's files.
    pub assets: &'a [String],
}

/// What comes of it.
pub(super) struct Assembled {
    pub corpus: Corpus,
    pub site: Site,
    pub permanent: BTreeMap<String, KnownAddress>,
    /// All problems, in source order.
    pub diagnostics: Vec<Diagnostic>,
    pub dossiers: Vec<Dossier>,
    pub silenced: Vec<Silenced>,
}

/// See the module. `reused`: paths of the documents that share passages; `diagnostics`: what was found so far; `followed`: documents
/// will be read anew into the corpus.
pub(super) fn assemble(
    parts: &Parts<'_>,
    (documents, reused): (Vec<CitedDocument>, &BTreeSet<Arc<str>>),
    mut diagnostics: Vec<Diagnostic>,
    followed: bool,
) -> Assembled {
    let registries = parts.registries;
    let some_are_broken = diagnostics.iter().any(is_of_broken_document);
    let policy = Policy::new(&parts.config.rules, parts.options.infos);
    let input =
        corpus::CorpusInput { documents, registries, ledger: parts.ledger, today: parts.options.clock, followed };
    let (corpus, mut findings) = corpus::build(input);
    if some_are_broken {
        // An id may be that of a document which could not be read: that was said, and mending it may be all there is to do.
        findings.retain(|finding| !names_a_document(&finding.diagnostic));
    }
    place(parts.root, findings, &mut diagnostics);
    let checked = check::run(&corpus, registries, &policy);
    place(parts.root, checked.findings, &mut diagnostics);
    // A document that could not be read has no page; its address is not lost, its file is broken, and that was said.
    let broken = diagnostics.iter().any(|problem| problem.severity == Severity::Error);
    let mut planned = plan(&plan::Input {
        corpus: &corpus,
        registries,
        config: parts.config,
        ledger: parts.ledger,
        assets: parts.assets,
        reused,
    });
    if broken {
        planned.diagnostics.retain(|problem| problem.code != "address-lost");
    }
    quoting::quote_addresses(parts.root, &mut planned.diagnostics);
    diagnostics.extend(planned.diagnostics);
    let mut judged = policy.judge(sorted(diagnostics), &corpus);
    place(parts.root, judged.findings, &mut judged.diagnostics);
    Assembled {
        dossiers: check::with_silenced(checked.dossiers, &judged.silenced, &corpus),
        silenced: judged.silenced,
        site: planned.site,
        permanent: planned.permanent,
        diagnostics: sorted(judged.diagnostics),
        corpus,
    }
}
