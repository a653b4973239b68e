//! The problems of a build, as the panel and the list ask for them.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use super::{BuildResult, Held, Unfinished};
use crate::diagnostic::{Diagnostic, Severity};

/// What the pages show, compared with the files.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum PageStanding {
    /// The pages are made of the files as they are.
    #[default]
    Current,
    /// What stands beside the documents has errors; the pages are the last that could be made.
    LastGood,
    /// The files have errors, and no page could be made yet.
    NoneYet,
}

/// What came of a build, less the site. Immutable, and shared by the threads that answer.
#[derive(Default)]
pub(super) struct Problems {
    /// Sorted by file (those without one first), then by line.
    all: Arc<[Diagnostic]>,
    /// What the pages show.
    pub standing: PageStanding,
    /// Files that have errors and are shown as they were before, sorted.
    held: Vec<Arc<str>>,
    /// The program met an error of its own.
    pub died: bool,
    /// The site is still being read.
    pub unfinished: Option<Unfinished>,
    counts: Counts,
    codes: OnceLock<Vec<(&'static str, usize)>>,
}

/// Problems by severity.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Counts {
    /// Nothing is published.
    pub errors: usize,
    /// All the rest.
    pub warnings: usize,
}

impl Counts {
    /// Of some problems.
    pub fn of<'a>(problems: impl IntoIterator<Item = &'a Diagnostic>) -> Self {
        problems.into_iter().fold(Self::default(), |mut counts, problem| {
            match problem.severity {
                Severity::Error => counts.errors += 1,
                Severity::Warning | Severity::Info => counts.warnings += 1,
            }
            counts
        })
    }

    /// There are none.
    pub const fn is_zero(self) -> bool {
        self.errors == 0 && self.warnings == 0
    }
}

impl Problems {
    /// Of a build; `none_yet`: there is no earlier good one.
    pub fn of(result: &BuildResult, none_yet: bool) -> Self {
        let built = result.snapshot.is_some();
        let died = !built && result.problems.is_empty() && result.unfinished.is_none();
        let mut counts = Counts::of(&*result.problems);
        counts.errors += usize::from(died);
        let (standing, held) = match (built, none_yet, &result.held) {
            (true, _, Held::Files(files)) => (PageStanding::Current, files.clone()),
            (true, _, Held::Everything) | (false, false, _) => (PageStanding::LastGood, Vec::new()),
            (false, true, _) => (PageStanding::NoneYet, Vec::new()),
        };
        Self {
            all: Arc::clone(&result.problems),
            standing,
            held,
            died,
            unfinished: result.unfinished,
            counts,
            codes: OnceLock::new(),
        }
    }

    /// All, in order.
    pub fn all(&self) -> &[Diagnostic] {
        &self.all
    }

    /// Files that have errors and are shown as they were before, sorted.
    pub fn held(&self) -> &[Arc<str>] {
        &self.held
    }

    /// Whether this file is one of them.
    pub fn holds(&self, file: &str) -> bool {
        self.held.binary_search_by(|held| (**held).cmp(file)).is_ok()
    }

    /// How many there are.
    pub const fn counts(&self) -> Counts {
        self.counts
    }

    /// Nothing to say.
    pub fn is_silent(&self) -> bool {
        self.counts.is_zero() && self.unfinished.is_none() && self.standing == PageStanding::Current
    }

    /// Those of one file. Found by halving: a large site has hundreds of thousands.
    pub fn of_file(&self, file: &str) -> &[Diagnostic] {
        let name = |problem: &Diagnostic| problem.place.as_ref().map(|place| Arc::clone(&place.file));
        let start = self.all.partition_point(|problem| name(problem).is_none_or(|name| *name < *file));
        let end = start + self.all[start..].partition_point(|problem| name(problem).is_some_and(|name| *name == *file));
        &self.all[start..end]
    }

    /// Codes with their number, the most frequent first. Counted when first asked for.
    pub fn codes(&self) -> &[(&'static str, usize)] {
        self.codes.get_or_init(|| {
            let mut codes: BTreeMap<&'static str, usize> = BTreeMap::new();
            for problem in &*self.all {
                *codes.entry(problem.code).or_default() += 1;
            }
            let mut codes: Vec<_> = codes.into_iter().collect();
            codes.sort_by_key(|(code, count)| (std::cmp::Reverse(*count), *code));
            codes
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_problems_of_a_file_are_found() {
        let at = |file: &str| Diagnostic::error("serve-io").in_file(file);
        let problems = vec![Diagnostic::warning("serve-io"), at("a.md"), at("b.md"), at("b.md"), at("c/d.md")];
        let result = BuildResult { problems: problems.into(), ..BuildResult::default() };
        let problems = Problems::of(&result, false);
        for (file, expected) in [("a.md", 1), ("b.md", 2), ("c/d.md", 1), ("c", 0), ("", 0), ("z", 0)] {
            assert_eq!(problems.of_file(file).len(), expected, "{file}");
        }
        assert_eq!(problems.counts(), Counts { errors: 4, warnings: 1 });
        assert_eq!(problems.codes(), [("serve-io", 5)]);
        assert_eq!((problems.standing, problems.died), (PageStanding::LastGood, false));
        assert!(!problems.holds("a.md"));
    }
}
