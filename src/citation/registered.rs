//! Issuers that a registry lists, by the name or spelling that stands in the text. A name that does not
//! say its province ("UBND xã Tân Tiến") belongs to the one written after it or to the citing document's
//! own, and otherwise to no body.
//!
//! In: folded text. Out: the end of the name, and the body where it is certain.

use super::IssuerMention;
use super::issuer::{FlowReader, stated};
use super::lexicon::IssuerEntry;
use super::place::area_after;
use crate::content::registry::Level;
use crate::text::fold;

/// The registered body that is named at `at`. `year` is that of the work.
pub(super) fn read(reader: &FlowReader<'_>, at: usize, year: Option<i16>) -> Option<(usize, Option<IssuerMention>)> {
    let (rows, end) = reader.lexicon.issuers_at(reader.folded, at)?;
    let words = &reader.folded.bytes[at..end];
    let (certain, placed): (Vec<_>, Vec<_>) = rows.into_iter().partition(|row| says_all(row, words));
    if let Some(row) = certain.iter().find(|row| row.existed(year)).or_else(|| certain.first()) {
        return Some((end, Some(stated(row))));
    }
    // Every place has an UBND; an abbreviation before a place is not the whole name.
    if matches!(words, b"ubnd" | b"hdnd") {
        return None;
    }
    let area = area_after(reader.folded, reader.lexicon, end).filter(|_| words.contains(&b' '));
    let home = reader.home.province.as_ref().map(|place| place.name.as_str());
    let wanted = area.as_ref().map(|area| area.province.name.as_str()).or(home);
    let row = match wanted {
        Some(province) => of_province(reader, &placed, province),
        None => of_own_site(reader, &placed),
    };
    let end = area.as_ref().filter(|_| row.is_some()).map_or(end, |area| area.end);
    let at_home = area.is_none();
    Some((end, row.map(|row| IssuerMention { at_home: at_home && is_below(row), ..stated(row) })))
}

fn is_below(row: &IssuerEntry) -> bool {
    matches!(row.level, Level::District | Level::Commune)
}

/// Whether the words alone name the body: it is a central one, or they hold the name of its province.
fn says_all(row: &IssuerEntry, words: &[u8]) -> bool {
    if row.level == Level::Central {
        return true;
    }
    // "UBND xã Hòa Bình" in tỉnh Hòa Bình: the name of the commune is no province.
    let Some(province) = row.province.as_deref().filter(|_| !is_below(row)) else { return false };
    let province = fold(province);
    words.windows(province.len()).any(|window| window == province.as_bytes())
}

/// The only row, where the document and the row are both of a place whose province no registry says: the
/// site of one commune.
fn of_own_site<'l>(reader: &FlowReader<'_>, rows: &[&'l IssuerEntry]) -> Option<&'l IssuerEntry> {
    let is_local = reader.home.district.is_some() || reader.home.commune.is_some();
    match rows {
        [row] if is_local && row.province.is_none() => Some(row),
        _ => None,
    }
}

/// The row of this province. A district of a province that went into this one counts, too: districts ended with it.
fn of_province<'l>(reader: &FlowReader<'_>, rows: &[&'l IssuerEntry], province: &str) -> Option<&'l IssuerEntry> {
    let of = |province: &str| rows.iter().copied().find(|row| row.province.as_deref() == Some(province));
    if let Some(row) = of(province) {
        return Some(row);
    }
    let before = reader.issuers.provinces().get(province).map(|row| row.predecessors.as_slice()).unwrap_or_default();
    let mut districts = before.iter().filter_map(|name| of(name)).filter(|row| row.level == Level::District);
    districts.next().filter(|_| districts.next().is_none())
}
