//! The tables as one SQLite file with a full-text index of all sections, which opens in Datasette and any other program
//! that reads SQLite.
//!
//! In: rows. Out: a file, the same bytes for the same rows: nothing in it tells when or where it was made.
//!
//! The index takes words with and without marks; that alone leaves "đ" a letter of its own, so each text stands in it a
//! second time with "d" for "đ". The words themselves are in the file once: the second column is worked out when it is read.

use super::{Cell, Column, Kind, TABLES, Table, TableSink};
use rusqlite::types::Value;
use rusqlite::{Connection, Error, OpenFlags, params_from_iter};
use std::path::Path;

/// Rows that are written by one prepared statement.
const TOGETHER: usize = 512;
/// Nothing has to survive a crash: who makes the file throws it away then. Rows come before those to which they lead.
const SETTINGS: &str = "PRAGMA foreign_keys = OFF; PRAGMA page_size = 4096; PRAGMA encoding = 'UTF-8'; PRAGMA journal_mode = OFF; \
    PRAGMA synchronous = OFF; PRAGMA locking_mode = EXCLUSIVE; PRAGMA cache_size = -32768; PRAGMA temp_store = FILE; BEGIN;";
/// `optimize` makes one run of all terms, so that the file is small and always the same.
const FULL_TEXT: &str =
    "CREATE VIRTUAL TABLE sections_fts USING fts5(title, text, title_d, text_d, content=\"sections\", \
    content_rowid=\"id\", tokenize=\"unicode61 remove_diacritics 2\");
    INSERT INTO sections_fts(sections_fts) VALUES ('rebuild');
    INSERT INTO sections_fts(sections_fts) VALUES ('optimize');
    COMMIT;";

/// A file that is being made.
pub struct Database {
    connection: Connection,
    table: Option<&'static Table>,
    rows: Vec<Vec<Cell>>,
}

fn said(error: Error) -> String {
    error.to_string()
}

impl Database {
    /// In a file that is empty or not there.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn create(path: &Path) -> Result<Self, String> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE;
        let connection = Connection::open_with_flags(path, flags).map_err(said)?;
        connection.execute_batch(SETTINGS).map_err(said)?;
        Ok(Self { connection, table: None, rows: Vec::new() })
    }

    /// With indexes and the full-text index.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn finish(self) -> Result<(), String> {
        for table in &TABLES {
            for column in table.columns.iter().filter(|column| column.to.is_some()) {
                let (name, column) = (table.name, column.name);
                let index = format!("CREATE INDEX \"{name}_{column}\" ON \"{name}\" (\"{column}\")");
                self.connection.execute_batch(&index).map_err(said)?;
            }
        }
        self.connection.execute_batch(FULL_TEXT).map_err(said)?;
        self.connection.close().map_err(|(_, error)| said(error))
    }

    fn flush(&mut self) -> Result<(), String> {
        let Some(table) = self.table.filter(|_| !self.rows.is_empty()) else { return Ok(()) };
        let names: Vec<String> = table.columns.iter().map(|column| format!("\"{}\"", column.name)).collect();
        let marks = vec!["?"; names.len()].join(", ");
        let insert = format!("INSERT INTO \"{}\" ({}) VALUES ({marks})", table.name, names.join(", "));
        let mut insert = self.connection.prepare(&insert).map_err(said)?;
        for cells in self.rows.drain(..) {
            insert.execute(params_from_iter(cells.into_iter().map(value))).map_err(said)?;
        }
        Ok(())
    }
}

impl TableSink for Database {
    fn begin(&mut self, table: &'static Table) -> Result<(), String> {
        self.table = Some(table);
        self.connection.execute_batch(&definition(table)).map_err(said)
    }

    fn row(&mut self, cells: Vec<Cell>) -> Result<(), String> {
        self.rows.push(cells);
        if self.rows.len() < TOGETHER { Ok(()) } else { self.flush() }
    }

    fn end(&mut self) -> Result<(), String> {
        self.flush()
    }
}

fn value(cell: Cell) -> Value {
    match cell {
        Cell::Null => Value::Null,
        Cell::Number(number) => Value::Integer(number),
        Cell::Flag(flag) => Value::Integer(flag.into()),
        Cell::Text(text) => Value::Text(text),
    }
}

fn definition(table: &Table) -> String {
    let mut parts: Vec<String> = table.columns.iter().enumerate().map(|(at, one)| column(table, at, one)).collect();
    if table.name == "sections" {
        parts.extend(["title", "text"].map(|name| {
            format!("\"{name}_d\" TEXT GENERATED ALWAYS AS (replace(replace(\"{name}\", 'đ', 'd'), 'Đ', 'D')) VIRTUAL")
        }));
    }
    format!("CREATE TABLE \"{}\" (\n  {}\n)", table.name, parts.join(",\n  "))
}

fn column(table: &Table, at: usize, column: &Column) -> String {
    let kind = match column.kind {
        Kind::Text | Kind::Day | Kind::Json => "TEXT",
        Kind::Number | Kind::Flag => "INTEGER",
    };
    let key = if at == 0 && table.has_key { " PRIMARY KEY" } else { "" };
    let to = column.to.map(|to| format!(" REFERENCES \"{to}\"")).unwrap_or_default();
    format!("\"{}\" {kind}{key}{to}", column.name)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The number of sections that are found by the words.
    fn found(path: &Path, words: &str) -> i64 {
        let connection = Connection::open(path).unwrap();
        let count = "SELECT count(*) FROM sections_fts WHERE sections_fts MATCH ?";
        connection.query_row(count, [words], |row| row.get(0)).unwrap()
    }

    #[test]
    fn words_are_found_however_they_are_typed() {
        let folder = tempfile::tempdir().unwrap();
        let made = ["a.db", "b.db"].map(|name| {
            let path = folder.path().join(name);
            let mut database = Database::create(&path).unwrap();
            for table in &TABLES {
                database.begin(table).unwrap();
                if table.name == "sections" {
                    let text = |text: &str| Cell::Text(text.to_owned());
                    let head = [Cell::Number(1), text("a"), Cell::Number(0), text("muc-i"), text("u"), Cell::Number(1)];
                    let tail = [Cell::Null, text("ĐÀO TẠO"), Cell::Null, text("Đẩy mạnh chuyển đổi số trong giáo dục")];
                    database.row(head.into_iter().chain(tail).collect()).unwrap();
                }
                database.end().unwrap();
            }
            database.finish().unwrap();
            path
        });
        for words in
            ["chuyển đổi số", "chuyen doi so", "CHUYEN DOI", "\"doi so trong\"", "chuyển doi", "dao tao", "đào"]
        {
            assert_eq!(found(&made[0], words), 1, "{words}");
        }
        assert_eq!(found(&made[0], "\"số đổi\""), 0);
        let [one, other] = made.map(|path| std::fs::read(path).unwrap());
        assert!(one == other, "the same rows, the same bytes");
    }
}
