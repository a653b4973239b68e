//! Where an unquoted name ends. In: folded text and the place after a type word. Out: [`Name`]: to its period, or to
//! the first word that no name goes on with.

use super::super::folded::{Folded, SIGN};
use super::super::issuer::{self, FlowReader};
use super::period::{self, Period, PeriodKind};
use super::{words_at, words_before};

/// No name is longer, in words.
const LONGEST: usize = 64;

/// Words that no name goes on with.
const ENDS: [&str; 30] = [
    "nhằm",
    "để",
    "được",
    "đã",
    "đang",
    "sẽ",
    "phải",
    "là",
    "thì",
    "khi",
    "cần",
    "nếu",
    "nêu",
    "do",
    "bởi",
    "này",
    "trong đó",
    "như sau",
    "bao gồm",
    "có hiệu quả",
    "hiệu quả",
    "bám sát",
    "góp phần",
    "bảo đảm",
    "đảm bảo",
    "đạt",
    "kèm theo",
    "ban hành",
    "năm học mới",
    "hằng năm",
];
/// Words that a name of a plan may hold before its period, and that end a name without one.
const TURNS: [&str; 37] = [
    "trình",
    "phối hợp",
    "thực hiện",
    "hoặc",
    "đề nghị",
    "thành lập",
    "xem xét",
    "gửi",
    "xác định",
    "thông báo",
    "ít nhất",
    "dự kiến",
    "tổ chức",
    "hướng dẫn",
    "quy định",
    "ở",
    "tại",
    "đối với",
    "cho",
    "theo",
    "từ",
    "với",
    "trên",
    "trong",
    "đến",
    "vào",
    "gắn với",
    "liên quan",
    "phù hợp",
    "còn dư",
    "như",
    "có",
    "của",
    "năm học",
    "năm",
    "giai đoạn",
    "khóa",
];
/// Units of a text; with a capital and a label they are no part of a name (folded).
const UNITS: [&str; 8] = ["chuong", "muc", "dieu", "khoan", "diem", "phu luc", "bieu so", "tieu du an"];
/// Words that lead from a name to the next citation and belong to neither.
const LINKS: [&str; 5] = ["và", "các", "theo", "về", "của"];

/// Why a name ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// With its period.
    Period,
    /// Another citation begins at this place.
    Inner(usize),
    /// A quotation opens at this place.
    Quote(usize),
    /// A sign, a word, or nothing more.
    Word,
}

/// An unquoted name.
#[derive(Clone, Copy, Debug)]
pub struct Name {
    /// The place after it: after its period, else before the first word or comma that need not belong to it.
    pub end: usize,
    /// Its words up to there, the period not counted.
    pub words: usize,
    /// Its period.
    pub period: Option<Period>,
    /// A comma stands in it, other than directly before the period.
    pub comma: bool,
    /// Why it ended.
    pub why: End,
}

/// Reads the name that starts at `from`. Another citation starts at `wall`: no name goes beyond.
pub fn read(reader: &FlowReader<'_>, from: usize, wall: usize) -> Name {
    let folded = reader.folded;
    let mut walk = Walk { folded, end: from, words: 0, short: None, comma: false, tasks: false };
    walk.tasks = ["nhiệm vụ", "phương hướng"].iter().any(|words| words_at(folded, from, words).is_some());
    let inner = reader.lexicon.words();
    let mut at = from;
    let mut after_comma = false;
    loop {
        if at >= wall {
            return walk.ended(if wall < folded.len() { End::Inner(wall) } else { End::Word });
        }
        let word_end = folded.word_end(at);
        if word_end == at || walk.words == LONGEST {
            let opens = folded.byte(at) == b'"';
            return walk.ended(if opens { End::Quote(at) } else { End::Word });
        }
        if let Some(period) = period::read(folded, at).filter(|period| period.end <= wall) {
            return walk.with(period, after_comma);
        }
        if walk.words > 0 && is_end(reader, at) {
            return walk.ended(End::Word);
        }
        if inner.begins_citation(folded, at, after_comma || words_before(folded, walk.end, "và").is_some()) {
            return walk.ended(End::Inner(at));
        }
        if walk.short.is_none() && TURNS.iter().any(|words| words_at(folded, at, words).is_some()) {
            walk.short = Some((walk.end, walk.words));
        }
        walk.comma |= after_comma;
        walk.end = word_end;
        walk.words += 1;
        (at, after_comma) = next(folded, word_end);
        if after_comma && walk.short.is_none() {
            walk.short = Some((walk.end, walk.words));
        }
    }
}

struct Walk<'a> {
    folded: &'a Folded<'a>,
    end: usize,
    words: usize,
    /// Where the name ends if no period follows, with its words.
    short: Option<(usize, usize)>,
    comma: bool,
    /// "nhiệm vụ, giải pháp trọng tâm": the comma is part of what every year's plan is called.
    tasks: bool,
}

impl Walk<'_> {
    fn with(self, period: Period, after_comma: bool) -> Name {
        // "đạt kết quả trong giai đoạn 2021-2025": the time of something else.
        let passing =
            ["trong", "cho", "của", "cả"].iter().any(|word| words_before(self.folded, self.end, word).is_some());
        // Over a comma a single year says when something is done, not what a plan is called.
        let loose = matches!(period.kind, PeriodKind::Year | PeriodKind::SchoolYear) && (self.comma || after_comma);
        let loose = loose && !(self.tasks && period.kind == PeriodKind::SchoolYear);
        if passing || loose {
            return self.ended(End::Word);
        }
        Name { end: period.end, words: self.words, period: Some(period), comma: self.comma, why: End::Period }
    }

    /// Without a period the name goes to the first comma or turn; words that lead on to another citation
    /// are not its own.
    fn ended(self, why: End) -> Name {
        let inner = matches!(why, End::Inner(_) | End::Quote(_));
        let (mut end, mut words) = match self.short {
            Some(short) if !inner => short,
            _ => (self.end, self.words),
        };
        while words > 0
            && let Some(start) = LINKS.iter().find_map(|link| words_before(self.folded, end, link))
        {
            end = self.folded.skip_space_back(start);
            if self.folded.before(end) == b',' {
                end -= 1;
            }
            words -= 1;
        }
        Name { end, words, period: None, comma: self.comma, why }
    }
}

/// The next word after a space, a comma, a hyphen, a slash or a short parenthesis, and whether a comma was passed. The
/// end itself where none of these follows.
fn next(folded: &Folded<'_>, end: usize) -> (usize, bool) {
    let at = folded.skip_space(end);
    match folded.byte(at) {
        b',' => (folded.skip_space(at + 1), true),
        b'-' | b'&' | b'/' | b'+' | b'\'' => (folded.skip_space(at + 1), false),
        b'(' => match parenthesis(folded, at) {
            Some(after) => (after, false),
            None => (at, false),
        },
        _ => (at, false),
    }
}

/// "(OCOP)", "(GDMN)": an abbreviation inside a name.
fn parenthesis(folded: &Folded<'_>, open: usize) -> Option<usize> {
    let end = folded.word_end(open + 1);
    let short = end > open + 2 && folded.byte(end) == b')' && folded.is_upper(open + 1) && folded.is_upper(open + 2);
    short.then(|| folded.skip_space(end + 1))
}

fn is_end(reader: &FlowReader<'_>, at: usize) -> bool {
    let folded = reader.folded;
    if folded.byte(at) == SIGN || ENDS.iter().any(|words| words_at(folded, at, words).is_some()) {
        return true;
    }
    // "… kết hợp kỳ nghỉ Chương II": a heading, a cell of a table.
    let labelled = |end: usize| {
        let label = folded.skip_space(end);
        folded.byte(label).is_ascii_digit() || folded.is_upper(label) && folded.word_end(label) - label <= 4
    };
    if folded.is_upper(at) && UNITS.iter().any(|unit| folded.words_at(at, unit).is_some_and(labelled)) {
        return true;
    }
    // "của UBND tỉnh" is the issuer; "của địa phương", "của tỉnh" belong to the name.
    words_at(folded, at, "của").is_some_and(|end| issuer::phrase(reader, folded.skip_space(end)).is_some())
}

/// Over a place's name after a period: "giai đoạn 2021-2025 tỉnh Lào Cai", "… trên địa bàn tỉnh Lạng Sơn".
pub fn over_place(reader: &FlowReader<'_>, end: usize) -> usize {
    let folded = reader.folded;
    let mut at = folded.skip_space(end);
    for words in ["tren dia ban", "cua"] {
        at = folded.words_at(at, words).map_or(at, |after| folded.skip_space(after));
    }
    let unit = ["tinh", "thanh pho", "huyen", "thi xa", "quan", "xa", "phuong"];
    let Some(after) = unit.iter().find_map(|words| folded.words_at(at, words)) else { return end };
    if !folded.is_upper(folded.skip_space(after)) {
        return end;
    }
    let written = super::super::place::read(folded, reader.lexicon, reader.home, at);
    written.filter(|written| written.place.is_some()).map_or(end, |written| written.end)
}
