//! What programs read: the other forms of a document, feeds, tables, JSON and its schemas.

mod akoma;
mod databases;
mod follow;
mod formats;
mod interface;
