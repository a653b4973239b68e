//! Whether the name of a law stands in the title of a work cited before it: "Nghị định số 126/2020/NĐ-CP ngày
//! 19/10/2020 của Chính phủ quy định chi tiết một số điều của Luật Quản lý thuế" speaks of the law of its own time.
//!
//! In: a document's citations with their sentences. Out: [`TitleStanding`].

use super::by_name::is_law;
use crate::citation::{Citation, Reference};
use crate::content::registry::DocumentTypes;
use crate::text::name_key;
use aho_corasick::{AhoCorasick, MatchKind};
use std::sync::{Arc, LazyLock};

/// Where a name stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TitleStanding {
    /// The document itself speaks.
    Plain,
    /// In the title of the work that this citation names.
    Inside(usize),
    /// Perhaps there, perhaps not.
    Perhaps(usize),
}

/// Citations that are looked at before a name.
const BACK: usize = 8;
/// Bytes of the longest title up to the name.
const LONGEST: usize = 600;

/// Words that begin a title after number, date and issuer.
const VERBS: [&str; 24] = [
    " quy định ",
    " qui định ",
    " hướng dẫn ",
    " về ",
    " v/v ",
    " sửa đổi ",
    " bổ sung ",
    " ban hành ",
    " thi hành ",
    " triển khai ",
    " phê duyệt ",
    " công bố ",
    " bãi bỏ ",
    " thay thế ",
    " đính chính ",
    " giải thích ",
    " chi tiết ",
    " thực hiện ",
    " hợp nhất ",
    " tổ chức ",
    " xử phạt ",
    " quản lý ",
    " nhằm ",
    " một số ",
];
/// What may stand between number and title.
const BEFORE_TITLE: [&str; 5] = ["của ", "ngày ", "năm ", "tháng ", "do "];
/// Words after which a sentence may have left the title.
const BREAKS: [&str; 19] = [
    " thì ",
    " theo ",
    " nếu ",
    " khi ",
    " phải ",
    " căn cứ ",
    " trừ ",
    " không ",
    " nhưng ",
    " tại ",
    " và các ",
    " đồng thời ",
    " được ",
    " bao gồm ",
    " để ",
    " là ",
    " trong đó ",
    " thuộc ",
    " như ",
];
/// Words and signs that join the items of a list.
const JOINTS: [&str; 9] = [",", "và", "hoặc", "với", "cùng", "và các", ", và", ", các", "các"];

/// The first of [`VERBS`] in a text.
static FIRST_VERB: LazyLock<AhoCorasick> = LazyLock::new(|| {
    let built = AhoCorasick::builder().match_kind(MatchKind::LeftmostFirst).build(VERBS);
    built.expect("a few short patterns")
});
static ANY_BREAK: LazyLock<AhoCorasick> = LazyLock::new(|| AhoCorasick::new(BREAKS).expect("a few short patterns"));

/// What the words between two citations make of the second.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum CitationGap {
    /// Two items of a list.
    Joint,
    /// A title runs up to it.
    Title,
    /// A title may.
    Perhaps,
    /// None does.
    Apart,
}

/// Where the citation `at` stands.
pub(super) fn standing(types: &DocumentTypes, citations: &[Citation], at: usize) -> TitleStanding {
    let mut inner = at;
    let mut sure = true;
    for outer in (at.saturating_sub(BACK)..at).rev() {
        let Some(words) = words_between(&citations[outer], &citations[inner]) else { return TitleStanding::Plain };
        let other = &citations[outer];
        match gap(words) {
            CitationGap::Apart => return TitleStanding::Plain,
            CitationGap::Joint if is_law(types, other) => (inner, sure) = (outer, false),
            CitationGap::Joint => return TitleStanding::Plain,
            // "Nghị định này quy định chi tiết một số điều của Luật …"
            _ if matches!(other.reference(), Some(Reference::This { .. })) => return TitleStanding::Plain,
            CitationGap::Title if sure && is_dated(other) => return TitleStanding::Inside(outer),
            _ if is_dated(other) || other.reference().is_some() => return TitleStanding::Perhaps(outer),
            // A bare name may itself stand in a title that began before it.
            _ => sure = false,
        }
    }
    TitleStanding::Plain
}

fn is_dated(citation: &Citation) -> bool {
    citation.number.is_some() || citation.date.is_some()
}

/// The words of the sentence between two citations. `None`: they do not stand in one sentence.
fn words_between<'c>(first: &Citation, second: &'c Citation) -> Option<&'c str> {
    if first.section != second.section {
        return None;
    }
    let before = &second.sentence[..second.in_sentence.start()];
    let end = if Arc::ptr_eq(&first.sentence, &second.sentence) || first.sentence == second.sentence {
        first.in_sentence.end()
    } else {
        // The sentence is long, and each citation has its own piece of it.
        let words = &first.sentence[first.in_sentence.range()];
        before.rfind(words)? + words.len()
    };
    before.get(end..).filter(|words| words.len() <= LONGEST)
}

fn gap(words: &str) -> CitationGap {
    let text = name_key(&without_parentheses(words).replace(',', " , "));
    if text.contains([';', ':', '"']) {
        return CitationGap::Apart;
    }
    if text.is_empty() || JOINTS.contains(&text.as_str()) {
        return CitationGap::Joint;
    }
    let text = format!(" {text} ");
    let Some(verb) = FIRST_VERB.find(&text) else {
        let joined = [" , ", " và "].iter().any(|joint| text.contains(joint));
        return if joined { CitationGap::Apart } else { CitationGap::Perhaps };
    };
    let head = text[..verb.start()].trim_matches([' ', ',']);
    let tail = &text[verb.end() - 1..];
    let opened = head.is_empty() || BEFORE_TITLE.iter().any(|words| head.starts_with(words)) && !head.ends_with(" và");
    let left = |words: &str| ANY_BREAK.is_match(words);
    let joined = JOINTS.iter().any(|joint| tail.trim_end().strip_suffix(joint).is_some_and(|rest| rest.ends_with(' ')));
    let broken = left(&format!(" {head} ")) || left(tail) || joined || text.contains(['(', ')']);
    if opened && !broken { CitationGap::Title } else { CitationGap::Perhaps }
}

/// Without what stands in parentheses: "(sau đây gọi là Nghị định 126)".
fn without_parentheses(words: &str) -> String {
    let mut kept = String::with_capacity(words.len());
    let mut rest = words;
    while let Some(open) = rest.find('(')
        && let Some(close) = rest[open..].find(')')
    {
        kept.push_str(&rest[..open]);
        rest = &rest[open + close + 1..];
    }
    kept.push_str(rest);
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_between_a_work_and_a_name() {
        for (words, expected) in [
            (" của Chính phủ quy định chi tiết một số điều của ", CitationGap::Title),
            (" ngày 19/10/2020 của Chính phủ quy định chi tiết và hướng dẫn thi hành ", CitationGap::Title),
            (" quy định chi tiết ", CitationGap::Title),
            (" của Bộ Tài chính và Bộ Tư pháp hướng dẫn ", CitationGap::Title),
            (" (sau đây gọi là Nghị định 126) quy định chi tiết ", CitationGap::Title),
            (", sửa đổi, bổ sung một số điều của ", CitationGap::Title),
            (" về xử phạt vi phạm hành chính và ", CitationGap::Perhaps),
            (" về thu học phí thì thực hiện theo ", CitationGap::Perhaps),
            (" (hướng dẫn ", CitationGap::Perhaps),
            (" và quy định của ", CitationGap::Perhaps),
            (", ", CitationGap::Joint),
            (" và ", CitationGap::Joint),
            (" của Chính phủ và ", CitationGap::Apart),
            ("; ", CitationGap::Apart),
            (" của Chính phủ; khoản 2 Điều 5 ", CitationGap::Apart),
            (" như sau: “theo ", CitationGap::Apart),
        ] {
            assert_eq!(gap(words), expected, "{words}");
        }
    }
}
