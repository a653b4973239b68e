//! An address → a QR code (ISO/IEC 18004) for paper: it leads from a printed page to the living one. The
//! only file that names qrcodegen.
//!
//! In: an address on the web. Out: [`QrCode`], the dark modules as one SVG path. It stands in the page itself:
//! 0.65–0.87 KB packed. A file beside the page would cost a reader less, but a picture that is hidden until the page is
//! printed is left out by browsers that do not load it in time, and on paper nothing can be loaded again.

mod mask;

use qrcodegen::{Mask, QrCodeEcc, QrSegment, Version};
use serde::Serialize;
use std::fmt::Write;

/// Modules of quiet around the code (ISO/IEC 18004, 6.3.8).
const QUIET: i32 = 4;
/// With more modules, a code of 2.6 cm could not be read from office paper.
const LARGEST: u8 = 15;

/// A code as a template draws it.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct QrCode {
    /// Modules on each side, quiet zone included.
    pub size: i32,
    /// Rows of dark modules, to be stroked one module wide.
    pub path: String,
}

/// The code for `address`; `None` for one that is too long to be read from paper. Error correction M: 15
/// % of the print may be damaged.
pub fn qr_code(address: &str) -> Option<QrCode> {
    let segments = QrSegment::make_segments(address);
    let (least, most) = (Version::MIN, Version::new(LARGEST));
    let first = Some(Mask::new(0));
    let code =
        qrcodegen::QrCode::encode_segments_advanced(&segments, QrCodeEcc::Medium, least, most, first, false).ok()?;
    let module = |x: usize, y: usize| code.get_module(x as i32, y as i32);
    let mut path = String::with_capacity(2600);
    for (y, row) in mask::best(usize::from(code.version().value()), &module).into_iter().enumerate() {
        let (mut end, mut rest) = (None, row);
        while rest != 0 {
            let start = rest.trailing_zeros() as i32;
            let length = (!(rest >> start)).trailing_zeros() as i32;
            let _ = match end {
                None => write!(path, "M{} {}.5h{length}", start + QUIET, y as i32 + QUIET),
                Some(end) => write!(path, "m{} 0h{length}", start - end),
            };
            rest &= !(((1 << length) - 1) << start);
            end = Some(start + length);
        }
    }
    Some(QrCode { size: code.size() + 2 * QUIET, path })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Dark modules as the path draws them.
    fn drawn(code: &QrCode) -> Vec<Vec<bool>> {
        let mut modules = vec![vec![false; code.size as usize]; code.size as usize];
        let (mut x, mut y) = (0usize, 0usize);
        let number = |text: &str| text.parse::<usize>().expect("a number");
        let spaced = code.path.replace('M', "\nM ").replace('m', "\nm ").replace('h', "\nh ");
        for step in spaced.lines().skip(1) {
            let words: Vec<&str> = step.split(' ').collect();
            match words[0] {
                "M" => (x, y) = (number(words[1]), number(words[2].strip_suffix(".5").expect("the middle of a row"))),
                "m" => x += number(words[1]),
                _ => {
                    modules[y][x..x + number(words[1])].fill(true);
                    x += number(words[1]);
                }
            }
        }
        modules
    }

    /// With the mask that the crate itself would choose.
    fn is_drawn_right(address: &str) {
        let code = qr_code(address).expect("short enough");
        let segments = QrSegment::make_segments(address);
        let (least, most) = (Version::MIN, Version::MAX);
        let whole = qrcodegen::QrCode::encode_segments_advanced(&segments, QrCodeEcc::Medium, least, most, None, false)
            .expect("short enough");
        assert_eq!(code.size, whole.size() + 8);
        for (y, row) in drawn(&code).iter().enumerate() {
            for (x, dark) in row.iter().enumerate() {
                assert_eq!(*dark, whole.get_module(x as i32 - 4, y as i32 - 4), "{address}: {x} {y}");
            }
        }
    }

    #[test]
    fn the_path_draws_the_modules_of_the_code() {
        is_drawn_right("https://vanban.example.vn/van-ban/ubnd-tinh-lao-cai/chi-thi/2024/06-ct-ubnd/");
        // Every version, and a hundred more.
        (0..390).step_by(9).for_each(|length| is_drawn_right(&format!("https://a.vn/{}", "x".repeat(length))));
        (0..100).for_each(|n| is_drawn_right(&format!("https://vanban.example.vn/van-ban/{}-ct-ubnd/", n * 977)));
    }

    #[test]
    fn an_address_that_no_camera_could_read_has_no_code() {
        assert!(qr_code(&format!("https://a.vn/{}", "x".repeat(390))).is_some());
        assert_eq!(qr_code(&format!("https://a.vn/{}", "x".repeat(500))), None);
    }
}
