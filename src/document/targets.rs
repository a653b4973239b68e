//! The links and images of a document: where they lead to as its author wrote it, and the places of the document that a
//! link can lead to.
//!
//! In: a [`Document`]. Out: its targets in the order of reading, each once more to be set by what knows the site
//! ([`each_target`]); its anchors.

use super::{Block, Document, Inline};
use crate::source::Span;
use std::collections::BTreeSet;

/// The target of a link or an image.
pub struct TargetPlace<'a> {
    /// As it may stand in `href` or `src`.
    pub target: &'a mut String,
    /// An image: its width and height, where they are known.
    pub image: Option<&'a mut Option<(u32, u32)>>,
    /// The link in the file.
    pub span: Span,
}

/// Hands every target of the document to `see`, footnotes last.
pub fn each_target(document: &mut Document, see: &mut dyn FnMut(TargetPlace<'_>)) {
    document.blocks.iter_mut().for_each(|block| of_block(block, see));
    document.footnotes.iter_mut().flat_map(|note| &mut note.blocks).for_each(|block| of_block(block, see));
}

fn of_block(block: &mut Block, see: &mut dyn FnMut(TargetPlace<'_>)) {
    match block {
        Block::Heading { content, .. } | Block::Paragraph { content, .. } => of_inlines(content, see),
        Block::List { items, .. } => {
            items.iter_mut().flat_map(|item| &mut item.blocks).for_each(|block| of_block(block, see));
        }
        Block::Quote(blocks) => blocks.iter_mut().for_each(|block| of_block(block, see)),
        Block::Table(table) => {
            table.head.iter_mut().chain(table.rows.iter_mut().flatten()).for_each(|cell| of_inlines(cell, see));
        }
        Block::Code(_) | Block::Rule | Block::RawHtml { .. } => {}
    }
}

fn of_inlines(content: &mut [Inline], see: &mut dyn FnMut(TargetPlace<'_>)) {
    for inline in content {
        match inline {
            Inline::Link { target, content, span, .. } => {
                see(TargetPlace { target, image: None, span: *span });
                of_inlines(content, see);
            }
            Inline::Image { target, size, span, .. } => see(TargetPlace { target, image: Some(size), span: *span }),
            Inline::Emphasis(inner) | Inline::Strong(inner) | Inline::Strikethrough(inner) => of_inlines(inner, see),
            _ => {}
        }
    }
}

/// Turns every link whose target is not `kept` into its words, every image into the words that stand for it.
pub fn without_targets(document: &mut Document, kept: &dyn Fn(&str) -> bool) {
    let footnotes = document.footnotes.iter_mut().flat_map(|note| &mut note.blocks);
    document.blocks.iter_mut().chain(footnotes).for_each(|block| words_alone(block, kept));
}

fn words_alone(block: &mut Block, kept: &dyn Fn(&str) -> bool) {
    match block {
        Block::Heading { content, .. } | Block::Paragraph { content, .. } => inlines_alone(content, kept),
        Block::List { items, .. } => {
            items.iter_mut().flat_map(|item| &mut item.blocks).for_each(|block| words_alone(block, kept));
        }
        Block::Quote(blocks) => blocks.iter_mut().for_each(|block| words_alone(block, kept)),
        Block::Table(table) => {
            let cells = table.head.iter_mut().chain(table.rows.iter_mut().flatten());
            cells.for_each(|cell| inlines_alone(cell, kept));
        }
        Block::Code(_) | Block::Rule | Block::RawHtml { .. } => {}
    }
}

fn inlines_alone(content: &mut Vec<Inline>, kept: &dyn Fn(&str) -> bool) {
    let mut words = Vec::with_capacity(content.len());
    for mut inline in content.drain(..) {
        if let Inline::Emphasis(inner)
        | Inline::Strong(inner)
        | Inline::Strikethrough(inner)
        | Inline::Link { content: inner, .. } = &mut inline
        {
            inlines_alone(inner, kept);
        }
        match inline {
            Inline::Link { target, content, .. } if !kept(&target) => words.extend(content),
            Inline::Image { alt, span, .. } => words.push(Inline::Text { text: alt, span }),
            other => words.push(other),
        }
    }
    *content = words;
}

/// All anchors of the text: of sections, paragraphs, items of lists, footnotes.
pub fn anchors(document: &Document) -> BTreeSet<&str> {
    let mut anchors: BTreeSet<&str> = document.sections.iter().map(|section| &*section.anchor).collect();
    document.blocks.iter().for_each(|block| anchors_of(block, &mut anchors));
    document.footnotes.iter().flat_map(|note| &note.blocks).for_each(|block| anchors_of(block, &mut anchors));
    anchors
}

fn anchors_of<'a>(block: &'a Block, anchors: &mut BTreeSet<&'a str>) {
    match block {
        Block::Paragraph { anchor: Some(anchor), .. } => {
            anchors.insert(anchor);
        }
        Block::List { items, .. } => {
            for item in items {
                anchors.insert(&item.anchor);
                item.blocks.iter().for_each(|block| anchors_of(block, anchors));
            }
        }
        Block::Quote(blocks) => blocks.iter().for_each(|block| anchors_of(block, anchors)),
        _ => {}
    }
}
