//! Resolutions of congresses and plenums, which are cited without a number: "Nghị quyết Đại hội Đảng bộ
//! tỉnh Lào Cai lần thứ XVI, nhiệm kỳ 2020-2025", "Nghị quyết Trung ương 4 khóa XII". In: folded text and
//! the place of "nghị quyết". Out:
//! [`CongressResolution`]: where the name ends and who resolved.

use super::super::IssuerMention;
use super::super::folded::Folded;
use super::super::issuer::FlowReader;
use super::super::place;
use super::period;
use crate::content::registry::System;
use crate::text::{nfc, slug};
use std::ops::Range;

/// The resolution of a congress or a plenum.
#[derive(Clone, Debug)]
pub struct CongressResolution {
    /// The place after the name.
    pub end: usize,
    /// The words that name the congress.
    pub issuer_places: Option<Range<usize>>,
    /// Who resolved; `None` for "các cấp".
    pub issuer: Option<IssuerMention>,
}

/// Bodies whose congresses resolve, besides the Party's (folded).
const BODIES: [&str; 10] = [
    "cong doan viet nam",
    "dang bo",
    "chi bo",
    "cong doan",
    "doan",
    "doan tncs ho chi minh",
    "mttq viet nam",
    "hoi lien hiep phu nu",
    "dang cong san viet nam",
    "dang",
];

/// The resolution that starts at `start`.
pub fn read(reader: &FlowReader<'_>, start: usize) -> Option<CongressResolution> {
    let folded = reader.folded;
    let after_type = ["nghi quyet", "ket luan"].iter().find_map(|words| folded.words_at(start, words))?;
    let at = folded.skip_space(after_type);
    let at = folded.words_at(at, "cua").map_or(at, |end| folded.skip_space(end));
    plenum(reader, at).or_else(|| congress(reader, at))
}

/// "Trung ương 4 khóa XII", "Hội nghị Trung ương 8 (khóa XI)", "Hội nghị lần thứ tám Ban Chấp hành Trung
/// ương Đảng khóa XI".
fn plenum(reader: &FlowReader<'_>, at: usize) -> Option<CongressResolution> {
    let folded = reader.folded;
    let mut next = at;
    let mut said = false;
    let mut ordinal = false;
    for _ in 0..7 {
        let end = ["hoi nghi", "ban chap hanh", "bch", "dang"].iter().find_map(|words| folded.words_at(next, words));
        let central = ["trung uong", "tw"].iter().find_map(|words| folded.words_at(next, words));
        let counted = numeral(folded, next, true);
        let Some(end) = end.or(central).or(counted) else { break };
        said |= central.is_some();
        ordinal |= counted.is_some();
        next = folded.skip_space(end);
    }
    if !said || !ordinal {
        return None;
    }
    let end = term(folded, next).unwrap_or_else(|| folded.skip_space_back(next));
    let name = "Ban Chấp hành Trung ương";
    let entry = reader.lexicon.issuer("ban-chap-hanh-trung-uong");
    let (key, name) =
        entry.map_or_else(|| (slug(name), name.to_owned()), |entry| (entry.key.clone(), entry.name.clone()));
    let issuer = IssuerMention::new(key, name, System::Party, false);
    Some(CongressResolution { end, issuer_places: None, issuer: Some(issuer) })
}

/// "lần thứ 8", "lần thứ tám", "XIII", "4": which congress or plenum. `arabic`: a bare "4" counts.
fn numeral(folded: &Folded<'_>, at: usize, arabic: bool) -> Option<usize> {
    let announced = folded.words_at(at, "lan thu").map(|end| folded.skip_space(end));
    let from = announced.unwrap_or(at);
    let end = folded.word_end(from);
    let word = &folded.bytes[from..end];
    let digits =
        (arabic || announced.is_some()) && !word.is_empty() && word.len() <= 2 && word.iter().all(u8::is_ascii_digit);
    let spelled = matches!(
        word,
        b"nhat" | b"hai" | b"ba" | b"tu" | b"nam" | b"sau" | b"bay" | b"tam" | b"chin" | b"muoi" | b"muoi mot"
    );
    let roman = is_roman(folded, from, end);
    if !(digits || roman || spelled && announced.is_some()) {
        return None;
    }
    // "lần thứ mười một"
    let second = folded.skip_space(end);
    let more = ["mot", "hai", "ba", "tu", "lam"].iter().find_map(|word| folded.words_at(second, word));
    Some(more.filter(|_| word == b"muoi").unwrap_or(end))
}

fn is_roman(folded: &Folded<'_>, from: usize, end: usize) -> bool {
    let word = &folded.bytes[from..end];
    !word.is_empty() && folded.is_upper(from) && word.iter().all(|byte| matches!(byte, b'i' | b'v' | b'x' | b'l'))
}

/// "khóa XII", "(khóa XI)", "khóa XIII của Đảng".
fn term(folded: &Folded<'_>, at: usize) -> Option<usize> {
    let opened = folded.byte(at) == b'(';
    let from = if opened { folded.skip_space(at + 1) } else { at };
    let from = if !opened && folded.byte(from) == b',' { folded.skip_space(from + 1) } else { from };
    let from = folded.skip_space(folded.words_at(from, "khoa")?);
    let end = folded.word_end(from);
    if !is_roman(folded, from, end) && !folded.bytes[from..end].iter().all(u8::is_ascii_digit) || end == from {
        return None;
    }
    if opened {
        return (folded.byte(end) == b')').then_some(end + 1);
    }
    Some(end)
}

/// "Đại hội đại biểu toàn quốc lần thứ XIII của Đảng", "Đại hội Đảng bộ huyện lần thứ XXIV nhiệm kỳ 2020-2025", "Đại
/// hội XIII của Đảng", "Đại hội đảng bộ các cấp".
fn congress(reader: &FlowReader<'_>, at: usize) -> Option<CongressResolution> {
    let folded = reader.folded;
    let mut next = folded.skip_space(folded.words_at(at, "dai hoi")?);
    next = folded.words_at(next, "dai bieu").map_or(next, |end| folded.skip_space(end));
    let mut national = folded.words_at(next, "toan quoc").map(|end| folded.skip_space(end));
    next = national.unwrap_or(next);
    let at_body = next;
    let mut end = folded.skip_space_back(next);
    let mut body_end = None;
    let mut classes = false;
    let mut placed = false;
    let mut ordinal = None;
    for _ in 0..2 {
        if let Some(after) = body(folded, next) {
            end = after;
            let place_at = folded.skip_space(end);
            if let Some(all) = folded.words_at(place_at, "cac cap") {
                (end, classes) = (all, true);
            } else if let Some(written) = place::read(folded, reader.lexicon, reader.home, place_at) {
                (end, placed) = (written.end, true);
            } else if let Some(whole) = folded.words_at(place_at, "toan quoc") {
                (end, national) = (whole, Some(whole));
            }
            body_end = Some(end);
            next = over_comma(folded, end);
        }
        if let Some(after) = numeral(folded, next, false).filter(|_| ordinal.is_none()) {
            ordinal = Some(next..after);
            end = after;
            next = over_comma(folded, end);
        }
    }
    let of_party = ["cua dang", "dang cong san viet nam", "cua dang cong san viet nam"]
        .iter()
        .find_map(|words| folded.words_at(next, words));
    if let Some(after) = of_party {
        end = after;
        next = over_comma(folded, end);
    }
    let named = end;
    if let Some(period) = period::read(folded, next).filter(|period| period.kind == period::PeriodKind::Span) {
        end = period.end;
    } else if !(classes || placed || ordinal.is_some()) {
        // "Nghị quyết Đại hội Đảng": which?
        return None;
    }
    let party = body_end.is_none_or(|_| folded.words_at(at_body, "dang").is_some());
    let system = System::Party;
    let name = match (&ordinal, classes) {
        (_, true) => None,
        (Some(ordinal), _) if party && (national.is_some() || of_party.is_some() && body_end.is_none()) => {
            let which = folded.slice(ordinal.start, ordinal.end).trim_start_matches("lần thứ").trim().to_owned();
            Some(format!("Đại hội đại biểu toàn quốc lần thứ {which} của Đảng"))
        }
        _ => body_end.map(|body_end| with_home(reader, at, body_end)),
    };
    let issuer = name.map(|name| IssuerMention::new(slug(&name), name, system, true));
    Some(CongressResolution { end, issuer_places: issuer.as_ref().map(|_| at..named), issuer })
}

fn over_comma(folded: &Folded<'_>, end: usize) -> usize {
    let next = folded.skip_space(end);
    if folded.byte(next) == b',' { folded.skip_space(next + 1) } else { next }
}

/// The body whose congress it is: the longest of the known ones.
fn body(folded: &Folded<'_>, at: usize) -> Option<usize> {
    BODIES.iter().filter_map(|words| folded.words_at(at, words)).max()
}

/// The congress as it is called: its words, "đại biểu" left out, and the own province where a bare "tỉnh" means it.
fn with_home(reader: &FlowReader<'_>, at: usize, end: usize) -> String {
    let written = nfc(reader.folded.slice(at, end)).split_whitespace().collect::<Vec<_>>().join(" ");
    let mut name = written.replace("đại biểu ", "").replace("Đại biểu ", "");
    name = name.replacen("đại hội", "Đại hội", 1).replacen("đảng bộ", "Đảng bộ", 1);
    let homes = [&reader.home.province, &reader.home.district, &reader.home.commune];
    for home in homes.into_iter().flatten() {
        if name.ends_with(&format!(" {}", home.unit_word)) {
            return format!("{name} {}", home.name);
        }
    }
    name
}
