//! An example of nearly every message, as the program says it of a broken site. In: what `build.rs` gathers of
//! `tests/check/broken_sites`. Out: [`of`].

use super::Language;

/// One code with what was said of a broken site.
#[derive(Clone, Copy, Debug)]
pub struct Example {
    code: &'static str,
    /// `error`, `warning`, `info`: how grave it was, the gravest first.
    pub severities: &'static [&'static str],
    texts: [&'static str; 2],
}

impl Example {
    /// The message with place, quoted line and hint; several lines.
    pub const fn text(&self, language: Language) -> &'static str {
        self.texts[language as usize]
    }
}

/// Sorted by code.
const EXAMPLES: &[Example] = include!(concat!(env!("OUT_DIR"), "/examples.rs"));

/// The example of a code; `None`: no broken site can have it, such as a disk that is full.
pub fn of(code: &str) -> Option<&'static Example> {
    EXAMPLES.binary_search_by(|example| example.code.cmp(code)).ok().map(|at| &EXAMPLES[at])
}
