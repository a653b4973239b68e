//! `congbao build`: what is published, what is refused, which addresses answer, and that the same input
//! makes the same bytes.

mod determinism;
mod images;
mod ledger;
mod links;
mod merged;
mod others;
mod publishing;
mod refusals;
