//! Tables for the office: CSV (RFC 4180) that a spreadsheet opens by a double click: UTF-8 with a byte
//! order mark, lines end in CRLF. What a spreadsheet would run as a formula gets an apostrophe before
//! it: titles come from anywhere.
//!
//! In: a [`World`]. Out: CSV on any writer, a row at a time.

use crate::corpus::status::standing;
use crate::corpus::{HeldDocument, Resolution, ResolvedCitation};
use crate::render::links::{Links, absolute};
use crate::render::names::{label_of, pinpoint_words};
use crate::site::CsvTable;
use crate::site::pages::data::{DATA, nearest_heading};
use crate::site::views::Scene;
use crate::site::views::meaning::standing_key;
use crate::site::views::parts::relation_word;
use crate::site::world::World;
use std::borrow::Cow;
use std::io::{self, Write};

/// Address of a table for the office.
pub fn table_address(table: CsvTable) -> String {
    format!("{DATA}{}.csv", table.data().name())
}

/// Writes a table.
///
/// # Errors
/// Those of `out`.
pub fn write(world: &World<'_>, table: CsvTable, out: &mut dyn Write) -> io::Result<()> {
    let links = Links::new("/", false);
    let scene = Scene { world, links: &links };
    // Without it, spreadsheets read UTF-8 as something else.
    out.write_all("\u{feff}".as_bytes())?;
    let mut rows = Rows::new(out);
    match table {
        CsvTable::Documents => documents(scene, &mut rows),
        CsvTable::Works => works(scene, &mut rows),
        CsvTable::Citations => citations(scene, &mut rows),
    }?;
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

fn documents(scene: Scene<'_>, rows: &mut Rows<'_>) -> io::Result<()> {
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
    for document in &world.corpus.documents {
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
            front_matter.status.word().map_or("", |key| scene.text(key)),
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

fn works(scene: Scene<'_>, rows: &mut Rows<'_>) -> io::Result<()> {
    let keys = [
        "page-type",
        "page-number",
        "page-date",
        "page-issuer",
        "page-table-title",
        "page-table-held",
        "page-table-cited",
        "page-status",
        "page-permalink",
        "page-table-official",
        "page-table-id",
    ];
    head(scene, rows, &keys)?;
    let corpus = scene.world.corpus;
    for index in corpus.works_by_address() {
        let work = &corpus.works[index];
        let cells = [
            work.kind_name.as_str(),
            work.number.as_ref().map_or("", |number| number.as_str()),
            &work.date.map(|date| date.to_string()).unwrap_or_default(),
            work.issuer_name.as_deref().unwrap_or_default(),
            work.title.as_deref().unwrap_or_default(),
            scene.text(if work.held.is_some() { "page-held" } else { "page-not-held" }),
            &work.cited_by.len().to_string(),
            scene.text(standing_key(standing(corpus, index))),
            &absolute(&scene.world.config.base_url, &work.address),
            work.url.as_deref().unwrap_or_default(),
            &work.id,
        ];
        rows.row(cells)?;
    }
    Ok(())
}

fn citations(scene: Scene<'_>, rows: &mut Rows<'_>) -> io::Result<()> {
    let keys = [
        "page-table-document",
        "page-table-section",
        "page-table-text",
        "page-type",
        "page-number",
        "page-date",
        "page-issuer",
        "page-table-pinpoint",
        "page-table-relation",
        "page-table-meaning",
        "page-table-work",
        "page-table-place",
    ];
    head(scene, rows, &keys)?;
    for document in &scene.world.corpus.documents {
        for (at, resolved) in document.citations.iter().enumerate() {
            citation(scene, document, at, resolved, rows)?;
        }
    }
    Ok(())
}

fn citation(
    scene: Scene<'_>,
    document: &HeldDocument,
    at: usize,
    resolved: &ResolvedCitation,
    rows: &mut Rows<'_>,
) -> io::Result<()> {
    let corpus = scene.world.corpus;
    let citation = &resolved.citation;
    let (meaning, work) = match &resolved.resolution {
        Resolution::Work(index, _) if corpus.works[*index].held.is_some() => ("page-held", Some(*index)),
        Resolution::Work(index, _) => ("page-not-held", Some(*index)),
        Resolution::Own => ("page-mark-own", Some(document.work)),
        Resolution::Ambiguous(_) => ("page-legend-ambiguous", None),
        Resolution::Unknown => ("page-legend-unknown", None),
    };
    let kind = citation.type_word.as_deref();
    let place = format!("{}#vd-{}", absolute(&scene.world.config.base_url, &document.address), at + 1);
    let cells = [
        document.id.as_str(),
        nearest_heading(&document.sections, citation.section),
        &citation.words(),
        kind.or_else(|| citation.kind.as_deref().map(|key| scene.world.type_name(key))).unwrap_or_default(),
        citation.number.as_ref().map_or("", |number| number.as_str()),
        &citation.date.map(|date| date.to_string()).unwrap_or_default(),
        citation.issuer.as_ref().map_or("", |issuer| issuer.name.as_str()),
        &pinpoint_words(citation.pinpoint()),
        relation_word(scene, citation.relation.0, true).unwrap_or(scene.text("page-table-cites")),
        scene.text(meaning),
        &work.map(|index| label_of(scene.language(), &corpus.works[index])).unwrap_or_default(),
        &place,
    ];
    rows.row(cells)
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
