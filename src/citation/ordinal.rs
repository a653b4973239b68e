//! Numbers without a symbol: "Đề án số 06", "Thông tư 22", "Nghị định 54/2017". In: a [`FlowReader`] and the place of a
//! digit that no symbol follows. Out: the [`Mention`], where a type word says beyond doubt that it is one.

use super::Form;
use super::folded::Folded;
use super::issuer::FlowReader;
use super::kind::{self, Lead};
use super::names::NameTable;
use super::number;
use super::scan::{Mention, MentionAttributes};
use crate::content::registry::types::ShortForm;

/// Numbers carry the year since 1996 (Luật Ban hành văn bản quy phạm pháp luật of that year); a few did before.
const FIRST_YEAR: u32 = 1990;
const LAST_YEAR: u32 = 2099;
/// Most digits of such a number.
const LONGEST: usize = 5;
/// What may follow a number that nothing but its type word announces: no noun that it could count (folded).
const FOLLOWERS: [&str; 34] = [
    "quy dinh",
    "qui dinh",
    "ve",
    "va",
    "cua",
    "huong dan",
    "sua doi",
    "thay the",
    "da",
    "duoc",
    "thi",
    "la",
    "hoac",
    "theo",
    "tai",
    "do",
    "yeu cau",
    "de",
    "khong",
    "nay",
    "cung",
    "bai bo",
    "ban hanh",
    "ke tu",
    "trong",
    "cho phep",
    "co hieu luc",
    "co quy dinh",
    "het hieu luc",
    "bo sung",
    "thuc hien",
    "phai",
    "neu tren",
    "noi tren",
];

/// The mention at a number without symbol.
pub fn mention(reader: &FlowReader<'_>, names: &NameTable, start: usize, floor: usize) -> Option<Mention> {
    let folded = reader.folded;
    let bare = number::ordinal(folded, start).filter(|end| end - start <= LONGEST)?;
    let dated = with_year(folded, bare);
    let end = dated.unwrap_or(bare);
    if is_part_of_more(folded, end) {
        return None;
    }
    let lead = kind::lead(reader, start, floor, None, &[]);
    let announced = lead.announced;
    let Some(word) = lead.kind.clone().filter(|_| !lead.look_alike && is_meant(reader, &lead, dated.is_some(), end))
    else {
        if announced {
            reader.note(start..end, "why.ordinal-alone", &[]);
        }
        return None;
    };
    let number = number::bare(folded, start..end)?;
    let own_year = number.own_year();
    let after = MentionAttributes::read(reader, end, own_year, lead.issuer);
    let described = after.issuer_places.is_some() || after.date.is_some();
    if dated.is_none() && !is_cited(reader, &word.key, ShortForm::Number) && !described {
        return None;
    }
    reader.note(start..end, "why.by-ordinal", &[("type", &word.written)]);
    Some(Mention {
        number_end: end,
        number: Some(number),
        alias_of: names.targets(folded.slice(lead.start, end)).to_vec(),
        kind: Some(word.key),
        type_word: Some(word.written),
        date: after.date,
        issuer_places: after.issuer_places,
        issuer: after.issuer,
        tail: after.tail,
        ..Mention::of(lead.start..after.end, Form::Numbered)
    })
}

/// Whether type word and context leave no doubt.
fn is_meant(reader: &FlowReader<'_>, lead: &Lead, dated: bool, end: usize) -> bool {
    let folded = reader.folded;
    let Some(word) = &lead.kind else { return false };
    if dated {
        return is_cited(reader, &word.key, ShortForm::Year) && (lead.announced || folded.is_upper(lead.start));
    }
    // All in capitals it may be a heading with the first number of a list after it.
    let capital = folded.is_upper(lead.start) && !folded.is_upper(lead.start + 1);
    lead.announced || capital && is_cited(reader, &word.key, ShortForm::Bare) && nothing_counted(folded, end)
}

/// Whether works of the type `key` are cited in this way; those that are not, only with issuer or date
/// after the number.
fn is_cited(reader: &FlowReader<'_>, key: &str, form: ShortForm) -> bool {
    reader.lexicon.types().get(key).is_some_and(|row| row.numbers.short.contains(&form))
}

/// The end of "/2017" after the number.
fn with_year(folded: &Folded<'_>, end: usize) -> Option<usize> {
    let at = folded.skip_space(end);
    if folded.byte(at) != b'/' {
        return None;
    }
    let (year, after) = folded.digits(folded.skip_space(at + 1))?;
    (FIRST_YEAR..=LAST_YEAR).contains(&year).then_some(after)
}

/// Whether the number is the beginning of something else: a date, a fraction, a range, an amount.
fn is_part_of_more(folded: &Folded<'_>, end: usize) -> bool {
    let next = folded.byte(end);
    let digit_after = |place: usize| folded.byte(folded.skip_space(place)).is_ascii_digit();
    folded.is_word(end)
        || matches!(next, b'/' | b'%' | b'_' | b'+' | b'*')
        || next == b'-' && folded.is_word(folded.skip_space(end + 1))
        || matches!(next, b'.' | b',') && folded.byte(end + 1).is_ascii_digit()
        || next == b' ' && folded.byte(end + 1).is_ascii_digit() && !is_label(folded, end + 1)
        || next == b' ' && matches!(folded.byte(end + 1), b'/' | b'-') && digit_after(end + 2)
}

/// "1." or "1)" of the list that comes next.
fn is_label(folded: &Folded<'_>, place: usize) -> bool {
    let Some((_, end)) = folded.digits(place) else { return false };
    matches!(folded.byte(end), b'.' | b')') && !folded.is_word(end + 1)
}

/// Whether no noun follows that the number could count ("Thông tư 22 điều", "Quyết định 30 ngày").
fn nothing_counted(folded: &Folded<'_>, end: usize) -> bool {
    let at = folded.skip_space(end);
    let date = ["ngay", "nam"].iter().find_map(|word| folded.letters_at(at, word));
    match folded.byte(at) {
        0 | b',' | b';' | b')' => true,
        b'.' => at + 1 >= folded.len(),
        _ if date.is_some_and(|after| folded.byte(folded.skip_space(after)).is_ascii_digit()) => true,
        _ => FOLLOWERS.iter().any(|words| folded.words_at(at, words).is_some()),
    }
}
