//! Front matter in good order: keys in the order of the guide, one manner of quoting, one indentation of lists.
//!
//! In: a document's [`Source`]. Out: the same file with its front matter put in order, or what keeps it from being
//! read. Nothing is lost and nothing means something else afterwards: remarks stay with the key they belong to, unknown
//! keys stay, the body keeps every byte, and each step is undone unless the YAML reader reads the same before and after
//! it. Line ends become those of the first line `---`; a byte order mark stays as it is.

mod entry;
mod indent;
mod layout;
pub mod offers;
mod scalar;

pub(super) use layout::todo_of;
pub(super) use scalar::is_plain;

use super::shape;
use crate::content::front_matter::{self, Split, parse_yaml};
use crate::content::node::{Node, Value};
use crate::diagnostic::Diagnostic;
use crate::source::{Source, Span};

/// A file before and after.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Formatted {
    /// The whole file.
    pub text: String,
    /// Where its front matter stands now.
    pub split: Split,
}

/// The file in good order.
///
/// # Errors
/// Why the front matter cannot be read; such a file is not touched.
pub fn format(source: &Source) -> Result<Formatted, Vec<Diagnostic>> {
    let mut problems = Vec::new();
    let split = front_matter::split(source, &mut problems);
    let node = split.and_then(|split| parse_yaml(source, split.yaml, &mut problems));
    let (Some(split), Some(node)) = (split, node) else { return Err(problems) };
    let before = source.slice(split.yaml);
    let (head, body) = (&source.text()[..split.yaml.start], &source.text()[split.yaml.end..]);
    let yaml = in_order(before, &node, head.ends_with("\r\n"));
    let end = head.len() + yaml.len();
    let fence = split.body.start - split.yaml.end;
    let text = format!("{head}{yaml}{body}");
    let body = Span::new(end + fence, text.len());
    Ok(Formatted { text, split: Split { yaml: Span::new(head.len(), end), body } })
}

/// The YAML in good order; as it was where that would change what it means. `crlf`: how its lines are to end.
fn in_order(before: &str, node: &Node, crlf: bool) -> String {
    let plain = before.replace("\r\n", "\n");
    let Some(parsed) = parse(&plain).filter(|parsed| same(parsed, node)) else { return before.to_owned() };
    let record = shape::document();
    let ordered = layout::in_order(&plain, &parsed, &record);
    // Taking remarks and keys apart may bring new ones together; the second look settles them.
    let settled = parse(&ordered).map(|again| layout::in_order(&ordered, &again, &record));
    let result = settled.filter(|settled| parse(settled).is_some_and(|after| same(&after, node)));
    let result = result.unwrap_or(plain);
    if crlf { result.replace('\n', "\r\n") } else { result }
}

fn parse(yaml: &str) -> Option<Node> {
    let source = Source::new("", yaml);
    parse_yaml(&source, Span::new(0, yaml.len()), &mut Vec::new())
}

/// Whether two trees mean the same: the order of the outermost keys does not count, unless one stands twice.
fn same(a: &Node, b: &Node) -> bool {
    let (Value::Mapping(first), Value::Mapping(second)) = (&a.value, &b.value) else { return equal(a, b) };
    let order = |entries: &[(front_matter::Located<String>, Node)]| {
        let mut order: Vec<usize> = (0..entries.len()).collect();
        order.sort_by(|x, y| entries[*x].0.value.cmp(&entries[*y].0.value));
        order
    };
    let pairs = order(first).into_iter().zip(order(second));
    first.len() == second.len()
        && pairs.into_iter().all(|(x, y)| first[x].0.value == second[y].0.value && equal(&first[x].1, &second[y].1))
}

pub(super) fn equal(a: &Node, b: &Node) -> bool {
    match (&a.value, &b.value) {
        (Value::Null, Value::Null) => true,
        (Value::Scalar(a), Value::Scalar(b)) => a.text == b.text,
        (Value::Sequence(a), Value::Sequence(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| equal(a, b)),
        (Value::Mapping(a), Value::Mapping(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.0.value == b.0.value && equal(&a.1, &b.1))
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests;
