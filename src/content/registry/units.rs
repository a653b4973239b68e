//! Units of the country: tỉnh, huyện, xã and the like, with their levels and Party committees. Data:
//! `built_in/units.tsv`.
//!
//! In: the data file. Out: [`UNITS`], and what callers ask of a unit word.

use super::issuers::Level;
use crate::text::fold;
use std::sync::LazyLock;

/// A row of the data file.
#[derive(Debug, PartialEq, Eq)]
pub struct UnitRow {
    /// The word of a canonical name: "thành phố".
    pub word: &'static str,
    /// The level of what is called so. A city of the country's own has a row besides.
    pub level: Level,
    /// All ways to write it (folded), the word first: "thanh pho", "tp.", "tp".
    pub written: Vec<String>,
    /// The word of its Party committee: "Thành ủy".
    pub committee: &'static str,
    /// The committee's abbreviation in symbols: `ThU`.
    pub committee_code: &'static str,
}

/// The rows, in the order of the data file; where a word stands twice, the row below the province comes first.
pub static UNITS: LazyLock<Vec<UnitRow>> = LazyLock::new(|| {
    let lines = include_str!("built_in/units.tsv").lines();
    lines.filter(|line| !line.starts_with('#')).filter_map(read).collect()
});

fn read(line: &'static str) -> Option<UnitRow> {
    let mut cells = line.split('\t');
    let word = cells.next()?;
    let name = cells.next()?;
    let (_, level) = Level::ALL.into_iter().find(|(known, _)| *known == name)?;
    let others = cells.next()?.split('|').filter(|other| !other.is_empty()).map(str::to_owned);
    let written = std::iter::once(fold(word)).chain(others).collect();
    Some(UnitRow { word, level, written, committee: cells.next()?, committee_code: cells.next()? })
}

/// The row of a unit word at a level; where there is none, the level's own row is `None`.
pub fn unit_at_level(word: &str, level: Level) -> Option<&'static UnitRow> {
    UNITS.iter().find(|row| row.word == word && row.level == level)
}

/// The level of what is called so; of a city, the one below the province.
pub fn level_of_unit(word: &str) -> Option<Level> {
    UNITS.iter().find(|row| row.word == word).map(|row| row.level)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_read() {
        let lines = include_str!("built_in/units.tsv").lines().filter(|line| !line.starts_with('#')).count();
        assert_eq!((UNITS.len(), lines), (10, 10));
        assert_eq!(level_of_unit("thành phố"), Some(Level::District));
        assert_eq!(unit_at_level("thành phố", Level::Province).map(|row| row.committee_code), Some("TU"));
    }
}
