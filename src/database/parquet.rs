//! The tables as Parquet files, one a table, for DuckDB, Spark, pandas and whatever else reads columns.
//!
//! In: rows. Out: files on writers that a function opens by their names. Rows are held until there are enough for a group.

use super::{Cell, Column, Kind, Table, TableSink};
use jiff::civil::{Date, date};
use parquet::basic::{Compression, GzipLevel, LogicalType, Repetition, Type as Physical};
use parquet::data_type::{BoolType, ByteArray, ByteArrayType, DataType, Int32Type, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use parquet::schema::types::Type;
use std::io::Write;
use std::sync::Arc;

/// Rows of a group at most.
const MOST_ROWS: usize = 100_000;
/// Bytes of text that are held before a group is written.
const MOST_BYTES: usize = 16 << 20;
/// As hard as the usual level packs.
const LEVEL: u32 = 6;

/// Writes the files; `open` gives the writer of a name.
pub struct Folder<O, W: Write + Send> {
    open: O,
    file: Option<SerializedFileWriter<W>>,
    table: Option<&'static Table>,
    rows: Vec<Vec<Cell>>,
    bytes: usize,
}

fn said(error: ParquetError) -> String {
    error.to_string()
}

impl<O, W> Folder<O, W>
where
    O: FnMut(&str) -> Result<W, String>,
    W: Write + Send,
{
    /// No file yet.
    pub fn new(open: O) -> Self {
        Self { open, file: None, table: None, rows: Vec::new(), bytes: 0 }
    }

    fn flush(&mut self) -> Result<(), String> {
        self.bytes = 0;
        let rows = std::mem::take(&mut self.rows);
        match (&mut self.file, self.table) {
            (Some(file), Some(table)) if !rows.is_empty() => group(file, table, &rows).map_err(said),
            _ => Ok(()),
        }
    }
}

impl<O, W> TableSink for Folder<O, W>
where
    O: FnMut(&str) -> Result<W, String>,
    W: Write + Send,
{
    fn begin(&mut self, table: &'static Table) -> Result<(), String> {
        let packed = Compression::GZIP(GzipLevel::try_new(LEVEL).map_err(said)?);
        let program = concat!("congbao version ", env!("CARGO_PKG_VERSION")).to_owned();
        let properties = WriterProperties::builder().set_compression(packed).set_created_by(program).build();
        let writer = (self.open)(&format!("{}.parquet", table.name))?;
        let schema = schema(table).map_err(said)?;
        self.file = Some(SerializedFileWriter::new(writer, Arc::new(schema), Arc::new(properties)).map_err(said)?);
        self.table = Some(table);
        Ok(())
    }

    fn row(&mut self, cells: Vec<Cell>) -> Result<(), String> {
        self.bytes += cells.iter().map(|cell| if let Cell::Text(text) = cell { text.len() } else { 0 }).sum::<usize>();
        self.rows.push(cells);
        if self.rows.len() < MOST_ROWS && self.bytes < MOST_BYTES { Ok(()) } else { self.flush() }
    }

    fn end(&mut self) -> Result<(), String> {
        self.flush()?;
        let Some(file) = self.file.take() else { return Ok(()) };
        let mut writer = file.into_inner().map_err(said)?;
        writer.flush().map_err(|error| error.to_string())
    }
}

fn schema(table: &Table) -> Result<Type, ParquetError> {
    let fields: Result<Vec<_>, _> = table.columns.iter().map(|column| field(column).map(Arc::new)).collect();
    Type::group_type_builder(table.name).with_fields(fields?).build()
}

fn field(column: &Column) -> Result<Type, ParquetError> {
    let (physical, logical) = match column.kind {
        Kind::Text | Kind::Json => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
        Kind::Number => (Physical::INT64, None),
        Kind::Flag => (Physical::BOOLEAN, None),
        Kind::Day => (Physical::INT32, Some(LogicalType::Date)),
    };
    let builder = Type::primitive_type_builder(column.name, physical);
    builder.with_logical_type(logical).with_repetition(Repetition::OPTIONAL).build()
}

fn group<W: Write + Send>(
    file: &mut SerializedFileWriter<W>,
    table: &Table,
    rows: &[Vec<Cell>],
) -> Result<(), ParquetError> {
    let mut group = file.next_row_group()?;
    for (at, column) in table.columns.iter().enumerate() {
        let Some(writer) = group.next_column()? else { break };
        let cells = || rows.iter().map(|cells| &cells[at]);
        match column.kind {
            Kind::Text | Kind::Json => put::<ByteArrayType>(writer, cells().map(words))?,
            Kind::Number => put::<Int64Type>(writer, cells().map(number))?,
            Kind::Flag => put::<BoolType>(writer, cells().map(flag))?,
            Kind::Day => put::<Int32Type>(writer, cells().map(day))?,
        }
    }
    group.close().map(|_| ())
}

/// A column of a group: what is there, and for each row whether it is.
fn put<T: DataType>(
    mut writer: SerializedColumnWriter<'_>,
    cells: impl Iterator<Item = Option<T::T>>,
) -> Result<(), ParquetError> {
    let (mut values, mut levels) = (Vec::new(), Vec::new());
    for cell in cells {
        levels.push(i16::from(cell.is_some()));
        values.extend(cell);
    }
    writer.typed::<T>().write_batch(&values, Some(&levels), None)?;
    writer.close()
}

fn words(cell: &Cell) -> Option<ByteArray> {
    if let Cell::Text(text) = cell { Some(text.as_bytes().to_vec().into()) } else { None }
}

const fn number(cell: &Cell) -> Option<i64> {
    if let Cell::Number(number) = cell { Some(*number) } else { None }
}

const fn flag(cell: &Cell) -> Option<bool> {
    if let Cell::Flag(flag) = cell { Some(*flag) } else { None }
}

/// Days since 1 January 1970.
fn day(cell: &Cell) -> Option<i32> {
    let Cell::Text(text) = cell else { return None };
    let day: Date = text.parse().ok()?;
    Some((day - date(1970, 1, 1)).get_days())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_counted_from_1970() {
        let of = |text: &str| day(&Cell::Text(text.to_owned()));
        assert_eq!(
            [of("1970-01-01"), of("2024-08-31"), of("1969-12-31"), of("2024")],
            [Some(0), Some(19966), Some(-1), None]
        );
    }
}
