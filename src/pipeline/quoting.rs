//! Quotes the lines that problems found without the text of their files are about.
//!
//! In: problems that name a file. Out: the same, placed at the line.

use crate::diagnostic::{Diagnostic, Place};
use crate::source::{Source, Span};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

/// Quotes the line that has the address a problem is about: the plan knows files, not their text.
pub(super) fn quote_addresses(root: &Path, problems: &mut [Diagnostic]) {
    let mut sources: BTreeMap<Arc<str>, Option<Source>> = BTreeMap::new();
    for problem in problems {
        let Some(place) = problem.place.as_ref().filter(|place| place.line == 0) else { continue };
        let Some((_, address)) = problem.arguments.iter().find(|(name, _)| *name == "address") else { continue };
        let file = Arc::clone(&place.file);
        let read = || std::fs::read_to_string(root.join(&*file)).ok().map(|text| Source::new(&*file, text));
        let source = sources.entry(Arc::clone(&file)).or_insert_with(read);
        if let Some(source) = source
            && let Some(start) = source.text().find(&**address)
        {
            problem.place = Some(Place::of(source, Span::new(start, start + address.len())));
        }
    }
}
