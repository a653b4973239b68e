//! The dictionary of a signature, as it stands in the file. A signature covers bytes of the file, so its dictionary is
//! never packed: it is read from these bytes, and no object is followed.
//!
//! In: the bytes from a dictionary's beginning. Out: the values of the dictionary that has a key. ISO 32000-1, 7.2,
//! 7.3.

use std::ops::Range;

/// Dictionaries and lists inside each other.
const DEEPEST: usize = 16;

/// A key and the place of its value, which is whole.
type Entry<'a> = (&'a [u8], Range<usize>);

/// A dictionary: keys without their slash, places of the values from the beginning of the file.
#[derive(Debug, Default)]
pub(super) struct Dictionary<'a> {
    entries: Vec<Entry<'a>>,
}

impl<'a> Dictionary<'a> {
    /// The dictionary, in the one that begins at `start`, to which the key at `key` belongs. `None`: there is none, or
    /// it is damaged.
    pub fn with_key(file: &'a [u8], start: usize, key: usize) -> Option<Self> {
        let mut lexer = Lexer { file, at: start, wanted: key, found: None };
        lexer.space();
        lexer.dictionary(0)?;
        lexer.found
    }

    /// Where the value of a key stands.
    pub fn place(&self, key: &[u8]) -> Option<Range<usize>> {
        self.entries.iter().find(|(name, _)| *name == key).map(|(_, place)| place.clone())
    }
}

struct Lexer<'a> {
    file: &'a [u8],
    at: usize,
    wanted: usize,
    found: Option<Dictionary<'a>>,
}

const fn is_space(byte: u8) -> bool {
    matches!(byte, 0 | b'\t' | b'\n' | 0x0c | b'\r' | b' ')
}

const fn is_regular(byte: u8) -> bool {
    !is_space(byte) && !matches!(byte, b'(' | b')' | b'<' | b'>' | b'[' | b']' | b'{' | b'}' | b'/' | b'%')
}

impl<'a> Lexer<'a> {
    fn rest(&self) -> &'a [u8] {
        self.file.get(self.at..).unwrap_or_default()
    }

    fn eat(&mut self, what: &[u8]) -> bool {
        let is_there = self.rest().starts_with(what);
        self.at += if is_there { what.len() } else { 0 };
        is_there
    }

    fn run(&mut self, is: fn(u8) -> bool) -> &'a [u8] {
        let rest = self.rest();
        let end = rest.iter().position(|byte| !is(*byte)).unwrap_or(rest.len());
        self.at += end;
        &rest[..end]
    }

    /// White space and remarks.
    fn space(&mut self) {
        loop {
            self.run(is_space);
            if !self.rest().starts_with(b"%") {
                return;
            }
            self.run(|byte| byte != b'\n' && byte != b'\r');
        }
    }

    fn dictionary(&mut self, depth: usize) -> Option<()> {
        if depth > DEEPEST || !self.eat(b"<<") {
            return None;
        }
        let (mut entries, mut is_wanted) = (Vec::new(), false);
        loop {
            self.space();
            if self.eat(b">>") {
                break;
            }
            is_wanted |= self.at == self.wanted;
            if !self.eat(b"/") {
                return None;
            }
            let name = self.run(is_regular);
            self.space();
            let start = self.at;
            self.value(depth)?;
            entries.push((name, start..self.at));
        }
        if is_wanted {
            self.found = Some(Dictionary { entries });
        }
        Some(())
    }

    fn value(&mut self, depth: usize) -> Option<()> {
        match self.rest() {
            [b'<', b'<', ..] => self.dictionary(depth + 1),
            [b'<', ..] => {
                self.at += 1;
                self.run(|byte| byte.is_ascii_hexdigit() || is_space(byte));
                self.eat(b">").then_some(())
            }
            [b'(', ..] => self.string(),
            [b'[', ..] => self.list(depth + 1),
            [b'/', ..] => {
                self.at += 1;
                self.run(is_regular);
                Some(())
            }
            _ => self.word(),
        }
    }

    /// A number, a word, or `12 0 R`.
    fn word(&mut self) -> Option<()> {
        if self.run(is_regular).is_empty() {
            return None;
        }
        let end = self.at;
        self.space();
        if !self.run(|byte| byte.is_ascii_digit()).is_empty() {
            self.space();
            let reference = self.rest();
            if reference.starts_with(b"R") && reference.get(1).is_none_or(|byte| !is_regular(*byte)) {
                self.at += 1;
                return Some(());
            }
        }
        self.at = end;
        Some(())
    }

    fn string(&mut self) -> Option<()> {
        let mut open = 0_usize;
        while let Some(byte) = self.rest().first() {
            self.at += if *byte == b'\\' { 2 } else { 1 };
            match byte {
                b'(' => open += 1,
                b')' => open -= 1,
                _ => {}
            }
            if open == 0 {
                return Some(());
            }
        }
        None
    }

    fn list(&mut self, depth: usize) -> Option<()> {
        if depth > DEEPEST {
            return None;
        }
        self.at += 1;
        loop {
            self.space();
            if self.eat(b"]") {
                return Some(());
            }
            self.value(depth)?;
        }
    }
}

/// The bytes of `<30 8a …>`.
pub(super) fn hex(value: &[u8]) -> Vec<u8> {
    let digit = |byte: &u8| char::from(*byte).to_digit(16).map(|digit| digit as u8);
    let digits: Vec<u8> = value.iter().filter_map(digit).collect();
    digits.chunks(2).map(|pair| pair[0] << 4 | pair.get(1).copied().unwrap_or(0)).collect()
}

/// The words of `(…)` or `<…>`; in UTF-16 or UTF-8 with their mark, else one letter a byte. Without control characters.
pub(super) fn text(value: &[u8]) -> Option<String> {
    let bytes = match value {
        [b'(', inner @ .., b')'] => unescape(inner),
        [b'<', ..] => hex(value),
        _ => return None,
    };
    let text = match &*bytes {
        [0xfe, 0xff, rest @ ..] => {
            let units = rest.chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]]));
            char::decode_utf16(units).filter_map(Result::ok).collect()
        }
        [0xef, 0xbb, 0xbf, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
        bytes => bytes.iter().map(|byte| char::from(*byte)).collect::<String>(),
    };
    let text = super::certificate::one_line(&text);
    (!text.is_empty()).then_some(text)
}

fn unescape(inner: &[u8]) -> Vec<u8> {
    let (mut bytes, mut rest) = (Vec::new(), inner);
    while let Some((byte, after)) = rest.split_first() {
        rest = after;
        if *byte != b'\\' {
            bytes.push(*byte);
            continue;
        }
        let count = rest.iter().take(3).take_while(|byte| (b'0'..=b'7').contains(byte)).count();
        if count > 0 {
            let number = rest[..count].iter().fold(0_u32, |number, digit| number << 3 | u32::from(digit - b'0'));
            bytes.push(number as u8);
            rest = &rest[count..];
        } else if let Some((escaped, after)) = rest.split_first() {
            rest = after;
            bytes.extend(match escaped {
                b'n' => Some(b'\n'),
                b'r' => Some(b'\r'),
                b't' => Some(b'\t'),
                b'b' | b'f' | b'\n' | b'\r' => None,
                other => Some(*other),
            });
        }
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_dictionary_that_has_the_key_is_read_whatever_stands_around() {
        let file = b"7 0 obj <</Kids[1 0 R 2 0 R]/T(a \\) >> (b))/V <</Type/Sig % note >>\n/ByteRange [0 1 2 3]/Contents <00 ff>/M(D:2024)>> /Lock 4 0 R >>";
        let key = file.windows(10).position(|part| part == b"/ByteRange").unwrap();
        let found = Dictionary::with_key(file, 7, key).unwrap();
        let value = |key: &[u8]| found.place(key).map(|place| String::from_utf8_lossy(&file[place]).into_owned());
        assert_eq!(value(b"ByteRange").as_deref(), Some("[0 1 2 3]"));
        assert_eq!(value(b"Contents").as_deref(), Some("<00 ff>"));
        assert_eq!(value(b"T"), None);
    }

    #[test]
    fn damaged_dictionaries_are_none() {
        for file in
            ["<<", "<</A", "<</A(", "<</ByteRange[", "<</A<0", "<<(a)>>", &"<</A".repeat(100_000), &"[".repeat(100_000)]
        {
            assert!(Dictionary::with_key(file.as_bytes(), 0, 2).is_none(), "{}", &file[..2]);
        }
    }

    #[test]
    fn words_in_every_way_to_write_them() {
        assert_eq!(text(b"(Nguy\\(n\\)\\101\\n x)").as_deref(), Some("Nguy(n)A x"));
        assert_eq!(text(b"<FEFF1ED4>").as_deref(), Some("Ổ"));
        assert_eq!(text("(\u{feff}Hội)".as_bytes()).as_deref(), Some("Hội"));
        assert_eq!(text(b"12"), None);
    }
}
