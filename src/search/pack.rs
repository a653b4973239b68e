//! Packs pieces into files: compressed, in groups of [`GROUP`] that share a folder named by their content, so that any
//! file of an index is found from the few names in its root and may be kept by browsers for ever.
//!
//! As [`IndexForm::Script`], a file is a script that hands over the same bytes: pages opened from a
//! folder may not fetch.

use flate2::{Compress, Compression, FlushCompress, Status};
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;

/// Files that share a folder.
pub(super) const GROUP: usize = 256;

/// How browsers get at the files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IndexForm {
    /// `.bin`, by `fetch`.
    File,
    /// `.js`, by `<script>`, for `file://`.
    Script,
}

/// One file of the index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IndexFile {
    /// Path below [`FOLDER`](super::FOLDER): `t/3f2a91c05e/17.bin`.
    pub path: String,
    /// Content.
    pub bytes: Vec<u8>,
}

impl IndexFile {
    /// `name` without ending; `packed` as [`deflate`] gives it.
    pub(super) fn new(name: &str, packed: Vec<u8>, form: IndexForm) -> Self {
        match form {
            IndexForm::File => Self { path: format!("{name}.bin"), bytes: packed },
            IndexForm::Script => {
                let script = format!("congbaoPiece(\"{name}\",\"{}\");\n", base64(&packed));
                Self { path: format!("{name}.js"), bytes: script.into_bytes() }
            }
        }
    }
}

/// Raw deflate, which every browser can undo.
pub(super) fn deflate(bytes: &[u8]) -> Vec<u8> {
    Packer::default().deflate(bytes)
}

/// Packs one text after another: making room for a packer takes as long as packing a short text.
pub(super) struct Packer {
    compress: Compress,
    room: Vec<u8>,
}

impl Default for Packer {
    fn default() -> Self {
        Self { compress: Compress::new(Compression::new(6), false), room: Vec::new() }
    }
}

impl Packer {
    pub(super) fn deflate(&mut self, bytes: &[u8]) -> Vec<u8> {
        self.compress.reset();
        self.room.clear();
        loop {
            self.room.reserve(bytes.len() / 2 + 64);
            let rest = &bytes[self.compress.total_in() as usize..];
            let status = self.compress.compress_vec(rest, &mut self.room, FlushCompress::Finish);
            if status.expect("packing fails only where packers are used wrongly") == Status::StreamEnd {
                return self.room.clone();
            }
        }
    }
}

/// Ten hexadecimal digits of the content.
pub(super) fn name_of<'a>(contents: impl IntoIterator<Item = &'a [u8]>) -> String {
    let mut digest = Sha256::new();
    for content in contents {
        digest.update((content.len() as u64).to_le_bytes());
        digest.update(content);
    }
    digest.finalize()[..5].iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Numbered files under one letter.
#[derive(Debug)]
pub(super) struct Folder {
    letter: &'static str,
    form: IndexForm,
    waiting: Vec<Vec<u8>>,
    groups: Vec<String>,
    /// The same names, to find.
    known: BTreeSet<String>,
}

impl Folder {
    pub(super) const fn new(letter: &'static str, form: IndexForm) -> Self {
        Self { letter, form, waiting: Vec::new(), groups: Vec::new(), known: BTreeSet::new() }
    }

    /// Takes the next file, already packed; gives a whole group when it is full.
    pub(super) fn push(&mut self, packed: Vec<u8>) -> Vec<IndexFile> {
        self.waiting.push(packed);
        if self.waiting.len() == GROUP { self.finish() } else { Vec::new() }
    }

    /// The files of the last group; none where an earlier group has the same content and so the same files.
    pub(super) fn finish(&mut self) -> Vec<IndexFile> {
        if self.waiting.is_empty() {
            return Vec::new();
        }
        let group = name_of(self.waiting.iter().map(Vec::as_slice));
        let files = std::mem::take(&mut self.waiting);
        let name = |at: usize| format!("{}/{group}/{at}", self.letter);
        let is_new = self.known.insert(group.clone());
        let files = files.into_iter().enumerate().filter(|_| is_new);
        let pieces = files.map(|(at, packed)| IndexFile::new(&name(at), packed, self.form)).collect();
        self.groups.push(group);
        pieces
    }

    /// Names of the groups so far, in order.
    pub(super) fn groups(&self) -> &[String] {
        &self.groups
    }
}

/// A sorted list that is cut into files; `first` tells which file holds a key.
#[derive(Debug, Default)]
pub(super) struct Directory {
    /// Names of the groups of files.
    pub groups: Vec<String>,
    /// For each file, the shortest text that is greater than all keys before it and not greater than its first.
    pub first: Vec<String>,
    /// Where these are too many for the root: names of the files that have them, a file for each group of files. Then
    /// `first` has only that of each group's first file.
    pub pages: Vec<String>,
}

/// The shortest beginning of `key` that is greater than `before`.
pub(super) fn boundary(before: &str, key: &str) -> String {
    let shared = before.chars().zip(key.chars()).take_while(|(a, b)| a == b).count();
    key.chars().take(shared + 1).collect()
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

    #[test]
    fn base64_is_what_browsers_read() {
        for (bytes, text) in [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg==")] {
            assert_eq!(base64(bytes.as_bytes()), text);
        }
    }

    #[test]
    fn boundaries_are_short() {
        assert_eq!(boundary("giao duc", "giao vien"), "giao v");
        assert_eq!(boundary("giao", "giao duc"), "giao ");
        assert_eq!(boundary("", "a"), "a");
    }

    #[test]
    fn two_equal_groups_are_put_once_and_named_twice() {
        let mut folder = Folder::new("t", IndexForm::File);
        let mut group = || (0..GROUP).flat_map(|_| folder.push(vec![7])).collect::<Vec<_>>();
        assert_eq!([group().len(), group().len()], [GROUP, 0]);
        assert_eq!(folder.groups().len(), 2);
        assert_eq!(folder.groups()[0], folder.groups()[1]);
    }

    #[test]
    fn a_group_is_named_by_its_content() {
        let mut folder = Folder::new("t", IndexForm::File);
        assert!(folder.push(vec![1]).is_empty());
        let pieces = folder.finish();
        assert_eq!(pieces.len(), 1);
        assert_eq!(pieces[0].path, format!("t/{}/0.bin", name_of([[1u8].as_slice()])));
        assert_ne!(name_of([[1u8, 2].as_slice(), &[]]), name_of([[1u8].as_slice(), &[2]]));
    }
}
