//! The head of an official document: issuing body and national motto, number, place and date, type; and the table that
//! databases of law print before a text.
//!
//! In: the flow's items. Out: what was found, and where the text after the type begins. Layout: Nghị định
//! 30/2020/NĐ-CP, Phụ lục I, mục II.1 to II.5 (state); Hướng dẫn 36-HD/VPTW (Party).

use super::flow::{ImportPlace, ImportedItem, Paragraph};
use super::found::{OfficialLayout, ReadValue};
use super::join::{is_capitals, squeezed};
use super::repair::{Repair, RepairKind, is_rule};
use crate::content::registry::{DocumentTypes, System};
use crate::text::date::civil;
use crate::text::name_key;
use crate::text::number::Number;
use jiff::civil::Date;
use regex::Regex;
use std::sync::LazyLock;

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
    let mut lines = lines(items);
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
        layout.kind = kind_of_number(types, layout.number.as_ref());
    }
    match end.checked_sub(1).map(|last| &lines[last]) {
        Some(last) => Begin { item: last.item + 1, line: 0 },
        None => Begin { item: 0, line: 0 },
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
fn lines(items: &[ImportedItem]) -> Vec<HeadLine> {
    let mut lines = Vec::new();
    for (item, value) in items.iter().enumerate() {
        if lines.len() >= LONGEST_HEAD {
            break;
        }
        match value {
            ImportedItem::Paragraph(paragraph) => add(paragraph, item, &mut lines),
            ImportedItem::Table(table) => {
                let columns = table.rows.iter().map(Vec::len).max().unwrap_or_default();
                // A table with many columns is no head.
                if columns > 4 {
                    break;
                }
                for column in 0..columns {
                    let cells = table.rows.iter().filter_map(|row| row.get(column));
                    cells.flatten().for_each(|paragraph| add(paragraph, item, &mut lines));
                }
            }
            ImportedItem::PageBreak => {}
        }
    }
    lines
}

fn add(paragraph: &Paragraph, item: usize, lines: &mut Vec<HeadLine>) {
    for (line, part) in paragraph.text().split('\n').enumerate() {
        let mut goes_on = false;
        for cell in wide_parts(part) {
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

/// "Số:        /CT-UBND", "Lào Cai, ngày     tháng 8 năm 2024": the gap is left for a pen, and holds no columns apart.
fn fills_blank(before: &str, after: &str) -> bool {
    let (before, after) = (name_key(before), name_key(after));
    let number = before.trim_end_matches([':', ' ']).ends_with("số") && after.starts_with(['/', '-']);
    let date = ["ngày", "tháng", "năm"].iter().any(|word| before.ends_with(word))
        && (after.starts_with("tháng") || after.starts_with("năm") || after.starts_with(|c: char| c.is_ascii_digit()));
    number || date
}

/// The parts of a line that wide spaces hold apart.
pub(super) fn wide_parts(line: &str) -> Vec<&str> {
    static WIDE: LazyLock<Regex> = LazyLock::new(|| pattern(r"\s{3,}|\t+"));
    WIDE.split(line.trim()).filter(|part| !part.trim().is_empty()).collect()
}

fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("a pattern of this file")
}

static DATE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?i)^(?:(.{0,80}?)\s*,?\s*)?ng(?:à|à)y\s*(\d{1,2})\s*th(?:á|á)ng\s*(\d{1,2})\s*năm\s*(\d{4})\.?$")
});
static BLANK_DATE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^(?:(.{0,80}?)\s*,?\s*)?ngày[\s.…_/]*(?:\d{1,2})?[\s.…_/]*tháng[\s.…_/]*(?:\d{1,2})?[\s.…_/]*năm[\s.…_]*(?:\d{0,4})[\s.…_]*$",
    )
});
static NUMBER: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)^(?:số hiệu|số ký hiệu|số|số, ký hiệu)\s*[:.]?\s*(.*)$"));
static DAY: LazyLock<Regex> = LazyLock::new(|| pattern(r"^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$"));

/// Where a document without a type line ends its head: after the last line that surely belongs to one.
fn untyped_end(lines: &[HeadLine]) -> usize {
    let sure = |line: &HeadLine| {
        is_motto(&line.text)
            || DATE.is_match(&line.text)
            || BLANK_DATE.is_match(&line.text)
            || number_of(&line.text).is_some()
    };
    let Some(mut end) = lines.iter().take(LONGEST_HEAD / 2).rposition(sure).map(|at| at + 1) else { return 0 };
    if !lines[..end].iter().any(|line| is_motto(&line.text) || number_of(&line.text).is_some()) {
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

/// The first words of a text, which no head has: an address, a basis, or a paragraph too long for one.
fn begins_text(text: &str) -> bool {
    const LONGEST: usize = 400;
    let key = name_key(text);
    key.starts_with("kính gửi") || key.starts_with("căn cứ ") || text.chars().nth(LONGEST).is_some()
}

fn opens_text(text: &str) -> bool {
    let key = name_key(text);
    key.starts_with("kính gửi") || key.starts_with("thực hiện") || key.starts_with("căn cứ") || DATE.is_match(text)
}

/// "V/v nâng bậc lương": the subject of a công văn.
fn is_subject(text: &str) -> bool {
    let key = name_key(text);
    key.starts_with("v/v") || key.starts_with("v.v ") || key.starts_with("về việc ")
}

/// Whether a line surely belongs to the head of a document.
pub(super) fn is_letterhead(text: &str) -> bool {
    text.lines().flat_map(wide_parts).any(|part| is_motto(part) || number_of(&squeezed(part)).is_some())
}

/// Quốc hiệu, Tiêu ngữ, and the Party's line.
fn is_motto(text: &str) -> bool {
    let key = name_key(text).replace(" - ", "-").replace("- ", "-").replace(" -", "-");
    key.contains("cộng hòa xã hội chủ nghĩa việt nam")
        || key.starts_with("độc lập-tự do-hạnh phúc")
        || key == "đảng cộng sản việt nam"
}

/// The number that a line "Số: …" prints, or that it leaves blank.
fn number_of(text: &str) -> Option<Result<Number, ()>> {
    let written = NUMBER.captures(text)?.get(1)?.as_str().trim();
    let filled = written.trim_start_matches(['.', '…', '_', ' ']);
    if filled.is_empty() && text.contains(':') || filled.starts_with(['/', '-']) && filled.len() > 1 {
        return Some(Err(()));
    }
    // "Số lượng: 5", "Số 5 đường Lê Lợi": a number of a document has a symbol.
    let number = Number::parse(written)?;
    let plain = number.as_str().chars().all(|c| c.is_alphanumeric() || "/-&.".contains(c));
    (plain && !number.symbol().is_empty() && number.as_str().chars().count() <= 40).then_some(Ok(number))
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
        for at in 0..self.lines.len() {
            let line = &self.lines[at];
            let text = &line.text;
            if is_motto(text) || is_rule(text) {
                self.used[at] = true;
                if is_rule(text) {
                    self.repairs.push(Repair::new(RepairKind::Rule, line.at, text, ""));
                }
            } else if let Some(date) = DATE.captures(text) {
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
                if !line.text.contains(number.as_str()) {
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
        for at in 0..self.lines.len().saturating_sub(1) {
            let (name, value) = match self.lines[at].text.split_once(':') {
                Some((name, value)) if !value.trim().is_empty() => (name_key(name), (at, value.trim().to_owned())),
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
                "tình trạng" | "người ký" | "lĩnh vực" | "ngày công báo" | "số công báo" => true,
                _ => false,
            };
            if taken {
                self.used[at] = true;
                self.used[value.0] = true;
            }
        }
    }

    /// "V/v …" and the lines that go on with it.
    fn subject(&mut self) {
        let Some(first) = (0..self.lines.len()).find(|at| !self.used[*at] && is_subject(&self.lines[*at].text)) else {
            return;
        };
        let mut title = self.lines[first].text.clone();
        self.used[first] = true;
        for at in first + 1..self.lines.len() {
            let text = &self.lines[at].text;
            if self.used[at] || is_capitals(text) || opens_text(text) {
                break;
            }
            self.used[at] = true;
            title.push(' ');
            title.push_str(text);
        }
        let words = title.trim_start_matches("V/v").trim_start_matches("v/v").trim_start_matches([':', '.', ' ']);
        let words = format!("Về việc {}", words.trim_start_matches("Về việc ").trim_start_matches("về việc "));
        let found = ReadValue::sure(words.trim_end_matches(['.', ' ']).to_owned(), self.lines[first].at, &title);
        self.layout.title = Some(found);
    }

    /// Capitals before motto and number that are neither: the issuing body and the one above it.
    fn issuer_lines(&mut self) {
        let mut lines = Vec::new();
        for at in 0..self.lines.len() {
            let text = self.lines[at].text.trim_end_matches(['*', ' ']);
            if !self.used[at] && is_capitals(text) && text.contains(' ') {
                self.used[at] = true;
                lines.push((self.lines[at].at, text.to_owned()));
            }
        }
        if !lines.is_empty() {
            self.layout.issuer_lines = lines;
        }
    }
}

fn day(day: &str, month: &str, year: &str) -> Option<Date> {
    civil(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
}

/// `31/08/2024`.
pub(super) fn written_day(text: &str) -> Option<Date> {
    let found = DAY.captures(text.trim())?;
    day(&found[1], &found[2], &found[3])
}
