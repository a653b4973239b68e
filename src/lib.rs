//! congbao turns a folder of official directives into a static website on which every cited decree is a link that can
//! be trusted.
//!
//! Data walks through the house in one direction, a folder a stage:
//!
//! ```text
//! content ─▶ document ─▶ citation ─▶ corpus ─▶ site ─▶ publish
//! files,     outline,    mentions    who is    which   atomic
//! front      blocks,     with spans  who, who  pages,  write
//! matter     anchors                 cites     their
//!                                    whom      bytes
//! ```
//!
//! `source`, `diagnostic`, `text`, `catalogue`, `disk` and `address` are leaves that any stage may use. `check` stands
//! beside the corpus with the rules for editors, `search` after it with the index, `lookup` with what the site knows of
//! a number or a name. `render` has what pages share. `import` and `writing` make files that `content` reads, `export`
//! Word files of them, `database` tables. `signature` reads who signed an attachment. `convert` has other programs make files that
//! `import` reads. `pipeline` is the only room that knows every stage; `preview` makes pages on demand.

#![cfg_attr(
    not(all(feature = "pdf", feature = "preview", feature = "web")),
    allow(dead_code, unused_imports, reason = "what only these ask for")
)]

// A room is public where `tests/` and `benches/`, crates of their own, look into it; the program needs `commands`
// alone. Code that only those use is dead: `pub(crate)` for all rooms and `cargo check --bin congbao` shows it.
pub mod address;
pub mod catalogue;
pub(crate) mod check;
pub mod citation;
pub mod commands;
pub mod compare;
pub mod content;
pub(crate) mod convert;
pub mod corpus;
pub(crate) mod database;
pub mod diagnostic;
pub mod disk;
pub mod document;
pub mod export;
pub(crate) mod foreign;
pub mod import;
pub(crate) mod inspect;
pub mod lookup;
#[cfg(feature = "mcp")]
pub(crate) mod mcp;
pub(crate) mod picture;
pub mod pipeline;
#[cfg(feature = "preview")]
pub(crate) mod preview;
pub mod publish;
pub(crate) mod render;
pub mod reuse;
pub(crate) mod search;
pub mod signature;
pub(crate) mod signing;
pub mod site;
pub mod source;
pub(crate) mod store;
pub(crate) mod task;
pub mod text;
pub mod trace;
pub(crate) mod verify;
pub(crate) mod writing;
