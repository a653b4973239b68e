//! The messages of the last build into a folder, kept beside that folder (`.congbao-<name>.last`), so that an unchanged
//! rebuild can print them again without doing the work: a warning does not vanish when the site is built twice.

use crate::catalogue;
use crate::corpus::CitationCounts;
use crate::diagnostic::{Diagnostic, Place, Severity};
use crate::disk;
use serde::{Deserialize, Serialize};
use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};

/// The numbers of the summary.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Summary {
    pub documents: usize,
    /// How many of them were read; of the others it was known what they say.
    pub documents_read: usize,
    pub works: usize,
    pub citations: CitationCounts,
    pub pages: usize,
}

/// What a build said, and of which inputs.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct LastRun {
    pub inputs: [u8; 32],
    pub summary: Summary,
    pub diagnostics: Vec<Diagnostic>,
}

/// The first line of the file; a [`SavedProblem`] on each of the others.
#[derive(Serialize, Deserialize)]
struct LastRunHead {
    inputs: [u8; 32],
    summary: Summary,
}

#[derive(Serialize, Deserialize)]
struct SavedProblem {
    code: String,
    severity: String,
    place: Option<SavedPlace>,
    arguments: Vec<(String, String)>,
}

#[derive(Serialize, Deserialize)]
struct SavedPlace {
    file: String,
    line: u32,
    column: u32,
    length: u32,
    line_text: String,
    line_text_column: u32,
}

fn file_beside(output: &Path) -> Option<PathBuf> {
    let name = output.file_name()?.to_string_lossy();
    Some(output.with_file_name(format!(".congbao-{name}.last")))
}

impl LastRun {
    /// Reads it back if it was a run of these inputs; `None` where it was not, where there is none, or where it is not
    /// understood (then everything is built).
    pub fn read(output: &Path, inputs: [u8; 32]) -> Option<Self> {
        let file = BufReader::new(disk::open(&file_beside(output)?).ok()?);
        let mut lines = file.lines().map_while(Result::ok);
        let head: LastRunHead = serde_json::from_str(&lines.next()?).ok()?;
        if head.inputs != inputs {
            return None;
        }
        let diagnostics = lines.map(|line| serde_json::from_str::<SavedProblem>(&line).ok()?.diagnostic());
        Some(Self { inputs, summary: head.summary, diagnostics: diagnostics.collect::<Option<_>>()? })
    }
}

/// Writes what a run said. A failure costs the next build its shortcut, nothing else: half a file is not understood.
pub(super) fn write(output: &Path, inputs: [u8; 32], summary: &Summary, diagnostics: &[Diagnostic]) {
    let Some(path) = file_beside(output) else { return };
    let write = || -> io::Result<()> {
        // Made anew, whatever stands there: writing into a pipe would wait for a reader.
        let _ = std::fs::remove_file(&path);
        let mut file = BufWriter::new(File::create_new(&path)?);
        serde_json::to_writer(&mut file, &LastRunHead { inputs, summary: *summary })?;
        for problem in diagnostics {
            writeln!(file)?;
            serde_json::to_writer(&mut file, &SavedProblem::of(problem))?;
        }
        file.flush()
    };
    if write().is_err() {
        let _ = std::fs::remove_file(path);
    }
}

impl SavedProblem {
    fn of(problem: &Diagnostic) -> Self {
        Self {
            code: problem.code.to_owned(),
            severity: problem.severity.word().to_owned(),
            place: problem.place.as_ref().map(|place| SavedPlace {
                file: place.file.to_string(),
                line: place.line,
                column: place.column,
                length: place.length,
                line_text: place.line_text.to_string(),
                line_text_column: place.line_text_column,
            }),
            arguments: problem.arguments.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect(),
        }
    }

    /// Codes and names get their static spelling from the catalogue; a code that it does not have is of
    /// another version.
    fn diagnostic(self) -> Option<Diagnostic> {
        let (code, entry) = catalogue::entries().find(|(key, _)| *key == self.code)?;
        let is_hint = |key: &str| key.strip_prefix(code).is_some_and(|rest| rest.starts_with(".hint"));
        let hints = catalogue::entries().filter(|(key, _)| is_hint(key));
        let patterns: Vec<&'static str> = std::iter::once(entry.vi).chain(hints.map(|(_, entry)| entry.vi)).collect();
        let arguments = self.arguments.into_iter().filter_map(|(name, value)| {
            // Only a name that the message uses matters.
            let name = patterns.iter().find_map(|pattern| placeholder(pattern, &name))?;
            Some((name, value))
        });
        Some(Diagnostic {
            code,
            severity: Severity::ALL.into_iter().find(|(word, _)| self.severity == *word)?.1,
            place: self.place.map(|place| Place {
                file: place.file.into(),
                line: place.line,
                column: place.column,
                length: place.length,
                line_text: place.line_text.into(),
                line_text_column: place.line_text_column,
            }),
            arguments: arguments.collect(),
        })
    }
}

fn placeholder(pattern: &'static str, name: &str) -> Option<&'static str> {
    pattern
        .split('{')
        .skip(1)
        .filter_map(|part| part.split_once('}'))
        .map(|(found, _)| found)
        .find(|found| *found == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_said_is_read_back() {
        let folder = tempfile::tempdir().expect("a folder");
        let output = folder.path().join("output");
        let run = LastRun {
            inputs: [7; 32],
            summary: Summary {
                documents: 1,
                documents_read: 1,
                works: 2,
                citations: CitationCounts { found: 3, ..Default::default() },
                pages: 4,
            },
            diagnostics: vec![Diagnostic {
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
        };
        write(&output, run.inputs, &run.summary, &run.diagnostics);
        assert_eq!(LastRun::read(&output, [8; 32]), None);
        assert_eq!(LastRun::read(&output, [7; 32]), Some(run));
        assert_eq!(LastRun::read(&folder.path().join("other"), [7; 32]), None);
    }
}
