//! What stands before a number: a type word, "số", a look-alike ("Mẫu số"). In: folded text and the
//! place of the number. Out: [`Lead`].

use super::folded::Folded;
use super::issuer::{self, FlowReader, Phrase};
use super::laws::{self, FoundLawName};
use super::lexicon::Lexicon;
use super::number::Shape;
use crate::content::registry::DocumentType;
use crate::text::{fold, nfc};
use std::sync::LazyLock;

/// Words that make the following number a form, a standard, an account or a telephone (folded).
static LOOK_ALIKES: LazyLock<Vec<&'static str>> =
    LazyLock::new(|| include_str!("look_alikes.txt").lines().filter(|line| !line.starts_with('#')).collect());

/// Words between type word and "số" that leave the type what it is ("Thông tư liên bộ số …", "Nghị định định số …").
const QUALIFIERS: [&str; 5] = ["lien bo", "lien nganh", "lien tich", "dinh", "so"];
/// Farthest a law's name reaches from its number, in places.
const LONGEST_LAW_NAME: usize = 200;
/// Farthest "của …" reaches between type word and "số".
const LONGEST_INNER_ISSUER: usize = 120;

/// What introduces a number.
#[derive(Debug)]
pub struct Lead {
    /// Where type word (or "số", or the number) starts.
    pub start: usize,
    /// The type word, its key and places.
    pub kind: Option<TypeWord>,
    /// "số" stands before the number.
    pub announced: bool,
    /// A form, a standard, an account.
    pub look_alike: bool,
    /// An issuer between type word and number ("Nghị định của Chính phủ số …").
    pub issuer: Option<Phrase>,
}

/// A type word in the text.
#[derive(Clone, Debug)]
pub struct TypeWord {
    /// Type key.
    pub key: String,
    /// As written, first letter capital.
    pub written: String,
}

/// Reads backwards from the number at `place`, not beyond `floor`. `shape` is the number, where it has a symbol; `laws`
/// are the names of laws in the flow.
pub fn lead(reader: &FlowReader<'_>, place: usize, floor: usize, shape: Option<&Shape>, laws: &[FoundLawName]) -> Lead {
    let folded = reader.folded;
    let words = reader.lexicon.words();
    let (announcement, announced) = announcement(folded, place, floor);
    let before = skip_back(folded, announcement, floor);
    let mut lead = Lead { start: place, kind: None, announced, look_alike: false, issuer: None };
    let first = shape.map(|shape| shape.part(folded, 0)).unwrap_or_default();
    // "Luật Ngân sách nhà nước số 83/2015/QH13"
    if words.is_law_symbol(&first)
        && let Some(law) = laws::ending_at(laws, folded, announcement).filter(|law| law.places.start >= floor)
        && let Some((_, word)) = type_word_at(folded, reader.lexicon, law.type_places.start, law.type_places.end)
    {
        lead.kind = Some(word);
        lead.start = law.places.start;
        return lead;
    }
    let plain = over_qualifier(folded, before, floor);
    let direct = type_word_before(folded, reader.lexicon, before, floor).map(|found| (found, before));
    let qualified = || type_word_before(folded, reader.lexicon, plain, floor).map(|found| (found, plain));
    if let Some(((start, entry), end)) = direct.or_else(qualified) {
        lead.look_alike = is_form(folded, folded.skip_space_back(start), floor);
        lead.kind = Some(type_word(folded, start, end, entry));
        lead.start = start;
        return lead;
    }
    if announced && let Some((start, entry, end, phrase)) = type_and_issuer(reader, before, floor) {
        lead.kind = Some(type_word(folded, start, end, entry));
        lead.issuer = Some(phrase);
        lead.start = start;
        return lead;
    }
    let named = match first.as_str() {
        code if reader.lexicon.types().is_joint_code(code) => words.joint(),
        code if words.is_law_symbol(code) => words.named(),
        _ => &[],
    };
    if announced
        && !named.is_empty()
        && let Some((start, end, entry)) = law_name(folded, reader.lexicon, named, before, floor)
    {
        lead.kind = Some(type_word(folded, start, end, entry));
        lead.start = start;
        return lead;
    }
    lead.look_alike = look_alike(folded, before, floor);
    lead
}

/// The place before a qualifier and its space; `place` itself without one.
fn over_qualifier(folded: &Folded<'_>, place: usize, floor: usize) -> usize {
    let found = QUALIFIERS.iter().find_map(|words| {
        let start = place.checked_sub(words.len()).filter(|start| *start > floor)?;
        (&folded.bytes[start..place] == words.as_bytes() && folded.byte(start - 1) == b' ').then_some(start - 1)
    });
    found.unwrap_or(place)
}

/// Where "số", "số:" before the number starts, and whether it stands there.
fn announcement(folded: &Folded<'_>, place: usize, floor: usize) -> (usize, bool) {
    let mut at = folded.skip_space_back(place);
    if folded.before(at) == b':' {
        at = folded.skip_space_back(at - 1);
    }
    for word in ["so hieu", "so"] {
        if let Some(start) = at.checked_sub(word.len())
            && start >= floor
            && &folded.bytes[start..at] == word.as_bytes()
            && !folded.is_word(start.wrapping_sub(1))
        {
            return (start, true);
        }
    }
    (place, false)
}

/// Over a space, and a colon or comma with its space ("các Quyết định: số …").
fn skip_back(folded: &Folded<'_>, place: usize, floor: usize) -> usize {
    let mut at = folded.skip_space_back(place).max(floor);
    if at > floor && folded.before(at) == b':' {
        at = folded.skip_space_back(at - 1);
    }
    at
}

/// The longest type word that ends at `end`.
pub fn type_word_before<'l>(
    folded: &Folded<'_>,
    lexicon: &'l Lexicon,
    end: usize,
    floor: usize,
) -> Option<(usize, &'l DocumentType)> {
    let mut start = end;
    let mut found = None;
    if !lexicon.may_end_type(&folded.bytes[folded.word_start(end)..end]) {
        return None;
    }
    for _ in 0..lexicon.longest_type_name() {
        let word = folded.word_start(start);
        if word == start || word < floor {
            break;
        }
        start = word;
        let name = std::str::from_utf8(&folded.bytes[start..end]).unwrap_or_default();
        if let Some(entry) = lexicon.type_named(name) {
            found = Some((start, entry));
        }
        if start == 0 || folded.bytes[start - 1] != b' ' {
            break;
        }
        start -= 1;
    }
    // "pháp luật số", "dự luật": the word is no type there.
    found.filter(|(start, row)| !row.names.not_after.iter().any(|word| ends_with_word(folded, *start, &fold(word))))
}

/// The longest type word that starts at `start`, with its end.
pub fn type_word_at(folded: &Folded<'_>, lexicon: &Lexicon, start: usize, end: usize) -> Option<(usize, TypeWord)> {
    let mut found = None;
    let mut at = start;
    for _ in 0..lexicon.longest_type_name() {
        let word_end = folded.word_end(at);
        if word_end == at || word_end > end {
            break;
        }
        let name = std::str::from_utf8(&folded.bytes[start..word_end]).unwrap_or_default();
        found = lexicon.type_named(name).map(|entry| (word_end, entry)).or(found);
        at = folded.skip_space(word_end);
    }
    found.map(|(word_end, entry)| (word_end, type_word(folded, start, word_end, entry)))
}

fn ends_with_word(folded: &Folded<'_>, place: usize, word: &str) -> bool {
    let end = folded.skip_space_back(place);
    let start = folded.word_start(end);
    &folded.bytes[start..end] == word.as_bytes()
}

/// "Nghị định của Chính phủ" before "số".
fn type_and_issuer<'l>(
    reader: &FlowReader<'l>,
    end: usize,
    floor: usize,
) -> Option<(usize, &'l DocumentType, usize, Phrase)> {
    let folded = reader.folded;
    let from = floor.max(end.saturating_sub(LONGEST_INNER_ISSUER));
    let of = memchr_last(&folded.bytes[from..end], b" cua ")? + from;
    let phrase = issuer::phrase(reader, of + 5)?;
    if folded.skip_space(phrase.places.end) < end {
        return None;
    }
    let (start, entry) = type_word_before(folded, reader.lexicon, of, floor)?;
    Some((start, entry, of, phrase))
}

fn memchr_last(bytes: &[u8], needle: &[u8]) -> Option<usize> {
    bytes.windows(needle.len()).rposition(|window| window == needle)
}

/// "Luật Ngân sách nhà nước" before "số": where the type word starts and ends.
fn law_name<'l>(
    folded: &Folded<'_>,
    lexicon: &'l Lexicon,
    named: &[String],
    end: usize,
    floor: usize,
) -> Option<(usize, usize, &'l DocumentType)> {
    let from = name_floor(folded, end, floor);
    let mut best: Option<(usize, usize, &DocumentType)> = None;
    let mut at = end;
    while at > from {
        let word_end = folded.skip_space_back(at);
        let Some((start, entry)) = type_word_before(folded, lexicon, word_end, from) else {
            at = folded.word_start(word_end).min(at - 1);
            continue;
        };
        if named.iter().any(|name| folded.words_at(start, name) == Some(word_end)) {
            let better = match best {
                None => true,
                // "Luật Luật sư", "Luật sửa đổi, bổ sung một số điều của Luật Đất đai": the number is the outer one's.
                Some((inner, _, _)) => {
                    let between = &folded.bytes[word_end..inner];
                    !folded.is_upper(inner) && folded.is_upper(start)
                        || between == b" "
                        || between.starts_with(b" sua doi") && between.ends_with(b" cua ")
                }
            };
            if better {
                best = Some((start, word_end, entry));
            }
        }
        at = start;
    }
    best
}

/// How far back a name may reach: to a sign that ends a clause. "(HIV/AIDS)" belongs to a name.
fn name_floor(folded: &Folded<'_>, end: usize, floor: usize) -> usize {
    let from = floor.max(end.saturating_sub(LONGEST_LAW_NAME));
    let mut closed = false;
    for at in (from..end).rev() {
        match folded.bytes[at] {
            b')' if !closed => closed = true,
            b'(' if closed => closed = false,
            b'.' | b';' | b':' | b'(' | b')' | b'"' | super::folded::SIGN => return at + 1,
            _ => {}
        }
    }
    from
}

/// The type word at `start..end`.
pub fn type_word(folded: &Folded<'_>, start: usize, end: usize, entry: &DocumentType) -> TypeWord {
    TypeWord { key: entry.key.clone(), written: first_capital(folded.slice(start, end)) }
}

/// Composed, single spaces, first letter capital; all capitals become small.
pub fn first_capital(words: &str) -> String {
    let composed = nfc(words);
    let mut words = composed.split_whitespace().collect::<Vec<_>>().join(" ").replace('Ð', "Đ");
    if !words.chars().any(char::is_lowercase) {
        words = words.to_lowercase();
    }
    let mut chars = words.chars();
    let first: String = chars.next().into_iter().flat_map(char::to_uppercase).collect();
    first + chars.as_str()
}

/// "Mẫu Quyết định số 01/…": the form of a document.
fn is_form(folded: &Folded<'_>, end: usize, floor: usize) -> bool {
    let start = folded.word_start(end);
    start >= floor && matches!(&folded.bytes[start..end], b"mau" | b"bieu")
}

/// Whether the one or two words that end at `end` announce a form or a standard.
fn look_alike(folded: &Folded<'_>, end: usize, floor: usize) -> bool {
    let one = folded.word_start(end);
    if one == end || one < floor {
        return false;
    }
    let two = folded.word_start(folded.skip_space_back(one));
    LOOK_ALIKES.iter().any(|words| {
        let bytes = words.as_bytes();
        &folded.bytes[one..end] == bytes || &folded.bytes[two.min(one)..end] == bytes
    })
}
