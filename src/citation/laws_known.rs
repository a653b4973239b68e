//! The names of laws that are known: `laws.tsv`, compiled in. In: folded text and the place after a type word. Out:
//! where the longest known name ends.
//!
//! Names are compared word by word. Between words of an enumeration ("khiếu nại, tố cáo") texts write commas, hyphens,
//! "và" or nothing, so all count alike there and nowhere else: "Luật Đầu tư, công văn …" is not "Luật Đầu tư công".

use super::folded::Folded;
use super::lexicon::HashMap;
use crate::text::{nfc, place_tone, slug};
use std::borrow::Cow;
use std::sync::LazyLock;

/// The registry, compiled once.
static KNOWN: LazyLock<KnownLaws> = LazyLock::new(|| KnownLaws::new(include_str!("laws.tsv")));

/// The type words whose instruments are cited by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LawType {
    /// Hiến pháp.
    Constitution,
    /// Bộ luật.
    Code,
    /// Luật.
    Law,
    /// Pháp lệnh.
    Ordinance,
}

impl LawType {
    /// The type with this key, where its instruments have titles.
    pub fn of_titles(key: &str) -> Option<Self> {
        [Self::Law, Self::Code, Self::Ordinance].into_iter().find(|law| slug(law.word()) == key)
    }

    const ALL: [Self; 4] = [Self::Constitution, Self::Code, Self::Law, Self::Ordinance];

    /// The type word.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Constitution => "Hiến pháp",
            Self::Code => "Bộ luật",
            Self::Law => "Luật",
            Self::Ordinance => "Pháp lệnh",
        }
    }

    /// The type word, folded.
    pub const fn folded(self) -> &'static str {
        match self {
            Self::Constitution => "hien phap",
            Self::Code => "bo luat",
            Self::Law => "luat",
            Self::Ordinance => "phap lenh",
        }
    }
}

/// A known name in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KnownLaw {
    /// The name as the list has it, without type word.
    pub name: &'static str,
    /// The place after it.
    pub end: usize,
    /// How many words it has.
    pub words: usize,
    /// Words follow that begin a longer known name which does not stand there whole: "Giáo dục nghề ngh iệp".
    pub broken_off: bool,
}

/// The longest known name of an instrument of this type at `place`.
pub fn at(folded: &Folded<'_>, law: LawType, place: usize) -> Option<KnownLaw> {
    KNOWN.longest(folded, law, place)
}

#[derive(Debug, Default)]
struct KnownLaws {
    /// Each name, and its words as they are compared with their marks.
    names: Vec<(&'static str, Vec<String>)>,
    nodes: Vec<LawNode>,
}

#[derive(Debug, Default)]
struct LawNode {
    next: HashMap<Box<[u8]>, usize>,
    name: Option<usize>,
    /// Whether a sign or "và" stands before the word that leads here.
    joint: bool,
}

impl KnownLaws {
    fn new(tsv: &'static str) -> Self {
        // The first nodes are the roots of the types.
        let mut known = Self { nodes: LawType::ALL.iter().map(|_| LawNode::default()).collect(), ..Self::default() };
        for line in tsv.lines() {
            if let Some((word, name)) = line.split_once('\t').filter(|_| !line.starts_with('#'))
                && let Some(root) = LawType::ALL.iter().position(|law| super::folded::pattern(word) == law.folded())
            {
                known.add(root, name);
            }
        }
        known
    }

    fn add(&mut self, root: usize, name: &'static str) {
        let folded = Folded::new(name);
        let (mut node, mut at, mut joint) = (root, 0, false);
        let mut words = Vec::new();
        while at < folded.len() {
            let end = folded.word_end(at);
            let word = &folded.bytes[at..end];
            if word.is_empty() {
                joint |= folded.byte(at) != b' ';
                at += 1;
                continue;
            }
            if word == b"va" {
                joint = true;
            } else {
                let new = self.nodes.len();
                let next = *self.nodes[node].next.entry(one_i(word).into_owned().into()).or_insert(new);
                if next == new {
                    self.nodes.push(LawNode::default());
                }
                self.nodes[next].joint |= std::mem::take(&mut joint);
                words.push(compared(folded.slice(at, end)));
                node = next;
            }
            at = end;
        }
        self.nodes[node].name = Some(self.names.len());
        self.names.push((name, words));
    }

    fn longest(&self, folded: &Folded<'_>, law: LawType, place: usize) -> Option<KnownLaw> {
        let mut node = &self.nodes[LawType::ALL.iter().position(|known| *known == law)?];
        let (mut at, mut joint) = (place, false);
        let mut written: Vec<(usize, usize)> = Vec::new();
        let mut best: Option<KnownLaw> = None;
        // Whether only spaces stand between the best name and the words that were read beyond it.
        let mut close = true;
        loop {
            let word_end = folded.word_end(at);
            let found =
                |end: usize| node.next.get(one_i(&folded.bytes[at..end]).as_ref()).map(|next| &self.nodes[*next]);
            let noted = || before_note(folded, at, word_end).and_then(|end| Some((found(end)?, end)));
            let read = found(word_end).map(|next| (next, word_end)).or_else(noted);
            let Some((next, end)) = read.filter(|(next, _)| next.joint || !joint) else {
                let broken_off = |known: KnownLaw| close && written.len() > known.words;
                return best.map(|known| KnownLaw { broken_off: broken_off(known), ..known });
            };
            close &= !joint;
            node = next;
            written.push((at, end));
            if let Some((name, words)) = node.name.map(|name| &self.names[name])
                && is_spelled(folded, words, &written)
            {
                let end = over_closing_quote(folded, place, end);
                best = Some(KnownLaw { name, end, words: written.len(), broken_off: false });
                close = true;
            }
            if end < word_end {
                return best;
            }
            let Some((after, over_sign)) = next_word(folded, end) else { return best };
            (at, joint) = (after, over_sign);
        }
    }
}

/// The end of a word before the one or two digits of a footnote that stick to it: "Luật Giáo dục nghề nghiệp1".
fn before_note(folded: &Folded<'_>, start: usize, end: usize) -> Option<usize> {
    let digits = folded.bytes[start..end].iter().rev().take_while(|byte| byte.is_ascii_digit()).count();
    (matches!(digits, 1 | 2) && digits < end - start).then_some(end - digits)
}

/// Over the quotation mark that closes one inside the name.
fn over_closing_quote(folded: &Folded<'_>, place: usize, end: usize) -> usize {
    let open = folded.bytes[place..end].iter().filter(|byte| **byte == b'"').count() % 2 == 1;
    end + usize::from(open && folded.byte(end) == b'"')
}

/// Whether the marks fit as well: all of them in a name of one word ("Luật Giá" is no "Luật gia"), all but those of
/// one word in a longer one, or none at all is written.
fn is_spelled(folded: &Folded<'_>, name: &[String], written: &[(usize, usize)]) -> bool {
    let words = || written.iter().map(|(start, end)| folded.slice(*start, *end));
    let slips = words().zip(name).filter(|(word, known)| !is_compared(word, known)).count();
    slips <= usize::from(name.len() > 1) || name.len() > 1 && words().all(str::is_ascii)
}

/// Whether a word is the one that [`compared`] made `known` of.
fn is_compared(word: &str, known: &str) -> bool {
    let same = |(c, known): (char, char)| c == known || c.to_lowercase().eq([known]);
    // Nearly always so; the long way is dear.
    word.len() == known.len() && word.chars().zip(known.chars()).all(same) || compared(word) == known
}

/// A word with its marks as it is compared: composed, lower case, one tone placement, `lí` = `lý`.
pub fn compared(word: &str) -> String {
    let lower: String = nfc(word).chars().flat_map(char::to_lowercase).collect();
    let placed = place_tone(&lower);
    let folded = Folded::new(&placed);
    if *one_i(&folded.bytes) == folded.bytes {
        return placed.into_owned();
    }
    let tones = [('y', 'i'), ('ý', 'í'), ('ỳ', 'ì'), ('ỷ', 'ỉ'), ('ỹ', 'ĩ'), ('ỵ', 'ị')];
    let last = placed.chars().last().and_then(|last| tones.iter().find(|(y, _)| *y == last));
    let stem: String = placed.chars().take(placed.chars().count().saturating_sub(1)).collect();
    last.map_or_else(|| placed.into_owned(), |(_, i)| format!("{stem}{i}"))
}

/// A folded word with `y` after a consonant as `i`: "Quản lí", "Sỹ quan".
fn one_i(word: &[u8]) -> Cow<'_, [u8]> {
    match word {
        [start @ .., before, b'y'] if !b"aeiou".contains(before) => Cow::Owned([start, &[*before, b'i']].concat()),
        _ => Cow::Borrowed(word),
    }
}

/// The next word that is not "và", and whether more than a space stands before it.
fn next_word(folded: &Folded<'_>, end: usize) -> Option<(usize, bool)> {
    let mut at = over_markup(folded, folded.skip_space(end));
    let mut joint = false;
    while matches!(folded.byte(at), b',' | b'-' | b'&' | b';' | b'"' | b'/') {
        joint = true;
        at = folded.skip_space(at + 1);
    }
    if let Some(after) = folded.words_at(at, "va") {
        joint = true;
        at = over_markup(folded, folded.skip_space(after));
    }
    (at > end && folded.is_word(at)).then_some((at, joint))
}

/// Farthest the end of a tag lies from its beginning.
const LONGEST_TAG: usize = 24;

/// Over a tag that was left standing when the text was taken out of a page ("của `<b>` Luật"), and its space.
pub fn over_markup(folded: &Folded<'_>, place: usize) -> usize {
    if folded.byte(place) != b'<' || !(folded.is_word(place + 1) || folded.byte(place + 1) == b'/') {
        return place;
    }
    let end = folded.len().min(place + LONGEST_TAG);
    let close = folded.bytes[place..end].iter().position(|byte| *byte == b'>');
    close.map_or(place, |close| folded.skip_space(place + close + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(law: LawType, text: &str, expected: &str) {
        let folded = Folded::new(text);
        let known = at(&folded, law, 0);
        assert_eq!(known.map_or("", |known| folded.slice(0, known.end)), expected, "{text}");
    }

    #[test]
    fn names_in_all_spellings() {
        for (text, name) in [
            ("Giáo dục đại học năm 2012", "Giáo dục đại học"),
            ("Giáo dục và Luật", "Giáo dục"),
            ("GIÁO DỤC.", "GIÁO DỤC"),
            ("khiếu nại tố cáo", "khiếu nại tố cáo"),
            ("Khiếu nại và tố cáo,", "Khiếu nại và tố cáo"),
            ("thi đua-khen thưởng ngày", "thi đua-khen thưởng"),
            ("Phòng, chống tham nhũng", "Phòng, chống tham nhũng"),
            ("Quản lí thuế", "Quản lí thuế"),
            ("Sỹ quan quân đội nhân dân Việt Nam", "Sỹ quan quân đội nhân dân Việt Nam"),
            ("Khoa học công nghệ", "Khoa học công nghệ"),
            ("giao thong duong bo", "giao thong duong bo"),
            ("Đất\n đai", "Đất\n đai"),
            ("Các tổ chức tín dung", "Các tổ chức tín dung"),
            ("Đầu tư, công văn số", "Đầu tư"),
            ("Giá ngày 20", "Giá"),
            ("gia", ""),
            ("gia đình", ""),
            ("được", ""),
            ("sư", ""),
            ("hiện hành", ""),
        ] {
            check(LawType::Law, text, name);
        }
        check(
            LawType::Constitution,
            "nước Cộng hoà xã hội chủ nghĩa Việt Nam năm 1992",
            "nước Cộng hoà xã hội chủ nghĩa Việt Nam",
        );
        check(LawType::Code, "Tố tụng hình sự", "Tố tụng hình sự");
    }

    #[test]
    fn every_row_is_read() {
        let rows = include_str!("laws.tsv").lines().filter(|line| !line.starts_with('#') && !line.is_empty()).count();
        assert_eq!(KNOWN.names.len(), rows);
        for line in include_str!("laws.tsv").lines().filter(|line| !line.starts_with('#')) {
            let Some((word, name)) = line.split_once('\t') else { continue };
            let law = LawType::ALL.into_iter().find(|law| super::super::folded::pattern(word) == law.folded());
            check(law.expect("a type word"), name, name);
        }
    }
}
