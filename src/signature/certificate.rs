//! The certificate of a signer.
//!
//! In: certificates of a message, the name of one. Out: what is told of it; its key for checking. RFC 5280.

use super::Certificate;
use super::der::{Element, INTEGER, SEQUENCE};
use x509_cert::certificate::{CertificateInner, Raw};
use x509_cert::der::oid::ObjectIdentifier;
use x509_cert::der::{Decode, Tag, Tagged};
use x509_cert::ext::pkix::SubjectKeyIdentifier;
use x509_cert::name::Name;

/// Letters of a name: longer ones are no names.
const LONGEST: usize = 200;
const COMMON_NAME: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.3");
const ORGANISATION: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.10");

/// Who signed.
pub(super) struct Owner {
    pub name: String,
    pub organisation: String,
    pub facts: Certificate,
    /// `SubjectPublicKeyInfo`.
    pub key: Vec<u8>,
}

/// The certificate that a signer names by issuer and number, or by its key; `certificates`: as they stand in the
/// message.
pub(super) fn find<'a>(mut certificates: impl Iterator<Item = Element<'a>>, signer: Element<'_>) -> Option<Owner> {
    certificates.find_map(|element| {
        let certificate = CertificateInner::<Raw>::from_der(element.whole).ok()?;
        let facts = certificate.tbs_certificate();
        // As they stand: signature algorithm, issuer, validity, subject, key.
        let number = element.part(SEQUENCE)?.part(INTEGER)?.content;
        let parts: Vec<Element<'_>> = element.part(SEQUENCE)?.parts().filter(|part| part.tag == SEQUENCE).collect();
        let [_, issuer, _, _, key, ..] = *parts else { return None };
        let is_named = if signer.tag == SEQUENCE {
            let named = (signer.part(SEQUENCE)?, signer.part(INTEGER)?);
            issuer.whole == named.0.whole && number == named.1.content
        } else {
            let own = facts.get_extension::<SubjectKeyIdentifier>().ok().flatten();
            own.is_some_and(|(_, own)| own.0.as_bytes() == signer.content)
        };
        if !is_named {
            return None;
        }
        let validity = facts.validity();
        let issuer = Some(part(facts.issuer(), COMMON_NAME)).filter(|name| !name.is_empty());
        Some(Owner {
            name: part(facts.subject(), COMMON_NAME),
            organisation: part(facts.subject(), ORGANISATION),
            facts: Certificate {
                issuer: issuer.unwrap_or_else(|| part(facts.issuer(), ORGANISATION)),
                serial: serial(number),
                from: validity.not_before.to_unix_duration().as_secs(),
                to: validity.not_after.to_unix_duration().as_secs(),
            },
            key: key.whole.to_vec(),
        })
    })
}

/// Without the zero that keeps it positive.
fn serial(bytes: &[u8]) -> String {
    let bytes = bytes.strip_prefix(&[0]).filter(|rest| !rest.is_empty()).unwrap_or(bytes);
    bytes.iter().take(32).map(|byte| format!("{byte:02x}")).collect()
}

/// A part of a name, in any of the alphabets that certificates have.
fn part(name: &Name, key: ObjectIdentifier) -> String {
    let Some(value) = name.iter().find(|part| part.oid == key).map(|part| &part.value) else { return String::new() };
    let text = if value.tag() == Tag::BmpString {
        let units = value.value().chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]]));
        char::decode_utf16(units).filter_map(Result::ok).collect()
    } else {
        String::from_utf8_lossy(value.value()).into_owned()
    };
    one_line(&text)
}

/// On one line, not long, without characters that turn the line around or are not seen.
pub(super) fn one_line(text: &str) -> String {
    let is_seen = |c: &char| {
        !c.is_control()
            && !matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
    };
    let spaced = text.replace(['\n', '\r', '\t'], " ");
    let line = spaced.split_whitespace().collect::<Vec<_>>().join(" ");
    line.chars().filter(is_seen).take(LONGEST).collect()
}
