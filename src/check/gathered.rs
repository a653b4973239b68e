//! Findings while they are gathered. A build prints a few of each kind, and a large site has a million alike: where no
//! more are wanted, those beyond the first are counted and not kept.
//!
//! In: findings of documents, some documents at a time. Out: those that are kept, and how many there are of the others.

use super::policy::Policy;
use crate::corpus::{Corpus, Finding};
use crate::diagnostic::Severity;
use std::collections::{BTreeMap, HashSet};

/// Findings with one code that are kept: as many as are printed of all.
pub const FIRST: usize = 10;

/// How many warnings with a code are not kept.
pub type MoreFindings = BTreeMap<&'static str, usize>;

/// What was found so far.
pub(super) struct Gathered<'a> {
    policy: &'a Policy<'a>,
    /// Documents that silence findings: the policy must see each finding there.
    silencing: HashSet<&'a str>,
    /// Findings that are alike, by code. Later ones may stand before these in the files.
    alike: BTreeMap<&'static str, Vec<Finding>>,
    findings: Vec<Finding>,
    more: MoreFindings,
}

impl<'a> Gathered<'a> {
    pub fn new(corpus: &'a Corpus, policy: &'a Policy<'a>) -> Self {
        let silencing = corpus.documents.iter().filter(|document| !document.front_matter.rules.is_empty());
        Self {
            policy,
            silencing: silencing.map(|document| &*document.path).collect(),
            alike: BTreeMap::new(),
            findings: Vec::new(),
            more: MoreFindings::new(),
        }
    }

    /// Adds what was found.
    pub fn add(&mut self, found: Vec<Finding>) {
        if !self.policy.is_brief() {
            self.findings.extend(found);
            return;
        }
        for finding in found {
            let problem = &finding.diagnostic;
            let is_judged = problem.severity != Severity::Warning
                || self.policy.has_setting(problem.code)
                || self.silencing.contains(&*finding.path);
            if is_judged {
                self.findings.push(finding);
                continue;
            }
            let alike = self.alike.entry(problem.code).or_default();
            alike.push(finding);
            if alike.len() == 2 * FIRST {
                *self.more.entry(alike[0].diagnostic.code).or_default() += shorten(alike);
            }
        }
    }

    /// All that is kept.
    pub fn finish(mut self) -> (Vec<Finding>, MoreFindings) {
        for (code, mut alike) in self.alike {
            let more = shorten(&mut alike);
            if more > 0 {
                *self.more.entry(code).or_default() += more;
            }
            self.findings.extend(alike);
        }
        (self.findings, self.more)
    }
}

/// Keeps those that stand first. How many go.
fn shorten(alike: &mut Vec<Finding>) -> usize {
    alike.sort_by(|one, other| (&one.path, one.span.start).cmp(&(&other.path, other.span.start)));
    let more = alike.len().saturating_sub(FIRST);
    alike.truncate(FIRST);
    more
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Diagnostic;
    use crate::source::Span;

    #[test]
    fn the_first_are_kept_and_the_others_counted_whatever_comes_first() {
        let corpus = Corpus::default();
        let finding = |at: usize| Finding::new(Diagnostic::warning("cited-date-later"), "a.md", Span::new(at, at + 1));
        let error = || Finding::new(Diagnostic::error("cited-date-later"), "a.md", Span::new(0, 1));
        for brief in [false, true] {
            let policy = Policy::new(&[], false).brief(brief);
            let mut gathered = Gathered::new(&corpus, &policy);
            gathered.add((50..100).map(finding).chain([error()]).collect());
            gathered.add((0..50).map(finding).chain([error()]).collect());
            let (kept, more) = gathered.finish();
            let warnings: Vec<usize> = kept
                .iter()
                .filter(|finding| finding.diagnostic.severity == Severity::Warning)
                .map(|finding| finding.span.start)
                .collect();
            if brief {
                assert_eq!(warnings, (0..FIRST).collect::<Vec<_>>());
                assert_eq!(more, BTreeMap::from([("cited-date-later", 90)]));
            } else {
                assert_eq!((warnings.len(), more.len()), (100, 0));
            }
            assert_eq!(kept.len() - warnings.len(), 2, "an error is never left out");
        }
    }
}
