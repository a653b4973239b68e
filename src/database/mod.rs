//! The site as tables for who counts: documents, works, citations, relations, tasks, and the text of every section.
//!
//! In: a `World`. Out: rows, in an order that follows from the site alone, into a [`TableSink`]: a SQLite file
//! (`sqlite`), Parquet files (`parquet`), a script for PostgreSQL (`postgres`).
//!
//! A row is a record of the site's own data files (`site/pages/data`), whose fields `tables` names; so a database says the
//! numbers that the site says. Texts are read some documents at a time and let go once their rows are written: memory does
//! not grow with the text.

#[cfg(feature = "parquet")]
pub mod parquet;
pub mod postgres;
mod rows;
#[cfg(feature = "sqlite")]
pub mod sqlite;
mod tables;

pub use rows::write;
pub use tables::{Column, Kind, TABLES, Table};

use crate::diagnostic::Diagnostic;

/// A value of a row.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// Nothing is known.
    Null,
    /// A number.
    Number(i64),
    /// Yes or no.
    Flag(bool),
    /// Words; also a day and JSON.
    Text(String),
}

/// Takes the tables one after the other, each from its first row to its last.
pub trait TableSink {
    /// The rows that follow are of `table`.
    ///
    /// # Errors
    /// In words: what the file or the system says.
    fn begin(&mut self, table: &'static Table) -> Result<(), String>;
    /// A row: a cell for each column.
    ///
    /// # Errors
    /// As [`TableSink::begin`].
    fn row(&mut self, cells: Vec<Cell>) -> Result<(), String>;
    /// The table is complete.
    ///
    /// # Errors
    /// As [`TableSink::begin`].
    fn end(&mut self) -> Result<(), String>;
}

/// Why there is no database.
#[derive(Debug)]
pub enum DatabaseError {
    /// A text that cannot be read any more.
    Text(Diagnostic),
    /// What the file or the system says.
    Write(String),
}

/// How many rows the tables have that people compare with the site.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Documents.
    pub documents: u64,
    /// Works.
    pub works: u64,
    /// Citations.
    pub citations: u64,
    /// Tasks.
    pub tasks: u64,
}
