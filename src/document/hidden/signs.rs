//! Signs of remarks that cannot be remarks as they stand: in the middle of a line, without their colon, torn.
//!
//! In: a line. Out: where such a sign begins.

use regex::Regex;
use std::sync::LazyLock;

/// The code of what is said of them.
pub(super) const DOUBTFUL: &str = "remark-unsure";

/// `[//]:` and `[//] #`; `[…]: # (`; `<!--`, and what word processors and hasty fingers make of it.
static SIGNS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"\[[ \t]*//+[ \t]*\](?:[ \t]*:|[ \t]*#|[ \t]+[<("'])|\][ \t]*:[ \t]*(?:#|<#?>)[ \t]*[("'“]|<[ \t]*!(?:[ \t]*[-–—]|[ \t]+-)"#)
        .expect("a fixed pattern compiles")
});

/// Where the first sign in `text` begins.
pub(super) fn first(text: &str) -> Option<usize> {
    if !text.contains(']') && !text.contains('!') {
        return None;
    }
    SIGNS.find_iter(text).map(|sign| sign.start()).find(|start| !is_escaped(text, *start))
}

/// Whether a backslash makes the character at `at` a letter of the text.
pub(super) fn is_escaped(text: &str, at: usize) -> bool {
    text[..at].bytes().rev().take_while(|byte| *byte == b'\\').count() % 2 == 1
}
