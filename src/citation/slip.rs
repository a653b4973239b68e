//! Numbers with a slip of the typist or of extraction: "73/1999NĐ-CP", "185/2007//NĐ-CP", "533/QĐUBND",
//! "3O/2020/NĐ-CP".
//!
//! In: folded text and a place. Out: the [`Shape`] with the number that is meant. A number is mended only where its
//! type and its issuer are abbreviations that the registries know, so that nothing else can be meant, and where at most
//! [`MOST`] things are wrong with it. Numbers without a slip are read by [`super::number`].

use super::department;
use super::folded::Folded;
use super::former_codes;
use super::lexicon::Lexicon;
use super::number::{self, Shape};
use crate::content::registry::System;
use crate::text::number::Number;
use std::ops::Range;

/// Slips in one number; with more it could be anything.
const MOST: u32 = 2;
/// Digits of an ordinal.
const LONGEST_ORDINAL: usize = 5;
/// Letters of an abbreviation.
const LONGEST_PART: usize = 18;
/// Signs and spaces between two parts.
const LONGEST_GAP: usize = 5;
/// Abbreviations of a symbol.
const MOST_PARTS: usize = 8;
/// Years that numbers carry.
const YEARS: std::ops::RangeInclusive<i16> = 1945..=2099;

/// Where a number with the digit at `place` starts: before it, where O or l was typed for its first digit.
pub(super) fn start(folded: &Folded<'_>, place: usize) -> usize {
    let letter = folded.before(place);
    let alone = place > 1 && matches!(folded.before(place - 1), b' ' | b':' | b',');
    place - usize::from(letter != 0 && !letter.is_ascii_digit() && like_digit(letter).is_some() && alone)
}

/// Whether a look beyond the digits at `place` is worth while: most numbers of a text are followed by a word.
pub(super) fn may_start(folded: &Folded<'_>, place: usize) -> bool {
    let mut end = place;
    while end - place <= LONGEST_ORDINAL && like_digit(folded.byte(end)).is_some() {
        end += 1;
    }
    match folded.byte(end) {
        b'/' | b'-' | b'\\' => true,
        b'.' => folded.byte(end + 1) == b'/' || folded.byte(end + 1).is_ascii_digit(),
        b' ' => {
            let next = folded.byte(end + 1);
            matches!(next, b'/' | b'-') || next.is_ascii_digit() || folded.is_upper(end + 1) && folded.is_upper(end + 2)
        }
        b'a'..=b'e' if matches!(folded.byte(end + 1), b'/' | b'-') => true,
        byte => byte.is_ascii_alphabetic() && folded.is_upper(end),
    }
}

/// The number at `place`, where it is written with a slip.
pub(super) fn read(folded: &Folded<'_>, place: usize, lexicon: &Lexicon) -> Option<Shape> {
    let mut reading = SlipReading { folded, lexicon, at: place, slips: 0, doubtful: false };
    let ordinal = reading.ordinal()?;
    let mut sign = reading.separator()?;
    let mut year = None;
    if like_digit(folded.byte(reading.at)).is_some() {
        year = Some(reading.year(&sign)?);
        let after = reading.separator()?;
        // "13-2023-TT-BGDĐT" is the name of a file or an address.
        if sign.slashes + after.slashes == 0 && sign.others == 0 {
            return None;
        }
        reading.count(!after.is_one() || after.dots + after.others > 0);
        sign = Separator { slashes: 1, ..Separator::default() };
    }
    // "QCVN 01-51 : 2011/TTBNNPTNT" is a technical standard of that year.
    reading.doubtful |= year.is_none() && ordinal.parse().is_ok_and(|ordinal: i16| YEARS.contains(&ordinal));
    let symbol = reading.symbol(&sign, year.is_some())?;
    let extension =
        folded.byte(reading.at) == b'.' && folded.is_word(reading.at + 1) && !folded.is_upper(reading.at + 1);
    // "23.2021.TT-BGDĐT.doc" is the name of a file.
    if extension || folded.byte(reading.at) == b'_' || !(1..=MOST).contains(&reading.slips) {
        return None;
    }
    let first = if symbol.of_party { '-' } else { '/' };
    let printed = match year {
        Some(year) => format!("{ordinal}/{year}/{}", symbol.printed),
        None => format!("{ordinal}{first}{}", symbol.printed),
    };
    Some(Shape {
        places: place..reading.at,
        parts: symbol.parts,
        year,
        sign: first as u8,
        lost_hyphen: None,
        mended: Some(Number::parse(&printed)?),
        doubtful: reading.doubtful,
    })
}

/// The digit that a byte stands for: O is typed for 0, l and I for 1.
const fn like_digit(byte: u8) -> Option<char> {
    match byte {
        b'0'..=b'9' => Some(byte as char),
        b'o' => Some('0'),
        b'l' | b'i' => Some('1'),
        _ => None,
    }
}

/// Whether "số" stands before a place.
fn is_announced(folded: &Folded<'_>, place: usize) -> bool {
    let end = folded.skip_space_back(place);
    let end = if folded.before(end) == b':' { folded.skip_space_back(end - 1) } else { end };
    &folded.bytes[folded.word_start(end)..end] == b"so"
}

/// What stands between two parts.
#[derive(Clone, Copy, Debug, Default)]
struct Separator {
    slashes: u32,
    hyphens: u32,
    dots: u32,
    others: u32,
    spaces: u32,
}

impl Separator {
    const fn signs(self) -> u32 {
        self.slashes + self.hyphens + self.dots + self.others
    }

    /// One slash or hyphen, as it should be.
    const fn is_one(self) -> bool {
        self.slashes + self.hyphens == 1 && self.dots + self.others == 0
    }
}

/// An abbreviation: where it stands, and as it is meant.
type Part = (Range<usize>, String);

/// A symbol with what it is made of.
struct Symbol {
    parts: Vec<Range<usize>>,
    printed: String,
    of_party: bool,
}

struct SlipReading<'a, 't> {
    folded: &'a Folded<'t>,
    lexicon: &'a Lexicon,
    at: usize,
    slips: u32,
    doubtful: bool,
}

impl SlipReading<'_, '_> {
    fn count(&mut self, slip: bool) {
        self.slips += u32::from(slip);
    }

    /// Digits and letters that stand for digits.
    fn digits(&mut self, most: usize) -> Option<String> {
        let mut digits = String::new();
        let mut meant = false;
        while let Some(digit) = like_digit(self.folded.byte(self.at)) {
            // "30 l" is no digit more; "12 I/2020" neither.
            if digits.len() == most {
                return None;
            }
            meant |= !self.folded.byte(self.at).is_ascii_digit();
            digits.push(digit);
            self.at += 1;
        }
        self.count(meant);
        (!digits.is_empty()).then_some(digits)
    }

    /// "30", "05a", "66.13"; "1 13" after "số" is 113.
    fn ordinal(&mut self) -> Option<String> {
        let start = self.at;
        let mut ordinal = self.digits(LONGEST_ORDINAL)?;
        let folded = self.folded;
        let next = folded.byte(self.at + 1);
        match folded.byte(self.at) {
            b' ' if next.is_ascii_digit() && is_announced(folded, start) => {
                let (_, end) = folded.digits(self.at + 1)?;
                let rest = &folded.bytes[self.at + 1..end];
                let signed = matches!(folded.byte(end), b'/' | b'-');
                if signed && rest.len() < 4 && ordinal.len() + rest.len() <= 4 {
                    ordinal.extend(rest.iter().map(|byte| *byte as char));
                    self.at = end;
                    self.count(true);
                    self.doubtful = true;
                }
            }
            b'.' if next.is_ascii_digit() => {
                let (_, end) = folded.digits(self.at + 1)?;
                if end - self.at <= 4 && folded.byte(end) == b'/' {
                    ordinal.push_str(std::str::from_utf8(&folded.bytes[self.at..end]).ok()?);
                    self.at = end;
                }
            }
            letter @ b'a'..=b'e' if !folded.is_word(self.at + 1) => {
                ordinal.push(letter as char);
                self.at += 1;
            }
            _ => {}
        }
        Some(ordinal)
    }

    /// Over signs and spaces, which may be none. `None`: more than a slip.
    fn separator(&mut self) -> Option<Separator> {
        let start = self.at;
        let mut found = Separator::default();
        loop {
            match self.folded.byte(self.at) {
                b'/' => found.slashes += 1,
                b'-' => found.hyphens += 1,
                b'.' => found.dots += 1,
                b'\\' => found.others += 1,
                b' ' => found.spaces += 1,
                _ => return (found.signs() <= 2).then_some(found),
            }
            self.at += 1;
            if self.at - start > LONGEST_GAP {
                return None;
            }
        }
    }

    /// "2020", "2O20", "20 20" after the ordinal and `before`.
    fn year(&mut self, before: &Separator) -> Option<i16> {
        self.doubtful |= before.slashes == 0;
        self.count(!(before.is_one() && before.slashes == 1));
        let mut digits = self.digits(4)?;
        if digits.len() < 4 && self.folded.byte(self.at) == b' ' && self.folded.byte(self.at + 1).is_ascii_digit() {
            self.at += 1;
            digits.push_str(&self.digits(4)?);
            self.count(true);
        }
        let year = digits.parse().ok().filter(|year| digits.len() == 4 && YEARS.contains(year))?;
        Some(year)
    }

    /// Type and issuer with what joins them, and what follows.
    fn symbol(&mut self, sign: &Separator, has_year: bool) -> Option<Symbol> {
        let (first, code) = self.part()?;
        if has_year && self.lexicon.words().is_law_symbol(&code) && code.len() > 1 {
            return self.of_law(first, code);
        }
        let (first, second, mut joint) = match self.is_type(&code) {
            true => {
                let joint = self.separator()?;
                let (second, issuer) = self.issuer()?;
                ((first, code), (second, issuer), joint)
            }
            false => self.parted(first)?,
        };
        let alike = sign.is_one() && joint.is_one() && sign.slashes == joint.slashes && !has_year;
        if alike && (former_codes::is_code(&first.1) || first.1.ends_with("LT")) {
            return None;
        }
        let of_party = self.joined(sign, &mut joint, has_year, &second.1)?;
        let between = match (joint.is_one(), joint.slashes) {
            // "TTLT/BTC-BYT" is how joint ones were written; else the type is joined by a hyphen where there is a year.
            (true, 1) if !has_year || first.1.ends_with("LT") => '/',
            (true, _) => '-',
            (false, _) if of_party => '/',
            (false, _) => '-',
        };
        self.count(!joint.is_one() && !alike);
        let mut symbol =
            Symbol { printed: format!("{}{between}{}", first.1, second.1), parts: vec![first.0, second.0], of_party };
        self.rest(&mut symbol);
        Some(symbol)
    }

    /// Whether the first sign and the second are those of one system; says whether it is the Party's.
    fn joined(&mut self, sign: &Separator, joint: &mut Separator, has_year: bool, issuer: &str) -> Option<bool> {
        let party = self.is_of_party(issuer);
        if has_year {
            return (!party).then_some(false);
        }
        self.count(!sign.is_one());
        // "533-QĐ-UBND", "29/NQ/TW": one of the two signs is the other system's.
        if sign.is_one() && joint.is_one() && sign.slashes == joint.slashes {
            self.count(true);
            *joint = Separator::default();
            return Some(party);
        }
        if sign.signs() == 0 {
            // "533QĐ-UBND", "29 NQ/TW"; "804 QĐ/KT" is how old numbers were written.
            self.doubtful = true;
            let fits = if party { joint.hyphens == 0 } else { joint.slashes == 0 };
            return fits.then_some(party);
        }
        if sign.slashes == 0 && sign.hyphens == 0 {
            self.doubtful = true;
            return Some(party);
        }
        let of_party = sign.slashes == 0;
        (of_party == party || joint.is_one()).then_some(of_party)
    }

    /// "QH14", where what is wrong stands before it, or "QH-14".
    fn of_law(&mut self, first: Range<usize>, code: String) -> Option<Symbol> {
        let mut symbol = Symbol { parts: vec![first], printed: code, of_party: false };
        let at = self.at;
        let term = |symbol: &Symbol| symbol.printed.ends_with("QH");
        if term(&symbol)
            && matches!(self.folded.byte(at), b'-' | b'.')
            && let Some((_, end)) = self.folded.digits(at + 1)
            && end - at <= 3
            && !self.folded.is_word(end)
        {
            symbol.printed.push_str(std::str::from_utf8(&self.folded.bytes[at + 1..end]).ok()?);
            symbol.parts[0].end = end;
            self.at = end;
            self.count(true);
        }
        (!term(&symbol)).then_some(symbol)
    }

    /// "QĐUBND": a type and an issuer written as one word.
    fn parted(&mut self, whole: Range<usize>) -> Option<(Part, Part, Separator)> {
        let code = |part: Range<usize>| number::code(self.folded, part);
        if self.lexicon.is_issuer_code(&code(whole.clone())) {
            return None;
        }
        let cuts = (whole.start + 2..=(whole.start + 4).min(whole.end.saturating_sub(2))).rev();
        let cut = cuts.into_iter().find(|cut| {
            let (kind, issuer) = (code(whole.start..*cut), code(*cut..whole.end));
            self.is_type(&kind) && self.is_issuer(&issuer)
        })?;
        let (first, second) = (whole.start..cut, cut..whole.end);
        Some(((first.clone(), code(first)), (second.clone(), code(second)), Separator::default()))
    }

    /// What stands behind the issuer: "-VX".
    fn rest(&mut self, symbol: &mut Symbol) {
        while symbol.parts.len() < MOST_PARTS {
            let (at, slips) = (self.at, self.slips);
            let next = self.separator().filter(|sign| sign.is_one() && sign.spaces < 2).and_then(|_| self.run());
            let Some(next) = next.filter(|next| next.len() > 1) else {
                (self.at, self.slips) = (at, slips);
                return;
            };
            let sign = if symbol.of_party { '/' } else { '-' };
            symbol.printed.push(sign);
            symbol.printed.push_str(&number::code(self.folded, next.clone()));
            symbol.parts.push(next);
        }
    }

    /// An abbreviation, over a space where it was torn: "N Đ", "BG DĐT".
    fn part(&mut self) -> Option<Part> {
        let first = self.run()?;
        let code = number::code(self.folded, first.clone());
        if self.is_type(&code) || self.lexicon.words().is_law_symbol(&code) {
            return Some((first, code));
        }
        let torn = self.torn(&first, |reading, code| reading.is_type(code));
        Some(torn.unwrap_or((first, code)))
    }

    fn issuer(&mut self) -> Option<Part> {
        let first = self.run()?;
        if let Some(torn) = self.torn(&first, |reading, code| reading.is_issuer(code)) {
            return Some(torn);
        }
        let code = number::code(self.folded, first.clone());
        self.is_issuer(&code).then_some((first, code))
    }

    /// `first` with the capitals after a space, where only both together are an abbreviation that is `known`.
    fn torn(&mut self, first: &Range<usize>, known: fn(&Self, &str) -> bool) -> Option<Part> {
        let at = self.at;
        if self.folded.byte(at) != b' ' {
            return None;
        }
        self.at += 1;
        let whole = self.run().map(|rest| first.start..rest.end).filter(|whole| whole.len() <= 8);
        let torn = whole.map(|whole| (whole.clone(), number::code(self.folded, whole)));
        match torn.filter(|(_, code)| known(self, code)) {
            Some(torn) => {
                self.count(true);
                Some(torn)
            }
            None => {
                self.at = at;
                None
            }
        }
    }

    /// Letters, digits and `&` on end that begin with a capital and end with no small word.
    fn run(&mut self) -> Option<Range<usize>> {
        let start = self.at;
        let folded = self.folded;
        if !folded.byte(start).is_ascii_alphabetic() || !folded.is_upper(start) {
            return None;
        }
        let mut end = start;
        while folded.byte(end).is_ascii_alphanumeric() || folded.byte(end) == b'&' && folded.is_word(end + 1) {
            end += 1;
            if end - start > LONGEST_PART {
                return None;
            }
        }
        self.at = end;
        Some(start..end)
    }

    fn is_type(&self, code: &str) -> bool {
        self.lexicon.is_type_code(code)
    }

    fn is_issuer(&self, code: &str) -> bool {
        const LOCAL: [&str; 3] = ["UBND", "HĐND", "TU"];
        LOCAL.contains(&code) || self.lexicon.is_issuer_code(code) || department::of_code(code).is_some()
    }

    fn is_of_party(&self, code: &str) -> bool {
        let bodies = self.lexicon.issuers_of_code(code, None);
        code == "TU" || code == "TƯ" || !bodies.is_empty() && bodies.iter().all(|body| body.system == System::Party)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::registry::Registries;

    fn check(text: &str, expected: Option<&str>) {
        let lexicon = Lexicon::new(&Registries::built_in());
        let folded = Folded::new(text);
        let start = folded.bytes.iter().position(u8::is_ascii_digit).expect("a digit");
        let shape = read(&folded, start, &lexicon).filter(|_| may_start(&folded, start));
        let number = shape.and_then(|shape| shape.number(&folded));
        assert_eq!(number.as_ref().map(Number::as_str), expected, "{text}");
    }

    #[test]
    fn slips_are_mended() {
        for (text, number) in [
            ("73/1999NĐ-CP", "73/1999/NĐ-CP"),
            ("73/1999 NĐ-CP ngày", "73/1999/NĐ-CP"),
            ("185/2007//NĐ-CP", "185/2007/NĐ-CP"),
            ("185//2007/NĐ-CP", "185/2007/NĐ-CP"),
            ("28/2014TT/BNNPTNT ngày", "28/2014/TT-BNNPTNT"),
            ("04/1999 TTLT/BCN-BTC", "04/1999/TTLT/BCN-BTC"),
            ("12/2017/T T-BGTVT", "12/2017/TT-BGTVT"),
            ("533/QĐUBND ngày", "533/QĐ-UBND"),
            ("30/2020/NĐCP,", "30/2020/NĐ-CP"),
            ("27/2016/TTBLĐTBXH ngày", "27/2016/TT-BLĐTBXH"),
            ("12/2021/QĐTTg", "12/2021/QĐ-TTg"),
            ("15/NQHĐND ngày", "15/NQ-HĐND"),
            ("533//QĐ-UBND", "533/QĐ-UBND"),
            ("533/QĐ--UBND", "533/QĐ-UBND"),
            ("154/2024/NĐ- -CP)", "154/2024/NĐ-CP"),
            ("30/2020/-NĐ-CP", "30/2020/NĐ-CP"),
            ("30/2020/NĐ-/CP", "30/2020/NĐ-CP"),
            ("30/2020/NĐ.-CP", "30/2020/NĐ-CP"),
            ("30/2020./NĐ-CP", "30/2020/NĐ-CP"),
            ("30./2020/NĐ-CP", "30/2020/NĐ-CP"),
            ("30.2020/NĐ-CP", "30/2020/NĐ-CP"),
            ("30-2020/NĐ-CP", "30/2020/NĐ-CP"),
            ("30 2020/NĐ-CP", "30/2020/NĐ-CP"),
            ("30/2020.NĐ-CP", "30/2020/NĐ-CP"),
            ("30\\2020\\NĐ-CP", "30/2020/NĐ-CP"),
            ("3O/2020/NĐ-CP", "30/2020/NĐ-CP"),
            ("30/2O20/NĐ-CP", "30/2020/NĐ-CP"),
            ("30/2Ol9/NĐ-CP", "30/2019/NĐ-CP"),
            ("30/20 20/NĐ-CP", "30/2020/NĐ-CP"),
            ("số 1 13/2017/NĐ-CP", "113/2017/NĐ-CP"),
            ("30/2020/N Đ-CP", "30/2020/NĐ-CP"),
            ("30/2020/NĐ-C P ngày", "30/2020/NĐ-CP"),
            ("01/2021/TT-BG DĐT ngày", "01/2021/TT-BGDĐT"),
            ("533/QĐ-UB ND ngày", "533/QĐ-UBND"),
            ("533QĐ-UBND ngày", "533/QĐ-UBND"),
            ("533 QĐ-UBND ngày", "533/QĐ-UBND"),
            ("29NQ/TW", "29-NQ/TW"),
            ("29 NQ/TW", "29-NQ/TW"),
            ("29--NQ/TW", "29-NQ/TW"),
            ("533-QĐ-UBND", "533/QĐ-UBND"),
            ("533/QĐ/UBND", "533/QĐ-UBND"),
            ("29/NQ/TW", "29-NQ/TW"),
            ("29-NQ//TW", "29-NQ/TW"),
            ("29-NQTW", "29-NQ/TW"),
            ("05a//2012/TT-BTC", "05a/2012/TT-BTC"),
            ("66.13//2026/NQ-CP", "66.13/2026/NQ-CP"),
            ("57/2014QH13", "57/2014/QH13"),
            ("57//2014/QH13", "57/2014/QH13"),
            ("57/2014/QH-13", "57/2014/QH13"),
            ("115//KH-SGD&ĐT", "115/KH-SGD&ĐT"),
            ("169//CV-UBND-VX", "169/CV-UBND-VX"),
        ] {
            check(text, Some(number));
        }
    }

    #[test]
    fn what_is_no_slip() {
        for text in [
            // Right as it is, or the way of its time: not the business of this reader.
            "30/2020/NĐ-CP",
            "29-NQ/TW",
            "804 QĐ/ĐĐ",
            "105 TC/ĐT ngày",
            "119-CP",
            "66/2012/TTLT/BTC-BGDĐT",
            // What is meant is not known.
            "30//2020/XX-YY",
            "0810.90.60 - - Quả me",
            "23.2021.TT-BGDĐT.doc",
            "13-2023-TT-BGDĐT.docx",
            "13-2023-TT-BGDĐT ngày",
            "13-2012-QH13",
            "44.2016.NĐ-CP",
            "91_2020_ND-CP.doc",
            "5 QĐ của",
            "1 13/2017/NĐ-CP",
            "29/NQTW",
            "29/NQ-TW",
            "82/TC/TCT",
            "66/TTLT/BTC-BYT",
            "12-34-56",
            "3.2020.5",
            "20/11",
            "2//3",
            "2020/NĐCPX",
        ] {
            check(text, None);
        }
    }
}
