//! Takes a file apart: head, text, foot, annexes.
//!
//! In: the imported text, cleaned. Out: [`DissectedFile`]: what its layout says, joined paragraphs and tables in order, notes, and
//! what was lost.

use super::flow::{FileSignature, ImportLoss, ImportPlace, ImportedItem, ImportedTable, ImportedText, Paragraph};
use super::found::{OfficialLayout, ReadValue};
use super::issuer::{self, IssuerClue, IssuingBody};
use super::join::{self, JoinedLine, squeezed};
use super::outline::{self, BodyPart};
use super::problem::Problem;
use super::repair::{self, Repair};
use super::{ImportRequest, adoption, annex, foot, head, title};
use std::collections::VecDeque;

/// A file taken apart.
pub(super) struct DissectedFile {
    pub(super) layout: OfficialLayout,
    pub(super) parts: Vec<BodyPart>,
    pub(super) footnotes: Vec<Vec<Paragraph>>,
    pub(super) losses: Vec<ImportLoss>,
    pub(super) signatures: Vec<FileSignature>,
    /// What else a person is told.
    pub(super) told: Vec<Problem>,
    /// The words by which it says that it is a draft.
    pub(super) stamp: Option<(ImportPlace, String)>,
}

impl DissectedFile {
    pub(super) fn read(mut flow: ImportedText, request: &ImportRequest<'_>, repairs: &mut Vec<Repair>) -> Self {
        let mut layout = OfficialLayout::default();
        let types = &request.registries.types;
        let begin = head::read(&flow.items, types, &mut layout, repairs);
        head::take_authentication(&mut flow.items, begin.item, types, &mut layout, repairs);
        let rest = &flow.items[begin.item.min(flow.items.len())..];
        let foot = foot::read(rest, types, &mut layout, repairs);
        let mut told = Vec::new();
        let mut parts = Vec::new();
        let mut from = 0;
        let ends = foot.taken.iter().map(|taken| (taken.start, taken.end)).chain([(rest.len(), rest.len())]);
        for (nth, (end, next)) in ends.enumerate() {
            let mut items: Vec<ImportedItem> = rest[from.min(end)..end].to_vec();
            // The type may be the first line of a paragraph that goes on with the title.
            if nth == 0 && begin.line > 0 {
                cut_lines(&mut items, begin.line);
            }
            let items = annex::mark(items, from >= foot.end && from > 0, types, &mut told, repairs);
            let (mut section, set) = parts_of(items, flow.wrapped, repairs);
            if nth == 0 && begin.line > 0 && layout.title.is_none() {
                take_title(&mut section, set, &mut layout);
            }
            if nth == 0 {
                adoption::take(&mut section, &mut layout);
                adoption::date_by_it(&mut layout);
            }
            parts.append(&mut section);
            from = next;
        }
        drop_rules(&mut parts, repairs);
        let parts = outline::join_titles(parts, repairs);
        let mut footnotes = flow.footnotes;
        footnotes.iter_mut().flatten().for_each(|paragraph| repair::squeeze(paragraph, repairs));
        let mut losses = flow.losses;
        losses.extend(lost_notes(&parts, &footnotes));
        Self { layout, parts, footnotes, losses, signatures: Vec::new(), told, stamp: None }
    }

    pub(super) fn issuer(&self, request: &ImportRequest<'_>) -> Option<ReadValue<IssuingBody>> {
        if let Some(issuer) = request.issuer.and_then(|key| request.registries.issuers.get(key)) {
            let body = IssuingBody { issuer: issuer.clone(), known: true };
            return Some(ReadValue::sure(body, ImportPlace::default(), "--issuer"));
        }
        let mut whole = String::new();
        let mut passages = Vec::new();
        if let Some(title) = &self.layout.title {
            passages.push(IssuerClue { text: title.value.clone(), at: title.at });
        }
        for part in &self.parts {
            let BodyPart::Paragraph(paragraph) = part else { continue };
            let text = squeezed(&paragraph.text());
            whole.push_str(&text);
            whole.push('\n');
            passages.push(IssuerClue { text, at: paragraph.at });
        }
        // Who speaks says so at the beginning and at the end.
        const OPENING: usize = 8;
        if passages.len() > OPENING + 2 {
            let end = passages.split_off(passages.len() - 2);
            passages.truncate(OPENING);
            passages.extend(end);
        }
        let issuers = &request.registries.issuers;
        let mut found = issuer::find(&self.layout, &passages, &whole, issuers)?;
        if !found.value.known && found.value.issuer.province.is_none() {
            found.value.issuer.province = issuer::province_above(&self.layout, issuers);
        }
        Some(found)
    }
}

/// Notes whose reference stood in a line that became front matter, or was left out.
fn lost_notes(parts: &[BodyPart], footnotes: &[Vec<Paragraph>]) -> Vec<ImportLoss> {
    let kept = join::referred(parts.iter().flat_map(BodyPart::paragraphs));
    let lost = footnotes.iter().enumerate().filter(|(at, _)| !kept.contains(at));
    let told = lost.filter_map(|(_, note)| {
        let words: Vec<String> = note.iter().map(Paragraph::text).collect();
        Some(ImportLoss::at("import-note-lost", &words.join(" "), note.first()?.at))
    });
    told.collect()
}

/// Drops the first `count` lines of the first paragraph.
fn cut_lines(items: &mut Vec<ImportedItem>, count: usize) {
    let Some(ImportedItem::Paragraph(first)) = items.first() else {
        // The type stood in a table; the lines after it in the same cell were read with the head.
        if !items.is_empty() {
            items.remove(0);
        }
        return;
    };
    let lines: Vec<ImportedItem> =
        first.lines().into_iter().skip(count).filter(|line| !line.is_blank()).map(ImportedItem::Paragraph).collect();
    items.splice(0..1, lines);
}

/// Joined paragraphs and tables in order, and whether the paragraphs were set in lines.
fn parts_of(items: Vec<ImportedItem>, wrapped: bool, repairs: &mut Vec<Repair>) -> (Vec<BodyPart>, bool) {
    let mut parts = Vec::new();
    let mut lines: Vec<JoinedLine> = Vec::new();
    let mut page_break = false;
    let mut tables: Vec<(usize, ImportedTable)> = Vec::new();
    for item in items {
        match item {
            ImportedItem::Paragraph(paragraph) if paragraph.is_blank() => {}
            ImportedItem::Paragraph(paragraph) => {
                lines.push(JoinedLine { paragraph, page_break: std::mem::take(&mut page_break) });
            }
            ImportedItem::Table(table) => tables.push((lines.len(), table)),
            ImportedItem::PageBreak => page_break = true,
        }
    }
    // The column is measured over all lines, tables between them or not; no line joins over a table.
    let stops: Vec<usize> = tables.iter().map(|(at, _)| *at).collect();
    let (joined, set) = join::paragraphs(lines, wrapped, &stops, repairs);
    let mut joined = VecDeque::from(joined);
    let mut tables = VecDeque::from(tables);
    while let Some((first_line, mut paragraph)) = joined.pop_front() {
        while tables.front().is_some_and(|(at, _)| *at <= first_line) {
            parts.extend(tables.pop_front().map(|(_, table)| squeezed_table(table, repairs)));
        }
        repair::squeeze(&mut paragraph, repairs);
        parts.push(BodyPart::Paragraph(paragraph));
    }
    parts.extend(tables.into_iter().map(|(_, table)| squeezed_table(table, repairs)));
    (parts, set)
}

fn squeezed_table(mut table: ImportedTable, repairs: &mut Vec<Repair>) -> BodyPart {
    table.rows.iter_mut().flatten().flatten().for_each(|paragraph| repair::squeeze(paragraph, repairs));
    BodyPart::Table(table)
}

fn take_title(parts: &mut Vec<BodyPart>, set: bool, layout: &mut OfficialLayout) {
    let front = parts.iter().take_while(|part| matches!(part, BodyPart::Paragraph(_))).count();
    let rest = parts.split_off(front);
    let mut paragraphs: VecDeque<Paragraph> = parts
        .drain(..)
        .filter_map(|part| match part {
            BodyPart::Paragraph(paragraph) => Some(paragraph),
            BodyPart::Table(_) => None,
        })
        .collect();
    title::take(&mut paragraphs, set, layout);
    parts.extend(paragraphs.into_iter().map(BodyPart::Paragraph));
    parts.extend(rest);
}

fn drop_rules(parts: &mut Vec<BodyPart>, repairs: &mut Vec<Repair>) {
    parts.retain(|part| match part {
        BodyPart::Paragraph(paragraph)
            if repair::is_rule(&paragraph.text())
                && paragraph.label.is_none()
                && paragraph.runs.iter().all(|run| run.footnote.is_none()) =>
        {
            repairs.push(Repair::new(repair::RepairKind::Rule, paragraph.at, &paragraph.text(), ""));
            false
        }
        _ => true,
    });
}
