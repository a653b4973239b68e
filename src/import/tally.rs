//! Counts the words of a file apart from its reader, and which of them an import kept: what a person reads about every
//! file.
//!
//! In: the words of the file in the plainest reading there is ([`Counted`]), and all that was made of them ([`Made`]). Out:
//! [`Tally`]. Words are compared without case, composition, signs and leading zeros. How often each word stands on either
//! side decides; its neighbours decide which of several places is quoted.

use super::ImportFormat;
use super::flow::ImportedText;
use super::problem::Problem;
use super::{docx, html, markdown_file, text_file};
use crate::text::{nfc, place_tone};
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use unicode_normalization::UnicodeNormalization;

/// Why words of a file are left out on purpose.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Aside {
    /// They belong to the pages: numbers, running heads, Word's list of contents, stamps of signatures.
    Page,
    /// They stand around the text of a web page.
    Around,
    /// No reader sees them.
    Unseen,
    /// They are struck out.
    Struck,
    /// They ask for something: prompts of empty fields, blanks of a form.
    Prompt,
    /// A reader sees other signs than these letters: fonts of signs.
    Sign,
    /// They say what a recipient gets the document for.
    Remark,
    /// The head of what is annexed.
    Letterhead,
    /// They say that the file is a draft.
    Draft,
}

impl Aside {
    /// Key of its words in the catalogue.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Page => "import-aside-page",
            Self::Around => "import-aside-around",
            Self::Unseen => "import-aside-unseen",
            Self::Struck => "import-aside-struck",
            Self::Prompt => "import-aside-prompt",
            Self::Sign => "import-aside-sign",
            Self::Remark => "import-aside-remark",
            Self::Letterhead => "import-aside-letterhead",
            Self::Draft => "import-aside-draft",
        }
    }
}

/// What became of the words of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Words of the file.
    pub all: usize,
    /// Those that stand in the text or were read into the front matter.
    pub kept: usize,
    /// Those that were left out on purpose, by reason.
    pub aside: BTreeMap<Aside, usize>,
    /// Those that a warning says were not taken over.
    pub told: usize,
    /// Those that are missing, and no message says so.
    pub missing: usize,
    /// The first of the latter, as they stand in the file: words that follow each other are one phrase.
    pub phrases: Vec<String>,
}

impl Tally {
    /// Words that were not taken over, but should have been.
    pub const fn lost(&self) -> usize {
        self.told + self.missing
    }

    /// Words left out on purpose.
    pub fn set_aside(&self) -> usize {
        self.aside.values().sum()
    }
}

/// The words of a file, in its order, as they are compared, with a space between them.
#[derive(Clone, Debug, Default)]
pub(super) struct Counted(String);

/// All that was made of a file's words, as texts.
#[derive(Default)]
pub(super) struct Made<'a> {
    /// Text and front matter, without its remarks.
    pub(super) kept: Vec<&'a str>,
    pub(super) aside: Vec<(Aside, &'a str)>,
    /// What warnings quote as not taken over.
    pub(super) told: Vec<&'a str>,
}

impl Counted {
    /// Counts the words of the file's bytes; of a PDF those that its pages draw.
    ///
    /// # Errors
    /// As the reader of the format.
    pub(super) fn of(format: ImportFormat, bytes: &[u8], flow: &ImportedText) -> Result<Self, Problem> {
        let text = match format {
            ImportFormat::Word => docx::plain::text(bytes)?,
            ImportFormat::Html => html::plain::text(&text_file::decode(bytes)?),
            ImportFormat::Text => text_file::decode(bytes)?,
            ImportFormat::Markdown => markdown_file::plain(&text_file::decode(bytes)?),
            ImportFormat::Pdf => return Ok(Self(plain(&flow.drawn))),
            // Another program makes a Word file of it, and that is counted.
            ImportFormat::Old(_) | ImportFormat::Picture => String::new(),
        };
        Ok(Self(plain(&text)))
    }
}

/// The words of a text: letters and figures that stand together, as they are compared. Signs above and below the line are
/// words of their own: a page draws them apart.
fn plain(text: &str) -> String {
    let mut seen = String::with_capacity(text.len());
    let mut raised = false;
    for c in nfc(text).chars() {
        if std::mem::replace(&mut raised, is_raised(c)) != raised {
            seen.push(' ');
        }
        match c {
            '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' => {}
            'Ð' | 'ð' => seen.push('đ'),
            c => seen.push(c),
        }
    }
    let seen = seen.nfkc().collect::<String>().to_lowercase();
    let mut words = String::with_capacity(seen.len());
    for word in seen.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
        words.push_str(&place_tone(without_zeros(word)));
        words.push(' ');
    }
    words
}

/// ² and ₂, ⁿ.
const fn is_raised(c: char) -> bool {
    matches!(c, '²' | '³' | '¹' | '\u{2070}'..='\u{209c}' | '\u{1d2c}'..='\u{1d6a}' | '\u{2b0}'..='\u{2b8}' | 'ˡ' | 'ˢ' | 'ˣ')
}

/// "05" is 5.
fn without_zeros(word: &str) -> &str {
    let figures = word.bytes().all(|byte| byte.is_ascii_digit());
    let short = word.trim_start_matches('0');
    if figures && !short.is_empty() { short } else { word }
}

fn counts<'w>(words: impl IntoIterator<Item = &'w str>) -> BTreeMap<&'w str, usize> {
    let mut counts = BTreeMap::new();
    words.into_iter().for_each(|word| *counts.entry(word).or_default() += 1);
    counts
}

/// Where the words of a file went.
pub(super) fn tally(source: &Counted, made: &Made<'_>) -> Tally {
    /// Words of the phrases that are shown, and how many phrases.
    const SHOWN: (usize, usize) = (12, 3);
    let source: Vec<&str> = source.0.split_ascii_whitespace().collect();
    let kept = made.kept.iter().map(|text| plain(text)).collect::<String>();
    let kept: Vec<&str> = kept.split_ascii_whitespace().collect();
    let mut open = not_kept(&source, &kept);
    drop_parted(&source, &kept, &mut open);
    let aside: Vec<(Aside, String)> = made.aside.iter().map(|(why, text)| (*why, plain(text))).collect();
    let mut asides: BTreeMap<Aside, BTreeMap<&str, usize>> = BTreeMap::new();
    for (why, words) in &aside {
        let heap = asides.entry(*why).or_default();
        words.split_ascii_whitespace().for_each(|word| *heap.entry(word).or_default() += 1);
    }
    let told = made.told.iter().map(|text| plain(text)).collect::<String>();
    let mut told = counts(told.split_ascii_whitespace());
    let mut tally = Tally { all: source.len(), kept: source.len() - open.len(), ..Tally::default() };
    let mut last = None;
    for at in open {
        let word = source[at];
        let why = asides.iter_mut().find_map(|(why, heap)| take(heap, word).then_some(*why));
        if let Some(why) = why {
            *tally.aside.entry(why).or_default() += 1;
        } else if take(&mut told, word) {
            tally.told += 1;
        } else {
            tally.missing += 1;
            let goes_on = last.replace(at).is_some_and(|last: usize| last + 1 == at);
            let phrases = tally.phrases.len();
            match tally.phrases.last_mut().filter(|_| goes_on) {
                Some(phrase) if phrase.split(' ').count() < SHOWN.0 => {
                    phrase.push(' ');
                    phrase.push_str(word);
                }
                None if phrases < SHOWN.1 => tally.phrases.push(word.to_owned()),
                _ => {}
            }
        }
    }
    tally
}

/// Takes one of `word` from a heap, where there is one left.
fn take(heap: &mut BTreeMap<&str, usize>, word: &str) -> bool {
    match heap.get_mut(word) {
        Some(left) if *left > 0 => {
            *left -= 1;
            true
        }
        _ => false,
    }
}

/// The places of words that `source` has more often than `kept`, in order. Of several places of a word those are taken
/// first whose neighbours are not found in `kept`.
fn not_kept(source: &[&str], kept: &[&str]) -> BTreeSet<usize> {
    let mut lacking = counts(source.iter().copied());
    for word in kept {
        take(&mut lacking, word);
    }
    let mut open = BTreeSet::new();
    if lacking.values().all(|left| *left == 0) {
        return open;
    }
    let known: HashSet<u64> = kept.windows(3).map(key).collect();
    let covered: Vec<bool> = source.windows(3).map(|window| known.contains(&key(window))).collect();
    // A window begins at its word, one or two words before it.
    let is_covered = |at: usize| (at.saturating_sub(2)..=at).any(|from| covered.get(from) == Some(&true));
    for wanted in [false, true] {
        for (at, word) in source.iter().enumerate() {
            if is_covered(at) == wanted && !open.contains(&at) && take(&mut lacking, word) {
                open.insert(at);
            }
        }
    }
    open
}

/// A number for words in a row. Two rows with one number only choose another place to quote.
fn key(words: &[&str]) -> u64 {
    let mut hasher = DefaultHasher::new();
    words.hash(&mut hasher);
    hasher.finish()
}

/// Words that stand in one piece on one side and in several on the other are kept: "Nguy" and "ễn", a number that was
/// broken over two lines, "10" and "3" above the line.
fn drop_parted(source: &[&str], kept: &[&str], open: &mut BTreeSet<usize>) {
    /// Pieces of one word, and its bytes.
    const MOST: (usize, usize) = (8, 64);
    if open.is_empty() {
        return;
    }
    let mut extra = counts(kept.iter().copied());
    for word in source {
        take(&mut extra, word);
    }
    let is_extra: Vec<bool> = kept.iter().map(|word| extra.get(word).is_some_and(|left| *left > 0)).collect();
    let mut joined: BTreeMap<String, usize> = BTreeMap::new();
    for from in 0..kept.len() {
        let mut word = String::new();
        for at in (from..kept.len().min(from + MOST.0)).take_while(|at| is_extra[*at]) {
            word.push_str(kept[at]);
            if word.len() > MOST.1 {
                break;
            }
            *joined.entry(word.clone()).or_default() += 1;
        }
    }
    let places: Vec<usize> = open.iter().copied().collect();
    let mut from = 0;
    while from < places.len() {
        let run = places[from..].windows(2).take(MOST.0 - 1).take_while(|pair| pair[0] + 1 == pair[1]).count() + 1;
        let found = (1..=run).rev().find(|many| {
            let word = source[places[from]..places[from] + many].concat();
            joined.get_mut(&word).is_some_and(|left| std::mem::replace(left, left.saturating_sub(1)) > 0)
        });
        let many = found.unwrap_or(0);
        places[from..from + many].iter().for_each(|at| {
            open.remove(at);
        });
        from += many.max(1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(source: &str, made: &Made<'_>) -> Tally {
        tally(&Counted(plain(source)), made)
    }

    #[test]
    fn words_are_kept_set_aside_told_or_missing() {
        let made = Made {
            kept: vec!["7/kh-ubnd số kế hoạch 10³ m ngày 2024-08-05"],
            aside: vec![(Aside::Page, "trang 2")],
            told: vec!["dòng lạ"],
        };
        let tally = of("Số: 7/KH-UBND Trang 2 Một dòng lạ KẾ HOẠCH 103 m, ngày 5", &made);
        assert_eq!((tally.all, tally.kept, tally.set_aside(), tally.told, tally.missing), (15, 10, 2, 2, 1));
        assert_eq!(tally.phrases, ["một"]);
    }

    #[test]
    fn of_several_places_of_a_word_the_one_that_was_lost_is_quoted() {
        let made = Made {
            kept: vec!["các trường báo cáo kết quả về phòng trước ngày mai"], ..Made::default()
        };
        let tally = of("Báo cáo trước mai. Các trường báo cáo kết quả về Phòng trước ngày mai.", &made);
        assert_eq!((tally.missing, tally.phrases), (4, vec!["báo cáo trước mai".to_owned()]));
    }

    #[test]
    fn a_word_in_pieces_is_no_lost_word() {
        let made = Made { kept: vec!["Nguyễn Văn A, số 1234, 10^(2,5)"], ..Made::default() };
        let tally = of("Nguy ễn Văn A số 12 34 102,5 Nguy", &made);
        assert_eq!((tally.missing, tally.phrases), (1, vec!["nguy".to_owned()]));
    }
}
