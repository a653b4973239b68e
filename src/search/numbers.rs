//! Makes the terms by which readers look for a số, ký hiệu: whole (`2457qdbgddt`), without its year (`12ttbgddt`), the
//! number alone (`2457`), with its type (`2457qd`: "quyết định 2457"), with its year (`122022`: "thông tư 12/2022"),
//! the symbol alone (`qdbgddt`). Folded, without separators and leading zeros; each behind a `#`, apart from words.

use super::words::folded_text;
use crate::text::number::Number;

/// The terms of `number`, whole first, none twice.
pub fn terms(number: &Number) -> Vec<String> {
    let ordinal = plain(number.ordinal().trim_start_matches('0'));
    let symbol = plain(number.symbol());
    let kind = plain(number.symbol().split(['-', '/']).next().unwrap_or_default());
    let year = number.own_year().map(|year| year.to_string()).unwrap_or_default();
    let mut terms: Vec<String> = Vec::new();
    let dated = format!("{ordinal}{year}");
    for term in
        [format!("{dated}{symbol}"), format!("{ordinal}{symbol}"), format!("{ordinal}{kind}"), dated, ordinal, symbol]
    {
        let term = format!("#{term}");
        if term.len() > 1 && !terms.contains(&term) {
            terms.push(term);
        }
    }
    terms
}

fn plain(text: &str) -> String {
    folded_text(text).replace(' ', "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_found_by_its_parts() {
        for (number, expected) in [
            ("2457/QĐ-BGDĐT", "#2457qdbgddt #2457qd #2457 #qdbgddt"),
            ("12/2022/TT-BGDĐT", "#122022ttbgddt #12ttbgddt #12tt #122022 #12 #ttbgddt"),
            ("06/CT-UBND", "#6ctubnd #6ct #6 #ctubnd"),
            ("115/KH-SGD&ĐT", "#115khsgddt #115kh #115 #khsgddt"),
            ("6", "#6"),
        ] {
            let number = Number::parse(number).expect("a number");
            assert_eq!(terms(&number).join(" "), expected);
        }
    }
}
