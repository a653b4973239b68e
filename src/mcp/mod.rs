//! A site for programs that ask: `congbao mcp` answers the tools of the Model Context Protocol.
//!
//! In: a copy of a site, as its folder, its address or its sources have it ([`SiteFiles`]). Out: answers with the words of
//! the text, its address and its anchor, on standard output as the protocol wants them (`server`).
//!
//! `library` reads the lists of data and, when they are asked for, texts; `reference` says which work somebody means, `quotation`
//! whether a text has some words, `answers` puts an answer together. What a site does not have, no answer calls
//! non-existent: it is "not known here".

mod answers;
mod library;
mod quotation;
mod reference;
pub mod server;

pub use library::{Library, SiteFiles};
