//! The lines that findings are about: problems are found when the text of their files is no longer in memory.
//!
//! In: findings, problems that name a file. Out: problems, placed at the line; the files concerned are read again.

use crate::corpus::Finding;
use crate::diagnostic::{Diagnostic, Place};
use crate::disk;
use crate::source::{Source, Span};
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

/// Quotes the line that has the address a problem is about, or the words of which it is made: the plan knows files, not
/// their text.
pub(super) fn quote_addresses(root: &Path, problems: &mut [Diagnostic]) {
    let mut sources: BTreeMap<Arc<str>, Option<WordsOfFile>> = BTreeMap::new();
    for problem in problems {
        let Some(place) = problem.place.as_ref().filter(|place| place.line == 0) else { continue };
        let argument =
            |wanted: &str| problem.arguments.iter().find(|(name, _)| *name == wanted).map(|(_, value)| value);
        let Some(address) = argument("written").or(argument("address")) else { continue };
        // A document has the number that makes its address, not the address.
        let wanted = [Some(address), argument("number")];
        let file = Arc::clone(&place.file);
        let read = || {
            let bytes = disk::bytes(&root.join(&*file), disk::LARGEST_LIST).ok()?;
            disk::decode(&file, bytes).ok().map(WordsOfFile::new)
        };
        if let Some(words) = sources.entry(Arc::clone(&file)).or_insert_with(read)
            && let Some(span) = wanted.into_iter().flatten().find_map(|wanted| words.find(wanted))
        {
            problem.place = Some(Place::of(&words.source, span));
        }
    }
}

/// A file in which many words are looked for: a ledger has a hundred thousand lines, and as many may be asked for.
struct WordsOfFile {
    source: Source,
    /// What stands between spaces and signs of YAML, by its text, the first of equal ones first.
    words: Vec<Span>,
}

impl WordsOfFile {
    fn new(source: Source) -> Self {
        let text = source.text();
        let is_between = |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | ',' | '[' | ']' | '{' | '}');
        let words = text.split(is_between).filter(|word| !word.is_empty());
        let start = |word: &str| word.as_ptr() as usize - text.as_ptr() as usize;
        let mut words: Vec<Span> = words.map(|word| Span::new(start(word), start(word) + word.len())).collect();
        words.sort_by_key(|word| &text[word.range()]);
        Self { source, words }
    }

    /// Where `wanted` stands as a word, else where it stands inside one or reaches over several.
    fn find(&self, wanted: &str) -> Option<Span> {
        let text = self.source.text();
        let place = self.words.partition_point(|word| text[word.range()] < *wanted);
        let word = self.words.get(place).copied().filter(|word| text[word.range()] == *wanted);
        word.or_else(|| text.find(wanted).map(|start| Span::new(start, start + wanted.len())))
    }
}

/// Quotes the line of each finding that has none: the files concerned are read again.
pub(super) fn place(root: &Path, findings: Vec<Finding>, diagnostics: &mut Vec<Diagnostic>) {
    let mut by_file: BTreeMap<Arc<str>, Vec<Finding>> = BTreeMap::new();
    for finding in findings {
        // Nearly all quote their citation's sentence. They are moved once: a large site has a million.
        if finding.diagnostic.place.is_some() {
            diagnostics.push(finding.diagnostic);
        } else {
            by_file.entry(Arc::clone(&finding.path)).or_default().push(finding);
        }
    }
    let placed = by_file.into_par_iter().flat_map_iter(|(path, findings)| {
        let source = disk::source(&root.join(&*path), &path).ok().map(|(source, _)| source);
        findings.into_iter().map(move |finding| {
            let place = match &source {
                // A file that changed since may have another letter there, or none.
                Some(source) if source.text().get(finding.span.range()).is_some() => Place::of(source, finding.span),
                _ => Place::file(Arc::clone(&path)),
            };
            finding.diagnostic.placed(Some(place))
        })
    });
    diagnostics.par_extend(placed);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_quoted_where_it_stands_alone() {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join("list.tsv"), "/van-ban/a/b/\tB\n/van-ban/a/\tA\n").expect("written");
        let lost = |address: &str| Diagnostic::error("address-lost").with("address", address).in_file("list.tsv");
        let mut problems = [lost("/van-ban/a/"), lost("/van-ban/a/b/"), lost("ban/a/b"), lost("/van-ban/c/")];
        quote_addresses(folder.path(), &mut problems);
        let lines: Vec<u32> = problems.iter().filter_map(|problem| Some(problem.place.as_ref()?.line)).collect();
        assert_eq!(lines, [2, 1, 1, 0]);
    }
}
