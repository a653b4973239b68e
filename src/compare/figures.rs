//! Compares numbers of things: targets, sums, counts. Dates, years, labels and the numbers of documents are none.

use super::units::TextUnit;
use super::words::{WordChange, WordRun};
use super::{Compared, ComparisonRow, UnitIndex};
use crate::source::Span;
use crate::text::name_key;
use regex::Regex;
use std::collections::BTreeSet;
use std::sync::LazyLock;

/// A number with what it counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figure {
    /// The unit it stands in.
    pub unit: UnitIndex,
    /// As written: `68 %`, `100%`, `1.200 học sinh`.
    pub text: String,
    /// Bytes in the unit's text.
    pub at: Span,
    /// What it is compared by.
    key: (String, String),
}

/// The figures of two documents.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// The same place of a passage, another value: older, newer.
    pub changed: Vec<(Figure, Figure)>,
    /// That the older document has nowhere.
    pub new: Vec<Figure>,
    /// That the newer document has nowhere.
    pub gone: Vec<Figure>,
}

/// Compares the figures of two documents whose passages are matched by `rows`.
pub(super) fn compare(old: Compared<'_>, new: Compared<'_>, rows: &[ComparisonRow]) -> Figures {
    let (old_figures, new_figures) = (figures_of(old), figures_of(new));
    let keys = |figures: &[Figure]| figures.iter().map(|figure| figure.key.clone()).collect::<BTreeSet<_>>();
    let (old_keys, new_keys) = (keys(&old_figures), keys(&new_figures));
    let mut gone: Vec<Figure> = old_figures.into_iter().filter(|figure| !new_keys.contains(&figure.key)).collect();
    let mut fresh: Vec<Figure> = new_figures.into_iter().filter(|figure| !old_keys.contains(&figure.key)).collect();
    let mut changed = Vec::new();
    for row in rows {
        let ComparisonRow::Changed { old, new, pieces, .. } = row else { continue };
        for two in pieces.windows(2) {
            let [before, after] = two else { continue };
            if let (WordChange::Dropped, WordChange::Added) = (before.change, after.change) {
                changed.extend(exchange(&mut gone, *old, before, &mut fresh, *new, after));
            }
        }
    }
    Figures { changed, new: fresh, gone }
}

/// One figure for another of the same kind in the same place.
fn exchange(
    gone: &mut Vec<Figure>,
    old: UnitIndex,
    before: &WordRun,
    fresh: &mut Vec<Figure>,
    new: UnitIndex,
    after: &WordRun,
) -> Option<(Figure, Figure)> {
    let inside = |figure: &Figure, unit: UnitIndex, piece: &WordRun| {
        figure.unit == unit && piece.at.start <= figure.at.start && figure.at.start < piece.at.end
    };
    let of = |figures: &[Figure], unit, piece: &WordRun| {
        let mut found = figures.iter().enumerate().filter(|(_, figure)| inside(figure, unit, piece));
        let first = found.next().map(|(at, _)| at);
        first.filter(|_| found.next().is_none())
    };
    let (old_at, new_at) = (of(gone, old, before)?, of(fresh, new, after)?);
    (gone[old_at].key.1 == fresh[new_at].key.1).then(|| (gone.remove(old_at), fresh.remove(new_at)))
}

static NUMBER: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\d+(?:[.,]\d+)*(?:\s*%)?").expect("a pattern of this file"));

/// Words before a number that make it a name, a date or a place in a text.
const NAMING: [&str; 23] = [
    "ngày", "tháng", "năm", "quý", "số", "lớp", "khối", "khóa", "điều", "khoản", "điểm", "mục", "phần", "chương",
    "tiết", "thứ", "giai", "đoạn", "kỳ", "trung", "ương", "độ", "mức",
];

fn figures_of(compared: Compared<'_>) -> Vec<Figure> {
    let Compared { units, side } = compared;
    let mut figures = Vec::new();
    let mut seen = BTreeSet::new();
    for (at, unit) in units.iter().enumerate() {
        let cited: Vec<&str> = side.cited_in(unit).iter().map(|cited| cited.text.as_str()).collect();
        for found in NUMBER.find_iter(&unit.text) {
            if let Some(figure) = figure(at, unit, found.start(), found.end(), &cited)
                && seen.insert(figure.key.clone())
            {
                figures.push(figure);
            }
        }
    }
    figures
}

fn figure(at: UnitIndex, unit: &TextUnit, start: usize, end: usize, cited: &[&str]) -> Option<Figure> {
    let text = &unit.text;
    let (before, after) = (&text[..start], &text[end..]);
    // Part of a word, a date, a period or a number of a document: 2457/QĐ, 05-9, 2021-2025, COVID-19, 4.0.
    let joined = |c: char| c.is_alphanumeric() || matches!(c, '/' | '-' | '–' | '&');
    if before.ends_with(joined) || after.starts_with(joined) {
        return None;
    }
    let in_citation =
        |cited: &&str| text.match_indices(*cited).any(|(place, _)| place <= start && start < place + cited.len());
    if cited.iter().any(in_citation) {
        return None;
    }
    let written = text[start..end].trim();
    let value: String = written.chars().filter(|c| !c.is_whitespace()).collect();
    if value.ends_with('%') {
        return Some(Figure {
            unit: at,
            text: written.to_owned(),
            at: Span::new(start, end),
            key: (value, "%".into()),
        });
    }
    // The label at the beginning: "1. Một".
    let last = name_key(before.rsplit(' ').find(|word| !word.is_empty()).unwrap_or_default());
    let opening = before.trim().is_empty() || NAMING.contains(&last.as_str());
    let year = value.len() == 4 && (value.starts_with("19") || value.starts_with("20"));
    // What is counted follows at once: "1.200 học sinh".
    let counted = after.strip_prefix(' ').and_then(|rest| rest.split(' ').next()).unwrap_or_default();
    let counted = counted.trim_matches(|c: char| !c.is_alphanumeric());
    if opening || year || !counted.starts_with(char::is_lowercase) {
        return None;
    }
    let end = end + 1 + counted.len();
    Some(Figure {
        unit: at,
        text: text[start..end].to_owned(),
        at: Span::new(start, end),
        key: (value, name_key(counted)),
    })
}
