//! Bodies that every place has besides its committees and departments: boards of Party committees, Party committees
//! within other bodies, centres. Data: `built_in/local_bodies.tsv`.

use super::issuers::System;
use super::local::LocalBody;
use std::sync::LazyLock;

/// How a body's name goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LocalKind {
    /// A board: the Party committee of the place follows.
    Board,
    /// The same, or the place follows.
    BareBoard,
    /// A Party body: the place follows.
    Party,
    /// A Party body: the body that it is within follows.
    Within,
    /// A state body: the place follows.
    State,
}

/// A row of the data file.
#[derive(Debug, PartialEq, Eq)]
pub struct LocalRow {
    /// How the name goes on.
    pub kind: LocalKind,
    /// Canonical name without place.
    pub name: &'static str,
    /// Other spellings.
    pub spellings: Vec<&'static str>,
    /// Abbreviations in symbols; a board's without that of its committee.
    pub codes: Vec<&'static str>,
}

/// The rows, in the order of the data file.
pub static LOCAL_BODIES: LazyLock<Vec<LocalRow>> = LazyLock::new(|| {
    let lines = include_str!("built_in/local_bodies.tsv").lines();
    lines.filter(|line| !line.starts_with('#')).filter_map(read).collect()
});

fn read(line: &'static str) -> Option<LocalRow> {
    let mut fields = line.split('\t');
    let kind = match fields.next()? {
        "board" => LocalKind::Board,
        "bare" => LocalKind::BareBoard,
        "party" => LocalKind::Party,
        "within" => LocalKind::Within,
        "state" => LocalKind::State,
        _ => return None,
    };
    let name = fields.next()?;
    let mut list = || fields.next().unwrap_or_default().split('|').filter(|text| !text.is_empty()).collect();
    Some(LocalRow { kind, name, spellings: list(), codes: list() })
}

impl LocalRow {
    /// Whether it is a board of a Party committee.
    pub fn is_board(&self) -> bool {
        matches!(self.kind, LocalKind::Board | LocalKind::BareBoard)
    }

    /// The body that every province has of this name; `None` where it is one of communes, or goes on with another body.
    pub fn of_province(&self) -> Option<LocalBody<'static>> {
        match self.kind {
            LocalKind::Board => Some(LocalBody::Board(self.name)),
            LocalKind::Party => Some(LocalBody::Named(self.name, System::Party)),
            LocalKind::State => Some(LocalBody::Named(self.name, System::State)),
            LocalKind::BareBoard | LocalKind::Within => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_read_and_no_abbreviation_stands_twice() {
        let written = include_str!("built_in/local_bodies.tsv").lines().filter(|line| !line.starts_with('#')).count();
        assert_eq!(LOCAL_BODIES.len(), written);
        let mut codes: Vec<&str> = LOCAL_BODIES.iter().flat_map(|row| row.codes.iter().copied()).collect();
        let all = codes.len();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), all);
    }
}
