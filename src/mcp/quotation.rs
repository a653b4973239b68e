//! Whether a text has some words, and where; what it says instead where it nearly has them.
//!
//! In: the sections of a text, the words that somebody quotes. Out: [`Quoted`].

use crate::text::{fold, nfc};
use std::collections::BTreeMap;

/// Of the words of a quotation so many must stand in a passage that is shown in its place: three of five.
const NEAR: (usize, usize) = (3, 5);

/// What a text makes of a quotation.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Quoted {
    /// It stands in this section, as it is.
    Found(usize),
    /// It stands there with other letters: case, marks, signs.
    OtherLetters(usize, String),
    /// The passage nearest to it.
    Near(usize, String),
    /// Nothing is like it.
    Not,
}

/// Looks for `words` in the sections.
pub(super) fn quoted(sections: &[String], words: &str) -> Quoted {
    let wanted = spaced(words);
    if wanted.is_empty() {
        return Quoted::Not;
    }
    if let Some(at) = sections.iter().position(|section| spaced(section).contains(&wanted)) {
        return Quoted::Found(at);
    }
    let wanted: Vec<String> = plain(words);
    let mut best: Option<(usize, usize, String)> = None;
    for (at, section) in sections.iter().enumerate() {
        let written: Vec<&str> = section.split_whitespace().collect();
        let (count, passage) = nearest(&written, &wanted);
        // The same words in another order are another passage.
        let count = if is_near(count, wanted.len()) { in_order(&plain(&passage), &wanted) } else { 0 };
        if best.as_ref().is_none_or(|(most, ..)| count > *most) {
            best = Some((count, at, passage));
        }
    }
    match best {
        Some((count, at, passage)) if count == wanted.len() && plain(&passage) == wanted => {
            Quoted::OtherLetters(at, passage)
        }
        Some((count, at, passage)) if is_near(count, wanted.len()) => Quoted::Near(at, passage),
        _ => Quoted::Not,
    }
}

fn is_near(count: usize, wanted: usize) -> bool {
    count > 2 && count * NEAR.1 >= wanted * NEAR.0 || count == wanted
}

/// How many words two texts have in common in one order.
fn in_order(a: &[String], b: &[String]) -> usize {
    let mut lengths = vec![0_usize; b.len() + 1];
    for word in a {
        let mut diagonal = 0;
        for (at, other) in b.iter().enumerate() {
            let above = lengths[at + 1];
            lengths[at + 1] = if word == other { diagonal + 1 } else { above.max(lengths[at]) };
            diagonal = above;
        }
    }
    lengths[b.len()]
}

/// White space runs one space; quotation marks and dashes of one kind.
fn spaced(text: &str) -> String {
    let signs = |c: char| match c {
        '“' | '”' | '„' | '«' | '»' => '"',
        '‘' | '’' => '\'',
        '–' | '—' | '‑' => '-',
        c => c,
    };
    nfc(text).split_whitespace().collect::<Vec<_>>().join(" ").chars().map(signs).collect()
}

/// Words without marks and signs.
fn plain(text: &str) -> Vec<String> {
    let folded = fold(&nfc(text));
    folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// How many of the wanted words stand in the best run of as many written ones, and that run.
fn nearest(written: &[&str], wanted: &[String]) -> (usize, String) {
    let mut open: BTreeMap<&str, isize> = BTreeMap::new();
    for word in wanted {
        *open.entry(word).or_default() += 1;
    }
    // Words of the text, each with the written word that it is a part of.
    let words: Vec<(usize, String)> =
        written.iter().enumerate().flat_map(|(at, word)| plain(word).into_iter().map(move |word| (at, word))).collect();
    let (mut common, mut best, mut place) = (0_usize, 0, 0);
    for (at, (_, word)) in words.iter().enumerate() {
        if let Some(left) = open.get_mut(word.as_str()) {
            common += usize::from(*left > 0);
            *left -= 1;
        }
        if at >= wanted.len()
            && let Some(left) = open.get_mut(words[at - wanted.len()].1.as_str())
        {
            *left += 1;
            common -= usize::from(*left > 0);
        }
        if common > best {
            (best, place) = (common, at);
        }
    }
    if best == 0 {
        return (0, String::new());
    }
    let first = words[(place + 1).saturating_sub(wanted.len())].0;
    (best, written[first..=words[place].0].join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_says_whether_it_has_the_words() {
        let sections = [
            "Mở đầu.".to_owned(),
            "Sở Giáo dục và Đào tạo báo cáo UBND tỉnh\ntrước ngày 30/6/2024 – “đúng hạn”.".to_owned(),
        ];
        let of = |words: &str| quoted(&sections, words);
        assert_eq!(of("báo cáo UBND tỉnh trước ngày 30/6/2024"), Quoted::Found(1));
        assert_eq!(of("30/6/2024 - \"đúng hạn\""), Quoted::Found(1));
        assert_eq!(of("bao cao ubnd tinh"), Quoted::OtherLetters(1, "báo cáo UBND tỉnh".to_owned()));
        let near = of("báo cáo UBND tỉnh trước ngày 30/7/2024");
        assert_eq!(near, Quoted::Near(1, "báo cáo UBND tỉnh trước ngày 30/6/2024".to_owned()));
        assert_eq!(of("Bãi bỏ mọi quy định trước đây về học phí"), Quoted::Not);
        let shuffled = of("UBND báo tỉnh trước cáo Giáo dục Sở và Đào ngày tạo");
        assert_eq!(shuffled, Quoted::Not, "the same words in another order");
        assert_eq!(of("  "), Quoted::Not);
    }
}
