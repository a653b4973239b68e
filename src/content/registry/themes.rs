//! Themes: the site's vocabulary of topics, `content/themes.yaml`.

use std::collections::BTreeMap;

/// One topic.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Theme {
    /// `chuyen-doi-so`.
    pub key: String,
    /// "Chuyển đổi số, ứng dụng CNTT".
    pub name: String,
    /// One sentence on what belongs here.
    pub description: String,
    /// Broader theme (key).
    pub parent: Option<String>,
    /// Other words for it.
    pub synonyms: Vec<String>,
}

/// The vocabulary, in the order of the file.
#[derive(Debug, Default)]
pub struct Themes {
    rows: Vec<Theme>,
    by_key: BTreeMap<String, usize>,
}

impl Themes {
    /// From rows with unique keys and parents that exist without cycles.
    pub fn new(rows: Vec<Theme>) -> Self {
        let by_key = rows.iter().enumerate().map(|(i, row)| (row.key.clone(), i)).collect();
        Self { rows, by_key }
    }

    /// All, in file order.
    pub fn iter(&self) -> impl Iterator<Item = &Theme> {
        self.rows.iter()
    }

    /// By key.
    pub fn get(&self, key: &str) -> Option<&Theme> {
        self.by_key.get(key).map(|i| &self.rows[*i])
    }
}
