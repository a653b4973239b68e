//! The words of a PDF, strictly: what is no word of ISO 32000-1, 7.2 ends the reading, and so do remarks.
//!
//! In: bytes, a place. Out: words, as they stand.

/// Words of one value.
const MOST: usize = 100_000;

/// A place in a file between two words.
pub(super) struct Tokens<'a> {
    file: &'a [u8],
    at: usize,
}

const fn is_space(byte: u8) -> bool {
    matches!(byte, 0 | b'\t' | b'\n' | 0x0c | b'\r' | b' ')
}

const fn is_regular(byte: u8) -> bool {
    !is_space(byte) && !matches!(byte, b'(' | b')' | b'<' | b'>' | b'[' | b']' | b'{' | b'}' | b'/' | b'%')
}

impl<'a> Tokens<'a> {
    pub const fn new(file: &'a [u8], at: usize) -> Self {
        Self { file, at }
    }

    fn rest(&self) -> &'a [u8] {
        self.file.get(self.at..).unwrap_or_default()
    }

    /// Where the last word ends.
    pub const fn end(&self) -> usize {
        self.at
    }

    /// Where the next word begins.
    pub fn skipped(&self) -> usize {
        self.at + self.rest().iter().take_while(|byte| is_space(**byte)).count()
    }

    /// Whether nothing but white space is left.
    pub fn is_at_end(&self) -> bool {
        self.skipped() >= self.file.len()
    }

    /// The next word: a bracket, a name, a string, a number, a keyword.
    pub fn next(&mut self) -> Option<&'a [u8]> {
        self.at = self.skipped();
        let rest = self.rest();
        let regular = |from: usize| from + rest[from..].iter().take_while(|byte| is_regular(**byte)).count();
        let length = match rest {
            [b'<', b'<', ..] | [b'>', b'>', ..] => 2,
            [b'[' | b']', ..] => 1,
            [b'/', ..] => regular(1),
            [b'<', ..] => {
                let inner = rest[1..].iter().take_while(|byte| byte.is_ascii_hexdigit() || is_space(**byte)).count();
                (rest.get(1 + inner) == Some(&b'>')).then_some(inner + 2)?
            }
            [b'(', ..] => string(rest)?,
            _ => Some(regular(0)).filter(|length| *length > 0)?,
        };
        self.at += length;
        Some(&rest[..length])
    }

    /// The words of one value, brackets in pairs.
    pub fn value(&mut self) -> Option<Vec<&'a [u8]>> {
        let (mut words, mut open) = (Vec::new(), Vec::new());
        loop {
            let word = self.next()?;
            words.push(word);
            match word {
                b"<<" => open.push(&b">>"[..]),
                b"[" => open.push(b"]"),
                b">>" | b"]" => (open.pop()? == word).then_some(())?,
                _ => {}
            }
            if open.is_empty() {
                return Some(words);
            }
            if words.len() > MOST {
                return None;
            }
        }
    }
}

/// The length of `(…)`.
fn string(rest: &[u8]) -> Option<usize> {
    let (mut at, mut open) = (0, 0_usize);
    while let Some(byte) = rest.get(at) {
        at += if *byte == b'\\' { 2 } else { 1 };
        match byte {
            b'(' => open += 1,
            b')' => open -= 1,
            _ => {}
        }
        if open == 0 {
            return Some(at.min(rest.len()));
        }
    }
    None
}

/// A whole number without a sign.
pub(super) fn number(word: &[u8]) -> Option<u64> {
    let digits = word.iter().all(u8::is_ascii_digit).then_some(word)?;
    std::str::from_utf8(digits).ok()?.parse().ok()
}
