//! The JSON Schema (2020-12) of each file of data, of a list that of one line, made of the list that the page about the data is made of.
//!
//! In: which file, the language of the descriptions, the base address. Out: JSON.

use crate::catalogue::data::{DataField, Presence, fields};
use crate::catalogue::{self, Language};
use crate::content::front_matter::{Relation, Verb};
use crate::render::links::absolute;
use crate::site::DataFile;
use crate::site::pages::data::DATA;
use crate::site::world::World;
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;
use std::io::{self, Write};

/// Address of the schema of a file of data.
pub fn schema_address(file: DataFile) -> String {
    format!("{DATA}schema/{}.json", file.name())
}

/// Words of `status` in front matter.
const STATUSES: [&str; 7] = ["in-force", "expired", "partly-expired", "not-yet", "suspended", "withdrawn", "unknown"];

/// Writes the schema of `file`.
///
/// # Errors
/// Those of `out`.
pub fn write(world: &World<'_>, file: DataFile, out: &mut dyn Write) -> io::Result<()> {
    let language = world.config.language;
    let name = file.name();
    let mut schema = json!({ "$ref": format!("#/$defs/{name}") });
    if let Value::Object(map) = &mut schema {
        map.insert("$schema".to_owned(), json!("https://json-schema.org/draft/2020-12/schema"));
        map.insert("$id".to_owned(), json!(absolute(&world.config.base_url, &schema_address(file))));
        map.insert("title".to_owned(), json!(what(language, file)));
        map.insert("$defs".to_owned(), definitions(language, name));
    }
    serde_json::to_writer_pretty(&mut *out, &schema)?;
    out.write_all(b"\n")
}

/// What a file holds, in words.
pub fn what(language: Language, file: DataFile) -> &'static str {
    catalogue::text(language, words_of(file))
}

/// The key of these words in the catalogue.
pub const fn words_of(file: DataFile) -> &'static str {
    match file {
        DataFile::Documents => "page-data-documents",
        DataFile::Works => "page-data-works",
        DataFile::Citations => "page-data-citations",
        DataFile::Relations => "page-data-relations",
        DataFile::Tasks => "page-data-tasks",
        DataFile::Site => "page-data-site",
        DataFile::Document => "page-data-document",
    }
}

/// The record `name` and all records inside it.
fn definitions(language: Language, name: &'static str) -> Value {
    let mut names = BTreeSet::new();
    let mut open = vec![name];
    while let Some(name) = open.pop() {
        if names.insert(name) {
            open.extend(fields(name).filter_map(DataField::inner));
        }
    }
    Value::Object(names.into_iter().map(|name| (name.to_owned(), record(language, name))).collect())
}

fn record(language: Language, name: &str) -> Value {
    let mut properties = Map::new();
    let mut required = Vec::new();
    for field in fields(name) {
        let mut value = shape(field.shape);
        if field.presence == Presence::Nullable {
            value = json!({ "anyOf": [value, { "type": "null" }] });
        }
        if let Value::Object(map) = &mut value {
            map.insert("description".to_owned(), json!(field.words(language)));
        }
        properties.insert(field.key.to_owned(), value);
        if field.presence != Presence::Optional {
            required.push(field.key);
        }
    }
    json!({ "type": "object", "properties": properties, "required": required, "additionalProperties": false })
}

fn shape(shape: &str) -> Value {
    let relations = || Relation::ALL.map(Relation::key);
    let verbs = Verb::ALL.map(|(word, _)| word);
    match shape {
        "text" => json!({ "type": "string", "minLength": 1 }),
        "string" => json!({ "type": "string" }),
        "day" => json!({ "type": "string", "format": "date", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" }),
        "date" => json!({ "type": "string", "pattern": "^[0-9]{4}(-[0-9]{2}-[0-9]{2})?$" }),
        "count" => json!({ "type": "integer", "minimum": 0 }),
        "flag" => json!({ "type": "boolean" }),
        "url" => json!({ "type": "string", "format": "uri", "pattern": "^https?://" }),
        "relation" => json!({ "enum": relations() }),
        "status" => json!({ "enum": STATUSES }),
        "verb" => json!({ "enum": verbs }),
        "verbs" => json!({ "type": "array", "items": { "enum": verbs } }),
        "rows" => json!({ "type": "array", "items": { "type": "array", "items": { "type": "string" } } }),
        "list:text" => json!({ "type": "array", "items": { "type": "string", "minLength": 1 } }),
        "list:any" => json!({ "type": "array" }),
        "lists" => json!({
            "type": "object",
            "propertyNames": { "enum": relations() },
            "additionalProperties": { "type": "array", "items": { "type": "string" } },
        }),
        _ => {
            if let Some(words) = shape.strip_prefix("choice:") {
                return json!({ "enum": words.split('|').collect::<Vec<_>>() });
            }
            match shape.strip_prefix("list:") {
                Some(name) => json!({ "type": "array", "items": { "$ref": format!("#/$defs/{name}") } }),
                None => json!({ "$ref": format!("#/$defs/{}", shape.trim_start_matches("of:")) }),
            }
        }
    }
}
