//! Which blocks stand inside a quotation. An amending text quotes the articles and clauses it changes, paragraph after
//! paragraph, and their labels are not labels of this document.
//!
//! In: the top blocks. Out: the first bytes of the blocks and list items that begin inside “…”.

use super::{Block, text_of};
use std::collections::BTreeSet;

/// First bytes of paragraphs and list items that begin inside a quotation. A quotation that is not closed before the
/// next heading is a slip of the pen, and quotes nothing.
pub(super) fn quoted(blocks: &[Block]) -> BTreeSet<usize> {
    let mut quotations = BlockQuotations::default();
    for block in blocks {
        match block {
            Block::Heading { .. } => quotations.close_all(),
            Block::List { items, .. } => {
                for item in items {
                    let mut text = String::new();
                    item.blocks.iter().for_each(|block| collect(block, &mut text));
                    quotations.unit(item.span.start, &text);
                }
            }
            Block::Paragraph { content, span, .. } => quotations.unit(span.start, &text_of(content)),
            _ => {
                let mut text = String::new();
                collect(block, &mut text);
                quotations.signs(&text);
            }
        }
    }
    quotations.quoted
}

#[derive(Default)]
struct BlockQuotations {
    depth: usize,
    /// Begun inside the quotation that is open.
    inside: Vec<usize>,
    quoted: BTreeSet<usize>,
}

impl BlockQuotations {
    fn unit(&mut self, start: usize, text: &str) {
        if self.depth > 0 {
            self.inside.push(start);
        }
        self.signs(text);
    }

    fn signs(&mut self, text: &str) {
        // Both signs begin with this byte, and few paragraphs have it.
        if !text.as_bytes().contains(&0xe2) {
            return;
        }
        for c in text.chars() {
            match c {
                '“' => self.depth += 1,
                '”' if self.depth > 0 => {
                    self.depth -= 1;
                    if self.depth == 0 {
                        self.quoted.extend(self.inside.drain(..));
                    }
                }
                _ => {}
            }
        }
    }

    fn close_all(&mut self) {
        self.depth = 0;
        self.inside.clear();
    }
}

fn collect(block: &Block, text: &mut String) {
    match block {
        Block::Heading { content, .. } | Block::Paragraph { content, .. } => text.push_str(&text_of(content)),
        Block::List { items, .. } => items.iter().flat_map(|item| &item.blocks).for_each(|block| collect(block, text)),
        Block::Quote(inner) => inner.iter().for_each(|block| collect(block, text)),
        Block::Table(table) => {
            table.head.iter().chain(table.rows.iter().flatten()).for_each(|cell| text.push_str(&text_of(cell)));
        }
        Block::Code(_) | Block::Rule | Block::RawHtml { .. } => {}
    }
}
