//! Laws cited by name: "Luật Trẻ em", "Bộ luật Dân sự năm 2015", "Hiến pháp", "Luật sửa đổi, bổ sung một số điều của
//! Luật Giáo dục". In: a [`FlowReader`] on one flow. Out: [`FoundLawName`]s, in order, none overlapping.
//!
//! A name is one that is known ([`super::laws_known`]), or words after a capital type word that begin with a
//! capital and end where a clause ends. Branches of law, professions ("Luật sư"), drafts ("dự án Luật …") and the
//! law itself ("Luật này") are none.

mod amending;

use super::date::{self, WrittenDate};
use super::folded::Folded;
use super::issuer::FlowReader;
use super::laws_known::{self, LawType, over_markup};
use super::phrases::Phrases;
use aho_corasick::AhoCorasick;
use std::ops::Range;
use std::sync::LazyLock;

/// A law's name in a flow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundLawName {
    /// Type word (of a later item in a list the name alone) through the name, the date left out.
    pub places: Range<usize>,
    /// Where the type word stands; in a list before the first item.
    pub type_places: Range<usize>,
    /// The date that directly follows.
    pub date: Option<WrittenDate>,
    /// Type word and name as the list has them, where it does.
    pub known: Option<String>,
}

impl FoundLawName {
    /// The end of the name and its date.
    pub fn reach(&self) -> usize {
        self.date.map_or(self.places.end, |date| date.end)
    }
}

/// The type words where dispatching starts ("Bộ luật" ends with "luật").
static TYPE_WORDS: LazyLock<Phrases<LawType>> = LazyLock::new(|| {
    Phrases::new([LawType::Law, LawType::Ordinance, LawType::Constitution].map(|law| (law.folded(), law)))
});

/// What a text has that names a law, as bytes before folding, composed and decomposed; "phap" and "lua" stand in other
/// words too.
static TRACES: LazyLock<AhoCorasick> = LazyLock::new(|| {
    let traces = ["lua", "luâ", "LUÂ", "luạ", "LUẠ", "luậ", "LUẬ", "phap", "pha\u{301}p", "pháp", "PHÁP"];
    AhoCorasick::builder().ascii_case_insensitive(true).build(traces).expect("eleven short patterns")
});

/// Whether a text may name a law; cheap, and true too often.
pub fn may_name(text: &str) -> bool {
    TRACES.is_match(text)
}

/// Words before "luật" that make it another word: pháp luật, kỷ luật, quy luật, dự luật, đạo luật, nội luật.
const OTHER_WORDS: [&str; 6] = ["phap", "ky", "quy", "du", "dao", "noi"];
/// Words before "Luật" that make it a subject of study or a firm.
const SUBJECTS: [&str; 15] = [
    "dai hoc",
    "truong",
    "khoa",
    "nganh",
    "chuyen nganh",
    "cu nhan",
    "thac si",
    "thac sy",
    "tien si",
    "tien sy",
    "sinh vien",
    "bo mon",
    "cong ty",
    "van phong",
    "hang",
];
/// Words before a type word that make it a bill.
const BILLS: [&str; 6] = ["du an", "du thao", "du an cac", "du thao cac", "de nghi xay dung", "du an xay dung"];
/// Fewer words after small "luật" name a branch of law rather than a law.
const FEWEST_WORDS: usize = 3;
/// Most words in a name that no list has.
const MOST_WORDS: usize = 18;
/// Words that end a name which no list has. Their marks count where the text has marks: "quản lý vũ khí" goes on.
const ENDS: [&str; 71] = [
    "ngày", "năm", "số", "của", "này", "do", "có", "được", "đã", "là", "quy", "qui", "tại", "theo", "trong", "để",
    "về", "thì", "khi", "phải", "không", "hiện", "sửa", "bổ", "ban", "nhằm", "với", "từ", "đến", "hoặc", "cùng", "như",
    "nếu", "mà", "bằng", "cho", "còn", "thuộc", "đối", "điều", "khoản", "điểm", "chương", "mục", "hướng", "thay",
    "thông", "sẽ", "đang", "chưa", "vào", "ra", "nên", "cần", "các", "những", "một", "áp", "trên", "trước", "sau",
    "kể", "luật", "nghị", "quyết", "bộ", "căn", "thực", "nêu", "nói", "gồm",
];
/// Two words that are one: neither ends a name for being one of those (folded).
const COMPOUNDS: [(&str, &str); 30] = [
    ("quy", "pham"),
    ("quy", "hoach"),
    ("quy", "chuan"),
    ("phap", "luat"),
    ("mac", "phai"),
    ("gay", "ra"),
    ("giai", "quyet"),
    ("bieu", "quyet"),
    ("giao", "thong"),
    ("truyen", "thong"),
    ("vien", "thong"),
    ("thong", "tin"),
    ("duong", "bo"),
    ("can", "bo"),
    ("noi", "bo"),
    ("bo", "may"),
    ("uy", "ban"),
    ("ban", "do"),
    ("hang", "khong"),
    ("tu", "do"),
    ("doi", "tac"),
    ("doi", "ngoai"),
    ("can", "cuoc"),
    ("cong", "bang"),
    ("danh", "muc"),
    ("hoi", "nghi"),
    ("dieu", "uoc"),
    ("dieu", "tra"),
    ("thuc", "pham"),
    ("thuc", "vat"),
];
/// Words that go on after a comma in such a name ("Luật Phòng, chống …").
const GO_ON: [&str; 20] = [
    "chong",
    "su dung",
    "chua",
    "bo sung",
    "cham soc",
    "khen thuong",
    "cong chuc",
    "vien chuc",
    "xuat canh",
    "nhap canh",
    "qua canh",
    "cu tru",
    "trung dung",
    "the thao",
    "ve sinh",
    "kiem dich",
    "giao duc",
    "ton giao",
    "tap trung",
    "ghep",
];
/// Verbs that a name begins with and never ends with: something is managed, fought, published (folded).
const INCOMPLETE: [&str; 24] = [
    "quan ly",
    "ban hanh",
    "phong",
    "phong chong",
    "phong, chong",
    "bao ve",
    "bao dam",
    "su dung",
    "quan ly, su dung",
    "quan ly va su dung",
    "ho tro",
    "khuyen khich",
    "thuc hien",
    "thuc hanh",
    "to chuc",
    "thi hanh",
    "xu ly",
    "tiep can",
    "chuyen giao",
    "tuong tro",
    "tang cuong",
    "ung dung",
    "hop nhat",
    "chuyen doi",
];
/// Verbs that go on with such a name after a comma (folded).
const FURTHER_VERBS: [&str; 8] =
    ["bao ve", "su dung", "khai thac", "bao quan", "van hanh", "phat trien", "chong", "bao dam"];
/// Words that go on with such a name, though they end others.
const OBJECTS: [&[u8]; 3] = [b"cac", b"nhung", b"so"];
/// The head of a page of the gazette, which an extraction leaves in the middle of a name (folded).
const PAGE_HEAD: &[u8] = b"cong bao/so";

/// Beginnings of what follows a type word without being a name (folded).
const NO_NAMES: [&str; 32] = [
    "va",
    "gom",
    "nguoi ky",
    "can cu",
    "theo",
    "nghi dinh",
    "thong tu",
    "quyet dinh",
    "nghi quyet",
    "phap lenh",
    "luat",
    "bo luat",
    "hien phap",
    "chinh phu",
    "quoc hoi",
    "bo truong",
    "thu tuong",
    "uy ban",
    "quoc te",
    "hoi dong",
    "moi",
    "truoc",
    "cac",
    "nhung",
    "viet nam",
    "noi dung",
    "truong hop",
    "viec",
    "bao cao",
    "bao gom",
    "co quan",
    "to chuc, ca nhan",
];
/// What goes on after "và" there: any small word but these.
const AND_ENDS: [&str; 16] = [
    "cac", "phap", "van", "nghi", "nhung", "quy", "huong", "thong", "luat", "bo", "quyet", "chi", "ke", "cac", "thuc",
    "theo",
];

/// All names of laws in a flow.
pub fn find(reader: &FlowReader<'_>) -> Vec<FoundLawName> {
    let folded = reader.folded;
    let mut names: Vec<FoundLawName> = Vec::new();
    let mut floor = 0;
    // They may overlap: "thực hiện Pháp lệnh".
    for hit in TYPE_WORDS.find(folded) {
        if hit.places.start < floor {
            continue;
        }
        let Some(word) = LawTypeWord::read(reader, hit.places, *hit.means) else { continue };
        match word.name(reader) {
            Some(name) => {
                floor = name.reach();
                names.push(name);
                floor = word.listed(reader, floor, &mut names);
            }
            None => reader.note(word.places.clone(), "why.law-general", &[]),
        }
    }
    names
}

/// A type word that may begin a name.
struct LawTypeWord {
    law: LawType,
    places: Range<usize>,
    capital: bool,
    /// Capitals say nothing: all letters are.
    shouted: bool,
}

impl LawTypeWord {
    /// The type word at a hit, unless the words before make it something else.
    fn read(reader: &FlowReader<'_>, hit: Range<usize>, law: LawType) -> Option<Self> {
        let folded = reader.folded;
        let before = word_before(folded, hit.start);
        let (law, start) = match law {
            LawType::Law if &folded.bytes[before.clone()] == b"bo" && !is_after(folded, before.start, "can") => {
                (LawType::Code, before.start)
            }
            LawType::Law if OTHER_WORDS.iter().any(|word| folded.bytes[before.clone()] == *word.as_bytes()) => {
                return None;
            }
            law => (law, hit.start),
        };
        if BILLS.iter().any(|words| is_after(folded, start, words)) {
            reader.note(start..hit.end, "why.law-bill", &[]);
            return None;
        }
        if law == LawType::Constitution && !is_constitution(folded.slice(hit.start, hit.end)) {
            return None;
        }
        if law == LawType::Law && SUBJECTS.iter().any(|words| is_after(folded, start, words)) {
            return None;
        }
        let capital = folded.is_upper(start);
        Some(Self { law, places: start..hit.end, capital, shouted: capital && folded.is_upper(start + 1) })
    }

    /// The name that follows.
    fn name(&self, reader: &FlowReader<'_>) -> Option<FoundLawName> {
        let folded = reader.folded;
        let mut at = over_markup(folded, folded.skip_space(self.places.end));
        // "các luật: Đất đai, Nhà ở"
        if folded.byte(at) == b':' && is_after(folded, self.places.start, "cac") {
            at = folded.skip_space(at + 1);
        }
        let amending = self.amending(reader, at).map(|end| (end, None));
        let listed = || self.known(folded, at).map(|(end, known)| (end, Some(known)));
        let quoted = || self.quoted(folded, at).map(|end| (end, None));
        let of_list = amending.or_else(listed).or_else(quoted);
        let why = if of_list.is_some() { "why.law-known" } else { "why.law-rule" };
        let found = of_list.or_else(|| self.by_rule(reader, at).map(|end| (end, None)));
        if let Some((end, known)) = found {
            reader.note(self.places.start..end, why, &[("name", folded.slice(self.places.start, end))]);
            let (end, date) = over_amended(folded, end);
            return Some(self.named(end, date, known));
        }
        let (end, date) = self.without_name(folded)?;
        reader.note(self.places.start..end, "why.law-dated", &[]);
        Some(self.named(end, date, None))
    }

    /// Whether the text is written without marks.
    fn is_plain(&self, folded: &Folded<'_>) -> bool {
        folded.slice(self.places.start, self.places.end).is_ascii()
    }

    fn named(&self, end: usize, date: Option<WrittenDate>, known: Option<String>) -> FoundLawName {
        FoundLawName { places: self.places.start..end, type_places: self.places.clone(), date, known }
    }

    /// A name of the list: its end, and it with its type word as the list has it.
    fn known(&self, folded: &Folded<'_>, at: usize) -> Option<(usize, String)> {
        // "luật về bảo hiểm y tế" is a branch of law.
        let titled = self.capital || self.law == LawType::Ordinance;
        let about = folded.words_at(at, "ve").filter(|_| titled).map(|end| folded.skip_space(end));
        let (start, law, known) = [Some(at), about].into_iter().flatten().find_map(|start| {
            // "Luật Dân sự" for the code, "Pháp lệnh Hải quan" for the law.
            let others: &[LawType] = match self.law {
                LawType::Constitution => &[],
                _ if self.capital && folded.is_upper(start) => &[LawType::Code, LawType::Law],
                _ => &[],
            };
            let types = std::iter::once(&self.law).chain(others);
            types.copied().find_map(|law| Some((start, law, laws_known::at(folded, law, start)?)))
        })?;
        // A longer name with a slip is not the shorter one: "Luật Giáo dục nghề ngh iệp".
        let next = folded.skip_space(known.end);
        if known.broken_off && !ends_name(folded, next, folded.word_end(next), self.is_plain(folded)) {
            return None;
        }
        let mut end = over_country(folded, known.end);
        if let Some(after) = literal(folded, end, " (hiv/aids)") {
            end = after;
        }
        let plain = !self.shouted;
        let sure = self.capital && plain
            || known.words >= FEWEST_WORDS
            || folded.is_upper(start) && plain
            || self.shouted && known.words > 1
            || self.law == LawType::Ordinance
            || date_after(folded, end).is_some()
            || folded.words_at(folded.skip_space(end), "so").is_some();
        sure.then(|| (end, format!("{} {}", law.word(), known.name)))
    }

    /// `Pháp lệnh "Ưu đãi người hoạt động cách mạng …"`.
    fn quoted(&self, folded: &Folded<'_>, at: usize) -> Option<usize> {
        if folded.byte(at) != b'"' || !self.capital {
            return None;
        }
        let start = folded.skip_space(at + 1);
        let length = folded.bytes[start..].iter().take(LONGEST_QUOTED).position(|byte| *byte == b'"')?;
        folded.is_upper(start).then_some(start + length + 1)
    }

    /// A name that no list has. It begins with a capital; in small letters it must be an ordinance's or dated.
    fn by_rule(&self, reader: &FlowReader<'_>, at: usize) -> Option<usize> {
        let folded = reader.folded;
        let profession =
            self.law == LawType::Law && ["su", "gia"].iter().any(|word| folded.words_at(at, word).is_some());
        let place = || reader.lexicon.province_at(folded, at).is_some();
        let other = || NO_NAMES.iter().any(|words| folded.words_at(at, words).is_some());
        if !self.capital || self.shouted || profession || place() || other() {
            return None;
        }
        let end = over_country(folded, unlisted_end(folded, at, self.is_plain(folded))?);
        let words = folded.bytes[at..end].split(|byte| *byte == b' ').count();
        let ordinance = self.law == LawType::Ordinance && words >= FEWEST_WORDS;
        let sure = folded.is_upper(at) || ordinance || date_after(folded, end).is_some();
        let begins = folded.is_upper(at) || !ends_name(folded, at, folded.word_end(at), self.is_plain(folded));
        (sure && begins).then_some(end)
    }

    /// "Pháp lệnh ngày 22 tháng 1 năm 1981", "Hiến pháp năm 2013", "Hiến pháp".
    fn without_name(&self, folded: &Folded<'_>) -> Option<(usize, Option<WrittenDate>)> {
        let end = self.places.end;
        let date = date_after(folded, end);
        let constitution = self.law == LawType::Constitution;
        let own = folded.words_at(folded.skip_space(end), "nay").is_some();
        let dated = date.is_some() && (self.capital || constitution);
        (dated || constitution && self.capital && !own).then_some((end, date))
    }

    /// The further names of "các Luật Doanh nghiệp, Đầu tư và Đất đai"; the place after the last.
    fn listed(&self, reader: &FlowReader<'_>, mut floor: usize, names: &mut Vec<FoundLawName>) -> usize {
        let folded = reader.folded;
        if self.shouted || !is_after(folded, self.places.start, "cac") {
            return floor;
        }
        while let Some(at) = list_gap(folded, floor).filter(|at| folded.is_upper(*at)) {
            let Some(known) = laws_known::at(folded, self.law, at) else { break };
            let date = date_after(folded, known.end);
            reader.note(at..known.end, "why.law-list", &[]);
            let name = FoundLawName {
                places: at..known.end,
                type_places: self.places.clone(),
                date,
                known: Some(format!("{} {}", self.law.word(), known.name)),
            };
            floor = name.reach();
            names.push(name);
        }
        floor
    }
}

/// Longest name in quotes.
const LONGEST_QUOTED: usize = 240;

/// "Luật Hải quan Việt Nam".
fn over_country(folded: &Folded<'_>, end: usize) -> usize {
    folded.words_at(end + 1, "viet nam").filter(|_| folded.byte(end) == b' ').unwrap_or(end)
}

/// Where a name that no list has ends: before a word or sign that ends a clause. `None`: what stands
/// there is only a part of a name.
fn unlisted_end(folded: &Folded<'_>, at: usize, plain: bool) -> Option<usize> {
    let mut end = None;
    let mut next = at;
    for _ in 0..MOST_WORDS {
        let word_end = folded.word_end(next);
        let incomplete = end.is_some_and(|end| is_incomplete(folded, at..end));
        if folded.bytes[next..].starts_with(PAGE_HEAD) {
            return None;
        }
        let goes_on = incomplete && OBJECTS.contains(&&folded.bytes[next..word_end]);
        if word_end == next || end.is_some() && !goes_on && ends_name(folded, next, word_end, plain) {
            return end.filter(|_| !incomplete);
        }
        end = Some(word_end);
        if is_abbreviation(folded, next, word_end) {
            return end;
        }
        let incomplete = is_incomplete(folded, at..word_end);
        match after_word(folded, word_end, incomplete) {
            Some(after) => next = after,
            None => return end.filter(|_| !incomplete),
        }
    }
    None
}

/// Whether these words are only the beginning of a name: "Luật Ban hành", "Luật Phòng, chống".
fn is_incomplete(folded: &Folded<'_>, places: Range<usize>) -> bool {
    INCOMPLETE.iter().any(|words| words.as_bytes() == &folded.bytes[places.clone()])
}

/// Whether a word ends a name; in `plain` text, which has no marks, by its letters alone.
fn ends_name(folded: &Folded<'_>, start: usize, end: usize, plain: bool) -> bool {
    let word = &folded.bytes[start..end];
    if word.first().is_some_and(u8::is_ascii_digit) {
        return true;
    }
    if word == b"so" {
        return announces(folded, end);
    }
    let written = folded.slice(start, end).trim_end();
    let ends = ENDS_FOLDED.iter().zip(ENDS).any(|(known, marked)| {
        known.as_bytes() == word && (plain || laws_known::compared(written) == laws_known::compared(marked))
    });
    ends && !is_of_compound(folded, start, end)
}

/// Whether a word is half of one of two: "phạm" and "quy" in "quy phạm".
fn is_of_compound(folded: &Folded<'_>, start: usize, end: usize) -> bool {
    let word = &folded.bytes[start..end];
    let (before, next) = (folded.skip_space_back(start), folded.skip_space(end));
    let before = &folded.bytes[folded.word_start(before)..before];
    let next = &folded.bytes[next..folded.word_end(next)];
    COMPOUNDS.iter().any(|(first, second)| {
        let (first, second) = (first.as_bytes(), second.as_bytes());
        (before, word) == (first, second) || (word, next) == (first, second)
    })
}

/// Whether "số" before this place announces a number; it does not in "Luật Chuyển đổi số".
fn announces(folded: &Folded<'_>, end: usize) -> bool {
    let next = folded.skip_space(end);
    let sign = folded.byte(next);
    sign.is_ascii_digit()
        || matches!(sign, b':' | b'/' | super::folded::SIGN)
        || sign == b'.' && folded.byte(next + 1) == b'.'
        || ["hieu", "va"].iter().any(|word| folded.words_at(next, word).is_some())
}

static ENDS_FOLDED: LazyLock<Vec<String>> = LazyLock::new(|| ENDS.iter().map(|word| crate::text::fold(word)).collect());

/// The next word of a name that no list has. `incomplete`: it has no more than a verb so far.
fn after_word(folded: &Folded<'_>, end: usize, incomplete: bool) -> Option<usize> {
    let at = folded.skip_space(end);
    if matches!(folded.byte(at), b',' | b'-') {
        let next = folded.skip_space(at + 1);
        let further: &[&str] = if incomplete { &FURTHER_VERBS } else { &[] };
        let goes_on = GO_ON.iter().chain(further).any(|words| folded.words_at(next, words).is_some());
        return (goes_on && (folded.byte(at) == b'-' || !folded.is_upper(next))).then_some(next);
    }
    if let Some(after) = folded.words_at(at, "va") {
        let next = folded.skip_space(after);
        let word = std::str::from_utf8(&folded.bytes[next..folded.word_end(next)]).unwrap_or_default();
        let goes_on = !word.is_empty() && !folded.is_upper(next) && !AND_ENDS.contains(&word);
        return goes_on.then_some(next);
    }
    (at > end && folded.is_word(at)).then_some(at)
}

/// "NSNN", "BHXH".
fn is_abbreviation(folded: &Folded<'_>, start: usize, end: usize) -> bool {
    (2..=10).contains(&(end - start)) && (start..end).all(|place| folded.is_upper(place))
}

/// Over "(sửa đổi)" or "sửa đổi", where a date follows, and the date.
fn over_amended(folded: &Folded<'_>, end: usize) -> (usize, Option<WrittenDate>) {
    const AMENDED: [&str; 6] =
        [" (sua doi)", " (sua doi, bo sung)", " (da sua doi)", " sua doi, bo sung", " sua doi bo sung", " sua doi"];
    for after in AMENDED.iter().filter_map(|words| literal(folded, end, words)) {
        if let Some(date) = date_after(folded, after) {
            return (after, Some(date));
        }
    }
    (end, date_after(folded, end))
}

/// The date right after a name; a year may stand alone ("Bộ luật Dân sự 2015").
fn date_after(folded: &Folded<'_>, end: usize) -> Option<WrittenDate> {
    let at = folded.skip_space(end);
    let place = if folded.byte(at) == b'<' { over_markup(folded, at).saturating_sub(1).max(end) } else { end };
    if folded.byte(folded.skip_space(place)) == b',' {
        return None;
    }
    date::read(folded, place, None).or_else(|| date::bare_year(folded, place))
}

/// The item after ", " or " và ".
fn list_gap(folded: &Folded<'_>, end: usize) -> Option<usize> {
    let at = folded.skip_space(end);
    if matches!(folded.byte(at), b',' | b';') {
        return Some(folded.skip_space(at + 1));
    }
    folded.words_at(at, "va").map(|after| folded.skip_space(after))
}

fn literal(folded: &Folded<'_>, place: usize, words: &str) -> Option<usize> {
    let end = place + words.len();
    (folded.bytes.get(place..end)? == words.as_bytes()).then_some(end)
}

fn word_before(folded: &Folded<'_>, place: usize) -> Range<usize> {
    let end = folded.skip_space_back(place);
    folded.word_start(end)..end
}

/// "Hiến pháp", without marks too, but not "hiện pháp".
fn is_constitution(words: &str) -> bool {
    words.is_ascii() || crate::text::nfc(words).chars().any(|c| matches!(c, 'ế' | 'Ế'))
}

/// Whether `words` stand right before `place`.
fn is_after(folded: &Folded<'_>, place: usize, words: &str) -> bool {
    let end = folded.skip_space_back(place);
    let Some(start) = end.checked_sub(words.len()).filter(|_| end < place) else { return false };
    &folded.bytes[start..end] == words.as_bytes() && !(start > 0 && folded.is_word(start - 1))
}

/// The name that ends, with its date, right before `place`, over a comma.
pub fn ending_at<'n>(names: &'n [FoundLawName], folded: &Folded<'_>, place: usize) -> Option<&'n FoundLawName> {
    let last = names[..names.partition_point(|name| name.places.start < place)].last()?;
    let mut at = over_markup(folded, folded.skip_space(last.reach()));
    if folded.byte(at) == b',' {
        at = folded.skip_space(at + 1);
    }
    (at == place || last.reach() == place).then_some(last)
}
