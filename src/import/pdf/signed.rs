//! Electronic signatures, as the file tells of them: who and when.
//!
//! In: the bytes of a file. Out: [`FileSignature`]s, each once, in the order of their days.

use crate::import::flow::FileSignature;
use crate::signature::{Maker, Signature, read_pdf};

/// All signatures. A time stamp is signed by a clock, not by a person.
pub(super) fn of_file(bytes: &[u8]) -> Vec<FileSignature> {
    let mut found: Vec<FileSignature> = Vec::new();
    for signature in read_pdf(bytes).list {
        if signature.maker == Maker::Clock {
            continue;
        }
        let day = signature.day();
        let Signature { name: who, .. } = signature;
        let signature = FileSignature { who, day };
        if !found.contains(&signature) {
            found.push(signature);
        }
    }
    found.sort_by_key(|signature| signature.day);
    found
}
