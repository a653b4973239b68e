//! Electronic signatures inside attachments: who signed, when, with which certificate, and whether the file changed
//! since. Facts of the file alone: no chain of certificates is followed, no list of trusted or revoked ones is asked,
//! so nothing here says that a signature is valid.
//!
//! In: a file's name and bytes. Out: [`FileSignatures`], a function of these alone. Files are hostile: sizes, depths
//! and the work of checking have limits, and what cannot be read is a fact, too ([`State::Unread`]).
//!
//! Rules: decree 30/2020/NĐ-CP, articles 13 and 15 and annex I, part II (signature of the person, then of the body);
//! ISO 32000-1, 12.8 (signatures of a PDF); RFC 5652 (signed messages), RFC 3161 (time stamps), RFC 5280
//! (certificates).
//!
//! `x509-cert` reads certificates; `rsa`, `p256`, `p384`, `sha1`, `sha2` check. They are one kept family (RustCrypto)
//! without C: `openssl` and `ring` need a C compiler, `x509-parser` checks nothing by itself. Of signed messages a
//! dozen elements are read here (`der`): `cms` has no release for this family yet, and refuses what signing programs
//! write (lengths left open, the same certificate twice).

mod certificate;
mod der;
mod dictionary;
mod message;
mod office;
mod pdf;
mod record;
mod said;
mod time;
mod tokens;
mod validation;
mod verify;

use crate::foreign::kinds;
use pdf::FoundSignature;
pub use record::{SignatureRecord, signature_record};
pub use said::{SignedWords, problems, words};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Signatures of one file that are looked at.
const MOST: usize = 50;
/// Bytes of a file that are hashed for all its signatures together. Three signatures of the largest file need 192 MB.
const MOST_HASHED: usize = 512 * 1024 * 1024;

/// What a file says of its signatures.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct FileSignatures {
    /// In the order in which they were made.
    pub list: Vec<Signature>,
}

/// One signature.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Signature {
    /// What made it.
    pub maker: Maker,
    /// The common name of the certificate, else what the file calls the signer; may be empty.
    pub name: String,
    /// The organisation of the certificate; may be empty.
    pub organisation: String,
    /// The certificate.
    pub certificate: Option<Certificate>,
    /// When it was made.
    pub time: Option<SignedTime>,
    /// Bytes of the file, from its beginning, that it covers.
    pub covers: u64,
    /// What follows these bytes.
    pub after: After,
    /// Whether what it covers is what was signed.
    pub state: State,
}

/// What made a signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Maker {
    /// A person or a body.
    Signer,
    /// A service that says when the file was what it is (RFC 3161).
    Clock,
}

/// A certificate. Numbers of citizens and addresses that it may hold are not kept.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Certificate {
    /// The common name of who issued it, else its organisation; may be empty.
    pub issuer: String,
    /// Its number, hexadecimal.
    pub serial: String,
    /// Seconds since 1970.
    pub from: u64,
    /// Seconds since 1970.
    pub to: u64,
}

/// When a signature was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct SignedTime {
    /// Seconds since 1970.
    pub seconds: u64,
    /// Who says so.
    pub by: TimeSource,
}

/// Who says when a signature was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TimeSource {
    /// A time stamp.
    Stamp,
    /// The signer's machine; it was signed with the file.
    Signed,
    /// The file, outside of what was signed.
    File,
}

/// What follows the bytes that a signature covers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum After {
    /// Nothing: it covers the whole file.
    Nothing,
    /// Something that a later signature covers.
    Signed,
    /// Data for checking signatures alone, which no signature covers.
    Validation,
    /// So many bytes that no signature covers, and that may be anything.
    Added(u64),
}

/// Whether what a signature covers is what was signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum State {
    /// It is.
    Intact,
    /// It is not: the file was changed.
    Altered,
    /// It is, but the signature was not made with the key of the certificate.
    Foreign,
    /// It cannot be told; why, as a key of the catalogue.
    Unread(&'static str),
}

impl Signature {
    /// Of which nothing is known yet.
    fn unread(why: &'static str) -> Self {
        Self {
            maker: Maker::Signer,
            name: String::new(),
            organisation: String::new(),
            certificate: None,
            time: None,
            covers: 0,
            after: After::Nothing,
            state: State::Unread(why),
        }
    }
}

impl Signature {
    /// The day in Vietnam on which it was made.
    pub fn day(&self) -> Option<jiff::civil::Date> {
        time::in_vietnam(self.time?.seconds).map(jiff::civil::DateTime::date)
    }
}

/// Whether files of this name are looked into.
pub fn may_be_signed(name: &str) -> bool {
    matches!(&*kinds::ending(name), "pdf" | "docx" | "xlsx" | "pptx" | "odt" | "ods" | "odp")
}

/// Reads the signatures of the file `name`.
pub fn read(name: &str, bytes: &[u8]) -> FileSignatures {
    if !may_be_signed(name) {
        return FileSignatures::default();
    }
    if kinds::ending(name) == "pdf" { read_pdf(bytes) } else { office::read(bytes) }
}

/// Reads the signatures of a PDF. A panic inside a crate is a damaged signature.
pub fn read_pdf(bytes: &[u8]) -> FileSignatures {
    let mut left = MOST_HASHED;
    let mut read_one = |found: &FoundSignature| {
        left = left.saturating_sub(found.covered.as_ref().map_or(0, |[_, last]| last.end));
        if left == 0 {
            return Signature::unread("signature.many");
        }
        let read = catch_unwind(AssertUnwindSafe(|| message::read(bytes, found)));
        read.unwrap_or_else(|_| Signature::unread("signature.damaged"))
    };
    let mut list: Vec<Signature> = pdf::find(bytes).iter().map(&mut read_one).collect();
    list.sort_by_key(|signature| signature.covers);
    let end = bytes.len() - bytes.iter().rev().take_while(|byte| byte.is_ascii_whitespace() || **byte == 0).count();
    let signed =
        list.iter().filter(|signature| signature.state == State::Intact).map(|signature| signature.covers).max();
    let mut is_validation = None;
    for signature in list.iter_mut().filter(|signature| signature.covers > 0) {
        signature.after = match signed {
            _ if signature.covers >= end as u64 => After::Nothing,
            Some(signed) if signed > signature.covers => After::Signed,
            Some(signed)
                if *is_validation
                    .get_or_insert_with(|| validation::is_validation_data(bytes, signed as usize, end)) =>
            {
                After::Validation
            }
            _ => After::Added(end as u64 - signature.covers),
        };
    }
    FileSignatures { list }
}

#[cfg(test)]
mod tests;
