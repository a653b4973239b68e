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
        diagnostics.push(not_opened(source, start));
        return None;
    };
    let opening = Span::new(first.start, first.start + 3);
    let mut almost = None;
    let closing = lines.find(|line| {
        let text = source.slice(*line);
        almost = almost.or_else(|| is_like_fence(text).then_some(*line));
        is_fence(text)
    });
    let Some(closing) = closing else {
        diagnostics.push(match almost {
            Some(line) => wrong_fence(source, line),
            None => Diagnostic::error("front-matter-unclosed").at(source, opening),
        });
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

/// What to say of a file that does not begin with a fence: that it is empty, that the fence comes too late, that it is
/// not quite one, or that there is none.
fn not_opened(source: &Source, start: usize) -> Diagnostic {
    let text = &source.text()[start..];
    if text.trim().is_empty() {
        return Diagnostic::error("file-empty").in_file(source.path());
    }
    let begin = start + (text.len() - text.trim_start().len());
    let line = source.line_of(begin);
    let first = Span::new(source.line_start(line).max(start), source.line_start(line) + source.line(line).len());
    match source.slice(first) {
        text if is_fence(text) => Diagnostic::error("front-matter-late").at(source, first),
        text if is_like_fence(text) => wrong_fence(source, first),
        _ => Diagnostic::error("front-matter-missing").at(source, first),
    }
}

fn wrong_fence(source: &Source, line: Span) -> Diagnostic {
    let text = source.slice(line);
    let begin = line.start + (text.len() - text.trim_start().len());
    let written = text.trim();
    let written: String = written.chars().take(20).collect();
    Diagnostic::error("front-matter-fence").at(source, Span::new(begin, begin + written.len())).with("text", written)
}

/// A line that someone meant as a fence: indented, of more or fewer hyphens, or of the dashes that word
/// processors make of them.
fn is_like_fence(line: &str) -> bool {
    let line = line.trim();
    let dashes = line.chars().all(|c| matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}'));
    dashes && line.len() >= 2
}

fn is_fence(line: &str) -> bool {
    line.trim_end() == "---"
}
