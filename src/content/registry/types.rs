//! Document types: names, symbols, aliases. State and Party kept apart (Nghị định 30/2020/NĐ-CP, Phụ lục III;
//! Hướng dẫn 36-HD/VPTW): `QĐ` is Quyết định for the state, Quyết định and Quy định for the Party.

use super::System;
use std::collections::BTreeMap;

/// One type of document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DocumentType {
    /// `chi-thi`.
    pub key: String,
    /// "Chỉ thị".
    pub name: String,
    /// Other names in texts: "Chương trình hành động" for chuong-trinh, "Văn bản" for cong-van.
    pub aliases: Vec<String>,
    /// Symbol per system: state `CTr`, Party `CTr`. Empty for công văn, laws.
    pub state_codes: Vec<String>,
    /// Symbols in the Party's system.
    pub party_codes: Vec<String>,
    /// Normative (its number carries the year).
    pub normative: bool,
}

/// All types; in the order of the data file.
#[derive(Debug, Default)]
pub struct DocumentTypes {
    rows: Vec<DocumentType>,
    by_key: BTreeMap<String, usize>,
}

impl DocumentTypes {
    /// From rows with unique keys.
    pub fn new(rows: Vec<DocumentType>) -> Self {
        let by_key = rows.iter().enumerate().map(|(i, row)| (row.key.clone(), i)).collect();
        Self { rows, by_key }
    }

    /// All rows.
    pub fn iter(&self) -> impl Iterator<Item = &DocumentType> {
        self.rows.iter()
    }

    /// By key.
    pub fn get(&self, key: &str) -> Option<&DocumentType> {
        self.by_key.get(key).map(|i| &self.rows[*i])
    }

    /// The type that a symbol's first abbreviation names in `system` (`QĐ` → quyet-dinh), where there is one.
    /// Case and Đ/D are folded except where that would merge two types (`CT`/`CTr`, `ĐA`/`DA`, `HĐ`/`HD`, `QĐ`/`QyĐ`).
    pub fn by_code(&self, _code: &str, _system: System) -> Option<&DocumentType> {
        todo!()
    }

    /// The type of a name or alias as written in a text ("chỉ thị", "Chương trình hành động").
    pub fn by_name(&self, _name: &str) -> Option<&DocumentType> {
        todo!()
    }
}
