//! Everything in one file: the documents as Markdown, the data, the tables, the schemas, as a ZIP archive. The only
//! place besides `import/docx` that names the ZIP crate. The same site gives the same bytes: names in order, one fixed
//! date. It is written as a stream, a document at a time; the forms that can be made again of these (plain text, JSON
//! of one document) are left out.
//!
//! In: a [`World`]. Out: ZIP on any writer.

use crate::catalogue;
use crate::content::config::Config;
use crate::document::hidden::published;
use crate::site::pages::data::{self, schema};
use crate::site::plan::Planner;
use crate::site::world::World;
use crate::site::{DataFile, Job, MakeError, Page, Renderer};
use std::fmt::Write as _;
use std::io::{self, Write};
use zip::result::ZipError;
use zip::write::{SimpleFileOptions, StreamWriter};
use zip::{CompressionMethod, ZipWriter};

/// How hard to pack: twice as fast as the usual 6, a few per cent larger.
const LEVEL: i64 = 3;

impl From<ZipError> for MakeError {
    fn from(error: ZipError) -> Self {
        Self::Output(io::Error::other(error))
    }
}

/// Address of the archive.
pub const ARCHIVE: &str = "/data/congbao.zip";

/// One file.
pub(super) fn plan(planner: &mut Planner<'_>) {
    planner.add(ARCHIVE, Job::Archive);
}

/// Writes the archive.
///
/// # Errors
/// Those of `out`; a text that cannot be had.
pub fn write(renderer: &Renderer, world: &World<'_>, out: &mut dyn Write) -> Result<(), MakeError> {
    let mut archive = Archive { zip: ZipWriter::new_stream(out) };
    archive.begin("DOC-TRUOC.txt", false)?;
    archive.zip.write_all(read_first(world).as_bytes())?;
    let mut data = data::files();
    data.sort();
    for (address, job) in data {
        // Lists of a large site pass four gigabytes.
        archive.begin(address.trim_start_matches('/'), true)?;
        renderer.make(world, &Page { address, job }, &mut archive.zip)?;
    }
    for (index, document) in world.corpus.documents.iter().enumerate() {
        let source = world.texts.source(index)?;
        archive.begin(&format!("van-ban/{}.md", document.id), false)?;
        archive.zip.write_all(published(&source, document.text.body).as_bytes())?;
    }
    archive.zip.finish()?;
    Ok(())
}

struct Archive<'a> {
    zip: ZipWriter<StreamWriter<&'a mut dyn Write>>,
}

impl Archive<'_> {
    fn begin(&mut self, name: &str, large: bool) -> Result<(), MakeError> {
        // The default date is the first that ZIP knows, 1980-01-01.
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            .compression_level(Some(LEVEL))
            .last_modified_time(zip::DateTime::default())
            .unix_permissions(0o644)
            .large_file(large);
        Ok(self.zip.start_file(name, options)?)
    }
}

/// What is in the archive and where it comes from.
fn read_first(world: &World<'_>) -> String {
    let config: &Config = &world.config;
    let word = |key| catalogue::text(config.language, key);
    let mut text = format!("{}\r\n{}\r\n\r\n{}\r\n", config.title, config.base_url, word("page-data-licence"));
    let _ = write!(text, "{}\r\n\r\n", catalogue::fill(word("page-data-source"), &[("portal", &config.portal)]));
    for file in DataFile::ALL.iter().filter(|file| **file != DataFile::Document) {
        let _ = write!(text, "data/{}.json: {}\r\n", file.name(), schema::what(config.language, *file));
    }
    let _ = write!(text, "data/*.csv: {}\r\n", word("page-data-tables"));
    let _ = write!(text, "van-ban/: {}\r\n", word("page-data-documents"));
    text
}
