//! `congbao build`: what is published, what is refused, which addresses answer, and that the same input
//! makes the same bytes.

mod attachments;
mod below;
mod changes;
mod determinism;
mod edits;
mod full;
mod hidden;
mod images;
mod inputs;
mod kept;
mod ledger;
mod links;
mod merged;
mod neighbours;
mod not_online;
mod others;
mod promises;
mod publishing;
mod refusals;
mod server;
mod vanished;
mod verify;
