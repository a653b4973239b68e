//! What stands before a type word: words that make it one of many, something still to be made, or the plan that a
//! decision puts into force itself. In: folded text. Out: [`Before`].

use super::super::Form;
use super::super::folded::Folded;
use super::super::issuer::FlowReader;
use super::super::scan::Mention;
use super::words_before;

/// Words before a type word that make it many.
const MANY: [&str; 12] =
    ["các", "những", "nhiều", "một số", "mọi", "từng", "hai", "ba", "bốn", "một", "loại", "tất cả"];
/// Words before a type word that make it part of another name: a body, a part of a programme, a definition.
const PART: [&str; 24] = [
    "tiểu",
    "hợp phần",
    "chủ nhiệm",
    "ban chỉ đạo",
    "ban quản lý",
    "ban điều hành",
    "văn phòng",
    "tổ công tác",
    "chủ",
    "tên",
    "chuyên",
    "gọi là",
    "gọi tắt là",
    "gọi chung là",
    "viết tắt là",
    "khung",
    "viện",
    "vụ",
    "cục",
    "phòng",
    "ban",
    "trung tâm",
    "hội đồng",
    "tổ",
];
/// Words that call for something to be made.
const ORDERS: [&str; 16] = [
    "xây dựng",
    "xây dựng và",
    "lập",
    "soạn thảo",
    "tham mưu",
    "ban hành",
    "hoàn thiện",
    "hoàn thành",
    "bổ sung",
    "điều chỉnh",
    "thẩm định",
    "trình",
    "đề xuất",
    "nghiên cứu",
    "có",
    "công khai",
];
/// Words after which a text speaks of itself or of its own annex.
const ITSELF: [&str; 4] = ["trên đây là", "sau đây là", "nội dung", "văn bản này"];
/// Words with which a decision puts into force what it carries.
const PROMULGATES: [&str; 4] = ["ban hành", "ban hành kèm theo", "quy định", "ban hành về"];
/// How far back a decision may stand from the plan that it promulgates.
const NEAR: usize = 260;

/// What the words before tell.
#[derive(Clone, Copy, Debug)]
pub struct Before {
    /// A capital here means something: the type word does not open a sentence or an item.
    pub inside: bool,
    /// One of many.
    pub many: bool,
    /// Part of another name.
    pub part: bool,
    /// Still to be made.
    pub ordered: bool,
    /// It speaks of itself.
    pub itself: bool,
    /// A decision before it promulgates it ("ban hành").
    pub promulgated: bool,
}

impl Before {
    /// Reads backwards from `start`; `previous` is the citation before.
    pub fn read(reader: &FlowReader<'_>, start: usize, previous: Option<&Mention>) -> Self {
        let folded = reader.folded;
        let end = folded.skip_space_back(start);
        let sign = folded.before(end);
        let any = |words: &[&str]| words.iter().any(|words| words_before(folded, end, words).is_some());
        let own_names = reader.lexicon.words().own();
        let own = || own_names.iter().any(|words| words_before(folded, end, words).is_some());
        let numbered = super::super::folded::is_word(sign) && sign.is_ascii_digit() && is_count(folded, end);
        let promulgated = previous.is_some_and(|previous| promulgates(folded, previous, start));
        // "Điều 1. Phê duyệt Đề án …": the decision's own.
        let quoted = folded.skip_space_back(end - usize::from(sign == b'"'));
        let opening = ["phê duyệt", "ban hành", "ban hành kèm theo"].iter().any(|words| {
            words_before(folded, quoted, words).is_some_and(|first| folded.is_upper(first) && opens(folded, first))
        });
        Self {
            inside: !opens(folded, start),
            many: numbered || any(&MANY),
            part: any(&PART),
            ordered: any(&ORDERS),
            itself: opening || any(&ITSELF) || own(),
            promulgated,
        }
    }
}

/// Whether a sentence or an item begins at `start`.
fn opens(folded: &Folded<'_>, start: usize) -> bool {
    let end = folded.skip_space_back(start);
    let sign = folded.before(end);
    let words = super::super::folded::is_word(sign) && !is_label(folded, end);
    // After a semicolon Vietnamese goes on with a small letter: a capital there belongs to a name.
    !(words || matches!(sign, b',' | b';' | b'(' | b')' | b'"' | b'&'))
}

/// "1", "a" before a full stop are no word of a sentence; the stop itself is no word either, so only a
/// bare label counts.
fn is_label(folded: &Folded<'_>, end: usize) -> bool {
    folded.word_start(end) == 0 && end <= 2
}

/// "03 Chương trình", "3 đề án": a small count.
fn is_count(folded: &Folded<'_>, end: usize) -> bool {
    let start = folded.word_start(end);
    end - start <= 2 && !matches!(folded.before(start), b'/' | b'-' | b'.' | b',')
}

/// "Quyết định số … của … (về việc) ban hành Kế hoạch …": the plan is what the decision says, no work of its own.
fn promulgates(folded: &Folded<'_>, previous: &Mention, start: usize) -> bool {
    let gap = previous.tail..start;
    if previous.form != Form::Numbered || gap.start > gap.end || gap.len() > NEAR {
        return false;
    }
    let end = folded.skip_space_back(start);
    PROMULGATES.iter().any(|words| words_before(folded, end, words).is_some()) && !closes(&folded.bytes[gap])
}

/// Whether a sentence ends in `gap`, or an item of a list.
pub fn closes(gap: &[u8]) -> bool {
    gap.iter().enumerate().any(|(at, byte)| match byte {
        b';' => true,
        b'.' | b'!' | b'?' => gap.get(at + 1).is_none_or(|next| *next == b' '),
        _ => false,
    })
}
