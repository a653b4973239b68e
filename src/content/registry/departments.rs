//! Departments of provinces, districts and communes, without their first word (Sở, Phòng). Data:
//! `built_in/departments.tsv`.
//!
//! In: the data file. Out: [`DEPARTMENTS`], and the row of a name.

use crate::text::name_key;
use std::sync::LazyLock;

/// A row of the data file.
#[derive(Debug, PartialEq, Eq)]
pub struct DepartmentRow {
    /// "Giáo dục và Đào tạo".
    pub name: &'static str,
    /// How texts shorten the name (folded): "gd dt".
    pub shortened: Vec<&'static str>,
    /// Abbreviations in symbols, folded, without first letter and signs: "gddt" of `SGD&ĐT`.
    pub codes: Vec<&'static str>,
    /// Short forms in names of issuers: "GD&ĐT".
    pub short_names: Vec<&'static str>,
    /// Abbreviations in the symbols of its own numbers.
    pub symbols: Vec<&'static str>,
    /// The name to compare by: a text can name a Sở in every sentence.
    key: String,
}

/// The rows, in the order of the data file.
pub static DEPARTMENTS: LazyLock<Vec<DepartmentRow>> = LazyLock::new(|| {
    let lines = include_str!("built_in/departments.tsv").lines();
    lines.filter(|line| !line.starts_with('#')).filter_map(read).collect()
});

fn read(line: &'static str) -> Option<DepartmentRow> {
    let mut cells = line.split('\t');
    let name = cells.next()?;
    let mut list = || cells.next().map(|cell| cell.split('|').filter(|text| !text.is_empty()).collect());
    let (shortened, codes, short_names, symbols) = (list()?, list()?, list()?, list()?);
    Some(DepartmentRow { name, shortened, codes, short_names, symbols, key: name_key(name) })
}

/// The row with this name, in any case.
pub fn department_named(name: &str) -> Option<&'static DepartmentRow> {
    let key = name_key(name);
    DEPARTMENTS.iter().find(|row| row.key == key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_read() {
        let lines = include_str!("built_in/departments.tsv").lines().filter(|line| !line.starts_with('#')).count();
        assert_eq!((DEPARTMENTS.len(), lines), (22, 22));
        assert_eq!(department_named("Giáo Dục và Đào tạo").map(|row| row.symbols.len()), Some(3));
    }
}
