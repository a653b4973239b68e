//! Abbreviations that ministries gave up: `82-TC/TCT`, `02/1999/TTLT-TC-LĐTBXH`. In: an abbreviation, the type and
//! whether the number carries its year. Out: the issuer's key.

use crate::content::registry::DocumentType;
use crate::content::registry::types::Ministry;
use crate::text::fold;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// Abbreviation → key of the body, and whether it stood for it in what only ministers issue.
static CODES: LazyLock<BTreeMap<String, (&'static str, bool)>> = LazyLock::new(|| {
    let rows = include_str!("former_codes.tsv").lines().filter(|line| !line.starts_with('#'));
    let row = |line: &'static str| {
        let mut cells = line.split('\t');
        let code = compared(cells.next()?);
        Some((code, (cells.next()?, cells.next() == Some("ministers-only"))))
    };
    rows.filter_map(row).collect()
});

/// The body that `code` stood for. Of thông tư only a minister is the author, and of decisions only a ministry's carry
/// a year in their number; else a Sở may speak (`896/QĐ-TC`), and nothing is implied. `kind`: the document's type.
pub fn issuer(code: &str, kind: Option<&DocumentType>, has_year: bool) -> Option<&'static str> {
    let (key, ministers_only) = *CODES.get(&compared(code))?;
    match kind?.numbers.ministry? {
        Ministry::Always => Some(key),
        Ministry::WithYear => (has_year && !ministers_only).then_some(key),
    }
}

/// Whether a body once used this abbreviation.
pub fn is_code(code: &str) -> bool {
    CODES.contains_key(&compared(code))
}

fn compared(code: &str) -> String {
    fold(code).chars().filter(char::is_ascii_alphanumeric).collect()
}
