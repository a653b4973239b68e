//! `license:` in `congbao.yaml`: under which licence the site offers its data.
//!
//! In: the value, the address of a licence or one for each dataset. Out: [`Licenses`].

use super::node::{Node, Value};
use super::reader::{ValueReader, is_web_address};
use std::collections::BTreeMap;

/// The key that counts for all datasets without one of their own.
const ALL: &str = "all";

/// Keys of `license`: all datasets, then each by the name of its folder below `data/`.
pub const KEYS: [&str; 7] = [ALL, "documents", "works", "citations", "relations", "tasks", "archive"];

/// The licences that the operator states; none is assumed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Licenses {
    /// Dataset → address of its licence.
    by_dataset: BTreeMap<String, String>,
}

impl Licenses {
    /// The address of the licence of a dataset.
    pub fn of(&self, dataset: &str) -> Option<&str> {
        self.by_dataset.get(dataset).or_else(|| self.by_dataset.get(ALL)).map(String::as_str)
    }

    /// The licence of everything that has none of its own.
    pub fn of_all(&self) -> Option<&str> {
        self.of(ALL)
    }

    /// Whether no licence is stated.
    pub fn is_empty(&self) -> bool {
        self.by_dataset.is_empty()
    }
}

/// One address for all, or a mapping of datasets.
pub(super) fn read(reader: &mut ValueReader<'_>, node: &Node) -> Licenses {
    let mut by_dataset = BTreeMap::new();
    if let Value::Mapping(_) = node.value {
        let Some(fields) = reader.fields("license", node, &KEYS) else { return Licenses::default() };
        for key in KEYS {
            let address = fields.get(key).and_then(|node| address(reader, key, node));
            by_dataset.extend(address.map(|address| (key.to_owned(), address)));
        }
    } else if let Some(address) = address(reader, "license", node) {
        by_dataset.insert(ALL.to_owned(), address);
    }
    Licenses { by_dataset }
}

fn address(reader: &mut ValueReader<'_>, key: &str, node: &Node) -> Option<String> {
    let text = reader.text(key, node)?;
    if is_web_address(&text.value) {
        return Some(text.value);
    }
    reader.error("license-invalid", text.span, &[("text", &text.value)]);
    None
}
