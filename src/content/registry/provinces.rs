//! Provinces and cities under the central government: the 34 of 2025 and the 63 before them with their successors.

use crate::content::node::Node;
use crate::content::reader::Reader;
use crate::text::name_key;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// One province.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Province {
    /// "Lào Cai", "Hồ Chí Minh".
    pub name: String,
    /// `tỉnh` or `thành phố`.
    pub unit_word: String,
    /// Last day of a province that was merged.
    pub valid_to: Option<Date>,
    /// Name of the province that took over; `None` for the 34 of 2025.
    pub successor: Option<String>,
}

/// All of them, by name.
#[derive(Debug, Default)]
pub struct Provinces {
    rows: Vec<Province>,
    by_name: BTreeMap<String, usize>,
}

impl Provinces {
    /// From rows with unique names.
    pub fn new(rows: Vec<Province>) -> Self {
        let by_name = rows.iter().enumerate().map(|(i, row)| (name_key(&row.name), i)).collect();
        Self { rows, by_name }
    }

    /// The 34 of 2025, then the former ones.
    pub fn iter(&self) -> impl Iterator<Item = &Province> {
        self.rows.iter()
    }

    /// By name, in any case and tone placement.
    pub fn get(&self, name: &str) -> Option<&Province> {
        self.by_name.get(&name_key(name)).map(|i| &self.rows[*i])
    }
}

const KEYS: [&str; 4] = ["name", "unit", "valid_to", "successor"];

/// Reads the data file of provinces.
pub(super) fn read(reader: &mut Reader<'_>, node: &Node) -> Vec<Province> {
    reader.items("provinces", node).iter().filter_map(|row| read_row(reader, row)).collect()
}

fn read_row(reader: &mut Reader<'_>, node: &Node) -> Option<Province> {
    let fields = reader.fields("provinces", node, &KEYS)?;
    let name = reader.required(&fields, "name").and_then(|node| reader.text("name", node));
    let unit = reader.required(&fields, "unit").and_then(|node| reader.text("unit", node));
    let valid_to = fields.get("valid_to").and_then(|node| reader.date("valid_to", node));
    let successor = fields.get("successor").and_then(|node| reader.text("successor", node));
    Some(Province {
        name: name?.value,
        unit_word: unit?.value,
        valid_to: valid_to.map(|date| date.value),
        successor: successor.map(|text| text.value),
    })
}

#[cfg(test)]
mod tests {
    use super::super::Registries;

    #[test]
    fn thirty_four_provinces_and_thirty_that_went_into_them() {
        let registries = Registries::built_in();
        let provinces = registries.issuers.provinces();
        let (now, former): (Vec<_>, Vec<_>) = provinces.iter().partition(|province| province.successor.is_none());
        assert_eq!((now.len(), former.len()), (34, 30));
        for province in former {
            let successor = province.successor.as_deref().expect("former provinces have one");
            assert!(now.iter().any(|row| row.name == successor), "{} → {successor}", province.name);
        }
        assert_eq!(now.iter().filter(|province| province.unit_word == "thành phố").count(), 6);
        assert_eq!(provinces.get("yên bái").and_then(|row| row.successor.as_deref()), Some("Lào Cai"));
    }
}
