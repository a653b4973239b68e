//! Short words as numbers, so that finding one in a table compares no texts.
//!
//! In: bytes of a text, where a word stands in them. Out: the word as a number ([`packed`]), and a hasher for such keys.

use std::hash::Hasher;
use std::ops::Range;

/// Up to sixteen bytes as one number. No word has the byte 0, so no two words are one number.
pub(crate) fn packed(bytes: &[u8], range: &Range<usize>) -> Option<u128> {
    let length = range.len();
    if length > 16 {
        return None;
    }
    let bytes = match bytes.get(range.start..range.start + 16) {
        Some(sixteen) => u128::from_le_bytes(sixteen.try_into().expect("sixteen bytes")),
        None => {
            let mut sixteen = [0; 16];
            sixteen[..length].copy_from_slice(&bytes[range.clone()]);
            u128::from_le_bytes(sixteen)
        }
    };
    Some(if length == 16 { bytes } else { bytes & ((1 << (8 * length)) - 1) })
}

/// Hashes keys that are numbers: their bits are mixed, no more.
#[derive(Default)]
pub(crate) struct NumberHasher(u64);

impl Hasher for NumberHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.write_u64(u64::from(*byte));
        }
    }

    fn write_u128(&mut self, key: u128) {
        self.write_u64(key as u64 ^ ((key >> 64) as u64).rotate_left(29));
    }

    fn write_u64(&mut self, key: u64) {
        let mixed = (self.0 ^ key).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        self.0 = mixed ^ mixed >> 32;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_numbers_wherever_they_stand() {
        let text = "số hóa, nghiêng nghiêngnghiêng số";
        let at = |word: &str, from: usize| {
            let start = from + text[from..].find(word).expect("it is there");
            packed(text.as_bytes(), &(start..start + word.len()))
        };
        assert_eq!(at("số", 0), at("số", 10));
        assert_ne!(at("số", 0), at("hóa", 0));
        assert_eq!(at("nghiêngnghiêng", 0), None.or(at("nghiêngnghiêng", 0)));
        assert_eq!(packed("nghiêngnghiêng".as_bytes(), &(0..16)).map(|key| key >> 120 != 0), Some(true));
        assert_eq!(packed("nghiêngnghiêngn".as_bytes(), &(0..17)), None);
    }
}
