//! What a place below a province lies in, as the text says after its name: ", huyện Văn Quan, tỉnh Lạng Sơn", " thuộc
//! tỉnh Lào Cai", " (tỉnh Yên Bái)", " (Yên Bái)".
//!
//! In: folded text after the name. Out: [`Area`].

use super::{level_of, name_end, tidy, unit_at};
use crate::citation::folded::Folded;
use crate::citation::lexicon::{Lexicon, ProvinceEntry};
use crate::content::registry::Level;

/// Where a place lies, as written after its name.
#[derive(Debug)]
pub struct Area<'l> {
    /// The place after the words.
    pub end: usize,
    /// "huyện Văn Quan", where a district stands between.
    pub district: Option<String>,
    /// The province.
    pub province: &'l ProvinceEntry,
}

impl Area<'_> {
    /// "huyện Văn Quan, tỉnh Lạng Sơn".
    pub fn words(&self) -> String {
        let province = format!("{} {}", self.province.unit_word, self.province.name);
        match &self.district {
            Some(district) => format!("{district}, {province}"),
            None => province,
        }
    }
}

/// The area that is named after a place which ends at `end`.
pub fn after<'l>(folded: &Folded<'_>, lexicon: &'l Lexicon, end: usize) -> Option<Area<'l>> {
    let at = folded.skip_space(end);
    let in_brackets = folded.byte(at) == b'(';
    let area = over_district(folded, lexicon, if in_brackets { at + 1 } else { end })?;
    if !in_brackets {
        return Some(area);
    }
    let closing = folded.skip_space(area.end);
    (folded.byte(closing) == b')').then_some(Area { end: closing + 1, ..area })
}

fn over_district<'l>(folded: &Folded<'_>, lexicon: &'l Lexicon, end: usize) -> Option<Area<'l>> {
    if let Some(area) = province(folded, lexicon, end) {
        return Some(area);
    }
    let (unit_word, after) = unit_at(folded, joined(folded, end)?)?;
    if level_of(unit_word) != Level::District {
        return None;
    }
    let name_at = folded.skip_space(after);
    let name_end = name_end(folded, name_at)?;
    let area = province(folded, lexicon, name_end)?;
    Some(Area { district: Some(format!("{unit_word} {}", tidy(folded.slice(name_at, name_end)))), ..area })
}

/// Over a comma, a dash or "thuộc".
fn joined(folded: &Folded<'_>, end: usize) -> Option<usize> {
    let mut at = folded.skip_space(end);
    if matches!(folded.byte(at), b',' | b'-') {
        at = folded.skip_space(at + 1);
    }
    for words in ["thuoc", "cua"] {
        at = folded.words_at(at, words).map_or(at, |after| folded.skip_space(after));
    }
    (at > end || folded.before(end) == b'(').then_some(at)
}

fn province<'l>(folded: &Folded<'_>, lexicon: &'l Lexicon, end: usize) -> Option<Area<'l>> {
    let at = joined(folded, end)?;
    if let Some((unit_word, after)) = unit_at(folded, at) {
        let name_at = folded.skip_space(after);
        let (province, end) = lexicon.province_at(folded, name_at)?;
        let fits = unit_word == "tỉnh" || unit_word == "thành phố" && province.unit_word == unit_word;
        return fits.then_some(Area { end, district: None, province });
    }
    // "UBND xã Bảo Hà, Lào Cai", "UBND xã Bảo Hà (Lào Cai)": only there, and where the name does not go on.
    let parted = folded.before(end) == b'(' || folded.bytes[end..at].contains(&b',');
    let (province, end) = lexicon.province_at(folded, at).filter(|_| parted && folded.is_upper(at))?;
    let goes_on = folded.byte(end) == b' ' && folded.is_upper(end + 1);
    (!goes_on).then_some(Area { end, district: None, province })
}
