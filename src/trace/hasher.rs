//! The hash of facts: fast, since each build hashes every citation, and the same in every run of one program.
//!
//! In: what is hashed. Out: 64 bits. A block of eight bytes is mixed in by a multiplication of 128 bits whose halves are put
//! together (Wang Yi's wyhash); the other factor is a constant, so that no block can wipe out what came before it.
//! Nothing here resists an author who looks for two texts of one hash: the pages of that author alone would stay old.

use std::fmt::{self, Debug, Write};
use std::hash::Hasher;

/// Hashes facts.
#[derive(Clone, Copy, Debug, Default)]
pub struct FactHasher(u64);

const FACTOR: u64 = 0x9e37_79b9_7f4a_7c15;
const START: u64 = 0xa076_1d64_78bd_642f;

impl FactHasher {
    #[inline]
    const fn mix(&mut self, block: u64) {
        let product = (self.0 ^ block ^ START) as u128 * FACTOR as u128;
        self.0 = (product as u64 ^ (product >> 64) as u64).rotate_left(23);
    }
}

impl Hasher for FactHasher {
    #[inline]
    fn write(&mut self, bytes: &[u8]) {
        let (blocks, rest) = bytes.as_chunks::<8>();
        for block in blocks {
            self.mix(u64::from_le_bytes(*block));
        }
        let mut last = [0; 8];
        last[..rest.len()].copy_from_slice(rest);
        // Its length tells zeros that are there from zeros that fill.
        self.mix(u64::from_le_bytes(last) | (rest.len() as u64) << 56);
    }

    #[inline]
    fn write_u8(&mut self, number: u8) {
        self.mix(u64::from(number));
    }

    #[inline]
    fn write_u32(&mut self, number: u32) {
        self.mix(u64::from(number));
    }

    #[inline]
    fn write_u64(&mut self, number: u64) {
        self.mix(number);
    }

    #[inline]
    fn write_usize(&mut self, number: usize) {
        self.mix(number as u64);
    }

    #[inline]
    fn finish(&self) -> u64 {
        let mut last = *self;
        last.mix(0);
        last.0
    }
}

/// The hash of a value as `Debug` tells it: complete, since that is derived, and cheap enough for rows of registries.
pub fn told(value: &(impl Debug + ?Sized)) -> u64 {
    struct Hashing(FactHasher);

    impl Write for Hashing {
        fn write_str(&mut self, text: &str) -> fmt::Result {
            self.0.write(text.as_bytes());
            Ok(())
        }
    }

    let mut hashing = Hashing(FactHasher::default());
    // A hasher takes all.
    let _ = write!(hashing, "{value:?}");
    hashing.0.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;
    use std::hash::Hash;

    fn of(value: &impl Hash) -> u64 {
        let mut hasher = FactHasher::default();
        value.hash(&mut hasher);
        hasher.finish()
    }

    #[test]
    fn what_differs_by_little_has_hashes_that_differ_in_half_of_their_bits() {
        let text = "Các đơn vị báo cáo kết quả trước ngày 15 hằng tháng.".repeat(3);
        let mut seen = HashSet::from([of(&text)]);
        let mut bits = 0;
        for at in 0..text.len() {
            let mut bytes = text.clone().into_bytes();
            bytes[at] ^= 1;
            bits += (of(&bytes) ^ of(&text.as_bytes())).count_ones() as usize;
            assert!(seen.insert(of(&bytes)));
            assert!(seen.insert(of(&&text.as_bytes()[..at])));
        }
        let mean = bits / text.len();
        assert!((28..=36).contains(&mean), "{mean}");
        for number in 0..10_000_u64 {
            assert!(seen.insert(of(&number)) && seen.insert(of(&number.to_le_bytes())));
        }
        assert_ne!(of(&("a", "bc")), of(&("ab", "c")));
        assert_ne!(of(&[0_u8; 3].as_slice()), of(&[0_u8; 4].as_slice()));
    }
}
