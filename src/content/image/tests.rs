//! Images are told by their content, whatever their frame says of itself.

use super::*;

/// A picture of one colour.
pub(crate) fn png_of(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = b"\x89PNG\r\n\x1a\n".to_vec();
    let mut chunk = |name: &[u8; 4], data: &[u8]| {
        bytes.extend((data.len() as u32).to_be_bytes());
        bytes.extend(name);
        bytes.extend(data);
        bytes.extend([0; 4]);
    };
    let head: Vec<u8> = width.to_be_bytes().into_iter().chain(height.to_be_bytes()).chain([8, 2, 0, 0, 0]).collect();
    chunk(b"IHDR", &head);
    chunk(b"IDAT", b"x");
    bytes.extend(b"\0\0\0\0IEND\xae\x42\x60\x82");
    bytes
}

fn jpeg_of(width: u16, height: u16, turned: Option<u8>) -> Vec<u8> {
    let mut bytes = vec![0xff, 0xd8];
    if let Some(turn) = turned {
        let exif = [b"Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0".as_slice(), &[turn, 0, 0, 0]].concat();
        bytes.extend([0xff, 0xe1]);
        bytes.extend((exif.len() as u16 + 2).to_be_bytes());
        bytes.extend(exif);
    }
    bytes.extend([0xff, 0xc4, 0, 3, 0, 0xff, 0xff, 0xc2, 0, 11, 8]);
    bytes.extend(height.to_be_bytes());
    bytes.extend(width.to_be_bytes());
    bytes.extend([1, 1, 0x11, 0, 0xff, 0xda, 0, 2, 1, 2, 3, 0xff, 0xd9]);
    bytes
}

fn webp_of(chunk: &[u8]) -> Vec<u8> {
    let size = (4 + chunk.len() as u32).to_le_bytes();
    [b"RIFF".as_slice(), &size, b"WEBP", chunk].concat()
}

const GIF: &[u8] = b"GIF89a\x03\0\x02\0\x80\0\0\0\0\0\xff\xff\xff\x21\xf9\x04\x01\0\0\0\0\x2c\0\0\0\0\x03\0\x02\0\0\x02\x02\x84\x5f\0\x3b";

fn size(bytes: &[u8]) -> Result<(u32, u32), ImageFault> {
    measure(bytes).map(|image| (image.width, image.height))
}

#[test]
fn each_kind_says_its_size() {
    assert_eq!(size(&png_of(640, 480)), Ok((640, 480)));
    assert_eq!(size(&jpeg_of(800, 600, None)), Ok((800, 600)));
    assert_eq!(size(&jpeg_of(800, 600, Some(6))), Ok((600, 800)), "a photograph on its side");
    assert_eq!(size(&jpeg_of(800, 600, Some(3))), Ok((800, 600)), "one on its head");
    assert_eq!(size(GIF), Ok((3, 2)));
    let extended = webp_of(b"VP8X\x0a\0\0\0\0\0\0\0\x3f\x01\0\xef\0\0");
    assert_eq!(size(&extended), Ok((320, 240)));
    let lossless = webp_of(b"VP8L\x06\0\0\0\x2f\x3f\xc1\x3b\0\0");
    assert_eq!(size(&lossless), Ok((320, 240)));
    let lossy = webp_of(b"VP8 \x0a\0\0\0\x10\0\0\x9d\x01\x2a\x40\x01\xf0\0");
    assert_eq!(size(&lossy), Ok((320, 240)));
}

#[test]
fn what_is_no_image_is_refused() {
    let html = b"<html><script>alert(1)</script>".as_slice();
    for bytes in [html, b"<svg xmlns=\"http://www.w3.org/2000/svg\"/>", b"%PDF-1.7", b"", b"BM", b"GIF90a", b"\x89PNG"]
    {
        assert_eq!(measure(bytes), Err(ImageFault::NoImage), "{bytes:?}");
    }
    let png = png_of(10, 10);
    let behind = [png.as_slice(), html].concat();
    let script = b"GIF89a/*\0\0\0\0\0\0*/=1;alert(1)".as_slice();
    let jpeg = jpeg_of(10, 10, None);
    let cut = [&png[..png.len() - 3], &png[..20], &behind, script, &jpeg[..jpeg.len() - 2], &GIF[..GIF.len() - 1]];
    for bytes in cut.into_iter().chain([&webp_of(b"VP8Zxxxx")[..], &[GIF, b"x"].concat()]) {
        assert_eq!(measure(bytes), Err(ImageFault::Damaged), "{bytes:?}");
    }
    assert_eq!(measure(&png_of(0, 10)), Err(ImageFault::Damaged));
    for (width, height) in [(u32::MAX, 1), (1, 20_000), (16_000, 16_000)] {
        assert_eq!(measure(&png_of(width, height)), Err(ImageFault::TooLarge), "{width} × {height}");
    }
}

#[test]
fn no_bytes_make_it_fail() {
    for whole in
        [png_of(5, 5), jpeg_of(5, 5, Some(6)), GIF.to_vec(), webp_of(b"VP8X\x0a\0\0\0\0\0\0\0\x3f\x01\0\xef\0\0")]
    {
        for at in 0..whole.len() {
            let _ = measure(&whole[..at]);
            for value in [0, 1, 0x7f, 0xff] {
                let mut changed = whole.clone();
                changed[at] = value;
                let _ = measure(&changed);
            }
        }
    }
}

#[test]
fn the_name_says_one_of_the_kinds() {
    for (name, kind) in [
        ("a.PNG", Some(ImageKind::Png)),
        ("a.b.jpeg", Some(ImageKind::Jpeg)),
        ("ảnh.WebP", Some(ImageKind::WebP)),
        ("x.gif", Some(ImageKind::Gif)),
        ("x.svg", None),
        ("x.avif", None),
        ("png", None),
    ] {
        assert_eq!(ImageKind::of_name(name), kind, "{name}");
    }
}
