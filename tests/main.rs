//! All integration tests in one program, so that they are linked once.

mod architecture;
mod build;
mod check;
mod cite;
mod cli;
mod determinism;
mod fmt;
mod gold;
mod import;
mod init;
mod ledger;
mod meaning;
mod messages;
mod new;
mod pinpoints;
mod resolution;
mod schema;
mod support;
