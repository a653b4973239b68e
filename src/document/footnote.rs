//! Numbers footnotes.
//!
//! In: references and definitions, which may stand anywhere in the file. Out: notes in the order of
//! their first reference.

use super::problems::ProblemCollector;
use super::{Block, Footnote, Inline, SectionIndex};
use crate::source::Span;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

/// A definition as met in the file.
pub(super) struct NoteDefinition {
    pub(super) label: String,
    pub(super) blocks: Vec<Block>,
    pub(super) span: Span,
}

/// A reference as met in the file; the tree holds its index until [`number`] knows which note it means.
pub(super) struct NoteReference {
    pub(super) label: String,
    pub(super) span: Span,
}

/// Numbers the notes as a reader meets them: the body first, then the notes' own references, then notes that nothing
/// refers to.
pub(super) fn number(
    blocks: &mut [Block],
    definitions: Vec<NoteDefinition>,
    references: &[NoteReference],
    problems: &mut ProblemCollector,
) -> Vec<Footnote> {
    let mut by_label = BTreeMap::new();
    for (index, definition) in definitions.iter().enumerate() {
        match by_label.entry(key(&definition.label)) {
            Entry::Vacant(entry) => {
                entry.insert(index);
            }
            Entry::Occupied(_) => {
                problems.warn("footnote-twice", definition.span, &[("label", &definition.label)]);
            }
        }
    }
    let count = definitions.len();
    let mut numbering =
        NoteNumbering { references, by_label, order: Vec::new(), position: vec![None; count], section: 0 };
    for block in blocks {
        if let Block::Heading { section, .. } | Block::Paragraph { opens: Some(section), .. } = block {
            numbering.section = *section;
        }
        numbering.block(block);
    }
    let mut definitions: Vec<Option<NoteDefinition>> = definitions.into_iter().map(Some).collect();
    let mut footnotes: Vec<Footnote> = Vec::new();
    let mut unused = 0;
    loop {
        let (definition, section) = match numbering.order.get(footnotes.len()) {
            Some(entry) => (entry.definition, entry.section),
            None if unused == count => break,
            None => {
                let next = unused;
                unused += 1;
                if numbering.position[next].is_some() {
                    continue;
                }
                numbering.position[next] = Some(numbering.order.len());
                numbering.order.push(CitedNote { definition: next, section: 0, references: 0 });
                if let Some(definition) = &definitions[next] {
                    problems.warn("footnote-unused", definition.span, &[("label", &definition.label)]);
                }
                continue;
            }
        };
        let Some(NoteDefinition { label, mut blocks, .. }) = definitions[definition].take() else { break };
        numbering.section = section;
        for block in &mut blocks {
            numbering.block(block);
        }
        footnotes.push(Footnote { label, blocks, section, references: 0 });
    }
    for (footnote, entry) in footnotes.iter_mut().zip(&numbering.order) {
        footnote.references = entry.references;
    }
    footnotes
}

/// Labels match without regard to case.
fn key(label: &str) -> String {
    label.to_lowercase()
}

struct CitedNote {
    definition: usize,
    section: SectionIndex,
    references: usize,
}

struct NoteNumbering<'a> {
    references: &'a [NoteReference],
    by_label: BTreeMap<String, usize>,
    /// Notes in the order of their first references.
    order: Vec<CitedNote>,
    /// Index in `order` of each definition.
    position: Vec<Option<usize>>,
    section: SectionIndex,
}

impl NoteNumbering<'_> {
    fn block(&mut self, block: &mut Block) {
        match block {
            Block::Heading { content, .. } | Block::Paragraph { content, .. } => self.inlines(content),
            Block::List { items, .. } => items.iter_mut().flat_map(|item| &mut item.blocks).for_each(|b| self.block(b)),
            Block::Quote(inner) => inner.iter_mut().for_each(|block| self.block(block)),
            Block::Table(table) => {
                table.head.iter_mut().chain(table.rows.iter_mut().flatten()).for_each(|cell| self.inlines(cell));
            }
            Block::Code(_) | Block::Rule | Block::RawHtml { .. } => {}
        }
    }

    fn inlines(&mut self, content: &mut [Inline]) {
        for inline in content {
            match inline {
                Inline::FootnoteReference { footnote, nth } => {
                    let reference = &self.references[*footnote];
                    let Some(&definition) = self.by_label.get(&key(&reference.label)) else {
                        *inline = Inline::Text { text: format!("[^{}]", reference.label), span: reference.span };
                        continue;
                    };
                    let position = *self.position[definition].get_or_insert_with(|| {
                        self.order.push(CitedNote { definition, section: self.section, references: 0 });
                        self.order.len() - 1
                    });
                    self.order[position].references += 1;
                    (*footnote, *nth) = (position, self.order[position].references);
                }
                Inline::Emphasis(inner) | Inline::Strong(inner) | Inline::Strikethrough(inner) => self.inlines(inner),
                Inline::Link { content, .. } => self.inlines(content),
                _ => {}
            }
        }
    }
}
