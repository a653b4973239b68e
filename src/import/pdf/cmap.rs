//! ToUnicode tables: which letters a code of a font stands for.
//!
//! In: the stream of a table. Out: ranges to look codes up in; the ranges are never expanded, since one may claim four
//! thousand million codes.

use std::collections::BTreeMap;

/// Entries of one table; fonts have at most 65,536 glyphs.
const MOST_ENTRIES: usize = 70_000;

/// A table.
#[derive(Debug, Default)]
pub(super) struct CMap {
    /// First code of a range → its last code and what the first stands for.
    ranges: BTreeMap<u32, (u32, Vec<u16>)>,
}

enum Token<'a> {
    Code(Vec<u8>),
    Open,
    Close,
    Word(&'a [u8]),
}

impl CMap {
    pub(super) fn read(stream: &[u8]) -> Self {
        let mut map = Self::default();
        let mut pending: Vec<Vec<u8>> = Vec::new();
        // The destinations of a range given one by one.
        let mut list: Option<Vec<Vec<u8>>> = None;
        let mut section: &[u8] = b"";
        for token in Tokens(stream) {
            if map.ranges.len() >= MOST_ENTRIES {
                break;
            }
            match token {
                Token::Word(word) => {
                    if word.starts_with(b"begin") || word.starts_with(b"end") {
                        section = word;
                        pending.clear();
                    }
                }
                Token::Open => list = Some(Vec::new()),
                Token::Close => {
                    if let (Some(items), [first, _]) = (list.take(), pending.as_slice()) {
                        let first = number(first);
                        for (i, item) in items.iter().enumerate().take(MOST_ENTRIES) {
                            let code = first.saturating_add(i as u32);
                            map.ranges.insert(code, (code, units(item)));
                        }
                    }
                    pending.clear();
                }
                Token::Code(code) => match &mut list {
                    Some(items) => items.push(code),
                    None => pending.push(code),
                },
            }
            match (section, pending.as_slice()) {
                (b"beginbfchar", [code, to]) => {
                    let code = number(code);
                    map.ranges.insert(code, (code, units(to)));
                    pending.clear();
                }
                (b"beginbfrange", [first, last, to]) => {
                    map.ranges.insert(number(first), (number(last), units(to)));
                    pending.clear();
                }
                (b"beginbfchar" | b"beginbfrange", _) => {}
                _ => pending.clear(),
            }
        }
        map
    }

    pub(super) fn is_empty(&self) -> bool {
        self.ranges.is_empty()
    }

    /// What a code stands for.
    pub(super) fn get(&self, code: u32) -> Option<String> {
        let (first, (last, units)) = self.ranges.range(..=code).next_back()?;
        if code > *last {
            return None;
        }
        let mut units = units.clone();
        if let Some(end) = units.last_mut() {
            *end = end.wrapping_add((code - first) as u16);
        }
        let text: String = char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect();
        (!text.is_empty() && !text.contains(['\0', char::REPLACEMENT_CHARACTER])).then_some(text)
    }
}

fn number(code: &[u8]) -> u32 {
    code.iter().take(4).fold(0, |number, byte| number << 8 | u32::from(*byte))
}

fn units(code: &[u8]) -> Vec<u16> {
    // One byte alone is a letter of Latin-1, also where the ranges say otherwise.
    if let [byte] = code {
        return vec![u16::from(*byte)];
    }
    code.chunks_exact(2).take(16).map(|pair| u16::from_be_bytes([pair[0], pair[1]])).collect()
}

struct Tokens<'a>(&'a [u8]);

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        loop {
            let rest = self.0;
            match rest.first()? {
                b'[' => {
                    self.0 = &rest[1..];
                    return Some(Token::Open);
                }
                b']' => {
                    self.0 = &rest[1..];
                    return Some(Token::Close);
                }
                b'<' if rest.get(1) != Some(&b'<') => {
                    let end = rest.iter().position(|byte| *byte == b'>').unwrap_or(rest.len());
                    self.0 = rest.get(end + 1..).unwrap_or_default();
                    let digits: Vec<u8> = rest[1..end]
                        .iter()
                        .filter_map(|byte| (*byte as char).to_digit(16))
                        .map(|digit| digit as u8)
                        .collect();
                    return Some(Token::Code(
                        digits.chunks(2).map(|pair| pair[0] << 4 | pair.get(1).unwrap_or(&0)).collect(),
                    ));
                }
                byte if byte.is_ascii_alphabetic() => {
                    let end = rest.iter().position(|byte| !byte.is_ascii_alphanumeric()).unwrap_or(rest.len());
                    self.0 = &rest[end..];
                    return Some(Token::Word(&rest[..end]));
                }
                _ => self.0 = &rest[1..],
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_ranges_and_lists() {
        let map = CMap::read(
            b"/CMapName /x def 1 begincodespacerange <00> <FF> endcodespacerange\n2 beginbfchar\n<01> <1EA2>\n<02> <00660069>\n\
              endbfchar\n3 beginbfrange <10> <12> <0041>\n<20> <21> [<0110> <01B0>]endbfrange",
        );
        for (code, text) in [(1, "Ả"), (2, "fi"), (0x10, "A"), (0x12, "C"), (0x20, "Đ"), (0x21, "ư")] {
            assert_eq!(map.get(code).as_deref(), Some(text), "{code}");
        }
    }

    #[test]
    fn a_range_of_all_codes_is_not_unfolded() {
        let map = CMap::read(b"beginbfrange <00000000> <FFFFFFFF> <0061> endbfrange");
        assert_eq!(map.get(3).as_deref(), Some("d"));
    }

    #[test]
    fn nonsense_is_no_table() {
        for text in ["", "<", "beginbfchar <", "beginbfrange [ ] ] <zz> <>", "endbfchar <01> <0041>"] {
            assert_eq!(CMap::read(text.as_bytes()).get(1), None, "{text}");
        }
    }
}
