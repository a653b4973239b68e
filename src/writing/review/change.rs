//! Changes one value of front matter, and nothing else.
//!
//! In: the text of a file, the name of a field, what is to stand there. Out: the new text. The lines `# TODO` of the
//! field go: a person has looked at it. Where the number and the day are known now, what an import wrote because they
//! were not (`date_note`, an `id` still marked as made up) goes, too: the address is then derived from them. A change is
//! taken back where the YAML reader does not read exactly what was meant.

use super::front::{EntryLines, FrontLines};
use super::{FieldValue, SIGNER};
use crate::catalogue::{self, Language};
use crate::content::node::{Node, Value};
use crate::diagnostic::Diagnostic;
use crate::import::quote;
use crate::source::Span;
use crate::text::nfc;
use crate::writing::fmt::{equal, is_plain};
use crate::writing::shape;

/// What a person says of a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// This stands there.
    Value(FieldValue),
    /// It was looked at: the original has nothing else.
    Checked,
}

/// Why a file stays as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ChangeRefused {
    /// Its front matter cannot be read.
    Unreadable(Vec<Diagnostic>),
    /// The field is written in a way that a form cannot change; an editor program can.
    ByHand,
}

/// The file with `what` said of the field `name`.
///
/// # Errors
/// See [`ChangeRefused`].
pub fn change(text: &str, name: &str, what: &Change) -> Result<String, ChangeRefused> {
    let front = FrontLines::read(text).map_err(ChangeRefused::Unreadable)?;
    let (key, which) = match name.split_once('/') {
        Some((key, which)) => (key, which.parse::<usize>().ok()),
        None => (name, None),
    };
    let mut edits = Vec::new();
    if let Change::Value(value) = what {
        edits = value_edits(&front, key, value).ok_or(ChangeRefused::ByHand)?;
    }
    let about: Vec<Span> = front.todos.iter().filter(|todo| todo.key == key).map(|todo| todo.line).collect();
    for (index, line) in about.iter().enumerate() {
        let is_meant = which.is_none_or(|which| which == index + 1);
        let is_gone = edits.iter().any(|edit: &Edit| edit.span.start < line.end && line.start < edit.span.end);
        if is_meant && !is_gone {
            edits.push(Edit { span: *line, new: String::new() });
        }
    }
    let changed = applied(text, edits);
    let wanted = match what {
        Change::Value(value) => Some(value),
        Change::Checked => None,
    };
    if !is_faithful(&front, &changed, key, wanted) {
        return Err(ChangeRefused::ByHand);
    }
    if matches!(key, "number" | "date") { settle_identity(changed) } else { Ok(changed) }
}

struct Edit {
    span: Span,
    new: String,
}

fn applied(text: &str, mut edits: Vec<Edit>) -> String {
    edits.sort_by_key(|edit| (edit.span.start, edit.span.end));
    let mut out = String::with_capacity(text.len() + 64);
    let mut rest = 0;
    for edit in edits.iter().filter(|edit| edit.span.start <= edit.span.end) {
        out.push_str(text.get(rest..edit.span.start).unwrap_or_default());
        out.push_str(&edit.new);
        rest = edit.span.end.max(rest);
    }
    out + &text[rest..]
}

/// A value as it is kept: composed, on one line, without spaces at its ends.
fn one_line(value: &str) -> String {
    nfc(value).split_whitespace().collect::<Vec<_>>().join(" ")
}

fn lines_of(values: &[String]) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for value in values.iter().map(|value| one_line(value)).filter(|value| !value.is_empty()) {
        if !lines.contains(&value) {
            lines.push(value);
        }
    }
    lines
}

/// `None` where the lines of the value are of a form that is not ours.
fn value_edits(front: &FrontLines, key: &str, value: &FieldValue) -> Option<Vec<Edit>> {
    match value {
        FieldValue::Line(line) | FieldValue::Day(line) | FieldValue::Kind(line) | FieldValue::Issuer(line) => {
            line_edits(front, key, &one_line(line))
        }
        FieldValue::Lines(lines) => list_edits(front, key, &lines_of(lines), quote),
        FieldValue::Themes(themes) => {
            let keys: Vec<String> = themes.iter().map(|(key, _)| key.clone()).collect();
            list_edits(front, key, &lines_of(&keys), str::to_owned)
        }
        FieldValue::Signer(signer) => signer_edits(front, key, &signer.each_ref().map(|part| one_line(part))),
        FieldValue::Remark => None,
    }
}

fn written(key: &str, value: &str) -> String {
    match shape::document().get(key) {
        Some(shape) if is_plain(shape, value) => value.to_owned(),
        _ => quote(value),
    }
}

fn line_edits(front: &FrontLines, key: &str, value: &str) -> Option<Vec<Edit>> {
    let Some(entry) = front.entry(key) else {
        let line = format!("{key}: {}{}", written(key, value), front.line_end());
        return Some(if value.is_empty() { Vec::new() } else { vec![new_lines(front, key, line)] });
    };
    if value.is_empty() {
        return Some(vec![Edit { span: entry.lines, new: String::new() }]);
    }
    Some(scalar_edit(front, entry.lines.start, front.value(key)?, &written(key, value), value)?.into_iter().collect())
}

/// The edit of a value that stands behind its key on one line, which starts at `line`; an inner `None` where it stays.
fn scalar_edit(front: &FrontLines, line: usize, node: &Node, written: &str, value: &str) -> Option<Option<Edit>> {
    let text = front.text();
    if node.text() == Some(value) {
        return Some(None);
    }
    if node.is_null() {
        let first = text[line..].split('\n').next()?;
        let colon = line + first.find(':')? + 1;
        // `~` and `null` say in words that nothing is there.
        let rest = text[colon..].split(['\n', '#']).next().unwrap_or_default().trim();
        let span = Span::new(colon, colon);
        return rest.is_empty().then(|| Some(Edit { span, new: format!(" {written}") }));
    }
    let old = &text[node.span.range()];
    let is_one_line = node.text().is_some() && !old.is_empty() && !old.contains('\n');
    let is_behind_key = !text[line..node.span.start].contains('\n');
    (is_one_line && is_behind_key).then(|| Some(Edit { span: node.span, new: written.to_owned() }))
}

/// New lines of a key that is not there: where its first TODO stands, else where the order of the guide has it.
fn new_lines(front: &FrontLines, key: &str, lines: String) -> Edit {
    let record = shape::document();
    let todo = front.todos.iter().find(|todo| todo.key == key).map(|todo| todo.line);
    let before = |entry: &&EntryLines| record.position(&entry.key) < record.position(key);
    let behind = front.entries.iter().rfind(before).map_or(front.split.yaml.start, |entry| entry.lines.end);
    let span = todo.unwrap_or_else(|| Span::new(behind, behind));
    Edit { span, new: lines }
}

/// A list in block style; items that stay keep their lines.
fn list_edits(front: &FrontLines, key: &str, wanted: &[String], written: fn(&str) -> String) -> Option<Vec<Edit>> {
    let end = front.line_end();
    let lines = |indent: &str| -> String {
        let mut old = front.items(key);
        let mut out = String::new();
        for name in wanted {
            match old.iter().position(|item| item.name == *name) {
                Some(at) => out.push_str(&old.swap_remove(at).lines),
                None => out.push_str(&format!("{indent}- {}{end}", written(name))),
            }
        }
        out
    };
    let Some(entry) = front.entry(key) else {
        let new = format!("{key}:{end}{}", lines("  "));
        return Some(if wanted.is_empty() { Vec::new() } else { vec![new_lines(front, key, new)] });
    };
    if wanted.is_empty() {
        return Some(vec![Edit { span: entry.lines, new: String::new() }]);
    }
    let items = front.items(key);
    if items.iter().map(|item| item.name.as_str()).eq(wanted.iter().map(String::as_str)) {
        return Some(Vec::new());
    }
    let start = items.first().map_or(entry.lines.end, |item| item.span.start);
    let is_block = items.iter().all(|item| item.lines.trim_start().starts_with('-'));
    let is_apart = front.todos.iter().all(|todo| todo.line.end <= start || todo.line.start >= entry.lines.end);
    if !is_block || !is_apart || start < entry.lines.start || items.is_empty() && front.value(key)?.text().is_some() {
        return None;
    }
    let indent = items.first().map_or("  ", |item| {
        let written = item.lines.trim_start();
        &item.lines[..item.lines.len() - written.len()]
    });
    Some(vec![Edit { span: Span::new(start, entry.lines.end), new: lines(indent) }])
}

fn signer_edits(front: &FrontLines, key: &str, signer: &[String; 3]) -> Option<Vec<Edit>> {
    let end = front.line_end();
    let line = |indent: &str, index: usize| match signer[index].as_str() {
        "" => String::new(),
        value => format!("{indent}{}: {}{end}", SIGNER[index], quote(value)),
    };
    let all = || format!("{key}:{end}{}", (0..SIGNER.len()).map(|index| line("  ", index)).collect::<String>());
    let is_empty = signer.iter().all(String::is_empty);
    let Some(entry) = front.entry(key) else {
        return Some(if is_empty { Vec::new() } else { vec![new_lines(front, key, all())] });
    };
    if is_empty {
        return Some(vec![Edit { span: entry.lines, new: String::new() }]);
    }
    let Value::Mapping(parts) = &front.value(key)?.value else {
        return front.value(key)?.is_null().then(|| vec![Edit { span: entry.lines, new: all() }]);
    };
    // Each on a line of its own, or the lines cannot be told apart.
    let starts: Vec<usize> = parts.iter().map(|(part, _)| front.line_start(part.span.start)).collect();
    if starts.first() == Some(&entry.lines.start) || !starts.is_sorted_by(|one, next| one < next) {
        return None;
    }
    let indent = " ".repeat(parts.first().map_or(2, |(part, _)| part.span.start - front.line_start(part.span.start)));
    let mut edits = Vec::new();
    let mut behind = starts.first().copied().unwrap_or(entry.lines.end);
    for (index, name) in SIGNER.into_iter().enumerate() {
        match parts.iter().position(|(part, _)| part.value == name) {
            Some(at) => {
                let next = starts.get(at + 1).copied().unwrap_or(entry.lines.end);
                behind = next;
                if signer[index].is_empty() {
                    edits.push(Edit { span: Span::new(starts[at], next), new: String::new() });
                } else {
                    let form = quote(&signer[index]);
                    edits.extend(scalar_edit(front, starts[at], &parts[at].1, &form, &signer[index])?);
                }
            }
            None if !signer[index].is_empty() => {
                edits.push(Edit { span: Span::new(behind, behind), new: line(&indent, index) });
            }
            None => {}
        }
    }
    Some(edits)
}

/// Whether the new text says what was meant, and of all else what it said before.
fn is_faithful(before: &FrontLines, text: &str, key: &str, wanted: Option<&FieldValue>) -> bool {
    let Ok(after) = FrontLines::read(text) else { return false };
    let is_other = |other: &&str| wanted.is_none() || *other != key;
    let keys = |front: &FrontLines| -> Vec<String> {
        front.entries.iter().map(|entry| entry.key.clone()).filter(|other| is_other(&other.as_str())).collect()
    };
    let same = |key: &String| match (before.value(key), after.value(key)) {
        (Some(one), Some(other)) => equal(one, other),
        (one, other) => one.is_none() && other.is_none(),
    };
    let body = |front: &FrontLines| front.text()[front.split.yaml.end..].to_owned();
    let is_value = wanted.is_none_or(|wanted| says(&after, key, wanted));
    is_value && keys(before) == keys(&after) && keys(before).iter().all(same) && body(before) == body(&after)
}

fn says(front: &FrontLines, key: &str, wanted: &FieldValue) -> bool {
    let node = front.value(key);
    let text = |node: Option<&Node>| node.and_then(Node::text).unwrap_or_default().to_owned();
    let names = || front.items(key).into_iter().map(|item| item.name).collect::<Vec<_>>();
    match wanted {
        FieldValue::Line(line) | FieldValue::Day(line) | FieldValue::Kind(line) | FieldValue::Issuer(line) => {
            text(node) == one_line(line)
        }
        FieldValue::Lines(lines) => names() == lines_of(lines),
        FieldValue::Themes(themes) => {
            names() == lines_of(&themes.iter().map(|(key, _)| key.clone()).collect::<Vec<_>>())
        }
        FieldValue::Signer(signer) => SIGNER
            .into_iter()
            .zip(signer)
            .all(|(key, part)| text(node.and_then(|node| node.get(key))) == one_line(part)),
        FieldValue::Remark => false,
    }
}

/// The remarks on missing numbers and days that an import writes, by what is missing.
const NOTES: [(&str, bool, bool); 3] = [
    ("import-note-number-and-date", true, true),
    ("import-note-number", true, false),
    ("import-note-date", false, true),
];

/// What an import wrote because number or day were missing goes once they are there. Remarks in a person's own words,
/// and an id that a person has confirmed, stay.
fn settle_identity(text: String) -> Result<String, ChangeRefused> {
    let front = FrontLines::read(&text).map_err(ChangeRefused::Unreadable)?;
    let is_there = |key: &str| front.value(key).is_some_and(|node| !node.is_null());
    let (no_number, no_date) = (!is_there("number"), !is_there("date"));
    let words = |key: &'static str| catalogue::text(Language::Vietnamese, key);
    let mut edits = Vec::new();
    if let (Some(entry), Some(note)) = (front.entry("date_note"), front.value("date_note"))
        && NOTES.iter().any(|(key, ..)| note.text() == Some(words(key)))
    {
        match NOTES.iter().find(|(_, number, date)| (*number, *date) == (no_number, no_date)) {
            Some((key, ..)) if note.text() == Some(words(key)) => {}
            Some((key, ..)) => edits.push(Edit { span: note.span, new: quote(words(key)) }),
            None => edits.push(Edit { span: entry.lines, new: String::new() }),
        }
    }
    let made_up: Vec<Span> = front.todos.iter().filter(|todo| todo.key == "id").map(|todo| todo.line).collect();
    if let (Some(entry), false, false, false) = (front.entry("id"), made_up.is_empty(), no_number, no_date) {
        let lines =
            made_up.iter().copied().filter(|line| line.start >= entry.lines.end || line.end <= entry.lines.start);
        edits.extend(lines.chain([entry.lines]).map(|span| Edit { span, new: String::new() }));
    }
    Ok(applied(&text, edits))
}
