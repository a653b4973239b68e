//! A font of a PDF: which letters its codes stand for, and how wide they are.

use super::cmap::CMap;
use crate::import::{limits, symbols};
use lopdf::{Dictionary, Document, Encoding, Object};
use std::collections::BTreeMap;

/// One font.
pub(super) struct Font<'a> {
    /// Codes have two bytes.
    wide: bool,
    map: CMap,
    encoding: Option<Encoding<'a>>,
    /// Widths of codes, in thousandths.
    widths: BTreeMap<u32, f32>,
    default_width: f32,
    pub(super) bold: bool,
    pub(super) italic: bool,
    /// Its own name, without the mark of a part of a font: `TimesNewRomanPS-BoldMT`.
    pub(super) name: String,
    /// Its letters are no Unicode (TCVN3, VNI).
    pub(super) old: bool,
    /// Its letters show signs: Symbol, Wingdings.
    symbols: bool,
}

/// One letter (or ligature) as a code says it.
pub(super) struct Letter {
    /// What it stands for; `None`: nothing says it.
    pub(super) text: Option<String>,
    /// Thousandths of the letter size.
    pub(super) width: f32,
    /// The code of a space: words are spaced after it.
    pub(super) space: bool,
}

/// Codes whose widths are kept.
const MOST_WIDTHS: usize = 70_000;

impl<'a> Font<'a> {
    pub(super) fn read(document: &'a Document, dictionary: &'a Dictionary) -> Self {
        let wide = dictionary.get(b"Subtype").and_then(Object::as_name).is_ok_and(|name| name == b"Type0");
        let descendant = dictionary
            .get_deref(b"DescendantFonts", document)
            .and_then(Object::as_array)
            .ok()
            .and_then(|fonts| fonts.first())
            .and_then(|font| document.dereference(font).ok())
            .and_then(|(_, font)| font.as_dict().ok());
        let map = dictionary
            .get_deref(b"ToUnicode", document)
            .and_then(Object::as_stream)
            .and_then(|stream| stream.get_plain_content_with_limit(limits::LARGEST_PART as usize))
            .map(|content| CMap::read(&content))
            .unwrap_or_default();
        let encoding = if wide || !map.is_empty() || has_own_codes(document, dictionary) {
            None
        } else {
            dictionary.get_font_encoding_with_limit(document, limits::LARGEST_PART as usize).ok()
        };
        let name = dictionary.get_deref(b"BaseFont", document).and_then(Object::as_name).unwrap_or_default();
        let own_name = String::from_utf8_lossy(name).into_owned();
        let own_name = own_name.split_once('+').map_or(own_name.as_str(), |(_, name)| name).to_owned();
        let name = own_name.to_lowercase();
        let mut font = Self {
            wide,
            map,
            encoding,
            widths: BTreeMap::new(),
            default_width: if wide { 1000.0 } else { 500.0 },
            bold: name.contains("bold") || name.contains("black"),
            italic: name.contains("italic") || name.contains("oblique"),
            old: is_old(&own_name),
            symbols: symbols::is_symbol_font(&own_name),
            name: own_name,
        };
        match descendant {
            Some(descendant) => font.wide_widths(document, descendant),
            None => font.simple_widths(document, dictionary),
        }
        font
    }

    fn simple_widths(&mut self, document: &Document, dictionary: &Dictionary) {
        let first = dictionary.get_deref(b"FirstChar", document).and_then(Object::as_i64).unwrap_or_default();
        let Ok(widths) = dictionary.get_deref(b"Widths", document).and_then(Object::as_array) else { return };
        for (i, width) in widths.iter().enumerate().take(256) {
            let width = document.dereference(width).ok().and_then(|(_, width)| width.as_float().ok());
            if let (Some(width), Ok(code)) = (width, u32::try_from(first.saturating_add(i as i64))) {
                self.widths.insert(code, width);
            }
        }
    }

    /// `[first [w w w] first last w …]`.
    fn wide_widths(&mut self, document: &Document, descendant: &Dictionary) {
        if let Ok(width) = descendant.get_deref(b"DW", document).and_then(Object::as_float) {
            self.default_width = width;
        }
        let Ok(entries) = descendant.get_deref(b"W", document).and_then(Object::as_array) else { return };
        let mut at = 0;
        while at + 1 < entries.len() && self.widths.len() < MOST_WIDTHS {
            let Ok(first) = entries[at].as_i64() else { break };
            let Some(first) = u32::try_from(first).ok() else { break };
            let second = document.dereference(&entries[at + 1]).map(|(_, object)| object);
            if let Ok(Object::Array(list)) = second {
                for (i, width) in list.iter().enumerate().take(MOST_WIDTHS) {
                    if let Ok(width) = width.as_float() {
                        self.widths.insert(first.saturating_add(i as u32), width);
                    }
                }
                at += 2;
            } else {
                let (Ok(last), Some(width)) = (entries[at + 1].as_i64(), entries.get(at + 2)) else { break };
                let last = u32::try_from(last).unwrap_or(first).min(first.saturating_add(MOST_WIDTHS as u32));
                if let Ok(width) = width.as_float() {
                    self.widths.extend((first..=last).map(|code| (code, width)));
                }
                at += 3;
            }
        }
    }

    /// The letters of a string.
    pub(super) fn letters<'s>(&'s self, string: &'s [u8]) -> impl Iterator<Item = Letter> + 's {
        string.chunks(if self.wide { 2 } else { 1 }).map(|bytes| {
            let code = bytes.iter().fold(0, |code, byte| code << 8 | u32::from(*byte));
            let text = self.map.get(code).or_else(|| self.by_encoding(bytes)).and_then(|text| self.signs(text, code));
            let width = self.widths.get(&code).copied().unwrap_or(self.default_width);
            Letter { text, width, space: !self.wide && code == 32 }
        })
    }

    /// Fonts of signs show other things than their codes say.
    fn signs(&self, text: String, code: u32) -> Option<String> {
        let mut letters = text.chars();
        let (Some(letter), None) = (letters.next(), letters.next()) else { return Some(text) };
        // Without a table of its own the code is the font's.
        let code = if self.symbols && self.map.is_empty() { code } else { u32::from(letter) };
        match symbols::letter(Some(&self.name), code) {
            symbols::Letter::Plain(letter) | symbols::Letter::Sign(letter) => Some(letter.to_string()),
            symbols::Letter::Unknown => None,
        }
    }

    fn by_encoding(&self, bytes: &[u8]) -> Option<String> {
        if self.symbols && self.map.is_empty() && !self.wide {
            return bytes.first().map(|byte| char::from(*byte).to_string());
        }
        let text = self.encoding.as_ref()?.bytes_to_string(bytes).ok()?;
        (!text.is_empty() && !text.contains(['\0', char::REPLACEMENT_CHARACTER])).then_some(text)
    }
}

/// Fonts whose letters are not Unicode: TCVN3 (`.VnTime`) and VNI.
fn is_old(name: &str) -> bool {
    name.starts_with(".Vn") || name.starts_with("VNI-") || name.starts_with("VNI ")
}

/// Codes that only the font's own program explains: it is in the file, says that its signs are its own, and names no
/// table. To read them by a table of Latin letters would be a guess.
fn has_own_codes(document: &Document, dictionary: &Dictionary) -> bool {
    const SYMBOLIC: i64 = 4;
    let Ok(descriptor) = dictionary.get_deref(b"FontDescriptor", document).and_then(Object::as_dict) else {
        return false;
    };
    let flags = descriptor.get_deref(b"Flags", document).and_then(Object::as_i64).unwrap_or_default();
    let inside = [&b"FontFile"[..], b"FontFile2", b"FontFile3"].iter().any(|key| descriptor.has(key));
    inside && flags & SYMBOLIC != 0 && !dictionary.has(b"Encoding")
}
