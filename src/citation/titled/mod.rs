//! Citations by name: programmes, plans, strategies and the resolutions of congresses. In: a [`FlowReader`] on
//! one flow and the mentions that are known already (numbers, names in scope). Out: the same with the named
//! ones, in order, none overlapping.
//!
//! The scan stops at type words alone. What makes the words after one a name: quotation marks, a period ("giai đoạn
//! 2021-2025"), public knowledge ("giáo dục phổ thông 2018"), or a capital inside the sentence and the first words of a
//! title. The span runs from the type word through the name and its period; where the name holds another citation
//! ("Phương án thi tốt nghiệp theo Chương trình …") it ends before that one, so that both can be links.

mod around;
mod congress;
mod known;
mod name;
mod period;
mod quoted;
mod types;

pub use types::TitleWords;

use self::around::Before;
use self::name::{End, Name};
use self::period::PeriodKind;
use self::types::{NameReading, NameTypeWord};
use super::folded::{Folded, letter};
use super::issuer::{self, FlowReader};
use super::scan::Mention;
use super::{Form, date, kind, number};
use crate::content::registry::types::Titled;
use crate::text::date::WorkDate;
use crate::text::name_key;
use std::ops::Range;

/// First words of titles (folded): a name that begins with one needs no period where its type word has a capital inside
/// the sentence.
const TITLE_WORDS: [&str; 30] = [
    "phat trien",
    "xay dung",
    "nang cao",
    "doi moi",
    "tang cuong",
    "day manh",
    "ho tro",
    "ung dung",
    "chuyen doi",
    "pho cap",
    "dao tao",
    "boi duong",
    "cung co",
    "sap xep",
    "truyen thong",
    "tong the",
    "thi diem",
    "day va hoc",
    "tuyen truyen",
    "phong chong",
    "phong, chong",
    "bao ve",
    "bao ton",
    "quoc gia",
    "phat huy",
    "giam ngheo",
    "xoa mu chu",
    "hien dai hoa",
    "dua",
    "cham soc",
];
/// Words that say that a plan carries something out, and not which plan it is (folded).
const CARRYING: [&str; 4] = ["thuc hien", "trien khai", "to chuc", "hanh dong"];
/// No name without a period is longer, in words: what goes on is a sentence.
const LONGEST_BARE: usize = 12;
/// Words that a name of its own begins with, that are none: "Chương trình Hội nghị".
const NO_TITLES: [&str; 12] = [
    "hoi nghi",
    "hoi thao",
    "hoi thi",
    "le",
    "tap huan",
    "lam viec",
    "cong tac",
    "hop",
    "giao luu",
    "truyen hinh",
    "phat thanh",
    "nha truong",
];

/// Beginnings of what follows a type word and is no name at all: "Sở Kế hoạch và Đầu tư", "Chương trình
/// được bố trí" (folded).
const NO_NAMES: [&str; 6] = ["va dau tu", "duoc", "thuc hien theo", "kinh phi", "cac co quan", "tt ten"];

/// Whether `words` stand at `start..end`, marks and all, in any case. One place a letter.
fn spelled(folded: &Folded<'_>, start: usize, end: usize, words: &str) -> bool {
    let bare = words.chars().zip(&folded.bytes[start..end]).all(|(c, byte)| letter(c) == *byte);
    if !bare {
        return false;
    }
    let written = folded.slice(start, end);
    let mut letters = written.chars().flat_map(char::to_lowercase);
    let same = words.chars().flat_map(char::to_lowercase).all(|letter| letters.next() == Some(letter));
    // Decomposed letters and the other tone placement.
    same && letters.next().is_none() || name_key(written) == name_key(words)
}

/// The place after `words` where they stand at `at`, no letter or digit following.
pub fn words_at(folded: &Folded<'_>, at: usize, words: &str) -> Option<usize> {
    // The first letter rules almost all out before anything is counted or compared.
    if words.chars().next().map(letter) != Some(folded.byte(at)) {
        return None;
    }
    let end = at + words.chars().count();
    (end <= folded.len() && !folded.is_word(end) && spelled(folded, at, end, words)).then_some(end)
}

/// The start of `words` where they end at `end`, no letter or digit before them.
pub fn words_before(folded: &Folded<'_>, end: usize, words: &str) -> Option<usize> {
    if words.chars().next_back().map(letter) != Some(folded.before(end)) {
        return None;
    }
    let start = end.checked_sub(words.chars().count())?;
    (!folded.is_word(start.wrapping_sub(1)) && spelled(folded, start, end, words)).then_some(start)
}

/// A name without case, signs and quotation marks, for comparison inside one document.
pub fn key(words: &str) -> String {
    let plain = name_key(&words.replace(['\u{ad}', '\u{200b}'], ""));
    let mut key = String::with_capacity(plain.len());
    let is_letter = |c: char| matches!(c, '\u{1ea0}'..='\u{1ef9}') || c.is_alphanumeric();
    for word in plain.split(|c: char| !is_letter(c)).filter(|word| !word.is_empty()) {
        if !key.is_empty() {
            key.push(' ');
        }
        key.push_str(word);
    }
    key
}

/// Adds what is cited by name alone.
pub fn add(reader: &FlowReader<'_>, mentions: &mut Vec<Mention>) {
    let mut named: Vec<Mention> = Vec::new();
    let (mut next, mut floor) = (0, 0);
    for word in reader.lexicon.words().titles.all(reader.folded) {
        if word.start < floor {
            continue;
        }
        while mentions.get(next).is_some_and(|mention| mention.tail <= word.start) {
            next += 1;
        }
        if mentions.get(next).is_some_and(|mention| mention.places.start <= word.start) {
            continue;
        }
        let wall = mentions.get(next).map_or(reader.folded.len(), |mention| mention.places.start);
        let previous = next.checked_sub(1).and_then(|before| mentions.get(before));
        let Some(found) = read(reader, &word, previous, wall) else { continue };
        floor = found.places.end.max(found.tail.min(wall));
        for mention in items(reader, found, wall) {
            floor = floor.max(mention.places.end);
            named.push(mention);
        }
    }
    if named.is_empty() {
        return;
    }
    mentions.append(&mut named);
    mentions.sort_by_key(|mention| mention.places.start);
}

/// A mention and, where it is quoted, the quoted names that go on its list: "các Chương trình “A”, “B” và “C”".
fn items(reader: &FlowReader<'_>, first: Mention, wall: usize) -> Vec<Mention> {
    let folded = reader.folded;
    let quoted = folded.byte(first.places.end - 1) == b'"';
    let mut all = vec![first];
    while quoted && all.len() < 32 {
        let last = &all[all.len() - 1];
        if last.places.end != last.tail {
            break;
        }
        let mut at = folded.skip_space(last.tail);
        if matches!(folded.byte(at), b',' | b';') {
            at = folded.skip_space(at + 1);
        }
        at = folded.words_at(at, "va").map_or(at, |end| folded.skip_space(end));
        let next = (at > last.tail + 1 && folded.byte(at) == b'"').then(|| quoted::read(folded, at)).flatten();
        let Some(next) = next.filter(|next| next.end <= wall && next.words > 1) else { break };
        let item = Mention {
            places: at..next.end,
            name: last
                .kind
                .as_ref()
                .map(|_| key(&format!("{} {}", last.type_word.as_deref().unwrap_or(""), folded.slice(at, next.end)))),
            ..last.clone()
        };
        reader.note(item.places.clone(), "why.title-list", &[]);
        all.push(finished(reader, item));
    }
    all
}

/// What a type word names.
fn read(reader: &FlowReader<'_>, word: &NameTypeWord<'_>, previous: Option<&Mention>, wall: usize) -> Option<Mention> {
    let before = Before::read(reader, word.start, previous);
    if before.part {
        return None;
    }
    let mention = match word.rule.reading {
        NameReading::Programme => programme(reader, word, &before, wall),
        NameReading::Congress => congress(reader, word),
        NameReading::OfYear => of_year(reader, word, &before, wall),
        NameReading::Short => short(reader, word),
    }?;
    (!is_attached(reader, mention.tail)).then_some(mention)
}

/// "ban hành kèm theo Quyết định này": a part of the text that speaks.
fn is_attached(reader: &FlowReader<'_>, end: usize) -> bool {
    let folded = reader.folded;
    let at = folded.skip_space(end);
    let after = ["ban hành kèm theo", "kèm theo"].iter().find_map(|words| words_at(folded, at, words));
    let Some(after) = after.map(|after| folded.skip_space(after)) else { return false };
    reader.lexicon.words().own().iter().any(|words| words_at(folded, after, words).is_some())
}

fn programme(reader: &FlowReader<'_>, word: &NameTypeWord<'_>, before: &Before, wall: usize) -> Option<Mention> {
    let folded = reader.folded;
    let at = folded.skip_space(word.end);
    if at == word.end && folded.byte(at) != b':' && folded.byte(at) != b'"' || at >= wall && wall < folded.len() {
        return None;
    }
    if let Some(quoted) = quoted::read(folded, at) {
        return by_quotation(reader, word, before, &quoted, wall);
    }
    if word.shouted || !folded.is_word(at) {
        return None;
    }
    if let Some(ordinal) = ordinal(reader, word, at) {
        return Some(ordinal);
    }
    if word.rule.is(Titled::Taught)
        && let Some(known) =
            known::read(folded, at, word.capital && (before.inside || folded.is_upper(at) || !before.many))
        && known.end <= wall
        && (known.certain || !before.many)
    {
        if before.promulgated || before.itself {
            return unlisted(reader, word, known.end);
        }
        reader.note(word.start..known.end, "why.title-known", &[]);
        return Some(titled(reader, word, known.end));
    }
    // Most type words are plain nouns: a small letter and no period near them. Asked first, for speed.
    let may_be_small = !word.capital && word.rule.is(Titled::Small) && holds_year(folded, at);
    if !(word.capital || may_be_small) || before.many || before.itself {
        return None;
    }
    if NO_NAMES.iter().any(|words| folded.words_at(at, words).is_some()) {
        return None;
    }
    let name = name::read(reader, at, wall);
    let why = accepted(reader, word, before, at, &name)?;
    if before.promulgated {
        return unlisted(reader, word, name.end);
    }
    reader.note(word.start..name.end, why, &[("name", folded.slice(at, name.end))]);
    let mention = titled(reader, word, name.end);
    // Cut short before another citation it is no name to recognise it by.
    let whole = !matches!(name.why, End::Inner(_));
    Some(Mention { name: mention.name.filter(|_| whole), ..mention })
}

/// How far a period stands from the type word of a name with a small letter.
const PERIOD_WITHIN: usize = 300;

/// Whether a digit is near enough to be a period's: without a capital nothing else makes a name.
fn holds_year(folded: &Folded<'_>, at: usize) -> bool {
    let end = folded.len().min(at + PERIOD_WITHIN);
    folded.bytes.get(at..end).is_some_and(|near| near.iter().any(u8::is_ascii_digit))
}

/// Whether an unquoted name is one, and why.
fn accepted(
    reader: &FlowReader<'_>,
    word: &NameTypeWord<'_>,
    before: &Before,
    at: usize,
    name: &Name,
) -> Option<&'static str> {
    let rule = word.rule;
    let capital = word.capital && (before.inside || !rule.is(Titled::Ordered));
    if rule.is(Titled::Ordered) && before.ordered && !before.promulgated {
        return None;
    }
    if let Some(period) = name.period {
        let long = matches!(period.kind, PeriodKind::Span | PeriodKind::Until);
        let enough = match (word.capital, long) {
            (true, true) => name.words >= 2,
            (true, false) => name.words >= 2 && capital && !rule.is(Titled::LongPeriod),
            // "quy hoạch phát triển … thời kỳ 2021-2030, tầm nhìn đến năm 2050", but not "quy hoạch giai
            // đoạn 2021-2025".
            (false, true) => {
                name.words >= if rule.is(Titled::WidePeriod) && !period.wide { usize::MAX } else { 3 } && !name.comma
            }
            (false, false) => false,
        };
        return enough.then_some("why.title-period");
    }
    if !word.capital || !before.inside || before.ordered {
        return None;
    }
    match name.why {
        // "Kế hoạch thực hiện Đề án …": the plan is named by what it carries out.
        End::Inner(_) if inner_names(reader, at, name) => Some("why.title-inner"),
        _ if !rule.is(Titled::Bare)
            || name.words < 2
            || name.words > LONGEST_BARE
            || is_no_title(reader.folded, at) =>
        {
            None
        }
        _ if reader.folded.is_upper(at) => Some("why.title-capital"),
        // "Chương trình đào tạo trình độ …" is what a school teaches.
        _ if rule.is(Titled::Taught) && teaches(reader.folded, at) => None,
        _ if name.words >= 4 && begins_title(reader.folded, at) => Some("why.title-words"),
        _ if rule.title_words.iter().any(|words| reader.folded.words_at(at, words).is_some()) => {
            Some("why.title-words")
        }
        _ => None,
    }
}

/// A name that leads to the other citation: "Phương án thi tốt nghiệp … theo Chương trình …". "Kế hoạch thực hiện" alone
/// tells no plan: every office has one.
fn inner_names(reader: &FlowReader<'_>, at: usize, name: &Name) -> bool {
    let folded = reader.folded;
    let mut own = at;
    while let Some(end) = CARRYING.iter().find_map(|words| folded.words_at(own, words)) {
        own = folded.skip_space(end);
    }
    if own >= name.end {
        return false;
    }
    let carries = ["thuc hien", "trien khai", "to chuc thuc hien", "hanh dong thuc hien", "thi tot nghiep"];
    carries.iter().any(|words| folded.words_at(at, words).is_some()) && name.words <= 12 && !name.comma
}

fn teaches(folded: &Folded<'_>, at: usize) -> bool {
    ["dao tao", "boi duong", "giao duc", "day", "mon"].iter().any(|words| folded.words_at(at, words).is_some())
}

fn begins_title(folded: &Folded<'_>, at: usize) -> bool {
    TITLE_WORDS.iter().any(|words| folded.words_at(at, words).is_some())
}

fn is_no_title(folded: &Folded<'_>, at: usize) -> bool {
    NO_TITLES.iter().any(|words| folded.words_at(at, words).is_some())
}

fn by_quotation(
    reader: &FlowReader<'_>,
    word: &NameTypeWord<'_>,
    before: &Before,
    quoted: &quoted::QuotedName,
    wall: usize,
) -> Option<Mention> {
    let folded = reader.folded;
    // "phương án “4 tại chỗ”", "quy hoạch “treo”": a saying, not a name.
    let name = folded.is_upper(quoted.open + 1)
        || folded.byte(folded.skip_space(quoted.open + 1)).is_ascii_digit() && quoted.words > 4;
    let enough = if word.capital { quoted.words >= 2 } else { quoted.words >= 4 && name };
    if !enough || before.itself {
        return None;
    }
    // A citation inside the quotation is a link of its own; the name goes up to it.
    let end = if wall < quoted.end { name_before(folded, quoted.open, wall)? } else { quoted.end };
    if before.promulgated {
        return unlisted(reader, word, quoted.end);
    }
    reader.note(word.start..end, "why.title-quoted", &[]);
    let mut mention = titled(reader, word, end);
    if wall < quoted.end {
        mention.name = None;
    }
    Some(mention)
}

/// The end of what stands between an opening mark and the citation at `wall`; `None` when that is nothing.
fn name_before(folded: &Folded<'_>, open: usize, wall: usize) -> Option<usize> {
    let end = folded.skip_space_back(wall);
    (end > open + 1).then_some(end)
}

/// A name that a decision promulgates: no citation of its own, but a text that uses the name means the decision.
fn unlisted(reader: &FlowReader<'_>, word: &NameTypeWord<'_>, end: usize) -> Option<Mention> {
    reader.note(word.start..end, "why.title-own", &[]);
    let mention = Mention { unlisted: true, ..titled(reader, word, end) };
    Some(Mention { tail: mention.places.end, ..mention })
}

/// "Đề án 06", "Đề án 1928": known by its number alone.
fn ordinal(reader: &FlowReader<'_>, word: &NameTypeWord<'_>, at: usize) -> Option<Mention> {
    let folded = reader.folded;
    if !word.capital || !word.rule.is(Titled::Ordinal) || !folded.byte(at).is_ascii_digit() {
        return None;
    }
    let (_, end) = folded.digits(at).filter(|(_, end)| end - at <= 4)?;
    let next = folded.byte(end);
    let goes_on = folded.is_word(end)
        || matches!(next, b'/' | b'-' | b'%')
        || matches!(next, b'.' | b',') && folded.byte(end + 1).is_ascii_digit();
    if goes_on {
        return None;
    }
    let number = number::bare(folded, at..end)?;
    reader.note(word.start..end, "why.title-ordinal", &[]);
    let mention = Mention { form: Form::Numbered, number: Some(number), ..titled(reader, word, end) };
    Some(mention)
}

fn congress(reader: &FlowReader<'_>, word: &NameTypeWord<'_>) -> Option<Mention> {
    let congress = congress::read(reader, word.start)?;
    reader.note(word.start..congress.end, "why.title-congress", &[]);
    let mention = titled(reader, word, congress.end);
    // Of "Nghị quyết Đại hội Đảng bộ tỉnh" the issuer is inside the name.
    let stated = mention.issuer.is_some() && congress.issuer.is_none();
    if stated {
        return Some(mention);
    }
    Some(Mention { issuer: congress.issuer, issuer_places: congress.issuer_places, ..mention })
}

/// "Chỉ thị (về) nhiệm vụ trọng tâm năm học 2023-2024".
fn of_year(reader: &FlowReader<'_>, word: &NameTypeWord<'_>, before: &Before, wall: usize) -> Option<Mention> {
    let folded = reader.folded;
    if !word.capital || word.shouted || before.many || before.itself || !before.inside {
        return None;
    }
    let mut at = folded.skip_space(word.end);
    for words in ["ve viec", "ve", "trien khai thuc hien", "trien khai", "thuc hien"] {
        at = folded.words_at(at, words).map_or(at, |end| folded.skip_space(end));
    }
    let tasks = ["nhiem vu", "phuong huong", "mot so nhiem vu", "cac nhiem vu"];
    tasks.iter().find(|words| folded.words_at(at, words).is_some())?;
    let end = school_year(folded, at, wall)?;
    if before.promulgated {
        return unlisted(reader, word, end);
    }
    reader.note(word.start..end, "why.title-period", &[("name", folded.slice(at, end))]);
    let subject = format!("{} {}", folded.slice(word.start, word.end), folded.slice(at, end));
    Some(Mention { name: Some(key(&subject)), ..titled(reader, word, end) })
}

/// The end of "nhiệm vụ, giải pháp trọng tâm năm học 2024-2025".
pub fn school_year(folded: &Folded<'_>, from: usize, wall: usize) -> Option<usize> {
    let mut at = from;
    for _ in 0..20 {
        if let Some(period) = period::read(folded, at) {
            return (period.kind == PeriodKind::SchoolYear && period.end <= wall).then_some(period.end);
        }
        let end = folded.word_end(at);
        if end == at || end > wall {
            return None;
        }
        at = folded.skip_space(end);
        if folded.byte(at) == b',' {
            at = folded.skip_space(at + 1);
        }
    }
    None
}

/// "CTGDPT 2018", "CT GDPT 2018", "CTMTQG xây dựng nông thôn mới".
fn short(reader: &FlowReader<'_>, word: &NameTypeWord<'_>) -> Option<Mention> {
    let folded = reader.folded;
    if !folded.is_upper(word.start) || !folded.is_upper(word.end - 1) {
        return None;
    }
    let stands_for = word.rule.stands_for.as_ref()?;
    let end = known::read(folded, word.end - stands_for.letters, true)?.end;
    reader.note(word.start..end, "why.title-known", &[]);
    let mention = titled(reader, word, end);
    let (kind, type_word) = (stands_for.kind.clone(), stands_for.type_word.clone());
    Some(Mention { kind: Some(kind), type_word: Some(type_word), ..mention })
}

/// The mention whose type word and name end at `end`, with the issuer after it.
fn titled(reader: &FlowReader<'_>, word: &NameTypeWord<'_>, end: usize) -> Mention {
    let folded = reader.folded;
    let named = kind::type_word_at(folded, reader.lexicon, word.start, end);
    let (kind, type_word) = named.map_or((None, None), |(_, named)| (Some(named.key), Some(named.written)));
    let name = Some(key(folded.slice(word.start, end)));
    let mention = Mention { kind, type_word, name, ..Mention::of(word.start..end, Form::Titled) };
    finished(reader, mention)
}

/// With what follows the name: a place, a day, the issuer.
fn finished(reader: &FlowReader<'_>, mention: Mention) -> Mention {
    let folded = reader.folded;
    let end = mention.places.end;
    let beyond = name::over_place(reader, end);
    let day = date::read(folded, end, None).filter(|written| matches!(written.date, Some(WorkDate::Day(_))));
    let end = day.map_or(end, |written| written.end);
    let phrase = issuer::after(reader, end, None).or_else(|| issuer::after(reader, beyond, None));
    let tail = phrase.as_ref().map_or(beyond.max(end), |phrase| phrase.places.end);
    let (issuer_places, issuer): (Option<Range<usize>>, _) =
        phrase.map_or((None, None), |phrase| (Some(phrase.places), phrase.issuer));
    Mention {
        places: mention.places.start..end,
        number_end: end,
        date: day.and_then(|written| written.date),
        issuer_places,
        issuer,
        tail,
        ..mention
    }
}

#[cfg(test)]
mod tests;
