//! Titles of laws that amend others: "Luật sửa đổi, bổ sung một số điều của Luật Chứng khoán, Luật Kế toán và Luật Quản
//! lý thuế". In: the place after the type word. Out: where the title ends. The laws in it are part of it, however many.

use super::{LawType, LawTypeWord, MOST_WORDS, after_word, date_after, ends_name, is_after, list_gap, over_markup};
use crate::citation::folded::Folded;
use crate::citation::issuer::FlowReader;
use crate::citation::laws_known;

/// Farthest the first law that is amended stands from the word "sửa đổi".
const LONGEST: usize = 160;
/// Most laws that one law amends by name.
const MOST_LAWS: usize = 24;
/// Words with which a title amends (folded).
const VERBS: [&str; 2] = ["sua doi", "bo sung"];
/// Words between "sửa đổi" and the law that is amended (folded).
const BETWEEN: [&str; 34] = [
    "sua", "doi", "bo", "sung", "mot", "so", "cac", "nhung", "dieu", "khoan", "diem", "muc", "phu", "luc", "danh",
    "ten", "cua", "tai", "trong", "thuoc", "ve", "thay", "the", "va", "bai", "cum", "tu", "quy", "dinh", "chuong",
    "co", "cac", "noi", "dung",
];
const TYPES: [LawType; 4] = [LawType::Code, LawType::Law, LawType::Ordinance, LawType::Constitution];

impl LawTypeWord {
    /// "sửa đổi, bổ sung một số điều của Luật Giáo dục": the name goes on to the end of the last law that is amended.
    pub(super) fn amending(&self, reader: &FlowReader<'_>, at: usize) -> Option<usize> {
        let folded = reader.folded;
        VERBS.iter().find_map(|words| folded.words_at(at, words))?;
        let known = laws_known::at(folded, self.law, at).map(|known| known.end);
        let mut next = at;
        let limit = folded.len().min(at + LONGEST);
        while next < limit {
            let end = folded.word_end(next);
            if end == next {
                match folded.byte(next) {
                    b' ' | b',' | b'-' => next += 1,
                    b'<' if over_markup(folded, next) > next => next = over_markup(folded, next),
                    _ => break,
                }
                continue;
            }
            if let Some((inner, name)) = self.inner(folded, next) {
                // "các luật liên quan đến đầu tư xây dựng cơ bản"
                let several = is_after(folded, next, "cac") || is_counted(folded, next);
                let related = || related_laws(folded, name, self.is_plain(folded)).filter(|_| several);
                let of_list = inner.known(folded, name).map(|(end, _)| end);
                let end = of_list.or_else(related).or_else(|| inner.by_rule(reader, name));
                let bare = (inner.law == LawType::Constitution).then_some(inner.places.end);
                let first = known.max(end.or(bare))?;
                return Some(self.further(reader, &inner, first));
            }
            let word = std::str::from_utf8(&folded.bytes[next..end]).unwrap_or_default();
            let counted = word.bytes().all(|byte| byte.is_ascii_digit());
            if !counted && !BETWEEN.contains(&word) {
                break;
            }
            next = end;
        }
        known
    }

    /// A type word inside the title, and the place of the name after it.
    fn inner(&self, folded: &Folded<'_>, at: usize) -> Option<(Self, usize)> {
        let (law, end) = TYPES.into_iter().find_map(|law| Some((law, folded.words_at(at, law.folded())?)))?;
        let name = over_markup(folded, folded.skip_space(end));
        Some((Self { law, places: at..end, ..*self }, name))
    }

    /// The end of the last law of the list that begins with the one that ends at `first_end`. An item with a number or
    /// a date of its own ends the list: what follows is another law. Two laws without either may be two.
    fn further(&self, reader: &FlowReader<'_>, first: &Self, first_end: usize) -> usize {
        let folded = reader.folded;
        let of_many = is_after(folded, first.places.start, "cac");
        let mut end = first_end;
        for count in 2..=MOST_LAWS {
            let numbered = date_after(folded, end).is_some() || is_numbered(folded, end);
            let item = if numbered { None } else { self.next_item(reader, first, end, of_many) };
            match item {
                Some(item) => end = item,
                None if count == 3 && !numbered && !of_many => return first_end,
                None => break,
            }
        }
        end
    }

    /// The end of the law after the one that ends at `end`.
    fn next_item(&self, reader: &FlowReader<'_>, first: &Self, end: usize, of_many: bool) -> Option<usize> {
        let folded = reader.folded;
        // A semicolon parts citations, not the laws of a title.
        let gap = list_gap(folded, end).filter(|next| !folded.bytes[end..*next].contains(&b';'))?;
        let next = Some(over_markup(folded, gap)).filter(|next| folded.is_upper(*next))?;
        match self.inner(folded, next) {
            Some((_, name)) if VERBS.iter().any(|words| folded.words_at(name, words).is_some()) => None,
            Some((inner, name)) => {
                let of_list = inner.known(folded, name).map(|(end, _)| end);
                of_list.or_else(|| inner.by_rule(reader, name))
            }
            // "các Luật Thuế giá trị gia tăng, Thuế thu nhập doanh nghiệp"
            None if of_many => laws_known::at(folded, first.law, next).map(|known| known.end),
            None => None,
        }
    }
}

/// Whether a number follows: "số 136/2025/QH15", "(136/2025/QH15)".
fn is_numbered(folded: &Folded<'_>, end: usize) -> bool {
    let mut at = folded.skip_space(end);
    if matches!(folded.byte(at), b',' | b'(') {
        at = folded.skip_space(at + 1);
    }
    at = folded.letters_at(at, "so").map_or(at, |after| folded.skip_space(after));
    if folded.byte(at) == b':' {
        at = folded.skip_space(at + 1);
    }
    folded.byte(at).is_ascii_digit()
}

/// "11 Luật có liên quan đến quy hoạch"
fn is_counted(folded: &Folded<'_>, place: usize) -> bool {
    folded.before(folded.skip_space_back(place)).is_ascii_digit()
}

/// "liên quan đến đầu tư xây dựng cơ bản" after "các luật".
fn related_laws(folded: &Folded<'_>, at: usize, plain: bool) -> Option<usize> {
    let at = folded.words_at(at, "co").map_or(at, |end| folded.skip_space(end));
    let mut next = folded.skip_space(folded.words_at(at, "lien quan den")?);
    let mut end = None;
    for _ in 0..MOST_WORDS {
        let word_end = folded.word_end(next);
        if word_end == next || ends_name(folded, next, word_end, plain) {
            break;
        }
        end = Some(word_end);
        // "… xây dựng cơ bản và Khoản 2": what a capital begins after "và" is no more of the title.
        match after_word(folded, word_end, false) {
            Some(after) => next = after,
            None => break,
        }
    }
    end
}
