//! `congbao export --docx ID`: a document of the site as a Word file in the official layout.
//!
//! In: a document, by id, address, file or number. Out: a `.docx` file; what it does not hold on standard error.

use super::ExportArguments;
use crate::commands::document_finder::DocumentFinder;
use crate::commands::import::put;
use crate::commands::report::Reporter;
use crate::commands::{Exit, diff, not_loaded};
use crate::diagnostic::{Diagnostic, Severity};
use crate::export::{OfficialDocument, docx};
use crate::pipeline::{self, BuildOptions};
use std::io;
use std::path::PathBuf;

/// Writes the Word file of the document that `id` names.
pub(super) fn run(arguments: &ExportArguments, id: &str, reporter: &Reporter) -> Exit {
    let root = &arguments.site.root;
    let options = BuildOptions { without_passages: true, drafts: true, ..arguments.site.options() };
    let (snapshot, checked) = match pipeline::load(root, &options) {
        Ok(loaded) => loaded,
        Err(error) => return not_loaded(root, &error, reporter),
    };
    let finder = DocumentFinder { root, base_url: &snapshot.config().base_url, corpus: &snapshot.corpus };
    let Some(index) = diff::one(&finder, id, reporter) else { return Exit::Usage };
    let held = &snapshot.corpus.documents[index];
    let secret = |problem: &&Diagnostic| {
        problem.severity == Severity::Error
            && problem.code.starts_with("secrecy")
            && problem.place.as_ref().is_some_and(|place| place.file == held.path)
    };
    let secrets: Vec<Diagnostic> = checked.diagnostics.iter().filter(secret).cloned().collect();
    if !secrets.is_empty() {
        reporter.problems(&secrets);
        return Exit::Content;
    }
    let text = match snapshot.tree_of(index) {
        Ok(text) => text,
        Err(problem) => {
            reporter.problems(&[problem]);
            return Exit::Content;
        }
    };
    let official = OfficialDocument::of(&held.front_matter, snapshot.registries(), &text);
    let file = docx(&OfficialDocument { state: snapshot.state_of(held.work), ..official });
    let name = held.path.rsplit('/').next().unwrap_or_default().trim_end_matches(".md");
    let target = arguments.to.clone().unwrap_or_else(|| PathBuf::from(format!("{name}.docx")));
    let shown = target.display().to_string();
    if let Err(error) = put(&target, &file.bytes, arguments.force) {
        let code =
            if error.kind() == io::ErrorKind::AlreadyExists { "import-target-exists" } else { "import-unwritable" };
        reporter.failure(code, &[("path", &shown), ("reason", &error.to_string())]);
        return Exit::Usage;
    }
    if file.pictures > 0 {
        let problem = Diagnostic::warning("export-pictures").with("count", file.pictures.to_string());
        reporter.problems(&[problem.in_file(held.path.to_string())]);
    }
    reporter.say("export-done", &[("file", &held.path), ("target", &shown)]);
    Exit::Good
}
