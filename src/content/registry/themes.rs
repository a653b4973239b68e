//! Themes: the site's vocabulary of topics, `content/themes.yaml`.

use crate::content::front_matter::Located;
use crate::content::node::Node;
use crate::content::reader::ValueReader;
use crate::text::slug;
use crate::text::suggest::nearest;
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

    /// Reports the value of `key` where it names no theme. A theme's name or synonym gets its key as the hint.
    pub fn check(&self, reader: &mut ValueReader<'_>, key: &str, written: &Located<String>) {
        if self.get(&written.value).is_none() {
            reader.unknown_key("theme-unknown", key, written, self.meant(&written.value));
        }
    }

    /// The key that someone meant who wrote a name, a synonym or a key with a mistake.
    pub fn meant(&self, written: &str) -> Option<&str> {
        let name = slug(written);
        let named = self
            .rows
            .iter()
            .find(|row| slug(&row.name) == name || row.synonyms.iter().any(|synonym| slug(synonym) == name));
        let keys = self.rows.iter().map(|row| row.key.as_str());
        named.map(|row| row.key.as_str()).or_else(|| nearest(written, keys))
    }

    /// By key.
    pub fn get(&self, key: &str) -> Option<&Theme> {
        self.by_key.get(key).map(|i| &self.rows[*i])
    }
}

/// Keys of a row.
pub const KEYS: [&str; 5] = ["key", "name", "description", "parent", "synonyms"];

struct ThemeRow {
    theme: Theme,
    key: Located<String>,
    parent: Option<Located<String>>,
}

/// Reads `themes.yaml`: no key twice, parents exist, no theme above itself.
pub(super) fn read(reader: &mut ValueReader<'_>, node: &Node) -> Themes {
    let mut rows: Vec<ThemeRow> = Vec::new();
    let mut seen = super::SeenKeys::default();
    for item in reader.items("themes", node) {
        let Some(row) = read_row(reader, item) else { continue };
        if seen.is_new(reader, &row.key) {
            rows.push(row);
        }
    }
    let parents: BTreeMap<&str, &str> =
        rows.iter().filter_map(|row| Some((row.theme.key.as_str(), row.parent.as_ref()?.value.as_str()))).collect();
    for row in &rows {
        let Some(parent) = &row.parent else { continue };
        if !seen.contains(&parent.value) {
            let meant = nearest(&parent.value, rows.iter().map(|row| row.theme.key.as_str()));
            reader.unknown_key("theme-unknown", "parent", parent, meant);
        } else if super::is_in_cycle(&row.theme.key, |key| parents.get(key).map(|parent| (*parent).to_owned())) {
            reader.error("reference-cycle", parent.span, &[("key", "parent"), ("text", &parent.value)]);
        }
    }
    Themes::new(rows.into_iter().map(|row| row.theme).collect())
}

fn read_row(reader: &mut ValueReader<'_>, node: &Node) -> Option<ThemeRow> {
    let fields = reader.fields("themes", node, &KEYS)?;
    let key = reader.required(&fields, "key").and_then(|node| reader.key("key", node));
    let name = reader.required(&fields, "name").and_then(|node| reader.text("name", node));
    let description = reader.required(&fields, "description").and_then(|node| reader.long_text("description", node));
    let parent = fields.get("parent").and_then(|node| reader.key("parent", node));
    let synonyms = fields.get("synonyms").map(|node| reader.texts("synonyms", node)).unwrap_or_default();
    let key = key?;
    let theme = Theme {
        key: key.value.clone(),
        name: name?.value,
        description: description?.value,
        parent: parent.as_ref().map(|key| key.value.clone()),
        synonyms: synonyms.into_iter().map(|text| text.value).collect(),
    };
    Some(ThemeRow { theme, key, parent })
}
