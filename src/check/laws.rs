//! C07 for laws: a document that relies on a law which another has replaced, as the registry of laws knows.
//!
//! In: one document of the corpus, the registry, the day of the site's data. Out: findings.

use super::citations::{DocumentFindings, name};
use super::policy::Policy;
use crate::content::front_matter::{Relation, Status};
use crate::content::registry::{LawEnd, Laws, Registries};
use crate::corpus::{Corpus, Resolution, ResolvedCitation, Work, WorkIndex};
use crate::diagnostic::{Diagnostic, Severity};
use crate::text::date::WorkDate;
use jiff::civil::Date;
use std::collections::BTreeSet;

/// Laws that one message names.
const NAMED: usize = 4;

/// Both findings. A law that had ended when the document was issued is a slip, and is reported where it is cited. One
/// that ended since is no mistake: the document may need a revision, which is reported once, and only on request.
pub(super) fn check(
    found: &mut DocumentFindings<'_>,
    corpus: &Corpus,
    registries: &Registries,
    day: Option<Date>,
    policy: &Policy<'_>,
) {
    let held = found.held;
    let Some(own) = held.front_matter.date.as_ref().map(|date| date.value) else { return };
    let ended = matches!(held.front_matter.status, Status::Expired | Status::Withdrawn);
    let since = day.filter(|_| !ended && policy.wants("cited-law-replaced-since", Severity::Info));
    let mut seen: BTreeSet<WorkIndex> = BTreeSet::new();
    let mut replaced_since = Vec::new();
    for resolved in &held.citations {
        let Resolution::Work(index, _) = resolved.resolution else { continue };
        if !relies(resolved) || seen.contains(&index) {
            continue;
        }
        let work = &corpus.works[index];
        if let Some(end) = end_of(&registries.laws, work, own) {
            seen.insert(index);
            let problem = Diagnostic::warning("cited-law-replaced").with("law", name(work));
            found.at(&resolved.citation, problem.with("by", end.name()).with("date", day_of(&end)));
        } else if let Some(end) = since.and_then(|day| end_of(&registries.laws, work, day)) {
            seen.insert(index);
            replaced_since.push(format!("{} → {} ({})", name(work), end.name(), day_of(&end)));
        }
    }
    if let Some(day) = since.filter(|_| !replaced_since.is_empty()) {
        let laws = replaced_since[..replaced_since.len().min(NAMED)].join("; ");
        let problem = Diagnostic::warning("cited-law-replaced-since")
            .with("laws", laws)
            .with("count", replaced_since.len().to_string())
            .with("day", WorkDate::Day(day).vietnamese());
        found.of_document(problem);
    }
}

/// Whether the document rests on the work, and does not merely speak of it.
fn relies(resolved: &ResolvedCitation) -> bool {
    matches!(resolved.citation.relation.0, Relation::Basis | Relation::Implements | Relation::Guides)
}

fn end_of(laws: &Laws, work: &Work, day: Date) -> Option<LawEnd> {
    laws.end_of(work.kind.as_deref()?, work.number.as_ref()?, day)
}

fn day_of(end: &LawEnd) -> String {
    WorkDate::Day(end.from).vietnamese()
}
