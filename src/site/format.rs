//! The forms in which a document is offered beside its page.
//!
//! In: nothing. Out: [`Format`], each with the name of its file and its media type, both for ever: they
//! are parts of addresses.

use crate::content::config::ChosenForm;

/// A form of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Format {
    /// The source file: front matter and body, Markdown.
    Markdown,
    /// What is known of the document, its outline, its citations with their place in the source and what they mean.
    Json,
    /// For reading anywhere.
    Text,
    /// Akoma Ntoso, the XML of parliaments and gazettes (OASIS LegalDocML).
    AkomaNtoso,
}

impl Format {
    /// The word of `formats:` that asks for it; `None`: every site has it.
    pub const fn chosen_by(self) -> Option<ChosenForm> {
        match self {
            Self::Markdown | Self::Json => None,
            Self::Text => Some(ChosenForm::Text),
            Self::AkomaNtoso => Some(ChosenForm::AkomaNtoso),
        }
    }

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
