//! Provinces and cities under the central government, dated: the 34 of 2025 and the 63 before them. A merged province
//! begins on 01/7/2025 and is another one than that of its name before, so a name can have two rows.

use crate::content::node::Node;
use crate::content::reader::ValueReader;
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
    /// Other ways to write the name: "HCM".
    pub spellings: Vec<String>,
    /// First day of a merged province.
    pub valid_from: Option<Date>,
    /// Last day of a province that was merged.
    pub valid_to: Option<Date>,
    /// Names of the provinces that it was made of; that of its own name is another province.
    pub predecessors: Vec<String>,
    /// Name of the province that took over; `None` for the 34 of 2025.
    pub successor: Option<String>,
}

/// All of them, by name.
#[derive(Clone, Debug, Default)]
pub struct Provinces {
    rows: Vec<Province>,
    /// Name → the rows that have it, newest first.
    by_name: BTreeMap<String, Vec<usize>>,
}

impl Provinces {
    /// From rows. Those of one name stand newest first, as in the data file.
    pub fn new(rows: Vec<Province>) -> Self {
        let mut by_name: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (i, row) in rows.iter().enumerate() {
            by_name.entry(name_key(&row.name)).or_default().push(i);
        }
        Self { rows, by_name }
    }

    /// One row for each name: the 34 of 2025, then the former ones of other names.
    pub fn iter(&self) -> impl Iterator<Item = &Province> {
        self.rows.iter().enumerate().filter(|(i, row)| self.rows_of(&row.name).first() == Some(i)).map(|(_, row)| row)
    }

    /// All rows of a name, newest first.
    pub fn named<'a>(&'a self, name: &str) -> impl Iterator<Item = &'a Province> + use<'a> {
        self.rows_of(name).iter().map(|i| &self.rows[*i])
    }

    /// By name, in any case and tone placement; where two have the name, the newer one.
    pub fn get(&self, name: &str) -> Option<&Province> {
        self.named(name).next()
    }

    /// By name as [`name_key`] makes it.
    pub(super) fn of_key(&self, name: &str) -> Option<&Province> {
        self.by_name.get(name).and_then(|rows| rows.first()).map(|row| &self.rows[*row])
    }

    fn rows_of(&self, name: &str) -> &[usize] {
        self.by_name.get(&name_key(name)).map_or(&[], Vec::as_slice)
    }

    /// All rows.
    pub fn rows(&self) -> impl Iterator<Item = &Province> {
        self.rows.iter()
    }

    /// The first day of the merged province that has the name of one of those that it is made of: "Lào Cai", but
    /// neither "Lạng Sơn" (never merged) nor "Yên Bái" (the name ended).
    pub fn split_of(&self, name: &str) -> Option<Date> {
        let mut rows = self.named(name);
        let newest = rows.next()?;
        rows.next().and(newest.valid_from)
    }
}

const KEYS: [&str; 7] = ["name", "unit", "spellings", "valid_from", "valid_to", "predecessors", "successor"];

/// Reads the data file of provinces.
pub(super) fn read(reader: &mut ValueReader<'_>, node: &Node) -> Vec<Province> {
    reader.items("provinces", node).iter().filter_map(|row| read_row(reader, row)).collect()
}

fn read_row(reader: &mut ValueReader<'_>, node: &Node) -> Option<Province> {
    let fields = reader.fields("provinces", node, &KEYS)?;
    let name = reader.required(&fields, "name").and_then(|node| reader.text("name", node));
    let unit = reader.required(&fields, "unit").and_then(|node| reader.text("unit", node));
    let [valid_from, valid_to] =
        ["valid_from", "valid_to"].map(|key| fields.get(key).and_then(|node| reader.date(key, node)));
    let [spellings, predecessors] = ["spellings", "predecessors"].map(|key| {
        let node = fields.get(key);
        let texts = node.map(|node| reader.texts(key, node)).unwrap_or_default();
        texts.into_iter().map(|text| text.value).collect::<Vec<_>>()
    });
    let successor = fields.get("successor").and_then(|node| reader.text("successor", node));
    Some(Province {
        name: name?.value,
        unit_word: unit?.value,
        spellings,
        valid_from: valid_from.map(|date| date.value),
        valid_to: valid_to.map(|date| date.value),
        predecessors,
        successor: successor.map(|text| text.value),
    })
}

#[cfg(test)]
mod tests {
    use super::super::Registries;

    #[test]
    fn thirty_four_provinces_made_of_sixty_three() {
        let registries = Registries::built_in();
        let provinces = registries.issuers.provinces();
        let (now, former): (Vec<_>, Vec<_>) = provinces.rows.iter().partition(|province| province.successor.is_none());
        let merged: Vec<_> = now.iter().filter(|province| province.valid_from.is_some()).collect();
        let unchanged = now.len() - merged.len();
        // Thừa Thiên Huế ended under its name, and Huế is not split.
        assert_eq!((now.len(), merged.len(), unchanged, former.len()), (34, 23, 11, 52 + 1));
        assert_eq!(provinces.iter().count(), 34 + 30);
        for province in &former {
            let successor = province.successor.as_deref().expect("former provinces have one");
            let next = now.iter().find(|row| row.name == successor).expect("a province of 2025");
            assert!(next.predecessors.contains(&province.name), "{} → {successor}", province.name);
        }
        for province in &merged {
            let parts = province.predecessors.iter().filter(|name| former.iter().any(|row| row.name == **name));
            assert!(province.predecessors.len() > 1);
            assert!(parts.count() == province.predecessors.len());
        }
        assert_eq!(now.iter().filter(|province| province.unit_word == "thành phố").count(), 6);
        assert_eq!(provinces.get("yên bái").and_then(|row| row.successor.as_deref()), Some("Lào Cai"));
        let split = |name| provinces.split_of(name).map(|day| day.to_string());
        assert_eq!(split("Lào Cai").as_deref(), Some("2025-07-01"));
        assert_eq!(["Yên Bái", "Lạng Sơn", "Huế", "Thừa Thiên Huế"].map(split), [None, None, None, None]);
    }
}
