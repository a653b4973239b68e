//! All integration tests in one program, so that they are linked once.

mod architecture;
mod build;
mod check;
mod cite;
mod cli;
mod determinism;
mod gold;
mod import;
mod ledger;
mod live;
mod meaning;
mod messages;
mod pinpoints;
mod resolution;
mod support;
