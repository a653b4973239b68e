//! Rules over the facts of one document: what closes it (recipients, signer), and whether its issuer existed.
//!
//! In: a held document. Out: [`Finding`]s.

use super::policy::Policy;
use crate::content::registry::{Regime, Registries, regime};
use crate::corpus::{Finding, HeldDocument};
use crate::diagnostic::{Diagnostic, Severity};
use crate::text::date::WorkDate;

/// The regime of a normative document, by its day and issuer: its number carries the year.
pub(super) fn regime_of(held: &HeldDocument, registries: &Registries) -> Option<&'static Regime> {
    let front_matter = &held.front_matter;
    front_matter.number.as_ref()?.value.own_year()?;
    let issuer = registries.issuers.get(&front_matter.issuer.value)?;
    regime(&front_matter.kind.value, issuer, front_matter.date.as_ref()?.value)
}

/// S03 and M04.
pub(super) fn check(held: &HeldDocument, registries: &Registries, policy: &Policy<'_>) -> Vec<Finding> {
    let front_matter = &held.front_matter;
    let mut findings = Vec::new();
    let mut missing = Vec::new();
    missing.extend(front_matter.recipients.is_empty().then_some("recipients"));
    missing.extend(front_matter.archive.is_none().then_some("archive"));
    missing.extend(front_matter.signer.is_none().then_some("signer"));
    let adopts = regime_of(held, registries).is_some_and(|regime| regime.adopted);
    missing.extend((adopts && front_matter.adopted.is_none()).then_some("adopted"));
    if !missing.is_empty() && policy.wants("closing-incomplete", Severity::Info) {
        let problem = Diagnostic::info("closing-incomplete").with("keys", missing.join(", "));
        findings.push(Finding::new(problem, held.path.clone(), front_matter.kind.span));
    }
    if let (Some(date), Some(issuer)) = (&front_matter.date, registries.issuers.get(&front_matter.issuer.value)) {
        let early = issuer.valid_from.filter(|from| date.value < *from);
        let late = issuer.valid_to.filter(|to| date.value > *to);
        if let Some(bound) = early.or(late) {
            let problem = Diagnostic::warning("issuer-outside-dates")
                .with("text", front_matter.issuer.value.clone())
                .with("date", WorkDate::Day(date.value).vietnamese())
                .with("bound", WorkDate::Day(bound).vietnamese());
            findings.push(Finding::new(problem, held.path.clone(), front_matter.issuer.span));
        }
    }
    findings
}
