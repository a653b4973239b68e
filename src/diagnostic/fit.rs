//! Fits text to a terminal: how many columns it takes, where it is broken into lines, which part of a
//! quoted line is shown.
//!
//! In: text of files and of the catalogue, a width in columns. Out: lines and cells that no letter's width puts
//! out of place: combining marks (decomposed Vietnamese) take no column, East Asian wide characters two. The one
//! place that names `unicode-width`.

use std::ops::Range;
use unicode_width::UnicodeWidthChar;

/// Columns that a terminal gives to `text`.
pub(super) fn columns(text: &str) -> usize {
    text.chars().map(width).sum()
}

fn width(c: char) -> usize {
    c.width().unwrap_or(1)
}

/// One scalar value as a terminal may show it.
struct Cell {
    shown: String,
    columns: usize,
}

/// Text as a terminal may show it, scalar value by scalar value of the original.
pub(super) struct Cells(Vec<Cell>);

impl Cells {
    /// Makes quoted text harmless: control characters could move the cursor or change colours, bidirectional and
    /// invisible ones could make a line look like another. They are shown by their code. A tab becomes an arrow.
    pub fn of(text: &str) -> Self {
        let cell = |c: char| {
            if c == '\t' || c == '\n' {
                // An invisible tab is the mistake itself, in YAML and in the ledger.
                return Cell { shown: if c == '\t' { "→" } else { " " }.to_owned(), columns: 1 };
            }
            if is_dangerous(c) {
                let shown = format!("<U+{:04X}>", c as u32);
                return Cell { columns: shown.len(), shown };
            }
            Cell { shown: c.to_string(), columns: width(c) }
        };
        Self(text.chars().map(cell).collect())
    }

    /// The text of a part.
    pub fn text(&self, part: Range<usize>) -> String {
        self.0[part].iter().map(|cell| cell.shown.as_str()).collect()
    }

    /// Columns of a part.
    pub fn columns(&self, part: Range<usize>) -> usize {
        self.0[part].iter().map(|cell| cell.columns).sum()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// The part around `mark` that has room in `room` columns: the mark from its beginning, with about as much before
    /// it as after it. A letter is never parted from its marks.
    pub fn around(&self, mark: Range<usize>, room: usize) -> Range<usize> {
        if self.columns(0..self.len()) <= room {
            return 0..self.len();
        }
        let (mut from, mut to) = (mark.start, mark.start);
        let mut left = room;
        let grow = |to: &mut usize, left: &mut usize, end: usize| {
            while *to < end && self.0[*to].columns <= *left {
                *left -= self.0[*to].columns;
                *to += 1;
            }
        };
        grow(&mut to, &mut left, mark.end);
        if to == mark.end {
            let before = left / 2;
            let mut rest = before;
            while from > 0 && self.0[from - 1].columns <= rest {
                rest -= self.0[from - 1].columns;
                from -= 1;
            }
            left = left - before + rest;
            grow(&mut to, &mut left, self.len());
            while from > 0 && self.0[from - 1].columns <= left {
                left -= self.0[from - 1].columns;
                from -= 1;
            }
        } else {
            // Marks of the last letter that has room belong to it.
            grow(&mut to, &mut 0, self.len());
        }
        while from < mark.start && self.0[from].columns == 0 {
            from += 1;
        }
        from..to
    }
}

/// Text of a file as a terminal may show it: nothing in it can move the cursor or change what is read.
pub(super) fn harmless(text: &str) -> String {
    let cells = Cells::of(text);
    cells.text(0..cells.len())
}

/// What a terminal must not be given as it is.
pub(super) fn is_dangerous(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
}

/// The lines of `text` where the first has `first` columns and the others `others`. Broken at spaces; a word that has
/// no room on a line of its own is broken where the room ends.
pub(super) fn wrapped(text: &str, first: usize, others: usize) -> Vec<String> {
    let others = others.max(1);
    let mut lines: Vec<String> = Vec::new();
    let (mut line, mut used) = (String::new(), 0);
    for word in text.split(' ') {
        let room = if lines.is_empty() { first } else { others };
        let wide = columns(word);
        let space = usize::from(!line.is_empty());
        if used + space + wide <= room {
            line.extend(std::iter::repeat_n(' ', space));
            line.push_str(word);
            used += space + wide;
            continue;
        }
        // A first line that has no room for the first word stays empty.
        lines.push(std::mem::take(&mut line));
        used = 0;
        for c in word.chars() {
            if used + width(c) > others {
                lines.push(std::mem::take(&mut line));
                used = 0;
            }
            line.push(c);
            used += width(c);
        }
    }
    lines.push(line);
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn marks_take_no_column_and_wide_letters_two() {
        for (text, expected) in
            [("Chỉ thị", 7), ("Chi\u{309} thi\u{323}", 7), ("So\u{302}\u{301}", 2), ("日本", 4), ("đ", 1), ("👍", 2)]
        {
            assert_eq!(columns(text), expected, "{text}");
        }
    }

    #[test]
    fn lines_are_broken_at_spaces_and_only_long_words_inside() {
        for (text, first, others, lines) in [
            ("một hai ba", 20, 20, vec!["một hai ba"]),
            ("một hai ba", 7, 7, vec!["một hai", "ba"]),
            ("một hai ba", 0, 7, vec!["", "một hai", "ba"]),
            ("https://van-ban.vn x", 8, 8, vec!["", "https://", "van-ban.", "vn x"]),
            ("Chi\u{309} thi\u{323} so\u{302}\u{301}", 7, 7, vec!["Chi\u{309} thi\u{323}", "so\u{302}\u{301}"]),
        ] {
            assert_eq!(wrapped(text, first, others), lines, "{text}");
        }
    }

    #[test]
    fn what_is_marked_stays_in_sight() {
        let line = "a".repeat(50) + "MẬT" + &"b".repeat(50);
        let cells = Cells::of(&line);
        assert_eq!(cells.text(cells.around(50..53, 13)), format!("{}MẬT{}", "a".repeat(5), "b".repeat(5)));
        assert_eq!(cells.text(cells.around(50..103, 10)), format!("MẬT{}", "b".repeat(7)));
        assert_eq!(cells.text(cells.around(0..1, 10)), "a".repeat(10));
        assert_eq!(cells.text(cells.around(102..103, 10)), "b".repeat(10));
        assert_eq!(cells.around(5..6, 200), 0..103);
    }

    proptest! {
            #[test]
            fn nothing_is_wider_than_its_room_and_no_word_is_lost(text in "[a-zếo\u{301}日 ]{0,80}", room in 2_usize..40) {
                let lines = wrapped(&text, room, room);
                for line in &lines {
                    prop_assert!(columns(line) <= room, "{line:?}");
                }
                let without = |text: &str| text.replace(' ', "");
                prop_assert_eq!(without(&lines.concat()), without(&text));
            }

            #[test]
            fn a_part_has_room_and_begins_with_a_letter(text in "[a-zếo\u{301}日]{1,60}", start in 0_usize..60, length in 1_usize..20, room in 4_usize..40) {
                let cells = Cells::of(&text);
                let start = start.min(cells.len() - 1);
                let mark = start..(start + length).min(cells.len());
                let part = cells.around(mark.clone(), room);
                prop_assert!(part.start <= mark.start);
    prop_assert!(part.end > mark.start.min(part.end.saturating_sub(1)));
                prop_assert!(cells.columns(part) <= room);
            }
        }
}
