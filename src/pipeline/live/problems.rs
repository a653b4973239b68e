//! The problems of a site while it changes: those of a few files are new, the others stay.

use crate::corpus::Corpus;
use crate::diagnostic::{self, Diagnostic};
use crate::pipeline::base::Base;
use crate::pipeline::findings::place;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

/// Those that the run wants, in source order, each once.
pub(super) fn sorted<'a>(base: &Base, problems: impl Iterator<Item = &'a Diagnostic>) -> Arc<[Diagnostic]> {
    in_order(base.wanted(problems.cloned().collect())).into()
}

pub(super) fn in_order(mut problems: Vec<Diagnostic>) -> Vec<Diagnostic> {
    diagnostic::sort(&mut problems);
    problems.dedup();
    problems
}

/// What is said of a few files: `said` of them alone, after editors had their say.
pub(super) fn judged(
    base: &Base,
    corpus: &Corpus,
    files: &BTreeSet<String>,
    said: Vec<Diagnostic>,
) -> BTreeMap<String, Vec<Diagnostic>> {
    let mut judged = base.policy().judge(in_order(said), corpus);
    judged.findings.retain(|finding| files.contains(&*finding.path));
    place(&base.root, judged.findings, &mut judged.diagnostics);
    let mut by_file: BTreeMap<String, Vec<Diagnostic>> = files.iter().map(|file| (file.clone(), Vec::new())).collect();
    for problem in in_order(judged.diagnostics) {
        if let Some(of_file) = problem.place.as_ref().and_then(|place| by_file.get_mut(&*place.file)) {
            of_file.push(problem);
        }
    }
    by_file
}

/// What `all`, which is in source order, says of `file`.
pub(super) fn of_file<'a>(all: &'a [Diagnostic], file: &str) -> &'a [Diagnostic] {
    &all[range(all, file)]
}

fn range(all: &[Diagnostic], file: &str) -> Range<usize> {
    let name = |problem: &Diagnostic| problem.place.as_ref().map(|place| Arc::clone(&place.file));
    let start = all.partition_point(|problem| name(problem).as_deref() < Some(file));
    let length = all[start..].partition_point(|problem| name(problem).as_deref() == Some(file));
    start..start + length
}

/// `all` with `new` in the place of what was said of its files.
pub(super) fn replace(all: &Arc<[Diagnostic]>, new: &BTreeMap<String, Vec<Diagnostic>>) -> Arc<[Diagnostic]> {
    if new.iter().all(|(file, new)| of_file(all, file) == new) {
        return Arc::clone(all);
    }
    let mut parts: Vec<&[Diagnostic]> = Vec::new();
    let mut from = 0;
    for (file, new) in new {
        let range = range(all, file);
        parts.extend([&all[from..range.start], new]);
        from = range.end;
    }
    parts.push(&all[from..]);
    parts.concat().into()
}
