//! The words of a task, for a page that quotes it: they are not kept in memory.
//!
//! In: the file, a place in it. Out: what a reader reads there, white space runs one space.

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
