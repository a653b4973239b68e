//! What would leave the office with an original: readers of the site get the whole file, not what its author saw.
//!
//! In: what was found in it. Out: whether it may stand beside the document, and what is said of it.

use crate::catalogue::{Language, find};
use crate::diagnostic::Diagnostic;
use crate::import::Imported;
use crate::inspect::{Inspection, Sort, Trace};

/// Whether something of it keeps the original off the site, unless a person wants it there: all but names of authors and
/// folders, which most Word files have and a warning names.
pub(super) fn may_not_leave(trace: &Trace) -> bool {
    !matches!(trace.sort, Sort::Author | Sort::Origin)
}

/// The file is marked secret, where no reader of its text sees it.
pub(super) fn secrets(inspection: &Inspection, shown: &str) -> Vec<Diagnostic> {
    let secret = inspection.findings.iter().filter(|trace| trace.sort == Sort::Secret);
    secret.map(|trace| trace.diagnostic(shown).in_file(shown)).collect()
}

/// What is said of an original: each finding where it is attached; why it is not.
pub(super) fn said(inspection: &Inspection, shown: &str, imported: &Imported, language: Language) -> Vec<Diagnostic> {
    let signer = imported.signer.as_deref();
    let found = inspection.findings.iter().filter(|trace| !trace.is_name(signer));
    if let Some(attached) = &imported.attached {
        // Numbers of persons are pointed out in the text that was made of it.
        let told = found.filter(|trace| trace.sort != Sort::Unread);
        return told.map(|trace| trace.diagnostic(&attached.file).in_file(shown)).collect();
    }
    // Of a draft, and of a file that no site may serve, it is said already.
    let is_told = imported.problems.iter().any(|problem| {
        matches!(problem.code, "import-draft" | "import-macros" | "import-not-attached" | "import-converted")
    });
    let mut words: Vec<String> = Vec::new();
    for trace in found.filter(|trace| may_not_leave(trace) && trace.nth == 1) {
        let sort = find(language, &format!("inspect.{}", trace.sort.code())).unwrap_or(trace.sort.code());
        let quoted = find(language, &trace.quoted).unwrap_or(&trace.quoted);
        words.push(format!("{sort} ({}): “{quoted}”", trace.count));
    }
    if words.is_empty() || is_told {
        return Vec::new();
    }
    vec![Diagnostic::warning("import-original-unclean").with("what", words.join("; ")).in_file(shown)]
}
