//! The foot of an official document: who receives it, where it is kept, who signed.
//!
//! In: the flow's items. Out: what was found, and the items that it stood in. Layout: Nghị định 30/2020/NĐ-CP,
//! Phụ lục I, mục II.7 and II.9. Tables and columns held apart by spaces are read column by column; in a text
//! of one column the signature may stand before or after the recipients. The foot ends with its table, or with the last
//! line that surely belongs to it: what follows is an annex, and text again.

use super::annex;
use super::flow::{ImportPlace, ImportedItem, ImportedTable, Paragraph};
use super::found::{OfficialLayout, ReadValue, Signature};
use super::join::{bullet_text, ends_sentence, squeezed};
use super::letterhead::wide_parts;
use super::recipients::{RecipientList, is_recipients_line};
use super::repair::{Repair, RepairKind, is_rule};
use super::signing::{
    is_authority, is_mark, is_name, is_name_in_capitals, is_office, is_position, is_remark, lines_apart, office_lines,
};
use crate::content::registry::DocumentTypes;
use std::ops::Range;

/// Lines that a signature takes: authority, two of position, two of remarks, the name.
const LONGEST_SIGNATURE: usize = 8;
/// Lines of another kind (a stamp, a telephone number) that may stand between two lines of a foot.
const MOST_STRANGE: usize = 4;

/// The items that the foot takes.
pub(super) struct Foot {
    /// In order; a list of recipients in an upper corner stands apart from the signature.
    pub(super) taken: Vec<Range<usize>>,
    /// What stands from here on is annexed.
    pub(super) end: usize,
}

struct FootLine {
    text: String,
    at: ImportPlace,
    item: usize,
    /// Stood in a column to the right.
    right: bool,
    /// Stood in a table.
    table: bool,
}

/// Reads the foot; nothing is taken where there is none.
pub(super) fn read(
    items: &[ImportedItem],
    types: &DocumentTypes,
    layout: &mut OfficialLayout,
    repairs: &mut Vec<Repair>,
) -> Foot {
    let mut reader = FootReader::default();
    let mut taken = Vec::new();
    if let Some(named) = recipients_at(items) {
        let begin = before(items, named).unwrap_or(named);
        taken.push(reader.walk(items, begin, types, layout, repairs));
    }
    let from = taken.last().map_or(0, |range: &Range<usize>| range.end);
    // Without a signature beside the recipients: one that stands alone, before any annex.
    if reader.signed_at.is_none()
        && let Some(begin) = signature_at(items, from)
    {
        taken.push(reader.walk(items, begin, types, layout, repairs));
    }
    let end = taken.last().filter(|_| reader.signed_at.is_some() || !is_in_corner(&taken, items));
    let end = end.map_or(items.len(), |range| range.end);
    reader.finish(layout);
    Foot { taken, end }
}

/// Recipients in an upper corner end no text.
fn is_in_corner(taken: &[Range<usize>], items: &[ImportedItem]) -> bool {
    taken.first().is_some_and(|range| range.start < items.len() / 2 && range.end < items.len())
}

/// The item with the line "Nơi nhận": the first that is followed by recipients, for an annex may have forms with one of
/// their own.
fn recipients_at(items: &[ImportedItem]) -> Option<usize> {
    let named = |at: &usize| texts(&items[*at]).iter().any(|text| is_recipients_line(text));
    let all: Vec<usize> = (0..items.len()).filter(named).collect();
    let listed = |at: &&usize| {
        let lines = items.iter().skip(**at).flat_map(texts);
        let mut lines = lines.skip_while(|text| !is_recipients_line(text)).take(10);
        lines.any(|text| bullet_text(&text).is_some() || text.ends_with(';') || text.contains("Lưu"))
    };
    all.iter().find(listed).or_else(|| all.last()).copied()
}

/// Where a signature that ends right before item `end` begins.
fn before(items: &[ImportedItem], end: usize) -> Option<usize> {
    let mut begin = None;
    let mut named = false;
    for at in (end.saturating_sub(LONGEST_SIGNATURE)..end).rev() {
        let ImportedItem::Paragraph(paragraph) = &items[at] else { break };
        let lines = apart(paragraph);
        let is_line = |text: &String| (is_position(text) || is_name(text)) && !ends_sentence(text) || is_mark(text);
        if lines.is_empty() || !lines.iter().all(is_line) {
            break;
        }
        named |= lines.iter().any(|text| is_name(text) || is_name_in_capitals(text));
        // The name may stand below the recipients, when the office stands right above them.
        if (named || at + 2 >= end) && lines.iter().any(|text| is_office(text)) {
            begin = Some(at);
        }
    }
    begin
}

/// Where a signature without recipients begins: an office, and the name below it; before what is annexed.
fn signature_at(items: &[ImportedItem], from: usize) -> Option<usize> {
    for at in from..items.len() {
        match &items[at] {
            ImportedItem::Table(table) if is_signature_table(table) => return Some(at),
            ImportedItem::Paragraph(paragraph) => {
                if at > from && annex::surely_begins(items, at) {
                    return None;
                }
                let first = apart(paragraph).into_iter().next().unwrap_or_default();
                if is_office(&first) && is_signature(&items[at..]) {
                    return Some(at);
                }
            }
            _ => {}
        }
    }
    None
}

/// Whether these items begin with offices and a name, and end there or go on with something else.
fn is_signature(items: &[ImportedItem]) -> bool {
    let lines = items.iter().take(LONGEST_SIGNATURE).take_while(|item| matches!(item, ImportedItem::Paragraph(_)));
    let lines: Vec<String> = lines.flat_map(texts).filter(|text| !text.is_empty()).collect();
    for (at, text) in lines.iter().enumerate() {
        if at > 0 && (is_name(text) || is_name_in_capitals(text)) {
            return true;
        }
        if !(is_office(text) || is_mark(text) || is_position(text) && at > 0) {
            return false;
        }
    }
    false
}

/// A table that holds nothing but a signature: an office, a name, and no figures.
fn is_signature_table(table: &ImportedTable) -> bool {
    let columns = table.rows.iter().map(Vec::len).max().unwrap_or_default();
    let lines = table_texts(table);
    let offices = lines.iter().filter(|text| is_office(text)).count();
    let fits = |text: &String| {
        is_position(text) || is_name(text) || is_mark(text) || is_remark(text) || is_rule(text) || text.is_empty()
    };
    columns <= 3
        && offices > 0
        && lines.iter().any(|text| is_name(text) || is_name_in_capitals(text))
        && lines.iter().all(fits)
}

/// A table that may be part of a foot that has begun.
fn is_foot_table(table: &ImportedTable) -> bool {
    let lines = table_texts(table);
    lines.iter().any(|text| is_recipients_line(text))
        || is_signature_table(table)
        || lines.iter().all(|text| is_name(text) || is_mark(text) || is_office(text) || text.is_empty())
}

fn table_texts(table: &ImportedTable) -> Vec<String> {
    let cells = table.rows.iter().flatten().flatten();
    let lines = cells.flat_map(|cell| cell.text().lines().map(squeezed).collect::<Vec<_>>());
    lines.flat_map(|line| lines_apart(&line).into_iter().map(str::to_owned).collect::<Vec<_>>()).collect()
}

/// The lines of a paragraph, what stands in columns or in one line with its office apart.
fn apart(paragraph: &Paragraph) -> Vec<String> {
    let text = paragraph.text();
    let cells = text.lines().flat_map(wide_parts).map(squeezed);
    cells.flat_map(|cell| lines_apart(&cell).into_iter().map(str::to_owned).collect::<Vec<_>>()).collect()
}

fn texts(item: &ImportedItem) -> Vec<String> {
    match item {
        ImportedItem::Paragraph(paragraph) => apart(paragraph),
        ImportedItem::Table(table) => table_texts(table),
        ImportedItem::PageBreak => Vec::new(),
    }
}

fn lines(items: &[ImportedItem], begin: usize) -> Vec<FootLine> {
    let mut lines = Vec::new();
    for (item, value) in items.iter().enumerate().skip(begin) {
        match value {
            ImportedItem::Paragraph(paragraph) => add(paragraph, item, (false, false), &mut lines),
            ImportedItem::Table(table) => {
                let columns = table.rows.iter().map(Vec::len).max().unwrap_or_default();
                for column in 0..columns {
                    let cells = table.rows.iter().filter_map(|row| row.get(column));
                    cells.flatten().for_each(|paragraph| add(paragraph, item, (column > 0, true), &mut lines));
                }
            }
            ImportedItem::PageBreak => {}
        }
    }
    lines
}

fn add(paragraph: &Paragraph, item: usize, (right, table): (bool, bool), lines: &mut Vec<FootLine>) {
    for (nth, part) in paragraph.text().split('\n').enumerate() {
        let label = paragraph.label.as_deref().filter(|_| nth == 0);
        for (i, cell) in wide_parts(part).into_iter().enumerate() {
            let cell = squeezed(cell);
            for (nth, text) in lines_apart(&cell).into_iter().enumerate() {
                let text = match label.filter(|_| i == 0 && nth == 0) {
                    Some(label) => format!("{label} {text}"),
                    None => text.to_owned(),
                };
                lines.push(FootLine { text, at: paragraph.at, item, right: right || i > 0, table });
            }
        }
    }
}

#[derive(Default)]
struct FootReader {
    named: Option<ReadValue<()>>,
    list: RecipientList,
    authority: Vec<String>,
    position: Vec<String>,
    signed_at: Option<(ImportPlace, String)>,
    name: Option<String>,
}

impl FootReader {
    /// Reads the foot that begins with item `begin`; the items that it takes.
    fn walk(
        &mut self,
        items: &[ImportedItem],
        begin: usize,
        types: &DocumentTypes,
        layout: &mut OfficialLayout,
        repairs: &mut Vec<Repair>,
    ) -> Range<usize> {
        let mut end = begin;
        let mut strange: Vec<(ImportPlace, String)> = Vec::new();
        for line in &lines(items, begin) {
            let within = line.item < end;
            if !within && self.is_done() && !self.belongs(line) || !within && self.ends_before(items, line, types) {
                break;
            }
            if self.take(line, repairs) {
                layout.left_out.append(&mut strange);
                end = line.item + 1;
            } else if within {
                layout.left_out.push((line.at, line.text.clone()));
            } else {
                strange.push((line.at, line.text.clone()));
                if strange.len() > MOST_STRANGE {
                    break;
                }
            }
        }
        begin..end
    }

    /// Whether something else begins with this line, the first of its item.
    fn ends_before(&self, items: &[ImportedItem], line: &FootLine, types: &DocumentTypes) -> bool {
        match &items[line.item] {
            ImportedItem::Table(table) => !is_foot_table(table),
            _ => annex::begins(items, line.item, types) && !is_recipients_line(&line.text),
        }
    }

    fn is_done(&self) -> bool {
        self.name.is_some() && (self.named.is_none() || self.list.is_whole())
    }

    /// After all was found only a second column or a mark may follow.
    fn belongs(&self, line: &FootLine) -> bool {
        line.right && (is_mark(&line.text) || is_remark(&line.text))
            || self.named.is_some() && self.list.archive.is_none() && bullet_text(&line.text).is_some()
            || self.named.is_none() && is_recipients_line(&line.text)
    }

    fn take(&mut self, line: &FootLine, repairs: &mut Vec<Repair>) -> bool {
        let text = line.text.as_str();
        if self.named.is_none() && is_recipients_line(text) {
            self.named = Some(ReadValue::sure((), line.at, text));
            self.list.begin(text, line.at);
            return true;
        }
        if is_mark(text) || is_rule(text) {
            let kind = if is_mark(text) { RepairKind::Mark } else { RepairKind::Rule };
            repairs.push(Repair::new(kind, line.at, text, ""));
            return true;
        }
        if is_remark(text) {
            repairs.push(Repair::new(RepairKind::Remark, line.at, text, ""));
            return true;
        }
        let bullet = bullet_text(text);
        if bullet.is_none() && self.name.is_none() && self.signs(line) {
            return true;
        }
        let signing = self.signed_at.is_some() && self.name.is_none();
        if signing && bullet.is_none() && is_name(text) && (line.right || !self.list.is_open()) {
            self.name = Some(text.to_owned());
            return true;
        }
        self.named.is_some() && !line.right && self.list.take(bullet, text, line.at)
    }

    /// A line of authority, office or name in capitals.
    fn signs(&mut self, line: &FootLine) -> bool {
        // Beside recipients or in their table nothing else stands in capitals; anywhere else a title may.
        let beside = line.right || line.table;
        let text = line.text.as_str();
        if self.signed_at.is_some()
            && is_name_in_capitals(text)
            && !self.position.is_empty() | !self.authority.is_empty()
        {
            self.name = Some(text.to_owned());
            return true;
        }
        let office =
            if beside || self.signed_at.is_some() && !self.is_closed() { is_position(text) } else { is_office(text) };
        if !office {
            return false;
        }
        self.signed_at.get_or_insert((line.at, text.to_owned()));
        for one in office_lines(text) {
            // "KT. BỘ TRƯỞNG, / CHỦ NHIỆM": the authority goes on in the next line.
            let goes_on = self.position.is_empty() && self.authority.last().is_some_and(|line| line.ends_with(','));
            let list = if is_authority(&one) || goes_on { &mut self.authority } else { &mut self.position };
            list.push(one);
        }
        true
    }

    /// Authority and position are there: only a name is missing.
    fn is_closed(&self) -> bool {
        !self.position.is_empty()
    }

    fn finish(self, layout: &mut OfficialLayout) {
        let list = self.list.finish();
        if let Some(named) = self.named.filter(|_| !list.0.is_empty()) {
            layout.recipients = Some(ReadValue::sure(list.0, named.at, named.quoted));
        }
        if list.1.is_some() {
            layout.archive = list.1;
        }
        let Some((at, quoted)) = self.signed_at else { return };
        if let Some(name) = self.name {
            let joined = |lines: Vec<String>| (!lines.is_empty()).then(|| lines.join(" "));
            let signature = Signature { authority: joined(self.authority), position: joined(self.position), name };
            layout.signature = Some(ReadValue::sure(signature, at, quoted));
        } else {
            // An office without a name is no signature.
            layout.left_out.extend(self.authority.into_iter().chain(self.position).map(|line| (at, line)));
        }
    }
}
