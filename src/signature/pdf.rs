//! Where the signatures of a PDF stand, and what each covers.
//!
//! In: the bytes of a file. Out: [`FoundSignature`]s in the order of the file. ISO 32000-1, 12.8.1: the value of
//! `/ByteRange` is two stretches, from the beginning of the file, that leave out the value of `/Contents` alone.

use super::MOST;
use super::dictionary::{Dictionary, hex, text};
use aho_corasick::AhoCorasick;
use std::ops::Range;

/// Bytes of a message. With all lists of revoked certificates in it, it has some hundred thousand.
const LARGEST_MESSAGE: usize = 4 * 1024 * 1024;
/// How far behind its beginning an object may end.
const FARTHEST: usize = 2 * LARGEST_MESSAGE + 64 * 1024;
/// Objects with the key that are looked at.
const MOST_TRIED: usize = 2 * MOST;

/// A signature as it stands in the file.
#[derive(Debug, Default)]
pub(super) struct FoundSignature {
    /// The two stretches that it covers; `None`: they are not the file without the message.
    pub covered: Option<[Range<usize>; 2]>,
    /// `/SubFilter`, without its slash.
    pub format: String,
    /// `/Contents`, with what fills up its room.
    pub message: Vec<u8>,
    /// `/Name`.
    pub name: Option<String>,
    /// `/M`.
    pub time: Option<String>,
}

/// All of them; at most so many as are looked at.
pub(super) fn find(file: &[u8]) -> Vec<FoundSignature> {
    let Ok(finder) = AhoCorasick::new(["obj", "/ByteRange"]) else { return Vec::new() };
    let locked = AhoCorasick::new(["/Encrypt"]).is_ok_and(|finder| finder.is_match(file));
    let (mut found, mut object, mut tried) = (Vec::new(), None, 0);
    for hit in finder.find_iter(file) {
        if hit.pattern().as_usize() == 0 {
            // `7 0 obj`, and no word of a text.
            if matches!(file[..hit.start()], [.., b'0'..=b'9', b' ' | b'\n' | b'\r' | b'\t']) {
                object = Some(hit.end());
            }
            continue;
        }
        // An object has one signature.
        let Some(start) = object.take() else { continue };
        if found.len() >= MOST || tried >= MOST_TRIED {
            break;
        }
        tried += 1;
        let near = &file[..file.len().min(start + FARTHEST)];
        if let Some(dictionary) = Dictionary::with_key(near, start, hit.start()) {
            found.push(read(file, &dictionary, locked));
        }
    }
    found
}

/// `locked`: the texts of the file are enciphered (the message is not).
fn read(file: &[u8], dictionary: &Dictionary<'_>, locked: bool) -> FoundSignature {
    let value = |key: &[u8]| dictionary.place(key).and_then(|place| file.get(place));
    let words = |key: &[u8]| value(key).filter(|_| !locked).and_then(text);
    let place = dictionary.place(b"Contents").filter(|place| place.len() <= 2 * LARGEST_MESSAGE);
    let message = place.clone().and_then(|place| file.get(place)).map(hex).unwrap_or_default();
    let numbers: Vec<usize> = value(b"ByteRange").map(numbers).unwrap_or_default();
    let covered = match (&*numbers, place) {
        // The marks of the message belong to it.
        ([0, gap, after, length], Some(place)) if *gap == place.start && *after == place.end => {
            after.checked_add(*length).map(|end| [0..*gap, *after..end])
        }
        _ => None,
    };
    let format =
        value(b"SubFilter").map(|name| String::from_utf8_lossy(name.get(1..).unwrap_or_default()).into_owned());
    FoundSignature { covered, format: format.unwrap_or_default(), message, name: words(b"Name"), time: words(b"M") }
}

/// `[0 840 960 240]`.
fn numbers(list: &[u8]) -> Vec<usize> {
    let text = String::from_utf8_lossy(list);
    let inner = text.trim_start_matches('[').trim_end_matches(']');
    inner.split_ascii_whitespace().map_while(|number| number.parse().ok()).collect()
}
