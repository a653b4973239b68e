//! What a short name says of the work that it stands for: "Nghị định số 15" has a number, "Luật Đất đai năm 2024" a
//! title and a year. In: the words of a short name, mentions. Out: [`Short`], and how each mention fits it.

use super::super::folded::Folded;
use super::super::laws_known::{self, LawType};
use super::super::scan::Mention;
use super::super::titled;
use super::super::{Form, number};
use crate::text::date::WorkDate;
use crate::text::number::Number;

/// Ends of a name that say that the work has been amended, and tell nothing of which work it is.
const AMENDED: [&str; 9] = [
    "đã được sửa đổi bổ sung một số điều",
    "được sửa đổi bổ sung một số điều",
    "đã được sửa đổi bổ sung",
    "được sửa đổi bổ sung",
    "đã sửa đổi bổ sung",
    "đã được sửa đổi",
    "được sửa đổi",
    "đã sửa đổi",
    "hiện hành",
];
/// Ends of a name that may be the amended work's or the amending one's.
const AMENDING: [&str; 3] = ["sửa đổi", "bổ sung", "thay thế"];

/// A short name, taken apart.
#[derive(Clone, Debug)]
pub struct Short {
    /// Type key.
    pub kind: String,
    /// All words, comparable.
    pub key: String,
    /// The number in "Nghị định số 15", without zeros.
    ordinal: Option<String>,
    /// The year in "Luật Đất đai năm 2024".
    year: Option<i16>,
    /// Type word and title without year; the type word alone where there is no title.
    title: String,
    /// Whether the title is the name of a law that the list has.
    known: bool,
    /// It may name the amending work as well as the amended one: "Luật Dược sửa đổi".
    open: bool,
}

/// How a mention fits a short name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fit {
    /// Its own number or its own title is the short name.
    Own,
    /// Nothing speaks for it or against it.
    Possible,
    /// Number, title or year is another.
    Other,
}

impl Short {
    /// Reads the name at `start..end`, whose type word ends at `type_end`.
    pub fn read(folded: &Folded<'_>, start: usize, type_end: usize, end: usize, kind: String) -> Self {
        let key = titled::key(folded.slice(start, end));
        let mut at = folded.skip_space(type_end);
        at = folded.words_at(at, "so").map_or(at, |after| folded.skip_space(after));
        let ordinal =
            number::ordinal(folded, at).filter(|after| *after == end).and_then(|_| number::bare(folded, at..end));
        let (title, year) = without_year(&key);
        let (title, amended) = without_amended(title);
        let type_key = titled::key(folded.slice(start, type_end));
        let known = is_known_law(&kind, title.strip_prefix(&type_key).unwrap_or_default().trim_start());
        Self {
            ordinal: ordinal.map(|number| bare(number.ordinal()).to_owned()),
            year,
            known,
            open: !amended && AMENDING.iter().any(|words| title.ends_with(words)),
            title: title.to_owned(),
            key,
            kind,
        }
    }

    /// Whether a mention is of the type that the name begins with; "Thông tư số 5" may be a joint circular.
    pub fn may_be_called(&self, mention: &Mention) -> bool {
        let kind = mention.kind.as_deref().unwrap_or_default();
        kind == self.kind || kind.strip_suffix("-lien-tich") == Some(self.kind.as_str())
    }

    /// How a mention with this title fits.
    pub fn fit(&self, mention: &Mention, title: Option<&str>) -> Fit {
        if self.year.zip(year_of(mention)).is_some_and(|(short, own)| short != own) {
            return Fit::Other;
        }
        if let Some(ordinal) = &self.ordinal {
            return match &mention.number {
                Some(number) if bare(number.ordinal()) == ordinal => Fit::Own,
                Some(_) => Fit::Other,
                // "Đề án 599" is approved by a decision of that number.
                None => Fit::Possible,
            };
        }
        match title {
            Some(title) if same_title(title, &self.title) || abbreviates(&self.title, title) => Fit::Own,
            // "Luật Đất đai" is not short for the Luật Nhà ở.
            Some(title) if self.known && !start_alike(title, &self.title) => Fit::Other,
            _ if self.open => Fit::Other,
            _ => Fit::Possible,
        }
    }

    /// Whether the short name is `title` and nothing more.
    pub fn is_title(&self, title: &str) -> bool {
        self.ordinal.is_none() && (same_title(title, &self.title) || abbreviates(&self.title, title))
    }

    /// Whether the short name is one of the titles in `titles`.
    pub fn is_in_title(&self, titles: &str) -> bool {
        self.ordinal.is_none() && holds_title(titles, &self.title)
    }

    /// Type word and title, comparable, without year.
    pub fn title(&self) -> &str {
        &self.title
    }

    /// Whether the title is that of a law that the list has.
    pub const fn names_known_law(&self) -> bool {
        self.known
    }

    /// Whether the name says no more than the mention itself: a bare "Luật Đất đai" that is to be called
    /// "Luật Đất đai".
    pub fn repeats(&self, folded: &Folded<'_>, mention: &Mention) -> bool {
        let bare = mention.number.is_none() && mention.date.is_none();
        bare && titled::key(folded.slice(mention.places.start, mention.places.end)) == self.key
    }
}

/// Whether a numbered law may have a title before its number: "Luật số 38/2019/QH14" has none.
pub fn has_title(folded: &Folded<'_>, mention: &Mention) -> bool {
    let words = &folded.bytes[mention.places.start..mention.number_end];
    mention.number.is_some()
        && !["luat so ", "bo luat so ", "phap lenh so "].iter().any(|none| words.starts_with(none.as_bytes()))
}

/// The title that a mention itself writes, its type word before it, comparable: "luật bảo hiểm y tế" of "Luật
/// Bảo hiểm y tế số 25/2008/QH12".
pub fn title_of(folded: &Folded<'_>, mention: &Mention) -> Option<String> {
    let words = folded.slice(mention.places.start, mention.number_end);
    let type_word = mention.type_word.as_deref().unwrap_or_default();
    let mut key = titled::key(words);
    if mention.form == Form::Numbered && mention.number.is_some() {
        let (before, _) = key.rsplit_once(" số ").or_else(|| before_digits(&key))?;
        key.truncate(before.len());
    }
    let type_key = titled::key(type_word);
    if !key.starts_with(&type_key) {
        key = format!("{type_key} {key}");
    }
    let (title, _) = without_year(&key);
    (title.len() > type_key.len()).then(|| title.to_owned())
}

/// "luật giáo dục 43 2019 qh14": what stands before the number.
fn before_digits(key: &str) -> Option<(&str, &str)> {
    let at = key.find(|c: char| c.is_ascii_digit())?;
    Some((key[..at].trim_end(), &key[at..]))
}

/// A name without the year at its end, and the year.
fn without_year(key: &str) -> (&str, Option<i16>) {
    let year = key.rsplit_once(' ').and_then(|(before, last)| Some((before, last.parse().ok()?)));
    match year.filter(|(_, year)| crate::text::date::plausible(*year)) {
        Some((before, year)) => (before.strip_suffix(" năm").unwrap_or(before), Some(year)),
        None => (key, None),
    }
}

/// A name without "đã được sửa đổi, bổ sung", and whether it had that.
fn without_amended(key: &str) -> (&str, bool) {
    AMENDED
        .iter()
        .find_map(|words| key.strip_suffix(words)?.strip_suffix(' '))
        .map_or((key, false), |before| (before, true))
}

/// Whether two titles are one: "và" between words does not count, nor `y` for `i`.
pub fn same_title(a: &str, b: &str) -> bool {
    words(a).eq(words(b))
}

/// Whether `short` is `title` with some of its words as initials: "luật bhyt", "luật thuế gtgt", "luật
/// ban hành vbqppl".
fn abbreviates(short: &str, title: &str) -> bool {
    let words: Vec<String> = words(title).collect();
    let mut at = 0;
    for token in short.split(' ').filter(|token| *token != "và") {
        let letters: Vec<char> = token.chars().collect();
        let initials = words.get(at..at + letters.len()).filter(|_| letters.len() > 1);
        let of_initials = |words: &[String]| words.iter().zip(&letters).all(|(word, letter)| word.starts_with(*letter));
        if words.get(at).is_some_and(|word| *word == laws_known::compared(token)) {
            at += 1;
        } else if initials.is_some_and(of_initials) {
            at += letters.len();
        } else {
            return false;
        }
    }
    at == words.len()
}

/// Whether `titles` holds `title` among others.
pub fn holds_title(titles: &str, title: &str) -> bool {
    let (all, wanted): (Vec<String>, Vec<String>) = (words(titles).collect(), words(title).collect());
    !wanted.is_empty() && all.windows(wanted.len()).any(|window| window == wanted)
}

/// Whether one of two titles is the beginning of the other.
fn start_alike(a: &str, b: &str) -> bool {
    words(a).zip(words(b)).all(|(a, b)| a == b)
}

fn words(title: &str) -> impl Iterator<Item = String> {
    title.split(' ').filter(|word| *word != "và").map(laws_known::compared)
}

fn is_known_law(kind: &str, name: &str) -> bool {
    let Some(law) = LawType::of_titles(kind) else { return false };
    let folded = Folded::new(name);
    laws_known::at(&folded, law, 0).is_some_and(|known| known.end == folded.len())
}

fn year_of(mention: &Mention) -> Option<i16> {
    mention.number.as_ref().and_then(Number::own_year).or(mention.date.map(WorkDate::year))
}

fn bare(ordinal: &str) -> &str {
    ordinal.trim_start_matches('0')
}
