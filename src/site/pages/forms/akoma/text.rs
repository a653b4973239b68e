//! Levels and their text → the XML of a document's body: one walk, everything escaped, every element
//! closed in its place (`xml`).
//!
//! In: [`Units`], the citations with what they lead to. Out: XML for `body`, `mainBody`, `preamble` and attachments.

use crate::document::{Block, ColumnAlignment, Document, Footnote, Inline, ListItem, ListMarker, Table};
use crate::render::xml::{Attributes, Xml};
use crate::site::pages::forms::akoma::eid::{AkomaLevel, Given};
use crate::site::pages::forms::akoma::iri;
use crate::site::pages::forms::akoma::units::{AkomaUnit, Num, UnitPiece, Units, Window, marker};
use crate::source::Span;

/// A citation of the text.
pub(super) struct AkomaMark {
    pub span: Span,
    /// Name of its element: `ref`, or a `span` that says why there is none.
    pub name: &'static str,
    /// Its attributes, without `eId`.
    pub attributes: Vec<(&'static str, String)>,
}

/// Writes the text of one document.
pub(super) struct AkomaWriter<'a> {
    pub xml: Xml,
    pub given: Given,
    base_url: &'a str,
    marks: &'a [AkomaMark],
    /// The first mark that may still come, and the byte of the file where the walk is.
    next: usize,
    place: usize,
    open: Option<usize>,
    begun: Vec<bool>,
    footnotes: &'a [Footnote],
    noted: Vec<bool>,
    in_note: bool,
    in_link: bool,
    tables: usize,
    /// White space is passed over until there is text: what stood between a label and its text.
    at_start: bool,
}

impl<'a> AkomaWriter<'a> {
    /// Goes on with `xml`.
    pub(super) fn new(xml: Xml, document: &'a Document, marks: &'a [AkomaMark], base_url: &'a str) -> Self {
        Self {
            xml,
            given: Given::default(),
            base_url,
            marks,
            next: 0,
            place: 0,
            open: None,
            begun: vec![false; marks.len()],
            footnotes: &document.footnotes,
            noted: vec![false; document.footnotes.len()],
            in_note: false,
            in_link: false,
            tables: 0,
            at_start: false,
        }
    }

    /// A level with all below it.
    pub(super) fn unit(&mut self, units: &Units<'_>, index: usize) {
        let unit = &units.all[index];
        let (name, attributes) = element(unit.level);
        self.open_unit(name, attributes, unit);
        self.title(unit);
        match (unit.pieces.is_empty(), unit.parts.is_empty()) {
            (true, true) => {}
            (_, true) => self.wrapped("content", &unit.pieces),
            (true, false) => self.xml.line(),
            (false, false) => self.wrapped("intro", &unit.pieces),
        }
        unit.parts.iter().for_each(|part| self.unit(units, *part));
        self.end();
    }

    /// The element of a level, with its names.
    pub(super) fn open_unit(&mut self, name: &'static str, attributes: Attributes<'_>, unit: &AkomaUnit<'_>) {
        let eid = self.given.give(unit.eid.clone());
        self.xml.open(name, &[attributes, &[("eId", &eid), ("wId", unit.anchor)]].concat());
    }

    /// Opens an element on a line of its own.
    pub(super) fn begin(&mut self, name: &'static str, attributes: Attributes<'_>) {
        self.xml.open(name, attributes);
        self.xml.line();
    }

    /// Closes the last element, and its line.
    pub(super) fn end(&mut self) {
        self.xml.close();
        self.xml.line();
    }

    /// Whether `write` writes anything.
    pub(super) fn writes(&mut self, write: impl FnOnce(&mut Self)) -> bool {
        let before = self.xml.len();
        write(self);
        self.xml.len() > before
    }

    /// Numbering and heading.
    pub(super) fn title(&mut self, unit: &AkomaUnit<'_>) {
        match &unit.num {
            Num::None => {}
            Num::Written(window) => self.inline_element("num", &[], *window),
            Num::Marker(marker) => self.number(marker),
        }
        if let Some(window) = unit.heading {
            self.inline_element("heading", if unit.run_in { &[("class", "run-in")] } else { &[] }, window);
        }
    }

    fn number(&mut self, number: &str) {
        if !number.is_empty() {
            self.xml.leaf("num", &[], number);
        }
    }

    fn inline_element(&mut self, name: &'static str, attributes: Attributes<'_>, window: Window<'_>) {
        self.xml.open(name, attributes);
        self.window(window);
        self.xml.close();
    }

    fn wrapped(&mut self, name: &'static str, pieces: &[UnitPiece<'_>]) {
        self.begin(name, &[]);
        pieces.iter().for_each(|piece| self.piece(piece));
        self.end();
    }

    pub(super) fn piece(&mut self, piece: &UnitPiece<'_>) {
        match piece {
            UnitPiece::Text(window) => self.paragraph(*window),
            UnitPiece::Block(block) => self.block(block),
            UnitPiece::Items(kind, items) => self.list(*kind, items),
        }
    }

    pub(super) fn paragraph(&mut self, window: Window<'_>) {
        self.inline_element("p", &[], window);
        self.xml.line();
    }

    fn blocks(&mut self, blocks: &[Block]) {
        if !self.writes(|writer| blocks.iter().for_each(|block| writer.block(block))) {
            // The schema wants something.
            self.xml.empty("p", &[]);
        }
    }

    fn block(&mut self, block: &Block) {
        match block {
            Block::Heading { content, .. } | Block::Paragraph { content, .. } => self.paragraph(Window::all(content)),
            Block::List { kind, items, .. } => self.list(*kind, items),
            Block::Quote(blocks) => {
                self.begin("blockContainer", &[("class", "quote")]);
                self.blocks(blocks);
                self.end();
            }
            Block::Code(text) => self.preformatted("code", text),
            Block::RawHtml { text, .. } => self.preformatted("raw", text),
            Block::Table(table) => self.table(table),
            Block::Rule => {
                self.xml.empty("p", &[("class", "rule")]);
                self.xml.line();
            }
        }
    }

    fn preformatted(&mut self, class: &str, text: &str) {
        let text = text.trim_end_matches(['\n', '\r']);
        self.xml.leaf("p", &[("class", class), ("xml:space", "preserve")], text);
        self.xml.line();
    }

    fn list(&mut self, kind: ListMarker, items: &[ListItem]) {
        if items.is_empty() {
            return;
        }
        self.begin("blockList", &[]);
        for item in items {
            self.xml.open("item", &[("wId", &item.anchor)]);
            self.number(&marker(kind, item.number));
            self.blocks(&item.blocks);
            self.end();
        }
        self.end();
    }

    fn table(&mut self, table: &Table) {
        let has_head = table.head.iter().any(|cell| !is_blank(cell));
        let rows = table.rows.iter().filter(|row| !row.is_empty());
        if !has_head && rows.clone().next().is_none() {
            return;
        }
        self.tables += 1;
        self.begin("table", &[("eId", &format!("table_{}", self.tables))]);
        if has_head {
            self.row(&table.head, &table.alignments, "th");
        }
        rows.for_each(|row| self.row(row, &table.alignments, "td"));
        self.end();
    }

    fn row(&mut self, cells: &[Vec<Inline>], alignments: &[ColumnAlignment], name: &'static str) {
        self.xml.open("tr", &[]);
        for (column, cell) in cells.iter().enumerate() {
            let class: Attributes<'_> = match alignments.get(column) {
                Some(ColumnAlignment::Center) => &[("class", "center")],
                Some(ColumnAlignment::Right) => &[("class", "right")],
                _ => &[],
            };
            self.xml.open(name, class);
            self.inline_element("p", &[], Window::all(cell));
            self.xml.close();
        }
        self.end();
    }

    /// Notes that stand nowhere in the text: nothing refers to them, or only another note does.
    pub(super) fn unplaced_notes(&mut self) {
        for index in 0..self.footnotes.len() {
            if !self.noted[index] {
                self.xml.open("p", &[("class", "notes")]);
                self.footnote(index);
                self.end();
            }
        }
    }

    /// Whether [`AkomaWriter::unplaced_notes`] has anything to write.
    pub(super) fn has_unplaced_notes(&self) -> bool {
        self.noted.iter().any(|noted| !noted)
    }

    /// A note stands where it is first referred to; never inside another one, so that a chain of notes stays flat.
    fn footnote(&mut self, index: usize) {
        let number = (index + 1).to_string();
        if self.in_note || std::mem::replace(&mut self.noted[index], true) {
            self.xml.empty("noteRef", &[("href", &format!("#authorialNote_{number}")), ("marker", &number)]);
            return;
        }
        let (eid, wid) = (format!("authorialNote_{number}"), format!("chu-thich-{number}"));
        self.xml.open("authorialNote", &[("eId", &eid), ("wId", &wid), ("marker", &number), ("placement", "bottom")]);
        let outer = (std::mem::replace(&mut self.in_note, true), std::mem::take(&mut self.in_link), self.place);
        let footnotes = self.footnotes;
        self.blocks(&footnotes[index].blocks);
        (self.in_note, self.in_link) = (outer.0, outer.1);
        self.go_to(outer.2);
        self.xml.close();
    }

    fn window(&mut self, window: Window<'_>) {
        self.at_start = window.from > 0;
        let mut at = 0;
        self.inlines(window.content, &mut at, window);
        self.at_start = false;
    }

    fn inlines(&mut self, content: &[Inline], at: &mut usize, window: Window<'_>) {
        for inline in content {
            self.inline(inline, at, window);
        }
        self.close_citation();
    }

    fn inline(&mut self, inline: &Inline, at: &mut usize, window: Window<'_>) {
        let is_here = |at: usize| window.from <= at && at < window.to;
        match inline {
            Inline::Text { text, span } => {
                let (start, end) = (*at, *at + text.len());
                *at = end;
                let from = window.from.clamp(start, end) - start;
                let to = window.to.clamp(start, end) - start;
                if from < to {
                    self.text(text, *span, from, to);
                }
            }
            Inline::SoftBreak(span) | Inline::HardBreak(span) => {
                if is_here(*at) && !self.at_start {
                    let is_hard = matches!(inline, Inline::HardBreak(_));
                    self.leave_citation(span.start);
                    if is_hard {
                        self.xml.empty("br", &[]);
                    }
                    self.xml.line();
                }
                *at += 1;
            }
            Inline::Emphasis(inner) => self.element("i", &[], inner, at, window),
            Inline::Strong(inner) => self.element("b", &[], inner, at, window),
            Inline::Strikethrough(inner) => self.element("inline", &[("name", "strikethrough")], inner, at, window),
            Inline::Code(text) => {
                if is_here(*at) {
                    self.opaque();
                    self.xml.leaf("inline", &[("name", "code")], text);
                }
                *at += text.len();
            }
            Inline::RawHtml(text) => {
                if is_here(*at) {
                    self.opaque();
                    self.xml.text(text);
                }
                *at += text.len();
            }
            Inline::Link { target, content, .. } => self.link(target, content, at, window),
            Inline::Image { target, alt, .. } => {
                if is_here(*at) {
                    self.image(target, alt);
                }
                *at += alt.len();
            }
            Inline::FootnoteReference { footnote, .. } => {
                if is_here(*at) {
                    self.opaque();
                    self.footnote(*footnote);
                }
            }
        }
    }

    /// Before what is part of no citation.
    fn opaque(&mut self) {
        self.close_citation();
        self.at_start = false;
    }

    fn element(
        &mut self,
        name: &'static str,
        attributes: Attributes<'_>,
        inner: &[Inline],
        at: &mut usize,
        window: Window<'_>,
    ) {
        self.close_citation();
        if !touches(inner, *at, window) {
            *at += length(inner);
            return;
        }
        self.xml.open(name, attributes);
        self.inlines(inner, at, window);
        self.xml.close();
    }

    fn link(&mut self, target: &str, inner: &[Inline], at: &mut usize, window: Window<'_>) {
        self.close_citation();
        let outer = std::mem::replace(&mut self.in_link, true);
        match iri::uri(self.base_url, target).filter(|_| !outer) {
            Some(uri) => self.element("a", &[("href", &uri)], inner, at, window),
            None => self.element("span", &[], inner, at, window),
        }
        self.in_link = outer;
    }

    fn image(&mut self, target: &str, alt: &str) {
        self.opaque();
        match iri::uri(self.base_url, target) {
            Some(uri) => self.xml.empty("img", &[("src", &uri), ("alt", alt)]),
            None => self.xml.text(alt),
        }
    }

    fn text(&mut self, text: &str, span: Span, mut from: usize, to: usize) {
        if self.at_start {
            from = to - text[from..to].trim_start().len();
            if from == to {
                return;
            }
            self.at_start = false;
        }
        if text.len() != span.end - span.start {
            // Made from an entity: in the citation as a whole, or not.
            match self.mark_at(span.start).filter(|mark| self.marks[*mark].span.start < span.end) {
                Some(mark) => self.open_citation(mark),
                None => self.close_citation(),
            }
            self.xml.text(&text[from..to]);
            self.leave_citation(span.end);
            return;
        }
        while from < to {
            let place = span.start + from;
            let end = match self.mark_at(place) {
                Some(mark) if self.marks[mark].span.start <= place => {
                    self.open_citation(mark);
                    self.marks[mark].span.end
                }
                Some(mark) => {
                    self.close_citation();
                    self.marks[mark].span.start
                }
                None => {
                    self.close_citation();
                    span.end
                }
            };
            let mut end = (end - span.start).min(to);
            while !text.is_char_boundary(end) {
                end += 1;
            }
            self.xml.text(&text[from..end]);
            from = end;
        }
        self.leave_citation(span.start + to);
    }

    /// The first citation that ends after `place`.
    fn mark_at(&mut self, place: usize) -> Option<usize> {
        if place < self.place {
            self.go_to(place);
        }
        self.place = place;
        while self.marks.get(self.next).is_some_and(|mark| mark.span.end <= place) {
            self.next += 1;
        }
        (self.next < self.marks.len()).then_some(self.next)
    }

    /// Footnotes stand anywhere in the file.
    fn go_to(&mut self, place: usize) {
        self.place = place;
        self.next = self.marks.partition_point(|mark| mark.span.end <= place);
    }

    fn open_citation(&mut self, index: usize) {
        if self.in_link || self.open == Some(index) {
            return;
        }
        self.close_citation();
        self.open = Some(index);
        let mark = &self.marks[index];
        let eid = format!("{}_{}", mark.name, index + 1);
        let mut attributes: Vec<_> = mark.attributes.iter().map(|(name, value)| (*name, value.as_str())).collect();
        if !std::mem::replace(&mut self.begun[index], true) {
            attributes.push(("eId", &eid));
        }
        self.xml.open(mark.name, &attributes);
    }

    fn leave_citation(&mut self, place: usize) {
        if self.open.is_some_and(|open| self.marks[open].span.end <= place) {
            self.close_citation();
        }
    }

    fn close_citation(&mut self) {
        if self.open.take().is_some() {
            self.xml.close();
        }
    }
}

/// The element of a level, and attributes it must have.
const fn element(level: AkomaLevel) -> (&'static str, Attributes<'static>) {
    match level {
        AkomaLevel::Part => ("part", &[]),
        AkomaLevel::Chapter => ("chapter", &[]),
        AkomaLevel::Section => ("section", &[]),
        AkomaLevel::Subsection => ("subsection", &[]),
        AkomaLevel::Article => ("article", &[]),
        AkomaLevel::Paragraph => ("paragraph", &[]),
        AkomaLevel::Point => ("point", &[]),
        AkomaLevel::Annex => ("hcontainer", &[("name", "phu-luc")]),
        AkomaLevel::Heading | AkomaLevel::Place => ("hcontainer", &[("name", "tieu-de")]),
    }
}

/// Bytes of the text of inlines, as `text_of` counts.
fn length(content: &[Inline]) -> usize {
    let of = |inline: &Inline| match inline {
        Inline::Text { text, .. } | Inline::Code(text) | Inline::RawHtml(text) => text.len(),
        Inline::SoftBreak(_) | Inline::HardBreak(_) => 1,
        Inline::Emphasis(inner) | Inline::Strong(inner) | Inline::Strikethrough(inner) => length(inner),
        Inline::Link { content, .. } => length(content),
        Inline::Image { alt, .. } => alt.len(),
        Inline::FootnoteReference { .. } => 0,
    };
    content.iter().map(of).sum()
}

/// Whether anything of an element lies in the window. Where all does, nothing is counted.
fn touches(inner: &[Inline], at: usize, window: Window<'_>) -> bool {
    if window.from == 0 && window.to == usize::MAX {
        return true;
    }
    let end = at + length(inner);
    if end == at { window.from <= at && at < window.to } else { window.from < end && at < window.to }
}

fn is_blank(content: &[Inline]) -> bool {
    content.iter().all(|inline| match inline {
        Inline::Text { text, .. } => text.trim().is_empty(),
        Inline::SoftBreak(_) | Inline::HardBreak(_) => true,
        _ => false,
    })
}
