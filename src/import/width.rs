//! How wide a line is when it is set in the font of official documents, and what the lines of a text tell about the
//! column they were set in. From this, and from nothing else, lines are known to be full or to end a paragraph.
//!
//! Times New Roman is the font that Nghị định 30/2020/NĐ-CP asks for (Phụ lục I, mục I.4). Its widths (thousandths of
//! the letter size) are those of the standard metrics of Times Roman; marks do not widen a letter.

use crate::text::{fold_char, is_mark};

const LOWER: [u16; 26] = [
    444, 500, 444, 500, 444, 333, 500, 500, 278, 278, 500, 278, 778, 500, 500, 500, 500, 333, 389, 278, 500, 500, 722,
    500, 500, 444,
];
const UPPER: [u16; 26] = [
    722, 667, 667, 722, 611, 556, 722, 722, 333, 389, 722, 611, 889, 722, 722, 556, 722, 667, 556, 611, 722, 722, 944,
    722, 722, 611,
];

/// Natural width of `text`, in thousandths of the letter size.
pub fn in_times(text: &str) -> f32 {
    text.chars().map(|c| f32::from(letter(c))).sum()
}

fn letter(c: char) -> u16 {
    if is_mark(c) {
        return 0;
    }
    let folded = fold_char(c);
    match folded {
        'a'..='z' => {
            let table = if c.is_uppercase() { &UPPER } else { &LOWER };
            table[folded as usize - 'a' as usize]
        }
        ' ' | '\u{a0}' | '.' | ',' => 250,
        ';' | ':' | '/' | '\\' => 278,
        '-' | '(' | ')' | '!' | '[' | ']' => 333,
        '“' | '”' | '?' => 444,
        '"' => 408,
        '&' => 778,
        '%' => 833,
        '…' | '—' => 1000,
        _ => 500,
    }
}

/// Letters, for texts wrapped by a program that counts them.
pub fn in_letters(text: &str) -> f32 {
    text.chars().filter(|c| !is_mark(*c)).count() as f32
}
