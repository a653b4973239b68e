//! Inlines → HTML, with the citations' links put in where their spans are.
//!
//! In: inlines and a cursor in the citations. Out: HTML. A citation that covers whole elements (`**Nghị định** số 5`)
//! is one link around them; one that begins or ends inside an element is several links to the same address, so that the
//! elements stay balanced with any spans.

use super::{BodyLink, BodyWriter, CitationMark, attribute, escape};
use crate::catalogue;
use crate::document::Inline;
use crate::source::Span;

/// Where the walk is in the citations.
pub(super) struct Cursor<'a> {
    links: &'a [BodyLink],
    /// The first citation that ends after `place`.
    next: usize,
    place: usize,
    /// The citation whose element is open, and the depth of inlines where it was opened.
    open: Option<(usize, usize)>,
    /// Which citations have been opened once: only the first piece has the id.
    begun: Vec<bool>,
}

impl<'a> Cursor<'a> {
    pub(super) fn new(links: &'a [BodyLink]) -> Self {
        Self { links, next: 0, place: 0, open: None, begun: vec![false; links.len()] }
    }

    /// The first citation that ends after `place`. Text goes forward but for the footnotes, which stand anywhere in
    /// the file and are shown last.
    fn at(&mut self, place: usize) -> Option<usize> {
        if place < self.place {
            self.next = self.links.partition_point(|link| link.span.end <= place);
        }
        self.place = place;
        while self.links.get(self.next).is_some_and(|link| link.span.end <= place) {
            self.next += 1;
        }
        (self.next < self.links.len()).then_some(self.next)
    }
}

impl BodyWriter<'_> {
    pub(super) fn inlines(&mut self, content: &[Inline]) {
        self.depth += 1;
        for inline in content {
            self.inline(inline);
        }
        if self.citations.open.is_some_and(|(_, depth)| depth == self.depth) {
            self.close_citation();
        }
        self.depth -= 1;
    }

    fn inline(&mut self, inline: &Inline) {
        match inline {
            Inline::Text { text, span } => self.text(text, *span),
            Inline::SoftBreak(span) => {
                self.leave_citation(span.start);
                self.html.push('\n');
            }
            Inline::HardBreak(span) => {
                self.leave_citation(span.start);
                self.html.push_str("<br>\n");
            }
            Inline::Emphasis(inner) => self.element("em", inner),
            Inline::Strong(inner) => self.element("strong", inner),
            Inline::Strikethrough(inner) => self.element("del", inner),
            Inline::Code(text) => {
                self.close_citation();
                self.html.push_str("<code>");
                escape(&mut self.html, text);
                self.html.push_str("</code>");
            }
            Inline::RawHtml(text) => {
                self.close_citation();
                escape(&mut self.html, text);
            }
            Inline::Link { target, title, content, .. } => self.link(target, title, content),
            Inline::Image { target, title, alt, size, .. } => {
                self.close_citation();
                self.html.push_str("<img");
                attribute(&mut self.html, "src", &(self.body.address)(target));
                attribute(&mut self.html, "alt", alt);
                // The text stays where it is while the image comes.
                if let Some((width, height)) = size {
                    attribute(&mut self.html, "width", &width.to_string());
                    attribute(&mut self.html, "height", &height.to_string());
                }
                if !title.is_empty() {
                    attribute(&mut self.html, "title", title);
                }
                self.html.push_str(" loading=\"lazy\">");
            }
            Inline::FootnoteReference { footnote, nth } => {
                self.noted.insert((*footnote, *nth));
                self.footnote_reference(*footnote + 1, *nth);
            }
        }
    }

    fn link(&mut self, target: &str, title: &str, content: &[Inline]) {
        self.close_citation();
        self.html.push_str("<a");
        attribute(&mut self.html, "href", &(self.body.address)(target));
        if !title.is_empty() {
            attribute(&mut self.html, "title", title);
        }
        self.html.push('>');
        // A link in a link is not allowed; Markdown has none, and no citation is looked for in one.
        let outer = std::mem::replace(&mut self.in_link, true);
        self.inlines(content);
        self.in_link = outer;
        self.html.push_str("</a>");
    }

    fn footnote_reference(&mut self, number: usize, nth: usize) {
        self.close_citation();
        let number = number.to_string();
        let id = format!("chu-thich-{number}-dan-{nth}");
        self.html.push_str("<sup class=\"footnote\">");
        if self.in_link {
            self.html.push_str("<span");
            attribute(&mut self.html, "id", &id);
            self.html.push('>');
            self.html.push_str(&number);
            self.html.push_str("</span></sup>");
            return;
        }
        self.html.push_str("<a");
        attribute(&mut self.html, "id", &id);
        attribute(&mut self.html, "href", &format!("#chu-thich-{number}"));
        self.html.push_str(" role=\"doc-noteref\"");
        attribute(&mut self.html, "aria-label", &catalogue::fill(self.body.labels.footnote, &[("n", &number)]));
        self.html.push('>');
        self.html.push_str(&number);
        self.html.push_str("</a></sup>");
    }

    fn element(&mut self, tag: &str, content: &[Inline]) {
        let covering = extent(content).and_then(|extent| {
            let index = self.citations.at(extent.start)?;
            let span = self.body.links[index].span;
            (span.start <= extent.start && extent.end <= span.end).then_some((index, extent))
        });
        match covering {
            Some((index, _)) => self.open_citation(index),
            None => self.close_citation(),
        }
        self.html.push('<');
        self.html.push_str(tag);
        self.html.push('>');
        self.inlines(content);
        self.html.push_str("</");
        self.html.push_str(tag);
        self.html.push('>');
        if let Some((_, extent)) = covering {
            self.leave_citation(extent.end);
        }
    }

    fn text(&mut self, text: &str, span: Span) {
        if text.len() != span.end - span.start {
            // Made from an entity: in the citation as a whole, or not.
            let index = self.citations.at(span.start).filter(|index| self.body.links[*index].span.start < span.end);
            match index {
                Some(index) => self.open_citation(index),
                None => self.close_citation(),
            }
            escape(&mut self.html, text);
            self.leave_citation(span.end);
            return;
        }
        let mut at = 0;
        while at < text.len() {
            let place = span.start + at;
            let end = match self.citations.at(place) {
                Some(index) if self.body.links[index].span.start <= place => {
                    self.open_citation(index);
                    self.body.links[index].span.end
                }
                Some(index) => {
                    self.close_citation();
                    self.body.links[index].span.start
                }
                None => {
                    self.close_citation();
                    span.end
                }
            };
            let mut end = end.min(span.end) - span.start;
            while !text.is_char_boundary(end) {
                end += 1;
            }
            escape(&mut self.html, &text[at..end]);
            at = end;
        }
        self.leave_citation(span.end);
    }

    /// Closes the open citation when it does not reach beyond `place`.
    fn leave_citation(&mut self, place: usize) {
        if let Some((index, depth)) = self.citations.open
            && depth == self.depth
            && self.body.links[index].span.end <= place
        {
            self.close_citation();
        }
    }

    fn close_citation(&mut self) {
        let Some((index, depth)) = self.citations.open else { return };
        // Opened around an element that is still open: it covers all of that element.
        if depth < self.depth {
            return;
        }
        self.html.push_str(if self.body.links[index].mark.href().is_some() { "</a>" } else { "</span>" });
        self.citations.open = None;
    }

    fn open_citation(&mut self, index: usize) {
        if self.in_link || self.citations.open.is_some_and(|(open, depth)| open == index || depth < self.depth) {
            return;
        }
        self.close_citation();
        self.citations.open = Some((index, self.depth));
        let link = &self.body.links[index];
        let begun = std::mem::replace(&mut self.citations.begun[index], true);
        let (class, label) = link.mark.class_and_label();
        self.html.push_str(if link.mark.href().is_some() { "<a" } else { "<span" });
        attribute(&mut self.html, "class", class);
        // Numbers count through the whole text: on the page of a portion, a citation far away would change them.
        if !begun && self.body.shown.is_none() {
            attribute(&mut self.html, "id", &format!("vd-{}", link.number));
        }
        if let Some(href) = link.mark.href() {
            attribute(&mut self.html, "href", href);
        }
        if matches!(link.mark, CitationMark::Elsewhere { .. }) {
            attribute(&mut self.html, "rel", "external");
        }
        // The link's name is what is seen; the rest is its description, and of its first piece alone.
        if !begun && !label.is_empty() {
            attribute(&mut self.html, "title", label);
        }
        self.html.push('>');
    }
}

impl CitationMark {
    fn href(&self) -> Option<&str> {
        match self {
            Self::Held { href, .. } | Self::NotHeld { href, .. } | Self::Elsewhere { href, .. } => Some(href),
            Self::Own { href, .. } => href.as_deref(),
            Self::Unknown { .. } | Self::Named { .. } | Self::Ambiguous { .. } => None,
        }
    }

    fn class_and_label(&self) -> (&'static str, &str) {
        match self {
            Self::Held { label, inferred: true, .. } => ("cite held inferred", label),
            Self::Elsewhere { label, inferred: true, .. } => ("cite not-held elsewhere inferred", label),
            Self::NotHeld { label, inferred: true, .. } => ("cite not-held inferred", label),
            Self::Held { label, .. } => ("cite held", label),
            Self::Elsewhere { label, .. } => ("cite not-held elsewhere", label),
            Self::NotHeld { label, .. } => ("cite not-held", label),
            Self::Unknown { label } => ("cite unknown", label),
            Self::Named { label } => ("cite named", label),
            Self::Ambiguous { label } => ("cite ambiguous", label),
            Self::Own { label, .. } => ("cite own", label),
        }
    }
}

/// From the first to the last byte of text, where a link may go around all of it.
fn extent(content: &[Inline]) -> Option<Span> {
    let mut whole: Option<Span> = None;
    for inline in content {
        let span = match inline {
            Inline::Text { span, .. } | Inline::SoftBreak(span) | Inline::HardBreak(span) => *span,
            Inline::Emphasis(inner) | Inline::Strong(inner) | Inline::Strikethrough(inner) => extent(inner)?,
            _ => return None,
        };
        whole = Some(whole.map_or(span, |whole| Span::new(whole.start, span.end.max(whole.end))));
    }
    whole
}
