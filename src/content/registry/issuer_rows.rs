//! Reads rows of issuing bodies: the built-in ones and those of `content/issuers.yaml`.

use super::issuers::{Issuer, Issuers, Level, System};
use super::same_names::{name_of, overlap};
use crate::content::front_matter::Located;
use crate::content::node::Node;
use crate::content::reader::{Fields, ValueReader};
use crate::text::suggest::nearest;

/// Keys of a row.
pub const KEYS: [&str; 15] = [
    "key",
    "name",
    "official_name",
    "spellings",
    "codes",
    "level",
    "system",
    "place",
    "province",
    "parent",
    "numbers_with",
    "valid_from",
    "valid_to",
    "predecessors",
    "successor",
];

/// A row with the places of the keys it refers to.
pub(super) struct PlacedIssuerRow {
    pub issuer: Issuer,
    key: Located<String>,
    references: Vec<(&'static str, Located<String>)>,
    province: Option<Located<String>>,
}

/// The rows that are well formed; what they refer to is not looked at.
pub(super) fn read(reader: &mut ValueReader<'_>, node: &Node) -> Vec<PlacedIssuerRow> {
    let mut rows = Vec::new();
    for item in reader.items("issuers", node) {
        if let Some(row) = read_row(reader, item) {
            rows.push(row);
        }
    }
    rows
}

fn read_row(reader: &mut ValueReader<'_>, node: &Node) -> Option<PlacedIssuerRow> {
    let fields = reader.fields("issuers", node, &KEYS)?;
    let key = reader.required(&fields, "key").and_then(|node| reader.key("key", node));
    let name = reader.required(&fields, "name").and_then(|node| reader.text("name", node));
    let level = reader.required(&fields, "level").and_then(|node| reader.choice("level", node, &Level::ALL));
    let system = reader.required(&fields, "system").and_then(|node| reader.choice("system", node, &System::ALL));
    let official_name = optional_text(reader, &fields, "official_name");
    let place = match level {
        // A bare UBND is never an issuer.
        Some(Level::Province | Level::District | Level::Commune) => {
            reader.required(&fields, "place").and_then(|node| reader.text("place", node))
        }
        _ => optional_text(reader, &fields, "place"),
    };
    let province = optional_text(reader, &fields, "province");
    let [parent, numbers_with, successor] = ["parent", "numbers_with", "successor"]
        .map(|name| fields.get(name).and_then(|node| reader.key(name, node)).map(|key| (name, key)));
    let predecessors: Vec<Located<String>> = fields
        .get("predecessors")
        .map(|node| reader.items("predecessors", node))
        .unwrap_or_default()
        .iter()
        .filter_map(|node| reader.key("predecessors", node))
        .collect();
    let valid_from = fields.get("valid_from").and_then(|node| reader.date("valid_from", node));
    let valid_to = fields.get("valid_to").and_then(|node| reader.date("valid_to", node));
    reader.check_order(("valid_from", valid_from.as_ref()), ("valid_to", valid_to.as_ref()));
    let spellings = texts(reader, &fields, "spellings");
    let codes = texts(reader, &fields, "codes");

    let (key, name) = (key?, name?.value);
    let value = |reference: &Option<(&str, Located<String>)>| reference.as_ref().map(|(_, key)| key.value.clone());
    let place = place.map(|text| text.value);
    let issuer = Issuer {
        key: key.value.clone(),
        official_name: official_name.map_or_else(|| name.clone(), |text| text.value),
        name,
        spellings,
        codes,
        level: level?,
        system: system?,
        province: province
            .as_ref()
            .map(|text| text.value.clone())
            .or_else(|| place.clone().filter(|_| level == Some(Level::Province))),
        place,
        parent: value(&parent),
        numbers_with: value(&numbers_with),
        valid_from: valid_from.map(|date| date.value),
        valid_to: valid_to.map(|date| date.value),
        predecessors: predecessors.iter().map(|key| key.value.clone()).collect(),
        successor: value(&successor),
        registered: true,
    };
    let predecessors = predecessors.into_iter().map(|key| ("predecessors", key));
    let references = [parent, numbers_with, successor].into_iter().flatten().chain(predecessors).collect();
    Some(PlacedIssuerRow { issuer, key, references, province })
}

fn optional_text(reader: &mut ValueReader<'_>, fields: &Fields<'_>, key: &str) -> Option<Located<String>> {
    fields.get(key).and_then(|node| reader.text(key, node))
}

fn texts(reader: &mut ValueReader<'_>, fields: &Fields<'_>, key: &str) -> Vec<String> {
    let Some(node) = fields.get(key) else { return Vec::new() };
    reader.texts(key, node).into_iter().map(|text| text.value).collect()
}

/// Adds the site's rows to the built-in ones: no key twice, every reference to a body that exists, no
/// body above itself.
pub(super) fn add_site_rows(reader: &mut ValueReader<'_>, issuers: &mut Issuers, rows: Vec<PlacedIssuerRow>) {
    let mut unique: Vec<PlacedIssuerRow> = Vec::new();
    let mut seen = super::SeenKeys::default();
    for row in rows {
        if issuers.has_row(&row.issuer.key) {
            reader.error("row-built-in", row.key.span, &[("text", &row.key.value)]);
        } else if is_next_of_key(&unique, &row.issuer) || seen.is_new(reader, &row.key) {
            let same = unique.iter().find(|other| name_of(&other.issuer) == name_of(&row.issuer));
            if let Some(first) = same.filter(|other| overlap(&other.issuer, &row.issuer)) {
                let arguments =
                    [("text", row.key.value.as_str()), ("name", &row.issuer.name), ("first", &first.key.value)];
                reader.error("rows-overlap", row.key.span, &arguments);
            }
            unique.push(row);
        }
    }
    issuers.extend(unique.iter().map(|row| row.issuer.clone()).collect());
    for row in &unique {
        for (name, reference) in &row.references {
            issuers.check(reader, name, reference);
        }
        if let Some(province) = &row.province
            && issuers.provinces().get(&province.value).is_none()
        {
            issuers.unknown_province(reader, province);
        }
    }
    for row in &unique {
        for (name, reference) in row.references.iter().filter(|(_, reference)| issuers.get(&reference.value).is_some())
        {
            let next = |key: &str| issuers.get(key).and_then(|issuer| reference_of(issuer, name)).map(str::to_owned);
            if super::is_in_cycle(&row.issuer.key, next) {
                reader.error("reference-cycle", reference.span, &[("key", name), ("text", &reference.value)]);
            }
        }
    }
}

fn reference_of<'a>(issuer: &'a Issuer, name: &str) -> Option<&'a str> {
    match name {
        "parent" => issuer.parent.as_deref(),
        "numbers_with" => issuer.numbers_with.as_deref(),
        "successor" => issuer.successor.as_deref(),
        _ => None,
    }
}

/// Whether a row has the key of an earlier one because it is the body of the same name at another time.
fn is_next_of_key(earlier: &[PlacedIssuerRow], row: &Issuer) -> bool {
    let mut of_key = earlier.iter().filter(|other| other.issuer.key == row.key).peekable();
    of_key.peek().is_some()
        && of_key.all(|other| name_of(&other.issuer) == name_of(row) && !overlap(&other.issuer, row))
}

impl Issuers {
    /// Reports the value of `key` where it names no body.
    pub fn check(&self, reader: &mut ValueReader<'_>, key: &str, written: &Located<String>) {
        if self.get(&written.value).is_none() {
            reader.unknown_key("issuer-unknown", key, written, self.meant(&written.value));
        }
    }

    /// Reports the name of a province that is none.
    pub(super) fn unknown_province(&self, reader: &mut ValueReader<'_>, written: &Located<String>) {
        let meant = nearest(&written.value, self.provinces().iter().map(|row| row.name.as_str()));
        reader.unknown_key("province-unknown", "province", written, meant);
    }
}
