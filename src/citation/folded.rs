//! A flow as the matchers read it: one ASCII byte per letter, without case and marks, white space runs one space,
//! dashes and quotes plain. In: any text. Out: [`Folded`], with the way back to the text's bytes.
//!
//! Every pattern of this stage is matched on these bytes, so decomposed letters, `Ð` for `Đ`, Cyrillic and Greek
//! letters that look Latin, tone placement, odd dashes and line breaks cost nothing further on; what marks or case
//! decide is asked from the text itself.

use crate::document::Flow;
use crate::text::{fold_char, is_mark, letters, name_key};
use std::ops::Range;
use std::sync::LazyLock;

/// Stands for a letter of another script.
pub const FOREIGN: u8 = 1;
/// Stands for any other sign, U+FFFC of a flow among them.
pub const SIGN: u8 = 2;
/// What leaves no byte: combining marks, zero-width characters, the soft hyphen, and all bytes of a
/// character but its first.
const NOTHING: u8 = 0xff;
/// What the table does not hold: nearly no character of a Vietnamese text.
const RARE: u8 = 0xfe;

/// From UTF-8 to folded bytes without decoding: Vietnamese has characters of one, two and three bytes in no order
/// that a processor could foresee, so that a branch on the length would cost more than all the rest. A character's
/// byte stands at `base + (second * 64 + third & mask)`, where base and mask are its first byte's, second and third
/// the low six bits of the next two.
struct FoldingTable {
    routes: [(u16, u16); 256],
    folded: Box<[u8; SIZE]>,
}

/// A power of two, so that no index needs to be checked.
const SIZE: usize = 1 << 14;
/// Where the two-byte characters stand, those of one second byte together.
const TWO: u16 = 0x1000;

static TABLE: LazyLock<FoldingTable> = LazyLock::new(FoldingTable::new);

impl FoldingTable {
    fn new() -> Self {
        let mut folded = Box::new([RARE; SIZE]);
        let mut routes = [(0, 0); 256];
        for lead in 0..=0xff_u8 {
            let (base, mask) = match lead {
                0x00..=0x7f => (u16::from(lead), 0),
                // Continuing bytes have entries of their own, below.
                0x80..=0xbf => (0x80, 0),
                0xc2..=0xdf => (TWO + u16::from(lead & 0x1f), 0xfc0),
                // U+1000 … U+1FFF, where most Vietnamese letters lie; U+2000 … U+2FFF: dashes, quotes, odd spaces.
                0xe1 => (2 * TWO, 0xfff),
                0xe2 => (3 * TWO, 0xfff),
                _ => (0x81, 0),
            };
            routes[usize::from(lead)] = (base, mask);
        }
        folded[0x80] = NOTHING;
        let known = (0..0x800).chain(0x1000..0x3000).filter_map(char::from_u32);
        for c in known {
            let mut buffer = [0; 4];
            c.encode_utf8(&mut buffer);
            folded[at(&routes, buffer[0], buffer[1], buffer[2])] = byte_of(c);
        }
        Self { routes, folded }
    }
}

/// Where the character that `first` begins stands in the table.
#[inline(always)]
fn at(routes: &[(u16, u16); 256], first: u8, second: u8, third: u8) -> usize {
    let (base, mask) = routes[usize::from(first)];
    let tail = u16::from(second & 0x3f) << 6 | u16::from(third & 0x3f);
    usize::from(base + (tail & mask)) % SIZE
}

/// A word of a folded text: letters and digits on end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Word {
    /// The place where it starts.
    pub start: u32,
    /// Equal for equal words, and nearly always different for different ones.
    pub hash: u32,
}

/// The folded text. Indices into it are called *places* and are not bytes of the text.
#[derive(Debug)]
pub struct Folded<'t> {
    /// The text itself.
    pub text: &'t str,
    /// Its folded bytes.
    pub bytes: Vec<u8>,
    /// For each place the byte of `text` where its character starts; one more for the end.
    starts: Vec<u32>,
    /// Its words, in order.
    pub words: Vec<Word>,
}

/// The flows of a document, folded once: citations and tasks are looked for in the same.
#[derive(Debug)]
pub struct FoldedFlows<'t> {
    /// The flows themselves.
    pub flows: &'t [Flow],
    folded: Vec<Folded<'t>>,
}

impl<'t> FoldedFlows<'t> {
    /// Of `flows`.
    pub fn new(flows: &'t [Flow]) -> Self {
        Self { flows, folded: flows.iter().map(|flow| Folded::new(&flow.text)).collect() }
    }

    /// The flow of this number, folded.
    pub fn get(&self, number: usize) -> &Folded<'t> {
        &self.folded[number]
    }
}

impl<'t> Folded<'t> {
    /// Folds `text`. Linear.
    pub fn new(text: &'t str) -> Self {
        let (mut bytes, mut starts) = (vec![0; text.len()], vec![0; text.len() + 1]);
        let length = fold(text, &mut bytes, &mut starts);
        bytes.truncate(length);
        starts.truncate(length + 1);
        starts[length] = text.len() as u32;
        let words = words(&bytes);
        Self { text, bytes, starts, words }
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

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.bytes.is_empty()
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
    #[inline]
    pub fn words_at(&self, place: usize, words: &str) -> Option<usize> {
        // Long lists of words are asked one by one, and nearly none begins like the text.
        if words.as_bytes().first().is_some_and(|first| self.bytes.get(place) != Some(first)) {
            return None;
        }
        let end = place + words.len();
        (self.bytes.get(place..end)? == words.as_bytes() && !self.is_word(end)).then_some(end)
    }

    /// Like [`Folded::words_at`], but a digit may follow ("ngày05").
    pub fn letters_at(&self, place: usize, words: &str) -> Option<usize> {
        let end = place + words.len();
        let joined = self.byte(end).is_ascii_alphabetic() || self.byte(end) == FOREIGN;
        (self.bytes.get(place..end)? == words.as_bytes() && !joined).then_some(end)
    }

    /// Whether what stands at `places` is `words` with all its marks, in any case and tone placement, composed or not.
    /// `words` are a [`name_key`]. Asked of nearly every hit: a pattern knows no marks.
    pub fn spells(&self, places: &Range<usize>, words: &str) -> bool {
        let written = self.slice(places.start, places.end);
        let same = |(c, wanted): (char, char)| c == wanted || c.to_lowercase().eq([wanted]);
        // Nearly always so; keys are dear.
        written.len() == words.len() && written.chars().zip(words.chars()).all(same) || name_key(written) == words
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

/// Writes the folded bytes of `text` and where in it each starts; says how many there are.
fn fold(text: &str, bytes: &mut [u8], starts: &mut [u32]) -> usize {
    let FoldingTable { routes, folded } = &*TABLE;
    let (mut length, mut last) = (0, 0);
    let mut add = |start: usize, first: u8, second: u8, third: u8| {
        let mut byte = folded[at(routes, first, second, third)];
        if byte == RARE {
            byte = rare(text, start);
        }
        // The one branch on what is read: most texts have no such spaces, and any other would hold up the next byte.
        if (byte == b' ') & (last == b' ') {
            return;
        }
        // What leaves no byte is written too, and written over by the next.
        bytes[length] = byte;
        starts[length] = start as u32;
        let kept = byte != NOTHING;
        length += usize::from(kept);
        last = if kept { byte } else { last };
    };
    let input = text.as_bytes();
    let body = input.len().saturating_sub(2);
    for start in 0..body {
        add(start, input[start], input[start + 1], input[start + 2]);
    }
    for start in body..input.len() {
        add(start, input[start], input.get(start + 1).copied().unwrap_or(0), 0);
    }
    length
}

#[cold]
fn rare(text: &str, start: usize) -> u8 {
    text.get(start..).and_then(|rest| rest.chars().next()).map_or(NOTHING, byte_of)
}

/// The [`Word::hash`] of a word.
pub fn word_hash(word: &[u8]) -> u32 {
    word.iter().fold(0, |hash, byte| hash_on(hash, *byte))
}

/// Five bits a letter: words of up to six letters, nearly all there are, have hashes of their own.
const fn hash_on(hash: u32, byte: u8) -> u32 {
    hash.rotate_left(5) ^ byte as u32
}

/// The words of folded bytes. Without branches: where a word ends cannot be foreseen either.
fn words(bytes: &[u8]) -> Vec<Word> {
    let none = Word { start: 0, hash: 0 };
    let mut words = vec![none; bytes.len() / 2 + 1];
    let (mut count, mut word, mut inside) = (0, none, false);
    for (place, byte) in bytes.iter().chain([&0]).enumerate() {
        let in_word = WORD[usize::from(*byte)];
        words[count] = word;
        count += usize::from(inside & !in_word);
        word.start = if inside { word.start } else { place as u32 };
        word.hash = if in_word { hash_on(word.hash, *byte) } else { 0 };
        inside = in_word;
    }
    words.truncate(count);
    words
}

/// [`is_word`] of every byte.
static WORD: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = is_word(byte as u8);
        byte += 1;
    }
    table
};

/// No word of interest is longer; keeps every look around a place bounded.
const LONGEST_WORD: usize = 24;

/// Whether a folded byte is a letter or digit.
pub const fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == FOREIGN
}

/// The folded byte of a character.
fn byte_of(c: char) -> u8 {
    match c {
        _ if letters::is_invisible(c) => NOTHING,
        _ if letters::is_dash(c) => b'-',
        _ if letters::is_slash(c) => b'/',
        '“' | '”' | '„' | '‟' | '«' | '»' => b'"',
        '‘' | '’' | '‚' | '‛' => b'\'',
        _ if is_mark(c) => NOTHING,
        _ if c.is_whitespace() => b' ',
        _ => match fold_char(letters::latin(c).unwrap_or(c)) {
            folded if folded.is_ascii_control() => SIGN,
            folded if folded.is_ascii() => folded as u8,
            _ if c.is_alphanumeric() => FOREIGN,
            _ => SIGN,
        },
    }
}

/// The folded byte of a letter, by the table: [`fold_char`] takes letters apart each time anew.
pub fn letter(c: char) -> u8 {
    let mut utf8 = [0; 4];
    c.encode_utf8(&mut utf8);
    let FoldingTable { routes, folded } = &*TABLE;
    match folded[at(routes, utf8[0], utf8[1], utf8[2])] {
        RARE => byte_of(c),
        byte => byte,
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
    use proptest::prelude::*;

    #[test]
    fn folds_what_extraction_did() {
        for (text, bytes) in [
            ("Quyết  định\n số", "quyet dinh so"),
            ("Ð–Đ—đ", "d-d-d"),
            ("Quye\u{302}\u{301}t", "quyet"),
            ("a\u{200b}b\u{a0}c", "ab c"),
            ("“x” …", "\"x\" \u{2}"),
            ("NĐ-СР ΤΤ β", "nd-cp tt \u{1}"),
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
        assert!(folded.is_upper(7));
        assert!(!folded.is_upper(0));
    }

    #[test]
    fn marks_decide_where_a_pattern_cannot() {
        for (text, words, fits) in [
            ("Căn Cứ", "căn cứ", true),
            ("Ca\u{306}n cu\u{31b}\u{301}", "căn cứ", true),
            ("cần cù", "căn cứ", false),
            ("HOÀ", "hòa", true),
            ("can cu", "căn cứ", false),
        ] {
            let folded = Folded::new(text);
            assert_eq!(folded.spells(&(0..folded.len()), words), fits, "{text}");
        }
    }

    proptest! {
        /// Beside the slow obvious way, one character after the other.
        #[test]
        fn folds_like_one_character_after_the_other(text in "(\\PC|[ăệĐ“–\u{301}\u{200b}\u{a0}\u{3000}\u{feff} ab1]){0,40}") {
            let mut bytes: Vec<u8> = Vec::new();
            let mut starts = Vec::new();
            for (at, c) in text.char_indices() {
                let byte = byte_of(c);
                if byte != NOTHING && !(byte == b' ' && bytes.last() == Some(&b' ')) {
                    bytes.push(byte);
                    starts.push(at);
                }
            }
            starts.push(text.len());
            let folded = Folded::new(&text);
            prop_assert_eq!(&folded.bytes, &bytes);
            prop_assert_eq!((0..=folded.len()).map(|place| folded.text_at(place)).collect::<Vec<_>>(), starts);
            let mut words = Vec::new();
            for word in bytes.split(|byte| !is_word(*byte)).filter(|word| !word.is_empty()) {
                let start = word.as_ptr() as usize - bytes.as_ptr() as usize;
                words.push(Word { start: start as u32, hash: word_hash(word) });
            }
            prop_assert_eq!(folded.words, words);
        }
    }
}
