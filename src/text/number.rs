//! Số và ký hiệu: `2457/QĐ-BGDĐT`, `29-NQ/TW`, `88/2014/QH13`, `169/UBND-VX`.
//!
//! In: the number as a document prints it, also with the traces of extraction. Out: [`Number`]: the normal
//! form to show, a key to compare by, and its parts. Rules of layout: Nghị định 30/2020/NĐ-CP, Phụ lục I,
//! mục II.3 (state: `/` after the number, `-` between abbreviations); Hướng dẫn 36-HD/VPTW (Party: `-` after the
//! number, `/` before the issuer).

use super::{fold_char, is_mark, letters, nfc, plain_sign};
use std::sync::Arc;

/// A document's số/ký hiệu.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Number {
    /// Shared: a site cites the same works again and again.
    normal: Arc<str>,
}

impl Number {
    /// Bytes of the longest number that is believed: a joint circular of ten ministries has a hundred.
    pub const LONGEST: usize = 240;

    /// Repairs spaces, line breaks, slashes, dashes, characters without width, decomposed letters, Ð and the letters of
    /// other scripts that look Latin, and writes numbers below 10 with the leading zero that Nghị định 30 asks for; `&`
    /// and case stay. `None` where no digit comes first, and
    /// where it is longer than any number. A bare `6` is a number without symbol.
    pub fn parse(printed: &str) -> Option<Self> {
        if printed.len() > Self::LONGEST {
            return None;
        }
        let composed = nfc(printed.trim());
        let seen = composed.chars().filter(|c| !c.is_whitespace() && !letters::is_invisible(*c));
        let mut normal: String = seen.map(plain).collect();
        if !normal.starts_with(|c: char| c.is_ascii_digit()) {
            return None;
        }
        while normal.ends_with(['.', ',', ';', ':', '-', '/']) {
            normal.pop();
        }
        let digits = normal.bytes().take_while(u8::is_ascii_digit).count();
        let suffixed = normal[digits..].starts_with(|c: char| c.is_ascii_lowercase());
        if digits == 1 && (normal.len() == 1 || normal[1..].starts_with(['/', '-']) || suffixed) {
            normal.insert(0, '0');
        }
        Some(Self { normal: normal.into() })
    }

    /// The same number in the memory of an equal one, which `known` knows.
    pub fn share(&mut self, known: impl FnOnce(&mut Arc<str>)) {
        known(&mut self.normal);
    }

    /// The number whose normal form this is: what [`Number::normal`] gave.
    pub const fn of_normal(normal: Arc<str>) -> Self {
        Self { normal }
    }

    /// See [`Number::as_str`].
    pub const fn normal(&self) -> &Arc<str> {
        &self.normal
    }

    /// The form to show: `115/KH-SGD&ĐT`.
    pub fn as_str(&self) -> &str {
        &self.normal
    }

    /// To compare by: folded, `&` dropped, leading zeros of the number dropped: `115/kh-sgddt`. Separators
    /// count: `05-CT/TW` (Party) is not `05/CT-TW`. After a year they do not: `66/2012/TTLT/BTC-BGDĐT` and
    /// `66/2012/TTLT-BTC-BGDĐT` are two ways to write one joint circular, `/` its old and `-` its new one.
    pub fn key(&self) -> String {
        let mut key = String::with_capacity(self.normal.len());
        key.extend(self.normal.chars().filter(|c| *c != '&' && !is_mark(*c)).map(fold_char));
        let trimmed = key.trim_start_matches('0');
        if trimmed.starts_with(|c: char| c.is_ascii_digit()) {
            key.drain(..key.len() - trimmed.len());
        }
        let Some(start) = key.find('/').filter(|_| self.own_year().is_some()) else { return key };
        // Four digits of the year, a separator, the symbol, where the number has one.
        let symbol = key.get(start + 6..).unwrap_or_default().replace('/', "-");
        key.truncate(start + 5);
        if !symbol.is_empty() {
            key.push('/');
            key.push_str(&symbol);
        }
        key
    }

    /// The digits before the first separator, with a suffix letter where there is one: `05a`, `66.13`.
    pub fn ordinal(&self) -> &str {
        // Bytes: this is asked of each citation several times.
        let end = self.normal.bytes().position(|byte| matches!(byte, b'/' | b'-')).unwrap_or(self.normal.len());
        &self.normal[..end]
    }

    /// What follows the number (and its year): `QĐ-BGDĐT`, `NQ/TW`, `QH13`; empty for a bare number.
    pub fn symbol(&self) -> &str {
        let rest = &self.normal[self.ordinal().len()..];
        let rest = rest.strip_prefix(['/', '-']).unwrap_or(rest);
        match self.own_year() {
            Some(_) => rest.get(5..).unwrap_or(""),
            None => rest,
        }
    }

    /// The year inside a normative number: 2014 in `88/2014/QH13`, and in `88/2014-QH13` as it is written at times.
    pub fn own_year(&self) -> Option<i16> {
        let rest = &self.normal[self.ordinal().len()..];
        let rest = rest.strip_prefix('/')?;
        // A short form may end with the year: "Nghị định 54/2017".
        let year = rest.split_once(['/', '-']).map_or(rest, |(year, _)| year);
        if year.len() != 4 {
            return None;
        }
        year.parse().ok().filter(|year| super::date::plausible(*year))
    }

    /// The symbol's abbreviations: `["QĐ", "BGDĐT"]`, `["NQ", "TW"]`.
    pub fn symbol_parts(&self) -> impl Iterator<Item = &str> {
        self.symbol().split(['/', '-']).filter(|part| !part.is_empty())
    }

    /// The Party's way of writing: a hyphen right after the number (`29-NQ/TW`).
    pub fn is_party_shaped(&self) -> bool {
        self.normal[self.ordinal().len()..].starts_with('-')
    }

    /// An address part, one for one with [`Number::key`]: `2457-qd-bgddt`, `29-nq-tw`. Where the separators
    /// are not those of the number's own system (`05/CT-TW`), a suffix tells the two apart.
    pub fn slug(&self) -> String {
        const PARTY_BODIES: [&str; 12] =
            ["tw", "tu", "hu", "thu", "qu", "du", "cb", "vptw", "vptu", "btgtw", "ubkttw", "btctw"];
        let key = self.key();
        let mut slug = super::slug(&key);
        if key.len() > 1 && key.bytes().take_while(u8::is_ascii_digit).count() == 1 {
            slug.insert(0, '0');
        }
        let last = key.rsplit(['/', '-']).next().unwrap_or("");
        let party = PARTY_BODIES.contains(&last);
        let separators: String = key.chars().filter(|c| matches!(c, '/' | '-')).collect();
        slug.push_str(&unusual(&separators, party, self.own_year().is_some()));
        slug
    }
}

/// The character as it belongs into a number.
const fn plain(c: char) -> char {
    match letters::latin(c) {
        Some(latin) => latin,
        None if letters::is_slash(c) => '/',
        None if letters::is_dash(c) => '-',
        None => plain_sign(c),
    }
}

/// What tells a number apart from the one that is written alike but for its separators: nothing for the usual ones of
/// its system, `-x` for those of the other, else all of them (`s` for `/`, `g` for `-`).
fn unusual(separators: &str, party: bool, dated: bool) -> String {
    let rest = separators.strip_prefix('/');
    let rest = if dated { rest.and_then(|rest| rest.strip_prefix('/')) } else { rest };
    let of_state = rest.is_some_and(|rest| rest.bytes().all(|sign| sign == b'-'));
    let of_party = separators.strip_prefix('-').is_some_and(|rest| rest.bytes().all(|sign| sign == b'/'));
    match (party, of_state, of_party) {
        _ if separators.is_empty() => String::new(),
        (true, _, true) | (false, true, _) => String::new(),
        (true, true, _) | (false, _, true) => "-x".to_owned(),
        _ => format!("-x{}", separators.replace('/', "s").replace('-', "g")),
    }
}

impl std::fmt::Display for Number {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.normal)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(printed: &str) -> Number {
        Number::parse(printed).expect("a number")
    }

    #[test]
    fn normal_form_repairs_and_keeps() {
        for (printed, normal) in [
            ("2236/QĐ - BGDĐT", "2236/QĐ-BGDĐT"),
            ("05- CT/TW", "05-CT/TW"),
            ("5-CT/TW", "05-CT/TW"),
            ("88/2014/QH 13", "88/2014/QH13"),
            ("169/UBND-\nVX", "169/UBND-VX"),
            ("115/KH-SGD&ĐT", "115/KH-SGD&ĐT"),
            ("12/2022/TT–BGDÐT", "12/2022/TT-BGDĐT"),
            ("5a/2012/TT-BTC", "05a/2012/TT-BTC"),
            ("66.13/2026/NQ-CP", "66.13/2026/NQ-CP"),
            ("6", "06"),
            ("30/2020/NĐ-CP.", "30/2020/NĐ-CP"),
            ("30/2020/NĐ-СР", "30/2020/NĐ-CP"),
            ("29／2024／ТТ－ВGDĐТ", "29/2024/TT-BGDĐT"),
            ("2236/QĐ\u{ad}-\u{200b}BGD\u{2060}ĐT", "2236/QĐ-BGDĐT"),
        ] {
            assert_eq!(number(printed).as_str(), normal);
        }
        assert_eq!(Number::parse("KH-UBND"), None);
    }

    #[test]
    fn keys_drop_zeros_ampersand_case_and_d() {
        assert_eq!(number("06-ĐA/TU").key(), number("6-đa/tu").key());
        assert_eq!(number("115/KH-SGD&ĐT").key(), number("115/KH-SGDĐT").key());
        assert_ne!(number("05-CT/TW").key(), number("05/CT-TW").key());
    }

    #[test]
    fn parts() {
        let law = number("88/2014/QH13");
        assert_eq!((law.ordinal(), law.own_year(), law.symbol()), ("88", Some(2014), "QH13"));
        let plan = number("84/KH-UBND");
        assert_eq!((plan.ordinal(), plan.own_year(), plan.symbol()), ("84", None, "KH-UBND"));
        let party = number("29-NQ/TW");
        assert_eq!(party.symbol_parts().collect::<Vec<_>>(), ["NQ", "TW"]);
        assert!(party.is_party_shaped());
        assert_eq!(number("06").symbol(), "");
        let short = number("54/2017");
        assert_eq!((short.ordinal(), short.own_year(), short.symbol()), ("54", Some(2017), ""));
        assert_eq!(short.key(), "54/2017");
    }

    #[test]
    fn slugs_tell_the_two_systems_apart() {
        assert_eq!(number("2457/QĐ-BGDĐT").slug(), "2457-qd-bgddt");
        assert_eq!(number("05-CT/TW").slug(), "05-ct-tw");
        assert_eq!(number("05/CT-TW").slug(), "05-ct-tw-x");
        assert_eq!(number("88/2014/QH13").slug(), "88-2014-qh13");
        assert_eq!(number("6-ĐA/TU").slug(), "06-da-tu");
        assert_ne!(number("119-CP").slug(), number("119/CP").slug());
        assert_ne!(number("66/TTLT/BTC-BYT").slug(), number("66/TTLT-BTC-BYT").slug());
        assert_eq!(number("66/2012/TTLT/BTC-BYT").key(), number("66/2012/TTLT-BTC-BYT").key());
    }

    #[test]
    fn a_slash_and_a_hyphen_between_parts_make_two_slugs_where_they_make_two_keys() {
        let (a, b) = (number("2/2012/A-C&D/C&D"), number("2/2012-A-C&D-C&D"));
        assert_eq!(a.key() == b.key(), a.slug() == b.slug(), "{} {}", a.key(), b.key());
    }

    proptest::proptest! {
        #[test]
        fn slugs_and_keys_are_one_for_one(
            a in "0?[1-3][a]?[/-](2012[/-])?(A|QĐ|TW)([/-](B|C&D)){0,3}",
            b in "0?[1-3][a]?[/-](2012[/-])?(A|QĐ|TW)([/-](B|C&D)){0,3}",
        ) {
            let (a, b) = (number(&a), number(&b));
            proptest::prop_assert_eq!(a.key() == b.key(), a.slug() == b.slug(), "{} {}", a.key(), b.key());
        }
    }
}
