//! Sentences of a flow. In: flat text. Out: where sentences start and end, and the one around a citation, cut to a
//! length that a list of passages can show.

use std::ops::Range;
use std::sync::Arc;

/// Words after which a full stop ends no sentence; lower case.
const ABBREVIATIONS: [&str; 22] = [
    "tp", "tx", "tt", "kt", "tl", "tm", "tuq", "q", "p", "ths", "ts", "pgs", "gs", "bs", "ths", "gv", "nxb", "tr",
    "đ/c", "v.v", "st", "th",
];

/// Bytes of the longest label with the signs before it ("– 1.2.3").
const LONGEST_LABEL: usize = 40;

/// Sentences longer than this many bytes are cut around the citation.
const LONGEST: usize = 3000;
/// Never cut shorter than this.
const SHORTEST: usize = 400;
/// Bytes that all sentences of one flow may take, so that a hostile flow with one endless sentence and many citations
/// cannot cost their product.
const ALL: usize = 1 << 20;

/// How long a sentence may be in a flow with this many citations.
pub fn longest(citations: usize) -> usize {
    (ALL / citations.max(1)).clamp(SHORTEST, LONGEST)
}

/// The bounds of all sentences of one flow.
#[derive(Debug)]
pub struct Sentences {
    starts: Vec<usize>,
    length: usize,
}

impl Sentences {
    /// Splits `text`. Linear.
    pub fn new(text: &str) -> Self {
        let mut starts = vec![0];
        let bytes = text.as_bytes();
        for (at, byte) in bytes.iter().enumerate() {
            if matches!(byte, b'.' | b'!' | b'?')
                && let Some(next) = break_after(text, at, *starts.last().unwrap_or(&0))
            {
                starts.push(next);
            }
        }
        Self { starts, length: text.len() }
    }

    /// The bytes of the sentence that `byte` stands in.
    pub fn around(&self, byte: usize) -> Range<usize> {
        let next = self.starts.partition_point(|start| *start <= byte).max(1);
        self.starts[next - 1]..self.starts.get(next).copied().unwrap_or(self.length)
    }
}

/// Where the next sentence starts when the sign at `at` ends the one that began at `start`.
fn break_after(text: &str, at: usize, start: usize) -> Option<usize> {
    let rest = &text[at + 1..];
    let closed = rest.trim_start_matches(['”', '"', '’', ')']);
    let next = closed.trim_start();
    if next.len() == closed.len() || next.is_empty() {
        return None;
    }
    // Dots of an ellipsis trail off; they do not end.
    if text.as_bytes()[at] == b'.' && text[..at].ends_with('.') {
        return None;
    }
    let opener = next.trim_start_matches(['“', '"', '‘', '(', '[', '-', '–', '*', '+', ' ']);
    if !opener.chars().next().is_some_and(|c| c.is_uppercase() || c.is_ascii_digit()) {
        return None;
    }
    let word = last_word(&text[start..at]);
    // Only the beginning of a sentence can be a label; the bound keeps a hostile run of signs from being read again and
    // again.
    let label_only = at - start <= LONGEST_LABEL
        && text[start..at].trim_matches([' ', '-', '–', '“', '"', '(', '\n']).len() == word.len();
    let label = word.len() <= 5 && word.bytes().all(|b| b.is_ascii_digit() || b == b'.' || b.is_ascii_uppercase())
        || word.chars().count() == 1;
    let initial = word.chars().count() == 1 && word.chars().all(char::is_uppercase);
    let abbreviation = word.len() <= 8 && ABBREVIATIONS.contains(&word.to_lowercase().as_str());
    let ends = !(label_only && label || initial || abbreviation);
    ends.then(|| text.len() - next.len())
}

/// The last run of non-space characters, without opening signs. Bounded: longer runs are no abbreviation.
fn last_word(text: &str) -> &str {
    let mut from = text.len().saturating_sub(24);
    while !text.is_char_boundary(from) {
        from += 1;
    }
    let tail = &text[from..];
    let word = tail.rsplit(char::is_whitespace).next().unwrap_or(tail);
    word.trim_start_matches(['(', '“', '"', '['])
}

/// The sentences of one flow as shown: made once for all citations that stand in them.
#[derive(Debug)]
pub struct ShownSentences<'t> {
    text: &'t str,
    longest: usize,
    /// The last one that was not cut: its bytes, and what is shown.
    last: Option<(Range<usize>, Arc<str>)>,
}

impl<'t> ShownSentences<'t> {
    /// Of a flow's text; longer sentences than `longest` bytes are cut around the citation.
    pub const fn new(text: &'t str, longest: usize) -> Self {
        Self { text, longest, last: None }
    }

    /// What [`shown`] says.
    pub fn around(&mut self, bounds: Range<usize>, citation: Range<usize>) -> (Arc<str>, Range<usize>) {
        let whole = bounds.start.min(citation.start)..bounds.end.max(citation.end);
        if let Some((last, sentence)) = &self.last
            && *last == whole
        {
            let before = shown_length(self.text[whole.start..citation.start].trim_start());
            return (Arc::clone(sentence), before..before + shown_length(&self.text[citation]));
        }
        let (sentence, inside) = shown(self.text, bounds, citation, self.longest);
        let sentence: Arc<str> = sentence.into();
        if whole.len() <= self.longest {
            self.last = Some((whole, Arc::clone(&sentence)));
        }
        (sentence, inside)
    }
}

/// Bytes that are shown of a text: U+FFFC is not.
fn shown_length(text: &str) -> usize {
    text.split('\u{fffc}').map(str::len).sum()
}

/// The sentence `bounds` of `text` as shown, cut to about `longest` bytes, and the citation's bytes in it. Objects of
/// the flow (U+FFFC) are left out.
fn shown(text: &str, bounds: Range<usize>, citation: Range<usize>, longest: usize) -> (String, Range<usize>) {
    let mut from = bounds.start.min(citation.start);
    let mut to = bounds.end.max(citation.end);
    let (mut cut_left, mut cut_right) = (false, false);
    if to - from > longest {
        let left = citation.start.saturating_sub(longest / 2);
        if left > from {
            from = word_boundary(text, left, citation.start);
            cut_left = true;
        }
        let right = citation.end + longest / 2;
        if right < to {
            to = word_boundary_back(text, right, citation.end);
            cut_right = true;
        }
    }
    let mut sentence = String::with_capacity(to - from + 6);
    if cut_left {
        sentence.push('…');
    }
    push_shown(&mut sentence, text[from..citation.start].trim_start());
    let start = sentence.len();
    push_shown(&mut sentence, &text[citation.clone()]);
    let end = sentence.len();
    push_shown(&mut sentence, text[citation.end..to].trim_end());
    if cut_right {
        sentence.push('…');
    }
    (sentence, start..end)
}

fn push_shown(sentence: &mut String, text: &str) {
    text.split('\u{fffc}').for_each(|part| sentence.push_str(part));
}

/// The first start of a word in `from..until`, else a character boundary.
fn word_boundary(text: &str, from: usize, until: usize) -> usize {
    let mut from = from;
    while !text.is_char_boundary(from) {
        from += 1;
    }
    let found = text[from..until].char_indices().take(80).find(|(_, c)| c.is_whitespace());
    found.map_or(from, |(at, c)| from + at + c.len_utf8())
}

/// The last end of a word in `until..from`, else a character boundary.
fn word_boundary_back(text: &str, from: usize, until: usize) -> usize {
    let mut from = from;
    while !text.is_char_boundary(from) {
        from -= 1;
    }
    let found = text[until..from].char_indices().rev().take(80).find(|(_, c)| c.is_whitespace());
    found.map_or(from, |(at, _)| until + at)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(text: &str) -> Vec<&str> {
        let sentences = Sentences::new(text);
        let mut all = Vec::new();
        let mut at = 0;
        while at < text.len() {
            let bounds = sentences.around(at);
            all.push(text[bounds.clone()].trim());
            at = bounds.end;
        }
        all
    }

    #[test]
    fn sentences_end_where_a_reader_stops() {
        for (text, sentences) in [
            ("Một câu. Hai câu! Ba?", vec!["Một câu.", "Hai câu!", "Ba?"]),
            ("Từ ngày 23/8/2023. Thực hiện", vec!["Từ ngày 23/8/2023.", "Thực hiện"]),
            ("lên 1.234.567 đồng và 4.0. Sau", vec!["lên 1.234.567 đồng và 4.0.", "Sau"]),
            ("KT. CHỦ TỊCH của TP. Hà Nội", vec!["KT. CHỦ TỊCH của TP. Hà Nội"]),
            ("học tập... Tổ chức … Đề án", vec!["học tập... Tổ chức … Đề án"]),
            ("kết quả Chỉ thị./. Nơi nhận", vec!["kết quả Chỉ thị./.", "Nơi nhận"]),
            ("1. Sở Tài chính. I. Mục", vec!["1. Sở Tài chính.", "I. Mục"]),
            ("hết “câu.” Rồi. (Theo)", vec!["hết “câu.”", "Rồi.", "(Theo)"]),
            ("gồm v.v. Nguyễn A. Văn. xong", vec!["gồm v.v. Nguyễn A. Văn. xong"]),
        ] {
            assert_eq!(split(text), sentences);
        }
    }

    #[test]
    fn a_sentence_is_made_once_for_all_its_citations() {
        let text = " Theo \u{fffc} A và \u{fffc}B; ";
        let mut sentences = ShownSentences::new(text, LONGEST);
        let at = |word: &str| text.find(word).map(|start| start..start + word.len()).expect("there");
        let (first, inside_first) = sentences.around(0..text.len(), at("A"));
        let (second, inside_second) = sentences.around(0..text.len(), at("\u{fffc}B"));
        assert!(Arc::ptr_eq(&first, &second));
        assert_eq!((&first[inside_first], &second[inside_second]), ("A", "B"));
        for word in ["A", "\u{fffc}B"] {
            let (sentence, inside) = shown(text, 0..text.len(), at(word), LONGEST);
            assert_eq!(sentences.around(0..text.len(), at(word)), (Arc::from(sentence), inside));
        }
    }

    #[test]
    fn endless_sentences_are_cut_around_the_citation() {
        let text = format!("{}CITE{}", "từ ".repeat(4000), " từ".repeat(4000));
        let at = text.find("CITE").expect("there");
        let (sentence, inside) = shown(&text, 0..text.len(), at..at + 4, LONGEST);
        assert_eq!(&sentence[inside], "CITE");
        assert!(sentence.len() < 2 * LONGEST);
        assert!(sentence.starts_with("…từ"));
        assert!(sentence.ends_with("từ…"));
    }
}
