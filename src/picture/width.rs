//! How wide a line can be on a reader's screen, in any system font, and where to break it.
//!
//! In: text, weight, size, room. Out: units (the pixels of a picture shown at its own size), lines that fit.
//!
//! Widths are thousandths of the letter size of DejaVu Sans, the widest of the fonts that systems take for `system-ui`
//! (Roboto, Segoe UI, Noto Sans, Liberation Sans and San Francisco are narrower), so a line fits everywhere.

use crate::text::{fold_char, is_mark};

/// Weight of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FontWeight {
    /// Of text.
    Regular,
    /// Of names.
    Bold,
}

/// From the space to the tilde.
const REGULAR: [u16; 95] = [
    318, 401, 460, 838, 636, 950, 780, 275, 390, 390, 500, 838, 318, 361, 318, 337, 636, 636, 636, 636, 636, 636, 636,
    636, 636, 636, 337, 337, 838, 838, 838, 531, 1000, 684, 686, 698, 770, 632, 575, 775, 752, 295, 295, 656, 557, 863,
    748, 787, 603, 787, 695, 635, 611, 732, 684, 989, 685, 611, 685, 390, 337, 390, 838, 500, 500, 613, 635, 550, 635,
    615, 352, 635, 634, 278, 278, 579, 278, 974, 634, 612, 635, 635, 411, 521, 392, 634, 592, 818, 592, 592, 525, 636,
    337, 636, 838,
];
const BOLD: [u16; 95] = [
    348, 456, 521, 838, 696, 1002, 872, 306, 457, 457, 523, 838, 380, 415, 380, 365, 696, 696, 696, 696, 696, 696, 696,
    696, 696, 696, 400, 400, 838, 838, 838, 580, 1000, 774, 762, 734, 830, 683, 683, 821, 837, 372, 372, 775, 637, 995,
    837, 850, 733, 850, 770, 720, 682, 812, 774, 1103, 771, 724, 725, 457, 365, 457, 838, 500, 500, 675, 716, 593, 716,
    678, 435, 716, 712, 343, 343, 665, 343, 1042, 712, 687, 716, 716, 493, 595, 478, 712, 652, 924, 645, 652, 582, 712,
    365, 712, 838,
];
/// A letter of another script, or a sign that the table does not have: Chinese signs are as wide as they are high.
const OTHER: u16 = 1_050;
/// Letters that a name in one line is looked at: no line has room for more.
const LONGEST: usize = 400;

fn letter(c: char, weight: FontWeight) -> u16 {
    let table = if weight == FontWeight::Bold { &BOLD } else { &REGULAR };
    let of = |c: char| table.get((c as usize).wrapping_sub(usize::from(b' '))).copied();
    match c {
        c if c.is_ascii() => of(c).unwrap_or(0),
        c if is_mark(c) => 0,
        // The horn of capitals stands beside the letter.
        'Ơ' | 'Ờ' | 'Ớ' | 'Ở' | 'Ỡ' | 'Ợ' | 'Ư' | 'Ừ' | 'Ứ' | 'Ử' | 'Ữ' | 'Ự' => 920,
        '\u{a0}' => of(' ').unwrap_or(OTHER),
        '–' | '‘' | '’' | '·' | '°' => 500,
        '“' | '”' | '«' | '»' => 660,
        '…' | '—' => 1000,
        c => {
            let folded = fold_char(c);
            if !folded.is_ascii_lowercase() {
                return OTHER;
            }
            of(if c.is_uppercase() { folded.to_ascii_uppercase() } else { folded }).unwrap_or(OTHER)
        }
    }
}

/// Units that a line takes at most when it is set `size` units high.
pub fn of(text: &str, weight: FontWeight, size: i32) -> i32 {
    let thousandths: i64 = text.chars().map(|c| i64::from(letter(c, weight))).sum();
    i32::try_from((thousandths * i64::from(size) + 999) / 1000).unwrap_or(i32::MAX)
}

/// Breaks `text` into at most `most` lines that are at most `room` wide; what does not fit ends in "…". Looks at no
/// more of the text than the lines have room for.
pub fn wrap(text: &str, weight: FontWeight, size: i32, room: i32, most: usize) -> Vec<String> {
    let fits = |line: &str| of(line, weight, size) <= room;
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    for word in text.split_whitespace() {
        let word: String = word.chars().take(LONGEST).collect();
        let longer = if line.is_empty() { word.clone() } else { format!("{line} {word}") };
        if fits(&longer) {
            line = longer;
            continue;
        }
        if lines.len() + 1 >= most {
            lines.push(shortened(&longer, weight, size, room));
            return lines;
        }
        if line.is_empty() {
            let (head, tail) = split(&word, fits);
            lines.push(head);
            line = tail;
        } else {
            lines.push(std::mem::replace(&mut line, word));
        }
        if !fits(&line) {
            let (head, tail) = split(&line, fits);
            if lines.len() + 1 >= most {
                lines.push(shortened(&line, weight, size, room));
                return lines;
            }
            lines.push(head);
            line = tail;
        }
        if lines.len() >= most {
            return lines;
        }
    }
    if !line.is_empty() {
        lines.push(if fits(&line) { line } else { shortened(&line, weight, size, room) });
    }
    lines
}

/// The longest beginning that fits, and the rest; at least one letter, so that there is an end.
fn split(word: &str, fits: impl Fn(&str) -> bool) -> (String, String) {
    let mut end = word.chars().next().map_or(0, char::len_utf8);
    for (at, c) in word.char_indices().skip(1) {
        if !fits(&word[..at + c.len_utf8()]) {
            break;
        }
        end = at + c.len_utf8();
    }
    (word[..end].to_owned(), word[end..].to_owned())
}

/// A line cut so that it fits with "…" behind it; at a word where that costs little.
fn shortened(line: &str, weight: FontWeight, size: i32, room: i32) -> String {
    let fits = |line: &str| of(line, weight, size) + of("…", weight, size) <= room;
    let (head, _) = split(line, fits);
    let at_word = head.rfind(' ').filter(|at| at * 4 >= head.len() * 3);
    let head = at_word.map_or(head.as_str(), |at| &head[..at]);
    format!("{}…", head.trim_end_matches([' ', ',', ';', '.', '-', '–']))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn marks_do_not_widen_and_bold_is_wider() {
        assert_eq!(of("quyết định", FontWeight::Regular, 10), of("quyet dinh", FontWeight::Regular, 10));
        assert_eq!(of("quye\u{302}\u{301}t", FontWeight::Regular, 10), of("quyêt", FontWeight::Regular, 10));
        assert!(of("Quyết định", FontWeight::Bold, 13) > of("Quyết định", FontWeight::Regular, 13));
        assert_eq!(of("法", FontWeight::Regular, 10), 11);
    }

    #[test]
    fn lines_break_at_words_and_end_in_an_ellipsis() {
        let wrapped = |text: &str, room, most| wrap(text, FontWeight::Regular, 10, room, most);
        assert_eq!(wrapped("Quyết định 2457/QĐ-BGDĐT", 400, 2), ["Quyết định 2457/QĐ-BGDĐT"]);
        assert_eq!(wrapped("Quyết định 2457/QĐ-BGDĐT", 110, 2), ["Quyết định", "2457/QĐ-BGDĐT"]);
        assert_eq!(wrapped("một hai ba bốn năm sáu", 60, 1), ["một hai…"]);
        assert_eq!(wrapped("", 60, 2), Vec::<String>::new());
        assert_eq!(wrapped("xxxxxxxxxxxxxxxxxxxx", 60, 3), ["xxxxxxxxxx", "xxxxxxxxxx"]);
    }

    proptest! {
        #[test]
        fn every_line_fits_and_there_are_not_too_many(text in "\\PC{0,300}", room in 40..400i32, most in 1..4usize) {
            let lines = wrap(&text, FontWeight::Bold, 13, room, most);
            prop_assert!(lines.len() <= most);
            for line in &lines {
                prop_assert!(of(line, FontWeight::Bold, 13) <= room, "{line:?} is wider than {room}");
            }
        }
    }
}
