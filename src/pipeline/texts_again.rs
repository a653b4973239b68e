//! Words of a document that are nowhere kept: the store was damaged, or another program wrote into it.
//!
//! In: what is known of a document. Out: its words, from its file, where that is still the same.

use super::base::Base;
use crate::content::RawDocument;
use crate::content::files::reread;
use crate::document;
use crate::document::hidden::hide;
use crate::reuse::ReuseText;
use crate::source::{Source, Span};

/// The words, as [`ReuseText::to_bytes`] gives them.
pub(super) fn words(base: &Base, raw: &RawDocument) -> Option<Vec<u8>> {
    let source = reread(&base.root, &raw.path, &raw.content_hash).ok()?;
    Some(words_of(&hide(source, raw.body), raw.body).to_bytes())
}

/// The words of a text, without what only its editors may read.
pub(super) fn words_of(source: &Source, body: Span) -> ReuseText {
    ReuseText::of(&document::parse(source, body, &mut Vec::new()))
}
