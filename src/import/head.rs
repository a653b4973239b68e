//! The head of an official document: issuing body and national motto, number, place and date, type; and the table that
//! databases of law print before a text.
//!
//! In: the flow's items. Out: what was found, and where the text after the type begins. Layout: Nghị định
//! 30/2020/NĐ-CP, Phụ lục I, mục II.1 to II.5 (state); Hướng dẫn 36-HD/VPTW (Party).

use super::flow::{ImportPlace, ImportedItem, ImportedTable, Paragraph};
use super::found::{OfficialLayout, ReadValue};
use super::join::{bullet_text, is_capitals, squeezed};
use super::letterhead::{
    BLANK_DATE, DATE, FIGURES, begins_text, day, fills_blank, is_letterhead_line, is_motto, is_stamp, is_subject,
    number_of, opens_text, parts, printed, subject_words, written_day,
};
use super::recipients::{RecipientList, is_recipients_line};
use super::repair::{Repair, RepairKind, is_rule};
use super::signing::{is_office, lines_apart};
use crate::content::registry::{DocumentTypes, System};
use crate::text::name_key;
use crate::text::number::Number;
use std::ops::Range;

/// Lines in which the type of a document has to come. The longest head seen, with the table of a
/// database of law, has 30.
const LONGEST_HEAD: usize = 80;

/// One line of the head, table cells taken apart.
#[derive(Clone, Debug)]
pub(super) struct HeadLine {
    pub(super) text: String,
    pub(super) at: ImportPlace,
    /// The item it belongs to.
    pub(super) item: usize,
    /// Line inside a paragraph with line breaks.
    pub(super) line: usize,
}

/// Where the text begins: an item, and a line inside it.
pub(super) struct Begin {
    pub(super) item: usize,
    pub(super) line: usize,
}

/// Reads the head.
pub(super) fn read(
    items: &[ImportedItem],
    types: &DocumentTypes,
    layout: &mut OfficialLayout,
    repairs: &mut Vec<Repair>,
) -> Begin {
    let mut lines = lines_of(items, LONGEST_HEAD);
    // What stands below the first words of a text is no head: a công văn may have a whole KẾ HOẠCH behind it.
    if let Some(text) = lines.iter().position(|line| begins_text(&line.text)) {
        lines.truncate(text);
    }
    let typed = lines.iter().position(|line| is_capitals(&line.text) && types.by_name(&line.text).is_some());
    let end = typed.unwrap_or_else(|| untyped_end(&lines));
    let mut reader = HeadReader { lines: &lines[..end], layout, repairs, used: vec![false; end] };
    reader.read(types);
    if let Some(line) = typed.map(|at| &lines[at])
        && let Some(kind) = types.by_name(&line.text)
    {
        layout.kind = Some(ReadValue::sure(kind.key.clone(), line.at, &line.text));
        return Begin { item: line.item, line: line.line + 1 };
    }
    if layout.kind.is_none() {
        layout.kind = kind_without_type_line(types, layout);
    }
    match end.checked_sub(1).map(|last| &lines[last]) {
        Some(last) => Begin { item: last.item + 1, line: 0 },
        None => Begin { item: 0, line: 0 },
    }
}

/// Takes the lines that authenticate a consolidated text ("XÁC THỰC VĂN BẢN HỢP NHẤT") out of `items`: they stand at its
/// end, and say of the consolidation what a head says of other documents (Pháp lệnh Hợp nhất văn bản quy phạm pháp luật).
pub(super) fn take_authentication(
    items: &mut Vec<ImportedItem>,
    from: usize,
    types: &DocumentTypes,
    layout: &mut OfficialLayout,
    repairs: &mut Vec<Repair>,
) {
    /// Items before and after the line that may belong to it.
    const REACH: usize = 8;
    let is_it = |item: &ImportedItem| {
        let mut lines = Vec::new();
        add_item(item, 0, &mut lines);
        lines.iter().any(|line| name_key(&line.text) == "xác thực văn bản hợp nhất")
    };
    let Some(at) = items.iter().rposition(is_it).filter(|at| *at > from + REACH) else { return };
    let belongs = |item: &ImportedItem| {
        let mut lines = Vec::new();
        add_item(item, 0, &mut lines);
        let fits = |line: &HeadLine| is_letterhead_line(&line.text) && !is_office(&line.text);
        *item == ImportedItem::PageBreak || !lines.is_empty() && lines.iter().all(fits)
    };
    let before = items[..at].iter().rev().take(REACH).take_while(|item| belongs(item)).count();
    let after = items[at + 1..].iter().take(REACH).take_while(|item| belongs(item)).count();
    let block: Vec<ImportedItem> = items.drain(at - before..=at + after).collect();
    let mut lines: Vec<HeadLine> = Vec::new();
    for line in lines_of(&block, usize::MAX) {
        let apart = lines_apart(&line.text).into_iter();
        lines.extend(apart.map(|text| HeadLine { text: text.to_owned(), ..line.clone() }));
    }
    // A table holds the signature, too.
    let signature = lines.iter().position(|line| is_office(&line.text)).unwrap_or(lines.len());
    let signed = lines.split_off(signature).into_iter().map(|line| Paragraph::plain(line.text, line.at));
    items.splice(at - before..at - before, signed.map(ImportedItem::Paragraph));
    let authenticates = |line: &HeadLine| name_key(&line.text) == "xác thực văn bản hợp nhất";
    layout.database.extend(lines.iter().filter(|line| authenticates(line)).map(|line| line.text.clone()));
    lines.retain(|line| !authenticates(line));
    let (title, number) = (layout.title.take(), layout.number.take());
    HeadReader { lines: &lines, layout, repairs, used: vec![false; lines.len()] }.read(types);
    layout.title = title;
    match kind_of_number(types, layout.number.as_ref()) {
        Some(kind) => {
            let consolidated = layout.kind.replace(ReadValue { doubt: None, ..kind });
            layout.database.extend(consolidated.map(|kind| kind.quoted));
        }
        None => layout.number = number,
    }
}

/// Only a công văn has a subject "V/v …" and no type line: where both are so, its type is sure, though its number is blank.
fn kind_without_type_line(types: &DocumentTypes, layout: &OfficialLayout) -> Option<ReadValue<String>> {
    let title = layout.title.as_ref().filter(|title| is_subject(&title.quoted));
    let blank = layout.number_blank.as_ref().and_then(|(at, text)| {
        let symbol = text.split_once(':').map_or(text.as_str(), |(_, rest)| rest);
        let symbol = symbol.trim_start_matches(|c: char| c.is_whitespace() || ".…_".contains(c));
        let number = Number::parse(&format!("1{symbol}")).filter(|number| !number.symbol().is_empty())?;
        Some(ReadValue::sure(number, *at, text))
    });
    let kind = kind_of_number(types, layout.number.as_ref().or(blank.as_ref()));
    let letter = types.letter()?;
    match (kind, title) {
        (Some(kind), Some(title)) if kind.value == letter.key => {
            Some(ReadValue::sure(kind.value, title.at, &title.quoted))
        }
        (None, Some(title)) => {
            Some(ReadValue::doubtful(letter.key.clone(), title.at, &title.quoted, "import-doubt-type-of-symbol"))
        }
        (kind, _) => kind,
    }
}

/// Công văn have no type line: their symbol begins with the issuer's abbreviation (`169/UBND-VX`).
fn kind_of_number(types: &DocumentTypes, number: Option<&ReadValue<Number>>) -> Option<ReadValue<String>> {
    let number = number?;
    let system = if number.value.is_party_shaped() { System::Party } else { System::State };
    let code = number.value.symbol_parts().next()?;
    let key = types.by_code(code, system).or_else(|| types.letter())?.key.as_str();
    Some(ReadValue::doubtful(key.to_owned(), number.at, &number.quoted, "import-doubt-type-of-symbol"))
}

/// The lines of the first items; columns of tables and text set apart by wide spaces come one after the other.
fn lines_of(items: &[ImportedItem], most: usize) -> Vec<HeadLine> {
    let mut lines = Vec::new();
    for (item, value) in items.iter().enumerate() {
        // A table with many columns is no head.
        if lines.len() >= most || matches!(value, ImportedItem::Table(table) if columns(table) > 4) {
            break;
        }
        add_item(value, item, &mut lines);
    }
    lines
}

fn add_item(value: &ImportedItem, item: usize, lines: &mut Vec<HeadLine>) {
    match value {
        ImportedItem::Paragraph(paragraph) => add(paragraph, item, lines),
        ImportedItem::Table(table) => {
            for column in 0..columns(table) {
                let cells = table.rows.iter().filter_map(|row| row.get(column));
                cells.flatten().for_each(|paragraph| add(paragraph, item, lines));
            }
        }
        ImportedItem::PageBreak => {}
    }
}

fn columns(table: &ImportedTable) -> usize {
    table.rows.iter().map(Vec::len).max().unwrap_or_default()
}

fn add(paragraph: &Paragraph, item: usize, lines: &mut Vec<HeadLine>) {
    for (line, part) in paragraph.text().split('\n').enumerate() {
        let mut goes_on = false;
        for cell in parts(part) {
            let text = squeezed(cell);
            match lines.last_mut().filter(|last| goes_on && fills_blank(&last.text, &text)) {
                Some(last) => {
                    last.text.push(' ');
                    last.text.push_str(&text);
                }
                None => lines.push(HeadLine { text, at: paragraph.at, item, line }),
            }
            goes_on = true;
        }
    }
}

/// Where a document without a type line ends its head: after the last line that surely belongs to one.
fn untyped_end(lines: &[HeadLine]) -> usize {
    let sure = |line: &HeadLine| {
        name_key(&line.text).starts_with("trích yếu")
            || is_motto(&line.text)
            || DATE.is_match(&line.text)
            || FIGURES.is_match(&line.text)
            || BLANK_DATE.is_match(&line.text)
            || number_of(&line.text).is_some()
    };
    let Some(mut end) = lines.iter().take(LONGEST_HEAD / 2).rposition(sure).map(|at| at + 1) else { return 0 };
    let surer = |line: &HeadLine| {
        is_motto(&line.text) || number_of(&line.text).is_some() || name_key(&line.text).starts_with("trích yếu")
    };
    if !lines[..end].iter().any(surer) {
        return 0;
    }
    // "V/v …" stands under the number, and may go on.
    let subject = lines.iter().take(end + 6).position(|line| is_subject(&line.text));
    if let Some(subject) = subject.filter(|subject| *subject >= end) {
        end = subject + 1;
        while end < lines.len() && !opens_text(&lines[end].text) && lines[end].text.chars().count() < 60 {
            end += 1;
        }
    }
    end
}

struct HeadReader<'a> {
    lines: &'a [HeadLine],
    layout: &'a mut OfficialLayout,
    repairs: &'a mut Vec<Repair>,
    used: Vec<bool>,
}

impl HeadReader<'_> {
    fn read(&mut self, types: &DocumentTypes) {
        self.database_table(types);
        let subject = self.subject_lines();
        for at in (0..self.lines.len()).filter(|at| !subject.contains(at)) {
            let line = &self.lines[at];
            let text = &line.text;
            if is_stamp(text) {
                self.used[at] = true;
                self.layout.left_out.push((line.at, text.clone()));
            } else if is_motto(text) || is_rule(text) || text == "*" {
                self.used[at] = true;
                if !is_motto(text) {
                    self.repairs.push(Repair::new(RepairKind::Rule, line.at, text, ""));
                }
            } else if let Some(date) = DATE.captures(text).or_else(|| FIGURES.captures(text)) {
                self.used[at] = true;
                let part = |i: usize| date.get(i).map_or("", |m| m.as_str());
                if let Some(day) = day(part(2), part(3), part(4)) {
                    self.layout.date = Some(ReadValue::sure(day, line.at, text));
                } else {
                    self.layout.date_blank = Some((line.at, text.clone()));
                }
                self.place(line, part(1));
            } else if let Some(blank) = BLANK_DATE.captures(text) {
                self.used[at] = true;
                self.layout.date_blank = Some((line.at, text.clone()));
                self.place(line, blank.get(1).map_or("", |m| m.as_str()));
            } else if let Some(number) = number_of(text) {
                self.used[at] = true;
                self.number(line, number);
            }
        }
        self.recipients();
        self.subject();
        self.issuer_lines();
        for (at, line) in self.lines.iter().enumerate().filter(|(at, _)| !self.used[*at]) {
            let known = self.lines[..at].iter().any(|other| other.text == line.text);
            if !known {
                self.layout.left_out.push((line.at, line.text.clone()));
            }
        }
    }

    fn place(&mut self, line: &HeadLine, name: &str) {
        let name = name.trim().trim_end_matches(',').trim();
        let is_name = name.starts_with(char::is_uppercase) && name.chars().count() <= 40;
        if is_name && !is_capitals(name) {
            self.layout.place = Some(ReadValue::sure(name.to_owned(), line.at, &line.text));
        }
    }

    fn number(&mut self, line: &HeadLine, number: Result<Number, ()>) {
        match number {
            Err(()) => self.layout.number_blank = Some((line.at, line.text.clone())),
            Ok(number) => {
                // "Luật số: 98/2025/QH15": the type stands in a line of its own, too.
                self.layout.database.extend(line.text.split_once(" số").map(|(kind, _)| kind.to_owned()));
                if !line.text.contains(printed(&number, &line.text)) {
                    self.repairs.push(Repair::new(RepairKind::NumberMended, line.at, &line.text, number.as_str()));
                }
                let differs = self.layout.number.as_ref().is_some_and(|first| first.value.key() != number.key());
                let mut found = ReadValue::sure(number, line.at, &line.text);
                found.doubt = differs.then_some("import-doubt-two-numbers");
                // The head's own line comes after a database's table, and counts more.
                self.layout.number = Some(found);
            }
        }
    }

    /// `Số hiệu ⇥ 06/CT-UBND`, `Ngày ban hành ⇥ 31/08/2024`: a name on a line, its value on the next.
    fn database_table(&mut self, types: &DocumentTypes) {
        for at in 0..self.lines.len() {
            let (name, value) = match self.lines[at].text.split_once(':') {
                Some((name, value)) if !value.trim().is_empty() => (name_key(name), (at, value.trim().to_owned())),
                _ if at + 1 == self.lines.len() => break,
                _ => {
                    let name = name_key(self.lines[at].text.trim_end_matches(':'));
                    (name, (at + 1, self.lines[at + 1].text.clone()))
                }
            };
            let (line, value) = (&self.lines[value.0], value);
            let taken = match name.as_str() {
                "số hiệu" | "số ký hiệu" | "số/ký hiệu" | "số, ký hiệu" => Number::parse(&value.1)
                    .filter(|number| !number.symbol().is_empty())
                    .map(|number| self.layout.number = Some(ReadValue::sure(number, line.at, &value.1)))
                    .is_some(),
                "loại văn bản" => types
                    .by_name(&value.1)
                    .map(|kind| self.layout.kind = Some(ReadValue::sure(kind.key.clone(), line.at, &value.1)))
                    .is_some(),
                "ngày ban hành" => written_day(&value.1)
                    .map(|day| self.layout.date = Some(ReadValue::sure(day, line.at, &value.1)))
                    .is_some(),
                "ngày hiệu lực" | "ngày có hiệu lực" | "ngày áp dụng" => written_day(&value.1)
                    .map(|day| self.layout.effective_from = Some(ReadValue::sure(day, line.at, &value.1)))
                    .is_some(),
                "cơ quan ban hành" | "nơi ban hành" => {
                    self.layout.issuer_lines.push((line.at, value.1.clone()));
                    true
                }
                "trích yếu" | "trích yếu nội dung" => {
                    self.layout.title = Some(ReadValue::sure(subject_words(&value.1), line.at, &value.1));
                    true
                }
                "tình trạng" | "người ký" | "lĩnh vực" | "ngày công báo" | "số công báo" => true,
                _ => false,
            };
            if taken {
                let name = self.lines[at].text.as_str();
                let line = if value.0 == at { name.to_owned() } else { format!("{name} {}", value.1) };
                self.layout.database.push(line);
                self.used[at] = true;
                self.used[value.0] = true;
            }
        }
    }

    /// "Nơi nhận:" in an upper corner.
    fn recipients(&mut self) {
        let Some(first) = self.lines.iter().position(|line| is_recipients_line(&line.text)) else { return };
        let (at, quoted) = (self.lines[first].at, self.lines[first].text.clone());
        let mut list = RecipientList::default();
        list.begin(&quoted, at);
        self.used[first] = true;
        for line in first + 1..self.lines.len() {
            let text = &self.lines[line].text;
            if self.used[line] || is_capitals(text) || !list.take(bullet_text(text), text, at) {
                break;
            }
            self.used[line] = true;
        }
        let (recipients, archive) = list.finish();
        if !recipients.is_empty() {
            self.layout.recipients = Some(ReadValue::sure(recipients, at, quoted));
        }
        self.layout.archive = archive.or_else(|| self.layout.archive.take());
    }

    /// The line "V/v …" and those that go on with it in small letters: number and day in them are of another document, the
    /// one that is answered. A day alone is the document's own where the head has no other.
    fn subject_lines(&self) -> Range<usize> {
        let Some(first) = self.lines.iter().position(|line| is_subject(&line.text)) else { return 0..0 };
        let dated = |text: &str| DATE.is_match(text) || BLANK_DATE.is_match(text) || FIGURES.is_match(text);
        let own_day = self.lines.iter().any(|line| line.text.starts_with(char::is_uppercase) && dated(&line.text));
        let goes_on = |line: &&HeadLine| {
            let text = line.text.as_str();
            let small = text.starts_with(|c: char| c.is_lowercase() || c.is_ascii_digit());
            small && !begins_text(text) && (own_day || !name_key(text).starts_with("ngày ") || !dated(text))
        };
        first..first + 1 + self.lines[first + 1..].iter().take_while(goes_on).count()
    }

    /// "V/v …" and the lines that go on with it.
    fn subject(&mut self) {
        let sure = self.subject_lines();
        let first = sure.start;
        if sure.is_empty() || self.used[first] {
            return;
        }
        let mut title = self.lines[first].text.clone();
        self.used[first] = true;
        for at in first + 1..self.lines.len() {
            let text = &self.lines[at].text;
            if self.used[at] || !sure.contains(&at) && (is_capitals(text) || opens_text(text)) {
                break;
            }
            self.used[at] = true;
            title.push(' ');
            title.push_str(text);
        }
        self.layout.title = Some(ReadValue::sure(subject_words(&title), self.lines[first].at, &title));
    }

    /// Capitals before motto and number that are neither: the issuing body and the one above it.
    fn issuer_lines(&mut self) {
        let mut lines = Vec::new();
        for at in 0..self.lines.len() {
            let text = self.lines[at].text.trim_end_matches(['*', ' ']);
            // The name may go on with one word in the next line.
            let goes_on = !lines.is_empty() && text.chars().count() > 1;
            if !self.used[at] && is_capitals(text) && (text.contains(' ') || goes_on) {
                self.used[at] = true;
                lines.push((self.lines[at].at, text.to_owned()));
            }
        }
        if !lines.is_empty() {
            self.layout.issuer_lines = lines;
        }
    }
}
