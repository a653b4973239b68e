//! A flow as the matchers read it: one ASCII byte per letter, without case and marks, white space runs one space, dashes
//! and quotes plain. In: any text. Out: [`Folded`], with the way back to the text's bytes.
//!
//! Every pattern of this stage is matched on these bytes, so decomposed letters, `Ð` for `Đ`, tone placement, odd dashes
//! and line breaks cost nothing further on; what marks or case decide is asked from the text itself.

use crate::text::{fold_char, is_mark};
use std::sync::LazyLock;

/// Stands for a letter of another script.
pub const FOREIGN: u8 = 1;
/// Stands for any other sign, U+FFFC of a flow among them.
pub const SIGN: u8 = 2;
/// Table entry of characters that leave no byte: combining marks, zero-width characters, the soft hyphen.
const NOTHING: u8 = 0xff;

/// Bytes of the characters below U+1F00, where all of Vietnamese lies.
static LATIN: LazyLock<Vec<u8>> =
    LazyLock::new(|| (0..0x1f00_u32).map(|code| char::from_u32(code).map_or(SIGN, byte_of)).collect());

/// The folded text. Indices into it are called *places* and are not bytes of the text.
#[derive(Debug)]
pub struct Folded<'t> {
    /// The text itself.
    pub text: &'t str,
    /// Its folded bytes.
    pub bytes: Vec<u8>,
    /// For each place the byte of `text` where its character starts; one more for the end.
    starts: Vec<u32>,
}

impl<'t> Folded<'t> {
    /// Folds `text`. Linear.
    pub fn new(text: &'t str) -> Self {
        let mut bytes = Vec::with_capacity(text.len());
        let mut starts = Vec::with_capacity(text.len() + 1);
        let table = &*LATIN;
        for (at, c) in text.char_indices() {
            let byte = table.get(c as usize).copied().unwrap_or_else(|| byte_of(c));
            if byte == NOTHING || byte == b' ' && bytes.last() == Some(&b' ') {
                continue;
            }
            bytes.push(byte);
            starts.push(at as u32);
        }
        starts.push(text.len() as u32);
        Self { text, bytes, starts }
    }

    /// The byte at a place; 0 outside.
    pub fn byte(&self, place: usize) -> u8 {
        self.bytes.get(place).copied().unwrap_or(0)
    }

    /// The byte before a place; 0 at the start.
    pub fn before(&self, place: usize) -> u8 {
        place.checked_sub(1).map_or(0, |place| self.byte(place))
    }

    /// Number of places.
    pub fn len(&self) -> usize {
        self.bytes.len()
    }

    /// Where in the text a place starts.
    pub fn text_at(&self, place: usize) -> usize {
        self.starts[place.min(self.bytes.len())] as usize
    }

    /// The text of the places `start..end`.
    pub fn slice(&self, start: usize, end: usize) -> &'t str {
        &self.text[self.text_at(start)..self.text_at(end)]
    }

    /// The place whose character starts at or after a byte of the text.
    pub fn place_of(&self, byte: usize) -> usize {
        self.starts.partition_point(|start| (*start as usize) < byte).min(self.bytes.len())
    }

    /// Whether the character at a place is upper case.
    pub fn is_upper(&self, place: usize) -> bool {
        place < self.bytes.len() && self.text[self.text_at(place)..].chars().next().is_some_and(char::is_uppercase)
    }

    /// Whether a place carries a letter or digit.
    pub fn is_word(&self, place: usize) -> bool {
        is_word(self.byte(place))
    }

    /// The place after an optional space.
    pub fn skip_space(&self, place: usize) -> usize {
        place + usize::from(self.byte(place) == b' ')
    }

    /// The place before an optional space.
    pub fn skip_space_back(&self, place: usize) -> usize {
        place - usize::from(self.before(place) == b' ')
    }

    /// The end of `words` (folded, single spaces) when they stand at `place` and no letter or digit follows.
    pub fn words_at(&self, place: usize, words: &str) -> Option<usize> {
        let end = place + words.len();
        (self.bytes.get(place..end)? == words.as_bytes() && !self.is_word(end)).then_some(end)
    }

    /// Like [`Folded::words_at`], but a digit may follow ("ngày05").
    pub fn letters_at(&self, place: usize, words: &str) -> Option<usize> {
        let end = place + words.len();
        let joined = self.byte(end).is_ascii_alphabetic() || self.byte(end) == FOREIGN;
        (self.bytes.get(place..end)? == words.as_bytes() && !joined).then_some(end)
    }

    /// The start of the word that ends before `place`; `place` itself when none does.
    pub fn word_start(&self, place: usize) -> usize {
        let mut start = place;
        while start > 0 && place - start < LONGEST_WORD && is_word(self.bytes[start - 1]) {
            start -= 1;
        }
        start
    }

    /// The end of the word at `place`.
    pub fn word_end(&self, place: usize) -> usize {
        let mut end = place;
        while end - place < LONGEST_WORD && self.is_word(end) {
            end += 1;
        }
        end
    }

    /// The number at `place` (at most 9 digits) and its end.
    pub fn digits(&self, place: usize) -> Option<(u32, usize)> {
        let mut end = place;
        let mut value = 0;
        while self.byte(end).is_ascii_digit() {
            if end - place == 9 {
                return None;
            }
            value = value * 10 + u32::from(self.bytes[end] - b'0');
            end += 1;
        }
        (end > place).then_some((value, end))
    }
}

/// No word of interest is longer; keeps every look around a place bounded.
const LONGEST_WORD: usize = 24;

/// Whether a folded byte is a letter or digit.
pub const fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == FOREIGN
}

/// The folded byte of a character.
fn byte_of(c: char) -> u8 {
    match c {
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' => NOTHING,
        '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' => b'-',
        '⁄' | '∕' | '／' => b'/',
        '“' | '”' | '„' | '‟' | '«' | '»' => b'"',
        '‘' | '’' | '‚' | '‛' => b'\'',
        _ if is_mark(c) => NOTHING,
        _ if c.is_whitespace() => b' ',
        _ => match fold_char(c) {
            folded if folded.is_ascii_control() => SIGN,
            folded if folded.is_ascii() => folded as u8,
            _ if c.is_alphanumeric() => FOREIGN,
            _ => SIGN,
        },
    }
}

/// `text` as pattern bytes: folded, single spaces, none at the ends.
pub fn pattern(text: &str) -> String {
    let folded = Folded::new(text);
    String::from_utf8_lossy(&folded.bytes).trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folds_what_extraction_did() {
        for (text, bytes) in [
            ("Quyết  định\n số", "quyet dinh so"),
            ("Ð–Đ—đ", "d-d-d"),
            ("Quye\u{302}\u{301}t", "quyet"),
            ("a\u{200b}b\u{a0}c", "ab c"),
            ("“x” …", "\"x\" \u{2}"),
        ] {
            assert_eq!(Folded::new(text).bytes, bytes.as_bytes(), "{text}");
        }
    }

    #[test]
    fn places_lead_back_to_the_text() {
        let folded = Folded::new("số  12/QĐ");
        assert_eq!(folded.slice(0, 2), "số");
        assert_eq!(folded.slice(3, 8), "12/QĐ");
        assert_eq!(folded.place_of("số  ".len()), 3);
        assert!(folded.is_upper(7) && !folded.is_upper(0));
    }
}
