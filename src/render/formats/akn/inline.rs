//! Inlines → XML, with a reference wherever a citation stands. A citation that crosses elements is several references to one address.
//!
//! In: inlines, the citations by place. Out: XML.

use super::Writer;
use crate::document::{Block, Inline};
use crate::render::escape::xml;
use crate::source::Span;
use std::fmt::Write;

/// A citation in the text.
pub(super) struct Cited {
    pub span: Span,
    /// The address of its work; `None` where nobody can tell.
    pub href: Option<String>,
}

impl<'a> Writer<'a> {
    pub(super) fn paragraph(&mut self, anchor: Option<&str>, content: &'a [Inline]) {
        match anchor {
            Some(anchor) => {
                let _ = write!(self.out, "<p eId=\"{}\">", xml(anchor));
            }
            None => self.out.push_str("<p>"),
        }
        self.inlines(content);
        self.out.push_str("</p>\n");
    }

    pub(super) fn inlines(&mut self, content: &'a [Inline]) {
        for inline in content {
            match inline {
                Inline::Text { text, span } => self.run(text, *span),
                Inline::SoftBreak(_) => self.plain("\n"),
                Inline::HardBreak(_) => {
                    self.skip = self.skip.saturating_sub(1);
                    self.out.push_str("<eol/>");
                }
                Inline::Emphasis(inner) => self.element("i", "i", inner),
                Inline::Strong(inner) => self.element("b", "b", inner),
                Inline::Strikethrough(inner) => self.element("span class=\"gach-bo\"", "span", inner),
                Inline::Code(text) | Inline::RawHtml(text) => self.plain(text),
                Inline::Link { target, content, .. } => {
                    let target = xml(target);
                    self.element(&format!("a href=\"{target}\""), "a", content);
                }
                Inline::Image { target, alt, .. } => {
                    let _ = write!(self.out, "<img src=\"{}\" alt=\"{}\"/>", xml(target), xml(alt));
                }
                Inline::FootnoteReference { footnote, .. } => self.note(*footnote),
            }
        }
    }

    fn element(&mut self, open: &str, close: &str, content: &'a [Inline]) {
        let _ = write!(self.out, "<{open}>");
        self.inlines(content);
        let _ = write!(self.out, "</{close}>");
    }

    /// Text without the bytes that were written as a number.
    fn plain(&mut self, text: &str) {
        let start = self.skipped(text);
        self.out.push_str(&xml(&text[start..]));
    }

    fn skipped(&mut self, text: &str) -> usize {
        let mut start = self.skip.min(text.len());
        self.skip -= start;
        while !text.is_char_boundary(start) {
            start += 1;
        }
        start
    }

    fn run(&mut self, text: &str, span: Span) {
        let mut at = self.skipped(text);
        if text.len() != span.end - span.start {
            // Made from an entity: in a citation as a whole, or not.
            let place = self.citation(span.start).filter(|index| self.cited[*index].span.start < span.end);
            self.piece(place, &text[at..]);
            return;
        }
        while at < text.len() {
            let place = span.start + at;
            let (inside, end) = match self.citation(place) {
                Some(index) if self.cited[index].span.start <= place => (Some(index), self.cited[index].span.end),
                Some(index) => (None, self.cited[index].span.start),
                None => (None, span.end),
            };
            let mut end = end.min(span.end) - span.start;
            while !text.is_char_boundary(end) {
                end += 1;
            }
            self.piece(inside, &text[at..end]);
            at = end;
        }
    }

    fn piece(&mut self, citation: Option<usize>, text: &str) {
        match citation.and_then(|index| self.cited[index].href.as_deref()) {
            Some(href) => {
                let _ = write!(self.out, "<ref href=\"{}\">{}</ref>", xml(href), xml(text));
            }
            None => self.out.push_str(&xml(text)),
        }
    }

    /// The first citation that ends after `place`. Text goes forward but for the footnotes, which stand anywhere in the file.
    fn citation(&mut self, place: usize) -> Option<usize> {
        let ended = |cited: &Cited| cited.span.end <= place;
        if self.next > 0 && !ended(&self.cited[self.next - 1]) {
            self.next = self.cited.partition_point(ended);
        }
        while self.cited.get(self.next).is_some_and(ended) {
            self.next += 1;
        }
        (self.next < self.cited.len()).then_some(self.next)
    }

    /// A footnote stands where it is first referred to.
    fn note(&mut self, footnote: usize) {
        let number = footnote + 1;
        if std::mem::replace(&mut self.noted[footnote], true) {
            let _ = write!(self.out, "<noteRef marker=\"{number}\" href=\"#chu-thich-{number}\"/>");
            return;
        }
        let tree = self.tree;
        let _ = write!(self.out, "<authorialNote marker=\"{number}\" placement=\"bottom\" eId=\"chu-thich-{number}\">");
        let blocks = &tree.footnotes[footnote].blocks;
        for block in blocks {
            // A note in a note: its text is enough.
            match block {
                Block::Paragraph { content, .. } => self.paragraph(None, content),
                other => self.block(other),
            }
        }
        if blocks.is_empty() {
            self.out.push_str("<p/>");
        }
        self.out.push_str("</authorialNote>");
    }
}
