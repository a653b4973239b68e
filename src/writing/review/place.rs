//! Where a value was read, as the remarks of an import say it: `trang 1, dòng 5: “Số: 06/CT-UBND”`.
//!
//! In: a line of front matter. Out: [`ReadAt`]. The words are those of the catalogue, in either language: the person who
//! goes on tomorrow may speak another one.

use crate::catalogue::{self, Language};
use crate::import::ImportPlace;

/// Where a value was read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReadAt {
    /// Page, line or paragraph of the original.
    pub at: ImportPlace,
    /// The words that stand there; empty: not told.
    pub quoted: String,
}

/// The words of a TODO and the place at their end.
pub(super) fn of_todo(words: &str) -> (String, Option<ReadAt>) {
    let inner = words.strip_suffix(')').unwrap_or(words);
    for (open, _) in inner.match_indices(" (") {
        if let Some(read_at) = parse(&inner[open + 2..]) {
            return (inner[..open].trim().to_owned(), Some(read_at));
        }
    }
    (words.to_owned(), None)
}

/// The place in the remark at the end of a key's line.
pub(super) fn of_remark(line: &str) -> Option<ReadAt> {
    line.match_indices(" # ").find_map(|(at, mark)| parse(line[at + mark.len()..].trim_end()))
}

/// The remark at the end of a line.
pub(super) fn remark(line: &str) -> &str {
    line.split_once(" # ").map_or("", |(_, remark)| remark.trim())
}

fn parse(words: &str) -> Option<ReadAt> {
    let (place, quoted) = words.split_once(": “").unwrap_or((words, ""));
    let mut at = ImportPlace::default();
    for part in place.trim().split(", ") {
        let (kind, number) = part_of(part)?;
        *[&mut at.page, &mut at.line, &mut at.paragraph][kind] = Some(number);
    }
    // A long remark was cut before its closing quotation mark.
    let quoted = quoted.strip_suffix('”').unwrap_or(quoted).trim_end_matches('…').trim();
    Some(ReadAt { at, quoted: quoted.to_owned() })
}

/// `trang 2` is page 2: which of the three kinds of place, and the number.
fn part_of(part: &str) -> Option<(usize, u32)> {
    const KEYS: [&str; 3] = ["import-place-page", "import-place-line", "import-place-paragraph"];
    for language in [Language::Vietnamese, Language::English] {
        for (kind, key) in KEYS.into_iter().enumerate() {
            let (before, after) = catalogue::text(language, key).split_once("{n}")?;
            let number = part.strip_prefix(before).and_then(|rest| rest.strip_suffix(after));
            if let Some(number) = number.and_then(|number| number.parse().ok()) {
                return Some((kind, number));
            }
        }
    }
    None
}
