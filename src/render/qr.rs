//! An address → a QR code (ISO/IEC 18004) for paper: it leads from a printed page to the living one. The
//! only file that names qrcodegen.
//!
//! In: an address on the web. Out: [`QrCode`], the dark modules as one SVG path. It stands in the page itself:
//! 0.65–0.87 KB packed. A file beside the page would cost a reader less, but a picture that is hidden until the page is
//! printed is left out by browsers that do not load it in time, and on paper nothing can be loaded again.

mod mask;

use mask::Rows;
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
    /// Where the quiet zone begins, as a template writes it.
    pub from: &'static str,
    /// Modules on each side, quiet zone included.
    pub size: i32,
    /// Lines through the middles of dark modules, the first at 0 0, to be stroked one module wide with square ends.
    pub path: String,
}

/// Half a module before the quiet zone ends.
const FROM: &str = "-4.5";

/// The code for `address`; `None` for one that is too long to be read from paper. Error correction M: 15
/// % of the print may be damaged.
pub fn qr_code(address: &str) -> Option<QrCode> {
    let segments = QrSegment::make_segments(address);
    let (least, most) = (Version::MIN, Version::new(LARGEST));
    let first = Some(Mask::new(0));
    let code =
        qrcodegen::QrCode::encode_segments_advanced(&segments, QrCodeEcc::Medium, least, most, first, false).ok()?;
    let module = |x: usize, y: usize| code.get_module(x as i32, y as i32);
    let rows = mask::best(usize::from(code.version().value()), &module);
    Some(QrCode { from: FROM, size: code.size() + 2 * QUIET, path: lines(&rows) })
}

/// The commands of a path for each direction, and its step.
const DIRECTIONS: [(char, i32, i32); 4] = [('h', 1, 0), ('h', -1, 0), ('v', 0, 1), ('v', 0, -1)];

/// Lines over all dark modules and no others. A line turns as long as it finds modules that none has crossed yet: a third
/// less is written than for a line each row and run. One module alone is a line without length, which square ends make
/// a square.
fn lines(rows: &Rows) -> String {
    let is_in = |rows: &Rows, x: i32, y: i32| {
        let row = usize::try_from(y).ok().and_then(|y| rows.get(y));
        row.zip(u32::try_from(x).ok()).is_some_and(|(row, x)| row.checked_shr(x).is_some_and(|row| row & 1 == 1))
    };
    let mut left = rows.clone();
    let mut path = String::with_capacity(2000);
    let (mut x, mut y) = (0, 0);
    for row in 0..rows.len() {
        while left[row] != 0 {
            let (start, begun) = (left[row].trailing_zeros() as i32, row as i32);
            move_to(&mut path, (start, begun), (start - x, begun - y));
            (x, y) = (start, begun);
            left[row] &= !(1 << start);
            let mut is_alone = true;
            // The last module ahead that is still to be crossed, as far as all before it are dark.
            let reach = |left: &Rows, x: i32, y: i32, (_, right, down): (char, i32, i32)| {
                let ahead = (1..).map(|step| (step, x + right * step, y + down * step));
                ahead.take_while(|(_, x, y)| is_in(rows, *x, *y)).filter(|(_, x, y)| is_in(left, *x, *y)).last()
            };
            while let Some((direction, (steps, to_x, to_y))) =
                DIRECTIONS.iter().find_map(|direction| Some((*direction, reach(&left, x, y, *direction)?)))
            {
                is_alone = false;
                let (command, right, down) = direction;
                let _ = write!(path, "{command}{}", steps * (right + down));
                for step in 1..=steps {
                    left[(y + down * step) as usize] &= !(1 << (x + right * step));
                }
                (x, y) = (to_x, to_y);
            }
            if is_alone {
                path.push('z');
            }
        }
    }
    path
}

/// The shorter one of two ways to say where a line begins.
fn move_to(path: &mut String, (x, y): (i32, i32), (right, down): (i32, i32)) {
    let separator = if down < 0 { "" } else { " " };
    let relative = format!("m{right}{separator}{down}");
    let whole = format!("M{x} {y}");
    path.push_str(if whole.len() < relative.len() { &whole } else { &relative });
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Dark modules as the path draws them.
    fn drawn(code: &QrCode) -> Vec<Vec<bool>> {
        let mut modules = vec![vec![false; code.size as usize]; code.size as usize];
        let mut dark = |x: i32, y: i32| modules[(y + QUIET) as usize][(x + QUIET) as usize] = true;
        let (mut x, mut y) = (0, 0);
        let spaced: String = code.path.chars().fold(String::new(), |text, c| match c {
            'M' | 'm' | 'h' | 'v' | 'z' => text + "\n" + &format!("{c} "),
            '-' => text + " -",
            c => text + &String::from(c),
        });
        for step in spaced.lines().skip(1) {
            let mut words = step.split_whitespace();
            let command = words.next();
            let numbers: Vec<i32> = words.map(|word| word.parse().expect("a number")).collect();
            let (right, down) = match (command, &numbers[..]) {
                (Some("M"), [to_x, to_y]) => {
                    (x, y) = (*to_x, *to_y);
                    continue;
                }
                (Some("m"), [right, down]) => {
                    (x, y) = (x + right, y + down);
                    continue;
                }
                (Some("h"), [right]) => (*right, 0),
                (Some("v"), [down]) => (0, *down),
                (Some("z"), []) => (0, 0),
                other => panic!("{other:?}"),
            };
            dark(x, y);
            for _ in 0..right.abs() + down.abs() {
                (x, y) = (x + right.signum(), y + down.signum());
                dark(x, y);
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
