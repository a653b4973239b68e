//! What the words around a trigger say: who acts, whether anything is said at all, and of how much of a work. Tables of
//! words, folded; every look around is bounded.
//!
//! In: folded text and places. Out: yes or no, [`Extent`].

use super::folded::Folded;
use super::statement::Extent;
use super::type_words::TypeWords;
use std::ops::Range;

/// Farthest that a look back at the clause goes.
const BACK: usize = 400;

/// Words that make what follows a case to come, not a fact.
const HYPOTHETICAL: [&str; 8] =
    ["truong hop ", "neu ", "khi ", "truoc khi ", "de nghi ", "kien nghi ", "xem xet ", "du thao "];

/// Words before "thực hiện" that make it an account or a name of an activity instead of an order.
const ACCOUNT: [&str; 20] = [
    " da ",
    " viec ",
    " qua ",
    " sau ",
    " ket qua ",
    " qua trinh ",
    " tinh hinh ",
    " chua ",
    " bao cao ",
    " so ket ",
    " tong ket ",
    " duoc ",
    " dang ",
    " cong tac ",
    " trong khi ",
    " ke tu ",
    " nham danh gia ",
    " danh gia ",
    " kiem tra ",
    " khong ",
];

/// Words that a title may have between "về việc" and what it does: "về việc ban hành kế hoạch tiếp tục thực hiện".
const TITLE_WORDS: [&str; 48] = [
    "ve", "viec", "v/v", "ban", "hanh", "phe", "duyet", "ke", "hoach", "chuong", "trinh", "dong", "de", "an", "noi",
    "dung", "quy", "dinh", "tiep", "tuc", "to", "chuc", "day", "manh", "tang", "cuong", "mot", "so", "bien", "phap",
    "chi", "tiet", "va", "giai", "doan", "nam", "phuong", "cong", "tac", "trong", "tam", "danh", "muc", "cac", "nhiem",
    "vu", "huong", "dan",
];

/// Words that may stand between what a title says and the work it says it of: "hướng dẫn việc thực hiện
/// một số nội dung của".
const OBJECT_WORDS: [&str; 44] = [
    "", "mot", "so", "dieu", "khoan", "diem", "noi", "dung", "cua", "cac", "viec", "thuc", "hien", "thi", "hanh",
    "quy", "dinh", "tai", "hieu", "qua", "co", "nghiem", "tuc", "tot", "nhung", "chi", "tiet", "luat", "nghi", "quyet",
    "thong", "tu", "ket", "muc", "chuong", "phu", "luc", "cum", "ten", "goi", "trong", "dong", "bo", "ve",
];

/// Words after which a part of a work is spoken of.
const PARTS: [&str; 26] = [
    "mot phan",
    "quy dinh",
    "noi dung",
    "cum tu",
    "phu luc",
    "danh muc",
    "mau",
    "bieu",
    "dieu",
    "khoan",
    "diem",
    "thu tuc",
    "mot so",
    "tieu chuan",
    "bang",
    "muc",
    "chuong",
    "cac tu",
    "tu",
    "dinh muc",
    "phan",
    "bieu mau",
    "mau so",
    "so thu tu",
    "quy trinh",
    "dong",
];

/// Words that may stand between a verb and the works it treats as a whole.
const WHOLE: [&str; 34] = [
    "", "cho", "toan", "bo", "hieu", "luc", "thi", "hanh", "cua", "cac", "van", "ban", "quy", "pham", "phap", "luat",
    "sau", "day", "duoi", "quyet", "dinh", "thong", "tu", "nghi", "chi", "cu", "the", "gom", "lien", "tich", "so",
    "doi", "voi", "-",
];

/// The words from `from` to `to`, at most [`BACK`] places, with a space before and after.
fn before(folded: &Folded<'_>, from: usize, to: usize) -> String {
    let from = from.max(to.saturating_sub(BACK));
    format!(" {} ", String::from_utf8_lossy(&folded.bytes[from.min(to)..to]).trim())
}

/// Labels, dashes and quotes at the beginning of a sentence, and a type word that is all there is
/// ("THÔNG TƯ Sửa đổi …").
pub(super) fn without_label(text: &str) -> &str {
    let mut rest = text.trim();
    loop {
        let start = rest;
        rest = rest.trim_start_matches(['-', '+', '*', '"', '\'', '(', ' ', '.', ')', ':', ',', '\u{2}']);
        for word in ["dieu ", "khoan ", "muc ", "chuong "] {
            rest = rest.strip_prefix(word).unwrap_or(rest);
        }
        let word = rest.split(' ').next().unwrap_or_default();
        let label = word.trim_end_matches(['.', ')']);
        let is_label = word.len() > label.len() && label.len() <= 5 || label.bytes().all(|byte| byte.is_ascii_digit());
        if is_label && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'.') {
            rest = &rest[word.len()..];
        }
        if rest == start {
            return rest;
        }
    }
}

/// Whether `trigger` opens its sentence, a label or the bare type word of a title aside.
pub(super) fn opens_sentence(folded: &Folded<'_>, types: &TypeWords, sentence: usize, trigger: usize) -> bool {
    if trigger.saturating_sub(sentence) > 60 {
        return false;
    }
    let words = before(folded, sentence, trigger);
    let rest = without_label(&words);
    rest.is_empty() || rest == "dieu" || types.is_acting(rest)
}

/// Whether `trigger` opens its clause: the sentence, or what follows a semicolon or a dash.
pub(super) fn opens_clause(folded: &Folded<'_>, types: &TypeWords, sentence: usize, trigger: usize) -> bool {
    let end = folded.skip_space_back(trigger);
    matches!(folded.before(end), b';' | b'-' | b'+' | 0) || opens_sentence(folded, types, sentence, trigger)
}

/// Whether `place` stands inside quotation marks: what is quoted is another text speaking.
pub(super) fn is_quoted(folded: &Folded<'_>, sentence: usize, place: usize) -> bool {
    let from = sentence.max(place.saturating_sub(BACK));
    folded.bytes[from..place].iter().filter(|byte| **byte == b'"').count() % 2 == 1
}

/// Whether the clause speaks of a case to come: "Trường hợp Nghị định … được sửa đổi".
pub(super) fn is_hypothetical(folded: &Folded<'_>, sentence: usize, place: usize) -> bool {
    let words = before(folded, sentence, place);
    let clause = words.rfind(';').map_or(words.as_str(), |at| &words[at..]);
    HYPOTHETICAL.iter().any(|word| clause.contains(&format!(" {word}")))
}

/// Whether the words before "thực hiện" tell of the past or name an activity: "đã triển khai", "việc thực hiện".
pub(super) fn is_account(folded: &Folded<'_>, from: usize, trigger: usize) -> bool {
    let words = before(folded, from, trigger);
    let clause = words.rfind([';', '.']).map_or(words.as_str(), |at| &words[at + 1..]);
    ACCOUNT.iter().any(|word| clause.contains(word))
}

/// Whether the document itself is who acts: "Thông tư này thay thế", "Nghị định này có hiệu lực …, bãi bỏ".
pub(super) fn document_acts(folded: &Folded<'_>, types: &TypeWords, sentence: usize, trigger: usize) -> bool {
    let words = before(folded, sentence, trigger);
    let Some(at) = words.rfind(" nay ") else { return false };
    let names_itself = words[..at].ends_with("dieu") || types.ends_acting(&words[..at]);
    let between = words[at + 4..].trim();
    names_itself && (is_adverb(between) || between.starts_with("co hieu luc") && is_joined(&words))
}

fn is_adverb(words: &str) -> bool {
    matches!(words, "" | "se" | "da" | "quy dinh" | "quy dinh viec" | "chi" | "cung" | "dong thoi")
}

/// Whether a second predicate begins after these words: "…, ", "… và ", "… đồng thời ".
fn is_joined(words: &str) -> bool {
    let words = words.trim_end();
    words.ends_with([',', ';']) || words.ends_with(" va") || words.ends_with(" dong thoi")
}

/// Whether a second predicate begins right before `trigger`.
pub(super) fn joins(folded: &Folded<'_>, from: usize, trigger: usize) -> bool {
    is_joined(&before(folded, from, trigger))
}

/// Whether the words right before `trigger` make it an attribute of something else: "các văn bản hướng dẫn Luật".
pub(super) fn is_attribute(folded: &Folded<'_>, trigger: usize) -> bool {
    let words = before(folded, trigger.saturating_sub(24), trigger);
    let words = words.trim_end();
    [" van ban", " quy dinh", " noi dung", " nhiem vu", " hop dong", " phu luc"]
        .iter()
        .any(|noun| words.ends_with(noun))
}

/// Whether the word right before `trigger` makes it passive.
pub(super) fn is_passive(folded: &Folded<'_>, trigger: usize) -> bool {
    let end = folded.skip_space_back(trigger);
    matches!(&folded.bytes[folded.word_start(end)..end], b"duoc" | b"bi")
}

/// Whether what stands between a citation and a trigger is the beginning of the cited work's title: "về việc", "ban
/// hành kế hoạch", after the issuer where the citation left it out. `bare`: nothing at all in between will do.
pub(super) fn is_title(folded: &Folded<'_>, gap: Range<usize>, bare: bool) -> bool {
    if gap.len() > 120 {
        return false;
    }
    let words = before(folded, gap.start, gap.end);
    let words = words.trim().trim_end_matches('-').trim();
    if words.is_empty() {
        return bare;
    }
    // The issuer that the citation's reader did not know.
    let title = match words.strip_prefix("cua ") {
        Some(rest) => [" ve ", " v/v ", " ban hanh ", " phe duyet ", " quy dinh "]
            .iter()
            .filter_map(|opener| format!("{rest} ").find(opener))
            .min()
            .map(|at| rest[at.min(rest.len())..].trim()),
        None => Some(words),
    };
    match title {
        Some(title) => title.split(' ').all(|word| TITLE_WORDS.contains(&word.trim_matches('"'))),
        None => bare && !words.contains([',', ';', ':', '.', '(']),
    }
}

/// Whether the work follows the verb as its object, and is not merely named somewhere behind another one.
pub(super) fn is_object(folded: &Folded<'_>, between: Range<usize>) -> bool {
    let words = before(folded, between.start, between.end);
    between.len() <= 120 && words.trim().split(' ').all(|word| OBJECT_WORDS.contains(&word))
}

/// How much of the work the verb is about, from the words between them (`pinpointed`: an article is named).
pub(super) fn extent(folded: &Folded<'_>, between: Range<usize>, pinpointed: bool) -> Extent {
    if pinpointed {
        return Extent::Part;
    }
    if between.len() > BACK {
        return Extent::Unsaid;
    }
    let words = before(folded, between.start, between.end);
    // "…: a) Thông tư": what is before the colon speaks of the list, not of this item.
    let item = words.rfind(':').map_or(words.as_str(), |at| &words[at + 1..]);
    if PARTS.iter().any(|part| item.contains(&format!(" {part} "))) && !is_whole(item) {
        return Extent::Part;
    }
    if is_whole(without_label(item)) { Extent::Whole } else { Extent::Unsaid }
}

fn is_whole(words: &str) -> bool {
    words.trim().split(' ').all(|word| WHOLE.contains(&word))
}

/// Whether the places begin with a unit of a pinpoint.
pub(super) fn is_pinpointed(folded: &Folded<'_>, place: usize) -> bool {
    let rest = &folded.bytes[place.min(folded.len())..];
    let starts = |word: &str| rest.starts_with(word.as_bytes());
    ["dieu ", "khoan ", "diem ", "muc ", "phan ", "phu luc ", "tiet ", "cac dieu ", "cac khoan "]
        .iter()
        .any(|unit| starts(unit))
        && !starts("muc tieu")
        || starts("chuong ") && !starts("chuong trinh")
}

/// Whether an exception follows: "…, trừ Điều 5".
pub(super) fn is_excepted(folded: &Folded<'_>, from: usize, sentence_end: usize) -> bool {
    let to = sentence_end.min(from.saturating_add(BACK)).min(folded.len());
    String::from_utf8_lossy(&folded.bytes[from.min(to)..to]).contains(", tru ")
}

/// What the words before the first work of "… hết hiệu lực" leave of it; `None` where they speak of something else.
pub(super) fn ended_extent(folded: &Folded<'_>, sentence: usize, citation: usize) -> Option<Extent> {
    if citation.saturating_sub(sentence) > BACK {
        return None;
    }
    let words = before(folded, sentence, citation);
    let mut rest = without_label(&words).trim();
    if rest.starts_with("ke tu ngay") || rest.starts_with("tu ngay") {
        rest = rest.rsplit_once(',').map_or(rest, |(_, rest)| rest).trim();
    }
    if rest.is_empty() || is_whole(rest) {
        return Some(Extent::Whole);
    }
    let parts = ["quy dinh", "cac quy dinh", "nhung quy dinh", "noi dung", "cac noi dung", "cac dieu", "dieu", "khoan"];
    parts.iter().any(|part| rest.starts_with(part)).then_some(Extent::Part)
}

/// The family of types of a citation, for comparing two: a decree is not amended by a circular.
pub(super) fn type_of<'t>(folded: &Folded<'_>, types: &'t TypeWords, places: &Range<usize>) -> Option<&'t str> {
    let end = places.end.min(places.start + 160);
    types.first_changed(&String::from_utf8_lossy(&folded.bytes[places.start..end]))
}
