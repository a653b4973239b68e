//! What is wrong with a foreign file: code and values. The command adds the name of the file and prints it.

use super::flow::ImportPlace;
use crate::catalogue::{self, Language};
use crate::diagnostic::{self, Diagnostic, Severity};
use crate::foreign::{Unreadable, limits};

/// One problem of a foreign file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Key in the catalogue.
    pub code: &'static str,
    /// How grave; an error means that nothing was imported.
    pub severity: Severity,
    /// Where in the file, where that is known.
    pub at: Option<ImportPlace>,
    /// The words concerned, quoted under the message.
    pub quoted: String,
    /// Values for the message.
    pub arguments: Vec<(&'static str, String)>,
}

impl Problem {
    /// An error of the file as a whole.
    pub const fn new(code: &'static str) -> Self {
        Self { code, severity: Severity::Error, at: None, quoted: String::new(), arguments: Vec::new() }
    }

    /// A warning.
    pub fn warning(code: &'static str) -> Self {
        Self { severity: Severity::Warning, ..Self::new(code) }
    }

    /// More of something than [`limits`] allows; `what` is a key of the catalogue.
    pub fn too_complex(what: &'static str, limit: impl ToString) -> Self {
        Self::new("import-too-complex").with("what", what).with("limit", limit.to_string())
    }

    /// A file that its format's rules do not fit.
    pub fn damaged(reason: impl ToString) -> Self {
        Self::new("import-damaged").with("reason", reason.to_string())
    }

    /// With a value for `{name}`.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.arguments.push((name, value.into()));
        self
    }

    /// At a place, with the words that stand there.
    #[must_use]
    pub fn at(mut self, at: ImportPlace, quoted: impl Into<String>) -> Self {
        self.at = Some(at);
        self.quoted = quoted.into();
        self
    }

    /// As a diagnostic: the problem of the file shown as `file`. Where the format has no lines,
    /// `where_words` says the place.
    pub fn diagnostic(
        &self,
        file: &str,
        language: Language,
        where_words: impl Fn(ImportPlace) -> String,
    ) -> Diagnostic {
        let mut diagnostic = Diagnostic { severity: self.severity, ..Diagnostic::error(self.code) };
        for (name, value) in &self.arguments {
            // What exceeds a limit, and what a file really is, are keys of the catalogue.
            let value = catalogue::find(language, value).unwrap_or(value);
            diagnostic = diagnostic.with(name, value);
        }
        let words = self.at.map(&where_words).unwrap_or_default();
        diagnostic = diagnostic.with("place", words);
        let mut place = diagnostic::Place::file(file);
        if let Some(at) = self.at {
            let quoted: String = self.quoted.chars().take(diagnostic::Place::LONGEST_LINE).collect();
            if let Some(line) = at.line.filter(|_| at.page.is_none() && !quoted.is_empty()) {
                place.line = line;
                place.column = 1;
                place.length = quoted.chars().count() as u32;
                place.line_text = quoted.into();
            }
        }
        diagnostic.placed(Some(place))
    }
}

impl From<Unreadable> for Problem {
    fn from(why: Unreadable) -> Self {
        match why {
            Unreadable::Damaged(reason) => Self::damaged(reason),
            Unreadable::Locked => Self::new("import-encrypted"),
            Unreadable::Entries => Self::too_complex("import-limit-entries", limits::MOST_ENTRIES),
            Unreadable::Unpacked => Self::too_complex("import-limit-unpacked", limits::LARGEST_PART),
            Unreadable::Depth => Self::too_complex("import-limit-depth", limits::DEEPEST),
        }
    }
}
