//! Which of its eight masks a QR code has: the one with the lowest penalty (ISO/IEC 18004, 7.8.3). The crate that encodes
//! asks module by module, which is most of its work; here a row is one number, and the result is the same.
//!
//! In: a code with mask 0. Out: the rows of the same code with the best mask.

use std::sync::LazyLock;

/// Rows of modules, a bit each, the left one lowest; no code that is read from paper has more than 77.
pub type Rows = Vec<u128>;

/// Modules on a side of the largest code: version 15.
const LARGEST: usize = 77;

/// The rows and the columns of each mask.
static MASKS: LazyLock<[[Rows; 2]; 8]> = LazyLock::new(|| {
    std::array::from_fn(|mask| {
        let line = |of: &dyn Fn(usize) -> bool| (0..LARGEST).fold(0, |bits, at| bits | u128::from(of(at)) << at);
        let rows = (0..LARGEST).map(|y| line(&|x| inverts(mask, x, y))).collect();
        let columns = (0..LARGEST).map(|x| line(&|y| inverts(mask, x, y))).collect();
        [rows, columns]
    })
});

/// Table 10.
const fn inverts(mask: usize, x: usize, y: usize) -> bool {
    match mask {
        0 => (x + y).is_multiple_of(2),
        1 => y.is_multiple_of(2),
        2 => x.is_multiple_of(3),
        3 => (x + y).is_multiple_of(3),
        4 => (x / 3 + y / 2).is_multiple_of(2),
        5 => x * y % 2 + x * y % 3 == 0,
        6 => (x * y % 2 + x * y % 3).is_multiple_of(2),
        _ => ((x + y) % 2 + x * y % 3).is_multiple_of(2),
    }
}

/// The rows of the code of this version whose `module`s (column, row) have mask 0 and error correction M, with the mask of
/// the lowest penalty.
pub fn best(version: usize, module: &dyn Fn(usize, usize) -> bool) -> Rows {
    let size = version * 4 + 17;
    let line = |of: &dyn Fn(usize) -> bool| (0..size).fold(0, |bits, at| bits | u128::from(of(at)) << at);
    let rows: Rows = (0..size).map(|y| line(&|x| module(x, y))).collect();
    let columns: Rows = (0..size).map(|x| line(&|y| module(x, y))).collect();
    let free = free(version, size);
    let masked = |mask: usize| {
        // What is free is the same in rows and columns: the fixed parts lie evenly about the diagonal.
        let with = |lines: &Rows, side: usize| -> Rows {
            let change = |at: usize| (MASKS[0][side][at] ^ MASKS[mask][side][at]) & free[at];
            lines.iter().enumerate().map(|(at, line)| line ^ change(at)).collect()
        };
        let (mut rows, mut columns) = (with(&rows, 0), with(&columns, 1));
        set_format(mask, size, &mut |x, y, dark| {
            set(&mut rows[y], x, dark);
            set(&mut columns[x], y, dark);
        });
        (rows, columns)
    };
    let all = (0..8).map(masked);
    let least = all.min_by_key(|(rows, columns)| penalty(rows, columns));
    least.map(|(rows, _)| rows).unwrap_or_default()
}

fn set(line: &mut u128, at: usize, dark: bool) {
    *line = *line & !(1 << at) | u128::from(dark) << at;
}

/// The modules that masks change: all but finders with format and version, timing and alignment.
fn free(version: usize, size: usize) -> Rows {
    let mut fixed = vec![0u128; size];
    let mut fix = |xs: std::ops::Range<usize>, ys: std::ops::Range<usize>| {
        let bits = xs.fold(0, |bits, x| bits | 1 << x);
        ys.for_each(|y| fixed[y] |= bits);
    };
    fix(0..9, 0..9);
    fix(size - 8..size, 0..9);
    fix(0..9, size - 8..size);
    fix(6..7, 0..size);
    fix(0..size, 6..7);
    if version >= 7 {
        fix(size - 11..size - 8, 0..6);
        fix(0..6, size - 11..size - 8);
    }
    let centres = alignment(version, size);
    for (i, x) in centres.iter().enumerate() {
        for (j, y) in centres.iter().enumerate() {
            let last = centres.len() - 1;
            if !matches!((i, j), (0, 0)) && (i, j) != (0, last) && (i, j) != (last, 0) {
                fix(x - 2..x + 3, y - 2..y + 3);
            }
        }
    }
    let all = (1 << size) - 1;
    fixed.into_iter().map(|bits| all & !bits).collect()
}

/// Where the centres of alignment patterns stand (Annex E).
fn alignment(version: usize, size: usize) -> Vec<usize> {
    if version == 1 {
        return Vec::new();
    }
    let count = version / 7 + 2;
    let step = (version * 4 + count * 2 + 1) / (count * 2 - 2) * 2;
    std::iter::once(6).chain((0..count - 1).rev().map(|at| size - 7 - at * step)).collect()
}

/// Both copies of the format: error correction M and the mask (7.9).
fn set_format(mask: usize, size: usize, set: &mut dyn FnMut(usize, usize, bool)) {
    // The level M is 0 there.
    let data = mask as u32;
    let rest = (0..10).fold(data, |rest, _| (rest << 1) ^ ((rest >> 9) * 0x537));
    let bits = (data << 10 | rest) ^ 0x5412;
    for at in 0..15 {
        let dark = bits >> at & 1 == 1;
        match at {
            0..6 => set(8, at, dark),
            6 | 7 => set(8, at + 1, dark),
            8 => set(7, 8, dark),
            _ => set(14 - at, 8, dark),
        }
        if at < 8 { set(size - 1 - at, 8, dark) } else { set(8, size - 15 + at, dark) }
    }
}

/// The penalty of a code (7.8.3.1).
fn penalty(rows: &Rows, columns: &Rows) -> u32 {
    let size = rows.len();
    let inner = (1u128 << (size - 1)) - 1;
    // A bit where a module is like the next one of its line.
    let alike = |line: u128| !(line ^ line >> 1) & inner;
    let lines = rows.iter().chain(columns).map(|line| runs(alike(*line)) + 40 * finders(*line, size)).sum::<u32>();
    let blocks = rows.windows(2).map(|pair| (alike(pair[0]) & alike(pair[1]) & !(pair[0] ^ pair[1])).count_ones());
    let (dark, all) = (rows.iter().map(|row| row.count_ones()).sum::<u32>(), (size * size) as u32);
    let steps = (dark * 20).abs_diff(all * 10).div_ceil(all).saturating_sub(1);
    lines + 3 * blocks.sum::<u32>() + 10 * steps
}

/// Three for five modules on end that are alike, and one for each more.
const fn runs(alike: u128) -> u32 {
    let five = alike & alike >> 1 & alike >> 2 & alike >> 3;
    // A run of n has n - 4 places where five begin, and one where the first of them does.
    five.count_ones() + 2 * (five & !(five << 1)).count_ones()
}

/// How often a line looks like a finder: 1 : 1 : 3 : 1 : 1, dark outside, with four times as much light on one side and
/// once on the other. The edge is light without end.
fn finders(line: u128, size: usize) -> u32 {
    let mut found = 0;
    // Where three or more dark modules begin: the middle.
    let mut middles = line & line >> 1 & line >> 2 & !(line << 1);
    while middles != 0 {
        let at = middles.trailing_zeros() as usize;
        middles &= middles - 1;
        let length = (!(line >> at)).trailing_zeros() as usize;
        let one = length / 3;
        if length != 3 * one || at < 2 * one || at + length + 2 * one > size {
            continue;
        }
        let (start, end) = (at - 2 * one, at + length + 2 * one);
        let (dark, both) = ((1 << one) - 1, (1 << (2 * one)) - 1);
        if line >> start & both != dark || line >> (at + length) & both != dark << one {
            continue;
        }
        let light = |modules: u32, room: usize| if modules as usize >= room { room + size } else { modules as usize };
        let before = if start == 0 { size } else { light((line << (128 - start)).leading_zeros(), start) };
        let after = light((line >> end).trailing_zeros(), size - end);
        found += u32::from(after >= 4 * one && before >= one) + u32::from(before >= 4 * one && after >= one);
    }
    found
}
