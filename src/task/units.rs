//! What of a document can be quoted alone: paragraphs and items of lists, each with its permalink and its text.
//!
//! In: a document and its flows. Out: [`Unit`]s in source order.

use crate::document::{Block, Document, Flow, SectionIndex};
use crate::source::Span;

/// One paragraph, item or heading with its text.
#[derive(Debug)]
pub(super) struct Unit<'a> {
    /// The section it stands in.
    pub section: SectionIndex,
    /// Its permalink.
    pub anchor: &'a str,
    /// Its text; a run-in heading and its paragraph are one.
    pub flow: &'a Flow,
    /// A heading that stands alone.
    pub is_heading: bool,
    /// It carries a label ("1.", "a)") or a bullet.
    pub is_item: bool,
}

struct Place<'a> {
    span: Span,
    anchor: &'a str,
    is_heading: bool,
    is_item: bool,
}

/// See the module. Tables, quotations and footnotes have none.
pub(super) fn units<'a>(document: &'a Document, flows: &'a [Flow]) -> Vec<Unit<'a>> {
    let mut places = Vec::new();
    for block in &document.blocks {
        add(document, block, None, &mut places);
    }
    let mut places = places.into_iter().peekable();
    let mut units = Vec::new();
    for flow in flows {
        let Some(start) = flow.runs.first().map(|run| run.source.start) else { continue };
        while places.next_if(|place| place.span.end <= start).is_some() {}
        let Some(place) = places.peek().filter(|place| place.span.start <= start) else { continue };
        units.push(Unit {
            section: flow.section,
            anchor: place.anchor,
            flow,
            is_heading: place.is_heading,
            is_item: place.is_item,
        });
    }
    units
}

fn add<'a>(document: &'a Document, block: &'a Block, item: Option<&'a str>, places: &mut Vec<Place<'a>>) {
    match block {
        Block::Heading { section, run_in, span, .. } => {
            let anchor = &*document.sections[*section].anchor;
            places.push(Place { span: *span, anchor, is_heading: !run_in, is_item: false });
        }
        Block::Paragraph { opens, anchor, span, .. } => {
            let opened = opens.map(|section| &*document.sections[section].anchor);
            let Some(own) = anchor.as_deref().or(opened).or(item) else { return };
            let is_labelled = anchor.as_deref().is_some_and(|anchor| !is_positional(anchor));
            places.push(Place { span: *span, anchor: own, is_heading: false, is_item: item.is_some() || is_labelled });
        }
        Block::List { items, .. } => {
            for item in items {
                for (at, block) in item.blocks.iter().enumerate() {
                    let own = Some(item.anchor.as_str()).filter(|_| at == 0 || matches!(block, Block::List { .. }));
                    add(document, block, own, places);
                }
            }
        }
        Block::Quote(_) | Block::Table(_) | Block::Code(_) | Block::Rule | Block::RawHtml { .. } => {}
    }
}

/// `muc-ii-doan-3`: counted, not labelled.
fn is_positional(anchor: &str) -> bool {
    let number = anchor.rsplit('-').next().unwrap_or_default();
    let before = anchor.strip_suffix(number).unwrap_or(anchor);
    before.ends_with("doan-") || before == "doan-"
}
