//! Joins lines to paragraphs. A line that was full when it was set goes on in the next one; one that left room for the
//! next word ended a paragraph; a first line is indented, and so shorter than a full one.
//!
//! In: lines in reading order. Out: paragraphs, and a repair for every join. Blank lines prove nothing: programs that
//! take text out of PDFs put them anywhere.

use super::flow::{Paragraph, ParagraphAlignment, StyledRun};
use super::repair::{Repair, RepairKind, is_rule};
use super::width;
use crate::document::label;
use crate::text::name_key;
use std::collections::BTreeSet;

/// A line with what surrounds it.
pub(super) struct JoinedLine {
    pub(super) paragraph: Paragraph,
    /// A page begins here.
    pub(super) page_break: bool,
}

/// Share of the column that first lines are indented by where the lines do not tell: 1.27 cm of 16.5 cm.
const USUAL_INDENT: f32 = 0.077;
/// A sentence that ends with a first line ends its paragraph, where it is not quite clear that the next word would not
/// have fitted: our measure is not that good.
const DOUBT: f32 = 0.85;
/// Paragraphs are held apart by 6 points at least (Nghị định 30/2020/NĐ-CP, Phụ lục I, mục II.6.e),
/// lines of 14 points by 16 to 24.
const WIDER: f32 = 1.18;
/// The widest line of a text is a little wider than its column.
const NOISE: f32 = 0.015;
/// A line that left more of the column free ended a paragraph, with any first word and any measure.
const SURELY_ENDED: f32 = 0.25;
/// Bold letters are wider than our table says; headings are bold.
const BOLD: f32 = 0.07;
/// An indented line lacks at least this share of the column, or our measure cannot tell it from a full one.
const SEEN_INDENT: f32 = 0.012;
/// Lines longer than this are paragraphs: no page holds so many letters in one line.
const LONGEST_SET_LINE: usize = 170;

/// Joins what belongs together; each paragraph with the index of its first line. `wrapped`: the paragraphs may be lines
/// of paragraphs. No line joins the one before it at one of the `stops`. The answer tells too whether they were lines.
pub(super) fn paragraphs(
    lines: Vec<JoinedLine>,
    wrapped: bool,
    stops: &[usize],
    repairs: &mut Vec<Repair>,
) -> (Vec<(usize, Paragraph)>, bool) {
    if !wrapped {
        return (lines.into_iter().map(|line| line.paragraph).enumerate().collect(), false);
    }
    let column = Column::of(&lines);
    let set = column.width.is_some();
    let mut joiner = Joiner { column, lines, stops, spaced: false };
    joiner.spaced = joiner.keeps_final_spaces();
    (joiner.run(repairs), set)
}

/// The column that the lines were set in.
struct Column {
    /// Width, in the unit of `measure`; `None` where lines are paragraphs.
    width: Option<f32>,
    measure: ColumnMeasure,
    /// Share of it that first lines are indented by.
    indent: f32,
    /// Room for one more word is proof.
    exact: bool,
    /// From line to line inside paragraphs, in letter sizes; 0 where it is not known.
    pitch: f32,
}

#[derive(Clone, Copy, PartialEq)]
enum ColumnMeasure {
    /// Ends of lines are known.
    Page {
        left: f32,
        /// Lines inside paragraphs begin at the column's left edge, so that an indent is a sign.
        flush: bool,
    },
    Times,
    Letters,
}

impl Column {
    fn of(lines: &[JoinedLine]) -> Self {
        let texts: Vec<String> = lines.iter().map(|line| squeezed(&line.paragraph.text())).collect();
        let extents: Vec<_> = lines.iter().filter_map(|line| line.paragraph.extent).collect();
        if extents.len() * 2 > lines.len() {
            let left = percentile(extents.iter().map(|extent| extent.left).collect(), 0.05);
            let left = left.min(percentile(extents.iter().map(|extent| extent.margin).collect(), 0.5));
            let right = percentile(extents.iter().map(|extent| extent.right).collect(), 0.95);
            let edge = left + SEEN_INDENT * (right - left);
            let flush = extents.iter().filter(|extent| extent.left < edge).count() * 7 > extents.len();
            return Self {
                width: Some(right - left),
                measure: ColumnMeasure::Page { left, flush },
                indent: 0.0,
                exact: false,
                pitch: pitch(lines, &texts),
            };
        }
        let long = texts.iter().filter(|text| text.chars().count() > LONGEST_SET_LINE).count();
        let set = texts.windows(2).any(surely_one);
        if !set || long * 20 > texts.len() {
            return Self { width: None, measure: ColumnMeasure::Letters, indent: 0.0, exact: false, pitch: 0.0 };
        }
        let column = |width, measure| {
            let column = Self { width: Some(width), measure, indent: 0.0, exact: false, pitch: 0.0 };
            Self { indent: column.measured_indent(&texts), ..column }
        };
        let times = column(widest(&texts, width::in_times), ColumnMeasure::Times);
        let letters = column(widest(&texts, width::in_letters), ColumnMeasure::Letters);
        let (by_letters, by_times) = (letters.contradictions(&texts), times.contradictions(&texts));
        if by_letters >= by_times {
            return times;
        }
        // A program that counts letters is never wrong about them.
        let longest = texts.iter().map(|text| width::in_letters(text)).fold(0.0, f32::max);
        Self { width: Some(longest), indent: 0.0, exact: by_letters == 0, ..letters }
    }

    /// First lines that are full show how far they are indented: those after a line that surely ended a paragraph.
    fn measured_indent(&self, texts: &[String]) -> f32 {
        let Some(width) = self.width else { return 0.0 };
        let is_first = |lines: &&[String]| {
            self.natural(&lines[0]) < width * (1.0 - SURELY_ENDED)
                && !ends_clause(&lines[1])
                && lines[2].starts_with(char::is_lowercase)
        };
        let firsts: Vec<f32> = texts.windows(3).filter(is_first).map(|lines| self.natural(&lines[1])).collect();
        if firsts.len() < 4 {
            return USUAL_INDENT;
        }
        (1.0 - percentile(firsts, 1.0) / width).clamp(0.0, USUAL_INDENT)
    }

    /// Pairs of lines that surely belong together though the first left room: the measure is wrong about them.
    fn contradictions(&self, texts: &[String]) -> usize {
        let room = |pair: &&[String]| {
            let needed = self.natural(&pair[0]) + self.natural(" ") + self.natural(first_word(&pair[1]));
            self.width.is_some_and(|width| needed < width * (1.0 - 0.02))
        };
        texts.windows(2).filter(|pair| surely_one(pair)).filter(room).count()
    }

    fn natural(&self, text: &str) -> f32 {
        match self.measure {
            ColumnMeasure::Letters => width::in_letters(text),
            _ => width::in_times(text),
        }
    }

    /// The share of the column that was left free after `line`, had the first word of `next` been set there too. Below
    /// zero: it would not have fitted. `None` where nothing is known.
    fn room(&self, line: &Paragraph, next: &str) -> Option<f32> {
        let width = self.width?;
        let text = squeezed(&line.text());
        let word = first_word(next);
        if let (ColumnMeasure::Page { left, .. }, Some(extent)) = (self.measure, line.extent) {
            // The line itself says how wide its letters are.
            let unit = (extent.right - extent.left) / width::in_times(&text).max(1.0);
            let needed = extent.right - left + unit * (width::in_times(" ") + width::in_times(word));
            return Some((width - needed) / width);
        }
        let needed = self.natural(&text) + self.natural(" ") + self.natural(word);
        Some((width - needed) / width)
    }

    /// Whether the line begins further right than the column; `None` where the lines do not say.
    fn indented(&self, line: &Paragraph) -> Option<bool> {
        let (ColumnMeasure::Page { left, .. }, Some(extent), Some(width)) = (self.measure, line.extent, self.width)
        else {
            return None;
        };
        Some((extent.left - left) / width > SEEN_INDENT)
    }
}

/// How far lines of one sentence are apart.
fn pitch(lines: &[JoinedLine], texts: &[String]) -> f32 {
    let above = |at: usize| lines[at].paragraph.extent.map_or(0.0, |extent| extent.above);
    let sure = (1..lines.len()).filter(|at| surely_one(&texts[at - 1..=*at]) && above(*at) > 0.0);
    percentile(sure.map(above).collect(), 0.5)
}

/// Two lines of one sentence, of any length. A text without such a pair was not set in lines.
fn surely_one(pair: &[String]) -> bool {
    !ends_clause(&pair[0]) && pair[1].starts_with(char::is_lowercase)
}

/// The widest lines, less the few that something else made wide.
fn widest(texts: &[String], measure: fn(&str) -> f32) -> f32 {
    percentile(texts.iter().map(|text| measure(text)).collect(), 0.995)
}

fn percentile(mut values: Vec<f32>, share: f32) -> f32 {
    values.sort_by(f32::total_cmp);
    let index = ((values.len().max(1) - 1) as f32 * share) as usize;
    values.get(index).copied().unwrap_or_default()
}

struct Joiner<'a> {
    column: Column,
    lines: Vec<JoinedLine>,
    stops: &'a [usize],
    /// Lines end in the space that stood between two words: one that does not was broken inside a word.
    spaced: bool,
}

impl Joiner<'_> {
    fn keeps_final_spaces(&self) -> bool {
        let ends = self.lines.iter().filter(|line| line.paragraph.text().ends_with([' ', '\u{a0}'])).count();
        ends * 2 > self.lines.len()
    }

    fn run(&self, repairs: &mut Vec<Repair>) -> Vec<(usize, Paragraph)> {
        let mut paragraphs: Vec<(usize, Paragraph)> = Vec::new();
        let mut first = 0;
        for at in 0..self.lines.len() {
            let line = &self.lines[at].paragraph;
            let joined = at > 0 && paragraphs.last().is_some_and(|(_, open)| self.belongs_to(open, first, at));
            match paragraphs.last_mut().filter(|_| joined) {
                Some((_, open)) => {
                    let glue = self.glue(&self.lines[at - 1].paragraph.text(), &line.text());
                    if glue.is_empty() {
                        let ended = self.lines[at - 1].paragraph.text();
                        let before = format!("{}⏎{}", last_word(&ended), first_word(line.text().trim_start()));
                        repairs.push(Repair::new(RepairKind::NumberMended, line.at, &before, &before.replace('⏎', "")));
                    }
                    append(open, line, glue);
                }
                None => {
                    first = at;
                    paragraphs.push((at, line.clone()));
                }
            }
            let ends = self.lines.get(at + 1).is_none_or(|_| !self.next_joins(&paragraphs, first, at));
            if ends && first < at {
                let begun = &self.lines[first].paragraph;
                let lines = at - first + 1;
                let text = squeezed(&begun.text());
                repairs.push(Repair::new(RepairKind::LinesJoined, begun.at, &text, &lines.to_string()));
            }
        }
        paragraphs
    }

    fn next_joins(&self, paragraphs: &[(usize, Paragraph)], first: usize, at: usize) -> bool {
        paragraphs.last().is_some_and(|(_, open)| self.belongs_to(open, first, at + 1))
    }

    /// Whether line `at` belongs to the paragraph `open`, whose first line is `first`.
    fn belongs_to(&self, open: &Paragraph, first: usize, at: usize) -> bool {
        let (Some(last), Some(line)) = (self.lines.get(at - 1), self.lines.get(at)) else { return false };
        let before = squeezed(&last.paragraph.text());
        let text = squeezed(&line.paragraph.text());
        if self.stops.binary_search(&at).is_ok() || is_rule(&before) || is_rule(&text) {
            return false;
        }
        if line.paragraph.label.is_some() || line.paragraph.heading.is_some() || open.heading.is_some() {
            return false;
        }
        if line.page_break && is_one_symbol(&last.paragraph.text(), &line.paragraph.text()) {
            return true;
        }
        let Some(mut room) = self.column.room(&last.paragraph, next_words(&text)) else {
            // Each line is a paragraph, unless a page ended inside one.
            return (line.page_break || line.paragraph.gap > 0)
                && !ends_clause(&before)
                && before.chars().count() > LONGEST_SET_LINE / 3
                && text.starts_with(char::is_lowercase);
        };
        let heading = is_heading(&beginning(open));
        let indent = if first + 1 == at { self.column.indent } else { 0.0 };
        let allowed = indent + if heading { BOLD } else { NOISE };
        if self.column.exact && room > 0.0 || !line.page_break && self.is_spaced(&line.paragraph) {
            return false;
        }
        if let Some(indented) = self.column.indented(&line.paragraph) {
            room -= 0.01;
            // On a page the two signs of a paragraph are seen: an early end, and an indent.
            let hangs = bullet_text(&before).is_some() || begins_item(&beginning(open));
            let hangs = hangs && self.left_of(at) > self.left_of(first) + 1.0;
            if indented
                && (room > NOISE || matches!(self.column.measure, ColumnMeasure::Page { flush: true, .. }) && !hangs)
            {
                return false;
            }
        }
        if begins_item(&text)
            && (ends_clause(&before)
                || room > allowed
                || heading && room > 0.0
                || is_unit(&beginning(open))
                || is_unit_line(&text) && !announces(&before))
        {
            return false;
        }
        if let Some(bullet) = bullet_text(&text) {
            let starts_anew = bullet.starts_with(char::is_uppercase) || bullet.starts_with(['“', '"']);
            if ends_clause(&before) || starts_anew && room > 0.0 {
                return false;
            }
            if !starts_anew {
                return true;
            }
        }
        let small = text.starts_with(|c: char| c.is_lowercase() || c.is_ascii_digit() || ",;.)”/-–".contains(c));
        // What a colon announces in quotation marks stands in the same sentence.
        if before.ends_with(':') && text.starts_with(['“', '"', '‘']) {
            return room <= SURELY_ENDED / 2.0;
        }
        if last.paragraph.alignment == Some(ParagraphAlignment::Centre) && line.paragraph.alignment.is_none() {
            return false;
        }
        // "Căn cứ …;" one under the other, all indented: nothing on the page tells them from full lines
        // but their signs.
        if before.ends_with(';') && !small && matches!(self.column.measure, ColumnMeasure::Page { flush: false, .. }) {
            return false;
        }
        // Each basis is a paragraph of its own, wherever its line ends.
        let apart = before.ends_with(';') && is_basis(&beginning(open)) || is_capitals(&before) && is_basis(&text);
        if apart && !small {
            return false;
        }
        match (ends_clause(&before), small) {
            (false, true) => true,
            // "…; trong đó" may stand on a line of its own: only in a full line does the sentence go on.
            (true, true) if !ends_sentence(&before) => room <= SURELY_ENDED / 2.0,
            (true, _) => room <= (indent * DOUBT).max(NOISE) && !self.begins_indented(at),
            // No paragraph of text ends without a sign; a heading may, and then its bold letters deceive.
            (false, false) if heading && !before.ends_with(',') => {
                room <= 0.0 || room <= allowed && !self.begins_indented(at)
            }
            (false, false) => room <= SURELY_ENDED,
        }
    }

    /// Whether more space stands above the line than between lines of one paragraph.
    fn is_spaced(&self, line: &Paragraph) -> bool {
        let above = line.extent.map_or(0.0, |extent| extent.above);
        self.column.pitch > 0.0 && above > self.column.pitch * WIDER
    }

    fn left_of(&self, at: usize) -> f32 {
        self.lines.get(at).and_then(|line| line.paragraph.extent).map_or(0.0, |extent| extent.left)
    }

    /// Whether the line begins a paragraph by its indent: seen on the page, or told by a line that was ended early
    /// though its sentence goes on. A line wider than an indented one can be begins none.
    fn begins_indented(&self, at: usize) -> bool {
        let line = &self.lines[at].paragraph;
        if let Some(indented) = self.column.indented(line) {
            return indented;
        }
        let (Some(next), Some(width)) = (self.lines.get(at + 1), self.column.width) else { return false };
        let text = squeezed(&line.text());
        if self.column.natural(&text) > width * (1.0 - self.column.indent + 0.004) {
            return false;
        }
        let next = squeezed(&next.paragraph.text());
        !ends_clause(&text)
            && next.starts_with(char::is_lowercase)
            && self.column.room(line, first_word(&next)).is_some_and(|room| room > SEEN_INDENT)
    }

    /// What stands between two joined lines: a space, or nothing inside a broken number.
    fn glue(&self, before: &str, after: &str) -> &'static str {
        let ended = before.trim_end();
        let broken = before.len() == ended.len()
            && last_word(ended).chars().count() >= 2
            && ended.ends_with(['-', '/'])
            && self.spaced;
        if broken || is_one_symbol(before, after) { "" } else { " " }
    }
}

/// Whether a number was broken at the end of a line: "2236/QĐ-", "BGDĐT".
pub(super) fn is_one_symbol(before: &str, after: &str) -> bool {
    let (ended, after) = (before.trim_end(), after.trim_start());
    let tight = before.len() == ended.len();
    let word = last_word(ended);
    let Some(sign) = word.chars().last().filter(|c| matches!(c, '-' | '/')) else {
        return after.starts_with('/') && word.ends_with(|c: char| c.is_ascii_digit()) && tight;
    };
    if word.chars().count() < 2 || !tight {
        return false;
    }
    let stem = &word[..word.len() - sign.len_utf8()];
    let of_number =
        stem.contains(|c: char| c.is_ascii_digit() || c == '/') || stem.chars().all(|c| c.is_uppercase() || c == '&');
    of_number && first_word(after).starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit())
}

/// Adds the runs of `line` to `open`.
fn append(open: &mut Paragraph, line: &Paragraph, glue: &str) {
    if let Some(last) = open.runs.last_mut() {
        let ended = last.text.trim_end().len();
        last.text.truncate(ended);
        last.text.push_str(glue);
    }
    let mut first = true;
    for run in &line.runs {
        let text = if std::mem::take(&mut first) { run.text.trim_start() } else { &run.text };
        match open.runs.last_mut() {
            Some(last) if last.footnote.is_none() && (last.bold, last.italic) == (run.bold, run.italic) => {
                last.text.push_str(text);
                last.footnote = run.footnote;
            }
            _ => open.runs.push(StyledRun { text: text.to_owned(), ..run.clone() }),
        }
    }
    if let (Some(open), Some(line)) = (open.extent.as_mut(), line.extent) {
        open.right = open.right.max(line.right);
    }
}

/// As much of a paragraph as a heading may have: a paragraph of ten thousand lines must not be read for each of them.
fn beginning(open: &Paragraph) -> String {
    const LONGEST_HEADING: usize = 1_000;
    let text = open.runs.iter().flat_map(|run| run.text.chars()).take(LONGEST_HEADING).collect::<String>();
    squeezed(&text)
}

/// White space runs as one space.
pub(super) fn squeezed(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn first_word(text: &str) -> &str {
    text.split_whitespace().next().unwrap_or("")
}

fn last_word(text: &str) -> &str {
    text.split_whitespace().next_back().unwrap_or("")
}

/// The words that had to fit together: a sign alone never stands at the end of a line.
fn next_words(text: &str) -> &str {
    match text.split_once(' ') {
        Some((sign, rest)) if !sign.contains(char::is_alphanumeric) => {
            let end = rest.find(' ').unwrap_or(rest.len());
            &text[..sign.len() + 1 + end]
        }
        _ => first_word(text),
    }
}

const CLOSING: [char; 7] = ['”', '"', ')', '’', '»', ']', ' '];

/// A sentence ends here.
pub(super) fn ends_sentence(text: &str) -> bool {
    text.trim_end_matches(CLOSING).ends_with(['.', '!', '?', '…', ':'])
}

/// A sentence or a part of a list ends here.
fn ends_clause(text: &str) -> bool {
    text.trim_end_matches(CLOSING).ends_with(['.', '!', '?', '…', ':', ';'])
}

/// `- X`, `+ X`, `• X`: what follows the sign.
pub(super) fn bullet_text(text: &str) -> Option<&str> {
    let rest = text
        .trim_start()
        .strip_prefix(['-', '–', '−', '+', '•', '*', '●', '◦', '▪', '■', '➢', '❖', '\u{f0b7}', '\u{f02d}'])?;
    let trimmed = rest.trim_start();
    (trimmed.len() < rest.len() || rest.starts_with(char::is_uppercase)).then_some(trimmed)
}

/// A unit of the outline begins with this line.
fn begins_item(text: &str) -> bool {
    let Some(found) = label::of_heading(text) else { return false };
    let rest = text[found.rest..].trim_start();
    if found.named {
        return rest.is_empty() || text[..found.rest].ends_with(['.', ':', ')']);
    }
    let letter = found.label.text.starts_with(char::is_lowercase);
    letter && text[..found.rest].ends_with(')')
        || rest.starts_with(|c: char| c.is_uppercase() || matches!(c, '“' | '"' | '('))
        || rest.is_empty()
}

/// A heading so far: a label and no end of a sentence after it, or capitals alone.
fn is_heading(text: &str) -> bool {
    let rest = label::of_heading(text).map(|found| &text[found.rest..]);
    rest.is_some_and(|rest| !ends_sentence(rest) && !rest.contains(". ") && !rest.contains(": ")) || is_capitals(text)
}

/// "Điều 1. Phạm vi điều chỉnh": a line that opens a unit by its name.
fn is_unit_line(text: &str) -> bool {
    label::of_heading(text).is_some_and(|found| {
        let rest = text[found.rest..].trim_start();
        found.named && text[..found.rest].ends_with('.') && rest.starts_with(char::is_uppercase)
    })
}

/// "… theo quy định tại": an article that is named in the next line is no new one.
fn announces(text: &str) -> bool {
    const WORDS: [&str; 12] = ["tại", "theo", "và", "hoặc", "của", "khoản", "điểm", "với", "như", "trong", "đến", "từ"];
    let word = last_word(text).to_lowercase();
    WORDS.contains(&word.as_str()) || text.ends_with(',') || word.chars().all(|c| c.is_ascii_digit())
}

/// "Điều 4. Danh mục …" so far: the clauses of an article follow its title.
fn is_unit(text: &str) -> bool {
    label::of_heading(text).is_some_and(|found| found.named && !ends_sentence(&text[found.rest..]))
}

/// Whether the letters are capitals, and there are some.
pub(super) fn is_capitals(text: &str) -> bool {
    text.chars().filter(|c| c.is_uppercase()).count() >= 2 && !text.chars().any(char::is_lowercase)
}

/// "Căn cứ …", "Xét …", "Theo đề nghị của …".
fn is_basis(text: &str) -> bool {
    let key = name_key(text);
    ["căn cứ ", "xét ", "theo đề nghị "].iter().any(|start| key.starts_with(start))
}

/// Footnotes referred to in these paragraphs.
pub(super) fn referred<'p>(paragraphs: impl IntoIterator<Item = &'p Paragraph>) -> BTreeSet<usize> {
    paragraphs.into_iter().flat_map(|paragraph| &paragraph.runs).filter_map(|run| run.footnote).collect()
}
