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
    let mut sources: BTreeMap<Arc<str>, Option<Source>> = BTreeMap::new();
    for problem in problems {
        let Some(place) = problem.place.as_ref().filter(|place| place.line == 0) else { continue };
        let argument =
            |wanted: &str| problem.arguments.iter().find(|(name, _)| *name == wanted).map(|(_, value)| value);
        let Some(address) = argument("written").or(argument("address")) else { continue };
        // A document has the number that makes its address, not the address.
        let words = [Some(address), argument("number")];
        let file = Arc::clone(&place.file);
        let read = || {
            let bytes = disk::bytes(&root.join(&*file), disk::LARGEST_LIST).ok()?;
            disk::decode(&file, bytes).ok()
        };
        let source = sources.entry(Arc::clone(&file)).or_insert_with(read);
        if let Some(source) = source
            && let Some(span) = words
                .into_iter()
                .flatten()
                .find_map(|words| source.text().find(&**words).map(|start| Span::new(start, start + words.len())))
        {
            problem.place = Some(Place::of(source, span));
        }
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
