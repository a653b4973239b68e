//! The foot of an official document: who receives it, where it is kept, who signed.
//!
//! In: the flow's items. Out: what was found, and the range of items that it stood in. Layout: Nghị định 30/2020/NĐ-CP,
//! Phụ lục I, mục II.7 and II.9. Tables and columns held apart by spaces are read column by column; in a text
//! of one column the signature may stand before or after the recipients.

use super::flow::{ImportPlace, ImportedItem, Paragraph};
use super::found::{OfficialLayout, ReadValue, Signature};
use super::head::wide_parts;
use super::join::{bullet_text, ends_sentence, is_capitals, squeezed};
use super::repair::{Repair, RepairKind, is_rule};
use crate::text::name_key;
use std::ops::Range;

/// Lines that a signature takes: authority, two of position, two of remarks, the name.
const LONGEST_SIGNATURE: usize = 8;

struct FootLine {
    text: String,
    at: ImportPlace,
    item: usize,
    /// Stood in a column to the right.
    right: bool,
}

/// Reads the foot; the range of items is empty where there is none.
pub(super) fn read(items: &[ImportedItem], layout: &mut OfficialLayout, repairs: &mut Vec<Repair>) -> Range<usize> {
    let Some(begin) = begin(items) else { return items.len()..items.len() };
    let lines = lines(items, begin);
    let mut reader = FootReader::default();
    let mut end = begin;
    for line in &lines {
        if reader.is_done() && line.item >= end && !reader.belongs(line) {
            break;
        }
        if !reader.take(line, repairs) {
            layout.left_out.push((line.at, line.text.clone()));
        }
        end = line.item + 1;
    }
    reader.finish(layout);
    begin..end
}

/// The item that the foot begins with.
fn begin(items: &[ImportedItem]) -> Option<usize> {
    let named = items.iter().rposition(|item| texts(item).iter().any(|text| is_recipients_line(text)));
    if let Some(named) = named {
        return Some(before(items, named).unwrap_or(named));
    }
    // Without recipients: a signature at the very end.
    let last = items.iter().rposition(|item| *item != ImportedItem::PageBreak)?;
    match &items[last] {
        ImportedItem::Table(_) => texts(&items[last]).iter().any(|text| is_position(text)).then_some(last),
        _ => before(items, last + 1),
    }
}

/// Where a signature that ends right before item `end` begins.
fn before(items: &[ImportedItem], end: usize) -> Option<usize> {
    let mut begin = None;
    let mut named = false;
    for at in (end.saturating_sub(LONGEST_SIGNATURE)..end).rev() {
        let ImportedItem::Paragraph(paragraph) = &items[at] else { break };
        let text = squeezed(&paragraph.text());
        let is_line = is_position(&text) || is_name(&text) || is_mark(&text);
        if !is_line || ends_sentence(&text) && !is_mark(&text) {
            break;
        }
        named |= is_name(&text);
        if is_position(&text) && named {
            begin = Some(at);
        }
    }
    begin
}

fn texts(item: &ImportedItem) -> Vec<String> {
    match item {
        ImportedItem::Paragraph(paragraph) => paragraph.text().lines().map(squeezed).collect(),
        ImportedItem::Table(table) => table
            .rows
            .iter()
            .flatten()
            .flatten()
            .flat_map(|cell| cell.text().lines().map(squeezed).collect::<Vec<_>>())
            .collect(),
        ImportedItem::PageBreak => Vec::new(),
    }
}

fn lines(items: &[ImportedItem], begin: usize) -> Vec<FootLine> {
    let mut lines = Vec::new();
    for (item, value) in items.iter().enumerate().skip(begin) {
        match value {
            ImportedItem::Paragraph(paragraph) => add(paragraph, item, false, &mut lines),
            ImportedItem::Table(table) => {
                let columns = table.rows.iter().map(Vec::len).max().unwrap_or_default();
                for column in 0..columns {
                    let cells = table.rows.iter().filter_map(|row| row.get(column));
                    cells.flatten().for_each(|paragraph| add(paragraph, item, column > 0, &mut lines));
                }
            }
            ImportedItem::PageBreak => {}
        }
    }
    lines
}

fn add(paragraph: &Paragraph, item: usize, right: bool, lines: &mut Vec<FootLine>) {
    for (nth, part) in paragraph.text().split('\n').enumerate() {
        let label = paragraph.label.as_deref().filter(|_| nth == 0);
        for (i, cell) in wide_parts(part).into_iter().enumerate() {
            let text = squeezed(cell);
            let text = match label.filter(|_| i == 0) {
                Some(label) => format!("{label} {text}"),
                None => text,
            };
            lines.push(FootLine { text, at: paragraph.at, item, right: right || i > 0 });
        }
    }
}

fn is_recipients_line(text: &str) -> bool {
    let key = name_key(text);
    key.strip_prefix("nơi nhận").is_some_and(|rest| rest.is_empty() || rest.trim_start().starts_with([':', '.']))
}

/// `KT. CHỦ TỊCH`, `CHÁNH VĂN PHÒNG`.
fn is_position(text: &str) -> bool {
    is_capitals(text) && text.chars().count() <= 90 && !text.contains(|c: char| c.is_ascii_digit()) && text.len() > 4
}

fn is_authority(text: &str) -> bool {
    let compact: String = text.chars().filter(|c| !c.is_whitespace()).take(4).collect();
    ["KT.", "TM.", "TL.", "TUQ.", "T/M", "K/T", "TM", "T.M"].iter().any(|mark| {
        compact.starts_with(mark) && (mark.ends_with('.') || text.trim_start_matches(mark).starts_with(['.', ' ']))
    })
}

/// `Giàng Thị Dung`; degrees and ranks before it stay ("PGS.TS. Nguyễn Văn A").
fn is_name(text: &str) -> bool {
    let words: Vec<&str> = text.split(' ').collect();
    let is_part = |word: &&str| {
        word.starts_with(char::is_uppercase)
            && word.chars().all(|c| c.is_alphabetic() || matches!(c, '.' | '-' | '’' | '\''))
    };
    (2..=7).contains(&words.len()) && words.iter().all(is_part) && !is_capitals(text)
}

/// "(Đã ký)" and its like.
fn is_mark(text: &str) -> bool {
    let key = name_key(text.trim_matches(['(', ')', '[', ']', '.', ' ']));
    matches!(
        key.as_str(),
        "đã ký" | "ký tên" | "ký, đóng dấu" | "đã ký và đóng dấu" | "ký tên, đóng dấu" | "đã kí" | "ký số"
    )
}

/// "(B/c)", "(để b/c)": set beside several lines, it belongs to none.
fn is_remark(text: &str) -> bool {
    let inner = text.trim_end_matches([';', '.', ' ']);
    inner.starts_with('(') && inner.ends_with(')') && inner.chars().count() <= 30
}

#[derive(Default)]
struct FootReader {
    named: Option<ReadValue<()>>,
    recipients: Vec<String>,
    /// The last recipient goes on in the next line.
    open: bool,
    archive: Option<ReadValue<String>>,
    authority: Vec<String>,
    position: Vec<String>,
    signed_at: Option<(ImportPlace, String)>,
    name: Option<String>,
}

impl FootReader {
    fn is_done(&self) -> bool {
        self.name.is_some()
            && (self.archive.is_some() || self.named.is_none() || !self.open && !self.recipients.is_empty())
    }

    /// After all was found only a second column or a mark may follow.
    fn belongs(&self, line: &FootLine) -> bool {
        line.right && (is_mark(&line.text) || is_remark(&line.text))
            || self.named.is_some() && self.archive.is_none() && bullet_text(&line.text).is_some()
            || self.named.is_none() && is_recipients_line(&line.text)
    }

    fn take(&mut self, line: &FootLine, repairs: &mut Vec<Repair>) -> bool {
        let text = line.text.as_str();
        if is_recipients_line(text) {
            self.named = Some(ReadValue::sure((), line.at, text));
            return true;
        }
        if is_mark(text) || is_rule(text) {
            return true;
        }
        if is_remark(text) {
            repairs.push(Repair::new(RepairKind::Remark, line.at, text, ""));
            return true;
        }
        let bullet = bullet_text(text);
        if bullet.is_none() && is_position(text) && self.name.is_none() {
            self.signed_at.get_or_insert((line.at, text.to_owned()));
            let list = if is_authority(text) { &mut self.authority } else { &mut self.position };
            list.push(text.to_owned());
            return true;
        }
        let signing = self.signed_at.is_some() && self.name.is_none();
        if signing && bullet.is_none() && is_name(text) && (line.right || !self.open) {
            self.name = Some(text.to_owned());
            return true;
        }
        if self.named.is_some() && self.archive.is_none() && !line.right {
            self.recipient(bullet, text, line);
            return true;
        }
        // The line of the archive may be full.
        if let Some(archive) = self.archive.as_mut().filter(|archive| archive.value.ends_with(',') && !line.right) {
            archive.value = trimmed(&format!("{} {text}", archive.value)).to_owned();
            return true;
        }
        false
    }

    fn recipient(&mut self, bullet: Option<&str>, text: &str, line: &FootLine) {
        let words = bullet.unwrap_or(text);
        if let Some(kept) = archive(words) {
            let kept = if kept.ends_with(',') { kept } else { trimmed(kept) };
            self.archive = Some(ReadValue::sure(kept.to_owned(), line.at, text));
            self.open = false;
            return;
        }
        if bullet.is_none()
            && self.open
            && let Some(last) = self.recipients.last_mut()
        {
            last.push(' ');
            last.push_str(words);
        } else {
            self.recipients.push(words.to_owned());
        }
        self.open = !words.ends_with([';', '.']);
        if let Some(last) = self.recipients.last_mut() {
            *last = if self.open { last.clone() } else { trimmed(last).to_owned() };
        }
    }

    fn finish(self, layout: &mut OfficialLayout) {
        if let Some(named) = self.named.filter(|_| !self.recipients.is_empty()) {
            let list =
                self.recipients.iter().map(|one| trimmed(one).to_owned()).filter(|one| !one.is_empty()).collect();
            layout.recipients = Some(ReadValue::sure(list, named.at, named.quoted));
        }
        layout.archive = self.archive;
        if let (Some((at, quoted)), Some(name)) = (self.signed_at, self.name) {
            let joined = |lines: Vec<String>| (!lines.is_empty()).then(|| lines.join(" "));
            let signature = Signature { authority: joined(self.authority), position: joined(self.position), name };
            layout.signature = Some(ReadValue::sure(signature, at, quoted));
        }
    }
}

/// What follows "Lưu:".
fn archive(text: &str) -> Option<&str> {
    let rest = text.strip_prefix("Lưu").or_else(|| text.strip_prefix("lưu"))?;
    let rest = rest.trim_start();
    rest.strip_prefix(':').or_else(|| rest.strip_prefix("VT").map(|_| rest)).map(str::trim)
}

fn trimmed(text: &str) -> &str {
    text.trim().trim_end_matches([';', ',', '.']).trim_end()
}
