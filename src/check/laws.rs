//! C07 for laws: a document that relies on a law which another has replaced, as the registry of laws knows.
//!
//! In: one document of the corpus, the registry, the day of the site's data. Out: findings.

use super::citations::{DocumentFindings, name};
use super::policy::Policy;
use crate::content::front_matter::{Relation, Status};
use crate::content::registry::laws::{Evidence, LawRow, law_key};
use crate::content::registry::{Laws, Registries};
use crate::corpus::{Corpus, Resolution, ResolvedCitation, Work, WorkIndex};
use crate::diagnostic::{Diagnostic, Severity};
use crate::text::date::WorkDate;
use jiff::civil::Date;
use std::collections::BTreeSet;

/// Laws that one message names.
const NAMED: usize = 4;

/// The last day of which the site's data speaks: the newest `published` or `updated`, else the newest
/// date of issue. No clock.
pub(super) fn data_day(corpus: &Corpus) -> Option<Date> {
    let all = || corpus.documents.iter().map(|document| &document.front_matter);
    let published = all().filter_map(|one| one.updated.into_iter().chain(one.published).max()).max();
    published.or_else(|| all().filter_map(|one| Some(one.date.as_ref()?.value)).max())
}

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
            found.at(&resolved.citation, problem.with("by", end.by()).with("date", end.day()));
        } else if let Some(end) = since.and_then(|day| end_of(&registries.laws, work, day)) {
            seen.insert(index);
            replaced_since.push(format!("{} → {} ({})", name(work), end.by(), end.day()));
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

/// The end of a law.
struct LawEnd<'a> {
    from: Date,
    by: &'a LawRow,
}

impl LawEnd<'_> {
    fn by(&self) -> String {
        match &self.by.number {
            Some(number) => format!("{} số {number}", self.by.name),
            None => self.by.name.clone(),
        }
    }

    fn day(&self) -> String {
        WorkDate::Day(self.from).vietnamese()
    }
}

/// The checked instrument that had taken a law's place by `day`, and when the law ended.
fn end_of<'a>(laws: &'a Laws, work: &Work, day: Date) -> Option<LawEnd<'a>> {
    let row = laws.numbered(work.kind.as_deref()?, work.number.as_ref()?)?;
    let issued = row.issued?;
    let newer = laws.named(&law_key(&row.name)).iter().filter(|other| other.issued.is_some_and(|other| other > issued));
    let known = newer.chain(laws.successor(row)).filter(|other| other.evidence >= Evidence::Date);
    let in_force = known.filter(|other| other.effective.is_some_and(|from| from <= day));
    let all: Vec<&LawRow> = in_force.map(|other| &**other).collect();
    let from = all.iter().filter_map(|other| other.effective).min()?;
    let by = all.into_iter().max_by_key(|other| (other.effective, other.issued))?;
    Some(LawEnd { from, by })
}
