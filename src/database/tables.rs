//! The tables and their columns: name, kind, which field of the record it has, which table it points into.
//!
//! A column is added here; a field that no record has yet is added in `rows`. Names are those of the data files; those that
//! SQL keeps for itself (`from`, `start`) have a longer one.

use super::Cell;
use serde_json::Value;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Words.
    Text,
    /// A number.
    Number,
    /// Yes or no.
    Flag,
    /// `2024-08-31`.
    Day,
    /// A list or an object as JSON.
    Json,
}

/// A column.
#[derive(Debug)]
pub struct Column {
    /// Its name.
    pub name: &'static str,
    /// What it holds.
    pub kind: Kind,
    /// The field of the record (RFC 6901); empty: the number of the row.
    from: &'static str,
    /// The table whose key it has.
    pub to: Option<&'static str>,
}

/// A table; its first column is the key.
#[derive(Debug)]
pub struct Table {
    /// Its name.
    pub name: &'static str,
    /// Its columns.
    pub columns: &'static [Column],
    /// The first column tells rows apart.
    pub has_key: bool,
}

const fn column(kind: Kind, name: &'static str, from: &'static str) -> Column {
    Column { name, kind, from, to: None }
}

const fn text(name: &'static str, from: &'static str) -> Column {
    column(Kind::Text, name, from)
}

const fn number(name: &'static str, from: &'static str) -> Column {
    column(Kind::Number, name, from)
}

const fn day(name: &'static str, from: &'static str) -> Column {
    column(Kind::Day, name, from)
}

const fn flag(name: &'static str, from: &'static str) -> Column {
    column(Kind::Flag, name, from)
}

const fn json(name: &'static str, from: &'static str) -> Column {
    column(Kind::Json, name, from)
}

/// The key of a row of `table`.
const fn key_of(table: &'static str, name: &'static str, from: &'static str) -> Column {
    Column { name, kind: Kind::Text, from, to: Some(table) }
}

/// The tables in the order in which they are written.
pub static TABLES: [Table; 13] = [
    Table { name: "site", has_key: true, columns: &[text("name", "/name"), text("value", "/value")] },
    Table { name: "types", has_key: true, columns: &[text("key", "/key"), text("name", "/name")] },
    Table {
        name: "issuers",
        has_key: true,
        columns: &[
            text("key", "/key"),
            text("name", "/name"),
            text("official_name", "/official_name"),
            text("level", "/level"),
            text("system", "/system"),
            text("place", "/place"),
            text("province", "/province"),
            day("valid_from", "/valid_from"),
            day("valid_to", "/valid_to"),
            text("successor", "/successor"),
        ],
    },
    Table {
        name: "themes",
        has_key: true,
        columns: &[
            text("key", "/key"),
            text("name", "/name"),
            text("description", "/description"),
            key_of("themes", "parent", "/parent"),
        ],
    },
    Table {
        name: "agencies",
        has_key: true,
        columns: &[text("key", "/key"), text("name", "/name"), flag("is_group", "/is_group")],
    },
    Table {
        name: "works",
        has_key: true,
        columns: &[
            text("id", "/id"),
            text("url", "/url"),
            flag("held", "/held"),
            key_of("documents", "document", "/document"),
            text("key", "/key"),
            text("label", "/label"),
            text("type", "/type"),
            text("number", "/number"),
            text("date", "/date"),
            text("issuer", "/issuer"),
            text("title", "/title"),
            text("official_url", "/official_url"),
            text("note", "/note"),
            number("cited", "/cited"),
            text("force", "/status/value"),
            text("state", "/state/value"),
            text("state_source", "/state/source"),
            day("state_since", "/state/since"),
            text("state_by", "/state/by"),
            text("state_by_name", "/state/by_name"),
        ],
    },
    Table {
        name: "documents",
        has_key: true,
        columns: &[
            text("id", "/id"),
            text("url", "/url"),
            key_of("works", "work", "/work"),
            key_of("documents", "previous", "/previous"),
            key_of("documents", "next", "/next"),
            key_of("types", "type", "/type"),
            text("type_name", "/type_name"),
            text("number", "/number"),
            day("date", "/date"),
            key_of("issuers", "issuer", "/issuer"),
            text("issuer_name", "/issuer_name"),
            text("title", "/title"),
            text("place", "/place"),
            text("school_year", "/school_year"),
            day("adopted", "/adopted"),
            day("effective_from", "/effective_from"),
            day("effective_to", "/effective_to"),
            text("status", "/status"),
            text("state", "/state/value"),
            day("state_since", "/state/since"),
            text("signer", "/signer/name"),
            text("signer_position", "/signer/position"),
            day("published", "/published"),
            day("updated", "/updated"),
            text("series", "/series"),
            text("source", "/source"),
            json("recipients", "/recipients"),
            json("attachments", "/attachments"),
        ],
    },
    Table {
        name: "document_themes",
        has_key: false,
        columns: &[
            key_of("documents", "document", "/document"),
            key_of("themes", "theme", "/theme"),
            json("sections", "/sections"),
        ],
    },
    Table {
        name: "sections",
        has_key: true,
        columns: &[
            number("id", ""),
            key_of("documents", "document", "/document"),
            number("position", "/position"),
            text("anchor", "/anchor"),
            text("url", "/url"),
            number("level", "/level"),
            text("label", "/label"),
            text("title", "/title"),
            text("parent", "/parent"),
            text("text", "/text"),
        ],
    },
    Table {
        name: "citations",
        has_key: true,
        columns: &[
            number("id", ""),
            key_of("documents", "document", "/document"),
            text("section", "/section"),
            number("start_char", "/start"),
            number("end_char", "/end"),
            text("text", "/text"),
            text("sentence", "/sentence"),
            text("form", "/form"),
            text("type", "/type"),
            text("number", "/number"),
            text("date", "/date"),
            text("issuer", "/issuer"),
            json("pinpoint", "/pinpoint"),
            text("relation", "/relation/kind"),
            text("verdict", "/resolution/kind"),
            key_of("works", "work", "/resolution/id"),
            text("because", "/resolution/by"),
            json("candidates", "/resolution/candidates"),
        ],
    },
    Table {
        name: "relations",
        has_key: true,
        columns: &[
            number("id", ""),
            key_of("works", "from_work", "/from"),
            text("kind", "/kind"),
            key_of("works", "to_work", "/to"),
            flag("declared", "/declared"),
            key_of("documents", "reported_by", "/reported_by"),
            text("extent", "/extent"),
            key_of("documents", "said_in", "/said_in/document"),
            text("section", "/said_in/section"),
            number("start_char", "/said_in/start"),
            number("end_char", "/said_in/end"),
            text("sentence", "/said_in/sentence"),
        ],
    },
    Table {
        name: "tasks",
        has_key: true,
        columns: &[
            number("id", ""),
            key_of("documents", "document", "/document"),
            text("section", "/section"),
            text("anchor", "/anchor"),
            text("url", "/url"),
            text("syntax", "/syntax"),
            text("text", "/text"),
            text("deadline", "/deadline"),
            text("note", "/note"),
        ],
    },
    Table {
        name: "task_agencies",
        has_key: false,
        columns: &[
            Column { name: "task", kind: Kind::Number, from: "/task", to: Some("tasks") },
            key_of("agencies", "agency", "/key"),
            text("name", "/name"),
            text("written", "/written"),
            json("verbs", "/verbs"),
        ],
    },
];

impl Table {
    /// The cells of a record; `number`: that of the row, from 1.
    pub(super) fn cells(&self, number: i64, record: &Value) -> Vec<Cell> {
        self.columns.iter().map(|column| column.cell(number, record)).collect()
    }

    /// The name of its key.
    pub fn key(&self) -> &'static str {
        self.columns[0].name
    }
}

impl Column {
    fn cell(&self, number: i64, record: &Value) -> Cell {
        if self.from.is_empty() {
            return Cell::Number(number);
        }
        match (record.pointer(self.from), self.kind) {
            (None | Some(Value::Null), _) => Cell::Null,
            (Some(value), Kind::Json) => Cell::Text(value.to_string()),
            (Some(Value::Bool(flag)), _) => Cell::Flag(*flag),
            // No database takes the sign zero in words.
            (Some(Value::String(text)), _) => Cell::Text(text.replace('\0', "")),
            (Some(value), _) => value.as_i64().map_or(Cell::Null, Cell::Number),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_column_leads_to_a_table_that_exists() {
        let names: BTreeSet<&str> = TABLES.iter().map(|table| table.name).collect();
        assert_eq!(names.len(), TABLES.len());
        for table in &TABLES {
            let columns: BTreeSet<&str> = table.columns.iter().map(|column| column.name).collect();
            assert_eq!(columns.len(), table.columns.len(), "{}", table.name);
            assert!(table.columns.iter().filter_map(|column| column.to).all(|to| names.contains(to)), "{}", table.name);
        }
    }

    #[test]
    fn cells_are_what_the_record_says() {
        let table = TABLES.iter().find(|table| table.name == "task_agencies").expect("a table");
        let record = serde_json::json!({ "task": 7, "key": null, "written": "Sở\0", "verbs": ["giao"] });
        let text = |text: &str| Cell::Text(text.to_owned());
        assert_eq!(table.cells(1, &record), [Cell::Number(7), Cell::Null, Cell::Null, text("Sở"), text("[\"giao\"]")]);
    }
}
