//! A value with all that tells whether it is one.
//!
//! In: a value, its name, the program. Out: the bytes of a file; and back, or nothing where any byte is wrong.
//!
//! ```text
//! congbao store\n │ program, 32 bytes │ length, 8 bytes │ value │ sum of name and everything before, 32 bytes
//! ```
//!
//! The sum finds what was torn, mixed up or damaged. It is no seal: who can write into the store can write a right sum, too.
//! All that is kept is summed at each start, so it is one that costs little.

use crate::trace::FactHasher;
use std::hash::Hasher;

const MAGIC: &[u8; 14] = b"congbao store\n";
const HEAD: usize = MAGIC.len() + 32 + 8;
const SUM: usize = 32;

/// The bytes of the file that keeps `value`.
pub(crate) fn close(program: &[u8; 32], name: &str, value: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(HEAD + value.len() + SUM);
    bytes.extend_from_slice(MAGIC);
    bytes.extend_from_slice(program);
    bytes.extend_from_slice(&(value.len() as u64).to_le_bytes());
    bytes.extend_from_slice(value);
    let sum = sum(name, &bytes);
    bytes.extend_from_slice(&sum);
    bytes
}

/// The value in the bytes of a file.
pub(crate) fn open(program: &[u8; 32], name: &str, mut bytes: Vec<u8>) -> Option<Vec<u8>> {
    let (rest, found) = bytes.split_last_chunk::<SUM>()?;
    let (head, value) = rest.split_at_checked(HEAD)?;
    let head = head.strip_prefix(MAGIC)?.strip_prefix(program)?;
    if head != (value.len() as u64).to_le_bytes() || *found != sum(name, rest) {
        return None;
    }
    bytes.truncate(bytes.len() - SUM);
    bytes.drain(..HEAD);
    Some(bytes)
}

fn sum(name: &str, bytes: &[u8]) -> [u8; SUM] {
    // Four at a time: each waits for its own multiplications alone.
    let mut lanes = [FactHasher::default(); 4];
    for (lane, own) in lanes.iter_mut().zip(0_u64..) {
        lane.write_u64(own);
        lane.write_usize(bytes.len());
        lane.write(name.as_bytes());
    }
    let (blocks, rest) = bytes.as_chunks::<SUM>();
    for block in blocks {
        let (words, _) = block.as_chunks::<8>();
        for (lane, word) in lanes.iter_mut().zip(words) {
            lane.write_u64(u64::from_le_bytes(*word));
        }
    }
    lanes[0].write(rest);
    let mut sum = [0; SUM];
    let (words, _) = sum.as_chunks_mut::<8>();
    for (word, lane) in words.iter_mut().zip(&lanes) {
        *word = lane.finish().to_le_bytes();
    }
    sum
}
