//! Editor's notes beside the text: visibly not part of it, and never inside a paragraph.
//!
//! In: [`BodyNote`]s and the walk over the blocks. Out: the HTML of each note, once, where the walk passes its place.

use super::{attribute, escape};
use crate::source::Span;
use std::collections::BTreeMap;

/// An editor's note, or what else is said of a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BodyNote {
    /// What it is about.
    pub beside: Beside,
    /// The note, as HTML that may stand in a paragraph.
    pub html: String,
    /// What it is, in plain text: "Ghi chú của ban biên tập, 31/8/2024".
    pub label: String,
    /// Classes of its element.
    pub class: &'static str,
}

/// Where a note belongs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Beside {
    /// After the heading of the section (a run-in heading's paragraph included) or after the paragraph or list item
    /// that has this anchor; where nothing has it, at the end of the body.
    Anchor(String),
    /// After the paragraph, table or heading that this byte of the file stands in: a citation's first byte.
    Byte(usize),
}

pub(super) struct Notes<'a> {
    notes: &'a [BodyNote],
    by_anchor: BTreeMap<&'a str, Vec<usize>>,
    /// Byte and index, sorted.
    by_byte: Vec<(usize, usize)>,
    written: Vec<bool>,
}

impl<'a> Notes<'a> {
    pub(super) fn new(notes: &'a [BodyNote]) -> Self {
        let mut by_anchor: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        let mut by_byte = Vec::new();
        for (index, note) in notes.iter().enumerate() {
            match &note.beside {
                Beside::Anchor(anchor) => by_anchor.entry(anchor).or_default().push(index),
                Beside::Byte(byte) => by_byte.push((*byte, index)),
            }
        }
        by_byte.sort_unstable();
        Self { notes, by_anchor, by_byte, written: vec![false; notes.len()] }
    }

    /// Writes the notes about `anchor`.
    pub(super) fn at_anchor(&mut self, anchor: &str, html: &mut String) {
        for index in self.by_anchor.remove(anchor).unwrap_or_default() {
            self.write(index, html);
        }
    }

    /// Writes the notes about bytes of `span`.
    pub(super) fn within(&mut self, span: Span, html: &mut String) {
        let first = self.by_byte.partition_point(|(byte, _)| *byte < span.start);
        let after = self.by_byte.partition_point(|(byte, _)| *byte < span.end);
        for at in first..after.max(first) {
            self.write(self.by_byte[at].1, html);
        }
    }

    /// Writes what found no place: a note is never lost.
    pub(super) fn rest(&mut self, html: &mut String) {
        for index in 0..self.notes.len() {
            self.write(index, html);
        }
    }

    /// `role="note"`: as a complementary landmark, every note would be a stop of its own.
    fn write(&mut self, index: usize, html: &mut String) {
        if std::mem::replace(&mut self.written[index], true) {
            return;
        }
        let note = &self.notes[index];
        if !html.ends_with('\n') {
            html.push('\n');
        }
        html.push_str("<aside");
        attribute(html, "class", note.class);
        html.push_str(" role=\"note\"><p><b class=\"note-label\">");
        escape(html, &note.label);
        html.push_str("</b> ");
        html.push_str(&note.html);
        html.push_str("</p></aside>\n");
    }
}
