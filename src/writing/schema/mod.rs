//! Writes the JSON Schema of a kind of file, draft 07: the draft that the YAML extension of VS Code reads best.
//! Descriptions are those of the catalogue, so that completing a key explains it.
//!
//! In: the kind, the registries (their keys are offered as values), the language of the descriptions. Out: JSON, the
//! same for the same registries. Where the readers of `content` accept more than a list of values (bodies made by
//! rule), the schema does too: it never calls wrong what they call right.

use super::shape::{FileKind, KeyShape, MappingShape, ValueShape};
use crate::catalogue::{self, Language, rules};
use crate::content::registry::Registries;
use serde_json::{Map, Value, json};

/// The schema of `kind`.
pub fn schema(kind: FileKind, registries: &Registries, language: Language) -> Value {
    let writer = SchemaWriter { registries, language };
    let word = kind.word();
    let mut schema = writer.shape(&kind.shape());
    let title = writer.words(&format!("schema.{word}"));
    let Value::Object(map) = &mut schema else { return schema };
    map.insert("$schema".to_owned(), json!("http://json-schema.org/draft-07/schema#"));
    map.insert("title".to_owned(), json!(title));
    if matches!(kind, FileKind::Works | FileKind::Issuers | FileKind::Themes | FileKind::Laws) {
        // A file of remarks alone is an empty registry.
        map.insert("type".to_owned(), json!(["array", "null"]));
    }
    if kind == FileKind::Document {
        // A document without number or date says why.
        map.insert("anyOf".to_owned(), json!([{ "required": ["number", "date"] }, { "required": ["date_note"] }]));
    }
    schema
}

/// What slugs, ids, addresses look like to [`crate::content::reader`]; a test compares the two.
pub(super) const SLUG: &str = "^[a-z0-9]+(-[a-z0-9]+)*$";
pub(super) const ID: &str = "^[a-z0-9]+(-[a-z0-9]+)*(/[a-z0-9]+(-[a-z0-9]+)*)*$";
pub(super) const ADDRESS: &str = "^/([^\\s?#\\\\\"'<>{}|^`%*:/]+/)*[^\\s?#\\\\\"'<>{}|^`%*:/]*$";
/// Percent codes are letters; an old portal may have had a query.
pub(super) const OLD_ADDRESS: &str =
    "^/([^\\s?#\\\\\"'<>{}|^`*:/]+/)*[^\\s?#\\\\\"'<>{}|^`*:/]*([?][^\\s#\\\\\"'<>{}|^`]+)?$";
const TARGET: &str = "^/([^\\s?#\\\\\"'<>{}|^`%*:/]+/)*[^\\s?#\\\\\"'<>{}|^`%*:/]*(#[^\\s#]+)?$";
pub(super) const WEB: &str = "^[Hh][Tt][Tt][Pp][Ss]?://[^\\s\"<>\\\\^`{|}]+$";
pub(super) const SCHOOL_YEAR: &str = "^[0-9]{4}-[0-9]{4}$";
pub(super) const POSITION: &str = "^[1-9][0-9]*$";
const DAY: &str = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$";
const DAY_OR_YEAR: &str = "^[0-9]{4}(-[0-9]{2}-[0-9]{2})?$";

struct SchemaWriter<'a> {
    registries: &'a Registries,
    language: Language,
}

impl SchemaWriter<'_> {
    fn words(&self, key: &str) -> &'static str {
        catalogue::find(self.language, key).unwrap_or_default()
    }

    fn shape(&self, shape: &ValueShape) -> Value {
        match shape {
            ValueShape::Text | ValueShape::Prose => json!({ "type": "string", "minLength": 1 }),
            ValueShape::Day => json!({ "type": "string", "pattern": DAY }),
            // An editor program takes a year for a number.
            ValueShape::DayOrYear => json!({ "type": ["string", "integer"], "pattern": DAY_OR_YEAR }),
            ValueShape::Boolean => json!({ "type": "boolean" }),
            ValueShape::Number => json!({ "type": ["string", "integer"], "pattern": "^[0-9]" }),
            ValueShape::Key => json!({ "type": "string", "pattern": SLUG }),
            ValueShape::Id => json!({ "type": "string", "pattern": ID }),
            ValueShape::Address => json!({ "type": "string", "pattern": ADDRESS }),
            ValueShape::OldAddress => json!({ "type": "string", "pattern": OLD_ADDRESS }),
            ValueShape::Url => json!({ "type": "string", "pattern": WEB }),
            ValueShape::Offset => json!({ "type": "string", "pattern": "^[+-](0[0-9]|1[0-4]):[0-5][0-9]$" }),
            ValueShape::Contact => json!({ "type": "string", "pattern": format!("@|{WEB}") }),
            ValueShape::SchoolYear => json!({ "type": "string", "pattern": SCHOOL_YEAR }),
            ValueShape::Position => json!({ "type": "integer", "minimum": 1 }),
            ValueShape::Type => self.types(),
            ValueShape::NamedType => {
                let keys: Vec<&str> = self.registries.types.named_types().map(|row| row.key.as_str()).collect();
                json!({ "type": "string", "enum": keys })
            }
            ValueShape::Issuer => self.issuers(),
            ValueShape::Theme => self.themes(),
            ValueShape::ThemeTag => self.theme_tag(),
            ValueShape::Province => json!({ "type": "string", "examples": self.provinces() }),
            ValueShape::Rule => json!({ "type": "string", "examples": rule_ids() }),
            ValueShape::Empty => json!({ "enum": ["", null], "maxItems": 0 }),
            ValueShape::Choice(words) => json!({ "type": "string", "enum": words }),
            ValueShape::List(of) => json!({ "type": "array", "items": self.shape(of) }),
            ValueShape::Record(record) => self.record(record),
            ValueShape::TextOr(record) => {
                json!({ "anyOf": [{ "type": "string", "minLength": 1 }, self.record(record)] })
            }
            ValueShape::Redirects => json!({
                "type": "object",
                "patternProperties": { OLD_ADDRESS: { "type": "string", "pattern": TARGET } },
                "additionalProperties": false,
            }),
            ValueShape::Settings(record) => self.settings(record),
        }
    }

    fn record(&self, record: &MappingShape) -> Value {
        let mut properties = Map::new();
        for field in &record.fields {
            properties.insert(field.key.to_owned(), self.field(record, field));
        }
        let required: Vec<&str> = record.fields.iter().filter(|field| field.required).map(|field| field.key).collect();
        let mut map = Map::new();
        map.insert("type".to_owned(), json!("object"));
        map.insert("properties".to_owned(), Value::Object(properties));
        map.insert("additionalProperties".to_owned(), json!(false));
        if !required.is_empty() {
            map.insert("required".to_owned(), json!(required));
        }
        Value::Object(map)
    }

    fn field(&self, record: &MappingShape, field: &KeyShape) -> Value {
        let mut schema = self.shape(&field.shape);
        if !field.required {
            or_nothing(&mut schema);
        }
        let words = self.words(&format!("schema.{}.{}", record.name, field.key));
        if let Value::Object(map) = &mut schema {
            map.insert("description".to_owned(), json!(words));
        }
        schema
    }

    fn types(&self) -> Value {
        let rows = self.registries.types.iter();
        let (keys, names): (Vec<&str>, Vec<&str>) = rows.map(|row| (row.key.as_str(), row.name.as_str())).unzip();
        json!({ "type": "string", "enum": keys, "enumDescriptions": names })
    }

    /// The rows are offered; bodies of provinces made by rule are right too, and so are rows added since.
    fn issuers(&self) -> Value {
        let rows = self.registries.issuers.iter();
        let (keys, names): (Vec<&str>, Vec<&str>) =
            rows.map(|row| (row.key.as_str(), row.official_name.as_str())).unzip();
        offered(&keys, &names)
    }

    fn themes(&self) -> Value {
        let rows = self.registries.themes.iter();
        let (keys, names): (Vec<&str>, Vec<String>) =
            rows.map(|row| (row.key.as_str(), format!("{}: {}", row.name, row.description))).unzip();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        offered(&keys, &names)
    }

    fn theme_tag(&self) -> Value {
        let anchors = json!({ "type": ["array", "null"], "items": { "type": "string", "pattern": SLUG } });
        let mut properties = Map::new();
        for row in self.registries.themes.iter() {
            properties.insert(row.key.clone(), anchors.clone());
        }
        let sections = json!({
            "type": "object",
            "properties": properties,
            "additionalProperties": anchors,
            "minProperties": 1,
            "maxProperties": 1,
        });
        json!({ "anyOf": [self.themes(), sections] })
    }

    fn provinces(&self) -> Vec<&str> {
        self.registries.issuers.provinces().iter().map(|row| row.name.as_str()).collect()
    }

    fn settings(&self, record: &MappingShape) -> Value {
        let setting = self.record(record);
        let mut properties = Map::new();
        for rule in rules::all() {
            let mut of_rule = setting.clone();
            if let Value::Object(map) = &mut of_rule {
                map.insert("description".to_owned(), json!(rule.what(self.language)));
            }
            properties.insert(rule.id.to_owned(), of_rule);
        }
        json!({ "type": "object", "properties": properties, "additionalProperties": setting })
    }
}

fn rule_ids() -> Vec<&'static str> {
    rules::all().iter().map(|rule| rule.id).collect()
}

/// Values to choose from, where any other slug is right too.
fn offered(keys: &[&str], names: &[&str]) -> Value {
    let slug = json!({ "type": "string", "pattern": SLUG });
    if keys.is_empty() {
        return slug;
    }
    json!({ "anyOf": [{ "type": "string", "enum": keys, "enumDescriptions": names }, slug] })
}

/// A key with nothing after its colon counts as not given.
fn or_nothing(schema: &mut Value) {
    let Value::Object(map) = schema else { return };
    match map.get_mut("type") {
        Some(Value::String(name)) => {
            let name = name.clone();
            map.insert("type".to_owned(), json!([name, "null"]));
        }
        Some(Value::Array(names)) if !names.contains(&json!("null")) => names.push(json!("null")),
        _ => {}
    }
    if let Some(Value::Array(values)) = map.get_mut("enum")
        && !values.contains(&Value::Null)
    {
        values.push(Value::Null);
        if let Some(Value::Array(names)) = map.get_mut("enumDescriptions") {
            names.push(json!(""));
        }
    }
    if let Some(Value::Array(choices)) = map.get_mut("anyOf") {
        choices.push(json!({ "type": "null" }));
    }
}

#[cfg(test)]
mod tests;
