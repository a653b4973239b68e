//! The forms in which a document is offered beside its page.
//!
//! In: nothing. Out: [`Format`], each with the name of its file and its media type, both for ever: they are parts of addresses.

/// A form of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Format {
    /// The source file: front matter and body, Markdown.
    Markdown,
    /// All that is known of the document, its text in blocks, its citations with what they mean.
    Json,
    /// For reading anywhere.
    Text,
    /// The standard of parliaments and law databases: OASIS LegalDocML.
    Akoma,
}

impl Format {
    /// All, in the order in which pages offer them.
    pub const ALL: [Self; 4] = [Self::Text, Self::Markdown, Self::Json, Self::Akoma];

    /// Ending of the file name.
    pub const fn ending(self) -> &'static str {
        match self {
            Self::Markdown => "md",
            Self::Json => "json",
            Self::Text => "txt",
            Self::Akoma => "akn.xml",
        }
    }

    /// Media type (RFC 7763 for Markdown, Akoma Ntoso Naming Convention 1.0 for its own).
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Markdown => "text/markdown",
            Self::Json => "application/json",
            Self::Text => "text/plain",
            Self::Akoma => "application/akn+xml",
        }
    }
}
