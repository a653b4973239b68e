//! What writes bytes and knows no page: templates, links, the body of a document, escaping, names in
//! words, QR codes, assets.
//!
//! In: values. Out: HTML and words. Which page shows them is the business of `site`.

pub mod assets;
pub mod body;
pub mod citing;
pub mod escape;
pub mod links;
pub mod names;
pub mod qr;
pub mod templates;
pub(crate) mod xml;

pub use assets::{Asset, Scripts, assets};
pub(crate) use assets::{BUILT_IN_STYLE, STYLE};
