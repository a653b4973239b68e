//! All integration tests in one program, so that they are linked once.

mod architecture;
mod broken_files;
mod build;
mod check;
mod cite;
mod cli;
mod determinism;
mod find;
mod fmt;
mod gold;
mod import;
mod init;
mod ledger;
mod meaning;
mod message_pages;
mod messages;
mod new;
mod pinpoints;
mod refusals;
mod resolution;
mod schema;
mod serve;
mod speech;
mod support;
