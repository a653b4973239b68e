//! Places: "tỉnh Lào Cai", "thành phố Hà Nội", "huyện Văn Lãng", and the place that a document speaks from. In: folded
//! text. Out: [`NamedPlace`]s; a bare "tỉnh" or "huyện" is completed from [`SpeakerPlace`], and so is the province of a
//! commune or district that is named without one.

mod area;

use super::folded::Folded;
use super::lexicon::Lexicon;
use crate::content::registry::{Issuers, Level, UNITS, level_of_unit};
use crate::text::{name_key, nfc};
pub use area::Area;
pub(super) use area::after as area_after;
use std::sync::LazyLock;

/// Unit words: as folded and as a canonical name has them; longer ones first, since one may begin or end another.
static UNIT_WORDS: LazyLock<Vec<(&'static str, &'static str)>> = LazyLock::new(|| {
    let below = UNITS.iter().filter(|row| level_of_unit(row.word) == Some(row.level));
    let mut words: Vec<(&str, &str)> =
        below.flat_map(|row| row.written.iter().map(|written| (written.as_str(), row.word))).collect();
    words.sort_by_key(|(written, _)| std::cmp::Reverse(written.len()));
    words
});

/// Most words in the name of a district or commune.
const LONGEST_NAME: usize = 4;
/// Capital words that go on after a name but are not of it (folded pairs, or one word).
const NOT_A_NAME: [&str; 12] = [
    "ve",
    "phe duyet",
    "ban hanh",
    "quy dinh",
    "quyet dinh",
    "ke hoach",
    "huong dan",
    "thong bao",
    "chi thi",
    "cong van",
    "nghi quyet",
    "trien khai",
];

/// Capital words that begin what comes next in a text: a term, another body, an article (folded).
const NEXT_IN_TEXT: [&str; 16] = [
    "khoa",
    "ky",
    "nhiem ky",
    "so",
    "ban",
    "phong",
    "van phong",
    "bo",
    "hoi",
    "uy ban",
    "hoi dong",
    "ubnd",
    "hdnd",
    "dieu",
    "can cu",
    "luat",
];

/// A unit of the country.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedPlace {
    /// Its level.
    pub level: Level,
    /// "tỉnh", "thành phố", "huyện" …
    pub unit_word: &'static str,
    /// "Lào Cai".
    pub name: String,
    /// What a place below a province lies in: "tỉnh Lạng Sơn", "huyện Văn Quan, tỉnh Lạng Sơn". `None`: it is not said.
    pub area: Option<String>,
    /// The area is where the citing document speaks from; its text does not say it.
    pub at_home: bool,
}

impl NamedPlace {
    /// A province or city under the central government.
    pub fn province(unit_word: &'static str, name: &str) -> Self {
        Self { level: Level::Province, unit_word, name: name.to_owned(), area: None, at_home: false }
    }

    /// "tỉnh Lào Cai".
    fn words(&self) -> String {
        format!("{} {}", self.unit_word, self.name)
    }

    /// A place below a province, in the area written after it or in the document's own province.
    fn below(unit_word: &'static str, name: String, written: Option<String>, home: &SpeakerPlace) -> Self {
        let at_home = written.is_none();
        let area = written.or_else(|| home.province.as_ref().map(Self::words));
        Self { level: level_of(unit_word), unit_word, name, area, at_home }
    }
}

/// Where the citing document's issuer sits.
#[derive(Clone, Debug, Default)]
pub struct SpeakerPlace {
    /// Its province or city.
    pub province: Option<NamedPlace>,
    /// Its district, also that of a commune.
    pub district: Option<NamedPlace>,
    /// Its commune.
    pub commune: Option<NamedPlace>,
}

impl SpeakerPlace {
    /// The home of the issuer with `key`.
    pub fn of(issuers: &Issuers, lexicon: &Lexicon, key: Option<&str>) -> Self {
        let mut home = Self::default();
        let mut next = key.and_then(|key| issuers.get(key));
        // The chain is short; the bound guards against rows that are each other's parents.
        for _ in 0..6 {
            let Some(issuer) = next else { break };
            let province = issuer.province.as_deref().or(match issuer.level {
                Level::Province => issuer.place.as_deref(),
                _ => None,
            });
            if home.province.is_none()
                && let Some(name) = province
            {
                home.province = Some(province_place(lexicon, name));
            }
            let slot = match issuer.level {
                Level::District => Some(&mut home.district),
                Level::Commune => Some(&mut home.commune),
                Level::Central | Level::Province | Level::School => None,
            };
            if let (Some(slot), Some(name)) = (slot, &issuer.place)
                && slot.is_none()
                && let Some(unit_word) =
                    unit_word_in(&issuer.official_name, name).or_else(|| unit_word_in(&issuer.name, name))
            {
                // Its registry knows it: nothing about it is open.
                let area = issuers.province_of(&issuer.key).map(|name| province_place(lexicon, name).words());
                *slot = Some(NamedPlace { level: issuer.level, unit_word, name: name.clone(), area, at_home: false });
            }
            next = issuer.parent.as_deref().and_then(|key| issuers.get(key));
        }
        home
    }

    /// In this province, where the issuer told none.
    pub fn or_in(mut self, lexicon: &Lexicon, province: Option<&str>) -> Self {
        self.province = self.province.or_else(|| province.map(|name| province_place(lexicon, name)));
        self
    }

    /// The home that a bare unit word means: "UBND tỉnh" the province, "UBND huyện" the own district.
    fn meant_by(&self, unit_word: &str) -> Option<NamedPlace> {
        let homes = [&self.commune, &self.district, &self.province];
        homes.into_iter().flatten().find(|place| place.unit_word == unit_word).cloned()
    }
}

fn province_place(lexicon: &Lexicon, name: &str) -> NamedPlace {
    let city = lexicon.province(name).is_some_and(|province| province.unit_word == "thành phố");
    NamedPlace::province(if city { "thành phố" } else { "tỉnh" }, name)
}

/// The unit word before `place` in an issuer's name.
fn unit_word_in(issuer: &str, place: &str) -> Option<&'static str> {
    let (issuer, place) = (name_key(issuer), name_key(place));
    let before = issuer.strip_suffix(&place)?.trim_end();
    UNIT_WORDS.iter().map(|(_, word)| *word).find(|word| before.ends_with(word))
}

/// A place as written.
#[derive(Debug)]
pub struct WrittenPlace {
    /// The place after it.
    pub end: usize,
    /// What is meant; `None` when the words alone do not tell ("UBND huyện" in a province's document).
    pub place: Option<NamedPlace>,
}

/// Reads "tỉnh Lào Cai", "huyện Văn Lãng, tỉnh Lạng Sơn", "tỉnh", or a province's bare name at `at`.
pub fn read(folded: &Folded<'_>, lexicon: &Lexicon, home: &SpeakerPlace, at: usize) -> Option<WrittenPlace> {
    let Some((unit_word, after)) = unit_at(folded, at) else {
        let (province, end) = lexicon.province_at(folded, at).filter(|_| folded.is_upper(at))?;
        return Some(WrittenPlace { end, place: Some(province_place(lexicon, &province.name)) });
    };
    let name_at = folded.skip_space(after);
    if matches!(unit_word, "tỉnh" | "thành phố")
        && let Some((province, end)) = lexicon.province_at(folded, name_at)
        && (unit_word == "tỉnh" || province.unit_word == "thành phố")
        && !lies_in_another(folded, lexicon, end, &province.name)
    {
        return Some(WrittenPlace { end, place: Some(NamedPlace::province(unit_word, &province.name)) });
    }
    if unit_word != "tỉnh"
        && let Some((end, place)) = named(folded, lexicon, home, unit_word, name_at)
    {
        return Some(WrittenPlace { end, place: Some(place) });
    }
    let place = if has_name(folded, after) { None } else { home.meant_by(unit_word) };
    Some(WrittenPlace { end: after, place })
}

/// Whether a name stands behind the words of a body or unit that end at `after`, though no list has it: "tỉnh Hà Tây".
/// The own province is not meant then. Two capital words, where the text is not all in capitals.
pub fn has_name(folded: &Folded<'_>, after: usize) -> bool {
    let at = folded.skip_space(after);
    let second = folded.skip_space(folded.word_end(at));
    let shouted = !folded.slice(at, folded.word_end(at)).contains(char::is_lowercase);
    let others = NOT_A_NAME.iter().chain(&NEXT_IN_TEXT);
    at > after
        && !shouted
        && folded.is_upper(at)
        && folded.byte(folded.word_end(at)) == b' '
        && folded.is_upper(second)
        && !others.into_iter().any(|words| folded.words_at(at, words).is_some())
}

/// Whether a unit word starts at `at`: "TP. Hồ Chí Minh", but not "Xã hội".
pub fn names_unit(folded: &Folded<'_>, at: usize) -> bool {
    unit_at(folded, at).is_some() && folded.words_at(at, "xa hoi").is_none()
}

/// "thành phố Huế, tỉnh Thừa Thiên Huế": the city below the province that it later took the place of. "thành phố
/// Hà Nội, tỉnh Hưng Yên" are two.
fn lies_in_another(folded: &Folded<'_>, lexicon: &Lexicon, end: usize, city: &str) -> bool {
    area::after(folded, lexicon, end)
        .is_some_and(|area| area.province.name.strip_suffix(city).is_some_and(|rest| !rest.is_empty()))
}

/// A place below a province whose unit word is known ("huyện Văn Lãng", "Huyện ủy Văn Lãng"): its end and the place.
pub fn named(
    folded: &Folded<'_>,
    lexicon: &Lexicon,
    home: &SpeakerPlace,
    unit_word: &'static str,
    at: usize,
) -> Option<(usize, NamedPlace)> {
    let end = name_end(folded, at)?;
    let name = tidy(folded.slice(at, end));
    let area = area::after(folded, lexicon, end);
    let place = NamedPlace::below(unit_word, name, area.as_ref().map(Area::words), home);
    Some((area.map_or(end, |area| area.end), place))
}

/// The unit word at `at`, as a canonical name has it.
pub fn unit_word_at(folded: &Folded<'_>, at: usize) -> Option<&'static str> {
    unit_at(folded, at).map(|(word, _)| word)
}

/// The unit word at `at` and its end.
fn unit_at(folded: &Folded<'_>, at: usize) -> Option<(&'static str, usize)> {
    UNIT_WORDS.iter().find_map(|(folded_word, word)| {
        let end = if folded_word.ends_with('.') {
            folded.bytes[at.min(folded.len())..].starts_with(folded_word.as_bytes()).then_some(at + folded_word.len())
        } else {
            folded.words_at(at, folded_word)
        };
        end.map(|end| (*word, end))
    })
}

fn level_of(unit_word: &str) -> Level {
    level_of_unit(unit_word).unwrap_or(Level::District)
}

/// The end of a district's or commune's name: capital words ("Văn Lãng", "Cư M'gar"), or a number ("Quận 1").
fn name_end(folded: &Folded<'_>, at: usize) -> Option<usize> {
    if let Some((_, end)) = folded.digits(at).filter(|(_, end)| end - at <= 2 && !folded.is_word(*end)) {
        return (!matches!(folded.byte(end), b'/' | b'-')).then_some(end);
    }
    let mut end = None;
    let mut next = at;
    for _ in 0..LONGEST_NAME {
        if !folded.is_upper(next) || NOT_A_NAME.iter().any(|words| folded.words_at(next, words).is_some()) {
            break;
        }
        let mut word_end = folded.word_end(next);
        if matches!(folded.byte(word_end), b'\'' | b'-') && folded.byte(word_end + 1).is_ascii_alphabetic() {
            word_end = folded.word_end(word_end + 1);
        }
        end = Some(word_end);
        if folded.byte(word_end) != b' ' {
            break;
        }
        next = word_end + 1;
    }
    end
}

/// A name as it is kept: composed, single spaces, not all in capitals.
fn tidy(name: &str) -> String {
    let name = nfc(name);
    let shouted = !name.chars().any(char::is_lowercase);
    let words = name.split_whitespace().map(|word| if shouted { title_case(word) } else { word.to_owned() });
    words.collect::<Vec<_>>().join(" ")
}

fn title_case(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().into_iter().chain(chars.flat_map(char::to_lowercase)).collect()
}
