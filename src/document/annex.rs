//! Where annexes begin: they stand after signature and nơi nhận (Nghị định 30/2020/NĐ-CP, Phụ lục I, mục III.1).
//!
//! In: blocks with their sections, the headings that carry `{.annex}`. Out: the blocks that begin an annex, as far as
//! nothing but annexes follows. A heading begins one that says "Phụ lục", that carries the mark, or under which the
//! articles count from 1 again: a regulation in the file of the decision that promulgates it.

use super::{Block, Section, Unit};
use std::collections::BTreeSet;

/// Indexes of the blocks that begin an annex, ascending. What stands from the first of them on follows the signature.
/// `marked`: first bytes of the headings that carry the mark.
pub(super) fn annexes(blocks: &[Block], sections: &[Section], marked: &BTreeSet<usize>) -> Vec<usize> {
    let begins_again: BTreeSet<&str> =
        sections.iter().filter_map(|section| Some(section.anchor.split_once("-dieu-")?.0)).collect();
    let is_annex = |section: &Section| match section.label.as_ref().map(|label| label.unit) {
        Some(Unit::Annex) => true,
        None => marked.contains(&section.span.start) || begins_again.contains(&*section.anchor),
        Some(_) => marked.contains(&section.span.start),
    };
    let headings = blocks.iter().enumerate().filter_map(|(at, block)| match block {
        Block::Heading { section, .. } => Some((at, &sections[*section])),
        _ => None,
    });
    let headings: Vec<(usize, &Section)> = headings.collect();
    let mut found = Vec::new();
    let mut after = u8::MAX;
    for (at, section) in headings.into_iter().rev() {
        after = after.min(section.level);
        // A file may hold an annex alone; a text that goes on further out holds it in its middle.
        if at > 0 && is_annex(section) && section.level <= after {
            found.push(at);
        }
    }
    found.reverse();
    found
}
