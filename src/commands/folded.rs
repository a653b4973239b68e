//! Which problems of a site are printed each by itself: a large one has a million warnings, of which a few are read.
//!
//! In: all problems, in source order. Out: [`FoldedProblems`], some to print in the same order and how many there are of
//! the others, by kind.

use crate::catalogue::{self, Language, rules};
use crate::check::{self, MoreFindings};
use crate::diagnostic::{Diagnostic, Severity};
use std::collections::{BTreeMap, BTreeSet};

/// Problems of one kind that `check` prints each by itself, and errors of one kind that `build` does.
const MOST_ALIKE: usize = 10;
/// Problems that `build` prints each by itself, unless there are more errors.
const WORST: usize = 10;
/// Warnings of one kind among them, where there are others.
const EXAMPLES: usize = 3;
const _: () = assert!(check::FIRST >= WORST, "as many of a kind are kept as may be printed");

/// Kinds of warnings, the worst first: what may not leave the office; what breaks a promise; what is said of a document;
/// what keeps a citation from being a link; the rest. Beginnings of codes, or of rules; the empty word is all others.
const WORST_FIRST: [&str; 20] = [
    "attachment-secrecy",
    "attachment-personal-data",
    "personal-data",
    "attachment-",
    "online-",
    "ledger-",
    "address-",
    "M",
    "",
    "C05",
    "C01",
    "C07",
    "C04",
    "A",
    "S",
    "C",
    "T",
    "published-missing",
    "more-of-the-same",
    "front-matter-todo",
];

/// The problems of a site as they are said.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct FoldedProblems {
    /// Those that are printed.
    pub shown: Vec<Diagnostic>,
    /// The others: how grave, their code, how many; the worst first.
    pub more: Vec<(Severity, (&'static str, usize))>,
}

impl FoldedProblems {
    /// All of them, each by itself.
    pub fn whole(problems: Vec<Diagnostic>) -> Self {
        Self { shown: problems, more: Vec::new() }
    }

    /// None of them: all are counted.
    pub fn counted(problems: Vec<Diagnostic>) -> Self {
        Self::of_those(problems, &MoreFindings::new(), |_, _| false)
    }

    /// All errors, and of warnings with one code only the first [`MOST_ALIKE`].
    pub fn of(problems: Vec<Diagnostic>) -> Self {
        let mut alike: BTreeMap<&'static str, usize> = BTreeMap::new();
        Self::of_those(problems, &MoreFindings::new(), |_, problem| {
            let count = alike.entry(problem.code).or_default();
            *count += usize::from(problem.severity == Severity::Warning);
            *count <= MOST_ALIKE || problem.severity != Severity::Warning
        })
    }

    /// Errors, the first [`MOST_ALIKE`] of a kind; then the worst warnings until there are [`WORST`] problems: first
    /// some examples of each kind.
    ///
    /// `uncounted`: how many more warnings of each kind were found; `problems` has the first ten of such a kind.
    pub fn worst(problems: Vec<Diagnostic>, uncounted: &MoreFindings) -> Self {
        let mut by_code: BTreeMap<(Severity, &'static str), Vec<usize>> = BTreeMap::new();
        for (at, problem) in problems.iter().enumerate() {
            by_code.entry((problem.severity, problem.code)).or_default().push(at);
        }
        // How grave a code is, is asked once of each: there may be a million problems.
        let by_kind: BTreeMap<(Severity, usize, &'static str), Vec<usize>> =
            by_code.into_iter().map(|((severity, code), places)| ((severity, gravity(code), code), places)).collect();
        let of = |severity| by_kind.iter().filter(move |((found, ..), _)| *found == severity).map(|(_, places)| places);
        let mut chosen: BTreeSet<usize> =
            of(Severity::Error).flat_map(|places| places.iter().take(MOST_ALIKE).copied()).collect();
        let examples = of(Severity::Warning).flat_map(|places| places.iter().take(EXAMPLES));
        let rest = of(Severity::Warning).flat_map(|places| places.iter().skip(EXAMPLES));
        let room = WORST.saturating_sub(chosen.len());
        chosen.extend(examples.chain(rest).take(room));
        Self::of_those(problems, uncounted, |at, _| chosen.contains(&at))
    }

    fn of_those(
        problems: Vec<Diagnostic>,
        uncounted: &MoreFindings,
        mut is_shown: impl FnMut(usize, &Diagnostic) -> bool,
    ) -> Self {
        let mut counts: BTreeMap<(Severity, &'static str), usize> =
            uncounted.iter().map(|(code, count)| ((Severity::Warning, *code), *count)).collect();
        let (mut shown, mut rest) = (Vec::new(), Vec::new());
        for (at, problem) in problems.into_iter().enumerate() {
            if is_shown(at, &problem) {
                shown.push(problem);
            } else {
                *counts.entry((problem.severity, problem.code)).or_default() += 1;
                rest.push(problem);
            }
        }
        // A million are given back to the system one by one: beside what comes next.
        rayon::spawn(move || drop(rest));
        let mut more: Vec<_> = counts.into_iter().map(|((severity, code), count)| (severity, (code, count))).collect();
        more.sort_by_key(|(severity, (code, _))| (*severity, gravity(code), *code));
        Self { shown, more }
    }

    /// Without those that the next run would not find: what was published is what stands there now.
    pub fn lasting(&self) -> Self {
        let lasts = |code: &str| code != "published-text-edited";
        Self {
            shown: self.shown.iter().filter(|problem| lasts(problem.code)).cloned().collect(),
            more: self.more.iter().filter(|(_, (code, _))| lasts(code)).copied().collect(),
        }
    }

    /// There is none.
    pub fn is_empty(&self) -> bool {
        self.shown.is_empty()
    }

    /// How many there are of this severity.
    pub fn count(&self, severity: Severity) -> usize {
        let shown = self.shown.iter().filter(|problem| problem.severity == severity).count();
        let more = self.more.iter().filter(|(found, _)| *found == severity);
        shown + more.map(|(_, (_, count))| count).sum::<usize>()
    }

    /// The lines that count what is not printed by itself, a kind a line; none where all is.
    pub fn lines(&self, language: Language) -> Vec<String> {
        let count: usize = self.more.iter().map(|(_, (_, count))| count).sum();
        if count == 0 {
            return Vec::new();
        }
        let head = catalogue::fill(catalogue::text(language, "problems-folded"), &[("count", &count.to_string())]);
        let all = catalogue::text(language, "problems-folded-all").to_owned();
        std::iter::once(head).chain(self.kinds(language)).chain([all]).collect()
    }

    /// What is not printed by itself, a kind a line.
    pub fn kinds(&self, language: Language) -> Vec<String> {
        let widest = self.more.iter().map(|(_, (_, count))| count.to_string().len()).max().unwrap_or_default();
        let kinds = self.more.iter().map(|(severity, (code, count))| {
            let word = match severity {
                Severity::Error => catalogue::text(language, "severity.error"),
                Severity::Warning => catalogue::text(language, "severity.warning"),
                Severity::Info => catalogue::text(language, "severity.info"),
            };
            format!("  {count:>widest$} {word}[{code}]: {}", kind(language, code))
        });
        kinds.collect()
    }
}

/// The place of a code among [`WORST_FIRST`].
fn gravity(code: &str) -> usize {
    let rule = rules::of_code(code).map_or("", |rule| rule.id);
    let fits = |start: &&str| !start.is_empty() && (code.starts_with(*start) || rule.starts_with(*start));
    // "C05" before "C": of the beginnings that fit the longest counts.
    let fitting = WORST_FIRST.iter().enumerate().filter(|(_, start)| fits(start));
    let longest = fitting.max_by_key(|(_, start)| start.len()).map(|(at, _)| at);
    longest.or_else(|| WORST_FIRST.iter().position(|start| start.is_empty())).unwrap_or_default()
}

/// What problems of a code are about: what the rule looks for, else the message without its values.
fn kind(language: Language, code: &'static str) -> String {
    match rules::of_code(code) {
        Some(rule) => rule.what(language).to_owned(),
        None => {
            let mut words = catalogue::text(language, code).to_owned();
            while let Some((start, end)) = words.find('{').zip(words.find('}')).filter(|(start, end)| start < end) {
                words.replace_range(start..=end, "…");
            }
            words
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(folded: &FoldedProblems) -> Vec<&'static str> {
        folded.shown.iter().map(|problem| problem.code).collect()
    }

    fn many(code: &'static str, count: usize) -> Vec<Diagnostic> {
        vec![Diagnostic::warning(code); count]
    }

    #[test]
    fn the_worst_are_printed_and_the_rest_is_counted() {
        let all = [many("front-matter-todo", 50), many("page-number-left", 5), many("citation-unknown", 40)].concat();
        let uncounted = MoreFindings::from([("citation-unknown", 1000)]);
        let folded = FoldedProblems::worst([all.clone(), many("personal-data", 2)].concat(), &uncounted);
        assert_eq!(folded.shown.len(), WORST);
        assert_eq!(codes(&folded).iter().filter(|code| **code == "front-matter-todo").count(), 2);
        let rest = [("citation-unknown", 1037), ("page-number-left", 2), ("front-matter-todo", 48)];
        assert_eq!(folded.more, rest.map(|kind| (Severity::Warning, kind)));
        assert_eq!(folded.count(Severity::Warning), 1097);
        let lines = folded.lines(Language::English);
        assert_eq!(
            lines[1],
            "  1037 warning[citation-unknown]: a citation that may mean several works, or none that is known"
        );
        assert_eq!(lines[3], "    48 warning[front-matter-todo]: there is still something to do: …");
        // Errors are worse than any warning, and one kind of them does not hide another.
        let errors = [vec![Diagnostic::error("value-missing"); 30], vec![Diagnostic::error("unknown-key")]].concat();
        let folded = FoldedProblems::worst([all, errors].concat(), &MoreFindings::new());
        assert_eq!(folded.shown.len(), MOST_ALIKE + 1);
        assert_eq!((folded.count(Severity::Error), folded.count(Severity::Warning)), (31, 95));
    }

    #[test]
    fn ten_warnings_of_one_kind_are_printed_each() {
        let folded = FoldedProblems::worst(many("citation-unknown", 10), &MoreFindings::new());
        assert_eq!((folded.shown.len(), folded.more.len()), (10, 0));
        assert_eq!(folded.lines(Language::Vietnamese), Vec::<String>::new());
    }

    #[test]
    fn every_beginning_is_that_of_some_code_or_rule() {
        for start in WORST_FIRST {
            let of_rule = rules::all().iter().any(|rule| rule.id.starts_with(start));
            assert!(of_rule || catalogue::codes().any(|code| code.starts_with(start)), "{start}");
        }
    }
}
