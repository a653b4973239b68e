//! Several numbers that share one symbol: "các Thông tư số 01, 02, 03, 04/2021/TT-BGDĐT", "Nghị định số 105 và
//! 116/2020/NĐ-CP", "từ số 01 đến số 04/2021/TT-BGDĐT".
//!
//! In: a [`FlowReader`] and the place of a number that no symbol follows. Out: a [`Mention`] for each number, the last
//! one read as any other. What stands between the ends of a range is not named and no mention.

use super::folded::Folded;
use super::issuer::FlowReader;
use super::kind::{self, Lead};
use super::laws::FoundLawName;
use super::number::{self, Shape};
use super::scan::{self, Mention};
use crate::text::date::{WorkDate, plausible};
use crate::text::number::Number;
use std::ops::{Range, RangeInclusive};
use std::sync::LazyLock;

/// Numbers that share a symbol.
const MOST: usize = 40;
/// Digits and suffix of such a number.
const LONGEST: usize = 6;
/// Words of a list between two numbers (folded).
const LINKS: [&str; 6] = ["va", "hoac", "den", "so", "cac", "cung"];
/// Terms of the Quốc hội with the years that lie within one alone: a law of another year may have another symbol.
static TERMS: LazyLock<Vec<(&'static str, RangeInclusive<i16>)>> = LazyLock::new(|| {
    let lines = include_str!("assembly_terms.tsv").lines().filter(|line| !line.starts_with('#'));
    let row = |line: &'static str| {
        let mut cells = line.split('\t');
        let term = cells.next()?;
        let mut year = || cells.next()?.parse().ok();
        Some((term, year()?..=year()?))
    };
    lines.filter_map(row).collect()
});

/// A number of the list but the last.
#[derive(Clone, Debug)]
struct SeriesItem {
    ordinal: Range<usize>,
    year: Option<i16>,
    end: usize,
}

/// The mentions of a list that starts with the number at `start`; nothing where no number with a symbol ends it, or
/// where the words before it do not say that the numbers are those of documents.
pub(super) fn mentions(
    reader: &FlowReader<'_>,
    start: usize,
    floor: usize,
    laws: &[FoundLawName],
) -> Option<Vec<Mention>> {
    let folded = reader.folded;
    let (items, shape) = numbers(reader, start)?;
    let lead = kind::lead(reader, start, floor, Some(&shape), laws);
    let of_symbol = scan::symbol_type(reader, &shape, &shape.part(folded, 0));
    let agrees = match (&lead.kind, &of_symbol) {
        (Some(word), Some(key)) => word.key == *key || super::folded::pattern(&word.written) == "van ban",
        _ => true,
    };
    if lead.look_alike
        || !agrees
        || lead.kind.is_none() && !lead.announced
        || !scan::accepts(reader, &shape, &lead, None)
    {
        return None;
    }
    let first = lead.start;
    let last_lead = Lead { start: shape.places.start, ..lead };
    let last = scan::with_symbol(reader, shape, last_lead, None)?;
    let mut mentions: Vec<Mention> = Vec::with_capacity(items.len() + 1);
    for (index, item) in items.into_iter().enumerate() {
        let Some(number) = number_of(reader, &item, last.number.as_ref()?) else { continue };
        reader.note(item.ordinal.clone(), "why.series", &[("number", number.as_str())]);
        let own_year = number.own_year();
        mentions.push(Mention {
            places: if index == 0 { first } else { item.ordinal.start }..item.end,
            number_end: item.end,
            // The day may be that of the last alone; that all are of its year is what one symbol for all says.
            date: last.date.map(WorkDate::year).filter(|_| own_year.is_none()).map(WorkDate::Year),
            number: Some(number),
            tail: item.end,
            misspelt: None,
            ..last.clone()
        });
    }
    mentions.push(last);
    Some(mentions)
}

/// The numbers from `start` on and the one with a symbol that ends them.
fn numbers(reader: &FlowReader<'_>, start: usize) -> Option<(Vec<SeriesItem>, Shape)> {
    let folded = reader.folded;
    let mut items = vec![item(folded, start)?];
    while items.len() < MOST {
        let next = over_gap(folded, items.last()?.end)?;
        if let Some(shape) = number::read(folded, next, reader.lexicon) {
            return Some((items, shape));
        }
        items.push(item(folded, next)?);
    }
    None
}

/// "01", "05a", "01/2021", "01/2021/".
fn item(folded: &Folded<'_>, place: usize) -> Option<SeriesItem> {
    let end = number::ordinal(folded, place).filter(|end| end - place <= LONGEST)?;
    let ordinal = place..end;
    let mut found = SeriesItem { ordinal, year: None, end };
    if folded.byte(end) == b'/' && folded.byte(end + 1).is_ascii_digit() {
        let (year, after) = folded.digits(end + 1)?;
        found.year = Some(i16::try_from(year).ok().filter(|year| after - end == 5 && plausible(*year))?);
        found.end = after;
    }
    Some(found)
}

/// Where the next number of a list starts.
fn over_gap(folded: &Folded<'_>, end: usize) -> Option<usize> {
    let slash = usize::from(folded.byte(end) == b'/' && matches!(folded.byte(end + 1), b',' | b' ' | b';'));
    let mut at = folded.skip_space(end + slash);
    let comma = matches!(folded.byte(at), b',' | b';');
    if comma {
        at = folded.skip_space(at + 1);
    }
    let mut linked = comma;
    for _ in 0..3 {
        let Some(after) = LINKS.iter().find_map(|word| folded.words_at(at, word)) else { break };
        linked |= &folded.bytes[at..after] != b"so";
        at = folded.skip_space(after);
    }
    (linked && folded.byte(at).is_ascii_digit()).then_some(at)
}

/// The number of an item: its own digits with what the last number has behind its own.
fn number_of(reader: &FlowReader<'_>, item: &SeriesItem, last: &Number) -> Option<Number> {
    let folded = reader.folded;
    let ordinal = folded.slice(item.ordinal.start, item.ordinal.end);
    let rest = &last.as_str()[last.ordinal().len()..];
    let Some(year) = item.year else { return Number::parse(&format!("{ordinal}{rest}")) };
    let own = last.own_year()?;
    let symbol = last.symbol();
    let law = reader.lexicon.words().is_law_symbol(symbol) || symbol.starts_with("UBTVQH");
    let one_term = || {
        let term = TERMS.iter().find(|(term, _)| symbol.ends_with(term));
        term.is_some_and(|(_, years)| years.contains(&year) && years.contains(&own))
    };
    (year == own || !law || one_term()).then(|| Number::parse(&format!("{ordinal}/{year}/{symbol}"))).flatten()
}
