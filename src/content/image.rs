//! Whether bytes are an image that a page may show, and how large it is: told by its content, not by its name. Only the
//! frame of the file is read, nothing is unpacked.
//!
//! In: the bytes of a file. Out: [`Image`], or an [`ImageFault`]. No SVG: it can run script, and its size is a matter of
//! style sheets.

/// Images wider or higher than this are refused: browsers of cheap telephones cannot show them.
const LONGEST_SIDE: u32 = 16_384;
/// Pixels: four bytes each in the reader's memory, whatever the file weighs.
const MOST_PIXELS: u64 = 100_000_000;

/// A kind of image.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ImageKind {
    /// PNG (ISO/IEC 15948).
    Png,
    /// JPEG (ISO/IEC 10918).
    Jpeg,
    /// WebP (RFC 9649).
    WebP,
    /// GIF89a.
    Gif,
}

impl ImageKind {
    /// The kind that the ending of a file's name says; no other kinds are shown.
    pub fn of_name(name: &str) -> Option<Self> {
        let ending = name.rsplit_once('.')?.1.to_ascii_lowercase();
        match &*ending {
            "png" => Some(Self::Png),
            "jpg" | "jpeg" => Some(Self::Jpeg),
            "webp" => Some(Self::WebP),
            "gif" => Some(Self::Gif),
            _ => None,
        }
    }

    /// The usual ending.
    pub const fn ending(self) -> &'static str {
        match self {
            Self::Png => "png",
            Self::Jpeg => "jpg",
            Self::WebP => "webp",
            Self::Gif => "gif",
        }
    }

    fn of_content(bytes: &[u8]) -> Option<Self> {
        match bytes {
            [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => Some(Self::Png),
            [0xff, 0xd8, 0xff, ..] => Some(Self::Jpeg),
            [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some(Self::WebP),
            [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => Some(Self::Gif),
            _ => None,
        }
    }
}

/// An image.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Image {
    /// By its content.
    pub kind: ImageKind,
    /// Pixels, as a browser shows it: a photograph that lies on its side is turned.
    pub width: u32,
    /// Pixels.
    pub height: u32,
}

/// Why bytes are no image that a page may show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ImageFault {
    /// Another kind of file.
    NoImage,
    /// It begins like an image, and is cut off or broken.
    Damaged,
    /// More pixels than a page may show.
    TooLarge,
}

/// Looks at the whole content of a file.
///
/// # Errors
/// See [`ImageFault`].
pub fn measure(bytes: &[u8]) -> Result<Image, ImageFault> {
    let kind = ImageKind::of_content(bytes).ok_or(ImageFault::NoImage)?;
    let size = match kind {
        ImageKind::Png => png(bytes),
        ImageKind::Jpeg => jpeg(bytes),
        ImageKind::WebP => webp(bytes),
        ImageKind::Gif => gif(bytes),
    };
    let (width, height) = size.filter(|(width, height)| *width > 0 && *height > 0).ok_or(ImageFault::Damaged)?;
    let is_large = width.max(height) > LONGEST_SIDE || u64::from(width) * u64::from(height) > MOST_PIXELS;
    if is_large { Err(ImageFault::TooLarge) } else { Ok(Image { kind, width, height }) }
}

fn be16(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from(u16::from_be_bytes(bytes.get(at..at + 2)?.try_into().ok()?)))
}

fn be32(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

fn le16(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?)))
}

fn le24(bytes: &[u8], at: usize) -> Option<u32> {
    Some(le16(bytes, at)? | u32::from(*bytes.get(at + 2)?) << 16)
}

fn le32(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

/// The head, picture data, and the end as the last thing in the file: another file could hide behind it. What stands
/// between is the browser's to judge; some programs write wrong lengths that browsers pass over.
fn png(bytes: &[u8]) -> Option<(u32, u32)> {
    const END: &[u8] = b"\0\0\0\0IEND\xae\x42\x60\x82";
    let is_head = bytes.get(8..16)? == b"\0\0\0\x0dIHDR";
    let has_data = bytes.windows(4).any(|name| name == b"IDAT");
    let size = (be32(bytes, 16)?, be32(bytes, 20)?);
    (is_head && has_data && bytes.ends_with(END)).then_some(size)
}

/// Segments up to the frame, then an end of the image. Cameras put more behind it.
fn jpeg(bytes: &[u8]) -> Option<(u32, u32)> {
    let (mut at, mut is_on_its_side) = (2, false);
    loop {
        if *bytes.get(at)? != 0xff {
            return None;
        }
        let marker = *bytes.get(at + 1)?;
        match marker {
            // A byte that fills, or a marker without a segment.
            0xff => {
                at += 1;
                continue;
            }
            0x01 | 0xd0..=0xd7 => {
                at += 2;
                continue;
            }
            0x00 | 0xd8 | 0xd9 => return None,
            _ => {}
        }
        let length = be16(bytes, at + 2)? as usize;
        let segment = bytes.get(at + 4..(at + 2).checked_add(length)?)?;
        match marker {
            0xe1 => is_on_its_side |= orientation(segment).is_some_and(|turn| (5..=8).contains(&turn)),
            // A frame: all of `C0` to `CF` but tables.
            0xc0..=0xcf if !matches!(marker, 0xc4 | 0xc8 | 0xcc) => {
                let (height, width) = (be16(segment, 1)?, be16(segment, 3)?);
                let rest = &bytes[at + 2 + length..];
                let has_end = rest.windows(2).rev().any(|pair| pair == [0xff, 0xd9]);
                return has_end.then_some(if is_on_its_side { (height, width) } else { (width, height) });
            }
            // The picture data before any frame.
            0xda => return None,
            _ => {}
        }
        at += 2 + length;
    }
}

/// The orientation that a camera noted (Exif 2.32, tag 0112), from 1 to 8.
fn orientation(segment: &[u8]) -> Option<u32> {
    let tiff = segment.strip_prefix(b"Exif\0\0")?;
    let is_little = tiff.starts_with(b"II");
    let short = |at| if is_little { le16(tiff, at) } else { be16(tiff, at) };
    let long = |at| if is_little { le32(tiff, at) } else { be32(tiff, at) };
    let first = long(4)? as usize;
    let entries = short(first)? as usize;
    (0..entries).map(|entry| first + 2 + entry * 12).find(|at| short(*at) == Some(0x0112)).and_then(|at| short(at + 8))
}

/// The container and its first chunk.
fn webp(bytes: &[u8]) -> Option<(u32, u32)> {
    // What the container says it holds must be there; a byte may pad it.
    let whole = (le32(bytes, 4)? as usize).checked_add(8)?;
    if whole > bytes.len() || bytes.len() > whole + 1 {
        return None;
    }
    match bytes.get(12..16)? {
        b"VP8X" => Some((le24(bytes, 24)? + 1, le24(bytes, 27)? + 1)),
        b"VP8L" => {
            let packed = le32(bytes, 21).filter(|_| bytes[20] == 0x2f)?;
            Some(((packed & 0x3fff) + 1, (packed >> 14 & 0x3fff) + 1))
        }
        b"VP8 " => {
            let is_key = bytes.get(23..26)? == [0x9d, 0x01, 0x2a];
            is_key.then_some((le16(bytes, 26)? & 0x3fff, le16(bytes, 28)? & 0x3fff))
        }
        _ => None,
    }
}

/// The screen, then blocks to the end; nothing may follow.
fn gif(bytes: &[u8]) -> Option<(u32, u32)> {
    let table = |flags: u8| if flags & 0x80 == 0 { 0 } else { 3usize << ((flags & 7) + 1) };
    let size = (le16(bytes, 6)?, le16(bytes, 8)?);
    let (mut at, mut has_frame) = (13 + table(*bytes.get(10)?), false);
    loop {
        match *bytes.get(at)? {
            0x21 => at = blocks(bytes, at + 2)?,
            0x2c => {
                has_frame = true;
                at = blocks(bytes, at + 11 + table(*bytes.get(at + 9)?))?;
            }
            0x3b => return Some(size).filter(|_| has_frame && at + 1 == bytes.len()),
            _ => return None,
        }
    }
}

/// Behind a row of blocks, each with its length before it.
fn blocks(bytes: &[u8], mut at: usize) -> Option<usize> {
    loop {
        let length = usize::from(*bytes.get(at)?);
        at += 1 + length;
        if length == 0 {
            return Some(at);
        }
    }
}

#[cfg(test)]
pub(crate) mod tests;
