//! All integration tests in one program, so that they are linked once.

mod architecture;
mod broken_files;
mod build;
mod check;
mod cite;
mod cli;
mod determinism;
mod find;
mod gold;
mod import;
mod ledger;
mod live;
mod meaning;
mod message_pages;
mod messages;
mod pinpoints;
mod resolution;
mod serve;
mod speech;
mod support;
