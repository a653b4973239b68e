//! Says in the editor's words what the YAML reader could not read.

use crate::diagnostic::Diagnostic;
use crate::source::{Source, Span};

/// What the crate's message tells about, and our code for it. The first that is contained counts.
const KNOWN: [(&str, &str); 32] = [
    ("tabs disallowed", "yaml-tab"),
    (" tab", "yaml-tab"),
    ("budget breached: Anchors", "yaml-anchor"),
    ("budget breached: Aliases", "yaml-anchor"),
    ("unknown anchor", "yaml-anchor"),
    ("merge key", "yaml-merge-key"),
    ("a tag", "yaml-tag"),
    ("TAG", "yaml-tag"),
    (" tag", "yaml-tag"),
    ("budget breached: Depth", "yaml-too-deep"),
    ("recursion limit", "yaml-too-deep"),
    ("budget breached", "yaml-too-large"),
    ("multiple YAML documents", "yaml-several-documents"),
    ("mapping values are not allowed", "yaml-colon"),
    ("escape", "yaml-escape"),
    ("hexadecimal", "yaml-escape"),
    ("surrogate", "yaml-escape"),
    ("trailing content after", "yaml-after-quote"),
    ("quoted scalar", "yaml-quote"),
    ("unclosed quote", "yaml-quote"),
    ("illegal placement of ':'", "yaml-bracket"),
    ("unclosed bracket", "yaml-bracket"),
    ("flow ", "yaml-bracket"),
    ("did not find expected key", "yaml-indent"),
    ("expected '-' indicator", "yaml-indent"),
    ("invalid indentation", "yaml-indent"),
    ("are not allowed in this context", "yaml-indent"),
    ("simple key expected", "yaml-key"),
    ("unexpected character", "yaml-sign"),
    ("plain scalar cannot start", "yaml-sign"),
    ("expected node content", "yaml-sign"),
    ("valid YAML whitespace", "yaml-sign"),
];

/// The diagnostic for `message` of the YAML crate, at line and column (both from 1, within the YAML text
/// `span`), and the byte of the mistake.
pub(super) fn diagnostic(source: &Source, span: Span, message: &str, place: Option<(u64, u64)>) -> (Diagnostic, usize) {
    let (line, column) = place.unwrap_or((1, 1));
    let first_line = source.line_column(span.start).line;
    let mut at = byte_of(
        source,
        span,
        first_line.saturating_add(u32::try_from(line.saturating_sub(1)).unwrap_or(u32::MAX)),
        column,
    );
    let mut code = KNOWN.iter().find(|(part, _)| message.contains(part)).map_or("yaml-syntax", |(_, code)| code);
    let control = control_at(source, at);
    if control.is_some() {
        code = "yaml-control";
    }
    // Zero is one character, whichever stands where the mistake turns out to be.
    let mut length = 0;
    match code {
        "yaml-quote" => at = unclosed_quote(source, span, at).unwrap_or(at),
        "yaml-several-documents" => at = divider_before(source, span, at).unwrap_or(at),
        "yaml-bracket" => at = unclosed_bracket(source, span, at).unwrap_or(at),
        "yaml-tab" => at = sign_before(source, at, &['\t']).or_else(|| tab_after(source, span, at)).unwrap_or(at),
        "yaml-anchor" | "yaml-tag" => {
            // The crate points behind the name, at what it stands for.
            if let Some(sign) = sign_before(source, at, if code == "yaml-tag" { &['!'] } else { &['&', '*'] }) {
                at = sign;
                length = source.text()[at..].find(char::is_whitespace).unwrap_or(length);
            }
        }
        "yaml-colon" => {
            if let Some(key) = key_without_space(source, span, at) {
                (code, at, length) = ("yaml-space", key.start, key.end - key.start);
            } else if let Some(line) = line_without_colon(source, span, at) {
                (code, at, length) = ("yaml-key", line.start, line.end - line.start);
            }
        }
        "yaml-key" => {
            let line = source.line(source.line_of(at));
            at = source.line_start(source.line_of(at)) + (line.len() - line.trim_start().len());
            length = line.trim().len();
            if line.trim_start().starts_with('-') {
                (code, length) = ("yaml-space", 1);
            } else if let Some(key) = key_without_space(source, span, at).filter(|key| key.start == at) {
                (code, length) = ("yaml-space", key.end - key.start);
            }
        }
        _ => {}
    }
    // The crate ends its messages with its own place, which counts lines of the YAML text alone.
    let detail = message.split(" at line ").next().unwrap_or(message);
    let marked = Span::new(at, at + length.max(next_char_len(source, at)));
    let diagnostic = Diagnostic::error(code).at(source, marked);
    let diagnostic = match code {
        "yaml-syntax" => diagnostic.with("detail", detail),
        "yaml-control" => {
            diagnostic.with("key", key_before(source, span, at)).with("character", control.unwrap_or_default())
        }
        "yaml-sign" | "yaml-space" => diagnostic.with("text", source.slice(marked)),
        _ => diagnostic,
    };
    (diagnostic, at)
}

/// The control character at `at`, as `U+000B`. Tabs and line ends are signs of YAML.
fn control_at(source: &Source, at: usize) -> Option<String> {
    let found = source.text()[at..].chars().next()?;
    (found.is_control() && !['\t', '\r', '\n'].contains(&found)).then(|| format!("U+{:04X}", found as u32))
}

/// The key of the value in which `at` stands.
fn key_before(source: &Source, span: Span, at: usize) -> String {
    let lines = source.text()[span.start..at].lines().rev();
    let mut keys = lines.filter_map(|line| Some(line.split_once(':')?.0.trim_matches([' ', '-', '{'])));
    keys.find(|key| !key.is_empty() && key.chars().all(|c| c.is_alphanumeric() || c == '_'))
        .unwrap_or("yaml")
        .to_owned()
}

/// The last of `signs` on the line up to `at`.
fn sign_before(source: &Source, at: usize, signs: &[char]) -> Option<usize> {
    let start = source.line_start(source.line_of(at));
    let end = at + next_char_len(source, at);
    source.text()[start..end].rfind(signs).map(|offset| start + offset)
}

/// The line at the margin right before that of the mistake, where it has no colon: the reader takes both for one text.
fn line_without_colon(source: &Source, span: Span, at: usize) -> Option<Span> {
    let line = source.line_of(at);
    let before = line.checked_sub(1).filter(|before| source.line_start(*before) >= span.start && *before > 0)?;
    let (text, own) = (source.line(before).trim_end(), source.line(line));
    let at_margin = |text: &str| text.starts_with(|c: char| c.is_alphanumeric());
    let start = source.line_start(before);
    (at_margin(text) && at_margin(own) && !text.contains(':')).then(|| Span::new(start, start + text.len()))
}

/// The first tab that indents a line behind `at`.
fn tab_after(source: &Source, span: Span, at: usize) -> Option<usize> {
    let mut offset = at;
    for line in source.text()[at..span.end].split_inclusive('\n') {
        let indent = &line[..line.len() - line.trim_start_matches([' ', '\t']).len()];
        if let Some(tab) = indent.find('\t').filter(|_| offset > at) {
            return Some(offset + tab);
        }
        offset += line.len();
    }
    None
}

/// `title:Về việc`, on the line of the mistake or the one before: the reader takes it for text that goes on.
fn key_without_space(source: &Source, span: Span, at: usize) -> Option<Span> {
    let line = source.line_of(at);
    let candidates = [line.saturating_sub(1), line].into_iter().filter(|line| *line > 0);
    candidates.filter(|line| source.line_start(*line) >= span.start).find_map(|line| {
        let text = source.line(line);
        let indent = text.len() - text.trim_start_matches([' ', '-']).len();
        let (key, value) = text[indent..].split_once(':')?;
        let fits = !key.is_empty() && key.chars().all(|c| c.is_alphanumeric() || c == '_') && !text.contains(": ");
        let start = source.line_start(line) + indent;
        (fits && value.starts_with(|c: char| !c.is_whitespace() && c != '/'))
            .then(|| Span::new(start, start + key.len() + 1))
    })
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

/// A bracket that is not closed is noticed at the next key; the mistake is on the last line before whose
/// value opens more than it closes.
fn unclosed_bracket(source: &Source, span: Span, noticed: usize) -> Option<usize> {
    let mut end = noticed - span.start;
    for line in source.slice(span)[..end].split_inclusive('\n').rev() {
        end -= line.len();
        let count = |signs: [char; 2]| line.matches(signs).count();
        if count(['[', '{']) > count([']', '}']) {
            return line.find(['[', '{']).map(|at| span.start + end + at);
        }
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
            assert_eq!(found.0.code, code);
            assert_eq!(found.0.place.map(|place| (place.line, place.column)), Some((1, 4)));
        }
    }

    #[test]
    fn a_place_outside_the_text_is_brought_inside() {
        let source = Source::new("a.yaml", "---\na: đ\n---\n");
        for place in [None, Some((0, 0)), Some((99, 99)), Some((u64::MAX, u64::MAX)), Some((1, 4))] {
            let found = diagnostic(&source, Span::new(4, 10), "x", place);
            assert!(found.0.place.is_some_and(|place| (2..=3).contains(&place.line)));
        }
    }
}
