//! The front matter of a document as a form: each value that a person looks at, what is doubtful about it and where it
//! was read, and the file with one value changed ([`change()`]).
//!
//! In: the text of a Markdown file. Out: [`ReviewSheet`]; after a change, the text to write. Everything is read from the
//! file itself, from the remarks that `congbao import` and `congbao new` leave there, so that a person can go on
//! tomorrow. Only the lines of the value and its `# TODO` are touched; a change that the YAML reader would read
//! otherwise than it is meant is refused.

mod change;
mod front;
mod place;
#[cfg(test)]
mod tests;

pub use change::{Change, ChangeRefused, change};
pub use place::ReadAt;

use super::shape::{self, ValueShape};
use crate::content::node::{Node, Value};
use crate::diagnostic::Diagnostic;
use front::FrontLines;

/// The values of one document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReviewSheet {
    /// Those that are doubtful or missing first, each group in the order of the guide.
    pub fields: Vec<ReviewField>,
}

impl ReviewSheet {
    /// How many a person still has to look at.
    pub fn doubts(&self) -> usize {
        self.fields.iter().filter(|field| !field.doubts.is_empty()).count()
    }

    /// The field of this name.
    pub fn field(&self, name: &str) -> Option<&ReviewField> {
        self.fields.iter().find(|field| field.name == name)
    }
}

/// One value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReviewField {
    /// Key of the front matter; `text` for what the text itself lost.
    pub key: String,
    /// Tells the fields of a sheet apart: the key, or `text/2` where there are several of one key.
    pub name: String,
    /// What the file says.
    pub value: FieldValue,
    /// Why a person must look at it: the words of its lines `# TODO`.
    pub doubts: Vec<String>,
    /// Where it was read, or should have been.
    pub read_at: Option<ReadAt>,
    /// A document without it cannot be published.
    pub required: bool,
}

/// A value, by the kind of its input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FieldValue {
    /// One line of text; empty: missing.
    Line(String),
    /// `2024-08-31`; empty: missing.
    Day(String),
    /// Key of a type of document; empty: missing.
    Kind(String),
    /// Key of an issuing body; empty: missing.
    Issuer(String),
    /// Some lines of text.
    Lines(Vec<String>),
    /// Who signed: authority, position, name; empty: missing.
    Signer([String; 3]),
    /// Keys of themes, each with what stands behind it.
    Themes(Vec<(String, String)>),
    /// Nothing that a form can change: something to look at.
    Remark,
}

/// Keys of a signer, in the order of [`FieldValue::Signer`].
const SIGNER: [&str; 3] = ["authority", "position", "name"];

/// Values that a person compares with the original even where nothing is doubtful; the first six also where missing.
const LOOKED_AT: [&str; 13] = [
    "type",
    "number",
    "date",
    "issuer",
    "title",
    "signer",
    "school_year",
    "place",
    "effective_from",
    "recipients",
    "archive",
    "themes",
    "published",
];

/// How many of [`LOOKED_AT`] are shown where they are missing.
const ALWAYS: usize = 6;

/// The sheet of a file.
///
/// # Errors
/// Why its front matter cannot be read.
pub fn read(text: &str) -> Result<ReviewSheet, Vec<Diagnostic>> {
    let front = FrontLines::read(text)?;
    let record = shape::document();
    let mut fields: Vec<ReviewField> = Vec::new();
    for todo in &front.todos {
        let (words, read_at) = place::of_todo(&todo.words);
        let is_input = is_input(&todo.key, front.value(&todo.key), record.get(&todo.key));
        if let Some(field) = fields.iter_mut().find(|field| is_input && field.key == todo.key) {
            field.doubts.push(words);
            continue;
        }
        let same = fields.iter().filter(|field| field.key == todo.key).count();
        let mut field = of_key(&front, &todo.key, is_input);
        if !is_input {
            field.name = format!("{}/{}", todo.key, same + 1);
        }
        field.doubts.push(words);
        field.read_at = read_at.or(field.read_at);
        fields.push(field);
    }
    // An id is made up only where number or day are missing: with them it goes.
    fields.sort_by_key(|field| (field.key == "id", record.position(&field.key)));
    for (at, key) in LOOKED_AT.into_iter().enumerate() {
        let value = front.value(key);
        let is_there = value.is_some() || at < ALWAYS;
        if is_there && is_input(key, value, record.get(key)) && !fields.iter().any(|field| field.key == key) {
            fields.push(of_key(&front, key, true));
        }
    }
    Ok(ReviewSheet { fields })
}

/// Names of files that the document was made of, as far as the front matter tells: its attachments, then its source.
pub fn originals(text: &str) -> Vec<String> {
    let Ok(front) = FrontLines::read(text) else { return Vec::new() };
    let attachments = match front.value("attachments").map(|node| &node.value) {
        Some(Value::Sequence(items)) => items.iter().filter_map(|item| item.get("file")).collect(),
        _ => Vec::new(),
    };
    let named = attachments.into_iter().chain(front.value("source"));
    named.filter_map(|node| Some(node.text()?.to_owned())).collect()
}

/// Whether a form can change what `key` holds, as it is written in this file.
fn is_input(key: &str, value: Option<&Node>, shape: Option<&ValueShape>) -> bool {
    let fits = |wanted: fn(&Value) -> bool| value.is_none_or(|node| node.is_null() || wanted(&node.value));
    match shape {
        Some(ValueShape::Record(_)) => key == "signer" && fits(|value| matches!(value, Value::Mapping(_))),
        Some(ValueShape::List(of)) => {
            matches!(**of, ValueShape::Text | ValueShape::ThemeTag) && fits(|value| matches!(value, Value::Sequence(_)))
        }
        Some(
            ValueShape::Text
            | ValueShape::Day
            | ValueShape::Number
            | ValueShape::Key
            | ValueShape::Id
            | ValueShape::SchoolYear
            | ValueShape::Type
            | ValueShape::Issuer,
        ) => fits(|value| matches!(value, Value::Scalar(_))),
        _ => false,
    }
}

fn of_key(front: &FrontLines, key: &str, is_input: bool) -> ReviewField {
    let record = shape::document();
    let node = front.value(key);
    let text = || node.and_then(Node::text).unwrap_or_default().trim_end_matches('\n').to_owned();
    let value = match record.get(key).filter(|_| is_input) {
        None => FieldValue::Remark,
        Some(ValueShape::Record(_)) => FieldValue::Signer(SIGNER.map(|key| {
            let value = node.and_then(|node| node.get(key)).and_then(Node::text);
            value.unwrap_or_default().to_owned()
        })),
        Some(ValueShape::List(of)) if **of == ValueShape::ThemeTag => FieldValue::Themes(
            front.items(key).into_iter().map(|item| (item.name, place::remark(&item.lines).to_owned())).collect(),
        ),
        Some(ValueShape::List(_)) => FieldValue::Lines(front.items(key).into_iter().map(|item| item.name).collect()),
        Some(ValueShape::Day) => FieldValue::Day(text()),
        Some(ValueShape::Type) => FieldValue::Kind(text()),
        Some(ValueShape::Issuer) => FieldValue::Issuer(text()),
        Some(_) => FieldValue::Line(text()),
    };
    let read_at = front.entry(key).and_then(|entry| place::of_remark(front.first_line(entry)));
    let required = record.fields.iter().any(|field| field.key == key && field.required);
    ReviewField { key: key.to_owned(), name: key.to_owned(), value, doubts: Vec::new(), read_at, required }
}
