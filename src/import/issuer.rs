//! Reads which body issued a document: from the lines of the head, else from the words of the text. A
//! person must always check the latter.
//!
//! In: what the head and the foot say, the text, the registries. Out: a key, with where it was read and
//! why it may be wrong.

use super::flow::ImportPlace;
use super::found::{OfficialLayout, ReadValue};
use crate::content::registry::{Issuer, Issuers, Level, LocalBody, UNITS, level_of_unit};
use crate::text::{name_key, slug};
use regex::Regex;
use std::sync::LazyLock;

/// The body a document was issued by.
#[derive(Clone, Debug)]
pub(super) struct IssuingBody {
    pub(super) issuer: Issuer,
    /// Whether the site's registries know it.
    pub(super) known: bool,
}

/// A piece of the text that may say who speaks.
pub(super) struct IssuerClue {
    pub(super) text: String,
    pub(super) at: ImportPlace,
}

/// The issuing body.
pub(super) fn find(
    layout: &OfficialLayout,
    passages: &[IssuerClue],
    whole: &str,
    issuers: &Issuers,
) -> Option<ReadValue<IssuingBody>> {
    let named = || super::school::of_lines(layout, whole, issuers);
    let mut found =
        of_lines(&layout.issuer_lines, issuers).or_else(named).or_else(|| of_text(layout, passages, whole, issuers))?;
    let issuer = &found.value.issuer;
    if !found.value.known {
        found.doubt = Some("import-doubt-issuer-unregistered");
    } else if let Some(number) = &layout.number
        && found.doubt.is_none()
        && !issuer.codes.is_empty()
        && !fits(&number.value, issuer)
    {
        found.doubt = Some("import-doubt-issuer-symbol");
    }
    Some(found)
}

fn fits(number: &crate::text::number::Number, issuer: &Issuer) -> bool {
    let symbol = slug(number.symbol());
    issuer.codes.iter().any(|code| {
        let code = slug(code);
        symbol == code || symbol.ends_with(&format!("-{code}")) || symbol.starts_with(&format!("{code}-"))
    }) || symbol.split('-').any(|part| {
        // QĐ-CTUBND: its chairman's.
        // QH15: of the fifteenth term.
        let termless = part.trim_end_matches(|c: char| c.is_ascii_digit());
        let codes = issuer.codes.iter().map(|code| slug(code));
        codes.into_iter().any(|code| code == part || code == termless || part.strip_prefix("ct") == Some(&code))
    })
}

/// "UBND TỈNH LÀO CAI / SỞ GIÁO DỤC VÀ ĐÀO TẠO", "ỦY BAN NHÂN DÂN / TỈNH LÀO CAI".
fn of_lines(lines: &[(ImportPlace, String)], issuers: &Issuers) -> Option<ReadValue<IssuingBody>> {
    let first = lines.first()?;
    let all: Vec<&str> = lines.iter().map(|(_, text)| text.as_str()).collect();
    let quoted = all.join(" / ");
    for split in (0..all.len()).rev() {
        // "SỞ … / TRUNG TÂM …", "TỈNH ỦY … / VĂN PHÒNG": the last line names a body of its own, and is not the end of a name; after
        // "VÀ" it is.
        let starts = |at: usize| at > 0 && super::school::begins_body(all[at]) && !goes_on(all[at - 1]);
        if split > 0 && goes_on(all[split - 1]) || (split + 1..all.len()).any(starts) {
            continue;
        }
        let (own, above) = (all[split..].join(" "), all[..split].join(" "));
        let body = exact(&own, issuers).or_else(|| by_rule(&own, &above, issuers));
        if let Some(body) = body {
            return Some(ReadValue::sure(body, first.0, quoted));
        }
    }
    None
}

/// Whether a name that breaks after this line goes on in the next: "… VÀ", "ỦY BAN NHÂN DÂN XÃ", "SỞ".
fn goes_on(line: &str) -> bool {
    let key = name_key(line);
    let last = key.rsplit(' ').next().unwrap_or_default();
    let unit = UNITS.iter().any(|unit| key.strip_suffix(unit.word).is_some_and(|rest| rest.ends_with(' ')));
    unit || matches!(last, "và" | "của") || matches!(key.as_str(), "sở" | "phòng" | "ban" | "cục" | "chi cục")
}

/// The row or body made by rule that is named exactly so.
fn exact(name: &str, issuers: &Issuers) -> Option<IssuingBody> {
    let key = issuers.meant(name)?;
    let issuer = issuers.get(key)?;
    let wanted = slug(name);
    let named = std::iter::once(&issuer.key)
        .chain([&issuer.name, &issuer.official_name])
        .chain(&issuer.spellings)
        .any(|spelling| slug(spelling) == wanted);
    named.then(|| IssuingBody { issuer: issuer.clone(), known: true })
}

static UNIT: LazyLock<Regex> = LazyLock::new(|| {
    let words: Vec<&str> = UNITS.iter().map(|unit| unit.word).collect();
    let words = words.join("|");
    Regex::new(&format!(r"(?i)\b({words})\s+(\p{{L}}[\p{{L}}’'-]*(?:\s+\p{{L}}[\p{{L}}’'-]*){{0,4}})$"))
        .expect("unit words are letters and spaces")
});

/// "CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH LÀO CAI": the body is the committee, its chairman is who issued.
const CHAIRMAN: &str = "chủ tịch ";

/// "Chủ tịch Ủy ban nhân dân tỉnh Lào Cai", where the head names the chairman of the body `issuer`.
pub(super) fn title_of(lines: &[(ImportPlace, String)], issuer: &Issuer) -> Option<String> {
    let local = |key: &str| key.starts_with("ủy ban nhân dân") || key.starts_with("ubnd");
    let names = lines.iter().any(|(_, line)| name_key(line).strip_prefix(CHAIRMAN).is_some_and(local));
    (names && local(&name_key(&issuer.official_name))).then(|| format!("Chủ tịch {}", issuer.name))
}

/// Bodies of places by rule: UBND, HĐND, Sở, Phòng.
fn by_rule(own: &str, above: &str, issuers: &Issuers) -> Option<IssuingBody> {
    let key = name_key(own);
    let key = key.strip_prefix(CHAIRMAN).unwrap_or(&key);
    let place = place_of(own, issuers).or_else(|| place_of(above, issuers));
    let (level, word, name) = place?;
    let make = |body: LocalBody<'_>| {
        let made = issuers.local(body, level, &word, &name);
        match issuers.get(&made.key) {
            Some(row) => IssuingBody { issuer: row.clone(), known: true },
            None => IssuingBody { issuer: made, known: false },
        }
    };
    if key.starts_with("ủy ban nhân dân") || key.starts_with("ubnd") {
        return Some(make(LocalBody::PeoplesCommittee));
    }
    if key.starts_with("hội đồng nhân dân") || key.starts_with("hđnd") {
        return Some(make(LocalBody::PeoplesCouncil));
    }
    if key.starts_with("sở ") || key.starts_with("phòng ") {
        let bare = match UNIT.find(own) {
            Some(unit) => own[..unit.start()].trim(),
            None => own.trim(),
        };
        return Some(make(LocalBody::Department(&department_case(bare))));
    }
    None
}

/// "SỞ GIÁO DỤC VÀ ĐÀO TẠO" as it is written in texts.
fn department_case(name: &str) -> String {
    const SMALL: [&str; 2] = ["và", "của"];
    let key = name_key(name);
    let mut words: Vec<String> = Vec::new();
    // Names of departments are sequences of two-syllable words, the first syllable of each a capital.
    let mut first = true;
    for word in key.split(' ') {
        let small = SMALL.contains(&word);
        let capital = words.is_empty() || !small && first;
        if !words.is_empty() {
            first = small || !first;
        }
        let mut letters = word.chars();
        let head = letters.next().map(|c| if capital { c.to_uppercase().collect() } else { c.to_string() });
        words.push(head.unwrap_or_default() + letters.as_str());
    }
    words.join(" ")
}

/// Level, unit word and name of the place that a name ends with.
pub(super) fn place_of(name: &str, issuers: &Issuers) -> Option<(Level, String, String)> {
    let found = UNIT.captures(name.trim())?;
    let word = found[1].to_lowercase();
    let level = level_of(&word);
    let written = found[2].trim();
    if let Some(province) = issuers.provinces().get(written).filter(|_| matches!(word.as_str(), "tỉnh" | "thành phố"))
    {
        return Some((Level::Province, province.unit_word.clone(), province.name.clone()));
    }
    // "TỈNH LÂM ĐỒNG QUY ĐỊNH CHUNG": what follows a province's name is no part of it.
    let key = name_key(written);
    let province = issuers.provinces().iter().find(|province| {
        let name = name_key(&province.name);
        level == Level::Province && key.strip_prefix(&name).is_some_and(|rest| rest.starts_with(' '))
    });
    if let Some(province) = province {
        return Some((Level::Province, province.unit_word.clone(), province.name.clone()));
    }
    Some((level, word, title_case(written)))
}

fn level_of(word: &str) -> Level {
    level_of_unit(word).unwrap_or(Level::Commune)
}

pub(super) fn title_case(name: &str) -> String {
    let word = |word: &str| {
        let mut letters = word.chars();
        letters.next().map(|c| c.to_uppercase().collect::<String>()).unwrap_or_default()
            + &letters.as_str().to_lowercase()
    };
    name.split_whitespace().map(word).collect::<Vec<_>>().join(" ")
}

const NAME: &str = r"(\p{Lu}\p{Ll}*(?:\s\p{Lu}\p{Ll}*){0,3})";
const VERBS: &str = r"(?:yêu cầu|chỉ thị|xây dựng|ban hành|thông báo|đề nghị|quyết định|giao|báo cáo|hướng dẫn|tổ chức|trình|kết luận|triển khai|kính)";

/// "Chủ tịch UBND tỉnh yêu cầu", "Ủy ban nhân dân (UBND) huyện Văn Lãng xây dựng kế hoạch".
static COMMITTEE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(&format!(
        r"(?:UBND|[ỦU][yỷ] ban nhân dân|[ỦU][yỷ] ban Nhân dân|Uỷ ban nhân dân)(?:\s*\(UBND\))?\s+(tỉnh|thành phố|huyện|quận|thị xã|xã|phường|thị trấn)(?:\s+{NAME})?\s+{VERBS}"
    ))
    .expect("a pattern of this file")
});

/// "Sở GD&ĐT tổ chức", "Kết luận của Giám đốc Sở GD&ĐT tại".
static DEPARTMENT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(&format!(
        r"(?:(?:[Kk]ết luận|[Yy]êu cầu|[Ýý] kiến)[^.;]{{0,40}}? của (?:đồng chí )?Giám đốc\s+)?(Sở\s+(?:GD\s?&\s?ĐT|GDĐT|GD-ĐT|Giáo dục và Đào tạo))(?:\s+(?:tỉnh\s+|thành phố\s+)?{NAME})?\s+(?:tại|{VERBS})"
    ))
    .expect("a pattern of this file")
});

/// Who speaks in the text.
fn of_text(
    layout: &OfficialLayout,
    passages: &[IssuerClue],
    whole: &str,
    issuers: &Issuers,
) -> Option<ReadValue<IssuingBody>> {
    let signed = layout.signature.as_ref().map(|signature| {
        let lines = [&signature.value.authority, &signature.value.position];
        name_key(&lines.into_iter().flatten().cloned().collect::<Vec<_>>().join(" "))
    });
    let signed = signed.unwrap_or_default();
    let by_chair = signed.is_empty() || signed.contains("chủ tịch") || signed.contains("ủy ban nhân dân");
    let by_director = signed.is_empty() || signed.contains("giám đốc");
    for passage in passages {
        if by_chair && let Some(found) = COMMITTEE.captures(&passage.text) {
            let unit = &found[1];
            let named = found.get(2).map(|name| name.as_str().to_owned());
            let Some((level, word, name)) = settle(unit, named, whole, issuers) else { continue };
            let made = issuers.local(LocalBody::PeoplesCommittee, level, &word, &name);
            return Some(inferred(made, issuers, passage, &found[0]));
        }
        if by_director && let Some(found) = DEPARTMENT.captures(&passage.text) {
            let named = found.get(2).map(|name| name.as_str().to_owned());
            let Some((level, word, name)) = settle("tỉnh", named, whole, issuers) else { continue };
            let made = issuers.local(LocalBody::Department("Sở Giáo dục và Đào tạo"), level, &word, &name);
            return Some(inferred(made, issuers, passage, &found[0]));
        }
    }
    None
}

fn inferred(made: Issuer, issuers: &Issuers, passage: &IssuerClue, quoted: &str) -> ReadValue<IssuingBody> {
    let body = match issuers.get(&made.key) {
        Some(row) => IssuingBody { issuer: row.clone(), known: true },
        None => IssuingBody { issuer: made, known: false },
    };
    ReadValue::doubtful(body, passage.at, quoted, "import-doubt-issuer-inferred")
}

/// The place: the one named, or the one that the whole text speaks of.
fn settle(unit: &str, named: Option<String>, whole: &str, issuers: &Issuers) -> Option<(Level, String, String)> {
    if let Some(name) = named {
        if let Some(province) = issuers.provinces().get(&name).filter(|_| matches!(unit, "tỉnh" | "thành phố")) {
            return Some((Level::Province, province.unit_word.clone(), province.name.clone()));
        }
        return (unit != "tỉnh").then(|| (level_of(unit), unit.to_owned(), name));
    }
    if unit == "tỉnh" || unit == "thành phố" {
        let mut counts: Vec<(usize, &str, &str)> = issuers
            .provinces()
            .iter()
            .filter(|province| (province.unit_word == "tỉnh") == (unit == "tỉnh"))
            .map(|province| {
                (whole.matches(province.name.as_str()).count(), province.unit_word.as_str(), province.name.as_str())
            })
            .collect();
        counts.sort_by(|a, b| b.cmp(a));
        let (first, second) = (counts.first()?, counts.get(1)?);
        // One place, and clearly: a text about its neighbours names them too.
        return (first.0 >= 2 && first.0 >= 2 * second.0)
            .then(|| (Level::Province, first.1.to_owned(), first.2.to_owned()));
    }
    let pattern = Regex::new(&format!(r"{}\s+{NAME}", regex::escape(unit))).ok()?;
    let mut names: std::collections::BTreeMap<String, usize> = std::collections::BTreeMap::new();
    for found in pattern.captures_iter(whole) {
        *names.entry(found[1].to_owned()).or_default() += 1;
    }
    let mut names: Vec<_> = names.into_iter().collect();
    names.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let first = names.first()?;
    let clear = names.get(1).is_none_or(|second| first.1 >= 2 * second.1);
    clear.then(|| (level_of(unit), unit.to_owned(), first.0.clone()))
}

/// The province that a line of the head names above a body of one of its places: "UBND TỈNH LẠNG SƠN", "SỞ GDĐT LÀO CAI".
pub(super) fn province_above(layout: &OfficialLayout, issuers: &Issuers) -> Option<String> {
    let lines = layout.issuer_lines.iter().map(|(_, line)| line.as_str());
    let places = layout.place.iter().map(|place| place.value.as_str());
    lines.chain(places).find_map(|line| {
        let key = name_key(line);
        let ends = |name: &str| key.strip_suffix(name).is_some_and(|rest| rest.is_empty() || rest.ends_with(' '));
        issuers
            .provinces()
            .iter()
            .find(|province| ends(&name_key(&province.name)))
            .map(|province| province.name.clone())
    })
}
