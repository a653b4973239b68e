//! Puts a diagnostic into words: for a terminal (with the quoted line and a mark under the text) or as
//! one JSON object a line.
//!
//! In: a [`Diagnostic`] and the reader's language. Out: text. The catalogue has the message under the code, and what to
//! do under `<code>.hint`; where a diagnostic has the argument `x` and the catalogue a `<code>.hint.x`, that one counts
//! (`unknown-key.hint.nearest`: "did you mean …").
//!
//! `annotate-snippets` was tried with the same problems (0.12, which comes with the YAML reader). Its marks stand right
//! under decomposed and wide letters, too. It stays out, since it wraps neither sentence nor hint, shows a tab as
//! spaces and a zero-width space as nothing, parts a letter from its mark where it cuts a line, and wants the whole
//! line where we keep the part around the mark. About 60 lines of ours would go.

use super::fit::{Cells, columns, harmless, wrapped};
use super::{Diagnostic, Place, Severity};
use crate::catalogue::{self, Language, rules};
use crate::text::nfc;
use serde::Serialize;
use std::io::{self, ErrorKind};

/// The message in one sentence, without place.
pub fn message(diagnostic: &Diagnostic, language: Language) -> String {
    if !diagnostic.arguments.iter().any(|(name, _)| matches!(*name, "key" | "keys")) {
        return fill(catalogue::text(language, diagnostic.code), diagnostic, language);
    }
    let mut named = diagnostic.clone();
    for (name, value) in &mut named.arguments {
        match *name {
            "key" => *value = key_name(language, value),
            "keys" => *value = value.split(", ").map(|one| key_name(language, one)).collect::<Vec<_>>().join(", "),
            _ => {}
        }
    }
    fill(catalogue::text(language, diagnostic.code), &named, language)
}

/// A key of the front matter as the reader calls it, with the key as the file has it: "số, ký hiệu (number)".
pub fn key_name(language: Language, key: &str) -> String {
    match catalogue::find(language, &format!("key.{key}")) {
        Some(words) if words != key => format!("{words} ({key})"),
        _ => key.to_owned(),
    }
}

/// What to do about it, where the catalogue says so.
pub fn hint(diagnostic: &Diagnostic, language: Language) -> Option<String> {
    let special = diagnostic
        .arguments
        .iter()
        .find_map(|(name, _)| catalogue::find(language, &format!("{}.hint.{name}", diagnostic.code)));
    let pattern = special.or_else(|| catalogue::find(language, &format!("{}.hint", diagnostic.code)))?;
    Some(fill(pattern, diagnostic, language))
}

fn fill(pattern: &str, diagnostic: &Diagnostic, language: Language) -> String {
    let said = |name: &str, value: &str| {
        let key = match name {
            "reason" => reason(value),
            // What kind of file it is, whose a page is: mostly a key of the catalogue.
            "kind" | "holder" => Some(value),
            "where" => return place_in_file(value, language),
            _ => None,
        };
        key.and_then(|key| catalogue::find(language, key)).map_or_else(|| shortened(&plain(value)), str::to_owned)
    };
    let shown: Vec<(&str, String)> =
        diagnostic.arguments.iter().map(|(name, value)| (*name, said(name, value))).collect();
    let arguments: Vec<(&str, &str)> = shown.iter().map(|(name, value)| (*name, value.as_str())).collect();
    catalogue::fill(pattern, &arguments)
}

/// Levels of a place inside a file, `page=2`, from outside in, parted by U+001F: "trang 2, dòng 5".
fn place_in_file(levels: &str, language: Language) -> String {
    let level = |level: &str| {
        let (word, value) = level.split_once('=')?;
        let pattern = catalogue::find(language, &format!("place.{word}"))?;
        Some(catalogue::fill(pattern, &[("n", &shortened(&plain(value)))]))
    };
    levels.split('\u{1f}').filter_map(level).collect::<Vec<_>>().join(", ")
}

/// What the operating system answers, `No such file or directory (os error 2)`, as a key of the catalogue.
fn reason(text: &str) -> Option<&'static str> {
    if text.contains("UTF-8") || text.contains("utf-8") {
        return Some("reason.not-utf8");
    }
    // What the program itself refuses to read (`disk`).
    let refused = [
        (ErrorKind::IsADirectory, "reason.is-folder"),
        (ErrorKind::NotADirectory, "reason.is-no-folder"),
        (ErrorKind::InvalidInput, "reason.no-file"),
        (ErrorKind::FileTooLarge, "reason.too-large"),
    ];
    if let Some((_, key)) = refused.into_iter().find(|(kind, _)| text == kind.to_string()) {
        return Some(key);
    }
    let number = text.rsplit_once("(os error ")?.1.strip_suffix(')')?.parse().ok()?;
    // A file that another program, such as Word, holds open.
    if cfg!(windows) && matches!(number, 32 | 33) {
        return Some("reason.in-use");
    }
    Some(match io::Error::from_raw_os_error(number).kind() {
        ErrorKind::NotFound => "reason.not-found",
        ErrorKind::PermissionDenied => "reason.permission",
        ErrorKind::IsADirectory => "reason.is-folder",
        ErrorKind::NotADirectory => "reason.not-folder",
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => "reason.disk-full",
        ErrorKind::FileTooLarge => "reason.file-limit",
        ErrorKind::ReadOnlyFilesystem => "reason.read-only",
        ErrorKind::InvalidFilename => "reason.name-too-long",
        ErrorKind::ResourceBusy | ErrorKind::ExecutableFileBusy => "reason.in-use",
        ErrorKind::AlreadyExists => "reason.exists",
        ErrorKind::AddrInUse => "reason.port-in-use",
        ErrorKind::TimedOut => "reason.timed-out",
        _ => return None,
    })
}

/// Text of a file as a terminal may show it: nothing in it can move the cursor or change what is read.
pub fn plain(text: &str) -> String {
    harmless(&nfc(text))
}

/// Quoted text is for recognising, not for reading: no more than a few lines of it.
fn shortened(text: &str) -> String {
    const LONGEST: usize = 400;
    match text.char_indices().nth(LONGEST) {
        None => text.to_owned(),
        Some((end, _)) => format!("{}…", &text[..end]),
    }
}

/// What a terminal can do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TerminalStyle {
    /// Colours are shown.
    pub colour: bool,
    /// Columns of the terminal; `None` where lines are as long as they are (a file, a pipe, a page).
    pub width: Option<usize>,
}

/// Several lines for a person: severity and message, `file:line:column`, the line quoted with a mark, the hint.
/// No line end after the last.
pub fn human(diagnostic: &Diagnostic, language: Language, colour: bool) -> String {
    fitted(diagnostic, language, TerminalStyle { colour, width: None })
}

/// [`human`], fitted to a terminal: message and hint broken into lines, the quoted line cut around its mark. The place
/// stays whole, so that it can be copied and clicked on.
pub fn fitted(diagnostic: &Diagnostic, language: Language, style: TerminalStyle) -> String {
    let paint = Paint { on: style.colour };
    let (word, hue) = match diagnostic.severity {
        Severity::Error => ("severity.error", Paint::RED),
        Severity::Warning => ("severity.warning", Paint::YELLOW),
        Severity::Info => ("severity.info", Paint::BLUE),
    };
    let rule = rules::of_code(diagnostic.code).map_or_else(String::new, |rule| format!(" {}", rule.id));
    let label = format!("{}[{}]{rule}", catalogue::text(language, word), diagnostic.code);
    let bold = |line: &str| paint.in_colour(Paint::BOLD, line);
    let said = indented(&message(diagnostic, language), columns(&label) + 2, 4, style.width, bold);
    let mut text = format!("{}:{said}", paint.in_colour(hue, &label));
    let mut margin = String::from(" ");
    if let Some(place) = &diagnostic.place {
        margin = " ".repeat(place.line.max(1).to_string().len());
        let arrow = paint.in_colour(Paint::BLUE, "-->");
        text.push_str(&format!("\n{margin}{arrow} {}", place_text(place)));
        if place.line > 0 && place.column > 0 {
            text.push_str(&quotation(place, &margin, &paint, hue, style.width));
        }
    }
    if let Some(hint) = hint(diagnostic, language) {
        let equals = paint.in_colour(Paint::BLUE, "=");
        let word = catalogue::text(language, "severity.hint");
        let before = margin.len() + 3 + columns(word) + 2;
        let said = indented(&hint, before, before, style.width, str::to_owned);
        text.push_str(&format!("\n{margin} {equals} {}:{said}", bold(word)));
    }
    text
}

/// A sentence behind a label that takes `before` columns with its colon and space: the first line with the space, the
/// others below it behind `indent` spaces. On a narrow terminal the sentence begins on a line of its own.
fn indented(
    sentence: &str,
    before: usize,
    indent: usize,
    width: Option<usize>,
    paint: impl Fn(&str) -> String,
) -> String {
    /// Fewer columns are no room for a sentence.
    const LEAST: usize = 24;
    let Some(width) = width else { return format!(" {}", paint(sentence)) };
    let indent = if width < indent + LEAST { 4 } else { indent };
    let first =
        if width < before + LEAST && before + columns(sentence) > width { 0 } else { width.saturating_sub(before) };
    let mut lines = wrapped(sentence, first, width.saturating_sub(indent)).into_iter();
    let mut text = match lines.next() {
        Some(line) if !line.is_empty() => format!(" {}", paint(&line)),
        _ => String::new(),
    };
    for line in lines {
        text.push_str(&format!("\n{}{}", " ".repeat(indent), paint(&line)));
    }
    text
}

/// `content/a.md:3:7`, as far as known.
pub fn place_text(place: &Place) -> String {
    let file = plain(&place.file);
    match (place.line, place.column) {
        (0, _) => file,
        (line, 0) => format!("{file}:{line}"),
        (line, column) => format!("{file}:{line}:{column}"),
    }
}

/// The line, with a mark right under the text that is meant.
fn quotation(place: &Place, margin: &str, paint: &Paint, hue: &str, width: Option<usize>) -> String {
    let line = Cells::of(&place.line_text);
    let before = ((place.column - place.line_text_column.min(place.column)) as usize).min(line.len());
    let mark = before..(before + place.length as usize).min(line.len());
    let part = match width {
        // The margin, " | ", and a sign of omission on either side.
        Some(width) => line.around(mark.clone(), width.saturating_sub(margin.len() + 3 + 2).max(8)),
        None => 0..line.len(),
    };
    let cut_left = place.line_text_column > 1 || part.start > 0;
    let cut_right = line.len() >= Place::LONGEST_LINE || part.end < line.len();
    let start = line.columns(part.start..mark.start.max(part.start));
    let marks = line.columns(mark.start.max(part.start)..mark.end.min(part.end).max(mark.start.max(part.start)));
    let bar = paint.in_colour(Paint::BLUE, "|");
    let number = paint.in_colour(Paint::BLUE, &place.line.to_string());
    let (left, right) = (if cut_left { "…" } else { "" }, if cut_right { "…" } else { "" });
    let indent = " ".repeat(start + usize::from(cut_left));
    let under = paint.in_colour(hue, &"^".repeat(marks.max(1)));
    format!("\n{margin} {bar}\n{number} {bar} {left}{}{right}\n{margin} {bar} {indent}{under}", line.text(part))
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

/// Version of the lines that tools read. Fields may be added within a version; one that changes or goes
/// away makes a new one.
pub const JSON_VERSION: u32 = 1;

/// What tools read; a field is null where it does not apply. `docs/problems.schema.json` says the same.
#[derive(Serialize)]
struct ProblemRecord<'a> {
    version: u32,
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

/// One JSON object: `version`, `severity`, `code`, `rule` (its id, or null), `message`, `hint`, `file`, `line`,
/// `column`, `length`, `text`. `text` is what is marked, as it stands in the file (as far as
/// [`Place::line_text`] has it). One line.
pub fn json(diagnostic: &Diagnostic, language: Language) -> String {
    let place = diagnostic.place.as_ref();
    let line = place.filter(|place| place.line > 0);
    let column = line.filter(|place| place.column > 0);
    let line = ProblemRecord {
        version: JSON_VERSION,
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
