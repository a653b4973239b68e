//! What elements of Word files mean for all that read them (ECMA-376, part 1).

/// Elements that hold properties as they were before a tracked change.
pub const FORMER: [&str; 8] = [
    "rPrChange",
    "pPrChange",
    "sectPrChange",
    "tblPrChange",
    "tcPrChange",
    "trPrChange",
    "numberingChange",
    "tblGridChange",
];
