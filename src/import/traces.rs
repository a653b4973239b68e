//! What a PDF holds besides the text that an import keeps.

/// See [`super::pdf_traces`].
#[derive(Clone, Debug, Default)]
pub struct PdfTraces {
    /// Names in the properties, each once.
    pub authors: Vec<String>,
    /// The title in the properties; some programs put the path of the file there.
    pub title: Option<String>,
    /// Comments of all pages, in order.
    pub comments: Vec<PdfComment>,
    /// What runs or lies inside: `JavaScript`, `Launch`, names of attached files.
    pub active: Vec<String>,
    /// Text drawn unseen on a page without pictures: page from 1, the words.
    pub hidden: Vec<(u32, String)>,
    /// Page and line from 1, text. None where the pages are pictures.
    pub lines: Vec<(u32, u32, String)>,
}

/// A comment on a page.
#[derive(Clone, Debug)]
pub struct PdfComment {
    /// From 1.
    pub page: u32,
    /// Who wrote it; may be empty.
    pub author: String,
    /// The words.
    pub text: String,
}
