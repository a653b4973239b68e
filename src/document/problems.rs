//! The problems of one document, counted: a hostile file cannot make more of them than a person can read.

use crate::diagnostic::Diagnostic;
use crate::source::{Source, Span};
use std::collections::BTreeMap;

/// As many problems of one kind are reported for one document; the rest is one number. Also bounds the work: to quote
/// its line, a problem walks over it, and a hostile file is one long line with 100,000 tags.
const MOST_OF_A_KIND: usize = 30;

/// Collects problems with places in one file.
pub(super) struct ProblemCollector<'a> {
    source: &'a Source,
    diagnostics: &'a mut Vec<Diagnostic>,
    counts: BTreeMap<&'static str, (usize, Span)>,
}

impl<'a> ProblemCollector<'a> {
    pub(super) fn new(source: &'a Source, diagnostics: &'a mut Vec<Diagnostic>) -> Self {
        Self { source, diagnostics, counts: BTreeMap::new() }
    }

    /// A warning at `span`.
    pub(super) fn warn(&mut self, code: &'static str, span: Span, arguments: &[(&'static str, &str)]) {
        self.add(Diagnostic::warning(code), span, arguments);
    }

    /// An error at `span`.
    pub(super) fn error(&mut self, code: &'static str, span: Span, arguments: &[(&'static str, &str)]) {
        self.add(Diagnostic::error(code), span, arguments);
    }

    fn add(&mut self, diagnostic: Diagnostic, span: Span, arguments: &[(&'static str, &str)]) {
        let (count, last) = self.counts.entry(diagnostic.code).or_insert((0, span));
        *count += 1;
        *last = span;
        if *count > MOST_OF_A_KIND {
            return;
        }
        let mut diagnostic = diagnostic.at(self.source, span);
        for (name, value) in arguments {
            diagnostic = diagnostic.with(name, excerpt(value));
        }
        self.diagnostics.push(diagnostic);
    }

    /// The line of a byte.
    pub(super) fn line(&self, byte: usize) -> String {
        self.source.line_column(byte).line.to_string()
    }

    /// Says how many problems were left out.
    pub(super) fn finish(self) {
        for (code, (count, last)) in self.counts {
            if count > MOST_OF_A_KIND {
                let more = (count - MOST_OF_A_KIND).to_string();
                let diagnostic = Diagnostic::warning("more-of-the-same").at(self.source, last);
                self.diagnostics.push(diagnostic.with("count", more).with("code", code));
            }
        }
    }
}

/// Whether a block of code between fences goes on to the end of what it stands in: its last line is no fence.
pub(super) fn is_unclosed(block: &str) -> bool {
    let mut lines = block.trim_end().lines();
    let fence = lines.next().unwrap_or_default().trim_start().chars().next().unwrap_or('`');
    let last = lines.next_back().unwrap_or_default().trim_start_matches(|c: char| c == '>' || c.is_whitespace());
    last.len() < 3 || !last.chars().all(|c| c == fence)
}

/// Enough of the offending text to recognise it.
fn excerpt(text: &str) -> String {
    const LONGEST: usize = 80;
    let mut words = String::new();
    for (at, c) in text.trim().chars().enumerate() {
        if at == LONGEST {
            words.push('…');
            break;
        }
        words.push(if c.is_whitespace() || c.is_control() { ' ' } else { c });
    }
    words
}
