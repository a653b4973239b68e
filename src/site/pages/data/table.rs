//! Tables for the office, one for the documents of each shard: CSV (RFC 4180) that a spreadsheet opens by a double click: UTF-8 with a byte
//! order mark, lines end in CRLF. What a spreadsheet would run as a formula gets an apostrophe before
//! it: titles come from anywhere.
//!
//! In: a [`World`]. Out: CSV on any writer, a row at a time.

use crate::corpus::DocumentIndex;
use crate::render::links::{Links, absolute};
use crate::site::pages::data::DATA;
use crate::site::views::Scene;
use crate::site::views::state::mark;
use crate::site::world::World;
use std::borrow::Cow;
use std::io::{self, Write};

/// Address of the table of the documents that stand in the shard with this key, `documents/2024`.
pub fn table_address(key: &str) -> String {
    format!("{DATA}{key}.csv")
}

/// Writes the table.
///
/// # Errors
/// Those of `out`.
pub fn write(world: &World<'_>, key: &str, out: &mut dyn Write) -> io::Result<()> {
    let links = Links::new("/", false);
    let scene = Scene { world, links: &links };
    // Without it, spreadsheets read UTF-8 as something else.
    out.write_all("\u{feff}".as_bytes())?;
    let mut rows = Rows::new(out);
    let members = world.site.shards.documents.get(key).map_or(&[][..], Vec::as_slice);
    documents(scene, members, &mut rows)?;
    rows.0.flush()
}

/// CSV on its way out.
struct Rows<'o>(csv::Writer<&'o mut dyn Write>);

impl<'o> Rows<'o> {
    fn new(out: &'o mut dyn Write) -> Self {
        let mut builder = csv::WriterBuilder::new();
        // Cells with `;` are quoted as if it began remarks: spreadsheets set to Vietnamese separate by it.
        Self(builder.terminator(csv::Terminator::CRLF).comment(Some(b';')).from_writer(out))
    }

    fn row<'t>(&mut self, cells: impl IntoIterator<Item = &'t str>) -> io::Result<()> {
        Ok(self.0.write_record(cells.into_iter().map(|text| cell(text).into_owned()))?)
    }
}

fn cell(text: &str) -> Cow<'_, str> {
    // What spreadsheets begin formulas with (OWASP, CSV Injection); full-width forms count as the plain ones in some.
    let runs = text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']);
    if runs { format!("'{text}").into() } else { text.into() }
}

fn head(scene: Scene<'_>, rows: &mut Rows<'_>, keys: &[&'static str]) -> io::Result<()> {
    rows.row(keys.iter().map(|key| scene.text(key)))
}

fn documents(scene: Scene<'_>, members: &[DocumentIndex], rows: &mut Rows<'_>) -> io::Result<()> {
    let keys = [
        "page-type",
        "page-number",
        "page-date",
        "page-issuer",
        "page-table-title",
        "page-school-year",
        "page-status",
        "page-signer",
        "page-published",
        "page-updated",
        "page-themes",
        "page-permalink",
        "page-table-id",
    ];
    head(scene, rows, &keys)?;
    let world = scene.world;
    for document in members.iter().map(|index| &world.corpus.documents[*index]) {
        let front_matter = &document.front_matter;
        let day = |day: Option<jiff::civil::Date>| day.map(|day| day.to_string()).unwrap_or_default();
        let themes: Vec<&str> = front_matter
            .themes
            .iter()
            .map(|tag| tag.theme.value.as_str())
            .map(|key| world.registries.themes.get(key).map_or(key, |theme| theme.name.as_str()))
            .collect();
        let cells = [
            world.kind_of(document),
            front_matter.number.as_ref().map_or("", |number| number.value.as_str()),
            &day(front_matter.date.as_ref().map(|date| date.value)),
            world.issuer_name(&front_matter.issuer.value),
            &front_matter.title,
            front_matter.school_year.as_deref().unwrap_or_default(),
            mark(scene, document.work).map_or("", |mark| mark.text),
            front_matter.signer.as_ref().map_or("", |signer| signer.name.as_str()),
            &day(front_matter.published),
            &day(front_matter.updated),
            &themes.join("; "),
            &absolute(&world.config.base_url, &document.address),
            &document.id,
        ];
        rows.row(cells)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(cells: &[&str]) -> String {
        let mut bytes = Vec::new();
        let mut rows = Rows::new(&mut bytes);
        rows.row(cells.iter().copied()).and_then(|()| rows.0.flush()).expect("memory does not fail");
        drop(rows);
        String::from_utf8(bytes).expect("text")
    }

    #[test]
    fn cells_are_quoted_where_they_must_be() {
        assert_eq!(
            line(&["a", "", "b c", "d,e", "f \"g\"", "h\ni", "j; k"]),
            "a,,b c,\"d,e\",\"f \"\"g\"\"\",\"h\ni\",\"j; k\"\r\n"
        );
    }

    #[test]
    fn nothing_is_a_formula() {
        for text in ["=1+1", "+84", "-2", "@SUM(A1)", "\t=1", "=cmd|' /C calc'!A0", "＝1"] {
            let made = line(&[text]);
            assert!(made.trim_start_matches('"').starts_with('\''), "{made}");
        }
        assert_eq!(line(&["06/CT-UBND", "2024-08-31"]), "06/CT-UBND,2024-08-31\r\n");
    }
}
