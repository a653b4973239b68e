//! The messages of the last build into a folder, kept beside that folder (`.congbao-<name>.last`), so that an unchanged
//! rebuild can print them again without doing the work: a warning does not vanish when the site is built twice.

use crate::catalogue;
use crate::corpus::CitationCounts;
use crate::diagnostic::{Diagnostic, Place, Severity};
use serde_json::{Value, json};
use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};

/// The numbers of the summary.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Summary {
    pub documents: usize,
    pub works: usize,
    pub citations: CitationCounts,
    pub pages: usize,
}

/// The messages of one run.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct LastRun {
    pub inputs: [u8; 32],
    pub summary: Summary,
    pub diagnostics: Vec<Diagnostic>,
}

fn file_beside(output: &Path) -> Option<PathBuf> {
    let name = output.file_name()?.to_string_lossy();
    Some(output.with_file_name(format!(".congbao-{name}.last")))
}

impl LastRun {
    /// Reads it back if it was a run of these inputs; `None` where it was not, where there is none, or where it is not
    /// understood (then everything is built).
    pub fn read(output: &Path, inputs: [u8; 32]) -> Option<Self> {
        let file = BufReader::new(File::open(file_beside(output)?).ok()?);
        let mut lines = file.lines().map_while(Result::ok);
        if unhex(&lines.next()?)? != inputs {
            return None;
        }
        let numbers: Vec<usize> = serde_json::from_str(&lines.next()?).ok()?;
        let [documents, works, found, held, not_held, ambiguous, unknown, pages] = numbers[..] else { return None };
        let diagnostics = lines.map(|line| diagnostic(&serde_json::from_str(&line).ok()?));
        Some(Self {
            inputs,
            summary: Summary {
                documents,
                works,
                citations: CitationCounts { found, held, not_held, ambiguous, unknown },
                pages,
            },
            diagnostics: diagnostics.collect::<Option<_>>()?,
        })
    }
}

/// Writes what a run said: a line with the fingerprint, one with the numbers, then a problem a line. A failure costs the
/// next build its shortcut, nothing else: half a file is not understood.
pub(super) fn write(output: &Path, inputs: [u8; 32], summary: &Summary, diagnostics: &[Diagnostic]) {
    let Some(path) = file_beside(output) else { return };
    let Summary { documents, works, citations: c, pages } = summary;
    let numbers = json!([documents, works, c.found, c.held, c.not_held, c.ambiguous, c.unknown, pages]);
    let write = || -> io::Result<()> {
        let mut file = BufWriter::new(File::create(&path)?);
        writeln!(file, "{}\n{numbers}", hex(&inputs))?;
        for problem in diagnostics {
            writeln!(file, "{}", diagnostic_value(problem))?;
        }
        file.flush()
    };
    if write().is_err() {
        let _ = std::fs::remove_file(path);
    }
}

fn diagnostic_value(problem: &Diagnostic) -> Value {
    let place = problem.place.as_ref().map(|place| {
        json!([&*place.file, place.line, place.column, place.length, &*place.line_text, place.line_text_column])
    });
    let arguments: Vec<Value> = problem.arguments.iter().map(|(name, value)| json!([name, value])).collect();
    json!([problem.code, problem.severity.word(), place, arguments])
}

fn diagnostic(value: &Value) -> Option<Diagnostic> {
    let code = value[0].as_str()?;
    let (code, entry) = catalogue::entries().find(|(key, _)| *key == code)?;
    let hints =
        catalogue::entries().filter(|(key, _)| key.strip_prefix(code).is_some_and(|rest| rest.starts_with(".hint")));
    let patterns: Vec<&'static str> = std::iter::once(entry.vi).chain(hints.map(|(_, entry)| entry.vi)).collect();
    let place = match &value[2] {
        Value::Null => None,
        place => Some(Place {
            file: place[0].as_str()?.into(),
            line: place[1].as_u64()? as u32,
            column: place[2].as_u64()? as u32,
            length: place[3].as_u64()? as u32,
            line_text: place[4].as_str()?.to_owned().into(),
            line_text_column: place[5].as_u64()? as u32,
        }),
    };
    let arguments = value[3].as_array()?.iter().filter_map(|argument| {
        let name = argument[0].as_str()?;
        // Only a name that the message uses matters; its static spelling is in the catalogue.
        let name = patterns.iter().find_map(|pattern| placeholder(pattern, name))?;
        Some((name, argument[1].as_str()?.to_owned()))
    });
    Some(Diagnostic {
        code,
        severity: Severity::ALL.into_iter().find(|(word, _)| value[1] == *word)?.1,
        place,
        arguments: arguments.collect(),
    })
}

fn placeholder(pattern: &'static str, name: &str) -> Option<&'static str> {
    pattern
        .split('{')
        .skip(1)
        .filter_map(|part| part.split_once('}'))
        .map(|(found, _)| found)
        .find(|found| *found == name)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn unhex(text: &str) -> Option<[u8; 32]> {
    let bytes: Option<Vec<u8>> =
        (0..text.len() / 2).map(|at| u8::from_str_radix(text.get(2 * at..2 * at + 2)?, 16).ok()).collect();
    bytes?.try_into().ok()
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
