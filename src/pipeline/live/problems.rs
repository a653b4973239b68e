//! The problems of a site while it changes: those of a few files are new, the others stay.

use super::base::Base;
use crate::corpus::Corpus;
use crate::diagnostic::{self, Diagnostic, Place};
use std::collections::BTreeSet;
use std::sync::Arc;

/// In source order, each once.
pub(super) fn sorted<'a>(problems: impl Iterator<Item = &'a Diagnostic>) -> Arc<[Diagnostic]> {
    in_order(problems.cloned().collect()).into()
}

fn in_order(mut problems: Vec<Diagnostic>) -> Vec<Diagnostic> {
    diagnostic::sort(&mut problems);
    problems.dedup();
    problems
}

/// `all` with `new` in the place of what was said of `files`. `new` are judged here: editors may have silenced some.
pub(super) fn replace(
    base: &Base,
    corpus: &Corpus,
    all: &Arc<[Diagnostic]>,
    (files, new): (&BTreeSet<String>, Vec<Diagnostic>),
) -> Arc<[Diagnostic]> {
    let of_files = |problem: &Diagnostic| problem.place.as_ref().is_some_and(|place| files.contains(&*place.file));
    let mut judged = base.policy().judge(in_order(new), corpus);
    judged.findings.retain(|finding| files.contains(&*finding.path));
    super::super::place(&base.root, judged.findings, &mut judged.diagnostics);
    let new: Vec<Diagnostic> = in_order(judged.diagnostics).into_iter().filter(of_files).collect();
    // The list is in the order of files, so that those of one file stand together; where nothing is new it is not copied.
    let mut parts: Vec<&[Diagnostic]> = Vec::new();
    let mut from = 0;
    let mut same = true;
    for file in files {
        let name = |problem: &Diagnostic| problem.place.as_ref().map(|place: &Place| Arc::clone(&place.file));
        let start = all.partition_point(|problem| name(problem).as_deref() < Some(file.as_str()));
        let end = all.partition_point(|problem| name(problem).as_deref() <= Some(file.as_str()));
        let own_start = new.partition_point(|problem| name(problem).as_deref() < Some(file.as_str()));
        let own_end = new.partition_point(|problem| name(problem).as_deref() <= Some(file.as_str()));
        same &= all[start..end] == new[own_start..own_end];
        parts.extend([&all[from..start], &new[own_start..own_end]]);
        from = end;
    }
    if same {
        return Arc::clone(all);
    }
    parts.push(&all[from..]);
    parts.concat().into()
}
