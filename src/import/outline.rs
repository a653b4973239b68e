//! Writes paragraphs as Markdown: labels of the outline become headings, the rest stays text.
//!
//! In: joined paragraphs and tables. Out: the body of a Markdown file. The rules are those of the site's own
//! directives: the outermost numbering is `##`, the next `###`; a heading whose paragraph goes on after the heading's
//! own colon or full stop is a run-in heading; articles (Điều) are headings where they have a line of their own.

use super::annex;
use super::flow::{ImportedTable, Paragraph, StyledRun};
use super::join::{bullet_text, is_capitals, referred};
use super::markdown;
use super::outlined;
use super::repair::{Repair, RepairKind};
use crate::document::Unit;
use crate::document::label::{self, FoundLabel};

/// A part of the body.
pub(super) enum BodyPart {
    Paragraph(Paragraph),
    Table(ImportedTable),
}

impl BodyPart {
    /// Its paragraphs, those of its cells.
    pub(super) fn paragraphs(&self) -> Vec<&Paragraph> {
        match self {
            Self::Paragraph(paragraph) => vec![paragraph],
            Self::Table(table) => table.rows.iter().flatten().flatten().collect(),
        }
    }
}

/// "Chương I" and, on the next line in capitals, "QUY ĐỊNH CHUNG": label and title of one unit (Nghị định
/// 30/2020/NĐ-CP, Phụ lục I, mục II.5) become one heading, or the list of contents would name no chapter.
pub(super) fn join_titles(parts: Vec<BodyPart>, repairs: &mut Vec<Repair>) -> Vec<BodyPart> {
    let mut joined: Vec<BodyPart> = Vec::with_capacity(parts.len());
    // Lines of the unit that is open for a title, and the paragraph it begins with.
    let mut open: Option<usize> = None;
    for part in parts {
        let BodyPart::Paragraph(mut paragraph) = part else {
            end_title(&joined, open.take(), repairs);
            joined.push(part);
            continue;
        };
        if let (Some(_), Some(BodyPart::Paragraph(unit))) = (open, joined.last_mut())
            && continues_title(unit, &paragraph)
        {
            unit.runs.push(StyledRun {
                text: "\n".into(),
                bold: unit.runs.last().is_some_and(|run| run.bold),
                ..StyledRun::default()
            });
            unit.runs.append(&mut paragraph.runs);
            open = open.map(|lines| lines + 1);
            continue;
        }
        end_title(&joined, open.take(), repairs);
        open = opens_title(&paragraph).then_some(1);
        joined.push(BodyPart::Paragraph(paragraph));
    }
    end_title(&joined, open, repairs);
    for part in &mut joined {
        if let BodyPart::Paragraph(paragraph) = part
            && opens_title(paragraph)
        {
            paragraph.runs.iter_mut().for_each(|run| run.text = run.text.replace('\n', " "));
        }
    }
    joined
}

/// A unit with a name ("Chương I", "Phụ lục"), alone or with lines in capitals below it.
fn opens_title(paragraph: &Paragraph) -> bool {
    if paragraph.annex {
        return false;
    }
    let text = with_label(paragraph);
    let mut lines = text.split('\n');
    let label = lines.next().unwrap_or_default();
    let named = label::of_heading(label).is_some_and(|found| {
        let unit = !matches!(found.label.unit, Unit::Article | Unit::Clause | Unit::Point);
        found.named && unit && label[found.rest..].trim().is_empty()
    });
    named && lines.all(|line| line.trim().is_empty() || is_capitals(line))
}

fn continues_title(unit: &Paragraph, paragraph: &Paragraph) -> bool {
    /// A title is a few lines; a whole text in capitals is none.
    const LONGEST: usize = 400;
    let text = with_label(paragraph);
    let free = !paragraph.plain
        && !paragraph.annex
        && paragraph.label.is_none()
        && label::of_heading(&text).is_none()
        && bullet_text(&text).is_none();
    free && is_capitals(&text) && unit.text().len() + text.len() <= LONGEST
}

fn end_title(joined: &[BodyPart], lines: Option<usize>, repairs: &mut Vec<Repair>) {
    if let (Some(lines @ 2..), Some(BodyPart::Paragraph(unit))) = (lines, joined.last()) {
        let text = unit.text().replace('\n', " ");
        repairs.push(Repair::new(RepairKind::LinesJoined, unit.at, &text, &lines.to_string()));
    }
}

/// Writes the body; ends without a line end.
pub(super) fn body(parts: &[BodyPart], footnotes: &[Vec<Paragraph>], repairs: &mut Vec<Repair>) -> String {
    let mut writer = OutlineWriter { out: String::new(), last: Last::None, outlined: false, repairs };
    let mut levels = Levels::default();
    writer.outlined = outlined::is_outlined(parts);
    for part in parts {
        match part {
            BodyPart::Paragraph(paragraph) => writer.paragraph(paragraph, &mut levels),
            BodyPart::Table(table) => writer.block(&markdown::table(table)),
        }
    }
    writer.notes(parts, footnotes);
    writer.out
}

/// What was written last: items of a list stand without an empty line between them.
#[derive(Clone, Copy, PartialEq)]
enum Last {
    None,
    Block,
    Item,
}

struct OutlineWriter<'a> {
    out: String,
    last: Last,
    /// The file says which paragraphs are headings.
    outlined: bool,
    repairs: &'a mut Vec<Repair>,
}

impl OutlineWriter<'_> {
    fn block(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        if self.last != Last::None {
            self.out.push_str("\n\n");
        }
        self.out.push_str(text);
        self.last = Last::Block;
    }

    fn item(&mut self, text: &str, deeper: bool, apart: bool) {
        match self.last {
            Last::None => {}
            Last::Item if !apart => self.out.push('\n'),
            Last::Block | Last::Item => self.out.push_str("\n\n"),
        }
        if deeper && self.last == Last::Item {
            self.out.push_str("  ");
        }
        self.out.push_str("- ");
        self.out.push_str(text);
        self.last = Last::Item;
    }

    fn paragraph(&mut self, paragraph: &Paragraph, levels: &mut Levels) {
        let text = with_label(paragraph);
        let heading = if self.outlined {
            outlined::level(paragraph).map(|level| Heading { level, end: text.len() })
        } else {
            levels.heading(paragraph, &text)
        };
        if let Some(mut heading) = heading.filter(|_| !text.contains('\n')) {
            heading.end = outlined::run_in_end(paragraph, &text).unwrap_or(heading.end);
            let marks = "#".repeat(usize::from(heading.level));
            let (head, rest) = markdown::split(&labelled(paragraph), heading.end);
            let head = markdown::heading(&head);
            if rest.is_empty() {
                let says_so = label::of_heading(&text).is_some_and(|found| found.label.unit == Unit::Annex);
                let mark = if paragraph.annex && !says_so && !self.out.is_empty() { " {.annex}" } else { "" };
                self.block(&format!("{marks} {head}{mark}"));
            } else {
                self.block(&format!("{marks} {head} {{.run-in}}"));
                self.block(&markdown::inline(&rest));
            }
            return;
        }
        if let Some(rest) = bullet_text(&text) {
            let start = text.len() - rest.len();
            let (_, runs) = markdown::split(&labelled(paragraph), start);
            let deeper = text.trim_start().starts_with(['+', '◦', '▪']);
            self.item(&markdown::inline(&runs), deeper, paragraph.apart);
            return;
        }
        let mut runs = labelled(paragraph);
        if !paragraph.plain && markdown::is_all_emphasised(&runs) {
            self.repairs.push(Repair::new(RepairKind::Emphasis, paragraph.at, &text, ""));
            runs = markdown::plain(&runs);
        }
        match paragraph.label {
            Some(_) => self.block(&markdown::numbered(&runs)),
            None => self.block(&markdown::inline(&runs)),
        }
    }

    fn notes(&mut self, parts: &[BodyPart], footnotes: &[Vec<Paragraph>]) {
        for part in parts {
            for note in referred(part.paragraphs()) {
                let text = footnotes.get(note).map(|paragraphs| {
                    paragraphs.iter().map(|one| markdown::inline(&labelled(one))).collect::<Vec<_>>().join("\n\n    ")
                });
                self.block(&format!("[^{}]: {}", note + 1, text.unwrap_or_default()));
            }
        }
    }
}

/// The runs with the automatic label as their first words.
fn labelled(paragraph: &Paragraph) -> Vec<super::flow::StyledRun> {
    let mut runs = paragraph.runs.clone();
    if let Some(label) = &paragraph.label {
        let bold = !paragraph.plain && runs.first().is_some_and(|run| run.bold);
        runs.insert(0, super::flow::StyledRun { text: format!("{label} "), bold, ..super::flow::StyledRun::default() });
    }
    runs
}

fn with_label(paragraph: &Paragraph) -> String {
    match &paragraph.label {
        Some(label) => format!("{label} {}", paragraph.text()),
        None => paragraph.text(),
    }
}

/// A heading: its level in Markdown and the byte where it ends.
struct Heading {
    level: u8,
    end: usize,
}

/// Which kind of numbering a label belongs to, from the outermost.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum NumberingKind {
    Annex,
    Part,
    Chapter,
    NamedItem,
    SubItem,
    Article,
    Capital,
    Roman,
    Arabic,
    Dotted(u8),
}

/// The headings that are open, and where each numbering has come to.
#[derive(Default)]
struct Levels {
    /// The last number of each numbering since one further out.
    counts: Vec<(NumberingKind, u32)>,
    /// Headings that what follows stands below, each with its level: a level is skipped nowhere.
    open: Vec<(NumberingKind, u8)>,
    /// Level of the last heading.
    last: u8,
    open_article: bool,
    /// The open annex is a list: its numbers are no headings.
    listed: bool,
    /// A consolidated text names what amended it, one work a number: "… được sửa đổi, bổ sung bởi:".
    amended: bool,
}

impl Levels {
    /// The numbering that a paragraph goes on with, and what follows its label; `None` where its label is out of order
    /// or no label of a heading.
    fn numbering(&mut self, text: &str, marked: bool) -> Option<(NumberingKind, FoundLabel)> {
        let found = label::of_heading(text)?;
        let rest = text[found.rest..].trim_start();
        let (kind, count) = kind_of(&found)?;
        let capital =
            rest.is_empty() || rest.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit() || "“\"(".contains(c));
        let fits = match kind {
            NumberingKind::Article => {
                self.open_article = true;
                label::of_paragraph(text).is_some()
            }
            NumberingKind::Annex
            | NumberingKind::Part
            | NumberingKind::Chapter
            | NumberingKind::NamedItem
            | NumberingKind::SubItem => {
                self.open_article = false;
                let named = rest.is_empty() || text[..found.rest].ends_with(['.', ':']) || is_capitals(rest);
                named || marked
            }
            // Clauses of articles are paragraphs, and so are the entries of a list.
            NumberingKind::Arabic | NumberingKind::Dotted(_) if self.open_article || self.listed || self.amended => {
                false
            }
            _ => capital && self.follows(kind, count),
        };
        if !fits {
            return None;
        }
        if matches!(kind, NumberingKind::Roman | NumberingKind::Capital) {
            self.open_article = false;
        }
        self.listed &= kind != NumberingKind::Annex;
        self.counts.retain(|(other, _)| *other < kind);
        self.counts.push((kind, count));
        Some((kind, found))
    }

    /// Numbers begin with 1 and count up; a document may begin anew after a number further out.
    fn follows(&self, kind: NumberingKind, count: u32) -> bool {
        match self.counts.iter().find(|(other, _)| *other == kind) {
            Some((_, last)) => count == last + 1 || count == 1 || count > *last && count <= last + 2,
            None => count <= 2 || matches!(kind, NumberingKind::Dotted(_)),
        }
    }

    fn heading(&mut self, paragraph: &Paragraph, text: &str) -> Option<Heading> {
        if text.trim().is_empty() || text.contains('\n') {
            return None;
        }
        self.amended &= label::of_heading(text).is_some_and(|found| !found.named);
        self.amended |= text.trim_end().ends_with("bổ sung bởi:");
        if paragraph.annex {
            self.counts.clear();
            self.open_article = false;
            self.listed = annex::is_list(text);
            return Some(Heading { level: self.open(NumberingKind::Annex), end: text.len() });
        }
        if let Some((kind, found)) = self.numbering(text, paragraph.heading.is_some()) {
            if kind == NumberingKind::Article {
                // "Điều 1. Ban hành kèm theo …" is a sentence, and stays a paragraph.
                let own_line = !text.trim_end().ends_with(['.', ';', ':', ',', '/', '”']);
                if !own_line {
                    self.open.retain(|(other, _)| *other < kind);
                    return None;
                }
                return Some(Heading { level: self.open(kind), end: text.len() });
            }
            return Some(Heading { level: self.open(kind), end: run_in_end(text, found.rest) });
        }
        let level = paragraph.heading?;
        let plain = label::of_heading(text).is_none() && bullet_text(text).is_none();
        let level = level.clamp(2, 6).min(self.last.max(1) + 1);
        plain.then(|| {
            self.last = level;
            Heading { level, end: text.len() }
        })
    }

    /// The level of a heading of this kind, which is open from here on.
    fn open(&mut self, kind: NumberingKind) -> u8 {
        self.open.retain(|(other, _)| *other < kind);
        let level = self.open.last().map_or(2, |(_, level)| (level + 1).min(6));
        self.open.push((kind, level));
        self.last = level;
        level
    }
}

fn kind_of(found: &FoundLabel) -> Option<(NumberingKind, u32)> {
    let text: &str = &found.label.text;
    if found.named {
        let kind = match found.label.unit {
            Unit::Annex => NumberingKind::Annex,
            Unit::Part => NumberingKind::Part,
            Unit::Chapter => NumberingKind::Chapter,
            Unit::Item => NumberingKind::NamedItem,
            Unit::SubItem => NumberingKind::SubItem,
            Unit::Article => NumberingKind::Article,
            Unit::Clause | Unit::Point => return None,
        };
        return Some((kind, 0));
    }
    if text.contains('.') {
        let last = text.rsplit('.').next()?.parse().ok()?;
        return Some((NumberingKind::Dotted(text.matches('.').count() as u8), last));
    }
    if text.starts_with(|c: char| c.is_ascii_digit()) {
        let digits: String = text.chars().take_while(char::is_ascii_digit).collect();
        return Some((NumberingKind::Arabic, digits.parse().ok()?));
    }
    if let Some(value) = roman(text) {
        return Some((NumberingKind::Roman, value));
    }
    let letter = text.chars().next()?;
    letter.is_ascii_uppercase().then(|| (NumberingKind::Capital, letter as u32 - 'A' as u32 + 1))
}

fn roman(text: &str) -> Option<u32> {
    let value = |c: char| match c {
        'I' => Some(1),
        'V' => Some(5),
        'X' => Some(10),
        'L' => Some(50),
        _ => None,
    };
    let digits: Vec<u32> = text.chars().map(value).collect::<Option<_>>()?;
    let mut total = 0;
    for (i, digit) in digits.iter().enumerate() {
        if digits.get(i + 1).is_some_and(|next| next > digit) {
            total -= *digit as i32;
        } else {
            total += *digit as i32;
        }
    }
    u32::try_from(total).ok().filter(|total| *total > 0)
}

/// Where the heading of a paragraph ends: after its own colon or full stop, quotations and brackets passed over; at the
/// end where there is none.
fn run_in_end(text: &str, from: usize) -> usize {
    let mut depth = 0_usize;
    let mut straight = false;
    for (at, c) in text.char_indices().skip_while(|(at, _)| *at < from) {
        match c {
            '“' | '(' => depth += 1,
            '”' | ')' => depth = depth.saturating_sub(1),
            '"' => straight = !straight,
            ':' | '.' if depth == 0 && !straight && ends_heading(text, at, c) => return at + c.len_utf8(),
            _ => {}
        }
    }
    text.len()
}

/// Whether the sign `c` at byte `at` ends a heading and the paragraph goes on.
fn ends_heading(text: &str, at: usize, c: char) -> bool {
    let rest = &text[at + c.len_utf8()..];
    let next = rest.trim_start();
    if next.len() == rest.len() || next.is_empty() || text[..at].ends_with('.') {
        return false;
    }
    if c == ':' {
        return true;
    }
    let sentence = next.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit() || "“\"(-+•".contains(c));
    sentence && !text[..at].rsplit(' ').next().is_some_and(is_abbreviation)
}

/// "TP.", "TS.", "v.v.": a full stop that ends no sentence.
fn is_abbreviation(word: &str) -> bool {
    matches!(word, "TP" | "Tp" | "TS" | "ThS" | "PGS" | "GS" | "TX" | "TT" | "KT" | "TL" | "TM" | "v.v" | "St" | "Mr")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_heading_ends_at_its_own_colon_or_full_stop() {
        for (text, heading) in [
            ("1. Một. Hai.", "1. Một."),
            ("1. Một: hai.", "1. Một:"),
            ("1. Một hai ba", "1. Một hai ba"),
            ("1. Một hai ba.", "1. Một hai ba."),
            ("1. Theo “Đề án: A. B” của tỉnh. Hai", "1. Theo “Đề án: A. B” của tỉnh."),
            ("1. Lớp 3,7,10 (khối 3. 7) đạt. Hai", "1. Lớp 3,7,10 (khối 3. 7) đạt."),
            ("1. Tuyển sinh... Làm tốt", "1. Tuyển sinh... Làm tốt"),
            ("1. UBND TP. Lào Cai phối hợp. Hai", "1. UBND TP. Lào Cai phối hợp."),
            ("1. Mục 2.1 và 3.000 đồng. Hai", "1. Mục 2.1 và 3.000 đồng."),
        ] {
            assert_eq!(&text[..run_in_end(text, 3)], heading, "{text}");
        }
    }

    fn joined(lines: &[&str]) -> Vec<String> {
        let paragraph = |text: &&str| {
            BodyPart::Paragraph(Paragraph {
                runs: vec![StyledRun { text: (*text).to_owned(), ..StyledRun::default() }],
                ..Paragraph::default()
            })
        };
        let text = |part: BodyPart| match part {
            BodyPart::Paragraph(paragraph) => paragraph.text(),
            BodyPart::Table(_) => "table".to_owned(),
        };
        join_titles(lines.iter().map(paragraph).collect(), &mut Vec::new()).into_iter().map(text).collect()
    }

    #[test]
    fn a_chapter_and_the_title_below_it_are_one_heading() {
        for (lines, expected) in [
            (&["Chương I", "QUY ĐỊNH CHUNG", "Điều 1. Một"][..], &["Chương I QUY ĐỊNH CHUNG", "Điều 1. Một"][..]),
            (
                &["CHƯƠNG V", "QUẢN LÝ CON DẤU", "VÀ THIẾT BỊ", "1. Một"],
                &["CHƯƠNG V QUẢN LÝ CON DẤU VÀ THIẾT BỊ", "1. Một"],
            ),
            (&["Chương I\nQUY ĐỊNH CHUNG"], &["Chương I QUY ĐỊNH CHUNG"]),
            (&["Chương I", "Quy định chung"], &["Chương I", "Quy định chung"]),
            (&["Chương I", "Mục 1", "QUẢN LÝ"], &["Chương I", "Mục 1 QUẢN LÝ"]),
            (&["Chương I", "I. PHẦN ĐẦU"], &["Chương I", "I. PHẦN ĐẦU"]),
            (&["Chương I. CHUNG", "KHÁC HẲN"], &["Chương I. CHUNG", "KHÁC HẲN"]),
            (&["Điều 1", "QUY ĐỊNH"], &["Điều 1", "QUY ĐỊNH"]),
            (&["Một câu\nHAI CÂU"], &["Một câu\nHAI CÂU"]),
        ] {
            assert_eq!(joined(lines), expected, "{lines:?}");
        }
    }

    #[test]
    fn roman_numbers() {
        for (text, value) in [("I", Some(1)), ("IV", Some(4)), ("XIX", Some(19)), ("XL", Some(40)), ("B", None)] {
            assert_eq!(roman(text), value, "{text}");
        }
    }
}
