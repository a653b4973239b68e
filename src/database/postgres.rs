//! The tables as a script that `psql -f` loads into PostgreSQL: a schema `congbao` with its rows, keys and a full-text index
//! that takes letters with and without marks.
//!
//! In: rows. Out: SQL in UTF-8 on any writer, everything in one transaction: a script that breaks off changes nothing.

use super::{Cell, Column, Kind, TABLES, Table, TableSink};
use std::fmt::Write as _;
use std::io::Write;

/// Letters with marks, each kind behind the plain letter that it is found by.
const LETTERS: [(&str, &str); 7] = [
    ("a", "àáảãạăằắẳẵặâầấẩẫậÀÁẢÃẠĂẰẮẲẴẶÂẦẤẨẪẬ"),
    ("d", "đĐ"),
    ("e", "èéẻẽẹêềếểễệÈÉẺẼẸÊỀẾỂỄỆ"),
    ("i", "ìíỉĩịÌÍỈĨỊ"),
    ("o", "òóỏõọôồốổỗộơờớởỡợÒÓỎÕỌÔỒỐỔỖỘƠỜỚỞỠỢ"),
    ("u", "ùúủũụưừứửữựÙÚỦŨỤƯỪỨỬỮỰ"),
    ("y", "ỳýỷỹỵỲÝỶỸỴ"),
];

/// Writes the script.
pub struct Script<W> {
    out: W,
    line: String,
}

impl<W: Write> Script<W> {
    /// With the schema and the function that takes marks off letters.
    ///
    /// # Errors
    /// Those of `out`.
    pub fn begin(mut out: W) -> Result<Self, String> {
        let (mut marked, mut plain) = (String::new(), String::new());
        for (letter, letters) in LETTERS {
            marked.push_str(letters);
            plain.push_str(&letter.repeat(letters.chars().count()));
        }
        let head = format!(
            "-- psql -v ON_ERROR_STOP=1 -f THIS-FILE; to load it again, first: DROP SCHEMA congbao CASCADE;\n\
            SET client_encoding = 'UTF8';\nSET standard_conforming_strings = on;\nBEGIN;\nCREATE SCHEMA congbao;\n\
            SET LOCAL search_path = congbao, pg_catalog;\n\
            CREATE FUNCTION congbao.plain(words text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN\n  \
            lower(translate(normalize(words), '{marked}', '{plain}'));\n\
            CREATE FUNCTION congbao.search_words(words text) RETURNS tsquery LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN\n  \
            websearch_to_tsquery('pg_catalog.simple'::regconfig, congbao.plain(words));\n"
        );
        out.write_all(head.as_bytes()).map_err(|error| error.to_string())?;
        Ok(Self { out, line: String::new() })
    }

    fn write(&mut self, text: &str) -> Result<(), String> {
        self.out.write_all(text.as_bytes()).map_err(|error| error.to_string())
    }

    /// With keys, indexes, the full-text index; the writer back.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn finish(mut self) -> Result<W, String> {
        let mut end = String::new();
        for table in &TABLES {
            if table.has_key {
                let _ = writeln!(end, "ALTER TABLE {} ADD PRIMARY KEY ({});", quoted(table.name), quoted(table.key()));
            }
        }
        for table in &TABLES {
            for (column, to) in table.columns.iter().filter_map(|column| Some((column, column.to?))) {
                let (name, column) = (quoted(table.name), quoted(column.name));
                let _ = writeln!(end, "ALTER TABLE {name} ADD FOREIGN KEY ({column}) REFERENCES {};", quoted(to));
                let _ = writeln!(end, "CREATE INDEX ON {name} ({column});");
            }
        }
        end.push_str(
            "ALTER TABLE sections ADD COLUMN search tsvector GENERATED ALWAYS AS (to_tsvector('pg_catalog.simple'::regconfig,\n  \
            congbao.plain(left(coalesce(title, '') || ' ' || coalesce(\"text\", ''), 250000)))) STORED;\n\
            CREATE INDEX ON sections USING gin (search);\nCOMMIT;\n",
        );
        self.write(&end)?;
        self.out.flush().map_err(|error| error.to_string())?;
        Ok(self.out)
    }
}

impl<W: Write> TableSink for Script<W> {
    fn begin(&mut self, table: &'static Table) -> Result<(), String> {
        let columns: Vec<String> = table.columns.iter().map(definition).collect();
        let names: Vec<String> = table.columns.iter().map(|column| quoted(column.name)).collect();
        let name = quoted(table.name);
        self.write(&format!("CREATE TABLE {name} (\n  {}\n);\n", columns.join(",\n  ")))?;
        self.write(&format!("COPY {name} ({}) FROM stdin;\n", names.join(", ")))
    }

    fn row(&mut self, cells: Vec<Cell>) -> Result<(), String> {
        let mut line = std::mem::take(&mut self.line);
        line.clear();
        for (at, cell) in cells.iter().enumerate() {
            if at > 0 {
                line.push('\t');
            }
            match cell {
                Cell::Null => line.push_str("\\N"),
                Cell::Number(number) => {
                    let _ = write!(line, "{number}");
                }
                Cell::Flag(flag) => line.push(if *flag { 't' } else { 'f' }),
                Cell::Text(text) => copied(text, &mut line),
            }
        }
        line.push('\n');
        self.write(&line)?;
        self.line = line;
        Ok(())
    }

    fn end(&mut self) -> Result<(), String> {
        self.write("\\.\n")
    }
}

fn quoted(name: &str) -> String {
    format!("\"{name}\"")
}

fn definition(column: &Column) -> String {
    let kind = match column.kind {
        Kind::Text => "text",
        Kind::Number => "bigint",
        Kind::Flag => "boolean",
        Kind::Day => "date",
        Kind::Json => "jsonb",
    };
    format!("{} {kind}", quoted(column.name))
}

/// A value of COPY's text format.
fn copied(text: &str, line: &mut String) {
    for c in text.chars() {
        match c {
            '\\' => line.push_str("\\\\"),
            '\n' => line.push_str("\\n"),
            '\r' => line.push_str("\\r"),
            '\t' => line.push_str("\\t"),
            c => line.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_ends_its_row_or_the_table() {
        let mut script = Script::begin(Vec::new()).expect("memory takes all");
        let table = TABLES.iter().find(|table| table.name == "site").expect("a table");
        script.begin(table).expect("memory takes all");
        script
            .row(vec![Cell::Text("\\.".into()), Cell::Text("a\tb\n\\.\r\n'); DROP".into())])
            .expect("memory takes all");
        script.row(vec![Cell::Null, Cell::Text("\\N".into())]).expect("memory takes all");
        script.end().expect("memory takes all");
        let text = String::from_utf8(script.out).expect("text");
        let rows = text.split_once("FROM stdin;\n").expect("rows").1;
        assert_eq!(rows, "\\\\.\ta\\tb\\n\\\\.\\r\\n'); DROP\n\\N\t\\\\N\n\\.\n");
    }

    #[test]
    fn each_marked_letter_has_a_plain_one() {
        for (plain, letters) in LETTERS {
            for letter in letters.chars() {
                assert_eq!(crate::text::fold_char(letter).to_string(), plain);
            }
        }
    }
}
