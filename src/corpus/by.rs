//! Why a citation means the work that it means: the key of `resolution.by` in data.

/// What a resolution rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum By {
    /// Type, number, date or year, as they are written there.
    Written,
    /// A row of `works.yaml`.
    Row,
    /// The decision of an editor.
    Decision,
    /// The same document names the work more fully elsewhere.
    Document,
    /// Only the name of a law is written: it is the law of that name in force on the document's date.
    Date,
    /// The same, where the name stands in the title of another work: the date is that work's.
    TitleDate,
    /// Only the name of a law is written, and no other law ever had it.
    Only,
}

impl By {
    /// The key in data.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Written => "written",
            Self::Row => "row",
            Self::Decision => "decision",
            Self::Document => "document",
            Self::Date | Self::TitleDate => "date",
            Self::Only => "only",
        }
    }

    /// Whether a rule inferred the work from a name that does not say which law it is.
    pub const fn is_inferred(self) -> bool {
        matches!(self, Self::Date | Self::TitleDate | Self::Only)
    }

    /// What a citation rests on that means the same as one that rests on `self`.
    pub(super) const fn through(self) -> Self {
        if self.is_inferred() { self } else { Self::Document }
    }
}
