//! Works that the editors have verified but whose text the site does not hold: `content/works.yaml`.

use super::{DocumentTypes, Issuers};
use crate::content::front_matter::{DeclaredRelation, Located, Relation};
use crate::content::node::{Node, Value};
use crate::content::reader::{Fields, ValueReader};
use crate::text::date::WorkDate;
use crate::text::number::Number;
use std::collections::BTreeMap;

/// Where an alias counts: for documents issued by this body, or whose issuer lies in this province;
/// neither: everywhere.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
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
    /// What the work does with others, as the editors have verified.
    pub relations: Vec<DeclaredRelation>,
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

/// Keys of a row.
pub const KEYS: [&str; 10] =
    ["key", "type", "number", "date", "issuer", "title", "url", "aliases", "note", "relations"];
/// Keys of an item of `aliases`.
pub const ALIAS_KEYS: [&str; 3] = ["text", "issuer", "province"];

/// Reads `works.yaml`: no key twice, types, issuers and provinces known.
pub(super) fn read(reader: &mut ValueReader<'_>, node: &Node, types: &DocumentTypes, issuers: &Issuers) -> Works {
    let mut rows = Vec::new();
    let mut seen = super::SeenKeys::default();
    for item in reader.items("works", node) {
        let Some(row) = read_row(reader, item, types, issuers) else { continue };
        if seen.is_new(reader, &row.key) {
            rows.push(row);
        }
    }
    Works::new(rows)
}

fn read_row(reader: &mut ValueReader<'_>, node: &Node, types: &DocumentTypes, issuers: &Issuers) -> Option<WorkRow> {
    let fields = reader.fields("works", node, &KEYS)?;
    let key = reader.required(&fields, "key").and_then(|node| reader.id("key", node));
    let kind = reader.required(&fields, "type").and_then(|node| reader.text("type", node));
    if let Some(kind) = &kind {
        types.check(reader, kind);
    }
    let number = fields.get("number").and_then(|node| reader.number("number", node));
    let date = fields.get("date").and_then(|node| read_date(reader, node));
    let issuer = fields.get("issuer").and_then(|node| reader.text("issuer", node));
    if let Some(issuer) = &issuer {
        issuers.check(reader, "issuer", issuer);
    }
    let title = reader.required(&fields, "title").and_then(|node| reader.text("title", node));
    let url = fields.get("url").and_then(|node| reader.url("url", node));
    let note = fields.get("note").and_then(|node| reader.long_text("note", node));
    let mut aliases = Vec::new();
    for item in fields.get("aliases").map(|node| reader.items("aliases", node)).unwrap_or_default() {
        aliases.extend(read_alias(reader, item, issuers));
    }
    let relations = read_relations(reader, &fields);
    Some(WorkRow {
        key: key?,
        kind: kind?.value,
        number: number.map(|number| number.value),
        date,
        issuer: issuer.map(|text| text.value),
        title: title?.value,
        url: url.map(|text| text.value),
        aliases,
        note: note.map(|text| text.value),
        relations,
    })
}

/// Lists of references under the keys of relations, as front matter has them.
fn read_relations(reader: &mut ValueReader<'_>, fields: &Fields<'_>) -> Vec<DeclaredRelation> {
    let names = Relation::ALL.map(Relation::key);
    let lists = fields.get("relations").and_then(|node| reader.fields("relations", node, &names));
    let Some(lists) = lists else { return Vec::new() };
    let mut relations = Vec::new();
    for relation in Relation::ALL {
        let items = lists.get(relation.key()).map(|node| reader.items(relation.key(), node)).unwrap_or_default();
        for item in items {
            let target = reader.id(relation.key(), item);
            relations.extend(target.map(|target| DeclaredRelation { relation, target }));
        }
    }
    relations
}

/// A day, or a year alone.
fn read_date(reader: &mut ValueReader<'_>, node: &Node) -> Option<WorkDate> {
    let text = reader.text("date", node)?;
    let date = WorkDate::parse_iso(&text.value);
    if date.is_none() {
        reader.date_error("date", &text);
    }
    date
}

/// A name, or a name with the issuer or province inside which it counts.
fn read_alias(reader: &mut ValueReader<'_>, node: &Node, issuers: &Issuers) -> Option<Alias> {
    if !matches!(node.value, Value::Mapping(_)) {
        return reader.text("aliases", node).map(|text| Alias { text: text.value, scope: Scope::default() });
    }
    let fields = reader.fields("aliases", node, &ALIAS_KEYS)?;
    let text = reader.required(&fields, "text").and_then(|node| reader.text("text", node));
    let issuer = fields.get("issuer").and_then(|node| reader.text("issuer", node));
    if let Some(issuer) = &issuer {
        issuers.check(reader, "issuer", issuer);
    }
    let province = fields.get("province").and_then(|node| reader.text("province", node));
    let known = province.as_ref().and_then(|province| issuers.provinces().get(&province.value));
    if let Some(province) = province.as_ref().filter(|_| known.is_none()) {
        issuers.unknown_province(reader, province);
    }
    let scope = Scope { issuer: issuer.map(|text| text.value), province: known.map(|province| province.name.clone()) };
    Some(Alias { text: text?.value, scope })
}
