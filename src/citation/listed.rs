//! One issuer for a list of numbers: "số 460/QĐ-UBND ngày 18/3/2024 và số 533/QĐ-UBND ngày 10/3/2025 của UBND tỉnh Sơn
//! La", or before it: "các Quyết định của UBND tỉnh Sơn La số 460/QĐ-UBND, số 533/QĐ-UBND".
//!
//! In: the numbers of a flow, each with what stands beside it. Out: the same, items of lists with the
//! issuer of their list. An item that names its own issuer keeps it and ends the list before it; so does
//! one whose symbol is another body's.

use super::folded::Folded;
use super::issuer::FlowReader;
use super::lexicon::Lexicon;
use super::place::NamedPlace;
use super::scan::Mention;
use super::{Form, IssuerMention};
use crate::content::registry::Level;
use crate::text::fold;

/// Longest text between two items without titles.
const LONGEST_GAP: usize = 80;
/// Longest title between two items.
const LONGEST_TITLE: usize = 300;

/// Words between two items (folded); single letters and numbers may stand there, too ("b)", "khoản 2").
const BETWEEN: [&str; 17] = [
    "va",
    "hoac",
    "so",
    "cac",
    "cung",
    "voi",
    "dieu",
    "khoan",
    "diem",
    "muc",
    "chuong",
    "phan",
    "tai",
    "theo",
    "cua",
    "tai cac",
    "dong thoi",
];
/// Words that a title begins with.
const TITLES: [&str; 7] = ["ve", "v/v", "phe duyet", "ban hanh", "quy dinh", "sua doi", "bo sung"];
/// Words in a title that could be a body: the issuer, or one that only the title names. Then nothing is certain.
const BODIES: [&str; 12] = [
    " cua ", " do ", "ubnd", "uy ban", "hdnd", "hoi dong", " so ", "tinh uy", "thanh uy", "huyen uy", "dang uy",
    "chu tich",
];

/// What stands between two items.
#[derive(Clone, Copy, PartialEq, Eq)]
enum ItemGap {
    /// Signs and words of lists.
    Plain,
    /// The title of the first.
    Title,
}

/// Gives each list its issuer.
pub(super) fn share_issuers(reader: &FlowReader<'_>, mentions: &mut [Mention]) {
    let mut first = 0;
    let mut before: Option<IssuerMention> = None;
    for at in 0..mentions.len() {
        // Where nothing waits for an issuer, what stands between does not matter.
        let previous = at.checked_sub(1).filter(|_| first < at || before.is_some());
        let gap = previous.and_then(|previous| gap_in_list(reader, &mentions[previous], &mentions[at]));
        let item = &mut mentions[at];
        // An issuer before the first number is that of all items without a type word of their own.
        before = before.filter(|_| gap == Some(ItemGap::Plain) && is_open(item) && !has_type_word(item, reader.folded));
        if let Some(issuer) = &before {
            give(reader, item, issuer);
            first = at + 1;
            continue;
        }
        before = stated(item).filter(|_| names_it_before(item)).cloned();
        let goes_on = gap == Some(ItemGap::Plain) || gap == Some(ItemGap::Title) && !has_type_word(item, reader.folded);
        if !goes_on {
            first = at;
        }
        if is_open(item) {
            continue;
        }
        let last = stated(item).filter(|issuer| before.is_none() && fits(reader, item, issuer)).cloned();
        if let Some(issuer) = last
            && mentions[first..=at].iter().skip(1).all(|item| is_certain(reader, item, &issuer))
        {
            mentions[first..at].iter_mut().for_each(|item| give(reader, item, &issuer));
        }
        first = at + 1;
    }
}

/// The issuer that stands beside a number.
fn stated(mention: &Mention) -> Option<&IssuerMention> {
    mention.issuer.as_ref().filter(|issuer| issuer.stated && mention.issuer_places.is_some())
}

fn names_it_before(mention: &Mention) -> bool {
    mention.issuer_places.as_ref().is_some_and(|places| places.end <= mention.number_end)
}

/// Whether no issuer is named beside a number.
fn is_open(mention: &Mention) -> bool {
    mention.form == Form::Numbered && mention.issuer_places.is_none()
}

/// What stands between two numbers of one body's symbol in a list; `None` where they stand in none.
fn gap_in_list(reader: &FlowReader<'_>, previous: &Mention, item: &Mention) -> Option<ItemGap> {
    let numbered = previous.form == Form::Numbered && item.form == Form::Numbered;
    let gap = numbered.then(|| gap(reader.folded, previous, item))??;
    let code = |mention| code(reader.lexicon, mention);
    code(item).is_some_and(|own| code(previous).is_some_and(|other| own == other)).then_some(gap)
}

/// Whether the issuer at the end of a list reaches over this item to the one before. "Quyết định số 12/QĐ-UBND và Quyết
/// định số 34/QĐ-UBND của UBND tỉnh", each with its type word, in a document of a district of that province: the first
/// may be the district's own.
fn is_certain(reader: &FlowReader<'_>, item: &Mention, issuer: &IssuerMention) -> bool {
    !has_type_word(item, reader.folded) || !is_of_other_level(reader, issuer)
}

fn is_of_other_level(reader: &FlowReader<'_>, issuer: &IssuerMention) -> bool {
    let home = reader.home;
    let Some(own) = home.commune.as_ref().or(home.district.as_ref()).or(home.province.as_ref()) else { return false };
    let level = reader.issuers.level_of(&issuer.key, &issuer.name);
    let is_named = |place: &NamedPlace| fold(&issuer.name).ends_with(&fold(&place.name));
    let is_other_province = level == Some(Level::Province) && !home.province.as_ref().is_some_and(is_named);
    level != Some(own.level) && !is_other_province
}

fn has_type_word(mention: &Mention, folded: &Folded<'_>) -> bool {
    !folded.byte(mention.places.start).is_ascii_digit()
}

/// The abbreviation of the body in a symbol: `UBND` of `QĐ-UBND` and of `UBND-VX`, compared as symbols are.
fn code(lexicon: &Lexicon, mention: &Mention) -> Option<String> {
    let mut parts = mention.number.as_ref()?.symbol_parts();
    let first = parts.next()?;
    let body = parts.next().filter(|_| lexicon.is_type_code(first)).unwrap_or(first);
    Some(fold(body).chars().filter(char::is_ascii_alphanumeric).collect())
}

/// Whether the named body can have this symbol, as far as its key or its row tells.
fn fits(reader: &FlowReader<'_>, mention: &Mention, issuer: &IssuerMention) -> bool {
    let Some(code) = code(reader.lexicon, mention) else { return false };
    let body = reader.issuers.numbering(&issuer.key);
    let codes = reader.issuers.get(body).map(|row| row.codes.as_slice()).unwrap_or_default();
    let is_its = |known: &String| fold(known).chars().filter(char::is_ascii_alphanumeric).eq(code.chars());
    !matches!(code.as_str(), "ubnd" | "hdnd") || codes.iter().any(is_its) || body.starts_with(&code)
}

/// Gives an item the issuer of its list, unless its symbol already says which central body it is of.
fn give(reader: &FlowReader<'_>, item: &mut Mention, issuer: &IssuerMention) {
    let is_central = item.issuer.is_some()
        && code(reader.lexicon, item).is_some_and(|code| {
            reader.lexicon.issuers_of_code(&code, None).iter().any(|entry| entry.province.is_none())
        });
    if !is_central {
        item.issuer = Some(issuer.clone());
    }
}

/// What stands between two numbers of a list; `None` where they are none.
fn gap(folded: &Folded<'_>, previous: &Mention, item: &Mention) -> Option<ItemGap> {
    let (start, end) = (previous.tail, item.places.start);
    let text = folded.bytes.get(start..end).filter(|text| !text.is_empty() && text.len() <= LONGEST_TITLE)?;
    let signs = text.iter().filter(|byte| !byte.is_ascii_alphanumeric());
    let mut words = text.split(|byte| !byte.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let is_between = |word: &[u8]| {
        word.len() == 1 || word.iter().all(u8::is_ascii_digit) || BETWEEN.iter().any(|known| known.as_bytes() == word)
    };
    let is_plain = text.len() <= LONGEST_GAP
        && signs.into_iter().all(|byte| matches!(byte, b' ' | b',' | b';' | b':' | b'&' | b')'))
        && words.all(is_between);
    if is_plain {
        return Some(ItemGap::Plain);
    }
    is_title(folded, start, end).then_some(ItemGap::Title)
}

/// A title in one sentence that names no body, with a sign or "và" before the next number.
fn is_title(folded: &Folded<'_>, start: usize, end: usize) -> bool {
    let Ok(text) = std::str::from_utf8(&folded.bytes[start..end]) else { return false };
    let text = text.trim_start_matches([' ', ',', '(']);
    let before_next = text.trim_end().trim_end_matches("so").trim_end();
    TITLES.iter().any(|words| text.starts_with(words))
        && !text.contains(['.', ':', '?', '!'])
        && !BODIES.iter().any(|words| before_next.contains(words))
        && (before_next.ends_with([',', ';']) || before_next.ends_with(" va"))
}
