//! The built-in registry of national laws as data: each row is whole, no two rows are one instrument, and dates,
//! numbers and successors fit together.

use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

const ROWS: &str = include_str!("../../src/content/registry/built_in/laws.tsv");

/// First and last year of each term of the National Assembly, as numbers write it ("QH13", "UBTVQH13").
const TERMS: [(&str, i16, i16); 8] = [
    ("9", 1992, 1997),
    ("10", 1997, 2002),
    ("11", 2002, 2007),
    ("12", 2007, 2011),
    ("13", 2011, 2016),
    ("14", 2016, 2021),
    ("15", 2021, 2026),
    ("16", 2026, 2031),
];

struct Row<'a> {
    line: &'a str,
    kind: &'a str,
    title: &'a str,
    number: &'a str,
    issued: Option<Date>,
    effective: Option<Date>,
    replaced_by: &'a str,
    evidence: &'a str,
    source: &'a str,
}

fn rows() -> Vec<Row<'static>> {
    let mut lines = ROWS.lines().filter(|line| !line.starts_with('#'));
    assert_eq!(lines.next(), Some("type\ttitle\tnumber\tissued\teffective\treplaced_by\tevidence\tsource"));
    lines.map(row).collect()
}

fn row(line: &'static str) -> Row<'static> {
    let cells: Vec<&str> = line.split('\t').collect();
    let [kind, title, number, issued, effective, replaced_by, evidence, source] = cells[..] else {
        panic!("eight cells: {line}");
    };
    let day = |cell: &str| (!cell.is_empty()).then(|| cell.parse().unwrap_or_else(|_| panic!("a date: {line}")));
    Row { line, kind, title, number, issued: day(issued), effective: day(effective), replaced_by, evidence, source }
}

#[test]
fn rows_are_sorted_and_whole() {
    let rows = rows();
    assert!(rows.len() > 500, "{}", rows.len());
    let order = |row: &Row<'_>| (row.kind.to_owned(), row.title.to_owned(), row.issued);
    assert!(rows.is_sorted_by_key(order), "sort by type, title, date");
    for row in rows {
        let line = row.line;
        assert!(["Bộ luật", "Hiến pháp", "Luật", "Pháp lệnh"].contains(&row.kind), "{line}");
        assert!(!row.title.starts_with("sửa đổi"), "it only amends: {line}");
        assert!(!row.title.starts_with("Sửa đổi"), "it only amends: {line}");
        assert!(row.title == "Luật sư" || !row.title.starts_with(row.kind), "the title has no type word: {line}");
        assert!(line.split('\t').all(|cell| cell == cell.trim()), "{line}");
        assert!(!row.source.is_empty(), "{line}");
        let known = (!row.number.is_empty(), row.issued.is_some(), row.effective.is_some());
        match row.evidence {
            "date+effect" => assert!(known.1 && known.2, "{line}"),
            "date" => assert!(known.1, "{line}"),
            "number" => assert!(known.0, "{line}"),
            other => assert_eq!(other, "memory", "{line}"),
        }
    }
}

#[test]
fn dates_are_plausible() {
    let first = Date::constant(1945, 9, 2);
    for row in rows() {
        let Some(issued) = row.issued else { continue };
        assert!(issued > first, "{}", row.line);
        if let Some(effective) = row.effective {
            let wait = (effective - issued).get_days();
            assert!((0..=1100).contains(&wait), "from issue to effect: {}", row.line);
        }
    }
}

#[test]
fn numbers_fit_their_dates_and_are_unique() {
    let mut seen = BTreeSet::new();
    for row in rows().iter().filter(|row| !row.number.is_empty()) {
        let line = row.line;
        // Texts write "38/2001/PL-UBTVQH10" and "38/2001/UBTVQH10".
        assert!(seen.insert(row.number.replace("PL-", "")), "twice: {line}");
        let parts: Vec<&str> = row.number.split('/').collect();
        let [_, year, body] = parts[..] else {
            // Until 1997 laws are known by the number of the president's order.
            assert!(row.number.ends_with("-L/CTN"), "{line}");
            assert!(row.issued.is_some_and(|day| day.year() <= 1997), "{line}");
            continue;
        };
        let year: i16 = year.parse().unwrap_or_else(|_| panic!("a year: {line}"));
        assert!(row.issued.is_none_or(|day| day.year() == year), "the year of the number: {line}");
        let ordinance = body.contains("UBTVQH");
        assert_eq!(ordinance, row.kind == "Pháp lệnh", "{line}");
        let term = body.trim_start_matches("PL-").trim_start_matches("UBTV").trim_start_matches("QH");
        let fits = TERMS.iter().any(|(known, from, to)| *known == term && (*from..=*to).contains(&year));
        assert!(fits, "the term of the number: {line}");
    }
}

#[test]
fn successors_are_rows_and_younger() {
    let rows = rows();
    let numbered: BTreeMap<&str, &Row<'_>> = rows.iter().map(|row| (row.number, row)).collect();
    for row in rows.iter().filter(|row| !row.replaced_by.is_empty()) {
        let next = numbered.get(row.replaced_by).unwrap_or_else(|| panic!("no such row: {}", row.line));
        assert!(next.issued > row.issued, "a successor is younger: {}", row.line);
    }
}

#[test]
fn a_name_has_no_two_instruments_of_one_day() {
    let mut seen = BTreeSet::new();
    for row in rows() {
        assert!(seen.insert((row.kind, row.title, row.issued)), "twice: {}", row.line);
    }
}

/// A newer instrument of a title that is missing makes a wrong link: the title's instruments form one chain, each
/// replaced by the next, as far as the successors say.
#[test]
fn a_replaced_law_names_the_next_of_its_title() {
    let rows = rows();
    for pair in rows.windows(2) {
        let (row, next) = (&pair[0], &pair[1]);
        let same = (row.kind, row.title) == (next.kind, next.title) && !next.number.is_empty();
        if same && !row.replaced_by.is_empty() {
            assert_eq!(row.replaced_by, next.number, "{}", row.line);
        }
    }
}
