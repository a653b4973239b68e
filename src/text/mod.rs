//! How Vietnamese is compared and spelled: composed form, tone placement, folding, addresses, dates and
//! document numbers. In: any text. Out: keys to compare by, slugs, dates, numbers. This room
//! never changes what a reader sees.

pub mod date;
pub mod letters;
pub mod number;
pub(crate) mod packed;
pub mod suggest;

use std::borrow::Cow;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// Composed form (NFC, TCVN 6909): `e` + marks → one letter. Borrowed when nothing changes.
pub fn nfc(text: &str) -> Cow<'_, str> {
    // Spares the tables of Unicode: nearly every text asked about is Vietnamese and composed.
    if text.chars().all(is_composed) {
        return Cow::Borrowed(text);
    }
    match is_nfc_quick(text.chars()) {
        IsNormalized::Yes => Cow::Borrowed(text),
        _ => Cow::Owned(text.nfc().collect()),
    }
}

/// Whether `c` is a letter or sign that stays what it is beside any other; true of all that Vietnamese is written with.
const fn is_composed(c: char) -> bool {
    matches!(c, '\0'..='\u{2ff}' | '\u{1e00}'..='\u{1eff}' | '\u{2010}'..='\u{2027}')
}

/// The letter without marks, lower case, `đ` → `d`. Other characters stay.
pub fn fold_char(c: char) -> char {
    if c.is_ascii() {
        return c.to_ascii_lowercase();
    }
    match c {
        // U+00D0 (Icelandic eth) is what old fonts and OCR write for Đ.
        'đ' | 'Đ' | 'Ð' | 'ð' => 'd',
        // The letters of Vietnamese, so that its texts need no table of Unicode.
        '\u{1ea0}'..='\u{1eb7}' | 'À'..='Å' | 'à'..='å' | 'Ă' | 'ă' => 'a',
        '\u{1eb8}'..='\u{1ec7}' | 'È'..='Ë' | 'è'..='ë' => 'e',
        '\u{1ec8}'..='\u{1ecb}' | 'Ì'..='Ï' | 'ì'..='ï' | 'Ĩ' | 'ĩ' => 'i',
        '\u{1ecc}'..='\u{1ee3}' | 'Ò'..='Ö' | 'ò'..='ö' | 'Ơ' | 'ơ' => 'o',
        '\u{1ee4}'..='\u{1ef1}' | 'Ù'..='Ü' | 'ù'..='ü' | 'Ũ' | 'ũ' | 'Ư' | 'ư' => 'u',
        '\u{1ef2}'..='\u{1ef9}' | 'Ý' | 'ý' | 'ÿ' => 'y',
        _ => fold_rare(c),
    }
}

/// The same by the tables of Unicode.
fn fold_rare(c: char) -> char {
    let lower = c.to_lowercase().next().unwrap_or(c);
    std::iter::once(lower).nfd().next().unwrap_or(lower)
}

/// Lower case without any mark: "Giáo dục Đào tạo" → "giao duc dao tao". Combining marks are dropped, so
/// composed and decomposed text fold alike; folding twice changes nothing.
pub fn fold(text: &str) -> String {
    text.chars().filter(|c| !is_mark(*c)).map(fold_char).collect()
}

/// [`char::is_alphabetic`], which searches a table for every letter beyond ASCII; those of Vietnamese need none.
#[inline]
pub fn is_letter(c: char) -> bool {
    match c {
        '\0'..='\u{7f}' => c.is_ascii_alphabetic(),
        '\u{c0}'..='\u{24f}' => !matches!(c, '×' | '÷'),
        '\u{1e00}'..='\u{1eff}' => true,
        _ => c.is_alphabetic(),
    }
}

/// Whether `c` is a combining mark of decomposed Vietnamese text.
pub const fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}')
}

/// An address part: folded, every run of other characters one hyphen: "Chuyển đổi số, CNTT" →
/// `chuyen-doi-so-cntt`. Empty when no letter or digit is left.
pub fn slug(text: &str) -> String {
    let mut slug = String::with_capacity(text.len());
    for c in fold(text).chars() {
        if c.is_ascii_alphanumeric() {
            slug.push(c);
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    if slug.ends_with('-') {
        slug.pop();
    }
    slug
}

/// A key by which names are compared: composed, lower case, one tone placement (hoà = hòa), white space
/// runs one space, typographic quotes and dashes plain. Marks still count: "án" is not "an".
pub fn name_key(text: &str) -> String {
    let mut key = String::with_capacity(text.len());
    push_name_key(&mut key, text);
    key
}

/// Adds the [`name_key`] of `text` to `key`.
pub fn push_name_key(key: &mut String, text: &str) {
    let composed = nfc(text);
    let begins = key.len();
    for word in composed.split_whitespace() {
        if key.len() > begins {
            key.push(' ');
        }
        let start = key.len();
        word.chars().for_each(|c| push_lower(key, c));
        if let Cow::Owned(placed) = place_tone(&key[start..]) {
            key.truncate(start);
            key.push_str(&placed);
        }
    }
}

/// Whether a text has no white space but single spaces, and no sign of several bytes that might be some. Every byte is
/// looked at, whatever the others are, so that the processor looks at many at a time.
fn is_surely_single(bytes: &[u8]) -> bool {
    let (Some(first), Some(last)) = (bytes.first(), bytes.last()) else { return true };
    let is_space = |byte: u8| (byte.wrapping_sub(b'\t') < 5) | (byte == 0xc2) | (byte == 0xe3);
    let pairs = bytes.iter().zip(&bytes[1..]);
    let is_odd = pairs.fold(false, |is_odd, (before, byte)| {
        is_odd
            | is_space(*byte)
            | (*before == b' ') & (*byte == b' ')
            | (*before == 0xe1) & (*byte == 0x9a)
            | (*before == 0xe2) & ((*byte == 0x80) | (*byte == 0x81))
    });
    !is_odd && !is_space(*first) && *first != b' ' && *last != b' '
}

/// `text` with every run of white space one space, none at the ends. Borrowed where it is so already.
pub fn single_spaced(text: &str) -> Cow<'_, str> {
    let bytes = text.as_bytes();
    if is_surely_single(bytes) {
        return Cow::Borrowed(text);
    }
    let mut last = b' ';
    let is_single = bytes.iter().enumerate().all(|(at, byte)| {
        let is_odd = match *byte {
            b' ' => last == b' ',
            b'\t'..=b'\r' | 0xc2 | 0xe3 => true,
            // U+1680; U+2000 … U+205F, quotes and dashes left out.
            0xe1 => bytes[at + 1] == 0x9a,
            0xe2 => bytes[at + 1] == 0x81 || bytes[at + 1] == 0x80 && !matches!(bytes[at + 2], 0x90..=0xa7),
            _ => false,
        };
        last = *byte;
        !is_odd
    });
    if is_single && last != b' ' || text.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut single = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !single.is_empty() {
            single.push(' ');
        }
        single.push_str(word);
    }
    Cow::Owned(single)
}

/// What spaces part, as `split(' ')` says. Words are short: to look for the next space byte by byte costs less than to
/// set up a search of eight bytes at a time.
pub fn spaced_words(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let text = rest?;
        let end = text.bytes().position(|byte| byte == b' ');
        rest = end.map(|end| &text[end + 1..]);
        Some(&text[..end.unwrap_or(text.len())])
    })
}

/// Adds `c` in lower case, signs plain.
fn push_lower(key: &mut String, c: char) {
    match c {
        '\0'..='\u{7f}' => key.push(c.to_ascii_lowercase()),
        // Vietnamese letters with two marks stand in pairs, the small one odd: no table needs to be searched.
        '\u{1ea0}'..='\u{1ef9}' => key.push(char::from_u32(c as u32 | 1).unwrap_or(c)),
        _ => key.extend(c.to_lowercase().map(plain_sign)),
    }
}

/// Typographic quotes and dashes as their plain forms.
pub const fn plain_sign(c: char) -> char {
    match c {
        '“' | '”' | '„' | '«' | '»' => '"',
        '‘' | '’' => '\'',
        '‐' | '‑' | '‒' | '–' | '—' | '−' => '-',
        'ð' => 'đ',
        'Ð' => 'Đ',
        other => other,
    }
}

/// Moves the tone mark of the open groups oa, oe, uy to the first vowel: `hoà` → `hòa`, `uỷ` → `ủy`,
/// `khoẻ` → `khỏe`; not after q (`quý`), where u is no vowel, and not before a final letter (`hoàn`).
/// Expects lower case, composed text.
pub fn place_tone(word: &str) -> Cow<'_, str> {
    const OPEN: [(char, char, &str); 15] = [
        ('o', 'à', "òa"),
        ('o', 'á', "óa"),
        ('o', 'ả', "ỏa"),
        ('o', 'ã', "õa"),
        ('o', 'ạ', "ọa"),
        ('o', 'è', "òe"),
        ('o', 'é', "óe"),
        ('o', 'ẻ', "ỏe"),
        ('o', 'ẽ', "õe"),
        ('o', 'ẹ', "ọe"),
        ('u', 'ỳ', "ùy"),
        ('u', 'ý', "úy"),
        ('u', 'ỷ', "ủy"),
        ('u', 'ỹ', "ũy"),
        ('u', 'ỵ', "ụy"),
    ];
    // Nearly no word has such a group: one of these letters before one that is not ASCII.
    let mut before = b' ';
    let may_have = word.bytes().any(|byte| {
        let found = byte >= 0x80 && matches!(before, b'o' | b'u');
        before = byte;
        found
    });
    if !may_have {
        return Cow::Borrowed(word);
    }
    let mut placed = String::new();
    let mut copied = 0;
    let (mut earlier, mut first) = ('\0', '\0');
    let mut letters = word.char_indices().peekable();
    while let Some((at, second)) = letters.next() {
        // Nearly no two letters are such a group.
        if matches!(first, 'o' | 'u')
            && earlier != 'q'
            && let Some((_, _, to)) = OPEN.iter().find(|(o, toned, _)| (*o, *toned) == (first, second))
            && !letters.peek().is_some_and(|(_, next)| next.is_alphabetic())
        {
            placed.push_str(&word[copied..at - first.len_utf8()]);
            placed.push_str(to);
            copied = at + second.len_utf8();
        }
        (earlier, first) = (first, second);
    }
    if copied == 0 {
        return Cow::Borrowed(word);
    }
    placed.push_str(&word[copied..]);
    Cow::Owned(placed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn folding_drops_every_mark_and_the_bar_of_d() {
        assert_eq!(fold("Điều chỉnh Ðề án Tưởng"), "dieu chinh de an tuong");
        assert_eq!(fold("QĐ-BGD&ĐT"), "qd-bgd&dt");
    }

    #[test]
    fn letters_fold_as_the_tables_of_unicode_say() {
        for c in ('\u{80}'..=char::MAX).filter(|c| !matches!(c, 'đ' | 'Đ' | 'Ð' | 'ð')) {
            assert_eq!(fold_char(c), fold_rare(c), "{c:?}");
        }
    }

    #[test]
    fn composed_letters_need_no_table() {
        for c in ('\0'..=char::MAX).filter(|c| is_composed(*c)) {
            assert_eq!(is_nfc_quick(std::iter::once(c)), IsNormalized::Yes, "{c:?}");
            assert_eq!(unicode_normalization::char::canonical_combining_class(c), 0, "{c:?}");
        }
    }

    #[test]
    fn every_letter_is_lowered() {
        for c in '\0'..=char::MAX {
            let mut lower = String::new();
            push_lower(&mut lower, c);
            assert!(lower.chars().eq(c.to_lowercase().map(plain_sign)), "{c:?}");
        }
    }

    #[test]
    fn letters_are_those_of_unicode() {
        for c in '\0'..=char::MAX {
            assert_eq!(is_letter(c), c.is_alphabetic(), "{c:?}");
        }
    }

    #[test]
    fn every_white_character_becomes_a_space() {
        for c in '\0'..=char::MAX {
            for text in [format!("a{c}b"), format!("{c}b"), format!("a{c}")] {
                let words: Vec<&str> = text.split_whitespace().collect();
                assert_eq!(single_spaced(&text), words.join(" "), "{text:?}");
            }
        }
    }

    #[test]
    fn slugs_are_plain() {
        assert_eq!(slug("  Chuyển đổi số, CNTT! "), "chuyen-doi-so-cntt");
        assert_eq!(slug("05-CT/TW"), "05-ct-tw");
        assert_eq!(slug("…"), "");
    }

    #[test]
    fn one_tone_placement() {
        for (old, new) in [
            ("hoà", "hòa"),
            ("uỷ", "ủy"),
            ("khoẻ", "khỏe"),
            ("quý", "quý"),
            ("hoàn", "hoàn"),
            ("thuỷ", "thủy"),
            ("quỳnh", "quỳnh"),
            ("giáo", "giáo"),
            ("toà-nhà", "tòa-nhà"),
            ("tuỳ", "tùy"),
            ("tuỳ-tuỳ-hoà", "tùy-tùy-hòa"),
        ] {
            assert_eq!(place_tone(old), new);
        }
        assert_eq!(name_key("Tỉnh  uỷ\nLào Cai"), name_key("tỉnh ủy Lào Cai"));
        assert_ne!(name_key("án"), name_key("an"));
    }

    proptest! {
        #[test]
        fn single_spaces(text in "[a “ệ\u{a0}\u{3000}\u{2009}\t]{0,12}") {
            let words: Vec<&str> = text.split_whitespace().collect();
            prop_assert_eq!(single_spaced(&text), words.join(" "));
            prop_assert!(spaced_words(&text).eq(text.split(' ')));
        }

        #[test]
        fn tones_move_once(text in "[aeouqnàáảãạèéẻẽẹỳýỷỹỵòù-]{0,12}") {
            let once = place_tone(&text).into_owned();
            prop_assert_eq!(place_tone(&once).into_owned(), once.clone());
        }

        #[test]
        fn folding_twice_is_folding_once(text in "\\PC{0,40}") {
            let once = fold(&text);
            prop_assert_eq!(fold(&once), once.clone());
        }

        #[test]
        fn folding_decomposed_text_gives_the_same(text in "[a-zA-ZàáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵĐ ]{0,40}") {
            let decomposed: String = text.nfd().collect();
            prop_assert_eq!(fold(&decomposed), fold(&text));
        }
    }
}
