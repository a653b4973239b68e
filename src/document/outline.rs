//! Headings → sections: the label of each, its place in the outline and its anchor; and paragraphs that are legal
//! units (`Điều 3. …` in a paragraph of a decision).
//!
//! In: the top blocks of a document, sections and anchors not yet given. Out: the same blocks with their sections, and
//! the outline. Permalinks inside the sections are [`super::permalink`]'s.

use super::anchor::{Anchors, join, numbering, part};
use super::label::{self, FoundLabel};
use super::problems::ProblemCollector;
use super::{Block, Inline, Label, OPENING_ANCHOR, Section, SectionIndex, Unit, text_of};
use crate::source::Span;
use std::collections::BTreeSet;

/// Enough of a paragraph to find its label.
const LABEL_PREFIX: usize = 64;

/// Gives every heading (and every paragraph that is an article, but for the `quoted`) its section.
pub(super) fn sections(
    blocks: &mut [Block],
    quoted: &BTreeSet<usize>,
    body: Span,
    anchors: &mut Anchors,
    problems: &mut ProblemCollector,
) -> Vec<Section> {
    let mut outline = Outline {
        sections: vec![Section {
            anchor: OPENING_ANCHOR.into(),
            level: 0,
            label: None,
            title: "".into(),
            parent: None,
            span: Span::new(body.start, body.start),
        }],
        open: Vec::new(),
        unlabelled: vec![0],
        anchors,
        problems,
    };
    outline.anchors.give(OPENING_ANCHOR, body.start);
    let mut runs_on = false;
    for block in blocks {
        let follows_run_in = std::mem::take(&mut runs_on);
        match block {
            Block::Heading { section, level, run_in, content, span } => {
                *section = outline.heading(*level, content, *span);
                runs_on = *run_in;
            }
            Block::Paragraph { opens, anchor, content, span } if !follows_run_in && !quoted.contains(&span.start) => {
                *opens = outline.article(content, *span);
                *anchor = opens.map(|section| outline.sections[section].anchor.to_string());
            }
            _ => {}
        }
    }
    outline.sections
}

/// A section that further headings may belong to.
struct OpenSection {
    section: SectionIndex,
    /// As in Markdown, from 1.
    level: u8,
    /// Order of the named units; `None` for bare labels and headings without one.
    rank: Option<u8>,
    unit: Option<Unit>,
    /// Articles and chapters inside have this anchor before their own.
    is_base: bool,
}

struct Outline<'a, 'b> {
    sections: Vec<Section>,
    /// From the outermost to the last.
    open: Vec<OpenSection>,
    /// Headings without a label so far, inside each section.
    unlabelled: Vec<usize>,
    anchors: &'a mut Anchors,
    problems: &'a mut ProblemCollector<'b>,
}

impl Outline<'_, '_> {
    fn heading(&mut self, level: u8, content: &[Inline], span: Span) -> SectionIndex {
        let text = text_of(content);
        let found = label::of_heading(&text);
        let title = title(&text[found.as_ref().map_or(0, |found| found.rest)..]);
        let deepest = self.open.last().map_or(1, |open| open.level);
        if level > deepest + 1 {
            let marks = |level: u8| "#".repeat(usize::from(level));
            let (found, expected) = (marks(level), marks(deepest + 1));
            self.problems.warn("heading-jump", span, &[("found", &found), ("expected", &expected)]);
        }
        self.add(level, found, title, span)
    }

    /// A paragraph that begins with `Điều 3.` is a section of its own, one level below the heading above it.
    fn article(&mut self, content: &[Inline], span: Span) -> Option<SectionIndex> {
        let prefix = prefix(content);
        let found = label::of_paragraph(&prefix).filter(|found| found.label.unit == Unit::Article)?;
        let above =
            self.open.iter().rfind(|open| open.rank.is_none_or(|rank| rank < ARTICLE)).map_or(1, |open| open.level);
        let title = article_title(content, found.rest);
        Some(self.add(above + 1, Some(found), title, span))
    }

    fn add(&mut self, level: u8, found: Option<FoundLabel>, title: String, span: Span) -> SectionIndex {
        let (mut label, named) = found.map_or((None, false), |found| (Some(found.label), found.named));
        let mut rank = label.as_ref().filter(|_| named).map(|label| rank(label.unit));
        let is_letter = label.as_ref().is_some_and(|label| !named && is_small_letter(label));
        self.close(level, rank, is_letter);
        if let Some(label) = label.as_mut().filter(|_| !named) {
            label.unit = self.unit_of_bare(label);
            if label.unit != Unit::Item {
                rank = Some(self::rank(label.unit));
            }
        }
        let anchor = match &label {
            Some(label) => self.labelled_anchor(label, named),
            None => {
                let parent = self.open.last().map_or(0, |open| open.section);
                self.unlabelled[parent] += 1;
                let name = format!("tieu-de-{}", self.unlabelled[parent]);
                join(self.open.last().map_or("", |open| &self.sections[open.section].anchor), &name)
            }
        };
        let unit = label.as_ref().map(|label| label.unit);
        let (anchor, first) = self.anchors.claim(anchor, span.start);
        if let (Some(first), Some(label)) = (first, &label) {
            let (line, written) = (self.problems.line(first), written(label, named));
            self.problems.warn("duplicate-label", span, &[("label", &written), ("line", &line), ("anchor", &anchor)]);
        }
        let index = self.sections.len();
        let parent = self.open.last().map(|open| open.section);
        self.sections.push(Section {
            anchor: anchor.into(),
            level: level - 1,
            label,
            title: title.into(),
            parent,
            span,
        });
        self.unlabelled.push(0);
        self.open.push(OpenSection { section: index, level, rank, unit, is_base: unit == Some(Unit::Annex) });
        index
    }

    /// Closes what a heading of this level and rank does not belong to. Named units have an order that does not depend
    /// on the levels of the headings; an annex goes on to the next annex; Markdown's six levels are too few for `a)`
    /// under `1.` under an article in a part, so there they may share one.
    fn close(&mut self, level: u8, rank: Option<u8>, is_letter: bool) {
        while let Some(last) = self.open.last() {
            let belongs = match (last.rank, rank) {
                (Some(ANNEX), Some(ANNEX)) => false,
                (Some(ANNEX), _) => level >= last.level,
                (Some(outer), Some(inner)) => outer < inner,
                _ if is_letter && last.unit == Some(Unit::Clause) => level >= last.level,
                _ => last.level < level,
            };
            if belongs {
                break;
            }
            self.open.pop();
        }
    }

    /// `1.` under an article is its khoản, `a)` under an article or khoản its điểm.
    fn unit_of_bare(&self, label: &Label) -> Unit {
        let is_number = label.text.starts_with(|c: char| c.is_ascii_digit()) && !label.text.contains('.');
        match self.open.last().and_then(|open| open.unit) {
            Some(Unit::Article) if is_number => Unit::Clause,
            Some(Unit::Article | Unit::Clause) if is_small_letter(label) => Unit::Point,
            _ => Unit::Item,
        }
    }

    fn labelled_anchor(&mut self, label: &Label, named: bool) -> String {
        let part = part(label);
        match label.unit {
            Unit::Annex => part,
            Unit::Item if !named => self.item_anchor(label),
            Unit::Part | Unit::Chapter | Unit::Article => {
                self.note_attached_text(&part, label.unit);
                let anchor = join(self.base(), &part);
                // Chapters of some codes begin again in every part.
                match self.anchor_above(&[Unit::Part]) {
                    Some(above) if label.unit == Unit::Chapter && !self.anchors.is_free(&anchor) => join(above, &part),
                    _ => anchor,
                }
            }
            Unit::Item => join(self.anchor_above(&[Unit::Chapter, Unit::Part]).unwrap_or(self.base()), &part),
            Unit::SubItem => join(self.anchor_above(&[Unit::Item, Unit::Chapter]).unwrap_or(self.base()), &part),
            Unit::Clause => join(self.anchor_above(&[Unit::Article]).unwrap_or(self.innermost()), &part),
            Unit::Point => join(self.anchor_above(&[Unit::Clause, Unit::Article]).unwrap_or(self.innermost()), &part),
        }
    }

    /// `I.`, `1.`, `a)` of administrative documents: numbering added to numbering.
    fn item_anchor(&self, label: &Label) -> String {
        let Some(parent) = self.open.last() else { return part(label) };
        item_anchor(&self.sections[parent.section], label)
    }

    /// A regulation promulgated by a decision stands in the same file and counts its articles from 1 again. When the
    /// text under a heading without label repeats an article, that heading is the beginning of such an attached text.
    fn note_attached_text(&mut self, part: &str, unit: Unit) {
        let Some(first) = self.open.first() else { return };
        if unit == Unit::Article && first.unit.is_none() && !first.is_base && !self.anchors.is_free(part) {
            self.open[0].is_base = true;
        }
    }

    fn base(&self) -> &str {
        let base = self.open.iter().rfind(|open| open.is_base);
        base.map_or("", |open| &self.sections[open.section].anchor)
    }

    fn innermost(&self) -> &str {
        self.open.last().map_or("", |open| &self.sections[open.section].anchor)
    }

    fn anchor_above(&self, units: &[Unit]) -> Option<&str> {
        let above = self.open.iter().rfind(|open| open.unit.is_some_and(|unit| units.contains(&unit)))?;
        Some(&self.sections[above.section].anchor)
    }
}

const ANNEX: u8 = 0;
const ARTICLE: u8 = 5;

/// Order of the named units, from the outermost.
const fn rank(unit: Unit) -> u8 {
    match unit {
        Unit::Annex => ANNEX,
        Unit::Part => 1,
        Unit::Chapter => 2,
        Unit::Item => 3,
        Unit::SubItem => 4,
        Unit::Article => ARTICLE,
        Unit::Clause => 6,
        Unit::Point => 7,
    }
}

fn is_small_letter(label: &Label) -> bool {
    label.text.starts_with(char::is_lowercase)
}

/// The anchor of a bare label inside `parent`: `muc-i` + `2` → `muc-i-2`; `chuong-iv` + `1` → `chuong-iv-muc-1`.
pub(super) fn item_anchor(parent: &Section, label: &Label) -> String {
    let Some(above) = parent.label.as_ref().filter(|above| matches!(above.unit, Unit::Item | Unit::SubItem)) else {
        let base = if parent.level == 0 { "" } else { &*parent.anchor };
        return join(base, &part(&Label { unit: Unit::Item, text: label.text.clone() }));
    };
    // "1.2." under "1." is written in full, but is one step.
    let step = label.text.strip_prefix(&*above.text).and_then(|rest| rest.strip_prefix('.')).unwrap_or(&label.text);
    join(&parent.anchor, &numbering(step))
}

/// The beginning of a paragraph's text, as far as a label may reach.
pub(super) fn prefix(content: &[Inline]) -> String {
    let mut text = String::new();
    collect_prefix(content, &mut text);
    text
}

fn collect_prefix(content: &[Inline], prefix: &mut String) {
    for inline in content {
        match inline {
            Inline::Text { text, .. } => prefix.extend(text.chars().take(LABEL_PREFIX)),
            Inline::Emphasis(inner) | Inline::Strong(inner) => collect_prefix(inner, prefix),
            Inline::SoftBreak(_) | Inline::HardBreak(_) => prefix.push('\n'),
            _ => return,
        }
        if prefix.len() >= LABEL_PREFIX {
            return;
        }
    }
}

/// A heading's text without the signs around it: "Mục tiêu:" → "Mục tiêu". An ellipsis stays.
fn title(text: &str) -> String {
    let text = text.trim_start_matches([':', '.', '-', '–', '—']).trim();
    let cut = match text.strip_suffix([':', '.']) {
        Some(cut) if !cut.ends_with('.') => cut.trim_end(),
        _ => text,
    };
    cut.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The title of an article that is a paragraph. Laws write "Điều 3. Phạm vi điều chỉnh" on a line of its own, without a
/// full stop; decisions go straight into the sentence, and then only what is set in bold after the label is a title.
fn article_title(content: &[Inline], rest: usize) -> String {
    if let Some(Inline::Strong(bold)) = content.first() {
        let text = text_of(bold);
        return title(text.get(rest..).unwrap_or(""));
    }
    let text = text_of(content);
    let is_sentence = text.trim_end().ends_with(['.', ';', ':', ',', '”', '"', '/']) || text.contains('\n');
    if is_sentence { String::new() } else { title(text.get(rest..).unwrap_or("")) }
}

/// The label as it is said in a sentence.
fn written(label: &Label, named: bool) -> String {
    let unit = match label.unit {
        Unit::Part => "Phần",
        Unit::Chapter => "Chương",
        Unit::Item if named => "Mục",
        Unit::Item => "",
        Unit::SubItem => "Tiểu mục",
        Unit::Article => "Điều",
        Unit::Clause => "Khoản",
        Unit::Point => "Điểm",
        Unit::Annex => "Phụ lục",
    };
    format!("{unit} {}", label.text).trim().to_owned()
}
