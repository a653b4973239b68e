//! Reads on behind a mistake of syntax: the entry that has it is taken out, its bytes made blank, so that the other
//! mistakes of the file come to light in the same run.
//!
//! In: YAML text and the place of a mistake. Out: the entry concerned; a tree in which it is known to be broken.

use super::Located;
use crate::content::node::{Node, Value};
use crate::source::Span;

/// Mistakes of syntax that are looked for in one file. Each costs another reading of it.
pub(super) const fn most_mistakes(bytes: usize) -> usize {
    if bytes > 1024 * 1024 { 3 } else { 30 }
}

/// The entry at the left margin that `at` stands in: from a line that begins there to the next that does.
/// In a list of rows it is a row.
pub(super) fn entry_around(text: &str, at: usize) -> Span {
    let begins = |line: &str| !line.starts_with([' ', '\t', '\r', '\n', '#']) && !line.is_empty();
    let (mut start, mut end, mut offset) = (0, text.len(), 0);
    for line in text.split_inclusive('\n') {
        if begins(line) {
            if offset <= at {
                start = offset;
            } else {
                end = offset;
                break;
            }
        }
        offset += line.len();
    }
    Span::new(start, end)
}

/// The text with `entry` made blank: every other byte keeps its place.
pub(super) fn without(text: &str, entry: Span) -> String {
    let blank = |c: char| if c == '\n' { "\n".to_owned() } else { " ".repeat(c.len_utf8()) };
    let blanked: String = text[entry.range()].chars().map(blank).collect();
    format!("{}{blanked}{}", &text[..entry.start], &text[entry.end..])
}

/// Puts the entries that were taken out back by their keys, as broken: they are not missing as well.
pub(super) fn with_broken(node: Node, text: &str, offset: usize, entries: &[Span]) -> Node {
    let mut written = match node.value {
        Value::Mapping(written) => written,
        Value::Null => Vec::new(),
        _ => return node,
    };
    for entry in entries {
        let line = text[entry.range()].lines().next().unwrap_or_default();
        // Without a colon the first word is the best guess.
        let key = line.split_once(':').map_or_else(|| line.split(' ').next(), |(key, _)| Some(key)).unwrap_or_default();
        let span = Span::new(offset + entry.start, offset + entry.start + key.len());
        written.push((Located { value: key.trim().to_owned(), span }, Node { value: Value::Broken, span }));
    }
    if written.is_empty() {
        return Node { value: Value::Null, ..node };
    }
    Node { span: written.iter().map(|(key, _)| key.span).min().unwrap_or(node.span), value: Value::Mapping(written) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_reaches_to_the_next_line_at_the_margin() {
        let text = "a: 1\nb:\n  - x\n\n# lời\nc: [\n";
        for (at, entry) in
            [(0, "a: 1\n"), (4, "a: 1\n"), (5, "b:\n  - x\n\n# lời\n"), (12, "b:\n  - x\n\n# lời\n"), (99, "c: [\n")]
        {
            assert_eq!(&text[entry_around(text, at).range()], entry, "{at}");
        }
        assert_eq!(without("a: đ\nb: 1\n", Span::new(0, 6)), "     \nb: 1\n");
    }
}
