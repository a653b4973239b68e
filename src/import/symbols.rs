//! Symbol fonts: fonts whose letters show other signs than their codes say.
//!
//! In: the name of a font, a code. Out: the sign in Unicode (`symbols.tsv`).

use std::collections::BTreeMap;
use std::sync::LazyLock;

static SIGNS: LazyLock<BTreeMap<(&str, u32), char>> = LazyLock::new(|| {
    let rows = include_str!("symbols.tsv").lines().filter(|line| !line.starts_with('#'));
    let mut signs = BTreeMap::new();
    for row in rows {
        let mut cells = row.split('\t');
        let (Some(font), Some(first), Some(row)) = (cells.next(), cells.next(), cells.next()) else { continue };
        let Ok(first) = u32::from_str_radix(first, 16) else { continue };
        let row = row.split(' ').enumerate().filter(|(_, sign)| *sign != "-");
        signs.extend(row.filter_map(|(at, sign)| Some(((font, first + at as u32), sign.chars().next()?))));
    }
    signs
});

/// Codes of symbol fonts in Unicode's private area: Word adds F000 to what the font says.
const PRIVATE: std::ops::RangeInclusive<u32> = 0xf020..=0xf0ff;

/// What is known of one letter in a font.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Letter {
    /// It is what its code says.
    Plain(char),
    /// A sign of a symbol font.
    Sign(char),
    /// A sign of a symbol font that Unicode has no letter for, or of a font that is not known.
    Unknown,
}

/// What a reader sees for the code `code` in `font`.
pub(super) fn letter(font: Option<&str>, code: u32) -> Letter {
    let table = font.and_then(table);
    let own = if PRIVATE.contains(&code) { code - 0xf000 } else { code };
    if own == 0x20 && (table.is_some() || own != code) {
        return Letter::Plain(' ');
    }
    match (table, char::from_u32(code)) {
        (Some(table), _) if own < 0x100 => SIGNS.get(&(table, own)).map_or(Letter::Unknown, |sign| Letter::Sign(*sign)),
        (_, Some(plain)) if !matches!(plain, '\u{e000}'..='\u{f8ff}') => Letter::Plain(plain),
        _ => Letter::Unknown,
    }
}

/// Whether `font` shows signs instead of letters.
pub(super) fn is_symbol_font(font: &str) -> bool {
    table(font).is_some()
}

fn table(font: &str) -> Option<&'static str> {
    const FONTS: [&str; 5] = ["Symbol", "Wingdings", "Wingdings 2", "Wingdings 3", "Webdings"];
    let font = font.trim();
    // A PDF has "ABCDEF+Wingdings-Regular" and "SymbolMT".
    let font = font.split_once('+').map_or(font, |(_, font)| font);
    let plain: String = font.chars().filter(|c| !matches!(c, ' ' | '-' | '_')).collect::<String>().to_lowercase();
    let plain = plain.trim_end_matches("regular").trim_end_matches("mt");
    FONTS.into_iter().find(|known| known.replace(' ', "").to_lowercase() == plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_font_and_the_code_tell_the_sign() {
        for (font, code, sign) in [
            (Some("Symbol"), 0xf0b3, Letter::Sign('≥')),
            (Some("Symbol"), 0xa3, Letter::Sign('≤')),
            (Some("SymbolMT"), 0xb1, Letter::Sign('±')),
            (Some("Wingdings"), 0xf0fe, Letter::Sign('☑')),
            (Some("wingdings"), 0xf0a8, Letter::Sign('☐')),
            (Some("Wingdings"), 0xfc, Letter::Sign('✓')),
            (Some("ABCDEF+Wingdings-Regular"), 0x6f, Letter::Sign('☐')),
            (Some("Wingdings 2"), 0xf050, Letter::Sign('✓')),
            (Some("Wingdings 2"), 0x52, Letter::Sign('☑')),
            (Some("Wingdings 2"), 0xa3, Letter::Sign('☐')),
            (Some("Webdings"), 0x61, Letter::Sign('✔')),
            (Some("Wingdings 3"), 0x66, Letter::Sign('←')),
            (Some("Symbol"), 0xf0f0, Letter::Unknown),
            (Some("Symbol"), 0xf020, Letter::Plain(' ')),
            (Some("MS Gothic"), 0x2611, Letter::Plain('☑')),
            (Some("MT Extra"), 0xf0b3, Letter::Unknown),
            (None, 0x41, Letter::Plain('A')),
        ] {
            assert_eq!(letter(font, code), sign, "{font:?} {code:x}");
        }
    }

    #[test]
    fn every_row_has_sixteen_signs() {
        for row in include_str!("symbols.tsv").lines().filter(|line| !line.starts_with('#')) {
            let signs: Vec<&str> = row.rsplit('\t').next().unwrap_or_default().split(' ').collect();
            assert_eq!(signs.len(), 16, "{row}");
            assert!(signs.iter().all(|sign| sign.chars().count() == 1), "{row}");
        }
    }
}
