//! Who issued a work: as the phrase after it says ("của Chủ tịch Ủy ban nhân dân tỉnh Lạng Sơn"), or as its symbol
//! implies (`TT-BGDĐT`). In: folded text. Out: [`Phrase`]s and [`IssuerMention`]s with place.

use super::IssuerMention;
use super::board;
use super::department;
use super::era;
use super::folded::Folded;
use super::former_codes;
use super::lexicon::{IssuerEntry, Lexicon};
use super::number::Shape;
use super::place::{self, NamedPlace, SpeakerPlace};
use super::registered;
use super::trace::Trace;
use crate::content::registry::{Issuers, Level, LocalBody, System, UNITS, level_of_unit};
use crate::text::fold;
use std::ops::Range;
use std::sync::LazyLock;

/// What readers of one flow share.
#[derive(Debug)]
pub struct FlowReader<'a> {
    /// The flow.
    pub folded: &'a Folded<'a>,
    /// Names and codes.
    pub lexicon: &'a Lexicon,
    /// For the bodies made by rule.
    pub issuers: &'a Issuers,
    /// Where the citing document speaks from.
    pub home: &'a SpeakerPlace,
    /// Where decisions are noted, when reasons are asked for.
    pub trace: Option<&'a Trace>,
}

impl FlowReader<'_> {
    /// Notes why a place was read as it was; `why` is a key of the catalogue.
    pub fn note(&self, places: Range<usize>, why: &'static str, arguments: &[(&'static str, &str)]) {
        if let Some(trace) = self.trace {
            trace.note(places, why, arguments);
        }
    }
}

/// A phrase that names an issuer.
#[derive(Clone, Debug)]
pub struct Phrase {
    /// From the title of the person ("Bộ trưởng") to the end of the body's name and place.
    pub places: Range<usize>,
    /// Who is meant; `None` when the phrase leaves the place open and the document does not fill it.
    pub issuer: Option<IssuerMention>,
}

/// Persons and groups who act for a body (folded).
static TITLES: LazyLock<Vec<&'static str>> =
    LazyLock::new(|| include_str!("issuer_titles.txt").lines().filter(|line| !line.starts_with('#')).collect());

/// Heads of local bodies made by rule (folded).
static HEADS: LazyLock<Vec<(&'static str, IssuerHead)>> = LazyLock::new(|| {
    let lines = include_str!("issuer_heads.tsv").lines().filter(|line| !line.starts_with('#'));
    lines.filter_map(head).collect()
});

/// A line of `issuer_heads.tsv`.
fn head(line: &'static str) -> Option<(&'static str, IssuerHead)> {
    let mut cells = line.split('\t');
    let (words, follows, body) = (cells.next()?, cells.next()?, cells.next()?);
    let party = match body {
        "standing-committee" => LocalBody::PartyStandingCommittee,
        _ => LocalBody::PartyCommittee,
    };
    let head = match (follows, body) {
        ("state", "office") => IssuerHead::State(LocalBody::Office),
        ("state", "council") => IssuerHead::State(LocalBody::PeoplesCouncil),
        ("state", _) => IssuerHead::State(LocalBody::PeoplesCommittee),
        ("party", _) => IssuerHead::Party(party),
        ("party-of", _) => IssuerHead::PartyOf(party),
        ("department", first) => IssuerHead::Department(first),
        _ => return None,
    };
    Some((words, head))
}

/// Words of Party committees: folded, unit word, level. Those of communes are one word.
static COMMITTEES: LazyLock<Vec<(String, &'static str, Level)>> = LazyLock::new(|| {
    let mut words: Vec<(String, &str, Level)> = Vec::new();
    for unit in UNITS.iter().filter(|unit| level_of_unit(unit.word) == Some(unit.level)) {
        let folded = fold(unit.committee);
        if !words.iter().any(|(known, ..)| *known == folded) {
            words.push((folded, if unit.level == Level::Commune { "" } else { unit.word }, unit.level));
        }
    }
    words
});

#[derive(Clone, Copy, Debug)]
enum IssuerHead {
    /// UBND, HĐND: the place follows.
    State(LocalBody<'static>),
    /// A committee's word follows: "Tỉnh ủy".
    Party(LocalBody<'static>),
    /// "Đảng bộ tỉnh": the place follows.
    PartyOf(LocalBody<'static>),
    /// Sở, Phòng: a field and the place follow.
    Department(&'static str),
}

/// The phrase after "của" (or "do … ban hành") at or after `place`, over a space and a comma. `year` is
/// the year of the work.
pub fn after(reader: &FlowReader<'_>, place: usize, year: Option<i16>) -> Option<Phrase> {
    let folded = reader.folded;
    let mut at = folded.skip_space(place);
    if folded.byte(at) == b',' {
        at = folded.skip_space(at + 1);
    }
    if let Some(at) = folded.words_at(at, "cua") {
        return phrase_of(reader, folded.skip_space(at), year);
    }
    // "nhiệm vụ quy định tại Nghị định số 45/2012/NĐ-CP do Bộ Công Thương phê duyệt": who approves the task.
    let phrase = phrase_of(reader, folded.skip_space(folded.words_at(at, "do")?), year)?;
    let next = folded.skip_space(phrase.places.end);
    ["ban hanh", "ky"].iter().any(|words| folded.words_at(next, words).is_some()).then_some(phrase)
}

/// The phrase that starts at `at`.
pub fn phrase(reader: &FlowReader<'_>, at: usize) -> Option<Phrase> {
    phrase_of(reader, at, None)
}

fn phrase_of(reader: &FlowReader<'_>, start: usize, year: Option<i16>) -> Option<Phrase> {
    let mut best: Option<(usize, Option<IssuerMention>)> = None;
    let mut at = start;
    // "Bộ trưởng, Chủ nhiệm Văn phòng Chính phủ": titles are taken off one by one; the reading that goes farthest with
    // the fewest titles wins, so that "Chủ tịch nước" and "Tổng Thanh tra Chính phủ" stay whole.
    for _ in 0..4 {
        if let Some((end, issuer)) = body(reader, at, year)
            && best.as_ref().is_none_or(|(farthest, known)| end > *farthest || end == *farthest && known.is_none())
        {
            best = Some((end, issuer));
        }
        let Some(after) = title_end(reader.folded, at) else { break };
        at = after;
    }
    let (end, issuer) = best?;
    let (end, issuer) = era::after(reader, end, issuer);
    Some(Phrase { places: start..end, issuer })
}

fn home_province(reader: &FlowReader<'_>) -> Option<String> {
    reader.home.province.as_ref().map(|place| place.name.clone())
}

fn title_end(folded: &Folded<'_>, at: usize) -> Option<usize> {
    // "Hội nghị lần thứ tám Ban Chấp hành Trung ương"
    if let Some(end) = folded.words_at(at, "hoi nghi lan thu") {
        let ordinal = folded.word_end(folded.skip_space(end));
        let second = folded.skip_space(ordinal);
        let more = ["mot", "hai", "ba", "tu", "lam"].iter().find_map(|word| folded.words_at(second, word));
        return Some(folded.skip_space(more.unwrap_or(ordinal)));
    }
    let end = TITLES.iter().find_map(|title| folded.words_at(at, title))?;
    let end = if folded.byte(end) == b',' { end + 1 } else { end };
    Some(folded.skip_space(end))
}

/// A registered body or one made by rule, whichever is longer.
pub(super) fn body(reader: &FlowReader<'_>, at: usize, year: Option<i16>) -> Option<NamedBody> {
    let made = made_by_rule(reader, at).or_else(|| board::read(reader, at));
    longer(registered::read(reader, at, year), made)
}

/// The same, but no body that is named by another one.
pub(super) fn usual_body(reader: &FlowReader<'_>, at: usize) -> Option<NamedBody> {
    longer(registered::read(reader, at, None), made_by_rule(reader, at))
}

/// The end of a name, and the body where its place is known.
type NamedBody = (usize, Option<IssuerMention>);

fn longer(registered: Option<NamedBody>, made: Option<NamedBody>) -> Option<NamedBody> {
    match (registered, made) {
        (Some(registered), Some(made)) if made.0 > registered.0 || registered.1.is_none() => Some(made),
        (Some(registered), _) => Some(registered),
        (None, made) => made,
    }
}

pub(super) fn stated(entry: &IssuerEntry) -> IssuerMention {
    IssuerMention::new(entry.key.clone(), entry.name.clone(), entry.system, true)
}

fn made_by_rule(reader: &FlowReader<'_>, at: usize) -> Option<(usize, Option<IssuerMention>)> {
    HEADS.iter().find_map(|(words, head)| {
        let after = match words.is_empty() {
            true => at,
            false => reader.folded.skip_space(reader.folded.words_at(at, words)?),
        };
        match head {
            IssuerHead::State(body) => state_body(reader, *body, after),
            IssuerHead::Party(body) => committee(reader, *body, after),
            IssuerHead::PartyOf(body) => placed(reader, *body, after),
            IssuerHead::Department(first) => {
                let (name, after) = department::read(reader.folded, reader.lexicon, first, after)?;
                let (end, issuer) = placed_or_home(reader, LocalBody::Department(&name), after)?;
                Some((end, issuer))
            }
        }
    })
}

/// UBND and HĐND: "(UBND)" may repeat the name, and the place may be missing altogether.
fn state_body(reader: &FlowReader<'_>, body: LocalBody<'_>, at: usize) -> Option<(usize, Option<IssuerMention>)> {
    let folded = reader.folded;
    let mut after = at;
    if folded.byte(at) == b'('
        && let Some(closing) = folded.bytes[at..folded.len().min(at + 8)].iter().position(|byte| *byte == b')')
    {
        after = folded.skip_space(at + closing + 1);
    }
    placed(reader, body, after).or_else(|| Some((folded.skip_space_back(at), None)))
}

pub(super) fn placed(
    reader: &FlowReader<'_>,
    body: LocalBody<'_>,
    at: usize,
) -> Option<(usize, Option<IssuerMention>)> {
    let written = place::read(reader.folded, reader.lexicon, reader.home, at)?;
    Some((written.end, written.place.and_then(|place| local(reader, body, &place, true))))
}

/// A department may stand without any place ("Sở GD&ĐT"): then it is the province's own.
fn placed_or_home(
    reader: &FlowReader<'_>,
    body: LocalBody<'_>,
    after: usize,
) -> Option<(usize, Option<IssuerMention>)> {
    placed(reader, body, reader.folded.skip_space(after)).or_else(|| {
        let LocalBody::Department(name) = body else { return None };
        let home = if name.starts_with("Phòng") { &reader.home.district } else { &reader.home.province };
        let home = home.as_ref().filter(|_| !place::has_name(reader.folded, after));
        Some((after, home.and_then(|place| local(reader, body, place, true))))
    })
}

/// "Tỉnh ủy Lào Cai", "Thành ủy", "Đảng ủy xã Bảo Hà".
pub(super) fn committee(
    reader: &FlowReader<'_>,
    body: LocalBody<'_>,
    at: usize,
) -> Option<(usize, Option<IssuerMention>)> {
    let folded = reader.folded;
    let (end, unit_word, level) =
        COMMITTEES.iter().find_map(|(words, unit, level)| Some((folded.words_at(at, words)?, *unit, *level)))?;
    let name_at = folded.skip_space(end);
    if level == Level::Commune {
        return placed(reader, body, name_at);
    }
    // "Thành ủy TP. Hồ Chí Minh": the unit is said once more.
    if place::unit_word_at(folded, name_at) == Some(unit_word) {
        return placed(reader, body, name_at);
    }
    if let Some((province, name_end)) = reader.lexicon.province_at(folded, name_at)
        && (unit_word == "tỉnh" || province.unit_word == unit_word)
    {
        let place = NamedPlace::province(unit_word, &province.name);
        return Some((name_end, local(reader, body, &place, true)));
    }
    let home = [&reader.home.district, &reader.home.province];
    if level == Level::District
        && let Some((end, place)) = place::named(folded, reader.lexicon, reader.home, unit_word, name_at)
    {
        return Some((end, local(reader, body, &place, true)));
    }
    let own = home.into_iter().flatten().find(|place| place.unit_word == unit_word);
    let own = own.filter(|_| !place::has_name(folded, end));
    Some((end, own.and_then(|place| local(reader, body, place, true))))
}

/// A body of a place, made by rule; where a registry has a row for it, the row's key, name and system. `None`: the
/// place lies below a province that is not named.
pub(super) fn local(
    reader: &FlowReader<'_>,
    body: LocalBody<'_>,
    place: &NamedPlace,
    stated: bool,
) -> Option<IssuerMention> {
    let below = matches!(place.level, Level::District | Level::Commune);
    let home = [&reader.home.district, &reader.home.commune];
    // The registry of a commune's own site may leave its province out.
    if below && place.area.is_none() && !home.contains(&&Some(place.clone())) {
        return None;
    }
    let area = place.area.as_deref();
    let (made, name, system) = Issuers::local_named(body, place.level, place.unit_word, &place.name, area);
    let key = reader.issuers.row_key(&made);
    let mention = match reader.issuers.get(key) {
        Some(row) => IssuerMention::new(key.to_owned(), row.name.clone(), row.system, stated),
        None => IssuerMention::new(made, name, system, stated),
    };
    Some(IssuerMention { at_home: below && place.at_home, ..mention })
}

/// Whether a body is one of the whole country.
pub fn is_central(reader: &FlowReader<'_>, body: &IssuerMention) -> bool {
    reader.issuers.get(&body.key).is_some_and(|row| row.level == Level::Central)
}

/// The issuer that a symbol implies; `kind` is the type that the text says. A bare UBND or HĐND implies none: every
/// province, district and commune has one.
pub fn implied(reader: &FlowReader<'_>, shape: &Shape, year: Option<i16>, kind: Option<&str>) -> Option<IssuerMention> {
    let first = shape.part(reader.folded, 0);
    let mut typed = reader.lexicon.is_type_code(&first);
    // "Thông tư số 82-TC/TCT": the ministry of finance, no thông cáo.
    if typed && former_codes::is_code(&first) {
        typed =
            reader.lexicon.type_of_code(&first, shape.system()).is_some_and(|entry| Some(entry.key.as_str()) == kind);
    }
    let code = if typed && shape.parts.len() > 1 { shape.part(reader.folded, 1) } else { first };
    match code.to_uppercase().as_str() {
        "UBND" | "HĐND" | "UB" => return None,
        "TU" if shape.system() == System::Party => {
            let place = reader.home.province.as_ref()?;
            return local(reader, LocalBody::PartyCommittee, place, false);
        }
        "HU" | "QU" | "THU" if shape.system() == System::Party => {
            let place = reader.home.district.as_ref()?;
            return local(reader, LocalBody::PartyCommittee, place, false);
        }
        _ => {}
    }
    if shape.system() == System::Party
        && let Some(board) = board::implied(reader, &code)
    {
        return Some(board);
    }
    // "69-QĐ/TƯ" is how old texts abbreviate Trung ương.
    let code = if code == "TƯ" { "TW".to_owned() } else { code };
    match reader.lexicon.issuers_of_code(&code, year).as_slice() {
        [] => {}
        // A code that the registries know of one province's body alone is every province's.
        [entry] if entry.level != Level::Central && entry.province != home_province(reader) => {}
        [entry] => return Some(IssuerMention { stated: false, ..stated(entry) }),
        several => {
            let home = reader.home.province.as_ref()?;
            let mut own = several.iter().filter(|entry| entry.province.as_deref() == Some(&home.name));
            let entry = own.next().filter(|_| own.next().is_none())?;
            return Some(IssuerMention { stated: false, ..stated(entry) });
        }
    }
    if let Some(key) =
        former_codes::issuer(&code, kind.and_then(|kind| reader.lexicon.types().get(kind)), shape.year.is_some())
    {
        let entry = reader.lexicon.issuer(key)?;
        return Some(IssuerMention { stated: false, ..stated(entry) });
    }
    let (name, of_province) = department::of_code(&code)?;
    let place = if of_province { reader.home.province.as_ref() } else { reader.home.district.as_ref() }?;
    local(reader, LocalBody::Department(&name), place, false)
}
