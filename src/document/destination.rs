//! Which anchors of a document a pinpoint of another can lead to: those made of numbering (`dieu-3-khoan-2`), not those
//! made of positions.
//!
//! In: a [`Document`]. Out: [`Destinations`], which stay in memory when the text is gone: eight bytes an anchor.

use super::{Block, Document};

/// The anchors made of numbering, each as a number of 64 bits. That two anchors of one document share a number will not
/// happen once in a billion documents, and would lead to the page all the same.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Destinations {
    sorted: Box<[u64]>,
}

impl Destinations {
    /// Of a parsed document.
    pub fn of(document: &Document) -> Self {
        let mut anchors: Vec<u64> = document.sections.iter().map(|section| key(&section.anchor)).collect();
        document.blocks.iter().for_each(|block| collect(block, &mut anchors));
        anchors.sort_unstable();
        anchors.dedup();
        Self { sorted: anchors.into() }
    }

    /// Of anchors that are known without their document.
    pub fn of_anchors<'a>(anchors: impl Iterator<Item = &'a str>) -> Self {
        let mut anchors: Vec<u64> = anchors.map(key).collect();
        anchors.sort_unstable();
        anchors.dedup();
        Self { sorted: anchors.into() }
    }

    /// What tells the anchors apart, sorted.
    pub fn numbers(&self) -> &[u64] {
        &self.sorted
    }

    /// The destinations with these [`Destinations::numbers`].
    pub const fn of_numbers(sorted: Box<[u64]>) -> Self {
        Self { sorted }
    }

    /// Whether exactly one place has `anchor`: numbering that was given twice leads nowhere.
    pub fn has(&self, anchor: &str) -> bool {
        self.contains(anchor) && !self.contains(&format!("{anchor}-lan-2"))
    }

    fn contains(&self, anchor: &str) -> bool {
        self.sorted.binary_search(&key(anchor)).is_ok()
    }
}

fn collect(block: &Block, anchors: &mut Vec<u64>) {
    let mut add = |anchor: &str| {
        if !anchor.contains("-doan-") && !anchor.contains("-gach-") {
            anchors.push(key(anchor));
        }
    };
    match block {
        Block::Paragraph { anchor: Some(anchor), .. } => add(anchor),
        Block::List { items, .. } => {
            for item in items {
                add(&item.anchor);
            }
            items.iter().flat_map(|item| &item.blocks).for_each(|block| collect(block, anchors));
        }
        _ => {}
    }
}

/// FNV-1a: the same on every machine and in every version.
fn key(anchor: &str) -> u64 {
    anchor.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}
