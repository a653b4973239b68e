//! The text of each section of a document: what databases and other programs ask for when they need words and not a page.
//!
//! In: the tree of a document. Out: a text a section, in the order of the outline; together they are the whole text, once.

use super::pieces::{FormPiece, Kind, footnote, pieces};
use crate::document::{Block, Document};
use std::fmt::Write;

/// The texts of the sections, without their headings: a paragraph, an item, a row of a table a line. Notes stand below the
/// section that refers to them first.
pub fn section_texts(tree: &Document) -> Vec<String> {
    let mut texts = vec![String::new(); tree.sections.len()];
    let mut begun = 0;
    let mut section = 0;
    for (at, block) in tree.blocks.iter().enumerate() {
        if let Some(next) = opened(block) {
            add(&mut texts[section], &tree.blocks[begun..at]);
            (begun, section) = (at, next);
        }
    }
    add(&mut texts[section], &tree.blocks[begun..]);
    for (at, note) in tree.footnotes.iter().enumerate() {
        let text = &mut texts[note.section];
        let _ = writeln!(text, "[{}] {}", at + 1, footnote(&note.blocks));
    }
    texts.iter_mut().for_each(|text| text.truncate(text.trim_end().len()));
    texts
}

/// The section that a block begins.
const fn opened(block: &Block) -> Option<usize> {
    match block {
        Block::Heading { section, .. } => Some(*section),
        Block::Paragraph { opens, .. } => *opens,
        _ => None,
    }
}

fn add(text: &mut String, blocks: &[Block]) {
    for FormPiece { kind, marker, text: words, rows, .. } in pieces(blocks) {
        // A bullet says nothing; a number does.
        let marker = marker.filter(|marker| marker.chars().any(char::is_alphanumeric));
        let _ = match (kind, marker) {
            (Kind::Heading | Kind::Rule, _) => Ok(()),
            (Kind::Table, _) => rows.iter().try_for_each(|row| writeln!(text, "{}", row.join(" | "))),
            (_, Some(marker)) => writeln!(text, "{marker} {words}"),
            (_, None) => writeln!(text, "{words}"),
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::parse;
    use crate::source::{Source, Span};

    fn texts(markdown: &str) -> Vec<(String, String)> {
        let source = Source::new("a.md", markdown);
        let tree = parse(&source, Span::new(0, markdown.len()), &mut Vec::new());
        let texts = section_texts(&tree);
        tree.sections.iter().map(|section| section.anchor.to_string()).zip(texts).collect()
    }

    #[test]
    fn each_word_stands_in_its_section_once() {
        let found = texts(
            "Mở đầu.\n\n## I. NHIỆM VỤ\n\n1. Một[^a]\n2. Hai\n\n- Gạch\n\n| A | B |\n|---|---|\n| c | d |\n\n### 1. Con\n\nLời con.\n\n<!-- giấu -->\n\n[^a]: Chú thích.\n",
        );
        let of = |anchor: &str| &*found.iter().find(|(at, _)| at == anchor).expect("a section").1;
        assert_eq!(of("mo-dau"), "Mở đầu.");
        assert_eq!(of("muc-i"), "1. Một[1]\n2. Hai\nGạch\nA | B\nc | d\n[1] Chú thích.");
        assert_eq!(of("muc-i-1"), "Lời con.");
    }
}
