//! Reads which agency a text names: a body with its place, or a group ("UBND các huyện, thị xã, thành phố").
//!
//! In: folded text and the place that the document speaks from. Out: [`NamedAgency`] agencies with where they end. A
//! name that may be two bodies is no agency.

use super::TaskInput;
use super::pattern::PatternTrie;
use crate::citation::department;
use crate::citation::folded::Folded;
use crate::citation::issuer::{self, FlowReader};
use crate::citation::place::{self, NamedPlace, SpeakerPlace, WrittenPlace};
use crate::content::registry::{Issuers, LocalBody};
use crate::text::{fold, name_key, slug};
use jiff::civil::{Date, date};
use std::sync::{Arc, LazyLock};

/// A body or a group that has tasks: with it a list of them can be made.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Agent {
    /// Key of the issuer's row, or the slug of the name.
    pub key: String,
    /// Canonical name with place: "Sở Giáo dục và Đào tạo tỉnh Lào Cai".
    pub name: String,
    /// Several bodies, named together.
    pub is_group: bool,
}

impl Agent {
    /// Whether it is a body of a district, or the bodies of districts: they ended on one day. Schools, communes and the
    /// bodies of what was a "thành phố" did not, or the name does not tell.
    pub fn ended_with_districts(&self) -> bool {
        const OF_DISTRICTS: [&str; 2] = ["UBND các huyện", "Các phòng Giáo dục và Đào tạo"];
        const GO_ON: [&str; 4] = ["UBND các xã", "Các trường", "Các trung tâm", "Các cơ sở"];
        let named = [" huyện ", " quận ", " thị xã "].iter().any(|unit| self.name.contains(unit));
        OF_DISTRICTS.iter().any(|name| self.name.starts_with(name))
            || self.name.contains("các huyện, thị xã, thành phố")
            || self.name.contains("Huyện ủy ")
            || !self.is_group && named
            || named && !GO_ON.iter().any(|name| self.name.starts_with(name))
    }
}

/// The last day of the district level: Nghị quyết 203/2025/QH15 ended it on 01/7/2025.
pub fn districts_ended() -> Date {
    date(2025, 6, 30)
}

/// An agency as a text names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct NamedAgency {
    /// The agency; `None` where no single one is meant, or where the words do not say which.
    pub agent: Option<Agent>,
    /// Where it is named.
    pub start: usize,
    /// The place after it.
    pub end: usize,
}

/// Whose group it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum GroupScope {
    Country,
    Province,
    District,
    Issuer,
    Unspecified,
}

struct AgencyGroup {
    scope: GroupScope,
    key: &'static str,
    name: &'static str,
}

struct Groups {
    rows: Vec<AgencyGroup>,
    words: PatternTrie,
}

static GROUPS: LazyLock<Groups> = LazyLock::new(|| {
    let (mut rows, mut words) = (Vec::new(), PatternTrie::default());
    for line in include_str!("groups.tsv").lines().filter(|line| !line.starts_with('#')) {
        let mut columns = line.split('\t');
        let mut column = || columns.next().unwrap_or_default();
        let (key, scope, name, patterns) = (column(), column(), column(), column());
        let scope = match scope {
            "country" => GroupScope::Country,
            "province" => GroupScope::Province,
            "district" => GroupScope::District,
            "issuer" => GroupScope::Issuer,
            _ => GroupScope::Unspecified,
        };
        words.add(patterns, rows.len());
        rows.push(AgencyGroup { scope, key, name });
    }
    Groups { rows, words }
});

/// What must follow the name of a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Follows {
    Place,
    Home,
    Province,
    Committee,
}

struct Bodies {
    rows: Vec<(&'static str, Follows)>,
    words: PatternTrie,
}

static BODIES: LazyLock<Bodies> = LazyLock::new(|| {
    let (mut rows, mut words) = (Vec::new(), PatternTrie::default());
    for line in include_str!("bodies.tsv").lines().filter(|line| !line.starts_with('#')) {
        let mut columns = line.split('\t');
        let mut column = || columns.next().unwrap_or_default();
        let (name, follows, patterns) = (column(), column(), column());
        let follows = match follows {
            "home" => Follows::Home,
            "province" => Follows::Province,
            "committee" => Follows::Committee,
            _ => Follows::Place,
        };
        words.add(patterns, rows.len());
        rows.push((name, follows));
    }
    Bodies { rows, words }
});

/// Persons who stand for the bodies or groups named after them (folded).
const PERSONS: [&str; 12] = [
    "thu truong",
    "chu tich",
    "giam doc",
    "lanh dao",
    "hieu truong",
    "nguoi dung dau",
    "truong",
    "bo truong",
    "bi thu",
    "cap truong",
    "cac dong chi",
    "dong chi",
];
/// Words before a place that belong to a group: "của huyện", "trên địa bàn tỉnh" (folded, longer ones first).
const BEFORE_PLACE: [&str; 9] = ["tren dia ban", "thuoc", "trong", "toan", "cua", "cap", "tai", "o", ""];
/// Words that may stand after an agency and change nothing (folded, longer ones first).
const AFTER: [&str; 6] = ["co lien quan", "lien quan", "truc thuoc", "nha nuoc", "khac", "noi tren"];

/// Who speaks, and from where.
pub(super) struct Voice<'a> {
    input: &'a TaskInput<'a>,
    home: SpeakerPlace,
}

impl<'a> Voice<'a> {
    pub(super) fn of(input: &'a TaskInput<'a>) -> Self {
        let home = SpeakerPlace::of(&input.registries.issuers, input.lexicon, Some(&input.front_matter.issuer.value));
        Self { input, home }
    }

    /// Key of who issued the document.
    pub(super) fn issuer(&self) -> &'a str {
        &self.input.front_matter.issuer.value
    }

    /// Reads `folded` with `read`.
    pub(super) fn reading<T>(&self, folded: &Folded<'_>, read: impl FnOnce(&Agents<'_>) -> T) -> T {
        let issuers = &self.input.registries.issuers;
        let lexicon = self.input.lexicon;
        let reader = FlowReader { folded, lexicon, issuers, home: &self.home, trace: None };
        let issuer = self.issuer();
        let issuer = issuers.get(issuer).map_or(issuer, |row| row.name.as_str());
        read(&Agents { reader: &reader, issuer })
    }

    /// The agency that an editor names by its key or as texts do.
    pub(super) fn named(&self, written: &str) -> Option<Agent> {
        if let Some(row) = self.input.registries.issuers.get(written) {
            return Some(Agent { key: row.key.clone(), name: row.name.clone(), is_group: false });
        }
        let folded = Folded::new(written);
        self.reading(&folded, |agents| agents.one(0)).filter(|named| named.end == folded.len())?.agent
    }

    /// The agencies that the document is sent to.
    pub(super) fn recipients(&self) -> Vec<Arc<Agent>> {
        let mut all: Vec<Arc<Agent>> = Vec::new();
        for line in &self.input.front_matter.recipients {
            let folded = Folded::new(line);
            for named in self.reading(&folded, |agents| agents.list(0)) {
                if let Some(agent) = named.agent.filter(|agent| all.iter().all(|known| known.key != agent.key)) {
                    all.push(Arc::new(agent));
                }
            }
        }
        all.shrink_to_fit();
        all
    }
}

/// Reads the agencies that a text names.
pub(super) struct Agents<'a> {
    pub reader: &'a FlowReader<'a>,
    /// Name of the body that speaks.
    pub issuer: &'a str,
}

impl<'a> Agents<'a> {
    fn folded(&self) -> &'a Folded<'a> {
        self.reader.folded
    }

    /// A list of agencies at `at`: "Sở Thông tin và Truyền thông, Báo Lào Cai và Đài Phát thanh - Truyền hình tỉnh".
    pub(super) fn list(&self, at: usize) -> Vec<NamedAgency> {
        let mut list = self.several(at);
        while let Some(last) = list.last() {
            // A text can name hundreds; no task is assigned like that.
            if list.len() > 60 {
                break;
            }
            let Some(next) = separator(self.folded(), last.end) else { break };
            let more = self.several(next);
            if more.is_empty() {
                break;
            }
            list.extend(more);
        }
        list
    }

    /// One agency, or a few with one head: "các Sở: Nội vụ, Tài chính".
    pub(super) fn several(&self, at: usize) -> Vec<NamedAgency> {
        let fields = self.fields(at);
        if fields.is_empty() { self.one(at).into_iter().collect() } else { fields }
    }

    fn fields(&self, at: usize) -> Vec<NamedAgency> {
        let folded = self.folded();
        let heads = [("cac so", "Sở"), ("so", "Sở"), ("cac bo", "Bộ"), ("bo", "Bộ")];
        let Some((after, head)) = heads.iter().find_map(|(words, head)| Some((folded.words_at(at, words)?, head)))
        else {
            return Vec::new();
        };
        let mut next = folded.skip_space(after);
        if folded.byte(next) == b':' {
            next = folded.skip_space(next + 1);
        } else if !folded.slice(at, after).contains(' ') {
            return Vec::new();
        }
        let mut list: Vec<NamedAgency> = Vec::new();
        while let Some((agent, end)) = self.field(head, next) {
            // The first takes its head with it: "các Sở Nội vụ".
            let start = if list.is_empty() && agent.is_none() { at } else { next };
            list.push(NamedAgency { agent, start, end });
            let Some(after) = separator(folded, end) else { break };
            next = after;
        }
        list
    }

    /// "Tài chính" after "các Sở:", read as "Sở Tài chính".
    fn field(&self, head: &str, at: usize) -> Option<(Option<Agent>, usize)> {
        let folded = self.folded();
        if !folded.is_upper(at) {
            return None;
        }
        let rest = folded.slice(at, folded.len().min(at + 80));
        let text = format!("{head} {rest}");
        let alone = Folded::new(&text);
        let before = head.chars().count() + 1;
        let reader = FlowReader { folded: &alone, ..*self.reader };
        let phrase = issuer::phrase(&reader, 0)?;
        let agent = match phrase.issuer {
            Some(issuer) => Some(Agent { key: issuer.key, name: issuer.name, is_group: false }),
            None => Agents { reader: &reader, issuer: self.issuer }.department(0).map(|name| self.of_all(&name)),
        };
        Some((agent, at + phrase.places.end - before))
    }

    /// The agency at `at`: the longest of a group, a body of a place, an issuing body.
    pub(super) fn one(&self, at: usize) -> Option<NamedAgency> {
        let found = [self.group(at), self.body(at), self.issuing(at)];
        // Of two as long, the first: a group is what its words say.
        let mut best: Option<(Option<Agent>, usize)> = None;
        for one in found.into_iter().flatten() {
            if best.as_ref().is_none_or(|(known, end)| one.1 > *end || one.1 == *end && known.is_none()) {
                best = Some(one);
            }
        }
        let (agent, end) = best?;
        Some(NamedAgency { agent, start: at, end: self.over_extras(end) })
    }

    /// Over "có liên quan", "(UBND)".
    fn over_extras(&self, end: usize) -> usize {
        let folded = self.folded();
        let mut at = end;
        for _ in 0..2 {
            let next = folded.skip_space(at);
            if folded.byte(next) == b'('
                && let Some(length) = folded.bytes[next..folded.len().min(next + 40)].iter().position(|b| *b == b')')
            {
                at = next + length + 1;
            } else if let Some(after) = AFTER.iter().find_map(|words| folded.words_at(next, words)) {
                at = after;
            }
        }
        at
    }

    fn issuing(&self, at: usize) -> Option<(Option<Agent>, usize)> {
        let folded = self.folded();
        // "Cục trưởng", "Chánh Văn phòng" begin with capitals like all bodies; "bộ phận", "sở hữu" do not.
        if !folded.is_upper(at) {
            return None;
        }
        let phrase = issuer::phrase(self.reader, at)?;
        let end = phrase.places.end;
        if let Some(issuer) = phrase.issuer {
            return Some((Some(Agent { key: issuer.key, name: issuer.name, is_group: false }), end));
        }
        Some((self.department(at).map(|name| self.of_all(&name)), end))
    }

    /// "Sở Tài chính" of a ministry's circular: every province's. "Phòng Y tế" of a province: every district's.
    fn of_all(&self, name: &str) -> Agent {
        match self.reader.home.province.as_ref() {
            Some(province) => in_place(&format!("{name} các huyện, thị xã, thành phố"), province),
            None if name.starts_with("Phòng") => country(&format!("{name} các huyện, thị xã, thành phố")),
            None => country(&format!("{name} các tỉnh, thành phố")),
        }
    }

    fn group(&self, at: usize) -> Option<(Option<Agent>, usize)> {
        let folded = self.folded();
        let start = self.after_person(at).unwrap_or(at);
        let read = |from: usize| GROUPS.words.longest(folded, from).map(|found| (from, found));
        let (from, (row, end)) = match (read(at), read(start)) {
            (Some(bare), Some(person)) if person.1.1 > bare.1.1 => person,
            (Some(found), _) | (None, Some(found)) => found,
            (None, None) => return None,
        };
        let group = &GROUPS.rows[row];
        // "các trưởng phòng" folds like "các trường".
        if group.key.starts_with("co-so") && folded.slice(from, end).to_lowercase().contains("trưởng") {
            return None;
        }
        let (end, place) = self.group_place(end);
        Some((self.scoped(group, place), end))
    }

    fn scoped(&self, group: &AgencyGroup, written: Option<Option<NamedPlace>>) -> Option<Agent> {
        let home = self.reader.home;
        let own = match group.scope {
            GroupScope::Unspecified => return None,
            GroupScope::Issuer => {
                return Some(country(&format!("{} {}", group.name, self.issuer)));
            }
            GroupScope::Country => return Some(country(group.name)),
            GroupScope::Province => home.province.clone(),
            GroupScope::District => home.district.clone().or_else(|| home.province.clone()),
        };
        match written {
            Some(Some(place)) => Some(in_place(group.name, &place)),
            // "của huyện" in a province's document: the district is not known.
            Some(None) => None,
            None => Some(own.map_or_else(|| country(group.name), |place| in_place(group.name, &place))),
        }
    }

    /// The canonical name of the department at `at`, less its place.
    fn department(&self, at: usize) -> Option<String> {
        let folded = self.folded();
        let start = self.after_person(at).unwrap_or(at);
        ["Sở", "Phòng"].into_iter().find_map(|first| {
            let after = folded.words_at(start, &fold(first))?;
            Some(department::read(folded, self.reader.lexicon, first, folded.skip_space(after))?.0)
        })
    }

    /// "của huyện", "trên địa bàn tỉnh Lào Cai" after a group: where it ends, and which place that is.
    fn group_place(&self, end: usize) -> (usize, Option<Option<NamedPlace>>) {
        let folded = self.folded();
        let next = folded.skip_space(end);
        for words in BEFORE_PLACE {
            let Some(after) = (if words.is_empty() { Some(next) } else { folded.words_at(next, words) }) else {
                continue;
            };
            let at = folded.skip_space(after);
            if let Some(written) = self.place(at).filter(|_| at > end) {
                return (written.end, Some(written.place));
            }
        }
        if let Some(after) = folded.words_at(next, "tren dia ban") {
            return (after, None);
        }
        (end, None)
    }

    /// The place named at `at`. "quán triệt" folds like "quận": the unit's marks must be right.
    fn place(&self, at: usize) -> Option<WrittenPlace> {
        const UNITS: [&str; 12] =
            ["tỉnh", "thành", "huyện", "quận", "thị", "xã", "phường", "đặc", "tp", "tp.", "tx", "tx."];
        let folded = self.folded();
        let word = name_key(folded.slice(at, folded.word_end(at)));
        let is_name = || folded.is_upper(at) && self.reader.lexicon.province_at(folded, at).is_some();
        if !UNITS.contains(&word.as_str()) && !is_name() {
            return None;
        }
        place::read(folded, self.reader.lexicon, self.reader.home, at).filter(|written| written.end > at)
    }

    fn body(&self, at: usize) -> Option<(Option<Agent>, usize)> {
        let folded = self.folded();
        let start = self.after_person(at).unwrap_or(at);
        let found = BODIES.words.longest(folded, at).or_else(|| BODIES.words.longest(folded, start));
        let (row, end) = found?;
        let (name, follows) = BODIES.rows[row];
        if !folded.is_upper(at) {
            return None;
        }
        let next = folded.skip_space(end);
        match follows {
            Follows::Province => {
                let (province, end) =
                    self.reader.lexicon.province_at(folded, next).filter(|_| folded.is_upper(next))?;
                let name = format!("{name} {}", province.name);
                Some((Some(Agent { key: slug(&name), name, is_group: false }), end))
            }
            Follows::Committee => {
                let phrase = issuer::phrase(self.reader, next)?;
                let committee = phrase.issuer.filter(|issuer| issuer.name.contains("ủy "))?;
                let name = format!("{name} {}", committee.name);
                Some((Some(Agent { key: slug(&name), name, is_group: false }), phrase.places.end))
            }
            Follows::Place | Follows::Home => {
                let (end, place) = match self.place(next) {
                    Some(written) => (written.end, written.place),
                    None if follows == Follows::Home => {
                        let home = self.reader.home;
                        (end, Some(home.district.clone().or_else(|| home.province.clone())?))
                    }
                    None => return None,
                };
                Some((place.map(|place| of_place(self.reader.issuers, name, &place)), end))
            }
        }
    }

    /// After "Thủ trưởng", "Chủ tịch", "Hiệu trưởng".
    fn after_person(&self, at: usize) -> Option<usize> {
        let folded = self.folded();
        let mut end = None;
        let mut from = at;
        for _ in 0..2 {
            let Some(after) = PERSONS.iter().find_map(|words| folded.words_at(from, words)) else { break };
            from = folded.skip_space(after);
            end = Some(from);
        }
        end
    }
}

/// The place after ", ", "; ", " và ", ", các ": where the next agency of a list may begin.
pub(super) fn separator(folded: &Folded<'_>, end: usize) -> Option<usize> {
    let mut at = folded.skip_space(end);
    if matches!(folded.byte(at), b',' | b';') {
        at = folded.skip_space(at + 1);
    }
    if let Some(after) = ["va", "cung", "hoac"].iter().find_map(|words| folded.words_at(at, words)) {
        at = folded.skip_space(after);
    }
    (at > folded.skip_space(end)).then_some(at)
}

fn of_place(issuers: &Issuers, name: &str, place: &NamedPlace) -> Agent {
    let department = LocalBody::Department(name);
    let area = place.area.as_deref();
    let (made, name, _) = Issuers::local_named(department, place.level, place.unit_word, &place.name, area);
    let key = issuers.row_key(&made).to_owned();
    let name = issuers.get(&key).map_or(name, |row| row.name.clone());
    Agent { key, name, is_group: false }
}

fn in_place(name: &str, place: &NamedPlace) -> Agent {
    let name = format!("{name} {} {}", place.unit_word, place.name);
    Agent { key: slug(&name), name, is_group: true }
}

fn country(name: &str) -> Agent {
    Agent { key: slug(name), name: name.to_owned(), is_group: true }
}
