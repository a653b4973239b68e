//! A link or an image in the text of a document that leads into the site, or to a file beside the document: kept when
//! the text is gone, since whether it leads somewhere is known only when all pages are.

use crate::content::beside::FileBeside;
use crate::source::Stretch;
use std::sync::Arc;

/// A link as its author wrote it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct TextLink {
    /// As it may stand in `href` or `src`.
    pub target: Box<str>,
    /// Bytes in the file.
    pub span: Stretch,
    /// `![…](…)`.
    pub is_image: bool,
    /// What lies at this path beside the document; `None` where the target is an address of the site.
    pub beside: Option<Arc<FileBeside>>,
}
