//! The words of a task, for a page that quotes it: they are not kept in memory.
//!
//! In: the file, a place in it. Out: what a reader reads there, white space runs one space; the items that follow it.

use crate::document::{self, flows};
use crate::source::{Source, Span, Stretch};

/// The text at `place`. Only that stretch is parsed.
pub fn quote(source: &Source, place: Stretch) -> String {
    let range = place.range();
    if source.text().get(range.clone()).is_none() {
        return String::new();
    }
    let raw = &*source.shown(Span::new(range.start, range.end));
    // The mark of a run-in heading: its paragraph goes on in the same line.
    if let Some((heading, rest)) = raw.split_once("{.run-in") {
        let rest = rest.split_once('}').map_or("", |(_, rest)| rest);
        let first = range.start + heading.len();
        let second = range.end - rest.len();
        let [first, second] = [range.start..first, second..range.end].map(|part| quote(source, part.into()));
        return format!("{first} {second}").trim().to_owned();
    }
    // Nearly all text is plain: parsing would change nothing.
    let plain = !raw.contains(['*', '_', '`', '[', ']', '<', '&', '\\', '~', '#', '|', '!', '$']);
    if plain {
        return raw.split_whitespace().collect::<Vec<_>>().join(" ");
    }
    let parsed = document::parse(source, Span::new(range.start, range.end), &mut Vec::new());
    let texts: Vec<String> = flows(&parsed).into_iter().map(|flow| flow.text).collect();
    texts.join(" ").split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The items of the list right below `place`, as a reader reads them; empty where no list follows.
pub fn introduced_items(source: &Source, place: Stretch) -> Vec<String> {
    let text = source.text();
    let mut at = place.range().end;
    let Some(rest) = text.get(at..) else { return Vec::new() };
    // What is left of the task's own line: its colon.
    let line = rest.find('\n').map_or(rest.len(), |end| end + 1);
    if rest[..line].contains(char::is_alphanumeric) {
        return Vec::new();
    }
    at += line;
    let mut items: Vec<std::ops::Range<usize>> = Vec::new();
    for line in text[at..].split_inclusive('\n') {
        let range = at..at + line.trim_end().len();
        at += line.len();
        match (line.trim().is_empty(), mark(line), items.last_mut()) {
            (true, ..) => {}
            (_, Some(mark), _) => items.push(range.start + mark..range.end),
            (_, None, Some(item)) if line.starts_with(' ') => item.end = range.end,
            _ => break,
        }
    }
    items.into_iter().map(|item| quote(source, item.into())).filter(|text| !text.is_empty()).collect()
}

/// How long the mark of an item is that begins a line, where one does: "- ", "a) ", "1. ". A mark that tells the item
/// is read with it.
fn mark(line: &str) -> Option<usize> {
    let indent = line.len() - line.trim_start().len();
    let rest = &line[indent..];
    if let Some(bullet) = ["- ", "+ ", "* ", "• "].into_iter().find(|bullet| rest.starts_with(bullet)) {
        return Some(indent + bullet.len());
    }
    let (label, _) = rest.split_once(' ')?;
    let name = label.strip_suffix(['.', ')'])?;
    let is_number = !name.is_empty() && name.len() <= 5 && name.chars().all(|c| c.is_ascii_digit() || c == '.');
    let is_letter = name.chars().count() == 1 && name.chars().all(|c| c.is_lowercase());
    (is_number || is_letter).then_some(indent)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_introducing_line_has_the_items_below_it() {
        let items = |text: &str| {
            let end = text.find(':').expect("a colon") + 1;
            introduced_items(&Source::new("a.md", text), (0..end).into())
        };
        let found = items("Giao Sở:\n\n- xây dựng **kế hoạch**;\n  gửi UBND tỉnh;\n\n- báo cáo.\n\nGiao Báo: không.\n");
        assert_eq!(found, ["xây dựng kế hoạch; gửi UBND tỉnh;", "báo cáo."]);
        assert_eq!(items("Giao Sở:\na) một;\nđ) hai.\n\n## II\n"), ["a) một;", "đ) hai."]);
        assert!(items("Giao Sở:\n\n## I. Mục\n\n- không phải\n").is_empty());
        assert!(items("Giao Sở: chủ trì.\n\n- việc khác\n").is_empty());
    }
}
