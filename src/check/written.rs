//! What a text says of a work right after citing it: the title ("về …", "“…”") and the period ("giai đoạn 2021-2025").
//! Read from the citation's sentence when it is needed; kept for all citations it would be a third of the memory.
//!
//! In: a [`Citation`] and the next one of its document. Out: [`After`].

use crate::citation::{Citation, Form};
use crate::text::nfc;
use regex::Regex;
use std::sync::{Arc, LazyLock};

/// What follows a citation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct After {
    /// The title as written.
    pub title: Option<WrittenTitle>,
    /// The period that the title names, or that follows the issuer.
    pub period: Option<WrittenPeriod>,
}

/// A title as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct WrittenTitle {
    /// The words, without the quotes around them.
    pub text: String,
    /// Quotes show where it ends; else the sentence may go on behind it.
    pub quoted: bool,
}

/// "giai đoạn 2021- 2025".
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct WrittenPeriod {
    /// `giai đoạn`, `năm học`: periods of two kinds do not contradict each other.
    pub word: String,
    /// First and last year.
    pub years: (u16, u16),
}

impl WrittenPeriod {
    /// `giai đoạn 2021-2025`.
    pub fn text(&self) -> String {
        format!("{} {}-{}", self.word, self.years.0, self.years.1)
    }
}

/// Longer "titles" are sentences that go on.
const LONGEST_TITLE: usize = 600;
/// How far the place of the issuer in the file may be from its place in the sentence, in scalar values.
const SLACK: usize = 4;

/// What may stand between the issuer and the title: "khóa XI", a date after the issuer, commas.
static BETWEEN: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"^(?:[\s,]|\(?[Kk]ho(?:á|a)\s[IVXLC]+\)?|\(?[Kk]hóa\s[IVXLC]+\)?|ngày\s\d{1,2}\s?[/.-]\s?\d{1,2}\s?[/.-]\s?\d{4}|ngày\s\d{1,2}\stháng\s\d{1,2}\snăm\s\d{4}|năm\s\d{4}\b)+",
    )
    .expect("a fixed pattern compiles")
});
/// How an unquoted title begins. Only words that can hardly be the sentence's own verb.
static OPENING: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(?:[Vv]ề\s|[Vv]/[Vv]\s|phê duyệt\s|ban hành\s|quy định\s|sửa đổi)").expect("a fixed pattern compiles")
});
/// Another work after this one's title: "… Hồ Chí Minh và Nghị quyết Trung ương 4".
static NEXT_WORK: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?:,| và| gắn với)\s+(?:thực hiện\s+)?(?:các\s+)?(?:Nghị quyết|Nghị định|Chỉ thị|Quyết định|Kế hoạch|Kết luận|Đề án|Chương trình|Thông tư|Luật|Công văn)\s",
    )
    .expect("a fixed pattern compiles")
});
static PERIOD: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)\b(giai đoạn|nhiệm kỳ|thời kỳ|năm học)\s+(?:từ\s+)?(?:năm\s+)?((?:19|20)\d\d)\s*[-–—]\s*((?:19|20)\d\d)\b")
        .expect("a fixed pattern compiles")
});

/// The years of a period alone.
pub(super) static PERIOD_YEARS: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\b(?:19|20)\d\d\s*[-–—]\s*(?:19|20)\d\d\b").expect("a fixed pattern compiles"));

/// The first period that `text` names.
pub(super) fn period(text: &str) -> Option<WrittenPeriod> {
    // Nearly no text has the digits of two years; one look spares the pattern.
    if text.bytes().filter(u8::is_ascii_digit).count() < 8 {
        return None;
    }
    let found = PERIOD.captures(text)?;
    Some(WrittenPeriod { word: found[1].to_lowercase(), years: (found[2].parse().ok()?, found[3].parse().ok()?) })
}

/// Reads what follows `citation`; `next` is the citation after it in the document.
pub(super) fn after(citation: &Citation, next: Option<&Citation>) -> After {
    let Some(whole) = citation.sentence.get(citation.in_sentence.end()..) else { return After::default() };
    let limit = next
        .filter(|next| Arc::ptr_eq(&next.sentence, &citation.sentence))
        .and_then(|next| next.in_sentence.start().checked_sub(citation.in_sentence.end()))
        .filter(|limit| whole.is_char_boundary(*limit));
    let own = &whole[..limit.unwrap_or(whole.len())];
    let issuer = match &citation.issuer_chars {
        Some(issuer) if issuer.start() >= citation.chars.end() => issuer.end() - citation.chars.end(),
        _ => 0,
    };
    let Some(start) = title_start(own, issuer) else { return After::default() };
    let rest = nfc(&own[start..]);
    if citation.form == Form::Numbered
        && let Some(title) = quoted(&nfc(&whole[start..])).or_else(|| unquoted(&rest))
    {
        return After { period: period(&title.text), title: Some(title) };
    }
    let begins = |found: &WrittenPeriod| fold_start(&rest).starts_with(&found.word);
    After { title: None, period: period(&rest).filter(begins) }
}

fn fold_start(text: &str) -> String {
    text.chars().take(12).flat_map(char::to_lowercase).collect()
}

/// The byte where a title could begin: behind the issuer, which ends about `issuer` scalar values into `rest`.
fn title_start(rest: &str, issuer: usize) -> Option<usize> {
    let mut boundaries = rest.char_indices().map(|(at, _)| at);
    let from = boundaries.nth(issuer.saturating_sub(SLACK)).filter(|_| issuer > 0).unwrap_or(0);
    let mut last = None;
    // The place is only nearly known: the first word from here on that opens a title or a period counts.
    for (at, _) in rest[from..].char_indices().take(2 * SLACK + 2) {
        let at = from + at;
        let tail = &rest[at..];
        if tail.starts_with([';', '.', ':', '…']) {
            break;
        }
        if !tail.starts_with(|c: char| c.is_whitespace() || c == ',') && at > 0 {
            continue;
        }
        let mut start = rest.len() - tail.trim_start_matches(|c: char| c.is_whitespace() || c == ',').len();
        if rest[start..].starts_with(['k', 'K', '(', 'n']) {
            start = at + BETWEEN.find(tail).map_or(start - at, |between| between.end());
        }
        let opens = &rest[start..];
        if opens.starts_with(['“', '"', '«'])
            || opens.starts_with(['v', 'V', 'p', 'b', 'q', 's']) && OPENING.is_match(opens)
        {
            return Some(start);
        }
        if opens.starts_with(['g', 'G', 'n', 'N', 't', 'T'])
            && PERIOD.find(opens.get(..opens.len().min(60)).unwrap_or(opens)).is_some_and(|found| found.start() == 0)
        {
            last = last.or(Some(start));
        }
    }
    last
}

/// A title in quotation marks, or one that begins with them after its first words: "phê duyệt Đề án “…”"
/// ends with them.
fn quoted(rest: &str) -> Option<WrittenTitle> {
    let mut chars = rest.char_indices();
    let (_, open) = chars.next()?;
    let close = match open {
        '“' => '”',
        '«' => '»',
        '"' => '"',
        _ => return None,
    };
    let (end, _) = chars.find(|(_, c)| *c == close)?;
    let text = rest[open.len_utf8()..end].trim();
    (!text.is_empty() && text.len() <= LONGEST_TITLE).then(|| WrittenTitle { text: text.to_owned(), quoted: true })
}

fn unquoted(rest: &str) -> Option<WrittenTitle> {
    OPENING.find(rest)?;
    let mut depth = false;
    let mut end = rest.len();
    for (at, c) in rest.char_indices() {
        match c {
            '“' | '«' => depth = true,
            '”' | '»' if depth => depth = false,
            ';' | ':' | '(' | '…' | '”' if !depth => {
                end = at;
                break;
            }
            '.' if !depth && rest[at + 1..].chars().next().is_none_or(|next| !next.is_alphanumeric()) => {
                end = at;
                break;
            }
            _ => {}
        }
        if at > LONGEST_TITLE {
            end = at;
            break;
        }
    }
    end = NEXT_WORK.find(&rest[..end]).map_or(end, |found| found.start());
    let text = rest[..end].trim_end_matches(|c: char| c.is_whitespace() || matches!(c, ',' | '.' | '/'));
    // "về …, và" before the next citation.
    let text = text.strip_suffix(" và").unwrap_or(text).trim_end_matches([',', ' ']);
    (text.split_whitespace().count() > 2).then(|| WrittenTitle { text: text.to_owned(), quoted: false })
}
