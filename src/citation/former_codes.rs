//! Abbreviations that ministries gave up: `82-TC/TCT`, `02/1999/TTLT-TC-LĐTBXH`. In: an abbreviation, the type and whether the
//! number carries its year. Out: the issuer's key.

use crate::text::fold;
use std::collections::BTreeMap;
use std::sync::LazyLock;

static CODES: LazyLock<BTreeMap<String, &'static str>> = LazyLock::new(|| {
    let rows = include_str!("former_codes.tsv").lines().filter(|line| !line.starts_with('#'));
    rows.filter_map(|line| line.split_once('\t')).map(|(code, key)| (compared(code), key)).collect()
});

/// The body that `code` stood for. Only a minister issues a thông tư, and of decisions only a ministry's carry a year in
/// their number; else a Sở may speak (`896/QĐ-TC`), and nothing is implied. `CA` is the Chief Justice only in a thông tư.
pub fn issuer(code: &str, kind: Option<&str>, has_year: bool) -> Option<&'static str> {
    let circular = matches!(kind, Some("thong-tu" | "thong-tu-lien-tich"));
    let decision = has_year && matches!(kind, Some("quyet-dinh" | "chi-thi")) && code != "CA";
    if !circular && !decision {
        return None;
    }
    CODES.get(&compared(code)).copied()
}

/// Whether a body once used this abbreviation.
pub fn is_code(code: &str) -> bool {
    CODES.contains_key(&compared(code))
}

fn compared(code: &str) -> String {
    fold(code).chars().filter(char::is_ascii_alphanumeric).collect()
}
