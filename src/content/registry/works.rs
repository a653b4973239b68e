//! Works that the editors have verified but whose text the site does not hold: `content/works.yaml`.

use super::super::front_matter::Located;
use crate::text::date::WorkDate;
use crate::text::number::Number;
use std::collections::BTreeMap;

/// Where an alias counts: for documents issued by this body, or whose issuer lies in this province; neither: everywhere.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scope {
    /// Issuer key.
    pub issuer: Option<String>,
    /// Province name ("Lào Cai").
    pub province: Option<String>,
}

/// A name by which texts cite a work: "Đề án 6" inside Lào Cai.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alias {
    /// The words, compared by [`crate::text::name_key`].
    pub text: String,
    /// Where it counts.
    pub scope: Scope,
}

/// One row of `works.yaml`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkRow {
    /// Stable key, used in front matter.
    pub key: Located<String>,
    /// Type key.
    pub kind: String,
    /// Số/ký hiệu; `None` for works known by name only.
    pub number: Option<Number>,
    /// Date as far as verified.
    pub date: Option<WorkDate>,
    /// Issuer key.
    pub issuer: Option<String>,
    /// Trích yếu or name.
    pub title: String,
    /// Official address of the text (http or https).
    pub url: Option<String>,
    /// Names.
    pub aliases: Vec<Alias>,
    /// Remark for readers.
    pub note: Option<String>,
}

/// All rows, in file order.
#[derive(Debug, Default)]
pub struct Works {
    rows: Vec<WorkRow>,
    by_key: BTreeMap<String, usize>,
}

impl Works {
    /// From rows with unique keys.
    pub fn new(rows: Vec<WorkRow>) -> Self {
        let by_key = rows.iter().enumerate().map(|(i, row)| (row.key.value.clone(), i)).collect();
        Self { rows, by_key }
    }

    /// All rows.
    pub fn iter(&self) -> impl Iterator<Item = &WorkRow> {
        self.rows.iter()
    }

    /// By key.
    pub fn get(&self, key: &str) -> Option<&WorkRow> {
        self.by_key.get(key).map(|i| &self.rows[*i])
    }
}
