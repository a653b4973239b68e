//! A look at every packed stream before the file is opened: how much it unpacks to is counted, nothing is kept. The
//! crate unpacks object streams while it opens a file, several of them, and bounds each alone.

use crate::import::limits;
use crate::import::problem::Problem;
use flate2::read::ZlibDecoder;
use std::io::Read;

/// Filters of one stream. Two are usual (text form and packing); chains multiply what a bomb unpacks to.
const MOST_PACKINGS: usize = 1;

/// Refuses files whose streams unpack to too much, or are packed twice.
pub(super) fn check(bytes: &[u8]) -> Result<(), Problem> {
    let too_much = || Problem::too_complex("import-limit-unpacked", limits::LARGEST_UNPACKED);
    let mut left = limits::LARGEST_UNPACKED;
    let mut at = 0;
    while let Some(found) = find(&bytes[at..], b"stream") {
        let start = at + found + b"stream".len();
        at = start;
        if bytes[..start].ends_with(b"endstream") {
            continue;
        }
        let dictionary = &bytes[start.saturating_sub(1024)..start];
        let from = rfind(dictionary, b"obj").unwrap_or(0);
        if count(&dictionary[from..], b"Flate") + count(&dictionary[from..], b"LZW") > MOST_PACKINGS {
            return Err(too_much());
        }
        let data = &bytes[start..];
        let data = data.strip_prefix(b"\r\n").or_else(|| data.strip_prefix(b"\n")).unwrap_or(data);
        // The first byte of deflate data names the method; what else it may be, the crate bounds it.
        if !matches!(data, [0x08 | 0x18 | 0x28 | 0x38 | 0x48 | 0x58 | 0x68 | 0x78, ..]) {
            continue;
        }
        let mut decoder = ZlibDecoder::new(data).take(left.min(limits::LARGEST_PART) + 1);
        let mut piece = [0_u8; 16 * 1024];
        let mut size = 0;
        while let Ok(read) = decoder.read(&mut piece) {
            if read == 0 {
                break;
            }
            size += read as u64;
        }
        if size > limits::LARGEST_PART || size > left {
            return Err(too_much());
        }
        left -= size;
        let packed = decoder.into_inner().total_in() as usize;
        at = start + packed.min(data.len());
    }
    Ok(())
}

fn find(bytes: &[u8], word: &[u8]) -> Option<usize> {
    let first = word[0];
    let mut at = 0;
    while let Some(next) = bytes.get(at..)?.iter().position(|byte| *byte == first) {
        if bytes[at + next..].starts_with(word) {
            return Some(at + next);
        }
        at += next + 1;
    }
    None
}

fn rfind(bytes: &[u8], word: &[u8]) -> Option<usize> {
    bytes.windows(word.len()).rposition(|window| window == word)
}

fn count(bytes: &[u8], word: &[u8]) -> usize {
    bytes.windows(word.len()).filter(|window| *window == word).count()
}
