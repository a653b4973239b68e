//! A value with all that tells whether it is one.
//!
//! In: a value, its name, the program. Out: the bytes of a file; and back, or nothing where any byte is wrong.
//!
//! ```text
//! congbao store\n │ program, 32 bytes │ length, 8 bytes │ value │ SHA-256 of name and everything before, 32 bytes
//! ```

use sha2::{Digest, Sha256};

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
    let mut sum = Sha256::new();
    sum.update(name);
    sum.update([0]);
    sum.update(bytes);
    sum.finalize().into()
}
