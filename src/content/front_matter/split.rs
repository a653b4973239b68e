//! Finds the two lines `---` at the head of a file.

use crate::diagnostic::Diagnostic;
use crate::source::{Source, Span};

/// Front matter of real documents has one or two KiB; more is a mistake or an attack.
pub const LARGEST_FRONT_MATTER: usize = 64 * 1024;

/// Where front matter and body stand in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Split {
    /// The YAML, without the two lines `---`.
    pub yaml: Span,
    /// The body.
    pub body: Span,
}

/// Splits `source`. A byte order mark at the start is passed over; lines may end in CRLF.
pub fn split(source: &Source, diagnostics: &mut Vec<Diagnostic>) -> Option<Split> {
    let text = source.text();
    let start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let mut lines = text[start..].split_inclusive('\n').scan(start, |offset, line| {
        let span = Span::new(*offset, *offset + line.len());
        *offset = span.end;
        Some(span)
    });
    let Some(first) = lines.next().filter(|first| is_fence(source.slice(*first))) else {
        let first_line = Span::new(start, start + source.line(1).trim_start_matches('\u{feff}').len());
        diagnostics.push(Diagnostic::error("front-matter-missing").at(source, first_line));
        return None;
    };
    let opening = Span::new(first.start, first.start + 3);
    let Some(closing) = lines.find(|line| is_fence(source.slice(*line))) else {
        diagnostics.push(Diagnostic::error("front-matter-unclosed").at(source, opening));
        return None;
    };
    let yaml = Span::new(first.end, closing.start);
    if yaml.end - yaml.start > LARGEST_FRONT_MATTER {
        let kib = (LARGEST_FRONT_MATTER / 1024).to_string();
        diagnostics.push(Diagnostic::error("front-matter-too-large").at(source, opening).with("limit", kib));
        return None;
    }
    Some(Split { yaml, body: Span::new(closing.end, text.len()) })
}

fn is_fence(line: &str) -> bool {
    line.trim_end() == "---"
}
