//! Packs pieces into containers: each piece compressed by itself, many of them one after the other in one file, read by
//! ranges. Names of containers are stable; the root tells the generation of each, which stands behind its name when a
//! browser asks for it.
//!
//! As [`IndexForm::Files`], each piece is a file: for hosts that send whole files only. As [`IndexForm::Scripts`],
//! containers are cut into scripts that hand over the same bytes: pages opened from a folder may not fetch.

use super::keeping::KeptFile;
use flate2::{Compress, Compression, FlushCompress, Status};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::ops::Range;

/// Bytes of a container in one script: 256 kB once they are letters.
const SCRIPT: usize = 196_608;

/// How browsers get at the pieces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IndexForm {
    /// Containers, `.bin`, of which ranges are fetched.
    Ranges,
    /// A file for each piece, `.bin`, by `fetch`.
    Files,
    /// Containers cut into `.js`, by `<script>`, for `file://`.
    Scripts,
}

impl IndexForm {
    /// The word in the root.
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Ranges => "ranges",
            Self::Files => "files",
            Self::Scripts => "scripts",
        }
    }
}

/// One file of the index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IndexFile {
    /// Path below [`FOLDER`](super::FOLDER): `t/17.bin`.
    pub path: String,
    /// Content.
    pub bytes: Vec<u8>,
}

impl IndexFile {
    /// A file that browsers find by its name alone; `name` without ending.
    pub(super) fn whole(name: &str, bytes: Vec<u8>) -> Self {
        Self { path: format!("{name}.bin"), bytes }
    }

    /// The same as a script.
    pub(super) fn script(name: &str, bytes: &[u8]) -> Self {
        let script = format!("congbaoPiece(\"{name}\",\"{}\");\n", base64(bytes));
        Self { path: format!("{name}.js"), bytes: script.into_bytes() }
    }
}

/// Pieces that stand together.
#[derive(Debug)]
pub(super) struct Container {
    /// Path without ending: `s/32`.
    pub name: String,
    /// In the order of their places; compressed.
    pub pieces: Vec<Vec<u8>>,
}

impl Container {
    /// What it holds, as one file, and its files.
    pub(super) fn write(self, form: IndexForm) -> (KeptFile, Vec<IndexFile>) {
        let mut digest = Sha256::new();
        self.pieces.iter().for_each(|piece| digest.update(piece));
        let sha256: [u8; 32] = digest.finalize().into();
        let generation = sha256[..4].iter().map(|byte| format!("{byte:02x}")).collect();
        let size = self.pieces.iter().map(|piece| piece.len() as u64).sum();
        let kept = KeptFile { generation, size, sha256 };
        let name = &self.name;
        let files = match form {
            IndexForm::Ranges => vec![IndexFile::whole(name, self.pieces.concat())],
            IndexForm::Files => {
                let pieces = self.pieces.into_iter().enumerate();
                pieces.map(|(at, piece)| IndexFile::whole(&format!("{name}/{at}"), piece)).collect()
            }
            IndexForm::Scripts => {
                let all = self.pieces.concat();
                let blocks = all.chunks(SCRIPT).enumerate();
                blocks.map(|(at, block)| IndexFile::script(&format!("{name}-{at}"), block)).collect()
            }
        };
        (kept, files)
    }
}

/// With a head and a sum that tell a piece from any other bytes: a browser that took the wrong range notices.
pub(super) fn pack(bytes: &[u8]) -> Vec<u8> {
    Packer::default().pack(bytes)
}

/// Packs one text after another: making room for a packer takes as long as packing a short text.
struct Packer {
    compress: Compress,
    room: Vec<u8>,
}

/// How hard is tried.
const LEVEL: u32 = 6;

impl Default for Packer {
    fn default() -> Self {
        Self { compress: Compress::new(Compression::new(LEVEL), true), room: Vec::new() }
    }
}

impl Packer {
    fn pack(&mut self, bytes: &[u8]) -> Vec<u8> {
        self.compress.reset();
        self.go_on(bytes)
    }

    fn go_on(&mut self, bytes: &[u8]) -> Vec<u8> {
        self.room.clear();
        // A dictionary may count as read.
        let before = self.compress.total_in();
        loop {
            self.room.reserve(bytes.len() / 2 + 64);
            let rest = &bytes[(self.compress.total_in() - before) as usize..];
            let status = self.compress.compress_vec(rest, &mut self.room, FlushCompress::Finish);
            if status.expect("packing fails only where packers are used wrongly") == Status::StreamEnd {
                return self.room.clone();
            }
        }
    }
}

/// What texts of laws and directives often say, what is said most at the end; the root hands it to browsers. Trained by
/// `zstd --train` on 2,500 passages of laws. Another dictionary is another version of the index.
pub(super) const DICTIONARY: &str = include_str!("dictionary.txt");

/// Packs texts behind [`DICTIONARY`], which makes them a quarter smaller. What comes out continues a stream of zlib
/// (RFC 1950) that begins with the dictionary in a stored block; the sum at its end is of both.
pub(super) struct TextPacker {
    packer: Packer,
    /// The sum of the dictionary, with which every text's begins.
    sum: u32,
}

impl Default for TextPacker {
    fn default() -> Self {
        let packer = Packer { compress: Compress::new(Compression::new(LEVEL), false), room: Vec::new() };
        Self { packer, sum: adler(1, DICTIONARY.as_bytes()) }
    }
}

impl TextPacker {
    pub(super) fn pack(&mut self, text: &[u8]) -> Vec<u8> {
        let compress = &mut self.packer.compress;
        compress.reset();
        compress.set_dictionary(DICTIONARY.as_bytes()).expect("a new stream takes a dictionary");
        let mut packed = self.packer.go_on(text);
        let sum = adler(self.sum, text);
        packed.extend(sum.to_be_bytes());
        packed
    }
}

/// Adler-32 (RFC 1950) of `bytes` behind what `before` is the sum of; 1 for nothing.
fn adler(before: u32, bytes: &[u8]) -> u32 {
    const BASE: u32 = 65_521;
    let (mut low, mut high) = (before & 0xffff, before >> 16);
    // So many bytes cannot overflow.
    for chunk in bytes.chunks(5_552) {
        for byte in chunk {
            low += u32::from(*byte);
            high += low;
        }
        (low, high) = (low % BASE, high % BASE);
    }
    high << 16 | low
}

/// Tells what a piece is made of from any other.
pub(super) type PieceKey = [u8; 16];

/// The key of what is made of `raw`.
pub(super) fn piece_key(raw: &[u8]) -> PieceKey {
    let digest: [u8; 32] = Sha256::digest(raw).into();
    std::array::from_fn(|at| digest[at])
}

/// A packed piece, and the key of what it was made of.
pub(super) struct Piece {
    pub key: PieceKey,
    pub packed: Vec<u8>,
}

/// Pieces that an earlier run packed, in the bytes of their container.
#[derive(Debug, Default)]
pub(super) struct PieceStock {
    bytes: Vec<u8>,
    places: BTreeMap<PieceKey, Range<usize>>,
}

impl PieceStock {
    /// `pieces`: key and length of each, in order.
    pub(super) fn new(bytes: Vec<u8>, pieces: &[(PieceKey, usize)]) -> Self {
        let mut at = 0;
        let place = |(key, length): &(PieceKey, usize)| {
            at += length;
            (*key, at - length..at)
        };
        Self { places: pieces.iter().map(place).collect(), bytes }
    }

    /// `raw`, packed.
    pub(super) fn pack(&self, raw: &[u8]) -> Piece {
        self.piece(piece_key(raw), || pack(raw))
    }

    /// The piece of a key, made where there is none.
    pub(super) fn piece(&self, key: PieceKey, make: impl FnOnce() -> Vec<u8>) -> Piece {
        let known = self.places.get(&key).and_then(|place| self.bytes.get(place.clone()));
        Piece { key, packed: known.map_or_else(make, <[u8]>::to_vec) }
    }
}

/// The shortest beginning of `key` that is greater than `before`.
pub(super) fn boundary(before: &str, key: &str) -> String {
    let shared = before.chars().zip(key.chars()).take_while(|(a, b)| a == b).count();
    key.chars().take(shared + 1).collect()
}

/// A number for a text that browsers find, too (FNV-1a, 32 bits).
pub(crate) fn hash(text: &str) -> u32 {
    text.bytes().fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

/// Appends a number, seven bits a byte, lowest first.
pub(super) fn varint(mut number: usize, out: &mut Vec<u8>) {
    while number >= 0x80 {
        out.push((number & 0x7f) as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let word = chunk.iter().fold(0u32, |word, byte| word << 8 | u32::from(*byte)) << (8 * (3 - chunk.len()));
        for digit in 0..4 {
            let shown = digit <= chunk.len();
            let at = (word >> (18 - 6 * digit) & 63) as usize;
            text.push(if shown { char::from(DIGITS[at]) } else { '=' });
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read;

    #[test]
    fn base64_is_what_browsers_read() {
        for (bytes, text) in [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg==")] {
            assert_eq!(base64(bytes.as_bytes()), text);
        }
    }

    #[test]
    fn a_text_goes_on_behind_the_dictionary() {
        let (size, mut packer) = (DICTIONARY.len() as u16, TextPacker::default());
        for text in ["", "Thông tư này có hiệu lực kể từ ngày ký", &"Tăng cường chuyển đổi số. ".repeat(900)]
        {
            let packed = packer.pack(text.as_bytes());
            assert!(packed.len() < text.len() / 2 + 10, "{} {}", packed.len(), text.len());
            let head = [&[0x78, 1, 0], &size.to_le_bytes()[..], &(!size).to_le_bytes()].concat();
            let all = [&head, DICTIONARY.as_bytes(), &packed].concat();
            let mut read = String::new();
            flate2::read::ZlibDecoder::new(all.as_slice()).read_to_string(&mut read).expect("the sum is right");
            assert_eq!(read, DICTIONARY.to_owned() + text);
        }
    }

    #[test]
    fn boundaries_are_short() {
        assert_eq!(boundary("giao duc", "giao vien"), "giao v");
        assert_eq!(boundary("giao", "giao duc"), "giao ");
        assert_eq!(boundary("", "a"), "a");
    }

    #[test]
    fn the_hash_is_that_of_the_client() {
        assert_eq!([hash(""), hash("a"), hash("giáo")], [0x811c_9dc5, 0xe40c_292c, hash("gi\u{e1}o")]);
    }

    #[test]
    fn a_container_has_the_same_bytes_in_every_form() {
        let container =
            |form| Container { name: "t/0".to_owned(), pieces: vec![vec![1; 150_000], vec![2; 90_000]] }.write(form);
        let (kept, whole) = container(IndexForm::Ranges);
        assert_eq!((whole.len(), whole[0].path.as_str(), whole[0].bytes.len()), (1, "t/0.bin", 240_000));
        let (same, files) = container(IndexForm::Files);
        assert_eq!((same.sha256, files.len(), files[1].path.as_str()), (kept.sha256, 2, "t/0/1.bin"));
        assert_eq!(files.concat_bytes(), whole[0].bytes);
        let (same, scripts) = container(IndexForm::Scripts);
        assert_eq!((same.sha256, scripts.len(), scripts[1].path.as_str()), (kept.sha256, 2, "t/0-1.js"));
        assert!(scripts[0].bytes.len() < 263_000);
    }

    trait Bytes {
        fn concat_bytes(&self) -> Vec<u8>;
    }

    impl Bytes for Vec<IndexFile> {
        fn concat_bytes(&self) -> Vec<u8> {
            self.iter().flat_map(|file| file.bytes.clone()).collect()
        }
    }
}
