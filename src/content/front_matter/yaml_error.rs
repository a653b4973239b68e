//! Says in the editor's words what the YAML reader could not read.

use crate::diagnostic::Diagnostic;
use crate::source::{Source, Span};

/// What the crate's message tells about, and our code for it. The first that is contained counts.
const KNOWN: [(&str, &str); 13] = [
    ("tabs disallowed", "yaml-tab"),
    (" tab", "yaml-tab"),
    ("budget breached: Anchors", "yaml-anchor"),
    ("budget breached: Aliases", "yaml-anchor"),
    ("unknown anchor", "yaml-anchor"),
    ("merge key", "yaml-merge-key"),
    ("tag", "yaml-tag"),
    ("budget breached: Depth", "yaml-too-deep"),
    ("recursion limit", "yaml-too-deep"),
    ("budget breached", "yaml-too-large"),
    ("multiple YAML documents", "yaml-several-documents"),
    ("mapping values are not allowed", "yaml-colon"),
    ("quoted scalar", "yaml-quote"),
];

/// The diagnostic for `message` of the YAML crate, at line and column (both from 1, within the YAML text `span`).
pub(super) fn diagnostic(source: &Source, span: Span, message: &str, place: Option<(u64, u64)>) -> Diagnostic {
    let (line, column) = place.unwrap_or((1, 1));
    let first_line = source.line_column(span.start).line;
    let mut at = byte_of(
        source,
        span,
        first_line.saturating_add(u32::try_from(line.saturating_sub(1)).unwrap_or(u32::MAX)),
        column,
    );
    let code = KNOWN.iter().find(|(part, _)| message.contains(part)).map_or("yaml-syntax", |(_, code)| code);
    if code == "yaml-quote" {
        at = unclosed_quote(source, span, at).unwrap_or(at);
    } else if code == "yaml-several-documents" {
        at = divider_before(source, span, at).unwrap_or(at);
    }
    // The crate ends its messages with its own place, which counts lines of the YAML text alone.
    let detail = message.split(" at line ").next().unwrap_or(message);
    let diagnostic = Diagnostic::error(code).at(source, Span::new(at, at + next_char_len(source, at)));
    if code == "yaml-syntax" { diagnostic.with("detail", detail) } else { diagnostic }
}

fn byte_of(source: &Source, span: Span, line: u32, column: u64) -> usize {
    let text = source.line(line);
    let column = column.saturating_sub(1) as usize;
    let within = text.char_indices().nth(column).map_or(text.len(), |(at, _)| at);
    (source.line_start(line) + within).clamp(span.start, span.end)
}

fn next_char_len(source: &Source, at: usize) -> usize {
    source.text()[at..].chars().next().map_or(0, char::len_utf8)
}

/// An unclosed quote is noticed lines later; the mistake is on the last line before that opens one and leaves it open.
fn unclosed_quote(source: &Source, span: Span, noticed: usize) -> Option<usize> {
    let before = &source.text()[span.start..noticed];
    let mut end = before.len();
    for line in before.split_inclusive('\n').rev() {
        let start = end - line.len();
        let value = line.find([':', '-']).map_or(0, |at| at + 1);
        let opening = value + (line[value..].len() - line[value..].trim_start().len());
        let quote = line[opening..].chars().next().filter(|c| matches!(c, '"' | '\''));
        if quote.is_some_and(|quote| line.matches(quote).count() % 2 == 1) {
            return Some(span.start + start + opening);
        }
        end = start;
    }
    None
}

/// The line `---` (or `...`) before the place where a second document begins.
fn divider_before(source: &Source, span: Span, noticed: usize) -> Option<usize> {
    let before = &source.text()[span.start..noticed];
    ["\n---", "\n..."].iter().filter_map(|divider| before.rfind(divider)).max().map(|at| span.start + at + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_of_the_crate_have_our_codes() {
        let source = Source::new("a.yaml", "a: b\n");
        for (message, code) in [
            ("budget breached: Nodes { nodes: 1000001 } at line 1, column 4", "yaml-too-large"),
            ("budget breached: Depth { depth: 17 }", "yaml-too-deep"),
            ("something new at line 1, column 4", "yaml-syntax"),
        ] {
            let found = diagnostic(&source, Span::new(0, 5), message, Some((1, 4)));
            assert_eq!(found.code, code);
            assert_eq!(found.place.map(|place| (place.line, place.column)), Some((1, 4)));
        }
    }

    #[test]
    fn a_place_outside_the_text_is_brought_inside() {
        let source = Source::new("a.yaml", "---\na: đ\n---\n");
        for place in [None, Some((0, 0)), Some((99, 99)), Some((u64::MAX, u64::MAX)), Some((1, 4))] {
            let found = diagnostic(&source, Span::new(4, 10), "x", place);
            assert!(found.place.is_some_and(|place| (2..=3).contains(&place.line)));
        }
    }
}
