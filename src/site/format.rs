//! The forms in which a document is offered beside its page.
//!
//! In: nothing. Out: [`Format`], each with the name of its file and its media type, both for ever: they
//! are parts of addresses.

/// A form of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Format {
    /// The source file: front matter and body, Markdown.
    Markdown,
    /// All that is known of the document, its text in blocks, its citations with what they mean.
    Json,
    /// For reading anywhere.
    Text,
    /// Akoma Ntoso, the XML of parliaments and gazettes (OASIS LegalDocML).
    AkomaNtoso,
}

impl Format {
    /// All, in the order in which pages offer them.
    pub const ALL: [Self; 4] = [Self::Text, Self::Markdown, Self::Json, Self::AkomaNtoso];

    /// Ending of the file name.
    pub const fn ending(self) -> &'static str {
        match self {
            Self::Markdown => "md",
            Self::Json => "json",
            Self::Text => "txt",
            Self::AkomaNtoso => "akn.xml",
        }
    }

    /// Media type (RFC 7763 for Markdown, akn-media v1.0 for Akoma Ntoso).
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Markdown => "text/markdown",
            Self::Json => "application/json",
            Self::Text => "text/plain",
            Self::AkomaNtoso => "application/akn+xml",
        }
    }

    /// Key of its name in the catalogue: "Markdown (.md)".
    pub const fn name(self) -> &'static str {
        match self {
            Self::Markdown => "page-format-markdown",
            Self::Json => "page-format-json",
            Self::Text => "page-format-text",
            Self::AkomaNtoso => "page-format-akn",
        }
    }
}
