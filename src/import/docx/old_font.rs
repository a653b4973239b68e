//! Old fonts, whose letters are not Unicode: TCVN3 (`.VnTime`) and VNI. Many files name them though their letters were
//! converted long ago, so the letters decide.

use crate::import::flow::ImportPlace;

/// What was seen of words in old fonts.
#[derive(Default)]
pub(super) struct OldFont {
    /// The first words that are surely not Unicode.
    old: Option<(String, ImportPlace)>,
    /// The first words that may be either.
    unclear: Option<(String, ImportPlace)>,
    /// There are words that are surely Unicode.
    unicode: bool,
}

/// Letters of Latin-1 that no Vietnamese word has, but for "đ" and its like in fonts before Unicode.
const NEVER: &str = "¡¢£¤¥¦§¨©ª«¬®µ¶·¸¹»¼½¾ÄÅÆÇËÎÏÑÖ×ØÛÜÞßäåæçëîïñö÷øûüþÿ\u{ad}";

impl OldFont {
    /// Looks at words that are set in `font`.
    pub(super) fn look(&mut self, font: Option<&str>, text: &str, at: ImportPlace) {
        let Some(font) = font.filter(|font| is_old(font)) else { return };
        if text.is_ascii() {
            return;
        }
        let here = || Some((font.to_owned(), at));
        if text.chars().any(is_vietnamese) {
            self.unicode = true;
        } else if text.chars().any(|c| NEVER.contains(c)) {
            self.old = self.old.take().or_else(here);
        } else if text.chars().any(|c| ('\u{80}'..='\u{ff}').contains(&c) && c != '\u{a0}') {
            self.unclear = self.unclear.take().or_else(here);
        }
    }

    /// The font and the place of words that cannot be read.
    pub(super) fn unreadable(self) -> Option<(String, ImportPlace)> {
        self.old.or(self.unclear.filter(|_| !self.unicode))
    }
}

/// A letter that only Unicode has: ư, ờ, ầ, or a mark of its own.
const fn is_vietnamese(c: char) -> bool {
    matches!(
        c,
        'Ă' | 'ă' | 'Đ' | 'đ' | 'Ĩ' | 'ĩ' | 'Ũ' | 'ũ' | 'Ơ' | 'ơ' | 'Ư' | 'ư' | '\u{1ea0}'
            ..='\u{1ef9}' | '\u{300}' | '\u{301}' | '\u{303}' | '\u{309}' | '\u{323}'
    )
}

fn is_old(font: &str) -> bool {
    font.starts_with(".Vn") || font.starts_with("VNI-") || font.starts_with("VNI ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_letters_tell_whether_a_font_is_old() {
        for (texts, unreadable) in [
            (&["ChØ thÞ"][..], true),
            (&["Trường mầm non"], false),
            (&["Tr\u{ad}êng"], true),
            (&["và có"], true),
            (&["và có", "Trường"], false),
            (&["Trường", "ChØ thÞ"], true),
            (&["Chæ thò"], true),
            (&["abc"], false),
        ] {
            let mut seen = OldFont::default();
            texts.iter().for_each(|text| seen.look(Some(".VnTime"), text, ImportPlace::default()));
            assert_eq!(seen.unreadable().is_some(), unreadable, "{texts:?}");
        }
    }
}
