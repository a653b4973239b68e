//! Puts a diagnostic into words: for a terminal (with the quoted line and a mark under the text) or as
//! one JSON object a line.
//!
//! In: a [`Diagnostic`] and the reader's language. Out: text. The catalogue has the message under the code, and what to do
//! under `<code>.hint`; where a diagnostic has the argument `x` and the catalogue a `<code>.hint.x`, that one counts
//! (`unknown-key.hint.nearest`: "did you mean …").

use super::{Diagnostic, Place, Severity};
use crate::catalogue::{self, Language, rules};
use crate::text::{is_mark, nfc};
use serde::Serialize;

/// The message in one sentence, without place.
pub fn message(diagnostic: &Diagnostic, language: Language) -> String {
    fill(catalogue::text(language, diagnostic.code), diagnostic)
}

/// What to do about it, where the catalogue says so.
pub fn hint(diagnostic: &Diagnostic, language: Language) -> Option<String> {
    let special = diagnostic
        .arguments
        .iter()
        .find_map(|(name, _)| catalogue::find(language, &format!("{}.hint.{name}", diagnostic.code)));
    let pattern = special.or_else(|| catalogue::find(language, &format!("{}.hint", diagnostic.code)))?;
    Some(fill(pattern, diagnostic))
}

fn fill(pattern: &str, diagnostic: &Diagnostic) -> String {
    let shown: Vec<(&str, String)> =
        diagnostic.arguments.iter().map(|(name, value)| (*name, shortened(&visible(&nfc(value)).text))).collect();
    let arguments: Vec<(&str, &str)> = shown.iter().map(|(name, value)| (*name, value.as_str())).collect();
    catalogue::fill(pattern, &arguments)
}

/// Text of a file as a terminal may show it: nothing in it can move the cursor or change what is read.
pub fn plain(text: &str) -> String {
    visible(&nfc(text)).text
}

/// Quoted text is for recognising, not for reading: no more than a few lines of it.
fn shortened(text: &str) -> String {
    const LONGEST: usize = 400;
    match text.char_indices().nth(LONGEST) {
        None => text.to_owned(),
        Some((end, _)) => format!("{}…", &text[..end]),
    }
}

/// Several lines for a person: severity and message, `file:line:column`, the line quoted with a mark, the hint.
/// No line end after the last.
pub fn human(diagnostic: &Diagnostic, language: Language, colour: bool) -> String {
    let paint = Paint { on: colour };
    let (word, hue) = match diagnostic.severity {
        Severity::Error => ("severity.error", Paint::RED),
        Severity::Warning => ("severity.warning", Paint::YELLOW),
        Severity::Info => ("severity.info", Paint::BLUE),
    };
    let rule = rules::of_code(diagnostic.code).map_or_else(String::new, |rule| format!(" {}", rule.id));
    let label = paint.in_colour(hue, &format!("{}[{}]{rule}", catalogue::text(language, word), diagnostic.code));
    let mut text = format!("{label}: {}", paint.in_colour(Paint::BOLD, &message(diagnostic, language)));
    let mut margin = String::from(" ");
    if let Some(place) = &diagnostic.place {
        margin = " ".repeat(place.line.max(1).to_string().len());
        let arrow = paint.in_colour(Paint::BLUE, "-->");
        text.push_str(&format!("\n{margin}{arrow} {}", place_text(place)));
        if place.line > 0 && place.column > 0 {
            text.push_str(&quotation(place, &margin, &paint, hue));
        }
    }
    if let Some(hint) = hint(diagnostic, language) {
        let equals = paint.in_colour(Paint::BLUE, "=");
        let word = paint.in_colour(Paint::BOLD, catalogue::text(language, "severity.hint"));
        text.push_str(&format!("\n{margin} {equals} {word}: {hint}"));
    }
    text
}

/// `content/a.md:3:7`, as far as known.
pub fn place_text(place: &Place) -> String {
    let file = visible(&nfc(&place.file)).text;
    match (place.line, place.column) {
        (0, _) => file,
        (line, 0) => format!("{file}:{line}"),
        (line, column) => format!("{file}:{line}:{column}"),
    }
}

/// The line, with a mark right under the text that is meant.
fn quotation(place: &Place, margin: &str, paint: &Paint, hue: &str) -> String {
    let cut_left = place.line_text_column > 1;
    let cut_right = place.line_text.chars().count() >= Place::LONGEST_LINE;
    let line = visible(&place.line_text);
    let before = (place.column - place.line_text_column.min(place.column)) as usize;
    let start = line.width_before(before);
    let end = line.width_before(before + place.length as usize);
    let bar = paint.in_colour(Paint::BLUE, "|");
    let number = paint.in_colour(Paint::BLUE, &place.line.to_string());
    let (left, right) = (if cut_left { "…" } else { "" }, if cut_right { "…" } else { "" });
    let indent = " ".repeat(start + usize::from(cut_left));
    let mark = paint.in_colour(hue, &"^".repeat((end - start).max(1)));
    format!("\n{margin} {bar}\n{number} {bar} {left}{}{right}\n{margin} {bar} {indent}{mark}", line.text)
}

/// Text as a terminal may show it, with the width of each scalar value of the original.
struct Visible {
    text: String,
    widths: Vec<usize>,
}

impl Visible {
    /// Columns taken by the first `count` scalar values of the original.
    fn width_before(&self, count: usize) -> usize {
        self.widths.iter().take(count).sum()
    }
}

/// Makes quoted text harmless: control characters could move the cursor or change colours, bidirectional and invisible
/// ones could make a line look like another. They are shown by their code. A tab becomes one space.
fn visible(text: &str) -> Visible {
    let mut visible = Visible { text: String::with_capacity(text.len()), widths: Vec::with_capacity(text.len()) };
    for c in text.chars() {
        let width = if c == '\t' || c == '\n' {
            visible.text.push(' ');
            1
        } else if is_dangerous(c) {
            let code = format!("<U+{:04X}>", c as u32);
            visible.text.push_str(&code);
            code.len()
        } else {
            visible.text.push(c);
            width(c)
        };
        visible.widths.push(width);
    }
    visible
}

fn is_dangerous(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
}

/// Columns that a terminal gives to `c`: none for combining marks, two for East Asian wide characters and emoji
/// (Unicode Standard Annex 11, in whole blocks: enough for a mark under a line).
fn width(c: char) -> usize {
    match c {
        _ if is_mark(c) => 0,
        '\u{483}'..='\u{489}'
        | '\u{1ab0}'..='\u{1aff}'
        | '\u{1dc0}'..='\u{1dff}'
        | '\u{20d0}'..='\u{20ff}'
        | '\u{fe00}'..='\u{fe0f}'
        | '\u{fe20}'..='\u{fe2f}' => 0,
        '\u{1100}'..='\u{115f}'
        | '\u{2e80}'..='\u{303e}'
        | '\u{3041}'..='\u{a4cf}'
        | '\u{ac00}'..='\u{d7a3}'
        | '\u{f900}'..='\u{faff}'
        | '\u{fe30}'..='\u{fe6f}'
        | '\u{ff00}'..='\u{ff60}'
        | '\u{ffe0}'..='\u{ffe6}'
        | '\u{1f300}'..='\u{1f64f}'
        | '\u{1f680}'..='\u{1f6ff}'
        | '\u{1f900}'..='\u{1f9ff}'
        | '\u{20000}'..='\u{3fffd}' => 2,
        _ => 1,
    }
}

/// Colours of a terminal, or none.
struct Paint {
    on: bool,
}

impl Paint {
    const BOLD: &'static str = "1";
    const RED: &'static str = "1;31";
    const YELLOW: &'static str = "1;33";
    const BLUE: &'static str = "1;34";

    fn in_colour(&self, code: &str, text: &str) -> String {
        if self.on { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text.to_owned() }
    }
}

/// What tools read; a field is null where it does not apply.
#[derive(Serialize)]
struct Line<'a> {
    severity: &'static str,
    code: &'a str,
    rule: Option<&'static str>,
    message: String,
    hint: Option<String>,
    file: Option<&'a str>,
    line: Option<u32>,
    column: Option<u32>,
    length: Option<u32>,
    text: Option<String>,
}

/// One JSON object: `severity`, `code`, `rule` (its id, or null), `message`, `hint`, `file`, `line`, `column`, `length`, `text`. `text` is what
/// is marked, as it stands in the file (as far as [`Place::line_text`] has it). One line.
pub fn json(diagnostic: &Diagnostic, language: Language) -> String {
    let place = diagnostic.place.as_ref();
    let line = place.filter(|place| place.line > 0);
    let column = line.filter(|place| place.column > 0);
    let line = Line {
        severity: diagnostic.severity.word(),
        code: diagnostic.code,
        rule: rules::of_code(diagnostic.code).map(|rule| rule.id),
        message: message(diagnostic, language),
        hint: hint(diagnostic, language),
        file: place.map(|place| &*place.file),
        line: line.map(|place| place.line),
        column: column.map(|place| place.column),
        length: column.map(|place| place.length),
        text: column.map(Place::marked),
    };
    serde_json::to_string(&line).expect("a struct of texts and numbers is always JSON")
}

#[cfg(test)]
#[path = "print_tests.rs"]
mod tests;
