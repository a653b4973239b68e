//! Patterns of the data files beside this one: `(ubnd/uy ban nhan dan) [cac] huyen`.
//!
//! In: lines of such patterns. Out: a [`PatternTrie`] of words that finds the longest at a place of a folded text.

use crate::citation::folded::Folded;
use hashbrown::HashMap;

/// Words after words; each pattern ends at a value.
#[derive(Debug, Default)]
pub(super) struct PatternTrie {
    nodes: Vec<PatternNode>,
}

#[derive(Debug, Default)]
struct PatternNode {
    next: HashMap<Box<[u8]>, usize>,
    value: Option<usize>,
}

impl PatternTrie {
    /// Adds all that `patterns` (separated by ` | `) can say.
    pub(super) fn add(&mut self, patterns: &str, value: usize) {
        if self.nodes.is_empty() {
            self.nodes.push(PatternNode::default());
        }
        for pattern in patterns.split(" | ") {
            for words in expand(pattern) {
                let mut at = 0;
                for word in words.split_whitespace() {
                    let new = self.nodes.len();
                    at = *self.nodes[at].next.entry(word.as_bytes().into()).or_insert(new);
                    if at == new {
                        self.nodes.push(PatternNode::default());
                    }
                }
                // The first row of the data file wins.
                self.nodes[at].value.get_or_insert(value);
            }
        }
    }

    /// The value of the longest pattern at `place`, and its end.
    pub(super) fn longest(&self, folded: &Folded<'_>, place: usize) -> Option<(usize, usize)> {
        let mut node = self.nodes.first()?;
        let (mut at, mut best) = (place, None);
        loop {
            let end = folded.word_end(at);
            let Some(next) = node.next.get(&folded.bytes[at..end]) else { return best };
            node = &self.nodes[*next];
            best = node.value.map(|value| (value, end)).or(best);
            let Some(after) = next_word(folded, end) else { return best };
            at = after;
        }
    }
}

/// The next word, over a space or one sign with optional spaces.
fn next_word(folded: &Folded<'_>, end: usize) -> Option<usize> {
    let mut at = folded.skip_space(end);
    if matches!(folded.byte(at), b',' | b'-' | b'&' | b';' | b'/') {
        at = folded.skip_space(at + 1);
    }
    (at > end && folded.is_word(at)).then_some(at)
}

/// All that a pattern can say. The data files are ours: a bracket is never left open (a test reads them all).
fn expand(pattern: &str) -> Vec<String> {
    let Some(open) = pattern.find(['[', '(']) else { return vec![pattern.to_owned()] };
    let bytes = pattern.as_bytes();
    let (opening, closing) = if bytes[open] == b'[' { (b'[', b']') } else { (b'(', b')') };
    let mut depth = 0_usize;
    let mut close = pattern.len();
    for (at, byte) in bytes.iter().enumerate().skip(open) {
        depth += usize::from(*byte == opening);
        if *byte == closing {
            depth -= 1;
            if depth == 0 {
                close = at;
                break;
            }
        }
    }
    let (before, within) = (&pattern[..open], &pattern[open + 1..close]);
    let after = pattern.get(close + 1..).unwrap_or_default();
    let mut choices = if opening == b'[' { vec![""] } else { Vec::new() };
    choices.extend(if opening == b'[' { vec![within] } else { alternatives(within) });
    choices.into_iter().flat_map(|choice| expand(&format!("{before}{choice}{after}"))).collect()
}

/// The parts between slashes that stand in no inner bracket.
fn alternatives(text: &str) -> Vec<&str> {
    let (mut parts, mut depth, mut start) = (Vec::new(), 0_usize, 0);
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'[' | b'(' => depth += 1,
            b']' | b')' => depth -= 1,
            b'/' if depth == 0 => {
                parts.push(&text[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&text[start..]);
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brackets_open_ways() {
        let words = |pattern: &str| {
            let all = expand(pattern);
            all.iter().map(|one| one.split_whitespace().collect::<Vec<_>>().join(" ")).collect::<Vec<_>>()
        };
        assert_eq!(words("(ubnd/uy ban) [cac] xa"), ["ubnd xa", "ubnd cac xa", "uy ban xa", "uy ban cac xa"]);
        assert_eq!(words("a [(so/bo)]"), ["a", "a so", "a bo"]);
        assert_eq!(words("a [b [c]]"), ["a", "a b", "a b c"]);
    }

    #[test]
    fn the_longest_wins_over_signs() {
        let mut trie = PatternTrie::default();
        trie.add("(ubnd/uy ban nhan dan) [cac] huyen [thi xa] [thanh pho]", 1);
        trie.add("ubnd", 2);
        for (text, found) in [
            ("UBND các huyện, thị xã, thành phố làm", Some((1, 33))),
            ("UBND huyện; làm", Some((1, 10))),
            ("UBND tỉnh", Some((2, 4))),
            ("Ủy ban", None),
        ] {
            assert_eq!(trie.longest(&Folded::new(text), 0), found, "{text}");
        }
    }
}
