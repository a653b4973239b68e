//! What the words between two references make of them: "được sửa đổi bởi" leaves the second one out, "sửa đổi, bổ sung
//! một số điều của" makes it a part of the first one's title. In: folded text and the places between. Out: [`Joint`].
//!
//! Words are looked at one by one. Between a verb of changing and a reference only words stand that no
//! title is made of.

use super::super::folded::Folded;
use std::ops::Range;

/// Two-word verbs with which a text changes another (folded).
const VERBS: [(&[u8], &[u8]); 10] = [
    (b"sua", b"doi"),
    (b"bo", b"sung"),
    (b"thay", b"the"),
    (b"dinh", b"chinh"),
    (b"bai", b"bo"),
    (b"huy", b"bo"),
    (b"dieu", b"chinh"),
    (b"hop", b"nhat"),
    (b"gia", b"han"),
    (b"keo", b"dai"),
];
/// After these words the one that acts follows.
const BY: [&[u8]; 3] = [b"boi", b"bang", b"theo"];
/// After these, too, right behind the verb.
const AT: [&[u8]; 4] = [b"tai", b"o", b"trong", b"qua"];
/// Two-word nouns whose attribute a verb may be: "các văn bản sửa đổi, bổ sung".
const NOUNS: [(&[u8], &[u8]); 8] = [
    (b"van", b"ban"),
    (b"nghi", b"dinh"),
    (b"thong", b"tu"),
    (b"quyet", b"dinh"),
    (b"nghi", b"quyet"),
    (b"phap", b"lenh"),
    (b"chi", b"thi"),
    (b"ke", b"hoach"),
];
/// Words that may stand between such a verb and the reference that it introduces.
const SMALL: [&[u8]; 66] = [
    b"mot", b"so", b"dieu", b"khoan", b"diem", b"muc", b"noi", b"dung", b"quy", b"dinh", b"cua", b"cac", b"nhung",
    b"boi", b"tai", b"theo", b"bang", b"trong", b"va", b"hoac", b"lan", b"thu", b"nhat", b"hai", b"ba", b"tu", b"nam",
    b"ngay", b"thang", b"phu", b"luc", b"luat", b"bo", b"nghi", b"quyet", b"thong", b"phap", b"lenh", b"van", b"ban",
    b"gom", b"nhu", b"sau", b"day", b"cu", b"the", b"chuong", b"phan", b"tiet", b"cung", b"voi", b"chi", b"thi",
    b"lien", b"tich", b"den", b"doi", b"lai", b"toan", b"mau", b"bieu", b"danh", b"cho", b"ke", b"hoach", b"lan",
];
/// Words between the items of a list: type words, units of a pinpoint, "và".
const LISTED: [&[u8]; 34] = [
    b"va", b"hoac", b"so", b"cac", b"cung", b"voi", b"luat", b"bo", b"nghi", b"dinh", b"quyet", b"thong", b"tu",
    b"phap", b"lenh", b"chi", b"thi", b"ke", b"hoach", b"khoan", b"diem", b"dieu", b"muc", b"tai", b"theo", b"boi",
    b"quy", b"lien", b"tich", b"van", b"ban", b"cua", b"tiep", b"den",
];
/// Beginnings of a title that holds other works.
const TITLES: [&str; 7] = [
    "quy dinh chi tiet",
    "quy dinh viec thi hanh",
    "huong dan",
    "chi tiet thi hanh",
    "ve quy dinh chi tiet",
    "ve huong dan",
    "ve viec huong dan",
];
/// Words between a reference and the verb with which its title begins.
const BEFORE_VERB: [&[u8]; 16] = [
    b"ve", b"viec", b"v", b"quy", b"dinh", b"cua", b"quoc", b"hoi", b"chinh", b"phu", b"ban", b"hanh", b"nham", b"de",
    b"da", b"va",
];
/// Words with which another subject begins.
const OTHERS: [&[u8]; 4] = [b"nay", b"thi", b"neu", b"khi"];

/// What the words before a reference make of it and of the one before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Joint {
    /// The second changes the first.
    ByNext,
    /// The first changes the second.
    OfNext,
    /// The second stands in the title of the first.
    Title,
    /// Items of a list.
    List,
    /// Anything else.
    Apart,
}

impl Joint {
    /// Reads the words between two references.
    pub fn read(folded: &Folded<'_>, gap: Range<usize>) -> Self {
        let bytes = &folded.bytes[gap];
        let words: Vec<&[u8]> = words(bytes);
        if let Some(verb) = ChangeVerbs::last(&words).filter(|verb| words[verb.end..].iter().all(|word| is_small(word)))
        {
            return match () {
                () if verb.is_passive(&words) => Self::ByNext,
                () if verb.opens_title(&words) => Self::OfNext,
                () => Self::Apart,
            };
        }
        let title = std::str::from_utf8(bytes).unwrap_or_default().trim_start_matches([' ', ',']);
        let joins_on = words.last().is_some_and(|word| *word == b"va") || bytes.contains(&b')');
        if TITLES.iter().any(|words| title.starts_with(words)) && !title.contains(',') && !joins_on {
            return Self::Title;
        }
        let listed = words.iter().all(|word| LISTED.contains(word) || is_label(word));
        let signs = bytes.iter().all(|byte| byte.is_ascii_alphanumeric() || b" ,;:&(".contains(byte));
        if listed && signs { Self::List } else { Self::Apart }
    }
}

/// Whether the words after a reference say that it changes something: "Luật số 46/2014/QH13 sửa đổi, bổ
/// sung một số điều …".
pub fn changes(folded: &Folded<'_>, after: Range<usize>) -> bool {
    let words = words(&folded.bytes[after]);
    let Some(verb) = ChangeVerbs::first(&words) else { return false };
    // "sửa đổi, bổ sung năm 2014"
    let dated = words.get(verb.end).is_none_or(|word| *word == b"nam" || *word == b"ngay" || is_label(word));
    verb.opens_title(&words) && !verb.is_passive(&words) && !dated
}

/// Verbs of changing on end: "sửa đổi, bổ sung và thay thế".
struct ChangeVerbs {
    start: usize,
    end: usize,
}

impl ChangeVerbs {
    fn last(words: &[&[u8]]) -> Option<Self> {
        let last = (1..words.len()).rev().find(|at| is_verb(words, *at))?;
        let mut start = last - 1;
        loop {
            let before = if start > 0 && is_joining(words[start - 1]) { start - 1 } else { start };
            match before.checked_sub(1).filter(|at| *at > 0 && is_verb(words, *at)) {
                Some(second) => start = second - 1,
                None => return Some(Self { start, end: last + 1 }),
            }
        }
    }

    fn first(words: &[&[u8]]) -> Option<Self> {
        let first = (1..words.len()).find(|at| is_verb(words, *at))?;
        let mut end = first + 1;
        loop {
            let from = if words.get(end).is_some_and(|word| is_joining(word)) { end + 1 } else { end };
            match from + 1 < words.len() && is_verb(words, from + 1) {
                true => end = from + 2,
                false => return Some(Self { start: first - 1, end }),
            }
        }
    }

    /// Whether what follows acts on what stands before.
    fn is_passive(&self, words: &[&[u8]]) -> bool {
        let before = &words[..self.start];
        let after = &words[self.end..];
        let noun = before.len() > 1 && NOUNS.contains(&(before[before.len() - 2], before[before.len() - 1]));
        let one = before.last().is_some_and(|word| [&b"duoc"[..], b"bi", b"luat", b"cac", b"lenh"].contains(word));
        noun || one || after.iter().any(|word| BY.contains(word)) || after.first().is_some_and(|word| AT.contains(word))
    }

    /// Whether the title of what stands before begins with the verb.
    fn opens_title(&self, words: &[&[u8]]) -> bool {
        let before = &words[..self.start];
        before.iter().all(|word| BEFORE_VERB.contains(word)) && !before.iter().any(|word| OTHERS.contains(word))
    }
}

fn is_verb(words: &[&[u8]], second: usize) -> bool {
    VERBS.contains(&(words[second - 1], words[second]))
}

fn is_joining(word: &[u8]) -> bool {
    matches!(word, b"va" | b"hoac" | b"hay")
}

fn is_small(word: &[u8]) -> bool {
    SMALL.contains(&word) || is_label(word)
}

/// "5", "a", "IV".
fn is_label(word: &[u8]) -> bool {
    word.len() <= 2 || word.iter().all(u8::is_ascii_digit)
}

fn words(bytes: &[u8]) -> Vec<&[u8]> {
    bytes.split(|byte| !byte.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).collect()
}
