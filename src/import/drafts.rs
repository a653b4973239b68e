//! Whether a file says of itself that it is a draft: "DỰ THẢO" on its letterhead, in a header, as a watermark.
//!
//! In: what was left out of the head, the words of margins and drawings, what leans across a page. Out: the words that
//! say it, with their place.

use super::flow::{ImportLoss, ImportPlace, Paragraph};
use super::found::OfficialLayout;
use crate::text::name_key;

/// Letters of such words: "DỰ THẢO LẦN 2 (ngày 05/8/2024)".
const LONGEST: usize = 60;

/// Takes the words that say it out of what is left out of the head, so that they are no loss; else finds them at the
/// border of pages.
pub(super) fn take(
    layout: &mut OfficialLayout,
    margins: &[Paragraph],
    losses: &[ImportLoss],
) -> Option<(ImportPlace, String)> {
    let of_head = layout.left_out.iter().position(|(_, text)| begins_so(text)).map(|at| layout.left_out.remove(at));
    let of_margin = || margins.iter().find(|one| says_so(&one.text())).map(|one| (one.at, one.text()));
    let of_page = || {
        let slanted = losses.iter().find(|loss| loss.code == "import-slanted" && says_so(&loss.what));
        slanted.map(|loss| (loss.at.unwrap_or_default(), loss.what.clone()))
    };
    of_head.or_else(of_margin).or_else(of_page)
}

/// A line of the head that is neither number nor day nor issuer, and begins so: "DỰ THẢO TỜ TRÌNH".
fn begins_so(text: &str) -> bool {
    rest(text).is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
}

/// Such words and no sentence about a draft: "Dự thảo lần 2 ngày 05/8/2024", not "Dự thảo Nghị định về giáo dục".
fn says_so(text: &str) -> bool {
    rest(text).is_some_and(|rest| {
        let rest = rest.trim_start_matches(|c: char| !c.is_alphanumeric());
        rest.is_empty() || ["lần", "ngày", "v"].iter().any(|word| rest.starts_with(word)) || is_numbered(rest)
    })
}

fn is_numbered(rest: &str) -> bool {
    rest.starts_with(|c: char| c.is_ascii_digit())
}

fn rest(text: &str) -> Option<String> {
    let key = name_key(text.trim_matches(|c: char| !c.is_alphanumeric()));
    key.strip_prefix("dự thảo").filter(|rest| rest.chars().count() <= LONGEST).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_say_it_are_told_from_words_about_drafts() {
        for (text, head, margin) in [
            ("DỰ THẢO", true, true),
            ("(DỰ THẢO)", true, true),
            ("Dự thảo lần 2 ngày 05/8/2024", true, true),
            ("DỰ THẢO 3", true, true),
            ("DỰ THẢO TỜ TRÌNH", true, false),
            ("Dự thảo Nghị định quy định chi tiết một số điều", true, false),
            ("Góp ý dự thảo", false, false),
            ("Dự thảonày", false, false),
        ] {
            assert_eq!((begins_so(text), says_so(text)), (head, margin), "{text}");
        }
    }
}
