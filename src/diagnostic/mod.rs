//! How a problem is reported: a [`Diagnostic`] is data (code, severity, place, arguments); its words come from
//! the catalogue (`<code>` the message, `<code>.hint` what to do) and are put together by [`mod@print`].
//!
//! In: code, place and arguments from any stage. Out: text for a terminal, or one JSON object.
//!
//! ## How a problem is said
//!
//! A stage pushes a `Diagnostic`: code, severity, place, values; no words. `catalogue/diagnostics.tsv` has message and
//! hint in both languages (`<code>.hint.<value>` where the diagnostic has that value), `diagnostic::print` puts them
//! together, `diagnostic::fit` fits them to a terminal, `commands::report` prints. The language is chosen in one place,
//! `commands::language`; what clap finds wrong becomes a diagnostic in `commands::usage`; a panic ends in
//! `commands::panic_report`. YAML is read on behind a mistake (`content/front_matter/recovery`): the entry concerned is
//! blank and known to be broken, so that nothing is reported as missing as well. `text::suggest` knows the nearest
//! word, `content::nearby` the nearest file, `content::key_names` the key behind a Vietnamese name. A new code needs
//! both languages, a hint and a case in `tests/check/broken_sites`, which is its example in `congbao check --explain`
//! (`build.rs` takes it from there).

mod fit;
pub mod print;

use crate::source::{Source, Span, Stretch};
use rayon::prelude::*;
use std::cmp::Ordering;
use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

/// Whether the site may be published. The gravest comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Nothing is published.
    Error,
    /// The site is published; `--strict` turns it into an error.
    Warning,
    /// Good to know; never counts. Only `congbao check` says it.
    Info,
}

impl Severity {
    /// All, with the words of configuration files and JSON.
    pub const ALL: [(&'static str, Self); 3] =
        [("error", Self::Error), ("warning", Self::Warning), ("info", Self::Info)];

    /// The word of configuration files and JSON.
    pub const fn word(self) -> &'static str {
        Self::ALL[self as usize].0
    }
}

/// A place in a file, complete enough to be shown after the file's text is gone from memory.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// Path relative to the site's root, with `/`.
    pub file: Arc<str>,
    /// Line, from 1; 0 where the problem is about the file as a whole.
    pub line: u32,
    /// Column, from 1, in Unicode scalar values; 0 where the problem is about the line or file as a whole.
    pub column: u32,
    /// Unicode scalar values marked on the line, at least 1 where `column` is not 0.
    pub length: u32,
    /// The line as it stands in the file, cut to [`Place::LONGEST_LINE`] scalar values around the mark.
    pub line_text: Excerpt,
    /// Column of the first scalar value of `line_text` (1 unless the line was cut on its left).
    pub line_text_column: u32,
}

impl Place {
    /// Longer lines are cut around the marked text: paragraphs are one line in our files.
    pub const LONGEST_LINE: usize = 160;

    /// The place of `span` in `source`.
    pub fn of(source: &Source, span: Span) -> Self {
        let at = source.line_column(span.start);
        let line = source.line(at.line);
        let line_end = source.line_start(at.line) + line.len();
        let marked = source.text().get(span.start..span.end.min(line_end)).map_or(0, |text| text.chars().count());
        let total = line.chars().count();
        let from = if total <= Self::LONGEST_LINE {
            0
        } else {
            (at.column as usize - 1).saturating_sub(Self::LONGEST_LINE / 3).min(total - Self::LONGEST_LINE)
        };
        Self {
            file: source.path().into(),
            line: at.line,
            column: at.column,
            length: marked.max(1) as u32,
            line_text: line.chars().skip(from).take(Self::LONGEST_LINE).collect::<String>().into(),
            line_text_column: from as u32 + 1,
        }
    }

    /// The marked text, as far as [`Place::line_text`] has it.
    pub fn marked(&self) -> String {
        let before = (self.column - self.line_text_column.min(self.column)) as usize;
        self.line_text.chars().skip(before).take(self.length as usize).collect()
    }

    /// A file as a whole.
    pub fn file(path: impl Into<Arc<str>>) -> Self {
        Self { file: path.into(), line: 0, column: 0, length: 0, line_text: Excerpt::default(), line_text_column: 1 }
    }
}

/// A part of a text that others share: the sentence of a citation is quoted by all problems about it.
#[derive(Clone, Default)]
pub struct Excerpt {
    text: Arc<str>,
    /// Bytes.
    part: Stretch,
}

impl Excerpt {
    /// Scalar values of `text`: as many as `length`, behind the first `skipped`.
    pub fn new(text: &Arc<str>, skipped: usize, length: usize) -> Self {
        let byte_of =
            |nth: usize, from: usize| text[from..].char_indices().nth(nth).map_or(text.len(), |(at, _)| from + at);
        let start = byte_of(skipped, 0);
        Self { text: Arc::clone(text), part: (start..byte_of(length, start)).into() }
    }
}

impl Excerpt {
    /// All of `text`.
    pub fn whole(text: Arc<str>) -> Self {
        Self { part: (0..text.len()).into(), text }
    }
}

impl Deref for Excerpt {
    type Target = str;

    fn deref(&self) -> &str {
        &self.text[self.part.range()]
    }
}

impl From<String> for Excerpt {
    fn from(text: String) -> Self {
        Self::whole(text.into())
    }
}

impl fmt::Debug for Excerpt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

impl PartialEq for Excerpt {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl Eq for Excerpt {}

impl PartialOrd for Excerpt {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Excerpt {
    fn cmp(&self, other: &Self) -> Ordering {
        (**self).cmp(&**other)
    }
}

/// One problem. The message and the hint are looked up by `code` in the catalogue and filled with
/// `arguments`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Stable code, also the key in the catalogue: `front-matter-unknown-key`.
    pub code: &'static str,
    /// How grave it is.
    pub severity: Severity,
    /// Where; `None` for a problem of the whole site.
    pub place: Option<Place>,
    /// Values for the `{name}`s of message and hint.
    pub arguments: Vec<(&'static str, String)>,
}

impl Diagnostic {
    /// An error (nothing is published).
    pub const fn error(code: &'static str) -> Self {
        Self { code, severity: Severity::Error, place: None, arguments: Vec::new() }
    }

    /// A warning (published).
    pub const fn warning(code: &'static str) -> Self {
        Self { code, severity: Severity::Warning, place: None, arguments: Vec::new() }
    }

    /// Good to know.
    pub const fn info(code: &'static str) -> Self {
        Self { code, severity: Severity::Info, place: None, arguments: Vec::new() }
    }

    /// At `span` of `source`.
    #[must_use]
    pub fn at(mut self, source: &Source, span: Span) -> Self {
        self.place = Some(Place::of(source, span));
        self
    }

    /// In the file `path` as a whole.
    #[must_use]
    pub fn in_file(mut self, path: impl Into<Arc<str>>) -> Self {
        self.place = Some(Place::file(path));
        self
    }

    /// At a place already worked out.
    #[must_use]
    pub fn placed(mut self, place: Option<Place>) -> Self {
        self.place = place;
        self
    }

    /// With a value for `{name}`.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        // A large site has a million problems, each with one to three values.
        self.arguments.reserve_exact(1);
        self.arguments.push((name, value.into()));
        self
    }
}

/// Source order: by file, line, column, then code, so that a run always lists its problems alike.
pub fn sort(diagnostics: &mut [Diagnostic]) {
    // A stable sort would need half as much memory again. What is equal to the last is one problem.
    diagnostics.par_sort_unstable_by(|a, b| {
        (&a.place, a.code, &a.arguments, a.severity).cmp(&(&b.place, b.code, &b.arguments, b.severity))
    });
}
