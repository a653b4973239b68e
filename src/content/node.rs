//! A YAML file as a tree in which every key and value knows its place. No types, no rules: what a value must be is
//! decided by [`super::reader`], which can then name the exact place of every mistake of a file at once.

use super::front_matter::Located;
use crate::source::Span;

/// A value with its place in the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// What it is.
    pub value: Value,
    /// Bytes in the file. A mapping or sequence is placed at its first key or item.
    pub span: Span,
}

/// A value as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// Could not be read as YAML; that was reported.
    Broken,
    /// Nothing after the colon, or `~`, `null`.
    Null,
    /// Text. Never a number, date or boolean: `05` stays "05".
    Scalar(Scalar),
    /// A list.
    Sequence(Vec<Node>),
    /// Keys with values, in the order of the file; a key may stand twice.
    Mapping(Vec<(Located<String>, Node)>),
}

/// Text of a YAML file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scalar {
    /// After quotes, escapes and folded lines are resolved.
    pub text: String,
    /// The bytes of the span are the text itself: no quotes, escapes or folding, so that a place inside the text is a
    /// place in the file.
    pub verbatim: bool,
}

impl Node {
    /// The value of `key`, the first where it stands twice; `None` where this is no mapping or lacks it.
    pub fn get(&self, key: &str) -> Option<&Self> {
        let Value::Mapping(entries) = &self.value else { return None };
        entries.iter().find(|(name, _)| name.value == key).map(|(_, value)| value)
    }

    /// The text, where this is a scalar.
    pub fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Scalar(scalar) => Some(&scalar.text),
            _ => None,
        }
    }

    /// Nothing was written.
    pub const fn is_null(&self) -> bool {
        matches!(self.value, Value::Null)
    }
}
