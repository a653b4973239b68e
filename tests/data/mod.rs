//! What programs read: the other forms of a document, feeds, tables, JSON and its schemas.

mod akoma;
mod follow;
mod databases;
mod formats;
mod interface;
