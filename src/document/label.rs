//! Outline labels: `I.`, `1.`, `a)`, `Điều 3.`, `Khoản`, `Điểm`, `Phụ lục`, `Chương`, `Mục`, `Phần`.

/// What kind of label.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Unit {
    /// Phần.
    Part,
    /// Chương.
    Chapter,
    /// Mục, and the bare `I.`, `1.`, `a)` of administrative documents.
    Item,
    /// Điều.
    Article,
    /// Khoản.
    Clause,
    /// Điểm.
    Point,
    /// Phụ lục.
    Annex,
}

/// A label as it stands in a heading or paragraph.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// Kind.
    pub unit: Unit,
    /// The numbering alone: `II`, `2`, `a`, `3`.
    pub text: String,
}
