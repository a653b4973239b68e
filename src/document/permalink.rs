//! Anchors of paragraphs and list items inside the sections, so that a passage can be linked to.
//!
//! In: blocks whose headings have their sections. Out: the same blocks, each paragraph and item with an anchor: the
//! label's where it has one (`1. …` under an article is its khoản, `a) …` its điểm), else its position. Labels of
//! headings were given before, so a paragraph never takes the anchor of a heading.

use super::anchor::{Anchors, join, part};
use super::label::{self, FoundLabel};
use super::outline::{item_anchor, prefix};
use super::problems::ProblemCollector;
use super::{Block, Footnote, Label, ListItem, ListMarker, Section, Unit};
use crate::source::Span;
use std::collections::BTreeSet;

/// The anchor of a footnote, by its index.
pub(super) fn footnote_anchor(index: usize) -> String {
    format!("chu-thich-{}", index + 1)
}

/// What numbers and letters before paragraphs mean here.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Law {
    /// Items of an administrative document.
    None,
    /// Under an article: khoản, then điểm.
    Article,
    /// Under a khoản that is a heading: điểm.
    Clause,
    /// Under a điểm that is a heading: nothing.
    Point,
}

/// Where anchors are being given.
struct AnchorScope<'a> {
    /// The section, where labels count.
    section: Option<&'a Section>,
    law: Law,
    /// The last `1.`: letters belong to it.
    number: Option<String>,
    /// Positions are counted inside this anchor.
    base: String,
    paragraphs: usize,
    items: usize,
}

impl<'a> AnchorScope<'a> {
    fn at(base: String) -> Self {
        Self { section: None, law: Law::None, number: None, base, paragraphs: 0, items: 0 }
    }

    fn section(section: &'a Section, law: Law) -> Self {
        Self { section: Some(section), law, ..Self::at(section.anchor.to_string()) }
    }

    /// Goes on inside a labelled paragraph or item.
    fn enter(&mut self, base: &str, is_number: bool) {
        if is_number {
            self.number = Some(base.to_owned());
        }
        base.clone_into(&mut self.base);
        (self.paragraphs, self.items) = (0, 0);
    }

    fn count(&mut self, kind: &str) -> usize {
        let counter = if kind == "doan" { &mut self.paragraphs } else { &mut self.items };
        *counter += 1;
        *counter
    }
}

/// Gives the anchors that are not headings'.
pub(super) struct Permalinks<'a, 'b, 'c> {
    pub(super) sections: &'a [Section],
    /// First bytes of what begins inside a quotation: its labels do not count.
    pub(super) quoted: &'a BTreeSet<usize>,
    pub(super) anchors: &'b mut Anchors,
    pub(super) problems: &'b mut ProblemCollector<'c>,
}

impl Permalinks<'_, '_, '_> {
    /// To the body and the footnotes.
    pub(super) fn assign(&mut self, blocks: &mut [Block], footnotes: &mut [Footnote]) {
        let sections = self.sections;
        let mut scope = AnchorScope::section(&sections[0], Law::None);
        let mut runs_on = false;
        for block in blocks {
            let follows_run_in = std::mem::replace(&mut runs_on, false);
            match block {
                Block::Heading { section, run_in, .. } => {
                    scope = AnchorScope::section(&sections[*section], law(&sections[*section]));
                    runs_on = *run_in;
                }
                Block::Paragraph { opens: Some(section), .. } => {
                    scope = AnchorScope::section(&sections[*section], law(&sections[*section]));
                }
                Block::Paragraph { anchor, .. } if follows_run_in => *anchor = Some(self.position(&mut scope, "doan")),
                _ => self.block(block, &mut scope, true),
            }
        }
        for (number, footnote) in footnotes.iter_mut().enumerate() {
            let mut scope = AnchorScope::at(footnote_anchor(number));
            for block in &mut footnote.blocks {
                self.block(block, &mut scope, false);
            }
        }
    }

    fn block(&mut self, block: &mut Block, scope: &mut AnchorScope, top: bool) {
        match block {
            Block::Paragraph { anchor, content, span, .. } => {
                let found = if top && !self.quoted.contains(&span.start) {
                    label::of_paragraph(&prefix(content))
                } else {
                    None
                };
                let labelled = found.and_then(|found| self.labelled(&found, scope, *span));
                *anchor = Some(labelled.unwrap_or_else(|| self.position(scope, "doan")));
            }
            Block::List { kind, items, .. } => {
                for item in items {
                    self.item(item, *kind, scope, top);
                }
            }
            Block::Quote(inner) => {
                for block in inner {
                    self.block(block, scope, false);
                }
            }
            _ => {}
        }
    }

    fn item(&mut self, item: &mut ListItem, kind: ListMarker, scope: &mut AnchorScope, top: bool) {
        let counts = top && kind == ListMarker::Ordered('.') && !self.quoted.contains(&item.span.start);
        let number = item.number.filter(|number| counts && *number < 1000);
        let label = number.map(|number| Label { unit: Unit::Item, text: number.to_string().into() });
        let found = label.map(|label| FoundLabel { label, named: false, rest: 0 });
        let labelled = found.and_then(|found| self.labelled(&found, scope, item.span));
        let is_labelled = labelled.is_some();
        item.anchor = labelled.unwrap_or_else(|| self.position(scope, "gach"));
        let mut inner = AnchorScope {
            section: scope.section,
            law: scope.law,
            number: Some(item.anchor.clone()),
            ..AnchorScope::at(item.anchor.clone())
        };
        for (at, block) in item.blocks.iter_mut().enumerate() {
            match block {
                Block::Paragraph { .. } if at == 0 => {}
                // Inside a khoản only letters count: its numbers would be khoản again.
                Block::Paragraph { .. } => self.block(block, &mut inner, is_labelled),
                _ => self.block(block, &mut inner, false),
            }
        }
    }

    /// The anchor of a label, where the label counts here and its anchor can be had.
    fn labelled(&mut self, found: &FoundLabel, scope: &mut AnchorScope, span: Span) -> Option<String> {
        let section = scope.section?;
        let label = &found.label;
        let is_letter = label.text.starts_with(char::is_alphabetic);
        let unit = match (scope.law, label.unit) {
            (Law::Article, Unit::Item | Unit::Clause) if !is_letter => Unit::Clause,
            (Law::Article | Law::Clause, Unit::Item | Unit::Point) if is_letter => Unit::Point,
            (Law::None, Unit::Item) => Unit::Item,
            _ => return None,
        };
        let label = Label { unit, text: label.text.clone() };
        let anchor = match (unit, &scope.number) {
            (Unit::Item, Some(number)) if is_letter => join(number, &super::anchor::numbering(&label.text)),
            (Unit::Item, _) => item_anchor(section, &label),
            (Unit::Point, Some(number)) => join(number, &part(&label)),
            _ => join(&section.anchor, &part(&label)),
        };
        if unit == Unit::Item {
            // Lists of administrative documents begin again under every bullet: the first has the label's anchor.
            if !self.anchors.is_free(&anchor) {
                return None;
            }
            self.anchors.give(&anchor, span.start);
            scope.enter(&anchor, !is_letter);
            return Some(anchor);
        }
        let (anchor, first) = self.anchors.claim(anchor, span.start);
        if let Some(first) = first {
            let line = self.problems.line(first);
            let written = format!("{} {}", if unit == Unit::Clause { "Khoản" } else { "Điểm" }, label.text);
            self.problems.warn("duplicate-label", span, &[("label", &written), ("line", &line), ("anchor", &anchor)]);
        }
        scope.enter(&anchor, unit == Unit::Clause);
        Some(anchor)
    }

    fn position(&mut self, scope: &mut AnchorScope, kind: &str) -> String {
        let number = scope.count(kind);
        let anchor = format!("{}-{kind}-{number}", scope.base);
        // Bases are unique and their counters run on, so the name is free.
        self.anchors.claim(anchor, 0).0
    }
}

/// What numbers and letters mean right under a heading. A heading without label ends the article above it.
fn law(section: &Section) -> Law {
    match section.label.as_ref().map(|label| label.unit) {
        Some(Unit::Article) => Law::Article,
        Some(Unit::Clause) => Law::Clause,
        Some(Unit::Point) => Law::Point,
        _ => Law::None,
    }
}
