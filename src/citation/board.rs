//! Bodies of a place that are neither its committees nor its departments: "Ban Tổ chức Thành ủy Hà Nội", "Đảng ủy UBND
//! tỉnh Lào Cai", "Trung tâm Phục vụ hành chính công xã Bảo Thắng". Their names are data ([`LOCAL_BODIES`]).
//!
//! In: folded text at such a name, or an abbreviation (`BTCTU`). Out: the body with its place.

use super::IssuerMention;
use super::department::words_over_signs;
use super::folded::Folded;
use super::issuer::{self, FlowReader};
use super::place::SpeakerPlace;
use crate::content::registry::{LOCAL_BODIES, LocalBody, LocalKind, LocalRow, System};
use crate::text::{fold, slug};
use std::sync::LazyLock;

/// The end of a name, and the body.
type FoundBoard = (usize, Option<IssuerMention>);

/// A row with the words of its spellings (folded).
struct SpelledBoard {
    row: &'static LocalRow,
    spellings: Vec<Vec<String>>,
}

static SPELLED: LazyLock<Vec<SpelledBoard>> = LazyLock::new(|| {
    let words = |spelling: &&str| {
        let folded = fold(spelling);
        folded.split([' ', ',', '-']).filter(|word| !word.is_empty()).map(str::to_owned).collect::<Vec<_>>()
    };
    let spelled = |row: &'static LocalRow| SpelledBoard {
        row,
        spellings: std::iter::once(&row.name).chain(&row.spellings).map(words).collect(),
    };
    LOCAL_BODIES.iter().map(spelled).collect()
});

/// Abbreviations of Party committees that follow a board's in symbols (folded).
const COMMITTEE_CODES: [&str; 5] = ["tu", "thu", "hu", "qu", "du"];
/// Heads of boards before "Ban" (folded).
const HEADS: [&str; 3] = ["pho truong", "truong", "thuong truc"];
/// Words that may follow a name without a place (folded).
const AFTER: [&str; 5] = ["ve", "v", "ban hanh", "huong dan", "va"];
/// First letters of all names and heads: most words are refused by them.
static FIRST_LETTERS: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let names = SPELLED.iter().flat_map(|spelled| &spelled.spellings).filter_map(|words| words.first());
    let heads = HEADS.iter().chain(&STANDING).map(|words| words.as_bytes()[0]);
    names.map(|word| word.as_bytes()[0]).chain(heads).collect()
});
/// Words for a standing committee (folded): it numbers with its committee.
const STANDING: [&str; 3] = ["ban thuong vu", "btv", "thuong truc"];

/// The body whose name starts at `at`, with its end; without an issuer where the text does not say its place.
pub fn read(reader: &FlowReader<'_>, at: usize) -> Option<FoundBoard> {
    let folded = reader.folded;
    if !FIRST_LETTERS.contains(&folded.byte(at)) {
        return None;
    }
    if let Some(after) = STANDING.iter().find_map(|words| folded.words_at(at, words)) {
        let (end, committee) = party_body(reader, folded.skip_space(after))?;
        return Some((end, committee.map(|committee| prefixed("Ban Thường vụ", committee))));
    }
    let head = HEADS.iter().find_map(|words| folded.words_at(at, words)).map(|after| folded.skip_space(after));
    let at = head.filter(|after| folded.words_at(*after, "ban").is_some()).unwrap_or(at);
    let (row, end) = named(folded, at)?;
    let next = folded.skip_space(end);
    match row.kind {
        LocalKind::Board => board(reader, row, next),
        LocalKind::BareBoard => board(reader, row, next).or_else(|| {
            let (end, committee) = issuer::placed(reader, LocalBody::PartyCommittee, next)?;
            Some((end, committee.map(|committee| prefixed(row.name, committee))))
        }),
        LocalKind::Party | LocalKind::Within => party_body(reader, at),
        LocalKind::State => of_place(reader, row, System::State, end),
    }
}

/// "Đảng ủy các cơ quan Đảng tỉnh Lào Cai", "Đảng ủy UBND tỉnh Lào Cai".
fn party_body(reader: &FlowReader<'_>, at: usize) -> Option<FoundBoard> {
    let (row, end) = named(reader.folded, at)?;
    let placed = (row.kind == LocalKind::Party).then(|| of_place(reader, row, System::Party, end)).flatten();
    placed.or_else(|| within(reader, at))
}

/// The longest name at `at`, with its end.
fn named(folded: &Folded<'_>, at: usize) -> Option<(&'static LocalRow, usize)> {
    let mut best: Option<(&LocalRow, usize)> = None;
    for SpelledBoard { row, spellings } in &*SPELLED {
        let ends = spellings.iter().filter_map(|words| words_over_signs(folded, at, words));
        if let Some(end) = ends.max().filter(|end| best.is_none_or(|(_, farthest)| *end > farthest)) {
            best = Some((row, end));
        }
    }
    best
}

/// "Ban Tổ chức" before "Tỉnh ủy Lào Cai", "của Đảng ủy xã Bảo Thắng", "Đảng ủy UBND tỉnh".
fn board(reader: &FlowReader<'_>, row: &LocalRow, at: usize) -> Option<FoundBoard> {
    let folded = reader.folded;
    let at = folded.words_at(at, "cua").map_or(at, |after| folded.skip_space(after));
    let committee = issuer::committee(reader, LocalBody::PartyCommittee, at);
    let (end, committee) = committee.or_else(|| party_body(reader, at))?;
    Some((end, committee.map(|committee| prefixed(row.name, committee))))
}

/// A body of a place: "Đảng ủy các cơ quan Đảng" before "tỉnh Lào Cai". Without a place it is that of the document's
/// province, where the document does not speak from below.
fn of_place(reader: &FlowReader<'_>, row: &LocalRow, system: System, end: usize) -> Option<FoundBoard> {
    let body = LocalBody::Named(row.name, system);
    let next = reader.folded.skip_space(end);
    issuer::placed(reader, body, next).or_else(|| {
        let SpeakerPlace { province, district: None, commune: None } = reader.home else { return None };
        let goes_on =
            reader.folded.is_word(next) && !AFTER.iter().any(|words| reader.folded.words_at(next, words).is_some());
        let own = || province.as_ref().and_then(|place| issuer::local(reader, body, place, true));
        (!goes_on).then(|| (end, own()))
    })
}

/// "Đảng ủy" before the state body that it is within.
fn within(reader: &FlowReader<'_>, at: usize) -> Option<FoundBoard> {
    let folded = reader.folded;
    let rows = SPELLED.iter().filter(|spelled| spelled.row.kind == LocalKind::Within);
    let (row, after) = rows.into_iter().find_map(|SpelledBoard { row, spellings }| {
        Some((row, spellings.iter().filter_map(|words| words_over_signs(folded, at, words)).max()?))
    })?;
    let (end, body) = issuer::usual_body(reader, folded.skip_space(after))?;
    let of_state = body.as_ref().is_none_or(|body| body.system == System::State);
    of_state.then(|| (end, body.map(|body| prefixed(row.name, body))))
}

/// A body within another one: its words before the other's key and name.
fn prefixed(words: &str, other: IssuerMention) -> IssuerMention {
    IssuerMention {
        key: format!("{}-{}", slug(words), other.key),
        name: format!("{words} {}", other.name),
        system: System::Party,
        ..other
    }
}

/// The board that a Party symbol names (`BTCTU`), as far as the document's own place tells which.
pub fn implied(reader: &FlowReader<'_>, code: &str) -> Option<IssuerMention> {
    let code: String = fold(code).chars().filter(char::is_ascii_alphanumeric).collect();
    let (row, committee) = COMMITTEE_CODES.iter().find_map(|committee| {
        let own = code.strip_suffix(committee)?;
        let of_code = |row: &&LocalRow| row.is_board() && row.codes.iter().any(|known| fold(known) == own);
        Some((LOCAL_BODIES.iter().find(of_code)?, *committee))
    })?;
    let home = match committee {
        "tu" => &reader.home.province,
        "du" => &reader.home.commune,
        _ => &reader.home.district,
    };
    let committee = issuer::local(reader, LocalBody::PartyCommittee, home.as_ref()?, false)?;
    Some(prefixed(row.name, committee))
}
