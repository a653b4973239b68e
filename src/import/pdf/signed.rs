//! Electronic signatures, as the file tells of them: who and when. Whether one is valid is not looked at.
//!
//! In: the opened file. Out: [`FileSignature`]s. ISO 32000-1, 12.8 (signature dictionaries); RFC 5652 (CMS) and RFC 5280
//! (certificates) for the name of the signer.

use crate::import::flow::FileSignature;
use crate::text::date::civil;
use jiff::civil::Date;
use lopdf::{Dictionary, Document, Object, decode_text_string};

/// Signatures of one file.
const MOST: usize = 50;
/// Objects of the signed message that are looked at.
const MOST_NODES: usize = 100_000;
/// 2.5.4.3, the common name.
const COMMON_NAME: [u8; 5] = [0x06, 0x03, 0x55, 0x04, 0x03];

/// All signatures, each once.
pub(super) fn of_file(document: &Document) -> Vec<FileSignature> {
    let mut found: Vec<FileSignature> = Vec::new();
    for object in document.objects.values() {
        let Ok(dictionary) = object.as_dict() else { continue };
        if found.len() >= MOST || !dictionary.has(b"ByteRange") {
            continue;
        }
        let Ok(message) = dictionary.get_deref(b"Contents", document).and_then(Object::as_str) else { continue };
        // A time stamp is signed by a clock, not by a person.
        let kind = dictionary.get_deref(b"SubFilter", document).and_then(Object::as_name).unwrap_or_default();
        if kind == b"ETSI.RFC3161" {
            continue;
        }
        let who = signer(message).or_else(|| text(document, dictionary, b"Name")).unwrap_or_default();
        let day = text(document, dictionary, b"M").and_then(|written| day(&written));
        let signature = FileSignature { who, day };
        if !found.contains(&signature) {
            found.push(signature);
        }
    }
    found.sort_by_key(|signature| signature.day);
    found
}

fn text(document: &Document, dictionary: &Dictionary, key: &[u8]) -> Option<String> {
    let text = decode_text_string(dictionary.get_deref(key, document).ok()?).ok()?;
    let text = text.trim_matches(|c: char| c == '\0' || c.is_whitespace()).to_owned();
    (!text.is_empty()).then_some(text)
}

/// `D:20240831223000Z` → the day in Vietnam; a time without a zone is Vietnam's.
fn day(written: &str) -> Option<Date> {
    let digits = written.strip_prefix("D:").unwrap_or(written);
    let number = |from: usize, to: usize| digits.get(from..to)?.parse::<i16>().ok();
    let date = civil(number(0, 4)?, number(4, 6)? as i8, number(6, 8)? as i8)?;
    let (Some(hour), Some(minute)) = (number(8, 10), number(10, 12)) else { return Some(date) };
    let zone = digits.get(14..).unwrap_or_default();
    let sign = match zone.chars().next() {
        Some('Z') => 0,
        Some('+') => 1,
        Some('-') => -1,
        _ => return Some(date),
    };
    let part = |from: usize, to: usize| zone.get(from..to).and_then(|part| part.parse::<i16>().ok()).unwrap_or(0);
    let offset = sign * (part(1, 3) * 60 + part(4, 6));
    let there = hour * 60 + minute - offset + 7 * 60;
    match there.div_euclid(24 * 60) {
        0 => Some(date),
        1 => date.tomorrow().ok(),
        _ => date.yesterday().ok(),
    }
}

/// One element of DER: its tag, its contents, and what follows.
fn element(bytes: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let (tag, rest) = bytes.split_first()?;
    let (length, rest) = rest.split_first()?;
    let (length, rest) = match length {
        0..=0x7f => (usize::from(*length), rest),
        0x81..=0x84 => {
            let count = usize::from(length & 0x7f);
            let number = rest.get(..count)?.iter().fold(0_usize, |number, byte| number << 8 | usize::from(*byte));
            (number, rest.get(count..)?)
        }
        _ => return None,
    };
    Some((*tag, rest.get(..length)?, rest.get(length..)?))
}

/// The elements one after the other.
fn elements(mut bytes: &[u8]) -> impl Iterator<Item = (u8, &[u8])> {
    std::iter::from_fn(move || {
        let (tag, contents, rest) = element(bytes)?;
        bytes = rest;
        Some((tag, contents))
    })
    .take(MOST_NODES)
}

/// The common name in the certificate whose number the signer gives.
fn signer(message: &[u8]) -> Option<String> {
    const SEQUENCE: u8 = 0x30;
    const SET: u8 = 0x31;
    const TAGGED_0: u8 = 0xa0;
    let (_, content, _) = element(message)?;
    let (_, signed) = elements(content).find(|(tag, _)| *tag == TAGGED_0)?;
    let (_, signed, _) = element(signed)?;
    let (_, certificates) = elements(signed).find(|(tag, _)| *tag == TAGGED_0)?;
    let signers = elements(signed).filter(|(tag, _)| *tag == SET).last().map(|(_, signers)| signers);
    let number = signers.and_then(|signers| {
        let (_, first, _) = element(signers)?;
        let (_, issuer) = elements(first).find(|(tag, _)| *tag == SEQUENCE)?;
        elements(issuer).find(|(tag, _)| *tag == 0x02).map(|(_, number)| number)
    });
    let subjects: Vec<(&[u8], String)> = elements(certificates)
        .filter_map(|(_, certificate)| {
            let (_, facts, _) = element(certificate)?;
            let number = elements(facts).find(|(tag, _)| *tag == 0x02)?.1;
            // Algorithm, issuer, validity, subject.
            let subject = elements(facts).filter(|(tag, _)| *tag == SEQUENCE).nth(3)?.1;
            Some((number, common_name(subject)?))
        })
        .collect();
    let own = subjects.iter().find(|(other, _)| number == Some(*other)).or(subjects.first());
    own.map(|(_, name)| name.clone())
}

fn common_name(subject: &[u8]) -> Option<String> {
    elements(subject).find_map(|(_, set)| {
        let (_, pair, _) = element(set)?;
        let value = pair.strip_prefix(&COMMON_NAME)?;
        let (tag, text, _) = element(value)?;
        let name = match tag {
            // BMPString.
            0x1e => {
                let units = text.chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]]));
                char::decode_utf16(units).filter_map(Result::ok).collect()
            }
            _ => String::from_utf8_lossy(text).into_owned(),
        };
        let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
        (!name.is_empty()).then_some(name)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_those_of_vietnam() {
        for (written, there) in [
            ("D:20240831", "2024-08-31"),
            ("D:20240831235959", "2024-08-31"),
            ("D:20240831080000+07'00'", "2024-08-31"),
            ("D:20240831183000Z", "2024-09-01"),
            ("D:20240901003000+09'00'", "2024-08-31"),
        ] {
            assert_eq!(day(written).map(|day| day.to_string()).as_deref(), Some(there), "{written}");
        }
        assert_eq!(day("hôm nay"), None);
        assert_eq!(day("D:2024é831"), None);
    }

    #[test]
    fn broken_messages_have_no_signer() {
        for bytes in [&b""[..], b"\x30", b"\x30\x84\xff\xff\xff\xff", b"\x30\x03\xa0\x01\x30", &[0x30; 500]] {
            assert_eq!(signer(bytes), None);
        }
    }
}
