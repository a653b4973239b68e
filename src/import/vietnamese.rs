//! Whether words are Vietnamese: what a machine read from a picture, or what a font's wrong table says, often is not.
//!
//! In: a text. Out: counts of its words. A syllable is an onset, up to three vowels and an ending; no list of words is
//! needed to see that "so6t" and "trudng" are none.

use crate::text::fold;

/// Words of a text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct WordCount {
    /// All that are made of letters.
    pub(super) words: usize,
    /// Those that may be syllables.
    syllables: usize,
    /// Those with a letter that only Vietnamese marks.
    marked: usize,
}

const ONSETS: [&str; 26] = [
    "ngh", "ch", "gh", "gi", "kh", "ng", "nh", "ph", "qu", "th", "tr", "b", "c", "d", "g", "h", "k", "l", "m", "n",
    "p", "r", "s", "t", "v", "x",
];
const ENDINGS: [&str; 8] = ["ch", "ng", "nh", "c", "m", "n", "p", "t"];
/// Fewer words say nothing.
const FEWEST: usize = 8;

impl WordCount {
    pub(super) fn of(text: &str) -> Self {
        let mut count = Self::default();
        for word in text.split(|c: char| c.is_whitespace() || ",.;:()[]“”\"'’?!…/-–".contains(c)) {
            let letters = word.chars().filter(|c| c.is_alphabetic()).count();
            // Short words in capitals are symbols: QĐ, UBND.
            let symbol = letters <= 6 && word.chars().all(|c| c.is_uppercase() || c.is_ascii_digit() || c == '&');
            let syllable = is_syllable(word);
            if letters == 0 || symbol && !syllable {
                continue;
            }
            count.words += 1;
            count.syllables += usize::from(syllable);
            count.marked += usize::from(!word.is_ascii());
        }
        count
    }

    /// Enough for a text of which nothing else is known.
    pub(super) const fn are_enough(self) -> bool {
        self.words >= 30
    }

    /// `None` where the words are too few to say.
    pub(super) const fn are_vietnamese(self) -> Option<bool> {
        if self.words < FEWEST {
            return None;
        }
        // Of running Vietnamese nearly all words are syllables, and four of five bear a mark.
        Some(self.syllables * 100 >= self.words * 60 && self.marked * 100 >= self.words * 25)
    }
}

fn is_syllable(word: &str) -> bool {
    let folded = fold(word);
    let onset = ONSETS.iter().find(|onset| folded.starts_with(**onset)).map_or("", |onset| *onset);
    let rest = &folded[onset.len()..];
    // "gì": the onset has the vowel.
    let rest = if onset == "gi" && !rest.starts_with(is_vowel) { &folded[1..] } else { rest };
    let ending = ENDINGS.iter().find(|ending| rest.ends_with(**ending)).map_or("", |ending| *ending);
    let vowels = &rest[..rest.len() - ending.len()];
    (1..=3).contains(&vowels.len()) && vowels.chars().all(is_vowel)
}

const fn is_vowel(c: char) -> bool {
    matches!(c, 'a' | 'e' | 'i' | 'o' | 'u' | 'y')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn vietnamese_and_what_a_machine_made_of_it() {
        for (text, is) in [
            (
                "Các trường rà soát cơ sở vật chất, bố trí giáo viên, lập kế hoạch dạy học; gì nữa, quyển sách",
                Some(true),
            ),
            ("CÁC TRƯỜNG RÀ SOÁT CƠ SỞ VẬT CHẤT, BỐ TRÍ GIÁO VIÊN, LẬP KẾ HOẠCH DẠY HỌC THUỘC NGHIỆP VỤ", Some(true)),
            (
                "Cdc trudng rd so6t co s0 vQt ch6t, b6 tri gi6o vi6n, lQp k6 hoqch dqy hgc; t6 chfc khai gi6ng",
                Some(false),
            ),
            (
                "Cac truong ra soat co so vat chat, bo tri giao vien, lap ke hoach day hoc; to chuc khai giang",
                Some(false),
            ),
            ("ChØ thÞ vÒ viÖc t¨ng cêng qu¶n lý nhµ níc trong lÜnh vùc gi¸o dôc vµ ®µo t¹o", Some(false)),
            ("Số 07/KH-UBND", None),
        ] {
            assert_eq!(WordCount::of(text).are_vietnamese(), is, "{text}: {:?}", WordCount::of(text));
        }
    }
}
