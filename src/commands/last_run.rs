//! The messages of the last build into a folder, kept beside that folder (`.congbao-<name>.last`), so that an unchanged
//! rebuild can print them again without doing the work: a warning does not vanish when the site is built twice.

use super::folded::FoldedProblems;
use crate::corpus::CitationCounts;
use crate::diagnostic::Diagnostic;
use crate::disk::{self, LARGEST_LIST};
use crate::pipeline::names_of_values;
use crate::store::codec::{Keep, Names, Reader, Writer, keep_struct};
use crate::store::{program, sealed, unsealed};
use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// The numbers of the summary.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Summary {
    pub documents: usize,
    /// How many of them were read; of the others it was known what they say.
    pub documents_read: usize,
    /// Drafts that were left out.
    pub drafts: usize,
    pub works: usize,
    pub citations: CitationCounts,
    pub pages: usize,
}

/// What a build said, and of which inputs.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct LastRun {
    pub inputs: [u8; 32],
    pub summary: Summary,
    pub problems: FoldedProblems,
}

/// What tells the file from others of the program.
const NAME: &str = "last-run";

keep_struct! {
    CitationCounts { found, held, own, not_held, ambiguous, unknown }
    Summary { documents, documents_read, drafts, works, citations, pages }
    FoldedProblems { shown, more }
}

fn file_beside(output: &Path) -> Option<PathBuf> {
    let name = output.file_name()?.to_string_lossy();
    Some(output.with_file_name(format!(".congbao-{name}.last")))
}

impl LastRun {
    /// Reads it back if it was a run of these inputs; `None` where it was not, where there is none, or where it is not
    /// understood (then everything is built).
    pub fn read(output: &Path, inputs: [u8; 32]) -> Option<Self> {
        let bytes = disk::bytes(&file_beside(output)?, LARGEST_LIST).ok()?;
        let bytes = unsealed(&program(), NAME, bytes)?;
        let names = names_of_values();
        let one = |text: &str| text.into();
        let mut reader = Reader::new(&bytes, &names, &one);
        if <[u8; 32]>::take(&mut reader)? != inputs {
            return None;
        }
        let summary = Summary::take(&mut reader)?;
        let problems = FoldedProblems::take(&mut reader)?;
        reader.is_at_end().then_some(Self { inputs, summary, problems })
    }
}

/// Writes what a run said. A failure costs the next build its shortcut, nothing else: half a file is not understood.
pub(super) fn write(output: &Path, inputs: [u8; 32], summary: &Summary, problems: &FoldedProblems) {
    let Some(path) = file_beside(output) else { return };
    let names = names_of_values();
    let mut writer = Writer::new(&names);
    // Only an argument that the message uses matters.
    let shown = problems.shown.iter().map(|problem| known_alone(problem, &names)).collect();
    writer.keep(&(inputs, *summary));
    writer.keep(&FoldedProblems { shown, more: problems.more.clone() });
    let bytes = sealed(&program(), NAME, &writer.into_bytes());
    let write = || -> io::Result<()> {
        // Made anew, whatever stands there: writing into a pipe would wait for a reader.
        let _ = std::fs::remove_file(&path);
        File::create_new(&path)?.write_all(&bytes)
    };
    if write().is_err() {
        let _ = std::fs::remove_file(path);
    }
}

fn known_alone(problem: &Diagnostic, names: &Names) -> Diagnostic {
    let mut problem = problem.clone();
    problem.arguments.retain(|(name, _)| names.has(name));
    problem
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::{Place, Severity};

    #[test]
    fn what_was_said_is_read_back() {
        let folder = tempfile::tempdir().expect("a folder");
        let output = folder.path().join("output");
        let run = LastRun {
            inputs: [7; 32],
            summary: Summary {
                documents: 1,
                documents_read: 1,
                drafts: 1,
                works: 2,
                citations: CitationCounts { found: 3, ..Default::default() },
                pages: 4,
            },
            problems: FoldedProblems {
                more: vec![(Severity::Warning, ("citation-undated", 7))],
                shown: vec![Diagnostic {
                    place: Some(Place {
                        line: 3,
                        column: 2,
                        length: 1,
                        line_text: "abc".to_owned().into(),
                        ..Place::file("content/a.md")
                    }),
                    ..Diagnostic::warning("citation-undated")
                        .with("text", "Quyết định số 5/QĐ-UBND")
                        .with("candidates", "x")
                }],
            },
        };
        write(&output, run.inputs, &run.summary, &run.problems);
        assert_eq!(LastRun::read(&output, [8; 32]), None);
        assert_eq!(LastRun::read(&output, [7; 32]), Some(run));
        assert_eq!(LastRun::read(&folder.path().join("other"), [7; 32]), None);
    }
}
