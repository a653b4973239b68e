//! Parses the body of a file.
//!
//! In: the file. Out: a [`Document`]. The steps are Markdown events, tree, footnotes, outline,
//! permalinks, one after another.

use super::anchor::Anchors;
use super::hidden::{self, Visible};
use super::problems::ProblemCollector;
use super::{Block, Document, annex, footnote, outline, permalink, quotation, tree};
use crate::diagnostic::Diagnostic;
use crate::source::{HiddenPart, Source, Span};
use pulldown_cmark::{Options, Parser};
use std::borrow::Cow;

/// Markdown as we read it. No smart punctuation: it would alter what was signed.
pub(super) const OPTIONS: Options = Options::ENABLE_TABLES
    .union(Options::ENABLE_FOOTNOTES)
    .union(Options::ENABLE_STRIKETHROUGH)
    .union(Options::ENABLE_HEADING_ATTRIBUTES);

/// Headings, paragraphs, cells, stretches of text and marks of one document, their ends counted as well. A text of
/// 3,000 pages has 200,000; each takes some hundred bytes of memory in what follows.
const MOST_EVENTS: usize = 1_000_000;

/// See [`super::parse()`].
pub(super) fn parse(source: &Source, body: Span, diagnostics: &mut Vec<Diagnostic>) -> Document {
    let searched;
    let source = if source.hidden().is_some() {
        source
    } else {
        searched = hidden::hide_in_body(source, body);
        &searched
    };
    let mut problems = ProblemCollector::new(source, diagnostics);
    let parts = hidden_parts(source, body, &mut problems);
    let visible = Visible::new(source.slice(body), &parts);
    let masked = mask(&visible.text);
    let mut builder = tree::TreeBuilder::new(source, body, &visible, &masked, &mut problems);
    let mut events = Parser::new_ext(&masked, OPTIONS).into_offset_iter();
    for (event, range) in events.by_ref().take(MOST_EVENTS) {
        builder.event(event, range);
    }
    let tree = match events.next() {
        None => builder.finish(),
        Some((_, range)) => {
            drop(builder);
            let place = visible.source(&range);
            let place = Span::new(body.start + place.start, body.start + place.end);
            problems.error("document-too-complex", place, &[("limit", &MOST_EVENTS.to_string())]);
            tree::TreeBuilder::new(source, body, &visible, &masked, &mut problems).finish()
        }
    };
    let tree::ParsedTree { mut blocks, definitions, references, annexes } = tree;
    join_run_in(&mut blocks, &mut problems);
    let mut anchors = Anchors::default();
    let quoted = quotation::quoted(&blocks);
    let sections = outline::sections(&mut blocks, &quoted, body, &mut anchors, &mut problems);
    let mut footnotes = footnote::number(&mut blocks, definitions, &references, &mut problems);
    let mut permalinks =
        permalink::Permalinks { sections: &sections, quoted: &quoted, anchors: &mut anchors, problems: &mut problems };
    permalinks.assign(&mut blocks, &mut footnotes);
    problems.finish();
    let annexes = annex::annexes(&blocks, &sections, &annexes);
    Document { blocks, sections, footnotes, annexes }
}

/// What is hidden in the body, its places counted there; says what there is to say of it, and of the front matter.
fn hidden_parts(source: &Source, body: Span, problems: &mut ProblemCollector) -> Vec<HiddenPart> {
    let parts = source.hidden().unwrap_or_default();
    for part in parts.iter().filter(|part| part.span.start < body.end) {
        let text = source.written(part.span);
        let line = text.find(['\n', '\r']).unwrap_or(text.len());
        let place = Span::new(part.span.start, part.span.start + line);
        match part.code {
            Some("link-definition-unused") => problems.warn("link-definition-unused", place, &[("text", text)]),
            Some(_) => problems.error("remark-unsure", place, &[("text", &text[..line])]),
            None => {}
        }
    }
    let inside = parts.iter().filter(|part| body.start <= part.cut.start && part.cut.end <= body.end);
    let moved = |span: Span| Span::new(span.start - body.start, span.end - body.start);
    inside.map(|part| HiddenPart { span: moved(part.span), cut: moved(part.cut), ..*part }).collect()
}

/// A run-in heading needs its paragraph.
fn join_run_in(blocks: &mut [Block], problems: &mut ProblemCollector) {
    for at in 0..blocks.len() {
        let followed = matches!(blocks.get(at + 1), Some(Block::Paragraph { .. }));
        if let Block::Heading { run_in: run_in @ true, span, .. } = &mut blocks[at]
            && !followed
        {
            *run_in = false;
            problems.warn("run-in-alone", *span, &[]);
        }
    }
}

/// More markers of quotes and lists than this at the beginning of a line are text, and so is a marker further right
/// than [`DEEPEST_COLUMN`].
const MOST_MARKERS: usize = 24;
const DEEPEST_COLUMN: usize = 96;

/// Stands for a marker that shall not be one; never shown, the tree takes its text from the file.
const MASK: u8 = b'\x1a';

/// The text with markers of quotes, lists and footnotes masked, byte for byte, beyond any depth that a person writes.
/// The Markdown parser looks at every open container for every line, so that 20 KB of `> > > …` and short lines after
/// it cost it a second and a megabyte an hour; the tree's own limit on depth comes too late for that.
pub(super) fn mask(text: &str) -> Cow<'_, str> {
    let mut masked: Option<Vec<u8>> = None;
    let mut line_start = 0;
    for line in text.split_inclusive('\n') {
        if let Some(at) = too_deep(line.as_bytes()) {
            masked.get_or_insert_with(|| text.as_bytes().to_vec())[line_start + at] = MASK;
        }
        line_start += line.len();
    }
    masked.and_then(|bytes| String::from_utf8(bytes).ok()).map_or(Cow::Borrowed(text), Cow::Owned)
}

/// The byte of the first marker of a line that is too deep.
fn too_deep(line: &[u8]) -> Option<usize> {
    let (mut at, mut markers, mut column) = (0, 0, 0);
    loop {
        let length = match line.get(at)? {
            b' ' => {
                at += 1;
                column += 1;
                continue;
            }
            b'\t' => {
                at += 1;
                column += 4;
                continue;
            }
            b'>' | b'-' | b'+' | b'*' => 1,
            b'0'..=b'9' => line[at..].iter().take(10).position(|b| matches!(b, b'.' | b')'))? + 1,
            b'[' if line.get(at + 1) == Some(&b'^') => line[at..].windows(2).position(|pair| pair == b"]:")? + 2,
            _ => return None,
        };
        markers += 1;
        if markers > MOST_MARKERS || column > DEEPEST_COLUMN {
            return Some(at);
        }
        at += length;
        column += length;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_absurd_depth_is_masked() {
        assert!(matches!(mask("> - 1. text\n    - x\n[^1]: y\n***\n"), Cow::Borrowed(_)));
        let deep = "> ".repeat(100) + "x\ny\n";
        let masked = mask(&deep);
        assert_eq!(masked.len(), deep.len());
        assert_eq!(masked.find('\x1a'), Some(MOST_MARKERS * 2));
        let far = " ".repeat(100) + "- x";
        assert!(mask(&far).contains('\x1a'));
    }
}
