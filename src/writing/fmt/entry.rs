//! One outermost key with its value, in good form.
//!
//! In: its lines and what the key must hold. Out: its lines. Each step is taken back where the YAML reader would read
//! something else after it.

use super::super::shape::{MappingShape, ValueShape};
use super::{equal, indent, parse, scalar};
use crate::content::front_matter::Located;
use crate::content::node::{Node, Value};
use crate::source::Span;

/// Text and its tree → the text one step further; `None` where the step does not apply.
type FormatStep<'a> = dyn Fn(&str, &Node) -> Option<String> + 'a;

/// The lines of an entry in good form; they end with a line end.
pub(super) fn in_form(lines: &str, shape: Option<&ValueShape>) -> String {
    let Some(node) = parse(lines) else { return lines.to_owned() };
    let mut text = lines.to_owned();
    let steps: [&FormatStep<'_>; 4] = [
        &|text, _| Some(text.lines().map(|line| format!("{}\n", line.trim_end())).collect()),
        &|text, node| quoting(text, node, shape),
        &|text, node| indent::in_form(text, &only(node)?.1),
        &|text, node| colon(text, node),
    ];
    for step in steps {
        let Some(current) = parse(&text) else { break };
        let after = step(&text, &current).filter(|after| parse(after).is_some_and(|after| equal(&after, &node)));
        text = after.unwrap_or(text);
    }
    text
}

fn only(node: &Node) -> Option<&(Located<String>, Node)> {
    let Value::Mapping(entries) = &node.value else { return None };
    entries.first().filter(|_| entries.len() == 1)
}

/// A value of one line, and what it must be.
struct Plain<'a> {
    node: &'a Node,
    shape: Option<&'a ValueShape>,
}

fn quoting(text: &str, node: &Node, shape: Option<&ValueShape>) -> Option<String> {
    let (_, value) = only(node)?;
    let mut values = Vec::new();
    gather(text, value, shape, &mut values);
    let mut edits: Vec<(Span, String)> = Vec::new();
    for plain in values {
        let written = text.get(plain.node.span.range())?;
        let form = scalar::in_form(plain.shape, plain.node.text()?, written);
        edits.extend(form.map(|form| (plain.node.span, form)));
    }
    Some(edited(text, edits))
}

/// All values of one line in block style, in the order of the text.
fn gather<'a>(text: &str, node: &'a Node, shape: Option<&'a ValueShape>, found: &mut Vec<Plain<'a>>) {
    match &node.value {
        Value::Null | Value::Broken => {}
        Value::Scalar(_) => {
            let written = text.get(node.span.range()).unwrap_or("\n");
            let starts_line = text[..node.span.start].ends_with('\n')
                || text[..node.span.start].trim_end_matches(' ').ends_with('\n');
            if !written.contains('\n') && !written.is_empty() && !starts_line {
                found.push(Plain { node, shape });
            }
        }
        Value::Sequence(items) => {
            let of = match shape {
                Some(ValueShape::List(of)) => Some(&**of),
                _ => None,
            };
            if !is_in_brackets(text, node) {
                items.iter().for_each(|item| gather(text, item, of, found));
            }
        }
        Value::Mapping(entries) => {
            let record: Option<&MappingShape> = match shape {
                Some(ValueShape::Record(record) | ValueShape::TextOr(record)) => Some(record),
                _ => None,
            };
            if !is_in_brackets(text, node) {
                for (key, value) in entries {
                    gather(text, value, record.and_then(|record| record.get(&key.value)), found);
                }
            }
        }
    }
}

/// Whether a list or mapping is written in brackets; remarks in front of it that end in one are taken for it.
pub(super) fn is_in_brackets(text: &str, node: &Node) -> bool {
    text[..node.span.start.min(text.len())].trim_end().ends_with(['[', '{'])
}

/// `text` with the edits, which stand in its order and apart from each other.
pub(super) fn edited(text: &str, edits: Vec<(Span, String)>) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = 0;
    for (span, new) in edits {
        if span.start < rest {
            continue;
        }
        out.push_str(&text[rest..span.start]);
        out.push_str(&new);
        rest = span.end;
    }
    out + &text[rest..]
}

/// `key: value # remark`: one space after the colon and before a remark, the key without needless quotes.
fn colon(text: &str, node: &Node) -> Option<String> {
    let (key, value) = only(node)?;
    let first = text.split_inclusive('\n').next()?;
    let after_key = &first[key.span.end..];
    let rest = after_key.trim_start().strip_prefix(':')?.trim();
    let name =
        if crate::import::quote(&key.value) == key.value { key.value.as_str() } else { &first[key.span.range()] };
    let one_line = value.text().is_some() && value.span.end <= first.len() && value.span.start >= key.span.end;
    let rest = if one_line {
        let written = text.get(value.span.range())?;
        match first[value.span.end..].trim() {
            "" => written.to_owned(),
            remark => format!("{written} {remark}"),
        }
    } else {
        rest.to_owned()
    };
    let space = if rest.is_empty() { "" } else { " " };
    Some(format!("{name}:{space}{rest}\n{}", &text[first.len()..]))
}
