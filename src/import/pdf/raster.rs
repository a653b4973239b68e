//! Ruled lines of the picture of a page: long, thin and dark.
//!
//! In: a PGM (grey values of eight bits, as `pdftoppm -gray` writes it). Out: boxes in pixels from the upper left corner,
//! and the picture without them: what reads words loses those that stand beside a line.

/// The picture of a page without its ruled lines.
pub struct PageRaster {
    /// A PGM.
    pub bytes: Vec<u8>,
    /// Points an inch.
    pub(super) dpi: f32,
    /// Pixels.
    pub(super) height: usize,
    /// Left, top, right, bottom.
    pub(super) rules: Vec<[usize; 4]>,
}

/// Darker is ink.
const INK: u8 = 140;
/// Pixels of light within a rule: dust, and pale print.
const HOLE: usize = 2;
/// The share of the page's width that a rule has at least: longer than any stroke of a letter.
const SHORTEST: usize = 25;
/// Rules, and pieces of rules, of one picture; a photograph has more.
const MOST: usize = 2_000;
/// Pixels beside a rule that are grey from it.
const BLUR: usize = 2;

impl PageRaster {
    /// Takes the rules out of a PGM of so many points an inch; what is no PGM stays as it is.
    pub fn of(mut bytes: Vec<u8>, dpi: f32) -> Self {
        let Some((width, height, start)) = parse(&bytes) else {
            return Self { bytes, dpi, height: 0, rules: Vec::new() };
        };
        let pixels = &mut bytes[start..];
        let shortest = (width.min(height) / SHORTEST).max(8);
        // A rule on a page that lies askew is a staircase; what is thicker is a box.
        let thickest = (width.min(height) / 100).max(4);
        let across = strips(width, height, |along, at| pixels[at * width + along] < INK, shortest, thickest);
        let down = strips(height, width, |along, at| pixels[along * width + at] < INK, shortest, thickest);
        let mut rules: Vec<[usize; 4]> = Vec::new();
        rules.extend(across.iter().map(|strip| [strip.from, strip.first, strip.to, strip.last]));
        rules.extend(down.iter().map(|strip| [strip.first, strip.from, strip.last, strip.to]));
        if rules.len() > MOST {
            rules.clear();
        } else {
            let mut clear = |x: usize, y: usize| pixels[y * width + x] = u8::MAX;
            for (from, to, row) in across.iter().flat_map(|strip| &strip.pieces) {
                for y in row.saturating_sub(BLUR)..=(row + BLUR).min(height - 1) {
                    (*from..=*to).for_each(|x| clear(x, y));
                }
            }
            for (from, to, column) in down.iter().flat_map(|strip| &strip.pieces) {
                for x in column.saturating_sub(BLUR)..=(column + BLUR).min(width - 1) {
                    (*from..=*to).for_each(|y| clear(x, y));
                }
            }
        }
        Self { bytes, dpi, height, rules }
    }
}

/// Width, height, and where the pixels begin.
fn parse(bytes: &[u8]) -> Option<(usize, usize, usize)> {
    let rest = bytes.strip_prefix(b"P5")?;
    let mut numbers = [0_usize; 3];
    let mut at = 0;
    for number in &mut numbers {
        while rest.get(at)?.is_ascii_whitespace() {
            at += 1;
        }
        while let Some(digit) = rest.get(at).filter(|byte| byte.is_ascii_digit()) {
            *number = number.checked_mul(10)?.checked_add(usize::from(digit - b'0'))?;
            at += 1;
        }
    }
    let [width, height, most] = numbers;
    let pixels = rest.get(at + 1..)?.len();
    let fits = width > 0 && height > 0 && width.checked_mul(height)? == pixels;
    (most == 255 && fits).then_some((width, height, bytes.len() - pixels))
}

/// A long dark strip: from and to along it, its first and last row.
struct Strip {
    from: usize,
    to: usize,
    first: usize,
    last: usize,
    /// Its dark runs: from, to, row.
    pieces: Vec<(usize, usize, usize)>,
}

fn strips(
    length: usize,
    rows: usize,
    is_dark: impl Fn(usize, usize) -> bool,
    shortest: usize,
    thickest: usize,
) -> Vec<Strip> {
    let mut done: Vec<Strip> = Vec::new();
    let mut open: Vec<Strip> = Vec::new();
    for row in 0..rows {
        let (ended, going_on): (Vec<Strip>, Vec<Strip>) = open.into_iter().partition(|strip| strip.last + HOLE < row);
        open = going_on;
        done.extend(ended.into_iter().filter(|strip| strip.last - strip.first < thickest));
        for (from, to) in runs(length, |along| is_dark(along, row), shortest) {
            match open.iter_mut().find(|strip| strip.from <= to && from <= strip.to) {
                Some(strip) => {
                    strip.from = strip.from.min(from);
                    strip.to = strip.to.max(to);
                    strip.last = row;
                    strip.pieces.push((from, to, row));
                }
                None => open.push(Strip { from, to, first: row, last: row, pieces: vec![(from, to, row)] }),
            }
        }
        if done.len() + open.len() > MOST {
            return Vec::new();
        }
    }
    done.extend(open.into_iter().filter(|strip| strip.last - strip.first < thickest));
    done
}

/// Long dark runs of one row.
fn runs(length: usize, is_dark: impl Fn(usize) -> bool, shortest: usize) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    // Where the run began, and its last dark pixel.
    let mut run: Option<(usize, usize)> = None;
    for at in 0..length {
        if is_dark(at) {
            run = Some((run.map_or(at, |(from, _)| from), at));
        } else if let Some((from, to)) = run.filter(|(_, to)| at - to > HOLE) {
            if to - from >= shortest {
                found.push((from, to));
            }
            run = None;
        }
    }
    found.extend(run.filter(|(from, to)| to - from >= shortest));
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A white picture with dark boxes.
    fn picture(width: usize, height: usize, boxes: &[[usize; 4]]) -> Vec<u8> {
        let mut pixels = vec![255; width * height];
        for [left, top, right, bottom] in boxes {
            for y in *top..=*bottom {
                pixels[y * width + left..=y * width + right].fill(20);
            }
        }
        [format!("P5\n{width} {height}\n255\n").into_bytes(), pixels].concat()
    }

    #[test]
    fn thin_long_strips_are_rules_and_letters_and_boxes_are_none() {
        let drawn = picture(
            600,
            800,
            &[[50, 100, 550, 102], [50, 100, 52, 400], [300, 200, 310, 212], [100, 500, 400, 700], [60, 300, 300, 301]],
        );
        let found = PageRaster::of(drawn, 72.0);
        assert_eq!(found.height, 800);
        let left = |at: [usize; 4]| found.bytes[found.bytes.len() - 600 * 800 + at[1] * 600 + at[0]];
        assert_eq!([left([200, 101, 0, 0]), left([51, 300, 0, 0]), left([305, 205, 0, 0])], [255, 255, 20]);
        assert_eq!(found.rules, [[50, 100, 550, 102], [60, 300, 300, 301], [50, 100, 52, 400]]);
    }

    #[test]
    fn a_rule_that_lies_askew_is_one_rule() {
        let mut steps: Vec<[usize; 4]> =
            (0..5).map(|step| [50 + step * 100, 100 + step, 149 + step * 100, 101 + step]).collect();
        assert_eq!(PageRaster::of(picture(600, 800, &steps), 72.0).rules, [[50, 100, 549, 105]]);
        steps.clear();
        assert!(PageRaster::of(picture(600, 800, &steps), 72.0).rules.is_empty());
    }

    #[test]
    fn what_is_no_picture_has_no_rules() {
        for bytes in [&b""[..], b"P5", b"P5\n9 9\n255\n", b"P6\n1 1\n255\nxxx", b"P5\n99999999999999999999 1\n255\nx"] {
            let found = PageRaster::of(bytes.to_vec(), 72.0);
            assert!(found.rules.is_empty() && found.bytes == bytes);
        }
    }
}
