//! The shape of a số/ký hiệu in a text, with the traces of extraction. In: folded text and the place of a digit.
//! Out: [`Shape`]: where it ends, its parts, and the printed form that [`Number`] reads.

use super::folded::Folded;
use super::lexicon::Lexicon;
use super::slip;
use crate::content::registry::System;
use crate::text::date::plausible;
use crate::text::letters;
use crate::text::number::Number;
use std::ops::Range;

/// Longest ordinal, in digits; a longer run is an account, a phone or an amount.
const LONGEST_ORDINAL: usize = 6;
/// Most abbreviations in a symbol (joint circulars of seven bodies exist).
const MOST_PARTS: usize = 10;
/// Letters in the longest abbreviation.
const LONGEST_PART: usize = 18;

/// A number with its symbol.
#[derive(Clone, Debug)]
pub struct Shape {
    /// Places from the first digit to the end of the symbol.
    pub places: Range<usize>,
    /// The abbreviations.
    pub parts: Vec<Range<usize>>,
    /// The year inside a normative number; also a mutilated one ("139/009/TT-BTC" → 9).
    pub year: Option<i16>,
    /// Sign after the ordinal: `/`, `-`, or a space in old numbers ("105 TC/ĐT").
    pub sign: u8,
    /// Place before which a lost hyphen belongs ("30/2008/QĐ BTC").
    pub(super) lost_hyphen: Option<usize>,
    /// What is meant, where the number is written with another slip.
    pub(super) mended: Option<Number>,
    /// Only a type word or "số" before it makes certain that it is a number at all.
    pub doubtful: bool,
}

impl Shape {
    /// The number as a citation states it.
    pub fn number(&self, folded: &Folded<'_>) -> Option<Number> {
        match (&self.mended, self.lost_hyphen) {
            (Some(mended), _) => Some(mended.clone()),
            (None, Some(at)) => {
                let (head, tail) = (folded.slice(self.places.start, at), folded.slice(at, self.places.end));
                Number::parse(&format!("{}-{tail}", head.trim_end_matches(['.', ' '])))
            }
            (None, None) => Number::parse(folded.slice(self.places.start, self.places.end)),
        }
    }

    /// Whether it is not written with the letters and signs of the number that is meant: white space, dashes and `Ð`
    /// apart, which have rules of their own.
    pub fn is_misspelt(&self, folded: &Folded<'_>) -> bool {
        let written = folded.slice(self.places.start, self.places.end);
        let foreign = || !written.is_ascii() && written.chars().any(|c| letters::latin(c).is_some());
        self.mended.is_some() || self.lost_hyphen.is_some() || foreign()
    }

    /// Whether nothing hints at a slip: a symbol of several abbreviations that ends where it seems to.
    fn is_sound(&self, folded: &Folded<'_>) -> bool {
        let end = self.places.end;
        let goes_on = match folded.byte(end) {
            b'/' | b'-' => true,
            b' ' => folded.is_upper(end + 1) && (folded.is_upper(end + 2) || !folded.is_word(end + 2)),
            _ => false,
        };
        let digits = folded.bytes[self.places.start..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        let suffix = matches!(folded.byte(self.places.start + digits), b'o' | b'l' | b'i');
        // The signs of one system differ: "533/QĐ-UBND", "29-NQ/TW".
        let joint = self.parts.first().map_or(0, |part| folded.byte(folded.skip_space(part.end)));
        let alike = self.year.is_none() && self.sign == joint;
        self.sign != b' ' && self.parts.len() > 1 && !goes_on && !suffix && !alike
    }

    /// An abbreviation as printed, composed, `Ð` as Đ.
    pub fn part(&self, folded: &Folded<'_>, index: usize) -> String {
        self.parts.get(index).map(|part| code(folded, part.clone())).unwrap_or_default()
    }

    /// The system whose way of writing this is: the Party writes `29-NQ/TW`.
    pub fn system(&self) -> System {
        if self.sign == b'-' && self.year.is_none() { System::Party } else { System::State }
    }
}

/// A number without symbol, as in "Đề án số 06".
pub fn bare(folded: &Folded<'_>, places: Range<usize>) -> Option<Number> {
    Number::parse(folded.slice(places.start, places.end))
}

/// An abbreviation as printed, composed, without spaces, `Ð` as Đ, letters that only look Latin as Latin ones.
pub(super) fn code(folded: &Folded<'_>, part: Range<usize>) -> String {
    let printed = folded.slice(part.start, part.end);
    if printed.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return printed.to_owned();
    }
    let printed = crate::text::nfc(printed);
    let letters = printed.chars().filter(|c| c.is_alphanumeric() || *c == '&');
    letters.map(|c| if c == 'Ð' { 'Đ' } else { letters::latin(c).unwrap_or(c) }).collect()
}

/// The digits and suffix before the first sign: "05", "66.13", "30a", "08 a".
pub fn ordinal(folded: &Folded<'_>, place: usize) -> Option<usize> {
    let (_, mut end) = folded.digits(place)?;
    if end - place > LONGEST_ORDINAL {
        return None;
    }
    if folded.byte(end) == b'.'
        && let Some((_, decimals)) = folded.digits(end + 1)
        && decimals - end <= 4
    {
        end = decimals;
    }
    // A suffix letter stands alone before the sign: "210A-TC/VP", "08 a/2010/…", "08.a/2010/…".
    for gap in [0, 1] {
        let letter = end + gap;
        if gap == 1 && !matches!(folded.byte(end), b' ' | b'.') {
            break;
        }
        if folded.byte(letter).is_ascii_alphabetic() && !folded.is_word(letter + 1) {
            let signed = matches!(folded.byte(letter + 1), b'/' | b'-') || starts_old_symbol(folded, letter + 1);
            if signed || gap == 0 {
                return Some(letter + 1);
            }
        }
    }
    Some(end)
}

fn starts_old_symbol(folded: &Folded<'_>, place: usize) -> bool {
    folded.byte(place) == b' ' && folded.is_upper(place + 1) && folded.is_upper(place + 2)
}

/// Reads the shape at a digit, or nothing where no symbol follows.
pub fn read(folded: &Folded<'_>, place: usize, lexicon: &Lexicon) -> Option<Shape> {
    let shape = as_written(folded, place, lexicon);
    if shape.as_ref().is_some_and(|shape| shape.is_sound(folded)) || !slip::may_start(folded, place) {
        return shape;
    }
    slip::read(folded, place, lexicon).or(shape)
}

/// The shape of a number without a slip.
fn as_written(folded: &Folded<'_>, place: usize, lexicon: &Lexicon) -> Option<Shape> {
    let ordinal_end = ordinal(folded, place)?;
    let mut at = folded.skip_space(ordinal_end);
    let mut year = None;
    let sign = folded.byte(at);
    let sign = match sign {
        b'/' | b'-' => {
            at = folded.skip_space(at + 1);
            if sign == b'/' && folded.byte(at).is_ascii_digit() {
                let (written, after) = own_year(folded, at)?;
                year = Some(written);
                at = after;
            }
            sign
        }
        _ if folded.is_upper(at) => b' ',
        _ => return None,
    };
    let (lost_hyphen, mended) = (None, None);
    let mut shape = Shape { places: place..at, parts: Vec::new(), year, sign, lost_hyphen, mended, doubtful: false };
    let spaced = folded.before(at) == b' ';
    let first = part(folded, at, lexicon, spaced && sign != b' ')?;
    shape.parts.push(at..first);
    follow(folded, &mut shape, lexicon);
    shape.places.end = shape.parts.last()?.end;
    Some(shape)
}

/// "2014/" after the ordinal; two and three digits occur where one got lost.
fn own_year(folded: &Folded<'_>, place: usize) -> Option<(i16, usize)> {
    let (year, end) = folded.digits(place)?;
    let sign = folded.skip_space(end);
    let fits = (2..=4).contains(&(end - place)) && matches!(folded.byte(sign), b'/' | b'-');
    fits.then(|| (i16::try_from(year).unwrap_or_default(), folded.skip_space(sign + 1)))
}

/// Adds the abbreviations after the first.
fn follow(folded: &Folded<'_>, shape: &mut Shape, lexicon: &Lexicon) {
    while let Some(end) = shape.parts.last().map(|part| part.end)
        && shape.parts.len() < MOST_PARTS
    {
        if let Some(term_end) = spaced_term(folded, shape, end) {
            shape.parts.last_mut().expect("there is a last part").end = term_end;
            return;
        }
        let sign = folded.skip_space(end);
        if !matches!(folded.byte(sign), b'/' | b'-') {
            if let Some(part) = after_lost_hyphen(folded, shape, sign, lexicon) {
                shape.lost_hyphen = Some(part.start);
                shape.parts.push(part);
                continue;
            }
            return;
        }
        let at = folded.skip_space(sign + 1);
        if let Some((year, year_end)) = year_inside(folded, shape, at) {
            shape.year = Some(year);
            shape.parts.push(at..year_end);
            continue;
        }
        let (space_before, space_after) = (sign > end, at > sign + 1);
        if space_before && space_after && !expects_issuer(folded, shape, lexicon) {
            return;
        }
        let Some(part_end) = part(folded, at, lexicon, space_before || space_after) else { return };
        shape.parts.push(at..part_end);
    }
}

/// Whether an abbreviation must still follow: only a type so far, or a joint one.
fn expects_issuer(folded: &Folded<'_>, shape: &Shape, lexicon: &Lexicon) -> bool {
    let first = shape.part(folded, 0);
    lexicon.is_type_code(&first) && (shape.parts.len() == 1 || first.ends_with("LT"))
}

/// The term after "QH", "UBTVQH" over a space ("88/2014/QH 13").
fn spaced_term(folded: &Folded<'_>, shape: &Shape, end: usize) -> Option<usize> {
    let last = shape.parts.last()?;
    let term_of = folded.bytes[last.clone()].ends_with(b"qh") || folded.bytes[last.clone()].ends_with(b"qhk");
    if !term_of || folded.byte(end) != b' ' {
        return None;
    }
    let (_, after) = folded.digits(end + 1)?;
    (after - end <= 3 && !folded.is_word(after) && !matches!(folded.byte(after), b'/' | b'-')).then_some(after)
}

/// "2578/QĐ/1998/GTVT-CGĐ": the year after the type, as some ministries wrote until 1999.
fn year_inside(folded: &Folded<'_>, shape: &Shape, at: usize) -> Option<(i16, usize)> {
    let (year, end) = folded.digits(at)?;
    let alone = shape.parts.len() == 1 && shape.year.is_none() && end - at == 4;
    let goes_on = folded.byte(end) == b'/' && folded.is_upper(end + 1);
    let year = i16::try_from(year).ok().filter(|year| plausible(*year))?;
    (alone && goes_on).then_some((year, end))
}

/// "QĐ BTC", "NĐ.CP": a type, a space or full stop, a known issuer.
fn after_lost_hyphen(folded: &Folded<'_>, shape: &Shape, gap: usize, lexicon: &Lexicon) -> Option<Range<usize>> {
    let at = gap + usize::from(folded.byte(gap) == b'.');
    if shape.parts.len() != 1 || shape.lost_hyphen.is_some() || !matches!(folded.before(at), b' ' | b'.') {
        return None;
    }
    let end = folded.word_end(at);
    let upper = end - at >= 2 && folded.is_upper(at) && folded.is_upper(at + 1);
    let known = || lexicon.is_issuer_code(&code(folded, at..end)) && lexicon.is_type_code(&shape.part(folded, 0));
    (upper && known()).then_some(at..end)
}

/// The end of the abbreviation at `place`. `strict` where spaces stand around: then only capitals will do.
fn part(folded: &Folded<'_>, place: usize, lexicon: &Lexicon, strict: bool) -> Option<usize> {
    if !folded.byte(place).is_ascii_alphabetic() {
        return None;
    }
    let mut end = place;
    let (mut capitals, mut small, mut tail) = (0, 0, 0);
    loop {
        match folded.byte(end) {
            b'&' if end > place => {
                // "GD& ĐT"
                let next = folded.skip_space(end + 1);
                if !folded.is_upper(next) {
                    break;
                }
                end = next;
                continue;
            }
            byte if byte.is_ascii_digit() => tail = 0,
            byte if byte.is_ascii_alphabetic() && folded.is_upper(end) => {
                capitals += 1;
                tail = 0;
            }
            byte if byte.is_ascii_alphabetic() => {
                small += 1;
                tail += 1;
            }
            _ => break,
        }
        end += 1;
        if end - place > LONGEST_PART {
            return None;
        }
    }
    if strict && small > 0 && !(capitals >= 2 && small == 1) {
        return None;
    }
    // "NĐ-CPngày": the next word stuck to the symbol.
    if tail >= 2 && capitals >= 2 && small == tail {
        return Some(end - tail);
    }
    let usual = match (capitals, small) {
        (0, _) => !strict && lexicon_knows(folded, place..end, lexicon),
        (1, 0) => !strict,
        (1, 1) => !strict && (end - place > 2 || lexicon_knows(folded, place..end, lexicon)),
        _ => small <= capitals,
    };
    (usual || lexicon_knows(folded, place..end, lexicon)).then_some(end)
}

fn lexicon_knows(folded: &Folded<'_>, part: Range<usize>, lexicon: &Lexicon) -> bool {
    if part.len() > 10 {
        return false;
    }
    let code = code(folded, part);
    lexicon.is_type_code(&code) || lexicon.is_issuer_code(&code)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::registry::Registries;

    fn check(text: &str, expected: Option<&str>) {
        let lexicon = Lexicon::new(&Registries::built_in());
        let folded = Folded::new(text);
        let number = read(&folded, 0, &lexicon).and_then(|shape| shape.number(&folded));
        assert_eq!(number.as_ref().map(Number::as_str), expected, "{text}");
    }

    #[test]
    fn numbers_as_extraction_left_them() {
        for (text, number) in [
            ("2457/QĐ-BGDĐT ngày", "2457/QĐ-BGDĐT"),
            ("2236/QĐ - BGDĐT ngày", "2236/QĐ-BGDĐT"),
            ("05- CT/TW", "05-CT/TW"),
            ("29-\n\nNQ/TW", "29-NQ/TW"),
            ("88/2014/QH 13 ngày", "88/2014/QH13"),
            ("169/UBND-\nVX của", "169/UBND-VX"),
            ("115/KH-SGD&ĐT", "115/KH-SGD&ĐT"),
            ("840/GD& ĐT ngày", "840/GD&ĐT"),
            ("12/2022/TT–BGDÐT", "12/2022/TT-BGDĐT"),
            ("14/2022/N\u{110}\u{2011}CP,", "14/2022/NĐ-CP"),
            ("66.13/2026/NQ-CP", "66.13/2026/NQ-CP"),
            ("05a/2012/TT-BTC", "05a/2012/TT-BTC"),
            ("08 a/2010/TT-BTP", "08a/2010/TT-BTP"),
            ("119-CP", "119-CP"),
            ("82-TC/TCT", "82-TC/TCT"),
            ("31-L/CTN", "31-L/CTN"),
            ("105 TC/ĐT ngày", "105TC/ĐT"),
            ("25/2011/ TT-BNNPTNT", "25/2011/TT-BNNPTNT"),
            ("30/2008/QĐ BTC ngày", "30/2008/QĐ-BTC"),
            ("30/2019/QĐ\nTTg ngày", "30/2019/QĐ-TTg"),
            ("163/1999/NĐ.CP ngày", "163/1999/NĐ-CP"),
            ("163/1999/NĐ. Các", "163/1999/NĐ"),
            ("2578/QĐ/1998/GTVT-CGĐ ngày", "2578/QĐ/1998/GTVT-CGĐ"),
            ("83/2010/NĐ-CPngày 5", "83/2010/NĐ-CP"),
            ("35-NQ/UBTVQHK9 ngày", "35-NQ/UBTVQHK9"),
            ("1037/QĐ-BNN-TY", "1037/QĐ-BNN-TY"),
            ("12/2008/TTLT - BTC - BKHCN", "12/2008/TTLT-BTC-BKHCN"),
            ("16/QĐ-TTg - Phê duyệt", "16/QĐ-TTg"),
            ("29-nq/tw", "29-nq/tw"),
            ("355-CTr/TU.", "355-CTr/TU"),
            ("44/2022/NĐ-CP/2022/NĐ-CP", "44/2022/NĐ-CP"),
            ("1234/BGDĐT-GDTrH", "1234/BGDĐT-GDTrH"),
        ] {
            check(text, Some(number));
        }
    }

    #[test]
    fn what_has_no_symbol() {
        for text in [
            "24/7",
            "02 buổi/ ngày",
            "23/8/2023",
            "2021-2025",
            "2023 - 2024",
            "5-Điều",
            "1 - Kinh doanh",
            "3 m/s",
            "10/ha",
            "200 triệu/năm",
            "0983-123456",
            "1234567/QĐ-UBND",
            "8-10",
            "2/Điều 5",
            "12",
            "7,10",
            "1- Công tác",
        ] {
            check(text, None);
        }
    }
}
