//! Cuts a document into what can be quoted alone: paragraphs and items of lists, each with its permalink
//! and its text; and tables.
//!
//! In: a document and its flows. Out: [`DocumentPiece`]s in source order.

use super::section::label_depth;
use crate::document::{Block, Document, Flow, ListMarker, SectionIndex, Table};
use crate::source::Span;

/// One paragraph, item or heading with its text.
#[derive(Debug)]
pub(super) struct TaskUnit<'a> {
    /// The section it stands in.
    pub section: SectionIndex,
    /// Its permalink.
    pub anchor: &'a str,
    /// Its text; a run-in heading and its paragraph are one.
    pub flow: &'a Flow,
    /// Which of the document's flows that is.
    pub number: usize,
    /// A heading that stands alone.
    pub is_heading: bool,
    /// It carries a label ("1.", "a)") or a bullet.
    pub is_item: bool,
    /// How deep its label stands: "1." above "1.1." above "a)" above a bullet; `None` without one.
    pub depth: Option<u8>,
    /// It begins inside “…” that an earlier one opened.
    pub is_quoted: bool,
}

/// A table, with the section and the permalink that it stands under.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tabled<'a> {
    pub section: SectionIndex,
    /// Of what stands before it: a table has none.
    pub anchor: &'a str,
    pub table: &'a Table,
}

/// A piece of a document.
#[derive(Debug)]
pub(super) enum DocumentPiece<'a> {
    Unit(TaskUnit<'a>),
    Table(Tabled<'a>),
}

/// Depth of bullets; those of a list within a list stand below.
const BULLET: u8 = 8;

struct UnitPlace<'a> {
    span: Span,
    anchor: &'a str,
    is_heading: bool,
    is_item: bool,
    depth: Option<u8>,
}

struct UnitPlaces<'a> {
    document: &'a Document,
    places: Vec<UnitPlace<'a>>,
    tables: Vec<Tabled<'a>>,
    section: SectionIndex,
    anchor: &'a str,
}

/// Paragraphs, items and headings. Quotations and footnotes have none.
pub(super) fn units<'a>(document: &'a Document, flows: &'a [Flow]) -> Vec<TaskUnit<'a>> {
    let all = pieces(document, flows).into_iter();
    all.filter_map(|piece| if let DocumentPiece::Unit(unit) = piece { Some(unit) } else { None }).collect()
}

/// Cuts a document into pieces.
pub(super) fn pieces<'a>(document: &'a Document, flows: &'a [Flow]) -> Vec<DocumentPiece<'a>> {
    let opening = &*document.sections[0].anchor;
    let mut places = UnitPlaces { document, places: Vec::new(), tables: Vec::new(), section: 0, anchor: opening };
    for block in &document.blocks {
        places.add(block, None, None);
    }
    let mut tables = places.tables.into_iter().peekable();
    let mut places = places.places.into_iter().peekable();
    let mut pieces = Vec::new();
    for (number, flow) in flows.iter().enumerate() {
        let Some(start) = flow.runs.first().map(|run| run.source.start) else { continue };
        while places.next_if(|place| place.span.end <= start).is_some() {}
        let Some(place) = places.peek().filter(|place| place.span.start <= start) else { continue };
        while let Some(table) = tables.next_if(|table| table.table.span.start < start) {
            pieces.push(DocumentPiece::Table(table));
        }
        pieces.push(DocumentPiece::Unit(TaskUnit {
            section: flow.section,
            anchor: place.anchor,
            flow,
            number,
            is_heading: place.is_heading,
            is_item: place.is_item,
            depth: place.depth.or_else(|| label_depth(&flow.text)),
            is_quoted: false,
        }));
    }
    pieces.extend(tables.map(DocumentPiece::Table));
    mark_quoted(&mut pieces);
    pieces
}

impl<'a> UnitPlaces<'a> {
    fn add(&mut self, block: &'a Block, item: Option<&'a str>, depth: Option<u8>) {
        match block {
            Block::Heading { section, run_in, span, .. } => {
                let anchor = &*self.document.sections[*section].anchor;
                (self.section, self.anchor) = (*section, anchor);
                self.places.push(UnitPlace { span: *span, anchor, is_heading: !run_in, is_item: false, depth: None });
            }
            Block::Paragraph { opens, anchor, span, .. } => {
                self.section = opens.unwrap_or(self.section);
                let opened = opens.map(|section| &*self.document.sections[section].anchor);
                let Some(own) = anchor.as_deref().or(opened).or(item) else { return };
                self.anchor = own;
                let is_labelled = anchor.as_deref().is_some_and(|anchor| !is_positional(anchor));
                let is_item = item.is_some() || is_labelled;
                self.places.push(UnitPlace { span: *span, anchor: own, is_heading: false, is_item, depth });
            }
            Block::List { kind, items, .. } => {
                let within = depth.filter(|depth| *depth >= BULLET).map_or(BULLET, |depth| depth.saturating_add(1));
                let own_depth = if matches!(kind, ListMarker::Ordered(_)) { 1 } else { within };
                for item in items {
                    for (at, block) in item.blocks.iter().enumerate() {
                        let is_first = at == 0;
                        let own =
                            Some(item.anchor.as_str()).filter(|_| is_first || matches!(block, Block::List { .. }));
                        let depth = (is_first || matches!(block, Block::List { .. })).then_some(own_depth);
                        self.add(block, own, depth);
                    }
                }
            }
            Block::Table(table) => {
                self.tables.push(Tabled { section: self.section, anchor: self.anchor, table });
            }
            Block::Quote(_) | Block::Code(_) | Block::Rule | Block::RawHtml { .. } => {}
        }
    }
}

/// An amending text quotes what it changes, paragraph after paragraph. A quotation that is not closed before the next
/// heading is a slip of the pen, and quotes nothing.
fn mark_quoted(pieces: &mut [DocumentPiece<'_>]) {
    let (mut depth, mut opened) = (0_usize, 0);
    for at in 0..pieces.len() {
        let DocumentPiece::Unit(unit) = &pieces[at] else { continue };
        if unit.is_heading {
            depth = 0;
        }
        let before = depth;
        for c in unit.flow.text.chars() {
            match c {
                '“' => depth += 1,
                '”' => depth = depth.saturating_sub(1),
                '"' => depth = usize::from(depth == 0),
                _ => {}
            }
        }
        if before == 0 && depth > 0 {
            opened = at;
        } else if before > 0 && depth == 0 {
            for piece in &mut pieces[opened + 1..=at] {
                if let DocumentPiece::Unit(unit) = piece {
                    unit.is_quoted = true;
                }
            }
        }
    }
}

/// `muc-ii-doan-3`: counted, not labelled.
fn is_positional(anchor: &str) -> bool {
    let number = anchor.rsplit('-').next().unwrap_or_default();
    let before = anchor.strip_suffix(number).unwrap_or(anchor);
    before.ends_with("doan-") || before == "doan-"
}
