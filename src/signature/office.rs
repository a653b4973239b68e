//! Signatures of office files, which are not read: that there is one is said.
//!
//! In: the bytes of a file. Out: a signature of which nothing is known, or none. ECMA-376-2, 13 (folder
//! `_xmlsignatures`); OpenDocument 1.3, part 2, 5 (`META-INF/documentsignatures.xml`).

use super::{FileSignatures, Signature};
use crate::foreign::package::Package;
use std::io::Cursor;

/// A damaged file is said elsewhere.
pub(super) fn read(bytes: &[u8]) -> FileSignatures {
    let Ok(package) = Package::open(Cursor::new(bytes)) else { return FileSignatures::default() };
    let is_signature = |name: &String| {
        let name = name.to_ascii_lowercase();
        name.starts_with("_xmlsignatures/") && name.ends_with(".xml") || name == "meta-inf/documentsignatures.xml"
    };
    let count = package.names().iter().filter(|name| is_signature(name)).count();
    FileSignatures { list: (0..count.min(super::MOST)).map(|_| Signature::unread("signature.office")).collect() }
}
