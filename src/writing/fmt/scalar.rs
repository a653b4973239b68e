//! One manner of quoting: none where none is needed, else double quotes.
//!
//! In: a value as written and what it must be. Out: how it is to be written.

use super::super::shape::ValueShape;
use crate::import::quote;
use crate::text::date::parse_day;

/// How a value of one line is to be written in block style; `None` where it stays as it is.
pub(super) fn in_form(shape: Option<&ValueShape>, text: &str, written: &str) -> Option<String> {
    let quoted = written.starts_with(['"', '\'']);
    let form = match (shape, quoted) {
        // What an unknown key holds is not known.
        (None, _) => return None,
        (Some(shape), true) if is_plain(shape, text) => text.to_owned(),
        (Some(_), true) => quote(text),
        // An editor program takes these for something else than text.
        (Some(ValueShape::Text | ValueShape::Prose | ValueShape::Number), false) if is_typed(text) => {
            format!("\"{text}\"")
        }
        (Some(_), false) => return None,
    };
    (form != written && is_faithful(text)).then_some(form)
}

/// What [`quote`] does not repeat letter for letter stays as its author wrote it.
fn is_faithful(text: &str) -> bool {
    let single = text.split(' ').all(|word| !word.is_empty());
    single && !text.chars().any(|c| c.is_control() || c.is_whitespace() && c != ' ')
}

/// Values that are never meant as text.
pub(in crate::writing) fn is_plain(shape: &ValueShape, text: &str) -> bool {
    match shape {
        ValueShape::Day => parse_day(text).is_some(),
        ValueShape::DayOrYear => {
            parse_day(text).is_some() || text.len() == 4 && text.bytes().all(|b| b.is_ascii_digit())
        }
        ValueShape::Boolean => matches!(text, "true" | "false"),
        ValueShape::Position => !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit()),
        ValueShape::SchoolYear => super::super::draft::years::parse(text).is_some(),
        ValueShape::Address | ValueShape::OldAddress | ValueShape::Url => {
            !text.contains([' ', '#', '\'', '"']) && text.starts_with(['/', 'h']) && !text.ends_with(':')
        }
        _ => false,
    }
}

/// Whether YAML programs take plain text for a number, a boolean or nothing.
fn is_typed(text: &str) -> bool {
    let quoted = quote(text);
    let other_reasons = text.starts_with(|c: char| !c.is_alphanumeric() && !matches!(c, '.' | '-' | '+' | '~'));
    quoted.starts_with('"')
        && !other_reasons
        && !text.contains(": ")
        && !text.contains(" #")
        && !text.ends_with(':')
        && !text.contains('"')
}

/// A value as it may stand anywhere, in lists in brackets too.
pub(super) fn anywhere(text: &str, in_brackets: bool) -> String {
    let form = quote(text);
    if in_brackets && !form.starts_with('"') && form.contains([',', '[', ']', '{', '}', ':']) {
        return format!("\"{form}\"");
    }
    form
}
